"""Input and output sections, and the files they come from.

The idea: everything that ends up in the image is an InputSection in an OutputSection, whether it
comes from an object or is made by the linker (Synthetic: GOT, PLT, .dynamic ...). A synthetic
section has its size before layout and its bytes after it.

Invariants: `offset` is within the output section, `address` of an output section is virtual,
`file_offset` is in the image; `actions` runs parallel to `relocs` once they are scanned.
"""

from __future__ import annotations

from compiler.elf.constants import SHT_NOBITS, SHT_PROGBITS
from compiler.elf.model import ObjectFile, Reloc, Section
from compiler.elf.read import DynamicSymbol, SharedLibrary
from compiler.linker.symbols import Symbol


class InputSection:
    """A section that may be placed into the output. Sizes and alignments are bytes."""

    def __init__(self, name: str, type: int, flags: int, align: int) -> None:
        self.name: str = name
        self.type: int = type
        self.flags: int = flags
        self.align: int = align
        self.entsize: int = 0
        self.info: int = 0  # sh_info of the output section, for tables
        self.data: bytearray = bytearray()
        self.size: int = 0
        self.relocs: list[Reloc] = []
        self.actions: list[int] = []
        self.file: InputFile | None = None
        self.source: Section | None = None
        self.out: OutputSection | None = None
        self.offset: int = 0
        self.alive: bool = True  # false: discarded (COMDAT, gc, -s); nothing of it is placed
        self.marked: bool = False  # reached by the garbage collector
        self.priority: int = 0  # place among .init_array sections
        # Set when the section's bytes are placed elsewhere, piece by piece (mergeable, .eh_frame):
        # piece starts in this section, and the offset of each within `home`.
        self.home: InputSection | None = None
        self.piece_starts: list[int] = []
        self.piece_places: list[int] = []

    def address(self) -> int:
        """Virtual address of its first byte; valid after layout."""
        out = self.out
        assert out is not None
        return out.address + self.offset

    def placed_at(self, offset: int) -> int:
        """Where the byte at `offset` went: in `home` if there is one (-1: dropped), or here."""
        if self.home is None:
            return offset
        starts = self.piece_starts
        if not starts:
            return -1
        low = 0
        high = len(starts)
        while high - low > 1:
            middle = (low + high) >> 1
            if starts[middle] <= offset:
                low = middle
            else:
                high = middle
        place = self.piece_places[low]
        return place if place < 0 else place + offset - starts[low]

    def where(self, offset: int) -> int:
        """Virtual address of the byte at `offset`, following pieces to where they went."""
        home = self.home
        if home is None:
            out = self.out
            if out is None:
                return 0
            return out.address + self.offset + offset
        if home.out is None:
            return 0
        if not self.piece_starts:  # nothing of it was placed: the start of what others placed
            return home.out.address + home.offset
        place = self.placed_at(offset)
        return 0 if place < 0 else home.out.address + home.offset + place


class Synthetic(InputSection):
    """A section made by the linker; `data` is filled after layout, `size` is set before it."""

    def __init__(self, name: str, type: int, flags: int, align: int, entsize: int = 0) -> None:
        super().__init__(name, type, flags, align)
        self.entsize = entsize


class OutputSection:
    """A section of the output file with what was put into it, in order."""

    def __init__(self, name: str, type: int, flags: int) -> None:
        self.name: str = name
        self.type: int = type
        self.flags: int = flags
        self.align: int = 1
        self.entsize: int = 0
        self.inputs: list[InputSection] = []
        self.address: int = 0
        self.file_offset: int = 0
        self.size: int = 0
        self.rank: int = 0
        self.index: int = 0
        self.link: int = 0
        self.info: int = 0
        self.relro: bool = False

    def add(self, section: InputSection) -> None:
        section.out = self
        self.inputs.append(section)

    def place_inputs(self) -> None:
        """Give every input its offset and the section its size, type and alignment."""
        offset = 0
        align = 1
        filled = False
        for section in self.inputs:
            if section.align > align:
                align = section.align
            offset += -offset & (section.align - 1)
            section.offset = offset
            offset += section.size
            if section.type != SHT_NOBITS:
                filled = True
        self.size = offset
        self.align = align
        if filled and self.type == SHT_NOBITS:
            self.type = SHT_PROGBITS


class InputFile:
    """An object that takes part in the link. `symbols[i]` belongs to `object.symbols[i]`,
    `sections[i]` to `object.sections[i]` (None: not taken, as for a discarded COMDAT group)."""

    def __init__(self, object: ObjectFile, number: int) -> None:
        self.object: ObjectFile = object
        self.path: str = object.path
        self.number: int = number
        self.archive: str = ""  # base name of the archive that it was taken from
        self.sections: list[InputSection | None] = []
        self.symbols: list[Symbol] = []


class LibraryFile:
    """A shared library that takes part in the link."""

    def __init__(self, library: SharedLibrary, name: str, as_needed: bool) -> None:
        self.library: SharedLibrary = library
        self.name: str = name  # for DT_NEEDED
        self.as_needed: bool = as_needed
        self.is_used: bool = not as_needed
        self.exports: dict[str, DynamicSymbol] = {}  # by name, and by name@version
        self.references: set[str] = set(library.references)  # membership only, never iterated
        for symbol in library.defined:
            if symbol.is_default and symbol.name not in self.exports:
                self.exports[symbol.name] = symbol
            if symbol.version:
                self.exports[f"{symbol.name}@{symbol.version}"] = symbol
        self.copies: dict[int, int] = {}  # address of a copied object: offset in the copy section


def is_debug_name(name: str) -> bool:
    """Whether --strip-debug drops a section of that name."""
    return name.startswith((".debug", ".zdebug", ".gnu.debug", ".stab", ".line", ".gdb_index"))
