"""AArch64 objects: relocation types, conditional branches, no-ops.

Source: ELF for the Arm 64-bit Architecture (IHI 0056), 5.7; GNU as manual, 9.1.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler import arm_relocations as specifiers
from compiler.assembler.expression import Places
from compiler.assembler.layout import Fixup
from compiler.assembler.literal_pool import LiteralPool
from compiler.assembler.operands import KIND_PLT, Label
from compiler.assembler.scanner import Names
from compiler.assembler.syntax import Printer, Syntax
from compiler.assembler.word_object import WordArchitecture
from compiler.elf import relocations as R
from compiler.elf.constants import EM_AARCH64
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import ops_gen, tables_gen
from compiler.target.arm.encode import INVERSE, Encoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_DATA: Final = {8: R.R_AARCH64_ABS64, 4: R.R_AARCH64_ABS32, 2: R.R_AARCH64_ABS16,
                KIND_PLT * 16 + 4: R.R_AARCH64_PLT32}
_DISTANCES: Final = {8: R.R_AARCH64_PREL64, 4: R.R_AARCH64_PREL32, 2: R.R_AARCH64_PREL16,
                     KIND_PLT * 16 + 4: R.R_AARCH64_PLT32}
_FIELDS: Final = specifiers.relocation_table()
_NOP: Final = b"\x1f\x20\x03\xd5"


class ArmArchitecture(WordArchitecture):
    """AArch64 objects, little-endian, LP64."""

    def __init__(self) -> None:
        plt = {KIND_PLT * 64 + place: number for place, number in _FIELDS.items() if place < 64}
        super().__init__(Encoder(), tables_gen.PROPERTIES, specifiers.FIELDS, {**_FIELDS, **plt},
                         _DATA, _DISTANCES, INVERSE, ops_gen.Bl)
        self.machine = EM_AARCH64
        self.comment = "//"
        self.return_column = 30
        self.stack_register = 31
        self.code_align = 4
        self.turns_to_strangers = False
        self.pool = LiteralPool()

    def syntax(self, names: Names, places: Places, symbols: dict[str, Label]) -> Syntax:
        from compiler.assembler.arm_syntax import ArmSyntax

        return ArmSyntax(names, places, self)

    def printer(self) -> Printer:
        from compiler.target.arm.printer import ArmPrinter

        return ArmPrinter()

    def jump_flavour(self, op: i64, size: i64) -> i64:
        return specifiers.PLACE_JUMP if size > 4 else tables_gen.PLACE[op - FIRST_MACHINE]

    # -- fixups -----------------------------------------------------------------------------------

    def inserted(self, word: int, fixup: Fixup, value: int) -> int:
        if fixup.flavour == specifiers.PLACE_MOVE:
            value >>= specifiers.implied_shift(int(fixup.kind))
        return specifiers.insert(word, int(fixup.flavour), value)

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
