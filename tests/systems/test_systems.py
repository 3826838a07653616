"""Real programs in their quick form, one test a program, so that workers share them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


BOTH_LEVELS = ["lua", "zlib", "bzip2", "lz4", "jq", "sqlite", "tcc"]
OPTIMISED = ["libpng", "musl", "quickjs", "zstd"]


@pytest.mark.parametrize(("name", "level"), [(name, "O0") for name in BOTH_LEVELS]
                         + [(name, "O2") for name in BOTH_LEVELS + OPTIMISED])
def test_program(name: str, level: str) -> None:
    done = subprocess.run([sys.executable, str(HERE / "run.py"), name, "--level", level, "--quick"],
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout[-2000:]


def test_page_is_fresh() -> None:
    done = subprocess.run([sys.executable, str(HERE / "compare.py"), "--check"], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
