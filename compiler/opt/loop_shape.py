"""Loop shapes: preheaders, and rotation of `while` into guarded `do-while`.

Problem: a loop that tests at its top costs an extra jump each time around, and nothing in it is
certain to run.  Idea: copy the header (its test) in front of the loop; what was the header becomes
the test at the bottom.  Values of the header that are used elsewhere then have two definitions;
they are demoted to stack slots and promoted again (`promote.py`), which puts the phis where they
belong.

Invariants: only headers that end in a two-way branch out of the loop, are small and hold nothing
that must exist once (asm, dynalloca) are copied; a rotated loop is not rotated again.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.dominators import compute
from compiler.ir.instr import Block, Function, Instr, add_edge, retarget_edge
from compiler.ir.loops import Loop, compute_loops
from compiler.ir.module import StackSlot
from compiler.ir.opcodes import (
    ALLOCA,
    ASM,
    BRANCH,
    CALL,
    DYNALLOCA,
    INDIRECTJUMP,
    JUMP,
    LEAF,
    LOAD,
    PHI,
    PROJ,
    STACKSAVE,
    STORE,
    TRAITS,
)
from compiler.ir.types import PTR, VOID, type_bytes
from compiler.opt.context import PassContext
from compiler.opt.promote import promote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_HEADER: Final = 18        # instructions copied, phis apart
MAX_HEADER_SIZE: Final = 5    # the same at -Os


def preheader(function: Function, loop: Loop) -> Block | None:
    """The block that alone enters the loop and goes nowhere else; made when there is none.

    None when the loop is entered by an indirect jump.  New blocks get the dominator data that
    walks over the tree need (idom, depth), `order` stays -1.
    """
    header = loop.header
    outside = [pred for pred in header.preds if pred not in loop.latches]
    if len(outside) == 1 and len(outside[0].succs) == 1:
        return outside[0]
    for pred in outside:
        if pred.instrs[-1].op == INDIRECTJUMP:
            return None
    if header in function.labels:
        return None
    made = function.new_block()
    phis = header.phis()
    incoming: list[list[Instr]] = [[] for _ in phis]
    for position in range(len(header.preds) - 1, -1, -1):
        pred = header.preds[position]
        if pred in loop.latches:
            continue
        for index in range(len(phis)):
            incoming[index].append(phis[index].args[position])
        retarget_edge(pred, header.pred_slots[position], made)
    jump = function.make(JUMP, VOID, [], 0, header.instrs[-1].pos)
    values: list[Instr] = []
    for index in range(len(phis)):
        args = incoming[index]
        same = args[0]
        for arg in args:
            if arg is not same:
                phi = function.make(PHI, phis[index].type, args, 0, phis[index].pos)
                made.append(phi)
                same = phi
                break
        values.append(same)
    made.append(jump)
    add_edge(made, header)
    for index in range(len(phis)):
        phis[index].args.append(values[index])
        values[index].uses += 1
    where = function.blocks.index(header)
    function.blocks.insert(where, made)
    made.idom = header.idom
    made.dom_depth = header.dom_depth
    header.idom = made
    made.loop_depth = header.loop_depth - 1
    return made


def run_rotate(function: Function, context: PassContext) -> bool:
    """Rotate what can be; True when anything was.  Not where variables have to stay in memory
    because something returns twice."""
    if function.info.calls_setjmp:
        return False
    compute(function)
    forest = compute_loops(function)
    if not forest.loops:
        return False
    chosen = [loop for loop in forest.loops if rotatable(function, loop, context)]
    if not chosen:
        return False
    demoter = Demoter(function)
    changed = False
    for loop in chosen:
        if context.consume("rotate", function):
            rotate(function, loop, demoter)
            changed = True
    if changed:
        demoter.finish()
        promote(function)
    return changed


def rotatable(function: Function, loop: Loop, context: PassContext) -> bool:
    """A small header that leaves the loop, and no latch that does."""
    header = loop.header
    if header.instrs[-1].op != BRANCH or header in function.labels or header is function.blocks[0]:
        return False
    inside = [block in loop.blocks for block in header.succs]
    if inside[0] == inside[1]:
        return False
    body = header.succs[0] if inside[0] else header.succs[1]
    if len(body.preds) != 1 or body is header:
        return False
    for latch in loop.latches:
        if latch.instrs[-1].op != JUMP:
            return False
    for pred in header.preds:
        if pred.instrs[-1].op == INDIRECTJUMP:
            return False
    size = 0
    for instr in header.instrs:
        if instr.op == PHI:
            continue
        if instr.op in (ASM, DYNALLOCA, STACKSAVE, PROJ, ALLOCA):
            return False
        size += 6 if instr.op == CALL else 1
    return size <= (MAX_HEADER_SIZE if context.options.size else MAX_HEADER)


class Demoter:
    """Turns values with several definitions into stack slots, all at once."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.slot_of: dict[int, Instr] = {}
        self.values: list[Instr] = []
        self.homes: list[Block] = []
        self.copies: list[list[Instr]] = []       # the other definitions of each value

    def add(self, value: Instr, home: Block, copy: Instr) -> None:
        """`value` of `home` and `copy` are the same variable from now on."""
        function = self.function
        slot = function.make(ALLOCA, PTR, [], type_bytes(int(value.type), function.pointer_bits))
        slot.aux = StackSlot(16, "")
        entry = function.blocks[0]
        slot.block = entry
        entry.instrs.insert(0, slot)
        self.slot_of[int(value.id)] = slot
        self.values.append(value)
        self.homes.append(home)
        self.copies.append([copy])

    def finish(self) -> None:
        """Loads before uses outside the defining block, stores behind definitions."""
        function = self.function
        order: dict[int, int] = {}
        for index in range(len(self.values)):
            order[int(self.values[index].id)] = index
        for block in function.blocks:
            out: list[Instr] = []
            changed = False
            for instr in block.instrs:
                if instr.op != PHI:
                    for position in range(len(instr.args)):
                        arg = instr.args[position]
                        found = order.get(int(arg.id))
                        if found is not None and self.homes[found] is not block:
                            load = self.load_of(arg, block, instr.pos)
                            out.append(load)
                            instr.set_arg(position, load)
                            changed = True
                out.append(instr)
            if changed:
                block.instrs = out
        for block in function.blocks:
            for instr in block.instrs:
                if instr.op != PHI:
                    break
                for position in range(len(instr.args)):
                    arg = instr.args[position]
                    found = order.get(int(arg.id))
                    pred = block.preds[position]
                    if found is not None and self.homes[found] is not pred:
                        load = self.load_of(arg, pred, instr.pos)
                        pred.instrs.insert(len(pred.instrs) - 1, load)
                        instr.set_arg(position, load)
        for index in range(len(self.values)):
            slot = self.slot_of[int(self.values[index].id)]
            self.store_after(self.values[index], slot)
            for copy in self.copies[index]:
                self.store_after(copy, slot)

    def load_of(self, value: Instr, block: Block, pos: i64) -> Instr:
        """A load of the value's slot for `block`."""
        load = self.function.make(LOAD, value.type, [self.slot_of[int(value.id)]], 1, pos)
        load.block = block
        return load

    def store_after(self, value: Instr, slot: Instr) -> None:
        """Store a definition right behind it (behind the phis, if it is one)."""
        home = value.block
        store = self.function.make(STORE, VOID, [slot, value], 1, value.pos)
        if home is None:
            # A leaf or a value of the code before the loop: the guard block stores it.
            raise AssertionError("a definition without a block")
        where = home.instrs.index(value) + 1
        while home.instrs[where].op == PHI or home.instrs[where].op == PROJ:
            where += 1
        store.block = home
        home.instrs.insert(where, store)


def rotate(function: Function, loop: Loop, demoter: Demoter) -> None:
    """Copy the header in front of its loop."""
    header = loop.header
    guard = function.new_block()
    values: dict[int, Instr] = {}
    phis = header.phis()
    # The guard's own phis take the edges from outside.
    incoming: list[list[Instr]] = [[] for _ in phis]
    for position in range(len(header.preds) - 1, -1, -1):
        pred = header.preds[position]
        if pred in loop.latches:
            continue
        for index in range(len(phis)):
            incoming[index].append(phis[index].args[position])
        retarget_edge(pred, header.pred_slots[position], guard)
    for index in range(len(phis)):
        copy = function.make(PHI, phis[index].type, incoming[index], 0, phis[index].pos)
        guard.append(copy)
        values[int(phis[index].id)] = copy
    for instr in header.instrs:
        if instr.op == PHI:
            continue
        args: list[Instr] = []
        for arg in instr.args:
            mapped = values.get(int(arg.id))
            args.append(arg if mapped is None or TRAITS[arg.op] & LEAF else mapped)
        copy = function.make(instr.op, instr.type, args, instr.imm, instr.pos)
        copy.flags = instr.flags
        copy.alias = instr.alias
        copy.aux = instr.aux
        guard.append(copy)
        values[int(instr.id)] = copy
    for index in range(len(header.succs)):
        target = header.succs[index]
        slot = header.succ_slots[index]
        add_edge(guard, target)
        for phi in target.instrs:
            if phi.op != PHI:
                break
            arg = phi.args[slot]
            mapped = values.get(int(arg.id))
            new = arg if mapped is None else mapped
            phi.args.append(new)
            new.uses += 1
    where = function.blocks.index(header)
    function.blocks.insert(where, guard)
    inner = uses_within(header)
    for instr in header.instrs:
        if instr.type != VOID and instr.uses > inner.get(int(instr.id), 0):
            demoter.add(instr, header, values[int(instr.id)])


def uses_within(block: Block) -> dict[int, int]:
    """How often each value is used by the block's own instructions, phis apart."""
    counts: dict[int, int] = {}
    for instr in block.instrs:
        if instr.op == PHI:
            continue
        for arg in instr.args:
            key = int(arg.id)
            counts[key] = counts.get(key, 0) + 1
    return counts

