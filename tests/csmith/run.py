#!/usr/bin/env python3
"""Csmith programs: the same checksum from vcc at every level as from gcc -O0.

    run.py [--count N] [--first SEED] [--levels O0,O1,O2] [--cc COMMAND] [--jobs N] [--keep FOLDER]
           [--options CSMITH-OPTIONS] [--runner COMMAND --reference CROSS-GCC]

Odd seeds are generated with --float: they convert values that the target type does not hold, which
each machine answers in its own way, so another machine's programs are compared with its own gcc's.
A program that gcc -O0's binary does not end within the time limit is left out (Csmith writes
endless loops on purpose).  Differences are printed with their seed and make the exit status 1; the
programs can be kept.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import sources  # noqa: E402

INCLUDE = "/usr/include/csmith"


def generate(seed: int, path: Path, more: list[str]) -> bool:
    """Write the program of a seed, made with `more` options of Csmith; False if it has none."""
    flags = ["--float", *more] if seed % 2 else more
    made = subprocess.run(["csmith", "--seed", str(seed), *flags], cwd=path.parent,
                          stdout=subprocess.PIPE)
    path.write_bytes(made.stdout)
    return made.returncode == 0


def execute(command: list[str], seconds: float) -> tuple[str, str]:
    """Output and how the run ended: "exit N" or "timeout"."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, timeout=seconds)
    except subprocess.TimeoutExpired:
        return "", "timeout"
    return done.stdout.decode("latin-1"), f"exit {done.returncode}"


def check(seed: int, levels: list[str], cc: list[str], keep: Path | None, seconds: float,
          runner: list[str], more: list[str], reference: str = "gcc") -> list[str]:
    """Differences of one seed as printable lines; ["skip"]: gcc refuses it or it does not end."""
    with tempfile.TemporaryDirectory(prefix="csmith") as name:
        folder = Path(name)
        source = folder / f"seed{seed}.c"
        if not generate(seed, source, more):
            return ["skip"]
        expected = folder / "gcc"
        made = subprocess.run([reference, "-w", "-O0", "-I", INCLUDE, str(source), "-o",
                               str(expected)], stderr=subprocess.DEVNULL)
        if made.returncode:
            return [f"seed {seed}: {reference} does not compile it"]
        wanted = execute([str(expected)], seconds) if reference == "gcc" else \
            execute([*runner, str(expected)], seconds * 10 + 5)
        if wanted[1] == "timeout":
            return ["skip"]
        lines = []
        for level in levels:
            program = folder / level
            built = subprocess.run([*cc, "-w", f"-{level}", "-I", INCLUDE, str(source), "-o",
                                    str(program)], stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
            if built.returncode:
                message = built.stdout.decode("utf-8", "replace").strip().splitlines() or [""]
                lines.append(f"seed {seed} -{level}: does not compile: {message[-1][-150:]}")
                continue
            found = execute([*runner, str(program)], seconds * 10 + 5)
            if found != wanted:
                lines.append(f"seed {seed} -{level}: {found[1]} {found[0].strip()[-40:]!r}, "
                             f"{reference} -O0: {wanted[1]} {wanted[0].strip()[-40:]!r}")
        if lines and keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / source.name).write_bytes(source.read_bytes())
        return lines


def run_all(first: int, count: int, levels: list[str], cc: list[str], jobs: int,
            keep: Path | None = None, seconds: float = 1.0, runner: list[str] | None = None,
            more: list[str] | None = None, reference: str = "gcc") -> tuple[int, int, list[str]]:
    """(programs compared, programs left out, differences)."""
    sources.require("csmith", "libcsmith-dev")
    with ThreadPoolExecutor(jobs) as pool:
        found = list(pool.map(
            lambda seed: check(seed, levels, cc, keep, seconds, runner or [], more or [],
                               reference),
            range(first, first + count)))
    skipped = sum(lines == ["skip"] for lines in found)
    return (count - skipped, skipped,
            [line for lines in found for line in lines if line != "skip"])


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Csmith programs against gcc -O0")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--levels", default="O0,O1,O2")
    parser.add_argument("--cc", default=str(HERE.parent.parent / ".venv/bin/vcc"))
    parser.add_argument("--runner", default="")
    parser.add_argument("--reference", default="gcc", help="the cross gcc of --runner's machine")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--options", default="", help="more options of Csmith")
    options = parser.parse_args()
    compared, skipped, lines = run_all(
        options.first, options.count, options.levels.split(","), shlex.split(options.cc),
        options.jobs, options.keep, runner=shlex.split(options.runner),
        more=shlex.split(options.options), reference=options.reference)
    for line in lines:
        print(line)
    print(f"csmith seeds {options.first}..{options.first + options.count - 1}: {compared} compared "
          f"at {options.levels}, {skipped} left out, {len(lines)} differences")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
