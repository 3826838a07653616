"""The rule language: generated files are fresh, rules hold, errors name their place."""

from __future__ import annotations

import random

import pytest

from compiler.ir import opcodes, types
from verify.generate import OUTPUTS, ROOT, generate
from verify.language import RULES, Rule, RuleError, parse_rule, read_file
from verify.prove import check_rule

ALGEBRA = [rule for path in sorted(RULES.glob("[!sp]*.rules")) for rule in read_file(path)]


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.path)
def test_generated_file_is_fresh(output: object) -> None:
    assert generate(output) == (ROOT / output.path).read_text()  # type: ignore[attr-defined]


def test_a_sample_of_rules_holds() -> None:
    """A fixed eighth of the rules at 1, 8 and 16 bits; `python -m verify.prove` checks all."""
    for rule in random.Random(7).sample(ALGEBRA, len(ALGEBRA) // 8):
        verdict, _ = check_rule(rule, [types.I1, types.I8, types.I16])
        assert verdict.startswith(("passed", "unsupported")), f"{rule.name}: {verdict}"


@pytest.mark.parametrize("text", [
    "bad: (add x (sub 0 y)) => (sub y x)",
    "bad: (sdiv x C) if pow2?(C) => (ashr x (log2 C))",
    "bad: (select c x:i1 false) => (and c x)",
    "bad: (sub.nsw x C) => (add.nsw x (sub 0 C))",
])
def test_false_rules_are_refuted(text: str) -> None:
    verdict, _ = check_rule(parse_rule(text, "f", 1), [types.I8])
    assert verdict.startswith("refuted")


@pytest.mark.parametrize("text,message", [
    ("r: (add x y => x", "cannot read"),
    ("r: (plus x y) => x", "unknown operation plus"),
    ("r: (add x) => x", "takes 2 operands"),
    ("r: (add.foo x y) => x", "unknown type or flag foo"),
])
def test_errors_name_their_place(text: str, message: str) -> None:
    with pytest.raises(RuleError, match="file.rules:3.*") as caught:
        parse_rule(text, "file.rules", 3)
    assert message in str(caught.value)


def test_there_are_enough_rules() -> None:
    names = {(rule.file, rule.line) for rule in ALGEBRA}
    assert len(names) >= 150


def test_expansion_of_braces() -> None:
    from verify.language import expand

    assert expand("n: (a{x,y} {x,y} {w:1,2,3})", "f") == [
        "n_x_1: (ax x 1)", "n_x_2: (ax x 2)", "n_x_3: (ax x 3)",
        "n_y_1: (ay y 1)", "n_y_2: (ay y 2)", "n_y_3: (ay y 3)"]


def test_types_are_inferred() -> None:
    from verify.matcher import variants

    rule: Rule = parse_rule("t: (trunc (zext x)) => x", "f", 1)
    tests = [test.text for test in variants(rule, 0, "c")[0].tests]
    assert tests == ["a0.op == ZEXT", "a0_0.type == instr.type"]
    assert opcodes.NAMES[rule.left.op] == "trunc"
