"""Instruction-set extensions of -march=: programs print the same, extensions are used, and the
assembly text says which, so that it assembles to the same code here and by GNU as."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from test_c import ROOT, command, expected_output, words_of

FOLDER = Path(__file__).parent
# target, -march=, processor of qemu-user, its macro, programs, instructions that must be there
EXTENSIONS = [
    ("riscv64", "rv64gc_zba_zbb_zbs", "rv64,zba=true,zbb=true,zbs=true", "__riscv_zbb",
     "bit_manipulation builtins_bits int128 integers bitfields",
     """add.uw andn bclr bclri bext bexti binv binvi bset bseti clz clzw cpop cpopw ctz ctzw max
     maxu min minu orn rev8 rolw rori roriw rorw sext.b sext.h sh1add sh2add sh2add.uw sh3add
     slli.uw xnor zext.h zext.w"""),
    ("aarch64", "armv8.1-a", "max", "__ARM_FEATURE_ATOMICS", "atomic_orders atomics",
     """casa casal casab casalb casah casalh ldadd ldadda ldaddl ldaddal ldaddb ldaddalh ldclr
     ldclralb ldset ldsetlh ldeor ldeoral swp swpal swpab swpalh"""),
]
PROGRAMS = [(target, march, cpu, name) for target, march, cpu, _, names, _ in EXTENSIONS
            for name in names.split()]


def compiled(target: str, march: str, *words: str) -> str:
    """Run vcc for a target; what it writes to standard output."""
    made = subprocess.run([*command(), f"--target={target}-linux-gnu", f"-march={march}", "-w",
                           *words], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert made.returncode == 0, made.stderr[:2000]
    return made.stdout


@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize("target, march, cpu, name", PROGRAMS)
def test_runs(target: str, march: str, cpu: str, name: str, level: str, tmp_path: Path) -> None:
    """The program prints what its comment says."""
    root = f"/usr/{target}-linux-gnu"
    emulator = shutil.which(f"qemu-{target}")
    if emulator is None or not Path(root, "lib", "crt1.o").exists():
        pytest.skip("no emulator or C library for the target")
    source = FOLDER / f"{name}.c"
    text = source.read_text()
    program = tmp_path / "program"
    compiled(target, march, level, *words_of(text, "options"), str(source), "-o", str(program))
    ran = subprocess.run([emulator, "-cpu", cpu, "-L", root, str(program)], capture_output=True,
                         text=True, timeout=120)
    assert ran.stdout == expected_output(text)
    assert ran.returncode == 0


@pytest.mark.parametrize("target, march, macro, names, instructions",
                         [(row[0], row[1], *row[3:]) for row in EXTENSIONS])
def test_text(target: str, march: str, macro: str, names: str, instructions: str, tmp_path: Path
              ) -> None:
    """The extensions' instructions are there; three ways to the code agree; the macro is there."""
    source = str(FOLDER / f"{names.split()[0]}.c")
    text = compiled(target, march, "-O2", "-S", source, "-o", "-")
    used = set(re.findall(r"^\t([a-z][\w.]*)", text, re.M))
    assert not set(instructions.split()) - used
    (tmp_path / "text.s").write_text(text)
    compiled(target, march, "-O2", "-c", source, "-o", str(tmp_path / "0.o"))
    compiled(target, march.partition("_")[0], "-c", str(tmp_path / "text.s"), "-o",
             str(tmp_path / "1.o"))
    assert macro in compiled(target, march, "-E", "-dM", "-xc", "/dev/null")
    if shutil.which(f"{target}-linux-gnu-as") is None:
        pytest.skip("no cross binutils")
    subprocess.run([f"{target}-linux-gnu-as", "text.s", "-o", "2.o"], cwd=tmp_path, check=True)
    shown = [subprocess.run([f"{target}-linux-gnu-objdump", "-d", "--no-show-raw-insn", name],
                            cwd=tmp_path, check=True, capture_output=True, text=True).stdout
             for name in ("0.o", "1.o", "2.o")]
    plain = [re.findall(r"^ *[0-9a-f]+:\t[^<\n]*", dump, re.M) for dump in shown]
    assert plain[0] == plain[1] == plain[2]
