"""Nodes that find unsequenced side effects while an expression is evaluated (C17 6.5p2).

`Undefined` reports operands that conflict whenever they are evaluated.  The others work where the
tree cannot tell: accesses are logged as `Touch`es, a `Region` remembers which of them its operand
made, `Seal` marks those that a sequence point ended, and `Compare` looks for a pair that conflicts.
"""

from __future__ import annotations

from mypy_extensions import i64

from interp.frame import Frame
from interp.machine import Touch
from interp.nodes import N, VNode, Wrapper


class Undefined(Wrapper):
    """An expression that is undefined whenever it is evaluated."""

    def __init__(self, inner: N, item: int, clause: str, message: str, pos: int) -> None:
        self.inner = inner
        self.item = item
        self.clause = clause
        self.message = message
        self.pos = pos

    def before(self, f: Frame) -> None:
        raise f.m.fault(self.item, self.clause, self.message, self.pos)


def clash(inner: N, name: str, pos: int) -> N:
    """An expression whose operands conflict on a variable (6.5p2)."""
    return Undefined(inner, 35, "6.5p2", f"side effect on '{name}' is unsequenced relative to "
                     "another access of it", pos)


class SameSizes(Wrapper):
    """A pointer assigned between array types that must be compatible (6.7.6.2p6); the sizes of
    their dimensions are known when the run is here."""

    def __init__(self, inner: N, sizes: list[tuple[N, N]], pos: int) -> None:
        self.inner = inner
        self.sizes = sizes
        self.pos = pos

    def before(self, f: Frame) -> None:
        for a, b in self.sizes:
            x, y = a.n(f), b.n(f)
            if x != y:
                raise f.m.fault(76, "6.7.6.2p6", f"arrays of {x} and {y} bytes are used as "
                                "compatible ones", self.pos)


class TouchSlot(Wrapper):
    """An access to a variable that lives in a slot."""

    def __init__(self, inner: N, slot: int, write: bool, pos: int) -> None:
        self.inner = inner
        self.slot = slot
        self.write = write
        self.pos = pos

    def after(self, f: Frame) -> None:
        f.m.log.append(Touch(None, self.slot, 0, 1, self.write, self.pos))


class TouchPlace(N):
    """A place that is about to be accessed; `own` is the slot that keeps the touch, or -1."""

    def __init__(self, place: N, first: int, bits: int, write: bool, own: int, pos: int) -> None:
        self.place = place
        self.first = first
        self.bits = bits
        self.write = write
        self.own = own
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        off = self.place.lv(f)
        low = int(off) * 8 + self.first
        made = Touch(f.obj, -1, low, low + self.bits, self.write, self.pos)
        f.m.log.append(made)
        if self.own >= 0:
            f.v[self.own] = made
        return off


class Designate(VNode):
    """An lvalue whose value is thrown away: it must designate an object (6.3.2.1p1), but the
    value, indeterminate or not, is not used."""

    def __init__(self, place: N, size: int, pos: int) -> None:
        self.place = place
        self.size: i64 = i64(size)
        self.pos = pos

    def x(self, f: Frame) -> None:
        off = self.place.lv(f)
        obj = f.obj
        if not obj.alive or off < 0 or off + self.size > obj.size:
            raise f.m.fault(19, "6.3.2.1p1", "an lvalue that designates no object is evaluated",
                            self.pos, obj)


class Region(Wrapper):
    """An operand; slots `slot` and `slot + 1` keep which touches it made."""

    def __init__(self, inner: N, slot: int) -> None:
        self.inner = inner
        self.slot = slot
        self.pos = inner.pos

    def before(self, f: Frame) -> None:
        f.v[self.slot] = len(f.m.log)

    def after(self, f: Frame) -> None:
        f.v[self.slot + 1] = len(f.m.log)


class Seal(Wrapper):
    """An operand with a sequence point behind it: its effects are complete."""

    def __init__(self, inner: N, slot: int) -> None:
        self.inner = inner
        self.slot = slot
        self.pos = inner.pos

    def before(self, f: Frame) -> None:
        f.v[self.slot] = len(f.m.log)

    def after(self, f: Frame) -> None:
        start = f.v[self.slot]
        assert isinstance(start, int)
        log = f.m.log
        for index in range(start, len(log)):
            log[index].sealed = True


class Compare(Wrapper):
    """An operator on regions: no two of them may conflict, nor any with the operator's own
    access (slot `own`, or -1): a store with effects still pending, an update with every write."""

    def __init__(self, inner: N, regions: list[int], own: int, update: bool, outermost: bool,
                 base: int, pos: int) -> None:
        self.inner = inner
        self.regions = regions
        self.own = own
        self.update = update
        self.outermost = outermost
        self.base = base
        self.pos = pos

    def before(self, f: Frame) -> None:
        f.v[self.base] = len(f.m.log)

    def touches(self, f: Frame, slot: int) -> list[Touch]:
        start = f.v[slot]
        end = f.v[slot + 1]
        return f.m.log[start:end] if isinstance(start, int) and isinstance(end, int) else []

    def after(self, f: Frame) -> None:
        parts = [self.touches(f, slot) for slot in self.regions]
        for index, part in enumerate(parts):
            for other in parts[:index]:
                for a in part:
                    for b in other:
                        if (a.write or b.write) and same_place(a, b):
                            raise self.fail(f, a, b)
        mine = f.v[self.own] if self.own >= 0 else None
        if isinstance(mine, Touch):
            for part in parts:
                for a in part:
                    if a.write and (self.update or not a.sealed) and same_place(a, mine):
                        raise self.fail(f, a, mine)
        if self.outermost:
            base = f.v[self.base]
            assert isinstance(base, int)
            del f.m.log[base:]

    def fail(self, f: Frame, a: Touch, b: Touch) -> Exception:
        made = f.m.fault(35, "6.5p2", "a side effect is unsequenced relative to another access "
                         "of the same object", a.pos if a.write else b.pos, a.obj)
        made.notes.insert(0, ("the other access", b.pos if a.write else a.pos))
        return made


def same_place(a: Touch, b: Touch) -> bool:
    """Whether two touches meet."""
    return a.obj is b.obj and a.slot == b.slot and a.low < b.high and b.low < a.high
