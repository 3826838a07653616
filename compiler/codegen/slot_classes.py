"""One slot for a spilled phi and its spilled arguments.

Problem: a phi in memory whose arguments are in memory costs a load and a store on every edge.
Idea: values that a phi joins and that never live at the same time share a slot, so that nothing
moves (phi congruence classes, Sreedhar et al. 1999, applied to slots).  Two SSA values interfere
iff one is alive where the other is defined.  An argument in a register joins too, with a store
behind its definition, where that runs no more often than the stores on its edges would.

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
        self.edge_stores: dict[int, float] = {}    # how often edges store a value, by its id

    def run(self) -> None:
        """Merge along all spilled phis, hottest blocks first."""
        allocation = self.allocation
        spilled = allocation.spilled
        phis: list[Instr] = []
        for block in self.function.blocks:
            if block.instrs[0].op != PHI:
                continue
            entering = allocation.in_registers[block.order]
            for phi in block.phis():
                if spilled[phi.id] and self.target.class_of(phi.type) != NO_CLASS:
                    phis.append(phi)
                    if phi not in entering:
                        for slot in range(len(block.preds)):
                            key = int(phi.args[slot].id)
                            self.edge_stores[key] = (self.edge_stores.get(key, 0.0)
                                                     + block.preds[slot].frequency)
        for phi in phis:
            for arg in phi.args:
                if arg is phi or self.target.rematerialises(arg):
                    continue
                home = arg.block
                assert home is not None
                if spilled[arg.id]:
                    self.merge(phi, arg)
                elif home.frequency <= self.edge_stores.get(int(arg.id), 0.0) \
                        and self.merge(phi, arg):
                    spilled[arg.id] = True
        for members in self.class_of.values():
            if spilled[members[0].id] and allocation.slots.get(int(members[0].id)) is None:
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

    def merge(self, a: Instr, b: Instr) -> bool:
        """Join two classes unless members interfere; whether they are one now."""
        first = self.members(a)
        second = self.members(b)
        if first is second:
            return True
        if len(first) + len(second) > LARGEST or a.type != b.type:
            return False
        slots = self.allocation.slots
        for value in first + second:
            if int(value.id) in slots:
                return False             # a folded operand has fixed the slot already
        for x in first:
            for y in second:
                if self.interfere(x, y):
                    return False
        first.extend(second)
        for value in second:
            self.class_of[int(value.id)] = first
        return True

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
