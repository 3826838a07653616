"""Arithmetic on integers of 128 bits, floating values and pointers (C17 6.5.3 to 6.5.14).

Integers here are exact; a result outside the bounds of its type goes to a `Fixer`, which wraps
unsigned and raises signed overflow.  Integers of at most 64 bits are `interp/words.py`'s.
"""

from __future__ import annotations

from mypy_extensions import i64

from cspec import floats
from cspec.floats import Format, Real
from interp.frame import UNSET, Frame
from interp.machine import round_single
from interp.memory import CODE, NOTHING, NULL, Ptr, signed_word
from interp.nodes import DNode, Fixer, INode, LNode, N, PNode, RNode, WNode, bad_arithmetic, stray

class IntOp(INode):
    """An integer operator: operands, soft bounds, and what is beyond them."""

    def __init__(self, left: N, right: N, fixer: Fixer, pos: int) -> None:
        self.left = left
        self.right = right
        self.fixer = fixer
        self.pos = pos
        self.low = fixer.low
        self.high = fixer.high


class Add(IntOp):
    def i(self, f: Frame) -> int:
        value = self.left.i(f) + self.right.i(f)
        if value < self.low or value > self.high:
            return self.fixer.fix(f, value)
        return value


class Subtract(IntOp):
    def i(self, f: Frame) -> int:
        value = self.left.i(f) - self.right.i(f)
        if value < self.low or value > self.high:
            return self.fixer.fix(f, value)
        return value


class Multiply(IntOp):
    def i(self, f: Frame) -> int:
        value = self.left.i(f) * self.right.i(f)
        if value < self.low or value > self.high:
            return self.fixer.fix(f, value)
        return value


class Divide(IntOp):
    def i(self, f: Frame) -> int:
        a = self.left.i(f)
        b = self.right.i(f)
        if b == 0:
            raise f.m.fault(45, "6.5.5p5", "division by zero", self.pos)
        if a >= 0 and b > 0:
            return a // b
        q = abs(a) // abs(b)
        if (a < 0) != (b < 0):
            q = -q
        if q < self.low or q > self.high:
            return self.fixer.fix(f, q)
        return q


class Remainder(IntOp):
    def i(self, f: Frame) -> int:
        a = self.left.i(f)
        b = self.right.i(f)
        if b == 0:
            raise f.m.fault(45, "6.5.5p5", "remainder of division by zero", self.pos)
        if a >= 0 and b > 0:
            return a % b
        if b == -1:
            self.fixer.fix(f, -a)
            return 0
        r = abs(a) % abs(b)
        return -r if a < 0 else r


class ShiftLeft(IntOp):
    def i(self, f: Frame) -> int:
        a = self.left.i(f)
        b = self.right.i(f)
        bits = self.fixer.bits
        if b < 0 or b >= bits:
            raise f.m.fault(51, "6.5.7p3", f"shift by {b} of a value of {bits} bits", self.pos)
        if a < 0:
            raise f.m.fault(52, "6.5.7p4", f"left shift of the negative value {a}", self.pos)
        value = a << b
        if value > self.high:
            if self.fixer.signed and value > self.fixer.high:
                raise f.m.fault(52, "6.5.7p4", f"left shift of {a} by {b} does not fit {bits} "
                                "bits", self.pos)
            return self.fixer.fix(f, value)
        return value


class ShiftRight(IntOp):
    def i(self, f: Frame) -> int:
        a = self.left.i(f)
        b = self.right.i(f)
        if b < 0 or b >= self.fixer.bits:
            raise f.m.fault(51, "6.5.7p3", f"shift by {b} of a value of {self.fixer.bits} bits",
                            self.pos)
        return a >> b


class And(IntOp):
    def i(self, f: Frame) -> int:
        return self.left.i(f) & self.right.i(f)


class Or(IntOp):
    def i(self, f: Frame) -> int:
        return self.left.i(f) | self.right.i(f)


class Xor(IntOp):
    def i(self, f: Frame) -> int:
        return self.left.i(f) ^ self.right.i(f)


class Negate(INode):
    def __init__(self, operand: N, fixer: Fixer) -> None:
        self.operand = operand
        self.fixer = fixer

    def i(self, f: Frame) -> int:
        return self.fixer.fix(f, -self.operand.i(f))


class Complement(INode):
    def __init__(self, operand: N, fixer: Fixer) -> None:
        self.operand = operand
        self.mask = 0 if fixer.signed else fixer.mask

    def i(self, f: Frame) -> int:
        value = ~self.operand.i(f)
        return value & self.mask if self.mask else value


class Compare(INode):
    """A comparison of two operands."""

    def __init__(self, left: N, right: N) -> None:
        self.left = left
        self.right = right


class LessI(Compare):
    def i(self, f: Frame) -> int:
        return 1 if self.left.i(f) < self.right.i(f) else 0


class GreaterI(Compare):
    def i(self, f: Frame) -> int:
        return 1 if self.left.i(f) > self.right.i(f) else 0


class LessEqualI(Compare):
    def i(self, f: Frame) -> int:
        return 1 if self.left.i(f) <= self.right.i(f) else 0


class GreaterEqualI(Compare):
    def i(self, f: Frame) -> int:
        return 1 if self.left.i(f) >= self.right.i(f) else 0


class EqualI(Compare):
    def i(self, f: Frame) -> int:
        return 1 if self.left.i(f) == self.right.i(f) else 0


class NotEqualI(Compare):
    def i(self, f: Frame) -> int:
        return 1 if self.left.i(f) != self.right.i(f) else 0


class CompareD(WNode):
    """A comparison of doubles; `ls` and `rs` are the slots of the operands, 0 for none."""

    def __init__(self, left: N, right: N, ls: int, rs: int) -> None:
        self.left = left
        self.right = right
        self.ls: i64 = ls
        self.rs: i64 = rs


class LessD(CompareD):
    def n(self, f: Frame) -> i64:
        a = f.x[self.ls]
        if a != a:
            a = self.left.d(f)
        b = f.x[self.rs]
        if b != b:
            b = self.right.d(f)
        return 1 if a < b else 0


class GreaterD(CompareD):
    def n(self, f: Frame) -> i64:
        a = f.x[self.ls]
        if a != a:
            a = self.left.d(f)
        b = f.x[self.rs]
        if b != b:
            b = self.right.d(f)
        return 1 if a > b else 0


class LessEqualD(CompareD):
    def n(self, f: Frame) -> i64:
        a = f.x[self.ls]
        if a != a:
            a = self.left.d(f)
        b = f.x[self.rs]
        if b != b:
            b = self.right.d(f)
        return 1 if a <= b else 0


class GreaterEqualD(CompareD):
    def n(self, f: Frame) -> i64:
        a = f.x[self.ls]
        if a != a:
            a = self.left.d(f)
        b = f.x[self.rs]
        if b != b:
            b = self.right.d(f)
        return 1 if a >= b else 0


class EqualD(CompareD):
    def n(self, f: Frame) -> i64:
        a = f.x[self.ls]
        if a != a:
            a = self.left.d(f)
        b = f.x[self.rs]
        if b != b:
            b = self.right.d(f)
        return 1 if a == b else 0


class NotEqualD(CompareD):
    def n(self, f: Frame) -> i64:
        a = f.x[self.ls]
        if a != a:
            a = self.left.d(f)
        b = f.x[self.rs]
        if b != b:
            b = self.right.d(f)
        return 1 if a != b else 0


class CompareR(WNode):
    """A comparison of long doubles; `accepts` holds the outcomes that make it true."""

    def __init__(self, left: N, right: N, accepts: str) -> None:
        self.left = left
        self.right = right
        self.accepts = accepts

    def n(self, f: Frame) -> i64:
        order = floats.compare(self.left.r(f), self.right.r(f))
        return 1 if "<=>u"[order + 1] in self.accepts else 0


class ArithD(DNode):
    """Arithmetic on doubles; `ls` and `rs` are the slots of the operands, 0 for none."""

    def __init__(self, left: N, right: N, ls: int, rs: int) -> None:
        self.left = left
        self.right = right
        self.ls: i64 = ls
        self.rs: i64 = rs


class AddD(ArithD):
    def d(self, f: Frame) -> float:
        a = f.x[self.ls]
        if a != a:
            a = self.left.d(f)
        b = f.x[self.rs]
        if b != b:
            b = self.right.d(f)
        return a + b


class SubtractD(ArithD):
    def d(self, f: Frame) -> float:
        a = f.x[self.ls]
        if a != a:
            a = self.left.d(f)
        b = f.x[self.rs]
        if b != b:
            b = self.right.d(f)
        return a - b


class MultiplyD(ArithD):
    def d(self, f: Frame) -> float:
        a = f.x[self.ls]
        if a != a:
            a = self.left.d(f)
        b = f.x[self.rs]
        if b != b:
            b = self.right.d(f)
        return a * b


class DivideD(ArithD):
    def d(self, f: Frame) -> float:
        a = f.x[self.ls]
        if a != a:
            a = self.left.d(f)
        b = f.x[self.rs]
        if b != b:
            b = self.right.d(f)
        return divide_double(a, b) if b == 0.0 else a / b


def divide_double(a: float, b: float) -> float:
    """Division by a zero (Annex F.10.2.1: infinities and NaN)."""
    if a == 0.0 or a != a:
        return float("nan")
    negative = (a < 0.0) != (str(b)[0] == "-")
    return float("-inf") if negative else float("inf")


class NegateD(DNode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def d(self, f: Frame) -> float:
        return -self.operand.d(f)


class ArithR(RNode):
    """long double arithmetic."""

    def __init__(self, op: str, left: N, right: N, form: Format) -> None:
        self.op = op
        self.left = left
        self.right = right
        self.form = form

    def r(self, f: Frame) -> Real:
        a = self.left.r(f)
        b = self.right.r(f)
        if self.op == "+":
            return floats.add(a, b, self.form)
        if self.op == "-":
            return floats.subtract(a, b, self.form)
        if self.op == "*":
            return floats.multiply(a, b, self.form)
        return floats.divide(a, b, self.form)


class NegateR(RNode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def r(self, f: Frame) -> Real:
        return floats.negate(self.operand.r(f))


# ---- conversions

class WrapI(INode):
    """Conversion to an integer type (6.3.1.3): modulo for unsigned, gcc's modulo for signed."""

    def __init__(self, operand: N, fixer: Fixer) -> None:
        self.operand = operand
        self.fixer = fixer

    def i(self, f: Frame) -> int:
        return self.fixer.fix(f, self.operand.i(f))


class BoolI(WNode):
    """Whether an integer of 128 bits is not zero."""

    def __init__(self, operand: N) -> None:
        self.operand = operand

    def n(self, f: Frame) -> i64:
        return 1 if self.operand.i(f) else 0


class BoolD(WNode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def n(self, f: Frame) -> i64:
        return 1 if self.operand.d(f) != 0.0 else 0


class BoolP(WNode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def n(self, f: Frame) -> i64:
        off = self.operand.lv(f)
        return 0 if off == 0 and f.obj.kind == NOTHING else 1


class BoolR(WNode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def n(self, f: Frame) -> i64:
        return 0 if self.operand.r(f).is_zero() else 1


class IntToD(DNode):
    """A word as a double; `source` is its slot, 0 for none; `big`: unsigned of 64 bits."""

    def __init__(self, operand: N, source: int, big: bool) -> None:
        self.operand = operand
        self.source: i64 = source
        self.big = big

    def d(self, f: Frame) -> float:
        value = f.w[self.source]
        if value == UNSET:
            value = self.operand.n(f)
        if value < 0 and self.big:
            return float(int(value) + 0x10000000000000000)
        return float(value)


class WideToD(DNode):
    """An integer as a float, or one of 128 bits as a double."""

    def __init__(self, operand: N, single: bool) -> None:
        self.operand = operand
        self.single = single

    def d(self, f: Frame) -> float:
        value = self.operand.i(f)
        if self.single:
            if -0x1000000 <= value <= 0x1000000:
                return float(value)
            return floats.to_float(floats.from_int(value, floats.F32))
        return float(value)


class RoundD(DNode):
    """double to float (6.3.1.5)."""

    def __init__(self, operand: N, pos: int) -> None:
        self.operand = operand
        self.pos = pos

    def d(self, f: Frame) -> float:
        return round_single(self.operand.d(f))


class DToInt(WNode):
    """6.3.1.4p1: the fraction is cut; what does not fit is undefined."""

    def __init__(self, operand: N, fixer: Fixer, pos: int) -> None:
        self.operand = operand
        self.fixer = fixer
        self.pos = pos
        self.big = fixer.bits == 64 and not fixer.signed
        self.small = fixer.bits >= 32
        self.low = -2147483648.0 if fixer.signed else 0.0

    def n(self, f: Frame) -> i64:
        value = self.operand.d(f)
        if self.small and self.low <= value <= 2147483647.0:
            return i64(int(value))
        return signed_word(self.exact(f, value))

    def exact(self, f: Frame, value: float) -> int:
        """The whole part, checked."""
        if value != value or value - value != 0.0:
            raise f.m.fault(17, "6.3.1.4p1", f"conversion of {value} to an integer type",
                            self.pos)
        whole = int(value)
        if whole < self.fixer.low or whole > self.fixer.high:
            raise f.m.fault(17, "6.3.1.4p1", f"conversion of {value} to a type of "
                            f"{self.fixer.bits} bits", self.pos)
        return whole


class DToWide(INode):
    """A double as an integer of 128 bits."""

    def __init__(self, convert: DToInt) -> None:
        self.convert = convert

    def i(self, f: Frame) -> int:
        return self.convert.exact(f, self.convert.operand.d(f))


class RToInt(INode):
    def __init__(self, operand: N, fixer: Fixer, pos: int) -> None:
        self.operand = operand
        self.fixer = fixer
        self.pos = pos

    def i(self, f: Frame) -> int:
        value = self.operand.r(f)
        if value.kind != floats.FINITE:
            raise f.m.fault(17, "6.3.1.4p1", "conversion of an infinity or NaN to an integer",
                            self.pos)
        whole = floats.to_int(value)
        if whole < self.fixer.low or whole > self.fixer.high:
            raise f.m.fault(17, "6.3.1.4p1", "conversion of a long double out of range",
                            self.pos)
        return whole


class Clamp(WNode):
    """An integer of 128 bits where a word is wanted as a count: too much stays too much."""

    def __init__(self, operand: N) -> None:
        self.operand = operand

    def n(self, f: Frame) -> i64:
        return i64(max(min(self.operand.i(f), 1 << 62), -(1 << 62)))


class DToR(RNode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def r(self, f: Frame) -> Real:
        return floats.from_float(self.operand.d(f))


class IToR(RNode):
    def __init__(self, operand: N, form: Format) -> None:
        self.operand = operand
        self.form = form

    def r(self, f: Frame) -> Real:
        return floats.from_int(self.operand.i(f), self.form)


class RToR(RNode):
    def __init__(self, operand: N, form: Format) -> None:
        self.operand = operand
        self.form = form

    def r(self, f: Frame) -> Real:
        return floats.convert(self.operand.r(f), self.form)


class RToD(DNode):
    def __init__(self, operand: N, single: bool) -> None:
        self.operand = operand
        self.single = single

    def d(self, f: Frame) -> float:
        value = self.operand.r(f)
        if self.single:
            value = floats.convert(value, floats.F32)
        return floats.to_float(value)


class PToInt(INode):
    """A pointer's address as an integer; the object is exposed (6.3.2.3p6)."""

    def __init__(self, operand: N, fixer: Fixer, pos: int) -> None:
        self.operand = operand
        self.fixer = fixer
        self.pos = pos

    def i(self, f: Frame) -> int:
        value = f.m.expose(self.operand.p(f))
        if value > self.fixer.high and not self.fixer.signed and self.fixer.bits < 64 \
                and f.m.types.pointer_size * 8 > self.fixer.bits:
            raise f.m.fault(24, "6.3.2.3p6", f"pointer converted to an integer of "
                            f"{self.fixer.bits} bits, which cannot hold it", self.pos)
        if self.fixer.signed and f.m.types.pointer_size * 8 > self.fixer.bits \
                and value > self.fixer.high:
            raise f.m.fault(24, "6.3.2.3p6", f"pointer converted to an integer of "
                            f"{self.fixer.bits} bits, which cannot hold it", self.pos)
        return self.fixer.fix(f, value)


class IntToP(PNode):
    """An integer as a pointer (6.3.2.3p5, PNVI-ae-udi)."""

    def __init__(self, operand: N) -> None:
        self.operand = operand

    def p(self, f: Frame) -> Ptr:
        value = self.operand.i(f)
        if value == 0:
            return NULL
        return f.m.from_address(value & ((1 << (f.m.types.pointer_size * 8)) - 1))


class AlignP(LNode):
    """A pointer cast to a stricter type (6.3.2.3p7)."""

    def __init__(self, operand: N, align: int, pos: int) -> None:
        self.operand = operand
        self.align: i64 = i64(align)
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        off = self.operand.lv(f)
        obj = f.obj
        if off & (self.align - 1) == 0 and i64(obj.align) >= self.align:
            return off
        if obj.kind == NOTHING or obj.kind == CODE:
            return off
        if (f.m.address(obj) + int(off)) % int(self.align):
            f.m.demand(25, "6.3.2.3p7", f"pointer converted to a type that needs alignment "
                       f"{int(self.align)}", self.pos, obj)
        return off


# ---- pointer arithmetic

class MoveP(LNode):
    """`pointer + index` (6.5.6p8): stays inside the array or one past its end.

    `source` is the slot of the index, 0 for none; `big` when it is unsigned of 64 bits.
    """

    def __init__(self, pointer: N, index: N, source: int, big: bool, size: int, sign: int, pos: int
                 ) -> None:
        self.pointer = pointer
        self.index = index
        self.source: i64 = source
        self.big = big
        self.step: i64 = size * sign
        self.limit: i64 = i64((1 << 61) // max(size, 1))
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        start = self.pointer.lv(f)
        obj = f.obj
        index = f.w[self.source]
        if index == UNSET:
            index = self.index.n(f)
            f.obj = obj
        if index == 0:
            return start
        if index > self.limit or index < -self.limit or self.big and index < 0:
            raise bad_arithmetic(f, Ptr(obj, start), (1 << 61) if self.step > 0 else -(1 << 61),
                                 self.pos)
        off = start + index * self.step
        if off < 0 or off > obj.size or not obj.alive:
            stray(f, Ptr(obj, start), off, self.pos)
        return off


class DiffP(WNode):
    """6.5.6p9."""

    def __init__(self, left: N, right: N, size: int, pos: int) -> None:
        self.left = left
        self.right = right
        self.size: i64 = size
        self.pos = pos

    def n(self, f: Frame) -> i64:
        x = self.left.lv(f)
        a = f.obj
        y = self.right.lv(f)
        b = f.obj
        if a is not b:
            raise f.m.fault(48, "6.5.6p9", "subtraction of pointers into different objects",
                            self.pos, a)
        if a.kind == NOTHING and (x != 0 or y != 0):
            raise f.m.fault(48, "6.5.6p9", "subtraction of pointers into no object", self.pos)
        if self.size == 0:
            raise f.m.fault(48, "6.5.6p9", "subtraction of pointers to empty objects", self.pos)
        if self.size == 1:
            return x - y
        return (x - y) // self.size


class EqualP(WNode):
    """6.5.9p6."""

    def __init__(self, left: N, right: N, equal: bool, pos: int) -> None:
        self.left = left
        self.right = right
        self.equal = equal
        self.pos = pos

    def n(self, f: Frame) -> i64:
        x = self.left.lv(f)
        a = f.obj
        y = self.right.lv(f)
        b = f.obj
        if a is b:
            same = x == y
        elif a.kind == NOTHING or b.kind == NOTHING:
            same = False if (a.kind == NOTHING and x == 0 or b.kind == NOTHING and y == 0) \
                else f.m.address_of(Ptr(a, x)) == f.m.address_of(Ptr(b, y))
        elif x == 0 and y == 0:
            same = False
        else:
            same = f.m.address_of(Ptr(a, x)) == f.m.address_of(Ptr(b, y))
        return 1 if same == self.equal else 0


class OrderP(WNode):
    """6.5.8p5: relational operators need pointers into the same object."""

    def __init__(self, left: N, right: N, op: str, pos: int) -> None:
        self.left = left
        self.right = right
        self.less = op in ("<", "<=")
        self.equal = op in ("<=", ">=")
        self.pos = pos

    def n(self, f: Frame) -> i64:
        x = self.left.lv(f)
        a = f.obj
        y = self.right.lv(f)
        b = f.obj
        if a is not b or a.kind == NOTHING and x != y:
            raise f.m.fault(53, "6.5.8p5", "ordered comparison of pointers into different "
                            "objects", self.pos, a)
        if x == y:
            return 1 if self.equal else 0
        return 1 if (x < y) == self.less else 0
