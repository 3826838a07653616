"""Operators on words, a class a row: written by `python -m interp.word_rows`."""

from __future__ import annotations

from mypy_extensions import i64

from interp.frame import UNSET, Frame
from interp.memory import signed_word
from interp.word import WordOp, bad_shift


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
