"""No benchmark executes over 2 % more instructions, or grows by more, than is on record."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
SPEC = importlib.util.spec_from_file_location("bench_ratchet", HERE / "ratchet.py")
assert SPEC is not None and SPEC.loader is not None
ratchet = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(ratchet)

RECORD = ratchet.read_figures()


@pytest.mark.parametrize("name", ratchet.NAMES)
def test_ratchet(name: str, tmp_path: Path) -> None:
    assert name in RECORD, "not on record: tests/bench/ratchet.py --update"
    for now, before, unit in zip(ratchet.measure(name, tmp_path), RECORD[name],
                                 ("instructions", "bytes of .text")):
        assert now <= before * ratchet.TOLERANCE, f"{now:,} {unit}, {before:,} on record"
