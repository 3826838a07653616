"""From allocated x86 instructions to the emitter: operands, moves, spills, addresses.

Problem: an allocated `Instr` holds registers in its result and arguments; the encoder wants them
operand by operand.  Idea: a plan per opcode, read once from the tables, says for each operand where
its register comes from.

Invariants: every argument has `reg`; frame slots are laid out; an instruction of FRESH_DESTINATION
is preceded by a clearing of its destination, which breaks the false dependency.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import Label
from compiler.codegen.frame import Frame
from compiler.codegen.machine import (
    COPY,
    FIRST_PSEUDO,
    MOVE_SLOT,
    RELOAD,
    SPILL,
    SWAP,
)
from compiler.codegen.operands import (
    FROM_ARG,
    FROM_FRESH,
    FROM_IMM,
    FROM_MEMORY,
    FROM_RESULT,
    FROM_STACK,
)
from compiler.codegen.streaming import Stream
from compiler.ir.instr import Instr, Payload
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.ir.types import F32, F64, F128, type_bytes
from compiler.target.machine import (
    IS_LOCKABLE,
    AddressMode,
)
from compiler.target.x86 import ops_gen as x86
from compiler.target.x86 import tables_gen
from compiler.target.x86.constraints import RULES
from compiler.target.x86.registers import RBP, RSP, ST0, XMM0

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

class Prefixed(AddressMode):
    """An address whose instruction carries prefixes (lock)."""

    def __init__(self) -> None:
        super().__init__()
        self.prefixes: i64 = 0


class ImmediateSymbol(Payload):
    """aux of an instruction whose immediate is the address of a symbol."""

    def __init__(self, label: Label) -> None:
        self.label = label


def set_address(stream: Stream, frame: Frame, instr: Instr, mode: AddressMode, at: i64) -> i64:
    """Fill the memory operand; `at` is the argument where base and index start. Returns the
    argument after them."""
    operands = stream.operands
    args = instr.args
    operands.disp = mode.disp
    if mode.has_base:
        operands.base = args[at].reg
        at += 1
    elif mode.base_fixed >= 0:
        operands.base = mode.base_fixed
    if mode.has_index:
        operands.index = args[at].reg
        operands.scale = mode.scale
        at += 1
        if operands.index == RSP:
            operands.index = operands.base
            operands.base = RSP
    if mode.slot >= 0:
        offset = frame.slots[mode.slot].offset
        if frame.uses_frame_pointer:
            operands.base = RBP
            operands.disp += offset + 16
        else:
            operands.base = RSP
            operands.disp += offset + frame.pushed + frame.adjust
    if mode.symbol is not None:
        operands.symbol = mode.symbol
        operands.kind = mode.kind
    operands.segment = mode.segment
    return at


def emit_machine(stream: Stream, frame: Frame, instr: Instr) -> None:
    """Encode one instruction that has a row."""
    operands = stream.operands
    operands.clear()
    op = instr.op
    if (op == x86.MOV32ri or op == x86.MOV64ri) and instr.alias == CLEARED:
        operands.r0 = instr.reg
        operands.r1 = instr.reg
        stream.emitter.instruction(x86.XOR32rr, operands)
        return
    plan = RULES.plan(op)
    args = instr.args
    at: i64 = 0
    aux = instr.aux
    for k in range(len(plan)):
        source = plan[k]
        register: i64 = -1
        if source == FROM_RESULT:
            register = instr.reg
        elif source == FROM_ARG:
            register = args[at].reg
            at += 1
        elif source == FROM_MEMORY:
            assert isinstance(aux, AddressMode)
            at = set_address(stream, frame, instr, aux, at)
            if isinstance(aux, Prefixed):
                operands.prefixes = aux.prefixes
            continue
        elif source == FROM_STACK:
            register = ST0 + instr.imm
        elif source == FROM_IMM:
            operands.imm = instr.imm
            if isinstance(aux, ImmediateSymbol):
                operands.imm_symbol = aux.label
            continue
        elif source == FROM_FRESH:
            register = instr.reg
            if not (at < len(args) and args[at].reg == register):
                operands.r0 = register
                operands.r1 = register
                stream.emitter.instruction(x86.PXORxx, operands)
                operands.clear()
        if k == 0:
            operands.r0 = register
        elif k == 1:
            operands.r1 = register
        elif k == 2:
            operands.r2 = register
        else:
            operands.r3 = register
    stream.emitter.instruction(op, operands)


def emit_pseudo(stream: Stream, frame: Frame, instr: Instr) -> bool:
    """Encode copies, spills and the like; False if the opcode is another's business."""
    op = instr.op
    if op == COPY:
        move(stream, instr.reg, instr.args[0].reg, instr.type)
    elif op == SPILL:
        source = instr.args[0]
        slot_access(stream, frame, source.reg, instr.imm, source.type, True)
    elif op == RELOAD:
        value = instr.forward
        assert value is not None
        if rematerialises(value):
            again = Instr(value.op, value.type, [], value.imm)
            again.aux = value.aux
            again.reg = instr.reg
            emit_machine(stream, frame, again)
        else:
            slot_access(stream, frame, instr.reg, instr.imm, instr.type, False)
    elif op == SWAP:
        a = instr.args[0].reg
        b = instr.args[1].reg
        operands = stream.operands
        operands.clear()
        if a < XMM0:
            operands.r0 = a
            operands.r1 = b
            stream.emitter.instruction(x86.XCHG64rr, operands)
        else:
            for turn in range(3):
                operands.clear()
                operands.r0 = a if turn != 1 else b
                operands.r1 = b if turn != 1 else a
                stream.emitter.instruction(x86.XORPSxx, operands)
    elif op == MOVE_SLOT:
        size = type_bytes(int(instr.type))
        target = frame.slots[instr.imm].offset
        value = instr.forward
        if instr.mark < 0:
            assert value is not None
            if instr.reg >= 0:
                again = Instr(value.op, value.type, [], value.imm)
                again.aux = value.aux
                again.reg = instr.reg
                emit_machine(stream, frame, again)
                slot_access(stream, frame, instr.reg, instr.imm, value.type, True)
            else:
                store_again(stream, frame, value, instr.imm)
        else:
            scratch = instr.reg
            if scratch >= 0:
                slot_access(stream, frame, scratch, int(instr.mark), instr.type, False)
                slot_access(stream, frame, scratch, instr.imm, instr.type, True)
                return True
            if frame.slots[instr.imm].size == 4 or frame.slots[instr.mark].size == 4:
                save_register(stream, frame, 0)
                slot_access(stream, frame, 0, int(instr.mark), instr.type, False)
                slot_access(stream, frame, 0, instr.imm, instr.type, True)
                restore_register(stream, frame, 0)
                return True
            for part in range(2 if size > 8 else 1):
                source_offset = frame.slots[instr.mark].offset + 8 * part
                operands = stream.operands
                operands.clear()
                at_slot(stream, frame, source_offset)
                stream.emitter.instruction(x86.PUSH64m, operands)
                operands.clear()
                at_slot(stream, frame, target + 8 * part)
                stream.emitter.instruction(x86.POP64m, operands)
    else:
        return False
    return True


def store_again(stream: Stream, frame: Frame, value: Instr, slot: int) -> None:
    """Store a rematerialisable value to a slot without disturbing any register's user: the
    register is saved below the stack pointer and restored."""
    register: i64 = 0 if value.type not in (F32, F64, F128) and value.type < 16 else XMM0
    save_register(stream, frame, register)
    again = Instr(value.op, value.type, [], value.imm)
    again.aux = value.aux
    again.reg = register
    emit_machine(stream, frame, again)
    slot_access(stream, frame, register, slot, value.type, True)
    restore_register(stream, frame, register)


def save_register(stream: Stream, frame: Frame, register: i64) -> None:
    """Push a register, flags untouched; slots are then further from the stack pointer."""
    operands = stream.operands
    operands.clear()
    if register < XMM0:
        operands.r0 = register
        stream.emitter.instruction(x86.PUSH64r, operands)
        frame.adjust += 8
        return
    operands.base = RSP
    operands.disp = -16
    operands.r0 = RSP
    stream.emitter.instruction(x86.LEA64rm, operands)
    operands.clear()
    operands.base = RSP
    operands.r1 = register
    stream.emitter.instruction(x86.MOVUPSmx, operands)
    frame.adjust += 16


def restore_register(stream: Stream, frame: Frame, register: i64) -> None:
    """Undo `save_register`."""
    operands = stream.operands
    operands.clear()
    if register < XMM0:
        operands.r0 = register
        stream.emitter.instruction(x86.POP64r, operands)
        frame.adjust -= 8
        return
    operands.base = RSP
    operands.r0 = register
    stream.emitter.instruction(x86.MOVUPSxm, operands)
    operands.clear()
    operands.base = RSP
    operands.disp = 16
    operands.r0 = RSP
    stream.emitter.instruction(x86.LEA64rm, operands)
    frame.adjust -= 16


def at_slot(stream: Stream, frame: Frame, offset: int) -> None:
    """Point the memory operand at CFA + offset."""
    operands = stream.operands
    if frame.uses_frame_pointer:
        operands.base = RBP
        operands.disp = offset + 16
    else:
        operands.base = RSP
        operands.disp = offset + frame.pushed + frame.adjust


def slot_access(stream: Stream, frame: Frame, register: i64, slot: int, type: i64,
                store: bool) -> None:
    """Load or store a spill slot."""
    operands = stream.operands
    operands.clear()
    at_slot(stream, frame, frame.slots[slot].offset)
    if store:
        operands.r1 = register
    else:
        operands.r0 = register
    op: i64 = 0
    if register >= XMM0:
        size = type_bytes(int(type))
        if size == 4:
            op = x86.MOVSSmx if store else x86.MOVSSxm
        elif size == 8:
            op = x86.MOVSDmx if store else x86.MOVSDxm
        elif frame.slots[slot].offset % 16 == 0:
            op = x86.MOVAPSmx if store else x86.MOVAPSxm
        else:
            op = x86.MOVUPSmx if store else x86.MOVUPSxm
    elif frame.slots[slot].size == 4:
        op = x86.MOV32mr if store else x86.MOV32rm
    else:
        op = x86.MOV64mr if store else x86.MOV64rm
    stream.emitter.instruction(op, operands)


def move(stream: Stream, target: i64, source: i64, type: i64) -> None:
    """Copy a register."""
    if target == source:
        return
    operands = stream.operands
    operands.clear()
    operands.r0 = target
    operands.r1 = source
    if target >= XMM0:
        stream.emitter.instruction(x86.MOVAPSxx, operands)
    else:
        stream.emitter.instruction(x86.MOV64rr, operands)


def rematerialises(value: Instr) -> bool:
    """Whether a value is a constant or an address of a symbol or slot."""
    if value.args or value.op >= FIRST_PSEUDO:
        return False
    op = value.op
    if op == x86.MOV32ri or op == x86.MOV64ri:
        return True
    if op == x86.LEA64rm:
        return True
    if op == x86.MOVSDxm or op == x86.MOVSSxm or op == x86.MOVAPSxm:
        return value.mark == CONSTANT_LOAD
    return False


CLEARED: Final = 1                 # Instr.alias of a move of 0 where flags are dead: xor
CONSTANT_LOAD: Final = 0x434C      # Instr.mark of a load from the literal pool


def lockable(op: i64) -> bool:
    """Whether the opcode takes a lock prefix."""
    return tables_gen.PROPERTIES[op - FIRST_MACHINE] & IS_LOCKABLE != 0

