"""Numbers, characters and strings: from spelling to value and type.

Idea: a token is an interned Ident, so the value of a number is worked out once and kept on it.

Source: C17 6.4.4, 6.4.5; GNU suffixes i, j, q, w, f128 and binary constants.
"""

from __future__ import annotations

from compiler.frontend.ident import Binding
from compiler.ir import softfloat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


    from compiler.frontend.type_table import TypeTable
    from compiler.frontend.types import CType

NUMBER_VALUE: Final = 10  # Binding.kind of Number


class Number(Binding):
    """A constant's value: `value` is an integer, or a bit pattern when the type is floating.

    `error` is gcc's message when the spelling is no number; `pedantic` a warning's text.
    """

    def __init__(self, value: int, type: CType) -> None:
        super().__init__(NUMBER_VALUE)
        self.value: int = value
        self.type: CType = type
        self.imaginary: bool = False
        self.error: str = ""
        self.warning: str = ""


def parse_number(spelling: str, types: TypeTable, c99: bool) -> Number:
    """A pp-number as a C constant."""
    text = spelling.lower()
    hexadecimal = text.startswith("0x")
    binary = text.startswith("0b")
    if not hexadecimal and not binary and is_floating_spelling(text):
        return parse_floating(spelling, types)
    if hexadecimal and ("p" in text or "." in text):
        return parse_floating(spelling, types)
    base = 16 if hexadecimal else 2 if binary else 8 if text.startswith("0") else 10
    at = 2 if hexadecimal or binary else 0
    start = at
    allowed = "0123456789abcdef" if hexadecimal else "0123456789"
    while at < len(text) and text[at] in allowed:
        at += 1
    digits = text[start:at]
    suffix = text[at:]
    made = Number(0, types.int_)
    if not digits:
        made.error = f'invalid suffix "{spelling[1:]}" on integer constant'
        return made
    if base <= 8:
        for digit in digits:
            if digit >= ("8" if base == 8 else "2"):
                kind = "octal" if base == 8 else "binary"
                made.error = f'invalid digit "{digit}" in {kind} constant'
                return made
    made.value = int(digits, 16) if base == 16 else int(digits, base) if base < 10 else (
        softfloat.decimal_integer(digits))
    unsigned = False
    longs = 0
    rest = suffix
    while rest:
        if rest[0] == "u" and not unsigned:
            unsigned = True
            rest = rest[1:]
        elif rest[0] == "l" and longs == 0:
            longs = 1
            mark = spelling[len(spelling) - len(rest)]
            rest = rest[1:]
            if rest and spelling[len(spelling) - len(rest)] == mark:
                longs = 2
                rest = rest[1:]
        elif rest[0] in "ij" and not made.imaginary:
            made.imaginary = True
            rest = rest[1:]
        else:
            made.error = f'invalid suffix "{spelling[at:]}" on integer constant'
            return made
    choose_integer_type(made, base == 10, unsigned, longs, types, c99)
    return made


def choose_integer_type(number: Number, decimal: bool, unsigned: bool, longs: int,
                        types: TypeTable, c99: bool) -> None:
    """The first type of 6.4.4.1p5's list that holds the value."""
    value = number.value
    candidates: list[CType] = []
    if longs == 0:
        candidates = [types.int_, types.uint]
    if longs <= 1:
        candidates += [types.long, types.ulong]
    candidates += [types.llong, types.ullong]
    for type in candidates:
        if unsigned and not type.is_unsigned:
            continue
        if decimal and not unsigned and type.is_unsigned:
            continue
        bits: int = type.precision
        if value >> (bits if type.is_unsigned else bits - 1) == 0:
            number.type = type
            return
    if value >> 64:
        number.warning = "integer constant is too large for its type"
        number.value = value & (1 << 64) - 1
        number.type = types.ullong
        return
    if unsigned or not decimal or not types.facts.has_int128:
        number.type = types.ullong
        number.warning = "" if unsigned else "integer constant is so large that it is unsigned"
        return
    number.type = types.int128
    number.warning = "integer constant is so large that it is unsigned"


def is_floating_spelling(text: str) -> bool:
    """A decimal pp-number with a point or an exponent."""
    if "." in text:
        return True
    at = 0
    while at < len(text) and text[at] in "0123456789":
        at += 1
    return text[at:at + 1] == "e"


def parse_floating(spelling: str, types: TypeTable) -> Number:
    """A floating constant with its suffix."""
    text = spelling.lower()
    made = Number(0, types.double)
    at = 0
    hexadecimal = text.startswith("0x")
    if hexadecimal:
        at = 2
    allowed = "0123456789abcdef." if hexadecimal else "0123456789."
    points = 0
    while at < len(text) and text[at] in allowed:
        points += 1 if text[at] == "." else 0
        at += 1
    mark = "p" if hexadecimal else "e"
    if points > 1:
        made.error = "too many decimal points in number"
        return made
    if at < len(text) and text[at] == mark:
        at += 1
        if at < len(text) and text[at] in "+-":
            at += 1
        if at >= len(text) or text[at] not in "0123456789":
            made.error = "exponent has no digits"
            return made
        while at < len(text) and text[at] in "0123456789":
            at += 1
    elif hexadecimal:
        made.error = "hexadecimal floating constants require an exponent"
        return made
    suffix = text[at:]
    written = spelling[at:]
    for letter in ("i", "j"):
        if letter in suffix:
            made.imaginary = True
            suffix = suffix.replace(letter, "", 1)
            break
    type: CType | None = None
    if suffix == "" or suffix == "d":
        type = types.double
    elif suffix == "f":
        type = types.float_
    elif suffix == "l":
        type = types.ldouble
    elif suffix == "f32":
        type = types.float32
    elif suffix == "f64":
        type = types.float64
    elif suffix == "f32x":
        type = types.float32x
    elif suffix == "f64x":
        type = types.float64x
    elif suffix == "f128" or suffix == "q":
        type = types.float128
    elif suffix == "w" and types.ldouble.format == softfloat.F80:
        type = types.ldouble
    elif suffix in ("df", "dd", "dl"):
        made.error = "unsupported: decimal floating constant"
        return made
    if type is None:
        made.error = f'invalid suffix "{written}" on floating constant'
        return made
    bits = softfloat.parse(text[:at], type.format)
    if bits is None:
        made.error = f'invalid suffix "{written}" on floating constant'
        return made
    made.value = bits
    made.type = type
    if softfloat.is_infinite(bits, type.format):
        made.warning = "floating constant exceeds range of"
    return made


SIMPLE_ESCAPES: Final = {
    97: 7, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9, 118: 11, 101: 27, 69: 27,
    92: 92, 39: 39, 34: 34, 63: 63, 40: 40, 123: 123, 91: 91, 37: 37,
}


class Decoded:
    """A character constant or string taken apart: code units in target order.

    `units` are values of the element type of `width` bytes; messages are (is_error, text).
    """

    def __init__(self, width: int) -> None:
        self.width: int = width
        self.data: bytearray = bytearray()
        self.count: int = 0
        self.errors: list[str] = []
        self.warnings: list[str] = []

    def put(self, unit: int) -> None:
        """Append one code unit."""
        self.count += 1
        if self.width == 1:
            self.data.append(unit & 255)
        else:
            mask = (1 << (8 * self.width)) - 1
            self.data += (unit & mask).to_bytes(self.width, "little")

    def put_code_point(self, code: int) -> None:
        """Append a character in UTF-8, UTF-16 or UTF-32."""
        if self.width == 4:
            self.put(code)
        elif self.width == 2:
            if code >= 0x10000:
                code -= 0x10000
                self.put(0xD800 | code >> 10)
                self.put(0xDC00 | code & 0x3FF)
            else:
                self.put(code)
        elif code < 0x80:
            self.put(code)
        elif code < 0x800:
            self.put(0xC0 | code >> 6)
            self.put(0x80 | code & 63)
        elif code < 0x10000:
            self.put(0xE0 | code >> 12)
            self.put(0x80 | code >> 6 & 63)
            self.put(0x80 | code & 63)
        else:
            self.put(0xF0 | code >> 18)
            self.put(0x80 | code >> 12 & 63)
            self.put(0x80 | code >> 6 & 63)
            self.put(0x80 | code & 63)


def prefix_length(spelling: bytes) -> int:
    """How many bytes stand before the opening quote."""
    at = 0
    while spelling[at] != 34 and spelling[at] != 39:
        at += 1
    return at


def decode(spelling: bytes, start: int, out: Decoded) -> None:
    """Append what stands between the quotes of `spelling` (its opening quote is at `start`)."""
    end = len(spelling) - 1
    if end <= start or spelling[end] != spelling[start]:
        end = len(spelling)
    at = start + 1
    if b"\\" not in spelling:
        if out.width == 1:
            out.data += spelling[at:end]
            out.count += end - at
            return
        at = decode_plain(spelling, at, end, out)
        return
    while at < end:
        byte = spelling[at]
        if byte != 92:
            stop = at
            while stop < end and spelling[stop] != 92:
                stop += 1
            if out.width == 1:
                out.data += spelling[at:stop]
                out.count += stop - at
                at = stop
            else:
                at = decode_plain(spelling, at, stop, out)
            continue
        at = decode_escape(spelling, at + 1, end, out)


def decode_plain(spelling: bytes, at: int, end: int, out: Decoded) -> int:
    """Source characters (UTF-8) without escapes to wide units."""
    for character in spelling[at:end].decode("utf-8", "surrogateescape"):
        code = ord(character)
        if 0xDC80 <= code <= 0xDCFF:
            out.errors.append("converting to execution character set: "
                              "Invalid or incomplete multibyte or wide character")
            code -= 0xDC00
        out.put_code_point(code)
    return end


def decode_escape(spelling: bytes, at: int, end: int, out: Decoded) -> int:
    """One escape sequence; `at` is behind the backslash; gives the position after it."""
    if at >= end:
        return at
    byte = spelling[at]
    if 48 <= byte <= 55:
        value = 0
        count = 0
        while at < end and count < 3 and 48 <= spelling[at] <= 55:
            value = value * 8 + spelling[at] - 48
            at += 1
            count += 1
        if value >> (8 * out.width):
            out.warnings.append("octal escape sequence out of range")
        out.put(value)
        return at
    if byte == 120:
        at += 1
        value = 0
        begin = at
        while at < end:
            digit = hex_digit(spelling[at])
            if digit < 0:
                break
            value = value * 16 + digit
            at += 1
        if begin == at:
            out.errors.append("\\x used with no following hex digits")
        elif value >> (8 * out.width):
            out.warnings.append("hex escape sequence out of range")
        out.put(value)
        return at
    if byte == 117 or byte == 85:
        length = 4 if byte == 117 else 8
        begin = at - 1
        at += 1
        value = 0
        count = 0
        while at < end and count < length and hex_digit(spelling[at]) >= 0:
            value = value * 16 + hex_digit(spelling[at])
            at += 1
            count += 1
        name = spelling[begin:at].decode("ascii", "replace")
        if count < length:
            out.errors.append(f"incomplete universal character name {name}")
        elif 0xD800 <= value <= 0xDFFF or value > 0x10FFFF or (
                value < 0xA0 and value not in (0x24, 0x40, 0x60)):
            out.errors.append(f"{name} is not a valid universal character")
        else:
            out.put_code_point(value)
        return at
    simple = SIMPLE_ESCAPES.get(byte)
    if simple is None:
        shown = chr(byte) if 32 <= byte < 127 else f"{byte:03o}"
        out.warnings.append(f"unknown escape sequence: '\\{shown}'")
        out.put(byte)
        return at + 1
    out.put(simple)
    return at + 1


def hex_digit(byte: int) -> int:
    """Value of a hexadecimal digit, -1 for another byte."""
    if 48 <= byte <= 57:
        return byte - 48
    if 97 <= byte <= 102:
        return byte - 87
    if 65 <= byte <= 70:
        return byte - 55
    return -1
