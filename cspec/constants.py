"""Constants and string literals (C17 6.4.4, 6.4.5): from spelling to value."""

from __future__ import annotations

import re

from cspec.diagnostics import Diagnostics
from cspec.tokens import Token

INTEGER = re.compile(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)([uUlLiIjJ]*)$")
FLOATING = re.compile(
    r"((?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+"
    r"|0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?[0-9]+)"
    r"([a-zA-Z0-9]*)$")
SUFFIXES = {"": (0, False), "u": (0, True), "l": (1, False), "ul": (1, True), "lu": (1, True),
            "ll": (2, False), "ull": (2, True), "llu": (2, True)}
SIMPLE_ESCAPES = {"n": 10, "t": 9, "\\": 92, "'": 39, '"': 34, "?": 63, "a": 7, "b": 8, "f": 12,
                  "r": 13, "v": 11, "e": 27, "E": 27}


def parse_integer(text: str) -> tuple[int, bool, int, bool] | None:
    """(value, unsigned suffix, number of l, decimal), None if `text` is no integer constant."""
    match = INTEGER.match(text)
    if match is None:
        return None
    digits, suffix = match.groups()
    folded = suffix.lower().replace("i", "").replace("j", "")
    if folded not in SUFFIXES or "lL" in suffix or "Ll" in suffix:
        return None
    longs, unsigned = SUFFIXES[folded]
    if digits[:2] in ("0x", "0X"):
        return int(digits, 16), unsigned, longs, False
    if digits[:2] in ("0b", "0B"):
        return int(digits[2:], 2), unsigned, longs, False
    if digits[0] == "0":
        return int(digits, 8), unsigned, longs, False
    return int(digits), unsigned, longs, True


def escape_values(diags: Diagnostics, token: Token, text: str, width: int) -> list[int]:
    """The code units of a literal's inside, `width` bits each; text is encoded as UTF-8/16/32."""
    out: list[int] = []
    at = 0
    limit = (1 << width) - 1
    while at < len(text):
        char = text[at]
        at += 1
        if char != "\\":
            if width == 8:
                out.extend(char.encode("utf-8", "surrogateescape"))
            else:
                if 0xDC80 <= ord(char) <= 0xDCFF:
                    diags.report("bad-multibyte", token.pos)
                append_unit(out, ord(char), width)
            continue
        if at >= len(text):
            break
        kind = text[at]
        at += 1
        if kind in SIMPLE_ESCAPES:
            out.append(SIMPLE_ESCAPES[kind])
        elif kind == "x":
            start = at
            while at < len(text) and text[at] in "0123456789abcdefABCDEF":
                at += 1
            if at == start:
                raise diags.fatal("hex-escape-empty", token.pos)
            value = int(text[start:at], 16)
            if value > limit:
                diags.report("escape-range", token.pos, "\\x" + text[start:at])
            out.append(value & limit)
        elif kind in "01234567":
            start = at - 1
            while at < len(text) and at < start + 3 and text[at] in "01234567":
                at += 1
            value = int(text[start:at], 8)
            if value > limit:
                diags.report("escape-range", token.pos, "\\" + text[start:at])
            out.append(value & limit)
        elif kind in "uU":
            count = 4 if kind == "u" else 8
            digits = text[at:at + count]
            if len(digits) < count or any(c not in "0123456789abcdefABCDEF" for c in digits):
                raise diags.fatal("ucn-incomplete", token.pos)
            at += count
            code = int(digits, 16)
            if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF \
                    or code < 0xA0 and code not in (0x24, 0x40, 0x60):
                raise diags.fatal("ucn-invalid", token.pos, digits)
            if width == 8:
                out.extend(chr(code).encode("utf-8"))
            else:
                append_unit(out, code, width)
        else:
            diags.report("unknown-escape", token.pos, kind)
            out.append(ord(kind) & limit)
    return out


def append_unit(out: list[int], code: int, width: int) -> None:
    """Append a code point as UTF-16 or UTF-32 units."""
    if width == 16 and code > 0xFFFF:
        code -= 0x10000
        out.append(0xD800 + (code >> 10))
        out.append(0xDC00 + (code & 0x3FF))
    else:
        out.append(code)


PREFIX_WIDTH = {"": 8, "u8": 8, "u": 16, "U": 32, "L": 32}


def character_value(diags: Diagnostics, token: Token, char_signed: bool) -> tuple[int, str]:
    """(value, prefix) of a character constant (6.4.4.4)."""
    text = token.text
    quote = text.index("'")
    prefix = text[:quote]
    units = escape_values(diags, token, text[quote + 1:-1], PREFIX_WIDTH[prefix])
    if not units:
        raise diags.fatal("empty-character-constant", token.pos)
    if prefix:
        if len(units) > 1:
            diags.report("character-too-long", token.pos)
        value = units[-1]
        if prefix == "L" and value >> 31:
            value -= 1 << 32
        return value, prefix
    if len(units) == 1:
        value = units[0]
        return (value - 256 if char_signed and value > 127 else value), prefix
    diags.report("multi-character", token.pos)
    if len(units) > 4:
        diags.report("character-too-long", token.pos)
    value = 0
    for unit in units:
        value = (value << 8 | unit) & 0xFFFFFFFF
    return (value - (1 << 32) if value >> 31 else value), prefix


def string_units(diags: Diagnostics, tokens: list[Token]) -> tuple[list[int], str]:
    """(code units without the final zero, prefix) of adjacent string literals (6.4.5)."""
    prefix = ""
    for token in tokens:
        mine = token.text[:token.text.index('"')]
        if mine and prefix and mine != prefix:
            raise diags.fatal("string-prefix-mix", token.pos)
        if mine:
            prefix = mine
    width = PREFIX_WIDTH[prefix]
    units: list[int] = []
    for token in tokens:
        text = token.text
        units.extend(escape_values(diags, token, text[text.index('"') + 1:-1], width))
    return units, prefix
