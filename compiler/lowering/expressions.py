"""Expressions: the dispatch from tree nodes to the topic that lowers them.

Problem: an expression is wanted as a scalar value, as a pair (complex), in memory (records), or for
its effects only.  Idea: four entries: `scalar` here, `complex_numbers.value`, `aggregates.into`,
`effect` here; each dispatches on the node's kind.

Invariants: after a call that does not return, and the like, the builder is in an unreachable block;
the rest of the expression is lowered there and vanishes.
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import (
    AddressConst,
    AddressOf,
    Assign,
    Binary,
    BuiltinCall,
    Call,
    Cast,
    Comma,
    ComplexPart,
    CompoundAssign,
    Conditional,
    Expr,
    FloatConst,
    FuncRef,
    IncDec,
    IntConst,
    LabelAddress,
    Logical,
    PointerAdd,
    PointerDiff,
    Saved,
    StatementExpr,
    Unary,
    VaArg,
    VarRef,
    VectorElement,
)
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.types import I1, VOID
from compiler.lowering import (
    aggregates,
    arithmetic,
    assignments,
    builtin_calls,
    calls,
    complex_numbers,
    conditions,
    conversions,
    lvalues,
    nested_functions,
    places,
    statements,
    varargs,
)
from compiler.lowering.context import FunctionContext
from compiler.lowering.value_types import value_type


def scalar(f: FunctionContext, e: Expr) -> Instr:
    """The value of an expression of scalar or vector type (void: any value)."""
    kind = e.kind
    if kind == tree.CAST:
        assert isinstance(e, Cast)
        return cast(f, e)
    if kind == tree.INT_CONST:
        assert isinstance(e, IntConst)
        return f.integer(value_type(e.type), e.value)
    if kind == tree.BINARY:
        assert isinstance(e, Binary)
        return arithmetic.binary(f, e)
    if kind == tree.CALL:
        assert isinstance(e, Call)
        return calls.call(f, e)
    if kind == tree.POINTER_ADD:
        assert isinstance(e, PointerAdd)
        return arithmetic.pointer_add(f, e)
    if kind == tree.ADDRESS_OF:
        assert isinstance(e, AddressOf)
        return lvalues.address(f, e.operand)
    if kind == tree.ASSIGN:
        assert isinstance(e, Assign)
        return assignments.assign(f, e)
    if kind == tree.UNARY:
        assert isinstance(e, Unary)
        return arithmetic.unary(f, e)
    if kind == tree.LOGICAL:
        return f.widened(conditions.truth(f, e), value_type(e.type))
    if kind == tree.CONDITIONAL:
        assert isinstance(e, Conditional)
        return conditions.conditional(f, e)
    if kind == tree.INC_DEC:
        assert isinstance(e, IncDec)
        return assignments.increment(f, e)
    if kind == tree.COMPOUND_ASSIGN:
        assert isinstance(e, CompoundAssign)
        return assignments.compound(f, e)
    if kind == tree.COMMA:
        return scalar(f, comma(f, e))
    if kind == tree.FLOAT_CONST:
        assert isinstance(e, FloatConst)
        return f.integer(value_type(e.type), e.bits)
    if kind == tree.SAVED:
        assert isinstance(e, Saved)
        return saved_value(f, e)
    if kind == tree.STATEMENT_EXPR:
        assert isinstance(e, StatementExpr)
        return statements.statement_value(f, e)
    if kind == tree.BUILTIN_CALL:
        assert isinstance(e, BuiltinCall)
        return builtin_calls.call(f, e)
    if kind == tree.POINTER_DIFF:
        assert isinstance(e, PointerDiff)
        return arithmetic.pointer_difference(f, e)
    if kind == tree.VA_ARG:
        assert isinstance(e, VaArg)
        return varargs.argument(f, e)
    return rare_scalar(f, e)


def rare_scalar(f: FunctionContext, e: Expr) -> Instr:
    """The kinds that are seldom seen."""
    kind = e.kind
    if kind == tree.FUNC:
        assert isinstance(e, FuncRef)
        return f.address_of(f.unit.symbol(e.decl))
    if kind == tree.LABEL_ADDRESS:
        assert isinstance(e, LabelAddress)
        if e.label.function is not f.decl and e.label.function is not None:
            return nested_functions.label_address(f, e.label)
        return f.function.block_address(f.label_block(e.label))
    if kind == tree.ADDRESS_CONST:
        assert isinstance(e, AddressConst)
        return address_constant(f, e)
    if kind == tree.COMPLEX_PART:
        assert isinstance(e, ComplexPart)
        if not e.flags & tree.LVALUE:
            pair = complex_numbers.value(f, e.base)
            return pair.imaginary if e.imaginary else pair.real
    if kind == tree.VECTOR_ELEMENT:
        assert isinstance(e, VectorElement)
        if not e.flags & tree.LVALUE:
            whole = scalar(f, e.base)
            index = scalar(f, e.index)
            return f.emit(o.EXTRACT, value_type(e.type), [whole, index])
    return lvalues.load(f, lvalues.place(f, e))


def address_constant(f: FunctionContext, e: AddressConst) -> Instr:
    """The address of a declaration or string, plus bytes."""
    decl = e.decl
    if decl is not None:
        assert isinstance(decl, tree.SymbolDecl)
        base = f.address_of(f.unit.symbol(decl))
    else:
        string = e.string
        assert string is not None
        base = lvalues.string_address(f, string)
    value = f.offset(base, e.offset)
    if e.type.kind != c.POINTER:
        return f.resize(f.convert(o.PTRTOINT, f.pointer_integer, value), value_type(e.type), True)
    return value


def cast(f: FunctionContext, e: Cast) -> Instr:
    """A conversion to a scalar type."""
    op = e.op
    operand = e.operand
    if op == tree.LVALUE_TO_RVALUE:
        if operand.kind == tree.VAR:
            assert isinstance(operand, VarRef)
            variable = f.variables.get(operand.decl)
            if variable is not None:
                value = f.read(variable)
                if f.reads is not None:
                    f.note_read(value, e)
                return value
        found = lvalues.place(f, operand)
        f.pos = e.loc
        value = lvalues.load(f, found)
        if f.reads is not None and operand.kind == tree.VAR:
            f.note_read(value, e)
        return value
    if op == tree.ARRAY_TO_POINTER:
        return places.pointer_of(f, lvalues.place(f, operand))
    if op == tree.FUNCTION_TO_POINTER:
        return lvalues.address(f, operand)
    if op == tree.TO_VOID:
        effect(f, operand)
        return f.integer(I1, 0)
    if op == tree.TO_BOOL:
        return f.widened(conditions.truth(f, e), value_type(e.type))
    if op == tree.NULL_POINTER:
        return f.integer(value_type(e.type), 0)
    if op == tree.COMPLEX_TO_REAL:
        return complex_numbers.value(f, operand).real
    if operand.type.kind >= c.ARRAY or operand.type.kind == c.COMPLEX:
        return lvalues.load(f, lvalues.place(f, e))
    value = scalar(f, operand)
    f.pos = e.loc
    return conversions.convert_value(f, op, value, operand.type, e.type)


def comma(f: FunctionContext, e: Expr) -> Expr:
    """Evaluate all but the last of a comma chain for effect; the last."""
    pending: list[Expr] = []
    while e.kind == tree.COMMA:
        assert isinstance(e, Comma)
        pending.append(e.right)
        e = e.left
    effect(f, e)
    while len(pending) > 1:
        effect(f, pending.pop())
    return pending[0]


def save(f: FunctionContext, e: Saved) -> None:
    """Evaluate a Saved node's value, for its references to read."""
    if e.type.kind == c.COMPLEX:
        f.saved_pairs[e] = complex_numbers.value(f, e.value)
    else:
        f.saved[e] = scalar(f, e.value)


def saved_value(f: FunctionContext, e: Saved) -> Instr:
    """The value of a Saved node, evaluated now if it was not."""
    found = f.saved.get(e)
    if found is None:
        save(f, e)
        found = f.saved[e]
    return found


def effect(f: FunctionContext, e: Expr) -> None:
    """Evaluate an expression whose value is not used."""
    kind = e.kind
    if kind == tree.CAST:
        assert isinstance(e, Cast)
        if e.op != tree.LVALUE_TO_RVALUE and e.op != tree.COMPLEX_TO_REAL:
            effect(f, e.operand)
            return
        if not is_volatile(e.operand) or e.operand.type.kind == c.VOID:
            designate(f, e.operand)
            return
    elif kind == tree.COMMA:
        effect(f, comma(f, e))
        return
    elif kind == tree.CONDITIONAL:
        assert isinstance(e, Conditional)
        conditions.conditional_effect(f, e)
        return
    elif kind == tree.LOGICAL:
        assert isinstance(e, Logical)
        conditions.logical_effect(f, e)
        return
    elif kind == tree.STATEMENT_EXPR:
        assert isinstance(e, StatementExpr)
        statements.statement_effect(f, e)
        return
    elif kind == tree.INT_CONST or kind == tree.FUNC:
        return
    elif kind == tree.INC_DEC:
        assert isinstance(e, IncDec)
        assignments.increment_effect(f, e)
        return
    elif e.flags & tree.LVALUE and (not is_volatile(e) or e.type.kind == c.VOID):
        designate(f, e)
        return
    type = e.type
    if type.kind == c.COMPLEX:
        complex_numbers.value(f, e)
    elif type.kind >= c.ARRAY:
        aggregates.effect(f, e)
    else:
        scalar(f, e)


def is_volatile(e: Expr) -> bool:
    """True when reading this lvalue is an effect."""
    return e.type.quals & (c.VOLATILE | c.ATOMIC) != 0


def designate(f: FunctionContext, e: Expr) -> None:
    """Evaluate an lvalue without reading it."""
    if e.kind != tree.VAR and e.kind != tree.FUNC:
        if value_type(e.type) != VOID or e.type.kind != c.FUNCTION:
            lvalues.place(f, e)
