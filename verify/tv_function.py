"""Copies of functions, and the facts of their graphs that translation validation needs.

Problem: a pass changes a function in place, so the version before must be kept whole.  Idea: `copy`
makes a function with the same numbers for values and blocks, which is also how the two versions are
matched.  Liveness, cut points and private objects are worked out here from the definition, not with
the compiler's analyses, which the passes under judgement use.

Invariants: a copy shares symbols and layouts with the original, nothing that a pass writes to.
"""

from __future__ import annotations

from copy import copy as shallow_copy

from compiler.codegen.machine import LoweredCall
from compiler.ir import opcodes as o
from compiler.ir.instr import Block, BlockLabel, Function, Instr
from compiler.ir.module import CallInfo
from compiler.target.x86.pseudo import X87
from verify.tv_library import reads_or_writes_only
from verify.tv_x87 import places_of_long_doubles


def copy(function: Function) -> Function:
    """The same function, with the same numbers."""
    made = Function(function.symbol, function.info, function.pointer_bits)
    made.next_value, made.next_block = function.next_value, function.next_block
    made.abi_lowered = function.abi_lowered
    values: dict[Instr, Instr] = {}
    blocks: dict[Block, Block] = {}
    for block in function.blocks:
        twin = Block(block.id)
        twin.name = block.name
        blocks[block] = twin
        made.blocks.append(twin)
    for block in function.blocks:
        twin = blocks[block]
        for instr in block.instrs:
            values[instr] = twin.append(copy_instr(instr))
        twin.preds = [blocks[pred] for pred in block.preds]
        twin.succs = [blocks[succ] for succ in block.succs]
        twin.pred_slots = list(block.pred_slots)
        twin.succ_slots = list(block.succ_slots)
    for block in function.blocks:
        for instr in block.instrs:
            args = []
            for arg in instr.args:
                leaf = values.get(arg)
                if leaf is None:
                    leaf = copy_instr(arg)
                    values[arg] = leaf
                    if isinstance(arg.aux, BlockLabel):
                        target = blocks.get(arg.aux.block)
                        if target is not None:
                            leaf.aux = BlockLabel(target)
                            made.labels[target] = leaf
                args.append(leaf)
            values[instr].set_args(args)
    made.params = [values[param] for param in function.params if param in values]
    return made


def copy_instr(instr: Instr) -> Instr:
    """One instruction without operands; a call's record is its own."""
    twin = Instr(instr.op, instr.type, [], instr.imm)
    twin.id, twin.flags, twin.pos, twin.alias = instr.id, instr.flags, instr.pos, instr.alias
    aux = instr.aux
    if isinstance(aux, CallInfo):
        aux = shallow_copy(aux)
        if isinstance(aux, LoweredCall):
            aux.places, aux.results = list(aux.places), list(aux.results)
    twin.aux = aux
    return twin


def reverse_postorder(function: Function) -> list[Block]:
    """The blocks reachable from the entry."""
    done: list[Block] = []
    seen = {function.blocks[0]}
    stack = [(function.blocks[0], 0)]
    while stack:
        block, edge = stack.pop()
        if edge < len(block.succs):
            stack.append((block, edge + 1))
            succ = block.succs[edge]
            if succ not in seen:
                seen.add(succ)
                stack.append((succ, 0))
        else:
            done.append(block)
    done.reverse()
    return done


def loop_headers(function: Function) -> set[int]:
    """Numbers of blocks that an edge goes back to."""
    order = {block: k for k, block in enumerate(reverse_postorder(function))}
    return {int(succ.id) for block in order for succ in block.succs
            if order[succ] <= order[block]}


def breaks_cycles(function: Function, cuts: set[int]) -> bool:
    """Whether every cycle goes through a cut point."""
    state: dict[Block, int] = {}
    for start in reverse_postorder(function):
        if start in state or int(start.id) in cuts:
            continue
        state[start] = 1
        stack = [(start, 0)]
        while stack:
            block, edge = stack.pop()
            if edge == len(block.succs):
                state[block] = 2
                continue
            stack.append((block, edge + 1))
            succ = block.succs[edge]
            if int(succ.id) in cuts:
                continue
            if state.get(succ) == 1:
                return False
            if succ not in state:
                state[succ] = 1
                stack.append((succ, 0))
    return True


def cut_points(before: Function, after: Function) -> list[set[int]]:
    """Choices of blocks of both versions that break every cycle of both: the loop headers of
    either version, then of both."""
    both = {int(block.id) for block in before.blocks} & {int(block.id) for block in after.blocks}
    first, second = loop_headers(before), loop_headers(after)
    found: list[set[int]] = []
    for cuts in (second & both, first & both, (first | second) & both):
        if cuts not in found and breaks_cycles(before, cuts) and breaks_cycles(after, cuts):
            found.append(cuts)
    return found


def live_in(function: Function) -> dict[int, set[Instr]]:
    """Values that each block finds made by others, its own phis not among them."""
    blocks = reverse_postorder(function)
    needs: dict[int, set[Instr]] = {}
    makes: dict[int, set[Instr]] = {}
    for block in blocks:
        made: set[Instr] = set()
        used: set[Instr] = set()
        for instr in block.instrs:
            if instr.op != o.PHI:
                for arg in instr.args:
                    if is_value(arg) and arg not in made:
                        used.add(arg)
            made.add(instr)
        needs[int(block.id)] = used
        makes[int(block.id)] = made
    changed = True
    while changed:
        changed = False
        for block in reversed(blocks):
            number = int(block.id)
            live = set(needs[number])
            for edge, succ in enumerate(block.succs):
                live |= needs[int(succ.id)] - makes[number]
                for phi in succ.phis():
                    arg = phi.args[block.succ_slots[edge]]
                    if is_value(arg) and arg not in makes[number]:
                        live.add(arg)
            live = {value for value in live if value not in makes[number]}
            if len(live) != len(needs[number]):
                needs[number] = live
                changed = True
    return needs


def is_value(instr: Instr) -> bool:
    """Made by code: neither a leaf nor a parameter nor a stack object."""
    return instr.op >= o.FIRST_MACHINE or not (
        o.TRAITS[instr.op] & o.LEAF or instr.op in (o.PARAM, o.ALLOCA))


def private_objects(function: Function) -> set[int]:
    """Numbers of the stack objects whose address is only added to, loaded from and stored to."""
    kept = {int(slot.id) for block in function.blocks for slot in block.instrs
            if slot.op == o.ALLOCA}
    roots: dict[Instr, int] = {}
    for block in reverse_postorder(function):
        for instr in block.instrs:
            if instr.op == o.ALLOCA:
                roots[instr] = int(instr.id)
            elif instr.op == o.PTRADD and instr.args[0] in roots:
                roots[instr] = roots[instr.args[0]]
    for block in function.blocks:
        for instr in block.instrs:
            for index, arg in enumerate(instr.args):
                if arg not in roots:
                    continue
                op = instr.op
                plain = op == o.PTRADD and index == 0 and instr in roots
                if op in (o.LOAD, o.STORE) and index == 0:
                    plain = not instr.flags & (o.VOLATILE | o.ORDER_MASK)
                if op in (o.MEMCPY, o.MEMMOVE) and index < 2 or op == o.MEMSET and index == 0:
                    plain = not instr.flags & o.VOLATILE
                if op == o.CALL:
                    plain = reads_or_writes_only(instr, index) or \
                        index in places_of_long_doubles(instr)
                if op == X87:
                    plain = True
                if op in (o.EQ, o.NE, o.ULT, o.ULE, o.PREFETCH):
                    plain = True
                if not plain:
                    kept.discard(roots[arg])
    return kept


def common_private(before: Function, after: Function) -> set[int]:
    """The objects that only one version has, or that are private in both."""
    objects = [{int(i.id) for i in f.blocks[0].instrs if i.op == o.ALLOCA}
               for f in (before, after)]
    private = [private_objects(before), private_objects(after)]
    return {n for n in private[0] | private[1]
            if all(n in private[k] or n not in objects[k] for k in (0, 1))}
