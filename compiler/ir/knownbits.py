"""Known bits: which bits of an integer value are surely 0 or surely 1.

Problem: rules about masks, extensions and comparisons need facts about values, cheaply.  Idea: the
transfer functions of Warren and of LLVM's KnownBits, computed on demand with a depth limit and
kept per value number, so that the cost is amortised linear.
Invariants: `zeros` and `ones` are disjoint unsigned masks within the width; facts follow from
definitions alone, so they stay true wherever the value is; poison may be assumed to be anything.
A test compares every transfer function with `semantics.py` on random words.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.constants import count_trailing_zeros
from compiler.ir.instr import Instr, resolve
from compiler.ir.opcodes import (
    ADD, AND, ASHR, CLZ, CONST, CTZ, FREEZE, LOAD, LSHR, MUL, OR, PHI, POPCOUNT, SELECT, SEXT, SHL,
    SUB, TRUNC, UDIV, UREM, XOR, ZEXT,
)  # fmt: skip
from compiler.ir.types import BITS, I1, I128, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

DEPTH: Final = 6


class KnownBits:
    """Facts about the values of one function, kept by value number."""

    def __init__(self) -> None:
        self.zeros: dict[int, int] = {}
        self.ones: dict[int, int] = {}
        # Results of the last compute().
        self.zero = 0
        self.one = 0

    def compute(self, value: Instr, depth: i64) -> None:
        """Set `zero` and `one` for an integer value of at most 128 bits (else no facts)."""
        if value.forward is not None:
            value = resolve(value)
        type = value.type
        if type < I1 or type > I128:
            self.zero = 0
            self.one = 0
            return
        if value.op == CONST:
            full = (1 << BITS[type]) - 1
            self.one = value.imm & full
            self.zero = full & ~value.imm
            return
        key = int(value.id)
        known = self.zeros.get(key)
        if known is not None and key >= 0:
            self.zero = known
            self.one = self.ones[key]
            return
        if depth <= 0:
            self.zero = 0
            self.one = 0
            return
        self.transfer(value, depth - 1)
        if depth == DEPTH and key >= 0:
            self.zeros[key] = self.zero
            self.ones[key] = self.one

    def transfer(self, value: Instr, depth: i64) -> None:
        """Facts of one operation from those of its operands."""
        op = value.op
        width = BITS[value.type]
        full = (1 << width) - 1
        if op in (CTZ, CLZ, POPCOUNT):
            self.zero = full & ~((1 << width.bit_length()) - 1)
            self.one = 0
            return
        if op == PHI:
            self.transfer_phi(value, depth, full)
            return
        if op in (ZEXT, SEXT, TRUNC, FREEZE):
            source = value.args[0]
            self.compute(source, depth)
            if op == TRUNC:
                self.zero &= full
                self.one &= full
            elif op == ZEXT:
                self.zero |= full & ~((1 << BITS[source.type]) - 1)
            elif op == SEXT:
                low = BITS[source.type]
                self.zero = wrap(self.zero, low) & full
                self.one = wrap(self.one, low) & full
            return
        if op == SELECT:
            self.compute(value.args[1], depth)
            zero, one = self.zero, self.one
            self.compute(value.args[2], depth)
            self.zero &= zero
            self.one &= one
            return
        if op == LOAD or len(value.args) != 2:
            self.zero = 0
            self.one = 0
            return
        if op in (SHL, LSHR, ASHR):
            self.transfer_shift(value, depth, width, full)
            return
        if op not in (AND, OR, XOR, ADD, SUB, MUL, UDIV, UREM):
            self.zero = 0
            self.one = 0
            return
        self.compute(value.args[0], depth)
        zero_a, one_a = self.zero, self.one
        self.compute(value.args[1], depth)
        zero_b, one_b = self.zero, self.one
        if op == AND:
            self.zero = zero_a | zero_b
            self.one = one_a & one_b
        elif op == OR:
            self.zero = zero_a & zero_b
            self.one = one_a | one_b
        elif op == XOR:
            self.zero = (zero_a & zero_b) | (one_a & one_b)
            self.one = (zero_a & one_b) | (one_a & zero_b)
        elif op == ADD:
            self.add(zero_a, one_a, zero_b, one_b, 0, full)
        elif op == SUB:
            # a - b = a + ~b + 1
            self.add(zero_a, one_a, one_b, zero_b, 1, full)
        elif op == MUL:
            low = trailing_ones(zero_a) + trailing_ones(zero_b)
            high = leading_ones(zero_a, width) + leading_ones(zero_b, width)
            self.zero = full & ((1 << min(low, width)) - 1)
            if high > width:
                self.zero |= full & ~((1 << (2 * width - high)) - 1)
            self.one = 0
        elif op == UDIV:
            kept = width - leading_ones(zero_a, width)
            least = one_b.bit_length()
            if least > 1:
                kept = max(0, kept - (least - 1))
            self.zero = full & ~((1 << kept) - 1)
            self.one = 0
        else:
            kept = min(width - leading_ones(zero_a, width), width - leading_ones(zero_b, width))
            self.zero = full & ~((1 << kept) - 1)
            self.one = 0
            if one_b | zero_b == full and one_b & (one_b - 1) == 0 and one_b:
                self.zero |= zero_a & (one_b - 1)
                self.one = one_a & (one_b - 1)

    def transfer_phi(self, value: Instr, depth: i64, full: int) -> None:
        """What all operands agree on; loops are cut by a shallow depth."""
        zero, one = full, full
        if len(value.args) > 4:
            zero, one = 0, 0
        else:
            depth = min(depth, 2)
            for arg in value.args:
                if arg is value:
                    continue
                self.compute(arg, depth)
                zero &= self.zero
                one &= self.one
                if zero == 0 and one == 0:
                    break
        if zero & one:
            zero, one = 0, 0
        self.zero = zero
        self.one = one

    def transfer_shift(self, value: Instr, depth: i64, width: int, full: int) -> None:
        """Shifts by a constant; by another count only what holds for all counts."""
        count = value.args[1]
        op = value.op
        self.compute(value.args[0], depth)
        if count.op != CONST or not 0 <= count.imm < width:
            if op == LSHR:
                self.zero = full & ~((1 << (width - leading_ones(self.zero, width))) - 1)
            elif op == SHL:
                self.zero = (1 << trailing_ones(self.zero)) - 1 & full
            else:
                sign = 1 << (width - 1)
                if self.zero & sign:
                    self.zero = full & ~((1 << (width - leading_ones(self.zero, width))) - 1)
                else:
                    self.zero = 0
            self.one = 0
            return
        by = count.imm
        if op == SHL:
            self.zero = (self.zero << by | ((1 << by) - 1)) & full
            self.one = self.one << by & full
        elif op == LSHR:
            self.zero = self.zero >> by | full & ~(full >> by)
            self.one = self.one >> by
        else:
            self.zero = wrap(self.zero, width) >> by & full
            self.one = wrap(self.one, width) >> by & full

    def add(self, zero_a: int, one_a: int, zero_b: int, one_b: int, carry: int,
            full: int) -> None:
        """Sum with a known carry in."""
        highest = (~zero_a & full) + (~zero_b & full) + carry
        lowest = one_a + one_b + carry
        carry_zero = ~(highest ^ zero_a ^ zero_b)
        carry_one = lowest ^ one_a ^ one_b
        known = (zero_a | one_a) & (zero_b | one_b) & (carry_zero | carry_one) & full
        self.zero = ~highest & known
        self.one = lowest & known


def trailing_ones(mask: int) -> int:
    """Ones from bit 0 up."""
    return count_trailing_zeros(~mask, mask.bit_length())


def leading_ones(mask: int, width: int) -> int:
    """Ones from the top bit down."""
    return width - (~mask & ((1 << width) - 1)).bit_length()
