"""Proofs on file are fresh, the page is theirs, and a slice of the rules is proved live.

The live slice is what the last commit changed and the quarter of all rules whose turn it is
(`verify/slice.py`), by both families of solvers; four commits in a row prove every rule again.
"""

from __future__ import annotations

import pytest
import z3

from verify import store, table
from verify.generate import OUTPUTS, read_rules
from verify.integers import quotient_and_rest
from verify.main import all_rules
from verify.prove import prove
from verify.slice import chosen
from verify.solvers import Engine, ask
from verify.theorems import division_facts, opaque
from verify.words import ROUND, quotient, subterms

PARTS = 24


def test_every_generated_rule_has_a_fresh_proof() -> None:
    refused = [rule.name for output in OUTPUTS for rule in read_rules(output)[1]]
    assert not refused, f"{len(refused)} rules have no fresh proof: {' '.join(refused[:20])}"


def test_records_are_of_rules() -> None:
    rules = {(rule.file, rule.name) for rule in all_rules()}
    gone = [key for key in store.load() if key not in rules]
    assert not gone


def test_the_page_of_proofs_is_fresh() -> None:
    assert table.PAGE.read_text(encoding="utf-8") == table.text()


def test_a_changed_rule_is_stale() -> None:
    records = store.load()
    rule = next(rule for rule in all_rules() if store.fresh(rule, records))
    key = (rule.file, rule.name)
    assert not store.fresh(rule, {})
    other = next(record for found, record in records.items()
                 if found != key and record.digest != records[key].digest)
    assert not store.fresh(rule, {key: other})


@pytest.mark.parametrize("engine", [Engine.Z3, Engine.BITWUZLA])
def test_the_theorem_on_signs_of_quotients(engine: str) -> None:
    sort = z3.FPSort(5, 11)
    x, y = z3.FP("x", sort), z3.FP("y", sort)
    for a, b in ((z3.fpNeg(x), y), (x, z3.fpNeg(y)), (z3.fpNeg(x), z3.fpNeg(y))):
        assert ask(engine, [quotient(a, b) != z3.fpDiv(ROUND, a, b)]).verdict == "unsat"


@pytest.mark.parametrize("engine", [Engine.Z3_THEOREM, Engine.CVC5_THEOREM])
def test_the_theorem_on_nested_quotients(engine: str) -> None:
    n, d, e, q, r, p, s, t, u, k = z3.Ints("n d e q r p s t u k")
    monotony = [z3.Implies(z3.And(d > 0, k >= 1), d * k >= d),
                z3.Implies(z3.And(d > 0, k <= -1), d * k <= -d),
                z3.Implies(z3.And(d > 0, s <= e - 1), d * s <= d * (e - 1))]
    for lemma in monotony:
        assert ask(engine, [z3.Not(lemma)]).verdict == "unsat"
    de = d * e
    given = [d > 0, e > 0, n == d * q + r, r >= 0, r < d, q == e * p + s, s >= 0, s < e,
             n == de * t + u, u >= 0, u < de, k == p - t, de * k == u - (d * s + r),
             d * s <= d * (e - 1), z3.Implies(k >= 1, de * k >= de),
             z3.Implies(k <= -1, de * k <= -de)]
    assert ask(engine, [*given, p != t]).verdict == "unsat"


@pytest.mark.parametrize("engine", [Engine.Z3, Engine.BITWUZLA])
def test_the_theorem_on_quotient_and_rest(engine: str) -> None:
    x, y = z3.BitVecs("x y", 8)
    assert ask(engine, [z3.Not(quotient_and_rest(x / y, z3.SRem(x, y)))]).verdict == "unsat"


def test_unknown_functions_stand_for_divisions_by_what_is_no_number() -> None:
    n, d = z3.Ints("n d")
    query = [d > 0, (n / d) / d == n / (d * d), n % 7 == n % d]
    query = opaque(query + division_facts(query))
    terms = [term.decl().name() for term in subterms(query)]
    assert "quotient" in terms and "rest" in terms
    assert terms.count("mod") == 1 and "div" not in terms
    assert ask(Engine.Z3_THEOREM, [*query, n < 0, n / 7 == 3]).verdict == "unsat"
    assert ask(Engine.Z3_THEOREM, query).verdict == "sat"


@pytest.mark.parametrize("part", range(PARTS))
def test_slice_is_proved(part: int) -> None:
    failed = []
    for rule in chosen(all_rules())[part::PARTS]:
        proof = prove(rule)
        if proof.verdict != "proved":
            failed.append(f"{rule.where} {rule.name}: {proof.verdict}: {proof.message}")
    assert not failed, "\n".join(failed)
