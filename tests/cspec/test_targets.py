"""The data models of `--target` against gcc for the same target: facts and predefined macros."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cspec.predefined import predefined_macros
from cspec.target import find_target

ROOT = Path(__file__).resolve().parent.parent.parent
COMPILERS = {"x86_64": ["gcc"], "i386": ["gcc", "-m32"], "aarch64": ["aarch64-linux-gnu-gcc"],
             "riscv64": ["riscv64-linux-gnu-gcc"]}
TARGETS = [name for name, command in COMPILERS.items() if shutil.which(command[0])]
OWN = frozenset("__DATE__ __TIME__ __VERSION__ __VOUCH_INTERP__ __STDC_NO_THREADS__ "
                "__STDC_UTF_16__ __STDC_UTF_32__ __STDC_IEC_559__ __STDC_IEC_559_COMPLEX__ "
                "__USER_LABEL_PREFIX__ __REGISTER_PREFIX__".split())
# every type is computed in its own format here, on i386 as elsewhere
CHOSEN = frozenset((("i386", "__FLT_EVAL_METHOD__"),))
MODEL = """
typedef __builtin_va_list list;
typedef __SIZE_TYPE__ size; typedef __PTRDIFF_TYPE__ difference; typedef __WCHAR_TYPE__ wide;
_Bool b; char c; signed char sc; unsigned char uc; short s; int i; long l; long long ll;
float f; double d; long double ld; float _Complex fc; double _Complex dc; long double _Complex lc;
void *p; int (*function)(void); enum small { A = 1 } e; enum large { B = 0x80000000 } g;
struct mixed { char a; double b; char c; long long d; short e; long double f; char g; void *h; } m;
struct fields { char a; int b : 5; unsigned c : 20; long long d : 40; _Bool e : 1; char f : 3;
                int : 0; short g : 9; } n;
union both { char a[3]; long double b; struct { short x; char y; } c; } u;
struct __attribute__((packed)) tight { char a; double b; short c; } t;
struct aligned { char a; _Alignas(32) char b; short c; } w;
struct nested { char a; struct mixed b; union both c[3]; double _Complex d; } v;
int values[] = { sizeof(long double), _Alignof(long double), (char)-1 < 0, (wide)-1 < 0,
                 sizeof L'a', sizeof(list), -1 < (enum small)0 };
enum constants { CHAR = (char)200, SHIFT = (long)1 << (sizeof(long) * 8 - 2) >> 9,
                 WIDE = (wide)-1 < 0, LIST = sizeof(list), UNION = sizeof(union both) };
"""


@pytest.mark.parametrize("target", TARGETS)
def test_model(target: str, tmp_path: Path) -> None:
    """Sizes, alignments, offsets and constants."""
    source = tmp_path / "model.c"
    source.write_text(MODEL)
    done = subprocess.run(
        [sys.executable, "-m", "interp.main", "-w", f"--target={target}", "--facts", str(source)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("_Static_assert") > 100
    source.write_text(done.stdout)
    done = subprocess.run([*COMPILERS[target], "-w", "-fsyntax-only", str(source)],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:2000]


@pytest.mark.parametrize("target", TARGETS)
def test_macros(target: str, tmp_path: Path) -> None:
    """Every predefined macro exists there and has the same value, or names the same type."""
    row = find_target(target)
    assert row is not None
    lines = []
    for line in predefined_macros(row, False).splitlines():
        name, _, value = line.removeprefix("#define ").partition(" ")
        if name in OWN or "(" in name or (target, name) in CHOSEN:
            continue
        lines.append(f"#ifndef {name}\n#error {name}\n#endif")
        if name.endswith("_TYPE__"):
            same = f"__builtin_types_compatible_p({value}, {name})"
            lines.append(f'_Static_assert({same}, "{name}");')
        elif re.fullmatch(r".*\w.*", value):
            lines.append(f'_Static_assert(({value}) == ({name}), "{name}");')
    source = tmp_path / "macros.c"
    source.write_text("\n".join(lines) + "\n")
    done = subprocess.run([*COMPILERS[target], "-w", "-fsyntax-only", str(source)],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:2000]


@pytest.mark.parametrize("target,output", [
    ("x86_64", "1 64 -56 8\n"), ("i386", "1 64 -56 4\n"), ("aarch64", "0 113 200 8\n"),
    ("riscv64", "0 113 200 8\n")])
def test_run(target: str, output: str, tmp_path: Path) -> None:
    """char's sign, long double's format and long's size while a program runs."""
    source = tmp_path / "model.c"
    source.write_text("#include <float.h>\n#include <limits.h>\n#include <stdio.h>\n"
                      "int main(void) { volatile char c = (char)200; long double one = 1, e = 1;\n"
                      "int n = 0; while (one + e != one) { e /= 2; n++; }\n"
                      'printf("%d %d %d %zu\\n", CHAR_MIN < 0, n, c, sizeof(long));\n'
                      "return n != LDBL_MANT_DIG; }\n")
    done = subprocess.run(
        [sys.executable, "-m", "interp.main", "-w", f"--target={target}", str(source)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, output), done.stderr
