"""Words as integers: what bit-blasting cannot reach, for translation validation.

Problem: a division by a constant and the multiplication that replaces it are one function, but no
solver of bit vectors says so within minutes.  Idea: over the integers both are linear (Granlund and
Montgomery, PLDI 1994): a product with a constant, a division by a constant, a remainder modulo a
power of two.  Words become integers 0 .. 2**width - 1, and Z3's linear arithmetic decides.

Invariant: only operations whose meaning is exactly linear here are translated; anything else is a
free integer of its width, so that "unsat" is a proof.
"""

from __future__ import annotations

import z3  # type: ignore[import-untyped]

from compiler.ir import opcodes as o
from compiler.ir.types import wrap
from verify.tv_terms import EXTRACT, Term


class Whole:
    """An integer congruent to a word modulo 2**width, and bounds of it."""

    def __init__(self, value: z3.ArithRef, low: int, high: int) -> None:
        self.value = value
        self.low = low
        self.high = high


class Integers:
    """Terms as integer expressions with their side conditions."""

    def __init__(self, same: dict[int, Term], signed: bool) -> None:
        self.same = same
        self.signed_words = signed            # how free words are read
        self.made: dict[int, Whole] = {}
        self.ranges: list[z3.BoolRef] = []
        self.fresh = 0

    def number(self, term: Term) -> Whole:
        """An integer that stands for a word."""
        while term.id in self.same:
            term = self.same[term.id]
        found = self.made.get(term.id)
        if found is None:
            found = self.build(term)
            self.made[term.id] = found
        return found

    def free(self, width: int) -> Whole:
        """Any word."""
        self.fresh += 1
        made = z3.Int(f"w{self.fresh}")
        low = -(1 << (width - 1)) if self.signed_words else 0
        high = low + (1 << width) - 1
        self.ranges += [made >= low, made <= high]
        return Whole(made, low, high)

    def window(self, whole: Whole, low: int, width: int) -> Whole:
        """The congruent integer in low .. low + 2**width - 1."""
        high = low + (1 << width) - 1
        if low <= whole.low and whole.high <= high:
            return whole
        size = 1 << width
        if low - size <= whole.low and whole.high <= high + size:
            value = z3.If(whole.value < low, whole.value + size,
                          z3.If(whole.value > high, whole.value - size, whole.value))
            return Whole(value, low, high)
        turns = self.divided(Whole(whole.value - low, whole.low - low, whole.high - low), size)
        return Whole(whole.value - size * turns.value, low, high)

    def unsigned(self, term: Term) -> Whole:
        """The unsigned value of a word."""
        return self.window(self.number(term), 0, term.width)

    def signed(self, term: Term) -> Whole:
        """The signed value of a word."""
        return self.window(self.number(term), -(1 << (term.width - 1)), term.width)

    def divided(self, whole: Whole, divisor: int) -> Whole:
        """Floor of a quotient, as a fresh integer between its bounds."""
        self.fresh += 1
        quotient = z3.Int(f"q{self.fresh}")
        self.ranges += [divisor * quotient <= whole.value,
                        whole.value <= divisor * quotient + divisor - 1]
        return Whole(quotient, whole.low // divisor, whole.high // divisor)

    def scaled(self, whole: Whole, factor: int) -> Whole:
        """A product with a constant."""
        bounds = sorted((whole.low * factor, whole.high * factor))
        return Whole(whole.value * factor, *bounds)

    def build(self, term: Term) -> Whole:
        """One node."""
        op, width, args = term.op, term.width, term.args
        if op == o.CONST:
            assert isinstance(term.imm, int)
            value = wrap(term.imm, width)
            return Whole(z3.IntVal(value), value, value)
        constant = args[1].imm if len(args) == 2 and args[1].op == o.CONST else None
        if op in (o.ADD, o.SUB):
            a, b = self.number(args[0]), self.number(args[1])
            if op == o.SUB:
                b = self.scaled(b, -1)
            return Whole(a.value + b.value, a.low + b.low, a.high + b.high)
        if op in (o.MUL, o.UMULH, o.SMULH):
            first, second = args if args[1].op == o.CONST else args[::-1]
            if second.op == o.CONST:
                factor = second.imm
                assert isinstance(factor, int)
                if op == o.MUL:
                    return self.scaled(self.number(first), wrap(factor, width))
                if op == o.UMULH:
                    return self.divided(self.scaled(self.unsigned(first), factor), 1 << width)
                return self.divided(self.scaled(self.signed(first), wrap(factor, width)),
                                    1 << width)
        if op == o.ZEXT:
            return self.unsigned(args[0])
        if op == o.SEXT:
            return self.signed(args[0])
        if op == EXTRACT:
            if not term.imm:
                return self.number(args[0])
            assert isinstance(term.imm, int)
            return self.divided(self.unsigned(args[0]), 1 << term.imm)
        if isinstance(constant, int):
            made = self.by_constant(term, constant)
            if made is not None:
                return made
        return self.free(width)

    def by_constant(self, term: Term, constant: int) -> Whole | None:
        """Shifts and divisions by a constant."""
        op, width, first = term.op, term.width, term.args[0]
        if op == o.SHL and constant < width:
            return self.scaled(self.number(first), 1 << constant)
        if op == o.LSHR and constant < width:
            return self.divided(self.unsigned(first), 1 << constant)
        if op == o.ASHR and constant < width:
            return self.divided(self.signed(first), 1 << constant)
        if op in (o.UDIV, o.UREM) and constant:
            value = self.unsigned(first)
            quotient = self.divided(value, constant)
            if op == o.UDIV:
                return quotient
            return Whole(value.value - constant * quotient.value, 0, constant - 1)
        if op in (o.SDIV, o.SREM):
            divisor = wrap(constant, width)
            if divisor in (0, -1):
                return None
            value = self.signed(first)
            size = abs(divisor)
            most = max(-value.low, value.high, 0)
            up = self.divided(Whole(z3.If(value.value < 0, -value.value, value.value), 0, most),
                              size)
            down = z3.If(value.value < 0, -up.value, up.value)
            if op == o.SREM:
                return Whole(value.value - size * down, -size, size)
            return Whole(down if divisor > 0 else -down, -(most // size), most // size)
        return None


def equal_as_integers(b: Term, a: Term, same: dict[int, Term], seconds: float) -> bool:
    """Whether two words are equal for all values of what they are made of."""
    for signed in (False, True):
        integers = Integers(same, signed)
        solver = z3.Solver()
        solver.set("timeout", int(500 * seconds))
        low = -(1 << (b.width - 1)) if signed else 0
        first = integers.window(integers.number(b), low, b.width)
        second = integers.window(integers.number(a), low, b.width)
        solver.add(*integers.ranges)
        solver.add(first.value != second.value)
        if solver.check() == z3.unsat:
            return True
    return False


def divides(term: Term) -> bool:
    """Whether a word is made by a division by a constant (looked for in the first few levels)."""
    level = [term]
    for _ in range(6):
        if any(node.op in (o.SDIV, o.UDIV, o.SREM, o.UREM) and node.args[1].op == o.CONST
               for node in level):
            return True
        level = [arg for node in level for arg in node.args if arg.width][:40]
    return False
