"""The version before inlining, with the callees' bodies in place: the witness of inlining.

Problem: after inlining a caller holds what its callees do, and both versions must be compared as
one function.  Idea: put the bodies in here too, by an inliner of our own that follows the plain
meaning of a call (parameters are arguments, a return goes on behind the call).  Which calls to
expand is read off the version after: block by block, the first call that it no longer has.

Invariant: blocks get the numbers that the compiler's inliner gives, so that loops match; stack
objects are matched by their order.
"""

from __future__ import annotations

from compiler.ir import opcodes as o
from compiler.ir.instr import Block, Function, Instr, add_edge
from compiler.ir.module import CallInfo, StackSlot, Symbol
from compiler.ir.types import I32, I64, PTR, VOID
from verify.tv_function import copy


class Mismatch(Exception):
    """The version after does not look like inlining into the version before."""


def inline_like(before: Function, after: Function) -> Function:
    """`before` with the calls expanded that `after` lacks."""
    caller = copy(before)
    wanted = {int(block.id): sum(i.op == o.CALL for i in block.instrs) for block in after.blocks}
    work = list(caller.blocks)
    limit = 2000
    while work and limit:
        block = work.pop(0)
        limit -= 1
        left = wanted.get(int(block.id))
        calls = 0
        if left is None:
            continue                     # a block that became unreachable
        for position, instr in enumerate(block.instrs):
            if instr.op != o.CALL:
                continue
            calls += 1
            if calls > left:
                work = expand(caller, block, position) + work
                break
    match_objects(before, caller, after)
    return caller


def expand(caller: Function, block: Block, position: int) -> list[Block]:
    """Put the callee's body in place of a call; the new blocks in order."""
    call = block.instrs[position]
    symbol = call.args[0].aux
    info = call.aux
    if not isinstance(symbol, Symbol) or symbol.function is None or not isinstance(info, CallInfo):
        raise Mismatch("a call without a body is gone")
    body = copy(symbol.function)
    rest = caller.new_block()
    move_tail(block, position, rest)
    values: dict[Instr, Instr] = {}
    entry = caller.blocks[0]
    pass_arguments(caller, body, call, info, block, values)
    blocks: dict[Block, Block] = {source: caller.new_block() for source in body.blocks}
    saved: Instr | None = None
    if body.info.calls_alloca:
        saved = caller.make(o.STACKSAVE, PTR, [])
        block.append(saved)
    ends: list[tuple[Block, Instr | None]] = []
    slots: list[Instr] = []
    for source in body.blocks:
        for instr in source.instrs:
            if instr.op == o.PARAM:
                continue
            if instr.op == o.RETURN:
                ends.append((blocks[source], instr.args[0] if instr.args else None))
                continue
            instr.id = caller.new_id()
            instr.flags &= ~o.TAIL
            if instr.op == o.ALLOCA:
                instr.block = entry
                slots.append(instr)
            else:
                blocks[source].append(instr)
    for source, made in blocks.items():
        made.succs = [blocks[succ] for succ in source.succs]
        made.preds = [blocks[pred] for pred in source.preds]
        made.succ_slots, made.pred_slots = list(source.succ_slots), list(source.pred_slots)
    for made in blocks.values():
        for instr in made.instrs:
            for index, arg in enumerate(instr.args):
                if arg in values:
                    instr.set_arg(index, values[arg])
    at = first_object(entry)
    entry.instrs[at:at] = slots
    block.append(caller.make(o.JUMP, VOID, []))
    add_edge(block, blocks[body.blocks[0]])
    finish(caller, call, rest, ends, values, saved)
    caller.blocks += [*blocks.values(), rest]
    return [*blocks.values(), rest]


def move_tail(block: Block, position: int, rest: Block) -> None:
    """What follows the call goes to a new block."""
    for instr in block.instrs[position + 1:]:
        rest.append(instr)
    del block.instrs[position:]
    rest.succs, rest.succ_slots = block.succs, block.succ_slots
    for index, succ in enumerate(rest.succs):
        succ.preds[rest.succ_slots[index]] = rest
    block.succs, block.succ_slots = [], []


def first_object(entry: Block) -> int:
    """Behind the parameters."""
    at = 0
    while at < len(entry.instrs) and entry.instrs[at].op == o.PARAM:
        at += 1
    return at


def pass_arguments(caller: Function, body: Function, call: Instr, info: CallInfo, block: Block,
                   values: dict[Instr, Instr]) -> None:
    """Parameters are the arguments; an aggregate is a copy of its own."""
    first = 1 if body.info.signature.result.layout is not None else 0
    if len(call.args) - 1 != len(body.params):
        raise Mismatch("a call with other arguments")
    for index, param in enumerate(body.params):
        arg = call.args[index + 1]
        place = index - first
        layout = info.infos[place].layout if 0 <= place < len(info.infos) else None
        if layout is not None and layout.size:
            slot = caller.make(o.ALLOCA, PTR, [], layout.size)
            slot.aux = StackSlot(max(1, layout.align))
            entry = caller.blocks[0]
            slot.block = entry
            entry.instrs.insert(first_object(entry), slot)
            size = caller.const(I64 if caller.pointer_bits == 64 else I32, layout.size)
            block.append(caller.make(o.MEMCPY, VOID, [slot, arg, size], 1))
            arg = slot
        values[param] = arg


def finish(caller: Function, call: Instr, rest: Block, ends: list[tuple[Block, Instr | None]],
           values: dict[Instr, Instr], saved: Instr | None) -> None:
    """Returns go on behind the call, its result is what they give."""
    results: list[Instr] = []
    for block, result in ends:
        if saved is not None:
            block.append(caller.make(o.STACKRESTORE, VOID, [saved]))
        block.append(caller.make(o.JUMP, VOID, []))
        add_edge(block, rest)
        if call.type != VOID:
            given = caller.poison(call.type) if result is None else values.get(result, result)
            results.append(given)
    if call.type == VOID:
        return
    if not results:
        made = caller.poison(call.type)
    elif len(results) == 1:
        made = results[0]
    else:
        made = caller.make(o.PHI, call.type, results)
        made.block = rest
        rest.instrs.insert(0, made)
    for block in [*caller.blocks, rest, *[end for end, _ in ends]]:
        for instr in block.instrs:
            for index, arg in enumerate(instr.args):
                if arg is call:
                    instr.set_arg(index, made)
    for block in rest.succs:
        for instr in block.instrs:
            for index, arg in enumerate(instr.args):
                if arg is call:
                    instr.set_arg(index, made)


def match_objects(before: Function, ours: Function, theirs: Function) -> None:
    """Give new stack objects the numbers of their counterparts."""
    old = {int(i.id) for block in before.blocks for i in block.instrs}
    first = [i for i in ours.blocks[0].instrs if i.op == o.ALLOCA and int(i.id) not in old]
    second = [i for i in theirs.blocks[0].instrs if i.op == o.ALLOCA and int(i.id) not in old]
    if [i.imm for i in first] != [i.imm for i in second]:
        raise Mismatch("other stack objects")
    taken = {int(i.id) for block in theirs.blocks for i in block.instrs}
    number = max([*taken, int(ours.next_value), int(theirs.next_value)]) + 1
    for block in ours.blocks:
        for instr in block.instrs:
            if int(instr.id) not in old and not o.TRAITS[instr.op] & o.LEAF:
                instr.id = number
                number += 1
    for a, b in zip(first, second):
        a.id = b.id
    position = {int(block.id): block for block in theirs.blocks}
    for block in ours.blocks:
        twin = position.get(int(block.id))
        if twin is None:
            continue
        a_phis, b_phis = block.phis(), twin.phis()
        if [int(i.type) for i in a_phis] == [int(i.type) for i in b_phis]:
            for a, b in zip(a_phis, b_phis):
                if int(a.id) not in old and int(b.id) not in old:
                    a.id = b.id
