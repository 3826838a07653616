"""The outer shell of an ELF file: header, section headers, bounded access to bytes and names.

The problem: any offset in a file may be wrong. The idea: every access goes through `Image`, which
checks the bounds and raises ElfError with the file's name; the readers above it then need no
checks of their own. Little-endian files of the four machines only.
Source: gABI 4.1 chapter 4.
"""

from __future__ import annotations

import struct

from compiler.elf.constants import (
    ELFCLASS32,
    ELFCLASS64,
    ELFDATA2LSB,
    EM_386,
    EM_AARCH64,
    EM_RISCV,
    EM_X86_64,
    SHN_LORESERVE,
    SHN_XINDEX,
    SHT_NOBITS,
)
from compiler.elf.strings import decode_name

ELF_MAGIC = b"\x7fELF"
MACHINES = {EM_386: "i386", EM_X86_64: "x86_64", EM_AARCH64: "aarch64", EM_RISCV: "riscv"}


class ElfError(Exception):
    """A file that is not what it should be; the text begins with the file's name."""


class SectionHeader:
    """One section header; all fields in bytes or as the format's numbers."""

    def __init__(
        self,
        name_offset: int,
        type: int,
        flags: int,
        address: int,
        offset: int,
        size: int,
        link: int,
        info: int,
        align: int,
        entsize: int,
    ) -> None:
        self.name_offset: int = name_offset
        self.name: str = ""
        self.type: int = type
        self.flags: int = flags
        self.address: int = address
        self.offset: int = offset
        self.size: int = size
        self.link: int = link
        self.info: int = info
        self.align: int = align
        self.entsize: int = entsize


class RawSymbol:
    """One entry of a symbol table, its name not yet looked up."""

    def __init__(
        self, name_offset: int, info: int, other: int, place: int, value: int, size: int
    ) -> None:
        self.name_offset: int = name_offset
        self.info: int = info
        self.other: int = other
        self.place: int = place
        self.value: int = value
        self.size: int = size


class Image:
    """An ELF file's bytes with its header read. Raises ElfError when that is not possible."""

    def __init__(self, data: bytes, path: str) -> None:
        self.data: bytes = data
        self.path: str = path
        self.machine: int = 0
        self.type: int = 0
        self.flags: int = 0
        self.wide: bool = True
        self.sections: list[SectionHeader] = []
        if len(data) < 52 or not data.startswith(ELF_MAGIC):
            raise self.error("file format not recognized")
        if data[4] not in (ELFCLASS32, ELFCLASS64) or data[5] != ELFDATA2LSB:
            raise self.error("file format not recognized: not a little-endian ELF file")
        self.wide = data[4] == ELFCLASS64
        if self.wide and len(data) < 64:
            raise self.error("file truncated")
        word = "Q" if self.wide else "I"
        fields = struct.unpack_from(f"<HHI{word}{word}{word}I6H", data, 16)
        self.type = fields[0]
        self.machine = fields[1]
        self.flags = fields[6]
        if self.machine not in MACHINES:
            raise self.error(f"unknown machine {self.machine} in ELF header")
        if self.wide != (self.machine != EM_386):
            raise self.error("ELF class does not fit the machine")
        self._read_sections(fields[5], fields[10], fields[11], fields[12])

    def error(self, text: str) -> ElfError:
        return ElfError(f"{self.path}: {text}")

    def _read_sections(self, table: int, entsize: int, count: int, names_index: int) -> None:
        if table == 0:
            return
        form = struct.Struct("<IIQQQQIIQQ" if self.wide else "<10I")
        if entsize != form.size:
            raise self.error(f"section header size is {entsize}, not {form.size}")
        first = self.slice(table, form.size, "section headers")
        head = form.unpack(first)
        if count == 0:
            count = head[5]
        if names_index == SHN_XINDEX:
            names_index = head[6]
        raw = self.slice(table, count * form.size, "section headers")
        for fields in form.iter_unpack(raw):
            self.sections.append(SectionHeader(*fields))
        if not self.sections:
            return
        names = self.table_bytes(names_index, "section names")
        for header in self.sections:
            header.name = self.name_in(names, header.name_offset)

    def slice(self, offset: int, size: int, what: str) -> bytes:
        """`size` bytes at `offset`; ElfError when they are not in the file."""
        if offset < 0 or size < 0 or offset + size > len(self.data):
            raise self.error(f"file truncated: {what} lie outside of the file")
        return self.data[offset : offset + size]

    def section(self, index: int) -> SectionHeader:
        if index < 0 or index >= len(self.sections):
            raise self.error(f"invalid section index {index}")
        return self.sections[index]

    def table_bytes(self, index: int, what: str) -> bytes:
        return self.section_bytes(self.section(index), what)

    def section_bytes(self, header: SectionHeader, what: str) -> bytes:
        if header.type == SHT_NOBITS:
            return b""
        return self.slice(header.offset, header.size, what)

    def name_in(self, table: bytes, offset: int) -> str:
        """The NUL-terminated name at `offset` of a string table."""
        if offset == 0 and not table:
            return ""
        end = table.find(b"\0", offset) if offset < len(table) else -1
        if end < 0:
            raise self.error(f"invalid string offset {offset}")
        return decode_name(table[offset:end])

    def symbols(self, header: SectionHeader, extended: bytes) -> list[RawSymbol]:
        """The entries of a symbol table; `extended` is .symtab_shndx or empty."""
        raw = self.section_bytes(header, "symbols")
        size = 24 if self.wide else 16
        if len(raw) % size or header.entsize != size:
            raise self.error(f"invalid size of symbol table {header.name}")
        result: list[RawSymbol] = []
        if self.wide:
            for name, info, other, place, value, length in struct.iter_unpack("<IBBHQQ", raw):
                result.append(RawSymbol(name, info, other, place, value, length))
        else:
            for name, value, length, info, other, place in struct.iter_unpack("<IIIBBH", raw):
                result.append(RawSymbol(name, info, other, place, value, length))
        if extended:
            if len(extended) < 4 * len(result):
                raise self.error("invalid size of extended section indices")
            words = struct.unpack_from(f"<{len(result)}I", extended)
            for number, symbol in enumerate(result):
                if symbol.place == SHN_XINDEX:
                    symbol.place = words[number]
                elif symbol.place >= SHN_LORESERVE:
                    symbol.place = -symbol.place
        else:
            for symbol in result:
                if symbol.place >= SHN_LORESERVE:
                    symbol.place = -symbol.place
        return result
