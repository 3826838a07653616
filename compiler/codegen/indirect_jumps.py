"""One indirect jump a function: `goto *p` everywhere becomes a jump to a common block.

Problem: an edge from an indirect jump to a label is critical, and a label has one address, so its
edges cannot be split one by one.  Idea: all indirect jumps go through one hub, whose phis carry
what the labels' phis took from each jump; the hub's edges are split then.  In a function whose
labels are not all reached from all jumps, a definition may have dominated a label that the hub now
reaches without it; such a value is kept in a stack slot.

Invariants: afterwards every use is dominated by its definition again; functions with at most one
indirect jump are left alone.
"""

from __future__ import annotations

from compiler.ir import dominators
from compiler.ir.instr import Block, Function, Instr, add_edge, remove_edge
from compiler.ir.module import StackSlot
from compiler.ir.opcodes import ALLOCA, INDIRECTJUMP, LEAF, LOAD, PARAM, PHI, PROJ, STORE, TRAITS
from compiler.ir.opcodes import JUMP as GENERIC_JUMP
from compiler.ir.opcodes import TRUNC, ZEXT
from compiler.ir.types import I1, I8, PTR, VOID, type_bytes


def merge_indirect_jumps(function: Function) -> None:
    """One block that holds the function's only indirect jump, so that its edges can be split."""
    jumps = [block for block in function.blocks if block.instrs[-1].op == INDIRECTJUMP]
    if len(jumps) < 2:
        return
    hub = function.new_block("dispatch")
    address = function.make(PHI, PTR, [])
    hub.append(address)
    goal: list[Block] = []
    phis: list[list[Instr]] = []          # per target: the hub's phi for each phi of the target
    for block in jumps:
        for target in block.succs:
            if target not in goal:
                goal.append(target)
                made: list[Instr] = []
                for phi in target.phis():
                    hub_phi = function.make(PHI, phi.type, [])
                    hub.append(hub_phi)
                    made.append(hub_phi)
                phis.append(made)
    for block in jumps:
        last = block.instrs.pop()
        address.args.append(last.args[0])
        for number in range(len(goal)):
            slot = -1
            for edge in range(len(block.succs)):
                if block.succs[edge] is goal[number]:
                    slot = int(block.succ_slots[edge])
            for hub_phi, phi in zip(phis[number], goal[number].phis()):
                hub_phi.args.append(phi.args[slot] if slot >= 0 else function.poison(phi.type))
        while block.succs:
            remove_edge(block, len(block.succs) - 1)
        block.append(function.make(GENERIC_JUMP, VOID, [], 0, last.pos))
        add_edge(block, hub)
    hub.append(function.make(INDIRECTJUMP, VOID, [address]))
    for number in range(len(goal)):
        add_edge(hub, goal[number])
        for hub_phi, phi in zip(phis[number], goal[number].phis()):
            phi.args.append(hub_phi)
    function.blocks.append(hub)
    function.count_uses()
    restore_dominance(function)


def available(value: Instr, block: Block) -> bool:
    """Whether the definition reaches every point of `block` that came after it before."""
    home = value.block
    return home is None or TRAITS[value.op] & LEAF != 0 or home is block \
        or dominators.dominates(home, block)


def restore_dominance(function: Function) -> None:
    """Keep in memory what no longer dominates its uses."""
    dominators.compute(function)
    broken: dict[Instr, Instr] = {}       # value -> its slot
    for block in function.blocks:
        for instr in block.instrs:
            for index in range(len(instr.args)):
                value = instr.args[index]
                place = block.preds[index] if instr.op == PHI else block
                if value not in broken and not available(value, place):
                    size = max(1, type_bytes(int(value.type)))
                    slot = function.make(ALLOCA, PTR, [], size)
                    slot.aux = StackSlot(16)
                    broken[value] = slot
    if not broken:
        return
    for block in function.blocks:
        rewrite(function, block, broken)
    entry = function.blocks[0]
    at = 0
    while at < len(entry.instrs) and entry.instrs[at].op == PARAM:
        at += 1
    for slot in broken.values():
        slot.block = entry
        entry.instrs.insert(at, slot)
    function.count_uses()


def rewrite(function: Function, block: Block, broken: dict[Instr, Instr]) -> None:
    """Store what the block defines, load what it and its successors' phis use."""
    code: list[Instr] = []
    waiting: list[Instr] = []             # defined by phis, parameters or projections so far
    for instr in block.instrs:
        if instr.op != PHI and instr.op != PARAM:
            if instr.op != PROJ:
                store(function, block, waiting, broken, code)
                waiting = []
        if instr.op != PHI:
            if instr is block.instrs[-1]:
                for edge in range(len(block.succs)):
                    for phi in block.succs[edge].phis():
                        slot = int(block.succ_slots[edge])
                        phi.args[slot] = loaded(function, block, phi.args[slot], broken, code)
            for index in range(len(instr.args)):
                instr.args[index] = loaded(function, block, instr.args[index], broken, code)
        code.append(instr)
        if instr in broken:
            waiting.append(instr)
    assert not waiting, "a terminator defines nothing"
    block.instrs = code


def store(function: Function, block: Block, values: list[Instr], broken: dict[Instr, Instr],
          code: list[Instr]) -> None:
    """Put fresh values into their slots."""
    for value in values:
        word = value
        if value.type == I1:
            word = function.make(ZEXT, I8, [value], 0, value.pos)
            word.block = block
            code.append(word)
        made = function.make(STORE, VOID, [broken[value], word], 1, value.pos)
        made.block = block
        code.append(made)


def loaded(function: Function, block: Block, value: Instr, broken: dict[Instr, Instr],
           code: list[Instr]) -> Instr:
    """The value out of its slot, or itself."""
    slot = broken.get(value)
    if slot is None or value.block is block and value in code:
        return value
    made = function.make(LOAD, I8 if value.type == I1 else value.type, [slot], 1, value.pos)
    made.block = block
    code.append(made)
    if value.type != I1:
        return made
    cut = function.make(TRUNC, I1, [made], 0, value.pos)
    cut.block = block
    code.append(cut)
    return cut
