"""The AArch64 target object: registers, constraints and small answers for code generation."""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import Label
from compiler.codegen.abi_lowering import Lowering
from compiler.codegen.frame import Frame
from compiler.codegen.machine import FIRST_PSEUDO, Constraints, LoweredParam, Site
from compiler.codegen.options import CodegenOptions
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.streaming import Stream, Unsupported
from compiler.codegen.target import SignaturePlaces, Target
from compiler.elf.constants import SHF_ALLOC, SHF_EXECINSTR, SHT_PROGBITS
from compiler.ir import opcodes as ir
from compiler.ir.instr import Function, Instr
from compiler.ir.module import ArgInfo, Module, Signature
from compiler.ir.text import MachineNames
from compiler.ir.types import F32, F64, F128, I1, I64, PTR
from compiler.target.arm import abi, emission, tables_gen
from compiler.target.arm import frame as arm_frame
from compiler.target.arm import lowering as arm_lowering
from compiler.target.arm import ops_gen as arm
from compiler.target.arm.constraints import RULES
from compiler.target.arm.convention import (
    CALLEE_SAVED,
    GENERAL,
    GENERAL_MASK,
    ORDER_GENERAL,
    ORDER_VECTOR,
    VECTOR,
    VECTOR_MASK,
)
from compiler.target.arm.driver import ArmSelector
from compiler.target.arm.inline_asm import register_number
from compiler.target.arm.legalise import legalise
from compiler.target.arm.pseudo import pseudo_name
from compiler.target.arm.registers import FP, V0, register_name
from compiler.target.machine import AddressMode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LACKING: Final = frozenset([ir.POPCOUNT])


class ArmNames(MachineNames):
    """Spelling of machine IR."""

    def opcode(self, op: int) -> str:
        if op >= FIRST_PSEUDO:
            return pseudo_name(op)
        return "arm." + tables_gen.NAMES.split()[op - ir.FIRST_MACHINE]

    def register(self, reg: int) -> str:
        return register_name(reg, 128 if V0 <= reg < V0 + 32 else 64)

    def payload(self, instr: Instr) -> str:
        mode = instr.aux
        if not isinstance(mode, AddressMode):
            return ""
        parts = ["base"] if mode.has_base else []
        if mode.has_index:
            parts.append(f"index*{mode.scale}")
        if mode.slot >= 0:
            parts.append(f"slot{mode.slot}")
        if mode.symbol is not None:
            parts.append(mode.symbol.name or "literal")
        return "[" + " + ".join([*parts, str(mode.disp)]) + "]"


class ArmTarget(Target):
    """AArch64, AAPCS64, LP64."""

    def __init__(self, options: CodegenOptions) -> None:
        super().__init__()
        self.options = options
        self.class_count = 2
        self.class_masks = [GENERAL_MASK, VECTOR_MASK]
        self.register_class = [GENERAL] * V0 + [VECTOR] * 32
        for type in range(I1, I64 + 1):
            self.type_class[type] = GENERAL
        self.type_class[PTR] = GENERAL
        for type in (F32, F64, F128):
            self.type_class[type] = VECTOR
        self.vector_class = VECTOR
        self.callee_saved = CALLEE_SAVED
        self.allocation_order = [list(ORDER_GENERAL), list(ORDER_VECTOR)]
        self.register_count = 62
        self.frame_pointer = FP
        self.swap_moves = [3, 3]
        self.names = ArmNames()
        self.va_list_size = 32
        self.lacks = LACKING
        self.has_narrow_flags = False
        self.has_fma = True
        self.has_unsigned_conversions = True
        self.widest_move = 16
        self.copies_data = False
        self.nothing = Constraints()
        self.fixed = 0                      # registers of global variables
        self.params: dict[int, Constraints] = {}

    def reserve_registers(self, names: list[str]) -> None:
        for name in names:
            number = register_number(name, 0)
            if number >= 0:
                self.fixed |= 1 << number
        self.callee_saved = CALLEE_SAVED & ~self.fixed
        self.class_masks = [GENERAL_MASK & ~self.fixed, VECTOR_MASK & ~self.fixed]

    def reserve_frame_pointer(self, reserved: bool) -> None:
        mask = GENERAL_MASK & ~self.fixed
        if reserved:
            mask &= ~(1 << FP)
        self.class_masks[GENERAL] = mask

    def constraints(self, instr: Instr) -> Constraints:
        op = instr.op
        aux = instr.aux
        if op >= FIRST_PSEUDO:
            return aux.constraints if isinstance(aux, Site) else self.nothing
        if op >= ir.FIRST_MACHINE:
            parts = 0
            if isinstance(aux, AddressMode):
                parts = (1 if aux.has_base else 0) + (1 if aux.has_index else 0)
            return RULES.get(op, parts)
        if op == ir.PARAM:
            assert isinstance(aux, LoweredParam)
            register = int(aux.place.where)
            found = self.params.get(register)
            if found is None:
                found = Constraints()
                found.fixed_results = [register]
                found.finish()
                self.params[register] = found
            return found
        return self.nothing

    def rematerialises(self, instr: Instr) -> bool:
        return emission.rematerialises(instr)

    def classify(self, signature: Signature, infos: list[ArgInfo], variadic_call: bool
                 ) -> SignaturePlaces:
        return abi.classify(signature, infos)

    def extend_argument(self, lowering: Lowering, value: Instr, info: ArgInfo) -> Instr:
        return arm_lowering.extend_argument(lowering, value, info)

    def save_variadic(self, lowering: Lowering, made: list[Instr], places: SignaturePlaces
                      ) -> None:
        arm_lowering.save_variadic(lowering, made, places)

    def lower_vastart(self, lowering: Lowering, instr: Instr, places: SignaturePlaces) -> None:
        arm_lowering.lower_vastart(lowering, instr, places)

    def lower_vaarg(self, rewriter: BlockRewriter, instr: Instr) -> bool:
        return arm_lowering.lower_vaarg(rewriter, instr)

    def branches_for_select(self, instr: Instr) -> bool:
        return self.class_of(instr.type) == VECTOR and instr.type not in (F32, F64)

    def legalise(self, function: Function, module: Module, options: CodegenOptions) -> None:
        legalise(function, module, options, self)

    def select(self, function: Function, stream: Stream, frame: Frame,
               options: CodegenOptions) -> None:
        ArmSelector(function, stream, frame, options).run()

    def emit_module_asm(self, stream: Stream, text: str, pos: int) -> None:
        stream.emitter.section(".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR)
        errors = stream.emitter.inline(text + "\n", stream.options.source_name, 1)
        if errors:
            raise Unsupported(errors[0], pos)

    def is_conditional(self, op: i64) -> bool:
        return op in arm_frame.INVERSE

    def lay_out_frame(self, frame: Frame, used: i64, options: CodegenOptions) -> None:
        arm_frame.lay_out_frame(frame, used, options)

    def emit_prologue(self, stream: Stream, frame: Frame) -> None:
        arm_frame.emit_prologue(stream, frame)

    def emit_epilogue(self, stream: Stream, frame: Frame, is_last: bool) -> None:
        arm_frame.emit_epilogue(stream, frame, is_last)

    def emit_jump(self, stream: Stream, label: Label) -> None:
        arm_frame.jump_to(stream, arm.Bl, label)

    def emit_conditional(self, stream: Stream, instr: Instr, inverted: bool, taken: Label,
                         other: Label | None, opposite: Label) -> None:
        arm_frame.emit_conditional(stream, instr, inverted, taken, other)

    def emit_table_jump(self, stream: Stream, frame: Frame, instr: Instr, labels: list[Label]
                        ) -> None:
        arm_frame.emit_table_jump(stream, instr, labels)

    def emit_indirect_jump(self, stream: Stream, frame: Frame, instr: Instr) -> None:
        emission.op_r(stream, arm.BRx, instr.args[0].reg)

    def emit_trap(self, stream: Stream) -> None:
        emission.op_r(stream, arm.BRKi, -1, imm=1000)

    def emit_instr(self, stream: Stream, frame: Frame, instr: Instr) -> None:
        if instr.op < ir.FIRST_MACHINE:
            return                       # PARAM and PROJ: already where they are
        if instr.op < FIRST_PSEUDO:
            emission.emit_machine(stream, frame, instr)
        elif not emission.emit_move(stream, frame, instr):
            arm_frame.emit_target_pseudo(stream, frame, instr)
