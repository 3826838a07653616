"""Branch islands of AArch64: branches over more than 128 MiB go by way of a few instructions.

Problem: bl and b reach 128 MiB.  Idea: after each layout, a branch that does not reach its target
takes an island that leads there, an existing one within reach or a new one behind (or before) the
section that it stands in; lay out again until nothing is missing.  An island is adrp, add, br
through x16, which the procedure call standard leaves to linkers.

Invariants: a program whose code fits into 128 MiB is not looked at; islands are never taken away,
so that the rounds end.  Source: ELF for the Arm 64-bit Architecture (IHI 0056), 5.7.9 and AAPCS64
6.1.1 (IP0).
"""

from __future__ import annotations

import struct

from compiler.elf import relocations as r
from compiler.elf.constants import SHF_ALLOC, SHF_EXECINSTR, SHT_PROGBITS
from compiler.linker import actions as act
from compiler.linker.allocate import target_address
from compiler.linker.link_state import Link
from compiler.linker.sections import InputSection, Synthetic
from compiler.linker.symbols import Symbol

BRANCHES = (r.R_AARCH64_CALL26, r.R_AARCH64_JUMP26)
REACH = 1 << 27
SPARE = 1 << 20        # bytes that new islands may put between a branch and its island
CODE = (0x90000010, 0x91000210, 0xD61F0200)      # adrp x16; add x16, x16, low part; br x16


def reaches(distance: int, spare: int = 0) -> bool:
    """Whether a branch covers a distance with `spare` bytes left."""
    return -REACH + spare <= distance < REACH - spare


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
    """The islands of one link."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.islands: list[Island] = []
        self.by_target: dict[int, list[Island]] = {}       # by address, in the last layout

    def step(self) -> bool:
        """Add what the present addresses ask for; whether anything was added."""
        code = [out for out in self.link.outputs if out.flags & SHF_EXECINSTR and out.size]
        if not code or max(out.address + out.size for out in code) - min(
                out.address for out in code) < REACH:
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
            if reloc.type not in BRANCHES or reloc.symbol is None or (
                    section.actions[number] != act.PLT_PC):
                continue
            symbol = file.symbols[reloc.symbol.index]
            place = section.where(reloc.offset)
            target = branch_target(symbol, reloc.addend)
            if reaches(target - place) or self.find(place, target, SPARE if added else 0) >= 0:
                continue
            near = self.room(section, place)
            if near is None:
                continue                 # reported when the branch is written
            island = Island(near, near.size, symbol, reloc.addend)
            near.data += struct.pack("<3I", *CODE)
            near.size = len(near.data)
            self.islands.append(island)
            self.by_target.setdefault(target, []).append(island)
            added = True
        return added

    def find(self, place: int, target: int, spare: int = 0) -> int:
        """The address of an island to `target` within reach of `place`, -1: there is none."""
        for island in self.by_target.get(target, []):
            address = island.address()
            if reaches(address - place, spare):
                return address
        return -1

    def room(self, section: InputSection, place: int) -> Synthetic | None:
        """A section of islands that a branch at `place` reaches."""
        for island in self.islands:
            if reaches(island.address() - place, SPARE):
                return island.section
        out = section.out
        assert out is not None
        behind = section.address() + section.size
        if not reaches(behind - place, SPARE) and not reaches(section.address() - place, SPARE):
            return None
        made = Synthetic(out.name, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 4)
        made.out = out
        made.offset = section.offset
        at = out.inputs.index(section)
        if reaches(behind - place, SPARE):
            at += 1
            made.offset += section.size
        out.inputs.insert(at, made)
        self.link.add_synthetic(made)
        return made
