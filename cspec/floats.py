"""Binary floating point of any format by exact integer arithmetic (IEEE 754, x87 extended).

A value is sign * mantissa * 2**exponent with unbounded integers; `round_to` brings it into a
format, in the direction of the environment (IEEE 754 clause 4), which also collects the exceptions
that operations raise (clause 7).  Used for long double, for constants, for conversions that the
host's double cannot express, and for all arithmetic of a program that looks at its environment.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FINITE: Final = 0
INFINITE: Final = 1
NAN: Final = 2

TO_NEAREST: Final = 0
DOWNWARD: Final = 1
UPWARD: Final = 2
TOWARD_ZERO: Final = 3

INVALID: Final = 1
DIVISION_BY_ZERO: Final = 2
OVERFLOW: Final = 4
UNDERFLOW: Final = 8
INEXACT: Final = 16


class Environment:
    """The direction of rounding and the exceptions raised so far; translation never changes it."""

    def __init__(self) -> None:
        self.rounding = TO_NEAREST
        self.raised = 0


ENVIRONMENT: Final = Environment()


class Format:
    """A binary format: precision in bits, least exponent of the last place, largest exponent."""

    def __init__(self, name: str, precision: int, least: int, largest: int, size: int) -> None:
        self.name = name
        self.precision = precision
        self.least = least
        self.largest = largest
        self.size = size


F16 = Format("f16", 11, -24, 15, 2)
F32 = Format("f32", 24, -149, 127, 4)
F64 = Format("f64", 53, -1074, 1023, 8)
F80 = Format("f80", 64, -16445, 16383, 10)
F128 = Format("f128", 113, -16494, 16383, 16)


class Real:
    """One floating value; immutable."""

    def __init__(self, kind: int, negative: bool, mantissa: int, exponent: int) -> None:
        self.kind = kind
        self.negative = negative
        self.mantissa = mantissa
        self.exponent = exponent

    def is_zero(self) -> bool:
        return self.kind == FINITE and self.mantissa == 0


def zero(negative: bool = False) -> Real:
    return Real(FINITE, negative, 0, 0)


def infinity(negative: bool) -> Real:
    return Real(INFINITE, negative, 0, 0)


def nan() -> Real:
    return Real(NAN, False, 0, 0)


def invalid() -> Real:
    """The result of an operation that has none (IEEE 754 7.2)."""
    ENVIRONMENT.raised |= INVALID
    return nan()


def round_to(negative: bool, mantissa: int, exponent: int, form: Format, sticky: bool = False
             ) -> Real:
    """mantissa * 2**exponent (and a bit more if `sticky`) in a format."""
    if mantissa == 0:
        return zero(negative)
    extra = mantissa.bit_length() - form.precision
    shift = max(extra, form.least - exponent)
    if shift > 0:
        low = mantissa & ((1 << shift) - 1)
        mantissa >>= shift
        exponent += shift
        if low or sticky:
            if rounds_up(negative, mantissa, low, 1 << (shift - 1), sticky):
                mantissa += 1
            ENVIRONMENT.raised |= INEXACT
            if mantissa.bit_length() < form.precision:
                ENVIRONMENT.raised |= UNDERFLOW
        if mantissa.bit_length() > form.precision:
            mantissa >>= 1
            exponent += 1
    if mantissa == 0:
        return zero(negative)
    if exponent + mantissa.bit_length() - 1 > form.largest:
        ENVIRONMENT.raised |= OVERFLOW | INEXACT
        if ENVIRONMENT.rounding in (TO_NEAREST, DOWNWARD if negative else UPWARD):
            return infinity(negative)
        return Real(FINITE, negative, (1 << form.precision) - 1, form.largest - form.precision + 1)
    return Real(FINITE, negative, mantissa, exponent)


def rounds_up(negative: bool, mantissa: int, low: int, half: int, sticky: bool) -> bool:
    """Whether a value between `mantissa` and the next one is rounded away from zero."""
    if ENVIRONMENT.rounding == TO_NEAREST:
        return low > half or low == half and (sticky or mantissa & 1 == 1)
    return ENVIRONMENT.rounding == (DOWNWARD if negative else UPWARD)


def from_int(value: int, form: Format) -> Real:
    return round_to(value < 0, abs(value), 0, form)


def from_ratio(negative: bool, numerator: int, denominator: int, form: Format) -> Real:
    """The quotient of two positive integers, rounded."""
    if numerator == 0:
        return zero(negative)
    shift = form.precision + 3 - (numerator.bit_length() - denominator.bit_length())
    if shift > 0:
        numerator <<= shift
    else:
        shift = 0
    quotient, rest = divmod(numerator, denominator)
    return round_to(negative, quotient << 1 | (rest != 0), -shift - 1, form)


def from_text(text: str, form: Format) -> Real:
    """The value of a C floating constant (decimal or hexadecimal, no suffix)."""
    text = text.lower()
    negative = text.startswith("-")
    text = text.lstrip("+-")
    if text.startswith("0x"):
        digits, _, power = text[2:].partition("p")
        whole, _, fraction = digits.partition(".")
        mantissa = int(whole + fraction or "0", 16)
        return round_to(negative, mantissa, int(power or "0") - 4 * len(fraction), form)
    digits, _, power = text.partition("e")
    whole, _, fraction = digits.partition(".")
    mantissa = int(whole + fraction or "0")
    scale = int(power or "0") - len(fraction)
    if mantissa == 0:
        return zero(negative)
    if scale > 6000:
        return infinity(negative)
    if scale < -7000:
        return zero(negative)
    if scale >= 0:
        return from_ratio(negative, mantissa * 10 ** scale, 1, form)
    return from_ratio(negative, mantissa, 10 ** -scale, form)


def from_float(value: float) -> Real:
    """The exact value of a host double."""
    if value != value:
        return nan()
    if value in (float("inf"), float("-inf")):
        return infinity(value < 0)
    numerator, denominator = abs(value).as_integer_ratio()
    negative = value < 0 or value == 0 and str(value)[0] == "-"
    return Real(FINITE, negative, numerator, 1 - denominator.bit_length())


def convert(value: Real, form: Format) -> Real:
    """A value rounded to another format."""
    if value.kind != FINITE:
        return value
    return round_to(value.negative, value.mantissa, value.exponent, form)


def to_float(value: Real) -> float:
    """A value rounded to double."""
    if value.kind == NAN:
        return float("nan")
    value = convert(value, F64)
    if value.kind == INFINITE:
        return float("-inf") if value.negative else float("inf")
    if value.mantissa == 0:
        return -0.0 if value.negative else 0.0
    mantissa = value.mantissa
    exponent = value.exponent
    if exponent >= 0:
        result = float(mantissa << exponent)
    elif exponent >= -1022:
        result = float(mantissa) * 2.0 ** exponent
    else:
        result = float(mantissa) * 2.0 ** -1022 * 2.0 ** (exponent + 1022) \
            if exponent + 1022 >= -1022 else 0.0
        trailing = -exponent - 1074
        if trailing > 0:
            result = float(mantissa >> trailing) * 2.0 ** -1074
    return -result if value.negative else result


def to_int(value: Real) -> int:
    """The value with its fraction cut off (finite values only)."""
    if value.exponent >= 0:
        result = value.mantissa << value.exponent
    else:
        result = value.mantissa >> -value.exponent
    return -result if value.negative else result


def negate(value: Real) -> Real:
    return Real(value.kind, not value.negative, value.mantissa, value.exponent)


def add(a: Real, b: Real, form: Format) -> Real:
    if a.kind == NAN or b.kind == NAN:
        return nan()
    if a.kind == INFINITE:
        return invalid() if b.kind == INFINITE and a.negative != b.negative else a
    if b.kind == INFINITE:
        return b
    if a.mantissa == 0 and b.mantissa == 0 and a.negative == b.negative:
        return a
    exponent = min(a.exponent, b.exponent)
    left = a.mantissa << (a.exponent - exponent)
    right = b.mantissa << (b.exponent - exponent)
    total = (-left if a.negative else left) + (-right if b.negative else right)
    if total == 0:
        return zero(ENVIRONMENT.rounding == DOWNWARD)
    return round_to(total < 0, abs(total), exponent, form)


def subtract(a: Real, b: Real, form: Format) -> Real:
    return add(a, negate(b), form)


def multiply(a: Real, b: Real, form: Format) -> Real:
    negative = a.negative != b.negative
    if a.kind == NAN or b.kind == NAN:
        return nan()
    if a.kind == INFINITE or b.kind == INFINITE:
        if a.is_zero() or b.is_zero():
            return invalid()
        return infinity(negative)
    return round_to(negative, a.mantissa * b.mantissa, a.exponent + b.exponent, form)


def divide(a: Real, b: Real, form: Format) -> Real:
    negative = a.negative != b.negative
    if a.kind == NAN or b.kind == NAN:
        return nan()
    if a.kind == INFINITE:
        return invalid() if b.kind == INFINITE else infinity(negative)
    if b.kind == INFINITE:
        return zero(negative)
    if b.mantissa == 0:
        if a.mantissa == 0:
            return invalid()
        ENVIRONMENT.raised |= DIVISION_BY_ZERO
        return infinity(negative)
    shift = a.exponent - b.exponent
    if shift >= 0:
        return from_ratio(negative, a.mantissa << shift, b.mantissa, form)
    return from_ratio(negative, a.mantissa, b.mantissa << -shift, form)


def square_root(a: Real, form: Format) -> Real:
    if a.kind == NAN or a.is_zero():
        return a
    if a.negative:
        return invalid()
    if a.kind == INFINITE:
        return a
    mantissa = a.mantissa
    exponent = a.exponent
    shift = 2 * form.precision + 4 - mantissa.bit_length()
    if shift < 0:
        shift = 0
    if (exponent - shift) & 1:
        shift += 1
    mantissa <<= shift
    import math
    root = math.isqrt(mantissa)
    return round_to(False, root << 1 | (root * root != mantissa), (exponent - shift) // 2 - 1,
                    form)


def compare(a: Real, b: Real) -> int:
    """-1, 0, 1, or 2 when unordered."""
    if a.kind == NAN or b.kind == NAN:
        return 2
    if a.is_zero() and b.is_zero():
        return 0
    if a.kind == INFINITE or b.kind == INFINITE:
        left = 0 if a.kind == FINITE else -1 if a.negative else 1
        right = 0 if b.kind == FINITE else -1 if b.negative else 1
        return (left > right) - (left < right)
    exponent = min(a.exponent, b.exponent)
    left = a.mantissa << (a.exponent - exponent)
    right = b.mantissa << (b.exponent - exponent)
    if a.negative:
        left = -left
    if b.negative:
        right = -right
    return (left > right) - (left < right)


def to_bits(value: Real, form: Format) -> int:
    """The bit pattern of a value in a format (x87 extended: 80 bits)."""
    precision = form.precision
    explicit = form.name == "f80"
    stored = precision if explicit else precision - 1
    bias = form.largest
    special = 2 * bias + 1
    width = form.size * 8
    if value.kind == NAN:
        mantissa = 3 << (stored - 2) if explicit else 1 << (stored - 1)
        return special << stored | mantissa | (int(value.negative) << (width - 1))
    value = convert(value, form)
    sign = int(value.negative) << (width - 1)
    if value.kind == INFINITE:
        return sign | special << stored | (1 << (stored - 1) if explicit else 0)
    if value.mantissa == 0:
        return sign
    mantissa = value.mantissa
    exponent = value.exponent
    shift = precision - mantissa.bit_length()
    if exponent - shift < form.least:
        shift = exponent - form.least
    mantissa <<= shift
    exponent -= shift
    if mantissa >> (precision - 1):
        biased = exponent - form.least + 1
        if not explicit:
            mantissa -= 1 << (precision - 1)
        return sign | biased << stored | mantissa
    return sign | mantissa


def from_bits(bits: int, form: Format) -> Real:
    """The value of a bit pattern."""
    precision = form.precision
    explicit = form.name == "f80"
    stored = precision if explicit else precision - 1
    width = form.size * 8
    negative = bits >> (width - 1) & 1 != 0
    biased = bits >> stored & ((1 << (width - 1 - stored)) - 1)
    mantissa = bits & ((1 << stored) - 1)
    special = 2 * form.largest + 1
    if biased == special:
        rest = mantissa & ((1 << (precision - 1)) - 1)
        return Real(NAN, negative, 0, 0) if rest else infinity(negative)
    if biased == 0:
        return Real(FINITE, negative, mantissa, form.least if mantissa else 0)
    if not explicit:
        mantissa |= 1 << (precision - 1)
    return Real(FINITE, negative, mantissa, biased - 1 + form.least)
