"""--gc-sections: keep what the entry point, the exports and the constructors reach.

The idea: mark from the roots along relocations with an explicit stack; what is not marked dies.
An unwind record does not keep its function, but a kept function keeps what its record names
(personality, LSDA). `__start_X` keeps every section X.
Source: GNU ld manual 2.40, --gc-sections and KEEP of the default script.
"""

from __future__ import annotations

from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_GNU_RETAIN,
    SHF_LINK_ORDER,
    SHT_FINI_ARRAY,
    SHT_INIT_ARRAY,
    SHT_NOTE,
    SHT_PREINIT_ARRAY,
)
from compiler.elf.model import Section
from compiler.linker.eh_frame import Record, record_symbol
from compiler.linker.link_state import Link
from compiler.linker.sections import InputFile, InputSection
from compiler.linker.symbols import Symbol

KEPT_NAMES = (".init", ".fini", ".jcr", ".ctors", ".dtors", ".eh_frame")
KEPT_PREFIXES = (".init_array", ".fini_array", ".preinit_array", ".ctors.", ".dtors.", ".note.")


def is_c_identifier(name: str) -> bool:
    return name.isascii() and name.isidentifier()


class Collector:
    """The marking of one link."""

    def __init__(self, link: Link, records: list[list[Record]]) -> None:
        self.link: Link = link
        self.stack: list[InputSection] = []
        self.by_c_name: dict[str, list[InputSection]] = {}
        self.ordered: dict[str, list[InputSection]] = {}  # LINK_ORDER sections by target
        self.frames: dict[str, list[Record]] = {}  # FDEs by function section
        for section in link.sections:
            if is_c_identifier(section.name):
                self.by_c_name.setdefault(section.name, []).append(section)
            source = section.source
            if source is not None and source.flags & SHF_LINK_ORDER and source.link is not None:
                key = self._key(section.file, source.link)
                self.ordered.setdefault(key, []).append(section)
        for group in records:
            for record in group:
                symbol = record_symbol(record) if record.cie is not None else None
                if symbol is not None and symbol.section is not None:
                    target = symbol.section
                    if target.source is not None:
                        key = self._key(target.file, target.source)
                        self.frames.setdefault(key, []).append(record)

    def _key(self, file: InputFile | None, source: Section) -> str:
        return f"{file.number if file is not None else -1} {source.index}"

    def mark_symbol(self, symbol: Symbol) -> None:
        section = symbol.section
        if section is not None:
            self.mark(section)
        name = symbol.name
        if name.startswith("__start_"):
            name = name[8:]
        elif name.startswith("__stop_"):
            name = name[7:]
        else:
            return
        if section is None or symbol.provided:
            if self.link.options.keyword("z-start-stop-gc", False):
                return
            for kept in self.by_c_name.get(name, []):
                self.mark(kept)

    def mark(self, section: InputSection) -> None:
        if not section.marked:
            section.marked = True
            self.stack.append(section)

    def run(self) -> None:
        """Mark everything that what is on the stack reaches."""
        while self.stack:
            section = self.stack.pop()
            file = section.file
            if file is None:
                continue
            if section.name != ".eh_frame":
                for reloc in section.relocs:
                    if reloc.symbol is not None:
                        self.mark_symbol(file.symbols[reloc.symbol.index])
            source = section.source
            if source is None:
                continue
            key = self._key(file, source)
            for other in self.ordered.get(key, []):
                self.mark(other)
            for record in self.frames.get(key, []):
                self._mark_record(record)
            if source.group is not None:
                for member in source.group.sections:
                    other_input = file.sections[member.index]
                    if other_input is not None:
                        self.mark(other_input)

    def _mark_record(self, record: Record) -> None:
        file = record.section.file
        if file is None:
            return
        for reloc in record.relocs:
            if reloc.offset != record.start + 8 and reloc.symbol is not None:
                self.mark_symbol(file.symbols[reloc.symbol.index])
        if record.cie is not None:
            for reloc in record.cie.relocs:
                if reloc.symbol is not None:
                    self.mark_symbol(file.symbols[reloc.symbol.index])


def is_root(section: InputSection) -> bool:
    """Sections that are kept whether or not anything refers to them."""
    if not section.flags & SHF_ALLOC or section.flags & SHF_GNU_RETAIN:
        return True
    if section.type in (SHT_NOTE, SHT_INIT_ARRAY, SHT_FINI_ARRAY, SHT_PREINIT_ARRAY):
        return section.source is None or section.source.group is None
    return section.name in KEPT_NAMES or section.name.startswith(KEPT_PREFIXES)


def collect(link: Link, records: list[list[Record]]) -> None:
    """Discard what is not reached: clears `alive` and shortens link.sections."""
    collector = Collector(link, records)
    options = link.options
    roots = [link.entry, options.value("init", "_init"), options.value("fini", "_fini")]
    roots += options.list("undefined") + options.list("require-defined")
    for name in roots:
        symbol = link.table.symbols.get(name)
        if symbol is not None:
            collector.mark_symbol(symbol)
    for symbol in link.table.symbols.values():
        if symbol.exported:
            collector.mark_symbol(symbol)
    for section in link.sections:
        if section.file is None or is_root(section):
            # Debug sections stay, but keep nothing alive themselves.
            if section.flags & SHF_ALLOC or section.flags & SHF_GNU_RETAIN:
                collector.mark(section)
            else:
                section.marked = True
    collector.run()
    kept: list[InputSection] = []
    for section in link.sections:
        if section.marked:
            kept.append(section)
            continue
        section.alive = False
        if options.on("print-gc-sections") and section.file is not None:
            link.diagnostics.note(
                f"vld: removing unused section '{section.name}' in file '{section.file.path}'"
            )
    link.sections = kept
