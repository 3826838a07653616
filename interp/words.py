"""Arithmetic on words: integers of at most 64 bits (C17 6.5.3 to 6.5.14), checked at each step.

A value is an `i64`; unsigned ones of 64 bits are the word with their bits.  Each operator has a
class for every way its result can leave the type: `int` compares with its bounds, `Long` asks
the signs, `Masked` cuts, `Big` wraps at 64 bits (in Python, where nothing wraps by itself, by
`signed_word`).  What leaves a signed type goes to its `Fixer` as an exact integer.

Reading an operand is written out in every class: it is the hottest line of a run, and a call
would cost more than the operator.
"""

from __future__ import annotations

from mypy_extensions import i64

from interp.frame import UNSET, Frame
from interp.memory import signed_word
from interp.nodes import Fixer, N, WNode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LOWEST: Final = -0x8000000000000000
HIGHEST: Final = 0x7FFFFFFFFFFFFFFF


class WordOp(WNode):
    """An operator: operands, their slots (0: none), bounds, and what is beyond them."""

    def __init__(self, left: N, right: N, ls: int, rs: int, fixer: Fixer, pos: int) -> None:
        self.left = left
        self.right = right
        self.ls: i64 = ls
        self.rs: i64 = rs
        self.fixer = fixer
        self.pos = pos
        self.big = fixer.bits == 64 and not fixer.signed
        self.low: i64 = LOWEST if self.big else fixer.low
        self.high: i64 = HIGHEST if self.big else fixer.high
        self.mask: i64 = -1 if fixer.bits == 64 else fixer.mask
        self.bits: i64 = fixer.bits

    def unsigned(self, value: i64) -> int:
        """The exact value of an operand."""
        if value < 0 and self.big:
            return int(value) + 0x10000000000000000
        return int(value)


class Add(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        value = a + b
        if value < self.low or value > self.high:
            return self.fixer.word(f, int(value))
        return value


class AddLong(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        value = a + b
        if (a ^ value) & (b ^ value) < 0 or value < self.low or value > self.high:
            return self.fixer.word(f, int(a) + int(b))
        return value


class AddMasked(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        return (a + b) & self.mask


class AddBig(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        value = a + b
        if value < self.low or value > self.high:
            return signed_word(int(value))
        return value


class Subtract(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        value = a - b
        if value < self.low or value > self.high:
            return self.fixer.word(f, int(value))
        return value


class SubtractLong(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        value = a - b
        if (a ^ b) & (a ^ value) < 0 or value < self.low or value > self.high:
            return self.fixer.word(f, int(a) - int(b))
        return value


class SubtractMasked(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        return (a - b) & self.mask


class SubtractBig(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        value = a - b
        if value < self.low or value > self.high:
            return signed_word(int(value))
        return value


class Multiply(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        value = a * b
        if value < self.low or value > self.high:
            return self.fixer.word(f, int(value))
        return value


class MultiplyLong(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if -0x80000000 <= a <= 0x7FFFFFFF and -0x80000000 <= b <= 0x7FFFFFFF:
            return a * b
        value = a * b
        if b > 0 and self.low <= value <= self.high and value // b == a:
            return value
        return self.fixer.word(f, int(a) * int(b))


class MultiplyMasked(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        return (a * b) & self.mask


class MultiplyBig(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        value = a * b
        if value < self.low or value > self.high:
            return signed_word(int(value))
        return value


class Divide(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if b > 0 and a >= 0:
            return a // b
        if b == 0:
            raise f.m.fault(45, "6.5.5p5", "division by zero", self.pos)
        x = self.unsigned(a)
        y = self.unsigned(b)
        quotient = abs(x) // abs(y)
        return self.fixer.word(f, -quotient if (x < 0) != (y < 0) else quotient)


class Remainder(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if b > 0 and a >= 0:
            return a % b
        if b == 0:
            raise f.m.fault(45, "6.5.5p5", "remainder of division by zero", self.pos)
        x = self.unsigned(a)
        y = self.unsigned(b)
        if y == -1:
            self.fixer.fix(f, -x)
            return 0
        rest = abs(x) % abs(y)
        return signed_word(-rest if x < 0 else rest)


class ShiftLeft(WordOp):
    """A signed left operand (6.5.7p4)."""

    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if b < 0 or b >= self.bits:
            raise bad_shift(f, b, self.bits, self.pos)
        if a < 0:
            raise f.m.fault(52, "6.5.7p4", f"left shift of the negative value {a}", self.pos)
        if a > self.high >> b:
            raise f.m.fault(52, "6.5.7p4", f"left shift of {a} by {b} does not fit {self.bits} "
                            "bits", self.pos)
        return a << b


class ShiftLeftMasked(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if b < 0 or b >= self.bits:
            raise bad_shift(f, b, self.bits, self.pos)
        return (a << b) & self.mask


class ShiftLeftBig(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if b < 0 or b >= self.bits:
            raise bad_shift(f, b, self.bits, self.pos)
        value = a << b
        if value < self.low or value > self.high:
            return signed_word(int(value))
        return value


class ShiftRight(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if b < 0 or b >= self.bits:
            raise bad_shift(f, b, self.bits, self.pos)
        return a >> b


class ShiftRightBig(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if b < 0 or b >= self.bits:
            raise bad_shift(f, b, self.bits, self.pos)
        if a >= 0 or b == 0:
            return a >> b
        return ((a >> 1) & self.high) >> (b - 1)


def bad_shift(f: Frame, count: i64, bits: i64, pos: int) -> Exception:
    """6.5.7p3."""
    return f.m.fault(51, "6.5.7p3", f"shift by {count} of a value of {bits} bits", pos)


class And(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        return a & b


class Or(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        return a | b


class Xor(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        return a ^ b


class Complement(WNode):
    def __init__(self, operand: N, fixer: Fixer) -> None:
        self.operand = operand
        self.big = fixer.bits == 64 and not fixer.signed
        self.mask: i64 = -1 if fixer.signed or fixer.bits == 64 else fixer.mask

    def n(self, f: Frame) -> i64:
        return ~self.operand.n(f) & self.mask


class Less(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if a < b:
            return 1
        return 0


class Greater(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if a > b:
            return 1
        return 0


class LessEqual(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if a <= b:
            return 1
        return 0


class GreaterEqual(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if a >= b:
            return 1
        return 0


class Equal(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if a == b:
            return 1
        return 0


class NotEqual(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if a != b:
            return 1
        return 0


class LessBig(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if (a < b) != ((a ^ b) < 0):
            return 1
        return 0


class GreaterBig(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if (a > b) != ((a ^ b) < 0):
            return 1
        return 0


class LessEqualBig(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if (a <= b) != ((a ^ b) < 0):
            return 1
        return 0


class GreaterEqualBig(WordOp):
    def n(self, f: Frame) -> i64:
        a = f.w[self.ls]
        if a == UNSET:
            a = self.left.n(f)
        b = f.w[self.rs]
        if b == UNSET:
            b = self.right.n(f)
        if (a >= b) != ((a ^ b) < 0):
            return 1
        return 0


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


