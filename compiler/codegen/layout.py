"""Block layout: the order of blocks in the text.

Problem: a taken jump costs more than falling through, and code that hardly runs should not sit
between code that does.  Idea: chains grown greedily from the entry: after a block comes its most
frequent successor not yet placed (Pettis and Hansen 1990, in its simple top-down form); cold
blocks go last.  Blocks that hold nothing but a jump vanish: edges go to where they lead.

Invariants: the entry is first; every block that keeps code or whose address is taken is placed
once; `final` follows empty blocks.
"""

from __future__ import annotations

from compiler.codegen.machine import INDIRECT_JUMP, JUMP
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import PHI

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ENDLESS: Final = 1     # Block.mark: the kept block of an endless loop
COLD: Final = 0.02     # executions per call below which a block is cold


def is_empty(block: Block) -> bool:
    """Whether the block only jumps on (and is not what remains of an endless loop)."""
    return len(block.instrs) == 1 and block.instrs[0].op == JUMP and block.mark != ENDLESS


def mark_endless(function: Function) -> None:
    """Keep one block of each cycle of blocks that only jump."""
    for block in function.blocks:
        block.mark = 0
    stamp = 0
    for start in function.blocks:
        stamp += 1
        block = start
        while is_empty(block) and block.mark <= 0:
            block.mark = -stamp
            block = block.succs[0]
            if block.mark == -stamp and is_empty(block):
                block.mark = ENDLESS
            elif block.mark < 0:
                break


def final(block: Block) -> Block:
    """Where an edge to `block` leads once empty blocks are gone."""
    while is_empty(block):
        block = block.succs[0]
    return block


def lone_indirect_jump(block: Block) -> Instr | None:
    """The indirect jump that is all that a block does; it may stand in place of a jump there."""
    for instr in block.instrs:
        if instr.op != PHI:
            return instr if instr.op == INDIRECT_JUMP else None
    return None


def lay_out(function: Function, optimize: bool, kept: set[int]) -> list[Block]:
    """The blocks in text order; `kept` are ids of blocks whose address is taken."""
    mark_endless(function)
    blocks = function.blocks
    placed = bytearray(int(function.next_block))
    order: list[Block] = []
    entry = blocks[0]
    if not optimize:
        for block in blocks:
            if block is entry or not is_empty(block) or block.id in kept:
                order.append(block)
        return order
    cold: list[Block] = []
    for start in blocks:
        block = start
        while not placed[block.id]:
            placed[block.id] = 1
            if block is entry or not is_empty(block) or block.id in kept:
                if block.frequency < COLD * entry.frequency and block is not entry:
                    cold.append(block)
                else:
                    order.append(block)
            best: Block | None = None
            for succ in block.succs:
                target = final(succ)
                if placed[target.id] or target.order < block.order:
                    continue
                if best is None or target.frequency > best.frequency:
                    best = target
            if best is None:
                break
            block = best
    return order + cold
