"""printf formatting (C17 7.21.6.1): each conversion is held against its argument."""

from __future__ import annotations

from fractions import Fraction

from cspec import floats
from cspec.floats import Real
from interp.frame import VaList
from interp.memory import NOTHING, Ptr
from interp.program import Program
from mypy_extensions import i64

LENGTHS = ("hh", "h", "ll", "l", "j", "z", "t", "L")
INTEGER_KEYS = {"": "i3", "hh": "i3", "h": "i3", "l": "i4", "ll": "i5", "j": "i4", "z": "i4",
                "t": "i4", "q": "i5"}


def format_text(m: Program, text: bytes, values: VaList, pos: int) -> bytes:
    """The output of a format with its arguments."""
    check_format(m, text, pos)
    out = bytearray()
    at = 0
    while at < len(text):
        percent = text.find(b"%", at)
        if percent < 0:
            out += text[at:]
            break
        out += text[at:percent]
        at = percent + 1
        start = at
        flags = ""
        while at < len(text) and chr(text[at]) in "-+ #0'":
            flags += chr(text[at])
            at += 1
        width = 0
        has_width = False
        if at < len(text) and text[at] == 42:
            width = star(m, values, pos)
            has_width = True
            if width < 0:
                flags += "-"
                width = -width
            at += 1
        else:
            while at < len(text) and 48 <= text[at] <= 57:
                width = width * 10 + text[at] - 48
                has_width = True
                at += 1
        precision = -1
        if at < len(text) and text[at] == 46:
            at += 1
            precision = 0
            if at < len(text) and text[at] == 42:
                precision = star(m, values, pos)
                at += 1
            else:
                while at < len(text) and 48 <= text[at] <= 57:
                    precision = precision * 10 + text[at] - 48
                    at += 1
        length = ""
        for candidate in LENGTHS:
            if text.startswith(candidate.encode(), at):
                length = candidate
                at += len(candidate)
                break
        if at >= len(text):
            raise m.fault(162, "7.21.6.1p9", "format ends inside a conversion", pos)
        letter = chr(text[at])
        at += 1
        if width > 0x7FFFFFFF - len(out):
            raise m.fault(163, "7.21.6.1", "output is longer than an int can say", pos)
        if letter == "%":
            if at - start > 1:
                raise m.fault(161, "7.21.6.1p8", "something stands between two percent signs",
                              pos)
            out += b"%"
            continue
        out += convert_one(m, letter, flags, width, has_width, precision, length, values, pos,
                           len(out))
    if len(out) > 0x7FFFFFFF:
        raise m.fault(163, "7.21.6.1", "output is longer than an int can say", pos)
    return bytes(out)


def check_format(m: Program, text: bytes, pos: int) -> None:
    """7.21.6.1p3: a format is multibyte text.  The one locale has ASCII; as glibc lets other bytes
    through, only a strict run minds them."""
    if m.strict and any(byte > 127 for byte in text):
        raise m.fault(154, "7.21.6.1p3", "the format is no multibyte text of the locale", pos)


def star(m: Program, values: VaList, pos: int) -> int:
    """The int argument of a `*`."""
    if values.at >= len(values.values) or values.types[values.at] != "i3":
        raise m.fault(156, "7.21.6.1p5", "'*' without its int argument", pos)
    value = values.values[values.at]
    values.at += 1
    assert isinstance(value, int)
    return value


def argument(m: Program, values: VaList, keys: tuple[str, ...], letter: str, pos: int) -> object:
    """The next argument, which must have one of the types."""
    if values.at >= len(values.values):
        raise m.fault(153, "7.21.6.1p2", f"too few arguments for the format at '%{letter}'", pos)
    key = values.types[values.at]
    value = values.values[values.at]
    values.at += 1
    if key not in keys:
        if not (key.startswith("p:") and "p:char" in keys and letter == "p"
                and not key.endswith("function")):
            raise m.fault(153, "7.21.6.1p9", f"argument for '%{letter}' has the wrong type", pos)
    return value


def integer_keys(m: Program, length: str) -> tuple[str, ...]:
    key = INTEGER_KEYS.get(length, "i3")
    if m.types.pointer_size == 4 and length in ("z", "t"):
        return ("i3",)
    if m.types.pointer_size == 4 and length == "j":
        return ("i5",)
    return (key,)


def check_shape(m: Program, letter: str, flags: str, precision: int, length: str, pos: int
                ) -> None:
    """7.21.6.1p4, p6, p7: what fits which conversion."""
    if letter in "diouxX":
        good = length != "L"
    elif letter in "aAeEfFgG":
        good = length in ("", "l", "L")
    elif letter in "cs":
        good = length in ("", "l")
    elif letter == "n":
        good = length != "L"
    else:
        good = length == ""
    if not good:
        raise m.fault(158, "7.21.6.1p7", f"length modifier '{length}' with '%{letter}'", pos)
    if precision >= 0 and letter in "cp":
        raise m.fault(155, "7.21.6.1p4", f"precision with '%{letter}'", pos)
    if "#" in flags and letter not in "oxXaAeEfFgG":
        raise m.fault(157, "7.21.6.1p6", f"flag '#' with '%{letter}'", pos)
    if "0" in flags and letter not in "diouxXaAeEfFgG":
        raise m.fault(157, "7.21.6.1p6", f"flag '0' with '%{letter}'", pos)


def convert_one(m: Program, letter: str, flags: str, width: int, has_width: bool, precision: int,
                length: str, values: VaList, pos: int, written: int) -> bytes:
    """One conversion."""
    if letter not in "diouxXaAeEfFgGcspn":
        raise m.fault(162, "7.21.6.1p9", f"unknown conversion '%{letter}'", pos)
    if letter == "n":
        if flags or has_width or precision >= 0:
            raise m.fault(160, "7.21.6.1p8", "'%n' with flags, width or precision", pos)
        target = argument(m, values, ("p:" + {"": "int", "hh": "signed char", "h": "short",
                                              "l": "long", "ll": "long long"}.get(length, "long"),
                                      "p:char" if length == "hh" else ""), letter, pos)
        assert isinstance(target, Ptr)
        t = {"": m.types.int, "hh": m.types.schar, "h": m.types.short, "l": m.types.long,
             "ll": m.types.llong}.get(length, m.types.long)
        m.store_int(target.obj, target.off, m.scalar(t), written, pos)
        return b""
    check_shape(m, letter, flags, precision, length, pos)
    if letter in "di":
        value = argument(m, values, integer_keys(m, length), letter, pos)
        assert isinstance(value, int)
        bits = {"hh": 8, "h": 16}.get(length, 0)
        limit = {"i3": 32, "i4": m.types.long.bits, "i5": 64}[integer_keys(m, length)[0]]
        bits = bits or limit
        value &= (1 << bits) - 1
        if value >> (bits - 1):
            value -= 1 << bits
        sign = "-" if value < 0 else "+" if "+" in flags else " " if " " in flags else ""
        return pad_number(sign, "", digits_of(abs(value), 10, precision), flags, width,
                          precision >= 0)
    if letter in "ouxX":
        value = argument(m, values, integer_keys(m, length), letter, pos)
        assert isinstance(value, int)
        limit = {"i3": 32, "i4": m.types.long.bits, "i5": 64}[integer_keys(m, length)[0]]
        bits = {"hh": 8, "h": 16}.get(length, limit)
        value &= (1 << bits) - 1
        base = {"o": 8, "u": 10}.get(letter, 16)
        digits = digits_of(value, base, precision)
        prefix = ""
        if "#" in flags:
            if letter == "o" and not digits.startswith("0"):
                digits = "0" + digits
            elif letter in "xX" and value:
                prefix = "0x"
        if letter == "X":
            digits = digits.upper()
            prefix = prefix.upper()
        return pad_number("", prefix, digits, flags, width, precision >= 0)
    if letter == "c":
        value = argument(m, values, ("i3",), letter, pos)
        assert isinstance(value, int)
        if length == "l":
            return pad(chr(value).encode("utf-8", "replace"), flags, width)
        return pad(bytes([value & 255]), flags, width)
    if letter == "s":
        if length == "l":
            wide = argument(m, values, ("p:int", "p:unsigned int", "p:long"), letter, pos)
            assert isinstance(wide, Ptr)
            return pad(wide_text(m, wide, precision, pos), flags, width)
        target = argument(m, values, ("p:char",), letter, pos)
        assert isinstance(target, Ptr)
        if target.obj.kind == NOTHING:
            raise m.fault(108, "7.1.4p1", "null pointer for '%s'", pos)
        return pad(m.read_string(target, pos, precision, 159, "7.21.6.1p8"), flags, width)
    if letter == "p":
        target = argument(m, values, ("p:char",), letter, pos)
        assert isinstance(target, Ptr)
        if target.obj.kind == NOTHING and target.off == 0:
            return pad(b"(nil)", flags, width)
        m.printed_pointers[m.expose(target)] = target
        return pad(hex(m.address_of(target)).encode(), flags, width)
    if length == "L":
        value = argument(m, values, ("long double", "_Float64x"), letter, pos)
        assert isinstance(value, Real)
        real = value
    else:
        value = argument(m, values, ("double",), letter, pos)
        assert isinstance(value, float)
        real = floats.from_float(value)
    return format_real(real, letter, flags, width, precision, length == "L")


def wide_text(m: Program, p: Ptr, precision: int, pos: int) -> bytes:
    """A wide string as multibyte text."""
    out = bytearray()
    s = m.scalar(m.types.wchar_t)
    off = p.off
    while True:
        if p.obj.kind == NOTHING:
            raise m.bad_pointer(p, pos)
        code = m.load_int(p.obj, off, s, pos)
        if code == 0:
            break
        encoded = chr(code).encode("utf-8", "replace")
        if precision >= 0 and len(out) + len(encoded) > precision:
            break
        out += encoded
        off += i64(s.size)
    return bytes(out)


def pad(text: bytes, flags: str, width: int) -> bytes:
    return text.ljust(width) if "-" in flags else text.rjust(width)


def digits_of(value: int, base: int, precision: int) -> str:
    """Digits, at least `precision` of them; zero with precision zero gives none."""
    if value == 0 and precision == 0:
        return ""
    digits = str(value) if base == 10 else f"{value:x}" if base == 16 else f"{value:o}"
    return digits.rjust(max(precision, 1), "0")


def pad_number(sign: str, prefix: str, digits: str, flags: str, width: int, precise: bool
               ) -> bytes:
    """Sign, prefix, zeros, digits to a width."""
    body = sign + prefix + digits
    if "0" in flags and "-" not in flags and not precise:
        digits = digits.rjust(width - len(sign) - len(prefix), "0")
        body = sign + prefix + digits
    return pad(body.encode(), flags, width)


def format_real(v: Real, letter: str, flags: str, width: int, precision: int, long: bool
                ) -> bytes:
    """The floating conversions, exact and rounded to nearest even."""
    sign = "-" if v.negative else "+" if "+" in flags else " " if " " in flags else ""
    low = letter.lower()
    if v.kind != floats.FINITE:
        text = "nan" if v.kind == floats.NAN else "inf"
        if letter.isupper():
            text = text.upper()
        return pad((sign + text).encode(), flags, width)
    alternate = "#" in flags
    if low == "a":
        body = hexadecimal(v, precision, alternate, long)
        prefix = "0x"
    else:
        prefix = ""
        exact = Fraction(v.mantissa) * (Fraction(2) ** v.exponent)
        if precision < 0:
            precision = 6
        if low == "f":
            body = fixed(exact, precision, alternate)
        elif low == "e":
            body = scientific(exact, precision, alternate)
        else:
            body = general(exact, precision, alternate)
    if letter.isupper():
        body = body.upper()
        prefix = prefix.upper()
    return pad_number(sign, prefix, body, flags, width, False)


def round_fraction(value: Fraction) -> int:
    """To the nearest integer, ties to even."""
    return round(value)


def fixed(value: Fraction, precision: int, alternate: bool) -> str:
    scaled = round_fraction(value * 10 ** precision)
    digits = str(scaled).rjust(precision + 1, "0")
    if precision == 0:
        return digits + ("." if alternate else "")
    return digits[:-precision] + "." + digits[-precision:]


def decimal_exponent(value: Fraction) -> int:
    """The exponent of the leading decimal digit."""
    if value == 0:
        return 0
    guess = len(str(value.numerator)) - len(str(value.denominator))
    while Fraction(10) ** guess > value:
        guess -= 1
    while Fraction(10) ** (guess + 1) <= value:
        guess += 1
    return guess


def rounded_digits(value: Fraction, count: int) -> tuple[str, int]:
    """`count` significant digits and the exponent after rounding."""
    exponent = decimal_exponent(value)
    scaled = round_fraction(value / Fraction(10) ** (exponent - count + 1))
    digits = str(scaled)
    if len(digits) > count:
        digits = digits[:count]
        exponent += 1
    return digits.rjust(count, "0"), exponent


def scientific(value: Fraction, precision: int, alternate: bool) -> str:
    digits, exponent = rounded_digits(value, precision + 1)
    body = digits[0]
    if precision or alternate:
        body += "." + digits[1:]
    mark = "-" if exponent < 0 else "+"
    return f"{body}e{mark}{abs(exponent):02d}"


def general(value: Fraction, precision: int, alternate: bool) -> str:
    precision = precision or 1
    digits, exponent = rounded_digits(value, precision)
    if -4 <= exponent < precision:
        body = fixed(value, precision - 1 - exponent, alternate)
        tail = ""
    else:
        body = digits[0] + ("." + digits[1:] if precision > 1 or alternate else "")
        mark = "-" if exponent < 0 else "+"
        tail = f"e{mark}{abs(exponent):02d}"
    if not alternate and "." in body:
        body = body.rstrip("0").rstrip(".")
    return body + tail


def hexadecimal(v: Real, precision: int, alternate: bool, long: bool) -> str:
    """%a: one hexadecimal digit (glibc: 1 for double, up to four bits for long double)."""
    if v.mantissa == 0:
        lead, fraction, exponent, bits = 0, 0, 0, 0
    else:
        top = v.mantissa.bit_length()
        exponent = v.exponent + top - 1
        lead_bits = 4 if long else 1
        exponent -= lead_bits - 1
        least = -1022
        shift = 0
        if not long and exponent < least:
            shift = least - exponent
            exponent = least
        bits = top - lead_bits + shift
        fraction = v.mantissa
        if bits < 0:
            fraction <<= -bits
            bits = 0
        lead = fraction >> bits
        fraction &= (1 << bits) - 1
    spare = -bits % 4
    fraction <<= spare
    bits += spare
    if precision >= 0 and bits // 4 > precision:
        drop = bits - 4 * precision
        whole = lead << bits | fraction
        whole = round_fraction(Fraction(whole, 1 << drop))
        lead = whole >> (4 * precision)
        fraction = whole & ((1 << 4 * precision) - 1)
        bits = 4 * precision
    digits = f"{fraction:0{bits // 4}x}" if bits else ""
    if precision < 0:
        digits = digits.rstrip("0")
    else:
        digits = digits.ljust(precision, "0")
    point = "." if digits or alternate else ""
    return f"{lead:x}{point}{digits}p{'-' if exponent < 0 else '+'}{abs(exponent)}"
