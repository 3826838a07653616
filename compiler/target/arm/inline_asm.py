"""Inline assembly on AArch64: what its constraint letters mean, how operands are spelled.

Source: GCC manual 6.47.3.4 "AArch64 family" (constraints w, x, I to N, Q, S, U, Y, Z), operand
modifiers of gcc 12 (w x; b h s d q; a).
"""

from __future__ import annotations

from compiler.codegen.load_store_asm import AsmSyntax
from compiler.target.arm import ops_gen as arm
from compiler.target.arm.abi import REGISTERS
from compiler.target.arm.immediates import bitmask, wide_move
from compiler.target.arm.registers import LR, SP, V0, register_name, registers_by_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

VECTOR_SIZES: Final = {"b": 8, "h": 16, "s": 32, "d": 64, "q": 128}


class ArmAsmSyntax(AsmSyntax):
    """AArch64's letters and registers."""

    def one_letter(self, constraint: str) -> str:
        return constraint.replace("Ump", "m").replace("Ush", "n")

    def in_range(self, letter: str, value: int) -> bool:
        if letter in "IJ":
            amount = value if letter == "I" else -value
            return 0 <= amount < 4096 or amount & 4095 == 0 and 0 < amount < 1 << 24
        if letter == "Z":
            return value == 0
        size = 32 if letter in "KM" else 64
        return bitmask(value, size) >= 0 or letter in "MN" and (
            wide_move(value, size) >= 0 or wide_move(~value, size) >= 0)

    def spell_constant(self, value: int, modifier: str) -> str:
        return modifier + "zr" if modifier in ("w", "x") and value == 0 else str(value)

    def spell_register(self, number: int, modifier: str) -> str:
        if number >= V0:
            size = VECTOR_SIZES.get(modifier, 0)
            return register_name(number, size) if size else f"v{number - V0}"
        text = register_name(number, 32 if modifier == "w" else 64)
        return f"[{text}]" if modifier == "a" else text

    def register_text(self, number: int) -> str:
        return register_name(number, 128 if V0 <= number < SP else 64)

    def spell_memory(self, base: int, disp: int) -> str:
        text = register_name(base, 64)
        return f"[{text}, {disp}]" if disp else f"[{text}]"


SYNTAX: Final = ArmAsmSyntax(
    REGISTERS,
    {**dict.fromkeys("rgXk", REGISTERS.general_mask), "w": REGISTERS.float_mask,
     "x": REGISTERS.float_mask & (0xFFFF << V0)},
    "moVgXAQ<>", "insgXIJKLMNSZEUY", "IJKLMNZ", [],
    (arm.FMOVws, arm.FMOVxd, arm.FMOVdx), LR, registers_by_name)
