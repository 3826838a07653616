"""Spilling to register pressure.

Problem: where more values are alive than registers exist, some must wait in memory, and the
choice should put loads where they run seldom.  Idea: Braun and Hack, "Register Spilling and Live-
Range Splitting for SSA-Form Programs" (CC 2009): walk each block with the set W of values in
registers, evict what is used furthest away (Belady), where a use behind a loop exit counts as very
far; loop headers keep what the loop uses.  A value that is ever evicted is stored once, right after
its definition (SSA makes one store enough), or computed again where that is as cheap.

Result: RELOAD instructions in the blocks (their `forward` is the value), `in_registers[b]` and
`out_registers[b]`, the values in registers at the borders of each block, and `spilled`.  Edges
where the borders differ are repaired by `edges.py`.

Invariants: at every point the registers needed by each class do not exceed its capacity, and at
constrained instructions what lives through fits in the registers that survive.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.frame import Frame
from compiler.codegen.liveness import Liveness, through_limit
from compiler.codegen.machine import RELOAD, SpilledOperand
from compiler.codegen.target import NO_CLASS, Target
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.loops import LoopForest
from compiler.ir.opcodes import PHI, PROJ

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FAR: Final = 1 << 40          # no further use
NEAR: Final = 16              # a further use so close asks for a register
LOOP_EXIT: Final = 100_000    # added to distances that leave a loop
SHARES: Final = 1 << 16       # parts of an edge's share of the executions of its block
SELDOM: Final = 8             # added per time that control goes elsewhere before it comes here
MOSTLY: Final = 0.7           # share of edges that must bring a value which others then load
MANY: Final = 8               # edges to a loop header that make loads on them costly in size
SOON: Final = 160             # a use further away is not worth a load on an edge


class Allocation:
    """What spilling and assignment decide about a function."""

    def __init__(self, function: Function, live: Liveness) -> None:
        count = len(function.blocks)
        self.live = live
        self.in_registers: list[list[Instr]] = [[] for _ in range(count)]
        self.out_registers: list[list[Instr]] = [[] for _ in range(count)]
        self.spilled: list[bool] = [False] * function.next_value
        self.any_spilled = False
        # value id -> blocks at whose start it is stored, for stores that moved into colder code
        self.store_blocks: dict[int, list[Block]] = {}
        # by assignment: the registers of `in_registers` and `out_registers`
        self.in_places: list[list[int]] = [[] for _ in range(count)]
        self.out_places: list[list[int]] = [[] for _ in range(count)]
        self.used: i64 = 0                   # mask of registers written
        self.slots: dict[int, int] = {}      # value id -> frame slot

    def share_slot(self, a: Instr, b: Instr) -> bool:
        """Whether two spilled values are known to have one slot."""
        slot = self.slots.get(int(a.id))
        return slot is not None and slot == self.slots.get(int(b.id))


def keep_all(function: Function, live: Liveness, target: Target) -> Allocation:
    """The allocation when everything fits: all live values are in registers everywhere."""
    allocation = Allocation(function, live)
    for block in function.blocks:
        entry = list(live.in_values[block.order])
        for instr in block.instrs:
            if instr.op != PHI:
                break
            if target.class_of(instr.type) != NO_CLASS:
                entry.append(instr)
        allocation.in_registers[block.order] = entry
        allocation.out_registers[block.order] = live.out_values[block.order]
    return allocation


class Spiller:
    """The walk described above."""

    def __init__(self, function: Function, target: Target, live: Liveness,
                 forest: LoopForest, frame: Frame) -> None:
        self.function = function
        self.frame = frame
        self.target = target
        self.live = live
        self.forest = forest
        self.allocation = Allocation(function, live)
        size = function.next_value
        self.resident = bytearray(size)
        self.next_use: list[int] = [FAR] * size
        self.capacity = [mask.bit_count() for mask in target.class_masks]
        self.lasting = [(mask & int(target.callee_saved)).bit_count()
                        for mask in target.class_masks]
        self.held: list[list[Instr]] = [[] for _ in range(target.class_count)]
        self.in_distance: list[dict[int, int]] = [{} for _ in function.blocks]
        self.out_distances: list[dict[int, int]] = [{} for _ in function.blocks]
        self.loop_pressure: dict[int, list[int]] = {}
        self.phi_distance: dict[int, int] = {}     # from the phi's block to its first use

    def run(self) -> Allocation:
        """Spill the whole function."""
        self.distances()
        self.measure_loops()
        for block in self.function.blocks:
            self.enter(block)
            self.walk(block)
        self.couple()
        return self.allocation

    # -- next uses at block borders ----------------------------------------------------------

    def distances(self) -> None:
        """Distance from each block's start to the next use of each value alive there, and of
        its phis."""
        blocks = self.function.blocks
        phi_distance = self.phi_distance
        first_use: list[dict[int, int]] = []
        for block in blocks:
            uses: dict[int, int] = {}
            position = 0
            for instr in block.instrs:
                if instr.op != PHI:
                    for arg in instr.args:
                        key = int(arg.id)
                        if key not in uses:
                            uses[key] = position
                position += 1
            first_use.append(uses)
        # a pass settles what no back edge carries, the next what one does
        passes = 1
        for block in blocks:
            for succ in block.succs:
                if succ.order <= block.order and passes == 1:
                    passes = 2
            if block.loop_depth > 1:
                passes = 3
        for _ in range(passes):
            changed = False
            for index in range(len(blocks) - 1, -1, -1):
                block = blocks[index]
                out = self.out_distance(block)
                self.out_distances[index] = out
                length = len(block.instrs)
                old = self.in_distance[index]
                uses = first_use[index]
                new: dict[int, int] = {}
                for value in self.live.in_values[index]:
                    key = int(value.id)
                    used = uses.get(key)
                    if used is None:
                        used = length + out.get(key, LOOP_EXIT)
                    new[key] = used
                    if not changed and old.get(key) != used:
                        changed = True
                self.in_distance[index] = new
                for phi in block.instrs:
                    if phi.op != PHI:
                        break
                    key = int(phi.id)
                    used = uses.get(key)
                    if used is None:
                        used = length + out.get(key, LOOP_EXIT)
                    phi_distance[key] = used
            if not changed:
                break

    def out_distance(self, block: Block) -> dict[int, int]:
        """Distance from the block's end to the next use of each value alive there."""
        count = len(block.succs)
        if count == 0:
            return {}
        if count > 2:
            return self.distance_of_many(block)
        near = self.edge_distance(block, 0)
        if count == 1:
            return near
        out: dict[int, int] = {}
        first = self.seldom(block, block.succs[0])
        for key, distance in near.items():
            out[key] = distance + first
        second = self.seldom(block, block.succs[1])
        for key, distance in self.edge_distance(block, 1).items():
            least = distance + second
            other = near.get(key, FAR)
            if other < FAR:
                # control comes to a use either way, by the later one at the latest
                later = distance if distance > other else other
                if later < least:
                    least = later
                if other + first < least:
                    least = other + first
            out[key] = least
        return out

    def distance_of_many(self, block: Block) -> dict[int, int]:
        """The same for more than two edges: what is used behind many is used soon, though control
        takes each of them seldom."""
        found: dict[int, list[int]] = {}        # value -> distance and share of each edge
        for edge in range(len(block.succs)):
            succ = block.succs[edge]
            share = SHARES - 1
            if block.frequency > succ.frequency > 0.0:
                share = int(share * succ.frequency / block.frequency)
            for key, distance in self.edge_distance(block, edge).items():
                entries = found.get(key)
                if entries is None:
                    entries = []
                    found[key] = entries
                entries.append(distance * SHARES + share)
        out: dict[int, int] = {}
        for key, entries in found.items():
            entries.sort()
            least = FAR
            taken = 0
            for entry in entries:
                taken = min(taken + entry % SHARES, SHARES - 1)
                distance = entry // SHARES + SELDOM * (min(SHARES // max(taken, 1), 1000) - 1)
                if distance < least:
                    least = distance
            out[key] = least
        return out

    def edge_distance(self, block: Block, edge: i64) -> dict[int, int]:
        """Distance to the next use of each value on one edge; not to be changed."""
        succ = block.succs[edge]
        found = self.in_distance[succ.order]
        leaves = LOOP_EXIT if succ.loop_depth < block.loop_depth else 0
        has_phis = succ.instrs[0].op == PHI
        if leaves or has_phis:
            found = {key: distance + leaves for key, distance in found.items()}
        if has_phis:
            slot = block.succ_slots[edge]
            for phi in succ.instrs:
                if phi.op != PHI:
                    break
                key = int(phi.args[slot].id)
                # a header not yet seen is no use: a value that only goes round has none
                distance = self.phi_distance.get(int(phi.id), LOOP_EXIT) + leaves
                if distance < found.get(key, FAR):
                    found[key] = distance
        return found

    def seldom(self, block: Block, succ: Block) -> int:
        """What an edge adds to distances by how seldom control takes it."""
        if succ.frequency <= 0.0 or succ.loop_depth < block.loop_depth:
            return 0
        ratio = block.frequency / succ.frequency
        if ratio <= 1.0:
            return 0
        return SELDOM * int(min(ratio, 1000.0) - 1.0)

    def measure_loops(self) -> None:
        """The largest pressure inside each loop, by header."""
        for loop in self.forest.loops:
            peak = [0] * int(self.target.class_count)
            for block in loop.blocks:
                here = self.live.pressure[block.order]
                for c in range(len(peak)):
                    if here[c] > peak[c]:
                        peak[c] = here[c]
            self.loop_pressure[int(loop.header.order)] = peak

    # -- block entries -------------------------------------------------------------------------

    def enter(self, block: Block) -> None:
        """Choose the values in registers at the start of the block."""
        target = self.target
        order = block.order
        distance = self.in_distance[order]
        chosen: list[Instr] = []
        if len(block.preds) == 1:
            alive = distance
            for value in self.allocation.out_registers[block.preds[0].order]:
                if int(value.id) in alive:
                    chosen.append(value)
            for phi in block.instrs:
                if phi.op != PHI:
                    break
                if target.class_of(phi.type) != NO_CLASS:
                    chosen.append(phi)
        else:
            is_header = block.has_back_edge()
            candidates: list[Instr] = []
            for phi in block.instrs:
                if phi.op != PHI:
                    break
                if target.class_of(phi.type) != NO_CLASS:
                    candidates.append(phi)
            candidates.extend(self.live.in_values[order])
            # the share of edges, by frequency and by number (code size), on which a value stands
            # in a register
            share: dict[int, float] = {}
            total = 0.0
            for pred in block.preds:
                total += pred.frequency
            total = max(total, 1e-9)
            for slot in range(len(block.preds)):
                if is_header:
                    break
                pred = block.preds[slot]
                weight = 0.5 * pred.frequency / total + 0.5 / len(block.preds)
                leaving = self.allocation.out_registers[pred.order]
                for value in leaving:
                    key = int(value.id)
                    share[key] = share.get(key, 0.0) + weight
                for phi in block.instrs:
                    if phi.op != PHI:
                        break
                    if phi.args[slot] in leaving or target.rematerialises(phi.args[slot]):
                        key = int(phi.id)
                        share[key] = share.get(key, 0.0) + weight
            keys: list[list[int]] = []
            for c in range(target.class_count):
                keys.clear()
                number = 0
                through = 0
                crowded = 0
                for value in candidates:
                    if target.class_of(value.type) == c:
                        key = int(value.id)
                        is_phi = value.op == PHI and value.block is block
                        use = self.phi_distance[key] if is_phi else distance.get(key, FAR)
                        rank = 0
                        if is_header:
                            if use >= LOOP_EXIT:
                                rank = 1
                                through += 1
                            elif use >= SOON:
                                crowded += 1
                        else:
                            found = share.get(key, 0.0)
                            if found < 0.999:
                                if use >= SOON or found < (0.5 if is_phi else MOSTLY):
                                    number += 1
                                    continue
                                rank = 1
                        keys.append([rank, use, number])
                    number += 1
                keys.sort()
                room = self.capacity[c]
                if is_header:
                    peak = self.loop_pressure.get(int(order))
                    pressed = peak[c] if peak is not None else room
                    if pressed > room:
                        used = len(keys) - through - crowded
                        spare = max(0, room - (pressed - through - crowded))
                        room = min(room, used + spare)
                        if len(block.preds) > MANY:
                            room = min(room, self.lasting[c])
                for entry in keys[:room]:
                    chosen.append(candidates[entry[2]])
        self.allocation.in_registers[order] = chosen

    # -- inside a block --------------------------------------------------------------------------

    def walk(self, block: Block) -> None:
        """Evict and reload through one block."""
        target = self.target
        next_use = self.next_use
        resident = self.resident
        out = self.out_distances[block.order]
        instrs = block.instrs
        length = len(instrs)
        touched: list[int] = []
        for key, distance in out.items():
            next_use[key] = length + distance
            touched.append(key)
        after: list[int] = []         # next use after each argument, last argument first
        for position in range(length - 1, -1, -1):
            instr = instrs[position]
            if instr.op == PHI:
                break
            if instr.op == PROJ:
                continue
            args = instr.args
            for index in range(len(args) - 1, -1, -1):
                after.append(next_use[args[index].id])
            for arg in args:
                next_use[arg.id] = position
                touched.append(int(arg.id))
        held = self.held
        for c in range(target.class_count):
            held[c] = []
        for value in self.allocation.in_registers[block.order]:
            held[target.class_of(value.type)].append(value)
            resident[value.id] = 1
        for phi in block.instrs:
            if phi.op != PHI:
                break
            if target.class_of(phi.type) != NO_CLASS and not resident[phi.id]:
                self.spill(phi)
        result: list[Instr] = []
        for position in range(length):
            instr = instrs[position]
            if instr.op == PHI:
                result.append(instr)
                continue
            args = instr.args if instr.op != PROJ else []
            rules = target.constraints(instr)
            # arguments into registers
            for index in range(len(args)):
                arg = args[index]
                c = target.class_of(arg.type)
                if c == NO_CLASS or resident[arg.id]:
                    continue
                self.spill(arg)
                if self.fold(instr, arg, index, after, position):
                    continue
                reload = self.function.make(RELOAD, arg.type, [], 0, instr.pos)
                reload.forward = arg
                reload.block = block
                result.append(reload)
                held[c].append(arg)
                resident[arg.id] = 1
            # advance the next uses past this instruction
            for index in range(len(args)):
                next_use[args[index].id] = after.pop()
            extra = 0
            if rules.simple and rules.tied and rules.tied[0] >= 0:
                tied = args[rules.tied[0]]
                if next_use[tied.id] < FAR:
                    extra = 1
            for c in range(target.class_count):
                room = self.capacity[c]
                if extra and target.class_of(instr.type) == c:
                    room -= extra
                if len(held[c]) > room:
                    self.evict(held, c, room, args)
            # what dies here leaves
            for arg in args:
                if next_use[arg.id] >= FAR and resident[arg.id]:
                    resident[arg.id] = 0
                    held[target.class_of(arg.type)].remove(arg)
            if not rules.simple:
                for c in range(target.class_count):
                    room = through_limit(instr, rules, target, c)
                    if len(held[c]) > room:
                        self.evict(held, c, room, [])
            c = target.class_of(instr.type)
            if c != NO_CLASS:
                if len(held[c]) >= self.capacity[c]:
                    self.evict(held, c, self.capacity[c] - 1, [])
                if next_use[instr.id] < FAR:
                    held[c].append(instr)
                    resident[instr.id] = 1
            result.append(instr)
        block.instrs = result
        leaving: list[Instr] = []
        for c in range(target.class_count):
            for value in held[c]:
                resident[value.id] = 0
                if int(value.id) in out:
                    leaving.append(value)
        self.allocation.out_registers[block.order] = leaving
        for key in touched:
            next_use[key] = FAR

    def fold(self, instr: Instr, value: Instr, index: i64, after: list[int], position: i64
             ) -> bool:
        """Read the argument from its slot inside the instruction, when there is a form for that
        and no further use nearby; True if done."""
        if index != len(instr.args) - 1 or self.target.rematerialises(value):
            return False
        use = after[len(after) - 1 - int(index)]
        if use < position + NEAR or instr.args.count(value) > 1:
            return False
        op = self.target.fold_opcode(instr, index)
        if op == 0:
            return False
        slot = self.allocation.slots.get(int(value.id))
        if slot is None:
            slot = self.frame.spill_slot(value.type)
            self.allocation.slots[int(value.id)] = slot
        instr.op = op
        instr.args = instr.args[:index]
        instr.aux = SpilledOperand(value, slot)
        return True

    def evict(self, held: list[list[Instr]], c: i64, room: i64, keep: list[Instr]) -> None:
        """Drop the values used furthest away, sparing `keep`, until `room` are left."""
        values = held[c]
        while len(values) > room:
            worst = -1
            furthest = -1
            for index in range(len(values)):
                value = values[index]
                distance = self.next_use[value.id]
                if distance < FAR and self.target.rematerialises(value):
                    distance = distance * 4 + 16
                if distance > furthest and value not in keep:
                    furthest = distance
                    worst = index
            assert worst >= 0, "register constraints cannot be met"
            value = values.pop(worst)
            self.resident[value.id] = 0
            if self.next_use[value.id] < FAR:
                self.spill(value)

    def spill(self, value: Instr) -> None:
        """Mark a value as living in memory too."""
        self.allocation.spilled[value.id] = True
        self.allocation.any_spilled = True

    # -- edges -------------------------------------------------------------------------------------

    def couple(self) -> None:
        """Mark what an edge must load as spilled, and phis in memory with it."""
        allocation = self.allocation
        present = bytearray(self.function.next_value)
        for block in self.function.blocks:
            if len(block.preds) < 1:
                continue
            for slot in range(len(block.preds)):
                pred = block.preds[slot]
                for value in allocation.out_registers[pred.order]:
                    present[value.id] = 1
                for value in allocation.in_registers[block.order]:
                    if value.op == PHI and value.block is block:
                        source = value.args[slot]
                    else:
                        source = value
                    if not present[source.id]:
                        self.spill(source)
                for phi in block.instrs:
                    if phi.op != PHI:
                        break
                    if allocation.spilled[phi.id] and not present[phi.args[slot].id]:
                        if self.target.class_of(phi.type) != NO_CLASS:
                            self.spill(phi.args[slot])
                for value in allocation.out_registers[pred.order]:
                    present[value.id] = 0
        # registers that no successor asks for are given up at the end of the block
        for block in self.function.blocks:
            for edge in range(len(block.succs)):
                succ = block.succs[edge]
                slot = block.succ_slots[edge]
                for value in allocation.in_registers[succ.order]:
                    if value.op != PHI or value.block is not succ:
                        present[value.id] = 1
                for phi in succ.instrs:
                    if phi.op != PHI:
                        break
                    present[phi.args[slot].id] = 1
            leaving = allocation.out_registers[block.order]
            allocation.out_registers[block.order] = [
                value for value in leaving if present[value.id]]
            for edge in range(len(block.succs)):
                succ = block.succs[edge]
                slot = block.succ_slots[edge]
                for value in allocation.in_registers[succ.order]:
                    present[value.id] = 0
                for phi in succ.instrs:
                    if phi.op != PHI:
                        break
                    present[phi.args[slot].id] = 0
