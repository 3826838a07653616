"""Nodes on chunks: complex and vector arithmetic (Annex G, GNU), temporaries, and odd places."""

from __future__ import annotations

from mypy_extensions import i64

from cspec import floats
from cspec.fold import convert, to_format
from cspec.floats import Real
from cspec.types import BOOL, COMPLEX, FLOAT, POINTER as T_POINTER, Type
from interp.arithmetic import divide_double
from interp.flow import LocalObject
from interp.frame import NOWHERE, Frame
from interp.machine import Machine, bits_to_float, float_to_bits
from interp.memory import Chunk, Ptr, copy_area, fill_raw, put, read_raw, write_raw
from interp.nodes import (DOUBLE, INTEGER, POINTER, REAL, CNode, Fixer, INode, N, PNode, VNode,
                          Wrapper, bad_arithmetic)

Number = int | float | Real


def parts(m: Machine, chunk: Chunk, t: Type, pos: int) -> list[Number]:
    """The elements of a complex or vector value."""
    element = t.of.plain
    size = element.size
    count = 2 if t.kind == COMPLEX else t.count
    out: list[Number] = []
    for index in range(count):
        off = i64(index * size)
        if element.kind == FLOAT:
            form = element.format
            assert form is not None
            bits = read_raw(chunk.data, off, i64(form.size))
            if form.size <= 8:
                out.append(bits_to_float(bits, form.size))
            else:
                out.append(floats.from_bits(bits, form))
        else:
            bits = read_raw(chunk.data, off, i64(size))
            if element.signed and element.kind != BOOL and bits >> (size * 8 - 1):
                bits -= 1 << size * 8
            out.append(bits)
        check = (chunk.tags[off >> 3] >> ((off & 7) << 3)) & 255
        if check == 0:
            raise m.fault(11, "6.2.4p6", "read of an uninitialized element", pos)
    return out


def pack(m: Machine, values: list[Number], t: Type) -> Chunk:
    """A complex or vector value from its elements (already in range)."""
    element = t.of.plain
    size = element.size
    made = Chunk(t.size)
    tag = i64(m.tag_of(element))
    for index, value in enumerate(values):
        off = i64(index * size)
        fill_raw(made.tags, off, i64(size), tag)
        if element.kind == FLOAT:
            form = element.format
            assert form is not None
            value = to_format(value, element)
            if isinstance(value, Real):
                write_raw(made.data, off, i64(form.size), floats.to_bits(value, form))
            else:
                write_raw(made.data, off, i64(size), float_to_bits(value, size))
        else:
            assert isinstance(value, int)
            write_raw(made.data, off, i64(size), value & ((1 << size * 8) - 1))
    return made


def real_op(op: str, a: Number, b: Number, t: Type) -> Number:
    """One floating operation in the format of `t`."""
    form = t.format
    assert form is not None
    x = a if isinstance(a, Real) else floats.from_float(float(a))
    y = b if isinstance(b, Real) else floats.from_float(float(b))
    if op == "+":
        made = floats.add(x, y, form)
    elif op == "-":
        made = floats.subtract(x, y, form)
    elif op == "*":
        made = floats.multiply(x, y, form)
    else:
        made = floats.divide(x, y, form)
    return made if form.size > 8 else floats.to_float(made)


def compare_numbers(op: str, a: Number, b: Number) -> bool:
    """A comparison of two elements."""
    if isinstance(a, Real) or isinstance(b, Real):
        x = a if isinstance(a, Real) else floats.from_float(float(a))
        y = b if isinstance(b, Real) else floats.from_float(float(b))
        order = floats.compare(x, y)
        return {"==": order == 0, "!=": order != 0, "<": order == -1, ">": order == 1,
                "<=": order in (-1, 0), ">=": order in (0, 1)}[op]
    return {"==": a == b, "!=": a != b, "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[op]


class MakeChunk(CNode):
    """A complex or vector value from element nodes."""

    def __init__(self, m: Machine, items: list[N], t: Type) -> None:
        self.m = m
        self.items = items
        self.t = t

    def c(self, f: Frame) -> Chunk:
        values: list[Number] = []
        for item in self.items:
            value = item.o(f)
            assert isinstance(value, (int, float, Real))
            values.append(value)
        return pack(self.m, values, self.t)


class ChunkOp(N):
    """A binary operator on complex or vector values."""

    def __init__(self, m: Machine, op: str, left: N, right: N, t: Type, result: Type, pos: int
                 ) -> None:
        self.m = m
        self.op = op
        self.left = left
        self.right = right
        self.t = t
        self.result = result
        self.pos = pos

    def i(self, f: Frame) -> int:
        a = parts(self.m, self.left.c(f), self.t, self.pos)
        b = parts(self.m, self.right.c(f), self.t, self.pos)
        same = all(compare_numbers("==", x, y) for x, y in zip(a, b))
        return int(same == (self.op == "=="))

    def c(self, f: Frame) -> Chunk:
        a = parts(self.m, self.left.c(f), self.t, self.pos)
        b = parts(self.m, self.right.c(f), self.t, self.pos)
        if self.t.kind == COMPLEX:
            return pack(self.m, self.complex(a, b), self.t)
        op = self.op
        if op in ("==", "!=", "<", ">", "<=", ">="):
            return pack(self.m, [-1 if compare_numbers(op, x, y) else 0 for x, y in zip(a, b)],
                        self.result)
        return pack(self.m, [self.element(f, x, y) for x, y in zip(a, b)], self.t)

    def element(self, f: Frame, a: Number, b: Number) -> Number:
        element = self.t.of.plain
        op = self.op
        if element.kind == FLOAT:
            return real_op(op, a, b, element)
        assert isinstance(a, int) and isinstance(b, int)
        bits = element.bits
        if op in "/%":
            if b == 0:
                raise self.m.fault(45, "6.5.5p5", "division by zero", self.pos)
            q = abs(a) // abs(b)
            q = -q if (a < 0) != (b < 0) else q
            return wrap(q if op == "/" else a - b * q, bits, element.signed)
        if op in ("<<", ">>"):
            if not 0 <= b < bits:
                raise self.m.fault(51, "6.5.7p3", f"shift by {b}", self.pos)
            return wrap(a << b if op == "<<" else a >> b, bits, element.signed)
        value = {"+": a + b, "-": a - b, "*": a * b, "&": a & b, "|": a | b, "^": a ^ b}[op]
        return wrap(value, bits, element.signed)

    def complex(self, a: list[Number], b: list[Number]) -> list[Number]:
        """Complex arithmetic by the formulas of Annex G, with its recovery of infinities."""
        t = self.t.of.plain
        if t.kind != FLOAT:
            return self.complex_integer(a, b)
        op = self.op
        if op in "+-":
            return [real_op(op, a[0], b[0], t), real_op(op, a[1], b[1], t)]
        if op == "*":
            ac = real_op("*", a[0], b[0], t)
            bd = real_op("*", a[1], b[1], t)
            ad = real_op("*", a[0], b[1], t)
            bc = real_op("*", a[1], b[0], t)
            return [real_op("-", ac, bd, t), real_op("+", ad, bc, t)]
        return self.complex_divide(a, b)

    def complex_divide(self, a: list[Number], b: list[Number]) -> list[Number]:
        """Smith's method, as gcc's runtime computes it."""
        t = self.t.of.plain
        c, d = b
        x = abs(float_of(c))
        y = abs(float_of(d))
        if x < y:
            ratio = real_op("/", c, d, t)
            denominator = real_op("+", real_op("*", c, ratio, t), d, t)
            real = real_op("/", real_op("+", real_op("*", a[0], ratio, t), a[1], t), denominator,
                           t)
            imaginary = real_op("/", real_op("-", real_op("*", a[1], ratio, t), a[0], t),
                                denominator, t)
        else:
            ratio = real_op("/", d, c, t)
            denominator = real_op("+", real_op("*", d, ratio, t), c, t)
            real = real_op("/", real_op("+", real_op("*", a[1], ratio, t), a[0], t), denominator,
                           t)
            imaginary = real_op("/", real_op("-", a[1], real_op("*", a[0], ratio, t), t),
                                denominator, t)
        if x == 0.0 and y == 0.0 and not (is_nan(a[0]) and is_nan(a[1])):
            zero = c
            real = real_op("/", a[0], zero, t)
            imaginary = real_op("/", a[1], zero, t)
        return [real, imaginary]

    def complex_integer(self, a: list[Number], b: list[Number]) -> list[Number]:
        t = self.t.of.plain
        x, y = a
        u, v = b
        assert isinstance(x, int) and isinstance(y, int)
        assert isinstance(u, int) and isinstance(v, int)
        if self.op == "+":
            values = [x + u, y + v]
        elif self.op == "-":
            values = [x - u, y - v]
        elif self.op == "*":
            values = [x * u - y * v, x * v + y * u]
        else:
            norm = u * u + v * v
            if norm == 0:
                raise self.m.fault(45, "6.5.5p5", "division by zero", self.pos)
            values = [cut(x * u + y * v, norm), cut(y * u - x * v, norm)]
        return [wrap(w, t.bits, t.signed) for w in values]

    def x(self, f: Frame) -> None:
        self.o(f)

    def o(self, f: Frame) -> object:
        if self.t.kind == COMPLEX and self.op in ("==", "!="):
            return self.i(f)
        return self.c(f)


def float_of(value: Number) -> float:
    return floats.to_float(value) if isinstance(value, Real) else float(value)


def is_nan(value: Number) -> bool:
    x = float_of(value)
    return x != x


def cut(a: int, b: int) -> int:
    """Quotient towards zero."""
    q = abs(a) // abs(b)
    return -q if (a < 0) != (b < 0) else q


def wrap(value: int, bits: int, signed: bool) -> int:
    value &= (1 << bits) - 1
    return value - (1 << bits) if signed and value >> (bits - 1) else value


class ChunkUnary(CNode):
    """`- ~ !` on complex (where `~` conjugates) and vector values."""

    def __init__(self, m: Machine, op: str, operand: N, t: Type, result: Type) -> None:
        self.m = m
        self.op = op
        self.operand = operand
        self.t = t
        self.result = result

    def c(self, f: Frame) -> Chunk:
        values = parts(self.m, self.operand.c(f), self.t, self.pos)
        if self.op == "!":
            return pack(self.m, [-1 if compare_numbers("==", v, 0) else 0 for v in values],
                        self.result)
        if self.t.kind == COMPLEX and self.op == "~":
            return pack(self.m, [values[0], self.negated(values[1])], self.t)
        if self.op == "-":
            return pack(self.m, [self.negated(v) for v in values], self.t)
        out: list[Number] = []
        for v in values:
            assert isinstance(v, int)
            out.append(wrap(~v, self.t.of.bits, self.t.of.signed))
        return pack(self.m, out, self.t)

    def negated(self, v: Number) -> Number:
        if isinstance(v, Real):
            return floats.negate(v)
        if isinstance(v, float):
            return -v
        return wrap(-v, self.t.of.bits, self.t.of.signed)


class ChunkToTruth(INode):
    """Whether a complex value differs from zero."""

    def __init__(self, m: Machine, operand: N, t: Type) -> None:
        self.m = m
        self.operand = operand
        self.t = t

    def i(self, f: Frame) -> int:
        values = parts(self.m, self.operand.c(f), self.t, self.pos)
        return int(any(not compare_numbers("==", v, 0) for v in values))


class ConvertChunk(CNode):
    """A complex or vector value with other elements."""

    def __init__(self, m: Machine, operand: N, source: Type, target: Type, pos: int) -> None:
        self.m = m
        self.operand = operand
        self.source = source
        self.target = target
        self.pos = pos

    def c(self, f: Frame) -> Chunk:
        values = parts(self.m, self.operand.c(f), self.source, self.pos)
        out: list[Number] = []
        for v in values:
            made = convert(v, self.source.of, self.target.of)
            if made is None or not isinstance(made, (int, float, Real)):
                raise self.m.fault(17, "6.3.1.4p1", "conversion out of range", self.pos)
            out.append(made)
        return pack(self.m, out, self.target)


class PartValue(N):
    """The real or imaginary part of a complex value."""

    def __init__(self, m: Machine, operand: N, t: Type, which: int) -> None:
        self.m = m
        self.operand = operand
        self.t = t
        self.which = which

    def o(self, f: Frame) -> object:
        return parts(self.m, self.operand.c(f), self.t, self.pos)[self.which]

    def x(self, f: Frame) -> None:
        self.operand.x(f)

    def i(self, f: Frame) -> int:
        value = self.o(f)
        assert isinstance(value, int)
        return value

    def d(self, f: Frame) -> float:
        value = self.o(f)
        assert isinstance(value, float)
        return value

    def r(self, f: Frame) -> Real:
        value = self.o(f)
        assert isinstance(value, Real)
        return value


class ShuffleChunk(CNode):
    """`__builtin_shuffle`: elements chosen by a mask, modulo their number."""

    def __init__(self, m: Machine, operands: list[N], t: Type, mask: Type) -> None:
        self.m = m
        self.operands = operands
        self.t = t
        self.mask = mask

    def c(self, f: Frame) -> Chunk:
        chunks = [node.c(f) for node in self.operands]
        values: list[Number] = []
        for chunk in chunks[:-1]:
            values.extend(parts(self.m, chunk, self.t, self.pos))
        out: list[Number] = []
        for index in parts(self.m, chunks[-1], self.mask, self.pos):
            assert isinstance(index, int)
            out.append(values[index % len(values)])
        return pack(self.m, out, self.t)


class ValueToUnion(CNode):
    """A scalar stored at the start of a union value."""

    def __init__(self, m: Machine, operand: N, source: Type, target: Type, kind: int) -> None:
        self.m = m
        self.operand = operand
        self.source = source
        self.target = target
        self.kind = kind

    def c(self, f: Frame) -> Chunk:
        value = self.operand.o(f)
        if isinstance(value, Chunk):
            made = Chunk(self.target.size)
            copy_area(made, 0, value, 0, value.size)
            return made
        from interp.calls import store_value
        holder = self.m.allocate("", self.target.size, 0, self.target.align, self.pos)
        store_value(self.m, holder, 0, self.m.scalar(self.source), self.kind, value, self.pos)
        from interp.memory import take
        return take(holder, 0, i64(self.target.size))


class IntToChunk(CNode):
    """An integer's bytes as a vector."""

    def __init__(self, operand: N, size: int) -> None:
        self.operand = operand
        self.size = size

    def c(self, f: Frame) -> Chunk:
        made = Chunk(self.size)
        write_raw(made.data, 0, i64(self.size), self.operand.i(f) & ((1 << self.size * 8) - 1))
        fill_raw(made.tags, 0, i64(self.size), 1)
        return made


class ChunkToInt(INode):
    """A vector's bytes as an integer."""

    def __init__(self, operand: N, fixer: Fixer) -> None:
        self.operand = operand
        self.fixer = fixer

    def i(self, f: Frame) -> int:
        chunk = self.operand.c(f)
        return self.fixer.fix(f, read_raw(chunk.data, 0, chunk.size))


# ---- places and pointers of odd kinds

class Temporary(N):
    """A structure value held in an object of temporary lifetime (6.2.4p8)."""

    def __init__(self, value: N, local: LocalObject) -> None:
        self.value = value
        self.local = local

    def lv(self, f: Frame) -> i64:
        chunk = self.value.c(f)
        self.local.create(f)
        obj = f.objects[self.local.index]
        put(obj, 0, chunk)
        f.obj = obj
        return 0


class FreshLiteral(N):
    """A compound literal: initialised again each time it is evaluated."""

    def __init__(self, init: N, place: N, local: LocalObject) -> None:
        self.init = init
        self.place = place
        self.local = local

    def lv(self, f: Frame) -> i64:
        self.local.create_missing(f)
        self.init.x(f)
        return self.place.lv(f)


class Forget(VNode):
    """A declaration reached again by a jump makes its object indeterminate."""

    def __init__(self, local: LocalObject) -> None:
        self.local = local

    def x(self, f: Frame) -> None:
        obj = f.objects[self.local.index]
        if obj is not NOWHERE:
            fill_raw(obj.tags, 0, obj.size, 0)


class PostSlot(Wrapper):
    """Postfix `++` on a slot that holds no integer: the old value is the result."""

    def __init__(self, load: N, store: N) -> None:
        self.inner = load
        self.store = store

    def after(self, f: Frame) -> None:
        self.store.x(f)

    def x(self, f: Frame) -> None:
        self.store.x(f)


class MoveVariable(PNode):
    """Pointer arithmetic over elements whose size is known at run time."""

    def __init__(self, pointer: N, index: N, size: N, sign: int, pos: int) -> None:
        self.pointer = pointer
        self.index = index
        self.size = size
        self.sign = sign
        self.pos = pos

    def p(self, f: Frame) -> Ptr:
        pointer = self.pointer.p(f)
        index = self.index.i(f)
        off = int(pointer.off) + index * self.size.i(f) * self.sign
        if off < 0 or off > int(pointer.obj.size) or not pointer.obj.alive:
            raise bad_arithmetic(f, pointer, i64(max(min(off, 1 << 61), -(1 << 61))),
                                 self.pos)
        return Ptr(pointer.obj, i64(off))


class DiffVariable(INode):
    """Difference of pointers to elements of run-time size."""

    def __init__(self, left: N, right: N, size: N, pos: int) -> None:
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
        return int(a.off - b.off) // self.size.i(f)


class StaticBound(VNode):
    """An argument for `[static n]` provides n elements (6.7.6.3p7)."""

    def __init__(self, value: N, size: int, pos: int) -> None:
        self.value = value
        self.size: i64 = i64(size)
        self.pos = pos

    def x(self, f: Frame) -> None:
        pointer = self.value.p(f)
        if pointer.obj.kind == 5 or pointer.off + self.size > pointer.obj.size:
            raise f.m.fault(77, "6.7.6.3p7", "argument array is shorter than [static] demands",
                            self.pos, pointer.obj)


__all__ = ["DOUBLE", "INTEGER", "POINTER", "REAL", "T_POINTER", "divide_double"]
