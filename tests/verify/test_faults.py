"""Seeded faults: the table is fresh, every fault still has its place, one of each guard is caught.

All of them: `python -m verify.faults`.
"""

from __future__ import annotations

import pytest

from verify.faults import FAULTS, ROOT, seeded, table

TRIED = ["arms exchanged", "row forgets the borrow", "occupied registers given out",
         "displacement 128 in a byte", "edge without its phi operand", "cast: sign lost"]


def test_table_is_fresh() -> None:
    assert (ROOT / "docs" / "faults.md").read_text().endswith(table())


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: row[0])
def test_fault_has_its_place(row: tuple[str, ...]) -> None:
    assert (ROOT / row[2]).read_text().count(row[3]) == 1
    assert row[3] != row[4]


def test_enough_faults() -> None:
    assert len(FAULTS) >= 20


@pytest.mark.parametrize("name", TRIED)
def test_fault_is_caught(name: str) -> None:
    caught, said = seeded(name)
    assert caught, said
