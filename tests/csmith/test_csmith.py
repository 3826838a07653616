"""A few Csmith programs a run; seeds depend on the commit.  Campaigns: `tests/csmith/run.py`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import slices

HERE = Path(__file__).resolve().parent
SPEC = importlib.util.spec_from_file_location("csmith_run", HERE / "run.py")
assert SPEC is not None and SPEC.loader is not None
run = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(run)


def test_no_difference() -> None:
    first = 1 + 20 * slices.part(500)
    compared, _, lines = run.run_all(
        first, 20, ["O0", "O2"], [str(HERE.parent.parent / ".venv" / "bin" / "vcc")], 1)
    assert compared > 0
    assert not lines, f"seeds from {first}:\n" + "\n".join(lines)
