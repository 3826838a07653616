"""RISC-V instructions as text, from the same rows that encode them.

Invariant: the assembler reads every printed line back as the same opcode and operands.
Fields: `R` register, `N` number, `L` label, `B` base, `D` displacement.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import KIND_HI20, KIND_PLAIN, Label, Operands
from compiler.assembler.row_syntax import RowPrinter
from compiler.assembler.spelling import Field, Spelling
from compiler.assembler.syntax import symbolic
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import (
    MAX_OPERANDS,
    OPERAND_IMM,
    OPERAND_LABEL,
    OPERAND_MEM,
    OPERAND_REG,
)
from compiler.target.riscv import names_gen, tables_gen
from compiler.target.riscv.registers import register_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# spelling of KIND_HI20 + n
MODIFIERS: Final = ["%hi", "%lo", "%pcrel_hi", "%pcrel_lo", "%got_pcrel_hi", "%tprel_hi",
                    "%tprel_lo", "%tprel_add", "%tls_ie_pcrel_hi", "%tls_gd_pcrel_hi"]
SPELLINGS: Final = {OPERAND_REG: Spelling("R"), OPERAND_IMM: Spelling("N"),
                    OPERAND_LABEL: Spelling("L"), OPERAND_MEM: Spelling("(B)/D(B)")}


class RiscvPrinter(RowPrinter):
    """Prints with ABI register names."""

    def __init__(self) -> None:
        super().__init__(names_gen.MNEMONICS)

    def instruction(self, op: i64, operands: Operands) -> str:
        """One instruction, mnemonic and operands separated by a tab."""
        index = op - FIRST_MACHINE
        mnemonic, _, rounding = self.mnemonics[index].partition(",")
        parts: list[str] = []
        for k in range(tables_gen.OPERAND_COUNT[index]):
            kind = tables_gen.OPERAND_KIND[index * MAX_OPERANDS + k]
            displaced = kind == OPERAND_MEM and (operands.symbol is not None or operands.disp != 0)
            written = SPELLINGS[kind].written
            parts.append(self.written(written[1 if displaced else 0], operands, k))
        if rounding:
            parts.append(rounding)
        return mnemonic + "\t" + ", ".join(parts) if parts else mnemonic

    def field(self, field: Field, o: Operands, k: int) -> str:
        if field.letter in "RB":
            return register_name(int(o.register(k) if field.letter == "R" else o.base))
        if field.letter == "N":
            return modified(o.imm_symbol, o.imm_minus, o.imm, o.imm_kind)
        return modified(o.symbol, o.minus, int(o.disp), o.kind)


def modified(symbol: Label | None, minus: Label | None, addend: int, kind: i64) -> str:
    """%hi(symbol+addend)"""
    text = symbolic(symbol, minus, addend, KIND_PLAIN if kind >= KIND_HI20 else kind)
    modifies = symbol is not None and KIND_HI20 <= kind < KIND_HI20 + len(MODIFIERS)
    return f"{MODIFIERS[kind - KIND_HI20]}({text})" if modifies else text
