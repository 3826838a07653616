"""One rule at concrete types: both sides, the condition and what must be proved, as formulas.

Problem: a rule promises that its right side refines its left side for all values *and all
constants*, wherever the matcher lets it fire.  Idea: variables and constants alike are symbols; the
condition becomes a formula that is true whenever the matcher's test can be true.  Facts about
values (known bits) are assumptions, since the analysis behind them is sound and not complete; what
concerns cost only (use counts, `prefer(..)`) is true.

Refinement (Lopes et al., "Alive2", PLDI 2021): where the left side is defined, the right side is
defined; where the left side is moreover not poison, the right side is not poison and equal.  A NaN
that the left side computes may become any NaN.

Invariant: `Instance.query(..)` is unsatisfiable exactly when the obligation of that name holds.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import z3  # type: ignore[import-untyped]

from compiler.ir import opcodes as op
from compiler.ir import softfloat, types
from compiler.ir.semantics import meaning
from verify import integers, solvers, theorems
from verify.functions import FUNCTIONS
from verify.infer import BEFORE, Typing
from verify.integers import Exact
from verify.language import (
    Call,
    Computed,
    Expr,
    Infix,
    Literal,
    Name,
    Node,
    Number,
    Rule,
    Term,
    Var,
    as_expr,
    children,
)
from verify.solvers import Engine
from verify.words import (
    FALSE,
    TRUE,
    Floats,
    Unsupported,
    Z3Domain,
    all_of,
    any_of,
    canonical,
    negation,
)

POINTER_BITS = 64
INTEGERS = (types.I1, types.I8, types.I16, types.I32, types.I64, types.I128)
SCALARS = (*INTEGERS, types.F32, types.F64, types.F80, types.F128, types.PTR)
Path = tuple[int, ...]
Integer = Any                       # of integers.py or theorems.py
# Their result has no pattern of its own when it is a NaN.
COMPUTED_FLOATS = (op.FADD, op.FSUB, op.FMUL, op.FDIV, op.FSQRT, op.FMA, op.SITOFP, op.UITOFP,
                   op.FPEXT, op.FPTRUNC)
# Functions that speak of cost or shape: the rule must hold whatever they say.
COST = ("const?", "one_use", "param?", "prefer", "feature?", "optimize_size?",
        "position_independent?", "finite_math?")
FACTS = ("known_zero", "known_one", "nonneg?", "nonzero?", "disjoint?", "safe?", "same",
         "sign_bits")


class Skip(Exception):
    """The rule does not apply at these types."""


@dataclass(frozen=True)
class Value:
    """A value of the IR: its word, whether it is poison, whether computing it is undefined, whether
    it is a NaN that may have any pattern."""

    word: Any                       # a bit vector, or a residue (theorems.py)
    poison: z3.BoolRef
    undefined: z3.BoolRef
    any_nan: z3.BoolRef = FALSE


@dataclass
class Side:
    """One side of a rule: each subterm's value by its path, and the definitions they rest on."""

    values: dict[Path, Value] = field(default_factory=dict)
    definitions: list[z3.BoolRef] = field(default_factory=list)


def width_bits(type: int) -> int:
    """Width of a type where the rules are proved."""
    return types.type_bits(type, POINTER_BITS)


class Instance:
    """A rule under one assignment of types to its type classes."""

    def __init__(self, rule: Rule, typing: Typing, assignment: dict[int, int],
                 dropped: int = -1, logic: ModuleType = integers,
                 fixed: dict[str, int] | None = None) -> None:
        self.rule = rule
        self.fixed = {} if fixed is None else fixed    # constants that are numbers here
        self.logic = logic                         # integers or theorems
        self.typing = typing
        self.assignment = assignment
        self.variables: dict[str, Value] = {}
        self.bound: dict[str, Value] = {}
        self.floats = Floats()
        self.left = Side()
        self.right = Side()
        self.defining: list[z3.BoolRef] = []       # axioms of symbols that conditions introduce
        self.partial: list[tuple[z3.BoolRef, z3.BoolRef]] = []   # (guard, defined)
        self.guards: list[z3.BoolRef] = []
        self.widest = max(width_bits(t) for t in assignment.values()) if assignment else 64
        self.prepare()
        self.root = self.build(rule.left, (), self.left)
        self.condition: list[z3.BoolRef] = []
        for index, expr in enumerate(rule.condition):
            if index == dropped:
                continue
            holds = self.truth(expr, True)
            self.condition.append(holds)
            self.guards.append(holds)
        self.result = self.build(rule.right, (), self.right) if self.right_is_typed() \
            else self.root                         # asked for its condition only

    def right_is_typed(self) -> bool:
        """Whether the right side is well-typed at these types."""
        return consistent(self.typing, self.assignment, True)

    def prepare(self) -> None:
        """What happens before the left side: nothing, but for rules with `then`."""
        if self.rule.before is not None:
            raise Unsupported("`then` in a rule without memory")

    # -- types -----------------------------------------------------------------------------------

    def type_left(self, path: Path) -> int:
        """Type of a subterm on the left."""
        return self.assignment[self.typing.needed.find(self.typing.left_vars[path])]

    def type_right(self, path: Path) -> int:
        """Type of a subterm on the right."""
        return self.assignment[self.typing.needed.find(self.typing.right_vars[path])]

    def path_of(self, name: str) -> Path:
        """Where a name is bound."""
        if name == "root":
            return ()
        if name not in self.typing.name_paths:
            raise Unsupported(f"{name} is not bound on the left")
        return self.typing.name_paths[name][0]

    # -- terms -----------------------------------------------------------------------------------

    def symbol(self, name: str, type: int) -> Value:
        """The value of a variable or constant."""
        found = self.variables.get(name)
        if found is None:
            if name in self.fixed:
                word, axioms = self.logic.constant(self.fixed[name], width_bits(type)), []
            else:
                word, axioms = self.logic.symbol(name, width_bits(type))
            poison = FALSE if name[0].isupper() else z3.Bool(name + ".poison")
            found = Value(word, poison, FALSE)
            self.defining += axioms
            if type == types.F80:
                if self.logic is not integers:
                    raise Unsupported("floats as integers")
                self.defining.append(canonical(word, type))
            self.variables[name] = found
        return found

    def literal(self, term: Literal, type: int, left: bool) -> Value:
        """A constant in the rule; on the left it must be canonical, as the matcher compares."""
        if term.text:
            if not types.is_float(type):
                raise Skip
            form = type - types.F32 + 1
            bits = softfloat.parse(term.text.lstrip("-"), form) or 0
            if term.text.startswith("-"):
                bits = softfloat.neg(bits, form)
            return Value(self.logic.constant(bits, types.BITS[type]), FALSE, FALSE)
        width = width_bits(type)
        if left and types.wrap(term.value, width) != term.value:
            raise Skip
        return Value(self.logic.constant(term.value, width), FALSE, FALSE)

    def build(self, term: Term, path: Path, side: Side) -> Value:
        """Value of a term."""
        found = self.compute(term, path, side)
        side.values[path] = found
        return found

    def compute(self, term: Term, path: Path, side: Side) -> Value:
        """The value itself."""
        left = side is self.left
        type = self.type_left(path) if left else self.type_right(path)
        if isinstance(term, Var):
            if term.name in self.bound:
                return self.bound[term.name]
            return self.symbol(term.name, type)
        if isinstance(term, Literal):
            return self.literal(term, type, left)
        if isinstance(term, Computed):
            return self.computed(term.expr, type)
        if term.function:
            return self.computed(as_expr(term), type)
        if term.op == op.POISON:
            return Value(self.logic.constant(0, width_bits(type)), TRUE, FALSE)
        args = [self.build(arg, (*path, i), side) for i, arg in enumerate(term.args)]
        where = self.type_left if left else self.type_right
        arg_types = [where((*path, i)) for i in range(len(args))]
        value = self.operation(term, type, arg_types, args, side)
        if left and term.name:
            self.bound[term.name] = value
        return value

    def operation(self, term: Node, type: int, arg_types: list[int], args: list[Value],
                  side: Side) -> Value:
        """One operation applied to values."""
        domain = self.logic.domain(self.floats)
        word = meaning(domain, term.op, type, term.flags, arg_types, [arg.word for arg in args],
                       POINTER_BITS)
        if word is None:
            raise Unsupported(op.NAMES[term.op])
        any_nan = domain.any_nan
        undefined = any_of([*(arg.undefined for arg in args), *domain.undefined])
        if term.op == op.SELECT:
            chosen = self.logic.is_true(args[0].word)
            poison = any_of([args[0].poison, z3.If(chosen, args[1].poison, args[2].poison)])
            if types.is_float(type):
                any_nan = z3.If(chosen, args[1].any_nan, args[2].any_nan)
        elif term.op == op.FREEZE:
            poison = FALSE
            width = width_bits(type)
            frozen = z3.BitVec(f"frozen.{next(Z3Domain.fresh)}", width)
            if self.logic is not integers:
                raise Unsupported("freeze of integers")
            word = z3.If(args[0].poison, frozen, word)
        else:
            poison = any_of([*(arg.poison for arg in args), *domain.poison])
        if term.op == op.FNEG:
            any_nan = args[0].any_nan
        if op.SDIV <= term.op <= op.UREM:
            undefined = any_of([undefined, args[1].poison])
        side.definitions += domain.definitions
        return Value(word, poison, undefined, any_nan)

    def computed(self, expr: Expr, type: int) -> Value:
        """A constant that the rule computes when it fires."""
        return Value(self.logic.modulo(self.number(expr), width_bits(type)), FALSE, FALSE)

    # -- exact integers --------------------------------------------------------------------------

    def partially(self, value: Integer, defined: z3.BoolRef) -> Integer:
        """Note that `value` exists only where `defined`."""
        if not z3.is_true(defined):
            self.partial.append((all_of(self.guards), defined))
        return value

    def number(self, expr: Expr) -> Integer:
        """The exact integer that an expression gives."""
        if isinstance(expr, Number):
            return expr.value
        if isinstance(expr, Name):
            return self.named(expr.name)
        if isinstance(expr, Call):
            return self.function(expr)
        right = self.number(expr.right)
        if expr.operator == "~":
            return self.logic.complement(right)
        if expr.left is None:
            return self.logic.negated(right) if expr.operator == "-" else right
        left = self.number(expr.left)
        if expr.operator in ("//", "%"):
            return self.partially(*self.logic.divided(expr.operator, left, right))
        if expr.operator in ("<<", ">>"):
            return self.partially(*self.logic.shifted(expr.operator, left, right, self.widest))
        return self.logic.arithmetic(expr.operator, left, right)

    def named(self, name: str) -> Integer:
        """The signed reading of a constant."""
        if name in self.fixed:
            return self.fixed[name]
        if not name[0].isupper():
            raise Unsupported(f"{name} is no constant")
        type = self.type_left(self.path_of(name))
        found: Integer = self.logic.signed(self.symbol(name, type).word, width_bits(type))
        return found

    def width(self, expr: Expr) -> int:
        """The width that goes with an expression: that of the first name within."""
        if isinstance(expr, Name):
            return 0 if "." in expr.name else width_bits(self.type_left(self.path_of(expr.name)))
        if isinstance(expr, Call):
            return next((w for w in map(self.width, expr.args) if w), 0)
        if isinstance(expr, Infix):
            return (self.width(expr.left) if expr.left is not None else 0) or self.width(expr.right)
        return 0

    def reading(self, expr: Expr) -> Integer:
        """The unsigned reading of an expression at its width."""
        width = self.width(expr)
        if isinstance(expr, Name) and expr.name[0].isupper() and expr.name not in self.fixed:
            word = self.symbol(expr.name, self.type_left(self.path_of(expr.name))).word
            constant: Integer = self.logic.unsigned(word, width)
            return constant
        found = self.number(expr)
        if isinstance(found, int):
            return types.unsigned(found, width)
        return self.unsigned(found, width)

    def unsigned(self, value: Integer, width: int) -> Integer:
        """The unsigned reading of what is congruent."""
        found: Integer = self.logic.unsigned(self.logic.modulo(value, width), width)
        return found

    def function(self, expr: Call) -> Integer:
        """A function that gives a number."""
        name = expr.function
        if name not in FUNCTIONS:
            raise Unsupported(f"unknown function {name}")
        args = expr.args
        width = next((w for w in map(self.width, args) if w), 0)
        if name == "width":
            return width
        if name == "smin":
            return -1 << (width - 1)
        if name == "smax":
            return (1 << (width - 1)) - 1
        if name == "umax":
            return (1 << width) - 1
        if name == "sign_bits":
            return self.sign_bits(args[0], width)
        if name in ("exp2", "mask"):
            power, defined = self.logic.shifted("<<", 1, self.number(args[0]), self.widest)
            self.partially(power, defined)
            return power if name == "exp2" else self.logic.arithmetic("-", power, 1)
        if name == "wrap":
            return self.logic.signed(self.logic.modulo(self.number(args[0]), width), width)
        value = self.reading(args[0])
        if name == "u":
            return value
        if name == "log2":
            return self.logic.arithmetic("-", self.logic.bit_length(value), 1)
        if name == "clz":
            return self.logic.arithmetic("-", width, self.logic.bit_length(value))
        if name == "ctz":
            return self.logic.trailing_zeros(value, width)
        if name == "popcount":
            return self.logic.population(value)
        if name == "inverse":
            return self.inverse(value, width)
        raise Unsupported(name)

    def inverse(self, value: Integer, width: int) -> Integer:
        """The number whose product with an odd one is 1 modulo 2**width."""
        if self.logic is not integers:
            raise Unsupported("inverse")
        word = integers.modulo(value, width)
        found = z3.BitVec(f"inverse.{next(Z3Domain.fresh)}", width)
        odd = z3.Extract(0, 0, word) == z3.BitVecVal(1, 1)
        self.defining.append(z3.Implies(odd, found * word == z3.BitVecVal(1, width)))
        return self.partially(integers.unsigned(found, width), odd)

    def sign_bits(self, expr: Expr, width: int) -> Integer:
        """An unknown number of top bits that are copies of the sign, at least 1."""
        assert isinstance(expr, Name)
        if self.logic is not integers:
            raise Unsupported("sign bits of integers")
        word = self.value_named(expr.name).word
        count = z3.BitVec(f"sign_bits.{expr.name}", width + 1)
        shifted = word >> (z3.BitVecVal(width, width) - z3.Extract(width - 1, 0, count))
        self.defining += [
            self.logic.compare("<=", 1, Exact(count, width + 1)),
            self.logic.compare("<=", Exact(count, width + 1), width),
            z3.Or(shifted == z3.BitVecVal(0, width), shifted == z3.BitVecVal(-1, width))]
        return Exact(count, width + 1)

    # -- conditions ------------------------------------------------------------------------------

    def truth(self, expr: Expr, positive: bool) -> z3.BoolRef:
        """A formula that holds wherever the matcher's test may say yes (`positive`) or no."""
        if isinstance(expr, Infix):
            if expr.operator in ("and", "or"):
                assert expr.left is not None
                left = self.truth(expr.left, positive)
                if expr.operator == "and":
                    self.guards.append(left if positive else TRUE)
                right = self.truth(expr.right, positive)
                if expr.operator == "and":
                    self.guards.pop()
                both = (expr.operator == "and") == positive
                return all_of([left, right]) if both else any_of([left, right])
            if expr.operator == "not":
                return self.truth(expr.right, not positive)
            if expr.operator in ("==", "!=", "<", "<=", ">", ">="):
                assert expr.left is not None
                found = self.logic.compare(expr.operator, self.number(expr.left),
                                         self.number(expr.right))
                return found if positive else negation(found)
        if isinstance(expr, Name):
            return TRUE
        if not isinstance(expr, Call):
            raise Unsupported("this condition")
        if expr.function in COST:
            return TRUE
        if expr.function in FACTS:
            return self.fact(expr) if positive else TRUE
        found = self.predicate(expr)
        return found if positive else negation(found)

    def predicate(self, expr: Call) -> z3.BoolRef:
        """A predicate over constants or types."""
        name, args = expr.function, expr.args
        if name not in FUNCTIONS:
            raise Unsupported(f"unknown function {name}")
        if name == "pointer?":
            assert isinstance(args[0], Name)
            is_pointer = self.type_left(self.path_of(args[0].name)) == types.PTR
            return TRUE if is_pointer else FALSE
        width = next((w for w in map(self.width, args) if w), 0)
        if name == "pow2?":
            return self.logic.is_power_of_two(self.reading(args[0]))
        if name == "mask?":
            return self.logic.is_power_of_two(self.logic.arithmetic("+", self.reading(args[0]), 1))
        if name == "shifted_mask?":
            return self.logic.is_shifted_mask(self.reading(args[0]))
        if name == "bitmask?" and self.logic is integers:
            return integers.is_bitmask(integers.modulo(self.reading(args[0]), max(width, 32)))
        value = self.number(args[0])
        if name == "nowrap":
            return self.logic.between(-1 << (width - 1), value, 1 << (width - 1))
        if name == "nowrap_unsigned":
            return self.logic.between(0, value, 1 << width)
        if name == "addend?":
            above = self.logic.compare("==", self.logic.arithmetic("&", value, 4095), 0)
            return any_of([self.logic.between(0, value, 1 << 12),
                           all_of([above, self.logic.between(0, value, 1 << 24)])])
        if name.startswith("fitsu"):
            return self.logic.between(0, value, 1 << int(name[5:-1]))
        if name.startswith("fits"):
            bits = int(name[4:-1])
            return self.logic.between(-1 << (bits - 1), value, 1 << (bits - 1))
        raise Unsupported(name)

    def fact(self, expr: Call) -> z3.BoolRef:
        """What a fact about a value says."""
        name, args = expr.function, expr.args
        assert isinstance(args[0], Name)
        value = self.value_named(args[0].name)
        word, width = value.word, self.width(args[0])
        if name == "safe?":
            return negation(value.poison)
        if name == "same":
            assert isinstance(args[1], Name)
            return self.logic.same(word, self.value_named(args[1].name).word, width)
        if name == "nonneg?":
            return self.logic.compare(">=", self.logic.signed(word, width), 0)
        if name == "nonzero?":
            return negation(self.logic.same(word, self.logic.constant(0, width), width))
        if self.logic is not integers:
            raise Unsupported("bits of integers")
        zero = z3.BitVecVal(0, width)
        if name == "known_zero":
            return word & integers.modulo(self.number(args[1]), width) == zero
        if name == "known_one":
            mask = integers.modulo(self.number(args[1]), width)
            return word & mask == mask
        if name == "disjoint?":
            assert isinstance(args[1], Name)
            return word & self.value_named(args[1].name).word == zero
        raise Unsupported(name)

    def value_named(self, name: str) -> Value:
        """The value of a name bound on the left."""
        if name == "root":
            return self.root
        if name in self.bound:
            return self.bound[name]
        return self.symbol(name, self.type_left(self.path_of(name)))

    # -- queries ---------------------------------------------------------------------------------

    def assumptions(self) -> list[z3.BoolRef]:
        """The rule fires: its condition, and the definitions of symbols."""
        return [*self.defining, *self.left.definitions, *self.condition]

    def failures(self) -> list[z3.BoolRef]:
        """The ways in which the right side may fail to refine the left."""
        left, right = self.root, self.result
        differs = negation(self.logic.same(left.word, right.word, width_bits(self.type_left(()))))
        if not z3.is_false(left.any_nan):
            # Where the left side computes a NaN, any NaN will do: equal as floats.
            type = self.type_left(())
            as_floats = z3.Not(self.floats.get(left.word, type)
                               == self.floats.get(right.word, type))
            if self.rule.left.op in COMPUTED_FLOATS:
                differs = as_floats
            else:
                differs = z3.If(left.any_nan, as_floats, differs)
        elif not z3.is_false(right.any_nan):
            differs = z3.Or(differs, right.any_nan)
        return [right.undefined,
                all_of([negation(left.poison), any_of([right.poison, differs])])]

    def query(self) -> list[z3.BoolRef]:
        """Unsatisfiable iff the rule holds at these types."""
        query = [*self.assumptions(), *self.right.definitions, negation(self.root.undefined),
                 any_of(self.failures())]
        query += self.logic.division_facts(query)
        return query

    def applies(self) -> list[z3.BoolRef]:
        """Satisfiable iff the rule fires on some defined values here."""
        return [*self.assumptions(), negation(self.root.undefined), negation(self.root.poison)]

    def undefined_condition(self) -> list[z3.BoolRef]:
        """Unsatisfiable iff condition and constants can always be computed."""
        parts = [z3.And(guard, z3.Not(defined)) for guard, defined in self.partial]
        return [*self.defining, any_of(parts)]

    def multiplies(self) -> bool:
        """Whether wide words are multiplied or divided, which bit-blasting does badly."""

        def does(term: Term) -> bool:
            return isinstance(term, Node) and (
                op.MUL <= term.op <= op.UMULH or term.op in (op.SMULO, op.UMULO)
                or any(map(does, term.args)))

        return self.widest >= 32 and (does(self.rule.left) or does(self.rule.right))

    def theorem(self) -> list[z3.BoolRef]:
        """The same query over integers; empty when it has no arithmetic reading."""
        try:
            return theorems.opaque(Instance(self.rule, self.typing, self.assignment, -1, theorems,
                                            self.fixed).query())
        except Unsupported:
            return []

    def covering(self) -> list[z3.BoolRef]:
        """What every case may assume."""
        covering = [*self.assumptions(), negation(self.root.undefined)]
        if z3.is_false(self.result.undefined):
            covering.append(negation(self.root.poison))
        return covering

    def cases(self) -> list[Instance]:
        """This instance for each value of a constant, or of a shift count, to which the condition
        leaves few: powers of two, their negatives or successors, or 0 .. w.  Empty when there is
        no such."""
        covering = self.covering()
        counts: set[str] = set()
        shift_counts(self.rule.left, counts)
        for name in self.typing.name_paths:
            if name in self.fixed or name not in self.variables:
                continue
            if not name[0].isupper() and name not in counts:
                continue
            width = width_bits(self.type_left(self.path_of(name)))
            powers = [1 << k for k in range(width)]
            for values in (range(width + 1), powers, [-power for power in powers],
                           [power + 1 for power in powers]):
                found = sorted({types.wrap(value, width) for value in values})
                word = self.variables[name].word
                others = [word != z3.BitVecVal(value, width) for value in found]
                if solvers.ask(Engine.Z3, [*covering, *others], 5.0).verdict == "unsat":
                    return [type(self)(self.rule, self.typing, self.assignment, -1, self.logic,
                                       {**self.fixed, name: value}) for value in found]
        return []


def shift_counts(term: Term, names: set[str]) -> None:
    """Collect the variables that are shift counts."""
    if isinstance(term, Node):
        if op.SHL <= term.op <= op.ASHR:
            count = term.args[1]
            if isinstance(count, Var):
                names.add(count.name)
        for arg in term.args:
            shift_counts(arg, names)


# -- which types ---------------------------------------------------------------------------------


def type_assignments(typing: Typing, right_too: bool = True) -> list[dict[int, int]]:
    """All ways to give the type classes types that the operations accept (those of the left side
    only, if not `right_too`), narrow ones first."""
    classes: list[int] = []
    for variable in [*typing.left_vars.values(), *typing.right_vars.values()]:
        found = typing.needed.find(variable)
        if found not in classes:
            classes.append(found)
    choices = []
    for found in classes:
        allowed = typing.needed.allowed[found]
        if len(allowed) == 1:
            choices.append([next(iter(allowed))])
        else:
            choices.append([t for t in SCALARS if t in allowed])
    result = [dict(zip(classes, pick)) for pick in itertools.product(*choices)]
    result = [assignment for assignment in result if consistent(typing, assignment, right_too)]
    result.sort(key=lambda a: sum(width_bits(t) for t in a.values() if t))
    return result


def consistent(typing: Typing, assignment: dict[int, int], right_too: bool) -> bool:
    """Conversions widen or narrow; bswap needs an even number of bytes."""

    def type_of(variable: int) -> int:
        return assignment[typing.needed.find(variable)]

    def good(term: Term, path: Path, where: dict[Path, int]) -> bool:
        if not isinstance(term, Node) or term.function or term.op == op.POISON or not term.args:
            return True
        if not all(good(arg, (*path, i), where) for i, arg in enumerate(children(term))):
            return False
        result, first = type_of(where[path]), type_of(where[(*path, 0)])
        wide, narrow = width_bits(result), width_bits(first)
        if term.op in (op.ZEXT, op.SEXT):
            return wide > narrow
        if term.op == op.TRUNC:
            return wide < narrow
        if term.op == op.BSWAP:
            return wide % 16 == 0
        if term.op in (op.PTRTOINT, op.INTTOPTR, op.BITCAST):
            return wide == narrow
        if term.op == op.FPEXT:
            return result > first
        if term.op == op.FPTRUNC:
            return result < first
        if term.op == op.PTRADD:
            return width_bits(type_of(where[(*path, 1)])) == POINTER_BITS
        return True

    before = typing.rule.before
    return (before is None or good(before, BEFORE, typing.left_vars)) and \
        good(typing.rule.left, (), typing.left_vars) and \
        (not right_too or good(typing.rule.right, (), typing.right_vars))


def type_names(instance_types: dict[int, int]) -> str:
    """`i8 i32`: the types of an instance, in the order of its classes."""
    return " ".join(types.NAMES[t] for t in instance_types.values())
