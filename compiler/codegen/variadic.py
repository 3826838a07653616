"""va_arg: what conventions share.

Problem: where registers of arguments are saved in an area of their own, the next argument is there
or on the stack, as a test at run time says; it may lie in pieces.  Idea: `Alternatives` makes the
two paths and joins their addresses; the rest are steps that each convention puts together.

Source: System V ABI AMD64 3.5.7; AAPCS64 (IHI 0055), appendix B; RISC-V ELF psABI 1.0.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.rewriter import BlockRewriter
from compiler.ir.instr import Block, Instr, add_edge, replace, resolve
from compiler.ir.module import AggregateLayout
from compiler.ir.opcodes import BRANCH, JUMP, LOAD, PHI, STORE
from compiler.ir.types import PTR, VOID, type_bytes

WORD = 8


class Alternatives:
    """Code for when a condition holds, then (`otherwise`) for when not, then (`join`) for both."""

    def __init__(self, rewriter: BlockRewriter, condition: Instr) -> None:
        self.rewriter = rewriter
        head = rewriter.split()
        self.rest = rewriter.block
        self.paths = [rewriter.function.new_block(), rewriter.function.new_block()]
        rewriter.made += self.paths
        head.append(rewriter.function.make(BRANCH, VOID, [resolve(condition)], 0, rewriter.pos))
        for path in self.paths:
            add_edge(head, path)
        self.found: Instr | None = None
        self.enter(self.paths[0])

    def enter(self, block: Block) -> None:
        """Go on in a block."""
        self.rewriter.block = block
        self.rewriter.code = []

    def leave(self) -> None:
        """End a path."""
        self.rewriter.add(JUMP, VOID, [])
        self.rewriter.block.instrs = self.rewriter.code
        add_edge(self.rewriter.block, self.rest)

    def otherwise(self, found: Instr) -> None:
        """The first path has found an address."""
        self.found = found
        self.leave()
        self.enter(self.paths[1])

    def join(self, other: Instr) -> Instr:
        """The second path has found another; the address behind both."""
        assert self.found is not None
        self.leave()
        self.enter(self.rest)
        rewriter = self.rewriter
        phi = rewriter.function.make(PHI, PTR, [resolve(self.found), resolve(other)], 0,
                                     rewriter.pos)
        phi.block = self.rest
        rewriter.code.append(phi)
        return phi


def next_on_stack(rewriter: BlockRewriter, place: Instr, size: int, align: int) -> Instr:
    """The address of the next argument of those to which the pointer at `place` points, which is
    moved on."""
    pointer = rewriter.add(LOAD, PTR, [place], WORD)
    if align > WORD:
        pointer = rewriter.aligned(pointer, align)
    following = rewriter.offset(pointer, (size + WORD - 1) // WORD * WORD)
    rewriter.add(STORE, VOID, [place, following], WORD)
    return pointer


class Part:
    """A piece of an argument: `distance` from `base`, its type, its offset in the whole."""

    def __init__(self, base: Instr, distance: int, type: i64, offset: i64) -> None:
        self.base = base
        self.distance = distance
        self.type: i64 = type
        self.offset: i64 = offset


def gather(rewriter: BlockRewriter, parts: list[Part], size: int, align: int) -> Instr:
    """Copy pieces that lie apart, each aligned so or by its size, into a temporary."""
    whole = rewriter.alloca(size, 16)
    for part in parts:
        width = min(align, type_bytes(int(part.type)))
        source = rewriter.offset(part.base, part.distance)
        value = rewriter.add(LOAD, part.type, [source], width)
        rewriter.add(STORE, VOID, [rewriter.offset(whole, int(part.offset)), value], width)
    return whole


def give(rewriter: BlockRewriter, instr: Instr, address: Instr, indirect: bool, align: int) -> None:
    """The va_arg is the value at the argument's address, or the address of an aggregate; both may
    be there by reference."""
    if indirect:
        address = rewriter.add(LOAD, PTR, [address], WORD)
    if not isinstance(instr.aux, AggregateLayout):
        size = type_bytes(int(instr.type))
        address = rewriter.add(LOAD, instr.type, [address], min(align, size))
    replace(instr, address)
