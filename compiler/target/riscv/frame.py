"""Prologues, epilogues, branches and tables of RISC-V.

The frame below the CFA: argument registers of a variadic function, ra, s0 (the frame pointer), the
other saved registers, slots, outgoing arguments.  The frame pointer holds the CFA or the end of the
variadic area where there is one; ra and the caller's s0 lie right below it.
Source: RISC-V ELF psABI, "Procedure Calling Convention", "Frame pointer".

Invariants: the stack pointer is a multiple of 16; each change of it or of a saved register has its
unwind row.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import Label
from compiler.codegen.frame import UNPLACED, Frame
from compiler.codegen.machine import ASM, CALL, CallSite
from compiler.codegen.options import CodegenOptions
from compiler.codegen.streaming import Stream
from compiler.ir.instr import Instr
from compiler.target.riscv import ops_gen as riscv
from compiler.target.riscv.convention import SAVED_FLOAT, SAVED_GENERAL, SCRATCH, T5
from compiler.target.riscv.emission import (
    access,
    add_constant,
    make_again,
    move,
    op_rl,
    op_rm,
    op_rrr,
    rematerialises,
    slot_base,
    slot_offset,
)
from compiler.target.riscv.inline_asm import emit_asm
from compiler.target.riscv.pseudo import (
    COMPARE_EXCHANGE,
    DYNAMIC_ALLOCA,
    FRAME_ADDRESS,
    RETURN_ADDRESS,
    STACK_RESTORE,
    STACK_SAVE,
    TLS_CALL,
    ZERO_OPERAND,
    TableSite,
    TlsSite,
)
from compiler.target.riscv.registers import A0, F0, RA, S0, SP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FIRST_STEP: Final = 2032       # what one addi takes off the stack pointer, a multiple of 16

INVERSE: Final = {
    riscv.BEQrrl: riscv.BNErrl, riscv.BNErrl: riscv.BEQrrl, riscv.BLTrrl: riscv.BGErrl,
    riscv.BGErrl: riscv.BLTrrl, riscv.BLTUrrl: riscv.BGEUrrl, riscv.BGEUrrl: riscv.BLTUrrl,
    riscv.BLErrl: riscv.BGTrrl, riscv.BGTrrl: riscv.BLErrl, riscv.BLEUrrl: riscv.BGTUrrl,
    riscv.BGTUrrl: riscv.BLEUrrl, riscv.BEQZrl: riscv.BNEZrl, riscv.BNEZrl: riscv.BEQZrl,
    riscv.BLTZrl: riscv.BGEZrl, riscv.BGEZrl: riscv.BLTZrl, riscv.BLEZrl: riscv.BGTZrl,
    riscv.BGTZrl: riscv.BLEZrl,
}


def lay_out_frame(frame: Frame, used: i64, options: CodegenOptions) -> None:
    """Saved registers, slot offsets and the size to subtract."""
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
    frame.adjust = (total + 15) // 16 * 16


def first_step(frame: Frame) -> int:
    """What the stack pointer moves before registers are saved: all, unless that is far."""
    if frame.adjust <= FIRST_STEP:
        return frame.adjust
    return (frame.pushed + 15) // 16 * 16


def saved_registers(stream: Stream, frame: Frame, step: int, store: bool) -> None:
    """Save or restore, with the stack pointer `step` bytes below the CFA."""
    at = frame.anchor
    for register in frame.saved:
        at -= 8
        if register >= F0:
            op = riscv.FSDfm if store else riscv.FLDfm
        else:
            op = riscv.SDrm if store else riscv.LDrm
        op_rm(stream, op, register, SP, at + step)
        if stream.options.unwind_tables:
            if store:
                stream.emitter.cfi_offset(register, at)
            else:
                stream.emitter.cfi_restore(register)


def emit_prologue(stream: Stream, frame: Frame) -> None:
    """Make room, save, point at the frame."""
    emitter = stream.emitter
    unwind = stream.options.unwind_tables
    if frame.adjust:
        step = first_step(frame)
        add_constant(stream, SP, SP, -step, SCRATCH)
        if unwind:
            emitter.cfi_def_cfa_offset(step)
        saved_registers(stream, frame, step, True)
        if frame.uses_frame_pointer:
            add_constant(stream, S0, SP, step + frame.anchor, SCRATCH)
            if unwind:
                emitter.cfi_def_cfa(S0, -frame.anchor)
        if step != frame.adjust:
            add_constant(stream, SP, SP, step - frame.adjust, SCRATCH)
            if unwind and not frame.uses_frame_pointer:
                emitter.cfi_def_cfa_offset(frame.adjust)
    if frame.guard_slot >= 0:
        op_rl(stream, riscv.LGArl, SCRATCH, emitter.symbol("__stack_chk_guard"), 0)
        op_rm(stream, riscv.LDrm, T5, SCRATCH, 0)
        access(stream, riscv.SDrm, T5, slot_base(frame), guard_offset(frame))


def guard_offset(frame: Frame) -> int:
    """Where the guard lies from the slots' base."""
    return int(slot_offset(frame, frame.slots[frame.guard_slot].offset))


def emit_epilogue(stream: Stream, frame: Frame, is_last: bool) -> None:
    """Check the guard, restore, return."""
    emitter = stream.emitter
    unwind = stream.options.unwind_tables and frame.adjust != 0
    if frame.guard_slot >= 0:
        access(stream, riscv.LDrm, T5, slot_base(frame), guard_offset(frame))
        op_rl(stream, riscv.LGArl, SCRATCH, emitter.symbol("__stack_chk_guard"), 0)
        op_rm(stream, riscv.LDrm, SCRATCH, SCRATCH, 0)
        fine = emitter.label()
        stream.operands.clear()
        stream.operands.r0 = T5
        stream.operands.r1 = SCRATCH
        stream.operands.symbol = fine
        emitter.instruction(riscv.BEQrrl, stream.operands)
        jump_to(stream, riscv.CALLl, emitter.symbol("__stack_chk_fail"))
        emitter.define(fine)
    if unwind and not is_last:
        emitter.cfi_remember_state()
    if frame.adjust:
        step = first_step(frame)
        if frame.has_dynamic:
            add_constant(stream, SP, S0, -(step + frame.anchor), SCRATCH)
        elif step != frame.adjust:
            add_constant(stream, SP, SP, frame.adjust - step, SCRATCH)
        if unwind and (frame.uses_frame_pointer or step != frame.adjust):
            emitter.cfi_def_cfa(SP, step)
        saved_registers(stream, frame, step, False)
        add_constant(stream, SP, SP, step, SCRATCH)
        if unwind:
            emitter.cfi_def_cfa_offset(0)
    stream.operands.clear()
    emitter.instruction(riscv.RET, stream.operands)
    if unwind and not is_last:
        emitter.cfi_restore_state()


def jump_to(stream: Stream, op: i64, label: Label) -> None:
    """An instruction whose only operand is a label."""
    stream.operands.clear()
    stream.operands.symbol = label
    stream.emitter.instruction(op, stream.operands)


def emit_conditional(stream: Stream, instr: Instr, inverted: bool, taken: Label,
                     other: Label | None) -> None:
    """See Target.emit_conditional."""
    op: i64 = INVERSE[int(instr.op)] if inverted else instr.op
    operands = stream.operands
    operands.clear()
    operands.r0 = instr.args[0].reg
    if len(instr.args) > 1:
        operands.r1 = instr.args[1].reg
    operands.symbol = taken
    stream.emitter.instruction(op, operands)
    if other is not None:
        jump_to(stream, riscv.Jl, other)


def emit_table_jump(stream: Stream, instr: Instr, labels: list[Label]) -> None:
    """Jump to the address in the argument; the table of 32-bit distances goes to .rodata."""
    table = instr.aux
    assert isinstance(table, TableSite)
    emit_indirect_jump(stream, instr)
    stream.add_table(table.label, labels)


def emit_indirect_jump(stream: Stream, instr: Instr) -> None:
    """Jump to the address in the argument."""
    stream.operands.clear()
    stream.operands.r0 = instr.args[0].reg
    stream.emitter.instruction(riscv.JRr, stream.operands)


def emit_target_pseudo(stream: Stream, frame: Frame, instr: Instr) -> None:
    """Calls and the pseudo instructions that reach emission."""
    op = instr.op
    if op == ZERO_OPERAND:
        return
    if rematerialises(instr):
        make_again(stream, frame, instr, instr.reg)
    elif op == CALL:
        site = instr.aux
        assert isinstance(site, CallSite)
        if site.symbol is not None:
            jump_to(stream, riscv.CALLl, stream.symbol(site.symbol))
        else:
            stream.operands.clear()
            stream.operands.r0 = instr.args[0].reg
            stream.emitter.instruction(riscv.JALRr, stream.operands)
    elif op == TLS_CALL:
        thread = instr.aux
        assert isinstance(thread, TlsSite)
        op_rl(stream, riscv.LA_TLS_GDrl, A0, stream.symbol(thread.symbol), 0)
        jump_to(stream, riscv.CALLl, stream.emitter.symbol("__tls_get_addr"))
    elif op == DYNAMIC_ALLOCA:
        op_rrr(stream, riscv.SUBrrr, SP, SP, instr.args[0].reg)
        add_constant(stream, instr.reg, SP, frame.outgoing_size, SCRATCH)
    elif op == STACK_SAVE:
        move(stream, instr.reg, SP)
    elif op == STACK_RESTORE:
        move(stream, SP, instr.args[0].reg)
    elif op == FRAME_ADDRESS:
        move(stream, instr.reg, S0)
    elif op == RETURN_ADDRESS:
        access(stream, riscv.LDrm, instr.reg, slot_base(frame),
               slot_offset(frame, frame.anchor - 8))
    elif op == COMPARE_EXCHANGE:
        compare_exchange(stream, instr)
    elif op == ASM:
        emit_asm(stream, frame, instr)
    else:
        raise AssertionError(f"pseudo instruction {op} reached emission")


def compare_exchange(stream: Stream, instr: Instr) -> None:
    """The old value in the result; the new one stored if that was the expected one (unprivileged
    architecture, 8.2: a loop of lr and sc)."""
    emitter = stream.emitter
    operands = stream.operands
    pointer, expected, replacement = instr.args
    wide = instr.imm != 0
    again = emitter.label()
    done = emitter.label()
    emitter.define(again)
    operands.clear()
    operands.r0 = instr.reg
    operands.base = pointer.reg
    emitter.instruction(riscv.LR_D_AQRLrm if wide else riscv.LR_W_AQRLrm, operands)
    operands.clear()
    operands.r0 = instr.reg
    operands.r1 = expected.reg
    operands.symbol = done
    emitter.instruction(riscv.BNErrl, operands)
    operands.clear()
    operands.r0 = SCRATCH
    operands.r1 = replacement.reg
    operands.base = pointer.reg
    emitter.instruction(riscv.SC_D_AQRLrrm if wide else riscv.SC_W_AQRLrrm, operands)
    op_rl(stream, riscv.BNEZrl, SCRATCH, again, 0)
    emitter.define(done)
