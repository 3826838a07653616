"""The output file: sections' bytes, .symtab, headers, build-id; written whole or not at all.

Invariants: bytes depend on inputs and options alone (the build-id is a hash of the image with the
id zeroed); the file appears under its name only when it is complete.
Source: gABI 4.1 chapters 4 and 5.
"""

from __future__ import annotations

import os
import stat
import struct

from compiler.elf.constants import (
    EF_RISCV_RVC,
    ELFCLASS32,
    ELFCLASS64,
    ELFDATA2LSB,
    ELFOSABI_GNU,
    ELFOSABI_SYSV,
    EM_RISCV,
    ET_DYN,
    ET_EXEC,
    EV_CURRENT,
    NT_GNU_BUILD_ID,
    SHF_ALLOC,
    SHF_EXECINSTR,
    SHN_ABS,
    SHN_UNDEF,
    SHT_NOBITS,
    SHT_NULL,
    SHT_STRTAB,
    SHT_SYMTAB,
    STB_GLOBAL,
    STB_GNU_UNIQUE,
    STB_LOCAL,
    STB_WEAK,
    STT_FILE,
    STT_FUNC,
    STT_GNU_IFUNC,
    STT_SECTION,
    STT_TLS,
    STV_DEFAULT,
    STV_HIDDEN,
    STV_INTERNAL,
)
from compiler.elf.strings import StringTable
from compiler.linker.diagnostics import LinkError
from compiler.linker.dynamic import defined_place
from compiler.linker.link_state import Link
from compiler.linker.sections import InputSection, OutputSection, Synthetic
from compiler.linker.symbols import DEFINED, NEEDS_CANONICAL, SHARED, Symbol

MASK64 = (1 << 64) - 1
BUILD_ID_SIZES = {"sha1": 20, "md5": 16, "": 20, "uuid": 16, "tree": 20, "fast": 20}


def number_sections(outputs: list[OutputSection]) -> None:
    for number, out in enumerate(outputs):
        out.index = number + 1


def link_tables(link: Link) -> None:
    """Fill sh_link and sh_info of the tables."""
    links = {
        ".hash": ".dynsym",
        ".gnu.hash": ".dynsym",
        ".dynsym": ".dynstr",
        ".gnu.version": ".dynsym",
        ".gnu.version_d": ".dynstr",
        ".gnu.version_r": ".dynstr",
        ".dynamic": ".dynstr",
        link.machine.dynrel_name: ".dynsym",
        link.machine.pltrel_name: ".dynsym",
    }
    for name, target in links.items():
        section = link.output(name)
        other = link.output(target)
        if section is not None and other is not None:
            section.link = other.index
    dynsym = link.output(".dynsym")
    if dynsym is not None:
        dynsym.info = 1
    plt_relocs = link.output(link.machine.pltrel_name)
    slots = link.output(".got.plt")
    if plt_relocs is not None and slots is not None:
        plt_relocs.info = slots.index
        plt_relocs.flags |= 0x40


class SymbolTableWriter:
    """Makes .symtab and .strtab of an executable or shared library."""

    def __init__(self, link: Link) -> None:
        self.link: Link = link
        self.strings: StringTable = StringTable()
        self.locals: list[Symbol] = []
        self.globals: list[Symbol] = []
        self.strtab: bytes = b""
        self.symtab: bytearray = bytearray()
        self.first_global: int = 1

    def build(self) -> None:
        link = self.link
        options = link.options
        discard_all = options.on("discard-all")
        keep_all = options.on("discard-none")
        for file in link.table.files:
            pending: Symbol | None = None
            for symbol in file.symbols:
                if not symbol.is_local():
                    continue
                if symbol.type == STT_FILE:
                    pending = symbol
                    continue
                if symbol.type == STT_SECTION or not symbol.name or discard_all:
                    continue
                if symbol.section is None:
                    if symbol.state != DEFINED:
                        continue
                elif not symbol.section.alive:
                    continue
                if symbol.name.startswith(".L") and not keep_all:
                    continue
                if pending is not None:
                    self.locals.append(pending)
                    pending = None
                self.locals.append(symbol)
        number = 0
        for symbol in link.table.symbols.values():
            if symbol.symtab_index or not self._is_wanted(symbol):
                continue
            number += 1
            symbol.symtab_index = number
            if symbol.state == DEFINED and (symbol.is_hidden() or symbol.forced_local):
                self.locals.append(symbol)
            else:
                self.globals.append(symbol)
        for symbol in self.locals:
            self.strings.add(symbol.name)
        for symbol in self.globals:
            self.strings.add(self._name(symbol))
        self.strtab = self.strings.finish()
        self.first_global = len(self.locals) + 1

    def _is_wanted(self, symbol: Symbol) -> bool:
        if not symbol.referenced and symbol.state != DEFINED:
            return False
        if symbol.state == DEFINED:
            section = symbol.section
            return section is None or section.alive
        return symbol.in_dynsym or symbol.referenced

    def _name(self, symbol: Symbol) -> str:
        if symbol.state == SHARED and symbol.version:
            return f"{symbol.name}@{symbol.version}"
        if symbol.state == DEFINED and symbol.version:
            return symbol.display_name()
        return symbol.name

    def fill(self) -> None:
        """Addresses are known: write the entries."""
        wide = self.link.machine.wide
        out = bytearray(24 if wide else 16)
        pack64 = struct.Struct("<IBBHQQ").pack
        pack32 = struct.Struct("<IIIBBH").pack
        number = 0
        for symbol in self.locals + self.globals:
            number += 1
            symbol.symtab_index = number
            is_local = number < self.first_global
            name = symbol.name if is_local else self._name(symbol)
            place = SHN_UNDEF
            value = 0
            size = symbol.size
            bind = STB_LOCAL if is_local else symbol.bind
            if symbol.copy_home is not None and symbol.copy_home.out is not None:
                place = symbol.copy_home.out.index
                value = symbol.address
                bind = STB_GLOBAL
            elif symbol.state == DEFINED:
                place = self._place(symbol)
                value = symbol.address
                if symbol.type == STT_TLS:
                    value -= self.link.tls_start
                if symbol.type == STT_GNU_IFUNC and symbol.section is not None:
                    value = symbol.section.where(symbol.value)
            else:
                size = 0
                bind = STB_WEAK if symbol.weak_references else STB_GLOBAL
                if symbol.needs & NEEDS_CANONICAL and not is_local:
                    value = symbol.plt_address
            kind = symbol.type
            if kind == STT_GNU_IFUNC and symbol.state == SHARED:
                kind = STT_FUNC
            visibility = symbol.visibility if symbol.state == DEFINED else STV_DEFAULT
            if is_local and visibility not in (STV_HIDDEN, STV_INTERNAL):
                visibility = STV_DEFAULT
            info = bind << 4 | kind
            other = visibility | symbol.other & 0xFC
            offset = self.strings.offset(name)
            if wide:
                out += pack64(offset, info, other, place, value & MASK64, size)
            else:
                out += pack32(offset, value & 0xFFFFFFFF, size, info, other, place)
        self.symtab = out

    def _place(self, symbol: Symbol) -> int:
        if symbol.type == STT_FILE:
            return SHN_ABS
        if symbol.provided:
            meaning = self.link.provided.get(symbol.name, "")
            section = self.link.output(meaning.partition(" ")[2])
            if section is not None:
                return section.index
            for out in self.link.outputs:
                if out.flags & SHF_ALLOC and out.address <= symbol.address <= (
                    out.address + out.size
                ):
                    return out.index
            return SHN_ABS
        return defined_place(symbol)


class BuildId(Synthetic):
    """.note.gnu.build-id; `style` is sha1, md5, uuid (refused) or 0xHEX."""

    def __init__(self, style: str) -> None:
        super().__init__(".note.gnu.build-id", 7, SHF_ALLOC, 4)
        self.style: str = style
        self.given: bytes = b""
        if style.startswith("0x"):
            try:
                self.given = bytes.fromhex(style[2:].replace(":", "").replace("-", ""))
            except ValueError:
                raise LinkError(f"invalid build-id `{style}'") from None
            length = len(self.given)
        elif style in BUILD_ID_SIZES and style != "uuid":
            length = BUILD_ID_SIZES[style]
        else:
            raise LinkError(f"--build-id={style} is not supported")
        self.length: int = length
        padded = length + (-length & 3)
        self.size = 16 + padded
        self.data = bytearray(struct.pack("<III", 4, length, NT_GNU_BUILD_ID) + b"GNU\0")
        self.data += bytes(padded)

    def fill(self, image: bytearray) -> None:
        """Hash the finished image into the note."""
        import hashlib

        out = self.out
        assert out is not None
        if self.given:
            digest = self.given
        elif self.style == "md5":
            digest = hashlib.md5(image, usedforsecurity=False).digest()
        else:
            digest = hashlib.sha1(image, usedforsecurity=False).digest()
        at = out.file_offset + self.offset + 16
        image[at : at + self.length] = digest[: self.length]


class ImageWriter:
    """Lays the file out in memory."""

    def __init__(self, link: Link, symbols: SymbolTableWriter | None) -> None:
        self.link: Link = link
        self.symbols: SymbolTableWriter | None = symbols
        self.image: bytearray = bytearray()

    def write_sections(self) -> None:
        """Copy every section's bytes into a new image; headers come with finish()."""
        end = 0
        for out in self.link.outputs:
            if out.type != SHT_NOBITS:
                end = max(end, out.file_offset + out.size)
        image = bytearray(end)
        self.image = image
        for out in self.link.outputs:
            if out.type == SHT_NOBITS:
                continue
            if out.flags & SHF_EXECINSTR and out.flags & SHF_ALLOC:
                self._fill_gaps(out)
            for section in out.inputs:
                data = section.data
                if data:
                    at = out.file_offset + section.offset
                    image[at : at + len(data)] = data

    def rewrite(self, section: InputSection) -> None:
        """Copy one section's bytes again."""
        out = section.out
        if out is not None:
            at = out.file_offset + section.offset
            self.image[at : at + len(section.data)] = section.data

    def _fill_gaps(self, out: OutputSection) -> None:
        fill = self.link.machine.text_fill
        if fill == b"\0":
            return
        previous = 0
        for section in out.inputs:
            gap = section.offset - previous
            if gap > 0:
                at = out.file_offset + previous
                self.image[at : at + gap] = fill * (gap // len(fill)) + bytes(gap % len(fill))
            previous = section.offset + section.size

    def finish(self) -> None:
        """Append .symtab, .strtab, .shstrtab and the section headers; write the headers."""
        link = self.link
        wide = link.machine.wide
        image = self.image
        rows: list[tuple[str, int, int, int, int, int, int, int, int, int]] = []
        for out in link.outputs:
            rows.append(
                (out.name, out.type, out.flags, out.address, out.file_offset, out.size, out.link,
                 out.info, out.align, out.entsize)
            )
        symbols = self.symbols
        if symbols is not None:
            image += bytes(-len(image) & 7)
            index = len(rows) + 1
            size = len(symbols.symtab)
            rows.append(
                (".symtab", SHT_SYMTAB, 0, 0, len(image), size, index + 1, symbols.first_global,
                 link.machine.word, 24 if wide else 16)
            )
            image += symbols.symtab
            size = len(symbols.strtab)
            rows.append((".strtab", SHT_STRTAB, 0, 0, len(image), size, 0, 0, 1, 0))
            image += symbols.strtab
        names = StringTable()
        for row in rows:
            names.add(row[0])
        names.add(".shstrtab")
        table = names.finish()
        rows.append((".shstrtab", SHT_STRTAB, 0, 0, len(image), len(table), 0, 0, 1, 0))
        image += table
        image += bytes(-len(image) & 7)
        headers_at = len(image)
        pack = struct.Struct("<IIQQQQIIQQ" if wide else "<10I").pack
        image += pack(0, SHT_NULL, 0, 0, 0, 0, 0, 0, 0, 0)
        mask = MASK64 if wide else 0xFFFFFFFF
        for name, kind, flags, address, offset, size, link_to, info, align, entsize in rows:
            flags &= mask
            image += pack(names.offset(name), kind, flags, address & mask, offset, size, link_to,
                          info, align, entsize)
        self._write_headers(headers_at, len(rows) + 1)

    def _write_headers(self, headers_at: int, count: int) -> None:
        link = self.link
        wide = link.machine.wide
        image = self.image
        kind = ET_DYN if link.is_pic else ET_EXEC
        entry = 0
        symbol = link.table.symbols.get(link.entry)
        if symbol is not None and symbol.state == DEFINED:
            entry = symbol.address
        elif link.entry[:1].isdigit():
            entry = int(link.entry, 0)
        elif not link.is_shared:
            text = link.output(".text")
            entry = text.address if text is not None else 0
            link.diagnostics.warning(
                f"cannot find entry symbol {link.entry}; defaulting to {entry:016x}"
            )
        elif link.options.value("entry"):
            link.diagnostics.warning(f"cannot find entry symbol {link.entry}; not setting start")
        osabi = ELFOSABI_GNU if uses_gnu_abi(link) else ELFOSABI_SYSV
        ident = bytes([0x7F, 0x45, 0x4C, 0x46, ELFCLASS64 if wide else ELFCLASS32, ELFDATA2LSB])
        ident += bytes([EV_CURRENT, osabi]) + bytes(8)
        word = "Q" if wide else "I"
        header_size = 64 if wide else 52
        segments = link.segments
        mask = MASK64 if wide else 0xFFFFFFFF
        image[:header_size] = ident + struct.pack(
            f"<HHI{word}{word}{word}IHHHHHH",
            *(kind, link.machine.number, EV_CURRENT, entry & mask, header_size, headers_at),
            *(machine_flags(link), header_size, 56 if wide else 32, len(segments)),
            *(64 if wide else 40, count, count - 1),
        )
        at = header_size
        for s in segments:
            address = s.address & mask
            if wide:
                struct.pack_into("<IIQQQQQQ", image, at, s.type, s.flags, s.offset, address,
                                 address, s.file_size, s.memory_size, s.align)
                at += 56
            else:
                struct.pack_into("<8I", image, at, s.type, s.offset, address, address,
                                 s.file_size, s.memory_size, s.flags, s.align)
                at += 32


def uses_gnu_abi(link: Link) -> bool:
    """GNU marks outputs that define indirect functions or unique symbols."""
    for symbol in link.table.symbols.values():
        if symbol.state == DEFINED:
            if symbol.type == STT_GNU_IFUNC or symbol.bind == STB_GNU_UNIQUE:
                return True
    return False


def machine_flags(link: Link) -> int:
    """e_flags: those of the first object; RISC-V code is compressed if any object's is."""
    flags = 0
    for number, file in enumerate(link.table.files):
        if number == 0:
            flags = file.object.flags
        elif link.machine.number == EM_RISCV:
            flags |= file.object.flags & EF_RISCV_RVC
    return flags


def write_file(path: str, image: bytes | bytearray, executable: bool) -> None:
    """Write the file under its final name in one step. Raises LinkError."""
    try:
        if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
            with open(path, "wb") as file:  # /dev/null, a pipe: nothing to keep whole
                file.write(image)
            return
        temporary = f"{path}.{os.getpid()}.tmp"
        mode = 0o777 if executable else 0o666
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(image)
            os.replace(temporary, path)
        except OSError:
            os.unlink(temporary)
            raise
    except OSError as problem:
        raise LinkError(f"cannot open output file {path}: {problem.strerror}") from None
