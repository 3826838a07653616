"""The stack frame: slots, their places, and what prologue and epilogue must do.

Problem: locals, spilled values and the memory of the caller's arguments are known at different
times and must share one layout.  Idea: a slot is a number; its offset is counted from the
*canonical frame address* (CFA, the stack pointer before the call), so incoming arguments are
positive and own slots negative; which register addresses it is decided last.

    CFA + 0 ..      incoming stack arguments
    CFA - 8         return address (x86; others: variadic arguments), then saved registers
    ...             slots
    sp + 0 ..       outgoing stack arguments

Spill slots whose values are never alive together share memory (`share_slots`): intervals over the
linear block order, as in linear scan.

Invariants: slots are aligned to at most the stack's alignment (larger ones are made by hand from a
bigger slot in legalisation); no slot moves after `layout`.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.types import type_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.ir.module import StackSlot

UNPLACED: Final = 1 << 40


class Slot:
    """A piece of the frame.  `offset` is from the CFA."""

    def __init__(self, size: int, align: int) -> None:
        self.size = size
        self.align = align
        self.offset = UNPLACED
        self.name = ""
        self.is_spill = False
        self.is_own = True         # not the caller's memory, nor what the call pushed
        self.protected = False     # a buffer: goes next to the guard (stack protector)
        self.first = -1            # live interval of a spill slot, in instruction numbers
        self.last = -1
        self.shares: Slot | None = None   # this slot lies where that one does
        self.home: StackSlot | None = None    # the variable's own, for the debugger


class Frame:
    """The frame of one function."""

    def __init__(self, stack_align: int) -> None:
        self.slots: list[Slot] = []
        self.stack_align = stack_align
        self.outgoing_size = 0         # bytes of stack arguments of the largest call
        self.has_calls = False
        self.has_dynamic = False       # dynalloca: the stack pointer moves
        self.pushes = False            # code pushes below the stack pointer: no red zone
        self.uses_frame_pointer = False
        self.saved: list[int] = []     # callee-saved registers to save, in push order
        self.slots_size = 0
        self.adjust = 0                # what the prologue subtracts after the pushes
        self.pushed = 0                # bytes of return address and pushes
        self.depth = 0                 # of the stack pointer below the CFA (loads and stores)
        self.guard_slot = -1
        self.anchor = 0                # where the frame pointer points, from the CFA
        self.smallest_spill = 8        # bytes of the smallest spill slot

    def slot(self, size: int, align: int) -> int:
        """A new slot; its number."""
        self.slots.append(Slot(size, min(align, self.stack_align)))
        return len(self.slots) - 1

    def spill_slot(self, type: i64) -> int:
        """A new slot for a spilled value of this type."""
        size = type_bytes(int(type))
        if size > 8:
            size = 16
        elif size > 4 or self.smallest_spill > 4:
            size = 8
        else:
            size = 4
        number = self.slot(size, size)
        self.slots[number].is_spill = True
        return number

    def incoming(self, offset: int, size: int) -> int:
        """The slot of caller memory at CFA + offset."""
        number = self.slot(size, 8)
        self.slots[number].offset = offset
        self.slots[number].is_own = False
        return number

    def layout(self, pushed: int) -> None:
        """Give every own slot its offset below `pushed` bytes; sets `slots_size`."""
        order = [s for s in self.slots if s.offset == UNPLACED and s.shares is None]
        # guard first (highest), then buffers, then the rest, larger alignments first
        order.sort(key=slot_rank)
        depth = pushed
        for slot in order:
            depth += slot.size
            depth = (depth + slot.align - 1) // slot.align * slot.align
            slot.offset = -depth
        self.slots_size = depth - pushed
        for slot in self.slots:
            if slot.shares is not None:
                slot.offset = slot.shares.offset
            if slot.home is not None:
                slot.home.offset = slot.offset
                slot.home.placed = True


def slot_rank(slot: Slot) -> int:
    """Buffers nearest to the return address, then by falling alignment."""
    return (0 if slot.protected else 1000) - slot.align
