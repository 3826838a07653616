"""C types as the IR sees them: value types, widening, layouts and signatures.

Problem: every expression asks for the IR type of its C type, every call for a signature.  Idea:
a table by kind for scalars; layouts and signatures are made once for each type and kept.

Invariants: `_Bool` is i8 with value 0 or 1, in memory and as a value; truth values (i1) only come
out of comparisons and are widened when C sees them.  Complex values and records have no IR type.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import types as c
from compiler.frontend.types import (
    ArrayType,
    ComplexType,
    CType,
    Field,
    FunctionType,
    RecordType,
    VectorType,
)
from compiler.ir.module import (
    EXTEND_NONE,
    EXTEND_SIGN,
    EXTEND_ZERO,
    AggregateLayout,
    ArgInfo,
    Signature,
)
from compiler.ir.types import (
    F32,
    I8,
    I16,
    I32,
    I64,
    I128,
    PTR,
    VOID,
    vector,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Integer types by size in bytes; sizes that do not occur hold VOID.
BY_SIZE: Final = [VOID, I8, I16, I32, I32, I64, I64, I64, I64,
                  I128, I128, I128, I128, I128, I128, I128, I128]
# Aggregates larger than this (bytes) are passed in memory by every ABI: no leaves are listed.
CLASSIFIED_SIZE: Final = 64
WIDEST_VECTOR: Final = 16       # bytes: wider ones travel in memory


def integer_type(size: i64) -> i64:
    """The IR integer of `size` bytes (1, 2, 4, 8, 16)."""
    return BY_SIZE[size]


def value_type(type: CType) -> i64:
    """The IR type of a scalar or vector; VOID for void, records, arrays and complex types."""
    kind = type.kind
    if c.BOOL <= kind <= c.BITINT:
        return BY_SIZE[type.size]
    if kind == c.POINTER:
        return PTR
    if c.FLOAT <= kind <= c.FLOAT128:
        return F32 - 1 + type.format
    if kind == c.VECTOR:
        main = type.unqual
        assert isinstance(main, VectorType)
        return vector(int(value_type(main.element)), int(main.count))
    return VOID



def has_layout(type: CType) -> bool:
    """True for what calls pass as an aggregate: records, arrays, complex numbers, and vectors
    that no register holds."""
    return type.kind >= c.STRUCT or type.kind == c.ARRAY or type.kind == c.COMPLEX or (
        type.kind == c.VECTOR and type.size > WIDEST_VECTOR)


def complex_element(type: CType) -> CType:
    """The element type of a complex type."""
    main = type.unqual
    assert isinstance(main, ComplexType)
    return main.element


def vector_main(type: CType) -> VectorType:
    """A vector type without qualifiers."""
    main = type.unqual
    assert isinstance(main, VectorType)
    return main


class TypeMap:
    """Layouts and signatures of one unit, made when first asked for."""

    def __init__(self) -> None:
        self.layouts: dict[CType, AggregateLayout] = {}
        self.signatures: dict[CType, Signature] = {}

    def layout(self, type: CType) -> AggregateLayout:
        """What classification must know about an aggregate or complex type."""
        main = type.unqual
        found = self.layouts.get(main)
        if found is None:
            found = make_layout(main)
            self.layouts[main] = found
        return found

    def argument(self, type: CType) -> ArgInfo:
        """How a value of this type is passed or returned."""
        if type.size == c.VARIABLE:
            return ArgInfo(PTR)      # by reference to a copy, as gcc passes variable sizes
        if has_layout(type):
            return ArgInfo(PTR, EXTEND_NONE, self.layout(type))
        ir_type = value_type(type)
        extend = EXTEND_NONE
        if c.BOOL <= type.kind <= c.BITINT and type.size < 4:
            extend = EXTEND_ZERO if type.is_unsigned or type.kind == c.BOOL else EXTEND_SIGN
        return ArgInfo(ir_type, extend)

    def signature(self, type: CType) -> Signature:
        """The signature for calls through a function type."""
        found = self.signatures.get(type)
        if found is not None:
            return found
        main = type.unqual
        assert isinstance(main, FunctionType)
        params: list[ArgInfo] = []
        if main.prototype:
            for parameter in main.parameters:
                params.append(self.argument(parameter))
        made = Signature(self.argument(main.result), params, main.variadic)
        made.unprototyped = not main.prototype
        self.signatures[type] = made
        return made


def make_layout(type: CType) -> AggregateLayout:
    """Flatten a type into its scalars, in order of offset."""
    layout = AggregateLayout(int(max(type.size, 0)), int(type.align))
    layout.complex = type.kind == c.COMPLEX
    if isinstance(type, RecordType):
        layout.flexible = type.flexible
    if layout.size <= CLASSIFIED_SIZE:
        add_leaves(layout, type, 0)
        sort_leaves(layout)
    return layout


def add_leaves(layout: AggregateLayout, type: CType, offset: i64) -> None:
    """Append the scalars of an object of this type at `offset`."""
    main = type.unqual
    if isinstance(main, RecordType):
        if main.kind == c.UNION:
            layout.has_union = True
        for field in main.fields:
            if field.bit_width >= 0:
                add_bitfield(layout, field, offset)
            else:
                if field.type.size > 0 and (offset + field.offset) % field.type.align:
                    layout.unaligned = True
                add_leaves(layout, field.type, offset + field.offset)
    elif isinstance(main, ArrayType):
        step = main.element.size
        for index in range(int(max(main.count, 0))):
            add_leaves(layout, main.element, offset + index * step)
    elif isinstance(main, ComplexType):
        add_leaves(layout, main.element, offset)
        add_leaves(layout, main.element, offset + main.element.size)
    elif main.size > 0:
        add_leaf(layout, int(offset), int(value_type(main)), 0)


def add_bitfield(layout: AggregateLayout, field: Field, offset: i64) -> None:
    """Append a bit-field as integers of one byte or more that cover it."""
    first = offset + field.offset + field.bit_offset // 8
    last = offset + field.offset + (field.bit_offset + field.bit_width - 1) // 8
    if field.bit_width == 0:
        return
    size: i64 = 1
    while first // size != last // size and size < 8:
        size *= 2
    start = first - first % size
    add_leaf(layout, int(start), int(integer_type(size)), int(field.bit_width))
    if last >= start + size:
        add_leaf(layout, int(start + size), int(integer_type(size)), int(field.bit_width))


def add_leaf(layout: AggregateLayout, offset: int, type: int, bits: int) -> None:
    """Append one scalar."""
    layout.leaf_offsets.append(offset)
    layout.leaf_types.append(type)
    layout.leaf_bits.append(bits)


def sort_leaves(layout: AggregateLayout) -> None:
    """Bring the leaves of unions into order of offset (stable)."""
    offsets = layout.leaf_offsets
    if all(offsets[i] <= offsets[i + 1] for i in range(len(offsets) - 1)):
        return
    order = sorted([(offset, index) for index, offset in enumerate(offsets)])
    types, bits = layout.leaf_types, layout.leaf_bits
    layout.leaf_offsets = [offset for offset, _ in order]
    layout.leaf_types = [types[index] for _, index in order]
    layout.leaf_bits = [bits[index] for _, index in order]
