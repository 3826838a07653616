"""What the linker core asks of an architecture.

The idea: a Machine is data (relocation rows, dynamic relocation types, sizes, page sizes) and a
few methods that write machine code: PLT entries, relaxed instruction sequences, fields. The core
never mentions an architecture; an architecture never walks sections or symbols.
"""

from __future__ import annotations

import struct

from compiler.linker.actions import EITHER, SIGNED, UNCHECKED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from compiler.linker.link_state import Link

PACK32 = struct.Struct("<I").pack_into
PACK64 = struct.Struct("<Q").pack_into


class Row:
    """One relocation type: its name, what it computes, and the field it goes into."""

    def __init__(self, name: str, action: int, width: int, check: int) -> None:
        self.name: str = name
        self.action: int = action
        self.width: int = width  # bytes of the field
        self.check: int = check
        self.high: bool = False  # its value is what a LOW relocation asks for


class Machine:
    """Defaults are those of a 64-bit RELA machine; subclasses fill in the rest."""

    def __init__(self) -> None:
        self.number: int = 0  # EM_*
        self.wide: bool = True
        self.rela: bool = True
        self.word: int = 8
        self.rows: dict[int, Row] = {}
        self.interpreter: str = ""
        self.image_base: int = 0x400000
        self.max_page: int = 0x1000
        self.common_page: int = 0x1000
        self.plt_header_size: int = 16
        self.plt_entry_size: int = 16
        self.iplt_entry_size: int = 16
        self.got_plt_header: int = 3  # words
        self.got_symbol_in_got_plt: bool = True  # where _GLOBAL_OFFSET_TABLE_ stands
        self.got_has_header: bool = False  # the first word of .got holds the address of .dynamic
        # the actions for which executables may use cheaper TLS models
        self.tls_relaxable: tuple[int, ...] = ()
        # bytes of the widest pc-relative field that position-independent output may not aim, from a
        # read-only section, at an undefined weak symbol, which is 0 wherever the output is loaded
        self.weak_pc_limit: int = 0
        self.pc_bias: int = 0  # bytes from a field to where distances count from
        self.place: int = 0  # address of the field being written
        self.tls_call_relocs: int = 1  # relocations of the call after a GD or LD one
        self.dtp_bias: int = 0  # what module-relative TLS offsets count from
        self.provided: dict[str, str] = {}  # the machine's own symbols, see provided.py
        self.text_fill: bytes = b"\0"  # between functions
        self.pltrel_name: str = ".rela.plt"
        self.dynrel_name: str = ".rela.dyn"
        # Dynamic relocation types.
        self.r_word: int = 0
        self.r_relative: int = 0
        self.r_glob_dat: int = 0
        self.r_jump_slot: int = 0
        self.r_copy: int = 0
        self.r_irelative: int = 0
        self.r_dtpmod: int = 0
        self.r_dtpoff: int = 0
        self.r_tpoff: int = 0
        self.r_tlsdesc: int = 0

    def thread_pointer(self, start: int, size: int, align: int) -> int:
        """Address that the thread pointer stands for, given the TLS segment."""
        raise NotImplementedError

    def write_plt_header(self, out: bytearray, at: int, address: int, got_plt: int) -> None:
        """PLT0 at `out[at:]`, to run at `address`; `got_plt` is the address of .got.plt."""
        raise NotImplementedError

    def write_plt_entry(
        self, out: bytearray, at: int, address: int, slot: int, index: int, header: int
    ) -> None:
        """A lazy PLT entry: jumps through `slot`; `index` counts entries, `header` is PLT0."""
        raise NotImplementedError

    def write_iplt_entry(self, out: bytearray, at: int, address: int, slot: int) -> None:
        """A PLT entry without lazy half."""
        raise NotImplementedError

    def lazy_slot(self, plt_entry: int, header: int) -> int:
        """What a .got.plt slot holds before the first call; `header` is the address of PLT0."""
        return header

    def prepare(self, link: Link) -> None:
        """Look at the inputs before they are placed."""

    def adjust(self, link: Link) -> bool:
        """Change sections, now that addresses are known; True: lay out again, and ask again."""
        return False

    def relaxed_got(self, data: bytearray, offset: int, addend: int) -> bool:
        """Whether the instruction whose GOT field is at `offset` can take the address itself."""
        return False

    def can_relax_tls(self, action: int, data: bytearray, offset: int) -> bool:
        """Whether the code around `offset` is the sequence that the relaxation rewrites."""
        return True

    def write_relaxed(
        self, action: int, out: bytearray, at: int, value: int, data: bytearray, offset: int
    ) -> int:
        """Rewrite the sequence around `at`. `value` is S+A-P for RELAXED_GOT and *_TO_IE (slot
        for the latter), the thread offset for *_TO_LE. Returns the value to range-check."""
        raise NotImplementedError

    def write_field(self, row: Row, out: bytearray, at: int, value: int) -> bool:
        """Store `value`; False: it does not fit."""
        width = row.width
        bits = 8 * width
        fits = True
        if row.check != UNCHECKED:
            low = -(1 << (bits - 1))
            high = 1 << (bits - 1 if row.check == SIGNED else bits)
            if row.check != SIGNED and row.check != EITHER:
                low = 0
            fits = low <= value < high
        if width == 4:
            PACK32(out, at, value & 0xFFFFFFFF)
        elif width == 8:
            PACK64(out, at, value & 0xFFFFFFFFFFFFFFFF)
        else:
            out[at : at + width] = (value & ((1 << bits) - 1)).to_bytes(width, "little")
        return fits
