"""Does the version after a pass refine the version before it.

Problem: two functions as terms (`tv_relate`) must be compared outcome by outcome, and most of what
differs is small.  Idea: walk the two outcomes together, splitting on branch conditions; where the
terms part, ask the solver about that pair alone, then with the path's conditions, then with all
that the version before promises by being defined.  What is proved equal is one term from then on.

The relation (Lopes et al., "Alive2", PLDI 2021, in the terms of this IR): where the version before
is defined, the version after is defined, has the same effects in the same order, ends the same way,
and gives the same words unless they were poison.
"""

from __future__ import annotations

import time

from compiler.ir import opcodes as o
from compiler.ir.instr import Function
from compiler.ir.module import StackSlot
from verify.tv_encode import ALIGNED, BEYOND, Demand, Unsupported
from verify.tv_function import cut_points, loop_headers
from verify.tv_integers import divides, equal_as_integers
from verify.tv_relate import Relation
from verify.tv_solve import Answer, Solver
from verify.tv_terms import (
    AFTER,
    COPY,
    CUT,
    EFFECT,
    EITHER,
    FILL,
    ITE,
    LOAD,
    OPAQUE,
    POISON_IF,
    RESULT,
    RETURN,
    STORE,
    UNDEFINED,
    UNDEFINED_IF,
    VAR,
    Term,
    Terms,
    TooManyTerms,
)
from verify.tv_unroll import TooLong, Unrolling

STEPS = 3000         # pairs of terms looked at in one comparison
PAIR_SECONDS = 30    # for one pair of functions
BOUNDED_SECONDS = 20 # for the same pair unrolled
BOUND = 3            # edges back to loop headers on a path, where no relation is found
DEMANDS = 60         # promises of the version before that go into a query


class Verdict:
    """What became of one pair.

    `kind`: "equal" (by normal form), "proved", "bounded", "refuted", "undecided"; `cause` says why
    it is undecided; `inputs` are parameters on which the versions differ.
    """

    def __init__(self, kind: str, cause: str = "", inputs: dict[object, int] | None = None,
                 queries: int = 0) -> None:
        self.kind = kind
        self.cause = cause
        self.inputs = inputs or {}
        self.queries = queries


class Failure(Exception):
    """The pair is not proved."""

    def __init__(self, cause: str, answer: Answer | None = None) -> None:
        super().__init__(cause)
        self.cause = cause
        self.answer = answer


class Comparison:
    """One pair of functions."""

    def __init__(self, before: Function, after: Function, pure_calls: set[int],
                 seconds: float, deadline: float) -> None:
        self.before = before
        self.after = after
        self.pure_calls = pure_calls
        self.terms = Terms(before.pointer_bits)
        aligns: dict[object, int] = {}
        for function in (before, after):
            for slot in function.allocas():
                if isinstance(slot.aux, StackSlot):
                    aligns[int(slot.id)] = int(slot.aux.align)
        self.solver = Solver(aligns, seconds)
        self.steps = 0
        self.promises: list[Term] = []
        self.proved: set[tuple[int, int]] = set()
        self.deadline = deadline                # in seconds of the process's time
        self.entry = True

    def run(self, cuts: set[int]) -> Verdict:
        """The verdict, with these cut points."""
        try:
            relation = Relation(self.terms, self.before, self.after, cuts, self.pure_calls,
                                self.deadline)
            if not relation.run():
                return Verdict("undecided", "loops: relation not stable")
            for start in [-1, *relation.order]:
                self.segment(relation, start)
        except Unsupported as reason:
            return Verdict("undecided", f"unsupported: {reason}")
        except TooManyTerms:
            return Verdict("undecided", "terms: too many")
        except Failure as failure:
            answer = failure.answer
            loops = " in a loop" if cuts else ""
            if answer is not None and answer.verdict == "refuted" and self.entry \
                    and (answer.exact or not cuts and len(self.promises) < DEMANDS):
                return Verdict("refuted", failure.cause, answer.inputs, self.solver.queries)
            if answer is not None and answer.verdict == "undecided":
                return Verdict("undecided", f"solver: {answer.reason}", None,
                               self.solver.queries)
            return Verdict("undecided", failure.cause + loops, None, self.solver.queries)
        kind = "proved" if self.solver.queries else "equal"
        return Verdict(kind, "", None, self.solver.queries)

    def segment(self, relation: Relation, start: int) -> None:
        """All obligations of one segment."""
        self.entry = start == -1
        terms = self.terms
        first = relation.segments[0].get(start)
        second = relation.segments[1].get(start)
        if second is None or first is None:
            return
        promises = {}
        for demand in first.demands:
            both = terms.choose(demand.reach, demand.truth, terms.false)
            if both is not terms.false:
                promises[both.id] = both
        self.promises = list(promises.values())
        self.proved.clear()
        b, a = relation.outcome(0, start), relation.outcome(1, start)
        if b is not a:
            if b is None:
                b = terms.raw(UNDEFINED, 0, ())
            if a is None:
                raise Failure("no outcome")
            if b.op == UNDEFINED and b.imm is not None:
                raise Failure("no path ends within the bound")
            self.prove(b, a, [], [])
        self.demands(first.demands, second.demands)

    # -- undefined behaviour -------------------------------------------------------------------

    def demands(self, before: list[Demand], after: list[Demand]) -> None:
        """The version after demands nothing that the version before did not."""
        terms = self.terms
        had: dict[int, list[Term]] = {}
        for demand in before:
            for truth in self.parts(demand.truth):
                had.setdefault(truth.id, []).append(demand.reach)
        asked: set[tuple[int, int]] = set()
        for demand in after:
            if demand.kind in (ALIGNED, BEYOND):
                continue
            for truth in self.parts(demand.truth):
                if (truth.id, demand.reach.id) in asked:
                    continue
                asked.add((truth.id, demand.reach.id))
                reaches = had.get(truth.id, [])
                if any(reach is demand.reach or reach is terms.true for reach in reaches):
                    continue
                answer = self.ask([demand.reach, truth], reaches and [
                    terms.choose(reach, truth, terms.false) for reach in reaches] or [])
                if answer.verdict != "proved":
                    answer = self.ask([demand.reach, truth],
                                      self.relevant([demand.reach, truth]))
                if answer.verdict != "proved":
                    raise Failure(f"undefined behaviour: {demand.kind}", answer)

    def parts(self, truth: Term) -> list[Term]:
        """The members of a disjunction, conditions of choices kept."""
        found: list[Term] = []
        seen: set[int] = set()
        stack = [truth]
        while stack:
            node = stack.pop()
            if node.id in seen:
                continue
            seen.add(node.id)
            if node.op == EITHER:
                stack.extend(node.args)
            else:
                found.append(node)
        return found

    def relevant(self, asked: list[Term]) -> list[Term]:
        """The promises that speak of words in a question, at most `DEMANDS`."""
        if len(self.promises) <= DEMANDS:
            return self.promises
        words: set[int] = set()
        stack = list(asked)
        while stack and len(words) < 4000:
            node = stack.pop()
            if node.id not in words:
                words.add(node.id)
                stack.extend(node.args)
        found = []
        for promise in self.promises:
            truths = [node for node in self.parts(promise) for node in (node, *node.args)]
            if any(arg.id in words and arg.op != o.CONST for node in truths
                   if node.op in (EITHER, POISON_IF, UNDEFINED_IF) for arg in node.args):
                found.append(promise)
        return (found + self.promises)[:DEMANDS]

    def ask(self, truths: list[Term], falsehoods: list[Term]) -> Answer:
        """One query, within the pair's time."""
        if time.process_time() > self.deadline:
            return Answer("undecided", "pair's time is over")
        return self.solver.never(truths, falsehoods)

    # -- outcomes --------------------------------------------------------------------------------

    def same(self, b: Term, a: Term) -> bool:
        """Equal by form or by what was proved."""
        return self.root(b) is self.root(a)

    def step(self) -> None:
        """Count."""
        self.steps += 1
        if self.steps > STEPS or time.process_time() > self.deadline:
            raise Failure("paths: too many")

    def prove(self, b: Term, a: Term, truths: list[Term], falses: list[Term]) -> None:
        """Outcomes and memories: `a` refines `b` on this path, else Failure."""
        self.step()
        if self.same(b, a) or UNDEFINED in (b.op, a.op) or (b.id, a.id) in self.proved:
            return               # what the version after must not do is among its demands
        if b.op == ITE or a.op == ITE:
            self.split(b, a, truths, falses)
        elif b.op == a.op and b.imm == a.imm and len(b.args) == len(a.args) \
                and b.op in (RETURN, CUT, EFFECT, AFTER, COPY, FILL):
            self.members(b, a, truths, falses)
        elif STORE in (b.op, a.op):
            self.written(b, a, truths, falses)
        else:
            answer = self.ask(truths, falses + self.relevant(truths + falses))
            if answer.verdict != "proved":
                raise Failure(f"{self.what(b)} became {self.what(a)}", answer)
        if not truths and not falses:
            self.proved.add((b.id, a.id))
            if b.op in (EFFECT, AFTER, STORE, COPY, FILL):
                self.merge(b, a)

    def written(self, b: Term, a: Term, truths: list[Term], falses: list[Term]) -> None:
        """Memories behind stores: store by store, else the byte at any address."""
        failure: Failure | None = None
        if b.op == STORE and a.op == STORE:
            try:
                self.members(b, a, truths, falses)
                return
            except Failure as found:
                failure = found
        terms = self.terms
        anywhere = terms.raw(VAR, terms.pointer_bits, (), ("anywhere",))
        x, y = (terms.load(memory, anywhere, 8, 0) for memory in (b, a))
        if x is not y:
            wrong = self.differ(x, y)
            answer = self.ask([*truths, wrong], [*falses, *self.relevant([wrong])])
            if answer.verdict != "proved":
                raise failure or Failure(f"{self.what(b)} became {self.what(a)}", answer)

    def what(self, term: Term) -> str:
        """The kind of a term, for causes."""
        names = {RETURN: "return", CUT: "loop entry", UNDEFINED: "undefined", EFFECT: "call",
                 AFTER: "call", STORE: "store", COPY: "copy", FILL: "fill", ITE: "choice",
                 LOAD: "load", RESULT: "result", OPAQUE: "vector or pure call"}
        return names.get(term.op, "memory" if not term.width else "word")

    def members(self, b: Term, a: Term, truths: list[Term], falses: list[Term]) -> None:
        """Same shape: operands one by one."""
        if b.op == CUT:
            at = 0
            if len(b.args) % 2:
                self.prove(b.args[0], a.args[0], truths, falses)
                at = 1
            for k in range(at, len(b.args), 2):
                self.word(b.args[k], a.args[k], truths, falses, b.args[k + 1], a.args[k + 1])
            return
        for x, y in zip(b.args, a.args):
            if x.width == 0:
                self.prove(x, y, truths, falses)
            else:
                self.word(x, y, truths, falses)

    def split(self, b: Term, a: Term, truths: list[Term], falses: list[Term]) -> None:
        """A choice on one side: both arms, each with what is then known."""
        b, a = self.known(b, truths, falses), self.known(a, truths, falses)
        if self.same(b, a):
            return
        if b.op != ITE and a.op != ITE:
            self.prove(b, a, truths, falses)
            return
        if b.op == ITE and a.op == ITE and b.args[0] is not a.args[0]:
            if b.args[1:] == a.args[1:] or self.equal(b.args[0], a.args[0]):
                if self.try_word(b.args[0], a.args[0], truths, falses):
                    self.prove(b.args[1], a.args[1], [*truths, b.args[0]], falses)
                    self.prove(b.args[2], a.args[2], truths, [*falses, b.args[0]])
                    return
        condition = b.args[0] if b.op == ITE else a.args[0]
        for value in (True, False):
            ts = [*truths, condition] if value else truths
            fs = falses if value else [*falses, condition]
            arms = [t.args[1 if value else 2] if t.op == ITE and t.args[0] is condition else t
                    for t in (b, a)]
            if arms[0] is b and arms[1] is a:
                raise Failure("choice")
            self.prove(arms[0], arms[1], ts, fs)

    def known(self, term: Term, truths: list[Term], falses: list[Term]) -> Term:
        """A choice whose condition the path decides."""
        while term.op == ITE:
            condition = term.args[0]
            if condition in truths:
                term = term.args[1]
            elif condition in falses:
                term = term.args[2]
            elif (truths or falses) and self.ask(truths, [*falses, condition]).verdict == "proved":
                term = term.args[1]
            elif (truths or falses) and self.ask([*truths, condition], falses).verdict == "proved":
                term = term.args[2]
            else:
                break
        return term

    # -- words -----------------------------------------------------------------------------------

    def equal(self, b: Term, a: Term) -> bool:
        """Whether two words are always equal."""
        if self.same(b, a):
            return True
        if b.width != a.width:
            return False
        if divides(b) and not divides(a):
            self.solver.queries += 1
            if equal_as_integers(b, a, self.solver.same, self.solver.seconds):
                self.merge(b, a)
                return True
        answer = self.solver.never([self.differ(b, a)], [], 2)
        if answer.verdict == "proved":
            self.merge(b, a)
            return True
        return False

    def merge(self, b: Term, a: Term) -> None:
        """Both are one term from now on: the older, which cannot contain the newer, or a
        constant."""
        b, a = self.root(b), self.root(a)
        if a is not b:
            kept, gone = (a, b) if a.op == o.CONST or b.op != o.CONST and a.id < b.id else (b, a)
            self.solver.same[gone.id] = kept

    def root(self, term: Term) -> Term:
        """What a term is by what was proved."""
        while term.id in self.solver.same:
            term = self.solver.same[term.id]
        return term

    def differ(self, b: Term, a: Term) -> Term:
        """Truth: the words differ."""
        return self.terms.raw(o.XOR, 1, (self.terms.true, self.terms.raw(o.EQ, 1, (b, a))))

    def congruent(self, b: Term, a: Term, depth: int) -> bool:
        """Equal because the operands are: descends to where the words part."""
        if self.same(b, a):
            return True
        self.step()
        if b.op != a.op or b.imm != a.imm or len(b.args) != len(a.args) or not b.args \
                or depth == 0 or b.width != a.width:
            return b.width > 0 and b.width == a.width and self.equal(b, a)
        orders = [tuple(zip(b.args, a.args))]
        if b.op >= 0 and o.TRAITS[b.op] & o.COMMUTATIVE:
            orders.append(((b.args[0], a.args[1]), (b.args[1], a.args[0])))
        for order in orders:
            if all(self.memory_or_word(x, y, depth - 1) for x, y in order):
                self.merge(b, a)
                return True
        return b.width > 0 and self.equal(b, a)

    def memory_or_word(self, b: Term, a: Term, depth: int) -> bool:
        """Operands that are memories are proved on their own."""
        if self.same(b, a):
            return True
        if b.width:
            return self.congruent(b, a, depth)
        try:
            self.prove(b, a, [], [])
        except Failure:
            return False
        return True

    def try_word(self, b: Term, a: Term, truths: list[Term], falses: list[Term]) -> bool:
        """`word` as a question."""
        try:
            self.word(b, a, truths, falses)
        except Failure:
            return False
        return True

    def word(self, b: Term, a: Term, truths: list[Term], falses: list[Term],
             poison_b: Term | None = None, poison_a: Term | None = None) -> None:
        """`a` equals `b` on this path unless `b` is poison, and is poison only if `b` is."""
        terms = self.terms
        bad_b = poison_b if poison_b is not None else terms.false
        bad_a = poison_a if poison_a is not None else terms.false
        clean = bad_a is terms.false or bad_a is bad_b
        if clean and (self.same(b, a) or self.congruent(b, a, 12)):
            return
        if b.width != a.width:
            raise Failure("words of different widths")
        wrong = terms.choose(bad_a, terms.true, self.differ(b, a))
        answer = self.ask([*truths, wrong], [*falses, bad_b]) if truths or falses or not clean \
            or poison_b is not None else Answer("undecided")
        if answer.verdict != "proved":
            answer = self.ask([*truths, wrong], [*falses, bad_b, *self.relevant([wrong])])
        if answer.verdict != "proved":
            raise Failure(f"{self.what(b)} differs", answer)


def compare(before: Function, after: Function, pure_calls: set[int] | None = None,
            seconds: float = 10) -> Verdict:
    """The verdict on one pair; `pure_calls` are calls of `before` shown to have no effect."""
    verdict = Verdict("undecided", "loops: no common cut points")
    deadline = time.process_time() + PAIR_SECONDS
    for cuts in cut_points(before, after):
        found = Comparison(before, after, pure_calls or set(), seconds, deadline).run(cuts)
        if found.kind in ("equal", "proved", "refuted"):
            return found
        if verdict.cause.startswith("loops: no"):
            verdict = found
    return verdict


def compare_bounded(before: Function, after: Function, pure_calls: set[int] | None = None,
                    seconds: float = 10) -> Verdict:
    """The verdict on the paths of both versions that go back at most `BOUND` times: "bounded" when
    the version after refines the version before on all of them."""
    if not loop_headers(before) and not loop_headers(after):
        return Verdict("undecided", "no loops")
    try:
        first, second = Unrolling(before, BOUND), Unrolling(after, BOUND)
    except TooLong:
        return Verdict("undecided", "loops: too long")
    pure = {number for number, original in first.originals.items()
            if original in (pure_calls or ())}
    found = Comparison(first.made, second.made, pure | (pure_calls or set()), seconds,
                       time.process_time() + BOUNDED_SECONDS).run(set())
    if found.kind in ("equal", "proved"):
        return Verdict("bounded", f"by {BOUND} edges back", None, found.queries)
    return found
