"""Code that shrinks once addresses are known: deletion, alignment, rounds.

Problem: where the linker may shorten instructions, everything behind them moves.  Idea: after each
layout the machine names the bytes that are not needed; they are deleted, relocations, symbols and
sizes follow, and sections are laid out again.  When nothing more shrinks, alignments give back
their surplus no-ops, once.

Invariants: a deletion keeps every later range check true: distances between sections may grow by
their alignment, so ranges are checked with that much (`widest`) to spare; alignments come last
since only they depend on exact addresses.
"""

from __future__ import annotations

from compiler.elf.constants import SHF_EXECINSTR
from compiler.elf.model import Reloc
from compiler.linker.link_state import Link
from compiler.linker.sections import InputSection
from compiler.linker.symbols import Symbol

SPARE = 64      # bytes that distances may grow within a segment
ROUNDS = 16


class Shrinking:
    """The shrinking of one link, step by step; a machine says what is not needed."""

    def __init__(self, link: Link) -> None:
        self.link: Link = link
        self.enabled: bool = link.options.on("relax")
        self.rounds: int = 0
        self.aligned: bool = False
        self.symbols: dict[int, list[Symbol]] = {}   # by index in `sections`
        self.sections: list[InputSection] = []
        self.widest: int = 0
        numbers: dict[InputSection, int] = {}
        for section in link.sections:
            if section.alive and section.flags & SHF_EXECINSTR and section.relocs:
                numbers[section] = len(self.sections)
                self.sections.append(section)
        for file in link.table.files:
            for symbol in file.symbols:
                home = symbol.section
                if home is not None and home in numbers and (
                        symbol.is_local() or symbol.file is file):
                    self.symbols.setdefault(numbers[home], []).append(symbol)

    # --- what a machine does its own way

    def begin(self) -> None:
        """Look at the present addresses."""

    def superfluous(self, section: InputSection) -> list[tuple[int, int]]:
        """The pieces (offset, count) of a section that the present addresses make superfluous."""
        raise NotImplementedError

    def alignment_room(self, reloc: Reloc) -> int:
        """Bytes of no-ops of which an alignment keeps what it needs; 0: no alignment."""
        raise NotImplementedError

    def no_ops(self, count: int) -> bytes:
        """`count` bytes of whole instructions."""
        raise NotImplementedError

    # --- steps

    def step(self) -> bool:
        """Shorten what addresses allow; whether anything changed."""
        self.widest = max([out.align for out in self.link.outputs] + [SPARE])
        self.begin()
        if self.enabled and self.rounds < ROUNDS and not self.aligned:
            self.rounds += 1
            changed = False
            for number, section in enumerate(self.sections):
                cuts = self.superfluous(section)
                if cuts:
                    self.cut(number, section, cuts)
                    changed = True
            if changed:
                return True
        if self.aligned:
            return False
        self.aligned = True
        return self.align_all()

    def align_all(self) -> bool:
        """Let every alignment keep only the no-ops that it needs."""
        changed = False
        for number, section in enumerate(self.sections):
            cuts: list[tuple[int, int]] = []
            moved = 0
            for reloc in section.relocs:
                room = self.alignment_room(reloc)
                if room == 0:
                    continue
                alignment = 1
                while alignment <= room:
                    alignment <<= 1
                # sections start aligned, so offsets are enough
                start = reloc.offset - moved
                needed = -start & (alignment - 1)
                surplus = room - needed
                if surplus > 0:
                    cuts.append((reloc.offset + needed, surplus))
                    kept = self.no_ops(needed)
                    section.data[reloc.offset : reloc.offset + len(kept)] = kept
                    moved += surplus
            if cuts:
                self.cut(number, section, cuts)
                changed = True
        return changed

    # --- deleting

    def cut(self, number: int, section: InputSection, cuts: list[tuple[int, int]]) -> None:
        """Delete (offset, count) pieces; relocations, symbols and sizes follow."""
        cuts.sort()
        starts = [start for start, _ in cuts]
        before = [0]
        for _, count in cuts:
            before.append(before[-1] + count)

        data = bytearray()
        done = 0
        for start, count in cuts:
            data += section.data[done:start]
            done = start + count
        section.data = data + section.data[done:]
        section.size = len(section.data)
        for reloc in section.relocs:
            reloc.offset = moved(reloc.offset, cuts, starts, before)
        for symbol in self.symbols.get(number, []):
            end = moved(symbol.value + symbol.size, cuts, starts, before)
            symbol.value = moved(symbol.value, cuts, starts, before)
            symbol.size = end - symbol.value


def moved(offset: int, cuts: list[tuple[int, int]], starts: list[int], before: list[int]) -> int:
    """Where an offset is after the cuts; inside of one: where it began."""
    low = 0
    high = len(starts)
    while low < high:
        middle = (low + high) >> 1
        if starts[middle] < offset:
            low = middle + 1
        else:
            high = middle
    if low == 0:
        return offset
    start, count = cuts[low - 1]
    return offset - before[low - 1] - min(offset - start, count)
