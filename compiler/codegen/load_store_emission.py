"""From allocated instructions to the emitter on machines with loads and stores.

Problem: displacements have few bits, constants and addresses take several instructions; what does
not fit goes through scratch registers.  Idea: this class writes moves, spills, slot accesses,
values that are made again, calls and branches from a `CoreInstructions`; a target's class says how
far a displacement reaches and how constants, symbols and atomics are made.

Invariants: every argument has `reg`; frame slots are laid out (`load_store_frame.py`).
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import Label, Operands
from compiler.codegen.frame import Frame
from compiler.codegen.load_store_core import (
    BY_THREAD_CALL,
    COMPARE_EXCHANGE,
    DYNAMIC_ALLOCA,
    EXCHANGE,
    FIRST_VECTOR,
    FRAME_ADDRESS,
    JOINED_ACCESS,
    LITERAL,
    RETURN_ADDRESS,
    SLOT_ADDRESS,
    STACK_RESTORE,
    STACK_SAVE,
    SYMBOL_ADDRESS,
    TLS_CALL,
    ZERO_OPERAND,
    CoreInstructions,
    JoinedAccess,
    SymbolSite,
    TableSite,
    TlsSite,
    in_vectors,
    op_l,
    op_m,
    op_r,
)
from compiler.codegen.load_store_frame import FrameEmission
from compiler.codegen.machine import CALL, COPY, MOVE_SLOT, RELOAD, SPILL, SWAP
from compiler.codegen.operands import FROM_MEMORY, OperandRules, fill_registers
from compiler.codegen.streaming import Stream
from compiler.ir.instr import Instr
from compiler.ir.opcodes import RMW_NAND, RMW_XCHG
from compiler.ir.types import F128, FLAGS, PTR
from compiler.target.machine import AddressMode


class Emission(FrameEmission):
    """See the module's docstring; targets override the hooks at the end."""

    def __init__(self, core: CoreInstructions, rules: OperandRules) -> None:
        super().__init__(core)
        self.rules = rules

    def slot_access(self, stream: Stream, frame: Frame, register: i64, slot: int, type: i64,
                    store: bool) -> None:
        """Load or store a spill slot."""
        self.access(stream, self.core.spill_of(register, type, store), register,
                    self.slot_base(frame), self.slot_offset(frame, frame.slots[slot].offset))

    # -- instructions with rows ----------------------------------------------------------------

    def emit_machine(self, stream: Stream, frame: Frame, instr: Instr) -> None:
        """Encode one instruction that has a row."""
        operands = stream.operands
        operands.clear()
        op = instr.op
        plan = self.rules.plan(op)
        mode = instr.aux
        if not isinstance(mode, AddressMode):
            if FROM_MEMORY in plan:
                raise AssertionError("a memory operand without an address")
            fill_registers(operands, plan, instr, 0)
            stream.emitter.instruction(op, operands)
            return
        parts: i64 = (1 if mode.has_base else 0) + (1 if mode.has_index else 0)
        at = fill_registers(operands, plan, instr, parts)
        base = mode.base_fixed
        disp = mode.disp
        if mode.has_base:
            base = instr.args[at].reg
            at += 1
        if mode.slot >= 0:
            base = self.slot_base(frame)
            disp += self.slot_offset(frame, frame.slots[mode.slot].offset)
        if mode.symbol is None and not self.reaches(op, disp):
            disp = self.bring_near(stream, base, disp)
            base = self.core.scratch
            operands.clear()
            fill_registers(operands, plan, instr, parts)
        if mode.has_index:
            operands.index = instr.args[at].reg
            operands.scale = mode.scale
            operands.extend = mode.extend
        operands.base = base
        operands.disp = disp
        if mode.symbol is not None:
            operands.symbol = mode.symbol
            operands.kind = mode.kind
            op = self.by_symbol(op, operands)
        stream.emitter.instruction(op, operands)

    # -- values that are made again ------------------------------------------------------------

    def rematerialises(self, value: Instr) -> bool:
        """Whether a value is a constant or an address of a symbol or slot."""
        op = value.op
        return op == self.core.constant or op in (SLOT_ADDRESS, SYMBOL_ADDRESS, LITERAL)

    def make_again(self, stream: Stream, frame: Frame, value: Instr, register: i64) -> None:
        """Compute a rematerialised value into a register."""
        if value.op == self.core.constant:
            self.make_constant(stream, register, value)
        elif value.op == SLOT_ADDRESS:
            mode = value.aux
            assert isinstance(mode, AddressMode)
            disp = mode.disp + self.slot_offset(frame, frame.slots[mode.slot].offset)
            self.add_constant(stream, register, self.slot_base(frame), disp)
        else:
            site = value.aux
            assert isinstance(site, SymbolSite)
            if value.op == LITERAL:
                self.load_literal(stream, register, site.label, value.type)
            else:
                self.symbol_address(stream, register, site.way, site.label, value.imm)

    # -- moves ---------------------------------------------------------------------------------

    def emit_move(self, stream: Stream, frame: Frame, instr: Instr) -> bool:
        """Encode copies, spills and the like; False if the opcode is another's business."""
        op = instr.op
        if op == COPY:
            self.move(stream, instr.reg, instr.args[0].reg, instr.type)
        elif op == SPILL:
            source = instr.args[0]
            self.slot_access(stream, frame, source.reg, instr.imm, source.type, True)
        elif op == RELOAD:
            value = instr.forward
            assert value is not None
            if self.rematerialises(value):
                self.make_again(stream, frame, value, instr.reg)
            else:
                self.slot_access(stream, frame, instr.reg, instr.imm, instr.type, False)
        elif op == SWAP:
            a = instr.args[0].reg
            b = instr.args[1].reg
            scratch = self.core.vector_scratch if a >= FIRST_VECTOR else self.core.scratch
            self.move(stream, scratch, a, F128)
            self.move(stream, a, b, F128)
            self.move(stream, b, scratch, F128)
        elif op == MOVE_SLOT:
            if instr.mark >= 0:
                scratch = self.slot_scratch(instr.type)
                self.slot_access(stream, frame, scratch, int(instr.mark), instr.type, False)
                self.slot_access(stream, frame, scratch, instr.imm, instr.type, True)
                return True
            value = instr.forward
            assert value is not None
            scratch = self.make_for_slot(stream, frame, value)
            self.slot_access(stream, frame, scratch, instr.imm, value.type, True)
        else:
            return False
        return True

    def make_for_slot(self, stream: Stream, frame: Frame, value: Instr) -> i64:
        """Make a rematerialised value in a scratch register, which is returned."""
        core = self.core
        if in_vectors(value.type):
            self.make_again(stream, frame, value, core.vector_scratch)
            return core.vector_scratch
        scratch = self.slot_scratch(value.type)
        if scratch < FIRST_VECTOR:
            self.make_again(stream, frame, value, scratch)
        else:
            self.make_again(stream, frame, value, core.scratch)
            op_r(stream, core.to_vector, scratch, core.scratch)
        return scratch

    # -- exclusive accesses --------------------------------------------------------------------

    def exclusive_loop(self, stream: Stream, instr: Instr) -> None:
        """COMPARE_EXCHANGE and EXCHANGE: load the old value, which is the result; unless it is
        another than expected, store the new one; again when something came between."""
        emitter = stream.emitter
        load, store = self.core.exclusive[instr.imm & 15]
        old = instr.reg
        pointer = instr.args[0].reg
        again = emitter.label()
        done = emitter.label()
        emitter.define(again)
        op_m(stream, load, old, pointer, 0)
        if instr.op == COMPARE_EXCHANGE:
            self.unless_equal(stream, instr, old, instr.args[1].reg, done)
            value = instr.args[2].reg
        else:
            value = self.changed(stream, instr, old, instr.args[1].reg)
        op_m(stream, store, self.core.status, pointer, 0, value)
        op_l(stream, self.core.branch_nonzero, again, self.core.status)
        emitter.define(done)

    def changed(self, stream: Stream, instr: Instr, old: i64, value: i64) -> i64:
        """The register with what an EXCHANGE makes of the old value."""
        kind = instr.imm >> 4
        if kind == RMW_XCHG:
            return value
        core = self.core
        op_r(stream, core.changes[kind][1 if instr.imm & 15 == 8 else 0], core.scratch, old, value)
        if kind == RMW_NAND:
            op_r(stream, core.complement, core.scratch, core.scratch)
        return core.scratch

    # -- pseudo instructions -------------------------------------------------------------------

    def emit_pseudo(self, stream: Stream, frame: Frame, instr: Instr) -> None:
        """Calls and the pseudo instructions that reach emission."""
        op = instr.op
        core = self.core
        if op == ZERO_OPERAND:
            return
        if self.rematerialises(instr):
            self.make_again(stream, frame, instr, instr.reg)
        elif op == CALL:
            self.transfer(stream, instr, core.call, core.call_register)
        elif op == DYNAMIC_ALLOCA:
            op_r(stream, core.subtract, core.stack_pointer, core.stack_pointer,
                 instr.args[0].reg)
            self.add_constant(stream, instr.reg, core.stack_pointer, frame.outgoing_size)
        elif op == STACK_SAVE:
            self.move(stream, instr.reg, core.stack_pointer, PTR)
        elif op == STACK_RESTORE:
            self.move(stream, core.stack_pointer, instr.args[0].reg, PTR)
        elif op == FRAME_ADDRESS:
            self.move(stream, instr.reg, core.frame_pointer, PTR)
        elif op == RETURN_ADDRESS:
            self.access(stream, core.load, instr.reg, self.slot_base(frame),
                        self.slot_offset(frame, frame.anchor + core.return_place))
        elif op == JOINED_ACCESS:
            joined = instr.aux
            assert isinstance(joined, JoinedAccess)
            op_m(stream, joined.opcode(), joined.register, joined.base, joined.disp, joined.second)
        elif op == TLS_CALL:
            thread = instr.aux
            assert isinstance(thread, TlsSite)
            label = stream.symbol(thread.symbol)
            self.symbol_address(stream, instr.reg, BY_THREAD_CALL, label, 0)
        elif op in (COMPARE_EXCHANGE, EXCHANGE):
            self.exclusive_loop(stream, instr)
        else:
            raise AssertionError(f"pseudo instruction {op} reached emission")

    def emit_conditional(self, stream: Stream, instr: Instr, inverted: bool, taken: Label,
                         other: Label | None) -> None:
        """See Target.emit_conditional.  Flags have no register that is written; the zero register
        has their type, so that nothing is allocated for it."""
        args = instr.args
        operands = stream.operands
        operands.clear()
        if args[0].type != FLAGS or args[0].op == ZERO_OPERAND:
            operands.r0 = args[0].reg
            operands.imm = instr.imm
        if len(args) > 1:
            operands.r1 = args[1].reg
        operands.symbol = taken
        op: i64 = self.core.inverse[int(instr.op)] if inverted else instr.op
        stream.emitter.instruction(op, operands)
        if other is not None:
            op_l(stream, self.core.jump, other)

    def emit_table_jump(self, stream: Stream, instr: Instr, labels: list[Label]) -> None:
        """Jump to the address in the argument; the table of 32-bit distances goes to .rodata."""
        table = instr.aux
        assert isinstance(table, TableSite)
        op_r(stream, self.core.jump_register, instr.args[0].reg)
        stream.add_table(table.label, labels)

    # -- hooks of a target ---------------------------------------------------------------------

    def by_symbol(self, op: i64, operands: Operands) -> i64:
        """The opcode of an access to a symbol, its operands complete."""
        return op

    def slot_scratch(self, type: i64) -> i64:
        """A register through which a value of this type goes from slot to slot."""
        raise NotImplementedError

    def make_constant(self, stream: Stream, register: i64, value: Instr) -> None:
        """A constant into a register."""
        raise NotImplementedError

    def load_literal(self, stream: Stream, register: i64, label: Label, type: i64) -> None:
        """A constant from memory."""
        raise NotImplementedError

    def unless_equal(self, stream: Stream, instr: Instr, old: i64, expected: i64, done: Label
                     ) -> None:
        """Jump if an old value of a COMPARE_EXCHANGE is not the expected one."""
        raise NotImplementedError
