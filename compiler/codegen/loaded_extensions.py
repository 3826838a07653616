"""One zero extension of a loaded word, made by the load itself.

Problem: a byte that is loaded, compared as a byte and used as an index is loaded with zeros above
it and then extended once more, since a load with several uses is not part of an extension.  Idea:
its widest zero extension goes right behind the load and becomes the load's only use, so selection
makes one instruction of both; all other uses take the low part of that, which costs nothing where
the register serves as it is.

Invariants: use counts are right before and after; not for machines that keep narrow words extended
in a way of their own (RISC-V).
"""

from __future__ import annotations

from compiler.codegen.target import Target
from compiler.ir.instr import Function, Instr
from compiler.ir.opcodes import LOAD, ORDER_MASK, TRUNC, ZEXT
from compiler.ir.types import I8, I16, I32, I64


def extend_loads(function: Function, target: Target) -> None:
    """Rewrite the whole function."""
    if target.extends_integers:
        return
    widest: dict[Instr, int] = {}             # load with several uses -> type of its extension
    for block in function.blocks:
        for instr in block.instrs:
            if instr.op == ZEXT and instr.type in (I32, I64):
                load = instr.args[0]
                if load.op == LOAD and load.uses > 1 and load.type in (I8, I16, I32) \
                        and not load.flags & ORDER_MASK:
                    widest[load] = max(int(instr.type), widest.get(load, 0))
    if not widest:
        return
    extended: dict[Instr, Instr] = {}
    for home in {load.block: True for load in widest}:
        assert home is not None
        code: list[Instr] = []
        for instr in home.instrs:
            code.append(instr)
            if instr.op == LOAD and instr in widest:
                made = function.make(ZEXT, widest[instr], [instr], 0, instr.pos)
                made.block = home
                code.append(made)
                extended[instr] = made
        home.instrs = code
    narrow: dict[int, Instr] = {}             # load and type -> low part of the extension
    forwarded = False
    for block in function.blocks:
        for instr in block.instrs:
            args = instr.args
            for index in range(len(args)):
                arg = args[index]
                if arg.op != LOAD or arg not in extended:
                    continue
                whole = extended[arg]
                if instr.op != ZEXT:
                    instr.set_arg(index, low_part(function, whole, int(arg.type), narrow))
                elif instr.type < whole.type:
                    instr.op = TRUNC
                    instr.set_arg(index, whole)
                elif instr is not whole:
                    instr.forward = whole
                    forwarded = True
    if forwarded:
        function.sweep()


def low_part(function: Function, whole: Instr, type: int, narrow: dict[int, Instr]) -> Instr:
    """The truncation of an extension, right behind it; one for each type."""
    key = int(whole.id) * 256 + type
    found = narrow.get(key)
    if found is None:
        found = function.make(TRUNC, type, [whole], 0, whole.pos)
        block = whole.block
        assert block is not None
        found.block = block
        block.instrs.insert(block.instrs.index(whole) + 1, found)
        narrow[key] = found
    return found
