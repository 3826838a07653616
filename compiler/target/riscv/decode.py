"""The RISC-V decoder: bytes to opcode and operands; the length stands in the lowest two bits."""

from __future__ import annotations

from mypy_extensions import i64

from compiler.target.decoder import WordDecoder
from compiler.target.riscv import tables_gen
from compiler.target.riscv.encode import Encoder


class Decoder(WordDecoder):
    """Decodes one instruction at a time into `op` and `operands`."""

    def __init__(self) -> None:
        self.op: i64 = -1
        self.chooser = Encoder()
        super().__init__(self.chooser, tables_gen.PROPERTIES, 0, 7, True)

    def decode(self, data: bytes, at: int) -> int:
        """Bytes of the instruction at `at`; 0: it is none that is known."""
        word = int.from_bytes(data[at:at + 4], "little")
        size = 4 if word & 3 == 3 else 2
        if at + size > len(data):
            return 0
        self.chooser.compressed = size == 2
        self.op = self.find(word if size == 4 else word & 0xFFFF)
        return size if self.op >= 0 else 0
