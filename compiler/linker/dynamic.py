"""The tables for the dynamic linker: .dynsym, .dynstr, hash tables, versions, .dynamic.

The idea: the symbols are numbered once (imports first, then what may be looked up, grouped by
GNU hash bucket), all table sizes follow from that, and the bytes are written after layout.
Invariants: .dynsym has no local symbols but the null one; DT_NEEDED keeps command-line order.
Source: gABI 4.1 chapter 5; LSB (symbol versions); the GNU hash layout as glibc reads it.
"""

from __future__ import annotations

import struct

from compiler.elf import constants as c
from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_WRITE,
    SHN_ABS,
    SHN_UNDEF,
    SHT_DYNAMIC,
    SHT_DYNSYM,
    SHT_GNU_HASH,
    SHT_GNU_VERDEF,
    SHT_GNU_VERNEED,
    SHT_GNU_VERSYM,
    SHT_HASH,
    SHT_PROGBITS,
    SHT_STRTAB,
    STB_GLOBAL,
    STB_WEAK,
    STT_FUNC,
    STT_GNU_IFUNC,
    VER_FLG_BASE,
    VERSYM_HIDDEN,
)
from compiler.elf.strings import StringTable, encode_name
from compiler.linker.allocate import Tables
from compiler.linker.link_state import Link
from compiler.linker.sections import LibraryFile, Synthetic
from compiler.linker.symbols import (
    DEFINED,
    NEEDS_CANONICAL,
    SHARED,
    UNDEFINED,
    Symbol,
)

MASK64 = (1 << 64) - 1


def gnu_hash(name: bytes) -> int:
    value = 5381
    for byte in name:
        value = (value * 33 + byte) & 0xFFFFFFFF
    return value


def elf_hash(name: bytes) -> int:
    value = 0
    for byte in name:
        value = (value << 4) + byte
        high = value & 0xF0000000
        value = (value ^ high >> 24) & 0x0FFFFFFF
    return value


class NeededVersions:
    """Versions that one library must provide: names and their numbers in .gnu.version."""

    def __init__(self, file: LibraryFile) -> None:
        self.file: LibraryFile = file
        self.names: list[str] = []
        self.indices: list[int] = []


class DynamicTables:
    """All tables of one dynamic output."""

    def __init__(self, link: Link, tables: Tables) -> None:
        self.link: Link = link
        self.tables: Tables = tables
        wide = link.machine.wide
        word = link.machine.word
        self.symbols: list[Symbol] = []  # in file order, without the null symbol
        self.first_hashed: int = 0  # position in `symbols`
        self.buckets: int = 1
        self.hashes: list[int] = []  # GNU hashes of the hashed symbols
        self.strings: StringTable = StringTable()
        self.needed: list[str] = []
        self.needs: list[NeededVersions] = []
        self.entries: list[tuple[int, str, str]] = []  # (tag, kind, argument)
        ro = SHF_ALLOC
        self.interp: Synthetic = Synthetic(".interp", SHT_PROGBITS, ro, 1)
        self.dynsym: Synthetic = Synthetic(".dynsym", SHT_DYNSYM, ro, word, 24 if wide else 16)
        self.dynstr: Synthetic = Synthetic(".dynstr", SHT_STRTAB, ro, 1)
        self.hash: Synthetic = Synthetic(".hash", SHT_HASH, ro, word, 4)
        self.gnu_hash: Synthetic = Synthetic(".gnu.hash", SHT_GNU_HASH, ro, word)
        self.versym: Synthetic = Synthetic(".gnu.version", SHT_GNU_VERSYM, ro, 2, 2)
        self.verdef: Synthetic = Synthetic(".gnu.version_d", SHT_GNU_VERDEF, ro, word)
        self.verneed: Synthetic = Synthetic(".gnu.version_r", SHT_GNU_VERNEED, ro, word)
        self.dynamic: Synthetic = Synthetic(
            ".dynamic", SHT_DYNAMIC, SHF_ALLOC | SHF_WRITE, word, 2 * word
        )

    # --- before layout

    def build(self) -> None:
        """Choose and number symbols, lay out strings, and size every table."""
        link = self.link
        self._choose_symbols()
        self._number_versions()
        for file in link.table.libraries:
            if file.is_used:
                self.needed.append(file.name)
        strings = self.strings
        for symbol in self.symbols:
            strings.add(symbol.name)
        for name in self.needed:
            strings.add(name)
        self._list_entries()
        if self._defines_versions():
            strings.add(self._base_version())
        for node in link.version_script.nodes:
            strings.add(node.name)
        for need in self.needs:
            strings.add(need.file.name)
            for name in need.names:
                strings.add(name)
        self.dynstr.data = bytearray(strings.finish())
        self.dynstr.size = len(self.dynstr.data)
        count = len(self.symbols) + 1
        self.dynsym.size = count * self.dynsym.entsize
        if link.has_interpreter:
            path = link.options.value("dynamic-linker", link.machine.interpreter)
            self.interp.data = bytearray(encode_name(path) + b"\0")
            self.interp.size = len(self.interp.data)
            link.add_synthetic(self.interp)
        style = link.options.value("hash-style", "gnu")
        if style in ("sysv", "both"):
            self.hash.data = self._sysv_hash()
            self.hash.size = len(self.hash.data)
            link.add_synthetic(self.hash)
        if style in ("gnu", "both"):
            self.gnu_hash.data = self._gnu_hash()
            self.gnu_hash.size = len(self.gnu_hash.data)
            link.add_synthetic(self.gnu_hash)
        link.add_synthetic(self.dynsym)
        link.add_synthetic(self.dynstr)
        if self.has_versions():
            self.versym.data = self._versym()
            self.versym.size = len(self.versym.data)
            link.add_synthetic(self.versym)
        if self._defines_versions():
            self.verdef.data = self._verdef()
            self.verdef.size = len(self.verdef.data)
            link.add_synthetic(self.verdef)
        if self.needs:
            self.verneed.data = self._verneed()
            self.verneed.size = len(self.verneed.data)
            link.add_synthetic(self.verneed)
        self.dynamic.size = len(self.entries) * self.dynamic.entsize
        link.add_synthetic(self.dynamic)

    def has_versions(self) -> bool:
        return bool(self.needs) or self._defines_versions()

    def _defines_versions(self) -> bool:
        return bool(self.link.version_script.nodes)

    def _choose_symbols(self) -> None:
        imports: list[Symbol] = []
        hashed: list[Symbol] = []
        for symbol in self.link.needing:
            if symbol.in_dynsym or symbol.forced_local or symbol.is_local():
                continue
            if not symbol.preemptible or symbol.state == DEFINED:
                continue
            symbol.in_dynsym = True
            if symbol.copy_home is not None or symbol.needs & NEEDS_CANONICAL:
                hashed.append(symbol)
            else:
                imports.append(symbol)
        for symbol in self.link.table.symbols.values():
            if symbol.exported and symbol.state == DEFINED and not symbol.in_dynsym:
                if symbol.section is not None and not symbol.section.alive:
                    continue
                symbol.in_dynsym = True
                hashed.append(symbol)
        self.buckets = max(1, len(hashed) // 4)
        keyed: list[tuple[int, int, int]] = []
        for number, symbol in enumerate(hashed):
            value = gnu_hash(encode_name(symbol.name))
            keyed.append((value % self.buckets, number, value))
        keyed.sort()
        self.first_hashed = len(imports)
        self.symbols = imports
        for _, number, value in keyed:
            self.symbols.append(hashed[number])
            self.hashes.append(value)
        for number, symbol in enumerate(self.symbols):
            symbol.dynsym_index = number + 1

    def _number_versions(self) -> None:
        """Numbers for the versions that imports name; also marks their libraries as used."""
        next_index = 2 + len(self.link.version_script.nodes)
        by_library: dict[str, NeededVersions] = {}
        for symbol in self.symbols:
            file = symbol.library
            if symbol.state != SHARED or file is None:
                continue
            if not symbol.weak_references or symbol.copy_home is not None:
                file.is_used = True
            if not symbol.version:
                symbol.version_index = 1
                continue
            need = by_library.get(file.name)
            if need is None:
                need = NeededVersions(file)
                by_library[file.name] = need
            for number, name in enumerate(need.names):
                if name == symbol.version:
                    symbol.version_index = need.indices[number]
                    break
            else:
                need.names.append(symbol.version)
                need.indices.append(next_index)
                symbol.version_index = next_index
                next_index += 1
        for file in self.link.table.libraries:
            found = by_library.get(file.name)
            if found is None:
                continue
            if file.is_used:
                self.needs.append(found)
            else:
                for symbol in self.symbols:
                    if symbol.library is file:
                        symbol.version_index = 1

    def _list_entries(self) -> None:
        """The entries of .dynamic; their values are looked up after layout."""
        link = self.link
        options = link.options
        add = self.entries.append
        for name in self.needed:
            add((c.DT_NEEDED, "string", name))
        soname = options.value("soname")
        if soname and link.is_shared:
            self.strings.add(soname)
            add((c.DT_SONAME, "string", soname))
        for key, tag in (("filter", c.DT_FILTER), ("auxiliary", c.DT_AUXILIARY),
                         ("audit", c.DT_AUDIT), ("depaudit", c.DT_DEPAUDIT)):
            for name in options.list(key):
                self.strings.add(name)
                add((tag, "string", name))
        rpath = ":".join(unique(options.list("rpath")))
        if rpath:
            self.strings.add(rpath)
            tag = c.DT_RPATH if options.on("old-dtags") else c.DT_RUNPATH
            add((tag, "string", rpath))
        for tag, key, default in ((c.DT_INIT, "init", "_init"), (c.DT_FINI, "fini", "_fini")):
            name = options.value(key, default)
            symbol = link.table.symbols.get(name)
            if symbol is not None and symbol.state == DEFINED:
                add((tag, "symbol", name))
        for start, size, name in (
            (c.DT_PREINIT_ARRAY, c.DT_PREINIT_ARRAYSZ, ".preinit_array"),
            (c.DT_INIT_ARRAY, c.DT_INIT_ARRAYSZ, ".init_array"),
            (c.DT_FINI_ARRAY, c.DT_FINI_ARRAYSZ, ".fini_array"),
        ):
            if any(section.name.startswith(name) for section in link.sections):
                add((start, "address", name))
                add((size, "size", name))
        style = options.value("hash-style", "gnu")
        if style in ("sysv", "both"):
            add((c.DT_HASH, "address", ".hash"))
        if style in ("gnu", "both"):
            add((c.DT_GNU_HASH, "address", ".gnu.hash"))
        add((c.DT_STRTAB, "address", ".dynstr"))
        add((c.DT_SYMTAB, "address", ".dynsym"))
        add((c.DT_STRSZ, "size", ".dynstr"))
        add((c.DT_SYMENT, "number", str(self.dynsym.entsize)))
        if not link.is_shared:
            add((c.DT_DEBUG, "number", "0"))
        self._list_relocation_entries()
        self._list_flags()
        if self.needs:
            add((c.DT_VERNEED, "address", ".gnu.version_r"))
            add((c.DT_VERNEEDNUM, "number", str(len(self.needs))))
        if self._defines_versions():
            add((c.DT_VERDEF, "address", ".gnu.version_d"))
            add((c.DT_VERDEFNUM, "number", str(len(link.version_script.nodes) + 1)))
        if self.has_versions():
            add((c.DT_VERSYM, "address", ".gnu.version"))
        add((c.DT_NULL, "number", "0"))

    def _list_relocation_entries(self) -> None:
        link = self.link
        machine = link.machine
        add = self.entries.append
        tables = self.tables
        size = str(tables.entry_size)
        if tables.got_plt.size:
            add((c.DT_PLTGOT, "address", ".got.plt"))
        if tables.rel_plt.size:
            add((c.DT_PLTRELSZ, "size", machine.pltrel_name))
            add((c.DT_PLTREL, "number", str(c.DT_RELA if machine.rela else c.DT_REL)))
            add((c.DT_JMPREL, "address", machine.pltrel_name))
        if tables.rel_dyn.size:
            add((c.DT_RELA if machine.rela else c.DT_REL, "address", machine.dynrel_name))
            add((c.DT_RELASZ if machine.rela else c.DT_RELSZ, "size", machine.dynrel_name))
            add((c.DT_RELAENT if machine.rela else c.DT_RELENT, "number", size))
            add((c.DT_RELACOUNT if machine.rela else c.DT_RELCOUNT, "relatives", ""))
        if link.text_relocs:
            add((c.DT_TEXTREL, "number", "0"))

    def _list_flags(self) -> None:
        link = self.link
        options = link.options
        flags = 0
        if options.value("symbolic") == "all" and link.is_shared:
            flags |= c.DF_SYMBOLIC
            self.entries.append((c.DT_SYMBOLIC, "number", "0"))
        if link.text_relocs:
            flags |= c.DF_TEXTREL
        if link.is_now:
            flags |= c.DF_BIND_NOW
        if link.static_tls:
            flags |= c.DF_STATIC_TLS
        more = c.DF_1_NOW if link.is_now else 0
        if link.is_pie:
            more |= c.DF_1_PIE
        for key, bit in (
            ("z-nodelete", c.DF_1_NODELETE),
            ("z-nodlopen", c.DF_1_NOOPEN),
            ("z-nodump", c.DF_1_NODUMP),
            ("z-nodefaultlib", c.DF_1_NODEFLIB),
            ("z-initfirst", c.DF_1_INITFIRST),
            ("z-interpose", c.DF_1_INTERPOSE),
            ("z-global", c.DF_1_GLOBAL),
            ("z-origin", c.DF_1_ORIGIN),
        ):
            if options.keyword(key, False):
                more |= bit
        if more & c.DF_1_ORIGIN:
            flags |= c.DF_ORIGIN
        if flags:
            self.entries.append((c.DT_FLAGS, "number", str(flags)))
        if more:
            self.entries.append((c.DT_FLAGS_1, "number", str(more)))

    # --- tables

    def _sysv_hash(self) -> bytearray:
        count = len(self.symbols) + 1
        bucket_count = max(1, count // 2)
        buckets = [0] * bucket_count
        chains = [0] * count
        for symbol in reversed(self.symbols):
            slot = elf_hash(encode_name(symbol.name)) % bucket_count
            chains[symbol.dynsym_index] = buckets[slot]
            buckets[slot] = symbol.dynsym_index
        words = [bucket_count, count, *buckets, *chains]
        return bytearray(struct.pack(f"<{len(words)}I", *words))

    def _gnu_hash(self) -> bytearray:
        bits = 64 if self.link.machine.wide else 32
        hashes = self.hashes
        maskwords = 1
        while maskwords * bits < len(hashes) * 12:
            maskwords *= 2
        shift = 26 if bits == 64 else 27
        bloom = [0] * maskwords
        buckets = [0] * self.buckets
        chain: list[int] = []
        first = self.first_hashed + 1
        for number, value in enumerate(hashes):
            word = value // bits % maskwords
            bloom[word] |= 1 << value % bits | 1 << (value >> shift) % bits
            slot = value % self.buckets
            if not buckets[slot]:
                buckets[slot] = first + number
            last = number + 1 == len(hashes) or hashes[number + 1] % self.buckets != slot
            chain.append(value & ~1 | (1 if last else 0))
        out = bytearray(struct.pack("<4I", self.buckets, first, maskwords, shift))
        letter = "Q" if bits == 64 else "I"
        out += struct.pack(f"<{maskwords}{letter}", *bloom)
        out += struct.pack(f"<{len(buckets)}I", *buckets)
        out += struct.pack(f"<{len(chain)}I", *chain)
        return out

    def _versym(self) -> bytearray:
        words = [0]
        for symbol in self.symbols:
            index = symbol.version_index
            if symbol.state == UNDEFINED:
                index = 1
            elif symbol.state == DEFINED and not symbol.is_default_version:
                index |= VERSYM_HIDDEN
            words.append(index)
        return bytearray(struct.pack(f"<{len(words)}H", *words))

    def _verdef(self) -> bytearray:
        script = self.link.version_script
        out = bytearray()
        entries: list[tuple[str, int, int, list[str]]] = [
            (self._base_version(), 1, VER_FLG_BASE, [])
        ]
        for node in script.nodes:
            entries.append((node.name, node.index, 0, node.parents))
        for number, (name, index, flags, parents) in enumerate(entries):
            names = [name, *parents]
            size = 20 + 8 * len(names)
            following = 0 if number == len(entries) - 1 else size
            value = elf_hash(encode_name(name))
            out += struct.pack("<HHHHIII", 1, flags, index, len(names), value, 20, following)
            for position, text in enumerate(names):
                more = 0 if position == len(names) - 1 else 8
                out += struct.pack("<II", self.strings.offset(text), more)
        self.verdef.info = len(entries)
        return out

    def _base_version(self) -> str:
        """The name of the version that stands for the file itself."""
        options = self.link.options
        name = options.value("soname") or options.value("output", "a.out")
        return name.rsplit("/", 1)[-1]

    def _verneed(self) -> bytearray:
        out = bytearray()
        for number, need in enumerate(self.needs):
            size = 16 + 16 * len(need.names)
            following = 0 if number == len(self.needs) - 1 else size
            file_name = self.strings.offset(need.file.name)
            out += struct.pack("<HHIII", 1, len(need.names), file_name, 16, following)
            for position, name in enumerate(need.names):
                more = 0 if position == len(need.names) - 1 else 16
                value = elf_hash(encode_name(name))
                offset = self.strings.offset(name)
                out += struct.pack("<IHHII", value, 0, need.indices[position], offset, more)
        self.verneed.info = len(self.needs)
        return out

    # --- after layout

    def fill(self) -> None:
        """Write .dynsym and .dynamic."""
        self.dynsym.data = self._dynsym()
        link = self.link
        out = bytearray()
        wide = link.machine.wide
        for tag, kind, argument in self.entries:
            value = 0
            if kind == "string":
                value = self.strings.offset(argument)
            elif kind == "number":
                value = int(argument)
            elif kind == "symbol":
                value = link.table.symbols[argument].address
            elif kind == "relatives":
                value = self.tables.relative_count
            else:
                section = link.output(argument)
                if section is not None:
                    value = section.address if kind == "address" else section.size
            if wide:
                out += struct.pack("<QQ", tag, value & MASK64)
            else:
                out += struct.pack("<II", tag, value & 0xFFFFFFFF)
        self.dynamic.data = out

    def _dynsym(self) -> bytearray:
        wide = self.link.machine.wide
        out = bytearray(self.dynsym.entsize)
        for symbol in self.symbols:
            place = SHN_UNDEF
            value = 0
            kind = symbol.type
            bind = symbol.bind
            if symbol.state != DEFINED:
                bind = STB_WEAK if symbol.weak_references else STB_GLOBAL
            if kind == STT_GNU_IFUNC and (symbol.state == SHARED or symbol.iplt):
                kind = STT_FUNC
            if symbol.copy_home is not None:
                home = symbol.copy_home.out
                place = home.index if home is not None else 0
                value = symbol.address
                bind = STB_GLOBAL
            elif symbol.state == DEFINED:
                value = symbol.address
                place = defined_place(symbol)
                if kind == c.STT_TLS:
                    value -= self.link.tls_start
            elif symbol.needs & NEEDS_CANONICAL:
                value = symbol.plt_address
            name = self.strings.offset(symbol.name)
            info = bind << 4 | kind
            other = symbol.visibility | symbol.other & 0xFC
            size = symbol.size if symbol.state == DEFINED or symbol.copy_home is not None else 0
            if wide:
                out += struct.pack("<IBBHQQ", name, info, other, place, value & MASK64, size)
            else:
                value &= 0xFFFFFFFF
                out += struct.pack("<IIIBBH", name, value, size, info, other, place)
        return out


def defined_place(symbol: Symbol) -> int:
    """Section index of a defined symbol in the output, SHN_ABS without a section."""
    section = symbol.section
    if section is None:
        return SHN_ABS
    home = section.home if section.home is not None else section
    return home.out.index if home.out is not None else SHN_ABS


def unique(words: list[str]) -> list[str]:
    seen: dict[str, bool] = {}
    for word in words:
        seen[word] = True
    return list(seen)
