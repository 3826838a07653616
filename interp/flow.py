"""Statements, calls and what else orders evaluation (C17 6.8, 6.5.2.2, 6.5.13 to 6.5.17).

A statement answers `run` with how it ended.  `enter` starts it at a label inside, which is how
switch, goto and longjmp reach their target: a label is a number, and every statement knows the
labels it holds.
"""

from __future__ import annotations

from librt.vecs import vec
from mypy_extensions import i64

from cspec.floats import Real
from cspec.types import Type
from interp.frame import NOWHERE, Frame
from interp.memory import AUTO, Chunk, Obj, Ptr, drop_pointers, fill_raw, put_byte, signed_word
from interp.nodes import DOUBLE, INTEGER, POINTER, N, VNode, Wrapper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

NORMAL: Final = 0
BREAK: Final = 1
CONTINUE: Final = 2
RETURN: Final = 3
GOTO: Final = 4


class Escape(Exception):
    """A jump out of a statement expression."""

    def __init__(self, status: i64) -> None:
        super().__init__(int(status))
        self.status: i64 = status


class Lookup:
    """Small numbers by integer key, in a table where the keys are dense."""

    def __init__(self, found: dict[int, int]) -> None:
        self.found = found
        self.low: i64 = 0
        none: i64 = -1
        count: i64 = 0
        if found:
            low, high = min(found), max(found)
            if high - low < 8 * len(found) + 64:
                self.low = i64(low)
                count = i64(high - low + 1)
        self.table: vec[i64] = vec[i64]([none] * count)
        if count > 0:
            for key, value in found.items():
                self.table[i64(key) - self.low] = value

    def get(self, key: i64) -> i64:
        """The number of a key, -1 for none."""
        index = key - self.low
        if 0 <= index < len(self.table):
            return self.table[index]
        if len(self.table) > 0:
            return -1
        return self.found.get(int(key), -1)


class S:
    """A statement; `labels` are the labels inside it."""

    labels: dict[int, int]
    pos: int = 0

    def run(self, f: Frame) -> i64:
        raise NotImplementedError

    def enter(self, f: Frame, label: int) -> i64:
        raise NotImplementedError


class ExprS(S):
    def __init__(self, node: N) -> None:
        self.node = node
        self.labels = {}

    def run(self, f: Frame) -> i64:
        self.node.x(f)
        return NORMAL


class EmptyS(S):
    def __init__(self) -> None:
        self.labels = {}

    def run(self, f: Frame) -> i64:
        return NORMAL


class JumpS(S):
    """break and continue."""

    def __init__(self, status: int) -> None:
        self.status: i64 = status
        self.labels = {}

    def run(self, f: Frame) -> i64:
        return self.status


class GotoS(S):
    def __init__(self, label: int) -> None:
        self.label = label
        self.labels = {}

    def run(self, f: Frame) -> i64:
        f.m.tick()
        f.target = self.label
        return GOTO


class ComputedGotoS(S):
    def __init__(self, target: N, pos: int) -> None:
        self.target = target
        self.labels = {}
        self.pos = pos

    def run(self, f: Frame) -> i64:
        f.m.tick()
        pointer = self.target.p(f)
        if pointer.obj.label < 0:
            raise f.m.fault(43, "6.5.3.2p4", "computed goto to something that is no label",
                            self.pos)
        f.target = int(pointer.off)
        return GOTO


class ReturnS(S):
    """Leaves the value where the call looks for it; `kind` says which method gives it."""

    def __init__(self, value: N | None, kind: int) -> None:
        self.value = value
        self.kind = kind
        self.labels = {}

    def run(self, f: Frame) -> i64:
        if self.value is not None:
            if self.kind == DOUBLE:
                f.real = self.value.d(f)
            elif self.kind == POINTER:
                f.word = self.value.lv(f)
                f.base = f.obj
            else:
                f.result = self.value.o(f)
            f.returned = self.kind
        return RETURN


class ReturnI(S):
    """Returns an integer of at most 64 bits."""

    def __init__(self, value: N) -> None:
        self.value = value
        self.labels = {}

    def run(self, f: Frame) -> i64:
        f.word = self.value.n(f)
        f.returned = INTEGER
        return RETURN


class LabelS(S):
    """A label, case or default before a statement."""

    def __init__(self, label: int, body: S) -> None:
        self.label = label
        self.body = body
        self.labels = dict(body.labels)
        self.labels[label] = 0

    def run(self, f: Frame) -> i64:
        return self.body.run(f)

    def enter(self, f: Frame, label: int) -> i64:
        if label == self.label:
            return self.body.run(f)
        return self.body.enter(f, label)


class BlockS(S):
    """A compound statement; kills the objects declared in it when it is left."""

    def __init__(self, items: list[S], objects: list[LocalObject], cleanups: list[N]) -> None:
        self.items: vec[S] = vec[S](items)
        self.objects = objects
        self.cleanups = cleanups
        self.plain = not objects and not cleanups
        self.labels = {}
        for index, item in enumerate(items):
            for label in item.labels:
                self.labels[label] = index
        self.places = Lookup(self.labels)

    def run(self, f: Frame) -> i64:
        if self.plain:
            return self.go(f, 0)
        for local in self.objects:
            local.create(f)
        return self.leave(f, self.go(f, 0))

    def go(self, f: Frame, index: i64) -> i64:
        """Run from an item on; a goto to a label in here is followed in here."""
        items = self.items
        count: i64 = len(items)
        while index < count:
            item = items[index]
            index += 1
            if isinstance(item, ExprS):
                item.node.x(f)
                continue
            status = item.run(f)
            if status != NORMAL:
                while status == GOTO:
                    found = self.places.get(f.target)
                    if found < 0:
                        return GOTO
                    status = items[found].enter(f, f.target)
                    index = found + 1
                if status != NORMAL:
                    return status
        return NORMAL

    def leave(self, f: Frame, status: i64) -> i64:
        if self.cleanups:
            for node in self.cleanups:
                node.x(f)
        for local in self.objects:
            local.destroy(f)
        return status

    def enter(self, f: Frame, label: int) -> i64:
        for local in self.objects:
            local.create_missing(f)
        index = self.places.get(label)
        status = self.items[index].enter(f, label)
        while status == GOTO:
            found = self.places.get(f.target)
            if found < 0:
                break
            index = found
            status = self.items[index].enter(f, f.target)
        if status == NORMAL:
            status = self.go(f, index + 1)
        return status if self.plain else self.leave(f, status)


class LocalObject:
    """How to make one local object of a block."""

    def __init__(self, index: int, name: str, type_: Type, size: int, align: int, pos: int,
                 end: int) -> None:
        self.index: i64 = index
        self.name = name
        self.type = type_
        self.size = size
        self.align = align
        self.pos = pos
        self.end = end
        self.const = 0
        self.element_tag: i64 = 0

    def create(self, f: Frame) -> None:
        made = Obj(self.name, self.size, AUTO, self.align, self.pos)
        made.type = self.type
        made.element_tag = self.element_tag
        f.objects[self.index] = made

    def create_missing(self, f: Frame) -> None:
        old = f.objects[self.index]
        if not old.alive:
            self.create(f)

    def destroy(self, f: Frame) -> None:
        obj = f.objects[self.index]
        if obj is not NOWHERE:
            obj.alive = False
            obj.end_pos = self.end
            obj.end_reason = "its block was left"
            self.element_tag = obj.element_tag
            f.objects[self.index] = NOWHERE


class IfS(S):
    def __init__(self, condition: N, yes: S, no: S | None) -> None:
        self.condition = condition
        self.yes = yes
        self.no = no
        self.labels = dict(yes.labels)
        if no is not None:
            self.labels.update(no.labels)

    def run(self, f: Frame) -> i64:
        if self.condition.n(f) != 0:
            return self.yes.run(f)
        if self.no is not None:
            return self.no.run(f)
        return NORMAL

    def enter(self, f: Frame, label: int) -> i64:
        if label in self.yes.labels:
            return self.yes.enter(f, label)
        assert self.no is not None
        return self.no.enter(f, label)


class LoopS(S):
    """while, for and do: `test_first` is false for do."""

    def __init__(self, condition: N | None, step: N | None, body: S, test_first: bool) -> None:
        self.condition = condition
        self.step = step
        self.body = body
        self.test_first = test_first
        self.labels = dict(body.labels)

    def run(self, f: Frame) -> i64:
        condition = self.condition
        if self.test_first and condition is not None and condition.n(f) == 0:
            return NORMAL
        return self.loop(f, self.body.run(f))

    def loop(self, f: Frame, status: i64) -> i64:
        """Go on after the body ended with `status`."""
        condition = self.condition
        step = self.step
        body = self.body
        machine = f.m
        while True:
            if status != NORMAL and status != CONTINUE:
                if status == BREAK:
                    return NORMAL
                return status
            machine.budget -= 1
            if machine.budget < 0:
                machine.refill()
            if step is not None:
                step.x(f)
            if condition is not None and condition.n(f) == 0:
                return NORMAL
            status = body.run(f)

    def enter(self, f: Frame, label: int) -> i64:
        return self.loop(f, self.body.enter(f, label))


class SwitchS(S):
    """switch: cases by value, ranges of values, default (labels; -1 for none)."""

    def __init__(self, control: N, body: S, cases: dict[int, int],
                 ranges: list[tuple[int, int, int]], default: int, wide: bool) -> None:
        self.control = control
        self.body = body
        self.cases = cases
        self.ranges = ranges
        self.default: i64 = default
        self.exact = wide or bool(ranges)
        self.words = Lookup({} if wide else {int(signed_word(value)): label
                                             for value, label in cases.items()})
        self.labels = dict(body.labels)

    def run(self, f: Frame) -> i64:
        label = self.ranged(self.control.i(f)) if self.exact \
            else self.words.get(self.control.n(f))
        if label < 0:
            label = self.default
            if label < 0:
                return NORMAL
        status = self.body.enter(f, int(label))
        return NORMAL if status == BREAK else status

    def ranged(self, value: int) -> i64:
        """The label of a value among cases that are ranges."""
        label = self.cases.get(value, -1)
        if label < 0:
            for low, high, target in self.ranges:
                if low <= value <= high:
                    return target
        return label

    def enter(self, f: Frame, label: int) -> i64:
        status = self.body.enter(f, label)
        return NORMAL if status == BREAK else status


class CatchS(S):
    """A statement with a statement expression inside that may jump out."""

    def __init__(self, body: S) -> None:
        self.body = body
        self.labels = dict(body.labels)

    def run(self, f: Frame) -> i64:
        try:
            return self.body.run(f)
        except Escape as escape:
            return escape.status

    def enter(self, f: Frame, label: int) -> i64:
        try:
            return self.body.enter(f, label)
        except Escape as escape:
            return escape.status


class SequenceS(S):
    """Statements in order without a scope (for-init)."""

    def __init__(self, items: list[S]) -> None:
        self.items = items
        self.labels = {}
        for index, item in enumerate(items):
            for label in item.labels:
                self.labels[label] = index

    def run(self, f: Frame) -> i64:
        for item in self.items:
            status = item.run(f)
            if status != NORMAL:
                return status
        return NORMAL

    def enter(self, f: Frame, label: int) -> i64:
        index = self.labels[label]
        status = self.items[index].enter(f, label)
        if status != NORMAL:
            return status
        for item in self.items[index + 1:]:
            status = item.run(f)
            if status != NORMAL:
                return status
        return NORMAL


# ---- expressions that order evaluation

class CommaN(Wrapper):
    """The right operand, after the left one was evaluated for its effects (6.5.17)."""

    def __init__(self, left: N, right: N) -> None:
        self.left = left
        self.inner = right

    def before(self, f: Frame) -> None:
        self.left.x(f)


class ConditionalN(N):
    def __init__(self, condition: N, yes: N, no: N) -> None:
        self.condition = condition
        self.yes = yes
        self.no = no

    def n(self, f: Frame) -> i64:
        return self.yes.n(f) if self.condition.n(f) != 0 else self.no.n(f)

    def i(self, f: Frame) -> int:
        return self.yes.i(f) if self.condition.n(f) != 0 else self.no.i(f)

    def d(self, f: Frame) -> float:
        return self.yes.d(f) if self.condition.n(f) != 0 else self.no.d(f)

    def p(self, f: Frame) -> Ptr:
        return self.yes.p(f) if self.condition.n(f) != 0 else self.no.p(f)

    def r(self, f: Frame) -> Real:
        return self.yes.r(f) if self.condition.n(f) != 0 else self.no.r(f)

    def c(self, f: Frame) -> Chunk:
        return self.yes.c(f) if self.condition.n(f) != 0 else self.no.c(f)

    def x(self, f: Frame) -> None:
        if self.condition.n(f) != 0:
            self.yes.x(f)
        else:
            self.no.x(f)

    def o(self, f: Frame) -> object:
        return self.yes.o(f) if self.condition.n(f) != 0 else self.no.o(f)

    def lv(self, f: Frame) -> i64:
        return self.yes.lv(f) if self.condition.n(f) != 0 else self.no.lv(f)


class StatementN(Wrapper):
    """A statement expression: runs the block, then the last expression in its scope."""

    def __init__(self, block: BlockS, inner: N) -> None:
        self.block = block
        self.inner = inner

    def before(self, f: Frame) -> None:
        for local in self.block.objects:
            local.create(f)
        status = self.block.go(f, 0)
        if status != NORMAL:
            self.block.leave(f, status)
            raise Escape(status)

    def after(self, f: Frame) -> None:
        self.block.leave(f, NORMAL)


# ---- initialisation of local objects

class InitObject(VNode):
    """Zeroes (or makes indeterminate) a local object, then stores its items."""

    def __init__(self, place: N, size: int, zero: bool, items: list[N], local: LocalObject
                 ) -> None:
        self.place = place
        self.size: i64 = i64(size)
        self.zero = zero
        self.items = items
        self.local = local

    def x(self, f: Frame) -> None:
        self.place.lv(f)
        obj = f.obj
        if obj.const or obj.partly_const:
            obj.const = False
            obj.partly_const = False
        if self.zero:
            obj.zero()
        for item in self.items:
            item.x(f)
        if self.local.const == 1:
            obj.const = True
        elif self.local.const == 2:
            obj.partly_const = True


class StoreText(VNode):
    """A string literal's units into a character array."""

    def __init__(self, place: N, text: bytes, size: int) -> None:
        self.place = place
        self.text = text
        self.size = size

    def x(self, f: Frame) -> None:
        off = self.place.lv(f)
        obj = f.obj
        count = self.size
        text = self.text[:count] + bytes(max(0, count - len(self.text)))
        index = off
        for byte in text:
            put_byte(obj.data, index, i64(byte))
            put_byte(obj.tags, index, 1)
            index += 1


class ZeroArea(VNode):
    """Zeroes part of an object (an inner braced list over earlier items)."""

    def __init__(self, place: N, size: int) -> None:
        self.place = place
        self.size: i64 = i64(size)

    def x(self, f: Frame) -> None:
        off = self.place.lv(f)
        drop_pointers(f.obj, off, self.size)
        fill_raw(f.obj.data, off, self.size, 0)
        fill_raw(f.obj.tags, off, self.size, 1)


class MakeVla(VNode):
    """Creates a variable length array where its declaration stands (6.7.6.2p5)."""

    def __init__(self, local: LocalObject, size: N, pos: int) -> None:
        self.local = local
        self.size = size
        self.pos = pos

    def x(self, f: Frame) -> None:
        old = f.objects[self.local.index]
        if old is not NOWHERE:
            old.alive = False
            old.end_reason = "its declaration was reached again"
        made = f.m.allocate(self.local.name, self.size.i(f), AUTO, self.local.align, self.pos)
        f.objects[self.local.index] = made


class Bound(VNode):
    """Evaluates an array bound into its slot, and checks it (6.7.6.2p5)."""

    def __init__(self, slot: int, value: N, pos: int) -> None:
        self.slot = slot
        self.value = value
        self.pos = pos

    def x(self, f: Frame) -> None:
        value = self.value.i(f)
        if value <= 0:
            raise f.m.fault(75, "6.7.6.2p5", f"variable length array of {value} elements",
                            self.pos)
        f.w[self.slot] = signed_word(value)
        f.v[self.slot] = value
