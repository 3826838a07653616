"""AArch64 objects: relocation types, conditional branches, no-ops, literal pools.

A conditional branch has two forms: plain, and the inverted branch around a b. What `ldr x0, =v`
loads stands in a pool behind the section's code, or where .ltorg is.
Source: ELF for the Arm 64-bit Architecture (IHI 0056), 5.7; GNU as manual, 9.1.
"""

from __future__ import annotations

from librt.strings import BytesWriter
from mypy_extensions import i64

from compiler.assembler.architecture import Architecture
from compiler.assembler.arm_relocations import (
    KIND_FIRST,
    PLACE_CONDITION,
    PLACE_JUMP,
    PLACE_MOVE,
    PLACE_TEST,
    SPELLINGS,
    implied_shift,
    insert,
    relocation_table,
)
from compiler.assembler.expression import Places
from compiler.assembler.layout import Chunk, Fixup, Piece
from compiler.assembler.operands import (
    FIXUP_FIELD,
    KIND_NONE,
    KIND_PLAIN,
    KIND_PLT,
    EncodeError,
    Label,
    Operands,
    Sink,
)
from compiler.assembler.scanner import Names
from compiler.assembler.syntax import Printer, Syntax
from compiler.elf import relocations as R
from compiler.elf.constants import EM_AARCH64
from compiler.target.arm import ops_gen as arm
from compiler.target.arm.encode import Encoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_DATA: Final = {8: R.R_AARCH64_ABS64, 4: R.R_AARCH64_ABS32, 2: R.R_AARCH64_ABS16}
_DISTANCES: Final = {8: R.R_AARCH64_PREL64, 4: R.R_AARCH64_PREL32, 2: R.R_AARCH64_PREL16}
_NOP: Final = b"\x1f\x20\x03\xd5"
# compare or test and branch: the inverse differs in bit 24, of b.cc in bit 0
_TESTS: Final = frozenset([arm.TBZ32ril, arm.TBZ64ril, arm.TBNZ32ril, arm.TBNZ64ril])
_COMPARES: Final = frozenset([arm.CBZ32rl, arm.CBZ64rl, arm.CBNZ32rl, arm.CBNZ64rl])


class Literal:
    """A pending word of a literal pool."""

    def __init__(self, label: Label, size: i64, symbol: Label | None, value: int,
                 chunk: Chunk) -> None:
        self.label = label
        self.size: i64 = size
        self.symbol = symbol
        self.value = value
        self.chunk = chunk


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
        self.relocations = relocation_table()
        self.trial = Operands()
        self.literals: list[Literal] = []

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
        return arm.B_EQl <= op <= arm.B_NVl or op in _COMPARES or op in _TESTS

    def jump_form(self, piece: Piece, distance: i64) -> i64:
        reach: i64 = 1 << 15 if piece.op in _TESTS else 1 << 20
        return 0 if -reach <= distance + piece.size < reach else 1

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
            word ^= 1 if arm.B_EQl <= piece.op <= arm.B_NVl else 1 << 24
            code.write(word.to_bytes(4, "little"))
            word = insert(0x14000000, PLACE_JUMP, int(distance) + 4)
        if word < 0:
            raise EncodeError("branch out of range")
        code.write(word.to_bytes(4, "little"))
        return 0

    def jump_fixup(self, piece: Piece, start: i64, field: i64) -> Fixup:
        place = PLACE_TEST if piece.op in _TESTS else PLACE_CONDITION
        if piece.size == 8:
            place = PLACE_JUMP
        return Fixup(start + piece.size - 4, 0, 4, True, piece.symbol_kind, piece.label,
                     piece.minus, int(piece.addend), place)

    # -- fixups -----------------------------------------------------------------------------------

    def write_field(self, fixup: Fixup, data: bytearray, at: i64, value: int) -> bool:
        start = int(at)
        word = int.from_bytes(data[start:start + 4], "little")
        place = int(fixup.flavour)
        if place == PLACE_MOVE and fixup.kind >= KIND_FIRST:
            value >>= implied_shift(int(fixup.kind))
        word = insert(word, place, value)
        if word < 0:
            raise EncodeError(f"value of {value} does not fit the instruction")
        data[start:start + 4] = word.to_bytes(4, "little")
        return True

    def relocation(self, fixup: Fixup, size: i64, pcrel: bool) -> i64:
        kind = fixup.kind
        if kind == KIND_NONE:
            return R.R_AARCH64_NONE
        if fixup.flavour >= FIXUP_FIELD:
            if kind == KIND_PLT:
                kind = KIND_PLAIN
            return self.relocations.get(int(kind * 64 + fixup.flavour), -1)
        if kind == KIND_PLT and size == 4:
            return R.R_AARCH64_PLT32
        if kind != KIND_PLAIN:
            return -1
        return (_DISTANCES if pcrel else _DATA).get(int(size), -1)

    def keeps_symbol(self, fixup: Fixup) -> bool:
        return fixup.kind >= KIND_FIRST and not SPELLINGS[fixup.kind - KIND_FIRST].startswith(
            ("lo12", "pg_hi21", "abs_", "prel_"))

    # -- contents ---------------------------------------------------------------------------------

    def nops(self, count: i64, mode: i64) -> bytes:
        return b"\0" * int(count & 3) + _NOP * int(count >> 2)

    def literal(self, label: Label, size: i64, symbol: Label | None, value: int) -> None:
        """Put a value into the current pool."""
        assert self.emitter is not None
        self.literals.append(Literal(label, size, symbol, value, self.emitter.current))

    def complete(self) -> None:
        """Place the literals that wait."""
        emitter = self.emitter
        if not self.literals:
            return
        assert emitter is not None
        back = emitter.current
        for size in (8, 4, 16):
            for literal in self.literals:
                if literal.size == size:
                    emitter.enter(literal.chunk)
                    emitter.align_with(size, 0, b"\0")
                    emitter.define(literal.label)
                    if literal.symbol is not None:
                        emitter.value(size, literal.symbol, None, literal.value)
                    else:
                        emitter.integer(size, literal.value)
        self.literals = []
        emitter.enter(back)
