"""The target object of a machine with loads and stores: registers and small answers.

Problem: such targets answer most questions of code generation by the same few tables.  Idea: this
class answers them from a `CoreInstructions`, the operand rules and an `Emission`; a target adds its
register sets, its calling convention and its selector.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import Label
from compiler.codegen import abi_lowering, contract, integer_carriers, joined_accesses
from compiler.codegen.abi_lowering import Lowering
from compiler.codegen.calling_convention import CallingConvention, RegisterSets
from compiler.codegen.frame import Frame
from compiler.codegen.legalise import Legaliser
from compiler.codegen.load_store_asm import AsmSyntax, emit_asm
from compiler.codegen.load_store_core import FIRST_VECTOR, NAMES, op_l, op_r
from compiler.codegen.load_store_emission import Emission
from compiler.codegen.machine import ASM, FIRST_PSEUDO, Constraints, LoweredParam, Site
from compiler.codegen.machine_names import TableNames
from compiler.codegen.options import CodegenOptions
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.streaming import Stream, Unsupported
from compiler.codegen.target import SignaturePlaces, Target
from compiler.codegen.wide import WideExpander, has_wide
from compiler.elf.constants import SHF_ALLOC, SHF_EXECINSTR, SHT_PROGBITS
from compiler.ir import opcodes as ir
from compiler.ir.instr import Function, Instr
from compiler.ir.module import ArgInfo, Module, Signature
from compiler.ir.types import F32, F64, I1, I64, PTR
from compiler.target.machine import AddressMode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.codegen.load_store_select import LoadStoreSelector

GENERAL: Final = 0     # allocation classes
VECTOR: Final = 1


class LoadStoreNames(TableNames):
    """Spelling of machine IR; `rows`: the names of the target's opcodes."""

    def __init__(self, prefix: str, rows: str, syntax: AsmSyntax) -> None:
        super().__init__(prefix, rows, NAMES)
        self.syntax = syntax

    def register(self, reg: int) -> str:
        return self.syntax.register_text(reg)


class LoadStoreTarget(Target):
    """See the module's docstring; masks are of registers, per class."""

    def __init__(self, options: CodegenOptions, emission: Emission, registers: RegisterSets,
                 convention: CallingConvention, syntax: AsmSyntax,
                 selector: type[LoadStoreSelector]) -> None:
        super().__init__()
        self.selector = selector
        self.syntax = syntax
        self.registers = registers
        self.convention = convention
        self.options = options
        self.emission = emission
        self.core = emission.core
        self.masks = [registers.general_mask, registers.float_mask]
        self.saved_by_callee = registers.saved_mask
        self.class_count = 2
        self.class_masks = list(self.masks)
        self.register_class = [GENERAL] * FIRST_VECTOR + [VECTOR] * 32
        for type in range(I1, I64 + 1):
            self.type_class[type] = GENERAL
        self.type_class[PTR] = GENERAL
        self.type_class[F32] = VECTOR
        self.type_class[F64] = VECTOR
        self.callee_saved = registers.saved_mask
        self.allocation_order = registers.orders
        self.register_count = 62
        self.frame_pointer = self.core.frame_pointer
        self.swap_moves = [3, 3]
        self.copies_data = False
        self.has_narrow_flags = False
        self.has_fma = True
        self.has_unsigned_conversions = True
        self.nothing = Constraints()
        self.fixed = 0                      # registers of global variables
        self.params: dict[int, Constraints] = {}

    # -- registers -----------------------------------------------------------------------------

    def register_number(self, name: str) -> int:
        return self.syntax.register_number(name, 0)

    def reserve_registers(self, names: list[str]) -> None:
        for name in names:
            number = self.register_number(name)
            if number >= 0:
                self.fixed |= 1 << number
        self.callee_saved = self.saved_by_callee & ~self.fixed
        self.class_masks = [mask & ~self.fixed for mask in self.masks]

    def reserve_frame_pointer(self, reserved: bool) -> None:
        mask = self.masks[GENERAL] & ~self.fixed
        if reserved:
            mask &= ~(1 << int(self.frame_pointer))
        self.class_masks[GENERAL] = mask

    def constraints(self, instr: Instr) -> Constraints:
        op = instr.op
        aux = instr.aux
        if op >= FIRST_PSEUDO:
            return aux.constraints if isinstance(aux, Site) else self.nothing
        if op >= ir.FIRST_MACHINE:
            parts: i64 = 0
            if isinstance(aux, AddressMode):
                parts = (1 if aux.has_base else 0) + (1 if aux.has_index else 0)
            return self.emission.rules.get(op, parts)
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
        return self.emission.rematerialises(instr)

    # -- calls ---------------------------------------------------------------------------------

    def classify(self, signature: Signature, infos: list[ArgInfo], variadic_call: bool
                 ) -> SignaturePlaces:
        return self.convention.classify(signature, infos)

    def save_variadic(self, lowering: Lowering, made: list[Instr], places: SignaturePlaces) -> None:
        self.convention.save_variadic(lowering, made, places)

    def lower_vastart(self, lowering: Lowering, instr: Instr, places: SignaturePlaces) -> None:
        self.convention.lower_vastart(lowering, instr, places)

    def lower_vaarg(self, rewriter: BlockRewriter, instr: Instr) -> bool:
        return self.convention.lower_vaarg(rewriter, instr)

    # -- lowering ------------------------------------------------------------------------------

    def legalise(self, function: Function, module: Module, options: CodegenOptions) -> None:
        """Generic operations first (they may make calls), then ABI lowering of those calls, then
        values that no register holds, as integers, and values of two registers last."""
        if options.contract:
            contract.run(function)
        Legaliser(function, module, options, self).run()
        abi_lowering.run(function, self)
        integer_carriers.run(function, self)
        if has_wide(function):
            WideExpander(function, module, self).expand()

    def select(self, function: Function, stream: Stream, frame: Frame, options: CodegenOptions
               ) -> None:
        self.selector(function, stream, frame, options, self).run()

    # -- emission ------------------------------------------------------------------------------

    def emit_module_asm(self, stream: Stream, text: str, pos: int) -> None:
        stream.emitter.section(".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR)
        errors = stream.emitter.inline(text + "\n", stream.options.source_name, 1)
        if errors:
            raise Unsupported(errors[0], pos)

    def is_conditional(self, op: i64) -> bool:
        return op in self.core.inverse

    def lay_out_frame(self, frame: Frame, used: i64, options: CodegenOptions) -> None:
        self.emission.lay_out_frame(frame, used, options)

    def gather_accesses(self, function: Function, frame: Frame) -> None:
        joined_accesses.gather(function, self, frame, self.emission)

    def join_accesses(self, function: Function, frame: Frame) -> None:
        joined_accesses.join(function, self, frame, self.emission)

    def emit_prologue(self, stream: Stream, frame: Frame) -> None:
        self.emission.emit_prologue(stream, frame)

    def emit_epilogue(self, stream: Stream, frame: Frame, jump: Instr | None, is_last: bool
                      ) -> None:
        self.emission.emit_epilogue(stream, frame, jump, is_last)

    def emit_jump(self, stream: Stream, label: Label) -> None:
        op_l(stream, self.core.jump, label)

    def emit_conditional(self, stream: Stream, instr: Instr, inverted: bool, taken: Label,
                         other: Label | None, opposite: Label) -> None:
        self.emission.emit_conditional(stream, instr, inverted, taken, other)

    def emit_table_jump(self, stream: Stream, frame: Frame, instr: Instr, labels: list[Label]
                        ) -> None:
        self.emission.emit_table_jump(stream, instr, labels)

    def emit_indirect_jump(self, stream: Stream, frame: Frame, instr: Instr) -> None:
        op_r(stream, self.core.jump_register, instr.args[0].reg)

    def emit_trap(self, stream: Stream) -> None:
        op_r(stream, self.core.trap, imm=self.core.trap_code)

    def emit_instr(self, stream: Stream, frame: Frame, instr: Instr) -> None:
        if instr.op < ir.FIRST_MACHINE:
            return                       # PARAM and PROJ: already where they are
        if instr.op < FIRST_PSEUDO:
            self.emission.emit_machine(stream, frame, instr)
        elif instr.op == ASM:
            emit_asm(stream, frame, instr, self.syntax, self.emission)
        elif not self.emission.emit_move(stream, frame, instr):
            self.emission.emit_pseudo(stream, frame, instr)
