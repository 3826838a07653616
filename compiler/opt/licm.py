"""Loop-invariant code motion.

Problem: computations whose operands do not change in a loop are repeated.  Idea: from inner to
outer loops, move pure operations with operands from outside into the preheader; loads too, where
nothing in the loop may write there and they are certain to run (or cannot fault).

Invariants: operations that may trap move only when they would run anyway; comparisons and constant
address steps stay, since selection folds them into their users.
"""

from __future__ import annotations

from compiler.ir.dominators import compute, dominates
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.loops import Loop, compute_loops
from compiler.ir.module import CallInfo, Symbol
from compiler.ir.opcodes import (
    ADDR,
    ALLOCA,
    CALL,
    CONST,
    EQ,
    FUNO,
    LEAF,
    LOAD,
    MEMCPY,
    MEMMOVE,
    MEMSET,
    ORDER_MASK,
    PTRADD,
    PURE,
    SDIV,
    STORE,
    STRICT,
    TRAITS,
    UREM,
    VOLATILE,
)
from compiler.opt.alias import (
    Escapes,
    Location,
    access_location,
    call_clobbers,
    may_alias,
    result_place,
)
from compiler.opt.context import PassContext
from compiler.opt.loop_shape import preheader
from compiler.opt.memory import CLOBBERING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_WRITES: Final = 40


def run(function: Function, context: PassContext) -> bool:
    """Hoist out of every loop, innermost first."""
    compute(function)
    forest = compute_loops(function)
    if not forest.loops:
        return False
    hoister = Hoister(function, context)
    changed = False
    for index in range(len(forest.loops) - 1, -1, -1):
        if hoister.hoist_from(forest.loops[index]):
            changed = True
    return changed


class Hoister:
    """Hoisting for one function; inner preheaders count as blocks of the outer loop."""

    def __init__(self, function: Function, context: PassContext) -> None:
        self.function = function
        self.context = context
        self.escapes = Escapes(function)
        self.writes: list[Instr] = []
        self.too_many = False
        self.may_leave = False         # a call in the loop may not come back

    def hoist_from(self, loop: Loop) -> bool:
        """Move what is invariant into the preheader."""
        function = self.function
        inside: dict[Block, bool] = {}
        for block in loop.blocks:
            inside[block] = True
        self.summarize(loop)
        exits = [block for block in loop.blocks
                 if any(succ not in inside for succ in block.succs)]
        target: Block | None = None
        changed = False
        for block in loop.blocks:
            certain = block is loop.header or not self.may_leave and exits != [] and all(
                dominates(block, other) for other in exits)
            moved = False
            blocked = False            # something before in this block may not come back
            for instr in block.instrs:
                if self.hoistable(instr, inside, certain and not blocked):
                    if target is None:
                        target = preheader(function, loop)
                        if target is None:
                            return changed
                        parent = loop.parent
                        while parent is not None:
                            if target not in parent.blocks:
                                parent.blocks.insert(parent.blocks.index(loop.header), target)
                            parent = parent.parent
                    if not self.context.consume("licm", function):
                        break
                    instr.block = target
                    target.instrs.insert(len(target.instrs) - 1, instr)
                    moved = True
                elif instr.op in CLOBBERING:
                    blocked = True
            if moved:
                block.instrs = [instr for instr in block.instrs if instr.block is block]
                changed = True
        return changed

    def summarize(self, loop: Loop) -> None:
        """What the loop writes, and whether it may leave by a call."""
        self.writes = []
        self.too_many = False
        self.may_leave = False
        for block in loop.blocks:
            for instr in block.instrs:
                op = instr.op
                if op == CALL:
                    info = instr.aux
                    assert isinstance(info, CallInfo)
                    if not info.pure and not info.constant:
                        self.may_leave = True
                        self.writes.append(instr)
                    elif result_place(instr) is not None:
                        self.writes.append(instr)
                elif op in (STORE, MEMCPY, MEMMOVE, MEMSET) or op in CLOBBERING or \
                        op == LOAD and instr.flags & ORDER_MASK != 0:
                    if op in CLOBBERING:
                        self.may_leave = True
                    self.writes.append(instr)
        if len(self.writes) > MAX_WRITES:
            self.too_many = True

    def hoistable(self, instr: Instr, inside: dict[Block, bool], certain: bool) -> bool:
        """Whether an instruction may and should move out."""
        op = instr.op
        if op == LOAD:
            if self.too_many or instr.flags & (VOLATILE | ORDER_MASK) != 0:
                return False
        elif SDIV <= op <= UREM:
            divisor = instr.args[1]
            if not certain and (divisor.op != CONST or divisor.imm in (0, -1)):
                return False
        elif not TRAITS[op] & PURE or instr.flags & STRICT != 0:
            return False
        for arg in instr.args:
            if not TRAITS[arg.op] & LEAF and (arg.block is None or arg.block in inside):
                return False
        if op == PTRADD and instr.args[1].op == CONST or EQ <= op <= FUNO:
            return False
        if op != LOAD:
            return True
        where = access_location(instr, self.function.pointer_bits)
        if not certain and not self.cannot_fault(where):
            return False
        for write in self.writes:
            if write.op in (STORE, MEMCPY, MEMMOVE, MEMSET):
                if may_alias(where, access_location(write, self.function.pointer_bits),
                             self.escapes):
                    return False
            elif write.op == CALL:
                if call_clobbers(write, where, self.escapes):
                    return False
            else:
                return False
        return True

    def cannot_fault(self, where: Location) -> bool:
        """A known object, and the access lies in it."""
        base = where.base
        if where.offset < 0 or where.size < 0:
            return False
        if base.op == ALLOCA:
            return where.offset + where.size <= base.imm
        if base.op == ADDR:
            symbol = base.aux
            assert isinstance(symbol, Symbol)
            return symbol.data is not None and where.offset + where.size <= symbol.data.size
        return False

