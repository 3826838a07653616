"""The A64 decoder: which operations, fields of PSTATE and targets of BTI have a name."""

from __future__ import annotations

from compiler.assembler.operands import Operands
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import tables_gen
from compiler.target.arm.encode import Encoder
from compiler.target.arm.forms import FORMS
from compiler.target.arm.rows_system import OPERATIONS
from compiler.target.arm.system_names import WORDS
from compiler.target.decoder import WordDecoder
from compiler.target.machine import MAX_OPERANDS


class Decoder(WordDecoder):
    """Decodes into `operands`."""

    def __init__(self) -> None:
        super().__init__(Encoder(), tables_gen.PROPERTIES, 21, 11, False)

    def decode(self, word: int) -> int:
        """The opcode of a word, its operands in `operands`; -1: no row has this word."""
        return self.find(word)

    def accepts(self, op: int, o: Operands) -> bool:
        word = FORMS[tables_gen.OPERAND_FORM[(op - FIRST_MACHINE) * MAX_OPERANDS]].name
        if word in OPERATIONS:
            return o.imm in WORDS[word]
        if word in ("pstate", "btitarget"):
            name = WORDS[word].get(o.imm & 0xFFFF, "")
            return name != "" and (o.imm >> 16 <= 1 or name.startswith("daif"))
        return True
