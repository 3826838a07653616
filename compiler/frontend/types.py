"""C types as canonical objects.

Problem: the parser compares, qualifies and decays types a million times a second, and lowering
must read sizes without asking anybody.

Idea: a type is one native object.  Basic types, pointers, qualified variants and vectors are made
once and found again through attributes of the type they derive from, so two of them are
compatible exactly when they are the same object.  Arrays and functions are made freely and
compared by structure (`compatibility.py`).  Records and enums are compared by identity.

Invariants:
- `t.unqual` is the type without qualifiers, alignment and may_alias (itself when plain).  A
  variant copies `kind`, `size` and `align` of its main type, also when that is completed later;
  everything else (members, pointee, ...) is read from `t.unqual`.
- An rvalue's type is always unqualified (C17 6.3.2.1p2).  An array is never a variant: its
  element type is (6.7.3p9).
- `size` and `align` are in bytes; `size` is INCOMPLETE (-1) for void, functions, incomplete
  records and arrays of unknown bound, and VARIABLE (-2) for variable length arrays and records
  that have one as a member.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.ident import Ident
    from compiler.frontend.tree import Decl, Expr, VarDecl

# Kinds.  Their order is used: integers BOOL..BITINT, floats FLOAT..FLOAT128, arithmetic
# BOOL..COMPLEX, scalars BOOL..POINTER.
ERROR: Final = 0  # after a diagnostic; compatible with everything
VOID: Final = 1
BOOL: Final = 2
CHAR: Final = 3
SCHAR: Final = 4
UCHAR: Final = 5
SHORT: Final = 6
USHORT: Final = 7
INT: Final = 8
UINT: Final = 9
LONG: Final = 10
ULONG: Final = 11
LLONG: Final = 12
ULLONG: Final = 13
INT128: Final = 14
UINT128: Final = 15
ENUM: Final = 16
BITINT: Final = 17  # value of a bit-field wider than int: `precision` bits held in `size` bytes
FLOAT: Final = 18
DOUBLE: Final = 19
LDOUBLE: Final = 20
FLOAT32: Final = 21
FLOAT64: Final = 22
FLOAT32X: Final = 23
FLOAT64X: Final = 24
FLOAT128: Final = 25
COMPLEX: Final = 26
POINTER: Final = 27
VECTOR: Final = 28
ARRAY: Final = 29
FUNCTION: Final = 30
STRUCT: Final = 31
UNION: Final = 32

FIRST_INTEGER: Final = BOOL
LAST_INTEGER: Final = BITINT
FIRST_FLOAT: Final = FLOAT
LAST_FLOAT: Final = FLOAT128
LAST_ARITHMETIC: Final = COMPLEX
LAST_SCALAR: Final = POINTER

# Qualifiers, a bit set.  MAY_ALIAS (attribute) and the alignment of an `aligned` typedef ride
# along in a variant; they are not part of the type for compatibility.
CONST: Final = 1
VOLATILE: Final = 2
RESTRICT: Final = 4
ATOMIC: Final = 8
MAY_ALIAS: Final = 16
ALL_QUALIFIERS: Final = 15

INCOMPLETE: Final = -1
VARIABLE: Final = -2

# Floating formats (`CType.format`); NO_FORMAT for all that is not a real floating type.
NO_FORMAT: Final = 0
F32: Final = 1
F64: Final = 2
F80: Final = 3
F128: Final = 4


class CType:
    """A type; the base class is used itself for void, integers, floats and variants."""

    def __init__(self, kind: i64, size: i64, align: i64) -> None:
        self.kind: i64 = kind
        self.size: i64 = size
        self.align: i64 = align
        self.quals: i64 = 0
        self.unqual: CType = self
        self.variants: list[CType] | None = None
        self.pointer: PointerType | None = None  # cache of pointer_to(self)
        self.user_align: bool = False  # `align` was asked for, not natural
        self.is_unsigned: bool = False  # integers: no sign bit (bool, unsigned, enums)
        self.precision: i64 = 0  # integers: value bits and sign bit; bool: 1
        self.rank: i64 = 0  # integers and floats: conversion rank (6.3.1.1)
        self.format: i64 = NO_FORMAT
        self.name: str = ""  # spelling of a basic type, tag of a record or enum
        self.vla: bool = False  # variably modified (6.7.6p3)


class PointerType(CType):
    """`target *`."""

    def __init__(self, target: CType, size: i64, align: i64) -> None:
        super().__init__(POINTER, size, align)
        self.target: CType = target
        self.is_unsigned = True
        self.precision = size * 8
        self.vla = target.vla


class ArrayType(CType):
    """`element[count]`; the element type carries the qualifiers.

    `count`: elements, INCOMPLETE for `[]`, VARIABLE for a VLA.  A VLA whose size is known at run
    time has `length` (an rvalue of type size_t, evaluated once, when the declarator is reached)
    and `length_variable`, an unnamed variable where lowering keeps the number of elements;
    `[*]` has neither.  `static_bound`/`param_quals` hold `[static const n]` of a parameter.
    """

    def __init__(self, element: CType, count: i64, size: i64, align: i64) -> None:
        super().__init__(ARRAY, size, align)
        self.element: CType = element
        self.count: i64 = count
        self.length: Expr | None = None
        self.length_variable: VarDecl | None = None
        self.param_quals: i64 = 0
        self.static_bound: bool = False
        self.zero_length: bool = False  # written `[0]`
        self.vla = element.vla or count == VARIABLE


class FunctionType(CType):
    """`result(parameters)`; parameter types are adjusted and unqualified (6.7.6.3p15).

    `prototype` is false for `()` and for K&R definitions (`parameters` then holds the declared
    types of the definition, for checking only; calls promote their arguments).
    """

    def __init__(self, result: CType, parameters: list[CType], variadic: bool,
                 prototype: bool) -> None:
        super().__init__(FUNCTION, INCOMPLETE, 1)
        self.result: CType = result
        self.parameters: list[CType] = parameters
        self.variadic: bool = variadic
        self.prototype: bool = prototype
        self.noreturn: bool = False
        self.const: bool = False
        self.pure: bool = False
        self.returns_twice: bool = False
        self.convention: i64 = 0  # 0 target's own; see attributes.py (cdecl, regparm, ms_abi, ...)
        self.nonnull: list[i64] | None = None  # parameter indices from 1; [] = all pointers
        self.sentinel: i64 = INCOMPLETE  # attribute sentinel(n)
        self.format_kind: i64 = 0  # 0 none, else a FORMAT_ number of warnings_format.py
        self.format_string: i64 = 0  # 1-based parameter
        self.format_first: i64 = 0
        self.warn_unused_result: bool = False


class Field:
    """A member.  `offset` is that of the storage's first byte from the record's start, in bytes.

    A bit-field has `bit_width` > 0; it occupies bits `bit_offset` .. `bit_offset + bit_width`
    counted from bit 0 of the byte at `offset` (little-endian order).  `access` is the size in bytes
    (1, 2, 4, 8, 16) of the smallest naturally placed unit at `offset` that holds all of it and
    lies within the record; 0 when there is none (packed): then `offset` is its first byte and it
    is accessed byte by byte.  `bit_width` is -1 for a member that is no bit-field.
    An unnamed record member (`anonymous`) has name ""; unnamed bit-fields are not in `fields`.
    """

    def __init__(self, name: str, type: CType, loc: i64) -> None:
        self.name: str = name
        self.ident: Ident | None = None
        self.type: CType = type
        self.loc: i64 = loc
        self.offset: i64 = 0
        self.bit_offset: i64 = 0
        self.bit_width: i64 = -1
        self.align: i64 = 1
        self.anonymous: bool = False
        self.packed: bool = False
        self.index: i64 = 0
        self.access: i64 = 0
        self.declared_align: i64 = 0  # 0 none; from _Alignas and attribute aligned
        self.deprecated: str | None = None
        # Behind a member of variable size: the variable that holds the position which `offset`
        # counts from (variable_records.py).
        self.base: VarDecl | None = None


class RecordType(CType):
    """A struct or union; incomplete until `complete`, laid out by `layout.py`."""

    def __init__(self, kind: i64, tag: str, loc: i64) -> None:
        super().__init__(kind, INCOMPLETE, 1)
        self.name = tag
        self.loc: i64 = loc
        self.typedef_name: str = ""  # of the typedef that names an untagged record
        self.fields: list[Field] = []
        self.complete: bool = False
        self.being_defined: bool = False
        self.packed: bool = False
        self.transparent: bool = False  # transparent_union
        self.flexible: bool = False  # last member is an array of unknown bound
        self.has_const_member: bool = False  # makes the record unassignable (6.3.2.1p1)
        self.has_volatile_member: bool = False
        self.serial: i64 = 0  # order of completion in the unit
        self.unnamed_bits: list[Field] | None = None  # unnamed bit-fields, for the ABI
        # Name to member, or to the anonymous member that has it; built on demand (operators.py).
        self.by_name: dict[Ident, Field] | None = None
        self.designated_init: bool = False  # attribute designated_init
        self.declared_align: i64 = 0  # attribute aligned
        self.max_field_align: i64 = 0  # #pragma pack(n); 0 none
        self.deprecated: str | None = None
        self.size_variable: VarDecl | None = None  # holds the size when that is VARIABLE


class EnumType(CType):
    """An enumeration; integer attributes are those of `underlying` once complete."""

    def __init__(self, tag: str, loc: i64, underlying: CType) -> None:
        super().__init__(ENUM, underlying.size, underlying.align)
        self.name = tag
        self.loc: i64 = loc
        self.underlying: CType = underlying
        self.complete: bool = False
        self.being_defined: bool = False
        self.constants: list[Decl] = []
        self.packed: bool = False
        self.set_underlying(underlying)

    def set_underlying(self, underlying: CType) -> None:
        """Take size, alignment, sign, precision and rank of an integer type."""
        self.underlying = underlying
        self.size = underlying.size
        self.align = underlying.align
        self.is_unsigned = underlying.is_unsigned
        self.precision = underlying.precision
        self.rank = underlying.rank


class ComplexType(CType):
    """`_Complex element`; element is a real floating type or (GNU) an integer type."""

    def __init__(self, element: CType) -> None:
        super().__init__(COMPLEX, 2 * element.size, element.align)
        self.element: CType = element


class VectorType(CType):
    """`element __attribute__((vector_size(size)))`; element is an integer or real float."""

    def __init__(self, element: CType, count: i64, align: i64) -> None:
        super().__init__(VECTOR, element.size * count, align)
        self.element: CType = element
        self.count: i64 = count


def add_variant(main: CType, quals: i64, align: i64) -> CType:
    """The variant of `main` (an unqualified non-array) with these qualifiers and alignment.

    `align` is 0 for the type's own.  Found again if it was made before.
    """
    variants = main.variants
    if variants is None:
        variants = []
        main.variants = variants
    for known in variants:
        if known.quals == quals and (known.align == align if align else not known.user_align):
            return known
    made = CType(main.kind, main.size, main.align)
    made.unqual = main
    made.quals = quals
    made.is_unsigned = main.is_unsigned
    made.precision = main.precision
    made.rank = main.rank
    made.format = main.format
    made.name = main.name
    made.vla = main.vla
    if align:
        made.align = align
        made.user_align = True
    if quals & ATOMIC:
        fit_atomic(made, main)
    variants.append(made)
    return made


def fit_atomic(made: CType, main: CType) -> None:
    """`_Atomic T` is padded to a power of two up to 16 bytes and aligned to it (gcc)."""
    size = main.size
    if 0 < size <= 16:
        power = 1
        while power < size:
            power = power * 2
        if main.kind >= STRUCT and power != size:
            return  # gcc leaves odd-sized records as they are
        if made.align < power:
            made.align = power


def update_variants(main: CType) -> None:
    """Give the variants of a type just completed its size and alignment."""
    variants = main.variants
    if variants is None:
        return
    for variant in variants:
        variant.size = main.size
        variant.vla = main.vla
        variant.is_unsigned = main.is_unsigned
        variant.precision = main.precision
        variant.rank = main.rank
        if not variant.user_align:
            variant.align = main.align
        if variant.quals & ATOMIC:
            fit_atomic(variant, main)


def qualified(type: CType, quals: i64) -> CType:
    """`type` with `quals` added; on an array they go to the element."""
    if type.quals | quals == type.quals and type.kind != ARRAY:
        return type
    if type.kind == ARRAY:
        array = type
        assert isinstance(array, ArrayType)
        element = qualified(array.element, quals)
        if element is array.element:
            return type
        made = copy_array(array, element)
        return made
    return add_variant(type.unqual, type.quals | quals, type.align if type.user_align else 0)


def copy_array(array: ArrayType, element: CType) -> ArrayType:
    """The same array of another (compatible) element type, sharing a VLA's length."""
    made = ArrayType(element, array.count, array.size, array.align)
    made.length = array.length
    made.length_variable = array.length_variable
    made.zero_length = array.zero_length
    made.param_quals = array.param_quals
    made.static_bound = array.static_bound
    made.user_align = array.user_align
    return made


def aligned(type: CType, align: i64) -> CType:
    """A variant of `type` with the given alignment in bytes (attribute aligned on a typedef)."""
    if type.kind == ARRAY:
        assert isinstance(type, ArrayType)
        made = copy_array(type, type.element)
        made.align = align
        made.user_align = True
        return made
    return add_variant(type.unqual, type.quals, align)


def without_quals(type: CType) -> CType:
    """The type of the value of an lvalue of this type; arrays lose their element's qualifiers."""
    if type.kind != ARRAY:
        return type.unqual
    assert isinstance(type, ArrayType)
    element = without_quals(type.element)
    return type if element is type.element else copy_array(type, element)


def element_quals(type: CType) -> i64:
    """The qualifiers of a type, looked up in the element type for arrays."""
    while type.kind == ARRAY:
        assert isinstance(type, ArrayType)
        type = type.element
    return type.quals


def is_integer(type: CType) -> bool:
    """Integer types: bool, char, enumerated, standard and __int128."""
    return BOOL <= type.kind <= BITINT


def is_float(type: CType) -> bool:
    """Real floating types."""
    return FLOAT <= type.kind <= FLOAT128


def is_arithmetic(type: CType) -> bool:
    """Integer, real and complex types."""
    return BOOL <= type.kind <= COMPLEX


def is_scalar(type: CType) -> bool:
    """Arithmetic types and pointers."""
    return BOOL <= type.kind <= POINTER


def is_record(type: CType) -> bool:
    """Structs and unions."""
    return type.kind >= STRUCT
