"""Archives (`ar` files): read ordinary and thin ones with their symbol index, write both.

The problem: libc.a has 2,000 members of which a link wants twenty. The idea: read the member
table and the index only; a member's bytes are cut out when asked for.
Format: "!<arch>\n" or "!<thin>\n", 60-byte text headers, data padded to two bytes; member "/" is
the index (big-endian counts and offsets), "/SYM64/" its 64-bit form, "//" the long names.
"""

from __future__ import annotations

import os
import struct

from compiler.elf.constants import SHN_UNDEF, STB_LOCAL
from compiler.elf.image import ELF_MAGIC, ElfError
from compiler.elf.read import read_object
from compiler.elf.strings import decode_name, encode_name

MAGIC = b"!<arch>\n"
THIN_MAGIC = b"!<thin>\n"
HEADER_SIZE = 60


class Member:
    """One file of an archive; `offset` is where its header stands."""

    def __init__(self, name: str, offset: int, start: int, size: int) -> None:
        self.name: str = name
        self.offset: int = offset
        self.start: int = start
        self.size: int = size


class Archive:
    """An archive opened for reading. Raises ElfError when it is malformed."""

    def __init__(self, data: bytes, path: str) -> None:
        self.data: bytes = data
        self.path: str = path
        self.is_thin: bool = data.startswith(THIN_MAGIC)
        self.members: list[Member] = []
        self.index: dict[str, int] = {}  # symbol to offset of its first member's header
        self.has_index: bool = False
        self._by_offset: dict[int, Member] = {}
        self._long_names: bytes = b""
        if not self.is_thin and not data.startswith(MAGIC):
            raise self.error("file format not recognized")
        self._scan()

    def error(self, text: str) -> ElfError:
        return ElfError(f"{self.path}: {text}")

    def _scan(self) -> None:
        data = self.data
        position = 8
        while position < len(data):
            if position + HEADER_SIZE > len(data) or data[position + 58 : position + 60] != b"`\n":
                raise self.error("malformed archive")
            raw_name = data[position : position + 16].rstrip(b" ")
            try:
                size = int(data[position + 48 : position + 58])
            except ValueError:
                raise self.error("malformed archive") from None
            start = position + HEADER_SIZE
            special = raw_name in (b"/", b"//", b"/SYM64/")
            stored = special or not self.is_thin
            if size < 0 or (stored and start + size > len(data)):
                raise self.error("malformed archive: member is truncated")
            if raw_name == b"/":
                self._read_index(start, size, 4)
            elif raw_name == b"/SYM64/":
                self._read_index(start, size, 8)
            elif raw_name == b"//":
                self._long_names = data[start : start + size]
            else:
                name = self._member_name(raw_name)
                if raw_name.startswith(b"#1/"):
                    length = int(raw_name[3:]) if raw_name[3:].isdigit() else size + 1
                    if length > size:
                        raise self.error("malformed archive")
                    name = decode_name(data[start : start + length].rstrip(b"\0"))
                    member = Member(name, position, start + length, size - length)
                else:
                    member = Member(name, position, start, size)
                self.members.append(member)
                self._by_offset[position] = member
            position = start + (size if stored else 0)
            position += position & 1

    def _member_name(self, raw: bytes) -> str:
        if raw.startswith(b"/") and raw[1:].isdigit():
            offset = int(raw[1:])
            end = self._long_names.find(b"\n", offset)
            if offset >= len(self._long_names) or end < 0:
                raise self.error("malformed archive: invalid long name")
            return decode_name(self._long_names[offset:end].rstrip(b"/"))
        if raw.endswith(b"/"):
            raw = raw[:-1]
        return decode_name(raw)

    def _read_index(self, start: int, size: int, width: int) -> None:
        raw = self.data[start : start + size]
        if size < width:
            raise self.error("malformed archive index")
        count = int.from_bytes(raw[:width], "big")
        names_at = width * (count + 1)
        if names_at > size:
            raise self.error("malformed archive index")
        letter = "I" if width == 4 else "Q"
        offsets = struct.unpack_from(f">{count}{letter}", raw, width)
        names = decode_name(raw[names_at:]).split("\0")
        if len(names) < count:
            raise self.error("malformed archive index")
        self.has_index = True
        index = self.index
        for position in range(count - 1, -1, -1):
            index[names[position]] = offsets[position]

    def build_index(self) -> None:
        """Make the index from the members' symbols, for archives that come without one."""
        self.has_index = True
        for member in self.members:
            for name in defined_names(self.contents(member), self.member_path(member)):
                if name not in self.index:
                    self.index[name] = member.offset

    def member_at(self, offset: int) -> Member:
        member = self._by_offset.get(offset)
        if member is None:
            raise self.error("malformed archive index: no member at its offset")
        return member

    def member_path(self, member: Member) -> str:
        return f"{self.path}({member.name})"

    def contents(self, member: Member) -> bytes:
        """A member's bytes; of a thin archive, those of the file beside it."""
        if not self.is_thin:
            return self.data[member.start : member.start + member.size]
        name = member.name
        if not name.startswith("/"):
            name = os.path.join(os.path.dirname(self.path), name)
        try:
            with open(name, "rb") as file:
                return file.read()
        except OSError as problem:
            raise self.error(f"cannot read member {name}: {problem.strerror}") from None


def defined_names(data: bytes, path: str) -> list[str]:
    """Global names that an object defines (commons included); [] when it is no ELF object."""
    if not data.startswith(ELF_MAGIC):
        return []
    names: list[str] = []
    for symbol in read_object(data, path).symbols:
        if symbol.bind != STB_LOCAL and symbol.name:
            if symbol.section is not None or symbol.special != SHN_UNDEF:
                names.append(symbol.name)
    return names


def write_archive(members: list[tuple[str, bytes]], thin: bool = False) -> bytes:
    """The bytes of an archive with index: `members` are names (paths, when thin) and contents.

    Deterministic as GNU ar's `D`: dates, owners zero, mode 644.
    """
    long_names = bytearray()
    labels: list[bytes] = []
    for name, _ in members:
        raw = encode_name(name)
        if thin or len(raw) > 15 or b"/" in raw:
            labels.append(b"/%d" % len(long_names))
            long_names += raw + b"/\n"
        else:
            labels.append(raw + b"/")
    if len(long_names) & 1:
        long_names += b"\n"
    symbols: list[tuple[bytes, int]] = []
    for number, (name, data) in enumerate(members):
        for symbol in defined_names(data, name):
            symbols.append((encode_name(symbol), number))
    names = b"".join(symbol + b"\0" for symbol, _ in symbols)
    if len(names) & 1:
        names += b"\0"
    index_size = 4 * (len(symbols) + 1) + len(names)
    position = 8 + HEADER_SIZE + index_size
    if long_names:
        position += HEADER_SIZE + len(long_names)
    offsets: list[int] = []
    for _, data in members:
        offsets.append(position)
        position += HEADER_SIZE
        if not thin:
            position += len(data) + (len(data) & 1)
    out = bytearray(THIN_MAGIC if thin else MAGIC)
    out += _header(b"/", index_size, b"0", b"0")
    out += struct.pack(f">{len(symbols) + 1}I", len(symbols), *[offsets[n] for _, n in symbols])
    out += names
    if long_names:
        out += _header(b"//", len(long_names), b"", b"")
        out += long_names
    for number, (_, data) in enumerate(members):
        out += _header(labels[number], len(data), b"0", b"644")
        if not thin:
            out += data
            if len(data) & 1:
                out += b"\n"
    return bytes(out)


def _header(name: bytes, size: int, owner: bytes, mode: bytes) -> bytes:
    """A member header; the owner stands for date, user and group alike."""
    return b"%-16s%-12s%-6s%-6s%-8s%-10d`\n" % (name, owner, owner, owner, mode, size)
