"""SSA construction on graphs made at random, against running the same program on plain variables.

A program is a list of blocks, each a few assignments among four variables and a jump or branch to
any blocks; the graph may be irreducible and have dead parts.  The IR from `SsaBuilder` must be well
formed and `ir/evaluate.py` must give what a direct run of the blocks gives.
"""

from __future__ import annotations

import random

import pytest

from compiler.ir import opcodes as o
from compiler.ir.check import check_function
from compiler.ir.evaluate import Machine
from compiler.ir.instr import Function
from compiler.ir.module import ArgInfo, FunctionInfo, Module, Signature
from compiler.ir.types import I64
from compiler.lowering.ssa import SsaBuilder, Variable

COUNT = 4
STEPS = 60


def program(rng: random.Random) -> list[tuple[list[tuple[int, int, int]], int, int, int]]:
    """Blocks as (assignments v = a + b, tested variable, two targets; -1 returns)."""
    size = rng.randint(2, 9)
    blocks = []
    for _ in range(size):
        assignments = [(rng.randrange(COUNT), rng.randrange(COUNT), rng.randrange(COUNT))
                       for _ in range(rng.randint(0, 3))]
        targets = [rng.choice([-1, *range(1, size)]) for _ in range(2)]
        blocks.append((assignments, rng.randrange(COUNT), targets[0], targets[1]))
    return blocks


def run(blocks, start: list[int]) -> int:
    """The program on plain variables; a fuel counter ends it."""
    values = list(start)
    at, fuel = 0, STEPS
    while at >= 0:
        assignments, tested, first, second = blocks[at]
        for target, a, b in assignments:
            values[target] = (values[a] + values[b]) & ((1 << 64) - 1)
        fuel -= 1
        if fuel == 0:
            break
        at = first if values[tested] & 1 else second
    return (values[0] + 3 * values[1] + 5 * values[2] + 7 * values[3]) & ((1 << 64) - 1)


def build(blocks) -> Module:
    """The program as IR, through the builder."""
    module = Module()
    symbol = module.symbol("f")
    info = FunctionInfo(Signature(ArgInfo(I64), [ArgInfo(I64)] * COUNT, False))
    function = Function(symbol, info)
    symbol.function = function
    module.functions.append(function)
    f = SsaBuilder(function)
    function.blocks.append(f.block)
    variables = [Variable(I64) for _ in range(COUNT)]
    fuel = Variable(I64)
    for index, variable in enumerate(variables):
        f.write(variable, function.parameter(I64, index))
    f.write(fuel, f.integer(I64, STEPS))
    heads = [f.open_block() for _ in blocks]
    done = f.open_block()
    f.jump(heads[0])
    for head, (assignments, tested, first, second) in zip(heads, blocks):
        f.start(head)
        for target, a, b in assignments:
            f.write(variables[target], f.binary(o.ADD, f.read(variables[a]), f.read(variables[b])))
        left = f.binary(o.SUB, f.read(fuel), f.integer(I64, 1))
        f.write(fuel, left)
        going = f.function.new_block()
        f.branch(f.compare(o.EQ, left, f.integer(I64, 0)), done, going)
        f.begin(going)
        odd = f.binary(o.AND, f.read(variables[tested]), f.integer(I64, 1))
        f.branch(f.compare(o.NE, odd, f.integer(I64, 0)),
                 done if first < 0 else heads[first], done if second < 0 else heads[second])
    f.start(done)
    total = f.read(variables[0])
    for factor, variable in zip((3, 5, 7), variables[1:]):
        total = f.binary(o.ADD, total,
                         f.binary(o.MUL, f.read(variable), f.integer(I64, factor)))
    f.leave(total)
    for head in heads:
        f.seal(head)
    f.seal(done)
    from compiler.lowering.functions import drop_unreachable
    drop_unreachable(f)
    f.finish_phis()
    function.sweep()
    for same in function.constants.values():
        for leaf in same:
            leaf.uses = 0
    function.count_uses()
    return module


@pytest.mark.parametrize("seed", range(150))
def test_random_graph(seed: int) -> None:
    """The IR computes what the program does."""
    rng = random.Random(seed)
    blocks = program(rng)
    module = build(blocks)
    check_function(module.functions[0])
    for _ in range(4):
        start = [rng.randrange(100) for _ in range(COUNT)]
        result = Machine(module).run("f", start)
        assert result & ((1 << 64) - 1) == run(blocks, start)


def test_long_chain_needs_no_stack() -> None:
    """A read through 50,000 blocks is a loop."""
    module = Module()
    symbol = module.symbol("f")
    function = Function(symbol, FunctionInfo(Signature(ArgInfo(I64), [ArgInfo(I64)], False)))
    f = SsaBuilder(function)
    function.blocks.append(f.block)
    variable = Variable(I64)
    f.write(variable, function.parameter(I64, 0))
    for _ in range(50_000):
        block = function.new_block()
        f.jump(block)
        f.begin(block)
    assert f.read(variable) is function.params[0]
