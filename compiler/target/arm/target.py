"""The AArch64 target object: register sets, calling convention, selector (AAPCS64, LP64)."""

from __future__ import annotations

from compiler.codegen.load_store_target import VECTOR, LoadStoreNames, LoadStoreTarget
from compiler.codegen.options import CodegenOptions
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr
from compiler.ir.types import F32, F64, F128
from compiler.target.arm import tables_gen
from compiler.target.arm.abi import REGISTERS, ArmConvention
from compiler.target.arm.driver import ArmSelector
from compiler.target.arm.emission import EMISSION
from compiler.target.arm.inline_asm import SYNTAX
from compiler.target.arm.registers import X8


class ArmTarget(LoadStoreTarget):
    """See the module's docstring."""

    def __init__(self, options: CodegenOptions) -> None:
        convention = ArmConvention(REGISTERS, X8)
        super().__init__(options, EMISSION, REGISTERS, convention, SYNTAX, ArmSelector)
        self.type_class[F128] = VECTOR
        self.vector_class = VECTOR
        self.names = LoadStoreNames("arm", tables_gen.NAMES, SYNTAX)
        self.va_list_size = 32
        self.lacks = frozenset([ir.POPCOUNT])
        if "lse" in options.extensions:
            self.assembly_head = ".arch armv8-a+lse"
        self.widest_move = 16

    def branches_for_select(self, instr: Instr) -> bool:
        return self.class_of(instr.type) == VECTOR and instr.type not in (F32, F64)
