"""Small copies and fills as loads and stores.

Problem: `memcpy(&x, p, 4)` is how C reads unaligned memory; it must be one load, and seen as one by
the passes.  Idea: copies of 1, 2, 4 or 8 bytes become a load and a store of an integer, fills with
a constant become a store.  Invariants: the load comes before the store, so overlap is harmless;
volatile ones and other sizes are left to code generation.
"""

from __future__ import annotations

from compiler.ir.instr import Function, Instr
from compiler.ir.opcodes import CONST, LOAD, MEMCPY, MEMMOVE, MEMSET, STORE, VOLATILE
from compiler.ir.types import I8, I16, I32, I64, VOID
from compiler.opt.context import PassContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

INTEGERS: Final = {1: I8, 2: I16, 4: I32, 8: I64}


def run(function: Function, context: PassContext) -> bool:
    """Expand all small ones."""
    changed = False
    for block in function.blocks:
        found = False
        for instr in block.instrs:
            if instr.op in (MEMCPY, MEMMOVE, MEMSET) and expandable(instr):
                found = True
                break
        if not found:
            continue
        out: list[Instr] = []
        for instr in block.instrs:
            if instr.op not in (MEMCPY, MEMMOVE, MEMSET) or not expandable(instr):
                out.append(instr)
                continue
            size = instr.args[2].imm
            if size:
                type = INTEGERS[size]
                if instr.op == MEMSET:
                    pattern = int.from_bytes(bytes([instr.args[1].imm & 0xFF]) * size, "little")
                    value = function.const(type, pattern)
                else:
                    value = function.make(LOAD, type, [instr.args[1]], max(1, instr.imm),
                                          instr.pos)
                    value.alias = instr.alias
                    value.block = block
                    out.append(value)
                store = function.make(STORE, VOID, [instr.args[0], value], max(1, instr.imm),
                                      instr.pos)
                store.alias = instr.alias
                store.block = block
                out.append(store)
            instr.drop_args()
            instr.block = None
        block.instrs = out
        changed = True
    return changed


def expandable(instr: Instr) -> bool:
    """Constant size of one integer (or nothing), not volatile."""
    length = instr.args[2]
    if length.op != CONST or instr.flags & VOLATILE:
        return False
    if instr.op == MEMSET and instr.args[1].op != CONST:
        return length.imm == 0
    return length.imm in (0, 1, 2, 4, 8)
