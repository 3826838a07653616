#!/usr/bin/env python3
"""A portable pixmap as a PNG file with a palette: picture.py IN.ppm OUT.png.

The frames of the game have at most 256 colours, so one byte a pixel does (PNG, ISO/IEC 15948,
colour type 3), and the picture stays small.
"""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk: length, name, body, checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(pixmap: bytes) -> bytes:
    """The picture of a binary pixmap (P6, at most 255 a channel)."""
    magic, width, height, most, pixels = pixmap.split(maxsplit=4)
    if magic != b"P6" or most != b"255":
        raise ValueError("not a pixmap of three bytes a pixel")
    columns, rows = int(width), int(height)
    pixels = pixmap[-3 * columns * rows:]
    numbers: dict[bytes, int] = {}
    body = bytearray()
    for row in range(rows):
        body.append(0)                  # no filter
        for column in range(columns):
            at = 3 * (row * columns + column)
            body.append(numbers.setdefault(pixels[at:at + 3], len(numbers)))
    header = struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"PLTE", b"".join(numbers))
            + chunk(b"IDAT", zlib.compress(bytes(body), 9)) + chunk(b"IEND", b""))


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(png(Path(sys.argv[1]).read_bytes()))
