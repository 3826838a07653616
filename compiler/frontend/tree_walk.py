"""What a node of the typed tree consists of, for checks that look at whole functions.

Problem: a warning that follows the text of a function (order of evaluation, falling through cases,
where a value is used) needs the parts of every kind of node, and nothing else of it.  Idea: two
functions that list the parts of an expression and of a statement in the order of the text, and two
walks built on them.

Invariants: parts that are never evaluated are not in the tree and so not listed; the bodies of
statement expressions are statements of their own (`inner_block`).
"""

from __future__ import annotations

from compiler.frontend.tree import (
    AddressOf,
    Asm,
    Assign,
    Binary,
    Block,
    BuiltinCall,
    Call,
    Cast,
    Comma,
    ComplexPart,
    CompoundAssign,
    CompoundLiteral,
    ComputedGoto,
    Conditional,
    DeclStmt,
    Deref,
    DoWhile,
    Expr,
    ExprStmt,
    For,
    FuncDecl,
    If,
    IncDec,
    Logical,
    Member,
    PointerAdd,
    PointerDiff,
    Return,
    Saved,
    StatementExpr,
    Stmt,
    Switch,
    ToUnion,
    Unary,
    VaArg,
    VarDecl,
    VectorElement,
    While,
)


def operands(node: Expr) -> list[Expr]:
    """The expressions that a node is made of, as the text has them."""
    if isinstance(node, Cast | Unary | AddressOf | ToUnion):
        return [node.operand]
    if isinstance(node, Binary | Logical | PointerDiff | Comma):
        return [node.left, node.right]
    if isinstance(node, Call):
        return [node.callee, *node.arguments]
    if isinstance(node, Member | ComplexPart):
        return [node.base]
    if isinstance(node, Deref):
        return [node.pointer]
    if isinstance(node, PointerAdd):
        return [node.pointer, node.index]
    if isinstance(node, Assign | CompoundAssign):
        return [node.target, node.value]
    if isinstance(node, IncDec):
        return [node.target]
    if isinstance(node, Conditional):
        parts = [] if node.common is None else [node.common.value]
        return [*parts, node.condition, node.then, node.otherwise]
    if isinstance(node, BuiltinCall):
        return node.arguments
    if isinstance(node, VectorElement):
        return [node.base, node.index]
    if isinstance(node, CompoundLiteral):
        return initial_values(node.decl)
    if isinstance(node, VaArg):
        return [node.list]
    if isinstance(node, StatementExpr):
        return [] if node.value is None else [node.value]
    return []


def initial_values(decl: VarDecl) -> list[Expr]:
    """The values of an automatic variable's initialiser."""
    if decl.init is None:
        return []
    return [entry.value for entry in decl.init.entries]


def expressions_of(statement: Stmt) -> list[Expr]:
    """The full expressions that stand directly in a statement."""
    if isinstance(statement, ExprStmt):
        return [statement.expr]
    if isinstance(statement, DeclStmt):
        values: list[Expr] = []
        for decl in statement.decls:
            if decl.storage <= 2:
                values.extend(initial_values(decl))
                if decl.vla_size is not None:
                    values.append(decl.vla_size)
        return values
    if isinstance(statement, If | While | DoWhile | Switch):
        return [statement.condition]
    if isinstance(statement, For):
        return [part for part in (statement.condition, statement.step) if part is not None]
    if isinstance(statement, Return):
        return [] if statement.value is None else [statement.value]
    if isinstance(statement, ComputedGoto):
        return [statement.target]
    if isinstance(statement, Asm):
        return [operand.expr for operand in statement.outputs + statement.inputs]
    return []


def statements_of(statement: Stmt) -> list[Stmt]:
    """The statements inside a statement."""
    if isinstance(statement, Block):
        return statement.items
    if isinstance(statement, If):
        if statement.otherwise is None:
            return [statement.then]
        return [statement.then, statement.otherwise]
    if isinstance(statement, While | DoWhile | Switch):
        return [statement.body]
    if isinstance(statement, For):
        return [statement.body] if statement.init is None else [statement.init, statement.body]
    return []


def all_statements(decl: FuncDecl) -> list[Stmt]:
    """Every statement of a function in the order of the text, those inside statement expressions
    included."""
    assert decl.body is not None
    found: list[Stmt] = []
    pending: list[Stmt] = [decl.body]
    while pending:
        statement = pending.pop()
        found.append(statement)
        inner = list(statements_of(statement))
        for node in expressions_of(statement):
            for part in all_expressions(node):
                if isinstance(part, StatementExpr):
                    inner.append(part.body)
        inner.reverse()
        pending.extend(inner)
    return found


def all_expressions(root: Expr) -> list[Expr]:
    """A full expression and everything in it, outer nodes first."""
    found: list[Expr] = []
    pending: list[Expr] = [root]
    while pending:
        node = pending.pop()
        found.append(node)
        if not isinstance(node, Saved):
            inner = list(operands(node))
            inner.reverse()
            pending.extend(inner)
    return found
