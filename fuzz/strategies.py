"""Hypothesis strategies for whole programs, and for what the stages campaign draws.

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
from fuzz.random_ir import write_module
from fuzz.stages import plan_of
from fuzz.stages_code import CodeCase
from fuzz.stages_ir import Plan
from fuzz.stages_link import Case


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


@st.composite
def ir_modules(draw: Callable[[Any], Any], machine: str = "x86_64") -> tuple[str, Plan]:
    """Modules of random IR, each with how it goes through the stages."""
    choices = DrawnChoices(draw)
    text = write_module(choices)
    return text, plan_of(text, choices, machine)


@st.composite
def code_cases(draw: Callable[[Any], Any], machine: str = "x86_64") -> CodeCase:
    """Instructions of a machine's rows."""
    return CodeCase(DrawnChoices(draw), machine)


@st.composite
def link_cases(draw: Callable[[Any], Any]) -> Case:
    """Objects to be linked."""
    return Case(DrawnChoices(draw))
