"""A failure as a bug report: reduced, its guilty transformation named, with commands to repeat it.

The reduction asks the judges again at each step (see `reduce`): the abstract machine must still end
the program with an exit, the subject must still disagree in the same way, and a reference (gcc
where it is installed, and the subjects that had agreed) must agree: without one, a step could make
the program print an address, which no two compilers have in common.  A subject that refuses or
crashes must do so with the same words but for numbers.  For `vcc` above -O0 the fuel of the
optimiser is bisected: the smallest amount that fails names the pass and rule.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from fuzz.campaign import Result, Setting, Worker
from fuzz.choices import RandomChoices
from fuzz.judges import (Command, Files, Finding, Judge, Outcome, Vcc, Workplace,
                         disagreements)
from fuzz.reduce import Reducer

MOST_FUEL = 1 << 22


def shape(message: str) -> str:
    """A message without its numbers."""
    return re.sub(r"\d+", "N", message)


class StillFails:
    """Whether changed files show the failure that was found."""

    def __init__(self, definition: Judge, subject: Judge | None, found: Outcome,
                 place: Workplace, others: list[Judge]) -> None:
        self.definition = definition
        self.subject = subject      # None: the definition itself is in doubt
        self.found = found
        self.place = place
        self.others = others        # references that must go on agreeing with the definition
        for judge in (definition, subject):
            # A step often makes a loop endless; generated programs end in milliseconds.
            if judge is not None:
                judge.seconds = 3

    def __call__(self, files: Files) -> bool:
        names = self.place.write(files)
        if self.subject is None:
            seen = self.definition.run(self.place, names)
            return (seen.kind == self.found.kind and seen.item == self.found.item
                    and shape(seen.message) == shape(self.found.message)
                    and all(other.run(self.place, names).kind == "exit" for other in self.others))
        # The references come last: most steps fail before.
        actual = self.subject.run(self.place, names)
        if actual.kind != self.found.kind:
            return False
        if actual.kind == "rejected" and shape(actual.message) != shape(self.found.message):
            return False
        expected = self.definition.run(self.place, names)
        return (expected.kind == "exit" and not actual.agrees(expected)
                and all(other.run(self.place, names).agrees(expected) for other in self.others))


def references(files: Files, expected: Outcome, place: Workplace, subjects: list[Judge],
               disagreeing: set[str]) -> list[Judge]:
    """The judge to hold a reduction to: a foreign compiler that agrees about the whole program, the
    quickest first (tcc takes a twentieth of gcc's time), else a subject that agrees."""
    names = place.write(files)
    commands = [name for name in ("tcc", "gcc -O0") if shutil.which(name.split()[0])]
    candidates: list[Judge] = [Command(name) for name in commands if name not in disagreeing]
    candidates += [subject for subject in subjects if subject.name not in disagreeing]
    for judge in candidates:
        if judge.run(place, names).agrees(expected):
            return [judge]
    return []


def guilty(files: Files, subject: Vcc, expected: Outcome, place: Workplace) -> str:
    """The first transformation with which the program fails, in the compiler's words."""
    names = place.write(files)

    def with_fuel(fuel: int) -> Vcc:
        made = Vcc([*subject.options, f"--fuel={fuel}"], warm=False)
        made.emulator = subject.emulator
        return made

    def fails(fuel: int) -> bool:
        return not with_fuel(fuel).run(place, names).agrees(expected)

    if fails(0):
        return "fails without any optional transformation (--fuel=0)"
    low, high = 0, 1
    while not fails(high):
        low, high = high, high * 4
        if high > MOST_FUEL:
            return "does not fail with --fuel"
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fails(middle) else (middle, high)
    _, messages = with_fuel(high).compile(place, names, str(place.folder / "program"))
    words = [line for line in messages.splitlines() if line.startswith("fuel:")]
    return f"--fuel={high}: {words[-1] if words else 'no word from the compiler'}"


def command_line(setting: Setting, seed: int) -> str:
    """The command that makes the failure again."""
    subjects = "".join(f" --cc '{subject}'" for subject in setting.subjects)
    size = f" --size {setting.size}" if setting.size != 100 else ""
    if setting.kind == "stages":
        subjects = ""
    if setting.target != "x86_64":
        subjects += f" --target {setting.target}"
    return f"vfuzz --campaign {setting.kind}{subjects}{size} --seed {seed} --count 1"


def save(folder: Path, files: Files) -> None:
    """Write a program's files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files:
        (folder / name).write_text(text)


def write_report(worker: Worker, result: Result, folder: Path, seconds: float) -> list[str]:
    """Save the program of a failing seed, reduce it, write `report.md`; gives a few lines."""
    setting = worker.setting
    files = worker.files(result.seed)
    save(folder / "original", files)
    lines = [f"# {result.problems[0]}", "", f"    {command_line(setting, result.seed)}", "",
             *(f"- {problem}" for problem in result.problems), ""]
    said: list[str] = []
    if setting.kind == "agree" and seconds > 0:
        _, found = disagreements(files, worker.definition, worker.subjects, worker.place)
        if found:
            others = references(files, found[0].expected, worker.place, worker.subjects,
                                {finding.judge for finding in found})
            lines += reduced(worker, files, found[0], others, folder, seconds, said)
    if setting.kind == "stages" and seconds > 0:
        from fuzz.stages import lines_of, part_of

        part = part_of(result.seed)
        fault = part.judge(RandomChoices(result.seed), worker.place, setting.target)
        if fault is not None:
            small = part.reduce(result.seed, fault, worker.place, setting.target, seconds)
            save(folder / "reduced", [(part.file, small)])
            said.append(f"reduced to {lines_of(small)} lines")
            lines += [f"Reduced to {lines_of(small)} lines:", "", "```", small.rstrip(), "```"]
    (folder / "report.md").write_text("\n".join(lines) + "\n")
    return said


def reduced(worker: Worker, files: Files, finding: Finding, others: list[Judge], folder: Path,
            seconds: float, said: list[str]) -> list[str]:
    """The reduced program and what it shows, for the report."""
    subject = next((s for s in worker.subjects if s.name == finding.judge), None)
    test = StillFails(worker.definition, subject, finding.actual, worker.place, others)
    reducer = Reducer(files, test, seconds)
    small = reducer.run()
    save(folder / "reduced", small)
    names = worker.place.write(small)
    expected = worker.definition.run(worker.place, names)
    count = sum(len(text.splitlines()) for _, text in small)
    said.append(f"reduced to {count} lines in {reducer.tried} steps")
    made = [f"Reduced to {count} lines in {reducer.tried} steps.", ""]
    for name, text in small:
        made += [f"`{name}`:", "", "```c", text.rstrip(), "```", ""]
    made += ["Expected (vrun):", "", "```", f"{expected.brief()}\n{expected.output[-2000:]}", "```"]
    if subject is not None:
        actual = subject.run(worker.place, names)
        made += [f"{subject.name}:", "", "```", f"{actual.brief()}\n{actual.output[-2000:]}", "```"]
        if isinstance(subject, Vcc) and "-O0" not in subject.options:
            said.append(guilty(small, subject, expected, worker.place))
            made += ["", f"Guilty: {said[-1]}"]
    return made
