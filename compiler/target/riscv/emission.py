"""From allocated RISC-V instructions to the emitter: operands, moves, spills, addresses.

Displacements have twelve bits and symbols take two instructions: what does not fit goes through t6
(moves between slots through ft11 besides), which nothing else uses.

Invariants: every argument has `reg`; frame slots are laid out.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import KIND_TPREL_ADD, KIND_TPREL_HI, KIND_TPREL_LO, Label
from compiler.codegen.frame import Frame
from compiler.codegen.machine import COPY, MOVE_SLOT, RELOAD, SPILL, SWAP
from compiler.codegen.operands import FROM_MEMORY, fill_registers
from compiler.codegen.streaming import Stream
from compiler.ir.instr import Instr
from compiler.ir.types import F32, F64
from compiler.target.machine import AddressMode
from compiler.target.riscv import ops_gen as riscv
from compiler.target.riscv.constraints import RULES
from compiler.target.riscv.convention import FLOAT_SCRATCH, SCRATCH
from compiler.target.riscv.pseudo import (
    BY_GOT,
    BY_PC,
    BY_THREAD_GOT,
    FLOAT_LITERAL,
    SLOT_ADDRESS,
    SYMBOL_ADDRESS,
    SymbolSite,
)
from compiler.target.riscv.registers import F0, S0, SP, TP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Loads and stores -> the same with a symbol's address (loads of floats and stores: through t6)
BY_SYMBOL: Final = {
    riscv.LBrm: riscv.LBrl, riscv.LHrm: riscv.LHrl, riscv.LWrm: riscv.LWrl,
    riscv.LDrm: riscv.LDrl, riscv.LBUrm: riscv.LBUrl, riscv.LHUrm: riscv.LHUrl,
    riscv.LWUrm: riscv.LWUrl, riscv.SBrm: riscv.SBrlr, riscv.SHrm: riscv.SHrlr,
    riscv.SWrm: riscv.SWrlr, riscv.SDrm: riscv.SDrlr, riscv.FLWfm: riscv.FLWflr,
    riscv.FLDfm: riscv.FLDflr, riscv.FSWfm: riscv.FSWflr, riscv.FSDfm: riscv.FSDflr,
}


def fits(value: i64) -> bool:
    """Whether a displacement has twelve bits."""
    return -0x800 <= value < 0x800


def high_part(value: i64) -> i64:
    """What `lui` adds so that twelve signed bits are left."""
    return (value + 0x800) >> 12 << 12


# -- single instructions -----------------------------------------------------------------------


def op_rr(stream: Stream, op: i64, target: i64, source: i64) -> None:
    """op target, source"""
    stream.operands.clear()
    stream.operands.r0 = target
    stream.operands.r1 = source
    stream.emitter.instruction(op, stream.operands)


def op_rrr(stream: Stream, op: i64, target: i64, first: i64, second: i64) -> None:
    """op target, first, second"""
    stream.operands.clear()
    stream.operands.r0 = target
    stream.operands.r1 = first
    stream.operands.r2 = second
    stream.emitter.instruction(op, stream.operands)


def op_rri(stream: Stream, op: i64, target: i64, source: i64, value: int) -> None:
    """op target, source, value"""
    stream.operands.clear()
    stream.operands.r0 = target
    stream.operands.r1 = source
    stream.operands.imm = value
    stream.emitter.instruction(op, stream.operands)


def op_rm(stream: Stream, op: i64, register: i64, base: i64, disp: i64) -> None:
    """A load or store of a register at base + disp."""
    stream.operands.clear()
    stream.operands.r0 = register
    stream.operands.base = base
    stream.operands.disp = disp
    stream.emitter.instruction(op, stream.operands)


def op_rl(stream: Stream, op: i64, register: i64, label: Label, addend: i64) -> None:
    """An instruction of a register and a symbol."""
    stream.operands.clear()
    stream.operands.r0 = register
    stream.operands.symbol = label
    stream.operands.disp = addend
    stream.emitter.instruction(op, stream.operands)


def load_constant(stream: Stream, register: i64, value: int) -> None:
    """li register, value"""
    stream.operands.clear()
    stream.operands.r0 = register
    stream.operands.imm = value
    stream.emitter.instruction(riscv.LIri, stream.operands)


def add_constant(stream: Stream, target: i64, source: i64, value: i64, scratch: i64) -> None:
    """target := source + value"""
    if fits(value):
        op_rri(stream, riscv.ADDIrri, target, source, int(value))
        return
    load_constant(stream, scratch, int(value))
    op_rrr(stream, riscv.ADDrrr, target, source, scratch)


def move(stream: Stream, target: i64, source: i64) -> None:
    """Copy a register."""
    if target == source:
        return
    op_rr(stream, riscv.FMV_Dff if target >= F0 else riscv.MVrr, target, source)


# -- frame slots -------------------------------------------------------------------------------


def slot_base(frame: Frame) -> i64:
    """The register from which slots are addressed: the stack pointer unless it moves."""
    return S0 if frame.has_dynamic else SP


def slot_offset(frame: Frame, offset: int) -> i64:
    """The distance of CFA + offset from that register."""
    return offset - frame.anchor if frame.has_dynamic else offset + frame.adjust


def access(stream: Stream, op: i64, register: i64, base: i64, disp: i64) -> None:
    """A load or store at base + disp, however far."""
    if not fits(disp):
        upper = high_part(disp)
        load_constant(stream, SCRATCH, int(upper))
        op_rrr(stream, riscv.ADDrrr, SCRATCH, base, SCRATCH)
        base = SCRATCH
        disp -= upper
    op_rm(stream, op, register, base, disp)


def slot_access(stream: Stream, frame: Frame, register: i64, slot: int, store: bool) -> None:
    """Load or store a spill slot: eight bytes, whatever the value."""
    if register >= F0:
        op = riscv.FSDfm if store else riscv.FLDfm
    else:
        op = riscv.SDrm if store else riscv.LDrm
    access(stream, op, register, slot_base(frame), slot_offset(frame, frame.slots[slot].offset))


# -- instructions with rows --------------------------------------------------------------------


def emit_machine(stream: Stream, frame: Frame, instr: Instr) -> None:
    """Encode one instruction that has a row."""
    operands = stream.operands
    operands.clear()
    op = instr.op
    plan = RULES.plan(op)
    mode = instr.aux
    if not isinstance(mode, AddressMode):
        if FROM_MEMORY in plan:
            raise AssertionError("a memory operand without an address")
        fill_registers(operands, plan, instr, 0)
        stream.emitter.instruction(op, operands)
        return
    parts: i64 = 1 if mode.has_base else 0
    at = fill_registers(operands, plan, instr, parts)
    if mode.symbol is not None:
        symbol_access(stream, op, operands.r0, mode)
        return
    base = mode.base_fixed
    disp = mode.disp
    if mode.has_base:
        base = instr.args[at].reg
    if mode.slot >= 0:
        base = slot_base(frame)
        disp += slot_offset(frame, frame.slots[mode.slot].offset)
    if not fits(disp):
        access(stream, op, operands.r0, base, disp)      # only loads and stores get so far
        return
    operands.base = base
    operands.disp = disp
    stream.emitter.instruction(op, operands)


def symbol_access(stream: Stream, op: i64, register: i64, mode: AddressMode) -> None:
    """A load or store of a symbol's memory."""
    operands = stream.operands
    operands.clear()
    operands.r0 = register
    form = BY_SYMBOL[int(op)]
    if not riscv.LBrl <= form <= riscv.LWUrl:
        operands.r2 = SCRATCH
    operands.symbol = mode.symbol
    operands.disp = mode.disp
    stream.emitter.instruction(form, operands)


# -- values that are made again ----------------------------------------------------------------


def rematerialises(value: Instr) -> bool:
    """Whether a value is a constant or an address of a symbol or slot."""
    op = value.op
    return op == riscv.LIri or op in (SLOT_ADDRESS, SYMBOL_ADDRESS, FLOAT_LITERAL)


def make_again(stream: Stream, frame: Frame, value: Instr, register: i64) -> None:
    """Compute a rematerialised value into a register."""
    op = value.op
    if op == riscv.LIri:
        load_constant(stream, register, value.imm)
    elif op == SLOT_ADDRESS:
        mode = value.aux
        assert isinstance(mode, AddressMode)
        disp = mode.disp + slot_offset(frame, frame.slots[mode.slot].offset)
        add_constant(stream, register, slot_base(frame), disp, register)
    elif op == FLOAT_LITERAL:
        mode = value.aux
        assert isinstance(mode, AddressMode)
        symbol_access(stream, riscv.FLWfm if value.type == F32 else riscv.FLDfm, register, mode)
    else:
        symbol_address(stream, value, register)


def symbol_address(stream: Stream, value: Instr, register: i64) -> None:
    """Compute the address of a symbol."""
    site = value.aux
    assert isinstance(site, SymbolSite)
    if site.way == BY_PC:
        op_rl(stream, riscv.LLArl, register, site.label, value.imm)
        return
    if site.way == BY_GOT:
        op_rl(stream, riscv.LGArl, register, site.label, 0)
        return
    if site.way == BY_THREAD_GOT:
        op_rl(stream, riscv.LA_TLS_IErl, register, site.label, 0)
        op_rrr(stream, riscv.ADDrrr, register, register, TP)
        return
    operands = stream.operands
    operands.clear()
    operands.r0 = register
    operands.imm_symbol = site.label
    operands.imm_kind = KIND_TPREL_HI
    stream.emitter.instruction(riscv.LUIri, operands)
    operands.clear()
    operands.r0 = register
    operands.r1 = register
    operands.r2 = TP
    operands.imm_symbol = site.label
    operands.imm_kind = KIND_TPREL_ADD
    stream.emitter.instruction(riscv.ADDrrri, operands)
    operands.clear()
    operands.r0 = register
    operands.r1 = register
    operands.imm_symbol = site.label
    operands.imm_kind = KIND_TPREL_LO
    stream.emitter.instruction(riscv.ADDIrri, operands)


# -- moves -------------------------------------------------------------------------------------


def emit_move(stream: Stream, frame: Frame, instr: Instr) -> bool:
    """Encode copies, spills and the like; False if the opcode is another's business."""
    op = instr.op
    if op == COPY:
        move(stream, instr.reg, instr.args[0].reg)
    elif op == SPILL:
        source = instr.args[0]
        slot_access(stream, frame, source.reg, instr.imm, True)
    elif op == RELOAD:
        value = instr.forward
        assert value is not None
        if rematerialises(value):
            make_again(stream, frame, value, instr.reg)
        else:
            slot_access(stream, frame, instr.reg, instr.imm, False)
    elif op == SWAP:
        a = instr.args[0].reg
        b = instr.args[1].reg
        scratch: i64 = FLOAT_SCRATCH if a >= F0 else SCRATCH
        move(stream, scratch, a)
        move(stream, a, b)
        move(stream, b, scratch)
    elif op == MOVE_SLOT:
        value = instr.forward
        if instr.mark >= 0:
            slot_access(stream, frame, FLOAT_SCRATCH, int(instr.mark), False)
            slot_access(stream, frame, FLOAT_SCRATCH, instr.imm, True)
            return True
        assert value is not None
        if value.type == F32 or value.type == F64:
            make_again(stream, frame, value, FLOAT_SCRATCH)
        else:
            make_again(stream, frame, value, SCRATCH)
            op_rr(stream, riscv.FMV_D_Xfr, FLOAT_SCRATCH, SCRATCH)
        slot_access(stream, frame, FLOAT_SCRATCH, instr.imm, True)
    else:
        return False
    return True
