"""Control-flow clean-up: the shape of the graph made as simple as its meaning.

Problem: lowering, inlining and folding leave constant branches, empty and single-entry blocks.
Idea: a few local rewrites repeated until nothing changes: branches decided by constants or by
undefined behaviour, chains merged, empty blocks skipped, edges threaded through a block whose
branch their phi operand decides (Bodik, Gupta, Soffa, "Interprocedural conditional branch
elimination", 1997, in its simplest form).

Invariants: blocks whose address is taken keep their identity; after `run` no block is unreachable
and every phi has one operand per predecessor.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.dominators import order_blocks
from compiler.ir.fold import fold
from compiler.ir.instr import (
    Block,
    Function,
    Instr,
    remove_edge,
    replace,
    resolve,
    retarget_edge,
)
from compiler.ir.module import SwitchInfo
from compiler.ir.opcodes import (
    BRANCH,
    CONST,
    EQ,
    FIRST_MACHINE,
    INDIRECTJUMP,
    JUMP,
    PHI,
    POISON,
    PURE,
    SUB,
    SWITCH,
    TRAITS,
    ULE,
    UNREACHABLE,
    XOR,
)
from compiler.ir.types import I1, VOID
from compiler.opt.context import PassContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ROUNDS: Final = 6
MANY_PREDECESSORS: Final = 32


def run(function: Function, context: PassContext) -> bool:
    """Clean until stable (or ROUNDS)."""
    cleaner = Cleaner(function, context)
    any_change = False
    for _ in range(ROUNDS):
        cleaner.changed = False
        order_blocks(function)
        cleaner.pass_once()
        if not cleaner.changed:
            break
        any_change = True
        function.sweep()
    order_blocks(function)
    return any_change


def fold_constant_branches(function: Function, context: PassContext) -> bool:
    """Only what every level does: decided branches and unreachable code."""
    cleaner = Cleaner(function, context)
    for block in function.blocks:
        cleaner.fold_terminator(block)
    count = len(function.blocks)
    order_blocks(function)
    return cleaner.changed or len(function.blocks) != count


class Cleaner:
    """The rewrites, on one function."""

    def __init__(self, function: Function, context: PassContext) -> None:
        self.function = function
        self.context = context
        self.changed = False

    def is_label(self, block: Block) -> bool:
        """The block's address is taken: others may jump to it without an edge we can move."""
        return block in self.function.labels

    def pass_once(self) -> None:
        """Try everything on every block, once."""
        for block in self.function.blocks:
            if block.instrs:
                self.fold_terminator(block)
        order_blocks(self.function)
        for block in self.function.blocks:
            if not block.instrs:
                continue
            while self.merge_successor(block):
                pass
        self.function.sweep()
        blocks = self.function.blocks
        for index in range(len(blocks) - 1, 0, -1):     # last first: edges move once, not often
            if blocks[index].instrs:
                self.skip_empty(blocks[index])
        for index in range(1, len(blocks)):
            if blocks[index].instrs:
                self.thread(blocks[index])
        self.function.blocks = [block for block in self.function.blocks if block.instrs]

    # -- terminators -----------------------------------------------------------------------

    def jump_only(self, block: Block, keep: int) -> None:
        """Replace the terminator by a jump along edge `keep`."""
        drop_edges(block, [index != keep for index in range(len(block.succs))])
        old = block.instrs.pop()
        old.drop_args()
        old.block = None
        block.append(self.function.make(JUMP, VOID, [], 0, old.pos))
        self.changed = True

    def fold_terminator(self, block: Block) -> None:
        """Decide branches and switches on constants; drop what leads to undefined behaviour."""
        last = block.instrs[-1]
        op = last.op
        if op >= FIRST_MACHINE:
            return
        if op == BRANCH:
            condition = resolve(last.args[0])
            if condition.op == CONST:
                self.jump_only(block, 0 if condition.imm != 0 else 1)
                return
            if condition.op == XOR and condition.args[1].op == CONST and condition.args[1].imm:
                last.set_arg(0, condition.args[0])
                self.swap_edges(block)
                if last.imm:
                    last.imm = 3 - last.imm
                self.changed = True
                return
            first, second = block.succs[0], block.succs[1]
            if first is second and same_phi_operands(block, 0, 1):
                self.jump_only(block, 0)
            elif condition.op == POISON:
                self.jump_only(block, 0)
            elif is_unreachable(second):
                self.jump_only(block, 0)
            elif is_unreachable(first):
                self.jump_only(block, 1)
        elif op == SWITCH:
            self.fold_switch(block, last)

    def swap_edges(self, block: Block) -> None:
        """Exchange the two successors of a branch."""
        succs, slots = block.succs, block.succ_slots
        succs[0], succs[1] = succs[1], succs[0]
        slots[0], slots[1] = slots[1], slots[0]
        succs[0].pred_slots[slots[0]] = 0
        succs[1].pred_slots[slots[1]] = 1

    def fold_switch(self, block: Block, switch: Instr) -> None:
        """Constant switches; cases that do what the default does; one case left: a branch."""
        value = resolve(switch.args[0])
        info = switch.aux
        assert isinstance(info, SwitchInfo)
        if value.op == CONST:
            for index in range(len(info.lows)):
                if info.lows[index] <= value.imm <= info.highs[index]:
                    self.jump_only(block, index + 1)
                    return
            self.jump_only(block, 0)
            return
        default = block.succs[0]
        dead_default = is_unreachable(default)
        doomed = [False] * len(block.succs)
        for index in range(len(info.lows)):
            target = block.succs[index + 1]
            # Undefined values may go where the default goes.
            doomed[index + 1] = is_unreachable(target) and not dead_default or (
                target is default and same_phi_operands(block, 0, index + 1))
        if True in doomed:
            drop_edges(block, doomed)
            kept = [index for index in range(len(info.lows)) if not doomed[index + 1]]
            info = SwitchInfo([info.lows[index] for index in kept],
                              [info.highs[index] for index in kept])
            switch.aux = info
            self.changed = True
        if not info.lows:
            self.jump_only(block, 0)
        elif len(info.lows) == 1 and not dead_default:
            self.switch_to_branch(block, switch, info)
        elif dead_default and len(info.lows) == 1:
            self.jump_only(block, 1)

    def switch_to_branch(self, block: Block, switch: Instr, info: SwitchInfo) -> None:
        """A switch of one case: compare and branch."""
        function = self.function
        value = resolve(switch.args[0])
        low, high = info.lows[0], info.highs[0]
        block.instrs.pop()
        if low == high:
            test = function.make(EQ, I1, [value, function.const(value.type, low)], 0, switch.pos)
            block.append(test)
        else:
            shifted = function.make(SUB, value.type, [value, function.const(value.type, low)], 0,
                                    switch.pos)
            block.append(shifted)
            span = function.const(value.type, high - low)
            test = function.make(ULE, I1, [shifted, span], 0, switch.pos)
            block.append(test)
        block.append(function.make(BRANCH, VOID, [test], 0, switch.pos))
        switch.drop_args()
        switch.block = None
        self.swap_edges(block)
        self.changed = True

    # -- blocks ------------------------------------------------------------------------------

    def merge_successor(self, block: Block) -> bool:
        """Append the only successor's code when nothing else enters it."""
        if not block.instrs or block.instrs[-1].op != JUMP:
            return False
        target = block.succs[0]
        if len(target.preds) != 1 or target is block or target is self.function.blocks[0]:
            return False
        if self.is_label(target):
            return False
        jump = block.instrs.pop()
        jump.block = None
        for instr in target.instrs:
            if instr.op == PHI:
                replace(instr, resolve(instr.args[0]))
                instr.drop_args()
                instr.block = None
            else:
                block.append(instr)
        block.succs = target.succs
        block.succ_slots = target.succ_slots
        for index in range(len(block.succs)):
            block.succs[index].preds[block.succ_slots[index]] = block
        target.instrs = []
        target.preds = []
        target.pred_slots = []
        target.succs = []
        target.succ_slots = []
        self.changed = True
        return True

    def skip_empty(self, block: Block) -> bool:
        """Let the predecessors of a block of phis and a jump go on directly."""
        if block.instrs[-1].op != JUMP:
            return False
        target = block.succs[0]
        if target is block or self.is_label(block):
            return False
        phis = 0
        for instr in block.instrs:
            if instr.op == PHI:
                phis += 1
        if phis + 1 != len(block.instrs):
            return False
        slot = block.succ_slots[0]
        for pred in block.preds:
            if pred is block or pred.instrs[-1].op == INDIRECTJUMP:
                return False
        if phis:
            if not self.phis_feed_only(block, [target], [slot]):
                return False
        for position in range(len(block.preds)):
            if not phis and target.instrs[0].op != PHI:
                break
            if self.would_clash(block.preds[position], target, slot, block, position):
                return False
        if not self.context.consume("cfg: empty block", self.function):
            return False
        while len(block.preds) > 1:
            pred = block.preds[-1]
            index = block.pred_slots[-1]
            new_args: list[Instr] = []
            for phi in target.instrs:
                if phi.op != PHI:
                    break
                new_args.append(value_on_edge(phi.args[slot], block, len(block.preds) - 1))
            retarget_edge(pred, index, target)
            append_phi_operands(target, new_args)
        if block.preds:
            take_over_edge(block, target, slot)
        else:
            remove_edge(block, 0)
        for instr in block.instrs:
            instr.drop_args()
            instr.block = None
        block.instrs = []
        self.changed = True
        return True

    def would_clash(self, pred: Block, target: Block, slot: int, block: Block,
                    position: int) -> bool:
        """Whether `pred` has an edge to `target` already that brings its phis other values than
        the way through `block` does (the choice would then hang on parallel edges)."""
        for index in range(len(pred.succs)):
            if pred.succs[index] is target:
                other = pred.succ_slots[index]
                for phi in target.instrs:
                    if phi.op != PHI:
                        break
                    if phi.args[other] is not value_on_edge(phi.args[slot], block, position):
                        return True
        # Two edges of one predecessor into `block` become two edges to the target.
        for index in range(len(pred.succs)):
            other = pred.succ_slots[index]
            if pred.succs[index] is block and other != position:
                for phi in block.instrs:
                    if phi.op == PHI and phi.args[other] is not phi.args[position]:
                        return True
        return False

    def phis_feed_only(self, block: Block, targets: list[Block], slots: list[int]) -> bool:
        """Whether every use of the block's phis is a phi operand of `targets` on our edges."""
        for phi in block.instrs:
            if phi.op != PHI:
                break
            count: i64 = 0
            for index in range(len(targets)):
                for other in targets[index].instrs:
                    if other.op != PHI:
                        break
                    if other.args[slots[index]] is phi:
                        count += 1
            if count != phi.uses:
                return False
        return True

    def thread(self, block: Block) -> None:
        """Send edges whose phi operand decides the block's branch straight to its target."""
        last = block.instrs[-1]
        op = last.op
        if op not in (BRANCH, SWITCH) or len(block.preds) < 2 or self.is_label(block):
            return
        if block.instrs[0].op != PHI:
            return
        # Shape: phis, at most one comparison used by the branch alone, the branch.
        condition = last.args[0]
        phis = 0
        for instr in block.instrs:
            if instr.op == PHI:
                phis += 1
        rest = len(block.instrs) - phis - 1
        tested: Instr
        compare: Instr | None = None
        if rest == 0:
            tested = condition
        elif rest == 1 and condition.block is block and condition.uses == 1 \
                and TRAITS[condition.op] & PURE and len(condition.args) == 2 \
                and condition.args[1].op == CONST and condition.op != PHI:
            compare = condition
            tested = condition.args[0]
        else:
            return
        if tested.op != PHI or tested.block is not block:
            return
        decided = False
        for arg in tested.args:
            if arg.op == CONST:
                decided = True
                break
        if not decided:
            return
        # The branch's own use of a phi counts as internal: it is copied by deciding it.
        for phi in block.instrs:
            if phi.op != PHI:
                break
            count: i64 = 0
            if phi is tested:
                count += 1
            for index in range(len(block.succs)):
                slot = block.succ_slots[index]
                for other in block.succs[index].instrs:
                    if other.op != PHI:
                        break
                    if other.args[slot] is phi:
                        count += 1
            if count != phi.uses:
                return
        for position in range(len(block.preds) - 1, -1, -1):
            arg = tested.args[position]
            pred = block.preds[position]
            if arg.op != CONST or pred is block or pred.instrs[-1].op == INDIRECTJUMP:
                continue
            value = arg.imm
            if compare is not None:
                folded = fold(int(compare.op), int(compare.type), int(compare.flags),
                              [int(a.type) for a in compare.args],
                              [arg.imm, compare.args[1].imm], self.function.pointer_bits)
                if folded is None:
                    continue
                value = folded
            edge = taken_edge(last, value)
            target = block.succs[edge]
            if target is block:
                continue
            slot = block.succ_slots[edge]
            if self.would_clash(pred, target, slot, block, position):
                continue
            if not self.context.consume("cfg: thread", self.function):
                return
            new_args = []
            for phi in target.instrs:
                if phi.op != PHI:
                    break
                new_args.append(value_on_edge(phi.args[slot], block, position))
            retarget_edge(pred, block.pred_slots[position], target)
            append_phi_operands(target, new_args)
            self.changed = True


def drop_edges(source: Block, doomed: list[bool]) -> None:
    """Remove all edges of a block that are marked, with the phi arguments they carry, in time
    proportional to the edges concerned."""
    targets: dict[int, Block] = {}
    for index in range(len(source.succs)):
        if doomed[index]:
            targets[int(source.succs[index].id)] = source.succs[index]
    for target in targets.values():
        if len(target.preds) > MANY_PREDECESSORS:
            slots = [int(source.succ_slots[index]) for index in range(len(source.succs))
                     if doomed[index] and source.succs[index] is target]
            for slot in sorted(slots, reverse=True):
                drop_slot(target, slot)
            continue
        kept: list[int] = []
        for slot in range(len(target.preds)):
            if target.preds[slot] is not source or not doomed[target.pred_slots[slot]]:
                kept.append(slot)
        for phi in target.instrs:
            if phi.op != PHI:
                break
            phi.set_args([phi.args[slot] for slot in kept])
        target.preds = [target.preds[slot] for slot in kept]
        target.pred_slots = [target.pred_slots[slot] for slot in kept]
        for slot in range(len(kept)):
            target.preds[slot].succ_slots[target.pred_slots[slot]] = slot
    left = [index for index in range(len(source.succs)) if not doomed[index]]
    source.succs = [source.succs[index] for index in left]
    source.succ_slots = [source.succ_slots[index] for index in left]
    for index in range(len(left)):
        source.succs[index].pred_slots[source.succ_slots[index]] = index


def drop_slot(target: Block, slot: int) -> None:
    """Remove one predecessor; the last one takes its place."""
    last = len(target.preds) - 1
    for phi in target.instrs:
        if phi.op != PHI:
            break
        phi.args[slot].uses -= 1
        phi.args[slot] = phi.args[last]
        del phi.args[last]
    target.preds[slot] = target.preds[last]
    target.pred_slots[slot] = target.pred_slots[last]
    target.preds[slot].succ_slots[target.pred_slots[slot]] = slot
    del target.preds[last]
    del target.pred_slots[last]


def taken_edge(last: Instr, value: int) -> int:
    """The successor that a branch or switch takes for a constant."""
    if last.op == BRANCH:
        return 0 if value != 0 else 1
    info = last.aux
    assert isinstance(info, SwitchInfo)
    for index in range(len(info.lows)):
        if info.lows[index] <= value <= info.highs[index]:
            return index + 1
    return 0


def value_on_edge(value: Instr, block: Block, position: int) -> Instr:
    """What a value is when `block` is entered by its predecessor number `position`."""
    if value.op == PHI and value.block is block:
        return value.args[position]
    return value


def take_over_edge(block: Block, target: Block, slot: i64) -> None:
    """The only predecessor of `block` takes its place before `target`: no phi changes its order."""
    pred = block.preds[0]
    index = block.pred_slots[0]
    for phi in target.instrs:
        if phi.op != PHI:
            break
        value = value_on_edge(phi.args[slot], block, 0)
        phi.args[slot].uses -= 1
        value.uses += 1
        phi.args[slot] = value
    target.preds[slot] = pred
    target.pred_slots[slot] = index
    pred.succs[index] = target
    pred.succ_slots[index] = slot
    block.preds = []
    block.pred_slots = []
    block.succs = []
    block.succ_slots = []


def append_phi_operands(block: Block, args: list[Instr]) -> None:
    """Give the phis of `block` their operands for an edge just appended."""
    for index in range(len(args)):
        phi = block.instrs[index]
        phi.args.append(args[index])
        args[index].uses += 1


def same_phi_operands(block: Block, first: int, second: int) -> bool:
    """Whether two edges of `block` to one target bring the same values."""
    target = block.succs[first]
    a, b = block.succ_slots[first], block.succ_slots[second]
    for phi in target.instrs:
        if phi.op != PHI:
            break
        if resolve(phi.args[a]) is not resolve(phi.args[b]):
            return False
    return True


def is_unreachable(block: Block) -> bool:
    """The block has nothing but `unreachable`."""
    return len(block.instrs) == 1 and block.instrs[0].op == UNREACHABLE

