"""Hypothesis writes programs; the abstract machine and the compiler may not disagree about them.

A property is split into shards, so that `pytest -n auto` spreads it.
"""

from __future__ import annotations

from typing import Any

import pytest
from conftest import command, examples, shard_seed
from hypothesis import given, note

from fuzz.judges import Command, DefinitionCommand, Workplace, disagreements
from fuzz.strategies import planted, programs, refused

SHARDS = 2
VRUN = DefinitionCommand(command("vrun", "interp.main"))
CHECKER = DefinitionCommand([*command("vrun", "interp.main"), "--check"])
LEVELS = [Command(" ".join([*command("vcc", "compiler.driver.main"), level])) for level in
          ("-O0", "-O2")]
SYNTAX = Command(" ".join([*command("vcc", "compiler.driver.main"), "-fsyntax-only"]))


@pytest.mark.parametrize("shard", range(SHARDS))
def test_agree(shard: int) -> None:
    """Output and status are the same from the definition and at each level."""
    place = Workplace()

    @shard_seed(shard)
    @examples(6)
    @given(programs(40))
    def agree(program: Any) -> None:
        _, found = disagreements(program.files, VRUN, list(LEVELS), place)
        if found:
            note("\n".join(text for _, text in program.files))
        assert not found, found[0].brief()

    agree()
    place.close()


@pytest.mark.parametrize("shard", range(SHARDS))
def test_caught(shard: int) -> None:
    """A planted undefined behaviour is reported as its item at its line."""
    place = Workplace()

    @shard_seed(shard)
    @examples(8)
    @given(planted(15))
    def caught(wrong: Any) -> None:
        outcome = VRUN.run(place, place.write(wrong.files))
        assert (outcome.kind, outcome.item, outcome.file, outcome.line) == (
            "undefined", wrong.item, wrong.file, wrong.line)

    caught()
    place.close()


@pytest.mark.parametrize("shard", range(SHARDS))
def test_refused(shard: int) -> None:
    """Both front ends reject a broken constraint at its line."""
    place = Workplace()

    @shard_seed(shard)
    @examples(8)
    @given(refused(15))
    def rejected(wrong: Any) -> None:
        names = place.write(wrong.files)
        outcome = CHECKER.run(place, names)
        assert (outcome.kind, outcome.file, outcome.line) == ("rejected", wrong.file, wrong.line)
        accepted, messages = SYNTAX.compile(place, names, "unused")
        errors = [line for line in messages.splitlines() if " error: " in line]
        assert not accepted and errors[0].startswith(f"{wrong.file}:{wrong.line}:"), messages

    rejected()
    place.close()
