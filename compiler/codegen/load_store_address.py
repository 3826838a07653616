"""Addresses and memory accesses of machines with loads and stores.

Problem: an access takes a base and a displacement of few bits, on some machines a scaled or widened
index instead; symbols and slots want to be part of it, and zero needs no register of its own.
Idea: this class makes the address of an access from the sums that lead to it, and the accesses that
are the same for every type; a target says which displacements have room, its `CoreInstructions`
what becomes of symbols and which indexes there are.

Invariant: the address of a stack slot and of a symbol is made where it is used.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.frame import Frame
from compiler.codegen.load_store_core import (
    BY_ADDRESS,
    BY_GOT,
    BY_HIGH_PART,
    BY_THREAD_GOT,
    BY_THREAD_OFFSET,
    LITERAL,
    SLOT_ADDRESS,
    SYMBOL_ADDRESS,
    TLS_CALL,
    ZERO_OPERAND,
    CoreInstructions,
    SymbolSite,
    TlsSite,
    in_vectors,
)
from compiler.codegen.machine import Constraints
from compiler.codegen.machine_select import MachineSelector
from compiler.codegen.options import CodegenOptions
from compiler.codegen.select import Mode
from compiler.codegen.streaming import Stream
from compiler.ir import opcodes as ir
from compiler.ir.instr import Function, Instr
from compiler.ir.module import TLS_INITIAL_EXEC, TLS_LOCAL_EXEC, TLS_NONE, Symbol
from compiler.ir.types import FLAGS, I32, PTR, VOID, is_vector, type_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FRAME_LIMIT: Final = 1 << 31


def is_zero(value: Instr) -> bool:
    """An integer or null constant 0."""
    return value.op == ir.CONST and value.imm == 0 and not in_vectors(value.type)


class AddressSelector(MachineSelector):
    """See the module's docstring."""

    def __init__(self, function: Function, stream: Stream, frame: Frame, options: CodegenOptions,
                 core: CoreInstructions) -> None:
        super().__init__(function, stream, frame, options)
        self.core = core

    def zero(self) -> Instr:
        """The zero register as an operand."""
        made = self.emit(ZERO_OPERAND, FLAGS, [], 0)
        made.reg = self.core.zero
        return made

    def literal(self, type: i64, value: int) -> Instr:
        """The bits of a float or vector from memory."""
        size = type_bytes(int(type))
        made = self.emit(LITERAL, type, [], 0)
        made.aux = SymbolSite(self.stream.literal(value & ((1 << 8 * size) - 1), size),
                              BY_HIGH_PART)
        return made

    def address_of(self, site: SymbolSite, addend: int) -> Instr:
        """A SYMBOL_ADDRESS."""
        made = self.emit(SYMBOL_ADDRESS, PTR, [], addend)
        made.aux = site
        return made

    def symbol_address(self, symbol: Symbol, addend: int) -> Instr:
        """The address of a symbol in a register."""
        label = self.stream.symbol(symbol)
        way = BY_ADDRESS if self.stream.is_direct(symbol) else BY_GOT
        if symbol.tls != TLS_NONE:
            model = self.tls_model(symbol)
            if model < TLS_INITIAL_EXEC:
                made = self.emit(TLS_CALL, PTR, [], 0)
                made.aux = TlsSite(self.thread_call(), symbol)
                self.frame.has_calls = True
                return made
            way = BY_THREAD_OFFSET if model == TLS_LOCAL_EXEC else BY_THREAD_GOT
        return self.address_of(SymbolSite(label, way), addend)

    def thread_call(self) -> Constraints:
        """The registers of a TLS_CALL."""
        rules = Constraints()
        rules.fixed_results = [self.core.thread_result]
        rules.clobbers = self.core.thread_clobbers
        return rules.finish()

    # -- addresses -----------------------------------------------------------------------------

    def address(self, pointer: Instr) -> Mode:
        """Slots and symbols directly, then constant offsets, then where there is none an index."""
        mode = Mode()
        address = mode.address
        rest = pointer
        while mode.index is None:
            op = rest.op
            if op == ir.ALLOCA:
                address.slot = self.slot_of(rest)
                return mode
            if op == ir.ADDR and self.preheader() is None:
                symbol = self.direct_symbol(rest)
                if symbol is not None and self.take_symbol(mode, symbol):
                    return mode
            if op != ir.PTRADD or self.is_loop_step(rest):
                break
            offset = rest.args[1]
            if offset.op == ir.CONST:
                if not self.takes_displacement(int(address.disp + offset.imm)):
                    break
                address.disp += offset.imm
            elif address.disp != 0 or not self.take_index(mode, rest):
                break
            rest = rest.args[0]
        mode.base = self.reg(rest)
        return mode

    def plain_address(self, pointer: Instr) -> Mode:
        """An address without displacement, as ordered and atomic accesses take it."""
        return Mode(self.reg(pointer))

    def stack_argument(self, offset: i64) -> Mode:
        mode = Mode()
        mode.address.base_fixed = self.core.stack_pointer
        mode.address.disp = offset
        return mode

    def direct_symbol(self, address: Instr) -> Symbol | None:
        """The symbol of an `addr` whose place is known relative to the code, None for others."""
        symbol = address.aux
        assert isinstance(symbol, Symbol)
        if symbol.tls != TLS_NONE or not self.stream.is_direct(symbol):
            return None
        return symbol

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
        least, above = self.core.addends
        if base.op == ir.ADDR and least <= total < above and self.preheader() is None:
            symbol = self.direct_symbol(base)
            if symbol is not None:
                return self.symbol_address(symbol, total)
        return None

    # -- accesses ------------------------------------------------------------------------------

    def access(self) -> tuple[int, int]:
        """Size and alignment of the memory access being selected, (1, 1): unknown."""
        root = self.root
        assert root is not None
        access = root.args[0] if ir.TRUNC <= root.op <= ir.BITCAST else root
        if access.op not in (ir.LOAD, ir.STORE):
            return 1, 1
        held = access.args[1] if access.op == ir.STORE else root if root.op == ir.TRUNC else access
        return max(1, type_bytes(int(held.type))), max(1, int(access.imm))

    def take_symbol(self, mode: Mode, symbol: Symbol) -> bool:
        """Complete an address by a symbol: by its low part where the access is aligned, so that it
        can hold that, or by all of it; False: it stays in a register."""
        address = mode.address
        if self.core.low_part:
            size, align = self.access()
            if align < size or address.disp % size or (
                    symbol.data is not None and symbol.data.align < size):
                return False
        address.symbol = self.stream.symbol(symbol)
        if self.core.low_part:
            address.kind = self.core.low_part
            high_part = SymbolSite(address.symbol, BY_HIGH_PART)
            mode.base = self.address_of(high_part, int(address.disp))
        return True

    def take_index(self, mode: Mode, sum: Instr) -> bool:
        """Use the second part of a PTRADD as an index, scaled by the access's size or widened,
        unless the sum is in a register for a later access."""
        extensions = self.core.index_extensions
        root = self.root
        if not extensions or root is not None and sum.block is root.block and self.needed[sum.id]:
            return False
        offset = sum.args[1]
        if offset.op >= ir.FIRST_MACHINE:
            mode.index = self.reg(offset)
            return True
        size = self.access()[0]
        address = mode.address
        if offset.op == ir.SHL and offset.args[1].op == ir.CONST and size > 1 and (
                1 << offset.args[1].imm == size) and offset.args[0].op != ir.CONST:
            address.scale = size
            offset = offset.args[0]
        if offset.op in (ir.SEXT, ir.ZEXT) and offset.args[0].type == I32 and (
                offset.args[0].op != ir.CONST):
            address.extend = extensions[int(offset.op)]
            offset = offset.args[0]
        mode.index = self.reg(offset)
        return True

    def plain_access(self, instr: Instr) -> Instr | None:
        """Loads and stores of vectors, and of zero by the zero register; None: others."""
        core = self.core
        loads = instr.op == ir.LOAD
        value = instr if loads else instr.args[1]
        size = type_bytes(int(value.type))
        if value.op == ir.CONST and value.imm == 0 and max(1, size) in core.stores:
            return self.emit_mem(core.stores[max(1, size)], VOID, [self.zero()], 1,
                                 self.address(instr.args[0]), 0)
        if not is_vector(int(value.type)) or size not in core.vector_loads:
            return None
        mode = self.address(instr.args[0])
        if loads:
            return self.emit_mem(core.load_of(value.type), value.type, [], 0, mode, 0)
        return self.emit_mem(core.store_of(value.type), VOID, [self.reg(value)], 1, mode, 0)

    def store_to(self, mode: Mode, value: Instr) -> None:
        held = self.zero() if is_zero(value) else self.reg(value)
        self.emit_mem(self.core.store_of(value.type), VOID, [held], 1, mode, 0)

    # -- hooks of a target -------------------------------------------------------------------

    def takes_displacement(self, disp: int) -> bool:
        """Whether the memory access being selected has room for a displacement."""
        raise NotImplementedError
