"""Macros whose replacement is worked out where they stand: __LINE__ and its like, _Pragma, and the
operators __has_include, __has_attribute ... of #if.

Source: C17 6.10.8.1, 6.10.9; GCC 12 manual of the preprocessor, "Common Predefined Macros" and
"Conditional Syntax".
"""

from __future__ import annotations

import os
import time

from librt.vecs import append

from compiler.frontend.ident import Ident
from compiler.frontend.macros import BUILTIN, Macro
from compiler.frontend.token import (
    TK_EOF,
    TK_HEADER,
    TK_IDENT,
    TK_LESS,
    TK_LPAREN,
    TK_NEWLINE,
    TK_PADDING,
    TK_RPAREN,
    TK_SCOPE,
    TK_STRING,
)
from compiler.frontend.words import NO_EXPAND, SPACE, WORD_SHIFT, no_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.preprocess import Preprocessor

B_LINE: Final = 1
B_FILE: Final = 2
B_BASE_FILE: Final = 3
B_INCLUDE_LEVEL: Final = 4
B_DATE: Final = 5
B_TIME: Final = 6
B_TIMESTAMP: Final = 7
B_COUNTER: Final = 8
B_PRAGMA: Final = 9
B_HAS_ATTRIBUTE: Final = 10
B_HAS_BUILTIN: Final = 11
B_HAS_INCLUDE: Final = 12
B_HAS_INCLUDE_NEXT: Final = 13

NAMES: Final = (
    (b"__LINE__", B_LINE),
    (b"__FILE__", B_FILE),
    (b"__BASE_FILE__", B_BASE_FILE),
    (b"__INCLUDE_LEVEL__", B_INCLUDE_LEVEL),
    (b"__DATE__", B_DATE),
    (b"__TIME__", B_TIME),
    (b"__TIMESTAMP__", B_TIMESTAMP),
    (b"__COUNTER__", B_COUNTER),
    (b"_Pragma", B_PRAGMA),
    (b"__has_attribute", B_HAS_ATTRIBUTE),
    (b"__has_c_attribute", B_HAS_ATTRIBUTE),
    (b"__has_cpp_attribute", B_HAS_ATTRIBUTE),
    (b"__has_builtin", B_HAS_BUILTIN),
    (b"__has_include", B_HAS_INCLUDE),
    (b"__has_include_next", B_HAS_INCLUDE_NEXT),
)
MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
DAYS: Final = "Mon Tue Wed Thu Fri Sat Sun".split()
LAST_SOURCE_DATE: Final = 253402300799  # 9999-12-31, as gcc has it
# C2X attributes in gcc 12 with the dates that __has_c_attribute gives.
STANDARD_ATTRIBUTES: Final = {
    b"deprecated": 201904,
    b"fallthrough": 201910,
    b"maybe_unused": 201904,
    b"nodiscard": 202003,
}


def string_bytes(text: str) -> bytes:
    """A string literal with that content."""
    raw = os.fsencode(text)
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


class BuiltinMacros:
    """The computed macros of one translation unit."""

    def __init__(self, preprocessor: Preprocessor) -> None:
        self.preprocessor = preprocessor
        self.now: time.struct_time | None = None

    def define(self) -> None:
        """Enters the names."""
        for name, code in NAMES:
            ident = self.preprocessor.idents.name(name)
            macro = Macro(ident, BUILTIN, 0)
            macro.code = code
            macro.system = True
            ident.macro = macro

    def enter(self, ident: Ident, macro: Macro, word: i64) -> bool:
        """Puts the replacement in place of the name; False when the name stays as it is."""
        pp = self.preprocessor
        code = macro.code
        if code == B_PRAGMA:
            if pp.in_directive:
                return False
            return pp.pragmas.operator(ident, word)
        if code >= B_HAS_ATTRIBUTE:
            if not pp.in_expression:
                pp.diagnostics.error(
                    word >> WORD_SHIFT,
                    f'"{ident.text}" used outside of preprocessing directive',
                )
                pp.word = word | NO_EXPAND
                return False
            if code >= B_HAS_INCLUDE:
                value = self.has_include(ident, word, code == B_HAS_INCLUDE_NEXT)
            else:
                value = self.has_feature(ident, word, code)
            result = pp.number_token(value)
        else:
            macro.used = True
            result = self.value(code, word >> WORD_SHIFT)
        words = no_words()
        words = append(words, word & ~NO_EXPAND)
        pp.push(None, [result], words)
        return True

    def value(self, code: i64, location: i64) -> Ident:
        """The token that a computed macro stands for."""
        pp = self.preprocessor
        source = pp.source
        if code == B_LINE:
            return pp.number_token(source.place(source.written_point(location)).line)
        if code == B_COUNTER:
            pp.counter += 1
            return pp.number_token(pp.counter - 1)
        if code == B_INCLUDE_LEVEL:
            return pp.number_token(len(pp.files) - 1)
        if code == B_FILE:
            return self.string(source.place(source.written_point(location)).file)
        if code == B_BASE_FILE:
            return self.string(pp.main_file)
        if pp.diagnostics.enabled("date-time", location):
            name = "__DATE__" if code == B_DATE else "__TIME__"
            name = "__TIMESTAMP__" if code == B_TIMESTAMP else name
            pp.diagnostics.warning(
                "date-time", location, f'macro "{name}" might prevent reproducible builds'
            )
        if code == B_TIMESTAMP:
            return self.string(self.timestamp())
        now = self.time_of_translation()
        if code == B_DATE:
            return self.string(f"{MONTHS[now.tm_mon - 1]} {now.tm_mday:2d} {now.tm_year}")
        return self.string(f"{now.tm_hour:02d}:{now.tm_min:02d}:{now.tm_sec:02d}")

    def string(self, text: str) -> Ident:
        """A string token."""
        return self.preprocessor.idents.spelled(string_bytes(text), TK_STRING)

    def time_of_translation(self) -> time.struct_time:
        """Now, or what SOURCE_DATE_EPOCH says, in UTC then."""
        if self.now is None:
            epoch = os.environ.get("SOURCE_DATE_EPOCH")
            if epoch is not None and not (epoch.isdigit() and int(epoch) <= LAST_SOURCE_DATE):
                self.preprocessor.diagnostics.error(
                    0,
                    "environment variable 'SOURCE_DATE_EPOCH' must expand to a non-negative "
                    f"integer less than or equal to {LAST_SOURCE_DATE}",
                )
                epoch = None
            self.now = time.gmtime(int(epoch)) if epoch is not None else time.localtime()
        return self.now

    def timestamp(self) -> str:
        """When the present file was changed last."""
        try:
            name = self.preprocessor.files[-1].lexer.entry.name
            t = time.localtime(int(os.stat(name).st_mtime))
        except OSError:
            return "??? ??? ?? ??:??:?? ????"
        return (
            f"{DAYS[t.tm_wday]} {MONTHS[t.tm_mon - 1]} {t.tm_mday:2d} "
            f"{t.tm_hour:02d}:{t.tm_min:02d}:{t.tm_sec:02d} {t.tm_year}"
        )

    # Operators of #if.

    def next_plain(self) -> Ident:
        """The next token, unexpanded, padding left out."""
        pp = self.preprocessor
        while True:
            token = pp.get()
            if token.kind != TK_PADDING:
                return token

    def has_feature(self, ident: Ident, word: i64, code: i64) -> i64:
        """__has_attribute(x), __has_c_attribute(x), __has_builtin(x)."""
        pp = self.preprocessor
        name = ident.text
        opening = self.next_plain()
        if opening.kind != TK_LPAREN:
            pp.diagnostics.error(word >> WORD_SHIFT, f'missing \'(\' after "{name}"')
            return 0
        pp.prevent_expansion += 1 if code == B_HAS_BUILTIN else 0
        feature = self.next_argument(code)
        pp.prevent_expansion -= 1 if code == B_HAS_BUILTIN else 0
        value: i64 = 0
        if feature.kind < TK_IDENT:
            what = "attribute" if code == B_HAS_ATTRIBUTE else "macro"
            pp.diagnostics.error(
                pp.word >> WORD_SHIFT,
                f'{what} identifier required after "("'
                if code == B_HAS_ATTRIBUTE
                else f'macro "{name}" requires an identifier',
            )
            if feature.kind in (TK_NEWLINE, TK_EOF, TK_RPAREN):
                return 0
        elif code == B_HAS_BUILTIN:
            value = 1 if feature.builtin != 0 else 0
        else:
            value = self.attribute_value(feature, ident.name == b"__has_c_attribute")
        closing = self.next_plain()
        if closing.kind == TK_SCOPE or closing.name == b":":
            while closing.kind not in (TK_RPAREN, TK_NEWLINE, TK_EOF):
                scoped = closing
                closing = self.next_plain()
                if closing.kind >= TK_IDENT and scoped.kind < TK_IDENT:
                    gnu = feature.name in (b"gnu", b"__gnu__")
                    value = 1 if gnu and bare_attribute(pp, closing).attribute != 0 else 0
        if closing.kind != TK_RPAREN:
            pp.diagnostics.error(pp.word >> WORD_SHIFT, f'missing \')\' after "{name}"')
        return value

    def next_argument(self, code: i64) -> Ident:
        """The operand's name; macros in it are expanded but for __has_builtin."""
        pp = self.preprocessor
        while True:
            token = pp.get() if code == B_HAS_BUILTIN else pp.next_token()
            if token.kind != TK_PADDING:
                return token

    def attribute_value(self, feature: Ident, standard: bool) -> i64:
        """What __has_attribute gives for a name."""
        bare = bare_attribute(self.preprocessor, feature)
        if standard:
            return STANDARD_ATTRIBUTES.get(bare.name, 0)
        return 1 if bare.attribute != 0 else 0

    def has_include(self, ident: Ident, word: i64, after: bool) -> i64:
        """__has_include("x"), __has_include(<x>)."""
        pp = self.preprocessor
        name = ident.text
        opening = self.next_plain()
        if opening.kind != TK_LPAREN:
            pp.diagnostics.error(word >> WORD_SHIFT, f"missing '(' before \"{name}\" operand")
            return 0
        token: Ident | None = None
        if pp.context is None:
            token = pp.lexer.header_name()
        if token is None:
            token = self.next_argument(B_HAS_INCLUDE)
        if token.kind == TK_STRING and token.name.startswith(b'"'):
            spelled = token.name[1:-1]
            angled = False
        elif token.kind == TK_HEADER:
            spelled = token.name[1:-1]
            angled = True
        elif token.kind == TK_LESS:
            spelled = self.spelled_header()
            angled = True
        else:
            pp.diagnostics.error(
                pp.word >> WORD_SHIFT, f'operator "{name}" requires a header-name'
            )
            return 0
        closing = self.next_plain()
        if closing.kind != TK_RPAREN:
            pp.diagnostics.error(pp.word >> WORD_SHIFT, f"missing ')' after \"{name}\" operand")
        found = pp.headers.find(os.fsdecode(spelled), angled, after, pp.files[-1])
        return 1 if found is not None else 0

    def spelled_header(self) -> bytes:
        """The tokens between < and > of a computed header name, put together."""
        pp = self.preprocessor
        out: list[bytes] = []
        while True:
            token = pp.next_token()
            if token.kind == TK_PADDING:
                continue
            if token.name == b">" or token.kind in (TK_NEWLINE, TK_EOF):
                return b"".join(out)
            if out and pp.word & SPACE:
                out.append(b" ")
            out.append(token.name)


def bare_attribute(pp: Preprocessor, ident: Ident) -> Ident:
    """The attribute's name without the underscores that may surround it."""
    name = ident.name
    if len(name) > 4 and name.startswith(b"__") and name.endswith(b"__"):
        return pp.idents.name(name[2:-2])
    return ident
