"""Settling addresses: relaxation of jumps, alignments, .org, fills and LEB128 values.

Problem and idea: see `layout.py`. All chunks are laid out together, round by round, since a size
in one section may depend on labels of another.

Invariants: a piece's size is at least the smallest it can have; jumps and LEB128 values never
shrink; when a round changes nothing, all sizes agree with all addresses.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.architecture import Architecture
from compiler.assembler.emitter import Emitter
from compiler.assembler.expression import (
    NODE_SYMBOL,
    Expression,
    ExpressionError,
    Places,
    Reduced,
    constant,
    reduce_expression,
)
from compiler.assembler.layout import (
    PIECE_ALIGN,
    PIECE_FILL,
    PIECE_JUMP,
    PIECE_ORG,
    Chunk,
    Piece,
)
from compiler.assembler.operands import EXPRESSION, KIND_PLAIN, KIND_PLT, Label
from compiler.elf.constants import STB_LOCAL, STB_WEAK, STT_GNU_IFUNC
from compiler.elf.leb128 import sleb128, uleb128

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_ROUNDS: Final = 1000


class AssemblyError(Exception):
    """An error that only shows when addresses are settled; `line` is the source line."""

    def __init__(self, message: str, line: i64) -> None:
        super().__init__(message)
        self.message = message
        self.line: i64 = line


class SectionLayout(Emitter):
    """The chunks of an object being made, and their layout; the part of the object emitter that
    knows where things are."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.chunks: list[Chunk] = []
        self.first_chunk: dict[str, Chunk] = {}    # section key -> its first chunk
        self.values: dict[int, Expression] = {}    # label index -> .set expression
        self.errors: list[AssemblyError] = []
        self.settled = False                       # the layout has begun: addresses exist
        self.writing = False                       # what the linker may change stays open
        self.places = LayoutPlaces(self)

    def address_of(self, label: Label) -> i64:
        """Address in its section of a label that stands in a chunk."""
        return self.chunks[label.section].address(label.offset, label.piece)

    def layout(self) -> None:
        """Settle the sizes of all pieces."""
        self.settled = True
        for chunk in self.chunks:
            region: i64 = 0
            for piece in chunk.pieces:
                piece.region = region
                if piece.kind == PIECE_JUMP:
                    self.start_jump(chunk, piece)
                else:
                    region += 1
            chunk.place()
        self.place_chunks()
        for chunk in self.chunks:
            self.start_alignments(chunk)
        rounds = 0
        changed = True
        while changed:
            changed = False
            rounds += 1
            self.place_chunks()
            for chunk in self.chunks:
                if chunk.pieces and self.relax(chunk):
                    changed = True
            if rounds > MAX_ROUNDS:
                raise AssemblyError("sizes and addresses depend on each other without end", 0)

    def start_alignments(self, chunk: Chunk) -> None:
        """Alignments as they are while all jumps are short."""
        shift: i64 = 0
        for piece in chunk.pieces:
            if piece.kind == PIECE_ALIGN:
                self.align_piece(piece, chunk.base + piece.at + shift)
            shift += piece.size

    def align_piece(self, piece: Piece, address: i64) -> i64:
        """Set and give the size of an alignment at this address."""
        size = -address & (piece.alignment - 1)
        if piece.max_skip and size > piece.max_skip:
            size = 0
        piece.size = size
        return size

    def place_chunks(self) -> None:
        """Shifts within chunks, then the chunks of a section one after the other."""
        for chunk in self.chunks:
            chunk.place()
        for first in self.first_chunk.values():
            base: i64 = 0
            chunk_: Chunk | None = first
            while chunk_ is not None:
                chunk_.base = base
                base += chunk_.size()
                chunk_ = chunk_.next

    def start_jump(self, chunk: Chunk, piece: Piece) -> None:
        """A jump that leaves the section, or to a symbol that may be replaced, is far."""
        label = piece.label
        if label is not None and label.section == EXPRESSION:
            reduced = self.reduced(Expression(NODE_SYMBOL, 0, label))
            if reduced is not None and reduced.minus is None and reduced.plus is not None:
                if label.bind == STB_LOCAL:
                    piece.label = reduced.plus
                    piece.addend += i64(reduced.addend)
                    label = reduced.plus
        if not self.is_direct(chunk, piece):
            piece.form = self.architecture.far_form
        piece.size = self.architecture.jump_size(piece)

    def is_direct(self, chunk: Chunk, piece: Piece) -> bool:
        """Whether a jump's distance is settled here: to a place in this section that is not
        weak, and with @PLT only to a local one."""
        label = piece.label
        if label is None or piece.minus is not None or label.section < 0 or (
                self.chunks[label.section].section is not chunk.section):
            return False
        if piece.symbol_kind == KIND_PLAIN:
            return label.bind != STB_WEAK and label.type != STT_GNU_IFUNC
        return piece.symbol_kind == KIND_PLT and self.is_local(label)

    def is_local(self, label: Label) -> bool:
        """Whether the label's place in this object is what the linked program will use."""
        return (label.section >= 0 and label.bind == STB_LOCAL
                and label.type != STT_GNU_IFUNC)

    def relax(self, chunk: Chunk) -> bool:
        """One round over the pieces of a chunk; whether a size changed.

        Backward distances use the sizes of this round. A forward target is taken to have moved
        as far as the jump itself, but not across a part that may absorb the movement (GNU as's
        estimate, so that the same jumps become long)."""
        changed = False
        shift: i64 = 0            # sizes of the pieces before, as they are now
        chunks = self.chunks
        far_form = self.architecture.far_form
        old_shift = chunk.shift
        new_shift: list[int] = [0]
        count: i64 = 0
        for piece in chunk.pieces:
            old_size = piece.size
            size = old_size
            if piece.kind == PIECE_JUMP:
                if piece.form < far_form:
                    label = piece.label
                    assert label is not None
                    target = chunks[label.section]
                    distance = label.offset + piece.addend - piece.at - size
                    if target is not chunk:
                        distance += (target.base + i64(target.shift[label.piece])
                                     - chunk.base - i64(old_shift[count]))
                    elif label.piece > count:
                        distance += i64(old_shift[label.piece]) - shift
                        stretch = shift - i64(old_shift[count])
                        if stretch < 0 or self.region(chunk, label.piece) == piece.region:
                            distance += stretch
                        elif distance < 0:
                            distance = 0
                    else:
                        distance += i64(new_shift[label.piece]) - shift
                    form = self.architecture.jump_form(piece, distance)
                    if form > piece.form:
                        piece.form = form
                        size = self.architecture.jump_size(piece)
            elif piece.kind == PIECE_ALIGN:
                size = self.align_piece(piece, chunk.base + piece.at + shift)
            else:
                size = self.variable_size(chunk, piece, chunk.base + piece.at + shift)
            if size != old_size:
                piece.size = size
                changed = True
            shift += size
            count += 1
            new_shift.append(int(shift))
        return changed

    def region(self, chunk: Chunk, piece: i64) -> i64:
        """Pieces other than jumps among the first `piece` ones."""
        if piece < len(chunk.pieces):
            return chunk.pieces[piece].region
        last = chunk.pieces[len(chunk.pieces) - 1]
        return last.region + (0 if last.kind == PIECE_JUMP else 1)

    def variable_size(self, chunk: Chunk, piece: Piece, address: i64) -> i64:
        """The size of an .org, a fill or a LEB128 with the addresses as they are."""
        expression = piece.expression
        assert expression is not None
        reduced = self.reduced(expression)
        if piece.kind == PIECE_ORG:
            if reduced is not None and reduced.minus is None:
                goal: i64 = i64(reduced.addend)
                plus = reduced.plus
                if plus is not None:
                    if plus.section < 0 or self.chunks[plus.section].section is not chunk.section:
                        reduced = None
                    else:
                        goal += self.address_of(plus)
                if reduced is not None:
                    piece.value = int(goal - address)
                    return goal - address if goal > address else 0
        elif reduced is not None and reduced.plus is None and reduced.minus is None:
            piece.value = reduced.addend
            if piece.kind == PIECE_FILL:
                return i64(max(0, reduced.addend)) * i64(len(piece.fill))
            data = sleb128(reduced.addend) if piece.signed else uleb128(reduced.addend)
            return max(i64(len(data)), piece.size)
        self.errors.append(AssemblyError("expression is not constant", piece.line))
        piece.expression = constant(0)
        return 0

    def reduced(self, expression: Expression) -> Reduced | None:
        """The expression as of now; None when it has no such value."""
        try:
            return reduce_expression(expression, self.places)
        except ExpressionError:
            return None


class LayoutPlaces(Places):
    """Label distances as of the last round of the layout."""

    def __init__(self, emitter: SectionLayout) -> None:
        self.emitter = emitter

    def difference(self, left: Label, right: Label) -> int | None:
        emitter = self.emitter
        if left.section < 0 or right.section < 0:
            return None
        a = emitter.chunks[left.section]
        b = emitter.chunks[right.section]
        if a.shrinks and (emitter.writing or not emitter.settled) and left is not right:
            return None
        if a is b and left.piece == right.piece:
            return int(left.offset - right.offset)
        if a.section is not b.section or not emitter.settled:
            return None
        return int(a.address(left.offset, left.piece) - b.address(right.offset, right.piece))

    def expression_of(self, label: Label) -> Expression | None:
        if label.section != EXPRESSION:
            return None
        return self.emitter.values.get(int(label.index))
