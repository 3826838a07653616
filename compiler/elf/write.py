"""ObjectFile to the bytes of an ET_REL file.

The problem: indices (sections, symbols, groups), string tables and relocation sections must be
made and agree with each other. The idea: number everything once in a fixed order (groups, then
each section followed by its relocations, then .symtab, .strtab, .shstrtab), then emit tables.

Invariants: the bytes are a function of the ObjectFile alone; local symbols come first and
`sh_info` of .symtab tells how many; within a binding the model's order is kept.
Source: gABI 4.1 chapter 4; index 0xff00 and above through SHN_XINDEX and .symtab_shndx.
"""

from __future__ import annotations

import struct

from compiler.elf.constants import (
    ELFCLASS32,
    ELFCLASS64,
    ELFDATA2LSB,
    ELFOSABI_GNU,
    ELFOSABI_SYSV,
    ET_REL,
    EV_CURRENT,
    SHF_GNU_RETAIN,
    SHF_GROUP,
    SHF_INFO_LINK,
    SHN_LORESERVE,
    SHN_XINDEX,
    SHT_GROUP,
    SHT_NOBITS,
    SHT_NULL,
    SHT_REL,
    SHT_RELA,
    SHT_STRTAB,
    SHT_SYMTAB,
    SHT_SYMTAB_SHNDX,
    STB_GNU_UNIQUE,
    STB_LOCAL,
    STT_GNU_IFUNC,
)
from compiler.elf.model import Group, ObjectFile, Section, Symbol
from compiler.elf.rel import store_addend
from compiler.elf.strings import StringTable

MASK32 = 0xFFFFFFFF
MASK64 = 0xFFFFFFFFFFFFFFFF


class _Header:
    """One section header in the making, with its contents."""

    def __init__(self, name: str, type: int, flags: int, data: bytes | bytearray) -> None:
        self.name: str = name
        self.type: int = type
        self.flags: int = flags
        self.data: bytes | bytearray = data
        self.size: int = len(data)
        self.link: int = 0
        self.info: int = 0
        self.align: int = 1
        self.entsize: int = 0
        self.offset: int = 0


def write_object(obj: ObjectFile) -> bytes:
    """The file's bytes. Assigns `index` of every section and symbol."""
    wide = obj.is_64()
    word = 8 if wide else 4
    headers: list[_Header] = [_Header("", SHT_NULL, 0, b"")]
    headers[0].align = 0
    group_headers: list[_Header] = []
    for group in obj.groups:
        header = _Header(".group", SHT_GROUP, 0, b"")
        header.align = 4
        header.entsize = 4
        headers.append(header)
        group_headers.append(header)
    section_headers: list[_Header] = []
    reloc_headers: list[_Header | None] = []
    members: dict[int, list[int]] = {}  # section index: itself and its relocation section
    for section in obj.sections:
        section.index = len(headers)
        header = _section_header(section)
        headers.append(header)
        section_headers.append(header)
        numbers = [section.index]
        if section.relocs:
            numbers.append(len(headers))
            prefix = ".rela" if wide else ".rel"
            flags = SHF_INFO_LINK | (SHF_GROUP if section.group is not None else 0)
            relocs = _Header(prefix + section.name, SHT_RELA if wide else SHT_REL, flags, b"")
            relocs.info = section.index
            relocs.align = word
            relocs.entsize = 24 if wide else 8
            headers.append(relocs)
            reloc_headers.append(relocs)
        else:
            reloc_headers.append(None)
        members[section.index] = numbers
    for position, section in enumerate(obj.sections):
        if section.link is not None:
            section_headers[position].link = section.link.index

    symbols = _number_symbols(obj)
    symtab_index = len(headers)
    symtab = _Header(".symtab", SHT_SYMTAB, 0, b"")
    headers.append(symtab)
    extended: _Header | None = None
    if len(headers) + 3 >= SHN_LORESERVE:
        extended = _Header(".symtab_shndx", SHT_SYMTAB_SHNDX, 0, b"")
        extended.link = symtab_index
        extended.align = 4
        extended.entsize = 4
        headers.append(extended)
    names = StringTable()
    for symbol in symbols:
        names.add(symbol.name)
    strtab = _Header(".strtab", SHT_STRTAB, 0, names.finish())
    symtab.link = len(headers)
    headers.append(strtab)
    shstrtab_index = len(headers)
    shstrtab = _Header(".shstrtab", SHT_STRTAB, 0, b"")
    headers.append(shstrtab)
    section_names = StringTable()
    for header in headers:
        section_names.add(header.name)
    _set_data(shstrtab, section_names.finish())

    indices: list[int] = []
    _set_data(symtab, _symbol_table(symbols, names, wide, indices))
    symtab.align = word
    symtab.entsize = 24 if wide else 16
    symtab.info = _first_global(symbols)
    if extended is not None:
        _set_data(extended, struct.pack(f"<{len(indices)}I", *indices))
    for position, group in enumerate(obj.groups):
        header = group_headers[position]
        header.link = symtab_index
        header.info = group.signature.index
        _set_data(header, _group_words(group, members))
    for position, section in enumerate(obj.sections):
        relocs_header = reloc_headers[position]
        if relocs_header is not None:
            relocs_header.link = symtab_index
            _set_data(relocs_header, _relocation_table(section, wide))
            if not wide:
                section_headers[position].data = store_addends(section, obj.machine)
    return _assemble(obj, headers, section_names, shstrtab_index)


def _set_data(header: _Header, data: bytes | bytearray) -> None:
    header.data = data
    header.size = len(data)


def _section_header(section: Section) -> _Header:
    header = _Header(section.name, section.type, section.flags, section.data)
    if section.group is not None:
        header.flags |= SHF_GROUP
    header.size = section.size()
    header.align = section.align
    header.entsize = section.entsize
    header.info = section.info
    return header


def _number_symbols(obj: ObjectFile) -> list[Symbol]:
    """Symbols in file order, with `index` set; slot 0 is the null symbol, not listed."""
    ordered: list[Symbol] = [s for s in obj.symbols if s.bind == STB_LOCAL]
    ordered += [s for s in obj.symbols if s.bind != STB_LOCAL]
    for number, symbol in enumerate(ordered):
        symbol.index = number + 1
    return ordered


def _first_global(symbols: list[Symbol]) -> int:
    for symbol in symbols:
        if symbol.bind != STB_LOCAL:
            return symbol.index
    return len(symbols) + 1


def _symbol_table(
    symbols: list[Symbol], names: StringTable, wide: bool, indices: list[int]
) -> bytearray:
    """Bytes of .symtab; `indices` receives the words of .symtab_shndx."""
    out = bytearray(24 if wide else 16)
    indices.append(0)
    pack64 = struct.Struct("<IBBHQQ").pack
    pack32 = struct.Struct("<IIIBBH").pack
    for symbol in symbols:
        place = symbol.special
        section = symbol.section
        full = 0
        if section is not None:
            place = section.index
            if place >= SHN_LORESERVE:
                full = place
                place = SHN_XINDEX
        indices.append(full)
        name = names.offset(symbol.name)
        info = symbol.bind << 4 | symbol.type
        other = symbol.other & 0xFC | symbol.visibility
        if wide:
            value = symbol.value & MASK64
            out += pack64(name, info, other, place, value, symbol.size & MASK64)
        else:
            value = symbol.value & MASK32
            out += pack32(name, value, symbol.size & MASK32, info, other, place)
    return out


def _relocation_table(section: Section, wide: bool) -> bytearray:
    out = bytearray()
    pack64 = struct.Struct("<QQQ").pack
    pack32 = struct.Struct("<II").pack
    for reloc in section.relocs:
        symbol = reloc.symbol
        index = 0 if symbol is None else symbol.index
        if wide:
            out += pack64(reloc.offset, index << 32 | reloc.type, reloc.addend & MASK64)
        else:
            out += pack32(reloc.offset, index << 8 | reloc.type)
    return out


def store_addends(section: Section, machine: int) -> bytearray:
    """A copy of the section's data with every addend in its field (REL machines)."""
    data = bytearray(section.data)
    for reloc in section.relocs:
        store_addend(machine, reloc.type, data, reloc.offset, reloc.addend)
    return data


def _group_words(group: Group, members: dict[int, list[int]]) -> bytes:
    words = [group.flags]
    for section in group.sections:
        words += members[section.index]
    return struct.pack(f"<{len(words)}I", *words)


def _needs_gnu_abi(obj: ObjectFile) -> bool:
    """ELFOSABI_GNU marks files that use STT_GNU_IFUNC, STB_GNU_UNIQUE or SHF_GNU_RETAIN."""
    for section in obj.sections:
        if section.flags & SHF_GNU_RETAIN:
            return True
    for symbol in obj.symbols:
        if symbol.type == STT_GNU_IFUNC or symbol.bind == STB_GNU_UNIQUE:
            return True
    return False


def _assemble(
    obj: ObjectFile, headers: list[_Header], names: StringTable, shstrtab_index: int
) -> bytes:
    wide = obj.is_64()
    header_size = 64 if wide else 52
    out = bytearray(header_size)
    for header in headers:
        if header.type == SHT_NULL:
            continue
        align = max(header.align, 1)
        out += bytes(-len(out) % align)
        header.offset = len(out)
        if header.type != SHT_NOBITS:
            out += header.data
    out += bytes(-len(out) % 8)
    table = len(out)
    count = len(headers)
    many = count >= SHN_LORESERVE
    if many:
        headers[0].size = count
        headers[0].link = shstrtab_index
    pack = struct.Struct("<IIQQQQIIQQ" if wide else "<10I").pack
    for header in headers:
        out += pack(
            names.offset(header.name),
            header.type,
            header.flags,
            0,
            header.offset,
            header.size,
            header.link,
            header.info,
            header.align,
            header.entsize,
        )
    osabi = ELFOSABI_GNU if _needs_gnu_abi(obj) else ELFOSABI_SYSV
    ident = bytes([0x7F, 0x45, 0x4C, 0x46, ELFCLASS64 if wide else ELFCLASS32])
    ident += bytes([ELFDATA2LSB, EV_CURRENT, osabi]) + bytes(8)
    shnum = 0 if many else count
    shstrndx = SHN_XINDEX if many else shstrtab_index
    word = "Q" if wide else "I"
    shentsize = 64 if wide else 40
    out[:header_size] = ident + struct.pack(
        f"<HHI{word}{word}{word}IHHHHHH",
        *(ET_REL, obj.machine, EV_CURRENT, 0, 0, table),
        *(obj.flags, header_size, 0, 0, shentsize, shnum, shstrndx),
    )
    return bytes(out)
