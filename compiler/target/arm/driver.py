"""Selection hooks of AArch64: addresses, constants, conditions, calls, atomics.

What a rule can say stands in verify/rules/select_arm.rules; here is what depends on the calling
convention, on the code model, on flags or on the shape of the frame.

Invariants: an i1 stands in a register as 0 or 1, narrower integers with undefined upper bits; the
address of a stack slot and of a symbol is made where it is used.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.arm_relocations import SPECIFIERS
from compiler.codegen.frame import Frame
from compiler.codegen.load_store_asm import LoadStoreAsmSelection
from compiler.codegen.load_store_core import (
    BY_HIGH_PART,
    COMPARE_EXCHANGE,
    CONSTANT,
    EXCHANGE,
    LITERAL,
    SymbolSite,
    in_vectors,
)
from compiler.codegen.load_store_select import LoadStoreSelector, is_zero
from compiler.codegen.machine import Constraints
from compiler.codegen.options import CodegenOptions
from compiler.codegen.select import Mode
from compiler.codegen.streaming import Stream, Unsupported
from compiler.ir import opcodes as ir
from compiler.ir.instr import Function, Instr, resolve
from compiler.ir.types import F32, F64, F128, FLAGS, I1, I32, I64, PTR, VOID, is_vector, type_bytes
from compiler.target.arm import ops_gen as arm
from compiler.target.arm.convention import CALL_CLOBBERS, SAVED_HALVES
from compiler.target.arm.emission import CORE, fits
from compiler.target.arm.immediates import bitmask, float_code, wide_move
from compiler.target.arm.inline_asm import SYNTAX
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
# LSE: kind of atomicrmw -> what is done to the operand first, change of 4 bytes, of 1 byte; those
# of twice the size, and those that acquire, release or do both, follow in the rows' order
CHANGES: Final = {
    ir.RMW_XCHG: (0, arm.SWP32rrm, arm.SWPBwwm), ir.RMW_ADD: (0, arm.LDADD32rrm, arm.LDADDBwwm),
    ir.RMW_SUB: (arm.NEG64rr, arm.LDADD32rrm, arm.LDADDBwwm),
    ir.RMW_AND: (arm.MVN64rr, arm.LDCLR32rrm, arm.LDCLRBwwm),
    ir.RMW_OR: (0, arm.LDSET32rrm, arm.LDSETBwwm), ir.RMW_XOR: (0, arm.LDEOR32rrm, arm.LDEORBwwm)}
UXTW: Final = 2                # extensions of an index
SXTW: Final = 6
BARRIER_ISH: Final = 11
# ordered loads and releasing stores by bytes
ACQUIRE: Final = {1: arm.LDARBwm, 2: arm.LDARHwm, 4: arm.LDAR32rm, 8: arm.LDAR64rm}
RELEASE: Final = {1: arm.STLRBwm, 2: arm.STLRHwm, 4: arm.STLR32rm, 8: arm.STLR64rm}
ZERO_STORES: Final = {1: arm.STRBwm, 2: arm.STRHwm, 4: arm.STR32rm, 8: arm.STR64rm}


class ArmSelector(LoadStoreSelector):
    """See the module's docstring."""

    def __init__(self, function: Function, stream: Stream, frame: Frame,
                 options: CodegenOptions) -> None:
        super().__init__(function, stream, frame, options, CORE, CALL_CLOBBERS)
        self.has_lse = "lse" in options.extensions
        self.smallest_addend = 0
        self.largest_addend = 1 << 20
        for block in function.blocks:
            for instr in block.instrs:
                if in_vectors(instr.type) and type_bytes(int(instr.type)) == 16:
                    self.call_clobbers = CALL_CLOBBERS | SAVED_HALVES   # only halves are saved

    # -- leaves ------------------------------------------------------------------------------

    def is_long(self, constant: Instr) -> bool:
        value = constant.imm
        if in_vectors(constant.type):
            return value != 0
        return bitmask(value, 64) < 0 and wide_move(value, 64) < 0 and wide_move(~value, 64) < 0

    def constant(self, type: i64, value: int) -> Instr:
        if in_vectors(type):
            size = type_bytes(int(type))
            value &= (1 << 8 * size) - 1
            short = size <= 8 and (float_code(value, type == F64) >= 0
                                   or wide_move(value, 8 * size) >= 0)
            if value == 0 or short and type in (F32, F64):
                return self.emit(CONSTANT, type, [], value)
            made = self.emit(LITERAL, type, [], 0)
            made.aux = SymbolSite(self.stream.literal(value, size), BY_HIGH_PART)
            return made
        return self.emit(CONSTANT, type, [], value & 1 if type == I1 else value)

    def thread_call(self) -> Constraints:
        rules = Constraints()            # the descriptor's function keeps all but x0 and x1
        rules.fixed_results = [0]
        rules.clobbers = 1 << 1
        return rules.finish()

    # -- addresses -----------------------------------------------------------------------------

    def access(self) -> tuple[int, int]:
        """Size and alignment of the memory access being selected, (1, 1): unknown."""
        root = self.root
        if root is not None and root.op in (ir.ZEXT, ir.SEXT, ir.TRUNC, ir.BITCAST):
            root = root.args[0]
        if root is None or root.op not in (ir.LOAD, ir.STORE):
            return 1, 1
        type = root.type if root.op == ir.LOAD else root.args[1].type
        return max(1, type_bytes(int(type))), max(1, int(root.imm))

    def address(self, pointer: Instr) -> Mode:
        mode = Mode()
        address = mode.address
        size, align = self.access()
        if self.root is not None and self.root.op == ir.TRUNC:
            size = 4
        rest = pointer
        while True:
            op = rest.op
            if op == ir.ALLOCA:
                if mode.index is None:
                    address.slot = self.slot_of(rest)
                    return mode
                break
            if op == ir.ADDR and mode.index is None and align >= size and (
                    address.disp % size == 0 and self.preheader() is None):
                symbol = self.direct_symbol(rest)
                if symbol is not None and (symbol.data is None or symbol.data.align >= size):
                    label = self.stream.symbol(symbol)
                    mode.base = self.address_of(SymbolSite(label, BY_HIGH_PART), int(address.disp))
                    address.symbol = label
                    address.kind = SPECIFIERS["lo12"]
                    return mode
            if op != ir.PTRADD or mode.index is not None:
                break
            offset = rest.args[1]
            if offset.op == ir.CONST:
                if not fits(address.disp + offset.imm, size):
                    break
                address.disp += offset.imm
            elif address.disp != 0 or self.is_made(rest) or not self.take_index(mode, offset, size):
                break
            rest = rest.args[0]
        mode.base = self.reg(rest)
        return mode

    def is_made(self, sum: Instr) -> bool:
        """Whether an address is in a register for a later access of this block."""
        return self.root is not None and sum.block is self.root.block and (
            self.needed[sum.id] != 0)

    def take_index(self, mode: Mode, offset: Instr, size: int) -> bool:
        """Use a scaled or extended index."""
        if offset.op >= ir.FIRST_MACHINE:
            mode.index = self.reg(offset)
            return True
        address = mode.address
        if offset.op == ir.SHL and offset.args[1].op == ir.CONST and size > 1 and (
                1 << offset.args[1].imm == size) and offset.args[0].op != ir.CONST:
            address.scale = size
            offset = offset.args[0]
        if offset.op in (ir.SEXT, ir.ZEXT) and offset.args[0].type == I32 and (
                offset.args[0].op != ir.CONST):
            address.extend = SXTW if offset.op == ir.SEXT else UXTW
            offset = offset.args[0]
        mode.index = self.reg(offset)
        return True

    # -- instructions without rules ------------------------------------------------------------

    def by_rule(self, instr: Instr) -> Instr | None:
        return select(self, instr)

    def reinterpret(self, instr: Instr, source: Instr) -> Instr:
        if in_vectors(source.type) == in_vectors(instr.type):
            return self.reg(source)      # the same register serves
        if type_bytes(int(instr.type)) != 8 or type_bytes(int(source.type)) != 8:
            raise Unsupported("conversion between register classes", int(instr.pos))
        op = arm.FMOVdx if in_vectors(instr.type) else arm.FMOVxd
        return self.emit(op, instr.type, [self.reg(source)], 0)

    def special(self, instr: Instr) -> Instr | None:
        op = instr.op
        if op == ir.CALL and instr.type == I1:   # the callee leaves other bits as they are
            return self.emit(arm.AND32rri, I1, [self.call(instr)], 1)
        if op == ir.SELECT:
            return self.conditional_select(instr)
        if joins_compares(instr):
            flags, number = self.chained(instr)
            return self.emit(arm.CSET32rc, I1, [flags], number)
        if op == ir.FCOPYSIGN or op in (ir.FNEG, ir.FABS) and instr.type == F128:
            return self.sign_operation(instr)
        if op == ir.STORE and instr.flags & ir.ORDER_MASK == 0:
            return self.vector_access(instr) or self.zero_store(instr)
        if op == ir.LOAD and instr.flags & ir.ORDER_MASK == 0:
            return self.vector_access(instr)
        return super().special(instr)

    def zero_store(self, instr: Instr) -> Instr | None:
        """Zero is stored from xzr."""
        value = instr.args[1]
        if value.op != ir.CONST or value.imm != 0 or type_bytes(int(value.type)) > 8:
            return None
        op = ZERO_STORES[max(1, type_bytes(int(value.type)))]
        return self.emit_mem(op, VOID, [self.zero()], 1, self.address(instr.args[0]), 0)

    def vector_access(self, instr: Instr) -> Instr | None:
        """Loads and stores of vectors."""
        store = instr.op == ir.STORE
        type = instr.args[1].type if store else instr.type
        if not is_vector(int(type)):
            return None
        if type_bytes(int(type)) not in CORE.vector_loads:
            return None
        mode = self.address(instr.args[0])
        if store:
            return self.emit_mem(CORE.store_of(type), VOID, [self.reg(instr.args[1])], 1, mode, 0)
        return self.emit_mem(CORE.load_of(type), type, [], 0, mode, 0)

    # -- conditions ----------------------------------------------------------------------------

    def flags_of(self, condition: Instr) -> tuple[Instr, int]:
        """Flags and the number of the condition under which a truth value holds."""
        op = condition.op
        if condition.uses == 1 and joins_compares(condition):
            return self.chained(condition)
        if (ir.EQ <= op <= ir.FUNO or ir.SADDO <= op <= ir.UMULO) and op not in (
                ir.FONE, ir.FUEQ):
            made = select(self, condition)
            if made is not None and made.op == arm.CSET32rc:
                self.code.pop()
                return made.args[0], made.imm
            assert made is not None
            value = made
        else:
            value = self.reg(condition)
        return self.emit(arm.CMP32ri, FLAGS, [value], 0), NOT_EQUAL

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
            wide = a.type in (I64, PTR)
            if op != ir.SLT and b.op == ir.CONST and b.imm == 0:
                set = op == ir.NE
                if a.op == ir.AND and a.args[1].op == ir.CONST and not wide | (a.type == I1):
                    return self.test_bits(a, set) or self.compare_zero(a, set)
                if a.op == ir.AND and a.type == I64 and a.args[1].op == ir.CONST:
                    return self.test_bits(a, set) or self.compare_zero(a, set)
                return self.compare_zero(a, set)
            if op == ir.SLT and b.op == ir.CONST and b.imm == 0 and a.type != I1:
                return self.test_bit(a, 63 if wide else 31, True)
            if op == ir.SLT and a.op == ir.CONST and a.imm == -1 and a.type != I1:
                return self.test_bit(b, 63 if wide else 31, False)
        if ir.EQ <= op <= ir.FUNO or ir.SADDO <= op <= ir.UMULO or (
                condition.uses == 1 and joins_compares(condition)):
            flags, number = self.flags_of(condition)
            return self.emit(arm.B_EQl + number, VOID, [flags], 0)
        return self.emit(arm.CBNZ32rl, VOID, [self.reg(condition)], 0)

    def compare_zero(self, value: Instr, set: bool) -> Instr:
        """Branch if a value is (not) zero."""
        if value.op == ir.AND and value.uses == 1 and value.type != I1:
            test = self.function.make(ir.NE if set else ir.EQ, I1,
                                      [value, self.function.const(value.type, 0)], 0, self.pos)
            self.needed.append(0)
            flags, number = self.flags_of(test)
            return self.emit(arm.B_EQl + number, VOID, [flags], 0)
        if value.type in (I64, PTR):
            return self.emit(arm.CBNZ64rl if set else arm.CBZ64rl, VOID, [self.reg(value)], 0)
        return self.emit(arm.CBNZ32rl if set else arm.CBZ32rl, VOID, [self.reg(value)], 0)

    def test_bits(self, masked: Instr, set: bool) -> Instr | None:
        """Branch on (x & C), where C is one bit."""
        mask = masked.args[1].imm & ((1 << self.width(masked.type)) - 1)
        if mask == 0 or mask & (mask - 1):
            return None
        return self.test_bit(masked.args[0], mask.bit_length() - 1, set)

    def test_bit(self, value: Instr, bit: int, set: bool) -> Instr:
        """Branch if a bit is (not) set."""
        op = (arm.TBNZ64ril if set else arm.TBZ64ril) if bit > 31 else (
            arm.TBNZ32ril if set else arm.TBZ32ril)
        return self.emit(op, VOID, [self.reg(value)], bit)

    def conditional_select(self, instr: Instr) -> Instr | None:
        """select by csel, csinc (constants one apart), fcsel."""
        type = instr.type
        condition, yes, no = instr.args
        if in_vectors(type):
            a, b = self.reg(yes), self.reg(no)
            flags, number = self.flags_of(condition)
            op = arm.FCSEL64fffc if type == F64 else arm.FCSEL32fffc
            return self.emit(op, type, [a, b, flags], number)
        wide = type in (I64, PTR)
        a = self.zero() if is_zero(yes) else self.reg(yes)
        if no.op == ir.ADD and no.args[1].op == ir.CONST and no.args[1].imm == 1 and (
                no.uses == 1 and type in (I32, I64)):
            b = self.reg(no.args[0])
            op = arm.CSINC64rrrc if wide else arm.CSINC32rrrc
        else:
            b = self.zero() if is_zero(no) else self.reg(no)
            op = arm.CSEL64rrrc if wide else arm.CSEL32rrrc
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
        mode = Mode()
        mode.base = base
        mode.index = self.reg(index)
        mode.address.scale = 4
        if index.type != I64:
            mode.address.extend = UXTW
        return self.emit_mem(arm.LDRSWxm, I64, [], 0, mode, 0)

    def register_param(self, param: Instr) -> None:
        if param.type != I1:
            self.code.append(param)
            return
        raw = Instr(ir.PARAM, I32, [], param.imm)     # the caller leaves other bits as they are
        raw.id = self.function.new_id()
        raw.aux = param.aux
        self.needed.append(1)
        self.code.append(raw)
        self.adopt(param, self.emit(arm.AND32rri, I1, [raw], 1))

    def finish(self) -> None:
        """Drop the masks of truth values that are 0 or 1 already."""
        dropped = False
        for block in self.function.blocks:
            for instr in block.instrs:
                if instr.op == arm.AND32rri and instr.imm == 1 and (
                        resolve(instr.args[0]).op == arm.CSET32rc):
                    instr.forward = instr.args[0]
                    dropped = True
        if dropped:
            self.function.sweep()

    # -- atomics and asm -----------------------------------------------------------------------

    def atomic(self, instr: Instr) -> Instr | None:
        """Acquiring loads, releasing stores, loops of exclusive accesses (C11 to A64 mapping)."""
        op = instr.op
        order = instr.flags & ir.ORDER_MASK
        if op == ir.FENCE:
            return self.emit(arm.DMBi, VOID, [], BARRIER_ISH)
        if op in (ir.LOAD, ir.STORE):
            if order == ir.RELAXED:
                return select(self, instr)
            type = instr.type if op == ir.LOAD else instr.args[1].type
            size = max(1, type_bytes(int(type)))
            if in_vectors(type) and type not in (F32, F64):
                raise Unsupported("an ordered access to a vector", int(instr.pos))
            mode = self.plain_address(instr.args[0])
            double = type == F64
            if op == ir.LOAD and in_vectors(type):
                bits = self.emit_mem(ACQUIRE[size], I64, [], 0, mode, 0)
                return self.emit(arm.FMOVdx if double else arm.FMOVsw, type, [bits], 0)
            if op == ir.LOAD:
                return self.emit_mem(ACQUIRE[size], type, [], 0, mode, 0)
            value = self.reg(instr.args[1])
            if in_vectors(type):
                value = self.emit(arm.FMOVxd if double else arm.FMOVws, I64, [value], 0)
            return self.emit_mem(RELEASE[size], VOID, [value], 1, mode, 0)
        if self.has_lse and (op == ir.CMPXCHG or instr.imm != ir.RMW_NAND):
            return self.in_one_go(instr)
        size = max(1, type_bytes(int(instr.type)))
        regs = [self.reg(arg) for arg in instr.args]
        if op == ir.CMPXCHG:
            made = self.emit(COMPARE_EXCHANGE, instr.type, regs, size)
        else:
            made = self.emit(EXCHANGE, instr.type, regs, instr.imm << 4 | size)
        made.aux = self.free_registers(len(regs))
        return made

    def in_one_go(self, instr: Instr) -> Instr:
        """An atomic change by an LSE instruction."""
        type = instr.type
        size = max(1, type_bytes(int(type)))
        order = instr.flags & ir.ORDER_MASK
        acquires = order not in (ir.RELAXED, ir.RELEASE) or instr.op == ir.CMPXCHG  # or on failure
        form = 2 * acquires + 4 * (order >= ir.RELEASE) + (size in (2, 8))
        mode = self.plain_address(instr.args[0])
        values = [self.reg(arg) for arg in instr.args[1:]]
        if instr.op == ir.CMPXCHG:
            op = arm.CAS32rrm if size >= 4 else arm.CASBwwm
        else:
            first, word, byte = CHANGES[instr.imm]
            op = word if size >= 4 else byte
            if first:
                values = [self.emit(first, I64, values, 0)]
        return self.emit_mem(op + form, type, values, len(values), mode, 0)

    def inline_asm(self, instr: Instr) -> Instr:
        return LoadStoreAsmSelection(self, SYNTAX).select(instr)


def joins_compares(condition: Instr) -> bool:
    """Whether a truth value joins two comparisons that nobody else uses."""
    if condition.op != ir.AND and condition.op != ir.OR or condition.type != I1:
        return False
    first, second = condition.args
    return first.uses == 1 and second.uses == 1 and ir.EQ <= second.op <= ir.FUNO and (
        second.op not in (ir.FONE, ir.FUEQ)) and (
        ir.EQ <= first.op <= ir.FUNO or joins_compares(first))
