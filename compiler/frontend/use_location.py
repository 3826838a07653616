"""Where the value of a variable is used: the place that gcc names for a read without value.

Problem: gcc warns at the statement of its own intermediate code that uses a value: the operator,
the call, the declaration that is initialised, the parenthesis behind `if`.  Idea: the parents of
every node of a function, made when the first warning needs them; from the node that reads the
variable go up to the first that would be such a statement.
"""

from __future__ import annotations

from compiler.frontend.expression_range import (
    caret_location,
    colon_of,
    first_location,
    mark_after,
)
from compiler.frontend.source import SourceMap
from compiler.frontend.tree import (
    LOGICAL_NOT,
    LT,
    NE,
    Assign,
    Binary,
    Cast,
    Comma,
    CompoundAssign,
    Conditional,
    DeclStmt,
    Deref,
    Expr,
    ExprStmt,
    FloatConst,
    FuncDecl,
    If,
    IntConst,
    Logical,
    Member,
    Return,
    Saved,
    StatementExpr,
    Stmt,
    Switch,
    Unary,
    VarDecl,
    VarRef,
)
from compiler.frontend.tree_walk import all_statements, expressions_of, initial_values, operands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class UseLocations:
    """The parents in one function's tree."""

    def __init__(self, decl: FuncDecl, source: SourceMap, optimize: bool) -> None:
        self.source = source
        self.optimize = optimize
        self.parents: dict[Expr, Expr] = {}
        self.statements: dict[Expr, Stmt] = {}
        self.initialized: dict[Expr, VarDecl] = {}
        for statement in decl.parameter_setup + all_statements(decl):
            if isinstance(statement, DeclStmt):
                for variable in statement.decls:
                    for value in initial_values(variable):
                        self.initialized[value] = variable
            for node in expressions_of(statement):
                self.statements[node] = statement
                self.enter(node)

    def enter(self, root: Expr) -> None:
        """Note the parents of everything in a full expression."""
        pending = [root]
        while pending:
            node = pending.pop()
            for part in operands(node):
                if part not in self.parents:
                    self.parents[part] = node
                    pending.append(part)

    def user(self, node: Expr) -> tuple[Expr, Expr | None]:
        """The outermost node that stands for the same value, and what uses that."""
        while True:
            parent = self.parents.get(node)
            if parent is None:
                return node, None
            if isinstance(parent, Cast) and not parent.explicit or isinstance(parent, Saved) or (
                    isinstance(parent, Comma) and parent.right is node) or (
                    isinstance(parent, StatementExpr)):
                node = parent
                continue
            return node, parent

    def is_copy(self, node: Expr) -> bool:
        """Whether the value only goes into another variable of the function."""
        parent = self.parents.get(node)
        if isinstance(parent, Assign):
            target = parent.target
            return parent.value is node and isinstance(target, VarRef) and (
                target.decl.storage <= 2 and not target.decl.address_taken)
        if parent is None:
            variable = self.initialized.get(node)
            return variable is not None and variable.type.precision > 0 and (
                not variable.address_taken)
        return False

    def in_arm(self, node: Expr) -> bool:
        """Whether the value is computed for an arm of `?:`; an optimising gcc takes the other arm
        for all of it."""
        while True:
            parent = self.parents.get(node)
            if isinstance(parent, Conditional):
                return parent.condition is not node
            if not isinstance(parent, Cast | Binary | Unary):
                return False
            node = parent

    def cheap_operands(self, node: Expr) -> int:
        """How many `&&` and `||` there are around whose right operand, the node in it, is so
        simple that an optimising gcc evaluates it always."""
        count = 0
        while True:
            parent = self.parents.get(node)
            if parent is None:
                return count
            if isinstance(parent, Logical):
                if parent.right is node:
                    if not is_simple(parent.left) or not is_simple(node):
                        return 0
                    count += 1
            elif not isinstance(parent, Cast | Binary | Unary):
                return count
            node = parent

    def of(self, node: Expr) -> i64:
        """The place of the use of what `node` reads."""
        if isinstance(node, CompoundAssign) or not isinstance(node, Cast):
            return node.loc
        value, user = self.user(node)
        if user is None:
            return self.in_statement(value, self.statements.get(value))
        if isinstance(user, Binary) and LT <= user.op <= NE or (
                isinstance(user, Unary) and user.op == LOGICAL_NOT):
            return self.of_condition(user)
        if isinstance(user, Conditional) and user.condition is not value:
            return colon_of(user, self.source)
        if isinstance(user, Deref | Member):
            place: Expr = user
            above = self.parents.get(place)
            while isinstance(above, Member):
                place = above
                above = self.parents.get(place)
            if isinstance(above, Assign) and above.target is place:
                return above.loc
        return user.loc

    def of_condition(self, node: Expr) -> i64:
        """A comparison that uses the value: gcc's statement is the branch."""
        outer, user = self.user(node)
        if user is None:
            statement = self.statements.get(outer)
            if isinstance(statement, If):
                return mark_after(statement.loc, b"(", self.source)
            return node.loc
        if isinstance(user, Logical) and not self.optimize:
            return user.loc
        if isinstance(user, Unary) and user.op == LOGICAL_NOT:
            return self.of_condition(user)
        return node.loc

    def in_statement(self, value: Expr, statement: Stmt | None) -> i64:
        """The value of a whole expression is used by a statement."""
        if isinstance(statement, If):
            return mark_after(statement.loc, b"(", self.source)
        if isinstance(statement, DeclStmt):
            variable = self.initialized.get(value)
            return variable.loc if variable is not None else statement.loc
        if isinstance(statement, Return) or statement is None:
            inner = value
            while isinstance(inner, Cast) and not inner.explicit:
                inner = inner.operand
            return caret_location(inner, first_location(inner, self.source))
        if isinstance(statement, Switch | ExprStmt):
            return statement.loc
        return value.loc


def is_simple(node: Expr) -> bool:
    """Names, constants, and a comparison of two of them: no effect, cannot trap."""
    while isinstance(node, Cast) and not (isinstance(node.operand, Deref | Member)):
        node = node.operand
    if isinstance(node, VarRef):
        return node.decl.storage <= 2 and not node.decl.address_taken
    if isinstance(node, IntConst | FloatConst):
        return True
    if isinstance(node, Unary):
        return is_simple(node.operand)
    if isinstance(node, Binary):
        return node.op >= LT and is_simple(node.left) and is_simple(node.right)
    if isinstance(node, Logical):
        return is_simple(node.left) and is_simple(node.right)
    return False
