"""Objects of machines whose instructions are words: forms of branches, fields, relocations.

Problem: on AArch64 and RISC-V alike a conditional branch that does not reach is turned around and
stands before a longer one, a settled value goes into a field of an instruction, and an open one
needs a relocation that follows from what is meant and from its place.  Idea: a machine gives its
encoder, its inverse branches, the fields as pieces and the relocations as tables; this class does
the work.

A branch has three forms: compressed, plain, and the inverted branch around a jump.  Invariant: the
flavour of a fixup in an instruction, FIXUP_FIELD or above, is the number of its field.
"""

from __future__ import annotations

from librt.strings import BytesWriter
from mypy_extensions import i64

from compiler.assembler.architecture import Architecture
from compiler.assembler.layout import Fixup, Piece
from compiler.assembler.operands import FIXUP_FIELD, KIND_NONE, EncodeError, Operands, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.encoder import WordEncoder
from compiler.target.formats import Pieces, reaches
from compiler.target.machine import IS_RELAXABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MODE_COMPRESSED: Final = 512     # a bit of `mode`: instructions of two bytes are allowed
PLAIN: Final = 1                 # forms of a branch
TURNED: Final = 2


class WordArchitecture(Architecture):
    """`fields`: flavour -> pieces of the field; `relocations`: kind * 64 + flavour -> type, of
    data, kind * 16 + bytes: `data`, of distances `distances`; `inverse`: conditional branch -> the
    opposite; `jump`: what goes far."""

    def __init__(self, encoder: WordEncoder, properties: list[int], fields: dict[int, Pieces],
                 relocations: dict[int, int], data: dict[int, int], distances: dict[int, int],
                 inverse: dict[int, int], jump: int) -> None:
        super().__init__()
        self.initial_cfa_offset = 0
        self.return_offset = 0
        self.maps = True
        self.far_form = TURNED
        self.encoder = encoder
        self.properties = properties
        self.fields = fields
        self.relocations = relocations
        self.data = data
        self.distances = distances
        self.inverse = inverse
        self.jump: i64 = jump
        self.turns_to_strangers = True     # branches to symbols that stand in no section, too
        self.trial = Operands()            # of branches
        self.sink = Sink()

    def encode(self, op: i64, operands: Operands, sink: Sink) -> None:
        self.encoder.encode(op, operands, sink)

    # -- branches ---------------------------------------------------------------------------------

    def is_relaxable(self, op: i64) -> bool:
        return self.properties[op - FIRST_MACHINE] & IS_RELAXABLE != 0

    def is_conditional(self, op: i64) -> bool:
        """Whether a relaxable branch can be turned around."""
        return int(op) in self.inverse

    def jump_flavour(self, op: i64, size: i64) -> i64:
        """The field of a branch when it takes `size` bytes."""
        raise NotImplementedError

    def attempt(self, piece: Piece, op: i64, distance: i64, compressed: bool) -> i64:
        """Bytes of the branch over `distance` (from its start) when encoded, written into `sink`;
        0: does not reach."""
        trial = self.trial
        trial.r0 = piece.r0
        trial.r1 = piece.r1
        trial.imm = int(piece.imm)
        trial.disp = distance
        sink = self.sink
        sink.code.truncate(0)
        encoder = self.encoder
        saved = encoder.compressed
        encoder.compressed = compressed
        try:
            encoder.encode(op, trial, sink)
        except EncodeError:
            return 0
        finally:
            encoder.compressed = saved
        return i64(len(sink.code))

    def spans(self, piece: Piece, size: i64, distance: i64) -> bool:
        """Whether a branch of `size` bytes reaches."""
        return reaches(self.fields[int(self.jump_flavour(piece.op, size))], int(distance))

    def jump_form(self, piece: Piece, distance: i64) -> i64:
        from_start = distance + piece.size
        if piece.form == 0 and piece.size == 2 and self.spans(piece, 2, from_start):
            return 0
        return PLAIN if self.spans(piece, 4, from_start) else TURNED

    def jump_size(self, piece: Piece) -> i64:
        compressed = piece.mode & MODE_COMPRESSED != 0
        if piece.form == 0:
            return self.attempt(piece, piece.op, 0, compressed)
        known = piece.label is not None and piece.label.section >= 0
        if piece.form == TURNED and self.is_conditional(piece.op) and (
                known or self.turns_to_strangers):
            return 4 + self.attempt(piece, i64(self.inverse[int(piece.op)]), 8, compressed)
        return 4

    def write_jump(self, piece: Piece, distance: i64, code: BytesWriter) -> i64:
        from_start = distance + piece.size
        op = piece.op
        if piece.size > 4:
            size = self.attempt(piece, i64(self.inverse[int(op)]), piece.size, piece.size == 6)
            code.write(self.sink.code.getvalue())
            from_start -= size
            op = self.jump
        if self.attempt(piece, op, from_start, piece.size == 2) == 0:
            raise EncodeError("branch is out of range")
        code.write(self.sink.code.getvalue())
        return 0

    def jump_fixup(self, piece: Piece, start: i64, field: i64) -> Fixup:
        at = start + piece.size - 4 if piece.size > 4 else start
        return Fixup(at, 0, 2 if piece.size == 2 else 4, True, piece.symbol_kind, piece.label,
                     piece.minus, int(piece.addend), self.jump_flavour(piece.op, piece.size))

    # -- fixups -----------------------------------------------------------------------------------

    def inserted(self, word: int, fixup: Fixup, value: int) -> int:
        """The word with a value in the fixup's field, -1: it does not fit."""
        raise NotImplementedError

    def write_field(self, fixup: Fixup, data: bytearray, at: i64, value: int) -> bool:
        start = int(at)
        end = start + int(fixup.size)
        word = self.inserted(int.from_bytes(data[start:end], "little"), fixup, value)
        if word < 0:
            raise EncodeError(f"value of {value} does not fit the instruction")
        data[start:end] = word.to_bytes(end - start, "little")
        return True

    def relocation(self, fixup: Fixup, size: i64, pcrel: bool) -> i64:
        kind = fixup.kind
        if kind == KIND_NONE:
            return 0                # R_AARCH64_NONE, R_RISCV_NONE
        if fixup.flavour >= FIXUP_FIELD:
            return self.relocations.get(int(kind * 64 + fixup.flavour), -1)
        return (self.distances if pcrel else self.data).get(int(kind * 16 + size), -1)
