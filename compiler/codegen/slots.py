"""Sharing of spill slots.

Problem: a large function spills hundreds of values that are never alive together.  Idea: number the
instructions in block order; the interval of a slot runs from its first to its last access,
stretched over every block that its value lives into or out of; slots are packed greedily by start
(linear scan over intervals).  Coarser than interference, but linear.

Invariants: only `Slot.shares` changes: a shared slot keeps its number and takes the place of
another; the checker, which runs behind this, follows values by place.
"""

from __future__ import annotations

from compiler.codegen.frame import Frame, Slot
from compiler.codegen.machine import MOVE_SLOT, RELOAD, SPILL
from compiler.codegen.spill import Allocation
from compiler.ir.instr import Function
from compiler.ir.opcodes import PHI
from compiler.target.machine import AddressMode


def touch(slot: Slot, at: int) -> None:
    """Stretch the interval to a position."""
    if slot.first < 0 or at < slot.first:
        slot.first = at
    if at > slot.last:
        slot.last = at


def share_slots(function: Function, allocation: Allocation, frame: Frame) -> None:
    """Give spill slots with disjoint intervals one place: sets `Slot.shares`."""
    slots = frame.slots
    number = 0
    for block in function.blocks:
        start = number
        for instr in block.instrs:
            if instr.op == SPILL or instr.op == RELOAD:
                if instr.imm < len(slots) and slots[instr.imm].is_spill:
                    touch(slots[instr.imm], number)
            elif instr.op == MOVE_SLOT:
                touch(slots[instr.imm], number)
                if instr.mark >= 0:
                    touch(slots[instr.mark], number)
            else:
                mode = instr.aux
                if isinstance(mode, AddressMode) and mode.slot >= 0 \
                        and slots[mode.slot].is_spill:
                    touch(slots[mode.slot], number)
            number += 1
        for value in allocation.live.in_values[block.order]:
            slot = allocation.slots.get(int(value.id), -1)
            if slot >= 0:
                touch(slots[slot], start)
        for phi in block.instrs:
            if phi.op != PHI:
                break
            slot = allocation.slots.get(int(phi.id), -1)
            if slot >= 0:
                touch(slots[slot], start)
        for value in allocation.live.out_values[block.order]:
            slot = allocation.slots.get(int(value.id), -1)
            if slot >= 0:
                touch(slots[slot], number)
        number += 1
    order = [slot for slot in slots if slot.is_spill and slot.first >= 0]
    order.sort(key=interval_start)
    homes: list[Slot] = []
    ends: list[int] = []
    for item in order:
        for k in range(len(homes)):
            if ends[k] < item.first and homes[k].size == item.size:
                item.shares = homes[k]
                ends[k] = item.last
                break
        else:
            homes.append(item)
            ends.append(item.last)


def interval_start(item: Slot) -> int:
    """Sort key."""
    return item.first
