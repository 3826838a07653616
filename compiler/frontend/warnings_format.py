"""-Wformat: printf and scanf arguments against a literal format string.

Source: C17 7.21.6.1, 7.21.6.2; POSIX positions and `'`, `m`; GNU `a` allocation.
"""

from __future__ import annotations

from compiler.frontend.tree import Cast, Expr, StringLiteral
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    CHAR,
    COMPLEX,
    ERROR,
    POINTER,
    UCHAR,
    VOID,
    CType,
    EnumType,
    FunctionType,
    PointerType,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.frontend.parser_base import ParserBase
    from compiler.frontend.type_table import TypeTable

PRINTF: Final = 1
SCANF: Final = 2


class FormatChecker:
    """Checks one call."""

    def __init__(self, parser: ParserBase, types: TypeTable) -> None:
        self.parser: ParserBase = parser
        self.types: TypeTable = types

    def check(self, function: FunctionType, arguments: list[Expr], loc: int) -> None:
        """`function` has a format; report with -Wformat."""
        position = int(function.format_string) - 1
        if function.format_kind not in (PRINTF, SCANF) or not 0 <= position < len(arguments):
            return
        node = arguments[position]
        while isinstance(node, Cast):
            node = node.operand
        if not isinstance(node, StringLiteral):
            if function.format_first and function.format_first > len(arguments):
                self.parser.warn("format-security", loc,
                                 "format not a string literal and no format arguments")
            return
        text = node.data[:-1].decode("latin-1")
        if not text and function.format_kind == PRINTF:
            self.parser.warn("format-zero-length", loc, "zero-length printf format string")
        if function.format_first:
            rest = arguments[int(function.format_first) - 1:]
            self.check_directives(text, rest, function.format_kind == SCANF, loc,
                                  int(function.format_first))

    def check_directives(self, text: str, arguments: list[Expr], scanf: bool, loc: int,
                         first: int) -> None:
        """Walk the directives and the arguments side by side."""
        at = 0
        used = 0
        parser = self.parser
        while at < len(text):
            if text[at] != "%":
                at += 1
                continue
            at += 1
            if at >= len(text):
                parser.warn("format", loc, "spurious trailing '%' in format")
                return
            if text[at] == "%":
                at += 1
                continue
            suppress = False
            start = at
            while at < len(text) and text[at] in "0123456789":
                at += 1
            if at < len(text) and text[at] == "$":
                return  # positions are not checked
            at = start
            while at < len(text) and text[at] in ("*'Im" if scanf else "-+ #0'I"):
                suppress = suppress or scanf and text[at] == "*"
                at += 1
            for part in (0, 1):
                if part and not scanf:
                    if at >= len(text) or text[at] != ".":
                        break
                    at += 1
                if at < len(text) and text[at] == "*" and not scanf:
                    used = self.take_star(arguments, used, part == 1, loc, first)
                    at += 1
                else:
                    while at < len(text) and text[at] in "0123456789":
                        at += 1
            length = ""
            while at < len(text) and text[at] in "hlLjztq" and len(length) < 2:
                length += text[at]
                at += 1
            if at >= len(text):
                parser.warn("format", loc, "conversion lacks type at end of format")
                return
            letter = text[at]
            at += 1
            if letter == "[" and scanf:
                if at < len(text) and text[at] == "^":
                    at += 1
                if at < len(text) and text[at] == "]":
                    at += 1
                while at < len(text) and text[at] != "]":
                    at += 1
                at += 1
            if letter == "m" and not scanf or letter == "%":
                continue
            wanted = self.wanted_type(letter, length)
            if wanted is None:
                shown = letter if 32 < ord(letter) < 127 else f"0x{ord(letter):x}"
                parser.warn("format", loc,
                            f"unknown conversion type character '{shown}' in format")
                return
            if suppress:
                continue
            if used >= len(arguments):
                parser.warn("format", loc,
                            f"format '%{length}{letter}' expects a matching "
                            f"'{spell(self.shown_type(wanted, scanf))}' argument")
                return
            self.check_argument(arguments[used], wanted, scanf, length + letter, loc,
                                used + first)
            used += 1
        if used < len(arguments):
            parser.warn("format-extra-args", loc, "too many arguments for format")

    def take_star(self, arguments: list[Expr], used: int, precision: bool, loc: int,
                  first: int) -> int:
        """`*` takes an int."""
        word = "precision" if precision else "width"
        if used >= len(arguments):
            self.parser.warn("format", loc, f"field {word} specifier '*' expects a matching 'int' "
                                            "argument")
            return used
        type = self.plain(arguments[used].type)
        if type is not self.types.int_ and type is not self.types.uint and type.kind != ERROR:
            self.parser.warn("format", loc,
                             f"field {word} specifier '{'.' if precision else ''}*' expects "
                             f"argument of type 'int', but argument {used + first} has type "
                             f"'{spell(type)}'")
        return used + 1

    def wanted_type(self, letter: str, length: str) -> CType | None:
        """The type a conversion takes (for scanf: points to); None when unknown."""
        types = self.types
        if letter in "di":
            return self.integer(length, False)
        if letter in "ouxX":
            return self.integer(length, True)
        if letter in "eEfFgGaA":
            if length in ("L", "ll"):
                return types.ldouble
            return types.double
        if letter == "c":
            return types.wint if length == "l" else types.int_
        if letter == "C":
            return types.wint
        if letter in "s[":
            return types.pointer_to(types.wchar if length == "l" else types.char)
        if letter == "S":
            return types.pointer_to(types.wchar)
        if letter == "p":
            return types.void_pointer
        if letter == "n":
            return types.pointer_to(self.integer(length, False))
        return None

    def integer(self, length: str, unsigned: bool) -> CType:
        """The integer type of a length modifier."""
        types = self.types
        signed = types.int_
        if length == "hh":
            signed = types.schar
        elif length == "h":
            signed = types.short
        elif length in ("l", "z", "t", "j"):
            signed = types.long if length == "l" or length == "j" and types.word == 8 else (
                types.llong if length == "j" else types.ptrdiff)
        elif length in ("ll", "q", "L"):
            signed = types.llong
        return types.to_unsigned(signed) if unsigned else signed

    def shown_type(self, wanted: CType, scanf: bool) -> CType:
        """The type as the message names it."""
        if scanf and wanted.kind != POINTER:
            return self.types.pointer_to(wanted)
        return wanted

    def plain(self, type: CType) -> CType:
        """Without qualifiers, enumerations as integers."""
        main = type.unqual
        return main.underlying if isinstance(main, EnumType) else main

    def check_argument(self, node: Expr, wanted: CType, scanf: bool, directive: str, loc: int,
                       number: int) -> None:
        """One argument."""
        type = self.plain(node.type)
        if type.kind == ERROR:
            return
        fine = self.matches_scanf(type, wanted, directive) if scanf else (
            self.matches_printf(type, wanted))
        if not fine:
            self.parser.warn("format", loc,
                             f"format '%{directive}' expects argument of type "
                             f"'{spell(self.shown_type(wanted, scanf))}', but argument {number} "
                             f"has type '{spell(type)}'")

    def matches_printf(self, type: CType, wanted: CType) -> bool:
        """Whether an argument's promoted type fits; signedness does not matter by default."""
        if wanted.kind == POINTER:
            if type.kind != POINTER:
                return False
            assert isinstance(wanted, PointerType) and isinstance(type, PointerType)
            if wanted.target.kind == VOID:
                return True
            return self.same_integer(type.target, wanted.target)
        if wanted.format:
            return type is wanted or type.format == wanted.format and type.kind < COMPLEX and (
                type is not self.types.ldouble and wanted is not self.types.ldouble)
        if type.kind == POINTER or type.format or type.kind >= COMPLEX:
            return False
        if wanted.rank < 4:
            return type.rank <= 4
        return self.same_integer(type, wanted)

    def same_integer(self, a: CType, b: CType) -> bool:
        """Integer types alike but for sign; any two character types."""
        left = self.plain(a)
        right = self.plain(b)
        if left is right:
            return True
        if CHAR <= left.kind <= UCHAR and CHAR <= right.kind <= UCHAR:
            return True
        return self.types.to_unsigned(left) is self.types.to_unsigned(right)

    def matches_scanf(self, type: CType, wanted: CType, directive: str) -> bool:
        """scanf takes pointers; %f a float, %lf a double."""
        if type.kind != POINTER:
            return False
        assert isinstance(type, PointerType)
        target = self.plain(type.target)
        letter = directive[len(directive) - 1]
        if letter in "eEfFgGaA":
            length = directive[:-1]
            kind = self.types.float_
            if length == "l":
                kind = self.types.double
            elif length in ("L", "ll"):
                kind = self.types.ldouble
            return target is kind
        if letter in "c":
            return CHAR <= target.kind <= UCHAR or directive[0] == "l"
        if letter in "s[":
            return CHAR <= target.kind <= UCHAR or directive[0] in "lm" or target.kind == POINTER
        if letter in "SC":
            return True
        if letter == "p":
            return target.kind == POINTER
        if letter == "n":
            assert isinstance(wanted, PointerType)
            return self.same_integer(target, wanted.target)
        return not target.format and target.kind < COMPLEX and self.same_integer(target, wanted)
