"""RISC-V instructions as text, from the same rows that encode them.

Invariant: the assembler reads every printed line back as the same opcode and operands.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import KIND_HI20, KIND_PLAIN, Label, Operands
from compiler.assembler.syntax import Printer, symbolic
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import MAX_OPERANDS, OPERAND_IMM, OPERAND_LABEL, OPERAND_REG
from compiler.target.riscv import names_gen, tables_gen
from compiler.target.riscv.registers import register_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# spelling of KIND_HI20 + n
MODIFIERS: Final = ["%hi", "%lo", "%pcrel_hi", "%pcrel_lo", "%got_pcrel_hi", "%tprel_hi",
                    "%tprel_lo", "%tprel_add", "%tls_ie_pcrel_hi", "%tls_gd_pcrel_hi"]


class RiscvPrinter(Printer):
    """Prints with ABI register names."""

    def __init__(self) -> None:
        self.mnemonics = names_gen.MNEMONICS.split(" ")

    def instruction(self, op: i64, operands: Operands) -> str:
        """One instruction, mnemonic and operands separated by a tab."""
        index = op - FIRST_MACHINE
        mnemonic, _, rounding = self.mnemonics[index].partition(",")
        parts: list[str] = []
        for i in range(i64(tables_gen.OPERAND_COUNT[index])):
            kind = tables_gen.OPERAND_KIND[index * MAX_OPERANDS + i]
            if kind == OPERAND_REG:
                parts.append(self.register(operands, i))
            elif kind == OPERAND_IMM:
                parts.append(modified(operands.imm_symbol, operands.imm_minus, operands.imm,
                                      operands.imm_kind))
            elif kind == OPERAND_LABEL:
                parts.append(modified(operands.symbol, operands.minus, int(operands.disp),
                                      operands.kind))
            else:
                parts.append(memory(operands))
        if rounding:
            parts.append(rounding)
        return mnemonic + "\t" + ", ".join(parts) if parts else mnemonic

    def register(self, o: Operands, i: i64) -> str:
        """The name of register operand `i`."""
        return register_name(int(o.r0 if i == 0 else o.r1 if i == 1 else o.r2 if i == 2 else o.r3))


def modified(symbol: Label | None, minus: Label | None, addend: int, kind: i64) -> str:
    """%hi(symbol+addend)"""
    if kind == KIND_PLAIN or symbol is None:
        return symbolic(symbol, minus, addend, KIND_PLAIN)
    if KIND_HI20 <= kind < KIND_HI20 + len(MODIFIERS):
        return f"{MODIFIERS[kind - KIND_HI20]}({symbolic(symbol, minus, addend, KIND_PLAIN)})"
    return symbolic(symbol, minus, addend, kind)


def memory(o: Operands) -> str:
    """displacement(base)"""
    base = register_name(int(o.base))
    if o.symbol is None and o.disp == 0:
        return f"({base})"
    return f"{modified(o.symbol, o.minus, int(o.disp), o.kind)}({base})"
