"""Which values are alive where, and how many registers that takes.

Problem: spilling and assignment need the values alive at block boundaries and the register
pressure in between.  Idea: only values that leave their block take part in the global problem;
they get dense numbers and live sets are Python integers used as bit sets, iterated backwards over
reverse postorder (Appel and Palsberg, "Modern Compiler Implementation", 10.1).  One backward walk
over each block then finds pressure, and which values live across destroyed registers.

Invariants: blocks are in reverse postorder (`dominators.compute`); a phi's argument is live out of
its predecessor and not live into the phi's block; values without register class are ignored.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.machine import Constraints, mask_of
from compiler.codegen.target import NO_CLASS, Target
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import PHI, PROJ
from compiler.ir.types import VOID


class Liveness:
    """Live values per block, by `block.order`."""

    def __init__(self, function: Function) -> None:
        count = len(function.blocks)
        self.values: list[Instr] = []          # numbered global values
        self.live_in: list[int] = [0] * count
        self.live_out: list[int] = [0] * count
        self.out_values: list[list[Instr]] = []
        self.in_values: list[list[Instr]] = []
        # filled by `measure`
        self.crosses: list[int] = [0] * function.next_value  # by id: registers destroyed while
        #                                                      the value is alive
        self.number: list[int] = []            # by id: index in `values`, or -1
        self.is_global = bytearray(function.next_value)   # by id: alive beyond its block
        self.pressure: list[list[int]] = []    # per block, per class: the most alive at once,
        #                                        counting what a call leaves too few places for
        self.needs_spilling = False


def compute_liveness(function: Function, target: Target) -> Liveness:
    """Solve the data-flow problem; `function.next_value` bounds all ids."""
    live = Liveness(function)
    blocks = function.blocks
    number: list[int] = [-1] * function.next_value
    live.number = number
    home: list[Block | None] = [None] * function.next_value
    for block in blocks:
        for instr in block.instrs:
            if instr.type != VOID:
                home[instr.id] = block
    values = live.values
    for block in blocks:
        for instr in block.instrs:
            is_phi = instr.op == PHI
            for arg in instr.args:
                if number[arg.id] < 0 and (is_phi or home[arg.id] is not block):
                    if target.class_of(arg.type) != NO_CLASS:
                        number[arg.id] = len(values)
                        live.is_global[arg.id] = 1
                        values.append(arg)
    count = len(blocks)
    generated: list[int] = [0] * count
    killed: list[int] = [0] * count
    for block in blocks:
        gen = 0
        kill = 0
        for instr in block.instrs:
            if instr.op != PHI:
                for arg in instr.args:
                    index = number[arg.id]
                    if index >= 0:
                        bit = 1 << index
                        if not kill & bit:
                            gen |= bit
            index = number[instr.id]
            if index >= 0:
                kill |= 1 << index
        generated[block.order] = gen
        killed[block.order] = kill
        for slot in range(len(block.preds)):
            out = 0
            for instr in block.instrs:
                if instr.op != PHI:
                    break
                index = number[instr.args[slot].id]
                if index >= 0:
                    out |= 1 << index
            live.live_out[block.preds[slot].order] |= out
    live_in = live.live_in
    live_out = live.live_out
    for block in blocks:
        live_in[block.order] = generated[block.order]
    changed = True
    while changed:
        changed = False
        for position in range(count - 1, -1, -1):
            block = blocks[position]
            out = live_out[position]
            for succ in block.succs:
                out |= live_in[succ.order]
            live_out[position] = out
            inside = generated[position] | (out & ~killed[position])
            if inside != live_in[position]:
                live_in[position] = inside
                changed = True
    for position in range(count):
        live.out_values.append(members(live_out[position], values))
        live.in_values.append(members(live_in[position], values))
    return live


def members(bits: int, values: list[Instr]) -> list[Instr]:
    """The values of a bit set, in order of their numbers."""
    result = []
    base = 0
    while bits:
        word = bits & 0xFFFFFFFFFFFF
        bits >>= 48
        small: i64 = word
        index = base
        while small:
            if small & 1:
                result.append(values[index])
            small >>= 1
            index += 1
        base += 48
    return result


def measure(function: Function, target: Target, live: Liveness) -> None:
    """Fill in pressure per block and class, `crosses`, and whether anything must be spilled."""
    classes = target.class_count
    alive = bytearray(function.next_value)
    crosses = live.crosses
    capacity = [mask.bit_count() for mask in target.class_masks]
    for block in function.blocks:
        now = [0] * classes
        peak = [0] * classes
        current: dict[int, Instr] = {}
        for value in live.out_values[block.order]:
            alive[value.id] = 1
            now[target.class_of(value.type)] += 1
            current[int(value.id)] = value
        for c in range(classes):
            peak[c] = now[c]
        instrs = block.instrs
        for position in range(len(instrs) - 1, -1, -1):
            instr = instrs[position]
            c = target.class_of(instr.type)
            if c != NO_CLASS:
                if alive[instr.id]:
                    alive[instr.id] = 0
                    del current[int(instr.id)]
                else:
                    peak[c] = max(peak[c], now[c] + 1)   # an unused result takes a register
                    now[c] += 1
                now[c] -= 1
            if instr.op == PHI or instr.op == PROJ:
                continue
            rules = target.constraints(instr)
            if not rules.simple:
                mask = rules.clobbers
                for register in rules.fixed_results:
                    if register >= 0:
                        mask |= mask_of(register)
                if mask:
                    for key, value in current.items():
                        crosses[key] |= mask
            extra = extra_registers(instr, rules, alive, target)
            through = list(now)
            for arg in instr.args:
                c = target.class_of(arg.type)
                if c != NO_CLASS and not alive[arg.id]:
                    alive[arg.id] = 1
                    current[int(arg.id)] = arg
                    now[c] += 1
            for c in range(classes):
                held = now[c] + (extra if extra and c == target.class_of(instr.type) else 0)
                if held > peak[c]:
                    peak[c] = held
                if not rules.simple:
                    excess = through[c] - through_limit(instr, rules, target, c)
                    if excess > 0:
                        peak[c] = max(peak[c], capacity[c] + excess)
        for key in current:
            alive[key] = 0
        live.pressure.append(peak)
        for c in range(classes):
            if peak[c] > capacity[c]:
                live.needs_spilling = True


def extra_registers(instr: Instr, rules: Constraints, alive: bytearray, target: Target) -> int:
    """Registers needed beside arguments and live values: copies of tied arguments living on."""
    if rules.tied and rules.tied[0] >= 0 and rules.simple:
        tied = instr.args[rules.tied[0]]
        if alive[tied.id]:
            return 1
    return 0


def through_limit(instr: Instr, rules: Constraints, target: Target, c: i64) -> int:
    """How many values of class `c` may live through a constrained instruction in registers.

    Three bounds: no destroyed or claimed register; free arguments have room beside claimed ones;
    free results have room beside destroyed ones.  Every free argument is counted as dying.
    """
    mask = target.class_masks[c]
    claimed: i64 = 0
    free_args = 0
    free_results = 0
    for index in range(len(instr.args)):
        register = rules.fixed_arg(index)
        if register >= 0:
            claimed |= mask_of(register)
        elif target.class_of(instr.args[index].type) == c:
            free_args += 1
    written = rules.clobbers
    for register in rules.fixed_results:
        if register >= 0:
            written |= mask_of(register)
    count: i64 = max(int(rules.results), 1)
    for index in range(count):
        if rules.fixed_result(index) < 0 and (index > 0 or target.class_of(instr.type) == c):
            free_results += 1
    limit = (mask & ~int(claimed | written)).bit_count()
    if free_args:
        taken = claimed | written if rules.early else claimed
        limit = min(limit, (mask & ~int(taken)).bit_count() - free_args)
    if free_results:
        limit = min(limit, (mask & ~int(written)).bit_count() - free_results)
        if rules.early:
            limit = min(limit, (mask & ~int(claimed | written)).bit_count()
                        - free_results - free_args)
    return limit


def forbidden_through(rules: Constraints) -> i64:
    """Registers in which no value may live through the instruction."""
    mask = rules.clobbers
    for register in rules.fixed_results:
        if register >= 0:
            mask |= mask_of(register)
    for register in rules.fixed_args:
        if register >= 0:
            mask |= mask_of(register)
    return mask
