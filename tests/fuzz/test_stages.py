"""The stages campaign: fixed seeds find nothing but what is open; a stage made wrong is named.

`OPEN` lists seeds with a known defect that is not fixed yet (docs/status.md); one that finds
nothing any more must leave the list.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from conftest import CAMPAIGN, examples, shard_seed
from hypothesis import given, note

from compiler.ir import opcodes as o
from compiler.ir.instr import Function
from compiler.ir.read import read_module
from compiler.linker.relocate import Relocator
from compiler.opt import pipeline
from compiler.opt.context import PassContext
from fuzz import stages_code, stages_ir
from fuzz.choices import RandomChoices
from fuzz.judges import Workplace
from fuzz.random_ir import write_module
from fuzz.reduce_ir import IRReducer
from fuzz.shrink import shrink
from fuzz.stages import PARTS, lines_of, part_of, plan_of
from fuzz.stages_ir import judge_module
from fuzz.stages_link import Case, listing
from fuzz.strategies import code_cases, ir_modules, link_cases

SHARDS = 3
SEEDS = range(SHARDS * 8)
OPEN: dict[int, str] = {}
MACHINE = os.environ.get("VOUCH_FUZZ_TARGET", "x86_64")


@pytest.fixture
def place() -> Iterator[Workplace]:
    made = Workplace()
    yield made
    made.close()


@pytest.mark.parametrize("shard", range(SHARDS))
def test_fixed_seeds(shard: int, place: Workplace) -> None:
    for number in [n for n in SEEDS if n % SHARDS == shard]:
        fault = part_of(number).judge(RandomChoices(number), place, MACHINE)
        said = (fault.stage, fault.what) if fault is not None else ("", "")
        assert said[0] == OPEN.get(number, ""), (number, said)


@pytest.mark.skipif(not CAMPAIGN, reason="fresh cases: VOUCH_FUZZ_EXAMPLES=N")
@pytest.mark.parametrize("shard", range(4))
def test_fresh_modules(shard: int, place: Workplace) -> None:
    @shard_seed(shard)
    @examples(1)
    @given(ir_modules(MACHINE))
    def holds(drawn: tuple[str, stages_ir.Plan]) -> None:
        text, plan = drawn
        fault = judge_module(text, plan, place)
        if fault is not None:
            note(text)
        assert fault is None, f"{fault.stage}: {fault.what}"

    holds()


@pytest.mark.skipif(not CAMPAIGN, reason="fresh cases: VOUCH_FUZZ_EXAMPLES=N")
@pytest.mark.parametrize("shard", range(2))
def test_fresh_instructions(shard: int, place: Workplace) -> None:
    @shard_seed(shard)
    @examples(1)
    @given(code_cases(MACHINE))
    def holds(case: stages_code.CodeCase) -> None:
        fault = stages_code.judge_code(case, place)
        if fault is not None:
            note(case.text())
        assert fault is None, f"{fault.stage}: {fault.what}"

    holds()


@pytest.mark.skipif(not CAMPAIGN, reason="fresh cases: VOUCH_FUZZ_EXAMPLES=N")
def test_fresh_objects(place: Workplace) -> None:
    @examples(1)
    @given(link_cases())
    def holds(case: Case) -> None:
        from fuzz.stages_link import judge_link

        fault = judge_link(case, place)
        if fault is not None:
            note(listing(case))
        assert fault is None, f"{fault.stage}: {fault.what}"

    holds()


def wrong_pass(name: str, function: Function, context: PassContext) -> bool:
    """As `run_pass`, but one pass makes a subtraction of the first addition."""
    changed = pipeline.run_pass(name, function, context)
    if name == "dce":
        for block in function.blocks:
            for instr in block.instrs:
                if instr.op == o.ADD and int(instr.type) in (4, 5):
                    instr.op = o.SUB
                    return True
    return changed


def test_a_wrong_pass_is_named_and_reduced(place: Workplace,
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages_ir, "run_pass", wrong_pass)
    for number in range(100, 130):
        choices = RandomChoices(number)
        text = write_module(choices)
        plan = plan_of(text, choices, "x86_64")
        fault = stages_ir.passes_fault(stages_ir.Known(text, plan.inputs), 2)
        if fault is not None:
            break
    assert fault is not None and fault.stage == "pass dce"

    def fails(candidate: str) -> bool:
        try:
            known = stages_ir.Known(candidate, plan.inputs[:2], 1000)
            found = stages_ir.passes_fault(known, 2, "dce")
        except Exception:
            return False
        return found is not None and found.stage == "pass dce"

    assert fails(text)
    small = IRReducer(text, fails, 20).run()
    assert fails(small) and lines_of(small) < lines_of(text) // 2


def test_a_wrong_encoding_is_named(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = stages_code.X86Subject.text
    monkeypatch.setattr(stages_code.X86Subject, "text",
                        lambda self, op, o: honest(self, op, o).replace("%ecx", "%edx"))
    faults = [PARTS[1].judge(RandomChoices(number), place, "x86_64") for number in range(5)]
    assert any(fault is not None and fault.stage == "assembler" for fault in faults)


def test_a_wrong_relocation_is_named(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Relocator.plain_value
    monkeypatch.setattr(Relocator, "plain_value",
                        lambda self, *given: honest(self, *given) + 8)
    faults = [PARTS[2].judge(RandomChoices(number), place, "x86_64") for number in range(10)]
    assert any(fault is not None and fault.stage == "linker: relocations" for fault in faults)


def test_lists_shrink() -> None:
    assert shrink([5, 9, 0, 7, 3, 8], lambda found: 7 in found, 5) == [7]


def test_modules_read_back() -> None:
    for number in range(20):
        assert read_module(write_module(RandomChoices(number))).functions
