"""The library of a run against what glibc prints for the same program (TZ=UTC, "C" locale)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def test_library(tmp_path: Path) -> None:
    """Wide characters and streams, time, locale, complex, getopt, files by number and position."""
    done = subprocess.run([sys.executable, "-m", "interp.main", "-w", str(HERE / "library.c")],
                          cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (HERE / "library.txt").read_text()


def test_only_below_the_folder(tmp_path: Path) -> None:
    """Files elsewhere need --allow."""
    program = tmp_path / "inside" / "prog.c"
    program.parent.mkdir()
    other = tmp_path / "other.txt"
    other.write_text("x")
    program.write_text('#include <stdio.h>\n'
                       f'int main(void) {{ return fopen("{other}", "r") == 0; }}\n')
    for options, status in (([], 1), (["--allow", str(other)], 0), (["--allow", str(tmp_path)], 0)):
        done = subprocess.run([sys.executable, "-m", "interp.main", *options, str(program)],
                              cwd=program.parent, env={**os.environ, "PYTHONPATH": str(ROOT)},
                              capture_output=True)
        assert done.returncode == status, done.stderr


def test_floating_environment(tmp_path: Path) -> None:
    """Flags and rounding directions are those of the processor."""
    source = HERE / "environment.c"
    binary = tmp_path / "program"
    subprocess.run(["gcc", "-w", "-O0", "-frounding-math", "-o", str(binary), str(source), "-lm"],
                   check=True)
    wanted = subprocess.run([str(binary)], capture_output=True, text=True, check=True).stdout
    done = subprocess.run([sys.executable, "-m", "interp.main", "-w", str(source)], cwd=tmp_path,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
                          text=True)
    assert done.stdout == wanted, done.stderr
