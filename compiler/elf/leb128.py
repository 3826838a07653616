"""LEB128, DWARF's variable-length numbers (DWARF 5, 7.6)."""

from __future__ import annotations


def uleb128(value: int) -> bytes:
    """An unsigned number (a negative one counts as its 64-bit pattern)."""
    value &= 0xFFFFFFFFFFFFFFFF
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def sleb128(value: int) -> bytes:
    """A signed number."""
    out = bytearray()
    while not -64 <= value <= 63:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value & 0x7F)
    return bytes(out)
