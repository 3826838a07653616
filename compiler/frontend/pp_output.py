"""-E: the tokens as text, with line markers.

The problem: the text must give the same tokens when it is read again, look like the source, and be
equal to gcc's, which configure scripts take apart. The idea is gcc's own: each token asks for a
space when white space stood before it; where padding stands before it (an expansion began or
ended) it also gets one when it would run into its neighbour; each line that begins with a token
brings the output to that line.

Source: GCC 12 manual of the preprocessor, "Preprocessor Output"; its Internals, "Token Spacing".
"""

from __future__ import annotations

from compiler.frontend.ident import Ident
from compiler.frontend.macros import Macro
from compiler.frontend.preprocess import Preprocessor
from compiler.frontend.source import EXPANSION_SHIFT, Place, SourceEntry
from compiler.frontend.token import (
    TK_AND,
    TK_ARROW,
    TK_CHARACTER,
    TK_COLON,
    TK_COMMENT,
    TK_DOT,
    TK_EOF,
    TK_GREATER,
    TK_HASH,
    TK_IDENT,
    TK_LESS,
    TK_LPAREN,
    TK_MINUS,
    TK_NOT,
    TK_NUMBER,
    TK_OR,
    TK_OTHER,
    TK_PADDING,
    TK_PERCENT,
    TK_PLUS,
    TK_PRAGMA,
    TK_PRAGMA_END,
    TK_SHL,
    TK_SHR,
    TK_SLASH,
    TK_STAR,
    TK_STRING,
    TK_XOR,
)
from compiler.frontend.words import NO_EXPAND, SOURCED, SPACE, WORD_SHIFT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

# With which first bytes of the next token a token runs together.
PASTES: Final = {
    TK_GREATER: b">=",
    TK_LESS: b"<=%:",
    TK_PLUS: b"+=",
    TK_MINUS: b"-=>",
    TK_SLASH: b"/=*",
    TK_PERCENT: b"=:%",
    TK_AND: b"&=",
    TK_OR: b"|=",
    TK_NOT: b"=",
    TK_STAR: b"=",
    TK_XOR: b"=",
    TK_SHL: b"=",
    TK_SHR: b"=",
    TK_COLON: b":>",
    TK_ARROW: b"*",
    TK_DOT: b".%",
    TK_HASH: b"#%",
}
ASSIGN_BYTE: Final = b"="
NEAR_LINES: Final = 8


def runs_together(left: Ident, right: Ident) -> bool:
    """Whether two tokens printed without a space might be read as something else."""
    a = left.kind
    b = right.kind
    if a >= TK_IDENT or a == TK_PRAGMA:
        return b >= TK_IDENT or b == TK_CHARACTER or b == TK_STRING or (
            b == TK_NUMBER and right.name.isalnum()
        )  # fmt: skip
    if a == TK_NUMBER:
        return b in (TK_NUMBER, TK_CHARACTER) or b >= TK_IDENT or right.name[:1] in b".+-"
    if a == TK_OTHER:
        return left.name[:1] == b"\\" and b >= TK_IDENT
    if left.name[:1] == b"=" and len(left.name) == 1:
        return b < TK_IDENT and right.name[:1] == b"="
    first = PASTES.get(int(a))
    if first is None:
        return False
    if a == TK_DOT and b == TK_NUMBER:
        return True
    return TK_LPAREN <= b < TK_IDENT and right.name[:1] in first


def with_universal_names(name: bytes) -> bytes:
    """A name as gcc prints it: what is not ASCII as universal character names."""
    out: list[str] = []
    for c in name.decode("utf-8", "replace"):
        out.append(c if c < "\x80" else f"\\U{ord(c):08x}")
    return "".join(out).encode("ascii")


class Printer:
    """Prints one translation unit; `out` collects the text.

    line     the line that the output stands at
    printed  something stands on the present line
    """

    def __init__(self, preprocessor: Preprocessor) -> None:
        self.preprocessor = preprocessor
        self.out: list[bytes] = []
        self.line: i64 = 0
        self.printed = False
        self.previous: Ident | None = None
        self.source: i64 = -1  # word of the padding that decides on the space; -1 none
        self.markers: bool = preprocessor.options.line_markers
        self.in_pragma = False
        self.first_in_pragma = False
        # Positions known to stand on the output's line when that was `line_known`.
        self.line_known: i64 = -1
        self.line_from: i64 = 0
        self.line_to: i64 = 0
        self.system = False  # the token before was a system header's
        self.keep = preprocessor.options.keep_directives
        self.quiet = preprocessor.options.keep_directives == "M"
        self.entered = False

    def run(self) -> None:
        """Prints everything up to the end."""
        pp = self.preprocessor
        out = self.out
        wide = pp.idents
        avoid = False
        while True:
            token = pp.next_token()
            kind = token.kind
            word = pp.word
            if kind == TK_PADDING:
                avoid = True
                # 0: padding without a source, a token's word otherwise.
                if self.source <= 0 or (self.source & SPACE == 0 and word & SOURCED == 0):
                    self.source = word
                continue
            if kind == TK_EOF:
                if len(pp.files) > 1:
                    pp.pop_file()
                    continue
                pp.pop_file()
                break
            if self.quiet:
                continue
            location = word >> WORD_SHIFT
            marked = False
            if kind == TK_PRAGMA or (self.in_pragma and self.first_in_pragma):
                self.first_in_pragma = kind == TK_PRAGMA
            elif avoid or word & SPACE:
                if self.markers and not self.in_pragma and self.is_elsewhere(location):
                    marked = self.change_line(location)
                    out.append(b" ")
                    self.printed = True
                elif avoid:
                    if self.source <= 0:
                        self.source = word
                    previous = self.previous
                    if (
                        self.source & SPACE
                        or (previous is not None and runs_together(previous, token))
                        or (previous is None and kind == TK_HASH)
                    ):
                        out.append(b" ")
                        self.printed = True
                else:
                    out.append(b" ")
                    self.printed = True
            avoid = False
            self.source = -1
            self.previous = token
            if kind == TK_PRAGMA:
                self.begin_pragma(location)
            elif kind == TK_PRAGMA_END:
                self.end_pragma(location, word & NO_EXPAND != 0)
            else:
                if self.markers and not self.in_pragma:
                    self.check_system(location, marked)
                if wide.has_wide_names and kind >= TK_IDENT and not token.name.isascii():
                    out.append(with_universal_names(token.name))
                else:
                    out.append(token.name)
                self.printed = True
                if kind == TK_COMMENT:
                    self.line += token.name.count(b"\n")
        if self.printed:
            out.append(b"\n")

    def is_elsewhere(self, location: i64) -> bool:
        """Whether a token, or the macro that it came from, stands on another line than the
        output. Tokens of the line that was looked at last are known without counting lines."""
        source = self.preprocessor.source
        point = source.expansion_point(location)
        if self.line_from <= point < self.line_to and self.line == self.line_known:
            return False
        place = source.place(point)
        if place.line != self.line:
            return True
        entry = source.entry(point)
        self.line_known = self.line
        self.line_from = point
        self.line_to = entry.base + entry.line_end(point - entry.base)
        return False

    def check_system(self, location: i64, marked: bool) -> None:
        """A marker where tokens of system headers and others alternate (gcc's -Wsystem-headers
        needs it when it reads the text again)."""
        source = self.preprocessor.source
        if source.entry(location).name == "<built-in>":
            return
        system = source.in_system_header(location)
        if system != self.system:
            self.system = system
            if not marked:
                self.change_line(location)

    # Lines.

    def line_change(self, word: i64) -> None:
        """A token that begins a line of the source is about to be printed."""
        self.change_line(word >> WORD_SHIFT)

    def change_line(self, location: i64) -> bool:
        """Brings the output to the line of a location, and near its column. True when that took
        a line marker."""
        if self.quiet:
            return False
        source = self.preprocessor.source
        marked = False
        if self.markers:
            place = source.expanded_place(location)
            if location >> EXPANSION_SHIFT:
                place.system = source.place(location).system
            marked = self.to_line(place)
            column = place.column
        else:
            if self.printed:
                self.out.append(b"\n")
            point = source.expansion_point(location)
            entry = source.entry(point)
            column = point - entry.base - entry.line_begin(point - entry.base) + 1
        self.previous = None
        self.source = -1
        self.printed = True
        if column > 2:
            self.out.append(b" " * (column - 2))
        return marked

    def to_line(self, place: Place) -> bool:
        """Ends the present line and goes to another one: by newlines if near, else by a marker
        (then True)."""
        out = self.out
        if self.printed:
            out.append(b"\n")
            self.line += 1
            self.printed = False
        if not self.markers:
            return False
        if self.line <= place.line < self.line + NEAR_LINES:
            out.append(b"\n" * (place.line - self.line))
            self.line = place.line
            return False
        self.marker(place, b"")
        return True

    def marker(self, place: Place, flags: bytes) -> None:
        """# line "file" flags."""
        if self.quiet:
            return
        if self.printed:
            self.out.append(b"\n")
        self.printed = False
        if not self.markers:
            return
        self.line = place.line
        system = b" 3 4" if place.system == 2 else b" 3" if place.system == 1 else b""
        name = place.file.encode("utf-8", "surrogateescape")
        name = name.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        self.out.append(b'# %d "%s"%s%s\n' % (place.line, name, flags, system))

    def file_change(self, reason: i64) -> None:
        """A file was entered (1), left (2) or renamed (0)."""
        if self.quiet or not self.markers:
            if self.printed and not self.quiet:
                self.out.append(b"\n")
                self.printed = False
            return
        pp = self.preprocessor
        source = pp.source
        lexer = pp.lexer
        entry = lexer.entry
        if reason == 1 and entry.include_at:
            self.to_line(source.place(entry.include_at))
        at = lexer.at
        if lexer.line_begins and reason != 1:
            at += 1
        elif reason == 0:
            at += 1
        place = source.place(lexer.base + at)
        self.marker(place, b"" if reason == 0 else b" %d" % reason)

    def leave_preincluded(self, following: SourceEntry, last: bool) -> None:
        """The end of a file of -include (or stdc-predef.h): `following` comes next."""
        self.marker(Place("<command-line>", 0, 0, 0), b" 2")
        self.marker(Place(following.name, 1, 1, following.system), b"" if last else b" 1")

    def start(self, name: str) -> None:
        """The markers that gcc begins with."""
        if self.quiet or not self.markers:
            return
        quoted = name.encode("utf-8", "surrogateescape").replace(b"\\", b"\\\\")
        for shown in (quoted.replace(b'"', b'\\"'), b"<built-in>", b"<command-line>"):
            self.out.append(b'# 0 "%s"\n' % shown)

    def begin_first(self, entry: SourceEntry, preincluded: bool) -> None:
        """The first file is about to be read: the main one, or one that comes before it."""
        self.marker(Place(entry.name, 1, 1, entry.system), b" 1" if preincluded else b"")

    # Pragmas and whole lines.

    def begin_pragma(self, location: i64) -> None:
        """TK_PRAGMA."""
        self.to_line(self.preprocessor.source.expanded_place(location))
        self.out.append(b"#pragma ")
        self.printed = True
        self.in_pragma = True

    def end_pragma(self, location: i64, of_operator: bool) -> None:
        """TK_PRAGMA_END, of a _Pragma in the middle of a line or of a line of its own."""
        if of_operator:
            self.to_line(self.preprocessor.source.expanded_place(location))
        else:
            self.out.append(b"\n")
            self.line += 1
            self.printed = False
        self.in_pragma = False
        self.previous = None

    def whole_line(self, location: i64, text: bytes) -> None:
        """A directive that is printed as it stands."""
        if self.quiet:
            return
        self.to_line(self.preprocessor.source.expanded_place(location))
        self.out.append(text + b"\n")
        self.line += 1

    # -dM -dD -dN -dI -dU.

    def before_directive(self, code: i64, arguments: i64) -> None:
        """A directive is about to be obeyed: -dI prints #include lines."""
        if "I" in self.keep and 3 <= code <= 5:
            pp = self.preprocessor
            lexer = pp.lexer
            rest = lexer.rest_of_line().strip()
            name = (b"include", b"include_next", b"import")[code - 3]
            self.whole_line(pp.word >> WORD_SHIFT, b"#" + name + b" " + rest)

    def defined(self, ident: Ident, location: i64) -> None:
        """A macro has been defined: -dD prints it."""
        if "D" in self.keep or "N" in self.keep:
            macro = ident.macro
            assert macro is not None
            text = ident.name if "N" in self.keep else definition(macro)
            self.whole_line(location, b"#define " + text)

    def undefined(self, ident: Ident, location: i64) -> None:
        """A macro has been undefined."""
        if "D" in self.keep or "N" in self.keep:
            self.whole_line(location, b"#undef " + ident.name)

    def all_macros(self) -> None:
        """-dM: every macro that is defined at the end."""
        for ident in self.preprocessor.idents.table.values():
            macro = ident.macro
            if macro is not None and macro.sort < 2:
                self.out.append(b"#define " + definition(macro) + b"\n")


def definition(macro: Macro) -> bytes:
    """The definition as #define takes it."""
    return macro.text().encode("utf-8", "surrogateescape")
