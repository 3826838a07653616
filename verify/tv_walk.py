"""Counterexamples behind ABI lowering: both versions of a function run from one random state.

Problem: `ir/evaluate.py` runs C-level calls, so a solver's counterexample about a function whose
arguments are already in their places cannot be tried there.  Idea: walk through both versions with
the operations of `ir_states.py`, parameters as the solver says and everything else as a `World` has
it; calls, memory and the result must agree.

A call of the runtime library is the operation that it stands for (`tv_library.py`), an f80 operand
behind legalisation is read from its place.

Invariants: only what differs in such a run refutes; undefined behaviour, or more than `BLOCKS`
blocks, says nothing.
"""

from __future__ import annotations

from compiler.codegen.machine import LoweredCall
from compiler.ir import opcodes as o
from compiler.ir.evaluate import EvaluationError
from compiler.ir.instr import Function, Instr
from compiler.ir.types import I64, I128
from verify.ir_states import MOST_BYTES, Addresses, BlockRun, Effect, Word
from verify.states import Memory, Skip, World, same_bytes
from verify.tv_function import common_private
from verify.tv_library import (
    ARITHMETIC,
    CONVERSIONS,
    COPIES,
    DIVISIONS,
    RUNTIME,
    library_name,
)
from verify.tv_x87 import places_of_long_doubles

BLOCKS = 2000           # that one walk may enter
TRIES = 4               # worlds about one counterexample


class Walk(BlockRun):
    """A function run from its entry to a return."""

    def __init__(self, function: Function, world: World, private: set[int]) -> None:
        super().__init__(function, function.blocks[0], world, Addresses(world))
        self.inside.clear()
        for slot in function.allocas():
            if int(slot.id) in private:                 # no call reaches it
                at = self.addresses.alloca(slot)
                self.memory.kept.append((at, at + max(1, int(slot.imm))))

    def clear(self) -> None:
        """Zeros in all stack objects."""
        for slot in self.function.allocas():
            at = self.addresses.alloca(slot)
            for k in range(min(int(slot.imm), MOST_BYTES)):
                self.memory.write(at + k, 0, 1)

    def walk(self) -> None:
        """Follow the edges."""
        for _ in range(BLOCKS):
            self.edge = -1
            self.run()
            if self.edge < 0:
                return
            block, edge = self.block, self.edge
            if self.block.instrs[-1].op == o.SWITCH:
                edge = self.successor(block.instrs[-1])
            succ, slot = block.succs[edge], block.succ_slots[edge]
            arriving: dict[int, Word] = {int(phi.id): self.value(phi.args[slot])
                                         for phi in succ.phis()}
            self.values.update(arriving)
            self.block = succ
        raise Skip("too many blocks")

    def call(self, instr: Instr) -> None:
        """A call: the runtime's functions are operations, any other is an effect."""
        name = library_name(instr)
        words = instr.args[1:]
        if name in COPIES and len(words) == 3:
            self.transfer(name, [self.known(arg) for arg in words])
            self.set(instr, self.known(words[0]) + (self.known(words[2]) if name == "mempcpy"
                                                    else 0))
        elif name in DIVISIONS and instr.type in (I64, I128):
            given = [self.known(arg) for arg in words]
            if len(given) == 4:
                given = [given[0] | given[1] << 64, given[2] | given[3] << 64]
            self.set(instr, self.operation(DIVISIONS[name], I128, [I128, I128], given))
        elif name in ARITHMETIC and instr.type == ARITHMETIC[name][1]:
            op, source, count = ARITHMETIC[name]
            self.set(instr, self.operation(op, source, [source] * count,
                                           [self.known(arg) for arg in words]))
        elif name in CONVERSIONS:
            op, source, result = CONVERSIONS[name]
            given = [self.known(arg) for arg in words]
            if len(given) == 2:
                given = [given[0] | given[1] << 64]
            self.set(instr, self.operation(op, result, [source], given))
        elif name.startswith(RUNTIME):
            raise Skip("a function of the runtime library without a meaning here")
        else:
            super().call(instr)
            effect = self.effects[-1]
            for index in places_of_long_doubles(instr):
                place = self.known(instr.args[index])
                effect.words[index] = seen_by(effect, self.world).read(place, 10)
                assert isinstance(instr.aux, LoweredCall)
                for at in range(10, 16):                    # padding
                    effect.stack.pop(int(instr.aux.places[index - 1].where) + at, None)

    def step(self, instr: Instr) -> None:
        """As any instruction, but the second half of a division's result."""
        whole = instr.args[0] if instr.args else instr
        if instr.op == o.PROJ and whole.op == o.CALL \
                and (library_name(whole) in DIVISIONS or library_name(whole) in CONVERSIONS):
            self.known(whole)
            self.set(instr, (self.values[int(whole.id)] or 0) >> 64)
        else:
            super().step(instr)

    def value(self, instr: Instr) -> Word:
        """The low half of a division is its first result."""
        word = super().value(instr)
        if instr.op == o.CALL and instr.type == I64 and word is not None:
            return word & ((1 << 64) - 1)
        return word

    def operation(self, op: int, type: int, types: list[int], given: list[int]) -> int:
        """An operation on words."""
        frame = self.frame
        frame.broken = False
        try:
            made = frame.pure(op, type, 0, types, given)
        except EvaluationError as reason:
            raise Skip(str(reason)) from reason
        if frame.broken:
            raise Skip("a result out of range")
        return int(made)

    def transfer(self, name: str, words: list[int]) -> None:
        """memcpy and its kind, with known operands."""
        target, second, size = words
        if size > MOST_BYTES:
            raise Skip("many bytes copied")
        found: list[Word] = [second & 0xFF] * size if name == "memset" else \
            [self.memory.read(second + k, 1) for k in range(size)]
        for k, byte in enumerate(found):
            self.memory.write(target + k, byte, 1)

    def successor(self, instr: Instr) -> int:
        """The edge of a table's entry."""
        successors = getattr(instr.aux, "successors", None)
        return self.edge if successors is None else int(successors[self.edge])


def differ(before: Function, after: Function, inputs: dict[int, int]) -> str:
    """How two versions differ on parameters given by number, "" when they do not.

    What the version before reads of a stack object that it has not written may be anything: it
    counts as zero, too, and a difference that goes away then says nothing.
    """
    for seed in range(TRIES):
        found = differ_once(before, after, inputs, seed, False)
        if found and differ_once(before, after, inputs, seed, True):
            return found
    return ""


def differ_once(before: Function, after: Function, inputs: dict[int, int], seed: int,
                cleared: bool) -> str:
    """How they differ in one world, "" when they do not or when that says nothing; `cleared`: the
    stack objects of the version before start as zeros."""
    private = common_private(before, after)
    world = World(seed)
    for parameter, word in inputs.items():
        world.words["value", parameter] = word
    first, second = Walk(before, world, private), Walk(after, world, private)
    if cleared:
        first.clear()
    try:
        first.walk()
    except Skip:
        return ""
    try:
        second.walk()
    except Skip as reason:
        if "poison" in str(reason) or "zero" in str(reason):
            return f"undefined after: {reason}"
        return ""
    places = [{walk.addresses.alloca(slot) for slot in walk.function.allocas()}
              for walk in (first, second)]
    areas, own = ([(at, at + 0x1000) for at in sorted(some)]
                  for some in (places[0] | places[1], places[0] ^ places[1]))
    try:
        return compare(first, second, world, areas, own)
    except Skip:
        return ""


def compare(first: Walk, second: Walk, world: World, areas: list[tuple[int, int]],
            own: list[tuple[int, int]]) -> str:
    """The first difference of two walks; `own` are the stack objects that one version has alone:
    of addresses in them nothing is known."""
    if len(first.effects) != len(second.effects):
        return f"{len(first.effects)} effects before and {len(second.effects)} after"
    for wanted, found in zip(first.effects, second.effects):
        if wanted.kind != found.kind or wanted.stack != found.stack \
                or len(wanted.words) != len(found.words):
            return f"{wanted.kind} before and {found.kind} after"
        for k, word in enumerate(wanted.words):
            other = found.words[k]
            if word is not None and word != other:
                if any(low <= address < high for low, high in own
                       for address in (word, other) if address is not None):
                    raise Skip("an address of an object that one version has alone")
                return f"operand {k} of {wanted.kind} is {word} before and {other} after"
        difference = same_bytes(wanted.memory, world, wanted.epoch, seen_by(found, world), areas)
        if difference:
            return difference
    return same_bytes(first.memory.written, world, first.memory.epoch, second.memory, areas)


def seen_by(effect: Effect, world: World) -> Memory:
    """Memory before an effect."""
    memory = Memory(world)
    memory.written, memory.epoch = effect.memory, effect.epoch
    return memory
