"""Facts of integer constants that rules and passes ask for.

Problem: generated matchers need a few exact predicates over Python ints.  Idea: one place, each a
line.  Arguments called `value` are unsigned readings.
"""

from __future__ import annotations


def is_power_of_two(value: int) -> bool:
    """True for 1, 2, 4, 8 ..."""
    return value > 0 and value & (value - 1) == 0


def is_shifted_mask(value: int) -> bool:
    """True for one unbroken run of ones, wherever it stands."""
    return value != 0 and is_power_of_two((value | (value - 1)) + 1)


def count_trailing_zeros(value: int, width: int) -> int:
    """Zeros below the lowest set bit; `width` for 0."""
    return (value & -value).bit_length() - 1 if value else width


def fits_signed(value: int, width: int) -> bool:
    """True when the exact integer fits the two's complement range of `width` bits."""
    return -1 << (width - 1) <= value < 1 << (width - 1)


def is_bitmask(value: int, width: int) -> bool:
    """A rotated run of ones, repeated in parts of 2, 4 ... `width` (at least 32) bits: what a
    logical instruction of AArch64 takes as an immediate (Arm ARM C6.2, "DecodeBitMasks")."""
    width = 32 if width < 32 else width
    value &= (1 << width) - 1
    if value == 0 or value == (1 << width) - 1:
        return False
    while width > 2 and value >> (width >> 1) == value & ((1 << (width >> 1)) - 1):
        width >>= 1
        value &= (1 << width) - 1
    inverse = value ^ ((1 << width) - 1)
    return is_shifted_mask(value) or is_shifted_mask(inverse)
