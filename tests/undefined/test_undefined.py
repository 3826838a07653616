"""Every program here is caught with the J.2 item its first line names; each near miss is silent.

`NNN[-name].c` must end with the verdict undefined (or, where gcc refuses the text, rejected) and
name item NNN; `NNN[-name].ok.c` must exit with status 0 under the same flags.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from interp.main import Run, parse_command, Command

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.c"))


def run(path: Path, capfd: pytest.CaptureFixture[str]) -> tuple[str, int, int, str]:
    """(verdict, item, status, messages) of one program."""
    arguments = ["-w"]
    files = [str(path)]
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[:4]:
        if line.startswith("// flags:"):
            arguments += shlex.split(line[9:])
        if line.startswith("// with:"):
            files.append(str(HERE / line[8:].strip()))
    command = parse_command(arguments + files)
    assert isinstance(command, Command)
    one = Run(command)
    here = os.getcwd()
    try:
        one.execute()
    finally:
        os.chdir(here)
    return one.verdict.kind, one.verdict.item, one.verdict.status, capfd.readouterr().err


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_undefined(path: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path,
                   monkeypatch: pytest.MonkeyPatch) -> None:
    """One program and the verdict it must get."""
    monkeypatch.chdir(tmp_path)
    kind, item, status, messages = run(path, capfd)
    if path.name.endswith(".ok.c"):
        assert (kind, status) == ("exit", 0), messages.splitlines()[:1]
    else:
        assert kind in ("undefined", "rejected") and item == int(path.name[:3]), \
            (kind, item, status, messages.splitlines()[:1])
