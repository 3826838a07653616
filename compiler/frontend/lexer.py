"""The lexer: phase 3 of translation over the clean text of one file.

The problem: a lexer runs over megabytes that are mostly names, spaces and comments, and a function
call or an object a character would cost more than everything else. The idea: one method, `next`,
looks at the bytes through two tables of 256 entries, finds the end of the token, and turns the
slice into its Ident with one look-up. What is rare (other prefixes, raw strings, bytes over 0x7f,
universal character names) leaves to methods of its own.

Invariants:
- the text ends in a newline and holds no splices (source.clean_text), so a byte that is not a
  newline always has a next one;
- inside a directive a newline is not passed: `next` gives the newline Ident until the caller ends
  the directive;
- `word` is the location of the token found, shifted, with SPACE and LINE_START beside it.

Source: C17 5.1.1.2, 6.4; Annex D for the characters of identifiers.
"""

from __future__ import annotations

from compiler.frontend.diagnostics import Diagnostics
from compiler.frontend.ident import Ident, IdentTable
from compiler.frontend.source import SourceEntry
from compiler.frontend.token import (
    TK_CHARACTER,
    TK_COMMENT,
    TK_HEADER,
    TK_IDENT,
    TK_NUMBER,
    TK_STRING,
)
from compiler.frontend.words import LINE_START, SPACE, WORD_SHIFT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

# Classes of bytes.
C_OTHER: Final = 0
C_SPACE: Final = 1
C_NEWLINE: Final = 2
C_NAME: Final = 3
C_PREFIX: Final = 4  # a name that may be the prefix of a string: L R U u
C_DIGIT: Final = 5
C_STRING: Final = 6
C_CHAR: Final = 7
C_SLASH: Final = 8
C_DOT: Final = 9
C_SINGLE: Final = 10  # a punctuator that is never longer than this byte
C_OPERATOR: Final = 11  # one that may be longer
C_BACKSLASH: Final = 12
C_WIDE: Final = 13  # part of a UTF-8 sequence


def byte_classes() -> bytes:
    """The class of each byte as the first one of a token."""
    table = [C_OTHER] * 256
    for c in b" \t\v\f\r\0":
        table[c] = C_SPACE
    table[10] = C_NEWLINE
    for c in b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$":
        table[c] = C_NAME
    for c in b"LRUu":
        table[c] = C_PREFIX
    for c in b"0123456789":
        table[c] = C_DIGIT
    for c in b"(){}[];,?~":
        table[c] = C_SINGLE
    for c in b"!%&*+-:<=>^|#":
        table[c] = C_OPERATOR
    table[ord('"')] = C_STRING
    table[ord("'")] = C_CHAR
    table[ord("/")] = C_SLASH
    table[ord(".")] = C_DOT
    table[ord("\\")] = C_BACKSLASH
    for c in range(128, 256):
        table[c] = C_WIDE
    return bytes(table)


CLASSES: Final = byte_classes()
# 1 for the bytes that continue a name; 2 for UTF-8 and backslash, which need a closer look.
NAME_BYTES: Final = bytes(
    [
        1 if k in (C_NAME, C_PREFIX, C_DIGIT) else 2 if k in (C_WIDE, C_BACKSLASH) else 0
        for k in CLASSES
    ]
)
PREFIXES_C11: Final = (b"L", b"u", b"U", b"u8", b"R", b"LR", b"uR", b"UR", b"u8R")
DIGRAPHS: Final = (b"<:", b":>", b"<%", b"%>", b"%:")

# C11 Annex D.1: characters allowed in identifiers, as pairs of first and last.
ALLOWED_IN_NAMES: Final = (
    0x00A8, 0x00A8, 0x00AA, 0x00AA, 0x00AD, 0x00AD, 0x00AF, 0x00AF, 0x00B2, 0x00B5, 0x00B7, 0x00BA,
    0x00BC, 0x00BE, 0x00C0, 0x00D6, 0x00D8, 0x00F6, 0x00F8, 0x00FF, 0x0100, 0x167F, 0x1681, 0x180D,
    0x180F, 0x1FFF, 0x200B, 0x200D, 0x202A, 0x202E, 0x203F, 0x2040, 0x2054, 0x2054, 0x2060, 0x206F,
    0x2070, 0x218F, 0x2460, 0x24FF, 0x2776, 0x2793, 0x2C00, 0x2DFF, 0x2E80, 0x2FFF, 0x3004, 0x3007,
    0x3021, 0x302F, 0x3031, 0x303F, 0x3040, 0xD7FF, 0xF900, 0xFD3D, 0xFD40, 0xFDCF, 0xFDF0, 0xFE44,
    0xFE47, 0xFFFD, 0x10000, 0x1FFFD, 0x20000, 0x2FFFD, 0x30000, 0x3FFFD, 0x40000, 0x4FFFD,
    0x50000, 0x5FFFD, 0x60000, 0x6FFFD, 0x70000, 0x7FFFD, 0x80000, 0x8FFFD, 0x90000, 0x9FFFD,
    0xA0000, 0xAFFFD, 0xB0000, 0xBFFFD, 0xC0000, 0xCFFFD, 0xD0000, 0xDFFFD, 0xE0000, 0xEFFFD,
)  # fmt: skip
# C11 Annex D.2: not as the first character.
NOT_FIRST_IN_NAMES: Final = (0x0300, 0x036F, 0x1DC0, 0x1DFF, 0x20D0, 0x20FF, 0xFE20, 0xFE2F)


def in_ranges(code: int, ranges: tuple[int, ...]) -> bool:
    """Whether a code point lies in one of the pairs."""
    for k in range(0, len(ranges), 2):
        if ranges[k] <= code <= ranges[k + 1]:
            return True
    return False


class Dialect:
    """What the lexer must know of the language."""

    def __init__(self) -> None:
        self.wide_prefixes = True  # u, U, u8 (and R in the gnu dialects)
        self.raw_strings = True
        self.line_comments = True  # // is a comment
        self.c90_gnu = False  # // is a comment that -pedantic mentions
        self.hex_floats = True  # p+ in pp-numbers
        self.digit_separators = False
        self.assembler = False
        self.dollars = True
        self.keep_comments = False
        self.digraphs = True
        self.warn_comments = False  # -Wcomment


class Lexer:
    """Reads one SourceEntry. `at` is the offset of the next byte to look at.

    word          location and flags of the token that `next` gave last
    in_directive  stop at the end of the line
    skipping      inside a group that is not taken: no diagnostics
    """

    def __init__(
        self, entry: SourceEntry, idents: IdentTable, dialect: Dialect, diagnostics: Diagnostics
    ) -> None:
        self.entry = entry
        self.text: bytes = entry.text
        self.end: i64 = len(entry.text)
        self.base: i64 = entry.base
        self.at: i64 = 3 if entry.text.startswith(b"\xef\xbb\xbf") else 0
        self.word: i64 = 0
        self.line_begins = True
        self.in_directive = False
        self.skipping = False
        self.idents = idents
        self.table: dict[bytes, Ident] = idents.table
        self.dialect = dialect
        self.assembler: bool = dialect.assembler
        self.keep_comments: bool = dialect.keep_comments
        self.diagnostics = diagnostics
        self.warned_line_comment = False
        self.newline: Ident = idents.newline
        self.end_of_file: Ident = idents.end_of_file
        self.hash_at_line_start: Ident = idents.directive
        self.singles: list[Ident] = idents.singles
        self.doubled: list[Ident | None] = idents.doubled
        self.assigning: list[Ident | None] = idents.assigning
        self.arrow: Ident = idents.table[b"->"]

    def next(self) -> Ident:
        """The next token; its location and flags are left in `word`."""
        text = self.text
        at = self.at
        flags: i64 = 0
        if self.line_begins:
            flags = LINE_START
            self.line_begins = False
        while True:
            c: i64 = text[at]
            kind: i64 = CLASSES[c]
            if kind == C_NAME:
                start = at
                at += 1
                more: i64 = NAME_BYTES[text[at]]
                while more == 1:
                    at += 1
                    more = NAME_BYTES[text[at]]
                if more == 2:
                    at = self.wide_name(start, at)
                if self.assembler:
                    at = self.before_dollar(start, at)
                self.at = at
                self.word = (self.base + start) << WORD_SHIFT | flags
                spelling = text[start:at]
                ident = self.table.get(spelling)
                if ident is not None:
                    return ident
                if c == 36 and self.assembler:
                    return self.idents.stray(spelling)
                return self.new_name(spelling, start)
            if kind == C_SPACE:
                flags |= SPACE
                at += 1
                continue
            if kind == C_NEWLINE:
                if self.in_directive:
                    self.at = at
                    self.word = (self.base + at) << WORD_SHIFT | flags
                    return self.newline
                at += 1
                flags = LINE_START
                if at >= self.end:
                    self.at = at - 1
                    self.word = (self.base + at - 1) << WORD_SHIFT | flags
                    return self.end_of_file
                continue
            self.word = (self.base + at) << WORD_SHIFT | flags
            if kind == C_SINGLE:
                self.at = at + 1
                return self.singles[c]
            if kind == C_DIGIT:
                return self.number(at)
            if kind == C_OPERATOR:
                second: i64 = text[at + 1]
                if second == 61:  # =
                    joined = self.assigning[c]
                    if joined is not None:
                        self.at = at + 2
                        return joined
                elif second == c:
                    joined = self.doubled[c]
                    if joined is not None:
                        self.at = at + 2
                        if (c == 60 or c == 62) and text[at + 2] == 61:
                            self.at = at + 3
                            return self.table[text[at : at + 3]]
                        return joined
                elif second == 62 and c == 45:  # ->
                    self.at = at + 2
                    return self.arrow
                elif c == 60 or c == 37 or c == 58:  # < % :
                    return self.digraph(at, flags)
                self.at = at + 1
                if c == 35 and flags & LINE_START and not self.in_directive:
                    return self.hash_at_line_start
                return self.singles[c]
            if kind == C_SLASH:
                after: i64 = text[at + 1]
                if after == 42:  # *
                    if self.keep_comments and not self.in_directive:
                        return self.comment_token(at, self.block_comment(at))
                    at = self.block_comment(at)
                    flags |= SPACE
                    continue
                if after == 47 and self.line_comment_begins(at):
                    stop: i64 = text.find(b"\n", at)
                    if self.keep_comments and not self.in_directive:
                        return self.comment_token(at, stop)
                    at = stop
                    flags |= SPACE
                    continue
                if after == 61:  # =
                    self.at = at + 2
                    return self.table[b"/="]
                self.at = at + 1
                return self.singles[c]
            if kind in (C_STRING, C_CHAR):
                return self.quoted(at, at, c)
            if kind == C_PREFIX:
                return self.prefixed(at)
            if kind == C_DOT:
                digit: i64 = CLASSES[text[at + 1]]
                if digit == C_DIGIT:
                    return self.number(at)
                if text[at + 1] == 46 and text[at + 2] == 46:
                    self.at = at + 3
                    return self.table[b"..."]
                self.at = at + 1
                return self.singles[c]
            if kind in (C_WIDE, C_BACKSLASH):
                start = at
                at = self.wide_name(start, at)
                if at > start:
                    self.at = at
                    spelling = text[start:at]
                    known = self.table.get(spelling)
                    return known if known is not None else self.new_name(spelling, start)
            self.at = at + 1
            return self.stray(at)

    # Names.

    def new_name(self, spelling: bytes, start: i64) -> Ident:
        """Enters a name that is met for the first time."""
        if b"\\" in spelling:
            spelling = self.with_universal_names(spelling)
            known = self.table.get(spelling)
            if known is not None:
                return known
        if b"$" in spelling and not self.assembler and not self.skipping:
            if not self.dialect.dollars:
                self.diagnostics.error(self.base + start, "stray '$' in program")
            else:
                self.diagnostics.extension(self.base + start, "'$' in identifier or number")
        if not spelling.isascii():
            self.idents.has_wide_names = True
        ident = Ident(spelling, TK_IDENT)
        self.table[spelling] = ident
        return ident

    def before_dollar(self, start: i64, at: i64) -> i64:
        """In assembler $ is no letter: the end of the name that was taken to end at `at`."""
        dollar: i64 = self.text.find(b"$", start, at)
        if dollar < 0:
            return at
        return max(dollar, start + 1)

    def wide_name(self, start: i64, at: i64) -> i64:
        """Goes on in a name at a byte that is not ASCII or a backslash; the end of the name."""
        text = self.text
        while True:
            more: i64 = NAME_BYTES[text[at]]
            if more == 0:
                return at
            if more == 1:
                at += 1
                continue
            length = self.universal_name(at) if text[at] == 92 else self.utf8_length(at)
            if length == 0:
                return at
            code = self.code_point(at, length)
            if not in_ranges(code, ALLOWED_IN_NAMES):
                if text[at] != 92 or at == start:
                    return at
                self.diagnostics.error(
                    self.base + at,
                    "universal character "
                    f"{text[at : at + length].decode('ascii')} is not valid in an identifier",
                )
            elif at == start and in_ranges(code, NOT_FIRST_IN_NAMES):
                return at
            at += length

    def utf8_length(self, at: i64) -> i64:
        """Length of the valid UTF-8 sequence at an offset, 0 when it is none."""
        first: i64 = self.text[at]
        length: i64 = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
        try:
            if len(self.text[at : at + length].decode("utf-8")) == 1:
                return length
        except UnicodeDecodeError:
            pass
        return 0

    def universal_name(self, at: i64) -> i64:
        """Length of the \\uXXXX or \\UXXXXXXXX at an offset, 0 when it is none."""
        text = self.text
        letter = text[at + 1 : at + 2]
        length: i64 = 6 if letter == b"u" else 10 if letter == b"U" else 0
        if length == 0 or at + length > self.end:
            return 0
        digits = text[at + 2 : at + length]
        for digit in digits:
            if digit not in b"0123456789abcdefABCDEF":
                return 0
        return length

    def code_point(self, at: i64, length: i64) -> int:
        """The character that a UTF-8 sequence or a universal character name stands for."""
        spelled = self.text[at : at + length]
        if spelled[0] == 92:
            return int(spelled[2:], 16)
        return ord(spelled.decode("utf-8"))

    def with_universal_names(self, spelling: bytes) -> bytes:
        """A name with its universal character names turned into UTF-8."""
        out: list[bytes] = []
        at = 0
        while at < len(spelling):
            if spelling[at] == 92:
                length = 6 if spelling[at + 1] == 117 else 10
                code = int(spelling[at + 2 : at + length], 16)
                out.append(chr(code).encode("utf-8", "replace") if code < 0x110000 else b"?")
                at += length
            else:
                out.append(spelling[at : at + 1])
                at += 1
        return b"".join(out)

    # Numbers, strings, operators.

    def number(self, start: i64) -> Ident:
        """A pp-number, C17 6.4.8."""
        text = self.text
        at = start + 1
        while True:
            c: i64 = text[at]
            more: i64 = NAME_BYTES[c]
            if more == 1:
                at += 1
                low = c | 32
                if low == 101 or (low == 112 and self.dialect.hex_floats):  # e p
                    if text[at] == 43 or text[at] == 45:
                        at += 1
            elif c == 46:  # .
                at += 1
            elif more == 2:
                stop = self.wide_name(start, at)
                if stop == at:
                    break
                at = stop
            elif c == 39 and self.dialect.digit_separators:
                after: i64 = NAME_BYTES[text[at + 1]]
                if after != 1:
                    break
                at += 2
            else:
                break
        self.at = at
        spelling = text[start:at]
        ident = self.table.get(spelling)
        if ident is None:
            ident = Ident(spelling, TK_NUMBER)
            self.table[spelling] = ident
        return ident

    def prefixed(self, start: i64) -> Ident:
        """A name that begins with L, R, U or u, or the string that it is a prefix of."""
        text = self.text
        at = start + 1
        more: i64 = NAME_BYTES[text[at]]
        while more == 1:
            at += 1
            more = NAME_BYTES[text[at]]
        c: i64 = text[at]
        if (c == 34 or c == 39) and at - start <= 3:
            prefix = text[start:at]
            if prefix == b"L" or (prefix in PREFIXES_C11 and self.dialect.wide_prefixes):
                raw = prefix.endswith(b"R")
                if not raw and (c == 34 or prefix != b"u8"):
                    return self.quoted(start, at, c)
                if raw and c == 34 and self.dialect.raw_strings:
                    return self.raw_string(start, at)
        if more == 2:
            at = self.wide_name(start, at)
        if self.assembler:
            at = self.before_dollar(start, at)
        self.at = at
        spelling = text[start:at]
        ident = self.table.get(spelling)
        if ident is not None:
            return ident
        return self.new_name(spelling, start)

    def quoted(self, start: i64, at: i64, quote: i64) -> Ident:
        """A string or character constant whose quote stands at `at`."""
        text = self.text
        at += 1
        c: i64 = text[at]
        while c != quote:
            if c == 92:
                at += 1
                c = text[at]
            if c == 10:
                return self.unterminated(start, at, quote)
            at += 1
            c = text[at]
        at += 1
        self.at = at
        return self.idents.spelled(text[start:at], TK_STRING if quote == 34 else TK_CHARACTER)

    def unterminated(self, start: i64, at: i64, quote: i64) -> Ident:
        """A quote without its partner on the line: the rest of the line is one stray token."""
        if not self.skipping and not self.assembler:
            self.diagnostics.pedwarn(
                "", self.base + start, f"missing terminating {chr(quote)} character"
            )
        self.at = at
        return self.idents.stray(self.text[start:at])

    def raw_string(self, start: i64, at: i64) -> Ident:
        """R"delimiter( ... )delimiter", in which nothing is special; splices come back."""
        text = self.text
        paren: i64 = text.find(b"(", at, at + 18)
        delimiter = text[at + 1 : paren] if paren >= 0 else b"\n"
        for c in b" ()\\\t\v\f\n":
            if c in delimiter:
                self.diagnostics.error(
                    self.base + start, "invalid character in raw string delimiter"
                )
                self.at = at + 1
                return self.idents.stray(text[start : at + 1])
        stop: i64 = text.find(b")" + delimiter + b'"', paren)
        if stop < 0 or (self.in_directive and b"\n" in text[at:stop]):
            self.diagnostics.error(self.base + start, "unterminated raw string")
            self.at = text.find(b"\n", at)
            return self.idents.spelled(b'""', TK_STRING)
        stop += len(delimiter) + 2
        self.at = stop
        pieces: list[bytes] = []
        begin = start
        for splice in self.entry.splices:
            if begin < splice < stop:
                pieces.append(text[begin:splice])
                begin = splice
        pieces.append(text[begin:stop])
        return self.idents.spelled(b"\\\n".join(pieces), TK_STRING)

    def digraph(self, at: i64, flags: i64) -> Ident:
        """A digraph, C17 6.4.6p3, or the punctuator of one byte at that place."""
        text = self.text
        two = text[at : at + 2]
        if self.dialect.digraphs and two in DIGRAPHS:
            if text[at : at + 4] == b"%:%:":
                two = text[at : at + 4]
            self.at = at + len(two)
            if two == b"%:" and flags & LINE_START and not self.in_directive:
                return self.hash_at_line_start
            return self.table[two]
        self.at = at + 1
        return self.singles[text[at]]

    def stray(self, at: i64) -> Ident:
        """A byte that begins no token. Outside of assembler the parser complains about it."""
        text = self.text
        length: i64 = 1
        if text[at] >= 128:
            length = max(1, self.utf8_length(at))
        self.at = at + length
        return self.idents.stray(text[at : at + length])

    # Comments.

    def block_comment(self, at: i64) -> i64:
        """The offset behind the comment that begins at `at`."""
        text = self.text
        end: i64 = text.find(b"/", at + 3)
        while end >= 0 and text[end - 1] != 42:
            end = text.find(b"/", end + 1)
        if end < 0:
            if not self.skipping or not self.assembler:
                self.diagnostics.error(self.base + at, "unterminated comment")
            return self.end - 1
        if self.dialect.warn_comments and not self.skipping:
            inner: i64 = text.find(b"/*", at + 1, end)
            if inner > at + 1:
                self.diagnostics.warning("comment", self.base + inner, '"/*" within comment')
        return end + 1

    def line_comment_begins(self, at: i64) -> bool:
        """Whether the // at an offset begins a comment; C90 has its own mind."""
        dialect = self.dialect
        if dialect.line_comments:
            if dialect.c90_gnu and not self.warned_line_comment and not self.skipping:
                self.warned_line_comment = True
                if self.diagnostics.extension(
                    self.base + at,
                    "C++ style comments are not allowed in ISO C90",
                ):
                    self.diagnostics.note(
                        self.base + at, "(this will be reported only once per input file)"
                    )
            return True
        if self.entry.system:
            return True
        if self.in_directive or self.skipping or self.text[at + 2] == 42:
            return False
        if not self.warned_line_comment:
            self.warned_line_comment = True
            self.diagnostics.error(self.base + at, "C++ style comments are not allowed in ISO C90")
            self.diagnostics.note(
                self.base + at, "(this will be reported only once per input file)"
            )
        return True

    def comment_token(self, at: i64, end: i64) -> Ident:
        """A comment as a token, for -C."""
        self.at = end
        return Ident(self.text[at:end], TK_COMMENT)

    # What directives need.

    def header_name(self) -> Ident | None:
        """The <header> or "header" at the cursor, blanks before it skipped; None when other."""
        text = self.text
        at = self.at
        while True:
            c: i64 = CLASSES[text[at]]
            if c == C_SPACE:
                at += 1
            elif text.startswith(b"/*", at):
                at = self.block_comment(at)
            else:
                break
        opening = text[at]
        if opening != 60 and opening != 34:
            return None
        line: i64 = text.find(b"\n", at)
        closing: i64 = text.find(b">" if opening == 60 else b'"', at + 1, line)
        if closing < 0:
            if opening == 60:
                self.word = (self.base + at) << WORD_SHIFT
                self.diagnostics.error(self.base + line, "missing terminating > character")
                self.at = line
                return self.idents.spelled(text[at:line], TK_HEADER)
            return None
        self.at = closing + 1
        self.word = (self.base + at) << WORD_SHIFT
        return self.idents.spelled(
            text[at : closing + 1], TK_HEADER if opening == 60 else TK_STRING
        )

    def end_directive(self) -> None:
        """Goes to the next line, whatever is left of this one (comments are taken whole)."""
        self.in_directive = True
        keep = self.skipping
        self.skipping = True
        text = self.text
        while True:
            at = self.at
            line: i64 = text.find(b"\n", at)
            slash: i64 = text.find(b"/*", at, line)
            if slash < 0:
                self.at = line
                break
            while self.next() is not self.newline:
                pass
            break
        self.skipping = keep
        self.in_directive = False
        self.line_begins = True

    def rest_of_line(self) -> bytes:
        """The bytes from the cursor to the end of the line."""
        stop: i64 = self.text.find(b"\n", self.at)
        return self.text[self.at : stop]

    def skip_to_directive(self) -> bool:
        """From a line's start: moves behind the next # that begins a line. False at the end."""
        text = self.text
        at = self.at
        comment = self.next_comment(at)
        line_from = at
        sharp: i64 = -1
        while True:
            if sharp < at:
                sharp = text.find(b"#", at)
                if sharp < 0 or text.find(b"%:", at, sharp) >= 0:
                    self.at = at
                    return self.skip_by_tokens()
            if comment < 0 or sharp < comment:
                back = sharp - 1
                while back >= line_from:
                    c: i64 = CLASSES[text[back]]
                    if c != C_SPACE:
                        break
                    back -= 1
                if back < line_from or text[back] == 10:
                    self.at = sharp + 1
                    self.word = (self.base + sharp) << WORD_SHIFT | LINE_START
                    return True
                at = sharp + 1
                continue
            begin: i64 = text.rfind(b"\n", 0, comment) + 1
            begin = max(begin, at)
            stop = self.past_comment(begin, comment)
            blank = stop > comment and not text[begin:comment].strip()
            if blank and begin > line_from and text[begin - 1] == 10:
                line_from = stop
            elif blank and begin == line_from:
                line_from = stop
            at = stop
            if comment < at:
                comment = self.next_comment(at)

    def next_comment(self, at: i64) -> i64:
        """The offset of the next /* behind an offset, -1 when there is none."""
        text = self.text
        found: i64 = text.find(b"/", at)
        while found >= 0 and text[found + 1] != 42:
            found = text.find(b"/", found + 1)
        return found

    def past_comment(self, begin: i64, comment: i64) -> i64:
        """Reads text that is not taken from `begin`, on the line of the first `/*` at `comment`,
        to behind the comment, or behind the string or line comment that holds this `/*`."""
        text = self.text
        at = begin
        while at < comment:
            c: i64 = text[at]
            if c == 34 or c == 39:
                at += 1
                while text[at] != c and text[at] != 10:
                    if text[at] == 92 and text[at + 1] != 10:
                        at += 1
                    at += 1
                if text[at] == 10:
                    return at
            elif c == 47 and text[at + 1] == 47 and self.dialect.line_comments:
                stop: i64 = text.find(b"\n", at)
                return stop
            at += 1
        if at > comment:
            return at
        end: i64 = text.find(b"*/", comment + 2)
        if end < 0:
            self.diagnostics.error(self.base + comment, "unterminated comment")
            return self.end - 1
        return end + 2

    def skip_by_tokens(self) -> bool:
        """The same as skip_to_directive, token by token."""
        keep = self.skipping
        self.skipping = True
        while True:
            token = self.next()
            if token is self.hash_at_line_start or token is self.end_of_file:
                self.skipping = keep
                return token is self.hash_at_line_start
