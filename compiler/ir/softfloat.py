"""Binary floating point by exact integer arithmetic: f32, f64, x87 f80 and f128.

Problem: constants must be folded as the target computes, whatever the host's floats are.

Idea: a value is a bit pattern, a Python int.  An operation unpacks its operands to sign, integer
significand and exponent, computes exactly, and rounds once, to nearest with ties to even.
Division and square root append a sticky bit to the quotient or root.

Invariants:
- every result is a canonical pattern of its format (an f80 has its integer bit set when normal);
- a NaN result is quiet: the first NaN operand quieted with its payload, else the default NaN of
  x86 (sign set); `neg`, `absolute` and copies do not quiet.  f80 patterns that the x87 calls
  invalid (unnormals) count as NaN.

Source: IEEE 754-2019, 3.4, 4.3.1, 5.4, 6.2; Intel SDM volume 1, 4.2 for f80.
"""

from __future__ import annotations

from math import isqrt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

F32: Final = 1
F64: Final = 2
F80: Final = 3
F128: Final = 4

# Indexed by format: significant bits, exponent bits, total bits.
PRECISION: Final = [0, 24, 53, 64, 113]
EXPONENT_BITS: Final = [0, 8, 11, 15, 15]
TOTAL_BITS: Final = [0, 32, 64, 80, 128]
BIAS: Final = [0, 127, 1023, 16383, 16383]

ZERO: Final = 0
FINITE: Final = 1
INFINITE: Final = 2
NAN: Final = 3

LESS: Final = -1
EQUAL: Final = 0
GREATER: Final = 1
UNORDERED: Final = 2


class Unpacked:
    """`kind`, sign and, when finite and not zero, the exact value significand * 2**exponent.

    For a NaN `significand` is the payload with its quiet bit, left-aligned to 112 bits.
    """

    def __init__(self, kind: int, negative: bool, significand: int, exponent: int) -> None:
        self.kind: int = kind
        self.negative: bool = negative
        self.significand: int = significand
        self.exponent: int = exponent


def unpack(bits: int, format: int) -> Unpacked:
    """Take a bit pattern apart."""
    precision = PRECISION[format]
    exponent_bits = EXPONENT_BITS[format]
    negative = (bits >> (TOTAL_BITS[format] - 1)) & 1 == 1
    stored = precision if format == F80 else precision - 1
    fraction = bits & ((1 << stored) - 1)
    exponent = (bits >> stored) & ((1 << exponent_bits) - 1)
    if exponent == (1 << exponent_bits) - 1:
        tail = fraction & ((1 << (precision - 1)) - 1)
        if tail == 0 and (format != F80 or fraction != 0):
            return Unpacked(INFINITE, negative, 0, 0)
        return Unpacked(NAN, negative, tail << (113 - precision), 0)
    if fraction == 0 and (exponent == 0 or format != F80):
        if exponent == 0:
            return Unpacked(ZERO, negative, 0, 0)
    if format == F80:
        if exponent != 0 and fraction >> 63 == 0:
            return Unpacked(NAN, True, 1 << 111, 0)
    elif exponent != 0:
        fraction |= 1 << stored
    return Unpacked(FINITE, negative, fraction,
                    (exponent if exponent else 1) - BIAS[format] - precision + 1)


def pack(negative: bool, significand: int, exponent: int, format: int) -> int:
    """The pattern nearest to +-significand * 2**exponent (significand >= 0), ties to even."""
    sign = (1 if negative else 0) << (TOTAL_BITS[format] - 1)
    if significand == 0:
        return sign
    precision = PRECISION[format]
    lowest = 2 - BIAS[format] - precision  # exponent of a subnormal's last place
    place = max(significand.bit_length() + exponent - precision, lowest)
    shift = place - exponent
    if shift > 0:
        kept = significand >> shift
        rest = significand & ((1 << shift) - 1)
        half = 1 << (shift - 1)
        if rest > half or (rest == half and kept & 1):
            kept += 1
    else:
        kept = significand << -shift
    if kept.bit_length() > precision:
        kept >>= 1
        place += 1
    if kept.bit_length() < precision:
        return sign | kept  # zero or subnormal (biased exponent 0)
    biased = place - lowest + 1
    if biased >= (1 << EXPONENT_BITS[format]) - 1:
        return sign | infinity(False, format)
    if format == F80:
        return sign | biased << 64 | kept
    return sign | biased << (precision - 1) | kept & ((1 << (precision - 1)) - 1)


def infinity(negative: bool, format: int) -> int:
    """Plus or minus infinity."""
    top = (1 << EXPONENT_BITS[format]) - 1
    sign = (1 if negative else 0) << (TOTAL_BITS[format] - 1)
    if format == F80:
        return sign | top << 64 | 1 << 63
    return sign | top << (PRECISION[format] - 1)


def quiet_nan(format: int, payload: int = 0, negative: bool = False) -> int:
    """A quiet NaN with a payload in its low bits (`__builtin_nan`)."""
    precision = PRECISION[format]
    payload &= (1 << (precision - 2)) - 1
    return infinity(negative, format) | 1 << (precision - 2) | payload


def signaling_nan(format: int, payload: int = 0, negative: bool = False) -> int:
    """A signaling NaN; payload 0 takes the highest bit below the quiet bit, as gcc does."""
    precision = PRECISION[format]
    payload &= (1 << (precision - 2)) - 1
    return infinity(negative, format) | (payload if payload else 1 << (precision - 3))


def pack_nan(value: Unpacked, format: int) -> int:
    """An unpacked NaN, quieted, cut to the format's payload."""
    precision = PRECISION[format]
    tail = value.significand >> (113 - precision) | 1 << (precision - 2)
    return infinity(value.negative, format) | tail


def default_nan(format: int) -> int:
    """The NaN of an invalid operation on x86."""
    return quiet_nan(format, 0, True)


def is_nan(bits: int, format: int) -> bool:
    """Quiet, signaling or (f80) invalid."""
    return unpack(bits, format).kind == NAN


def is_infinite(bits: int, format: int) -> bool:
    """Plus or minus infinity."""
    return unpack(bits, format).kind == INFINITE


def is_zero(bits: int, format: int) -> bool:
    """Plus or minus zero."""
    return unpack(bits, format).kind == ZERO


def is_negative(bits: int, format: int) -> bool:
    """The sign bit."""
    return bits >> (TOTAL_BITS[format] - 1) & 1 == 1


def is_subnormal(bits: int, format: int) -> bool:
    """Finite, not zero, below the smallest normal number."""
    value = unpack(bits, format)
    return value.kind == FINITE and value.significand.bit_length() < PRECISION[format]


def neg(bits: int, format: int) -> int:
    """The sign bit turned over, NaNs too."""
    return bits ^ 1 << (TOTAL_BITS[format] - 1)


def absolute(bits: int, format: int) -> int:
    """The sign bit cleared, NaNs too."""
    return bits & ~(1 << (TOTAL_BITS[format] - 1))


def copysign(bits: int, sign: int, format: int) -> int:
    """`bits` with the sign of `sign`."""
    mask = 1 << (TOTAL_BITS[format] - 1)
    return bits & ~mask | sign & mask


def add(a: int, b: int, format: int) -> int:
    """a + b."""
    x = unpack(a, format)
    y = unpack(b, format)
    if x.kind == NAN:
        return pack_nan(x, format)
    if y.kind == NAN:
        return pack_nan(y, format)
    if x.kind == INFINITE:
        if y.kind == INFINITE and x.negative != y.negative:
            return default_nan(format)
        return infinity(x.negative, format)
    if y.kind == INFINITE:
        return infinity(y.negative, format)
    exponent = min(x.exponent, y.exponent) if x.kind == y.kind == FINITE else (
        x.exponent if x.kind == FINITE else y.exponent)
    left = x.significand << (x.exponent - exponent) if x.kind == FINITE else 0
    right = y.significand << (y.exponent - exponent) if y.kind == FINITE else 0
    total = (-left if x.negative else left) + (-right if y.negative else right)
    if total == 0:
        return pack(x.negative and y.negative, 0, 0, format)
    return pack(total < 0, abs(total), exponent, format)


def sub(a: int, b: int, format: int) -> int:
    """a - b."""
    if is_nan(b, format):
        if is_nan(a, format):
            return add(a, b, format)
        return add(b, a, format)
    return add(a, neg(b, format), format)


def mul(a: int, b: int, format: int) -> int:
    """a * b."""
    x = unpack(a, format)
    y = unpack(b, format)
    if x.kind == NAN:
        return pack_nan(x, format)
    if y.kind == NAN:
        return pack_nan(y, format)
    negative = x.negative != y.negative
    if x.kind == INFINITE or y.kind == INFINITE:
        if x.kind == ZERO or y.kind == ZERO:
            return default_nan(format)
        return infinity(negative, format)
    return pack(negative, x.significand * y.significand, x.exponent + y.exponent, format)


def div(a: int, b: int, format: int) -> int:
    """a / b; x/0 is an infinity, 0/0 a NaN."""
    x = unpack(a, format)
    y = unpack(b, format)
    if x.kind == NAN:
        return pack_nan(x, format)
    if y.kind == NAN:
        return pack_nan(y, format)
    negative = x.negative != y.negative
    if x.kind == INFINITE:
        return default_nan(format) if y.kind == INFINITE else infinity(negative, format)
    if y.kind == INFINITE:
        return pack(negative, 0, 0, format)
    if y.kind == ZERO:
        return default_nan(format) if x.kind == ZERO else infinity(negative, format)
    return pack_ratio(negative, x.significand, y.significand, x.exponent - y.exponent, format)


def pack_ratio(negative: bool, numerator: int, denominator: int, exponent: int,
               format: int) -> int:
    """The pattern nearest to numerator / denominator * 2**exponent."""
    if numerator == 0:
        return pack(negative, 0, 0, format)
    shift = max(PRECISION[format] + 2 - numerator.bit_length() + denominator.bit_length(), 0)
    quotient, rest = divmod(numerator << shift, denominator)
    return pack(negative, quotient << 1 | (1 if rest else 0), exponent - shift - 1, format)


def sqrt(a: int, format: int) -> int:
    """The square root; of a negative number a NaN."""
    x = unpack(a, format)
    if x.kind == NAN:
        return pack_nan(x, format)
    if x.kind == ZERO:
        return a
    if x.negative:
        return default_nan(format)
    if x.kind == INFINITE:
        return a
    significand = x.significand
    exponent = x.exponent
    shift = max(2 * PRECISION[format] + 4 - significand.bit_length(), 0)
    if (exponent - shift) & 1:
        shift += 1
    significand <<= shift
    root = isqrt(significand)
    sticky = 1 if root * root != significand else 0
    return pack(False, root << 1 | sticky, (exponent - shift) // 2 - 1, format)


def fma(a: int, b: int, c: int, format: int) -> int:
    """a * b + c rounded once."""
    x = unpack(a, format)
    y = unpack(b, format)
    z = unpack(c, format)
    if x.kind == NAN:
        return pack_nan(x, format)
    if y.kind == NAN:
        return pack_nan(y, format)
    negative = x.negative != y.negative
    infinite = x.kind == INFINITE or y.kind == INFINITE
    if infinite and (x.kind == ZERO or y.kind == ZERO):
        return pack_nan(z, format) if z.kind == NAN else default_nan(format)
    if z.kind == NAN:
        return pack_nan(z, format)
    if infinite:
        if z.kind == INFINITE and z.negative != negative:
            return default_nan(format)
        return infinity(negative, format)
    if z.kind == INFINITE:
        return infinity(z.negative, format)
    product = x.significand * y.significand
    exponent = x.exponent + y.exponent
    if z.kind == ZERO:
        if product == 0:
            return pack(negative and z.negative, 0, 0, format)
        return pack(negative, product, exponent, format)
    if product == 0:
        return c
    lowest = min(exponent, z.exponent)
    left = product << (exponent - lowest)
    right = z.significand << (z.exponent - lowest)
    total = (-left if negative else left) + (-right if z.negative else right)
    if total == 0:
        return pack(False, 0, 0, format)
    return pack(total < 0, abs(total), lowest, format)


def remainder(a: int, b: int, format: int) -> int:
    """C's fmod: exact, sign of `a`."""
    x = unpack(a, format)
    y = unpack(b, format)
    if x.kind == NAN:
        return pack_nan(x, format)
    if y.kind == NAN:
        return pack_nan(y, format)
    if x.kind == INFINITE or y.kind == ZERO:
        return default_nan(format)
    if x.kind == ZERO or y.kind == INFINITE:
        return a
    exponent = min(x.exponent, y.exponent)
    rest = (x.significand << (x.exponent - exponent)) % (
        y.significand << (y.exponent - exponent))
    return pack(x.negative, rest, exponent, format)


def compare(a: int, b: int, format: int) -> int:
    """LESS, EQUAL, GREATER or UNORDERED; the zeros are equal."""
    x = unpack(a, format)
    y = unpack(b, format)
    if x.kind == NAN or y.kind == NAN:
        return UNORDERED
    if x.kind == ZERO and y.kind == ZERO:
        return EQUAL
    left = absolute(a, format)
    right = absolute(b, format)
    if x.negative:
        left = -left
    if y.negative:
        right = -right
    return LESS if left < right else EQUAL if left == right else GREATER


def convert(bits: int, source: int, target: int) -> int:
    """The value in another format; a NaN keeps its payload's high bits."""
    if source == target:
        return bits
    value = unpack(bits, source)
    if value.kind == NAN:
        return pack_nan(value, target)
    if value.kind == INFINITE:
        return infinity(value.negative, target)
    return pack(value.negative, value.significand, value.exponent, target)


def from_int(value: int, format: int) -> int:
    """The pattern nearest to an integer."""
    return pack(value < 0, abs(value), 0, format)


def to_int(bits: int, format: int) -> int | None:
    """The value rounded towards zero; None for NaN and infinities."""
    value = unpack(bits, format)
    if value.kind >= INFINITE:
        return None
    if value.kind == ZERO:
        return 0
    if value.exponent >= 0:
        size = value.significand << value.exponent
    else:
        size = value.significand >> -value.exponent
    return -size if value.negative else size


def is_integral(bits: int, format: int) -> bool:
    """Finite without a fraction."""
    value = unpack(bits, format)
    if value.kind >= INFINITE:
        return False
    if value.kind == ZERO or value.exponent >= 0:
        return True
    return value.significand & ((1 << -value.exponent) - 1) == 0 if (
        -value.exponent < 20000) else False


def from_ratio(negative: bool, numerator: int, denominator: int, format: int) -> int:
    """The pattern nearest to numerator / denominator (numerator >= 0, denominator > 0)."""
    return pack_ratio(negative, numerator, denominator, 0, format)


def from_decimal(digits: int, exponent: int, format: int) -> int:
    """The pattern nearest to digits * 10**exponent (digits >= 0)."""
    if digits == 0:
        return 0
    # Beyond these no format reaches; the powers stay small enough to compute.
    magnitude = exponent + len(str(digits)) if digits < 1 << 2000 else exponent + (
        digits.bit_length() * 30103 // 100000)
    if magnitude > 5000:
        return infinity(False, format)
    if magnitude < -5100:
        return 0
    if exponent >= 0:
        return pack(False, digits * 10 ** exponent, 0, format)
    return pack_ratio(False, digits, 10 ** -exponent, 0, format)


def parse(text: str, format: int) -> int | None:
    """A C floating constant without suffix, decimal or hexadecimal; None when malformed."""
    text = text.lower()
    hexadecimal = text.startswith("0x")
    if hexadecimal:
        text = text[2:]
    mark = text.find("p" if hexadecimal else "e")
    power = 0
    if mark >= 0:
        tail = text[mark + 1:]
        unsigned = tail[1:] if tail[:1] in ("+", "-") else tail
        if not unsigned.isdecimal() or not unsigned.isascii():
            return None
        power = int(tail) if len(unsigned) < 12 else (
            -(10 ** 11) if tail[0] == "-" else 10 ** 11)
        text = text[:mark]
    elif hexadecimal:
        return None
    whole, _, fraction = text.partition(".")
    digits = whole + fraction
    if not digits or not digits.isascii() or not digits.isalnum():
        return None
    if hexadecimal:
        for digit in digits:
            if digit not in "0123456789abcdef":
                return None
        significand = int(digits, 16)
        if significand == 0:
            return 0
        exponent = power - 4 * len(fraction)
        if exponent + significand.bit_length() > 20000:
            return infinity(False, format)
        if exponent + significand.bit_length() < -20000:
            return 0
        return pack(False, significand, exponent, format)
    if not digits.isdecimal():
        return None
    return from_decimal(decimal_integer(digits), power - len(fraction), format)


def decimal_integer(digits: str) -> int:
    """A decimal integer of any length (int() refuses more than 4300 digits)."""
    if len(digits) <= 4000:
        return int(digits)
    middle = len(digits) // 2
    scale: int = 10 ** (len(digits) - middle)
    return decimal_integer(digits[:middle]) * scale + decimal_integer(digits[middle:])
