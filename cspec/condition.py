"""The controlling expression of `#if` (C17 6.10.1): integer constant expressions in (u)intmax_t.

A value is a pair (int, whether unsigned).  Operators that are not evaluated raise nothing.
"""

from __future__ import annotations

from cspec.diagnostics import Unsupported
from cspec.tokens import CHARACTER, IDENTIFIER, NUMBER, PLACEMARKER, STRING, Token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cspec.preprocess import Preprocessor

MASK = (1 << 64) - 1
LEVELS: dict[str, int] = {
    "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7,
    "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10}


def signed(value: int) -> int:
    """The low 64 bits of `value` as a signed number."""
    value &= MASK
    return value - (1 << 64) if value >> 63 else value


def evaluate(pp: Preprocessor, line: list[Token], pos: int) -> bool:
    """Whether the expression on a `#if` line is not zero."""
    if not line:
        raise pp.diags.fatal("if-without-expression", pos)
    tokens = replace_defined(pp, line, pos)
    expanded = [t for t in pp.expand_list(tokens) if t.kind != PLACEMARKER]
    if any(t.text == "defined" and t.kind == IDENTIFIER for t in expanded):
        pp.diags.report("defined-from-macro", pos)
        expanded = replace_defined(pp, expanded, pos)
    parser = Condition(pp, expanded, pos)
    value, _ = parser.conditional(True)
    if parser.at < len(expanded):
        raise pp.diags.fatal("if-expression", expanded[parser.at].pos, expanded[parser.at].text)
    return value != 0


def replace_defined(pp: Preprocessor, line: list[Token], pos: int) -> list[Token]:
    """Replace `defined X` and `__has_include(...)` by 0 or 1 before macro expansion."""
    from cspec.preprocess import HAS_ATTRIBUTES, HAS_OPERATORS
    out: list[Token] = []
    at = 0
    while at < len(line):
        token = line[at]
        at += 1
        if token.text == "defined" and token.kind == IDENTIFIER:
            if at + 2 < len(line) and line[at].text == "(" and line[at + 2].text == ")":
                name = line[at + 1]
                at += 3
            elif at < len(line):
                name = line[at]
                at += 1
            else:
                name = token
            if name.kind != IDENTIFIER or name is token:
                raise pp.diags.fatal("defined-malformed", token.pos)
            known = name.text in pp.macros or name.text in HAS_OPERATORS
            out.append(Token(NUMBER, "1" if known else "0", token.pos, True, False))
        elif token.text in HAS_OPERATORS and token.kind == IDENTIFIER:
            depth = 0
            start = at + 1
            while at < len(line):
                if line[at].text == "(":
                    depth += 1
                elif line[at].text == ")":
                    depth -= 1
                    if depth == 0:
                        break
                at += 1
            inner = line[start:at]
            at += 1
            answer = False
            if token.text.startswith("__has_include"):
                name_text, angled = pp.header_name(inner, pos)
                answer = pp.find_header(name_text, angled, pp.stack[-1],
                                        token.text.endswith("next")) is not None
            elif token.text == "__has_attribute" and inner:
                answer = inner[0].text.strip("_") in HAS_ATTRIBUTES
            elif token.text == "__has_builtin" and inner:
                from cspec.builtins import is_builtin
                answer = is_builtin(inner[0].text)
            out.append(Token(NUMBER, "1" if answer else "0", token.pos, True, False))
        else:
            out.append(token)
    return out


class Condition:
    """Recursive descent over the tokens of one `#if` line."""

    def __init__(self, pp: Preprocessor, tokens: list[Token], pos: int) -> None:
        self.pp = pp
        self.tokens = tokens
        self.at = 0
        self.pos = pos
        self.depth = 0

    def fail(self) -> Exception:
        """The syntax error at the current token."""
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            return self.pp.diags.fatal("if-expression", token.pos, token.text)
        return self.pp.diags.fatal("if-expression", self.pos, "end of line")

    def peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def conditional(self, live: bool) -> tuple[int, bool]:
        """conditional-expression (with a comma, which gcc accepts with a warning)."""
        left, unsigned = self.binary(1, live)
        if self.peek() == "?":
            self.at += 1
            a, ua = self.conditional(live and left != 0)
            if self.peek() != ":":
                raise self.fail()
            self.at += 1
            b, ub = self.conditional(live and left == 0)
            unsigned = ua or ub
            value = a if left else b
            return (value & MASK if unsigned else value), unsigned
        return left, unsigned

    def binary(self, level: int, live: bool) -> tuple[int, bool]:
        """Operators of at least this level, left-associative."""
        left, ul = self.unary(live)
        while True:
            op = self.peek()
            mine = LEVELS.get(op, 0)
            if mine < level or mine == 0:
                return left, ul
            at = self.at
            self.at += 1
            right_live = live and not (op == "||" and left or op == "&&" and not left)
            right, ur = self.binary(mine + 1, right_live)
            if op == "||":
                left, ul = int(left != 0 or right != 0), False
                continue
            if op == "&&":
                left, ul = int(left != 0 and right != 0), False
                continue
            unsigned = ul or ur
            if op not in ("<<", ">>") and unsigned:
                left &= MASK
                right &= MASK
            left = self.apply(op, left, right, live, at)
            ul = unsigned if op not in ("<<", ">>") else ul
            if mine in (6, 7):
                ul = False
            left = left & MASK if ul else signed(left)

    def apply(self, op: str, a: int, b: int, live: bool, at: int) -> int:
        """One binary operation on exact integers."""
        if op == "+":
            return a + b
        if op == "-":
            return a - b
        if op == "*":
            return a * b
        if op in "/%":
            if b == 0:
                if live:
                    raise self.pp.diags.fatal("if-division-by-zero", self.tokens[at].pos)
                return 0
            quotient = abs(a) // abs(b)
            if (a < 0) != (b < 0):
                quotient = -quotient
            return quotient if op == "/" else a - b * quotient
        if op == "<<":
            return a << b if 0 <= b < 64 else a >> -b if b < 0 else 0
        if op == ">>":
            return a >> min(b, 64) if b >= 0 else a << min(-b, 64)
        if op == "&":
            return a & b
        if op == "|":
            return a | b
        if op == "^":
            return a ^ b
        return int({"==": a == b, "!=": a != b, "<": a < b, ">": a > b, "<=": a <= b,
                    ">=": a >= b}[op])

    def unary(self, live: bool) -> tuple[int, bool]:
        """Unary operators and primaries."""
        if self.at >= len(self.tokens):
            raise self.fail()
        token = self.tokens[self.at]
        text = token.text
        self.at += 1
        self.depth += 1
        if self.depth > 900:
            raise self.pp.diags.fatal("nesting", token.pos)
        try:
            if text == "!":
                value, _ = self.unary(live)
                return int(value == 0), False
            if text == "#":
                raise Unsupported(token.pos, "an assertion in #if")
            if text in ("-", "~", "+"):
                value, unsigned = self.unary(live)
                value = -value if text == "-" else ~value if text == "~" else value
                return (value & MASK if unsigned else signed(value)), unsigned
            if text == "(":
                result = self.conditional(live)
                if self.peek() != ")":
                    raise self.fail()
                self.at += 1
                return result
            if token.kind == NUMBER:
                from cspec.constants import parse_integer
                parsed = parse_integer(text)
                if parsed is None:
                    raise self.pp.diags.fatal("if-floating", token.pos, text)
                number, suffix_unsigned, _, _ = parsed
                return number & MASK, suffix_unsigned or number >> 63 != 0
            if token.kind == CHARACTER:
                from cspec.constants import character_value
                return character_value(self.pp.diags, token, True)[0], False
            if token.kind == IDENTIFIER:
                return 0, False
            self.at -= 1
            raise self.fail()
        finally:
            self.depth -= 1


__all__ = ["STRING", "evaluate"]
