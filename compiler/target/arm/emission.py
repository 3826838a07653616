"""From allocated AArch64 instructions to the emitter: operands, constants, addresses, moves.

Displacements that no form reaches go through x16 (values between slots through x17 and v31), which
nothing else uses.

Invariants: every argument has `reg`; frame slots are laid out.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.arm_relocations import SPECIFIERS
from compiler.assembler.operands import Label
from compiler.codegen.frame import Frame
from compiler.codegen.machine import COPY, MOVE_SLOT, RELOAD, SPILL, SWAP
from compiler.codegen.operands import fill_registers
from compiler.codegen.streaming import Stream
from compiler.ir.instr import Instr
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.ir.types import F32, F64, F128, I64, PTR, type_bytes
from compiler.target.arm import ops_gen as arm
from compiler.target.arm import tables_gen
from compiler.target.arm.constraints import RULES
from compiler.target.arm.forms import FORMS
from compiler.target.arm.immediates import bitmask, wide_move
from compiler.target.arm.pseudo import (
    BY_GOT,
    BY_PAGE,
    BY_PAGE_ONLY,
    BY_THREAD_GOT,
    CONSTANT,
    LITERAL,
    SLOT_ADDRESS,
    SYMBOL_ADDRESS,
    SymbolSite,
)
from compiler.target.arm.registers import FP, SP, V0, V31, X16, X17
from compiler.target.arm.system_names import REGISTER_NUMBERS
from compiler.target.machine import MAX_OPERANDS, OPERAND_MEM, AddressMode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

THREAD_POINTER: Final = REGISTER_NUMBERS["tpidr_el0"]
LOADS: Final = {4: arm.LDR32fm, 8: arm.LDR64fm, 16: arm.LDR128fm}
STORES: Final = {4: arm.STR32fm, 8: arm.STR64fm, 16: arm.STR128fm}


# -- single instructions -----------------------------------------------------------------------


def op_r(stream: Stream, op: i64, a: i64, b: i64 = -1, c: i64 = -1, imm: int = 0) -> None:
    """op a, b, c, #imm"""
    operands = stream.operands
    operands.clear()
    operands.r0 = a
    operands.r1 = b
    operands.r2 = c
    operands.imm = imm
    stream.emitter.instruction(op, operands)


def op_m(stream: Stream, op: i64, register: i64, base: i64, disp: i64, second: i64 = -1) -> None:
    """A load or store of one or two registers at base + disp."""
    operands = stream.operands
    operands.clear()
    operands.r0 = register
    operands.r1 = second
    operands.base = base
    operands.disp = disp
    stream.emitter.instruction(op, operands)


def op_symbol(stream: Stream, op: i64, target: i64, source: i64, label: Label, specifier: str,
              addend: i64 = 0) -> None:
    """adrp target, symbol; add target, source, symbol; ldr target, [source, symbol]; bl symbol"""
    operands = stream.operands
    operands.clear()
    operands.r0 = target
    kind = SPECIFIERS[specifier] if specifier else 0
    if op == arm.ADD64rri:
        operands.r1 = source
        operands.imm_symbol = label
        operands.imm = int(addend)
        operands.imm_kind = kind
    else:
        operands.base = source
        operands.symbol = label
        operands.disp = addend
        operands.kind = kind
    stream.emitter.instruction(op, operands)


def load_constant(stream: Stream, register: i64, value: int, wide: bool) -> None:
    """The shortest sequence that makes a constant: one move, or movz/movn and movk."""
    size = 64 if wide else 32
    value &= (1 << size) - 1
    move: i64 = arm.MOV64ri if wide else arm.MOV32ri
    if wide_move(value, size) >= 0 or wide_move(~value, size) >= 0 or bitmask(value, size) >= 0:
        op_r(stream, move, register, imm=value)
        return
    halves = [value >> place & 0xFFFF for place in range(0, size, 16)]
    filler = 0xFFFF if halves.count(0xFFFF) > halves.count(0) else 0
    first = True
    for k in range(len(halves)):
        if halves[k] == filler:
            continue
        if first:
            start = halves[k] << 16 * k
            if filler:
                start |= ((1 << size) - 1) & ~(0xFFFF << 16 * k)
            op_r(stream, move, register, imm=start)
            first = False
            continue
        op_r(stream, arm.MOVK64ri if wide else arm.MOVK32ri, register,
             imm=halves[k] | 16 * k << 16)


def add_constant(stream: Stream, target: i64, source: i64, value: i64) -> None:
    """target := source + value; either may be the stack pointer."""
    op: i64 = arm.ADD64rri if value >= 0 else arm.SUB64rri
    amount = value if value >= 0 else -value
    if amount >= 1 << 24:
        load_constant(stream, X16, int(amount), True)
        op_r(stream, arm.ADD64rrr if value >= 0 else arm.SUB64rrr, target, source, X16)
        return
    if amount >> 12:
        op_r(stream, op, target, source, imm=int(amount >> 12 << 12))
        source = target
    if amount & 4095 or target != source:
        op_r(stream, op, target, source, imm=int(amount & 4095))


def move(stream: Stream, target: i64, source: i64, type: i64) -> None:
    """Copy a register."""
    if target == source:
        return
    if target == SP or source == SP or target < V0:
        op_r(stream, arm.MOV64rr, target, source)
    elif type in (F32, F64):
        op_r(stream, arm.FMOV64ff, target, source)
    else:
        op_r(stream, arm.MOV_16Bvv, target, source)


# -- frame slots -------------------------------------------------------------------------------


def slot_base(frame: Frame) -> i64:
    """The register from which slots are addressed: the stack pointer unless it moves."""
    return FP if frame.has_dynamic else SP


def slot_offset(frame: Frame, offset: int) -> i64:
    """The distance of CFA + offset from that register."""
    return offset + frame.anchor if frame.has_dynamic else offset + frame.anchor + frame.adjust


def reaches(disp: i64, size: i64) -> bool:
    """Whether a load or store of `size` bytes has room for the displacement."""
    return -256 <= disp < 256 or 0 <= disp < 4096 * size and disp % size == 0


def access(stream: Stream, op: i64, register: i64, base: i64, disp: i64, size: i64) -> None:
    """A load or store at base + disp, however far."""
    if not reaches(disp, size):
        add_constant(stream, X16, base, disp)
        base = X16
        disp = 0
    op_m(stream, op, register, base, disp)


def slot_access(stream: Stream, frame: Frame, register: i64, slot: int, type: i64,
                store: bool) -> None:
    """Load or store a spill slot."""
    size = max(type_bytes(int(type)), 4) if register >= V0 else 8
    if register >= V0:
        op: i64 = STORES[size] if store else LOADS[size]
    else:
        op = arm.STR64rm if store else arm.LDR64rm
    access(stream, op, register, slot_base(frame), slot_offset(frame, frame.slots[slot].offset),
           size)


# -- instructions with rows --------------------------------------------------------------------


class Accesses:
    """Bytes that each opcode's memory operand takes, found on demand."""

    def __init__(self) -> None:
        self.known: dict[int, int] = {}

    def size(self, op: int) -> int:
        """The access's size, 1 where there is none."""
        found = self.known.get(op)
        if found is None:
            found = 1
            index = op - FIRST_MACHINE
            for k in range(tables_gen.OPERAND_COUNT[index]):
                at = index * MAX_OPERANDS + k
                if tables_gen.OPERAND_KIND[at] == OPERAND_MEM:
                    found = max(1, FORMS[tables_gen.OPERAND_FORM[at]].size // 8)
            self.known[op] = found
        return found


ACCESSES: Final = Accesses()


def emit_machine(stream: Stream, frame: Frame, instr: Instr) -> None:
    """Encode one instruction that has a row."""
    operands = stream.operands
    operands.clear()
    op = instr.op
    plan = RULES.plan(op)
    mode = instr.aux
    if not isinstance(mode, AddressMode):
        fill_registers(operands, plan, instr, 0)
        stream.emitter.instruction(op, operands)
        return
    parts: i64 = (1 if mode.has_base else 0) + (1 if mode.has_index else 0)
    base = mode.base_fixed
    disp = mode.disp
    if mode.slot >= 0:
        base = slot_base(frame)
        disp += slot_offset(frame, frame.slots[mode.slot].offset)
        if not reaches(disp, ACCESSES.size(int(op))):
            add_constant(stream, X16, base, disp)
            base = X16
            disp = 0
            operands.clear()
    at = fill_registers(operands, plan, instr, parts)
    if mode.has_base:
        base = instr.args[at].reg
        at += 1
    if mode.has_index:
        operands.index = instr.args[at].reg
        operands.scale = mode.scale
        operands.extend = mode.extend
    operands.base = base
    operands.disp = disp
    if mode.symbol is not None:
        operands.symbol = mode.symbol
        operands.kind = mode.kind
    stream.emitter.instruction(op, operands)


# -- values that are made again ----------------------------------------------------------------


def rematerialises(value: Instr) -> bool:
    """Whether a value is a constant or an address of a symbol or slot."""
    return value.op in (CONSTANT, SLOT_ADDRESS, SYMBOL_ADDRESS, LITERAL)


def make_again(stream: Stream, frame: Frame, value: Instr, register: i64) -> None:
    """Compute a rematerialised value into a register."""
    op = value.op
    if op == CONSTANT:
        make_constant(stream, register, value)
    elif op == SLOT_ADDRESS:
        mode = value.aux
        assert isinstance(mode, AddressMode)
        disp = mode.disp + slot_offset(frame, frame.slots[mode.slot].offset)
        add_constant(stream, register, slot_base(frame), disp)
    elif op == LITERAL:
        site = value.aux
        assert isinstance(site, SymbolSite)
        op_symbol(stream, arm.ADRPxl, X16, -1, site.label, "")
        op_symbol(stream, LOADS[type_bytes(int(value.type))], register, X16, site.label, "lo12")
    else:
        symbol_address(stream, value, register)


def make_constant(stream: Stream, register: i64, value: Instr) -> None:
    """A constant: integer in a general register, float by its bits."""
    type = value.type
    if register < V0:
        load_constant(stream, register, value.imm, type in (I64, PTR))
    elif value.imm == 0:
        if type in (F32, F64):
            op_r(stream, arm.MOVI_Ddi, register)
        else:
            op_r(stream, arm.MOVI_2Dvi, register)
    elif float_code(value.imm, type) >= 0:
        op_r(stream, arm.FMOV64fi if type == F64 else arm.FMOV32fi, register,
             imm=float_code(value.imm, type))
    else:
        load_constant(stream, X16, value.imm, type == F64)
        op_r(stream, arm.FMOVdx if type == F64 else arm.FMOVsw, register, X16)


def float_code(bits: int, type: i64) -> int:
    """The 8 bits of an fmov that makes a float, -1: none (VFPExpandImm)."""
    if type == F64:
        exponent, fraction, low = bits >> 54 & 0x1FF, bits >> 48 & 63, bits & (1 << 48) - 1
        spread = 0xFF
    else:
        exponent, fraction, low = bits >> 25 & 0x3F, bits >> 19 & 63, bits & (1 << 19) - 1
        spread = 0x1F
    if low or exponent not in (1 + spread, spread):
        return -1
    sign = bits >> (63 if type == F64 else 31) & 1
    return sign << 7 | (0 if exponent > spread else 1) << 6 | fraction


def symbol_address(stream: Stream, value: Instr, register: i64) -> None:
    """Compute the address of a symbol."""
    site = value.aux
    assert isinstance(site, SymbolSite)
    label = site.label
    if site.way in (BY_PAGE, BY_PAGE_ONLY):
        op_symbol(stream, arm.ADRPxl, register, -1, label, "", value.imm)
        if site.way == BY_PAGE:
            op_symbol(stream, arm.ADD64rri, register, register, label, "lo12", value.imm)
    elif site.way == BY_GOT:
        op_symbol(stream, arm.ADRPxl, register, -1, label, "got")
        op_symbol(stream, arm.LDR64rm, register, register, label, "got_lo12")
    elif site.way == BY_THREAD_GOT:
        op_symbol(stream, arm.ADRPxl, X16, -1, label, "gottprel")
        op_symbol(stream, arm.LDR64rm, X16, X16, label, "gottprel_lo12")
        op_r(stream, arm.MRSxi, register, imm=THREAD_POINTER)
        op_r(stream, arm.ADD64rrr, register, register, X16)
    else:
        op_r(stream, arm.MRSxi, register, imm=THREAD_POINTER)
        op_symbol(stream, arm.ADD64rri, register, register, label, "tprel_hi12", value.imm)
        op_symbol(stream, arm.ADD64rri, register, register, label, "tprel_lo12_nc", value.imm)


# -- moves -------------------------------------------------------------------------------------


def emit_move(stream: Stream, frame: Frame, instr: Instr) -> bool:
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
            make_again(stream, frame, value, instr.reg)
        else:
            slot_access(stream, frame, instr.reg, instr.imm, instr.type, False)
    elif op == SWAP:
        a = instr.args[0].reg
        b = instr.args[1].reg
        scratch: i64 = V31 if a >= V0 else X16
        move(stream, scratch, a, F128)
        move(stream, a, b, F128)
        move(stream, b, scratch, F128)
    elif op == MOVE_SLOT:
        type = instr.type
        value = instr.forward
        if instr.mark >= 0:
            wide = type_bytes(int(type)) == 16
            scratch = V31 if wide else X17
            slot_access(stream, frame, scratch, int(instr.mark), type, False)
            slot_access(stream, frame, scratch, instr.imm, type, True)
            return True
        assert value is not None
        scratch = V31 if value.type in (F32, F64) or type_bytes(int(value.type)) == 16 else X17
        make_again(stream, frame, value, scratch)
        slot_access(stream, frame, scratch, instr.imm, value.type, True)
    else:
        return False
    return True

