"""Sample operands for every x86 opcode: what test_rows.py prints, encodes and decodes."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.assembler.operands import Operands
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import (
    IS_PREFIX,
    MAX_OPERANDS,
    NO_FIXED,
    OPERAND_IMM,
    OPERAND_MEM,
    OPERAND_REG,
)
from compiler.target.x86 import tables_gen as T
from compiler.target.x86.registers import (
    CLASS_CONTROL,
    CLASS_DEBUG,
    CLASS_GPR,
    CLASS_MMX,
    CLASS_SEGMENT,
    CLASS_ST,
    CLASS_VECTOR,
    RIP,
)

NAMES = T.NAMES.split(" ")


def registers(cls: int, size: int, mode: int, turn: int) -> int:
    """A register of the class; `turn` varies the choice."""
    if cls == CLASS_GPR:
        if size == 1 and mode != 64:
            return [0, 3, 1, 100, 102][turn % 5]
        if size == 1 and turn % 5 == 3:
            return 101
        return [3, 0, 13, 6, 9, 5, 12][turn % 7] if mode == 64 else [3, 0, 6, 5][turn % 4]
    if cls == CLASS_VECTOR:
        return 16 + ([1, 10, 0, 15, 7][turn % 5] if mode == 64 else [1, 7, 0][turn % 3])
    if cls == CLASS_MMX:
        return 32 + [1, 7, 4][turn % 3]
    if cls == CLASS_ST:
        return 112 + [1, 7, 3][turn % 3]
    if cls == CLASS_SEGMENT:
        return 48 + [3, 0, 5][turn % 3]
    if cls == CLASS_CONTROL:
        return 64 + [0, 3, 4][turn % 3]
    assert cls == CLASS_DEBUG
    return 80 + [0, 7][turn % 2]


# base, index, scale, disp, segment, address size; per mode
MEMORY = {
    64: [(0, -1, 1, 0, -1, 0), (5, -1, 1, 0, -1, 0), (13, 12, 8, 127, -1, 0),
         (4, -1, 1, -129, -1, 0), (RIP, -1, 1, 0x1234, -1, 0), (-1, 3, 4, 0x100, -1, 0),
         (-1, -1, 1, 0x1000, 52, 0), (1, 2, 2, -128, 53, 0), (12, 5, 1, 0, -1, 0),
         (3, 6, 4, 16, -1, 32)],
    32: [(0, -1, 1, 0, -1, 0), (5, -1, 1, 0, -1, 0), (4, 5, 8, 127, -1, 0),
         (-1, -1, 1, 0x1234, -1, 0), (-1, 3, 4, 0x100, 52, 0), (3, 6, 1, -200, -1, 0),
         (3, 6, 1, 5, -1, 16)],
    16: [(3, 6, 1, 0, -1, 0), (5, -1, 1, 0, -1, 0), (7, -1, 1, 0x123, -1, 0),
         (-1, -1, 1, 0x1234, -1, 0), (0, -1, 1, 4, -1, 32), (5, 7, 1, -3, 48, 0)],
}


def immediates(op: int, at: int) -> list[int]:
    size = T.OPERAND_SIZE[at]
    name = NAMES[op - FIRST_MACHINE]
    if name.startswith("ENTER"):
        return [16, 32 | 1 << 16]
    if size == 1:
        return [1, 0x7F, -1 if "MOV" in name or "ADD" in name else 3]
    if size == 2:
        return [1, -1, 0x1234]
    if size == 4:
        return [1, -1, 0x12345678, -129, 128]
    if size == 8:
        return [1, -1, 0x12345678, -0x80000000, 0x123456789ABCDEF0 if (
            name.startswith("MOV")) else 127]
    return [1]


def samples(op: int, mode: int) -> Iterator[Operands]:
    """Several operand choices for one opcode. The same object is reused."""
    index = op - FIRST_MACHINE
    count = T.OPERAND_COUNT[index]
    if T.PROPERTIES[index] & IS_PREFIX:
        return
    o = Operands()
    has_memory = any(T.OPERAND_KIND[index * MAX_OPERANDS + i] == OPERAND_MEM
                     for i in range(count))
    rounds = len(MEMORY[mode]) if has_memory else 7 if count else 1
    for turn in range(rounds):
        o.clear()
        for i in range(count):
            at = index * MAX_OPERANDS + i
            kind = T.OPERAND_KIND[at]
            if kind == OPERAND_REG:
                fixed = T.OPERAND_FIXED[at]
                number = fixed if fixed != NO_FIXED else registers(
                    T.OPERAND_CLASS[at], T.OPERAND_SIZE[at], mode, turn + 3 * i)
                if i == 0:
                    o.r0 = number
                elif i == 1:
                    o.r1 = number
                elif i == 2:
                    o.r2 = number
                else:
                    o.r3 = number
            elif kind == OPERAND_MEM:
                (o.base, o.index, o.scale, o.disp, o.segment,
                 o.address_size) = MEMORY[mode][turn]
                if "GATHER" in NAMES[index]:
                    if mode == 16 or o.base == RIP:
                        o.base = 3
                        o.address_size = 32 if mode == 16 else 0
                    o.index = 16 + 5
                    o.scale = 4
                if NAMES[index].startswith("MOVABS") or "o" in NAMES[index]:
                    o.base = o.index = -1
                    o.scale = 1
                    o.disp = 0x123456789ABC
                    o.segment = -1
                    o.address_size = 0
            elif kind == OPERAND_IMM:
                values = immediates(op, at)
                o.imm = values[turn % len(values)]
            else:
                return
        yield o
