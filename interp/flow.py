"""Statements, calls and what else orders evaluation (C17 6.8, 6.5.2.2, 6.5.13 to 6.5.17).

A statement answers `run` with how it ended.  `enter` starts it at a label inside, which is how
switch, goto and longjmp reach their target: a label is a number, and every statement knows the
labels it holds.
"""

from __future__ import annotations

from mypy_extensions import i64

from cspec.floats import Real
from cspec.tree import Function
from cspec.types import Type
from interp.faults import Limit, LongJump
from interp.frame import Frame
from interp.machine import Machine, Scalar
from interp.memory import AUTO, CODE, Chunk, Obj, Ptr, fill_raw, put
from interp.nodes import INTEGER, POINTER, REAL, DOUBLE, CHUNK, INode, N, VNode

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

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class S:
    """A statement; `labels` are the labels inside it."""

    labels: dict[int, int]
    pos: int = 0

    def run(self, f: Frame) -> int:
        raise NotImplementedError

    def enter(self, f: Frame, label: int) -> int:
        raise NotImplementedError


class ExprS(S):
    def __init__(self, node: N) -> None:
        self.node = node
        self.labels = {}

    def run(self, f: Frame) -> int:
        self.node.x(f)
        return NORMAL


class EmptyS(S):
    def __init__(self) -> None:
        self.labels = {}

    def run(self, f: Frame) -> int:
        return NORMAL


class JumpS(S):
    """break and continue."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.labels = {}

    def run(self, f: Frame) -> int:
        return self.status


class GotoS(S):
    def __init__(self, label: int) -> None:
        self.label = label
        self.labels = {}

    def run(self, f: Frame) -> int:
        f.m.tick()
        f.target = self.label
        return GOTO


class ComputedGotoS(S):
    def __init__(self, target: N, pos: int) -> None:
        self.target = target
        self.labels = {}
        self.pos = pos

    def run(self, f: Frame) -> int:
        f.m.tick()
        pointer = self.target.p(f)
        if pointer.obj.label < 0:
            raise f.m.fault(43, "6.5.3.2p4", "computed goto to something that is no label",
                            self.pos)
        f.target = int(pointer.off)
        return GOTO


class ReturnS(S):
    def __init__(self, value: N | None) -> None:
        self.value = value
        self.labels = {}

    def run(self, f: Frame) -> int:
        if self.value is not None:
            f.result = self.value.o(f)
        return RETURN


class ReturnI(S):
    def __init__(self, value: N) -> None:
        self.value = value
        self.labels = {}

    def run(self, f: Frame) -> int:
        f.result = self.value.i(f)
        return RETURN


class LabelS(S):
    """A label, case or default before a statement."""

    def __init__(self, label: int, body: S) -> None:
        self.label = label
        self.body = body
        self.labels = dict(body.labels)
        self.labels[label] = 0

    def run(self, f: Frame) -> int:
        return self.body.run(f)

    def enter(self, f: Frame, label: int) -> int:
        if label == self.label:
            return self.body.run(f)
        return self.body.enter(f, label)


class BlockS(S):
    """A compound statement; kills the objects declared in it when it is left."""

    def __init__(self, items: list[S], objects: list[LocalObject], cleanups: list[N]) -> None:
        self.items = items
        self.objects = objects
        self.cleanups = cleanups
        self.labels = {}
        for index, item in enumerate(items):
            for label in item.labels:
                self.labels[label] = index

    def run(self, f: Frame) -> int:
        for local in self.objects:
            local.create(f)
        return self.leave(f, self.go(f, 0))

    def go(self, f: Frame, index: int) -> int:
        """Run from an item on; a goto to a label in here is followed in here."""
        items = self.items
        count = len(items)
        while index < count:
            status = items[index].run(f)
            index += 1
            while status != NORMAL:
                if status != GOTO:
                    return status
                found = self.labels.get(f.target, -1)
                if found < 0:
                    return GOTO
                status = items[found].enter(f, f.target)
                index = found + 1
        return NORMAL

    def leave(self, f: Frame, status: int) -> int:
        if self.cleanups:
            for node in self.cleanups:
                kept = f.result
                node.x(f)
                f.result = kept
        for local in self.objects:
            local.destroy(f)
        return status

    def enter(self, f: Frame, label: int) -> int:
        for local in self.objects:
            local.create_missing(f)
        index = self.labels[label]
        status = self.items[index].enter(f, label)
        while status == GOTO:
            found = self.labels.get(f.target, -1)
            if found < 0:
                break
            index = found
            status = self.items[index].enter(f, f.target)
        if status == NORMAL:
            status = self.go(f, index + 1)
        return self.leave(f, status)


class LocalObject:
    """How to make one local object of a block."""

    def __init__(self, index: int, name: str, type_: Type, size: int, align: int, pos: int,
                 end: int) -> None:
        self.index = index
        self.name = name
        self.type = type_
        self.size = size
        self.align = align
        self.pos = pos
        self.end = end
        self.const = 0

    def create(self, f: Frame) -> None:
        made = Obj(self.name, self.size, AUTO, self.align, self.pos)
        made.type = self.type
        f.objects[self.index] = made

    def create_missing(self, f: Frame) -> None:
        old = f.objects[self.index]
        if old is None or not old.alive:
            self.create(f)

    def destroy(self, f: Frame) -> None:
        obj = f.objects[self.index]
        if obj is not None:
            obj.alive = False
            obj.end_pos = self.end
            obj.end_reason = "its block was left"
            f.objects[self.index] = None


class IfS(S):
    def __init__(self, condition: N, yes: S, no: S | None) -> None:
        self.condition = condition
        self.yes = yes
        self.no = no
        self.labels = dict(yes.labels)
        if no is not None:
            self.labels.update(no.labels)

    def run(self, f: Frame) -> int:
        if self.condition.i(f):
            return self.yes.run(f)
        if self.no is not None:
            return self.no.run(f)
        return NORMAL

    def enter(self, f: Frame, label: int) -> int:
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

    def run(self, f: Frame) -> int:
        condition = self.condition
        if self.test_first and condition is not None and not condition.i(f):
            return NORMAL
        return self.loop(f, self.body.run(f))

    def loop(self, f: Frame, status: int) -> int:
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
            if condition is not None and not condition.i(f):
                return NORMAL
            status = body.run(f)

    def enter(self, f: Frame, label: int) -> int:
        return self.loop(f, self.body.enter(f, label))


class SwitchS(S):
    def __init__(self, control: N, body: S, cases: dict[int, int],
                 ranges: list[tuple[int, int, int]], default: int) -> None:
        self.control = control
        self.body = body
        self.cases = cases
        self.ranges = ranges
        self.default = default
        self.labels = dict(body.labels)

    def run(self, f: Frame) -> int:
        value = self.control.i(f)
        label = self.cases.get(value, -1)
        if label < 0:
            for low, high, target in self.ranges:
                if low <= value <= high:
                    label = target
                    break
            else:
                label = self.default
                if label < 0:
                    return NORMAL
        status = self.body.enter(f, label)
        return NORMAL if status == BREAK else status

    def enter(self, f: Frame, label: int) -> int:
        status = self.body.enter(f, label)
        return NORMAL if status == BREAK else status


class CatchS(S):
    """A statement with a statement expression inside that may jump out."""

    def __init__(self, body: S) -> None:
        self.body = body
        self.labels = dict(body.labels)

    def run(self, f: Frame) -> int:
        try:
            return self.body.run(f)
        except Escape as escape:
            return escape.status

    def enter(self, f: Frame, label: int) -> int:
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

    def run(self, f: Frame) -> int:
        for item in self.items:
            status = item.run(f)
            if status != NORMAL:
                return status
        return NORMAL

    def enter(self, f: Frame, label: int) -> int:
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

class CommaN(N):
    def __init__(self, left: N, right: N) -> None:
        self.left = left
        self.right = right

    def i(self, f: Frame) -> int:
        self.left.x(f)
        return self.right.i(f)

    def d(self, f: Frame) -> float:
        self.left.x(f)
        return self.right.d(f)

    def p(self, f: Frame) -> Ptr:
        self.left.x(f)
        return self.right.p(f)

    def r(self, f: Frame) -> Real:
        self.left.x(f)
        return self.right.r(f)

    def c(self, f: Frame) -> Chunk:
        self.left.x(f)
        return self.right.c(f)

    def x(self, f: Frame) -> None:
        self.left.x(f)
        self.right.x(f)

    def o(self, f: Frame) -> object:
        self.left.x(f)
        return self.right.o(f)

    def lv(self, f: Frame) -> i64:
        self.left.x(f)
        return self.right.lv(f)


class ConditionalN(N):
    def __init__(self, condition: N, yes: N, no: N) -> None:
        self.condition = condition
        self.yes = yes
        self.no = no

    def i(self, f: Frame) -> int:
        return self.yes.i(f) if self.condition.i(f) else self.no.i(f)

    def d(self, f: Frame) -> float:
        return self.yes.d(f) if self.condition.i(f) else self.no.d(f)

    def p(self, f: Frame) -> Ptr:
        return self.yes.p(f) if self.condition.i(f) else self.no.p(f)

    def r(self, f: Frame) -> Real:
        return self.yes.r(f) if self.condition.i(f) else self.no.r(f)

    def c(self, f: Frame) -> Chunk:
        return self.yes.c(f) if self.condition.i(f) else self.no.c(f)

    def x(self, f: Frame) -> None:
        if self.condition.i(f):
            self.yes.x(f)
        else:
            self.no.x(f)

    def o(self, f: Frame) -> object:
        return self.yes.o(f) if self.condition.i(f) else self.no.o(f)

    def lv(self, f: Frame) -> i64:
        return self.yes.lv(f) if self.condition.i(f) else self.no.lv(f)


class StatementN(N):
    """A statement expression: runs the block, then the last expression in its scope."""

    def __init__(self, block: BlockS, result: N | None) -> None:
        self.block = block
        self.result = result

    def start(self, f: Frame) -> None:
        for local in self.block.objects:
            local.create(f)
        status = self.block.go(f, 0)
        if status != NORMAL:
            self.block.leave(f, status)
            raise Escape(status)

    def i(self, f: Frame) -> int:
        self.start(f)
        assert self.result is not None
        value = self.result.i(f)
        self.block.leave(f, NORMAL)
        return value

    def d(self, f: Frame) -> float:
        self.start(f)
        assert self.result is not None
        value = self.result.d(f)
        self.block.leave(f, NORMAL)
        return value

    def p(self, f: Frame) -> Ptr:
        self.start(f)
        assert self.result is not None
        value = self.result.p(f)
        self.block.leave(f, NORMAL)
        return value

    def r(self, f: Frame) -> Real:
        self.start(f)
        assert self.result is not None
        value = self.result.r(f)
        self.block.leave(f, NORMAL)
        return value

    def c(self, f: Frame) -> Chunk:
        self.start(f)
        assert self.result is not None
        value = self.result.c(f)
        self.block.leave(f, NORMAL)
        return value

    def x(self, f: Frame) -> None:
        self.start(f)
        if self.result is not None:
            self.result.x(f)
        self.block.leave(f, NORMAL)

    def o(self, f: Frame) -> object:
        self.start(f)
        value = self.result.o(f) if self.result is not None else None
        self.block.leave(f, NORMAL)
        return value


# ---- calls

class ParameterHome:
    """Where a parameter lives: a slot, or a local object with a scalar or chunk store."""

    def __init__(self, slot: int, local: LocalObject | None, scalar: Scalar | None, kind: int
                 ) -> None:
        self.slot = slot
        self.local = local
        self.scalar = scalar
        self.kind = kind


class Code:
    """A function ready to run."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.name = function.name
        self.body: S = EmptyS()
        self.slots = 0
        self.objects = 0
        self.parameters: list[ParameterHome] = []
        self.simple = True
        self.prologue: list[N] = []
        self.has_setjmp = False
        self.built = False
        self.noreturn = function.noreturn


class NoValue:
    """What a function gives that ended without a return value."""


NO_VALUE = NoValue()


def invoke(m: Machine, code: Code, arguments: list[object], pos: int, extra: list[object],
           extra_types: list[str], outer: Frame | None) -> object:
    """Call a C function with converted arguments."""
    if not code.built:
        code.built = True
        m.build(code)
    m.depth += 1
    m.budget -= 1
    if m.budget < 0:
        m.refill()
    if m.depth > m.max_depth:
        raise Limit("calls nest too deeply")
    missing = code.slots - len(arguments)
    if code.simple:
        if missing > 0:
            arguments = arguments + [None] * missing
        f = Frame(m, code.name, arguments, code.objects)
    else:
        f = Frame(m, code.name, [None] * code.slots, code.objects)
    f.call_pos = pos
    f.extra = extra
    f.extra_types = extra_types
    f.outer = outer
    m.frames.append(f)
    if not code.simple:
        place_parameters(f, code, arguments)
    for node in code.prologue:
        node.x(f)
    if code.has_setjmp:
        status = run_with_setjmp(f, code)
    else:
        status = code.body.run(f)
    f.alive = False
    for obj in f.objects:
        if obj is not None:
            obj.alive = False
            obj.end_pos = code.function.pos
            obj.end_reason = "its function returned"
    for obj in f.allocas:
        m.kill(obj, pos, "its function returned")
    if f.open_lists:
        raise m.fault(139, "7.16.1p1", f"'{code.name}' returns without va_end for its va_start",
                      pos)
    m.frames.pop()
    m.depth -= 1
    if code.noreturn:
        raise m.fault(71, "6.7.4p8", f"_Noreturn function '{code.name}' returns", pos)
    if status == RETURN and f.result is not None:
        return f.result
    return NO_VALUE


def place_parameters(f: Frame, code: Code, arguments: list[object]) -> None:
    """Store the arguments where the parameters live."""
    for index, home in enumerate(code.parameters):
        if index >= len(arguments):
            break
        value = arguments[index]
        if home.slot >= 0:
            f.v[home.slot] = value
            continue
        assert home.local is not None
        home.local.create(f)
        obj = f.objects[home.local.index]
        assert obj is not None
        store_value(f.m, obj, 0, home.scalar, home.kind, value, home.local.pos)


def store_value(m: Machine, obj: Obj, off: i64, s: Scalar | None, kind: int, value: object,
                pos: int) -> None:
    """Store a boxed value of a kind at a place."""
    if kind == INTEGER:
        assert isinstance(value, int) and s is not None
        m.store_int(obj, off, s, value, pos)
    elif kind == DOUBLE:
        assert isinstance(value, float) and s is not None
        m.store_float(obj, off, s, value, pos)
    elif kind == POINTER:
        assert isinstance(value, Ptr) and s is not None
        m.store_pointer(obj, off, s, value, pos)
    elif kind == REAL:
        assert isinstance(value, Real) and s is not None
        m.store_real(obj, off, s, value, pos)
    elif kind == CHUNK:
        assert isinstance(value, Chunk)
        put(obj, off, value)


def run_with_setjmp(f: Frame, code: Code) -> int:
    """Run a body that calls setjmp: a longjmp to it enters the body at the call's label."""
    label = -1
    depth = f.m.depth
    while True:
        try:
            if label < 0:
                return code.body.run(f)
            return code.body.enter(f, label)
        except LongJump as jump:
            if jump.token not in f.setjmps or f.m.frames.count(f) == 0:
                raise
            m = f.m
            while m.frames[-1] is not f:
                dead = m.frames.pop()
                dead.alive = False
                for obj in dead.objects:
                    if obj is not None:
                        obj.alive = False
                        obj.end_reason = "longjmp left its function"
            m.depth = depth
            label = f.setjmps[jump.token]
            snapshot = f.snapshots.get(jump.token)
            if snapshot is not None:
                for index, old in enumerate(snapshot):
                    now = f.v[index]
                    if now is not old and now != old:
                        f.v[index] = None
            f.resume = label
            f.resume_value = jump.value
            del f.marks[:]
            del f.fixed[:]


class CallN(N):
    """A call; `direct` is the function object when the callee is named."""

    def __init__(self, direct: Obj | None, callee: N | None, arguments: list[N], type_: Type,
                 types: list[str], kind: int, pos: int) -> None:
        self.direct = direct
        self.callee = callee
        self.arguments = arguments
        self.type = type_
        self.types = types
        self.kind = kind
        self.pos = pos
        self.fixed = len(type_.parameters) if type_.prototyped else len(arguments)
        self.checked: Obj | None = None
        self.argument_types: list[Type] = []

    def o(self, f: Frame) -> object:
        obj = self.direct
        outer: Frame | None = None
        if obj is None:
            assert self.callee is not None
            pointer = self.callee.p(f)
            obj = pointer.obj
            if obj.kind != CODE or pointer.off != 0:
                raise self.bad_callee(f, pointer)
        values: list[object] = []
        for node in self.arguments:
            values.append(node.o(f))
        if obj is not self.checked or not self.type.prototyped:
            f.m.check_call(obj, self, values)
            self.checked = obj
        code = obj.code
        m = f.m
        if isinstance(code, Code):
            if code.function.outer is not None:
                outer = m.find_outer(code.function)
            saved = m.log
            m.log = []
            extra: list[object] = []
            extra_types: list[str] = []
            if not code.built:
                code.built = True
                m.build(code)
            count = len(code.parameters)
            if len(values) > count:
                extra = values[count:]
                extra_types = self.types[count:]
                values = values[:count]
            result = invoke(m, code, values, self.pos, extra, extra_types, outer)
            m.log = saved
            return result
        return m.call_native(obj, f, values, self)

    def bad_callee(self, f: Frame, pointer: Ptr) -> Exception:
        obj = pointer.obj
        if obj.kind == CODE:
            return f.m.fault(43, "6.5.3.2p4", "call through a pointer into a function", self.pos)
        if obj.kind == 5:
            what = "a null pointer" if pointer.off == 0 else "a pointer to no function"
            return f.m.fault(43, "6.5.3.2p4", f"call through {what}", self.pos)
        return f.m.fault(26, "6.3.2.3p8", "call through a pointer to an object", self.pos, obj)

    def missing(self, f: Frame) -> Exception:
        return f.m.fault(88, "6.9.1p12", "the value of a call is used, but the function returned "
                         "none", self.pos)

    def i(self, f: Frame) -> int:
        value = self.o(f)
        if isinstance(value, int):
            return value
        raise self.missing(f)

    def d(self, f: Frame) -> float:
        value = self.o(f)
        if isinstance(value, float):
            return value
        raise self.missing(f)

    def p(self, f: Frame) -> Ptr:
        value = self.o(f)
        if isinstance(value, Ptr):
            return value
        raise self.missing(f)

    def r(self, f: Frame) -> Real:
        value = self.o(f)
        if isinstance(value, Real):
            return value
        raise self.missing(f)

    def c(self, f: Frame) -> Chunk:
        value = self.o(f)
        if isinstance(value, Chunk):
            return value
        raise self.missing(f)

    def x(self, f: Frame) -> None:
        self.o(f)


class SetjmpN(INode):
    """A call of setjmp (7.13.1.1); see `run_with_setjmp`."""

    def __init__(self, buffer: N, label: int, pos: int) -> None:
        self.buffer = buffer
        self.label = label
        self.pos = pos

    def i(self, f: Frame) -> int:
        buffer = self.buffer.p(f)
        if f.resume == self.label:
            f.resume = -1
            return f.resume_value
        m = f.m
        m.setjmp_count += 1
        token = m.setjmp_count
        f.setjmps[token] = self.label
        f.snapshots[token] = list(f.v)
        m.jump_frames[token] = f
        m.store_int(buffer.obj, buffer.off, m.scalar(m.types.ulong), token, self.pos)
        return 0


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
            obj.pointers = {}
            fill_raw(obj.data, 0, self.size, 0)
            fill_raw(obj.tags, 0, self.size, 1)
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
            from interp.memory import put_byte
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
        if old is not None:
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
        f.v[self.slot] = value
