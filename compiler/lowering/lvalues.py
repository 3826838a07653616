"""Lvalues: evaluated to places, read and written.

Problem: each kind of lvalue is read and written in its own way, with volatile, atomic, alignment
and alias class.  Idea: `place` evaluates an lvalue once to a `Place`; `load` and `store` then do
the right thing, any number of times (compound assignment reads and writes the same place).

Invariants: elements of arrays and members keep alignment, alias class and volatility of the object
they are part of.
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import (
    Cast,
    ComplexPart,
    CompoundLiteral,
    Deref,
    Expr,
    FuncRef,
    Member,
    PointerAdd,
    StringLiteral,
    VarRef,
    VectorElement,
)
from compiler.frontend.types import ArrayType, CType, RecordType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.lowering import (
    aggregates,
    arithmetic,
    atomics,
    bitfields,
    expressions,
    global_registers,
    initializers,
    nested_functions,
    places,
)
from compiler.lowering.context import FunctionContext
from compiler.lowering.places import Place
from compiler.lowering.value_types import value_type


def place(f: FunctionContext, e: Expr) -> Place:
    """Evaluate an lvalue (or a record rvalue, which is put into memory)."""
    kind = e.kind
    if kind == tree.VAR:
        assert isinstance(e, VarRef)
        return variable_place(f, e)
    if kind == tree.MEMBER:
        assert isinstance(e, Member)
        return member_place(f, e)
    if kind == tree.DEREF:
        assert isinstance(e, Deref)
        return pointed_place(f, e.pointer, e.type)
    if kind == tree.STRING:
        assert isinstance(e, StringLiteral)
        return places.memory_place(string_address(f, e), e.type)
    if kind == tree.COMPOUND_LITERAL:
        assert isinstance(e, CompoundLiteral)
        return literal_place(f, e)
    if kind == tree.VECTOR_ELEMENT:
        assert isinstance(e, VectorElement)
        return lane_place(f, e)
    if kind == tree.COMPLEX_PART:
        assert isinstance(e, ComplexPart)
        base = place(f, e.base)
        if e.imaginary:
            places.step_into(base, e.type.size)
        base.type = e.type
        return base
    if kind == tree.CAST:
        assert isinstance(e, Cast)
        if e.op == tree.LVALUE_TO_RVALUE or e.op == tree.NO_OP:
            base = place(f, e.operand)
            if base.address is not None:
                return base
    return places.memory_place(aggregates.materialized(f, e), e.type)


def variable_place(f: FunctionContext, e: VarRef) -> Place:
    """A named variable."""
    decl = e.decl
    if decl.storage <= tree.REGISTER_STORAGE:
        if decl.register_name and decl.function is None:
            fixed = Place(e.type, None, 1)
            fixed.register = decl.register_name.lstrip("%")
            return fixed
        variable = f.variable(decl)
        if variable is not None:
            made = Place(e.type, None, 1)
            made.variable = variable
            return made
    align = e.type.align
    return Place(e.type, f.variable_address(decl), decl.align if decl.align > align else align)


def member_place(f: FunctionContext, e: Member) -> Place:
    """base.field"""
    base = place(f, e.base)
    owner = e.base.type
    if base.alias == places.BY_TYPE and (owner.kind == c.UNION or owner.quals & c.MAY_ALIAS):
        base.alias = f.alias(owner)
    base.volatile = base.volatile or e.type.quals & c.VOLATILE != 0
    base.type = e.type
    if e.field.base is not None:
        base.address = f.ptradd(places.pointer_of(f, base), f.hidden_value(e.field.base), 0)
        base.offset = 0
        base.align = 1
    if e.flags & tree.BITFIELD:
        base.field = e.field
        record = owner.unqual
        assert isinstance(record, RecordType)
        base.owner = record
    else:
        places.step_into(base, e.field.offset)
    return base


def pointed_place(f: FunctionContext, pointer: Expr, type: CType) -> Place:
    """*pointer; elements of arrays keep what is known of the array."""
    if pointer.kind == tree.POINTER_ADD:
        assert isinstance(pointer, PointerAdd)
        inner = pointer.pointer
        if inner.kind == tree.CAST:
            assert isinstance(inner, Cast)
            if inner.op == tree.ARRAY_TO_POINTER:
                return element_place(f, inner.operand, pointer, type)
    elif pointer.kind == tree.CAST:
        assert isinstance(pointer, Cast)
        if pointer.op == tree.ARRAY_TO_POINTER:
            base = place(f, pointer.operand)
            base.type = type
            base.volatile = type.quals & c.VOLATILE != 0
            return base
    return Place(type, expressions.scalar(f, pointer), type.align)


def element_place(f: FunctionContext, array: Expr, sum: PointerAdd, type: CType) -> Place:
    """array[index]"""
    base = place(f, array)
    base.type = type
    base.volatile = base.volatile or type.quals & c.VOLATILE != 0
    if base.address is None:
        return base
    offset = arithmetic.byte_offset(f, sum)
    if offset.op == o.CONST:
        places.step_into(base, offset.imm)
    else:
        base.address = f.ptradd(places.pointer_of(f, base), offset, arithmetic.pointer_flags(f))
        base.offset = 0
        base.align = places.align_at(base.align, sum.scale)
    return base


def literal_place(f: FunctionContext, e: CompoundLiteral) -> Place:
    """A compound literal, initialised anew at each evaluation."""
    decl = e.decl
    if decl.storage <= tree.REGISTER_STORAGE:
        address = f.variable_address(decl)
        if decl.init is not None:
            initializers.initialize(f, address, decl.type.align, decl.type, decl.init)
    else:
        address = f.variable_address(decl)
    return places.memory_place(address, e.type)


def lane_place(f: FunctionContext, e: VectorElement) -> Place:
    """vector[index]"""
    base = place(f, e.base)
    index = expressions.scalar(f, e.index)
    base.type = e.type
    if base.address is None:
        base.lane = index
        return base
    size = e.type.size
    if index.op == o.CONST:
        places.step_into(base, index.imm * size)
    else:
        offset = f.binary(o.MUL, index, f.word(int(size)))
        base.address = f.ptradd(places.pointer_of(f, base), offset, o.INBOUNDS)
        base.offset = 0
        base.align = places.align_at(base.align, size)
    return base


def string_address(f: FunctionContext, e: StringLiteral) -> Instr:
    """The address of a string literal's array."""
    type = e.type.unqual
    assert isinstance(type, ArrayType)
    symbol = f.unit.string(e.data, int(type.element.size), int(type.align))
    return f.address_of(symbol)


def address(f: FunctionContext, e: Expr) -> Instr:
    """The address of an lvalue or function designator."""
    if e.kind == tree.FUNC:
        assert isinstance(e, FuncRef)
        if f.unit.needs_chain(e.decl):
            return nested_functions.trampoline(f, e.decl)
        return f.address_of(f.unit.symbol(e.decl))
    found = place(f, e)
    if found.address is None:
        return spilled(f, found)
    return places.pointer_of(f, found)


def spilled(f: FunctionContext, found: Place) -> Instr:
    """The address of a copy of a variable that is only a value."""
    value = load(f, found)
    slot = f.slot(int(found.type.size), int(found.type.align))
    f.store(slot, value, found.type.align, f.alias(found.type))
    return slot


def load(f: FunctionContext, found: Place) -> Instr:
    """The value of a scalar or vector place."""
    if found.register:
        return global_registers.read(f, found.register, found.type)
    if found.address is None:
        variable = found.variable
        assert variable is not None
        value = f.read(variable)
        if found.lane is not None:
            return f.emit(o.EXTRACT, value_type(found.type), [value, found.lane])
        return value
    if found.field is not None:
        return bitfields.load(f, found, found.field)
    if found.type.quals & c.ATOMIC:
        return atomics.load_scalar(f, places.pointer_of(f, found), found.type, o.SEQ_CST)
    return f.load(value_type(found.type), places.pointer_of(f, found), found.align,
                  places.alias_of(f, found), found.flags())


def store(f: FunctionContext, found: Place, value: Instr) -> Instr:
    """Write a scalar or vector; the value that the place has then."""
    if found.register:
        return global_registers.write(f, found.register, found.type, value)
    if found.address is None:
        variable = found.variable
        assert variable is not None
        if found.lane is not None:
            whole = f.read(variable)
            f.write(variable, f.emit(o.INSERT, whole.type, [whole, value, found.lane]))
        else:
            f.write(variable, value)
        return value
    if found.field is not None:
        return bitfields.store(f, found, found.field, value)
    if found.type.quals & c.ATOMIC:
        atomics.store_scalar(f, places.pointer_of(f, found), value, found.type, o.SEQ_CST)
        return value
    f.store(places.pointer_of(f, found), value, found.align, places.alias_of(f, found),
            found.flags())
    return value
