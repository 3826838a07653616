"""-r: many relocatable objects into one.

The idea: concatenate sections of equal name, type and flags into model Sections, move symbols and
relocations along, and let elf/write.py do the rest. COMDAT groups stay groups (sections of a
group are never joined with others), relocations against section symbols get the section's new
place added to their addend.
"""

from __future__ import annotations

from compiler.elf.constants import (
    SHF_LINK_ORDER,
    SHF_MERGE,
    SHN_ABS,
    SHN_COMMON,
    SHN_UNDEF,
    SHT_NOBITS,
    SHT_RISCV_ATTRIBUTES,
    STB_GLOBAL,
    STB_LOCAL,
    STB_WEAK,
    STT_FILE,
    STT_SECTION,
)
from compiler.elf.model import Group, ObjectFile, Reloc, Section
from compiler.elf.model import Symbol as ObjectSymbol
from compiler.elf.write import write_object
from compiler.linker.resolve import SymbolTable
from compiler.linker.riscv import merged_attributes
from compiler.linker.sections import InputFile, InputSection, is_debug_name
from compiler.linker.symbols import COMMON, DEFINED, Symbol


class _Placed:
    """Where an input section went."""

    def __init__(self, section: Section, offset: int) -> None:
        self.section: Section = section
        self.offset: int = offset


class Joiner:
    """One -r link."""

    def __init__(self, table: SymbolTable, machine: int, strip: bool) -> None:
        self.table: SymbolTable = table
        self.strip: bool = strip  # leave debug sections out
        self.result: ObjectFile = ObjectFile(machine)
        self.by_key: dict[str, Section] = {}
        self.globals: dict[str, ObjectSymbol] = {}
        self.places: list[list[_Placed | None]] = []
        self.locals: list[list[ObjectSymbol | None]] = []

    def join(self) -> ObjectFile:
        table = self.table
        if table.files:
            self.result.flags = table.files[0].object.flags
        for file in table.files:
            self.places.append([self._place(file, section) for section in file.sections])
        self._add_stack_note()
        for file in table.files:
            self._link_order(file)
            made: list[ObjectSymbol | None] = []
            for position, symbol in enumerate(file.symbols):
                made.append(self._local(file, symbol, file.object.symbols[position]))
            self.locals.append(made)
        for key, symbol in table.symbols.items():
            if symbol.referenced or symbol.state == DEFINED:
                self._global(key, symbol)
        for file in table.files:
            self._groups(file)
            for section in file.sections:
                if section is not None and section.relocs:
                    self._relocs(file, section)
        return self.result

    def _place(self, file: InputFile, section: InputSection | None) -> _Placed | None:
        if section is None:
            return None
        source = section.source
        assert source is not None
        if self.strip and is_debug_name(source.name):
            return None
        key = f"{source.name} {source.type} {source.flags} {source.entsize}"
        if source.group is not None or source.flags & SHF_LINK_ORDER:
            key = f"{file.number} {source.index}"
        elif source.flags & SHF_MERGE:
            key += f" {source.align}"
        target = self.by_key.get(key)
        if target is None:
            target = Section(source.name, source.type, source.flags, 1, source.entsize)
            target.info = source.info
            self.by_key[key] = target
            self.result.add_section(target)
        if source.type == SHT_RISCV_ATTRIBUTES and target.data:
            target.data = bytearray(merged_attributes([bytes(target.data), bytes(section.data)]))
            return _Placed(target, 0)
        offset = target.size()
        padding = -offset & (source.align - 1)
        target.align = max(target.align, source.align)
        if target.type == SHT_NOBITS:
            target.nobits_size = offset + padding + section.size
        else:
            target.data += bytes(padding)
            target.data += section.data
        return _Placed(target, offset + padding)

    def _add_stack_note(self) -> None:
        """The stack note was set apart when the files were read."""
        if not self.table.files:
            return
        if self.table.no_stack_note and not self.table.exec_stack:
            return
        note = Section(".note.GNU-stack", 1, 4 if self.table.exec_stack else 0, 1)
        self.result.add_section(note)

    def _link_order(self, file: InputFile) -> None:
        for number, placed in enumerate(self.places[file.number]):
            source = file.object.sections[number]
            if placed is None or source.link is None:
                continue
            target = self.places[file.number][source.link.index]
            placed.section.link = target.section if target is not None else None

    def _local(
        self, file: InputFile, symbol: Symbol, source: ObjectSymbol
    ) -> ObjectSymbol | None:
        if not symbol.is_local():
            return None
        made = ObjectSymbol(symbol.name, None, symbol.value, symbol.size, STB_LOCAL, symbol.type)
        made.visibility = symbol.visibility
        made.other = symbol.other
        if source.section is not None:
            placed = self.places[file.number][source.section.index]
            if placed is None:
                return None
            if symbol.type == STT_SECTION:
                return self.result.section_symbol(placed.section)
            made.section = placed.section
            made.value = symbol.value + placed.offset
        elif symbol.type == STT_FILE or source.is_absolute():
            made.special = SHN_ABS
        return self.result.add_symbol(made)

    def _global(self, key: str, symbol: Symbol) -> ObjectSymbol:
        made = self.globals.get(key)
        if made is not None:
            return made
        name = symbol.display_name() if symbol.version else symbol.name
        bind = symbol.bind
        if symbol.state != DEFINED and symbol.state != COMMON:
            bind = STB_WEAK if symbol.weak_references else STB_GLOBAL
        made = ObjectSymbol(name, None, symbol.value, symbol.size, bind, symbol.type)
        made.visibility = symbol.visibility
        made.other = symbol.other
        made.special = SHN_UNDEF
        if symbol.state == COMMON:
            made.special = SHN_COMMON
        elif symbol.state == DEFINED:
            section = symbol.section
            if section is None or section.file is None or section.source is None:
                made.special = SHN_ABS
            else:
                placed = self.places[section.file.number][section.source.index]
                if placed is not None:
                    made.section = placed.section
                    made.value = symbol.value + placed.offset
        self.globals[key] = made
        return self.result.add_symbol(made)

    def _groups(self, file: InputFile) -> None:
        for group in file.object.groups:
            members: list[Section] = []
            for section in group.sections:
                placed = self.places[file.number][section.index]
                if placed is not None:
                    members.append(placed.section)
            signature = self._symbol_of(file, group.signature)
            if members and signature is not None:
                made = Group(signature, group.flags)
                made.sections = members
                for member in members:
                    member.group = made
                self.result.groups.append(made)

    def _symbol_of(self, file: InputFile, source: ObjectSymbol) -> ObjectSymbol | None:
        local = self.locals[file.number][source.index]
        if local is not None:
            return local
        symbol = file.symbols[source.index]
        if symbol.is_local():
            return None
        return self.globals.get(_key_of(symbol))

    def _relocs(self, file: InputFile, section: InputSection) -> None:
        source = section.source
        assert source is not None
        placed = self.places[file.number][source.index]
        if placed is None:
            return
        for reloc in section.relocs:
            addend = reloc.addend
            symbol: ObjectSymbol | None = None
            kind = reloc.type
            if reloc.symbol is not None:
                symbol = self._symbol_of(file, reloc.symbol)
                if symbol is None:
                    kind = 0  # what it referred to is discarded
                elif reloc.symbol.type == STT_SECTION and reloc.symbol.section is not None:
                    target = self.places[file.number][reloc.symbol.section.index]
                    if target is not None:
                        addend += target.offset + reloc.symbol.value
            offset = placed.offset + reloc.offset
            placed.section.relocs.append(Reloc(offset, kind, symbol, addend))


def _key_of(symbol: Symbol) -> str:
    if symbol.version and not symbol.is_default_version:
        return f"{symbol.name}@{symbol.version}"
    return symbol.name


def write_relocatable(table: SymbolTable, number: int, strip: bool) -> bytes:
    """The bytes of the joined object; `strip`: without debug sections."""
    return write_object(Joiner(table, number, strip).join())
