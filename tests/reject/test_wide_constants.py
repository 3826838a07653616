"""Constants beyond 64 bits wherever C takes a constant: a diagnostic or an object, never an
internal error.  Each line of wide_constants.txt is a unit, `@` the place of the constant.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
VCC = HERE.parent.parent / ".venv" / "bin" / "vcc"
CONSTANTS = ["((__int128)1 << 100)", "(-((__int128)1 << 100))", "(~(unsigned __int128)0)",
             "0xffffffffffffffffu", "(-0x7fffffffffffffff-1)", "1e300",
             "((unsigned __int128)1 << 64)"]


@pytest.mark.parametrize("constant", CONSTANTS)
def test_constant(constant: str, tmp_path: Path) -> None:
    names = []
    for number, line in enumerate((HERE / "wide_constants.txt").read_text().splitlines(), 1):
        names.append(f"line{number}.c")
        (tmp_path / names[-1]).write_text(line.replace("@", constant) + "\n")
    limited = ["bash", "-c", 'ulimit -t 60; exec "$@"', "-", str(VCC)]
    done = subprocess.run([*limited, "-w", "-O2", "-c",
                           *names], cwd=tmp_path, text=True, stderr=subprocess.PIPE)
    internal = [line for line in done.stderr.splitlines() if "internal" in line]
    assert done.returncode in (0, 1) and not internal, internal[:3]
