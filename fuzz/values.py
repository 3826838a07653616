"""Values of any type, and initialisers of every shape (C17 6.7.9).

An initialiser may use designators, in an order of its own, ranges, replaced elements, strings for
character arrays, and may leave elements out: zero is in every range.  Only where a pointer is
inside, everything is given.
"""

from __future__ import annotations

from fuzz.ctypes_model import CHAR, ArrayType, FloatType, IntType, PointerType, RecordType, Type
from fuzz.scope import NOTHING, Expr, Real, Value
from fuzz.special_forms import SpecialForms


class Values(SpecialForms):
    """Makes values and initialisers."""

    def value(self, type_: Type, depth: int, life: int) -> Expr | Real | Value | None:
        """An expression fit to initialise or be assigned to a place of the type; `life` is the
        depth of the block whose objects a pointer inside may point at."""
        if isinstance(type_, IntType):
            return self.fit(self.integer(depth), type_)
        if isinstance(type_, FloatType):
            if self.choices.below(5) == 0:
                whole = self.within(self.integer(depth), -int(type_.bound) // 2,
                                    int(type_.bound) // 2)
                return Value(whole.text, whole.reads, whole.writes)
            return self.fit_real(self.real(depth), type_)
        if isinstance(type_, PointerType):
            return self.address(type_, life)
        if isinstance(type_, RecordType):
            return self.record_value(type_, depth, life)
        return None

    def record_value(self, type_: RecordType, depth: int, life: int) -> Value | None:
        """A record: a variable, a call or a compound literal."""
        choices = self.choices
        variables = [v for v in self.visible if v.type is type_ and self.may_read(v.keys)
                     and not v.qualifier]
        if variables and choices.below(3):
            variable = choices.pick(variables)
            if not type_.has_pointer() or variable.depth == 0:
                return Value(variable.name, variable.keys)
        found = [f for f in self.functions if f.result is type_ and self.callable_here(f)]
        if found and choices.below(2):
            made = self.call(choices.pick(found), 1)
            if made is not None:
                return made
        quiet, self.quiet = self.quiet, True
        made = self.initializer(type_, 1, 0 if type_.has_pointer() else life)
        self.quiet = quiet
        if made is None:
            return None
        return Value(f"({type_.spelling}){made.text}", made.reads, made.writes)

    def initializer(self, type_: Type, depth: int, life: int) -> Value | None:
        """A braced or plain initialiser; None if a pointer inside cannot be had.  The expressions
        in it are indeterminately sequenced, so they are made quietly."""
        choices = self.choices
        if isinstance(type_, ArrayType):
            if isinstance(type_.element, IntType) and type_.element.base is CHAR \
                    and type_.element.is_full() and type_.count > 4 and choices.below(2):
                return Value('"' + "vouch"[:choices.between(1, 4)] + '"')
            if type_.has_pointer():
                return self.all_of(type_, depth, life)
            return self.some_of([type_.element] * type_.count,
                                [f"[{n}]" for n in range(type_.count)], depth, life)
        if isinstance(type_, RecordType):
            if type_.keyword == "union":
                first = self.initializer(type_.members[0].type, depth, life)
                return None if first is None else Value(f"{{ {first.text} }}", first.reads)
            types = [m.type for m in type_.members]
            names = [f".{m.name}" if m.name else "" for m in type_.members]
            if type_.has_pointer():
                return self.all_of(type_, depth, life)
            return self.some_of(types, names, depth, life)
        made = self.value(type_, depth, life)
        return None if made is None else Value(made.text, made.reads, made.writes)

    def all_of(self, type_: Type, depth: int, life: int) -> Value | None:
        """An initialiser that leaves nothing out."""
        parts = [type_.element] * type_.count if isinstance(type_, ArrayType) else \
            [m.type for m in type_.members] if isinstance(type_, RecordType) else []
        texts: list[str] = []
        reads: frozenset[int] = NOTHING
        for part in parts:
            made = self.initializer(part, depth, life)
            if made is None:
                return None
            texts.append(made.text)
            reads |= made.reads
        return Value(f"{{ {', '.join(texts)} }}", reads)

    def some_of(self, types: list[Type], names: list[str], depth: int, life: int) -> Value | None:
        """An initialiser with designators, ranges, an order of its own, or elements left out."""
        choices = self.choices
        order = list(range(len(types)))
        designated = choices.below(3) == 0 and all(names)
        if designated:
            order = order[choices.below(len(order)):] + order[:choices.below(len(order))]
            order = list(dict.fromkeys(order))
        kept = order[:max(1, len(order) - choices.below(len(order)))] \
            if choices.below(3) == 0 else order[:24]
        if designated and choices.below(6) == 0:
            kept.append(choices.pick(kept))         # replaces what was given before
        texts: list[str] = []
        reads: frozenset[int] = NOTHING
        previous = -1
        no_calls = self.no_calls
        for at in kept:
            # Whether what is replaced is evaluated at all is unspecified (6.7.9p19).
            self.no_calls = no_calls or designated
            made = self.initializer(types[at], depth - 1 if depth > 1 else depth, life)
            self.no_calls = no_calls
            if made is None:
                return None
            text = made.text
            if designated and (at != previous + 1 or choices.below(2)):
                name = names[at]
                if name[0] == "[" and at == len(types) - 2 \
                        and (self.constant_only or isinstance(types[at], (IntType, FloatType))) \
                        and choices.below(2):
                    name = f"[{at} ... {at + 1}]"
                    at += 1
                text = f"{name} = {text}"
            previous = at
            texts.append(text)
            reads |= made.reads
        comma = "," if choices.below(6) == 0 else ""
        return Value(f"{{ {', '.join(texts)}{comma} }}", reads)

