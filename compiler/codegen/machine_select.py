"""Selection services that every target's selector needs: leaves, slots, thread-local models, calls.

Problem: constants and addresses are made where they are used, loops want them made once before,
calls and returns put values into fixed registers; none of that depends on the machine's forms.
Idea: the class between the walk (`select.py`) and a target's selector, which says only how to
make one leaf, how to store an argument, and which registers a call destroys.

Invariants: the address of a stack slot and of a symbol is made where it is used (it is cheap and
never spilled) or at the end of the block before the outermost loop.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.frame import Frame
from compiler.codegen.machine import (
    BY_COPY,
    CALL,
    IN_REGISTER,
    ON_STACK,
    RETURN,
    CallSite,
    Constraints,
    IncomingSlot,
    LoweredCall,
    LoweredReturn,
    Site,
    mask_of,
)
from compiler.codegen.options import PIC_LIBRARY, CodegenOptions
from compiler.codegen.select import Mode, Selector
from compiler.codegen.streaming import Stream
from compiler.ir import softfloat
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.module import (
    TLS_INITIAL_EXEC,
    TLS_LOCAL_EXEC,
    StackSlot,
    Symbol,
)
from compiler.ir.opcodes import ADDR, ALLOCA, FIRST_MACHINE, PARAM, TAIL
from compiler.ir.types import F32, VOID


class MachineSelector(Selector):
    """See the module's docstring."""

    def __init__(self, function: Function, stream: Stream, frame: Frame,
                 options: CodegenOptions) -> None:
        super().__init__(function, options)
        self.stream = stream
        self.frame = frame
        self.slot_numbers: dict[int, int] = {}     # alloca id -> frame slot
        self.shared: dict[int, Instr] = {}         # leaves made before loops
        self.call_clobbers: i64 = 0                # registers that a call destroys

    # -- leaves ------------------------------------------------------------------------------

    def reg(self, value: Instr) -> Instr:
        if value.op < FIRST_MACHINE and (value.op < PARAM or value.op == ALLOCA):
            return self.leaf(value)
        self.needed[value.id] = 1
        return value

    def leaf(self, value: Instr) -> Instr:
        if self.is_costly(value):
            block = self.preheader()
            if block is not None:
                return self.once(value, block)
        return self.make_leaf(value)

    def once(self, value: Instr, block: Block) -> Instr:
        """The value made at the end of `block`, shared by all uses in the loop behind it."""
        key = int(value.id) * len(self.hoisted) + int(block.order)
        made = self.shared.get(key)
        if made is None:
            code = self.code
            self.code = self.hoisted[block.order]
            made = self.make_leaf(value)
            self.code = code
            self.shared[key] = made
        return made

    def float_bits(self, type: i64, text: str) -> int:
        bits = softfloat.parse(text, int(type) - F32 + softfloat.F32)
        assert bits is not None
        return bits

    def slot_of(self, alloca: Instr) -> int:
        """The frame slot of an alloca."""
        number = self.slot_numbers.get(int(alloca.id))
        if number is None:
            info = alloca.aux
            if isinstance(info, IncomingSlot):
                number = self.frame.incoming(info.incoming, alloca.imm)
            else:
                align = info.align if isinstance(info, StackSlot) else 8
                number = self.frame.slot(max(alloca.imm, 1), align)
                if isinstance(info, StackSlot):
                    self.frame.slots[number].name = info.name
                    self.frame.slots[number].home = info
            self.slot_numbers[int(alloca.id)] = number
        return number

    def tls_model(self, symbol: Symbol) -> int:
        """The access model: the cheapest that the kind of output allows."""
        if self.options.pic != PIC_LIBRARY:
            return TLS_LOCAL_EXEC if self.stream.binds_locally(symbol) and (
                symbol.data is not None) else TLS_INITIAL_EXEC
        return int(symbol.tls)

    # -- calls -------------------------------------------------------------------------------

    def call(self, instr: Instr) -> Instr:
        """A lowered call: stack arguments, register arguments, the call, its results."""
        info = instr.aux
        assert isinstance(info, LoweredCall)
        frame = self.frame
        tail = bool(instr.flags & TAIL) and info.stack_size == 0
        if not tail:
            frame.has_calls = True
        frame.outgoing_size = max(frame.outgoing_size, int(info.stack_size))
        args = instr.args
        for k in range(1, len(args)):
            place = info.places[k - 1]
            if place.kind == BY_COPY:
                self.copy_bytes(args[k], place.where, place.size)
        for k in range(1, len(args)):
            place = info.places[k - 1]
            if place.kind == ON_STACK:
                self.store_to(self.stack_argument(place.where), args[k])
        rules = Constraints()
        callee = args[0]
        regs: list[Instr] = []
        fixed: list[int] = []
        symbol: Symbol | None = None
        if callee.op == ADDR:
            assert isinstance(callee.aux, Symbol)
            if self.options.plt or self.stream.binds_locally(callee.aux):
                symbol = callee.aux
        if symbol is None:
            regs.append(self.reg(callee))
            fixed.append(self.callee_register(info, tail))
        for k in range(1, len(args)):
            place = info.places[k - 1]
            if place.kind == IN_REGISTER:
                regs.append(self.argument(args[k]))
                fixed.append(int(place.where))
        self.add_hidden_arguments(info, regs, fixed)
        rules.fixed_args = fixed
        clobbers: i64 = self.call_clobbers
        for place in info.results:
            if place.where < 62:
                rules.fixed_results.append(int(place.where))
                clobbers &= ~(mask_of(place.where))
        rules.results = len(rules.fixed_results)
        rules.clobbers = clobbers
        site = CallSite(rules.finish(), symbol)
        site.noreturn = info.noreturn
        site.tail = tail
        if symbol is not None:
            self.stream.symbol(symbol)
            site.plt = not self.stream.binds_locally(symbol)
        made = self.emit(CALL, instr.type, regs, 0)
        made.aux = site
        return made

    def returns(self, instr: Instr) -> Instr:
        """A lowered return: results in their registers."""
        info = instr.aux
        rules = Constraints()
        rules.results = 0
        regs: list[Instr] = []
        if isinstance(info, LoweredReturn):
            for k in range(len(instr.args)):
                if info.places[k].where < 62:
                    rules.fixed_args.append(int(info.places[k].where))
                    regs.append(self.argument(instr.args[k]))
        made = self.emit(RETURN, VOID, regs, 0)
        made.aux = Site(rules.finish())
        return made

    # -- hooks of a target -------------------------------------------------------------------

    def is_costly(self, value: Instr) -> bool:
        """Whether making the leaf takes a load, an address or a long immediate."""
        raise NotImplementedError

    def make_leaf(self, value: Instr) -> Instr:
        """Materialise a constant or address here."""
        raise NotImplementedError

    def argument(self, value: Instr) -> Instr:
        """The value in a register of its class, for a fixed place."""
        return self.reg(value)

    def stack_argument(self, offset: i64) -> Mode:
        """An address in the outgoing argument area."""
        raise NotImplementedError

    def store_to(self, mode: Mode, value: Instr) -> None:
        """Store a value to an address, whole slot for narrow integers."""
        raise NotImplementedError

    def copy_bytes(self, source: Instr, offset: i64, size: i64) -> None:
        """Copy memory to the outgoing argument area."""
        raise NotImplementedError

    def callee_register(self, info: LoweredCall, tail: bool) -> int:
        """The register for the address of an indirect call, or -1; of a tail call it must be one
        that the epilogue leaves alone."""
        raise NotImplementedError

    def add_hidden_arguments(self, info: LoweredCall, regs: list[Instr], fixed: list[int]
                             ) -> None:
        """Arguments that the convention adds to every call."""
