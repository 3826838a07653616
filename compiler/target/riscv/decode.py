"""The RISC-V decoder: bytes to opcode and operands, from the records that the encoder reads.

The idea: every opcode's own encoding is a mask and a match; those that fix most bits are tried
first, found by the word's lowest bits.  An encoding whose checks fail (a register that must not
be zero) is another instruction.  Aliases are not decoded; targets are distances.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import Operands
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import MAX_OPERANDS, NO_FIXED, OPERAND_REG
from compiler.target.riscv import tables_gen
from compiler.target.riscv.fields import (
    CHECK_IS,
    CHECK_LOW,
    CHECK_NOT,
    CHECK_SIGNED,
    CHECK_UPPER,
    PIECE,
    SLOT_BASE,
    SLOT_DISP,
    SLOT_IMM,
)
from compiler.target.riscv.registers import CLASS_CSR, CLASS_FENCE, CLASS_FLOAT, CSR0, F0, FENCE0

_FIRST_REGISTER = {CLASS_FLOAT: F0, CLASS_FENCE: FENCE0, CLASS_CSR: CSR0}


class Pattern:
    """One encoding that can be decoded."""

    def __init__(self, op: int, encoding: int) -> None:
        self.op = op
        self.encoding = encoding
        self.size = tables_gen.ENCODING_SIZE[encoding]
        self.mask = tables_gen.MASK[encoding]
        self.match = tables_gen.MATCH[encoding]


class Decoder:
    """Decodes one instruction at a time into `op` and `operands`."""

    def __init__(self) -> None:
        self.op: i64 = -1
        self.operands = Operands()
        found: list[tuple[int, int, int]] = []
        for index in range(len(tables_gen.FIRST_ENCODING) - 1):
            for encoding in range(tables_gen.FIRST_ENCODING[index],
                                  tables_gen.FIRST_ENCODING[index + 1]):
                if tables_gen.MASK[encoding]:
                    bits = tables_gen.MASK[encoding].bit_count()
                    found.append((-bits, FIRST_MACHINE + index, encoding))
        found.sort()
        # by the five lowest bits of a compressed instruction's ends, or the opcode field
        self.buckets: list[list[Pattern]] = [[] for _ in range(128)]
        for _, op, encoding in found:
            self.buckets[bucket(tables_gen.MATCH[encoding])].append(Pattern(op, encoding))

    def decode(self, data: bytes, at: int) -> int:
        """Bytes of the instruction at `at`; 0: it is none that is known."""
        word = int.from_bytes(data[at:at + 4], "little")
        size = 4 if word & 3 == 3 else 2
        if size == 2:
            word &= 0xFFFF
        if at + size > len(data):
            return 0
        for pattern in self.buckets[bucket(word)]:
            if pattern.size == size and word & pattern.mask == pattern.match and (
                    self.read(pattern, word)):
                self.op = pattern.op
                return size
        return 0

    def read(self, pattern: Pattern, word: int) -> bool:
        """Take the operands out of the word; whether the encoding's checks hold."""
        values: dict[int, int] = {}
        pieces = tables_gen.PIECES
        for number in range(tables_gen.FIRST_PIECE[pattern.encoding],
                            tables_gen.FIRST_PIECE[pattern.encoding + 1]):
            slot, low, width, place = pieces[number * PIECE:number * PIECE + PIECE]
            values[slot] = values.get(slot, 0) | (word >> place & (1 << width) - 1) << low
        checks = tables_gen.CHECKS
        for number in range(tables_gen.FIRST_CHECK[pattern.encoding],
                            tables_gen.FIRST_CHECK[pattern.encoding + 1]):
            kind, slot, x, _ = checks[number * PIECE:number * PIECE + PIECE]
            if kind == CHECK_LOW:
                values[slot] += 8
            elif kind == CHECK_IS:
                values.setdefault(slot, x)
            elif kind == CHECK_SIGNED:
                values[slot] -= values[slot] >> (x - 1) << x
            elif kind == CHECK_UPPER:
                values[slot] = values[slot] - (values[slot] >> (x - 1) << x) & 0xFFFFF
            if kind in (CHECK_IS, CHECK_NOT) and (values[slot] == x) != (kind == CHECK_IS):
                return False
            if kind == CHECK_UPPER and values[slot] == 0:
                return False
        self.fill(pattern.op - FIRST_MACHINE, values)
        return True

    def fill(self, index: int, values: dict[int, int]) -> None:
        """Put the slots' values into `operands`."""
        o = self.operands
        o.clear()
        numbers = [-1, -1, -1, -1]
        for i in range(tables_gen.OPERAND_COUNT[index]):
            at = index * MAX_OPERANDS + i
            if tables_gen.OPERAND_KIND[at] == OPERAND_REG:
                fixed = tables_gen.OPERAND_FIXED[at]
                first = _FIRST_REGISTER.get(tables_gen.OPERAND_CLASS[at], 0)
                numbers[i] = fixed if fixed != NO_FIXED else first + values[i]
        o.r0, o.r1, o.r2, o.r3 = numbers
        o.base = values.get(SLOT_BASE, -1)
        o.imm = values.get(SLOT_IMM, 0)
        o.disp = values.get(SLOT_DISP, 0)


def bucket(word: int) -> int:
    """The opcode field; of a compressed instruction its two lowest and three highest bits."""
    if word & 3 == 3:
        return word & 127
    return (word & 3) | (word >> 13 & 7) << 2
