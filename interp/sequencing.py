"""The builder's view of sequencing (C17 6.5p2, p3): which operands may conflict, which may swap.

Where the tree shows that two unsequenced operands might touch the same memory, and one of them
changes it, their accesses are logged and compared (`interp/guards.py`).  Under `--order` operands
are evaluated into holders first, in the order that was asked for (`interp/order.py`).
"""

from __future__ import annotations

from cspec import tree as T
from cspec.tree import Expr, Function, Variable
from cspec.types import ARRAY, FUNCTION, RESTRICT, VOLATILE
from interp import access as L
from interp import nodes as M
from interp.builder import kind_of
from interp.calls import Code
from interp.machine import Machine
from interp.guards import Compare, Designate, Region, Seal, TouchPlace, TouchSlot
from interp.flow import ExprS, LocalObject, S, SequenceS
from interp.nodes import CHUNK, NONE, N
from interp.order import Hold, Ordered, order_matters
from interp.restricted import (Bases, FreshTable, RestrictedPlace, blocks_of, copied,
                               copied_restrict, restricted)
from interp.statements import StatementBuilder
from interp.trace import TraceS
from interp.unsequenced import guard_assign
from interp.volatile import MarkVolatile, has_volatile


class Access:
    """An access that evaluating an expression makes: to which lvalue, whether it changes it, and
    whether no sequence point follows inside the expression."""

    def __init__(self, target: Expr, write: bool, pending: bool) -> None:
        self.target = target
        self.write = write
        self.pending = pending


class SequencedBuilder(StatementBuilder):
    """Adds guards and chosen orders to the nodes of expressions; `bases` are those of the blocks
    around with restricted pointers, `tables` the slots of their tables."""

    def __init__(self, machine: Machine, function: Function | None) -> None:
        super().__init__(machine, function)
        self.logging = 0
        self.regions: dict[int, int] = {}
        self.seals: dict[int, int] = {}
        self.bases: list[Bases] = []
        self.tables: list[int] = []
        self.blocks: dict[int, list[int]] = {}

    def code(self, code: Code) -> None:
        function = self.function
        assert function is not None
        bases = Bases(function, function.parameters)
        if bases.numbers:
            self.bases.append(bases)
        super().code(code)
        if self.tables:
            code.changing.extend(self.tables)
            code.plain = False

    def value(self, e: Expr) -> N:
        made = super().value(e)
        if self.logging:
            slot = self.regions.get(id(e), -1)
            if slot >= 0:
                made = Region(made, slot)
            slot = self.seals.get(id(e), -1)
            if slot >= 0:
                made = Seal(made, slot)
        return made

    def truth(self, e: Expr) -> N:
        made = super().truth(e)
        slot = self.seals.get(id(e), -1) if self.logging else -1
        return Seal(made, slot) if slot >= 0 else made

    def effect(self, e: Expr) -> N:
        if isinstance(e, T.Load) and e.place.lvalue and not e.place.type.quals & VOLATILE \
                and self.slot_variable(e.place) is None and kind_of(e.type) != NONE \
                and not (isinstance(e.place, T.Member) and e.place.field.width >= 0):
            return Designate(self.place(e.place, True), e.place.type.size, e.pos)
        made = super().effect(e)
        slot = self.seals.get(id(e), -1) if self.logging else -1
        return Seal(made, slot) if slot >= 0 else made

    def place(self, e: Expr, past: bool = False) -> N:
        made = super().place(e, past)
        slot = self.regions.get(id(e), -1) if self.logging else -1
        return Region(made, slot) if slot >= 0 else made

    def value_inner(self, e: Expr) -> N:
        if self.logging:
            if isinstance(e, (T.Logical, T.Comma)):
                self.seals[id(e.left)] = self.new_slot()
            elif isinstance(e, T.Conditional):
                self.seals[id(e.condition)] = self.new_slot()
            elif isinstance(e, T.Call):
                self.seals[id(e)] = self.new_slot()
            elif isinstance(e, T.StatementExpr):
                depth = self.logging
                self.logging = 0
                made = super().value_inner(e)
                self.logging = depth
                return made
        return super().value_inner(e)

    def block(self, items: list[T.Stmt]) -> S:
        depth = len(self.bases)
        made = super().block(items)
        del self.bases[depth:]
        return made

    def loop(self, s: T.Loop) -> S:
        depth = len(self.bases)
        made = super().loop(s)
        del self.bases[depth:]
        return made

    def statement(self, s: T.Stmt) -> S:
        made = super().statement(s)
        if self.m.tracer is None or isinstance(s, (T.Block, T.Label, T.Case)):
            return made
        traced = TraceS(self.m.tracer, made, list(self.slot_names().items()))
        traced.pos = s.pos
        return traced

    def known(self) -> list[Variable]:
        """The variables of this function."""
        return self.function.parameters + self.function.locals if self.function else []

    def declaration(self, v: Variable) -> S:
        made = super().declaration(v)
        if v.init is not None and v.init.items and v.type.quals & RESTRICT \
                and copied(self.restrict_blocks(), v, v.init.items[-1].value):
            return ExprS(copied_restrict(M.ConstI(0), v.name, v.pos))
        if restricted(v) and self.function is not None:
            bases = Bases(self.function, [v])
            self.bases.append(bases)
            return SequenceS([made, ExprS(FreshTable(self.table(bases)))])
        if not self.in_slot(v) and isinstance(v.home, LocalObject) and has_volatile(v.type):
            return SequenceS([made, ExprS(MarkVolatile(v.home))])
        return made

    def slot_names(self) -> dict[int, str]:
        """Slot -> name of the variable that lives in it."""
        return {self.slot_of[id(v)]: v.name for v in self.known()
                if v.name and id(v) in self.slot_of}

    # ---- accesses that are logged

    def slot_variable(self, e: Expr) -> Variable | None:
        """The variable of an lvalue that lives in a slot."""
        if isinstance(e, T.VariableRef) and self.in_slot(e.variable) \
                and e.variable.owner in (None, self.function):
            return e.variable
        return None

    def touched(self, e: Expr, place: N, write: bool, own: int) -> N:
        """A place whose access is logged."""
        if isinstance(e, T.Member) and e.field.width >= 0:
            return TouchPlace(place, e.field.bit, e.field.width, write, own, e.pos)
        return TouchPlace(place, 0, max(e.type.size, 1) * 8, write, own, e.pos)

    def load(self, e: Expr) -> N:
        if not self.logging and not self.bases or kind_of(e.type) == NONE \
                or isinstance(e, T.StatementExpr) or isinstance(e, T.Member) and not e.base.lvalue:
            return super().load(e)
        v = self.slot_variable(e)
        if v is not None:
            made = super().load(e)
            return TouchSlot(made, self.slot(v), False, e.pos) if self.logging else made
        place = self.restricted(e, self.place(e), False)
        return self.load_from(e, self.touched(e, place, False, -1) if self.logging else place)

    def store(self, target: Expr, value: N, pos: int, place: N | None = None) -> N:
        if place is None and self.bases and self.slot_variable(target) is None:
            place = self.restricted(target, self.place(target), True)
        return super().store(target, value, pos, place)

    def restricted(self, e: Expr, place: N, write: bool) -> N:
        """A place whose access is checked against restricted pointers."""
        for bases in self.bases:
            basis = bases.of_place(e)
            if basis >= 0:
                place = RestrictedPlace(place, self.table(bases), basis, write, e.pos)
        return place

    def table(self, bases: Bases) -> int:
        """The slot of the table of a block, made when first asked for."""
        if bases.slot < 0:
            bases.slot = self.new_slot()
            self.tables.append(bases.slot)
        return bases.slot

    def own_slot(self, e: Expr) -> int:
        """Where the access of an operator under guard is kept."""
        return self.regions.get(-id(e), -1)

    # ---- operators under guard

    def guarded(self, e: Expr, operands: list[Expr], update: bool) -> N:
        """The node of an operator whose operands may conflict."""
        if self.logging == 0:
            self.regions = {}
            self.seals = {}
        self.logging += 1
        slots: list[int] = []
        for operand in operands:
            slot = self.new_slot()
            self.new_slot()
            self.regions[id(operand)] = slot
            slots.append(slot)
        own = -1
        if isinstance(e, (T.Assign, T.CompoundAssign)):
            own = self.new_slot()
            self.regions[-id(e)] = own
        base = self.new_slot()
        inner = self.operator(e)
        self.logging -= 1
        return Compare(inner, slots, own, update, self.logging == 0, base, e.pos)

    def operator(self, e: Expr) -> N:
        """The plain node of an operator."""
        if isinstance(e, T.Binary):
            return super().binary(e)
        if isinstance(e, T.Call):
            return super().call(e)
        if isinstance(e, T.CompoundAssign):
            return self.logged_update(e, super().compound_assign(e))
        assert isinstance(e, T.Assign)
        return self.logged_store(e)

    def logged_store(self, e: T.Assign) -> N:
        """An assignment that logs its store."""
        target = e.target
        if self.slot_variable(target) is not None:
            made = super().assign(e)
            v = self.slot_variable(target)
            assert v is not None
            return TouchSlot(made, self.slot(v), True, e.pos)
        place = self.restricted(target, self.place(target), True)
        place = self.touched(target, place, True, self.own_slot(e))
        return guard_assign(self, e, self.store(target, self.value(e.value), e.pos, place))

    def logged_update(self, e: T.CompoundAssign | T.Increment, made: N) -> N:
        """An update in place that logs its access."""
        v = self.slot_variable(e.target)
        if v is not None:
            return TouchSlot(made, self.slot(v), True, e.pos) if self.logging else made
        if isinstance(made, (L.Update, L.UpdateI, L.UpdateD)):
            made.place = self.restricted(e.target, made.place, True)
            if self.logging:
                made.place = self.touched(e.target, made.place, True, self.own_slot(e))
        return made

    def binary(self, e: T.Binary) -> N:
        operands = [e.left, e.right]
        if self.m.choices is not None and order_matters(operands):
            return self.ordered(e, operands)
        if self.may_clash(operands):
            return self.guarded(e, operands, False)
        return super().binary(e)

    def call(self, e: T.Call) -> N:
        operands = [e.callee, *e.arguments]
        if self.m.choices is not None and order_matters(operands):
            return self.ordered(e, operands)
        if len(operands) > 2 and self.may_clash(operands):
            return self.guarded(e, operands, False)
        return super().call(e)

    def assign(self, e: T.Assign) -> N:
        made = self.assign_plain(e)
        if isinstance(e.target, T.VariableRef) and e.target.variable.type.quals & RESTRICT \
                and copied(self.restrict_blocks(), e.target.variable, e.value):
            return copied_restrict(made, e.target.variable.name, e.pos)
        return made

    def restrict_blocks(self) -> dict[int, list[int]]:
        """Where the variables of this function are declared."""
        if not self.blocks and self.function is not None:
            self.blocks = blocks_of(self.function)
        return self.blocks

    def assign_plain(self, e: T.Assign) -> N:
        if self.m.choices is not None and order_matters([e.target, e.value]):
            return self.ordered_assign(e)
        if quiet(e.value) and quiet_place(e.target):
            return self.logged_store(e) if self.logging else super().assign(e)
        accesses = self.accesses(e.value)
        place = self.place_accesses(e.target)
        if self.clash(place, accesses) or any(
                a.write and a.pending and self.may_alias(a.target, e.target)
                for a in accesses + place):
            return self.guarded(e, [e.value, *inner_operands(e.target)], False)
        return self.logged_store(e) if self.logging else super().assign(e)

    def compound_assign(self, e: T.CompoundAssign) -> N:
        if not quiet(e.value) and any(a.write and self.may_alias(a.target, e.target)
                                      for a in self.accesses(e.value)):
            return self.guarded(e, [e.value], True)
        return self.logged_update(e, super().compound_assign(e))

    def increment(self, e: T.Increment, drop: bool = False) -> N:
        return self.logged_update(e, super().increment(e, drop))

    # ---- what may conflict, as far as the tree tells

    def may_clash(self, operands: list[Expr]) -> bool:
        """Whether two operands may touch the same memory, one of them changing it."""
        if sum(not quiet(e) for e in operands) == 0:
            return False
        found: list[list[Access]] = []
        for operand in operands:
            mine = self.accesses(operand)
            if any(self.clash(mine, other) for other in found):
                return True
            found.append(mine)
        return False

    def clash(self, a: list[Access], b: list[Access]) -> bool:
        return any((one.write or two.write) and self.may_alias(one.target, two.target)
                   for one in a for two in b)

    def accesses(self, e: Expr) -> list[Access]:
        """The accesses of an expression, those of called functions left out."""
        found: list[Access] = []
        self.collect(e, found)
        return found

    def place_accesses(self, e: Expr) -> list[Access]:
        """The accesses made while an lvalue is computed."""
        found: list[Access] = []
        self.collect_place(e, found)
        return found

    def collect(self, e: Expr, found: list[Access]) -> None:
        if isinstance(e, T.Load):
            if e.type.kind not in (ARRAY, FUNCTION):
                found.append(Access(e.place, False, False))
            self.collect_place(e.place, found)
        elif isinstance(e, T.Increment):
            found.append(Access(e.target, True, True))
            self.collect_place(e.target, found)
        elif isinstance(e, (T.Assign, T.CompoundAssign)):
            found.append(Access(e.target, True, True))
            self.collect_place(e.target, found)
            self.collect(e.value, found)
        elif isinstance(e, T.Binary):
            self.collect(e.left, found)
            self.collect(e.right, found)
        elif isinstance(e, (T.Unary, T.Cast)):
            self.collect(e.operand, found)
        elif isinstance(e, (T.Logical, T.Comma)):
            self.collect_sealed(e.left, found)
            self.collect(e.right, found)
        elif isinstance(e, T.Conditional):
            self.collect_sealed(e.condition, found)
            self.collect(e.yes, found)
            self.collect(e.no, found)
        elif isinstance(e, T.Call):
            self.collect_sealed(e.callee, found)
            for argument in e.arguments:
                self.collect_sealed(argument, found)
        elif isinstance(e, (T.Decay, T.AddressOf)):
            self.collect_place(e.operand, found)

    def collect_sealed(self, e: Expr, found: list[Access]) -> None:
        start = len(found)
        self.collect(e, found)
        for access in found[start:]:
            access.pending = False

    def collect_place(self, e: Expr, found: list[Access]) -> None:
        if isinstance(e, T.Deref):
            self.collect(e.pointer, found)
        elif isinstance(e, T.Member):
            self.collect_place(e.base, found)
        elif isinstance(e, T.Index):
            self.collect_place(e.base, found)
            self.collect(e.index, found)
        elif isinstance(e, T.Part):
            self.collect_place(e.operand, found)
        elif not e.lvalue:
            self.collect(e, found)

    def may_alias(self, a: Expr, b: Expr) -> bool:
        """Whether two lvalues may mean overlapping objects."""
        v, w = root(a), root(b)
        if v is not None and w is not None:
            if v is not w:
                return False
            return not (isinstance(a, T.Member) and isinstance(b, T.Member)
                        and other_member(a, b))
        if v is not None and (self.in_slot(v) or not v.address_taken) \
                or w is not None and (self.in_slot(w) or not w.address_taken):
            return False
        if isinstance(a, T.Member) and isinstance(b, T.Member) and other_member(a, b):
            return False
        s, t = a.type, b.type
        if s.is_scalar() and t.is_scalar() and not s.is_character() and not t.is_character():
            return self.m.key(s) == self.m.key(t)
        return True

    # ---- chosen orders

    def held(self, e: Expr, holds: list[Hold]) -> Expr:
        """An operand that is evaluated into a holder first; the holder's value stands for it."""
        if kind_of(e.type) in (CHUNK, NONE):
            return e
        holder = Variable("", e.type.unqualified(), "auto", e.pos)
        slot = self.slot(holder)
        holds.append(Hold(slot, self.value(e)))
        return T.Load(T.VariableRef(holder, holder.type, e.pos), holder.type)

    def ordered(self, e: Expr, operands: list[Expr]) -> N:
        """A binary operator or a call whose operands are evaluated in a chosen order."""
        assert self.m.choices is not None
        holds: list[Hold] = []
        if isinstance(e, T.Call):
            callee = e.callee if isinstance(e.callee, T.Decay) else self.held(e.callee, holds)
            call = T.Call(callee, [self.held(a, holds) for a in e.arguments], e.type, e.pos)
            return Ordered(self.m.choices, holds, super().call(call), e.pos)
        assert isinstance(e, T.Binary)
        plain = T.Binary(e.op, self.held(e.left, holds), self.held(e.right, holds), e.type, e.pos)
        return Ordered(self.m.choices, holds, super().binary(plain), e.pos)

    def ordered_assign(self, e: T.Assign) -> N:
        """An assignment: the place before the value, or the value before the place."""
        assert self.m.choices is not None
        target = e.target
        if self.slot_variable(target) is not None or kind_of(target.type) == CHUNK \
                or isinstance(target, T.Member) and target.field.width >= 0 \
                or isinstance(target, T.VariableRef):
            return super().assign(e)
        pointer = self.m.types.pointer(target.type)
        address = T.AddressOf(target, pointer, target.pos)
        holds: list[Hold] = []
        place = T.Deref(self.held(address, holds), target.type, target.pos)
        plain = T.Assign(place, self.held(e.value, holds), e.type, e.pos)
        return Ordered(self.m.choices, holds, super().assign(plain), e.pos)


def root(e: Expr) -> Variable | None:
    """The variable that an lvalue is a part of."""
    while True:
        if isinstance(e, T.VariableRef):
            return e.variable
        if isinstance(e, T.Member) and e.base.lvalue:
            e = e.base
        elif isinstance(e, T.Index) and e.base.lvalue and e.base.type.kind == ARRAY:
            e = e.base
        elif isinstance(e, T.Part):
            e = e.operand
        else:
            return None


def other_member(a: T.Member, b: T.Member) -> bool:
    """Whether two members are different ones of the same structure."""
    record = a.base.type.record
    return record is not None and record is b.base.type.record and not record.is_union \
        and a.field is not b.field


def quiet(e: Expr) -> bool:
    """Quick test: an expression that certainly changes nothing."""
    if isinstance(e, (T.Const, T.SizeofVariable, T.FunctionRef, T.StringLit)):
        return True
    if isinstance(e, T.Load):
        return quiet_place(e.place)
    if isinstance(e, (T.Unary, T.Cast)):
        return quiet(e.operand)
    if isinstance(e, (T.Binary, T.Logical)):
        return quiet(e.left) and quiet(e.right)
    if isinstance(e, (T.Decay, T.AddressOf)):
        return quiet_place(e.operand)
    return False


def quiet_place(e: Expr) -> bool:
    """Like `quiet`, for an lvalue."""
    if isinstance(e, (T.VariableRef, T.StringLit, T.FunctionRef)):
        return True
    if isinstance(e, T.Deref):
        return quiet(e.pointer)
    if isinstance(e, T.Member):
        return quiet_place(e.base)
    if isinstance(e, T.Index):
        return quiet(e.index) and (quiet_place(e.base) if e.base.lvalue else quiet(e.base))
    return not e.lvalue and quiet(e)


def inner_operands(e: Expr) -> list[Expr]:
    """The operands in an lvalue whose regions count as its own computation."""
    while True:
        if isinstance(e, T.Deref):
            return [e.pointer]
        if isinstance(e, T.Index):
            return [e.index] if e.base.lvalue and e.base.type.kind == ARRAY else [e.base, e.index]
        if isinstance(e, T.Member):
            e = e.base
        else:
            return []
