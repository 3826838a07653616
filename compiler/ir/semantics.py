"""What each opcode computes, written once over an abstract domain.

Problem: the constant folder, the IR evaluator, known bits and the prover must not disagree on what
an instruction means.  Idea: `meaning` spells every pure opcode by a few operations on words (bit
vectors of explicit width) that a `Domain` provides; with ints it folds, with Z3 terms it is the
formula.  Poison and undefined behaviour are reported to the domain as conditions beside the value.

Invariants: a word of width w is what the domain makes of 0 .. 2**w-1; a truth value is a word of
width 1; floats are words of their format's width.  Vectors are taken lane by lane by the caller.
The meanings are those of the docstring of `opcodes.py`.
"""

from __future__ import annotations

from compiler.ir.opcodes import (
    ADD, AND, ASHR, BITCAST, BSWAP, CLZ, CTZ, EQ, EXACT, FABS, FADD, FCOPYSIGN, FDIV, FMA, FMUL,
    FNEG, FOEQ, FOLE, FOLT, FONE, FORD, FPEXT, FPTOSI, FPTOUI, FPTRUNC, FREEZE, FSQRT, FSUB, FUEQ,
    FULE, FULT, FUNE, FUNO, INTTOPTR, LSHR, MUL, NE, NSW, NUW, OR, POPCOUNT, PTRADD, PTRTOINT, ROTL,
    ROTR, SADDO, SDIV, SELECT, SEXT, SHL, SITOFP, SLE, SLT, SMULH, SMULO, SREM, SSUBO, SUB, TRUNC,
    UADDO, UDIV, UITOFP, ULE, ULT, UMULH, UMULO, UREM, USUBO, XOR, ZEXT,
)  # fmt: skip
from compiler.ir.types import type_bits

# Relations of two floats, as bits of a mask: what a comparison accepts.
LESS = 1
EQUAL = 2
GREATER = 4
UNORDERED = 8


def float_relations(op: int) -> int:
    """The relations that a float comparison accepts, 0 if `op` is none."""
    if op == FOEQ:
        return EQUAL
    if op == FONE:
        return LESS | GREATER
    if op == FOLT:
        return LESS
    if op == FOLE:
        return LESS | EQUAL
    if op == FORD:
        return LESS | EQUAL | GREATER
    if op == FUEQ:
        return EQUAL | UNORDERED
    if op == FUNE:
        return LESS | GREATER | UNORDERED
    if op == FULT:
        return LESS | UNORDERED
    if op == FULE:
        return LESS | EQUAL | UNORDERED
    if op == FUNO:
        return UNORDERED
    return 0


class Domain:
    """Words and what can be done with them.  `w` is the width of the operands throughout."""

    def const(self, value: int, w: int) -> object:
        """The word of an integer, reduced modulo 2**w."""
        raise NotImplementedError

    def add(self, a: object, b: object, w: int) -> object:
        """Sum modulo 2**w."""
        raise NotImplementedError

    def sub(self, a: object, b: object, w: int) -> object:
        """Difference modulo 2**w."""
        raise NotImplementedError

    def mul(self, a: object, b: object, w: int) -> object:
        """Product modulo 2**w."""
        raise NotImplementedError

    def udiv(self, a: object, b: object, w: int) -> object:
        """Unsigned quotient; b is not 0 where it matters."""
        raise NotImplementedError

    def urem(self, a: object, b: object, w: int) -> object:
        """Unsigned remainder."""
        raise NotImplementedError

    def sdiv(self, a: object, b: object, w: int) -> object:
        """Signed quotient, truncated."""
        raise NotImplementedError

    def srem(self, a: object, b: object, w: int) -> object:
        """Signed remainder, sign of the dividend."""
        raise NotImplementedError

    def bit_and(self, a: object, b: object, w: int) -> object:
        """Bitwise and."""
        raise NotImplementedError

    def bit_or(self, a: object, b: object, w: int) -> object:
        """Bitwise or."""
        raise NotImplementedError

    def bit_xor(self, a: object, b: object, w: int) -> object:
        """Bitwise exclusive or."""
        raise NotImplementedError

    def shl(self, a: object, b: object, w: int) -> object:
        """Left shift; a count of w or more gives 0."""
        raise NotImplementedError

    def lshr(self, a: object, b: object, w: int) -> object:
        """Logical right shift; a count of w or more gives 0."""
        raise NotImplementedError

    def ashr(self, a: object, b: object, w: int) -> object:
        """Arithmetic right shift; a count of w or more gives the sign."""
        raise NotImplementedError

    def equal(self, a: object, b: object, w: int) -> object:
        """Truth value."""
        raise NotImplementedError

    def unsigned_less(self, a: object, b: object, w: int) -> object:
        """Truth value."""
        raise NotImplementedError

    def signed_less(self, a: object, b: object, w: int) -> object:
        """Truth value."""
        raise NotImplementedError

    def choose(self, condition: object, a: object, b: object, w: int) -> object:
        """`a` where the truth value holds, else `b`."""
        raise NotImplementedError

    def extend(self, a: object, w: int, to: int, signed: bool) -> object:
        """The word at a greater width (or the same)."""
        raise NotImplementedError

    def low(self, a: object, w: int, to: int) -> object:
        """The low `to` bits."""
        raise NotImplementedError

    def poison_if(self, truth: object) -> None:
        """The result is poison where this holds."""
        raise NotImplementedError

    def undefined_if(self, truth: object) -> None:
        """Behaviour is undefined where this holds."""
        raise NotImplementedError

    def float_arithmetic(self, op: int, type: int, args: list[object]) -> object:
        """fadd fsub fmul fdiv fneg fabs fsqrt fcopysign fma on words of a float type."""
        raise NotImplementedError

    def float_compare(self, relations: int, type: int, a: object, b: object) -> object:
        """Truth value: the relation of a and b is among `relations`."""
        raise NotImplementedError

    def float_convert(self, op: int, source: int, target: int, a: object) -> object:
        """fptosi fptoui sitofp uitofp fpext fptrunc; reports poison itself."""
        raise NotImplementedError


def meaning(d: Domain, op: int, type: int, flags: int, arg_types: list[int],
            args: list[object], pointer_bits: int) -> object:
    """The result of a pure (or trapping) scalar operation, None for an opcode without one here.

    `type` is the result's, `arg_types` the operands'; poison and undefined conditions go to `d`.
    """
    a = args[0]
    w = type_bits(arg_types[0], pointer_bits)
    if len(args) == 1:
        return _unary(d, op, type, arg_types[0], a, w, pointer_bits)
    b = args[1]
    if op == SELECT:
        return d.choose(a, b, args[2], type_bits(type, pointer_bits))
    if op <= UREM:
        return _arithmetic(d, op, flags, a, b, w)
    if op <= ROTR:
        return _bits(d, op, flags, a, b, w)
    if op <= UMULO:
        return _overflow(d, op, a, b, w)
    if op <= ULE:
        return _compare(d, op, a, b, w)
    relations = float_relations(op)
    if relations:
        return d.float_compare(relations, arg_types[0], a, b)
    if op == PTRADD:
        offset = d.extend(b, type_bits(arg_types[1], pointer_bits), w, True) \
            if type_bits(arg_types[1], pointer_bits) <= w \
            else d.low(b, type_bits(arg_types[1], pointer_bits), w)
        return d.add(a, offset, w)
    if FADD <= op <= FMA:
        return d.float_arithmetic(op, type, args)
    return None


def _not(d: Domain, truth: object) -> object:
    return d.bit_xor(truth, d.const(1, 1), 1)


def _arithmetic(d: Domain, op: int, flags: int, a: object, b: object, w: int) -> object:
    if op in (ADD, SUB, MUL):
        if flags & NSW:
            d.poison_if(_overflow(d, {ADD: SADDO, SUB: SSUBO, MUL: SMULO}[op], a, b, w))
        if flags & NUW:
            d.poison_if(_overflow(d, {ADD: UADDO, SUB: USUBO, MUL: UMULO}[op], a, b, w))
        if op == ADD:
            return d.add(a, b, w)
        if op == SUB:
            return d.sub(a, b, w)
        return d.mul(a, b, w)
    zero = d.const(0, w)
    d.undefined_if(d.equal(b, zero, w))
    if op == UDIV:
        if flags & EXACT:
            d.poison_if(_not(d, d.equal(d.urem(a, b, w), zero, w)))
        return d.udiv(a, b, w)
    if op == UREM:
        return d.urem(a, b, w)
    lowest = d.equal(a, d.const(1 << (w - 1), w), w)
    d.undefined_if(d.bit_and(lowest, d.equal(b, d.const(-1, w), w), 1))
    if op == SDIV:
        if flags & EXACT:
            d.poison_if(_not(d, d.equal(d.srem(a, b, w), zero, w)))
        return d.sdiv(a, b, w)
    if op == SREM:
        return d.srem(a, b, w)
    return None


def _bits(d: Domain, op: int, flags: int, a: object, b: object, w: int) -> object:
    if op in (SMULH, UMULH):
        signed = op == SMULH
        product = d.mul(d.extend(a, w, 2 * w, signed), d.extend(b, w, 2 * w, signed), 2 * w)
        return d.low(d.lshr(product, d.const(w, 2 * w), 2 * w), 2 * w, w)
    if op == AND:
        return d.bit_and(a, b, w)
    if op == OR:
        return d.bit_or(a, b, w)
    if op == XOR:
        return d.bit_xor(a, b, w)
    if op in (ROTL, ROTR):
        if w == 1:
            return a
        count = d.bit_and(b, d.const(w - 1, w), w)
        back = d.bit_and(d.sub(d.const(0, w), b, w), d.const(w - 1, w), w)
        if op == ROTR:
            count, back = back, count
        return d.bit_or(d.shl(a, count, w), d.lshr(a, back, w), w)
    if op != SHL and op != LSHR and op != ASHR:
        return None
    # A count of w or more: w itself needs a bit more than a word of width 1 has.
    if w == 1:
        d.poison_if(b)
    else:
        d.poison_if(_not(d, d.unsigned_less(b, d.const(w, w), w)))
    if op == SHL:
        result = d.shl(a, b, w)
        if flags & NSW:
            d.poison_if(_not(d, d.equal(d.ashr(result, b, w), a, w)))
        if flags & NUW:
            d.poison_if(_not(d, d.equal(d.lshr(result, b, w), a, w)))
        return result
    if flags & EXACT:
        d.poison_if(_not(d, d.equal(d.shl(d.lshr(a, b, w), b, w), a, w)))
    return d.lshr(a, b, w) if op == LSHR else d.ashr(a, b, w)


def _overflow(d: Domain, op: int, a: object, b: object, w: int) -> object:
    signed = op in (SADDO, SSUBO, SMULO)
    multiply = op in (SMULO, UMULO)
    wide = 2 * w if multiply else w + 1
    x, y = d.extend(a, w, wide, signed), d.extend(b, w, wide, signed)
    if multiply:
        exact = d.mul(x, y, wide)
    elif op in (SADDO, UADDO):
        exact = d.add(x, y, wide)
    else:
        exact = d.sub(x, y, wide)
    back = d.extend(d.low(exact, wide, w), w, wide, signed)
    return _not(d, d.equal(exact, back, wide))


def _compare(d: Domain, op: int, a: object, b: object, w: int) -> object:
    if op == EQ:
        return d.equal(a, b, w)
    if op == NE:
        return _not(d, d.equal(a, b, w))
    if op == SLT:
        return d.signed_less(a, b, w)
    if op == SLE:
        return _not(d, d.signed_less(b, a, w))
    if op == ULT:
        return d.unsigned_less(a, b, w)
    if op == ULE:
        return _not(d, d.unsigned_less(b, a, w))
    return None


def _unary(d: Domain, op: int, type: int, source: int, a: object, w: int,
           pointer_bits: int) -> object:
    to = type_bits(type, pointer_bits)
    if op == TRUNC:
        return d.low(a, w, to)
    if op in (ZEXT, SEXT):
        return d.extend(a, w, to, op == SEXT)
    if op in (PTRTOINT, INTTOPTR):
        return d.low(a, w, to) if to <= w else d.extend(a, w, to, False)
    if op in (BITCAST, FREEZE):
        return a
    if FPTOSI <= op <= FPTRUNC:
        return d.float_convert(op, source, type, a)
    if op in (FNEG, FABS, FSQRT):
        return d.float_arithmetic(op, type, [a])
    if op == BSWAP:
        result = d.const(0, w)
        for low in range(0, w, 8):
            byte = d.bit_and(d.lshr(a, d.const(low, w), w), d.const(0xFF, w), w)
            result = d.bit_or(result, d.shl(byte, d.const(w - 8 - low, w), w), w)
        return result
    if op == POPCOUNT:
        # A balanced tree of sums, each one bit wider than its parts: none can wrap.
        counts, width = [_bit(d, a, bit, w) for bit in range(w)], 1
        while len(counts) > 1:
            counts = [d.extend(count, width, width + 1, False) for count in counts]
            width += 1
            counts = [d.add(counts[i], counts[i + 1], width) for i in range(0, len(counts), 2)]
        return d.extend(counts[0], width, w, False) if width < w else counts[0]
    if op in (CTZ, CLZ):
        result = d.const(w, w)
        for step in range(w):
            # The last step decides: the lowest bit for ctz, the highest for clz.
            bit = w - 1 - step if op == CTZ else step
            count = bit if op == CTZ else w - 1 - bit
            result = d.choose(_bit(d, a, bit, w), d.const(count, w), result, w)
        return result
    return None


def _bit(d: Domain, a: object, bit: int, w: int) -> object:
    return a if w == 1 else d.low(d.lshr(a, d.const(bit, w), w), w, 1)


# Named here so that the table of what `meaning` covers is one expression (tests read it).
UNARY_OPS = (TRUNC, ZEXT, SEXT, PTRTOINT, INTTOPTR, BITCAST, FREEZE, FPTOSI, FPTOUI, SITOFP, UITOFP,
             FPEXT, FPTRUNC, FNEG, FABS, FSQRT, BSWAP, POPCOUNT, CTZ, CLZ)
BINARY_OPS = (*range(ADD, ROTR + 1), *range(SADDO, FUNO + 1), FADD, FSUB, FMUL, FDIV, FCOPYSIGN,
              PTRADD)
