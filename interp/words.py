"""Arithmetic on words: integers of at most 64 bits (C17 6.5.3 to 6.5.14), checked at each step.

A value is an `i64`; unsigned ones of 64 bits are the word with their bits.  Each operator has a
class for every way its result can leave the type: `int` compares with its bounds, `Long` asks
the signs, `Masked` cuts, `Big` wraps at 64 bits (in Python, where nothing wraps by itself, by
`signed_word`).  What leaves a signed type goes to its `Fixer` as an exact integer.  The operators
of two operands are generated from the rows of `word_rows.py`; the rest is here.
"""

from __future__ import annotations

from mypy_extensions import i64

from interp.frame import UNSET, Frame
from interp.nodes import Fixer, N, WNode
from interp.word import WordOp
from interp.words_gen import (Add, AddBig, AddLong, AddMasked, And, Divide, Equal, Greater,
                              GreaterBig, GreaterEqual, GreaterEqualBig, Less, LessBig, LessEqual,
                              LessEqualBig, Multiply, MultiplyBig, MultiplyLong, MultiplyMasked,
                              NotEqual, Or, Remainder, ShiftLeft, ShiftLeftBig, ShiftLeftMasked,
                              ShiftRight, ShiftRightBig, Subtract, SubtractBig, SubtractLong,
                              SubtractMasked, Xor)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Complement(WNode):
    def __init__(self, operand: N, fixer: Fixer) -> None:
        self.operand = operand
        self.big = fixer.bits == 64 and not fixer.signed
        self.mask: i64 = -1 if fixer.signed or fixer.bits == 64 else fixer.mask

    def n(self, f: Frame) -> i64:
        return ~self.operand.n(f) & self.mask


# ---- conversions (6.3.1.3)

class Reinterpret(WNode):
    """The same word in the other signedness of 64 bits, or widened to it."""

    def __init__(self, operand: N, big: bool) -> None:
        self.operand = operand
        self.big = big

    def n(self, f: Frame) -> i64:
        return self.operand.n(f)


class Cut(WNode):
    """To an unsigned type of less than 64 bits: modulo."""

    def __init__(self, operand: N, source: int, fixer: Fixer) -> None:
        self.operand = operand
        self.source: i64 = source
        self.mask: i64 = fixer.mask

    def n(self, f: Frame) -> i64:
        value = f.w[self.source]
        if value == UNSET:
            value = self.operand.n(f)
        return value & self.mask


class CutSigned(WNode):
    """To a signed type of less than 64 bits: gcc's modulo."""

    def __init__(self, operand: N, source: int, fixer: Fixer) -> None:
        self.operand = operand
        self.source: i64 = source
        self.mask: i64 = fixer.mask
        self.half: i64 = fixer.high + 1

    def n(self, f: Frame) -> i64:
        value = f.w[self.source]
        if value == UNSET:
            value = self.operand.n(f)
        return ((value & self.mask) ^ self.half) - self.half


# ---- logic

class Truth(WNode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def n(self, f: Frame) -> i64:
        return 1 if self.operand.n(f) != 0 else 0


class Not(WNode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def n(self, f: Frame) -> i64:
        return 0 if self.operand.n(f) != 0 else 1


class AndAnd(WNode):
    def __init__(self, left: N, right: N) -> None:
        self.left = left
        self.right = right

    def n(self, f: Frame) -> i64:
        if self.left.n(f) == 0:
            return 0
        return 1 if self.right.n(f) != 0 else 0


class OrOr(WNode):
    def __init__(self, left: N, right: N) -> None:
        self.left = left
        self.right = right

    def n(self, f: Frame) -> i64:
        if self.left.n(f) != 0:
            return 1
        return 1 if self.right.n(f) != 0 else 0


# ---- the class of an operator at a type

WORD_OPS: dict[str, list[type[WordOp]]] = {
    # signed up to 32 bits, signed 64, unsigned up to 32, unsigned 64
    "+": [Add, AddLong, AddMasked, AddBig],
    "-": [Subtract, SubtractLong, SubtractMasked, SubtractBig],
    "*": [Multiply, MultiplyLong, MultiplyMasked, MultiplyBig],
    "/": [Divide] * 4, "%": [Remainder] * 4,
    "<<": [ShiftLeft, ShiftLeft, ShiftLeftMasked, ShiftLeftBig],
    ">>": [ShiftRight, ShiftRight, ShiftRight, ShiftRightBig],
    "&": [And] * 4, "|": [Or] * 4, "^": [Xor] * 4,
    "==": [Equal] * 4, "!=": [NotEqual] * 4,
    "<": [Less, Less, Less, LessBig], ">": [Greater, Greater, Greater, GreaterBig],
    "<=": [LessEqual, LessEqual, LessEqual, LessEqualBig],
    ">=": [GreaterEqual, GreaterEqual, GreaterEqual, GreaterEqualBig]}
COMPARISONS: Final = ("==", "!=", "<", ">", "<=", ">=")


def word_class(op: str, fixer: Fixer) -> type[WordOp]:
    """The class of an operator whose operands have the type of `fixer`."""
    return WORD_OPS[op][(0 if fixer.signed else 2) + (1 if fixer.bits == 64 else 0)]


def bare(node: N) -> N:
    """The node that gives the same word with the least to do."""
    while isinstance(node, Reinterpret):
        node = node.operand
    return node


