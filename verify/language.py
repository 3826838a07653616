"""The rule language: from the text of `*.rules` files to typed syntax trees.

Problem: rewrites, instruction selection and peepholes must be readable, provable and generated,
so they are data: one line a rule, `name: left if condition => right`.  Idea: lark reads one rule at
a time; this module gives plain trees that the generator (`generate.py`) and the prover read alike.
Invariants: nothing here knows how a rule is matched or proved; every error names file, line and
column of the text that the user wrote, whatever braces and joined lines stand between.
The language itself is described in docs/rules.md.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from compiler.ir import opcodes, types

RULES = Path(__file__).parent / "rules"
TYPES = {name: number for number, name in enumerate(types.NAMES) if not name.startswith("?")}
FLAGS = {name: bit for bit, name in opcodes.FLAG_NAMES}
# Nonterminals: what a pattern variable may be annotated with besides a type.
NONTERMINALS = ("mem", "block", "leaf", "const")


class RuleError(Exception):
    """A rule that cannot be read or typed; the message starts with `file:line:column:` and shows
    the line with a caret."""


@dataclass(frozen=True)
class Text:
    """A piece of a rule file: characters, and the place (line, column) each comes from."""

    file: str
    lines: tuple[str, ...]          # of the whole file
    characters: str
    places: tuple[tuple[int, int], ...]

    def slice(self, start: int, end: int) -> Text:
        """Characters start .. end."""
        return Text(self.file, self.lines, self.characters[start:end], self.places[start:end])

    def join(self, other: Text, between: str = "") -> Text:
        """This text, then some characters, then another."""
        last = self.places[-1] if self.places else (1, 1)
        return Text(self.file, self.lines, self.characters + between + other.characters,
                    self.places + (last,) * len(between) + other.places)

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of a character; of the first for numbers out of range."""
        if not self.places:
            return 1, 1
        return self.places[min(max(at, 0), len(self.places) - 1)]

    def message(self, at: int, words: str) -> str:
        """`file:line:column: words`, the source line, a caret."""
        line, column = self.place(at)
        source = self.lines[line - 1] if line <= len(self.lines) else ""
        return (f"{self.file}:{line}:{column}: {words}\n"
                f"  {source}\n  {' ' * (column - 1)}^")

    def error(self, at: int, words: str) -> RuleError:
        """A RuleError at a character."""
        return RuleError(self.message(at, "error: " + words))


@dataclass(frozen=True)
class Node:
    """An operation: generic (`op` set) or of a machine (`machine` = "x86.ADD32rr")."""

    op: int
    machine: str
    flags: int
    type: str                       # "" or a type's name
    args: tuple[Term, ...]
    name: str = ""                  # bound name: `y=(add x C)`
    imm: Expr | None = None         # machine or proj: the immediate operand
    function: str = ""              # a function over constants: `(log2 C)`
    at: int = field(default=0, compare=False)   # where it begins in the rule's text


@dataclass(frozen=True)
class Var:
    """A variable: lower-case for any value, upper-case for a constant; `mem` for an address."""

    name: str
    type: str = ""
    kind: str = ""                  # "" or one of NONTERMINALS
    at: int = field(default=0, compare=False)

    @property
    def constant(self) -> bool:
        """True when it stands for a constant."""
        return self.name[0].isupper()


@dataclass(frozen=True)
class Literal:
    """An integer (truth values as 0 and -1), or a float given by its decimal text."""

    value: int
    text: str = ""
    type: str = ""


@dataclass(frozen=True)
class Computed:
    """`[expression]`: a constant computed when the rule fires, wrapped to the type of its place."""

    expr: Expr
    type: str = ""


Term = Node | Var | Literal | Computed


@dataclass(frozen=True)
class Name:
    """A constant or a value inside a condition, or a target's constant `x86.CC_L`."""

    name: str


@dataclass(frozen=True)
class Number:
    """An exact integer."""

    value: int


@dataclass(frozen=True)
class Call:
    """A function of `functions.py` applied to expressions."""

    function: str
    args: tuple[Expr, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Infix:
    """Exact integer arithmetic, a comparison, `and`, `or`; prefix ones have no left."""

    operator: str
    left: Expr | None
    right: Expr


Expr = Name | Number | Call | Infix


@dataclass
class Rule:
    """One rule after the expansion of its braces."""

    name: str
    left: Node
    condition: list[Expr]           # all must hold
    right: Term
    source: Text = field(repr=False)
    before: Node | None = None      # `before then left`: an effect that precedes the left side

    @property
    def file(self) -> str:
        """Name of the file."""
        return self.source.file

    @property
    def line(self) -> int:
        """Line of the rule."""
        return self.source.place(0)[0]

    @property
    def text(self) -> str:
        """The rule as one line, braces expanded."""
        return self.source.characters

    @property
    def where(self) -> str:
        """`file:line` of the rule."""
        return f"{self.file}:{self.line}"

    def error(self, words: str, at: int = 0) -> RuleError:
        """A RuleError at a place in the rule."""
        return self.source.error(at, f"{self.name}: {words}")


_PARSER = Lark((Path(__file__).parent / "rules.lark").read_text(), parser="lalr",
               start="rule", maybe_placeholders=True, propagate_positions=True)


def read_file(path: Path) -> list[Rule]:
    """All rules of one file, in order, braces expanded.  Raises RuleError."""
    return read_text(path.read_text(encoding="utf-8"), path.name)


def read_text(text: str, file: str) -> list[Rule]:
    """All rules of a text."""
    rules: list[Rule] = []
    names: dict[str, int] = {}
    for logical in logical_lines(text, file):
        for expanded in expand(logical):
            rule = parse_rule(expanded)
            if rule.name in names:
                raise rule.error(f"stands in line {names[rule.name]} already")
            names[rule.name] = rule.line
            rules.append(rule)
    return rules


def logical_lines(text: str, file: str) -> list[Text]:
    """The text of each rule: comments dropped, indented lines joined to the one before; in
    select_MACHINE.rules `(.NAME` written out as `(MACHINE.NAME`."""
    result: list[Text] = []
    lines = tuple(text.splitlines())
    machine = file.removeprefix("select_").removesuffix(".rules") if "select_" in file else ""
    for number, raw in enumerate(lines, 1):
        line = raw.split("#", 1)[0].rstrip()
        if not line:
            continue
        start = len(line) - len(line.lstrip())
        piece = Text(file, lines, line[start:],
                     tuple((number, column + 1) for column in range(start, len(line))))
        for head in reversed(list(re.finditer(r"(?<=\()(?=\.[A-Z{])", piece.characters))):
            before = piece.slice(0, head.end())
            after = piece.slice(head.end(), len(piece.characters))
            piece = before.join(after, machine)
        if start and result:
            result[-1] = result[-1].join(piece, " ")
        else:
            result.append(piece)
    return result


def expand(text: Text) -> list[Text]:
    """The rules that `{a,b}` stands for.

    Groups with the same label (`{w:32,64}`), or unlabelled ones with equally many alternatives,
    vary together; others independently.  An expanded rule's name gets the alternatives appended:
    of a label those of its first group, and of the next ones while these are not all different.
    """
    groups = list(re.finditer(r"\{([^{}]*)\}", text.characters))
    if not groups:
        return [text]
    sizes: dict[str, int] = {}
    parsed: list[tuple[str, list[Text]]] = []
    for group in groups:
        start, end = group.span(1)
        label, colon, _ = group.group(1).partition(":")
        if colon:
            start += len(label) + 1
        alternatives = []
        for word in re.finditer(r"[^,]+", text.characters[start:end]):
            stripped = word.group().strip()
            first = start + word.start() + word.group().index(stripped)
            alternatives.append(text.slice(first, first + len(stripped)))
        key = label if colon else f"#{len(alternatives)}"
        if sizes.setdefault(key, len(alternatives)) != len(alternatives):
            raise text.error(group.start(), f"groups labelled {key} have different lengths")
        parsed.append((key, alternatives))
    named = "{" in text.characters.partition(":")[0]
    result = []
    labels = list(sizes)
    telling = {label: distinct([found for key, found in parsed if key == label])
               for label in labels}
    for choice in itertools.product(*(range(sizes[label]) for label in labels)):
        chosen = dict(zip(labels, choice))
        made, end = text.slice(0, 0), 0
        for group, (key, alternatives) in zip(groups, parsed):
            made = made.join(text.slice(end, group.start())).join(alternatives[chosen[key]])
            end = group.end()
        made = made.join(text.slice(end, len(text.characters)))
        if not named:
            suffix = ""
            for label in labels:
                for picked in telling[label]:
                    suffix += "_" + picked[chosen[label]].characters
            colon_at = made.characters.index(":")
            made = made.slice(0, colon_at).join(made.slice(colon_at, len(made.characters)),
                                                re.sub(r"\W", "_", suffix))
        result.append(made)
    return result


def distinct(groups: list[list[Text]]) -> list[list[Text]]:
    """The first groups of a label that tell all its alternatives apart."""
    for count in range(1, len(groups)):
        if len({tuple(text.characters for text in row) for row in zip(*groups[:count])}) == len(
                groups[0]):
            return groups[:count]
    return groups


def parse_rule(text: Text) -> Rule:
    """The tree of one rule without braces.  Raises RuleError."""
    try:
        tree = _PARSER.parse(text.characters)
    except UnexpectedInput as error:
        at = getattr(error, "pos_in_stream", None)
        found = len(text.characters) - 1 if at is None else at
        raise text.error(found, "cannot read the rule from here on") from None
    name, left, following, condition, right = tree.children
    reader = _Reader(text)
    before: Node | None = None
    pattern = reader.term(left, True)
    if following is not None:
        if not isinstance(pattern, Node) or pattern.op not in (opcodes.LOAD, opcodes.STORE):
            raise text.error(reader.at, "only a load or a store stands before `then`")
        before, pattern = pattern, reader.term(following, True)
    if not isinstance(pattern, Node):
        raise text.error(0, "the left side must be an operation")
    conditions: list[Expr] = []
    if condition is not None:
        _conjuncts(reader.expr(condition), conditions)
    return Rule(str(name), pattern, conditions, reader.term(right, False), text, before)


def one_rule(text: str, file: str = "rule") -> Rule:
    """The rule that a text of one line is."""
    (rule,) = read_text(text, file)
    return rule


def _conjuncts(expr: Expr, into: list[Expr]) -> None:
    if isinstance(expr, Infix) and expr.operator == "and" and expr.left is not None:
        _conjuncts(expr.left, into)
        _conjuncts(expr.right, into)
    else:
        into.append(expr)


class _Reader:
    """Turns lark's trees into ours."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.at = 0

    def fail(self, message: str) -> RuleError:
        return self.text.error(self.at, message)

    def term(self, tree: Tree[Token] | Token, is_pattern: bool, name: str = "") -> Term:
        assert isinstance(tree, Tree)
        parts = tree.children
        at = self.at = tree.meta.start_pos
        if tree.data == "word":
            return self.word(str(parts[0]), "")
        if tree.data == "typed_word":
            return self.word(str(parts[0]), str(parts[1]))
        if tree.data == "integer":
            return Literal(int(str(parts[0]), 0))
        if tree.data == "typed_integer":
            return Literal(int(str(parts[0]), 0), "", self.type_name(str(parts[1])))
        if tree.data == "float":
            return Literal(0, str(parts[0]))
        if tree.data == "computed":
            return Computed(self.expr(parts[0]))
        if tree.data == "typed_computed":
            return Computed(self.expr(parts[0]), self.type_name(str(parts[1])))
        if tree.data == "bound":
            return self.term(parts[1], is_pattern, str(parts[0]))
        assert tree.data == "node"
        head, type_part = str(parts[0]), parts[1]
        kind = "" if type_part is None else self.type_name(str(type_part))
        return replace(self.node(head, kind, parts[2:], is_pattern, name, at + 1), at=at)

    def type_name(self, name: str) -> str:
        if name not in TYPES and len(name) != 1:
            raise self.fail(f"unknown type {name}")
        return name

    def word(self, name: str, annotation: str) -> Term:
        if name == "true":
            return Literal(-1, "", "i1")
        if name == "false":
            return Literal(0, "", "i1")
        if name == "poison":
            return Node(opcodes.POISON, "", 0, annotation, ())
        if "." in name:
            return Computed(Name(name), annotation)
        if annotation in NONTERMINALS:
            return Var(name, "", annotation, self.at)
        if name == "mem":
            return Var(name, "", "mem", self.at)
        return Var(name, self.type_name(annotation) if annotation else "", "", self.at)

    def node(self, head: str, type_part: str, parts: list[Tree[Token] | Token],
             is_pattern: bool, name: str, at: int) -> Node:
        words = head.split(".")
        args = [self.term(part, is_pattern) for part in parts]
        self.at = at
        if len(words) == 2 and words[0] in ("x86", "arm", "riscv"):
            if is_pattern and not words[1][0].isupper():
                raise self.fail(f"bad machine operation {head}")
            kept, imm = self.split_immediate(args)
            return Node(0, head, 0, type_part, tuple(kept), name, imm)
        if head == "imm":
            if len(args) != 1:
                raise self.fail("imm takes one constant")
            return Node(0, "", 0, type_part, tuple(args), name, None, "imm")
        flags = 0
        kind = type_part
        for word in words[1:]:
            if word in FLAGS:
                flags |= FLAGS[word]
            elif word in TYPES or len(word) == 1:
                kind = word
            else:
                raise self.fail(f"unknown type or flag {word}")
        op = opcodes.BY_NAME.get(words[0])
        if op is None:
            if is_pattern:
                raise self.fail(f"unknown operation {words[0]}")
            return Node(0, "", 0, kind, tuple(args), name, None, words[0])
        imm = None
        if op == opcodes.PROJ:
            args, imm = self.split_immediate(args)
        count = opcodes.ROWS[op][1]
        if count >= 0 and count != len(args):
            raise self.fail(f"{words[0]} takes {count} operands")
        return Node(op, "", flags, kind, tuple(args), name, imm)

    def split_immediate(self, args: list[Term]) -> tuple[list[Term], Expr | None]:
        """Machine operands, and the immediate among them (`(imm C)`, `[..]`, a number)."""
        kept: list[Term] = []
        imm: Expr | None = None
        for arg in args:
            found: Expr | None = None
            if isinstance(arg, Node) and arg.function == "imm":
                inner = arg.args[0]
                if isinstance(inner, Var):
                    found = Name(inner.name)
                elif isinstance(inner, Literal):
                    found = Number(inner.value)
                elif isinstance(inner, Computed):
                    found = inner.expr
                elif isinstance(inner, Node) and inner.function:
                    found = as_expr(inner)
                else:
                    raise self.fail("imm takes a constant")
            elif isinstance(arg, Computed):
                found = arg.expr
            elif isinstance(arg, Literal) and not arg.text:
                found = Number(arg.value)
            if found is None:
                kept.append(arg)
            elif imm is not None:
                raise self.fail("a machine operation has one immediate")
            else:
                imm = found
        return kept, imm

    def expr(self, tree: Tree[Token] | Token) -> Expr:
        assert isinstance(tree, Tree)
        parts = tree.children
        kind = tree.data
        if kind == "name":
            return Name(str(parts[0]))
        if kind == "number":
            return Number(int(str(parts[0]), 0))
        if kind == "call":
            function = str(parts[0])
            at = tree.meta.start_pos
            if parts[1] is None:
                return Call(function, (), at)
            inner = parts[1]
            assert isinstance(inner, Tree)
            listed = inner.children if inner.data == "arguments" else [inner]
            return Call(function, tuple(self.expr(part) for part in listed), at)
        if kind == "negated":
            return Infix("not", None, self.expr(parts[0]))
        if kind == "complement":
            return Infix("~", None, self.expr(parts[0]))
        if kind == "prefixed":
            return Infix(str(parts[0]), None, self.expr(parts[1]))
        if kind in ("all_of", "any_of"):
            operator = "and" if kind == "all_of" else "or"
            result = self.expr(parts[0])
            for part in parts[1:]:
                result = Infix(operator, result, self.expr(part))
            return result
        if kind == "infix":
            result = self.expr(parts[0])
            for index in range(1, len(parts), 2):
                result = Infix(str(parts[index]), result, self.expr(parts[index + 1]))
            return result
        assert kind == "compared", kind
        operands = [self.expr(part) for part in parts[::2]]
        if len(operands) == 1:
            return operands[0]
        pieces: list[Expr] = [
            Infix(str(parts[2 * i + 1]), operands[i], operands[i + 1])
            for i in range(len(operands) - 1)]
        result = pieces[0]
        for piece in pieces[1:]:
            result = Infix("and", result, piece)
        return result


def as_expr(node: Term) -> Expr:
    """A function over constants written as a term, `(log2 C)`, as an expression."""
    if isinstance(node, Var):
        return Name(node.name)
    if isinstance(node, Literal):
        return Number(node.value)
    if isinstance(node, Computed):
        return node.expr
    return Call(node.function, tuple(as_expr(arg) for arg in node.args))


def children(term: Term) -> tuple[Term, ...]:
    """Operands of a term."""
    return term.args if isinstance(term, Node) else ()
