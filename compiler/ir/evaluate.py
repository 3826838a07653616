"""Run IR: an interpreter over a flat byte memory, for tests of lowering and of passes.

Problem: a pass is right when the program does the same before and after; tests want to see that
without a code generator.  Idea: evaluate one instruction at a time with `semantics.py` over ints;
memory is one bytearray, a bump allocator serves globals, stack frames and malloc; a few libc
functions are built in (`library`).  Developer tool: never on the path of a compile.

Invariants: values are unsigned words; undefined behaviour that shows itself (division by zero, an
address outside memory, an unreachable) raises `EvaluationError`.  A broken promise gives the
wrapped value; with `tracks` the machine also knows which values are poison: to branch on one, to
address or divide by one is undefined, `result_poison` says it of the result, and `arbitrary` that
the run used a value that another run may choose otherwise (undef, frozen poison, poison stored).
Inline asm and label addresses in data are not supported.
"""

from __future__ import annotations

from compiler.ir import opcodes as o
from compiler.ir.fold import IntDomain, number
from compiler.ir.instr import Block, BlockLabel, Function, Instr
from compiler.ir.module import (
    AggregateLayout,
    CallInfo,
    Module,
    SwitchInfo,
    Symbol,
    VectorIndices,
)
from compiler.ir.semantics import meaning
from compiler.ir.types import (
    F32,
    F64,
    I1,
    VOID,
    element_type,
    lane_count,
    type_bits,
    type_bytes,
    unsigned,
    wrap,
)
from compiler.ir.types import F80 as F80_TYPE

FIRST_ADDRESS = 0x10000
FUNCTION_BASE = 0x1000
LABEL_BASE = 1 << 40    # label addresses: nothing else is there
FILL = 0xAA             # what uninitialised memory holds


class EvaluationError(Exception):
    """The program did what evaluation cannot go on from."""


class ProgramExit(Exception):
    """exit(status) or abort()."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Machine:
    """One run of one module."""

    def __init__(self, module: Module, max_steps: int = 20_000_000, tracks: bool = False) -> None:
        self.module = module
        self.tracks = tracks
        self.result_poison = False          # of the call that returned last
        self.arbitrary = False
        self.pointer_bits = module.pointer_bits
        self.memory = bytearray(b"\0" * FIRST_ADDRESS)
        self.addresses: dict[str, int] = {}
        self.functions: list[str] = []
        self.output = bytearray()
        self.steps = max_steps
        self.va_lists: list[tuple[list[tuple[int, int]], int]] = []
        self.depth = 0
        self.fill = FILL                    # what stack objects start with
        self.place_globals()

    # -- memory ----------------------------------------------------------------------------

    def allocate(self, size: int, align: int, fill: int = FILL) -> int:
        """Fresh memory; its address."""
        at = -(-len(self.memory) // max(1, align)) * max(1, align)
        self.memory.extend(bytes([FILL]) * (at - len(self.memory)))
        self.memory.extend(bytes([fill]) * max(1, size))
        return at

    def place_globals(self) -> None:
        """Give every object and function an address, then fill in images and relocations."""
        for symbol in self.module.data:
            data = symbol.data
            assert data is not None
            at = self.allocate(data.size, max(16, int(data.align)), 0)
            self.memory[at:at + len(data.image)] = data.image
            self.addresses[symbol.name] = at
        for symbol in self.module.data:
            data = symbol.data
            assert data is not None
            at = self.addresses[symbol.name]
            for reloc in data.relocs:
                if reloc.symbol is None:
                    raise EvaluationError("label addresses in data")
                value = self.address_of(reloc.symbol) + reloc.addend
                if reloc.minus is not None:
                    value -= self.address_of(reloc.minus)
                self.write(at + reloc.offset, value & ((1 << 8 * reloc.size) - 1), reloc.size)

    def address_of(self, symbol: Symbol) -> int:
        """The address of an object or a function; functions get small numbers."""
        while symbol.alias_of is not None:
            symbol = symbol.alias_of
        found = self.addresses.get(symbol.name)
        if found is None:
            found = FUNCTION_BASE + 16 * len(self.functions)
            self.functions.append(symbol.name)
            self.addresses[symbol.name] = found
        return found

    def read(self, at: int, size: int) -> int:
        """`size` bytes, little endian."""
        if at < FIRST_ADDRESS or at + size > len(self.memory):
            raise EvaluationError(f"read of {size} bytes at {at:#x}")
        return int.from_bytes(self.memory[at:at + size], "little")

    def write(self, at: int, value: int, size: int) -> None:
        """Store `size` bytes, little endian."""
        if at < FIRST_ADDRESS or at + size > len(self.memory):
            raise EvaluationError(f"write of {size} bytes at {at:#x}")
        self.memory[at:at + size] = value.to_bytes(size, "little")

    def string(self, at: int) -> bytes:
        """The bytes of a C string."""
        end = self.memory.index(0, at)
        return bytes(self.memory[at:end])

    # -- running ---------------------------------------------------------------------------

    def run(self, name: str = "main", args: list[int] | None = None) -> int:
        """Call a function; its result, or the status given to exit()."""
        symbol = self.module.symbols[name]
        assert symbol.function is not None
        function = symbol.function
        given = list(args or [])
        while len(given) < len(function.params):
            given.append(0)
        try:
            return self.call(function, given, [])
        except ProgramExit as exit_:
            return exit_.status

    def call(self, function: Function, args: list[int], extra: list[tuple[int, int]],
             poison: list[bool] | None = None) -> int:
        """Run one function; `extra` are the variadic arguments as (type, word), `poison` tells
        which arguments are."""
        self.depth += 1
        if self.depth > 150:
            raise EvaluationError("calls nested too deep")
        frame = Frame(self, function, args, extra, poison or [])
        result = frame.run()
        self.depth -= 1
        return result

    def invoke(self, address: int, instr: Instr, args: list[int], poison: list[bool]) -> int:
        """A call instruction's effect."""
        self.result_poison = False
        index = (address - FUNCTION_BASE) // 16
        if address < FUNCTION_BASE or index >= len(self.functions):
            raise EvaluationError(f"call of {address:#x}")
        name = self.functions[index]
        symbol = self.module.symbols.get(name)
        info = instr.aux
        assert isinstance(info, CallInfo)
        types = [int(arg.type) for arg in instr.args[1:]]
        if symbol is None or symbol.function is None:
            from compiler.ir.library import library_call

            return library_call(self, name, args, types)
        function = symbol.function
        shift = 1 if info.signature.result.layout is not None else 0
        passed: list[int] = []
        for position in range(len(args)):
            value = args[position]
            layout = info.infos[position - shift].layout if position >= shift else None
            if layout is not None:
                copy = self.allocate(layout.size, 16)
                self.memory[copy:copy + layout.size] = self.memory[value:value + layout.size]
                value = copy
            passed.append(value)
        fixed = len(function.params)
        extra = list(zip(types[fixed:], passed[fixed:]))
        return self.call(function, passed[:fixed], extra, poison[:fixed])


class Frame:
    """One activation."""

    def __init__(self, machine: Machine, function: Function, args: list[int],
                 extra: list[tuple[int, int]], poison: list[bool]) -> None:
        self.machine = machine
        self.function = function
        self.args = args
        self.extra = extra
        self.given_poison = poison
        self.poison: dict[int, bool] = {}    # values that are poison, when the machine tracks it
        self.broken = False                  # the operation just done breaks a promise of its flags
        self.values: dict[int, int] = {}
        self.parts: dict[int, list[int]] = {}

    def value(self, instr: Instr) -> int:
        """The word of an operand."""
        op = instr.op
        if op == o.CONST:
            return unsigned(instr.imm, type_bits(int(instr.type), self.machine.pointer_bits))
        if op == o.ADDR:
            symbol = instr.aux
            assert isinstance(symbol, Symbol)
            return self.machine.address_of(symbol)
        if op == o.POISON:
            return 0
        if op == o.BLOCKADDR:
            label = instr.aux
            assert isinstance(label, BlockLabel)
            return LABEL_BASE + 16 * int(label.block.id)
        return self.values[int(instr.id)]

    def is_poison(self, instr: Instr) -> bool:
        """Whether an operand is poison, as far as the machine tracks it."""
        return self.machine.tracks and (instr.op == o.POISON or int(instr.id) in self.poison)

    def mark(self, instr: Instr, poison: bool) -> None:
        """Note whether a value just made is poison."""
        if poison:
            self.poison[int(instr.id)] = True
        else:
            self.poison.pop(int(instr.id), None)

    def must_not_be_poison(self, instr: Instr) -> None:
        """Behaviour that depends on poison is undefined."""
        if self.is_poison(instr):
            raise EvaluationError("behaviour depends on poison")

    def run(self) -> int:
        """Execute from the entry until a return."""
        block = self.function.blocks[0]
        came: Block | None = None
        while True:
            self.phis(block, came)
            for instr in block.instrs:
                self.machine.steps -= 1
                if instr.op == o.PHI:
                    continue
                if instr is block.instrs[-1]:
                    break
                self.step(instr)
            if self.machine.steps < 0:
                raise EvaluationError("too many steps")
            last = block.instrs[-1]
            if last.op == o.RETURN:
                self.machine.result_poison = bool(last.args) and self.is_poison(last.args[0])
                return self.value(last.args[0]) if last.args else 0
            edge = self.edge(last)
            self.came_slot = block.succ_slots[edge]
            came = block
            block = block.succs[edge]

    def phis(self, block: Block, came: Block | None) -> None:
        """All phis at once."""
        if came is None:
            return
        new: list[tuple[Instr, int, bool]] = []
        for phi in block.instrs:
            if phi.op != o.PHI:
                break
            arg = phi.args[self.came_slot]
            new.append((phi, self.value(arg), self.is_poison(arg)))
        for phi, word, poison in new:
            self.values[int(phi.id)] = word
            self.mark(phi, poison)

    def edge(self, last: Instr) -> int:
        """Which successor the terminator takes."""
        op = last.op
        if op == o.JUMP:
            return 0
        if last.args:
            self.must_not_be_poison(last.args[0])
        if op == o.BRANCH:
            return 0 if self.value(last.args[0]) & 1 else 1
        if op == o.SWITCH:
            info = last.aux
            assert isinstance(info, SwitchInfo)
            word = wrap(self.value(last.args[0]), type_bits(int(last.args[0].type)))
            for index in range(len(info.lows)):
                if info.lows[index] <= word <= info.highs[index]:
                    return index + 1
            return 0
        if op == o.INDIRECTJUMP:
            address = self.value(last.args[0])
            for index, succ in enumerate(last.block.succs if last.block is not None else []):
                if address == LABEL_BASE + 16 * int(succ.id):
                    return index
        raise EvaluationError(f"reached {o.NAMES[last.op]}")

    def step(self, instr: Instr) -> None:
        """Execute one instruction that is no phi and no terminator."""
        op = int(instr.op)
        machine = self.machine
        if op == o.PARAM:
            self.values[int(instr.id)] = self.args[instr.imm]
            if instr.imm < len(self.given_poison):
                self.mark(instr, self.given_poison[instr.imm])
            return
        if op == o.ALLOCA:
            align = getattr(instr.aux, "align", 16)
            self.values[int(instr.id)] = machine.allocate(instr.imm, max(16, int(align)),
                                                          machine.fill)
            return
        words = [self.value(arg) for arg in instr.args]
        if machine.tracks and self.track(instr):
            return
        if op == o.LOAD:
            self.values[int(instr.id)] = self.load(words[0], int(instr.type))
        elif op == o.STORE:
            self.store(words[0], words[1], int(instr.args[1].type))
        elif op in (o.MEMCPY, o.MEMMOVE):
            self.copy(words[0], words[1], words[2])
        elif op == o.MEMSET:
            if words[2]:
                machine.read(words[0], words[2])
                machine.memory[words[0]:words[0] + words[2]] = \
                    bytes([words[1] & 0xFF]) * words[2]
        elif op == o.CALL:
            poison = [self.is_poison(arg) for arg in instr.args[1:]]
            self.values[int(instr.id)] = machine.invoke(words[0], instr, words[1:], poison)
            self.mark(instr, machine.tracks and machine.result_poison)
        elif op == o.PROJ:
            self.values[int(instr.id)] = self.parts[int(instr.args[0].id)][instr.imm - 1]
        elif op in (o.UNDEF, o.STACKSAVE):
            self.values[int(instr.id)] = 0
        elif op == o.DYNALLOCA:
            self.values[int(instr.id)] = machine.allocate(words[0], max(16, instr.imm),
                                                          machine.fill)
        elif op in (o.STACKRESTORE, o.FENCE, o.PREFETCH, o.VAEND):
            pass
        elif op in (o.ATOMICRMW, o.CMPXCHG):
            self.atomic(instr, words)
        elif op in (o.VASTART, o.VACOPY, o.VAARG):
            self.variadic(instr, words)
        elif instr.type > 15 or instr.args and instr.args[0].type > 15 or op in (
                o.EXTRACT, o.INSERT, o.SHUFFLE, o.SPLAT):
            self.values[int(instr.id)] = self.vector(instr, words)
        else:
            self.values[int(instr.id)] = self.pure(
                op, int(instr.type), int(instr.flags), [int(arg.type) for arg in instr.args], words)
        if machine.tracks and self.broken:
            self.mark(instr, True)

    def track(self, instr: Instr) -> bool:
        """What poison operands do to an instruction; True when its result is poison."""
        op = int(instr.op)
        poison = [self.is_poison(arg) for arg in instr.args]
        self.broken = False
        self.mark(instr, False)
        if op == o.UNDEF or op == o.FREEZE and poison[0] or op == o.STORE and poison[1]:
            self.machine.arbitrary = True
        if o.SDIV <= op <= o.UREM and poison[1]:
            raise EvaluationError("division by poison")
        if op in (o.PROJ, o.CALL):
            poison = poison[:1] if op == o.CALL else []
        elif op == o.SELECT and not poison[0] and lane_count(int(instr.args[0].type)) == 1:
            poison = [poison[1 if self.value(instr.args[0]) & 1 else 2]]
        if not any(poison) or op == o.FREEZE or op == o.STORE and not poison[0]:
            return False
        if not (o.TRAITS[op] & o.PURE or o.SDIV <= op <= o.UREM):
            raise EvaluationError("behaviour depends on poison")
        self.values[int(instr.id)] = 0
        self.mark(instr, True)
        return True

    def pure(self, op: int, type: int, flags: int, types: list[int], words: list[int]) -> int:
        """One scalar operation."""
        if not words or not (o.TRAITS[op] & o.PURE or o.SDIV <= op <= o.UREM or op == o.FREEZE):
            raise EvaluationError(f"{o.NAMES[op]} is not supported")
        domain = IntDomain()
        boxed: list[object] = list(words)
        result = meaning(domain, op, type, flags, types, boxed, self.machine.pointer_bits)
        if domain.undefined:
            raise EvaluationError("division by zero or overflow")
        self.broken = self.broken or domain.poison
        if result is None:
            raise EvaluationError(f"{o.NAMES[op]} has no meaning")
        return number(result)

    def load(self, at: int, type: int) -> int:
        """Read a value of a type."""
        word = self.machine.read(at, type_bytes(type, self.machine.pointer_bits))
        return word & 1 if type == I1 else word

    def store(self, at: int, word: int, type: int) -> None:
        """Write a value of a type."""
        self.machine.write(at, word, type_bytes(type, self.machine.pointer_bits))

    def copy(self, to: int, source: int, size: int) -> None:
        """memmove."""
        if size:
            self.machine.read(to, size)
            self.machine.read(source, size)
            memory = self.machine.memory
            memory[to:to + size] = bytes(memory[source:source + size])

    def atomic(self, instr: Instr, words: list[int]) -> None:
        """Read-modify-write; no other threads exist."""
        type = int(instr.type)
        width = type_bits(type, self.machine.pointer_bits)
        old = self.load(words[0], type)
        self.values[int(instr.id)] = old
        if instr.op == o.CMPXCHG:
            if old == words[1]:
                self.store(words[0], words[2], type)
            return
        value = words[1]
        kind = instr.imm
        new = {o.RMW_XCHG: value, o.RMW_ADD: old + value, o.RMW_SUB: old - value,
               o.RMW_AND: old & value, o.RMW_OR: old | value, o.RMW_XOR: old ^ value,
               o.RMW_NAND: ~(old & value)}[kind]
        self.store(words[0], new & ((1 << width) - 1), type)

    def variadic(self, instr: Instr, words: list[int]) -> None:
        """A va_list holds the number of a Python record in its first four bytes."""
        machine = self.machine
        if instr.op == o.VASTART:
            machine.write(words[0], len(machine.va_lists), 4)
            machine.va_lists.append((self.extra, 0))
            return
        if instr.op == o.VACOPY:
            machine.write(words[0], len(machine.va_lists), 4)
            machine.va_lists.append(machine.va_lists[machine.read(words[1], 4)])
            return
        which = machine.read(words[0], 4)
        given, at = machine.va_lists[which]
        if at >= len(given):
            raise EvaluationError("va_arg beyond the arguments")
        machine.va_lists[which] = (given, at + 1)
        word = given[at][1]
        if not isinstance(instr.aux, AggregateLayout) and instr.type != VOID:
            word &= (1 << type_bits(int(instr.type), machine.pointer_bits)) - 1
        self.values[int(instr.id)] = word

    def vector(self, instr: Instr, words: list[int]) -> int:
        """Lane by lane."""
        op = int(instr.op)
        bits = self.machine.pointer_bits

        def split(word: int, type: int) -> list[int]:
            width = type_bits(element_type(type), bits)
            return [word >> i * width & ((1 << width) - 1) for i in range(lane_count(type))]

        def join(lanes: list[int], type: int) -> int:
            width = type_bits(element_type(type), bits)
            return sum(lane << i * width for i, lane in enumerate(lanes))

        types = [int(arg.type) for arg in instr.args]
        result = int(instr.type)
        if op == o.BITCAST:
            return words[0]
        if op == o.EXTRACT:
            return split(words[0], types[0])[words[1] % lane_count(types[0])]
        if op == o.INSERT:
            lanes = split(words[0], types[0])
            lanes[words[2] % len(lanes)] = words[1]
            return join(lanes, result)
        if op == o.SPLAT:
            return join([words[0]] * lane_count(result), result)
        if op == o.SHUFFLE:
            both = split(words[0], types[0]) + split(words[1], types[1])
            assert isinstance(instr.aux, VectorIndices)
            return join([both[i] if i >= 0 else 0 for i in instr.aux.indices], result)
        parts = [split(word, type) if type > 15 else [word] * lane_count(result)
                 for word, type in zip(words, types)]
        lanes = []
        for lane in range(lane_count(result)):
            got = self.pure(op, I1 if o.EQ <= op <= o.FUNO else element_type(result),
                            int(instr.flags), [element_type(type) for type in types],
                            [part[lane] for part in parts])
            if o.EQ <= op <= o.FUNO:
                got = ((1 << type_bits(element_type(result), bits)) - 1) * (got & 1)
            lanes.append(got)
        return join(lanes, result)


def float_value(word: int, type: int) -> float:
    """A float word as a host float, for printing only."""
    import struct

    from compiler.ir import softfloat

    if type in (F32, F80_TYPE):
        word = softfloat.convert(word, type - F32 + 1, F64 - F32 + 1)
    value: float = struct.unpack("<d", word.to_bytes(8, "little"))[0]
    return value
