"""#define and #undef.

The problem: a definition must be taken apart once so that expansion is cheap, with gcc's complaints
for each way to write it wrong. The idea: parameters are recognised through the Ident itself: while
a definition is read, the macro's parameters carry their number in a dictionary of this definition
only; # and ## vanish into marks on their operands (macros.py).

Source: C17 6.10.3; wording: GCC 12.
"""

from __future__ import annotations

from compiler.frontend.ident import Ident
from compiler.frontend.macros import (
    BUILTIN,
    FUNCTION_LIKE,
    OBJECT_LIKE,
    OPTION,
    PASTE_BEFORE,
    PASTE_NEXT,
    POISONED,
    STRINGIZE,
    STRINGIZE_OPTION,
    VARARGS_NAME,
    Macro,
)
from compiler.frontend.source import POSITION_MASK, WHOLE_LINE
from compiler.frontend.token import (
    TK_COMMA,
    TK_ELLIPSIS,
    TK_EOF,
    TK_HASH,
    TK_HASH_HASH,
    TK_IDENT,
    TK_LPAREN,
    TK_NEWLINE,
    TK_RPAREN,
)
from compiler.frontend.words import SPACE, WORD_SHIFT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64

    from compiler.frontend.preprocess import Preprocessor


def next_plain(pp: Preprocessor) -> Ident:
    """The next token of the line, unexpanded."""
    token = pp.lexer.next()
    pp.word = pp.lexer.word
    return token


def macro_name(pp: Preprocessor, directive: Ident, defining: bool) -> Ident | None:
    """The name of the macro that a directive is about, or None with a complaint."""
    token = next_plain(pp)
    location = pp.word >> WORD_SHIFT
    if token.kind == TK_NEWLINE or token.kind == TK_EOF:
        pp.diagnostics.error(location, f"no macro name given in #{directive.text} directive")
        return None
    if token.kind < TK_IDENT:
        pp.diagnostics.error(location, "macro names must be identifiers")
        return None
    macro = token.macro
    if defining:
        if token.name == b"defined" or (
            token.name.startswith(b"__has_include") and macro is not None and macro.sort == BUILTIN
        ):
            pp.diagnostics.error(location, f'"{token.text}" cannot be used as a macro name')
            return None
        if macro is not None and macro.sort == VARARGS_NAME:
            pp.diagnostics.pedwarn(
                "",
                location,
                f"{token.text} can only appear in the expansion of a C99 variadic macro",
            )
            return None
    if macro is not None and macro.sort == POISONED:
        pp.diagnostics.error(location, f'attempt to use poisoned "{token.text}"')
        return None
    return token


def undefine(pp: Preprocessor) -> None:
    """#undef NAME."""
    name = macro_name(pp, pp.idents.name(b"undef"), True)
    if name is None:
        return
    location = pp.word >> WORD_SHIFT
    macro = name.macro
    if macro is not None:
        if macro.sort == BUILTIN:
            pp.diagnostics.warning("builtin-macro-redefined", location, f'undefining "{name.text}"')
        elif macro.watched:
            check_used(pp, macro)
        name.macro = None
    if pp.printer is not None:
        pp.printer.undefined(name, location)
    token = next_plain(pp)
    if token.kind != TK_NEWLINE:
        pp.diagnostics.pedwarn("", pp.word >> WORD_SHIFT, "extra tokens at end of #undef directive")


def define(pp: Preprocessor) -> None:
    """#define NAME ..."""
    name = macro_name(pp, pp.idents.name(b"define"), True)
    if name is None:
        return
    location = pp.word >> WORD_SHIFT
    macro = Macro(name, OBJECT_LIKE, location)
    entry = pp.lexer.entry
    macro.system = entry.system != 0
    numbers: dict[bytes, int] = {}
    list_at = location
    token = next_plain(pp)
    if token.kind == TK_LPAREN and pp.word & SPACE == 0:
        macro.sort = FUNCTION_LIKE
        if not read_parameters(pp, macro, numbers):
            return
        list_at = pp.word >> WORD_SHIFT
        token = next_plain(pp)
    elif token.kind != TK_NEWLINE and pp.word & SPACE == 0:
        check_space(pp, location)
    good = read_list(pp, macro, token, numbers, list_at)
    macro.ends_at = (pp.word >> WORD_SHIFT) & POSITION_MASK
    if good:
        install(pp, name, macro, location)


def check_space(pp: Preprocessor, location: i64) -> None:
    """`#define X+1`: white space is missing behind the name."""
    if pp.options.c99:
        pp.diagnostics.pedwarn("", location, "ISO C99 requires whitespace after the macro name")
    else:
        pp.diagnostics.warning("", location, "missing whitespace after the macro name")


def read_parameters(pp: Preprocessor, macro: Macro, numbers: dict[bytes, int]) -> bool:
    """The parameter list behind its (; False with a complaint."""
    diagnostics = pp.diagnostics
    parameters = macro.parameters
    expect_name = True
    while True:
        token = next_plain(pp)
        location = pp.word >> WORD_SHIFT
        kind = token.kind
        if kind in (TK_NEWLINE, TK_EOF):
            diagnostics.error(
                location,
                "expected parameter name before end of line"
                if expect_name
                else "expected ')' before end of line",
            )
            return False
        if kind == TK_RPAREN and (not expect_name or not parameters):
            return True
        if expect_name:
            if kind == TK_ELLIPSIS:
                variable = pp.idents.name(b"__VA_ARGS__")
                if not pp.options.c99:
                    diagnostics.pedwarn(
                        "variadic-macros",
                        location,
                        "anonymous variadic macros were introduced in C99",
                    )
                numbers[variable.name] = len(parameters)
                parameters.append(variable)
                macro.variadic = True
                return closes(pp)
            if kind < TK_IDENT:
                diagnostics.error(location, f'expected parameter name, found "{token.text}"')
                return False
            if token.macro is not None and token.macro.sort == VARARGS_NAME:
                diagnostics.pedwarn(
                    "",
                    location,
                    f"{token.text} can only appear in the expansion of a C99 variadic macro",
                )
            if token.name in numbers:
                diagnostics.error(location, f'duplicate macro parameter "{token.text}"')
                return False
            numbers[token.name] = len(parameters)
            parameters.append(token)
            expect_name = False
        elif kind == TK_COMMA:
            expect_name = True
        elif kind == TK_ELLIPSIS:
            diagnostics.pedwarn(
                "variadic-macros", location, "ISO C does not permit named variadic macros"
            )
            macro.variadic = True
            macro.named_variadic = True
            return closes(pp)
        else:
            diagnostics.error(location, f"expected ',' or ')', found \"{token.text}\"")
            return False


def closes(pp: Preprocessor) -> bool:
    """The ) that must follow an ellipsis."""
    token = next_plain(pp)
    if token.kind == TK_RPAREN:
        return True
    location = pp.word >> WORD_SHIFT
    if token.kind == TK_NEWLINE:
        pp.diagnostics.error(location, "expected ')' before end of line")
    else:
        pp.diagnostics.error(location, "expected ')' after \"...\"")
    return False


class ListReader:
    """What is known of a replacement list while it is read."""

    def __init__(self) -> None:
        self.sharp_word: int = -1  # word of a # that waits for its operand
        self.paste_word: int = -1  # word of a ## that waits for its right operand
        self.option_at: int = -1  # index of the open __VA_OPT__
        self.option_depth = 0
        self.option_marks = 0


def read_list(
    pp: Preprocessor, macro: Macro, token: Ident, numbers: dict[bytes, int], list_at: i64
) -> bool:
    """The replacement list, which begins with `token`; False with a complaint, at `list_at` (the
    token before the list) as in gcc."""
    diagnostics = pp.diagnostics
    function = macro.sort == FUNCTION_LIKE
    state = ListReader()
    first = True
    sharp: Ident = token
    while True:
        word = pp.word
        location = word >> WORD_SHIFT
        kind = token.kind
        if kind in (TK_NEWLINE, TK_EOF):
            break
        if first:
            word &= ~SPACE
            first = False
        marks: i64 = 0
        if kind == TK_HASH_HASH:
            if not macro.tokens or state.paste_word >= 0:
                if not macro.tokens:
                    diagnostics.error(
                        list_at, "'##' cannot appear at either end of a macro expansion"
                    )
                    return False
            if state.option_at >= 0 and len(macro.tokens) == state.option_at + 1:
                diagnostics.error(location, "'##' cannot appear at either end of __VA_OPT__")
                return False
            mark_paste(macro)
            state.paste_word = word
            macro.simple = False
            token = next_plain(pp)
            continue
        if state.paste_word >= 0:
            marks |= PASTE_BEFORE
            state.paste_word = -1
        if kind == TK_HASH and function and state.sharp_word < 0:
            state.sharp_word = word
            sharp = token
            if marks & PASTE_BEFORE:
                state.paste_word = word
            token = next_plain(pp)
            continue
        slot: i64 = -1
        if kind >= TK_IDENT:
            if function:
                slot = numbers.get(token.name, -1)
            special = token.macro
            if special is not None and slot < 0:
                if special.sort == POISONED:
                    diagnostics.error(location, f'attempt to use poisoned "{token.text}"')
                elif special.sort == VARARGS_NAME:
                    if token.name == b"__VA_OPT__" and macro.variadic and state.option_at < 0:
                        if not begin_option(pp, macro, token, word, marks, state):
                            return False
                        token = next_plain(pp)
                        continue
                    complain_of_name(pp, macro, token, location)
        if state.sharp_word >= 0:
            if slot >= 0:
                marks |= STRINGIZE
                if marks & PASTE_BEFORE == 0:
                    word = (word & ~SPACE) | (state.sharp_word & SPACE)
                if not macro.tokens:
                    word &= ~SPACE
            elif pp.options.assembler:
                macro.add(sharp, state.sharp_word, -1, 0)
            else:
                diagnostics.error(list_at, "'#' is not followed by a macro parameter")
                return False
            state.sharp_word = -1
        if state.option_at >= 0:
            if kind == TK_LPAREN:
                state.option_depth += 1
            elif kind == TK_RPAREN:
                state.option_depth -= 1
                if state.option_depth == 0:
                    if not end_option(pp, macro, state, location):
                        return False
                    token = next_plain(pp)
                    continue
        macro.add(token, word, slot, marks)
        token = next_plain(pp)
    if state.sharp_word >= 0:
        if not pp.options.assembler:
            diagnostics.error(list_at, "'#' is not followed by a macro parameter")
            return False
        macro.add(sharp, state.sharp_word, -1, 0)
    if state.paste_word >= 0:
        diagnostics.error(list_at, "'##' cannot appear at either end of a macro expansion")
        return False
    if state.option_at >= 0:
        option_word = macro.words[state.option_at]
        diagnostics.error(option_word >> WORD_SHIFT, "unterminated __VA_OPT__")
        return False
    return True


def mark_paste(macro: Macro) -> None:
    """## follows the last element."""
    last = len(macro.tokens) - 1
    opened = option_ending(macro, last + 1)
    if opened >= 0:
        last = opened
    macro.marks[last] |= PASTE_NEXT


def option_ending(macro: Macro, end: int) -> int:
    """The index of the __VA_OPT__ whose group ends before index `end`, or -1."""
    for k in range(len(macro.tokens) - 1, -1, -1):
        if macro.marks[k] & OPTION:
            return k if macro.slots[k] == end else -1
    return -1


def begin_option(
    pp: Preprocessor, macro: Macro, token: Ident, word: i64, marks: i64, state: ListReader
) -> bool:
    """__VA_OPT__ has been read: ( must follow."""
    location = word >> WORD_SHIFT
    if not pp.options.gnu and pp.options.standard != "c2x" and not pp.lexer.entry.system:
        pp.diagnostics.extension(location, "__VA_OPT__ is not available until C2X")
    if state.sharp_word >= 0:
        marks |= STRINGIZE_OPTION
        word = (word & ~SPACE) | (state.sharp_word & SPACE)
        state.sharp_word = -1
    state.option_at = len(macro.tokens)
    macro.add(token, word, 0, marks | OPTION)
    macro.simple = False
    opening = next_plain(pp)
    if opening.kind != TK_LPAREN:
        pp.diagnostics.error(location, "__VA_OPT__ must be followed by an open parenthesis")
        return False
    state.option_depth = 1
    return True


def end_option(pp: Preprocessor, macro: Macro, state: ListReader, location: i64) -> bool:
    """The ) of __VA_OPT__( ... )."""
    if state.paste_word >= 0 or (macro.tokens and macro.marks[len(macro.tokens) - 1] & PASTE_NEXT):
        pp.diagnostics.error(location, "'##' cannot appear at either end of __VA_OPT__")
        return False
    macro.slots[state.option_at] = len(macro.tokens)
    state.option_at = -1
    return True


def complain_of_name(pp: Preprocessor, macro: Macro, token: Ident, location: i64) -> None:
    """__VA_ARGS__ or __VA_OPT__ where it means nothing."""
    if token.name == b"__VA_OPT__":
        if macro.variadic:
            text = "__VA_OPT__ may not appear in a __VA_OPT__"
        else:
            text = "__VA_OPT__ can only appear in the expansion of a C++20 variadic macro"
    else:
        text = "__VA_ARGS__ can only appear in the expansion of a C99 variadic macro"
    pp.diagnostics.pedwarn("", location, text)


def check_used(pp: Preprocessor, macro: Macro) -> None:
    """-Wunused-macros, when a definition of the main file goes out of use."""
    if not macro.used:
        pp.diagnostics.warning("unused-macros", macro.defined_at,
                               f'macro "{macro.ident.text}" is not used', WHOLE_LINE)


def install(pp: Preprocessor, name: Ident, macro: Macro, location: i64) -> None:
    """Makes the definition the name's meaning; a different one before is complained of."""
    old = name.macro
    if old is not None and old.sort <= BUILTIN:
        if old.sort == BUILTIN:
            pp.diagnostics.pedwarn(
                "builtin-macro-redefined", location, f'"{name.text}" redefined', WHOLE_LINE
            )
        elif not macro.same_as(old):
            if pp.diagnostics.pedwarn("", location, f'"{name.text}" redefined', WHOLE_LINE):
                pp.diagnostics.note(
                    old.defined_at,
                    "this is the location of the previous definition",
                    WHOLE_LINE,
                )
        if old.watched:
            check_used(pp, old)
    name.macro = macro
    if pp.watches_macros and len(pp.files) == 1 and pp.lexer.entry.name == pp.main_file:
        macro.watched = True
        pp.watched_macros.append(macro)
    if pp.printer is not None:
        pp.printer.defined(name, location)
