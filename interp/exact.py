"""Arithmetic on floats and doubles that heeds the floating-point environment (C17 7.6, F.8).

A program that uses a function of <fenv.h> gets these nodes, which compute exactly and round as
`cspec.floats.ENVIRONMENT` says; any other program gets the host's doubles, since it cannot tell.
"""

from __future__ import annotations

from mypy_extensions import i64

from cspec import floats
from cspec.floats import ENVIRONMENT, Format
from interp.arithmetic import DToInt
from interp.frame import Frame
from interp.nodes import DNode, N, WNode

FUNCTIONS = frozenset(
    "feclearexcept fegetexceptflag feraiseexcept fesetexceptflag fetestexcept fegetround "
    "fesetround fegetenv feholdexcept fesetenv feupdateenv".split())


class ExactD(DNode):
    """An operator on floats or doubles, rounded as the environment says."""

    def __init__(self, op: str, left: N, right: N, form: Format) -> None:
        self.op = op
        self.left = left
        self.right = right
        self.form = form

    def d(self, f: Frame) -> float:
        a = floats.from_float(self.left.d(f))
        b = floats.from_float(self.right.d(f))
        if self.op == "+":
            return floats.to_float(floats.add(a, b, self.form))
        if self.op == "-":
            return floats.to_float(floats.subtract(a, b, self.form))
        if self.op == "*":
            return floats.to_float(floats.multiply(a, b, self.form))
        return floats.to_float(floats.divide(a, b, self.form))


def holds(op: str, a: float, b: float) -> bool:
    """A comparison of the host's doubles."""
    if op == "<":
        return a < b
    if op == ">":
        return a > b
    if op == "<=":
        return a <= b
    if op == ">=":
        return a >= b
    return a == b if op == "==" else a != b


class ExactCompare(WNode):
    """A comparison of doubles: an ordered one of a NaN is invalid (IEEE 754 5.11)."""

    def __init__(self, op: str, left: N, right: N) -> None:
        self.op = op
        self.left = left
        self.right = right

    def n(self, f: Frame) -> i64:
        a = self.left.d(f)
        b = self.right.d(f)
        if (a != a or b != b) and self.op not in ("==", "!="):
            ENVIRONMENT.raised |= floats.INVALID
        return 1 if holds(self.op, a, b) else 0


class ExactRound(DNode):
    """A double or an integer as a value of a format."""

    def __init__(self, operand: N, whole: bool, form: Format) -> None:
        self.operand = operand
        self.whole = whole
        self.form = form

    def d(self, f: Frame) -> float:
        if self.whole:
            return floats.to_float(floats.from_int(self.operand.i(f), self.form))
        return floats.to_float(floats.convert(floats.from_float(self.operand.d(f)), self.form))


class ExactToInt(DToInt):
    """A double as an integer: cutting off a fraction is inexact."""

    def n(self, f: Frame) -> i64:
        value = self.operand.d(f)
        if value - value == 0.0 and float(int(value)) != value:
            ENVIRONMENT.raised |= floats.INEXACT
        return super().n(f)
