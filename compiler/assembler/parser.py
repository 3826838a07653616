"""The assembler's core: statements of GNU as's language, whatever the machine.

Problem: labels, assignments, directives, macros and conditionals nest freely, and diagnostics
must name the line the user wrote.  Idea: a stack of line sources (file, include, macro body,
repeated block); each statement is taken apart once and given to the directive table, to a macro,
or to the machine's syntax.

Invariants: errors are collected, up to MAX_ERRORS, and the run goes on with the next statement;
nothing is written when there is one. Source: GNU as manual, chapters 3 and 7.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.architecture import Architecture
from compiler.assembler.expression import (
    NODE_CONST,
    NODE_SYMBOL,
    Expression,
    ExpressionError,
    Reduced,
    reduce_expression,
)
from compiler.assembler.layout import Chunk
from compiler.assembler.object_emitter import ObjectEmitter
from compiler.assembler.operands import (
    ABSOLUTE,
    EXPRESSION,
    NOWHERE,
    EncodeError,
    Label,
)
from compiler.assembler.relaxation import AssemblyError
from compiler.assembler.scanner import Names, Scanner, SyntaxProblem, character_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.assembler.directives import Directives

MAX_ERRORS: Final = 100
MAX_NESTING: Final = 200
WORD_START: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.$"


class Problem:
    """One diagnostic: where (column from 1, 0: unknown), how bad, what, and the statement."""

    def __init__(self, file: str, line: int, column: int, severity: str, message: str,
                 text: str) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.message = message
        self.text = text

    def render(self) -> str:
        """file:line:col: error: message, with the line and a caret."""
        place = f"{self.file}:{self.line}"
        if self.column:
            place += f":{self.column}"
        out = f"{place}: {self.severity}: {self.message}"
        if self.text:
            shown = self.text.replace("\t", " ")
            out += f"\n {shown}"
            if self.column:
                out += "\n " + " " * (self.column - 1) + "^"
        return out


class Macro:
    """A .macro definition; `defaults` go with `parameters`, a flag tells :req and :vararg."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parameters: list[str] = []
        self.defaults: list[str] = []
        self.required: list[bool] = []
        self.vararg = False
        self.body: list[str] = []


class Source:
    """Lines being read: a file, a macro body, a repeated block."""

    def __init__(self, lines: list[str], file: str, line: int, counts: bool,
                 conditionals: int) -> None:
        self.lines = lines
        self.file = file
        self.line = line          # number of the line read last
        self.counts = counts      # lines are the file's own
        self.next = 0
        self.conditionals = conditionals   # open .if at entry


class Conditional:
    """An open .if: whether lines count now, and whether a branch has been taken."""

    def __init__(self, active: bool, taken: bool, outer: bool) -> None:
        self.active = active
        self.taken = taken
        self.outer = outer
        self.seen_else = False


class ParserNames(Names):
    """Names in expressions, as the parser resolves them."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser

    def named(self, name: str) -> Label:
        return self.parser.emitter.symbol(name)

    def here_label(self) -> Label:
        return self.parser.here()

    def numeric(self, number: int, forward: bool) -> Label:
        return self.parser.numeric(number, forward)


class Parser:
    """Assembles texts into one emitter."""

    def __init__(self, emitter: ObjectEmitter, architecture: Architecture,
                 include_path: list[str]) -> None:
        self.emitter = emitter
        self.architecture = architecture
        self.include_path = include_path
        self.names = ParserNames(self)
        self.syntax = architecture.syntax(self.names, emitter.places, emitter.symbols)
        self.syntax.mode = architecture.mode
        self.sources: list[Source] = []
        self.problems: list[Problem] = []
        self.errors = 0
        self.macros: dict[str, Macro] = {}
        self.macro_count = 0
        self.conditionals: list[Conditional] = []
        self.numbers_back: dict[int, Label] = {}
        self.numbers_forward: dict[int, Label] = {}
        self.alternate = False              # .altmacro
        self.main_file = ""                 # for what has no line
        self.finished = False               # .end
        self.statement_text = ""
        self.statement_line = 0
        self.previous: Chunk | None = None  # for .previous
        self.section_stack: list[tuple[Chunk, Chunk | None]] = []
        # chunk.line -> file, line and statement, where the line has but one
        self.line_places: list[tuple[str, int, str]] = [("", 0, "")]
        self.directives: Directives | None = None
        self.directive_names: dict[str, bool] = {}
        self.noted_file = ""                # place of the last entry of line_places
        self.noted_line = -1

    # -- problems -------------------------------------------------------------------------------

    def problem(self, severity: str, message: str, column: int = 0) -> None:
        """Report at the current statement."""
        if severity == "error":
            self.errors += 1
        file, line = self.place()
        self.problems.append(Problem(file, line, column, severity, message,
                                     self.statement_text))

    def place(self) -> tuple[str, int]:
        """File and line of the current statement (a macro's: of its call)."""
        for source in reversed(self.sources):
            if source.counts:
                return source.file, source.line
        return self.sources[0].file if self.sources else "", 0

    def delayed(self, error: AssemblyError) -> None:
        """Report an error of the layout."""
        known = 0 <= error.line < len(self.line_places)
        file, line, text = self.line_places[error.line] if known else ("", 0, "")
        self.errors += 1
        column = self.column_of(text) if text else 0
        self.problems.append(Problem(file, line, column, "error", error.message, text))

    # -- running --------------------------------------------------------------------------------

    def assemble(self, text: str, file: str, first_line: int = 1) -> None:
        """Assemble a whole text."""
        if "/*" in text:
            text = remove_block_comments(text)
        lines = text.split("\n")
        if lines and not lines[-1]:
            lines.pop()
        depth = len(self.sources)
        if not self.main_file:
            self.main_file = file
            self.line_places[0] = (file, 0, "")
        self.push(Source(lines, file, first_line - 1, True, len(self.conditionals)))
        self.run(depth)

    def push(self, source: Source) -> None:
        if len(self.sources) >= MAX_NESTING:
            raise SyntaxProblem("macros nested too deeply")
        self.sources.append(source)

    def run(self, depth: int) -> None:
        """Read statements until the source at `depth` ends."""
        while len(self.sources) > depth:
            line = self.next_line()
            if line is None:
                ended = self.sources[-1]
                if len(self.conditionals) > ended.conditionals:
                    self.problem("error", "end of file inside conditional" if ended.counts
                                 else "end of macro inside conditional")
                    del self.conditionals[ended.conditionals:]
                self.sources.pop()
                continue
            self.line(line)
            if self.finished or self.errors >= MAX_ERRORS:
                del self.sources[depth:]

    def next_line(self) -> str | None:
        """The next line of the innermost source."""
        source = self.sources[-1]
        if source.next >= len(source.lines):
            return None
        line = source.lines[source.next]
        source.next += 1
        if source.counts:
            source.line += 1
        return line

    def note_line(self) -> None:
        """Give the current chunk a number for the current place (for delayed errors)."""
        source = self.sources[-1]
        if source.line != self.noted_line or source.file != self.noted_file:
            self.noted_line = source.line
            self.noted_file = source.file
            self.line_places.append((source.file, source.line, self.statement_text))
        elif self.line_places[-1][2] != self.statement_text:
            self.line_places[-1] = (source.file, source.line, "")
        self.emitter.current.line = i64(len(self.line_places) - 1)

    def line(self, line: str) -> None:
        """All statements of one line."""
        if "#" in line:
            stripped = line.lstrip()
            if stripped.startswith("#"):
                self.line_marker(stripped)
                return
        comment = self.architecture.comment
        comment_at = line.find(comment)
        if comment_at >= 0:
            line = cut_comment(line, comment_at, comment)
        if ";" in line:
            for part in split_statements(line):
                self.guarded(part)
            return
        self.guarded(line)

    def line_marker(self, line: str) -> None:
        """`# 12 "file.c"` of the preprocessor: diagnostics name that place."""
        parts = line[1:].split(None, 2)
        if len(parts) >= 2 and parts[0].isdigit() and parts[1].startswith('"'):
            source = self.sources[-1]
            if source.counts:
                source.line = int(parts[0]) - 1
                name = line[line.find('"') + 1:line.rfind('"')]
                if name:
                    source.file = name

    def guarded(self, text: str) -> None:
        """One statement; its problems are reported, not raised."""
        if not text or text.isspace():
            return
        self.statement_text = text
        try:
            self.statement(text)
        except SyntaxProblem as problem:
            self.problem("error", problem.message, self.column_of(text))
        except EncodeError as wrong_operands:
            self.problem("error", str(wrong_operands), self.column_of(text))
        except ExpressionError as wrong_expression:
            self.problem("error", str(wrong_expression), self.column_of(text))
        except OverflowError:
            self.problem("error", "number does not fit 64 bits", self.column_of(text))
        except ValueError as wrong_value:
            self.problem("error", str(wrong_value), self.column_of(text))
        except IndexError:
            self.problem("error", "unexpected end of statement", self.column_of(text))

    def column_of(self, text: str) -> int:
        return len(text) - len(text.lstrip()) + 1

    # -- statements -------------------------------------------------------------------------------

    def statement(self, text: str) -> None:
        """Labels, then an assignment, a directive, a macro call or an instruction."""
        parts = text.split(None, 1)
        first = parts[0]
        if len(parts) == 2:
            # the usual line: a word and its operands
            rest = parts[1]
            if rest[0] not in ":=" and (first.isalnum() and first[0] > "9"
                                        or first in self.directive_names):
                self.operation(first, rest)
                return
        elif first[-1] == ":" and first[0] == "." and first[1:-1].isalnum():
            if self.active():
                self.define(first[:-1])
            return
        pos = 0
        end = len(text)
        while True:
            while pos < end and text[pos] in " \t\r\f":
                pos += 1
            if pos >= end:
                return
            start = pos
            char = text[pos]
            if char in WORD_START or char > "\x7f":
                while pos < end and text[pos] not in " \t:=,;\"(*%+-/\r":
                    pos += 1
                if char == "$" and pos == start:
                    raise SyntaxProblem("junk at beginning of statement", pos)
            elif char == '"':
                pos = text.find('"', pos + 1) + 1
                if pos == 0:
                    raise SyntaxProblem("unterminated string", start)
            elif char.isdigit():
                while pos < end and text[pos].isdigit():
                    pos += 1
            elif char == "{":
                pos = text.find("}", pos) + 1
                if pos == 0:
                    raise SyntaxProblem("missing `}'", start)
            elif char == "\\" or char == "@":
                while pos < end and text[pos] not in " \t":
                    pos += 1
            else:
                raise SyntaxProblem(
                    f"junk at end of line, first unrecognized character is `{char}'", pos)
            word = text[start:pos]
            after = pos
            while after < end and text[after] in " \t":
                after += 1
            following = text[after] if after < end else ""
            if following == ":" and (after == pos or not self.syntax.is_mnemonic(word)):
                if self.active():
                    self.define(word)
                pos = after + 1
                continue
            if following == "=" and char != "{":
                if text[after:after + 2] == "==":
                    after += 1
                if self.active():
                    self.assign(word, text[after + 1:])
                return
            break
        self.operation(word, text[after:])

    def active(self) -> bool:
        return not self.conditionals or self.conditionals[-1].active

    def operation(self, word: str, rest: str) -> None:
        """A directive, macro call or instruction."""
        if word[0] == ".":
            directives = self.directives
            assert directives is not None
            name = word.lower()
            if not self.active() and not directives.is_conditional(name):
                return
            macro = self.macros.get(name)
            if macro is not None and name not in self.hidden_macros:
                self.call_macro(macro, rest)
                return
            directives.run(name, rest)
            return
        if not self.active():
            return
        name = word.lower()
        if self.macros:
            macro = self.macros.get(name)
            if macro is not None:
                self.call_macro(macro, rest)
                return
        if rest[:4].lower() == ".req" and self.syntax.alias(name, rest[4:]):
            return
        self.note_line()
        op = self.syntax.instruction(name, rest.rstrip())
        if op < 0:
            self.emitter.current.code.append(self.syntax.lone)
            return
        self.emitter.instruction(op, self.syntax.operands)

    hidden_macros: tuple[str, ...] = ()

    # -- labels -----------------------------------------------------------------------------------

    def define(self, word: str) -> None:
        """`word:`"""
        if word[0].isdigit():
            number = int(word)
            label = self.numbers_forward.pop(number, None)
            if label is None:
                label = self.emitter.label()
            self.emitter.define(label)
            self.numbers_back[number] = label
            return
        if word[0] == '"':
            word = word[1:-1]
        label = self.emitter.symbol(word)
        if label.section != NOWHERE or label.common >= 0:
            raise SyntaxProblem(f"symbol `{word}' is already defined")
        self.emitter.define(label)

    def numeric(self, number: int, forward: bool) -> Label:
        """The label of `1f` or `1b`."""
        if forward:
            label = self.numbers_forward.get(number)
            if label is None:
                label = self.emitter.label()
                self.numbers_forward[number] = label
            return label
        label = self.numbers_back.get(number)
        if label is None:
            raise SyntaxProblem(f"backward reference to unknown label `{number}:'")
        return label

    def here(self) -> Label:
        """`.` as a label."""
        return self.emitter.here()

    def assign(self, name: str, text: str, once: bool = False) -> None:
        """name = expression."""
        if name == ".":
            scanner = Scanner(text, self.names)
            self.note_line()
            self.emitter.org(scanner.expression(), 0)
            return
        scanner = Scanner(text, self.names)
        expression = scanner.expression()
        scanner.expect_end()
        label = self.emitter.symbol(name.strip('"'))
        if label.section >= 0 or once and label.section != NOWHERE:
            raise SyntaxProblem(f"symbol `{name}' is already defined")
        if label.section in (ABSOLUTE, EXPRESSION) and self.mentions(expression, label):
            expression = self.resolved(expression)
        self.emitter.set_expression(label, self.snapshot(expression))

    def mentions(self, expression: Expression, label: Label) -> bool:
        """Whether a symbol occurs in an expression."""
        if expression.label is label:
            return True
        left = expression.left is not None and self.mentions(expression.left, label)
        return left or expression.right is not None and self.mentions(expression.right, label)

    def resolved(self, expression: Expression) -> Expression:
        """The expression with its current value."""
        reduced = self.reduce(expression)
        if reduced.plus is None and reduced.minus is None:
            return Expression(NODE_CONST, reduced.addend)
        return expression

    def snapshot(self, expression: Expression) -> Expression:
        """The expression with redefinable constants replaced by what they are now."""
        if expression.node == NODE_SYMBOL:
            label = expression.label
            if label is not None and label.section == ABSOLUTE:
                return Expression(NODE_CONST, label.absolute)
            return expression
        if expression.left is not None:
            expression.left = self.snapshot(expression.left)
        if expression.right is not None:
            expression.right = self.snapshot(expression.right)
        return expression

    def reduce(self, expression: Expression) -> Reduced:
        """plus - minus + addend with what is known now; SyntaxProblem otherwise."""
        reduced = reduce_expression(expression, self.emitter.places)
        if reduced is None:
            raise SyntaxProblem("invalid operands for the expression")
        return reduced

    def number(self, scanner: Scanner) -> int:
        """An expression that must be a number now."""
        expression = scanner.expression()
        if expression.node == NODE_CONST:
            return expression.value
        reduced = self.reduce(expression)
        if reduced.plus is not None or reduced.minus is not None:
            raise SyntaxProblem("expression is not an absolute number here")
        return reduced.addend

    # -- macros -----------------------------------------------------------------------------------

    def block(self, opening: tuple[str, ...], closing: str) -> list[str]:
        """The lines up to the matching `closing` directive."""
        body: list[str] = []
        depth = 1
        while True:
            line = self.next_line()
            if line is None:
                raise SyntaxProblem(f"unexpected end of file while looking for `{closing}'")
            word = first_word(line)
            if word in opening:
                depth += 1
            elif word == closing or closing == ".endm" and word == ".endmacro":
                depth -= 1
                if depth == 0:
                    return body
            body.append(line)

    def call_macro(self, macro: Macro, text: str) -> None:
        """Expand a macro call and read its lines next."""
        values = self.arguments(macro, text)
        number = self.macro_count
        self.macro_count += 1
        lines = [self.substitute(line, macro.parameters, values, number)
                 for line in macro.body]
        place = self.place()
        self.push(Source(lines, place[0], place[1], False, len(self.conditionals)))

    def arguments(self, macro: Macro, text: str) -> list[str]:
        """The value of each parameter in a call."""
        count = len(macro.parameters)
        values: list[str | None] = [None] * count
        position = 0
        for part in split_arguments(text, count if macro.vararg else -1, macro.vararg):
            name, equals, value = part.partition("=")
            name = name.strip()
            if equals and name in macro.parameters and not value.startswith("="):
                values[macro.parameters.index(name)] = unquote(value.strip())
                continue
            if position >= count:
                raise SyntaxProblem(f"too many positional arguments for macro `{macro.name}'")
            if part:
                last = macro.vararg and position == count - 1
                values[position] = part if last else self.argument(part)
            position += 1
        result = []
        for i in range(count):
            value_ = values[i]
            if value_ is None:
                if macro.required[i]:
                    raise SyntaxProblem(f"missing value for required parameter "
                                        f"`{macro.parameters[i]}' of macro `{macro.name}'")
                value_ = macro.defaults[i]
            result.append(value_)
        return result

    def argument(self, part: str) -> str:
        """One argument's text: unquoted; in .altmacro `%expr` is its value, <...> a string."""
        if self.alternate:
            if part.startswith("%"):
                return str(self.number(Scanner(part[1:], self.names)))
            if part.startswith("<") and part.endswith(">"):
                return part[1:-1].replace("!", "")
        return unquote(part)

    def substitute(self, line: str, parameters: list[str], values: list[str],
                   number: int) -> str:
        """One body line with \\parameters replaced (and \\@, \\())."""
        if self.alternate:
            line = self.substitute_bare(line, parameters, values)
        if "\\" not in line:
            return line
        out: list[str] = []
        pos = 0
        end = len(line)
        while True:
            slash = line.find("\\", pos)
            if slash < 0 or slash + 1 >= end:
                out.append(line[pos:])
                return "".join(out)
            out.append(line[pos:slash])
            char = line[slash + 1]
            if char == "@":
                out.append(str(number))
                pos = slash + 2
                continue
            if char == "(" and line[slash + 2:slash + 3] == ")":
                pos = slash + 3
                continue
            stop = slash + 1
            while stop < end and (line[stop].isalnum() or line[stop] in "_.$"):
                stop += 1
            name = line[slash + 1:stop]
            while name and name not in parameters:
                # `\reg.b`: the longest prefix that is a parameter, dots end a name
                cut = max(name.rfind("."), name.rfind("$"))
                name = name[:cut] if cut > 0 else ""
            if name:
                out.append(values[parameters.index(name)])
                pos = slash + 1 + len(name)
            else:
                out.append("\\")
                pos = slash + 1

    def substitute_bare(self, line: str, parameters: list[str], values: list[str]) -> str:
        """.altmacro: parameters are replaced without a backslash too; `&` joins."""
        out: list[str] = []
        pos = 0
        end = len(line)
        while pos < end:
            if line[pos].isalpha() or line[pos] == "_":
                stop = pos
                while stop < end and (line[stop].isalnum() or line[stop] in "_$"):
                    stop += 1
                word = line[pos:stop]
                before = line[pos - 1] if pos else ""
                if word in parameters and before != "\\":
                    if before == "&":
                        out.pop()
                    out.append(values[parameters.index(word)])
                    if stop < end and line[stop] == "&":
                        stop += 1
                else:
                    out.append(word)
                pos = stop
                continue
            out.append(line[pos])
            pos += 1
        return "".join(out)

    def repeat(self, body: list[str], parameter: str, values: list[str]) -> None:
        """Read `body` once for each value next."""
        lines: list[str] = []
        names = [parameter] if parameter else []
        for value in values:
            number = self.macro_count
            self.macro_count += 1
            if names:
                lines += [self.substitute(line, names, [value], number) for line in body]
            else:
                lines += body
        place = self.place()
        self.push(Source(lines, place[0], place[1], False, len(self.conditionals)))


def first_word(line: str) -> str:
    """The directive a line starts with (behind labels), in lower case."""
    text = line.strip()
    while True:
        stop = 0
        while stop < len(text) and text[stop] not in " \t:;#":
            stop += 1
        if stop < len(text) and text[stop] == ":":
            text = text[stop + 1:].lstrip()
            continue
        return text[:stop].lower()


def unquote(text: str) -> str:
    """An argument without its surrounding double quotes."""
    if len(text) >= 2 and text[0] == '"' and text[-1] == '"':
        return text[1:-1].replace('""', '"').replace('\\"', '"')
    return text


def split_arguments(text: str, limit: int, vararg: bool) -> list[str]:
    """Macro arguments: separated by commas or blanks outside quotes and parentheses; with
    `vararg`, argument number `limit` takes all the rest."""
    parts: list[str] = []
    pos = 0
    text = text.strip()
    end = len(text)
    if not text:
        return parts
    while pos < end:
        if vararg and len(parts) == limit - 1:
            parts.append(text[pos:].strip())
            return parts
        start = pos
        depth = 0
        quote = False
        angle = False
        while pos < end:
            char = text[pos]
            if quote:
                if char == "\\":
                    pos += 1
                elif char == '"':
                    quote = False
            elif char == '"':
                quote = True
            elif char == "<" and pos == start and text.find(">", pos) > 0:
                angle = True
            elif char == ">" and angle:
                angle = False
            elif char in "([":
                depth += 1
            elif char in ")]":
                depth -= 1
            elif char == "," and depth <= 0 and not angle:
                break
            elif char in " \t" and depth <= 0 and not angle and ends_argument(text, start, pos):
                break
            pos += 1
        parts.append(text[start:pos].strip())
        while pos < end and text[pos] in " \t":
            pos += 1
        if pos < end and text[pos] == ",":
            pos += 1
            while pos < end and text[pos] in " \t":
                pos += 1
            if pos >= end:
                parts.append("")
    return parts


def ends_argument(text: str, start: int, pos: int) -> bool:
    """Whether the blank at `pos` separates arguments: not around operators."""
    before = text[start:pos].rstrip()
    after = text[pos:].lstrip()
    if not before or not after:
        return bool(before)
    if after[0] in "+-*/|&^<>=!%)" and not (after[0] in "%" and after[1:2].isalpha()):
        return after[0] == "-" and after[1:2] not in (" ", "\t") and False
    return before[-1] not in "+-*/|&^<>=!(~"


def remove_block_comments(text: str) -> str:
    """The text with /* */ comments replaced by a blank, newlines kept."""
    out: list[str] = []
    pos = 0
    inside = False
    while True:
        start = text.find("/*", pos)
        if start < 0:
            out.append(text[pos:])
            return "".join(out)
        line_start = text.rfind("\n", pos, start) + 1
        inside = in_string(text, max(line_start, pos), start, inside and line_start <= pos)
        if inside:
            out.append(text[pos:start + 2])
            pos = start + 2
            continue
        stop = text.find("*/", start + 2)
        if stop < 0:
            stop = len(text)
        out.append(text[pos:start])
        out.append(" " + "\n" * text.count("\n", start, stop))
        pos = min(stop + 2, len(text))


def in_string(text: str, start: int, pos: int, inside: bool = False) -> bool:
    """Whether `pos` is inside a string or a character constant; `inside`: whether `start` is inside
    a string."""
    while start < pos:
        char = text[start]
        if inside:
            if char == "\\":
                start += 1
            elif char == '"':
                inside = False
        elif char == '"':
            inside = True
        elif char == "'":
            start = character_end(text, start) - 1
        start += 1
    return inside or start > pos


def cut_comment(line: str, at: int, comment: str) -> str:
    """The line without the comment that may begin at `at`."""
    if '"' not in line and "'" not in line:
        return line[:at]
    while at >= 0:
        if not in_string(line, 0, at):
            return line[:at]
        at = line.find(comment, at + 1)
    return line


def split_statements(line: str) -> list[str]:
    """The parts of a line between `;` outside strings."""
    if '"' not in line and "'" not in line:
        return line.split(";")
    parts = []
    start = 0
    pos = line.find(";")
    while pos >= 0:
        if not in_string(line, 0, pos):
            parts.append(line[start:pos])
            start = pos + 1
        pos = line.find(";", pos + 1)
    parts.append(line[start:])
    return parts
