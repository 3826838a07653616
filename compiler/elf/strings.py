"""String tables whose strings share their tails.

The problem: .strtab, .dynstr and .shstrtab hold thousands of names, many of which end alike
(`.rela.text` and `.text`). The idea: sort the distinct names by their reversed bytes, longest
tail first; a name that is the tail of the one before it needs no bytes of its own.

Invariants: offset 0 is the empty string; the bytes depend on the set of names alone.
"""

from __future__ import annotations


def encode_name(name: str) -> bytes:
    """Bytes of a symbol or section name; undecodable input bytes travel as surrogates."""
    return name.encode("utf-8", "surrogateescape")


def decode_name(raw: bytes) -> str:
    """The inverse of encode_name."""
    return raw.decode("utf-8", "surrogateescape")


class StringTable:
    """Collect names with add(), then finish() lays them out; offset() tells where each is."""

    def __init__(self) -> None:
        self.offsets: dict[str, int] = {"": 0}
        self.data: bytes = b"\0"

    def add(self, name: str) -> None:
        self.offsets[name] = 0

    def finish(self) -> bytes:
        """Lay the names out and return the table's bytes."""
        reversed_names: list[tuple[bytes, str]] = []
        for name in self.offsets:
            if name:
                reversed_names.append((encode_name(name)[::-1], name))
        reversed_names.sort(reverse=True)
        out = bytearray(b"\0")
        previous = b""
        start = 0
        for backwards, name in reversed_names:
            if previous.startswith(backwards):
                self.offsets[name] = start + len(previous) - len(backwards)
                continue
            start = len(out)
            out += backwards[::-1]
            out.append(0)
            self.offsets[name] = start
            previous = backwards
        self.offsets[""] = 0
        self.data = bytes(out)
        return self.data

    def offset(self, name: str) -> int:
        """Byte offset of an added name; valid after finish()."""
        return self.offsets[name]
