"""The canonical basic and derived types of one translation unit.

Problem: the same `int` and the same `char *` must be the same object everywhere, so that most
questions of compatibility are a comparison of references.  Idea: one table of basic types made from
the target's row; pointers are cached in the type they point to, vectors and complex types in a
short list.
"""

from __future__ import annotations

from compiler.frontend.target_facts import (
    VA_LIST_AARCH64,
    VA_LIST_CHAR_POINTER,
    VA_LIST_VOID_POINTER,
    TargetFacts,
)
from compiler.frontend.types import (
    BITINT,
    BOOL,
    CHAR,
    CONST,
    DOUBLE,
    ERROR,
    F32,
    F64,
    F128,
    FLOAT,
    FLOAT32,
    FLOAT32X,
    FLOAT64,
    FLOAT64X,
    FLOAT128,
    INCOMPLETE,
    INT,
    INT128,
    LDOUBLE,
    LLONG,
    LONG,
    SCHAR,
    SHORT,
    STRUCT,
    UCHAR,
    UINT,
    UINT128,
    ULLONG,
    ULONG,
    USHORT,
    VOID,
    ArrayType,
    ComplexType,
    CType,
    Field,
    PointerType,
    RecordType,
    VectorType,
    qualified,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


def integer_type(kind: i64, size: i64, unsigned: bool, rank: i64, name: str) -> CType:
    """A new integer type of `size` bytes, naturally aligned."""
    made = CType(kind, size, size)
    made.is_unsigned = unsigned
    made.precision = 1 if kind == BOOL else size * 8
    made.rank = rank
    made.name = name
    return made


def float_type(kind: i64, size: i64, align: i64, format: i64, rank: i64, name: str) -> CType:
    """A new real floating type."""
    made = CType(kind, size, align)
    made.format = format
    made.rank = rank
    made.name = name
    return made


class TypeTable:
    """Basic types as attributes; `pointer_to` and its like make derived ones."""

    def __init__(self, facts: TargetFacts, char_unsigned: bool) -> None:
        self.facts: TargetFacts = facts
        word = facts.pointer_size
        self.word: i64 = word
        self.error: CType = CType(ERROR, 1, 1)
        self.error.name = "<error>"
        self.void: CType = CType(VOID, INCOMPLETE, 1)
        self.void.name = "void"
        self.bool_: CType = integer_type(BOOL, 1, True, 1, "_Bool")
        self.char: CType = integer_type(CHAR, 1, char_unsigned, 2, "char")
        self.schar: CType = integer_type(SCHAR, 1, False, 2, "signed char")
        self.uchar: CType = integer_type(UCHAR, 1, True, 2, "unsigned char")
        self.short: CType = integer_type(SHORT, 2, False, 3, "short int")
        self.ushort: CType = integer_type(USHORT, 2, True, 3, "short unsigned int")
        self.int_: CType = integer_type(INT, 4, False, 4, "int")
        self.uint: CType = integer_type(UINT, 4, True, 4, "unsigned int")
        self.long: CType = integer_type(LONG, word, False, 5, "long int")
        self.ulong: CType = integer_type(ULONG, word, True, 5, "long unsigned int")
        self.llong: CType = integer_type(LLONG, 8, False, 6, "long long int")
        self.ullong: CType = integer_type(ULLONG, 8, True, 6, "long long unsigned int")
        self.int128: CType = integer_type(INT128, 16, False, 7, "__int128")
        self.uint128: CType = integer_type(UINT128, 16, True, 7, "__int128 unsigned")
        # Ranks of floats order value ranges: _Float32 < float is settled in conversions.py.
        self.float_: CType = float_type(FLOAT, 4, 4, F32, 1, "float")
        self.double: CType = float_type(DOUBLE, 8, 8, F64, 3, "double")
        self.ldouble: CType = float_type(
            LDOUBLE, facts.long_double_size, facts.long_double_align,
            facts.long_double_format, 6, "long double")
        self.float32: CType = float_type(FLOAT32, 4, 4, F32, 2, "_Float32")
        self.float32x: CType = float_type(FLOAT32X, 8, 8, F64, 4, "_Float32x")
        self.float64: CType = float_type(FLOAT64, 8, 8, F64, 5, "_Float64")
        self.float64x: CType = float_type(
            FLOAT64X, facts.long_double_size, facts.long_double_align,
            facts.long_double_format, 7, "_Float64x")
        self.float128: CType = float_type(
            FLOAT128, 16, 16, F128, 8, "__float128" if facts.has_float128 else "_Float128")
        self.ptrdiff: CType = self.long if word == 8 else self.int_
        self.size: CType = self.ulong if word == 8 else self.uint
        self.intptr: CType = self.ptrdiff
        self.wchar: CType = self.uint if facts.wchar_unsigned else (
            self.int_ if word == 8 else self.long)
        self.wint: CType = self.uint
        self.char16: CType = self.ushort
        self.char32: CType = self.uint
        self.complexes: list[ComplexType] = []
        self.vectors: list[VectorType] = []
        self.bit_ints: list[CType] = []
        self.void_pointer: CType = self.pointer_to(self.void)
        self.char_pointer: CType = self.pointer_to(self.char)
        self.const_char: CType = qualified(self.char, CONST)
        self.const_char_pointer: CType = self.pointer_to(self.const_char)
        self.const_void_pointer: CType = self.pointer_to(qualified(self.void, CONST))
        self.va_list: CType = self.make_va_list()

    def pointer_to(self, target: CType) -> CType:
        """`target *`, always the same object."""
        known = target.pointer
        if known is None:
            known = PointerType(target, self.word, self.word)
            target.pointer = known
        return known

    def array_of(self, element: CType, count: i64) -> ArrayType:
        """`element[count]` of known bound; size must fit 63 bits (checked by the caller)."""
        return ArrayType(element, count, element.size * count, element.align)

    def unsized_array_of(self, element: CType) -> ArrayType:
        """`element[]`."""
        return ArrayType(element, INCOMPLETE, INCOMPLETE, element.align)

    def complex_of(self, element: CType) -> CType:
        """`_Complex element`."""
        for known in self.complexes:
            if known.element is element:
                return known
        made = ComplexType(element)
        made.rank = element.rank
        self.complexes.append(made)
        return made

    def vector_of(self, element: CType, count: i64) -> VectorType:
        """A vector of `count` elements, aligned to its size."""
        for known in self.vectors:
            if known.element is element and known.count == count:
                return known
        made = VectorType(element, count, element.size * count)
        made.is_unsigned = element.is_unsigned
        self.vectors.append(made)
        return made

    def bit_int(self, precision: i64, declared: CType) -> CType:
        """The type of a bit-field of `precision` > 32 bits, narrower than `declared`."""
        for known in self.bit_ints:
            if (known.precision == precision and known.is_unsigned == declared.is_unsigned
                    and known.size == declared.size):
                return known
        made = integer_type(BITINT, declared.size, declared.is_unsigned, 4,
                            f"{declared.name}:{precision}")
        made.precision = precision
        self.bit_ints.append(made)
        return made

    def integer_of(self, size: i64, unsigned: bool) -> CType | None:
        """The standard integer type of `size` bytes (1, 2, 4, 8, 16), as attribute mode has it."""
        if size == 1:
            return self.uchar if unsigned else self.schar
        if size == 2:
            return self.ushort if unsigned else self.short
        if size == 4:
            return self.uint if unsigned else self.int_
        if size == 8:
            if self.word == 8:
                return self.ulong if unsigned else self.long
            return self.ullong if unsigned else self.llong
        if size == 16 and self.facts.has_int128:
            return self.uint128 if unsigned else self.int128
        return None

    def to_unsigned(self, type: CType) -> CType:
        """The unsigned type that corresponds to a standard integer type."""
        kind = type.kind
        if kind in (CHAR, SCHAR):
            return self.uchar
        if kind == SHORT:
            return self.ushort
        if kind == INT:
            return self.uint
        if kind == LONG:
            return self.ulong
        if kind == LLONG:
            return self.ullong
        if kind == INT128:
            return self.uint128
        return type.unqual

    def to_signed(self, type: CType) -> CType:
        """The signed type that corresponds to a standard integer type."""
        kind = type.kind
        if kind in (CHAR, UCHAR):
            return self.schar
        if kind == USHORT:
            return self.short
        if kind == UINT:
            return self.int_
        if kind == ULONG:
            return self.long
        if kind == ULLONG:
            return self.llong
        if kind == UINT128:
            return self.int128
        return type.unqual

    def make_va_list(self) -> CType:
        """`__builtin_va_list` of the target."""
        form = self.facts.va_list
        if form == VA_LIST_CHAR_POINTER:
            return self.char_pointer
        if form == VA_LIST_VOID_POINTER:
            return self.void_pointer
        if form == VA_LIST_AARCH64:
            return self.record("__va_list", ["__stack", "__gr_top", "__vr_top", "__gr_offs",
                                             "__vr_offs"],
                               [self.void_pointer, self.void_pointer, self.void_pointer,
                                self.int_, self.int_])
        tag = self.record("__va_list_tag",
                          ["gp_offset", "fp_offset", "overflow_arg_area", "reg_save_area"],
                          [self.uint, self.uint, self.void_pointer, self.void_pointer])
        return self.array_of(tag, 1)

    def record(self, tag: str, names: list[str], types: list[CType]) -> RecordType:
        """A complete struct whose members need no padding inside."""
        made = RecordType(STRUCT, tag, 0)
        offset: i64 = 0
        for index, name in enumerate(names):
            field = Field(name, types[index], 0)
            field.offset = offset
            field.index = index
            field.align = types[index].align
            offset += types[index].size
            made.fields.append(field)
            if field.align > made.align:
                made.align = field.align
        made.size = (offset + made.align - 1) // made.align * made.align
        made.complete = True
        return made
