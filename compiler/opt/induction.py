"""Induction variables: an `int` index that addresses memory is counted in pointer width.

Problem: `a[i]` with `int i` sign-extends i every time around.  Idea: where a loop's counter is
i32, steps by a constant without signed overflow (so the C program promises) and is sign-extended in
the loop, count a 64-bit twin along: sext(i + c) = sext(i) + c.  Comparisons of the counter with
loop-invariant bounds move to the twin when that makes the narrow counter unused.

Invariants: the step has NSW, hence the identity holds for every value that is not poison; the twin
has the same phi shape as the counter.
"""

from __future__ import annotations

from compiler.ir.dominators import compute, dominates
from compiler.ir.instr import Block, Function, Instr, replace
from compiler.ir.loops import Loop, compute_loops
from compiler.ir.opcodes import (
    ADD,
    CONST,
    EQ,
    INDIRECTJUMP,
    LEAF,
    NE,
    NSW,
    PHI,
    SEXT,
    SLE,
    SLT,
    TRAITS,
)
from compiler.ir.types import I32, I64
from compiler.opt.context import PassContext


def run(function: Function, context: PassContext) -> bool:
    """Widen the counters of every loop."""
    if function.pointer_bits != 64:
        return False
    compute(function)
    forest = compute_loops(function)
    if not forest.loops:
        return False
    # Uses of each value, found once for all loops.
    wanted = False
    for block in function.blocks:
        for instr in block.instrs:
            if instr.op == SEXT and instr.type == I64 and instr.args[0].type == I32:
                wanted = True
    if not wanted:
        return False
    users: dict[int, list[Instr]] = {}
    for block in function.blocks:
        for instr in block.instrs:
            for arg in instr.args:
                if arg.type == I32 and not TRAITS[arg.op] & LEAF:
                    users.setdefault(int(arg.id), []).append(instr)
    changed = False
    for loop in forest.loops:
        for phi in loop.header.phis():
            if phi.type == I32 and widen(function, loop, phi, users, context):
                changed = True
    if changed:
        function.sweep()
    return changed


def widen(function: Function, loop: Loop, phi: Instr, users: dict[int, list[Instr]],
          context: PassContext) -> bool:
    """Give one counter a wide twin if it is worth it."""
    header = loop.header
    # Shape: every latch operand is phi + C (no signed wrap) with one C and one instruction.
    step: Instr | None = None
    for position in range(len(header.preds)):
        arg = phi.args[position]
        if header.preds[position] in loop.latches:
            if step is not None and arg is not step:
                return False
            step = arg
        elif header.preds[position].instrs[-1].op == INDIRECTJUMP:
            return False
    if step is None or step.op != ADD or step.flags & NSW == 0 or step.args[0] is not phi:
        return False
    amount = step.args[1]
    if amount.op != CONST:
        return False
    extensions: list[Instr] = []       # sext(phi), sext(step), sext(phi + c)
    for value in (phi, step):
        for user in users.get(int(value.id), []):
            if user.op == SEXT and user.type == I64 and user.forward is None:
                extensions.append(user)
    sums: list[Instr] = []
    for user in users.get(int(phi.id), []):
        if user is not step and user.op == ADD and user.flags & NSW and user.args[0] is phi \
                and user.args[1].op == CONST:
            for outer in users.get(int(user.id), []):
                if outer.op == SEXT and outer.type == I64 and outer.forward is None:
                    sums.append(outer)
    if not extensions and not sums or not context.consume("induction", function):
        return False
    wide = function.make(PHI, I64, [], 0, phi.pos)
    wide.block = header
    next_ = function.make(ADD, I64, [wide, function.const(I64, amount.imm)], 0, step.pos)
    next_.flags = NSW
    home = step.block
    assert home is not None
    next_.block = home
    home.instrs.insert(home.instrs.index(step), next_)
    args: list[Instr] = []
    for position in range(len(header.preds)):
        if header.preds[position] in loop.latches:
            args.append(next_)
        else:
            args.append(extended(function, header.preds[position], phi.args[position]))
    wide.set_args(args)
    header.instrs.insert(0, wide)
    for extension in extensions:
        replace(extension, wide if extension.args[0] is phi else next_)
    for outer in sums:
        inner = outer.args[0]
        made = function.make(ADD, I64, [wide, function.const(I64, inner.args[1].imm)], 0,
                             inner.pos)
        made.flags = NSW
        place = inner.block
        assert place is not None
        made.block = place
        place.instrs.insert(place.instrs.index(inner) + 1, made)
        replace(outer, made)
    widen_comparisons(function, loop, phi, step, wide, next_, users)
    return True


def extended(function: Function, pred: Block, value: Instr) -> Instr:
    """sext(value) at the end of a block before the loop."""
    if value.op == CONST:
        return function.const(I64, value.imm)
    made = function.make(SEXT, I64, [value], 0, value.pos)
    made.block = pred
    pred.instrs.insert(len(pred.instrs) - 1, made)
    return made


def widen_comparisons(function: Function, loop: Loop, phi: Instr, step: Instr, wide: Instr,
                      next_: Instr, users: dict[int, list[Instr]]) -> None:
    """Compare the twin instead when only comparisons keep the narrow counter alive."""
    outside = [pred for pred in loop.header.preds if pred not in loop.latches]
    if len(outside) != 1:
        return
    compares: list[Instr] = []
    for value in (phi, step):
        for user in users.get(int(value.id), []):
            if user is phi or user is step or user.forward is not None:
                continue
            if user.op not in (SLT, SLE, EQ, NE):
                return
            other = user.args[1] if user.args[0] is value else user.args[0]
            if other.op != CONST:
                # A comparison behind the loop may have an operand that is computed there.
                if other.block is None or not dominates(other.block, outside[0]):
                    return
            compares.append(user)
    for compare in compares:
        for position in range(2):
            arg = compare.args[position]
            if arg is phi:
                compare.set_arg(position, wide)
            elif arg is step:
                compare.set_arg(position, next_)
            else:
                compare.set_arg(position, extended(function, outside[0], arg))
