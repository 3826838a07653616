"""Seeded faults: a compiler that is wrong on purpose, to measure how fast the fuzzer shows it.

A row changes the assembly text that `vcc` writes, as a wrong instruction selection would: one
mnemonic becomes another everywhere.  The changed text is assembled and linked by `vcc` again.
"""

from __future__ import annotations

import json
import re
import sys
import time

from fuzz.bugreport import StillFails, references
from fuzz.choices import RandomChoices
from fuzz.judges import Definition, Vcc, Workplace, disagreements, in_child
from fuzz.program import generate
from fuzz.reduce import Reducer, spent

# what goes wrong, the pattern in the assembly text, its replacement, options of the compiler
ROWS: list[tuple[str, str, str, str]] = [
    ("arithmetic right shift is logical", r"\bsarl\b", "shrl", "-O0"),
    ("signed char is zero-extended", r"\bmovsbl\b", "movzbl", "-O0"),
    ("short is zero-extended", r"\bmovswl\b", "movzwl", "-O2"),
    ("signed less-than is unsigned", r"\bsetl\b", "setb", "-O0"),
    ("greater-than includes equal", r"\bsetg\b", "setge", "-O2"),
    ("branch on below-or-equal leaves out equal", r"\bjbe\b", "jb", "-O0"),
    ("carry of 128-bit sums is lost", r"\bsetb\t(%\w+\n\tmovzbl\t%\w+, %\w+\n\taddq)",
     r"movb\t$0, \1", "-O0"),
    ("conversion to integer rounds", r"\bcvttsd2si", "cvtsd2si", "-O2"),
    ("complement is negation", r"\bnotl\b", "negl", "-O2"),
    ("64-bit logical right shift is arithmetic", r"\bshrq\b", "sarq", "-O2"),
]


class Faulty(Vcc):
    """`vcc` with one fault."""

    def __init__(self, row: int) -> None:
        what, pattern, self.replacement, options = ROWS[row]
        super().__init__(options.split())
        self.name = f"vcc {options} with a fault: {what}"
        self.pattern = re.compile(pattern)

    def compile(self, place: Workplace, names: list[str], program: str) -> tuple[bool, str]:
        def work() -> int:
            from compiler.driver.main import run

            texts = [name + ".s" for name in names]
            for name, text in zip(names, texts):
                if run("vcc", ["-w", *self.options, "-S", name, "-o", text]):
                    return 1
                path = place.folder / text
                path.write_text(self.pattern.sub(self.replacement, path.read_text()))
            return run("vcc", [*texts, "-o", program])

        wait, _, errors = in_child(work, place.folder, 60)
        return wait == 0, errors if errors or wait == 0 else f"error: vcc ended with {wait}"


class Found:
    """How a seeded fault was found: processor and wall seconds."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.programs = 0       # until the first failure
        self.rejected = 0       # of them that the changed text made no program of
        self.finding = 0.0
        self.reducing = 0.0
        self.wall = 0.0         # of the reduction
        self.lines = 0
        self.tried = 0          # steps of the reduction
        self.text = ""


def hunt(row: int, first_seed: int, most: int = 400, seconds: float = 600.0) -> Found:
    """Search for a fault from a seed on and reduce the first program that shows it."""
    place = Workplace()
    definition, subject = Definition(), Faulty(row)
    made = Found(ROWS[row][0])
    start = spent()
    for seed in range(first_seed, first_seed + most):
        files = generate(RandomChoices(seed)).files
        made.programs += 1
        expected, found = disagreements(files, definition, [subject], place)
        if expected.kind != "exit" or not found:
            continue
        if found[0].actual.kind == "rejected":
            made.rejected += 1
            continue
        made.finding = spent() - start
        start, wall = spent(), time.monotonic()
        test = StillFails(definition, subject, found[0].actual, place,
                          references(files, expected, place, [], {subject.name}))
        reducer = Reducer(files, test, seconds)
        small = reducer.run()
        made.tried = reducer.tried
        made.reducing, made.wall = spent() - start, time.monotonic() - wall
        made.lines = sum(len(text.splitlines()) for _, text in small)
        made.text = "\n".join(text for _, text in small)
        break
    place.close()
    return made


def main() -> int:
    """One hunt as a process: row and first seed are its last two arguments; JSON on its output."""
    made = hunt(int(sys.argv[-2]), int(sys.argv[-1]))
    print(json.dumps(vars(made)))
    return 0
