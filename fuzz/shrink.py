"""A failing list of decisions made small: runs of them cut, single ones lowered.

Problem: what is not C text (IR, instructions, objects) cannot be reduced by cutting text, since its
parts depend on each other.  Idea: reduce the decisions it was made from, as Hypothesis does: fewer
and smaller answers make a smaller case, whatever it is (0 is the simplest by convention, and a list
that has run out answers 0).

Invariant: `fails` has held for the list that is kept.
"""

from __future__ import annotations

from collections.abc import Callable

from fuzz.choices import Choices
from fuzz.reduce import spent

Answers = list[int]


class Recorder(Choices):
    """Passes a source's answers on and keeps them."""

    def __init__(self, source: Choices) -> None:
        self.source = source
        self.answers: Answers = []

    def below(self, bound: int) -> int:
        self.answers.append(self.source.below(bound))
        return self.answers[-1]


def shrink(answers: Answers, fails: Callable[[Answers], bool], seconds: float) -> Answers:
    """The smallest list found in the time for which `fails` holds."""
    deadline = spent() + seconds
    seen: set[tuple[int, ...]] = set()

    def holds(candidate: Answers) -> bool:
        key = tuple(candidate)
        if key in seen or spent() > deadline:
            return False
        seen.add(key)
        return fails(candidate)

    best = list(answers)
    busy = True
    while busy and spent() < deadline:
        busy = False
        size = max(1, len(best) // 2)
        while size:
            at = len(best)
            while at > 0:
                at = max(0, at - size)
                cut = best[:at] + best[at + size:]
                zeros = best[:at] + [0] * len(best[at:at + size]) + best[at + size:]
                for candidate in (cut, zeros):
                    if candidate != best and holds(candidate):
                        best, busy = candidate, True
                        break
            size //= 2
        for at in range(len(best)):
            for value in (1, best[at] // 2, best[at] - 1):
                if 0 <= value < best[at] and holds([*best[:at], value, *best[at + 1:]]):
                    best[at] = value
                    busy = True
                    break
        while best and best[-1] == 0:
            best.pop()
    return best
