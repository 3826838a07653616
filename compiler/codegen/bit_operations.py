"""Bit counts, byte swaps and rotations that a machine has no instruction for.

Problem: ctz, clz, popcount, bswap and rotations are one instruction here and none there.  Idea:
what the target lacks (`Target.lacks`) is built from shifts, masks and a multiplication; narrow and
wide ones go through 32 and 64 bits first.  Source: Warren, "Hacker's Delight", chapters 5 and 7.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.target import Target
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr, replace
from compiler.ir.types import I1, I8, I32, I64, I128, type_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# masks of every second bit, pair, byte ...: a number of all ones divided by these
EVERY_SECOND_BIT: Final = 3
EVERY_SECOND_PAIR: Final = 5
EVERY_SECOND_NIBBLE: Final = 17
EVERY_BYTE: Final = 255


class BitExpander:
    """Expands bit operations inside a rewriting walk."""

    def __init__(self, rewriter: BlockRewriter, target: Target) -> None:
        self.rewriter = rewriter
        self.target = target

    def add(self, op: i64, type: i64, args: list[Instr]) -> Instr:
        """Append an instruction."""
        return self.rewriter.add(op, type, args)

    def shifted(self, op: i64, x: Instr, count: int) -> Instr:
        """`x` shifted by a constant."""
        return self.add(op, x.type, [x, self.rewriter.const(x.type, count)])

    def masked(self, x: Instr, mask: int) -> Instr:
        """`x` and a constant."""
        return self.add(ir.AND, x.type, [x, self.rewriter.const(x.type, mask)])

    def rewrite(self, instr: Instr) -> bool:
        """Replace bswap, ctz, clz or popcount; False keeps it."""
        op = instr.op
        type = instr.type
        if op == ir.BSWAP:
            if type == I8:
                replace(instr, instr.args[0])
                return True
            if type == I128 or op not in self.target.lacks:
                return False
            replace(instr, self.swap_bytes(instr.args[0]))
            return True
        if type in (I32, I64):
            if op not in self.target.lacks:
                return False
            replace(instr, self.count(op, instr.args[0]))
            return True
        if op == ir.POPCOUNT:
            return self.popcount(instr)
        return self.count_zeros(instr)

    def count(self, op: i64, x: Instr) -> Instr:
        """ctz, clz or popcount of an i32 or i64."""
        if op not in self.target.lacks:
            return self.add(op, x.type, [x])
        type = x.type
        bits = type_bytes(int(type)) * 8
        if op == ir.CTZ:
            # the ones below the lowest one
            below = self.add(ir.SUB, type, [x, self.rewriter.const(type, 1)])
            inverted = self.add(ir.XOR, type, [x, self.rewriter.const(type, -1)])
            return self.count(ir.POPCOUNT, self.add(ir.AND, type, [below, inverted]))
        if op == ir.CLZ:
            # ones from the highest one down, then the zeros that are left
            step = 1
            while step < bits:
                x = self.add(ir.OR, type, [x, self.shifted(ir.LSHR, x, step)])
                step *= 2
            return self.count(ir.POPCOUNT, self.add(
                ir.XOR, type, [x, self.rewriter.const(type, -1)]))
        return self.count_bits(x)

    def popcount(self, instr: Instr) -> bool:
        """popcount of another width."""
        type = instr.type
        x = instr.args[0]
        if type == I128:
            low = self.add(ir.TRUNC, I64, [x])
            shifted = self.shifted(ir.LSHR, x, 64)
            high = self.add(ir.TRUNC, I64, [shifted])
            total = self.add(ir.ADD, I64, [self.count(ir.POPCOUNT, low),
                                           self.count(ir.POPCOUNT, high)])
            replace(instr, self.add(ir.ZEXT, I128, [total]))
            return True
        wide = self.count(ir.POPCOUNT, self.add(ir.ZEXT, I32, [x]))
        replace(instr, self.add(ir.TRUNC, type, [wide]))
        return True

    def count_bits(self, x: Instr) -> Instr:
        """popcount of an i32 or i64: bits summed in parallel (5-1)."""
        type = x.type
        bits = type_bytes(int(type)) * 8
        ones = (1 << bits) - 1
        half = self.masked(self.shifted(ir.LSHR, x, 1), ones // EVERY_SECOND_BIT)
        x = self.add(ir.SUB, type, [x, half])
        low = self.masked(x, ones // EVERY_SECOND_PAIR)
        high = self.masked(self.shifted(ir.LSHR, x, 2), ones // EVERY_SECOND_PAIR)
        x = self.add(ir.ADD, type, [low, high])
        x = self.add(ir.ADD, type, [x, self.shifted(ir.LSHR, x, 4)])
        x = self.masked(x, ones // EVERY_SECOND_NIBBLE)
        x = self.add(ir.MUL, type, [x, self.rewriter.const(type, ones // EVERY_BYTE)])
        return self.shifted(ir.LSHR, x, bits - 8)

    def count_zeros(self, instr: Instr) -> bool:
        """Narrow and wide ctz and clz by those of 32 and 64 bits."""
        type = instr.type
        x = instr.args[0]
        op = instr.op
        rewriter = self.rewriter
        if type == I128:
            low = self.add(ir.TRUNC, I64, [x])
            shifted = self.shifted(ir.LSHR, x, 64)
            high = self.add(ir.TRUNC, I64, [shifted])
            first, second = (low, high) if op == ir.CTZ else (high, low)
            empty = self.add(ir.EQ, I1, [first, rewriter.const(I64, 0)])
            beyond = self.add(ir.ADD, I64, [self.count(op, second), rewriter.const(I64, 64)])
            chosen = self.add(ir.SELECT, I64, [empty, beyond, self.count(op, first)])
            replace(instr, self.add(ir.ZEXT, I128, [chosen]))
            return True
        bits = type_bytes(int(type)) * 8
        wide = self.add(ir.ZEXT, I32, [x])
        if op == ir.CTZ:
            wide = self.add(ir.OR, I32, [wide, rewriter.const(I32, 1 << bits)])
            count = self.count(ir.CTZ, wide)
        else:
            count = self.add(ir.SUB, I32, [self.count(ir.CLZ, wide),
                                           rewriter.const(I32, 32 - bits)])
        replace(instr, self.add(ir.TRUNC, type, [count]))
        return True

    def swap_bytes(self, x: Instr) -> Instr:
        """bswap of an i16, i32 or i64: neighbouring groups exchanged, 8 bits first (7-1)."""
        bits = type_bytes(int(x.type)) * 8
        ones = (1 << bits) - 1
        step = 8
        while step < bits // 2:
            mask = ones // ((1 << step) + 1)
            low = self.shifted(ir.SHL, self.masked(x, mask), step)
            high = self.masked(self.shifted(ir.LSHR, x, step), mask)
            x = self.add(ir.OR, x.type, [low, high])
            step *= 2
        return self.add(ir.OR, x.type, [self.shifted(ir.SHL, x, bits // 2),
                                        self.shifted(ir.LSHR, x, bits // 2)])

    def rotation(self, instr: Instr) -> bool:
        """A rotation by two shifts; False keeps it."""
        op = instr.op
        type = instr.type
        narrow = type not in (I32, I64) and not self.target.has_narrow_flags
        if op not in self.target.lacks and not narrow:
            return False
        rewriter = self.rewriter
        x = instr.args[0]
        count = instr.args[1]
        bits = type_bytes(int(type)) * 8
        if count.op == ir.CONST:
            back = rewriter.const(count.type, -count.imm & bits - 1)
        else:
            count = self.masked(count, bits - 1)
            back = self.masked(self.add(ir.SUB, count.type,
                                        [rewriter.const(count.type, 0), count]), bits - 1)
        left = op == ir.ROTL
        replace(instr, self.add(ir.OR, type, [
            self.add(ir.SHL if left else ir.LSHR, type, [x, count]),
            self.add(ir.LSHR if left else ir.SHL, type, [x, back])]))
        return True
