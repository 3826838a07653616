"""Calls: arguments, results, C-level facts for later stages.

Problem: a call must keep its C-level shape (records by value as pointers to copies, results of
records through a further pointer) until the ABI is lowered.  Idea: `CallInfo` from the function
type's signature, made once for each type; argument infos beyond the prototype follow from the
arguments' own types.  Calls of known library functions that are IR operations are expanded in
`library_calls`.

Invariants: a record argument is the address of the object or of a copy; whoever makes the call real
(ABI lowering, the inliner) copies from it.  What does not return ends the block.
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.builtins import OP_VA_ARG_PACK
from compiler.frontend.tree import BuiltinCall, Call, Cast, Expr, FuncDecl, FuncRef
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.module import ArgInfo, CallInfo, FunctionInfo, Signature
from compiler.ir.types import I1, PTR, VOID
from compiler.lowering import (
    aggregates,
    complex_numbers,
    expressions,
    library_calls,
    lvalues,
    nested_functions,
    places,
)
from compiler.lowering.context import FunctionContext
from compiler.lowering.value_types import has_layout, value_type


def call(f: FunctionContext, e: Call) -> Instr:
    """A call whose result is a scalar (or unused)."""
    callee = e.callee
    if callee.kind == tree.FUNC:
        assert isinstance(callee, FuncRef)
        if callee.decl.builtin is not None and not is_wrapper(callee.decl):
            expanded = library_calls.expand(f, e, callee.decl.builtin)
            if expanded is not None:
                return expanded
    if has_layout(e.type):
        address = memory_result(f, e, None)
        if e.type.kind == c.VECTOR:
            return f.load(value_type(e.type), address, e.type.align, f.alias(e.type))
        return f.integer(I1, 0)
    return emit_call(f, e, None)


def is_wrapper(decl: FuncDecl) -> bool:
    """A library function's inline definition in a header, which checks before it calls."""
    return decl.defined and decl.gnu_inline


def memory_result(f: FunctionContext, e: Call, target: Instr | None) -> Instr:
    """A call whose result is a record or complex number: the address where it is."""
    if target is None:
        target = f.temporary(e.type)
    emit_call(f, e, target)
    return target


def emit_call(f: FunctionContext, e: Call, result: Instr | None) -> Instr:
    """Evaluate callee and arguments and call."""
    unit = f.unit
    callee = e.callee
    decl: FuncDecl | None = None
    if callee.kind == tree.FUNC:
        assert isinstance(callee, FuncRef)
        decl = callee.decl
        target = f.address_of(unit.symbol(decl))
    else:
        target = expressions.scalar(f, callee)
    signature = unit.types.signature(e.function)
    args = [target]
    if result is not None:
        args.append(result)
    infos: list[ArgInfo] = []
    fixed = len(signature.params)
    pack = False
    for index, argument in enumerate(e.arguments):
        if isinstance(argument, BuiltinCall) and argument.builtin.code == OP_VA_ARG_PACK:
            pack = index == len(e.arguments) - 1
            if pack:
                break
        infos.append(signature.params[index] if index < fixed else unit.types.argument(
            argument.type))
        args.append(argument_value(f, argument))
    f.pos = e.loc
    info = CallInfo(signature, infos)
    if pack:
        info.pack = True
        unit.module.uses_packs = True
    if decl is not None:
        info.no_inline = decl.asm_name not in ("", decl.name) and not decl.defined
        nested_functions.add_chain(f, decl, args, info)
        facts = unit.symbol(decl).info
        if facts is not None:
            copy_facts(info, facts)
        info.must_inline = decl.always_inline
    type = e.function.unqual
    assert isinstance(type, c.FunctionType)
    info.noreturn = info.noreturn or type.noreturn
    info.returns_twice = info.returns_twice or type.returns_twice
    return finish_call(f, args, info, decl is not None and decl.malloc)


def copy_facts(info: CallInfo, facts: FunctionInfo) -> None:
    """What the callee's declaration says."""
    info.noreturn = facts.noreturn
    info.returns_twice = facts.returns_twice
    info.pure = facts.pure
    info.constant = facts.constant


def finish_call(f: FunctionContext, args: list[Instr], info: CallInfo, fresh: bool) -> Instr:
    """Emit the call; end the block when it does not return."""
    result = info.signature.result
    type = VOID if result.layout is not None else result.type
    if info.returns_twice:
        f.function.info.calls_setjmp = True
    made = f.emit(o.CALL, type, args)
    made.aux = info
    if fresh:
        made.flags = o.NOALIAS_CALL
    if info.noreturn:
        f.stop()
        if type != VOID:
            return f.function.poison(type)
    return made if type != VOID else f.integer(I1, 0)


def argument_value(f: FunctionContext, e: Expr) -> Instr:
    """An argument as it is passed."""
    if not has_layout(e.type):
        return expressions.scalar(f, e)
    if e.type.kind == c.VECTOR:
        return aggregates.materialized(f, e)
    if e.kind == tree.CALL or e.kind == tree.VA_ARG:
        if e.kind == tree.CALL or e.type.kind != c.COMPLEX:
            return aggregates.materialized(f, e)
    if e.kind == tree.CAST:
        assert isinstance(e, Cast)
        inner = e.operand
        if e.op == tree.LVALUE_TO_RVALUE and inner.flags & tree.LVALUE \
                and e.type.size != c.VARIABLE \
                and not inner.type.quals & (c.VOLATILE | c.ATOMIC):
            return lvalues.address(f, inner)
    slot = f.temporary(e.type)
    place = places.memory_place(slot, e.type)
    if e.type.kind == c.COMPLEX:
        complex_numbers.store(f, place, complex_numbers.value(f, e))
    else:
        aggregates.into(f, e, place)
    return slot


def runtime_call(f: FunctionContext, name: str, result: ArgInfo, values: list[Instr],
                 infos: list[ArgInfo], target: Instr | None = None) -> Instr:
    """Call a function of the runtime or the C library by name."""
    signature = Signature(result, infos, False)
    symbol = f.unit.module.symbol(name)
    if symbol.kind == 0:
        symbol.kind = 1
    if symbol.info is None:
        symbol.info = FunctionInfo(signature)
    args = [f.address_of(symbol)]
    if target is not None:
        args.append(target)
    return finish_call(f, args + values, CallInfo(signature, infos), False)



def pointer_info() -> ArgInfo:
    """The passing of a pointer."""
    return ArgInfo(PTR)
