"""A function call in progress.

A slot holds a scalar whose address is never taken: integers of up to 64 bits and the offsets of
pointers in `w`, doubles in `x`, the objects of pointers in `o`, anything else in `v`.  A slot is
indeterminate while its word is UNSET (its double a NaN) and its `v` is None; a value that happens
to equal UNSET, or is a NaN, sets `v`.  Slot 0 is never set: an operand that is no slot names it,
so that one comparison tells a ready operand from one to be evaluated.  Constants lie in slots too.
"""

from __future__ import annotations

from librt.vecs import vec
from mypy_extensions import i64

from interp.memory import NO_OBJECT, Obj, Ptr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from interp.machine import Machine

UNSET: Final = -0x3A5C3B1D2E4F6071
NAN: Final = float("nan")


class VaList:
    """The variable arguments of a call, as va_start sees them."""

    def __init__(self, values: list[object], types: list[str], frame: Frame) -> None:
        self.values = values
        self.types = types
        self.frame = frame
        self.at = 0
        self.ended = False
        self.user: Frame | None = None
        self.spent = False


class Snapshot:
    """The slots as they were at a call of setjmp."""

    def __init__(self, f: Frame) -> None:
        self.w = list(f.w)
        self.x = list(f.x)
        self.o = list(f.o)
        self.v = list(f.v)

    def forget_changes(self, f: Frame) -> None:
        """What changed since then is indeterminate (7.13.2.1p3)."""
        for index in range(len(self.w)):
            old = self.x[index]
            now = f.x[index]
            if f.w[index] != self.w[index] or f.o[index] is not self.o[index] \
                    or f.v[index] is not self.v[index] and f.v[index] != self.v[index] \
                    or now != old and (now == now or old == old):
                f.forget(index)


class Frame:
    """The slots, `objects` the locals in memory, `obj` the object of the place computed last; one
    that is `pinned` never serves another call, since something remembers it."""

    def __init__(self, machine: Machine, name: str, slots: int, objects: int) -> None:
        self.m = machine
        self.name = name
        count: i64 = slots
        unset: i64 = UNSET
        nan: float = NAN
        self.w: vec[i64] = vec[i64]([unset] * count)
        self.x: vec[float] = vec[float]([nan] * count)
        self.o: vec[Obj] = vec[Obj]([NOWHERE] * count)
        self.v: list[object] = [None] * slots
        count = objects
        self.objects: vec[Obj] = vec[Obj]([NOWHERE] * count)
        self.caller: Frame | None = None
        self.spare: Frame | None = None
        self.obj: Obj = NOWHERE
        self.returned: i64 = 0
        self.word: i64 = 0
        self.real: float = 0.0
        self.base: Obj = NOWHERE
        self.result: object = None
        self.target = 0
        self.extra: list[object] = []
        self.extra_types: list[str] = []
        self.allocas: list[Obj] = []
        self.resume = -1
        self.resume_value = 0
        self.setjmps: dict[int, int] = {}
        self.call_pos = 0
        self.outer: Frame | None = None
        self.alive = True
        self.pinned = False
        self.open_lists = 0
        self.snapshots: dict[int, Snapshot] = {}

    def boxed(self, slot: int) -> object:
        """The value in a slot, None if it is indeterminate (unsigned words of 64 bits signed)."""
        if self.x[slot] == self.x[slot]:
            return self.x[slot]
        if self.w[slot] == UNSET:
            kept = self.v[slot]
            return UNSET if kept is True else kept
        if self.o[slot] is not NOWHERE:
            return Ptr(self.o[slot], self.w[slot])
        return int(self.w[slot])

    def flag(self, slot: i64) -> None:
        """Note that a slot holds a value that looks indeterminate."""
        self.v[slot] = True

    def forget(self, slot: i64) -> None:
        """Make a slot indeterminate."""
        self.w[slot] = UNSET
        self.x[slot] = NAN
        self.v[slot] = None


NOWHERE: Final = Obj("", 0, 5, 1, 0)
NOWHERE.alive = False
SOME_POINTER: Final = Ptr(NO_OBJECT, 0)
