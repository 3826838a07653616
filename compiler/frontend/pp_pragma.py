"""#pragma and _Pragma.

The idea: one table says for each pragma who it is for: the preprocessor obeys it here; the parser
gets it as TK_PRAGMA, its tokens, TK_PRAGMA_END; all others are ignored with -Wunknown-pragmas.
Under -E every pragma that is not the preprocessor's own is printed again.

Source: C17 6.10.6, 6.10.9; GCC 12 manual, "Pragmas Accepted by GCC", and of the preprocessor.
"""

from __future__ import annotations

import os

from librt.vecs import append, vec

from compiler.frontend import directives
from compiler.frontend.ident import Ident
from compiler.frontend.macros import POISONED, Macro
from compiler.frontend.token import (
    TK_EOF,
    TK_IDENT,
    TK_LPAREN,
    TK_NEWLINE,
    TK_PADDING,
    TK_RPAREN,
    TK_STRING,
)
from compiler.frontend.words import NO_EXPAND, SPACE, WORD_SHIFT, no_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.preprocess import Preprocessor

P_ONCE: Final = 1
P_PUSH_MACRO: Final = 2
P_POP_MACRO: Final = 3
P_POISON: Final = 4
P_SYSTEM_HEADER: Final = 5
P_DEPENDENCY: Final = 6
P_WARNING: Final = 7
P_ERROR: Final = 8
P_DIAGNOSTIC: Final = 9
P_MESSAGE: Final = 10
P_PARSER: Final = 11
P_PARSER_EXPANDED: Final = 12  # the parser's, with macros in it expanded
P_IGNORED: Final = 13  # known, and without effect here

PRAGMAS: Final = {
    b"once": P_ONCE,
    b"push_macro": P_PUSH_MACRO,
    b"pop_macro": P_POP_MACRO,
    b"message": P_MESSAGE,
    b"GCC poison": P_POISON,
    b"GCC system_header": P_SYSTEM_HEADER,
    b"GCC dependency": P_DEPENDENCY,
    b"GCC warning": P_WARNING,
    b"GCC error": P_ERROR,
    b"GCC diagnostic": P_DIAGNOSTIC,
    b"pack": P_PARSER_EXPANDED,
    b"redefine_extname": P_PARSER_EXPANDED,
    b"scalar_storage_order": P_PARSER_EXPANDED,
    b"weak": P_PARSER,
    b"GCC visibility": P_PARSER,
    b"GCC target": P_PARSER,
    b"GCC optimize": P_PARSER,
    b"GCC push_options": P_PARSER,
    b"GCC pop_options": P_PARSER,
    b"GCC reset_options": P_PARSER,
    b"GCC ivdep": P_IGNORED,
    b"GCC unroll": P_IGNORED,
    b"GCC pch_preprocess": P_IGNORED,
    b"STDC FLOAT_CONST_DECIMAL64": P_IGNORED,
}
SPACES: Final = (b"GCC", b"STDC", b"omp", b"clang")


class Pragmas:
    """The pragmas of one translation unit."""

    def __init__(self, preprocessor: Preprocessor) -> None:
        self.preprocessor = preprocessor
        self.at_operator: i64 = 0  # location of the _Pragma being obeyed
        self.string_at: i64 = 0  # location of the string read last
        self.pushed: dict[bytes, list[Macro | None]] = {}

    def directive(self, location: i64, arguments: i64) -> None:
        """The rest of a #pragma line; tokens that it makes wait in a context (or, inside macro
        arguments, in `pending_tokens`)."""
        pp = self.preprocessor
        tokens, words = self.run(location)
        if not tokens:
            return
        if arguments:
            pp.pending_tokens += tokens
            for word in words:
                pp.pending_words = append(pp.pending_words, word)
        else:
            pp.push(None, tokens, words)

    def run(self, location: i64) -> tuple[list[Ident], vec[i64]]:
        """Obeys the pragma at the lexer; the tokens for the parser or for -E, perhaps none."""
        pp = self.preprocessor
        lexer = pp.lexer
        start = lexer.at
        name = directives.next_unexpanded(pp)
        name_word = pp.word
        full = name.name
        second = name
        if full in SPACES:
            second = directives.next_unexpanded(pp)
            full = full + b" " + second.name
        sort = PRAGMAS.get(full, 0)
        tokens: list[Ident] = []
        words = no_words()
        if pp.printer is not None and P_ONCE <= sort <= P_ERROR:
            pp.printer.line_change(name_word)
        if sort == P_ONCE:
            self.once(name_word >> WORD_SHIFT)
        elif sort in (P_PUSH_MACRO, P_POP_MACRO):
            self.push_or_pop(sort == P_PUSH_MACRO, full)
        elif sort == P_POISON:
            self.poison()
        elif sort == P_SYSTEM_HEADER:
            self.system_header(pp.word >> WORD_SHIFT)
        elif sort == P_DEPENDENCY:
            self.dependency()
        elif sort in (P_WARNING, P_ERROR):
            self.say(sort == P_ERROR, full)
        elif pp.options.only_preprocess:
            if sort == P_DIAGNOSTIC:
                at = lexer.at
                self.diagnostic()
                lexer.at = at
            lexer.at = start
            return self.collect(location, False)
        elif sort == P_DIAGNOSTIC:
            self.diagnostic()
        elif sort == P_MESSAGE:
            self.message(location)
        elif sort in (P_PARSER, P_PARSER_EXPANDED):
            lexer.at = start
            return self.collect(location, sort == P_PARSER_EXPANDED)
        elif sort == 0 and name.kind != TK_NEWLINE:
            shown = name.text
            if second is not name and second.kind != TK_NEWLINE:
                shown += " " + second.text
            elif full not in SPACES:
                following = directives.next_unexpanded(pp)
                if following.kind != TK_NEWLINE:
                    shown += " " + following.text
            pp.diagnostics.warning(
                "unknown-pragmas", location, f"ignoring '#pragma {shown}'"
            )
        return tokens, words

    def collect(self, location: i64, expanded: bool) -> tuple[list[Ident], vec[i64]]:
        """The line as TK_PRAGMA, tokens, TK_PRAGMA_END."""
        pp = self.preprocessor
        tokens: list[Ident] = [pp.idents.pragma]
        words = no_words()
        words = append(words, location << WORD_SHIFT)
        while True:
            if expanded and len(tokens) > 1:
                token = directives.next_expanded(pp)
            else:
                token = directives.next_unexpanded(pp)
            if token.kind == TK_NEWLINE or token.kind == TK_EOF:
                break
            tokens.append(token)
            words = append(words, pp.word | NO_EXPAND)
        tokens.append(pp.idents.pragma_end)
        words = append(words, pp.word)
        return tokens, words

    def operator(self, ident: Ident, word: i64) -> bool:
        """_Pragma("..."): the string's content as a pragma line. False when it is no such thing."""
        pp = self.preprocessor
        pp.prevent_expansion += 1
        opening = self.next_plain()
        string = self.next_plain() if opening.kind == TK_LPAREN else opening
        closing = self.next_plain() if string.kind == TK_STRING else opening
        pp.prevent_expansion -= 1
        location = word >> WORD_SHIFT
        if string.kind != TK_STRING or closing.kind != TK_RPAREN:
            pp.diagnostics.error(location, "_Pragma takes a parenthesized string literal")
            pp.push(None, [], no_words())
            return True
        text = string.name[string.name.index(b'"') + 1 : -1]
        text = text.replace(b"\\\\", b"\0").replace(b'\\"', b'"').replace(b"\0", b"\\")
        line = text.replace(b"\n", b" ") + b"\n"
        entry = pp.source.enter("<_Pragma>", line, [], 0, 0)
        place = pp.source.expanded_place(location)
        entry.rename(0, place.line, place.file, place.system)
        outer_lexer = pp.lexer
        outer_context = pp.context
        pp.lexer = pp.new_lexer(entry)
        pp.lexer.in_directive = True
        pp.lexer.line_begins = False
        pp.context = None
        was = pp.in_directive
        was_unpadded = pp.unpadded
        pp.in_directive = True
        pp.unpadded = True
        self.at_operator = location
        tokens, words = self.run(location)
        self.at_operator = 0
        pp.in_directive = was
        pp.unpadded = was_unpadded
        pp.lexer = outer_lexer
        pp.context = outer_context
        # The tokens count as standing where the _Pragma stands.
        moved = no_words()
        for _ in tokens:
            moved = append(moved, (location << WORD_SHIFT) | NO_EXPAND)
        k: i64 = 0
        while k < len(tokens):
            moved[k] = moved[k] | (words[k] & SPACE)
            k += 1
        pp.push(None, tokens, moved)
        return True

    def next_plain(self) -> Ident:
        """The next token, unexpanded, padding left out."""
        pp = self.preprocessor
        while True:
            token = pp.get()
            if token.kind != TK_PADDING:
                return token

    # The preprocessor's own.

    def once(self, location: i64) -> None:
        """#pragma once."""
        pp = self.preprocessor
        header = pp.files[-1].header
        if len(pp.files) <= 1:
            pp.diagnostics.warning("", location, "#pragma once in main file")
        elif header is not None:
            pp.once[header.key] = True
        self.check_end(b"once")

    def check_end(self, name: bytes) -> None:
        """Nothing may follow."""
        pp = self.preprocessor
        if directives.next_unexpanded(pp).kind != TK_NEWLINE:
            pp.diagnostics.pedwarn(
                "",
                pp.word >> WORD_SHIFT,
                f"extra tokens at end of #pragma {name.decode()} directive",
            )

    def push_or_pop(self, pushing: bool, name: bytes) -> None:
        """push_macro("X"), pop_macro("X")."""
        pp = self.preprocessor
        location = pp.word >> WORD_SHIFT
        opening = directives.next_unexpanded(pp)
        string = directives.next_unexpanded(pp)
        closing = directives.next_unexpanded(pp)
        if (
            opening.kind != TK_LPAREN
            or string.kind != TK_STRING
            or closing.kind != TK_RPAREN
        ):
            pp.diagnostics.error(location, f"invalid #pragma {name.decode()} directive")
            return
        ident = pp.idents.name(string.name[1:-1].strip())
        stack = self.pushed.setdefault(ident.name, [])
        if pushing:
            stack.append(ident.macro)
        elif stack:
            ident.macro = stack.pop()

    def poison(self) -> None:
        """GCC poison: the names must not be met any more."""
        pp = self.preprocessor
        while True:
            token = directives.next_unexpanded(pp)
            if token.kind == TK_NEWLINE or token.kind == TK_EOF:
                break
            if token.kind < TK_IDENT:
                pp.diagnostics.error(
                    pp.word >> WORD_SHIFT, "invalid #pragma GCC poison directive"
                )
                break
            if token.macro is not None:
                if token.macro.sort == POISONED:
                    continue
                pp.diagnostics.warning(
                    "", pp.word >> WORD_SHIFT, f'poisoning existing macro "{token.text}"'
                )
            token.macro = Macro(token, POISONED, pp.word >> WORD_SHIFT)

    def system_header(self, location: i64) -> None:
        """GCC system_header: the rest of the file counts as one."""
        pp = self.preprocessor
        if len(pp.files) <= 1:
            pp.diagnostics.warning(
                "", location, "#pragma system_header ignored outside include file"
            )
            return
        self.check_end(b"GCC system_header")
        place = pp.source.place(location)
        lexer = pp.lexer
        lexer.end_directive()
        lexer.entry.rename(lexer.at + 1, place.line + 1, place.file, 1)
        lexer.in_directive = True
        if pp.printer is not None:
            pp.printer.file_change(0)

    def dependency(self) -> None:
        """GCC dependency "file": a warning when that file is newer."""
        pp = self.preprocessor
        token = pp.lexer.header_name()
        if token is None:
            pp.diagnostics.error(
                pp.word >> WORD_SHIFT, '#pragma dependency expects "FILENAME" or <FILENAME>'
            )
            return
        location = pp.lexer.word >> WORD_SHIFT
        name = os.fsdecode(token.name[1:-1])
        found = pp.headers.find(name, token.name.startswith(b"<"), False, pp.files[-1])
        if found is None:
            pp.diagnostics.warning("", location, f"cannot find source file {name}")
            return
        try:
            newer = os.stat(found.header.path).st_mtime > os.stat(pp.lexer.entry.name).st_mtime
        except OSError:
            newer = False
        if newer:
            pp.diagnostics.warning("", location, f"current file is older than {name}")
            text = directives.line_text(pp)
            if text:
                pp.diagnostics.warning("", location, text.strip())

    def say(self, is_error: bool, name: bytes) -> None:
        """GCC warning "text", GCC error "text"."""
        pp = self.preprocessor
        text = self.strings()
        location = self.string_at
        if text is None:
            pp.diagnostics.error(location, f"invalid \"#pragma {name.decode()}\" directive")
        elif is_error:
            pp.diagnostics.error(location, text)
        else:
            pp.diagnostics.warning("", location, text)

    def message(self, location: i64) -> None:
        """message "text": a note."""
        pp = self.preprocessor
        text = self.strings()
        if text is None:
            pp.diagnostics.warning(
                "pragmas", location, "expected a string after '#pragma message'"
            )
        else:
            pp.diagnostics.shown_last = True
            pp.diagnostics.note(location, f"'#pragma message: {text}'")

    def strings(self) -> str | None:
        """A string, or several, in parentheses or not."""
        pp = self.preprocessor
        token = directives.next_expanded(pp)
        self.string_at = pp.word >> WORD_SHIFT
        paren = token.kind == TK_LPAREN
        if paren:
            token = directives.next_expanded(pp)
        if token.kind != TK_STRING:
            return None
        pieces: list[bytes] = []
        self.string_at = pp.word >> WORD_SHIFT
        while token.kind == TK_STRING:
            pieces.append(token.name[token.name.index(b'"') + 1 : -1])
            token = directives.next_expanded(pp)
        if paren and token.kind != TK_RPAREN:
            return None
        text = b"".join(pieces).replace(b"\\n", b"\n").replace(b"\\t", b"\t")
        text = text.replace(b'\\"', b'"').replace(b"\\\\", b"\\")
        return text.decode("utf-8", "replace")

    def diagnostic(self) -> None:
        """GCC diagnostic push, pop, ignored|warning|error "-Wname"."""
        pp = self.preprocessor
        diagnostics = pp.diagnostics
        token = directives.next_unexpanded(pp)
        location = pp.word >> WORD_SHIFT
        action = token.text
        if action not in ("push", "pop", "ignored", "warning", "error"):
            diagnostics.warning(
                "pragmas",
                location,
                "expected [error|warning|ignored|push|pop] after '#pragma GCC diagnostic'",
            )
            return
        if action in ("push", "pop"):
            diagnostics.change_by_pragma(self.place_of_change(location), action, "")
            return
        token = directives.next_expanded(pp)
        if token.kind != TK_STRING:
            diagnostics.warning(
                "pragmas",
                pp.word >> WORD_SHIFT,
                "missing option after '#pragma GCC diagnostic' kind",
            )
            return
        option = token.text[1:-1]
        if option.startswith("-W") and option[2:] in ("all", "extra", "pedantic"):
            name = option[2:]
        elif option.startswith("-W") and diagnostics.options.is_known(option[2:]):
            name = option[2:].partition("=")[0]
        else:
            diagnostics.warning(
                "pragmas",
                pp.word >> WORD_SHIFT,
                "unknown option after '#pragma GCC diagnostic' kind",
            )
            return
        diagnostics.change_by_pragma(self.place_of_change(location), action, name)

    def place_of_change(self, location: i64) -> i64:
        """Where a change counts from: for _Pragma, where its name stands."""
        return self.at_operator if self.at_operator else location
