"""Conversions (C17 6.3) and the constraints of assignment (6.5.16.1)."""

from __future__ import annotations

from cspec import tree as T
from cspec import types as t_
from cspec.declarators import DeclaratorChecker
from cspec.fold import fits, fold, is_null_constant
from cspec.tree import Cast, Const, Decay, Expr, FunctionRef, Load, Member
from cspec.types import (ARRAY, BOOL, COMPLEX, ENUM, FLOAT, FUNCTION, INT, POINTER, RECORD, VECTOR,
                         VOID, Field, Type, compatible, compatible_plain)


def value_field(e: Expr) -> Field | None:
    """The bit-field whose value `e` has: its width decides the promotion (6.3.1.1p2).  Assignments
    (6.5.16p3) and commas (6.5.17p2) have the type of their operand, so its width, too; gcc takes a
    statement expression's last value in the same way."""
    while isinstance(e, (T.Comma, T.StatementExpr)):
        inner = e.right if isinstance(e, T.Comma) else e.result
        if inner is None:
            return None
        e = inner
    place: Expr | None = None
    if isinstance(e, Load):
        place = e.place
    elif isinstance(e, (T.Assign, T.CompoundAssign, T.Increment)):
        place = e.target
    if isinstance(place, Member) and place.field.width >= 0:
        return place.field
    return None


class ConversionChecker(DeclaratorChecker):
    """Lvalue conversion, promotions, assignment compatibility, casts."""

    def rvalue(self, e: Expr) -> Expr:
        """6.3.2.1: arrays and functions decay, other lvalues are loaded."""
        t = e.type
        if t.kind == ARRAY:
            if e.tag == T.VARIABLE and isinstance(e, T.VariableRef):
                if e.variable.register:
                    self.diags.report("register-array-decay", e.pos)
                e.variable.address_taken = True
            self.mark_taken(e)
            return Decay(e, self.types.pointer(t.of))
        if t.kind == FUNCTION:
            return Decay(e, self.types.pointer(t))
        if e.lvalue:
            if t.is_incomplete() and t.kind != VOID:
                raise self.diags.fatal("incomplete-value", e.pos, t)
            return Load(e, t.unqualified())
        return e

    def mark_taken(self, e: Expr) -> None:
        """Note that the object under an lvalue must live in memory."""
        while True:
            if isinstance(e, Member):
                e = e.base
            elif isinstance(e, T.Index) and e.base.lvalue and e.base.type.kind == ARRAY:
                e = e.base
            elif isinstance(e, T.Part):
                e = e.operand
            elif isinstance(e, T.VariableRef):
                e.variable.address_taken = True
                return
            else:
                return

    def cast(self, e: Expr, t: Type, explicit: bool = False) -> Expr:
        """`e` converted to `t`, no check; nothing is built when the type is the same."""
        t = t.unqualified()
        if e.type.plain is t and not explicit:
            return e
        return Cast(e, t, e.pos, explicit)

    def promote(self, e: Expr) -> Expr:
        """The integer promotions on a value."""
        t = e.type
        field = value_field(e)
        if field is not None:
            return self.cast(e, self.types.promoted_field(t, field.width))
        if t.is_integer():
            return self.cast(e, self.types.promoted(t))
        return e

    def default_promote(self, e: Expr) -> Expr:
        """The default argument promotions (6.5.2.2p6)."""
        if e.type.plain is self.types.float:
            return self.cast(e, self.types.double)
        return self.promote(e)

    def condition(self, node_expr: Expr, rule: str) -> Expr:
        """A controlling expression: scalar."""
        e = self.rvalue(node_expr)
        if not e.type.is_scalar():
            raise self.diags.fatal(rule, e.pos, e.type)
        if isinstance(e, T.Assign) and not e.parenthesized:
            self.diags.report("assign-as-condition", e.pos)
        return e

    def assignable(self, e: Expr, t: Type, pos: int, context: str) -> Expr:
        """`e` converted as if by assignment to `t` (6.5.16.1)."""
        target = t.unqualified()
        if e.tag == T.STRING and target.kind == POINTER:
            e = self.rvalue(e)
        else:
            e = self.rvalue(e)
        source = e.type.plain
        if source.kind == VOID:
            raise self.diags.fatal("void-value", e.pos)
        if target.kind == VOID:
            raise self.diags.fatal("void-value", pos)
        if target is source:
            return e
        if target.kind in (INT, ENUM, FLOAT, COMPLEX, BOOL) and source.is_arithmetic():
            self.check_constant_range(e, target, context)
            return self.cast(e, target)
        if target.kind == BOOL and source.kind == POINTER:
            return self.cast(e, target)
        if target.kind == RECORD or source.kind == RECORD:
            if compatible_plain(target, source):
                return e
            if target.record is not None and target.record.transparent \
                    and context.startswith("argument"):
                return self.transparent(e, target, pos)
            raise self.diags.fatal("assign-incompatible", pos, context, source, target)
        if target.kind == VECTOR or source.kind == VECTOR:
            if target.kind == source.kind and target.size == source.size:
                return self.cast(e, target)
            raise self.diags.fatal("assign-incompatible", pos, context, source, target)
        if target.kind == POINTER:
            if source.kind == POINTER:
                if not is_null_constant(e):
                    self.check_pointers(target, source, e, pos, context)
                return self.cast(e, target)
            if source.is_integer():
                if not is_null_constant(e):
                    self.diags.report("integer-to-pointer", pos, context)
                return self.cast(e, target)
            raise self.diags.fatal("assign-incompatible", pos, context, source, target)
        if source.kind == POINTER and target.is_integer():
            self.diags.report("pointer-to-integer", pos, context)
            return self.cast(e, target)
        if compatible_plain(target, source):
            return self.cast(e, target)
        raise self.diags.fatal("assign-incompatible", pos, context, source, target)

    def check_constant_range(self, e: Expr, target: Type, context: str) -> None:
        """gcc's -Woverflow: a constant that changes its value."""
        if isinstance(e, Const) and isinstance(e.value, int) and target.kind == INT:
            if not fits(e.value, target) and not (
                    not target.signed and -(1 << (target.bits - 1)) <= e.value < 0) \
                    and not (target.signed and 0 <= e.value < 1 << target.bits):
                self.diags.report("constant-overflow", e.pos, e.type, target, e.value)

    def transparent(self, e: Expr, target: Type, pos: int) -> Expr:
        """An argument for a `transparent_union` parameter: the first member that takes it."""
        assert target.record is not None
        for field in target.record.fields:
            ft = field.type.plain
            if compatible_plain(ft, e.type.plain) or ft.kind == POINTER and (
                    e.type.kind == POINTER and (ft.of.kind == VOID or e.type.of.kind == VOID
                                                or compatible_plain(ft.of, e.type.of))
                    or is_null_constant(e)):
                call = T.BuiltinCall("transparent_union", [self.cast(e, ft)], target, pos)
                return call
        raise self.diags.fatal("assign-incompatible", pos, "argument", e.type, target)

    def check_pointers(self, target: Type, source: Type, e: Expr, pos: int, context: str) -> None:
        """6.5.16.1p1 on two pointers."""
        to = target.of
        of = source.of
        lost = of.quals & ~to.quals & t_.DECLARED
        if of.kind == ARRAY and to.kind != VOID:
            lost = 0
        if lost and to.kind != FUNCTION:
            names = " ".join(n for bit, n in t_.QUAL_NAMES if lost & bit)
            self.diags.report("discards-qualifiers", pos, context, names)
        if to.kind == VOID or of.kind == VOID:
            if (to.kind == FUNCTION or of.kind == FUNCTION) and not is_null_constant(e):
                self.diags.report("function-void-pointer", pos, context)
            return
        if compatible(to.unqualified(), of.unqualified()):
            return
        a, b = to.plain, of.plain
        if a.kind == INT and b.kind == INT and a.bits == b.bits and a.rank == b.rank:
            self.diags.report("pointer-sign", pos, context)
            return
        self.diags.report("incompatible-pointer", pos, context, source, target)

    def common_type(self, a: Expr, b: Expr) -> tuple[Expr, Expr, Type]:
        """Both operands after the usual arithmetic conversions."""
        a = self.promote(a)
        b = self.promote(b)
        t = self.types.usual(a.type, b.type)
        return self.arithmetic(a, t), self.arithmetic(b, t), t

    def arithmetic(self, e: Expr, t: Type) -> Expr:
        """Convert an operand; a real one stays real beside a complex one (Annex G)."""
        if t.kind == COMPLEX and e.type.kind != COMPLEX:
            return self.cast(e, t)
        return self.cast(e, t)

    def explicit_cast(self, e: Expr, t: Type, pos: int) -> Expr:
        """6.5.4."""
        if t.kind == VOID:
            if e.type.kind not in (ARRAY, FUNCTION) and e.lvalue and e.type.kind != VOID:
                e = self.rvalue(e)
            return Cast(e, t, pos, True)
        if t.record is not None:
            return self.cast_to_record(e, t, pos)
        if t.kind == ARRAY or t.kind == FUNCTION:
            raise self.diags.fatal("cast-to", pos, t)
        if isinstance(e, FunctionRef) or e.type.kind in (ARRAY, FUNCTION) or e.lvalue:
            e = self.rvalue(e)
        source = e.type
        target = t.unqualified()
        if target.kind == VECTOR or source.kind == VECTOR:
            if target.size != source.size or not (target.kind == VECTOR or target.is_integer()):
                raise self.diags.fatal("cast-vector", pos, source, target)
            return Cast(e, target, pos, True)
        if source.kind == VOID:
            raise self.diags.fatal("void-value", pos)
        if not source.is_scalar():
            raise self.diags.fatal("cast-from", pos, source)
        if target.kind == POINTER and source.is_floating() \
                or source.kind == POINTER and target.is_floating():
            raise self.diags.fatal("cast-pointer-float", pos)
        if target.is_incomplete():
            raise self.diags.fatal("cast-to", pos, t)
        if source.kind == POINTER and target.is_integer() and target.kind != BOOL \
                and target.size != source.size and not isinstance(fold(e), int):
            self.diags.report("cast-pointer-size", pos)
        if target.kind == POINTER and source.is_integer() and target.size != source.size \
                and fold(e) is None:
            self.diags.report("cast-integer-size", pos)
        return Cast(e, target, pos, True)

    def cast_to_record(self, e: Expr, t: Type, pos: int) -> Expr:
        """GNU: cast to a union from a member's type; to the same struct (6.5.4p2 forbids)."""
        e = self.rvalue(e)
        record = t.record
        assert record is not None
        if record.is_union:
            for field in record.fields:
                if compatible_plain(field.type.plain, e.type.plain):
                    self.diags.report("cast-to-union", pos)
                    call = T.BuiltinCall("cast_to_union", [e], t.unqualified(), pos)
                    return call
        if compatible_plain(t, e.type):
            self.diags.report("cast-to-same-struct", pos)
            return e
        raise self.diags.fatal("cast-to", pos, t)
