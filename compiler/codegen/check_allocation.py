"""The register-allocation checker: a symbolic run over the allocated code.

Problem: a mistake in spilling, assignment or edge repair silently computes with a wrong value.
Idea: keep for every register and slot the SSA value it holds, block by block (Rideau and Leroy,
"Validating Register Allocation and Spilling", CC 2010, but checked locally, since assignment
declares what each block finds in its registers): each operand must hold the value that the program
before allocation reads, each edge must deliver what its successor declares.  Slots are followed at
the place in memory that they share (`slots.py`), so that a value under which another slot has
written is not there any more; no read may be wider than its slot (a write may: a narrow phi takes
the low part of a wide value).  `check_frame` looks at the
places themselves once the frame is laid out.

Invariants: always on; linear in the code; a failure names function, block and instruction.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.frame import Frame, Slot
from compiler.codegen.machine import COPY, MOVE_SLOT, RELOAD, SPILL, SWAP, SpilledOperand
from compiler.codegen.spill import Allocation
from compiler.codegen.target import NO_CLASS, Target
from compiler.ir.dominators import dominates
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import PARAM, PHI, PROJ
from compiler.ir.types import VOID, type_bytes


class AllocationError(Exception):
    """The allocated code does not compute what the program says."""


class Checker:
    """State of the run."""

    def __init__(self, function: Function, target: Target, allocation: Allocation,
                 frame: Frame) -> None:
        self.function = function
        self.target = target
        self.allocation = allocation
        self.registers: list[Instr | None] = [None] * int(target.register_count)
        self.slots: dict[int, Instr] = {}          # place -> value
        self.places: list[int] = []                # slot number -> number of its place
        self.sizes: list[int] = []                 # slot number -> bytes
        numbers: dict[Slot, int] = {}
        for number in range(len(frame.slots)):
            numbers[frame.slots[number]] = number
        for slot in frame.slots:
            home = slot if slot.shares is None else slot.shares
            if home.shares is not None or home.size < slot.size:
                raise AllocationError(f"{function.symbol.name}: a shared slot has no place")
            self.places.append(numbers[home])
            self.sizes.append(slot.size)

    def run(self) -> None:
        """Check every block and edge."""
        for block in self.function.blocks:
            self.check_block(block)

    def fail(self, block: Block, instr: Instr, message: str) -> AllocationError:
        return AllocationError(f"{self.function.symbol.name}: block {block.id}, instruction "
                               f"{instr.id} (op {instr.op}): {message}")

    def check_block(self, block: Block) -> None:
        """Run over one block from its declared entry state."""
        allocation = self.allocation
        target = self.target
        registers = self.registers
        for register in range(len(registers)):
            registers[register] = None
        slots = self.slots
        slots.clear()
        values = allocation.in_registers[block.order]
        places = allocation.in_places[block.order]
        for index in range(len(values)):
            registers[places[index]] = values[index]
        if allocation.slots:
            for value in allocation.live.in_values[block.order]:
                slot = allocation.slots.get(int(value.id), -1)
                if slot >= 0 and self.is_stored(value, block):
                    slots[self.places[slot]] = value
            for phi in block.instrs:
                if phi.op != PHI:
                    break
                slot = allocation.slots.get(int(phi.id), -1)
                if slot >= 0 and phi not in values and int(phi.id) not in allocation.store_blocks:
                    slots[self.places[slot]] = phi
        for instr in block.instrs:
            op = instr.op
            if op == PHI:
                continue
            if op in (PROJ, PARAM):
                if instr.reg >= 0:
                    registers[instr.reg] = instr
                continue
            if op == SWAP:
                self.expect(block, instr, instr.args[0])
                self.expect(block, instr, instr.args[1])
                a = instr.args[0].reg
                b = instr.args[1].reg
                registers[a], registers[b] = registers[b], registers[a]
                continue
            if op == COPY and instr.forward is not None:
                self.expect(block, instr, instr.args[0])
                registers[instr.reg] = instr.forward
                continue
            if op == RELOAD:
                value_of = instr.forward
                assert value_of is not None
                if not target.rematerialises(value_of):
                    if slots.get(self.places[instr.imm]) is not value_of:
                        raise self.fail(block, instr, f"slot {instr.imm} does not hold the value")
                    if type_bytes(int(value_of.type)) > self.sizes[instr.imm]:
                        raise self.fail(block, instr, f"slot {instr.imm} is too narrow")
                registers[instr.reg] = value_of
                continue
            if op == SPILL:
                source = instr.args[0]
                self.expect(block, instr, source)
                slots[self.places[instr.imm]] = \
                    source if source.forward is None else source.forward
                continue
            if op == MOVE_SLOT:
                moved = instr.forward
                assert moved is not None
                if instr.mark >= 0 and slots.get(self.places[int(instr.mark)]) is not moved:
                    raise self.fail(block, instr, "moved slot does not hold the value")
                slots[self.places[instr.imm]] = moved
                if instr.reg >= 0:
                    registers[instr.reg] = None
                continue
            for arg in instr.args:
                if target.class_of(arg.type) != NO_CLASS:
                    self.expect(block, instr, arg)
            mode = instr.aux
            if isinstance(mode, SpilledOperand):
                if slots.get(self.places[int(mode.slot)]) is not mode.value:
                    raise self.fail(block, instr, f"slot {mode.slot} does not hold the value")
                if target.memory_bytes(op) > self.sizes[int(mode.slot)]:
                    raise self.fail(block, instr, f"slot {mode.slot} is too narrow")
            rules = target.constraints(instr)
            if not rules.simple:
                for k in range(len(instr.args)):
                    fixed = rules.fixed_arg(k)
                    if fixed >= 0 and instr.args[k].reg != fixed:
                        raise self.fail(block, instr, f"argument {k} is not in register {fixed}")
                clobbers = rules.clobbers
                for fixed_result in rules.fixed_results:
                    if fixed_result >= 0:
                        registers[fixed_result] = None
                if clobbers:
                    for register in range(len(registers)):
                        if clobbers >> register & 1:
                            registers[register] = None
            if instr.type != VOID and target.class_of(instr.type) != NO_CLASS:
                if instr.reg < 0:
                    raise self.fail(block, instr, "no register")
                if rules.tied and rules.tied[0] >= 0 \
                        and instr.args[rules.tied[0]].reg != instr.reg:
                    raise self.fail(block, instr, "tied operands differ")
                registers[instr.reg] = instr
        for edge in range(len(block.succs)):
            self.check_edge(block, block.succs[edge], block.succ_slots[edge])

    def is_stored(self, value: Instr, block: Block) -> bool:
        """Whether the value's slot is written on every way to the start of `block`."""
        homes = self.allocation.store_blocks.get(int(value.id))
        return homes is None or any([home is not block and dominates(home, block)
                                     for home in homes])

    def expect(self, block: Block, instr: Instr, place: Instr) -> None:
        """`place.reg` must hold the value that `place` stands for."""
        value = place if place.forward is None else place.forward
        register = place.reg
        if register < 0 or self.registers[register] is not value:
            raise self.fail(block, instr, f"register {register} does not hold value {value.id}")

    def check_edge(self, block: Block, succ: Block, slot: i64) -> None:
        """What the successor declares must be there."""
        allocation = self.allocation
        values = allocation.in_registers[succ.order]
        places = allocation.in_places[succ.order]
        for index in range(len(values)):
            value = values[index]
            if value.op == PHI and value.block is succ:
                value = value.args[slot]
            if self.registers[places[index]] is not value:
                raise self.fail(block, block.instrs[-1],
                                f"value {value.id} is not in register {places[index]} on the "
                                f"edge to {succ.id}")
        if allocation.slots:
            for value in allocation.live.in_values[succ.order]:
                number = allocation.slots.get(int(value.id), -1)
                if number >= 0 and self.slots.get(self.places[number]) is not value \
                        and self.is_stored(value, succ):
                    raise self.fail(block, block.instrs[-1],
                                    f"value {value.id} is not in slot {number} on the edge to "
                                    f"{succ.id}")
            for phi in succ.instrs:
                if phi.op != PHI:
                    break
                number = allocation.slots.get(int(phi.id), -1)
                if number >= 0 and phi not in values \
                        and self.slots.get(self.places[number]) is not phi.args[slot]:
                    raise self.fail(block, block.instrs[-1], f"phi {phi.id} lacks its slot")


def check_allocation(function: Function, target: Target, allocation: Allocation,
                     frame: Frame) -> None:
    """Raise AllocationError when the allocation is wrong."""
    Checker(function, target, allocation, frame).run()


def slot_offset(slot: Slot) -> int:
    """Sort key."""
    return slot.offset


def check_frame(function: Function, frame: Frame) -> None:
    """Raise AllocationError when slots of the laid-out frame overlap, are not aligned, or leave
    their part of the frame."""
    homes = [slot for slot in frame.slots if slot.shares is None and slot.is_own]
    homes.sort(key=slot_offset)
    end = -frame.pushed - frame.slots_size
    for slot in homes:
        if slot.offset < end or slot.offset % slot.align != 0:
            raise AllocationError(f"{function.symbol.name}: the slot at {slot.offset} is badly "
                                  "placed")
        end = slot.offset + slot.size
    if end > -frame.pushed:
        raise AllocationError(f"{function.symbol.name}: slots reach into the saved registers")
    for slot in frame.slots:
        if slot.shares is not None and slot.offset != slot.shares.offset:
            raise AllocationError(f"{function.symbol.name}: a shared slot has moved")


