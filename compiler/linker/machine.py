"""What the linker core asks of an architecture.

The idea: a Machine is data (relocation rows, dynamic relocation types, sizes, page sizes) and a
few methods that write machine code: PLT entries, relaxed instruction sequences, fields. The core
never mentions an architecture; an architecture never walks sections or symbols.
"""

from __future__ import annotations

import struct

from compiler.elf import relocations
from compiler.linker.actions import EITHER, SIGNED, UNCHECKED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from compiler.linker.link_state import Link

numbers: dict[str, int] = vars(relocations)      # R_* -> number
PACK32 = struct.Struct("<I").pack_into
PACK64 = struct.Struct("<Q").pack_into


class Row:
    """One relocation type: its name, what it computes, and the field it goes into.

    `field`: the machine's number of a field in instructions, 0: whole bytes; `bits` of the value,
    from bit `lowest` on, go there, 0: as many as there is room for."""

    def __init__(self, name: str, action: int, width: int, check: int, field: int = 0,
                 bits: int = 0, lowest: int = 0) -> None:
        self.name: str = name
        self.action: int = action
        self.width: int = width  # bytes of the field
        self.check: int = check
        self.field: int = field
        self.bits: int = bits
        self.lowest: int = lowest
        self.high: bool = False  # its value is what a LOW relocation asks for


class PltCode:
    """The words of a PLT header or entry that take the address of a slot, or of a branch island
    that take its target's.

    `fields`: number of a word -> its relocation; distances count from the first of them; `skipped`:
    bytes of .got.plt in front of the slot."""

    def __init__(self, words: tuple[int, ...], fields: dict[int, int], skipped: int = 0) -> None:
        self.words = words
        self.fields = fields
        self.skipped = skipped


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
        self.plt_header: PltCode | None = None  # of machines that write them by relocations
        self.plt_entry: PltCode | None = None
        self.place: int = 0  # address of the field being written
        self.tls_call_relocs: int = 1  # relocations of the call after a GD or LD one
        self.dtp_bias: int = 0  # what module-relative TLS offsets count from
        self.provided: dict[str, str] = {}  # the machine's own symbols, see provided.py
        self.text_fill: bytes = b"\0"  # between functions
        self.pltrel_name: str = ".rela.plt"
        self.dynrel_name: str = ".rela.dyn"
        self.attributes_type: int = 0  # of sections that are joined, see attributes.py
        self.abi_flags: int = 0  # bits of e_flags in which all files must agree
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

    def read_numbers(self, prefix: str, names: str) -> None:
        """The dynamic relocation types by name, in the order above; descriptors may be missing."""
        found = [numbers[prefix + name] for name in names.split()]
        (self.r_word, self.r_relative, self.r_glob_dat, self.r_jump_slot, self.r_copy,
         self.r_irelative, self.r_dtpmod, self.r_dtpoff, self.r_tpoff) = found[:9]
        self.r_tlsdesc = found[9] if len(found) > 9 else 0

    def add_row(self, row: Row) -> None:
        """One more relocation, its number by its name."""
        self.rows[numbers[row.name]] = row

    def add_rows(self, prefix: str, rows: tuple[tuple[int, int, int, int, str], ...]) -> None:
        """What is computed, bytes, check and field of the relocations that share a prefix."""
        for action, width, check, field, names in rows:
            for name in names.split():
                self.add_row(Row(prefix + name, action, width, check, field))

    def thread_pointer(self, start: int, size: int, align: int) -> int:
        """Address that the thread pointer stands for, given the TLS segment."""
        raise NotImplementedError

    def write_plt_header(self, out: bytearray, at: int, address: int, got_plt: int) -> None:
        """PLT0 at `out[at:]`, to run at `address`; `got_plt` is the address of .got.plt."""
        assert self.plt_header is not None
        self.write_plt(self.plt_header, out, at, address, got_plt)

    def write_plt_entry(
        self, out: bytearray, at: int, address: int, slot: int, index: int, header: int
    ) -> None:
        """A lazy PLT entry: jumps through `slot`; `index` counts entries, `header` is PLT0."""
        assert self.plt_entry is not None
        self.write_plt(self.plt_entry, out, at, address, slot)

    def write_iplt_entry(self, out: bytearray, at: int, address: int, slot: int) -> None:
        """A PLT entry without lazy half."""
        self.write_plt_entry(out, at, address, slot, 0, 0)

    def write_plt(self, code: PltCode, out: bytearray, at: int, address: int, slot: int) -> bool:
        """Code at `out[at:]`, to run at `address`, with the address of a slot in its fields; False:
        one does not fit."""
        for k, word in enumerate(code.words):
            PACK32(out, at + 4 * k, word)
        self.place = address + 4 * min(code.fields)
        fits = True
        for k, kind in code.fields.items():
            distance = slot + code.skipped - self.place
            fits = self.write_field(self.rows[kind], out, at + 4 * k, distance) and fits
        return fits

    def lazy_slot(self, plt_entry: int, header: int) -> int:
        """What a .got.plt slot holds before the first call; `header` is the address of PLT0."""
        return header

    def prepare(self, link: Link) -> None:
        """Look at the inputs before they are placed."""

    def merged_attributes(self, parts: list[bytes]) -> bytes:
        """One attributes section for several."""
        raise NotImplementedError

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
