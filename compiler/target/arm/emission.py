"""From allocated AArch64 instructions to the emitter: constants, addresses, moves, atomics, frames.

The frame below the CFA: saved registers in pairs, x29 and x30 lowest, where x29 points when it is
the frame pointer (the frame record of AAPCS64 6.2.3); then slots and outgoing arguments.

Displacements that no form reaches go through x16 (values between slots through x17 and v31), which
nothing else uses.  Invariant: the stack pointer is a multiple of 16.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.arm_relocations import SPECIFIERS
from compiler.assembler.operands import Label
from compiler.codegen.frame import Frame
from compiler.codegen.load_store_asm import emit_asm
from compiler.codegen.load_store_core import (
    BY_ADDRESS,
    BY_GOT,
    BY_HIGH_PART,
    BY_THREAD_GOT,
    COMPARE_EXCHANGE,
    CONSTANT,
    EXCHANGE,
    TLS_CALL,
    AccessForms,
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
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr
from compiler.ir.types import F32, F64, I1, I8, I16, I32, I64, PTR, type_bytes
from compiler.target.arm import ops_gen as arm
from compiler.target.arm import tables_gen
from compiler.target.arm.convention import GENERAL_MASK, SAVED_GENERAL, SAVED_VECTOR, VECTOR_MASK
from compiler.target.arm.forms import FORMS
from compiler.target.arm.immediates import bitmask, float_code, wide_move
from compiler.target.arm.inline_asm import SYNTAX
from compiler.target.arm.registers import FP, LR, SP, V0, V31, X16, X17, ZR
from compiler.target.arm.system_names import REGISTER_NUMBERS
from compiler.target.machine import MAX_OPERANDS, OPERAND_MEM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

def access_forms() -> dict[int, AccessForms]:
    """Accesses by base and displacement -> their indexed forms and pairs, found by the names."""
    numbers: dict[str, int] = vars(arm)
    found = {}
    for bytes, ends in ((1, ["Bw", "SB32r", "SB64r"]), (2, ["Hw", "SH32r", "SH64r"]),
                        (4, ["32r", "32f", "SWx"]), (8, ["64r", "64f"]), (16, ["128f"])):
        for kind, double in (("LDR", "LDP"), ("STR", "STP")):
            for end in ends:
                one = kind + end
                if one + "m" in numbers:
                    found[numbers[one + "m"]] = AccessForms(
                        bytes, kind == "STR", [numbers[one + way] for way in "mwp"],
                        [numbers.get(double + end + end[-1] + way, 0) for way in "mwp"])
    return found


THREAD_POINTER: Final = REGISTER_NUMBERS["tpidr_el0"]
CORE: Final = CoreInstructions(
    add=arm.ADD64rrr, subtract=arm.SUB64rrr, add_immediate=arm.ADD64rri,
    and_immediate=arm.AND64rri, load=arm.LDR64rm, store=arm.STR64rm, jump=arm.Bl,
    jump_register=arm.BRx, call=arm.BLl, call_register=arm.BLRx, give_back=arm.RET, trap=arm.BRKi,
    trap_code=1000,
    loads={I1: arm.LDRBwm, I8: arm.LDRBwm, I16: arm.LDRHwm, I32: arm.LDR32rm, I64: arm.LDR64rm,
           PTR: arm.LDR64rm},
    vector_loads={4: arm.LDR32fm, 8: arm.LDR64fm, 16: arm.LDR128fm},
    vector_stores={4: arm.STR32fm, 8: arm.STR64fm, 16: arm.STR128fm}, spill_bytes=4,
    truths={I1: (arm.AND32rri, 1)},
    inverse={arm.CBZ32rl: arm.CBNZ32rl, arm.CBNZ32rl: arm.CBZ32rl, arm.CBZ64rl: arm.CBNZ64rl,
             arm.CBNZ64rl: arm.CBZ64rl, arm.TBZ32ril: arm.TBNZ32ril, arm.TBNZ32ril: arm.TBZ32ril,
             arm.TBZ64ril: arm.TBNZ64ril, arm.TBNZ64ril: arm.TBZ64ril,
             **{arm.B_EQl + k: arm.B_EQl + (k ^ 1) for k in range(14)}},
    zero=ZR, stack_pointer=SP, frame_pointer=FP, link=LR, scratch=X16, vector_scratch=V31,
    caller_frame=0, return_place=8, largest_immediate=4096, constant=CONSTANT,
    subtract_immediate=arm.SUB64rri, access_forms=access_forms())
RULES: Final = OperandRules(tables_gen.TABLES, GENERAL_MASK | VECTOR_MASK)
# exclusive load and store by bytes of the access
EXCLUSIVE: Final = {
    1: (arm.LDAXRBwm, arm.STLXRBwwm), 2: (arm.LDAXRHwm, arm.STLXRHwwm),
    4: (arm.LDAXR32rm, arm.STLXR32wrm), 8: (arm.LDAXR64rm, arm.STLXR64wrm)}
CHANGES: Final = {
    ir.RMW_ADD: (arm.ADD32rrr, arm.ADD64rrr), ir.RMW_SUB: (arm.SUB32rrr, arm.SUB64rrr),
    ir.RMW_AND: (arm.AND32rrr, arm.AND64rrr), ir.RMW_OR: (arm.ORR32rrr, arm.ORR64rrr),
    ir.RMW_XOR: (arm.EOR32rrr, arm.EOR64rrr), ir.RMW_NAND: (arm.AND32rrr, arm.AND64rrr)}
# (general, vector registers) x (restore, save) of one or two: plain, and moving the stack pointer
SAVES: Final = {
    (False, 1): ((arm.LDR64rm, arm.LDR64rp), (arm.STR64rm, arm.STR64rw)),
    (True, 1): ((arm.LDR64fm, arm.LDR64fp), (arm.STR64fm, arm.STR64fw)),
    (False, 2): ((arm.LDP64rrm, arm.LDP64rrp), (arm.STP64rrm, arm.STP64rrw)),
    (True, 2): ((arm.LDP64ffm, arm.LDP64ffp), (arm.STP64ffm, arm.STP64ffw))}


def dwarf_number(register: int) -> int:
    """DWARF's number of a register (IHI 0057, table 4.1)."""
    return register + 32 if V0 <= register < SP else 31 if register == SP else register


def fits(disp: i64, size: i64) -> bool:
    """Whether a load or store of `size` bytes has room for the displacement."""
    return -256 <= disp < 256 or 0 <= disp < 4096 * size and disp % size == 0


def op_symbol(stream: Stream, op: i64, target: i64, source: i64, label: Label, specifier: str,
              addend: i64 = 0) -> None:
    """adrp target, symbol; add target, source, symbol; ldr target, [source, symbol]"""
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


class ArmEmission(Emission):
    """See the module's docstring."""

    def __init__(self) -> None:
        super().__init__(CORE, RULES)
        self.sizes: dict[int, int] = {}    # opcode -> bytes that its memory operand takes

    # -- addresses -----------------------------------------------------------------------------

    def reaches(self, op: i64, disp: i64) -> bool:
        if -256 <= disp < 256:
            return True
        size = self.sizes.get(int(op))
        if size is None:
            size = 1
            first = (op - ir.FIRST_MACHINE) * MAX_OPERANDS
            for k in range(MAX_OPERANDS):
                if tables_gen.OPERAND_KIND[first + k] == OPERAND_MEM:
                    size = max(1, FORMS[tables_gen.OPERAND_FORM[first + k]].size // 8)
            self.sizes[int(op)] = size
        return fits(disp, size)

    def bring_near(self, stream: Stream, base: i64, disp: i64) -> i64:
        self.add_constant(stream, X16, base, disp)
        return 0

    def add_constant(self, stream: Stream, target: i64, source: i64, value: i64) -> None:
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

    def symbol_address(self, stream: Stream, register: i64, site: SymbolSite, addend: int) -> None:
        label = site.label
        if site.way in (BY_ADDRESS, BY_HIGH_PART):
            op_symbol(stream, arm.ADRPxl, register, -1, label, "", addend)
            if site.way == BY_ADDRESS:
                op_symbol(stream, arm.ADD64rri, register, register, label, "lo12", addend)
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
            op_symbol(stream, arm.ADD64rri, register, register, label, "tprel_hi12", addend)
            op_symbol(stream, arm.ADD64rri, register, register, label, "tprel_lo12_nc", addend)

    def thread_address(self, stream: Stream, label: Label) -> None:
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

    # -- values --------------------------------------------------------------------------------

    def move(self, stream: Stream, target: i64, source: i64, type: i64) -> None:
        if target == source:
            return
        if target == SP or source == SP or target < V0:
            op_r(stream, arm.MOV64rr, target, source)
        else:
            op_r(stream, arm.FMOV64ff if type in (F32, F64) else arm.MOV_16Bvv, target, source)

    def make_constant(self, stream: Stream, register: i64, value: Instr) -> None:
        type = value.type
        if register < V0:
            load_constant(stream, register, value.imm, type in (I64, PTR))
        elif value.imm == 0:
            op_r(stream, arm.MOVI_Ddi if type in (F32, F64) else arm.MOVI_2Dvi, register)
        elif float_code(value.imm, type == F64) >= 0:
            op_r(stream, arm.FMOV64fi if type == F64 else arm.FMOV32fi, register,
                 imm=float_code(value.imm, type == F64))
        else:
            load_constant(stream, X16, value.imm, type == F64)
            op_r(stream, arm.FMOVdx if type == F64 else arm.FMOVsw, register, X16)

    def load_literal(self, stream: Stream, register: i64, label: Label, type: i64) -> None:
        op_symbol(stream, arm.ADRPxl, X16, -1, label, "")
        op_symbol(stream, CORE.load_of(type), register, X16, label, "lo12")

    def slot_scratch(self, type: i64) -> i64:
        return V31 if type_bytes(int(type)) == 16 else X17

    def make_for_slot(self, stream: Stream, frame: Frame, value: Instr) -> i64:
        scratch: i64 = V31 if value.type in (F32, F64) else self.slot_scratch(value.type)
        self.make_again(stream, frame, value, scratch)
        return scratch

    # -- pseudo instructions -------------------------------------------------------------------

    def emit_own(self, stream: Stream, frame: Frame, instr: Instr) -> bool:
        op = instr.op
        if op == TLS_CALL:
            thread = instr.aux
            assert isinstance(thread, TlsSite)
            self.thread_address(stream, stream.symbol(thread.symbol))
        elif op in (COMPARE_EXCHANGE, EXCHANGE):
            self.exchange(stream, instr)
        elif op == ASM:
            emit_asm(stream, frame, instr, SYNTAX, self)
        else:
            return False
        return True

    def exchange(self, stream: Stream, instr: Instr) -> None:
        """A loop of exclusive accesses: load the old value, store a changed one, until nothing
        came between (Arm ARM B2.9)."""
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
            op_l(stream, arm.B_NEl, done)
        elif instr.imm >> 4 != ir.RMW_XCHG:
            op_r(stream, CHANGES[instr.imm >> 4][1 if wide else 0], X16, old, value)
            if instr.imm >> 4 == ir.RMW_NAND:
                op_r(stream, arm.MVN64rr, X16, X16)
            value = X16
        op_m(stream, store, X17, pointer, 0, value)
        op_l(stream, arm.CBNZ32rl, again, X17)
        emitter.define(done)

    # -- entry and exit ------------------------------------------------------------------------

    def lay_out_frame(self, frame: Frame, used: i64, options: CodegenOptions) -> None:
        saved = [FP, LR] if frame.has_calls or frame.uses_frame_pointer else []
        saved += [r for r in SAVED_GENERAL if used >> r & 1 and r not in saved]
        if len(saved) % 2:
            saved.append(-1)
        saved += [r for r in SAVED_VECTOR if used >> r & 1]
        if len(saved) % 2:
            saved.append(-1)
        frame.saved = saved
        frame.pushed = 8 * len(saved)
        frame.anchor = -frame.pushed
        frame.layout(frame.pushed)
        frame.adjust = (frame.slots_size + frame.outgoing_size + 15) // 16 * 16
        frame.depth = frame.pushed + frame.adjust

    def save_pair(self, stream: Stream, frame: Frame, number: int, store: bool) -> None:
        """Save or restore pair `number`; the first moves the stack pointer over all."""
        a, b = frame.saved[2 * number], frame.saved[2 * number + 1]
        plain, moved = SAVES[a >= V0, 1 if b < 0 else 2][1 if store else 0]
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
                place = 16 * number + 8 * k - frame.pushed
                stream.emitter.cfi_offset(dwarf_number(register), place)
            elif register >= 0:
                stream.emitter.cfi_restore(dwarf_number(register))

    def enter(self, stream: Stream, frame: Frame) -> None:
        unwind = stream.options.unwind_tables
        for number in range(len(frame.saved) // 2):
            self.save_pair(stream, frame, number, True)
        if frame.uses_frame_pointer:
            self.move(stream, FP, SP, PTR)
            if unwind:
                stream.emitter.cfi_def_cfa(FP, frame.pushed)
        if frame.adjust:
            self.add_constant(stream, SP, SP, -frame.adjust)
            if unwind and not frame.uses_frame_pointer:
                stream.emitter.cfi_def_cfa_offset(frame.depth)

    def leave(self, stream: Stream, frame: Frame) -> None:
        if frame.has_dynamic:
            self.move(stream, SP, FP, PTR)
        elif frame.adjust:
            self.add_constant(stream, SP, SP, frame.adjust)
        if stream.options.unwind_tables and (frame.adjust or frame.uses_frame_pointer):
            stream.emitter.cfi_def_cfa(dwarf_number(SP), frame.pushed)
        for number in range(len(frame.saved) // 2 - 1, -1, -1):
            self.save_pair(stream, frame, number, False)

    def load_guard(self, stream: Stream) -> None:
        """The stack protector's value in x17."""
        guard = stream.emitter.symbol("__stack_chk_guard")
        op_symbol(stream, arm.ADRPxl, X17, -1, guard, "got")
        op_symbol(stream, arm.LDR64rm, X17, X17, guard, "got_lo12")
        op_m(stream, arm.LDR64rm, X17, X17, 0)

    def store_guard(self, stream: Stream, frame: Frame, offset: i64) -> None:
        self.load_guard(stream)
        self.access(stream, arm.STR64rm, X17, self.slot_base(frame), offset)

    def compare_guard(self, stream: Stream, frame: Frame, offset: i64, fine: Label) -> None:
        self.load_guard(stream)
        self.access(stream, arm.LDR64rm, X16, self.slot_base(frame), offset)
        op_r(stream, arm.CMP64rr, X16, X17)
        op_l(stream, arm.B_EQl, fine)


EMISSION: Final = ArmEmission()
