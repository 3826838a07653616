"""Constant folding: `semantics.py` over Python ints.

Problem: passes and the front end want the value of an operation on constants, exactly as the
target computes it, at any width up to 128 bits.  Idea: `IntDomain` holds words as non-negative
ints; floats go through `softfloat.py`.  Invariants: operands and results are in the canonical form
of IR constants (`types.wrap`; float bit patterns unsigned); None means "do not fold": the result
would be undefined, or poison in a way that hardware decides (shift count, float out of range).
An overflow that a flag forbids folds to the wrapped value, which refines poison.
"""

from __future__ import annotations

from compiler.ir import softfloat
from compiler.ir.opcodes import (
    ASHR,
    FABS,
    FADD,
    FCOPYSIGN,
    FDIV,
    FIRST_MACHINE,
    FMA,
    FMUL,
    FNEG,
    FPEXT,
    FPTOSI,
    FPTOUI,
    FPTRUNC,
    FSQRT,
    FSUB,
    PURE,
    SDIV,
    SHL,
    SITOFP,
    STRICT,
    TRAITS,
    UREM,
)
from compiler.ir.semantics import EQUAL, GREATER, LESS, UNORDERED, Domain, meaning
from compiler.ir.types import F32, PTR, is_float, type_bits, unsigned, wrap


class IntDomain(Domain):
    """Words as ints 0 .. 2**w-1; truth values 0 and 1."""

    def __init__(self) -> None:
        self.poison = False
        self.undefined = False

    def const(self, value: int, w: int) -> object:
        return value & ((1 << w) - 1)

    def add(self, a: object, b: object, w: int) -> object:
        return (number(a) + number(b)) & ((1 << w) - 1)

    def sub(self, a: object, b: object, w: int) -> object:
        return (number(a) - number(b)) & ((1 << w) - 1)

    def mul(self, a: object, b: object, w: int) -> object:
        return (number(a) * number(b)) & ((1 << w) - 1)

    def udiv(self, a: object, b: object, w: int) -> object:
        divisor = number(b)
        return number(a) // divisor if divisor else 0

    def urem(self, a: object, b: object, w: int) -> object:
        divisor = number(b)
        return number(a) % divisor if divisor else 0

    def sdiv(self, a: object, b: object, w: int) -> object:
        x, y = wrap(number(a), w), wrap(number(b), w)
        if y == 0:
            return 0
        quotient = abs(x) // abs(y)
        return (-quotient if (x < 0) != (y < 0) else quotient) & ((1 << w) - 1)

    def srem(self, a: object, b: object, w: int) -> object:
        x, y = wrap(number(a), w), wrap(number(b), w)
        if y == 0:
            return 0
        remainder = abs(x) % abs(y)
        return (-remainder if x < 0 else remainder) & ((1 << w) - 1)

    def bit_and(self, a: object, b: object, w: int) -> object:
        return number(a) & number(b)

    def bit_or(self, a: object, b: object, w: int) -> object:
        return number(a) | number(b)

    def bit_xor(self, a: object, b: object, w: int) -> object:
        return number(a) ^ number(b)

    def shl(self, a: object, b: object, w: int) -> object:
        count = number(b)
        return (number(a) << count) & ((1 << w) - 1) if count < w else 0

    def lshr(self, a: object, b: object, w: int) -> object:
        count = number(b)
        return number(a) >> count if count < w else 0

    def ashr(self, a: object, b: object, w: int) -> object:
        return (wrap(number(a), w) >> min(number(b), w)) & ((1 << w) - 1)

    def equal(self, a: object, b: object, w: int) -> object:
        return 1 if number(a) == number(b) else 0

    def unsigned_less(self, a: object, b: object, w: int) -> object:
        return 1 if number(a) < number(b) else 0

    def signed_less(self, a: object, b: object, w: int) -> object:
        return 1 if wrap(number(a), w) < wrap(number(b), w) else 0

    def choose(self, condition: object, a: object, b: object, w: int) -> object:
        return a if number(condition) else b

    def extend(self, a: object, w: int, to: int, signed: bool) -> object:
        value = number(a)
        return wrap(value, w) & ((1 << to) - 1) if signed else value

    def low(self, a: object, w: int, to: int) -> object:
        return number(a) & ((1 << to) - 1)

    def poison_if(self, truth: object) -> None:
        if number(truth):
            self.poison = True

    def undefined_if(self, truth: object) -> None:
        if number(truth):
            self.undefined = True

    def float_arithmetic(self, op: int, type: int, args: list[object]) -> object:
        form = type - F32 + 1
        a = number(args[0])
        if op == FNEG:
            return softfloat.neg(a, form)
        if op == FABS:
            return softfloat.absolute(a, form)
        if op == FSQRT:
            return softfloat.sqrt(a, form)
        b = number(args[1])
        if op == FADD:
            return softfloat.add(a, b, form)
        if op == FSUB:
            return softfloat.sub(a, b, form)
        if op == FMUL:
            return softfloat.mul(a, b, form)
        if op == FDIV:
            return softfloat.div(a, b, form)
        if op == FCOPYSIGN:
            return softfloat.copysign(a, b, form)
        assert op == FMA
        return softfloat.fma(a, b, number(args[2]), form)

    def float_compare(self, relations: int, type: int, a: object, b: object) -> object:
        order = softfloat.compare(number(a), number(b), type - F32 + 1)
        if order == softfloat.LESS:
            relation = LESS
        elif order == softfloat.EQUAL:
            relation = EQUAL
        elif order == softfloat.GREATER:
            relation = GREATER
        else:
            relation = UNORDERED
        return 1 if relations & relation else 0

    def float_convert(self, op: int, source: int, target: int, a: object) -> object:
        value = number(a)
        if op in (FPEXT, FPTRUNC):
            return softfloat.convert(value, source - F32 + 1, target - F32 + 1)
        if op == SITOFP:
            return softfloat.from_int(wrap(value, type_bits(source)), target - F32 + 1)
        if op != FPTOSI and op != FPTOUI:
            return softfloat.from_int(value, target - F32 + 1)
        w = type_bits(target)
        whole = softfloat.to_int(value, source - F32 + 1)
        low, high = (-1 << (w - 1), 1 << (w - 1)) if op == FPTOSI else (0, 1 << w)
        if whole is None or not low <= whole < high:
            self.poison = True
            return 0
        return whole & ((1 << w) - 1)


def number(word: object) -> int:
    """A word of this domain as the int that it is."""
    assert isinstance(word, int)
    return word


def fold(op: int, type: int, flags: int, arg_types: list[int], values: list[int],
         pointer_bits: int = 64) -> int | None:
    """The canonical result of an operation on canonical constants; None: leave it."""
    if op >= FIRST_MACHINE or flags & STRICT or type > 15 or not values:
        return None
    if not TRAITS[op] & PURE and not SDIV <= op <= UREM:
        return None
    words: list[object] = []
    for arg_type, value in zip(arg_types, values):
        if arg_type > 15:
            return None
        words.append(unsigned(value, type_bits(arg_type, pointer_bits)))
    domain = IntDomain()
    result = meaning(domain, op, type, flags, arg_types, words, pointer_bits)
    if result is None or domain.undefined:
        return None
    if domain.poison:
        if FPTOSI <= op <= FPTOUI:
            return None
        if SHL <= op <= ASHR and number(words[1]) >= type_bits(type, pointer_bits):
            return None
    return canonical(number(result), type, pointer_bits)


def canonical(word: int, type: int, pointer_bits: int = 64) -> int:
    """An unsigned word as the IR writes a constant of this type."""
    if is_float(type):
        return word
    if type == PTR:
        return wrap(word, pointer_bits)
    return wrap(word, type_bits(type, pointer_bits))
