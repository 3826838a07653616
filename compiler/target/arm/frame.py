"""Prologues, epilogues, branches, tables and atomics of AArch64.

The frame below the CFA: saved registers in pairs, x29 and x30 lowest, where x29 points when it is
the frame pointer (the frame record of AAPCS64 6.2.3); then slots and outgoing arguments.

Invariants: the stack pointer is a multiple of 16; each change of it or of a saved register has its
unwind row.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.arm_relocations import SPECIFIERS
from compiler.assembler.operands import Label
from compiler.codegen.frame import Frame
from compiler.codegen.machine import ASM, CALL, CallSite
from compiler.codegen.options import CodegenOptions
from compiler.codegen.streaming import Stream
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr
from compiler.target.arm import ops_gen as arm
from compiler.target.arm.convention import SAVED_GENERAL, SAVED_VECTOR
from compiler.target.arm.emission import (
    THREAD_POINTER,
    access,
    add_constant,
    make_again,
    move,
    op_m,
    op_r,
    op_symbol,
    rematerialises,
    slot_base,
    slot_offset,
)
from compiler.target.arm.inline_asm import emit_asm
from compiler.target.arm.pseudo import (
    COMPARE_EXCHANGE,
    DYNAMIC_ALLOCA,
    EXCHANGE,
    FRAME_ADDRESS,
    RETURN_ADDRESS,
    STACK_RESTORE,
    STACK_SAVE,
    TLS_CALL,
    ZERO_OPERAND,
    TableSite,
    TlsSite,
)
from compiler.target.arm.registers import FP, LR, SP, V0, X16, X17

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

INVERSE: Final = {
    arm.CBZ32rl: arm.CBNZ32rl, arm.CBNZ32rl: arm.CBZ32rl, arm.CBZ64rl: arm.CBNZ64rl,
    arm.CBNZ64rl: arm.CBZ64rl, arm.TBZ32ril: arm.TBNZ32ril, arm.TBNZ32ril: arm.TBZ32ril,
    arm.TBZ64ril: arm.TBNZ64ril, arm.TBNZ64ril: arm.TBZ64ril,
    **{arm.B_EQl + k: arm.B_EQl + (k ^ 1) for k in range(14)}}
# exclusive load and store by bytes of the access
EXCLUSIVE: Final = {
    1: (arm.LDAXRBwm, arm.STLXRBwwm), 2: (arm.LDAXRHwm, arm.STLXRHwwm),
    4: (arm.LDAXR32rm, arm.STLXR32wrm), 8: (arm.LDAXR64rm, arm.STLXR64wrm)}
CHANGES: Final = {
    ir.RMW_ADD: (arm.ADD32rrr, arm.ADD64rrr), ir.RMW_SUB: (arm.SUB32rrr, arm.SUB64rrr),
    ir.RMW_AND: (arm.AND32rrr, arm.AND64rrr), ir.RMW_OR: (arm.ORR32rrr, arm.ORR64rrr),
    ir.RMW_XOR: (arm.EOR32rrr, arm.EOR64rrr), ir.RMW_NAND: (arm.AND32rrr, arm.AND64rrr)}


def dwarf_number(register: int) -> int:
    """DWARF's number of a register (IHI 0057, table 4.1)."""
    return register + 32 if V0 <= register < SP else 31 if register == SP else register


def lay_out_frame(frame: Frame, used: i64, options: CodegenOptions) -> None:
    """Saved registers, slot offsets and the size to subtract."""
    saved = [FP, LR] if frame.has_calls or frame.uses_frame_pointer else []
    saved += [r for r in SAVED_GENERAL if used >> r & 1 and r not in saved]
    if len(saved) % 2:
        saved.append(-1)
    saved += [r for r in SAVED_VECTOR if used >> r & 1]
    if len(saved) % 2:
        saved.append(-1)
    frame.saved = saved
    frame.pushed = 8 * len(saved)
    frame.anchor = frame.pushed
    frame.layout(frame.pushed)
    frame.adjust = (frame.slots_size + frame.outgoing_size + 15) // 16 * 16


def save_pair(stream: Stream, frame: Frame, number: int, store: bool) -> None:
    """Save or restore pair `number`; the first moves the stack pointer over all."""
    a, b = frame.saved[2 * number], frame.saved[2 * number + 1]
    vectors = a >= V0
    if b < 0:
        plain: i64 = (arm.STR64fm if store else arm.LDR64fm) if vectors else (
            arm.STR64rm if store else arm.LDR64rm)
        moved: i64 = (arm.STR64fw if store else arm.LDR64fp) if vectors else (
            arm.STR64rw if store else arm.LDR64rp)
    else:
        plain = (arm.STP64ffm if store else arm.LDP64ffm) if vectors else (
            arm.STP64rrm if store else arm.LDP64rrm)
        moved = (arm.STP64ffw if store else arm.LDP64ffp) if vectors else (
            arm.STP64rrw if store else arm.LDP64rrp)
    disp = 16 * number
    if number == 0:
        disp = -frame.pushed if store else frame.pushed
    op_m(stream, moved if number == 0 else plain, a, SP, disp, b)
    if not stream.options.unwind_tables:
        return
    if number == 0:
        stream.emitter.cfi_def_cfa_offset(frame.pushed if store else 0)
    for k, register in enumerate((a, b)):
        if register >= 0 and store:
            stream.emitter.cfi_offset(dwarf_number(register), 16 * number + 8 * k - frame.pushed)
        elif register >= 0:
            stream.emitter.cfi_restore(dwarf_number(register))


def emit_prologue(stream: Stream, frame: Frame) -> None:
    """Save, point at the frame, make room."""
    emitter = stream.emitter
    unwind = stream.options.unwind_tables
    for number in range(len(frame.saved) // 2):
        save_pair(stream, frame, number, True)
    if frame.uses_frame_pointer:
        move(stream, FP, SP, 0)
        if unwind:
            emitter.cfi_def_cfa(FP, frame.pushed)
    if frame.adjust:
        add_constant(stream, SP, SP, -frame.adjust)
        if unwind and not frame.uses_frame_pointer:
            emitter.cfi_def_cfa_offset(frame.pushed + frame.adjust)
    if frame.guard_slot >= 0:
        load_guard(stream)
        access(stream, arm.STR64rm, X17, slot_base(frame), guard_offset(frame), 8)


def load_guard(stream: Stream) -> None:
    """The stack protector's value in x17."""
    guard = stream.emitter.symbol("__stack_chk_guard")
    op_symbol(stream, arm.ADRPxl, X17, -1, guard, "got")
    op_symbol(stream, arm.LDR64rm, X17, X17, guard, "got_lo12")
    op_m(stream, arm.LDR64rm, X17, X17, 0)


def guard_offset(frame: Frame) -> int:
    """Where the guard lies from the slots' base."""
    return int(slot_offset(frame, frame.slots[frame.guard_slot].offset))


def emit_epilogue(stream: Stream, frame: Frame, is_last: bool) -> None:
    """Check the guard, restore, return."""
    emitter = stream.emitter
    unwind = stream.options.unwind_tables and frame.pushed + frame.adjust != 0
    if frame.guard_slot >= 0:
        load_guard(stream)
        access(stream, arm.LDR64rm, X16, slot_base(frame), guard_offset(frame), 8)
        fine = emitter.label()
        op_r(stream, arm.CMP64rr, X16, X17)
        jump_to(stream, arm.B_EQl, fine)
        jump_to(stream, arm.BLl, emitter.symbol("__stack_chk_fail"))
        emitter.define(fine)
    if unwind and not is_last:
        emitter.cfi_remember_state()
    if frame.has_dynamic:
        move(stream, SP, FP, 0)
    elif frame.adjust:
        add_constant(stream, SP, SP, frame.adjust)
    if unwind and (frame.adjust or frame.uses_frame_pointer):
        emitter.cfi_def_cfa(dwarf_number(SP), frame.pushed)
    for number in range(len(frame.saved) // 2 - 1, -1, -1):
        save_pair(stream, frame, number, False)
    stream.operands.clear()
    emitter.instruction(arm.RET, stream.operands)
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
    operands = stream.operands
    operands.clear()
    if not arm.B_EQl <= instr.op <= arm.B_NVl:
        operands.r0 = instr.args[0].reg
        operands.imm = instr.imm
    operands.symbol = taken
    stream.emitter.instruction(INVERSE[int(instr.op)] if inverted else instr.op, operands)
    if other is not None:
        jump_to(stream, arm.Bl, other)


def emit_table_jump(stream: Stream, instr: Instr, labels: list[Label]) -> None:
    """Jump to the address in the argument; the table of 32-bit distances goes to .rodata."""
    table = instr.aux
    assert isinstance(table, TableSite)
    op_r(stream, arm.BRx, instr.args[0].reg)
    stream.add_table(table.label, labels)


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
            jump_to(stream, arm.BLl, stream.symbol(site.symbol))
        else:
            op_r(stream, arm.BLRx, instr.args[0].reg)
    elif op == TLS_CALL:
        thread = instr.aux
        assert isinstance(thread, TlsSite)
        thread_address(stream, stream.symbol(thread.symbol))
    elif op == DYNAMIC_ALLOCA:
        op_r(stream, arm.SUB64rrr, SP, SP, instr.args[0].reg)
        add_constant(stream, instr.reg, SP, frame.outgoing_size)
    elif op == STACK_SAVE:
        move(stream, instr.reg, SP, 0)
    elif op == STACK_RESTORE:
        move(stream, SP, instr.args[0].reg, 0)
    elif op == FRAME_ADDRESS:
        move(stream, instr.reg, FP, 0)
    elif op == RETURN_ADDRESS:
        access(stream, arm.LDR64rm, instr.reg, slot_base(frame),
               slot_offset(frame, 8 - frame.pushed), 8)
    elif op in (COMPARE_EXCHANGE, EXCHANGE):
        exchange(stream, instr)
    elif op == ASM:
        emit_asm(stream, frame, instr)
    else:
        raise AssertionError(f"pseudo instruction {op} reached emission")


def thread_address(stream: Stream, label: Label) -> None:
    """x0 := the address of a thread-local object of any module, by its descriptor."""
    op_symbol(stream, arm.ADRPxl, 0, -1, label, "tlsdesc")
    op_symbol(stream, arm.LDR64rm, 1, 0, label, "tlsdesc_lo12")
    op_symbol(stream, arm.ADD64rri, 0, 0, label, "tlsdesc_lo12")
    operands = stream.operands
    operands.clear()
    operands.r0 = 1
    operands.symbol = label
    operands.kind = SPECIFIERS["tlsdesccall"]
    stream.emitter.instruction(arm.BLRx, operands)
    op_r(stream, arm.MRSxi, 1, imm=THREAD_POINTER)
    op_r(stream, arm.ADD64rrr, 0, 0, 1)


def exchange(stream: Stream, instr: Instr) -> None:
    """A loop of exclusive accesses: load the old value, store a changed one, until nothing came
    between (Arm ARM B2.9)."""
    emitter = stream.emitter
    compares = instr.op == COMPARE_EXCHANGE
    size = instr.imm & 15
    load, store = EXCLUSIVE[size]
    wide = size == 8
    old = instr.reg
    pointer = instr.args[0].reg
    value = instr.args[2 if compares else 1].reg
    again = emitter.label()
    done = emitter.label()
    emitter.define(again)
    op_m(stream, load, old, pointer, 0)
    if compares:
        expected = instr.args[1].reg
        if size >= 4:
            op_r(stream, arm.CMP64rr if wide else arm.CMP32rr, old, expected)
        else:
            op_r(stream, arm.CMP32rwb if size == 1 else arm.CMP32rwh, old, expected)
        jump_to(stream, arm.B_NEl, done)
    elif instr.imm >> 4 != ir.RMW_XCHG:
        op_r(stream, CHANGES[instr.imm >> 4][1 if wide else 0], X16, old, value)
        if instr.imm >> 4 == ir.RMW_NAND:
            op_r(stream, arm.MVN64rr, X16, X16)
        value = X16
    op_m(stream, store, X17, pointer, 0, value)
    stream.operands.clear()
    stream.operands.r0 = X17
    stream.operands.symbol = again
    emitter.instruction(arm.CBNZ32rl, stream.operands)
    emitter.define(done)
