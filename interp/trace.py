"""`--trace`: each statement as it is run, and the scalars that it changed.

One line a statement on standard error: place, depth of calls shown by indentation, source text;
then, where slots of the frame changed, their new values.
"""

from __future__ import annotations

import sys

from mypy_extensions import i64

from cspec.diagnostics import Diagnostics
from cspec.floats import Real
from interp.flow import S
from interp.frame import Frame
from interp.memory import NOTHING, Ptr


class Tracer:
    """Prints the steps of a run."""

    def __init__(self, diags: Diagnostics) -> None:
        self.diags = diags

    def step(self, f: Frame, pos: int) -> None:
        """A statement begins."""
        name, line, _ = self.diags.place(pos)
        text = self.diags.source_line(pos)[(pos & 0xFFFF) - 1:].strip()
        self.say(f, f"{name}:{line}: {f.name}: {text}")

    def changes(self, f: Frame, names: list[tuple[int, str]], before: list[object]) -> None:
        """A statement ended: which variables have other values now."""
        found = [f"{name} = {shown(f.boxed(slot))}" for slot, name in names
                 if slot < len(before) and shown(f.boxed(slot)) != shown(before[slot])]
        if found:
            self.say(f, "    " + ", ".join(found))

    def say(self, f: Frame, text: str) -> None:
        sys.stderr.write("  " * (int(f.m.depth) - 1) + text + "\n")


def shown(value: object) -> str:
    """A value of a slot in words."""
    if value is None:
        return "indeterminate"
    if isinstance(value, Ptr):
        return pointer_text(value)
    if isinstance(value, Real):
        return "long double"
    return str(value)


def pointer_text(pointer: Ptr) -> str:
    """A pointer by its provenance."""
    obj = pointer.obj
    if obj.kind == NOTHING:
        return "null" if pointer.off == 0 else f"address {int(pointer.off):#x} without provenance"
    dead = "" if obj.alive or obj.kind == 4 else " (dead)"
    return f"&{obj.name or obj.describe()}{dead} + {int(pointer.off)}"


class TraceS(S):
    """A statement that is traced."""

    def __init__(self, tracer: Tracer, inner: S, names: list[tuple[int, str]]) -> None:
        self.tracer = tracer
        self.inner = inner
        self.names = names
        self.labels = inner.labels

    def run(self, f: Frame) -> i64:
        self.tracer.step(f, self.pos)
        before = [f.boxed(slot) for slot in range(len(f.v))]
        status = self.inner.run(f)
        self.tracer.changes(f, self.names, before)
        return status

    def enter(self, f: Frame, label: int) -> i64:
        return self.inner.enter(f, label)
