"""Tail calls at the end of code generation: which of the marked calls become jumps.

Problem: a call that `compiler/opt/tail_calls.py` has marked, and whose arguments are all in
registers, may be a jump behind the epilogue, if nothing is left to do between it and the return;
only register allocation knows.  Idea: it is one when it stands right before the return: what the
return reads is then what the callee leaves in the same registers.  All other calls need a frame.

Invariants: the register of an indirect callee is one that the epilogue leaves alone (see
`callee_register`); a function that checks the stack protector's value makes no tail calls.
"""

from __future__ import annotations

from compiler.codegen.frame import Frame
from compiler.codegen.machine import CALL, RETURN, CallSite
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import PROJ


def settle_tail_calls(function: Function, frame: Frame) -> None:
    """Decide for each marked call; after allocation, before the frame is laid out."""
    for block in function.blocks:
        final = tail_call(block)
        for instr in block.instrs:
            if instr.op == CALL:
                site = instr.aux
                assert isinstance(site, CallSite)
                if site.tail and (instr is not final or frame.guard_slot >= 0):
                    site.tail = False
                    frame.has_calls = True


def tail_call(block: Block) -> Instr | None:
    """The marked call that stands right before the block's return."""
    instrs = block.instrs
    if instrs[-1].op != RETURN:
        return None
    at = len(instrs) - 2
    while at >= 0 and instrs[at].op == PROJ:
        at -= 1
    if at < 0 or instrs[at].op != CALL:
        return None
    site = instrs[at].aux
    assert isinstance(site, CallSite)
    return instrs[at] if site.tail else None
