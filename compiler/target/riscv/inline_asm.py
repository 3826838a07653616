"""Inline assembly on RISC-V: what its constraint letters mean, how operands are spelled.

Source: GCC manual 6.47.3.4 "RISC-V" (constraints f, I, J, K, A, S), operand modifiers of gcc 12
(z: the zero register for 0; i: the letter i unless the operand is a register).
"""

from __future__ import annotations

from compiler.codegen.load_store_asm import AsmSyntax
from compiler.target.riscv import ops_gen as riscv
from compiler.target.riscv.abi import REGISTERS
from compiler.target.riscv.registers import RA, register_name, registers_by_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class RiscvAsmSyntax(AsmSyntax):
    """RISC-V's letters and registers."""

    def in_range(self, letter: str, value: int) -> bool:
        if letter == "I":
            return -0x800 <= value < 0x800
        return value == 0 if letter == "J" else 0 <= value < 32

    def spell_constant(self, value: int, modifier: str) -> str:
        if modifier == "z" and value == 0:
            return "zero"
        return "i" if modifier == "i" else str(value)

    def spell_register(self, number: int, modifier: str) -> str:
        return "" if modifier == "i" else register_name(number)

    def spell_memory(self, base: int, disp: int) -> str:
        return f"{disp}({register_name(base)})"


SYNTAX: Final = RiscvAsmSyntax(
    REGISTERS,
    {**dict.fromkeys("rgX", REGISTERS.general_mask), "f": REGISTERS.float_mask},
    "moVgXA<>", "insgXIJKES", "IJK",
    ["vl", "vtype", "fcsr", "frm", "fflags", *(f"v{number}" for number in range(32))],
    (riscv.FMV_X_Wrf, riscv.FMV_X_Drf, riscv.FMV_D_Xfr), RA, registers_by_name)
