"""Evaluation nodes: the tree that evaluates itself.

A node answers by the method of its kind: `i` integers of any width (exact values), `d` float and
double, `p` pointers, `r` long double and quad, `c` structures and other chunks, `x` for effects
only, `o` any value boxed.  A place (lvalue) answers `lv`: it leaves the object in `f.obj` and
returns the byte offset.
"""

from __future__ import annotations

from mypy_extensions import i64

from cspec.floats import Real
from interp.frame import Frame
from interp.machine import Scalar
from interp.memory import Chunk, Obj, Ptr, put, take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

INTEGER: Final = 1
DOUBLE: Final = 2
POINTER: Final = 3
REAL: Final = 4
CHUNK: Final = 5
NONE: Final = 6


class N:
    """A node at a place of the source."""

    pos: int = 0

    def i(self, f: Frame) -> int:
        raise NotImplementedError

    def d(self, f: Frame) -> float:
        raise NotImplementedError

    def p(self, f: Frame) -> Ptr:
        raise NotImplementedError

    def r(self, f: Frame) -> Real:
        raise NotImplementedError

    def c(self, f: Frame) -> Chunk:
        raise NotImplementedError

    def x(self, f: Frame) -> None:
        raise NotImplementedError

    def o(self, f: Frame) -> object:
        raise NotImplementedError

    def lv(self, f: Frame) -> i64:
        raise NotImplementedError


class INode(N):
    """An integer value."""

    def x(self, f: Frame) -> None:
        self.i(f)

    def o(self, f: Frame) -> object:
        return self.i(f)


class DNode(N):
    """A float or double value."""

    def x(self, f: Frame) -> None:
        self.d(f)

    def o(self, f: Frame) -> object:
        return self.d(f)


class PNode(N):
    """A pointer value."""

    def x(self, f: Frame) -> None:
        self.p(f)

    def o(self, f: Frame) -> object:
        return self.p(f)


class RNode(N):
    """A long double value."""

    def x(self, f: Frame) -> None:
        self.r(f)

    def o(self, f: Frame) -> object:
        return self.r(f)


class CNode(N):
    """A chunk value."""

    def x(self, f: Frame) -> None:
        self.c(f)

    def o(self, f: Frame) -> object:
        return self.c(f)


class VNode(N):
    """No value."""

    def o(self, f: Frame) -> object:
        self.x(f)
        return None


class ConstI(INode):
    def __init__(self, value: int) -> None:
        self.value = value

    def i(self, f: Frame) -> int:
        return self.value


class ConstD(DNode):
    def __init__(self, value: float) -> None:
        self.value = value

    def d(self, f: Frame) -> float:
        return self.value


class ConstP(PNode):
    def __init__(self, value: Ptr) -> None:
        self.value = value

    def p(self, f: Frame) -> Ptr:
        return self.value


class ConstR(RNode):
    def __init__(self, value: Real) -> None:
        self.value = value

    def r(self, f: Frame) -> Real:
        return self.value


class ConstC(CNode):
    def __init__(self, value: Chunk) -> None:
        self.value = value

    def c(self, f: Frame) -> Chunk:
        return self.value


# ---- slots: scalars whose address is never taken

class SlotI(INode):
    """Reads an integer slot (6.3.2.1p2: undefined when indeterminate)."""

    def __init__(self, slot: int, name: str, pos: int) -> None:
        self.slot = slot
        self.name = name
        self.pos = pos

    def i(self, f: Frame) -> int:
        value = f.v[self.slot]
        if isinstance(value, int):
            return value
        raise unset(f, self.name, self.pos)


class SlotD(DNode):
    def __init__(self, slot: int, name: str, pos: int) -> None:
        self.slot = slot
        self.name = name
        self.pos = pos

    def d(self, f: Frame) -> float:
        value = f.v[self.slot]
        if isinstance(value, float):
            return value
        raise unset(f, self.name, self.pos)


class SlotP(PNode):
    def __init__(self, slot: int, name: str, pos: int) -> None:
        self.slot = slot
        self.name = name
        self.pos = pos

    def p(self, f: Frame) -> Ptr:
        value = f.v[self.slot]
        if isinstance(value, Ptr):
            return value
        raise unset(f, self.name, self.pos)


class SlotR(RNode):
    def __init__(self, slot: int, name: str, pos: int) -> None:
        self.slot = slot
        self.name = name
        self.pos = pos

    def r(self, f: Frame) -> Real:
        value = f.v[self.slot]
        if isinstance(value, Real):
            return value
        raise unset(f, self.name, self.pos)


def unset(f: Frame, name: str, pos: int) -> Exception:
    """A read of a slot that holds no value."""
    if f.setjmps and name:
        return f.m.fault(127, "7.13.2.1p3", f"'{name}' was changed after setjmp, is not volatile "
                         "and is read after longjmp", pos)
    return f.m.fault(21, "6.3.2.1p2", f"read of uninitialized variable '{name}'", pos)


class SetI(INode):
    def __init__(self, slot: int, value: N) -> None:
        self.slot = slot
        self.value = value

    def i(self, f: Frame) -> int:
        value = self.value.i(f)
        f.v[self.slot] = value
        return value


class SetD(DNode):
    def __init__(self, slot: int, value: N) -> None:
        self.slot = slot
        self.value = value

    def d(self, f: Frame) -> float:
        value = self.value.d(f)
        f.v[self.slot] = value
        return value


class SetP(PNode):
    def __init__(self, slot: int, value: N) -> None:
        self.slot = slot
        self.value = value

    def p(self, f: Frame) -> Ptr:
        value = self.value.p(f)
        f.v[self.slot] = value
        return value


class SetR(RNode):
    def __init__(self, slot: int, value: N) -> None:
        self.slot = slot
        self.value = value

    def r(self, f: Frame) -> Real:
        value = self.value.r(f)
        f.v[self.slot] = value
        return value


class Undefine(VNode):
    """A declaration without initialiser makes its slot indeterminate again."""

    def __init__(self, slot: int) -> None:
        self.slot = slot

    def x(self, f: Frame) -> None:
        f.v[self.slot] = None


class SlotStep(INode):
    """`++` and `--` on an integer slot; `soft` bounds are those no wrap can reach."""

    def __init__(self, slot: int, step: int, prefix: bool, low: int, high: int, fixer: N,
                 name: str, pos: int) -> None:
        self.slot = slot
        self.step = step
        self.prefix = prefix
        self.low = low
        self.high = high
        self.fixer = fixer
        self.name = name
        self.pos = pos

    def i(self, f: Frame) -> int:
        old = f.v[self.slot]
        if isinstance(old, int):
            value = old + self.step
            if value < self.low or value > self.high:
                assert isinstance(self.fixer, Fixer)
                value = self.fixer.fix(f, value)
            f.v[self.slot] = value
            return value if self.prefix else old
        raise unset(f, self.name, self.pos)


class Fixer(N):
    """Brings a result that left the soft bounds into its type, or raises overflow."""

    def __init__(self, bits: int, signed: bool, wraps: bool, pos: int) -> None:
        self.bits = bits
        self.signed = signed
        self.wraps = wraps
        self.pos = pos
        self.mask = (1 << bits) - 1
        self.low = -(1 << (bits - 1)) if signed else 0
        self.high = (1 << (bits - 1)) - 1 if signed else self.mask

    def fix(self, f: Frame, value: int) -> int:
        if self.low <= value <= self.high:
            return value
        if self.signed and not self.wraps:
            raise f.m.fault(36, "6.5p5", f"signed integer overflow: the result {value} does not "
                            f"fit {self.bits} bits", self.pos)
        value &= self.mask
        if value > self.high:
            value -= self.mask + 1
        return value


# ---- places

class GlobalPlace(N):
    """An object known when the tree is made."""

    def __init__(self, obj: Obj, off: int) -> None:
        self.obj = obj
        self.off: i64 = i64(off)

    def lv(self, f: Frame) -> i64:
        f.obj = self.obj
        return self.off


class LocalPlace(N):
    """A local object of the frame."""

    def __init__(self, index: int, off: int, name: str, pos: int) -> None:
        self.index = index
        self.off: i64 = i64(off)
        self.name = name
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        obj = f.objects[self.index]
        if obj is None:
            raise f.m.fault(9, "6.2.4p6", f"'{self.name}' is used before its declaration is "
                            "reached", self.pos)
        f.obj = obj
        return self.off


class OuterPlace(N):
    """A local object of an enclosing function (GNU nested functions)."""

    def __init__(self, index: int, levels: int, name: str, pos: int) -> None:
        self.index = index
        self.levels = levels
        self.name = name
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        frame: Frame | None = f
        for _ in range(self.levels):
            assert frame is not None
            frame = frame.outer
        assert frame is not None
        obj = frame.objects[self.index]
        if obj is None:
            raise f.m.fault(9, "6.2.4p6", f"'{self.name}' does not exist yet", self.pos)
        f.obj = obj
        return 0


class DerefPlace(N):
    """`*pointer` plus a constant offset; `bound` limits members to their object."""

    def __init__(self, pointer: N, off: int, pos: int) -> None:
        self.pointer = pointer
        self.off: i64 = i64(off)
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        pointer = self.pointer.p(f)
        f.obj = pointer.obj
        return pointer.off + self.off


class MemberPlace(N):
    """A member at a constant offset of another place."""

    def __init__(self, base: N, off: int) -> None:
        self.base = base
        self.off: i64 = i64(off)

    def lv(self, f: Frame) -> i64:
        return self.base.lv(f) + self.off


class ElementPlace(N):
    """`array[index]` where the array is a place: the index is checked against its bound."""

    def __init__(self, base: N, index: N, size: int, count: int, pos: int) -> None:
        self.base = base
        self.index = index
        self.size: i64 = i64(size)
        self.count = count
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        off = self.base.lv(f)
        obj = f.obj
        index = self.index.i(f)
        f.obj = obj
        if index < 0 or index >= self.count:
            if self.count >= 0 and index != self.count or index < 0:
                raise self.outside(f, obj, off, index)
        return off + i64(index) * self.size

    def outside(self, f: Frame, obj: Obj, off: i64, index: int) -> Exception:
        if 0 <= off + i64(max(min(index, 1 << 40), -(1 << 40))) * self.size < obj.size:
            return f.m.fault(49, "6.5.6p8", f"index {index} is outside the array of {self.count} "
                             "elements, though inside the object", self.pos, obj)
        return f.m.fault(46, "6.5.6p8", f"index {index} is outside the array of {self.count} "
                         "elements", self.pos, obj)


class PointerElement(N):
    """`pointer[index]`."""

    def __init__(self, base: N, index: N, size: int, pos: int) -> None:
        self.base = base
        self.index = index
        self.size: i64 = i64(size)
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        pointer = self.base.p(f)
        index = self.index.i(f)
        obj = pointer.obj
        f.obj = obj
        if index > 0x7FFFFFFFFFFF or index < -0x7FFFFFFFFFFF:
            raise f.m.fault(46, "6.5.6p8", f"index {index} leaves the array", self.pos, obj)
        off = pointer.off + i64(index) * self.size
        if off < 0 or off > obj.size:
            if index != 0:
                raise bad_arithmetic(f, pointer, off, self.pos)
        return off


def bad_arithmetic(f: Frame, pointer: Ptr, off: i64, pos: int) -> Exception:
    """Pointer arithmetic that leaves its array (6.5.6p8)."""
    obj = pointer.obj
    if obj.kind == 5:
        what = "a null pointer" if pointer.off == 0 else "a pointer to no object"
        return f.m.fault(46, "6.5.6p8", f"arithmetic on {what}", pos)
    if not obj.alive:
        return f.m.bad_access(obj, pointer.off, 1, pos, False)
    return f.m.fault(46, "6.5.6p8", f"pointer arithmetic to offset {int(off)} leaves the object",
                     pos, obj)


# ---- loads

class LoadI(INode):
    def __init__(self, place: N, s: Scalar, pos: int) -> None:
        self.place = place
        self.s = s
        self.pos = pos

    def i(self, f: Frame) -> int:
        off = self.place.lv(f)
        return f.m.load_int(f.obj, off, self.s, self.pos)


class LoadD(DNode):
    def __init__(self, place: N, s: Scalar, pos: int) -> None:
        self.place = place
        self.s = s
        self.pos = pos

    def d(self, f: Frame) -> float:
        off = self.place.lv(f)
        return f.m.load_float(f.obj, off, self.s, self.pos)


class LoadP(PNode):
    def __init__(self, place: N, s: Scalar, pos: int) -> None:
        self.place = place
        self.s = s
        self.pos = pos

    def p(self, f: Frame) -> Ptr:
        off = self.place.lv(f)
        made = f.m.load_pointer(f.obj, off, self.s, self.pos)
        obj = made.obj
        if not obj.alive and obj.kind != 5 and obj.kind != 4:
            raise dangling(f, obj, self.pos)
        return made


def dangling(f: Frame, obj: Obj, pos: int) -> Exception:
    """6.2.4p2: the value of a pointer to a dead object is indeterminate."""
    if obj.kind == 2:
        return f.m.fault(177, "7.22.3p1", "use of a pointer to freed memory", pos, obj)
    return f.m.fault(10, "6.2.4p2", "use of a pointer whose object's lifetime has ended", pos, obj)


class SlotPAlive(PNode):
    """Reads a pointer slot; a dangling value may not even be looked at (J.2 item 10)."""

    def __init__(self, slot: int, name: str, pos: int) -> None:
        self.slot = slot
        self.name = name
        self.pos = pos

    def p(self, f: Frame) -> Ptr:
        value = f.v[self.slot]
        if isinstance(value, Ptr):
            obj = value.obj
            if not obj.alive and obj.kind != 5 and obj.kind != 4:
                raise dangling(f, obj, self.pos)
            return value
        raise unset(f, self.name, self.pos)


class LoadR(RNode):
    def __init__(self, place: N, s: Scalar, pos: int) -> None:
        self.place = place
        self.s = s
        self.pos = pos

    def r(self, f: Frame) -> Real:
        off = self.place.lv(f)
        return f.m.load_real(f.obj, off, self.s, self.pos)


class LoadC(CNode):
    """A structure or union as a whole; single members may be indeterminate (6.2.6.1p6)."""

    def __init__(self, place: N, size: int, align: int, pos: int) -> None:
        self.place = place
        self.size: i64 = i64(size)
        self.align: i64 = i64(align)
        self.pos = pos

    def c(self, f: Frame) -> Chunk:
        off = self.place.lv(f)
        obj = f.obj
        if off < 0 or off + self.size > obj.size or not obj.alive:
            raise f.m.bad_access(obj, off, self.size, self.pos, False)
        f.m.check_align(obj, off, self.align, self.pos)
        return take(obj, off, self.size)


class LoadBits(INode):
    def __init__(self, place: N, bit: int, width: int, signed: bool, pos: int) -> None:
        self.place = place
        self.bit = bit
        self.width = width
        self.signed = signed
        self.pos = pos

    def i(self, f: Frame) -> int:
        off = self.place.lv(f)
        return f.m.load_bits(f.obj, off, self.bit, self.width, self.signed, self.pos)


# ---- stores

class StoreI(INode):
    def __init__(self, place: N, value: N, s: Scalar, pos: int) -> None:
        self.place = place
        self.value = value
        self.s = s
        self.pos = pos

    def i(self, f: Frame) -> int:
        off = self.place.lv(f)
        obj = f.obj
        value = self.value.i(f)
        f.m.store_int(obj, off, self.s, value, self.pos)
        return value


class StoreD(DNode):
    def __init__(self, place: N, value: N, s: Scalar, pos: int) -> None:
        self.place = place
        self.value = value
        self.s = s
        self.pos = pos

    def d(self, f: Frame) -> float:
        off = self.place.lv(f)
        obj = f.obj
        value = self.value.d(f)
        f.m.store_float(obj, off, self.s, value, self.pos)
        return value


class StoreP(PNode):
    def __init__(self, place: N, value: N, s: Scalar, pos: int) -> None:
        self.place = place
        self.value = value
        self.s = s
        self.pos = pos

    def p(self, f: Frame) -> Ptr:
        off = self.place.lv(f)
        obj = f.obj
        value = self.value.p(f)
        f.m.store_pointer(obj, off, self.s, value, self.pos)
        return value


class StoreR(RNode):
    def __init__(self, place: N, value: N, s: Scalar, pos: int) -> None:
        self.place = place
        self.value = value
        self.s = s
        self.pos = pos

    def r(self, f: Frame) -> Real:
        off = self.place.lv(f)
        obj = f.obj
        value = self.value.r(f)
        f.m.store_real(obj, off, self.s, value, self.pos)
        return value


class StoreC(CNode):
    """Assignment of a structure; overlapping source and target must be the same (6.5.16.1p3)."""

    def __init__(self, place: N, value: N, size: int, align: int, pos: int) -> None:
        self.place = place
        self.value = value
        self.size: i64 = i64(size)
        self.align: i64 = i64(align)
        self.pos = pos

    def c(self, f: Frame) -> Chunk:
        off = self.place.lv(f)
        obj = f.obj
        source = self.value
        if isinstance(source, LoadC):
            start = source.place.lv(f)
            other = f.obj
            f.m.check_range(other, start, self.size, self.pos, False)
            f.m.check_align(other, start, self.align, self.pos)
            if other is obj and start != off and start < off + self.size \
                    and off < start + self.size:
                raise f.m.fault(54, "6.5.16.1p3", "the objects of an assignment overlap in part",
                                self.pos, obj)
            chunk = take(other, start, self.size)
        else:
            chunk = source.c(f)
        f.m.check_range(obj, off, self.size, self.pos, True)
        f.m.check_align(obj, off, self.align, self.pos)
        put(obj, off, chunk)
        return chunk


class StoreBits(INode):
    def __init__(self, place: N, value: N, bit: int, width: int, signed: bool, pos: int) -> None:
        self.place = place
        self.value = value
        self.bit = bit
        self.width = width
        self.signed = signed
        self.pos = pos

    def i(self, f: Frame) -> int:
        off = self.place.lv(f)
        obj = f.obj
        value = self.value.i(f) & ((1 << self.width) - 1)
        f.m.store_bits(obj, off, self.bit, self.width, value, self.pos)
        if self.signed and value >> (self.width - 1):
            value -= 1 << self.width
        return value


# ---- update in place: compound assignment and ++ on memory

class Update(N):
    """`place op= value`: the place is computed once; `load`, `store` work on a fixed place."""

    def __init__(self, place: N, fixed: FixedPlace, store: N, load: N, post: bool, kind: int
                 ) -> None:
        self.place = place
        self.fixed = fixed
        self.store = store
        self.load = load
        self.post = post
        self.kind = kind

    def enter(self, f: Frame) -> None:
        off = self.place.lv(f)
        f.marks.append(int(off))
        f.fixed.append(f.obj)

    def leave(self, f: Frame) -> None:
        f.marks.pop()
        f.fixed.pop()

    def i(self, f: Frame) -> int:
        self.enter(f)
        if self.post:
            old = self.load.i(f)
            self.store.x(f)
            self.leave(f)
            return old
        value = self.store.i(f)
        self.leave(f)
        return value

    def d(self, f: Frame) -> float:
        self.enter(f)
        if self.post:
            old = self.load.d(f)
            self.store.x(f)
            self.leave(f)
            return old
        value = self.store.d(f)
        self.leave(f)
        return value

    def p(self, f: Frame) -> Ptr:
        self.enter(f)
        if self.post:
            old = self.load.p(f)
            self.store.x(f)
            self.leave(f)
            return old
        value = self.store.p(f)
        self.leave(f)
        return value

    def r(self, f: Frame) -> Real:
        self.enter(f)
        if self.post:
            old = self.load.r(f)
            self.store.x(f)
            self.leave(f)
            return old
        value = self.store.r(f)
        self.leave(f)
        return value

    def c(self, f: Frame) -> Chunk:
        self.enter(f)
        if self.post:
            old = self.load.c(f)
            self.store.x(f)
            self.leave(f)
            return old
        value = self.store.c(f)
        self.leave(f)
        return value

    def x(self, f: Frame) -> None:
        self.enter(f)
        self.store.x(f)
        self.leave(f)

    def o(self, f: Frame) -> object:
        if self.kind == INTEGER:
            return self.i(f)
        if self.kind == DOUBLE:
            return self.d(f)
        if self.kind == POINTER:
            return self.p(f)
        if self.kind == REAL:
            return self.r(f)
        return self.c(f)


class FixedPlace(N):
    """The place that the enclosing `Update` computed."""

    def lv(self, f: Frame) -> i64:
        f.obj = f.fixed[-1]
        return i64(f.marks[-1])


# ---- addresses

class AddressP(PNode):
    """`&place`, or an array turned into a pointer."""

    def __init__(self, place: N) -> None:
        self.place = place

    def p(self, f: Frame) -> Ptr:
        off = self.place.lv(f)
        return Ptr(f.obj, off)
