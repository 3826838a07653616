"""RISC-V objects: relocation types, branch forms, no-ops, macros, marks for linker relaxation.

Problem: the linker may shorten code, so distances that other assemblers settle stay open.  Idea:
while `relax` is set, what may shrink is marked R_RISCV_RELAX, its chunk `shrinks`, and branches
and label differences become relocations.  A branch has three forms: compressed, plain, and the
inverted branch around a jal.

Source: RISC-V ELF psABI 1.0, chapter 3; modes are bit sets: 64, MODE_RELAX, MODE_COMPRESSED.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.emitter import Emitter
from compiler.assembler.expression import Places
from compiler.assembler.layout import Chunk, Fixup
from compiler.assembler.operands import (
    FIXUP_DATA,
    FIXUP_FIELD,
    KIND_ALIGN,
    KIND_DTPOFF,
    KIND_GOT_PCREL_HI,
    KIND_HI20,
    KIND_LO12,
    KIND_PCREL_HI,
    KIND_PCREL_LO,
    KIND_PLAIN,
    KIND_PLT,
    KIND_RELAX,
    KIND_TLS_GD_PCREL_HI,
    KIND_TLS_IE_PCREL_HI,
    KIND_TPREL_ADD,
    KIND_TPREL_HI,
    KIND_TPREL_LO,
    EncodeError,
    Label,
    Operands,
    Sink,
)
from compiler.assembler.scanner import Names
from compiler.assembler.syntax import Printer, Syntax
from compiler.assembler.word_object import MODE_COMPRESSED, WordArchitecture
from compiler.elf import relocations as R
from compiler.elf.attributes import write_attributes
from compiler.elf.constants import (
    EF_RISCV_FLOAT_ABI_DOUBLE,
    EF_RISCV_RVC,
    EM_RISCV,
    SHT_RISCV_ATTRIBUTES,
)
from compiler.elf.model import ObjectFile, Section
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import IS_MACRO
from compiler.target.riscv import ops_gen as riscv
from compiler.target.formats import reaches
from compiler.target.riscv import tables_gen
from compiler.target.riscv.encode import Encoder
from compiler.target.riscv.fields import (
    FORMAT_B,
    FORMAT_BITS,
    FORMAT_CALL,
    FORMAT_CB,
    FORMAT_CJ,
    FORMAT_I,
    FORMAT_J,
    FORMAT_NONE,
    FORMAT_S,
    FORMAT_U,
    insert,
)
from compiler.target.riscv.isa import DEFAULT_ARCH, extensions_of
from compiler.target.riscv.macros import ADDRESSES, EXTENSIONS, INVERSE, constant_steps
from compiler.target.riscv.registers import RA, SP, T1, ZERO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MODE_RELAX: Final = 256

# what is meant: relocations by format of the field (of data: by its bytes); the first seven relax
_MEANT: Final = (
    (KIND_HI20, {FORMAT_U: R.R_RISCV_HI20}),
    (KIND_LO12, {FORMAT_I: R.R_RISCV_LO12_I, FORMAT_S: R.R_RISCV_LO12_S}),
    (KIND_PCREL_HI, {FORMAT_U: R.R_RISCV_PCREL_HI20}),
    (KIND_PCREL_LO, {FORMAT_I: R.R_RISCV_PCREL_LO12_I, FORMAT_S: R.R_RISCV_PCREL_LO12_S}),
    (KIND_TPREL_HI, {FORMAT_U: R.R_RISCV_TPREL_HI20}),
    (KIND_TPREL_LO, {FORMAT_I: R.R_RISCV_TPREL_LO12_I, FORMAT_S: R.R_RISCV_TPREL_LO12_S}),
    (KIND_TPREL_ADD, {FORMAT_NONE: R.R_RISCV_TPREL_ADD}),
    (KIND_GOT_PCREL_HI, {FORMAT_U: R.R_RISCV_GOT_HI20}),
    (KIND_TLS_IE_PCREL_HI, {FORMAT_U: R.R_RISCV_TLS_GOT_HI20}),
    (KIND_TLS_GD_PCREL_HI, {FORMAT_U: R.R_RISCV_TLS_GD_HI20}),
    (KIND_PLAIN, {FORMAT_B: R.R_RISCV_BRANCH, FORMAT_J: R.R_RISCV_JAL,
                  FORMAT_CB: R.R_RISCV_RVC_BRANCH, FORMAT_CJ: R.R_RISCV_RVC_JUMP,
                  FORMAT_CALL: R.R_RISCV_CALL_PLT}),
    (KIND_PLT, {FORMAT_J: R.R_RISCV_JAL, FORMAT_CALL: R.R_RISCV_CALL_PLT}))
_RELOCATIONS: Final = {kind * 64 + FIXUP_FIELD + format: relocation for kind, relocations in _MEANT
                       for format, relocation in relocations.items()}
_FIELDS: Final = {FIXUP_FIELD + format: pieces for format, pieces in enumerate(FORMAT_BITS)}
_RELAXED: Final = [kind for kind, _ in _MEANT[:7]]
_DATA: Final = {
    KIND_PLAIN * 16 + 4: R.R_RISCV_32, KIND_PLAIN * 16 + 8: R.R_RISCV_64,
    KIND_DTPOFF * 16 + 4: R.R_RISCV_TLS_DTPREL32, KIND_DTPOFF * 16 + 8: R.R_RISCV_TLS_DTPREL64,
    KIND_RELAX * 16: R.R_RISCV_RELAX, KIND_ALIGN * 16: R.R_RISCV_ALIGN,
}
_DISTANCES: Final = {KIND_PLAIN * 16 + 4: R.R_RISCV_32_PCREL}
_DIFFERENCES: Final = {
    1: (R.R_RISCV_ADD8, R.R_RISCV_SUB8), 2: (R.R_RISCV_ADD16, R.R_RISCV_SUB16),
    4: (R.R_RISCV_ADD32, R.R_RISCV_SUB32), 8: (R.R_RISCV_ADD64, R.R_RISCV_SUB64)}
_NOP: Final = b"\x13\0\0\0"
_C_NOP: Final = b"\x01\0"


class RiscvArchitecture(WordArchitecture):
    """RV64 objects with the double-float ABI; `pic`: what `la` means."""

    def __init__(self) -> None:
        super().__init__(Encoder(), tables_gen.PROPERTIES, _FIELDS, _RELOCATIONS, _DATA, _DISTANCES,
                         INVERSE, riscv.Jl)
        self.machine = EM_RISCV
        self.return_column = RA
        self.stack_register = SP
        self.data_align = -4
        self.pic = False
        self.extensions: list[str] = []    # that may be used for sext.b and its like
        self.arch = DEFAULT_ARCH
        self.attributes: dict[int, int | str] = {4: 16}     # tag: value (stack_align)
        self.uses_compressed = True
        self.operands = Operands()         # of macros
        self.set_mode(64 | MODE_RELAX | MODE_COMPRESSED)

    def syntax(self, names: Names, places: Places, symbols: dict[str, Label]) -> Syntax:
        from compiler.assembler.riscv_syntax import RiscvSyntax

        return RiscvSyntax(names, places, self)

    def printer(self) -> Printer:
        from compiler.target.riscv.printer import RiscvPrinter

        return RiscvPrinter()

    def set_mode(self, mode: i64) -> None:
        """64 with MODE_RELAX, MODE_COMPRESSED or both."""
        self.mode = mode
        self.encoder.compressed = mode & MODE_COMPRESSED != 0

    def encode(self, op: i64, operands: Operands, sink: Sink) -> None:
        at = i64(len(sink.code))
        super().encode(op, operands, sink)
        if self.mode & MODE_RELAX:
            kind = operands.imm_kind if operands.imm_symbol is not None else operands.kind
            if kind in _RELAXED:
                self.mark(at, sink)

    def mark(self, at: i64, sink: Sink) -> None:
        """The linker may shorten what is at `at`."""
        sink.fixup(at, 0, False, KIND_RELAX, None, None, 0, FIXUP_DATA)
        sink.shrinks = True

    def jump_flavour(self, op: i64, size: i64) -> i64:
        conditional = size <= 4 and self.is_conditional(op)
        if size == 2:
            return FIXUP_FIELD + (FORMAT_CB if conditional else FORMAT_CJ)
        return FIXUP_FIELD + (FORMAT_B if conditional else FORMAT_J)

    # -- fixups -----------------------------------------------------------------------------------

    def settles(self, fixup: Fixup) -> bool:
        return fixup.flavour != FIXUP_FIELD + FORMAT_CALL

    def inserted(self, word: int, fixup: Fixup, value: int) -> int:
        format = int(fixup.flavour) - FIXUP_FIELD
        return insert(word, format, value) if reaches(FORMAT_BITS[format], value) else -1

    def keeps_symbol(self, fixup: Fixup) -> bool:
        return True

    def difference_relocations(self, size: i64) -> tuple[int, int]:
        return _DIFFERENCES.get(int(size), (-1, -1))

    def align(self, chunk: Chunk, alignment: i64, max_skip: i64) -> bool:
        if not self.mode & MODE_RELAX:
            return False
        smallest: i64 = 2 if self.mode & MODE_COMPRESSED else 4
        count = alignment - smallest
        if count <= 0 or max_skip and max_skip < count or not chunk.shrinks:
            return False
        chunk.fixup(chunk.here(), 0, False, KIND_ALIGN, None, None, int(count), FIXUP_DATA)
        chunk.code.write(self.nops(count, self.mode))
        return True

    def nops(self, count: i64, mode: i64) -> bytes:
        odd = b"\0" * int(count & 1)
        half = _C_NOP if count & 2 else b""
        return odd + half + _NOP * int(count >> 2)

    # -- macros -----------------------------------------------------------------------------------

    def is_macro(self, op: i64) -> bool:
        if self.properties[op - FIRST_MACHINE] & IS_MACRO:
            return True
        return int(op) in EXTENSIONS and EXTENSIONS[int(op)][0] not in self.extensions

    def set_extension(self, name: str, on: bool) -> None:
        """What changes how texts are encoded."""
        if name == "c":
            mode = self.mode & ~MODE_COMPRESSED
            self.set_mode(mode | MODE_COMPRESSED if on else mode)
        elif name in ("zba", "zbb"):
            others = [other for other in self.extensions if other != name]
            self.extensions = [*others, name] if on else others

    def set_isa(self, isa: str) -> None:
        """An ISA string: all that it does not name is off."""
        names = extensions_of(isa)
        for name in ("c", "zba", "zbb"):
            self.set_extension(name, name in names)

    def expand(self, op: i64, operands: Operands, emitter: Emitter, chunk: Chunk) -> None:
        number = int(op)
        if number == riscv.LIri:
            if operands.imm_symbol is not None:
                raise EncodeError("the value of li is not constant")
            source: i64 = ZERO
            for step, value in constant_steps(operands.imm):
                self.simple(emitter, step, operands.r0, source, value)
                source = operands.r0
            return
        if number in EXTENSIONS:
            _, right, count = EXTENSIONS[number]
            self.simple(emitter, riscv.SLLIrri, operands.r0, operands.r1, count)
            self.simple(emitter, right, operands.r0, operands.r0, count)
            return
        symbol = operands.symbol
        if symbol is None:
            raise EncodeError("a symbol is expected")
        if number in ADDRESSES:
            self.address(number, operands, symbol, emitter)
            return
        link: i64 = RA
        through: i64 = RA
        if number == riscv.CALLrl:
            link, through = operands.r0, T1
        elif number == riscv.TAILl:
            link, through = ZERO, T1
        elif number == riscv.JUMPlr:
            link, through = ZERO, operands.r1
        self.call(link, through, operands, emitter, chunk)

    def simple(self, emitter: Emitter, op: int, to: i64, source: i64, value: int) -> None:
        """One instruction with a numeric immediate."""
        o = self.operands
        o.clear()
        o.r0 = to
        o.r1 = source
        o.imm = value
        emitter.instruction(i64(op), o)

    def address(self, number: int, operands: Operands, symbol: Label, emitter: Emitter) -> None:
        """auipc and what takes the low part."""
        kind, second = ADDRESSES[number]
        if number == riscv.LArl and self.pic:
            kind, second = ADDRESSES[riscv.LGArl]
        to = operands.r0
        through = operands.r2 if operands.r2 >= 0 else to
        minus, addend = operands.minus, operands.disp
        place = emitter.label()
        emitter.define(place)
        o = self.operands
        o.clear()
        o.r0 = through
        o.imm_symbol, o.imm_minus, o.imm, o.imm_kind = symbol, minus, int(addend), kind
        emitter.instruction(riscv.AUIPCri, o)
        o.clear()
        o.r0 = to
        if second == riscv.ADDIrri:
            o.r1 = through
            o.imm_symbol, o.imm_kind = place, KIND_PCREL_LO
        else:
            o.base = through
            o.symbol, o.kind = place, KIND_PCREL_LO
        emitter.instruction(i64(second), o)

    def call(self, link: i64, through: i64, operands: Operands, emitter: Emitter,
             chunk: Chunk) -> None:
        """auipc and jalr under one relocation."""
        mode = self.mode
        at = i64(len(chunk.code))
        chunk.fixup(at, 8, True, operands.kind, operands.symbol, operands.minus,
                    int(operands.disp), FIXUP_FIELD + FORMAT_CALL)
        if mode & MODE_RELAX:
            self.mark(at, chunk)
        self.set_mode(64)
        o = self.operands
        o.clear()
        o.r0 = through
        emitter.instruction(riscv.AUIPCri, o)
        o.clear()
        o.r0 = link
        o.base = through
        o.disp = 0
        emitter.instruction(riscv.JALRrm, o)
        self.set_mode(mode)

    # -- the end ----------------------------------------------------------------------------------

    def finish(self, object: ObjectFile) -> None:
        """e_flags and .riscv.attributes."""
        object.flags = EF_RISCV_FLOAT_ABI_DOUBLE
        if self.uses_compressed:
            object.flags |= EF_RISCV_RVC
        section = Section(".riscv.attributes", SHT_RISCV_ATTRIBUTES, 0, 1, 0)
        section.data += write_attributes("riscv", {**self.attributes, 5: self.arch})
        object.sections.append(section)
