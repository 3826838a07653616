"""Inline assembly on machines with loads and stores: letters from a table, memory by a register.

Problem: constraint letters mean register files, memory and ranges of constants, modifiers change
how an operand is spelled; between such machines only the letters and spellings differ.  Idea: a
target's `AsmSyntax` holds its letters as strings and three small methods; memory operands are a
register without displacement.

Source: GCC manual 6.47.3.4 "Constraints for Particular Machines".
"""

from __future__ import annotations

from compiler.codegen.calling_convention import RegisterSets
from compiler.codegen.frame import Frame
from compiler.codegen.inline_asm import (
    PLACE_CONSTANT,
    PLACE_MEMORY,
    PLACE_RESULT,
    PLACE_SYMBOL,
    AsmPlace,
    AsmSelection,
    AsmSite,
    AsmText,
    Letters,
    assemble,
    fill_memory,
    label_names,
)
from compiler.codegen.load_store_core import FIRST_VECTOR, op_r
from compiler.codegen.load_store_emission import Emission
from compiler.codegen.machine_select import MachineSelector
from compiler.codegen.select import Mode
from compiler.codegen.streaming import Stream, Unsupported
from compiler.ir.instr import Instr
from compiler.ir.module import AsmOperand
from compiler.ir.types import F32, F64, I32, I64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

IGNORED_CLOBBERS: Final = frozenset(["cc", "memory", "redzone"])


class AsmSyntax:
    """A machine's letters and spellings.

    `masks`: letter -> registers; `memory`, `constants`: letters that take them, of which `ranges`
    only some constants; `ignored`: names of clobbers that are no registers; `bits`: moves of the
    bits of F32 and F64 to a general register, and of a general register to F64; `by_name` gives
    the registers by name, their numbers first.
    """

    def __init__(self, registers: RegisterSets, masks: dict[str, int], memory: str,
                 constants: str, ranges: str, ignored: list[str], bits: tuple[int, int, int],
                 link: int, by_name: Callable[[], dict[str, tuple[int, int, int]]]) -> None:
        self.general_mask = registers.general_mask
        self.vector_mask = registers.float_mask
        self.masks = masks
        self.memory = memory
        self.constants = constants
        self.ranges = ranges
        self.ignored = IGNORED_CLOBBERS | frozenset(ignored)
        self.bits = bits
        self.link = link
        self.by_name = by_name
        self.numbers: dict[str, int] = {}

    def register_number(self, name: str, pos: int) -> int:
        """The number of a register by name; -1 for those that code generation never uses."""
        if name in self.ignored:
            return -1
        if not self.numbers:
            self.numbers = {name: found[0] for name, found in self.by_name().items()}
        number = self.numbers.get(name, -1)
        if number < 0:
            raise Unsupported(f"unknown register name '{name}' in 'asm'", pos)
        return number if number < 62 else -1

    def one_letter(self, constraint: str) -> str:
        """The constraint with those of several letters replaced."""
        return constraint

    def in_range(self, letter: str, value: int) -> bool:
        """Whether one of the letters of `ranges` takes a constant."""
        raise NotImplementedError

    def spell_constant(self, value: int, modifier: str) -> str:
        """A constant operand."""
        return str(value)

    def spell_register(self, number: int, modifier: str) -> str:
        """A register operand."""
        raise NotImplementedError

    def register_text(self, number: int) -> str:
        """A register in dumps."""
        return self.spell_register(number, "")

    def spell_memory(self, base: int, disp: int) -> str:
        """An operand in memory."""
        raise NotImplementedError


class TableLetters(Letters):
    """What the letters of one constraint allow by a machine's table."""

    def __init__(self, constraint: str, syntax: AsmSyntax) -> None:
        super().__init__()
        self.syntax = syntax
        self.early = "&" in constraint
        for letter in syntax.one_letter(constraint.lstrip("=+&%")):
            self.mask |= syntax.masks.get(letter, 0)
            if letter == "p":
                self.address = True
            if letter in syntax.memory:
                self.memory = True
            if letter in syntax.constants:
                self.constant = True
                self.ranges += letter if letter in syntax.ranges else "*"

    def takes(self, value: int) -> bool:
        return any(letter == "*" or self.syntax.in_range(letter, value) for letter in self.ranges)


class LoadStoreAsmSelection(AsmSelection):
    """See the module's docstring."""

    def __init__(self, s: MachineSelector, syntax: AsmSyntax) -> None:
        super().__init__(s, syntax.general_mask, syntax.vector_mask)
        self.syntax = syntax

    def letters(self, constraint: str, pos: int) -> Letters:
        return TableLetters(constraint, self.syntax)

    def register_number(self, name: str, pos: int) -> int:
        number = self.syntax.register_number(name, pos)
        if number == self.syntax.link:
            self.s.frame.has_calls = True        # so that it is saved
        return number

    def memory_place(self, regs: list[Instr], pointer: Instr, operand: AsmOperand) -> AsmPlace:
        mode = Mode()
        mode.base = self.s.argument(pointer)
        place = AsmPlace(PLACE_MEMORY, len(regs), operand.size)
        fill_memory(place, regs, mode)
        return place

    def cross(self, value: Instr, pos: int) -> Instr:
        narrow, wide, back = self.syntax.bits
        if value.type == F64:
            return self.s.emit(wide, I64, [self.s.argument(value)], 0)
        if value.type == F32:
            return self.s.emit(narrow, I32, [self.s.argument(value)], 0)
        if self.is_float_type(value.type):
            raise Unsupported("impossible constraint in 'asm'", pos)
        return self.s.emit(back, F64, [self.s.argument(value)], 0)


class LoadStoreAsmText(AsmText):
    """Operands as GNU as reads them."""

    def __init__(self, stream: Stream, frame: Frame, instr: Instr, label_names: list[str],
                 syntax: AsmSyntax, emission: Emission) -> None:
        super().__init__(stream, frame, instr, label_names)
        self.syntax = syntax
        self.emission = emission

    def has_dialects(self) -> bool:
        return False

    def text(self, place: AsmPlace, modifier: str) -> str:
        if place.kind == PLACE_CONSTANT:
            return self.syntax.spell_constant(place.value, modifier)
        if place.kind == PLACE_SYMBOL:
            assert place.symbol is not None
            return place.symbol.name + (f"{place.addend:+d}" if place.addend else "")
        if place.kind == PLACE_MEMORY:
            return self.memory(place)
        return self.syntax.spell_register(self.register(place), modifier)

    def memory(self, place: AsmPlace) -> str:
        """A slot, or what a register points at."""
        mode = place.mode
        assert mode is not None
        if mode.slot >= 0:
            emission = self.emission
            disp = emission.slot_offset(self.frame, self.frame.slots[mode.slot].offset)
            if not emission.reaches(emission.core.load, disp):
                raise Unsupported("a value in memory for 'asm' in a large frame",
                                  int(self.instr.pos))
            return self.syntax.spell_memory(int(emission.slot_base(self.frame)), int(disp))
        base = int(self.instr.args[place.number].reg)
        if place.is_address:
            return self.syntax.spell_register(base, "")
        return self.syntax.spell_memory(base, 0)


def emit_asm(stream: Stream, frame: Frame, instr: Instr, syntax: AsmSyntax, emission: Emission
             ) -> None:
    """Fill in and assemble; then bring results to the form in which registers hold their type."""
    assemble(LoadStoreAsmText(stream, frame, instr, label_names(stream, instr), syntax, emission))
    site = instr.aux
    assert isinstance(site, AsmSite)
    for operand, place in zip(site.info.outputs, site.places):
        found = emission.core.truths.get(int(operand.type))
        if place.kind == PLACE_RESULT and found is not None:
            register = site.results[place.number]
            if 0 <= register < FIRST_VECTOR:
                op_r(stream, found[0], register, register, imm=found[1])
