"""switch: one instruction with all cases.

Problem: thousands of cases, ranges, fall-through, cases inside other statements.  Idea: the blocks
of the cases are made when the switch is reached, the instruction emitted at once; meeting a Case
statement in the body begins its block.  A constant condition goes straight to its case.

Invariants: SwitchInfo wants sorted, disjoint ranges in the signed canonical form: an unsigned range
that crosses the sign bit is split.
"""

from __future__ import annotations

from compiler.frontend.tree import Case, Switch
from compiler.ir import opcodes as o
from compiler.ir.instr import Block, Instr
from compiler.ir.module import SwitchInfo
from compiler.ir.types import I128, type_bits, wrap
from compiler.lowering import expressions, statements
from compiler.lowering.context import FunctionContext, Jumps


def switch_statement(f: FunctionContext, s: Switch) -> None:
    """switch (condition) body"""
    if not f.reachable and not statements.holds_label(s.body):
        return
    done = f.function.new_block()
    markers = list(s.cases)
    if s.default is not None and s.default not in markers:
        markers.append(s.default)
    for case in markers:
        f.case_blocks[case] = f.open_block()
    if f.reachable:
        f.pos = s.loc
        dispatch(f, s, done)
    f.jumps = Jumps(f.jumps, done, None, s.cleanup)
    f.lose()
    statements.statement(f, s.body)
    f.jumps = f.jumps.outer
    f.jump(done)
    for case in markers:
        unplaced = f.case_blocks.pop(case)
        if int(unplaced.id) in f.open_blocks:
            f.begin(unplaced)
            f.stop()
    f.begin(done)


class Range:
    """low .. high goes to a block."""

    def __init__(self, low: int, high: int, target: Block) -> None:
        self.low = low
        self.high = high
        self.target = target


def dispatch(f: FunctionContext, s: Switch, done: Block) -> None:
    """Evaluate the condition and emit the switch."""
    value = expressions.scalar(f, s.condition)
    default = done if s.default is None else f.case_blocks[s.default]
    bits = type_bits(int(value.type))
    ranges: list[Range] = []
    for case in s.cases:
        if not case.is_default:
            add_range(f, ranges, case, bits)
    if value.op == o.CONST:
        for item in ranges:
            if item.low <= value.imm <= item.high:
                f.jump(item.target)
                return
        f.jump(default)
        return
    f.pos = s.loc
    if not ranges:
        f.jump(default)
        return
    if value.type == I128:
        compare_chain(f, value, ranges, default)
        return
    lows = {item.low: item for item in ranges}
    ordered = [lows[low] for low in sorted(lows)]
    info = SwitchInfo([item.low for item in ordered], [item.high for item in ordered])
    f.switch(value, info, [default] + [item.target for item in ordered])


def compare_chain(f: FunctionContext, value: Instr, ranges: list[Range], default: Block) -> None:
    """One comparison after the other: no machine has tables for 128 bits."""
    for item in ranges:
        first = f.integer(I128, item.low)
        if item.low == item.high:
            test = f.compare(o.EQ, value, first)
        else:
            distance = f.integer(I128, item.high - item.low)
            test = f.compare(o.ULE, f.binary(o.SUB, value, first), distance)
        following = f.function.new_block()
        f.branch(test, item.target, following)
        f.begin(following)
    f.jump(default)


def add_range(f: FunctionContext, ranges: list[Range], case: Case, bits: int) -> None:
    """One case in canonical form, split at the sign bit if it crosses it."""
    target = f.case_blocks[case]
    low, high = wrap(case.low, bits), wrap(case.high, bits)
    if low <= high:
        ranges.append(Range(low, high, target))
    else:
        ranges.append(Range(low, (1 << (bits - 1)) - 1, target))
        ranges.append(Range(-1 << (bits - 1), high, target))
