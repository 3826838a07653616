"""Terms of translation validation: hash-consed, brought to a normal form as they are made.

Problem: most passes change a function in ways that a normal form sees through; a solver is only for
the rest.  Idea: one graph of terms for both versions, where equal terms are one object (Rosen,
Wegman and Zadeck 1988; Tristan, Govereau and Morrisett, "Evaluating value-graph translation
validation for LLVM", PLDI 2011).  A word term is an IR operation without its flags, what the flags
promise stands in a poison term beside it.  Memory is a term as well: a chain of stores and calls,
with loads looked up through what surely does not touch them.

Invariants: a rule here holds for all words of all widths (a test compares `make` with
`ir/semantics.py` on random words); nothing here is shared with the passes that it judges, except
the meaning of an operation on constants.
"""

from __future__ import annotations

from collections.abc import Callable

from compiler.ir import opcodes as o
from compiler.ir.fold import IntDomain
from compiler.ir.module import LOCAL, WEAK, Symbol
from compiler.ir.semantics import meaning
from compiler.ir.types import F32, F64, F80, F128, I1, I8, I16, I32, I64, I128

# Kinds of terms beside the opcodes of the IR (which keep their numbers).
VAR = -1            # a free word: parameter, state at a cut, undef; imm = its name
SYMBOL = -2         # address of a symbol; imm = the Symbol
OBJECT = -3         # address of a stack object; imm = its name
ITE = -4            # condition, then, else: words, memories and outcomes
CONCAT = -5         # high, low
EXTRACT = -6        # imm = lowest bit; width = number of bits
POISON_IF = -7      # truth: an operation's flags or operands make it poison; imm = (op, flags)
EITHER = -8         # n-ary disjunction of truths
UNDEFINED_IF = -9   # truth: an operation is undefined at once
OPAQUE = -10        # operation without a formula here (vectors, asm results); imm = its name
MEMORY = -11        # an initial memory; imm = its name
STORE = -12         # memory, address, word; imm = alias class
LOAD = -13          # memory, address; width = 8 * bytes; imm = alias class
COPY = -14          # memory, target, source memory, source, length
FILL = -15          # memory, target, byte, length
EFFECT = -16        # memory, operands: call, volatile access, asm ...; imm = what
AFTER = -17         # memory after an effect
RESULT = -18        # word that an effect gives; imm = which
RETURN = -19        # outcome: memory, words
CUT = -20           # outcome: arrival at a cut point; imm = its name
UNDEFINED = -21     # outcome: undefined behaviour; imm: beyond what is compared

NAMES = {VAR: "var", SYMBOL: "symbol", OBJECT: "object", ITE: "ite", CONCAT: "concat",
         EXTRACT: "extract", POISON_IF: "poison", EITHER: "or", UNDEFINED_IF: "undefined-if",
         OPAQUE: "opaque", MEMORY: "memory", STORE: "store", LOAD: "load", COPY: "copy",
         FILL: "fill", EFFECT: "effect", AFTER: "after", RESULT: "result", RETURN: "return",
         CUT: "cut", UNDEFINED: "undefined"}
GENERAL = "all"     # the memory that is no private object
INTEGERS = {1: I1, 8: I8, 16: I16, 32: I32, 64: I64, 128: I128}
# exponent bits, fraction bits of each float type
MANTISSA = {F32: (8, 23), F64: (11, 52), F80: (15, 63), F128: (15, 112)}
MOST_TERMS = 300_000        # of one pair of functions
SEARCH = 400        # stores that a load looks through
NEGATED = {o.EQ: o.NE, o.NE: o.EQ}


class TooManyTerms(Exception):
    """The functions have no terms of reasonable size."""


class Term:
    """One node; equal nodes are one object."""

    __slots__ = ("op", "width", "args", "imm", "id")

    def __init__(self, op: int, width: int, args: tuple[Term, ...], imm: object, id: int) -> None:
        self.op = op
        self.width = width
        self.args = args
        self.imm = imm
        self.id = id

    def text(self, depth: int = 4) -> str:
        """Readable form, cut off at a depth."""
        if self.op == o.CONST:
            return str(self.imm)
        name = o.NAMES[self.op] if self.op >= 0 else NAMES[self.op]
        if self.op in (VAR, MEMORY, OBJECT):
            return f"{name}{self.imm}"
        if isinstance(self.imm, Symbol):
            return "@" + self.imm.name
        if depth == 0:
            return f"#{self.id}"
        return f"{name}{self.width}({', '.join(arg.text(depth - 1) for arg in self.args)})"


class Terms:
    """The graph: `make` is the door to every word operation, the methods below to the rest."""

    def __init__(self, pointer_bits: int = 64) -> None:
        self.pointer_bits = pointer_bits
        self.table: dict[tuple[object, ...], Term] = {}
        self.false = self.const(0, 1)
        self.true = self.const(1, 1)
        self.loads: dict[tuple[int, int, int, int], Term] = {}
        self.cells: dict[tuple[int, int, int], Term] = {}   # (memory, address, width) known there

    def raw(self, op: int, width: int, args: tuple[Term, ...], imm: object = None) -> Term:
        """The node, without a look at its operands."""
        key = (op, width, imm, *[arg.id for arg in args])
        found = self.table.get(key)
        if found is None:
            if len(self.table) >= MOST_TERMS:
                raise TooManyTerms
            found = Term(op, width, args, imm, len(self.table))
            self.table[key] = found
        return found

    def const(self, value: int, width: int) -> Term:
        """A constant word, unsigned."""
        return self.raw(o.CONST, width, (), value & ((1 << width) - 1))

    # -- words -----------------------------------------------------------------------------

    def make(self, op: int, width: int, args: tuple[Term, ...],
             types: tuple[int, ...] = (), result: int = 0) -> Term:
        """An operation of the IR on words; `types` of operands and `result` for floats."""
        if all(arg.op == o.CONST for arg in args):
            folded = self.fold(op, width, args, types, result)
            if folded is not None:
                return folded
        if o.TRAITS[op] & o.COMMUTATIVE and args[0].id > args[1].id:
            args = (args[1], args[0], *args[2:])
        if op == o.SELECT:
            return self.choose(args[0], args[1], args[2])
        simple = self.simplify(op, width, args)
        if simple is not None:
            return simple
        if is_typed(op) and types:
            return self.float_operation(op, width, args, types, result)
        return self.raw(op, width, args, (result, *types) if is_typed(op) else None)

    def float_operation(self, op: int, width: int, args: tuple[Term, ...], types: tuple[int, ...],
                        result: int) -> Term:
        """Exact identities of floats: doubling, division by a power of two, conversions of
        extended integers."""
        if op in (o.SITOFP, o.UITOFP) and args[0].op in (o.ZEXT, o.SEXT):
            inner = args[0].args[0]
            signed = args[0].op == o.SEXT
            if inner.width in INTEGERS and inner.width > 1 and (not signed or op == o.SITOFP):
                made = o.SITOFP if signed else o.UITOFP
                return self.make(made, width, (inner,), (INTEGERS[inner.width],), result)
        if op == o.FDIV and args[1].op == o.CONST and types[1] in MANTISSA:
            inverse = reciprocal(args[1].imm, types[1])
            if inverse is not None:
                return self.make(o.FMUL, width, (args[0], self.const(inverse, width)), types,
                                 result)
        if op == o.FMUL and types[0] in MANTISSA:
            for x, y in (args, args[::-1]):
                if y.op == o.CONST and y.imm == power_of_two(1, types[0]):
                    return self.raw(o.FADD, width, (x, x), (result, *types))
        return self.raw(op, width, args, (result, *types))

    def fold(self, op: int, width: int, args: tuple[Term, ...], types: tuple[int, ...],
             result: int) -> Term | None:
        """The value of an operation on constants, None when that is undefined or poison."""
        domain = IntDomain()
        words: list[object] = [arg.imm for arg in args]
        if not types:
            if any(arg.width not in INTEGERS for arg in args):
                return None
            types = tuple(INTEGERS[arg.width] for arg in args)
            result = INTEGERS.get(width, 0)
        value = meaning(domain, op, result, 0, list(types), words, self.pointer_bits)
        if value is None or domain.undefined or domain.poison:
            return None
        assert isinstance(value, int)
        return self.const(value, width)

    def simplify(self, op: int, width: int, args: tuple[Term, ...]) -> Term | None:
        """Identities that bring equal words to one form."""
        a = args[0]
        b = args[1] if len(args) > 1 else a
        if op == o.PTRADD:
            return self.add(a, self.resize(b, width, True), width)
        if op == o.ADD:
            return self.add(a, b, width)
        if op == o.SUB:
            return self.sub(a, b, width)
        if op in (o.AND, o.OR):
            return self.logic(op, a, b, width)
        if op == o.XOR:
            return self.xor(a, b, width)
        if op in (o.SHL, o.LSHR, o.ASHR):
            if is_zero(b):
                return a
            if is_zero(a):
                return a
        if op == o.MUL:
            for x, y in ((a, b), (b, a)):
                if is_zero(y):
                    return y
                if y.op == o.CONST and y.imm == 1:
                    return x
                if y.op == o.CONST and isinstance(y.imm, int) and y.imm & (y.imm - 1) == 0:
                    return self.raw(o.SHL, width, (x, self.const(y.imm.bit_length() - 1, width)))
        if op in (o.UDIV, o.SDIV) and b.op == o.CONST and b.imm == 1 and width > 1:
            return a
        if op in (o.TRUNC, o.ZEXT, o.SEXT):
            return self.resize(a, width, op == o.SEXT)
        if op in (o.PTRTOINT, o.INTTOPTR):
            return self.resize(a, width, False)
        if op in (o.BITCAST, o.FREEZE) and a.width == width:
            return a
        if o.EQ <= op <= o.ULE:
            return self.compare(op, a, b)
        if op in (o.ROTL, o.ROTR) and is_zero(b):
            return a
        return None

    def split_sum(self, a: Term) -> tuple[Term | None, int]:
        """(base, constant) with a = base + constant; no base for a constant."""
        if a.op == o.CONST:
            assert isinstance(a.imm, int)
            return None, a.imm
        if a.op == o.ADD and a.args[1].op == o.CONST:
            assert isinstance(a.args[1].imm, int)
            return a.args[0], a.args[1].imm
        return a, 0

    def add(self, a: Term, b: Term, width: int) -> Term:
        """Sum: the constant last, the rest sorted."""
        x, m = self.split_sum(a)
        y, n = self.split_sum(b)
        constant = (m + n) & ((1 << width) - 1)
        if x is None or y is None:
            base = x if x is not None else y
            if base is None:
                return self.const(constant, width)
        else:
            if x.op == o.SUB and x.args[1] is y:
                base = x.args[0]
            elif y.op == o.SUB and y.args[1] is x:
                base = y.args[0]
            elif x is y and width > 1:
                base = self.raw(o.SHL, width, (x, self.const(1, width)))
            else:
                parts = sorted(self.addends(x) + self.addends(y), key=term_id)
                base = parts[0]
                for part in parts[1:]:
                    base = self.raw(o.ADD, width, (base, part))
            if base.op in (o.CONST, o.ADD) and base is not x and base is not y:
                rest, more = self.split_sum(base)
                if rest is not base:
                    constant = (constant + more) & ((1 << width) - 1)
                    if rest is None:
                        return self.const(constant, width)
                    base = rest
        if constant == 0:
            return base
        return self.raw(o.ADD, width, (base, self.const(constant, width)))

    def addends(self, a: Term) -> list[Term]:
        """The terms of a sum without constant."""
        found: list[Term] = []
        while a.op == o.ADD and len(found) < 24:
            found.append(a.args[1])
            a = a.args[0]
        found.append(a)
        return found

    def sub(self, a: Term, b: Term, width: int) -> Term | None:
        """Difference."""
        if a is b:
            return self.const(0, width)
        if b.op == o.CONST:
            assert isinstance(b.imm, int)
            return self.add(a, self.const(-b.imm, width), width)
        x, m = self.split_sum(a)
        y, n = self.split_sum(b)
        if x is not None and x is y:
            return self.const(m - n, width)
        if (m or n) and x is not None and y is not None:
            inner = self.make(o.SUB, width, (x, y))
            return self.add(inner, self.const(m - n, width), width)
        if x is not None and y is not None and x.op == o.ADD:
            parts = self.addends(x)
            if y in parts:
                parts.remove(y)
                total = parts[0]
                for part in parts[1:]:
                    total = self.add(total, part, width)
                return total
        return None

    def logic(self, op: int, a: Term, b: Term, width: int) -> Term | None:
        """and, or."""
        if a is b:
            return a
        full = (1 << width) - 1
        for x, y in ((a, b), (b, a)):
            if y.op == o.CONST:
                if y.imm == (full if op == o.AND else 0):
                    return x
                if y.imm == (0 if op == o.AND else full):
                    return y
                if op == o.AND and isinstance(y.imm, int) and y.imm & (y.imm + 1) == 0:
                    low = self.extract(x, 0, y.imm.bit_length())
                    return self.resize(low, width, False)
                if x.op == op and x.args[1].op == o.CONST or x.op == op and \
                        x.args[0].op == o.CONST:
                    inner, constant = x.args if x.args[1].op == o.CONST else x.args[::-1]
                    assert isinstance(constant.imm, int) and isinstance(y.imm, int)
                    both = constant.imm & y.imm if op == o.AND else constant.imm | y.imm
                    return self.make(op, width, (inner, self.const(both, width)))
            if x.op == op and y in x.args:
                return x
        if width == 1:
            if self.negation(a) is b:
                return self.false if op == o.AND else self.true
            return self.choose(a, b, self.false) if op == o.AND else self.choose(a, self.true, b)
        return None

    def xor(self, a: Term, b: Term, width: int) -> Term | None:
        """Exclusive or; on truths a negation."""
        if a is b:
            return self.const(0, width)
        for x, y in ((a, b), (b, a)):
            if is_zero(y):
                return x
            if y.op == o.CONST:
                if width == 1:
                    return self.negation(x)
                if x.op == o.XOR:
                    inner, constant = x.args if x.args[1].op == o.CONST else x.args[::-1]
                    if constant.op == o.CONST:
                        assert isinstance(constant.imm, int) and isinstance(y.imm, int)
                        return self.make(o.XOR, width,
                                         (inner, self.const(constant.imm ^ y.imm, width)))
            if x.op == o.XOR and y in x.args:
                return x.args[0] if x.args[1] is y else x.args[1]
        if width == 1:
            return self.choose(a, self.negation(b), b)
        return None

    def resize(self, a: Term, width: int, signed: bool) -> Term:
        """trunc, zext, sext: by width."""
        if width == a.width:
            return a
        if width < a.width:
            return self.extract(a, 0, width)
        if a.op == o.CONST:
            assert isinstance(a.imm, int)
            value = a.imm
            if signed and value >> (a.width - 1):
                value -= 1 << a.width
            return self.const(value, width)
        if a.op == o.ZEXT:
            return self.raw(o.ZEXT, width, a.args)
        if a.op == o.SEXT and signed:
            return self.raw(o.SEXT, width, a.args)
        if a.op == ITE and a.args[1].op == o.CONST and a.args[2].op == o.CONST:
            return self.choose(a.args[0], self.resize(a.args[1], width, signed),
                               self.resize(a.args[2], width, signed))
        return self.raw(o.SEXT if signed else o.ZEXT, width, (a,))

    def extract(self, a: Term, low: int, width: int) -> Term:
        """Bits low .. low + width - 1."""
        if width == a.width:
            return a
        if a.op == o.CONST:
            assert isinstance(a.imm, int)
            return self.const(a.imm >> low, width)
        if a.op == EXTRACT:
            assert isinstance(a.imm, int)
            return self.extract(a.args[0], a.imm + low, width)
        if a.op == CONCAT:
            high, rest = a.args
            if low >= rest.width:
                return self.extract(high, low - rest.width, width)
            if low + width <= rest.width:
                return self.extract(rest, low, width)
        if a.op in (o.ZEXT, o.SEXT):
            inner = a.args[0]
            if low + width <= inner.width:
                return self.extract(inner, low, width)
            if a.op == o.ZEXT and low >= inner.width:
                return self.const(0, width)
            if low == 0:
                return self.resize(inner, width, a.op == o.SEXT)
        if a.op == o.LSHR and a.args[1].op == o.CONST:
            count = a.args[1].imm
            assert isinstance(count, int)
            if count < a.width and count + low + width <= a.width:
                return self.extract(a.args[0], low + count, width)
        if low == 0 and a.op in (o.ADD, o.MUL, o.AND, o.OR, o.XOR, o.SUB):
            x, y = (self.extract(arg, 0, width) for arg in a.args)
            return self.make(a.op, width, (x, y))
        if low == 0 and a.op == o.SHL and a.args[1].op == o.CONST:
            count = a.args[1].imm
            assert isinstance(count, int)
            if count >= width:
                return self.const(0, width)
            return self.make(o.SHL, width, (self.extract(a.args[0], 0, width),
                                            self.const(count, width)))
        if a.op == ITE and (a.args[1].op == o.CONST or a.args[2].op == o.CONST):
            return self.choose(a.args[0], self.extract(a.args[1], low, width),
                               self.extract(a.args[2], low, width))
        return self.raw(EXTRACT, width, (a,), low)

    def concat(self, high: Term, low: Term) -> Term:
        """The word of two parts."""
        width = high.width + low.width
        if high.op == o.CONST and low.op == o.CONST:
            assert isinstance(high.imm, int) and isinstance(low.imm, int)
            return self.const(high.imm << low.width | low.imm, width)
        if high.op == EXTRACT and low.op == EXTRACT and high.args[0] is low.args[0]:
            assert isinstance(high.imm, int) and isinstance(low.imm, int)
            if high.imm == low.imm + low.width:
                return self.extract(high.args[0], low.imm, width)
        if is_zero(high):
            return self.resize(low, width, False)
        if high.op == LOAD and low.op == LOAD and high.args[0] is low.args[0] \
                and self.add(low.args[1], self.const(low.width // 8, self.pointer_bits),
                             self.pointer_bits) is high.args[1] and high.width == low.width:
            return self.raw(LOAD, width, low.args, low.imm)
        return self.raw(CONCAT, width, (high, low))

    def compare(self, op: int, a: Term, b: Term) -> Term | None:
        """Comparisons; `sle` and `ule` become negations of the strict ones."""
        if a is b:
            return self.true if op in (o.EQ, o.SLE, o.ULE) else self.false
        if op == o.NE:
            return self.negation(self.make(o.EQ, 1, (a, b)))
        if op in (o.SLE, o.ULE):
            return self.negation(self.make(o.SLT if op == o.SLE else o.ULT, 1, (b, a)))
        if op == o.ULT:
            if is_zero(b):
                return self.false
            if b.op == o.CONST and b.imm == 1:
                return self.make(o.EQ, 1, (a, self.const(0, a.width)))
            if is_zero(a):
                return self.negation(self.make(o.EQ, 1, (b, a)))
            if a.op == o.ZEXT and b.op == o.CONST and isinstance(b.imm, int):
                if b.imm >> a.args[0].width:
                    return self.true
                return self.make(o.ULT, 1, (a.args[0], self.const(b.imm, a.args[0].width)))
        if op == o.EQ:
            if a.width == 1:
                return self.negation(self.make(o.XOR, 1, (a, b)))
            for x, y in ((a, b), (b, a)):
                if y.op != o.CONST:
                    continue
                assert isinstance(y.imm, int)
                if x.op == o.ADD and x.args[1].op == o.CONST:
                    less = x.args[1].imm
                    assert isinstance(less, int)
                    return self.make(o.EQ, 1, (x.args[0], self.const(y.imm - less, x.width)))
                if x.op in (o.ZEXT, o.SEXT):
                    inner = x.args[0]
                    narrow = self.const(y.imm, inner.width)
                    if self.resize(narrow, x.width, x.op == o.SEXT) is y:
                        return self.make(o.EQ, 1, (inner, narrow))
                    return self.false
                if x.op == o.SUB and y.imm == 0:
                    return self.make(o.EQ, 1, x.args)
                if x.op == o.XOR and y.imm == 0:
                    return self.make(o.EQ, 1, x.args)
            if a.op == o.ADD and b.op == o.ADD and a.args[1] is b.args[1]:
                return self.make(o.EQ, 1, (a.args[0], b.args[0]))
            if a.op == o.ADD and a.args[0] is b or b.op == o.ADD and b.args[0] is a:
                rest = a.args[1] if a.op == o.ADD and a.args[0] is b else b.args[1]
                return self.make(o.EQ, 1, (rest, self.const(0, a.width)))
            if a.op == o.ZEXT and b.op == o.ZEXT or a.op == o.SEXT and b.op == o.SEXT:
                if a.args[0].width == b.args[0].width:
                    return self.make(o.EQ, 1, (a.args[0], b.args[0]))
        for x, y, first in ((a, b, True), (b, a, False)):
            if x.op == ITE and y.op == o.CONST and (x.args[1].op == o.CONST
                                                    or x.args[2].op == o.CONST):
                def arm(z: Term, y: Term = y, first: bool = first) -> Term:
                    return self.make(op, 1, (z, y) if first else (y, z))
                return self.choose(x.args[0], arm(x.args[1]), arm(x.args[2]))
        return None

    def negation(self, a: Term) -> Term:
        """Not, on a truth."""
        if a.op == o.CONST:
            return self.false if a.imm else self.true
        if a.op == o.XOR and a.args[1] is self.true:
            return a.args[0]
        if a.op == o.XOR and a.args[0] is self.true:
            return a.args[1]
        if a.op == ITE:
            return self.choose(a.args[0], self.negation(a.args[1]), self.negation(a.args[2]))
        return self.raw(o.XOR, 1, (self.true, a))

    def choose(self, condition: Term, a: Term, b: Term) -> Term:
        """If-then-else on words, memories, outcomes."""
        if a is b:
            return a
        if condition.op == o.CONST:
            return a if condition.imm else b
        if condition.op == o.XOR:            # a negation (truths have no other exclusive or)
            inner = condition.args[1] if condition.args[0] is self.true else condition.args[0]
            return self.choose(inner, b, a)
        if condition.op == ITE:
            first, x, y = condition.args
            if x is self.false and a.op not in (RETURN, CUT):
                return self.choose(first, b, self.choose(y, a, b))
            if y is self.false:
                return self.choose(first, self.choose(x, a, b), b)
            if x is self.true:
                return self.choose(first, a, self.choose(y, a, b))
            if y is self.true:
                return self.choose(first, self.choose(x, a, b), a)
        if a.op == ITE and a.args[0] is condition:
            a = a.args[1]
        if b.op == ITE and b.args[0] is condition:
            b = b.args[2]
        if a is b:
            return a
        if a.op == UNDEFINED and a.imm is None:
            return b
        if b.op == UNDEFINED and b.imm is None:
            return a
        if a is condition:
            a = self.true
        if b is condition:
            b = self.false
        if a is b:
            return a
        if a is self.true and b is self.false:
            return condition
        if a is self.false and b is self.true:
            return self.raw(o.XOR, 1, (self.true, condition))
        if condition.op == o.EQ and set(condition.args) == {a, b}:
            return b                         # x == y ? x : y
        return self.raw(ITE, a.width, (condition, a, b))

    def either(self, parts: list[Term]) -> Term:
        """Disjunction of truths, kept as a set (for poison)."""
        found: dict[int, Term] = {}
        for part in parts:
            if part is self.true:
                return part
            if part is self.false:
                continue
            if part.op == EITHER and len(part.args) < 6:
                for inner in part.args:
                    found[inner.id] = inner
            else:
                found[part.id] = part
        if not found:
            return self.false
        if len(found) == 1:
            return next(iter(found.values()))
        return self.raw(EITHER, 1, tuple(found[key] for key in sorted(found)))

    # -- addresses ---------------------------------------------------------------------------

    def place(self, address: Term) -> tuple[Term, int]:
        """(base, offset) of an address, the offset signed."""
        base, offset = self.split_sum(address)
        if base is None:
            base, offset = self.const(0, address.width), offset
        if offset >> (self.pointer_bits - 1):
            offset -= 1 << self.pointer_bits
        return base, offset

    def disjoint(self, a: Term, size_a: int, b: Term, size_b: int) -> bool:
        """Whether two accesses surely touch different bytes; a size below 0 is unknown."""
        base_a, at_a = self.place(a)
        base_b, at_b = self.place(b)
        if base_a is base_b:
            return (size_a >= 0 and at_a + size_a <= at_b) or \
                (size_b >= 0 and at_b + size_b <= at_a)
        object_a, object_b = self.object_of(base_a), self.object_of(base_b)
        return object_a is not None and object_b is not None and object_a is not object_b

    def object_of(self, base: Term) -> Term | None:
        """The object that an address points into, when it is known (pointer arithmetic stays in
        its object)."""
        for part in self.addends(base):
            if part.op == OBJECT:
                return part
            if part.op == SYMBOL:
                symbol = part.imm
                assert isinstance(symbol, Symbol)
                if symbol.alias_of is None and symbol.binding != WEAK:
                    return part
                return None
            if part.op == RESULT and part.imm == "fresh":
                return part
        return None

    # -- memory ------------------------------------------------------------------------------

    def store(self, memory: Term, address: Term, word: Term, alias: int) -> Term:
        """Memory with a word written; stores to other places are sorted, overwritten ones go."""
        if word.width > 64 and word.width % 64 == 0:
            for low in range(0, word.width, 64):
                where = self.add(address, self.const(low // 8, self.pointer_bits),
                                 self.pointer_bits)
                memory = self.store(memory, where, self.extract(word, low, 64), alias)
            return memory
        size = word.width // 8
        above: list[Term] = []
        at = memory
        found = False
        for _ in range(SEARCH):
            if at.op != STORE:
                break
            other = at.args[1]
            if other is address and at.args[2].width <= word.width:
                at = at.args[0]
                found = True
                break
            if not self.disjoint(address, size, other, at.args[2].width // 8):
                break
            above.append(at)
            at = at.args[0]
        if not found:
            if word.op == LOAD and self.load(memory, address, word.width, alias) is word:
                return memory
            at = memory
            above = []
        key = self.order(address)
        while at.op == STORE and self.order(at.args[1]) > key \
                and self.disjoint(address, size, at.args[1], at.args[2].width // 8):
            above.append(at)
            at = at.args[0]
        placed = False
        made = at
        for node in reversed(above):
            if not placed and self.order(node.args[1]) > key:
                made = self.raw(STORE, 0, (made, address, word), alias)
                placed = True
            made = self.raw(STORE, 0, (made, node.args[1], node.args[2]), node.imm)
        if not placed:
            made = self.raw(STORE, 0, (made, address, word), alias)
        return made

    def order(self, address: Term) -> tuple[int, int]:
        """Where a store stands among stores to other places."""
        base, offset = self.place(address)
        return base.id, offset

    def load(self, memory: Term, address: Term, width: int, alias: int, depth: int = 0) -> Term:
        """The word at an address: looked up in what was stored, else a LOAD of the part of memory
        that may have written it."""
        key = (memory.id, address.id, width, alias)
        found = self.loads.get(key)
        if found is None:
            found = self.find(memory, address, width, alias, depth)
            self.loads[key] = found
        return found

    def find(self, memory: Term, address: Term, width: int, alias: int, depth: int) -> Term:
        """`load`, not yet known."""
        size = width // 8
        constant = self.readonly(address, size)
        if constant is not None:
            return constant
        for _ in range(SEARCH):
            known = self.cells.get((memory.id, address.id, width))
            if known is not None:
                return known
            op = memory.op
            if op == STORE:
                below, where, word = memory.args
                if where is address and word.width == width:
                    return word
                base, at = self.place(address)
                other, start = self.place(where)
                length = word.width // 8
                if base is other:
                    if start <= at and at + size <= start + length:
                        return self.extract(word, 8 * (at - start), width)
                    if at + size > start and start + length > at:
                        return self.halves(memory, address, width, alias, depth)
                    memory = below
                    continue
                classes = memory.imm
                assert isinstance(classes, int)
                if self.disjoint(address, size, where, length) \
                        or alias and classes and not alias & classes:
                    memory = below
                    continue
                break
            if op in (COPY, FILL):
                where, length_term = memory.args[1], memory.args[-1]
                known_length = length_term.imm if length_term.op == o.CONST else -1
                assert isinstance(known_length, int)
                length = known_length
                if self.disjoint(address, size, where, length):
                    memory = memory.args[0]
                    continue
                base, at = self.place(address)
                other, start = self.place(where)
                if base is other and length >= 0 and start <= at and at + size <= start + length:
                    if op == COPY:
                        source = self.add(memory.args[3],
                                          self.const(at - start, self.pointer_bits),
                                          self.pointer_bits)
                        return self.load(memory.args[2], source, width, 0, depth)
                    made = memory.args[2]
                    word = made
                    for _ in range(size - 1):
                        word = self.concat(made, word)
                    return word
                if base is other and length >= 0 and size > 1:
                    return self.halves(memory, address, width, alias, depth)
                break
            if op == AFTER:
                effect = memory.args[0]
                if self.untouched(effect, address):
                    memory = effect.args[0]
                    continue
                break
            if op == ITE and depth < 40:
                a = self.load(memory.args[1], address, width, alias, depth + 1)
                b = self.load(memory.args[2], address, width, alias, depth + 1)
                if a is b:
                    return a
                if a.op != LOAD or b.op != LOAD or a.args[0] is not memory.args[1] \
                        or b.args[0] is not memory.args[2]:
                    return self.choose(memory.args[0], a, b)
                break
            break
        return self.raw(LOAD, width, (memory, address), 0)

    def untouched(self, effect: Term, address: Term) -> bool:
        """Whether an effect surely leaves an address alone: objects that only later exist."""
        return False

    def halves(self, memory: Term, address: Term, width: int, alias: int, depth: int) -> Term:
        """A load that meets several stores: its halves apart."""
        if width == 8 or width % 16:
            if width % 8 or width == 8:
                return self.raw(LOAD, width, (memory, address), 0)
            low_width = 64 if width > 64 else width - 8
        else:
            low_width = width // 2
        low = self.load(memory, address, low_width, alias, depth)
        where = self.add(address, self.const(low_width // 8, self.pointer_bits),
                         self.pointer_bits)
        high = self.load(memory, where, width - low_width, alias, depth)
        return self.concat(high, low)

    def readonly(self, address: Term, size: int) -> Term | None:
        """The contents of a constant object of the module."""
        base, at = self.place(address)
        if base.op != SYMBOL:
            return None
        symbol = base.imm
        assert isinstance(symbol, Symbol)
        data = symbol.data
        if data is None or not data.readonly or symbol.binding != LOCAL:
            return None
        if at < 0 or at + size > data.size:
            return None
        for reloc in data.relocs:
            if reloc.offset < at + size and at < reloc.offset + reloc.size:
                if reloc.offset == at and reloc.size == size and reloc.symbol is not None \
                        and reloc.minus is None:
                    target = self.raw(SYMBOL, self.pointer_bits, (), reloc.symbol)
                    return self.add(target, self.const(reloc.addend, self.pointer_bits),
                                    self.pointer_bits)
                return None
        image = data.image[at:at + size]
        return self.const(int.from_bytes(image, "little"), 8 * size)


def is_zero(a: Term) -> bool:
    """The constant 0."""
    return a.op == o.CONST and a.imm == 0


def term_id(a: Term) -> int:
    """Sort key."""
    return a.id


def power_of_two(exponent: int, type: int) -> int:
    """The pattern of 2.0**exponent, a normal number."""
    bits, mantissa = MANTISSA[type]
    biased = (1 << (bits - 1)) - 1 + exponent
    if type == F80:
        return biased << 64 | 1 << 63
    return biased << mantissa


def reciprocal(pattern: object, type: int) -> int | None:
    """The pattern of 1/x for a positive normal power of two whose inverse is normal."""
    assert isinstance(pattern, int)
    bits, mantissa = MANTISSA[type]
    biased = pattern >> (64 if type == F80 else mantissa)
    exponent = biased - ((1 << (bits - 1)) - 1)
    if not -(1 << (bits - 1)) + 3 < exponent < (1 << (bits - 1)) - 3:
        return None
    return power_of_two(-exponent, type) if pattern == power_of_two(exponent, type) else None


def is_typed(op: int) -> bool:
    """Operations whose meaning depends on more than widths: those on floats."""
    return o.FOEQ <= op <= o.FUNO or o.FPTOSI <= op <= o.FMA


def leaves(term: Term, seen: dict[int, Term], stop: Callable[[Term], bool]) -> None:
    """Collect all nodes under `term` into `seen`, not below those where `stop` says so."""
    stack = [term]
    while stack:
        node = stack.pop()
        if node.id in seen:
            continue
        seen[node.id] = node
        if not stop(node):
            stack.extend(node.args)
