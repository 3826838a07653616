"""System V calling convention of x86-64: how arguments and results travel, as data.

Problem: structs, complex numbers, 128-bit integers and long double each have their way through
registers and memory.  Idea: classify each eightbyte of a value from its flattened leaves, give out
registers in order, all of a value or none; the answer is a list of pieces (type, offset, place).
Source: System V ABI AMD64 supplement 1.0, section 3.2.3.

Invariants: classification reads nothing but `ArgInfo`; a value of class MEMORY is one BY_COPY
piece; results in memory make `sret`.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.machine import BY_COPY, IN_REGISTER, ON_STACK, Place
from compiler.codegen.target import Piece, SignaturePlaces
from compiler.ir.module import AggregateLayout, ArgInfo, Signature
from compiler.ir.types import (
    F32,
    F64,
    F80,
    F128,
    I8,
    I16,
    I32,
    I64,
    I128,
    PTR,
    VOID,
    is_float,
    is_vector,
    type_bytes,
    vector,
)
from compiler.target.x86.registers import R8, R9, R10, RAX, RCX, RDI, RDX, RSI, ST0, XMM0

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ARGUMENT_GENERAL: Final = [RDI, RSI, RDX, RCX, R8, R9]
ARGUMENT_VECTORS: Final = 8
STATIC_CHAIN: Final = R10     # GNU C's nested functions
RESULT_GENERAL: Final = [RAX, RDX]

NO_CLASS: Final = 0
INTEGER: Final = 1
SSE: Final = 2
SSE_UP: Final = 3
X87: Final = 4
X87_UP: Final = 5
COMPLEX_X87: Final = 6
MEMORY: Final = 7


def merge(a: int, b: int) -> int:
    """The class of an eightbyte that two fields share (rule 4 of the algorithm)."""
    if a == b or b == NO_CLASS:
        return a
    if a == NO_CLASS:
        return b
    if a == MEMORY or b == MEMORY:
        return MEMORY
    if a == INTEGER or b == INTEGER:
        return INTEGER
    if a in (X87, X87_UP, COMPLEX_X87) or b in (X87, X87_UP, COMPLEX_X87):
        return MEMORY
    return SSE


def aggregate_classes(layout: AggregateLayout) -> list[int]:
    """The classes of an aggregate's eightbytes; [MEMORY] if it travels in memory."""
    size = layout.size
    if size == 0:
        return []
    count = (size + 7) // 8
    if layout.unaligned:
        return [MEMORY]
    if count > 2:
        single = len(layout.leaf_types) == 1 and is_vector(layout.leaf_types[0])
        x87_pair = layout.complex and layout.leaf_types[0] == F80
        if x87_pair:
            return [COMPLEX_X87]
        if not single:
            return [MEMORY]
        return [MEMORY]        # 32-byte vectors need AVX registers, which are not used
    classes = [NO_CLASS] * count
    for offset, leaf in zip(layout.leaf_offsets, layout.leaf_types):
        at = offset // 8
        if leaf == F80:
            classes[at] = merge(classes[at], X87)
            if at + 1 < count:
                classes[at + 1] = merge(classes[at + 1], X87_UP)
        elif leaf == F128 or (is_vector(leaf) and type_bytes(leaf) == 16):
            classes[at] = merge(classes[at], SSE)
            if at + 1 < count:
                classes[at + 1] = merge(classes[at + 1], SSE_UP)
        elif is_vector(leaf) or is_float(leaf):
            classes[at] = merge(classes[at], SSE)
        else:
            last = (offset + max(type_bytes(leaf), 1) - 1) // 8
            for k in range(at, min(last, count - 1) + 1):
                classes[k] = merge(classes[k], INTEGER)
    # A bit-field's storage unit may reach further than the aggregate or the field: by bits.
    if MEMORY in classes:
        return [MEMORY]
    for k in range(count):
        if classes[k] == X87_UP and (k == 0 or classes[k - 1] != X87):
            return [MEMORY]
        if classes[k] == SSE_UP and (k == 0 or classes[k - 1] not in (SSE, SSE_UP)):
            classes[k] = SSE
    return classes


def scalar_classes(type: int) -> list[int]:
    """The classes of a scalar."""
    if type == VOID:
        return []
    if type == I128:
        return [INTEGER, INTEGER]
    if type == F80:
        return [X87, X87_UP]
    if type == F128:
        return [SSE, SSE_UP]
    if is_vector(type):
        size = type_bytes(type)
        if size == 16:
            return [SSE, SSE_UP]
        return [SSE] if size <= 8 else [MEMORY]
    return [SSE] if is_float(type) else [INTEGER]


def integer_piece(size: int) -> int:
    """The integer type that holds `size` (1..8) bytes in a register."""
    if size == 1:
        return I8
    if size == 2:
        return I16
    return I32 if size <= 4 else I64


def pieces_of(info: ArgInfo, classes: list[int]) -> list[Piece]:
    """The register pieces of a value, places not yet set."""
    layout = info.layout
    nowhere = Place(IN_REGISTER, -1)
    if layout is None:
        kind = int(info.type)
        if kind == I128:
            return [Piece(I64, 0, nowhere), Piece(I64, 8, nowhere)]
        return [Piece(kind, 0, nowhere)]
    result = []
    for k, cls in enumerate(classes):
        left = min(8, layout.size - 8 * k)
        if cls in (INTEGER, NO_CLASS):
            result.append(Piece(integer_piece(left), 8 * k, nowhere))
        elif cls == SSE:
            if k + 1 < len(classes) and classes[k + 1] == SSE_UP:
                whole = F128 if F128 in layout.leaf_types else vector(F64, 2)
                result.append(Piece(whole, 8 * k, nowhere))
            else:
                result.append(Piece(F32 if left <= 4 else F64, 8 * k, nowhere))
        elif cls == X87:
            result.append(Piece(F80, 8 * k, nowhere))
    return result


def sum_of_sizes(pieces: list[Piece]) -> int:
    """The bytes that all pieces cover."""
    total = 0
    for piece in pieces:
        total += type_bytes(int(piece.type))
    return total


class RegisterFile:
    """Registers still free while arguments are placed."""

    def __init__(self) -> None:
        self.general: i64 = 0
        self.vectors: i64 = 0
        self.stack: i64 = 0


def place_argument(info: ArgInfo, free: RegisterFile) -> list[Piece]:
    """Place one argument: all pieces in registers, or all on the stack."""
    layout = info.layout
    if info.chain:
        return [Piece(PTR, 0, Place(IN_REGISTER, STATIC_CHAIN))]
    classes = aggregate_classes(layout) if layout is not None else scalar_classes(int(info.type))
    if not classes:
        return []
    in_memory = classes[0] in (MEMORY, X87, COMPLEX_X87)
    pieces = [] if in_memory else pieces_of(info, classes)
    general = 0
    vectors = 0
    for piece in pieces:
        if is_float(int(piece.type) & 15) or is_vector(int(piece.type)):
            vectors += 1
        else:
            general += 1
    if not in_memory and free.general + general <= 6 and free.vectors + vectors <= ARGUMENT_VECTORS:
        for piece in pieces:
            if is_float(int(piece.type) & 15) or is_vector(int(piece.type)):
                piece.place = Place(IN_REGISTER, XMM0 + free.vectors)
                free.vectors += 1
            else:
                piece.place = Place(IN_REGISTER, ARGUMENT_GENERAL[free.general])
                free.general += 1
        return pieces
    if layout is not None:
        align = max(8, layout.align)
        free.stack = (free.stack + align - 1) // align * align
        if pieces and align == 8 and sum_of_sizes(pieces) == layout.size:
            # scalars in their eightbytes: scalar replacement sees through them
            for piece in pieces:
                piece.place = Place(ON_STACK, free.stack + piece.offset)
            free.stack += (layout.size + 7) // 8 * 8
            return pieces
        place = Place(BY_COPY, free.stack, layout.size)
        place.align = align
        free.stack += (layout.size + 7) // 8 * 8
        return [Piece(PTR, 0, place)]
    kind = int(info.type)
    size = 16 if kind in (F80, F128, I128) else max(8, type_bytes(kind))
    align = 16 if size >= 16 else 8
    free.stack = (free.stack + align - 1) // align * align
    at = free.stack
    free.stack += size
    if kind == I128:
        return [Piece(I64, 0, Place(ON_STACK, at)), Piece(I64, 8, Place(ON_STACK, at + 8))]
    return [Piece(kind, 0, Place(ON_STACK, at, size))]


def classify(signature: Signature, infos: list[ArgInfo]) -> SignaturePlaces:
    """Places of all arguments and of the result."""
    result = SignaturePlaces()
    free = RegisterFile()
    info = signature.result
    classes: list[int] = []
    if info.layout is not None:
        classes = aggregate_classes(info.layout)
    elif info.type != VOID:
        classes = scalar_classes(int(info.type))
    if info.layout is not None and classes == [MEMORY]:
        result.sret = True
        result.sret_place = Place(IN_REGISTER, RDI)
        result.results = [Piece(PTR, 0, Place(IN_REGISTER, RAX))]
        free.general = 1
    elif classes == [COMPLEX_X87]:
        result.results = [Piece(F80, 0, Place(IN_REGISTER, ST0)),
                          Piece(F80, 16, Place(IN_REGISTER, ST0 + 1))]
    elif classes:
        general = 0
        vectors = 0
        for piece in pieces_of(info, classes):
            if piece.type == F80:
                piece.place = Place(IN_REGISTER, ST0)
            elif is_float(int(piece.type) & 15) or is_vector(int(piece.type)):
                piece.place = Place(IN_REGISTER, XMM0 + vectors)
                vectors += 1
            else:
                piece.place = Place(IN_REGISTER, RESULT_GENERAL[general])
                general += 1
            result.results.append(piece)
    for argument in infos:
        result.params.append(place_argument(argument, free))
    result.stack_size = free.stack
    result.vector_count = free.vectors
    result.general_count = free.general
    return result
