"""-Wformat: printf, scanf and strftime arguments against a literal format string.

Problem: a message must stand under its directive, which is somewhere inside a string literal with
escapes.  Idea: the literal's text is walked once for the offsets of its characters in the source;
the directives are taken apart by one reader; tables say which flags a conversion takes.

Source: C17 7.21.6.1, 7.21.6.2, 7.27.3.5; POSIX positions (`%1$d`) and `'`, `m`; wording and places
compared with gcc 12.
"""

from __future__ import annotations

from compiler.frontend.source import EXPANSION_SHIFT, POSITION_MASK
from compiler.frontend.fold import evaluate_integer
from compiler.frontend.tree import (
    AddressConst,
    AddressOf,
    Cast,
    Conditional,
    Deref,
    Expr,
    IntConst,
    PointerAdd,
    StringLiteral,
    VarRef,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    CHAR,
    COMPLEX,
    CONST,
    ERROR,
    POINTER,
    UCHAR,
    VOID,
    ArrayType,
    CType,
    EnumType,
    FunctionType,
    PointerType,
    is_integer,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.frontend.parser_base import ParserBase
    from compiler.frontend.type_table import TypeTable

PRINTF: Final = 1
SCANF: Final = 2
STRFTIME: Final = 3
NAMES: Final = ["", "gnu_printf", "gnu_scanf", "gnu_strftime"]
FLAGS: Final = ["", "-+ #0'I", "*'Im", "_-^#0+"]

# Flags, `w` (width) and `p` (precision) that a conversion of printf takes.
TAKES: Final = {
    "d": "-wp0 +'I", "i": "-wp0 +'I", "o": "-wp0#", "x": "-wp0#", "X": "-wp0#", "u": "-wp0'I",
    "f": "-wp0 +#'I", "F": "-wp0 +#'I", "g": "-wp0 +#'I", "G": "-wp0 +#'I", "e": "-wp0 +#I",
    "E": "-wp0 +#I", "a": "-wp0 +#", "A": "-wp0 +#", "c": "-w", "s": "-wp", "p": "-w", "n": "",
    "m": "-wp", "C": "-w", "S": "-wp",
}
# Conversions of strftime, and those that may stand behind E and O.
TIME: Final = "AZaBbcxHIMSUWdmwjpXyY%CDeVuFRTnrtgGhzklsP"
ALTERNATIVE: Final = {"E": "cxXyYC", "O": "BbHIMSUWdmwjyYCeVugGzkls"}
# Types that gcc names by typedef, by length and conversion.
TYPEDEFS: Final = {
    "zd": "signed size_t", "zi": "signed size_t", "zu": "size_t", "zx": "size_t", "zX": "size_t",
    "zo": "size_t", "td": "ptrdiff_t", "ti": "ptrdiff_t", "tu": "unsigned ptrdiff_t",
    "jd": "intmax_t", "ji": "intmax_t", "ju": "uintmax_t", "jx": "uintmax_t", "lc": "wint_t",
    "ls": "wchar_t *", "S": "wchar_t *", "C": "wint_t",
}


class Directive:
    """One `%` directive taken apart.  `at` is the index of its conversion character."""

    def __init__(self) -> None:
        self.position = 0          # of %n$, 0: none
        self.flags = ""
        self.width = ""            # "w" with a width
        self.precision = ""
        self.stars: list[tuple[int, int, bool]] = []    # index, n of *n$, of the precision
        self.length = ""
        self.letter = ""
        self.at = 0
        self.problem = ""          # the text ended early


def is_literal(node: Expr) -> bool:
    """Whether a pointer's initialiser is the address of a literal."""
    while isinstance(node, Cast):
        node = node.operand
    return isinstance(node, StringLiteral) \
        or isinstance(node, AddressConst) and node.string is not None


def strings_of(node: Expr) -> list[StringLiteral] | None:
    """The literals that a format may be, none where it is a constant object or a part of a literal,
    whose text is not looked at; None: it may be anything."""
    while isinstance(node, Cast):
        node = node.operand
    if isinstance(node, StringLiteral):
        return [node]
    if isinstance(node, IntConst) or is_literal(node):
        return []
    if isinstance(node, Conditional):
        value = evaluate_integer(node.condition) if is_integer(node.condition.type) else None
        if value is not None:
            return strings_of(node.then if value.value else node.otherwise)
        first, second = strings_of(node.then), strings_of(node.otherwise)
        return None if first is None or second is None else first + second
    if isinstance(node, PointerAdd) and isinstance(node.index, IntConst):
        return None if strings_of(node.pointer) is None else []
    if isinstance(node, AddressOf) and isinstance(node.operand, Deref):
        return strings_of(node.operand.pointer)
    if isinstance(node, VarRef) and node.decl.init is not None:
        type = node.type
        if isinstance(type, ArrayType):
            return [] if type.element.quals & CONST else None
        entries = node.decl.init.entries
        if type.quals & CONST and len(entries) == 1 and is_literal(entries[0].value):
            return []
    return None


class FormatChecker:
    """Checks one call."""

    def __init__(self, parser: ParserBase, types: TypeTable) -> None:
        self.parser: ParserBase = parser
        self.types: TypeTable = types
        self.text = ""
        self.string = 0            # where the literal stands
        self.places: list[int] = []
        self.call = 0
        self.kind = PRINTF
        self.first = 0             # number of the first argument, from 1
        self.arguments: list[Expr] = []

    def check(self, function: FunctionType, arguments: list[Expr], loc: int) -> None:
        """`function` has a format; report with -Wformat."""
        position = int(function.format_string) - 1
        if function.format_kind not in (PRINTF, SCANF, STRFTIME) or not (
                0 <= position < len(arguments)):
            return
        found = strings_of(arguments[position])
        if found is None:
            if function.format_first and function.format_first > len(arguments):
                self.parser.warn("format-security", loc,
                                 "format not a string literal and no format arguments")
            return
        self.kind = int(function.format_kind)
        self.call = loc
        for literal in found:
            self.check_literal(function, arguments, literal)

    def check_literal(self, function: FunctionType, arguments: list[Expr], node: StringLiteral
                      ) -> None:
        """The directives of one literal that may be the format."""
        self.string = int(node.loc)
        self.text = node.data[:-1].decode("latin-1")
        self.places = self.character_places(node)
        if not self.text and self.kind == PRINTF:
            self.parser.warn("format-zero-length", self.string,
                             "zero-length gnu_printf format string")
        end = self.text.find("\0")
        if end >= 0:
            self.say(end, "embedded '\\0' in format", "format-contains-nul")
            self.text = self.text[:end]
        if self.kind == STRFTIME:
            self.check_time()
        elif function.format_first:
            self.first = int(function.format_first)
            self.arguments = arguments[self.first - 1:]
            self.check_directives()

    # -- places -----------------------------------------------------------------------------------

    def character_places(self, node: StringLiteral) -> list[int]:
        """The location of each character of the literal; empty when the text does not show it
        whole in one piece."""
        location = int(node.loc)
        if location >> EXPANSION_SHIFT:
            return []
        entry = self.parser.diagnostics.source.entry(location)
        text = entry.text
        at = (location & POSITION_MASK) - int(entry.base)
        if text[at:at + 1] != b'"':
            return []
        found: list[int] = []
        at += 1
        while at < len(text) and text[at] != 34 and text[at] != 10:
            found.append(int(entry.base) + at)
            if text[at] != 92:
                at += 1
                continue
            at += 1
            digits = b"01234567" if text[at:at + 1] in b"01234567" else b""
            most = 3
            if text[at:at + 1] == b"x":
                at += 1
                digits, most = b"0123456789abcdefABCDEF", 1000
            if not digits:
                at += 1
            while digits and most and text[at:at + 1] in digits and at < len(text):
                at += 1
                most -= 1
        return found if len(found) == len(self.text) else []

    def say(self, at: int, text: str, option: str = "format") -> None:
        """A warning about the character at an index of the text."""
        place = self.places[at] if 0 <= at < len(self.places) else self.string
        self.parser.warn(option, place, text)

    # -- strftime ---------------------------------------------------------------------------------

    def check_time(self) -> None:
        """Conversions of strftime."""
        text = self.text
        at = 0
        while at < len(text):
            if text[at] != "%":
                at += 1
                continue
            start = at
            at += 1
            while at < len(text) and text[at] in "_-^#0+123456789":
                at += 1
            modifier = ""
            if at < len(text) and text[at] in "EO":
                modifier = text[at]
                at += 1
            if at >= len(text):
                self.say(at - 1 if at - 1 > start else start,
                         "spurious trailing '%' in format" if at - 1 == start
                         else "conversion lacks type at end of format")
                return
            letter = text[at]
            if letter not in TIME:
                self.say(at, self.unknown(letter))
            elif modifier and letter not in ALTERNATIVE[modifier]:
                self.say(at, f"'{modifier}' modifier used with '%{letter}' gnu_strftime format")
            at += 1

    def unknown(self, letter: str) -> str:
        """The message about a conversion that does not exist."""
        shown = f"'{letter}'" if 32 < ord(letter) < 127 else f"0x{ord(letter):x}"
        return f"unknown conversion type character {shown} in format"

    # -- printf and scanf -------------------------------------------------------------------------

    def number(self, at: int) -> tuple[int, int]:
        """A decimal number at an index (-1: none) and the index behind it."""
        begin = at
        while at < len(self.text) and self.text[at] in "0123456789":
            at += 1
        return (int(self.text[begin:at][:9]) if at > begin else -1), at

    def read(self, at: int) -> Directive:
        """The directive whose `%` stands before index `at`."""
        text = self.text
        made = Directive()
        start = at
        value, behind = self.number(at)
        made.position = -1
        if value >= 0 and text[behind:behind + 1] == "$":
            made.position = value
            at = behind + 1
        while at < len(text) and text[at] in FLAGS[self.kind]:
            made.flags += text[at]
            at += 1
        if text[at:at + 1] == "*" and self.kind == PRINTF:
            made.width = "w"
            at = self.read_star(made, at, False)
        else:
            value, at = self.number(at)
            made.width = "w" if value >= 0 else ""
        if text[at:at + 1] == "." and self.kind == PRINTF:
            made.precision = "p"
            if text[at + 1:at + 2] == "*":
                at = self.read_star(made, at + 1, True)
            else:
                value, at = self.number(at + 1)
        while at < len(text) and text[at] in "hlLjztq" and len(made.length) < 2:
            made.length += text[at]
            at += 1
        made.at = at
        if at >= len(text):
            made.at = at - 1
            made.problem = "spurious trailing '%' in format" if at == start else (
                "conversion lacks type at end of format")
            return made
        made.letter = text[at]
        if made.letter == "[" and self.kind == SCANF:
            at += 1
            if text[at:at + 1] == "^":
                at += 1
            if text[at:at + 1] == "]":
                at += 1
            at = text.find("]", at)
            if at < 0:
                made.at = len(text) - 1
                made.problem = "no closing ']' for '%[' format"
            else:
                made.at = at
        return made

    def read_star(self, made: Directive, at: int, precision: bool) -> int:
        """`*` or `*n$` at an index; the index behind it."""
        value, behind = self.number(at + 1)
        if value >= 0 and self.text[behind:behind + 1] == "$":
            made.stars.append((behind, value, precision))
            return behind + 1
        made.stars.append((at, -1, precision))
        return at + 1

    def check_directives(self) -> None:
        """Walk the directives and the arguments side by side."""
        text = self.text
        count = len(self.arguments)
        used = [False] * count
        plain = dollar = False
        following = 0
        at = text.find("%")
        while at >= 0:
            if text[at + 1:at + 2] == "%":
                at = text.find("%", at + 2)
                continue
            directive = self.read(at + 1)
            if directive.problem:
                self.say(directive.at, directive.problem)
                return
            at = text.find("%", directive.at + 1)
            if directive.position >= 0:
                if plain:
                    self.parser.warn("format", self.call, "'$'operand number used after format "
                                                          "without operand number")
                    return
                dollar = True
            takes_none = directive.letter == "m" and self.kind == PRINTF
            if dollar and directive.position < 0 and not takes_none:
                self.parser.warn("format", self.string, "missing $ operand number in format")
                return
            for place, star, precision in directive.stars:
                index = star - 1 if star >= 0 else following
                following += star < 0
                if star >= 0 and not 0 <= index < count:
                    self.parser.warn("format", self.call, "operand number out of range in format")
                    return
                if not self.check_star(place, index, precision, star >= 0):
                    return
                if index < count:
                    used[index] = True
            if takes_none:
                continue
            wanted = self.wanted_type(directive.letter, directive.length)
            if wanted is None:
                self.say(directive.at, self.unknown(directive.letter))
                continue
            if self.kind == PRINTF:
                self.check_flags(directive)
            if self.kind == SCANF and "*" in directive.flags:
                continue
            index = directive.position - 1 if directive.position >= 0 else following
            if directive.position >= 0 and not 0 <= index < count:
                self.parser.warn("format", self.call, "operand number out of range in format")
                return
            plain = plain or directive.position < 0
            following += directive.position < 0
            shown = directive.length + directive.letter
            if index >= count:
                self.say(directive.at, f"format '%{shown}' expects a matching "
                                       f"'{self.type_text(wanted, shown)}' argument")
                return
            used[index] = True
            self.check_argument(self.arguments[index], wanted, shown, directive, index)
        self.check_unused(used, dollar)

    def check_unused(self, used: list[bool], dollar: bool) -> None:
        """Arguments that no directive names."""
        last = len(used)
        while last and not used[last - 1]:
            last -= 1
        if dollar:
            for index in range(last):
                if not used[index]:
                    self.parser.warn("format", self.string,
                                     f"format argument {index + 1} unused before used argument "
                                     f"{used.index(True, index) + 1} in '$'-style format")
        if last < len(used):
            self.parser.warn("format-extra-args", self.string,
                             "unused arguments in '$'-style format" if dollar
                             else "too many arguments for format")

    def check_flags(self, directive: Directive) -> None:
        """Flags that a conversion does not take, or that another one overrides."""
        letter = directive.letter
        allowed = TAKES.get(letter, "")
        flags = directive.flags
        for index, flag in enumerate(flags):
            if flag not in allowed and flag not in flags[:index]:
                self.say(directive.at, f"'{flag}' flag used with '%{letter}' gnu_printf format")
        if directive.width and "w" not in allowed:
            self.say(directive.at, f"field width used with '%{letter}' gnu_printf format")
        if directive.precision and "p" not in allowed:
            self.say(directive.at, f"precision used with '%{letter}' gnu_printf format")
        if " " in flags and "+" in flags:
            self.parser.warn("format", self.string,
                             "' ' flag ignored with '+' flag in gnu_printf format")
        if "0" in flags and "-" in flags:
            self.parser.warn("format", self.string,
                             "'0' flag ignored with '-' flag in gnu_printf format")
        elif "0" in flags and directive.precision and letter in "diouxX":
            self.parser.warn("format", self.string, "'0' flag ignored with precision and "
                                                    f"'%{letter}' gnu_printf format")

    def check_star(self, at: int, index: int, precision: bool, dollar: bool) -> bool:
        """`*` takes an int; False when the argument is missing."""
        word = "precision" if precision else "width"
        mark = "$" if dollar else ".*" if precision else "*"
        if index >= len(self.arguments):
            self.say(at, f"field {word} specifier '{mark}' expects a matching 'int' argument")
            return False
        type = self.plain(self.arguments[index].type)
        if type is not self.types.int_ and type is not self.types.uint and type.kind != ERROR:
            self.say(at, f"field {word} specifier '{mark}' expects argument of type 'int', but "
                         f"argument {index + self.first} has type '{spell(type)}'")
        return True

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
            return types.double if self.kind == PRINTF or length == "l" else types.float_
        if letter == "c":
            return types.wint if length == "l" else types.int_
        if letter == "C":
            return types.wint
        if letter == "s" or letter == "[" and self.kind == SCANF:
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

    def type_text(self, wanted: CType, directive: str) -> str:
        """The type as the message names it."""
        named = TYPEDEFS.get(directive)
        if self.kind == SCANF:
            if wanted.kind == POINTER and directive[-1] != "p":
                return named or spell(wanted)
            return f"{named} *" if named else spell(self.types.pointer_to(wanted))
        if named:
            return named
        return "int" if directive[0] == "h" and wanted.kind != POINTER else spell(wanted)

    def plain(self, type: CType) -> CType:
        """Without qualifiers, enumerations as integers."""
        main = type.unqual
        return main.underlying if isinstance(main, EnumType) else main

    def check_argument(self, node: Expr, wanted: CType, shown: str, directive: Directive,
                       index: int) -> None:
        """One argument."""
        type = self.plain(node.type)
        if type.kind == ERROR:
            return
        if self.kind == SCANF:
            fine = self.matches_scanf(type, wanted, shown)
        else:
            fine = self.matches_printf(type, wanted)
        if not fine:
            self.say(directive.at,
                     f"format '%{shown}' expects argument of type '{self.type_text(wanted, shown)}'"
                     f", but argument {index + self.first} has type '{spell(type)}'")

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
