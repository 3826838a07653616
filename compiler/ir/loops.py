"""Natural loops and static block frequencies.

Problem: spilling, layout and loop passes need to know what is executed often.  Idea: back edges
(target dominates source) found on the dominator tree give natural loops, nested by header;
frequencies follow Wu and Larus (1994) in a simple form: a branch splits its block's frequency by
its hint or by heuristics, a loop multiplies by 8 per level.

Invariants: `compute_loops` needs `dominators.compute` to be fresh; `block.loop_depth` counts the
natural loops around a block; irreducible cycles count as no loop, nor do loops that hold over
MAX_HEIGHT levels of other loops.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.dominators import dominates
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import (
    BRANCH,
    CALL,
    CONST,
    EQ,
    FIRST_MACHINE,
    NE,
    SLE,
    SLT,
    TRAP,
    UNREACHABLE,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LOOP_FACTOR: Final = 8.0
MAX_HEIGHT: Final = 100
EQUAL_ODDS: Final = 0.5         # that two values are equal
NEGATIVE_ODDS: Final = 0.5      # that a value is negative
CALL_ODDS: Final = 2.0 / 3.0    # that control goes where something is called


class Loop:
    """A natural loop: its header, its blocks in reverse postorder, the loop around it."""

    def __init__(self, header: Block) -> None:
        self.header = header
        self.blocks: list[Block] = []
        self.latches: list[Block] = []
        self.parent: Loop | None = None
        self.depth: i64 = 1
        self.height: i64 = 0                   # levels of loops inside
        self.outermost: Loop | None = None     # towards the outermost loop around it


class LoopForest:
    """All loops, outer before inner, and the innermost loop of each block by `order`."""

    def __init__(self, block_count: int) -> None:
        self.loops: list[Loop] = []
        self.innermost: list[Loop | None] = [None] * block_count

    def of(self, block: Block) -> Loop | None:
        """The innermost loop around `block`."""
        return self.innermost[block.order]


def compute_loops(function: Function) -> LoopForest:
    """Find the loops and set every block's `loop_depth`, in time near proportional to the edges
    and the blocks times their depth."""
    blocks = function.blocks
    forest = LoopForest(len(blocks))
    found: list[Loop] = []
    # Headers from last to first in reverse postorder: inner loops come before outer ones.
    for index in range(len(blocks) - 1, -1, -1):
        header = blocks[index]
        latches = [pred for pred in header.preds
                   if pred.order >= header.order and dominates(header, pred)]
        if latches:
            loop = Loop(header)
            loop.latches = latches
            gather(loop, forest)
            found.append(loop)
    for loop in found:
        if loop.parent is not None:
            loop.parent.height = max(loop.parent.height, loop.height + 1)
    for index in range(len(found) - 1, -1, -1):
        loop = found[index]
        if loop.height <= MAX_HEIGHT:
            forest.loops.append(loop)
            if loop.parent is not None and loop.parent.height > MAX_HEIGHT:
                loop.parent = None
            loop.depth = 1 if loop.parent is None else loop.parent.depth + 1
    for block in blocks:
        around = forest.innermost[block.order]
        if around is not None and around.height > MAX_HEIGHT:
            around = None
            forest.innermost[block.order] = None
        block.loop_depth = 0 if around is None else around.depth
        while around is not None:
            around.blocks.append(block)
            around = around.parent
    return forest


def gather(loop: Loop, forest: LoopForest) -> None:
    """Give a loop the blocks that no inner loop has, and the inner loops that no other has,
    going back from its latches."""
    header = loop.header
    forest.innermost[header.order] = loop
    work = list(loop.latches)
    while work:
        block = work.pop()
        inner = forest.innermost[block.order]
        if inner is None:
            forest.innermost[block.order] = loop
            work.extend(block.preds)
            continue
        outermost = find_outermost(inner)
        if outermost is loop:
            continue
        outermost.parent = loop
        outermost.outermost = loop
        for pred in outermost.header.preds:
            known = forest.innermost[pred.order]
            if known is None or find_outermost(known) is not loop:
                work.append(pred)


def find_outermost(loop: Loop) -> Loop:
    """The outermost loop so far around a loop; the way to it gets shorter each time."""
    found = loop
    while found.outermost is not None:
        found = found.outermost
    while loop is not found:
        following = loop.outermost
        assert following is not None
        loop.outermost = found
        loop = following
    return found


def is_cold_exit(block: Block) -> bool:
    """A block that ends the program: unlikely to be reached."""
    last = block.instrs[-1]
    return last.op == UNREACHABLE or (last.op < FIRST_MACHINE and last.op == TRAP)


def estimate_frequencies(function: Function, forest: LoopForest) -> None:
    """Set `frequency` of every block (entry = 1.0)."""
    blocks = function.blocks
    for block in blocks:
        block.frequency = 0.0
    blocks[0].frequency = 1.0
    for block in blocks:
        loop = forest.of(block)
        if loop is not None and loop.header is block:
            block.frequency = block.frequency * LOOP_FACTOR
        count = len(block.succs)
        if count == 0:
            continue
        if count == 1:
            give(block, block.succs[0], 1.0)
            continue
        last = block.instrs[-1]
        if count == 2 and last.op == BRANCH:
            taken = branch_probability(block, forest)
            give(block, block.succs[0], taken)
            give(block, block.succs[1], 1.0 - taken)
            continue
        share = 1.0 / count
        for succ in block.succs:
            give(block, succ, share)


def give(block: Block, succ: Block, share: float) -> None:
    """Pass frequency along a forward edge."""
    if succ.order > block.order:
        succ.frequency += block.frequency * share


def branch_probability(block: Block, forest: LoopForest) -> float:
    """Probability that a two-way branch takes its first successor.

    `imm` of the branch is the hint of __builtin_expect: 0 none, 1 the first successor is likely,
    2 the second.
    """
    last = block.instrs[-1]
    if last.imm > 0:
        return 0.95 if last.imm == 1 else 0.05
    first = block.succs[0]
    second = block.succs[1]
    if is_cold_exit(first) != is_cold_exit(second):
        return 0.01 if is_cold_exit(first) else 0.99
    loop = forest.of(block)
    if loop is not None:
        stays_first = in_loop(first, loop, forest)
        stays_second = in_loop(second, loop, forest)
        if stays_first != stays_second:
            return 0.88 if stays_first else 0.12
    odds = comparison_odds(last.args[0])
    if has_call(first) != has_call(second):
        odds *= CALL_ODDS if has_call(first) else 1.0 / CALL_ODDS
    return odds / (1.0 + odds)


def comparison_odds(condition: Instr) -> float:
    """How much more often than not a comparison holds, from its kind alone: values are seldom
    equal, and seldom negative."""
    op = condition.op
    if op in (EQ, NE):
        if condition.args[1].op == CONST:
            return 1.0
        return EQUAL_ODDS if op == EQ else 1.0 / EQUAL_ODDS
    if op in (SLT, SLE):
        if condition.args[1].op == CONST and condition.args[1].imm <= 0:
            return NEGATIVE_ODDS
        if condition.args[0].op == CONST and condition.args[0].imm <= 0:
            return 1.0 / NEGATIVE_ODDS
    return 1.0


def in_loop(block: Block, loop: Loop, forest: LoopForest) -> bool:
    """Whether `block` belongs to `loop` or a loop inside it."""
    current = forest.of(block)
    while current is not None:
        if current is loop:
            return True
        current = current.parent
    return False


def has_call(block: Block) -> bool:
    """Whether a block calls anything."""
    for instr in block.instrs:
        if instr.op == CALL:
            return True
    return False
