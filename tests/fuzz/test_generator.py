"""What the generator promises, without a judge: the same choices, the same text; sound intervals;
a reducer that keeps what its test asks for."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from fuzz.choices import Choices, RandomChoices, ReplayedChoices
from fuzz.ctypes_model import INT, INT_BASES, common
from fuzz.features import features
from fuzz.intervals import binary, compare, convert
from fuzz.program import generate
from fuzz.reduce import Reducer, join, tokens_of

BASES = [base for base in INT_BASES if base.rank >= INT.rank]


class Recorder(Choices):
    """Passes a source's answers on and keeps them."""

    def __init__(self, source: Choices) -> None:
        self.source = source
        self.answers: list[int] = []

    def below(self, bound: int) -> int:
        self.answers.append(self.source.below(bound))
        return self.answers[-1]


def test_same_choices_same_program() -> None:
    recorder = Recorder(RandomChoices(7))
    first = generate(recorder).files
    assert first == generate(RandomChoices(7)).files
    assert first == generate(ReplayedChoices(recorder.answers)).files
    assert first != generate(RandomChoices(8)).files


def test_programs_are_large_and_varied() -> None:
    programs = [generate(RandomChoices(seed)) for seed in range(40)]
    sizes = sorted(program.tokens() for program in programs)
    assert sizes[len(sizes) // 2] >= 1500
    seen = {name for program in programs for _, text in program.files for name in features(text)}
    assert len(seen) >= 80


def exact(op: str, a: int, b: int) -> int:
    """C's operator on unlimited integers."""
    if op in "/%":
        quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        return quotient if op == "/" else a - quotient * b
    return {"+": a + b, "-": a - b, "*": a * b, "&": a & b, "|": a | b, "^": a ^ b}[op]


@given(st.sampled_from(BASES), st.sampled_from("+-*&|^/%"), st.integers(), st.data())
def test_intervals_hold(base: object, op: str, seed: int, data: st.DataObject) -> None:
    """Every value of the operands' intervals gives a value of the result's, and is defined."""
    source = random.Random(seed)
    type_ = INT_BASES[INT_BASES.index(base)]        # type: ignore[arg-type]

    def interval() -> tuple[int, int]:
        ends = sorted(type_.wrap(source.choice([source.getrandbits(140) >> source.randrange(140),
                                                -source.getrandbits(8), source.getrandbits(4)]))
                      for _ in range(2))
        return ends[0], ends[1]

    a, b = interval(), interval()
    found = binary(op, a, b, type_)
    for _ in range(5):
        x, y = source.randint(*a), source.randint(*b)
        if found is None:
            continue
        value = exact(op, x, y)
        assert type_.low <= value <= type_.high or not type_.signed
        assert found[0] <= type_.wrap(value) <= found[1]
        low, high = compare("<", a, b)
        assert low <= int(x < y) <= high


def test_conversions() -> None:
    assert common(INT_BASES[0], INT_BASES[1]).name == "unsigned int"
    assert convert(-1, -1, BASES[1]) == (2**32 - 1, 2**32 - 1)


def test_reducer_keeps_the_failure_alone() -> None:
    files = generate(RandomChoices(3)).files[:1]
    text = files[0][1].replace("return ", "marked = 1; return ", 1)
    reducer = Reducer([("main.c", text)], lambda found: any("marked" in t for _, t in found), 60)
    (_, small), = reducer.run()
    assert "marked" in small
    assert len(tokens_of(small)) <= 4


def test_join_keeps_tokens() -> None:
    for _, text in generate(RandomChoices(5)).files:
        tokens = tokens_of(text)
        assert tokens_of(join(tokens)) == tokens
