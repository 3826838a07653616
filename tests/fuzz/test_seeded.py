"""Each seeded fault changes what `vcc` writes: a pattern that no longer occurs seeds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz.seeded import ROWS, Faulty

# what all rows change
TEXT = """
int shifted(int x, int n) { return x >> n; }
unsigned long shifted_long(unsigned long x, int n) { return x >> n; }
int characters(signed char *p) { return *p * 3; }
int shorts(short *p) { return *p * 3; }
int less(int a, int b) { return a < b; }
int greater(int a) { return a > 5; }
int branch(unsigned a) { if (a > 5) return 7; return 9; }
unsigned __int128 sum(unsigned __int128 a, unsigned __int128 b) { return a + b; }
int converted(double x) { return x; }
int complement(int x, int y) { return ~(x * y); }
"""


@pytest.mark.parametrize("row", range(len(ROWS)), ids=[row[0] for row in ROWS])
def test_fault_is_seeded(row: int, tmp_path: Path) -> None:
    from compiler.driver.main import run

    source, text = tmp_path / "text.c", tmp_path / "text.s"
    source.write_text(TEXT)
    faulty = Faulty(row)
    assert run("vcc", ["-w", *faulty.options, "-S", str(source), "-o", str(text)]) == 0
    assert faulty.pattern.sub(faulty.replacement, text.read_text()) != text.read_text()
