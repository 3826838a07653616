"""Prologues, epilogues, branches and tables of x86-64.

The frame below the CFA: return address, rbp (with a frame pointer), saved registers, slots,
outgoing arguments.  Leaf functions with up to 128 bytes of slots use the red zone and move nothing.
Source: System V ABI AMD64 supplement, sections 3.2.2 and 6.2.

Invariants: the stack pointer is a multiple of 16 at every call; each change of the stack pointer or
saved register has its unwind row, in prologue and epilogue.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import (
    KIND_PLAIN,
    KIND_PLT,
    KIND_TLSGD,
    PREFIX_DATA,
    PREFIX_REP,
    PREFIX_REX,
    Label,
)
from compiler.codegen.frame import Frame
from compiler.codegen.machine import ASM, CALL, CallSite
from compiler.codegen.options import CodegenOptions
from compiler.codegen.streaming import Stream
from compiler.ir.instr import Instr
from compiler.target.x86 import ops_gen as x86
from compiler.target.x86.emission import at_slot
from compiler.target.x86.inline_asm import emit_asm
from compiler.target.x86.pseudo import (
    BARRIER,
    DYNAMIC_ALLOCA,
    FRAME_ADDRESS,
    JUMP_ORDERED_EQUAL,
    JUMP_UNORDERED_NOT_EQUAL,
    REP_MOVS,
    REP_STOS,
    STACK_RESTORE,
    STACK_SAVE,
    TLS_CALL,
    ZERO_VECTOR,
)
from compiler.target.x86.registers import FS, R11, R15, RAX, RBP, RBX, RDI, RIP, RSP
from compiler.target.x86.sites import TableSite, TlsSite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


DWARF_NUMBERS: Final = [0, 2, 1, 3, 7, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16]
RED_ZONE: Final = 128
GUARD_OFFSET: Final = 0x28     # %fs:0x28 holds the canary (glibc's tcbhead_t)


def lay_out_frame(frame: Frame, used: i64, callee_saved: i64, options: CodegenOptions) -> None:
    """Saved registers, slot offsets and the size to subtract."""
    saved: list[int] = []
    for register in range(RBX, R15 + 1):
        if callee_saved >> register & used >> register & 1:
            if register == RBP and frame.uses_frame_pointer:
                continue
            saved.append(register)
    frame.saved = saved
    frame.pushed = 8 + 8 * len(saved) + (8 if frame.uses_frame_pointer else 0)
    frame.layout(frame.pushed)
    size = frame.slots_size + frame.outgoing_size
    leaf = not frame.has_calls and not frame.has_dynamic and not frame.pushes
    if leaf and options.red_zone and frame.outgoing_size == 0 and size <= RED_ZONE:
        frame.adjust = 0
        return
    if size == 0 and leaf:
        frame.adjust = 0
        return
    total = (frame.pushed + size + 15) // 16 * 16
    frame.adjust = total - frame.pushed
    if not frame.has_calls and frame.slots_size == 0 and not frame.has_dynamic:
        frame.adjust = frame.outgoing_size


def push(stream: Stream, register: int) -> None:
    """push register."""
    stream.operands.clear()
    stream.operands.r0 = register
    stream.emitter.instruction(x86.PUSH64r, stream.operands)


def pop(stream: Stream, register: int) -> None:
    """pop register."""
    stream.operands.clear()
    stream.operands.r0 = register
    stream.emitter.instruction(x86.POP64r, stream.operands)


def add_stack(stream: Stream, op: i64, amount: int) -> None:
    """Add to or subtract from the stack pointer."""
    stream.operands.clear()
    stream.operands.r0 = RSP
    stream.operands.imm = amount
    stream.emitter.instruction(op, stream.operands)


def emit_prologue(stream: Stream, frame: Frame) -> None:
    """Push, save, make room."""
    emitter = stream.emitter
    unwind = stream.options.unwind_tables
    offset = 8
    if frame.uses_frame_pointer:
        push(stream, RBP)
        offset += 8
        if unwind:
            emitter.cfi_def_cfa_offset(offset)
            emitter.cfi_offset(DWARF_NUMBERS[RBP], -offset)
        stream.operands.clear()
        stream.operands.r0 = RBP
        stream.operands.r1 = RSP
        emitter.instruction(x86.MOV64rr, stream.operands)
        if unwind:
            emitter.cfi_def_cfa_register(DWARF_NUMBERS[RBP])
    for register in frame.saved:
        push(stream, register)
        offset += 8
        if unwind:
            if not frame.uses_frame_pointer:
                emitter.cfi_def_cfa_offset(offset)
            emitter.cfi_offset(DWARF_NUMBERS[register], -offset)
    if frame.adjust:
        if frame.adjust == 8 and not frame.uses_frame_pointer:
            push(stream, RAX)
        else:
            add_stack(stream, x86.SUB64ri, frame.adjust)
        if unwind and not frame.uses_frame_pointer:
            emitter.cfi_def_cfa_offset(offset + frame.adjust)
    if frame.guard_slot >= 0:
        operands = stream.operands
        operands.clear()
        operands.r0 = R11
        operands.segment = FS
        operands.disp = GUARD_OFFSET
        emitter.instruction(x86.MOV64rm, operands)
        operands.clear()
        operands.r1 = R11
        at_slot(stream, frame, frame.slots[frame.guard_slot].offset)
        emitter.instruction(x86.MOV64mr, operands)


def emit_epilogue(stream: Stream, frame: Frame, jump: Instr | None, is_last: bool) -> None:
    """Check the guard, restore, return; or jump to the callee of a tail call."""
    emitter = stream.emitter
    unwind = stream.options.unwind_tables
    operands = stream.operands
    if frame.guard_slot >= 0:
        operands.clear()
        operands.r0 = R11
        at_slot(stream, frame, frame.slots[frame.guard_slot].offset)
        emitter.instruction(x86.MOV64rm, operands)
        operands.clear()
        operands.r0 = R11
        operands.segment = FS
        operands.disp = GUARD_OFFSET
        emitter.instruction(x86.SUB64rm, operands)
        fine = emitter.label()
        jump_if(stream, x86.JEl, fine)
        operands.clear()
        operands.symbol = emitter.symbol("__stack_chk_fail")
        operands.kind = KIND_PLT
        emitter.instruction(x86.CALL64l, operands)
        emitter.define(fine)
    changes = frame.adjust or frame.saved or frame.uses_frame_pointer
    if unwind and changes and not is_last:
        emitter.cfi_remember_state()
    offset = frame.pushed + frame.adjust
    if frame.uses_frame_pointer and not frame.saved:
        operands.clear()
        if frame.adjust or frame.has_dynamic:
            emitter.instruction(x86.LEAVE64, operands)
        else:
            pop(stream, RBP)
        if unwind:
            emitter.cfi_def_cfa(DWARF_NUMBERS[RSP], 8)
    else:
        if frame.has_dynamic:
            operands.clear()
            operands.r0 = RSP
            operands.base = RBP
            operands.disp = -8 * len(frame.saved)
            emitter.instruction(x86.LEA64rm, operands)
        elif frame.adjust:
            add_stack(stream, x86.ADD64ri, frame.adjust)
            if unwind and not frame.uses_frame_pointer:
                emitter.cfi_def_cfa_offset(frame.pushed)
        offset = frame.pushed
        for register in reversed(frame.saved):
            pop(stream, register)
            offset -= 8
            if unwind and not frame.uses_frame_pointer:
                emitter.cfi_def_cfa_offset(offset)
        if frame.uses_frame_pointer:
            pop(stream, RBP)
            if unwind:
                emitter.cfi_def_cfa(DWARF_NUMBERS[RSP], 8)
    if jump is None:
        operands.clear()
        emitter.instruction(x86.RET64, operands)
    else:
        emit_transfer(stream, jump, x86.JMPl, x86.JMP64r)
    if unwind and changes and not is_last:
        emitter.cfi_restore_state()


def jump_if(stream: Stream, op: i64, label: Label) -> None:
    """A conditional or unconditional jump."""
    stream.operands.clear()
    stream.operands.symbol = label
    stream.emitter.instruction(op, stream.operands)


def emit_conditional(stream: Stream, instr: Instr, inverted: bool, taken: Label,
                     other: Label | None, opposite: Label) -> None:
    """See Target.emit_conditional."""
    op = instr.op
    if op == JUMP_UNORDERED_NOT_EQUAL:
        op = JUMP_ORDERED_EQUAL
        inverted = not inverted
    if op == JUMP_ORDERED_EQUAL:
        if inverted:
            jump_if(stream, x86.JNEl, taken)
            jump_if(stream, x86.JPl, taken)
        else:
            jump_if(stream, x86.JPl, opposite)
            jump_if(stream, x86.JEl, taken)
    else:
        if inverted:
            op = x86.JOl + ((op - x86.JOl) ^ 1)
        jump_if(stream, op, taken)
    if other is not None:
        jump_if(stream, x86.JMPl, other)


def emit_table_jump(stream: Stream, instr: Instr, labels: list[Label]) -> None:
    """Jump to the address in the argument; the table of 32-bit distances goes to .rodata."""
    table = instr.aux
    assert isinstance(table, TableSite)
    stream.operands.clear()
    stream.operands.r0 = instr.args[0].reg
    stream.emitter.instruction(x86.JMP64r, stream.operands)
    stream.add_table(table.label, labels)


def emit_target_pseudo(stream: Stream, frame: Frame, instr: Instr) -> None:
    """Calls and the pseudo instructions that reach emission."""
    emitter = stream.emitter
    operands = stream.operands
    op = instr.op
    operands.clear()
    if op == CALL:
        emit_transfer(stream, instr, x86.CALL64l, x86.CALL64r)
    elif op == ZERO_VECTOR:
        operands.r0 = instr.reg
        operands.r1 = instr.reg
        emitter.instruction(x86.XORPSxx, operands)
    elif op == REP_MOVS:
        operands.prefixes = PREFIX_REP
        emitter.instruction(x86.MOVS64 if instr.imm == 8 else x86.MOVS8, operands)
    elif op == REP_STOS:
        operands.prefixes = PREFIX_REP
        emitter.instruction(x86.STOS64 if instr.imm == 8 else x86.STOS8, operands)
    elif op == TLS_CALL:
        emit_tls_call(stream, instr)
    elif op == DYNAMIC_ALLOCA:
        operands.r0 = RSP
        operands.r1 = instr.args[0].reg
        emitter.instruction(x86.SUB64rr, operands)
        operands.clear()
        operands.r0 = instr.reg
        operands.base = RSP
        operands.disp = frame.outgoing_size
        emitter.instruction(x86.LEA64rm, operands)
    elif op == STACK_SAVE:
        operands.r0 = instr.reg
        operands.r1 = RSP
        emitter.instruction(x86.MOV64rr, operands)
    elif op == STACK_RESTORE:
        operands.r0 = RSP
        operands.r1 = instr.args[0].reg
        emitter.instruction(x86.MOV64rr, operands)
    elif op == BARRIER:
        pass
    elif op == ASM:
        emit_asm(stream, frame, instr)
    elif op == FRAME_ADDRESS:
        operands.r0 = instr.reg
        if instr.imm == 0:
            operands.r1 = RBP
            emitter.instruction(x86.MOV64rr, operands)
        else:
            operands.base = RBP
            operands.disp = 8
            emitter.instruction(x86.MOV64rm, operands)
    else:
        raise AssertionError(f"pseudo instruction {op} reached emission")


def emit_transfer(stream: Stream, call: Instr, direct: i64, indirect: i64) -> None:
    """Call the callee, or jump there."""
    operands = stream.operands
    site = call.aux
    assert isinstance(site, CallSite)
    operands.clear()
    if site.symbol is not None:
        operands.symbol = stream.symbol(site.symbol)
        operands.kind = KIND_PLT if site.plt else KIND_PLAIN
        stream.emitter.instruction(direct, operands)
    else:
        operands.r0 = call.args[0].reg
        stream.emitter.instruction(indirect, operands)


def emit_tls_call(stream: Stream, instr: Instr) -> None:
    """data16 lea x@tlsgd(%rip), %rdi; data16 data16 rex64 call __tls_get_addr@PLT: the shape that
    linkers relax (psABI 4.4, TLS)."""
    emitter = stream.emitter
    operands = stream.operands
    site = instr.aux
    assert isinstance(site, TlsSite)
    operands.clear()
    operands.r0 = RDI
    operands.base = RIP
    operands.symbol = stream.symbol(site.symbol)
    operands.kind = KIND_TLSGD
    operands.prefixes = PREFIX_DATA
    emitter.instruction(x86.LEA64rm, operands)
    emitter.bytes_(b"\x66")
    operands.clear()
    operands.symbol = emitter.symbol("__tls_get_addr")
    operands.kind = KIND_PLT
    operands.prefixes = PREFIX_DATA | PREFIX_REX
    operands.rex = 8
    emitter.instruction(x86.CALL64l, operands)
