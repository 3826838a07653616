#!/usr/bin/env python3
"""Figures of real programs beside gcc and tcc, kept in figures.tsv, and the page made from them.

    compare.py NAME ... [--cc COMMAND] [--quick]     measure, and write the rows of figures.tsv
    compare.py NAME ... --short                      the same beside gcc -O2 alone
    compare.py --page                                write docs/systems.md from figures.tsv
    compare.py --check                               exit status 1 when the page is not fresh

A program is built by each of `COMPILERS` from the same recipe in the same run; our build is judged
by the recipe's `check`.  A recipe that sets `products` (files) has its size measured: text and data
as `size` gives them.  One that has the function `measure` is timed: the least CPU time of three
runs, the compilers taking turns.  A compiler that cannot build a program, or is named in the
recipe's variable `without`, has dashes.
Columns of figures.tsv: program, compiler, CPU seconds of the build, bytes, CPU seconds of
`measure`, the line of `check` (ours only), the commit of our compiler.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import run

ROOT = run.ROOT
TABLE = run.HERE / "figures.tsv"
PAGE = ROOT / "docs" / "systems.md"
OURS = "vcc -O2"
COMPILERS = [OURS, "gcc -O2", "gcc -O0", "tcc"]
TURNS = 3
OPENING = """# Real programs

Debian's sources, built by `vcc -O2` (compiler, assembler and linker ours) and judged by the
programs' own tests; `tests/systems/NAME/recipe.sh` says how. Build and run times are CPU time as a
multiple of gcc -O2's in the same run, sizes are text and data as a multiple of gcc -O2's. A dash:
not measured, or that compiler cannot build the program.

This page is written by `tests/systems/compare.py --page` from `tests/systems/figures.tsv`, which
`tests/systems/compare.py NAME ...` writes. `tests/figures/systems` measures these figures and more.

"""
CLOSING = """
## When a program fails its tests

`tests/systems/mix_bisect.py TREE --build 'make CC="$CC"' --test 'make check'` builds it with some
objects from gcc and the rest from `vcc`, and halves: the object, its function, and with `--fuel`
the rewrite or pass that is at fault.

![A frame of freedoom's first demo](doom.png)

A frame of freedoom's first demo, rendered by chocolate-doom as `vcc -O2` built it. The recipe
compares the hash of each frame of the eight demos with those of the game that gcc built.
"""


def commit(cc: str) -> str:
    """The commit that a compiler of ours was built from."""
    folder = Path(cc.split()[0]).resolve().parent
    done = subprocess.run(["git", "log", "-1", "--format=%h"], cwd=folder, text=True,
                          stdout=subprocess.PIPE, check=True)
    return done.stdout.strip()


def size(program: run.Program) -> int:
    """Text and data of the recipe's products in bytes; 0 when it names none."""
    total = 0
    for product in run.variable(program.recipe, "products").split():
        done = subprocess.run(["size", str(program.work / product)], text=True,
                              stdout=subprocess.PIPE, check=True)
        text, data = done.stdout.splitlines()[1].split()[:2]
        total += int(text) + int(data)
    return total


def compare(name: str, cc: str, quick: bool, short: bool = False) -> tuple[list[list[str]], bool]:
    """The rows of one program, and whether our build passed its check."""
    built: dict[str, run.Program] = {}
    rows = {compiler: [name, compiler, "-", "-", "-", "-", "-"] for compiler in COMPILERS}
    without = run.variable(run.HERE / name / "recipe.sh", "without").split()
    for compiler in COMPILERS[:2] if short else COMPILERS:
        if compiler in without:
            continue
        command, _, level = compiler.partition(" -")
        program = run.Program(name, cc if compiler == OURS else command, level or "O2", quick)
        if program.step("build"):
            built[compiler] = program
            rows[compiler][2] = f"{program.seconds:.2f}"
            rows[compiler][3] = str(size(program) or "-")
        elif compiler == OURS:
            raise RuntimeError(f"{name}: build fails: {program.output} ({program.log})")
    passed = built[OURS].step("check")
    rows[OURS][5] = built[OURS].output if passed else f"FAILED: {built[OURS].output}"
    rows[OURS][6] = commit(cc)
    if "measure()" in built[OURS].recipe.read_text(encoding="utf-8"):
        for _ in range(TURNS):
            for compiler, program in built.items():
                if program.step("measure"):
                    least = rows[compiler][4]
                    seconds = min(program.seconds, float(least) if least != "-" else 1e9)
                    rows[compiler][4] = f"{seconds:.2f}"
    return list(rows.values()), passed


def read() -> list[list[str]]:
    """The rows of figures.tsv."""
    if not TABLE.exists():
        return []
    return [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]


def write(rows: list[list[str]]) -> None:
    """Put rows into figures.tsv in place of those of the same program."""
    names = {row[0] for row in rows}
    merged = [row for row in read() if row[0] not in names] + rows
    merged.sort(key=lambda row: (row[0], COMPILERS.index(row[1])))
    TABLE.write_text("".join("\t".join(row) + "\n" for row in merged), encoding="utf-8")


def ratio(value: str, base: str) -> str:
    """A quotient as text, or a dash."""
    return "-" if "-" in (value, base) or not float(base) else f"{float(value) / float(base):.2f}"


def page() -> str:
    """The text of docs/systems.md."""
    lines = [OPENING + "| program | tests | build: vcc | gcc -O0 | tcc | size: vcc | gcc -O0 | tcc "
             "| run: vcc | gcc -O0 | tcc | commit |", "|" + "---|" * 12]
    rows = {(row[0], row[1]): row for row in read()}
    for name in dict.fromkeys(name for name, _ in rows):
        base = rows[name, "gcc -O2"]
        cells = [ratio(rows[name, compiler][column], base[column])
                 for column in (2, 3, 4) for compiler in (OURS, "gcc -O0", "tcc")]
        ours = rows[name, OURS]
        lines.append(f"| {name} | {ours[5]} | {' | '.join(cells)} | {ours[6]} |")
    total, reference = (sum(float(row[2]) for row in rows.values()
                            if row[1] == compiler and rows[row[0], "gcc -O2"][2] != "-")
                        for compiler in (OURS, "gcc -O2"))
    if reference:
        lines.append(f"\nBuilding all of them takes {total:.0f} s of CPU time, gcc -O2 takes "
                     f"{reference:.0f} s: {total / reference:.2f} times.")
    return "\n".join(lines) + "\n" + CLOSING


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Real programs beside gcc and tcc")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--cc", default=str(ROOT / ".venv/bin/vcc"))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--page", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    good = True
    for name in options.names:
        rows, passed = compare(name, options.cc, options.quick, options.short)
        good = good and passed
        write(rows)
        for row in rows:
            print("  ".join(row[:6]), flush=True)
    if options.page:
        PAGE.write_text(page(), encoding="utf-8")
    if options.check and PAGE.read_text(encoding="utf-8") != page():
        print("docs/systems.md is not fresh: run tests/systems/compare.py --page")
        return 1
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
