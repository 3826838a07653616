"""Floating-point literals of .float, .double and .tfloat to bits, by exact integer arithmetic."""

from __future__ import annotations


def float_bits(text: str, exponent_bits: int, fraction_bits: int) -> int | None:
    """The IEEE bits of a decimal number, rounded to nearest even; None: not a number."""
    text = text.lower()
    sign = 0
    if text[:1] in ("-", "+"):
        sign = 1 if text[0] == "-" else 0
        text = text[1:]
    if text[:2] in ("0f", "0d", "0e", "0s", "0r", "0t", "0x") and text[:2] != "0e":
        text = text[2:]
    bias = (1 << (exponent_bits - 1)) - 1
    top = sign << (exponent_bits + fraction_bits)
    maximum = (1 << exponent_bits) - 1
    if text.startswith("inf"):
        return top | maximum << fraction_bits
    if text.startswith("nan"):
        return top | maximum << fraction_bits | 1 << (fraction_bits - 1)
    mantissa, _, exponent_text = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    if not digits.isdigit():
        return None
    try:
        exponent = int(exponent_text or "0") - len(fraction)
    except ValueError:
        return None
    number = int(digits)
    if number == 0:
        return top
    if abs(exponent) > 6000:
        return top | (maximum << fraction_bits if exponent > 0 else 0)
    numerator: int = number * 10 ** max(exponent, 0)
    denominator: int = 10 ** max(-exponent, 0)
    power = numerator.bit_length() - denominator.bit_length()
    if (numerator << max(-power, 0)) < (denominator << max(power, 0)):
        power -= 1
    scale = fraction_bits - max(power, 1 - bias)
    if scale >= 0:
        numerator <<= scale
    else:
        denominator <<= -scale
    result, rest = divmod(numerator, denominator)
    if rest * 2 > denominator or rest * 2 == denominator and result & 1:
        result += 1
    if power < 1 - bias:
        return top | result
    result += (power + bias - 1) << fraction_bits
    if result >> fraction_bits >= maximum:
        return top | maximum << fraction_bits
    return top | result
