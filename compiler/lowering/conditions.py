"""Conditions: branches, truth values, logical operators, the conditional operator.

Problem: `a && b || !c` in a condition should become jumps, not values; constants must decide a
branch at every level and leave no code behind.  Idea: `branch` lowers a condition straight to two
targets; `truth` gives an i1 where a value is wanted.  __builtin_expect becomes the hint of the
branch it decides.

Invariants: chains of one logical operator are left-deep and walked with a loop.  The target blocks
are begun by the caller.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import builtins as b
from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import (
    Binary,
    BuiltinCall,
    Cast,
    Conditional,
    Expr,
    IntConst,
    Logical,
    Unary,
    VarRef,
)
from compiler.ir.instr import Block, Instr
from compiler.ir.opcodes import CONST
from compiler.ir.types import I1, VOID
from compiler.lowering import arithmetic, complex_numbers, expressions
from compiler.lowering.builder import LIKELY_FALSE, LIKELY_TRUE
from compiler.lowering.context import FunctionContext
from compiler.lowering.ssa import Variable
from compiler.lowering.value_types import value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

NO_HINT: Final = 0


def branch(f: FunctionContext, e: Expr, then: Block, otherwise: Block, hint: int = 0) -> None:
    """Evaluate a condition and go to `then` or `otherwise`."""
    while True:
        if e.kind == tree.UNARY:
            assert isinstance(e, Unary)
            if e.op != tree.LOGICAL_NOT:
                break
            then, otherwise = otherwise, then
            hint = opposite(hint)
            e = e.operand
            continue
        inner = expected(e)
        if inner is None:
            break
        hint = hint_of(e)
        if arithmetic.is_comparison(inner):
            e = inner
            continue
        value = expressions.scalar(f, inner)
        f.pos = e.loc
        f.branch(arithmetic.nonzero(f, value, inner.type), then, otherwise, hint)
        return
    if e.kind == tree.LOGICAL:
        assert isinstance(e, Logical)
        logical_branch(f, e, then, otherwise, hint)
        return
    condition = truth(f, e)
    f.pos = e.loc
    f.branch(condition, then, otherwise, hint)


def opposite(hint: int) -> int:
    """The hint of the negated condition."""
    if hint == LIKELY_TRUE:
        return LIKELY_FALSE
    return LIKELY_TRUE if hint == LIKELY_FALSE else NO_HINT


def expect_call(e: Expr) -> BuiltinCall | None:
    """The __builtin_expect call that a condition tests against zero."""
    if e.kind == tree.CAST:
        assert isinstance(e, Cast)
        if e.op == tree.TO_BOOL:
            e = e.operand
    elif e.kind == tree.BINARY:
        assert isinstance(e, Binary)
        right = e.right
        if e.op == tree.NE and isinstance(right, IntConst) and right.value == 0:
            e = e.left
    if e.kind == tree.BUILTIN_CALL:
        assert isinstance(e, BuiltinCall)
        code = e.builtin.code
        if code == b.OP_EXPECT or code == b.OP_EXPECT_WITH_PROBABILITY:
            return e if e.arguments[1].kind == tree.INT_CONST else None
    return None


def expected(e: Expr) -> Expr | None:
    """What __builtin_expect says of a condition: the tested expression, widening removed."""
    call = expect_call(e)
    if call is None:
        return None
    inner = call.arguments[0]
    while inner.kind == tree.CAST:
        assert isinstance(inner, Cast)
        operand = inner.operand
        if inner.op != tree.INTEGER or operand.type.size > inner.type.size:
            break
        inner = operand
    return inner


def hint_of(e: Expr) -> int:
    """The hint that the expected value means."""
    call = expect_call(e)
    assert call is not None
    value = call.arguments[1]
    if isinstance(value, IntConst):
        return LIKELY_TRUE if value.value != 0 else LIKELY_FALSE
    return NO_HINT


def logical_branch(f: FunctionContext, e: Logical, then: Block, otherwise: Block,
                   hint: int) -> None:
    """a && b && ..., a || b || ..."""
    op = e.op
    chain: list[Expr] = []
    node: Expr = e
    while node.kind == tree.LOGICAL:
        assert isinstance(node, Logical)
        if node.op != op:
            break
        chain.append(node.right)
        node = node.left
    chain.append(node)
    keeps = op == tree.LOGICAL_AND
    part_hint = hint if hint == (LIKELY_TRUE if keeps else LIKELY_FALSE) else NO_HINT
    for index in range(len(chain) - 1, 0, -1):
        following = f.function.new_block()
        if keeps:
            branch(f, chain[index], following, otherwise, part_hint)
        else:
            branch(f, chain[index], then, following, part_hint)
        f.begin(following)
        if not f.reachable:
            return
    branch(f, chain[0], then, otherwise, hint)


def truth(f: FunctionContext, e: Expr) -> Instr:
    """A condition as i1."""
    kind = e.kind
    if kind == tree.BINARY:
        assert isinstance(e, Binary)
        if e.op >= tree.LT and e.type.kind != c.VECTOR:
            if e.left.type.kind == c.COMPLEX or e.right.type.kind == c.COMPLEX:
                return complex_numbers.equality(f, e)
            left = expressions.scalar(f, e.left)
            right = expressions.scalar(f, e.right)
            f.pos = e.loc
            return arithmetic.compare(f, e.op, left, right, e.left.type, I1)
    elif kind == tree.UNARY:
        assert isinstance(e, Unary)
        if e.op == tree.LOGICAL_NOT:
            return f.negated(truth(f, e.operand))
    elif kind == tree.INT_CONST:
        assert isinstance(e, IntConst)
        return f.integer(I1, -1 if e.value else 0)
    elif kind == tree.LOGICAL:
        return joined_truth(f, e)
    elif kind == tree.CAST:
        assert isinstance(e, Cast)
        if e.op == tree.TO_BOOL:
            return to_truth(f, e.operand)
    return to_truth(f, e)


def to_truth(f: FunctionContext, e: Expr) -> Instr:
    """expression != 0"""
    if e.type.kind == c.COMPLEX:
        return complex_numbers.nonzero(f, complex_numbers.value(f, e))
    if arithmetic.is_comparison(e):
        return truth(f, e)
    value = expressions.scalar(f, e)
    f.pos = e.loc
    return arithmetic.nonzero(f, value, e.type)


def joined_truth(f: FunctionContext, e: Expr) -> Instr:
    """A logical operator's value, by way of branches."""
    then = f.function.new_block()
    otherwise = f.function.new_block()
    join = f.function.new_block()
    result = Variable(I1)
    branch(f, e, then, otherwise)
    f.begin(then)
    f.write(result, f.integer(I1, -1))
    f.jump(join)
    f.begin(otherwise)
    f.write(result, f.integer(I1, 0))
    f.jump(join)
    f.begin(join)
    return f.read(result)


# -- the conditional operator ----------------------------------------------------------------


class Arms:
    """The blocks of a conditional expression."""

    def __init__(self, f: FunctionContext) -> None:
        self.then = f.function.new_block()
        self.otherwise = f.function.new_block()
        self.join = f.function.new_block()


def split(f: FunctionContext, e: Conditional) -> Arms:
    """Evaluate the condition and branch."""
    if e.common is not None:
        expressions.save(f, e.common)
    arms = Arms(f)
    branch(f, e.condition, arms.then, arms.otherwise)
    return arms


def is_simple(f: FunctionContext, e: Expr) -> bool:
    """True when computing `e` needlessly costs nothing and cannot be noticed."""
    while e.kind == tree.CAST:
        assert isinstance(e, Cast)
        inner = e.operand
        if e.op == tree.LVALUE_TO_RVALUE:
            if inner.kind != tree.VAR:
                return False
            assert isinstance(inner, VarRef)
            decl = inner.decl
            return decl.storage <= tree.REGISTER_STORAGE and f.variable(decl) is not None \
                and decl.type.kind <= c.BITINT
        if e.op not in (tree.INTEGER, tree.NO_OP, tree.NULL_POINTER, tree.INT_TO_POINTER):
            return False
        e = inner
    return e.kind == tree.INT_CONST


def conditional(f: FunctionContext, e: Conditional) -> Instr:
    """condition ? then : otherwise, of scalar or vector type."""
    if e.common is None and is_simple(f, e.then) and is_simple(f, e.otherwise):
        chosen = truth(f, e.condition)
        if chosen.op != CONST:
            then = expressions.scalar(f, e.then)
            otherwise = expressions.scalar(f, e.otherwise)
            f.pos = e.loc
            return f.select(chosen, then, otherwise)
        return expressions.scalar(f, e.then if chosen.imm else e.otherwise)
    type: i64 = value_type(e.type)
    result = Variable(type)
    arms = split(f, e)
    f.begin(arms.then)
    if f.reachable:
        f.write(result, expressions.scalar(f, e.then))
        f.jump(arms.join)
    f.begin(arms.otherwise)
    if f.reachable:
        f.write(result, expressions.scalar(f, e.otherwise))
        f.jump(arms.join)
    f.begin(arms.join)
    if type == VOID:
        return f.integer(I1, 0)
    return f.read(result)


def conditional_effect(f: FunctionContext, e: Conditional) -> None:
    """A conditional expression whose value is not used."""
    arms = split(f, e)
    f.begin(arms.then)
    if f.reachable:
        expressions.effect(f, e.then)
        f.jump(arms.join)
    f.begin(arms.otherwise)
    if f.reachable:
        expressions.effect(f, e.otherwise)
        f.jump(arms.join)
    f.begin(arms.join)


def logical_effect(f: FunctionContext, e: Logical) -> None:
    """a && effect, as a statement."""
    done = f.function.new_block()
    branch(f, e, done, done)
    f.begin(done)
