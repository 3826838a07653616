"""The source map: one 64-bit number for a place in the text, and everything that one asks of it.

The problem: a position rides on every token, tree node and instruction, so it must be one machine
word, cost nothing to make, and still give file, line, column, the chain of inclusions and the chain
of macro expansions. The idea: each inclusion of a file takes a range of one position space, as each
byte's number; a location is `expansion << 32 | position`, where `expansion` numbers the macro
expansion that the token came through (0: none). A token of an expansion costs nothing more than
any other, an expansion costs two appends (its macro and the location of its name). Lines and
columns are worked out only when somebody asks.

Texts are held without line splices (phase 2 happens once, when a file is read: `clean_text`): the
places where a splice stood are kept beside the text, so that lines are counted as they stand in
the file.

Invariants:
- location 0 is "nowhere"; positions begin at 1; `position - entry.base` is an offset in
  `entry.text`;
- ranges are handed out in the order in which files are entered, so an included file's range lies
  behind its includer's;
- the location of an expansion's macro name stands in an outer expansion or in none.
"""

from __future__ import annotations

from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.macros import Macro

EXPANSION_SHIFT: Final = 32
POSITION_MASK: Final = 0xFFFFFFFF
POSITION_LIMIT: Final = 0xF0000000
EXPANSION_LIMIT: Final = 1 << 23
WHOLE_LINE: Final = -1  # in place of a range: the message is about the line, no column is shown

# 1 for the white space that gcc allows between a backslash and the end of its line.
BLANKS: Final = bytes([1 if c in b" \t\f\v" else 0 for c in range(256)])


def clean_text(data: bytes, spaced: list[int] | None = None) -> tuple[bytes, list[int]]:
    """Phases 1 and 2 but for trigraphs: the text with newlines as b"\\n" and without splices,
    ending in a newline; and the offsets in it, ascending, at which a splice was taken out.  Those
    with blanks between backslash and newline go into `spaced` as well."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    if not data.endswith(b"\n"):
        data += b"\n"
    at: i64 = data.find(b"\\")
    if at < 0:
        return data, []
    pieces: list[bytes] = []
    splices: list[int] = []
    begin: i64 = 0
    length: i64 = 0
    while at >= 0:
        end = at + 1
        while BLANKS[data[end]] == 1:
            end += 1
        if data[end] == 10:
            pieces.append(data[begin:at])
            length += at - begin
            begin = end + 1
            splices.append(length)
            if spaced is not None and end > at + 1:
                spaced.append(length)
            if begin >= len(data):
                break
        at = data.find(b"\\", end)
    if not splices:
        return data, []
    pieces.append(data[begin:])
    text = b"".join(pieces)
    return (text if text.endswith(b"\n") else text + b"\n"), splices


class SourceEntry:
    """One inclusion of one file (or of <built-in>, <command-line>, a pasted token ...).

    name        as it is shown and as __FILE__ gives it
    text        clean text; position base + k is text[k]
    include_at  location of the #include, 0 for the main file
    system      0 the user's, 1 a system header, 2 one that is also implicitly extern "C"
    renames     #line: ascending offsets, each with the line number and name that hold from there
    """

    def __init__(
        self, name: str, text: bytes, splices: list[int], base: i64, include_at: i64, system: i64
    ) -> None:
        self.name = name
        self.text = text
        self.splices = splices
        self.base: i64 = base
        self.include_at: i64 = include_at
        self.system: i64 = system
        self.counted_to: i64 = 0  # up to here `newlines` have been counted
        self.newlines: i64 = 0
        self.rename_offsets: list[int] = []
        self.rename_lines: list[int] = []
        self.rename_names: list[str] = []
        self.rename_system: list[int] = []

    def physical_line(self, offset: i64) -> i64:
        """The line of an offset, from 1, as the file has it. Questions come in ascending order
        for the most part, so newlines are counted from the last one."""
        at = self.counted_to
        if offset >= at:
            self.newlines += self.text.count(b"\n", at, offset)
        else:
            self.newlines -= self.text.count(b"\n", offset, at)
        self.counted_to = offset
        if self.splices:
            return self.newlines + bisect_right(self.splices, offset) + 1
        return self.newlines + 1

    def line_begin(self, offset: i64) -> i64:
        """The offset at which the physical line of an offset begins."""
        begin: i64 = self.text.rfind(b"\n", 0, offset) + 1
        if self.splices:
            k = bisect_right(self.splices, offset)
            if k > 0 and self.splices[k - 1] > begin:
                begin = self.splices[k - 1]
        return begin

    def line_end(self, offset: i64) -> i64:
        """The offset at which the physical line of an offset ends: of its newline or splice."""
        end: i64 = self.text.find(b"\n", offset)
        if end < 0:
            end = len(self.text)
        if self.splices:
            k = bisect_right(self.splices, offset)
            if k < len(self.splices) and self.splices[k] < end:
                end = self.splices[k]
        return end

    def line_at(self, offset: i64) -> bytes:
        """The physical line of an offset without its end (a splice's backslash put back)."""
        begin = self.line_begin(offset)
        end: i64 = self.text.find(b"\n", offset)
        if end < 0:
            end = len(self.text)
        if self.splices:
            k = bisect_right(self.splices, offset)
            if k < len(self.splices) and self.splices[k] <= end:
                return self.text[begin : self.splices[k]] + b"\\"
        return self.text[begin:end]

    def rename(self, offset: i64, line: i64, name: str, system: i64) -> None:
        """From `offset` (the start of a line) on, that line counts as `line` of the file `name`."""
        self.rename_offsets.append(offset)
        self.rename_lines.append(line)
        self.rename_names.append(name)
        self.rename_system.append(system)


class Place:
    """A location in words: presumed file name, line and column (from 1; bytes)."""

    def __init__(self, file: str, line: i64, column: i64, system: i64) -> None:
        self.file = file
        self.line: i64 = line
        self.column: i64 = column
        self.system: i64 = system


class SourceMap:
    """All files and macro expansions of one translation unit."""

    def __init__(self) -> None:
        self.entries: list[SourceEntry] = []
        self.bases: list[int] = []
        self.next_base: i64 = 1
        self.last: SourceEntry = SourceEntry("", b"\n", [], 0, 0, 0)
        self.macros: list[Macro | None] = [None]
        self.points: list[int] = [0]

    def enter(
        self, name: str, text: bytes, splices: list[int], include_at: i64, system: i64
    ) -> SourceEntry:
        """A range of its own for one more text. The caller checks `is_full` before."""
        entry = SourceEntry(name, text, splices, self.next_base, include_at, system)
        self.next_base += len(text) + 1
        self.entries.append(entry)
        self.bases.append(entry.base)
        return entry

    def is_full(self, size: i64) -> bool:
        """Whether a text of that many bytes has no place any more."""
        return self.next_base + size > POSITION_LIMIT or len(self.points) >= EXPANSION_LIMIT

    def expand(self, macro: Macro, name_at: i64) -> i64:
        """A new expansion of a macro whose name stands at `name_at`: its number."""
        number: i64 = len(self.points)
        self.macros.append(macro)
        self.points.append(name_at)
        return number

    def entry(self, location: i64) -> SourceEntry:
        """The entry in which a location is spelled."""
        position = location & POSITION_MASK
        last = self.last
        offset = position - last.base
        if 0 <= offset <= len(last.text):
            return last
        at = bisect_right(self.bases, position) - 1
        if at < 0:
            return last
        found = self.entries[at]
        self.last = found
        return found

    def expansion_point(self, location: i64) -> i64:
        """The location outside of all macros: where the outermost macro's name stands."""
        while location >> EXPANSION_SHIFT != 0:
            location = self.points[location >> EXPANSION_SHIFT]
        return location

    def written_point(self, location: i64) -> i64:
        """Where the text of a location stands outside of macro definitions: the outermost macro's
        name, or the token itself if it was written in a macro's arguments."""
        while location >> EXPANSION_SHIFT != 0:
            number = location >> EXPANSION_SHIFT
            position = location & POSITION_MASK
            macro = self.macros[number]
            point: i64 = self.points[number]
            if macro is None or macro.begins_at <= position <= macro.ends_at:
                location = point
            else:
                location = (point >> EXPANSION_SHIFT << EXPANSION_SHIFT) | position
        return location

    def place(self, location: i64) -> Place:
        """Where a location is spelled, in words."""
        if location == 0:
            return Place("", 0, 0, 0)
        entry = self.entry(location)
        offset = (location & POSITION_MASK) - entry.base
        line = entry.physical_line(offset)
        column = offset - entry.line_begin(offset) + 1
        count = len(entry.rename_offsets)
        if count:
            at = bisect_right(entry.rename_offsets, offset) - 1
            if at >= 0:
                first = entry.physical_line(entry.rename_offsets[at])
                line = entry.rename_lines[at] + line - first
                return Place(entry.rename_names[at], line, column, entry.rename_system[at])
        return Place(entry.name, line, column, entry.system)

    def expanded_place(self, location: i64) -> Place:
        """Where the outermost expansion of a location stands; what __LINE__ and debug lines say."""
        return self.place(self.expansion_point(location))

    def in_system_header(self, location: i64) -> bool:
        """Whether the token at the location is spelled in a system header."""
        if location == 0:
            return False
        entry = self.entry(location)
        if entry.rename_offsets:
            return self.place(location).system != 0
        return entry.system != 0
