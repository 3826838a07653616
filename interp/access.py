"""Loads, stores, and updates in place: the nodes that reach the byte memory (C17 6.3.2.1, 6.5.16).

The checks of an access are `interp/machine.py`'s; here stands what is evaluated in which order.
"""

from __future__ import annotations

from mypy_extensions import i64

from cspec.floats import Real
from interp.frame import UNSET, Frame
from interp.machine import Scalar
from interp.memory import Chunk, put, take
from interp.nodes import CNode, DNode, INode, LNode, N, RNode, WNode, Wrapper, dangling

# ---- loads

class LoadI(WNode):
    """An integer of at most 64 bits from memory."""

    def __init__(self, place: N, s: Scalar, pos: int) -> None:
        self.place = place
        self.s = s
        self.pos = pos
        self.big = s.size == 8 and not s.signed

    def n(self, f: Frame) -> i64:
        off = self.place.lv(f)
        return f.m.load_word(f.obj, off, self.s, self.pos)


class LoadWide(INode):
    """An integer of 128 bits from memory."""

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


class LoadP(LNode):
    def __init__(self, place: N, s: Scalar, pos: int) -> None:
        self.place = place
        self.s = s
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        off = self.place.lv(f)
        obj = f.obj
        if off & 7 == 0 and off >= 0 and off + 8 <= obj.size and obj.alive:
            word = off >> 3
            if obj.marks[word] == self.s.held:
                target = obj.targets[word]
                if target.alive:
                    f.obj = target
                    return obj.words[word]
        made = f.m.load_pointer(obj, off, self.s, self.pos)
        target = made.obj
        if not target.alive and target.kind != 5 and target.kind != 4:
            raise dangling(f, target, self.pos)
        f.obj = target
        return made.off


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

class StoreI(WNode):
    """An integer of at most 64 bits; `source` is the slot of the value, 0 if it is none."""

    def __init__(self, place: N, value: N, source: int, s: Scalar, pos: int) -> None:
        self.place = place
        self.value = value
        self.source: i64 = source
        self.s = s
        self.pos = pos
        self.big = s.size == 8 and not s.signed

    def x(self, f: Frame) -> None:
        self.n(f)

    def n(self, f: Frame) -> i64:
        off = self.place.lv(f)
        obj = f.obj
        value = f.w[self.source]
        if value == UNSET:
            value = self.value.n(f)
        f.m.store_word(obj, off, self.s, value, self.pos)
        return value


class StoreWide(INode):
    """An integer of 128 bits."""

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

    def x(self, f: Frame) -> None:
        self.d(f)

    def d(self, f: Frame) -> float:
        off = self.place.lv(f)
        obj = f.obj
        value = self.value.d(f)
        f.m.store_float(obj, off, self.s, value, self.pos)
        return value


class StoreP(LNode):
    def __init__(self, place: N, value: N, s: Scalar, pos: int) -> None:
        self.place = place
        self.value = value
        self.s = s
        self.pos = pos

    def x(self, f: Frame) -> None:
        self.lv(f)

    def lv(self, f: Frame) -> i64:
        off = self.place.lv(f)
        obj = f.obj
        value = self.value.lv(f)
        f.m.store_target(obj, off, self.s, f.obj, value, self.pos)
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

class UpdateI(WNode):
    """`place op= value` on an integer of at most 64 bits: the old value waits in slot `old`,
    where `value` reads it."""

    def __init__(self, place: N, old: int, value: N, s: Scalar, post: bool, pos: int) -> None:
        self.place = place
        self.old: i64 = old
        self.value = value
        self.s = s
        self.post = post
        self.pos = pos
        self.big = s.size == 8 and not s.signed

    def x(self, f: Frame) -> None:
        self.n(f)

    def n(self, f: Frame) -> i64:
        off = self.place.lv(f)
        obj = f.obj
        old = f.m.load_word(obj, off, self.s, self.pos)
        f.w[self.old] = old
        if old == UNSET:
            f.flag(self.old)
        value = self.value.n(f)
        f.m.store_word(obj, off, self.s, value, self.pos)
        return old if self.post else value


class UpdateD(DNode):
    """`place op= value` on a float or double."""

    def __init__(self, place: N, old: int, value: N, s: Scalar, post: bool, pos: int) -> None:
        self.place = place
        self.old: i64 = old
        self.value = value
        self.s = s
        self.post = post
        self.pos = pos

    def x(self, f: Frame) -> None:
        self.d(f)

    def d(self, f: Frame) -> float:
        off = self.place.lv(f)
        obj = f.obj
        old = f.m.load_float(obj, off, self.s, self.pos)
        f.x[self.old] = old
        if old != old:
            f.flag(self.old)
        value = self.value.d(f)
        f.m.store_float(obj, off, self.s, value, self.pos)
        return old if self.post else value


class Update(Wrapper):
    """`place op= value`: the place is computed once; `load` and `store` use the fixed place.  The
    value is the loaded one where `post`, else the stored one."""

    def __init__(self, place: N, fixed: FixedPlace, store: N, load: N, post: bool) -> None:
        self.place = place
        self.fixed = fixed
        self.store = store
        self.inner = load if post else store
        self.post = post

    def before(self, f: Frame) -> None:
        off = self.place.lv(f)
        f.w[self.fixed.slot] = off
        f.o[self.fixed.slot] = f.obj

    def after(self, f: Frame) -> None:
        if self.post:
            self.store.x(f)

    def x(self, f: Frame) -> None:
        self.before(f)
        self.store.x(f)


class FixedPlace(LNode):
    """The place that the enclosing `Update` computed, kept in a slot."""

    def __init__(self, slot: int) -> None:
        self.slot: i64 = slot

    def lv(self, f: Frame) -> i64:
        f.obj = f.o[self.slot]
        return f.w[self.slot]
