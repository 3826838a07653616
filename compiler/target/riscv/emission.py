"""From allocated RISC-V instructions to the emitter: constants, addresses, moves, atomics, frames.

The frame below the CFA: argument registers of a variadic function, ra, s0 (the frame pointer), the
other saved registers, slots, outgoing arguments.  The frame pointer holds the CFA or the end of the
variadic area where there is one; ra and the caller's s0 lie right below it.
Source: RISC-V ELF psABI, "Procedure Calling Convention", "Frame pointer".

Displacements have twelve bits and symbols take two instructions: what does not fit goes through t6
(moves between slots through ft11), which nothing else uses.  Invariant: the stack pointer is a
multiple of 16.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import (
    KIND_TPREL_ADD,
    KIND_TPREL_HI,
    KIND_TPREL_LO,
    Label,
    Operands,
)
from compiler.codegen.frame import UNPLACED, Frame
from compiler.codegen.load_store_asm import emit_asm
from compiler.codegen.load_store_core import (
    BY_ADDRESS,
    BY_GOT,
    BY_THREAD_GOT,
    COMPARE_EXCHANGE,
    TLS_CALL,
    CoreInstructions,
    SymbolSite,
    TlsSite,
    op_l,
    op_m,
    op_r,
)
from compiler.codegen.load_store_emission import Emission
from compiler.codegen.machine import ASM
from compiler.codegen.operands import OperandRules
from compiler.codegen.options import CodegenOptions
from compiler.codegen.streaming import Stream
from compiler.ir.instr import Instr
from compiler.ir.types import F32, F64, I1, I8, I16, I32, I64, PTR
from compiler.target.riscv import ops_gen as riscv
from compiler.target.riscv import tables_gen
from compiler.target.riscv.convention import (
    FLOAT_MASK,
    FLOAT_SCRATCH,
    GENERAL_MASK,
    SAVED_FLOAT,
    SAVED_GENERAL,
    SCRATCH,
    T5,
)
from compiler.target.riscv.inline_asm import SYNTAX
from compiler.target.riscv.registers import A0, F0, RA, S0, SP, TP, ZERO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FIRST_STEP: Final = 2032       # what one addi takes off the stack pointer, a multiple of 16
OPPOSITES: Final = [
    (riscv.BEQrrl, riscv.BNErrl), (riscv.BLTrrl, riscv.BGErrl), (riscv.BLTUrrl, riscv.BGEUrrl),
    (riscv.BLErrl, riscv.BGTrrl), (riscv.BLEUrrl, riscv.BGTUrrl), (riscv.BEQZrl, riscv.BNEZrl),
    (riscv.BLTZrl, riscv.BGEZrl), (riscv.BLEZrl, riscv.BGTZrl)]
CORE: Final = CoreInstructions(
    add=riscv.ADDrrr, subtract=riscv.SUBrrr, add_immediate=riscv.ADDIrri,
    and_immediate=riscv.ANDIrri, load=riscv.LDrm, store=riscv.SDrm, jump=riscv.Jl,
    jump_register=riscv.JRr, call=riscv.CALLl, call_register=riscv.JALRr, give_back=riscv.RET,
    trap=riscv.UNIMP, trap_code=0,
    loads={I1: riscv.LWrm, I8: riscv.LWrm, I16: riscv.LWrm, I32: riscv.LWrm, I64: riscv.LDrm,
           PTR: riscv.LDrm},
    vector_loads={4: riscv.FLWfm, 8: riscv.FLDfm}, vector_stores={4: riscv.FSWfm, 8: riscv.FSDfm},
    spill_bytes=8,
    truths={I1: (riscv.ANDIrri, 1), I32: (riscv.ADDIWrri, 0)},
    inverse={**{a: b for a, b in OPPOSITES}, **{b: a for a, b in OPPOSITES}},
    zero=ZERO, stack_pointer=SP, frame_pointer=S0, link=RA, scratch=SCRATCH,
    vector_scratch=FLOAT_SCRATCH, caller_frame=-16, return_place=-8, largest_immediate=0x800,
    constant=riscv.LIri)
RULES: Final = OperandRules(tables_gen.TABLES, GENERAL_MASK | FLOAT_MASK)
# Loads and stores -> the same with a symbol's address (loads of floats and stores: through t6)
BY_SYMBOL: Final = {
    riscv.LBrm: riscv.LBrl, riscv.LHrm: riscv.LHrl, riscv.LWrm: riscv.LWrl,
    riscv.LDrm: riscv.LDrl, riscv.LBUrm: riscv.LBUrl, riscv.LHUrm: riscv.LHUrl,
    riscv.LWUrm: riscv.LWUrl, riscv.SBrm: riscv.SBrlr, riscv.SHrm: riscv.SHrlr,
    riscv.SWrm: riscv.SWrlr, riscv.SDrm: riscv.SDrlr, riscv.FLWfm: riscv.FLWflr,
    riscv.FLDfm: riscv.FLDflr, riscv.FSWfm: riscv.FSWflr, riscv.FSDfm: riscv.FSDflr,
}


class RiscvEmission(Emission):
    """See the module's docstring."""

    def __init__(self) -> None:
        super().__init__(CORE, RULES)

    # -- addresses -----------------------------------------------------------------------------

    def reaches(self, op: i64, disp: i64) -> bool:
        return -0x800 <= disp < 0x800

    def bring_near(self, stream: Stream, base: i64, disp: i64) -> i64:
        upper = (disp + 0x800) >> 12 << 12       # what `lui` adds
        op_r(stream, riscv.LIri, SCRATCH, imm=int(upper))
        op_r(stream, riscv.ADDrrr, SCRATCH, base, SCRATCH)
        return disp - upper

    def by_symbol(self, op: i64, operands: Operands) -> i64:
        form = BY_SYMBOL[int(op)]
        if not riscv.LBrl <= form <= riscv.LWUrl:
            operands.r2 = SCRATCH
        return form

    def add_constant(self, stream: Stream, target: i64, source: i64, value: i64) -> None:
        if self.reaches(riscv.ADDIrri, value):
            op_r(stream, riscv.ADDIrri, target, source, imm=int(value))
            return
        scratch: i64 = target if target != source else SCRATCH
        op_r(stream, riscv.LIri, scratch, imm=int(value))
        op_r(stream, riscv.ADDrrr, target, source, scratch)

    def symbol_address(self, stream: Stream, register: i64, site: SymbolSite, addend: int) -> None:
        if site.way == BY_ADDRESS:
            op_l(stream, riscv.LLArl, site.label, register, addend=addend)
        elif site.way == BY_GOT:
            op_l(stream, riscv.LGArl, site.label, register)
        elif site.way == BY_THREAD_GOT:
            op_l(stream, riscv.LA_TLS_IErl, site.label, register)
            op_r(stream, riscv.ADDrrr, register, register, TP)
        else:
            part(stream, riscv.LUIri, register, -1, -1, site.label, KIND_TPREL_HI)
            part(stream, riscv.ADDrrri, register, register, TP, site.label, KIND_TPREL_ADD)
            part(stream, riscv.ADDIrri, register, register, -1, site.label, KIND_TPREL_LO)

    # -- values --------------------------------------------------------------------------------

    def move(self, stream: Stream, target: i64, source: i64, type: i64) -> None:
        if target != source:
            op_r(stream, riscv.FMV_Dff if target >= F0 else riscv.MVrr, target, source)

    def make_constant(self, stream: Stream, register: i64, value: Instr) -> None:
        op_r(stream, riscv.LIri, register, imm=value.imm)

    def load_literal(self, stream: Stream, register: i64, label: Label, type: i64) -> None:
        op_l(stream, BY_SYMBOL[int(CORE.load_of(type))], label, register, c=SCRATCH)

    def slot_scratch(self, type: i64) -> i64:
        return FLOAT_SCRATCH

    def make_for_slot(self, stream: Stream, frame: Frame, value: Instr) -> i64:
        if value.type == F32 or value.type == F64:
            self.make_again(stream, frame, value, FLOAT_SCRATCH)
        else:
            self.make_again(stream, frame, value, SCRATCH)
            op_r(stream, riscv.FMV_D_Xfr, FLOAT_SCRATCH, SCRATCH)
        return FLOAT_SCRATCH

    # -- pseudo instructions -------------------------------------------------------------------

    def emit_own(self, stream: Stream, frame: Frame, instr: Instr) -> bool:
        op = instr.op
        if op == TLS_CALL:
            thread = instr.aux
            assert isinstance(thread, TlsSite)
            op_l(stream, riscv.LA_TLS_GDrl, stream.symbol(thread.symbol), A0)
            op_l(stream, riscv.CALLl, stream.emitter.symbol("__tls_get_addr"))
        elif op == COMPARE_EXCHANGE:
            compare_exchange(stream, instr)
        elif op == ASM:
            emit_asm(stream, frame, instr, SYNTAX, self)
        else:
            return False
        return True

    # -- entry and exit ------------------------------------------------------------------------

    def lay_out_frame(self, frame: Frame, used: i64, options: CodegenOptions) -> None:
        top = 0
        for slot in frame.slots:
            if slot.offset != UNPLACED and -slot.offset > top:
                top = -slot.offset             # argument registers of a variadic function
        frame.anchor = -((top + 15) // 16 * 16)
        saved: list[int] = []
        if frame.has_calls or frame.uses_frame_pointer:
            saved.append(RA)
        if frame.uses_frame_pointer:
            saved.append(S0)
        for register in SAVED_GENERAL + SAVED_FLOAT:
            if used >> register & 1 and register not in saved:
                saved.append(register)
        frame.saved = saved
        frame.pushed = -frame.anchor + 8 * len(saved)
        frame.layout(frame.pushed)
        total = frame.pushed + frame.slots_size + frame.outgoing_size
        frame.depth = (total + 15) // 16 * 16

    def first_step(self, frame: Frame) -> int:
        """What the stack pointer moves before registers are saved: all, unless that is far."""
        if frame.depth <= FIRST_STEP:
            return frame.depth
        return (frame.pushed + 15) // 16 * 16

    def saved_registers(self, stream: Stream, frame: Frame, step: int, store: bool) -> None:
        """Save or restore, with the stack pointer `step` bytes below the CFA."""
        at = frame.anchor
        for register in frame.saved:
            at -= 8
            op_m(stream, CORE.spill_of(register, F64, store), register, SP, at + step)
            if stream.options.unwind_tables:
                if store:
                    stream.emitter.cfi_offset(register, at)
                else:
                    stream.emitter.cfi_restore(register)

    def enter(self, stream: Stream, frame: Frame) -> None:
        emitter = stream.emitter
        unwind = stream.options.unwind_tables
        if not frame.depth:
            return
        step = self.first_step(frame)
        self.add_constant(stream, SP, SP, -step)
        if unwind:
            emitter.cfi_def_cfa_offset(step)
        self.saved_registers(stream, frame, step, True)
        if frame.uses_frame_pointer:
            self.add_constant(stream, S0, SP, step + frame.anchor)
            if unwind:
                emitter.cfi_def_cfa(S0, -frame.anchor)
        if step != frame.depth:
            self.add_constant(stream, SP, SP, step - frame.depth)
            if unwind and not frame.uses_frame_pointer:
                emitter.cfi_def_cfa_offset(frame.depth)

    def leave(self, stream: Stream, frame: Frame) -> None:
        unwind = stream.options.unwind_tables
        if not frame.depth:
            return
        step = self.first_step(frame)
        if frame.has_dynamic:
            self.add_constant(stream, SP, S0, -(step + frame.anchor))
        elif step != frame.depth:
            self.add_constant(stream, SP, SP, frame.depth - step)
        if unwind and (frame.uses_frame_pointer or step != frame.depth):
            stream.emitter.cfi_def_cfa(SP, step)
        self.saved_registers(stream, frame, step, False)
        self.add_constant(stream, SP, SP, step)
        if unwind:
            stream.emitter.cfi_def_cfa_offset(0)

    def store_guard(self, stream: Stream, frame: Frame, offset: i64) -> None:
        load_guard(stream, T5)
        self.access(stream, riscv.SDrm, T5, self.slot_base(frame), offset)

    def compare_guard(self, stream: Stream, frame: Frame, offset: i64, fine: Label) -> None:
        self.access(stream, riscv.LDrm, T5, self.slot_base(frame), offset)
        load_guard(stream, SCRATCH)
        op_l(stream, riscv.BEQrrl, fine, T5, SCRATCH)


def part(stream: Stream, op: i64, a: i64, b: i64, c: i64, label: Label, kind: i64) -> None:
    """op a, b, c, part of the symbol"""
    operands = stream.operands
    operands.clear()
    operands.r0 = a
    operands.r1 = b
    operands.r2 = c
    operands.imm_symbol = label
    operands.imm_kind = kind
    stream.emitter.instruction(op, operands)


def load_guard(stream: Stream, register: i64) -> None:
    """The stack protector's value in a register, by way of t6."""
    op_l(stream, riscv.LGArl, stream.emitter.symbol("__stack_chk_guard"), SCRATCH)
    op_m(stream, riscv.LDrm, register, SCRATCH, 0)


def compare_exchange(stream: Stream, instr: Instr) -> None:
    """The old value in the result; the new one stored if that was the expected one (unprivileged
    architecture, 8.2: a loop of lr and sc)."""
    emitter = stream.emitter
    pointer, expected, replacement = instr.args
    wide = instr.imm == 8
    again = emitter.label()
    done = emitter.label()
    emitter.define(again)
    op_m(stream, riscv.LR_D_AQRLrm if wide else riscv.LR_W_AQRLrm, instr.reg, pointer.reg, 0)
    op_l(stream, riscv.BNErrl, done, instr.reg, expected.reg)
    op_m(stream, riscv.SC_D_AQRLrrm if wide else riscv.SC_W_AQRLrrm, SCRATCH, pointer.reg, 0,
         replacement.reg)
    op_l(stream, riscv.BNEZrl, again, SCRATCH)
    emitter.define(done)


EMISSION: Final = RiscvEmission()
