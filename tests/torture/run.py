#!/usr/bin/env python3
"""GCC's C torture tests against any compiler, with a ratchet.

    run.py [--kind execute|ieee|compile] [--level O0] [--cc COMMAND] [--slice K/N] [--only NAME]
           [--jobs N] [--update] [--keep]

`execute`: compile, link, run, exit status 0.  `compile`: the verdict (accepted or refused) is gcc
12's, whose refusals are in `gcc-refuses.txt`; nothing may take over 10 s.  A file's dg-options are
obeyed.  The files that pass stand in `passing-<machine>-<kind>-<level>.txt`; one that is listed and
fails is a regression (exit status 1); `--update` adds the new ones, never drops any.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import sources  # noqa: E402

DIRECTIVE = re.compile(
    r"\{\s*dg-(additional-options|options|skip-if)\s+(.*?)\s*\}\s*(?:\*/|$)", re.MULTILINE)


class Case:
    """One torture file with the options that its directives ask for."""

    def __init__(self, path: Path, machine: str) -> None:
        self.path = path
        self.name = path.name
        self.options: list[str] = []
        self.skip = ""
        text = path.read_text(encoding="latin-1")
        for kind, rest in DIRECTIVE.findall(text):
            match = re.match(r'\{?\s*"([^"]*)"\s*\}?\s*(.*)', rest)
            if kind in ("additional-options", "options") and match:
                selector = match.group(2).strip()
                if not selector or self.selected(selector, machine):
                    self.options += shlex.split(match.group(1))
            elif kind == "skip-if" and match:
                parts = match.group(2)
                if re.match(r"\{\s*\*-\*-\*\s*\}", parts):
                    self.skip = parts

    def selected(self, selector: str, machine: str) -> bool:
        """Whether a `{ target ... }` selector names this machine."""
        body = selector.strip("{} ").removeprefix("target").strip()
        if "ia32" in body:
            return False
        return {"x86_64": "x86_64", "aarch64": "aarch64", "riscv64": "riscv"}[machine] in body \
            or body in ("*-*-*", "lp64")

    def applies(self, level: str) -> bool:
        """Whether the file's skip directive leaves it in at this level."""
        if not self.skip:
            return True
        return f'"-{level}"' not in self.skip


class Outcome:
    """What became of one file."""

    def __init__(self, case: Case, passed: bool, reason: str) -> None:
        self.case = case
        self.passed = passed
        self.reason = reason


def limits() -> None:
    """Bound what a test program may use."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))


def first_line(text: bytes) -> str:
    """The most telling line of a compiler's output."""
    lines = text.decode("utf-8", "replace").splitlines()
    for line in lines:
        if "error" in line or "Error" in line or "undefined" in line:
            return line[-160:]
    return lines[-1][-160:] if lines else "no message"


def run_case(case: Case, command: list[str], kind: str, level: str, folder: Path,
             runner: list[str], refused: set[str]) -> Outcome:
    """Compile (and run) one file."""
    program = folder / (case.name + (".exe" if kind != "compile" else ".o"))
    arguments = [*command, "-w", f"-{level}", *case.options, str(case.path), "-o", str(program)]
    arguments += ["-lm"] if kind != "compile" else ["-c"]
    try:
        built = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               stdin=subprocess.DEVNULL, timeout=60, cwd=folder)
    except subprocess.TimeoutExpired:
        return Outcome(case, False, "compiler timeout")
    if b"Traceback" in built.stdout:
        return Outcome(case, False, "TRACEBACK " + first_line(
            built.stdout.splitlines()[-1]))
    if kind == "compile":
        accepted = built.returncode == 0
        wanted = case.name not in refused
        if accepted == wanted:
            return Outcome(case, True, "")
        return Outcome(case, False, "accepted, gcc refuses" if accepted
                       else first_line(built.stdout))
    if built.returncode != 0:
        return Outcome(case, False, first_line(built.stdout))
    try:
        ran = subprocess.run([*runner, str(program)], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=30,
                             cwd=folder, preexec_fn=limits)
    except subprocess.TimeoutExpired:
        return Outcome(case, False, "RUN timeout")
    finally:
        program.unlink(missing_ok=True)
    if ran.returncode != 0:
        return Outcome(case, False, f"RUN status {ran.returncode}")
    return Outcome(case, True, "")


def cases(kind: str, machine: str, level: str) -> list[Case]:
    """All files of a kind that apply, in order."""
    folder = sources.torture() / ("execute/ieee" if kind == "ieee" else kind)
    paths = sorted(folder.glob("*.c"))
    return [case for case in (Case(path, machine) for path in paths) if case.applies(level)]


def listing(kind: str, machine: str, level: str) -> Path:
    """The ratchet file."""
    return HERE / f"passing-{machine}-{kind}-{level}.txt"


def read_names(path: Path) -> set[str]:
    """Names in a list file; lines that begin with # are remarks."""
    if not path.exists():
        return set()
    return {line.split()[0] for line in path.read_text().splitlines()
            if line.strip() and not line.startswith("#")}


def run_all(kind: str, level: str, command: list[str], machine: str = "x86_64", part: int = 0,
            parts: int = 1, jobs: int = 2, only: str = "", runner: list[str] | None = None
            ) -> list[Outcome]:
    """Run a slice: every file whose number modulo `parts` is `part`."""
    chosen = [case for index, case in enumerate(cases(kind, machine, level))
              if index % parts == part and (not only or re.fullmatch(only, case.name))]
    refused = read_names(HERE / "gcc-refuses.txt")
    with tempfile.TemporaryDirectory(prefix="torture") as name, \
            ThreadPoolExecutor(jobs) as pool:
        folder = Path(name)
        work = [pool.submit(run_case, case, command, kind, level, folder, runner or [], refused)
                for case in chosen]
        return [item.result() for item in work]


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="GCC's C torture tests")
    parser.add_argument("--kind", default="execute", choices=["execute", "ieee", "compile"])
    parser.add_argument("--level", default="O0")
    parser.add_argument("--cc", default=str(HERE.parent.parent / ".venv/bin/vcc"))
    parser.add_argument("--machine", default="x86_64")
    parser.add_argument("--runner", default="")
    parser.add_argument("--slice", default="0/1")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    part, parts = (int(text) for text in options.slice.split("/"))
    command = shlex.split(options.cc)
    command[0] = os.path.abspath(command[0]) if "/" in command[0] else command[0]
    outcomes = run_all(options.kind, options.level, command, options.machine, part, parts,
                       options.jobs, options.only, shlex.split(options.runner))
    path = listing(options.kind, options.machine, options.level)
    before = read_names(path)
    passed = {outcome.case.name for outcome in outcomes if outcome.passed}
    lost = [outcome for outcome in outcomes if not outcome.passed and outcome.case.name in before]
    for outcome in outcomes:
        if not outcome.passed and not options.quiet:
            mark = "LOST " if outcome.case.name in before else ""
            print(f"{mark}{outcome.case.name}: {outcome.reason}")
    print(f"torture {options.kind} -{options.level} {options.machine}: {len(passed)} of "
          f"{len(outcomes)} pass, {len(lost)} regressions, {len(passed - before)} new")
    if options.update:
        path.write_text("\n".join(sorted(before | passed)) + "\n")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
