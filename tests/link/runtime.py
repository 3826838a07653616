"""The runtime library built from compiler/runtime/table.txt, by gcc (which judges the sources) or
by vcc (which is what users get)."""

from __future__ import annotations

import subprocess
from pathlib import Path

from linking import RUNTIME

COMMON = ["-std=gnu11", "-fPIC", "-fexceptions"]
COMPILERS = {
    "gcc": ["gcc", "-O2", "-Wall", "-Wextra", "-Werror"],
    "vcc-O0": [str(RUNTIME.parents[1] / ".venv" / "bin" / "vcc"), "-O0"],
    "vcc-O2": [str(RUNTIME.parents[1] / ".venv" / "bin" / "vcc"), "-O2"],
}


def rows(machine: str) -> list[tuple[str, str, str, list[str]]]:
    """(kind, name, source, flags) of the table for one machine."""
    result = []
    active = True
    for line in (RUNTIME / "table.txt").read_text().splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "only":
            active = "*" in words[1:] or machine in words[1:]
        elif active:
            result.append((words[0], words[1], words[2], words[3:]))
    return result


def build(folder: Path, compiler: str) -> Path:
    """Compile everything into `folder`; returns libgcc.a, with the unwinder in libgcc_eh.a."""
    members: dict[str, list[str]] = {"member": [], "unwind": [], "object": []}
    for kind, name, source, flags in rows("x86_64"):
        target = folder / name
        command = [*COMPILERS[compiler], *COMMON, *flags, "-c", str(RUNTIME / source)]
        subprocess.run([*command, "-o", str(target)], check=True, timeout=120)
        members[kind].append(str(target))
    for kind, name in (("member", "libgcc.a"), ("unwind", "libgcc_eh.a")):
        archive = folder / name
        subprocess.run(["ar", "rcsD", str(archive), *members[kind]], check=True, timeout=60)
    return folder / "libgcc.a"
