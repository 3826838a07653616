"""Evaluation nodes: the tree that evaluates itself.

A node answers by the method of its kind: `n` integers of at most 64 bits (unsigned ones of 64
bits as the word with their bits), `i` integers of any width (exact values), `d` float and
double, `p` pointers, `r` long double and quad, `c` structures and other chunks, `x` for effects
only, `o` any value boxed.  A place (lvalue) and a pointer value answer `lv` as well: it leaves
the object in `f.obj` and returns the byte offset.

Operands that are slots are read by the node above them: see `interp/frame.py`.
"""

from __future__ import annotations

from mypy_extensions import i64

from cspec.floats import Real
from interp.frame import NOWHERE, UNSET, Frame
from interp.memory import Chunk, Obj, Ptr, signed_word

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

    def n(self, f: Frame) -> i64:
        return signed_word(self.i(f))

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
        made = self.p(f)
        f.obj = made.obj
        return made.off


class INode(N):
    """An integer value of any width."""

    def x(self, f: Frame) -> None:
        self.i(f)

    def o(self, f: Frame) -> object:
        return self.i(f)


class WNode(N):
    """An integer value of at most 64 bits; `big` when it is unsigned of 64 bits."""

    big: bool = False

    def i(self, f: Frame) -> int:
        value = self.n(f)
        if value < 0 and self.big:
            return int(value) + 0x10000000000000000
        return int(value)

    def x(self, f: Frame) -> None:
        self.n(f)

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
        self.lv(f)

    def o(self, f: Frame) -> object:
        return self.p(f)


class LNode(PNode):
    """A place, or a pointer value computed as one."""

    def p(self, f: Frame) -> Ptr:
        off = self.lv(f)
        return Ptr(f.obj, off)


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


class ConstI(WNode):
    def __init__(self, value: int) -> None:
        self.value = value
        self.word: i64 = signed_word(value)

    def n(self, f: Frame) -> i64:
        return self.word

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

class SlotI(WNode):
    """Reads an integer slot (6.3.2.1p2: undefined when indeterminate)."""

    def __init__(self, slot: int, name: str, big: bool, pos: int) -> None:
        self.slot: i64 = slot
        self.name = name
        self.big = big
        self.pos = pos

    def n(self, f: Frame) -> i64:
        value = f.w[self.slot]
        if value == UNSET and f.v[self.slot] is None:
            raise unset(f, self.name, self.pos)
        return value


class SlotD(DNode):
    def __init__(self, slot: int, name: str, pos: int) -> None:
        self.slot: i64 = slot
        self.name = name
        self.pos = pos

    def d(self, f: Frame) -> float:
        value = f.x[self.slot]
        if value != value and f.v[self.slot] is None:
            raise unset(f, self.name, self.pos)
        return value


class SlotP(LNode):
    """Reads a pointer slot; a dangling value may not even be looked at (J.2 item 10)."""

    def __init__(self, slot: int, name: str, pos: int) -> None:
        self.slot: i64 = slot
        self.name = name
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        off = f.w[self.slot]
        if off == UNSET:
            raise unset(f, self.name, self.pos)
        obj = f.o[self.slot]
        if not obj.alive and obj.kind != 5 and obj.kind != 4:
            raise dangling(f, obj, self.pos)
        f.obj = obj
        return off


class SlotR(RNode):
    """Reads a slot that holds an object: long doubles, and integers of more than 64 bits."""

    def __init__(self, slot: int, name: str, pos: int) -> None:
        self.slot: i64 = slot
        self.name = name
        self.pos = pos

    def r(self, f: Frame) -> Real:
        value = f.v[self.slot]
        if isinstance(value, Real):
            return value
        raise unset(f, self.name, self.pos)


class SlotWide(INode):
    """Reads a slot of an integer of 128 bits."""

    def __init__(self, slot: int, name: str, pos: int) -> None:
        self.slot: i64 = slot
        self.name = name
        self.pos = pos

    def i(self, f: Frame) -> int:
        value = f.v[self.slot]
        if isinstance(value, int):
            return value
        raise unset(f, self.name, self.pos)


def unset(f: Frame, name: str, pos: int) -> Exception:
    """A read of a slot that holds no value."""
    if f.setjmps and name:
        return f.m.fault(127, "7.13.2.1p3", f"'{name}' was changed after setjmp, is not volatile "
                         "and is read after longjmp", pos)
    return f.m.fault(21, "6.3.2.1p2", f"read of uninitialized variable '{name}'", pos)


class SetI(WNode):
    """Stores an integer in a slot; `source` is the slot of the value, 0 if it is none."""

    def __init__(self, slot: int, value: N, source: int, big: bool) -> None:
        self.slot: i64 = slot
        self.value = value
        self.source: i64 = source
        self.big = big

    def n(self, f: Frame) -> i64:
        value = f.w[self.source]
        if value == UNSET:
            value = self.value.n(f)
            if value == UNSET:
                f.flag(self.slot)
        f.w[self.slot] = value
        return value

    def x(self, f: Frame) -> None:
        value = f.w[self.source]
        if value == UNSET:
            value = self.value.n(f)
            if value == UNSET:
                f.flag(self.slot)
        f.w[self.slot] = value


class SetD(DNode):
    def __init__(self, slot: int, value: N) -> None:
        self.slot: i64 = slot
        self.value = value

    def x(self, f: Frame) -> None:
        self.d(f)

    def d(self, f: Frame) -> float:
        value = self.value.d(f)
        if value != value:
            f.flag(self.slot)
        f.x[self.slot] = value
        return value


class SetP(LNode):
    def __init__(self, slot: int, value: N) -> None:
        self.slot: i64 = slot
        self.value = value

    def x(self, f: Frame) -> None:
        self.lv(f)

    def lv(self, f: Frame) -> i64:
        off = self.value.lv(f)
        f.w[self.slot] = off
        f.o[self.slot] = f.obj
        return off


class SetR(RNode):
    def __init__(self, slot: int, value: N) -> None:
        self.slot: i64 = slot
        self.value = value

    def r(self, f: Frame) -> Real:
        value = self.value.r(f)
        f.v[self.slot] = value
        return value


class SetWide(INode):
    def __init__(self, slot: int, value: N) -> None:
        self.slot: i64 = slot
        self.value = value

    def i(self, f: Frame) -> int:
        value = self.value.i(f)
        f.v[self.slot] = value
        return value


class Undefine(VNode):
    """A declaration without initialiser makes its slot indeterminate again."""

    def __init__(self, slot: int) -> None:
        self.slot: i64 = slot

    def x(self, f: Frame) -> None:
        f.forget(self.slot)


class SlotStep(WNode):
    """`++` and `--` on an integer slot; `low` and `high` are bounds that no step from within
    them can pass unnoticed."""

    def __init__(self, slot: int, step: int, prefix: bool, low: int, high: int, fixer: N,
                 name: str, big: bool, pos: int) -> None:
        self.slot: i64 = slot
        self.step: i64 = step
        self.prefix = prefix
        self.low: i64 = low
        self.high: i64 = high
        self.fixer = fixer
        self.name = name
        self.big = big
        self.pos = pos

    def n(self, f: Frame) -> i64:
        old = f.w[self.slot]
        if old < self.low or old > self.high:
            return self.careful(f, old)
        value = old + self.step
        f.w[self.slot] = value
        return value if self.prefix else old

    def x(self, f: Frame) -> None:
        old = f.w[self.slot]
        if old < self.low or old > self.high:
            self.careful(f, old)
        else:
            f.w[self.slot] = old + self.step

    def careful(self, f: Frame, old: i64) -> i64:
        """A step at the end of the range, or of an indeterminate slot."""
        if old == UNSET and f.v[self.slot] is None:
            raise unset(f, self.name, self.pos)
        assert isinstance(self.fixer, Fixer)
        exact = int(old)
        if exact < 0 and self.big:
            exact += 0x10000000000000000
        value = signed_word(self.fixer.fix(f, exact + int(self.step)))
        if value == UNSET:
            f.flag(self.slot)
        f.w[self.slot] = value
        return value if self.prefix else old


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

    def word(self, f: Frame, value: int) -> i64:
        """The result as a word."""
        return signed_word(self.fix(f, value))

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


class Wrapper(N):
    """A node that does something before and after another one."""

    inner: N

    def before(self, f: Frame) -> None:
        pass

    def after(self, f: Frame) -> None:
        pass

    def n(self, f: Frame) -> i64:
        self.before(f)
        value = self.inner.n(f)
        self.after(f)
        return value

    def i(self, f: Frame) -> int:
        self.before(f)
        value = self.inner.i(f)
        self.after(f)
        return value

    def d(self, f: Frame) -> float:
        self.before(f)
        value = self.inner.d(f)
        self.after(f)
        return value

    def p(self, f: Frame) -> Ptr:
        self.before(f)
        value = self.inner.p(f)
        self.after(f)
        return value

    def r(self, f: Frame) -> Real:
        self.before(f)
        value = self.inner.r(f)
        self.after(f)
        return value

    def c(self, f: Frame) -> Chunk:
        self.before(f)
        value = self.inner.c(f)
        self.after(f)
        return value

    def x(self, f: Frame) -> None:
        self.before(f)
        self.inner.x(f)
        self.after(f)

    def o(self, f: Frame) -> object:
        self.before(f)
        value = self.inner.o(f)
        self.after(f)
        return value

    def lv(self, f: Frame) -> i64:
        self.before(f)
        value = self.inner.lv(f)
        obj = f.obj
        self.after(f)
        f.obj = obj
        return value


# ---- places

class GlobalPlace(LNode):
    """An object known when the tree is made."""

    def __init__(self, obj: Obj, off: int) -> None:
        self.obj = obj
        self.off: i64 = i64(off)

    def lv(self, f: Frame) -> i64:
        f.obj = self.obj
        return self.off


class LocalPlace(LNode):
    """A local object of the frame."""

    def __init__(self, index: int, off: int, name: str, pos: int) -> None:
        self.index: i64 = index
        self.off: i64 = i64(off)
        self.name = name
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        obj = f.objects[self.index]
        if obj is NOWHERE:
            raise f.m.fault(9, "6.2.4p6", f"'{self.name}' is used before its declaration is "
                            "reached", self.pos)
        f.obj = obj
        return self.off


class OuterPlace(LNode):
    """A local object of an enclosing function (GNU nested functions)."""

    def __init__(self, index: int, levels: int, name: str, pos: int) -> None:
        self.index: i64 = index
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
        if obj is NOWHERE:
            raise f.m.fault(9, "6.2.4p6", f"'{self.name}' does not exist yet", self.pos)
        f.obj = obj
        return 0


class DerefPlace(LNode):
    """`*pointer` plus a constant offset."""

    def __init__(self, pointer: N, off: int, pos: int) -> None:
        self.pointer = pointer
        self.off: i64 = i64(off)
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        return self.pointer.lv(f) + self.off


class SlotDeref(LNode):
    """`*slot` plus a constant offset; `base` explains a slot that cannot be used."""

    def __init__(self, base: SlotP, off: int) -> None:
        self.base = base
        self.slot: i64 = base.slot
        self.off: i64 = i64(off)

    def lv(self, f: Frame) -> i64:
        off = f.w[self.slot]
        obj = f.o[self.slot]
        if off == UNSET or not obj.alive:
            return self.base.lv(f) + self.off
        f.obj = obj
        return off + self.off


class MemberPlace(LNode):
    """A member at a constant offset of another place."""

    def __init__(self, base: N, off: int) -> None:
        self.base = base
        self.off: i64 = i64(off)

    def lv(self, f: Frame) -> i64:
        return self.base.lv(f) + self.off


class ElementPlace(LNode):
    """`array[index]` where the array is a place: the index is checked against its bound.

    `source` is the slot of the index, 0 if it is none; `big` when it is unsigned of 64 bits;
    `last` is the greatest index allowed, `count` where only the address is wanted.
    """

    def __init__(self, base: N, index: N, source: int, big: bool, size: int, count: int, last: int,
                 pos: int) -> None:
        self.base = base
        self.index = index
        self.source: i64 = source
        self.big = big
        self.size: i64 = i64(size)
        self.count: i64 = i64(count)
        self.last: i64 = i64(last)
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        off = self.base.lv(f)
        index = f.w[self.source]
        if index == UNSET:
            obj = f.obj
            index = self.index.n(f)
            f.obj = obj
        if index < 0 or index > self.last:
            raise self.outside(f, f.obj, off, index)
        return off + index * self.size

    def outside(self, f: Frame, obj: Obj, off: i64, index: i64) -> Exception:
        exact = int(index)
        if exact < 0 and self.big:
            exact += 0x10000000000000000
        if 0 <= off + i64(max(min(exact, 1 << 40), -(1 << 40))) * self.size < obj.size:
            return f.m.fault(49, "6.5.6p8", f"index {exact} is outside the array of {self.count} "
                             "elements, though inside the object", self.pos, obj)
        if exact == self.count:
            return f.m.fault(47, "6.5.6p8", "access of the element one past the end of an array "
                             f"of {self.count}", self.pos, obj)
        return f.m.fault(46, "6.5.6p8", f"index {exact} is outside the array of {self.count} "
                         "elements", self.pos, obj)


class GlobalElement(ElementPlace):
    """An element of an array known when the tree is made."""

    def __init__(self, place: GlobalPlace, index: N, source: int, big: bool, size: int, count: int,
                 last: int, pos: int) -> None:
        super().__init__(place, index, source, big, size, count, last, pos)
        self.obj = place.obj
        self.off: i64 = place.off

    def lv(self, f: Frame) -> i64:
        index = f.w[self.source]
        if index == UNSET:
            index = self.index.n(f)
        f.obj = self.obj
        if index < 0 or index > self.last:
            raise self.outside(f, f.obj, self.off, index)
        return self.off + index * self.size


class PointerElement(LNode):
    """`pointer[index]`."""

    def __init__(self, base: N, index: N, source: int, big: bool, size: int, pos: int) -> None:
        self.base = base
        self.index = index
        self.source: i64 = source
        self.big = big
        self.size: i64 = i64(size)
        self.limit: i64 = i64((1 << 61) // max(size, 1))
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        start = self.base.lv(f)
        index = f.w[self.source]
        if index == UNSET:
            obj = f.obj
            index = self.index.n(f)
            f.obj = obj
        return self.moved(f, start, index)

    def moved(self, f: Frame, start: i64, index: i64) -> i64:
        """The offset of an element, checked against the object in `f.obj`."""
        if index > self.limit or index < -self.limit or self.big and index < 0:
            exact = int(index)
            if exact < 0 and self.big:
                exact += 0x10000000000000000
            raise f.m.fault(46, "6.5.6p8", f"index {exact} leaves the array", self.pos, f.obj)
        off = start + index * self.size
        if off < 0 or off > f.obj.size:
            if index != 0:
                stray(f, Ptr(f.obj, start), off, self.pos)
        return off


class FlexibleElement(PointerElement):
    """`record.member[index]` of a flexible array; `past` when only the address is wanted."""

    def __init__(self, base: N, index: N, source: int, big: bool, size: int, past: bool, pos: int
                 ) -> None:
        super().__init__(base, index, source, big, size, pos)
        self.past = past

    def moved(self, f: Frame, start: i64, index: i64) -> i64:
        if start + self.size > f.obj.size and f.obj.alive and not (self.past and index == 0):
            raise f.m.fault(62, "6.7.2.1p18", "the flexible array has no element in this object",
                            self.pos, f.obj)
        return super().moved(f, start, index)


class SlotElement(PointerElement):
    """`slot[index]`."""

    def __init__(self, base: SlotP, index: N, source: int, big: bool, size: int, pos: int) -> None:
        super().__init__(base, index, source, big, size, pos)
        self.slot: i64 = base.slot

    def lv(self, f: Frame) -> i64:
        start = f.w[self.slot]
        obj = f.o[self.slot]
        if start == UNSET or not obj.alive:
            start = self.base.lv(f)
            obj = f.obj
        index = f.w[self.source]
        if index == UNSET:
            index = self.index.n(f)
        f.obj = obj
        off = start + index * self.size
        if off < 0 or off > obj.size or index > self.limit or index < -self.limit \
                or self.big and index < 0:
            return self.moved(f, start, index)
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


def stray(f: Frame, pointer: Ptr, off: i64, pos: int) -> None:
    """Pointer arithmetic that leaves a living object, which `--permit=46` lets pass."""
    obj = pointer.obj
    made = bad_arithmetic(f, pointer, off, pos)
    if obj.kind == 5 or not obj.alive:
        raise made
    f.m.demand(46, "6.5.6p8", str(made), pos, obj)
    f.obj = obj


def dangling(f: Frame, obj: Obj, pos: int) -> Exception:
    """6.2.4p2: the value of a pointer to a dead object is indeterminate."""
    if obj.kind == 2:
        return f.m.fault(177, "7.22.3p1", "use of a pointer to freed memory", pos, obj)
    return f.m.fault(10, "6.2.4p2", "use of a pointer whose object's lifetime has ended", pos, obj)


# ---- addresses

class AddressP(LNode):
    """`&place`, or an array turned into a pointer."""

    def __init__(self, place: N) -> None:
        self.place = place

    def lv(self, f: Frame) -> i64:
        return self.place.lv(f)
