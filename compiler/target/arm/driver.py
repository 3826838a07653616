"""Selection hooks of AArch64: addresses, constants, conditions, calls, atomics.

What a rule can say stands in verify/rules/select_arm.rules; here is what depends on the calling
convention, on the code model, on flags or on the shape of the frame.

Invariants: an i1 stands in a register as 0 or 1, narrower integers with undefined upper bits; the
address of a stack slot and of a symbol is made where it is used.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen import load_store_core as core
from compiler.codegen.load_store_core import in_vectors
from compiler.codegen.load_store_address import is_zero
from compiler.codegen.load_store_select import LoadStoreSelector
from compiler.codegen.select import Mode
from compiler.codegen.streaming import Unsupported
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr, resolve
from compiler.ir.types import F32, F64, F128, FLAGS, I1, I32, I64, PTR, VOID, type_bytes
from compiler.target.arm import ops_gen as arm
from compiler.target.arm.emission import CORE, fits
from compiler.target.arm.immediates import bitmask, float_code, wide_move
from compiler.target.arm.select_gen import select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

NOT_EQUAL: Final = 1           # condition numbers
HOLDS: Final = (4, 0, 2, 0, 8, 0, 1, 0, 2, 0, 0, 8, 0, 4)   # nzcv under which each one is true
# compares with an immediate and of registers -> the conditional compares of registers, immediates
CHAINED: Final = {
    arm.CMP32rr: (arm.CCMP32rric, arm.CCMP32riic), arm.CMP64rr: (arm.CCMP64rric, arm.CCMP64riic),
    arm.CMP32ri: (arm.CCMP32rric, arm.CCMP32riic), arm.CMP64ri: (arm.CCMP64rric, arm.CCMP64riic),
    arm.CMN32ri: (arm.CCMN32rric, arm.CCMN32riic), arm.CMN64ri: (arm.CCMN64rric, arm.CCMN64riic),
    arm.FCMP32ff: (arm.FCCMP32ffic, 0), arm.FCMP64ff: (arm.FCCMP64ffic, 0),
    arm.FCMP32fi: (arm.FCCMP32ffic, 0), arm.FCMP64fi: (arm.FCCMP64ffic, 0)}
SELECTS: Final = {F32: arm.FCSEL32fffc, F64: arm.FCSEL64fffc, I64: arm.CSEL64rrrc,
                  PTR: arm.CSEL64rrrc}         # those of narrower integers: 32 bits
# bytes -> ordered load, releasing store of a general register
ORDERED: Final = {1: (arm.LDARBwm, arm.STLRBwm), 2: (arm.LDARHwm, arm.STLRHwm),
                  4: (arm.LDAR32rm, arm.STLR32rm), 8: (arm.LDAR64rm, arm.STLR64rm)}


def ordered_forms(mnemonic: str) -> list[int]:
    """The rows of an LSE instruction by what it does besides (nothing, acquire, release, both),
    then by size."""
    numbers: dict[str, int] = vars(arm)
    return [numbers[f"{mnemonic}{order}{end}m"] for order in ("", "A", "L", "AL")
            for end in ("Bww", "Hww", "32rr", "64rr")]


COMPARE_AND_SWAP: Final = ordered_forms("CAS")
# kind of atomicrmw -> what is done to the operand first, the instruction's rows
CHANGES: Final = {
    ir.RMW_XCHG: (0, ordered_forms("SWP")), ir.RMW_ADD: (0, ordered_forms("LDADD")),
    ir.RMW_SUB: (arm.NEG64rr, ordered_forms("LDADD")),
    ir.RMW_AND: (arm.MVN64rr, ordered_forms("LDCLR")),
    ir.RMW_OR: (0, ordered_forms("LDSET")), ir.RMW_XOR: (0, ordered_forms("LDEOR"))}


class ArmSelector(LoadStoreSelector):
    """See the module's docstring."""

    # -- leaves ------------------------------------------------------------------------------

    def is_long(self, constant: Instr) -> bool:
        value = constant.imm
        if in_vectors(constant.type):
            return value != 0
        return bitmask(value, 64) < 0 and wide_move(value, 64) < 0 and wide_move(~value, 64) < 0

    def constant(self, type: i64, value: int) -> Instr:
        if in_vectors(type):
            value &= (1 << 8 * type_bytes(int(type))) - 1
            short = type in (F32, F64) and (float_code(value, type == F64) >= 0 or wide_move(
                value, 64 if type == F64 else 32) >= 0)
            if value and not short:
                return self.literal(type, value)
        return self.emit(core.CONSTANT, type, [], value & 1 if type == I1 else value)

    # -- addresses -----------------------------------------------------------------------------

    def takes_displacement(self, disp: int) -> bool:
        return fits(disp, self.access()[0])

    # -- instructions without rules ------------------------------------------------------------

    def by_rule(self, instr: Instr) -> Instr | None:
        return select(self, instr)

    def special(self, instr: Instr) -> Instr | None:
        op = instr.op
        if op == ir.SELECT:
            return self.conditional_select(instr)
        if joins_compares(instr):
            flags, number = self.chained(instr)
            return self.emit(arm.CSET32rc, I1, [flags], number)
        if op == ir.FCOPYSIGN or op in (ir.FNEG, ir.FABS) and instr.type == F128:
            return self.sign_operation(instr)
        return super().special(instr)

    # -- conditions ----------------------------------------------------------------------------

    def flags_of(self, condition: Instr) -> tuple[Instr, int]:
        """Flags and the number of the condition under which a truth value holds."""
        op = condition.op
        if condition.uses == 1 and joins_compares(condition):
            return self.chained(condition)
        if sets_flags(op) and op not in (ir.FONE, ir.FUEQ):
            made = select(self, condition)
            assert made is not None and made.op == arm.CSET32rc
            self.code.pop()
            return made.args[0], made.imm
        return self.emit(arm.CMP32ri, FLAGS, [self.reg(condition)], 0), NOT_EQUAL

    def chained(self, pair: Instr) -> tuple[Instr, int]:
        """`a && b`, `a || b` of comparisons by ccmp: where the first one decides, it sets the flags
        that the second one's condition asks for."""
        first, second = pair.args
        made = select(self, second)
        assert made is not None and made.op == arm.CSET32rc and self.code[-1] is made
        compare, number = made.args[0], made.imm
        forms = CHAINED.get(int(compare.op))
        args = compare.args
        value = compare.imm
        if forms is None or self.code[-2] is not compare:
            forms = CHAINED[arm.CMP32ri]         # the truth value itself is compared with 0
            args, value, number = [made], 0, NOT_EQUAL
        else:
            del self.code[-2:]
        if len(args) == 1 and (value >= 32 or forms[1] == 0):
            args = [args[0], self.constant(args[0].type, value)]
        flags, decides = self.flags_of(first)
        left = decides if pair.op == ir.AND else decides ^ 1     # when the second one is looked at
        fixed = HOLDS[number ^ 1 if pair.op == ir.AND else number]
        if len(args) == 2:
            return self.emit(forms[0], FLAGS, [*args, flags], fixed | left << 16), number
        return self.emit(forms[1], FLAGS, [args[0], flags],
                         value | fixed << 16 | left << 32), number

    def branch(self, instr: Instr) -> Instr:
        """Compare and branch, on zero and on single bits without flags."""
        condition = instr.args[0]
        op = condition.op
        if op == ir.XOR and condition.args[1].op == ir.CONST:
            return self.emit(arm.CBZ32rl, VOID, [self.reg(condition.args[0])], 0)
        if op in (ir.EQ, ir.NE, ir.SLT) and condition.args[0].type in (I1, I32, I64, PTR):
            a, b = condition.args
            if op != ir.SLT and is_zero(b):
                return self.compare_zero(condition, a)
            if op == ir.SLT and is_zero(b) and a.type != I1:
                return self.test_bit(a, self.width(a.type) - 1, True)
            if op == ir.SLT and a.op == ir.CONST and a.imm == -1 and a.type != I1:
                return self.test_bit(b, self.width(a.type) - 1, False)
        if sets_flags(op) or condition.uses == 1 and joins_compares(condition):
            return self.branch_on(condition)
        return self.emit(arm.CBNZ32rl, VOID, [self.reg(condition)], 0)

    def branch_on(self, condition: Instr) -> Instr:
        """Branch by flags."""
        flags, number = self.flags_of(condition)
        return self.emit(arm.B_EQl + number, VOID, [flags], 0)

    def compare_zero(self, condition: Instr, value: Instr) -> Instr:
        """Branch if a value is (not) zero, `x & C` by the one bit of C."""
        set = condition.op == ir.NE
        if value.op == ir.AND and value.type != I1:
            mask = value.args[1]
            bits = mask.imm & ((1 << self.width(value.type)) - 1) if mask.op == ir.CONST else 0
            if bits and bits & (bits - 1) == 0:
                return self.test_bit(value.args[0], bits.bit_length() - 1, set)
            if value.uses == 1:
                return self.branch_on(condition)
        op: i64 = arm.CBZ64rl if value.type in (I64, PTR) else arm.CBZ32rl
        return self.emit(CORE.inverse[int(op)] if set else op, VOID, [self.reg(value)], 0)

    def test_bit(self, value: Instr, bit: int, set: bool) -> Instr:
        """Branch if a bit is (not) set."""
        op: i64 = arm.TBZ64ril if bit > 31 else arm.TBZ32ril
        return self.emit(CORE.inverse[int(op)] if set else op, VOID, [self.reg(value)], bit)

    def conditional_select(self, instr: Instr) -> Instr:
        """select by csel, csinc (constants one apart), fcsel."""
        type = instr.type
        condition, yes, no = instr.args
        a = self.zero() if is_zero(yes) else self.reg(yes)
        op = SELECTS.get(int(type), arm.CSEL32rrrc)
        if no.op == ir.ADD and no.args[1].op == ir.CONST and no.args[1].imm == 1 and (
                no.uses == 1 and type in (I32, I64)):
            b = self.reg(no.args[0])
            op = arm.CSINC64rrrc if type == I64 else arm.CSINC32rrrc
        else:
            b = self.zero() if is_zero(no) else self.reg(no)
        flags, number = self.flags_of(condition)
        return self.emit(op, type, [a, b, flags], number)

    def sign_operation(self, instr: Instr) -> Instr | None:
        """Operations on the sign bit: by a mask."""
        type = instr.type
        if type not in (F32, F64, F128):
            return None
        value = self.reg(instr.args[0])
        mask = self.constant(type, 1 << 8 * type_bytes(int(type)) - 1)
        if instr.op == ir.FCOPYSIGN:
            return self.emit(arm.BIT_16Bvvv, type, [value, self.reg(instr.args[1]), mask], 0)
        op = arm.EOR_16Bvvv if instr.op == ir.FNEG else arm.BIC_16Bvvv
        return self.emit(op, type, [value, mask], 0)

    def table_entry(self, base: Instr, index: Instr) -> Instr:
        mode = Mode(base)
        mode.index = self.reg(index)
        mode.address.scale = 4
        if index.type != I64:
            mode.address.extend = CORE.index_extensions[ir.ZEXT]
        return self.emit_mem(arm.LDRSWxm, I64, [], 0, mode, 0)

    def is_superfluous(self, instr: Instr) -> bool:
        return instr.op == arm.AND32rri and instr.imm == 1 and (
            resolve(instr.args[0]).op == arm.CSET32rc)

    # -- atomics -------------------------------------------------------------------------------

    def ordered_access(self, instr: Instr) -> Instr | None:
        """Acquiring loads, releasing stores (C11 to A64 mapping); floats by a general register."""
        if instr.flags & ir.ORDER_MASK == ir.RELAXED:
            return select(self, instr)
        loads = instr.op == ir.LOAD
        value = instr if loads else instr.args[1]
        type = value.type
        float = in_vectors(type)
        if float and type not in (F32, F64):
            raise Unsupported("an ordered access to a vector", int(instr.pos))
        mode = self.plain_address(instr.args[0])
        load, store = ORDERED[max(1, type_bytes(int(type)))]
        if loads:
            bits = self.emit_mem(load, I64 if float else type, [], 0, mode, 0)
            move = arm.FMOVdx if type == F64 else arm.FMOVsw
            return self.emit(move, type, [bits], 0) if float else bits
        held = self.reg(value)
        if float:
            held = self.emit(arm.FMOVxd if type == F64 else arm.FMOVws, I64, [held], 0)
        return self.emit_mem(store, VOID, [held], 1, mode, 0)

    def atomic_change(self, instr: Instr) -> Instr:
        """By an LSE instruction where there is one, else a loop."""
        is_nand = instr.op == ir.ATOMICRMW and instr.imm == ir.RMW_NAND
        if is_nand or "lse" not in self.options.extensions:
            return self.exclusive_loop(instr)
        order = instr.flags & ir.ORDER_MASK
        acquires = order not in (ir.RELAXED, ir.RELEASE) or instr.op == ir.CMPXCHG  # or on failure
        size = max(1, type_bytes(int(instr.type)))
        form = size.bit_length() - 1 + 4 * acquires + 8 * (order >= ir.RELEASE)
        mode = self.plain_address(instr.args[0])
        values = [self.reg(arg) for arg in instr.args[1:]]
        forms = COMPARE_AND_SWAP
        if instr.op == ir.ATOMICRMW:
            first, forms = CHANGES[instr.imm]
            if first:
                values = [self.emit(first, I64, values, 0)]
        return self.emit_mem(forms[form], instr.type, values, len(values), mode, 0)


def sets_flags(op: i64) -> bool:
    """Whether an operation is a comparison or asks for an overflow."""
    return ir.EQ <= op <= ir.FUNO or ir.SADDO <= op <= ir.UMULO


def joins_compares(condition: Instr) -> bool:
    """Whether a truth value joins two comparisons that nobody else uses."""
    if condition.op != ir.AND and condition.op != ir.OR or condition.type != I1:
        return False
    first, second = condition.args
    return first.uses == 1 and second.uses == 1 and ir.EQ <= second.op <= ir.FUNO and (
        second.op not in (ir.FONE, ir.FUEQ)) and (
        ir.EQ <= first.op <= ir.FUNO or joins_compares(first))
