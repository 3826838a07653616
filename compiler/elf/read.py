"""ELF files to data structures: relocatable objects and shared libraries.

The problem: an object may come from any assembler, or be damaged; whatever is in it, the reader
gives either an ObjectFile that keeps the model's invariants or an ElfError, never a traceback.
The idea: Image bounds every access; this file checks every index. Tables are read in bulk.
Source: gABI 4.1 chapters 4 and 5; LSB symbol versioning.
"""

from __future__ import annotations

import struct
import zlib

from compiler.elf.constants import (
    DT_NEEDED,
    DT_SONAME,
    ELFCOMPRESS_ZLIB,
    EM_AARCH64,
    EM_X86_64,
    ET_DYN,
    ET_REL,
    SHF_COMPRESSED,
    SHF_GROUP,
    SHF_INFO_LINK,
    SHF_LINK_ORDER,
    SHF_WRITE,
    SHN_ABS,
    SHN_COMMON,
    SHN_UNDEF,
    SHT_DYNAMIC,
    SHT_DYNSYM,
    SHT_GNU_VERDEF,
    SHT_GNU_VERNEED,
    SHT_GNU_VERSYM,
    SHT_GROUP,
    SHT_NOBITS,
    SHT_NULL,
    SHT_REL,
    SHT_RELA,
    SHT_STRTAB,
    SHT_SYMTAB,
    SHT_SYMTAB_SHNDX,
    STB_LOCAL,
    STT_COMMON,
    STT_OBJECT,
    STT_SECTION,
    VER_FLG_BASE,
    VER_NDX_LOCAL,
    VERSYM_HIDDEN,
)
from compiler.elf.image import ElfError, Image, SectionHeader
from compiler.elf.model import Group, ObjectFile, Reloc, Section, Symbol
from compiler.elf.rel import take_addend

__all__ = ["DynamicSymbol", "ElfError", "SharedLibrary", "read_object", "read_shared"]

# Sections that the model expresses otherwise.
STRUCTURAL = (SHT_NULL, SHT_SYMTAB, SHT_STRTAB, SHT_GROUP, SHT_SYMTAB_SHNDX, SHT_RELA, SHT_REL)


def read_object(data: bytes, path: str) -> ObjectFile:
    """Read an ET_REL file. Raises ElfError."""
    image = Image(data, path)
    if image.type != ET_REL:
        raise image.error("not a relocatable object file")
    return read_relocatable(image)


def read_relocatable(image: Image) -> ObjectFile:
    """Read the ET_REL file in `image`. Raises ElfError."""
    obj = ObjectFile(image.machine, image.path, image.flags)
    by_index: list[Section | None] = []
    for header in image.sections:
        by_index.append(_read_section(image, header, obj))
    for position, header in enumerate(image.sections):
        section = by_index[position]
        if section is not None and header.flags & SHF_LINK_ORDER and header.link:
            if header.link >= len(by_index):
                raise image.error(f"invalid sh_link of section {header.name}")
            section.link = by_index[header.link]
    symbols = _read_symbols(image, obj, by_index)
    for header in image.sections:
        if header.type == SHT_GROUP:
            _read_group(image, header, obj, by_index, symbols)
        elif header.type in (SHT_RELA, SHT_REL):
            _read_relocs(image, header, obj, by_index, symbols)
    return obj


def _read_section(image: Image, header: SectionHeader, obj: ObjectFile) -> Section | None:
    if header.type in STRUCTURAL:
        return None
    align = header.align
    if align & (align - 1) or align > 1 << 40:
        raise image.error(f"invalid alignment of section {header.name}")
    flags = header.flags & ~(SHF_GROUP | SHF_INFO_LINK)
    section = Section(header.name, header.type, flags, max(align, 1), header.entsize)
    section.info = header.info
    if header.type == SHT_NOBITS:
        if header.size > 1 << 46:
            raise image.error(f"invalid size of section {header.name}")
        section.nobits_size = header.size
    else:
        raw = image.section_bytes(header, f"section {header.name}")
        if flags & SHF_COMPRESSED:
            raw = _decompress(image, header, raw, section)
            section.flags &= ~SHF_COMPRESSED
        section.data = bytearray(raw)
    section.index = len(obj.sections)
    obj.sections.append(section)
    return section


def _decompress(image: Image, header: SectionHeader, raw: bytes, section: Section) -> bytes:
    form = struct.Struct("<IIQQ" if image.wide else "<III")
    if len(raw) < form.size:
        raise image.error(f"invalid compressed section {header.name}")
    fields = form.unpack_from(raw)
    size = int(fields[2] if image.wide else fields[1])
    section.align = max(int(fields[3] if image.wide else fields[2]), 1)
    if fields[0] != ELFCOMPRESS_ZLIB:
        raise image.error(f"section {header.name}: unsupported compression {fields[0]}")
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(raw[form.size :], size + 1)
    except zlib.error:
        raise image.error(f"corrupt compressed section {header.name}") from None
    if len(data) != size:
        raise image.error(f"corrupt compressed section {header.name}")
    return data


def _read_symbols(
    image: Image, obj: ObjectFile, by_index: list[Section | None]
) -> list[Symbol | None]:
    """Symbols by file index (slot 0 is None); appends them to the object."""
    result: list[Symbol | None] = [None]
    table: SectionHeader | None = None
    for header in image.sections:
        if header.type == SHT_SYMTAB:
            if table is not None:
                raise image.error("more than one symbol table")
            table = header
    if table is None:
        return result
    extended = b""
    for header in image.sections:
        if header.type == SHT_SYMTAB_SHNDX:
            extended = image.section_bytes(header, "extended section indices")
    names = image.table_bytes(table.link, "symbol names")
    first = True
    for raw in image.symbols(table, extended):
        if first:
            first = False
            continue
        bind = raw.info >> 4
        kind = raw.info & 15
        place = raw.place
        section: Section | None = None
        special = SHN_UNDEF
        if place == -SHN_ABS:
            special = SHN_ABS
        elif place == -SHN_COMMON:
            special = SHN_COMMON
            align = raw.value
            if align & (align - 1):
                raise image.error("invalid alignment of a common symbol")
        elif place < 0 or place >= len(by_index):
            raise image.error(f"invalid section index {abs(place)} of a symbol")
        elif place:
            section = by_index[place]
            if section is None and kind != STT_SECTION:
                special = SHN_ABS
        name = image.name_in(names, raw.name_offset)
        if kind == STT_COMMON:
            kind = STT_OBJECT
        symbol = Symbol(name, section, raw.value, raw.size, bind, kind, raw.other & 3, special)
        symbol.other = raw.other & 0xFC
        symbol.index = len(result)
        if kind == STT_SECTION and section is not None and section.symbol is None:
            section.symbol = symbol
        result.append(symbol)
        obj.symbols.append(symbol)
    if len(result) > 1 and table.info > len(result):
        raise image.error("invalid sh_info of the symbol table")
    for number in range(1, len(result)):
        symbol_here = result[number]
        if symbol_here is not None and (symbol_here.bind == STB_LOCAL) != (number < table.info):
            raise image.error(f"symbol {number} is on the wrong side of sh_info")
    return result


def _read_group(
    image: Image,
    header: SectionHeader,
    obj: ObjectFile,
    by_index: list[Section | None],
    symbols: list[Symbol | None],
) -> None:
    raw = image.section_bytes(header, "section group")
    if len(raw) < 4 or len(raw) % 4:
        raise image.error("invalid section group")
    signature = symbols[header.info] if 0 < header.info < len(symbols) else None
    if signature is None:
        raise image.error("invalid signature of a section group")
    words = struct.unpack(f"<{len(raw) // 4}I", raw)
    group = Group(signature, words[0])
    for index in words[1:]:
        if index >= len(by_index):
            raise image.error("invalid member of a section group")
        member = by_index[index]
        if member is not None:
            if member.group is not None:
                raise image.error(f"section {member.name} is in two groups")
            member.group = group
            group.sections.append(member)
    obj.groups.append(group)


def _read_relocs(
    image: Image,
    header: SectionHeader,
    obj: ObjectFile,
    by_index: list[Section | None],
    symbols: list[Symbol | None],
) -> None:
    section = by_index[header.info] if 0 < header.info < len(by_index) else None
    if section is None:
        raise image.error(f"invalid sh_info of section {header.name}")
    raw = image.section_bytes(header, f"section {header.name}")
    explicit = header.type == SHT_RELA
    if not explicit and obj.machine in (EM_X86_64, EM_AARCH64):
        raise image.error(f"section {header.name}: REL relocations are not used on this machine")
    form = struct.Struct(("<QQq" if explicit else "<QQ") if image.wide else
                         ("<IIi" if explicit else "<II"))
    if len(raw) % form.size or header.entsize != form.size:
        raise image.error(f"invalid size of section {header.name}")
    shift = 32 if image.wide else 8
    mask = 0xFFFFFFFF if image.wide else 0xFF
    size = section.size()
    count = len(symbols)
    relocs = section.relocs
    for fields in form.iter_unpack(raw):
        offset: int = fields[0]
        info: int = fields[1]
        number = info >> shift
        kind = info & mask
        if number >= count or offset > size:
            raise image.error(f"invalid relocation in section {header.name}")
        addend: int = fields[2] if explicit else take_addend(
            obj.machine, kind, section.data, offset
        )
        relocs.append(Reloc(offset, kind, symbols[number], addend))


class DynamicSymbol:
    """A symbol of a shared library: one definition with one version ("" when it has none)."""

    def __init__(self, name: str, version: str, is_default: bool) -> None:
        self.name: str = name
        self.version: str = version
        self.is_default: bool = is_default
        self.value: int = 0
        self.size: int = 0
        self.bind: int = 0
        self.type: int = 0
        self.visibility: int = 0
        self.is_absolute: bool = False
        self.writable: bool = False  # it lies in a section that may be written
        self.align: int = 1  # of that section


class SharedLibrary:
    """What a linker wants to know of an ET_DYN file."""

    def __init__(self, path: str, machine: int) -> None:
        self.path: str = path
        self.machine: int = machine
        self.soname: str = ""
        self.needed: list[str] = []
        self.versions: list[str] = []  # names of the versions that it defines, base excluded
        self.defined: list[DynamicSymbol] = []
        self.undefined: list[str] = []  # names that it wants from others (weak ones excluded)
        self.references: list[str] = []  # all undefined names, weak ones included


def read_shared(data: bytes, path: str) -> SharedLibrary:
    """Read an ET_DYN file. Raises ElfError."""
    image = Image(data, path)
    if image.type != ET_DYN:
        raise image.error("not a shared library")
    return read_dynamic(image)


def read_dynamic(image: Image) -> SharedLibrary:
    """Read the ET_DYN file in `image`. Raises ElfError."""
    library = SharedLibrary(image.path, image.machine)
    dynsym: SectionHeader | None = None
    versym = b""
    version_names: dict[int, str] = {}
    for header in image.sections:
        if header.type == SHT_DYNSYM:
            dynsym = header
        elif header.type == SHT_DYNAMIC:
            _read_dynamic_section(image, header, library)
        elif header.type == SHT_GNU_VERSYM:
            versym = image.section_bytes(header, "symbol versions")
        elif header.type == SHT_GNU_VERDEF:
            _read_verdef(image, header, version_names, library)
        elif header.type == SHT_GNU_VERNEED:
            _read_verneed(image, header, version_names)
    if dynsym is None:
        return library
    names = image.table_bytes(dynsym.link, "dynamic symbol names")
    symbols = image.symbols(dynsym, b"")
    if versym and len(versym) < 2 * len(symbols):
        raise image.error("invalid size of symbol versions")
    for number, raw in enumerate(symbols):
        bind = raw.info >> 4
        if number == 0 or bind == STB_LOCAL:
            continue
        name = image.name_in(names, raw.name_offset)
        if raw.place == SHN_UNDEF:
            library.references.append(name)
            if bind == 1:
                library.undefined.append(name)
            continue
        version = ""
        is_default = True
        if versym:
            word = versym[2 * number] | versym[2 * number + 1] << 8
            if word & ~VERSYM_HIDDEN == VER_NDX_LOCAL:
                continue
            is_default = not word & VERSYM_HIDDEN
            version = version_names.get(word & ~VERSYM_HIDDEN, "")
        symbol = DynamicSymbol(name, version, is_default)
        symbol.value = raw.value
        symbol.size = raw.size
        symbol.bind = bind
        symbol.type = raw.info & 15
        symbol.visibility = raw.other & 3
        if raw.place > 0:
            section = image.section(raw.place)
            symbol.writable = section.flags & SHF_WRITE != 0
            symbol.align = max(section.align, 1)
        else:
            symbol.is_absolute = True
        library.defined.append(symbol)
    return library


def _read_dynamic_section(image: Image, header: SectionHeader, library: SharedLibrary) -> None:
    raw = image.section_bytes(header, "dynamic section")
    names = image.table_bytes(header.link, "dynamic strings")
    form = struct.Struct("<qQ" if image.wide else "<iI")
    usable = len(raw) - len(raw) % form.size
    for tag, value in form.iter_unpack(raw[:usable]):
        if tag == DT_SONAME:
            library.soname = image.name_in(names, value)
        elif tag == DT_NEEDED:
            library.needed.append(image.name_in(names, value))
        elif tag == 0:
            break


def _read_verdef(
    image: Image, header: SectionHeader, version_names: dict[int, str], library: SharedLibrary
) -> None:
    raw = image.section_bytes(header, "version definitions")
    names = image.table_bytes(header.link, "version names")
    position = 0
    for _ in range(header.info):
        if position + 20 > len(raw):
            raise image.error("invalid version definitions")
        _, flags, index, _, _, aux, following = struct.unpack_from("<HHHHIII", raw, position)
        if position + aux + 8 > len(raw):
            raise image.error("invalid version definitions")
        name = image.name_in(names, struct.unpack_from("<I", raw, position + aux)[0])
        if not flags & VER_FLG_BASE:
            version_names[index] = name
            library.versions.append(name)
        if following == 0:
            break
        position += following


def _read_verneed(image: Image, header: SectionHeader, version_names: dict[int, str]) -> None:
    raw = image.section_bytes(header, "version needs")
    names = image.table_bytes(header.link, "version names")
    position = 0
    for _ in range(header.info):
        if position + 16 > len(raw):
            raise image.error("invalid version needs")
        _, count, _, aux, following = struct.unpack_from("<HHIII", raw, position)
        entry = position + aux
        for _ in range(count):
            if entry + 16 > len(raw):
                raise image.error("invalid version needs")
            _, _, index, name, next_entry = struct.unpack_from("<IHHII", raw, entry)
            version_names[index & ~VERSYM_HIDDEN] = image.name_in(names, name)
            if next_entry == 0:
                break
            entry += next_entry
        if following == 0:
            break
        position += following
