"""Memory in proofs: an array of bytes, and rules over adjacent loads and stores.

Problem: a rule that joins two loads, or two stores, is right only for certain distances, sizes and
byte orders.  Idea: memory is an array from 64-bit addresses to bytes, little endian; a load reads
bytes, a store makes a new array; what stands before `then` happens first.  The right side must
leave the same array behind (extensionally: equal at every address) and give the same value.

What the matcher's driver promises (`opt/adjacent.py`): between the accesses that a rule matches,
nothing writes to memory that they touch (nor reads what the first store writes, if a store moves
down to the second).  Whether bytes may be accessed is part of the proof: the right side may read
only bytes that the left side reads or writes, and write only bytes that it writes.  `distance(p,
q)` is the signed difference of the addresses.

Not modelled: provenance, alignment (the driver writes the alignment of what it joins).  A poison
value must not reach memory (docs/validation.md): storing one is undefined.
"""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import z3  # type: ignore[import-untyped]

from compiler.ir import opcodes as op
from compiler.ir import types
from verify import integers
from verify.infer import BEFORE, Typing
from verify.instance import Instance, Integer, Path, Side, Value, width_bits
from verify.integers import Exact
from verify.language import Call, Name, Node, Rule, Term
from verify.words import FALSE, Unsupported, all_of, any_of, negation

BYTE = z3.BitVecSort(8)
MEMORY = z3.Array("memory", z3.BitVecSort(64), BYTE)
# What the proofs rest on beside `ir/semantics.py`; part of a proof's digest.
MODEL = "bytes in an array, little endian; poison is not stored; accessible bytes of the left side"


def address(pointer: Any, offset: int) -> Any:
    """The address of one byte of an access."""
    return pointer + z3.BitVecVal(offset, 64)


def read(memory: Any, pointer: Any, size: int) -> Any:
    """Bytes of memory as a word."""
    parts = [z3.Select(memory, address(pointer, i)) for i in reversed(range(size))]
    return z3.Concat(*parts) if size > 1 else parts[0]


def write(memory: Any, pointer: Any, word: Any) -> Any:
    """Memory after a store."""
    for i in range(word.size() // 8):
        memory = z3.Store(memory, address(pointer, i), z3.Extract(8 * i + 7, 8 * i, word))
    return memory


def touches_memory(rule: Rule) -> bool:
    """Whether a rule speaks of loads or stores."""

    def does(term: Term) -> bool:
        return isinstance(term, Node) and (term.op in (op.LOAD, op.STORE)
                                           or any(map(does, term.args)))

    return rule.before is not None or does(rule.left)


class MemoryInstance(Instance):
    """A rule over loads and stores, at its types."""

    def __init__(self, rule: Rule, typing: Typing, assignment: dict[int, int], dropped: int = -1,
                 logic: ModuleType = integers, fixed: dict[str, int] | None = None) -> None:
        self.memory: dict[bool, Any] = {True: MEMORY, False: MEMORY}       # left, right
        self.read_bytes: list[Any] = []
        self.written_bytes: list[Any] = []
        super().__init__(rule, typing, assignment, dropped, logic, fixed)

    def prepare(self) -> None:
        """What stands before `then` happens first; before a load it stays where it is."""
        if self.rule.before is not None:
            self.build(self.rule.before, BEFORE, self.left)
            if self.rule.left.op == op.LOAD:
                self.memory[False] = self.memory[True]

    def build(self, term: Term, path: Path, side: Side) -> Value:
        """The whole is undefined where what stands before `then` is."""
        found = super().build(term, path, side)
        if path == () and side is self.left and BEFORE in side.values:
            undefined = any_of([found.undefined, side.values[BEFORE].undefined])
            side.values[path] = found = replace(found, undefined=undefined)
        return found

    def operation(self, term: Node, type: int, arg_types: list[int], args: list[Value],
                  side: Side) -> Value:
        """Loads and stores beside what `Instance` knows."""
        if term.op not in (op.LOAD, op.STORE):
            return super().operation(term, type, arg_types, args, side)
        left = side is self.left
        pointer = args[0]
        accessed = type if term.op == op.LOAD else arg_types[1]
        size = types.BYTES[accessed]
        if width_bits(accessed) not in (1, 8 * size):
            raise Unsupported("memory at this type")
        touched = [address(pointer.word, i) for i in range(size)]
        bad = [*(arg.undefined for arg in args), *(arg.poison for arg in args)]
        allowed = self.written_bytes if term.op == op.STORE else \
            [*self.written_bytes, *self.read_bytes]
        if left:
            (self.written_bytes if term.op == op.STORE else self.read_bytes).extend(touched)
        else:
            bad += [negation(any_of([place == other for other in allowed])) for place in touched]
        if term.op == op.LOAD:
            word = read(self.memory[left], pointer.word, size)
            if accessed == types.I1:
                bad.append(z3.UGT(word, z3.BitVecVal(1, 8)))   # a byte that holds no truth value
                word = z3.Extract(0, 0, word)
            return Value(word, FALSE, any_of(bad))
        word = args[1].word
        if accessed == types.I1:
            word = z3.ZeroExt(7, word)
        self.memory[left] = write(self.memory[left], pointer.word, word)
        return Value(z3.BitVecVal(0, 1), FALSE, any_of(bad))

    def function(self, expr: Call) -> Integer:
        """`distance` beside the functions over constants."""
        if expr.function == "distance":
            first, second = expr.args
            assert isinstance(first, Name) and isinstance(second, Name)
            return Exact(self.value_named(second.name).word - self.value_named(first.name).word, 64)
        return super().function(expr)

    def width(self, expr: Any) -> int:
        """No width comes from a distance."""
        return 0 if isinstance(expr, Call) and expr.function == "distance" else super().width(expr)

    def failures(self) -> list[z3.BoolRef]:
        """Definedness, value and memory."""
        left, right = self.root, self.result
        changed = self.memory[True] != self.memory[False]
        if op.ROWS[self.rule.left.op][3] == "v":
            return [right.undefined, changed]
        differs = any_of([right.poison, left.word != right.word, changed])
        return [right.undefined, all_of([negation(left.poison), differs])]

    def theorem(self) -> list[z3.BoolRef]:
        """No integer reading."""
        return []
