"""Directives: what a line that begins with # does (but for #define and #include, which have files
of their own, and #pragma).

The idea: a directive's name is an Ident with the directive's code in it; one table gives the codes.
Groups that are not taken are passed over by the lexer without making tokens.

Invariants: `directive` is called behind the # and returns at the start of the next line, with
`in_directive` off again, whatever was wrong with the line.

Source: C17 6.10; wording of messages and extensions: GCC 12.
"""

from __future__ import annotations

from compiler.frontend import pp_define, pp_expression, pp_files
from compiler.frontend.ident import Ident
from compiler.frontend.macros import BUILTIN
from compiler.frontend.source import POSITION_MASK, WHOLE_LINE
from compiler.frontend.token import TK_EOF, TK_IDENT, TK_NEWLINE, TK_NUMBER, TK_PADDING
from compiler.frontend.words import SPACE, WORD_SHIFT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.preprocess import Conditional, IncludedFile, Preprocessor

D_DEFINE: Final = 1
D_UNDEF: Final = 2
D_INCLUDE: Final = 3
D_INCLUDE_NEXT: Final = 4
D_IMPORT: Final = 5
D_IF: Final = 6
D_IFDEF: Final = 7
D_IFNDEF: Final = 8
D_ELIF: Final = 9
D_ELIFDEF: Final = 10
D_ELIFNDEF: Final = 11
D_ELSE: Final = 12
D_ENDIF: Final = 13
D_LINE: Final = 14
D_ERROR: Final = 15
D_WARNING: Final = 16
D_PRAGMA: Final = 17
D_IDENT: Final = 18
D_SCCS: Final = 19
D_ASSERT: Final = 20
D_UNASSERT: Final = 21

NAMES: Final = (
    (b"define", D_DEFINE),
    (b"undef", D_UNDEF),
    (b"include", D_INCLUDE),
    (b"include_next", D_INCLUDE_NEXT),
    (b"import", D_IMPORT),
    (b"if", D_IF),
    (b"ifdef", D_IFDEF),
    (b"ifndef", D_IFNDEF),
    (b"elif", D_ELIF),
    (b"elifdef", D_ELIFDEF),
    (b"elifndef", D_ELIFNDEF),
    (b"else", D_ELSE),
    (b"endif", D_ENDIF),
    (b"line", D_LINE),
    (b"error", D_ERROR),
    (b"warning", D_WARNING),
    (b"pragma", D_PRAGMA),
    (b"ident", D_IDENT),
    (b"sccs", D_SCCS),
    (b"assert", D_ASSERT),
    (b"unassert", D_UNASSERT),
)
GNU_DIRECTIVES: Final = (
    D_INCLUDE_NEXT, D_IMPORT, D_WARNING, D_IDENT, D_SCCS, D_ASSERT, D_UNASSERT,
)  # fmt: skip
DEPRECATED_DIRECTIVES: Final = (D_IMPORT, D_ASSERT, D_UNASSERT, D_SCCS)
CONDITIONALS: Final = (
    D_IF, D_IFDEF, D_IFNDEF, D_ELIF, D_ELIFDEF, D_ELIFNDEF, D_ELSE, D_ENDIF,
)  # fmt: skip
MAX_CONDITIONALS: Final = 1 << 20


def enter_names(pp: Preprocessor) -> None:
    """Gives the directives' names their codes."""
    for name, code in NAMES:
        pp.idents.name(name).directive = code


def directive(pp: Preprocessor) -> None:
    """Obeys the line whose # has been read."""
    lexer = pp.lexer
    file = pp.files[-1]
    sharp_word = pp.word
    after_sharp = lexer.at
    outer_arguments = pp.parsing_args
    outer_prevention = pp.prevent_expansion
    lexer.in_directive = True
    pp.in_directive = True
    pp.unpadded = True
    pp.directive_location = sharp_word >> WORD_SHIFT
    waiting = pp.context
    pp.context = None
    pp.parsing_args = 0
    pp.prevent_expansion = 0
    token = lexer.next()
    pp.word = lexer.word
    code: i64 = 0
    passed = True
    if token.kind == TK_NUMBER and not pp.options.assembler:
        if not pp.options.preprocessed:
            pp.diagnostics.extension(
                pp.word >> WORD_SHIFT,
                "style of line directive is a GCC extension",
            )
        pp_files.line_marker(pp, token)
    elif token.kind >= TK_IDENT and token.directive != 0 and known(pp, token.directive):
        code = token.directive
        if pp.printer is not None:
            pp.printer.before_directive(code, outer_arguments)
        passed = obey(pp, code, token, outer_arguments)
    elif token.kind == TK_NEWLINE:
        pass
    elif pp.options.assembler:
        passed = False
    else:
        pp.diagnostics.error(
            pp.word >> WORD_SHIFT, f"invalid preprocessing directive #{token.text}"
        )
    file.nothing_read = False
    pp.parsing_args = outer_arguments
    pp.prevent_expansion = outer_prevention
    pp.in_directive = False
    pp.unpadded = False
    pp.directive_location = 0
    made = pp.innermost_context()
    pp.context = waiting
    if not passed:
        lexer.in_directive = False
        lexer.at = after_sharp
        if pp.printer is not None and outer_arguments == 0:
            pp.printer.line_change(sharp_word)
        pp.pass_token(pp.idents.table[b"#"], sharp_word)
        return
    if pp.lexer is lexer or code != 0:
        lexer.end_directive()
    if made is not None:
        made.outer = waiting
        pp.context = made


def known(pp: Preprocessor, code: i64) -> bool:
    """Whether the dialect has a directive."""
    if code in (D_ELIFDEF, D_ELIFNDEF):
        return pp.options.gnu or pp.options.standard == "c2x"
    if code in (D_IDENT, D_SCCS, D_ASSERT, D_UNASSERT, D_IMPORT) and pp.options.assembler:
        return code == D_IMPORT
    return True


def obey(pp: Preprocessor, code: i64, name: Ident, arguments: i64) -> bool:
    """Does what a known directive says. False: the line is text after all."""
    diagnostics = pp.diagnostics
    location = pp.word >> WORD_SHIFT
    if code in GNU_DIRECTIVES:
        if code != D_WARNING or pp.options.standard != "c2x":
            diagnostics.extension(location, f"#{name.text} is a GCC extension")
    if code in DEPRECATED_DIRECTIVES and diagnostics.enabled("deprecated", location):
        diagnostics.warning("deprecated", location, f"#{name.text} is a deprecated GCC extension")
    if code <= D_IMPORT:
        if code == D_DEFINE:
            pp_define.define(pp)
        elif code == D_UNDEF:
            pp_define.undefine(pp)
        else:
            if arguments:
                diagnostics.extension(location, "embedding a directive within macro arguments "
                    "is not portable",
                )  # fmt: skip
            pp_files.include(pp, code, name, location)
    elif code <= D_ENDIF:
        conditional(pp, code, name)
    elif code == D_LINE:
        pp_files.line(pp)
    elif code == D_ERROR:
        diagnostics.error(location, "#error" + line_text(pp))
    elif code == D_WARNING:
        diagnostics.warning("cpp", location, "#warning" + line_text(pp))
    elif code == D_PRAGMA:
        pp.pragmas.directive(location, arguments)
    elif code <= D_SCCS:
        pp_files.ident_line(pp, name)
    else:
        pp_expression.assertion_line(pp, code == D_ASSERT, name)
    return True


def line_text(pp: Preprocessor) -> str:
    """The tokens of the rest of the line, as #error shows them."""
    out: list[str] = []
    while True:
        token = pp.lexer.next()
        if pp.lexer.word & SPACE or not out:
            out.append(" ")
        if token.kind == TK_NEWLINE:
            break
        out.append(token.text)
    return "".join(out)


def next_unexpanded(pp: Preprocessor) -> Ident:
    """The next token of the directive, unexpanded."""
    token = pp.lexer.next()
    pp.word = pp.lexer.word
    return token


def next_expanded(pp: Preprocessor) -> Ident:
    """The next token of the directive after macro expansion."""
    while True:
        token = pp.next_token()
        if token.kind != TK_PADDING:
            return token


def check_end(pp: Preprocessor, name: Ident, option: str = "", expand: bool = False) -> None:
    """Complains of tokens behind what a directive needs."""
    token = next_expanded(pp) if expand else next_unexpanded(pp)
    if token.kind != TK_NEWLINE and token.kind != TK_EOF:
        pp.diagnostics.pedwarn(
            option,
            pp.word >> WORD_SHIFT,
            f"extra tokens at end of #{name.text} directive",
        )


# Conditionals.


def conditional(pp: Preprocessor, code: i64, name: Ident) -> None:
    """#if and its family, met in a group that is taken."""
    file = pp.files[-1]
    location = pp.word >> WORD_SHIFT
    if code <= D_IFNDEF:
        taken: bool
        guard: Ident | None = None
        begins = file.nothing_read and code != D_IFDEF
        if begins:
            begins = nothing_before(pp, file, location)
        if code == D_IF:
            taken, guard = pp_expression.condition(pp, name)
        else:
            taken, guard = defined_condition(pp, code, name)
        opened = pp.new_conditional(location, name.text, taken)
        if begins and guard is not None:
            file.guard = guard
            opened.is_guard = True
        file.conditionals.append(opened)
        if len(file.conditionals) > MAX_CONDITIONALS:
            pp.diagnostics.fatal(location, "conditionals are nested too deeply")
        if not taken:
            skip_group(pp, file)
        return
    if not file.conditionals:
        pp.diagnostics.error(location, f"#{name.text} without #if")
        pp.lexer.end_directive()
        return
    current = file.conditionals[-1]
    if code == D_ENDIF:
        end_conditional(pp, file, name)
        return
    # #else or #elif behind a group that was taken: the rest is not.
    check_alternative(pp, current, code, name, location)
    current.is_guard = False
    if code == D_ELSE:
        check_end(pp, name, "endif-labels")
    skip_group(pp, file)


def check_alternative(
    pp: Preprocessor, current: Conditional, code: i64, name: Ident, location: i64
) -> None:
    """#else and #elif must stand before the #else of their conditional."""
    if current.had_else:
        pp.diagnostics.error(location, f"#{name.text} after #else")
        pp.diagnostics.error(current.location, "the conditional began here", WHOLE_LINE)
    if code == D_ELSE:
        current.had_else = True
        current.name = "else"


def end_conditional(pp: Preprocessor, file: IncludedFile, name: Ident) -> None:
    """#endif."""
    check_end(pp, name, "endif-labels")
    closed = file.conditionals.pop()
    if closed.is_guard and not file.conditionals:
        pp.lexer.end_directive()
        file.guard_end = pp.lexer.at


def defined_condition(pp: Preprocessor, code: i64, name: Ident) -> tuple[bool, Ident | None]:
    """The operand of #ifdef and #ifndef: whether the group is taken, and the name."""
    ident = pp_define.macro_name(pp, name, False)
    if ident is None:
        return False, None
    taken = is_defined(ident)
    if ident.macro is not None:
        ident.macro.used = True
    check_end(pp, name)
    return (taken, None) if code in (D_IFDEF, D_ELIFDEF) else (not taken, ident)


def is_defined(ident: Ident) -> bool:
    """What `defined` says of a name."""
    return ident.macro is not None and ident.macro.sort <= BUILTIN


def nothing_before(pp: Preprocessor, file: IncludedFile, location: i64) -> bool:
    """Whether only white space and comments stand before a directive's line: a guard may begin."""
    entry = file.lexer.entry
    if file.header is None:
        return False
    before = entry.text[: (location & POSITION_MASK) - entry.base]
    sharp = before.rfind(b"#")
    return sharp >= 0 and is_blank(before[:sharp])


def is_blank(text: bytes) -> bool:
    """Whether a text holds only white space and comments."""
    rest = text.strip()
    while rest:
        if rest.startswith(b"/*"):
            end = rest.find(b"*/", 2)
            rest = rest[end + 2 :].lstrip() if end >= 0 else b""
        elif rest.startswith(b"//"):
            end = rest.find(b"\n")
            rest = rest[end + 1 :].lstrip() if end >= 0 else b""
        else:
            return False
    return True


def note_guard(file: IncludedFile) -> None:
    """At the end of a file: it need not be read again while its guard is defined."""
    header = file.header
    if header is None or file.guard is None or file.guard_end < 0 or header.guard is not None:
        return
    if is_blank(file.lexer.text[file.guard_end :]):
        header.guard = file.guard


def skip_group(pp: Preprocessor, file: IncludedFile) -> None:
    """Passes over groups until one is taken or the conditional ends; the lexer stands somewhere in
    the line of the directive that was not taken, and afterwards in that of the last one read."""
    lexer = pp.lexer
    nested: list[i64] = []
    lexer.end_directive()
    diagnostics = pp.diagnostics
    while True:
        lexer.line_begins = False
        if not lexer.skip_to_directive():
            lexer.in_directive = True
            return
        lexer.in_directive = True
        lexer.skipping = True
        name = lexer.next()
        lexer.skipping = False
        pp.word = lexer.word
        code = name.directive
        if code == 0 or code not in CONDITIONALS or not known(pp, code):
            lexer.end_directive()
            continue
        location = pp.word >> WORD_SHIFT
        if code <= D_IFNDEF:
            nested.append(1)
            if len(nested) > MAX_CONDITIONALS:
                diagnostics.fatal(location, "conditionals are nested too deeply")
            lexer.end_directive()
            continue
        if nested:
            if code == D_ENDIF:
                nested.pop()
            elif nested[-1] == 2:
                diagnostics.error(location, f"#{name.text} after #else")
            elif code == D_ELSE:
                nested[-1] = 2
            lexer.end_directive()
            continue
        current = file.conditionals[-1]
        if code == D_ENDIF:
            end_conditional(pp, file, name)
            return
        current.is_guard = False
        check_alternative(pp, current, code, name, location)
        if current.taken:
            lexer.end_directive()
            continue
        pp.directive_location = location
        if code == D_ELSE:
            check_end(pp, name, "endif-labels")
            taken = True
        elif code == D_ELIF:
            taken, _ = pp_expression.condition(pp, name)
        else:
            if pp.options.standard != "c2x":
                diagnostics.extension(location, f"#{name.text} before C2X is a GCC extension")
            taken, _ = defined_condition(pp, code, name)
        if taken:
            current.taken = True
            return
        lexer.end_directive()


def complain_of_varargs_name(pp: Preprocessor, ident: Ident, location: i64) -> None:
    """__VA_ARGS__ or __VA_OPT__ outside of a variadic macro's definition."""
    if ident.name == b"__VA_OPT__":
        text = "__VA_OPT__ can only appear in the expansion of a C++20 variadic macro"
    else:
        text = "__VA_ARGS__ can only appear in the expansion of a C99 variadic macro"
    pp.diagnostics.pedwarn("", location, text)
