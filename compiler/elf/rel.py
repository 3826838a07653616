"""Addends that live in the relocated field itself (EM_386, SHT_REL).

The problem: the model keeps every addend beside its relocation; i386 files keep it in the bytes.
The idea: one table of field widths, and two functions that move the addend in and out.
Source: System V psABI for i386, table 4.8.
"""

from __future__ import annotations

from compiler.elf.constants import EM_386
from compiler.elf.relocations import (
    R_386_8,
    R_386_16,
    R_386_COPY,
    R_386_GLOB_DAT,
    R_386_NONE,
    R_386_PC8,
    R_386_PC16,
    R_386_TLS_DESC_CALL,
)


def field_width(machine: int, type: int) -> int:
    """Bytes of the field that holds the addend; 0 when there is none or the machine uses RELA."""
    if machine != EM_386:
        return 0
    if type in (R_386_8, R_386_PC8):
        return 1
    if type in (R_386_16, R_386_PC16):
        return 2
    if type in (R_386_NONE, R_386_COPY, R_386_GLOB_DAT, R_386_TLS_DESC_CALL):
        return 0
    return 4


def store_addend(machine: int, type: int, data: bytearray, offset: int, addend: int) -> None:
    """Put `addend` into the field at `offset`; nothing when the field is outside the data."""
    width = field_width(machine, type)
    if width and offset >= 0 and offset + width <= len(data):
        wrapped = addend & ((1 << 8 * width) - 1)
        data[offset : offset + width] = wrapped.to_bytes(width, "little")


def take_addend(machine: int, type: int, data: bytearray, offset: int) -> int:
    """Read the signed addend at `offset` and clear its field; 0 when there is none."""
    width = field_width(machine, type)
    if not width or offset < 0 or offset + width > len(data):
        return 0
    addend = int.from_bytes(data[offset : offset + width], "little", signed=True)
    data[offset : offset + width] = bytes(width)
    return addend
