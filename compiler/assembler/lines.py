"""Source positions: .file and .loc into .debug_line.

Problem: a debugger wants (address, file, line) rows in a compact program.  Idea: rows are
recorded at the instruction after each .loc; when addresses are settled, one sequence a section
is written with special opcodes where they reach.

Source: DWARF 5, 6.2 (and DWARF 4's header when no `.file 0` is given).
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.emitter import (
    LOC_BASIC_BLOCK,
    LOC_EPILOGUE_BEGIN,
    LOC_IS_STMT,
    LOC_PROLOGUE_END,
)
from compiler.assembler.layout import Chunk
from compiler.assembler.operands import ABSOLUTE, FIXUP_DATA, KIND_PLAIN, Label
from compiler.elf.constants import SHF_MERGE, SHF_STRINGS, SHT_PROGBITS
from compiler.elf.leb128 import sleb128, uleb128

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.assembler.object_emitter import ObjectEmitter

LINE_BASE: Final = -5
LINE_RANGE: Final = 14
OPCODE_BASE: Final = 13
MAX_SPECIAL: Final = (255 - OPCODE_BASE) // LINE_RANGE
MAX_STEP: Final = 1 << 16    # of DW_LNS_fixed_advance_pc


class LineRow:
    """One row: the place of an instruction and its source position."""

    def __init__(self, chunk: Chunk, file: i64, line: i64, column: i64, flags: i64,
                 discriminator: i64) -> None:
        self.at: i64 = chunk.here()
        self.piece: i64 = i64(len(chunk.pieces))
        self.file: i64 = file
        self.line: i64 = line
        self.column: i64 = column
        self.flags: i64 = flags
        self.discriminator: i64 = discriminator
        self.isa: i64 = 0


class SourceFile:
    """An entry of the file table."""

    def __init__(self, directory: str, name: str, md5: bytes) -> None:
        self.directory = directory
        self.name = name
        self.md5 = md5


class LineTable:
    """The files and rows of an object."""

    def __init__(self) -> None:
        self.files: dict[int, SourceFile] = {}
        self.rows: list[list[LineRow]] = []     # per chunk
        self.pending = False                    # a .loc waits for its instruction
        self.version = 3                        # DWARF version; `.file 0` makes it 5
        self.next_file: i64 = 0
        self.next_line: i64 = 0
        self.next_column: i64 = 0
        self.next_flags: i64 = LOC_IS_STMT
        self.next_discriminator: i64 = 0
        self.next_view: Label | None = None
        self.last_chunk: Chunk | None = None
        self.last_at: i64 = -1
        self.last_piece: i64 = -1
        self.view: int = 0
        self.steps: list[tuple[int, Label, Label]] = []   # places of distances left open

    def file(self, number: i64, directory: str, name: str, md5: bytes) -> None:
        if not directory and "/" in name:
            directory, _, name = name.rpartition("/")
        if number == 0 or md5:
            self.version = 5
        self.files[int(number)] = SourceFile(directory, name, md5)

    def loc(self, file: i64, line: i64, column: i64, flags: i64, discriminator: i64,
            view: Label | None) -> None:
        """The next instruction's position; `view` is a symbol that gets the view number."""
        self.next_file = file
        self.next_line = line
        self.next_column = column
        self.next_flags = flags
        self.next_discriminator = discriminator
        self.next_view = view
        self.pending = True

    def flush(self, chunk: Chunk) -> None:
        """Make the pending position a row at the end of the chunk."""
        while len(self.rows) <= chunk.index:
            self.rows.append([])
        row = LineRow(chunk, self.next_file, self.next_line, self.next_column, self.next_flags,
                      self.next_discriminator)
        self.rows[chunk.index].append(row)
        same = (self.last_chunk is chunk and self.last_at == row.at
                and self.last_piece == row.piece)
        self.view = self.view + 1 if same else 0
        self.last_chunk = chunk
        self.last_at = row.at
        self.last_piece = row.piece
        if self.next_view is not None:
            self.next_view.section = ABSOLUTE
            self.next_view.absolute = self.view
            self.next_view = None
        self.pending = False

    # -- output ---------------------------------------------------------------------------------

    def write(self, emitter: ObjectEmitter) -> None:
        """Append the table to .debug_line; all labels are settled."""
        if not self.files and not any(self.rows):
            return
        program = bytearray()
        starts: list[tuple[int, Chunk, LineRow]] = []
        self.steps = []
        for index, rows in enumerate(self.rows):
            if rows:
                self.sequence(program, emitter.chunks[index], rows, starts, emitter)
        emitter.section(".debug_line", SHT_PROGBITS, 0)
        chunk = emitter.current
        at = chunk.here()
        version5 = self.version >= 5
        unit = int(emitter.architecture.code_align)
        header = bytearray([unit, 1, 1] if self.version >= 4 else [unit, 1])
        header += bytes([LINE_BASE & 255, LINE_RANGE, OPCODE_BASE])
        header += bytes([0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1])
        strings: list[tuple[int, str]] = []
        if version5:
            self.tables_5(header, strings)
        else:
            self.tables_4(header)
        size = emitter.architecture.address_size
        front = self.version.to_bytes(2, "little") + (bytes([int(size), 0]) if version5 else b"")
        header_at = 4 + len(front) + 4
        total = len(front) + 4 + len(header) + len(program)
        chunk.code.write(total.to_bytes(4, "little") + front
                         + len(header).to_bytes(4, "little") + bytes(header) + bytes(program))
        for offset, start_chunk, row in starts:
            chunk.fixup(at + header_at + len(header) + offset, size, False, KIND_PLAIN,
                        label_at(emitter, start_chunk, row.at, row.piece), None, 0, FIXUP_DATA)
        for offset, left, right in self.steps:
            chunk.fixup(at + header_at + len(header) + offset, 2, False, KIND_PLAIN, left, right, 0,
                        FIXUP_DATA)
        if strings:
            self.line_strings(emitter, chunk, at + header_at, strings)

    def line_strings(self, emitter: ObjectEmitter, chunk: Chunk, header_at: i64,
                     strings: list[tuple[int, str]]) -> None:
        """The strings of a DWARF 5 header go to .debug_line_str."""
        emitter.section(".debug_line_str", SHT_PROGBITS, SHF_MERGE | SHF_STRINGS, 1)
        start = emitter.section_start(emitter.current)
        for offset, text in strings:
            chunk.fixup(header_at + offset, 4, False, KIND_PLAIN, start, None,
                        int(emitter.current.here()), FIXUP_DATA)
            emitter.bytes_(text.encode("utf-8", "surrogateescape") + b"\0")

    def directories(self) -> list[str]:
        """Directory table: the primary file's first."""
        result = []
        if 0 in self.files:
            result.append(self.files[0].directory)
        elif self.version >= 5:
            result.append("")
        for number in sorted(self.files):
            directory = self.files[number].directory
            if directory and directory not in result:
                result.append(directory)
        return result

    def tables_5(self, header: bytearray, strings: list[tuple[int, str]]) -> None:
        directories = self.directories()
        header += bytes([1, 1, 0x1F]) + uleb128(len(directories))
        for directory in directories:
            strings.append((len(header), directory))
            header += bytes(4)
        files = dict(self.files)
        if 0 not in files and 1 in files:
            files[0] = files[1]
        with_md5 = bool(files) and all(f.md5 for f in files.values())
        form = [3, 1, 0x1F, 2, 0x0F, 5, 0x1E] if with_md5 else [2, 1, 0x1F, 2, 0x0F]
        header += bytes(form)
        count = max(files) + 1 if files else 0
        header += uleb128(count)
        for number in range(count):
            file = files.get(number, SourceFile("", "", bytes(16)))
            strings.append((len(header), file.name))
            index = directories.index(file.directory) if file.directory else 0
            header += bytes(4) + uleb128(index)
            if with_md5:
                header += file.md5

    def tables_4(self, header: bytearray) -> None:
        directories = self.directories()
        for directory in directories:
            header += directory.encode("utf-8", "surrogateescape") + b"\0"
        header += b"\0"
        for number in range(1, (max(self.files) if self.files else 0) + 1):
            file = self.files.get(number, SourceFile("", "", b""))
            index = directories.index(file.directory) + 1 if file.directory else 0
            header += file.name.encode("utf-8", "surrogateescape") + b"\0"
            header += uleb128(index) + b"\0\0"
        header += b"\0"

    def sequence(self, program: bytearray, chunk: Chunk, rows: list[LineRow],
                 starts: list[tuple[int, Chunk, LineRow]], emitter: ObjectEmitter) -> None:
        """The line program of one chunk."""
        size = int(emitter.architecture.address_size)
        unit = emitter.architecture.code_align
        address: i64 = 0
        file: i64 = 1
        line: i64 = 1
        column: i64 = 0
        is_stmt = True
        first = True
        before: Label | None = None       # the last row's place, where the linker may move it
        for row in rows:
            if row.file != file:
                program.append(4)
                program += uleb128(int(row.file))
                file = row.file
            if row.column != column:
                program.append(5)
                program += uleb128(int(row.column))
                column = row.column
            if row.discriminator:
                data = uleb128(int(row.discriminator))
                program += b"\0" + uleb128(len(data) + 1) + b"\x04" + data
            if (row.flags & LOC_IS_STMT != 0) != is_stmt:
                program.append(6)
                is_stmt = not is_stmt
            if row.flags & LOC_BASIC_BLOCK:
                program.append(7)
            if row.flags & LOC_PROLOGUE_END:
                program.append(10)
            if row.flags & LOC_EPILOGUE_BEGIN:
                program.append(11)
            place = chunk.address(row.at, row.piece)
            here = label_at(emitter, chunk, row.at, row.piece) if chunk.shrinks else None
            if here is not None and before is not None and place - address < MAX_STEP:
                advance_open(program, int(row.line - line))
                self.steps.append((len(program) - 3, here, before))
            elif first or here is not None:
                program += b"\0" + uleb128(size + 1) + b"\x02"
                starts.append((len(program), chunk, row))
                program += bytes(size)
                advance_line(program, int(row.line - line), 0)
                first = False
            else:
                advance_line(program, int(row.line - line), int((place - address) // unit))
            line = row.line
            address = place
            before = here
        delta = int((chunk.base + chunk.size() - address) // unit)
        if before is not None and delta < MAX_STEP:
            program += b"\x09\0\0"
            end = label_at(emitter, chunk, chunk.here(), i64(len(chunk.pieces)))
            self.steps.append((len(program) - 2, end, before))
        elif delta == MAX_SPECIAL:
            program.append(8)
        elif delta:
            program.append(2)
            program += uleb128(delta)
        program += b"\0\x01\x01"


def label_at(emitter: ObjectEmitter, chunk: Chunk, offset: i64, piece: i64) -> Label:
    """A label at a place of a chunk."""
    label = emitter.label()
    label.section = chunk.index
    label.offset = offset
    label.piece = piece
    return label


def advance_open(program: bytearray, line_delta: int) -> None:
    """Advance the line, advance the address by two bytes that the linker fills, append a row."""
    program += b"\x03" + sleb128(line_delta) + b"\x09\0\0\x01"


def advance_line(program: bytearray, line_delta: int, address_delta: int) -> None:
    """Advance line and address and append a row, in as few bytes as GNU as does."""
    need_copy = False
    shifted = line_delta - LINE_BASE
    if not 0 <= shifted < LINE_RANGE or shifted + OPCODE_BASE > 255:
        program.append(3)
        program += sleb128(line_delta)
        line_delta = 0
        shifted = -LINE_BASE
        need_copy = True
    if line_delta == 0 and address_delta == 0:
        program.append(1)
        return
    shifted += OPCODE_BASE
    if address_delta < 256 + MAX_SPECIAL:
        opcode = shifted + address_delta * LINE_RANGE
        if opcode <= 255:
            program.append(opcode)
            return
        opcode = shifted + (address_delta - MAX_SPECIAL) * LINE_RANGE
        if opcode <= 255:
            program.append(8)
            program.append(opcode)
            return
    program.append(2)
    program += uleb128(address_delta)
    program.append(1 if need_copy else shifted)
