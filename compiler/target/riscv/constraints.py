"""RISC-V's tables as code generation reads them (`codegen/operands.py`)."""

from __future__ import annotations

from compiler.codegen.operands import OperandRules
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import MachineTables
from compiler.target.riscv import ops_gen as riscv
from compiler.target.riscv import tables_gen
from compiler.target.riscv.convention import FLOAT_MASK, GENERAL_MASK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

RULES: Final = OperandRules(
    MachineTables(
        riscv.OPCODE_END - FIRST_MACHINE, tables_gen.NAMES, tables_gen.OPERAND_COUNT,
        tables_gen.OPERAND_KIND, tables_gen.OPERAND_ACCESS, tables_gen.OPERAND_CLASS,
        tables_gen.OPERAND_SIZE, tables_gen.OPERAND_FIXED, tables_gen.OP_SIZE,
        tables_gen.PROPERTIES, tables_gen.FLAGS_READ, tables_gen.FLAGS_WRITTEN,
        tables_gen.FLAGS_UNDEFINED, tables_gen.IMPLICIT_USES, tables_gen.IMPLICIT_DEFS),
    GENERAL_MASK | FLOAT_MASK)
