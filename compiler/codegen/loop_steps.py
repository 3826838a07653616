"""A loop's counter and its next value in one register.

Problem: `*p++ = *q++` computes `p + 1` before the store uses `p`; both are alive at once, so the
next round's value needs a register of its own and a move at the end of each round.  Idea: the step
goes behind the last use of the old value; where that cannot be, the uses behind the step are
written in terms of the new value: `p[0]` is `(p + 1)[-1]`, `n == 0` is `n - 1 == -1` (the value
that is left alive, as loop strength reduction chooses; after Cytron and others, the phi and its
argument then do not interfere).

Invariants: only additions of constants move, which have no effects; a step that serves uses of the
old value loses its promises about wrapping, for those uses had none.  Blocks are in reverse
postorder, dominators are known, critical edges are split; use counts are right before and after.
"""

from __future__ import annotations

from compiler.ir.dominators import dominates
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import ADD, CONST, EQ, LOAD, NE, PHI, PTRADD, SEXT, STORE, ZEXT
from compiler.ir.types import PTR, type_bits, wrap


class Step:
    """A phi of a loop's header, its next value, and who uses them."""

    def __init__(self, phi: Instr, following: Instr, edge: Block) -> None:
        self.phi = phi
        self.following = following
        self.edge = edge                      # the block from which the next round starts
        self.late: list[Instr] = []           # uses of the phi that come behind the step
        self.beyond = False                   # a use that has to stay as it is, in a later block
        self.users: list[Instr] = []          # of the next value, but for the phi


def find_steps(function: Function) -> list[Step]:
    """The candidates of all loops."""
    found: list[Step] = []
    for header in function.blocks:
        for slot in range(len(header.preds)):
            edge = header.preds[slot]
            if edge.order < header.order:
                continue
            for phi in header.phis():
                following = phi.args[slot]
                if (following.op == ADD or following.op == PTRADD) and following.args[0] is phi \
                        and following.args[1].op == CONST:
                    found.append(Step(phi, following, edge))
    return found


def gather_uses(function: Function, steps: list[Step]) -> None:
    """Fill in the users: one walk over the function."""
    by_phi: dict[int, Step] = {}
    by_following: dict[int, Step] = {}
    for step in steps:
        if int(step.phi.id) in by_phi or int(step.following.id) in by_following:
            step.beyond = True                # two edges back, or two phis: left alone
            by_phi[int(step.phi.id)].beyond = True
        by_phi[int(step.phi.id)] = step
        by_following[int(step.following.id)] = step
    for step in steps:
        home = step.following.block
        assert home is not None
        for k in range(len(home.instrs)):
            home.instrs[k].mark = k
    for block in function.blocks:
        for instr in block.instrs:
            for index in range(len(instr.args)):
                arg = instr.args[index]
                if arg.op == PHI:
                    old = by_phi.get(int(arg.id))
                    if old is not None and instr is not old.following:
                        note_old(old, instr, block, index)
                elif arg.op == ADD or arg.op == PTRADD:
                    new = by_following.get(int(arg.id))
                    if new is not None and instr is not new.phi:
                        new.users.append(instr)


def note_old(step: Step, user: Instr, block: Block, index: int) -> None:
    """A use of the phi: does it come behind the step, and may it change?"""
    home = step.following.block
    assert home is not None
    if user.op == PHI:
        edge = block.preds[index]
        if edge is home or edge.order > home.order or block is step.phi.block:
            step.beyond = True
    elif (user.mark > step.following.mark if block is home else block.order > home.order) \
            and (not step.late or step.late[-1] is not user):
        step.late.append(user)


def amount(step: Step) -> int:
    """The constant that is added."""
    return step.following.args[1].imm


def is_comparison(step: Step, user: Instr) -> bool:
    """`phi == constant`, which the next value answers as well."""
    return (user.op == EQ or user.op == NE) and user.args[0] is step.phi \
        and user.args[1].op == CONST and step.following.op == ADD


def is_displaced(step: Step, user: Instr) -> bool:
    """phi + constant, which the next value gives with another constant."""
    return user.op == step.following.op and user.args[0] is step.phi and user.args[1].op == CONST


def is_access(step: Step, user: Instr) -> bool:
    """A load or store at the phi."""
    return step.phi.type == PTR and (user.op == LOAD and user.args[0] is step.phi
                                     or user.op == STORE and user.args[0] is step.phi
                                     and user.args[1] is not step.phi)


def rewrite_uses(function: Function, step: Step) -> bool:
    """Let the new value serve all late uses, if it can serve each of them."""
    home = step.following.block
    assert home is not None
    for user in step.late:
        block = user.block
        if block is None or not dominates(home, block):
            return False
        if not (is_comparison(step, user) or is_displaced(step, user) or is_access(step, user)):
            return False
    following = step.following
    following.flags = 0
    by = amount(step)
    type = int(following.args[1].type)
    for user in step.late:
        if is_access(step, user):
            back = function.make(PTRADD, PTR, [following, function.const(type, -by)], 0, user.pos)
            block = user.block
            assert block is not None
            back.block = block
            block.instrs.insert(block.instrs.index(user), back)
            user.set_arg(0, back)
        else:
            constant = user.args[1].imm
            constant += by if is_comparison(step, user) else -by
            user.set_arg(0, following)
            user.set_arg(1, function.const(type, wrap(constant, type_bits(type))))
            if user.op == PTRADD or user.op == ADD:
                user.flags = 0
    return True


def last_place(step: Step) -> int:
    """Index in the step's block behind which nothing needs the old value, as selection will emit
    it: what only one instruction uses may be computed there.  -1: the terminator needs it."""
    home = step.following.block
    assert home is not None
    instrs = home.instrs
    place = 0
    waiting: dict[int, bool] = {int(user.id): True for user in step.late}
    for k in range(len(instrs)):
        instr = instrs[k]
        needs = int(instr.id) in waiting
        if not needs:
            for arg in instr.args:
                if int(arg.id) in waiting and arg.uses == 1 and arg.op in (
                        PTRADD, LOAD, EQ, NE, ZEXT, SEXT):
                    needs = True
        if needs:
            waiting[int(instr.id)] = True
            place = k
    return place if place < len(instrs) - 1 else -1


def sink_in_block(step: Step) -> bool:
    """Move the step behind the late uses of its own block."""
    following = step.following
    home = following.block
    assert home is not None
    for user in step.late:
        if user.block is not home:
            return False
    place = last_place(step)
    if place < 0:
        return False
    instrs = home.instrs
    start = instrs.index(following)
    for k in range(start + 1, place + 1):
        if following in instrs[k].args:
            return False
    instrs.insert(place + 1, following)
    instrs.pop(start)
    return True


def sink_to_end(step: Step, lengthen: bool) -> bool:
    """Move the step to the end of the round; to an edge that has no code yet only on request."""
    following = step.following
    home = following.block
    goal = step.edge
    if step.users or home is goal:
        return False
    if len(goal.instrs) == 1 and len(goal.preds) == 1:
        before = goal.preds[0]
        if before.loop_depth == goal.loop_depth and before is not home \
                and not needs_at_end(step, before):
            goal = before
        elif not lengthen:
            return False
    assert home is not None
    home.instrs.remove(following)
    goal.instrs.insert(len(goal.instrs) - 1, following)
    following.block = goal
    return True


def needs_at_end(step: Step, block: Block) -> bool:
    """Whether the branch that ends a block looks at the old value."""
    last = block.instrs[-1]
    for arg in last.args:
        if arg is step.phi or step.phi in arg.args:
            return True
    return False


def place_steps(function: Function) -> None:
    """Treat every loop of the function."""
    steps = find_steps(function)
    if not steps:
        return
    gather_uses(function, steps)
    for step in steps:
        if step.late and not step.beyond and not sink_in_block(step) \
                and not sink_to_end(step, False) and not rewrite_uses(function, step):
            sink_to_end(step, True)
