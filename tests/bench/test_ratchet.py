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

CASES = [(machine, name) for machine in ratchet.MACHINES for name in ratchet.NAMES[machine]]


@pytest.mark.parametrize(("machine", "name"), CASES)
def test_ratchet(machine: str, name: str, tmp_path: Path) -> None:
    if machine != ratchet.HOST and not ratchet.emulated.is_there(machine):
        pytest.skip("no emulator, plugin or C library for the target")
    record = ratchet.read_figures(machine)
    assert name in record, f"not on record: tests/bench/ratchet.py --machine {machine} --update"
    for now, before, unit in zip(ratchet.measure(name, tmp_path, machine), record[name],
                                 ("instructions", "bytes of .text")):
        assert now <= before * ratchet.TOLERANCE, f"{now:,} {unit}, {before:,} on record"
