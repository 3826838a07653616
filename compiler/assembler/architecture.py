"""What the assembler's core asks of a machine.

Problem: sections, relaxation, CFI and line tables are the same everywhere; encodings, relocation
types and no-ops are not.  Idea: one small class of hooks, one subclass a machine.
"""

from __future__ import annotations

from librt.strings import BytesWriter
from mypy_extensions import i64

from compiler.assembler.emitter import Emitter
from compiler.assembler.expression import Places
from compiler.assembler.layout import Chunk, Fixup, Piece
from compiler.assembler.operands import FIXUP_BRANCH, Label, Operands, Sink
from compiler.assembler.scanner import Names
from compiler.assembler.syntax import Printer, Syntax
from compiler.elf.model import ObjectFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from compiler.assembler.object_emitter import ObjectEmitter


class Architecture:
    """Hooks and facts of one machine; `mode` is what `.code16/32/64` switch."""

    def __init__(self) -> None:
        self.machine: i64 = 0               # EM_*
        self.address_size: i64 = 8          # bytes
        self.mode: i64 = 64
        self.comment = "#"                  # begins a comment anywhere in a line
        self.return_column: i64 = 16        # DWARF number of the return address
        self.stack_register: i64 = 7        # DWARF number of the stack pointer
        self.data_align: i64 = -8           # data alignment factor of CFI
        self.code_align: i64 = 1
        self.initial_cfa_offset: i64 = 8
        self.return_offset: i64 = -8        # of the return address from the CFA at entry; 0: none
        self.far_form: i64 = 1              # of a relaxable branch: reaches everything
        self.maps = False                   # $x and $d say where code and data begin
        self.emitter: ObjectEmitter | None = None   # who drives it

    def syntax(self, names: Names, places: Places, symbols: dict[str, Label]) -> Syntax:
        """The reader of this machine's instructions."""
        raise NotImplementedError

    def printer(self) -> Printer:
        """The printer of this machine's instructions."""
        raise NotImplementedError

    def set_mode(self, mode: i64) -> None:
        """.code16, .code32, .code64."""
        self.mode = mode

    def encode(self, op: i64, operands: Operands, sink: Sink) -> None:
        """Bytes of one instruction; EncodeError when the operands do not fit."""
        raise NotImplementedError

    def is_relaxable(self, op: i64) -> bool:
        """Whether the opcode is a branch with a short and a long form."""
        raise NotImplementedError

    def jump_form(self, piece: Piece, distance: i64) -> i64:
        """The least form of a relaxable branch that reaches `distance`, from its present end;
        `far_form` reaches everything."""
        raise NotImplementedError

    def jump_size(self, piece: Piece) -> i64:
        """Bytes of a relaxable branch in its form."""
        raise NotImplementedError

    def write_jump(self, piece: Piece, distance: i64, code: BytesWriter) -> i64:
        """Write a relaxable branch over `distance` bytes (from its end); bytes of the distance
        field, which stands last."""
        raise NotImplementedError

    def jump_fixup(self, piece: Piece, start: i64, field: i64) -> Fixup:
        """The fixup of a relaxable branch that is not settled; it begins at `start`, `field` is
        what write_jump gave."""
        return Fixup(start + piece.size - field, 0, field, True, piece.symbol_kind, piece.label,
                     piece.minus, int(piece.addend - field), FIXUP_BRANCH)

    def is_macro(self, op: i64) -> bool:
        """Whether the opcode stands for several instructions."""
        return False

    def expand(self, op: i64, operands: Operands, emitter: Emitter, chunk: Chunk) -> None:
        """Emit the instructions of a macro; `chunk` is where the emitter is."""
        raise NotImplementedError

    def align(self, chunk: Chunk, alignment: i64, max_skip: i64) -> bool:
        """Write an alignment of code for the linker to keep; False: it needs no help."""
        return False

    def settles(self, fixup: Fixup) -> bool:
        """Whether a distance within a section is final: no linker changes the code between."""
        return True

    def write_field(self, fixup: Fixup, data: bytearray, at: i64, value: int) -> bool:
        """Store a settled value into a bit field; False: the field is whole bytes.  EncodeError
        when the value does not fit."""
        return False

    def difference_relocations(self, size: i64) -> tuple[int, int]:
        """The pair of relocations for the difference of two symbols in a field of `size` bytes:
        what adds and what subtracts; (-1, -1): there is none."""
        return -1, -1

    def complete(self) -> None:
        """What the machine emits at the end of the text, before addresses are settled."""

    def finish(self, object: ObjectFile) -> None:
        """What the machine adds to a finished object."""

    def nops(self, count: i64, mode: i64) -> bytes:
        """`count` bytes of no-ops."""
        raise NotImplementedError

    def relocation(self, fixup: Fixup, size: i64, pcrel: bool) -> i64:
        """The relocation type of a fixup, -1: there is none."""
        raise NotImplementedError

    def keeps_symbol(self, fixup: Fixup) -> bool:
        """Whether the relocation must name its symbol, not the symbol's section."""
        raise NotImplementedError
