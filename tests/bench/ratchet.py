#!/usr/bin/env python3
"""The speed ratchet: executed instructions and .text of benchmarks, instructions to compile SQLite.

    ratchet.py [NAME ...] [--machine x86_64] [--update] [--step-back]

Seconds vary from run to run; instructions, counted by valgrind or, for aarch64 and riscv64, by a
plugin of qemu-user, hardly do.  `ratchet-<machine>.txt` holds a line a benchmark: name, executed
instructions at reduced size, bytes of .text; the names `compile-O0` and `compile-O2` of x86_64
count what vcc itself executes on sqlite3.c.  A figure more than 2 % above its line is a failure.
`--update` writes the lower figures, `--step-back` (a commit of its own that says why) the higher
ones too.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import emulated  # noqa: E402
import run as bench  # noqa: E402
import sources  # noqa: E402

HOST = "x86_64"
MACHINES = (HOST, *emulated.TARGETS)
VCC = HERE.parent.parent / ".venv" / "bin" / "vcc"
TOLERANCE = 1.02
COMPILES = {"compile-O0": "-O0", "compile-O2": "-O2"}
PROGRAMS = [*bench.SMALL_PROGRAMS, "lua", "bzip2", "minigzip", "lz4", "sqlite"]
NAMES = {machine: [*PROGRAMS, *(COMPILES if machine == HOST else ())] for machine in MACHINES}

Figures = dict[str, tuple[int, int]]


def record(machine: str) -> Path:
    """The file with a machine's figures."""
    return HERE / f"ratchet-{machine}.txt"


def read_figures(machine: str = HOST) -> Figures:
    """The figures on record: name to (instructions, bytes of .text)."""
    found: Figures = {}
    if record(machine).exists():
        for line in record(machine).read_text(encoding="utf-8").splitlines():
            name, instructions, text = line.split()
            found[name] = (int(instructions), int(text))
    return found


def count(command: list[str], folder: Path) -> int:
    """Instructions that a command executes."""
    sources.install("valgrind")
    environment = dict(os.environ, PYTHONHASHSEED="0", LC_ALL="C")
    environment.pop("VOUCH_PURE", None)
    done = subprocess.run(
        ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
         *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        errors="replace", cwd=folder, env=environment)
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    assert done.returncode == 0 and found is not None, done.stderr[-500:]
    return int(found.group(1).replace(",", ""))


def measure(name: str, folder: Path, machine: str = HOST) -> tuple[int, int]:
    """(instructions, bytes of .text) of one benchmark."""
    if name in COMPILES:
        out = folder / "out.o"
        instructions = count([str(VCC), COMPILES[name], "-c", str(bench.sqlite_amalgamation()),
                              "-o", str(out)], folder)
        return instructions, bench.text_size(out)
    program = bench.programs([name], True)[0]
    target = "" if machine == HOST else f" --target={machine}-linux-gnu"
    binary = bench.build(program, f"{VCC}{target} -O2", folder)
    assert binary is not None, f"{name} does not build"
    command = program.command(binary)
    instructions = emulated.count(command, machine)[0] if target else count(command, folder)
    return instructions, bench.text_size(binary)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="The speed ratchet")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--machine", choices=MACHINES, default=HOST)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--step-back", action="store_true")
    options = parser.parse_args()
    machine = options.machine
    figures = read_figures(machine)
    with tempfile.TemporaryDirectory() as folder:
        for name in options.names or NAMES[machine]:
            now = measure(name, Path(folder), machine)
            before = figures.get(name, now)
            print(f"{name:12} {now[0]:15,} instructions ({now[0] / before[0]:.3f} of the record), "
                  f"{now[1]:9,} bytes of .text ({now[1] / before[1]:.3f})", flush=True)
            if options.step_back:
                figures[name] = now
            elif options.update:
                figures[name] = (min(now[0], before[0]), min(now[1], before[1]))
    if options.update or options.step_back:
        record(machine).write_text("".join(
            f"{name} {figures[name][0]} {figures[name][1]}\n"
            for name in NAMES[machine] if name in figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
