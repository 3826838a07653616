"""Questions to Z3 about terms.

Problem: what the normal form does not decide.  Idea: word terms become bit vectors through
`ir/semantics.py`; loads, calls and float arithmetic become functions without a meaning, equal on
equal operands.  So "unsat" is a proof, and "sat" a counterexample only where the formula holds
nothing of that kind (`exact`), or after floats have been given their own theory.  A query that is
"sat" with loads in it is asked again with memory as bytes (`bytewise`), where loads and stores of
different widths meet.

Invariant: a query takes at most `SECONDS`; what is not answered in time is undecided.
"""

from __future__ import annotations

import z3  # type: ignore[import-untyped]

from compiler.ir import opcodes as o
from compiler.ir.module import Symbol
from compiler.ir.semantics import meaning
from verify.words import Z3Domain
from verify.tv_terms import (
    CONCAT,
    EITHER,
    EXTRACT,
    INTEGERS,
    ITE,
    LOAD,
    OBJECT,
    POISON_IF,
    STORE,
    SYMBOL,
    UNDEFINED_IF,
    VAR,
    Term,
    is_typed,
)

SECONDS = 10
DEEP = 8             # stores that a load looks through in a formula
DEEP_BYTES = 24      # the same, by bytes
BIG = 30000          # nodes of a query that is not worth asking


class TooBig(Exception):
    """The query has more nodes than a solver is likely to bear."""


class Translation:
    """Terms as Z3 expressions; each term once.  It holds as long as `same` does not grow."""

    def __init__(self, aligns: dict[object, int], same: dict[int, Term],
                 bytewise: bool = False) -> None:
        self.bytewise = bytewise              # loads byte by byte
        self.same = same                      # terms proved equal to others
        self.grown = len(same)
        self.made: dict[int, z3.ExprRef] = {}
        self.operands: dict[int, list[Term]] = {}     # that the expression of a term is made of
        self.functions: dict[object, z3.FuncDeclRef] = {}
        self.names: dict[object, int] = {}    # operations on effects alone
        self.abstract: set[int] = set()       # terms without a meaning of their own
        self.loads: set[int] = set()
        self.aligns = aligns

    def truth(self, term: Term) -> z3.BoolRef:
        """A truth as a formula."""
        return self.word(term) == z3.BitVecVal(1, 1)

    def reach(self, roots: list[Term]) -> dict[int, Term]:
        """All terms in the expressions of these, by number."""
        found: dict[int, Term] = {}
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node.id not in found:
                found[node.id] = node
                if len(found) > BIG:
                    raise TooBig
                stack.extend(self.needed(node))
        return found

    def needed(self, node: Term) -> list[Term]:
        """The terms whose expressions make up that of a term."""
        found = self.operands.get(node.id)
        if found is None:
            other = self.same.get(node.id)
            if other is not None:
                found = [other]
            elif node.op == LOAD:
                found = [node.args[1]]
                for store in self.stores(node)[0]:
                    found += store.args[1:]
            else:
                found = [arg for arg in node.args if arg.width]
            self.operands[node.id] = found
        return found

    def word(self, term: Term) -> z3.ExprRef:
        """A word as a bit vector."""
        stack = [term]
        while stack:
            node = stack[-1]
            if node.id in self.made:
                stack.pop()
                continue
            waiting = [arg for arg in self.needed(node) if arg.id not in self.made]
            if waiting:
                stack.extend(waiting)
                continue
            stack.pop()
            other = self.same.get(node.id)
            self.made[node.id] = self.made[other.id] if other is not None else self.build(node)
        return self.made[term.id]

    def function(self, name: object, widths: list[int], width: int) -> z3.FuncDeclRef:
        """An operation without a meaning."""
        key = (name, tuple(widths), width)
        found = self.functions.get(key)
        if found is None:
            found = z3.Function(f"f{len(self.functions)}", *[z3.BitVecSort(w) for w in widths],
                                z3.BitVecSort(width))
            self.functions[key] = found
        return found

    def name(self, memory: Term) -> int:
        """The number that stands for a memory or an effect."""
        while memory.id in self.same:
            memory = self.same[memory.id]
        return memory.id

    def build(self, node: Term) -> z3.ExprRef:
        """One node whose words are made."""
        op = node.op
        args = [self.made[arg.id] for arg in node.args if arg.id in self.made and arg.width]
        if op == o.CONST:
            return z3.BitVecVal(node.imm, node.width)
        if op in (VAR, SYMBOL, OBJECT):
            if op != VAR or isinstance(node.imm, tuple) and node.imm[0] != "parameter":
                self.abstract.add(node.id)
            return z3.BitVec(f"v{node.id}", node.width)
        if op == ITE:
            return z3.If(args[0] == z3.BitVecVal(1, 1), args[1], args[2])
        if op == CONCAT:
            return z3.Concat(args[0], args[1])
        if op == EXTRACT:
            assert isinstance(node.imm, int)
            return z3.Extract(node.imm + node.width - 1, node.imm, args[0])
        if op == EITHER:
            result = args[0]
            for arg in args[1:]:
                result = result | arg
            return result
        if op == LOAD:
            return self.load(node)
        if op in (POISON_IF, UNDEFINED_IF):
            return self.condition(node, args)
        if op >= 0 and not is_typed(op):
            types = [INTEGERS.get(arg.width, 0) for arg in node.args]
            result_type = INTEGERS.get(node.width, 0)
            if op in (o.ADD, o.SUB, o.MUL, o.AND, o.OR, o.XOR) and not result_type:
                plain = {o.ADD: "+", o.SUB: "-", o.MUL: "*", o.AND: "&", o.OR: "|", o.XOR: "^"}
                a, b = args
                return {"+": a + b, "-": a - b, "*": a * b, "&": a & b, "|": a | b,
                        "^": a ^ b}[plain[op]]
            if op in (o.ZEXT, o.SEXT):
                more = node.width - node.args[0].width
                return z3.ZeroExt(more, args[0]) if op == o.ZEXT else z3.SignExt(more, args[0])
            if op == o.EQ:
                return z3.If(args[0] == args[1], z3.BitVecVal(1, 1), z3.BitVecVal(0, 1))
            if result_type and all(types):
                made = meaning(Z3Domain(), op, result_type, 0, types, list(args), 64)
                if made is not None:
                    assert isinstance(made, z3.ExprRef)
                    return made
        self.abstract.add(node.id)
        name = (op, node.imm, *[self.name(arg) for arg in node.args if not arg.width])
        widths = [arg.width for arg in node.args if arg.width]
        if not widths:
            return z3.BitVec(f"e{number_of(self.names, name)}", node.width)
        return self.function(name, widths, node.width)(*args)

    def stores(self, load: Term) -> tuple[list[Term], Term]:
        """The stores that a load may meet first, newest first, and the memory below them."""
        memory = load.args[0]
        found: list[Term] = []
        deep = DEEP_BYTES if self.bytewise else DEEP
        while memory.op == STORE and memory.id not in self.same and len(found) < deep:
            found.append(memory)
            memory = memory.args[0]
        return found, memory

    def load(self, node: Term) -> z3.ExprRef:
        """A load: the newest store to the same place, else a function of the memory below; what
        overlaps a store in part is a function of that store's memory."""
        self.abstract.add(node.id)
        self.loads.add(node.id)
        address = self.made[node.args[1].id]
        stores, memory = self.stores(node)
        if self.bytewise:
            return self.load_bytes(node, address, stores, memory)
        bits = [node.args[1].width]
        result = self.function(("load", self.name(memory)), bits, node.width)(address)
        for store in reversed(stores):
            where, word = self.made[store.args[1].id], self.made[store.args[2].id]
            size, other = node.width // 8, store.args[2].width // 8
            unclear = self.function(("load", self.name(store)), bits, node.width)(address)
            apart = z3.And(z3.UGE(address - where, other), z3.UGE(where - address, size))
            result = z3.If(apart, result, unclear)
            if size == other:
                result = z3.If(address == where, word, result)
        return result

    def load_bytes(self, node: Term, address: z3.ExprRef, stores: list[Term], memory: Term
                   ) -> z3.ExprRef:
        """A load as bytes, each of the newest store that covers it, else of the memory below."""
        bits = node.args[1].width
        below = self.function(("byte", self.name(memory)), [bits], 8)
        parts = []
        for number in range(node.width // 8):
            place = address + number
            byte = below(place)
            for store in reversed(stores):
                where, word = self.made[store.args[1].id], self.made[store.args[2].id]
                for k in range(store.args[2].width // 8):
                    byte = z3.If(place == where + k, z3.Extract(8 * k + 7, 8 * k, word), byte)
            parts.append(byte)
        parts.reverse()
        return z3.Concat(*parts) if len(parts) > 1 else parts[0]

    def condition(self, node: Term, args: list[z3.ExprRef]) -> z3.ExprRef:
        """When an operation is poison or undefined, as a truth."""
        imm = node.imm
        domain = Z3Domain()
        if isinstance(imm, tuple) and isinstance(imm[0], int) and len(imm) == 2:
            type = INTEGERS.get(node.args[0].width, 0)
            if type:
                meaning(domain, imm[0], type, imm[1], [type] * len(args), list(args), 64)
                some = domain.poison[:1] if imm[0] in (o.SHL,) and len(domain.poison) == 1 \
                    else domain.poison
                if some:
                    return z3.If(z3.Or(*some), z3.BitVecVal(1, 1), z3.BitVecVal(0, 1))
        if isinstance(imm, int):
            type = INTEGERS.get(node.args[0].width, 0)
            if type:
                meaning(domain, imm, type, 0, [type] * len(args), list(args), 64)
                if domain.undefined:
                    return z3.If(z3.Or(*domain.undefined), z3.BitVecVal(1, 1),
                                 z3.BitVecVal(0, 1))
        if isinstance(imm, tuple) and imm[0] == "access":
            self.abstract.add(node.id)
            self.loads.add(node.id)
            bits = node.args[0].width
            one, none = z3.BitVecVal(1, 1), z3.BitVecVal(0, bits)
            if not self.bytewise:
                return z3.If(args[0] == none, one, self.function(imm, [bits], 1)(args[0]))
            assert isinstance(imm[1], int)
            byte = self.function("access", [bits], 1)
            places = [args[0] + number for number in range(imm[1])]
            return z3.If(z3.Or(*[z3.Or(place == none, byte(place) == one) for place in places]),
                         one, z3.BitVecVal(0, 1))
        self.abstract.add(node.id)
        return self.function((node.op, imm), [arg.width for arg in node.args], 1)(*args)

    def axioms(self, reached: dict[int, Term]) -> list[z3.BoolRef]:
        """Objects have addresses of their own, not null, aligned."""
        found = []
        bases = [term for term in reached.values() if term.op in (SYMBOL, OBJECT)
                 and term.id not in self.same]
        for base in bases:
            word = self.made[base.id]
            if base.op == SYMBOL:
                symbol = base.imm
                assert isinstance(symbol, Symbol)
                if symbol.binding == 2:
                    continue
                align = int(symbol.data.align) if symbol.data is not None else 1
            else:
                align = self.aligns.get(base.imm, 1)
            found.append(word != z3.BitVecVal(0, base.width))
            if align > 1:
                found.append(word & (align - 1) == 0)
        distinct = [self.made[base.id] for base in bases if base.op == OBJECT or (
            isinstance(base.imm, Symbol) and base.imm.data is not None
            and base.imm.alias_of is None and base.imm.binding != 2)]
        if 1 < len(distinct) < 40:
            found.append(z3.Distinct(*distinct))
        return found


def number_of(names: dict[object, int], name: object) -> int:
    """A small number for a name."""
    return names.setdefault(name, len(names))


class Answer:
    """`proved`, `refuted` (with the model's parameters) or neither with a reason."""

    def __init__(self, verdict: str, reason: str = "",
                 inputs: dict[object, int] | None = None, exact: bool = False) -> None:
        self.verdict = verdict
        self.reason = reason
        self.inputs = inputs or {}
        self.exact = exact
        self.loads = 0              # in the query


class Solver:
    """Asks, counts, remembers."""

    def __init__(self, aligns: dict[object, int], seconds: float = SECONDS) -> None:
        self.aligns = aligns
        self.seconds = seconds
        self.queries = 0
        self.same: dict[int, Term] = {}
        self.translations: dict[bool, Translation] = {}       # by bytes or not
        self.answers: dict[tuple[int, ...], Answer] = {}

    def never(self, truths: list[Term], falsehoods: list[Term], seconds: float = 0) -> Answer:
        """Whether it cannot be that all `truths` hold and all `falsehoods` do not."""
        key = (*sorted(t.id for t in truths), -1, *sorted(t.id for t in falsehoods))
        known = self.answers.get(key)
        if known is not None and (known.verdict == "proved" or known.exact
                                  or known.reason == "no answer in time"):
            return known
        answer = self.query(truths, falsehoods, seconds, False)
        if answer.verdict == "refuted" and answer.loads and not answer.exact:
            again = self.query(truths, falsehoods, seconds, True)
            if again.verdict == "proved":
                answer = again
        self.answers[key] = answer
        return answer

    def query(self, truths: list[Term], falsehoods: list[Term], seconds: float, bytewise: bool
              ) -> Answer:
        """One question to Z3."""
        self.queries += 1
        translation = self.translations.get(bytewise)
        if translation is None or translation.grown != len(self.same):
            translation = Translation(self.aligns, self.same, bytewise)
            self.translations[bytewise] = translation
        solver = z3.Solver()
        solver.set("timeout", int(1000 * (seconds or self.seconds)))
        try:
            reached = translation.reach([*truths, *falsehoods])
            for truth in truths:
                solver.add(translation.truth(truth))
            for truth in falsehoods:
                solver.add(z3.Not(translation.truth(truth)))
            solver.add(*translation.axioms(reached))
            found = solver.check()
        except TooBig:
            return Answer("undecided", "formula too big")
        except (z3.Z3Exception, RecursionError):
            return Answer("undecided", "solver error")
        if found == z3.unsat:
            return Answer("proved")
        if found == z3.unknown:
            return Answer("undecided", "no answer in time")
        model = solver.model()
        inputs: dict[object, int] = {}
        for number, term in reached.items():
            if term.op == VAR and number not in self.same:
                inputs[term.imm] = model.eval(translation.made[number], True).as_long()
        answer = Answer("refuted", "model", inputs, translation.abstract.isdisjoint(reached))
        answer.loads = len(translation.loads.intersection(reached))
        return answer
