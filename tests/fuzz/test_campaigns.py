"""A fixed slice of each campaign through `vfuzz`: the same seeds in every run."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, command

SLICES = [("agree", 1, 12), ("agree", 13, 12), ("caught", 0, 40), ("caught", 40, 40),
          ("refused", 0, 44), ("refused", 44, 44)]


@pytest.mark.parametrize("kind,first,count", SLICES)
def test_slice(kind: str, first: int, count: int, tmp_path: Path) -> None:
    """Nothing is found in these seeds."""
    done = subprocess.run(
        [*command("vfuzz", "fuzz.main"), "--campaign", kind, "--seed", str(first), "--count",
         str(count), "--size", "40", "--reduce", "0", "--save", str(tmp_path), "--quiet"],
        cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert f"{kind}: {count} programs" in done.stdout
