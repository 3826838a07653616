"""Mathematical functions of constants, as static initialisers may use them: `4 * atan(1.0)`.

Problem: gcc folds calls of math.h's functions with constant arguments, correctly rounded.  Idea:
arguments are exact binary numbers; a function is computed in fixed point with so many bits that the
error is far below half a unit in the last place of the result, then rounded once.  What is exact
(square roots, integral powers, rounding to integers) is computed exactly, since only there a result
can lie halfway between two numbers.

Invariants: fixed-point numbers are integers times 2**-places.  Domain errors, overflow, underflow
and arguments beyond sensible size are not folded (None), so that errno keeps its meaning.
Source: C17 7.12; argument reduction and series as in Muller, "Elementary Functions".
"""

from __future__ import annotations

from math import isqrt

from compiler.ir import softfloat
from compiler.ir.softfloat import FINITE, PRECISION, ZERO, Unpacked, pack, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LARGEST_EXPONENT: Final = 1100      # arguments beyond 2**this are not folded
SMALLEST_EXPONENT: Final = -1100
LARGEST_POWER: Final = 4096         # integral powers up to this are computed exactly

# One argument: the functions that are computed in fixed point.
SERIES: Final = {"exp": True, "exp2": True, "expm1": True, "log": True, "log2": True,
                 "log10": True, "log1p": True, "sin": True, "cos": True, "tan": True,
                 "asin": True, "acos": True, "atan": True, "sinh": True, "cosh": True,
                 "tanh": True, "cbrt": True}
# Those that do not ask for the rounding mode.
ROUNDINGS: Final = {"floor": True, "ceil": True, "trunc": True, "round": True, "roundeven": True}


def library_value(name: str, format: int, arguments: list[int]) -> int | None:
    """The bits of a function's value; `name` without suffix, arguments in `format`.  None: the
    function is not known, or its value is left to run time."""
    numbers: list[Unpacked] = []
    for bits in arguments:
        number = unpack(bits, format)
        if number.kind not in (FINITE, ZERO):
            return None
        size = number.significand.bit_length() + number.exponent
        if number.kind == FINITE and not SMALLEST_EXPONENT < size < LARGEST_EXPONENT:
            return None
        numbers.append(number)
    result: int | None = None
    if len(numbers) == 1:
        if name == "fabs":
            return softfloat.absolute(arguments[0], format)
        if name == "sqrt":
            if numbers[0].negative and numbers[0].kind == FINITE:
                return None
            return softfloat.sqrt(arguments[0], format)
        if name in ROUNDINGS:
            return rounded(name, arguments[0], numbers[0], format)
        if name in SERIES:
            result = by_series(name, arguments[0], numbers[0], format)
    elif len(numbers) == 2:
        result = of_two(name, arguments, numbers, format)
    elif name == "fma":
        result = softfloat.fma(arguments[0], arguments[1], arguments[2], format)
    if result is None or softfloat.is_infinite(result, format) \
            or softfloat.is_subnormal(result, format):
        return None
    return result


def rounded(name: str, bits: int, number: Unpacked, format: int) -> int:
    """An integral value near the argument; the sign is kept, also of zero."""
    if number.kind == ZERO or number.exponent >= 0:
        return bits
    shift = -number.exponent
    whole = number.significand >> shift
    rest = number.significand - (whole << shift)
    half = 1 << (shift - 1)
    up = False
    if name == "floor":
        up = number.negative and rest > 0
    elif name == "ceil":
        up = not number.negative and rest > 0
    elif name == "round":
        up = rest >= half
    elif name != "trunc":
        up = rest > half or rest == half and whole & 1 == 1
    return pack(number.negative, whole + (1 if up else 0), 0, format)


def of_two(name: str, arguments: list[int], numbers: list[Unpacked], format: int) -> int | None:
    """Functions of two arguments."""
    x, y = numbers
    if name == "copysign":
        return softfloat.copysign(arguments[0], arguments[1], format)
    if name in ("fmax", "fmin"):
        order = softfloat.compare(arguments[0], arguments[1], format)
        if order == softfloat.EQUAL:
            return arguments[0]
        return arguments[0] if (order == softfloat.GREATER) == (name == "fmax") else arguments[1]
    if name == "hypot":
        low = min(x.exponent, y.exponent)
        a = x.significand << (x.exponent - low)
        b = y.significand << (y.exponent - low)
        return root_of(a * a + b * b, 2 * low, format)
    if name == "pow":
        return power(x, y, format)
    if name == "atan2" and x.kind == FINITE and y.kind == FINITE:
        places = places_for(x, format) + places_for(y, format)
        quotient = (fixed(x, places) << places) // fixed(y, places)
        angle = arctangent(abs(quotient), places)
        if y.negative:
            angle = pi(places) - angle
        return pack(x.negative, angle << 1 | 1, -places - 1, format)
    return None


def root_of(square: int, exponent: int, format: int) -> int:
    """The square root of square * 2**exponent (even exponent)."""
    if square == 0:
        return pack(False, 0, 0, format)
    shift = max(2 * PRECISION[format] + 4 - square.bit_length(), 0)
    shift += shift & 1
    root = isqrt(square << shift)
    inexact = root * root != square << shift
    return pack(False, root << 1 | (1 if inexact else 0), (exponent - shift) // 2 - 1, format)


def power(x: Unpacked, y: Unpacked, format: int) -> int | None:
    """x to the y."""
    if y.kind == ZERO:
        return pack(False, 1, 0, format)
    if x.kind == ZERO:
        return None
    if y.exponent >= 0 or y.significand & ((1 << -y.exponent) - 1) == 0:
        count = y.significand << y.exponent if y.exponent >= 0 else y.significand >> -y.exponent
        if x.significand & (x.significand - 1) == 0 and (
                x.significand.bit_length() + x.exponent == 1):
            return pack(x.negative and count & 1 == 1, 1, 0, format)
        if count > LARGEST_POWER:
            return None
        negative = x.negative and count & 1 == 1
        value = x.significand ** count
        if not y.negative:
            return pack(negative, value, x.exponent * count, format)
        return softfloat.pack_ratio(negative, 1, value, -x.exponent * count, format)
    if x.negative:
        return None
    places = places_for(x, format) + places_for(y, format)
    exponent = (logarithm(fixed(x, places), places) * fixed(y, places)) >> places
    return exponential(exponent, places, format)


# -- fixed point -------------------------------------------------------------------------------


def places_for(number: Unpacked, format: int) -> int:
    """Binary places that keep the relative error of a result small, whatever its size."""
    size = number.significand.bit_length() + number.exponent if number.kind == FINITE else 0
    return 2 * PRECISION[format] + 80 + 3 * abs(size)


def fixed(number: Unpacked, places: int) -> int:
    """A number as an integer times 2**-places."""
    shift = number.exponent + places
    value = number.significand << shift if shift >= 0 else number.significand >> -shift
    return -value if number.negative else value


def arctangent_inverse(n: int, places: int, hyperbolic: bool) -> int:
    """atan(1/n) or atanh(1/n)."""
    power = (1 << places) // n
    total = 0
    k = 1
    while power:
        total += power // k if hyperbolic or k & 2 == 0 else -(power // k)
        power //= n * n
        k += 2
    return total


def pi(places: int) -> int:
    """Machin's formula."""
    more = places + 16
    fifth = arctangent_inverse(5, more, False)
    return (16 * fifth - 4 * arctangent_inverse(239, more, False)) >> 16


def log_of_two(places: int) -> int:
    """ln 2 = 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749)."""
    more = places + 16
    return (18 * arctangent_inverse(26, more, True) - 2 * arctangent_inverse(4801, more, True)
            + 8 * arctangent_inverse(8749, more, True)) >> 16


def logarithm(x: int, places: int) -> int:
    """ln x for x > 0, by 2 atanh((m - 1) / (m + 1)) of x = m * 2**e."""
    one = 1 << places
    exponent = x.bit_length() - 1 - places
    m = x << -exponent if exponent < 0 else x >> exponent
    if m > one + (one >> 1):
        m = (m + 1) >> 1
        exponent += 1
    ratio = ((m - one) << places) // (m + one)
    square = ratio * ratio >> places
    term = ratio
    total = 0
    k = 1
    while term not in (0, -1):
        total += term // k
        term = term * square >> places
        k += 2
    return 2 * total + exponent * log_of_two(places)


def exponential_parts(x: int, places: int) -> tuple[int, int]:
    """e**x as a fixed-point number in [1, 2) about, and the power of two it is to be taken with."""
    two = log_of_two(places)
    exponent = x // two
    rest = x - exponent * two
    halvings = 8
    rest >>= halvings
    term = total = 1 << places
    k = 1
    while term:
        term = (term * rest >> places) // k
        total += term
        k += 1
    for _ in range(halvings):
        total = total * total >> places
    return total, exponent


def exponential(x: int, places: int, format: int) -> int | None:
    """e**x rounded; None when that is certainly out of range."""
    if abs(x) >> places > 12000:
        return None
    value, exponent = exponential_parts(x, places + 0)
    return pack(False, value << 1 | 1, exponent - places - 1, format)


def exponential_fixed(x: int, places: int) -> int:
    """e**x for moderate x."""
    value, exponent = exponential_parts(x, places)
    return value << exponent if exponent >= 0 else value >> -exponent


def sine_and_cosine(x: int, places: int) -> tuple[int, int]:
    """Reduce modulo pi/2, then Taylor."""
    quarter = pi(places) >> 1
    turns = x // quarter
    rest = x - turns * quarter
    sine = cosine = 0
    term = 1 << places
    k = 0
    while term:
        if k & 1:
            sine += term if k & 2 == 0 else -term
        else:
            cosine += term if k & 2 == 0 else -term
        k += 1
        term = (term * rest >> places) // k
    where = turns & 3
    if where == 0:
        return sine, cosine
    if where == 1:
        return cosine, -sine
    if where == 2:
        return -sine, -cosine
    return -cosine, sine


def arctangent(x: int, places: int) -> int:
    """atan x for x >= 0, the argument brought down to where the series is quick."""
    one = 1 << places
    if x > one:
        return (pi(places) >> 1) - arctangent((one << places) // x, places)
    halvings = 0
    while x >> (places - 4):
        x = (x << places) // (one + isqrt((one << places) + x * x))
        halvings += 1
    square = x * x >> places
    term = x
    total = 0
    k = 1
    while term:
        total += term // k if k & 2 == 0 else -(term // k)
        term = term * square >> places
        k += 2
    return total << halvings


# -- functions of one argument -----------------------------------------------------------------


def by_series(name: str, bits: int, number: Unpacked, format: int) -> int | None:
    """The value of one of SERIES."""
    if number.kind == ZERO:
        if name in ("exp", "exp2", "cos", "cosh"):
            return pack(False, 1, 0, format)
        if name in ("log", "log2", "log10"):
            return None
        if name != "acos":
            return bits
    places = places_for(number, format)
    one = 1 << places
    x = fixed(number, places)
    if name in ("exp", "exp2"):
        if name == "exp2":
            x = x * log_of_two(places) >> places
        return exponential(x, places, format)
    value = moderate(name, x, places, one)
    if value is None:
        return None
    if value == 0:
        exact = x == one and name in ("log", "log2", "log10", "acos")
        return pack(False, 0, 0, format) if exact else None
    if name in ("log2", "log10", "cbrt"):
        return pack(value < 0, abs(value), -places, format)
    return pack(value < 0, abs(value) << 1 | 1, -places - 1, format)


def moderate(name: str, x: int, places: int, one: int) -> int | None:
    """The fixed-point value where that has no wide range; None outside of the domain."""
    negative = x < 0
    size = abs(x)
    if name in ("log", "log2", "log10", "log1p"):
        if name == "log1p":
            x += one
        if x <= 0:
            return None
        value = 0 if x == one else logarithm(x, places)
        if name == "log2":
            return rounded_quotient(value, log_of_two(places), places)
        if name == "log10":
            return rounded_quotient(value, logarithm(10 * one, places), places)
        return value
    if name in ("sin", "cos", "tan"):
        sine, cosine = sine_and_cosine(x, places)
        if name == "tan":
            return (sine << places) // cosine
        return sine if name == "sin" else cosine
    if name == "atan":
        value = arctangent(size, places)
        return -value if negative else value
    if name in ("asin", "acos"):
        if size > one:
            return None
        half = pi(places) >> 1
        value = half if size == one else arctangent(
            (size << places) // isqrt((one << places) - size * size), places)
        if negative:
            value = -value
        return value if name == "asin" else half - value
    if name == "cbrt":
        value = cube_root(size << 2 * places)
        return -value if negative else value
    if size >> places > 2000:
        if name != "tanh":
            return None
        return 1 - one if negative else one - 1
    grown = exponential_fixed(x, places)
    if name == "expm1":
        return grown - one
    shrunk = (one << places) // grown if grown else 0
    if name == "sinh":
        return (grown - shrunk) >> 1
    if name == "cosh":
        return (grown + shrunk) >> 1
    return ((grown - shrunk) << places) // (grown + shrunk)


def rounded_quotient(a: int, b: int, places: int) -> int:
    """a / b, a value next to a multiple of 2**-16 taken for it (whole logarithms are exact)."""
    value = (a << places) // b
    grain = 1 << (places - 16)
    nearest = (value + grain // 2) // grain * grain
    return nearest if abs(value - nearest) < 1 << 40 else value


def cube_root(n: int) -> int:
    """The integer nearest below the cube root (Newton)."""
    if n == 0:
        return 0
    root = 1 << (n.bit_length() + 2) // 3
    while True:
        better = (2 * root + n // (root * root)) // 3
        if better >= root:
            return root
        root = better
