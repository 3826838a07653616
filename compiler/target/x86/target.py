"""The x86-64 target object: registers, constraints and small answers for code generation."""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import Label
from compiler.codegen.abi_lowering import Lowering
from compiler.codegen.check_emission import CheckedEmitter
from compiler.codegen.frame import Frame
from compiler.codegen.machine import FIRST_PSEUDO, Constraints, LoweredParam, Site
from compiler.codegen.operands import FROM_ARG
from compiler.codegen.options import CodegenOptions
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.streaming import Stream, Unsupported
from compiler.codegen.target import SignaturePlaces, Target
from compiler.elf.constants import SHF_ALLOC, SHF_EXECINSTR, SHT_PROGBITS
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.module import ArgInfo, Module, Signature
from compiler.ir.opcodes import FIRST_MACHINE, PARAM, POPCOUNT
from compiler.ir.text import MachineNames
from compiler.ir.types import F32, F64, F128, FLAGS, I1, PTR, is_vector, type_bytes
from compiler.target.machine import (
    IS_COMMUTATIVE,
    MAX_OPERANDS,
    OPERAND_MEM,
    READ,
    AddressMode,
)
from compiler.target.x86 import abi, emission, peepholes, tables_gen
from compiler.target.x86 import frame as x86_frame
from compiler.target.x86 import lowering as x86_lowering
from compiler.target.x86 import ops_gen as x86
from compiler.target.x86.constraints import RULES
from compiler.target.x86.convention import (
    CALLEE_SAVED,
    GENERAL,
    GENERAL_MASK,
    ORDER,
    VECTOR,
    VECTOR_MASK,
)
from compiler.target.x86.driver import X86Selector
from compiler.target.x86.inline_asm import register_number
from compiler.target.x86.legalise import legalise, lower_vaarg, rewrite
from compiler.target.x86.pseudo import (
    JUMP_ORDERED_EQUAL,
    JUMP_UNORDERED_NOT_EQUAL,
    pseudo_name,
)
from compiler.target.x86.registers import RBP, XMM0, register_name
from compiler.target.x86.vector_ops import vector_less, vector_opcode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Floating-point operations that commute (the rows do not say so, because of NaN payloads).
COMMUTING_FLOATS: Final = frozenset([
    x86.ADDSSxx, x86.ADDSDxx, x86.MULSSxx, x86.MULSDxx, x86.ADDPSxx, x86.ADDPDxx, x86.MULPSxx,
    x86.MULPDxx])


class X86Names(MachineNames):
    """Spelling of machine IR."""

    def opcode(self, op: int) -> str:
        if op >= FIRST_PSEUDO:
            return pseudo_name(op)
        return "x86." + opcode_names()[op - FIRST_MACHINE]

    def register(self, reg: int) -> str:
        return register_name(reg, 64 if reg < 16 else 128)

    def payload(self, instr: Instr) -> str:
        mode = instr.aux
        if isinstance(mode, AddressMode):
            parts = []
            if mode.base_fixed >= 0:
                parts.append(register_name(int(mode.base_fixed), 64))
            if mode.has_base:
                parts.append("base")
            if mode.has_index:
                parts.append(f"index*{mode.scale}")
            if mode.slot >= 0:
                parts.append(f"slot{mode.slot}")
            if mode.symbol is not None:
                parts.append(mode.symbol.name or "literal")
            parts.append(str(mode.disp))
            return "[" + " + ".join(parts) + "]"
        return ""


_names: list[str] = []


def opcode_names() -> list[str]:
    """Row names by number, split when first asked for."""
    if not _names:
        _names.extend(tables_gen.NAMES.split())
    return _names


class X86Target(Target):
    """x86-64, System V."""

    def __init__(self, options: CodegenOptions) -> None:
        super().__init__()
        self.options = options
        self.class_count = 2
        self.class_masks = [GENERAL_MASK, VECTOR_MASK if options.use_sse else 0]
        self.register_class = [GENERAL] * 16 + [VECTOR] * 16
        for type in range(I1, F32):
            self.type_class[type] = GENERAL
        self.type_class[PTR] = GENERAL
        self.type_class[F32] = VECTOR
        self.type_class[F64] = VECTOR
        self.type_class[F128] = VECTOR
        self.type_class[FLAGS] = -1
        self.vector_class = VECTOR
        self.callee_saved = CALLEE_SAVED
        self.allocation_order = [list(ORDER), [XMM0 + k for k in range(16)]]
        self.register_count = 32
        self.smallest_spill = 4
        self.frame_pointer = RBP
        self.swap_moves = [1, 3]        # xchg; three xorps
        self.names = X86Names()
        self.va_list_size = 24
        self.lacks = frozenset() if options.popcnt else frozenset([POPCOUNT])
        self.widest_move = 16 if options.use_sse else 8
        self.nothing = Constraints()
        self.unplaced = Constraints()
        self.fixed = 0                      # registers of global variables
        self.params: dict[int, Constraints] = {}

    def reserve_registers(self, names: list[str]) -> None:
        """Registers of global variables: never allocated, saved or restored."""
        for name in names:
            number = register_number(name, 0)
            if 0 <= number < 16:
                self.fixed |= 1 << number
        self.callee_saved = CALLEE_SAVED & ~self.fixed

    def reserve_frame_pointer(self, reserved: bool) -> None:
        """Take rbp out of allocation for a function, or give it back."""
        mask = GENERAL_MASK & ~self.fixed
        if reserved:
            mask &= ~(1 << RBP)
        self.class_masks[GENERAL] = mask

    def constraints(self, instr: Instr) -> Constraints:
        op = instr.op
        if op >= FIRST_PSEUDO:
            aux = instr.aux
            if isinstance(aux, Site):
                return aux.constraints
            return self.nothing
        if op >= FIRST_MACHINE:
            aux = instr.aux
            parts: i64 = 0
            if isinstance(aux, AddressMode):
                if aux.has_base:
                    parts += 1
                if aux.has_index:
                    parts += 1
            return RULES.get(op, parts)
        if op == PARAM:
            place = instr.aux
            assert isinstance(place, LoweredParam)
            register = int(place.place.where)
            found = self.params.get(register)
            if found is None:
                found = Constraints()
                found.fixed_results = [register]
                found.finish()
                self.params[register] = found
            return found
        return self.nothing

    def commutes(self, instr: Instr) -> bool:
        op = instr.op
        if op >= FIRST_PSEUDO or op < FIRST_MACHINE or instr.aux is not None:
            return False
        if tables_gen.PROPERTIES[op - FIRST_MACHINE] & IS_COMMUTATIVE:
            return True
        return op in COMMUTING_FLOATS

    def untie(self, instr: Instr) -> bool:
        op = instr.op
        if instr.mark != 0:
            return False              # its flags are used
        mode: AddressMode
        if op == x86.ADD32rr or op == x86.ADD64rr:
            mode = AddressMode()
            mode.has_base = True
            mode.has_index = True
            instr.op = x86.LEA32rm if op == x86.ADD32rr else x86.LEA64rm
        elif op == x86.ADD32ri or op == x86.ADD64ri:
            mode = AddressMode()
            mode.has_base = True
            mode.disp = instr.imm
            instr.op = x86.LEA32rm if op == x86.ADD32ri else x86.LEA64rm
            instr.imm = 0
        elif (op == x86.SHL32ri or op == x86.SHL64ri) and 1 <= instr.imm <= 3:
            mode = AddressMode()
            if instr.imm == 1:
                mode.has_base = True
                mode.has_index = True
                instr.args = [instr.args[0], instr.args[0]]
            else:
                mode.has_index = True
                mode.scale = 1 << instr.imm
            instr.op = x86.LEA32rm if op == x86.SHL32ri else x86.LEA64rm
            instr.imm = 0
        else:
            return False
        instr.aux = mode
        return True

    def check_emission(self, function: Function, stream: Stream, frame: Frame, order: list[Block],
                       emitter: CheckedEmitter) -> None:
        from compiler.target.x86.check_emission import check_emission

        check_emission(function, stream, frame, order, emitter)

    def memory_bytes(self, op: i64) -> int:
        base = (op - FIRST_MACHINE) * MAX_OPERANDS
        for k in range(tables_gen.OPERAND_COUNT[op - FIRST_MACHINE]):
            if tables_gen.OPERAND_KIND[base + k] == OPERAND_MEM:
                return int(tables_gen.OPERAND_SIZE[base + k])
        return 0

    def fold_opcode(self, instr: Instr, index: i64) -> i64:
        op = instr.op
        if op >= FIRST_PSEUDO or op < FIRST_MACHINE or instr.aux is not None:
            return 0
        plan = RULES.plan(op)
        at: i64 = 0
        base = (op - FIRST_MACHINE) * MAX_OPERANDS
        for k in range(len(plan)):
            if plan[k] == FROM_ARG:
                if at == index:
                    if tables_gen.OPERAND_ACCESS[base + k] != READ:
                        return 0
                    folded: i64 = tables_gen.FOLD[base + k]
                    if folded:
                        size = tables_gen.OPERAND_SIZE[(folded - FIRST_MACHINE) * MAX_OPERANDS + k]
                        held = type_bytes(int(instr.args[index].type))
                        if size > 4 and size > held:
                            return 0
                    return folded
                at += 1
        return 0

    def rematerialises(self, instr: Instr) -> bool:
        op = instr.op
        if op < FIRST_MACHINE or op >= FIRST_PSEUDO or instr.args:
            return False
        return emission.rematerialises(instr)

    def classify(self, signature: Signature, infos: list[ArgInfo], variadic_call: bool
                 ) -> SignaturePlaces:
        return abi.classify(signature, infos)

    def save_variadic(self, lowering: Lowering, made: list[Instr], places: SignaturePlaces
                      ) -> None:
        x86_lowering.save_variadic(lowering, made, places, self.options.use_sse)

    def lower_vastart(self, lowering: Lowering, instr: Instr, places: SignaturePlaces) -> None:
        x86_lowering.lower_vastart(lowering, instr, places)

    def lower_vaarg(self, rewriter: BlockRewriter, instr: Instr) -> bool:
        return lower_vaarg(rewriter, instr)

    def has_vector(self, instr: Instr) -> bool:
        if len(instr.args) != 2 or type_bytes(int(instr.type)) != 16 \
                or type_bytes(int(instr.args[0].type)) != 16:
            return False
        lane = int(instr.args[0].type) & 15
        return vector_opcode(int(instr.op), lane) != 0 or vector_less(int(instr.op), lane) != 0

    def rewrite(self, rewriter: BlockRewriter, instr: Instr) -> bool:
        return rewrite(rewriter, instr)

    def clean(self, function: Function) -> None:
        peepholes.clean(function)

    def emit_module_asm(self, stream: Stream, text: str, pos: int) -> None:
        stream.emitter.section(".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR)
        errors = stream.emitter.inline(text + "\n", stream.options.source_name, 1)
        if errors:
            raise Unsupported(errors[0], pos)

    def branches_for_select(self, instr: Instr) -> bool:
        type = instr.type
        return type in (F32, F64, F128) or is_vector(int(type))

    def legalise(self, function: Function, module: Module, options: CodegenOptions) -> None:
        legalise(function, module, options, self)

    def select(self, function: Function, stream: Stream, frame: Frame,
               options: CodegenOptions) -> None:
        X86Selector(function, stream, frame, options).run()

    def is_conditional(self, op: i64) -> bool:
        return x86.JOl <= op <= x86.JGl or op in (JUMP_ORDERED_EQUAL, JUMP_UNORDERED_NOT_EQUAL)

    def lay_out_frame(self, frame: Frame, used: i64, options: CodegenOptions) -> None:
        x86_frame.lay_out_frame(frame, used, CALLEE_SAVED, options)

    def emit_prologue(self, stream: Stream, frame: Frame) -> None:
        x86_frame.emit_prologue(stream, frame)

    def emit_epilogue(self, stream: Stream, frame: Frame, jump: Instr | None, is_last: bool
                      ) -> None:
        x86_frame.emit_epilogue(stream, frame, jump, is_last)

    def emit_jump(self, stream: Stream, label: Label) -> None:
        x86_frame.jump_if(stream, x86.JMPl, label)

    def emit_conditional(self, stream: Stream, instr: Instr, inverted: bool, taken: Label,
                         other: Label | None, opposite: Label) -> None:
        x86_frame.emit_conditional(stream, instr, inverted, taken, other, opposite)

    def emit_table_jump(self, stream: Stream, frame: Frame, instr: Instr, labels: list[Label]
                        ) -> None:
        x86_frame.emit_table_jump(stream, instr, labels)

    def emit_indirect_jump(self, stream: Stream, frame: Frame, instr: Instr) -> None:
        stream.operands.clear()
        stream.operands.r0 = instr.args[0].reg
        stream.emitter.instruction(x86.JMP64r, stream.operands)

    def emit_trap(self, stream: Stream) -> None:
        stream.operands.clear()
        stream.emitter.instruction(x86.UD2, stream.operands)

    def emit_instr(self, stream: Stream, frame: Frame, instr: Instr) -> None:
        if instr.op < FIRST_MACHINE:
            return                       # PARAM and PROJ: already where they are
        if instr.op < FIRST_PSEUDO:
            emission.emit_machine(stream, frame, instr)
        elif not emission.emit_pseudo(stream, frame, instr):
            x86_frame.emit_target_pseudo(stream, frame, instr)
