"""Counterexamples behind ABI lowering: both versions of a function run from one random state.

Problem: `ir/evaluate.py` runs C-level calls, so a solver's counterexample about a function whose
arguments are already in their places cannot be tried there.  Idea: walk through both versions with
the operations of `ir_states.py`, parameters as the solver says and everything else as a `World` has
it; calls, memory and the result must agree.

Invariants: only what differs in such a run refutes; undefined behaviour, or more than `BLOCKS`
blocks, says nothing.
"""

from __future__ import annotations

from compiler.ir import opcodes as o
from compiler.ir.instr import Function, Instr
from verify.ir_states import Addresses, BlockRun, Effect, Word
from verify.states import Memory, Skip, World, same_bytes

BLOCKS = 2000           # that one walk may enter
TRIES = 4               # worlds about one counterexample


class Walk(BlockRun):
    """A function run from its entry to a return."""

    def __init__(self, function: Function, world: World) -> None:
        super().__init__(function, function.blocks[0], world, Addresses(world))
        self.inside.clear()

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

    def successor(self, instr: Instr) -> int:
        """The edge of a table's entry."""
        successors = getattr(instr.aux, "successors", None)
        return self.edge if successors is None else int(successors[self.edge])


def differ(before: Function, after: Function, inputs: dict[int, int]) -> str:
    """How two versions differ on parameters given by number, "" when they do not."""
    for seed in range(TRIES):
        world = World(seed)
        for number, word in inputs.items():
            world.words["value", number] = word
        first, second = Walk(before, world), Walk(after, world)
        try:
            first.walk()
        except Skip:
            continue
        try:
            second.walk()
        except Skip as reason:
            if "poison" in str(reason) or "zero" in str(reason):
                return f"undefined after: {reason}"
            continue
        areas = [(at, at + 0x1000) for walk in (first, second)
                 for at in (walk.addresses.alloca(slot) for slot in walk.function.allocas())]
        found = compare(first, second, world, areas)
        if found:
            return found
    return ""


def compare(first: Walk, second: Walk, world: World, areas: list[tuple[int, int]]) -> str:
    """The first difference of two walks."""
    if len(first.effects) != len(second.effects):
        return f"{len(first.effects)} effects before and {len(second.effects)} after"
    for wanted, found in zip(first.effects, second.effects):
        if wanted.kind != found.kind or wanted.stack != found.stack \
                or len(wanted.words) != len(found.words):
            return f"{wanted.kind} before and {found.kind} after"
        for k, word in enumerate(wanted.words):
            if word is not None and word != found.words[k]:
                return f"operand {k} of {wanted.kind} is {word} before and {found.words[k]} after"
        difference = same_bytes(wanted.memory, world, wanted.epoch, seen_by(found, world), areas)
        if difference:
            return difference
    return same_bytes(first.memory.written, world, first.memory.epoch, second.memory, areas)


def seen_by(effect: Effect, world: World) -> Memory:
    """Memory before an effect."""
    memory = Memory(world)
    memory.written, memory.epoch = effect.memory, effect.epoch
    return memory
