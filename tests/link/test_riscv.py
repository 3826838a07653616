"""Linking for RISC-V: objects of the cross gcc, our linker, run under qemu-user.

Each program runs linked statically, dynamically and as PIE, with and without relaxation."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from compiler.linker.main import main

PREFIX = "riscv64-linux-gnu-"
LIBC = Path("/usr/riscv64-linux-gnu/lib")
pytestmark = pytest.mark.skipif(
    shutil.which(PREFIX + "gcc") is None or shutil.which("qemu-riscv64") is None,
    reason="no cross gcc or no qemu-user")

PROGRAM = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
extern int imported; extern int table[3]; extern __thread int their_thread;
extern int plus(int, int); extern int (*their_pointer)(int, int); extern int *their_slot(void);
extern int missing(void) __attribute__((weak));
__thread int zeroed; static __thread int five = 5; static int small = 3; static char big[70000];
static __thread struct { int a[600]; } wide;
static int quick(int x) { return x + 1; }
static int (*choose(void))(int) { return quick; }
int dispatched(int) __attribute__((ifunc("choose")));
int (*volatile through)(int) = dispatched;
static int order; __attribute__((constructor)) static void begin(void) { order = 7; }
static int compare(const void *a, const void *b) { return *(int *)a - *(int *)b; }
const char *const names[] = {"zero", "one", "two"};
int __attribute__((noinline)) pick(int n) {
    switch (n) { case 0: return 11; case 1: return 22; case 2: return 44; case 3: return plus(n, n);
                 case 4: return small++; case 5: return five++; case 6: return 99; }
    return -1;
}
int main(int argc, char **argv) {
    int numbers[] = {5, 3, 9, 1};
    qsort(numbers, 4, sizeof *numbers, compare);
    big[69999] = (char)argc; wide.a[599] = 8; zeroed = argc; *their_slot() += 1;
    printf("%d %d %d %d|", imported, table[2], their_thread, plus(2, 3));
    printf("%d %d %d|", their_pointer == plus, missing != 0, dispatched(4) + through(9));
    printf("%d %s %d %d %d|", order, names[argc], zeroed, wide.a[599], big[69999]);
    for (int i = 0; i < 8; i++) printf("%d ", pick(i));
    printf("%d%d %.3f %s\n", numbers[0], numbers[3], atof("2.5") * argc, strchr("a=b", '='));
    return 17;
}
"""
LIBRARY = r"""
int imported = 41; int table[3] = {1, 2, 3}; __thread int their_thread = 6;
static __thread int mine = 1; int plus(int a, int b) { return a + b; }
int (*their_pointer)(int, int) = plus; int *their_slot(void) { mine++; return &mine; }
"""
EXPECTED = "41 3 6 5|1 0 15|7 one 1 8 1|11 22 44 6 3 5 99 -1 19 2.500 =b\n"


def compile_text(folder: Path, name: str, text: str, options: list[str]) -> Path:
    """An object of the cross gcc."""
    source = folder / f"{name}.c"
    source.write_text(text)
    made = folder / f"{name}.o"
    subprocess.run([PREFIX + "gcc", *options, "-c", source, "-o", made], check=True)
    return made


def gcc_file(name: str) -> str:
    """Where the cross gcc keeps one of its start files."""
    return subprocess.run([PREFIX + "gcc", f"-print-file-name={name}"], capture_output=True,
                          text=True, check=True).stdout.strip()


def link(kind: str, output: Path, objects: list[Path], options: list[str]) -> None:
    """Link with our linker: kind is static, no-pie, pie or shared."""
    suffix = {"static": "T", "no-pie": ""}.get(kind, "S")
    first = {"pie": "Scrt1.o", "shared": ""}.get(kind, "crt1.o")
    start = [str(LIBC / name) for name in (first, "crti.o") if name]
    libraries = ["--start-group", "-lgcc", "-lgcc_eh", "-lc", "--end-group"] if (
        kind == "static") else ["-lgcc", "-lc"]
    errors = io.StringIO()
    status = main([f"-{kind}", "-o", str(output), "--eh-frame-hdr", *options, *start,
                   gcc_file(f"crtbegin{suffix}.o"), *[str(path) for path in objects],
                   f"-L{Path(gcc_file('libgcc.a')).parent}", *libraries,
                   gcc_file("crtendS.o" if suffix == "S" else "crtend.o"), str(LIBC / "crtn.o")],
                  io.StringIO(), errors)
    assert status == 0, errors.getvalue()


def run(program: Path) -> tuple[int, str]:
    """Exit status and output under qemu-user."""
    made = subprocess.run(["qemu-riscv64", "-L", "/usr/riscv64-linux-gnu", "-E",
                           f"LD_LIBRARY_PATH={program.parent}", program], capture_output=True,
                          text=True, check=False, timeout=60)
    return made.returncode, made.stdout


@pytest.mark.parametrize("relax", [True, False])
@pytest.mark.parametrize("kind", ["static", "no-pie", "pie"])
def test_program(kind: str, relax: bool, tmp_path: Path) -> None:
    code = {"static": "-fno-pie", "no-pie": "-fno-pie", "pie": "-fPIE"}[kind]
    options = [] if relax else ["--no-relax"]
    program = compile_text(tmp_path, "program", PROGRAM, ["-O2", "-g", code])
    library = compile_text(tmp_path, "library", LIBRARY, ["-O2", "-fPIC"])
    if kind != "static":
        link("shared", tmp_path / "libtheirs.so", [library], options)
        library = tmp_path / "libtheirs.so"
    link(kind, tmp_path / "a.out", [program, library], options)
    assert run(tmp_path / "a.out") == (17, EXPECTED)


def test_relaxation_shortens_code(tmp_path: Path) -> None:
    program = compile_text(tmp_path, "program", PROGRAM, ["-O2", "-fno-pie"])
    library = compile_text(tmp_path, "library", LIBRARY, ["-O2", "-fno-pic"])
    sizes = []
    for options in (["--relax"], ["--no-relax"]):
        link("static", tmp_path / "a.out", [program, library], options)
        with (tmp_path / "a.out").open("rb") as file:
            elf = ELFFile(file)  # type: ignore[no-untyped-call]
            sizes.append(elf.get_section_by_name(".text").data_size)
    assert sizes[0] < 0.96 * sizes[1], sizes


def test_alignment_survives_relaxation(tmp_path: Path) -> None:
    text = ("void g(void) {} void h(void) {}\n"
            "__attribute__((aligned(64))) int f(void) { g(); h(); g(); return 1; }\n"
            "__attribute__((aligned(64))) int k(void) { h(); return 2; }\n"
            "int main(void) { g(); return ((long)f | (long)k) & 63 ? 1 : f() + k(); }\n")
    program = compile_text(tmp_path, "program", text, ["-O1", "-fno-inline", "-fno-pie"])
    for options in ([], ["--no-relax"]):
        link("static", tmp_path / "a.out", [program], options)
        assert run(tmp_path / "a.out")[0] == 3


def test_general_dynamic_in_an_executable(tmp_path: Path) -> None:
    text = ("__thread int a = 4; extern __thread int b;\n"
            "int main(void) { return a * 10 + b; }\n")
    program = compile_text(tmp_path, "program", text,
                           ["-O2", "-fPIC", "-ftls-model=global-dynamic"])
    other = compile_text(tmp_path, "other", "__thread int b = 2;", ["-O2", "-fPIC"])
    for kind in ("static", "pie"):
        link(kind, tmp_path / "a.out", [program, other], [])
        assert run(tmp_path / "a.out")[0] == 42


def test_headers_and_attributes(tmp_path: Path) -> None:
    program = compile_text(tmp_path, "program", "int main(void) { return 0; }", ["-O2"])
    link("pie", tmp_path / "a.out", [program], [])
    shown = subprocess.run([PREFIX + "readelf", "-hA", tmp_path / "a.out"], capture_output=True,
                           text=True, check=True).stdout
    assert "RVC, double-float ABI" in shown and 'Tag_RISCV_arch: "rv64i2p' in shown
    assert shown.count("Attribute Section") == 1


def test_another_float_abi_is_refused(tmp_path: Path) -> None:
    program = compile_text(tmp_path, "program", "int main(void) { return 0; }", ["-O2"])
    soft = tmp_path / "soft.s"
    soft.write_text(".globl f\nf: ret\n")
    subprocess.run([PREFIX + "as", "-march=rv64i", "-mabi=lp64", soft, "-o", tmp_path / "soft.o"],
                   check=True)
    errors = io.StringIO()
    status = main(["-o", str(tmp_path / "a.out"), "-e", "main", str(program),
                   str(tmp_path / "soft.o")], io.StringIO(), errors)
    assert status == 1 and "floating-point ABI differs" in errors.getvalue()


def test_relocatable_output(tmp_path: Path) -> None:
    program = compile_text(tmp_path, "program", PROGRAM, ["-O2", "-g", "-fno-pie"])
    library = compile_text(tmp_path, "library", LIBRARY, ["-O2", "-fno-pic"])
    status = main(["-r", "-o", str(tmp_path / "both.o"), str(program), str(library)],
                  io.StringIO(), io.StringIO())
    assert status == 0
    shown = subprocess.run([PREFIX + "readelf", "-A", tmp_path / "both.o"], capture_output=True,
                           text=True, check=True).stdout
    assert shown.count("Tag_RISCV_arch") == 1
    link("static", tmp_path / "a.out", [tmp_path / "both.o"], [])
    assert run(tmp_path / "a.out") == (17, EXPECTED)
