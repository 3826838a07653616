"""Neighbouring loads and stores in one instruction, and pointers that step in the access.

Problem: spills, members of structs and unrolled loops access neighbouring words one by one; a
pointer that walks takes an instruction of its own to step.  Idea: from each access look a few
instructions ahead for the one beside it; the later one may move up, or the earlier store down.
Before allocation `gather` only brings the two together, so that they get registers of their own;
on allocated code, when every slot has its place, `join` makes a pair of them (`ldp`, `stp`), then
lets an access of `[r]` take the `add r, r, #step` behind it (post-index) or before it (pre-index).
Which opcodes have such forms is the target's table (`AccessForms`).

Invariants: an access moves only over instructions that leave its registers alone and do not access
the same bytes as far as base and displacement tell (spill slots are nobody else's); volatile and
ordered accesses, calls, asm and all that is not understood are never crossed; with write-back the
data registers are not the base (Arm ARM C6.2, "constrained unpredictable").  Registers are numbers:
physical ones after allocation; before it those of values, and of slots behind them.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.frame import Frame
from compiler.codegen.load_store_core import (
    AFTER,
    BEFORE,
    JOINED_ACCESS,
    LITERAL,
    NEVER,
    SLOT_ADDRESS,
    SYMBOL_ADDRESS,
    ZERO_OPERAND,
    JoinedAccess,
)
from compiler.codegen.load_store_emission import Emission
from compiler.codegen.machine import COPY, FIRST_PSEUDO, RELOAD, SPILL
from compiler.codegen.target import Target
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import FIRST_MACHINE, PHI, VOLATILE
from compiler.ir.types import VOID
from compiler.target.machine import (
    HAS_SIDE_EFFECT,
    IS_BRANCH,
    IS_CALL,
    IS_RETURN,
    IS_TRAP,
    MAY_LOAD,
    MAY_STORE,
    AddressMode,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

WINDOW: Final = 16       # instructions looked at behind an access
NEAR: Final = 10         # ... before allocation, where moving up lengthens a life
REGISTERS: Final = 128   # more than any register's number
STOPS: Final = HAS_SIDE_EFFECT | IS_BRANCH | IS_CALL | IS_RETURN | IS_TRAP


class Joiner:
    """State of the pass: stamps say in which scan a register was read or written last."""

    def __init__(self, function: Function, target: Target, frame: Frame, emission: Emission,
                 allocated: bool) -> None:
        self.function = function
        self.target = target
        self.frame = frame
        self.emission = emission
        self.core = emission.core
        self.properties = emission.rules.tables.properties
        self.allocated = allocated
        self.first_slot = REGISTERS if allocated else int(function.next_value)
        count = self.first_slot + len(frame.slots)
        self.window = WINDOW if allocated else NEAR
        self.scan = 0
        self.read = [0] * count
        self.wrote = [0] * count
        self.code: list[Instr] = []
        self.accesses: list[JoinedAccess | None] = []

    def enter(self, block: Block) -> list[bool]:
        """Read a block; marks for the instructions that leave their places."""
        self.code = block.instrs
        self.accesses = [self.access_of(instr) for instr in self.code]
        return [False] * len(self.code)

    def gather(self) -> None:
        """Bring neighbours together in every block."""
        for block in self.function.blocks:
            gone = self.enter(block)
            code = self.code
            followers: list[Instr | None] = [None] * len(code)   # moved up behind an access
            leaders: list[Instr | None] = [None] * len(code)     # moved down before one
            changed = False
            for at in range(len(code)):
                if gone[at] or self.accesses[at] is None or leaders[at] is not None:
                    continue
                place = self.neighbour(at, gone)
                if place == 0:
                    continue
                if place > 0:
                    followers[at] = code[place]
                    gone[place] = True
                else:
                    leaders[-place] = code[at]
                    gone[at] = True
                self.accesses[at] = None
                self.accesses[abs(place)] = None
                changed = True
            if changed:
                made: list[Instr] = []
                for at in range(len(code)):
                    leader = leaders[at]
                    follower = followers[at]
                    if leader is not None:
                        made.append(leader)
                    if not gone[at]:
                        made.append(code[at])
                    if follower is not None:
                        made.append(follower)
                block.instrs = made

    def join(self) -> None:
        """Make pairs and steps in every block."""
        for block in self.function.blocks:
            gone = self.enter(block)
            code = self.code
            changed = False
            for at in range(len(code)):
                if not gone[at] and self.accesses[at] is not None:
                    place = self.neighbour(at, gone)
                    if place != 0:
                        self.pair(at, abs(place), at if place > 0 else -place, gone)
                        changed = True
            for at in range(len(code)):
                if not gone[at] and self.step_of(code[at]) != 0 and self.join_step(at, gone):
                    gone[at] = True
                    changed = True
            if changed:
                block.instrs = [code[at] for at in range(len(code)) if not gone[at]]

    # -- what instructions do --------------------------------------------------------------------

    def access_of(self, instr: Instr) -> JoinedAccess | None:
        """The load or store that an instruction is, if it has forms to join."""
        op = instr.op
        core = self.core
        emission = self.emission
        if op in (SPILL, RELOAD):
            held = instr.args[0] if op == SPILL else instr
            if op == RELOAD and (instr.forward is None or emission.rematerialises(instr.forward)):
                return None
            forms = core.access_forms.get(int(core.spill_of(held.reg, held.type, op == SPILL)))
            if forms is None:
                return None
            disp = emission.slot_offset(self.frame, self.frame.slots[instr.imm].offset)
            return JoinedAccess(forms, held.reg, emission.slot_base(self.frame), disp, True)
        if op >= FIRST_PSEUDO or op < FIRST_MACHINE or instr.flags & VOLATILE:
            return None
        mode = instr.aux
        if not isinstance(mode, AddressMode) or mode.has_index or mode.symbol is not None:
            return None
        forms = core.access_forms.get(int(op))
        if forms is None:
            return None
        args = instr.args
        disp = mode.disp
        if mode.slot >= 0 and not self.allocated:
            base = self.first_slot + mode.slot
        elif mode.slot >= 0:
            base = emission.slot_base(self.frame)
            disp += emission.slot_offset(self.frame, self.frame.slots[mode.slot].offset)
        elif mode.has_base:
            base = self.number(args[len(args) - 1])
        elif self.allocated:
            base = mode.base_fixed
        else:
            return None
        register = self.number(args[0] if forms.store else instr)
        if base < 0 or register < 0:
            return None
        return JoinedAccess(forms, register, base, disp, False)

    def number(self, value: Instr) -> i64:
        """The register of a value, negative for none."""
        return value.reg if self.allocated else value.id

    def stops(self, instr: Instr) -> bool:
        """Whether no access may move over the instruction."""
        op = instr.op
        if op >= FIRST_PSEUDO:
            return op not in (COPY, SPILL, RELOAD, ZERO_OPERAND, SLOT_ADDRESS, SYMBOL_ADDRESS,
                              LITERAL, JOINED_ACCESS) and op != self.core.constant
        if op < FIRST_MACHINE:
            return op != PHI
        if instr.flags & VOLATILE or self.properties[op - FIRST_MACHINE] & STOPS:
            return True
        return not self.target.constraints(instr).simple

    def note(self, instr: Instr, access: JoinedAccess | None) -> None:
        """Stamp the registers that an instruction reads and writes."""
        scan = self.scan
        if access is not None:
            self.read[access.base] = scan
            stamps = self.read if access.forms.store else self.wrote
            stamps[access.register] = scan
            if access.second >= 0:
                stamps[access.second] = scan
            if access.way:
                self.wrote[access.base] = scan
            return
        for arg in instr.args:
            number = self.number(arg)
            if number >= 0:
                self.read[number] = scan
        number = self.number(instr)
        if number >= 0:
            self.wrote[number] = scan

    def memory_use(self, instr: Instr) -> i64:
        """MAY_LOAD and MAY_STORE of an instruction that is no access known here."""
        op = instr.op
        if FIRST_MACHINE <= op < FIRST_PSEUDO:
            return self.properties[op - FIRST_MACHINE] & (MAY_LOAD | MAY_STORE)
        return MAY_STORE if op == SPILL else MAY_LOAD if op == RELOAD else 0

    def conflicts(self, moved: JoinedAccess, instr: Instr, access: JoinedAccess | None) -> bool:
        """Whether a moved access and an instruction may touch the same bytes, one to write."""
        if access is None:
            use = self.memory_use(instr)
            if instr.op in (SPILL, RELOAD):
                return False if not moved.private else use != 0
            return not moved.private and use != 0 and (
                moved.forms.store or use & MAY_STORE != 0)
        if not moved.forms.store and not access.forms.store:
            return False
        if moved.base != access.base:
            if not self.allocated and min(moved.base, access.base) >= self.first_slot:
                return False                   # two slots
            return not (moved.private or access.private)
        return moved.disp < access.disp + access.size() and access.disp < moved.disp + moved.size()

    # -- pairs -----------------------------------------------------------------------------------

    def neighbour(self, at: int, gone: list[bool]) -> int:
        """The place of an access that can go together with the one at `at`: negative if the
        earlier one moves down to it, 0 if there is none."""
        first = self.accesses[at]
        assert first is not None
        forms = first.forms
        if forms.pairs[NEVER] == 0 or not forms.store and first.register == first.base:
            return 0
        self.scan += 1
        scan = self.scan
        sinks = forms.store
        between: list[int] = []
        place = at
        while place + 1 < len(self.code) and place - at < self.window:
            place += 1
            if gone[place]:
                continue
            instr = self.code[place]
            other = self.accesses[place]
            if other is not None and other.forms is first.forms and other.base == first.base and (
                    first.can_pair(other)):
                if self.hoists(other, between):
                    return place
                if sinks:
                    return -place
            if self.stops(instr):
                return 0
            self.note(instr, other)
            if self.wrote[first.base] == scan:
                return 0
            if sinks and (self.wrote[first.register] == scan
                          or self.conflicts(first, instr, other)):
                sinks = False
            if other is not None or self.memory_use(instr):
                between.append(place)
        return 0

    def hoists(self, other: JoinedAccess, between: list[int]) -> bool:
        """Whether an access may move up over all that the scan has seen."""
        scan = self.scan
        if self.wrote[other.register] == scan:
            return False
        if not other.forms.store and self.read[other.register] == scan:
            return False
        for place in between:
            if self.conflicts(other, self.code[place], self.accesses[place]):
                return False
        return True

    def pair(self, at: int, place: int, kept: int, gone: list[bool]) -> None:
        """Make one instruction of two accesses."""
        first = self.accesses[at]
        other = self.accesses[place]
        assert first is not None and other is not None
        low, high = (first, other) if first.disp < other.disp else (other, first)
        both = JoinedAccess(first.forms, low.register, low.base, low.disp,
                            first.private and other.private)
        both.second = high.register
        gone[at if kept == place else place] = True
        self.put(kept, both)

    def put(self, place: int, access: JoinedAccess) -> None:
        """Let the instruction at a place be an access of this pass's making."""
        old = self.code[place]
        made = Instr(JOINED_ACCESS, VOID, [])
        made.id = old.id
        made.pos = old.pos
        made.block = old.block
        made.aux = access
        self.code[place] = made
        self.accesses[place] = access

    # -- steps -----------------------------------------------------------------------------------

    def step_of(self, instr: Instr) -> int:
        """What an instruction adds to its own register, or 0."""
        op = instr.op
        if op != self.core.add_immediate and op != self.core.subtract_immediate:
            return 0
        if instr.reg != instr.args[0].reg or instr.reg < 0:
            return 0
        return instr.imm if op == self.core.add_immediate else -instr.imm

    def join_step(self, at: int, gone: list[bool]) -> bool:
        """Let an access of the register that steps do the step."""
        register = self.code[at].reg
        step = self.step_of(self.code[at])
        for way in (-1, 1):
            place = at + way
            while 0 <= place < len(self.code) and -WINDOW <= place - at <= WINDOW:
                if not gone[place]:
                    access = self.accesses[place]
                    if access is not None and access.takes_step(register, step, way < 0):
                        made = JoinedAccess(access.forms, access.register, access.base, step,
                                            access.private)
                        made.second = access.second
                        made.way = AFTER if way < 0 and access.disp == 0 else BEFORE
                        self.put(place, made)
                        return True
                    if self.stops(self.code[place]) or self.touches(place, register):
                        break
                place += way
        return False

    def touches(self, place: int, register: i64) -> bool:
        """Whether an instruction reads or writes a register."""
        access = self.accesses[place]
        if access is not None:
            return register in (access.base, access.register, access.second)
        instr = self.code[place]
        if instr.reg == register:
            return True
        for arg in instr.args:
            if arg.reg == register:
                return True
        return False


def gather(function: Function, target: Target, frame: Frame, emission: Emission) -> None:
    """Bring neighbours together in a selected function."""
    if emission.core.access_forms:
        Joiner(function, target, frame, emission, False).gather()


def join(function: Function, target: Target, frame: Frame, emission: Emission) -> None:
    """Join the accesses of an allocated function whose frame is laid out."""
    if emission.core.access_forms:
        Joiner(function, target, frame, emission, True).join()
