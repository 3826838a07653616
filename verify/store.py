"""Proofs on file: which rule was proved, of which text and which meanings of its operations.

Problem: the compiler's matchers must hold only what is proved, and building them must not take the
minutes that proving takes.  Idea: `verify/proofs.tsv` has a line for each proved rule with a digest
of the rule's text (how it is laid out apart), of the meanings of its operations (`ir/semantics.py`
run over a domain that spells what is done) and of the functions its condition uses.  When any of
these changes, the proof is stale and the rule is not generated until `vprove --update` has proved
it again.

Invariants: the file is sorted as the rules are; nothing in it depends on when it was written but
the seconds.
"""

from __future__ import annotations

import hashlib
import importlib
from dataclasses import dataclass
from pathlib import Path

from compiler.ir import opcodes as op
from compiler.ir import types
from compiler.ir.semantics import Domain, meaning
from verify.functions import FUNCTIONS
from verify.language import Call, Expr, Infix, Node, Rule, Term, as_expr
from verify.memory import MODEL, touches_memory

PROOFS = Path(__file__).parent / "proofs.tsv"
COLUMNS = "file rule digest types first second integers cases narrow".split()


@dataclass(frozen=True)
class Record:
    """One line of the file.

    `types`: number of type assignments at which the rule fires; `first`, `second`: seconds of the
    two families of solvers; `integers`: the assignments that needed a theorem over integers, with
    the engines; `cases`: those split by a constant's value; `narrow`: conjuncts nothing needs.
    """

    file: str
    rule: str
    digest: str
    types: str
    first: str
    second: str
    integers: str
    cases: str
    narrow: str

    def line(self) -> str:
        """The record as text."""
        return "\t".join(getattr(self, name) or "-" for name in COLUMNS)


class Spelling(Domain):
    """Words as the text of what is done to them, kept short by hashing."""

    def __init__(self) -> None:
        self.conditions: list[str] = []

    @staticmethod
    def _spell(*parts: object) -> str:
        text = "(" + " ".join(map(str, parts)) + ")"
        return text if len(text) < 200 else hashlib.sha256(text.encode()).hexdigest()[:24]

    def const(self, value: int, w: int) -> object:
        return self._spell("const", value & ((1 << w) - 1), w)

    def add(self, a: object, b: object, w: int) -> object:
        return self._spell("add", a, b, w)

    def sub(self, a: object, b: object, w: int) -> object:
        return self._spell("sub", a, b, w)

    def mul(self, a: object, b: object, w: int) -> object:
        return self._spell("mul", a, b, w)

    def udiv(self, a: object, b: object, w: int) -> object:
        return self._spell("udiv", a, b, w)

    def urem(self, a: object, b: object, w: int) -> object:
        return self._spell("urem", a, b, w)

    def sdiv(self, a: object, b: object, w: int) -> object:
        return self._spell("sdiv", a, b, w)

    def srem(self, a: object, b: object, w: int) -> object:
        return self._spell("srem", a, b, w)

    def bit_and(self, a: object, b: object, w: int) -> object:
        return self._spell("and", a, b, w)

    def bit_or(self, a: object, b: object, w: int) -> object:
        return self._spell("or", a, b, w)

    def bit_xor(self, a: object, b: object, w: int) -> object:
        return self._spell("xor", a, b, w)

    def shl(self, a: object, b: object, w: int) -> object:
        return self._spell("shl", a, b, w)

    def lshr(self, a: object, b: object, w: int) -> object:
        return self._spell("lshr", a, b, w)

    def ashr(self, a: object, b: object, w: int) -> object:
        return self._spell("ashr", a, b, w)

    def equal(self, a: object, b: object, w: int) -> object:
        return self._spell("equal", a, b, w)

    def unsigned_less(self, a: object, b: object, w: int) -> object:
        return self._spell("unsigned_less", a, b, w)

    def signed_less(self, a: object, b: object, w: int) -> object:
        return self._spell("signed_less", a, b, w)

    def choose(self, condition: object, a: object, b: object, w: int) -> object:
        return self._spell("choose", condition, a, b, w)

    def extend(self, a: object, w: int, to: int, signed: bool) -> object:
        return self._spell("extend", a, w, to, signed)

    def low(self, a: object, w: int, to: int) -> object:
        return self._spell("low", a, w, to)

    def poison_if(self, truth: object) -> None:
        self.conditions.append(f"poison {truth}")

    def undefined_if(self, truth: object) -> None:
        self.conditions.append(f"undefined {truth}")

    def float_arithmetic(self, operation: int, type: int, args: list[object]) -> object:
        return self._spell(op.NAMES[operation], type, *args)

    def float_compare(self, relations: int, type: int, a: object, b: object) -> object:
        return self._spell("compare", relations, type, a, b)

    def float_convert(self, operation: int, source: int, target: int, a: object) -> object:
        return self._spell(op.NAMES[operation], source, target, a)


# Types at which an operation's meaning is spelled: operands, result.
_SPELLED_AT = {
    op.TRUNC: ([types.I16], types.I8), op.ZEXT: ([types.I8], types.I16),
    op.SEXT: ([types.I8], types.I16), op.PTRTOINT: ([types.PTR], types.I64),
    op.INTTOPTR: ([types.I64], types.PTR), op.FPTOSI: ([types.F32], types.I32),
    op.FPTOUI: ([types.F32], types.I32), op.SITOFP: ([types.I32], types.F32),
    op.UITOFP: ([types.I32], types.F32), op.FPEXT: ([types.F32], types.F64),
    op.FPTRUNC: ([types.F64], types.F32), op.SELECT: ([types.I1, types.I16, types.I16], types.I16),
    op.PTRADD: ([types.PTR, types.I64], types.PTR),
}
_cache: dict[tuple[int, int], str] = {}


def meaning_of(operation: int, flags: int) -> str:
    """What an operation does, as text."""
    key = (operation, flags)
    if key not in _cache:
        count = op.ROWS[operation][1]
        arg_types, result = _SPELLED_AT.get(operation, ([types.I16] * count, types.I16))
        if op.FOEQ <= operation <= op.FUNO or op.FADD <= operation <= op.FMA:
            arg_types, result = [types.F64] * count, types.F64
        domain = Spelling()
        found = None
        if arg_types:
            found = meaning(domain, operation, result, flags, arg_types,
                            [f"a{i}" for i in range(len(arg_types))], 64)
        _cache[key] = f"{op.NAMES[operation]} {flags} {found} {domain.conditions}"
    return _cache[key]


def digest(rule: Rule) -> str:
    """The digest of everything a rule's proof rests on."""
    parts = [" ".join(rule.text.split())]
    functions: set[str] = set()

    def expression(expr: Expr) -> None:
        if isinstance(expr, Call):
            functions.add(expr.function)
            for arg in expr.args:
                expression(arg)
        elif isinstance(expr, Infix):
            if expr.left is not None:
                expression(expr.left)
            expression(expr.right)

    def walk(term: Term) -> None:
        if not isinstance(term, Node):
            return
        if term.function and term.function not in ("imm", "mem"):
            expression(as_expr(term))
            return
        if term.machine:
            parts.append(machine_meaning(term.machine))
        elif not term.function:
            parts.append(meaning_of(term.op, term.flags))
        for arg in term.args:
            walk(arg)

    if rule.before is not None:
        walk(rule.before)
    walk(rule.left)
    walk(rule.right)
    if touches_memory(rule) and not has_machine(rule.right):
        parts.append(MODEL)
    for expr in rule.condition:
        expression(expr)
    parts += [f"{name} {FUNCTIONS[name].text}" for name in sorted(functions) if name in FUNCTIONS]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def has_machine(term: Term) -> bool:
    """Whether a right side selects instructions."""
    return isinstance(term, Node) and (bool(term.machine) or term.function == "mem"
                                       or any(map(has_machine, term.args)))


def machine_meaning(name: str) -> str:
    """The meaning column of a machine operation's row."""
    machine, _, plain = name.partition(".")
    meanings = importlib.import_module(f"compiler.target.{machine}.names_gen").MEANINGS
    return f"{name} {meanings.get(plain, '')}"


def load(path: Path = PROOFS) -> dict[tuple[str, str], Record]:
    """The records on file, by file and rule."""
    return parse(path.read_text(encoding="utf-8")) if path.exists() else {}


def parse(text: str) -> dict[tuple[str, str], Record]:
    """The records in the text of such a file."""
    records = {}
    for line in text.splitlines()[1:]:
        record = Record(*[("" if field == "-" else field) for field in line.split("\t")])
        records[record.file, record.rule] = record
    return records


def save(rules: list[Rule], records: dict[tuple[str, str], Record], path: Path = PROOFS) -> None:
    """Write the records of these rules, in their order."""
    kept = [records[rule.file, rule.name] for rule in rules if (rule.file, rule.name) in records]
    lines = ["\t".join(COLUMNS), *(record.line() for record in kept)]
    partial = path.with_suffix(".new")
    partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
    partial.replace(path)


def fresh(rule: Rule, records: dict[tuple[str, str], Record]) -> bool:
    """Whether a rule's proof is on file and speaks of the rule as it is now."""
    record = records.get((rule.file, rule.name))
    return record is not None and record.digest == digest(rule)
