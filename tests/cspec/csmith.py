#!/usr/bin/env python3
"""Csmith programs under `vrun`: the checksum of gcc -O0, or undefined behaviour that is theirs.

    csmith.py [--count N] [--first SEED] [--timeout SECONDS] [--jobs N] [--keep FOLDER]

Programs of the seeds from `--first` on, odd ones with --float, that gcc -O0 ends within 0.3 s.
`undefined.txt` holds, for each program found undefined, what it does wrong, read by hand:
`seed | place and message | reason`.  Those run once more with --permit: what has a meaning on the
machine (unaligned access, aliasing, volatile) is noted and the checksum compared.  Exit status 1
when a checksum differs or a verdict has no row.
"""

from __future__ import annotations

import argparse
import collections
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import runner  # noqa: E402
import sources  # noqa: E402

INCLUDE = os.environ.get("CSMITH_INCLUDE", "/usr/include/csmith")
PERMIT = "--permit=25,37,43,46,64,65"
NOTED = "undefined, same checksum with --permit"
LIST = HERE / "csmith-undefined.txt"


def rows() -> dict[int, tuple[str, str]]:
    """Seed to (message, reason) of the programs known to be undefined."""
    found: dict[int, tuple[str, str]] = {}
    for line in LIST.read_text(encoding="utf-8").splitlines() if LIST.exists() else ():
        if line and not line.startswith("#"):
            seed, message, reason = (part.strip() for part in line.split("|"))
            found[int(seed)] = (message, reason)
    return found


def check(seed: int, timeout: float, keep: Path | None) -> tuple[int, str, str, float] | None:
    """(seed, class, message, user seconds), None when gcc has no quick run of the program."""
    with tempfile.TemporaryDirectory(prefix="csmith") as name:
        folder = Path(name)
        source = folder / f"seed{seed}.c"
        made = subprocess.run(["csmith", "--seed", str(seed), *(["--float"] if seed % 2 else [])],
                              cwd=folder, stdout=subprocess.PIPE)
        source.write_bytes(made.stdout)
        if made.returncode or subprocess.run(
                ["gcc", "-w", "-O0", f"-I{INCLUDE}", "-o", str(folder / "program"), str(source),
                 "-lm"], capture_output=True).returncode:
            return None
        try:
            wanted = subprocess.run([str(folder / "program")], capture_output=True, timeout=0.3)
        except subprocess.TimeoutExpired:
            return None
        outcome = runner.run([str(source)], folder, timeout, ["-I", INCLUDE])
        kind = outcome.kind
        if kind == "exit":
            same = outcome.output == wanted.stdout and outcome.status == wanted.returncode
            kind = "same checksum" if same else "WRONG CHECKSUM"
        if kind == "undefined":
            again = runner.run([str(source)], folder, timeout, ["-I", INCLUDE, PERMIT])
            if again.kind == "exit":
                kind = NOTED if again.output == wanted.stdout \
                    and again.status == wanted.returncode else "WRONG CHECKSUM"
        if keep is not None and kind != "same checksum":
            keep.mkdir(parents=True, exist_ok=True)
            (keep / source.name).write_bytes(source.read_bytes())
        return seed, kind, outcome.message, outcome.seconds


def run_all(count: int, first: int, timeout: float, jobs: int, keep: Path | None
            ) -> list[tuple[int, str, str, float]]:
    """The first `count` programs that gcc ends in time."""
    sources.require("csmith", "libcsmith-dev")
    found: list[tuple[int, str, str, float]] = []
    with ThreadPoolExecutor(jobs) as pool:
        while len(found) < count:
            seeds = range(first, first + count - len(found))
            first = seeds.stop
            found += [made for made in pool.map(lambda seed: check(seed, timeout, keep), seeds)
                      if made is not None]
    return found


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Csmith programs under vrun")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    found = run_all(options.count, options.first, options.timeout, options.jobs, options.keep)
    known = rows()
    counts: collections.Counter[str] = collections.Counter()
    bad = 0
    for seed, kind, message, _ in found:
        if kind in ("undefined", NOTED):
            reason = known.get(seed, ("", ""))[1]
            kind += ", the program's own" if reason else ", NOT CONFIRMED"
            message += f": {reason}" if reason else ""
        counts[kind] += 1
        bad += kind.isupper() or "NOT" in kind or kind in ("crash", "rejected")
        if kind != "same checksum":
            print(f"  seed {seed}{' --float' if seed % 2 else ''}: {kind} {message}")
    ended = sum(n for kind, n in counts.items() if "same checksum" in kind)
    slowest = max(found, key=lambda row: row[3])
    print(f"Csmith, {len(found)} programs: {100 * ended / len(found):.1f} % ended within "
          f"{options.timeout:g} s with gcc's checksum (at least 95): "
          + ", ".join(f"{n} {kind}" for kind, n in counts.most_common())
          + f"; slowest of those seed {slowest[0]} with {slowest[3]:.1f} s of user time")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
