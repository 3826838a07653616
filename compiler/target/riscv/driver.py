"""Selection hooks of RISC-V: addresses, constants, branches, atomics.

What a rule can say stands in verify/rules/select_riscv.rules; here is what depends on the calling
convention, on the code model or on the shape of the frame.

Invariants: an i1 stands in a register as 0 or 1, i8 and i16 with undefined upper bits, i32
sign-extended; the address of a stack slot and of a symbol is made where it is used.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.frame import Frame
from compiler.codegen.machine import (
    IN_REGISTER,
    INDIRECT_JUMP,
    JUMP,
    TABLE_JUMP,
    UNREACHABLE,
    Constraints,
    JumpTable,
    LoweredParam,
    Site,
)
from compiler.codegen.machine_select import MachineSelector
from compiler.codegen.options import CodegenOptions
from compiler.codegen.select import Mode
from compiler.codegen.streaming import Stream, Unsupported
from compiler.ir import opcodes as ir
from compiler.ir.instr import BlockLabel, Function, Instr, resolve
from compiler.ir.module import TLS_INITIAL_EXEC, TLS_LOCAL_EXEC, TLS_NONE, Symbol
from compiler.ir.types import F32, F64, FLAGS, I1, I32, I64, PTR, VOID, type_bytes
from compiler.target.riscv import ops_gen as riscv
from compiler.target.riscv.convention import CALL_CLOBBERS
from compiler.target.riscv.inline_asm import RiscvAsmSelection
from compiler.target.riscv.pseudo import (
    BY_GOT,
    BY_PC,
    BY_THREAD_GOT,
    BY_THREAD_OFFSET,
    COMPARE_EXCHANGE,
    DYNAMIC_ALLOCA,
    FLOAT_LITERAL,
    FRAME_ADDRESS,
    RETURN_ADDRESS,
    SLOT_ADDRESS,
    STACK_RESTORE,
    STACK_SAVE,
    SYMBOL_ADDRESS,
    TLS_CALL,
    ZERO_OPERAND,
    SymbolSite,
    TableSite,
    TlsSite,
)
from compiler.target.riscv.registers import A0, SP, ZERO
from compiler.target.riscv.select_gen import address_step, select

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
# atomicrmw kind -> 32- and 64-bit instruction, acquiring and releasing
EXCHANGES: Final = {
    ir.RMW_XCHG: (riscv.AMOSWAP_W_AQRLrrm, riscv.AMOSWAP_D_AQRLrrm),
    ir.RMW_ADD: (riscv.AMOADD_W_AQRLrrm, riscv.AMOADD_D_AQRLrrm),
    ir.RMW_SUB: (riscv.AMOADD_W_AQRLrrm, riscv.AMOADD_D_AQRLrrm),
    ir.RMW_AND: (riscv.AMOAND_W_AQRLrrm, riscv.AMOAND_D_AQRLrrm),
    ir.RMW_OR: (riscv.AMOOR_W_AQRLrrm, riscv.AMOOR_D_AQRLrrm),
    ir.RMW_XOR: (riscv.AMOXOR_W_AQRLrrm, riscv.AMOXOR_D_AQRLrrm),
}
FRAME_LIMIT: Final = 1 << 31


class RiscvSelector(MachineSelector):
    """See the module's docstring."""

    def __init__(self, function: Function, stream: Stream, frame: Frame,
                 options: CodegenOptions) -> None:
        super().__init__(function, stream, frame, options)
        self.call_clobbers = CALL_CLOBBERS

    # -- leaves ------------------------------------------------------------------------------

    def reg(self, value: Instr) -> Instr:
        if value.op == ir.CONST and value.imm == 0 and value.type != F32 and value.type != F64:
            return self.zero()
        return super().reg(value)

    def argument(self, value: Instr) -> Instr:
        if value.op == ir.CONST and -0x800 <= value.imm < 0x800:
            return self.make_leaf(value)         # as short as a move
        return super().reg(value)

    def zero(self) -> Instr:
        """x0 as an operand."""
        made = self.emit(ZERO_OPERAND, FLAGS, [], 0)
        made.reg = ZERO
        return made

    def is_costly(self, value: Instr) -> bool:
        op = value.op
        if op == ir.ADDR:
            symbol = value.aux
            return isinstance(symbol, Symbol) and symbol.tls == TLS_NONE
        if op != ir.CONST:
            return False
        if value.type == F32 or value.type == F64:
            return value.imm != 0
        return value.imm != 0

    def make_leaf(self, value: Instr) -> Instr:
        op = value.op
        if op == ir.CONST:
            return self.constant(value.type, value.imm)
        if op == ir.ADDR:
            assert isinstance(value.aux, Symbol)
            return self.symbol_address(value.aux, 0)
        if op == ir.ALLOCA:
            mode = Mode()
            mode.address.slot = self.slot_of(value)
            return self.emit_mem(SLOT_ADDRESS, PTR, [], 0, mode, 0)
        if op == ir.BLOCKADDR:
            assert isinstance(value.aux, BlockLabel)
            made = self.emit(SYMBOL_ADDRESS, PTR, [], 0)
            made.aux = SymbolSite(self.stream.block(value.aux.block), BY_PC)
            return made
        assert op == ir.POISON
        return self.constant(value.type, 0)

    def constant(self, type: i64, value: int) -> Instr:
        """A constant in a register."""
        if type in (F32, F64):
            if value == 0:
                op = riscv.FMV_W_Xfr if type == F32 else riscv.FMV_D_Xfr
                return self.emit(op, type, [self.zero()], 0)
            size = type_bytes(int(type))
            mode = Mode()
            mode.address.symbol = self.stream.literal(value & ((1 << 8 * size) - 1), size)
            return self.emit_mem(FLOAT_LITERAL, type, [], 0, mode, 0)
        return self.emit(riscv.LIri, type, [], value & 1 if type == I1 else value)

    def symbol_address(self, symbol: Symbol, addend: int) -> Instr:
        """The address of a symbol in a register."""
        label = self.stream.symbol(symbol)
        way = BY_PC if self.stream.is_direct(symbol) else BY_GOT
        if symbol.tls != TLS_NONE:
            model = self.tls_model(symbol)
            if model < TLS_INITIAL_EXEC:
                return self.general_dynamic(symbol)
            way = BY_THREAD_OFFSET if model == TLS_LOCAL_EXEC else BY_THREAD_GOT
        made = self.emit(SYMBOL_ADDRESS, PTR, [], addend)
        made.aux = SymbolSite(label, way)
        return made

    def general_dynamic(self, symbol: Symbol) -> Instr:
        """The address of a thread-local object of any module, by a call."""
        rules = Constraints()
        rules.fixed_results = [A0]
        rules.clobbers = CALL_CLOBBERS & ~(1 << A0)
        made = self.emit(TLS_CALL, PTR, [], 0)
        made.aux = TlsSite(rules.finish(), symbol)
        self.frame.has_calls = True
        return made

    # -- addresses -----------------------------------------------------------------------------

    def address(self, pointer: Instr) -> Mode:
        mode = Mode()
        saved = self.mode
        saved_rest = self.rest
        self.mode = mode
        self.rest = pointer
        address = mode.address
        while True:
            rest = self.rest
            assert rest is not None
            op = rest.op
            if op == ir.ALLOCA:
                address.slot = self.slot_of(rest)
                break
            if op == ir.ADDR and self.preheader() is None:
                symbol = rest.aux
                assert isinstance(symbol, Symbol)
                if symbol.tls == TLS_NONE and self.stream.is_direct(symbol):
                    address.symbol = self.stream.symbol(symbol)
                    break
            if op >= ir.FIRST_MACHINE or not address_step(self, rest):
                mode.base = self.reg(rest)
                break
        self.mode = saved
        self.rest = saved_rest
        return mode

    def add_address(self, base: Instr | None, index: Instr | None, scale: int, disp: int) -> bool:
        address = self.mode.address
        total = address.disp + disp
        if not -0x800 <= total < 0x800:
            return False
        address.disp = total
        self.rest = base
        return True

    def make_address(self, base: Instr | None, index: Instr | None, scale: int, disp: int) -> Mode:
        mode = Mode()
        if base is not None:
            mode.base = self.reg(base)
        mode.address.disp = disp
        return mode

    def plain_address(self, pointer: Instr) -> Mode:
        """An address without displacement, as atomic instructions take it."""
        mode = Mode()
        mode.base = self.reg(pointer)
        return mode

    def stack_argument(self, offset: i64) -> Mode:
        mode = Mode()
        mode.address.base_fixed = SP
        mode.address.disp = offset
        return mode

    # -- instructions without rules ------------------------------------------------------------

    def match(self, instr: Instr) -> Instr | None:
        found = select(self, instr)
        if found is None and ir.TRUNC <= instr.op <= ir.BITCAST:
            return self.argument(instr.args[0])      # the same register serves
        return found

    def special(self, instr: Instr) -> Instr | None:
        op = instr.op
        if op == ir.CALL:
            return self.call(instr)
        if op == ir.JUMP:
            return self.emit(JUMP, VOID, [], 0)
        if op == ir.BRANCH:
            return self.branch(instr)
        if op == ir.PTRADD:
            return self.pointer_sum(instr)
        if op == ir.ZEXT and instr.args[0].type == I32 and self.nonnegative(instr.args[0]):
            return self.argument(instr.args[0])
        if op == ir.RETURN:
            return self.returns(instr)
        if op == ir.UNREACHABLE:
            return self.emit(UNREACHABLE, VOID, [], 0)
        if op == ir.INDIRECTJUMP:
            return self.emit(INDIRECT_JUMP, VOID, [self.argument(instr.args[0])], 0)
        if op == ir.SWITCH:
            return self.table_jump(instr)
        if op == ir.UNDEF:
            return self.constant(instr.type, 0)
        if op == ir.FREEZE:
            return self.argument(instr.args[0])
        if op == ir.TRAP:
            return self.emit(riscv.UNIMP, VOID, [], 0)
        if op == ir.FENCE or instr.flags & ir.ORDER_MASK or op == ir.ATOMICRMW \
                or op == ir.CMPXCHG:
            return self.atomic(instr)
        if op == ir.ASM or op == ir.ASMGOTO:
            return RiscvAsmSelection(self).select(instr)
        if op == ir.DYNALLOCA:
            return self.dynamic_alloca(instr)
        if op == ir.STACKSAVE:
            return self.emit(STACK_SAVE, PTR, [], 0)
        if op == ir.STACKRESTORE:
            return self.emit(STACK_RESTORE, VOID, [self.argument(instr.args[0])], 0)
        if op == ir.FRAMEADDRESS or op == ir.RETURNADDRESS:
            return self.frame_address(instr)
        return None

    def pointer_sum(self, instr: Instr) -> Instr | None:
        """Slots and symbols with constant offsets in one address."""
        total = 0
        base = instr
        while base.op == ir.PTRADD and base.args[1].op == ir.CONST:
            total += base.args[1].imm
            base = base.args[0]
        if base.op == ir.ALLOCA and -FRAME_LIMIT <= total < FRAME_LIMIT:
            mode = Mode()
            mode.address.slot = self.slot_of(base)
            mode.address.disp = total
            return self.emit_mem(SLOT_ADDRESS, PTR, [], 0, mode, 0)
        if base.op == ir.ADDR and -FRAME_LIMIT <= total < FRAME_LIMIT \
                and self.preheader() is None:
            symbol = base.aux
            assert isinstance(symbol, Symbol)
            if symbol.tls == TLS_NONE and self.stream.is_direct(symbol):
                return self.symbol_address(symbol, total)
        return None

    def branch(self, instr: Instr) -> Instr:
        """Compare and branch."""
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

    def table_jump(self, instr: Instr) -> Instr:
        """A switch over 0..n-1: load a distance, add the table's address."""
        table = instr.aux
        assert isinstance(table, JumpTable)
        label = self.stream.emitter.label()
        index = self.argument(instr.args[0])
        base = self.emit(SYMBOL_ADDRESS, PTR, [], 0)
        base.aux = SymbolSite(label, BY_PC)
        scaled = self.emit(riscv.SLLIrri, I64, [index], 2)
        mode = Mode()
        mode.base = self.emit(riscv.ADDrrr, PTR, [base, scaled], 0)
        distance = self.emit_mem(riscv.LWrm, I64, [], 0, mode, 0)
        goal = self.emit(riscv.ADDrrr, PTR, [distance, base], 0)
        made = self.emit(TABLE_JUMP, VOID, [goal], 0)
        made.aux = TableSite(table.successors, label)
        return made

    def select_param(self, param: Instr) -> None:
        place = param.aux
        if not isinstance(place, LoweredParam):
            raise Unsupported("parameter without a place")
        if place.place.kind == IN_REGISTER:
            if param.uses > 0:
                self.code.append(param)
            return
        if not self.needed[param.id]:
            return
        mode = Mode()
        mode.address.slot = self.frame.incoming(int(place.place.where), 8)
        type = param.type
        op: i64 = riscv.LWrm
        if type == F32:
            op = riscv.FLWfm
        elif type == F64:
            op = riscv.FLDfm
        elif type in (I64, PTR):
            op = riscv.LDrm
        self.adopt(param, self.emit_mem(op, type, [], 0, mode, 0))

    def store_to(self, mode: Mode, value: Instr) -> None:
        type = value.type
        op: i64 = riscv.SDrm
        if type == F32:
            op = riscv.FSWfm
        elif type == F64:
            op = riscv.FSDfm
        self.emit_mem(op, VOID, [self.reg(value)], 1, mode, 0)

    def finish(self) -> None:
        """Drop extensions of what is extended already."""
        dropped = False
        for block in self.function.blocks:
            for instr in block.instrs:
                if instr.op == riscv.ANDIrri and instr.imm == 255 \
                        and resolve(instr.args[0]).op == riscv.LBUrm \
                        or instr.op == riscv.SEXT_Wrr and is_extended(resolve(instr.args[0])):
                    instr.forward = instr.args[0]
                    dropped = True
        if dropped:
            self.function.sweep()

    # -- atomics and the stack ---------------------------------------------------------------

    def fence(self) -> Instr:
        """A fence in both directions."""
        return self.emit(riscv.FENCE, VOID, [], 0)

    def atomic(self, instr: Instr) -> Instr | None:
        """Fences around plain accesses (psABI, table A.6 of the memory model); amo instructions."""
        op = instr.op
        order = instr.flags & ir.ORDER_MASK
        if op == ir.FENCE:
            return self.fence()
        if op == ir.LOAD:
            if order == ir.SEQ_CST:
                self.fence()
            made = select(self, instr)
            if order >= ir.CONSUME:
                self.fence()
            return made
        if op == ir.STORE:
            if order >= ir.RELEASE:
                self.fence()
            made = select(self, instr)
            if order == ir.SEQ_CST:
                self.fence()
            return made
        wide = self.width(instr.type) == 64
        mode = self.plain_address(instr.args[0])
        if op == ir.CMPXCHG:
            assert mode.base is not None
            rules = Constraints()
            rules.fixed_args = [-1, -1, -1]
            rules.fixed_results = [-1]
            rules.early = True
            exchange = self.emit(COMPARE_EXCHANGE, instr.type,
                                 [self.argument(instr.args[0]), self.argument(instr.args[1]),
                                  self.argument(instr.args[2])], int(wide))
            exchange.aux = Site(rules.finish())
            return exchange
        value = self.reg(instr.args[1])
        if instr.imm == ir.RMW_SUB:
            value = self.emit(riscv.NEGrr if wide else riscv.NEGWrr, I64, [value], 0)
        forms = EXCHANGES[instr.imm]
        return self.emit_mem(forms[1] if wide else forms[0], instr.type, [value], 1, mode, 0)

    def dynamic_alloca(self, instr: Instr) -> Instr:
        """Move the stack pointer down; the result lies above the outgoing arguments."""
        align = max(int(instr.imm), 16)
        size = instr.args[0]
        self.frame.has_dynamic = True
        more = align - 1
        if size.op == ir.CONST:
            rounded = self.constant(I64, (size.imm + more) & -16)
        else:
            rounded = self.emit(riscv.ANDIrri, I64, [self.plus(self.reg(size), more)], -16)
        made = self.emit(DYNAMIC_ALLOCA, PTR, [rounded], 0)
        if align > 16:
            mask = self.constant(I64, -align)
            return self.emit(riscv.ANDrrr, PTR, [self.plus(made, more), mask], 0)
        return made

    def plus(self, value: Instr, amount: int) -> Instr:
        """A register and a small constant."""
        if -0x800 <= amount < 0x800:
            return self.emit(riscv.ADDIrri, I64, [value], amount)
        return self.emit(riscv.ADDrrr, I64, [value, self.constant(I64, amount)], 0)

    def frame_address(self, instr: Instr) -> Instr:
        """__builtin_frame_address and __builtin_return_address: walk the frame chain; below a
        frame's address lie the return address and the caller's frame address."""
        level = int(instr.imm)
        returns = instr.op == ir.RETURNADDRESS
        self.frame.has_calls = True           # so that ra is saved
        if returns and level == 0:
            return self.emit(RETURN_ADDRESS, PTR, [], 0)
        frame = self.emit(FRAME_ADDRESS, PTR, [], 0)
        for _ in range(level):
            mode = Mode()
            mode.base = frame
            mode.address.disp = -16
            frame = self.emit_mem(riscv.LDrm, PTR, [], 0, mode, 0)
        if not returns:
            return frame
        mode = Mode()
        mode.base = frame
        mode.address.disp = -8
        return self.emit_mem(riscv.LDrm, PTR, [], 0, mode, 0)


def is_extended(value: Instr) -> bool:
    """Whether the upper half of a register is copies of bit 31."""
    return riscv.ADDIWrri <= value.op <= riscv.SRAWrrr or value.op == riscv.LWrm \
        or riscv.MULWrrr <= value.op <= riscv.REMUWrrr


def is_zero(value: Instr) -> bool:
    """An integer or null constant 0."""
    return value.op == ir.CONST and value.imm == 0 and value.type != F32 and value.type != F64
