"""The prover: what is false is refuted with its smallest counterexample, what is true is proved."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from pathlib import Path

import pytest
import z3

from compiler.ir import constants, types
from verify import integers, solvers, theorems
from verify.counterexample import show
from verify.functions import FUNCTIONS
from verify.instance import Instance, Typing, type_assignments, width_bits
from verify.language import RULES, one_rule, read_file
from verify.prove import prove
from verify.words import Unsupported

ROOT = Path(__file__).resolve().parent.parent.parent
HINTS = ("feature?", "bitmask?")        # only what is preferred hangs on them, no proof

FALSE = {
    "r: (add x (sub 0 y)) => (sub y x)": "at i8",
    "r: (sdiv x C) if pow2?(C) => (ashr x (log2 C))": "the two sides differ",
    "r: (select c x:i1 false) => (and c x)": "the right side is",
    "r: (sub.nsw x C) => (add.nsw x (sub 0 C))": "the left side is not poison, the right side is",
    "r: (mul x y) => (sdiv x y)": "the left side is defined, the right side is not",
    "r: (shl x C) if C > 0 => (mul x (exp2 C))": "cannot be computed",
    "r: (fadd x 0.0) => x": "-0.0",
    "r: (fsub -0.0 x) => (fsub 0.0 x)": "the two sides differ",
    "r: (fneg x) => (fmul x -1.0)": "NaN",
    "r: (ult (add.nsw x C1) C2) if nowrap(C2 - C1) => (ult x (sub C2 C1))": "the two sides differ",
    "r: (and x C) if pow2?(C) => x": "the two sides differ",
    "r: (fcopysign x y) => (fabs x)": "the two sides differ",
}


@pytest.mark.parametrize("text", FALSE)
def test_false_rules_are_refuted(text: str) -> None:
    proof = prove(one_rule(text))
    assert proof.verdict == "false"
    if FALSE[text] != "at i8":
        shown = proof.message if proof.failed is None else show(proof.failed)
        assert FALSE[text] in shown


def test_the_smallest_counterexample_has_every_subterm() -> None:
    proof = prove(one_rule("r: (add x (sub 0 y)) => (sub y x)", "f.rules"))
    assert proof.failed is not None
    assert show(proof.failed) == """f.rules:1:4: error: r is false
  r: (add x (sub 0 y)) => (sub y x)
     ^
  with
    x  i8  0
    y  i8  -1 (0xff)
  left side
    (add x (sub 0 y))  i8  1
    (sub 0 y)          i8  1
  right side
    (sub y x)  i8  -1 (0xff)
  the two sides differ"""


def test_conditions_that_nothing_needs_are_reported() -> None:
    proof = prove(one_rule("r: (and (or x C1) C2) if C1 == 0, C2 > 4 => (and x C2)"))
    assert proof.verdict == "proved" and proof.narrow == ["C2 > 4"]
    assert not prove(one_rule("r: (and (or x C1) C2) if C1 == 0, prefer(C2 > 4) => "
                              "(and x C2)")).narrow


def test_impossible_conditions_are_reported() -> None:
    assert prove(one_rule("r: (add x C) if C > 3, C < 2 => x")).verdict == "never applies"


def test_what_bit_blasting_cannot_do_is_a_theorem() -> None:
    proof = prove(one_rule("r: (sdiv (mul.nsw x:i64 y) y) => x"))
    assert proof.verdict == "proved"
    assert proof.steps[0].first == "Z3 theorem" and proof.steps[0].second == "cvc5 theorem"


def test_functions_of_constants_are_what_the_compiler_computes() -> None:
    """Formulas of `integers.py` against the Python text of `functions.py`."""
    rng = random.Random(5)
    names = {name: getattr(constants, name) for name in dir(constants) if name[0] != "_"}
    names["wrap"] = types.wrap
    tried = set()
    for name, row in FUNCTIONS.items():
        if row.args not in ("u", "s") or "{c}" in row.text or name in HINTS:
            continue
        condition = f"{name}(C)" if row.result == "b" else f"{name}(C) == D"
        rule = one_rule(f"r: (add (mul x C) D) if {condition} => x")
        typing = Typing(rule)
        for assignment in type_assignments(typing):
            width = width_bits(next(iter(assignment.values())))
            values = [0, 1, -1, 2, width - 1, 1 << (width - 1)] + \
                [rng.getrandbits(width) >> rng.randrange(width) for _ in range(6)]
            for value in sorted({types.wrap(v, width) for v in values}):
                if name in ("exp2", "mask") and not 0 <= value <= width:
                    continue
                if name == "inverse" and value % 2 == 0:
                    continue
                argument = types.unsigned(value, width) if row.args == "u" else value
                expected = eval(row.text.format(f"({argument})", w=width), names)
                fixed = {"C": value}
                if row.result == "i":
                    fixed["D"] = types.wrap(int(expected), width)
                    if fixed["D"] != expected:
                        continue        # does not fit the width of D
                instance = Instance(rule, typing, assignment, fixed=fixed)
                found = solvers.ask("Z3", instance.applies()).verdict
                assert found == ("sat" if expected or row.result == "i" else "unsat"), \
                    (name, value, width)
                tried.add(name)
    assert len(tried) >= 18


def test_theorems_agree_with_bit_vectors() -> None:
    """The integer reading of a query has the same answer, on constants drawn at random."""
    rng = random.Random(11)
    texts = ["r: (add (mul x C) D) => (sub x C)", "r: (add (udiv x C) D) => (urem x D)",
             "r: (add (sdiv x C) D) => (srem x D)",
             "r: (add (sub.nsw x C) D) => (add.nuw x D)",
             "r: (slt (mul.nsw x C) D) => (ult x C)", "r: (zext (add x C)) => (sext (sub x C))",
             "r: (ashr x 3) => (lshr x 2)", "r: (smulo x C) => (umulo x C)"]
    for text in texts:
        rule = one_rule(text)
        typing = Typing(rule)
        names = [name for name in typing.name_paths]
        for assignment in type_assignments(typing):
            if max(map(width_bits, assignment.values())) not in (8, 64):
                continue
            for _ in range(6):
                fixed = {name: types.wrap(rng.getrandbits(64) >> rng.randrange(64), width_bits(
                    assignment[typing.needed.find(typing.left_vars[typing.name_paths[name][0]])]))
                    for name in names}
                both = [solvers.ask("Z3", Instance(rule, typing, assignment, -1, logic, fixed)
                                    .query()).verdict for logic in (integers, theorems)]
                assert both[0] == both[1], (text, fixed, both)


def test_unknown_things_are_unsupported_not_wrong() -> None:
    assert prove(one_rule("r: (add x C) if strange(C) => x")).verdict in ("unsupported", "error")
    with pytest.raises(Unsupported):
        theorems.bit_length(z3.Int("x"))


def vprove(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command from the tree."""
    return subprocess.run([sys.executable, "-m", "verify.main", *arguments], cwd=ROOT, text=True,
                          capture_output=True)


def test_the_command(tmp_path: Path) -> None:
    good = tmp_path / "good.rules"
    good.write_text("a: (add x 0) => x\nb: (sub x y) => (add x y)\n")
    done = vprove(f"{good}:a")
    assert done.returncode == 0 and done.stdout.startswith("1 proved")
    done = vprove(str(good))
    assert done.returncode == 1 and "good.rules:2:4: error: b is false" in done.stdout
    bad = tmp_path / "bad.rules"
    bad.write_text("a: (add x 0) = x\n")
    done = vprove(str(bad))
    assert done.returncode == 1 and done.stdout.startswith("bad.rules:1:14: error: ")
    for arguments in (["nowhere.rules"], ["--strange"], [f"{good}:c"], [str(tmp_path)]):
        done = vprove(*arguments)
        assert done.returncode == 2 and done.stderr.startswith("vprove: ") and not done.stdout


def test_names_are_distinct() -> None:
    rules = [rule for path in sorted(RULES.glob("[!s]*.rules")) for rule in read_file(path)]
    for first, second in itertools.pairwise(sorted(rules, key=lambda rule: rule.name)):
        assert first.name != second.name, first.where


def test_division_of_extended_words_is_that_of_words() -> None:
    """The theorem behind `Selection.narrow_division`, at 8 bits."""
    x, y = z3.BitVecs("x y", 8)
    wide_x, wide_y = z3.SignExt(8, x), z3.SignExt(8, y)
    fits = z3.And(y != 0, z3.Not(z3.And(x == 128, y == -1)))
    solver = z3.Solver()
    solver.add(fits, z3.Or(wide_x / wide_y != z3.SignExt(8, x / y),
                           z3.SRem(wide_x, wide_y) != z3.SignExt(8, z3.SRem(x, y))))
    assert solver.check() == z3.unsat
