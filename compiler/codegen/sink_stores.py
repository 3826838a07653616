"""Stores of spilled values in colder code.

Problem: a value that is spilled for a call on a slow path would be stored where it is defined, on
the fast path; in the loop of an interpreter that is every value that one of its cases spills.
Idea: of the blocks at whose start the value stands in a register, those get a store that together
dominate all reads of its slot and run least often, if that is much less often than the definition.
The cheapest set is found from the leaves of the dominator tree up.

Invariants: runs between spilling and assignment, so that the store is an ordinary use;
`Allocation.store_blocks` names the blocks, and the slot is valid in what they dominate only; code
outside of loops gets one store at most.
"""

from __future__ import annotations

from compiler.codegen.frame import Frame
from compiler.codegen.machine import RELOAD, SPILL, SpilledOperand
from compiler.codegen.spill import Allocation
from compiler.codegen.target import Target
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import PHI, PROJ
from compiler.ir.types import VOID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

NEVER: Final = 1e30           # executions of a block that cannot have the store


class Readers:
    """A spilled value and the blocks that read its slot."""

    def __init__(self, value: Instr) -> None:
        self.value = value
        self.blocks: list[Block] = []
        self.children: dict[Block, list[Block]] = {}     # in the dominator tree, readers' side

    def covering(self, allocation: Allocation) -> list[Block]:
        """The blocks for the stores; none: the definition is as good a place."""
        home = self.value.block
        if home is None or home in self.blocks:
            return []
        children = self.children
        children[home] = []
        nodes: list[Block] = []
        for reader in self.blocks:
            block: Block | None = reader
            while block is not None and block not in children:
                children[block] = []
                nodes.append(block)
                block = block.idom
        for node in nodes:
            above = node.idom
            if above is None:
                return []
            children[above].append(node)
        found = self.cheapest(allocation, home, nodes)
        if len(found) > 1 and home.loop_depth == 0:
            found = self.single(allocation, home)
        total = 0.0
        for node in found:
            total += node.frequency
        return found if total * 2 < home.frequency else []

    def cheapest(self, allocation: Allocation, home: Block, nodes: list[Block]) -> list[Block]:
        """The set that runs least often, whatever its size."""
        reading = dict.fromkeys(self.blocks, True)
        deepest_first = [int(node.dom_depth) << 32 | index for index, node in enumerate(nodes)]
        deepest_first.sort(reverse=True)
        costs: dict[Block, float] = {}
        here: dict[Block, bool] = {}
        for key in deepest_first:
            node = nodes[key & 0xffffffff]
            below = 0.0
            for child in self.children[node]:
                below += costs[child]
            own = self.cost(allocation, node)
            here[node] = node in reading or own <= below
            costs[node] = own if here[node] else below
        found: list[Block] = []
        stack = list(self.children[home])
        while stack:
            node = stack.pop()
            if not here[node]:
                stack.extend(self.children[node])
            elif costs[node] >= NEVER:
                return []
            else:
                found.append(node)
        return found

    def single(self, allocation: Allocation, home: Block) -> list[Block]:
        """The one block above all readers that runs least often."""
        best: list[Block] = []
        least = NEVER
        node = home
        while len(self.children[node]) == 1:
            node = self.children[node][0]
            own = self.cost(allocation, node)
            if own < least:
                best = [node]
                least = own
            if node in self.blocks:
                break
        return best

    def cost(self, allocation: Allocation, node: Block) -> float:
        """Executions of a store at the start of a block."""
        return node.frequency if self.value in allocation.in_registers[node.order] else NEVER


def note_reader(readers: dict[int, Readers], value: Instr, block: Block) -> None:
    """`value` is read from memory in `block`."""
    found = readers.get(int(value.id))
    if found is None:
        found = Readers(value)
        readers[int(value.id)] = found
    if not found.blocks or found.blocks[-1] is not block:
        found.blocks.append(block)


def sink_stores(function: Function, target: Target, allocation: Allocation, frame: Frame) -> None:
    """Store what only colder code reads at the start of that code; the other stores follow the
    definitions later."""
    readers: dict[int, Readers] = {}
    for block in function.blocks:
        for instr in block.instrs:
            if instr.op == RELOAD:
                assert instr.forward is not None
                note_reader(readers, instr.forward, block)
            else:
                mode = instr.aux
                if isinstance(mode, SpilledOperand):
                    note_reader(readers, mode.value, block)
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
                        note_reader(readers, source, pred)
                for phi in block.phis():
                    if allocation.spilled[phi.id] and phi not in entering:
                        source = phi.args[slot]
                        if allocation.spilled[source.id] and (
                                source not in leaving or allocation.share_slot(source, phi)):
                            note_reader(readers, source, pred)
    for key, found in readers.items():
        if target.rematerialises(found.value):
            continue
        blocks = found.covering(allocation)
        if not blocks:
            continue
        allocation.store_blocks[key] = blocks
        number = allocation.slots.get(key)
        if number is None:
            number = frame.spill_slot(found.value.type)
            allocation.slots[key] = number
        for block in blocks:
            store = Instr(SPILL, VOID, [found.value], number)
            store.block = block
            at = 0
            while block.instrs[at].op == PHI or block.instrs[at].op == PROJ:
                at += 1
            block.instrs.insert(at, store)
