"""Nodes of constants and string literals, and constants that the grammar requires.

Idea: the value of a number's spelling is kept on its Ident (literals.py); strings are joined and
decoded when met.
"""

from __future__ import annotations

from compiler.frontend.fold import evaluate_integer
from compiler.frontend.ident import Ident
from compiler.frontend.literals import (
    NUMBER_VALUE,
    Decoded,
    Number,
    decode,
    parse_number,
    prefix_length,
)
from compiler.frontend.places import Places
from compiler.frontend.token import TK_STRING
from compiler.frontend.tree import (
    NOT_ICE,
    ComplexConst,
    ErrorExpr,
    Expr,
    FloatConst,
    IntConst,
    StringLiteral,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import CType, is_integer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class LiteralNodes(Places):
    """Makes nodes for literals."""

    def number_node(self, ident: Ident, loc: i64) -> Expr:
        """A pp-number token."""
        known = ident.decl
        if known is None or known.kind != NUMBER_VALUE:
            known = parse_number(ident.text, self.types, self.language.standard != 90)
            ident.decl = known
        assert isinstance(known, Number)
        if known.error or known.warning:
            if known.error:
                return self.fail(loc, known.error)
            if known.warning.startswith("floating"):
                self.pedwarn("overflow", loc, f"{known.warning} '{spell(known.type)}'")
            else:
                self.pedwarn("", loc, known.warning)
        if known.imaginary:
            type = self.types.complex_of(known.type)
            return ComplexConst(0, known.value, type, loc)
        if known.type.format:
            return FloatConst(known.value, known.type, loc)
        return IntConst(known.value, known.type, loc, 0)

    def character_node(self, ident: Ident, loc: i64) -> Expr:
        """A character constant: `'a'` has type int; `L`, `u`, `U` the wide types."""
        spelling = ident.name
        start = prefix_length(spelling)
        prefix = spelling[:start]
        type, element = self.prefix_types(prefix)
        out = Decoded(element.size)
        decode(spelling, start, out)
        self.say_literal(out, loc)
        if out.count == 0:
            return self.fail(loc, "empty character constant")
        if element.size == 1:
            return self.narrow_character(out, prefix, loc)
        if out.count > 1:
            self.warn("", loc, "character constant too long for its type")
        size: int = element.size
        raw = int.from_bytes(bytes(out.data[-size:]), "little")
        if not element.is_unsigned and raw >> (8 * size - 1):
            raw -= 1 << (8 * size)
        return IntConst(raw, type, loc, 0)

    def narrow_character(self, out: Decoded, prefix: bytes, loc: i64) -> Expr:
        """`'x'` and multi-character constants."""
        value = 0
        for byte in bytes(out.data):
            value = value << 8 | byte
        if prefix == b"u8":
            if out.count > 1:
                return self.fail(loc, "character constant too long for its type")
            return IntConst(value, self.types.uchar, loc, 0)
        if out.count > 1:
            if out.count > 4:
                self.warn("", loc, "character constant too long for its type")
            else:
                self.warn("multichar", loc, "multi-character character constant")
            value &= 0xFFFFFFFF
            if value >> 31:
                value -= 1 << 32
        elif value >= 128 and not self.types.char.is_unsigned:
            value -= 256
        return IntConst(value, self.types.int_, loc, 0)

    def prefix_types(self, prefix: bytes) -> tuple[CType, CType]:
        """Type of a character constant, and the element type, for a prefix."""
        types = self.types
        if prefix == b"L":
            return types.wchar, types.wchar
        if prefix == b"u":
            return types.char16, types.char16
        if prefix == b"U":
            return types.char32, types.char32
        return types.int_, types.char

    def say_literal(self, out: Decoded, loc: i64) -> None:
        """Report what decoding found."""
        for text in out.errors:
            self.error(loc, text)
        for text in out.warnings:
            self.pedwarn("", loc, text)

    def parse_string_literal(self) -> Expr:
        """One or more adjacent string literals, joined (6.4.5p5)."""
        stream = self.stream
        loc = stream.loc
        first = stream.ident.name
        if stream.peek(1).kind != TK_STRING:
            stream.advance()
            start = prefix_length(first) if first[0] != 34 else 0
            prefix = first[:start]
            element = self.types.char if start == 0 or prefix == b"u8" else (
                self.prefix_types(prefix)[1])
            out = Decoded(element.size)
            decode(first, start, out)
        else:
            spellings: list[bytes] = []
            prefix = b""
            while stream.kind == TK_STRING:
                spelling = stream.ident.name
                mine = spelling[:prefix_length(spelling)]
                if mine and mine != prefix:
                    if prefix:
                        self.error(stream.loc, "unsupported non-standard concatenation of "
                                               "string literals")
                    prefix = mine
                spellings.append(spelling)
                stream.advance()
            element = self.types.char if prefix in (b"", b"u8") else self.prefix_types(prefix)[1]
            out = Decoded(element.size)
            for spelling in spellings:
                decode(spelling, prefix_length(spelling), out)
        if out.errors or out.warnings:
            self.say_literal(out, loc)
        out.put(0)
        return StringLiteral(bytes(out.data), self.types.array_of(element, out.count), loc)

    # ------------------------------------------------------------ required constants
    def constant_value(self, node: Expr) -> int | None:
        """The value of an integer constant expression or of what gcc folds to one; None else."""
        if not is_integer(node.type):
            return None
        value = evaluate_integer(self.rvalue(node))
        return None if value is None else value.value

    def required_constant(self, node: Expr, not_constant: str, not_strict: str) -> int | None:
        """As constant_value, with gcc's error, or its pedantic warning for what it only folds."""
        node = self.rvalue(node)
        if isinstance(node, ErrorExpr):
            return None
        if not is_integer(node.type):
            self.error(node.loc, not_constant)
            return None
        value = evaluate_integer(node)
        if value is None:
            self.error(node.loc, not_constant)
            return None
        if value.flags & NOT_ICE and not_strict:
            self.pedantic(node.loc, not_strict)
        return value.value
