"""Correlated branches: a condition decided on the way here need not be tested again.

Problem: inlined checks and macros test the same condition twice on one path.  Idea: climb the
dominator tree from a branch; an ancestor that branched on the same comparison (or its inverse), and
whose taken edge alone leads here, decides it.  Equality with a constant also decides a later
switch or comparison of that value.

Invariants: only edges into blocks with a single predecessor count, so that passing the edge is
certain; the climb is bounded.
"""

from __future__ import annotations

from compiler.ir.dominators import compute
from compiler.ir.fold import fold
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import BRANCH, CONST, EQ, NE, SLE, SLT, SWITCH, ULE, ULT
from compiler.opt.cfg import Cleaner, taken_edge
from compiler.opt.context import PassContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_CLIMB: Final = 40
INVERSE: Final = {EQ: NE, NE: EQ, SLT: SLE, SLE: SLT, ULT: ULE, ULE: ULT}
NOTHING: Final = -1


def run(function: Function, context: PassContext) -> bool:
    """Decide what dominating branches decide."""
    compute(function)
    cleaner = Cleaner(function, context)
    decided: list[Block] = []
    edges: list[int] = []
    for block in function.blocks:
        last = block.instrs[-1]
        if last.op == BRANCH or last.op == SWITCH:
            edge = decide(block, last, function.pointer_bits)
            if edge != NOTHING and context.consume("correlate", function):
                decided.append(block)
                edges.append(edge)
    # The tree is not kept up to date while edges go, so all decisions come first.
    for index in range(len(decided)):
        cleaner.jump_only(decided[index], edges[index])
    return bool(decided)


def decide(block: Block, last: Instr, pointer_bits: int) -> int:
    """The edge that a terminator must take, or NOTHING."""
    tested = last.args[0]
    if tested.op == CONST:
        return NOTHING
    current = block
    for _ in range(MAX_CLIMB):
        parent = current.idom
        if parent is None:
            return NOTHING
        above = parent.instrs[-1]
        if above.op == BRANCH and len(current.preds) == 1 and current.preds[0] is parent \
                and parent.succs[0] is not parent.succs[1]:
            truth = parent.succs[0] is current
            edge = implied(above.args[0], truth, last, tested, pointer_bits)
            if edge != NOTHING:
                return edge
        current = parent
    return NOTHING


def implied(known: Instr, truth: bool, last: Instr, tested: Instr, pointer_bits: int) -> int:
    """The edge that `last` takes where condition `known` is `truth`, or NOTHING."""
    if last.op == BRANCH:
        if tested is known:
            return 0 if truth else 1
        if same_comparison(known, tested, False):
            return 0 if truth else 1
        if same_comparison(known, tested, True):
            return 1 if truth else 0
    # x == C (or not x != C) gives the value of x.
    if (known.op == EQ and truth or known.op == NE and not truth) and known.args[1].op == CONST:
        value, constant = known.args[0], known.args[1]
        if last.op == SWITCH:
            return taken_edge(last, constant.imm) if tested is value else NOTHING
        if EQ <= tested.op <= ULE and tested.args[0] is value and tested.args[1].op == CONST:
            result = fold(int(tested.op), int(tested.type), 0, [int(value.type)] * 2,
                          [constant.imm, tested.args[1].imm], pointer_bits)
            if result is not None:
                return 0 if result else 1
    return NOTHING


def same_comparison(a: Instr, b: Instr, inverse: bool) -> bool:
    """`b` is the same comparison as `a`, or its inverse."""
    if not EQ <= a.op <= ULE or not EQ <= b.op <= ULE:
        return False
    wanted = INVERSE[a.op] if inverse else a.op
    if b.op != wanted:
        return False
    if a.op in (EQ, NE):
        return a.args[0] is b.args[0] and a.args[1] is b.args[1] \
            or a.args[0] is b.args[1] and a.args[1] is b.args[0]
    if inverse:
        return a.args[0] is b.args[1] and a.args[1] is b.args[0]
    return a.args[0] is b.args[0] and a.args[1] is b.args[1]
