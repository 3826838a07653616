"""Every line marked `// error: TEXT` gets an error that contains TEXT, and no other line gets one.

The marks are checked against gcc as well when `--gcc` stands on the command line of this file:
`python tests/reject/test_reject.py --gcc`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
VCC = ROOT / ".venv" / "bin" / "vcc"


def expected(path: Path) -> dict[int, str]:
    """Line number to message."""
    marks: dict[int, str] = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = re.search(r"// error(?:: (.*))?$", line)
        if found:
            marks[number] = found.group(1) or ""
    return marks


def reported(command: list[str], path: Path) -> tuple[int, dict[int, list[str]]]:
    """Exit status and the errors by line."""
    done = subprocess.run([*command, "-w", "-fsyntax-only", str(path)], capture_output=True,
                          text=True)
    errors: dict[int, list[str]] = {}
    for line in done.stderr.splitlines():
        found = re.match(r"[^:]+:(\d+):\d+: (?:fatal )?error: (.*)", line)
        if found:
            text = found.group(2).replace("‘", "'").replace("’", "'")
            errors.setdefault(int(found.group(1)), []).append(text)
    return done.returncode, errors


def problems(command: list[str], path: Path, words: bool) -> list[str]:
    """What is wrong, one line each."""
    status, errors = reported(command, path)
    marks = expected(path)
    found = [] if status == 1 else [f"{path.name}: exit status {status}"]
    for line, text in marks.items():
        if line not in errors:
            found.append(f"{path.name}:{line}: no error, expected: {text}")
        elif words and not any(text in message for message in errors[line]):
            found.append(f"{path.name}:{line}: expected: {text}; got: {errors[line][0]}")
    for line in errors:
        if line not in marks:
            found.append(f"{path.name}:{line}: unexpected: {errors[line][0]}")
    return found


def test_errors() -> None:
    """All files of this folder."""
    found: list[str] = []
    for path in sorted(HERE.glob("*.c")):
        found += problems([str(VCC)], path, True)
    assert not found, "\n".join(found)


if __name__ == "__main__":
    command = ["gcc"] if "--gcc" in sys.argv else sys.argv[1:] or [str(VCC)]
    lines = [line for path in sorted(HERE.glob("*.c")) for line in problems(command, path, True)]
    print("\n".join(lines) if lines else "all as marked")
    sys.exit(1 if lines else 0)
