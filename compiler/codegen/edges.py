"""Edges and memory: the moves between blocks, stores of spilled values, their slots.

Problem: a value may stand elsewhere at the end of a block than its successor expects it, and phis
take their arguments there.  Idea: critical edges are split, so every mismatch is repaired at the
end of the predecessor: slots are written first, then registers permuted, then slots read.  A
spilled
value is stored behind its definition; each has its own frame slot (`slots.py` lets them share).

Invariants: moves and stores do not touch condition flags; a slot that an edge both reads and writes
is saved to a temporary slot first.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.frame import Frame
from compiler.codegen.machine import COPY, MOVE_SLOT, RELOAD, SPILL, SWAP, mask_of
from compiler.codegen.parallel import Moves
from compiler.codegen.spill import Allocation
from compiler.codegen.target import NO_CLASS, Target
from compiler.ir.dominators import dominates
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import PARAM, PHI, PROJ
from compiler.ir.types import VOID


def lowest(mask: i64) -> i64:
    """The lowest register of a mask, or -1."""
    if mask == 0:
        return -1
    register: i64 = 0
    while not mask >> register & 1:
        register += 1
    return register


class EdgeRepair:
    """Inserts the moves of all edges and the stores of all spilled values."""

    def __init__(self, function: Function, target: Target, allocation: Allocation,
                 frame: Frame) -> None:
        self.function = function
        self.target = target
        self.allocation = allocation
        self.frame = frame
        self.moves = Moves()

    def run(self) -> None:
        """Repair everything."""
        if self.allocation.any_spilled:
            for block in self.function.blocks:
                self.store_spilled(block)
        for block in self.function.blocks:
            if len(block.preds) > 1 or block.instrs[0].op == PHI:
                for slot in range(len(block.preds)):
                    self.edge(block.preds[slot], block, slot)

    def slot_of(self, value: Instr) -> int:
        """The frame slot of a spilled value."""
        slot = self.allocation.slots.get(int(value.id))
        if slot is None:
            slot = self.frame.spill_slot(value.type)
            self.allocation.slots[int(value.id)] = slot
        return slot

    def store_spilled(self, block: Block) -> None:
        """Put stores behind definitions and slot numbers into reloads."""
        allocation = self.allocation
        spilled = allocation.spilled
        target = self.target
        result: list[Instr] = []
        waiting: list[Instr] = []
        in_registers: list[Instr] | None = None
        for instr in block.instrs:
            if waiting and instr.op != PHI and instr.op != PROJ and instr.op != PARAM:
                result.extend(waiting)
                waiting = []
            result.append(instr)
            if instr.op == RELOAD:
                value = instr.forward
                assert value is not None
                if not target.rematerialises(value):
                    instr.imm = self.slot_of(value)
            elif instr.type != VOID and instr.forward is None and spilled[instr.id]:
                if target.class_of(instr.type) == NO_CLASS or target.rematerialises(instr):
                    continue
                if int(instr.id) in allocation.store_blocks:
                    continue
                if instr.op == PHI:
                    if in_registers is None:
                        in_registers = allocation.in_registers[block.order]
                    if instr not in in_registers:
                        continue          # lives in memory: its edges store it
                store = Instr(SPILL, VOID, [instr], self.slot_of(instr))
                store.pos = instr.pos
                waiting.append(store)
        if waiting:
            result.extend(waiting)
        block.instrs = result

    def edge(self, pred: Block, block: Block, slot: i64) -> None:
        """The moves of one edge, at the end of `pred` (its only successor is `block`)."""
        allocation = self.allocation
        target = self.target
        place: dict[int, int] = {}
        leaving = allocation.out_registers[pred.order]
        places = allocation.out_places[pred.order]
        busy: i64 = 0
        for index in range(len(leaving)):
            place[int(leaving[index].id)] = places[index]
        moves = self.moves
        moves.clear()
        loads: list[Instr] = []
        stores: list[Instr] = []
        slot_moves: list[Instr] = []
        entering = allocation.in_registers[block.order]
        expected = allocation.in_places[block.order]
        for index in range(len(entering)):
            value = entering[index]
            register = expected[index]
            source = value
            if value.op == PHI and value.block is block:
                source = value.args[slot]
            busy |= mask_of(register)
            at = place.get(int(source.id), -1)
            if at >= 0:
                busy |= mask_of(at)
                if at != register:
                    moves.add(source, at, register)
            else:
                load = Instr(RELOAD, source.type, [], 0)
                load.id = source.id
                load.forward = source
                load.reg = register
                if not target.rematerialises(source):
                    load.imm = self.slot_of(source)
                loads.append(load)
        if allocation.any_spilled:
            for phi in block.instrs:
                if phi.op != PHI:
                    break
                if not allocation.spilled[phi.id] or phi in entering:
                    continue
                if target.class_of(phi.type) == NO_CLASS:
                    continue
                source = phi.args[slot]
                at = place.get(int(source.id), -1)
                if self.is_stored(source, pred) and allocation.share_slot(source, phi):
                    continue
                if at >= 0:
                    busy |= mask_of(at)
                    alias = Instr(COPY, source.type, [], 0)
                    alias.id = source.id
                    alias.forward = source
                    alias.reg = at
                    stores.append(Instr(SPILL, VOID, [alias], self.slot_of(phi)))
                elif target.rematerialises(source):
                    move = Instr(MOVE_SLOT, source.type, [], self.slot_of(phi))
                    move.forward = source
                    move.mark = -1
                    slot_moves.append(move)
                else:
                    move = Instr(MOVE_SLOT, source.type, [], self.slot_of(phi))
                    move.forward = source
                    move.mark = self.slot_of(source)
                    slot_moves.append(move)
        code: list[Instr] = []
        written: set[int] = set()
        for item in stores:
            written.add(item.imm)
        for item in slot_moves:
            written.add(item.imm)
        for item in loads + slot_moves:
            read = int(item.mark) if item.op == MOVE_SLOT else item.imm
            if item.op == RELOAD and target.rematerialises(self.source_of(item)):
                continue
            if read in written:
                saved = self.frame.spill_slot(item.type)
                save = Instr(MOVE_SLOT, item.type, [], saved)
                save.forward = item.forward
                save.mark = read
                code.append(save)
                if item.op == MOVE_SLOT:
                    item.mark = saved
                else:
                    item.imm = saved
        code.extend(stores)
        code.extend(slot_moves)
        for item in code:
            if item.op == MOVE_SLOT:
                mask: i64 = target.class_masks[target.class_of(item.type)]
                mask &= ~busy & (allocation.used | ~target.callee_saved)
                item.reg = lowest(mask)
                if item.reg >= 0:
                    allocation.used |= mask_of(item.reg)
                else:
                    self.frame.pushes = True
        if moves.count():
            for step in moves.resolve(target, ~busy):
                if step.swap:
                    code.append(Instr(SWAP, VOID, [self.at(step.value, step.source),
                                                   self.at(step.other, step.destination)], 0))
                else:
                    made = Instr(COPY, step.value.type, [self.at(step.value, step.source)], 0)
                    made.id = step.value.id
                    made.forward = step.value
                    made.reg = step.destination
                    code.append(made)
                allocation.used |= mask_of(step.destination)
        for load in loads:
            allocation.used |= mask_of(load.reg)
        code.extend(loads)
        if code:
            last = pred.instrs.pop()
            for made in code:
                made.block = pred
                made.pos = last.pos
            pred.instrs.extend(code)
            pred.instrs.append(last)

    def is_stored(self, value: Instr, block: Block) -> bool:
        """Whether the slot of a value holds it at the end of `block`."""
        if not self.allocation.spilled[value.id]:
            return False
        homes = self.allocation.store_blocks.get(int(value.id))
        if homes is None:
            return True
        for home in homes:
            if dominates(home, block):
                return True
        return False

    def source_of(self, load: Instr) -> Instr:
        """The value that a reload brings."""
        assert load.forward is not None
        return load.forward

    def at(self, value: Instr, register: int) -> Instr:
        """An alias of `value` in `register`."""
        alias = Instr(COPY, value.type, [], 0)
        alias.id = value.id
        alias.forward = value
        alias.reg = register
        return alias
