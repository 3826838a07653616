"""The torture ratchet: no listed file may fail; each run takes a slice that the commit chooses.

All files: `tests/torture/run.py --level O2`, which also takes new passing files in (`--update`).
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
import slices

HERE = Path(__file__).resolve().parent
SPEC = importlib.util.spec_from_file_location("torture_run", HERE / "run.py")
assert SPEC is not None and SPEC.loader is not None
run = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(run)

VCC = [str(HERE.parent.parent / ".venv" / "bin" / "vcc")]
PARTS = {"execute": 6, "ieee": 2, "compile": 12}


@pytest.mark.parametrize("kind, level", [("execute", "O0"), ("execute", "O2"), ("ieee", "O2"),
                                         ("compile", "O2")])
def test_ratchet(kind: str, level: str) -> None:
    before = run.read_names(run.listing(kind, "x86_64", level))
    assert before, "the ratchet file is missing"
    part = slices.part(PARTS[kind])
    outcomes = run.run_all(kind, level, VCC, part=part, parts=PARTS[kind], jobs=1)
    lost = [f"{o.case.name}: {o.reason}" for o in outcomes
            if not o.passed and o.case.name in before]
    assert not lost, f"slice {part} of {PARTS[kind]}:\n" + "\n".join(lost)
