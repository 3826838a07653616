"""RISC-V objects: relocation types, branch forms, no-ops, macros, marks for linker relaxation.

Problem: the linker may shorten code, so distances that other assemblers settle stay open.  Idea:
while `relax` is set, what may shrink is marked R_RISCV_RELAX, its chunk `shrinks`, and branches
and label differences become relocations.  A branch has three forms: compressed, plain, and the
inverted branch around a jal.

Source: RISC-V ELF psABI 1.0, chapter 3; modes are bit sets: 64, MODE_RELAX, MODE_COMPRESSED.
"""

from __future__ import annotations

from librt.strings import BytesWriter
from mypy_extensions import i64

from compiler.assembler.architecture import Architecture
from compiler.assembler.emitter import Emitter
from compiler.assembler.expression import Places
from compiler.assembler.layout import Chunk, Fixup, Piece
from compiler.assembler.operands import (
    FIXUP_DATA,
    KIND_ALIGN,
    KIND_DTPOFF,
    KIND_GOT_PCREL_HI,
    KIND_HI20,
    KIND_LO12,
    KIND_NONE,
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
from compiler.target.machine import IS_CONDITIONAL, IS_MACRO, IS_RELAXABLE
from compiler.target.riscv import ops_gen as riscv
from compiler.target.formats import reaches
from compiler.target.riscv import tables_gen
from compiler.target.riscv.encode import FIXUP_FORMAT, Encoder
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
MODE_COMPRESSED: Final = 512

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
_FIELDS: Final = {kind * 16 + format: relocation for kind, relocations in _MEANT
                  for format, relocation in relocations.items()}
_RELAXED: Final = [kind for kind, _ in _MEANT[:7]]
_DATA: Final = {
    KIND_PLAIN * 16 + 4: R.R_RISCV_32, KIND_PLAIN * 16 + 8: R.R_RISCV_64,
    KIND_DTPOFF * 16 + 4: R.R_RISCV_TLS_DTPREL32, KIND_DTPOFF * 16 + 8: R.R_RISCV_TLS_DTPREL64,
}
_DIFFERENCES: Final = {
    1: (R.R_RISCV_ADD8, R.R_RISCV_SUB8), 2: (R.R_RISCV_ADD16, R.R_RISCV_SUB16),
    4: (R.R_RISCV_ADD32, R.R_RISCV_SUB32), 8: (R.R_RISCV_ADD64, R.R_RISCV_SUB64)}
_NOP: Final = b"\x13\0\0\0"
_C_NOP: Final = b"\x01\0"


class RiscvArchitecture(Architecture):
    """RV64 objects with the double-float ABI; `pic`: what `la` means."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = EM_RISCV
        self.return_column = RA
        self.stack_register = SP
        self.data_align = -4
        self.initial_cfa_offset = 0
        self.return_offset = 0
        self.far_form = 2
        self.maps = True
        self.encoder = Encoder()
        self.pic = False
        self.extensions: list[str] = []    # that may be used for sext.b and its like
        self.arch = DEFAULT_ARCH
        self.attributes: dict[int, int | str] = {4: 16}     # tag: value (stack_align)
        self.uses_compressed = True
        self.properties: list[int] = tables_gen.PROPERTIES
        self.operands = Operands()         # of macros
        self.trial = Operands()            # of branches
        self.sink = Sink()
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
        self.encoder.encode(op, operands, sink)
        if self.mode & MODE_RELAX:
            kind = operands.imm_kind if operands.imm_symbol is not None else operands.kind
            if kind in _RELAXED:
                self.mark(at, sink)

    def mark(self, at: i64, sink: Sink) -> None:
        """The linker may shorten what is at `at`."""
        sink.fixup(at, 0, False, KIND_RELAX, None, None, 0, FIXUP_DATA)
        sink.shrinks = True

    # -- branches ---------------------------------------------------------------------------------

    def is_relaxable(self, op: i64) -> bool:
        return self.properties[op - FIRST_MACHINE] & IS_RELAXABLE != 0

    def attempt(self, piece: Piece, op: i64, distance: i64, compressed: bool) -> i64:
        """Bytes of the branch over `distance` (from its start) when encoded, written into `sink`;
        0: does not reach."""
        trial = self.trial
        trial.r0 = piece.r0
        trial.r1 = piece.r1
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

    def jump_form(self, piece: Piece, distance: i64) -> i64:
        from_start = distance + piece.size
        if piece.form == 0 and piece.size == 2:
            if self.attempt(piece, piece.op, from_start, True) == 2:
                return 0
        return 1 if self.attempt(piece, piece.op, from_start, False) else 2

    def jump_size(self, piece: Piece) -> i64:
        if piece.form == 0:
            return self.attempt(piece, piece.op, 0, piece.mode & MODE_COMPRESSED != 0)
        if piece.form == 2 and self.is_conditional(piece.op):
            return 4 + self.attempt(piece, i64(INVERSE[int(piece.op)]), 6,
                                    piece.mode & MODE_COMPRESSED != 0)
        return 4

    def is_conditional(self, op: i64) -> bool:
        return self.properties[op - FIRST_MACHINE] & IS_CONDITIONAL != 0

    def write_jump(self, piece: Piece, distance: i64, code: BytesWriter) -> i64:
        from_start = distance + piece.size
        op = piece.op
        if piece.size > 4:
            size = self.attempt(piece, i64(INVERSE[int(op)]), piece.size, piece.size == 6)
            code.write(self.sink.code.getvalue())
            from_start -= size
            op = riscv.Jl
        if self.attempt(piece, op, from_start, piece.size == 2) == 0:
            raise EncodeError("branch is out of range")
        code.write(self.sink.code.getvalue())
        return 0

    def jump_fixup(self, piece: Piece, start: i64, field: i64) -> Fixup:
        conditional = self.is_conditional(piece.op) and piece.size <= 4
        format: i64 = FORMAT_B if conditional else FORMAT_J
        if piece.size == 2:
            format = FORMAT_CB if conditional else FORMAT_CJ
        at = start + piece.size - 4 if piece.size > 4 else start
        return Fixup(at, 0, 2 if piece.size == 2 else 4, True, piece.symbol_kind, piece.label,
                     piece.minus, int(piece.addend), FIXUP_FORMAT + format)

    # -- fixups -----------------------------------------------------------------------------------

    def settles(self, fixup: Fixup) -> bool:
        return fixup.flavour != FIXUP_FORMAT + FORMAT_CALL

    def write_field(self, fixup: Fixup, data: bytearray, at: i64, value: int) -> bool:
        size = int(fixup.size)
        start = int(at)
        format = int(fixup.flavour) & 15
        if not reaches(FORMAT_BITS[format], value):
            raise EncodeError(f"value of {value} does not fit the instruction")
        word = int.from_bytes(data[start:start + size], "little")
        data[start:start + size] = insert(word, format, value).to_bytes(size, "little")
        return True

    def relocation(self, fixup: Fixup, size: i64, pcrel: bool) -> i64:
        kind = fixup.kind
        if kind == KIND_NONE:
            return R.R_RISCV_NONE
        if kind == KIND_RELAX:
            return R.R_RISCV_RELAX
        if kind == KIND_ALIGN:
            return R.R_RISCV_ALIGN
        if fixup.flavour >= FIXUP_FORMAT:
            return _FIELDS.get(int(kind * 16 + (fixup.flavour & 15)), -1)
        if pcrel:
            return R.R_RISCV_32_PCREL if kind == KIND_PLAIN and size == 4 else -1
        return _DATA.get(int(kind * 16 + size), -1)

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
                    int(operands.disp), FIXUP_FORMAT + FORMAT_CALL)
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
