"""x86 instructions as AT&T text, from the same rows that encode them.

Invariant: the assembler reads every printed line back as the same opcode and operands.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import (
    FORCE_DISP32,
    FORCE_DISP8,
    PREFIX_ADDR,
    PREFIX_BND,
    PREFIX_DATA,
    PREFIX_LOCK,
    PREFIX_NOTRACK,
    PREFIX_REP,
    PREFIX_REPNE,
    Operands,
)
from compiler.assembler.syntax import Printer, symbolic
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import (
    IS_INDIRECT,
    IS_STRING,
    MAX_OPERANDS,
    OPERAND_IMM,
    OPERAND_LABEL,
    OPERAND_REG,
)
from compiler.target.x86 import names_gen, tables_gen
from compiler.target.x86.registers import register_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# printed without the suffix of the mode's default size
_PLAIN: Final = {"callq": "call", "retq": "ret", "leaveq": "leave", "jmpq": "jmp"}


class X86Printer(Printer):
    """Prints for one code size (64, 32 or 16)."""

    def __init__(self, mode: i64 = 64) -> None:
        self.mode: i64 = mode
        self.mnemonics = names_gen.MNEMONICS.split(" ")
        self.names = tables_gen.NAMES.split(" ")

    def instruction(self, op: i64, o: Operands) -> str:
        """One instruction, mnemonic and operands separated by a tab."""
        index = op - FIRST_MACHINE
        mnemonic = self.mnemonics[index]
        properties = tables_gen.PROPERTIES[index]
        name = _PLAIN.get(mnemonic, mnemonic)
        prefixes = self.prefix_words(o, properties)
        count = i64(tables_gen.OPERAND_COUNT[index])
        if count == 0:
            return prefixes + name
        parts: list[str] = []
        for i in range(count):
            at = index * MAX_OPERANDS + i
            kind = tables_gen.OPERAND_KIND[at]
            if kind == OPERAND_REG:
                text = "%" + self.register(o, i, at)
                if properties & IS_INDIRECT:
                    text = "*" + text
            elif kind == OPERAND_IMM:
                text = self.immediate(o, op)
            elif kind == OPERAND_LABEL:
                text = symbolic(o.symbol, o.minus, int(o.disp), o.kind)
            else:
                text = self.memory(o, self.names[index])
                if properties & IS_INDIRECT:
                    text = "*" + text
            parts.append(text)
        if len(parts) > 1:
            parts.reverse()
        return prefixes + name + "\t" + ", ".join(parts)

    def prefix_words(self, o: Operands, properties: int) -> str:
        bits = o.prefixes
        words = ""
        if o.force == FORCE_DISP32:
            words += "{disp32} "
        elif o.force == FORCE_DISP8:
            words += "{disp8} "
        if properties & IS_STRING and o.segment >= 0:
            words += register_name(int(o.segment), 16) + " "
        if bits == 0:
            return words
        if bits & PREFIX_LOCK:
            words += "lock "
        if bits & PREFIX_REP:
            words += "rep "
        if bits & PREFIX_REPNE:
            words += "repne "
        if bits & PREFIX_DATA:
            words += "data32 " if self.mode == 16 else "data16 "
        if bits & PREFIX_ADDR:
            words += "addr32 " if self.mode != 32 else "addr16 "
        if bits & PREFIX_NOTRACK:
            words += "notrack "
        if bits & PREFIX_BND:
            words += "bnd "
        return words

    def register(self, o: Operands, i: i64, at: i64) -> str:
        number = o.r0 if i == 0 else o.r1 if i == 1 else o.r2 if i == 2 else o.r3
        size = i64(tables_gen.OPERAND_SIZE[at]) * 8
        fixed = tables_gen.OPERAND_FIXED[at]
        if fixed != 255:
            number = i64(fixed)
        return register_name(int(number), int(size))

    def immediate(self, o: Operands, op: i64) -> str:
        if self.names[op - FIRST_MACHINE].endswith("p") and (
                self.names[op - FIRST_MACHINE][:2] in ("LJ", "LC")):
            return f"${o.imm}, ${symbolic(o.symbol, o.minus, int(o.disp), o.kind)}"
        if self.names[op - FIRST_MACHINE].startswith("ENTER"):
            return f"${o.imm & 0xFFFF}, ${o.imm >> 16 & 255}"
        return "$" + symbolic(o.imm_symbol, o.imm_minus, o.imm, o.imm_kind)

    def memory(self, o: Operands, name: str) -> str:
        """segment:displacement(base,index,scale)"""
        text = ""
        if o.segment >= 0:
            text = "%" + register_name(int(o.segment), 16) + ":"
        bare = o.base < 0 and o.index < 0
        if bare or o.symbol is not None or o.disp != 0:
            text += symbolic(o.symbol, o.minus, int(o.disp), o.kind)
        if bare:
            return text
        size = int(o.address_size if o.address_size else self.mode)
        text += "("
        if o.base >= 0:
            text += "%" + register_name(int(o.base), size)
        if o.index >= 0:
            index_size = size
            if "GATHER" in name:
                index_size = 256 if "n" in name else 128
            text += ",%" + register_name(int(o.index), index_size)
            if o.scale != 1 or o.base < 0:
                text += f",{o.scale}"
        return text + ")"
