"""Hypothesis strategies for whole programs.

Every decision of the generator is a draw of its own, so Hypothesis saves, replays and shrinks a
failing program like any other value.  A draw costs 45 us, a program of 1,500 tokens some thousand
draws; a campaign that only wants many programs takes `choices.RandomChoices` instead (see `main`),
which makes the same programs from a seed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from fuzz import broken, plant
from fuzz.choices import DrawnChoices
from fuzz.program import Program, generate


@st.composite
def programs(draw: Callable[[Any], Any], size: int = 60) -> Program:
    """Well-defined programs; `size` in per cent of a campaign's."""
    return generate(DrawnChoices(draw), size)


@st.composite
def planted(draw: Callable[[Any], Any], size: int = 20) -> plant.Planted:
    """Programs with one undefined behaviour at a known line."""
    choices = DrawnChoices(draw)
    row = choices.below(len(plant.ROWS))
    return plant.plant(generate(choices, size), choices, row)


@st.composite
def refused(draw: Callable[[Any], Any], size: int = 20) -> broken.Broken:
    """Programs with one broken constraint at a known line."""
    choices = DrawnChoices(draw)
    row = choices.below(len(broken.ROWS))
    return broken.break_program(generate(choices, size), choices, row)
