"""Builtin operators: overflow arithmetic, variadic access, classification, atomics."""

from __future__ import annotations

from cspec import floats
from cspec import tree as T
from cspec.diagnostics import Unsupported
from cspec.fold import fold
from cspec.floats import Real
from cspec.types import COMPLEX, POINTER as T_POINTER, VECTOR, Type
from interp import arithmetic as A
from interp import nodes as M
from interp.builder import Builder, kind_of
from interp.chunks import ConvertChunk, MakeChunk, ShuffleChunk, ValueToUnion
from interp.calls import store_value
from interp.frame import Frame, VaList
from interp.memory import Chunk, Ptr, signed_word
from interp.nodes import CHUNK, DOUBLE, INTEGER, POINTER, REAL, Fixer, INode, N, VNode


class OverflowOp(INode):
    """`__builtin_add_overflow` and its like: exact result, stored wrapped."""

    def __init__(self, op: str, left: N, right: N, target: N | None, scalar: Type, m_scalar: object,
                 fixer: Fixer, pos: int) -> None:
        self.op = op
        self.left = left
        self.right = right
        self.target = target
        self.scalar = scalar
        self.fixer = fixer
        self.pos = pos

    def i(self, f: Frame) -> int:
        a = self.left.i(f)
        b = self.right.i(f)
        exact = a + b if self.op == "add" else a - b if self.op == "sub" else a * b
        fixer = self.fixer
        wrapped = exact & fixer.mask
        if wrapped > fixer.high:
            wrapped -= fixer.mask + 1
        if self.target is not None:
            pointer = self.target.p(f)
            f.m.store_int(pointer.obj, pointer.off, f.m.scalar(self.scalar), wrapped, self.pos)
        return int(wrapped != exact)


class Classify(INode):
    """isnan and its like on a value of any floating type."""

    def __init__(self, name: str, operand: N, form: floats.Format) -> None:
        self.name = name
        self.operand = operand
        self.form = form

    def i(self, f: Frame) -> int:
        value = self.operand.o(f)
        real = value if isinstance(value, Real) else floats.from_float(as_float(value))
        return classify(self.name, real, self.form)


def classify(name: str, v: Real, form: floats.Format) -> int:
    """The answer of a classification macro (7.12.3)."""
    if name == "isnan":
        return int(v.kind == floats.NAN)
    if name == "isinf":
        return (-1 if v.negative else 1) if v.kind == floats.INFINITE else 0
    if name == "isinf_sign":
        return (-1 if v.negative else 1) if v.kind == floats.INFINITE else 0
    if name == "isfinite":
        return int(v.kind == floats.FINITE)
    if name == "signbit":
        return int(v.negative)
    normal = v.kind == floats.FINITE and v.mantissa != 0 and \
        v.exponent + v.mantissa.bit_length() - 1 >= form.least + form.precision - 1
    return int(normal)


def as_float(value: object) -> float:
    assert isinstance(value, (float, int))
    return float(value)


class FpClassify(INode):
    """`__builtin_fpclassify(nan, inf, normal, subnormal, zero, x)`."""

    def __init__(self, answers: list[N], operand: N, form: floats.Format) -> None:
        self.answers = answers
        self.operand = operand
        self.form = form

    def i(self, f: Frame) -> int:
        value = self.operand.o(f)
        real = value if isinstance(value, Real) else floats.from_float(as_float(value))
        if real.kind == floats.NAN:
            return self.answers[0].i(f)
        if real.kind == floats.INFINITE:
            return self.answers[1].i(f)
        if real.mantissa == 0:
            return self.answers[4].i(f)
        return self.answers[2 if classify("isnormal", real, self.form) else 3].i(f)


class Quiet(INode):
    """isgreater and its like (7.12.14)."""

    def __init__(self, left: N, right: N, accepts: str) -> None:
        self.left = left
        self.right = right
        self.accepts = accepts

    def i(self, f: Frame) -> int:
        a = self.left.o(f)
        b = self.right.o(f)
        x = a if isinstance(a, Real) else floats.from_float(as_float(a))
        y = b if isinstance(b, Real) else floats.from_float(as_float(b))
        return int("<=>u"[floats.compare(x, y) + 1] in self.accepts)


QUIET = {"isgreater": ">", "isgreaterequal": ">=", "isless": "<", "islessequal": "<=",
         "islessgreater": "<>", "isunordered": "u"}


class VaStart(VNode):
    def __init__(self, list_: N, pos: int) -> None:
        self.list = list_
        self.pos = pos

    def x(self, f: Frame) -> None:
        pointer = self.list.p(f)
        m = f.m
        old = m.va_lists.get(m.address_of(pointer))
        if old is not None and not old.ended and old.frame.alive:
            raise m.fault(142, "7.16.1.4p3", "va_start on a list that is already started",
                          self.pos, pointer.obj)
        m.set_va_list(pointer, VaList(f.extra, f.extra_types, f), self.pos)
        f.open_lists += 1


class VaEnd(VNode):
    def __init__(self, list_: N, pos: int) -> None:
        self.list = list_
        self.pos = pos

    def x(self, f: Frame) -> None:
        made = f.m.get_va_list(self.list.p(f), self.pos)
        made.ended = True
        made.frame.open_lists -= 1


class VaCopy(VNode):
    def __init__(self, target: N, source: N, pos: int) -> None:
        self.target = target
        self.source = source
        self.pos = pos

    def x(self, f: Frame) -> None:
        target = self.target.p(f)
        source = f.m.get_va_list(self.source.p(f), self.pos)
        made = VaList(source.values, source.types, f)
        made.at = source.at
        f.m.set_va_list(target, made, self.pos)
        f.open_lists += 1


class VaArgN(N):
    """va_arg (7.16.1.1p2)."""

    def __init__(self, list_: N, key: str, kind: int, signed: bool, fixer: Fixer | None,
                 size: int, pos: int) -> None:
        self.list = list_
        self.key = key
        self.kind = kind
        self.fixer = fixer
        self.size = size
        self.by_parameter = False
        self.pos = pos

    def o(self, f: Frame) -> object:
        made = f.m.get_va_list(self.list.p(f), self.pos)
        value, _ = f.m.next_argument(made, self.key, self.pos)
        if not self.by_parameter:
            made.user = made.frame      # 7.16p3, note: through a pointer the list goes on
        if isinstance(value, int) and self.fixer is not None:
            if value < self.fixer.low or value > self.fixer.high:
                raise f.m.fault(141, "7.16.1.1p2", "va_arg with the other signedness of a value "
                                "that only one type can hold", self.pos)
        return value

    def i(self, f: Frame) -> int:
        value = self.o(f)
        assert isinstance(value, int)
        return value

    def d(self, f: Frame) -> float:
        value = self.o(f)
        assert isinstance(value, float)
        return value

    def p(self, f: Frame) -> Ptr:
        value = self.o(f)
        assert isinstance(value, Ptr)
        return value

    def r(self, f: Frame) -> Real:
        value = self.o(f)
        assert isinstance(value, Real)
        return value

    def c(self, f: Frame) -> Chunk:
        value = self.o(f)
        assert isinstance(value, Chunk)
        return value

    def x(self, f: Frame) -> None:
        self.o(f)


def build_va_arg(b: Builder, e: T.VaArg) -> N:
    """The node of va_arg."""
    t = e.type
    kind = kind_of(t)
    fixer = b.fixer(t, e.pos) if kind == INTEGER else None
    made = VaArgN(b.value(e.list), b.m.argument_key(t), kind, t.signed, fixer, t.size, e.pos)
    made.by_parameter = isinstance(e.list, T.Load)
    return made


class AtomicOp(N):
    """A read-modify-write through a pointer; returns the old or the new value."""

    def __init__(self, op: str, new: bool, pointer: N, value: N, t: Type, kind: int, pos: int
                 ) -> None:
        self.op = op
        self.new = new
        self.pointer = pointer
        self.value = value
        self.t = t
        self.kind = kind
        self.pos = pos

    def o(self, f: Frame) -> object:
        pointer = self.pointer.p(f)
        m = f.m
        s = m.scalar(self.t)
        value = self.value.o(f)
        if self.kind == POINTER:
            old = m.load_pointer(pointer.obj, pointer.off, s, self.pos)
            if self.op == "exchange":
                assert isinstance(value, Ptr)
                m.store_pointer(pointer.obj, pointer.off, s, value, self.pos)
                return value if self.new else old
            assert isinstance(value, int)
            moved = Ptr(old.obj, old.off + signed_word(value if self.op == "add" else -value))
            m.store_pointer(pointer.obj, pointer.off, s, moved, self.pos)
            return moved if self.new else old
        a = m.load_int(pointer.obj, pointer.off, s, self.pos)
        assert isinstance(value, int)
        made = {"add": a + value, "sub": a - value, "and": a & value, "or": a | value,
                "xor": a ^ value, "nand": ~(a & value), "exchange": value}[self.op]
        made &= s.full - 1
        if s.signed and made >= s.half:
            made -= s.full
        m.store_int(pointer.obj, pointer.off, s, made, self.pos)
        return made if self.new else a

    def i(self, f: Frame) -> int:
        value = self.o(f)
        assert isinstance(value, int)
        return value

    def p(self, f: Frame) -> Ptr:
        value = self.o(f)
        assert isinstance(value, Ptr)
        return value

    def x(self, f: Frame) -> None:
        self.o(f)


class CompareSwap(N):
    """compare-and-swap; `mode` is val, bool, or expected (a pointer to the expected value)."""

    def __init__(self, pointer: N, old: N, new: N, t: Type, mode: str, indirect: bool, kind: int,
                 pos: int) -> None:
        self.pointer = pointer
        self.old = old
        self.new = new
        self.t = t
        self.mode = mode
        self.indirect = indirect
        self.kind = kind
        self.pos = pos

    def load(self, f: Frame, pointer: Ptr) -> object:
        m = f.m
        s = m.scalar(self.t)
        if self.kind == POINTER:
            return m.load_pointer(pointer.obj, pointer.off, s, self.pos)
        return m.load_int(pointer.obj, pointer.off, s, self.pos)

    def o(self, f: Frame) -> object:
        m = f.m
        pointer = self.pointer.p(f)
        s = m.scalar(self.t)
        expected_at: Ptr | None = None
        if self.mode == "expected":
            expected_at = self.old.p(f)
            expected = self.load(f, expected_at)
        else:
            expected = self.old.o(f)
        new: object
        if self.indirect:
            new = self.load(f, self.new.p(f))
        else:
            new = self.new.o(f)
        current = self.load(f, pointer)
        if isinstance(current, Ptr):
            assert isinstance(expected, Ptr)
            same = m.address_of(current) == m.address_of(expected)
        else:
            same = current == expected
        if same:
            store_value(m, pointer.obj, pointer.off, s, self.kind, new, self.pos)
        elif expected_at is not None:
            store_value(m, expected_at.obj, expected_at.off, s, self.kind, current, self.pos)
        return current if self.mode == "val" else int(same)

    def i(self, f: Frame) -> int:
        value = self.o(f)
        assert isinstance(value, int)
        return value

    def p(self, f: Frame) -> Ptr:
        value = self.o(f)
        assert isinstance(value, Ptr)
        return value

    def x(self, f: Frame) -> None:
        self.o(f)


def build_atomic(b: Builder, e: T.BuiltinCall) -> N:
    """`__sync_*` and `__atomic_*`."""
    op = e.name[7:]
    args = e.arguments
    t = args[0].type.of
    kind = kind_of(t)
    if kind not in (INTEGER, POINTER):
        raise Unsupported(e.pos, f"atomic {op} on this type")
    pointer = b.value(args[0])
    place = M.DerefPlace(pointer, 0, e.pos)
    nodes = [b.value(a) for a in args[1:]]
    word = op.replace("_and_", "_")
    names = ("add", "sub", "and", "or", "xor", "nand")
    for name in names:
        if word == f"fetch_{name}":
            return AtomicOp(name, False, pointer, nodes[0], t, kind, e.pos)
        if word == f"{name}_fetch":
            return AtomicOp(name, True, pointer, nodes[0], t, kind, e.pos)
    scalar = b.m.scalar(t)
    if op == "load_n":
        return b.load_scalar(place, scalar, kind, e.pos)
    if op in ("store_n", "lock_release", "clear"):
        value = nodes[0] if op == "store_n" else M.ConstI(0)
        return b.store_at(place, t.unqualified(), value, e.pos)
    if op == "load":
        inner = b.load_from(T.Deref(args[0], t, e.pos), place)
        return b.store_at(M.DerefPlace(nodes[0], 0, e.pos), t.unqualified(), inner, e.pos)
    if op == "store":
        inner = b.load_from(T.Deref(args[1], t, e.pos), M.DerefPlace(nodes[0], 0, e.pos))
        return b.store_at(place, t.unqualified(), inner, e.pos)
    if op in ("exchange_n", "lock_test_and_set"):
        return AtomicOp("exchange", False, pointer, nodes[0], t, kind, e.pos)
    if op == "test_and_set":
        return AtomicOp("exchange", False, pointer, M.ConstI(1), t, kind, e.pos)
    if op == "val_compare_and_swap":
        return CompareSwap(pointer, nodes[0], nodes[1], t, "val", False, kind, e.pos)
    if op == "bool_compare_and_swap":
        return CompareSwap(pointer, nodes[0], nodes[1], t, "bool", False, kind, e.pos)
    if op in ("compare_exchange_n", "compare_exchange"):
        return CompareSwap(pointer, nodes[0], nodes[1], t, "expected",
                           op == "compare_exchange", kind, e.pos)
    raise Unsupported(e.pos, f"atomic {op}")


class Splat(MakeChunk):
    """A scalar in every element of a vector."""

    def c(self, f: Frame) -> Chunk:
        from interp.chunks import pack
        value = self.items[0].o(f)
        assert isinstance(value, (int, float, Real))
        return pack(self.m, [value] * self.t.count, self.t)


class ObjectSize(INode):
    """`__builtin_object_size`: what is not known at translation is (size_t)-1 or 0."""

    def __init__(self, operand: N, unknown: int) -> None:
        self.unknown = unknown

    def i(self, f: Frame) -> int:
        return self.unknown


def build_builtin(b: Builder, e: T.BuiltinCall) -> N:
    """The node of a generic builtin."""
    name = e.name
    args = e.arguments
    if name.startswith("atomic:"):
        return build_atomic(b, e)
    if name == "constant_p":
        value = fold(e)
        return M.ConstI(value if isinstance(value, int) else 0)
    if name.endswith("_overflow"):
        t = args[2].type.of
        return OverflowOp(name[:3], b.value(args[0]), b.value(args[1]), b.value(args[2]), t, None,
                          b.fixer(t, e.pos), e.pos)
    if name.endswith("_overflow_p"):
        t = args[2].type
        return OverflowOp(name[:3], b.value(args[0]), b.value(args[1]), None, t, None,
                          b.fixer(t, e.pos), e.pos)
    if name in ("isnan", "isinf", "isfinite", "isnormal", "signbit", "isinf_sign"):
        form = args[0].type.format
        assert form is not None
        return Classify(name, b.value(args[0]), form)
    if name in QUIET:
        return Quiet(b.value(args[0]), b.value(args[1]), QUIET[name])
    if name == "fpclassify":
        form = args[5].type.format
        assert form is not None
        return FpClassify([b.value(a) for a in args[:5]], b.value(args[5]), form)
    if name == "va_start":
        return VaStart(b.value(args[0]), e.pos)
    if name == "va_end":
        return VaEnd(b.value(args[0]), e.pos)
    if name == "va_copy":
        return VaCopy(b.value(args[0]), b.value(args[1]), e.pos)
    if name == "complex":
        return MakeChunk(b.m, [b.value(a) for a in args], e.type)
    if name == "splat":
        return Splat(b.m, [b.value(args[0])], e.type)
    if name == "convertvector":
        return ConvertChunk(b.m, b.value(args[0]), args[0].type, e.type, e.pos)
    if name in ("cast_to_union", "transparent_union"):
        return ValueToUnion(b.m, b.value(args[0]), args[0].type, e.type, kind_of(args[0].type))
    if name == "shuffle":
        return ShuffleChunk(b.m, [b.value(a) for a in args], e.type, args[-1].type)
    if name == "object_size":
        which = fold(args[1])
        assert isinstance(which, int)
        size = known_size(args[0], which)
        unknown = (1 << b.m.types.size_t.bits) - 1 if which < 2 else 0
        return M.ConstI(size if size >= 0 else unknown)
    if name == "bswap128":
        return Swap128(b.value(args[0]))
    raise Unsupported(e.pos, f"__builtin_{name}")


def known_size(e: T.Expr, which: int) -> int:
    """The bytes behind an address that translation knows, -1 if it does not."""
    from cspec.fold import Address
    value = fold(e)
    if isinstance(value, Address):
        if isinstance(value.base, (T.Variable, T.StringLit)):
            return max(value.base.type.size - value.offset, 0)
    return -1


class Swap128(INode):
    def __init__(self, operand: N) -> None:
        self.operand = operand

    def i(self, f: Frame) -> int:
        return int.from_bytes(self.operand.i(f).to_bytes(16, "little"), "big")


__all__ = ["A", "CHUNK", "COMPLEX", "DOUBLE", "REAL", "T_POINTER", "VECTOR"]
