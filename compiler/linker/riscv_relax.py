"""Linker relaxation of RISC-V: what is not needed once addresses are known.

The problem: compilers emit calls and address pairs for the farthest target; most targets are near.
The idea: walk the relocations marked R_RISCV_RELAX, delete the auipc of a call, the lui or auipc of
data near the global pointer, the lui and add of a thread-local near tp (`shrink.py`).
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
from compiler.linker.shrink import SPARE, Shrinking
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


class Relaxation(Shrinking):
    """The relaxation of one link."""

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self.global_pointer: int = 0
        self.has_pointer: bool = False

    def begin(self) -> None:
        pointer = self.link.table.symbols.get("__global_pointer$")
        self.has_pointer = (not self.link.is_shared and pointer is not None
                            and pointer.state == DEFINED)
        if pointer is not None:
            self.global_pointer = pointer.address

    def alignment_room(self, reloc: Reloc) -> int:
        return reloc.addend if reloc.type == r.R_RISCV_ALIGN else 0

    def no_ops(self, count: int) -> bytes:
        return b"\x01\0" * (count >> 1 & 1) + b"\x13\0\0\0" * (count >> 2)

    def superfluous(self, section: InputSection) -> list[tuple[int, int]]:
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
        return cuts

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
