"""The expressions of #if: C17 6.10.1, with arithmetic in intmax_t and uintmax_t, and gcc's
assertions.

The idea: precedence climbing over a table of operators with an explicit limit on nesting; a value
is a Python int in range for its signedness. Operands that are not evaluated (the right side of a
decided && ...) are read with `quiet` on, so that they raise no complaint about values.

Source: C17 6.6, 6.10.1; wording: GCC 12.
"""

from __future__ import annotations

from compiler.frontend import directives
from compiler.frontend.ident import Ident
from compiler.frontend.macros import POISONED
from compiler.frontend.source import EXPANSION_SHIFT
from compiler.frontend.token import (
    TK_AND,
    TK_AND_AND,
    TK_ASSIGN,
    TK_CHARACTER,
    TK_COLON,
    TK_COMMA,
    TK_EOF,
    TK_EQUAL,
    TK_GREATER,
    TK_GREATER_EQUAL,
    TK_HASH,
    TK_IDENT,
    TK_LESS,
    TK_LESS_EQUAL,
    TK_LPAREN,
    TK_MINUS,
    TK_NEWLINE,
    TK_NOT,
    TK_NOT_EQUAL,
    TK_NUMBER,
    TK_OR,
    TK_OR_OR,
    TK_OTHER,
    TK_PADDING,
    TK_PERCENT,
    TK_PLUS,
    TK_QUESTION,
    TK_RPAREN,
    TK_SHL,
    TK_SHR,
    TK_SLASH,
    TK_STAR,
    TK_STRING,
    TK_TILDE,
    TK_XOR,
)
from compiler.frontend.words import SPACE, WORD_SHIFT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.preprocess import Preprocessor

# Left-associative binary operators: how tightly each binds.
PRECEDENCE: Final = {
    TK_COMMA: 1, TK_QUESTION: 2, TK_OR_OR: 3, TK_AND_AND: 4, TK_OR: 5, TK_XOR: 6, TK_AND: 7,
    TK_EQUAL: 8, TK_NOT_EQUAL: 8, TK_LESS: 9, TK_GREATER: 9, TK_LESS_EQUAL: 9,
    TK_GREATER_EQUAL: 9, TK_SHL: 10, TK_SHR: 10, TK_PLUS: 11, TK_MINUS: 11, TK_STAR: 12,
    TK_SLASH: 12, TK_PERCENT: 12,
}  # fmt: skip
CONDITIONAL: Final = 2
UNARY: Final = (TK_PLUS, TK_MINUS, TK_TILDE, TK_NOT)
BEGIN_OPERANDS: Final = (TK_NUMBER, TK_CHARACTER, TK_LPAREN, TK_NOT, TK_TILDE, TK_HASH)
NESTING_LIMIT: Final = 500
WIDTH: Final = 64
SUFFIXES: Final = (
    "", "u", "l", "ul", "lu", "ll", "ull", "llu", "z", "uz", "zu", "wb", "uwb", "wbu",
)  # fmt: skip
SIMPLE_ESCAPES: Final = {
    "n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "f": 12, "v": 11, "e": 27, "E": 27,
    "\\": 92, "'": 39, '"': 34, "?": 63, "(": 40, "{": 123, "[": 91, "%": 37,
}  # fmt: skip


class BadExpression(Exception):
    """The expression has been complained of and counts as 0."""


class Value:
    """A number with its signedness, in range for it."""

    def __init__(self, value: int, unsigned: bool) -> None:
        value &= (1 << WIDTH) - 1
        if not unsigned and value >> (WIDTH - 1):
            value -= 1 << WIDTH
        self.value = value
        self.unsigned = unsigned


def condition(pp: Preprocessor, name: Ident) -> tuple[bool, Ident | None]:
    """The operand of #if or #elif: whether it is true, and X if it is just !defined(X)."""
    pp.in_expression = True
    reader = Expression(pp, name)
    try:
        value = reader.whole()
    except BadExpression:
        value = False
    pp.in_expression = False
    pp.context = None
    return value, reader.guard()


class Expression:
    """One expression being read; `token` is the one to look at next."""

    def __init__(self, pp: Preprocessor, directive: Ident) -> None:
        self.pp = pp
        self.directive = directive
        self.token: Ident = pp.idents.newline
        self.location: i64 = pp.word >> WORD_SHIFT
        self.depth = 0
        self.quiet = 0
        self.tokens_read = 0
        self.only_defined: Ident | None = None
        self.guard_pattern = ""
        self.expansions = len(pp.source.points)

    def guard(self) -> Ident | None:
        """X when the whole expression was `!defined X` or `!defined(X)`."""
        if self.guard_pattern != "!d" or len(self.pp.source.points) != self.expansions:
            return None
        return self.only_defined

    def note(self, element: str) -> None:
        """Remembers the shape of the expression, as far as a guard's is concerned."""
        if len(self.guard_pattern) < 4:
            self.guard_pattern += element

    def advance(self) -> None:
        """Reads the next token, expanded."""
        pp = self.pp
        while True:
            token = pp.next_token()
            if token.kind != TK_PADDING:
                break
        self.token = token
        if token.kind != TK_EOF:
            self.location = pp.word >> WORD_SHIFT

    def fail(self, text: str) -> BadExpression:
        """Complains; the caller raises what this gives."""
        self.pp.diagnostics.error(self.location, text)
        return BadExpression()

    def misplaced(self) -> BadExpression:
        """A token where an operator or the end should be."""
        kind = self.token.kind
        text = self.token.text
        if kind >= TK_IDENT or kind in BEGIN_OPERANDS:
            return self.fail(f'missing binary operator before token "{text}"')
        return self.fail(f'token "{text}" is not valid in preprocessor expressions')

    def whole(self) -> bool:
        """The value of the whole line."""
        self.advance()
        if self.token.kind == TK_NEWLINE:
            raise self.fail(f"#{self.directive.text} with no expression")
        value = self.binary(1)
        kind = self.token.kind
        if kind == TK_RPAREN:
            raise self.fail("missing '(' in expression")
        if kind == TK_COLON:
            raise self.fail(" ':' without preceding '?'")
        if kind != TK_NEWLINE and kind != TK_EOF:
            raise self.misplaced()
        return value.value != 0

    def binary(self, lowest: int) -> Value:
        """Operators that bind at least as tightly as `lowest`."""
        self.depth += 1
        if self.depth > NESTING_LIMIT:
            raise self.fail("expression is nested too deeply")
        left = self.unary()
        while True:
            kind = self.token.kind
            binds = PRECEDENCE.get(int(kind), 0)
            if binds < lowest or binds == 0:
                break
            self.note("o")
            operator = self.token
            at = self.location
            if binds == CONDITIONAL:
                left = self.conditional(left)
                continue
            self.advance()
            self.check_operand(operator)
            decided = (kind == TK_AND_AND and left.value == 0) or (
                kind == TK_OR_OR and left.value != 0
            )
            if decided:
                self.quiet += 1
            right = self.binary(binds + 1)
            if decided:
                self.quiet -= 1
            left = self.apply(kind, left, right, at)
        self.depth -= 1
        return left

    def check_operand(self, operator: Ident) -> None:
        """Behind an operator an operand must stand."""
        kind = self.token.kind
        if kind in (TK_NEWLINE, TK_EOF, TK_RPAREN):
            raise self.fail(f"operator '{operator.text}' has no right operand")

    def conditional(self, test: Value) -> Value:
        """The rest of a ?: whose condition has been read."""
        operator = self.token
        self.advance()
        self.check_operand(operator)
        taken = test.value != 0
        self.quiet += 0 if taken else 1
        first = self.binary(1)
        self.quiet -= 0 if taken else 1
        if self.token.kind != TK_COLON:
            raise self.fail("'?' without following ':'")
        self.advance()
        self.check_operand(self.pp.idents.table[b":"])
        self.quiet += 1 if taken else 0
        second = self.binary(CONDITIONAL)
        self.quiet -= 1 if taken else 0
        unsigned = first.unsigned or second.unsigned
        return Value(first.value if taken else second.value, unsigned)

    def unary(self) -> Value:
        """An operand with the operators before it."""
        before: list[Ident] = []
        while self.token.kind in UNARY:
            before.append(self.token)
            self.note(self.token.text)
            self.advance()
            self.check_operand(before[-1])
        value = self.primary()
        for operator in reversed(before):
            kind = operator.kind
            if kind == TK_NOT:
                value = Value(1 if value.value == 0 else 0, False)
            elif kind == TK_TILDE:
                value = Value(~value.value, value.unsigned)
            elif kind == TK_MINUS:
                result = Value(-value.value, value.unsigned)
                if not value.unsigned and result.value != -value.value:
                    self.overflow(self.location)
                value = result
        return value

    def primary(self) -> Value:
        """A number, a name, a parenthesis."""
        pp = self.pp
        token = self.token
        kind = token.kind
        self.tokens_read += 1
        if kind == TK_NUMBER:
            self.note("n")
            value = self.number(token)
        elif kind == TK_CHARACTER:
            value = self.character(token)
        elif kind == TK_LPAREN:
            opened = self.location
            self.advance()
            if self.token.kind == TK_RPAREN:
                raise self.fail("missing expression between '(' and ')'")
            self.depth += 1
            value = self.binary(1)
            self.depth -= 1
            if self.token.kind == TK_COLON:
                raise self.fail(" ':' without preceding '?'")
            if self.token.kind == TK_NEWLINE or self.token.kind == TK_EOF:
                self.location = opened
                raise self.fail("missing ')' in expression")
            if self.token.kind != TK_RPAREN:
                raise self.misplaced()
        elif kind >= TK_IDENT:
            if token.name == b"defined":
                value = self.defined()
                self.advance()
                return value
            self.note("n")
            if token.macro is not None and token.macro.sort == POISONED:
                raise BadExpression()
            if self.quiet == 0 and pp.diagnostics.enabled("undef", self.location):
                pp.diagnostics.warning(
                    "undef", self.location, f'"{token.text}" is not defined, evaluates to 0'
                )
            value = Value(0, False)
            self.advance()
            if self.token.kind == TK_LPAREN:
                self.location = pp.word >> WORD_SHIFT
                raise self.missing_function(token)
            return value
        elif kind == TK_HASH:
            pp.diagnostics.warning(
                "deprecated", self.location, "assertions are a deprecated extension"
            )
            value = assertion_value(pp)
            self.note("n")
        elif kind in (TK_NEWLINE, TK_EOF):
            raise self.fail(f"#{self.directive.text} with no expression")
        elif kind in (TK_STRING, TK_OTHER, TK_ASSIGN):
            raise self.fail(f'token "{token.text}" is not valid in preprocessor expressions')
        elif int(kind) in PRECEDENCE:
            raise self.fail(f"operator '{token.text}' has no left operand")
        elif kind == TK_RPAREN:
            raise self.fail("missing '(' in expression")
        elif kind == TK_COLON:
            raise self.fail(" ':' without preceding '?'")
        else:
            raise self.fail(f'token "{token.text}" is not valid in preprocessor expressions')
        self.advance()
        return value

    def missing_function(self, token: Ident) -> BadExpression:
        """name(...) where the name is no macro: gcc's two ways to say so."""
        if token.name.startswith(b"__has_"):
            return self.fail(f'function-like macro "{token.text}" is not defined')
        if token.macro is None:
            return self.fail('missing binary operator before token "("')
        return self.fail('missing binary operator before token "("')

    def defined(self) -> Value:
        """`defined X` or `defined(X)`, whose name is not expanded."""
        pp = self.pp
        at = self.location
        expanded = at >> EXPANSION_SHIFT != 0
        pp.prevent_expansion += 1
        self.advance()
        paren = self.token.kind == TK_LPAREN
        if paren:
            self.advance()
        name = self.token
        if name.kind < TK_IDENT:
            pp.prevent_expansion -= 1
            raise self.fail('operator "defined" requires an identifier')
        if paren:
            self.advance()
            if self.token.kind != TK_RPAREN:
                pp.prevent_expansion -= 1
                raise self.fail("missing ')' after \"defined\"")
        pp.prevent_expansion -= 1
        if expanded:
            pp.diagnostics.warning(
                "expansion-to-defined",
                pp.source.expansion_point(at),
                'this use of "defined" may not be portable',
            )
        self.note("d")
        self.only_defined = name
        macro = name.macro
        if macro is not None:
            macro.used = True
            if macro.sort == POISONED:
                pp.diagnostics.error(
                    self.location, f'attempt to use poisoned "{name.text}"'
                )
        return Value(1 if directives.is_defined(name) else 0, False)

    def number(self, token: Ident) -> Value:
        """An integer constant, C17 6.4.4.1, in intmax_t or uintmax_t."""
        text = token.text.lower().replace("'", "")
        digits = "0123456789"
        base = 10
        at = 0
        if text.startswith("0x"):
            digits, base, at = "0123456789abcdef", 16, 2
        elif text.startswith("0b"):
            digits, base, at = "01", 2, 2
        elif text.startswith("0"):
            base = 8
        start = at
        while at < len(text) and text[at] in digits:
            at += 1
        if start == at and base == 16:
            base, start, at = 8, 0, 1
        suffix = text[at:]
        if "." in suffix or (base == 10 and suffix.startswith("e")):
            raise self.fail("floating constant in preprocessor expression")
        if (base == 16 and suffix.startswith("p")) or (base == 8 and suffix.startswith("e")):
            raise self.fail("floating constant in preprocessor expression")
        spelled = token.text[len(token.text) - len(suffix) :] if suffix else ""
        if base == 8:
            for digit in text[:at]:
                if digit in "89":
                    raise self.fail(f'invalid digit "{digit}" in octal constant')
        if suffix.endswith("i") or suffix.endswith("j"):
            raise self.fail("imaginary number in preprocessor expression")
        if suffix not in SUFFIXES or "lL" in spelled or "Ll" in spelled:
            raise self.fail(f'invalid suffix "{spelled}" on integer constant')
        if start == at:
            raise self.fail(f'invalid suffix "{token.text[1:]}" on integer constant')
        value = int(text[start:at], base) if at - start < 200 else 1 << 400
        unsigned = "u" in suffix
        if value >> WIDTH:
            self.pp.diagnostics.pedwarn(
                "", self.location, "integer constant is too large for its type"
            )
        elif not unsigned and value >> (WIDTH - 1):
            if base == 10:
                self.pp.diagnostics.warning(
                    "", self.location, "integer constant is so large that it is unsigned"
                )
            unsigned = True
        return Value(value, unsigned)

    def character(self, token: Ident) -> Value:
        """A character constant; its type is int, or what the prefix says."""
        text = token.name.decode("utf-8", "surrogateescape")
        quote = text.index("'")
        prefix = text[:quote]
        body = text[quote + 1 : -1]
        if not body:
            raise self.fail("empty character constant")
        codes = self.codes(body, prefix)
        unsigned = prefix in ("u", "U", "u8")
        if prefix in ("", "u8"):
            if len(codes) > 1:
                self.pp.diagnostics.warning(
                    "" if len(codes) > 4 else "multichar",
                    self.location,
                    "character constant too long for its type"
                    if len(codes) > 4
                    else "multi-character character constant",
                )
                value = 0
                for code in codes:
                    value = (value << 8 | (code & 255)) & 0xFFFFFFFF
                if value >> 31:
                    value -= 1 << 32
                return Value(value, False)
            value = codes[0] & 255
            if not self.pp.options.unsigned_char and prefix == "" and value > 127:
                value -= 256
            return Value(value, unsigned)
        if len(codes) > 1:
            self.pp.diagnostics.warning(
                "", self.location, "character constant too long for its type"
            )
        value = codes[-1]
        if prefix == "L":
            value &= 0xFFFFFFFF
            if value >> 31:
                value -= 1 << 32
        return Value(value, unsigned)

    def codes(self, body: str, prefix: str) -> list[int]:
        """The values of the characters of a constant: bytes for a narrow one."""
        out: list[int] = []
        at = 0
        while at < len(body):
            c = body[at]
            at += 1
            if c != "\\":
                if prefix in ("", "u8"):
                    out += list(c.encode("utf-8", "surrogateescape"))
                else:
                    out.append(ord(c))
                continue
            c = body[at] if at < len(body) else "\\"
            at += 1
            if c in "01234567":
                start = at - 1
                while at < len(body) and at - start < 3 and body[at] in "01234567":
                    at += 1
                out.append(int(body[start:at], 8))
            elif c == "x":
                start = at
                while at < len(body) and body[at] in "0123456789abcdefABCDEF":
                    at += 1
                if start == at:
                    raise self.fail("\\x used with no following hex digits")
                out.append(int(body[start:at], 16))
            elif c in "uU":
                length = 4 if c == "u" else 8
                spelled = body[at : at + length]
                at += length
                if len(spelled) < length or spelled.strip("0123456789abcdefABCDEF"):
                    raise self.fail(f"incomplete universal character name \\{c}{spelled}")
                code = int(spelled, 16)
                if prefix in ("", "u8") and code < 0x110000:
                    out += list(chr(code).encode("utf-8", "surrogatepass"))
                else:
                    out.append(code)
            elif c in SIMPLE_ESCAPES:
                out.append(SIMPLE_ESCAPES[c])
            else:
                self.pp.diagnostics.pedwarn(
                    "", self.location, f"unknown escape sequence: '\\{c}'"
                )
                out += list(c.encode("utf-8", "surrogateescape"))
        return out

    def overflow(self, location: i64) -> None:
        """A signed result that does not fit."""
        if self.quiet == 0:
            self.pp.diagnostics.pedwarn(
                "", location, "integer overflow in preprocessor expression"
            )

    def apply(self, kind: i64, left: Value, right: Value, at: i64) -> Value:
        """One binary operation."""
        unsigned = left.unsigned or right.unsigned
        a = left.value
        b = right.value
        if kind == TK_OR_OR:
            return Value(1 if a != 0 or b != 0 else 0, False)
        if kind == TK_AND_AND:
            return Value(1 if a != 0 and b != 0 else 0, False)
        if kind == TK_COMMA:
            if self.quiet == 0 or not self.pp.options.c99:
                self.pp.diagnostics.pedwarn("pedantic", at, "comma operator in operand of #if")
            return right
        if kind in (TK_SHL, TK_SHR):
            return self.shift(kind == TK_SHL, left, b, at)
        if unsigned:
            if not left.unsigned or not right.unsigned:
                negative = a < 0 or b < 0
                if negative and self.quiet == 0:
                    side = "left" if a < 0 else "right"
                    shown = {TK_PLUS: "+", TK_MINUS: "-"}
                    self.pp.diagnostics.warning(
                        "",
                        at,
                        f'the {side} operand of "{shown.get(int(kind), operator_text(kind))}" '
                        "changes sign when promoted",
                    )
            a &= (1 << WIDTH) - 1
            b &= (1 << WIDTH) - 1
        if kind == TK_LESS:
            return Value(1 if a < b else 0, False)
        if kind == TK_GREATER:
            return Value(1 if a > b else 0, False)
        if kind == TK_LESS_EQUAL:
            return Value(1 if a <= b else 0, False)
        if kind == TK_GREATER_EQUAL:
            return Value(1 if a >= b else 0, False)
        if kind == TK_EQUAL:
            return Value(1 if a == b else 0, False)
        if kind == TK_NOT_EQUAL:
            return Value(1 if a != b else 0, False)
        if kind == TK_AND:
            return Value(a & b, unsigned)
        if kind == TK_OR:
            return Value(a | b, unsigned)
        if kind == TK_XOR:
            return Value(a ^ b, unsigned)
        if kind == TK_PLUS:
            exact = a + b
        elif kind == TK_MINUS:
            exact = a - b
        elif kind == TK_STAR:
            exact = a * b
        else:
            if b == 0:
                if self.quiet:
                    return Value(0, unsigned)
                self.location = at
                raise self.fail("division by zero in #if")
            quotient = abs(a) // abs(b)
            if (a < 0) != (b < 0):
                quotient = -quotient
            exact = quotient if kind == TK_SLASH else a - quotient * b
        result = Value(exact, unsigned)
        if not unsigned and result.value != exact:
            self.overflow(at)
        return result

    def shift(self, to_left: bool, left: Value, count: int, at: i64) -> Value:
        """<< and >>; a negative count shifts the other way, as in gcc."""
        if count < 0:
            to_left = not to_left
            count = -count
        if not to_left:
            return Value(left.value >> min(count, WIDTH), left.unsigned)
        exact = left.value << min(count, WIDTH)
        result = Value(exact, left.unsigned)
        if not left.unsigned and result.value >> min(count, WIDTH) != left.value:
            self.overflow(at)
        return result


def operator_text(kind: i64) -> str:
    """The spelling of a binary operator, for messages."""
    spelled = {
        TK_STAR: "*", TK_SLASH: "/", TK_PERCENT: "%", TK_LESS: "<", TK_GREATER: ">",
        TK_LESS_EQUAL: "<=", TK_GREATER_EQUAL: ">=", TK_EQUAL: "==", TK_NOT_EQUAL: "!=",
        TK_AND: "&", TK_OR: "|", TK_XOR: "^",
    }  # fmt: skip
    return spelled.get(int(kind), "?")


# Assertions: #assert machine(x86), #if #machine(x86).


def read_assertion(pp: Preprocessor, with_answer: bool) -> str | None:
    """predicate(answer) as one key, or "predicate" alone if that is allowed; None after a
    complaint."""
    pp.prevent_expansion += 1
    key = read_assertion_tokens(pp, with_answer)
    pp.prevent_expansion -= 1
    return key


def read_assertion_tokens(pp: Preprocessor, with_answer: bool) -> str | None:
    """See read_assertion."""
    token = directives.next_expanded(pp)
    location = pp.word >> WORD_SHIFT
    if token.kind == TK_NEWLINE:
        pp.diagnostics.error(location, "assertion without predicate")
        return None
    if token.kind < TK_IDENT:
        pp.diagnostics.error(location, "predicate must be an identifier")
        return None
    predicate = token.text
    lexer = pp.lexer
    at = lexer.at
    token = directives.next_expanded(pp)
    if token.kind != TK_LPAREN:
        if with_answer:
            pp.diagnostics.error(pp.word >> WORD_SHIFT, "missing '(' after predicate")
            return None
        if pp.context is None:
            lexer.at = at
        return predicate
    words: list[str] = []
    while True:
        token = directives.next_expanded(pp)
        if token.kind == TK_RPAREN:
            break
        if token.kind == TK_NEWLINE or token.kind == TK_EOF:
            pp.diagnostics.error(pp.word >> WORD_SHIFT, "missing ')' to complete answer")
            return None
        if words and pp.word & SPACE:
            words.append(" ")
        words.append(token.text)
    if not words:
        pp.diagnostics.error(pp.word >> WORD_SHIFT, "predicate's answer is empty")
        return None
    return predicate + "(" + "".join(words) + ")"


def assertion_value(pp: Preprocessor) -> Value:
    """#predicate or #predicate(answer) in #if."""
    key = read_assertion(pp, False)
    if key is None:
        raise BadExpression()
    true = pp.assertions.get(key, False)
    if "(" not in key:
        for name, holds in pp.assertions.items():
            if holds and name.startswith(key + "("):
                true = True
    return Value(1 if true else 0, False)


def assertion_line(pp: Preprocessor, asserting: bool, name: Ident) -> None:
    """#assert predicate(answer), #unassert predicate [(answer)]."""
    location = pp.word >> WORD_SHIFT
    key = read_assertion(pp, asserting)
    if key is None:
        return
    if asserting:
        if pp.assertions.get(key, False):
            predicate = key[: key.index("(")]
            pp.diagnostics.warning("", location, f'"{predicate}" re-asserted')
        pp.assertions[key] = True
    elif "(" in key:
        pp.assertions[key] = False
    else:
        for known in list(pp.assertions):
            if known.startswith(key + "("):
                pp.assertions[known] = False
    directives.check_end(pp, name)
