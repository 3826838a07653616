"""Register assignment in dominance order, with preferences.

Problem: after spilling everything fits; now each value needs a register such that few moves
remain.  Idea: walk the blocks in reverse postorder (definitions before uses) and keep, as the walk
goes, the register of every live value; at an instruction with fixed registers or destroyed ones
the live values are permuted by one parallel copy.  A value may thus change its register; a use
is recorded by an *alias*, an `Instr` whose `forward` is the value and whose `reg` the place.
After Braun, Mallon and Hack, "Preference-Guided Register Assignment" (CC 2010).

Preferences: a value wants the register its user is fixed to, its phi's register, its tied
operand's register; values that live across calls want callee-saved registers.

Invariants: after the walk every argument of every instruction has `reg` set; a block's
`in_places`/`out_places` give the registers of `in_registers`/`out_registers`; edges are repaired
by `edges.py`.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.liveness import Liveness
from compiler.codegen.machine import COPY, RELOAD, SWAP, Constraints, Site, mask_of
from compiler.codegen.parallel import Moves
from compiler.codegen.spill import Allocation
from compiler.codegen.target import NO_CLASS, Target
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import PHI, PROJ

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

NOWHERE: Final = -1
CHAIN: Final = 4           # tied values that a phi's register is suggested to


def goes_round(value: Instr) -> bool:
    """A phi of a loop's header."""
    return value.op == PHI and value.block is not None and value.block.has_back_edge()


class Assigner:
    """State of the walk."""

    def __init__(self, function: Function, target: Target, live: Liveness,
                 allocation: Allocation, chaos: i64) -> None:
        self.function = function
        self.target = target
        self.live = live
        self.allocation = allocation
        self.chaos: i64 = chaos
        size = function.next_value
        self.where: list[int] = [NOWHERE] * size       # current register by value id
        self.hint: list[int] = [NOWHERE] * size
        self.phi_of: list[Instr | None] = [None] * size
        self.occupant: list[Instr | None] = [None] * int(target.register_count)
        self.occupied: i64 = 0
        self.aliases: dict[int, list[Instr]] = {}
        self.code: list[Instr] = []
        self.moves = Moves()
        self.finished = [False] * len(function.blocks)
        self.needed = bytearray(size)
        self.used: i64 = 0
        self.claimed: i64 = 0              # registers the running instruction's arguments stand in
        self.order: list[list[int]] = [list(order) for order in target.allocation_order]
        self.saved_order: list[list[int]] = []
        self.popular: i64 = 0              # registers that some value is hinted to
        for c in range(target.class_count):
            order = self.order[c]
            saved = [r for r in order if target.callee_saved >> r & 1]
            self.saved_order.append(saved)

    def run(self) -> None:
        """Assign the whole function."""
        self.collect_hints()
        for block in self.function.blocks:
            flags = self.scan(block)
            self.enter(block)
            self.walk(block, flags)
            self.leave(block)
        self.allocation.used = self.used

    # -- preferences -----------------------------------------------------------------------------

    def collect_hints(self) -> None:
        """Hints from fixed operands, from tied operands and phis, users first."""
        target = self.target
        hint = self.hint
        crosses = self.live.crosses
        blocks = self.function.blocks
        for index in range(len(blocks) - 1, -1, -1):
            instrs = blocks[index].instrs
            for position in range(len(instrs) - 1, -1, -1):
                instr = instrs[position]
                if instr.op == PHI:
                    if hint[instr.id] < 0:
                        for arg in instr.args:         # of a loop, whose values come first here
                            if hint[arg.id] >= 0:
                                self.suggest(instr, hint[arg.id])
                    for arg in instr.args:
                        if self.phi_of[arg.id] is None:
                            self.phi_of[arg.id] = instr
                        if hint[arg.id] < 0 and hint[instr.id] >= 0:
                            self.suggest(arg, hint[instr.id])
                    continue
                rules = target.constraints(instr)
                if rules.fixed_args:
                    for k in range(len(instr.args)):
                        register = rules.fixed_arg(k)
                        if register >= 0:
                            arg = instr.args[k]
                            if not crosses[arg.id] >> register & 1:
                                hint[arg.id] = register
                                self.popular |= mask_of(register)
                if rules.tied and rules.tied[0] >= 0:
                    arg = instr.args[rules.tied[0]]
                    if hint[arg.id] < 0 and hint[instr.id] >= 0:
                        self.suggest(arg, hint[instr.id])

    def suggest(self, value: Instr, register: int) -> None:
        """Set a hint unless the value would have to leave that register."""
        if not self.live.crosses[value.id] >> register & 1:
            if self.target.class_of(value.type) == self.target.register_class[register]:
                self.hint[value.id] = register

    def suggest_chain(self, value: Instr, register: int) -> None:
        """Set a hint for a phi's argument and for the values that its register is tied to."""
        for _ in range(CHAIN):
            if self.hint[value.id] >= 0:
                return
            self.suggest(value, register)
            if self.hint[value.id] < 0 or value.op == PHI or value.op == PROJ:
                return
            rules = self.target.constraints(value)
            if not rules.simple or not rules.tied or rules.tied[0] < 0:
                return
            value = value.args[rules.tied[0]]

    def pick(self, value: Instr, forbidden: i64, allowed: i64) -> int:
        """A free register for `value` outside `forbidden`; `allowed` 0 means its whole class."""
        target = self.target
        c = target.class_of(value.type)
        free: i64 = target.class_masks[c]
        if allowed:
            free &= allowed
        free &= ~(self.occupied | forbidden)
        assert free, "no register left"
        if self.chaos:
            return self.pick_any(free)
        hint = self.hint[value.id]
        if hint < 0:
            phi = self.phi_of[value.id]
            if phi is not None:
                hint = self.hint[phi.id]
        if hint >= 0 and free >> hint & 1:
            return hint
        crosses = self.live.crosses[value.id]
        good = free & ~crosses
        if not good:
            good = free
        unwanted = good & ~self.popular
        if unwanted and self.live.is_global[value.id]:
            good = unwanted                  # leave registers that others ask for
        order = self.order[c]
        if crosses & ~int(target.callee_saved):
            # used callee-saved registers first: saving one more costs two instructions
            already = good & self.used
            if already:
                for register in self.saved_order[c]:
                    if already >> register & 1:
                        return register
        for register in order:
            if good >> register & 1:
                if target.callee_saved >> register & 1 and not self.used >> register & 1:
                    already = good & self.used & target.callee_saved
                    if already:
                        for other in self.saved_order[c]:
                            if already >> other & 1:
                                return other
                return register
        raise AssertionError("allocation order lacks a register")

    def pick_any(self, free: i64) -> int:
        """A pseudo-random member of a mask (linear congruential generator)."""
        self.chaos = (self.chaos * 1103515245 + 12345) & 0x7FFFFFFF
        count = 0
        mask = free
        while mask:
            mask &= mask - 1
            count += 1
        skip = (self.chaos >> 8) % count
        register = 0
        while True:
            if free >> register & 1:
                if skip == 0:
                    return register
                skip -= 1
            register += 1

    # -- occupation ------------------------------------------------------------------------------

    def occupy(self, value: Instr, register: int) -> None:
        """`value` now stands in `register`."""
        self.where[value.id] = register
        self.occupant[register] = value
        self.occupied |= mask_of(register)
        self.used |= mask_of(register)

    def release(self, value: Instr) -> None:
        """`value` gives up its register."""
        register = self.where[value.id]
        if register >= 0:
            self.where[value.id] = NOWHERE
            self.occupant[register] = None
            self.occupied &= ~(mask_of(register))

    def alias(self, value: Instr, register: int) -> Instr:
        """The instruction that stands for `value` in `register`."""
        if value.reg == register:
            return value
        known = self.aliases.get(int(value.id))
        if known is None:
            known = []
            self.aliases[int(value.id)] = known
        for made in known:
            if made.reg == register:
                return made
        made = Instr(COPY, value.type, [], 0)
        made.id = value.id
        made.forward = value
        made.reg = register
        known.append(made)
        return made

    def define(self, value: Instr, register: int) -> None:
        """First place of a value, at its definition."""
        value.reg = register
        self.occupy(value, register)
        phi = self.phi_of[value.id]
        if phi is not None and self.hint[phi.id] < 0:
            self.suggest(phi, register)

    # -- blocks ------------------------------------------------------------------------------------

    def enter(self, block: Block) -> None:
        """Places of the values in registers at the block's start."""
        values = self.allocation.in_registers[block.order]
        places: list[int] = []
        phis: list[Instr] = []
        others: list[Instr] = []
        for value in values:
            if value.op == PHI and value.block is block:
                phis.append(value)
            else:
                others.append(value)
        best: Block | None = None
        for pred in block.preds:
            if self.finished[pred.order]:
                if best is None or pred.frequency > best.frequency:
                    best = pred
        if best is not None:
            leaving = self.allocation.out_registers[best.order]
            registers = self.allocation.out_places[best.order]
            for index in range(len(leaving)):
                self.where[leaving[index].id] = registers[index]
            is_header = block.has_back_edge()
            late: list[Instr] = []
            for value in others:
                register = self.where[value.id]
                if register >= 0 and is_header and self.live.crosses[value.id] >> register & 1:
                    late.append(value)       # move it once, before the loop
                elif register >= 0 and self.occupant[register] is None:
                    self.occupy(value, register)
                else:
                    late.append(value)
            # values that this predecessor holds in memory: where another one has them
            for index in range(len(leaving)):
                value = leaving[index]
                register = self.where[value.id]
                if register >= 0 and self.occupant[register] is not value:
                    self.where[value.id] = NOWHERE
            for value in late:
                self.where[value.id] = NOWHERE
            for value in late:
                register = self.other_place(block, value)
                if register >= 0 and self.occupant[register] is None and not is_header:
                    self.occupy(value, register)
                else:
                    self.occupy(value, self.pick(value, 0, 0))
        for phi in phis:
            register = self.phi_place(block, phi)
            self.define(phi, register)
            for arg in phi.args:
                self.suggest_chain(arg, register)
        for value in values:
            places.append(self.where[value.id])
        self.allocation.in_places[block.order] = places

    def other_place(self, block: Block, value: Instr) -> int:
        """Where some finished predecessor holds `value`, or NOWHERE."""
        for pred in block.preds:
            if self.finished[pred.order]:
                leaving = self.allocation.out_registers[pred.order]
                for index in range(len(leaving)):
                    if leaving[index] is value:
                        return self.allocation.out_places[pred.order][index]
        return NOWHERE

    def phi_place(self, block: Block, phi: Instr) -> int:
        """A register for a phi: its hint, or where the hottest predecessor has the argument."""
        if self.chaos == 0:
            hint = self.hint[phi.id]
            c = self.target.class_of(phi.type)
            crosses = self.live.crosses[phi.id]
            allowed: i64 = self.target.class_masks[c]
            if hint >= 0 and allowed >> hint & 1 and self.occupant[hint] is None:
                return hint
            best = NOWHERE
            weight = -1.0
            for slot in range(len(block.preds)):
                pred = block.preds[slot]
                if self.finished[pred.order] and pred.frequency > weight:
                    arg = phi.args[slot]
                    leaving = self.allocation.out_registers[pred.order]
                    for index in range(len(leaving)):
                        if leaving[index] is arg:
                            register = self.allocation.out_places[pred.order][index]
                            if self.occupant[register] is None and not crosses >> register & 1:
                                best = register
                                weight = pred.frequency
            if best >= 0:
                return best
        return self.pick(phi, 0, 0)

    def leave(self, block: Block) -> None:
        """Record the places at the block's end and clear the state."""
        places: list[int] = []
        for value in self.allocation.out_registers[block.order]:
            places.append(self.where[value.id])
        self.allocation.out_places[block.order] = places
        for register in range(len(self.occupant)):
            value_here = self.occupant[register]
            if value_here is not None:
                self.where[value_here.id] = NOWHERE
                self.occupant[register] = None
        self.occupied = 0
        self.finished[block.order] = True

    def scan(self, block: Block) -> list[int]:
        """Walk backwards: per instruction, last first, bit 0 says that the result is used and bit
        k + 1 that argument k dies.  Also drops from `in_registers` what no one reads there."""
        allocation = self.allocation
        needed = self.needed
        instrs = block.instrs
        flags: list[int] = []
        marked: list[int] = []
        for value in allocation.out_registers[block.order]:
            needed[value.id] = 1
            marked.append(int(value.id))
        for position in range(len(instrs) - 1, -1, -1):
            instr = instrs[position]
            if instr.op == PHI:
                break
            bits = 0
            if instr.op == RELOAD:
                assert instr.forward is not None
                key = int(instr.forward.id)
                bits = int(needed[key])
                needed[key] = 0
            else:
                if needed[instr.id]:
                    bits = 1
                    needed[instr.id] = 0
                if instr.op == PROJ:
                    flags.append(bits)
                    continue
                args = instr.args
                bit = 2
                for arg in args:
                    if not needed[arg.id]:
                        bits |= bit
                    bit += bit
                for arg in args:
                    if not needed[arg.id]:
                        needed[arg.id] = 1
                        marked.append(int(arg.id))
            flags.append(bits)
        allocation.in_registers[block.order] = [
            value for value in allocation.in_registers[block.order] if needed[value.id]]
        for key in marked:
            needed[key] = 0
        return flags

    def walk(self, block: Block, flags: list[int]) -> None:
        """Assign the instructions of one block."""
        target = self.target
        instrs = block.instrs
        length = len(instrs)
        self.code = []
        for position in range(length):
            instr = instrs[position]
            if instr.op == PHI:
                self.code.append(instr)
                continue
            bits = flags.pop()
            if instr.op == RELOAD:
                value = instr.forward
                assert value is not None
                if not bits:
                    continue
                register = self.pick(value, 0, 0)
                self.occupy(value, register)
                instr.reg = register
                self.code.append(instr)
                continue
            if instr.op == PROJ:
                self.code.append(instr)
                if not bits & 1 and instr.reg >= 0:
                    self.release(instr)
                continue
            rules = target.constraints(instr)
            if rules.simple:
                self.simple(instr, rules, bits)
            else:
                self.constrained(instr, rules, bits, instrs, position)
        block.instrs = self.code

    def simple(self, instr: Instr, rules: Constraints, bits: int) -> None:
        """An instruction without fixed registers."""
        target = self.target
        args = instr.args
        c = target.class_of(instr.type)
        if not bits & 1 and target.rematerialises(instr):
            return                     # all uses compute it again
        tied = rules.tied[0] if rules.tied else -1
        if tied >= 0:
            first = args[tied]
            dies = bits >> (tied + 1) & 1
            if tied == 0 and len(args) > 1 and bits & 4 \
                    and (not dies or self.where[args[1].id] == self.hint[instr.id]) \
                    and target.commutes(instr):
                args[0], args[1] = args[1], args[0]
                bits = (bits & ~6) | (4 if dies else 0) | 2
                first = args[0]
                dies = 1
            place = self.where[first.id]
            hint = self.hint[instr.id]
            wants_other = hint >= 0 and hint != place and not self.occupied >> hint & 1
            if (not dies or wants_other) and target.untie(instr):
                tied = -1
                rules = target.constraints(instr)
                args = instr.args
            elif not dies or wants_other and goes_round(first):
                # copy the tied argument into the result's register first; a loop's value that
                # dies leaves its register to its successor, which would swap with this one later
                for k in range(len(args)):
                    if k != tied:
                        args[k] = self.alias(args[k], self.where[args[k].id])
                register = self.pick(instr, 0, 0)
                copy = Instr(COPY, first.type, [self.alias(first, self.where[first.id])], 0)
                copy.id = first.id
                copy.forward = first
                copy.reg = register
                copy.pos = instr.pos
                self.code.append(copy)
                args[tied] = self.alias(first, register)
                for k in range(len(args)):
                    if bits >> (k + 1) & 1:
                        value = args[k].forward
                        self.release(args[k] if value is None else value)
                self.define(instr, register)
                if not bits & 1:
                    self.release(instr)
                self.code.append(instr)
                return
            else:
                register = self.where[first.id]
                for k in range(len(args)):
                    args[k] = self.located(args[k])
                for k in range(len(args)):
                    if bits >> (k + 1) & 1:
                        value = args[k].forward
                        self.release(args[k] if value is None else value)
                self.define(instr, register)
                if not bits & 1:
                    self.release(instr)
                self.code.append(instr)
                return
        for k in range(len(args)):
            args[k] = self.located(args[k])
        for k in range(len(args)):
            if bits >> (k + 1) & 1:
                value = args[k].forward
                self.release(args[k] if value is None else value)
        if c != NO_CLASS:
            if instr.op == COPY and self.hint[instr.id] < 0:
                self.hint[instr.id] = int(args[0].reg)
            register = self.pick(instr, 0, 0)
            self.define(instr, register)
            if not bits & 1:
                self.release(instr)
        self.code.append(instr)

    def located(self, value: Instr) -> Instr:
        """The alias of a value at its present place (values without class stay)."""
        register = self.where[value.id]
        if register < 0 or value.reg == register:
            return value
        return self.alias(value, register)

    def constrained(self, instr: Instr, rules: Constraints, bits: int, instrs: list[Instr],
                    position: i64) -> None:
        """An instruction with fixed, destroyed or early-written registers: permute first."""
        target = self.target
        args = instr.args
        count = len(args)
        results: list[Instr] = [instr]
        for k in range(1, int(rules.results)):
            if position + k < len(instrs) and instrs[position + k].op == PROJ:
                results.append(instrs[position + k])
        # projections may be sparse: number them by `imm`
        written: i64 = rules.clobbers
        for register in rules.fixed_results:
            if register >= 0:
                written |= mask_of(register)
        fixed: i64 = 0
        for k in range(count):
            register = rules.fixed_arg(k)
            if register >= 0:
                fixed |= mask_of(register)
        # destinations: registers that values will stand in during the instruction
        goal: list[int] = [NOWHERE] * count
        final: i64 = 0
        moves = self.moves
        moves.clear()
        dying = 0
        for k in range(count):
            if bits >> (k + 1) & 1:
                dying |= 1 << k
        for k in range(count):
            register = rules.fixed_arg(k)
            if register >= 0:
                goal[k] = register
                final |= mask_of(register)
        lives: list[Instr] = []             # live through, each once
        for register in range(len(self.occupant)):
            value = self.occupant[register]
            if value is None:
                continue
            dies = False
            for k in range(count):
                if args[k] is value and dying >> k & 1:
                    dies = True
            if not dies:
                lives.append(value)
        blocked = fixed | written
        moved: list[Instr] = []
        for value in lives:
            register = self.where[value.id]
            if blocked >> register & 1:
                # an argument fixed here that survives may stay when nothing destroys it
                stays = False
                if not written >> register & 1:
                    for k in range(count):
                        if args[k] is value and goal[k] == register:
                            stays = True
                if not stays:
                    moved.append(value)
                    continue
            final |= mask_of(register)
        # arguments that may stand anywhere and die: stay if the place is free of claims
        strict = blocked if rules.early else fixed
        free_args: list[int] = []
        for k in range(count):
            if goal[k] >= 0 or target.class_of(args[k].type) == NO_CLASS:
                continue
            value = args[k]
            allowed = rules.arg_masks[k] if k < len(rules.arg_masks) else 0
            register = self.where[value.id]
            tied_result = -1
            for t in range(len(rules.tied)):
                if rules.tied[t] == k:
                    tied_result = t
            if tied_result >= 0:
                wish = rules.fixed_result(tied_result)
                if wish >= 0:
                    goal[k] = wish
                    final |= mask_of(wish)
                    continue
                if not dying >> k & 1 or self.shared(args, k) or final >> register & 1 or \
                        (written | fixed) >> register & 1 or \
                        (allowed and not allowed >> register & 1):
                    free_args.append(k)
                else:
                    goal[k] = register
                    final |= mask_of(register)
                continue
            twin = NOWHERE               # the same value in a claimed register serves as well
            for j in range(count):
                if args[j] is value and rules.fixed_arg(j) >= 0 and j not in rules.tied:
                    twin = int(rules.fixed_arg(j))
            if twin >= 0 and (allowed == 0 or allowed >> twin & 1) and not rules.early:
                goal[k] = twin
                continue
            if not dying >> k & 1:
                if value not in moved and (allowed == 0 or allowed >> register & 1):
                    goal[k] = register
                else:
                    free_args.append(k)
                continue
            if (strict >> register & 1) or (allowed and not allowed >> register & 1):
                free_args.append(k)
            elif final >> register & 1:
                if self.same_goal(args, goal, k, register, rules):
                    goal[k] = register
                else:
                    free_args.append(k)
            else:
                goal[k] = register
                final |= mask_of(register)
        # new places for what must move; dying arguments make way into destroyed registers
        for c in range(target.class_count):
            asked = 0
            for value in moved:
                if target.class_of(value.type) == c:
                    asked += 1
            mask: i64 = target.class_masks[c]
            room = (int(mask) & ~int(final | blocked)).bit_count()
            for k in range(count):
                if asked <= room or rules.early:
                    break
                if goal[k] >= 0 and dying >> k & 1 and rules.fixed_arg(k) < 0 \
                        and k not in rules.tied and mask >> goal[k] & 1 \
                        and not blocked >> goal[k] & 1 and not self.shared(args, k):
                    final &= ~(mask_of(goal[k]))
                    goal[k] = NOWHERE
                    free_args.append(k)
                    room += 1
        old_occupied = self.occupied
        self.occupied = 0
        new_place: dict[int, int] = {}
        for value in moved:
            place = self.pick(value, final | blocked, 0)
            new_place[int(value.id)] = place
            final |= mask_of(place)
        for k in free_args:
            value = args[k]
            is_tied = k in rules.tied
            if not dying >> k & 1 and not is_tied and int(value.id) in new_place:
                allowed = rules.arg_masks[k] if k < len(rules.arg_masks) else 0
                if allowed == 0 or allowed >> new_place[int(value.id)] & 1:
                    goal[k] = new_place[int(value.id)]
                    continue
            allowed = rules.arg_masks[k] if k < len(rules.arg_masks) else 0
            ban = final | (blocked if is_tied or rules.early else fixed)
            place = self.pick(value, ban, allowed)
            goal[k] = place
            final |= mask_of(place)
        self.occupied = old_occupied
        # one parallel copy
        for value in moved:
            moves.add(value, self.where[value.id], new_place[int(value.id)])
        for k in range(count):
            if goal[k] >= 0 and goal[k] != self.where[args[k].id]:
                already = int(args[k].id) in new_place and new_place[int(args[k].id)] == goal[k]
                if not already:
                    moves.add(args[k], self.where[args[k].id], goal[k])
        if moves.count():
            self.parallel_copy(final, instr.pos)
        # the state after the permutation, without what dies here
        for k in range(count):
            if dying >> k & 1:
                self.release(args[k])
        for value in moved:
            self.release(value)
        for value in moved:
            self.occupy(value, new_place[int(value.id)])
        for k in range(count):
            if goal[k] >= 0:
                self.used |= mask_of(goal[k])
                args[k] = self.alias(args[k], goal[k])
        self.used |= rules.clobbers
        self.code.append(instr)
        # results
        taken: i64 = rules.clobbers
        for register in rules.fixed_results:
            if register >= 0:
                taken |= mask_of(register)
        if rules.early:
            for k in range(count):
                if goal[k] >= 0:
                    taken |= mask_of(goal[k])
        for t in range(len(rules.tied)):
            if rules.tied[t] >= 0 and goal[rules.tied[t]] >= 0:
                taken |= mask_of(goal[rules.tied[t]])
        all_results: list[int] = []
        for number in range(max(int(rules.results), 1)):
            made: Instr | None = None
            for result in results:
                if (0 if result is instr else result.imm) == number \
                        and target.class_of(result.type) != NO_CLASS:
                    made = result
            register = int(rules.fixed_result(number))
            tied = rules.tied_arg(number)
            if tied >= 0:
                register = goal[tied]
            allowed = rules.result_masks[number] if number < len(rules.result_masks) else 0
            if register < 0 and made is not None:
                register = self.pick(made, taken, allowed)
            elif register < 0 and allowed:
                # nobody reads this result, but it is written somewhere
                register = self.pick_any(allowed & ~(self.occupied | taken))
            all_results.append(register)
            if register < 0:
                continue
            taken |= mask_of(register)
            self.used |= mask_of(register)
            if made is not None:
                self.define(made, register)
        aux = instr.aux
        if isinstance(aux, Site):
            aux.results = all_results
        if not bits & 1 and instr.reg >= 0:
            self.release(instr)

    def shared(self, args: list[Instr], k: i64) -> bool:
        """Whether the value of argument `k` is another argument too."""
        for other in range(len(args)):
            if other != k and args[other] is args[k]:
                return True
        return False

    def same_goal(self, args: list[Instr], goal: list[int], k: i64, register: int,
                  rules: Constraints) -> bool:
        """Whether `register` is claimed for the very same value by an untied argument."""
        for other in range(len(args)):
            if other != k and goal[other] == register and args[other] is args[k]:
                return other not in rules.tied
        return False

    def parallel_copy(self, busy: i64, pos: i64) -> None:
        """Emit the collected moves in an order that loses nothing."""
        target = self.target
        free: i64 = ~(busy | self.occupied)
        steps = self.moves.resolve(target, free)
        for step in steps:
            if step.swap:
                made = Instr(SWAP, 0, [self.alias(step.value, step.source),
                                       self.alias(step.other, step.destination)], 0)
            else:
                made = Instr(COPY, step.value.type, [self.alias(step.value, step.source)], 0)
                made.id = step.value.id
                made.forward = step.value
                made.reg = step.destination
            self.used |= mask_of(step.destination)
            made.pos = pos
            self.code.append(made)
