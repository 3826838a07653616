#!/usr/bin/env python3
"""Mutated texts: `vrun` gives a verdict for each, never a traceback.

    mutate.py [--count N] [--seed S] [--vrun COMMAND] [--jobs N] [--keep FOLDER]

Texts of tests/c, tests/reject and tests/undefined are changed in one to four places: characters
and tokens dropped, doubled, swapped, replaced; lines mixed between files; brackets broken.
Without --vrun they run in this process, one at a time.  A run ends by itself, by --max-steps, or by
--timeout.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import io
import json
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
TOKEN = re.compile(r"\w+|\s+|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|[-+*/<>=!&|^%]{1,3}|.")
PIECES = ["(", ")", "[", "]", "{", "}", ";", ",", "*", "&", "=", "0", "-1", "1u", "1.5", "'a'",
          '"s"', "int", "struct", "union", "typedef", "static", "const", "void", "sizeof", "if",
          "else", "for", "goto", "return", "case", "default:", "_Generic", "_Atomic", "#", "##",
          "#define A(", "#if", "#endif", "\\", "...", "->", "0x", "1e", "\x01", "\xe9",
          "__attribute__((", "enum", "[]", "[*]", "L''", "%", "~", "?", ":", "({", "}))",
          "0xffffffffffffffffff", "__builtin_va_arg(", "inline", "register", "restrict", "/*",
          "//", "_Static_assert("]
LIMITS = ["-w", "--max-steps=30000", "--max-memory=30000000", "--timeout=20"]


def texts() -> list[str]:
    """The texts to start from, long ones left out."""
    found = [path.read_text(encoding="utf-8", errors="replace")
             for folder in ("c", "reject", "undefined")
             for path in sorted((ROOT / "tests" / folder).glob("*.c"))]
    return [text for text in found if len(text) < 6000]


def mutate(text: str, others: list[str], rng: random.Random) -> str:
    """One mutated text."""
    for _ in range(rng.randint(1, 4)):
        tokens = TOKEN.findall(text) or [" "]
        at = rng.randrange(len(tokens))
        other = rng.randrange(len(tokens))
        kind = rng.randrange(8)
        if kind == 0:
            del tokens[at]
        elif kind == 1:
            tokens.insert(at, tokens[other])
        elif kind == 2:
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif kind == 3:
            tokens[at] = rng.choice(PIECES)
        elif kind == 4:
            tokens.insert(at, rng.choice(PIECES))
        elif kind == 5:
            lines = rng.choice(others).splitlines() or [""]
            tokens.insert(at, "\n" + rng.choice(lines) + "\n")
        elif kind == 6:
            del tokens[min(at, other):max(at, other) if abs(at - other) < 40 else at + 3]
        else:
            piece = rng.choice(PIECES)
            tokens.insert(at, piece * rng.choice((2, 3, 50)))
        text = "".join(tokens)
    return text


def run_here(path: Path) -> str:
    """The verdict of a run in this process, or the traceback's last lines."""
    from interp.main import Command, Run, parse_command
    command = parse_command([*LIMITS, str(path)])
    assert isinstance(command, Command)
    run = Run(command)
    failure: list[str] = []

    def target() -> None:
        try:
            run.execute()
        except BaseException:
            failure.append("".join(traceback.format_exc().splitlines(keepends=True)[-6:]))

    with contextlib.redirect_stderr(io.StringIO()):
        thread = threading.Thread(target=target)
        thread.start()
        thread.join()
    if "internal error" in run.verdict.message:
        return "TRACEBACK " + run.verdict.message
    return "TRACEBACK " + failure[0] if failure else run.verdict.kind


def run_command(command: list[str], path: Path) -> str:
    """The verdict of a run by a command."""
    report = path.with_suffix(".json")
    report.unlink(missing_ok=True)
    try:
        done = subprocess.run([*command, *LIMITS, "--report", str(report), str(path)],
                              cwd=path.parent, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60)
    except subprocess.TimeoutExpired:
        return "NO END"
    if b"Traceback" in done.stderr or not report.exists():
        said = done.stderr[-300:].decode("utf-8", "replace")
        return f"TRACEBACK status {done.returncode} {said}"
    data = json.loads(report.read_text())
    return "TRACEBACK " + data["message"] if "internal error" in data["message"] \
        else str(data["verdict"])


def main() -> int:
    """Command line; exit status 1 when a text got no verdict."""
    parser = argparse.ArgumentParser(description="mutated texts under vrun")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vrun", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    sources = texts()
    counts: collections.Counter[str] = collections.Counter()
    bad = 0
    sys.setrecursionlimit(100000)
    threading.stack_size(500 << 20)
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        stdout = os.dup(1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

        def judge(number: int) -> tuple[int, str, bytes]:
            """(number, verdict, text) of one mutation, in a folder of its own."""
            folder = Path(name) / str(number)
            folder.mkdir()
            path = folder / "text.c"
            rng = random.Random(options.seed * 1000003 + number)
            text = mutate(rng.choice(sources), sources, rng).encode()
            path.write_bytes(text)
            verdict = run_command(shlex.split(options.vrun), path) if options.vrun \
                else run_here(path)
            shutil.rmtree(folder)
            return number, verdict, text

        with ThreadPoolExecutor(options.jobs if options.vrun else 1) as pool:
            for number, verdict, text in pool.map(judge, range(options.count)):
                counts[verdict.split()[0]] += 1
                if verdict.split()[0] in ("TRACEBACK", "NO"):
                    bad += 1
                    os.write(stdout, f"{number}: {verdict}\n".encode())
                    if options.keep:
                        (options.keep / f"{options.seed}-{number}.c").write_bytes(text)
        os.dup2(stdout, 1)
    print(f"mutated texts, {options.count}: "
          + ", ".join(f"{n} {kind}" for kind, n in counts.most_common()))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
