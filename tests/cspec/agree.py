#!/usr/bin/env python3
"""Do the two front ends agree?  `cspec` (vrun --check) against `compiler/frontend` (vcc).

    agree.py [--vrun COMMAND] [--vcc COMMAND] [--csmith COUNT] [--slice K/N] [--jobs N] [--verbose]
             [FILE ...]

For each file (tests/c, the torture suite's execute and compile files, Csmith programs): both accept
or both refuse, at their defaults and in strict mode (`--strict`, `-pedantic-errors`).  Then the
file is preprocessed by gcc, `vrun --facts` writes what it found (sizes, alignments, member offsets,
constant expressions) into that text as static assertions, and `vcc` must accept the result.  What
one of them does not support is counted apart.  Exit status 1 when they differ.
"""

from __future__ import annotations

import argparse
import collections
import os
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
import sources  # noqa: E402

CSMITH = os.environ.get("CSMITH_INCLUDE", "/usr/include/csmith")
VERDICTS = {0: "accepts", 120: "undefined", 122: "refuses", 123: "unsupported"}
MODES: tuple[tuple[str, list[str], list[str]], ...] = (
    ("default", [], []), ("strict", ["--strict"], ["-pedantic-errors"]))


def run(*command: str) -> tuple[int, str, str]:
    """(status, standard output, first message) of a command."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return 124, "", "no end"
    errors = done.stderr.decode("utf-8", "replace")
    first = next((line for line in errors.splitlines() if "error" in line or "unsupported" in line
                  or "undefined behavior" in line), errors[-200:].strip())
    return done.returncode, done.stdout.decode("latin-1"), first


class Judges:
    """The two front ends."""

    def __init__(self, vrun: str, vcc: str) -> None:
        self.vrun = shlex.split(vrun)
        self.vcc = shlex.split(vcc)

    def definition(self, path: str, *options: str) -> tuple[str, str]:
        """(verdict, first message) of cspec."""
        status, _, message = run(*self.vrun, "-w", "--check", "-I", CSMITH, *options, path)
        return VERDICTS.get(status, f"status {status}"), message

    def compiler(self, path: str, *options: str) -> tuple[str, str]:
        """(verdict, first message) of the compiler's front end."""
        status, _, message = run(*self.vcc, "-fsyntax-only", f"-I{CSMITH}", *options, path)
        if "unsupported" in message or "not supported" in message:
            return "unsupported", message
        return VERDICTS.get(status, "refuses" if status == 1 else f"status {status}"), message

    def verdicts(self, path: Path) -> list[tuple[str, str]]:
        """(class, difference) for each mode."""
        found = []
        for mode, ours, theirs in MODES:
            a, why_a = self.definition(str(path), *ours)
            b, why_b = self.compiler(str(path), *theirs)
            if "unsupported" in (a, b):
                found.append(("unsupported", ""))
            elif a == "undefined" and b in ("accepts", "refuses"):
                found.append((f"undefined in translation, vcc {b}", ""))
            elif a == b:
                found.append((f"both {a[:-1]}", ""))
            else:
                found.append(("DIFFER", f"{mode}: vrun {a} ({why_a}), vcc {b} ({why_b})"))
        return found

    def facts(self, path: Path, folder: Path) -> tuple[str, str]:
        """(class, difference) of the facts."""
        text = folder / f"text-{path.parent.name}-{path.name}"
        with open(text, "wb") as stream:
            if subprocess.run(["gcc", "-E", "-P", "-w", f"-I{CSMITH}", str(path)], stdout=stream,
                              stderr=subprocess.DEVNULL).returncode:
                return "not preprocessed", ""
        status, annotated, message = run(*self.vrun, "-w", "--facts", str(text))
        if status:
            return f"cspec {VERDICTS.get(status, str(status))}", ""
        text.write_text(annotated, encoding="latin-1")
        verdict, message = self.compiler(str(text), "-w")
        text.unlink()
        if verdict == "refuses":
            return "FACTS DIFFER", message
        return f"facts: vcc {verdict}", ""


def csmith(count: int, folder: Path) -> list[Path]:
    """Programs of seeds 1 to count, every second one with floats."""
    made = []
    for seed in range(1, count + 1):
        path = folder / f"csmith{seed}.c"
        with open(path, "wb") as stream:
            subprocess.run(["csmith", "--seed", str(seed), *(["--float"] if seed % 2 else [])],
                           stdout=stream, check=True, cwd=folder)
        made.append(path)
    return made


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="the two front ends compared")
    parser.add_argument("--vrun", default=str(ROOT / ".venv/bin/vrun"))
    parser.add_argument("--vcc", default=str(ROOT / ".venv/bin/vcc"))
    parser.add_argument("--csmith", type=int, default=0)
    parser.add_argument("--slice", default="0/1")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    judges = Judges(options.vrun, options.vcc)
    part, parts = (int(text) for text in options.slice.split("/"))
    counts: collections.Counter[str] = collections.Counter()
    different = 0
    with tempfile.TemporaryDirectory(prefix="agree") as name:
        folder = Path(name)
        paths = options.files or (
            sorted((ROOT / "tests/c").glob("*.c"))
            + sorted((sources.torture() / "execute").glob("*.c"))
            + sorted((sources.torture() / "compile").glob("*.c")) + csmith(options.csmith, folder))
        chosen = paths[part::parts]
        with ThreadPoolExecutor(options.jobs) as pool:
            for path, found in zip(chosen, pool.map(
                    lambda path: [*judges.verdicts(path), judges.facts(path, folder)], chosen)):
                for kind, difference in found:
                    counts[kind] += 1
                    if difference:
                        different += 1
                        print(f"{path.name}: {kind} {difference}", flush=True)
                    elif options.verbose:
                        print(f"{path.name}: {kind}", flush=True)
    print(f"front ends on {len(chosen)} files: {different} differences; "
          + ", ".join(f"{n} {kind}" for kind, n in counts.most_common()))
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
