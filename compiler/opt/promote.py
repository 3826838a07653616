"""Memory to registers: locals whose loads and stores all have one type become SSA values.

Problem: what SROA has taken apart (and what inlining has made local) still lives in memory.
Idea: Cytron et al., "Efficiently computing static single assignment form" (1991), with phis only
where the variable is live (Choi, Cytron, Ferrante 1991), for all variables of a function together:
one dominance-frontier computation, one walk over the dominator tree.

Invariants: every alloca given is used by non-volatile, non-atomic loads and stores of its whole
value at one type only (`promotable` says so); a read before any write gives `undef`, one per
variable; values at the end of a block are shared lists, copied when a block changes them.
"""

from __future__ import annotations

from compiler.ir.dominators import children, compute
from compiler.ir.instr import Block, Function, Instr, replace, resolve
from compiler.ir.module import StackSlot
from compiler.ir.opcodes import ALLOCA, LOAD, ORDER_MASK, PARAM, PHI, STORE, UNDEF, VOLATILE
from compiler.ir.types import VOID


def promotable(function: Function) -> list[Instr]:
    """The allocas that only whole loads and stores of one type use, with `mark` their index + 1.

    All other instructions get mark 0; the type of variable i is kept in its alloca's
    `alias` field while promotion runs.
    """
    slots = function.allocas()
    for block in function.blocks:
        for instr in block.instrs:
            instr.mark = 0
    for slot in slots:
        home = slot.aux
        assert isinstance(home, StackSlot)
        slot.mark = 1 if home.own else 0
        slot.alias = VOID
    for block in function.blocks:
        for instr in block.instrs:
            op = instr.op
            args = instr.args
            if op in (LOAD, STORE) and args[0].mark == 1 and args[0].op == ALLOCA:
                type = instr.type if op == LOAD else args[1].type
                slot = args[0]
                if instr.flags & (VOLATILE | ORDER_MASK) != 0:
                    slot.mark = 0
                elif slot.alias == VOID:
                    slot.alias = type
                elif slot.alias != type:
                    slot.mark = 0
                if op == STORE and args[1].op == ALLOCA:
                    args[1].mark = 0
                continue
            for arg in args:
                if arg.op == ALLOCA:
                    arg.mark = 0
    result = []
    for slot in slots:
        if slot.mark == 1 and slot.alias != VOID:
            result.append(slot)
            slot.mark = len(result)
        else:
            slot.mark = 0
            slot.alias = 0
    return result


def dominance_frontiers(function: Function) -> list[list[Block]]:
    """The dominance frontier of each block, by `order` (Cooper, Harvey, Kennedy 2001)."""
    frontiers: list[list[Block]] = [[] for _ in function.blocks]
    for block in function.blocks:
        if len(block.preds) < 2:
            continue
        for pred in block.preds:
            runner: Block | None = pred
            while runner is not None and runner is not block.idom:
                found = frontiers[runner.order]
                if not found or found[-1] is not block:
                    found.append(block)
                runner = runner.idom
    return frontiers


class Promoter:
    """One promotion of several variables."""

    def __init__(self, function: Function, slots: list[Instr]) -> None:
        self.function = function
        self.slots = slots
        self.undefined: list[Instr | None] = [None] * len(slots)
        count = len(function.blocks)
        # by block order: phis placed, as pairs of parallel lists
        self.phi_slots: list[list[int]] = [[] for _ in range(count)]
        self.phi_nodes: list[list[Instr]] = [[] for _ in range(count)]
        self.at_end: list[list[Instr | None]] = [[] for _ in range(count)]

    def undef(self, index: int) -> Instr:
        """The arbitrary value of a variable before its first write."""
        value = self.undefined[index]
        if value is None:
            value = self.function.make(UNDEF, self.slots[index].alias, [])
            value.block = self.function.blocks[0]
            self.undefined[index] = value
        return value

    def place_phis(self) -> None:
        """Phis at the iterated dominance frontiers of the writes where the variable is live."""
        function = self.function
        blocks = function.blocks
        count = len(self.slots)
        writes: list[list[Block]] = [[] for _ in range(count)]
        reads: list[list[Block]] = [[] for _ in range(count)]
        # written[i] / seen[i]: order + 1 of the last block in which variable i was written / seen
        written = [0] * count
        seen = [0] * count
        for block in blocks:
            stamp = int(block.order) + 1
            for instr in block.instrs:
                op = instr.op
                if op in (LOAD, STORE):
                    slot = instr.args[0]
                    if slot.op != ALLOCA or slot.mark == 0:
                        continue
                    index = int(slot.mark) - 1
                    if op == STORE:
                        if written[index] != stamp:
                            written[index] = stamp
                            writes[index].append(block)
                    elif written[index] != stamp and seen[index] != stamp:
                        seen[index] = stamp
                        reads[index].append(block)
        frontiers: list[list[Block]] = []
        live = [0] * len(blocks)
        defines = [0] * len(blocks)
        placed = [0] * len(blocks)
        for index in range(count):
            if len(writes[index]) == 0 or not reads[index]:
                continue
            if not frontiers:
                frontiers = dominance_frontiers(function)
            stamp = index + 1
            for block in writes[index]:
                defines[block.order] = stamp
            work = list(reads[index])
            for block in work:
                live[block.order] = stamp
            while work:
                block = work.pop()
                for pred in block.preds:
                    if defines[pred.order] != stamp and live[pred.order] != stamp:
                        live[pred.order] = stamp
                        work.append(pred)
            work = list(writes[index])
            while work:
                block = work.pop()
                for join in frontiers[block.order]:
                    if placed[join.order] == stamp or live[join.order] != stamp:
                        continue
                    placed[join.order] = stamp
                    phi = function.make(PHI, self.slots[index].alias, [])
                    phi.block = join
                    self.phi_slots[join.order].append(index)
                    self.phi_nodes[join.order].append(phi)
                    if defines[join.order] != stamp:
                        work.append(join)

    def rename(self) -> None:
        """Walk the dominator tree, forward loads, drop stores, note values at block ends."""
        function = self.function
        below = children(function)
        stack = [function.blocks[0]]
        start: list[Instr | None] = [None] * len(self.slots)
        while stack:
            block = stack.pop()
            order = block.order
            values = start if block.idom is None else self.at_end[block.idom.order]
            owned = False
            phi_slots = self.phi_slots[order]
            if phi_slots:
                values = list(values)
                owned = True
                for index in range(len(phi_slots)):
                    values[phi_slots[index]] = self.phi_nodes[order][index]
            kept: list[Instr] = []
            dropped = False
            for instr in block.instrs:
                op = instr.op
                if op in (LOAD, STORE):
                    slot = instr.args[0]
                    if slot.op == ALLOCA and slot.mark != 0:
                        which = int(slot.mark) - 1
                        if op == LOAD:
                            value = values[which]
                            if value is None:
                                value = self.undef(which)
                            replace(instr, value)
                        else:
                            if not owned:
                                values = list(values)
                                owned = True
                            values[which] = resolve(instr.args[1])
                        instr.drop_args()
                        instr.block = None
                        dropped = True
                        continue
                kept.append(instr)
            if dropped:
                block.instrs = kept
            self.at_end[order] = values
            stack.extend(below[order])

    def finish_phis(self) -> None:
        """Give the phis their operands and put them at the heads of their blocks."""
        for block in self.function.blocks:
            order = block.order
            nodes = self.phi_nodes[order]
            if not nodes:
                continue
            for position in range(len(nodes)):
                index = self.phi_slots[order][position]
                args: list[Instr] = []
                for pred in block.preds:
                    value = self.at_end[pred.order][index]
                    args.append(self.undef(index) if value is None else resolve(value))
                nodes[position].set_args(args)
            block.instrs = nodes + block.instrs

    def run(self) -> None:
        """Do it all; the slots disappear."""
        self.place_phis()
        self.rename()
        self.finish_phis()
        for slot in self.slots:
            slot.forward = None
        self.function.sweep()
        entry = self.function.blocks[0]
        undefs = [value for value in self.undefined if value is not None]
        kept = [instr for instr in entry.instrs if instr.op != ALLOCA or instr.mark == 0]
        first = 0
        while first < len(kept) and kept[first].op in (PARAM, PHI):
            first += 1
        entry.instrs = kept[:first] + undefs + kept[first:]


def promote(function: Function) -> bool:
    """Promote all that can be; True when anything was."""
    slots = promotable(function)
    if not slots:
        return False
    compute(function)
    Promoter(function, slots).run()
    for instr in function.blocks[0].instrs:
        if instr.op == ALLOCA:
            instr.alias = 0
    return True

