"""The pass `adjacent` and its generated matcher: every memory rule fires, and memory is the same.

For each rule the prover's formula gives types, constants and distances; the left side is built as
IR around one base address, run on random bytes, put through the pass, and run again.  Volatile
accesses, writes between and other effects must keep the pass from joining.
"""

from __future__ import annotations

import random

import pytest
import z3

from compiler.ir import opcodes as op
from compiler.ir import types
from compiler.ir.fold import IntDomain
from compiler.ir.instr import Function, Instr
from compiler.ir.module import Module
from compiler.ir.read import read_module
from compiler.ir.semantics import meaning
from compiler.ir.text import function_text
from compiler.opt import adjacent
from compiler.opt.context import OptOptions, PassContext
from compiler.opt.memory_gen import RULE_NAMES
from verify.infer import BEFORE, Typing
from verify.instance import Path, Skip, type_assignments, width_bits
from verify.language import RULES, Literal, Node, Rule, Term, Var, read_file
from verify.memory import MemoryInstance

MEMORY_RULES = [rule for rule in read_file(RULES / "memory.rules") if rule.name in RULE_NAMES]
NUMBER = {name: number for number, name in enumerate(RULE_NAMES)}
BASE = 0x1000


class Builder:
    """The left side of a rule as IR."""

    def __init__(self, instance: MemoryInstance, model: z3.ModelRef) -> None:
        self.instance = instance
        self.model = model
        module = read_module("function @f () -> void {\nb0:\n  return\n}\n")
        function = module.symbols["f"].function
        assert function is not None
        self.function: Function = function
        self.block = function.blocks[0]
        self.values: dict[str, Instr] = {}
        self.params: list[Instr] = []
        self.base = self.param(types.PTR)
        pointers = [self.word(name) for name in instance.variables
                    if instance.type_left(instance.path_of(name)) == types.PTR]
        self.lowest = pointers[0]
        if len(pointers) > 1 and types.wrap(pointers[1] - pointers[0], 64) < 0:
            self.lowest = pointers[1]

    def word(self, name: str) -> int:
        """A symbol's word in the model."""
        return int(self.model.eval(self.instance.variables[name].word, True).as_long())

    def place(self, operation: int, type: int, args: list[Instr], imm: int = 0) -> Instr:
        """A new instruction before the return."""
        made = self.function.make(operation, type, args, imm)
        made.block = self.block
        self.block.instrs.insert(len(self.block.instrs) - 1, made)
        return made

    def param(self, type: int) -> Instr:
        """A new parameter."""
        made = self.place(op.PARAM, type, [], len(self.params))
        self.params.append(made)
        return made

    def variable(self, name: str, type: int) -> Instr:
        """The value that a name stands for."""
        if name not in self.values:
            if name[0].isupper():
                self.values[name] = self.function.const(type, self.word(name))
            elif type == types.PTR:
                offset = (self.word(name) - self.lowest) & (1 << 64) - 1
                self.values[name] = self.place(
                    op.PTRADD, type, [self.base, self.function.const(types.I64, offset)])
            else:
                self.values[name] = self.param(type)
        return self.values[name]

    def term(self, term: Term, path: Path) -> Instr:
        """A subterm."""
        type = self.instance.type_left(path)
        if isinstance(term, Var):
            return self.variable(term.name, type)
        if isinstance(term, Literal):
            return self.function.const(type, term.value)
        assert isinstance(term, Node)
        args = [self.term(arg, (*path, i)) for i, arg in enumerate(term.args)]
        return self.place(term.op, type, args, int(term.op in (op.LOAD, op.STORE)))

    def whole(self) -> None:
        """The rule's left side; its value, if it has one, is returned."""
        rule = self.instance.rule
        if rule.before is not None:
            self.term(rule.before, BEFORE)
        root = self.term(rule.left, ())
        if root.type != types.VOID:
            last = self.block.instrs[-1]
            last.args = [root]
            root.uses += 1


def run(function: Function, params: list[int], memory: dict[int, int]
        ) -> tuple[int, dict[int, int]]:
    """What the block returns, and memory afterwards."""
    memory = dict(memory)
    values: dict[int, int] = {}

    def value(instr: Instr) -> int:
        if instr.op == op.CONST:
            return instr.imm & ((1 << width_bits(int(instr.type))) - 1)
        return values[int(instr.id)]

    for instr in function.blocks[0].instrs:
        args = [value(arg) for arg in instr.args]
        if instr.op == op.RETURN:
            return (args[0] if args else 0), memory
        if instr.op == op.PARAM:
            values[int(instr.id)] = params[instr.imm]
        elif instr.op == op.LOAD:
            size = types.BYTES[int(instr.type)]
            values[int(instr.id)] = sum(memory[args[0] + i] << 8 * i for i in range(size))
        elif instr.op == op.STORE:
            for i in range(types.BYTES[int(instr.args[1].type)]):
                memory[args[0] + i] = args[1] >> 8 * i & 255
        else:
            domain = IntDomain()
            word = meaning(domain, int(instr.op), int(instr.type), int(instr.flags),
                           [int(arg.type) for arg in instr.args], list(args), 64)
            assert isinstance(word, int) and not domain.poison and not domain.undefined
            values[int(instr.id)] = word
    raise AssertionError("no return")


def fires(rule: Rule, rng: random.Random) -> bool:
    """Try the rule at some types; what the pass makes is compared, whichever rule fires."""
    typing = Typing(rule)
    assignments = type_assignments(typing)
    rng.shuffle(assignments)
    for assignment in assignments[:6]:
        try:
            instance = MemoryInstance(rule, typing, assignment)
        except Skip:
            continue
        solver = z3.Solver()
        solver.set("rlimit", 4000000)
        solver.set("random_seed", rng.getrandbits(16))
        solver.add(*instance.applies())
        if solver.check() != z3.sat:
            continue
        builder = Builder(instance, solver.model())
        builder.whole()
        context = PassContext(Module(64), OptOptions(2))
        runs = []
        for _ in range(10):
            given = [BASE, *(rng.getrandbits(width_bits(int(param.type)))
                             for param in builder.params[1:])]
            memory = {BASE + i: rng.getrandbits(8) for i in range(-32, 64)}
            try:
                runs.append((given, memory, run(builder.function, given, memory)))
            except AssertionError:
                continue                                    # undefined, or poison
        before = function_text(builder.function)
        adjacent.run(builder.function, context)
        for given, memory, expected in runs:
            assert run(builder.function, given, memory) == expected, \
                f"{rule.name}:\n{before}\nbecame\n{function_text(builder.function)}"
        if context.memory_rule_counts and context.memory_rule_counts[NUMBER[rule.name]]:
            return True
    return False


@pytest.mark.parametrize("part", range(4))
def test_each_memory_rule_fires_and_is_right(part: int) -> None:
    rng = random.Random(part)
    silent = [rule.name for rule in MEMORY_RULES[part::4]
              if not any(fires(rule, rng) for _ in range(3))]
    assert not silent, f"never fired: {' '.join(silent)}"


BYTES = """function @f (ptr, ptr) -> i32 {{
b0:
  %0:ptr = param [0]
  %1:ptr = param [1]
  %2:i8 = {first} %0 [1]
  {between}
  %3:ptr = ptradd %0, 1:i64
  %4:i8 = load %3 [1]
  %5:i32 = zext %2
  %6:i32 = zext %4
  %7:i32 = shl %6, 8:i32
  %8:i32 = or %5, %7
  return %8
}}
"""


def joined(first: str, between: str) -> bool:
    """Whether two bytes that are read become one load of two bytes."""
    function = read_module(BYTES.format(first=first, between=between)).symbols["f"].function
    assert function is not None
    adjacent.run(function, PassContext(Module(64), OptOptions(2)))
    return ":i16 = load" in function_text(function)


def test_what_stands_between_counts() -> None:
    assert joined("load", "")
    assert not joined("load.volatile", "")
    assert not joined("load", "store %1, 7:i8 [1]")
