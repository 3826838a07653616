"""The preprocessor's heart: where tokens come from, and macro expansion.

The problem: C17 6.10.3 defines expansion by rescanning: the result of a replacement is read again
together with the rest of the source, with the names that are being replaced switched off. The
idea (that of gcc's cpplib): a stack of contexts, each a run of tokens with a cursor, above the
lexer; to expand is to push a context and to switch its macro off, to reach the context's end is to
pop it and to switch the macro on; a name that is met while switched off is marked and never
expanded again.

Tokens of an expansion are not copied when the macro has no parameters: the context adds the
expansion's number to each location as it reads. Where an expansion begins and ends a padding token
stands, from which -E and the # operator know where white space belongs.

Invariants:
- a token that needs attention has `ident.macro` set (a macro, a poisoned name, a directive's #, an
  end, padding, a stray character): the common token costs one test;
- `word` is the word of the token that `get` or `next_token` gave last.

Source: C17 6.10.3; "The C Preprocessor Internals", GCC 12, for spacing.
"""

from __future__ import annotations

from librt.vecs import append, vec

from compiler.frontend import directives, pp_define
from compiler.frontend.diagnostics import Diagnostics
from compiler.frontend.ident import Ident, IdentTable
from compiler.frontend.lexer import Dialect, Lexer
from compiler.frontend.macros import (
    BUILTIN,
    FUNCTION_LIKE,
    OBJECT_LIKE,
    POISONED,
    SPECIAL,
    VARARGS_NAME,
    Macro,
)
from compiler.frontend.pp_builtin import BuiltinMacros
from compiler.frontend.pp_include import HeaderFile, HeaderSearch
from compiler.frontend.pp_options import PreprocessorOptions
from compiler.frontend.pp_pragma import Pragmas
from compiler.frontend.pp_substitute import Argument, substitute
from compiler.frontend.source import EXPANSION_SHIFT, WHOLE_LINE, SourceEntry, SourceMap
from compiler.frontend.token import (
    TK_COMMA,
    TK_EOF,
    TK_HASH,
    TK_IDENT,
    TK_LPAREN,
    TK_NEWLINE,
    TK_NUMBER,
    TK_OTHER,
    TK_PADDING,
    TK_RPAREN,
)
from compiler.frontend.words import LINE_START, NO_EXPAND, SOURCED, SPACE, WORD_SHIFT, no_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.dependencies import Dependencies
    from compiler.frontend.pp_output import Printer

ARGUMENT_DEPTH_LIMIT: Final = 1000
ARGUMENT_TOKEN_LIMIT: Final = 1 << 22
TOKEN_LIMIT: Final = 1 << 25


class Context:
    """A run of tokens to be read before the source goes on.

    macro    switched off while the context lives, or None
    added    is added to each word: the expansion's number in its place
    barrier  the end of an argument that is expanded by itself: reads as end of file
    """

    def __init__(
        self, outer: Context | None, macro: Macro | None, tokens: list[Ident], words: vec[i64]
    ) -> None:
        self.outer = outer
        self.macro = macro
        self.tokens = tokens
        self.words = words
        self.at: i64 = 0
        self.end: i64 = len(tokens)
        self.added: i64 = 0
        self.barrier = False


class Conditional:
    """An open #if: where, and what has been met of it."""

    def __init__(self, location: i64, name: str, taken: bool) -> None:
        self.location: i64 = location
        self.name = name
        self.taken = taken  # a group of it has been taken
        self.was_skipping = False  # stands in a group that is not taken
        self.had_else = False
        self.is_guard = False


class IncludedFile:
    """One level of the include stack: the lexer and what belongs to it."""

    def __init__(self, lexer: Lexer, header: HeaderFile | None, directory_index: i64) -> None:
        self.lexer = lexer
        self.header = header
        self.directory_index: i64 = directory_index
        self.conditionals: list[Conditional] = []
        self.nothing_read = True  # no directive yet
        self.guard: Ident | None = None
        self.guard_end: i64 = -1
        self.preincluded = False  # by -include, not by a directive


class Preprocessor:
    """Tokens of one translation unit after phase 4.

    tokens, words    what `fill` has made for the parser
    finished         TK_EOF is the last of them
    """

    def __init__(
        self, options: PreprocessorOptions, source: SourceMap, diagnostics: Diagnostics
    ) -> None:
        self.options = options
        self.source = source
        self.diagnostics = diagnostics
        self.dialect = make_dialect(options, diagnostics)
        self.idents = IdentTable(options.gnu or options.assembler, options.c99)
        self.tokens: list[Ident] = []
        self.words: vec[i64] = no_words()
        self.finished = False
        self.word: i64 = 0
        self.context: Context | None = None
        self.files: list[IncludedFile] = []
        self.lexer: Lexer = self.no_lexer()
        self.in_directive = False
        self.unpadded = False  # in a directive that needs no white space: no padding tokens
        self.in_expression = False  # of #if: `defined` must not be expanded from nowhere
        self.parsing_args: i64 = 0  # 1 looking for (, 2 inside
        self.prevent_expansion: i64 = 0
        self.argument_depth: i64 = 0
        self.argument_tokens: i64 = 0  # in all the arguments that are being expanded
        self.printer: Printer | None = None
        self.counter: i64 = 0
        self.headers = HeaderSearch(options)
        self.pragmas = Pragmas(self)
        self.builtins = BuiltinMacros(self)
        self.pending_tokens: list[Ident] = []  # of a pragma met inside macro arguments
        self.pending_words: vec[i64] = no_words()
        self.held_marks: list[int] = []
        self.main_file = ""
        self.directive_location: i64 = 0  # of the # of the directive being obeyed
        self.once: dict[str, bool] = {}  # keys of files that must not be read again
        self.entered: dict[str, bool] = {}
        self.dependencies: Dependencies | None = None
        self.assertions: dict[str, bool] = {}
        warnings = diagnostics.options
        self.watches_trigraphs = (warnings.is_on("trigraphs") and not warnings.quiet
                                  and not options.trigraphs and options.gnu)
        self.watches_macros = warnings.is_on("unused-macros")
        self.watched_macros: list[Macro] = []    # defined in the main file
        special = Macro(self.idents.end_of_file, SPECIAL, 0)
        idents = self.idents
        idents.special = special
        for ident in (
            idents.end_of_file,
            idents.directive,
            idents.padding,
            idents.newline,
        ):
            ident.macro = special
        self.padding: Ident = idents.padding
        directives.enter_names(self)

    def no_lexer(self) -> Lexer:
        """A lexer over nothing, before the first file."""
        return self.new_lexer(self.source.last)

    def new_lexer(self, entry: SourceEntry) -> Lexer:
        """A lexer over an entry of the source map."""
        return Lexer(entry, self.idents, self.dialect, self.diagnostics)

    def new_conditional(self, location: i64, name: str, taken: bool) -> Conditional:
        """An #if that has just been read."""
        return Conditional(location, name, taken)

    def pass_token(self, ident: Ident, word: i64) -> None:
        """Makes one token the next to be read."""
        words = no_words()
        words = append(words, word)
        self.push(None, [ident], words)

    # Files.

    def push_file(
        self, name: str, text: bytes, splices: list[int], include_at: i64, system: i64,
        header: HeaderFile | None, directory_index: i64,
    ) -> IncludedFile:  # fmt: skip
        """Begins to read a text; the present one goes on when it ends."""
        if self.source.is_full(len(text)):
            self.diagnostics.fatal(include_at, "translation unit is too large")
        entry = self.source.enter(name, text, splices, include_at, system)
        lexer = self.new_lexer(entry)
        file = IncludedFile(lexer, header, directory_index)
        self.files.append(file)
        self.lexer = lexer
        if header is not None and (header.spaced or header.ends_spliced or self.watches_trigraphs):
            from compiler.frontend.pp_text_warnings import check_text

            check_text(entry, header.spaced, header.ends_spliced, self.watches_trigraphs,
                       self.diagnostics)
        return file

    def pop_file(self) -> bool:
        """At the end of a file: back to its includer. False when it was the last one."""
        file = self.files.pop()
        for conditional in reversed(file.conditionals):
            self.diagnostics.error(
                conditional.location, f"unterminated #{conditional.name}", WHOLE_LINE
            )
        directives.note_guard(file)
        if not self.files:
            for macro in self.watched_macros:
                if macro.ident.macro is macro:
                    pp_define.check_used(self, macro)
            return False
        outer = self.files[-1]
        self.lexer = outer.lexer
        if self.printer is not None:
            if file.preincluded:
                self.printer.leave_preincluded(outer.lexer.entry, not outer.preincluded)
            else:
                self.printer.file_change(2)
        return True

    # Where tokens come from.

    def get(self) -> Ident:
        """The next token without expansion: from the innermost context, or from the text."""
        context = self.context
        while context is not None:
            at = context.at
            if at < context.end:
                context.at = at + 1
                self.word = context.words[at] + context.added
                return context.tokens[at]
            if context.barrier:
                self.word = 0
                return self.idents.end_of_file
            macro = context.macro
            if macro is not None:
                macro.disabled = False
            context = context.outer
            self.context = context
            if not self.unpadded:
                self.word = 0
                return self.padding
        return self.lex()

    def lex(self) -> Ident:
        """The next token of the text; directives on the way are obeyed."""
        while True:
            lexer = self.lexer
            ident = lexer.next()
            self.word = lexer.word
            if ident.macro is not None and ident.kind < TK_IDENT:
                if ident.kind == TK_HASH:
                    if self.parsing_args == 1:
                        return ident
                    if self.obey(ident):
                        return self.get()
                    continue
                if ident.kind == TK_EOF:
                    if self.parsing_args != 0 or len(self.files) <= 1:
                        return ident
                    self.pop_file()
                    continue
            if self.printer is not None and self.word & LINE_START and not self.in_directive:
                if self.parsing_args == 0:
                    self.printer.line_change(self.word)
            return ident

    def obey(self, sharp: Ident) -> bool:
        """A # at the start of a line has been read: does what the line says. True when tokens wait
        in a context (a pragma's, or an assembler line that is no directive)."""
        waiting = self.context
        directives.directive(self)
        return self.context is not waiting

    def innermost_context(self) -> Context | None:
        """The context that is read now, None for the text."""
        return self.context

    def push(self, macro: Macro | None, tokens: list[Ident], words: vec[i64]) -> Context:
        """Makes a run of tokens the next to be read."""
        context = Context(self.context, macro, tokens, words)
        self.context = context
        return context

    def next_token(self) -> Ident:
        """The next token after macro expansion, padding included."""
        while True:
            ident = self.get()
            macro = ident.macro
            if macro is None or ident.kind < TK_IDENT or self.word & NO_EXPAND:
                return ident
            if self.prevent_expansion != 0:
                return ident
            word = self.word
            if not self.enter(ident, macro):
                return ident
            if not self.unpadded:
                self.word = (word & SPACE) | SOURCED
                return self.padding

    # For the parser.

    def fill(self, goal: i64) -> None:
        """Goes on until there are `goal` tokens or the end has come."""
        tokens = self.tokens
        words = self.words
        diagnostics = self.diagnostics
        diagnostics.holding = True
        held: i64 = len(diagnostics.held)
        count: i64 = len(tokens)
        if count > TOKEN_LIMIT:
            diagnostics.fatal(self.word >> WORD_SHIFT, "too many tokens")
        while count < goal:
            if self.context is None:
                lexer = self.lexer
                ident = lexer.next()
                if ident.macro is None:
                    tokens.append(ident)
                    words = append(words, lexer.word)
                    count += 1
                    continue
                self.word = lexer.word
            else:
                ident = self.get()
            macro = ident.macro
            if macro is None:
                tokens.append(ident)
                words = append(words, self.word)
                count += 1
                continue
            kind = ident.kind
            if kind >= TK_IDENT:
                if self.word & NO_EXPAND == 0:
                    word = self.word
                    if self.enter(ident, macro):
                        self.note_held(held, count)
                        held = len(diagnostics.held)
                        continue
                    self.word = word
            elif kind == TK_PADDING:
                continue
            elif kind == TK_HASH:
                if ident is self.idents.directive:
                    self.obey(ident)
                    self.note_held(held, count)
                    held = len(diagnostics.held)
                    continue
            elif kind == TK_EOF:
                if len(self.files) > 1:
                    self.pop_file()
                    continue
                self.pop_file()
                self.finished = True
                tokens.append(ident)
                words = append(words, self.word & ~LINE_START)
                break
            elif kind == TK_OTHER:
                self.complain_of_stray(ident)
                self.note_held(held, count)
                held = len(diagnostics.held)
                continue
            tokens.append(ident)
            words = append(words, self.word)
            count += 1
        self.words = words
        self.note_held(held, count)
        diagnostics.holding = False

    def note_held(self, before: i64, count: i64) -> None:
        """Diagnostics found since there were `before` of them belong before token `count`."""
        for _ in range(len(self.diagnostics.held) - before):
            self.held_marks.append(count)

    def release_diagnostics(self, index: i64, count: i64) -> i64:
        """Shows what was held back for the tokens up to `index`; the index of the next token that
        has such diagnostics, at most `count`."""
        marks = self.held_marks
        due = 0
        while due < len(marks) and marks[due] <= index:
            due += 1
        if due:
            diagnostics = self.diagnostics
            shown = diagnostics.held[:due]
            diagnostics.held = diagnostics.held[due:]
            self.held_marks = marks[due:]
            for message in shown:
                diagnostics.render(message)
        if self.held_marks:
            return min(count, self.held_marks[0])
        return count

    def complain_of_stray(self, ident: Ident) -> None:
        """A token that is no C token has come through: gcc's words for it."""
        location = self.word >> WORD_SHIFT
        first = ident.name[0]
        if first in b"\"'":
            self.diagnostics.error(location, f"missing terminating {chr(first)} character")
        elif 32 < first < 127:
            self.diagnostics.error(location, f"stray '{chr(first)}' in program")
        else:
            shown = "".join([f"\\{byte:o}" for byte in ident.name])
            self.diagnostics.error(location, f"stray '{shown}' in program")

    # Expansion.

    def enter(self, ident: Ident, macro: Macro) -> bool:
        """Begins the expansion of a name whose word is in `word`. False: the name stands for
        itself (then `word` is its word, perhaps with NO_EXPAND)."""
        sort = macro.sort
        word = self.word
        if sort == OBJECT_LIKE:
            if macro.disabled:
                self.word = word | NO_EXPAND
                return False
            macro.used = True
            number = self.source.expand(macro, word >> WORD_SHIFT)
            added = number << (EXPANSION_SHIFT + WORD_SHIFT)
            if macro.simple:
                context = Context(self.context, macro, macro.tokens, macro.words)
                context.added = added
                self.context = context
            else:
                tokens, words = substitute(self, macro, [], added)
                self.push(macro, tokens, words)
            macro.disabled = True
            if number & 0xFFFF == 0:
                self.check_size(word)
            return True
        if sort == FUNCTION_LIKE:
            if macro.disabled:
                self.word = word | NO_EXPAND
                return False
            return self.enter_function(ident, macro, word)
        if sort == BUILTIN:
            return self.builtins.enter(ident, macro, word)
        location = word >> WORD_SHIFT
        if sort == POISONED:
            self.diagnostics.error(location, f'attempt to use poisoned "{ident.text}"')
        elif sort == VARARGS_NAME:
            directives.complain_of_varargs_name(self, ident, location)
        self.word = word | NO_EXPAND  # say it once
        return False

    def check_size(self, word: i64) -> None:
        """Gives up when expansions have eaten the space of locations."""
        if self.source.is_full(0):
            self.diagnostics.fatal(word >> WORD_SHIFT, "too many macro expansions")

    def enter_function(self, ident: Ident, macro: Macro, word: i64) -> bool:
        """The name of a function-like macro: expands it if ( follows."""
        self.parsing_args = 1
        self.prevent_expansion += 1
        padding_word: i64 = -1
        while True:
            lexer = self.lexer
            at = lexer.at
            begins = lexer.line_begins
            token = self.get()
            from_text = self.innermost_context() is None
            if token.kind != TK_PADDING:
                break
            if padding_word < 0 or padding_word & SOURCED == 0:
                padding_word = self.word
            elif padding_word & SPACE == 0 and self.word & SOURCED == 0:
                padding_word = self.word
        if token.kind != TK_LPAREN:
            self.prevent_expansion -= 1
            self.parsing_args = 0
            if from_text:
                lexer.at = at
                lexer.line_begins = begins
            elif token.kind != TK_EOF:
                context = self.context
                assert context is not None
                context.at -= 1
            if padding_word >= 0 and not self.unpadded:
                words = no_words()
                words = append(words, padding_word)
                self.push(None, [self.padding], words)
            self.word = word
            return False
        self.parsing_args = 2
        number = self.source.expand(macro, word >> WORD_SHIFT)
        if number & 0xFFFF == 0:
            self.check_size(word)
        arguments = self.collect(ident, macro, word, number)
        self.prevent_expansion -= 1
        self.parsing_args = 0
        if arguments is None:
            self.word = word
            return False
        macro.used = True
        added = number << (EXPANSION_SHIFT + WORD_SHIFT)
        tokens, out = substitute(self, macro, arguments, added)
        self.push(macro, tokens, out)
        macro.disabled = True
        if self.pending_tokens:
            self.push(None, self.pending_tokens, self.pending_words)
            self.pending_tokens = []
            self.pending_words = no_words()
        return True

    def collect(self, ident: Ident, macro: Macro, word: i64, number: i64) -> list[Argument] | None:
        """Reads the arguments up to the matching ). None when they do not fit the macro."""
        name_expansion = word >> (EXPANSION_SHIFT + WORD_SHIFT)
        added = (number - name_expansion) << (EXPANSION_SHIFT + WORD_SHIFT)
        wanted = len(macro.parameters)
        arguments: list[Argument] = []
        while True:
            argument = Argument()
            arguments.append(argument)
            tokens = argument.tokens
            words = argument.words
            depth: i64 = 0
            variadic = macro.variadic and len(arguments) == wanted
            while True:
                token = self.get()
                kind = token.kind
                if kind <= TK_PADDING:
                    if kind == TK_PADDING:
                        if not tokens:
                            continue
                    else:
                        break
                elif kind == TK_LPAREN:
                    depth += 1
                elif kind == TK_RPAREN:
                    depth -= 1
                    if depth < 0:
                        break
                elif kind == TK_COMMA:
                    if depth == 0 and not variadic:
                        break
                elif kind >= TK_IDENT and token.macro is not None:
                    # A name that is switched off now stays so for ever, 6.10.3.4p2.
                    if token.macro.disabled and token.macro.sort <= FUNCTION_LIKE:
                        self.word |= NO_EXPAND
                    elif token.macro.sort == POISONED or token.macro.sort == VARARGS_NAME:
                        self.enter(token, token.macro)
                tokens.append(token)
                at = self.word
                if at & LINE_START:
                    at = (at | SPACE) & ~LINE_START
                if at >> (EXPANSION_SHIFT + WORD_SHIFT) == name_expansion:
                    at += added
                words = append(words, at)
            while tokens and tokens[-1].kind == TK_PADDING:
                tokens.pop()
            argument.words = words
            if kind != TK_COMMA:
                break
        if kind in (TK_EOF, TK_NEWLINE):
            self.diagnostics.error(
                self.end_of_unterminated(word),
                f'unterminated argument list invoking macro "{ident.text}"',
            )
            return None
        return self.fit(ident, macro, word, arguments)

    def end_of_unterminated(self, word: i64) -> i64:
        """Where gcc sees an argument list that does not end: at the end of the file."""
        if self.word == 0:
            return word >> WORD_SHIFT
        return self.word >> WORD_SHIFT

    def fit(
        self, ident: Ident, macro: Macro, word: i64, arguments: list[Argument]
    ) -> list[Argument] | None:
        """Checks the number of arguments, 6.10.3p4; fills in what GNU C lets one leave out."""
        wanted = len(macro.parameters)
        given = len(arguments)
        if wanted == 0 and given == 1 and not arguments[0].tokens:
            return []
        if macro.variadic:
            if given < wanted or (
                given == 1 and not arguments[0].tokens and (self.options.gnu or wanted > 1)
            ):
                omitted = given < wanted or wanted == 1
            else:
                omitted = False
            if given + 1 == wanted:
                if not macro.system:
                    self.diagnostics.extension(
                        self.word >> WORD_SHIFT,
                        'ISO C99 requires at least one argument for the "..." in a variadic macro',
                    )
                arguments.append(Argument())
                given += 1
            if omitted and given == wanted:
                arguments[-1].omitted = True
        if given == wanted:
            return arguments
        at = self.word >> WORD_SHIFT
        name = ident.text
        if given < wanted:
            self.diagnostics.error(
                at, f'macro "{name}" requires {wanted} arguments, but only {given} given'
            )
        else:
            self.diagnostics.error(
                at, f'macro "{name}" passed {given} arguments, but takes just {wanted}'
            )
        if macro.defined_at:
            self.diagnostics.note(macro.defined_at, f'macro "{name}" defined here', WHOLE_LINE)
        return None

    def expand_argument(self, argument: Argument) -> None:
        """Expands an argument as if it were the whole rest of the text, 6.10.3.1."""
        argument.is_expanded = True
        for token in argument.tokens:
            if token.macro is not None:
                break
        else:
            argument.expanded_tokens = argument.tokens
            argument.expanded_words = argument.words
            return
        self.argument_depth += 1
        self.argument_tokens += len(argument.tokens)
        if (
            self.argument_depth > ARGUMENT_DEPTH_LIMIT
            or self.argument_tokens > ARGUMENT_TOKEN_LIMIT
        ):
            self.diagnostics.fatal(
                argument.words[0] >> WORD_SHIFT, "macro arguments are nested too deeply"
            )
        outer = self.context
        context = self.push(None, argument.tokens, argument.words)
        context.barrier = True
        tokens: list[Ident] = []
        words = no_words()
        end = self.idents.end_of_file
        while True:
            token = self.next_token()
            if token is end:
                break
            tokens.append(token)
            words = append(words, self.word)
        self.context = outer
        self.argument_depth -= 1
        self.argument_tokens -= len(argument.tokens)
        argument.expanded_tokens = tokens
        argument.expanded_words = words

    # For directives and tests.

    def number_token(self, value: i64) -> Ident:
        """The pp-number of a small value."""
        return self.idents.spelled(b"%d" % value, TK_NUMBER)


def make_dialect(options: PreprocessorOptions, diagnostics: Diagnostics) -> Dialect:
    """The lexer's view of the options."""
    dialect = Dialect()
    c99 = options.c99
    newer = options.standard in ("c11", "c17", "c2x")
    dialect.wide_prefixes = newer or (options.gnu and c99)
    dialect.raw_strings = options.gnu and c99
    dialect.line_comments = options.gnu or c99 or options.assembler
    dialect.c90_gnu = options.gnu and not c99
    dialect.hex_floats = options.gnu or c99
    dialect.digit_separators = options.standard == "c2x"
    dialect.assembler = options.assembler
    dialect.keep_comments = options.keep_comments
    dialect.digraphs = options.gnu or options.standard != "c90"
    dialect.warn_comments = diagnostics.options.is_on("comment")
    if options.assembler:
        dialect.wide_prefixes = False
        dialect.raw_strings = False
        dialect.digraphs = False
    return dialect
