"""Objects defined volatile, accessed through lvalues that are not (C17 6.7.3p6, J.2 item 65).

Volatile lvalues have tags of their own (`Machine.scalar`), so a plain access to what a volatile one
wrote never takes the fast path.  Once its initialisation is done an object is marked and its tags
are made typeless, so that the first plain access is seen as well.
"""

from __future__ import annotations

from mypy_extensions import i64

from cspec.types import ARRAY, VOLATILE, Type
from interp.flow import LocalObject
from interp.frame import NOWHERE, Frame
from interp.memory import UNTYPED, Obj, get_byte, put_byte
from interp.nodes import VNode


def has_volatile(t: Type) -> bool:
    """Whether a type or a part of it is volatile."""
    while t.kind == ARRAY:
        t = t.of
    return bool(t.quals & VOLATILE) or t.record is not None and any(
        has_volatile(field.type) for field in t.record.fields)


def mark(obj: Obj) -> None:
    """From now on plain accesses to the object are looked at."""
    obj.volatile = True
    for index in range(int(obj.size)):
        if get_byte(obj.tags, i64(index)):
            put_byte(obj.tags, i64(index), UNTYPED)


class MarkVolatile(VNode):
    """Behind the declaration of a local object."""

    def __init__(self, local: LocalObject) -> None:
        self.local = local

    def x(self, f: Frame) -> None:
        obj = f.objects[self.local.index]
        if obj is not NOWHERE:
            mark(obj)
