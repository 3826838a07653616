"""A fixed slice of each campaign through `vfuzz`: the same seeds in every run.

`OPEN` lists the seeds whose finding is a known defect that is not fixed yet (docs/found.md); a seed
that finds nothing any more must leave the list.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, command

SLICES = [("agree", 1, 12), ("agree", 13, 12), ("caught", 0, 40), ("caught", 40, 40),
          ("refused", 0, 44), ("refused", 44, 44)]
OPEN: set[tuple[str, int]] = set()


@pytest.mark.parametrize("kind,first,count", SLICES)
def test_slice(kind: str, first: int, count: int, tmp_path: Path) -> None:
    """Nothing is found in these seeds but what is open."""
    done = subprocess.run(
        [*command("vfuzz", "fuzz.main"), "--campaign", kind, "--seed", str(first), "--count",
         str(count), "--size", "40", "--reduce", "0", "--save", str(tmp_path), "--quiet"],
        cwd=ROOT, capture_output=True, text=True, timeout=600)
    found = {(kind, int(n)) for n in re.findall(r"^seed (\d+): (?!saved)", done.stdout, re.M)}
    wanted = {(k, n) for k, n in OPEN if k == kind and first <= n < first + count}
    assert found == wanted, (done.stdout + done.stderr)[-3000:]
    assert done.returncode == bool(wanted)
    assert f"{kind}: {count} programs" in done.stdout
