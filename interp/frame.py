"""A function call in progress."""

from __future__ import annotations

from mypy_extensions import i64

from interp.memory import Obj, Ptr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from interp.machine import Machine



class VaList:
    """The variable arguments of a call, as va_start sees them."""

    def __init__(self, values: list[object], types: list[str], frame: Frame) -> None:
        self.values = values
        self.types = types
        self.frame = frame
        self.at = 0
        self.ended = False


class Frame:
    """Slots hold the scalars whose address is never taken (None: indeterminate); `objects` the
    locals in memory; `obj` the object of the lvalue computed last."""

    def __init__(self, machine: Machine, name: str, slots: list[object], objects: int) -> None:
        self.m = machine
        self.name = name
        self.v = slots
        self.objects: list[Obj | None] = [None] * objects
        self.obj: Obj = NOWHERE
        self.result: object = None
        self.target = 0
        self.extra: list[object] = []
        self.extra_types: list[str] = []
        self.lists: list[int] = []
        self.allocas: list[Obj] = []
        self.resume = -1
        self.resume_value = 0
        self.setjmps: dict[int, int] = {}
        self.call_pos = 0
        self.outer: Frame | None = None
        self.alive = True
        self.marks: list[int] = []
        self.fixed: list[Obj] = []
        self.open_lists = 0
        self.snapshots: dict[int, list[object]] = {}


NOWHERE = Obj("", 0, 5, 1, 0)
NOWHERE.alive = False
SOME_POINTER = Ptr(NOWHERE, i64(0))
