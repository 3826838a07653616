"""How a value of an operand becomes the bits of a field, and back.

Problem: A64 packs immediates in two dozen ways (rotated masks, scaled offsets, shift amounts
counted from above).  Idea: each way is a numbered transform with one parameter; the rows name it
through the operand's form, encoder and decoder are two tables of formulas. What other machines
have too is in `target/formats.py`.

Invariants: `encode` gives -1 for a value that the field cannot hold; `decode(encode(v))` is `v`
wrapped to the parameter's width; it gives None for bits that no value has.
Source: Arm ARM (DDI 0487) C6.2, J1.1.3 (DecodeBitMasks, AdvSIMDExpandImm, VFPExpandImm).
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.target.formats import BELOW as BELOW
from compiler.target.formats import EQUAL as EQUAL
from compiler.target.formats import REGISTER as REGISTER
from compiler.target.formats import SIGNED as SIGNED
from compiler.target.formats import UNSIGNED as UNSIGNED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ADDITION: Final = 8   # 12 bits, or 12 bits shifted by 12
BITMASK: Final = 9    # a rotated run of ones, repeated, in param bits
MOVZ: Final = 10      # 16 bits at a multiple of 16, of param bits
MOVN: Final = 11      # the complement of such a number
WIDE: Final = 12      # 16 bits | shift << 16
SHIFT_LEFT: Final = 13    # lsl: immr and imms, of param bits
EXTRACT: Final = 14       # lsb | width << 8, as ubfx has them
INSERT: Final = 15        # as bfi has them
INVERTED: Final = 16      # a condition's opposite; not al, nv
FROM_ABOVE: Final = 17    # param - value, value from 1 to param / 2
UP_FROM: Final = 18       # param + value, value below param
BYTE_MASK: Final = 19     # 64 bits of whole bytes
LANE: Final = 20          # lane index with the marker bit of lanes of 1 << param bytes
LANE_ONLY: Final = 21     # lane index << param
SCALED: Final = 22        # 0, or 1 for a scale of param bytes
QUARTERS: Final = 23      # degrees / 90
HALVES: Final = 24        # 90 or 270 degrees
MASKING: Final = 25       # msl: 8 or 16
EXTEND: Final = 26        # option of an index: 2, 3, 6, 7; 0, none, is 3
FROM_64: Final = 27       # 64 - value, value from 1
REGISTER_SP: Final = 28
EVEN: Final = 29          # the first of a pair of registers


def bitmask(value: int, size: int) -> int:
    """N:immr:imms of a logical immediate of `size` bits, -1 when there is none."""
    ones = (1 << size) - 1
    value &= ones
    if value == 0 or value == ones:
        return -1
    width = size
    while width > 2:
        half = width >> 1
        low = (1 << half) - 1
        if (value >> half) & low != value & low:
            break
        width = half
    element = value & ((1 << width) - 1)
    run = element.bit_count()
    low_run = (1 << run) - 1
    for rotation in range(width):
        turned = (element << rotation | element >> (width - rotation)) & ((1 << width) - 1)
        if turned == low_run:
            imms = (-width << 1 & 63) | (run - 1)
            return (1 if width == 64 else 0) << 12 | rotation << 6 | imms & 63
    return -1


def unmask(raw: int, size: int) -> int | None:
    """The logical immediate of N:immr:imms."""
    imms = raw & 63
    length = ((raw >> 12 & 1) << 6 | ~imms & 63).bit_length() - 1
    if length < 1 or 1 << length > size:
        return None
    width = 1 << length
    run = (imms & (width - 1)) + 1
    rotation = (raw >> 6 & 63) & (width - 1)
    if run == width or raw >> 6 & 63 != rotation:
        return None
    element = (1 << run) - 1
    element = (element >> rotation | element << (width - rotation)) & ((1 << width) - 1)
    value = 0
    for place in range(0, size, width):
        value |= element << place
    return value


def wide_move(value: int, size: int) -> int:
    """hw:imm16 of movz, or -1."""
    value &= (1 << size) - 1
    for hw in range(size >> 4):
        if value & ~(0xFFFF << (16 * hw)) == 0:
            return hw << 16 | value >> (16 * hw)
    return -1


def encode(transform: i64, param: i64, value: int) -> int:
    """The field's bits, -1 when the value has none."""
    p = int(param)
    if transform == REGISTER_SP:
        return value if 0 <= value < 31 else 31 if value == 95 else -1
    if transform == EVEN:
        return value if 0 <= value < 31 and value & 1 == 0 else -1
    if transform == ADDITION:
        if 0 <= value < 4096:
            return value
        return value >> 12 | 4096 if value & 4095 == 0 and 0 < value < 1 << 24 else -1
    if transform == BITMASK:
        return bitmask(value, p)
    if transform == MOVZ:
        return wide_move(value, p)
    if transform == MOVN:
        return wide_move(~value, p)
    if transform == WIDE:
        shift = value >> 16
        return (value & 0xFFFF) | shift >> 4 << 16 if shift & 15 == 0 and 0 <= shift < p else -1
    if transform == SHIFT_LEFT:
        return (-value & (p - 1)) << 6 | p - 1 - value if 0 <= value < p else -1
    if transform in (EXTRACT, INSERT):
        low, width = value & 255, value >> 8
        if low >= p or width < 1 or low + width > p:
            return -1
        if transform == EXTRACT:
            return low << 6 | low + width - 1
        return (-low & (p - 1)) << 6 | width - 1
    if transform == INVERTED:
        return value ^ 1 if 0 <= value < 14 else -1
    if transform == FROM_ABOVE:
        return p - value if 1 <= value <= p >> 1 else -1
    if transform == FROM_64:
        return 64 - value if 1 <= value <= 64 else -1
    if transform == UP_FROM:
        return p + value if 0 <= value < p else -1
    if transform == BYTE_MASK:
        raw = 0
        for k in range(8):
            byte = value >> 8 * k & 255
            if byte not in (0, 255):
                return -1
            raw |= (byte & 1) << k
        return raw
    if transform == LANE:
        return (value << 1 | 1) << p if 0 <= value < 16 >> p else -1
    if transform == LANE_ONLY:
        return value << p if 0 <= value < 16 >> p else -1
    if transform == SCALED:
        return 0 if value <= 1 else 1 if value == p else -1
    if transform in (QUARTERS, HALVES):
        steps = 90 if transform == QUARTERS else 180
        offset = 0 if transform == QUARTERS else 90
        return (value - offset) // steps if value in (0, 90, 180, 270) and (
            (value - offset) % steps == 0) else -1
    if transform == MASKING:
        return value // 8 - 1 if value in (8, 16) else -1
    assert transform == EXTEND
    return (value or 3) if value in (0, 2, 3, 6, 7) else -1


def decode(transform: i64, param: i64, raw: int) -> int | None:
    """The value of a field, None when no value has these bits."""
    p = int(param)
    if transform == REGISTER_SP:
        return raw if raw < 31 else 95
    if transform == EVEN:
        return raw if raw & 1 == 0 and raw < 31 else None
    if transform == ADDITION:
        return (raw & 4095) << 12 if raw >> 12 and raw & 4095 else raw if raw < 4096 else None
    if transform == BITMASK:
        return unmask(raw, p)
    if transform in (MOVZ, MOVN):
        value = (raw & 0xFFFF) << (raw >> 16) * 16
        if raw >> 16 >= p >> 4 or raw >> 16 and raw & 0xFFFF == 0:
            return None
        if transform == MOVZ:
            return value
        inverse = ~value & ((1 << p) - 1)
        return None if wide_move(inverse, p) >= 0 else inverse
    if transform == WIDE:
        return raw & 0xFFFF | (raw >> 16) << 20 if raw >> 16 < p >> 4 else None
    immr, imms = raw >> 6, raw & 63
    if transform == SHIFT_LEFT:
        return p - 1 - imms if imms < p - 1 and immr == imms + 1 else None
    if transform == EXTRACT:
        return immr | (imms - immr + 1) << 8 if immr <= imms < p else None
    if transform == INSERT:
        return -immr & (p - 1) | (imms + 1) << 8 if imms < immr < p else None
    if transform == INVERTED:
        return raw ^ 1 if raw < 14 else None
    if transform == FROM_ABOVE:
        return p - raw if p >> 1 <= raw < p else None
    if transform == FROM_64:
        return 64 - raw
    if transform == UP_FROM:
        return raw - p if p <= raw < 2 * p else None
    if transform == BYTE_MASK:
        return sum(255 << 8 * k for k in range(8) if raw >> k & 1)
    if transform == LANE:
        return raw >> (p + 1) if raw & ((2 << p) - 1) == 1 << p else None
    if transform == LANE_ONLY:
        return raw >> p if raw & ((1 << p) - 1) == 0 else None
    if transform == SCALED:
        return p if raw else 1
    if transform == QUARTERS:
        return raw * 90
    if transform == HALVES:
        return raw * 180 + 90
    if transform == MASKING:
        return raw * 8 + 8
    return raw if raw in (2, 3, 6, 7) else None


def float_code(bits: int, double: bool) -> int:
    """The 8 bits of an fmov that makes a float of these bits, -1: none (VFPExpandImm)."""
    if double:
        exponent, fraction, low = bits >> 54 & 0x1FF, bits >> 48 & 63, bits & (1 << 48) - 1
    else:
        exponent, fraction, low = bits >> 25 & 0x3F, bits >> 19 & 63, bits & (1 << 19) - 1
    spread = 0xFF if double else 0x1F
    if low or exponent not in (1 + spread, spread):
        return -1
    sign = bits >> (63 if double else 31) & 1
    return sign << 7 | (0 if exponent > spread else 1) << 6 | fraction
