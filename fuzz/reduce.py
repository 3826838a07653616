"""A failing program made small: cuts along brackets, statements, operators and lists.

Problem: a program of 2,000 tokens that two compilers disagree about is no bug report; 15 lines are.
Idea: no parser, only brackets and the shape of statements, so that it works on any C text: cut
items of the file, statements of a block, elements of a list (halves first, as Zeller's ddmin does),
replace a statement by its body, an expression by a part of it or a constant, and a parameter in all
calls at once; several units become one, items that nothing names go together, names of types give
way to the types.  Each step is kept only if `test` says that the failure is still there; the test
runs the abstract machine again, so no step can trade the failure for undefined behaviour.

Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input (2002).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from fuzz.judges import Files

TOKEN = re.compile(r"#[^\n]*|/\*.*?\*/|//[^\n]*|[A-Za-z_]\w*|\.?\d(?:[eEpP][+-]|[\w.])*|"
                   r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|"
                   r"[<>=!*/%+&|^-]=|&&|\|\||\S", re.DOTALL)
OPEN = {"(": ")", "[": "]", "{": "}"}
OPERATORS = {"+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "<", ">", "<=", ">=", "==", "!=",
             "&&", "||", "?", ":", "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=",
             ">>="}
DROPPABLE = {"static", "const", "volatile", "register", "inline", "unsigned", "signed", "long",
             "_Atomic", "!", "~", "-", "+", "++", "--"}
KEYWORDS = set("""auto break case char const continue default do double else enum extern float
for goto if inline int long register restrict return short signed sizeof static struct switch
typedef union unsigned void volatile while _Alignas _Alignof _Atomic _Bool _Complex _Generic
_Noreturn _Static_assert _Thread_local __attribute__ __int128 __typeof__ typeof noinline packed
aligned main""".split())
Tokens = list[str]
Span = tuple[int, int]


def spent() -> float:
    """Processor seconds of this process and its ended children."""
    return sum(os.times()[:4])


def tokens_of(text: str) -> Tokens:
    """Tokens without comments; a directive is one token."""
    return [t for t in TOKEN.findall(text) if not t.startswith(("/*", "//"))]


def partners(tokens: Tokens) -> list[int]:
    """For each opening bracket the index of its closing one, -1 elsewhere."""
    found = [-1] * len(tokens)
    stack: list[int] = []
    for at, token in enumerate(tokens):
        if token in OPEN:
            stack.append(at)
        elif token in (")", "]", "}") and stack and OPEN[tokens[stack[-1]]] == token:
            found[stack.pop()] = at
    return found


def join(tokens: Tokens) -> str:
    """The tokens as readable text: a statement a line."""
    lines: list[str] = []
    line: list[str] = []
    depth = nested = 0

    def flush() -> None:
        if line:
            lines.append("  " * depth + spaced(line))
            line.clear()

    partner = partners(tokens)
    inline_until = -1
    for at, token in enumerate(tokens):
        if token.startswith("#"):
            flush()
            lines.append(token)
            continue
        if token == "}" and at > inline_until and not nested:
            flush()
            depth = max(0, depth - 1)
            line.append(token)
            following = tokens[at + 1] if at + 1 < len(tokens) else ""
            if following not in ("while", "else", ";", ",", ")"):
                flush()
            continue
        line.append(token)
        if token in "([" and len(token) == 1:
            nested += 1
        elif token in ")]" and len(token) == 1:
            nested = max(0, nested - 1)
        elif token == "{" and at > inline_until and not nested:
            before = tokens[max(0, at - 1)]
            if before == "=" or tokens[max(0, at - 2)] in ("struct", "union", "enum") \
                    or before in ("struct", "union"):
                inline_until = partner[at]
                continue
            flush()
            depth += 1
        elif token == ";" and not nested and at > inline_until:
            flush()
        elif token == ":" and not nested and at > inline_until and line[0] in (
                "case", "default") and "?" not in line:
            flush()
    flush()
    return "\n".join(lines) + "\n"


def spaced(tokens: Tokens) -> str:
    """One line of tokens with as few blanks as reads well."""
    text = ""
    previous = ""
    for token in tokens:
        tight = not text or previous in ("(", "[", "!", "~", ".", "->") or token in (
            ")", "]", ";", ",", ".", "->", "[") or (token == "(" and previous and (
                previous[-1].isalnum() or previous[-1] == "_") and previous not in (
                    "if", "while", "for", "switch", "return"))
        text += token if tight else " " + token
        previous = token
    return text


def statement_end(tokens: Tokens, partner: list[int], at: int, end: int) -> int:
    """Where the statement, label, member or external declaration at `at` ends (exclusive)."""
    token = tokens[at]
    if token.startswith("#"):
        return at + 1
    if token == "{" and partner[at] > 0:
        return partner[at] + 1
    following = tokens[at + 1] if at + 1 < end else ""
    if token in ("case", "default") or (following == ":" and token.isidentifier()):
        while at < end and tokens[at] != ":":
            at = partner[at] + 1 if partner[at] > 0 else at + 1
        return min(at + 1, end)
    if token in ("if", "for", "while", "switch") and following == "(" and partner[at + 1] > 0:
        after = partner[at + 1] + 1
        if after >= end:
            return end
        after = statement_end(tokens, partner, after, end)
        if token == "if" and after < end and tokens[after] == "else" and after + 1 < end:
            return statement_end(tokens, partner, after + 1, end)
        return after
    if token == "do" and at + 1 < end:
        after = statement_end(tokens, partner, at + 1, end)
        while after < end and tokens[after] != ";":
            after += 1
        return min(after + 1, end)
    while at < end and tokens[at] != ";":
        if partner[at] > 0:
            if tokens[at] == "{" and tokens[at - 1] == ")":
                opened = partner.index(at - 1)
                if tokens[opened - 1] != "__attribute__" and tokens[opened - 1].isidentifier() \
                        or tokens[opened - 1] == ")":
                    return partner[at] + 1
            at = partner[at] + 1
        else:
            at += 1
    return min(at + 1, end)


def statements(tokens: Tokens, partner: list[int], start: int, end: int) -> list[Span]:
    """The statements of tokens[start:end]."""
    found = []
    while start < end:
        stop = max(statement_end(tokens, partner, start, end), start + 1)
        found.append((start, stop))
        start = stop
    return found


def elements(tokens: Tokens, partner: list[int], start: int, end: int,
             separators: set[str]) -> list[Span]:
    """The parts of tokens[start:end] between separators outside of brackets."""
    found, first, at = [], start, start
    while at < end:
        if tokens[at] in separators:
            found.append((first, at))
            first = at + 1
            at += 1
        else:
            at = partner[at] + 1 if partner[at] > 0 else at + 1
    found.append((first, end))
    return [span for span in found if span[0] < span[1]]


class Reducer:
    """Makes the files of a failing program smaller."""

    def __init__(self, files: Files, test: Callable[[Files], bool], seconds: float = 300.0) -> None:
        self.names = [name for name, _ in files]
        self.texts = [tokens_of(text) for _, text in files]
        self.test = test
        self.deadline = spent() + seconds     # of processor time: machines are shared
        self.which = 0
        self.tried = 0
        self.kept = 0
        self.seen: set[str] = set()

    @property
    def tokens(self) -> Tokens:
        """The tokens of the file that is being reduced."""
        return self.texts[self.which]

    def files(self) -> Files:
        """The program as it stands."""
        return [(name, join(tokens)) for name, tokens in zip(self.names, self.texts) if tokens]

    def attempt(self, candidate: Tokens, may_grow: bool = False) -> bool:
        """Keep the candidate if the failure is still there."""
        if spent() > self.deadline or len(candidate) > len(self.tokens) and not may_grow:
            return False
        if candidate == self.tokens:
            return False
        mark = f"{self.which} " + " ".join(candidate)
        if mark in self.seen:
            return False
        self.seen.add(mark)
        before = self.texts[self.which]
        self.texts[self.which] = candidate
        self.tried += 1
        if self.test(self.files()):
            self.kept += 1
            return True
        self.texts[self.which] = before
        return False

    def replace(self, span: Span, text: Tokens) -> bool:
        """Try tokens in place of a span."""
        tokens = self.tokens
        return self.attempt(tokens[:span[0]] + text + tokens[span[1]:])

    def cut(self, spans: list[Span]) -> int:
        """Remove as many of the spans as the failure allows; how many tokens went."""
        before = len(self.tokens)
        size = len(spans)
        while size >= 1:
            at = len(spans)
            while at > 0:
                low = max(0, at - size)
                chunk = spans[low:at]
                tokens = self.tokens
                kept: Tokens = []
                last = 0
                for start, end in chunk:
                    kept += tokens[last:start]
                    last = end
                if self.attempt(kept + tokens[last:]):
                    gone = sum(end - start for start, end in chunk)
                    spans = spans[:low] + [(s - gone, e - gone) for s, e in spans[at:]]
                at = low
            size = min(size // 2, len(spans)) if size > 1 else 0
        return before - len(self.tokens)

    # -- the kinds of steps ----------------------------------------------------------------------

    def cut_statements(self) -> int:
        """Items of the file, then statements and members of each block, outermost first."""
        gone = self.cut(statements(self.tokens, partners(self.tokens), 0, len(self.tokens)))
        at = 0
        while at < len(self.tokens):
            if self.tokens[at] == "{" and (at == 0 or self.tokens[at - 1] != "="):
                partner = partners(self.tokens)
                if partner[at] > at + 1:
                    gone += self.cut(statements(self.tokens, partner, at + 1, partner[at]))
            at += 1
        return gone

    def merge_units(self) -> None:
        """All files as one: what the later ones repeat of the first stands once."""
        if len(self.texts) < 2:
            return
        merged: Tokens = []
        known: set[str] = set()
        for tokens in self.texts:
            partner = partners(tokens)
            for start, end in statements(tokens, partner, 0, len(tokens)):
                text = " ".join(tokens[start:end])
                if text not in known:
                    merged += tokens[start:end]
                known.add(text)
        before = self.texts, self.names
        self.texts, self.names = [merged], self.names[:1]
        if not self.test(self.files()):
            self.texts, self.names = before

    def drop_unused(self) -> int:
        """Items of the file that introduce no name used below them, all at once."""
        gone = 0
        while True:
            spans = statements(self.tokens, partners(self.tokens), 0, len(self.tokens))
            introduced: dict[str, int] = {}     # name -> the item that has it first
            used: set[int] = set()
            for number, (start, end) in enumerate(spans):
                for token in self.tokens[start:end]:
                    if token.isidentifier() and token not in KEYWORDS:
                        first = introduced.setdefault(token, number)
                        if first != number:
                            used.add(first)
            unused = [span for number, span in enumerate(spans) if number not in used
                      and "main" not in self.tokens[span[0]:span[1]]]
            step = self.cut(unused) if unused else 0
            gone += step
            if not step:
                return gone

    def replace_types(self) -> int:
        """Names of types become the types; enumerated types int."""
        before = len(self.tokens)
        at = 0
        while at < len(self.tokens):
            tokens = self.tokens
            if tokens[at] == "typedef":
                end = tokens.index(";", at)
                name, type = tokens[end - 1], tokens[at + 1:end - 1]
                if type and all(token.isidentifier() for token in type):
                    rest: Tokens = []
                    for token in tokens[:at] + tokens[end + 1:]:
                        rest += type if token == name else [token]
                    if self.attempt(rest, True):
                        continue
            elif tokens[at] == "enum" and at + 2 < len(tokens) and tokens[at + 2] != "{":
                name = tokens[at + 1]
                rest = []
                for k, token in enumerate(tokens):
                    named = tokens[k:k + 2] == ["enum", name] and tokens[k + 2:k + 3] != ["{"]
                    if named:
                        rest.append("int")
                    elif not (k and tokens[k - 1:k + 1] == ["enum", name]
                              and tokens[k + 1:k + 2] != ["{"]):
                        rest.append(token)
                if self.attempt(rest):
                    continue
            at += 1
        return before - len(self.tokens)

    def print_plainly(self) -> int:
        """What is shown by a function of the program is printed where it stands."""
        before = len(self.tokens)
        at = 0
        while at < len(self.tokens):
            tokens = self.tokens
            if tokens[at] in ("show", "show_bytes") and tokens[at - 1] in (";", "{", "}", ")") \
                    and tokens[at + 1] == "(":
                partner = partners(tokens)
                end = partner[at + 1]
                parts = elements(tokens, partner, at + 2, end, {","})
                for part in parts:
                    shown = [t for t in tokens[part[0]:part[1]] if t not in ("&", "const", "void")]
                    while shown[:1] == ["("] and ")" in shown:
                        shown = shown[shown.index(")") + 1:]
                    if shown and self.attempt(
                            [*tokens[:at], "printf", "(", '"%d\\n"', ",", "(", "int", ")", *shown,
                             *tokens[end:]], True):
                        break
            at += 1
        return before - len(self.tokens)

    def unwrap(self) -> int:
        """A compound statement becomes its body, a block its contents."""
        before = len(self.tokens)
        at = 0
        while at < len(self.tokens):
            tokens = self.tokens
            partner = partners(tokens)
            token = tokens[at]
            if token in ("if", "for", "while", "switch") and at + 1 < len(tokens) \
                    and partner[at + 1] > 0:
                first = partner[at + 1] + 1
                end = statement_end(tokens, partner, at, len(tokens))
                if first < end:
                    middle = statement_end(tokens, partner, first, end)
                    rest = [tokens[middle + 1:end]] if middle < end else []
                    if any(self.replace((at, end), body)
                           for body in [tokens[first:middle], *rest]):
                        continue
                    if rest and self.replace((middle, end), []):
                        continue
            elif token == "do":
                end = statement_end(tokens, partner, at, len(tokens))
                middle = statement_end(tokens, partner, at + 1, end)
                if self.replace((at, end), tokens[at + 1:middle]):
                    continue
            elif token == "{" and partner[at] > 0 and at and tokens[at - 1] in (";", "{", "}", ":"):
                if self.replace((at, partner[at] + 1), tokens[at + 1:partner[at]]):
                    continue
            at += 1
        return before - len(self.tokens)

    def simplify(self) -> int:
        """Expressions become parts of themselves or constants; lists lose elements."""
        before = len(self.tokens)
        at = 0
        while at < len(self.tokens):
            tokens = self.tokens
            partner = partners(tokens)
            token = tokens[at]
            if token in ("(", "[", "{") and partner[at] > at + 1:
                end = partner[at]
                if token == "(" and self.shrink_group(at, end):
                    continue
                if token == "[" and end > at + 2 and self.replace((at + 1, end), ["0"]):
                    continue
                spans = elements(tokens, partner, at + 1, end, {","})
                if len(spans) > 1 and self.drop_element(spans, end):
                    continue
            elif token in ("=", "return") or token in OPERATORS and token.endswith("="):
                end = at + 1
                while end < len(tokens) and tokens[end] not in (";", ",", ")", "}", "]"):
                    end = partner[end] + 1 if partner[end] > 0 else end + 1
                if end > at + 2 and self.shrink_expression((at + 1, end)):
                    continue
                if token == "=" and self.replace((at, end), []):
                    continue
            at += 1
        return before - len(self.tokens)

    def drop_element(self, spans: list[Span], end: int) -> bool:
        """One element of a list less."""
        for number in range(len(spans) - 1, -1, -1):
            start, stop = spans[number]
            if stop < end:
                stop += 1
            else:
                start -= 1
            if self.replace((start, stop), []):
                return True
        return False

    def shrink_group(self, at: int, end: int) -> bool:
        """A parenthesised expression becomes smaller."""
        tokens = self.tokens
        before = tokens[at - 1] if at else ""
        called = before.isidentifier() and before not in ("return", "case", "if", "while",
                                                          "switch") or before == "]"
        if called:
            # A call and its name as one.
            if end > at and before not in ("sizeof", "for", "_Generic", "typeof", "__typeof__"):
                if self.replace((at - 1, end + 1), ["0"]):
                    return True
            return False
        if before in ("if", "while", "switch"):
            return self.shrink_expression((at + 1, end))
        for constant in ("0", "1"):
            if end > at + 1 and self.replace((at, end + 1), [constant]):
                return True
        if self.shrink_expression((at + 1, end)):
            return True
        return self.replace((at, end + 1), tokens[at + 1:end])

    def shrink_expression(self, span: Span) -> bool:
        """The expression becomes one of its operands or a constant."""
        tokens = self.tokens
        partner = partners(tokens)
        for constant in ("0", "1"):
            if span[1] - span[0] > 1 and self.replace(span, [constant]):
                return True
        parts = elements(tokens, partner, *span, OPERATORS | {","})
        if len(parts) > 1:
            for part in parts:
                if self.replace(span, tokens[part[0]:part[1]]):
                    return True
            for part in parts:
                if part[0] > span[0] and self.replace((part[0] - 1, part[1]), []):
                    return True
                if part[1] < span[1] and self.replace((part[0], part[1] + 1), []):
                    return True
        for at in range(*span):
            if partner[at] > 0 and tokens[at] == "(" and partner[at] < span[1]:
                inner = tokens[at:partner[at] + 1]
                if len(inner) < span[1] - span[0] and self.replace(span, inner):
                    return True
        return False

    def cut_parameters(self) -> int:
        """A parameter goes from a function and from all its calls."""
        before = len(self.tokens)
        for name in sorted({t for t, after in zip(self.tokens, self.tokens[1:])
                            if after == "(" and t.isidentifier()}):
            number = 0
            while number < 8:
                tokens = self.tokens
                partner = partners(tokens)
                spans: list[Span] = []
                for at in range(len(tokens) - 1):
                    if tokens[at] == name and tokens[at + 1] == "(" and partner[at + 1] > 0:
                        end = partner[at + 1]
                        parts = elements(tokens, partner, at + 2, end, {","})
                        if number < len(parts):
                            start, stop = parts[number]
                            if len(parts) > 1:
                                start, stop = (start, stop + 1) if stop < end else \
                                    (start - 1, stop)
                            spans.append((start, stop))
                if not spans:
                    break
                kept: Tokens = []
                last = 0
                for start, stop in spans:
                    if start < last:
                        break
                    kept += tokens[last:start]
                    if stop - start and tokens[start - 1] == "(" and tokens[stop] == ")" \
                            and tokens[stop + 1] == "{":
                        kept.append("void")
                    last = stop
                if not self.attempt(kept + tokens[last:]):
                    number += 1
        return before - len(self.tokens)

    def drop_tokens(self) -> int:
        """Single tokens that may be superfluous; any one when the program is small."""
        before = len(self.tokens)
        for size in (1, 2, 3):
            at = len(self.tokens) - size
            while at >= 0:
                small = len(self.tokens) < 250
                if self.tokens[at] in DROPPABLE or (small and self.tokens[at] not in ";{}()"):
                    self.replace((at, at + size), [])
                at -= 1
        return before - len(self.tokens)

    def run(self) -> Files:
        """Reduce until nothing more goes or the time is over."""
        steps = [self.cut_statements, self.drop_unused, self.unwrap, self.simplify,
                 self.cut_parameters, self.replace_types, self.drop_tokens, self.print_plainly]
        busy = True
        while busy and spent() < self.deadline:
            busy = False
            self.which = 0
            self.merge_units()
            for number in range(len(self.texts)):
                self.which = number
                if len(self.texts) > 1 and self.attempt([]):
                    continue
                for step in steps:
                    if step() > 0:
                        busy = True
                        if step in (self.unwrap, self.simplify) and len(self.tokens) > 400:
                            break
        return self.files()
