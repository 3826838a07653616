"""AArch64's tables as code generation reads them (`codegen/operands.py`)."""

from __future__ import annotations

from compiler.codegen.operands import OperandRules
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import ops_gen as arm
from compiler.target.arm import tables_gen
from compiler.target.arm.convention import GENERAL_MASK, VECTOR_MASK
from compiler.target.machine import MachineTables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

RULES: Final = OperandRules(
    MachineTables(
        arm.OPCODE_END - FIRST_MACHINE, tables_gen.NAMES, tables_gen.OPERAND_COUNT,
        tables_gen.OPERAND_KIND, tables_gen.OPERAND_ACCESS, tables_gen.OPERAND_CLASS,
        tables_gen.OPERAND_SIZE, tables_gen.OPERAND_FIXED, tables_gen.OP_SIZE,
        tables_gen.PROPERTIES, tables_gen.FLAGS_READ, tables_gen.FLAGS_WRITTEN,
        tables_gen.FLAGS_UNDEFINED, tables_gen.IMPLICIT_USES, tables_gen.IMPLICIT_DEFS),
    GENERAL_MASK | VECTOR_MASK)
