"""Initialisers of automatic objects, from the parser's resolved list of entries.

Problem: an object is zero first, then entries apply in order (C17 6.7.9); storing everything one by
one is slow and large, copying an image is slow for small objects and hides the members from
scalar replacement.  Idea: a single entry that covers the object is stored as it is; many constant
entries become one copy of a private read-only image; otherwise a fill with zero and one store for
each entry, where constant zeros over untouched memory are left out and constant bit-fields are
collected into bytes.

Invariants: non-constant values are evaluated in order.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import Expr, InitEntry, Initializer, StringLiteral, VarDecl
from compiler.frontend.types import CType, Field
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.module import GlobalData
from compiler.ir.types import I8, I16, I32, I64
from compiler.lowering import (
    aggregates,
    arithmetic,
    bitfields,
    complex_numbers,
    expressions,
    lvalues,
    places,
)
from compiler.lowering.context import FunctionContext
from compiler.lowering.image import Image, constant_bytes, is_constant
from compiler.lowering.places import Place, align_at
from compiler.lowering.ssa import Variable
from compiler.lowering.value_types import value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# From this many non-zero constant entries on, an image is copied.
IMAGE_ENTRIES: Final = 12
# Range designators up to this many elements are stored one by one.
UNROLLED: Final = 8
CHUNKS: Final = [(8, I64), (4, I32), (2, I16), (1, I8)]


def initialize_value(f: FunctionContext, variable: Variable, init: Initializer) -> None:
    """Initialise a variable that is a value."""
    type = variable.type
    entries = init.entries
    if type < 16 or (init.whole and value_type(entries[0].type) == type):
        if entries:
            f.write(variable, expressions.scalar(f, entries[0].value))
        else:
            f.write(variable, arithmetic.every_lane(f, type, 0))
        return
    value = arithmetic.every_lane(f, type, 0)
    for entry in entries:
        part = expressions.scalar(f, entry.value)
        for index in range(int(entry.count)):
            lane = (int(entry.offset) + index * int(entry.stride)) // int(entry.type.size)
            value = f.emit(o.INSERT, type, [value, part, f.word(lane)])
    f.write(variable, value)


def initialize(f: FunctionContext, address: Instr, align: i64, type: CType,
               init: Initializer) -> None:
    """Initialise an object in memory."""
    volatile = c.element_quals(type) & c.VOLATILE != 0
    entries = init.entries
    if init.whole and len(entries) == 1 and entries[0].count == 1 and entries[0].field is None \
            and entries[0].value.kind != tree.STRING:
        store_entry(f, address, align, entries[0], volatile)
        return
    constants = 0
    for entry in entries:
        if is_constant(entry.value) and not is_zero(entry):
            constants += 1
    if constants >= IMAGE_ENTRIES and init.size <= 1 << 20:
        by_image(f, address, align, init, volatile)
    else:
        by_stores(f, address, align, init, volatile)


def is_zero(entry: InitEntry) -> bool:
    """True for a constant entry of zero bytes."""
    value = entry.value
    if not is_constant(value):
        return False
    if isinstance(value, tree.IntConst):
        return value.value == 0
    return not any(constant_bytes(entry.type, value))


def fill_zero(f: FunctionContext, address: Instr, size: int, align: i64) -> None:
    """Zero an object."""
    f.fill(address, f.integer(I8, 0), f.word(size), align)


def by_image(f: FunctionContext, address: Instr, align: i64, init: Initializer,
             volatile: bool) -> None:
    """Copy the constants, then store the rest."""
    size = int(init.size)
    image = Image(f.unit, size)
    rest: list[InitEntry] = []
    for entry in init.entries:
        if is_constant(entry.value) and not rest:
            image.entry(entry)
        elif is_constant(entry.value) and not overlaps(entry, rest):
            image.entry(entry)
        else:
            rest.append(entry)
    data = GlobalData(size, int(align))
    image.finish(data)
    data.readonly = True
    used = len(data.image)
    head = (used + int(align) - 1) // int(align) * int(align)
    if head < size and size - head > 64:
        data.size = head
        tail = f.offset(address, head)
        fill_zero(f, tail, size - head, align_at(align, head))
    else:
        head = size
    f.copy(address, f.address_of(f.unit.private_data(data)), f.word(head), align)
    for entry in rest:
        store_entry(f, address, align, entry, volatile)


def overlaps(entry: InitEntry, others: list[InitEntry]) -> bool:
    """True when an entry lies (partly) over one of others."""
    start, end = span(entry)
    for other in others:
        other_start, other_end = span(other)
        if start < other_end and other_start < end:
            return True
    return False


def span(entry: InitEntry) -> tuple[int, int]:
    """The bytes that an entry covers, first and end."""
    start = int(entry.offset)
    last = start + int(entry.stride) * (int(entry.count) - 1)
    field = entry.field
    if field is not None and field.bit_width >= 0:
        return start, last + int(field.bit_offset + field.bit_width + 7) // 8
    return start, last + int(entry.type.size)


def by_stores(f: FunctionContext, address: Instr, align: i64, init: Initializer,
              volatile: bool) -> None:
    """Zero the object unless entries cover it, then store entry by entry."""
    entries = init.entries
    covered = 0
    ordered = True
    plain = True
    for entry in entries:
        start, end = span(entry)
        if start < covered:
            ordered = False
        elif start > covered:
            plain = False
        if entry.field is not None and entry.field.bit_width >= 0:
            plain = False
        covered = max(covered, end)
    plain = plain and ordered and covered >= init.size
    if not plain and init.size > 0:
        fill_zero(f, address, int(init.size), align)
    bits = Image(f.unit, int(init.size))
    collected = ordered_bits(entries)
    for entry in entries:
        field = entry.field
        if field is not None and field.bit_width >= 0 and collected:
            if isinstance(entry.value, tree.IntConst):
                bits.repeated_bits(entry, field, entry.value.value)
                continue
        if ordered and not plain and is_zero(entry):
            continue
        if bits.bytes:
            flush_bits(f, address, align, bits)
        store_entry(f, address, align, entry, volatile)
    flush_bits(f, address, align, bits)


def ordered_bits(entries: list[InitEntry]) -> bool:
    """True when every bit-field entry is constant and none lies before or over what another entry
    covers, so that they can be collected."""
    covered = 0                 # bits
    for entry in entries:
        start, end = span(entry)
        first, last = 8 * start, 8 * end
        field = entry.field
        if field is not None and field.bit_width >= 0:
            if not isinstance(entry.value, tree.IntConst):
                return False
            first += int(field.bit_offset)
            last -= -int(field.bit_offset + field.bit_width) % 8
        if first < covered:
            return False
        covered = last
    return True


def flush_bits(f: FunctionContext, address: Instr, align: i64, bits: Image) -> None:
    """Store the collected bit-field bytes that are not zero."""
    image = bits.bytes
    at = 0
    while at < len(image):
        if image[at] == 0:
            at += 1
            continue
        for size, type in CHUNKS:
            if at % size == 0 and at + size <= len(image) or size == 1:
                piece = image[at:at + size]
                f.store(f.offset(address, at), f.integer(type, int.from_bytes(piece, "little")),
                        align_at(align, at))
                at += size
                break
    bits.bytes = bytearray()


def store_entry(f: FunctionContext, address: Instr, align: i64, entry: InitEntry,
                volatile: bool) -> None:
    """Evaluate an entry and store it."""
    place = Place(entry.type, address, align)
    place.volatile = volatile
    field = entry.field
    if field is not None and field.bit_width >= 0:
        place.offset = entry.offset - field.offset
        place.field = field
        store_bits(f, place, field, entry)
        return
    places.step_into(place, entry.offset)
    if entry.count > 1:
        store_range(f, place, entry)
    else:
        store_value(f, place, entry.value)


def store_value(f: FunctionContext, place: Place, value: Expr) -> None:
    """Store a value of any type."""
    kind = place.type.kind
    if value.kind == tree.STRING and kind == c.ARRAY:
        assert isinstance(value, StringLiteral)
        store_string(f, place, value)
    elif kind == c.COMPLEX:
        pair = complex_numbers.value(f, value)
        place.type = place.type.unqual if place.type.quals & c.ATOMIC else place.type
        complex_numbers.store(f, place, pair)
    elif kind >= c.ARRAY:
        direct = literal_behind(value)
        if direct is not None and direct.init is not None and place.offset == 0:
            assert place.address is not None
            initialize(f, place.address, place.align, place.type, direct.init)
        else:
            aggregates.into(f, value, plain(place))
    else:
        result = expressions.scalar(f, value)
        lvalues.store(f, plain(place), result)


def plain(place: Place) -> Place:
    """Initialising an _Atomic object is no atomic operation."""
    if place.type.quals & c.ATOMIC:
        place.type = place.type.unqual
    return place


def literal_behind(value: Expr) -> VarDecl | None:
    """The automatic compound literal whose value is taken, or None."""
    if value.kind == tree.CAST:
        assert isinstance(value, tree.Cast)
        operand = value.operand
        if value.op == tree.LVALUE_TO_RVALUE and operand.kind == tree.COMPOUND_LITERAL:
            assert isinstance(operand, tree.CompoundLiteral)
            if operand.decl.storage <= tree.REGISTER_STORAGE and not operand.decl.address_taken:
                return operand.decl
    return None


def store_string(f: FunctionContext, place: Place, value: StringLiteral) -> None:
    """An array from a string literal: copy what is not zero, fill the rest."""
    type = place.type
    data = constant_bytes(type, value)
    used = len(data.rstrip(b"\0"))
    address = places.pointer_of(f, place)
    size = len(data)
    if used == 0:
        fill_zero(f, address, size, place.align)
        return
    if size - used <= 16 or size <= 32:
        used = size
    image = GlobalData(used, 1)
    image.image = data[:used]
    image.readonly = True
    source = f.unit.string(value.data, 1, 1) if value.data == data else f.unit.private_data(image)
    f.copy(address, f.address_of(source), f.word(used), 1)
    if used < size:
        fill_zero(f, f.offset(address, used), size - used, 1)


def store_bits(f: FunctionContext, place: Place, field: Field, entry: InitEntry) -> None:
    """A bit-field, of each record of a range if it is in one: one evaluation."""
    value = expressions.scalar(f, entry.value)
    bitfields.store(f, place, field, value)
    count, stride = int(entry.count), int(entry.stride)
    if count > UNROLLED:
        address = place.address
        assert address is not None
        loop = RangeLoop(f, count, stride)
        if loop.entered:
            place.address = f.ptradd(address, loop.at, o.INBOUNDS)
            place.align = align_at(place.align, stride)
            bitfields.store(f, place, field, value)
        loop.end()
        return
    for _ in range(1, count):
        place.offset += stride
        bitfields.store(f, place, field, value)


class RangeLoop:
    """The loop over all elements of a range but the first; `at` is the distance from that."""

    def __init__(self, f: FunctionContext, count: int, stride: int) -> None:
        self.f = f
        self.count = count
        self.stride = stride
        self.position = Variable(f.pointer_integer)
        f.write(self.position, f.word(stride))
        self.head = f.open_block()
        self.done = f.function.new_block()
        f.jump(self.head)
        self.entered = not f.unreached(self.head)
        if self.entered:
            f.start(self.head)
            self.at = f.read(self.position)

    def end(self) -> None:
        """Go on behind the loop."""
        f = self.f
        if self.entered:
            following = f.binary(o.ADD, self.at, f.word(self.stride))
            f.write(self.position, following)
            f.branch(f.compare(o.NE, following, f.word(self.stride * self.count)), self.head,
                     self.done)
            f.seal(self.head)
        f.begin(self.done)


def store_range(f: FunctionContext, place: Place, entry: InitEntry) -> None:
    """[first ... last] = value: one evaluation, many stores."""
    count, stride = int(entry.count), int(entry.stride)
    first = places.pointer_of(f, place)
    store_value(f, place, entry.value)
    size = f.word(int(entry.type.size))
    type = value_type(entry.type)
    value: Instr | None = None
    if type:
        value = f.load(type, first, place.align, f.alias(entry.type))
        if is_constant(entry.value):
            value = expressions.scalar(f, entry.value)
    align = align_at(place.align, stride)
    if count <= UNROLLED:
        for index in range(1, count):
            store_copy(f, f.offset(first, index * stride), first, value, size, align, entry.type)
        return
    loop = RangeLoop(f, count, stride)
    if loop.entered:
        store_copy(f, f.ptradd(first, loop.at, o.INBOUNDS), first, value, size, align, entry.type)
    loop.end()


def store_copy(f: FunctionContext, address: Instr, first: Instr, value: Instr | None, size: Instr,
               align: i64, type: CType) -> None:
    """One element of a range."""
    if value is not None:
        f.store(address, value, align, f.alias(type))
    else:
        f.copy(address, first, size, align)
