"""Inline assembly on RISC-V: what its constraint letters mean, how operands are spelled.

Source: GCC manual 6.47.3.4 "RISC-V" (constraints f, I, J, K, A, S), operand modifiers of gcc 12
(z: the zero register for 0; i: the letter i unless the operand is a register).
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
from compiler.target.riscv import ops_gen as riscv
from compiler.target.riscv.convention import FLOAT_MASK, GENERAL_MASK
from compiler.target.riscv.registers import (
    CLASS_FLOAT,
    CLASS_GPR,
    F0,
    RA,
    SP,
    register_name,
    registers_by_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

GENERAL_LETTERS: Final = "rgX"
MEMORY_LETTERS: Final = "moVgXA<>"
CONSTANT_LETTERS: Final = "insgXIJKES"
IGNORED_CLOBBERS: Final = frozenset(["cc", "memory", "redzone", "vl", "vtype", "fcsr", "frm",
                                     "fflags"])


class RiscvLetters(Letters):
    """The letters of one constraint."""

    def __init__(self, constraint: str) -> None:
        super().__init__()
        self.early = "&" in constraint
        for letter in constraint.lstrip("=+&%"):
            if letter in GENERAL_LETTERS:
                self.mask |= GENERAL_MASK
            elif letter == "f":
                self.mask |= FLOAT_MASK
            elif letter == "p":
                self.address = True
            if letter in MEMORY_LETTERS:
                self.memory = True
            if letter in CONSTANT_LETTERS:
                self.constant = True
                self.ranges += letter if letter in "IJK" else "*"

    def takes(self, value: int) -> bool:
        for letter in self.ranges:
            if letter == "*" or letter == "I" and -0x800 <= value < 0x800 \
                    or letter == "J" and value == 0 or letter == "K" and 0 <= value < 32:
                return True
        return False


def register_number(name: str, pos: int) -> int:
    """The number of a register by name; -1 for those that code generation never uses."""
    if name in IGNORED_CLOBBERS or name.startswith("v") and name[1:].isdigit():
        return -1
    found = registers_by_name().get("s0" if name == "fp" else name)
    if found is None or found[1] not in (CLASS_GPR, CLASS_FLOAT):
        raise Unsupported(f"unknown register name '{name}' in 'asm'", pos)
    return found[0] if found[0] < 62 else -1


class RiscvAsmSelection(AsmSelection):
    """RISC-V's letters and registers; memory operands are a register without displacement."""

    def __init__(self, s: MachineSelector) -> None:
        super().__init__(s, GENERAL_MASK, FLOAT_MASK)

    def letters(self, constraint: str, pos: int) -> Letters:
        return RiscvLetters(constraint)

    def register_number(self, name: str, pos: int) -> int:
        number = register_number(name, pos)
        if number == RA:
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
            return self.s.emit(riscv.FMV_X_Drf, I64, [self.s.argument(value)], 0)
        if value.type == F32:
            return self.s.emit(riscv.FMV_X_Wrf, I32, [self.s.argument(value)], 0)
        if self.is_float_type(value.type):
            raise Unsupported("impossible constraint in 'asm'", pos)
        return self.s.emit(riscv.FMV_D_Xfr, F64, [self.s.argument(value)], 0)


class RiscvAsmText(AsmText):
    """Operands as GNU as reads them."""

    def has_dialects(self) -> bool:
        return False

    def text(self, place: AsmPlace, modifier: str) -> str:
        if place.kind == PLACE_CONSTANT:
            if modifier == "z" and place.value == 0:
                return "zero"
            return "i" if modifier == "i" else str(place.value)
        if place.kind == PLACE_SYMBOL:
            assert place.symbol is not None
            return place.symbol.name + (f"{place.addend:+d}" if place.addend else "")
        if place.kind == PLACE_MEMORY:
            return self.memory(place)
        return "" if modifier == "i" else register_name(self.register(place))

    def memory(self, place: AsmPlace) -> str:
        """disp(base)"""
        mode = place.mode
        assert mode is not None
        if mode.slot >= 0:
            disp = self.frame.slots[mode.slot].offset + self.frame.adjust
            if self.frame.has_dynamic or disp >= 0x800:
                raise Unsupported("a value in memory for 'asm' in a large frame",
                                  int(self.instr.pos))
            return f"{disp}({register_name(SP)})"
        base = register_name(int(self.instr.args[place.number].reg))
        return base if place.is_address else f"{mode.disp}({base})"


def emit_asm(stream: Stream, frame: Frame, instr: Instr) -> None:
    """Fill in and assemble; then bring results to the form in which registers hold their type."""
    assemble(RiscvAsmText(stream, frame, instr, label_names(stream, instr)))
    site = instr.aux
    assert isinstance(site, AsmSite)
    for operand, place in zip(site.info.outputs, site.places):
        if place.kind != PLACE_RESULT or operand.type not in (I1, I32):
            continue
        register = site.results[place.number]
        if 0 <= register < F0:
            stream.operands.clear()
            stream.operands.r0 = register
            stream.operands.r1 = register
            stream.operands.imm = 1 if operand.type == I1 else 0
            stream.emitter.instruction(
                riscv.ANDIrri if operand.type == I1 else riscv.ADDIWrri, stream.operands)
