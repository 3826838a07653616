"""Identifiers: one interned object for each spelling, which carries all that the name means.

The problem: a name is looked up by the lexer, the preprocessor, the keyword table, the scopes of
the parser and the table of builtins; each look-up in a dictionary costs more than the rest of the
work on a token. The idea: the lexer looks a spelling up once, in IdentTable, and everything later
is an attribute of the Ident that it found: the macro, the keyword's code, the innermost
declaration. Every other token (punctuator, number, string) is an Ident as well, so that a token is
a reference to an Ident and a position, and needs no object of its own.

Invariants:
- two tokens of one translation unit have the same spelling if and only if they have the same Ident;
- `macro`, `decl`, `tag`, `label` hold the meaning at the point the translation has reached; who
  opens a scope saves and restores them (the scope stack, not Ident, knows the outer ones);
- one IdentTable for one translation unit: nothing leaks into the next one.
"""

from __future__ import annotations

from compiler.frontend.token import (
    ALWAYS,
    C99,
    GNU,
    GNU_OR_C99,
    KEYWORDS,
    PUNCTUATORS,
    TK_EOF,
    TK_HASH,
    TK_IDENT,
    TK_NEWLINE,
    TK_NUMBER,
    TK_OTHER,
    TK_PADDING,
    TK_PRAGMA,
    TK_PRAGMA_END,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64

    from compiler.frontend.macros import Macro


class Binding:
    """What a name stands for in some scope; the parser derives its declarations from it.

    `kind` tells the parser's sorts apart (object, function, typedef name, enumerator ...) without
    an isinstance test; 0 is nothing.
    """

    def __init__(self, kind: i64) -> None:
        self.kind: i64 = kind


class Ident:
    """One spelling. See the file's head; `name` are the bytes of the spelling, UTF-8.

    kind       token code (token.py): TK_IDENT, a keyword's, a punctuator's, TK_NUMBER ...
    macro      the macro definition, or None
    decl       innermost ordinary declaration; for TK_NUMBER and TK_CHARACTER the parser may keep
               the value it has worked out here, as a Binding of its own sort
    tag        innermost struct, union or enum tag
    label      label of the function being parsed
    directive  code of the preprocessing directive of this name (directives.py), or 0
    builtin    code that the table of builtins gives to the name, or 0
    attribute  code that the table of attributes gives to the name, or 0
    """

    def __init__(self, name: bytes, kind: i64) -> None:
        self.name = name
        self.kind: i64 = kind
        self.macro: Macro | None = None
        self.decl: Binding | None = None
        self.tag: Binding | None = None
        self.label: Binding | None = None
        self.directive: i64 = 0
        self.builtin: i64 = 0
        self.attribute: i64 = 0

    @property
    def text(self) -> str:
        """The spelling as str, for diagnostics and object files."""
        return self.name.decode("utf-8", "surrogateescape")


class IdentTable:
    """All Idents of one translation unit, keyed by spelling."""

    def __init__(self, gnu: bool, c99: bool) -> None:
        """Enters punctuators and the keywords of the dialect (strict or `gnu`, C99 or newer)."""
        table: dict[bytes, Ident] = {}
        self.table = table
        # What `macro` holds in the tokens that the preprocessor must look at and that are no
        # names (ends, padding, directives, stray characters): one test finds all of them.
        self.special: Macro | None = None
        self.has_wide_names = False  # a name with a character that is not ASCII has been met
        self.end_of_file = Ident(b"", TK_EOF)
        self.newline = Ident(b"\n", TK_NEWLINE)
        self.padding = Ident(b"", TK_PADDING)
        self.pragma = Ident(b"#pragma", TK_PRAGMA)
        self.pragma_end = Ident(b"\n", TK_PRAGMA_END)
        self.directive = Ident(b"#", TK_HASH)  # a # that begins a line
        for spelling, code in PUNCTUATORS:
            table[spelling] = Ident(spelling, code)
        for spelling, code, dialect in KEYWORDS:
            if (
                dialect == ALWAYS
                or (gnu and dialect in (GNU, GNU_OR_C99))
                or (c99 and dialect in (C99, GNU_OR_C99))
            ):
                table[spelling] = Ident(spelling, code)
        none = Ident(b"", TK_OTHER)
        self.singles: list[Ident] = []  # the punctuators of one byte, by byte
        self.doubled: list[Ident | None] = []  # those of one byte twice
        self.assigning: list[Ident | None] = []  # those of a byte and =
        for byte in range(128):
            self.singles.append(table.get(bytes([byte]), none))
            self.doubled.append(table.get(bytes([byte, byte])) if byte != 58 else None)
            self.assigning.append(table.get(bytes([byte, 61])))

    def name(self, spelling: bytes) -> Ident:
        """The Ident of a name."""
        ident = self.table.get(spelling)
        if ident is None:
            ident = Ident(spelling, TK_IDENT)
            self.table[spelling] = ident
        return ident

    def number(self, spelling: bytes) -> Ident:
        """The Ident of a pp-number."""
        return self.spelled(spelling, TK_NUMBER)

    def spelled(self, spelling: bytes, kind: i64) -> Ident:
        """The Ident of a token that is no name: number, string, character constant, other."""
        ident = self.table.get(spelling)
        if ident is None:
            ident = Ident(spelling, kind)
            self.table[spelling] = ident
        return ident

    def stray(self, spelling: bytes) -> Ident:
        """The Ident of a character that begins no token, or of an unterminated string."""
        ident = self.spelled(spelling, TK_OTHER)
        ident.macro = self.special
        return ident
