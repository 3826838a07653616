"""A block of IR run from a random state: what a version of the block has to do.

Problem: what stands behind a block's values elsewhere is not known.  Idea: a phi, a parameter, a
load or a call of another block is an unknown of the `World`; a pure operation of another block is
computed from those, so that both versions may make it anew where they use it.  Effects (calls,
inline assembly, traps, moves of the stack pointer) are noted in order, with the memory before each,
and so are the edge taken and the operands of a return.

Long double: before `target/x86/x87.py` an f80 is a value, behind it the operations work on places
in memory (`X87`, `x87_step`).

Invariants: a value None is poison; undefined behaviour raises `Skip`.
"""

from __future__ import annotations

from typing import Any

from compiler.codegen.machine import BY_COPY, ON_STACK, JumpTable, LoweredCall, LoweredParam
from compiler.codegen.machine import IncomingSlot, LoweredReturn
from compiler.ir import opcodes as o
from compiler.ir import softfloat
from compiler.ir.evaluate import EvaluationError, Frame
from compiler.ir.fold import IntDomain, number
from compiler.ir.instr import Block, BlockLabel, Function, Instr
from compiler.ir.module import AsmInfo, SwitchInfo, Symbol
from compiler.ir.semantics import meaning
from compiler.ir.types import (
    F32,
    F64,
    F80,
    I1,
    PTR,
    VOID,
    type_bits,
    type_bytes,
    unsigned,
    wrap,
)
from compiler.target.x86 import x87
from compiler.target.x86.pseudo import X87
from verify.states import CFA, DYNAMIC, FRAME, MASK, Memory, Skip, World, extended, truncated

Word = int | None
FORM = F80 - F32 + 1
MOST_BYTES = 1 << 12       # that a block operation copies


class Addresses:
    """Where objects of the function lie; a stage's check says it of allocas and labels."""

    def __init__(self, world: World) -> None:
        self.world = world

    def alloca(self, instr: Instr) -> int:
        """A stack object."""
        if isinstance(instr.aux, IncomingSlot):
            return CFA + instr.aux.incoming
        return self.world.address(("alloca", int(instr.id)))

    def symbol(self, symbol: Symbol) -> int:
        """A symbol."""
        return self.world.address(symbol)

    def block(self, block: Block) -> int:
        """A block whose address is taken."""
        return self.world.address(("block", int(block.id)))


class Effect:
    """Something that others see: its kind, what belongs to it, and memory before it."""

    def __init__(self, kind: str, memory: dict[int, Word], epoch: int) -> None:
        self.kind = kind
        self.memory = dict(memory)
        self.epoch = epoch
        self.instr: Instr | None = None
        self.words: list[Word] = []                 # operands, in order
        self.stack: dict[int, Word] = {}            # bytes of stack arguments, by offset
        self.x87: list[Word] = []                   # the register stack, top last


class BlockRun:
    """One block of IR, run."""

    def __init__(self, function: Function, block: Block, world: World,
                 addresses: Addresses) -> None:
        self.function = function
        self.block = block
        self.world = world
        self.addresses = addresses
        self.memory = Memory(world)
        self.values: dict[int, Word] = {}
        self.effects: list[Effect] = []
        self.x87: list[Word] = []
        self.popped: dict[int, int] = {}            # epoch -> what a call left and was taken
        self.edge = -1
        self.dynamic = 0
        self.frame = Frame(_Bits(), function, [], [], [])  # type: ignore[arg-type]
        self.inside = {int(instr.id) for instr in block.instrs if instr.op != o.PHI}

    # -- values ----------------------------------------------------------------------------------

    def value(self, instr: Instr) -> Word:
        """The word of an operand, unsigned."""
        op = instr.op
        if op == o.CONST:
            return unsigned(instr.imm, type_bits(int(instr.type)))
        if op == o.POISON:
            return None
        if op == o.ADDR:
            assert isinstance(instr.aux, Symbol)
            return self.addresses.symbol(instr.aux)
        if op == o.BLOCKADDR:
            assert isinstance(instr.aux, BlockLabel)
            return self.addresses.block(instr.aux.block)
        if op == o.ALLOCA:
            return self.addresses.alloca(instr)
        key = int(instr.id)
        if key in self.values:
            return self.values[key]
        if key in self.inside:
            raise Skip("a value is used before it is made")
        word = self.outside(instr)
        self.values[key] = word
        return word

    def outside(self, instr: Instr) -> Word:
        """A value of another block."""
        op = int(instr.op)
        if op == o.UNDEF:
            return 0
        pure = op < o.FIRST_MACHINE and (o.TRAITS[op] & o.PURE or o.SDIV <= op <= o.UREM)
        if pure and instr.args:
            return self.compute(instr)
        if op == o.FREEZE:
            return self.frozen(instr)
        return self.world.word(("value", int(instr.id)), int(instr.type))

    def frozen(self, instr: Instr) -> Word:
        """Poison that is frozen may be anything: the state says nothing."""
        word = self.value(instr.args[0])
        if word is None:
            raise Skip("frozen poison")
        return word

    def compute(self, instr: Instr) -> Word:
        """A pure operation."""
        op = int(instr.op)
        words = [self.value(arg) for arg in instr.args]
        types = [int(arg.type) for arg in instr.args]
        if op == o.SELECT and types[0] == I1 and words[0] is not None:
            return words[1] if words[0] & 1 else words[2]
        given: list[int] = []
        for word in words:
            if word is None:
                if o.SDIV <= op <= o.UREM:
                    raise Skip("division of poison")
                return None
            given.append(word)
        frame = self.frame
        frame.broken = False
        try:
            if instr.type > 15 or types[0] > 15 or op in (o.EXTRACT, o.INSERT, o.SHUFFLE, o.SPLAT):
                made = frame.vector(instr, given)
            else:
                made = frame.pure(op, int(instr.type), int(instr.flags), types, given)
        except EvaluationError as reason:
            raise Skip(str(reason)) from reason
        return None if frame.broken else made

    def known(self, instr: Instr) -> int:
        """An operand on which behaviour depends."""
        word = self.value(instr)
        if word is None:
            raise Skip("behaviour depends on poison")
        return word

    # -- the run ---------------------------------------------------------------------------------

    def run(self) -> None:
        """All instructions in order."""
        for instr in self.block.instrs:
            if instr.op == o.PHI:
                continue
            if instr.op < o.FIRST_MACHINE and o.TRAITS[instr.op] & o.TERMINATOR:
                self.terminator(instr)
                return
            self.step(instr)
            if instr.op == o.TRAP:
                return

    def set(self, instr: Instr, word: Word) -> None:
        """A value of this block."""
        self.values[int(instr.id)] = word

    def step(self, instr: Instr) -> None:
        """One instruction."""
        op = int(instr.op)
        args = instr.args
        if op == X87:
            self.x87_step(instr)
        elif op >= o.FIRST_MACHINE:
            raise Skip("a machine operation")
        elif op == o.PARAM:
            self.set(instr, self.parameter(instr))
        elif op == o.ALLOCA:
            pass
        elif op == o.UNDEF:
            self.set(instr, 0)
        elif op == o.FREEZE:
            self.set(instr, self.frozen(instr))
        elif op == o.LOAD:
            self.set(instr, self.load(self.known(args[0]), int(instr.type)))
        elif op == o.STORE:
            self.memory.write(self.known(args[0]), self.value(args[1]),
                              type_bytes(int(args[1].type)))
        elif op == o.PROJ:
            on_stack = instr.type == F80 and isinstance(args[0].aux, LoweredCall)
            key = ("st", self.memory.epoch, int(instr.imm)) if on_stack \
                else ("value", int(instr.id))
            self.set(instr, self.world.word(key, int(instr.type)))
        elif op == o.CALL:
            self.call(instr)
        elif op == o.ASM:
            self.assembly(instr)
        elif op in (o.ATOMICRMW, o.CMPXCHG):
            self.atomic(instr)
        elif op in (o.MEMCPY, o.MEMMOVE, o.MEMSET):
            self.block_operation(instr)
        elif op in (o.FENCE, o.PREFETCH, o.VAEND):
            pass
        elif op == o.TRAP:
            self.effect("trap")
        elif op == o.DYNALLOCA:
            effect = self.effect("dynamic")
            align = max(int(instr.imm), 16)
            effect.words = [(self.known(args[0]) + 15 + align - 16) & -16 & MASK]
            raw = DYNAMIC - 0x100000 * self.dynamic + 16
            self.dynamic += 1
            self.set(instr, (raw + align - 1) & -align)
        elif op == o.STACKSAVE:
            self.set(instr, self.world.word(("value", int(instr.id)), PTR))
        elif op == o.STACKRESTORE:
            self.effect("restore").words = [self.value(args[0])]
        elif op in (o.FRAMEADDRESS, o.RETURNADDRESS):
            self.set(instr, self.frame_chain(instr))
        elif o.TRAITS[op] & o.PURE or o.SDIV <= op <= o.UREM:
            self.set(instr, self.compute(instr))
        else:
            raise Skip(f"{o.NAMES[op]} is not modelled")

    def parameter(self, instr: Instr) -> int:
        """A parameter; one on the stack lies in the caller's memory, with noise above it."""
        type = int(instr.type)
        word = self.world.word(("value", int(instr.id)), type)
        place = instr.aux
        if isinstance(place, LoweredParam) and place.place.kind == ON_STACK:
            size = type_bytes(type)
            noise = self.world.noise(("parameter", int(instr.id)), 128) << 8 * size
            self.world.fix(CFA + int(place.place.where), word | noise, max(8, size))
        return word

    def load(self, address: int, type: int) -> Word:
        """Read a value; a byte that holds no truth value is undefined as i1."""
        word = self.memory.read(address, type_bytes(type))
        if type == I1 and word is not None and word > 1:
            if address in self.memory.written or self.memory.epoch:
                raise Skip("a byte that is no truth value")
            self.world.fix(address, word & 1, 1)
            return word & 1
        return word

    def effect(self, kind: str) -> Effect:
        """Note an effect."""
        made = Effect(kind, self.memory.written, self.memory.epoch)
        self.effects.append(made)
        return made

    def call(self, instr: Instr) -> None:
        """A call: callee, arguments by place; memory is unknown afterwards."""
        info = instr.aux
        effect = self.effect("call")
        effect.instr = instr
        effect.words = [self.value(arg) for arg in instr.args]
        for k in range(1, len(instr.args) if isinstance(info, LoweredCall) else 0):
            assert isinstance(info, LoweredCall)
            place = info.places[k - 1]
            if place.kind == ON_STACK:
                size = type_bytes(int(instr.args[k].type))
                for at in range(size):
                    word = effect.words[k]
                    effect.stack[int(place.where) + at] = \
                        None if word is None else word >> 8 * at & 0xFF
            elif place.kind == BY_COPY:
                source = self.known(instr.args[k])
                for at in range(int(place.size)):
                    effect.stack[int(place.where) + at] = self.memory.read(source + at, 1)
        self.memory.forget()
        self.x87 = []
        if instr.type != VOID:
            at_top = instr.type == F80 and isinstance(info, LoweredCall)
            key = ("st", self.memory.epoch, 0) if at_top else ("value", int(instr.id))
            self.set(instr, self.world.word(key, int(instr.type)))

    def assembly(self, instr: Instr) -> None:
        """An asm statement."""
        assert isinstance(instr.aux, AsmInfo)
        effect = self.effect("asm")
        effect.instr = instr
        effect.words = [self.value(arg) for arg in instr.args]
        self.memory.forget()
        if instr.type != VOID:
            self.set(instr, self.world.word(("value", int(instr.id)), int(instr.type)))

    def atomic(self, instr: Instr) -> None:
        """Read, modify, write; nobody else is there."""
        address = self.known(instr.args[0])
        type = int(instr.args[1].type)
        size, mask = type_bytes(type), (1 << type_bits(type)) - 1
        old = self.load(address, type)
        words = [self.known(arg) for arg in instr.args[1:]]
        if old is None:
            raise Skip("behaviour depends on poison")
        self.set(instr, old)
        if instr.op == o.CMPXCHG:
            if old == words[0]:
                self.memory.write(address, words[1], size)
            return
        new = {o.RMW_XCHG: words[0], o.RMW_ADD: old + words[0], o.RMW_SUB: old - words[0],
               o.RMW_AND: old & words[0], o.RMW_OR: old | words[0], o.RMW_XOR: old ^ words[0],
               o.RMW_NAND: ~(old & words[0])}[instr.imm]
        self.memory.write(address, new & mask, size)

    def block_operation(self, instr: Instr) -> None:
        """memcpy, memmove, memset of a few bytes."""
        target, second, size = (self.known(arg) for arg in instr.args)
        if size > MOST_BYTES:
            raise Skip("many bytes copied")
        if instr.op == o.MEMSET:
            found: list[Word] = [second & 0xFF] * size
        else:
            found = [self.memory.read(second + k, 1) for k in range(size)]
        for k, byte in enumerate(found):
            self.memory.write(target + k, byte, 1)

    def frame_chain(self, instr: Instr) -> Word:
        """__builtin_frame_address, __builtin_return_address."""
        if instr.op == o.RETURNADDRESS and instr.imm == 0:
            return self.memory.read(CFA - 8, 8)
        frame: Word = FRAME
        for _ in range(instr.imm):
            frame = self.memory.read(frame or 0, 8)
        return frame if instr.op == o.FRAMEADDRESS else self.memory.read((frame or 0) + 8, 8)

    def terminator(self, instr: Instr) -> None:
        """The edge taken, or a return."""
        op = instr.op
        if op == o.JUMP:
            self.edge = 0
        elif op == o.BRANCH:
            self.edge = 0 if self.known(instr.args[0]) & 1 else 1
        elif op == o.SWITCH:
            table = instr.aux
            at = self.known(instr.args[0])
            if isinstance(table, SwitchInfo):
                word = wrap(at, type_bits(int(instr.args[0].type)))
                self.edge = next((index + 1 for index, low in enumerate(table.lows)
                                  if low <= word <= table.highs[index]), 0)
                return
            assert isinstance(table, JumpTable)
            if at >= len(table.successors):
                raise Skip("a switch out of its range")
            self.edge = at
        elif op == o.RETURN:
            effect = self.effect("return")
            effect.instr = instr
            effect.words = [self.value(arg) for arg in instr.args]
            effect.x87 = list(self.x87)
            if isinstance(instr.aux, LoweredReturn):
                effect.x87 += [word for word, arg in zip(reversed(effect.words),
                                                         reversed(instr.args))
                               if arg.type == F80]
        elif op == o.INDIRECTJUMP:
            self.effect("indirect").words = [self.known(instr.args[0])]
        elif op == o.UNREACHABLE:
            pass                                   # a call before it does not return
        else:
            self.assembly(instr)
            self.edge = 0

    # -- long double -----------------------------------------------------------------------------

    def pop(self) -> Word:
        """The top of the register stack: what is under it a call has left."""
        if self.x87:
            return self.x87.pop()
        count = self.popped.get(self.memory.epoch, 0)
        self.popped[self.memory.epoch] = count + 1
        return self.world.word(("st", self.memory.epoch, count), F80)

    def x87_step(self, instr: Instr) -> None:
        """An operation on places."""
        kind = int(instr.imm)
        places = [self.known(arg) for arg in instr.args]
        if kind >= x87.COMPARE:
            words = [self.memory.read(place, 10) for place in places]
            self.set(instr, self.float_operation(kind - x87.COMPARE, I1, words))
            return
        if kind == x87.POP:
            self.memory.write(places[0], self.pop(), 10)
            return
        if kind == x87.PUSH:
            self.x87.append(self.memory.read(places[0], 10))
            return
        size = {x87.FROM_F32: 4, x87.FROM_F64: 8, x87.FROM_I64: 8}.get(kind, 10)
        given = [self.memory.read(place, size) for place in places[1:]]
        operation = {x87.ADD: o.FADD, x87.SUB: o.FSUB, x87.MUL: o.FMUL, x87.DIV: o.FDIV,
                     x87.NEGATE: o.FNEG, x87.ABSOLUTE: o.FABS,
                     x87.SQUARE_ROOT: o.FSQRT}.get(kind, 0)
        made: Word
        if None in given:
            made = None
        elif operation:
            made = self.float_operation(operation, F80, given)
        else:
            word = given[0]
            assert word is not None
            made = word
            if kind == x87.FROM_F32:
                made = extended(word, F32)
            elif kind == x87.FROM_F64:
                made = extended(word, F64)
            elif kind == x87.FROM_I64:
                made = softfloat.from_int(wrap(word, 64), FORM)
            elif kind == x87.TO_F32:
                made = softfloat.convert(word, FORM, 1)
            elif kind == x87.TO_F64:
                made = softfloat.convert(word, FORM, 2)
            elif kind == x87.TO_I64:
                made = truncated(word)
        width = {x87.TO_F32: 4, x87.TO_F64: 8, x87.TO_I64: 8}.get(kind, 10)
        self.memory.write(places[0], made, width)

    def float_operation(self, operation: int, type: int, words: list[Word]) -> Word:
        """An operation on f80 words by `ir/semantics.py`."""
        given: list[object] = []
        for word in words:
            if word is None:
                return None
            given.append(word)
        made: Any = meaning(IntDomain(), operation, type, 0, [F80] * len(given), given, 64)
        return number(made)


class _Bits:
    """What `Frame` asks of a machine when it computes single operations."""

    pointer_bits = 64
    tracks = False
