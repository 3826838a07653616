"""One function from generic IR to the emitter: the stages of code generation in order.

Problem: every stage has its own file; this one is the list.  Invariants: a stage finds what the
stages above it promise; nothing of a function survives its emission but labels and literals.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import Label
from compiler.codegen import abi_lowering, switches, wide_vectors
from compiler.codegen.assign import Assigner
from compiler.codegen.check_allocation import check_allocation, check_frame
from compiler.codegen.check_emission import CheckedEmitter
from compiler.codegen.edges import EdgeRepair
from compiler.codegen.frame import UNPLACED, Frame
from compiler.codegen.indirect_jumps import merge_indirect_jumps
from compiler.codegen.layout import final, lay_out, lone_indirect_jump
from compiler.codegen.liveness import compute_liveness, measure
from compiler.codegen.loaded_extensions import extend_loads
from compiler.codegen.loop_steps import place_steps
from compiler.codegen.machine import (
    ASM,
    INDIRECT_JUMP,
    JUMP,
    RETURN,
    TABLE_JUMP,
    UNREACHABLE,
    JumpTable,
)
from compiler.codegen.options import PROTECT_ALL, PROTECT_BUFFERS
from compiler.codegen.sink_stores import sink_stores
from compiler.codegen.slot_classes import SlotClasses
from compiler.codegen.slots import share_slots
from compiler.codegen.spill import Spiller, keep_all
from compiler.codegen.streaming import Refiner, Stream
from compiler.codegen.tail_calls import settle_tail_calls, tail_call
from compiler.codegen.target import Target
from compiler.ir import dominators
from compiler.ir.instr import (
    Block,
    BlockLabel,
    Function,
    Instr,
    split_edge,
)
from compiler.ir.loops import compute_loops, estimate_frequencies
from compiler.ir.opcodes import DYNALLOCA, FRAMEADDRESS, INDIRECTJUMP, PHI, RETURNADDRESS
from compiler.ir.opcodes import JUMP as GENERIC_JUMP
from compiler.ir.types import VOID


def split_critical_edges(function: Function, stream: Stream) -> None:
    """A block on every edge from a block with several successors to one with several
    predecessors.  An indirect jump goes to the new block: the label's address moves there."""
    made: list[Block] = []
    for block in function.blocks:
        if len(block.succs) < 2:
            continue
        indirect = block.instrs[-1].op == INDIRECTJUMP
        for index in range(len(block.succs)):
            succ = block.succs[index]
            has_phi = len(succ.instrs) > 0 and succ.instrs[0].op == PHI
            if len(succ.preds) < 2 and not has_phi:
                continue
            middle = function.new_block()
            split_edge(block, index, middle)
            middle.append(function.make(GENERIC_JUMP, VOID, []))
            made.append(middle)
            if indirect:
                stream.move_address(succ, middle)
                label = function.labels.pop(succ, None)
                if label is not None:
                    label.aux = BlockLabel(middle)
                    function.labels[middle] = label
    function.blocks.extend(made)


def drop_single_phis(function: Function) -> None:
    """Phis of blocks with one predecessor are copies."""
    changed = False
    for block in function.blocks:
        if len(block.preds) == 1:
            for phi in block.phis():
                if phi.args[0] is not phi:
                    phi.forward = phi.args[0]
                    changed = True
    if changed:
        function.sweep()


def generate(function: Function, stream: Stream, target: Target) -> None:
    """Generate and emit one function."""
    options = stream.options
    optimize = options.optimize > 0
    wide_vectors.run(function)
    refiner = stream.refiner if stream.refiner is not None else Refiner()
    refiner.before_stage("abi", function)
    pieces = abi_lowering.run(function, target)
    refiner.after_stage("abi", function)
    refiner.refine(function, pieces)
    refiner.before_stage("legalise", function)
    target.legalise(function, stream.module, options)
    refiner.after_stage("legalise", function)
    refiner.before_stage("switches", function)
    switches.lower_switches(function, target, options)
    refiner.after_stage("switches", function)
    refiner.before_stage("edges", function)
    dominators.order_blocks(function)
    drop_single_phis(function)
    merge_indirect_jumps(function)
    split_critical_edges(function, stream)
    refiner.after_stage("edges", function)
    dominators.compute(function)
    forest = compute_loops(function)
    estimate_frequencies(function, forest)
    function.count_uses()
    if optimize:
        refiner.before_stage("steps", function)
        place_steps(function)
        refiner.after_stage("steps", function)
        refiner.before_stage("extensions", function)
        extend_loads(function, target)
        refiner.after_stage("extensions", function)
    frame = Frame(target.stack_align)
    frame.smallest_spill = target.smallest_spill
    for block in function.blocks:
        for instr in block.instrs:
            if instr.op == DYNALLOCA:
                frame.has_dynamic = True
            elif instr.op == FRAMEADDRESS or instr.op == RETURNADDRESS and instr.imm:
                frame.uses_frame_pointer = True
    if frame.has_dynamic or not optimize or not options.omit_frame_pointer:
        frame.uses_frame_pointer = True
    target.reserve_frame_pointer(frame.uses_frame_pointer)
    target.select(function, stream, frame, options)
    if optimize:
        target.gather_accesses(function, frame)
    stream.dump("select", function, target)
    live = compute_liveness(function, target)
    measure(function, target, live)
    if live.needs_spilling:
        allocation = Spiller(function, target, live, forest, frame).run()
        if optimize:
            SlotClasses(function, target, live, allocation, frame).run()
            sink_stores(function, target, allocation, frame)
    else:
        allocation = keep_all(function, live, target)
    stream.dump("spill", function, target)
    Assigner(function, target, live, allocation, options.chaos).run()
    EdgeRepair(function, target, allocation, frame).run()
    stream.dump("assign", function, target)
    if allocation.slots and not function.info.calls_setjmp:
        share_slots(function, allocation, frame)
    if options.check_allocation:
        check_allocation(function, target, allocation, frame)
    target.clean(function)
    if needs_guard(function, frame, options.stack_protector):
        frame.guard_slot = frame.slot(8, 8)
        frame.slots[frame.guard_slot].protected = True
    settle_tail_calls(function, frame)
    target.lay_out_frame(frame, allocation.used, options)
    if options.check_allocation:
        check_frame(function, frame)
    if optimize:
        target.join_accesses(function, frame)
    FunctionEmitter(function, stream, target, frame).run()
    target.reserve_frame_pointer(False)


def needs_guard(function: Function, frame: Frame, level: i64) -> bool:
    """Whether the stack protector watches this function: with buffers of 8 bytes and more, with
    any local in memory under -fstack-protector-strong, always under -all."""
    if level == 0:
        return False
    if level == PROTECT_ALL or function.info.stack_protect or frame.has_dynamic:
        return True
    limit = 8 if level == PROTECT_BUFFERS else 1
    for slot in frame.slots:
        if not slot.is_spill and slot.offset == UNPLACED and slot.size >= limit and slot.name:
            return True
    return False


class FunctionEmitter:
    """Emits allocated blocks in layout order."""

    def __init__(self, function: Function, stream: Stream, target: Target, frame: Frame) -> None:
        self.function = function
        self.stream = stream
        self.target = target
        self.frame = frame
        self.line: i64 = -1

    def run(self) -> None:
        """Prologue, blocks, epilogues."""
        function = self.function
        stream = self.stream
        target = self.target
        frame = self.frame
        options = stream.options
        for block in function.labels:
            stream.block_address(block)
        kept: set[int] = set()
        for block in function.blocks:
            if block in stream.taken_blocks:
                kept.add(int(block.id))
            last = block.instrs[-1]
            if last.op == ASM:                   # asm goto
                for succ in block.succs[1:]:
                    stream.asm_label(succ)
                    kept.add(int(succ.id))
        order = lay_out(function, options.optimize > 0, kept)
        checked = stream.emitter if isinstance(stream.emitter, CheckedEmitter) else None
        if checked is not None:
            checked.start_function()
        target.emit_prologue(stream, frame)
        wanted = self.referenced(order)
        align_loops = options.optimize >= 2 and not options.for_size and options.align_loops > 1
        returns = 0
        for block in order:
            if block.instrs[-1].op == RETURN:
                returns += 1
        for index in range(len(order)):
            block = order[index]
            following = order[index + 1] if index + 1 < len(order) else None
            if block.id in wanted or block.id in kept:
                if align_loops and wanted.get(int(block.id), 0) == 2 and block.has_back_edge():
                    stream.emitter.align(options.align_loops, options.align_loops * 5 // 8)
                stream.emitter.define(stream.block(block))
                named = stream.asm_labels.get(block)
                if named is not None:
                    stream.emitter.define(named)
            instrs = block.instrs
            jump = tail_call(block)
            for position in range(len(instrs) - 1):
                instr = instrs[position]
                if instr.op == PHI or instr is jump:
                    continue
                if instr.pos != self.line:
                    self.line = instr.pos
                    stream.locate(instr.pos)
                if checked is not None:
                    checked.begin(instr)
                target.emit_instr(stream, frame, instr)
            last = instrs[-1]
            if last.pos != self.line:
                self.line = last.pos
                stream.locate(last.pos)
            if checked is not None:
                checked.begin(last)
            if last.op == RETURN:
                target.emit_epilogue(stream, frame, jump, following is None)
            else:
                self.terminator(block, last, following)
        if checked is not None:
            target.check_emission(function, stream, frame, order, checked)

    def referenced(self, order: list[Block]) -> dict[int, int]:
        """Blocks that need a label: 1 jumped to, 2 jumped to from behind (loop)."""
        place = {int(block.id): k for k, block in enumerate(order)}
        wanted: dict[int, int] = {}
        for index, block in enumerate(order):
            for succ in block.succs:
                target = final(succ)
                if place[int(target.id)] <= index:
                    wanted[int(target.id)] = 2
                elif int(target.id) not in wanted:
                    wanted[int(target.id)] = 1
        return wanted

    def terminator(self, block: Block, last: Instr, following: Block | None) -> None:
        """The end of a block, given the block laid out next."""
        target = self.target
        stream = self.stream
        op = last.op
        if op == JUMP:
            goal = final(block.succs[0])
            elsewhere = lone_indirect_jump(goal)
            if elsewhere is not None:
                target.emit_indirect_jump(stream, self.frame, elsewhere)
            elif goal is not following:
                target.emit_jump(stream, stream.block(goal))
        elif target.is_conditional(op):
            yes = final(block.succs[0])
            no = final(block.succs[1])
            if yes is no:
                if yes is not following:
                    target.emit_jump(stream, stream.block(yes))
            elif no is following:
                target.emit_conditional(stream, last, False, stream.block(yes), None,
                                        stream.block(no))
            elif yes is following:
                target.emit_conditional(stream, last, True, stream.block(no), None,
                                        stream.block(yes))
            else:
                target.emit_conditional(stream, last, False, stream.block(yes),
                                        stream.block(no), stream.block(no))
        elif op == TABLE_JUMP:
            table = last.aux
            assert isinstance(table, JumpTable)
            labels: list[Label] = []
            for number in table.successors:
                labels.append(stream.block(final(block.succs[number])))
            target.emit_table_jump(stream, self.frame, last, labels)
        elif op == INDIRECT_JUMP:
            target.emit_indirect_jump(stream, self.frame, last)
        elif op == UNREACHABLE:
            if len(block.instrs) == 1 and following is None:
                target.emit_trap(stream)
        else:
            target.emit_instr(stream, self.frame, last)
            goal = final(block.succs[0])      # asm goto falls through to successor 0
            if goal is not following:
                target.emit_jump(stream, stream.block(goal))

