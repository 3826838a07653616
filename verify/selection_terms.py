"""Proofs of instruction selection for machines whose rows' meanings are terms: RISC-V, AArch64.

Problem: as for x86 (`selection.py`), a selection rule must hold for every immediate and whatever
the upper bits of registers hold.  Idea: such a row says `a = sext (add.i32 b c)`: a term over
the operands a b c d in the IR's operations, so that the right side of a rule is run by
`ir/semantics.py` alone.  What differs between machines is data (`Machine`): how a register holds a
value of each type, which immediates fit, where meanings and tables are.

Reading a meaning: `op.T` computes at type T on the low bits of its operands; without T at the width
of what the result is for; comparisons at the width of the operands read.  `zext`, `sext` widen to
the destination.  A result that would be poison (a shift by too much) or that reads an immediate
which does not fit refutes the rule.  Floats stand in the low bits of their register; NaN boxing
and signals of exceptions are not modelled.  Sources: RISC-V unprivileged architecture 20191213.
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import z3  # type: ignore[import-untyped]

from compiler.ir import opcodes as op
from compiler.ir import types
from compiler.ir.semantics import meaning
from compiler.target.machine import MAX_OPERANDS, OPERAND_IMM, OPERAND_MEM, READ, WRITE
from verify import integers
from verify.infer import Typing
from verify.instance import width_bits
from verify.language import TYPES, Name, Node, Rule, Term
from verify.memory import MEMORY, read, write
from verify.selection import Result, Selection, fresh, low, wide
from verify.words import Unsupported, Z3Domain, any_of, negation

INTEGER_TYPES = {1: types.I1, 8: types.I8, 16: types.I16, 32: types.I32, 64: types.I64}
FLOAT_TYPES = {32: types.F32, 64: types.F64}
FLOAT_OPERATIONS = (*range(op.FADD, op.FMA + 1), *range(op.FOEQ, op.FUNO + 1))
EXTENSIONS: dict[int, Any] = {op.ZEXT: z3.ZeroExt, op.SEXT: z3.SignExt}


@dataclass(frozen=True)
class Machine:
    """What the prover must know of a machine beside its rows."""

    package: str                                # of its generated tables
    held: dict[int, str]                        # type -> zero, sign or any: the bits above
    fits: Callable[[str, Any], Any]             # opcode's name, immediate -> formula

    @functools.cached_property
    def meanings(self) -> dict[str, str]:
        """Opcode name -> meaning."""
        found: dict[str, str] = importlib.import_module(self.package + ".names_gen").MEANINGS
        return found

    @functools.cached_property
    def tables(self) -> Any:
        """The generated tables."""
        return importlib.import_module(self.package + ".tables_gen")

    @functools.cached_property
    def numbers(self) -> dict[str, int]:
        """Opcode name -> index into the tables."""
        return {name: number for number, name in enumerate(self.tables.NAMES.split(" "))}


def riscv_fits(name: str, value: Any) -> Any:
    """Shift counts by the width, else 12 signed bits."""
    if re.match("S(LL|RL|RA)I", name):
        return integers.between(0, value, 32 if re.match("S..IW", name) else 64)
    return integers.between(-2048, value, 2048)


MACHINES = {
    "riscv": Machine("compiler.target.riscv",
                     {types.I1: "zero", types.I8: "any", types.I16: "any", types.I32: "sign"},
                     riscv_fits),
}
# A parsed meaning: a letter, a number, or (operation, type or "", arguments).
Meaning = str | tuple[str, str, tuple["Meaning", ...]]


@functools.cache
def parse(text: str) -> tuple[str, Meaning]:
    """`a = sext (add.i32 b c)`: destination and expression."""
    target, _, expression = text.partition(" = ")
    words = re.findall(r"[()]|[^\s()]+", f"({expression})")

    def term() -> Meaning:
        word: str = words.pop(0)
        if word != "(":
            return word
        head, _, type = words.pop(0).partition(".")
        args: list[Meaning] = []
        while words[0] != ")":
            args.append(term())
        words.pop(0)
        return head, type, tuple(args)

    return target.strip(), term()


class TermSelection(Selection):
    """A selection rule of such a machine at its types."""

    def __init__(self, rule: Rule, typing: Typing, assignment: dict[int, int],
                 dropped: int = -1) -> None:
        self.target = MACHINES[prefix(rule.right)]
        super().__init__(rule, typing, assignment, dropped)

    def hold(self, word: Any, type: int) -> Any:
        """A register that holds a value of this type."""
        how = self.target.held.get(type, "any")
        missing = 64 - word.size()
        if how == "any" or not missing:
            return wide(word)
        return (z3.ZeroExt if how == "zero" else z3.SignExt)(missing, word)

    def machine(self, term: Term, path: tuple[int, ...]) -> Result:
        """A machine term, run."""
        if not isinstance(term, Node):
            return Result([self.register(term, path)])
        name = term.machine.partition(".")[2]
        text = self.target.meanings.get(name)
        if text is None:
            raise Unsupported(f"{name or term.function or op.NAMES[term.op]}, which has no meaning")
        target, expression = parse(text)
        tables = self.target.tables
        base = self.target.numbers[name] * MAX_OPERANDS
        given = list(enumerate(term.args))
        words: dict[str, Any] = {}
        sizes: dict[str, int] = {}
        destination: Any = None
        for index in range(tables.OPERAND_COUNT[self.target.numbers[name]]):
            letter = "abcd"[index]
            kind = tables.OPERAND_KIND[base + index]
            access = tables.OPERAND_ACCESS[base + index]
            sizes[letter] = 8 * tables.OPERAND_SIZE[base + index] or 64
            if kind == OPERAND_IMM:
                words[letter] = self.fitting_immediate(term, name)
            elif kind == OPERAND_MEM:
                at, arg = given.pop(0)
                words[letter] = self.memory_operand(arg, at, path)
                if access & WRITE:
                    destination = words[letter]
                    self.touched(arg, self.writes, sizes[letter])
                if access & READ:
                    self.touched(arg, self.reads, sizes[letter])
            elif access & READ:
                at, arg = given.pop(0)
                words[letter] = self.machine(arg, (*path, at)).words[0]
        if given:
            raise Unsupported(f"{name} with so many operands")
        found = self.evaluate(expression, words, sizes, sizes[target])
        if destination is not None:
            self.memory_right = write(self.memory_right, destination, low(found, sizes[target]))
            return Result([z3.BitVecVal(0, 64)])
        return Result([wide(found)])

    def fitting_immediate(self, term: Node, name: str) -> Any:
        """The immediate operand, which must fit its field."""
        if term.imm is None or isinstance(term.imm, Name) and "." in term.imm.name:
            raise Unsupported("this immediate")
        value = self.number(term.imm)
        self.unfit.append(negation(self.target.fits(name, value)))
        return integers.modulo(value, 64)

    def evaluate(self, expression: Meaning, words: dict[str, Any], sizes: dict[str, int],
                 width: int) -> Any:
        """The word that an expression of a row gives, `width` bits wide."""
        if isinstance(expression, str):
            if expression in words:
                return low(words[expression], width)
            return z3.BitVecVal(int(expression, 0), width)
        head, type_name, args = expression
        if type_name:
            width = types.BITS[TYPES[type_name]]
        if head == "copy":
            return self.evaluate(args[0], words, sizes, width)
        number = op.BY_NAME[head]
        if number == op.LOAD:
            assert isinstance(args[0], str)
            return read(MEMORY, words[args[0]], width // 8)
        if number in (op.TRUNC, op.BITCAST):
            return self.evaluate(args[0], words, sizes, width)
        if number in EXTENSIONS:
            inner: Any = self.evaluate(args[0], words, sizes, self.inner_width(args[0], sizes))
            extend: Any = EXTENSIONS[number]
            return extend(width - inner.size(), inner)
        from_types, to_type = self.types_of(number, args, sizes, width, bool(type_name))
        given = [self.evaluate(arg, words, sizes, width_bits(type))
                 for arg, type in zip(args, from_types)]
        domain = Z3Domain(self.floats)
        found: Any = meaning(domain, number, to_type, 0, from_types, given, 64)
        if found is None:
            raise Unsupported(head)
        self.right_definitions += domain.definitions
        if op.SHL <= number <= op.ASHR:
            self.trap += domain.poison
        elif domain.poison:
            found = z3.If(any_of(domain.poison), fresh(found.size()), found)
        return found

    def inner_width(self, expression: Meaning, sizes: dict[str, int]) -> int:
        """The width of what is extended."""
        if isinstance(expression, str):
            return sizes[expression]
        head, type_name, args = expression
        if type_name:
            return types.BITS[TYPES[type_name]]
        if op.EQ <= op.BY_NAME[head] <= op.FUNO:
            return 1
        return max((self.inner_width(arg, sizes) for arg in args
                    if not isinstance(arg, str) or arg in sizes), default=64)

    def types_of(self, number: int, args: tuple[Meaning, ...], sizes: dict[str, int], width: int,
                 annotated: bool) -> tuple[list[int], int]:
        """Types of an operation's operands and of its result, from the widths about it."""
        width_within = max((self.inner_width(arg, sizes) for arg in args
                     if not isinstance(arg, str) or arg in sizes), default=width)
        if op.FOEQ <= number <= op.FUNO:
            return [FLOAT_TYPES[width_within]] * len(args), types.I1
        if op.EQ <= number <= op.ULE:
            return [INTEGER_TYPES[width_within]] * len(args), types.I1
        if number in (op.FPTOSI, op.FPTOUI):
            return [FLOAT_TYPES[width_within]], INTEGER_TYPES[width]
        if number in (op.SITOFP, op.UITOFP):
            return [INTEGER_TYPES[width_within]], FLOAT_TYPES[width]
        if number in (op.FPEXT, op.FPTRUNC):
            return [FLOAT_TYPES[width_within]], FLOAT_TYPES[width]
        found = FLOAT_TYPES if number in FLOAT_OPERATIONS else INTEGER_TYPES
        return [found[width]] * len(args), found[width]

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
