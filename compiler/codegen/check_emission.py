"""What emission writes, recorded by instruction (`--verify-each`).

Problem: between the checked allocation and the checked encoding stand small translations: spills
and copies to moves, blocks to an order with jumps, frames to prologues.  Idea: under
`--verify-each` the emitter notes every instruction and label, and whose code it is; when a function
is done, its target runs what was noted symbolically and compares it with the allocated function
(`target/*/check_emission.py`).

Invariants: what is written is the same with and without; nothing of a function is kept after it.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.architecture import Architecture
from compiler.assembler.object_emitter import ObjectEmitter
from compiler.assembler.operands import Label, Operands
from compiler.ir.instr import Instr


class EmissionError(Exception):
    """The emitted code is not what the allocated function says."""


class Event:
    """One emitted instruction, or a label (`op` is -1)."""

    def __init__(self, op: i64, label: Label | None) -> None:
        self.op: i64 = op
        self.label = label                 # defined here, or jumped to
        self.registers: list[int] = []     # r0 .. r3
        self.imm = 0
        self.base: i64 = -1
        self.index: i64 = -1
        self.scale: i64 = 1
        self.disp = 0
        self.symbolic = False              # address or immediate depends on a symbol


class Mark:
    """From event number `start` on, what is emitted is for `instr` (None: the prologue)."""

    def __init__(self, instr: Instr | None, start: int) -> None:
        self.instr = instr
        self.start = start


class CheckedEmitter(ObjectEmitter):
    """An ObjectEmitter that notes what it writes."""

    def __init__(self, architecture: Architecture, file: str = "") -> None:
        super().__init__(architecture, file)
        self.events: list[Event] = []
        self.owners: list[Mark] = []

    def start_function(self) -> None:
        """Forget the function before; the prologue follows."""
        self.events = []
        self.owners = [Mark(None, 0)]

    def begin(self, instr: Instr) -> None:
        """The code of an instruction follows."""
        self.owners.append(Mark(instr, len(self.events)))

    def define(self, label: Label) -> None:
        """Note the label."""
        self.events.append(Event(-1, label))
        super().define(label)

    def instruction(self, op: i64, operands: Operands) -> None:
        """Note the instruction."""
        event = Event(op, operands.symbol)
        event.registers = [int(operands.r0), int(operands.r1), int(operands.r2), int(operands.r3)]
        event.imm = operands.imm
        event.base = operands.base
        event.index = operands.index
        event.scale = operands.scale
        event.disp = operands.disp
        event.symbolic = operands.symbol is not None or operands.imm_symbol is not None
        self.events.append(event)
        super().instruction(op, operands)
