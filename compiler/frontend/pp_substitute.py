"""Substitution: the replacement list of a macro with its arguments, #, ##, __VA_OPT__ worked in.

The idea: each element of the list (a token, a parameter, a __VA_OPT__ group) gives a run of tokens,
perhaps empty; the runs are appended one after the other, and where ## stands between two of them
the last token before and the first one behind become one. An empty run is the standard's
placemarker, so that it needs no token.

Source: C17 6.10.3.1 to 6.10.3.3; `, ## __VA_ARGS__`: GCC 12 manual, "Variadic Macros".
"""

from __future__ import annotations

from librt.vecs import append, vec

from compiler.frontend.ident import Ident
from compiler.frontend.lexer import NAME_BYTES, Lexer
from compiler.frontend.macros import (
    OPTION,
    PASTE_BEFORE,
    PASTE_NEXT,
    STRINGIZE,
    STRINGIZE_OPTION,
    Macro,
)
from compiler.frontend.source import SourceEntry
from compiler.frontend.token import (
    TK_CHARACTER,
    TK_COMMA,
    TK_EOF,
    TK_IDENT,
    TK_NUMBER,
    TK_OTHER,
    TK_PADDING,
    TK_STRING,
)
from compiler.frontend.words import NO_EXPAND, SOURCED, SPACE, WORD_SHIFT, no_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64

    from compiler.frontend.preprocess import Preprocessor


class Argument:
    """One argument of a function-like macro: as written, and expanded once it is asked for.

    omitted   the variable argument was left out altogether, its comma too
    """

    def __init__(self) -> None:
        self.tokens: list[Ident] = []
        self.words: vec[i64] = no_words()
        self.is_expanded = False
        self.expanded_tokens: list[Ident] = []
        self.expanded_words: vec[i64] = no_words()
        self.omitted = False
        self.string: Ident | None = None


class Substitution:
    """The result while it grows. `pending`: ## waits behind the last token."""

    def __init__(self) -> None:
        self.tokens: list[Ident] = []
        self.words: vec[i64] = no_words()
        self.pending = False
        self.ends_empty = False  # the last element gave no token

    def add(self, ident: Ident, word: i64) -> None:
        """Appends a token."""
        self.tokens.append(ident)
        self.words = append(self.words, word)

    def drop_last(self) -> None:
        """Takes the last token away again."""
        self.tokens.pop()
        self.words = self.words[: len(self.tokens)]


def substitute(
    pp: Preprocessor, macro: Macro, arguments: list[Argument], added: i64
) -> tuple[list[Ident], vec[i64]]:
    """The replacement list with the arguments in place; `added` puts the expansion's number into
    the words of the macro's own tokens."""
    out = Substitution()
    substitute_range(pp, macro, arguments, added, 0, len(macro.tokens), out)
    return out.tokens, out.words


def substitute_range(
    pp: Preprocessor,
    macro: Macro,
    arguments: list[Argument],
    added: i64,
    begin: i64,
    end: i64,
    out: Substitution,
) -> None:
    """The part [begin, end) of a replacement list, appended to `out`."""
    tokens = macro.tokens
    words = macro.words
    slots = macro.slots
    all_marks = macro.marks
    padding = pp.padding
    unpadded = pp.unpadded
    k = begin
    while k < end:
        ident = tokens[k]
        word = words[k] + added
        slot = slots[k]
        marks = all_marks[k]
        k += 1
        if slot < 0:
            if out.pending:
                paste(pp, out, ident, word)
            else:
                out.tokens.append(ident)
                out.words = append(out.words, word)
            out.pending = marks & PASTE_NEXT != 0
            out.ends_empty = False
            continue
        if marks & OPTION:
            inner = Substitution()
            if has_variable_arguments(pp, arguments):
                substitute_range(pp, macro, arguments, added, k, slot, inner)
            k = slot
            if marks & STRINGIZE_OPTION:
                string = stringize(pp, inner.tokens, inner.words, word >> WORD_SHIFT)
                inner = Substitution()
                inner.add(string, word)
            elif not unpadded and marks & PASTE_BEFORE == 0 and k > begin + 1:
                out.add(padding, (word & SPACE) | SOURCED)
            add_run(pp, out, inner.tokens, inner.words, marks)
            if inner.ends_empty and inner.tokens:
                out.pending = False
            if not unpadded and marks & (PASTE_NEXT | STRINGIZE_OPTION) == 0:
                out.add(padding, 0)
            continue
        argument = arguments[slot]
        if marks & STRINGIZE:
            if argument.string is None:
                argument.string = stringize(pp, argument.tokens, argument.words, word >> WORD_SHIFT)
            if out.pending:
                paste(pp, out, argument.string, word)
            else:
                out.add(argument.string, word)
            out.pending = marks & PASTE_NEXT != 0
            continue
        if marks & (PASTE_NEXT | PASTE_BEFORE):
            if marks & PASTE_BEFORE == 0 and k > 1 and not unpadded:
                out.add(padding, (word & SPACE) | SOURCED)
            if (
                out.pending
                and macro.variadic
                and slot + 1 == len(macro.parameters)
                and out.tokens
                and out.tokens[-1].kind == TK_COMMA
                and slots[k - 2] < 0
            ):
                # GNU: the comma before ## goes when the variable arguments were left out.
                if argument.omitted:
                    out.drop_last()
                out.pending = False
            add_run(pp, out, argument.tokens, argument.words, marks)
            if marks & PASTE_NEXT == 0 and not unpadded:
                out.add(padding, 0)
            continue
        if not argument.is_expanded:
            pp.expand_argument(argument)
        if not unpadded and k > 1:
            out.add(padding, (word & SPACE) | SOURCED)
        run = argument.expanded_tokens
        run_words = argument.expanded_words
        count: i64 = len(run)
        at: i64 = 0
        while at < count:
            out.tokens.append(run[at])
            out.words = append(out.words, run_words[at])
            at += 1
        if not unpadded:
            out.add(padding, 0)
        if count == 0 and not pp.options.c99:
            pp.diagnostics.extension(
                pp.word >> WORD_SHIFT,
                f"invoking macro {macro.ident.text} argument {slot + 1}: "
                "empty macro arguments are undefined in ISO C90",
            )


def has_variable_arguments(pp: Preprocessor, arguments: list[Argument]) -> bool:
    """Whether the variable arguments leave a token after expansion: what __VA_OPT__ asks."""
    if not arguments:
        return False
    last = arguments[-1]
    if not last.is_expanded:
        pp.expand_argument(last)
    for token in last.expanded_tokens:
        if token.kind != TK_PADDING:
            return True
    return False


def add_run(
    pp: Preprocessor, out: Substitution, tokens: list[Ident], words: vec[i64], marks: i64
) -> None:
    """Appends what stands for one operand of ##."""
    count: i64 = len(tokens)
    if count == 0:
        if marks & PASTE_NEXT == 0:
            out.pending = False
        out.ends_empty = True
        return
    out.ends_empty = False
    at: i64 = 0
    if out.pending:
        while at < count and tokens[at].kind == TK_PADDING:
            at += 1
        if at < count:
            paste(pp, out, tokens[at], words[at])
            at += 1
    while at < count:
        out.tokens.append(tokens[at])
        out.words = append(out.words, words[at])
        at += 1
    out.pending = marks & PASTE_NEXT != 0


def is_name_bytes(spelling: bytes) -> bool:
    """Whether a spelling holds nothing but letters, digits and underscores."""
    for c in spelling:
        if NAME_BYTES[c] != 1:
            return False
    return True


def paste(pp: Preprocessor, out: Substitution, right: Ident, right_word: i64) -> None:
    """Makes one token of the last one of `out` and `right`, 6.10.3.3p3."""
    out.pending = False
    tokens = out.tokens
    while tokens and tokens[-1].kind == TK_PADDING:
        out.drop_last()
    if not tokens:
        out.add(right, right_word)
        return
    left = tokens[-1]
    last: i64 = len(tokens) - 1
    word = out.words[last] & ~NO_EXPAND
    spelling = left.name + right.name
    ident: Ident | None = None
    if left.kind >= TK_IDENT and (right.kind >= TK_IDENT or right.kind == TK_NUMBER):
        if is_name_bytes(right.name):
            ident = pp.idents.name(spelling)
    elif left.kind == TK_NUMBER and right.kind >= TK_IDENT:
        ident = pp.idents.spelled(spelling, TK_NUMBER)
    else:
        ident = lex_pasted(pp, spelling)
    if ident is None:
        if not pp.options.assembler:
            pp.diagnostics.error(
                word >> WORD_SHIFT,
                f'pasting "{left.text}" and "{right.text}" does not give a valid '
                "preprocessing token",
            )
            out.add(right, right_word & ~SPACE)
        else:
            out.add(right, right_word & ~SPACE)
        return
    tokens[-1] = ident
    out.words[last] = word
    if ident.name == b"__VA_OPT__" or ident.name == b"__VA_ARGS__":
        pp.diagnostics.pedwarn(
            "",
            word >> WORD_SHIFT,
            f"{ident.text} can only appear in the expansion of a C99 variadic macro",
        )


def lex_pasted(pp: Preprocessor, spelling: bytes) -> Ident | None:
    """The one token that a spelling is, or None."""
    if spelling.startswith(b"//") or spelling.startswith(b"/*") or b"\n" in spelling:
        return None
    entry = SourceEntry("", spelling + b"\n", [], 0, 0, 1)
    lexer = Lexer(entry, pp.idents, pp.dialect, pp.diagnostics)
    lexer.at = 0
    lexer.in_directive = True
    lexer.skipping = True
    lexer.line_begins = False
    ident = lexer.next()
    if lexer.at != len(spelling) or ident.kind == TK_EOF or ident.kind == TK_OTHER:
        return None
    return ident


def stringize(pp: Preprocessor, tokens: list[Ident], words: vec[i64], location: i64) -> Ident:
    """The string that # makes of an argument as written, 6.10.3.2p2."""
    out: list[bytes] = [b'"']
    source: i64 = -1  # word of the padding before the next token; -1: none, 0: it has no source
    for k in range(len(tokens)):
        token = tokens[k]
        if token.kind == TK_PADDING:
            word = words[k]
            if source <= 0 or (source & SPACE == 0 and word & SOURCED == 0):
                source = word
            continue
        if source <= 0:
            source = words[k]
        if len(out) > 1 and source & SPACE:
            out.append(b" ")
        source = -1
        name = token.name
        if token.kind == TK_STRING or token.kind == TK_CHARACTER or token.kind == TK_OTHER:
            if token.kind != TK_OTHER or name[0] in b"\"'":
                name = name.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
        out.append(name)
    text = b"".join(out)
    backslashes = len(text) - len(text.rstrip(b"\\"))
    if backslashes & 1:
        pp.diagnostics.pedwarn("", location, "invalid string literal, ignoring final '\\'")
        text = text[:-1]
    return pp.idents.spelled(text + b'"', TK_STRING)
