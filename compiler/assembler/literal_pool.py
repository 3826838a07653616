"""Literal pools: values that `ldr register, =value` loads, placed behind the code that loads them.

The values that wait stand at the end of their section, or where `.ltorg` is (GNU as manual, "ldr
pseudo-instruction"); wide ones come first, so that few are padded.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.layout import Chunk
from compiler.assembler.operands import Label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.assembler.object_emitter import ObjectEmitter

ORDER: Final = (8, 4, 16)     # bytes


class Literal:
    """A value that waits: a symbol plus a number, for a section."""

    def __init__(self, label: Label, size: i64, symbol: Label | None, value: int,
                 chunk: Chunk) -> None:
        self.label = label
        self.size: i64 = size
        self.symbol = symbol
        self.value = value
        self.chunk = chunk


class LiteralPool:
    """The values of one object; `count`: all so far."""

    def __init__(self) -> None:
        self.literals: list[Literal] = []
        self.count = 0

    def next_name(self) -> str:
        """The name of a new value."""
        self.count += 1
        return f".Lpool.{self.count}"

    def add(self, emitter: ObjectEmitter, label: Label, size: i64, symbol: Label | None,
            value: int) -> None:
        """Let a value wait for the current section's pool."""
        self.literals.append(Literal(label, size, symbol, value, emitter.current))

    def place(self, emitter: ObjectEmitter) -> None:
        """Write all that wait."""
        if not self.literals:
            return
        back = emitter.current
        for size in ORDER:
            for literal in self.literals:
                if literal.size != size:
                    continue
                emitter.enter(literal.chunk)
                emitter.align_with(size, 0, b"\0")
                emitter.define(literal.label)
                if literal.symbol is not None:
                    emitter.value(size, literal.symbol, None, literal.value)
                else:
                    emitter.integer(size, literal.value)
        self.literals = []
        emitter.enter(back)
