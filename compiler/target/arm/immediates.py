"""How a value of an operand becomes the bits of a field, and back.

Problem: A64 packs immediates in two dozen ways (rotated masks, scaled offsets, shift amounts
counted from above).  Idea: each way is a numbered transform with one parameter, which the operand's
form names.  Where few values fit, one list of bits and values says both directions; what is left
are two formulas each. What other machines have too is in `target/formats.py`.

Invariants: `encode` gives -1 for a value that the field cannot hold; `decode(encode(v))` is `v`
wrapped to the parameter's width; it gives None for bits that no value has.
Source: Arm ARM (DDI 0487) C6.2, J1.1.3 (DecodeBitMasks, AdvSIMDExpandImm, VFPExpandImm).
"""

from __future__ import annotations

import struct

from mypy_extensions import i64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

REGISTER_SP: Final = 8    # a register or the stack pointer
ADDITION: Final = 9       # 12 bits, or 12 bits shifted by 12
BITMASK: Final = 10       # a rotated run of ones, repeated, in param bits
MOVZ: Final = 11          # 16 bits at a multiple of 16, of param bits
MOVN: Final = 12          # the complement of such a number
WIDE: Final = 13          # 16 bits | shift << 16
EXTRACT: Final = 14       # lsb | width << 8, as ubfx has them
INSERT: Final = 15        # as bfi has them
SHIFT_LEFT: Final = 16    # this and all below: listed; lsl: immr and imms, of param bits
INVERTED: Final = 17      # a condition's opposite; not al, nv
FROM_ABOVE: Final = 18    # param - value, value from 1 to param / 2
UP_FROM: Final = 19       # param + value, value below param
BYTE_MASK: Final = 20     # 64 bits of whole bytes
LANE: Final = 21          # lane index with the marker bit of lanes of 1 << param bytes
LANE_ONLY: Final = 22     # lane index << param
SCALED: Final = 23        # 0, or 1 for a scale of param bytes
QUARTERS: Final = 24      # degrees / 90
HALVES: Final = 25        # 90 or 270 degrees
MASKING: Final = 26       # msl: 8 or 16
EXTEND: Final = 27        # option of an index: 2, 3, 6, 7; 0, none, is 3
FROM_64: Final = 28       # 64 - value, value from 1
EVEN: Final = 29          # the first of a pair of registers


def listed(transform: int, p: int) -> list[tuple[int, int]]:
    """Bits and value of each value that fits; of several for one the last counts."""
    made: dict[int, Callable[[], list[tuple[int, int]]]] = {
        SHIFT_LEFT: lambda: [((-n & (p - 1)) << 6 | p - 1 - n, n) for n in range(p)],
        INVERTED: lambda: [(n ^ 1, n) for n in range(14)],
        FROM_ABOVE: lambda: [(p - n, n) for n in range(1, (p >> 1) + 1)],
        UP_FROM: lambda: [(p + n, n) for n in range(p)],
        BYTE_MASK: lambda: [(n, sum(255 << 8 * k for k in range(8) if n >> k & 1))
                            for n in range(256)],
        LANE: lambda: [((n << 1 | 1) << p, n) for n in range(16 >> p)],
        LANE_ONLY: lambda: [(n << p, n) for n in range(16 >> p)],
        SCALED: lambda: [(1, p), (0, 1)],
        QUARTERS: lambda: [(n, n * 90) for n in range(4)],
        HALVES: lambda: [(n, n * 180 + 90) for n in range(2)],
        MASKING: lambda: [(n, n * 8 + 8) for n in range(2)],
        EXTEND: lambda: [(3, 0), (2, 2), (3, 3), (6, 6), (7, 7)],
        FROM_64: lambda: [(64 - n, n) for n in range(1, 65)],
        EVEN: lambda: [(n, n) for n in range(0, 31, 2)],
    }
    return made[transform]()


class Listed:
    """Both directions of a listed transform; `number`: transform << 8 | parameter."""

    def __init__(self, number: int) -> None:
        pairs = listed(number >> 8, number & 255)
        self.values = dict(pairs)
        self.bits = {value: raw for raw, value in pairs}


LISTED: Final[dict[int, Listed]] = {}


def table(transform: i64, param: i64) -> Listed:
    """A listed transform, made when it is first asked for."""
    number = int(transform << 8 | param)
    found = LISTED.get(number)
    if found is None:
        found = LISTED[number] = Listed(number)
    return found


def bitmask(value: int, size: int) -> int:
    """N:immr:imms of a logical immediate of `size` bits, -1 when there is none."""
    everything = (1 << size) - 1
    value &= everything
    width = 2
    while value != (value & (1 << width) - 1) * (everything // ((1 << width) - 1)):
        width <<= 1
    ones = (1 << width) - 1
    element = value & ones
    start = element & ~(element << 1 | element >> width - 1)
    if start == 0 or start & (start - 1):     # no run of ones, or several
        return -1
    rotation = width - start.bit_length() + 1 & width - 1
    return width >> 6 << 12 | rotation << 6 | -width << 1 & 63 | element.bit_count() - 1


def unmask(raw: int, size: int) -> int | None:
    """The logical immediate of N:immr:imms."""
    imms, rotation = raw & 63, raw >> 6 & 63
    width = 1 << ((raw >> 12 & 1) << 6 | ~imms & 63).bit_length() >> 1
    run = (imms & (width - 1)) + 1
    if width < 2 or width > size or run == width or rotation >= width:
        return None
    element = (1 << run) - 1
    element = (element >> rotation | element << width - rotation) & (1 << width) - 1
    return element * (((1 << size) - 1) // ((1 << width) - 1))


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
    if transform >= SHIFT_LEFT:
        bits = table(transform, param).bits
        return bits.get(value if value >= 0 else value & (1 << 64) - 1, -1)
    if transform == ADDITION:
        if 0 <= value < 4096:
            return value
        return value >> 12 | 4096 if value & 4095 == 0 and 0 < value < 1 << 24 else -1
    if transform == BITMASK:
        return bitmask(value, p)
    if transform in (MOVZ, MOVN):
        return wide_move(value if transform == MOVZ else ~value, p)
    if transform == WIDE:
        shift = value >> 16
        return (value & 0xFFFF) | shift >> 4 << 16 if shift & 15 == 0 and 0 <= shift < p else -1
    low, width = value & 255, value >> 8
    if low >= p or width < 1 or low + width > p:
        return -1
    if transform == EXTRACT:
        return low << 6 | low + width - 1
    return (-low & (p - 1)) << 6 | width - 1


def decode(transform: i64, param: i64, raw: int) -> int | None:
    """The value of a field, None when no value has these bits."""
    p = int(param)
    if transform == REGISTER_SP:
        return raw if raw < 31 else 95
    if transform >= SHIFT_LEFT:
        return table(transform, param).values.get(raw)
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
    if transform == EXTRACT:
        return immr | (imms - immr + 1) << 8 if immr <= imms < p else None
    return -immr & (p - 1) | (imms + 1) << 8 if imms < immr < p else None


def expand_float(code: int) -> str:
    """The number that the 8 bits of an fmov stand for (VFPExpandImm)."""
    exponent = (code >> 4 & 7 ^ 4) - 3
    sixteenths = 16 + (code & 15)
    scaled = sixteenths * 2 ** (exponent + 4)     # in 1/256
    text = f"{scaled // 256}.{scaled % 256 * 10 ** 8 // 256:08d}".rstrip("0")
    return ("-" if code >> 7 else "") + text + ("0" if text[-1] == "." else "")


FLOAT_CODES: Final = {float(expand_float(code)): code for code in range(256)}


def float_code(bits: int, double: bool) -> int:
    """The 8 bits of an fmov that makes a float of these bits, -1: none."""
    size = 8 if double else 4
    data = (bits & (1 << 8 * size) - 1).to_bytes(size, "little")
    value: float = struct.unpack("<d" if double else "<f", data)[0]
    return FLOAT_CODES.get(value, -1)
