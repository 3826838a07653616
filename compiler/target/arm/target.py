"""The AArch64 target object: register sets, calling convention, selector (AAPCS64, LP64)."""

from __future__ import annotations

from compiler.codegen.frame import Frame
from compiler.codegen.load_store_core import NAMES
from compiler.codegen.load_store_target import VECTOR, LoadStoreTarget
from compiler.codegen.machine_names import TableNames
from compiler.codegen.options import CodegenOptions
from compiler.codegen.streaming import Stream
from compiler.ir import opcodes as ir
from compiler.ir.instr import Function, Instr
from compiler.ir.types import F32, F64, F128
from compiler.target.arm import tables_gen
from compiler.target.arm.convention import (
    CALLEE_SAVED,
    GENERAL_MASK,
    ORDER_GENERAL,
    ORDER_VECTOR,
    VECTOR_MASK,
)
from compiler.target.arm.driver import ArmSelector
from compiler.target.arm.emission import EMISSION
from compiler.target.arm.inline_asm import SYNTAX
from compiler.target.arm.lowering import ArmVarargs
from compiler.target.arm.registers import V0, register_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LACKING: Final = frozenset([ir.POPCOUNT])


class ArmNames(TableNames):
    """Spelling of machine IR."""

    def register(self, reg: int) -> str:
        return register_name(reg, 128 if V0 <= reg < V0 + 32 else 64)


class ArmTarget(LoadStoreTarget):
    """See the module's docstring."""

    def __init__(self, options: CodegenOptions) -> None:
        super().__init__(options, EMISSION, [GENERAL_MASK, VECTOR_MASK],
                         [list(ORDER_GENERAL), list(ORDER_VECTOR)], CALLEE_SAVED,
                         ArmVarargs())
        self.type_class[F128] = VECTOR
        self.vector_class = VECTOR
        self.names = ArmNames("arm", tables_gen.NAMES, NAMES)
        self.va_list_size = 32
        self.lacks = LACKING
        if "lse" in options.extensions:
            self.assembly_head = ".arch armv8-a+lse"
        self.widest_move = 16

    def register_number(self, name: str) -> int:
        return SYNTAX.register_number(name, 0)

    def branches_for_select(self, instr: Instr) -> bool:
        return self.class_of(instr.type) == VECTOR and instr.type not in (F32, F64)

    def select(self, function: Function, stream: Stream, frame: Frame,
               options: CodegenOptions) -> None:
        ArmSelector(function, stream, frame, options).run()
