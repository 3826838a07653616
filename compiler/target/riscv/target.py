"""The RISC-V target object: register sets, calling convention, selector (RV64GC, LP64D)."""

from __future__ import annotations

from compiler.codegen.atomics import exchange_loop, word_loop
from compiler.codegen.load_store_target import LoadStoreNames, LoadStoreTarget
from compiler.codegen.options import CodegenOptions
from compiler.codegen.rewriter import BlockRewriter
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr, replace
from compiler.ir.types import F32, F64, I32, I64, I128, type_bytes
from compiler.target.riscv import tables_gen
from compiler.target.riscv.abi import REGISTERS, RiscvConvention
from compiler.target.riscv.driver import RiscvSelector
from compiler.target.riscv.emission import EMISSION
from compiler.target.riscv.inline_asm import SYNTAX
from compiler.target.riscv.isa import assembly_head
from compiler.target.riscv.registers import A0

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Bit operations that need the extension Zbb.
LACKING: Final = frozenset([ir.BSWAP, ir.CTZ, ir.CLZ, ir.POPCOUNT, ir.ROTL, ir.ROTR])


class RiscvTarget(LoadStoreTarget):
    """See the module's docstring."""

    def __init__(self, options: CodegenOptions) -> None:
        convention = RiscvConvention(REGISTERS, A0)
        super().__init__(options, EMISSION, REGISTERS, convention, SYNTAX, RiscvSelector)
        self.names = LoadStoreNames("riscv", tables_gen.NAMES, SYNTAX)
        self.assembly_head = assembly_head(options.extensions)
        self.has_extremes = "zbb" in options.extensions
        self.lacks = frozenset() if "zbb" in options.extensions else LACKING
        self.extends_integers = True

    def rewrite(self, rewriter: BlockRewriter, instr: Instr) -> bool:
        """Atomics without an instruction: those of 8 and 16 bits, and nand."""
        op = instr.op
        if op != ir.ATOMICRMW and op != ir.CMPXCHG:
            return False
        if type_bytes(int(instr.type)) < 4:
            replace(instr, word_loop(rewriter, instr))
            return True
        if op == ir.CMPXCHG or instr.imm != ir.RMW_NAND:
            return False
        replace(instr, exchange_loop(rewriter, instr))
        return True

    def branches_for_select(self, instr: Instr) -> bool:
        if instr.type in (F32, F64):
            return True
        if self.has_extremes and is_extreme(instr):
            return False
        if self.class_of(instr.type) < 0:
            return instr.type != I128
        for value in instr.args[1:]:
            if value.op == ir.CONST and value.imm == 0:
                return False                # a mask is shorter
        return True


def is_extreme(choice: Instr) -> bool:
    """Whether a select gives the least or greatest of two numbers."""
    condition, yes, no = choice.args
    return condition.op in (ir.SLT, ir.SLE, ir.ULT, ir.ULE) and choice.type in (I32, I64) and (
        yes in condition.args and no in condition.args)
