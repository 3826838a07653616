"""Words as Z3 terms: the domain that turns `ir/semantics.py` into formulas.

Problem: the prover must speak of exactly what the compiler folds.  Idea: `meaning` is run over this
domain, so a formula is derived from the one text that says what an opcode computes; only floating
point is spelled here, in SMT-LIB's theory (IEEE 754-2019; round to nearest, ties to even).

Floats are bit patterns.  The pattern of a floating-point result is a fresh word tied to the result
by `definitions`, since SMT-LIB has no function from floats to patterns; a NaN result may have any
NaN's pattern (payload, sign and quiet bit of a computed NaN are no part of the IR's meaning), which
the domain reports in `any_nan`.  An f80 keeps its explicit integer bit; only canonical patterns are
considered: integer bit set exactly for normal numbers, infinities and NaNs.
"""

from __future__ import annotations

import itertools

import z3  # type: ignore[import-untyped]

from compiler.ir import opcodes as op
from compiler.ir import types
from compiler.ir.semantics import EQUAL, GREATER, LESS, UNORDERED, Domain

TRUE = z3.BoolVal(True)
FALSE = z3.BoolVal(False)
# exponent bits, significand bits (hidden bit included) of each float type
FORMATS = {types.F32: (8, 24), types.F64: (11, 53), types.F80: (15, 64), types.F128: (15, 113)}
ROUND = z3.RNE()


class Unsupported(Exception):
    """The rule uses something that has no formula."""


def all_of(parts: list[z3.BoolRef]) -> z3.BoolRef:
    """Conjunction without noise."""
    kept = [part for part in parts if not z3.is_true(part)]
    return TRUE if not kept else kept[0] if len(kept) == 1 else z3.And(*kept)


def any_of(parts: list[z3.BoolRef]) -> z3.BoolRef:
    """Disjunction without noise."""
    kept = [part for part in parts if not z3.is_false(part)]
    return FALSE if not kept else kept[0] if len(kept) == 1 else z3.Or(*kept)


def negation(part: z3.BoolRef) -> z3.BoolRef:
    """Negation without noise."""
    return FALSE if z3.is_true(part) else TRUE if z3.is_false(part) else z3.Not(part)


def to_float(word: z3.BitVecRef, type: int) -> z3.FPRef:
    """The float whose pattern a word is."""
    exponent, significand = FORMATS[type]
    sort = z3.FPSort(exponent, significand)
    if type == types.F80:
        # sign and exponent, then the fraction without the integer bit
        word = z3.Concat(z3.Extract(79, 64, word), z3.Extract(62, 0, word))
    return z3.fpBVToFP(word, sort)


def canonical(word: z3.BitVecRef, type: int) -> z3.BoolRef:
    """An f80's integer bit agrees with its exponent; true for the other types."""
    if type != types.F80:
        return TRUE
    normal = z3.Extract(78, 64, word) != z3.BitVecVal(0, 15)
    return normal == (z3.Extract(63, 63, word) == z3.BitVecVal(1, 1))


class Floats:
    """What is known of words that are patterns of floats: `to_float(word)` in simpler terms.

    Without it, `to_float(x ^ sign)` would hide from a solver that it is the negation of x.
    """

    def __init__(self) -> None:
        self.known: dict[int, tuple[z3.BitVecRef, z3.FPRef]] = {}

    def get(self, word: z3.BitVecRef, type: int) -> z3.FPRef:
        """The float whose pattern a word is."""
        found = self.known.get(word.get_id())
        return to_float(word, type) if found is None else found[1]

    def put(self, word: z3.BitVecRef, value: z3.FPRef) -> None:
        """`value` is `to_float(word)`."""
        self.known[word.get_id()] = (word, value)

    def knows(self, word: z3.BitVecRef) -> bool:
        """Whether there is a simpler term."""
        return word.get_id() in self.known


def quotient(a: z3.FPRef, b: z3.FPRef) -> z3.FPRef:
    """a / b with the negations of both taken out: rounding to nearest treats both signs alike and
    the sign of a quotient is that of its operands' exclusive or (IEEE 754-2019, 6.3).  Bit-blasting
    does not return on two divisions of doubles; a test proves this at half precision."""
    negative = False
    operands = []
    for value in (a, b):
        if z3.is_app_of(value, z3.Z3_OP_FPA_NEG):
            value, negative = value.arg(0), not negative
        operands.append(value)
    found = z3.fpDiv(ROUND, *operands)
    return z3.fpNeg(found) if negative else found


class Z3Domain(Domain):
    """Words as bit vectors; collects poison and undefinedness of one operation."""

    fresh = itertools.count()

    def __init__(self, floats: Floats | None = None) -> None:
        self.floats = Floats() if floats is None else floats
        self.poison: list[z3.BoolRef] = []
        self.undefined: list[z3.BoolRef] = []
        self.definitions: list[z3.BoolRef] = []
        self.any_nan: z3.BoolRef = FALSE

    @staticmethod
    def truth(condition: z3.BoolRef) -> object:
        """A truth value as a word of width 1."""
        return z3.If(condition, z3.BitVecVal(1, 1), z3.BitVecVal(0, 1))

    def const(self, value: int, w: int) -> object:
        return z3.BitVecVal(value, w)

    def add(self, a: object, b: object, w: int) -> object:
        return a + b  # type: ignore[operator]

    def sub(self, a: object, b: object, w: int) -> object:
        return a - b  # type: ignore[operator]

    def mul(self, a: object, b: object, w: int) -> object:
        return a * b  # type: ignore[operator]

    def udiv(self, a: object, b: object, w: int) -> object:
        return z3.UDiv(a, b)

    def urem(self, a: object, b: object, w: int) -> object:
        return z3.URem(a, b)

    def sdiv(self, a: object, b: object, w: int) -> object:
        return a / b  # type: ignore[operator]

    def srem(self, a: object, b: object, w: int) -> object:
        return z3.SRem(a, b)

    def bit_and(self, a: object, b: object, w: int) -> object:
        return a & b  # type: ignore[operator]

    def bit_or(self, a: object, b: object, w: int) -> object:
        return a | b  # type: ignore[operator]

    def bit_xor(self, a: object, b: object, w: int) -> object:
        return a ^ b  # type: ignore[operator]

    def shl(self, a: object, b: object, w: int) -> object:
        return a << b  # type: ignore[operator]

    def lshr(self, a: object, b: object, w: int) -> object:
        return z3.LShR(a, b)

    def ashr(self, a: object, b: object, w: int) -> object:
        return a >> b  # type: ignore[operator]

    def equal(self, a: object, b: object, w: int) -> object:
        return self.truth(a == b)

    def unsigned_less(self, a: object, b: object, w: int) -> object:
        return self.truth(z3.ULT(a, b))

    def signed_less(self, a: object, b: object, w: int) -> object:
        return self.truth(a < b)  # type: ignore[operator]

    def choose(self, condition: object, a: object, b: object, w: int) -> object:
        return z3.If(condition == z3.BitVecVal(1, 1), a, b)

    def extend(self, a: object, w: int, to: int, signed: bool) -> object:
        if to == w:
            return a
        return z3.SignExt(to - w, a) if signed else z3.ZeroExt(to - w, a)

    def low(self, a: object, w: int, to: int) -> object:
        return z3.Extract(to - 1, 0, a)

    def poison_if(self, truth: object) -> None:
        self.poison.append(truth == z3.BitVecVal(1, 1))

    def undefined_if(self, truth: object) -> None:
        self.undefined.append(truth == z3.BitVecVal(1, 1))

    # -- floating point ------------------------------------------------------------------------

    def _pattern(self, value: z3.FPRef, type: int) -> object:
        """A word whose float is `value`."""
        word = z3.BitVec(f"float.{next(Z3Domain.fresh)}", types.BITS[type])
        self.definitions += [to_float(word, type) == value, canonical(word, type)]
        self.floats.put(word, value)
        self.any_nan = z3.fpIsNaN(value)
        return word

    def float_arithmetic(self, operation: int, type: int, args: list[object]) -> object:
        width = types.BITS[type]
        sign = z3.BitVecVal(1 << (width - 1), width)
        if operation in (op.FNEG, op.FABS):
            value = self.floats.get(args[0], type)
            negate = operation == op.FNEG
            word = args[0] ^ sign if negate else args[0] & ~sign
            self.floats.put(word, z3.fpNeg(value) if negate else z3.fpAbs(value))
            return word
        if operation == op.FCOPYSIGN:
            return (args[0] & ~sign) | (args[1] & sign)
        values = [self.floats.get(arg, type) for arg in args]
        if operation == op.FADD:
            return self._pattern(z3.fpAdd(ROUND, *values), type)
        if operation == op.FSUB:
            return self._pattern(z3.fpSub(ROUND, *values), type)
        if operation == op.FMUL:
            return self._pattern(z3.fpMul(ROUND, *values), type)
        if operation == op.FDIV:
            return self._pattern(quotient(*values), type)
        if operation == op.FSQRT:
            return self._pattern(z3.fpSqrt(ROUND, *values), type)
        if operation == op.FMA:
            return self._pattern(z3.fpFMA(ROUND, *values), type)
        raise Unsupported(op.NAMES[operation])

    def float_compare(self, relations: int, type: int, a: object, b: object) -> object:
        x, y = self.floats.get(a, type), self.floats.get(b, type)
        parts = []
        if relations & LESS:
            parts.append(z3.fpLT(x, y))
        if relations & EQUAL:
            parts.append(z3.fpEQ(x, y))
        if relations & GREATER:
            parts.append(z3.fpGT(x, y))
        if relations & UNORDERED:
            parts.append(z3.Or(z3.fpIsNaN(x), z3.fpIsNaN(y)))
        return self.truth(any_of(parts))

    def float_convert(self, operation: int, source: int, target: int, a: object) -> object:
        if operation in (op.SITOFP, op.UITOFP):
            sort = z3.FPSort(*FORMATS[target])
            # One width for all: the same integer is then the same term.
            extend = z3.SignExt if operation == op.SITOFP else z3.ZeroExt
            whole = z3.simplify(extend(129 - types.BITS[source], a))
            return self._pattern(z3.fpSignedToFP(ROUND, whole, sort), target)
        value = self.floats.get(a, source)
        if operation in (op.FPEXT, op.FPTRUNC):
            return self._pattern(z3.fpToFP(ROUND, value, z3.FPSort(*FORMATS[target])), target)
        width = types.BITS[target]
        sort = z3.FPSort(*FORMATS[source])
        whole = z3.fpRoundToIntegral(z3.RTZ(), value)
        signed = operation == op.FPTOSI
        low = -(1 << (width - 1)) if signed else 0
        above = 1 << (width - 1 if signed else width)
        # The bounds are powers of two: exact in the format, or infinite where it ends below them.
        in_range = z3.And(z3.fpGEQ(whole, z3.FPVal(low, sort)),
                          z3.fpLT(whole, z3.fpToFP(z3.RNE(), z3.RealVal(above), sort)))
        self.poison.append(z3.Not(in_range))
        convert = z3.fpToSBV if signed else z3.fpToUBV
        return convert(z3.RTZ(), value, z3.BitVecSort(width))


def subterms(query: list[z3.BoolRef]) -> list[z3.ExprRef]:
    """Every term within, once."""
    found: dict[int, z3.ExprRef] = {}
    stack = list(query)
    while stack:
        term = stack.pop()
        if term.get_id() not in found:
            found[term.get_id()] = term
            stack.extend(term.children())
    return list(found.values())
