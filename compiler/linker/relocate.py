"""Obey the actions: compute every relocation's value and store it in the image.

The idea: addresses are final, so each action is one formula of S, A, P and the tables' addresses;
the machine stores the field or rewrites the instruction. Sections that are not loaded (debug
information) take plain values only; what they say of discarded code becomes 0, or 1 where 0 would
end a list.
"""

from __future__ import annotations

from compiler.elf.constants import SHF_ALLOC, STT_SECTION
from compiler.linker import actions as act
from compiler.linker.allocate import Tables, target_address
from compiler.linker.link_state import Link
from compiler.linker.machine import Row
from compiler.linker.sections import InputSection
from compiler.linker.symbols import UNDEFINED, Symbol


class Relocator:
    """Applies relocations to the image of one link."""

    def __init__(self, link: Link, tables: Tables, image: bytearray) -> None:
        self.link: Link = link
        self.tables: Tables = tables
        self.image: bytearray = image
        self.got_base: int = link.got_base
        self.problems: int = 0

    def relocate_all(self) -> None:
        for section in self.link.sections:
            if section.relocs and section.alive and section.file is not None:
                if section.flags & SHF_ALLOC:
                    self.relocate(section)
                else:
                    self.relocate_debug(section)
        for section in self.link.eh_sections:
            if section.relocs and section.alive and section.home is not None:
                self.relocate(section)

    def relocate(self, section: InputSection) -> None:
        """Apply the scanned relocations of a loaded section."""
        file = section.file
        assert file is not None
        home = section.home if section.home is not None else section
        out = home.out
        if out is None:
            return
        machine = self.link.machine
        rows = machine.rows
        symbols = file.symbols
        image = self.image
        base_address = out.address + home.offset
        base_offset = out.file_offset + home.offset
        actions = section.actions
        in_pieces = section.home is not None
        highs: dict[int, int] = {}  # what LOW relocations refer to, by offset
        for number, reloc in enumerate(section.relocs):
            action = actions[number]
            if action == act.SKIPPED or action == act.NONE:
                continue
            offset = reloc.offset
            if in_pieces:
                offset = section.placed_at(offset)
            at = base_offset + offset
            place = base_address + offset
            machine.place = place
            row = rows[reloc.type]
            if reloc.symbol is None:
                symbol = NO_SYMBOL
            else:
                symbol = symbols[reloc.symbol.index]
            addend = reloc.addend
            if action >= act.RELAXED_GOT and action != act.WEAK_ZERO:
                value = self.relaxed_value(action, symbol, addend, place)
                value = machine.write_relaxed(action, image, at, value, section.data, reloc.offset)
                fits = -0x80000000 <= value < 0x80000000
            elif action == act.DYNAMIC:
                fits = machine.rela or machine.write_field(row, image, at, addend)
            elif action == act.LOW:
                value = self.high_value(section, symbol, highs)
                fits = machine.write_field(row, image, at, value)
            else:
                value = self.plain_value(action, row, symbol, addend, place)
                if row.high:
                    highs[reloc.offset] = value
                fits = machine.write_field(row, image, at, value)
            if not fits:
                self.truncated(section, reloc.offset, row, symbol)

    def high_value(self, section: InputSection, label: Symbol, highs: dict[int, int]) -> int:
        """The value of the relocation at `label`, whose low part is wanted elsewhere."""
        known = highs.get(label.value)
        if known is not None:
            return known
        file = section.file
        assert file is not None
        for number, reloc in enumerate(section.relocs):
            row = self.link.machine.rows[reloc.type]
            if reloc.offset == label.value and row.high and reloc.symbol is not None:
                symbol = file.symbols[reloc.symbol.index]
                return self.plain_value(section.actions[number], row, symbol, reloc.addend,
                                        section.where(reloc.offset))
        self.link.diagnostics.error(
            f"{file.path}:({section.name}): low part of an address without its high part")
        return 0

    def plain_value(
        self, action: int, row: Row, symbol: Symbol, addend: int, place: int
    ) -> int:
        if action == act.PC:
            return target_address(symbol, addend) - place
        if action == act.PLT_PC:
            if symbol.plt_index >= 0:
                return symbol.plt_address + addend - place
            return target_address(symbol, addend) - place
        if action in (act.ABS, act.DYNAMIC_VALUE, act.ADD_TO, act.SUB_FROM, act.SET_TO):
            return target_address(symbol, addend)
        if action == act.GOT_PC:
            return self.tables.slot_address(symbol.got_index) + addend - place
        if action == act.WEAK_ZERO:
            return addend - place
        if action == act.TPOFF:
            return target_address(symbol, addend) - self.link.thread_pointer
        if action == act.NEG_TPOFF:
            return self.link.thread_pointer - target_address(symbol, addend)
        if action == act.DTPOFF:
            return target_address(symbol, addend) - self.link.tls_start - (
                self.link.machine.dtp_bias)
        if action == act.GOTTP_PC:
            return self.tables.slot_address(symbol.tls_ie_index) + addend - place
        if action == act.TLSGD_PC:
            return self.tables.slot_address(symbol.tls_gd_index) + addend - place
        if action == act.TLSLD_PC:
            return self.tables.slot_address(self.tables.tls_ld_index) + addend - place
        if action == act.DESC_PC:
            return self.tables.slot_address(symbol.tls_desc_index) + addend - place
        if action == act.GOTBASE_PC:
            return self.got_base + addend - place
        if action == act.GOT_OFFSET:
            return self.tables.slot_address(symbol.got_index) + addend - self.got_base
        if action == act.GOTBASE_REL:
            return target_address(symbol, addend) - self.got_base
        if action == act.PLT_GOTBASE:
            address = symbol.plt_address if symbol.plt_index >= 0 else symbol.address
            return address + addend - self.got_base
        if action == act.SIZE:
            return symbol.size + addend
        return 0

    def relaxed_value(self, action: int, symbol: Symbol, addend: int, place: int) -> int:
        """What write_relaxed wants: see there."""
        if action == act.RELAXED_GOT:
            return target_address(symbol, addend) - place
        if action in (act.GD_TO_LE, act.DESC_TO_LE, act.IE_TO_LE):
            # The addend of -pc_bias belongs to the PC-relative form.
            return target_address(symbol, addend + self.link.machine.pc_bias) - (
                self.link.thread_pointer)
        if action in (act.GD_TO_IE, act.DESC_TO_IE):
            return self.tables.slot_address(symbol.tls_ie_index) + addend - place
        return 0

    def relocate_debug(self, section: InputSection) -> None:
        """Apply the relocations of a section that is not loaded."""
        file = section.file
        assert file is not None
        out = section.out
        if out is None:
            return
        machine = self.link.machine
        rows = machine.rows
        symbols = file.symbols
        image = self.image
        base = out.file_offset + section.offset
        tombstone = 1 if section.name in (".debug_ranges", ".debug_loc") else 0
        for reloc in section.relocs:
            row = rows.get(reloc.type)
            if row is None or reloc.offset + row.width > section.size:
                self.link.diagnostics.error(
                    f"{file.path}: unsupported relocation in section {section.name}"
                )
                return
            if reloc.symbol is None:
                continue
            symbol = symbols[reloc.symbol.index]
            if is_discarded(symbol):
                value = tombstone
            elif row.action in (act.ABS, act.ADD_TO, act.SUB_FROM, act.SET_TO):
                value = target_address(symbol, reloc.addend)
            elif row.action == act.PC:
                value = target_address(symbol, reloc.addend) - (section.address() + reloc.offset)
            elif row.action == act.DTPOFF:
                value = target_address(symbol, reloc.addend) - self.link.tls_start
                value -= self.link.machine.dtp_bias
            elif row.action == act.SIZE:
                value = symbol.size + reloc.addend
            elif row.action == act.NONE:
                continue
            else:
                self.link.diagnostics.error(
                    f"{file.path}: unexpected relocation {row.name} in section {section.name}"
                )
                return
            if not machine.write_field(row, image, base + reloc.offset, value):
                self.truncated(section, reloc.offset, row, symbol)

    def truncated(self, section: InputSection, offset: int, row: Row, symbol: Symbol) -> None:
        file = section.file
        path = file.path if file is not None else ""
        name = symbol.name
        if symbol.type == STT_SECTION and symbol.section is not None:
            name = symbol.section.name
        self.problems += 1
        if self.problems <= 10:
            self.link.diagnostics.error(
                f"{path}:({section.name}+0x{offset:x}): relocation truncated to fit: "
                f"{row.name} against `{name}'"
            )
        else:
            self.link.diagnostics.error_count += 1


def is_discarded(symbol: Symbol) -> bool:
    """Whether a symbol's section is not in the output."""
    section = symbol.section
    if section is None:
        return symbol.is_local() and symbol.state == UNDEFINED
    return not section.alive


NO_SYMBOL = Symbol("")
