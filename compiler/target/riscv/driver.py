"""Selection hooks of RISC-V: addresses, constants, branches, atomics.

What a rule can say stands in verify/rules/select_riscv.rules; here is what depends on the calling
convention, on the code model or on the shape of the frame.

Invariants: an i1 stands in a register as 0 or 1, i8 and i16 with undefined upper bits, i32
sign-extended; the address of a stack slot and of a symbol is made where it is used.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.frame import Frame
from compiler.codegen.load_store_address import is_zero
from compiler.codegen.load_store_select import LoadStoreSelector
from compiler.codegen.load_store_target import LoadStoreTarget
from compiler.codegen.options import CodegenOptions
from compiler.codegen.select import Mode
from compiler.codegen.streaming import Stream
from compiler.ir import opcodes as ir
from compiler.ir.instr import Function, Instr, resolve
from compiler.ir.types import F32, F64, I1, I32, I64, PTR, VOID
from compiler.target.riscv import ops_gen as riscv
from compiler.target.riscv.isa import USED
from compiler.target.riscv.select_gen import select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Comparison -> branches on (a, b), on (a, 0), on (0, b); 0: none
BRANCHES: Final = {
    ir.EQ: (riscv.BEQrrl, riscv.BEQZrl, riscv.BEQZrl),
    ir.NE: (riscv.BNErrl, riscv.BNEZrl, riscv.BNEZrl),
    ir.SLT: (riscv.BLTrrl, riscv.BLTZrl, riscv.BGTZrl),
    ir.SLE: (riscv.BLErrl, riscv.BLEZrl, riscv.BGEZrl),
    ir.ULT: (riscv.BLTUrrl, 0, riscv.BNEZrl),
    ir.ULE: (riscv.BLEUrrl, riscv.BEQZrl, 0),
}
INVERTED_FLOATS: Final = {
    ir.FUNE: ir.FOEQ, ir.FULT: ir.FOLE, ir.FULE: ir.FOLT, ir.FUNO: ir.FORD, ir.FUEQ: ir.FONE,
}
# atomicrmw kind -> 32-bit instruction, acquiring and releasing; that of 64 bits comes WIDER after
EXCHANGES: Final = {
    ir.RMW_XCHG: riscv.AMOSWAP_W_AQRLrrm, ir.RMW_ADD: riscv.AMOADD_W_AQRLrrm,
    ir.RMW_SUB: riscv.AMOADD_W_AQRLrrm, ir.RMW_AND: riscv.AMOAND_W_AQRLrrm,
    ir.RMW_OR: riscv.AMOOR_W_AQRLrrm, ir.RMW_XOR: riscv.AMOXOR_W_AQRLrrm}
WIDER: Final = riscv.AMOADD_D_AQRLrrm - riscv.AMOADD_W_AQRLrrm


class RiscvSelector(LoadStoreSelector):
    """See the module's docstring."""

    def __init__(self, function: Function, stream: Stream, frame: Frame,
                 options: CodegenOptions, target: LoadStoreTarget) -> None:
        super().__init__(function, stream, frame, options, target)
        self.features = [name in options.extensions for name in USED]

    # -- leaves ------------------------------------------------------------------------------

    def reg(self, value: Instr) -> Instr:
        if value.op == ir.CONST and value.imm == 0 and value.type != F32 and value.type != F64:
            return self.zero()
        return super().reg(value)

    def argument(self, value: Instr) -> Instr:
        if value.op == ir.CONST and -0x800 <= value.imm < 0x800:
            return self.make_leaf(value)         # as short as a move
        return super().reg(value)

    def is_long(self, constant: Instr) -> bool:
        return constant.imm != 0

    def constant(self, type: i64, value: int) -> Instr:
        if type in (F32, F64):
            if value == 0:
                op = riscv.FMV_W_Xfr if type == F32 else riscv.FMV_D_Xfr
                return self.emit(op, type, [self.zero()], 0)
            return self.literal(type, value)
        return self.emit(riscv.LIri, type, [], value & 1 if type == I1 else value)

    # -- addresses -----------------------------------------------------------------------------

    def takes_displacement(self, disp: int) -> bool:
        return -0x800 <= disp < 0x800

    # -- instructions without rules ------------------------------------------------------------

    def feature(self, number: int) -> bool:
        return self.features[number - 1]

    def by_rule(self, instr: Instr) -> Instr | None:
        return select(self, instr)

    def special(self, instr: Instr) -> Instr | None:
        if instr.op == ir.ZEXT and instr.args[0].type == I32 and self.nonnegative(instr.args[0]):
            return self.argument(instr.args[0])
        return super().special(instr)

    def branch(self, instr: Instr) -> Instr:
        condition = instr.args[0]
        op = condition.op
        if op in BRANCHES and condition.args[0].type != I1:
            both, right_zero, left_zero = BRANCHES[int(op)]
            a = condition.args[0]
            b = condition.args[1]
            if is_zero(b) and right_zero:
                return self.emit(right_zero, VOID, [self.reg(a)], 0)
            if is_zero(a) and left_zero:
                return self.emit(left_zero, VOID, [self.reg(b)], 0)
            return self.emit(both, VOID, [self.reg(a), self.reg(b)], 0)
        if op == ir.XOR and condition.args[1].op == ir.CONST:
            return self.emit(riscv.BEQZrl, VOID, [self.reg(condition.args[0])], 0)
        if op in INVERTED_FLOATS and condition.uses == 1 and condition.args[0].type in (F32, F64):
            a = condition.args[0]
            b = condition.args[1]
            if op == ir.FULT or op == ir.FULE:
                a, b = b, a
            opposite = self.function.make(INVERTED_FLOATS[int(op)], I1, [a, b], 0, condition.pos)
            self.needed.append(0)
            made = select(self, opposite)
            assert made is not None
            return self.emit(riscv.BEQZrl, VOID, [made], 0)
        return self.emit(riscv.BNEZrl, VOID, [self.reg(condition)], 0)

    def table_entry(self, base: Instr, index: Instr) -> Instr:
        scaled = self.emit(riscv.SLLIrri, I64, [self.argument(index)], 2)
        mode = Mode(self.emit(riscv.ADDrrr, PTR, [base, scaled], 0))
        return self.emit_mem(riscv.LWrm, I64, [], 0, mode, 0)

    def round_down(self, value: Instr, align: int) -> Instr:
        if align <= 0x800:
            return super().round_down(value, align)
        return self.emit(riscv.ANDrrr, PTR, [value, self.constant(I64, -align)], 0)

    def is_superfluous(self, instr: Instr) -> bool:
        if instr.op == riscv.ANDIrri:
            return instr.imm == 255 and resolve(instr.args[0]).op == riscv.LBUrm
        return instr.op == riscv.SEXT_Wrr and is_extended(resolve(instr.args[0]))

    # -- atomics -------------------------------------------------------------------------------

    def ordered_access(self, instr: Instr) -> Instr | None:
        """Fences around plain accesses (psABI, table A.6 of the memory model)."""
        loads = instr.op == ir.LOAD
        order = instr.flags & ir.ORDER_MASK
        if order >= (ir.SEQ_CST if loads else ir.RELEASE):
            self.fence()
        made = select(self, instr)
        if order >= (ir.CONSUME if loads else ir.SEQ_CST):
            self.fence()
        return made

    def atomic_change(self, instr: Instr) -> Instr:
        wide = self.width(instr.type) == 64
        if instr.op == ir.CMPXCHG:
            return self.exclusive_loop(instr)
        mode = self.plain_address(instr.args[0])
        value = self.reg(instr.args[1])
        if instr.imm == ir.RMW_SUB:
            value = self.emit(riscv.NEGrr if wide else riscv.NEGWrr, I64, [value], 0)
        change = EXCHANGES[instr.imm] + (WIDER if wide else 0)
        return self.emit_mem(change, instr.type, [value], 1, mode, 0)


def is_extended(value: Instr) -> bool:
    """Whether the upper half of a register is copies of bit 31."""
    return riscv.ADDIWrri <= value.op <= riscv.SRAWrrr or value.op == riscv.LWrm \
        or riscv.MULWrrr <= value.op <= riscv.REMUWrrr
