"""The types of C (C17 6.2.5) with size and alignment, compatibility and composite types (6.2.7).

One class describes every type; `kind` says which attributes mean something.  A qualified type is
a variant that shares everything with its unqualified one (`plain`).  Records share a `Record`,
so that completing it completes every variant.
"""

from __future__ import annotations

from cspec import floats
from cspec.target import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

VOID: Final = 0
BOOL: Final = 1
INT: Final = 2
FLOAT: Final = 3
COMPLEX: Final = 4
POINTER: Final = 5
ARRAY: Final = 6
FUNCTION: Final = 7
RECORD: Final = 8
ENUM: Final = 9
VECTOR: Final = 10

CONST: Final = 1
VOLATILE: Final = 2
RESTRICT: Final = 4
ATOMIC: Final = 8
MAY_ALIAS: Final = 16     # GNU attribute: accesses as a character type would
DECLARED: Final = 15      # the qualifiers that are C's

UNKNOWN: Final = -1
VARIABLE: Final = -2


class Field:
    """A member: byte offset; for a bit-field its width and first bit counted from the offset."""

    def __init__(self, name: str, type_: Type, pos: int) -> None:
        self.name = name
        self.type = type_
        self.pos = pos
        self.offset = 0
        self.width = -1
        self.bit = 0
        self.align = 0
        self.packed = False


class Record:
    """What a struct or union tag stands for."""

    def __init__(self, tag: str, is_union: bool, pos: int) -> None:
        self.tag = tag
        self.is_union = is_union
        self.pos = pos
        self.complete = False
        self.fields: list[Field] = []
        self.size = 0
        self.align = 1
        self.flexible = False
        self.transparent = False
        self.may_alias = False
        self.being_defined = False
        self.variable = False

    def find(self, name: str) -> list[Field]:
        """The path of members to `name`, through anonymous members; [] if there is none."""
        for field in self.fields:
            if field.name == name:
                return [field]
            if not field.name and field.width < 0 and field.type.record is not None:
                path = field.type.record.find(name)
                if path:
                    return [field] + path
        return []


class Parameter:
    """A parameter of a function type: adjusted type, name, where declared, `static` bound."""

    def __init__(self, type_: Type, name: str, pos: int) -> None:
        self.type = type_
        self.name = name
        self.pos = pos
        self.static_count = 0
        self.register = False
        self.decl: object = None
        self.bounds: list[object] = []


class Type:
    """A type; see the constructor for which attributes belong to which kind."""

    def __init__(self, kind: int, name: str = "", size: int = 0, align: int = 1) -> None:
        self.kind = kind
        self.name = name
        self.quals = 0
        self.plain: Type = self
        self.variants: dict[int, Type] = {}
        self.fixed_size = size
        self.fixed_align = align
        # integers and enumerations
        self.bits = size * 8
        self.signed = True
        self.rank = 0
        # floating types
        self.format: floats.Format | None = None
        # pointee, element, return type, part of a complex, type under an enumeration
        self.target: Type | None = None
        self.count = UNKNOWN
        self.bound: object = None
        self.star = False
        # functions
        self.parameters: list[Parameter] = []
        self.variadic = False
        self.prototyped = True
        self.noreturn = False
        # records and enumerations
        self.record: Record | None = None
        self.complete = True
        self.pointer_cache: Type | None = None
        self.typedef_align = 0
        self.memo: dict[int, bool] = {}
        self.number = 0

    @property
    def of(self) -> Type:
        """The pointee, element, returned or underlying type."""
        assert self.target is not None
        return self.target

    @property
    def size(self) -> int:
        """Size in bytes (0 for incomplete and variable types)."""
        if self.record is not None:
            return self.record.size
        if self.kind == ARRAY:
            return self.of.size * self.count if self.count > 0 else 0
        if self.kind == ENUM:
            return self.of.fixed_size
        return self.fixed_size

    @property
    def align(self) -> int:
        """Alignment in bytes."""
        if self.typedef_align:
            return self.typedef_align
        if self.record is not None:
            return self.record.align
        if self.kind == ARRAY:
            return self.of.align
        if self.kind == ENUM:
            return self.of.fixed_align
        return self.fixed_align

    def qualified(self, quals: int) -> Type:
        """This type with `quals` added; arrays qualify their elements (6.7.3p9)."""
        if self.kind == ARRAY:
            element = self.of.qualified(quals)
            if element is self.of:
                return self
            made = copy_array(self, element)
            return made
        quals |= self.quals
        if quals == self.quals:
            return self
        return self.plain.variant(quals, self.typedef_align)

    def variant(self, quals: int, align: int = 0) -> Type:
        """The variant of an unqualified type with exactly these qualifiers."""
        if quals == 0 and align == 0:
            return self
        key = quals | align << 8
        found = self.variants.get(key)
        if found is None:
            found = Type(self.kind, self.name, self.fixed_size, self.fixed_align)
            found.plain = self
            found.quals = quals
            found.bits = self.bits
            found.signed = self.signed
            found.rank = self.rank
            found.format = self.format
            found.target = self.target
            found.count = self.count
            found.bound = self.bound
            found.parameters = self.parameters
            found.variadic = self.variadic
            found.prototyped = self.prototyped
            found.noreturn = self.noreturn
            found.record = self.record
            found.complete = self.complete
            found.typedef_align = align
            self.variants[key] = found
        return found

    def unqualified(self) -> Type:
        """This type without qualifiers (an array: of unqualified elements)."""
        if self.kind == ARRAY and self.of.unqualified() is not self.of:
            return copy_array(self, self.of.unqualified())
        return self.plain

    # ---- classes of types (6.2.5)

    def is_integer(self) -> bool:
        return self.kind == INT or self.kind == BOOL or self.kind == ENUM

    def is_floating(self) -> bool:
        return self.kind == FLOAT or self.kind == COMPLEX

    def is_real(self) -> bool:
        return self.kind == FLOAT or self.is_integer()

    def is_arithmetic(self) -> bool:
        return self.is_integer() or self.is_floating()

    def is_scalar(self) -> bool:
        return self.is_arithmetic() or self.kind == POINTER

    def is_character(self) -> bool:
        return self.kind == INT and self.bits == 8

    def is_incomplete(self) -> bool:
        if self.kind == VOID:
            return True
        if self.record is not None:
            return not self.record.complete
        if self.kind == ENUM:
            return not self.plain.complete
        if self.kind == ARRAY:
            return self.count == UNKNOWN or self.of.is_incomplete()
        return False

    def is_variable(self) -> bool:
        """Variably modified array whose size is known at run time only."""
        return self.kind == ARRAY and (self.count == VARIABLE or self.of.is_variable()) \
            or self.record is not None and self.record.variable

    def is_variably_modified(self) -> bool:
        if self.is_variable():
            return True
        if self.kind in (POINTER, ARRAY, FUNCTION) and self.target is not None:
            return self.target.is_variably_modified()
        return False

    def __str__(self) -> str:
        return describe(self, "")


def copy_array(array: Type, element: Type) -> Type:
    """An array type like `array` with another element type."""
    made = Type(ARRAY)
    made.target = element
    made.count = array.count
    made.bound = array.bound
    made.star = array.star
    made.typedef_align = array.typedef_align
    return made


QUAL_NAMES = [(CONST, "const"), (VOLATILE, "volatile"), (RESTRICT, "restrict"),
              (ATOMIC, "_Atomic")]


def describe(t: Type, inner: str) -> str:
    """The C spelling of a type around a declarator."""
    words = [name for bit, name in QUAL_NAMES if t.quals & bit]
    if t.kind == POINTER:
        text = "*" + " ".join(words) + (" " if words and inner else "") + inner
        if t.of.kind in (ARRAY, FUNCTION):
            text = f"({text})"
        return describe(t.of, text)
    if t.kind == ARRAY:
        count = str(t.count) if t.count >= 0 else "*" if t.count == VARIABLE else ""
        return describe(t.of, f"{inner}[{count}]")
    if t.kind == FUNCTION:
        names = [str(p.type) for p in t.parameters]
        if t.variadic:
            names.append("...")
        if not names and t.prototyped:
            names.append("void")
        return describe(t.of, f"{inner}({', '.join(names)})")
    if t.record is not None:
        name = ("union " if t.record.is_union else "struct ") + (t.record.tag or "<anonymous>")
    elif t.kind == ENUM:
        name = "enum " + (t.name or "<anonymous>")
    else:
        name = t.name
    return " ".join(words + [name]) + (" " + inner if inner else "")


class Types:
    """The basic types of one target, and the makers of derived types."""

    def __init__(self, target: Target) -> None:
        self.target = target
        pointer = target.pointer_bits // 8
        self.void = Type(VOID, "void", 1, 1)
        self.bool = self.integer("_Bool", 8, False, 0, 1)
        self.bool.kind = BOOL
        self.bool.bits = 1
        self.char = self.integer("char", 8, target.char_signed, 1, 1)
        self.schar = self.integer("signed char", 8, True, 1, 1)
        self.uchar = self.integer("unsigned char", 8, False, 1, 1)
        self.short = self.integer("short", 16, True, 2, 2)
        self.ushort = self.integer("unsigned short", 16, False, 2, 2)
        self.int = self.integer("int", 32, True, 3, 4)
        self.uint = self.integer("unsigned int", 32, False, 3, 4)
        long_bits = target.long_bits
        self.long = self.integer("long", long_bits, True, 4, long_bits // 8)
        self.ulong = self.integer("unsigned long", long_bits, False, 4, long_bits // 8)
        self.llong = self.integer("long long", 64, True, 5, target.llong_align)
        self.ullong = self.integer("unsigned long long", 64, False, 5, target.llong_align)
        self.int128 = self.integer("__int128", 128, True, 6, 16)
        self.uint128 = self.integer("unsigned __int128", 128, False, 6, 16)
        self.float = self.floating("float", floats.F32, 4, 4)
        self.double = self.floating("double", floats.F64, 8, target.double_align)
        form = floats.F80 if target.ldouble == "x87" else floats.F128
        self.ldouble = self.floating("long double", form, target.ldouble_size,
                                     target.ldouble_align)
        self.float128 = self.floating("_Float128", floats.F128, 16, 16)
        self.float32 = self.floating("_Float32", floats.F32, 4, 4)
        self.float64 = self.floating("_Float64", floats.F64, 8, target.double_align)
        self.float32x = self.floating("_Float32x", floats.F64, 8, target.double_align)
        self.float64x = self.floating("_Float64x", form, target.ldouble_size,
                                      target.ldouble_align)
        self.complexes: dict[str, Type] = {}
        self.wide_fields: dict[str, Type] = {}
        self.size_t = self.ulong if pointer == 8 else self.uint
        self.ptrdiff_t = self.long if pointer == 8 else self.int
        self.wchar_t = self.uint if target.wchar_unsigned else \
            (self.long if target.wchar_long else self.int)
        self.char16_t = self.ushort
        self.char32_t = self.uint
        self.pointer_size = pointer
        self.char_pointer = self.pointer(self.char)
        self.void_pointer = self.pointer(self.void)
        self.va_list = self.make_va_list()

    def integer(self, name: str, bits: int, signed: bool, rank: int, align: int) -> Type:
        made = Type(INT, name, bits // 8, align)
        made.signed = signed
        made.rank = rank
        return made

    def floating(self, name: str, form: floats.Format, size: int, align: int) -> Type:
        made = Type(FLOAT, name, size, align)
        made.format = form
        return made

    def complex_of(self, part: Type) -> Type:
        """The complex type with parts of `part` (an integer part is GNU)."""
        part = part.plain
        found = self.complexes.get(part.name)
        if found is None:
            found = Type(COMPLEX, "_Complex " + part.name, part.size * 2, part.align)
            found.target = part
            found.format = part.format
            self.complexes[part.name] = found
        return found

    def make_va_list(self) -> Type:
        """`__builtin_va_list`: an array of one opaque record where the psABI has one."""
        record = Record("__va_list_tag", False, 0)
        record.complete = True
        field = Field("__opaque", self.ulong, 0)
        record.fields = [field]
        record.size = self.target.va_list_size
        record.align = self.pointer_size
        tag = Type(RECORD, "__va_list_tag")
        tag.record = record
        if self.target.va_list_array:
            return self.array(tag, 1)
        return tag

    def pointer(self, to: Type) -> Type:
        """Pointer to `to`."""
        if to.pointer_cache is None:
            made = Type(POINTER, "", self.pointer_size, self.pointer_size)
            made.target = to
            to.pointer_cache = made
        return to.pointer_cache

    def array(self, element: Type, count: int) -> Type:
        made = Type(ARRAY)
        made.target = element
        made.count = count
        return made

    def function(self, result: Type, parameters: list[Parameter], variadic: bool,
                 prototyped: bool) -> Type:
        made = Type(FUNCTION, "", 1, 1)
        made.target = result
        made.parameters = parameters
        made.variadic = variadic
        made.prototyped = prototyped
        return made

    def vector(self, element: Type, count: int) -> Type:
        size = element.size * count
        made = Type(VECTOR, f"vector({count}) {element}", size, size)
        made.target = element.plain
        made.count = count
        return made

    # ---- conversions (6.3.1)

    def promoted(self, t: Type) -> Type:
        """The integer promotions (6.3.1.1p2)."""
        t = t.plain
        if t.kind == ENUM:
            t = t.of.plain
        if t.kind == BOOL or t.kind == INT and t.rank < self.int.rank:
            return self.int
        return t

    def promoted_field(self, t: Type, width: int) -> Type:
        """The promotion of a bit-field of `width` bits (6.3.1.1p2; wider ones keep their type)."""
        base = t.plain.of.plain if t.plain.kind == ENUM else t.plain
        if base.kind == BOOL or width < 32 or width == 32 and base.signed:
            return self.int
        if width == 32 and base.bits >= 32:
            return self.uint
        if width < base.bits:
            # gcc: a wide bit-field has a type of exactly its width (6.7.2.1p10)
            name = f"{base.name}:{width}"
            made = self.wide_fields.get(name)
            if made is None:
                made = Type(INT, name, base.size, base.fixed_align)
                made.bits = width
                made.signed = base.signed
                made.rank = self.int.rank
                self.wide_fields[name] = made
            return made
        return self.promoted(t)

    def usual(self, a: Type, b: Type) -> Type:
        """The usual arithmetic conversions (6.3.1.8)."""
        a = a.plain
        b = b.plain
        if a.kind == COMPLEX or b.kind == COMPLEX:
            left = a.of if a.kind == COMPLEX else a
            right = b.of if b.kind == COMPLEX else b
            return self.complex_of(self.usual(left, right))
        if a.kind == FLOAT or b.kind == FLOAT:
            if a.kind != FLOAT:
                return b
            if b.kind != FLOAT:
                return a
            return a if self.float_rank(a) >= self.float_rank(b) else b
        a = self.promoted(a)
        b = self.promoted(b)
        if a is b:
            return a
        if a.signed == b.signed:
            return a if weight(a) >= weight(b) else b
        unsigned, signed = (b, a) if a.signed else (a, b)
        if weight(unsigned) >= weight(signed):
            return unsigned
        if signed.bits > unsigned.bits:
            return signed
        return self.unsigned_of(signed)

    def float_rank(self, t: Type) -> int:
        """Order of floating types for 6.3.1.8."""
        order = ["float", "_Float32", "_Float32x", "double", "_Float64", "long double",
                 "_Float64x", "_Float128"]
        return order.index(t.name) if t.name in order else 0

    def unsigned_of(self, t: Type) -> Type:
        """The unsigned type of the same rank."""
        t = t.plain
        pairs = [(self.char, self.uchar), (self.schar, self.uchar), (self.short, self.ushort),
                 (self.int, self.uint), (self.long, self.ulong), (self.llong, self.ullong),
                 (self.int128, self.uint128)]
        for signed, unsigned in pairs:
            if t is signed:
                return unsigned
        return t

    def signed_of(self, t: Type) -> Type:
        """The signed type of the same rank."""
        pairs = [(self.uchar, self.schar), (self.char, self.schar), (self.ushort, self.short),
                 (self.uint, self.int), (self.ulong, self.long), (self.ullong, self.llong),
                 (self.uint128, self.int128)]
        for unsigned, signed in pairs:
            if t.plain is unsigned:
                return signed
        return t.plain


def weight(t: Type) -> int:
    """Order of integer types for 6.3.1.8: rank, then width (wide bit-fields stand above int)."""
    return t.rank * 256 + t.bits


def compatible(a: Type, b: Type) -> bool:
    """Compatible types (6.2.7, 6.7.3p10), qualifiers included."""
    if a is b:
        return True
    if a.kind == ARRAY and b.kind == ARRAY:
        if a.count >= 0 and b.count >= 0 and a.count != b.count:
            return False
        return compatible(a.of, b.of)
    if (a.quals ^ b.quals) & DECLARED:
        return False
    return compatible_plain(a.plain, b.plain)


def compatible_plain(a: Type, b: Type) -> bool:
    """Compatibility of the unqualified versions of two types."""
    a = a.plain
    b = b.plain
    if a is b:
        return True
    if a.kind != b.kind:
        if a.kind == ENUM:
            return a.of.plain is b
        if b.kind == ENUM:
            return b.of.plain is a
        return False
    if a.kind == ENUM:
        return False
    if a.kind == POINTER:
        return compatible(a.of, b.of)
    if a.kind == ARRAY:
        return compatible(a, b)
    if a.kind == FUNCTION:
        return compatible_functions(a, b)
    if a.kind == VECTOR:
        return a.count == b.count and compatible_plain(a.of, b.of)
    if a.kind == RECORD:
        return a.record is b.record
    return False


def compatible_functions(a: Type, b: Type) -> bool:
    """6.7.6.3p15."""
    if not compatible(a.of.unqualified(), b.of.unqualified()):
        return False
    if a.prototyped and b.prototyped:
        if len(a.parameters) != len(b.parameters) or a.variadic != b.variadic:
            return False
        return all(compatible(p.type.unqualified(), q.type.unqualified())
                   or stands_for(p.type, q.type) or stands_for(q.type, p.type)
                   for p, q in zip(a.parameters, b.parameters))
    old, new = (b, a) if a.prototyped else (a, b)
    if not new.prototyped:
        return True
    if new.variadic:
        return False
    if old.parameters:
        return len(old.parameters) == len(new.parameters)
    for p in new.parameters:
        if not self_promoting(p.type):
            return False
    return True


def stands_for(union: Type, t: Type) -> bool:
    """GNU: a transparent union as parameter is compatible with the type of a member."""
    record = union.record
    return record is not None and record.transparent and any(
        compatible(field.type.unqualified(), t.unqualified()) for field in record.fields)


def self_promoting(t: Type) -> bool:
    """Whether the default argument promotions leave a type alone (6.5.2.2p6)."""
    t = t.plain
    if t.kind == ENUM:
        t = t.of.plain
    if t.kind == BOOL or t.kind == INT and t.rank < 3:
        return False
    return not (t.kind == FLOAT and t.name == "float")


def composite(types: Types, a: Type, b: Type) -> Type:
    """The composite type of two compatible types (6.2.7p3)."""
    if a is b:
        return a
    if a.kind == ARRAY and b.kind == ARRAY:
        element = composite(types, a.of, b.of)
        chosen = a if a.count >= 0 or b.count == UNKNOWN else b
        return chosen if element is chosen.of else copy_array(chosen, element)
    if a.kind == POINTER and b.kind == POINTER:
        return types.pointer(composite(types, a.of, b.of)).qualified(a.quals)
    if a.kind == FUNCTION and b.kind == FUNCTION:
        if not a.prototyped and b.prototyped:
            return b
        if a.prototyped and not b.prototyped:
            return a
        if len(a.parameters) != len(b.parameters):
            return a if a.parameters else b
        merged: list[Parameter] = []
        for p, q in zip(a.parameters, b.parameters):
            made = Parameter(composite(types, p.type, q.type), q.name or p.name, q.pos)
            made.static_count = max(p.static_count, q.static_count)
            merged.append(made)
        made_type = types.function(composite(types, a.of, b.of), merged, a.variadic,
                                   a.prototyped)
        made_type.noreturn = a.noreturn or b.noreturn
        return made_type
    return a
