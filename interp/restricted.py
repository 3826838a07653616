"""restrict (C17 6.7.3.1): what is modified through a restricted pointer is reached only so.

For the restricted pointers of a block (a function's parameters together, and every variable of an
inner block) the tree tells of most lvalues whether their address is based on one of them: `basis`
is the pointer's number, 0 for an address based on none, -1 where the tree cannot tell (then nothing
is checked).  While the block runs, a `Table` keeps for each place in memory through which bases it
was read and written; two bases and a write break 6.7.3.1p4.
"""

from __future__ import annotations

from mypy_extensions import i64

from cspec import tree as T
from cspec.tree import Expr, Function, Variable
from cspec.types import ARRAY, POINTER, RESTRICT
from cspec.unit import vars_of
from interp.frame import Frame
from interp.guards import Undefined
from interp.memory import Obj
from interp.nodes import N, VNode

UNKNOWN = -1


class Bases:
    """What the pointers of one function are based on, as far as one block's `variables` go."""

    def __init__(self, function: Function, variables: list[Variable]) -> None:
        self.numbers: dict[int, int] = {}
        for v in variables:
            if restricted(v):
                self.numbers[id(v)] = len(self.numbers) + 1
        self.known: dict[int, int] = {}
        self.assigned: dict[int, list[Expr]] = {}
        self.escaped = False
        self.slot = -1
        if self.numbers:
            self.collect(function)

    def collect(self, function: Function) -> None:
        """All assignments to local pointers, and whether a parameter's value gets elsewhere."""
        stack: list[object] = [function.body]
        while stack:
            one = stack.pop()
            if isinstance(one, T.Declaration):
                if one.variable.init is not None:
                    for item in one.variable.init.items:
                        self.note(one.variable, item.value)
                        stack.append(item.value)
            elif isinstance(one, T.Stmt):
                stack.extend(parts_of(one))
            elif isinstance(one, T.StatementExpr):
                stack.append(one.block)
                self.escaped = True
            elif isinstance(one, Expr):
                if isinstance(one, T.Assign):
                    if isinstance(one.target, T.VariableRef):
                        self.note(one.target.variable, one.value)
                    elif one.value.type.kind == POINTER:
                        self.escaped = True
                elif isinstance(one, (T.Call, T.BuiltinCall)):
                    self.escaped = self.escaped or any(a.type.kind == POINTER
                                                       for a in one.arguments)
                elif isinstance(one, T.AddressOf) and one.operand.type.kind == POINTER:
                    self.escaped = True
                stack.extend(vars_of(one))

    def note(self, v: Variable, value: Expr) -> None:
        if v.type.kind == POINTER:
            self.assigned.setdefault(id(v), []).append(value)
        elif value.type.kind == POINTER:
            self.escaped = True

    def of_variable(self, v: Variable) -> int:
        """The basis of a pointer variable's value."""
        found = self.known.get(id(v))
        if found is not None:
            return found
        number = self.numbers.get(id(v), 0)
        if number and not v.parameter:
            return number
        if v.storage in ("static", "extern") or v.captured:
            return UNKNOWN if self.escaped else 0
        self.known[id(v)] = number if number or v.parameter else UNKNOWN
        bases = {self.basis(value) for value in self.assigned.get(id(v), [])
                 if not mentions(value, v)}
        if number or v.parameter:
            bases.add(number)
        made = bases.pop() if len(bases) == 1 else UNKNOWN
        self.known[id(v)] = made
        return made

    def basis(self, e: Expr) -> int:
        """The basis of a pointer value."""
        while True:
            if isinstance(e, T.Load):
                if isinstance(e.place, T.VariableRef):
                    return self.of_variable(e.place.variable)
                return UNKNOWN if self.escaped else 0
            if isinstance(e, (T.Cast, T.Increment, T.Assign, T.CompoundAssign)):
                inner = e.operand if isinstance(e, T.Cast) else e.target
                if not isinstance(e, T.Cast):
                    return self.of_variable(inner.variable) \
                        if isinstance(inner, T.VariableRef) else UNKNOWN
                if inner.type.kind != POINTER:
                    return 0 if isinstance(inner, T.Const) else UNKNOWN
                e = inner
            elif isinstance(e, T.Binary):
                e = e.left if e.left.type.kind == POINTER else e.right
            elif isinstance(e, T.Comma):
                e = e.right
            elif isinstance(e, (T.Decay, T.AddressOf)):
                return self.of_place(e.operand)
            elif isinstance(e, (T.Const, T.FunctionRef)):
                return 0
            elif isinstance(e, T.Conditional):
                yes = self.basis(e.yes)
                return yes if yes == self.basis(e.no) else UNKNOWN
            else:
                return UNKNOWN

    def of_place(self, e: Expr) -> int:
        """The basis of an lvalue's address."""
        while True:
            if isinstance(e, T.Deref):
                return self.basis(e.pointer)
            if isinstance(e, T.Index):
                if not (e.base.lvalue and e.base.type.kind == ARRAY):
                    return self.basis(e.base)
                e = e.base
            elif isinstance(e, T.Member):
                e = e.base
            elif isinstance(e, T.Part):
                e = e.operand
            else:
                return 0 if isinstance(e, (T.VariableRef, T.StringLit, T.CompoundLiteral)) \
                    else UNKNOWN


def parts_of(s: T.Stmt) -> list[object]:
    """The statements and expressions directly inside a statement."""
    if isinstance(s, T.Block):
        return list(s.items)
    if isinstance(s, T.ExprStmt):
        return [s.expr] if s.expr is not None else []
    if isinstance(s, T.If):
        return [s.condition, s.yes, s.no]
    if isinstance(s, T.Loop):
        return [*s.init, s.condition, s.step, s.body]
    if isinstance(s, T.Switch):
        return [s.control, s.body]
    if isinstance(s, (T.Case, T.Label)):
        return [s.body]
    if isinstance(s, T.Return):
        return [s.value]
    if isinstance(s, T.EvaluateType):
        return list(s.exprs)
    return []


def mentions(e: Expr, v: Variable) -> bool:
    """Whether a pointer value is computed from a variable's own value (`p = p + 1`)."""
    while True:
        if isinstance(e, T.Load):
            return isinstance(e.place, T.VariableRef) and e.place.variable is v
        if isinstance(e, T.Cast):
            e = e.operand
        elif isinstance(e, T.Binary):
            e = e.left if e.left.type.kind == POINTER else e.right
        elif isinstance(e, T.AddressOf) and isinstance(e.operand, T.Index) \
                and not e.operand.base.lvalue:
            e = e.operand.base
        else:
            return False


def restricted(v: Variable) -> bool:
    """Whether a variable is a restricted pointer of a block."""
    return v.type.kind == POINTER and v.type.quals & RESTRICT != 0 \
        and v.storage in ("auto", "register")


class Table:
    """Through which bases the places of memory were accessed during one call: for each offset of
    an object two bits a basis, read and written."""

    def __init__(self) -> None:
        self.states: dict[int, dict[int, int]] = {}
        self.keep: list[Obj] = []


class RestrictedPlace(N):
    """An access through an address with a known basis."""

    def __init__(self, place: N, slot: int, basis: int, write: bool, pos: int) -> None:
        self.place = place
        self.slot = slot
        self.write = write
        self.bit = (2 if write else 1) << (2 * basis)
        self.others = ~(3 << (2 * basis))
        self.pos = pos

    def lv(self, f: Frame) -> i64:
        off = self.place.lv(f)
        table = f.v[self.slot]
        if not isinstance(table, Table):
            table = Table()
            f.v[self.slot] = table
        key = id(f.obj)
        states = table.states.get(key)
        if states is None:
            states = {}
            table.states[key] = states
            table.keep.append(f.obj)
        at = int(off)
        state = states.get(at, 0)
        if not state & self.bit:
            state |= self.bit
            states[at] = state
            rest = state & self.others
            if rest and (self.write or rest & WRITES):
                raise f.m.fault(68, "6.7.3.1p4", "an object that is modified is accessed through "
                                "a restricted pointer and by another way", self.pos, f.obj)
        return off


class FreshTable(VNode):
    """A block with a restricted pointer begins: nothing has been accessed in it."""

    def __init__(self, slot: int) -> None:
        self.slot = slot

    def x(self, f: Frame) -> None:
        f.v[self.slot] = None


WRITES = sum(2 << (2 * number) for number in range(64))


def copied_restrict(inner: N, name: str, pos: int) -> N:
    """An assignment between restricted pointers whose blocks do not allow it."""
    return Undefined(inner, 69, "6.7.3.1p4", f"restricted pointer '{name}' is assigned a value "
                     "based on another one whose block is not outside its own", pos)


def blocks_of(function: Function) -> dict[int, list[int]]:
    """Variable -> the blocks around its declaration, outermost first."""
    made: dict[int, list[int]] = {id(v): [0] for v in function.parameters}
    count = 0
    stack: list[tuple[object, list[int]]] = [(function.body, [])]
    while stack:
        one, path = stack.pop()
        if isinstance(one, (T.Block, T.Loop)):
            inner = [*path, count]
            count += 1
            for part in parts_of(one):
                stack.append((part, inner))
        elif isinstance(one, T.Declaration):
            made[id(one.variable)] = path
        elif isinstance(one, T.Stmt):
            for part in parts_of(one):
                stack.append((part, path))
    return made


def copied(blocks: dict[int, list[int]], target: Variable, value: Expr) -> bool:
    """Whether `target = value` copies a restricted pointer of the same or an inner block."""
    while isinstance(value, T.Cast):
        value = value.operand
    if not (isinstance(value, T.Load) and isinstance(value.place, T.VariableRef)):
        return False
    source = value.place.variable
    if source is target or not source.type.quals & target.type.quals & RESTRICT:
        return False
    to, of = blocks.get(id(target)), blocks.get(id(source))
    return to is not None and of is not None and of[:len(to)] == to
