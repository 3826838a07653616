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

from compiler.assembler import operands as parts
from compiler.assembler.operands import Label, Operands
from compiler.codegen import load_store_core as core
from compiler.codegen.frame import Frame
from compiler.codegen.load_store_core import op_l, op_r
from compiler.codegen.load_store_emission import Emission
from compiler.codegen.operands import OperandRules
from compiler.codegen.streaming import Stream
from compiler.ir.instr import Instr
from compiler.ir.types import I1, I32
from compiler.target.riscv import ops_gen as riscv
from compiler.target.riscv import tables_gen
from compiler.target.riscv.abi import (
    FLOAT_SCRATCH,
    REGISTERS,
    SAVED_FLOAT,
    SAVED_GENERAL,
    SCRATCH,
    T5,
)
from compiler.target.riscv.macros import ACCESSES, INVERSE
from compiler.target.riscv.registers import A0, RA, S0, SP, T1, ZERO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FIRST_STEP: Final = 2032       # what one addi takes off the stack pointer, a multiple of 16
SYMBOL_STEPS: Final = """
address: LLArl @ :
got: LGArl @ :
thread_got: LA_TLS_IErl @ :; ADDrrr @ @ 4
thread_offset: LUIri @ #KIND_TPREL_HI; ADDrrri @ @ 4 #KIND_TPREL_ADD; ADDIrri @ @ #KIND_TPREL_LO
thread_call: LA_TLS_GDrl 10 :; CALLl !__tls_get_addr
"""
CORE: Final = core.CoreInstructions(
    add=riscv.ADDrrr, subtract=riscv.SUBrrr, add_immediate=riscv.ADDIrri,
    and_immediate=riscv.ANDIrri, load=riscv.LDrm, store=riscv.SDrm, jump=riscv.Jl,
    jump_register=riscv.JRr, call=riscv.CALLl, call_register=riscv.JALRr,
    tail_call=riscv.TAILl, callee=T1, give_back=riscv.RET,
    trap=riscv.UNIMP, trap_code=0, to_vector=riscv.FMV_D_Xfr,
    loads={1: riscv.LWrm, 2: riscv.LWrm, 4: riscv.LWrm, 8: riscv.LDrm},
    vector_loads={4: riscv.FLWfm, 8: riscv.FLDfm}, vector_stores={4: riscv.FSWfm, 8: riscv.FSDfm},
    spill_bytes=8,
    truths={I1: (riscv.ANDIrri, 1), I32: (riscv.ADDIWrri, 0)}, passes_truths=True,
    inverse=INVERSE,
    zero=ZERO, stack_pointer=SP, frame_pointer=S0, link=RA, scratch=SCRATCH,
    vector_scratch=FLOAT_SCRATCH, caller_frame=-16, return_place=-8, largest_immediate=0x800,
    constant=riscv.LIri, branch_nonzero=riscv.BNEZrl, status=SCRATCH, thread_result=A0,
    thread_clobbers=REGISTERS.call_clobbers & ~(1 << A0),
    exclusive={4: (riscv.LR_W_AQRLrm, riscv.SC_W_AQRLrrm),
               8: (riscv.LR_D_AQRLrm, riscv.SC_D_AQRLrrm)},
    symbol_steps=core.symbol_steps(SYMBOL_STEPS, vars(riscv), vars(parts), {}),
    guard=T5, guard_address=SCRATCH, addends=(-1 << 31, 1 << 31), fence=(riscv.FENCE, 0),
    copies=(riscv.MVrr, riscv.FMV_Dff, riscv.FMV_Dff), saved=SAVED_GENERAL + SAVED_FLOAT)
# Loads and stores -> the same with a symbol's address (loads of floats and stores: through t6)
BY_SYMBOL: Final = {access: macro for macro, access in ACCESSES.items()}


class RiscvEmission(Emission):
    """See the module's docstring."""

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

    # -- values --------------------------------------------------------------------------------

    def make_constant(self, stream: Stream, register: i64, value: Instr) -> None:
        op_r(stream, riscv.LIri, register, imm=value.imm)

    def load_literal(self, stream: Stream, register: i64, label: Label, type: i64) -> None:
        op_l(stream, BY_SYMBOL[int(CORE.load_of(type))], label, register, c=SCRATCH)

    def slot_scratch(self, type: i64) -> i64:
        return FLOAT_SCRATCH

    # -- pseudo instructions -------------------------------------------------------------------

    def unless_equal(self, stream: Stream, instr: Instr, old: i64, expected: i64, done: Label
                     ) -> None:
        op_l(stream, riscv.BNErrl, done, old, expected)

    # -- entry and exit ------------------------------------------------------------------------

    def first_step(self, frame: Frame) -> int:
        """All at once, unless that is far."""
        return frame.depth if frame.depth <= FIRST_STEP else super().first_step(frame)

    def compare_guard(self, stream: Stream, frame: Frame, offset: i64, fine: Label) -> None:
        self.access(stream, riscv.LDrm, T5, self.slot_base(frame), offset)
        self.load_guard(stream, SCRATCH)
        op_l(stream, riscv.BEQrrl, fine, T5, SCRATCH)


EMISSION: Final = RiscvEmission(CORE, OperandRules(tables_gen.TABLES, REGISTERS.all_mask))
