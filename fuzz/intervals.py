"""What an integer operator does to intervals: exact on single values, sound on the rest.

An interval is (low, high), both included, of values of one C type.  A transfer function answers
None when some operands in the intervals would make the operation undefined (C17 6.5p5, 6.5.5p5,
6.5.7p3-4); otherwise the interval of the result in the given type, after wrapping if unsigned.
"""

from __future__ import annotations

from fuzz.ctypes_model import IntBase

Interval = tuple[int, int]


def settle(low: int, high: int, base: IntBase) -> Interval | None:
    """A mathematical interval as one of `base`: None on signed overflow, wrapped if unsigned."""
    if base.low <= low and high <= base.high:
        return low, high
    if base.signed:
        return None
    if low == high:
        return base.wrap(low), base.wrap(low)
    return base.low, base.high


def convert(low: int, high: int, base: IntBase) -> Interval:
    """The interval after conversion to `base` (C17 6.3.1.3; out of range wraps, as gcc says)."""
    if base.low <= low and high <= base.high:
        return low, high
    if low == high:
        return base.wrap(low), base.wrap(low)
    if base.name == "_Bool" and (low > 0 or high < 0):
        return 1, 1
    return base.low, base.high


def ones(value: int) -> int:
    """The smallest 2^k - 1 that is not below a value >= 0."""
    return (1 << value.bit_length()) - 1


def bitwise(op: str, a: Interval, b: Interval) -> Interval:
    """& | ^ on two's complement of unlimited width."""
    if a[0] == a[1] and b[0] == b[1]:
        x, y = a[0], b[0]
        value = x & y if op == "&" else x | y if op == "|" else x ^ y
        return value, value
    if a[0] >= 0 and b[0] >= 0:
        if op == "&":
            return 0, min(a[1], b[1])
        top = ones(max(a[1], b[1]))
        return (max(a[0], b[0]) if op == "|" else 0), top
    if op == "&" and a[0] >= 0:
        return 0, a[1]
    if op == "&" and b[0] >= 0:
        return 0, b[1]
    reach = max(ones(abs(v)) for v in (*a, *b))
    return -reach - 1, reach


def divide(a: int, b: int) -> int:
    """Division towards zero."""
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def binary(op: str, a: Interval, b: Interval, base: IntBase) -> Interval | None:
    """`a op b` computed in `base` (for shifts: the promoted left type); operands lie in it."""
    if op == "+":
        return settle(a[0] + b[0], a[1] + b[1], base)
    if op == "-":
        return settle(a[0] - b[1], a[1] - b[0], base)
    if op == "*":
        products = (a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1])
        return settle(min(products), max(products), base)
    if op in "&|^":
        low, high = bitwise(op, a, b)
        return max(low, base.low), min(high, base.high)
    if op in ("/", "%"):
        if b[0] <= 0 <= b[1] or (base.signed and a[0] == base.low and b[0] <= -1 <= b[1]):
            return None
        if a[0] == a[1] and b[0] == b[1]:
            quotient = divide(a[0], b[0])
            value = quotient if op == "/" else a[0] - quotient * b[0]
            return value, value
        if op == "/":
            corners = [divide(x, y) for x in a for y in b]
            return min(min(corners), 0 if a[0] <= 0 <= a[1] else min(corners)), max(corners)
        most = max(abs(b[0]), abs(b[1])) - 1
        return (max(-most, a[0]) if a[0] < 0 else 0), (min(most, a[1]) if a[1] > 0 else 0)
    if b[0] < 0 or b[1] >= base.bits:
        return None
    if op == "<<":
        if base.signed and a[0] < 0:
            return None
        return settle(a[0] << b[0], a[1] << b[1], base)
    corners = [x >> y for x in a for y in b]
    return min(corners), max(corners)


def compare(op: str, a: Interval, b: Interval) -> Interval:
    """A comparison: 0 or 1, decided if the intervals decide it."""
    if op == "<":
        return int(a[1] < b[0]), int(a[0] < b[1])
    if op == "<=":
        return int(a[1] <= b[0]), int(a[0] <= b[1])
    if op in (">", ">="):
        return compare("<" if op == ">" else "<=", b, a)
    same = a[0] == a[1] == b[0] == b[1]
    apart = a[1] < b[0] or b[1] < a[0]
    if op == "==":
        return int(same), int(not apart)
    return int(apart), int(not same)
