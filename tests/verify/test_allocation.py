"""The allocation checker sees every corruption: 200 of 200, drawn with a fixed seed.

Each corruption is wrong for certain: it overwrites a value that is used later in its block, drops
or misdirects a move whose result is used, or turns round two moves that depend on each other.
"""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import compiler.codegen.function as stages
from compiler.assembler.object_emitter import ObjectEmitter
from compiler.assembler.x86_object import X86Architecture
from compiler.codegen.check_allocation import AllocationError, check_allocation
from compiler.codegen.frame import Frame, Slot
from compiler.codegen.machine import COPY, RELOAD, SPILL
from compiler.codegen.module import emit_module
from compiler.codegen.options import CodegenOptions
from compiler.codegen.spill import Allocation
from compiler.codegen.target import NO_CLASS, Target
from compiler.driver.lines import LoweredRefiner
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import PHI
from compiler.ir.types import I16, VOID
from compiler.lowering.__main__ import lower_file
from compiler.opt.context import OptOptions
from compiler.opt.pipeline import optimize
from compiler.target.x86.target import X86Target

HERE = Path(__file__).resolve().parent
WANTED = 200
PER_FUNCTION = 12
SOURCES = ["control_flow", "pointers", "floats", "inline_asm", "structs", "strings", "varargs",
           "builtins_bits", "switch_large", "swap_loops", "nested_calls", "bitfields", "int128",
           "memory_copies", "struct_pieces", "callbacks"]
Undo = Callable[[], None]


def set_register(instr: Instr, register: int) -> Undo:
    kept = int(instr.reg)
    instr.reg = register

    def undo() -> None:
        instr.reg = kept
    return undo


def drop(block: Block, position: int) -> Undo:
    gone = block.instrs.pop(position)

    def undo() -> None:
        block.instrs.insert(position, gone)
    return undo


def set_slot(instr: Instr, slot: int) -> Undo:
    kept = instr.imm
    instr.imm = slot

    def undo() -> None:
        instr.imm = kept
    return undo


def swap_order(block: Block, position: int) -> Undo:
    instrs = block.instrs
    instrs[position], instrs[position + 1] = instrs[position + 1], instrs[position]

    def undo() -> None:
        instrs[position], instrs[position + 1] = instrs[position + 1], instrs[position]
    return undo


def used_later(block: Block, position: int, value: Instr) -> int:
    """The last place after `position` where an operand is this very place, -1: none."""
    found = -1
    for later in range(position + 1, len(block.instrs)):
        instr = block.instrs[later]
        if instr.op != PHI and any(arg is value for arg in instr.args):
            found = later
    return found


def corruptions(function: Function, target: Target, allocation: Allocation
                ) -> list[Callable[[], Undo]]:
    """Every certain corruption of this function's allocation."""
    found: list[Callable[[], Undo]] = []
    slots = sorted(set(allocation.slots.values()))
    for block in function.blocks:
        for position, instr in enumerate(block.instrs):
            if instr.op == PHI:
                continue
            has_result = instr.type != VOID and instr.reg >= 0 \
                and target.class_of(instr.type) != NO_CLASS
            if has_result and used_later(block, position, instr) >= 0:
                for earlier in block.instrs[:position]:
                    if earlier.reg >= 0 and earlier.reg != instr.reg and earlier.type != VOID \
                            and target.class_of(earlier.type) == target.class_of(instr.type) \
                            and used_later(block, position, earlier) >= 0 \
                            and not any(i.reg == earlier.reg
                                        for i in block.instrs[position:used_later(
                                            block, position, earlier)]):
                        found.append(lambda i=instr, r=int(earlier.reg): set_register(i, r))
                        break
                if instr.op in (COPY, RELOAD) and instr.forward is not None and not (
                        instr.op == COPY and instr.args[0].reg == instr.reg):
                    found.append(lambda b=block, p=position: drop(b, p))
            if instr.op in (RELOAD, SPILL) and len(slots) > 1 and not (
                    instr.op == RELOAD and instr.forward is not None
                    and target.rematerialises(instr.forward)):
                others = [slot for slot in slots if slot != instr.imm]
                if instr.op == RELOAD:
                    found.append(lambda i=instr, s=others[0]: set_slot(i, s))
            if position + 1 < len(block.instrs):
                following = block.instrs[position + 1]
                if instr.op == COPY and following.op == COPY and instr.forward is not None \
                        and following.forward is not None \
                        and following.reg == instr.args[0].reg:
                    found.append(lambda b=block, p=position: swap_order(b, p))
    return found


def share(slot: Slot, home: Slot) -> Undo:
    slot.shares = home

    def undo() -> None:
        slot.shares = None
    return undo


def narrow(slot: Slot) -> Undo:
    kept = slot.size
    slot.size = 1

    def undo() -> None:
        slot.size = kept
    return undo


def slot_corruptions(function: Function, target: Target, frame: Frame) -> list[Callable[[], Undo]]:
    """Slots that share memory while both hold a value, and slots too narrow for what is read."""
    found: list[Callable[[], Undo]] = []
    homes = {id(slot.shares) for slot in frame.slots}
    for block in function.blocks:
        for position, instr in enumerate(block.instrs):
            if instr.op != RELOAD or instr.forward is None or target.rematerialises(instr.forward):
                continue
            slot = frame.slots[instr.imm]
            if slot.shares is not None or instr.forward.type < I16:
                continue
            found.append(lambda s=slot: narrow(s))
            for earlier in reversed(block.instrs[:position]):
                if earlier.op != SPILL:
                    continue
                other = frame.slots[earlier.imm]
                if other is slot:
                    break
                if other.shares is None and id(other) not in homes and other.size == slot.size:
                    found.append(lambda s=other, h=slot: share(s, h))
                    break
    return found


def run() -> list[str]:
    randoms = random.Random(4)
    done: list[str] = []

    def watched(function: Function, target: Target, allocation: Allocation, frame: Frame) -> None:
        check_allocation(function, target, allocation, frame)
        choices = corruptions(function, target, allocation) + slot_corruptions(function, target,
                                                                               frame)
        randoms.shuffle(choices)
        for corrupt in choices[:PER_FUNCTION]:
            if len(done) >= WANTED:
                return
            undo = corrupt()
            try:
                check_allocation(function, target, allocation, frame)
                done.append(f"missed in {function.symbol.name}")
            except AllocationError:
                done.append("")
            undo()
        check_allocation(function, target, allocation, frame)

    kept = stages.check_allocation
    stages.check_allocation = watched
    try:
        for name in SOURCES:
            if len(done) >= WANTED:
                break
            module = lower_file(["-w", "-O2", str(HERE.parent / "c" / f"{name}.c")])
            assert module is not None
            context = optimize(module, OptOptions(2))
            options = CodegenOptions()
            options.optimize = 2
            emit_module(module, ObjectEmitter(X86Architecture(64), name), options,
                        X86Target(options), None, None, LoweredRefiner(context))
    finally:
        stages.check_allocation = kept
    return done


def test_every_corruption_is_seen() -> None:
    result: list[list[str]] = []
    sys.setrecursionlimit(100000)
    threading.stack_size(1 << 28)
    thread = threading.Thread(target=lambda: result.append(run()))
    thread.start()
    thread.join()
    assert len(result[0]) == WANTED
    missed = [line for line in result[0] if line]
    assert not missed, f"{len(missed)} of {WANTED} missed: {missed[:5]}"
