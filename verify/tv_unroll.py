"""Loops unrolled to a bound: what is compared where no relation between two loops is found.

Problem: when cut points or the relation at them fail, nothing is known of a pair with loops.  Idea:
bounded model checking (Biere et al., TACAS 1999): keep the paths that go back to a loop header at
most `bound` times, which form a graph without cycles.  Each block has a copy for every number of
times that control went back before it; an edge back leads to the next copy, and beyond the last one
control is out of bounds, where nothing is claimed.

Invariants: the entry and the stack objects keep their numbers; a value that reaches a copy along
several edges under several names gets a phi there, so the result is in SSA form.
"""

from __future__ import annotations

from compiler.ir import opcodes as o
from compiler.ir.instr import Block, Function, Instr, add_edge
from compiler.ir.types import VOID
from verify.tv_function import copy_instr, live_in, reverse_postorder

OUT_OF_BOUNDS = 1          # imm of the `unreachable` that ends a path beyond the bound
MOST_INSTRUCTIONS = 6000   # of an unrolled function


class TooLong(Exception):
    """The unrolled function has more instructions than are worth comparing."""


class Unrolling:
    """One function; `made` is its paths that go back at most `bound` times, `originals` the numbers
    of the instructions that the new ones are copies of."""

    def __init__(self, function: Function, bound: int) -> None:
        self.order = reverse_postorder(function)
        self.place = {block: number for number, block in enumerate(self.order)}
        self.live = live_in(function)
        self.bound = bound
        self.made = Function(function.symbol, function.info, function.pointer_bits)
        self.made.next_value, self.made.next_block = function.next_value, function.next_block
        self.made.abi_lowered = function.abi_lowered
        self.originals: dict[int, int] = {}
        self.copies: dict[tuple[int, Block], Block] = {}      # (times gone back, block)
        self.sources: dict[Block, Block] = {}                 # what each copy is of
        self.names: dict[Block, dict[Instr, Instr]] = {}      # at the end of each copy
        self.lay_out()
        for (times, block), twin in self.copies.items():
            self.fill(times, block, twin)
        entry = self.names[self.made.blocks[0]]
        self.made.params = [entry[param] for param in function.params if param in entry]

    def lay_out(self) -> None:
        """The copies that the entry reaches, in topological order, and their edges."""
        reached = {(0, self.order[0])}
        total = 0
        for times in range(self.bound + 1):
            for block in self.order:
                if (times, block) not in reached:
                    continue
                total += len(block.instrs)
                if total > MOST_INSTRUCTIONS:
                    raise TooLong
                twin = Block(block.id) if times == 0 else self.made.new_block()
                self.copies[times, block] = twin
                self.sources[twin] = block
                self.made.blocks.append(twin)
                reached.update((self.times(times, block, succ), succ) for succ in block.succs)
        end = self.made.new_block()
        end.append(self.made.make(o.UNREACHABLE, VOID, [], OUT_OF_BOUNDS))
        for (times, block), twin in self.copies.items():
            for succ in block.succs:
                add_edge(twin, self.copies.get((self.times(times, block, succ), succ), end))
        if end.preds:
            self.made.blocks.append(end)

    def times(self, times: int, block: Block, succ: Block) -> int:
        """How often control has gone back after an edge."""
        return times + (self.place[succ] <= self.place[block])

    def fill(self, times: int, block: Block, twin: Block) -> None:
        """The instructions of a copy, behind those of all copies that lead to it."""
        names: dict[Instr, Instr] = {}
        self.names[twin] = names
        for phi in block.phis():
            given = [self.name(pred, phi.args[self.sources[pred].succ_slots[edge]])
                     for pred, edge in zip(twin.preds, twin.pred_slots)]
            names[phi] = self.append(twin, phi, given, times)
        for value in sorted(self.live[int(block.id)], key=lambda value: int(value.id)):
            found = [self.name(pred, value) for pred in twin.preds]
            names[value] = found[0]
            if any(name is not found[0] for name in found):
                names[value] = twin.append(self.made.make(o.PHI, value.type, found))
        for instr in block.instrs:
            if instr.op != o.PHI:
                given = [self.name(twin, arg) for arg in instr.args]
                names[instr] = self.append(twin, instr, given, times)

    def name(self, twin: Block, value: Instr) -> Instr:
        """What a value is called at the end of a copy; leaves are themselves everywhere."""
        found = self.names[twin].get(value)
        return found if found is not None else self.names[self.made.blocks[0]].get(value, value)

    def append(self, twin: Block, instr: Instr, given: list[Instr], times: int) -> Instr:
        """A copy of an instruction with other operands."""
        made = copy_instr(instr)
        if times:
            made.id = self.made.new_id()
            self.originals[int(made.id)] = int(instr.id)
        made.set_args(given)
        return twin.append(made)
