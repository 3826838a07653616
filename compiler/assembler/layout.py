"""Section contents while they are assembled, and the layout that settles their addresses.

Problem: the size of a jump, of an alignment, of a LEB128 distance depends on addresses which
depend on those sizes.  Idea: a chunk (a subsection of a section) is fixed bytes with variable
*pieces* between them; every piece starts with its smallest size, each round computes all
addresses and grows what does not fit, until nothing changes (Szymanski 1978).

Invariants: a label, fixup or piece at fixed offset n after k pieces has the address
n + (sizes of the first k pieces); jumps and LEB128 values never shrink, so rounds end.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.expression import Expression
from compiler.assembler.operands import Label, Sink
from compiler.elf.model import Section

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAP_NONE: Final = 0       # what a mapping symbol says; none: nothing said yet
MAP_CODE: Final = 1
MAP_DATA: Final = 2

PIECE_JUMP: Final = 0     # relaxable branch
PIECE_ALIGN: Final = 1
PIECE_ORG: Final = 2      # advance to `expression` (an offset in the section)
PIECE_FILL: Final = 3     # `expression` times `fill` bytes
PIECE_LEB: Final = 4      # LEB128 of `expression`
PIECE_ADVANCE: Final = 5  # call frame advance by label - minus
PIECE_LINES: Final = 6    # line program step


class Piece:
    """A part of variable size; `size` is the current one in bytes."""

    def __init__(self, kind: i64, at: i64) -> None:
        self.kind: i64 = kind
        self.at: i64 = at             # fixed bytes of the chunk in front of it
        self.size: i64 = 0
        self.op: i64 = 0              # jumps: the opcode
        self.form: i64 = 0            # jumps: 0 the shortest, larger ones reach farther
        self.r0: i64 = -1             # jumps: registers that are compared
        self.r1: i64 = -1
        self.imm: i64 = 0
        self.prefixes: i64 = 0
        self.label: Label | None = None
        self.minus: Label | None = None
        self.addend: i64 = 0
        self.symbol_kind: i64 = 0
        self.alignment: i64 = 1
        self.max_skip: i64 = 0        # 0: no limit
        self.fill: bytes = b""        # pattern; empty: the architecture's no-ops
        self.signed: bool = False
        self.mode: i64 = 64
        self.expression: Expression | None = None
        self.line: i64 = 0            # of the source, for diagnostics
        self.value: int = 0           # what the last round computed
        self.region: i64 = 0          # pieces before it that are not jumps


class Fixup:
    """A field whose value depends on symbols; see Sink.fixup."""

    def __init__(self, at: i64, piece: i64, size: i64, pcrel: bool, kind: i64,
                 symbol: Label | None, minus: Label | None, addend: int,
                 flavour: i64) -> None:
        self.at: i64 = at
        self.piece: i64 = piece
        self.size: i64 = size
        self.pcrel = pcrel
        self.kind: i64 = kind
        self.symbol = symbol
        self.minus = minus
        self.addend = addend
        self.flavour: i64 = flavour
        self.line: i64 = 0
        self.expression: Expression | None = None   # not of the form plus - minus + addend


class Chunk(Sink):
    """The contents of one subsection of a section."""

    def __init__(self, section: Section, index: i64, subsection: i64) -> None:
        super().__init__()
        self.section = section
        self.index: i64 = index
        self.subsection: i64 = subsection
        self.pieces: list[Piece] = []
        self.fixups: list[Fixup] = []
        self.shift: list[int] = [0]   # shift[k]: bytes of the first k pieces
        self.base: i64 = 0            # address of the chunk in its section
        self.nobits: i64 = 0          # fixed bytes, when the section has none in the file
        self.line: i64 = 0            # current source line, for diagnostics
        self.mapped: i64 = MAP_NONE   # what the last mapping symbol says
        self.next: Chunk | None = None  # next subsection of the same section

    def fixup(self, place: i64, size: i64, pcrel: bool, kind: i64, symbol: Label | None,
              minus: Label | None, addend: int, flavour: i64) -> None:
        new = Fixup(place, i64(len(self.pieces)), size, pcrel, kind, symbol, minus, addend,
                    flavour)
        new.line = self.line
        self.fixups.append(new)

    def here(self) -> i64:
        """Fixed bytes so far."""
        return i64(len(self.code)) + self.nobits

    def piece(self, kind: i64) -> Piece:
        """A new variable piece at the end."""
        new = Piece(kind, self.here())
        new.line = self.line
        self.pieces.append(new)
        return new

    def size(self) -> i64:
        """Bytes, with the pieces' current sizes (as of the last `place`)."""
        return self.here() + i64(self.shift[len(self.shift) - 1])

    def place(self) -> None:
        """Recompute `shift` from the pieces' sizes."""
        shift = [0]
        total: i64 = 0
        for piece in self.pieces:
            total += piece.size
            shift.append(int(total))
        self.shift = shift

    def address(self, at: i64, piece: i64) -> i64:
        """Address in the section of fixed offset `at` after `piece` pieces."""
        return self.base + at + i64(self.shift[piece])
