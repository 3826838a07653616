"""Linking for AArch64: objects of the cross gcc, our linker, run under qemu-user.

The program of test_riscv.py is linked statically, dynamically, as PIE and as static PIE, with TLS
descriptors and with the traditional models."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from test_riscv import EXPECTED, LIBRARY, PROGRAM

from compiler.linker.main import main

GCC = "aarch64-linux-gnu-gcc"
LIBC = Path("/usr/aarch64-linux-gnu/lib")
pytestmark = pytest.mark.skipif(shutil.which(GCC) is None or shutil.which("qemu-aarch64") is None,
                                reason="no cross gcc or no qemu-user")
# kind: compiler options, start files, end file, linker options
KINDS = {
    "static": ("-fno-pie", ["crt1.o", "crti.o", "crtbeginT.o"], "crtend.o", ["-static"]),
    "no-pie": ("-fno-pie", ["crt1.o", "crti.o", "crtbegin.o"], "crtend.o", []),
    "pie": ("-fPIE", ["Scrt1.o", "crti.o", "crtbeginS.o"], "crtendS.o", ["-pie"]),
    "static-pie": ("-fPIE", ["rcrt1.o", "crti.o", "crtbeginS.o"], "crtendS.o",
                   ["-static", "-pie", "--no-dynamic-linker", "-z", "text"]),
}


def gcc_file(name: str) -> str:
    """Where the cross gcc keeps a start file or library."""
    return subprocess.run([GCC, f"-print-file-name={name}"], capture_output=True, text=True,
                          check=True).stdout.strip()


def object_of(folder: Path, name: str, text: str, options: list[str]) -> str:
    """An object of the cross gcc."""
    source, made = folder / f"{name}.c", folder / f"{name}.o"
    source.write_text(text)
    subprocess.run([GCC, "-O1", *options, "-c", source, "-o", made], check=True)
    return str(made)


def link(output: Path, start: list[str], inputs: list[str], end: str, options: list[str]) -> None:
    """Link with our linker."""
    said = io.StringIO()
    libraries = ["--start-group", "-lc", gcc_file("libgcc.a"), gcc_file("libgcc_eh.a"),
                 "--end-group"]
    status = main(["-m", "aarch64linux", *options, "-o", str(output), f"-L{LIBC}",
                   *[gcc_file(name) for name in start], *inputs, *libraries, gcc_file(end),
                   gcc_file("crtn.o")], said, said)
    assert status == 0, said.getvalue()


@pytest.mark.parametrize("dialect", ["desc", "trad"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_programs_run(kind: str, dialect: str, tmp_path: Path) -> None:
    """The program prints the same however it is linked."""
    flag, start, end, options = KINDS[kind]
    tls = f"-mtls-dialect={dialect}"
    program = object_of(tmp_path, "program", PROGRAM, [flag, tls])
    library = object_of(tmp_path, "library", LIBRARY, ["-fPIC", tls])
    inputs = [program, library]
    if "-static" not in options:
        shared = tmp_path / "libtheirs.so"
        link(shared, ["crti.o", "crtbeginS.o"], [library], "crtendS.o", ["-shared"])
        inputs = [program, str(shared)]
        options = [*options, "-dynamic-linker", "/lib/ld-linux-aarch64.so.1"]
    output = tmp_path / "program"
    link(output, start, inputs, end, options)
    ran = subprocess.run(["qemu-aarch64", "-L", LIBC.parent, "-E", f"LD_LIBRARY_PATH={tmp_path}",
                          output], capture_output=True, text=True)
    assert (ran.stdout, ran.returncode) == (EXPECTED, 17)


FAR = """#include <stdio.h>
__attribute__((noinline)) int near(int x) { return x + 1; }
__attribute__((section(".far"), noinline)) int far(int x) { return near(x) * 2; }
__attribute__((section(".far"), noinline)) int far2(int x)
{ printf("far %d\\n", x); return far(x) + near(x); }
int main(void) { int s = 0; for (int k = 0; k < 3; k++) s += far(k) + far2(k); return s - 30; }
"""


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_islands(kind: str, tmp_path: Path) -> None:
    """Calls over 512 MiB in both directions, to a function and to a PLT entry."""
    flag, start, end, options = KINDS[kind]
    program = object_of(tmp_path, "program", FAR, [flag])
    made = tmp_path / "program"
    link(made, start, [program], end, [*options, "--section-start=.far=0x20000000"])
    ran = subprocess.run(["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu", str(made)],
                         capture_output=True, text=True)
    assert (ran.stdout, ran.returncode) == ("far 0\nfar 1\nfar 2\n", 0)
