"""C types of generated programs, refined by the values that their objects may hold.

Idea: a refined type is a C type together with an invariant that every object of it keeps from its
initialisation to its end: an integer stays in [low, high], a float in [-bound, bound], a pointer
points at the first of at least `extent` live elements.  Reads rely on the invariant, writes prove
it, so no analysis of flow is needed: loops, calls, gotos and pointers cannot break what holds
always.  Two places may be reached through the same pointer only if their refined types are the same
object.

Invariants: every integer range contains 0 and every float range too, so that zero initialisation
never breaks one.  Sizes are those of LP64 (x86-64, AArch64, RV64).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

serials = count(1)


class Type:
    """Any type; `key` names the memory that objects of the type live in, for side effects."""

    def __init__(self, spelling: str) -> None:
        self.spelling = spelling
        self.key = next(serials)

    def keys(self) -> frozenset[int]:
        """Keys of all leaves."""
        return frozenset((self.key,))

    def has_pointer(self) -> bool:
        """Whether a pointer is inside (zero bytes would break its invariant)."""
        return False


class IntBase:
    """A basic integer type of C: bits, sign, conversion rank, suffix of its literals."""

    def __init__(self, name: str, bits: int, signed: bool, rank: int, suffix: str | None) -> None:
        self.name = name
        self.bits = bits
        self.signed = signed
        self.rank = rank
        self.suffix = suffix
        self.low = -(1 << (bits - 1)) if signed else 0
        self.high = (1 << (bits - 1)) - 1 if signed else (1 << bits) - 1

    def wrap(self, value: int) -> int:
        """The value converted to this type."""
        if self.name == "_Bool":
            return int(value != 0)
        value &= (1 << self.bits) - 1
        return value - (1 << self.bits) if self.signed and value > self.high else value


BOOL = IntBase("_Bool", 1, False, 0, None)
CHAR = IntBase("char", 8, True, 1, None)
SCHAR = IntBase("signed char", 8, True, 1, None)
UCHAR = IntBase("unsigned char", 8, False, 1, None)
SHORT = IntBase("short", 16, True, 2, None)
USHORT = IntBase("unsigned short", 16, False, 2, None)
INT = IntBase("int", 32, True, 3, "")
UINT = IntBase("unsigned int", 32, False, 3, "u")
LONG = IntBase("long", 64, True, 4, "L")
ULONG = IntBase("unsigned long", 64, False, 4, "UL")
LLONG = IntBase("long long", 64, True, 5, "LL")
ULLONG = IntBase("unsigned long long", 64, False, 5, "ULL")
INT128 = IntBase("__int128", 128, True, 6, None)
UINT128 = IntBase("unsigned __int128", 128, False, 6, None)
INT_BASES = [INT, UINT, LONG, ULONG, CHAR, UCHAR, SHORT, USHORT, LLONG, ULLONG, SCHAR, BOOL,
             INT128, UINT128]
UNSIGNED = {3: UINT, 4: ULONG, 5: ULLONG, 6: UINT128}


def promote(base: IntBase) -> IntBase:
    """Integer promotion (C17 6.3.1.1p2)."""
    if base.rank < INT.rank or base.bits < 32:
        return INT
    if base.rank == INT.rank:
        return INT if base.signed else UINT      # enumerations too
    return base


def common(left: IntBase, right: IntBase) -> IntBase:
    """Usual arithmetic conversions of two integer types (C17 6.3.1.8)."""
    a, b = promote(left), promote(right)
    if a is b:
        return a
    if a.signed == b.signed:
        return a if a.rank > b.rank else b
    unsigned, signed = (b, a) if a.signed else (a, b)
    if unsigned.rank >= signed.rank:
        return unsigned
    return signed if signed.bits > unsigned.bits else UNSIGNED[signed.rank]


class FloatBase:
    """A floating type: precision in bits, rank, suffix; `bound` keeps every result finite."""

    def __init__(self, name: str, precision: int, rank: int, suffix: str, bound: float) -> None:
        self.name = name
        self.precision = precision
        self.rank = rank
        self.suffix = suffix
        self.bound = bound


FLOAT = FloatBase("float", 24, 1, "f", 1e30)
DOUBLE = FloatBase("double", 53, 2, "", 1e200)
LDOUBLE = FloatBase("long double", 64, 3, "L", 1e200)


class IntType(Type):
    """An integer type whose objects hold values of [low, high]."""

    def __init__(self, base: IntBase, low: int, high: int, spelling: str = "") -> None:
        super().__init__(spelling or base.name)
        self.base = base
        self.low = low
        self.high = high

    def is_full(self) -> bool:
        """Whether any value of the C type is allowed."""
        return self.low == self.base.low and self.high == self.base.high


class FloatType(Type):
    """A floating type whose objects hold finite values of magnitude at most `bound`."""

    def __init__(self, base: FloatBase, bound: float, spelling: str = "") -> None:
        super().__init__(spelling or base.name)
        self.base = base
        self.bound = bound


class PointerType(Type):
    """A pointer to the first of at least `extent` live objects of type `to`, or null if it may."""

    def __init__(self, to: Type, extent: int, nullable: bool = False, const: bool = False) -> None:
        super().__init__("")
        self.to = to
        self.extent = extent
        self.nullable = nullable
        self.const = const

    def has_pointer(self) -> bool:
        return True


class ArrayType(Type):
    """`count` elements; for a variable length array at least `count`, spelled `length`."""

    def __init__(self, element: Type, count: int, length: str = "") -> None:
        super().__init__("")
        self.element = element
        self.count = count
        self.length = length

    def keys(self) -> frozenset[int]:
        return self.element.keys()

    def has_pointer(self) -> bool:
        return self.element.has_pointer()


class Member:
    """A member; `width` > 0 makes it a bit-field, an empty name an anonymous record."""

    def __init__(self, name: str, type_: Type, width: int = 0, attribute: str = "") -> None:
        self.name = name
        self.type = type_
        self.width = width
        self.attribute = attribute


class RecordType(Type):
    """A structure or union."""

    def __init__(self, keyword: str, tag: str, members: list[Member], attribute: str = "") -> None:
        super().__init__(f"{keyword} {tag}")
        self.keyword = keyword
        self.tag = tag
        self.members = members
        self.attribute = attribute

    @property
    def packed(self) -> bool:
        """Whether members may lie where their type could not."""
        return "packed" in self.attribute

    def keys(self) -> frozenset[int]:
        found: frozenset[int] = frozenset((self.key,))
        for member in self.members:
            found |= member.type.keys()
        return found

    def has_pointer(self) -> bool:
        return any(member.type.has_pointer() for member in self.members)

    def definition(self) -> str:
        """The specifier with its members."""
        inside = []
        for member in self.members:
            if not member.name:
                assert isinstance(member.type, RecordType)
                inside.append(member.type.definition())
            else:
                text = declare(member.type, member.name)
                if member.width:
                    text += f" : {member.width}"
                inside.append(text + (" " + member.attribute if member.attribute else ""))
        tag = f" {self.tag}" if self.tag else ""
        attribute = f" {self.attribute}" if self.attribute else ""
        return f"{self.keyword}{attribute}{tag} {{ {'; '.join(inside)}; }}"


def declare(type_: Type, name: str) -> str:
    """`name` declared with the type, as C text; an empty name gives a type name."""
    if isinstance(type_, PointerType):
        inner = f"*{name}"
        if isinstance(type_.to, ArrayType):
            inner = f"({inner})"
        if type_.const and isinstance(type_.to, PointerType):
            return declare(type_.to, f"const {inner}")
        text = declare(type_.to, inner)
        return "const " + text if type_.const else text
    if isinstance(type_, FunctionPointerType):
        return type_.text.replace("@", name)
    if isinstance(type_, ArrayType):
        return declare(type_.element, f"{name}[{type_.length or type_.count}]")
    return f"{type_.spelling} {name}".rstrip()


class FunctionPointerType(Type):
    """A pointer to functions of one signature; nothing but calls of a parameter uses it."""

    def __init__(self, text: str) -> None:
        super().__init__("")
        self.text = text            # a declaration, `@` in place of the name

    def keys(self) -> frozenset[int]:
        return frozenset()


# The kinds of place that a generator asks for, by the type and width of the member.
KINDS: dict[str, Callable[[Type, int], bool]] = {
    "int": lambda type_, width: isinstance(type_, IntType),
    "float": lambda type_, width: isinstance(type_, FloatType),
    # a bit-field that promotes to int because of its width alone (6.3.1.1p2)
    "field": lambda type_, width: isinstance(type_, IntType) and 0 < width < 32
    and type_.base is UINT,
}


def contains(kind: str, type_: Type, width: int = 0) -> bool:
    """Whether a place of a kind lies inside, or is, the type."""
    if isinstance(type_, ArrayType):
        return contains(kind, type_.element)
    if isinstance(type_, RecordType):
        return any(contains(kind, member.type, member.width) for member in type_.members)
    if isinstance(type_, PointerType):
        return not type_.nullable and contains(kind, type_.to)
    return KINDS[kind](type_, width)
