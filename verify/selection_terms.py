"""Proofs of instruction selection for machines whose rows' meanings are terms: RISC-V, AArch64.

Problem: as for x86 (`selection.py`), a selection rule must hold for every immediate and whatever
the upper bits of registers hold.  Idea: such a row says `a = sext (add.i32 b c)`: a term over
the operands a b c d in the IR's operations (`row_meanings.py`), so that the right side of a rule is
run by `ir/semantics.py` alone.  What differs between machines is data (`Machine`): how a register
holds a value of each type, which immediates fit.

A result that would be poison (a shift by too much) or that reads an immediate which does not fit
refutes the rule.  An instruction that reads flags takes them from its first argument.  Floats stand
in the low bits of their register; RISC-V's of 32 bits are NaN-boxed in 64.  Signals of exceptions
are not modelled.  Sources: RISC-V unprivileged architecture 20191213; Arm ARM (DDI 0487) C1.2, C6.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import z3  # type: ignore[import-untyped]

from compiler.ir import opcodes as op
from compiler.ir import types
from compiler.target import formats
from compiler.target.arm import immediates as transforms
from compiler.target.arm.forms import FORMS
from compiler.target.machine import MAX_OPERANDS, OPERAND_IMM, OPERAND_MEM, READ, WRITE
from verify import integers
from verify.infer import Typing
from verify.language import Expr, Infix, Name, Node, Number, Rule, Term
from verify.memory import MEMORY, read, write
from verify.row_meanings import BOXES, Evaluator, Row, Unreadable, meanings, row_tables
from verify.selection import Result, Selection, fresh, wide
from verify.words import Unsupported, Z3Domain, any_of, negation


@dataclass(frozen=True)
class Machine:
    """What the prover must know of a machine beside its rows."""

    held: dict[int, str]                        # type -> zero, sign, box or any: the bits above
    fits: Callable[[Row, Any], Any]             # row, immediate -> formula
    result: str                                 # the bits above a narrow result: zero or any


def riscv_fits(row: Row, value: Any) -> Any:
    """Shift counts by the width, else 12 signed bits."""
    if re.match("S(LL|RL|RA)I", row.name):
        return integers.between(0, value, 32 if re.match("S..IW", row.name) else 64)
    return integers.between(-2048, value, 2048)


def arm_fits(row: Row, value: Any) -> Any:
    """What the transform of the operand's form can encode (`target/arm/immediates.py`)."""
    form = FORMS[row_tables("arm").OPERAND_FORM[
        row.index * MAX_OPERANDS + row.kinds.index(OPERAND_IMM)]]
    bound = form.param
    if form.transform == formats.EQUAL:
        return integers.compare("==", value, bound)
    if form.transform == transforms.ADDITION:
        rest = integers.arithmetic("&", value, 4095)
        shifted = z3.And(integers.between(0, value, 1 << 24), integers.compare("==", rest, 0))
        return any_of([integers.between(0, value, 4096), shifted])
    if form.transform in (formats.BELOW, transforms.SHIFT_LEFT):
        return integers.between(0, value, bound)
    if form.transform == transforms.INVERTED:
        return integers.between(0, value, 14)
    if form.transform == transforms.BITMASK:
        return integers.is_bitmask(integers.modulo(value, bound))
    if form.transform in (transforms.EXTRACT, transforms.INSERT):
        lowest = integers.arithmetic("&", value, 255)
        width, _ = integers.shifted(">>", value, 8, 8)
        end = integers.arithmetic("+", lowest, width)
        return z3.And(integers.between(0, lowest, bound), integers.compare("<=", 1, width),
                      integers.compare("<=", end, bound))
    raise Unsupported(f"this immediate of {row.name}")


MACHINES = {
    "riscv": Machine({types.I1: "zero", types.I32: "sign", types.F32: "box"}, riscv_fits, "any"),
    "arm": Machine({types.I1: "zero"}, arm_fits, "zero"),
}


class TermEvaluator(Evaluator):
    """Meanings as formulas, for one rule."""

    def __init__(self, selection: TermSelection, words: dict[str, tuple[object, int]],
                 sizes: dict[str, int], flags: dict[int, Any]) -> None:
        self.formulas = Z3Domain(selection.floats)
        super().__init__(self.formulas, words, sizes, flags)
        self.selection = selection

    def settle(self, number: int, found: Any, width: int) -> Any:
        """A shift by too much refutes the rule; else what is poison or undefined is anything."""
        domain = self.formulas
        bad = [*domain.poison, *domain.undefined]
        domain.poison, domain.undefined = [], []
        if op.SHL <= number <= op.ASHR:
            self.selection.trap += bad
        elif bad:
            found = z3.If(any_of(bad), fresh(width), found)
        return found

    def part(self, letter: str, bits: bool) -> Any:
        """As the rule spells it."""
        return self.selection.parts[bits]

    def constant(self, word: Any) -> int:
        """A condition's number, which a rule spells."""
        found = z3.simplify(word)
        if not z3.is_bv_value(found):
            raise Unsupported("a condition that is not a number")
        return int(found.as_long())


class TermSelection(Selection):
    """A selection rule of such a machine at its types."""

    def __init__(self, rule: Rule, typing: Typing, assignment: dict[int, int],
                 dropped: int = -1, logic: ModuleType = integers,
                 fixed: dict[str, int] | None = None) -> None:
        self.machine_name = prefix(rule.right)
        self.target = MACHINES[self.machine_name]
        self.parts: tuple[Any, Any] = (None, None)  # of the bit-field move that is read now
        super().__init__(rule, typing, assignment, dropped, logic, fixed)

    def hold(self, word: Any, type: int) -> Any:
        """A register that holds a value of this type."""
        missing = 64 - word.size()
        return self.extended(word, self.target.held.get(type, "any")) if missing > 0 else word

    @staticmethod
    def extended(word: Any, how: str) -> Any:
        """A word in a register of 64 bits."""
        missing = 64 - word.size()
        if how == "zero":
            return z3.ZeroExt(missing, word)
        if how == "sign":
            return z3.SignExt(missing, word)
        return z3.Concat(z3.BitVecVal(-1, missing), word) if how == "box" else wide(word)

    def machine(self, term: Term, path: tuple[int, ...]) -> Result:
        """A machine term, run."""
        if not isinstance(term, Node):
            return Result([self.register(term, path)])
        name = term.machine.partition(".")[2]
        if name not in meanings(self.machine_name):
            raise Unsupported(f"{name or term.function or op.NAMES[term.op]}, which has no meaning")
        row = Row(self.machine_name, name)
        given = list(enumerate(term.args))
        flags: dict[int, Any] = {}
        if row.reads_flags:
            at, arg = given.pop(0)
            flags = self.machine(arg, (*path, at)).flags
        words: dict[str, tuple[object, int]] = {}
        evaluator = TermEvaluator(self, words, row.sizes, flags)
        destination: Any = None
        for index in range(row.count):
            letter, size = "abcd"[index], row.bits[index]
            kind, access = row.kinds[index], row.accesses[index]
            if kind == OPERAND_IMM:
                words[letter] = self.fitting_immediate(term, row), 64
            elif kind == OPERAND_MEM:
                at, arg = given.pop(0)
                address = self.memory_operand(arg, at, path)
                if access & WRITE:
                    destination = address
                    self.touched(arg, self.writes, size)
                if access & READ:
                    self.touched(arg, self.reads, size)
                    words[letter] = read(MEMORY, address, size // 8), size
            elif access & READ:
                at, arg = given.pop(0)
                word = self.machine(arg, (*path, at)).words[0]
                if row.boxes(index):
                    words[letter] = row.unbox(evaluator.domain, index, word), 32
                else:
                    words[letter] = word, word.size()
        if given:
            raise Unsupported(f"{name} with so many operands")
        try:
            word, flags = row.run(evaluator)
        except Unreadable as reason:
            raise Unsupported(f"{name}: {reason}") from None
        found: Any = word
        self.right_definitions += evaluator.formulas.definitions
        if destination is not None:
            self.memory_right = write(self.memory_right, destination, found)
            return Result([z3.BitVecVal(0, 64)], flags)
        boxed = row.target in row.sizes and row.boxes("abcd".index(row.target))
        return Result([self.extended(found, "box" if boxed else self.target.result)
                       if found.size() < 64 else found], flags)

    def fitting_immediate(self, term: Node, row: Row) -> Any:
        """The immediate operand, which must fit its field; none is written where only 0 fits."""
        if isinstance(term.imm, Name) and "." in term.imm.name:
            raise Unsupported("this immediate")
        value = 0 if term.imm is None else self.number(term.imm)
        if "bf" in row.meaning and term.imm is not None:
            self.parts = self.bit_field(term.imm)
        self.unfit.append(negation(self.target.fits(row, value)))
        return integers.modulo(value, 64)

    def bit_field(self, expr: Expr) -> tuple[Any, Any]:
        """Parts of an immediate, words of 64 bits: of `lsb + (width << 8)` as they are spelled, so
        that sums cancel before they are blasted to bits."""
        lowest, width = None, expr
        if isinstance(expr, Infix) and expr.operator == "+":
            lowest, width = expr.left, expr.right
        if isinstance(width, Infix) and width.operator == "<<" and width.right == Number(8):
            assert width.left is not None
            low_word = self.modular(lowest) if lowest is not None else z3.BitVecVal(0, 64)
            self.unfit.append(z3.UGE(low_word, z3.BitVecVal(256, 64)))
            return low_word, self.modular(width.left)
        value = integers.modulo(self.number(expr), 64)
        return value & 255, z3.LShR(value, 8)

    def modular(self, expr: Expr) -> Any:
        """An expression modulo 2**64: sums term by term."""
        if isinstance(expr, Infix) and expr.operator in ("+", "-") and expr.left is not None:
            left, right = self.modular(expr.left), self.modular(expr.right)
            return left + right if expr.operator == "+" else left - right
        return integers.modulo(self.number(expr), 64)

    def failures(self) -> list[z3.BoolRef]:
        """Whatever is computed in a float register must be boxed too."""
        found = super().failures()
        if self.type_left(()) == types.F32 and self.target.held.get(types.F32) == "box" \
                and not self.stores(self.rule.right):
            boxed = self.result.word & BOXES == z3.BitVecVal(BOXES, 64)
            found = [z3.Or(found[0], z3.And(negation(self.root.poison), z3.Not(boxed)))]
        return found

    def misheld(self, type: int) -> Any:
        """The result's register does not hold the left side's value by the convention."""
        if self.target.held.get(type, "any") != "any":
            return self.result.word != self.hold(self.root.word, type)
        return super().misheld(type)


def prefix(term: Term) -> str:
    """The machine that a right side is for: `riscv` of `riscv.ADDrrr`."""
    if isinstance(term, Node):
        if term.machine:
            return term.machine.partition(".")[0]
        return next((found for found in map(prefix, term.args) if found), "")
    return ""
