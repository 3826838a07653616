"""Exact integers as formulas: what conditions and constant functions compute.

Problem: a rule's condition is evaluated by the compiler in exact Python integers over the signed
readings of constants (`C2 - C1`, `u(C) << K`); the prover must say the same for all constants at
once.  Idea: an exact integer is a Python int, or a bit vector with as many bits as its value can
need, growing with each operation, so that nothing wraps.  What Python would refuse (a negative
shift count, division by zero, the inverse of an even number) becomes an obligation: it must be
impossible when the conditions before it hold.

Invariant: every function of `functions.py` has a formula here, and a test compares the two.
`theorems.py` offers the same functions over Z3's integers.
"""

from __future__ import annotations

from dataclasses import dataclass

import z3  # type: ignore[import-untyped]

from verify.words import FALSE, TRUE, Floats, Z3Domain, subterms


@dataclass(frozen=True)
class Exact:
    """A signed integer that fits `bits` bits."""

    term: z3.BitVecRef
    bits: int


Integer = int | Exact


def least_bits(value: int) -> int:
    """Bits of a signed reading of `value`."""
    return (value if value >= 0 else ~value).bit_length() + 1


def widened(a: Integer, bits: int) -> z3.BitVecRef:
    """The signed reading at a greater width."""
    if isinstance(a, int):
        return z3.BitVecVal(a, bits)
    return z3.SignExt(bits - a.bits, a.term) if bits > a.bits else a.term


def bits_of(a: Integer) -> int:
    """Bits of its signed reading."""
    return least_bits(a) if isinstance(a, int) else a.bits


def domain(floats: Floats) -> Z3Domain:
    """A domain for one operation."""
    return Z3Domain(floats)


def symbol(name: str, width: int) -> tuple[z3.BitVecRef, list[z3.BoolRef]]:
    """An unknown word, and what is assumed of it."""
    return z3.BitVec(name, width), []


def constant(value: int, width: int) -> z3.BitVecRef:
    """A known word."""
    return z3.BitVecVal(value, width)


def is_true(word: z3.BitVecRef) -> z3.BoolRef:
    """A word of width 1 as a formula."""
    return word == z3.BitVecVal(1, 1)


def same(a: z3.BitVecRef, b: z3.BitVecRef, width: int) -> z3.BoolRef:
    """Equality of words."""
    return a == b


def signed(word: z3.BitVecRef, width: int) -> Exact:
    """The signed reading of a word."""
    return Exact(word, width)


def unsigned(word: z3.BitVecRef, width: int) -> Exact:
    """The unsigned reading of a word."""
    return Exact(z3.ZeroExt(1, word), width + 1)


def modulo(a: Integer, width: int) -> z3.BitVecRef:
    """The word of this width that is congruent."""
    if isinstance(a, int):
        return z3.BitVecVal(a, width)
    return z3.Extract(width - 1, 0, widened(a, max(a.bits, width)))


def arithmetic(operator: str, a: Integer, b: Integer) -> Integer:
    """`+ - * & | ^`."""
    if isinstance(a, int) and isinstance(b, int):
        return {"+": a + b, "-": a - b, "*": a * b, "&": a & b, "|": a | b, "^": a ^ b}[operator]
    bits = max(bits_of(a), bits_of(b))
    if operator in "+-":
        bits += 1
    elif operator == "*":
        bits = bits_of(a) + bits_of(b)
    x, y = widened(a, bits), widened(b, bits)
    term = {"+": x.__add__, "-": x.__sub__, "*": x.__mul__, "&": x.__and__, "|": x.__or__,
            "^": x.__xor__}[operator](y)
    return Exact(term, bits)


def complement(a: Integer) -> Integer:
    """`~a`."""
    return ~a if isinstance(a, int) else Exact(~a.term, a.bits)


def negated(a: Integer) -> Integer:
    """`-a`."""
    return arithmetic("-", 0, a)


def compare(operator: str, a: Integer, b: Integer) -> z3.BoolRef:
    """`== != < <= > >=`."""
    if isinstance(a, int) and isinstance(b, int):
        found = {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}
        return TRUE if found[operator] else FALSE
    bits = max(bits_of(a), bits_of(b))
    x, y = widened(a, bits), widened(b, bits)
    if operator == "==":
        return x == y
    if operator == "!=":
        return x != y
    return {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y}[operator]


def shifted(operator: str, a: Integer, b: Integer, most: int) -> tuple[Integer, z3.BoolRef]:
    """`a << b`, `a >> b`, and when that is defined: 0 <= b, and b <= most for a left shift."""
    if isinstance(b, int):
        if b < 0 or (operator == "<<" and b > most):
            return 0, FALSE
        if isinstance(a, int):
            return (a << b if operator == "<<" else a >> b), TRUE
        if operator == "<<":
            bits = a.bits + b
            return Exact(widened(a, bits) << z3.BitVecVal(b, bits), bits), TRUE
        return Exact(a.term >> z3.BitVecVal(min(b, a.bits - 1), a.bits), a.bits), TRUE
    defined = compare("<=", 0, b)
    if operator == "<<":
        defined = z3.And(defined, compare("<=", b, most))
        bits = max(bits_of(a) + most, least_bits(most))
        return Exact(widened(a, bits) << modulo(b, bits), bits), defined
    bits = max(bits_of(a), b.bits)
    return Exact(widened(a, bits) >> widened(b, bits), bits), defined


def divided(operator: str, a: Integer, b: Integer) -> tuple[Integer, z3.BoolRef]:
    """`a // b`, `a % b` with Python's floor, and when that is defined."""
    if isinstance(a, int) and isinstance(b, int):
        if b == 0:
            return 0, FALSE
        return (a // b if operator == "//" else a % b), TRUE
    if isinstance(b, int) and b > 0 and b & (b - 1) == 0:
        assert isinstance(a, Exact)
        if operator == "//":
            count = min(b.bit_length() - 1, a.bits - 1)
            return Exact(a.term >> z3.BitVecVal(count, a.bits), a.bits), TRUE
        bits = max(a.bits, least_bits(b - 1))
        return Exact(widened(a, bits) & z3.BitVecVal(b - 1, bits), bits), TRUE
    bits = max(bits_of(a), bits_of(b)) + 1
    x, y = widened(a, bits), widened(b, bits)
    rest = z3.SRem(x, y)
    zero = z3.BitVecVal(0, bits)
    other_side = z3.And(rest != zero, (rest < zero) != (y < zero))
    term = z3.If(other_side, x / y - 1, x / y) if operator == "//" else \
        z3.If(other_side, rest + y, rest)
    return Exact(term, bits), y != zero


def is_power_of_two(a: Integer) -> z3.BoolRef:
    """1, 2, 4 ..."""
    if isinstance(a, int):
        return TRUE if a > 0 and a & (a - 1) == 0 else FALSE
    return z3.And(a.term > 0, a.term & (a.term - 1) == z3.BitVecVal(0, a.bits))


def is_shifted_mask(a: Integer) -> z3.BoolRef:
    """One run of ones."""
    run = arithmetic("+", arithmetic("|", a, arithmetic("-", a, 1)), 1)
    return z3.And(compare("!=", a, 0), is_power_of_two(run))


def is_bitmask(word: z3.BitVecRef) -> z3.BoolRef:
    """A rotated run of ones, repeated in parts of 2, 4 ... bits: periodic, and in one period two
    bits differ from their neighbour."""
    width = word.size()

    def turned(count: int) -> z3.BitVecRef:
        if count == width:
            return word
        return z3.Concat(z3.Extract(count - 1, 0, word), z3.Extract(width - 1, count, word))

    changes = word ^ turned(1)
    found = []
    period = 2
    while period <= width:
        here = changes & z3.BitVecVal((1 << period) - 1, width)
        without = here & (here - 1)
        zero = z3.BitVecVal(0, width)
        found.append(z3.And(word == turned(period), without != zero,
                            without & (without - 1) == zero))
        period *= 2
    return z3.Or(*found)


def bit_length(a: Integer) -> Integer:
    """Bits of a non-negative number."""
    if isinstance(a, int):
        return a.bit_length()
    bits = least_bits(a.bits)
    found = z3.BitVecVal(0, bits)
    for bit in range(a.bits - 1):
        found = z3.If(z3.Extract(bit, bit, a.term) == z3.BitVecVal(1, 1),
                      z3.BitVecVal(bit + 1, bits), found)
    return Exact(found, bits)


def trailing_zeros(a: Integer, width: int) -> Integer:
    """Zeros below the lowest set bit; `width` for 0."""
    if isinstance(a, int):
        return (a & -a).bit_length() - 1 if a else width
    bits = least_bits(max(width, a.bits))
    found = z3.BitVecVal(width, bits)
    for bit in reversed(range(a.bits - 1)):
        found = z3.If(z3.Extract(bit, bit, a.term) == z3.BitVecVal(1, 1),
                      z3.BitVecVal(bit, bits), found)
    return Exact(found, bits)


def population(a: Integer) -> Integer:
    """Number of set bits of a non-negative number."""
    if isinstance(a, int):
        return a.bit_count()
    bits = least_bits(a.bits)
    found = z3.BitVecVal(0, bits)
    for bit in range(a.bits - 1):
        found = found + z3.ZeroExt(bits - 1, z3.Extract(bit, bit, a.term))
    return Exact(found, bits)


def division_facts(query: list[z3.BoolRef]) -> list[z3.BoolRef]:
    """A theorem (a test tries it at 8 bits) for each pair of words whose signed quotient and rest
    both occur: solvers take a division apart and see no sum in it."""
    divisions: dict[tuple[str, str], dict[int, z3.BitVecRef]] = {}
    for term in subterms(query):
        kind = term.decl().kind() if z3.is_app(term) else 0
        if kind in (z3.Z3_OP_BSDIV, z3.Z3_OP_BSREM):
            words = [z3.simplify(part).sexpr() for part in term.children()]
            divisions.setdefault((words[0], words[1]), {})[kind] = term
    return [quotient_and_rest(pair[z3.Z3_OP_BSDIV], pair[z3.Z3_OP_BSREM])
            for pair in divisions.values() if len(pair) == 2]


def quotient_and_rest(quotient: z3.BitVecRef, rest: z3.BitVecRef) -> z3.BoolRef:
    """Signed division with rest of the same words, which holds of all: also of the least one by -1,
    and by 0, where SMT-LIB gives the dividend as rest."""
    dividend, divisor = rest.children()
    return dividend == divisor * quotient + rest


def between(low: int, a: Integer, below: int) -> z3.BoolRef:
    """low <= a < below."""
    return z3.And(compare("<=", low, a), compare("<", a, below))
