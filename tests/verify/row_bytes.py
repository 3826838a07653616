"""A sink for code without symbols."""

from __future__ import annotations

from compiler.assembler.operands import Label, Sink


class Bytes(Sink):
    def fixup(self, place: int, size: int, pcrel: bool, kind: int, symbol: Label | None,
              minus: Label | None, addend: int, flavour: int) -> None:
        raise AssertionError("no sample has a symbol")
