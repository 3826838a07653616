#!/usr/bin/env python3
"""GCC's torture execute files under `vrun`: every file has one class in `verdicts.txt`.

    verdicts.py [--vrun COMMAND] [--slice K/N] [--only REGEX] [--jobs N] [--update]

A row is `name | class | place and message | reason`.  The class is `exit 0`, `undefined`,
`unsupported` or `limit`; the reason of an `undefined` is written by hand after reading the test:
it says what the program does wrong, so that no false alarm hides in the list.  Anything else
(another exit status, a refused file, an internal error) is a wrong answer and never has a row.
Exit status 1 when a file's class differs from its row; `--update` rewrites the rows, keeping the
reasons whose class did not change.
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import sources  # noqa: E402

SPEC = importlib.util.spec_from_file_location("torture_run", HERE / "run.py")
assert SPEC is not None and SPEC.loader is not None
suite = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(suite)

LIST = HERE / "verdicts.txt"
MEANT = ("-fwrapv", "-fno-strict-aliasing", "-fno-strict-overflow", "-finstrument-functions",
         "-funsigned-char", "-fsigned-char", "-ftrapv")
RIGHT = ("exit 0", "undefined", "unsupported", "limit")


def meaningful(path: Path) -> list[str]:
    """The options of a file's directives that change what its text means."""
    return [option for option in suite.Case(path, "x86_64").options if option in MEANT]


def classify(path: Path, command: list[str], folder: Path) -> tuple[str, str]:
    """(class, place and message) of one file."""
    report = folder / (path.name + ".json")
    try:
        done = subprocess.run(
            [*command, "-w", "--timeout=60", "--report", str(report), *meaningful(path), str(path)],
            cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=100)
    except subprocess.TimeoutExpired:
        return "no end", ""
    if not report.exists():
        return "crash", f"status {done.returncode} " + done.stderr[-120:].decode("utf-8", "replace")
    data = json.loads(report.read_text(encoding="utf-8"))
    kind = data["verdict"]
    if kind == "exit":
        return f"exit {data['status']}", ""
    place = f"{data['line']}: {data['message']}"
    if kind == "undefined":
        place += f" [{data['clause']}, item {data['item']}]"
    return kind, place.replace("|", "/").replace("\n", " ")


def read_list() -> dict[str, list[str]]:
    """The rows by name: [class, message, reason]."""
    rows: dict[str, list[str]] = {}
    if LIST.exists():
        for line in LIST.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                parts = [part.strip() for part in line.split("|")]
                rows[parts[0]] = (parts[1:] + ["", "", ""])[:3]
    return rows


def write_list(rows: dict[str, list[str]]) -> None:
    """The file, in order of names."""
    lines = []
    for name in sorted(rows):
        parts = [name, *rows[name]]
        while not parts[-1]:
            parts.pop()
        lines.append(" | ".join(parts))
    LIST.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run_all(command: list[str], part: int = 0, parts: int = 1, jobs: int = 1, only: str = ""
            ) -> dict[str, tuple[str, str]]:
    """Name to (class, message) of a slice of the files."""
    paths = [path for index, path in enumerate(sorted((sources.torture() / "execute").glob("*.c")))
             if index % parts == part and (not only or re.fullmatch(only, path.name))]
    with tempfile.TemporaryDirectory(prefix="verdicts") as name, ThreadPoolExecutor(jobs) as pool:
        found = pool.map(lambda path: classify(path, command, Path(name)), paths)
        return {path.name: outcome for path, outcome in zip(paths, found)}


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="torture files by verdict of vrun")
    parser.add_argument("--vrun", default=str(HERE.parent.parent / ".venv/bin/vrun"))
    parser.add_argument("--slice", default="0/1")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    part, parts = (int(text) for text in options.slice.split("/"))
    outcomes = run_all(shlex.split(options.vrun), part, parts, options.jobs, options.only)
    rows = read_list()
    wrong = 0
    for name, (kind, message) in outcomes.items():
        before = rows.get(name, ["", "", ""])
        if kind != before[0]:
            wrong += 1
            print(f"{name}: {kind} {message} (was {before[0] or 'not listed'})")
        if options.update and kind in RIGHT:
            same = kind == before[0] and message == before[1]
            rows[name] = [kind, message, before[2] if same else ""]
    counts = collections.Counter(kind for kind, _ in outcomes.values())
    print(f"torture execute under vrun, {len(outcomes)} files: "
          + ", ".join(f"{n} {kind} ({100 * n / max(1, len(outcomes)):.1f} %)"
                      for kind, n in counts.most_common()) + f"; {wrong} differ from the list")
    if options.update:
        write_list(rows)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
