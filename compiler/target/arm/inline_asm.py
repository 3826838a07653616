"""Inline assembly on AArch64: what its constraint letters mean, how operands are spelled.

Source: GCC manual 6.47.3.4 "AArch64 family" (constraints w, x, I to N, Q, S, U, Y, Z), operand
modifiers of gcc 12 (w x; b h s d q; a).
"""

from __future__ import annotations

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
from compiler.codegen.machine_select import MachineSelector
from compiler.codegen.select import Mode
from compiler.codegen.streaming import Stream, Unsupported
from compiler.ir.instr import Instr
from compiler.ir.module import AsmOperand
from compiler.ir.types import F32, F64, I1, I32, I64
from compiler.target.arm import ops_gen as arm
from compiler.target.arm.convention import GENERAL_MASK, VECTOR_MASK
from compiler.target.arm.emission import op_r, slot_base, slot_offset
from compiler.target.arm.immediates import bitmask, wide_move
from compiler.target.arm.registers import LR, V0, register_name, registers_by_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

GENERAL_LETTERS: Final = "rgXk"
MEMORY_LETTERS: Final = "moVgXAQ<>"
CONSTANT_LETTERS: Final = "insgXIJKLMNSZEUY"
IGNORED_CLOBBERS: Final = frozenset(["cc", "memory", "redzone"])
VECTOR_SIZES: Final = {"b": 8, "h": 16, "s": 32, "d": 64, "q": 128}


class ArmLetters(Letters):
    """The letters of one constraint."""

    def __init__(self, constraint: str) -> None:
        super().__init__()
        self.early = "&" in constraint
        text = constraint.lstrip("=+&%").replace("Ump", "m").replace("Ush", "n")
        for letter in text:
            if letter in GENERAL_LETTERS:
                self.mask |= GENERAL_MASK
            elif letter in "wx":
                self.mask |= VECTOR_MASK if letter == "w" else VECTOR_MASK & (0xFFFF << V0)
            elif letter == "p":
                self.address = True
            if letter in MEMORY_LETTERS:
                self.memory = True
            if letter in CONSTANT_LETTERS:
                self.constant = True
                self.ranges += letter if letter in "IJKLMNZ" else "*"

    def takes(self, value: int) -> bool:
        for letter in self.ranges:
            if letter in "IJ":
                amount = value if letter == "I" else -value
                if 0 <= amount < 4096 or amount & 4095 == 0 and 0 < amount < 1 << 24:
                    return True
            elif letter == "*" or letter == "Z" and value == 0:
                return True
            elif letter in "KL" and bitmask(value, 32 if letter == "K" else 64) >= 0:
                return True
            elif letter in "MN":
                size = 32 if letter == "M" else 64
                if wide_move(value, size) >= 0 or wide_move(~value, size) >= 0 or bitmask(
                        value, size) >= 0:
                    return True
        return False


def register_number(name: str, pos: int) -> int:
    """The number of a register by name; -1 for those that code generation never uses."""
    if name in IGNORED_CLOBBERS:
        return -1
    found = registers_by_name().get(name)
    if found is None:
        raise Unsupported(f"unknown register name '{name}' in 'asm'", pos)
    return found[0] if found[0] < 62 else -1


class ArmAsmSelection(AsmSelection):
    """AArch64's letters and registers; memory operands are a register without displacement."""

    def __init__(self, s: MachineSelector) -> None:
        super().__init__(s, GENERAL_MASK, VECTOR_MASK)

    def letters(self, constraint: str, pos: int) -> Letters:
        return ArmLetters(constraint)

    def register_number(self, name: str, pos: int) -> int:
        number = register_number(name, pos)
        if number == LR:
            self.s.frame.has_calls = True        # so that it is saved
        return number

    def memory_place(self, regs: list[Instr], pointer: Instr, operand: AsmOperand) -> AsmPlace:
        mode = Mode()
        mode.base = self.s.argument(pointer)
        place = AsmPlace(PLACE_MEMORY, len(regs), operand.size)
        fill_memory(place, regs, mode)
        return place

    def cross(self, value: Instr, pos: int) -> Instr:
        if value.type == F64:
            return self.s.emit(arm.FMOVxd, I64, [self.s.argument(value)], 0)
        if value.type == F32:
            return self.s.emit(arm.FMOVws, I32, [self.s.argument(value)], 0)
        if self.is_float_type(value.type):
            raise Unsupported("impossible constraint in 'asm'", pos)
        return self.s.emit(arm.FMOVdx, F64, [self.s.argument(value)], 0)


class ArmAsmText(AsmText):
    """Operands as GNU as reads them."""

    def has_dialects(self) -> bool:
        return False

    def text(self, place: AsmPlace, modifier: str) -> str:
        if place.kind == PLACE_CONSTANT:
            if modifier in ("w", "x") and place.value == 0:
                return modifier + "zr"
            return str(place.value)
        if place.kind == PLACE_SYMBOL:
            assert place.symbol is not None
            return place.symbol.name + (f"{place.addend:+d}" if place.addend else "")
        if place.kind == PLACE_MEMORY:
            return self.memory(place)
        number = self.register(place)
        if number >= V0:
            if modifier in VECTOR_SIZES:
                return register_name(number, VECTOR_SIZES[modifier])
            return f"v{number - V0}"
        text = register_name(number, 32 if modifier == "w" else 64)
        return f"[{text}]" if modifier == "a" else text

    def memory(self, place: AsmPlace) -> str:
        """[base, #disp]"""
        mode = place.mode
        assert mode is not None
        if mode.slot >= 0:
            disp = slot_offset(self.frame, self.frame.slots[mode.slot].offset)
            base = register_name(int(slot_base(self.frame)), 64)
            return f"[{base}, {disp}]"
        base = register_name(int(self.instr.args[place.number].reg), 64)
        return base if place.is_address else f"[{base}]"


def emit_asm(stream: Stream, frame: Frame, instr: Instr) -> None:
    """Fill in and assemble; then bring truth values to 0 or 1."""
    assemble(ArmAsmText(stream, frame, instr, label_names(stream, instr)))
    site = instr.aux
    assert isinstance(site, AsmSite)
    for operand, place in zip(site.info.outputs, site.places):
        if place.kind == PLACE_RESULT and operand.type == I1:
            register = site.results[place.number]
            if 0 <= register < V0:
                op_r(stream, arm.AND32rri, register, register, imm=1)
