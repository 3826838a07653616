"""Bit strings of rows, written as the numbers that encoder and decoder read (`formats.py`).

Idea: a bit string is literal bits and fields of operands, highest bit first; the machine's notation
says which slot of the operands each field name stands for. A thousand encodings share some hundred
formats, so words and formats are tables of their own.
"""

# mypyc: skip

from __future__ import annotations

import re

from compiler.target.formats import FIRST_OWN, SIGNED, UNSIGNED, encode

FIELD = re.compile(r"([a-z]\w*?'?)(?:(\d+)|\[([\d:|]+)\])?")


class Part:
    """One part of the operands: where its value comes from, how it becomes bits, and where they
    go; pieces are (lowest bit, width, place in the word)."""

    def __init__(self, source: int, transform: int, param: int = 0) -> None:
        self.source = source
        self.transform = transform
        self.param = param
        self.pieces: list[tuple[int, int, int]] = []

    def bits(self, value: int) -> int:
        """The bits of a value by a shared transform, -1: it has none."""
        width = max([low + width for low, width, _ in self.pieces], default=0)
        if self.transform == SIGNED:
            half = 1 << width - 1
            raw = value >> self.param
            fits = raw << self.param == value and -half <= raw < half
            return raw & 2 * half - 1 if fits else -1
        if self.transform >= FIRST_OWN:
            return -1
        raw = encode(self.transform, self.param, value)
        return raw if raw >> width == 0 else -1


class BitString:
    """Fixed bits and parts; `size` in bits."""

    def __init__(self) -> None:
        self.word = 0
        self.size = 0
        self.parts: list[Part] = []

    def numbers(self) -> tuple[int, ...]:
        """The format."""
        result = [len(self.parts)]
        for part in self.parts:
            result += [part.source, part.transform, part.param, len(part.pieces)]
            for piece in part.pieces:
                result += piece
        return tuple(result)


def ranges(field: str, widths: dict[str, int]) -> tuple[str, list[tuple[int, int]]]:
    """`imm[12|10:5]`, `rd`, `i9` as a name and (lowest bit, width) of its pieces; a bare name is
    as wide as `widths` says."""
    match = FIELD.fullmatch(field)
    if match is None:
        raise ValueError(f"{field}?")
    name = match[1]
    if name + (match[2] or "") in widths:
        return name + (match[2] or ""), [(0, widths[name + (match[2] or "")])]
    if match[3] is None:
        return name, [(0, int(match[2] or 5))]
    pieces = []
    for piece in match[3].split("|"):
        high, _, low = piece.partition(":")
        pieces.append((int(low or high), int(high) - int(low or high) + 1))
    return name, pieces


def place(tokens: list[str], fields: dict[str, Part], widths: dict[str, int], made: BitString
          ) -> None:
    """Read the tokens of a bit string into `made`, the pieces of its fields into their parts.
    ValueError with the token that is no field."""
    found: list[tuple[Part, int, int, int]] = []      # part, low, width, distance from the top
    for token in tokens:
        if token[0] in "01":
            made.word = made.word << len(token) | int(token, 2)
            made.size += len(token)
            continue
        name, pieces = ranges(token, widths)
        if name not in fields:
            raise ValueError(f"{token}?")
        for low, width in pieces:
            made.word <<= width
            made.size += width
            found.append((fields[name], low, width, made.size))
    for part, low, width, end in found:
        part.pieces.append((low, width, made.size - end))


class FormatTables:
    """The tables that a `WordEncoder` reads, filled encoding by encoding."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, ...], int] = {}
        self.firsts = [0]
        self.words: list[int] = []
        self.kinds: list[int] = []
        self.starts: list[int] = []
        self.numbers: list[int] = []

    def add(self, encoding: BitString) -> None:
        """One more encoding of the current opcode."""
        key = encoding.numbers()
        if key not in self.known:
            self.known[key] = len(self.starts)
            self.starts.append(len(self.numbers))
            self.numbers += key
        self.words.append(encoding.word)
        self.kinds.append(self.known[key])

    def end_opcode(self) -> None:
        """The next encoding is the next opcode's."""
        self.firsts.append(len(self.words))

    def tables(self) -> list[tuple[str, bytes | list[int]]]:
        """Names and contents."""
        return [("FIRST_ENCODING", self.firsts), ("WORDS", self.words),
                ("WORD_FORMATS", self.kinds), ("FORMAT_STARTS", self.starts),
                ("FORMATS", self.numbers)]


def scale_pieces(part: Part) -> None:
    """Count the pieces of a scaled number from its lowest bit on; its param becomes the scale."""
    if part.pieces and part.transform in (SIGNED, UNSIGNED):
        part.param = min(low for low, _, _ in part.pieces)
        part.pieces = [(low - part.param, width, at) for low, width, at in part.pieces]
