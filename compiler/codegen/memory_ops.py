"""Expansion of memcpy, memmove and memset of known small sizes; calls of libc for the rest.

Moves of power-of-two pieces, the last one overlapping its predecessor rather than being split
further; memmove loads everything before it stores anything.
"""

from __future__ import annotations



from compiler.codegen.options import CodegenOptions
from compiler.codegen.rewriter import BlockRewriter
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr
from compiler.ir.module import EXTEND_NONE
from compiler.ir.types import F64, I8, I16, I32, I64, PTR, VOID, type_bytes, vector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

COPY_LIMIT: Final = 128       # bytes expanded inline when optimising for speed
SMALL_LIMIT: Final = 32       # at -O0 and -Os
WIDE: Final = vector(F64, 2)


class MemoryExpander:
    """Expands the three memory operations inside a rewriting walk."""

    def __init__(self, rewriter: BlockRewriter, options: CodegenOptions) -> None:
        self.rewriter = rewriter
        self.options = options
        self.limit = COPY_LIMIT if options.optimize and not options.for_size else SMALL_LIMIT

    def expand(self, instr: Instr) -> bool:
        """Replace one operation; always succeeds."""
        count = instr.args[2]
        align = max(instr.imm, 1)
        volatile = int(instr.flags & ir.VOLATILE)
        if count.op == ir.CONST and 0 <= count.imm <= self.limit:
            size = count.imm
            if instr.op == ir.MEMSET:
                value = instr.args[1]
                if value.op == ir.CONST or size <= 16:
                    self.set(instr.args[0], value, size, align, volatile)
                    return True
            else:
                self.copy_with(instr.args[0], instr.args[1], size, align, volatile,
                               instr.op == ir.MEMMOVE)
                return True
        names = {ir.MEMCPY: "memcpy", ir.MEMMOVE: "memmove", ir.MEMSET: "memset"}
        second = instr.args[1]
        if instr.op == ir.MEMSET and second.type != I32:
            second = self.rewriter.add(ir.ZEXT, I32, [second])
        self.rewriter.library(names[int(instr.op)], PTR, [instr.args[0], second, count],
                              [EXTEND_NONE] * 3)
        return True

    def pieces(self, size: int) -> list[int]:
        """Offsets and sizes, packed as offset * 32 + size, the last perhaps overlapping."""
        result: list[int] = []
        at = 0
        widest = self.rewriter.target.widest_move
        while size - at >= widest:
            result.append(at * 32 + widest)
            at += widest
        rest = size - at
        if rest == 0:
            return result
        if rest > 8 and widest == 16:
            if at >= 16 or size >= 16:
                result.append((size - 16) * 32 + 16)
            else:
                result.append(at * 32 + 8)
                result.append((size - 8) * 32 + 8)
            return result
        for step in (8, 4, 2, 1):
            while rest >= step:
                result.append(at * 32 + step)
                at += step
                rest -= step
            if rest and size >= step and rest > step // 2 and step > 1:
                result.append((size - step) * 32 + step)
                return result
        return result

    def type_of(self, size: int) -> int:
        """The type that moves so many bytes."""
        return {16: WIDE, 8: I64, 4: I32, 2: I16, 1: I8}[size]

    def offset(self, pointer: Instr, amount: int) -> Instr:
        """pointer + amount."""
        if amount == 0:
            return pointer
        rewriter = self.rewriter
        return rewriter.add(ir.PTRADD, PTR, [pointer, rewriter.const(I64, amount)])

    def copy(self, target: Instr, source: Instr, size: int, align: int) -> None:
        """Copy a small known number of bytes."""
        self.copy_with(target, source, size, align, 0, False)

    def copy_with(self, target: Instr, source: Instr, size: int, align: int, flags: int,
                  loads_first: bool) -> None:
        """Copy; with `loads_first` the objects may overlap."""
        rewriter = self.rewriter
        pieces = self.pieces(size)
        if flags:
            pieces = [k * 32 + 1 for k in range(size)] if align == 1 and size <= 8 else pieces
        values: list[Instr] = []
        for piece in pieces:
            at = piece // 32
            step = piece % 32
            value = rewriter.add(ir.LOAD, self.type_of(step), [self.offset(source, at)],
                                 self.known_align(align, at, step))
            value.flags = flags
            if loads_first:
                values.append(value)
            else:
                self.store(target, at, value, align, flags)
        for piece, value in zip(pieces, values):
            self.store(target, piece // 32, value, align, flags)

    def store(self, target: Instr, at: int, value: Instr, align: int, flags: int) -> None:
        """Store a piece."""
        size = type_bytes(int(value.type))
        made = self.rewriter.add(ir.STORE, VOID, [self.offset(target, at), value],
                                 self.known_align(align, at, size))
        made.flags = flags

    def known_align(self, align: int, at: int, size: int) -> int:
        """Alignment of base + at, as far as it matters."""
        while at % align:
            align //= 2
        return min(align, size) if size < 16 else align

    def set(self, target: Instr, value: Instr, size: int, align: int, flags: int) -> None:
        """Fill with a byte."""
        rewriter = self.rewriter
        byte = value.imm & 255 if value.op == ir.CONST else -1
        spread: Instr | None = None
        if byte < 0:
            narrow = value if value.type == I8 else rewriter.add(ir.TRUNC, I8, [value])
            wide = rewriter.add(ir.ZEXT, I64, [narrow])
            spread = rewriter.add(ir.MUL, I64, [wide, rewriter.const(I64, 0x0101010101010101)])
        for piece in self.pieces(size):
            at = piece // 32
            step = piece % 32
            kind = self.type_of(step)
            if spread is not None:
                if step == 16:
                    self.store(target, at, spread, align, flags)
                    self.store(target, at + 8, spread, align, flags)
                    continue
                filler = spread if step == 8 else rewriter.add(ir.TRUNC, kind, [spread])
            elif step == 16:
                if byte == 0:
                    filler = rewriter.function.const(WIDE, 0)
                else:
                    pattern = int.from_bytes(bytes([byte]) * 16, "little")
                    filler = rewriter.function.const(WIDE, pattern)
            else:
                filler = rewriter.const(kind, int.from_bytes(bytes([byte]) * step, "little"))
            self.store(target, at, filler, align, flags)


