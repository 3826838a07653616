"""Parallel copies in sequence.

Problem: several values change registers at once, and sources may be destinations of others.
Idea: a move whose destination nobody still reads can be done; what remains are cycles, broken by a
free register of the class or, where there is none or an exchange costs no more than a move, by
exchanging registers (Boissinot et al., "Revisiting Out-of-SSA Translation", CGO 2009,
algorithm 1).

Invariants: destinations are distinct; sources may repeat; after the steps every destination holds
the value that its source held before all steps.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.machine import mask_of
from compiler.codegen.target import Target
from compiler.ir.instr import Instr


class Step:
    """One move or exchange.  For an exchange `other` is the value that was in `destination`."""

    def __init__(self, value: Instr, source: int, destination: int) -> None:
        self.value = value
        self.source = source
        self.destination = destination
        self.swap = False
        self.other = value


class Moves:
    """A set of moves to be done at once."""

    def __init__(self) -> None:
        self.values: list[Instr] = []
        self.sources: list[int] = []
        self.destinations: list[int] = []

    def clear(self) -> None:
        """Forget all moves."""
        self.values = []
        self.sources = []
        self.destinations = []

    def add(self, value: Instr, source: int, destination: int) -> None:
        """`value` goes from one register to another."""
        self.values.append(value)
        self.sources.append(source)
        self.destinations.append(destination)

    def count(self) -> int:
        """Number of moves."""
        return len(self.values)

    def resolve(self, target: Target, free: i64) -> list[Step]:
        """The steps; `free` are registers whose contents do not matter."""
        values = list(self.values)
        sources = list(self.sources)
        destinations = list(self.destinations)
        steps: list[Step] = []
        readers: dict[int, int] = {}
        for source in sources:
            readers[source] = readers.get(source, 0) + 1
        pending = [k for k in range(len(values)) if sources[k] != destinations[k]]
        while pending:
            waiting: list[int] = []
            progress = False
            for k in pending:
                destination = destinations[k]
                blocked = False
                if readers.get(destination, 0):
                    for j in pending:
                        if j != k and sources[j] == destination:
                            blocked = True
                            break
                if blocked:
                    waiting.append(k)
                    continue
                steps.append(Step(values[k], sources[k], destination))
                readers[sources[k]] -= 1
                sources[k] = -1
                progress = True
            pending = waiting
            if progress or not pending:
                continue
            # Only cycles remain (every source is read once more by exactly the next one).
            k = pending[0]
            c = target.register_class[sources[k]]
            scratch: i64 = free & target.class_masks[c]
            for j in range(len(destinations)):
                scratch &= ~(mask_of(destinations[j]))
            for j in pending:
                scratch &= ~(mask_of(sources[j]))
            if scratch and target.swap_moves[c] != 1:
                register = 0
                while not scratch >> register & 1:
                    register += 1
                source = sources[k]
                steps.append(Step(values[k], source, register))
                for j in pending:
                    if sources[j] == source:
                        sources[j] = register
                        readers[source] -= 1
                        readers[register] = readers.get(register, 0) + 1
                continue
            assert target.swap_moves[c], "a cycle of moves needs an exchange or a free register"
            source = sources[k]
            destination = destinations[k]
            step = Step(values[k], source, destination)
            step.swap = True
            for j in pending:
                if sources[j] == destination:
                    step.other = values[j]
            steps.append(step)
            readers[source] -= 1
            sources[k] = -1
            rest: list[int] = []
            for j in pending:
                if j == k:
                    continue
                if sources[j] == destination:
                    sources[j] = source
                    readers[destination] -= 1
                    readers[source] += 1
                elif sources[j] == source:
                    sources[j] = destination
                    readers[source] -= 1
                    readers[destination] = readers.get(destination, 0) + 1
                if sources[j] != destinations[j]:
                    rest.append(j)
                else:
                    readers[sources[j]] -= 1
            pending = rest
        return steps
