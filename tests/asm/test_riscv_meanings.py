"""What RISC-V's rows say an instruction computes is what it computes under qemu-user, on random
states; assembled and linked by the toolchain itself.

`python tests/asm/test_riscv_meanings.py STATES [SEED]` is the full run."""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from compiler.assembler.assemble import assemble
from compiler.elf.write import write_object
from compiler.ir.fold import IntDomain
from compiler.ir.types import F32, F64, I64
from compiler.linker.main import main as vld
from compiler.target.machine import (
    MAX_OPERANDS,
    OPERAND_IMM,
    OPERAND_LABEL,
    OPERAND_MEM,
    OPERAND_REG,
    WRITE,
)
from compiler.target.riscv import tables_gen as T
from compiler.target.riscv.names_gen import MEANINGS, MNEMONICS
from compiler.target.riscv.registers import CLASS_FLOAT
from verify.row_meanings import Evaluator, parse

NAMES = T.NAMES.split(" ")
TEXTS = MNEMONICS.split(" ")
CPU = "rv64,zba=true,zbb=true,zbs=true"
WRONG_IN_QEMU = ("CTZWrr",)      # 7.2 looks beyond bit 31
EDGES = [0, 1, 2, 31, 32, 63, 64, 0x7F, 0x80, 0xFF, 0x8000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF,
         1 << 63, (1 << 63) - 1, (1 << 64) - 1, (1 << 64) - 2]
DOUBLES = [0.0, -0.0, 1.0, -1.5, 1e300, 5e-324, float("inf"), float("nan"), 123456.75, -3e9, 2.5]
HEAD = ".option norelax\n.option arch, +zba, +zbb, +zbs\n.globl _start\n_start: la s1, results\n"
LOOP = """li t0, {states}
la s0, inputs
1: ld a1, 0(s0)
ld a2, 8(s0)
ld a3, 16(s0)
{loads}
{line}
{store}
addi s0, s0, 24
addi s1, s1, 8
addi t0, t0, -1
bnez t0, 1b
"""
TAIL = """la s0, results
1: sub a2, s1, s0
beqz a2, 2f
li a0, 1
mv a1, s0
li a7, 64
ecall
add s0, s0, a0
j 1b
2: li a0, 0
li a7, 93
ecall
.data
.balign 8
inputs:
"""


class Case:
    """One instruction of the run."""

    def __init__(self, name: str, line: str, imm: int) -> None:
        self.name = name
        self.line = line
        self.imm = imm
        self.base = NAMES.index(name) * MAX_OPERANDS
        self.count = T.OPERAND_COUNT[NAMES.index(name)]

    def is_float(self, i: int) -> bool:
        return (T.OPERAND_KIND[self.base + i] == OPERAND_REG
                and T.OPERAND_CLASS[self.base + i] == CLASS_FLOAT)

    def type(self, i: int) -> int:
        """Type of operand `i`."""
        if not self.is_float(i):
            return I64
        return F32 if T.OPERAND_SIZE[self.base + i] == 4 else F64


def cases() -> list[Case]:
    """Every opcode with a meaning that has no target."""
    result = []
    for name in MEANINGS:
        index = NAMES.index(name)
        kinds = [T.OPERAND_KIND[index * MAX_OPERANDS + i] for i in range(T.OPERAND_COUNT[index])]
        mnemonic, _, rounding = TEXTS[index].partition(",")
        if OPERAND_LABEL in kinds or name in WRONG_IN_QEMU:
            continue
        shifted = OPERAND_IMM in kinds and "imm" in TEXTS[index] or any(
            part in MEANINGS[name] for part in ("shl", "shr", "rot"))
        for imm in ([0, 1, 5, 31] if shifted else [0, -1, 2047, -2048, 77]) if (
                OPERAND_IMM in kinds) else [0]:
            texts: list[str] = []
            for i, kind in enumerate(kinds):
                at = index * MAX_OPERANDS + i
                register = f"{'f' if T.OPERAND_CLASS[at] == CLASS_FLOAT else ''}a{i}"
                if kind == OPERAND_MEM:
                    register = "0(s1)" if T.OPERAND_ACCESS[at] & WRITE else f"{8 * i - 8}(s0)"
                if kind == OPERAND_MEM and T.OPERAND_ACCESS[at] & WRITE:
                    texts[0] = texts[0].replace("a0", "a1")
                texts.append(str(imm & 0xFFFFF if "lui" in mnemonic else imm)
                             if kind == OPERAND_IMM else register)
            texts += [rounding] if rounding else []
            result.append(Case(name, f"{mnemonic} {', '.join(texts)}", imm))
    return result


def program(run: list[Case], states: list[list[int]]) -> str:
    """The text that executes every case on every state and writes the results."""
    text = HEAD
    for case in run:
        loads = [f"{'flw' if case.type(i) == F32 else 'fld'} fa{max(i, 1)}, {8 * max(i, 1) - 8}(s0)"
                 for i in range(case.count) if case.is_float(i)]
        store = "sd a0, 0(s1)"
        if T.OPERAND_KIND[case.base + case.count - 1] == OPERAND_MEM and case.line.endswith("(s1)"):
            store = ""
        elif case.is_float(0):
            store = "fsw fa0, 0(s1)" if case.type(0) == F32 else "fsd fa0, 0(s1)"
        text += LOOP.format(states=len(states), loads="\n".join(loads), line=case.line, store=store)
    text += TAIL + "".join(f".dword {word:#x}\n" for state in states for word in state)
    return text + f".bss\n.balign 8\nresults: .zero {8 * len(run) * len(states)}\n"


def draw_states(count: int, seed: int) -> list[list[int]]:
    """Three words a state: integers, doubles, or pairs of floats."""
    rng = random.Random(seed)
    states = []
    for number in range(count):
        state = []
        for _ in range(3):
            choices = [rng.getrandbits(64), rng.choice(EDGES), rng.choice(EDGES) * 0x100000001]
            if number % 3 == 1:
                choices = [struct.unpack("<Q", struct.pack("<d", rng.choice(DOUBLES)))[0]]
            elif number % 3 == 2:
                small = rng.choice([x for x in DOUBLES if not 1e38 < abs(x) < float("inf")])
                choices = [struct.unpack("<I", struct.pack("<f", small))[0]]
            state.append(rng.choice(choices) & (1 << 64) - 1)
        states.append(state)
    return states


def expected(case: Case, state: list[int]) -> int | None:
    """What the meaning gives; None where the IR's operation is undefined."""
    operands: dict[str, tuple[object, int]] = {}
    target, term = parse(MEANINGS[case.name])
    stores = case.line.endswith("(s1)")
    for i in range(case.count):
        word = state[max(i, 1) - 1]
        if T.OPERAND_KIND[case.base + i] == OPERAND_IMM:
            word = case.imm & (1 << 64) - 1
        elif case.type(i) == F32:
            word &= 0xFFFFFFFF
        operands["abcd"[i]] = (word, case.type(i))
    domain = IntDomain()
    written = 0 if stores else "abcd".index(target)
    result, _ = Evaluator(domain, operands, case.type(written)).value(term)
    if domain.undefined or domain.poison:
        return None
    assert isinstance(result, int)
    return result & ((1 << 32) - 1 if case.type(written) == F32 else (1 << 64) - 1)


def is_nan(word: int, type: int) -> bool:
    if type == F32:
        return word & 0x7FFFFFFF > 0x7F800000
    return type == F64 and word & (1 << 63) - 1 > 0x7FF << 52


def differences(count: int, seed: int, folder: Path) -> tuple[list[str], int]:
    """Where qemu-user and the meanings disagree, and how many results were compared."""
    run, states = cases(), draw_states(count, seed)
    made = assemble(program(run, states), "run.s", machine="riscv64")
    assert made.object is not None, made.problems[0].render()
    (folder / "run.o").write_bytes(write_object(made.object))
    status = vld(["-static", "-o", str(folder / "run"), str(folder / "run.o")], sys.stdout,
                 sys.stderr)
    assert status == 0
    output = subprocess.run(["qemu-riscv64", "-cpu", CPU, folder / "run"], capture_output=True,
                            check=True, timeout=120).stdout
    words = struct.unpack(f"<{len(output) // 8}Q", output)
    wrong = []
    compared = 0
    for number, case in enumerate(run):
        for k, state in enumerate(states):
            got, wanted = words[number * len(states) + k], expected(case, state)
            if wanted is None or is_nan(got, case.type(0)) and is_nan(wanted, case.type(0)):
                continue
            compared += 1
            if got != wanted:
                wrong.append(f"{case.line} on {[hex(word) for word in state]}: {got:#x}, the "
                             f"meaning says {wanted:#x}")
                break
    return wrong, compared


@pytest.mark.skipif(shutil.which("qemu-riscv64") is None, reason="no qemu-user")
def test_meanings(tmp_path: Path) -> None:
    wrong, compared = differences(24, 1, tmp_path)
    assert not wrong, f"{len(wrong)} differ: {wrong[:5]}"
    assert compared > 3000, f"only {compared} results compared"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        found, total = differences(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1,
                                   Path(name))
    print(f"{len(cases())} cases, {total} results compared, {len(found)} cases differ")
    print("\n".join(found[:20]))
    sys.exit(bool(found))
