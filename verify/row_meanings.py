"""The meaning column of RISC-V's rows, evaluated over any domain of `ir/semantics.py`.

A meaning is `operand = expression`; expressions are prefix terms over the IR's opcodes, operand
letters and numbers: `a = sext (add.i32 b c)`.  A type behind an arithmetic or comparison opcode is
that of its operands, whose low bits count; behind a conversion it is the result's.  A result of
fewer bits than the operand is extended by `sext` or `zext` in plain sight.
"""

from __future__ import annotations

import re

from compiler.ir import opcodes
from compiler.ir.semantics import Domain, meaning
from compiler.ir.types import F32, F64, I1, I8, I16, I32, I64, type_bits

TYPES = {"i1": I1, "i8": I8, "i16": I16, "i32": I32, "i64": I64, "f32": F32, "f64": F64}
CONVERSIONS = ("trunc", "fptosi", "fptoui", "sitofp", "uitofp", "fpext", "fptrunc", "bitcast")
Term = str | int | list["Term"]
Typed = tuple[object, int]


def parse(text: str) -> tuple[str, Term]:
    """The operand that is written (or `jump`) and the term."""
    if text.startswith("jump "):
        target, rest = "jump", text[5:]
    else:
        target, _, rest = text.partition(" = ")
    words = re.findall(r"[()]|[^\s()]+", rest)
    if words[0] != "(":
        words = ["(", *words, ")"]
    term, end = _term(words, 0)
    assert end == len(words), text
    return target, term


def _term(words: list[str], at: int) -> tuple[Term, int]:
    if words[at] != "(":
        word = words[at]
        return (int(word) if word.lstrip("-").isdigit() else word), at + 1
    parts: list[Term] = []
    at += 1
    while words[at] != ")":
        part, at = _term(words, at)
        parts.append(part)
    return parts, at + 1


class Evaluator:
    """Evaluates terms over operands; `result` is the type of the operand that is written."""

    def __init__(self, domain: Domain, operands: dict[str, Typed], result: int) -> None:
        self.domain = domain
        self.operands = operands
        self.result = result

    def value(self, term: Term, wanted: int = -1) -> Typed:
        """A term's word and type; `wanted` is the type that letters and numbers take."""
        if isinstance(term, int):
            type = wanted if wanted >= 0 else I64
            return self.domain.const(term, type_bits(type, 64)), type
        if isinstance(term, str):
            word, type = self.operands[term]
            if 0 <= wanted < F32 and type_bits(wanted, 64) < type_bits(type, 64):
                return self.domain.low(word, type_bits(type, 64), type_bits(wanted, 64)), wanted
            return word, type
        head = term[0]
        assert isinstance(head, str)
        name, _, suffix = head.partition(".")
        given = TYPES[suffix] if suffix else -1
        return self.operation(name, given, term[1:])

    def operation(self, name: str, given: int, terms: list[Term]) -> Typed:
        """One opcode applied to terms."""
        domain = self.domain
        if name in ("copy", "load"):
            return self.value(terms[0], given)
        if name in ("sext", "zext"):
            word, type = self.value(terms[0])
            return domain.extend(word, type_bits(type, 64), 64, name == "sext"), I64
        if name in CONVERSIONS:
            word, type = self.value(terms[0])
            to = given if given >= 0 else self.result
            if name == "bitcast":
                return word, to
            if name == "trunc":
                return domain.low(word, type_bits(type, 64), type_bits(to, 64)), to
            made = meaning(domain, opcodes.BY_NAME[name], to, 0, [type], [word], 64)
            return made, to
        wanted = given
        if name == "select":
            truth, _ = self.value(terms[0])
            terms = terms[1:]
        if wanted < 0:
            for term in terms:
                if not isinstance(term, int):
                    wanted = self.value(term)[1]
                    break
        arguments = [self.value(term, wanted)[0] for term in terms]
        op = opcodes.BY_NAME[name]
        if name == "select":
            return meaning(domain, op, wanted, 0, [I1, wanted, wanted], [truth, *arguments],
                           64), wanted
        type = I1 if opcodes.ROWS[op][3] == "i1" else wanted
        return meaning(domain, op, type, 0, [wanted] * len(arguments), arguments, 64), type
