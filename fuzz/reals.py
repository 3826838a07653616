"""Floating expressions, whose values stay finite and far from where rounding differs.

Idea: every value carries a bound of its size; a product or quotient that could leave the range of
its type is scaled first.
"""

from __future__ import annotations

from math import frexp

from fuzz.ctypes_model import (DOUBLE, FLOAT, INT, INT128, LDOUBLE, LLONG, LONG, SCHAR, SHORT,
                               UNSIGNED, USHORT, FloatBase, FloatType)
from fuzz.expressions import Expressions
from fuzz.scope import NOTHING, Expr, Real


class Reals(Expressions):
    """Makes floating expressions, and integers from them."""

    def real_constant(self, bound: float) -> Real:
        """A floating literal that is exact in its type."""
        choices = self.choices
        base = choices.pick([DOUBLE, FLOAT, DOUBLE, LDOUBLE])
        value = choices.pick([0.0, 1.0, 0.5, -1.0, 2.0, 3.25, -0.125, 100.0, 1e3, -7.75, 0.1,
                              65535.75, -2.5e6, 1e9 + 0.5])
        if abs(value) > bound:
            value = 0.0
        text = f"({value!r}{base.suffix})" if value < 0 else f"{value!r}{base.suffix}"
        if choices.below(6) == 0 and value >= 0:
            text = value.hex() + base.suffix
        return Real(text, base, value - 1e-6, value + 1e-6) if value == 0.1 else \
            Real(text, base, value, value)

    def real(self, depth: int) -> Real:
        """A floating expression."""
        choices = self.choices
        self.fuel -= 1
        roll = choices.below(10)
        if depth <= 0 or self.fuel <= 0 or roll < 3:
            place = self.place("float", False) if choices.below(4) else None
            if place is None:
                return self.real_constant(1e9)
            type_ = place.type
            assert isinstance(type_, FloatType)
            return Real(place.text, type_.base, -type_.bound, type_.bound,
                        place.keys | place.reads, place.keys if place.volatile else NOTHING)
        if roll == 3:
            value = self.integer(depth - 1)
            base = choices.pick([DOUBLE, FLOAT, LDOUBLE])
            slack = 1 + 1e-6
            return Real(f"({base.name}){value.text}", base, min(value.low * slack, 0.0),
                        max(value.high * slack, 0.0), value.reads, value.writes) \
                if abs(value.low) < 10 ** 30 and value.high < 10 ** 30 else self.real(0)
        if roll == 4:
            found = [f for f in self.functions
                     if isinstance(f.result, FloatType) and self.callable_here(f)]
            if found:
                function = choices.pick(found)
                made = self.call(function, 1)
                if made is not None:
                    assert isinstance(function.result, FloatType)
                    bound = function.result.bound
                    return Real(made.text, function.result.base, -bound, bound, made.reads,
                                made.writes)
        if roll == 5:
            value = self.integer(1)
            a, b = self.real(depth - 1), self.real(depth - 1)
            base = a.base if a.base.rank > b.base.rank else b.base
            return Real(f"({value.text} ? {a.text} : {b.text})", base, min(a.low, b.low),
                        max(a.high, b.high), value.reads | a.reads | b.reads,
                        value.writes | a.writes | b.writes)
        if roll == 6:
            a = self.real(depth - 1)
            return Real(f"(-{a.text})", a.base, -a.high, -a.low, a.reads, a.writes)
        a = self.real(depth - 1)
        quiet, no_read = self.quiet, self.no_read
        self.quiet, self.no_read = True, no_read | a.writes
        b = self.real(depth - 1)
        self.quiet, self.no_read = quiet, no_read
        base = a.base if a.base.rank > b.base.rank else b.base
        return self.real_join(choices.pick(["+", "*", "-", "/"]), a, b, base)

    def real_join(self, op: str, a: Real, b: Real, base: FloatBase) -> Real:
        """An operation whose result stays finite, or its left operand alone."""
        if op == "/" and b.low <= 0 <= b.high:
            op = "+"
        if op == "+":
            low, high = a.low + b.low, a.high + b.high
        elif op == "-":
            low, high = a.low - b.high, a.high - b.low
        else:
            corners = [x * y if op == "*" else x / y for x in (a.low, a.high)
                       for y in (b.low, b.high)]
            low, high = min(corners), max(corners)
        low, high = low - abs(low) * 1e-5, high + abs(high) * 1e-5
        if max(-low, high) > base.bound:
            return a
        return Real(f"({a.text} {op} {b.text})", base, low, high, a.reads | b.reads,
                    a.writes | b.writes)

    def fit_real(self, value: Real, type_: FloatType) -> Real:
        """The value brought within the type's bound."""
        size = max(-value.low, value.high)
        if size <= type_.bound * 0.999:
            return value
        factor = 2.0 ** -max(1, frexp(size / (type_.bound * 0.99))[1])
        return Real(f"({value.text} * {factor!r})", value.base if value.base.rank > 2 else DOUBLE,
                    value.low * factor, value.high * factor, value.reads, value.writes)

    def truncated(self, depth: int) -> Expr:
        """A floating value, often with a part behind the point, in an integer type for it."""
        value = self.real(depth - 1)
        if self.choices.below(2):
            part = self.choices.pick([2.75, -0.625, -1.875, 0.9375])
            value = self.real_join("+", value, Real(f"({part!r})", DOUBLE, part, part),
                                   max(value.base, DOUBLE, key=lambda base: base.rank))
        size = max(-value.low, value.high)
        small = [base for base in (SCHAR, SHORT, INT, LONG, LLONG, INT128)
                 if size < float(base.high) * 0.99]
        if small:
            base = self.choices.pick([base for base in small if base.rank >= INT.rank] + small)
            reach = int(size) + 1
            low = -reach if value.low < 0 else 0
            if low == 0 and base.bits > 8 and self.choices.below(2):
                base = UNSIGNED.get(base.rank, USHORT)
            return Expr(f"({base.name}){value.text}", base, low, reach, value.reads, value.writes)
        return Expr(f"({value.text} > 0)", INT, 0, 1, value.reads, value.writes)
