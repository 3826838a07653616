"""The grammar of expressions (C17 6.5, Annex A.2.1): from tokens to calls of operators.py.

Idea: precedence climbing over one table; loops for left-deep chains, so that a sum of 100,000 terms
needs no stack; prefix operators, parentheses and right-associative operators count their nesting.
"""

from __future__ import annotations

from compiler.frontend.ident import Ident
from compiler.frontend.keyword_expressions import KeywordExpressions
from compiler.frontend.token import (
    TK_ALIGNOF,
    TK_AND,
    TK_AND_AND,
    TK_ARROW,
    TK_ASSIGN,
    TK_B_HAS_ATTRIBUTE,
    TK_B_VA_ARG,
    TK_CHARACTER,
    TK_COLON,
    TK_COMMA,
    TK_DECREMENT,
    TK_DOT,
    TK_EQUAL,
    TK_EXTENSION,
    TK_FUNC,
    TK_FUNCTION,
    TK_GENERIC,
    TK_GNU_ALIGNOF,
    TK_GREATER,
    TK_GREATER_EQUAL,
    TK_IDENT,
    TK_IMAG,
    TK_INCREMENT,
    TK_LBRACE,
    TK_LBRACKET,
    TK_LESS,
    TK_LESS_EQUAL,
    TK_LPAREN,
    TK_MINUS,
    TK_NOT,
    TK_NOT_EQUAL,
    TK_NUMBER,
    TK_OR,
    TK_OR_ASSIGN,
    TK_OR_OR,
    TK_PERCENT,
    TK_PLUS,
    TK_PRETTY_FUNCTION,
    TK_QUESTION,
    TK_RBRACKET,
    TK_REAL,
    TK_RPAREN,
    TK_SHL,
    TK_SHR,
    TK_SIZEOF,
    TK_SLASH,
    TK_STAR,
    TK_STRING,
    TK_TILDE,
    TK_XOR,
)
from compiler.frontend.tree import (
    ADD,
    BINARY,
    BIT_AND,
    BIT_NOT,
    BIT_OR,
    BIT_XOR,
    DIV,
    EQ,
    FUNC_DECL,
    GE,
    GT,
    INT_CONST,
    LE,
    LOGICAL_AND,
    LOGICAL_OR,
    LT,
    LVALUE,
    MUL,
    NE,
    NEG,
    PARENTHESIZED,
    REGISTER,
    REGISTER_STORAGE,
    REM,
    SHL,
    SHR,
    SUB,
    TYPEDEF_DECL,
    VAR_DECL,
    EnumConstant,
    Expr,
    FuncDecl,
    FuncRef,
    IntConst,
    Saved,
    VarDecl,
    VarRef,
)
from compiler.frontend.types import COMPLEX, ERROR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64


def precedence_table() -> list[int]:
    """Precedence of binary operators by token code, 0 for other tokens."""
    table = [0] * 256
    for level, kinds in enumerate((
        (TK_OR_OR,), (TK_AND_AND,), (TK_OR,), (TK_XOR,), (TK_AND,), (TK_EQUAL, TK_NOT_EQUAL),
        (TK_LESS, TK_GREATER, TK_LESS_EQUAL, TK_GREATER_EQUAL), (TK_SHL, TK_SHR),
        (TK_PLUS, TK_MINUS), (TK_STAR, TK_SLASH, TK_PERCENT),
    )):
        for kind in kinds:
            table[kind] = level + 1
    return table


def operator_table() -> list[int]:
    """The tree's operator by token code."""
    table = [0] * 256
    for kind, op in (
        (TK_OR_OR, LOGICAL_OR), (TK_AND_AND, LOGICAL_AND), (TK_OR, BIT_OR), (TK_XOR, BIT_XOR),
        (TK_AND, BIT_AND), (TK_EQUAL, EQ), (TK_NOT_EQUAL, NE), (TK_LESS, LT), (TK_GREATER, GT),
        (TK_LESS_EQUAL, LE), (TK_GREATER_EQUAL, GE), (TK_SHL, SHL), (TK_SHR, SHR), (TK_PLUS, ADD),
        (TK_MINUS, SUB), (TK_STAR, MUL), (TK_SLASH, DIV), (TK_PERCENT, REM),
    ):
        table[kind] = op
    # TK_STAR_ASSIGN ... TK_OR_ASSIGN
    for index, op in enumerate((MUL, DIV, REM, ADD, SUB, SHL, SHR, BIT_AND, BIT_XOR, BIT_OR)):
        table[TK_ASSIGN + 1 + index] = op
    return table


PRECEDENCE: Final = precedence_table()
OPERATOR: Final = operator_table()


class ExpressionParser(KeywordExpressions):
    """Parses expressions."""

    def parse_expression(self) -> Expr:
        """expression: assignment-expressions joined by commas."""
        left = self.parse_assignment()
        stream = self.stream
        while stream.kind == TK_COMMA:
            loc = stream.loc
            stream.advance()
            self.warn_unused_left(left, loc)
            left = self.build_comma(left, self.parse_assignment(), loc)
        return left

    def warn_unused_value(self, node: Expr, text: str) -> None:
        """-Wunused-value (warnings_use.py)."""
        raise NotImplementedError

    def warn_unused_left(self, node: Expr, loc: i64) -> None:
        """-Wunused-value for what stands before a comma (warnings_use.py)."""
        raise NotImplementedError

    def parse_assignment(self) -> Expr:
        """assignment-expression."""
        left = self.parse_conditional_expression()
        stream = self.stream
        kind = stream.kind
        if kind < TK_ASSIGN or kind > TK_OR_ASSIGN:
            return left
        loc = stream.loc
        stream.advance()
        self.enter_nesting()
        right = self.parse_assignment()
        self.nesting -= 1
        if kind == TK_ASSIGN:
            return self.build_assign(left, right, loc)
        return self.build_compound_assign(OPERATOR[kind], left, right, loc)

    def parse_conditional_expression(self) -> Expr:
        """conditional-expression."""
        condition = self.parse_binary(1)
        if self.stream.kind != TK_QUESTION:
            return condition
        return self.parse_conditional_rest(condition)

    def parse_conditional_rest(self, condition: Expr) -> Expr:
        """With `?` current."""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        self.enter_nesting()
        common: Saved | None = None
        if stream.kind == TK_COLON:
            self.pedantic(loc, "ISO C forbids omitting the middle term of a '?:' expression")
            value = self.rvalue(condition)
            if value.kind == INT_CONST:
                test = value
                then: Expr = value
            else:
                common = Saved(value)
                test = self.condition(common)
                then = common
        else:
            test = self.condition(condition)
            known = self.constant_truth(test) if test.kind == INT_CONST else None
            if known is False:
                self.unevaluated += 1
            then = self.parse_expression()
            if known is False:
                self.unevaluated -= 1
        self.expect(TK_COLON, ":")
        dead = isinstance(test, IntConst) and test.value != 0
        if dead:
            self.unevaluated += 1
        otherwise = self.parse_conditional_expression()
        if dead:
            self.unevaluated -= 1
        self.nesting -= 1
        return self.build_conditional(test, common, then, otherwise, loc)

    def parse_binary(self, minimum: i64) -> Expr:
        """Operators of precedence `minimum` and higher."""
        left = self.parse_cast()
        stream = self.stream
        while True:
            kind = stream.kind
            precedence: i64 = PRECEDENCE[kind]
            if precedence < minimum or precedence == 0:
                return left
            loc = stream.loc
            stream.advance()
            op: i64 = OPERATOR[kind]
            if precedence <= 2:
                dead = left.kind == INT_CONST and self.decides(left, op)
                if dead:
                    self.unevaluated += 1
                right = self.parse_binary(precedence + 1)
                if dead:
                    self.unevaluated -= 1
                left = self.build_logical(op, left, right, loc)
            else:
                right = self.parse_cast()
                if PRECEDENCE[stream.kind] > precedence:
                    right = self.parse_operators(right, precedence + 1)
                left = self.build_binary(op, left, right, loc)

    def parse_operators(self, left: Expr, minimum: i64) -> Expr:
        """Operators of precedence `minimum` and higher (not logical) after an operand."""
        stream = self.stream
        while True:
            kind = stream.kind
            precedence: i64 = PRECEDENCE[kind]
            if precedence < minimum:
                return left
            loc = stream.loc
            stream.advance()
            right = self.parse_cast()
            if PRECEDENCE[stream.kind] > precedence:
                right = self.parse_operators(right, precedence + 1)
            left = self.build_binary(OPERATOR[kind], left, right, loc)

    def decides(self, left: Expr, op: i64) -> bool:
        """Whether a constant left operand of && or || decides alone."""
        assert isinstance(left, IntConst)
        return (left.value != 0) == (op == LOGICAL_OR)

    # ------------------------------------------------------------ prefix
    def parse_cast(self) -> Expr:
        """cast-expression and unary-expression."""
        stream = self.stream
        kind = stream.kind
        if kind == TK_IDENT:
            return self.parse_postfix(self.parse_identifier())
        if kind == TK_NUMBER:
            node = self.number_node(stream.ident, stream.loc)
            stream.advance()
            if TK_LPAREN <= stream.kind <= TK_DECREMENT:
                return self.parse_postfix(node)
            return node
        if kind == TK_LPAREN:
            return self.parse_parentheses()
        if kind == TK_STRING:
            return self.parse_postfix(self.parse_string_literal())
        if kind == TK_CHARACTER:
            node = self.character_node(stream.ident, stream.loc)
            stream.advance()
            return self.parse_postfix(node)
        return self.parse_unary()

    def parse_unary(self) -> Expr:
        """Prefix operators and keywords."""
        stream = self.stream
        kind = stream.kind
        loc = stream.loc
        if kind > TK_IDENT:
            return self.parse_keyword(kind, loc)
        self.enter_nesting()
        if kind == TK_STAR:
            stream.advance()
            node = self.build_deref(self.parse_cast(), loc)
        elif kind == TK_AND:
            stream.advance()
            node = self.build_address(self.parse_cast(), loc)
        elif kind == TK_NOT:
            stream.advance()
            node = self.build_not(self.parse_cast(), loc)
        elif kind == TK_MINUS:
            stream.advance()
            node = self.build_negate(NEG, self.parse_cast(), loc)
        elif kind in (TK_INCREMENT, TK_DECREMENT):
            stream.advance()
            node = self.build_inc_dec(self.parse_cast(), kind == TK_DECREMENT, False, loc)
        elif kind == TK_TILDE:
            stream.advance()
            operand = self.parse_cast()
            if operand.type.kind == COMPLEX:
                self.pedantic(loc, "ISO C does not support '~' for complex conjugation")
            node = self.build_negate(BIT_NOT, operand, loc)
        elif kind == TK_PLUS:
            stream.advance()
            node = self.build_negate(ADD, self.parse_cast(), loc)
        elif kind == TK_AND_AND:
            node = self.parse_label_address(loc)
        else:
            self.expected("expression")
            node = self.error_expr(loc)
        self.nesting -= 1
        return node

    def parse_keyword(self, kind: i64, loc: i64) -> Expr:
        """Expressions that begin with a keyword."""
        stream = self.stream
        if kind == TK_SIZEOF:
            return self.parse_sizeof(loc)
        if TK_B_VA_ARG <= kind <= TK_B_HAS_ATTRIBUTE:
            return self.parse_postfix(self.parse_builtin_keyword(kind, loc))
        if kind == TK_EXTENSION:
            stream.advance()
            self.extension += 1
            self.enter_nesting()
            node = self.parse_cast()
            self.nesting -= 1
            self.extension -= 1
            return node
        if kind in (TK_ALIGNOF, TK_GNU_ALIGNOF):
            return self.parse_alignof(kind == TK_ALIGNOF, loc)
        if kind in (TK_REAL, TK_IMAG):
            stream.advance()
            self.enter_nesting()
            node = self.build_complex_part(self.parse_cast(), kind == TK_IMAG, loc)
            self.nesting -= 1
            return node
        if kind == TK_GENERIC:
            return self.parse_postfix(self.parse_generic(loc))
        if kind in (TK_FUNC, TK_FUNCTION, TK_PRETTY_FUNCTION):
            stream.advance()
            return self.parse_postfix(self.function_name(kind, loc))
        self.expected("expression")
        return self.error_expr(loc)

    def parse_parentheses(self) -> Expr:
        """`(`: a cast, compound literal, statement expression or parenthesised expression."""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        self.enter_nesting()
        if stream.kind == TK_LBRACE:
            node = self.parse_statement_expression(loc)
            self.nesting -= 1
            return self.parse_postfix(node)
        if self.starts_type():
            type = self.parse_type_name()
            self.expect(TK_RPAREN, ")")
            if stream.kind == TK_LBRACE:
                literal = self.parse_compound_literal(type, loc)
                self.nesting -= 1
                return self.parse_postfix(literal)
            hidden = self.take_hidden()
            operand = self.parse_cast()
            self.nesting -= 1
            made = self.build_cast(type, operand, loc)
            return made if hidden is None else self.with_hidden(hidden, made, loc)
        node = self.parse_expression()
        self.nesting -= 1
        self.expect(TK_RPAREN, ")")
        node.flags |= PARENTHESIZED
        return self.parse_postfix(node)

    # ------------------------------------------------------------ names
    def parse_identifier(self) -> Expr:
        """An identifier as primary expression."""
        stream = self.stream
        ident = stream.ident
        loc = stream.loc
        decl = ident.decl
        stream.advance()
        if decl is None or self.serial_limit and self.visible(ident) is None:
            return self.undeclared(ident, loc)
        kind = decl.kind
        if kind == VAR_DECL:
            assert isinstance(decl, VarDecl)
            if not self.unneeded:
                decl.used = True
            flags: i64 = LVALUE
            if decl.storage == REGISTER_STORAGE:
                flags = LVALUE | REGISTER
            if decl.deprecated is not None:
                self.warn_deprecated(decl.name, decl.deprecated, decl.loc, loc)
            type = decl.type
            if type.kind == ERROR:
                return self.error_expr(loc)
            if decl.function is not self.function or self.in_prototype:
                self.note_capture(decl)
                if type.vla:
                    self.note_captured_type(type)
            return VarRef(decl, type, loc, flags)
        if kind == FUNC_DECL:
            assert isinstance(decl, FuncDecl)
            return self.function_reference(decl, loc)
        if kind == TYPEDEF_DECL:
            self.error(loc, f"expected expression before '{ident.text}'")
            from compiler.frontend.parser_base import SyntaxFailed
            raise SyntaxFailed
        assert isinstance(decl, EnumConstant)
        if decl.deprecated is not None:
            self.warn_deprecated(decl.name, decl.deprecated, decl.loc, loc)
        if decl.type.kind == ERROR:
            return self.error_expr(loc)
        return IntConst(decl.value, decl.type, loc, 0)

    def function_reference(self, decl: FuncDecl, loc: i64) -> Expr:
        """A function's name."""
        if not self.unneeded:
            if not decl.used:
                decl.used = True
                self.use_function(decl)
        if decl.deprecated is not None:
            self.warn_deprecated(decl.name, decl.deprecated, decl.loc, loc)
        if decl.unavailable:
            self.error(loc, f"'{decl.name}' is unavailable")
        if decl.type.kind == ERROR:
            return self.error_expr(loc)
        function = self.function
        if decl.parent is not None and function is not None and (
                decl not in function.nested_references):
            function.nested_references.append(decl)
        return FuncRef(decl, decl.type, loc)

    def undeclared(self, ident: Ident, loc: i64) -> Expr:
        """A name without declaration: a builtin, an implicit function, or an error."""
        number = ident.builtin
        if number:
            name = ident.text
            if name.startswith("__"):
                return self.function_reference(self.builtin_decl(ident, number), loc)
        if self.stream.kind == TK_LPAREN:
            return self.implicit_function(ident, loc)
        name = ident.text
        if self.function is None:
            return self.fail(loc, f"'{name}' undeclared here (not in a function)")
        if name in self.undeclared_names:
            return self.error_expr(loc)
        self.undeclared_names[name] = True
        self.error(loc, f"'{name}' undeclared (first use in this function)")
        if not self.explained_undeclared:
            self.explained_undeclared = True
            self.note(loc, "each undeclared identifier is reported only once for each function "
                           "it appears in")
        return self.error_expr(loc)

    def implicit_function(self, ident: Ident, loc: i64) -> Expr:
        """`name(...)` of an undeclared name (6.5.2.2 of C90; a warning by default)."""
        raise NotImplementedError

    # ------------------------------------------------------------ postfix
    def parse_postfix(self, node: Expr) -> Expr:
        """Subscripts, calls, members, ++ and --."""
        stream = self.stream
        while True:
            kind = stream.kind
            if kind == TK_LPAREN:
                node = self.parse_call(node)
            elif kind == TK_ARROW:
                loc = stream.loc
                stream.advance()
                if stream.kind != TK_IDENT:
                    self.expected("identifier")
                ident = stream.ident
                name_loc = stream.loc
                stream.advance()
                node = self.build_arrow(node, ident, loc, name_loc)
            elif kind == TK_DOT:
                loc = stream.loc
                stream.advance()
                if stream.kind != TK_IDENT:
                    self.expected("identifier")
                ident = stream.ident
                name_loc = stream.loc
                stream.advance()
                node = self.build_member(node, ident, loc, name_loc)
            elif kind == TK_LBRACKET:
                loc = stream.loc
                stream.advance()
                self.enter_nesting()
                index = self.parse_expression()
                self.nesting -= 1
                self.expect(TK_RBRACKET, "]")
                node = self.build_subscript(node, index, loc)
            elif kind in (TK_INCREMENT, TK_DECREMENT):
                loc = stream.loc
                stream.advance()
                node = self.build_inc_dec(node, kind == TK_DECREMENT, True, loc)
            else:
                return node

    def parse_call(self, callee: Expr) -> Expr:
        """With `(` current."""
        stream = self.stream
        loc = stream.loc
        if callee.kind != BINARY:
            loc = callee.loc
        stream.advance()
        arguments: list[Expr] = []
        if stream.kind != TK_RPAREN:
            self.enter_nesting()
            while True:
                arguments.append(self.parse_assignment())
                if stream.kind != TK_COMMA:
                    break
                stream.advance()
            self.nesting -= 1
            if stream.kind != TK_RPAREN:
                self.expected("')'")
        stream.advance()
        return self.build_call(callee, arguments, loc)
