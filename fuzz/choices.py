"""Where a generator's decisions come from: one interface, three sources.

Problem: a campaign wants thousands of decisions a program at a microsecond each; a property test
wants Hypothesis to make, replay and shrink the same decisions.  Idea: the generator asks only for
`below(n)`; a pseudo-random source answers at 0.5 us, a source over a Hypothesis `draw` at 45 us, a
source over a recorded list replays.  By convention the answer 0 is the simplest alternative, so
that a shrunk list makes a smaller program.

Invariant: the same answers give the same program, byte for byte.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices:
    """A source of decisions; subclasses give `below`."""

    def below(self, bound: int) -> int:
        """An integer in [0, bound); 0 is the simplest."""
        raise NotImplementedError

    def between(self, low: int, high: int) -> int:
        """An integer in [low, high]."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """True in about `percent` of 100 cases; False is the simpler."""
        return self.below(100) >= 100 - percent

    def pick(self, items: Sequence[T]) -> T:
        """One of the items; the first is the simplest."""
        return items[self.below(len(items))]


class RandomChoices(Choices):
    """Decisions of a seed."""

    def __init__(self, seed: int) -> None:
        source = random.Random(seed)
        self.random = source.random
        self.bits = source.getrandbits

    def below(self, bound: int) -> int:
        if bound <= 1 << 32:
            return int(self.random() * bound)
        return self.bits(bound.bit_length() + 32) % bound


class DrawnChoices(Choices):
    """Decisions of Hypothesis: each is one drawn integer, so each shrinks by itself."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw
        self.strategies: dict[int, Any] = {}

    def below(self, bound: int) -> int:
        if bound <= 1:
            return 0
        strategy = self.strategies.get(bound)
        if strategy is None:
            strategy = self.strategies[bound] = st.integers(0, bound - 1)
        return int(self.draw(strategy))


class ReplayedChoices(Choices):
    """Decisions from a list, 0 when it has run out."""

    def __init__(self, answers: Sequence[int]) -> None:
        self.answers = answers
        self.at = 0

    def below(self, bound: int) -> int:
        self.at += 1
        if self.at > len(self.answers) or bound <= 1:
            return 0
        return min(self.answers[self.at - 1], bound - 1)
