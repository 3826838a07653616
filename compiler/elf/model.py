"""The object file as a data structure: what the assembler and the code emitter produce, what
write.py puts into a file, what read.py makes of one, and what the linker links.

The problem: four producers and consumers need one idea of "object" that holds everything of an
ELF relocatable file and nothing of its byte layout. The idea: sections, symbols, relocations and
groups refer to each other by reference; indices, string tables, symbol order and REL against
RELA are write.py's and read.py's business alone.

Invariants:
- every Section, Symbol and Group that another one refers to is in the ObjectFile's own list
  (but the writer adds section symbols, .symtab, .strtab and relocation sections by itself);
- numbers are plain ints: `value` and `addend` may be any 64-bit value, as signed or unsigned;
- `len(data)` is a section's size, except for SHT_NOBITS, where `data` is empty and `nobits_size`
  is the size;
- addends stand in `Reloc.addend` on every machine; for EM_386 (REL) the writer stores them into
  the field and the reader takes them out of it (the field itself is zero in `data`).

Source: System V gABI 4.1, chapter 4.
"""

from __future__ import annotations

from compiler.elf.constants import (
    EM_386,
    SHF_ALLOC,
    SHN_ABS,
    SHN_COMMON,
    SHN_UNDEF,
    SHT_NOBITS,
    SHT_PROGBITS,
    STB_GLOBAL,
    STB_LOCAL,
    STT_NOTYPE,
    STT_SECTION,
    STV_DEFAULT,
)


class Section:
    """One section of an object. Sizes, alignment and offsets are bytes.

    `flags` are SHF_* (SHF_GROUP and SHF_INFO_LINK are set by the writer); `link` is the section
    that SHF_LINK_ORDER orders by; `info` is kept as it is read and written; `group` is the
    COMDAT group that the section belongs to.
    """

    def __init__(
        self,
        name: str,
        type: int = SHT_PROGBITS,
        flags: int = SHF_ALLOC,
        align: int = 1,
        entsize: int = 0,
    ) -> None:
        self.name: str = name
        self.type: int = type
        self.flags: int = flags
        self.align: int = align
        self.entsize: int = entsize
        self.data: bytearray = bytearray()
        self.nobits_size: int = 0
        self.relocs: list[Reloc] = []
        self.link: Section | None = None
        self.info: int = 0
        self.group: Group | None = None
        self.symbol: Symbol | None = None  # its STT_SECTION symbol, once somebody asked for it
        self.index: int = 0  # scratch for the writer and the reader: section header index

    def size(self) -> int:
        """Bytes that the section occupies in memory."""
        if self.type == SHT_NOBITS:
            return self.nobits_size
        return len(self.data)


class Symbol:
    """One symbol. `section` is where it is defined; without one, `special` tells why:
    SHN_UNDEF (not defined here), SHN_ABS (`value` is absolute), SHN_COMMON (`value` is the
    alignment, `size` the size)."""

    def __init__(
        self,
        name: str,
        section: Section | None = None,
        value: int = 0,
        size: int = 0,
        bind: int = STB_GLOBAL,
        type: int = STT_NOTYPE,
        visibility: int = STV_DEFAULT,
        special: int = SHN_UNDEF,
    ) -> None:
        self.name: str = name
        self.section: Section | None = section
        self.value: int = value
        self.size: int = size
        self.bind: int = bind
        self.type: int = type
        self.visibility: int = visibility
        self.special: int = special
        self.other: int = 0  # st_other above its two visibility bits (RISC-V variant_cc ...)
        self.index: int = 0  # scratch for the writer and the reader: symbol table index

    def is_defined(self) -> bool:
        """Whether the object itself gives the symbol a place (common symbols included)."""
        return self.section is not None or self.special != SHN_UNDEF

    def is_absolute(self) -> bool:
        return self.section is None and self.special == SHN_ABS

    def is_common(self) -> bool:
        return self.section is None and self.special == SHN_COMMON


class Reloc:
    """One relocation: at `offset` of its section, put a field of the machine's `type` computed
    from `symbol` (None: no symbol, as for RISC-V's alignment marks) and `addend`."""

    def __init__(self, offset: int, type: int, symbol: Symbol | None, addend: int) -> None:
        self.offset: int = offset
        self.type: int = type
        self.symbol: Symbol | None = symbol
        self.addend: int = addend


class Group:
    """A section group: kept or discarded as a whole. `flags` GRP_COMDAT: among groups with the
    same signature name the linker keeps the first."""

    def __init__(self, signature: Symbol, flags: int) -> None:
        self.signature: Symbol = signature
        self.flags: int = flags
        self.sections: list[Section] = []


class ObjectFile:
    """A relocatable object. `path` is what diagnostics call it: `a.o` or `libx.a(member.o)`."""

    def __init__(self, machine: int, path: str = "", flags: int = 0) -> None:
        self.machine: int = machine
        self.path: str = path
        self.flags: int = flags  # e_flags
        self.sections: list[Section] = []
        self.symbols: list[Symbol] = []
        self.groups: list[Group] = []

    def is_64(self) -> bool:
        """ELFCLASS64, which all machines here are except EM_386."""
        return self.machine != EM_386

    def add_section(self, section: Section) -> Section:
        self.sections.append(section)
        return section

    def add_symbol(self, symbol: Symbol) -> Symbol:
        self.symbols.append(symbol)
        return symbol

    def section_symbol(self, section: Section) -> Symbol:
        """The STT_SECTION symbol of `section`, made at the first call."""
        found = section.symbol
        if found is None:
            found = Symbol("", section, 0, 0, STB_LOCAL, STT_SECTION)
            section.symbol = found
            self.symbols.append(found)
        return found

    def add_group(self, signature: Symbol, flags: int, sections: list[Section]) -> Group:
        group = Group(signature, flags)
        for section in sections:
            section.group = group
            group.sections.append(section)
        self.groups.append(group)
        return group
