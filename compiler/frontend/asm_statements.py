"""Inline assembly statements (GCC manual, "How to Use Inline Assembly Language in C Code").

An output operand stays a place; an input becomes a value unless its constraint takes memory only.
"""

from __future__ import annotations

from compiler.frontend.declarations import DeclarationParser
from compiler.frontend.token import (
    TK_COLON,
    TK_COMMA,
    TK_GOTO,
    TK_IDENT,
    TK_INLINE,
    TK_LBRACKET,
    TK_LPAREN,
    TK_RBRACKET,
    TK_RPAREN,
    TK_SCOPE,
    TK_SEMICOLON,
    TK_STRING,
    TK_VOLATILE,
)
from compiler.frontend.tree import (
    LVALUE,
    Asm,
    AsmOperand,
    Expr,
    Label,
    Stmt,
)
from compiler.frontend.types import (
    BITINT,
    ERROR,
    POINTER,
    VOID,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class AsmParser(DeclarationParser):
    """Parses asm statements."""

    def find_label(self, name: str, loc: i64, defines: bool = False) -> Label:
        """The label of a name (statements.py)."""
        raise NotImplementedError

    # ------------------------------------------------------------ asm
    def parse_asm(self) -> Stmt:
        """`asm qualifiers ( template : outputs : inputs : clobbers : labels );`"""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        made = Asm("", loc)
        while True:
            kind = stream.kind
            if kind == TK_VOLATILE:
                made.volatile = True
            elif kind == TK_GOTO:
                made.is_goto = True
            elif kind == TK_INLINE:
                pass
            else:
                break
            stream.advance()
        self.expect(TK_LPAREN, "(")
        made.template = self.parse_asm_string()
        section: i64 = 0
        while stream.kind == TK_COLON or stream.kind == TK_SCOPE:
            made.basic = False
            section += 1 if stream.kind == TK_COLON else 2
            stream.advance()
            if stream.kind == TK_COLON or stream.kind == TK_SCOPE or stream.kind == TK_RPAREN:
                continue
            if section == 1:
                self.parse_asm_operands(made.outputs, True)
            elif section == 2:
                self.parse_asm_operands(made.inputs, False)
            elif section == 3:
                self.parse_clobbers(made)
            elif section == 4 and made.is_goto:
                self.parse_asm_labels(made)
            else:
                self.expected("')'")
        if made.is_goto and section < 4:
            self.expected("':'")
        self.expect(TK_RPAREN, ")")
        if stream.kind != TK_SEMICOLON:
            self.expected("';'")
        stream.advance()
        if made.basic or not made.outputs or made.is_goto:
            made.volatile = True
        return made

    def parse_asm_operands(self, operands: list[AsmOperand], outputs: bool) -> None:
        """`[name] "constraint" (expression)` between commas."""
        stream = self.stream
        while True:
            name = ""
            loc = stream.loc
            if stream.kind == TK_LBRACKET:
                stream.advance()
                if stream.kind < TK_IDENT:
                    self.expected("identifier")
                name = stream.ident.text
                stream.advance()
                self.expect(TK_RBRACKET, "]")
            if stream.kind != TK_STRING:
                self.expected("string literal")
            constraint = self.parse_asm_string()
            self.expect(TK_LPAREN, "(")
            node = self.parse_expression()
            self.expect(TK_RPAREN, ")")
            operands.append(AsmOperand(name, constraint,
                                       self.asm_operand(node, constraint, outputs, loc), loc))
            if stream.kind != TK_COMMA:
                return
            stream.advance()

    def asm_operand(self, node: Expr, constraint: str, output: bool, loc: i64) -> Expr:
        """An output stays a place; an input becomes a value unless it must be in memory."""
        memory = False
        register = False
        for letter in constraint:
            if letter in "moV<>":
                memory = True
            elif letter in "=+&%,*!?#":
                continue
            elif letter in "gX":
                memory = True
                register = True
            else:
                register = True
        if node.type.kind == ERROR:
            return node
        if output:
            if not constraint or constraint[0] not in "=+":
                self.error(loc, "output operand constraint lacks '='")
            if not self.modifiable(node, "asm", loc):
                return self.error_expr(loc)
            self.note_store(node)
            if constraint[:1] == "+":
                self.mark_read(node)
            if memory:
                self.take_address(node)
            return node
        if memory and not register:
            if not node.flags & LVALUE:
                if node.type.kind <= BITINT or node.type.kind == POINTER:
                    self.error(loc, "memory input is not directly addressable")
                    return self.error_expr(loc)
            else:
                self.take_address(node)
                self.mark_read(node)
                return node
        value = self.rvalue(node)
        if value.type.kind == VOID:
            return self.fail(loc, "invalid use of void expression")
        if value.type.kind == BITINT:
            value = self.leave_bitint(value)
        return value

    def parse_clobbers(self, made: Asm) -> None:
        """Strings between commas."""
        stream = self.stream
        while True:
            made.clobbers.append(self.parse_asm_string())
            if stream.kind != TK_COMMA:
                return
            stream.advance()

    def parse_asm_labels(self, made: Asm) -> None:
        """Labels of asm goto."""
        stream = self.stream
        while True:
            if stream.kind != TK_IDENT:
                self.expected("identifier")
            name = stream.ident.text
            label = self.find_label(name, stream.loc)
            label.used = True
            made.labels.append(label)
            made.label_names.append(name)
            stream.advance()
            if stream.kind != TK_COMMA:
                return
            stream.advance()
