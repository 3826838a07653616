"""Emitted x86-64 code against the allocated function: jumps, moves, operands, prologue, epilogue.

Problem and idea: see `codegen/check_emission.py`.  What is compared:

- a terminator: for every state of the five condition flags, the jumps that were written lead to the
  block that the terminator names (empty blocks followed through, falling through included);
- copies, exchanges, spills, reloads: run symbolically (a register or a place in the frame holds a
  set of atoms, so that exclusive-or cancels), they change what they should and nothing else;
- an instruction with a row: its opcode, registers, address and immediate, operand by operand of the
  row;
- prologue and epilogue: run symbolically, with every saved register overwritten between, they bring
  back the stack pointer and all callee-saved registers.

Places in the frame are counted from the CFA; symbols' addresses, calls' targets, the stack
protector and jump tables are not looked at.  Source: System V ABI AMD64, 3.2.1.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.check_emission import CheckedEmitter, EmissionError, Event
from compiler.codegen.frame import Frame
from compiler.codegen.machine import (
    ASM,
    COPY,
    FIRST_PSEUDO,
    INDIRECT_JUMP,
    JUMP,
    MOVE_SLOT,
    RELOAD,
    RETURN,
    SPILL,
    SWAP,
    CallSite,
)
from compiler.codegen.operands import FROM_ARG, FROM_IMM, FROM_MEMORY, FROM_STACK
from compiler.codegen.streaming import Stream
from compiler.codegen.tail_calls import tail_call
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import FIRST_MACHINE, PHI
from compiler.ir.types import type_bytes
from compiler.target.machine import (
    MAX_OPERANDS,
    NO_FIXED,
    OPERAND_REG,
    WRITE,
    AddressMode,
)
from compiler.target.x86 import ops_gen as x86
from compiler.target.x86 import tables_gen
from compiler.target.x86.constraints import RULES
from compiler.target.x86.convention import CALLEE_SAVED
from compiler.target.x86.emission import CLEARED, rematerialises
from compiler.target.x86.pseudo import JUMP_ORDERED_EQUAL, JUMP_UNORDERED_NOT_EQUAL
from compiler.target.x86.registers import RBP, RSP, ST0, XMM0

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    Atoms = frozenset[str]

COUNT: Final = 32                   # registers: 16 general, 16 vector from XMM0 on
STORES: Final = {x86.MOV64mr: 8, x86.MOV32mr: 4, x86.MOVSSmx: 4, x86.MOVSDmx: 8, x86.MOVAPSmx: 16,
                 x86.MOVUPSmx: 16}
LOADS: Final = {x86.MOV64rm: 8, x86.MOV32rm: 4, x86.MOVSSxm: 4, x86.MOVSDxm: 8, x86.MOVAPSxm: 16,
                x86.MOVUPSxm: 16}




class Machine:
    """Registers and frame, symbolically; `depth` is how far the stack pointer is below the CFA."""

    def __init__(self, depth: int, frame_pointer: bool) -> None:
        self.registers: list[Atoms] = [frozenset([f"r{k}"]) for k in range(COUNT)]
        self.memory: dict[int, tuple[Atoms, int]] = {}
        self.depth = depth
        self.frame_pointer = frame_pointer          # rbp is CFA - 16

    def place(self, event: Event, popped: int = 0) -> int:
        """The place of a memory operand."""
        if event.index >= 0 or event.symbolic:
            raise EmissionError("an address outside the frame")
        if event.base == RSP:
            return -self.depth + popped + event.disp
        if event.base == RBP and self.frame_pointer:
            return event.disp - 16
        raise EmissionError("an address outside the frame")

    def read(self, place: int, size: int) -> Atoms:
        """What lies at a place."""
        found = self.memory.get(place)
        if found is None:
            atoms: Atoms = frozenset([f"m{place}"])
            self.memory[place] = (atoms, size)
            return atoms
        if found[1] < size:
            raise EmissionError(f"{size} bytes are read where {found[1]} were written")
        return found[0]

    def write(self, place: int, size: int, atoms: Atoms) -> None:
        """Store; what overlaps is gone."""
        for other in [at for at in self.memory if at < place + size
                      and place < at + self.memory[at][1] and at != place]:
            del self.memory[other]
        self.memory[place] = (atoms, size)

    def run(self, event: Event) -> bool:
        """Do one move; False if the instruction is none."""
        op = event.op
        registers = self.registers
        a, b = event.registers[0], event.registers[1]
        if op == x86.MOV64rr or op == x86.MOVAPSxx:
            if a == RBP and b == RSP:
                if self.depth != 16:
                    raise EmissionError("the frame pointer is set elsewhere")
                self.frame_pointer = True
            elif a == RSP:
                return False
            registers[a] = registers[b]
        elif op == x86.XCHG64rr:
            registers[a], registers[b] = registers[b], registers[a]
        elif op == x86.XORPSxx and a != b:
            registers[a] = registers[a] ^ registers[b]
        elif op in STORES:
            self.write(self.place(event), STORES[op], registers[b])
        elif op in LOADS and event.base >= 0 and not event.symbolic:
            registers[a] = self.read(self.place(event), LOADS[op])
        elif op == x86.PUSH64r:
            self.depth += 8
            self.write(-self.depth, 8, registers[a])
        elif op == x86.POP64r:
            registers[a] = self.read(-self.depth, 8)
            self.depth -= 8
        elif op == x86.PUSH64m:
            atoms = self.read(self.place(event), 8)
            self.depth += 8
            self.write(-self.depth, 8, atoms)
        elif op == x86.POP64m:
            atoms = self.read(-self.depth, 8)
            self.depth -= 8
            self.write(self.place(event), 8, atoms)
        elif op == x86.LEA64rm and a == RSP:
            self.depth = -self.place(event)
        elif op == x86.SUB64ri and a == RSP:
            self.depth += event.imm
        elif op == x86.ADD64ri and a == RSP:
            self.depth -= event.imm
        elif op == x86.LEAVE64 and self.frame_pointer:
            self.depth = 16
            registers[RBP] = self.read(-16, 8)
            self.depth = 8
        else:
            return False
        return True


def condition_holds(number: i64, flags: int) -> bool:
    """Condition code `number` in a state of the flags: bits 0 to 4 are C P Z S O."""
    carry, parity, zero = flags & 1 != 0, flags & 2 != 0, flags & 4 != 0
    sign, overflow = flags & 8 != 0, flags & 16 != 0
    pair = number >> 1
    if pair == 0:
        truth = overflow
    elif pair == 1:
        truth = carry
    elif pair == 2:
        truth = zero
    elif pair == 3:
        truth = carry or zero
    elif pair == 4:
        truth = sign
    elif pair == 5:
        truth = parity
    elif pair == 6:
        truth = sign != overflow
    else:
        truth = zero or sign != overflow
    return truth != (number & 1 != 0)


def through(block: Block) -> Block:
    """Where control goes from a block that only jumps."""
    for _ in range(10000):
        if len(block.instrs) != 1 or block.instrs[0].op != JUMP or block.succs[0] is block:
            return block
        block = block.succs[0]
    return block


class Check:
    """One function's code."""

    def __init__(self, function: Function, stream: Stream, frame: Frame, order: list[Block],
                 emitter: CheckedEmitter) -> None:
        self.function = function
        self.stream = stream
        self.frame = frame
        self.order = order
        self.events = emitter.events
        self.owners = emitter.owners
        self.depth = frame.pushed + frame.adjust
        self.entry = Machine(8, False)
        self.checked = 0

    def fail(self, words: str) -> EmissionError:
        """The failure with the function's name."""
        return EmissionError(f"{self.function.symbol.name}: {words}")

    def run(self) -> None:
        """Check prologue, then block by block in the order of the text."""
        owners = self.owners
        end = owners[1].start if len(owners) > 1 else len(self.events)
        self.prologue(self.events[:end])
        blocks: dict[Instr, int] = {}
        for k in range(len(self.order)):
            for inside in self.order[k].instrs:
                blocks[inside] = k
        for number in range(1, len(owners)):
            instr = owners[number].instr
            assert instr is not None
            start = owners[number].start
            end = owners[number + 1].start if number + 1 < len(owners) else len(self.events)
            k = blocks[instr]
            block = self.order[k]
            following = self.order[k + 1] if k + 1 < len(self.order) else None
            if instr is block.instrs[-1] and instr.op != ASM:
                self.terminator(block, instr, self.events[start:end], following)
            elif instr.op != ASM:
                self.instruction(instr, [event for event in self.events[start:end]
                                         if event.op >= 0])
        self.order_of_blocks(blocks)

    def order_of_blocks(self, blocks: dict[Instr, int]) -> None:
        """The code stands in the order that falling through was judged by."""
        last = 0
        for owner in self.owners[1:]:
            assert owner.instr is not None
            at = blocks[owner.instr]
            if at < last:
                raise self.fail("blocks are written out of order")
            last = at

    # -- terminators ------------------------------------------------------------------------------

    def label_of(self, block: Block, event: Event) -> bool:
        """Whether a jump goes to this block, or to an empty one that leads there."""
        for candidate in self.function.blocks:
            label = self.stream.block_labels.get(int(candidate.id))
            if label is not None and label is event.label:
                return through(candidate) is through(block)
        return False

    def terminator(self, block: Block, last: Instr, events: list[Event],
                   following: Block | None) -> None:
        """The jumps at the end of a block."""
        op = last.op
        if op == RETURN:
            self.epilogue([event for event in events if event.op >= 0], tail_call(block))
        elif op == JUMP:
            self.goes(events, 0, block.succs[0], following)
        elif op in (JUMP_ORDERED_EQUAL, JUMP_UNORDERED_NOT_EQUAL) or x86.JOl <= op <= x86.JGl:
            for flags in range(32):
                if op == JUMP_ORDERED_EQUAL:
                    truth = flags & 6 == 4
                elif op == JUMP_UNORDERED_NOT_EQUAL:
                    truth = flags & 6 != 4
                else:
                    truth = condition_holds(op - x86.JOl, flags)
                self.goes(events, flags, block.succs[0 if truth else 1], following)

    def goes(self, events: list[Event], flags: int, goal: Block, following: Block | None) -> None:
        """In this state of the flags, control reaches the goal."""
        self.checked += 1
        goal = through(goal)
        for event in events:
            if event.op == -1:
                continue
            if x86.JOl <= event.op <= x86.JGl:
                if not condition_holds(event.op - x86.JOl, flags):
                    continue
            elif event.op == x86.JMP64r:
                last = goal.instrs[-1]
                if last.op != INDIRECT_JUMP or event.registers[0] != last.args[0].reg \
                        or any([instr.op != PHI for instr in goal.instrs[:-1]]):
                    raise self.fail(f"a jump through a register misses block {goal.id}")
                return
            elif event.op != x86.JMPl:
                raise self.fail("something else than a jump ends a block")
            if not self.label_of(goal, event):
                raise self.fail(f"a jump misses block {goal.id}")
            return
        if following is None or through(following) is not through(goal):
            raise self.fail(f"a block falls through past block {goal.id}")

    # -- instructions -----------------------------------------------------------------------------

    def instruction(self, instr: Instr, events: list[Event]) -> None:
        """One instruction inside a block."""
        op = instr.op
        if op in (COPY, SWAP, SPILL, MOVE_SLOT):
            self.moves(instr, events)
        elif op == RELOAD:
            value = instr.forward
            assert value is not None
            if rematerialises(value):
                self.made_again(value, instr.reg, events)
            else:
                self.moves(instr, events)
        elif FIRST_MACHINE <= op < FIRST_PSEUDO:
            self.row(instr, events)

    def made_again(self, value: Instr, register: i64, events: list[Event]) -> None:
        """The instruction that makes a constant, for another register."""
        self.checked += 1
        if len(events) != 1 or events[0].op != value.op or events[0].registers[0] != register \
                or events[0].imm != value.imm:
            raise self.fail("a value made again is another")

    def at_slot(self, number: i64) -> int:
        """The place of a slot."""
        return self.frame.slots[number].offset

    def moves(self, instr: Instr, events: list[Event]) -> None:
        """Copies, exchanges, spills and reloads, run and compared with what they mean."""
        self.checked += 1
        machine = Machine(self.depth, self.frame.uses_frame_pointer)
        wanted = list(machine.registers)
        memory: dict[int, Atoms] = {}
        op = instr.op
        free = -1                                  # a register whose contents do not matter
        if op == COPY:
            wanted[instr.reg] = wanted[instr.args[0].reg]
        elif op == SWAP:
            a, b = instr.args[0].reg, instr.args[1].reg
            wanted[a], wanted[b] = wanted[b], wanted[a]
        elif op == SPILL:
            memory[self.at_slot(instr.imm)] = wanted[instr.args[0].reg]
        elif op == RELOAD:
            wanted[instr.reg] = frozenset([f"m{self.at_slot(instr.imm)}"])
        elif instr.mark < 0:
            return                                 # a constant made again into a slot
        else:
            size = type_bytes(int(instr.type))
            for part in range(0, size, 8) if instr.reg < XMM0 else range(1):
                memory[self.at_slot(instr.imm) + part] = frozenset(
                    [f"m{self.at_slot(int(instr.mark)) + part}"])
            free = int(instr.reg)
        for event in events:
            if not machine.run(event):
                raise self.fail("a move is written as something else")
        for register in range(COUNT):
            if register != free and machine.registers[register] != wanted[register]:
                raise self.fail(f"a move leaves something else in register {register}")
        for place, atoms in memory.items():
            found = machine.memory.get(place)
            if found is None or found[0] != atoms:
                raise self.fail(f"a move leaves something else at {place}")
        if machine.depth != self.depth:
            raise self.fail("a move moves the stack pointer")

    def row(self, instr: Instr, events: list[Event]) -> None:
        """An instruction with a row: the same opcode with its registers, operand by operand."""
        self.checked += 1
        op = instr.op
        if op in (x86.MOV32ri, x86.MOV64ri) and instr.alias == CLEARED:
            if len(events) != 1 or events[0].op != x86.XOR32rr or instr.imm != 0 \
                    or events[0].registers[:2] != [instr.reg, instr.reg]:
                raise self.fail("a cleared register is not cleared")
            return
        if not events or events[-1].op != op:
            raise self.fail(f"instruction {instr.id} is written as something else")
        event = events[-1]
        if len(events) == 2:                       # a false dependency is broken
            if events[0].op != x86.PXORxx or events[0].registers[:2] != [instr.reg, instr.reg]:
                raise self.fail("something else than a clearing before an instruction")
        elif len(events) != 1:
            raise self.fail("several instructions for one")
        plan = RULES.plan(op)
        at = 0
        for k in range(len(plan)):
            source = plan[k]
            if source == FROM_MEMORY:
                at = self.address(instr, event, at)
                continue
            if source == FROM_IMM:
                if event.imm != instr.imm and not event.symbolic:
                    raise self.fail("another immediate")
                continue
            wanted = int(instr.reg)
            if source == FROM_ARG:
                wanted = int(instr.args[at].reg)
                at += 1
            elif source == FROM_STACK:
                wanted = ST0 + instr.imm
            if event.registers[k] != wanted:
                raise self.fail(f"operand {k} of instruction {instr.id} is register "
                                f"{event.registers[k]}")
        self.writes(instr, event)

    def writes(self, instr: Instr, event: Event) -> None:
        """What the row writes is the instruction's result."""
        index = instr.op - FIRST_MACHINE
        for k in range(tables_gen.OPERAND_COUNT[index]):
            place = index * MAX_OPERANDS + k
            if tables_gen.OPERAND_KIND[place] == OPERAND_REG \
                    and tables_gen.OPERAND_ACCESS[place] & WRITE \
                    and tables_gen.OPERAND_FIXED[place] == NO_FIXED \
                    and event.registers[k] != instr.reg and event.registers[k] < ST0:
                raise self.fail(f"instruction {instr.id} writes register {event.registers[k]}")

    def address(self, instr: Instr, event: Event, at: int) -> int:
        """The memory operand: base and index from arguments, or a place in the frame."""
        mode = instr.aux
        if not isinstance(mode, AddressMode):
            raise self.fail("an address without a mode")
        base, index = -1, -1
        if mode.has_base:
            base = int(instr.args[at].reg)
            at += 1
        elif mode.base_fixed >= 0:
            base = int(mode.base_fixed)
        if mode.has_index:
            index = int(instr.args[at].reg)
            at += 1
        if mode.slot >= 0:
            wanted = self.at_slot(mode.slot) + mode.disp
            if event.base == RSP:
                inside = event.disp - self.depth
            elif event.base == RBP and self.frame.uses_frame_pointer:
                inside = event.disp - 16
            else:
                raise self.fail("a slot is addressed by another register")
            if inside != wanted or event.index != index:
                raise self.fail(f"a slot at {wanted} is addressed at {inside}")
            return at
        same = event.base == base and event.index == index
        turned = event.base == index and event.index == base and mode.scale == 1
        if not (same or turned) or index >= 0 and event.scale != mode.scale \
                or event.disp != mode.disp:
            raise self.fail(f"instruction {instr.id} has another address")
        return at

    # -- prologue and epilogue --------------------------------------------------------------------

    def prologue(self, events: list[Event]) -> None:
        """Run the prologue from the call."""
        for event in events:
            if event.op >= 0 and not self.entry.run(event):
                if self.frame.guard_slot >= 0:
                    return                         # the canary is put into its slot
                raise self.fail("something else in a prologue")
        if self.entry.depth != self.depth:
            raise self.fail("the prologue leaves the stack pointer elsewhere")

    def leaves(self, event: Event, jump: Instr | None) -> bool:
        """Whether an instruction returns, or goes to the callee of a tail call."""
        if jump is None:
            return event.op == x86.RET64
        site = jump.aux
        assert isinstance(site, CallSite)
        if site.symbol is not None:
            return event.op == x86.JMPl and event.label is self.stream.symbol(site.symbol)
        register = jump.args[0].reg
        return event.op == x86.JMP64r and event.registers[0] == register \
            and not CALLEE_SAVED >> register & 1

    def epilogue(self, events: list[Event], jump: Instr | None) -> None:
        """Run an epilogue; everything that the body may have written is overwritten."""
        if self.frame.guard_slot >= 0:
            if jump is not None:
                raise self.fail("a tail call leaves the stack protector's value unchecked")
            return
        self.checked += 1
        machine = Machine(self.entry.depth, self.entry.frame_pointer)
        machine.memory = dict(self.entry.memory)
        saved = list(self.frame.saved)
        for register in range(16):
            if CALLEE_SAVED >> register & 1 and register not in saved:
                machine.registers[register] = self.entry.registers[register]
            else:
                machine.registers[register] = frozenset([f"body{register}"])
        if not events or not self.leaves(events[-1], jump):
            raise self.fail("a function does not end with its return or tail call")
        for event in events[:-1]:
            if not machine.run(event):
                raise self.fail("something else in an epilogue")
        if machine.depth != 8:
            raise self.fail("the stack pointer at ret is not what it was at the call")
        for register in range(16):
            if CALLEE_SAVED >> register & 1 \
                    and machine.registers[register] != frozenset([f"r{register}"]):
                raise self.fail(f"register {register} is not restored")


def check_emission(function: Function, stream: Stream, frame: Frame, order: list[Block],
                   emitter: CheckedEmitter) -> None:
    """Raise EmissionError when the code that was written is not the allocated function's."""
    Check(function, stream, frame, order, emitter).run()
