"""Places and addresses: from the visible variables down to a scalar, and up to a pointer.

A place is reached through members, elements and pointers; what an access touches and what the
computation of its address reads go with it.  An address is given only to a pointer whose refined
type is the target's own, with enough elements behind it, and only if the target lives at least as
long as the pointer.
"""

from __future__ import annotations

from fuzz.ctypes_model import (INT, ArrayType, IntType, PointerType, RecordType, Type,
                               contains, declare)
from fuzz.scope import NOTHING, Expr, Place, Real, Scope, Value, Variable


class Places(Scope):
    """Makes lvalues and pointer values."""

    def integer(self, depth: int) -> Expr:
        """An integer expression."""
        raise NotImplementedError

    def within(self, value: Expr, low: int, high: int) -> Expr:
        """The value brought into [low, high]."""
        raise NotImplementedError

    def value(self, type_: Type, depth: int, life: int) -> Expr | Real | Value | None:
        """An expression fit for a place of the type."""
        raise NotImplementedError

    def place(self, kind: str, write: bool, tries: int = 6) -> Place | None:
        """A scalar lvalue of one of KINDS that the context lets one read or write."""
        found = [v for v in self.visible if contains(kind, v.type)]
        if not found or self.constant_only:
            return None
        choices = self.choices
        for _ in range(tries):
            # Newer variables more often: they are what a function is about.
            at = max(choices.below(len(found)), choices.below(len(found)))
            variable = found[at]
            if write and variable.locked and not isinstance(variable.type, PointerType):
                continue
            place = self.walk(variable, kind)
            if place is None or (write and not place.writable):
                continue
            if write or place.volatile:
                if not self.may_write(place.keys):
                    continue
            elif not self.may_read(place.keys):
                continue
            return place
        return None

    def walk(self, variable: Variable, kind: str) -> Place | None:
        """From a variable down to one of its scalars."""
        place = self.whole(variable)
        choices = self.choices
        while True:
            if isinstance(place.type, PointerType):
                if not self.may_read(place.keys):
                    return None
                place = self.dereference(place)
            elif isinstance(place.type, ArrayType):
                place = self.element(place, self.index(place.type.count))
            elif isinstance(place.type, RecordType):
                members = [m for m in place.type.members if contains(kind, m.type, m.width)]
                if not members:
                    return None
                place = self.member(place, place.type.members.index(choices.pick(members)))
            else:
                return place

    def whole(self, variable: Variable) -> Place:
        """The place that a variable is."""
        place = Place(variable.name, variable.type, variable.keys, NOTHING, not variable.locked,
                      variable.qualifier == "volatile")
        place.atomic = variable.qualifier == "_Atomic"
        return place

    def member(self, place: Place, index: int) -> Place:
        """A member of a record place."""
        record = place.type
        assert isinstance(record, RecordType)
        member = record.members[index]
        text = place.text
        if member.name:
            follows = text.startswith("(*") and text.endswith(")")
            text = f"{text[2:-1]}->{member.name}" if follows else f"{text}.{member.name}"
        keys = place.keys if place.keys != record.keys() else member.type.keys()
        if record.keyword == "union":
            keys = record.keys() if place.keys == record.keys() else place.keys
        made = Place(text, member.type, keys, place.reads, place.writable, place.volatile)
        made.width = member.width
        return made

    def element(self, place: Place, index: Expr) -> Place:
        """An element of an array place."""
        assert isinstance(place.type, ArrayType)
        return Place(f"{place.text}[{index.text}]", place.type.element, place.keys,
                     place.reads | index.reads, place.writable, place.volatile)

    def dereference(self, place: Place) -> Place:
        """What a pointer place points at; the context lets one read the pointer."""
        pointer = place.type
        assert isinstance(pointer, PointerType)
        reads = place.reads | place.keys
        if pointer.extent > 1 and self.choices.chance(70):
            index = self.index(pointer.extent)
            text = f"{place.text}[{index.text}]"
            if self.choices.chance(20):
                text = f"(*({place.text} + {index.text}))"
            reads |= index.reads
        else:
            text = f"(*{place.text})"
        return Place(text, pointer.to, pointer.to.keys(), reads, not pointer.const, False)

    def index(self, extent: int) -> Expr:
        """A quiet expression in [0, extent)."""
        if extent == 1:
            return Expr("0", INT, 0, 0)
        counters = [v for v in self.visible
                    if v.locked and isinstance(v.type, IntType) and v.type.high < extent
                    and v.type.low >= 0 and v.type.high > 0 and self.may_read(v.keys)]
        if counters and self.choices.chance(70):
            counter = self.choices.pick(counters)
            assert isinstance(counter.type, IntType)
            return Expr(counter.name, counter.type.base, 0, counter.type.high, counter.keys)
        if self.fuel < 4 or self.choices.below(3) == 0:
            value = self.choices.below(extent)
            return Expr(str(value), INT, value, value)
        self.fuel -= 3
        outer, self.quiet = self.quiet, True
        made = self.within(self.integer(2), 0, extent - 1)
        self.quiet = outer
        return made

    def address(self, type_: PointerType, depth: int) -> Value | None:
        """A pointer value of the type whose target lives as long as blocks at `depth`."""
        choices = self.choices
        if type_.nullable and choices.below(4) == 0:
            return Value(choices.pick(["0", "(void *)0", "NULL"]))
        found: list[Value] = []
        for variable in self.visible:
            if variable.depth > depth and not isinstance(variable.type, PointerType):
                continue
            self.addresses(variable, type_, depth, found)
        if not found:
            return None
        chosen = choices.pick(found)
        if choices.chance(8) and "{" not in chosen.text:
            return Value(f"({declare(type_, '')})(void *){chosen.text}", chosen.reads)
        return chosen

    def addresses(self, variable: Variable, type_: PointerType, depth: int,
                  found: list[Value]) -> None:
        """Collect the pointer values that one variable gives."""
        have = variable.type
        choices = self.choices
        if variable.locked and not type_.const and not isinstance(have, PointerType):
            return
        if isinstance(have, PointerType):
            if not self.constant_only and variable.depth <= depth and have.to is type_.to \
                    and have.extent >= type_.extent \
                    and (type_.const or not have.const) and (type_.nullable or not have.nullable) \
                    and self.may_read(variable.keys) and not variable.qualifier:
                slack = have.extent - type_.extent
                text = f"({variable.name} + {choices.between(1, slack)})" \
                    if slack and not have.nullable and choices.chance(50) else variable.name
                found.append(Value(text, variable.keys))
            if variable.depth <= depth and variable.addressable and type_.to is have \
                    and type_.extent == 1 and not variable.qualifier:
                found.append(Value(f"&{variable.name}"))
            return
        if not variable.addressable or variable.depth > depth or variable.qualifier:
            return
        if have is type_.to and type_.extent == 1:
            found.append(Value(f"&{variable.name}"))
        elif isinstance(have, ArrayType):
            if have.element is type_.to and have.count >= type_.extent:
                slack = have.count - type_.extent
                at = choices.between(0, slack)
                found.append(Value(f"&{variable.name}[{at}]" if at else variable.name))
            elif isinstance(have.element, ArrayType) and have.element.element is type_.to \
                    and have.element.count >= type_.extent:
                found.append(Value(f"{variable.name}[{choices.below(have.count)}]"))
        elif isinstance(have, RecordType) and have.keyword == "struct" and not have.packed:
            for member in have.members:
                if member.width or not member.name:
                    continue
                if member.type is type_.to and type_.extent == 1:
                    found.append(Value(f"&{variable.name}.{member.name}"))
                elif isinstance(member.type, ArrayType) and member.type.element is type_.to \
                        and member.type.count >= type_.extent:
                    found.append(Value(f"{variable.name}.{member.name}"))
