"""From what symbols need to the sections that hold it: GOT, PLT, copies, dynamic relocations.

The idea: after the scan every symbol says what it needs; walk them in order of discovery, give
out slots, and create the synthetic sections with their final sizes. After layout fill() writes
their bytes.
Invariant: slot numbers depend on the order of discovery alone; an IFUNC bound here is reached
through a PLT entry of its own whose slot an IRELATIVE relocation fills, and that entry is its
address everywhere.
Source: psABIs "Procedure Linkage Table", "Global Offset Table"; GNU IFUNC specification.
"""

from __future__ import annotations

import struct

from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_EXECINSTR,
    SHF_WRITE,
    SHT_NOBITS,
    SHT_PROGBITS,
    SHT_REL,
    SHT_RELA,
    STT_OBJECT,
)
from compiler.elf.read import DynamicSymbol
from compiler.linker.link_state import DynamicReloc, Link
from compiler.linker.sections import Synthetic
from compiler.linker.symbols import (
    NEEDS_COPY,
    NEEDS_GOT,
    NEEDS_PLT,
    NEEDS_TLS_DESC,
    NEEDS_TLS_GD,
    NEEDS_TLS_IE,
    SHARED,
    UNDEFINED,
    Symbol,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SLOT_ADDRESS: Final = 0
SLOT_TPOFF: Final = 1
SLOT_MODULE: Final = 2
SLOT_DTPOFF: Final = 3
SLOT_EMPTY: Final = 4
SLOT_DYNAMIC: Final = 5

MASK64 = (1 << 64) - 1


class Slot:
    """One word of .got: what it holds unless a dynamic relocation fills it."""

    def __init__(self, kind: int, symbol: Symbol | None, is_static: bool) -> None:
        self.kind: int = kind
        self.symbol: Symbol | None = symbol
        self.is_static: bool = is_static


class Tables:
    """The synthetic sections of one link that the scan gave rise to."""

    def __init__(self, link: Link) -> None:
        self.link: Link = link
        machine = link.machine
        word = machine.word
        writable = SHF_ALLOC | SHF_WRITE
        code = SHF_ALLOC | SHF_EXECINSTR
        self.slots: list[Slot] = []
        self.plt_symbols: list[Symbol] = []
        self.iplt_symbols: list[Symbol] = []
        self.got: Synthetic = Synthetic(".got", SHT_PROGBITS, writable, word, word)
        self.got_plt: Synthetic = Synthetic(".got.plt", SHT_PROGBITS, writable, word, word)
        self.igot_plt: Synthetic = Synthetic(".got.plt", SHT_PROGBITS, writable, word, word)
        self.plt: Synthetic = Synthetic(".plt", SHT_PROGBITS, code, 16, machine.plt_entry_size)
        self.iplt: Synthetic = Synthetic(".plt", SHT_PROGBITS, code, 16, machine.plt_entry_size)
        kind = SHT_RELA if machine.rela else SHT_REL
        self.entry_size: int = (24 if machine.wide else 12) if machine.rela else 8
        dyn_name, plt_name = machine.dynrel_name, machine.pltrel_name
        self.rel_dyn: Synthetic = Synthetic(dyn_name, kind, SHF_ALLOC, word, self.entry_size)
        self.rel_plt: Synthetic = Synthetic(plt_name, kind, SHF_ALLOC, word, self.entry_size)
        self.copies: Synthetic = Synthetic(".bss", SHT_NOBITS, writable, 1)
        self.constant_copies: Synthetic = Synthetic(".data.rel.ro", SHT_PROGBITS, writable, 1)
        self.tls_ld_index: int = -1
        self.relative_count: int = 0

    # --- before layout

    def allocate(self) -> None:
        """Give out slots and create the sections that are not empty."""
        link = self.link
        if link.machine.got_has_header:
            self.slots.append(Slot(SLOT_DYNAMIC, None, True))
        for symbol in list(link.needing):
            needs = symbol.needs
            if needs & NEEDS_COPY:
                self._allocate_copy(symbol)
            if needs & NEEDS_PLT:
                self._allocate_plt(symbol)
            if needs & NEEDS_GOT:
                self._allocate_got(symbol)
            if needs & NEEDS_TLS_GD:
                self._allocate_tls_gd(symbol)
            if needs & NEEDS_TLS_IE:
                self._allocate_tls_ie(symbol)
            if needs & NEEDS_TLS_DESC:
                self._allocate_tls_desc(symbol)
        if link.needs_tls_ld:
            self.tls_ld_index = len(self.slots)
            self._add_slot(SLOT_MODULE, None, link.machine.r_dtpmod if link.is_shared else 0)
            self._add_slot(SLOT_EMPTY, None, 0)
        machine = link.machine
        word = machine.word
        base_wanted = link.needs_got_base or "_GLOBAL_OFFSET_TABLE_" in link.provided
        if machine.got_has_header and len(self.slots) == 1 and not base_wanted:
            self.slots.clear()
        self.got.size = word * len(self.slots)
        if self.plt_symbols or (base_wanted and machine.got_symbol_in_got_plt):
            self.got_plt.size = word * (machine.got_plt_header + len(self.plt_symbols))
        self.igot_plt.size = word * len(self.iplt_symbols)
        if self.plt_symbols:
            entries = machine.plt_entry_size * len(self.plt_symbols)
            self.plt.size = machine.plt_header_size + entries
        self.iplt.size = machine.iplt_entry_size * len(self.iplt_symbols)
        self.rel_dyn.size = self.entry_size * len(link.dynamic_relocs)
        self.rel_plt.size = self.entry_size * (len(link.plt_relocs) + len(link.iplt_relocs))
        for section in (self.got, self.got_plt, self.igot_plt, self.plt, self.iplt, self.rel_dyn,
                        self.rel_plt, self.copies, self.constant_copies):
            if section.size:
                link.add_synthetic(section)

    def _add_slot(self, kind: int, symbol: Symbol | None, dynamic_type: int) -> None:
        """A GOT word; `dynamic_type` is the relocation that fills it, 0: known when linking."""
        link = self.link
        machine = link.machine
        offset = machine.word * len(self.slots)
        self.slots.append(Slot(kind, symbol, dynamic_type == 0))
        if dynamic_type:
            relative = dynamic_type == machine.r_relative
            link.dynamic_relocs.append(
                DynamicReloc(self.got, offset, dynamic_type, symbol, 0, relative)
            )

    def _allocate_got(self, symbol: Symbol) -> None:
        link = self.link
        symbol.got_index = len(self.slots)
        kind = 0
        if symbol.preemptible:
            kind = link.machine.r_glob_dat
        elif link.is_pic and not symbol.is_absolute() and symbol.state != UNDEFINED:
            kind = link.machine.r_relative
        self._add_slot(SLOT_ADDRESS, symbol, kind)

    def _allocate_tls_gd(self, symbol: Symbol) -> None:
        """Module and offset; both known in an executable that defines the symbol."""
        link = self.link
        machine = link.machine
        symbol.tls_gd_index = len(self.slots)
        if symbol.preemptible:
            self._add_slot(SLOT_EMPTY, symbol, machine.r_dtpmod)
            self._add_slot(SLOT_EMPTY, symbol, machine.r_dtpoff)
        else:
            self._add_slot(SLOT_MODULE, None, machine.r_dtpmod if link.is_shared else 0)
            self._add_slot(SLOT_DTPOFF, symbol, 0)

    def _allocate_tls_ie(self, symbol: Symbol) -> None:
        symbol.tls_ie_index = len(self.slots)
        dynamic = symbol.preemptible or self.link.is_shared
        self._add_slot(SLOT_TPOFF, symbol, self.link.machine.r_tpoff if dynamic else 0)

    def _allocate_tls_desc(self, symbol: Symbol) -> None:
        symbol.tls_desc_index = len(self.slots)
        self._add_slot(SLOT_EMPTY, symbol, self.link.machine.r_tlsdesc)
        self._add_slot(SLOT_EMPTY, symbol, 0)

    def _allocate_plt(self, symbol: Symbol) -> None:
        link = self.link
        machine = link.machine
        if not symbol.preemptible:
            symbol.iplt = True
            symbol.plt_index = len(self.iplt_symbols)
            offset = machine.word * symbol.plt_index
            self.iplt_symbols.append(symbol)
            link.iplt_relocs.append(
                DynamicReloc(self.igot_plt, offset, machine.r_irelative, symbol, 0, True)
            )
            return
        symbol.plt_index = len(self.plt_symbols)
        offset = machine.word * (machine.got_plt_header + symbol.plt_index)
        self.plt_symbols.append(symbol)
        link.plt_relocs.append(
            DynamicReloc(self.got_plt, offset, machine.r_jump_slot, symbol, 0, False)
        )

    def _allocate_copy(self, symbol: Symbol) -> None:
        """Room for a library's object in the executable; all its names move there together."""
        library = symbol.library
        shared = symbol.shared
        if library is None or shared is None or symbol.copy_home is not None:
            return
        home = self.copies if shared.writable else self.constant_copies
        align = shared.align
        while shared.value & (align - 1):
            align >>= 1
        align = max(min(align, 64), 1)
        home.size += -home.size & (align - 1)
        home.align = max(home.align, align)
        offset = home.size
        home.size += symbol.size
        for other in library.library.defined:
            if other.value == shared.value and other.type == STT_OBJECT:
                self._move_alias(symbol, other, home, offset)
        symbol.copy_home = home
        symbol.copy_offset = offset
        self.link.dynamic_relocs.append(
            DynamicReloc(home, offset, self.link.machine.r_copy, symbol, 0, False)
        )

    def _move_alias(
        self, symbol: Symbol, other: DynamicSymbol, home: Synthetic, offset: int
    ) -> None:
        table = self.link.table
        key = other.name if other.is_default else f"{other.name}@{other.version}"
        alias = table.symbols.get(key)
        if alias is None:
            alias = table.lookup(key)
            alias.state = SHARED
            alias.library = symbol.library
            alias.shared = other
            alias.version = other.version
            alias.type = other.type
            alias.size = other.size
            alias.preemptible = True
        if alias.shared is not other or alias.state != SHARED:
            return
        alias.copy_home = home
        alias.copy_offset = offset
        if not alias.needs:
            self.link.needing.append(alias)
        alias.needs |= NEEDS_COPY

    # --- after layout

    def set_plt_addresses(self) -> None:
        machine = self.link.machine
        if self.plt_symbols:
            start = self.plt.address() + machine.plt_header_size
            for symbol in self.plt_symbols:
                symbol.plt_address = start + machine.plt_entry_size * symbol.plt_index
        if self.iplt_symbols:
            start = self.iplt.address()
            for symbol in self.iplt_symbols:
                symbol.plt_address = start + machine.iplt_entry_size * symbol.plt_index

    def fill(self, dynamic_address: int) -> None:
        """Write the bytes of all tables; addresses are known now."""
        self._fill_got(dynamic_address)
        self._fill_plt(dynamic_address)
        self._fill_relocs()
        self.constant_copies.data = bytearray(self.constant_copies.size)

    def slot_address(self, index: int) -> int:
        return self.got.address() + self.link.machine.word * index

    def _fill_got(self, dynamic_address: int) -> None:
        link = self.link
        word = link.machine.word
        mask = (1 << 8 * word) - 1
        data = bytearray(self.got.size)
        for number, slot in enumerate(self.slots):
            symbol = slot.symbol
            value = 0
            if slot.kind == SLOT_MODULE:
                value = 1 if slot.is_static else 0
            elif slot.kind == SLOT_DYNAMIC:
                value = dynamic_address
            elif symbol is None:
                continue
            elif slot.kind == SLOT_ADDRESS:
                value = symbol.address if not symbol.preemptible else 0
            elif slot.kind == SLOT_TPOFF and slot.is_static:
                value = symbol.address - link.thread_pointer
            elif slot.kind == SLOT_DTPOFF:
                value = symbol.address - link.tls_start - link.machine.dtp_bias
            data[word * number : word * (number + 1)] = (value & mask).to_bytes(word, "little")
        self.got.data = data

    def _fill_plt(self, dynamic_address: int) -> None:
        machine = self.link.machine
        word = machine.word
        mask = (1 << 8 * word) - 1
        if self.got_plt.size:
            data = bytearray(self.got_plt.size)
            if not machine.got_has_header:
                data[:word] = (dynamic_address & mask).to_bytes(word, "little")
            for symbol in self.plt_symbols:
                at = word * (machine.got_plt_header + symbol.plt_index)
                lazy = machine.lazy_slot(symbol.plt_address, self.plt.address())
                data[at : at + word] = (lazy & mask).to_bytes(word, "little")
            self.got_plt.data = data
        if self.plt.size:
            code = bytearray(self.plt.size)
            address = self.plt.address()
            got_plt = self.got_plt.address()
            machine.write_plt_header(code, 0, address, got_plt)
            for symbol in self.plt_symbols:
                at = symbol.plt_address - address
                slot = got_plt + word * (machine.got_plt_header + symbol.plt_index)
                machine.write_plt_entry(
                    code, at, symbol.plt_address, slot, symbol.plt_index, address
                )
            self.plt.data = code
        if self.iplt.size:
            code = bytearray(self.iplt.size)
            address = self.iplt.address()
            slots = self.igot_plt.address()
            data = bytearray(self.igot_plt.size)
            for symbol in self.iplt_symbols:
                at = symbol.plt_address - address
                slot = slots + word * symbol.plt_index
                machine.write_iplt_entry(code, at, symbol.plt_address, slot)
                resolver = resolver_address(symbol) & mask
                where = word * symbol.plt_index
                data[where : where + word] = resolver.to_bytes(word, "little")
            self.iplt.data = code
            self.igot_plt.data = data

    def _fill_relocs(self) -> None:
        link = self.link
        rows: list[tuple[int, int, int, int, int]] = []
        relative = link.machine.r_relative
        for reloc in link.dynamic_relocs:
            rows.append(self._record(reloc, 0 if reloc.type == relative else 1))
        rows.sort()
        self.relative_count = sum(1 for row in rows if row[0] == 0)
        self.rel_dyn.data = self._encode(rows)
        plt_rows: list[tuple[int, int, int, int, int]] = []
        for reloc in link.plt_relocs + link.iplt_relocs:
            plt_rows.append(self._record(reloc, 0))
        self.rel_plt.data = self._encode(plt_rows)

    def _record(self, reloc: DynamicReloc, order: int) -> tuple[int, int, int, int, int]:
        """(order, symbol index, address, type, addend) of a dynamic relocation."""
        section = reloc.section
        address = section.where(reloc.offset)
        symbol = reloc.symbol
        addend = reloc.addend
        if symbol is None:
            return order, 0, address, reloc.type, addend
        if reloc.relative:
            if reloc.type == self.link.machine.r_irelative:
                return order, 0, address, reloc.type, resolver_address(symbol)
            return order, 0, address, reloc.type, target_address(symbol, addend)
        if symbol.dynsym_index == 0:  # thread-local and bound here: offset in this module
            return order, 0, address, reloc.type, symbol.address + addend - self.link.tls_start
        return order, symbol.dynsym_index, address, reloc.type, addend

    def _encode(self, rows: list[tuple[int, int, int, int, int]]) -> bytearray:
        out = bytearray()
        machine = self.link.machine
        if machine.wide:
            pack = struct.Struct("<QQQ").pack
            for _, index, address, kind, addend in rows:
                out += pack(address & MASK64, index << 32 | kind, addend & MASK64)
        else:
            pack = struct.Struct("<II").pack
            for _, index, address, kind, _ in rows:
                out += pack(address & 0xFFFFFFFF, index << 8 | kind)
        return out


def target_address(symbol: Symbol, addend: int) -> int:
    """S + A. A section symbol of a section in pieces moves with the piece at value + addend."""
    section = symbol.section
    if section is not None and section.home is not None and symbol.type == 3:
        return section.where(symbol.value + addend)
    return symbol.address + addend


def resolver_address(symbol: Symbol) -> int:
    """Where an IFUNC's resolver is (its `address` is the PLT entry)."""
    section = symbol.section
    if section is None:
        return symbol.value
    return section.where(symbol.value)
