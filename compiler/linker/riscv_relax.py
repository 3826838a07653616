"""Linker relaxation of RISC-V: code gets shorter once addresses are known.

The problem: compilers emit calls and address pairs for the farthest target; most targets are near.
The idea: after each layout walk the relocations marked R_RISCV_RELAX, delete what is not needed
(the auipc of a call, the lui or auipc of data near the global pointer, the lui and add of a
thread-local near tp), move symbols and relocations along, lay out again.  When nothing more
shrinks, alignments give back their surplus no-ops, once.

Invariants: a deletion keeps every later range check true: distances between sections may grow by
their alignment, so ranges are checked with that much to spare; alignments come last since only
they depend on exact addresses.
Source: RISC-V ELF psABI 1.0, 3.6 ("Linker Relaxation").
"""

from __future__ import annotations

from compiler.elf import relocations as r
from compiler.elf.constants import SHF_EXECINSTR
from compiler.elf.model import Reloc
from compiler.linker import actions as act
from compiler.linker.allocate import target_address
from compiler.linker.link_state import Link
from compiler.linker.sections import InputSection
from compiler.linker.symbols import DEFINED, Symbol

GP = 3
TP = 4
BASE_MASK = 31 << 15
LOW_ROWS = {
    r.R_RISCV_LO12_I: r.R_RISCV_GPREL_I, r.R_RISCV_LO12_S: r.R_RISCV_GPREL_S,
    r.R_RISCV_PCREL_LO12_I: r.R_RISCV_GPREL_I, r.R_RISCV_PCREL_LO12_S: r.R_RISCV_GPREL_S,
    r.R_RISCV_TPREL_LO12_I: r.R_RISCV_TPREL_I, r.R_RISCV_TPREL_LO12_S: r.R_RISCV_TPREL_S,
}
ABSOLUTE = (r.R_RISCV_HI20, r.R_RISCV_LO12_I, r.R_RISCV_LO12_S)
PARTS = (*ABSOLUTE, r.R_RISCV_TPREL_HI20, r.R_RISCV_TPREL_ADD, r.R_RISCV_TPREL_LO12_I,
         r.R_RISCV_TPREL_LO12_S)
CALLS = (r.R_RISCV_CALL, r.R_RISCV_CALL_PLT)
JAL_REACH = 1 << 20
C_J_REACH = 1 << 11
SPARE = 64      # bytes that distances may grow within a segment
ROUNDS = 16


class Relaxation:
    """The relaxation of one link, step by step."""

    def __init__(self, link: Link) -> None:
        self.link: Link = link
        self.enabled: bool = link.options.on("relax")
        self.rounds: int = 0
        self.aligned: bool = False
        self.symbols: dict[int, list[Symbol]] = {}   # by index in `sections`
        self.sections: list[InputSection] = []
        self.widest: int = 0
        self.global_pointer: int = 0
        self.has_pointer: bool = False
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

    def step(self) -> bool:
        """Shorten what addresses allow; whether anything changed."""
        link = self.link
        pointer = link.table.symbols.get("__global_pointer$")
        self.has_pointer = (not link.is_shared and pointer is not None
                            and pointer.state == DEFINED)
        if pointer is not None:
            self.global_pointer = pointer.address
        self.widest = max([out.align for out in link.outputs] + [SPARE])
        if self.enabled and self.rounds < ROUNDS and not self.aligned:
            self.rounds += 1
            changed = False
            for number, section in enumerate(self.sections):
                if self.shorten(number, section):
                    changed = True
            if changed:
                return True
        if self.aligned:
            return False
        self.aligned = True
        return self.align_all()

    # --- one section

    def shorten(self, number: int, section: InputSection) -> bool:
        """Delete what the present addresses make superfluous."""
        file = section.file
        assert file is not None
        cuts: list[tuple[int, int]] = []
        relocs = section.relocs
        gone: dict[int, Reloc] = {}      # those that become gp-relative
        far = self.far_symbols(section)
        for i, reloc in enumerate(relocs):
            if reloc.symbol is None or i + 1 == len(relocs) or (
                    relocs[i + 1].type != r.R_RISCV_RELAX
                    or relocs[i + 1].offset != reloc.offset):
                continue
            kind = reloc.type
            symbol = file.symbols[reloc.symbol.index]
            action = section.actions[i]
            if kind in CALLS:
                self.call(section, i, reloc, symbol, cuts)
            elif kind == r.R_RISCV_PCREL_HI20:
                if action != act.SKIPPED and self.near_pointer(symbol, reloc.addend, action):
                    cuts.append((reloc.offset, 4))
                    section.actions[i] = act.SKIPPED
                    gone[reloc.offset] = reloc
            elif kind in PARTS and action != act.SKIPPED and reloc.symbol.index not in far:
                if kind in LOW_ROWS:
                    self.rebase(section, reloc, GP if kind in ABSOLUTE else TP)
                else:
                    cuts.append((reloc.offset, 4))
                    section.actions[i] = act.SKIPPED
        if gone:
            self.low_parts(section, gone)
        if not cuts:
            return False
        self.cut(number, section, cuts)
        return True

    def far_symbols(self, section: InputSection) -> dict[int, bool]:
        """Symbols (by index) of which some absolute or thread-local part must stay: high and low
        parts belong together, and only the symbol tells which do."""
        file = section.file
        assert file is not None
        far: dict[int, bool] = {}
        relocs = section.relocs
        for i, reloc in enumerate(relocs):
            if reloc.type not in PARTS or reloc.symbol is None:
                continue
            symbol = file.symbols[reloc.symbol.index]
            marked = i + 1 < len(relocs) and relocs[i + 1].type == r.R_RISCV_RELAX and (
                relocs[i + 1].offset == reloc.offset)
            if reloc.type in ABSOLUTE:
                near = self.near_pointer(symbol, reloc.addend, section.actions[i])
            else:
                near = self.near_thread(symbol, reloc.addend)
            if not (marked and near):
                far[reloc.symbol.index] = True
        return far

    def call(self, section: InputSection, i: int, reloc: Reloc, symbol: Symbol,
             cuts: list[tuple[int, int]]) -> None:
        """auipc and jalr to jal, or to c.j."""
        if section.actions[i] == act.WEAK_ZERO:
            return
        target = symbol.plt_address if symbol.plt_index >= 0 else target_address(
            symbol, reloc.addend)
        distance = target - section.where(reloc.offset)
        spare = SPARE if symbol.section is not None and symbol.section.out is section.out else (
            self.widest)
        at = reloc.offset
        link = int.from_bytes(section.data[at + 4 : at + 8], "little") >> 7 & 31
        near = abs(distance) + spare
        file = section.file
        assert file is not None
        if link == 0 and near < C_J_REACH and file.object.flags & 1:
            section.data[at : at + 2] = b"\x01\xa0"
            reloc.type = r.R_RISCV_RVC_JUMP
            cuts.append((at + 2, 6))
        elif near < JAL_REACH:
            section.data[at : at + 4] = (0x6F | link << 7).to_bytes(4, "little")
            reloc.type = r.R_RISCV_JAL
            cuts.append((at + 4, 4))

    def near_pointer(self, symbol: Symbol, addend: int, action: int) -> bool:
        """Whether an address stays within reach of the global pointer."""
        if not self.has_pointer or action not in (act.ABS, act.PC) or symbol.is_ifunc():
            return False
        home = symbol.section
        if symbol.copy_home is not None:
            home = symbol.copy_home
        if home is None or home.out is None or home.flags & SHF_EXECINSTR:
            return False
        distance = target_address(symbol, addend) - self.global_pointer
        pointed = self.link.output(".sdata") or self.link.output(".data")
        spare = 0 if home.out is pointed else self.widest
        return -0x800 + spare <= distance < 0x800 - spare

    def near_thread(self, symbol: Symbol, addend: int) -> bool:
        """Whether a thread-local's offset fits the low part alone."""
        return -0x800 <= target_address(symbol, addend) - self.link.thread_pointer < 0x800

    def rebase(self, section: InputSection, reloc: Reloc, base: int) -> None:
        """Let an access count from another register."""
        at = reloc.offset
        word = int.from_bytes(section.data[at : at + 4], "little") & ~BASE_MASK | base << 15
        section.data[at : at + 4] = word.to_bytes(4, "little")
        reloc.type = LOW_ROWS[reloc.type]

    def low_parts(self, section: InputSection, gone: dict[int, Reloc]) -> None:
        """Give the low parts of deleted auipcs the symbol itself."""
        file = section.file
        assert file is not None
        for i, reloc in enumerate(section.relocs):
            if reloc.type not in (r.R_RISCV_PCREL_LO12_I, r.R_RISCV_PCREL_LO12_S) or (
                    reloc.symbol is None):
                continue
            high = gone.get(file.symbols[reloc.symbol.index].value)
            if high is not None:
                self.rebase(section, reloc, GP)
                reloc.symbol = high.symbol
                reloc.addend = high.addend
                section.actions[i] = act.ABS

    # --- alignment

    def align_all(self) -> bool:
        """Let every alignment keep only the no-ops that it needs."""
        changed = False
        for number, section in enumerate(self.sections):
            cuts: list[tuple[int, int]] = []
            moved = 0
            for reloc in section.relocs:
                if reloc.type != r.R_RISCV_ALIGN:
                    continue
                alignment = 1
                while alignment <= reloc.addend:
                    alignment <<= 1
                # sections start aligned, so offsets are enough
                start = reloc.offset - moved
                needed = -start & (alignment - 1)
                surplus = reloc.addend - needed
                if surplus > 0:
                    cuts.append((reloc.offset + needed, surplus))
                    self.no_ops(section, reloc.offset, needed)
                    moved += surplus
            if cuts:
                self.cut(number, section, cuts)
                changed = True
        return changed

    def no_ops(self, section: InputSection, at: int, count: int) -> None:
        """Fill the part that stays with whole instructions."""
        code = b"\x01\0" * (count >> 1 & 1) + b"\x13\0\0\0" * (count >> 2)
        section.data[at : at + len(code)] = code

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
