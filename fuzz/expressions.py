"""Expressions: made bottom up, each operator chosen among those that the intervals allow.

Problem: well-defined arithmetic without a wrapper around each operation.  Idea: operands are made
first and come with intervals; an operator that could be undefined on them is not chosen, or one
operand is bounded first (mask, remainder, wider type), as a programmer would.  `fit` brings a
finished expression into the range of the place that it is for.
"""

from __future__ import annotations

from fuzz import intervals
from fuzz.ctypes_model import (BOOL, INT, INT128, LLONG, LONG, UINT, UINT128, ULLONG, ULONG,
                               ArrayType, FloatType, IntBase, IntType, PointerType, common, promote)
from fuzz.places import Places
from fuzz.scope import NOTHING, Expr, Function, Place, Real, Value

ARITHMETIC = ["+", "-", "*", "&", "|", "^", "/", "%", "<<", ">>"]
RELATIONS = ["<", ">", "<=", ">=", "==", "!="]


def literal(base: IntBase, value: int, form: int = 0) -> str:
    """A constant of exactly this type and value, in parentheses unless it is one token."""
    if base.suffix is None and base.bits < 128:
        return f"({base.name}){literal(INT, value)}"
    if base.bits == 128:
        if -(1 << 63) < value < 1 << 63:
            return f"({base.name}){literal(LLONG, value)}"
        high, low = (value & (1 << 128) - 1) >> 64, value & (1 << 64) - 1
        return f"({base.name})((unsigned __int128){high:#x}ULL << 64 | {low:#x}ULL)"
    if value == base.low and base.signed:
        return f"({literal(base, value + 1)[1:-1]} - 1)"
    digits = (f"{abs(value)}", f"{abs(value):#x}", f"0{abs(value):o}" if value else "0",
              f"{abs(value)}")[form]
    text = digits + (base.suffix or "")
    return f"(-{text})" if value < 0 else text


class Expressions(Places):
    """Makes integer, floating, pointer and record expressions."""

    # -- integers --------------------------------------------------------------------------------

    def constant(self, base: IntBase | None = None, limit: int = 0) -> Expr:
        """A literal."""
        choices = self.choices
        if base is None:
            base = choices.pick((INT128, UINT128)) if choices.chance(5) else choices.pick(
                (INT, INT, INT, UINT, LONG, ULONG, LLONG, ULLONG))
        roll = choices.below(10)
        if roll < 5:
            value = choices.below(17)
        elif roll < 7:
            value = choices.between(-130, 300)
        elif roll < 9:
            value = (1 << choices.below(base.bits)) - choices.below(3)
        else:
            value = choices.below(1 << min(base.bits, 64))
        if base.bits == 128 and choices.chance(40):     # a carry from one half to the other is near
            value = (choices.between(-2, 3) << 64) + choices.between(-3, 3)
        if limit:
            value = abs(value) % limit
        value = base.wrap(value)
        if base is INT and 32 <= value < 127 and choices.chance(30):
            return Expr(f"'{chr(value)}'" if chr(value) not in "'\\" else str(value), INT, value,
                        value)
        return Expr(literal(base, value, choices.below(4)), base, value, value)

    def integer(self, depth: int) -> Expr:
        """An integer expression."""
        choices = self.choices
        self.fuel -= 1
        if depth <= 0 or self.fuel <= 0:
            return self.leaf()
        roll = choices.below(100)
        if roll < 14:
            return self.leaf()
        if roll < 58:
            return self.arithmetic(depth)
        if roll < 66:
            return self.relation(depth)
        if roll < 71:
            return self.logical(depth)
        if roll < 77:
            return self.unary(depth)
        if roll < 82:
            return self.conditional(depth)
        if roll < 86:
            return self.cast(self.integer(depth - 1))
        if roll < 91:
            return self.call_integer(depth) or self.leaf()
        if roll < 94:
            return self.assignment(depth) or self.leaf()
        if roll < 95 and self.floats and not self.constant_only:
            return self.truncated(depth)
        return self.special(depth)

    def leaf(self) -> Expr:
        """A literal or the value of a place."""
        if self.choices.below(100) < 22:
            return self.constant()
        place = self.place("int", False)
        if place is None:
            return self.constant()
        return self.read(place)

    def read(self, place: Place) -> Expr:
        """The value of an integer place."""
        type_ = place.type
        assert isinstance(type_, IntType)
        text = place.text
        base = type_.base
        if place.width:
            # The type of a wide bit-field is the implementation's: read it through a cast.
            if place.width > 32 or base.bits > 32:
                text = f"({base.name}){text}"
            elif not base.signed and place.width < 32:
                base = INT
        return Expr(text, base, type_.low, type_.high, place.keys | place.reads,
                    place.keys if place.volatile else NOTHING)

    def pair(self, depth: int) -> tuple[Expr, Expr]:
        """Two operands that may be evaluated in any order."""
        if self.choices.below(2):
            right = self.integer(depth - 1)
            left = self.beside(right, depth)
            return left, right
        left = self.integer(depth - 1)
        return left, self.beside(left, depth)

    def beside(self, first: Expr | Real | Value, depth: int) -> Expr:
        """An integer operand unsequenced with `first`."""
        quiet, no_read = self.quiet, self.no_read
        self.quiet, self.no_read = True, no_read | first.writes
        made = self.integer(depth - 1)
        self.quiet, self.no_read = quiet, no_read
        return made

    def join(self, op: str, left: Expr, right: Expr) -> Expr | None:
        """`left op right`, None if it could be undefined."""
        shift = op in ("<<", ">>")
        base = promote(left.base) if shift else common(left.base, right.base)
        a = intervals.convert(left.low, left.high, base)
        b = (right.low, right.high) if shift else intervals.convert(right.low, right.high, base)
        found = intervals.binary(op, a, b, base)
        if found is None:
            return None
        return Expr(f"({left.text} {op} {right.text})", base, found[0], found[1],
                    left.reads | right.reads, left.writes | right.writes)

    def arithmetic(self, depth: int) -> Expr:
        """An arithmetic, bitwise or shift operation."""
        choices = self.choices
        left, right = self.pair(depth)
        op = choices.pick(ARITHMETIC)
        if choices.chance(4):           # two halves, with a carry or a borrow between them
            wide = choices.pick((UINT128, INT128))
            near = wide.wrap((choices.between(-2, 3) << 64) - choices.between(1, 3))
            left, right = self.to_base(left, wide), Expr(literal(wide, near), wide, near, near)
            op = choices.pick("+-*")
        made = self.join(op, left, right)
        if made is not None:
            return made
        # Bound an operand the way a programmer would, then try again.
        if op in ("<<", ">>"):
            base = promote(left.base)
            right = self.within(right, 0, base.bits - 1)
            if op == "<<" and base.signed:
                left = self.to_base(left, {32: UINT, 64: ULONG, 128: UINT128}[base.bits])
        elif op in ("/", "%"):
            right = self.nonzero(right)
            if right.low <= -1 <= right.high:
                left = self.bounded(left)
        else:
            base = common(left.base, right.base)
            roll = choices.below(3)
            if roll == 0 and base.bits == 32:
                left = self.to_base(left, choices.pick((LONG, LLONG)))
            elif roll == 1:
                left = self.to_base(left, {32: UINT, 64: ULLONG, 128: UINT128}[base.bits])
            else:
                left, right = self.bounded(left), self.bounded(right)
        return self.join(op, left, right) or self.join(choices.pick("&^|"), left, right) or left

    def to_base(self, value: Expr, base: IntBase) -> Expr:
        """An explicit conversion."""
        low, high = intervals.convert(value.low, value.high, base)
        return Expr(f"({base.name}){value.text}", base, low, high, value.reads, value.writes)

    def bounded(self, value: Expr) -> Expr:
        """The value cut down so that sums and most products of two such fit."""
        base = promote(value.base)
        size = (base.bits // 2) - 2
        if value.low > -(1 << size) and value.high < 1 << size:
            return value
        roll = self.choices.below(3)
        if roll == 0:
            limit = (1 << size) - 1 - self.choices.below(64)
            return self.join("%", value, Expr(literal(base, limit), base, limit, limit)) or value
        if roll == 1:
            count = Expr(str(base.bits - size), INT, base.bits - size, base.bits - size)
            return self.join(">>", value, count) or value
        mask = (1 << size) - 1
        return self.join("&", value, Expr(literal(base, mask, 1), base, mask, mask)) or value

    def nonzero(self, value: Expr) -> Expr:
        """The value made different from 0."""
        if value.low > 0 or value.high < 0:
            return value
        base = promote(value.base)
        if self.choices.below(3) == 0:
            known = self.choices.between(1, 30)
            return Expr(literal(base, known), base, known, known)
        return self.odd(value, base)

    def odd(self, value: Expr, base: IntBase) -> Expr:
        """`(value & mask) | 1`, which is positive."""
        mask = (1 << self.choices.between(2, base.bits - 2)) - 1
        masked = self.join("&", value, Expr(literal(base, mask, 1), base, mask, mask))
        assert masked is not None
        low, high = max(1, masked.low), intervals.ones(masked.high | 1)
        return Expr(f"({masked.text} | 1)", masked.base, low, high, value.reads, value.writes)

    def within(self, value: Expr, low: int, high: int) -> Expr:
        """The value brought into [low, high], which contains 0 or spans a power of two."""
        if low <= value.low and value.high <= high:
            return value
        base = promote(value.base)
        span = high - low
        if low < base.low or high > base.high:
            base = LLONG if LLONG.low <= low and high <= LLONG.high else \
                ULLONG if low >= 0 and high <= ULLONG.high else INT128 if low < 0 else UINT128
            value = self.to_base(value, base)
            if low <= value.low and value.high <= high:
                return value
        choices = self.choices
        if value.low >= 0 and low <= 0 and choices.below(2) and high < base.high:
            made = self.join("%", value, Expr(literal(base, high + 1), base, high + 1, high + 1))
            if made is not None and made.low >= low and made.high <= high:
                return made
        if low < 0 and base.signed and choices.below(2):
            limit = min(high, -low) + 1
            if limit > 1 and value.low > base.low:
                made = self.join("%", value, Expr(literal(base, limit), base, limit, limit))
                if made is not None and made.low >= low and made.high <= high:
                    return made
        mask = (1 << ((span + 1).bit_length() - 1)) - 1
        mask = min(mask, base.high)
        made = self.join("&", value, Expr(literal(base, mask, 1), base, mask, mask))
        assert made is not None
        if made.high > high or low > 0 or (low < 0 and choices.below(2)):
            made = self.join("+", made, Expr(literal(base, low), base, low, low))
            assert made is not None
        return made

    def relation(self, depth: int) -> Expr:
        """A comparison of numbers or pointers."""
        choices = self.choices
        op = choices.pick(RELATIONS)
        roll = choices.below(10)
        if roll == 0:
            made = self.pointer_relation()
            if made is not None:
                return made
        if roll == 1 and self.floats:
            left = self.real(depth - 1)
            quiet, no_read = self.quiet, self.no_read
            self.quiet, self.no_read = True, no_read | left.writes
            right = self.real(depth - 1)
            self.quiet, self.no_read = quiet, no_read
            return Expr(f"({left.text} {op} {right.text})", INT, 0, 1, left.reads | right.reads,
                        left.writes | right.writes)
        a, b = self.pair(depth)
        if roll in (2, 3):      # few values, so that the sides are often equal or neighbours
            most = choices.pick([1, 1, 3, 7])
            a, b = self.within(a, 0, most), self.within(b, 0, most)
        base = common(a.base, b.base)
        low, high = intervals.compare(op, intervals.convert(a.low, a.high, base),
                                      intervals.convert(b.low, b.high, base))
        return Expr(f"({a.text} {op} {b.text})", INT, low, high, a.reads | b.reads,
                    a.writes | b.writes)

    def pointer_relation(self) -> Expr | None:
        """Pointers compared or subtracted."""
        choices = self.choices
        if self.constant_only:
            return None
        pointers = [v for v in self.visible if isinstance(v.type, PointerType)
                    and self.may_read(v.keys) and not v.qualifier]
        arrays = [v for v in self.visible if isinstance(v.type, ArrayType) and v.addressable
                  and not v.type.length]
        if arrays and choices.below(2):
            array = choices.pick(arrays)
            assert isinstance(array.type, ArrayType)
            size = array.type.count
            left, right = choices.between(0, size), choices.between(0, size)
            a, b = f"{array.name} + {left}", f"&{array.name}[{right}]"
            if choices.below(2):
                return Expr(f"({a} - {b})", LONG, left - right, left - right)
            op = choices.pick(RELATIONS)
            low, high = intervals.compare(op, (left, left), (right, right))
            return Expr(f"({a} {op} {b})", INT, low, high)
        if not pointers:
            return None
        pointer = choices.pick(pointers)
        assert isinstance(pointer.type, PointerType)
        if pointer.type.nullable or choices.below(2):
            text = f"({pointer.name} {choices.pick(['!=', '=='])} 0)"
            return Expr(text, INT, 0, 1, pointer.keys)
        others = [v for v in pointers if isinstance(v.type, PointerType)
                  and v.type.to is pointer.type.to]
        other = choices.pick(others)
        return Expr(f"({pointer.name} {choices.pick(['==', '!='])} {other.name})", INT, 0, 1,
                    pointer.keys | other.keys)

    def logical(self, depth: int) -> Expr:
        """&& and ||: the operands are sequenced."""
        op = self.choices.pick(["&&", "||"])
        a = self.integer(depth - 1)
        b = self.integer(depth - 1)
        return Expr(f"({a.text} {op} {b.text})", INT, 0, 1, a.reads | b.reads, a.writes | b.writes)

    def unary(self, depth: int) -> Expr:
        """- ~ ! +"""
        value = self.integer(depth - 1)
        op = self.choices.pick(["!", "~", "-", "+"])
        base = promote(value.base)
        if op == "!":
            low, high = intervals.compare("==", (value.low, value.high), (0, 0))
            return Expr(f"(!{value.text})", INT, low, high, value.reads, value.writes)
        a = intervals.convert(value.low, value.high, base)
        found: tuple[int, int] | None = a
        if op == "~":
            found = (~a[1], ~a[0]) if base.signed else (base.high - a[1], base.high - a[0])
        elif op == "-":
            found = intervals.binary("-", (0, 0), a, base)
            if found is None:
                return value
        assert found is not None
        return Expr(f"({op}{value.text})", base, found[0], found[1], value.reads, value.writes)

    def conditional(self, depth: int) -> Expr:
        """a ? b : c, or GNU's a ?: c."""
        a = self.integer(depth - 1)
        b = self.integer(depth - 1)
        if not a.writes and self.choices.below(12) == 0:
            base = common(a.base, b.base)
            x, y = (intervals.convert(e.low, e.high, base) for e in (a, b))
            return Expr(f"({a.text} ?: {b.text})", base, min(x[0], y[0]), max(x[1], y[1]),
                        a.reads | b.reads, b.writes)
        c = self.integer(depth - 1)
        base = common(b.base, c.base)
        x, y = (intervals.convert(e.low, e.high, base) for e in (b, c))
        return Expr(f"({a.text} ? {b.text} : {c.text})", base, min(x[0], y[0]), max(x[1], y[1]),
                    a.reads | b.reads | c.reads, a.writes | b.writes | c.writes)

    def cast(self, value: Expr) -> Expr:
        """An explicit conversion to any integer type."""
        return self.to_base(value, self.choices.pick(self.ints).base)

    def assignment(self, depth: int) -> Expr | None:
        """An assignment, compound assignment, increment or decrement as an operand."""
        place = self.place("int", True)
        if place is None or place.atomic:
            return None
        made = self.assign(place, depth - 1)
        if place.width and made.base.bits > 32:
            made.text = f"({made.base.name})({made.text})"
        return Expr(f"({made.text})", made.base, made.low, made.high, made.reads, made.writes)

    def assign(self, place: Place, depth: int) -> Expr:
        """An assignment expression to an integer place, without parentheses."""
        type_ = place.type
        assert isinstance(type_, IntType)
        choices = self.choices
        before = self.read(place)
        writes = place.keys
        reads = before.reads
        base = type_.base
        result = (type_.low, type_.high)
        value_base = before.base if place.width else base
        roll = choices.below(10)
        if place.width and base.bits > 32:
            roll = 4        # arithmetic in the type of a wide bit-field is the compiler's own
        if roll < 3:
            for op in (("++", "--") if roll else ("--", "++")):
                found = intervals.binary(op[0], intervals.convert(before.low, before.high,
                                                                  promote(base)), (1, 1),
                                         promote(base))
                if found is None or not self.keeps(found, place):
                    continue
                text = f"{op}{place.text}" if roll == 1 else f"{place.text}{op}"
                return Expr(text, value_base, *result, reads, writes)
        quiet, no_write = self.quiet, self.no_write
        no_read = self.no_read
        self.no_write = no_write | place.keys | place.reads
        if roll >= 6:
            self.no_write = no_write | reads
        value = self.integer(depth)
        self.quiet, self.no_write, self.no_read = quiet, no_write, no_read
        if roll >= 6 and base is not BOOL:
            start = choices.below(len(ARITHMETIC))
            for step in range(4):
                op = ARITHMETIC[(start + step * 3) % len(ARITHMETIC)]
                right = value
                if op in ("<<", ">>"):
                    right = self.within(value, 0, min(promote(base).bits - 1, 31))
                elif op in ("/", "%"):
                    right = self.nonzero(value)
                made = self.join(op, before, right)
                if made is None or not self.keeps((made.low, made.high), place):
                    continue
                return Expr(f"{place.text} {op}= {right.text}", value_base, *result,
                            reads | value.reads, writes | value.writes)
        value = self.fit(value, type_)
        return Expr(f"{place.text} = {value.text}", value_base, *result, place.reads | value.reads,
                    writes | value.writes)

    def keeps(self, interval: tuple[int, int], place: Place) -> bool:
        """Whether a value of the interval, stored, keeps the place's invariant."""
        type_ = place.type
        assert isinstance(type_, IntType)
        if place.width and type_.base is not BOOL:
            return type_.low <= interval[0] and interval[1] <= type_.high or \
                (type_.high - type_.low + 1 == 1 << place.width)
        low, high = intervals.convert(interval[0], interval[1], type_.base)
        return type_.low <= low and high <= type_.high

    def fit(self, value: Expr, type_: IntType) -> Expr:
        """The value, such that converting it to the type keeps the type's invariant."""
        low, high = intervals.convert(value.low, value.high, type_.base)
        if type_.low <= low and high <= type_.high:
            return value
        return self.within(value, type_.low, type_.high)

    # -- calls -----------------------------------------------------------------------------------

    def callable_here(self, function: Function) -> bool:
        """Whether cost and effects allow a call at this place."""
        if self.no_calls or self.cost + function.cost * self.repeat > self.limit:
            return False
        if function.reads & self.no_read:
            return False
        return not function.writes or self.may_write(function.writes)

    def arguments(self, function: Function, depth: int) -> Value | None:
        """The argument list in parentheses, or None if a pointer cannot be had."""
        choices = self.choices
        quiet, no_read, no_write = self.quiet, self.no_read, self.no_write
        texts: list[str] = []
        reads: frozenset[int] = NOTHING
        writes: frozenset[int] = NOTHING
        types = function.parameters + (function.variadic or [])
        self.no_write = no_write
        noisy = choices.below(len(types) + 1) if choices.chance(30) else -1
        made: Value | Expr | Real | None
        for at, type_ in enumerate(types):
            if at < function.leading:
                if function.depth >= 0:
                    texts.append(str(choices.between(0, function.depth)))
                else:
                    texts.append(choices.pick(function.firsts or [function.first]))
                continue
            self.quiet = quiet or at != noisy
            # Everything is unsequenced: nothing that was read may now be written.
            self.no_write = no_write | reads
            made = self.value(type_, depth - 1, self.depth)
            if made is None:
                self.quiet, self.no_read, self.no_write = quiet, no_read, no_write
                return None
            texts.append(made.text)
            if at >= len(function.parameters) and isinstance(type_, (IntType, FloatType)):
                # Through `...` the type must be exactly what va_arg names.
                texts[-1] = f"({type_.base.name}){texts[-1]}"
            reads |= made.reads
            writes |= made.writes
            self.no_read = no_read | writes
        self.quiet, self.no_read, self.no_write = quiet, no_read, no_write
        return Value(f"({', '.join(texts)})", reads, writes)

    def call(self, function: Function, depth: int) -> Value | None:
        """A call of the function as a value of its result type."""
        given = self.arguments(function, depth)
        if given is None:
            return None
        self.spend(function.cost)
        return Value(function.name + given.text, function.reads | given.reads,
                     function.writes | given.writes)

    def call_integer(self, depth: int) -> Expr | None:
        """A call of a function or through a function pointer that gives an integer."""
        found = [f for f in self.functions
                 if isinstance(f.result, IntType) and self.callable_here(f)]
        if not found:
            return None
        function = self.choices.pick(found)
        assert isinstance(function.result, IntType)
        made = self.call(function, min(depth, 2))
        if made is None:
            return None
        result = function.result
        return Expr(made.text, result.base, result.low, result.high, made.reads, made.writes)

    # -- what the classes after this one make --------------------------------------------------

    def special(self, depth: int) -> Expr:
        """The rarer forms of expression."""
        raise NotImplementedError

    def plus(self, value: Expr) -> Expr:
        """The promoted value: neither a bit-field nor an enumeration nor atomic."""
        raise NotImplementedError

    def real(self, depth: int) -> Real:
        """A floating expression."""
        raise NotImplementedError

    def truncated(self, depth: int) -> Expr:
        """A floating value in an integer type for it."""
        raise NotImplementedError
