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
from compiler.codegen import load_store_core as core
from compiler.codegen.frame import Frame
from compiler.codegen.load_store_core import op_l, op_m, op_r
from compiler.codegen.load_store_emission import Emission
from compiler.codegen.operands import OperandRules
from compiler.codegen.streaming import Stream
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr
from compiler.ir.types import F32, F64, I1, I64, PTR, type_bytes
from compiler.target.arm import ops_gen as arm
from compiler.target.arm import tables_gen
from compiler.target.arm.abi import REGISTERS, SAVED_GENERAL, SAVED_VECTOR
from compiler.target.arm.encode import INVERSE
from compiler.target.arm.immediates import bitmask, float_code, wide_move
from compiler.target.arm.registers import FP, LR, SP, V0, V31, X9, X16, X17, ZR, dwarf_number
from compiler.target.arm.system_names import REGISTER_NUMBERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

def access_forms() -> dict[int, core.AccessForms]:
    """Accesses by base and displacement -> their indexed forms and pairs, found by the names."""
    numbers: dict[str, int] = vars(arm)
    found = {}
    for bytes, ends in ((1, ["Bw", "SB32r", "SB64r"]), (2, ["Hw", "SH32r", "SH64r"]),
                        (4, ["32r", "32f", "SWx"]), (8, ["64r", "64f"]), (16, ["128f"])):
        for kind, double in (("LDR", "LDP"), ("STR", "STP")):
            for end in ends:
                one = kind + end
                if one + "m" in numbers:
                    found[numbers[one + "m"]] = core.AccessForms(
                        bytes, kind == "STR", [numbers[one + way] for way in "mwp"],
                        [numbers.get(double + end + end[-1] + way, 0) for way in "mwp"])
    return found


SYMBOL_STEPS: Final = """
high_part: ADRPxl @ :
address: ADRPxl @ :; ADD64rri @ @ #lo12
got: ADRPxl @ :got; LDR64rm @ [@] :got_lo12
thread_got: ADRPxl 16 :gottprel; LDR64rm 16 [16] :gottprel_lo12; MRSxi @ =tpidr_el0; ADD64rrr @ @ 16
thread_offset: MRSxi @ =tpidr_el0; ADD64rri @ @ #tprel_hi12; ADD64rri @ @ #tprel_lo12_nc
thread_call: ADRPxl 0 :tlsdesc; LDR64rm 1 [0] :tlsdesc_lo12; ADD64rri 0 0 #tlsdesc_lo12; \
BLRx 1 :tlsdesccall; MRSxi 1 =tpidr_el0; ADD64rrr 0 0 1
"""
CORE: Final = core.CoreInstructions(
    add=arm.ADD64rrr, subtract=arm.SUB64rrr, add_immediate=arm.ADD64rri,
    and_immediate=arm.AND64rri, load=arm.LDR64rm, store=arm.STR64rm, jump=arm.Bl,
    jump_register=arm.BRx, call=arm.BLl, call_register=arm.BLRx, tail_call=arm.Bl,
    callee=X9, give_back=arm.RET, trap=arm.BRKi,
    trap_code=1000, to_vector=arm.FMOVdx,
    loads={1: arm.LDRBwm, 2: arm.LDRHwm, 4: arm.LDR32rm, 8: arm.LDR64rm},
    stores={1: arm.STRBwm, 2: arm.STRHwm, 4: arm.STR32rm, 8: arm.STR64rm},
    vector_loads={4: arm.LDR32fm, 8: arm.LDR64fm, 16: arm.LDR128fm},
    vector_stores={4: arm.STR32fm, 8: arm.STR64fm, 16: arm.STR128fm}, spill_bytes=4,
    truths={I1: (arm.AND32rri, 1)}, passes_truths=False,
    inverse=INVERSE,
    zero=ZR, stack_pointer=SP, frame_pointer=FP, link=LR, scratch=X16, vector_scratch=V31,
    caller_frame=0, return_place=8, largest_immediate=4096, constant=core.CONSTANT,
    branch_nonzero=arm.CBNZ32rl, status=X17, thread_result=0,
    thread_clobbers=1 << 1,       # the descriptor's function keeps all but x0 and x1
    exclusive={1: (arm.LDAXRBwm, arm.STLXRBwwm), 2: (arm.LDAXRHwm, arm.STLXRHwwm),
               4: (arm.LDAXR32rm, arm.STLXR32wrm), 8: (arm.LDAXR64rm, arm.STLXR64wrm)},
    symbol_steps=core.symbol_steps(SYMBOL_STEPS, vars(arm), SPECIFIERS, REGISTER_NUMBERS),
    guard=X17, guard_address=X17, record_is_lowest=True, addends=(0, 1 << 20),
    fence=(arm.DMBi, 11),         # ish
    low_part=SPECIFIERS["lo12"],
    subtract_immediate=arm.SUB64rri, access_forms=access_forms(),
    changes={
        ir.RMW_ADD: (arm.ADD32rrr, arm.ADD64rrr), ir.RMW_SUB: (arm.SUB32rrr, arm.SUB64rrr),
        ir.RMW_AND: (arm.AND32rrr, arm.AND64rrr), ir.RMW_OR: (arm.ORR32rrr, arm.ORR64rrr),
        ir.RMW_XOR: (arm.EOR32rrr, arm.EOR64rrr), ir.RMW_NAND: (arm.AND32rrr, arm.AND64rrr)},
    complement=arm.MVN64rr, copies=(arm.MOV64rr, arm.FMOV64ff, arm.MOV_16Bvv),
    saved=SAVED_GENERAL + SAVED_VECTOR,
    index_extensions={ir.SEXT: 6, ir.ZEXT: 2})       # sxtw, uxtw
# compares of what was loaded, by its bytes
COMPARES: Final = {1: arm.CMP32rwb, 2: arm.CMP32rwh, 4: arm.CMP32rr, 8: arm.CMP64rr}


def fits(disp: i64, size: i64) -> bool:
    """Whether a load or store of `size` bytes has room for the displacement."""
    return -256 <= disp < 256 or 0 <= disp < 4096 * size and disp % size == 0


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
    places = [16 * k for k in range(len(halves)) if halves[k] != filler]
    others = (1 << size) - 1 & ~(0xFFFF << places[0])
    start = value | others if filler else value & ~others
    op_r(stream, move, register, imm=start)
    for place in places[1:]:
        op_r(stream, arm.MOVK64ri if wide else arm.MOVK32ri, register,
             imm=value >> place & 0xFFFF | place << 16)


class ArmEmission(Emission):
    """See the module's docstring."""

    # -- addresses -----------------------------------------------------------------------------

    def reaches(self, op: i64, disp: i64) -> bool:
        forms = CORE.access_forms.get(int(op))
        return fits(disp, 1 if forms is None else forms.bytes)

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
        if amount == 0:
            self.move(stream, target, source, PTR)
        elif amount & 4095:
            op_r(stream, op, target, source, imm=int(amount & 4095))

    # -- values --------------------------------------------------------------------------------

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
        self.symbol_address(stream, X16, core.BY_HIGH_PART, label, 0)
        op_m(stream, CORE.load_of(type), register, X16, 0, -1, label, CORE.low_part)

    def slot_scratch(self, type: i64) -> i64:
        return V31 if type_bytes(int(type)) == 16 else X17

    # -- pseudo instructions -------------------------------------------------------------------

    def unless_equal(self, stream: Stream, instr: Instr, old: i64, expected: i64, done: Label
                     ) -> None:
        op_r(stream, COMPARES[instr.imm & 15], old, expected)
        op_l(stream, arm.B_NEl, done)

    # -- entry and exit ------------------------------------------------------------------------

    def dwarf_number(self, register: i64) -> i64:
        return dwarf_number(register)

    def compare_guard(self, stream: Stream, frame: Frame, offset: i64, fine: Label) -> None:
        self.load_guard(stream, X17)
        self.access(stream, arm.LDR64rm, X16, self.slot_base(frame), offset)
        op_r(stream, arm.CMP64rr, X16, X17)
        op_l(stream, arm.B_EQl, fine)


EMISSION: Final = ArmEmission(CORE, OperandRules(tables_gen.TABLES, REGISTERS.all_mask))
