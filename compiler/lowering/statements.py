"""Statements: control flow, scopes, declarations.

Problem: every statement may stand in code that cannot be reached and still hold a label that can;
what cannot be reached must leave no code.  Idea: the builder knows whether the current block is
reachable; expressions are skipped while it is not, labels and cases make it reachable again.  Loops
entered from nowhere are skipped unless they hold a label.

Invariants: `f.jumps` is the innermost loop or switch; leaving a scope runs its cleanups
(`cleanup.unwind`).  `else if` chains and blocks are walked with loops.
"""

from __future__ import annotations

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import (
    Asm,
    Block,
    Break,
    Case,
    ComputedGoto,
    Continue,
    DeclStmt,
    DoWhile,
    Expr,
    ExprStmt,
    For,
    Goto,
    If,
    LabelStmt,
    Return,
    StatementExpr,
    Stmt,
    Switch,
    VarDecl,
    While,
)
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.module import ArgInfo
from compiler.ir.types import I1, PTR, VOID
from compiler.lowering import (
    aggregates,
    calls,
    cleanup,
    complex_numbers,
    conditions,
    expressions,
    initializers,
    inline_asm,
    lvalues,
    nested_functions,
    places,
    switches,
)
from compiler.lowering.context import FunctionContext, Jumps, Pair
from compiler.lowering.places import Place
from compiler.lowering.value_types import has_layout, value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


# The functions of -finstrument-functions: (this function, where it was called from).
PROFILE_ENTER: Final = "__cyg_profile_func_enter"
PROFILE_EXIT: Final = "__cyg_profile_func_exit"


def statement(f: FunctionContext, s: Stmt) -> None:
    """Lower one statement."""
    kind = s.kind
    if kind == tree.EXPR_STMT:
        if f.reachable:
            assert isinstance(s, ExprStmt)
            f.pos = s.loc
            expressions.effect(f, s.expr)
    elif kind == tree.BLOCK:
        assert isinstance(s, Block)
        block(f, s)
    elif kind == tree.IF:
        assert isinstance(s, If)
        if_statement(f, s)
    elif kind == tree.DECL_STMT:
        assert isinstance(s, DeclStmt)
        for decl in s.decls:
            declare(f, decl)
    elif kind == tree.RETURN:
        assert isinstance(s, Return)
        if f.reachable:
            return_statement(f, s)
    elif kind == tree.FOR:
        assert isinstance(s, For)
        for_statement(f, s)
    elif kind == tree.WHILE:
        assert isinstance(s, While)
        while_statement(f, s)
    elif kind == tree.DO_WHILE:
        assert isinstance(s, DoWhile)
        do_statement(f, s)
    elif kind == tree.CASE:
        assert isinstance(s, Case)
        found = f.case_blocks.get(s)
        if found is not None:
            f.jump(found)
            f.begin(found)
    elif kind == tree.LABEL_STMT:
        assert isinstance(s, LabelStmt)
        if s.label.used or s.label.address_taken:
            target = f.label_block(s.label)
            f.placed[s.label] = True
            f.jump(target)
            f.start(target)
    elif kind == tree.BREAK or kind == tree.CONTINUE or kind == tree.GOTO:
        if f.reachable:
            jump_statement(f, s)
    elif kind == tree.SWITCH:
        assert isinstance(s, Switch)
        switches.switch_statement(f, s)
    elif kind == tree.COMPUTED_GOTO:
        assert isinstance(s, ComputedGoto)
        if f.reachable:
            f.pos = s.loc
            f.indirect_jump(expressions.scalar(f, s.target))
    elif kind == tree.ASM:
        assert isinstance(s, Asm)
        if f.reachable:
            f.pos = s.loc
            inline_asm.statement(f, s)


def block(f: FunctionContext, s: Block) -> None:
    """{ items }"""
    for item in s.items:
        statement(f, item)
    if s.inner is not s.outer and f.reachable:
        f.pos = s.end
        cleanup.unwind(f, s.inner, s.outer)


def if_statement(f: FunctionContext, s: If) -> None:
    """if, with its chain of else-ifs in a loop."""
    done = f.function.new_block()
    current = s
    while True:
        then = f.function.new_block()
        otherwise_statement = current.otherwise
        otherwise = done if otherwise_statement is None else f.function.new_block()
        if f.reachable:
            f.pos = current.loc
            conditions.branch(f, current.condition, then, otherwise)
        f.begin(then)
        statement(f, current.then)
        f.jump(done)
        if otherwise_statement is None:
            break
        f.begin(otherwise)
        if otherwise_statement.kind != tree.IF:
            statement(f, otherwise_statement)
            f.jump(done)
            break
        assert isinstance(otherwise_statement, If)
        current = otherwise_statement
    f.begin(done)


# -- loops -----------------------------------------------------------------------------------


def holds_label(s: Stmt | None) -> bool:
    """True when control can get into a statement by a label or case within."""
    pending: list[Stmt | None] = [s]
    while pending:
        item = pending.pop()
        if item is None:
            continue
        kind = item.kind
        if kind == tree.LABEL_STMT or kind == tree.CASE:
            return True
        if isinstance(item, Block):
            pending.extend(item.items)
        elif isinstance(item, If):
            pending.append(item.then)
            pending.append(item.otherwise)
        elif isinstance(item, (While, DoWhile, For, Switch)):
            pending.append(item.body)
    return False


def while_statement(f: FunctionContext, s: While) -> None:
    """while (condition) body"""
    if not f.reachable and not holds_label(s.body):
        return
    head = f.open_block()
    body = f.function.new_block()
    done = f.function.new_block()
    f.jump(head)
    f.start(head)
    f.pos = s.loc
    conditions.branch(f, s.condition, body, done)
    f.jumps = Jumps(f.jumps, done, head, s.cleanup)
    f.begin(body)
    statement(f, s.body)
    f.jumps = f.jumps.outer
    f.jump(head)
    f.seal(head)
    f.begin(done)


def do_statement(f: FunctionContext, s: DoWhile) -> None:
    """do body while (condition)"""
    if not f.reachable and not holds_label(s.body):
        return
    body = f.open_block()
    test = f.function.new_block()
    done = f.function.new_block()
    f.jump(body)
    f.start(body)
    f.jumps = Jumps(f.jumps, done, test, s.cleanup)
    statement(f, s.body)
    f.jumps = f.jumps.outer
    f.jump(test)
    f.begin(test)
    if f.reachable:
        f.pos = s.loc
        conditions.branch(f, s.condition, body, done)
    f.seal(body)
    f.begin(done)


def for_statement(f: FunctionContext, s: For) -> None:
    """for (init; condition; step) body"""
    if s.init is not None:
        statement(f, s.init)
    if not f.reachable and not holds_label(s.body):
        return
    head = f.open_block()
    body = f.function.new_block()
    following = f.function.new_block()
    done = f.function.new_block()
    f.jump(head)
    f.start(head)
    f.pos = s.loc
    if s.condition is None:
        f.jump(body)
    else:
        conditions.branch(f, s.condition, body, done)
    f.jumps = Jumps(f.jumps, done, following, s.cleanup)
    f.begin(body)
    statement(f, s.body)
    f.jumps = f.jumps.outer
    f.jump(following)
    f.begin(following)
    if f.reachable:
        if s.step is not None:
            f.pos = s.loc
            expressions.effect(f, s.step)
        f.jump(head)
    f.seal(head)
    f.begin(done)


def jump_statement(f: FunctionContext, s: Stmt) -> None:
    """break, continue, goto"""
    f.pos = s.loc
    if isinstance(s, Goto):
        if s.label.function is not f.decl and s.label.function is not None:
            nested_functions.nonlocal_goto(f, s.label)
            return
        cleanup.unwind(f, s.cleanup, s.label.cleanup)
        f.jump(f.label_block(s.label))
        return
    jumps = f.jumps
    if isinstance(s, Break):
        assert jumps is not None
        cleanup.unwind(f, s.cleanup, jumps.cleanup)
        f.jump(jumps.break_to)
        return
    assert isinstance(s, Continue)
    while jumps is not None and jumps.continue_to is None:
        jumps = jumps.outer
    assert jumps is not None and jumps.continue_to is not None
    cleanup.unwind(f, s.cleanup, jumps.cleanup)
    f.jump(jumps.continue_to)


def return_statement(f: FunctionContext, s: Return) -> None:
    """return value"""
    e = s.value
    f.pos = s.loc
    result: Instr | None = None
    if e is not None:
        type = e.type
        if f.result_address is not None and has_layout(type):
            return_aggregate(f, e)
        elif value_type(type) != 0:
            result = expressions.scalar(f, e)
        else:
            expressions.effect(f, e)
    f.pos = s.loc
    cleanup.unwind(f, s.cleanup, None)
    leave(f, result)


def return_aggregate(f: FunctionContext, e: Expr) -> None:
    """Put a record or complex result where the caller wants it."""
    assert f.result_address is not None
    place = places.memory_place(f.result_address, e.type)
    if e.type.kind == c.COMPLEX:
        complex_numbers.store(f, place, complex_numbers.value(f, e))
    elif e.type.kind == c.VECTOR:
        lvalues.store(f, place, expressions.scalar(f, e))
    else:
        aggregates.into(f, e, place)


def profile(f: FunctionContext, name: str) -> None:
    """-finstrument-functions: tell of the function that is entered or left."""
    decl = f.decl
    if not f.options.instrument or decl is None or decl.no_instrument:
        return
    here = f.address_of(f.function.symbol)
    caller = f.emit(o.RETURNADDRESS, PTR, [], 0)
    infos = [calls.pointer_info(), calls.pointer_info()]
    calls.runtime_call(f, name, ArgInfo(VOID), [here, caller], infos)


def leave(f: FunctionContext, result: Instr | None) -> None:
    """Return, with an arbitrary value where the function should give one and does not."""
    if not f.reachable:
        return
    profile(f, PROFILE_EXIT)
    info = f.function.info.signature.result
    if info.layout is not None or info.type == 0:
        f.leave(None)
    elif result is None:
        f.leave(f.integer(info.type, 0) if info.type < 16 else f.function.poison(info.type))
    else:
        f.leave(result)


# -- declarations ----------------------------------------------------------------------------


def declare(f: FunctionContext, decl: VarDecl) -> None:
    """A local declaration is reached: make the object and initialise it."""
    if decl.storage > tree.REGISTER_STORAGE:
        return
    if not f.reachable:
        return
    f.pos = decl.loc
    type = decl.type
    if decl.vla_size is not None:
        cleanup.declare_vla(f, decl)
        return
    variable = f.variable(decl)
    init = decl.init
    if variable is not None:
        if init is not None:
            initializers.initialize_value(f, variable, init)
        else:
            f.write(variable, f.undefined_value(variable))
        return
    if init is not None:
        address = f.variable_address(decl)
        initializers.initialize(f, address, max(type.align, decl.align), type, init)


# -- statement expressions -------------------------------------------------------------------


def enter(f: FunctionContext, e: StatementExpr) -> None:
    """Run the items of a statement expression."""
    for item in e.body.items:
        statement(f, item)


def exit_scope(f: FunctionContext, e: StatementExpr) -> None:
    """Leave its block."""
    if f.reachable and e.body.inner is not e.body.outer:
        cleanup.unwind(f, e.body.inner, e.body.outer)


def statement_effect(f: FunctionContext, e: StatementExpr) -> None:
    """({ ... }) for its effects."""
    enter(f, e)
    if e.value is not None and f.reachable:
        expressions.effect(f, e.value)
    exit_scope(f, e)


def statement_value(f: FunctionContext, e: StatementExpr) -> Instr:
    """({ ... }) of scalar type."""
    enter(f, e)
    result = f.integer(I1, 0)
    if e.value is not None:
        result = expressions.scalar(f, e.value)
    exit_scope(f, e)
    return result


def statement_pair(f: FunctionContext, e: StatementExpr) -> Pair:
    """({ ... }) of complex type."""
    enter(f, e)
    assert e.value is not None
    result = complex_numbers.value(f, e.value)
    exit_scope(f, e)
    return result


def statement_into(f: FunctionContext, e: StatementExpr, target: Place) -> None:
    """({ ... }) of record type."""
    enter(f, e)
    assert e.value is not None
    aggregates.into(f, e.value, target)
    exit_scope(f, e)
