"""Tail calls: mark the calls that may reuse the caller's frame.

Problem: a call followed by the return of its result needs no frame of the caller any more.  Idea:
mark what the IR can tell; code generation decides whether the arguments fit into registers.  Where
blocks with such calls share one return, each gets a return of its own: there the call is a jump.

Invariants: no address of a local may be known to the callee, so every local must be private; the
caller has no dynamic allocations and does not return twice.  The pass runs behind ABI lowering,
where parameters that are aggregates are locals; before it, functions and calls with aggregates are
left alone.
"""

from __future__ import annotations

from compiler.ir.dominators import order_blocks
from compiler.ir.instr import Block, Function, Instr, remove_edge
from compiler.ir.module import ArgInfo, CallInfo, Signature
from compiler.ir.opcodes import CALL, DYNALLOCA, JUMP, PHI, PROJ, RETURN, TAIL
from compiler.ir.types import VOID
from compiler.opt.alias import Escapes
from compiler.opt.context import PassContext


def run(function: Function, context: PassContext) -> bool:
    """Set TAIL on every call that qualifies."""
    info = function.info
    if info.calls_setjmp or info.calls_alloca or info.stack_protect or info.returns_twice:
        return False
    if info.signature.variadic:
        return False
    scalars = has_scalars(info.signature, info.signature.params)
    found: list[Instr] = []
    for block in function.blocks:
        call = last_call(block, scalars)
        if call is not None and is_returned(call, block):
            found.append(call)
    if not found or not locals_private(function):
        return False
    for call in found:
        if not context.consume("tail_calls", function):
            break
        block_or_none = call.block
        assert block_or_none is not None
        call.flags |= TAIL
        if block_or_none.instrs[-1].op == JUMP:
            give_return(function, block_or_none)
    order_blocks(function)
    return True


def has_scalars(signature: Signature, arguments: list[ArgInfo]) -> bool:
    """Whether no argument and no result is an aggregate."""
    return signature.result.layout is None and not any([a.layout is not None for a in arguments])


def last_call(block: Block, scalars: bool) -> Instr | None:
    """The call that nothing but its parts and the block's end follow; `scalars`: what `has_scalars`
    says of the caller."""
    at = len(block.instrs) - 2
    while at >= 0 and block.instrs[at].op == PROJ:
        at -= 1
    if at < 0 or block.instrs[at].op != CALL:
        return None
    call = block.instrs[at]
    site = call.aux
    assert isinstance(site, CallInfo)
    if site.returns_twice or site.noreturn \
            or not site.lowered and not (scalars and has_scalars(site.signature, site.infos)):
        return None
    for part in block.instrs[at + 1:-1]:
        if part.args[0] is not call:
            return None
    return call


def is_returned(call: Instr, block: Block) -> bool:
    """Whether the function returns from this block, and just what the call gives."""
    last = block.instrs[-1]
    goal = block
    if last.op == JUMP:
        goal = block.succs[0]
        for instr in goal.instrs[:-1]:
            if instr.op != PHI:
                return False
        if goal is block:
            return False
    returned = goal.instrs[-1]
    if returned.op != RETURN:
        return False
    for number in range(len(returned.args)):
        value = on_edge(returned.args[number], block, goal)
        if number == 0 and value is not call:
            return False
        if number and (value.op != PROJ or value.args[0] is not call or value.imm != number):
            return False
    return True


def on_edge(value: Instr, block: Block, goal: Block) -> Instr:
    """A value of `goal` for those who come from `block`."""
    if value.op == PHI and value.block is goal and goal is not block:
        return value.args[block.succ_slots[0]]
    return value


def locals_private(function: Function) -> bool:
    """Whether no address of a local is known outside."""
    for block in function.blocks:
        for instr in block.instrs:
            if instr.op == DYNALLOCA:
                return False
    escapes = Escapes(function)
    return all([escapes.private(slot) for slot in function.allocas()])


def give_return(function: Function, block: Block) -> None:
    """A return of its own for a block that jumps to a shared one."""
    goal = block.succs[0]
    shared = goal.instrs[-1]
    values = [on_edge(value, block, goal) for value in shared.args]
    made = function.make(RETURN, VOID, values, 0, shared.pos)
    made.aux = shared.aux
    block.instrs.pop()
    remove_edge(block, 0)
    block.append(made)
