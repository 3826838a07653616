"""One run of `vrun` with its report, for the runners of this folder and the figures.

The command is `$VRUN`, or the built one, or the tree in Python.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILT = ROOT / ".venv/bin/vrun"
COMMAND = shlex.split(os.environ.get("VRUN", "")) or (
    [str(BUILT)] if BUILT.exists() else [sys.executable, "-m", "interp.main"])


class Outcome:
    """How a run ended: `kind` is a verdict, "crash" or "no end"."""

    def __init__(self, kind: str, status: int, message: str, output: bytes, seconds: float) -> None:
        self.kind = kind
        self.status = status
        self.message = message          # file:line: message [clause, J.2 item]
        self.output = output
        self.seconds = seconds          # user time

    def __str__(self) -> str:
        return f"{self.kind} {self.message}".strip()


def measured(command: list[str], folder: Path, limit: float = 1e9) -> tuple[float, int, bytes, str]:
    """(user seconds, exit status or -1 at the limit, output, messages) of a command."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=errors, env={**os.environ, "PYTHONPATH": str(ROOT)})
        end = time.monotonic() + limit
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG if limit < 1e9 else 0)
            if pid:
                break
            if time.monotonic() > end:
                process.kill()
            time.sleep(0.005)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        return (usage.ru_utime, -1 if process.returncode == -9 else process.returncode,
                output.read(), errors.read().decode("utf-8", "replace"))


def run(files: list[str], folder: Path, limit: float, options: list[str],
        arguments: list[str] | None = None) -> Outcome:
    """Run C files in `folder`, at most `limit` seconds of real time."""
    with tempfile.TemporaryDirectory(prefix="report") as place:
        report = Path(place) / "report.json"
        seconds, status, output, errors = measured(
            [*COMMAND, "-w", f"--timeout={limit}", "--report", str(report), *options, *files,
             *(["--", *arguments] if arguments else [])], folder, limit + 30)
        if status == -1:
            return Outcome("no end", status, "", output, seconds)
        if "Traceback" in errors or not report.exists():
            return Outcome("crash", status, errors[-200:], output, seconds)
        data = json.loads(report.read_text(encoding="utf-8"))
    message = ""
    if data["verdict"] != "exit":
        message = f"{os.path.basename(data['file'])}:{data['line']}: {data['message']}"
        if data["item"]:
            message += f" [C17 {data['clause']}, J.2 item {data['item']}]"
    return Outcome(data["verdict"], data["status"], message, output, seconds)
