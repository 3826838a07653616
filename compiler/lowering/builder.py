"""Emission of instructions with constants folded on the way.

Problem: every topic of lowering emits instructions; constants and trivial identities must vanish at
every level, so that branches on constants are decided.  Idea: one method for each shape of
instruction; the value of an operation on constants comes from `ir/fold.py` alone, identities here
are those that need no flag and no proof (x+0, x*1, x&0, conversions to the same type).

Invariants: there is always a current block; `reachable` is False while it is one that no edge will
ever lead to: instructions may be put there, it is never part of the function.  An edge is only made
from a reachable block.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir import opcodes as o
from compiler.ir.fold import fold
from compiler.ir.instr import Block, Function, Instr, add_edge
from compiler.ir.module import WEAK, SwitchInfo, Symbol
from compiler.ir.types import I1, I128, PTR, VOID, type_bits, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Result is operand 0 when operand 1 is zero.
ZERO_RIGHT: Final = {o.ADD: True, o.SUB: True, o.OR: True, o.XOR: True, o.SHL: True, o.LSHR: True,
                     o.ASHR: True, o.PTRADD: True}
# What `branch` carries in imm: which way it likely goes (0: no hint).
LIKELY_TRUE: Final = 1
LIKELY_FALSE: Final = 2


class Builder:
    """The place where instructions go, and ways to make them."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.pointer_bits: i64 = function.pointer_bits
        self.pointer_integer: i64 = 5 if function.pointer_bits == 64 else 4
        self.block: Block = function.new_block()
        self.reachable = True
        self.pos: i64 = 0

    # -- plain emission ---------------------------------------------------------------------

    def emit(self, op: i64, type: i64, args: list[Instr], imm: int = 0) -> Instr:
        """Append an instruction."""
        instr = Instr(op, type, args, imm)
        function = self.function
        instr.id = function.next_value
        function.next_value += 1
        instr.pos = self.pos
        block = self.block
        instr.block = block
        block.instrs.append(instr)
        return instr

    def integer(self, type: i64, value: int) -> Instr:
        """A constant."""
        return self.function.const(type, value)

    def word(self, value: int) -> Instr:
        """A constant of pointer width."""
        return self.function.const(self.pointer_integer, value)

    def folded(self, op: i64, type: i64, flags: i64, args: list[Instr]) -> Instr | None:
        """The constant result of an operation, when all operands are constants and it folds."""
        types: list[int] = []
        values: list[int] = []
        for arg in args:
            if arg.op != o.CONST:
                return None
            types.append(int(arg.type))
            values.append(arg.imm)
        result = fold(int(op), int(type), int(flags), types, values, int(self.pointer_bits))
        return None if result is None else self.function.const(type, result)

    def pure(self, op: i64, type: i64, args: list[Instr], flags: i64 = 0) -> Instr:
        """An operation, folded when its operands are constants."""
        if args[0].op == o.CONST:
            made = self.folded(op, type, flags, args)
            if made is not None:
                return made
        instr = self.emit(op, type, args)
        instr.flags = flags
        return instr

    def binary(self, op: i64, left: Instr, right: Instr, flags: i64 = 0) -> Instr:
        """Integer arithmetic on two operands of one type."""
        if right.op == o.CONST:
            value = right.imm
            if value == 0:
                if op in ZERO_RIGHT:
                    return left
                if op == o.AND or op == o.MUL:
                    return right
            elif value == 1 and (op == o.MUL or op == o.SDIV or op == o.UDIV):
                return left
            elif value == -1 and op == o.AND:
                return left
        elif left.op == o.CONST and left.imm == 0:
            if op == o.ADD or op == o.OR or op == o.XOR:
                return right
            if op == o.AND or op == o.MUL:
                return left
        return self.pure(op, left.type, [left, right], flags)

    def compare(self, op: i64, left: Instr, right: Instr, type: i64 = I1) -> Instr:
        """A comparison; for vectors `type` is the vector of integers."""
        if left is right and o.EQ <= op <= o.ULE and type == I1:
            return self.integer(I1, -1 if op == o.EQ or op == o.SLE or op == o.ULE else 0)
        if left.op == o.ADDR and right.op == o.CONST and right.imm == 0 and op <= o.NE:
            symbol = left.aux
            if isinstance(symbol, Symbol) and symbol.binding != WEAK:
                return self.integer(I1, -1 if op == o.NE else 0)
        return self.pure(op, type, [left, right])

    def convert(self, op: i64, type: i64, value: Instr) -> Instr:
        """One conversion; none when the type stays."""
        if value.type == type:
            return value
        if value.op == o.CONST and o.TRUNC <= op <= o.SEXT and value.type <= I128:
            number = value.imm
            if op == o.ZEXT and number < 0:
                number += 1 << type_bits(int(value.type))
            return self.function.const(type, number)
        return self.pure(op, type, [value])

    def resize(self, value: Instr, type: i64, unsigned: bool) -> Instr:
        """An integer in another width: truncated, or extended by its sign."""
        source = value.type
        if source == type:
            return value
        if source > type:
            return self.convert(o.TRUNC, type, value)
        return self.convert(o.ZEXT if unsigned else o.SEXT, type, value)

    def widened(self, truth: Instr, type: i64) -> Instr:
        """A truth value as the integers 0 and 1."""
        return self.convert(o.ZEXT, type, truth)

    def select(self, condition: Instr, then: Instr, otherwise: Instr) -> Instr:
        """The one or the other value, both computed."""
        if condition.op == o.CONST:
            return then if condition.imm else otherwise
        if then is otherwise:
            return then
        return self.emit(o.SELECT, then.type, [condition, then, otherwise])

    def negated(self, truth: Instr) -> Instr:
        """not, of an i1."""
        return self.binary(o.XOR, truth, self.integer(I1, -1))

    # -- pointers ---------------------------------------------------------------------------

    def ptradd(self, pointer: Instr, offset: Instr, flags: i64 = 0) -> Instr:
        """pointer + offset in bytes; constant offsets are collected."""
        if offset.op == o.CONST:
            return self.offset(pointer, offset.imm, flags)
        instr = self.emit(o.PTRADD, PTR, [pointer, offset])
        instr.flags = flags
        return instr

    def offset(self, pointer: Instr, bytes: int, flags: i64 = o.INBOUNDS) -> Instr:
        """pointer + constant."""
        if bytes == 0:
            return pointer
        if pointer.op == o.CONST:
            return self.integer(PTR, pointer.imm + bytes)
        if pointer.op == o.PTRADD and pointer.args[1].op == o.CONST:
            flags &= pointer.flags
            bytes = wrap(bytes + pointer.args[1].imm, int(self.pointer_bits))
            pointer = pointer.args[0]
            if bytes == 0:
                return pointer
        instr = self.emit(o.PTRADD, PTR, [pointer, self.word(bytes)])
        instr.flags = flags
        return instr

    # -- memory -----------------------------------------------------------------------------

    def load(self, type: i64, address: Instr, align: i64, alias: i64 = 0,
             flags: i64 = 0) -> Instr:
        """Read memory."""
        instr = self.emit(o.LOAD, type, [address], int(align))
        instr.alias = alias
        instr.flags = flags
        return instr

    def store(self, address: Instr, value: Instr, align: i64, alias: i64 = 0,
              flags: i64 = 0) -> None:
        """Write memory."""
        instr = self.emit(o.STORE, VOID, [address, value], int(align))
        instr.alias = alias
        instr.flags = flags

    def copy(self, target: Instr, source: Instr, size: Instr, align: i64, alias: i64 = 0,
             flags: i64 = 0) -> None:
        """memcpy; the areas are the same or do not overlap."""
        if target is source or (size.op == o.CONST and size.imm == 0):
            return
        instr = self.emit(o.MEMCPY, VOID, [target, source, size], int(align))
        instr.alias = alias
        instr.flags = flags

    def fill(self, target: Instr, byte: Instr, size: Instr, align: i64, flags: i64 = 0) -> None:
        """memset; `byte` is an i8."""
        if size.op == o.CONST and size.imm == 0:
            return
        self.emit(o.MEMSET, VOID, [target, byte, size], int(align)).flags = flags

    # -- control flow -----------------------------------------------------------------------

    def start(self, block: Block) -> None:
        """Go on in a block; it is reachable when an edge leads to it."""
        self.block = block
        self.reachable = True
        self.function.blocks.append(block)

    def lose(self) -> None:
        """The rest is unreachable until the next block is started."""
        if self.reachable:
            self.reachable = False
            self.block = self.function.new_block()

    def jump(self, target: Block) -> None:
        """Go to a block."""
        if self.reachable:
            self.emit(o.JUMP, VOID, [])
            add_edge(self.block, target)
            self.lose()

    def branch(self, condition: Instr, then: Block, otherwise: Block, hint: int = 0) -> None:
        """Go to one of two blocks; decided now when the condition is constant."""
        if condition.op == o.CONST:
            self.jump(then if condition.imm else otherwise)
        elif self.reachable:
            self.emit(o.BRANCH, VOID, [condition], hint)
            add_edge(self.block, then)
            add_edge(self.block, otherwise)
            self.lose()

    def switch(self, value: Instr, info: SwitchInfo, targets: list[Block]) -> None:
        """Go to targets[i + 1] for case i, else to targets[0]."""
        if self.reachable:
            self.emit(o.SWITCH, VOID, [value]).aux = info
            for target in targets:
                add_edge(self.block, target)
            self.lose()

    def leave(self, value: Instr | None) -> None:
        """Return."""
        if self.reachable:
            self.emit(o.RETURN, VOID, [] if value is None else [value])
            self.lose()

    def stop(self) -> None:
        """Control does not come here."""
        if self.reachable:
            self.emit(o.UNREACHABLE, VOID, [])
            self.lose()
