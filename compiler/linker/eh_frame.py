"""Unwind tables: .eh_frame read into records, equal CIEs shared, dead FDEs dropped, and the
binary search table .eh_frame_hdr.

The problem: an FDE belongs to one function; when that function is discarded (COMDAT, gc) its FDE
must go, and hundreds of objects bring the same CIE. The idea: cut every .eh_frame input into
records that keep their place in the input; the home section gives each record that stays a new
place, and relocations follow piece by piece as for mergeable sections.
Invariant: pieces of an input are in order of their start; a dropped piece has place -1.
Source: LSB 5.0 core, 10.6 "Exception Frames"; DWARF 4, 7.24.
"""

from __future__ import annotations

import struct

from compiler.elf.model import Reloc
from compiler.linker.diagnostics import LinkError
from compiler.linker.sections import InputFile, InputSection, Synthetic
from compiler.linker.symbols import Symbol


class Record:
    """A CIE or FDE of an input. `cie` is None for a CIE."""

    def __init__(self, section: InputSection, start: int, size: int) -> None:
        self.section: InputSection = section
        self.start: int = start
        self.size: int = size
        self.cie: Record | None = None
        self.relocs: list[Reloc] = []
        self.place: int = -1  # in the home section
        self.shared_with: Record | None = None  # the equal CIE that was placed
        self.encoding: int = 0  # of a CIE: how its FDEs write addresses


def _find_cie(cies: dict[int, Record], start: int, path: str) -> Record:
    cie = cies.get(start)
    if cie is None:
        raise LinkError(f"{path}: .eh_frame: FDE without CIE")
    return cie


def read_records(section: InputSection) -> list[Record]:
    """Cut a .eh_frame section into records. Raises LinkError when it is malformed."""
    file = section.file
    path = file.path if file is not None else "?"
    data = section.data
    records: list[Record] = []
    cies: dict[int, Record] = {}
    relocs = sorted(section.relocs, key=_offset_of)
    next_reloc = 0
    at = 0
    while at + 4 <= len(data):
        length = int.from_bytes(data[at : at + 4], "little")
        if length == 0:
            at += 4
            continue
        if length == 0xFFFFFFFF:
            raise LinkError(f"{path}: .eh_frame: 64-bit records are not supported")
        end = at + 4 + length
        if length < 4 or end > len(data):
            raise LinkError(f"{path}: .eh_frame: record at 0x{at:x} is malformed")
        record = Record(section, at, length + 4)
        pointer = int.from_bytes(data[at + 4 : at + 8], "little")
        if pointer == 0:
            record.encoding = fde_encoding(bytes(data[at:end]), path)
            cies[at] = record
        else:
            record.cie = _find_cie(cies, at + 4 - pointer, path)
        while next_reloc < len(relocs) and relocs[next_reloc].offset < at:
            next_reloc += 1
        while next_reloc < len(relocs) and relocs[next_reloc].offset < end:
            record.relocs.append(relocs[next_reloc])
            next_reloc += 1
        records.append(record)
        at = end
    return records


def _offset_of(reloc: Reloc) -> int:
    return reloc.offset


def fde_encoding(cie: bytes, path: str) -> int:
    """The pointer encoding (`R` of the augmentation) that a CIE gives its FDEs."""
    if len(cie) < 10:
        raise LinkError(f"{path}: .eh_frame: CIE is too short")
    end = cie.find(b"\0", 9)
    if end < 0:
        raise LinkError(f"{path}: .eh_frame: CIE is malformed")
    augmentation = cie[9:end]
    at = end + 1
    if not augmentation.startswith(b"z"):
        return 0
    try:
        for _ in range(2):  # code and data alignment factors
            at = _skip_leb(cie, at)
        at = at + 1 if cie[8] == 1 else _skip_leb(cie, at)  # return address register
        at = _skip_leb(cie, at)  # length of the augmentation data
        for letter in augmentation[1:]:
            if letter == 0x52:  # R
                return cie[at]
            if letter == 0x4C:  # L
                at += 1
            elif letter == 0x50:  # P
                at += 1 + pointer_size(cie[at])
            elif letter not in (0x53, 0x42, 0x47):  # S, B, G carry nothing
                raise LinkError(f"{path}: .eh_frame: unknown CIE augmentation")
    except IndexError:
        raise LinkError(f"{path}: .eh_frame: CIE is malformed") from None
    return 0


def _skip_leb(data: bytes, at: int) -> int:
    while data[at] & 0x80:
        at += 1
    return at + 1


def pointer_size(encoding: int) -> int:
    """Bytes of a pointer in that DW_EH_PE encoding on a 64-bit machine; IndexError if unknown."""
    form = encoding & 15
    if form in (0, 4, 12):
        return 8
    if form in (3, 11):
        return 4
    if form in (2, 10):
        return 2
    raise IndexError


def record_symbol(record: Record) -> Symbol | None:
    """The symbol whose function an FDE describes; None when it has no relocation."""
    file = record.section.file
    for reloc in record.relocs:
        if reloc.offset == record.start + 8 and reloc.symbol is not None and file is not None:
            return file.symbols[reloc.symbol.index]
    return None


def is_live(record: Record) -> bool:
    """Whether the function of an FDE is in the output."""
    symbol = record_symbol(record)
    if symbol is None or symbol.section is None:
        return False
    section = symbol.section
    file = record.section.file
    if not section.alive:
        return False
    return section.file is file or symbol.is_local() or symbol.file is file


def _same_cie(left: Record, right: Record) -> bool:
    if left.size != right.size or len(left.relocs) != len(right.relocs):
        return False
    left_file: InputFile | None = left.section.file
    right_file: InputFile | None = right.section.file
    if left_file is None or right_file is None:
        return False
    for number, reloc in enumerate(left.relocs):
        other = right.relocs[number]
        if reloc.type != other.type or reloc.addend != other.addend:
            return False
        if reloc.offset - left.start != other.offset - right.start:
            return False
        if reloc.symbol is None or other.symbol is None:
            return False
        if left_file.symbols[reloc.symbol.index] is not right_file.symbols[other.symbol.index]:
            return False
    return True


class EhFrame(Synthetic):
    """The output's .eh_frame: records of all inputs, one after the other, then a terminator."""

    def __init__(self, flags: int, type: int) -> None:
        super().__init__(".eh_frame", type, flags, 8)
        self.fdes: list[Record] = []

    def build(self, sections: list[InputSection], inputs: list[list[Record]]) -> None:
        """Place the live records of every input; inputs[i] are the records of sections[i]."""
        known: dict[bytes, list[Record]] = {}
        data = self.data
        for number, records in enumerate(inputs):
            section = sections[number]
            for record in records:
                if record.cie is None or not is_live(record):
                    continue
                cie = record.cie
                if cie.place < 0:
                    self._place_cie(cie, known)
                record.place = len(data)
                start = record.start
                data += section.data[start : start + record.size]
                struct.pack_into("<I", data, record.place + 4, record.place + 4 - cie.place)
                self.fdes.append(record)
            for record in records:
                section.piece_starts.append(record.start)
                section.piece_places.append(
                    record.place if record.shared_with is None else -1
                )
            section.home = self
        data += bytes(4)
        self.size = len(data)

    def _place_cie(self, cie: Record, known: dict[bytes, list[Record]]) -> None:
        raw = bytes(cie.section.data[cie.start : cie.start + cie.size])
        same = known.setdefault(raw, [])
        for other in same:
            if _same_cie(cie, other):
                cie.place = other.place
                cie.shared_with = other
                return
        cie.place = len(self.data)
        self.data += raw
        same.append(cie)


class EhFrameHeader(Synthetic):
    """.eh_frame_hdr: address of .eh_frame and a table of (function, FDE) sorted by function."""

    def __init__(self, frames: EhFrame, flags: int) -> None:
        super().__init__(".eh_frame_hdr", 1, flags, 4)
        self.frames: EhFrame = frames
        self.size = 12 + 8 * len(frames.fdes)

    def fill(self, image: bytearray, frames_at: int, word: int) -> None:
        """Read the relocated FDEs at `frames_at` of the image and write the table into `data`."""
        here = self.address()
        frames_address = self.frames.address()
        entries: list[tuple[int, int]] = []
        for fde in self.frames.fdes:
            cie = fde.cie
            assert cie is not None
            at = frames_at + fde.place + 8
            begin = read_pointer(image, at, cie.encoding, frames_address + fde.place + 8, word)
            entries.append((begin - here, frames_address + fde.place - here))
        entries.sort()
        out = bytearray(b"\x01\x1b\x03\x3b")
        out += struct.pack("<iI", frames_address - here - 4, len(entries))
        for begin, place in entries:
            if not -(1 << 31) <= begin < 1 << 31:
                raise LinkError(".eh_frame_hdr: function is out of reach")
            out += struct.pack("<ii", begin, place)
        self.data = out


def read_pointer(image: bytearray, at: int, encoding: int, address: int, word: int) -> int:
    """The pointer at `at`, which runs at `address`, in a DW_EH_PE encoding."""
    form = encoding & 15
    width = word if form == 0 else pointer_size(encoding)
    value = int.from_bytes(image[at : at + width], "little", signed=form >= 8)
    if encoding & 0x70 == 0x10:
        value += address
        mask = (1 << 8 * word) - 1
        value &= mask
    return value
