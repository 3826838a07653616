"""Scalar replacement of aggregates: structs and arrays in locals taken apart.

Problem: aggregates live in memory, and most of them need not.  Idea: follow every use of an alloca
through constant offsets.  If all are loads, stores, fills and copies of known size, the accessed
ranges cut the alloca into slices; copies between two such allocas carry the cuts over until both
agree.  Each slice becomes an alloca of its own; copies and fills become one load and store a slice;
then `promote.py` turns slices with one type into values.

A slice that is also accessed in parts (a structure that arrived in a register, a union) becomes one
integer where some access is to all of it: its parts are shifted out of it and masked into it.

Invariants: an alloca is split only if every use is understood; other ranges that overlap partly
stay one slice in memory; bytes that only copies touch are carried in slices of at most 8 bytes.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.dominators import order_blocks
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.module import StackSlot
from compiler.ir.opcodes import (
    ALLOCA,
    AND,
    BITCAST,
    CALL,
    CONST,
    INTTOPTR,
    LOAD,
    LSHR,
    MEMCPY,
    MEMMOVE,
    MEMSET,
    OR,
    ORDER_MASK,
    PARAM,
    PTRADD,
    PTRTOINT,
    SHL,
    STORE,
    TRUNC,
    VOLATILE,
    ZEXT,
)
from compiler.ir.types import (
    F32,
    F64,
    I8,
    I16,
    I32,
    I64,
    I128,
    PTR,
    VOID,
    type_bits,
    type_bytes,
)
from compiler.opt.alias import by_layout, result_place
from compiler.opt.context import PassContext
from compiler.opt.promote import promote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_SLICES: Final = 64
MAX_FILLER: Final = 128       # bytes of an alloca that only copies touch
MAX_SIZE: Final = 4096
MAX_PASSED: Final = 64         # bytes of an aggregate passed by value that is taken apart
INTEGERS: Final = {1: I8, 2: I16, 4: I32, 8: I64}      # by bytes
SCALARS: Final = (I8, I16, I32, I64, F32, F64, PTR)     # whose bits such an integer can hold


class Use:
    """One access: `instr` touches bytes [offset, offset + size) of the alloca."""

    def __init__(self, instr: Instr, offset: int, size: int, type: i64, side: i64) -> None:
        self.instr = instr
        self.offset = offset
        self.size = size
        self.type: i64 = type         # of a load or store; VOID for copies and fills
        self.side: i64 = side         # copies: 0 destination, 1 source


class Slice:
    """A range of an alloca with its own storage."""

    def __init__(self, offset: int, size: int, type: i64) -> None:
        self.offset = offset
        self.size = size
        self.type: i64 = type         # VOID: mixed, stays in memory
        self.slot: Instr | None = None
        self.widened = False          # an integer whose parts are accessed, too


class Candidate:
    """An alloca whose uses are all understood."""

    def __init__(self, slot: Instr) -> None:
        self.slot = slot
        self.size = slot.imm
        self.uses: list[Use] = []
        self.cuts: list[int] = []     # starts and ends of scalar ranges, as offset * 4096 + size
        self.ranges: dict[int, i64] = {}   # offset * 8192 + size -> type (VOID: several)
        self.slices: list[Slice] = []
        self.good = True

    def add_range(self, offset: int, size: int, type: i64) -> bool:
        """Note a scalar access; True when it is a new fact."""
        key = offset * 8192 + size
        known = self.ranges.get(key)
        if known is None:
            self.ranges[key] = type
            return True
        if known != type and known == VOID:
            self.ranges[key] = type
            return True
        return False


def run(function: Function, context: PassContext) -> bool:
    """Take aggregates apart, then promote."""
    changed = False
    if not function.info.calls_setjmp:
        order_blocks(function)
        if Splitter(function, context).run():
            changed = True
        if promote(function):
            changed = True
    return changed


class Splitter:
    """One splitting of all candidates of a function."""

    def __init__(self, function: Function, context: PassContext) -> None:
        self.function = function
        self.context = context
        self.candidates: list[Candidate] = []
        # by value id of a pointer into a candidate
        self.owner: dict[int, Candidate] = {}
        self.offset: dict[int, int] = {}
        self.temporaries: list[Instr] = []     # allocas made for calls

    def run(self) -> bool:
        """Collect, agree on slices, rewrite."""
        self.collect()
        if not self.candidates:
            return False
        self.share_cuts()
        changed = False
        for candidate in self.candidates:
            if candidate.good:
                self.make_slices(candidate)
        for candidate in self.candidates:
            if candidate.good and not self.worth(candidate):
                candidate.good = False
        # A copy needs both ends: where one end is refused, the other is handled as outside memory.
        for candidate in self.candidates:
            if candidate.good and self.context.consume("sroa", self.function):
                for piece in candidate.slices:
                    piece.slot = self.new_slot(candidate, piece)
            else:
                candidate.good = False
        for block in self.function.blocks:
            if self.rewrite_block(block):
                changed = True
        if self.temporaries:
            entry = self.function.blocks[0]
            first = 0
            while entry.instrs[first].op == PARAM:
                first += 1
            entry.instrs = entry.instrs[:first] + self.temporaries + entry.instrs[first:]
        if changed:
            self.function.sweep()
        return changed

    # -- collecting ------------------------------------------------------------------------

    def collect(self) -> None:
        """Find the candidates and all their uses."""
        for slot in self.function.allocas():
            home = slot.aux
            assert isinstance(home, StackSlot)
            if 0 < slot.imm <= MAX_SIZE and home.own:
                candidate = Candidate(slot)
                self.candidates.append(candidate)
                self.owner[int(slot.id)] = candidate
                self.offset[int(slot.id)] = 0
        if not self.candidates:
            return
        for block in self.function.blocks:
            for instr in block.instrs:
                args = instr.args
                for index in range(len(args)):
                    arg = args[index]
                    if arg.op != ALLOCA and arg.op != PTRADD:
                        continue
                    candidate_or_none = self.owner.get(int(arg.id))
                    if candidate_or_none is None:
                        continue
                    if candidate_or_none.good and \
                            not self.note_use(candidate_or_none, instr, index,
                                              self.offset[int(arg.id)]):
                        candidate_or_none.good = False
        self.candidates = [candidate for candidate in self.candidates if candidate.good]

    def note_use(self, candidate: Candidate, instr: Instr, index: int, offset: int) -> bool:
        """Record one use; False when it is not understood."""
        op = instr.op
        args = instr.args
        if op == PTRADD and index == 0 and args[1].op == CONST:
            self.owner[int(instr.id)] = candidate
            self.offset[int(instr.id)] = offset + args[1].imm
            return True
        if instr.flags & (VOLATILE | ORDER_MASK):
            return False
        if op == LOAD or op == STORE and index == 0:
            type = instr.type if op == LOAD else args[1].type
            size = type_bytes(int(type), self.function.pointer_bits)
            if offset < 0 or offset + size > candidate.size:
                return False
            candidate.uses.append(Use(instr, offset, size, type, 0))
            candidate.add_range(offset, size, type)
            return True
        if op == CALL and index > 0:
            layout = by_layout(instr, index)
            if layout is None or layout.size > MAX_PASSED or layout.size <= 0 \
                    or offset < 0 or offset + layout.size > candidate.size:
                return False
            side = 0 if result_place(instr) is not None and index == 1 else 1
            candidate.uses.append(Use(instr, offset, layout.size, VOID, side))
            return True
        if op in (MEMCPY, MEMMOVE, MEMSET) and index < 2 and args[2].op == CONST:
            if op == MEMSET and (index == 1 or args[1].op != CONST):
                return False
            size = args[2].imm
            if offset < 0 or size < 0 or offset + size > candidate.size:
                return False
            if op != MEMSET:
                other = args[1 - index]
                if self.owner.get(int(other.id)) is candidate:
                    return False        # a copy within one object
            candidate.uses.append(Use(instr, offset, size, VOID, index))
            return True
        return False

    def share_cuts(self) -> None:
        """Carry scalar ranges over copies between candidates until they agree."""
        for _ in range(4):
            changed = False
            for candidate in self.candidates:
                for use in candidate.uses:
                    if use.type != VOID or use.instr.op in (MEMSET, CALL):
                        continue
                    other_pointer = use.instr.args[1 - use.side]
                    other = self.owner.get(int(other_pointer.id))
                    if other is None or not other.good:
                        continue
                    start = self.offset[int(other_pointer.id)]
                    for key in list(candidate.ranges):
                        offset, size = key // 8192, key % 8192
                        if use.offset <= offset and offset + size <= use.offset + use.size:
                            if other.add_range(start + offset - use.offset, size,
                                               candidate.ranges[key]):
                                changed = True
            if not changed:
                break

    # -- slices ------------------------------------------------------------------------------

    def make_slices(self, candidate: Candidate) -> None:
        """Merge overlapping ranges, then fill what copies and fills touch besides."""
        pieces: list[Slice] = []
        for key in sorted(candidate.ranges):
            offset, size = key // 8192, key % 8192
            type = candidate.ranges[key]
            if pieces and offset < pieces[-1].offset + pieces[-1].size:
                last = pieces[-1]
                if offset == last.offset and size == last.size:
                    continue
                last.size = max(last.size, offset + size - last.offset)
                last.type = VOID
            else:
                pieces.append(Slice(offset, size, type))
        covered = [use for use in candidate.uses if use.type == VOID]
        if covered:
            low = min(use.offset for use in covered)
            high = max(use.offset + use.size for use in covered)
            filled: list[Slice] = []
            at = low
            for piece in pieces:
                if piece.offset > at:
                    self.fill(filled, at, min(piece.offset, high))
                filled.append(piece)
                at = max(at, piece.offset + piece.size)
            self.fill(filled, at, high)
            pieces = filled
        # A copy or fill that cuts through a slice in the middle forces that slice into memory;
        # refuse such allocas.
        for use in covered:
            for piece in pieces:
                end = piece.offset + piece.size
                if use.offset < end and piece.offset < use.offset + use.size:
                    if piece.offset < use.offset or end > use.offset + use.size:
                        candidate.good = False
                        return
        for piece in pieces:
            if piece.type == VOID and piece.size in INTEGERS and self.widens(candidate, piece):
                piece.type = INTEGERS[piece.size]
                piece.widened = True
        candidate.slices = pieces

    def widens(self, candidate: Candidate, piece: Slice) -> bool:
        """Whether a slice with accesses of several types is better one integer: some are to all of
        it, and all are to scalars."""
        whole = False
        end = piece.offset + piece.size
        for use in candidate.uses:
            if use.offset >= end or use.offset + use.size <= piece.offset:
                continue
            if use.type != VOID and use.type not in SCALARS:
                return False
            if use.type == VOID or use.size == piece.size:
                whole = True
        return whole

    def fill(self, into: list[Slice], low: int, high: int) -> None:
        """Slices of at most 8 aligned bytes for a range that only copies touch."""
        while low < high:
            size = 8
            while low % size or low + size > high:
                size //= 2
            into.append(Slice(low, size, INTEGERS[size]))
            low += size

    def worth(self, candidate: Candidate) -> bool:
        """Splitting must not blow up: few slices, or something to gain from them."""
        if len(candidate.slices) > MAX_SLICES:
            return False
        calls = 0
        others = 0                      # uses on the other side of what the call does
        for use in candidate.uses:
            if use.instr.op == CALL:
                calls += 1
                passed = use.side == 1
        if calls:
            for use in candidate.uses:
                op = use.instr.op
                if op != CALL and passed == (op == LOAD or use.type == VOID and use.side == 1):
                    others += 1
            if calls == 1 and others == 0:
                return False            # a temporary that lives for the call alone
        if not candidate.ranges:
            # Only copied through: worth it when small.
            return candidate.size <= 32
        filler = candidate.size - sum(key % 8192 for key in candidate.ranges)
        if filler > MAX_FILLER:
            return False
        if len(candidate.slices) == 1:
            piece = candidate.slices[0]
            if piece.offset == 0 and piece.size == candidate.size:
                # Whole already: only copies, fills and mixed types are left to rewrite.
                return any(use.type == VOID or use.type != piece.type for use in candidate.uses) \
                    and piece.type != VOID
        return True

    def new_slot(self, candidate: Candidate, piece: Slice) -> Instr:
        """The alloca of a slice, standing before the old one."""
        old = candidate.slot
        info = old.aux
        align = 8
        name = ""
        if isinstance(info, StackSlot):
            name = info.name
            align = info.align
            while piece.offset % align:
                align //= 2
        slot = self.function.make(ALLOCA, PTR, [], piece.size, old.pos)
        slot.aux = StackSlot(max(1, align), name)
        entry = self.function.blocks[0]
        slot.block = entry
        at = entry.instrs.index(old)
        entry.instrs.insert(at, slot)
        if piece.widened:
            # The parts that are not stored first must not make the rest undefined.
            zero = self.function.const(piece.type, 0)
            store = self.function.make(STORE, VOID, [slot, zero], 0, old.pos)
            store.imm = 1
            store.block = entry
            entry.instrs.insert(at + 1, store)
        return slot

    # -- rewriting ---------------------------------------------------------------------------

    def rewrite_block(self, block: Block) -> bool:
        """Redirect every access of split candidates; True when anything changed."""
        out: list[Instr] = []
        changed = False
        for instr in block.instrs:
            op = instr.op
            if op in (LOAD, STORE):
                candidate = self.split_owner(instr.args[0])
                if candidate is not None:
                    self.rewrite_access(candidate, instr, out, block)
                    changed = True
                    continue
            elif op == CALL:
                after: list[Instr] = []
                if self.isolate_call(instr, out, after, block):
                    changed = True
                out.append(instr)
                out.extend(after)
                continue
            elif op in (MEMCPY, MEMMOVE, MEMSET):
                target = self.split_owner(instr.args[0])
                source = self.split_owner(instr.args[1]) if op != MEMSET else None
                if target is not None or source is not None:
                    self.rewrite_copy(instr, target, source, out, block)
                    instr.drop_args()
                    instr.block = None
                    changed = True
                    continue
            out.append(instr)
        if changed:
            block.instrs = out
        return changed

    def isolate_call(self, call: Instr, out: list[Instr], after: list[Instr],
                     block: Block) -> bool:
        """Give a call a temporary of its own for each split aggregate that it reads or makes."""
        changed = False
        for index in range(1, len(call.args)):
            candidate = self.split_owner(call.args[index])
            if candidate is None:
                continue
            layout = by_layout(call, index)
            assert layout is not None
            function = self.function
            slot = function.make(ALLOCA, PTR, [], layout.size, call.pos)
            slot.aux = StackSlot(max(8, layout.align), "")
            slot.block = function.blocks[0]
            self.temporaries.append(slot)
            size = function.const(I64 if function.pointer_bits == 64 else I32, layout.size)
            old = call.args[index]
            if index == 1 and result_place(call) is not None:
                copy = Instr(MEMCPY, VOID, [old, slot, size], 1)
                copy.pos = call.pos
                self.rewrite_copy(copy, candidate, None, after, block)
            else:
                copy = Instr(MEMCPY, VOID, [slot, old, size], 1)
                copy.pos = call.pos
                self.rewrite_copy(copy, None, candidate, out, block)
            copy.drop_args()
            call.set_arg(index, slot)
            changed = True
        return changed

    def split_owner(self, pointer: Instr) -> Candidate | None:
        """The split candidate that a pointer points into."""
        if pointer.op != ALLOCA and pointer.op != PTRADD:
            return None
        candidate = self.owner.get(int(pointer.id))
        return candidate if candidate is not None and candidate.good else None

    def find_slice(self, candidate: Candidate, offset: int) -> Slice:
        """The slice that holds a byte."""
        for piece in candidate.slices:
            if piece.offset <= offset < piece.offset + piece.size:
                return piece
        raise AssertionError("a byte without a slice")

    def address(self, base: Instr, offset: int, out: list[Instr], block: Block,
                pos: i64) -> Instr:
        """base + offset."""
        if offset == 0:
            return base
        function = self.function
        index = function.const(I64 if function.pointer_bits == 64 else I32, offset)
        made = function.make(PTRADD, PTR, [base, index], 0, pos)
        made.block = block
        out.append(made)
        return made

    def emit(self, op: i64, type: i64, args: list[Instr], pos: i64, out: list[Instr],
             block: Block) -> Instr:
        """Append a new instruction to the rewritten block."""
        made = self.function.make(op, type, args, 0, pos)
        made.block = block
        out.append(made)
        return made

    def convert(self, value: Instr, to: i64, out: list[Instr], block: Block, pos: i64) -> Instr:
        """The same bits at another type of the same size."""
        if value.type == to:
            return value
        if value.type == PTR and to in (I64, I32):
            return self.emit(PTRTOINT, to, [value], pos, out, block)
        if to == PTR and value.type in (I64, I32):
            return self.emit(INTTOPTR, PTR, [value], pos, out, block)
        if value.type == PTR or to == PTR:
            whole = I64 if self.function.pointer_bits == 64 else I32
            return self.convert(self.convert(value, whole, out, block, pos), to, out, block, pos)
        return self.emit(BITCAST, to, [value], pos, out, block)

    def rewrite_access(self, candidate: Candidate, instr: Instr, out: list[Instr],
                       block: Block) -> None:
        """A load or store of a slice, converted when the slice has another type."""
        offset = self.offset[int(instr.args[0].id)]
        piece = self.find_slice(candidate, offset)
        slot = piece.slot
        assert slot is not None
        type = instr.type if instr.op == LOAD else instr.args[1].type
        if piece.widened and type_bytes(int(type), self.function.pointer_bits) < piece.size:
            self.rewrite_part(piece, offset - piece.offset, instr, out, block)
        elif piece.type == VOID or piece.type == type or not convertible(type, piece.type,
                                                                       self.function):
            instr.set_arg(0, self.address(slot, offset - piece.offset, out, block, instr.pos))
            out.append(instr)
        elif instr.op == STORE:
            value = self.convert(instr.args[1], piece.type, out, block, instr.pos)
            instr.set_args([slot, value])
            out.append(instr)
        else:
            loaded = self.emit(LOAD, piece.type, [slot], instr.pos, out, block)
            loaded.imm = instr.imm
            value = self.convert(loaded, type, out, block, instr.pos)
            instr.forward = value
            instr.drop_args()
            instr.block = None

    def rewrite_part(self, piece: Slice, at: int, instr: Instr, out: list[Instr],
                     block: Block) -> None:
        """A load or store of the bytes from `at` of a slice that is one integer (little-endian)."""
        function = self.function
        slot, wide, pos = piece.slot, piece.type, instr.pos
        assert slot is not None
        value = self.emit(LOAD, wide, [slot], pos, out, block)
        value.imm = 1
        shift = function.const(wide, 8 * at)
        type = instr.type if instr.op == LOAD else instr.args[1].type
        size = type_bytes(int(type), function.pointer_bits)
        part = INTEGERS[size]
        if instr.op == LOAD:
            if at:
                value = self.emit(LSHR, wide, [value, shift], pos, out, block)
            value = self.emit(TRUNC, part, [value], pos, out, block)
            instr.forward = self.convert(value, type, out, block, pos)
            instr.drop_args()
            instr.block = None
            return
        stored = self.convert(instr.args[1], part, out, block, pos)
        stored = self.emit(ZEXT, wide, [stored], pos, out, block)
        if at:
            stored = self.emit(SHL, wide, [stored, shift], pos, out, block)
        mask = ((1 << 8 * piece.size) - 1) ^ (((1 << 8 * size) - 1) << 8 * at)
        rest = self.emit(AND, wide, [value, function.const(wide, mask)], pos, out, block)
        instr.set_args([slot, self.emit(OR, wide, [rest, stored], pos, out, block)])
        instr.imm = 1
        out.append(instr)

    def rewrite_copy(self, instr: Instr, target: Candidate | None, source: Candidate | None,
                     out: list[Instr], block: Block) -> None:
        """A copy or fill, slice by slice."""
        size = instr.args[2].imm
        guide = target if target is not None else source
        assert guide is not None
        side = 0 if target is not None else 1
        start = self.offset[int(instr.args[side].id)]
        for piece in guide.slices:
            if piece.offset < start or piece.offset + piece.size > start + size:
                continue
            self.copy_piece(instr, piece, piece.offset - start, target, source, out, block)

    def copy_piece(self, instr: Instr, piece: Slice, at: int, target: Candidate | None,
                   source: Candidate | None, out: list[Instr], block: Block) -> None:
        """The part of a copy that fills or reads one slice, `at` bytes into the copy."""
        function = self.function
        pos = instr.pos
        other: Slice | None = None
        if target is not None and source is not None:
            inner = self.offset[int(instr.args[1].id)] + at
            other = self.find_slice(source, inner)
            if other.offset != inner or other.size != piece.size:
                other = None
                source_pointer = self.piece_address(source, inner, out, block, pos)
                if source_pointer is None:
                    self.copy_bytes(instr, piece, at, source, out, block)
                    return
            else:
                assert other.slot is not None
                source_pointer = other.slot
        elif source is not None:
            assert piece.slot is not None
            source_pointer = piece.slot
        elif instr.op != MEMSET:
            source_pointer = self.address(instr.args[1], at, out, block, pos)
        else:
            source_pointer = instr.args[1]
        if target is not None:
            assert piece.slot is not None
            target_pointer = piece.slot
        else:
            target_pointer = self.address(instr.args[0], at, out, block, pos)
        align = instr.imm
        while align > 1 and at % align:
            align //= 2
        align = max(1, align)
        if piece.type == VOID:
            length = function.const(instr.args[2].type, piece.size)
            made = self.emit(instr.op, VOID, [target_pointer, source_pointer, length], pos, out,
                             block)
            made.imm = 1
            return
        if instr.op == MEMSET:
            value = self.fill_value(instr.args[1], piece)
        else:
            type = piece.type
            if other is not None and convertible(other.type, type, function):
                type = other.type
            value = self.emit(LOAD, type, [source_pointer], pos, out, block)
            value.imm = align if source is None else 1
            value = self.convert(value, piece.type, out, block, pos)
        store = self.emit(STORE, VOID, [target_pointer, value], pos, out, block)
        store.imm = align if target is None else 1

    def piece_address(self, source: Candidate, inner: int, out: list[Instr], block: Block,
                      pos: i64) -> Instr | None:
        """Address of a byte range inside one bigger slice, None when it crosses slices."""
        piece = self.find_slice(source, inner)
        assert piece.slot is not None
        if piece.type != VOID:
            return None
        return self.address(piece.slot, inner - piece.offset, out, block, pos)

    def copy_bytes(self, instr: Instr, piece: Slice, at: int, source: Candidate,
                   out: list[Instr], block: Block) -> None:
        """The ends of a copy disagree on slices: copy the target's slice in parts."""
        assert piece.slot is not None
        done = 0
        while done < piece.size:
            inner = self.offset[int(instr.args[1].id)] + at + done
            part = self.find_slice(source, inner)
            assert part.slot is not None
            length = min(part.offset + part.size - inner, piece.size - done)
            to = self.address(piece.slot, done, out, block, instr.pos)
            origin = self.address(part.slot, inner - part.offset, out, block, instr.pos)
            size = self.function.const(instr.args[2].type, length)
            made = self.emit(MEMCPY, VOID, [to, origin, size], instr.pos, out, block)
            made.imm = 1
            done += length

    def fill_value(self, byte: Instr, piece: Slice) -> Instr:
        """The value that memset leaves in a slice."""
        function = self.function
        assert byte.op == CONST
        pattern = int.from_bytes(bytes([byte.imm & 0xFF]) * piece.size, "little")
        return function.const(piece.type, pattern)


def convertible(a: i64, b: i64, function: Function) -> bool:
    """Same bits, different type: pointers, integers and f32/f64 of one width."""
    if a > 15 or b > 15:
        return type_bits(int(a), function.pointer_bits) == type_bits(int(b),
                                                                     function.pointer_bits)
    simple = (I8, I16, I32, I64, I128, F32, F64, PTR)
    return a in simple and b in simple and type_bits(int(a), function.pointer_bits) == \
        type_bits(int(b), function.pointer_bits)
