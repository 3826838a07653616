"""IR types as small integers.

Problem: types are compared and looked up on every step of every pass, so they must cost
nothing.  Idea: a scalar type is a code 0..15; a vector type is `element | lanes << 4`.
Invariants: two types are equal iff their integers are equal; widths are in bits, sizes in bytes.
`ptr` is a type of its own, its width is the target's (`pointer_bits` of the module).
`flags` is the type of a machine's condition flags, `mem` never appears as a value.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

VOID: Final = 0
I1: Final = 1
I8: Final = 2
I16: Final = 3
I32: Final = 4
I64: Final = 5
I128: Final = 6
F32: Final = 7
F64: Final = 8
F80: Final = 9
F128: Final = 10
PTR: Final = 11
FLAGS: Final = 12

NAMES: Final = ["void", "i1", "i8", "i16", "i32", "i64", "i128", "f32", "f64", "f80", "f128",
                "ptr", "flags", "?13", "?14", "?15"]
# Width in bits of each scalar; ptr is given for 64-bit targets (see type_bits).
BITS: Final = [0, 1, 8, 16, 32, 64, 128, 32, 64, 80, 128, 64, 0, 0, 0, 0]
# Size in memory in bytes (f80 occupies 10 bytes of a 16-byte slot; a load reads 10).
BYTES: Final = [0, 1, 1, 2, 4, 8, 16, 4, 8, 10, 16, 8, 0, 0, 0, 0]


def is_integer(type: int) -> bool:
    """True for i1 .. i128."""
    return I1 <= type <= I128


def is_float(type: int) -> bool:
    """True for f32, f64, f80, f128."""
    return F32 <= type <= F128


def is_vector(type: int) -> bool:
    """True for a vector of two or more lanes."""
    return type > 15


def vector(element: int, lanes: int) -> int:
    """The type of `lanes` values of scalar type `element` (lanes >= 1)."""
    return element | lanes << 4


def element_type(type: int) -> int:
    """The scalar type of a vector's lanes (a scalar is its own element)."""
    return type & 15


def lane_count(type: int) -> int:
    """Number of lanes; 1 for a scalar."""
    return type >> 4 if type > 15 else 1


def type_bits(type: int, pointer_bits: int = 64) -> int:
    """Width in bits of a value of this type."""
    if type > 15:
        element = type & 15
        return (pointer_bits if element == PTR else BITS[element]) * (type >> 4)
    return pointer_bits if type == PTR else BITS[type]


def type_bytes(type: int, pointer_bits: int = 64) -> int:
    """Number of bytes that a load or store of this type touches."""
    if type > 15:
        element = type & 15
        return (pointer_bits // 8 if element == PTR else BYTES[element]) * (type >> 4)
    return pointer_bits // 8 if type == PTR else BYTES[type]


def type_name(type: int) -> str:
    """Spelling in IR text: `i32`, `ptr`, `<4 x f32>`."""
    if type > 15:
        return f"<{type >> 4} x {NAMES[type & 15]}>"
    return NAMES[type]


def integer_of_bits(bits: int) -> int:
    """The integer type of exactly this width (1, 8, 16, 32, 64, 128)."""
    return {1: I1, 8: I8, 16: I16, 32: I32, 64: I64, 128: I128}[bits]


def wrap(value: int, width: int) -> int:
    """`value` modulo 2**width in signed canonical form: -2**(width-1) .. 2**(width-1)-1.

    The only maker of integer constants.  i1 is canonical as 0 and -1.
    """
    value &= (1 << width) - 1
    if value >> (width - 1):
        value -= 1 << width
    return value


def unsigned(value: int, width: int) -> int:
    """The non-negative reading of a canonical constant."""
    return value & ((1 << width) - 1)
