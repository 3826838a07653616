"""What a generator knows while it writes: variables, places, expressions with their effects.

An expression carries its C text, type, the interval of its value, and the sets of memory keys that
its evaluation reads and writes.  Two unsequenced operands are written so that at most one of them
writes, and the other one neither reads nor writes what it writes (C17 6.5p2): the first is made
freely, the second *quietly*, with the first's writes forbidden.  The same rule keeps calls, which
are indeterminately sequenced, from making the result depend on the order.

A key stands for one local variable whose address is never taken, or for all memory of one refined
type; a volatile read counts as a write.
"""

from __future__ import annotations

from itertools import count

from fuzz.choices import Choices
from fuzz.ctypes_model import (FloatBase, FloatType, IntBase, IntType, PointerType, RecordType,
                               Type, declare)

NOTHING: frozenset[int] = frozenset()


class Variable:
    """A named object."""

    def __init__(self, name: str, type_: Type, depth: int, key: frozenset[int],
                 addressable: bool = False, locked: bool = False, qualifier: str = "") -> None:
        self.name = name
        self.type = type_
        self.depth = depth              # of the block that it lives in; 0: static storage
        self.keys = key
        self.addressable = addressable
        self.locked = locked            # not to be assigned (loop counters, const objects)
        self.qualifier = qualifier

    def declaration(self) -> str:
        """Its declaration without storage class and initialiser."""
        text = declare(self.type, self.name)
        return f"{self.qualifier} {text}" if self.qualifier else text


class Place:
    """An lvalue."""

    __slots__ = ("text", "type", "keys", "reads", "writable", "volatile", "width", "atomic")

    def __init__(self, text: str, type_: Type, keys: frozenset[int], reads: frozenset[int],
                 writable: bool, volatile: bool) -> None:
        self.text = text
        self.type = type_
        self.keys = keys                # what an access touches
        self.reads = reads              # what the computation of its address reads
        self.writable = writable
        self.volatile = volatile
        self.width = 0
        self.atomic = False


class Expr:
    """An expression of arithmetic type; `low` and `high` bound its value."""

    __slots__ = ("text", "base", "low", "high", "reads", "writes")

    def __init__(self, text: str, base: IntBase, low: int, high: int,
                 reads: frozenset[int] = NOTHING, writes: frozenset[int] = NOTHING) -> None:
        self.text = text
        self.base = base
        self.low = low
        self.high = high
        self.reads = reads
        self.writes = writes


class Real:
    """An expression of floating type; finite, in [low, high]."""

    __slots__ = ("text", "base", "low", "high", "reads", "writes")

    def __init__(self, text: str, base: FloatBase, low: float, high: float,
                 reads: frozenset[int] = NOTHING, writes: frozenset[int] = NOTHING) -> None:
        self.text = text
        self.base = base
        self.low = low
        self.high = high
        self.reads = reads
        self.writes = writes


class Value:
    """An expression of pointer or record type, already fit for a place of the type."""

    __slots__ = ("text", "reads", "writes")

    def __init__(self, text: str, reads: frozenset[int] = NOTHING,
                 writes: frozenset[int] = NOTHING) -> None:
        self.text = text
        self.reads = reads
        self.writes = writes


class Function:
    """A finished function: signature and what a call does."""

    def __init__(self, name: str, result: Type | None, parameters: list[Type]) -> None:
        self.name = name
        self.result = result            # None: void
        self.parameters = parameters
        self.reads: frozenset[int] = NOTHING
        self.writes: frozenset[int] = NOTHING
        self.cost = 1
        self.variadic: list[Type] | None = None
        self.first = ""                 # text of a fixed first argument of a variadic function
        self.is_parameter = False       # what a parameter points at
        self.depth = -1                 # largest value of a leading depth parameter; -1: none
        self.leading = 0                # parameters before the ordinary ones
        self.firsts: list[str] = []     # texts of a fixed first argument, any of them
        self.spelled: dict[int, str] = {}   # parameters that are not written as their types

    def head(self, names: list[str]) -> str:
        """The declarator with parameter names."""
        inside = [self.spelled.get(at, declare(type_, name))
                  for at, (type_, name) in enumerate(zip(self.parameters, names))]
        if self.variadic is not None:
            inside.append("...")
        inner = f"{self.name}({', '.join(inside) or 'void'})"
        if self.result is None:
            return f"void {inner}"
        return declare(self.result, inner)

    def same_signature(self, other: Function) -> bool:
        """Whether one function pointer may point at both."""
        return (self.leading == other.leading == 0 and self.result is other.result
                and self.parameters == other.parameters
                and self.variadic is None and other.variadic is None
                and self.depth < 0 and other.depth < 0)


class Scope:
    """The state that all parts of a generator share."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.ints: list[IntType] = []           # refined types of this program, a small pool
        self.floats: list[FloatType] = []
        self.records: list[RecordType] = []
        self.functions: list[Function] = []
        self.visible: list[Variable] = []
        self.depth = 0                          # blocks around the current place
        self.names = count(1)
        self.quiet = False                      # no side effects here
        self.no_calls = False                   # nor that of a call, which adds to `seen`
        self.constant_only = False              # an initialiser of static storage
        self.no_read: frozenset[int] = NOTHING
        self.no_write: frozenset[int] = NOTHING
        self.repeat = 1                         # how often the current place runs, at most
        self.cost = 0                           # of the current function, in rough steps
        self.limit = 1000
        self.fuel = 100                         # nodes that the current expression may still use
        self.reads: set[int] = set()            # of the current function
        self.writes: set[int] = set()

    def name(self, prefix: str) -> str:
        """A fresh identifier."""
        return f"{prefix}{next(self.names)}"

    def note(self, item: Expr | Real | Value) -> None:
        """Add the effects of a whole expression to the current function's."""
        self.reads |= item.reads
        self.writes |= item.writes

    def may_read(self, keys: frozenset[int]) -> bool:
        """Whether the context lets an operand read this memory."""
        return not keys & self.no_read

    def may_write(self, keys: frozenset[int]) -> bool:
        """Whether the context lets an operand write this memory."""
        return not self.quiet and not keys & self.no_write and not keys & self.no_read

    def spend(self, steps: int) -> None:
        """Count the cost of something at the current place."""
        self.cost += steps * self.repeat


def pointer_depth(type_: Type) -> int:
    """Levels of indirection."""
    return 1 + pointer_depth(type_.to) if isinstance(type_, PointerType) else 0
