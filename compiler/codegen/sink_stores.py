"""Stores of spilled values in colder code.

Problem: a value that is spilled for a call on a slow path would be stored where it is defined, on
the fast path.  Idea: all reads of its slot have a nearest common dominator; if the value stands in
a register at the start of that block, or of a block above it that runs much less often than the
definition, the store goes there.

Invariants: runs between spilling and assignment, so that the store is an ordinary use;
`Allocation.store_blocks` names the block, and the slot is valid in what it dominates only.
"""

from __future__ import annotations

from compiler.codegen.frame import Frame
from compiler.codegen.machine import RELOAD, SPILL, SpilledOperand
from compiler.codegen.spill import Allocation
from compiler.codegen.target import Target
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import PHI, PROJ
from compiler.ir.types import VOID


def note_reader(readers: dict[int, Block], values: dict[int, Instr], value: Instr,
                block: Block) -> None:
    """`value` is read from memory in `block`: keep the nearest common dominator."""
    key = int(value.id)
    values[key] = value
    other = readers.get(key)
    if other is None:
        readers[key] = block
        return
    a = other
    b = block
    while a is not b:
        if a.dom_depth >= b.dom_depth:
            assert a.idom is not None
            a = a.idom
        else:
            assert b.idom is not None
            b = b.idom
    readers[key] = a


def sink_stores(function: Function, target: Target, allocation: Allocation, frame: Frame) -> None:
    """Store what only colder code reads at the start of that code; the other stores follow the
    definitions later."""
    readers: dict[int, Block] = {}
    values: dict[int, Instr] = {}
    for block in function.blocks:
        for instr in block.instrs:
            if instr.op == RELOAD:
                assert instr.forward is not None
                note_reader(readers, values, instr.forward, block)
            else:
                mode = instr.aux
                if isinstance(mode, SpilledOperand):
                    note_reader(readers, values, mode.value, block)
        if len(block.preds) > 1 or block.instrs[0].op == PHI:
            entering = allocation.in_registers[block.order]
            for slot in range(len(block.preds)):
                pred = block.preds[slot]
                leaving = allocation.out_registers[pred.order]
                for value in entering:
                    source = value
                    if value.op == PHI and value.block is block:
                        source = value.args[slot]
                    if allocation.spilled[source.id] and source not in leaving:
                        note_reader(readers, values, source, pred)
                for phi in block.phis():
                    if allocation.spilled[phi.id] and phi not in entering:
                        source = phi.args[slot]
                        if allocation.spilled[source.id] and (
                                source not in leaving or allocation.share_slot(source, phi)):
                            note_reader(readers, values, source, pred)
    for key, block in readers.items():
        value = values[key]
        home = value.block
        if home is None or block is home or target.rematerialises(value):
            continue
        best: Block | None = None
        current: Block | None = block
        while current is not None and current is not home:
            if value in allocation.in_registers[current.order] \
                    and current.frequency * 2 < home.frequency \
                    and (best is None or current.frequency < best.frequency):
                best = current
            current = current.idom
        if best is None:
            continue
        allocation.store_blocks[key] = best
        number = allocation.slots.get(key)
        if number is None:
            number = frame.spill_slot(value.type)
            allocation.slots[key] = number
        store = Instr(SPILL, VOID, [value], number)
        store.block = best
        at = 0
        while best.instrs[at].op == PHI or best.instrs[at].op == PROJ:
            at += 1
        best.instrs.insert(at, store)
