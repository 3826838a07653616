"""The kinds of debugging information entries that -g writes, as one table.

A row: name, tag, whether entries stand inside, and the attributes with their forms in the order in
which debug_info.py writes their values.  From it come the abbreviations (.debug_abbrev).

Source: DWARF 5, 7.5.3 to 7.5.6.
"""

from __future__ import annotations

from compiler.elf.leb128 import uleb128

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

DW_LANG_C11: Final = 0x1D
DW_UT_COMPILE: Final = 1
DW_RLE_START_LENGTH: Final = 7
DW_OP_ADDR: Final = 0x03
DW_OP_FBREG: Final = 0x91
CALL_FRAME_CFA: Final = bytes([1, 0x9C])    # a block of one byte: DW_OP_call_frame_cfa

TAGS: Final = {
    "array": 0x01, "enum": 0x04, "parameter": 0x05, "block": 0x0B, "member": 0x0D,
    "pointer": 0x0F, "unit": 0x11, "struct": 0x13, "signature": 0x15, "typedef": 0x16,
    "union": 0x17, "unspecified": 0x18, "range": 0x21, "base": 0x24, "const": 0x26,
    "enumerator": 0x28, "function": 0x2E, "variable": 0x34, "volatile": 0x35, "restrict": 0x37,
    "atomic": 0x47,
}
ATTRIBUTES: Final = {
    "location": 0x02, "name": 0x03, "size": 0x0B, "bit_size": 0x0D, "lines": 0x10, "low": 0x11,
    "high": 0x12, "language": 0x13, "directory": 0x1B, "value": 0x1C, "producer": 0x25,
    "prototyped": 0x27, "count": 0x37, "offset": 0x38, "file": 0x3A, "line": 0x3B,
    "declaration": 0x3C, "encoding": 0x3E, "external": 0x3F, "frame": 0x40, "type": 0x49,
    "ranges": 0x55, "bit_offset": 0x6B, "vector": 0x2107,
}
FORMS: Final = {
    "addr": 0x01, "data2": 0x05, "data8": 0x07, "string": 0x08, "data1": 0x0B, "flag": 0x0C,
    "sdata": 0x0D, "udata": 0x0F, "ref4": 0x13, "sec": 0x17, "expression": 0x18, "present": 0x19,
}

PLACE: Final = "name:string file:udata line:udata type:ref4"
FUNCTION_END: Final = "external:flag low:addr high:data8 cfa"
ROWS: Final = [
    ("unit", "unit", 1, "producer:string language:data2 name:string directory:string low:addr "
                        "ranges:sec lines:sec"),
    ("bare function", "function", 0, "name:string " + FUNCTION_END),
    ("function", "function", 1, PLACE + " " + FUNCTION_END),
    ("function prototyped", "function", 1, PLACE + " prototyped:present " + FUNCTION_END),
    ("void function", "function", 1, "name:string file:udata line:udata " + FUNCTION_END),
    ("void function prototyped", "function", 1,
     "name:string file:udata line:udata prototyped:present " + FUNCTION_END),
    ("block", "block", 1, "low:addr high:data8"),
    ("parameter", "parameter", 0, PLACE),
    ("parameter placed", "parameter", 0, PLACE + " location:expression"),
    ("variable", "variable", 0, PLACE),
    ("variable placed", "variable", 0, PLACE + " location:expression"),
    ("static", "variable", 0, PLACE + " location:expression"),
    ("global", "variable", 0, PLACE + " external:present location:expression"),
    ("unspecified", "unspecified", 0, ""),
    ("base", "base", 0, "name:string encoding:data1 size:udata"),
    ("typedef", "typedef", 0, "name:string type:ref4"),
    ("pointer", "pointer", 0, "size:udata type:ref4"),
    ("void pointer", "pointer", 0, "size:udata"),
    ("const", "const", 0, "type:ref4"),
    ("void const", "const", 0, ""),
    ("volatile", "volatile", 0, "type:ref4"),
    ("void volatile", "volatile", 0, ""),
    ("restrict", "restrict", 0, "type:ref4"),
    ("void restrict", "restrict", 0, ""),
    ("atomic", "atomic", 0, "type:ref4"),
    ("void atomic", "atomic", 0, ""),
    ("array", "array", 1, "type:ref4"),
    ("vector", "array", 1, "vector:present type:ref4"),
    ("range", "range", 0, "count:udata"),
    ("open range", "range", 0, ""),
    ("struct", "struct", 1, "name:string size:udata"),
    ("unnamed struct", "struct", 1, "size:udata"),
    ("declared struct", "struct", 0, "name:string declaration:present"),
    ("union", "union", 1, "name:string size:udata"),
    ("unnamed union", "union", 1, "size:udata"),
    ("declared union", "union", 0, "name:string declaration:present"),
    ("member", "member", 0, "name:string type:ref4 offset:udata"),
    ("unnamed member", "member", 0, "type:ref4 offset:udata"),
    ("bits", "member", 0, "name:string type:ref4 bit_size:udata bit_offset:udata"),
    ("enum", "enum", 1, "name:string size:udata type:ref4"),
    ("unnamed enum", "enum", 1, "size:udata type:ref4"),
    ("enumerator", "enumerator", 0, "name:string value:sdata"),
    ("signature", "signature", 1, "type:ref4"),
    ("signature prototyped", "signature", 1, "prototyped:present type:ref4"),
    ("void signature", "signature", 1, ""),
    ("void signature prototyped", "signature", 1, "prototyped:present"),
    ("argument", "parameter", 0, "type:ref4"),
]
NUMBERS: Final = {row[0]: number for number, row in enumerate(ROWS, 1)}


def abbreviation(row: str) -> int:
    """The number of a row."""
    return NUMBERS[row]


def encoded() -> bytes:
    """The contents of .debug_abbrev."""
    out = bytearray()
    for number, (_, tag, inner, attributes) in enumerate(ROWS, 1):
        out += uleb128(number) + uleb128(TAGS[tag]) + bytes([inner])
        for attribute in attributes.split():
            name, _, form = attribute.partition(":")
            if name == "cfa":    # the frame base is the same for all: DW_FORM_exprloc
                out += uleb128(ATTRIBUTES["frame"]) + uleb128(FORMS["expression"])
            else:
                out += uleb128(ATTRIBUTES[name]) + uleb128(FORMS[form])
        out += b"\0\0"
    return bytes(out + b"\0")


ABBREVIATIONS: Final = encoded()
