"""If-conversion: short branches become selects.

Problem: a branch around one cheap instruction costs more than the instruction, above all when it is
unpredictable.  Idea: where both ways from a branch meet again at once (a triangle or a diamond) and
hold at most a few operations that may run for nothing, run them and select.

Invariants: only pure operations without trap are speculated, a select does not look at the arm not
chosen (poison there is harmless); integers and pointers only, since a float select is no cheaper
than a branch; branches with a hint stay.
"""

from __future__ import annotations

from compiler.ir.dominators import order_blocks
from compiler.ir.instr import Block, Function, remove_edge
from compiler.ir.opcodes import (
    BRANCH,
    CONST,
    FREEZE,
    JUMP,
    MUL,
    PHI,
    PTRADD,
    PURE,
    SELECT,
    STRICT,
    TRAITS,
)
from compiler.ir.types import I64, PTR, VOID
from compiler.opt.cfg import append_phi_operands
from compiler.opt.context import PassContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_COST: Final = 2           # speculated operations on both sides together
MAX_SELECTS: Final = 2


def run(function: Function, context: PassContext) -> bool:
    """Convert until nothing more matches (inner ones make outer ones possible)."""
    changed = False
    for index in range(len(function.blocks) - 1, -1, -1):
        block = function.blocks[index]
        if block.instrs and block.instrs[-1].op == BRANCH and convert(function, block, context):
            changed = True
    if changed:
        order_blocks(function)
    return changed


def arm_cost(function: Function, block: Block, head: Block) -> int:
    """Cost of running a whole arm for nothing; -1 when it may not be."""
    if len(block.preds) != 1 or block.preds[0] is not head or block in function.labels:
        return -1
    if block.instrs[-1].op != JUMP:
        return -1
    cost = 0
    for instr in block.instrs[:-1]:
        op = instr.op
        if op in (PHI, FREEZE) or not TRAITS[op] & PURE or instr.flags & STRICT:
            return -1
        if instr.type > I64 and instr.type != PTR:
            return -1
        if op == MUL:
            cost += 2
        elif op != PTRADD or instr.args[1].op != CONST:
            cost += 1
    return cost


def convert(function: Function, head: Block, context: PassContext) -> bool:
    """One branch."""
    last = head.instrs[-1]
    if last.imm != 0:
        return False
    first, second = head.succs[0], head.succs[1]
    arms: list[Block] = []
    if first is second:
        join = first
    else:
        cost_first = arm_cost(function, first, head)
        cost_second = arm_cost(function, second, head)
        if cost_first >= 0 and first.succs[0] is second:
            join, arms = second, [first]
            cost = cost_first
        elif cost_second >= 0 and second.succs[0] is first:
            join, arms = first, [second]
            cost = cost_second
        elif cost_first >= 0 and cost_second >= 0 and first.succs[0] is second.succs[0]:
            join, arms = first.succs[0], [first, second]
            cost = cost_first + cost_second
        else:
            return False
        if cost > MAX_COST:
            return False
    if join is head or join in arms:
        return False
    # Operands of the join's phis for "condition true" and "condition false".
    slot_true = head.succ_slots[0] if first is join else first.succ_slots[0]
    slot_false = head.succ_slots[1] if second is join else second.succ_slots[0]
    selects = 0
    for phi in join.instrs:
        if phi.op != PHI:
            break
        if phi.args[slot_true] is not phi.args[slot_false]:
            if phi.type > I64 and phi.type != PTR:
                return False
            selects += 1
    if selects > MAX_SELECTS or not context.consume("if_convert", function):
        return False
    head.instrs.pop()
    for arm in arms:
        for instr in arm.instrs[:-1]:
            head.append(instr)
    condition = last.args[0]
    values = []
    for phi in join.instrs:
        if phi.op != PHI:
            break
        x, y = phi.args[slot_true], phi.args[slot_false]
        if x is not y:
            x = head.append(function.make(SELECT, phi.type, [condition, x, y], 0, last.pos))
        values.append(x)
    for arm in arms:
        jump = arm.instrs[-1]
        arm.instrs = [jump]
    while head.succs:
        remove_edge(head, len(head.succs) - 1)
    for arm in arms:
        remove_edge(arm, 0)
        arm.instrs = []
    last.drop_args()
    last.block = None
    head.append(function.make(JUMP, VOID, [], 0, last.pos))
    head.succs.append(join)
    head.succ_slots.append(len(join.preds))
    join.preds.append(head)
    join.pred_slots.append(0)
    append_phi_operands(join, values)
    function.blocks = [block for block in function.blocks if block.instrs]
    return True
