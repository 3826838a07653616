"""Strength reduction: addresses that a loop's counter makes become pointers that step along.

Problem: `a[i]` takes a shift and an addition where the machine's addresses have no scaled index,
and `a[i * n + j]` an addition and a sign extension where they have.  Idea: where the index is a
linear function of a counter, counter * scale + offset + invariant terms, keep base + index in a phi
of its own, which the loop's end moves on by step * scale (Cocke and Kennedy, "An Algorithm for
Reduction of Operator Strength", 1977; only the form that arrays give).

Invariants: in 64 bits exact modulo 2**64, so the new operations need no flag and have none; an i32
index is taken apart only where no signed wrap is promised: then sext(a + b) = sext(a) + sext(b).
Only addresses computed in every round are taken, a few a loop, since each needs a register.
"""

from __future__ import annotations

from compiler.ir.dominators import compute, dominates
from compiler.ir.instr import Block, Function, Instr, replace
from compiler.ir.loops import Loop, compute_loops
from compiler.ir.opcodes import (
    ADD,
    ALLOCA,
    ASMGOTO,
    CALL,
    CONST,
    INDIRECTJUMP,
    LEAF,
    MUL,
    NSW,
    PHI,
    PTRADD,
    SEXT,
    SHL,
    TRAITS,
)
from compiler.ir.types import I32, I64, PTR, wrap
from compiler.opt.context import PassContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MOST_POINTERS: Final = 6        # a loop
MOST_SUMS: Final = 3            # the same where addresses have a scaled index
WITH_CALLS: Final = 2           # in a loop with calls: fewer registers last
DEPTH: Final = 4


class Linear:
    """counter * scale + offset + the sum of terms[k] * factors[k], modulo 2**64; i32 values stand
    for their sign extension."""

    def __init__(self, counter: Instr, scale: int, offset: int) -> None:
        self.counter = counter
        self.scale = scale
        self.offset = offset
        self.terms: list[Instr] = []
        self.factors: list[int] = []

    def multiply(self, factor: int) -> None:
        """Scale the whole function."""
        self.scale = wrap(self.scale * factor, 64)
        self.offset = wrap(self.offset * factor, 64)
        for k in range(len(self.factors)):
            self.factors[k] = wrap(self.factors[k] * factor, 64)

    def differs_by_offset(self, other: Linear) -> bool:
        """Whether all but the offset is the same."""
        if self.counter is not other.counter or self.scale != other.scale \
                or len(self.terms) != len(other.terms):
            return False
        for k in range(len(self.terms)):
            if self.terms[k] is not other.terms[k] or self.factors[k] != other.factors[k]:
                return False
        return True


class Counter:
    """A phi of the loop's header that grows by a constant."""

    def __init__(self, phi: Instr, first: Instr, step: int) -> None:
        self.phi = phi
        self.first = first
        self.step = step


class Pointer:
    """A pointer that steps along: its phi stands for base + form."""

    def __init__(self, base: Instr, form: Linear, phi: Instr) -> None:
        self.base = base
        self.form = form
        self.phi = phi


def takes_sum(index: Instr) -> bool:
    """Whether an index is a sign-extended sum with a variable, made for one address alone: more
    than a scaled address computes by itself, and more than one step of a pointer costs."""
    while index.op in (SHL, MUL) and index.args[1].op == CONST and index.uses == 1:
        index = index.args[0]
    if index.op != SEXT or index.uses != 1:
        return False
    index = index.args[0]
    while index.op == ADD and index.uses == 1:
        if index.args[1].op != CONST:
            return True
        index = index.args[0]
    return False


def run(function: Function, context: PassContext) -> bool:
    """Reduce the addresses of every loop."""
    if function.pointer_bits != 64:
        return False
    compute(function)
    changed = False
    for loop in compute_loops(function).loops:
        if len(loop.latches) == 1 and Reduction(function, loop, context).run():
            changed = True
    if changed:
        function.sweep()
    return changed


class Reduction:
    """One loop."""

    def __init__(self, function: Function, loop: Loop, context: PassContext) -> None:
        self.function = function
        self.loop = loop
        self.context = context
        self.inside: dict[int, bool] = {int(block.id): True for block in loop.blocks}
        self.latch = loop.latches[0]
        self.counters: dict[int, Counter] = {}     # by id of the phi
        self.pointers: list[Pointer] = []

    def run(self) -> bool:
        """Whether anything changed."""
        header = self.loop.header
        if len(header.preds) != 2:
            return False
        entry = header.preds[1] if header.preds[0] is self.latch else header.preds[0]
        if entry.instrs[-1].op in (INDIRECTJUMP, ASMGOTO) or entry is self.latch:
            return False
        for phi in header.phis():
            self.note_counter(phi, entry)
        if not self.counters:
            return False
        scales = self.context.options.scales_index
        most = MOST_SUMS if scales else MOST_POINTERS
        found: list[Instr] = []
        for block in self.loop.blocks:
            every_round = dominates(block, self.latch)
            for instr in block.instrs:
                if instr.op == CALL:
                    most = 0 if scales else WITH_CALLS
                elif instr.op == PTRADD and every_round and instr.forward is None:
                    found.append(instr)
        changed = False
        for instr in found:
            if (not scales or takes_sum(instr.args[1])) and self.reduce(instr, entry, most):
                changed = True
        return changed

    def note_counter(self, phi: Instr, entry: Block) -> None:
        """Remember a phi that grows by a constant, an i32 one only if it never wraps."""
        header = self.loop.header
        at = 0 if header.preds[0] is entry else 1
        following = phi.args[1 - at]
        if following.op == ADD and following.args[0] is phi \
                and following.args[1].op == CONST \
                and (phi.type == I64 or phi.type == I32 and following.flags & NSW):
            self.counters[int(phi.id)] = Counter(phi, phi.args[at], following.args[1].imm)

    def linear(self, value: Instr, depth: int) -> Linear | None:
        """The value as a linear function of a counter."""
        if int(value.id) in self.counters and value.op == PHI:
            return Linear(value, 1, 0)
        if depth == 0:
            return None
        op = value.op
        if op == SEXT and value.args[0].type == I32:
            return self.linear(value.args[0], depth - 1)
        if op not in (ADD, SHL, MUL) or value.type == I32 and not value.flags & NSW:
            return None
        inner = self.linear(value.args[0], depth - 1)
        other = value.args[1]
        if inner is None and op == ADD:
            inner = self.linear(other, depth - 1)
            other = value.args[0]
        if inner is None:
            return None
        if op == ADD and other.op == CONST:
            inner.offset = wrap(inner.offset + other.imm, 64)
        elif op == ADD and self.is_invariant(other):
            inner.terms.append(other)
            inner.factors.append(1)
        elif other.op == CONST:
            inner.multiply(1 << (other.imm & 63) if op == SHL else other.imm)
        else:
            return None
        return inner

    def is_invariant(self, value: Instr) -> bool:
        """Whether the value is the same in every round."""
        if TRAITS[value.op] & LEAF or value.op == ALLOCA:
            return True
        return value.block is not None and int(value.block.id) not in self.inside

    def reduce(self, instr: Instr, entry: Block, most: int) -> bool:
        """Take one address from a pointer that steps along."""
        base = instr.args[0]
        if instr.args[1].op == CONST or not self.is_invariant(base):
            return False
        form = self.linear(instr.args[1], DEPTH)
        if form is None or form.scale in (0, 1):
            return False
        pointer: Pointer | None = None
        for known in self.pointers:
            if known.base is base and known.form.differs_by_offset(form):
                pointer = known
        if pointer is None:
            if len(self.pointers) >= most or not self.context.consume("strength", self.function):
                return False
            pointer = self.make_pointer(base, self.counters[int(form.counter.id)], form, entry)
            self.pointers.append(pointer)
        rest = wrap(form.offset - pointer.form.offset, 64)
        if rest == 0:
            replace(instr, pointer.phi)
            return True
        instr.flags = 0
        instr.set_arg(0, pointer.phi)
        instr.set_arg(1, self.function.const(I64, rest))
        return True

    def make_pointer(self, base: Instr, counter: Counter, form: Linear, entry: Block) -> Pointer:
        """The phi, its start before the loop and its step at the loop's end."""
        function = self.function
        header = self.loop.header
        start = base
        offset = form.offset
        terms = list(form.terms)
        factors = list(form.factors)
        if counter.first.op == CONST:
            offset = wrap(offset + counter.first.imm * form.scale, 64)
        else:
            terms.append(counter.first)
            factors.append(form.scale)
        for term, factor in zip(terms, factors):
            if term.type == I32:
                term = self.insert(entry, SEXT, I64, [term])
            if factor != 1:
                term = self.insert(entry, MUL, I64, [term, function.const(I64, factor)])
            start = self.insert(entry, PTRADD, PTR, [start, term])
        start = self.moved(entry, start, offset)
        phi = function.make(PHI, PTR, [], 0, counter.phi.pos)
        phi.block = header
        header.instrs.insert(0, phi)
        following = self.moved(self.latch, phi, wrap(counter.step * form.scale, 64))
        phi.set_args([start, following] if header.preds[0] is entry else [following, start])
        return Pointer(base, form, phi)

    def moved(self, block: Block, pointer: Instr, amount: int) -> Instr:
        """pointer + amount at the end of a block."""
        if amount == 0:
            return pointer
        return self.insert(block, PTRADD, PTR, [pointer, self.function.const(I64, amount)])

    def insert(self, block: Block, op: int, type: int, args: list[Instr]) -> Instr:
        """An operation at the end of a block."""
        made = self.function.make(op, type, args, 0, args[0].pos)
        made.block = block
        block.instrs.insert(len(block.instrs) - 1, made)
        return made
