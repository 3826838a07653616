"""The whole report on each file of `same/` is gcc's: texts, columns, ranges, notes, order.

`// options: ...` in a file's first lines adds options.
"""

from __future__ import annotations

import difflib
import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
VCC = HERE.parent.parent / ".venv" / "bin" / "vcc"
FILES = sorted((HERE / "same").glob("*.c"))


def report(compiler: str, path: Path) -> list[str]:
    """What a compiler says of a file."""
    options = [word for line in path.read_text().splitlines() if line.startswith("// options:")
               for word in line.split()[2:]]
    done = subprocess.run([compiler, "-Wall", *options, "-fsyntax-only", path.name],
                          cwd=path.parent, env={**os.environ, "LC_ALL": "C"},
                          capture_output=True, text=True)
    return done.stderr.splitlines(keepends=True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_same(path: Path) -> None:
    """No line differs."""
    wanted = report("gcc", path)
    assert wanted
    assert "".join(difflib.unified_diff(wanted, report(str(VCC), path), "gcc", "vcc", n=0)) == ""
