"""What the rows of AArch64 and RISC-V say an instruction computes is what it computes under
qemu-user on random states.  The full run is a command: see row_runs.py."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import row_runs
from row_runs import COMMANDS, Case, State, differences, draw_states, execute

from verify.row_meanings import Row, meanings, parse

STATES = 3
SEED = 1


def runs(machine: str) -> bool:
    return shutil.which(COMMANDS[machine][0]) is not None


@pytest.mark.parametrize("machine", COMMANDS)
def test_meanings(machine: str, tmp_path: Path) -> None:
    if not runs(machine):
        pytest.skip("no qemu-user")
    wrong, compared = differences(machine, STATES, SEED, tmp_path)
    assert not wrong, f"{len(wrong)} differ: {wrong[:5]}"
    few = [name for name, count in compared.items() if count < STATES]
    assert not few, f"seldom specified: {few}"
    left_out = set(meanings(machine)) - set(compared) - set(row_runs.WRONG_IN_QEMU)
    assert not left_out, f"not run: {sorted(left_out)}"


@pytest.mark.parametrize(("name", "line", "meaning"), [
    ("ADDS32rrr", "adds w0, w1, w2", "a = sub b c"), ("CSET32rc", "cset w0, eq", "a = csetm b"),
    ("LDRBwm", "ldrb w0, [x23]", "a = sext8 b"), ("STR32rm", "str w0, [x23]", "a = copy b"),
    ("CMP64rr", "cmp x0, x1", "flags = cmn a b"),
])
def test_a_wrong_meaning_is_found(name: str, line: str, meaning: str, tmp_path: Path) -> None:
    if not runs("arm"):
        pytest.skip("no qemu-user")
    states: list[State] = draw_states(12, SEED, "arm")
    row = Row("arm", name)
    row.target, row.expression = parse(meaning)
    case = Case(row, line, 0)
    output = execute("arm", [case], states, tmp_path)
    compared = {name: 0}
    wrong: list[str] = []
    row_runs.compare([case], states, output, compared, wrong)
    assert wrong
    row.target, row.expression = parse(meanings("arm")[name])
    row_runs.compare([case], states, output, compared, wrong)
    assert len(wrong) == 1
