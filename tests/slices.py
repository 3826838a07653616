"""Which part of a long suite continuous integration runs: a slice that depends on the commit alone.

`part(10)` is a number from 0 to 9; over ten commits or so every file has had its turn.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def part(parts: int) -> int:
    """The slice of this commit out of `parts`."""
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return int(done.stdout.strip() or "0", 16) % parts
