"""The classes of GCC's torture files under `vrun`: each has its row, each `undefined` its reason,
and a slice that the commit chooses is run again."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import slices

HERE = Path(__file__).resolve().parent
SPEC = importlib.util.spec_from_file_location("torture_verdicts", HERE / "verdicts.py")
assert SPEC is not None and SPEC.loader is not None
verdicts = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(verdicts)
PARTS = 40


def test_list() -> None:
    """At least 78 % end with 0, at most 15 % are unsupported, nothing is unexplained."""
    rows = verdicts.read_list()
    classes = [row[0] for row in rows.values()]
    assert len(rows) >= 1592
    assert classes.count("exit 0") >= 0.78 * len(rows)
    assert classes.count("unsupported") <= 0.15 * len(rows)
    assert [name for name, row in rows.items() if row[0] == "undefined" and not row[2]] == []


def test_slice() -> None:
    rows = verdicts.read_list()
    command = [str(HERE.parent.parent / ".venv" / "bin" / "vrun")]
    outcomes = verdicts.run_all(command, slices.part(PARTS), PARTS)
    different = [f"{name}: {kind} {message} (listed: {rows[name][0]})"
                 for name, (kind, message) in outcomes.items() if kind != rows[name][0]]
    assert not different, "\n".join(different)
