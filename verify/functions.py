"""The functions and predicates that conditions and constant expressions may use: one row each.

Problem: the generator needs Python for `pow2?(C)`, the prover a formula, the reader a list of what
exists.  Idea: a table; each row names the kinds of its arguments and gives the Python text.
Arguments: `s` an exact integer (a constant reads as its canonical signed value), `u` the unsigned
reading at the width of the first constant within, `v` a value of the pattern (not evaluated), `c`
a condition.
In the text, `{0}` and `{1}` are the arguments, `{w}` the width in bits that goes with them, `{c}`
the matcher's context object.  Results: `i` integer, `b` truth value.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One function: argument kinds, result kind, Python text, meaning in words."""

    args: str
    result: str
    text: str
    meaning: str


FUNCTIONS: dict[str, Row] = {
    # facts of constants
    "pow2?": Row("u", "b", "is_power_of_two({0})", "a power of two, 1 included"),
    "mask?": Row("u", "b", "is_power_of_two({0} + 1)", "ones from bit 0 on, not 0"),
    "shifted_mask?": Row("u", "b", "is_shifted_mask({0})", "one unbroken run of ones"),
    "bitmask?": Row("u", "b", "is_bitmask({0}, {w})", "a logical immediate of AArch64"),
    "fits8?": Row("s", "b", "-0x80 <= {0} < 0x80", "fits a signed byte"),
    "fits16?": Row("s", "b", "-0x8000 <= {0} < 0x8000", "fits 16 signed bits"),
    "fits32?": Row("s", "b", "-0x80000000 <= {0} < 0x80000000", "fits 32 signed bits"),
    "fitsu8?": Row("s", "b", "0 <= {0} < 0x100", "fits 8 unsigned bits"),
    "fitsu16?": Row("s", "b", "0 <= {0} < 0x10000", "fits 16 unsigned bits"),
    "fitsu32?": Row("s", "b", "0 <= {0} < 0x100000000", "fits 32 unsigned bits"),
    "fits12?": Row("s", "b", "-0x800 <= {0} < 0x800", "fits 12 signed bits"),
    "addend?": Row("s", "b", "(0 <= {0} < 4096 or ({0}) & 4095 == 0 and 0 <= {0} < 0x1000000)",
                   "an immediate of AArch64's add: twelve bits, or those and twelve zeros below"),
    "nowrap": Row("s", "b", "fits_signed({0}, {w})", "the exact value fits the signed width"),
    "nowrap_unsigned": Row("s", "b", "0 <= {0} < 1 << {w}", "the exact value fits unsigned"),
    # values of constants
    "log2": Row("u", "i", "({0}.bit_length() - 1)", "number of the highest set bit"),
    "exp2": Row("s", "i", "(1 << {0})", "two to this power"),
    "mask": Row("s", "i", "((1 << {0}) - 1)", "this many ones from bit 0 on"),
    "u": Row("u", "i", "{0}", "the unsigned reading"),
    "ctz": Row("u", "i", "count_trailing_zeros({0}, {w})", "zeros below the lowest set bit"),
    "clz": Row("u", "i", "({w} - {0}.bit_length())", "zeros above the highest set bit"),
    "popcount": Row("u", "i", "{0}.bit_count()", "number of set bits"),
    "inverse": Row("u", "i", "pow({0}, -1, 1 << {w})", "multiplicative inverse of an odd number"),
    "wrap": Row("s", "i", "wrap({0}, {w})", "modulo the width, signed"),
    # types and shape of values
    "width": Row("v", "i", "{w}", "width in bits of a value"),
    "smin": Row("v", "i", "(-1 << ({w} - 1))", "the most negative number of a value's type"),
    "smax": Row("v", "i", "((1 << ({w} - 1)) - 1)", "the greatest signed number of the type"),
    "umax": Row("v", "i", "((1 << {w}) - 1)", "the greatest unsigned number of the type"),
    "pointer?": Row("v", "b", "{0}.type == PTR", "has type ptr"),
    "const?": Row("v", "b", "{0}.op == CONST", "is a constant"),
    "param?": Row("v", "b", "{0}.op == PARAM", "is a parameter"),
    "one_use": Row("v", "b", "{0}.uses == 1", "used once in the function"),
    "same": Row("vv", "b", "{0} is {1}", "the same value"),
    "prefer": Row("c", "b", "({0})", "holds; for cost or termination, not needed for truth"),
    # known bits
    "known_zero": Row("vs", "b", "{c}.known_zero({0}, {1})", "these bits are known to be 0"),
    "known_one": Row("vs", "b", "{c}.known_one({0}, {1})", "these bits are known to be 1"),
    "nonneg?": Row("v", "b", "{c}.nonnegative({0})", "the sign bit is known to be 0"),
    "nonzero?": Row("v", "b", "{c}.nonzero({0})", "known not to be 0"),
    "disjoint?": Row("vv", "b", "{c}.disjoint({0}, {1})", "no bit can be 1 in both"),
    "sign_bits": Row("v", "i", "{c}.sign_bits({0})", "copies of the sign bit at the top, >= 1"),
    "distance": Row("vv", "i", "{c}.distance({0}, {1})",
                    "bytes from one pointer to another; known, or the rule does not match"),
    "safe?": Row("v", "b", "{c}.never_poison({0})", "known not to be poison"),
    # the target and the options (selection)
    "feature?": Row("s", "b", "{c}.feature({0})", "the target has this extension"),
    "optimize_size?": Row("", "b", "{c}.optimize_size", "-Os"),
    "position_independent?": Row("", "b", "{c}.position_independent", "-fPIC or -fPIE"),
    "finite_math?": Row("", "b", "{c}.finite_math", "-ffinite-math-only"),
}
