"""The A64 encoder: opcode and operands to one word, driven by the generated formats.

Invariants: as in `target/encoder.py`; a part with a symbol becomes a fixup, whose flavour is the
kind of place (PLACE_*).
Source: the rows (`notation.py`).
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler import arm_relocations as specifiers
from compiler.assembler.operands import EncodeError, Operands, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import ops_gen, tables_gen
from compiler.target.arm.immediates import ADDITION, WIDE, decode, encode
from compiler.target.encoder import WordEncoder
from compiler.target.formats import Slot
from compiler.target.machine import opposites

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# each conditional branch and the one that goes the other way
INVERSE: Final = opposites(vars(ops_gen), """CBZ32rl/CBNZ32rl CBZ64rl/CBNZ64rl TBZ32ril/TBNZ32ril
    TBZ64ril/TBNZ64ril B_EQl/B_NEl B_CSl/B_CCl B_MIl/B_PLl B_VSl/B_VCl B_HIl/B_LSl B_GEl/B_LTl
    B_GTl/B_LEl""")


class Encoder(WordEncoder):
    """Encodes into sinks."""

    def __init__(self) -> None:
        super().__init__(tables_gen.FIRST_ENCODING, tables_gen.WORDS, tables_gen.WORD_FORMATS,
                         tables_gen.FORMAT_STARTS, tables_gen.FORMATS)

    def mark(self, op: i64, word: i64, o: Operands, sink: Sink) -> None:
        place: i64 = i64(tables_gen.PLACE[op - FIRST_MACHINE])
        if place == 0:
            raise EncodeError("the instruction takes no symbol")
        distance = place <= specifiers.PLACE_LITERAL and place != specifiers.PLACE_PAGE
        self.fixup(0 if place == specifiers.PLACE_MARK else 4, place, distance, o, sink)

    def own_bits(self, transform: i64, param: i64, value: int) -> int:
        return encode(transform, param, value)

    def own_value(self, transform: i64, param: i64, raw: int) -> int | None:
        return decode(transform, param, raw)

    def symbolic_bits(self, slot: Slot, o: Operands) -> int:
        """The shift that a specifier implies."""
        shift = specifiers.implied_shift(int(o.imm_kind))
        if slot.transform == WIDE:
            return self.bits(slot, shift << 16)
        shifted = 1 << 12 if shift else 0
        return shifted if slot.transform == ADDITION else self.bits(slot, shifted)
