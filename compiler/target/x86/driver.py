"""Selection hooks of x86-64: addresses, constants, calls, returns.

What a rule can say stands in verify/rules/select_x86.rules; here is what depends on the calling
convention, on the code model or on the shape of the frame.

Invariants: the address of a stack slot and of a symbol is made where it is used (it is cheap and
never spilled); condition flags are consumed by the instruction that directly follows.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import (
    KIND_GOTPCREL,
    KIND_GOTTPOFF,
    KIND_TPOFF,
    PREFIX_LOCK,
)
from compiler.codegen.frame import Frame
from compiler.codegen.machine import (
    FIRST_PSEUDO,
    IN_REGISTER,
    INDIRECT_JUMP,
    JUMP,
    TABLE_JUMP,
    UNREACHABLE,
    Constraints,
    JumpTable,
    LoweredCall,
    LoweredParam,
    Site,
)
from compiler.codegen.operands import FROM_ARG
from compiler.codegen.options import PIC_NONE, CodegenOptions
from compiler.codegen.machine_select import MachineSelector
from compiler.codegen.select import TAKEN, Mode
from compiler.codegen.streaming import Stream, Unsupported
from compiler.ir.instr import Block, BlockLabel, Function, Instr, resolve
from compiler.ir.module import (
    TLS_INITIAL_EXEC,
    TLS_LOCAL_EXEC,
    TLS_NONE,
    Symbol,
)
from compiler.ir.opcodes import (
    ADDR,
    ALLOCA,
    BLOCKADDR,
    CONST,
    FIRST_MACHINE,
    POISON,
    PROJ,
    UNDEF,
)
from compiler.ir import opcodes as ir
from compiler.ir.types import (
    F32,
    F64,
    F80,
    F128,
    FLAGS,
    I1,
    I8,
    I16,
    I32,
    I64,
    PTR,
    VOID,
    is_vector,
    type_bytes,
)
from compiler.target.machine import MAX_OPERANDS, OPERAND_REG, WRITE
from compiler.target.x86 import ops_gen as x86
from compiler.target.x86 import tables_gen
from compiler.target.x86.constraints import RULES
from compiler.target.x86.emission import CONSTANT_LOAD, ImmediateSymbol, Prefixed
from compiler.target.x86.inline_asm import X86AsmSelection
from compiler.target.x86.pseudo import (
    BARRIER,
    DYNAMIC_ALLOCA,
    FRAME_ADDRESS,
    JUMP_ORDERED_EQUAL,
    JUMP_UNORDERED_NOT_EQUAL,
    REP_MOVS,
    STACK_RESTORE,
    STACK_SAVE,
    TLS_CALL,
    X87,
    ZERO_VECTOR,
)
from compiler.target.x86.registers import (
    CLASS_GPR,
    FS,
    R11,
    RAX,
    RCX,
    RDI,
    RIP,
    RSI,
    RSP,
)
from compiler.target.x86.select_gen import address_step, select
from compiler.target.x86.sites import TableSite, TlsSite
from compiler.target.x86.select_x87 import select_x87
from compiler.target.x86.vector_ops import vector_less, vector_opcode
from compiler.target.x86.convention import CALL_CLOBBERS, GENERAL_MASK, VECTOR_MASK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Opcodes by operand size: 8, 16, 32, 64 bits
XCHG: Final = [x86.XCHG8mr, x86.XCHG16mr, x86.XCHG32mr, x86.XCHG64mr]
XADD: Final = [x86.XADD8mr, x86.XADD16mr, x86.XADD32mr, x86.XADD64mr]
CMPXCHG: Final = [x86.CMPXCHG8mr, x86.CMPXCHG16mr, x86.CMPXCHG32mr, x86.CMPXCHG64mr]
LOCKED_ADD: Final = [x86.ADD8mr, x86.ADD16mr, x86.ADD32mr, x86.ADD64mr]
LOCKED_SUB: Final = [x86.SUB8mr, x86.SUB16mr, x86.SUB32mr, x86.SUB64mr]
LOCKED_AND: Final = [x86.AND8mr, x86.AND16mr, x86.AND32mr, x86.AND64mr]
LOCKED_OR: Final = [x86.OR8mr, x86.OR16mr, x86.OR32mr, x86.OR64mr]
LOCKED_XOR: Final = [x86.XOR8mr, x86.XOR16mr, x86.XOR32mr, x86.XOR64mr]
COPY_INLINE: Final = 128      # bytes of an argument copied by moves; more: rep movs


class X86Selector(MachineSelector):
    """See the module's docstring."""

    def __init__(self, function: Function, stream: Stream, frame: Frame,
                 options: CodegenOptions) -> None:
        super().__init__(function, stream, frame, options)
        self.call_clobbers = CALL_CLOBBERS
        self.no_fold = False                       # the running pattern is selected twice

    # -- leaves ------------------------------------------------------------------------------

    def is_costly(self, value: Instr) -> bool:
        """Whether making the value takes a load, an address or a long immediate."""
        op = value.op
        if op == ADDR:
            symbol = value.aux
            return isinstance(symbol, Symbol) and symbol.tls == TLS_NONE
        if op != CONST:
            return False
        type = value.type
        if type in (F32, F64):
            return value.imm != 0
        return (type in (I64, PTR)) and not -0x80000000 <= value.imm < 0x100000000

    def make_leaf(self, value: Instr) -> Instr:
        """Materialise a constant or address here."""
        op = value.op
        type = value.type
        if op == CONST:
            return self.constant(type, value.imm)
        if op == ADDR:
            assert isinstance(value.aux, Symbol)
            return self.symbol_address(value.aux)
        if op == ALLOCA:
            mode = Mode()
            mode.address.slot = self.slot_of(value)
            return self.emit_mem(x86.LEA64rm, PTR, [], 0, mode, 0)
        if op == BLOCKADDR:
            assert isinstance(value.aux, BlockLabel)
            mode = Mode()
            mode.address.base_fixed = RIP
            mode.address.symbol = self.stream.block(value.aux.block)
            return self.emit_mem(x86.LEA64rm, PTR, [], 0, mode, 0)
        assert op == POISON
        return self.constant(type, 0)

    def constant(self, type: i64, value: int) -> Instr:
        """A constant in a register."""
        if type in (F32, F64, F128) or is_vector(int(type)):
            if value == 0:
                return self.emit(ZERO_VECTOR, type, [], 0)
            size = 16 if type == F128 or is_vector(int(type)) else type_bytes(int(type))
            mode = Mode()
            mode.address.base_fixed = RIP
            mode.address.symbol = self.stream.literal(value & ((1 << 8 * size) - 1), size)
            op: i64 = x86.MOVAPSxm
            if type == F32:
                op = x86.MOVSSxm
            elif type == F64:
                op = x86.MOVSDxm
            made = self.emit_mem(op, type, [], 0, mode, 0)
            made.mark = CONSTANT_LOAD
            return made
        if type == I1:
            value &= 1
        if type in (I64, PTR):
            if 0 <= value < 1 << 32:
                return self.emit(x86.MOV32ri, type, [], value)
            return self.emit(x86.MOV64ri, type, [], value)
        return self.emit(x86.MOV32ri, type, [], value)

    def symbol_address(self, symbol: Symbol) -> Instr:
        """The address of a symbol in a register."""
        if symbol.tls != TLS_NONE:
            return self.thread_local(symbol)
        label = self.stream.symbol(symbol)
        mode = Mode()
        mode.address.base_fixed = RIP
        mode.address.symbol = label
        if self.stream.is_direct(symbol):
            if self.options.pic == PIC_NONE and not self.options.kernel_model:
                made = self.emit(x86.MOV32ri, PTR, [], 0)
                made.aux = ImmediateSymbol(label)
                return made
            return self.emit_mem(x86.LEA64rm, PTR, [], 0, mode, 0)
        mode.address.kind = KIND_GOTPCREL
        return self.emit_mem(x86.MOV64rm, PTR, [], 0, mode, 0)

    def thread_local(self, symbol: Symbol) -> Instr:
        """The address of a thread-local object."""
        model = self.tls_model(symbol)
        label = self.stream.symbol(symbol)
        if model < TLS_INITIAL_EXEC:
            rules = Constraints()
            rules.fixed_results = [RAX]
            rules.clobbers = CALL_CLOBBERS & ~(1 << RAX)
            rules.finish()
            made = self.emit(TLS_CALL, PTR, [], 0)
            made.aux = TlsSite(rules, symbol)
            self.frame.has_calls = True
            return made
        thread = Mode()
        thread.address.segment = FS
        pointer = self.emit_mem(x86.MOV64rm, PTR, [], 0, thread, 0)
        mode = Mode()
        mode.address.symbol = label
        if model == TLS_LOCAL_EXEC:
            mode.base = pointer
            mode.address.kind = KIND_TPOFF
            return self.emit_mem(x86.LEA64rm, PTR, [], 0, mode, 0)
        mode.address.base_fixed = RIP
        mode.address.kind = KIND_GOTTPOFF
        return self.emit_mem(x86.ADD64rm, PTR, [pointer], 1, mode, 0)

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
            if rest is None:
                break
            op = rest.op
            if op == ALLOCA:
                address.slot = self.slot_of(rest)
                break
            if op == ADDR:
                symbol = rest.aux
                assert isinstance(symbol, Symbol)
                if symbol.tls != TLS_NONE:
                    if self.tls_model(symbol) == TLS_LOCAL_EXEC:
                        address.segment = FS
                        address.symbol = self.stream.symbol(symbol)
                        address.kind = KIND_TPOFF
                        break
                elif self.stream.is_direct(symbol):
                    if mode.index is None:
                        address.base_fixed = RIP
                        address.symbol = self.stream.symbol(symbol)
                        break
                    if self.options.pic == PIC_NONE:
                        address.symbol = self.stream.symbol(symbol)
                        break
                mode.base = self.leaf(rest)
                break
            if op == CONST:
                total = address.disp + rest.imm
                if -0x80000000 <= total < 0x80000000:
                    address.disp = total
                    break
            if op >= FIRST_MACHINE or self.is_loop_step(rest) \
                    or not address_step(self, rest):
                mode.base = self.reg(rest)
                break
        self.mode = saved
        self.rest = saved_rest
        return mode

    def add_address(self, base: Instr | None, index: Instr | None, scale: int, disp: int) -> bool:
        mode = self.mode
        if index is not None and mode.index is not None:
            return False
        total = mode.address.disp + disp
        if not -0x80000000 <= total < 0x80000000:
            return False
        mode.address.disp = total
        if index is not None:
            mode.index = self.reg(index)
            mode.address.scale = scale
        self.rest = base
        return True

    def make_address(self, base: Instr | None, index: Instr | None, scale: int, disp: int) -> Mode:
        mode = Mode()
        if base is not None:
            mode.base = self.reg(base)
        if index is not None:
            mode.index = self.reg(index)
            mode.address.scale = scale
        mode.address.disp = disp
        return mode

    def stack_argument(self, offset: i64) -> Mode:
        """An address in the outgoing argument area."""
        mode = Mode()
        mode.address.base_fixed = RSP
        mode.address.disp = offset
        return mode

    # -- instructions without rules ------------------------------------------------------------

    def match(self, instr: Instr) -> Instr | None:
        found = select(self, instr)
        if found is None:
            op = instr.op
            if op == ir.TRUNC or op == ir.ZEXT or op == ir.PTRTOINT or op == ir.INTTOPTR \
                    or op == ir.BITCAST:
                return self.reg(instr.args[0])      # the same register serves
        return found

    def emit(self, op: i64, type: i64, regs: list[Instr], imm: int) -> Instr:
        if x86.JOl <= op <= x86.JGl or x86.SETOr <= op <= x86.SETGm \
                or x86.CMOVO16rr <= op <= x86.CMOVG64rm:
            regs[len(regs) - 1].mark = 1            # its flags are read: must stay as it is
        return super().emit(op, type, regs, imm)

    def special(self, instr: Instr) -> Instr | None:
        op = instr.op
        if op >= FIRST_MACHINE:
            return select_x87(self, instr) if op == X87 else None
        if op == ir.ASM or op == ir.ASMGOTO:
            return X86AsmSelection(self, GENERAL_MASK, VECTOR_MASK).select(instr)
        if len(instr.args) == 2 and is_vector(int(instr.args[0].type)):
            return self.vector(instr)
        if op == ir.CALL:
            return self.call(instr)
        if op == ir.JUMP:
            return self.emit(JUMP, VOID, [], 0)
        if op == ir.BRANCH:
            return self.branch(instr)
        if op == ir.SELECT:
            return self.conditional_move(instr)
        if op == ir.PTRADD:
            mode = self.address(instr)
            if mode.index is None and mode.address.disp == 0 and mode.base is not None:
                return mode.base
            return self.emit_mem(x86.LEA64rm, PTR, [], 0, mode, 0)
        if op == ir.RETURN:
            return self.returns(instr)
        if op == ir.UNREACHABLE:
            return self.emit(UNREACHABLE, VOID, [], 0)
        if op == ir.INDIRECTJUMP:
            return self.emit(INDIRECT_JUMP, VOID, [self.reg(instr.args[0])], 0)
        if op == ir.SWITCH:
            return self.table_jump(instr)
        if op == UNDEF:
            return self.constant(instr.type, 0)
        if op == ir.FREEZE:
            return self.reg(instr.args[0])
        if op == ir.TRAP:
            return self.emit(x86.UD2, VOID, [], 0)
        if op == ir.UDIV or op == ir.UREM:
            return self.unsigned_division(instr)
        if op == ir.CTZ or op == ir.CLZ:
            return self.bit_scan(instr)
        if op == ir.LOAD and (instr.type == F128 or is_vector(int(instr.type))):
            mode = self.address(instr.args[0])
            size = type_bytes(int(instr.type))
            op = x86.MOVAPSxm if instr.imm >= 16 else x86.MOVUPSxm
            if size == 8:
                op = x86.MOVSDxm
            elif size == 4:
                op = x86.MOVSSxm
            return self.emit_mem(op, instr.type, [], 0, mode, 0)
        if op == ir.STORE:
            value = instr.args[1]
            if (instr.flags & ir.ORDER_MASK) == ir.SEQ_CST:
                return self.atomic(instr)
            if value.type == F128 or is_vector(int(value.type)):
                mode = self.address(instr.args[0])
                size = type_bytes(int(value.type))
                op = x86.MOVAPSmx if instr.imm >= 16 else x86.MOVUPSmx
                if size == 8:
                    op = x86.MOVSDmx
                elif size == 4:
                    op = x86.MOVSSmx
                return self.emit_mem(op, VOID, [self.reg(value)], 0, mode, 0)
            if value.op == CONST and (value.type == F32 or value.type == F64):
                mode = self.address(instr.args[0])
                if value.type == F32:
                    return self.emit_mem(x86.MOV32mi, VOID, [], 0, mode, value.imm)
                if value.imm == 0:
                    return self.emit_mem(x86.MOV64mi, VOID, [], 0, mode, 0)
                return self.emit_mem(x86.MOVSDmx, VOID, [self.reg(value)], 0, mode, 0)
        if op == ir.LOAD and instr.flags & ir.ORDER_MASK or op == ir.ATOMICRMW \
                or op == ir.CMPXCHG or op == ir.FENCE:
            return self.atomic(instr)
        if op == ir.DYNALLOCA:
            return self.dynamic_alloca(instr)
        if op == ir.STACKSAVE:
            return self.emit(STACK_SAVE, PTR, [], 0)
        if op == ir.STACKRESTORE:
            return self.emit(STACK_RESTORE, VOID, [self.reg(instr.args[0])], 0)
        if op == ir.FRAMEADDRESS or op == ir.RETURNADDRESS:
            return self.frame_address(instr)
        if op == ir.FNEG or op == ir.FABS:
            return self.sign_change(instr)
        if op == ir.FCOPYSIGN:
            return self.copy_sign(instr)
        return None

    def vector(self, instr: Instr) -> Instr | None:
        """A lane-wise operation of two whole vectors."""
        lane = int(instr.args[0].type) & 15
        first = instr.args[0]
        second = instr.args[1]
        opcode = vector_opcode(int(instr.op), lane)
        if opcode == 0:
            opcode = vector_less(int(instr.op), lane)
            first, second = second, first
        if opcode == 0:
            return None
        return self.emit(opcode, instr.type, [self.reg(first), self.reg(second)], 0)

    # -- after selection -------------------------------------------------------------------

    def finish(self) -> None:
        """Drop zero extensions of what 32-bit instructions made; read literals from memory."""
        function = self.function
        dropped = False
        for block in function.blocks:
            for instr in block.instrs:
                for arg in instr.args:
                    arg.uses = 0
        for block in function.blocks:
            for instr in block.instrs:
                if instr.op == x86.MOV32rr and self.is_zero_extended(instr.args[0], 3):
                    instr.forward = instr.args[0]
                    dropped = True
                for arg in instr.args:
                    arg.uses += 1
        if self.options.optimize:
            for block in function.blocks:
                self.fold_literals(block)
        if dropped or self.options.optimize:
            function.sweep()

    def is_zero_extended(self, value: Instr, depth: i64) -> bool:
        """Whether the upper half of a register holding an i32 is zero."""
        value = resolve(value)
        op = value.op
        if op >= FIRST_MACHINE and op < FIRST_PSEUDO:
            at = (op - FIRST_MACHINE) * MAX_OPERANDS
            return (tables_gen.OPERAND_KIND[at] == OPERAND_REG
                    and tables_gen.OPERAND_SIZE[at] == 4
                    and tables_gen.OPERAND_CLASS[at] == CLASS_GPR
                    and tables_gen.OPERAND_ACCESS[at] & WRITE != 0)
        if op == PROJ:
            parent = value.args[0].op
            return parent == x86.IDIV32r or parent == x86.DIV32r or parent == x86.MUL32r \
                or parent == x86.IMUL32r
        return False

    def fold_literals(self, block: Block) -> None:
        """A literal loaded for one use in the same block becomes that use's memory operand."""
        changed = False
        for instr in block.instrs:
            op = instr.op
            if op < FIRST_MACHINE or op >= FIRST_PSEUDO or instr.aux is not None:
                continue
            args = instr.args
            last = len(args) - 1
            if last < 0 or last > 1:
                continue
            load = args[last]
            if load.mark != CONSTANT_LOAD or load.uses != 1 or load.block is not block:
                continue
            if load.op != x86.MOVSDxm and load.op != x86.MOVSSxm:
                continue
            plan = RULES.plan(op)
            at = op - FIRST_MACHINE
            for k in range(len(plan)):
                if k == len(plan) - 1 and plan[k] == FROM_ARG:
                    folded = tables_gen.FOLD[at * MAX_OPERANDS + k]
                    size = tables_gen.OPERAND_SIZE[(folded - FIRST_MACHINE) * MAX_OPERANDS + k] \
                        if folded else 0
                    if folded and size <= type_bytes(int(load.type)):
                        instr.op = folded
                        instr.aux = load.aux
                        instr.args = args[:last]
                        load.uses = 0
                        load.mark = 0
                        load.op = BARRIER
                        changed = True
        if changed:
            block.instrs = [i for i in block.instrs if i.op != BARRIER or i.type == VOID]

    # -- atomics and the stack ---------------------------------------------------------------

    def atomic(self, instr: Instr) -> Instr | None:
        """Locked instructions; plain moves are atomic up to 8 bytes (SDM volume 3, 9.1.1)."""
        op = instr.op
        if op == ir.FENCE:
            if (instr.flags & ir.ORDER_MASK) == ir.SEQ_CST:
                return self.emit(x86.MFENCE, VOID, [], 0)
            return self.emit(BARRIER, VOID, [], 0)
        if op == ir.LOAD:
            return None
        width = self.width(instr.args[1].type)
        step = {8: 0, 16: 1, 32: 2, 64: 3, 1: 0}.get(width, -1)
        if step < 0:
            raise Unsupported(f"atomic operation on {width} bits", int(instr.pos))
        mode = self.address(instr.args[0])
        if op == ir.STORE:
            value = instr.args[1]
            if not (value.type <= I64 or value.type == PTR):
                raise Unsupported("atomic store of a float", int(instr.pos))
            return self.emit_mem(XCHG[step], value.type, [self.reg(value)], 0, mode, 0)
        if op == ir.CMPXCHG:
            expected = self.reg(instr.args[1])
            replacement = self.reg(instr.args[2])
            return self.emit_mem(CMPXCHG[step], instr.type, [replacement, expected], 0,
                                 self.locked(mode), 0)
        kind = instr.imm
        value = instr.args[1]
        unused = instr.uses == 0
        if kind == ir.RMW_XCHG:
            return self.emit_mem(XCHG[step], instr.type, [self.reg(value)], 0, mode, 0)
        mode = self.locked(mode)
        if kind == ir.RMW_ADD or kind == ir.RMW_SUB:
            if unused:
                forms = LOCKED_ADD if kind == ir.RMW_ADD else LOCKED_SUB
                return self.emit_mem(forms[step], VOID, [self.reg(value)], 0, mode, 0)
            amount = self.reg(value)
            if kind == ir.RMW_SUB:
                amount = self.emit(x86.NEG64r if step == 3 else x86.NEG32r, value.type,
                                   [amount], 0)
            return self.emit_mem(XADD[step], instr.type, [amount], 0, mode, 0)
        assert unused, "a fetching logical operation is a loop by now"
        forms = LOCKED_AND
        if kind == ir.RMW_OR:
            forms = LOCKED_OR
        elif kind == ir.RMW_XOR:
            forms = LOCKED_XOR
        return self.emit_mem(forms[step], VOID, [self.reg(value)], 0, mode, 0)

    def locked(self, mode: Mode) -> Mode:
        """The address with a lock prefix."""
        address = Prefixed()
        plain = mode.address
        address.base_fixed = plain.base_fixed
        address.scale = plain.scale
        address.disp = plain.disp
        address.symbol = plain.symbol
        address.kind = plain.kind
        address.segment = plain.segment
        address.slot = plain.slot
        address.prefixes = PREFIX_LOCK
        mode.address = address
        return mode

    def dynamic_alloca(self, instr: Instr) -> Instr:
        """Move the stack pointer down; the result lies above the outgoing arguments."""
        align = max(int(instr.imm), 16)
        size = instr.args[0]
        frame = self.frame
        frame.has_dynamic = True
        if size.op == CONST:
            rounded = self.constant(I64, (size.imm + 15 + (align - 16)) & -16)
        else:
            more = self.emit(x86.ADD64ri, I64, [self.reg(size)], 15 + (align - 16))
            rounded = self.emit(x86.AND64ri, I64, [more], -16)
        made = self.emit(DYNAMIC_ALLOCA, PTR, [rounded], 0)
        if align > 16:
            above = self.emit(x86.ADD64ri, PTR, [made], align - 1)
            return self.emit(x86.AND64ri, PTR, [above], -align)
        return made

    def frame_address(self, instr: Instr) -> Instr:
        """__builtin_frame_address and __builtin_return_address: walk the frame chain."""
        level = int(instr.imm)
        returns = instr.op == ir.RETURNADDRESS
        if returns and level == 0:
            mode = Mode()
            mode.address.slot = self.frame.incoming(-8, 8)
            return self.emit_mem(x86.MOV64rm, PTR, [], 0, mode, 0)
        frame = self.emit(FRAME_ADDRESS, PTR, [], 0)
        for _ in range(level):
            mode = Mode()
            mode.base = frame
            frame = self.emit_mem(x86.MOV64rm, PTR, [], 0, mode, 0)
        if not returns:
            return frame
        mode = Mode()
        mode.base = frame
        mode.address.disp = 8
        return self.emit_mem(x86.MOV64rm, PTR, [], 0, mode, 0)

    # -- conditions ------------------------------------------------------------------------------

    def can_fold(self, load: Instr, root: Instr) -> bool:
        if self.no_fold or self.root is None:
            return False
        return super().can_fold(load, self.root)

    def flags_of(self, condition: Instr) -> Instr:
        """Select a truth value as SETcc and take the SETcc away: its opcode tells the condition,
        its argument holds the flags."""
        saved = self.no_fold
        if ir.EQ <= condition.op <= ir.FUNO or ir.SADDO <= condition.op <= ir.UMULO:
            if condition.op != ir.FOEQ and condition.op != ir.FUNE:
                self.no_fold = saved or condition.uses != 1
                made = select(self, condition)
                self.no_fold = saved
                if made is not None and x86.SETOr <= made.op <= x86.SETGm:
                    self.code.pop()
                    return made
                assert made is None
                raise Unsupported("comparison without rule", int(condition.pos))
        if condition.op == ir.TRUNC:
            flags = self.emit(x86.TEST8ri, FLAGS, [self.reg(condition.args[0])], 1)
        else:
            value = self.reg(condition)
            flags = self.emit(x86.TEST8rr, FLAGS, [value, value], 0)
        made = self.emit(x86.SETNEr, I1, [flags], 0)
        self.code.pop()
        return made

    def float_equality(self, condition: Instr) -> Instr:
        """The flags of an ordered-equal comparison."""
        a = self.reg(condition.args[0])
        b = self.reg(condition.args[1])
        op = x86.UCOMISSxx if condition.args[0].type == F32 else x86.UCOMISDxx
        flags = self.emit(op, FLAGS, [a, b], 0)
        flags.mark = 1
        return flags

    def branch(self, instr: Instr) -> Instr:
        """A conditional branch on flags."""
        condition = instr.args[0]
        if condition.op == ir.FOEQ or condition.op == ir.FUNE:
            flags = self.float_equality(condition)
            op = JUMP_ORDERED_EQUAL if condition.op == ir.FOEQ else JUMP_UNORDERED_NOT_EQUAL
            return self.emit(op, VOID, [flags], 0)
        changed = self.changed_memory(instr, condition)
        if changed is not None:
            return self.emit(x86.JEl if condition.op == ir.EQ else x86.JNEl, VOID, [changed], 0)
        setcc = self.flags_of(condition)
        return self.emit(x86.JOl + (setcc.op - x86.SETOr) // 2, VOID, [setcc.args[0]], 0)

    def changed_memory(self, instr: Instr, condition: Instr) -> Instr | None:
        """The instruction that changes memory right before a branch on whether its result is zero;
        its flags say so."""
        if condition.op not in (ir.EQ, ir.NE) or condition.uses != 1 or self.no_fold:
            return None
        result, zero = condition.args
        block = instr.block
        if result.op not in (ir.ADD, ir.SUB, ir.AND, ir.OR, ir.XOR) or result.uses != 2 \
                or zero.op != CONST or zero.imm != 0 or block is None \
                or self.needed[result.id] or result.type not in (I8, I16, I32, I64):
            return None
        at = len(block.instrs) - 2
        if at >= 0 and block.instrs[at] is condition:
            at -= 1
        store = block.instrs[at] if at >= 0 else condition
        load, other = result.args
        if store.op != ir.STORE or store.args[1] is not result \
                or store.flags & (ir.VOLATILE | ir.ORDER_MASK) \
                or load.op != ir.LOAD or load.type != result.type \
                or load.args[0] is not store.args[0] \
                or other.op == CONST and not -(1 << 31) <= other.imm < 1 << 31:
            return None
        root = self.root
        self.root = store
        made = select(self, store) if self.can_fold(load, store) else None
        self.root = root
        if made is None:
            return None
        assert tables_gen.FLAGS_WRITTEN[made.op - FIRST_MACHINE], "a change without flags"
        store.mark = TAKEN
        made.type = FLAGS
        return made

    def conditional_move(self, instr: Instr) -> Instr | None:
        """select of integers: test or compare, then cmov."""
        type = instr.type
        if not (type <= I64 or type == PTR):
            return None
        condition = instr.args[0]
        base: i64 = x86.CMOVO64rr if type in (I64, PTR) else x86.CMOVO32rr
        yes = self.reg(instr.args[1])
        no = self.reg(instr.args[2])
        if condition.op == ir.FOEQ or condition.op == ir.FUNE:
            if condition.op == ir.FUNE:
                yes, no = no, yes
            flags = self.float_equality(condition)
            first = self.emit(base + 2 * 5, type, [yes, no, flags], 0)      # ne: take `no`
            return self.emit(base + 2 * 10, type, [first, no, flags], 0)    # p: take `no`
        setcc = self.flags_of(condition)
        op = base + (setcc.op - x86.SETOr)
        return self.emit(op, type, [no, yes, setcc.args[0]], 0)

    def unsigned_division(self, instr: Instr) -> Instr:
        """div with a cleared upper half."""
        divisor = self.reg(instr.args[1])
        dividend = self.reg(instr.args[0])
        upper = self.constant(instr.type, 0)
        op = x86.DIV64r if instr.type == I64 else x86.DIV32r
        made = self.emit(op, instr.type, [divisor, dividend, upper], 0)
        return made if instr.op == ir.UDIV else self.project(made, instr.type, 1)

    def bit_scan(self, instr: Instr) -> Instr:
        """Count zeros by bsf and bsr, with the width for zero."""
        wide = instr.type == I64
        x = self.reg(instr.args[0])
        limit = 64 if wide else 32
        if instr.op == ir.CTZ:
            default = self.constant(instr.type, limit)
            found = self.emit(x86.BSF64rr if wide else x86.BSF32rr, instr.type, [x], 0)
            found.mark = 1
            return self.emit(x86.CMOVE64rr if wide else x86.CMOVE32rr, instr.type,
                             [found, default, found], 0)
        default = self.constant(instr.type, 2 * limit - 1)
        found = self.emit(x86.BSR64rr if wide else x86.BSR32rr, instr.type, [x], 0)
        found.mark = 1
        moved = self.emit(x86.CMOVE64rr if wide else x86.CMOVE32rr, instr.type,
                          [found, default, found], 0)
        return self.emit(x86.XOR32ri, instr.type, [moved], limit - 1)

    def sign_mask(self, type: i64, inverted: bool) -> Mode:
        """The literal with the sign bit of each 32- or 64-bit lane, or all but it."""
        lane = 1 << 31 if type == F32 else 1 << 63
        bits = 32 if type == F32 else 64
        if inverted:
            lane = (1 << bits) - 1 - lane
        if type == F128:
            lane = (1 << 127) - 1 if inverted else 1 << 127
            bits = 128
        pattern = 0
        for k in range(128 // bits):
            pattern |= lane << (bits * k)
        mode = Mode()
        mode.address.base_fixed = RIP
        mode.address.symbol = self.stream.literal(pattern, 16)
        return mode

    def sign_change(self, instr: Instr) -> Instr | None:
        """fneg and fabs by logic on the sign bit."""
        type = instr.type
        lane = type & 15
        x = self.reg(instr.args[0])
        if instr.op == ir.FNEG:
            return self.emit_mem(x86.XORPSxm, type, [x], 1, self.sign_mask(lane, False), 0)
        return self.emit_mem(x86.ANDPSxm, type, [x], 1, self.sign_mask(lane, True), 0)

    def copy_sign(self, instr: Instr) -> Instr:
        """Magnitude of one, sign of the other."""
        type = instr.type
        magnitude = self.emit_mem(x86.ANDPSxm, type, [self.reg(instr.args[0])], 1,
                                  self.sign_mask(type & 15, True), 0)
        sign = self.emit_mem(x86.ANDPSxm, type, [self.reg(instr.args[1])], 1,
                             self.sign_mask(type & 15, False), 0)
        return self.emit(x86.ORPSxx, type, [magnitude, sign], 0)

    def table_jump(self, instr: Instr) -> Instr:
        """A switch over 0..n-1: load a distance, add the table's address."""
        table = instr.aux
        assert isinstance(table, JumpTable)
        label = self.stream.emitter.label()
        index = self.reg(instr.args[0])
        mode = Mode()
        mode.address.base_fixed = RIP
        mode.address.symbol = label
        base = self.emit_mem(x86.LEA64rm, PTR, [], 0, mode, 0)
        offset_mode = Mode()
        offset_mode.base = base
        offset_mode.index = index
        offset_mode.address.scale = 4
        offset = self.emit_mem(x86.MOVSL64rm, I64, [], 0, offset_mode, 0)
        goal = self.emit(x86.ADD64rr, PTR, [offset, base], 0)
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
        op: i64 = x86.MOV64rm
        type = param.type
        if type == F32:
            op = x86.MOVSSxm
        elif type == F64:
            op = x86.MOVSDxm
        elif type == F128 or is_vector(int(type)):
            op = x86.MOVUPSxm
        elif type in (I32, I16, I8, I1):
            op = x86.MOV32rm
        made = self.emit_mem(op, type, [], 0, mode, 0)
        self.adopt(param, made)

    def store_to(self, mode: Mode, value: Instr) -> None:
        """Store a value to an address, whole slot for narrow integers."""
        type = value.type
        op: i64 = x86.MOV64mr
        if type == F32:
            op = x86.MOVSSmx
        elif type == F64:
            op = x86.MOVSDmx
        elif type == F128 or is_vector(int(type)):
            op = x86.MOVUPSmx
        elif value.op == CONST and type != F80 and -0x80000000 <= value.imm < 0x80000000:
            self.emit_mem(x86.MOV64mi, VOID, [], 0, mode, value.imm)
            return
        self.emit_mem(op, VOID, [self.reg(value)], 0, mode, 0)

    def copy_bytes(self, source: Instr, offset: i64, size: i64) -> None:
        """Copy memory to the outgoing argument area."""
        if size > COPY_INLINE:
            area = self.emit_mem(x86.LEA64rm, PTR, [], 0, self.stack_argument(offset), 0)
            self.rep_movs(area, self.reg(source), size)
            return
        done: i64 = 0
        base = self.reg(source)
        while done < size:
            step: i64 = 8
            load: i64 = x86.MOV64rm
            store: i64 = x86.MOV64mr
            type: i64 = I64
            left = size - done
            if left >= 16 and self.options.use_sse:
                step, load, store, type = 16, x86.MOVUPSxm, x86.MOVUPSmx, F128
            elif left < 8 and left >= 4:
                step, load, store, type = 4, x86.MOV32rm, x86.MOV32mr, I32
            elif left < 4 and left >= 2:
                step, load, store, type = 2, x86.MOVZW32rm, x86.MOV16mr, I16
            elif left < 2:
                step, load, store, type = 1, x86.MOVZB32rm, x86.MOV8mr, I8
            mode = Mode()
            mode.base = base
            mode.address.disp = done
            value = self.emit_mem(load, type, [], 0, mode, 0)
            self.emit_mem(store, VOID, [value], 0, self.stack_argument(offset + done), 0)
            done += step

    def rep_movs(self, target: Instr, source: Instr, size: i64) -> None:
        """Copy a known number of bytes by string instructions."""
        step: i64 = 8 if size % 8 == 0 else 1
        count = self.constant(I64, int(size // step))
        rules = Constraints()
        rules.fixed_args = [RDI, RSI, RCX]
        rules.clobbers = (1 << RDI) | (1 << RSI) | (1 << RCX)
        rules.results = 0
        made = self.emit(REP_MOVS, VOID, [target, source, count], int(step))
        made.aux = Site(rules.finish())

    def callee_register(self, info: LoweredCall, tail: bool) -> int:
        return R11 if info.vector_count >= 0 or tail else -1

    def add_hidden_arguments(self, info: LoweredCall, regs: list[Instr], fixed: list[int]
                             ) -> None:
        if info.vector_count >= 0:
            regs.append(self.constant(I32, int(info.vector_count)))
            fixed.append(RAX)
