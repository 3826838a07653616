"""Whole RISC-V texts: the same code and relocations as GNU as."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.assembler.assemble import assemble
from compiler.elf.write import write_object
from compiler.ir.types import wrap
from compiler.target.riscv import ops_gen as riscv
from compiler.target.riscv.macros import constant_steps

TEXTS = sorted((Path(__file__).parent / "riscv").glob("*.s"))
pytestmark = pytest.mark.skipif(shutil.which("riscv64-linux-gnu-as") is None,
                                reason="no cross binutils")


def listing(path: Path) -> list[str]:
    """Instructions, data and relocations of an object, without what only names differ in: fields
    that a relocation fills, temporary labels."""
    lines = []
    for options in (["-drw", "-j", ".text"], ["-s", "-j", ".data", "-j", ".rodata"],
                    ["-r", "-j", ".data", "-j", ".rodata"]):
        run = subprocess.run(["riscv64-linux-gnu-objdump", "-M", "no-aliases", *options, path],
                             capture_output=True, text=True, check=False)
        lines += run.stdout.splitlines()[3:]
    result = []
    for line in lines:
        line = re.sub(r"\*ABS\*\+0x\S+", "*ABS*", re.sub(r"<[^>]*>|# \w+", "", line))
        line = re.sub(r"(R_RISCV_\w+\s+)\.L\d\S*", r"\1", line)
        line = re.sub(r"^( *\w+:\t)\w+( +\t[a-z.]+\t)\S+ *(\t.*R_RISCV_)", r"\1\2\3", line)
        if line.strip() and line != "\t..." and not re.match(r"[0-9a-f]{16} :$", line):
            result.append(line.rstrip())
    return result


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_gnu_as_makes_the_same(path: Path, tmp_path: Path) -> None:
    result = assemble(path.read_text(), str(path), machine="riscv64")
    assert result.object is not None, result.problems[0].render()
    (tmp_path / "ours.o").write_bytes(write_object(result.object))
    subprocess.run(["riscv64-linux-gnu-as", "-march=rv64gc", path, "-o", tmp_path / "theirs.o"],
                   check=True)
    ours, theirs = listing(tmp_path / "ours.o"), listing(tmp_path / "theirs.o")
    wrong = [(a, b) for a, b in zip(ours, theirs, strict=False) if a != b]
    assert not wrong and len(ours) == len(theirs), f"{len(wrong)} lines differ: {wrong[:4]}"


@given(st.one_of(st.integers(-(1 << 63), (1 << 64) - 1), st.integers(0, 63).map(lambda n: 1 << n),
                 st.integers(1, 64).map(lambda n: (1 << n) - 1)))
def test_constants(value: int) -> None:
    register = 0
    steps = constant_steps(value)
    for op, imm in steps:
        if op == riscv.LUIri:
            register = (imm ^ 0x80000) - 0x80000 << 12
        elif op == riscv.SLLIrri:
            register = wrap(register << imm, 64)
        elif op == riscv.SRLIrri:
            register = (register & (1 << 64) - 1) >> imm
        else:
            register = wrap(register + imm, 32 if op == riscv.ADDIWrri else 64)
    assert register == wrap(value, 64) and len(steps) <= 8


@pytest.mark.parametrize(("line", "message"), [
    ("addi a0, a1, 4096", "illegal operands"), ("lw a0, 4(fa0)", "junk at end of line"),
    ("foo a0", "unrecognized opcode"), ("li a0, symbol", "not constant"),
    ("lui a0, %what(x)", "unknown modifier"), (".option nonsense", "unrecognized .option"),
    (".option pop", "no .option push"), ("csrr a0, 5000", "improper CSR"),
    ("fence x, y", "illegal operands"),
])
def test_wrong_lines_are_refused(line: str, message: str) -> None:
    result = assemble(line + "\n", "a.s", machine="riscv64")
    assert result.object is None
    assert message in result.problems[0].render()


@pytest.mark.parametrize("branch", ["beqz a0, far", "j far"])
def test_a_branch_out_of_range_is_shown(branch: str) -> None:
    """A conditional branch turned around reaches as far as jal, 1 MiB."""
    text = f"\tnop\n\t{branch}\n.space 0x100000\nfar:\tret\n"
    result = assemble(text, "a.s", machine="riscv64")
    assert result.object is None
    assert result.problems[0].render() == (
        f"a.s:2:2: error: branch is out of range\n  {branch}\n  ^")
    near = assemble(f"\t{branch}\n.space 0xffff0\nfar:\tret\n", "a.s", machine="riscv64")
    assert near.object is not None
