"""Mergeable sections: equal strings and equal constants are placed once.

The idea: sections that go into the same output section with the same flags, entry size and
alignment share one synthetic home; each input is cut into pieces (at the NUL of strings, at every
entry otherwise), a dictionary finds equal pieces, and the input keeps a table from piece start to
place in the home, by which InputSection.where() finds addresses.
Source: gABI 4.1, SHF_MERGE and SHF_STRINGS.
"""

from __future__ import annotations

from compiler.elf.constants import SHF_MERGE, SHF_STRINGS, SHT_PROGBITS
from compiler.linker.sections import InputSection, Synthetic


class MergedSection(Synthetic):
    """The home of merged pieces; `data` grows as inputs are added."""

    def __init__(self, name: str, flags: int, align: int, entsize: int) -> None:
        super().__init__(name, SHT_PROGBITS, flags, align, entsize)
        self.places: dict[bytes, int] = {}

    def add(self, section: InputSection) -> None:
        """Place the pieces of `section`; its relocations are empty."""
        entsize = self.entsize
        data = bytes(section.data)
        if not self.flags & SHF_STRINGS:
            for start in range(0, len(data), entsize):
                self._add_piece(section, start, data[start : start + entsize])
        elif entsize == 1:
            start = 0
            while start < len(data):
                end = data.find(b"\0", start) + 1
                self._add_piece(section, start, data[start:end])
                start = end
        else:
            start = 0
            zero = bytes(entsize)
            for at in range(0, len(data), entsize):
                if data[at : at + entsize] == zero:
                    self._add_piece(section, start, data[start : at + entsize])
                    start = at + entsize
        section.home = self

    def _add_piece(self, section: InputSection, start: int, piece: bytes) -> None:
        place = self.places.get(piece, -1)
        if place < 0:
            padding = -len(self.data) & (self.align - 1)
            if padding:
                self.data += bytes(padding)
            place = len(self.data)
            self.data += piece
            self.places[piece] = place
        section.piece_starts.append(start)
        section.piece_places.append(place)


def is_mergeable(section: InputSection) -> bool:
    """Whether the section can be cut into pieces without harm."""
    size = section.entsize
    if not section.flags & SHF_MERGE or size <= 0 or section.relocs or not section.size:
        return False
    if section.size % size or size > 1 << 16:
        return False
    if section.flags & SHF_STRINGS:
        return section.data.endswith(bytes(size))
    return section.align <= size or size % section.align == 0


def merge_sections(sections: list[InputSection], names: list[str]) -> list[InputSection]:
    """Replace mergeable sections by their homes; names[i] is the output name of sections[i].

    Returns the sections in order, each home at the place of its first input.
    """
    homes: dict[str, MergedSection] = {}
    result: list[InputSection] = []
    for number, section in enumerate(sections):
        if not is_mergeable(section):
            result.append(section)
            continue
        key = f"{names[number]} {section.flags} {section.entsize} {section.align}"
        home = homes.get(key)
        if home is None:
            home = MergedSection(names[number], section.flags, section.align, section.entsize)
            homes[key] = home
            result.append(home)
        home.add(section)
    for home in homes.values():
        home.size = len(home.data)
        home.places = {}
    return result
