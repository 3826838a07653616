"""Rules as theorems over integers: words are integers modulo 2**w, for what bit-blasting cannot do.

Problem: multiplication and division of wide words defeat bit-blasting, yet most such rules are
statements of school arithmetic.  Idea: this domain gives `ir/semantics.py` over Z3's integers; a
word is any integer congruent to it, with bounds, reduced modulo 2**w only where an operation reads
it (comparison, division, extension).  So ring identities hold by normalisation, `nsw` arithmetic is
plain arithmetic under its side condition (the result fits), and division is Euclid's.  Z3 and cvc5
both prove the theorem; the side conditions (ranges of the width, the rule's condition) are part of
each instance.

The module offers the functions of `integers.py` over the same `Integer`, so that conditions are
built alike.  What has no arithmetic reading (general bitwise operations) raises Unsupported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import z3  # type: ignore[import-untyped]

from compiler.ir.semantics import Domain
from verify.words import FALSE, TRUE, Floats, Unsupported, negation, subterms

Integer = Any                       # int, or a Z3 integer


@dataclass(frozen=True)
class Residue:
    """An integer that stands for a word: congruent to it, and low <= term <= high."""

    term: z3.ArithRef
    low: int
    high: int
    truth: z3.BoolRef | None = None     # width 1: the word is 1 exactly where this holds


def residue(term: Integer, low: int, high: int) -> Residue:
    """A word from an integer."""
    return Residue(z3.IntVal(term) if isinstance(term, int) else term, low, high)


def constant_of(a: Residue) -> int | None:
    """Its value when it is a number."""
    return a.low if a.low == a.high else None


def unsigned_reading(a: Residue, w: int) -> Residue:
    """The integer 0 .. 2**w-1."""
    modulus = 1 << w
    if a.low >= 0 and a.high < modulus:
        return a
    if -modulus <= a.low and a.high < modulus:
        term = z3.If(a.term < 0, a.term + modulus, a.term)
    else:
        term = a.term % modulus
    return residue(term, 0, modulus - 1)


def signed_reading(a: Residue, w: int) -> Residue:
    """The integer -2**(w-1) .. 2**(w-1)-1."""
    modulus, half = 1 << w, 1 << (w - 1)
    if -half <= a.low and a.high < half:
        return a
    rest = a.term % modulus
    wrapped = z3.If(rest >= half, rest - modulus, rest)
    if a.low >= 0 and a.high < modulus:
        term = z3.If(a.term >= half, a.term - modulus, a.term)
    else:
        term = z3.If(z3.And(a.term >= -half, a.term < half), a.term, wrapped)
    return residue(term, -half, half - 1)


def congruent(a: Residue, b: Residue, w: int) -> z3.BoolRef:
    """Whether two integers stand for the same word."""
    if a.truth is not None and b.truth is not None:
        return a.truth == b.truth
    modulus = 1 << w
    difference = z3.simplify(a.term - b.term, som=True)
    low, high = a.low - b.high, a.high - b.low
    if -modulus < low and high < modulus:
        return difference == 0
    if -2 * modulus < low and high < 2 * modulus:
        return z3.Or(difference == 0, difference == modulus, difference == -modulus)
    return difference % modulus == 0


class IntegerDomain(Domain):
    """Words as residues."""

    def __init__(self) -> None:
        self.poison: list[z3.BoolRef] = []
        self.undefined: list[z3.BoolRef] = []
        self.definitions: list[z3.BoolRef] = []
        self.any_nan: z3.BoolRef = FALSE

    @staticmethod
    def truth(condition: z3.BoolRef) -> Residue:
        """A truth value."""
        return Residue(z3.If(condition, z3.IntVal(1), z3.IntVal(0)), 0, 1, condition)

    @staticmethod
    def holds(a: object) -> z3.BoolRef:
        """The truth value as a formula."""
        assert isinstance(a, Residue)
        if a.truth is not None:
            return a.truth
        return unsigned_reading(a, 1).term == 1

    def const(self, value: int, w: int) -> object:
        value &= (1 << w) - 1
        if w == 1:
            return Residue(z3.IntVal(value), value, value, TRUE if value else FALSE)
        if value >> (w - 1):
            value -= 1 << w
        return residue(value, value, value)

    def add(self, a: object, b: object, w: int) -> object:
        assert isinstance(a, Residue) and isinstance(b, Residue)
        return residue(a.term + b.term, a.low + b.low, a.high + b.high)

    def sub(self, a: object, b: object, w: int) -> object:
        assert isinstance(a, Residue) and isinstance(b, Residue)
        return residue(a.term - b.term, a.low - b.high, a.high - b.low)

    def mul(self, a: object, b: object, w: int) -> object:
        assert isinstance(a, Residue) and isinstance(b, Residue)
        corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
        return residue(a.term * b.term, min(corners), max(corners))

    def udiv(self, a: object, b: object, w: int) -> object:
        x, y = unsigned_reading(a, w), unsigned_reading(b, w)  # type: ignore[arg-type]
        return residue(x.term / y.term, 0, (1 << w) - 1)

    def urem(self, a: object, b: object, w: int) -> object:
        x, y = unsigned_reading(a, w), unsigned_reading(b, w)  # type: ignore[arg-type]
        return residue(x.term % y.term, 0, (1 << w) - 1)

    @staticmethod
    def _magnitude(x: z3.ArithRef) -> z3.ArithRef:
        return z3.If(x < 0, -x, x)

    def sdiv(self, a: object, b: object, w: int) -> object:
        x = signed_reading(a, w).term  # type: ignore[arg-type]
        y = signed_reading(b, w).term  # type: ignore[arg-type]
        quotient = self._magnitude(x) / self._magnitude(y)
        term = z3.If(y == 0, z3.IntVal(0), z3.If((x < 0) == (y < 0), quotient, -quotient))
        return residue(term, -1 << (w - 1), 1 << (w - 1))

    def srem(self, a: object, b: object, w: int) -> object:
        x = signed_reading(a, w).term  # type: ignore[arg-type]
        y = signed_reading(b, w).term  # type: ignore[arg-type]
        rest = self._magnitude(x) % self._magnitude(y)
        term = z3.If(y == 0, z3.IntVal(0), z3.If(x < 0, -rest, rest))
        return residue(term, -(1 << (w - 1)) + 1, (1 << (w - 1)) - 1)

    def bit_and(self, a: object, b: object, w: int) -> object:
        assert isinstance(a, Residue) and isinstance(b, Residue)
        if w == 1:
            return self.truth(z3.And(self.holds(a), self.holds(b)))
        mask = constant_of(b)
        if mask is not None:
            mask &= (1 << w) - 1
            if mask & (mask + 1) == 0:
                return residue(unsigned_reading(a, w).term % (mask + 1), 0, mask)
            low = (1 << w) - mask                   # a mask of high bits takes off the low ones
            if low & (low - 1) == 0:
                word = unsigned_reading(a, w)
                return residue(word.term - word.term % low, 0, mask)
        raise Unsupported("bitwise and of integers")

    def bit_or(self, a: object, b: object, w: int) -> object:
        if w == 1:
            return self.truth(z3.Or(self.holds(a), self.holds(b)))
        raise Unsupported("bitwise or of integers")

    def bit_xor(self, a: object, b: object, w: int) -> object:
        assert isinstance(b, Residue)
        if w == 1:
            return self.truth(z3.Xor(self.holds(a), self.holds(b)) if constant_of(b) is None
                              else negation(self.holds(a)) if constant_of(b) else self.holds(a))
        if constant_of(b) == -1:
            return self.sub(b, a, w)
        raise Unsupported("bitwise exclusive or of integers")

    @staticmethod
    def _count(b: object, w: int) -> int:
        assert isinstance(b, Residue)
        count = constant_of(b)
        if count is None or not 0 <= count < w:
            raise Unsupported("a variable shift of integers")
        return count

    def shl(self, a: object, b: object, w: int) -> object:
        return self.mul(a, self.const(1 << self._count(b, w), w + 1), w)

    def lshr(self, a: object, b: object, w: int) -> object:
        count = self._count(b, w)
        term = unsigned_reading(a, w).term / (1 << count)  # type: ignore[arg-type]
        return residue(term, 0, ((1 << w) - 1) >> count)

    def ashr(self, a: object, b: object, w: int) -> object:
        count = self._count(b, w)
        term = signed_reading(a, w).term / (1 << count)  # type: ignore[arg-type]
        return residue(term, (-1 << (w - 1)) >> count, ((1 << (w - 1)) - 1) >> count)

    def equal(self, a: object, b: object, w: int) -> object:
        return self.truth(congruent(a, b, w))  # type: ignore[arg-type]

    def unsigned_less(self, a: object, b: object, w: int) -> object:
        x, y = unsigned_reading(a, w), unsigned_reading(b, w)  # type: ignore[arg-type]
        return self.truth(x.term < y.term)

    def signed_less(self, a: object, b: object, w: int) -> object:
        x, y = signed_reading(a, w), signed_reading(b, w)  # type: ignore[arg-type]
        return self.truth(x.term < y.term)

    def choose(self, condition: object, a: object, b: object, w: int) -> object:
        assert isinstance(a, Residue) and isinstance(b, Residue)
        test = self.holds(condition)
        if a.truth is not None and b.truth is not None:
            return self.truth(z3.If(test, a.truth, b.truth))
        return residue(z3.If(test, a.term, b.term), min(a.low, b.low), max(a.high, b.high))

    def extend(self, a: object, w: int, to: int, signed: bool) -> object:
        assert isinstance(a, Residue)
        if to == w:
            return a
        return signed_reading(a, w) if signed else unsigned_reading(a, w)

    def low(self, a: object, w: int, to: int) -> object:
        return a

    def poison_if(self, truth: object) -> None:
        self.poison.append(self.holds(truth))

    def undefined_if(self, truth: object) -> None:
        self.undefined.append(self.holds(truth))

    def float_arithmetic(self, operation: int, type: int, args: list[object]) -> object:
        raise Unsupported("floats as integers")

    def float_compare(self, relations: int, type: int, a: object, b: object) -> object:
        raise Unsupported("floats as integers")

    def float_convert(self, operation: int, source: int, target: int, a: object) -> object:
        raise Unsupported("floats as integers")


# -- what solvers do not find ---------------------------------------------------------------------


def division_facts(query: list[z3.BoolRef]) -> list[z3.BoolRef]:
    """Theorems about the divisions by what is no number in a query, which hold for all integers
    (a test proves each): n = d * (n / d) + n % d with 0 <= n % d < d for d > 0; (n / d) / e =
    n / (d * e)."""
    facts = []
    for term in subterms(query):
        if not (z3.is_idiv(term) or z3.is_mod(term)):
            continue
        n, d = term.arg(0), term.arg(1)
        if not z3.is_int_value(d):
            facts += euclid(n, d)
        elif z3.is_int_value(z3.simplify(n)):
            continue
        if z3.is_idiv(term) and z3.is_idiv(n):
            facts.append(nested(n.arg(0), n.arg(1), d))
            facts += euclid(n.arg(0), n.arg(1) * d)
    return facts


def opaque(query: list[z3.BoolRef]) -> list[z3.BoolRef]:
    """Where quotients are divided, divisions by what is no number become unknown functions of
    dividend and divisor: what is known of them beside the facts above only keeps solvers from an
    answer."""
    if not any(z3.is_idiv(term) and z3.is_idiv(term.arg(0)) for term in subterms(query)):
        return query
    whole = z3.IntSort()
    quotient = z3.Function("quotient", whole, whole, whole)
    rest = z3.Function("rest", whole, whole, whole)
    made: dict[int, z3.ExprRef] = {}

    def make(term: z3.ExprRef) -> z3.ExprRef:
        if term.get_id() not in made:
            parts = [make(part) for part in term.children()]
            divides = z3.is_idiv(term) or z3.is_mod(term)
            if divides and not z3.is_int_value(term.arg(1)):
                made[term.get_id()] = (quotient if z3.is_idiv(term) else rest)(*parts)
            else:
                made[term.get_id()] = term.decl()(*parts) if parts else term
        return made[term.get_id()]

    return [make(formula) for formula in query]


def euclid(n: z3.ArithRef, d: z3.ArithRef) -> list[z3.BoolRef]:
    """Division with remainder."""
    return [z3.Implies(d > 0, z3.And(n == d * (n / d) + n % d, n % d >= 0, n % d < d,
                                     z3.Implies(n >= 0, z3.And(n / d >= 0, n / d <= n))))]


def nested(n: z3.ArithRef, d: z3.ArithRef, e: z3.ArithRef) -> z3.BoolRef:
    """A quotient divided once more."""
    return z3.Implies(z3.And(d > 0, e > 0), (n / d) / e == n / (d * e))


# -- exact integers: the functions of integers.py ------------------------------------------------


def domain(floats: Floats) -> IntegerDomain:
    """A domain for one operation."""
    return IntegerDomain()


def symbol(name: str, width: int) -> tuple[Residue, list[z3.BoolRef]]:
    """An unknown word: its signed reading, and the range of that."""
    low, high = -1 << (width - 1), (1 << (width - 1)) - 1
    if width == 1:
        truth = z3.Bool(name)
        return IntegerDomain.truth(truth), []
    term = z3.Int(name)
    return residue(term, low, high), [term >= low, term <= high]


def constant(value: int, width: int) -> object:
    """A known word."""
    return IntegerDomain().const(value, width)


def is_true(word: Residue) -> z3.BoolRef:
    """A word of width 1 as a formula."""
    return IntegerDomain.holds(word)


def same(a: Residue, b: Residue, width: int) -> z3.BoolRef:
    """Equality of words."""
    return congruent(a, b, width)


def signed(word: Residue, width: int) -> Integer:
    """The signed reading of a word."""
    return signed_reading(word, width).term


def unsigned(word: Residue, width: int) -> Integer:
    """The unsigned reading of a word."""
    return unsigned_reading(word, width).term


def modulo(a: Integer, width: int) -> object:
    """The word that is congruent."""
    if isinstance(a, int):
        return constant(a, width)
    return residue(a, -1 << 4 * width, 1 << 4 * width)


def complement(a: Integer) -> Integer:
    """`~a`."""
    return -1 - a


def negated(a: Integer) -> Integer:
    """`-a`."""
    return -a


def between(low: int, a: Integer, below: int) -> z3.BoolRef:
    """low <= a < below."""
    return z3.And(compare("<=", low, a), compare("<", a, below))


def shifted(operator: str, a: Integer, b: Integer, most: int) -> tuple[Integer, z3.BoolRef]:
    """`a << b`, `a >> b` for a known count."""
    if not isinstance(b, int):
        raise Unsupported("a variable shift of integers")
    if b < 0 or (operator == "<<" and b > most):
        return 0, FALSE
    return arithmetic("*", a, 1 << b) if operator == "<<" else divided("//", a, 1 << b)[0], TRUE


def is_power_of_two(a: Integer) -> z3.BoolRef:
    """Has no arithmetic reading."""
    raise Unsupported("bits of integers")


def is_shifted_mask(a: Integer) -> z3.BoolRef:
    """Has no arithmetic reading."""
    raise Unsupported("bits of integers")


def bit_length(a: Integer) -> Integer:
    """Has no arithmetic reading."""
    raise Unsupported("bits of integers")


def trailing_zeros(a: Integer, width: int) -> Integer:
    """Has no arithmetic reading."""
    raise Unsupported("bits of integers")


def population(a: Integer) -> Integer:
    """Has no arithmetic reading."""
    raise Unsupported("bits of integers")


def arithmetic(operator: str, a: Integer, b: Integer) -> Integer:
    """`+ - *`; bitwise operators only on numbers."""
    if isinstance(a, int) and isinstance(b, int):
        return {"+": a + b, "-": a - b, "*": a * b, "&": a & b, "|": a | b, "^": a ^ b}[operator]
    if operator == "+":
        return a + b
    if operator == "-":
        return a - b
    if operator == "*":
        return a * b
    if operator == "&" and isinstance(b, int) and b >= 0 and b & (b + 1) == 0:
        return a % (b + 1)
    raise Unsupported(f"{operator} of integers")


def compare(operator: str, a: Integer, b: Integer) -> z3.BoolRef:
    """`== != < <= > >=`."""
    found = {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b,
             ">=": a >= b}[operator]
    return (TRUE if found else FALSE) if isinstance(found, bool) else found


def divided(operator: str, a: Integer, b: Integer) -> tuple[Integer, z3.BoolRef]:
    """`a // b`, `a % b` with Python's floor."""
    if isinstance(a, int) and isinstance(b, int):
        return ((a // b if operator == "//" else a % b), TRUE) if b else (0, FALSE)
    # SMT-LIB rounds towards the side that keeps the remainder positive: floor when b > 0.
    x = z3.IntVal(a) if isinstance(a, int) else a
    y = z3.IntVal(b) if isinstance(b, int) else b
    rest, quotient = x % y, x / y
    below = z3.And(y < 0, rest != 0)
    term = z3.If(below, quotient - 1, quotient) if operator == "//" else \
        z3.If(below, rest + y, rest)
    return term, y != 0
