"""Build attributes: sections that say for which machine and ABI an object is made.

A section holds `A`, then for each vendor its length, name and sub-sections; ours has one, for the
whole file: tags and values, those of odd tags texts, of even ones numbers.
Source: ABI for the Arm Architecture, "Build Attributes"; RISC-V ELF psABI 1.0, "Attributes".
"""

from __future__ import annotations

from compiler.elf.leb128 import uleb128

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

TAG_FILE: Final = 1


def write_attributes(vendor: str, attributes: dict[int, int | str]) -> bytes:
    """The contents of an attributes section, in the order of the tags given."""
    body = b""
    for tag, value in attributes.items():
        body += uleb128(tag)
        body += uleb128(value) if isinstance(value, int) else value.encode() + b"\0"
    file = bytes([TAG_FILE]) + (len(body) + 5).to_bytes(4, "little") + body
    named = vendor.encode() + b"\0" + file
    return b"A" + (len(named) + 4).to_bytes(4, "little") + named


def read_attributes(data: bytes, vendor: str) -> dict[int, int | str]:
    """What a section says of the whole file, {} when it is not of that vendor or form."""
    head = 5 + len(vendor) + 1
    if data[5:head] != vendor.encode() + b"\0" or data[head:head + 1] != bytes([TAG_FILE]):
        return {}
    at = head + 5
    end = min(len(data), head + int.from_bytes(data[head + 1:at], "little"))
    result: dict[int, int | str] = {}
    while at < end:
        tag, at = number(data, at)
        if tag & 1:
            stop = data.find(b"\0", at)
            if stop < 0:
                return result
            result[tag] = data[at:stop].decode("ascii", "replace")
            at = stop + 1
        else:
            result[tag], at = number(data, at)
    return result


def number(data: bytes, at: int) -> tuple[int, int]:
    """An unsigned LEB128 number, and where it ends."""
    value = shift = 0
    while at < len(data):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value, at
