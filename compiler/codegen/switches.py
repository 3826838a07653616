"""Switch lowering: tables, bit tests and binary search.

Problem: a C switch may have two cases or two thousand.  Idea: cut the sorted cases into clusters,
each a jump table where at least 40 % of its slots are used and it has four cases or more; a
cluster whose targets are few and whose span fits a word becomes a bit test; then a balanced tree of
comparisons over the clusters (Bernstein, "Producing Good Code for the Case Statement", 1985).

Invariants: after this pass no `switch` is left; a table is a `switch` instruction whose cases are
exactly 0..n-1 of a value known to be in range, which selection turns into a table jump.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.machine import JumpTable
from compiler.codegen.options import CodegenOptions
from compiler.codegen.target import Target
from compiler.ir.instr import Block, Function, Instr, add_edge, remove_edge
from compiler.ir.module import SwitchInfo
from compiler.ir.opcodes import (
    AND,
    BRANCH,
    EQ,
    JUMP,
    LSHR,
    NE,
    SLT,
    SUB,
    SWITCH,
    TRUNC,
    ULE,
    ZEXT,
)
from compiler.ir.types import I1, I64, VOID, type_bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MIN_TABLE: Final = 4
DENSITY: Final = 40      # per cent


class Cluster:
    """Cases low..high that are decided together; `targets` maps each case range."""

    def __init__(self, first: int, last: int, table: bool) -> None:
        self.first = first
        self.last = last
        self.table = table


class SwitchLowering:
    """Lowers one switch instruction."""

    def __init__(self, function: Function, block: Block, options: CodegenOptions) -> None:
        self.function = function
        self.block = block
        self.options = options
        self.instr = block.instrs[-1]
        info = self.instr.aux
        assert isinstance(info, SwitchInfo)
        self.lows = info.lows
        self.highs = info.highs
        self.value = self.instr.args[0]
        self.targets = list(block.succs)
        self.phi_values: list[list[Instr]] = []
        self.made: list[Block] = []

    def run(self) -> list[Block]:
        """Replace the switch; the blocks made."""
        block = self.block
        for edge in range(len(block.succs)):
            slot = block.succ_slots[edge]
            values = [phi.args[slot] for phi in block.succs[edge].phis()]
            for value in values:
                value.uses += 1
            self.phi_values.append(values)
        while block.succs:
            remove_edge(block, len(block.succs) - 1)
        block.instrs.pop()
        self.merge_cases()
        clusters = self.clusters()
        self.tree(block, clusters, 0, len(clusters), None, None)
        self.instr.drop_args()
        for values in self.phi_values:
            for value in values:
                value.uses -= 1
        return self.made

    def merge_cases(self) -> None:
        """Join neighbouring ranges with the same target."""
        lows: list[int] = []
        highs: list[int] = []
        self.numbers: list[int] = []
        for index in range(len(self.lows)):
            number = index + 1
            if lows and highs[-1] + 1 == self.lows[index] \
                    and self.same_target(self.numbers[-1], number):
                highs[-1] = self.highs[index]
            else:
                lows.append(self.lows[index])
                highs.append(self.highs[index])
                self.numbers.append(number)
        self.lows = lows
        self.highs = highs

    def same_target(self, a: int, b: int) -> bool:
        """Whether two successors are one block with equal phi values."""
        if self.targets[a] is not self.targets[b]:
            return False
        for x, y in zip(self.phi_values[a], self.phi_values[b]):
            if x is not y:
                return False
        return True

    def clusters(self) -> list[Cluster]:
        """Cut the cases greedily into tables and single ranges."""
        count = len(self.lows)
        result: list[Cluster] = []
        index = 0
        while index < count:
            best = index
            if self.options.jump_tables:
                last = index
                cases = 0
                while last < count:
                    span = self.highs[last] - self.lows[index] + 1
                    cases += min(self.highs[last] - self.lows[last] + 1, 64)
                    if span > 4096 or (span > 64 and cases * 100 < span * DENSITY // 4):
                        break
                    if last - index + 1 >= MIN_TABLE and cases * 100 >= span * DENSITY:
                        best = last
                    last += 1
            if best > index:
                result.append(Cluster(index, best, True))
            else:
                result.append(Cluster(index, index, False))
            index = best + 1
        return result

    # -- building ------------------------------------------------------------------------------

    def add(self, block: Block, op: i64, type: i64, args: list[Instr], imm: int = 0) -> Instr:
        """Append an instruction to a block."""
        return block.append(self.function.make(op, type, args, imm, self.instr.pos))

    def edge(self, block: Block, number: int) -> None:
        """An edge to an original successor, with its phi arguments."""
        target = self.targets[number]
        add_edge(block, target)
        for phi, value in zip(target.phis(), self.phi_values[number]):
            phi.args.append(value)
            value.uses += 1

    def new_block(self) -> Block:
        """A fresh block."""
        block = self.function.new_block()
        self.made.append(block)
        return block

    def branch(self, block: Block, condition: Instr) -> list[Block]:
        """A conditional branch to two fresh blocks."""
        self.add(block, BRANCH, VOID, [condition])
        yes = self.new_block()
        no = self.new_block()
        add_edge(block, yes)
        add_edge(block, no)
        return [yes, no]

    def jump(self, block: Block, number: int) -> None:
        """Go to an original successor."""
        self.add(block, JUMP, VOID, [])
        self.edge(block, number)

    def constant(self, value: int) -> Instr:
        """A constant of the switched type."""
        return self.function.const(self.value.type, value)

    def tree(self, block: Block, clusters: list[Cluster], start: int, stop: int,
             least: int | None, most: int | None) -> None:
        """Decide among clusters start..stop-1, the value known to lie in least..most."""
        work: list[tuple[Block, int, int, int | None, int | None]] = []
        work.append((block, start, stop, least, most))
        while work:
            here, first, last, low, high = work.pop()
            if last == first:
                self.jump(here, 0)
                continue
            if last - first == 1:
                self.leaf(here, clusters[first], low, high)
                continue
            if last - first <= 3 and not any(
                    clusters[k].table or self.lows[clusters[k].first]
                    != self.highs[clusters[k].first] for k in range(first, last)):
                # two or three single values: compare one after the other
                case = clusters[first].first
                equal = self.add(here, EQ, I1, [self.value, self.constant(self.lows[case])])
                self.add(here, BRANCH, VOID, [equal])
                self.edge(here, self.numbers[case])
                rest = self.new_block()
                add_edge(here, rest)
                work.append((rest, first + 1, last, low, high))
                continue
            middle = (first + last) // 2
            pivot = self.lows[clusters[middle].first]
            less = self.add(here, SLT, I1, [self.value, self.constant(pivot)])
            sides = self.branch(here, less)
            work.append((sides[1], middle, last, pivot, high))
            work.append((sides[0], first, middle, low, pivot - 1))

    def leaf(self, block: Block, cluster: Cluster, low: int | None, high: int | None) -> None:
        """Decide one cluster or go to the default."""
        first = cluster.first
        last = cluster.last
        bottom = self.lows[first]
        top = self.highs[last]
        below = low is None or low < bottom
        above = high is None or high > top
        if not cluster.table:
            if not below and not above:
                self.jump(block, self.numbers[first])
                return
            if bottom == top:
                test = self.add(block, EQ, I1, [self.value, self.constant(bottom)])
            else:
                offset = self.subtract(block, bottom)
                test = self.add(block, ULE, I1, [offset, self.constant(top - bottom)])
            self.add(block, BRANCH, VOID, [test])
            self.edge(block, self.numbers[first])
            self.edge(block, 0)
            return
        offset = self.subtract(block, bottom)
        if below or above:
            inside = self.add(block, ULE, I1, [offset, self.constant(top - bottom)])
            self.add(block, BRANCH, VOID, [inside])
            table = self.new_block()
            add_edge(block, table)
            self.edge(block, 0)
        else:
            table = block
        if self.bit_test(table, cluster, offset):
            return
        self.table(table, cluster, offset)

    def subtract(self, block: Block, bottom: int) -> Instr:
        """value - bottom."""
        if bottom == 0:
            return self.value
        return self.add(block, SUB, self.value.type, [self.value, self.constant(bottom)])

    def bit_test(self, block: Block, cluster: Cluster, offset: Instr) -> bool:
        """One target beside the default within a word: test a bit of a mask."""
        bottom = self.lows[cluster.first]
        if self.highs[cluster.last] - bottom >= 64 or type_bits(int(offset.type)) > 64:
            return False
        number = self.numbers[cluster.first]
        mask = 0
        for case in range(cluster.first, cluster.last + 1):
            if not self.same_target(number, self.numbers[case]):
                return False
            for value in range(self.lows[case], self.highs[case] + 1):
                mask |= 1 << (value - bottom)
        wide = self.widen(block, offset)
        bits = self.add(block, LSHR, I64, [self.function.const(I64, mask), wide])
        one = self.add(block, AND, I64, [bits, self.function.const(I64, 1)])
        test = self.add(block, NE, I1, [one, self.function.const(I64, 0)])
        self.add(block, BRANCH, VOID, [test])
        self.edge(block, number)
        self.edge(block, 0)
        return True

    def widen(self, block: Block, offset: Instr) -> Instr:
        """The offset, known to be small and not negative, as an i64."""
        bits = type_bits(int(offset.type))
        if bits < 64:
            return self.add(block, ZEXT, I64, [offset])
        if bits > 64:
            return self.add(block, TRUNC, I64, [offset])
        return offset

    def table(self, block: Block, cluster: Cluster, offset: Instr) -> None:
        """A jump table over the cluster's span."""
        bottom = self.lows[cluster.first]
        top = self.highs[cluster.last]
        wide = self.widen(block, offset)
        instr = self.add(block, SWITCH, VOID, [wide])
        successors: list[int] = []
        edge_of: dict[int, int] = {}
        case = cluster.first
        for value in range(bottom, top + 1):
            while self.highs[case] < value:
                case += 1
            number = self.numbers[case] if self.lows[case] <= value else 0
            known = -1
            for other, edge in edge_of.items():
                if other == number or self.same_target(other, number):
                    known = edge
                    break
            if known < 0:
                known = len(block.succs)
                edge_of[number] = known
                self.edge(block, number)
            successors.append(known)
        instr.aux = JumpTable(successors)


def lower_switches(function: Function, target: Target, options: CodegenOptions) -> None:
    """Lower all switches of a function."""
    made: list[Block] = []
    for block in function.blocks:
        if block.instrs and block.instrs[-1].op == SWITCH \
                and isinstance(block.instrs[-1].aux, SwitchInfo):
            made.extend(SwitchLowering(function, block, options).run())
    function.blocks.extend(made)
