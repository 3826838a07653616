"""Reverse postorder and the dominator tree.

Problem: nearly every pass asks "does this definition dominate that use".  Idea: Cooper, Harvey and
Kennedy, "A Simple, Fast Dominance Algorithm" (2001): iterate immediate dominators over reverse
postorder until stable; then number the tree in preorder so that a query is two comparisons.

Invariants after `compute`: `function.blocks` is in reverse postorder and holds exactly the blocks
reachable from the entry; `block.order` is the index in it; `block.idom` is the immediate dominator
(None for the entry); `block.dom_depth` its depth in the tree.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.instr import Block, Function, remove_edge


def postorder(entry: Block) -> list[Block]:
    """Blocks reachable from `entry`, in postorder; sets `order` to -1 while walking and marks.

    Successors are visited last to first, so that reverse postorder keeps the source order.
    """
    done: list[Block] = []
    entry.order = -2
    stack = [entry]
    next_edge = [len(entry.succs)]
    while stack:
        block = stack[-1]
        edge = next_edge[-1]
        if edge == 0:
            done.append(block)
            stack.pop()
            next_edge.pop()
            continue
        edge -= 1
        next_edge[-1] = edge
        succ = block.succs[edge]
        if succ.order != -2:
            succ.order = -2
            stack.append(succ)
            next_edge.append(len(succ.succs))
    return done


def order_blocks(function: Function) -> None:
    """Sort `function.blocks` into reverse postorder; drop unreachable blocks and their edges."""
    for block in function.blocks:
        block.order = -1
    order = postorder(function.blocks[0])
    order.reverse()
    if len(order) != len(function.blocks):
        for block in function.blocks:
            if block.order == -1:
                remove_block(block)
    index: i64 = 0
    for block in order:
        block.order = index
        index += 1
    function.blocks = order


def remove_block(block: Block) -> None:
    """Cut a dead block out: its edges and the uses it makes.  The caller drops it from `blocks`."""
    while block.succs:
        remove_edge(block, len(block.succs) - 1)
    for instr in block.instrs:
        instr.drop_args()
        instr.block = None
    block.instrs = []


def compute(function: Function) -> None:
    """Order the blocks and set `idom` and `dom_depth`."""
    order_blocks(function)
    blocks = function.blocks
    for block in blocks:
        block.idom = None
    entry = blocks[0]
    entry.idom = entry
    changed = True
    while changed:
        changed = False
        for block in blocks:
            if block is entry:
                continue
            best: Block | None = None
            for pred in block.preds:
                if best is entry:
                    break
                if pred.idom is not None:
                    best = pred if best is None else intersect(pred, best)
            if block.idom is not best:
                block.idom = best
                changed = True
    entry.idom = None
    for block in blocks:
        parent = block.idom
        block.dom_depth = 0 if parent is None else parent.dom_depth + 1


def intersect(a: Block, b: Block) -> Block:
    """The nearest common dominator while `idom` is being computed."""
    while a is not b:
        while a.order > b.order:
            assert a.idom is not None
            a = a.idom
        while b.order > a.order:
            assert b.idom is not None
            b = b.idom
    return a


def dominates(a: Block, b: Block) -> bool:
    """Whether every path from the entry to `b` passes `a` (a block dominates itself)."""
    current: Block | None = b
    depth = a.dom_depth
    while current is not None and current.dom_depth > depth:
        current = current.idom
    return current is a


def children(function: Function) -> list[list[Block]]:
    """The dominator tree: for each block's `order`, the blocks it immediately dominates."""
    result: list[list[Block]] = [[] for _ in function.blocks]
    for block in function.blocks:
        parent = block.idom
        if parent is not None:
            result[parent.order].append(block)
    return result
