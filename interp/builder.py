"""From the typed tree to evaluation nodes, one function at a time.

Decides where variables live: a scalar whose address is never taken becomes a slot, everything
else an object of the byte memory.
"""

from __future__ import annotations

from cspec import tree as T
from cspec.diagnostics import Unsupported
from cspec.fold import fold
from cspec.tree import Expr, Function, Variable
from cspec.types import (ARRAY, BOOL, COMPLEX, ENUM, FUNCTION, MAY_ALIAS,
                         POINTER as T_POINTER, UNKNOWN, VARIABLE, VECTOR, VOID, Type)
from interp import access as L
from interp import arithmetic as A
from interp import calls as C
from interp import flow as F
from interp import nodes as M
from interp import words as W
from interp.chunks import (ChunkOp, ChunkToTruth, ChunkUnary, MakeChunk, PartValue,
                           ShuffleChunk, ValueToUnion)
from interp.flow import S
from interp.conversions import Converter, is_big, is_wide, kind_of, one_of, zero_of
from interp.guards import SameSizes, Undefined
from interp.machine import Machine, Scalar
from interp.memory import CODE, Chunk, Obj, Ptr
from interp.nodes import CHUNK, DOUBLE, INTEGER, NONE, POINTER, REAL, N

WATCHED = frozenset(("fetestexcept", "fegetexceptflag", "fesetround", "fesetenv", "feholdexcept",
                     "feupdateenv"))
SETJMPS = frozenset(("setjmp", "_setjmp", "sigsetjmp", "__sigsetjmp"))


class Builder(Converter):
    """Builds the code of one function (or of one static initialiser)."""

    def __init__(self, machine: Machine, function: Function | None) -> None:
        super().__init__(machine)
        self.function = function
        self.objects = 0
        self.homes: dict[int, F.LocalObject] = {}
        self.slot_of: dict[int, int] = {}
        self.bounds: dict[int, int] = {}
        self.label_numbers: dict[int, int] = {}
        self.block_objects: list[list[F.LocalObject]] = [[]]
        self.block_cleanups: list[list[N]] = [[]]
        self.setjmp_label = -1
        self.escapes = False
        self.loop_depth = 0
        self.keep: list[object] = []
        self.case_labels: dict[int, int] = {}
        self.tracking = False
        self.jumps = function.jumps if function is not None else False

    # ---- slots and objects

    def new_label(self) -> int:
        self.m.labels += 1
        return self.m.labels

    def in_slot(self, v: Variable) -> bool:
        """Whether a variable can live in a slot."""
        return (v.storage in ("auto", "register") and not v.address_taken and not v.captured
                and v.type.is_scalar() and v.type.kind != COMPLEX and not v.type.quals & 2
                and not v.cleanup)

    def slot(self, v: Variable) -> int:
        """The slot of a variable, made when first asked for."""
        found = self.slot_of.get(id(v), -1)
        if found < 0:
            found = self.new_slot()
            self.slot_of[id(v)] = found
            self.keep.append(v)
        return found

    def local(self, v: Variable) -> F.LocalObject:
        """The local object of a variable."""
        found = self.homes.get(id(v))
        if found is None:
            t = v.type
            size = object_size(v)
            align = max(t.align, v.align)
            if t.kind == ARRAY and size >= 16:
                align = max(align, 16)
            end = self.function.body.end if self.function and self.function.body else v.pos
            found = F.LocalObject(self.objects, v.name, t, size, align, v.pos, end)
            if t.kind != ARRAY and t.quals & 1 or t.kind == ARRAY and t.of.quals & 1:
                found.const = 1
            elif t.record is not None and has_const(t):
                found.const = 2
            self.objects += 1
            self.homes[id(v)] = found
            self.keep.append(v)
        return found

    # ---- values

    def value(self, e: Expr) -> N:
        """The node of an rvalue."""
        made = self.value_inner(e)
        if made.pos == 0:
            made.pos = e.pos
        return made

    def value_inner(self, e: Expr) -> N:
        tag = e.tag
        if isinstance(e, T.Const):
            return self.constant(e)
        if isinstance(e, T.Load):
            return self.load(e.place)
        if isinstance(e, T.Binary):
            return self.binary(e)
        if isinstance(e, T.Cast):
            return self.cast(e)
        if isinstance(e, T.Assign):
            return self.assign(e)
        if isinstance(e, T.CompoundAssign):
            return self.compound_assign(e)
        if isinstance(e, T.Increment):
            return self.increment(e)
        if isinstance(e, T.Call):
            return self.call(e)
        if isinstance(e, T.Unary):
            return self.unary(e)
        if isinstance(e, T.Logical):
            left = self.truth(e.left)
            right = self.truth(e.right)
            return W.AndAnd(left, right) if e.op == "&&" else W.OrOr(left, right)
        if isinstance(e, T.Conditional):
            if kind_of(e.type) == NONE:
                return F.ConditionalN(self.truth(e.condition), self.effect(e.yes),
                                      self.effect(e.no))
            return F.ConditionalN(self.truth(e.condition), self.value(e.yes), self.value(e.no))
        if isinstance(e, T.Elvis):
            return self.elvis(e)
        if isinstance(e, T.Comma):
            return F.CommaN(self.effect(e.left),
                            self.effect(e.right) if kind_of(e.type) == NONE
                            else self.value(e.right))
        if isinstance(e, T.Decay):
            return self.decay(e)
        if isinstance(e, T.AddressOf):
            place = self.place(e.operand, True)
            return place.pointer if isinstance(place, M.DerefPlace) and place.off == 0 \
                else M.AddressP(place)
        if isinstance(e, T.StatementExpr):
            return self.statement_expr(e)
        if isinstance(e, T.BuiltinCall):
            from interp.operators import build_builtin
            return build_builtin(self, e)
        if isinstance(e, T.VaArg):
            from interp.operators import build_va_arg
            return build_va_arg(self, e)
        if isinstance(e, T.SizeofVariable):
            return self.size_node(e.measured)
        if isinstance(e, T.LabelAddress):
            return M.ConstP(Ptr(self.m.label_object(e.label), self.label(e.label)))
        if isinstance(e, T.OffsetOf):
            total: N = M.ConstI(e.constant)
            for term, scale in e.terms:
                fixer = self.fixer(e.type, e.pos)
                scaled = self.word_op("*", self.value(term), M.ConstI(scale), fixer, e.pos)
                total = self.word_op("+", total, scaled, fixer, e.pos)
            return total
        if isinstance(e, T.Part) and not e.lvalue:
            return self.part_value(e)
        if isinstance(e, T.Member) and not e.lvalue:
            return self.member_of_value(e)
        if isinstance(e, T.FunctionRef):
            return M.ConstP(Ptr(self.m.function_object(e.function), 0))
        if e.lvalue:
            return self.load(e)
        raise Unsupported(e.pos, f"expression {tag}")

    def truth(self, e: Expr) -> N:
        """A node whose `i` is nonzero when the scalar is."""
        kind = kind_of(e.type)
        node = self.value(e)
        if kind == INTEGER:
            return A.BoolI(node) if is_wide(e.type) else W.bare(node)
        if kind == DOUBLE:
            return A.BoolD(node)
        if kind == POINTER:
            return A.BoolP(node)
        if kind == REAL:
            return A.BoolR(node)
        if kind == CHUNK and e.type.kind == COMPLEX:
            return ChunkToTruth(self.m, node, e.type)
        raise Unsupported(e.pos, "condition of this type")

    def effect(self, e: Expr) -> N:
        """A node evaluated for its effects only."""
        if isinstance(e, T.Cast) and e.type.kind == VOID:
            return self.effect(e.operand)
        if e.type.kind == VOID and e.lvalue:
            return M.AddressP(self.place(e))
        if isinstance(e, T.Increment):
            made = self.increment(e, True)
            made.pos = e.pos
            return made
        if e.type.kind in (ARRAY, FUNCTION):
            if e.lvalue and e.type.kind == ARRAY:
                return M.AddressP(self.place(e, True))
            return M.ConstI(0)
        return self.value(e)

    # ---- places

    def place(self, e: Expr, past: bool = False) -> N:
        """The node of an lvalue; `past` when only its address is wanted, which may be the one
        past the end of an array (6.5.3.2p3)."""
        if isinstance(e, T.VariableRef):
            return self.variable_place(e.variable, e.pos)
        if isinstance(e, T.Deref):
            return M.DerefPlace(self.value(e.pointer), 0, e.pos)
        if isinstance(e, T.Member):
            if not e.base.lvalue:
                return self.value_place(e.base, e.field.offset)
            base = self.place(e.base, past)
            if isinstance(base, M.GlobalPlace):
                return M.GlobalPlace(base.obj, int(base.off) + e.field.offset)
            if isinstance(base, M.LocalPlace):
                return M.LocalPlace(base.index, int(base.off) + e.field.offset, base.name,
                                    e.pos)
            if isinstance(base, M.DerefPlace):
                return M.DerefPlace(base.pointer, int(base.off) + e.field.offset, e.pos)
            if e.field.offset == 0:
                return base
            return M.MemberPlace(base, e.field.offset)
        if isinstance(e, T.Index):
            return self.index_place(e, past)
        if isinstance(e, T.StringLit):
            return M.GlobalPlace(self.m.literal(e), 0)
        if isinstance(e, T.CompoundLiteral):
            return self.literal_place(e)
        if isinstance(e, T.Part):
            base = self.place(e.operand, past)
            return M.MemberPlace(base, e.which * e.type.size)
        if isinstance(e, T.StatementExpr) or not e.lvalue and kind_of(e.type) == CHUNK:
            return self.value_place(e, 0)
        raise Unsupported(e.pos, "this lvalue")

    def value_place(self, e: Expr, off: int) -> N:
        """A place inside a structure value (temporary lifetime, 6.2.4p8)."""
        holder = Variable("", e.type, "auto", e.pos)
        local = self.local(holder)
        self.block_objects[-1].append(local)
        from interp.chunks import Temporary
        return M.MemberPlace(Temporary(self.value(e), local), off)

    def variable_place(self, v: Variable, pos: int) -> N:
        if v.storage in ("static", "extern"):
            return M.GlobalPlace(self.m.global_object(v), 0)
        if v.owner is not None and v.owner is not self.function:
            home = v.home
            if not isinstance(home, F.LocalObject):
                raise Unsupported(pos, "variable of an enclosing function")
            levels = 0
            function: Function | None = self.function
            while function is not None and function is not v.owner:
                function = function.outer
                levels += 1
            if v.type.is_variable():
                raise Unsupported(pos, "variable length array of an enclosing function")
            return M.OuterPlace(home.index, levels, v.name, pos)
        local = self.local(v)
        v.home = local
        return M.LocalPlace(local.index, 0, v.name, pos)

    def index_place(self, e: T.Index, past: bool) -> N:
        element = e.type
        if element.is_variable():
            base = self.value(e.base) if not e.base.lvalue or e.base.type.kind != ARRAY \
                else M.AddressP(self.place(e.base))
            from interp.chunks import MoveVariable
            return M.DerefPlace(MoveVariable(base, self.value(e.index), self.size_node(element),
                                             1, e.pos), 0, e.pos)
        if e.base.lvalue and e.base.type.kind == ARRAY:
            array = e.base.type
            place = self.place(e.base, past)
            count = array.count
            if array.count == UNKNOWN:
                node = W.bare(self.index(e.index))
                return M.FlexibleElement(place, node, self.word_slot(node), is_big(e.index.type),
                                         element.size, past, e.pos)
            if count < 0 or isinstance(e.base, T.Member) and count <= 1:
                return self.element(place, e, element.size)
            index = fold(e.index)
            if isinstance(index, int) and 0 <= index < count:
                off = index * element.size
                if isinstance(place, M.GlobalPlace):
                    return M.GlobalPlace(place.obj, int(place.off) + off)
                if isinstance(place, M.LocalPlace):
                    return M.LocalPlace(place.index, int(place.off) + off, place.name, e.pos)
            node = W.bare(self.index(e.index))
            source = self.word_slot(node)
            big = is_big(e.index.type)
            last = count if past else count - 1
            if isinstance(place, M.GlobalPlace):
                return M.GlobalElement(place, node, source, big, element.size, count, last, e.pos)
            return M.ElementPlace(place, node, source, big, element.size, count, last, e.pos)
        return self.element(self.value(e.base), e, element.size)

    def index(self, e: Expr) -> N:
        """An index as a word: one of 128 bits is cut to what no array reaches."""
        node = self.value(e)
        if is_wide(e.type):
            return A.Clamp(node)
        return node

    def element(self, base: N, e: T.Index, size: int) -> N:
        """`base[index]` where the base is a pointer."""
        node = W.bare(self.index(e.index))
        source = self.word_slot(node)
        big = is_big(e.index.type)
        if isinstance(base, M.SlotP):
            return M.SlotElement(base, node, source, big, size, e.pos)
        return M.PointerElement(base, node, source, big, size, e.pos)

    def literal_place(self, e: T.CompoundLiteral) -> N:
        """A compound literal: made anew each time it is evaluated."""
        v = e.variable
        if v.storage == "static":
            return M.GlobalPlace(self.m.global_object(v), 0)
        local = self.local(v)
        if local not in self.block_objects[-1]:
            self.block_objects[-1].append(local)
        place = M.LocalPlace(local.index, 0, "", e.pos)
        from interp.chunks import FreshLiteral
        return FreshLiteral(self.initialize(v, place, local), place, local)

    # ---- loads and stores

    def load(self, e: Expr) -> N:
        """Lvalue conversion."""
        t = e.type.unqualified()
        kind = kind_of(t)
        if isinstance(e, T.VariableRef) and self.in_slot(e.variable) \
                and e.variable.owner in (None, self.function):
            slot = self.slot(e.variable)
            name = e.variable.name
            if kind == INTEGER:
                if is_wide(t):
                    return M.SlotWide(slot, name, e.pos)
                return M.SlotI(slot, name, is_big(t), e.pos)
            if kind == DOUBLE:
                return M.SlotD(slot, name, e.pos)
            if kind == POINTER:
                return M.SlotP(slot, name, e.pos)
            return M.SlotR(slot, name, e.pos)
        if isinstance(e, T.Member) and e.field.width >= 0:
            if not e.base.lvalue:
                return self.member_of_value(e)
            signed = (t.plain.of if t.kind == ENUM else t).signed and t.kind != BOOL
            return L.LoadBits(self.place(e), e.field.bit, e.field.width, signed, e.pos)
        if kind == CHUNK:
            return L.LoadC(self.place(e), t.size, aligned_type(e).align, e.pos)
        if kind == NONE:
            return M.AddressP(self.place(e))
        return self.load_scalar(self.place(e), self.m.scalar(aligned_type(e)), kind, e.pos)

    def load_scalar(self, place: N, scalar: Scalar, kind: int, pos: int) -> N:
        """A load of a scalar from a place."""
        place = direct(place)
        if kind == INTEGER:
            return L.LoadI(place, scalar, pos) if scalar.size <= 8 \
                else L.LoadWide(place, scalar, pos)
        if kind == DOUBLE:
            return L.LoadD(place, scalar, pos)
        if kind == POINTER:
            return L.LoadP(place, scalar, pos)
        return L.LoadR(place, scalar, pos)

    def store(self, target: Expr, value: N, pos: int, place: N | None = None) -> N:
        """A store of an already converted value."""
        t = target.type
        if isinstance(target, T.VariableRef) and self.in_slot(target.variable) \
                and target.variable.owner in (None, self.function):
            return self.set_slot(self.slot(target.variable), t, value)
        if place is None:
            place = self.place(target)
        if isinstance(target, T.Member) and target.field.width >= 0:
            base = t.plain.of if t.kind == ENUM else t
            return L.StoreBits(place, value, target.field.bit, target.field.width,
                               base.signed and t.kind != BOOL, pos)
        return self.store_at(place, aligned_type(target), value, pos)

    def store_at(self, place: N, t: Type, value: N, pos: int) -> N:
        kind = kind_of(t)
        if kind == CHUNK:
            return L.StoreC(place, value, t.size, t.align, pos)
        scalar = self.m.scalar(t)
        place = direct(place)
        if kind == INTEGER:
            if is_wide(t):
                return L.StoreWide(place, value, scalar, pos)
            return L.StoreI(place, W.bare(value), self.word_slot(value), scalar, pos)
        if kind == DOUBLE:
            return L.StoreD(place, value, scalar, pos)
        if kind == POINTER:
            return L.StoreP(place, value, scalar, pos)
        return L.StoreR(place, value, scalar, pos)

    def set_slot(self, slot: int, t: Type, value: N) -> N:
        """A store in a slot."""
        kind = kind_of(t)
        if kind == INTEGER:
            if is_wide(t):
                return M.SetWide(slot, value)
            return M.SetI(slot, W.bare(value), self.word_slot(value), is_big(t))
        if kind == DOUBLE:
            return M.SetD(slot, value)
        if kind == POINTER:
            return M.SetP(slot, value)
        return M.SetR(slot, value)

    def assign(self, e: T.Assign) -> N:
        from interp.unsequenced import guard_assign
        made = self.store(e.target, self.value(e.value), e.pos)
        return guard_assign(self, e, made)

    def compound_assign(self, e: T.CompoundAssign) -> N:
        """`a op= b`: as `a = a op b` with the place of `a` computed once."""
        target = e.target
        kind = kind_of(e.value.type)
        if has_call(e.value) and kind in (INTEGER, DOUBLE, POINTER):
            # the call and the read of the target are indeterminately sequenced; gcc calls first
            holder = Variable("", e.value.type, "auto", e.pos)
            slot = self.slot(holder)
            value = self.value(e.value)
            held = self.set_slot(slot, e.value.type, value)
            again = T.CompoundAssign(e.op, target, T.Load(
                T.VariableRef(holder, e.value.type, e.pos), e.value.type), e.computation, e.type,
                e.pos)
            return F.CommaN(held, self.compound_assign(again))
        if isinstance(target, T.VariableRef) and self.in_slot(target.variable) \
                and target.variable.owner in (None, self.function):
            return self.store(target, self.combine(e, self.load(target)), e.pos)
        if self.updates_scalar(target):
            old = self.new_slot()
            return self.update(target, old, self.combine(e, self.old_value(target, old)), False,
                               e.pos)
        fixed = L.FixedPlace(self.new_slot())
        load = self.load_from(target, fixed)
        store = self.store(target, self.combine(e, load), e.pos, fixed)
        return L.Update(self.place(target), fixed, store, load, False)

    def updates_scalar(self, target: Expr) -> bool:
        """Whether `UpdateI` or `UpdateD` serve for a target in memory."""
        t = target.type.unqualified()
        return kind_of(t) in (INTEGER, DOUBLE) and not is_wide(t) \
            and not (isinstance(target, T.Member) and target.field.width >= 0)

    def old_value(self, target: Expr, slot: int) -> N:
        """The old value of a target in memory, which the update leaves in a slot."""
        if kind_of(target.type) == INTEGER:
            return M.SlotI(slot, "", is_big(target.type), target.pos)
        return M.SlotD(slot, "", target.pos)

    def update(self, target: Expr, old: int, value: N, post: bool, pos: int) -> N:
        """`target = value`, where the value reads the old one from a slot."""
        place = direct(self.place(target))
        scalar = self.m.scalar(aligned_type(target))
        if kind_of(target.type) == INTEGER:
            return L.UpdateI(place, old, W.bare(value), scalar, post, pos)
        return L.UpdateD(place, old, value, scalar, post, pos)

    def load_from(self, target: Expr, place: N) -> N:
        """A load of the target's type from another place node."""
        t = target.type.unqualified()
        kind = kind_of(t)
        if isinstance(target, T.Member) and target.field.width >= 0:
            base = t.plain.of if t.kind == ENUM else t
            return L.LoadBits(place, target.field.bit, target.field.width,
                              base.signed and t.kind != BOOL, target.pos)
        if kind == CHUNK:
            return L.LoadC(place, t.size, aligned_type(target).align, target.pos)
        return self.load_scalar(place, self.m.scalar(aligned_type(target)), kind, target.pos)

    def combine(self, e: T.CompoundAssign, old: N) -> N:
        """old op value, computed in the computation type and brought back."""
        t = e.target.type.unqualified()
        if t.kind == T_POINTER:
            return self.move(old, self.index(e.value), t.of, -1 if e.op == "-" else 1, e.pos,
                             is_big(e.value.type))
        left = self.convert(old, t, e.computation, e.pos)
        made = self.operate(e.op, left, self.value(e.value), e.computation, e.computation,
                            e.computation, e.pos)
        return self.convert(made, e.computation, t, e.pos)

    def increment(self, e: T.Increment, drop: bool = False) -> N:
        """`++` and `--`."""
        target = e.target
        t = target.type.unqualified()
        kind = kind_of(t)
        prefix = e.prefix or drop
        in_slot = isinstance(target, T.VariableRef) and self.in_slot(target.variable) \
            and target.variable.owner in (None, self.function)
        narrow = kind == INTEGER and self.m.types.promoted(t) is not t.plain
        if in_slot and kind == INTEGER and t.kind != BOOL and not is_wide(t):
            assert isinstance(target, T.VariableRef)
            fixer = self.fixer(t, e.pos, narrow)
            low, high = fixer.low, fixer.high
            if fixer.bits == 64:
                low, high = (1 - (1 << 61)) if fixer.signed else 1, 1 << 61
            elif e.step > 0:
                high -= e.step
            else:
                low -= e.step
            return M.SlotStep(self.slot(target.variable), e.step, prefix, low, high, fixer,
                              target.variable.name, is_big(t), e.pos)
        if not in_slot and self.updates_scalar(target):
            old = self.new_slot()
            new = self.stepped(self.old_value(target, old), t, e.step, e.pos)
            return self.update(target, old, new, not prefix, e.pos)
        fixed = L.FixedPlace(self.new_slot())
        load = self.load(target) if in_slot else self.load_from(target, fixed)
        new = self.stepped(load, t, e.step, e.pos)
        if in_slot:
            store = self.store(target, new, e.pos)
            if prefix:
                return store
            from interp.chunks import PostSlot
            return PostSlot(load, store)
        store = self.store(target, new, e.pos, fixed)
        return L.Update(self.place(target), fixed, store, load, not prefix)

    def stepped(self, load: N, t: Type, step: int, pos: int) -> N:
        """The old value plus or minus one."""
        kind = kind_of(t)
        if kind == POINTER:
            return self.move(load, M.ConstI(1), t.of, step, pos, False)
        if kind == DOUBLE:
            return self.real_op("+", load, M.ConstD(float(step)), t, pos)
        if t.kind == BOOL:
            return M.ConstI(1) if step > 0 else W.Not(load)
        if kind == INTEGER:
            promoted = self.m.types.promoted(t)
            made = self.operate("+", load, M.ConstI(step), promoted, promoted, promoted, pos)
            return self.convert(made, promoted, t, pos)
        if kind == REAL:
            assert t.format is not None
            from cspec import floats
            return A.ArithR("+", load, M.ConstR(floats.from_int(step, t.format)), t.format)
        one = T.Const(t.of, pos, one_of(t.of, step))
        if t.kind == COMPLEX:
            return ChunkOp(self.m, "+", load, MakeChunk(self.m, [
                self.constant(one), self.constant(T.Const(t.of, pos, zero_of(t.of)))], t), t, t,
                pos)
        return ChunkOp(self.m, "+", load, MakeChunk(self.m, [self.constant(one)] * t.count, t),
                       t, t, pos)

    # ---- operators

    def move(self, pointer: N, index: N, element: Type, sign: int, pos: int, big: bool) -> N:
        """pointer + index."""
        if element.is_variable():
            from interp.chunks import MoveVariable
            return MoveVariable(pointer, index, self.size_node(element), sign, pos)
        index = W.bare(index)
        return A.MoveP(pointer, index, self.word_slot(index), big,
                       element.size if element.kind != FUNCTION else 1, sign, pos)

    def binary(self, e: T.Binary) -> N:
        from interp.unsequenced import guard_binary
        return guard_binary(self, e, self.binary_plain(e))

    def binary_plain(self, e: T.Binary) -> N:
        # a left-deep chain is built in a loop, so that its depth costs no stack here
        left = self.value(e.left)
        right = self.value(e.right)
        return self.binary_nodes(e, left, right)

    def binary_nodes(self, e: T.Binary, left: N, right: N) -> N:
        lt, rt = e.left.type, e.right.type
        if lt.kind == T_POINTER or rt.kind == T_POINTER:
            left = A.Clamp(left) if is_wide(lt) else left
            right = A.Clamp(right) if is_wide(rt) else right
            return self.pointer_binary(e, left, right)
        return self.operate(e.op, left, right, lt, rt, e.type, e.pos)

    def pointer_binary(self, e: T.Binary, left: N, right: N) -> N:
        op = e.op
        lt, rt = e.left.type, e.right.type
        if op == "+":
            if lt.kind == T_POINTER:
                return self.move(left, right, lt.of, 1, e.pos, is_big(rt))
            return self.move(right, left, rt.of, 1, e.pos, is_big(lt))
        if op == "-":
            if rt.kind == T_POINTER:
                if lt.of.is_variable():
                    from interp.chunks import DiffVariable
                    return DiffVariable(left, right, self.size_node(lt.of), e.pos)
                return A.DiffP(left, right, lt.of.size, e.pos)
            return self.move(left, right, lt.of, -1, e.pos, is_big(rt))
        if op in ("==", "!="):
            return A.EqualP(left, right, op == "==", e.pos)
        return A.OrderP(left, right, op, e.pos)

    def unary(self, e: T.Unary) -> N:
        kind = kind_of(e.operand.type)
        if e.op == "!":
            if kind == CHUNK and e.operand.type.kind == VECTOR:
                return ChunkUnary(self.m, "!", self.value(e.operand), e.operand.type, e.type)
            return W.Not(self.truth(e.operand))
        node = self.value(e.operand)
        if kind == CHUNK:
            return ChunkUnary(self.m, e.op, node, e.operand.type, e.type)
        if kind == DOUBLE:
            return A.NegateD(node)
        if kind == REAL:
            return A.NegateR(node)
        fixer = self.fixer(e.type, e.pos)
        if fixer.bits > 64:
            return A.Negate(node, fixer) if e.op == "-" else A.Complement(node, fixer)
        if e.op == "-":
            return self.word_op("-", M.ConstI(0), node, fixer, e.pos)
        return W.Complement(W.bare(node), fixer)

    def elvis(self, e: T.Elvis) -> N:
        """`a ?: b`: the value waits in a slot."""
        slot = self.slot(e.holder)
        e.holder.owner = self.function
        kind = kind_of(e.value.type)
        value = self.value(e.value)
        pos = e.pos
        if kind == INTEGER:
            condition = self.set_slot(slot, e.value.type, value)
            if is_wide(e.value.type):
                condition = A.BoolI(condition)
        elif kind == DOUBLE:
            condition = A.BoolD(self.set_slot(slot, e.value.type, value))
        elif kind == POINTER:
            condition = A.BoolP(self.set_slot(slot, e.value.type, value))
        elif kind == REAL:
            condition = A.BoolR(self.set_slot(slot, e.value.type, value))
        else:
            raise Unsupported(pos, "?: on this type")
        return F.ConditionalN(condition, self.value(e.converted), self.value(e.no))

    # ---- conversions

    def cast(self, e: T.Cast) -> N:
        source = e.operand.type
        if e.type.kind == VOID:
            return self.effect(e.operand)
        node = self.convert(self.value(e.operand), source, e.type, e.pos, e.explicit)
        if source.kind == e.type.kind == T_POINTER and not e.explicit:
            sizes = self.sizes(source.of, e.type.of)
            if sizes:
                return SameSizes(node, sizes, e.pos)
        return node

    def measurable(self, t: Type) -> bool:
        """Whether the sizes of an array type are known when the function runs."""
        while t.kind == ARRAY:
            if t.count == UNKNOWN or t.count == VARIABLE and id(t.bound) not in self.bounds:
                return False
            t = t.of
        return True

    def sizes(self, a: Type, b: Type) -> list[tuple[N, N]]:
        """The sizes that two array types need to have in common to be compatible, for each
        dimension that this function knows to vary."""
        made: list[tuple[N, N]] = []
        while a.kind == b.kind == ARRAY and a.count != UNKNOWN and b.count != UNKNOWN:
            if self.measurable(a) and self.measurable(b) and VARIABLE in (a.count, b.count):
                made.append((self.size_node(a), self.size_node(b)))
            a, b = a.of, b.of
        return made

    def decay(self, e: T.Decay) -> N:
        operand = e.operand
        if operand.type.kind == FUNCTION:
            if isinstance(operand, T.FunctionRef):
                return M.ConstP(Ptr(self.m.function_object(operand.function), 0))
            if isinstance(operand, T.Deref):
                return self.value(operand.pointer)
            raise Unsupported(e.pos, "function designator")
        place = self.place(operand, True)
        if isinstance(place, M.DerefPlace) and place.off == 0:
            return place.pointer
        if isinstance(place, M.GlobalPlace):
            return M.ConstP(Ptr(place.obj, place.off))
        return M.AddressP(place)

    def part_value(self, e: T.Part) -> N:
        return PartValue(self.m, self.value(e.operand), e.operand.type, e.which)

    def member_of_value(self, e: T.Member) -> N:
        """A member of a structure value."""
        place = self.value_place(e.base, e.field.offset)
        t = e.type.unqualified()
        if t.kind == ARRAY:
            return M.AddressP(place)
        return self.load_from(e, place)

    def size_node(self, t: Type) -> N:
        """sizeof, also of variable length array types."""
        if not t.is_variable():
            return M.ConstI(t.size)
        if t.record is not None:
            raise Unsupported(0, "structure of variable size")
        element = self.size_node(t.of)
        count: N
        if t.count == VARIABLE:
            slot = self.bounds.get(id(t.bound), -1)
            if slot < 0:
                if not isinstance(t.bound, Expr):
                    raise Unsupported(0, "size of [*]")
                count = self.value(t.bound)
            else:
                count = M.SlotI(slot, "bound", True, 0)
        else:
            count = M.ConstI(t.count)
        return self.word_op("*", count, element, self.fixer(self.m.types.size_t, 0), 0)

    # ---- calls

    def call(self, e: T.Call) -> N:
        direct: Obj | None = None
        callee: N | None = None
        inner = e.callee
        while isinstance(inner, T.Decay) and isinstance(inner.operand, T.Deref):
            inner = inner.operand.pointer
        ft = e.callee.type.of
        if isinstance(inner, T.Decay) and isinstance(inner.operand, T.FunctionRef):
            function = inner.operand.function
            if function.name in SETJMPS and function.body is None:
                self.setjmp_label = self.new_label()
                return M_setjmp(self.value(e.arguments[0]), self.setjmp_label, e.pos)
            direct = self.m.function_object(function)
        else:
            callee = self.value(e.callee)
        arguments = [self.value(a) for a in e.arguments]
        from interp.unsequenced import guard_arguments
        arguments = guard_arguments(self, e, arguments)
        types = [self.m.argument_key(a.type) for a in e.arguments]
        kind = kind_of(e.type)
        made = C.CallN(direct, callee, arguments, ft, types, kind, e.pos)
        made.argument_types = [a.type for a in e.arguments]
        made.big = is_big(e.type)
        if isinstance(inner, T.Decay) and isinstance(inner.operand, T.FunctionRef) \
                and inner.operand.environment_off and inner.operand.function.name in WATCHED:
            return Undefined(made, 115, "7.6.1p2", "the floating-point environment is looked at or "
                             "set where FENV_ACCESS is off", e.pos)
        return made

    def statement_expr(self, e: T.StatementExpr) -> N:
        self.block_objects.append([])
        self.block_cleanups.append([])
        outer = self.escapes
        self.escapes = False
        items = [self.statement(s) for s in e.block.items]
        result = None
        if e.result is not None:
            result = self.value(e.result) if kind_of(e.type) != NONE else self.effect(e.result)
        block = F.BlockS(items, self.block_objects.pop(), self.block_cleanups.pop())
        self.escapes = True if holds_jump(e.block.items) else outer or self.escapes
        return F.StatementN(block, result if result is not None else M.ConstI(0))

    # ---- initialisation

    def initialize(self, v: Variable, place: N, local: F.LocalObject) -> N:
        """The initialisation of a variable that lives in memory."""
        init = v.init
        assert init is not None
        items: list[N] = []
        for item in init.items:
            items.extend(self.init_item(item, place, v.pos))
        return F.InitObject(place, local.size, init.braced or v.type.kind == ARRAY, items, local)

    def init_item(self, item: T.InitItem, place: N, pos: int) -> list[N]:
        """The stores of one item, repeated for a range designator."""
        made: list[N] = []
        if item.zero:
            return [F.ZeroArea(self.offset_place(place, at, pos), item.type.size)
                    for at in item.places()]
        for index, at in enumerate(item.places()):
            where = self.offset_place(place, at, pos)
            value = item.value
            if index and not isinstance(value, (T.Const, T.StringLit)):
                # The expression of a range is evaluated once (GCC manual, "Designated Inits").
                first = self.offset_place(place, item.offset, pos)
                made.append(self.copy_item(item, where, first, pos))
                continue
            if isinstance(value, T.StringLit) and item.type.kind == ARRAY:
                width = item.type.of.size
                text = b"".join((u & ((1 << width * 8) - 1)).to_bytes(width, "little")
                                for u in value.units)
                size = item.type.size if item.type.count >= 0 else len(text) + width
                made.append(F.StoreText(where, text, size))
            elif item.type.kind == ARRAY:
                made.append(L.StoreC(where, L.LoadC(self.place(value), value.type.size, 1, pos),
                                     value.type.size, 1, pos))
            elif item.field is not None:
                t = item.type
                base = t.plain.of if t.kind == ENUM else t
                made.append(L.StoreBits(where, self.value(value), item.field.bit,
                                        item.field.width, base.signed, value.pos))
            else:
                made.append(self.store_at(where, item.type.plain.variant(0, 1),
                                          self.value(value), value.pos))
        return made

    def copy_item(self, item: T.InitItem, where: N, first: N, pos: int) -> N:
        """Another element of a range: a copy of its first one."""
        if item.field is None:
            size = item.type.size
            return L.StoreC(where, L.LoadC(first, size, 1, pos), size, 1, pos)
        bit, width = item.field.bit, item.field.width
        return L.StoreBits(where, L.LoadBits(first, bit, width, False, pos), bit, width, False, pos)

    def offset_place(self, place: N, off: int, pos: int) -> N:
        if isinstance(place, M.LocalPlace):
            return M.LocalPlace(place.index, off, place.name, pos)
        if isinstance(place, M.GlobalPlace):
            return M.GlobalPlace(place.obj, off)
        return M.MemberPlace(place, off)

    # ---- statements

    def label(self, label: T.LabelName) -> int:
        """The number of a named label."""
        if label.owner is not None and self.function is not None \
                and label.owner is not self.function:
            raise Unsupported(label.pos, "goto out of a nested function")
        if label.number < 0:
            label.number = self.new_label()
        return label.number

    def statement(self, s: T.Stmt) -> S:
        """The node of a statement (`interp/statements.py`)."""
        raise NotImplementedError


def M_setjmp(buffer: N, label: int, pos: int) -> N:
    """The node of a setjmp call."""
    return C.SetjmpN(buffer, label, pos)


def direct(place: N) -> N:
    """The node that gives the same place with the least to do."""
    if isinstance(place, M.AddressP):
        return direct(place.place)
    if isinstance(place, M.DerefPlace):
        if isinstance(place.pointer, M.SlotP):
            return M.SlotDeref(place.pointer, int(place.off))
        if place.off == 0:
            return direct(place.pointer)
    return place


def has_call(e: Expr) -> bool:
    """Whether an expression calls a function."""
    if isinstance(e, T.Call):
        return True
    if isinstance(e, (T.Cast, T.Unary)):
        return has_call(e.operand)
    if isinstance(e, T.Binary):
        return has_call(e.left) or has_call(e.right)
    return False


def aligned_type(e: Expr) -> Type:
    """The type of an lvalue; with alignment 1 where a packed record holds it, and as free as a
    character type where a `may_alias` record does."""
    place = e
    alias = 0
    while isinstance(place, (T.Member, T.Index)):
        if isinstance(place, T.Member):
            record = place.base.type.record
            if record is not None and record.may_alias:
                alias = MAY_ALIAS
            if record is not None and record.align < place.field.type.align:
                return e.type.plain.variant(e.type.quals | alias, 1)
        elif not (place.base.lvalue and place.base.type.kind == ARRAY):
            break
        place = place.base
    return e.type.qualified(alias) if alias else e.type


def object_size(v: Variable) -> int:
    """The bytes of a variable, an initialised flexible member included."""
    size = v.type.size
    if v.init is not None:
        for item in v.init.items:
            end = item.end()
            if isinstance(item.value, T.StringLit) and item.type.count < 0:
                end += item.value.type.size - item.type.size
            size = max(size, end)
    return size


def has_const(t: Type) -> bool:
    """Whether a record has const members."""
    from cspec.layout import has_const_member
    return has_const_member(t)


def holds_jump(items: list[T.Stmt]) -> bool:
    """Whether statements may leave the statement expression they stand in."""
    stack: list[object] = list(items)
    while stack:
        s = stack.pop()
        if isinstance(s, (T.Goto, T.ComputedGoto, T.Return)):
            return True
        if isinstance(s, T.Stmt) and s.tag in (T.BREAK, T.CONTINUE):
            return True
        if isinstance(s, T.Block):
            stack.extend(s.items)
        elif isinstance(s, T.If):
            stack.append(s.yes)
            stack.append(s.no)
        elif isinstance(s, (T.Loop, T.Switch, T.Case, T.Label)):
            stack.append(s.body)
    return False


__all__ = ["Builder", "CODE", "Chunk", "ShuffleChunk", "ValueToUnion", "is_wide", "kind_of"]
