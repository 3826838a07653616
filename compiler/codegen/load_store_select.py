"""Selection hooks that all machines with loads and stores answer alike.

Problem: leaves, parameters, table jumps, stack operations and frame walks differ between such
machines in a few opcodes only.  Idea: this class does them with the opcodes of a
`CoreInstructions`; a target's selector adds conditions, constants and atomics.  Addresses are in
`load_store_address.py`.

Invariants: an i1 stands in a register as 0 or 1; every argument on the stack fills whole slots of
eight bytes.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.frame import Frame
from compiler.codegen.load_store_address import AddressSelector
from compiler.codegen.load_store_asm import LoadStoreAsmSelection
from compiler.codegen.load_store_core import (
    BY_ADDRESS,
    COMPARE_EXCHANGE,
    DYNAMIC_ALLOCA,
    EXCHANGE,
    FRAME_ADDRESS,
    RETURN_ADDRESS,
    SLOT_ADDRESS,
    STACK_RESTORE,
    STACK_SAVE,
    SymbolSite,
    TableSite,
    in_vectors,
)
from compiler.codegen.load_store_target import LoadStoreTarget
from compiler.codegen.machine import (
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
from compiler.codegen.options import CodegenOptions
from compiler.codegen.select import Mode
from compiler.codegen.streaming import Stream, Unsupported
from compiler.ir import opcodes as ir
from compiler.ir.instr import BlockLabel, Function, Instr
from compiler.ir.module import TLS_NONE, Symbol
from compiler.ir.types import I32, I64, PTR, VOID, type_bytes


def has_wide_vectors(function: Function) -> bool:
    """Whether a function has values of 16 bytes in vector registers."""
    for block in function.blocks:
        for instr in block.instrs:
            if in_vectors(instr.type) and type_bytes(int(instr.type)) == 16:
                return True
    return False


class LoadStoreSelector(AddressSelector):
    """See the module's docstring."""

    def __init__(self, function: Function, stream: Stream, frame: Frame, options: CodegenOptions,
                 target: LoadStoreTarget) -> None:
        super().__init__(function, stream, frame, options, target.core)
        self.syntax = target.syntax
        registers = target.registers
        self.call_clobbers = registers.call_clobbers
        if registers.half_saved_mask and has_wide_vectors(function):
            self.call_clobbers |= registers.half_saved_mask

    # -- leaves ------------------------------------------------------------------------------

    def is_costly(self, value: Instr) -> bool:
        if value.op == ir.ADDR:
            symbol = value.aux
            return isinstance(symbol, Symbol) and symbol.tls == TLS_NONE
        if value.op == ir.ALLOCA:
            # an access or a sum has no place for the slot's displacement beside an index; anything
            # else wants the address in a register of its own
            return self.root is not None and (
                self.root.op in (ir.LOAD, ir.STORE, ir.PTRADD)
                or ir.TRUNC <= self.root.op <= ir.BITCAST)
        return value.op == ir.CONST and self.is_long(value)

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
            return self.address_of(SymbolSite(self.stream.block(value.aux.block), BY_ADDRESS), 0)
        assert op == ir.POISON
        return self.constant(value.type, 0)

    # -- instructions without rules ------------------------------------------------------------

    def match(self, instr: Instr) -> Instr | None:
        found = self.by_rule(instr)
        if found is None and ir.TRUNC <= instr.op <= ir.BITCAST:
            return self.reinterpret(instr, instr.args[0])
        return found

    def special(self, instr: Instr) -> Instr | None:
        op = instr.op
        if op == ir.CALL:
            return self.truth(self.call(instr), instr.type)
        if op == ir.JUMP:
            return self.emit(JUMP, VOID, [], 0)
        if op == ir.BRANCH:
            return self.branch(instr)
        if op in (ir.LOAD, ir.STORE) and not instr.flags & ir.ORDER_MASK:
            return self.plain_access(instr)
        if op == ir.PTRADD:
            return self.pointer_sum(instr)
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
            return self.emit(self.core.trap, VOID, [], self.core.trap_code)
        if op == ir.FENCE or instr.flags & ir.ORDER_MASK or op in (ir.ATOMICRMW, ir.CMPXCHG):
            return self.atomic(instr)
        if op == ir.ASM or op == ir.ASMGOTO:
            return LoadStoreAsmSelection(self, self.syntax).select(instr)
        if op == ir.DYNALLOCA:
            return self.dynamic_alloca(instr)
        if op == ir.STACKSAVE:
            return self.emit(STACK_SAVE, PTR, [], 0)
        if op == ir.STACKRESTORE:
            return self.emit(STACK_RESTORE, VOID, [self.argument(instr.args[0])], 0)
        if op == ir.FRAMEADDRESS or op == ir.RETURNADDRESS:
            return self.frame_address(instr)
        return None

    def table_jump(self, instr: Instr) -> Instr:
        """A switch over 0..n-1: load a distance, add the table's address."""
        table = instr.aux
        assert isinstance(table, JumpTable)
        label = self.stream.emitter.label()
        base = self.address_of(SymbolSite(label, BY_ADDRESS), 0)
        distance = self.table_entry(base, instr.args[0])
        goal = self.emit(self.core.add, PTR, [distance, base], 0)
        made = self.emit(TABLE_JUMP, VOID, [goal], 0)
        made.aux = TableSite(table.successors, label)
        return made

    def select_param(self, param: Instr) -> None:
        place = param.aux
        if not isinstance(place, LoweredParam):
            raise Unsupported("parameter without a place")
        if place.place.kind == IN_REGISTER:
            if param.uses > 0:
                self.register_param(param)
        elif self.needed[param.id]:
            mode = Mode()
            mode.address.slot = self.frame.incoming(int(place.place.where), 8)
            load = self.core.load_of(param.type)
            self.adopt(param, self.emit_mem(load, param.type, [], 0, mode, 0))

    def register_param(self, param: Instr) -> None:
        """A parameter that comes in a register."""
        if int(param.type) not in self.core.passed_truths:
            self.code.append(param)
            return
        raw = Instr(ir.PARAM, I32, [], param.imm)
        raw.id = self.function.new_id()
        raw.aux = param.aux
        self.needed.append(1)
        self.code.append(raw)
        self.adopt(param, self.truth(raw, param.type))

    def truth(self, value: Instr, type: i64) -> Instr:
        """What a caller or callee made, in the form in which a register holds its type."""
        form = self.core.passed_truths.get(int(type))
        return value if form is None else self.emit(form[0], type, [value], form[1])

    # -- the stack -----------------------------------------------------------------------------

    def dynamic_alloca(self, instr: Instr) -> Instr:
        """Move the stack pointer down; the result lies above the outgoing arguments."""
        align = max(int(instr.imm), 16)
        size = instr.args[0]
        self.frame.has_dynamic = True
        more = align - 1
        if size.op == ir.CONST:
            rounded = self.constant(I64, (size.imm + more) & -16)
        else:
            rounded = self.emit(self.core.and_immediate, I64,
                                [self.plus(self.reg(size), more)], -16)
        made = self.emit(DYNAMIC_ALLOCA, PTR, [rounded], 0)
        return self.round_down(self.plus(made, more), align) if align > 16 else made

    def plus(self, value: Instr, amount: int) -> Instr:
        """A register and a constant."""
        if amount < self.core.largest_immediate:
            return self.emit(self.core.add_immediate, I64, [value], amount)
        return self.emit(self.core.add, I64, [value, self.constant(I64, amount)], 0)

    def callee_register(self, info: LoweredCall, tail: bool) -> int:
        return self.core.callee if tail else -1

    def frame_address(self, instr: Instr) -> Instr:
        """__builtin_frame_address and __builtin_return_address: walk the frame records."""
        level = int(instr.imm)
        returns = instr.op == ir.RETURNADDRESS
        self.frame.has_calls = True           # so that the link register is saved
        if returns and level == 0:
            return self.emit(RETURN_ADDRESS, PTR, [], 0)
        frame = self.emit(FRAME_ADDRESS, PTR, [], 0)
        for step in range(level + (1 if returns else 0)):
            mode = Mode(frame)
            mode.address.disp = self.core.return_place if step == level else self.core.caller_frame
            frame = self.emit_mem(self.core.load, PTR, [], 0, mode, 0)
        return frame

    def fence(self) -> Instr:
        """A fence in both directions."""
        op, immediate = self.core.fence
        return self.emit(op, VOID, [], immediate)

    def atomic(self, instr: Instr) -> Instr | None:
        """Atomic operations, ordered loads and stores, fences."""
        if instr.op == ir.FENCE:
            return self.fence()
        if instr.op in (ir.LOAD, ir.STORE):
            return self.ordered_access(instr)
        return self.atomic_change(instr)

    def exclusive_loop(self, instr: Instr) -> Instr:
        """An atomic change by a loop of exclusive accesses: its result is written before all is
        read."""
        size = max(1, type_bytes(int(instr.type)))
        regs = [self.argument(arg) for arg in instr.args]
        if instr.op == ir.CMPXCHG:
            made = self.emit(COMPARE_EXCHANGE, instr.type, regs, size)
        else:
            made = self.emit(EXCHANGE, instr.type, regs, instr.imm << 4 | size)
        rules = Constraints()
        rules.fixed_args = [-1] * len(regs)
        rules.fixed_results = [-1]
        rules.early = True
        made.aux = Site(rules.finish())
        return made

    def finish(self) -> None:
        """Drop extensions of what is extended already."""
        dropped = False
        for block in self.function.blocks:
            for instr in block.instrs:
                if instr.op >= ir.FIRST_MACHINE and self.is_superfluous(instr):
                    instr.forward = instr.args[0]
                    dropped = True
        if dropped:
            self.function.sweep()

    # -- hooks of a target -------------------------------------------------------------------

    def is_superfluous(self, instr: Instr) -> bool:
        """Whether an instruction leaves its argument as it is."""
        raise NotImplementedError

    def by_rule(self, instr: Instr) -> Instr | None:
        """What the generated rules make of an instruction."""
        raise NotImplementedError

    def reinterpret(self, instr: Instr, source: Instr) -> Instr:
        """A change of type that no rule does: the same register serves, or its bits move to
        another file."""
        if in_vectors(source.type) == in_vectors(instr.type):
            return self.argument(source)
        if type_bytes(int(instr.type)) != 8 or type_bytes(int(source.type)) != 8:
            raise Unsupported("conversion between register classes", int(instr.pos))
        _, out, back = self.syntax.bits
        return self.emit(back if in_vectors(instr.type) else out, instr.type,
                         [self.argument(source)], 0)

    def is_long(self, constant: Instr) -> bool:
        """Whether a constant is worth making before a loop."""
        raise NotImplementedError

    def constant(self, type: i64, value: int) -> Instr:
        """A constant in a register."""
        raise NotImplementedError

    def branch(self, instr: Instr) -> Instr:
        """Compare and branch."""
        raise NotImplementedError

    def table_entry(self, base: Instr, index: Instr) -> Instr:
        """The 32-bit distance number `index` of a table, widened."""
        raise NotImplementedError

    def round_down(self, value: Instr, align: int) -> Instr:
        """An address rounded down to a power of two."""
        return self.emit(self.core.and_immediate, PTR, [value], -align)

    def ordered_access(self, instr: Instr) -> Instr | None:
        """A load or store that is atomic, of whatever order."""
        raise NotImplementedError

    def atomic_change(self, instr: Instr) -> Instr:
        """ATOMICRMW and CMPXCHG."""
        raise NotImplementedError
