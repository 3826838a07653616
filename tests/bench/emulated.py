"""Executed instructions of programs for other machines, under qemu-user.

Problem: valgrind knows the host alone, and the time of an emulator says little about the code that
it runs.  Idea: a plugin of qemu-user adds up the guest's instructions (`count_instructions.c`); it
is built with the host's C compiler, once.

Needs qemu-user, a C compiler and the cross C library of the target.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import run as bench
import sources

SOURCE = Path(__file__).resolve().parent / "count_instructions.c"
TARGETS = ("aarch64", "riscv64")


def runner(target: str) -> list[str]:
    """What runs a program of the target; glibc's loader is found below -L."""
    return [f"qemu-{target}", "-L", f"/usr/{target}-linux-gnu"]


def is_there(target: str) -> bool:
    """Whether programs of the target can be linked, run and counted here."""
    return all(map(shutil.which, ("gcc", f"qemu-{target}"))) and Path(
        f"/usr/{target}-linux-gnu/lib/crt1.o").exists()


def plugin() -> Path:
    """The counting plugin."""
    made = bench.CACHE / "count.so"
    with sources.exclusive():
        if not made.exists() or made.stat().st_mtime < SOURCE.stat().st_mtime:
            made.parent.mkdir(parents=True, exist_ok=True)
            sources.run("gcc", "-shared", "-fPIC", "-O2", "-o", str(made), str(SOURCE))
    return made


def count(command: list[str], target: str) -> tuple[int, bytes]:
    """(executed instructions, output) of a command of the target."""
    with tempfile.NamedTemporaryFile() as out:
        words = [*runner(target), "-plugin", f"{plugin()},out={out.name}", *command]
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return int(Path(out.name).read_text(encoding="ascii") or 0), done.stdout
