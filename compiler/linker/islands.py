"""Branch islands: branches that do not reach their target go by way of a few instructions.

Problem: a call of a fixed-width instruction set reaches some 100 MiB.  Idea: after each layout, a
branch that does not reach its target takes an island that leads there, an existing one within reach
or a new one behind (or before) the section that it stands in; lay out again until nothing is
missing.  What an island consists of and how far branches reach is the machine's.

Invariants: a program whose code lies within the reach of a branch is not looked at; islands are
never taken away, so that the rounds end.
"""

from __future__ import annotations

from compiler.elf.constants import SHF_ALLOC, SHF_EXECINSTR, SHT_PROGBITS
from compiler.linker import actions as act
from compiler.linker.allocate import target_address
from compiler.linker.link_state import Link
from compiler.linker.machine import PltCode
from compiler.linker.sections import InputSection, Synthetic
from compiler.linker.symbols import Symbol

SPARE = 1 << 20        # bytes that new islands may put between a branch and its island


class Island:
    """One way to a target, in a section of islands."""

    def __init__(self, section: Synthetic, offset: int, symbol: Symbol, addend: int) -> None:
        self.section = section
        self.offset = offset
        self.symbol = symbol
        self.addend = addend

    def address(self) -> int:
        return self.section.address() + self.offset

    def target(self) -> int:
        return branch_target(self.symbol, self.addend)


def branch_target(symbol: Symbol, addend: int) -> int:
    """Where a branch goes: the symbol's PLT entry if it has one."""
    return symbol.plt_address + addend if symbol.plt_index >= 0 else target_address(symbol, addend)


class Islands:
    """The islands of one link. `branches`: relocation types of those that may take one; `reach`:
    bytes that they cover; `code`: an island."""

    def __init__(self, link: Link, branches: tuple[int, ...], reach: int, code: PltCode) -> None:
        self.link = link
        self.branches = branches
        self.reach = reach
        self.code = code
        self.islands: list[Island] = []
        self.by_target: dict[int, list[Island]] = {}       # by address, in the last layout

    def reaches(self, distance: int, spare: int = 0) -> bool:
        """Whether a branch covers a distance with `spare` bytes left."""
        return -self.reach + spare <= distance < self.reach - spare

    def distance(self, place: int, distance: int) -> int:
        """The distance that a branch at `place` holds: to its target, or to an island."""
        island = -1 if self.reaches(distance) else self.find(place, place + distance)
        return island - place if island >= 0 else distance

    def step(self) -> bool:
        """Add what the present addresses ask for; whether anything was added.  If not, write all
        islands."""
        if self.add_missing():
            return True
        machine = self.link.machine
        for island in self.islands:
            if not machine.write_plt(self.code, island.section.data, island.offset,
                                     island.address(), island.target()):
                self.link.diagnostics.error(
                    f"branch to `{island.symbol.name}' over more than 4 GiB")
        return False

    def add_missing(self) -> bool:
        """Add what the present addresses ask for; whether anything was added."""
        code = [out for out in self.link.outputs if out.flags & SHF_EXECINSTR and out.size]
        if not code or max(out.address + out.size for out in code) - min(
                out.address for out in code) < self.reach:
            return False
        self.sort()
        added = False
        for section in list(self.link.sections):
            if section.alive and section.flags & SHF_EXECINSTR and section.file is not None:
                added = self.look_at(section) or added
        return added

    def sort(self) -> None:
        """Islands by the present addresses of their targets."""
        self.by_target = {}
        for island in self.islands:
            self.by_target.setdefault(island.target(), []).append(island)

    def look_at(self, section: InputSection) -> bool:
        """Give every branch of a section that needs one its island; whether one is new."""
        file = section.file
        assert file is not None
        added = False
        for number, reloc in enumerate(section.relocs):
            if reloc.type not in self.branches or reloc.symbol is None or (
                    section.actions[number] != act.PLT_PC):
                continue
            symbol = file.symbols[reloc.symbol.index]
            place = section.where(reloc.offset)
            target = branch_target(symbol, reloc.addend)
            if self.reaches(target - place) or self.find(place, target, SPARE if added else 0) >= 0:
                continue
            near = self.room(section, place)
            if near is None:
                continue                 # reported when the branch is written
            island = Island(near, near.size, symbol, reloc.addend)
            near.data += bytes(4 * len(self.code.words))
            near.size = len(near.data)
            self.islands.append(island)
            self.by_target.setdefault(target, []).append(island)
            added = True
        return added

    def find(self, place: int, target: int, spare: int = 0) -> int:
        """The address of an island to `target` within reach of `place`, -1: there is none."""
        for island in self.by_target.get(target, []):
            address = island.address()
            if self.reaches(address - place, spare):
                return address
        return -1

    def room(self, section: InputSection, place: int) -> Synthetic | None:
        """A section of islands that a branch at `place` reaches."""
        for island in self.islands:
            if self.reaches(island.address() - place, SPARE):
                return island.section
        out = section.out
        assert out is not None
        behind = section.address() + section.size
        if not self.reaches(behind - place, SPARE) and not self.reaches(
                section.address() - place, SPARE):
            return None
        made = Synthetic(out.name, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 4)
        made.out = out
        made.offset = section.offset
        at = out.inputs.index(section)
        if self.reaches(behind - place, SPARE):
            at += 1
            made.offset += section.size
        out.inputs.insert(at, made)
        self.link.add_synthetic(made)
        return made
