"""AArch64 objects: relocation types, conditional branches, no-ops.

A conditional branch has two forms: plain, and the inverted branch around a b.
Source: ELF for the Arm 64-bit Architecture (IHI 0056), 5.7; GNU as manual, 9.1.
"""

from __future__ import annotations

from librt.strings import BytesWriter
from mypy_extensions import i64

from compiler.assembler import arm_relocations as specifiers
from compiler.assembler import operands as kinds
from compiler.assembler.architecture import Architecture
from compiler.assembler.expression import Places
from compiler.assembler.layout import Fixup, Piece
from compiler.assembler.literal_pool import LiteralPool
from compiler.assembler.operands import EncodeError, Label, Operands, Sink
from compiler.assembler.scanner import Names
from compiler.assembler.syntax import Printer, Syntax
from compiler.elf import relocations as R
from compiler.elf.constants import EM_AARCH64
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import tables_gen
from compiler.target.arm.encode import Encoder
from compiler.target.machine import IS_CONDITIONAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_DATA: Final = {8: R.R_AARCH64_ABS64, 4: R.R_AARCH64_ABS32, 2: R.R_AARCH64_ABS16}
_DISTANCES: Final = {8: R.R_AARCH64_PREL64, 4: R.R_AARCH64_PREL32, 2: R.R_AARCH64_PREL16}
_NOP: Final = b"\x1f\x20\x03\xd5"


class ArmArchitecture(Architecture):
    """AArch64 objects, little-endian, LP64."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = EM_AARCH64
        self.comment = "//"
        self.return_column = 30
        self.stack_register = 31
        self.code_align = 4
        self.maps = True
        self.initial_cfa_offset = 0
        self.return_offset = 0
        self.encoder = Encoder()
        self.relocations = specifiers.relocation_table()
        self.trial = Operands()
        self.pool = LiteralPool()

    def syntax(self, names: Names, places: Places, symbols: dict[str, Label]) -> Syntax:
        from compiler.assembler.arm_syntax import ArmSyntax

        return ArmSyntax(names, places, self)

    def printer(self) -> Printer:
        from compiler.target.arm.printer import ArmPrinter

        return ArmPrinter()

    def encode(self, op: i64, operands: Operands, sink: Sink) -> None:
        self.encoder.encode(op, operands, sink)

    # -- branches ---------------------------------------------------------------------------------

    def is_relaxable(self, op: i64) -> bool:
        return tables_gen.PROPERTIES[op - FIRST_MACHINE] & IS_CONDITIONAL != 0

    def jump_form(self, piece: Piece, distance: i64) -> i64:
        place = tables_gen.PLACE[piece.op - FIRST_MACHINE]
        return 0 if specifiers.insert(0, place, int(distance + piece.size) & -4) >= 0 else 1

    def jump_size(self, piece: Piece) -> i64:
        inside = piece.label is not None and piece.label.section >= 0
        return 8 if piece.form == 1 and inside else 4

    def write_jump(self, piece: Piece, distance: i64, code: BytesWriter) -> i64:
        trial = self.trial
        trial.r0 = piece.r0
        trial.imm = int(piece.imm)
        far = piece.size == 8
        trial.disp = 8 if far else distance + 4
        word = int(self.encoder.word(piece.op, trial))
        if far:
            word ^= 1 if word >> 24 == 0x54 else 1 << 24      # the inverse of b.cc; of the others
            code.write(word.to_bytes(4, "little"))
            word = specifiers.insert(0x14000000, specifiers.PLACE_JUMP, int(distance) + 4)
        if word < 0:
            raise EncodeError("branch out of range")
        code.write(word.to_bytes(4, "little"))
        return 0

    def jump_fixup(self, piece: Piece, start: i64, field: i64) -> Fixup:
        near = tables_gen.PLACE[piece.op - FIRST_MACHINE]
        place = specifiers.PLACE_JUMP if piece.size == 8 else near
        return Fixup(start + piece.size - 4, 0, 4, True, piece.symbol_kind, piece.label,
                     piece.minus, int(piece.addend), place)

    # -- fixups -----------------------------------------------------------------------------------

    def write_field(self, fixup: Fixup, data: bytearray, at: i64, value: int) -> bool:
        start = int(at)
        word = int.from_bytes(data[start:start + 4], "little")
        if fixup.flavour == specifiers.PLACE_MOVE:
            value >>= specifiers.implied_shift(int(fixup.kind))
        word = specifiers.insert(word, int(fixup.flavour), value)
        if word < 0:
            raise EncodeError(f"value of {value} does not fit the instruction")
        data[start:start + 4] = word.to_bytes(4, "little")
        return True

    def relocation(self, fixup: Fixup, size: i64, pcrel: bool) -> i64:
        kind = fixup.kind
        if kind == kinds.KIND_NONE:
            return R.R_AARCH64_NONE
        if fixup.flavour >= kinds.FIXUP_FIELD:
            if kind == kinds.KIND_PLT:
                kind = kinds.KIND_PLAIN
            return self.relocations.get(int(kind * 64 + fixup.flavour), -1)
        if kind == kinds.KIND_PLT and size == 4:
            return R.R_AARCH64_PLT32
        if kind != kinds.KIND_PLAIN:
            return -1
        return (_DISTANCES if pcrel else _DATA).get(int(size), -1)

    def keeps_symbol(self, fixup: Fixup) -> bool:
        number = fixup.kind - specifiers.KIND_FIRST
        return number >= 0 and not specifiers.SPELLINGS[number].startswith(
            ("lo12", "pg_hi21", "abs_", "prel_"))

    # -- contents ---------------------------------------------------------------------------------

    def nops(self, count: i64, mode: i64) -> bytes:
        return b"\0" * int(count & 3) + _NOP * int(count >> 2)

    def complete(self) -> None:
        """Place the literals that wait."""
        if self.emitter is not None:
            self.pool.place(self.emitter)
