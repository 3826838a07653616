"""The A64 encoder: opcode and operands to one word, driven by the generated formats.

Invariants: as in `target/encoder.py`; a part with a symbol becomes a fixup, whose flavour is the
kind of place (PLACE_*).
Source: the rows (`notation.py`).
"""

from __future__ import annotations

from librt.strings import write_i32_le
from mypy_extensions import i32, i64

from compiler.assembler.arm_relocations import (
    KIND_FIRST,
    PLACE_ACCESS,
    PLACE_ADD,
    PLACE_ADR,
    PLACE_CALL,
    PLACE_CONDITION,
    PLACE_JUMP,
    PLACE_LITERAL,
    PLACE_MARK,
    PLACE_MOVE,
    PLACE_PAGE,
    PLACE_TEST,
    implied_shift,
)
from compiler.assembler.operands import EncodeError, Operands, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import ops_gen as arm
from compiler.target.arm import tables_gen
from compiler.target.arm.forms import FORMS
from compiler.target.arm.immediates import ADDITION, WIDE, decode, encode
from compiler.target.encoder import WordEncoder
from compiler.target.formats import Slot
from compiler.target.machine import MAX_OPERANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LABEL_PLACES: Final = {"l26": PLACE_JUMP, "l19": PLACE_CONDITION, "l14": PLACE_TEST,
                       "adr": PLACE_ADR, "adrp": PLACE_PAGE}


class Encoder(WordEncoder):
    """Encodes into sinks."""

    def __init__(self) -> None:
        super().__init__(tables_gen.FIRST_ENCODING, tables_gen.WORDS, tables_gen.WORD_FORMATS,
                         tables_gen.FORMAT_STARTS, tables_gen.FORMATS)

    def encode(self, op: i64, o: Operands, sink: Sink) -> None:
        """Append one instruction to the sink; EncodeError when no encoding fits."""
        word = self.word(op, o)
        if word < 0:
            name = tables_gen.NAMES.split(" ")[op - FIRST_MACHINE]
            raise EncodeError(f"immediate or register out of range for {name}")
        if o.symbol is not None or o.imm_symbol is not None:
            add_fixup(op, o, sink)
        write_i32_le(sink.code, i32(word if word < 0x80000000 else word - 0x100000000))

    def own_bits(self, transform: i64, param: i64, value: int) -> int:
        return encode(transform, param, value)

    def own_value(self, transform: i64, param: i64, raw: int) -> int | None:
        return decode(transform, param, raw)

    def symbolic_bits(self, slot: Slot, o: Operands) -> int:
        """The shift that a specifier implies."""
        shift = implied_shift(int(o.imm_kind)) if o.imm_kind >= KIND_FIRST else 0
        if slot.transform == WIDE:
            return self.bits(slot, shift << 16)
        shifted = 1 << 12 if shift else 0
        return shifted if slot.transform == ADDITION else self.bits(slot, shifted)


def place_of(op: i64) -> int:
    """The kind of place at which an opcode takes a symbol, -1: none."""
    if op == arm.BLl:
        return PLACE_CALL
    if op == arm.BLRx:
        return PLACE_MARK
    index = op - FIRST_MACHINE
    for k in range(i64(tables_gen.OPERAND_COUNT[index])):
        form = FORMS[tables_gen.OPERAND_FORM[index * MAX_OPERANDS + k]]
        if form.word in LABEL_PLACES:
            place = LABEL_PLACES[form.word]
            return PLACE_LITERAL if place == PLACE_CONDITION and op not in CONDITIONAL else place
        if form.word in ("m", "mu"):
            return PLACE_ACCESS + (form.size // 8).bit_length() - 1
        if form.transform == ADDITION:
            return PLACE_ADD
        if form.transform == WIDE:
            return PLACE_MOVE
    return -1


CONDITIONAL: Final = frozenset([*range(arm.B_EQl, arm.B_NVl + 1), arm.CBZ32rl, arm.CBZ64rl,
                                arm.CBNZ32rl, arm.CBNZ64rl])


def add_fixup(op: i64, o: Operands, sink: Sink) -> None:
    """Tell the sink of the instruction's symbol."""
    at = i64(len(sink.code))
    place = place_of(op)
    if place < 0:
        raise EncodeError("the instruction takes no symbol")
    pcrel = place <= PLACE_LITERAL and place != PLACE_PAGE
    if o.imm_symbol is not None:
        sink.fixup(at, 4, False, o.imm_kind, o.imm_symbol, o.imm_minus, o.imm, place)
    else:
        sink.fixup(at, 4 if place != PLACE_MARK else 0, pcrel, o.kind, o.symbol, o.minus,
                   int(o.disp), place)
