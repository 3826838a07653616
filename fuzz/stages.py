"""The *stages* campaign: IR through the passes, instructions through the assembler, objects
through the linker; a failure names the faulty stage.

A seed makes one case of one part, by its remainder.  A part says how a case is made from decisions,
what of it can be read, and which stage is at fault; the rest (running a seed, reducing a failure)
is the same for all three.
"""

from __future__ import annotations

import re

from compiler.ir.read import read_module

from fuzz.choices import Choices, RandomChoices, ReplayedChoices
from fuzz.judges import Files, Workplace
from fuzz.random_ir import write_module
from fuzz.reduce_ir import IRReducer
from fuzz.shrink import Recorder, shrink
from fuzz.stages_code import CodeCase, judge_code
from fuzz.stages_ir import Fault, Plan, entry_of, judge_module
from fuzz.stages_link import Case, judge_link, listing


class Part:
    """A kind of case."""

    name = ""
    file = ""                   # what its text is saved as

    def judge(self, choices: Choices, place: Workplace, machine: str) -> Fault | None:
        """Make a case and judge it."""
        raise NotImplementedError

    def text(self, choices: Choices, machine: str) -> str:
        """The case for a reader."""
        raise NotImplementedError

    def reduce(self, seed: int, fault: Fault, place: Workplace, machine: str,
               seconds: float) -> str:
        """The text of a smaller case with the same fault."""
        source = Recorder(RandomChoices(seed))
        self.judge(source, place, machine)

        def fails(answers: list[int]) -> bool:
            found = self.judge(ReplayedChoices(answers), place, machine)
            return found is not None and sort(found) == sort(fault)

        return self.text(ReplayedChoices(shrink(source.answers, fails, seconds)), machine)


def sort(fault: Fault) -> str:
    """What makes two faults the same."""
    return fault.stage + (": " + fault.what.split(":")[0] if "Error" in fault.what else "")


def plan_of(text: str, choices: Choices, machine: str) -> Plan:
    """How a module is driven."""
    signature = entry_of(read_module(text)).info.signature
    return Plan(choices, [int(info.type) for info in signature.params], machine)


class IRPart(Part):
    """Random IR."""

    name = "IR"
    file = "module.ir"

    def judge(self, choices: Choices, place: Workplace, machine: str) -> Fault | None:
        text = write_module(choices)
        return judge_module(text, plan_of(text, choices, machine), place)

    def text(self, choices: Choices, machine: str) -> str:
        return write_module(choices)

    def reduce(self, seed: int, fault: Fault, place: Workplace, machine: str,
               seconds: float) -> str:
        choices = RandomChoices(seed)
        text = write_module(choices)
        plan = plan_of(text, choices, machine)

        def fails(candidate: str) -> bool:
            try:
                found = judge_module(candidate, plan, place, fault.stage)
            except Exception:
                return False        # the candidate is no module
            return found is not None and sort(found) == sort(fault)

        return IRReducer(text, fails, seconds).run()


class CodePart(Part):
    """Random instructions."""

    name = "instructions"
    file = "code.s"

    def judge(self, choices: Choices, place: Workplace, machine: str) -> Fault | None:
        return judge_code(CodeCase(choices, machine), place)

    def text(self, choices: Choices, machine: str) -> str:
        return CodeCase(choices, machine).text()

    def reduce(self, seed: int, fault: Fault, place: Workplace, machine: str,
               seconds: float) -> str:
        return fault.what + "\n"    # names one instruction


class LinkPart(Part):
    """Random objects."""

    name = "objects"
    file = "objects.txt"

    def judge(self, choices: Choices, place: Workplace, machine: str) -> Fault | None:
        return judge_link(Case(choices), place)

    def text(self, choices: Choices, machine: str) -> str:
        return listing(Case(choices))


PARTS: list[Part] = [IRPart(), CodePart(), LinkPart()]


def part_of(seed: int) -> Part:
    """The part that a seed belongs to."""
    return PARTS[seed % len(PARTS)]


def files_of(seed: int, machine: str) -> Files:
    """The case of a seed as text."""
    part = part_of(seed)
    return [(part.file, part.text(RandomChoices(seed), machine))]


def lines_of(text: str) -> int:
    """Lines with something on them."""
    return len(re.findall(r"^.*\S.*$", text, re.MULTILINE))
