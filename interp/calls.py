"""Calls: frames made and ended, arguments and results, setjmp (C17 6.5.2.2, 6.9.1, 7.13).

A call of a checked function whose parameters are all slots puts its arguments straight into the
slots of a frame, which serves again when the call is over; every other call boxes them.
"""

from __future__ import annotations

from librt.vecs import vec
from mypy_extensions import i64

from cspec.floats import Real
from cspec.tree import Function
from cspec.types import Type
from interp.faults import Limit, LongJump
from interp.flow import RETURN, EmptyS, LocalObject, S
from interp.frame import NOWHERE, UNSET, Frame, Snapshot
from interp.machine import Machine, Scalar
from interp.memory import CODE, Chunk, Obj, Ptr, put, signed_word
from interp.nodes import CHUNK, DOUBLE, INTEGER, POINTER, REAL, INode, N


class ParameterHome:
    """Where a parameter lives: a slot, or a local object with a scalar or chunk store."""

    def __init__(self, slot: int, local: LocalObject | None, scalar: Scalar | None, kind: int
                 ) -> None:
        self.slot = slot
        self.slot64: i64 = slot
        self.local = local
        self.scalar = scalar
        self.kind = kind


class Code:
    """A function ready to run, with frames that returned and serve again.

    `plain` is one without local objects, labels and setjmp; `value` is the node of one whose body
    is a single return of a value of `kind`.
    """

    def __init__(self, function: Function) -> None:
        self.function = function
        self.name = function.name
        self.body: S = EmptyS()
        self.slots = 1
        self.objects: i64 = 0
        self.parameters: list[ParameterHome] = []
        self.homes: vec[ParameterHome] = vec[ParameterHome]()
        self.simple = True
        self.prologue: list[N] = []
        self.has_setjmp = False
        self.built = False
        self.noreturn = function.noreturn
        self.words: list[tuple[int, int]] = []
        self.reals: list[tuple[int, float]] = []
        self.changing: list[int] = []
        self.nested = function.outer is not None
        self.reusable = False
        self.plain = False
        self.value: N | None = None
        self.kind = 0
        self.spare: Frame | None = None

    def frame(self, m: Machine) -> Frame:
        """A frame whose slots are indeterminate, constants apart."""
        f = self.spare
        if f is not None:
            self.spare = f.spare
            f.spare = None
            f.returned = 0
            if not self.plain:
                f.alive = True
            return f
        f = Frame(m, self.name, self.slots, int(self.objects))
        set_constants(f, self.words, self.reals)
        return f


def set_constants(f: Frame, words: list[tuple[int, int]], reals: list[tuple[int, float]]) -> None:
    """Put the constants of a tree in their slots."""
    for slot, word in words:
        f.w[slot] = word
    for slot, real in reals:
        f.x[slot] = real


class NoValue:
    """What a function gives that ended without a return value."""


NO_VALUE = NoValue()


def invoke(m: Machine, code: Code, arguments: list[object], pos: int, extra: list[object],
           extra_types: list[str], outer: Frame | None) -> object:
    """Call a C function with converted arguments."""
    if not code.built:
        code.built = True
        m.build(code)
    f = code.frame(m)
    f.extra = extra
    f.extra_types = extra_types
    f.outer = outer
    if code.simple:
        place_parameters(f, code, arguments)
        begin(m, f, pos)
        finish(m, code, f)
    else:
        begin(m, f, pos)
        place_parameters(f, code, arguments)
        finish(m, code, f)
    return result_of(f)


def result_of(f: Frame) -> object:
    """The value that a call left in its frame, boxed."""
    kind = f.returned
    if kind == 0:
        return NO_VALUE
    if kind == INTEGER:
        return int(f.word)
    if kind == DOUBLE:
        return f.real
    if kind == POINTER:
        return Ptr(f.base, f.word)
    return f.result


def begin(m: Machine, f: Frame, pos: int) -> None:
    """The call counts from here on."""
    m.depth += 1
    m.budget -= 1
    if m.budget < 0:
        m.refill()
    if m.depth > m.max_depth:
        raise Limit("calls nest too deeply")
    f.call_pos = pos
    f.caller = m.top
    m.top = f


def finish(m: Machine, code: Code, f: Frame) -> None:
    """Run the body of a function, end its objects, and give the frame back."""
    if code.plain:
        value = code.value
        if value is None:
            if code.body.run(f) != RETURN:
                f.returned = 0
        elif code.kind == INTEGER:
            f.word = value.n(f)
            f.returned = INTEGER
        elif code.kind == DOUBLE:
            f.real = value.d(f)
            f.returned = DOUBLE
        else:
            f.word = value.lv(f)
            f.base = f.obj
            f.returned = POINTER
        m.top = f.caller
        m.depth -= 1
        if f.pinned or f.allocas:
            f.alive = False
            for obj in f.allocas:
                m.kill(obj, f.call_pos, "its function returned")
        else:
            f.spare = code.spare
            code.spare = f
        return
    for node in code.prologue:
        node.x(f)
    if code.has_setjmp:
        status = run_with_setjmp(f, code)
    else:
        status = code.body.run(f)
    if status != RETURN:
        f.returned = 0
    f.alive = False
    if code.objects:
        index: i64 = 0
        while index < code.objects:
            obj = f.objects[index]
            if obj is not NOWHERE:
                obj.alive = False
                obj.end_pos = code.function.pos
                obj.end_reason = "its function returned"
                f.objects[index] = NOWHERE
            index += 1
    m.top = f.caller
    f.caller = None
    m.depth -= 1
    if code.reusable:
        if code.changing:
            for slot in code.changing:
                f.forget(slot)
        if not f.allocas and not f.pinned:
            f.spare = code.spare
            code.spare = f
            if not code.noreturn:
                return
    for obj in f.allocas:
        m.kill(obj, f.call_pos, "its function returned")
    if f.open_lists:
        raise m.fault(139, "7.16.1p1", f"'{code.name}' returns without va_end for its va_start",
                      f.call_pos)
    if code.noreturn:
        raise m.fault(71, "6.7.4p8", f"_Noreturn function '{code.name}' returns", f.call_pos)


def place_parameters(f: Frame, code: Code, arguments: list[object]) -> None:
    """Store the arguments where the parameters live."""
    for index, home in enumerate(code.parameters):
        if index >= len(arguments):
            break
        value = arguments[index]
        if home.slot >= 0:
            set_slot(f, home.slot, value)
            continue
        assert home.local is not None
        home.local.create(f)
        obj = f.objects[home.local.index]
        if isinstance(value, NoValue):
            raise f.m.fault(88, "6.9.1p12", "the value of a call is used, but the function "
                            "returned none", f.call_pos)
        store_value(f.m, obj, 0, home.scalar, home.kind, value, home.local.pos)


def set_slot(f: Frame, slot: int, value: object) -> None:
    """Store a boxed scalar in a slot."""
    if isinstance(value, int):
        if -0x8000000000000000 <= value <= 0xFFFFFFFFFFFFFFFF:
            f.w[slot] = signed_word(value)
        f.v[slot] = value
    elif isinstance(value, float):
        f.x[slot] = value
        f.v[slot] = value
    elif isinstance(value, Ptr):
        f.w[slot] = value.off
        f.o[slot] = value.obj
    else:
        f.v[slot] = value


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


def run_with_setjmp(f: Frame, code: Code) -> i64:
    """Run a body that calls setjmp: a longjmp to it enters the body at the call's label."""
    label = -1
    depth = f.m.depth
    while True:
        try:
            if label < 0:
                return code.body.run(f)
            return code.body.enter(f, label)
        except LongJump as jump:
            m = f.m
            if jump.token not in f.setjmps or f not in m.frames:
                raise
            dead = m.top
            while dead is not None and dead is not f:
                dead.alive = False
                for obj in dead.objects:
                    if obj is not NOWHERE:
                        obj.alive = False
                        obj.end_reason = "longjmp left its function"
                dead = dead.caller
            m.top = f
            m.depth = depth
            label = f.setjmps[jump.token]
            snapshot = f.snapshots.get(jump.token)
            if snapshot is not None:
                snapshot.forget_changes(f)
            f.resume = label
            f.resume_value = jump.value


class CallN(N):
    """A call; `direct` is the function object when the callee is named."""

    def __init__(self, direct: Obj | None, callee: N | None, arguments: list[N], type_: Type,
                 types: list[str], kind: int, pos: int) -> None:
        self.direct = direct
        self.callee = callee
        self.arguments: vec[N] = vec[N](arguments)
        self.type = type_
        self.types = types
        self.kind = kind
        self.pos = pos
        self.fixed = len(type_.parameters) if type_.prototyped else len(arguments)
        self.checked: Obj | None = None
        self.argument_types: list[Type] = []
        self.big = False
        self.plain: Code | None = None

    def function(self, f: Frame) -> Obj:
        """The function that the call reaches."""
        if self.direct is not None:
            return self.direct
        assert self.callee is not None
        off = self.callee.lv(f)
        obj = f.obj
        if obj.kind != CODE or off != 0:
            raise self.bad_callee(f, Ptr(obj, off))
        return obj

    def called(self, f: Frame, obj: Obj) -> Frame | None:
        """Make the call without boxing its arguments, if it is a plain one: the frame that holds
        its result.  None says that `slow` has to make it."""
        if obj is not self.checked:
            return None
        code = self.plain
        if code is None:
            return None
        m = f.m
        g = code.frame(m)
        index: i64 = 0
        count: i64 = len(self.arguments)
        while index < count:
            node = self.arguments[index]
            home = code.homes[index]
            index += 1
            slot = home.slot64
            kind = home.kind
            if kind == INTEGER:
                word = node.n(f)
                if word == UNSET:
                    g.flag(slot)
                g.w[slot] = word
            elif kind == POINTER:
                off = node.lv(f)
                g.w[slot] = off
                g.o[slot] = f.obj
            elif kind == DOUBLE:
                real = node.d(f)
                if real != real:
                    g.flag(slot)
                g.x[slot] = real
            else:
                g.v[slot] = node.o(f)
        begin(m, g, self.pos)
        finish(m, code, g)
        return g

    def slow(self, f: Frame, obj: Obj) -> object:
        """Make any call; the result boxed."""
        outer: Frame | None = None
        values: list[object] = []
        for node in self.arguments:
            values.append(node.o(f))
        if obj is not self.checked or not self.type.prototyped:
            f.m.check_call(obj, self, values)
        code = obj.code
        m = f.m
        if isinstance(code, Code):
            if code.nested:
                outer = m.find_outer(code.function)
            extra: list[object] = []
            extra_types: list[str] = []
            if not code.built:
                code.built = True
                m.build(code)
            count = len(code.parameters)
            if len(values) == count and (self.type.prototyped or count == 0):
                self.checked = obj
                self.plain = code if code.reusable else None
            if len(values) > count:
                extra = values[count:]
                extra_types = self.types[count:]
                values = values[:count]
            return invoke(m, code, values, self.pos, extra, extra_types, outer)
        self.checked = obj
        self.plain = None
        return m.call_native(obj, f, values, self)

    def o(self, f: Frame) -> object:
        obj = self.function(f)
        g = self.called(f, obj)
        value = self.slow(f, obj) if g is None else result_of(g)
        if self.big and isinstance(value, int) and value < 0:
            return value + 0x10000000000000000
        return value

    def n(self, f: Frame) -> i64:
        obj = self.direct
        if obj is None:
            obj = self.function(f)
        g = self.called(f, obj)
        if g is None:
            value = self.slow(f, obj)
            if isinstance(value, int):
                return signed_word(value)
            raise self.missing(f)
        if g.returned != INTEGER:
            raise self.missing(f)
        return g.word

    def lv(self, f: Frame) -> i64:
        obj = self.function(f)
        g = self.called(f, obj)
        if g is None:
            value = self.slow(f, obj)
            if isinstance(value, Ptr):
                f.obj = value.obj
                return value.off
            raise self.missing(f)
        if g.returned != POINTER:
            raise self.missing(f)
        f.obj = g.base
        return g.word

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
        obj = self.function(f)
        g = self.called(f, obj)
        if g is None:
            value = self.slow(f, obj)
            if isinstance(value, float):
                return value
            raise self.missing(f)
        if g.returned != DOUBLE:
            raise self.missing(f)
        return g.real

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
        obj = self.function(f)
        if self.called(f, obj) is None:
            self.slow(f, obj)


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
        f.snapshots[token] = Snapshot(f)
        m.jump_frames[token] = f
        m.store_int(buffer.obj, buffer.off, m.scalar(m.types.ulong), token, self.pos)
        return 0
