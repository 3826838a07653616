"""Blocks before and after selection from random states: sound code agrees, wrong code does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.ir.types import F64, I1, I8, PTR
from verify.states import CFA, Memory, World, is_same
from verify.tv import validate, with_large_stack
from verify.tv_select import Compared

ROOT = Path(__file__).resolve().parent.parent.parent
FAULTS = ROOT / "tests" / "verify" / "faults"


def compared(path: Path, *options: str) -> list[Compared]:
    """What random states say of one program."""
    blocks: list[Compared] = []
    with_large_stack(validate, ["-O2", "-w", *options, str(path)], 1.0, False, blocks, False)
    assert blocks
    return blocks


@pytest.mark.parametrize("name", [path.stem for path in sorted(FAULTS.glob("*.c"))])
def test_programs_of_the_faults_agree(name: str) -> None:
    blocks = compared(FAULTS / f"{name}.c")
    assert [block.cause for block in blocks if block.verdict != "agrees"] == []


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "c").glob("*.c"))[::8],
                         ids=lambda path: path.stem)
def test_programs_agree(path: Path) -> None:
    wrong = [f"{block.function}: {block.cause}" for block in compared(path)
             if block.verdict == "differs"]
    assert wrong == []


def test_pointers_that_step_agree() -> None:
    blocks = compared(FAULTS / "strides.c", "--target=riscv64-linux-gnu")
    assert {block.stage for block in blocks} == {"strength", "machine code"}
    assert {block.verdict for block in blocks} == {"agrees"}


def test_every_stage_is_compared() -> None:
    stages = {block.stage for block in compared(FAULTS / "selected.c")}
    assert stages == {"select", "x87 places", "asm text"}


def test_worlds() -> None:
    world, again = World(7), World(7)
    assert [world.word(("a", k), PTR) for k in range(9)] == \
        [again.word(("a", k), PTR) for k in range(9)]
    memory, other = Memory(world), Memory(again)
    memory.write(CFA, 0x1234, 2)
    assert memory.read(CFA, 2) == 0x1234 and memory.read(CFA + 8, 4) == other.read(CFA + 8, 4)
    memory.write(CFA, None, 1)
    assert memory.read(CFA, 2) is None
    memory.forget()
    assert memory.read(CFA + 8, 4) != other.read(CFA + 8, 4)


def test_registers_hold_values_by_the_convention() -> None:
    assert is_same(0xFF05, 5, I8) and not is_same(0xFF05, 6, I8)
    assert is_same(0xFF01, 1, I1) and not is_same(0xFF03, 1, I1)
    assert is_same(0x7FF8000000000001, 0xFFF8000000000000, F64)
    assert not is_same(0x7FF0000000000000, 0xFFF8000000000000, F64)
