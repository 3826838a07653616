"""Arithmetic nodes (C17 6.5.3 to 6.5.14), checked at each step.

Integers are exact; a result outside the soft bounds of its type (never tighter than the type,
at most 2**61) goes to a `Fixer`, which wraps unsigned and raises signed overflow.
"""

from __future__ import annotations

from mypy_extensions import i64

from cspec import floats
from cspec.floats import Format, Real
from interp.frame import Frame
from interp.machine import round_single
from interp.memory import CODE, NOTHING, NULL, Ptr
from interp.nodes import DNode, Fixer, INode, N, PNode, RNode, bad_arithmetic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SOFT: Final = 0x1FFFFFFFFFFFFFFF


class IntOp(INode):
    """An integer operator: operands, soft bounds, and what is beyond them."""

    def __init__(self, left: N, right: N, fixer: Fixer, pos: int) -> None:
        self.left = left
        self.right = right
        self.fixer = fixer
        self.pos = pos
        self.low = max(fixer.low, -SOFT)
        self.high = min(fixer.high, SOFT)


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


class LessD(Compare):
    def i(self, f: Frame) -> int:
        return 1 if self.left.d(f) < self.right.d(f) else 0


class GreaterD(Compare):
    def i(self, f: Frame) -> int:
        return 1 if self.left.d(f) > self.right.d(f) else 0


class LessEqualD(Compare):
    def i(self, f: Frame) -> int:
        return 1 if self.left.d(f) <= self.right.d(f) else 0


class GreaterEqualD(Compare):
    def i(self, f: Frame) -> int:
        return 1 if self.left.d(f) >= self.right.d(f) else 0


class EqualD(Compare):
    def i(self, f: Frame) -> int:
        return 1 if self.left.d(f) == self.right.d(f) else 0


class NotEqualD(Compare):
    def i(self, f: Frame) -> int:
        return 1 if self.left.d(f) != self.right.d(f) else 0


class CompareR(INode):
    """A comparison of long doubles; `accepts` holds the outcomes that make it true."""

    def __init__(self, left: N, right: N, accepts: str) -> None:
        self.left = left
        self.right = right
        self.accepts = accepts

    def i(self, f: Frame) -> int:
        order = floats.compare(self.left.r(f), self.right.r(f))
        return 1 if "<=>u"[order + 1] in self.accepts else 0


class ArithD(DNode):
    """Floating arithmetic; `single` rounds to float after each operation."""

    def __init__(self, left: N, right: N, single: bool) -> None:
        self.left = left
        self.right = right
        self.single = single


class AddD(ArithD):
    def d(self, f: Frame) -> float:
        value = self.left.d(f) + self.right.d(f)
        return round_single(value) if self.single else value


class SubtractD(ArithD):
    def d(self, f: Frame) -> float:
        value = self.left.d(f) - self.right.d(f)
        return round_single(value) if self.single else value


class MultiplyD(ArithD):
    def d(self, f: Frame) -> float:
        value = self.left.d(f) * self.right.d(f)
        return round_single(value) if self.single else value


class DivideD(ArithD):
    def d(self, f: Frame) -> float:
        a = self.left.d(f)
        b = self.right.d(f)
        value = divide_double(a, b) if b == 0.0 else a / b
        return round_single(value) if self.single else value


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
        self.low = max(fixer.low, -SOFT)
        self.high = min(fixer.high, SOFT)

    def i(self, f: Frame) -> int:
        value = self.operand.i(f)
        if value < self.low or value > self.high:
            return self.fixer.fix(f, value)
        return value


class BoolI(INode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def i(self, f: Frame) -> int:
        return 1 if self.operand.i(f) else 0


class BoolD(INode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def i(self, f: Frame) -> int:
        return 1 if self.operand.d(f) != 0.0 else 0


class BoolP(INode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def i(self, f: Frame) -> int:
        value = self.operand.p(f)
        return 0 if value.obj.kind == NOTHING and value.off == 0 else 1


class BoolR(INode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def i(self, f: Frame) -> int:
        return 0 if self.operand.r(f).is_zero() else 1


class NotI(INode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def i(self, f: Frame) -> int:
        return 0 if self.operand.i(f) else 1


class IntToD(DNode):
    def __init__(self, operand: N, single: bool) -> None:
        self.operand = operand
        self.single = single

    def d(self, f: Frame) -> float:
        value = self.operand.i(f)
        if self.single:
            return floats.to_float(floats.from_int(value, floats.F32))
        return float(value)


class RoundD(DNode):
    """double to float (6.3.1.5)."""

    def __init__(self, operand: N, pos: int) -> None:
        self.operand = operand
        self.pos = pos

    def d(self, f: Frame) -> float:
        return round_single(self.operand.d(f))


class DToInt(INode):
    """6.3.1.4p1: the fraction is cut; what does not fit is undefined."""

    def __init__(self, operand: N, fixer: Fixer, pos: int) -> None:
        self.operand = operand
        self.fixer = fixer
        self.pos = pos

    def i(self, f: Frame) -> int:
        value = self.operand.d(f)
        if value != value or value - value != 0.0:
            raise f.m.fault(17, "6.3.1.4p1", f"conversion of {value} to an integer type",
                            self.pos)
        whole = int(value)
        if whole < self.fixer.low or whole > self.fixer.high:
            raise f.m.fault(17, "6.3.1.4p1", f"conversion of {value} to a type of "
                            f"{self.fixer.bits} bits", self.pos)
        return whole


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


class AlignP(PNode):
    """A pointer cast to a stricter type (6.3.2.3p7)."""

    def __init__(self, operand: N, align: int, pos: int) -> None:
        self.operand = operand
        self.align: i64 = i64(align)
        self.pos = pos

    def p(self, f: Frame) -> Ptr:
        value = self.operand.p(f)
        obj = value.obj
        if value.off % self.align == 0 and (i64(obj.align) >= self.align):
            return value
        if obj.kind == NOTHING or obj.kind == CODE:
            return value
        if (f.m.address(obj) + int(value.off)) % int(self.align):
            raise f.m.fault(25, "6.3.2.3p7", f"pointer converted to a type that needs alignment "
                            f"{int(self.align)}", self.pos, obj)
        return value


# ---- pointer arithmetic

class MoveP(PNode):
    """`pointer + index` (6.5.6p8): stays inside the array or one past its end."""

    def __init__(self, pointer: N, index: N, size: int, sign: int, pos: int) -> None:
        self.pointer = pointer
        self.index = index
        self.size = size
        self.sign = sign
        self.pos = pos

    def p(self, f: Frame) -> Ptr:
        pointer = self.pointer.p(f)
        index = self.index.i(f)
        if index == 0:
            return pointer
        off = int(pointer.off) + index * self.size * self.sign
        obj = pointer.obj
        if off < 0 or off > int(obj.size) or not obj.alive:
            raise bad_arithmetic(f, pointer, i64(max(min(off, 1 << 62), -(1 << 62))), self.pos)
        return Ptr(obj, i64(off))


class MoveRightFirst(PNode):
    """`index + pointer`: the integer stands on the left."""

    def __init__(self, move: MoveP) -> None:
        self.move = move

    def p(self, f: Frame) -> Ptr:
        return self.move.p(f)


class DiffP(INode):
    """6.5.6p9."""

    def __init__(self, left: N, right: N, size: int, pos: int) -> None:
        self.left = left
        self.right = right
        self.size = size
        self.pos = pos

    def i(self, f: Frame) -> int:
        a = self.left.p(f)
        b = self.right.p(f)
        if a.obj is not b.obj:
            raise f.m.fault(48, "6.5.6p9", "subtraction of pointers into different objects",
                            self.pos, a.obj)
        if a.obj.kind == NOTHING and (a.off != 0 or b.off != 0):
            raise f.m.fault(48, "6.5.6p9", "subtraction of pointers into no object", self.pos)
        difference = int(a.off - b.off)
        if self.size == 0:
            raise f.m.fault(48, "6.5.6p9", "subtraction of pointers to empty objects", self.pos)
        return difference // self.size


class EqualP(INode):
    """6.5.9p6."""

    def __init__(self, left: N, right: N, equal: bool, pos: int) -> None:
        self.left = left
        self.right = right
        self.equal = equal
        self.pos = pos

    def i(self, f: Frame) -> int:
        a = self.left.p(f)
        b = self.right.p(f)
        if a.obj is b.obj:
            same = a.off == b.off
        elif a.obj.kind == NOTHING or b.obj.kind == NOTHING:
            same = False if (a.obj.kind == NOTHING and a.off == 0
                             or b.obj.kind == NOTHING and b.off == 0) \
                else f.m.address_of(a) == f.m.address_of(b)
        elif a.off == 0 and b.off == 0:
            same = False
        else:
            same = f.m.address_of(a) == f.m.address_of(b)
        return 1 if same == self.equal else 0


class OrderP(INode):
    """6.5.8p5: relational operators need pointers into the same object."""

    def __init__(self, left: N, right: N, op: str, pos: int) -> None:
        self.left = left
        self.right = right
        self.op = op
        self.pos = pos

    def i(self, f: Frame) -> int:
        a = self.left.p(f)
        b = self.right.p(f)
        if a.obj is not b.obj or a.obj.kind == NOTHING and (a.off != b.off):
            raise f.m.fault(53, "6.5.8p5", "ordered comparison of pointers into different "
                            "objects", self.pos, a.obj)
        x = a.off
        y = b.off
        if self.op == "<":
            return 1 if x < y else 0
        if self.op == ">":
            return 1 if x > y else 0
        if self.op == "<=":
            return 1 if x <= y else 0
        return 1 if x >= y else 0


# ---- logic

class AndAnd(INode):
    def __init__(self, left: N, right: N) -> None:
        self.left = left
        self.right = right

    def i(self, f: Frame) -> int:
        if self.left.i(f) == 0:
            return 0
        return 1 if self.right.i(f) else 0


class OrOr(INode):
    def __init__(self, left: N, right: N) -> None:
        self.left = left
        self.right = right

    def i(self, f: Frame) -> int:
        if self.left.i(f):
            return 1
        return 1 if self.right.i(f) else 0
