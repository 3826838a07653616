"""One slot for a spilled phi and its spilled arguments.

Problem: a phi in memory whose arguments are in memory costs a load and a store on every edge.
Idea: values that a phi joins and that never live at the same time share a slot, so that nothing
moves (phi congruence classes, Sreedhar et al. 1999, applied to slots).  Two SSA values interfere
iff one is alive where the other is defined.

Invariants: runs behind spilling; classes only merge while no two members interfere.
"""

from __future__ import annotations

from compiler.codegen.frame import Frame
from compiler.codegen.liveness import Liveness
from compiler.codegen.spill import Allocation
from compiler.codegen.target import NO_CLASS, Target
from compiler.ir.instr import Function, Instr
from compiler.ir.opcodes import PHI

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LARGEST: Final = 150       # members of a class


class SlotClasses:
    """Merges the slots of one function."""

    def __init__(self, function: Function, target: Target, live: Liveness,
                 allocation: Allocation, frame: Frame) -> None:
        self.function = function
        self.target = target
        self.live = live
        self.allocation = allocation
        self.frame = frame
        self.class_of: dict[int, list[Instr]] = {}

    def run(self) -> None:
        """Merge along all spilled phis, hottest blocks first."""
        allocation = self.allocation
        blocks = [block for block in self.function.blocks if block.instrs[0].op == PHI]
        for block in blocks:
            for phi in block.phis():
                if not allocation.spilled[phi.id] \
                        or self.target.class_of(phi.type) == NO_CLASS:
                    continue
                for arg in phi.args:
                    if arg is not phi and allocation.spilled[arg.id] \
                            and not self.target.rematerialises(arg):
                        self.merge(phi, arg)
        for members in self.class_of.values():
            if allocation.slots.get(int(members[0].id)) is None:
                slot = -1
                for value in members:
                    slot = max(slot, allocation.slots.get(int(value.id), -1))
                if slot < 0:
                    slot = self.frame.spill_slot(members[0].type)
                for value in members:
                    allocation.slots[int(value.id)] = slot

    def members(self, value: Instr) -> list[Instr]:
        """The class of a value."""
        found = self.class_of.get(int(value.id))
        if found is None:
            found = [value]
            self.class_of[int(value.id)] = found
        return found

    def merge(self, a: Instr, b: Instr) -> None:
        """Join two classes unless members interfere."""
        first = self.members(a)
        second = self.members(b)
        if first is second or len(first) + len(second) > LARGEST or a.type != b.type:
            return
        slots = self.allocation.slots
        for value in first + second:
            if int(value.id) in slots:
                return                   # a folded operand has fixed the slot already
        for x in first:
            for y in second:
                if self.interfere(x, y):
                    return
        first.extend(second)
        for value in second:
            self.class_of[int(value.id)] = first

    def interfere(self, x: Instr, y: Instr) -> bool:
        """Whether one value is alive where the other is defined."""
        return self.alive_at(x, y) or self.alive_at(y, x)

    def alive_at(self, value: Instr, other: Instr) -> bool:
        """Whether `value` is alive right behind the definition of `other`."""
        live = self.live
        block = other.block
        assert block is not None
        number = live.number[value.id]
        if number < 0:
            return value.block is block      # local to its block: be careful
        bit = 1 << number
        if other.op == PHI:
            return live.live_in[block.order] & bit != 0 or (
                value.op == PHI and value.block is block)
        if live.live_out[block.order] & bit:
            return value.block is not block or self.before(value, other)
        if not live.live_in[block.order] & bit and value.block is not block:
            return False
        # it dies in this block: behind the definition?
        behind = False
        for instr in block.instrs:
            if instr is other:
                behind = True
            elif behind and instr.op != PHI:
                for arg in instr.args:
                    if arg is value:
                        return True
                if instr.forward is value:
                    return True
        return False

    def before(self, value: Instr, other: Instr) -> bool:
        """Whether `value` is defined before `other` in their block."""
        if value.op == PHI:
            return True
        assert other.block is not None
        for instr in other.block.instrs:
            if instr is value:
                return True
            if instr is other:
                return False
        return True
