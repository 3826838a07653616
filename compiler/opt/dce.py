"""Dead code: values nobody uses, and stores into locals nobody reads.

Problem: other passes leave values without uses, and cycles of phis that only feed each other.
Idea: one backward sweep drops what has no uses; then liveness from effects marks what is needed, so
that dead phi cycles go too.  An alloca that is only written (through constant or computed offsets,
never escaping) loses its stores.  Invariant: effects keep their order; only removals happen.
"""

from __future__ import annotations

from compiler.ir.instr import Function, Instr
from compiler.ir.module import CallInfo
from compiler.ir.opcodes import (
    ALLOCA,
    CALL,
    FIRST_MACHINE,
    FREEZE,
    LEAF,
    LOAD,
    MEMCPY,
    MEMMOVE,
    MEMSET,
    ORDER_MASK,
    PHI,
    PROJ,
    PTRADD,
    PURE,
    SDIV,
    STORE,
    STRICT,
    TRAITS,
    UNDEF,
    UREM,
    VOLATILE,
)
from compiler.opt.context import PassContext


def removable(instr: Instr) -> bool:
    """True when an unused instruction may go."""
    op = instr.op
    if op >= FIRST_MACHINE:
        return False
    if TRAITS[op] & PURE:
        return instr.flags & STRICT == 0
    if op == LOAD:
        return instr.flags & (VOLATILE | ORDER_MASK) == 0
    if op == CALL:
        info = instr.aux
        assert isinstance(info, CallInfo)
        return (info.pure or info.constant) and not info.noreturn \
            and info.signature.result.layout is None
    return op in (PHI, ALLOCA, UNDEF, FREEZE, PROJ) or SDIV <= op <= UREM


def run(function: Function, context: PassContext) -> bool:
    """Drop dead values, dead stores to locals, then dead phi cycles."""
    changed = sweep_unused(function)
    if drop_write_only(function):
        changed = True
        sweep_unused(function)
    if drop_dead_cycles(function):
        changed = True
    return changed


def sweep_unused(function: Function) -> bool:
    """One backward walk that drops what has no uses."""
    changed = False
    for index in range(len(function.blocks) - 1, -1, -1):
        block = function.blocks[index]
        dropped = False
        for position in range(len(block.instrs) - 1, -1, -1):
            instr = block.instrs[position]
            if instr.uses == 0 and removable(instr):
                instr.drop_args()
                instr.block = None
                dropped = True
        if dropped:
            block.instrs = [instr for instr in block.instrs if instr.block is not None]
            changed = True
    return changed


def drop_dead_cycles(function: Function) -> bool:
    """Mark from effects; drop unmarked values (phis that only feed each other)."""
    has_phi = False
    for block in function.blocks:
        if block.instrs and block.instrs[0].op == PHI:
            has_phi = True
            break
    if not has_phi:
        return False
    stack: list[Instr] = []
    for block in function.blocks:
        for instr in block.instrs:
            instr.mark = 0
    for block in function.blocks:
        for instr in block.instrs:
            if not removable(instr):
                instr.mark = 1
                stack.append(instr)
    while stack:
        instr = stack.pop()
        for arg in instr.args:
            if arg.mark == 0 and (arg.op >= FIRST_MACHINE or not TRAITS[arg.op] & LEAF):
                arg.mark = 1
                stack.append(arg)
    changed = False
    for block in function.blocks:
        dropped = False
        for instr in block.instrs:
            if instr.mark == 0:
                dropped = True
                instr.drop_args()
                instr.block = None
        if dropped:
            block.instrs = [instr for instr in block.instrs if instr.mark == 1]
            changed = True
    return changed


def drop_write_only(function: Function) -> bool:
    """Remove stores to allocas that are never read and whose address goes nowhere."""
    slots = function.allocas()
    if not slots:
        return False
    for block in function.blocks:
        for instr in block.instrs:
            instr.mark = 0
    # mark 1: address of a slot in question, directly or through ptradd.
    for slot in slots:
        slot.mark = 1
    alive: list[Instr] = []
    for block in function.blocks:
        for instr in block.instrs:
            args = instr.args
            if not args:
                continue
            op = instr.op
            if op == PTRADD and args[0].mark == 1 and args[0].op in (ALLOCA, PTRADD):
                instr.mark = 1
                if args[1].mark == 1:
                    alive.append(args[1])
                continue
            for index in range(len(args)):
                arg = args[index]
                if arg.mark != 1:
                    continue
                if index == 0 and instr.flags & (VOLATILE | ORDER_MASK) == 0 \
                        and op in (STORE, MEMSET, MEMCPY, MEMMOVE):
                    continue
                alive.append(arg)
    if alive:
        for value in alive:
            root = value
            while root.op == PTRADD:
                root.mark = 2
                root = root.args[0]
            root.mark = 2
    dead = False
    for slot in slots:
        if slot.mark == 1:
            dead = True
    if not dead:
        return False
    changed = False
    for block in function.blocks:
        dropped = False
        for instr in block.instrs:
            if instr.op in (STORE, MEMSET, MEMCPY, MEMMOVE):
                root = instr.args[0]
                while root.op == PTRADD:
                    root = root.args[0]
                if root.op == ALLOCA and root.mark == 1 \
                        and instr.flags & (VOLATILE | ORDER_MASK) == 0:
                    instr.drop_args()
                    instr.block = None
                    dropped = True
        if dropped:
            block.instrs = [instr for instr in block.instrs if instr.block is not None]
            changed = True
    return changed
