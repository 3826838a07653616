"""What the front end must know of a target: one row each.

Problem: sizes, alignments and predefined types differ between targets and nothing else in the front
end may.  Idea: a table; the parser reads attributes of the chosen row.

Source: System V psABI for x86-64 and i386, AAPCS64, RISC-V psABI; gcc 12's choices where the ABI
leaves one (bit-field alignment of unnamed members, __BIGGEST_ALIGNMENT__).
"""

from __future__ import annotations

from compiler.frontend.types import F80, F128

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

# Forms of va_list.
VA_LIST_X86_64: Final = 0  # array of one struct: two offsets, two pointers
VA_LIST_CHAR_POINTER: Final = 1
VA_LIST_AARCH64: Final = 2  # struct of three pointers and two offsets
VA_LIST_VOID_POINTER: Final = 3


class TargetFacts:
    """One target; sizes and alignments in bytes.

    `field_align_limit` caps the alignment of 8-byte scalars as struct members (4 on i386), 0 none.
    `max_atomic` is the largest size accessed by lock-free instructions.
    `unnamed_bitfield_aligns`: unnamed bit-fields align their record as named ones do.
    """

    def __init__(self, name: str, pointer_size: i64, has_int128: bool, char_unsigned: bool,
                 long_double_format: i64, long_double_size: i64, long_double_align: i64,
                 has_float128: bool, va_list: i64, wchar_unsigned: bool,
                 field_align_limit: i64, biggest_align: i64, max_atomic: i64,
                 unnamed_bitfield_aligns: bool) -> None:
        self.name: str = name
        self.pointer_size: i64 = pointer_size
        self.has_int128: bool = has_int128
        self.char_unsigned: bool = char_unsigned
        self.long_double_format: i64 = long_double_format
        self.long_double_size: i64 = long_double_size
        self.long_double_align: i64 = long_double_align
        self.has_float128: bool = has_float128  # the __float128 keyword
        self.va_list: i64 = va_list
        self.wchar_unsigned: bool = wchar_unsigned
        self.field_align_limit: i64 = field_align_limit
        self.biggest_align: i64 = biggest_align
        self.max_atomic: i64 = max_atomic
        self.unnamed_bitfield_aligns: bool = unnamed_bitfield_aligns


def target_facts(name: str) -> TargetFacts:
    """The row of `x86_64`, `i386`, `aarch64` or `riscv64`; KeyError for another name."""
    for row in (
        # name, pointer, int128, char unsigned, long double: format size align, __float128,
        # va_list, wchar_t unsigned, field limit, biggest, atomic, unnamed bit-fields align
        TargetFacts("x86_64", 8, True, False, F80, 16, 16, True,
                    VA_LIST_X86_64, False, 0, 16, 8, False),
        TargetFacts("i386", 4, False, False, F80, 12, 4, True,
                    VA_LIST_CHAR_POINTER, False, 4, 16, 8, False),
        TargetFacts("aarch64", 8, True, True, F128, 16, 16, False,
                    VA_LIST_AARCH64, True, 0, 16, 16, True),
        TargetFacts("riscv64", 8, True, True, F128, 16, 16, False,
                    VA_LIST_VOID_POINTER, False, 0, 16, 8, False),
    ):
        if row.name == name:
            return row
    raise KeyError(name)
