"""Proving one rule: at all types it applies to, by two solvers, with a condition that is needed.

Problem: "proved" must mean the same for every rule.  Idea: a rule is taken through these steps at
every assignment of types (all of i1 .. i128, ptr, f32 .. f128 that its operations admit):

1. its condition and constants can be computed without error (no negative shift count ...);
2. it fires on some defined values there, else these types are not counted;
3. its right side refines its left side, said by Z3 and by a second solver.

Then each conjunct of its condition is dropped in turn: unless something breaks, the rule is *too
narrow* and is reported (`prefer(..)` marks what is about cost).

Bit-blasting does not return on wide multiplication and division.  Such an instance is proved as a
theorem over integers (`theorems.py`), with the ranges of the width and the rule's condition as its
side conditions, by Z3 and cvc5; or the solvers translate the query to integers themselves.  What
that does not reach either is split: the constants of the rule run through all values that the
condition allows, one query each (`Instance.cases`).

Invariant: a verdict "proved" has an `unsat` of one engine of each family, at every counted type.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import z3  # type: ignore[import-untyped]

from compiler.ir import opcodes as op
from verify import solvers
from verify.infer import Typing
from verify.instance import COST, Instance, Skip, type_assignments, type_names
from verify.memory import MemoryInstance, touches_memory
from verify.language import Call, Expr, Infix, Name, Node, Rule, RuleError
from verify.peepholes import Peephole, is_peephole
from verify.selection import Selection, left_types
from verify.selection_terms import MACHINES, TermSelection, prefix
from verify.solvers import LIMIT, LONGEST, Engine
from verify.words import Unsupported

# The engines of each family in the order in which they are asked, with their seconds: for
# everything; for what has wide multiplication or division; when nothing else has helped, with time
# for a machine that is slower than the one of the record.
FIRST = ((Engine.Z3, 2.0), (Engine.Z3_THEOREM, 3.0), (Engine.Z3_INTEGERS, 3.0))
SECOND = ((Engine.BITWUZLA, 2.0), (Engine.CVC5_THEOREM, 3.0), (Engine.CVC5_INTEGERS, 3.0))
FIRST_WIDE = ((Engine.Z3_THEOREM, 2.0), (Engine.Z3, 1.0), (Engine.Z3_INTEGERS, 2.0))
SECOND_WIDE = ((Engine.CVC5_THEOREM, 2.0), (Engine.BITWUZLA, 1.0), (Engine.CVC5_INTEGERS, 2.0))
FIRST_LAST = ((Engine.Z3, LIMIT), (Engine.Z3_THEOREM, LIMIT), (Engine.Z3_INTEGERS, LIMIT),
              (Engine.Z3, LONGEST))
SECOND_LAST = ((Engine.BITWUZLA, LIMIT), (Engine.CVC5_THEOREM, LIMIT),
               (Engine.CVC5_INTEGERS, LIMIT), (Engine.BITWUZLA, LONGEST))


@dataclass(frozen=True)
class Step:
    """The proof at one assignment of types."""

    types: str                      # "i8 i32": of the rule's type classes
    first: str                      # engine of the first family that said unsat
    second: str                     # engine of the second family, or "-" when not installed
    seconds: tuple[float, float]
    cases: int = 1                  # into how many cases the constants were split


@dataclass
class Proof:
    """What became of one rule."""

    rule: Rule
    verdict: str = "proved"         # proved, false, undecided, unsupported, never applies, error
    message: str = ""
    steps: list[Step] = field(default_factory=list)
    narrow: list[str] = field(default_factory=list)     # conjuncts that nothing needs
    failed: Instance | None = None

    @property
    def seconds(self) -> float:
        """Time of both families."""
        return sum(sum(step.seconds) for step in self.steps)


class Undecided(Exception):
    """No engine of a family gave an answer."""


def prove(rule: Rule, quick: bool = False) -> Proof:
    """Take a rule through all steps; `quick` leaves out the second solver and the narrowness."""
    proof = Proof(rule)
    try:
        if is_peephole(rule):
            prove_instance(Peephole(rule), "registers", proof, quick)
            return proof
        typing = Typing(rule)
        for assignment in assignments(rule, typing):
            try:
                instance = made(rule, typing, assignment)
            except Skip:
                continue
            if not prove_instance(instance, type_names(assignment), proof, quick):
                return proof
        if not proof.steps:
            proof.verdict = "never applies"
            proof.message = "no values and constants of any type let this rule fire"
        elif not quick and not selects(rule):
            proof.narrow = too_narrow(rule, typing)
    except Unsupported as reason:
        proof.verdict, proof.message = "unsupported", f"no formula for {reason}"
    except RuleError as error:
        proof.verdict, proof.message = "error", str(error)
    return proof


def selects(rule: Rule) -> bool:
    """Whether a rule selects instructions."""
    return isinstance(rule.right, Node) and (
        bool(rule.right.machine) or rule.right.function == "mem" or rule.right.op == op.PROJ)


def assignments(rule: Rule, typing: Typing) -> list[dict[int, int]]:
    """The types at which a rule must be proved."""
    return left_types(typing) if selects(rule) else type_assignments(typing)


def made(rule: Rule, typing: Typing, assignment: dict[int, int], dropped: int = -1) -> Instance:
    """The rule at these types, without one conjunct of its condition if one is `dropped`."""
    if selects(rule):
        if prefix(rule.right) in MACHINES:
            return TermSelection(rule, typing, assignment, dropped)
        return Selection(rule, typing, assignment, dropped)
    if touches_memory(rule):
        return MemoryInstance(rule, typing, assignment, dropped)
    return Instance(rule, typing, assignment, dropped)


def prove_instance(instance: Instance, types: str, proof: Proof, quick: bool) -> bool:
    """One assignment of types; False ends the rule's proof."""
    partial = solvers.ask(Engine.Z3, instance.undefined_condition(), LONGEST)
    if partial.verdict != "unsat":
        proof.verdict = "false" if partial.verdict == "sat" else "undecided"
        proof.message = f"the condition cannot be computed for all constants at {types}"
        if partial.model is not None:
            proof.message += ": " + ", ".join(
                f"{name} = {partial.model.eval(value.word, True).as_signed_long()}"
                for name, value in instance.variables.items() if name[0].isupper())
        return False
    applies = solvers.ask(Engine.Z3, instance.applies(), 2.0)
    if applies.verdict == "unsat":
        return True
    query = instance.query()
    wide = instance.multiplies()
    found = decide(instance, query, FIRST_WIDE if wide else FIRST)
    if found.verdict == "sat":
        proof.verdict, proof.failed = "false", instance
        return False
    other = solvers.Answer("unsat", 0.0) if quick else \
        decide(instance, query, SECOND_WIDE if wide else SECOND)
    if other.verdict == "sat":
        proof.verdict = "undecided" if found.verdict == "unknown" else "false"
        proof.message = f"the solvers disagree at {types}: {found.engine} says {found.verdict}, " \
                        f"{other.engine} says {other.verdict}"
        return False
    found, other, count = split(instance, found, other)
    for answer, family in ((found, "Z3"), (other, "the second solver")):
        if answer.verdict != "unsat":
            proof.verdict = "false" if answer.verdict == "sat" else "undecided"
            proof.message = f"{family} gives no answer at {types} within {LONGEST:g} s"
            return False
    proof.steps.append(Step(types, found.engine, "-" if quick else other.engine,
                            (found.seconds, other.seconds), count))
    return True


def decide(instance: Instance, query: list[z3.BoolRef],
           engines: tuple[tuple[str, float], ...]) -> solvers.Answer:
    """The first answer that one family of engines gives."""
    start = time.process_time()
    answer = solvers.Answer("unknown", 0.0)
    for engine, limit in engines:
        if not solvers.installed(engine):
            return solvers.Answer("unsat", 0.0, None, "-")
        asked = query
        if engine.endswith("theorem"):
            asked = instance.theorem()
            if not asked:
                continue
        answer = solvers.ask(engine, asked, limit)
        # What is read as integers is trusted for `unsat` only.
        if answer.verdict == "unsat" or answer.verdict == "sat" and " " not in engine:
            break
        answer = solvers.Answer("unknown", 0.0, None, engine)
    return solvers.Answer(answer.verdict, time.process_time() - start, answer.model, answer.engine)


def split(instance: Instance, found: solvers.Answer, other: solvers.Answer
          ) -> tuple[solvers.Answer, solvers.Answer, int]:
    """Both families, where they gave no answer to the whole, on each case of the constants, or at
    last with all the time there is."""
    answers = [found, other]
    if "unknown" not in (found.verdict, other.verdict):
        return found, other, 1
    cases = instance.cases()
    first, second = (FIRST_WIDE, SECOND_WIDE) if instance.multiplies() else (FIRST, SECOND)
    for index, (engines, last) in enumerate(((first, FIRST_LAST), (second, SECOND_LAST))):
        if answers[index].verdict != "unknown":
            continue
        answer = answers[index]
        seconds = answer.seconds
        for case in cases:
            question = case.query()
            answer = decide(case, question, engines)
            if answer.verdict == "unknown":
                answer = decide(case, question, last)
            seconds += answer.seconds
            if answer.verdict != "unsat":
                break
        if answer.verdict == "unknown":
            answer = decide(instance, instance.query(), last)
            seconds += answer.seconds
        answers[index] = solvers.Answer(answer.verdict, seconds, answer.model, answer.engine)
    return answers[0], answers[1], max(1, len(cases))


def about_cost(expr: Expr) -> bool:
    """Whether a conjunct says nothing about truth."""
    if isinstance(expr, Infix):
        return (expr.left is None or about_cost(expr.left)) and about_cost(expr.right) \
            and expr.operator in ("and", "or", "not")
    if isinstance(expr, Call):
        return expr.function in COST
    return isinstance(expr, Name)


def too_narrow(rule: Rule, typing: Typing) -> list[str]:
    """Conjuncts whose absence breaks nothing, as text."""
    found = []
    for index, expr in enumerate(rule.condition):
        if about_cost(expr) or isinstance(expr, Call) and expr.function == "pointer?":
            continue
        if not needed(rule, typing, index):
            found.append(spell_expr(expr))
    return found


def needed(rule: Rule, typing: Typing, index: int) -> bool:
    """Whether dropping a conjunct breaks the rule somewhere (narrow types are tried first): the
    right side would be ill-typed, a constant could not be computed, or refinement fails."""
    well_typed = type_assignments(typing)
    for assignment in type_assignments(typing, False):
        try:
            instance = made(rule, typing, assignment, index)
            if assignment not in well_typed:
                whole = made(rule, typing, assignment)
                if solvers.ask(Engine.Z3, whole.applies(), 1.0).verdict == "unsat" and \
                        solvers.ask(Engine.Z3, instance.applies(), 1.0).verdict == "sat":
                    return True
                continue
        except (Skip, Unsupported):
            continue
        # Small types answer for sure; of wide ones only a counterexample counts.
        limit = 5.0 if instance.widest <= 16 else 1.0
        for query in (instance.undefined_condition(), instance.query()):
            verdict = solvers.ask(Engine.Z3, query, limit).verdict
            if verdict == "sat" or verdict == "unknown" and instance.widest <= 16:
                return True
    return False


def spell_expr(expr: Expr) -> str:
    """A condition as text."""
    if isinstance(expr, Name):
        return expr.name
    if isinstance(expr, Call):
        return f"{expr.function}({', '.join(map(spell_expr, expr.args))})"
    if isinstance(expr, Infix):
        space = " " if expr.operator == "not" else ""
        if expr.left is None:
            return f"{expr.operator}{space}{spell_expr(expr.right)}"
        return f"{spell_expr(expr.left)} {expr.operator} {spell_expr(expr.right)}"
    return str(expr.value)
