"""The intrinsics' headers beside gcc's: every function that takes and gives values, same results.

The functions are read from our headers by their signatures, the macros stand in `MACROS`; each is
called with the same operands by a program that gcc and `vcc` build with their own headers.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
HEADERS = ("mmintrin", "xmmintrin", "emmintrin", "pmmintrin", "tmmintrin", "smmintrin", "nmmintrin")
VECTORS = {"__m128": "f", "__m128d": "d", "__m128i": "i", "__m64": "m"}     # and their operands
SCALARS = ("int", "short", "char", "unsigned int", "long long", "unsigned long long", "float",
           "double", "unsigned char", "unsigned short")
# State, and results that are any value or an approximation.
LEFT_OUT = ("getcsr", "setcsr", "undefined", "fence", "pause", "clflush", "rcp", "rsqrt")
# Rows that define functions in mmintrin.h and those that include it: result, parameters.
SHAPES = [("__m64_(?:row|lanes|joined|upper)", "__m64", "__m64 a, __m64 b"),
          ("__m64_shifts", "__m64", "__m64 a, int n"),
          ("__floats_of_lanes", "__m128", "__m64 a"), ("__lanes_of_floats", "__m64", "__m128 a")]
MACROS = [
    "_mm_extract_pi16(m0, 3)", "_m_pinsrw(m0, 77, 2)", "_mm_shuffle_pi16(m1, 0x1b)",
    "_m_pshufw(m0, 0xb1)", "_mm_alignr_pi8(m0, m1, 5)", "_m_from_int(s0)", "_m_to_int(m0)",
    "_m_to_int64(m2)", "_mm_cvtsi64x_si64(s1)", "_m_pmovmskb(m0)", "_mm_cvt_pi2ps(f0, m0)",
    "_mm_cvt_ps2pi(f0)", "_mm_cvtt_ps2pi(f1)", "_mm_loadl_pi(f0, &m0)", "_mm_loadh_pi(f0, &m0)",
    "({ __m64 r; _mm_storel_pi(&r, f0); r; })", "({ __m64 r; _mm_storeh_pi(&r, f0); r; })",
    "({ __m64 r; _mm_stream_pi(&r, m1); r; })", "_MM_GET_EXCEPTION_MASK()",
    "({ __m64 r = m2; _mm_maskmove_si64(m0, m1, (char *)&r); r; })",
    "({ _MM_SET_EXCEPTION_STATE(_MM_EXCEPT_INEXACT); _MM_GET_EXCEPTION_STATE(); })",
    "({ _MM_SET_EXCEPTION_STATE(0); _MM_GET_EXCEPTION_STATE(); })",
    "_mm_round_sd(d0, d1, 3)", "_mm_round_ss(f0, f1, 1)", "_mm_floor_sd(d0, d1)",
    "_mm_floor_ss(f0, f1)", "_mm_ceil_sd(d0, d1)", "_mm_ceil_ss(f0, f1)", "_mm_round_pd(d0, 2)",
    "_mm_test_all_zeros(i0, i1)", "_mm_test_mix_ones_zeros(i0, i1)", "_mm_cmpistri(i0, i1, 12)",
    "_mm_cmpistrm(i0, i1, 64)", "_mm_cmpestri(i0, 9, i1, 14, 8)", "_mm_cmpestrm(i0, 5, i1, 16, 1)",
    "_mm_cmpistra(i0, i1, 12)", "_mm_cmpistrc(i0, i1, 4)", "_mm_cmpistro(i0, i1, 0)",
    "_mm_cmpistrs(i0, i1, 0)", "_mm_cmpistrz(i0, i1, 0)", "_mm_cmpestra(i0, 3, i1, 4, 12)",
    "_mm_cmpestrc(i0, 3, i1, 4, 12)", "_mm_cmpestro(i0, 3, i1, 4, 0)",
    "_mm_cmpestrs(i0, 3, i1, 4, 0)", "_mm_cmpestrz(i0, 30, i1, 4, 0)", "_mm_set_pd1(d0[1])",
    "_mm_loadu_si64(&i1)", "_mm_loadu_si32(&i1)", "_mm_loadu_si16(&i1)",
    "_mm_set_epi64(_mm_movepi64_pi64(i0), _mm_movepi64_pi64(i1))", "_mm_shuffle_epi32(i0, 0x1b)",
    "_mm_shuffle_ps(f0, f1, 0x72)", "_mm_slli_epi16(i0, 3)", "_mm_alignr_epi8(i0, i1, 5)",
    "_mm_blend_epi16(i0, i1, 0x5a)", "_mm_insert_ps(f0, f1, 0x94)", "_mm_dp_ps(f0, f1, 0xf3)",
    "_mm_mpsadbw_epu8(i0, i1, 5)", "_mm_extract_epi16(i0, 3)", "_mm_insert_epi32(i0, 77, 2)",
]


def operand(kind: str, number: int) -> str:
    """An expression of a parameter's type; empty when there is none."""
    if kind in VECTORS:
        return f"{VECTORS[kind]}{number % 3}"
    if kind in SCALARS:
        return f"({kind})s{number % 3}"
    return ""


def calls() -> list[str]:
    """One call of every function of the headers whose parameters are values."""
    found = []
    for header in HEADERS:
        text = (ROOT / f"compiler/include/{header}.h").read_text(encoding="utf-8")
        rows = re.findall(r"__intrinsic ([\w ]+) (_mm_\w+)\(([^)]*)\)", text)
        for shape, result, parameters in SHAPES:
            for line in re.findall(rf"^{shape}\(.*$", text, re.M):
                rows += [(result, name, parameters) for name in re.findall(r"\b(_mm?_\w+),", line)]
        rows += [(kind, name, f"{kind} a, {kind} b")
                 for name, kind in re.findall(r"^__compare\w*\((\w+), (\w+),", text, re.M)]
        for result, name, parameters in rows:
            kinds = [re.sub(r"\s*\w+$", "", word.strip()) for word in parameters.split(",")]
            words = [operand(kind, k) for k, kind in enumerate(kinds)]
            if result == "void" or not all(words) or any(word in name for word in LEFT_OUT):
                continue
            found.append(f"{name}({', '.join(words)})")
    return found


def program(expressions: list[str], seed: int) -> str:
    """A program that prints the bytes of every result."""
    rng = random.Random(seed)
    lines = ["#include <nmmintrin.h>", "#include <stdio.h>", "#include <string.h>",
             "static void show(const char *name, const void *p, int n) {",
             "    printf(\"%s\", name);",
             "    for (int i = 0; i < n; i++) printf(\" %02x\", ((const unsigned char *)p)[i]);",
             "    puts(\"\"); }",
             "#define SHOW(e) do { __typeof__(e) r = e; show(#e, &r, sizeof r); } while (0)"]
    body = []
    for number in range(3):
        floats = ", ".join(f"{rng.uniform(-99, 99):.3f}f" for _ in range(4))
        doubles = ", ".join(f"{rng.uniform(-1e5, 1e5):.4f}" for _ in range(2))
        words = ", ".join(str(rng.getrandbits(63) - (1 << 62)) for _ in range(2))
        body += [f"volatile __m128 vf{number} = {{ {floats} }}; __m128 f{number} = vf{number};",
                 f"volatile __m128d vd{number} = {{ {doubles} }}; __m128d d{number} = vd{number};",
                 f"volatile __m128i vi{number} = {{ {words} }}; __m128i i{number} = vi{number};",
                 f"__m64 m{number} = (__m64)vi{number}[1];",
                 f"volatile int vs{number} = {rng.randrange(60)}; int s{number} = vs{number};"]
    body += [f"SHOW(({expression}));" for expression in expressions]
    return "\n".join(lines) + "\nint main(void) {\n" + "\n".join(body) + "\nreturn 0; }\n"


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_values_as_gcc(level: str, tmp_path: Path) -> None:
    if shutil.which("gcc") is None or "sse4_2" not in Path("/proc/cpuinfo").read_text():
        pytest.skip("needs gcc and a processor with SSE4.2")
    expressions = calls() + MACROS
    assert len(expressions) > 300
    (tmp_path / "t.c").write_text(program(expressions, 7))
    results = []
    for compiler in ("gcc", str(ROOT / ".venv/bin/vcc")):
        subprocess.run([compiler, level, "-msse4.2", "-w", "t.c", "-o", "t"], cwd=tmp_path,
                       check=True)
        done = subprocess.run(["./t"], cwd=tmp_path, stdout=subprocess.PIPE, text=True, check=True)
        results.append(done.stdout.splitlines())
    differences = [f"{a} | {b}" for a, b in zip(*results, strict=True) if a != b]
    assert not differences, "\n".join(differences[:10])


def test_every_name_of_gcc() -> None:
    """Functions and macros of gcc's headers exist in ours."""
    folder = Path("/usr/lib/gcc/x86_64-linux-gnu/12/include")
    if not folder.is_dir():
        pytest.skip("needs gcc 12's headers")
    done = subprocess.run([str(ROOT / ".venv/bin/vcc"), "-msse4.2", "-maes", "-mpclmul", "-E",
                           "-dD", "-include", "immintrin.h", "-xc", "/dev/null"], text=True,
                          stdout=subprocess.PIPE, check=True)
    ours = set(re.findall(r"\b_m\w+", done.stdout, re.I))
    theirs: set[str] = set()
    for header in (*HEADERS, "wmmintrin", "popcntintrin"):
        text = (folder / f"{header}.h").read_text(encoding="utf-8")
        theirs.update(re.findall(r"^(?:#define )?(_mm?_\w+) ?\(", text, re.M | re.I))
    assert len(theirs) > 600 and not sorted(theirs - ours)
