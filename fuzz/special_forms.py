"""The rarer forms of expression: one method a form, chosen by `special`.

Problem: most of C's expressions that are no operators (generic selection, statement expressions,
compound literals, builtins, atomics) occur seldom if each waits for its turn among the operators.
Idea: one draw chooses among all of them; those that need an object of some kind give way to a leaf
where there is none.
"""

from __future__ import annotations

from fuzz import intervals
from fuzz.ctypes_model import (CHAR, INT, INT128, LLONG, LONG, UINT, UINT128, ULLONG, ULONG,
                               IntType, PointerType, common, promote)
from fuzz.reals import Reals
from fuzz.scope import NOTHING, Expr, Variable


class SpecialForms(Reals):
    """Writes everything but operators, calls and assignments."""

    def special(self, depth: int) -> Expr:
        """The rarer forms of expression."""
        choices = self.choices
        roll = choices.below(2 if self.constant_only else 12)
        if roll == 0:
            chosen = choices.pick(self.ints)
            size = max(1, chosen.base.bits // 8)
            return Expr(f"sizeof({chosen.spelling})", ULONG, size, size)
        if roll == 1:
            return self.generic_selection(depth)
        if roll == 2:
            left, right = self.integer(1), self.integer(depth - 1)
            return Expr(f"({left.text}, {right.text})", right.base, right.low, right.high,
                        left.reads | right.reads, left.writes | right.writes)
        if roll == 3:
            return self.statement_expression(depth)
        if roll == 4 and self.floats:
            return self.truncated(depth)
        if roll == 5:
            return self.compound_literal(depth)
        if roll == 6:
            return self.bit_builtin(depth)
        if roll == 7:
            return self.string_value()
        if roll == 8:
            return self.atomic_operation(depth) or self.leaf()
        if roll == 9:
            return self.through_null(depth) or self.leaf()
        if roll == 10:
            return self.around_field(depth) or self.leaf()
        value = self.pointer_relation()
        return value if value is not None else self.leaf()

    def around_field(self, depth: int) -> Expr | None:
        """The value of a bit-field that promotes by its width, where it is not read plainly, in an
        operation that tells int from unsigned."""
        choices = self.choices
        form = choices.below(3)
        place = self.place("field", form == 0)
        if place is None or place.atomic:
            return None
        assert isinstance(place.type, IntType)
        read = self.read(place)
        if form == 0:
            no_write = self.no_write
            self.no_write = no_write | place.keys | place.reads
            value = self.fit(self.integer(depth - 2), place.type)
            self.no_write = no_write
            made = Expr(f"({place.text} = {value.text})", INT, read.low, read.high,
                        place.reads | value.reads, place.keys | value.writes)
        else:
            quiet, self.quiet = self.quiet, True
            other = self.integer(depth - 2)
            self.quiet = quiet
            text = f"({other.text}, {read.text})" if form == 1 else \
                f"({other.text} ? {read.text} : {read.text})"
            made = Expr(text, INT, read.low, read.high, read.reads | other.reads,
                        read.writes | other.writes)
        below = -choices.between(1, 9)
        if choices.below(2):
            return Expr(f"({made.text} {choices.pick(['<', '>='])} {below})", INT, 0, 1,
                        made.reads, made.writes)
        lowered = self.join("+", made, Expr(f"({below})", INT, below, below))
        divisor = choices.between(2, 9)
        return lowered and self.join("/", lowered, Expr(str(divisor), INT, divisor, divisor))

    def through_null(self, depth: int) -> Expr | None:
        """A pointer that may be null, followed only if it is not."""
        found = [v for v in self.visible if isinstance(v.type, PointerType) and v.type.nullable
                 and isinstance(v.type.to, IntType) and self.may_read(v.keys | v.type.to.keys())]
        if not found:
            return None
        variable = self.choices.pick(found)
        assert isinstance(variable.type, PointerType) and isinstance(variable.type.to, IntType)
        to = variable.type.to
        other = self.constant(promote(to.base), 100)
        base = common(to.base, other.base)
        a = intervals.convert(to.low, to.high, base)
        return Expr(f"({variable.name} ? *{variable.name} : {other.text})", base,
                    min(a[0], other.low), max(a[1], other.high), variable.keys | to.keys())

    def plus(self, value: Expr) -> Expr:
        """The promoted value: neither a bit-field nor an enumeration nor atomic."""
        base = promote(value.base)
        low, high = intervals.convert(value.low, value.high, base)
        return Expr(f"(+{value.text})", base, low, high, value.reads, value.writes)

    def generic_selection(self, depth: int) -> Expr:
        """_Generic with the chosen association among others."""
        choices = self.choices
        controlling = self.plus(self.integer(1))
        value = self.integer(depth - 1)
        others = [b for b in (INT, UINT, LONG, ULONG, LLONG, ULLONG, INT128, UINT128)
                  if b is not controlling.base]
        other = choices.pick(others)
        entries = [f"{controlling.base.name}: {value.text}", f"{other.name}: 0",
                   f"{choices.pick(['default', 'double', 'char *'])}: 1"]
        if choices.below(2):
            entries.reverse()
        return Expr(f"_Generic({controlling.text}, {', '.join(entries)})", value.base, value.low,
                    value.high, value.reads, value.writes)

    def statement_expression(self, depth: int) -> Expr:
        """({ declaration; assignment; value; })"""
        choices = self.choices
        value = self.plus(self.integer(depth - 1))
        name = self.name("t")
        spelling = choices.pick(["__typeof__", "__auto_type"])
        declared = f"__typeof__({value.text}) {name} = {value.text}"
        if spelling == "__auto_type":
            declared = f"__auto_type {name} = {value.text}"
        inner = Variable(name, IntType(value.base, value.low, value.high), self.depth + 1,
                         NOTHING, locked=True)
        inner.keys = inner.type.keys()
        self.visible.append(inner)
        result = self.integer(depth - 1)
        self.visible.pop()
        return Expr(f"({{ {declared}; {result.text}; }})",
                    result.base, result.low, result.high,
                    value.reads | result.reads, value.writes | result.writes)

    def compound_literal(self, depth: int) -> Expr:
        """An element of an unnamed array, or a member of an unnamed record."""
        choices = self.choices
        type_ = choices.pick(self.ints)
        quiet, self.quiet = self.quiet, True
        values = [self.fit(self.integer(depth - 2), type_) for _ in range(choices.between(1, 4))]
        at = self.index(len(values))
        self.quiet = quiet
        reads = at.reads.union(*(v.reads for v in values))
        text = f"({type_.spelling}[]){{ {', '.join(v.text for v in values)} }}[{at.text}]"
        return Expr(text, type_.base, type_.low, type_.high, reads)

    def bit_builtin(self, depth: int) -> Expr:
        """GCC's builtins on bits and for checked arithmetic."""
        value = self.integer(depth - 1)
        roll = self.choices.below(5)
        if roll == 0:
            return Expr(f"__builtin_popcountll({value.text})", INT, 0, 64, value.reads,
                        value.writes)
        if roll == 1:
            value = self.to_base(value, UINT)
            return Expr(f"__builtin_clz({value.text} | 1u)", INT, 0, 31, value.reads, value.writes)
        if roll == 2:
            return Expr(f"__builtin_bswap32({value.text})", UINT, 0, UINT.high, value.reads,
                        value.writes)
        if roll == 3:
            return Expr(f"__builtin_expect({value.text} != 0, 1)", LONG, 0, 1, value.reads,
                        value.writes)
        value = self.to_base(value, ULONG)
        return Expr(f"__builtin_ctzl({value.text} | 0x8000000000UL)", INT, 0, 39, value.reads,
                    value.writes)

    def string_value(self) -> Expr:
        """A character or the length of a string literal."""
        text = self.choices.pick(["", "a", "vouch", "0123456789", "\\n\\t\\x41\\101", "ab" "\\0cd"])
        size = {"": 0, "a": 1, "vouch": 5, "0123456789": 10}.get(text, 4 if "n" in text else 2)
        if self.choices.below(2):
            return Expr(f'strlen("{text}")', ULONG, size, size)
        at = self.choices.between(0, size)
        return Expr(f'"{text}"[{at}]', CHAR, CHAR.low, CHAR.high)

    def atomic_operation(self, depth: int) -> Expr | None:
        """A fetch-and-operate on an atomic object."""
        found = [v for v in self.visible if v.qualifier == "_Atomic" and self.may_write(v.keys)]
        if not found:
            return None
        variable = self.choices.pick(found)
        assert isinstance(variable.type, IntType)
        base = variable.type.base
        no_write = self.no_write
        self.no_write |= variable.keys
        value = self.integer(depth - 1)
        self.no_write = no_write
        name = self.choices.pick(["atomic_fetch_add", "atomic_fetch_sub", "atomic_fetch_xor",
                                  "atomic_exchange", "atomic_fetch_or"])
        # a macro's argument: braces do not protect commas
        return Expr(f"{name}(&{variable.name}, ({value.text}))", base, base.low, base.high,
                    variable.keys | value.reads, variable.keys | value.writes)
