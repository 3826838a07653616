""".note.gnu.property: processor features that every object of the link must agree on.

The idea: of all properties only the AND features (x86 IBT and SHSTK, AArch64 BTI and PAC) matter
to a loader; the output has a feature when every object has it, and no note when none is left.
Source: Linux Extensions to gABI, "Program Property".
"""

from __future__ import annotations

import struct

from compiler.elf.constants import (
    EM_AARCH64,
    GNU_PROPERTY_AARCH64_FEATURE_1_AND,
    GNU_PROPERTY_X86_FEATURE_1_AND,
    NT_GNU_PROPERTY_TYPE_0,
    SHF_ALLOC,
    SHT_NOTE,
)
from compiler.elf.model import Section
from compiler.linker.link_state import Link
from compiler.linker.sections import Synthetic


def feature_type(link: Link) -> int:
    if link.machine.number == EM_AARCH64:
        return GNU_PROPERTY_AARCH64_FEATURE_1_AND
    return GNU_PROPERTY_X86_FEATURE_1_AND


def read_features(section: Section | None, wanted: int, word: int) -> int:
    """The AND features of one object's note; 0 without one or when it is malformed."""
    if section is None or len(section.data) < 16:
        return 0
    data = bytes(section.data)
    name_size, size, kind = struct.unpack_from("<III", data)
    if name_size != 4 or kind != NT_GNU_PROPERTY_TYPE_0 or data[12:16] != b"GNU\0":
        return 0
    at = 16
    end = min(16 + size, len(data))
    while at + 8 <= end:
        property_type, length = struct.unpack_from("<II", data, at)
        if property_type == wanted and length == 4 and at + 12 <= end:
            return int.from_bytes(data[at + 8 : at + 12], "little")
        at += 8 + length + (-length & (word - 1))
    return 0


def add_property_note(link: Link) -> None:
    """Create the note when all objects share a feature."""
    wanted = feature_type(link)
    word = link.machine.word
    features = -1
    for section in link.table.properties:
        features &= read_features(section, wanted, word)
    if features <= 0:
        return
    note = Synthetic(".note.gnu.property", SHT_NOTE, SHF_ALLOC, word)
    body = struct.pack("<III", wanted, 4, features)
    body += bytes(-len(body) & (word - 1))
    note.data = bytearray(struct.pack("<III", 4, len(body), NT_GNU_PROPERTY_TYPE_0))
    note.data += b"GNU\0" + body
    note.size = len(note.data)
    link.add_synthetic(note)
