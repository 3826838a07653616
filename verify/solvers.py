"""The solvers behind one function: engines of two families on the same query.

Problem: a wrong answer of one solver would let a false rule through.  Idea: the query is built once
as Z3 terms; its SMT-LIB text goes to the second family, Bitwuzla (bit vectors, floats, arrays) and
cvc5 (theorems over integers).  A query of bit vectors may be read as integers (`Z3 integers`,
`cvc5 integers`: the solver's own translation) or be built over integers from the start
(`theorems.py`: `Z3 theorem`, `cvc5 theorem`).  A rule is proved when an engine of each family says
`unsat`.

Answers: "unsat", "sat", "unknown" (time limit).  Source: SMT-LIB 2.6; Zohar et al., "Bit-precise
reasoning via int-blasting", VMCAI 2022.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import time
from dataclasses import dataclass

import z3  # type: ignore[import-untyped]

LIMIT = 20.0        # seconds of processor time that a query may take
LONGEST = 90.0      # the same for the last question of all, on a machine of any speed


class Engine:
    """The names of the engines."""

    Z3 = "Z3"
    Z3_INTEGERS = "Z3 integers"
    Z3_THEOREM = "Z3 theorem"
    BITWUZLA = "Bitwuzla"
    CVC5_INTEGERS = "cvc5 integers"
    CVC5_THEOREM = "cvc5 theorem"


@dataclass(frozen=True)
class Answer:
    """What one engine says, and the seconds of processor time it took."""

    verdict: str
    seconds: float
    model: z3.ModelRef | None = None
    engine: str = ""


@functools.cache
def installed(engine: str) -> bool:
    """Whether the engine's package is there."""
    package = "bitwuzla" if engine == Engine.BITWUZLA else engine.split()[0].lower()
    return importlib.util.find_spec(package) is not None


def ask(engine: str, query: list[z3.BoolRef], limit: float = LIMIT) -> Answer:
    """One engine's answer to: can all formulas of the query hold together?"""
    start, clock = time.process_time(), time.monotonic()
    limit *= Pace.crowding()
    model = None
    if any(z3.is_false(part) for part in query):
        verdict = "unsat"
    elif engine == Engine.BITWUZLA:
        verdict = _bitwuzla(smtlib(query), limit)
    elif engine.startswith("cvc5"):
        verdict = _cvc5(smtlib(query), limit, engine == Engine.CVC5_INTEGERS)
    else:
        solver = z3.SimpleSolver() if engine == Engine.Z3_INTEGERS else z3.Solver()
        if engine == Engine.Z3_INTEGERS:
            solver.set("smt.bv.solver", 2)
        solver.set("timeout", max(1, int(limit * 1000)))
        solver.add(*query)
        try:
            verdict = str(solver.check())
        except z3.Z3Exception:
            verdict = "unknown"
        if verdict == "sat":
            model = solver.model()
    Pace.note(time.monotonic() - clock, time.process_time() - start)
    return Answer(verdict, time.process_time() - start, model, engine)


class Pace:
    """How many times longer a second of work takes here now: the solvers' limits are by the clock,
    ours are of processor time.  Taken from the queries so far, before the first from the load."""

    seen: float = 0.0

    @staticmethod
    def crowding() -> float:
        """The factor for the next query."""
        if not Pace.seen:
            try:
                Pace.seen = os.getloadavg()[0] / (os.cpu_count() or 1)
            except OSError:
                pass
        return max(1.0, Pace.seen)

    @staticmethod
    def note(clock: float, processor: float) -> None:
        """A query took so long by the clock, and of the processor."""
        if clock > 0.3:
            latest = min(8.0, clock / max(processor, 0.01))
            Pace.seen = 0.5 * Pace.seen + 0.5 * latest


def smtlib(query: list[z3.BoolRef]) -> str:
    """The query as SMT-LIB text without the final check."""
    solver = z3.Solver()
    solver.add(*query)
    return str(solver.to_smt2()).rsplit("(check-sat)", 1)[0]


def _bitwuzla(text: str, limit: float) -> str:
    import bitwuzla  # type: ignore[import-not-found,import-untyped,unused-ignore]

    options = bitwuzla.Options()
    options.set(bitwuzla.Option.TIME_LIMIT_PER, max(1, int(limit * 1000)))
    parser = bitwuzla.Parser(bitwuzla.TermManager(), options, "smt2")
    parser.parse(text, True, False)
    result = parser.bitwuzla().check_sat()
    if result == bitwuzla.Result.SAT:
        return "sat"
    return "unsat" if result == bitwuzla.Result.UNSAT else "unknown"


def _cvc5(text: str, limit: float, translate: bool) -> str:
    import cvc5  # type: ignore[import-not-found,import-untyped,unused-ignore]

    if " fp." in text or "to_fp" in text:
        return "unknown"
    solver = cvc5.Solver()
    solver.setOption("tlimit-per", str(max(1, int(limit * 1000))))
    if translate:
        solver.setOption("solve-bv-as-int", "sum")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, "(set-logic ALL)\n" + text, "query")
    symbols = parser.getSymbolManager()
    while True:
        command = parser.nextCommand()
        if command.isNull():
            break
        command.invoke(solver, symbols)
    result = solver.checkSat()
    return "unsat" if result.isUnsat() else "sat" if result.isSat() else "unknown"
