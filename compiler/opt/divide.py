"""Division by constants: multiply by a reciprocal instead.

Problem: a division takes 20 to 40 cycles, a multiplication 3.  Idea: Granlund and Montgomery,
"Division by invariant integers using multiplication" (1994): for a divisor d there are m and s with
x / d = high part of x * m, shifted by s, for every x of the width.  The pair is found and its
condition is checked in exact integers for each divisor (`unsigned_magic`, `signed_magic`), which is
the theorem that covers this pass; powers of two are rules.

Invariants: 32-bit divisions use one 64-bit product, 64-bit ones the high half (smulh, umulh);
remainders become x - x/d*d.  Not at -Os.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.instr import Block, Function, Instr, replace
from compiler.ir.opcodes import (
    ADD,
    ASHR,
    CONST,
    LSHR,
    MUL,
    SDIV,
    SEXT,
    SMULH,
    SREM,
    SUB,
    TRUNC,
    UMULH,
    UREM,
    ZEXT,
)
from compiler.ir.types import I32, I64, unsigned
from compiler.opt.context import PassContext


def signed_magic(divisor: int, width: int) -> tuple[int, int]:
    """(m, s) with trunc(x / d) = (x * m >> width + s) + (x < 0), for |d| >= 2, d > 0.

    Condition: 2**(width + s) < m * d <= 2**(width + s) + 2**(s + 1), and m < 2**width.
    """
    for shift in range(width):
        power = 1 << (width + shift)
        multiplier = power // divisor + 1
        if power < multiplier * divisor <= power + (1 << (shift + 1)):
            assert multiplier < 1 << width
            return multiplier, shift
    raise AssertionError("every divisor has a reciprocal")


def unsigned_magic(divisor: int, width: int) -> tuple[int, int]:
    """(m, s) with floor(x / d) = x * m >> width + s for 0 <= x < 2**width; m may need width + 1
    bits.  Condition: 2**(width + s) <= m * d <= 2**(width + s) + 2**s.
    """
    for shift in range(width + 1):
        power = 1 << (width + shift)
        multiplier = -(-power // divisor)
        if power <= multiplier * divisor <= power + (1 << shift):
            return multiplier, shift
    raise AssertionError("every divisor has a reciprocal")


class Divider:
    """Rewrites the divisions of one block."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.out: list[Instr] = []
        self.block: Block = function.blocks[0]
        self.pos: i64 = 0

    def emit(self, op: i64, type: i64, a: Instr, b: Instr | None = None) -> Instr:
        """Append an operation."""
        made = self.function.make(op, type, [a] if b is None else [a, b], 0, self.pos)
        made.block = self.block
        self.out.append(made)
        return made

    def const(self, type: i64, value: int) -> Instr:
        """A constant."""
        return self.function.const(type, value)

    def quotient(self, op: i64, x: Instr, divisor: int) -> Instr | None:
        """x / divisor, None when another way is better."""
        type = x.type
        width = 32 if type == I32 else 64
        if op in (SDIV, SREM):
            size = abs(divisor)
            if size < 2 or size & (size - 1) == 0:
                return None
            multiplier, shift = signed_magic(size, width)
            result = self.signed_high(x, type, multiplier, shift)
            negative = self.emit(ASHR, type, x, self.const(type, width - 1))
            if divisor < 0:
                return self.emit(SUB, type, negative, result)
            return self.emit(SUB, type, result, negative)
        divisor = unsigned(divisor, width)
        if divisor < 2 or divisor & (divisor - 1) == 0:
            return None
        multiplier, shift = unsigned_magic(divisor, width)
        if multiplier < 1 << width:
            return self.unsigned_high(x, type, multiplier, shift)
        # Even divisor: halve first, then a shorter multiplier does.
        zeros = (divisor & -divisor).bit_length() - 1
        if zeros:
            odd, less = unsigned_magic_below(divisor >> zeros, width, zeros)
            narrowed = self.emit(LSHR, type, x, self.const(type, zeros))
            return self.unsigned_high(narrowed, type, odd, less)
        # m = 2**width + m': (x * m' >> width) + x, without overflow.
        high = self.unsigned_high(x, type, multiplier - (1 << width), 0)
        rest = self.emit(LSHR, type, self.emit(SUB, type, x, high), self.const(type, 1))
        total = self.emit(ADD, type, rest, high)
        return self.emit(LSHR, type, total, self.const(type, shift - 1))

    def signed_high(self, x: Instr, type: i64, multiplier: int, shift: int) -> Instr:
        """x * multiplier >> width + shift, multiplier unsigned below 2**width."""
        if type == I32:
            wide = self.emit(SEXT, I64, x)
            product = self.emit(MUL, I64, wide, self.const(I64, multiplier))
            return self.emit(TRUNC, I32, self.emit(ASHR, I64, product,
                                                   self.const(I64, 32 + shift)))
        high = self.emit(SMULH, I64, x, self.const(I64, multiplier))
        if multiplier >= 1 << 63:
            high = self.emit(ADD, I64, high, x)     # the constant was taken as negative
        if shift == 0:
            return high
        return self.emit(ASHR, I64, high, self.const(I64, shift))

    def unsigned_high(self, x: Instr, type: i64, multiplier: int, shift: int) -> Instr:
        """x * multiplier >> width + shift, multiplier below 2**width."""
        if type == I32:
            wide = self.emit(ZEXT, I64, x)
            product = self.emit(MUL, I64, wide, self.const(I64, multiplier))
            return self.emit(TRUNC, I32, self.emit(LSHR, I64, product,
                                                   self.const(I64, 32 + shift)))
        high = self.emit(UMULH, I64, x, self.const(I64, multiplier))
        if shift == 0:
            return high
        return self.emit(LSHR, I64, high, self.const(I64, shift))


def unsigned_magic_below(divisor: int, width: int, zeros: int) -> tuple[int, int]:
    """A multiplier below 2**width for dividends below 2**(width - zeros).

    Condition: 2**(width + s) <= m * d <= 2**(width + s) + 2**(s + zeros).
    """
    for shift in range(width + 1):
        power = 1 << (width + shift)
        multiplier = -(-power // divisor)
        if power <= multiplier * divisor <= power + (1 << (shift + zeros)) \
                and multiplier < 1 << width:
            return multiplier, shift
    raise AssertionError("a shifted dividend has a short reciprocal")


def run(function: Function, context: PassContext) -> bool:
    """Replace every 32- and 64-bit division by a constant."""
    if context.options.size or function.pointer_bits != 64:
        return False
    divider = Divider(function)
    changed = False
    for block in function.blocks:
        found = False
        for instr in block.instrs:
            if SDIV <= instr.op <= UREM and instr.args[1].op == CONST \
                    and instr.type in (I32, I64):
                found = True
                break
        if not found:
            continue
        divider.out = []
        divider.block = block
        for instr in block.instrs:
            if SDIV <= instr.op <= UREM and instr.args[1].op == CONST \
                    and instr.type in (I32, I64):
                divider.pos = instr.pos
                x, d = instr.args[0], instr.args[1]
                if x.forward is not None:
                    target = x.forward
                    while target.forward is not None:
                        target = target.forward
                    x = target
                if context.consume("divide", function):
                    value = divider.quotient(instr.op, x, d.imm)
                    if value is not None:
                        if instr.op in (SREM, UREM):
                            product = divider.emit(MUL, instr.type, value, d)
                            value = divider.emit(SUB, instr.type, x, product)
                        replace(instr, value)
                        instr.drop_args()
                        instr.block = None
                        changed = True
                        continue
            divider.out.append(instr)
        block.instrs = divider.out
    if changed:
        function.sweep()
    return changed


