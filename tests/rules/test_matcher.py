"""The generated matcher on random terms: every rule fires, and what it makes is right.

For each rule the prover's own formula gives constants that satisfy its condition; the left side is
built from them as IR, the generated `rewrite` is called on its root, and both terms are evaluated
with `ir/semantics.py` over integers on random values. Nothing here trusts the proof.
"""

from __future__ import annotations

import random

import pytest
import z3

from compiler.ir import opcodes as op
from compiler.ir import softfloat, types
from compiler.ir.dominators import compute
from compiler.ir.fold import IntDomain
from compiler.ir.instr import Function, Instr
from compiler.ir.module import Module
from compiler.ir.read import read_module
from compiler.ir.semantics import meaning
from compiler.opt.context import OptOptions, PassContext
from compiler.opt.rewrite import Rewriter, float_bits
from compiler.opt.rewrites_gen import RULE_NAMES, rewrite
from verify.generate import ALGEBRA as ALGEBRA_FILES
from verify.infer import Typing
from verify.instance import Instance, Skip, type_assignments, width_bits
from verify.language import (
    RULES,
    Call,
    Expr,
    Infix,
    Literal,
    Name,
    Node,
    Rule,
    Term,
    Var,
    read_file,
)

ALGEBRA = [rule for path in sorted(RULES.glob(ALGEBRA_FILES)) for rule in read_file(path)]
GENERATED = [rule for rule in ALGEBRA if rule.name in RULE_NAMES]
NUMBER = {name: number for number, name in enumerate(RULE_NAMES)}


class Undefined(Exception):
    """Evaluating the term is undefined, or gives poison."""


def calls(expr: Expr) -> list[Call]:
    """All function calls in a condition."""
    if isinstance(expr, Call):
        return [expr, *(call for arg in expr.args for call in calls(arg))]
    if isinstance(expr, Infix):
        return [*(calls(expr.left) if expr.left is not None else []), *calls(expr.right)]
    return []


class Builder:
    """The left side of a rule as IR, with constants and facts chosen."""

    def __init__(self, instance: Instance, model: z3.ModelRef, rng: random.Random) -> None:
        self.instance = instance
        self.model = model
        self.rng = rng
        module: Module = read_module("function @f () -> void {\nb0:\n  return\n}\n")
        function = module.symbols["f"].function
        assert function is not None
        self.function: Function = function
        self.block = function.blocks[0]
        self.params: list[Instr] = []
        self.values: dict[str, Instr] = {}

    def place(self, instr: Instr) -> Instr:
        """Into the block, before the return."""
        instr.block = self.block
        self.block.instrs.insert(len(self.block.instrs) - 1, instr)
        return instr

    def operation(self, operation: int, type: int, args: list[Instr], flags: int = 0) -> Instr:
        """A new instruction."""
        made = self.function.make(operation, type, args)
        made.flags = flags
        return self.place(made)

    def constant(self, name: str) -> Instr:
        """A constant of the rule as the model has it."""
        type = self.instance.type_left(self.instance.path_of(name))
        word = self.model.eval(self.instance.variables[name].word, True).as_long()
        return self.function.const(type, word)

    def variable(self, name: str, type: int) -> Instr:
        """A parameter, masked so that known bits see the facts which the rule asks for."""
        if name in self.values:
            return self.values[name]
        made = self.place(self.function.make(op.PARAM, type, [], len(self.params)))
        self.params.append(made)
        for expr in self.instance.rule.condition:
            for call in calls(expr):
                if call.args and isinstance(call.args[0], Name) and call.args[0].name == name:
                    made = self.with_fact(call, made, type)
        self.values[name] = made
        return made

    def extra(self, type: int) -> Instr:
        """A parameter that the rule does not name."""
        made = self.place(self.function.make(op.PARAM, type, [], len(self.params)))
        self.params.append(made)
        return made

    def with_fact(self, call: Call, value: Instr, type: int) -> Instr:
        """The value with some bits forced."""
        width = width_bits(type)
        const = self.function.const
        if call.function == "nonneg?":
            return self.operation(op.AND, type, [value, const(type, (1 << (width - 1)) - 1)])
        if call.function in ("known_zero", "known_one"):
            number = self.instance.number(call.args[1])
            mask = number if isinstance(number, int) else self.model.eval(
                z3.Extract(width - 1, 0, number.term), True).as_long()
            if call.function == "known_zero":
                mask = ~mask
            # Behind a choice of two such values, so that no rule for (and (and x C1) C2) is first.
            both = [self.operation(op.AND if call.function == "known_zero" else op.OR, type,
                                   [arm, const(type, mask)]) for arm in (value, self.extra(type))]
            return self.operation(op.SELECT, type, [self.extra(types.I1), *both])
        if call.function == "sign_bits":
            return self.operation(op.SEXT, type, [self.extra(types.I1)])
        return value

    def term(self, term: Term, path: tuple[int, ...]) -> Instr:
        """A subterm of the left side."""
        type = self.instance.type_left(path)
        if isinstance(term, Var):
            if term.constant:
                return self.constant(term.name)
            if any(call.function == "const?" and call.args == (Name(term.name),)
                   for expr in self.instance.rule.condition if isinstance(expr, Call)
                   for call in calls(expr)):
                return self.function.const(type, self.rng.getrandbits(width_bits(type)))
            return self.variable(term.name, type)
        if isinstance(term, Literal):
            if term.text:
                return self.function.const(type, float_bits(type, term.text))
            return self.function.const(type, term.value)
        assert isinstance(term, Node)
        if term.name and term.name in self.values:
            return self.values[term.name]
        args = [self.term(arg, (*path, i)) for i, arg in enumerate(term.args)]
        made = self.operation(term.op, type, args, term.flags)
        if term.name:
            self.values[term.name] = made
        return made


def evaluate(value: Instr, given: dict[int, int], memo: dict[int, int]) -> int:
    """The word of a term.  Raises Undefined."""
    if value.op == op.CONST:
        return value.imm & ((1 << width_bits(int(value.type))) - 1)
    if value.op == op.PARAM:
        return given[int(value.imm)]
    if value.op == op.POISON:
        raise Undefined
    key = int(value.id)
    if key not in memo:
        if value.op == op.SELECT:
            chosen = 1 if evaluate(value.args[0], given, memo) else 2
            memo[key] = evaluate(value.args[chosen], given, memo)
            return memo[key]
        args: list[object] = [evaluate(arg, given, memo) for arg in value.args]
        domain = IntDomain()
        word = meaning(domain, int(value.op), int(value.type), int(value.flags),
                       [int(arg.type) for arg in value.args], args, 64)
        if domain.poison or domain.undefined:
            raise Undefined
        assert isinstance(word, int)
        memo[key] = word
    return memo[key]


def is_nan(word: int, type: int) -> bool:
    """Whether a word is a NaN of a float type."""
    return types.is_float(type) and softfloat.unpack(word, type - types.F32 + 1).kind \
        == softfloat.NAN


def words(rng: random.Random, type: int) -> int:
    """A random word, often a corner."""
    width = width_bits(type)
    corner = [0, 1, (1 << width) - 1, 1 << (width - 1), (1 << (width - 1)) - 1, 2, width - 1]
    word = rng.choice(corner) if rng.random() < 0.4 else \
        rng.getrandbits(width) >> rng.randrange(width)
    if type == types.F80:               # canonical patterns only
        word &= (1 << width) - 1
        word = word | 1 << 63 if word >> 64 & 0x7FFF else word & ~(1 << 63)
    return word & ((1 << width) - 1)


def try_rule(rule: Rule, rng: random.Random) -> bool:
    """Build the rule's left side at some types and constants; whether the rule itself fired.
    What fires is checked, whichever rule it is."""
    typing = Typing(rule)
    assignments = type_assignments(typing)
    rng.shuffle(assignments)
    for assignment in assignments[:12]:
        try:
            instance = Instance(rule, typing, assignment)
        except Skip:
            continue
        constants = [value for name, value in instance.variables.items() if name[0].isupper()]
        solver = z3.Solver()
        solver.set("rlimit", 4000000)        # not seconds: the same answer on every machine
        solver.set("random_seed", rng.getrandbits(16))
        if constants or rule.condition:
            solver.add(*instance.applies())
        solver.push()
        for value in constants:
            if value.word.size() > 3:                             # away from the smallest model
                solver.add(value.word & 7 == rng.getrandbits(3))
        if solver.check() != z3.sat:
            solver.pop()
            if solver.check() != z3.sat:
                continue
        builder = Builder(instance, solver.model(), rng)
        root = builder.term(rule.left, ())
        context = PassContext(Module(64), OptOptions(2))
        compute(builder.function)
        rewriter = Rewriter(builder.function, context)
        rewriter.number_tree()
        found = rewrite(rewriter, root)
        if found is None:
            continue
        compare(rule, root, found, builder, rng)
        if context.rule_counts[NUMBER[rule.name]]:
            return True
    return False


def compare(rule: Rule, root: Instr, found: Instr, builder: Builder, rng: random.Random) -> None:
    """Both terms on random values."""
    for _ in range(20):
        given = {int(param.imm): words(rng, int(param.type)) for param in builder.params}
        try:
            expected = evaluate(root, given, {})
        except Undefined:
            continue
        type = int(root.type)
        try:
            word = evaluate(found, given, {})
        except Undefined:
            raise AssertionError(f"{rule.name}: {given}: undefined or poison") from None
        assert word == expected or is_nan(word, type) and is_nan(expected, type), \
            f"{rule.name}: {given}: {expected:#x} became {word:#x}"


@pytest.mark.parametrize("part", range(8))
def test_each_rule_fires_and_is_right(part: int) -> None:
    rng = random.Random(part)
    silent = [rule.name for rule in GENERATED[part::8]
              if not any(try_rule(rule, rng) for _ in range(3))]
    assert not silent, f"never fired: {' '.join(silent)}"
