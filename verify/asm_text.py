"""The text of inline assembly: each reference names the place where its operand is.

Problem: behind allocation an asm statement becomes text for the assembler; a wrong name there is a
wrong program that no other check reads.  Idea: expand the template a second time, from GCC's manual
and the allocation alone, into a pattern that the text given to the assembler must match; and look
that each register is one that the operand's letters allow and that results are where the program
takes them from.

Source: GCC manual 6.47.2.8 "x86 Operand Modifiers"; AT&T syntax of GNU as.
"""

from __future__ import annotations

import re

from compiler.codegen.frame import Frame
from compiler.codegen.inline_asm import (
    PLACE_ARGUMENT,
    PLACE_CONSTANT,
    PLACE_MEMORY,
    PLACE_REGISTER,
    PLACE_SYMBOL,
    AsmPlace,
    AsmSite,
)
from compiler.ir.instr import Instr
from compiler.ir.module import AsmOperand
from compiler.ir.opcodes import PROJ
from compiler.target.x86.registers import FS, NAMES_8, NAMES_16, RBP, RIP, RSP
from verify.asm_operands import WIDE, allowed
from verify.states import Mismatch

REFERENCE = re.compile(r"%(?:(?P<plain>[%{|}=])|(?P<modifier>[a-zA-Z]?)"
                       r"(?:\[(?P<name>[^\]]*)\]|(?P<number>\d+)))")
SUFFIX = {1: "b", 2: "w", 4: "l", 8: "q"}
SIZES = {"b": 1, "w": 2, "k": 4, "q": 8, "a": 8, "A": 8}


def register_text(register: int, modifier: str, size: int) -> str:
    """A register's name without its percent sign."""
    if register >= 16:
        return f"{'y' if modifier == 't' else 'x'}mm{register - 16}"
    if modifier == "h":
        return "acdb"[register] + "h"
    size = SIZES.get(modifier, size)
    if size in (1, 2):
        return (NAMES_8 if size == 1 else NAMES_16)[register]
    if register >= 8:
        return f"r{register}" + ("d" if size == 4 else "")
    return "e" + WIDE[register][1:] if size == 4 else WIDE[register]


class AsmCheck:
    """One statement, allocated."""

    def __init__(self, instr: Instr, frame: Frame, labels: list[str]) -> None:
        site = instr.aux
        assert isinstance(site, AsmSite)
        self.instr = instr
        self.site = site
        self.frame = frame
        self.labels = labels
        info = site.info
        self.operands: list[AsmOperand] = info.outputs + info.inputs[:info.written_inputs]
        # labels are numbered behind the operands, of which a "+" output is two
        self.first_label = len(self.operands) + sum(
            operand.constraint.startswith("+") for operand in info.outputs)
        self.numbered = False           # %= was met: the same number everywhere

    def run(self, text: str) -> None:
        """Compare with the text that the assembler was given."""
        self.results()
        template = self.site.info.template
        if self.site.info.basic:
            pattern = re.escape(template)
        else:
            pattern = self.pattern(template)
        if re.fullmatch(pattern + r"\n", text, re.DOTALL) is None:
            raise Mismatch(f"asm '{template}' is written as '{text.strip()}'")

    def results(self) -> None:
        """Results are taken from the registers that the text names."""
        found = self.site.results
        taken = {0: int(self.instr.reg)} if self.instr.type else {}
        if self.instr.block is not None:
            for other in self.instr.block.instrs:
                if other.op == PROJ and other.args[0] is self.instr and other.reg >= 0:
                    taken[other.imm] = int(other.reg)
        for number, register in taken.items():
            if register >= 0 and number < len(found) and found[number] != register:
                raise Mismatch(f"result {number} of asm is taken from register {register}")

    def pattern(self, template: str) -> str:
        """The text as a regular expression."""
        out: list[str] = []
        at = depth = 0
        second = False                              # in the other dialect of {att|intel}
        while at < len(template):
            reference = REFERENCE.match(template, at)
            letter = template[at]
            piece = re.escape(letter)
            if reference is not None:
                piece = self.reference(reference)
                at = reference.end()
            else:
                at += 1
                if letter == "{" or letter in "|}" and depth:
                    depth += {"{": 1, "|": 0, "}": -1}[letter]
                    second = letter == "|"
                    continue
            if not second:
                out.append(piece)
        return "".join(out)

    def reference(self, found: re.Match[str]) -> str:
        """What a reference stands for."""
        if found["plain"]:
            if found["plain"] != "=":
                return re.escape(found["plain"])
            again, self.numbered = self.numbered, True
            return "(?P=number)" if again else r"(?P<number>\d+)"
        modifier, name = found["modifier"], found["name"]
        if name is None:
            number = int(found["number"])
        else:
            names = [operand.name for operand in self.operands]
            number = names.index(name) if name in names else \
                self.first_label + self.site.info.label_names.index(name)
        if number >= len(self.operands):
            return re.escape(self.labels[number - self.first_label])
        place, operand = self.site.places[number], self.operands[number]
        if modifier == "z":
            return SUFFIX.get(place.size, "")
        if place.kind == PLACE_CONSTANT:
            bare = modifier in ("c", "P", "n", "a", "p")
            value = -place.value if modifier == "n" else place.value
            return re.escape(("" if bare else "$") + str(value))
        if place.kind == PLACE_SYMBOL:
            assert place.symbol is not None
            text = place.symbol.name + (f"{place.addend:+d}" if place.addend else "")
            if modifier == "a":
                return re.escape(text + "(%rip)")
            return re.escape(text if modifier in ("c", "P", "p") else "$" + text)
        if place.kind == PLACE_MEMORY:
            return self.memory(place, 8 if modifier == "H" else 0)
        register = self.register(place, operand, number)
        text = register_text(register, modifier, place.size)
        if modifier == "a":
            return re.escape(f"(%{text})")
        return re.escape({"A": "*%", "V": ""}.get(modifier, "%") + text)

    def register(self, place: AsmPlace, operand: AsmOperand, number: int) -> int:
        """The register of an operand, which its letters allow."""
        if place.kind == PLACE_REGISTER:
            return int(place.number)
        if place.kind == PLACE_ARGUMENT:
            register = int(self.instr.args[place.number].reg)
        else:
            register = self.site.results[place.number]
        tied = operand.tied if operand.tied >= 0 else -1
        may = allowed(self.site.info.outputs[tied] if tied >= 0 else operand)
        if register not in may:
            raise Mismatch(f"operand {number} of asm is in register {register}")
        return register

    def memory(self, place: AsmPlace, more: int) -> str:
        """disp(base,index,scale)."""
        mode, frame = place.mode, self.frame
        assert mode is not None
        at = int(place.number)
        disp = int(mode.disp) + more
        base, index = int(mode.base_fixed), -1
        if mode.has_base:
            base = int(self.instr.args[at].reg)
            at += 1
        if mode.has_index:
            index = int(self.instr.args[at].reg)
        if mode.slot >= 0:
            offset = int(frame.slots[mode.slot].offset)
            base = RBP if frame.uses_frame_pointer else RSP
            disp += offset + (16 if base == RBP else int(frame.pushed + frame.adjust))
        segment = "%fs:" if mode.segment == FS else ""
        name = r"[\w.$]+(?:@\w+)?" if mode.symbol is not None else ""
        if mode.symbol is not None and mode.symbol.name:
            name = re.escape(mode.symbol.name) + r"(?:@\w+)?"
        number = f"{disp:+d}" if name and disp else str(disp) if disp else ""
        if not name and base < 0 and index < 0:
            number = str(disp)
        text = re.escape(segment) + name + re.escape(number)
        if base == RIP:
            return text + re.escape("(%rip)")
        if base < 0 and index < 0:
            return text
        first = "%" + register_text(base, "q", 8) if base >= 0 else ""
        if index < 0:
            return text + re.escape(f"({first})")
        second = "%" + register_text(index, "q", 8)
        return text + re.escape(f"({first},{second},{int(mode.scale)})")
