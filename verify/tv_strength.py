"""Strength reduction, validated: each pointer that steps along is the address that it stands for.

Problem: a loop's new pointer has no partner in the version before, so the relation of `tv_relate`
does not find it.  Idea: the pass's own witness is what it replaced: the address that now is
`pointer`, or `pointer + rest`, was an expression of the counters and of what the loop leaves alone.
That the pointer equals this expression (less the rest) is proposed as the loop's invariant and
tried by induction from random states (`ir_states.py`): on each edge into the header the value
handed over equals the expression with the counters of that edge, and each block computes the same
with the pointer as it did with the expression.

This is testing of an inductive invariant, not proof.
"""

from __future__ import annotations

from compiler.ir import opcodes as o
from compiler.ir.instr import Block, Function, Instr, resolve
from compiler.ir.types import VOID, wrap
from verify.ir_states import Addresses, BlockRun, Word
from verify.states import Mismatch, Skip, World, is_same, same_bytes

Witness = tuple[Instr, int]         # address in the version before, what to take off


def witnesses(before: Function, after: Function, originals: dict[int, Instr]
              ) -> dict[int, Witness]:
    """For each new phi the address that it was made of."""
    known = {int(instr.id): instr for block in before.blocks for instr in block.instrs}
    found: dict[int, Witness] = {}
    for number, instr in known.items():
        if instr.op != o.PTRADD:
            continue
        made, rest = resolve(originals[number]), 0
        if made.op == o.PTRADD and made.args[0].op == o.PHI and made.args[1].op == o.CONST:
            made, rest = made.args[0], made.args[1].imm
        if made.op == o.PHI and int(made.id) not in known:
            found.setdefault(int(made.id), (instr, rest))
    for block in after.blocks:
        for phi in block.phis():
            if int(phi.id) not in known and int(phi.id) not in found:
                raise Mismatch(f"phi {phi.id} stands for nothing")
    return found


class SteppedRun(BlockRun):
    """A block of the version after, its new phis by their witnesses."""

    first: BlockRun
    witnesses: dict[int, Witness]

    def outside(self, instr: Instr) -> Word:
        """A new phi is its witness's value."""
        witness = self.witnesses.get(int(instr.id))
        if witness is None:
            return super().outside(instr)
        word = address_of(self.first, witness)
        if word is None:
            raise Skip("the address is poison")
        return word


def address_of(run: BlockRun, witness: Witness) -> Word:
    """A witness's value from the phis of the loop, whatever block it stands in."""
    word = run.value(witness[0])
    return None if word is None else (word - witness[1]) & ((1 << 64) - 1)


def state(world: World, before: Function, after: Function, old: Block, new: Block,
          originals: dict[int, Instr], found: dict[int, Witness]) -> None:
    """Both versions of a block, and the pointers that it hands over, from one state."""
    first = BlockRun(before, old, world, Addresses(world))
    first.run()
    second = SteppedRun(after, new, world, Addresses(world))
    second.first, second.witnesses = first, found
    second.run()
    if first.edge != second.edge or len(first.effects) != len(second.effects):
        raise Mismatch("another edge, or other effects")
    for wanted, made in zip(first.effects, second.effects):
        if wanted.kind != made.kind or any(a not in (None, b) for a, b in
                                           zip(wanted.words, made.words)):
            raise Mismatch(f"operands of {wanted.kind} are others")
    difference = same_bytes(first.memory.written, world, first.memory.epoch, second.memory, [])
    if difference:
        raise Mismatch(difference)
    for instr in old.instrs:
        word = None if instr.op == o.PHI else first.values.get(int(instr.id))
        made_of = resolve(originals[int(instr.id)])
        if word is not None and instr.type != VOID and made_of.block is not None:
            other = second.value(made_of)
            if other is None or not is_same(other, word, int(instr.type)):
                raise Mismatch(f"value {instr.id} is {other}, not {wrap(word, 64)}")
    for edge, succ in enumerate(new.succs):
        slot = new.succ_slots[edge]
        pointers = [phi for phi in succ.phis() if int(phi.id) in found]
        if not pointers:
            continue
        arriving = BlockRun(before, old.succs[edge], world, Addresses(world))
        arriving.inside.clear()
        if reaches(before.blocks[0], old, old.succs[edge]):  # from before the loop: invariants
            arriving.values.update(first.values)
        for phi in old.succs[edge].phis():
            arriving.values[int(phi.id)] = first.value(phi.args[old.succ_slots[edge]])
        for phi in pointers:
            wanted_word = address_of(arriving, found[int(phi.id)])
            handed = second.value(phi.args[slot])
            if wanted_word is not None and handed != wanted_word:
                raise Mismatch(f"pointer {phi.id} arrives as {handed}, not {wanted_word}")


def reaches(start: Block, goal: Block, without: Block) -> bool:
    """Whether there is a way from one block to another that avoids a third."""
    seen = {start, without}
    stack = [start] if start is not without else []
    while stack:
        block = stack.pop()
        if block is goal:
            return True
        for succ in block.succs:
            if succ not in seen:
                seen.add(succ)
                stack.append(succ)
    return False
