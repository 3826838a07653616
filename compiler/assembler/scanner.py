"""Scanning assembly text: tokens of expressions, strings, operand lists.

Problem: most operands are a register or a small number, yet any may be an expression over
symbols.  Idea: a cursor over one statement's text with just the readers that statements need;
expressions by precedence climbing. Source: GNU as manual, chapters 3 and 6.
"""

from __future__ import annotations

from compiler.assembler.expression import (
    NODE_CONST,
    NODE_SYMBOL,
    Expression,
    ExpressionError,
    binary,
    constant,
    unary,
    wrap64,
)
from compiler.assembler.operands import Label
from compiler.assembler.relocation_names import KIND_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

NAME_START: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.$"
NAME_CHARS: Final = NAME_START + "0123456789"
DIGITS: Final = "0123456789"
MAX_DEPTH: Final = 100
MAX_DIGITS: Final = 200

# operator -> rank, higher binds closer (GNU as)
RANKS: Final = {
    "*": 8, "/": 8, "%": 8, "<<": 8, ">>": 8, "|": 7, "&": 7, "^": 7, "|~": 7,
    "+": 5, "-": 5, "==": 4, "<>": 4, "!=": 4, "<": 4, ">": 4, "<=": 4, ">=": 4,
    "&&": 2, "||": 1,
}
ESCAPES: Final = {"n": 10, "t": 9, "r": 13, "b": 8, "f": 12, "\\": 92, '"': 34, "'": 39}


class SyntaxProblem(Exception):
    """A statement that cannot be read; `column` counts from 0 in the scanned text."""

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


class Names:
    """Who resolves names in expressions: symbols, `.`, numeric labels."""

    def named(self, name: str) -> Label:
        raise NotImplementedError

    def here_label(self) -> Label:
        raise NotImplementedError

    def numeric(self, number: int, forward: bool) -> Label:
        raise NotImplementedError


class Scanner:
    """A cursor over the operands of one statement."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.pos = 0
        self.end = len(text)
        self.names = names
        self.depth = 0

    def fail(self, message: str) -> SyntaxProblem:
        return SyntaxProblem(message, self.pos)

    def skip(self) -> None:
        """Skip blanks."""
        text = self.text
        pos = self.pos
        while pos < self.end and (text[pos] == " " or text[pos] == "\t"):
            pos += 1
        self.pos = pos

    def at_end(self) -> bool:
        self.skip()
        return self.pos >= self.end

    def peek(self) -> str:
        """The next character after blanks, or ''."""
        self.skip()
        return self.text[self.pos] if self.pos < self.end else ""

    def accept(self, char: str) -> bool:
        """Skip `char` if it comes next."""
        self.skip()
        if self.pos < self.end and self.text[self.pos] == char:
            self.pos += 1
            return True
        return False

    def comma(self) -> bool:
        return self.accept(",")

    def expect_comma(self) -> None:
        if not self.accept(","):
            raise self.fail("expected comma")

    def expect_end(self) -> None:
        if not self.at_end():
            raise self.fail(f"junk at end of line, first unrecognized character is "
                            f"`{self.text[self.pos]}'")

    def name(self) -> str:
        """A symbol name (perhaps in quotes), or ''."""
        self.skip()
        text = self.text
        start = pos = self.pos
        if pos < self.end and text[pos] == '"':
            return self.string_bytes().decode("utf-8", "surrogateescape")
        if pos < self.end and (text[pos] in NAME_START or text[pos] > "\x7f"):
            while pos < self.end and (text[pos] in NAME_CHARS or text[pos] > "\x7f"):
                pos += 1
        self.pos = pos
        return text[start:pos]

    def word(self) -> str:
        """Characters up to a blank or comma."""
        self.skip()
        start = self.pos
        while self.pos < self.end and self.text[self.pos] not in " \t,":
            self.pos += 1
        return self.text[start:self.pos]

    def rest(self) -> str:
        """Everything left, without blanks around."""
        text = self.text[self.pos:].strip()
        self.pos = self.end
        return text

    # -- strings ----------------------------------------------------------------------------------

    def string_bytes(self) -> bytes:
        """The bytes of a quoted string."""
        self.skip()
        text = self.text
        if self.pos >= self.end or text[self.pos] != '"':
            raise self.fail("expected a string")
        pos = self.pos + 1
        close = text.find('"', pos)
        if close >= 0 and "\\" not in text[pos:close]:
            self.pos = close + 1
            return text[pos:close].encode("utf-8", "surrogateescape")
        out = bytearray()
        while True:
            if pos >= self.end:
                raise self.fail("unterminated string")
            char = text[pos]
            pos += 1
            if char == '"':
                break
            if char != "\\":
                out += char.encode("utf-8", "surrogateescape")
                continue
            if pos >= self.end:
                raise self.fail("unterminated string")
            char = text[pos]
            pos += 1
            if char in ESCAPES:
                out.append(ESCAPES[char])
            elif char in "01234567":
                value = 0
                count = 0
                pos -= 1
                while pos < self.end and count < 3 and text[pos] in "01234567":
                    value = value * 8 + ord(text[pos]) - 48
                    pos += 1
                    count += 1
                out.append(value & 255)
            elif char in "xX":
                value = 0
                while pos < self.end and text[pos] in "0123456789abcdefABCDEF":
                    value = value * 16 + int(text[pos], 16)
                    pos += 1
                out.append(value & 255)
            else:
                out += char.encode("utf-8", "surrogateescape")
        self.pos = pos
        return bytes(out)

    # -- expressions ------------------------------------------------------------------------------

    def expression(self, rank: int = 0) -> Expression:
        """An expression whose operators bind closer than `rank`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail("expression is too deeply nested")
        left = self.primary()
        terms = 0
        while True:
            op = self.operator()
            if not op:
                break
            level = RANKS[op]
            if level <= rank:
                break
            self.pos += len(op)
            terms += 1
            if terms > MAX_DEPTH and left.node != NODE_CONST:
                raise self.fail("expression has too many terms")
            right = self.expression(level)
            if op == "<>":
                op = "!="
            try:
                left = binary(op, left, right)
            except ExpressionError as error:
                raise self.fail(str(error)) from None
        self.depth -= 1
        return left

    def operator(self) -> str:
        """The binary operator that comes next (not consumed), or ''."""
        self.skip()
        if self.pos >= self.end:
            return ""
        two = self.text[self.pos:self.pos + 2]
        if two in RANKS:
            return two
        one = two[0]
        if one in RANKS:
            return one
        return ""

    def primary(self) -> Expression:
        self.skip()
        text = self.text
        if self.pos >= self.end:
            raise self.fail("missing expression")
        char = text[self.pos]
        if char in DIGITS:
            return self.number()
        if char in "-~!+":
            self.pos += 1
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise self.fail("expression is too deeply nested")
            operand = self.primary()
            self.depth -= 1
            return operand if char == "+" else unary(char, operand)
        if char in "([":
            self.pos += 1
            inner = self.expression()
            if not self.accept(")" if char == "(" else "]"):
                raise self.fail("missing `)'")
            return inner
        if char == "'":
            return self.character()
        if char == "." and not (self.pos + 1 < self.end and text[self.pos + 1] in NAME_CHARS):
            self.pos += 1
            return Expression(NODE_SYMBOL, 0, self.names.here_label())
        name = self.name()
        if not name:
            raise self.fail(f"unexpected character `{char}' in expression")
        node = Expression(NODE_SYMBOL, 0, self.names.named(name))
        if self.pos < self.end and text[self.pos] == "@":
            start = self.pos + 1
            pos = start
            while pos < self.end and (text[pos] in NAME_CHARS):
                pos += 1
            kind = KIND_NAMES.get(text[start:pos].upper(), -1)
            if kind < 0:
                raise self.fail(f"unknown relocation `@{text[start:pos]}'")
            node.kind = kind
            self.pos = pos
        return node

    def character(self) -> Expression:
        """'c' with or without the closing quote."""
        text = self.text
        pos = self.pos + 1
        if pos >= self.end:
            raise self.fail("missing character after quote")
        value = ord(text[pos])
        if text[pos] == "\\" and pos + 1 < self.end:
            value = ESCAPES.get(text[pos + 1], ord(text[pos + 1]))
        self.pos = character_end(text, self.pos)
        return constant(value)

    def number(self) -> Expression:
        """A number, or a numeric label with b or f."""
        text = self.text
        start = pos = self.pos
        while pos < self.end and (text[pos] in NAME_CHARS):
            pos += 1
        word = text[start:pos]
        self.pos = pos
        if len(word) > MAX_DIGITS:
            raise SyntaxProblem("number is too large", start)
        if word.isdigit() and (word[0] != "0" or len(word) == 1):
            return constant(wrap64(int(word)))
        last = word[-1]
        if last in "bf" and word[:-1].isdigit():
            return Expression(NODE_SYMBOL, 0, self.names.numeric(int(word[:-1]), last == "f"))
        value = parse_number(word)
        if value is None:
            raise SyntaxProblem(f"bad number `{word}'", start)
        return constant(wrap64(value))

    def absolute(self) -> Expression:
        return self.expression()


def parse_number(word: str) -> int | None:
    """0x, 0b, 0 (octal) and decimal numbers."""
    lower = word.lower().rstrip("ul")
    try:
        if lower.startswith("0x"):
            return int(lower, 16)
        if lower.startswith("0b"):
            return int(lower, 2)
        if len(lower) > 1 and lower[0] == "0":
            return int(lower, 8)
        return int(lower, 10)
    except ValueError:
        return None


def split_operands(text: str) -> list[str]:
    """The operands of an instruction: split at commas outside brackets and quotes."""
    if '"' not in text and "'" not in text and "[" not in text and "{" not in text:
        parts = text.split(",")
        if len(parts) == 1 or "(" not in text:
            return parts
        joined: list[str] = []
        depth = 0
        for part in parts:
            if depth > 0:
                joined[-1] += "," + part
            else:
                joined.append(part)
            depth += part.count("(") - part.count(")")
        return joined
    return _split_quoted(text)


def _split_quoted(text: str) -> list[str]:
    parts = []
    depth = 0
    start = 0
    quoted = False
    i = 0
    while i < len(text):
        char = text[i]
        if quoted:
            if char == "\\":
                i += 1
            elif char == '"':
                quoted = False
        elif char == '"':
            quoted = True
        elif char == "'":
            i = character_end(text, i) - 1
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
        i += 1
    parts.append(text[start:])
    return parts


def character_end(text: str, pos: int) -> int:
    """Where the character constant that begins at `pos` ends: 'c or 'c', c perhaps escaped."""
    pos += 3 if text[pos + 1:pos + 2] == "\\" else 2
    return pos + 1 if text[pos:pos + 1] == "'" else pos
