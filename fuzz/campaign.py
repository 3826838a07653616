"""What a campaign does with one seed: make a program, ask the judges, say what is wrong.

Four kinds.  *agree*: the abstract machine and every subject print the same and end the same.
*caught*: one planted undefined behaviour is reported as its item at its line.  *refused*: both
front ends reject a broken constraint at its line.  *stages*: IR, instructions and objects instead
of programs, through the stages that they belong to (see `stages`).

A result is plain data, so that it travels between processes and machines; the seed and the options
make the program again, byte for byte.
"""

from __future__ import annotations

import time

from fuzz import broken, plant
from fuzz.choices import RandomChoices
from fuzz.features import features
from fuzz.judges import HOST, Definition, Files, Judge, Vcc, Workplace, disagreements, judge_of
from fuzz.profile import Profile
from fuzz.program import Program, generate

KINDS = ["agree", "caught", "refused", "stages"]
DEFAULT_SUBJECTS = ["vcc -O0", "vcc -O2"]


class Setting:
    """What all seeds of a campaign have in common; plain data."""

    def __init__(self, kind: str = "agree", subjects: list[str] | None = None,
                 size: int = 100, target: str = "x86_64", profile: bool = False) -> None:
        self.kind = kind
        self.subjects = subjects if subjects is not None else list(DEFAULT_SUBJECTS)
        self.size = size
        self.target = target
        self.profile = profile          # note which rules of vcc fire


class Result:
    """What one seed gave; plain data."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.tokens = 0
        self.problems: list[str] = []   # one line a disagreement: judge and difference
        self.judges: list[str] = []     # who disagrees, in the same order
        self.kinds: list[str] = []      # what the judge said: exit, undefined, rejected ...
        self.features: list[str] = []   # that the program shows
        self.rules: dict[str, int] = {}     # of vcc, how often each fired
        self.passes: dict[str, float] = {}  # milliseconds
        self.row = -1                   # of the table of plants or constraints
        self.generating = 0.0           # seconds
        self.judging = 0.0


class Worker:
    """Judges and a place for files, made once in each process."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.place = Workplace()
        if setting.kind == "stages":
            return
        self.definition = Definition(options=[f"--target={setting.target}"])
        self.checker = Definition(options=["--check"])
        self.syntax = Vcc(["-fsyntax-only"])
        self.subjects: list[Judge] = [judge_of(command, setting.target)
                                      for command in setting.subjects] \
            if setting.kind == "agree" else []

    def program(self, seed: int) -> tuple[Program, RandomChoices]:
        """The program of a seed, and the decisions that come after it."""
        choices = RandomChoices(seed)
        return generate(choices, self.setting.size, self.setting.target == HOST), choices

    def files(self, seed: int) -> Files:
        """The text that the judges of a seed see."""
        if self.setting.kind == "stages":
            from fuzz.stages import files_of

            return files_of(seed, self.setting.target)
        program, choices = self.program(seed)
        if self.setting.kind == "caught":
            return plant.plant(program, choices, seed % len(plant.ROWS)).files
        if self.setting.kind == "refused":
            return broken.break_program(program, choices, seed % len(broken.ROWS)).files
        return program.files

    def run(self, seed: int) -> Result:
        """Everything for one seed."""
        made = Result(seed)
        if self.setting.kind == "stages":
            self.stages(made)
            return made
        start = time.perf_counter()
        program, choices = self.program(seed)
        made.tokens = program.tokens()
        made.generating = time.perf_counter() - start
        made.features = features("\n".join(text for _, text in program.files))
        start = time.perf_counter()
        if self.setting.kind == "caught":
            self.caught(made, program, choices)
        elif self.setting.kind == "refused":
            self.refused(made, program, choices)
        else:
            profile = Profile()
            for subject in self.subjects:
                if self.setting.profile and isinstance(subject, Vcc):
                    subject.profile = profile
            _, found = disagreements(program.files, self.definition, self.subjects, self.place)
            made.rules, made.passes = profile.rules, profile.passes
            for finding in found:
                self.complain(made, finding.judge, finding.actual.kind, finding.brief())
        made.judging = time.perf_counter() - start
        return made

    def stages(self, made: Result) -> None:
        """Every stage gives back what it was given."""
        from fuzz.stages import lines_of, part_of

        part = part_of(made.seed)
        start = time.perf_counter()
        made.tokens = lines_of(part.text(RandomChoices(made.seed), self.setting.target))
        made.generating = time.perf_counter() - start
        fault = part.judge(RandomChoices(made.seed), self.place, self.setting.target)
        made.judging = time.perf_counter() - start - made.generating
        if fault is not None:
            self.complain(made, fault.stage, part.name, f"{fault.stage}: {fault.what}")

    def complain(self, made: Result, judge: str, kind: str, text: str) -> None:
        """Note a disagreement."""
        made.judges.append(judge)
        made.kinds.append(kind)
        made.problems.append(text)

    def caught(self, made: Result, program: Program, choices: RandomChoices) -> None:
        """The planted item must be reported where it is."""
        made.row = made.seed % len(plant.ROWS)
        planted = plant.plant(program, choices, made.row)
        outcome = self.definition.run(self.place, self.place.write(planted.files))
        if (outcome.kind, outcome.item, outcome.file, outcome.line) != (
                "undefined", planted.item, planted.file, planted.line):
            self.complain(made, "vrun", outcome.kind,
                          f"row {made.row}: item {planted.item} at {planted.file}:{planted.line}, "
                          f"vrun says {outcome.kind} {outcome.item or ''} at "
                          f"{outcome.file}:{outcome.line} {outcome.message[:120]}")

    def refused(self, made: Result, program: Program, choices: RandomChoices) -> None:
        """Both front ends must reject the broken constraint where it is."""
        made.row = made.seed % len(broken.ROWS)
        wrong = broken.break_program(program, choices, made.row)
        names = self.place.write(wrong.files)
        where = f"row {made.row}: {wrong.clause} at {wrong.file}:{wrong.line}"
        outcome = self.checker.run(self.place, names)
        if (outcome.kind, outcome.file, outcome.line) != ("rejected", wrong.file, wrong.line):
            self.complain(made, "vrun", outcome.kind,
                          f"{where}, vrun says {outcome.kind} at {outcome.file}:{outcome.line} "
                          f"{outcome.message[:120]}")
        accepted, messages = self.syntax.compile(self.place, names, "unused")
        errors = [line for line in messages.splitlines() if " error: " in line]
        if accepted or not errors or not errors[0].startswith(f"{wrong.file}:{wrong.line}:"):
            self.complain(made, "vcc", "exit" if accepted else "rejected",
                          f"{where}, vcc says {errors[0] if errors else 'nothing'}")

    def close(self) -> None:
        """Remove the files."""
        self.place.close()
