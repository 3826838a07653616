"""Check rules with Z3 at small widths: refinement with poison and undefined behaviour.

Problem: a wrong rule is a miscompilation that no test may hit.  Idea: both sides become Z3 terms
through `ir/semantics.py`; the right side must be defined, not poison and equal wherever the left is
defined and not poison.  Constants are taken concretely (all of them where a width has few, else a
fixed sample), so that conditions mean exactly what the generated matcher computes; facts about
values (known bits) are assumptions.

Invariant: "refuted" comes with a counterexample; "passed" speaks of the widths and constants tried.
`python -m verify.prove [FILE[:RULE]] [--widths=8,16]`.
"""

from __future__ import annotations

import itertools
import random
import sys
from pathlib import Path

import z3  # type: ignore[import-untyped]

from compiler.ir import constants as facts
from compiler.ir import opcodes as op
from compiler.ir import types
from compiler.ir.semantics import Domain, meaning
from verify.functions import FUNCTIONS
from verify.infer import Typing
from verify.language import (
    RULES,
    Call,
    Computed,
    Expr,
    Infix,
    Literal,
    Name,
    Node,
    Number,
    Rule,
    RuleError,
    Term,
    Var,
    as_expr,
    read_file,
)

SAMPLE = 24             # constant assignments per rule and width assignment
POINTER_BITS = 8


class Unsupported(Exception):
    """The rule uses something this checker has no formula for."""


class Z3Domain(Domain):
    """Words as Z3 bit vectors; collects poison and undefinedness of one operation."""

    def __init__(self) -> None:
        self.poison: list[z3.BoolRef] = []
        self.undefined: list[z3.BoolRef] = []

    @staticmethod
    def truth(condition: z3.BoolRef) -> object:
        return z3.If(condition, z3.BitVecVal(1, 1), z3.BitVecVal(0, 1))

    def const(self, value: int, w: int) -> object:
        return z3.BitVecVal(value, w)

    def add(self, a: object, b: object, w: int) -> object:
        return a + b  # type: ignore[operator]

    def sub(self, a: object, b: object, w: int) -> object:
        return a - b  # type: ignore[operator]

    def mul(self, a: object, b: object, w: int) -> object:
        return a * b  # type: ignore[operator]

    def udiv(self, a: object, b: object, w: int) -> object:
        return z3.UDiv(a, b)

    def urem(self, a: object, b: object, w: int) -> object:
        return z3.URem(a, b)

    def sdiv(self, a: object, b: object, w: int) -> object:
        return a / b  # type: ignore[operator]

    def srem(self, a: object, b: object, w: int) -> object:
        return z3.SRem(a, b)

    def bit_and(self, a: object, b: object, w: int) -> object:
        return a & b  # type: ignore[operator]

    def bit_or(self, a: object, b: object, w: int) -> object:
        return a | b  # type: ignore[operator]

    def bit_xor(self, a: object, b: object, w: int) -> object:
        return a ^ b  # type: ignore[operator]

    def shl(self, a: object, b: object, w: int) -> object:
        return a << b  # type: ignore[operator]

    def lshr(self, a: object, b: object, w: int) -> object:
        return z3.LShR(a, b)

    def ashr(self, a: object, b: object, w: int) -> object:
        return a >> b  # type: ignore[operator]

    def equal(self, a: object, b: object, w: int) -> object:
        return self.truth(a == b)

    def unsigned_less(self, a: object, b: object, w: int) -> object:
        return self.truth(z3.ULT(a, b))

    def signed_less(self, a: object, b: object, w: int) -> object:
        return self.truth(a < b)  # type: ignore[operator]

    def choose(self, condition: object, a: object, b: object, w: int) -> object:
        return z3.If(condition == z3.BitVecVal(1, 1), a, b)

    def extend(self, a: object, w: int, to: int, signed: bool) -> object:
        if to == w:
            return a
        return z3.SignExt(to - w, a) if signed else z3.ZeroExt(to - w, a)

    def low(self, a: object, w: int, to: int) -> object:
        return z3.Extract(to - 1, 0, a)

    def poison_if(self, truth: object) -> None:
        self.poison.append(truth == z3.BitVecVal(1, 1))

    def undefined_if(self, truth: object) -> None:
        self.undefined.append(truth == z3.BitVecVal(1, 1))

    def float_arithmetic(self, op: int, type: int, args: list[object]) -> object:
        raise Unsupported("floating point")

    def float_compare(self, relations: int, type: int, a: object, b: object) -> object:
        raise Unsupported("floating point")

    def float_convert(self, op: int, source: int, target: int, a: object) -> object:
        raise Unsupported("floating point")


class Value:
    """A term's word, and when it is poison or undefined."""

    def __init__(self, word: object, poison: z3.BoolRef, undefined: z3.BoolRef) -> None:
        self.word = word
        self.poison = poison
        self.undefined = undefined


FALSE = z3.BoolVal(False)


class Instance:
    """A rule at concrete types and constants."""

    def __init__(self, rule: Rule, typing: Typing, types_of: dict[int, int],
                 constants: dict[str, int]) -> None:
        self.rule = rule
        self.typing = typing
        self.types_of = types_of            # class of needed -> type
        self.constants = constants
        self.variables: dict[str, Value] = {}
        self.assumptions: list[z3.BoolRef] = []
        self.bound: dict[str, Value] = {}
        self.solver = z3.Solver()
        self.solver.set("timeout", 8000)

    def type_left(self, path: tuple[int, ...]) -> int:
        return self.types_of[self.typing.needed.find(self.typing.left_vars[path])]

    def type_right(self, path: tuple[int, ...]) -> int:
        return self.types_of[self.typing.needed.find(self.typing.right_vars[path])]

    def width_of(self, name: str) -> int:
        path = () if name == "root" else self.typing.name_paths[name][0]
        return types.type_bits(self.type_left(path), POINTER_BITS)

    def variable(self, name: str, type: int) -> Value:
        found = self.variables.get(name)
        if found is None:
            width = types.type_bits(type, POINTER_BITS)
            found = Value(z3.BitVec(name, width), z3.Bool(name + ".poison"), FALSE)
            self.variables[name] = found
        return found

    def constant(self, value: int, type: int) -> Value:
        return Value(z3.BitVecVal(value, types.type_bits(type, POINTER_BITS)), FALSE, FALSE)

    def build(self, term: Term, path: tuple[int, ...], left: bool) -> Value:
        """Value of a term on one side."""
        type = self.type_left(path) if left else self.type_right(path)
        if isinstance(term, Var):
            if term.name in self.bound:
                return self.bound[term.name]
            if term.constant:
                return self.constant(self.constants[term.name], type)
            return self.variable(term.name, type)
        if isinstance(term, Literal):
            if term.text:
                raise Unsupported("floating point")
            return self.constant(term.value, type)
        if isinstance(term, Computed):
            return self.constant(self.number(term.expr), type)
        if term.function:
            return self.constant(self.number(as_expr(term)), type)
        args = [self.build(arg, (*path, i), left) for i, arg in enumerate(term.args)]
        where = self.type_left if left else self.type_right
        arg_types = [where((*path, i)) for i in range(len(args))]
        domain = Z3Domain()
        word = meaning(domain, term.op, type, term.flags, arg_types, [arg.word for arg in args],
                       POINTER_BITS)
        if word is None:
            raise Unsupported(op.NAMES[term.op])
        if term.op == op.SELECT:
            chosen = args[0].word == z3.BitVecVal(1, 1)
            poison = z3.Or(args[0].poison, z3.If(chosen, args[1].poison, args[2].poison))
        else:
            poison = z3.Or(*[arg.poison for arg in args], *domain.poison)
        undefined = z3.Or(*[arg.undefined for arg in args], *domain.undefined)
        if op.SDIV <= term.op <= op.UREM:
            undefined = z3.Or(undefined, args[1].poison)
        value = Value(word, poison, undefined)
        if left and term.name:
            self.bound[term.name] = value
        return value

    # -- conditions: Python ints for constants, assumptions for values ---------------------------

    def number(self, expr: Expr) -> int:
        if isinstance(expr, Number):
            return expr.value
        if isinstance(expr, Name):
            return self.constants[expr.name]
        if isinstance(expr, Call):
            return int(self.call(expr))
        right = self.number(expr.right)
        if expr.operator == "~":
            return ~right
        if expr.left is None:
            return -right
        left = self.number(expr.left)
        if expr.operator in ("//", "%") and right == 0:
            raise Skip
        if expr.operator in ("<<", ">>") and right < 0:
            raise Skip
        return int(eval(f"a {expr.operator} b", {"a": left, "b": right}))

    def width(self, expr: Expr) -> int:
        if isinstance(expr, Name):
            return self.width_of(expr.name)
        if isinstance(expr, Call):
            for arg in expr.args:
                width = self.width(arg)
                if width:
                    return width
            return 0
        if isinstance(expr, Infix):
            return (self.width(expr.left) if expr.left is not None else 0) or self.width(expr.right)
        return 0

    def call(self, expr: Call) -> int | bool:
        row = FUNCTIONS[expr.function]
        if expr.function == "pointer?":
            assert isinstance(expr.args[0], Name)
            path = self.typing.name_paths[expr.args[0].name][0]
            return self.type_left(path) == types.PTR
        if "{c}" in row.text or expr.function in ("const?", "one_use", "same", "param?"):
            return self.assume(expr)
        texts = []
        for kind, arg in zip(row.args, expr.args):
            if kind == "v":
                texts.append("0")
            elif kind == "u":
                texts.append(f"({types.unsigned(self.number(arg), self.width(arg))})")
            else:
                texts.append(f"({self.number(arg)})")
        width = next((self.width(arg) for arg in expr.args if self.width(arg)), 0)
        names = {name: getattr(facts, name) for name in dir(facts) if not name.startswith("_")}
        names["wrap"] = types.wrap
        text = row.text.format(*texts, w=width)
        return int(eval(text, names)) if row.result == "i" else bool(eval(text, names))

    def assume(self, expr: Call) -> int | bool:
        """A fact about values becomes an assumption (or is about cost only)."""
        name = expr.function
        if name in ("const?", "one_use", "same", "param?"):
            return True
        assert isinstance(expr.args[0], Name)
        bound = self.value_named(expr.args[0].name)
        word = bound.word
        width = self.width_of(expr.args[0].name)
        if name == "known_zero":
            mask = z3.BitVecVal(self.number(expr.args[1]), width)
            self.assumptions.append(word & mask == z3.BitVecVal(0, width))
        elif name == "known_one":
            mask = z3.BitVecVal(self.number(expr.args[1]), width)
            self.assumptions.append(word & mask == mask)
        elif name == "nonneg?":
            self.assumptions.append(word >= 0)  # type: ignore[operator]
        elif name == "nonzero?":
            self.assumptions.append(word != z3.BitVecVal(0, width))
        elif name == "safe?":
            self.assumptions.append(z3.Not(bound.poison))
        else:
            raise Unsupported(name)
        return True

    def value_named(self, name: str) -> Value:
        if name in self.bound:
            return self.bound[name]
        path = self.typing.name_paths[name][0]
        return self.variable(name, self.type_left(path))

    def condition(self, expr: Expr) -> bool:
        if isinstance(expr, Infix):
            if expr.operator == "and" and expr.left is not None:
                return self.condition(expr.left) and self.condition(expr.right)
            if expr.operator == "or" and expr.left is not None:
                return self.condition(expr.left) or self.condition(expr.right)
            if expr.operator == "not":
                if isinstance(expr.right, Call) and expr.right.function in ("const?", "same"):
                    return True
                return not self.condition(expr.right)
            if expr.operator in ("==", "!=", "<", "<=", ">", ">="):
                assert expr.left is not None
                if isinstance(expr.left, Call) and expr.left.function == "sign_bits":
                    raise Unsupported("sign_bits")
                return bool(eval(f"a {expr.operator} b", {"a": self.number(expr.left),
                                                          "b": self.number(expr.right)}))
        if isinstance(expr, Name):
            return True
        assert isinstance(expr, Call)
        return bool(self.call(expr))

    def refuted(self) -> str | None:
        """None when it holds here, else the counterexample.  Raises Skip if it does not apply."""
        left = self.build(self.rule.left, (), True)
        for expr in self.rule.condition:
            if not self.condition(expr):
                raise Skip
        right = self.build(self.rule.right, (), False)
        self.solver.add(*self.assumptions, z3.Not(left.undefined), z3.Not(left.poison))
        self.solver.add(z3.Or(right.undefined, right.poison, left.word != right.word))
        answer = self.solver.check()
        if answer == z3.unsat:
            return None
        if answer == z3.unknown:
            raise Unsupported("no answer in time")
        model = self.solver.model()
        parts = [f"{name} = {model.eval(value.word, True)}"
                 for name, value in self.variables.items()]
        parts += [f"{name} = {value}" for name, value in self.constants.items()]
        shown = [f"left {model.eval(left.word, True)}", f"right {model.eval(right.word, True)}",
                 f"right poison {model.eval(right.poison, True)}"]
        widths = [types.NAMES[self.types_of[self.typing.needed.find(v)]]
                  for v in self.typing.left_vars.values()]
        return f"{', '.join(parts + shown)} at {' '.join(widths)}"


class Skip(Exception):
    """The rule does not apply to these constants or types."""


def type_assignments(typing: Typing, widths: list[int]) -> list[dict[int, int]]:
    """All ways to give the type classes concrete types that the operations accept."""
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
            continue
        wanted = [t for t in sorted(allowed) if t in widths or t == types.PTR]
        if not wanted:
            raise Unsupported("floating point")
        choices.append(wanted)
    result = []
    for pick in itertools.product(*choices):
        assignment = dict(zip(classes, pick))
        if consistent(typing, assignment):
            result.append(assignment)
    return result


def consistent(typing: Typing, assignment: dict[int, int]) -> bool:
    """Conversions widen or narrow; bswap needs whole bytes."""

    def bits(variable: int) -> int:
        return types.type_bits(assignment[typing.needed.find(variable)], POINTER_BITS)

    def good(term: Term, path: tuple[int, ...], where: dict[tuple[int, ...], int]) -> bool:
        if not isinstance(term, Node) or term.function or term.op == op.POISON:
            return True
        if not all(good(arg, (*path, i), where) for i, arg in enumerate(term.args)):
            return False
        if not term.args:
            return True
        result, first = bits(where[path]), bits(where[(*path, 0)])
        if term.op in (op.ZEXT, op.SEXT):
            return result > first
        if term.op == op.TRUNC:
            return result < first
        if term.op == op.BSWAP:
            return result % 16 == 0
        if term.op in (op.PTRTOINT, op.INTTOPTR, op.BITCAST):
            return result == first
        if term.op == op.PTRADD:
            return bits(where[(*path, 1)]) == first
        return True

    return good(typing.rule.left, (), typing.left_vars) and \
        good(typing.rule.right, (), typing.right_vars)


def constant_choices(typing: Typing, assignment: dict[int, int], names: list[str],
                     rng: random.Random, count: int) -> list[dict[str, int]]:
    """Assignments of constants: all when few, else special values and random ones."""
    spaces: list[list[int]] = []
    specials: list[list[int]] = []
    for name in names:
        width = types.type_bits(
            assignment[typing.needed.find(typing.left_vars[typing.name_paths[name][0]])],
            POINTER_BITS)
        special = {0, 1, 2, 3, 4, 5, 7, 8, 15, 16, width - 1, width - 8, width // 2, 255, 65535,
                   (1 << (width - 1)) - 1, 1 << (width - 1), (1 << width) - 1,
                   (1 << width) - 2, (1 << width) - 8, 1 << (width // 2)}
        specials.append(sorted({types.wrap(v, width) for v in special}))
        if width <= 8:
            spaces.append([types.wrap(v, width) for v in range(1 << width)])
        else:
            spaces.append(sorted({*specials[-1], *(types.wrap(rng.getrandbits(width), width)
                                                   for _ in range(16))}))
    total = 1
    for space in spaces:
        total *= len(space)
    if total <= count * 4:
        return [dict(zip(names, pick)) for pick in itertools.product(*spaces)]
    first = [dict(zip(names, pick)) for pick in itertools.product(*specials)]
    rng.shuffle(first)
    return first[:count * 30] + [
        {name: rng.choice(space) for name, space in zip(names, spaces)} for _ in range(count * 20)]


def check_rule(rule: Rule, widths: list[int]) -> tuple[str, int]:
    """("passed" | "unsupported: .." | "refuted: .." | "never applies", instances tried)."""
    tried = 0
    rng = random.Random(rule.name)
    try:
        typing = Typing(rule)
        for assignment in type_assignments(typing, widths):
            names = [name for name in typing.name_paths if name[0].isupper()]
            here = 0
            for constants in constant_choices(typing, assignment, names, rng, SAMPLE):
                instance = Instance(rule, typing, assignment, constants)
                try:
                    found = instance.refuted()
                except Skip:
                    continue
                tried += 1
                here += 1
                if found is not None:
                    return f"refuted: {found}", tried
                if here >= SAMPLE:
                    break
    except Unsupported as reason:
        return f"unsupported: {reason}", tried
    return ("passed" if tried else "never applies"), tried


def main() -> int:
    """Check all algebraic rules, or those named."""
    widths = [types.I1, types.I8, types.I16]
    chosen = ""
    for argument in sys.argv[1:]:
        if argument.startswith("--widths="):
            widths = [types.integer_of_bits(int(w)) for w in argument[9:].split(",")]
        else:
            chosen = argument
    file, _, only = chosen.partition(":")
    failed = 0
    counts: dict[str, int] = {}
    for path in sorted(RULES.glob("*.rules")):
        if file and Path(file).name != path.name or path.name.startswith("select_"):
            continue
        for rule in read_file(path):
            if only and rule.name != only:
                continue
            try:
                verdict, tried = check_rule(rule, widths)
            except RuleError as error:
                verdict, tried = f"refuted: {error}", 0
            kind = verdict.split(":")[0]
            counts[kind] = counts.get(kind, 0) + 1
            if kind in ("refuted", "never applies") or only or kind == "unsupported":
                print(f"{rule.where}: {rule.name}: {verdict} ({tried} instances)", flush=True)
            failed |= kind in ("refuted", "never applies")
    print(", ".join(f"{number} {kind}" for kind, number in counts.items()))
    return failed


if __name__ == "__main__":
    sys.exit(main())
