"""Warnings about what is unused or without effect, and about returned addresses of locals.

-Wunused-value, -Wunused-variable, -Wunused-but-set-variable, -Wunused-parameter,
-Wunused-local-typedefs, -Wunused-result, -Wreturn-local-addr.
"""

from __future__ import annotations

from compiler.frontend.statements import StatementParser
from compiler.frontend.tree import (
    ARRAY_TO_POINTER,
    ASSIGN,
    AUTO,
    BINARY,
    CALL,
    CAST,
    COMMA,
    COMPOUND_ASSIGN,
    CONDITIONAL,
    DEREF,
    INC_DEC,
    INT_CONST,
    LOGICAL,
    LVALUE,
    MEMBER,
    NO_LINKAGE,
    POINTER_ADD,
    REGISTER_STORAGE,
    STATEMENT_EXPR,
    TO_VOID,
    UNARY,
    VAR,
    AddressOf,
    Binary,
    Call,
    Cast,
    Comma,
    Conditional,
    Expr,
    FuncRef,
    Logical,
    Member,
    TypedefDecl,
    VarDecl,
    VarRef,
)
from compiler.frontend.types import ERROR, VOID, VOLATILE, FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class UseWarnings(StatementParser):
    """Warnings of use."""

    def is_unused(self, node: Expr) -> bool:
        """Whether dropping the value is worth a warning."""
        if self.unevaluated:
            return False
        kind = node.kind
        if kind == CALL:
            self.warn_unused_result(node)
            return False
        if kind in (ASSIGN, COMPOUND_ASSIGN, INC_DEC):
            return False
        if kind == STATEMENT_EXPR or node.type.kind == VOID or node.type.kind == ERROR:
            return False
        return self.diagnostics.enabled("unused-value", node.loc) and not self.has_effect(node)

    def warn_unused_left(self, node: Expr, loc: i64) -> None:
        """What stands before a comma at `loc`."""
        if self.is_unused(node):
            self.warn("unused-value", loc, "left-hand operand of comma expression has no effect")

    def warn_unused_value(self, node: Expr, text: str) -> None:
        """A value that is computed and dropped."""
        if not self.is_unused(node):
            return
        kind = node.kind
        self.warn_at("unused-value", node,
                     text if node.flags & LVALUE or kind in (INT_CONST, CAST, VAR)
                     or kind in (BINARY, UNARY, LOGICAL, POINTER_ADD) and not self.calls(node)
                     else "value computed is not used")

    def calls(self, node: Expr) -> bool:
        """Whether an operand of an operator has effects of its own."""
        if isinstance(node, Binary | Logical):
            return self.effectful(node.left) or self.effectful(node.right)
        return False

    def has_effect(self, node: Expr) -> bool:
        """Whether dropping the value is no mistake."""
        kind = node.kind
        if node.flags & LVALUE:
            return node.type.quals & VOLATILE != 0
        if kind == CAST:
            assert isinstance(node, Cast)
            if node.explicit and node.op == TO_VOID:
                return True
            return not node.explicit and self.has_effect(node.operand)
        if kind == CONDITIONAL:
            assert isinstance(node, Conditional)
            return self.effectful(node.then) or self.effectful(node.otherwise)
        if kind == LOGICAL:
            assert isinstance(node, Logical)
            return self.effectful(node.right)
        if kind == COMMA:
            assert isinstance(node, Comma)
            return self.effectful(node.right)
        return kind not in (BINARY, UNARY, INT_CONST, POINTER_ADD, MEMBER, DEREF)

    def effectful(self, node: Expr) -> bool:
        """An operand evaluated for its effect."""
        while isinstance(node, Cast) and not node.explicit:
            node = node.operand
        if node.kind in (CALL, ASSIGN, COMPOUND_ASSIGN, INC_DEC, STATEMENT_EXPR):
            return True
        return self.has_effect(node)

    def warn_unused_result(self, node: Expr) -> None:
        """-Wunused-result."""
        assert isinstance(node, Call)
        function = node.function
        assert isinstance(function, FunctionType)
        if function.warn_unused_result and isinstance(node.callee, FuncRef):
            name = node.callee.decl.name
            self.warn("unused-result", node.loc,
                      f"ignoring return value of '{name}' declared with attribute "
                      "'warn_unused_result'")

    def check_unused_scope(self) -> None:
        """The names of the scope that is about to end."""
        names = self.scope_names
        mark = self.scope_marks[len(self.scope_marks) - 1]
        while mark < len(names):
            decl = names[mark].decl
            mark += 1
            if isinstance(decl, VarDecl):
                if decl.used and decl.read or decl.system or decl.unused_ok:
                    continue
                self.check_unused(decl)
            elif isinstance(decl, TypedefDecl):
                if not decl.used and not decl.unused_ok:
                    self.warn("unused-local-typedefs", decl.loc,
                              f"typedef '{decl.name}' locally defined but not used")

    def check_unused(self, decl: VarDecl) -> None:
        """A variable or parameter that is not read."""
        if decl.linkage != NO_LINKAGE or decl.cleanup is not None or decl.type.kind == ERROR:
            return
        if decl.type.quals & VOLATILE and decl.used:
            return
        if not decl.used:
            if decl.is_parameter:
                self.warn("unused-parameter", decl.loc, f"unused parameter '{decl.name}'")
            else:
                self.warn("unused-variable", decl.loc, f"unused variable '{decl.name}'")
        elif not decl.read and not decl.address_taken and decl.set_but_unused and (
                decl.storage in (AUTO, REGISTER_STORAGE)):
            option = "unused-but-set-parameter" if decl.is_parameter else (
                "unused-but-set-variable")
            word = "parameter" if decl.is_parameter else "variable"
            self.warn(option, decl.loc, f"{word} '{decl.name}' set but not used")

    def warn_local_address(self, node: Expr) -> None:
        """`return &local;` and `return local_array;`"""
        while isinstance(node, Cast) and node.op != ARRAY_TO_POINTER and node.op != 0:
            node = node.operand
        place: Expr | None = None
        if isinstance(node, AddressOf) or isinstance(node, Cast) and node.op == ARRAY_TO_POINTER:
            place = node.operand
        while isinstance(place, Member):
            place = place.base
        if isinstance(place, VarRef) and place.decl.storage in (AUTO, REGISTER_STORAGE):
            self.warn("return-local-addr", node.loc, "function returns address of local variable")
