"""Inline assembly on x86: what its constraint letters mean, operands in AT&T syntax.

Source: GCC manual 6.47.3.4 "x86 family", 6.47.2.8 "x86 Operand Modifiers".
"""

from __future__ import annotations

from compiler.assembler.operands import KIND_GOTTPOFF, KIND_TPOFF
from compiler.codegen.frame import Frame
from compiler.codegen.inline_asm import (
    PLACE_CONSTANT,
    PLACE_MEMORY,
    PLACE_SYMBOL,
    AsmPlace,
    AsmSelection,
    AsmSite,
    AsmText,
    Letters,
    assemble,
    label_names,
)
from compiler.codegen.machine import mask_of
from compiler.codegen.streaming import Stream, Unsupported
from compiler.ir.instr import Instr
from compiler.ir.types import F32, F64, F80
from compiler.target.x86 import ops_gen as x86
from compiler.target.x86.convention import GENERAL_MASK, VECTOR_MASK
from compiler.target.x86.emission import set_address
from compiler.target.x86.registers import (
    FS,
    RAX,
    RBX,
    RCX,
    RDI,
    RDX,
    RIP,
    RSI,
    XMM0,
    register_name,
    registers_by_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


FIXED: Final = {"a": RAX, "b": RBX, "c": RCX, "d": RDX, "S": RSI, "D": RDI, "A": RAX}
GENERAL_LETTERS: Final = "rqlgX"
VECTOR_LETTERS: Final = "xvY"
MEMORY_LETTERS: Final = "moVgX<>"
CONSTANT_LETTERS: Final = "insgXIJKLMNOGeZEFH"
IGNORED_CLOBBERS: Final = frozenset(["cc", "memory", "flags", "fpsr", "dirflag", "fpcr", "redzone"])
CONDITIONS: Final = {
    "o": 0, "no": 1, "b": 2, "c": 2, "nae": 2, "ae": 3, "nb": 3, "nc": 3, "e": 4, "z": 4,
    "ne": 5, "nz": 5, "be": 6, "na": 6, "a": 7, "nbe": 7, "s": 8, "ns": 9, "p": 10, "pe": 10,
    "np": 11, "po": 11, "l": 12, "nge": 12, "ge": 13, "nl": 13, "le": 14, "ng": 14, "g": 15,
    "nle": 15,
}

class X86Letters(Letters):
    """The letters of the x86 family (GCC manual 6.47.3.4)."""

    def __init__(self, constraint: str, pos: int) -> None:
        super().__init__()
        self.early = "&" in constraint
        text = constraint.lstrip("=+&%")
        if text.startswith("@cc"):
            name = text[3:]
            if name not in CONDITIONS:
                raise Unsupported(f"unknown flag output constraint '{constraint}'", pos)
            self.condition = CONDITIONS[name]
            self.mask = GENERAL_MASK
            return
        fixed: set[int] = set()
        for letter in text:
            if letter in FIXED:
                fixed.add(FIXED[letter])
            if letter in GENERAL_LETTERS:
                self.mask |= GENERAL_MASK
            elif letter == "Q":
                self.mask |= 15
            elif letter == "R":
                self.mask |= 0xEF
            elif letter in VECTOR_LETTERS:
                self.mask |= VECTOR_MASK
            elif letter in "tuf":
                raise Unsupported("x87 register operands of 'asm' are not supported", pos)
            elif letter == "p":
                self.address = True
            if letter in MEMORY_LETTERS:
                self.memory = True
            if letter in CONSTANT_LETTERS:
                self.constant = True
                if letter in "IJKLMNOGeZ":
                    self.ranges += letter
                else:
                    self.ranges += "*"
        if fixed and not self.mask:
            if len(fixed) == 1:
                self.fixed = fixed.pop()
            for register in fixed:
                self.mask |= mask_of(register)
            if self.fixed >= 0:
                self.mask = mask_of(self.fixed)

    def takes(self, value: int) -> bool:
        """Whether a constant is in the range of one of the letters."""
        for letter in self.ranges:
            if letter == "*":
                return True
            if letter == "I" and 0 <= value <= 31 or letter == "J" and 0 <= value <= 63:
                return True
            if letter == "K" and -128 <= value <= 127 or letter == "M" and 0 <= value <= 3:
                return True
            if letter == "N" and -128 <= value <= 255 or letter == "O" and 0 <= value <= 127:
                return True
            if letter == "L" and value in (0xFF, 0xFFFF, 0xFFFFFFFF):
                return True
            if letter == "e" and -0x80000000 <= value < 0x80000000:
                return True
            if letter == "Z" and 0 <= value < 0x100000000:
                return True
        return False


def register_number(name: str, pos: int) -> int:
    """The number of a register by name; -1 for those that code generation never uses."""
    name = name.lstrip("%")
    if name in IGNORED_CLOBBERS or name.startswith(("st", "mm", "k")):
        return -1
    found = registers_by_name().get(name)
    if found is None:
        if name.isdigit() and int(name) < 16:
            return [0, 2, 1, 3, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15][int(name)]
        raise Unsupported(f"unknown register name '{name}' in 'asm'", pos)
    return found[0] if found[0] < 32 else -1


class X86AsmSelection(AsmSelection):
    """x86's letters and registers."""

    def letters(self, constraint: str, pos: int) -> Letters:
        return X86Letters(constraint, pos)

    def register_number(self, name: str, pos: int) -> int:
        return register_number(name, pos)

    def cross(self, value: Instr, pos: int) -> Instr:
        """The bits of a value in a register of the other class."""
        if value.type == F64:
            return self.s.emit(x86.MOVQrx, 5, [self.s.reg(value)], 0)
        if value.type == F32:
            return self.s.emit(x86.MOVDrx, 4, [self.s.reg(value)], 0)
        if value.type == F80:
            raise Unsupported("long double operands of 'asm' are not supported", pos)
        if self.is_float_type(value.type):
            raise Unsupported("impossible constraint in 'asm'", pos)
        return self.s.emit(x86.MOVQxr, F64, [self.s.reg(value)], 0)


class X86AsmText(AsmText):
    """Operands in AT&T syntax."""

    def text(self, place: AsmPlace, modifier: str) -> str:
        """One operand with its modifier."""
        if place.kind == PLACE_CONSTANT:
            value = -place.value if modifier == "n" else place.value
            return str(value) if modifier in "cPnap" and modifier else f"${value}"
        if place.kind == PLACE_SYMBOL:
            assert place.symbol is not None
            name = place.symbol.name + (f"{place.addend:+d}" if place.addend else "")
            if modifier == "a":
                return name + "(%rip)"
            return name if modifier in "cPp" and modifier else "$" + name
        if place.kind == PLACE_MEMORY:
            if modifier == "z":
                return {1: "b", 2: "w", 4: "l", 8: "q"}.get(place.size, "")
            return self.memory(place, 8 if modifier == "H" else 0)
        register = self.register(place)
        if modifier == "z":
            return {1: "b", 2: "w", 4: "l", 8: "q"}.get(place.size, "")
        if register >= XMM0:
            return "%" + register_name(register, 256 if modifier == "t" else 128)
        size = {1: 8, 2: 16, 4: 32}.get(place.size, 64)
        if modifier == "b":
            size = 8
        elif modifier == "w":
            size = 16
        elif modifier == "k":
            size = 32
        elif modifier == "q":
            size = 64
        elif modifier == "h":
            if register > 3:
                raise Unsupported("extended registers have no high halves", int(self.instr.pos))
            return "%" + ["ah", "ch", "dh", "bh"][register]
        name = register_name(register, size)
        if modifier == "a":
            return f"(%{register_name(register, 64)})"
        if modifier == "A":
            return "*%" + register_name(register, 64)
        return name if modifier == "V" else "%" + name

    def memory(self, place: AsmPlace, more: int) -> str:
        """disp(base,index,scale) of a memory operand."""
        operands = self.stream.operands
        operands.clear()
        assert place.mode is not None
        set_address(self.stream, self.frame, self.instr, place.mode, place.number)
        text = "%fs:" if operands.segment == FS else ""
        disp = int(operands.disp) + more
        if operands.symbol is not None:
            text += self.stream.label_name(operands.symbol)
            if operands.kind == KIND_TPOFF:
                text += "@tpoff"
            elif operands.kind == KIND_GOTTPOFF:
                text += "@gottpoff"
            if disp:
                text += f"{disp:+d}"
        elif disp or (operands.base < 0 and operands.index < 0):
            text += str(disp)
        if operands.base == RIP:
            return text + "(%rip)"
        if operands.base >= 0 or operands.index >= 0:
            base = "%" + register_name(int(operands.base), 64) if operands.base >= 0 else ""
            if operands.index >= 0:
                text += f"({base},%{register_name(int(operands.index), 64)},{operands.scale})"
            else:
                text += f"({base})"
        return text


def emit_asm(stream: Stream, frame: Frame, instr: Instr) -> None:
    """Fill in and assemble; then set flag outputs."""
    assemble(X86AsmText(stream, frame, instr, label_names(stream, instr)))
    site = instr.aux
    assert isinstance(site, AsmSite)
    for place in site.places:
        if place.condition >= 0:
            register = site.results[place.number]
            stream.operands.clear()
            stream.operands.r0 = register
            stream.emitter.instruction(x86.SETOr + 2 * place.condition, stream.operands)
            stream.operands.clear()
            stream.operands.r0 = register
            stream.operands.r1 = register
            stream.emitter.instruction(x86.MOVZB32rr, stream.operands)
