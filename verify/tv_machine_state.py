"""Random states for whole functions, and a function of IR run from one of them.

Problem: the states of `states.py` are made for single blocks: a pointer that is loaded is a random
word, so no list would ever be followed, and nothing says where the machine's version keeps the
stack objects.  Idea: `MachineWorld` makes memory page by page, so that an emulator can be given the
same bytes, and puts a likely word of the right type where a load finds memory that nothing has
looked at yet; `TargetWalk` walks through the IR with stack objects where code generation put them.

A call is an effect; memory that it may reach is different afterwards.  A function of the runtime or
the C library in `OPERATIONS` is what it computes.

Invariants: a byte has one value per state and number of calls before; an access outside of user
space, or in the frame but in no object, raises `Skip`, as undefined behaviour and poison do.  What
is uninitialised is poison.
"""

from __future__ import annotations

import random

from compiler.codegen.machine import BY_COPY, ON_STACK, IncomingSlot, LoweredCall, LoweredParam
from compiler.ir import opcodes as o
from compiler.ir import softfloat
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.module import Symbol
from compiler.ir.types import F32, I8, I64, PTR, VOID, is_float, type_bytes
from verify.ir_states import Addresses, BlockRun, Word
from verify.states import CFA, HEAP, MASK, Memory, Skip, World
from verify.tv_function import private_objects
from verify.tv_library import ARITHMETIC, CONVERSIONS, COPIES, DIVISIONS
from verify.tv_machine_image import FOREIGN, STUBS, Program
from verify.tv_walk import Walk

BLOCKS = 500                    # that one walk may enter
LONG = "too many blocks"
PAGE = 0x1000
USER = 1 << 47                  # addresses end here
BELOW = 1 << 20                 # bytes under the CFA that belong to frames
FAR = 0x600000000000            # where pointers lie that meet no other
OPERATIONS = COPIES.keys() | DIVISIONS.keys() | ARITHMETIC.keys() | CONVERSIONS.keys()


class MachineWorld(World):
    """One state; `apart`: every unknown pointer leads to memory of its own."""

    def __init__(self, seed: int, program: Program) -> None:
        super().__init__(seed)
        self.program = program
        self.apart = seed % 2 == 0
        self.pages: dict[tuple[int, int], bytes] = {}
        self.put: dict[int, dict[int, int]] = {}        # number of calls before -> likely bytes
        self.seen: dict[int, set[int]] = {}

    def fresh(self, source: random.Random, type: int) -> int:
        """A random word; pointers are aligned."""
        if type == PTR:
            if self.apart:
                return FAR + 0x10000 * source.randrange(1 << 20)
            return HEAP + 16 * (source.randrange(8) if source.random() < 0.7
                                else source.randrange(1 << 30))
        if type == I64 and source.random() < 0.3:       # sizes, for loops that end
            return source.randrange(40)
        return super().fresh(source, type)

    def noise_page(self, page: int, epoch: int) -> bytes:
        """A page before anything is put there."""
        found = self.pages.get((page, epoch))
        if found is None:
            found = random.Random(f"{self.seed} {page} {epoch}").randbytes(PAGE)
            start, end = page * PAGE, (page + 1) * PAGE
            for segment in self.program.segments:
                if segment.is_constant and segment.start < end and start < segment.end:
                    low, high = max(start, segment.start), min(end, segment.end)
                    found = found[:low - start] + segment.data[
                        low - segment.start:high - segment.start] + found[high - start:]
            self.pages[page, epoch] = found
        return found

    def page(self, page: int, epoch: int) -> bytearray:
        """A page as the function finds it after `epoch` calls."""
        made = bytearray(self.noise_page(page, epoch))
        start = page * PAGE
        for bytes_ in (self.put.get(epoch, {}), self.fixed):
            for at, byte in bytes_.items():
                if start <= at < start + PAGE:
                    made[at - start] = byte
        return made

    def byte(self, address: int, epoch: int) -> int:
        """A byte as the function finds it."""
        found = self.fixed.get(address)
        if found is None:
            found = self.put.get(epoch, {}).get(address)
        if found is None:
            found = self.noise_page(address // PAGE, epoch)[address % PAGE]
        return found

    def is_constant(self, address: int) -> bool:
        """Whether the byte is constant data or code."""
        return any(segment.start <= address < segment.end and
                   (segment.is_constant or segment.is_code) for segment in self.program.segments)

    def suggest(self, address: int, type: int, epoch: int) -> None:
        """A likely word of a type at an address, if nobody has looked there."""
        size = type_bytes(type)
        put, seen = self.put.setdefault(epoch, {}), self.seen.setdefault(epoch, set())
        places = [(address + k) & MASK for k in range(size)]
        if any(at in put or at in seen or at in self.fixed or self.is_constant(at)
               for at in places):
            return
        word = self.word(("memory", address, epoch), type)
        if type == I8 and word % 4 == 0:                # ends of strings
            word = 0
        for k, at in enumerate(places):
            put[at] = word >> 8 * k & 0xFF


class MachineMemory(Memory):
    """Memory with bounds: `objects` are those of the frame, [start, end)."""

    def __init__(self, world: MachineWorld) -> None:
        super().__init__(world)
        self.objects: list[tuple[int, int]] = []
        self.nans: dict[int, tuple[int, int]] = {}      # byte -> address, type of a NaN stored

    def check(self, address: int, size: int) -> None:
        """Whether an access may be."""
        if not PAGE <= address <= USER - size:
            raise Skip("an address outside of user space")
        if STUBS <= address < FOREIGN:
            raise Skip("an access to code")
        if CFA - BELOW <= address < CFA + BELOW and not any(
                start <= address and address + size <= end for start, end in self.objects):
            raise Skip("an access outside of an object on the stack")

    def read(self, address: int, size: int) -> Word:
        """As ever, within bounds."""
        self.check(address, size)
        world = self.world
        assert isinstance(world, MachineWorld)
        seen = world.seen.setdefault(self.epoch, set())
        seen.update((address + k) & MASK for k in range(size)
                    if (address + k) & MASK not in self.written)
        return super().read(address, size)

    def write(self, address: int, word: Word, size: int) -> None:
        """As ever, within bounds."""
        self.check(address, size)
        world = self.world
        assert isinstance(world, MachineWorld)
        if world.is_constant(address) or world.is_constant(address + size - 1):
            raise Skip("a store to constant data")
        super().write(address, word, size)


class FrameAddresses(Addresses):
    """Stack objects where the frame has them (`offsets` from the CFA), symbols as linked."""

    def __init__(self, world: MachineWorld, offsets: dict[int, int]) -> None:
        super().__init__(world)
        self.offsets = offsets
        self.program = world.program
        self.stubs = {name: at for at, name in self.program.stubs.items()}

    def alloca(self, instr: Instr) -> int:
        """A stack object; one that code generation has dropped is nowhere."""
        if isinstance(instr.aux, IncomingSlot):
            return CFA + instr.aux.incoming
        offset = self.offsets.get(int(instr.id))
        if offset is None:
            return USER + self.world.address(("alloca", int(instr.id)))
        return CFA + offset

    def symbol(self, symbol: Symbol) -> int:
        """An object's or a stub's address."""
        name = self.program.places.get(symbol, symbol.name)
        found = self.stubs.get(name)
        if found is None:
            found = self.program.symbols.get(name)
        return super().symbol(symbol) if found is None else found

    def block(self, block: Block) -> int:
        """Where a label is in the machine's version is not known."""
        raise Skip("the address of a label")


class TargetWalk(Walk):
    """A function behind ABI lowering, from its entry to its end.  `left` says how it ended:
    "return", "trap", or "call", which does not return."""

    def __init__(self, function: Function, world: MachineWorld, offsets: dict[int, int]) -> None:
        BlockRun.__init__(self, function, function.blocks[0], world,
                          FrameAddresses(world, offsets))
        self.inside.clear()
        self.bounded = MachineMemory(world)
        self.memory = self.bounded
        self.machine_world = world
        self.left = ""
        self.params: list[tuple[Instr, int]] = []
        self.private: list[tuple[int, int]] = []
        self.shared: list[tuple[int, int]] = []         # objects that calls reach
        private = private_objects(function)
        for block in function.blocks:
            for slot in block.instrs:
                if slot.op != o.ALLOCA:
                    continue
                start = self.addresses.alloca(slot)
                area = start, start + max(1, int(slot.imm))
                self.bounded.objects.append(area)
                if isinstance(slot.aux, IncomingSlot):
                    continue
                if start < USER:
                    for at in range(*area):
                        self.bounded.written[at] = None
                (self.private if int(slot.id) in private else self.shared).append(area)
        self.bounded.kept = self.private
        for number, (start, end) in enumerate(self.private + self.shared):
            if any(start < other_end and other < end
                   for other, other_end in (self.private + self.shared)[number + 1:]):
                raise Skip("stack objects that share memory")

    def walk(self) -> None:
        """Follow the edges."""
        for _ in range(BLOCKS):
            self.edge = -1
            self.run()
            if self.edge < 0:
                self.left = self.ending()
                return
            block, edge = self.block, self.edge
            if block.instrs[-1].op == o.SWITCH:
                edge = self.successor(block.instrs[-1])
            succ, slot = block.succs[edge], block.succ_slots[edge]
            arriving = {int(phi.id): self.value(phi.args[slot]) for phi in succ.phis()}
            self.values.update(arriving)
            self.block = succ
        raise Skip(LONG)

    def ending(self) -> str:
        """How the walk ended."""
        last = self.block.instrs[-1]
        if self.effects and self.effects[-1].kind == "trap":
            return "trap"
        if last.op == o.RETURN:
            return "return"
        if last.op == o.UNREACHABLE and self.effects and self.effects[-1].kind == "call":
            call = self.effects[-1].instr
            if call is not None and call.block is self.block and isinstance(call.aux, LoweredCall) \
                    and call.aux.noreturn:
                return "call"
        raise Skip(f"control reaches {o.NAMES[last.op]}")

    # -- instructions ----------------------------------------------------------------------------

    def step(self, instr: Instr) -> None:
        """One instruction."""
        op = int(instr.op)
        if op == o.UNDEF:
            self.set(instr, None)
        elif op in (o.ASM, o.ASMGOTO):
            raise Skip("inline assembly")
        elif op in (o.DYNALLOCA, o.STACKSAVE, o.STACKRESTORE):
            raise Skip("a dynamic stack")
        elif op in (o.FRAMEADDRESS, o.RETURNADDRESS):
            raise Skip("the address of a frame")
        elif op == o.STORE:
            super().step(instr)
            self.note_nan(instr)
        elif op == o.PROJ and instr.args[0].op == o.CALL:
            if int(instr.args[0].id) not in self.values:
                raise Skip("a result in parts")
            name = operation_name(instr.args[0])
            whole = self.values[int(instr.args[0].id)]
            if name:
                self.set(instr, None if whole is None else whole >> 64)
            else:
                self.set(instr, self.world.word(("call", int(instr.id), self.memory.epoch),
                                                int(instr.type)))
        else:
            super().step(instr)

    def block_operation(self, instr: Instr) -> None:
        """A copy or a fill; what memcpy reads it must not write."""
        if instr.op == o.MEMCPY:
            target, source, size = (self.known(arg) for arg in instr.args)
            if 0 < abs(target - source) < size:
                raise Skip("a copy that overlaps itself")
        super().block_operation(instr)

    def terminator(self, instr: Instr) -> None:
        """The edge taken, or the end."""
        if instr.op in (o.INDIRECTJUMP, o.ASMGOTO):
            raise Skip("a computed goto" if instr.op == o.INDIRECTJUMP else "inline assembly")
        super().terminator(instr)

    def note_nan(self, instr: Instr) -> None:
        """Remember where a NaN lies: any other is as good."""
        type = int(instr.args[1].type)
        address, word = self.known(instr.args[0]), self.value(instr.args[1])
        if is_float(type) and word is not None and softfloat.is_nan(word, type - F32 + 1):
            for k in range(type_bytes(type)):
                self.bounded.nans[address + k] = (address, type)

    def compute(self, instr: Instr) -> Word:
        """A pure operation; the bits of a NaN are nobody's business."""
        if instr.op in (o.BITCAST, o.FCOPYSIGN):
            for arg in instr.args:
                word = self.value(arg)
                if is_float(int(arg.type)) and word is not None and softfloat.is_nan(
                        word, int(arg.type) - F32 + 1):
                    raise Skip("the bits of a NaN")
        return super().compute(instr)

    def load(self, address: int, type: int) -> Word:
        """Read a value; what nobody has looked at is likely to be one."""
        self.bounded.check(address, type_bytes(type))
        if address not in self.memory.written:
            self.machine_world.suggest(address, type, self.memory.epoch)
        return super().load(address, type)

    def parameter(self, instr: Instr) -> int:
        """A parameter in its place."""
        place = instr.aux
        if not isinstance(place, LoweredParam):
            raise Skip("a parameter without a place")
        type = int(instr.type)
        word = self.world.word(("value", int(instr.id)), type)
        if place.place.kind == ON_STACK:
            size = type_bytes(type)
            noise = self.world.noise(("parameter", int(instr.id)), 128) << 8 * size
            self.world.fix(CFA + int(place.place.where), word | noise, max(8, size))
        self.params.append((instr, word))
        return word

    def call(self, instr: Instr) -> None:
        """A call: an operation, or an effect."""
        name = operation_name(instr)
        if name:
            Walk.call(self, instr)
            return
        info = instr.aux
        if not isinstance(info, LoweredCall) or any(place.kind == BY_COPY for place in info.places):
            raise Skip("an argument in memory")
        effect = self.effect("call")
        effect.instr = instr
        effect.words = [self.value(arg) for arg in instr.args]
        if effect.words[0] is None:
            raise Skip("behaviour depends on poison")
        self.memory.forget()
        self.bounded.nans = {at: found for at, found in self.bounded.nans.items()
                             if at in self.memory.written}
        self.set(instr, None if instr.type == VOID else
                 self.world.word(("call", int(instr.id), self.memory.epoch), int(instr.type)))

    def value(self, instr: Instr) -> Word:
        """Values are whole here, but for a division's low half."""
        word = super().value(instr)
        if instr.op == o.CALL and instr.type == I64 and word is not None:
            return word & MASK
        return word


def operation_name(call: Instr) -> str:
    """The operation that a call is, "" for any other."""
    symbol = call.args[0].aux
    if call.args[0].op == o.ADDR and isinstance(symbol, Symbol) and symbol.function is None \
            and symbol.name in OPERATIONS:
        return str(symbol.name)
    return ""
