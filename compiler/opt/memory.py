"""Load and store forwarding, redundant and dead stores.

Problem: lowering loads what was just stored or loaded.  Idea: walk blocks in reverse postorder with
the set of known memory contents; a write removes what it may change (`alias.py`).  A block with
several predecessors starts with what all of them know (a phi is made, when asked for, where their
values differ); a loop header starts with what is known before the loop and no block of the loop
changes.  Dead stores go by a backward walk of each block.

Invariants: volatile and atomic accesses stay and are never forwarded; entries are never changed,
lists are copied when a block changes them; at most MAX_ENTRIES are kept, oldest go first.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.dominators import compute, dominates
from compiler.ir.instr import Block, Function, Instr, replace, resolve
from compiler.ir.loops import LoopForest, compute_loops
from compiler.ir.module import GLOBAL, LOCAL, Symbol
from compiler.ir.opcodes import (
    ADDR,
    ASM,
    ASMGOTO,
    ATOMICRMW,
    BITCAST,
    CALL,
    CMPXCHG,
    FENCE,
    INTTOPTR,
    LOAD,
    MEMCPY,
    MEMMOVE,
    MEMSET,
    ORDER_MASK,
    PHI,
    PTRTOINT,
    RETURN,
    STACKRESTORE,
    STORE,
    TRUNC,
    UNDEF,
    UNREACHABLE,
    VAARG,
    VACOPY,
    VAEND,
    VASTART,
    VOLATILE,
)
from compiler.ir.types import F32, F64, I1, I8, I128, PTR, type_bits
from compiler.opt.alias import (
    Escapes,
    Location,
    access_location,
    call_clobbers,
    call_reads,
    may_alias,
    root_of,
    source_location,
)
from compiler.opt.context import PassContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_ENTRIES: Final = 80
MAX_WRITES: Final = 60        # per loop; beyond, everything counts as changed
CLOBBERING: Final = (CALL, ASM, ASMGOTO, ATOMICRMW, CMPXCHG, FENCE, VASTART, VAARG, VAEND, VACOPY,
                     STACKRESTORE)


class Entry:
    """Memory at `where` holds `value`, or a phi of `choices` made when first asked for."""

    def __init__(self, where: Location, value: Instr | None, type: i64) -> None:
        self.where = where
        self.value = value
        self.type: i64 = type
        self.home: Block | None = None            # of a phi not yet made
        self.choices: list[Instr] = []


class Forwarder:
    """One walk over one function."""

    def __init__(self, function: Function, context: PassContext) -> None:
        self.function = function
        self.context = context
        self.pointer_bits = function.pointer_bits
        self.escapes = Escapes(function)
        self.at_end: list[list[Entry]] = []
        self.done: list[bool] = []
        self.forest: LoopForest | None = None
        self.phis: list[Instr] = []
        self.changed = False
        self.state: list[Entry] = []

    def run(self) -> bool:
        """Forward through the function."""
        function = self.function
        has_memory = False
        for block in function.blocks:
            for instr in block.instrs:
                if instr.op == LOAD or instr.op == STORE:
                    has_memory = True
                    break
        if not has_memory:
            return False
        compute(function)
        self.forest = compute_loops(function)
        self.escapes = Escapes(function)
        count = len(function.blocks)
        self.at_end = [[] for _ in range(count)]
        self.done = [False] * count
        for block in function.blocks:
            self.state = self.start_state(block)
            self.walk(block)
            self.at_end[block.order] = self.state
            self.done[block.order] = True
        for phi in self.phis:
            home = phi.block
            assert home is not None
            phi.mark = 0
            home.instrs.insert(0, phi)
        if self.changed:
            function.sweep()
        return self.changed

    # -- states ------------------------------------------------------------------------------

    def start_state(self, block: Block) -> list[Entry]:
        """What is known on entry to a block (a fresh list)."""
        preds = block.preds
        if not preds:
            return []
        if len(preds) == 1:
            return list(self.at_end[preds[0].order]) if self.done[preds[0].order] else []
        forward: list[list[Entry]] = []
        back = False
        for pred in preds:
            if self.done[pred.order]:
                forward.append(self.at_end[pred.order])
            elif not dominates(block, pred):
                return []              # an irreducible cycle: a way in that is not walked yet
            else:
                back = True
        if not forward:
            return []
        if back:
            return self.loop_state(block, forward)
        return self.meet(block, forward, True)

    def meet(self, block: Block, states: list[list[Entry]], may_choose: bool) -> list[Entry]:
        """What all predecessors know."""
        shortest = states[0]
        for state in states:
            if len(state) < len(shortest):
                shortest = state
        result: list[Entry] = []
        for entry in shortest:
            values: list[Instr] = []
            same = True
            identical = True
            for state in states:
                found: Entry | None = None
                for other in state:
                    if other is entry or (other.where.base is entry.where.base
                                          and other.where.offset == entry.where.offset
                                          and other.type == entry.type):
                        found = other
                        break
                if found is None:
                    values = []
                    identical = False
                    break
                if found is not entry:
                    identical = False
                if found.value is None:
                    if identical:
                        continue
                    values = []
                    break
                values.append(found.value)
                if found.value is not values[0]:
                    same = False
            if identical and (entry.value is None or len(values) == len(states)):
                result.append(entry)
            elif len(values) == len(states):
                if same:
                    result.append(Entry(entry.where, values[0], entry.type))
                elif may_choose and len(values) <= 8:
                    made = Entry(entry.where, None, entry.type)
                    made.home = block
                    made.choices = values
                    result.append(made)
        return result

    def loop_state(self, block: Block, forward: list[list[Entry]]) -> list[Entry]:
        """What is known before a loop and not changed in it."""
        forest = self.forest
        assert forest is not None
        loop = forest.of(block)
        if loop is None or loop.header is not block:
            return []
        state = self.meet(block, forward, False) if len(forward) > 1 else list(forward[0])
        state = [entry for entry in state if entry.value is not None]
        if not state:
            return state
        writes: list[Instr] = []
        for inside in loop.blocks:
            for instr in inside.instrs:
                op = instr.op
                if op in (STORE, MEMCPY, MEMMOVE, MEMSET) or op in CLOBBERING \
                        or op == LOAD and instr.flags & ORDER_MASK != 0:
                    writes.append(instr)
                    if len(writes) > MAX_WRITES:
                        return []
        for write in writes:
            state = self.survivors(state, write)
            if not state:
                break
        return state

    def survivors(self, state: list[Entry], write: Instr) -> list[Entry]:
        """The entries that a write cannot change."""
        op = write.op
        if op in (STORE, MEMCPY, MEMMOVE, MEMSET):
            where = access_location(write, self.pointer_bits)
            keep = [not may_alias(entry.where, where, self.escapes) for entry in state]
        elif op == CALL:
            keep = [not call_clobbers(write, entry.where, self.escapes) for entry in state]
        else:
            # Other effects change what their operands point to, private or not.
            keep = []
            for entry in state:
                safe = self.escapes.private(entry.where.root)
                for arg in write.args:
                    pointer = arg
                    while pointer.op != PHI and pointer.args and pointer.type == PTR \
                            and pointer.op != LOAD and pointer.op != CALL:
                        pointer = pointer.args[0]
                    if pointer is entry.where.root:
                        safe = False
                keep.append(safe)
        for kept in keep:
            if not kept:
                return [state[index] for index in range(len(state)) if keep[index]]
        return state

    # -- one block ---------------------------------------------------------------------------

    def walk(self, block: Block) -> None:
        """Forward loads and note writes, in order."""
        dropped = False
        out: list[Instr] = []
        for instr in block.instrs:
            op = instr.op
            if op == LOAD:
                if instr.flags & (VOLATILE | ORDER_MASK) == 0:
                    if self.forward_load(instr, block, out):
                        dropped = True
                        continue
                elif instr.flags & ORDER_MASK != 0:
                    self.state = self.survivors(self.state, instr)
            elif op == STORE:
                if self.note_store(instr):
                    instr.drop_args()
                    instr.block = None
                    dropped = True
                    self.changed = True
                    continue
            elif op in (MEMCPY, MEMMOVE, MEMSET) or op in CLOBBERING:
                self.state = self.survivors(self.state, instr)
            out.append(instr)
        if dropped or len(out) != len(block.instrs):
            block.instrs = out

    def lookup(self, where: Location, type: i64) -> Entry | None:
        """What is known of a location, its type equal or convertible."""
        for index in range(len(self.state) - 1, -1, -1):
            entry = self.state[index]
            if entry.where.base is where.base and entry.where.offset == where.offset:
                if entry.type == type or self.convertible(entry.type, type):
                    return entry
        return None

    def convertible(self, source: i64, target: i64) -> bool:
        """Same bits at another type, or the low part of an integer (little endian)."""
        if source > 15 or target > 15 or source <= I1 or target <= I1:
            return False
        if I8 <= target <= I128 and I8 <= source <= I128:
            return source > target
        simple = (F32, F64, PTR)
        if not (source in simple or I8 <= source <= I128):
            return False
        if not (target in simple or I8 <= target <= I128):
            return False
        return type_bits(int(source), self.pointer_bits) == type_bits(int(target),
                                                                      self.pointer_bits)

    def value_of(self, entry: Entry) -> Instr:
        """The value of an entry; makes the phi that was put off."""
        if entry.value is None:
            home = entry.home
            assert home is not None
            phi = self.function.make(PHI, entry.type, [resolve(value) for value in entry.choices])
            phi.block = home
            self.phis.append(phi)
            entry.value = phi
        value = resolve(entry.value)
        entry.value = value
        return value

    def forward_load(self, load: Instr, block: Block, out: list[Instr]) -> bool:
        """Replace a load by a known value, or note what it reads."""
        pointer = load.args[0]
        if pointer.forward is not None:
            load.set_arg(0, resolve(pointer))
        where = access_location(load, self.pointer_bits)
        constant = self.constant_at(where, load.type)
        if constant is not None and self.context.consume("memory: constant", self.function):
            replace(load, constant)
            load.drop_args()
            load.block = None
            self.changed = True
            return True
        entry = self.lookup(where, load.type)
        if entry is None or not self.context.consume("memory: load", self.function):
            self.remember(Entry(where, load, load.type))
            return False
        value = self.value_of(entry)
        if value.type != load.type:
            value = self.converted(value, load, block, out)
        replace(load, value)
        load.drop_args()
        load.block = None
        self.changed = True
        return True

    def constant_at(self, where: Location, type: i64) -> Instr | None:
        """The value that a constant object of this module holds."""
        if where.base.op != ADDR or type > 15 or where.size <= 0:
            return None
        symbol = where.base.aux
        assert isinstance(symbol, Symbol)
        data = symbol.data
        if data is None or not data.readonly or symbol.alias_of is not None:
            return None
        if symbol.binding != LOCAL and (symbol.binding != GLOBAL
                                        or self.context.options.semantic_interposition):
            return None
        if where.offset < 0 or where.offset + where.size > data.size:
            return None
        for reloc in data.relocs:
            if reloc.offset < where.offset + where.size and where.offset < reloc.offset \
                    + reloc.size:
                if type == PTR and reloc.offset == where.offset and reloc.size == where.size \
                        and reloc.symbol is not None and reloc.minus is None \
                        and reloc.addend == 0:
                    return self.function.address(reloc.symbol)
                return None
        image = data.image[where.offset:where.offset + where.size]
        word = int.from_bytes(image + bytes(where.size - len(image)), "little")
        if type == I1:
            word &= 1
        return self.function.const(type, word)

    def converted(self, value: Instr, load: Instr, block: Block, out: list[Instr]) -> Instr:
        """The bits of `value` at the load's type."""
        type = load.type
        op: i64 = BITCAST
        if I8 <= type <= I128 and I8 <= value.type <= I128:
            op = TRUNC
        elif value.type == PTR and I8 <= type <= I128:
            op = PTRTOINT
        elif type == PTR and I8 <= value.type <= I128:
            op = INTTOPTR
        elif value.type == PTR or type == PTR:
            whole: i64 = 5 if self.pointer_bits == 64 else 4
            first = self.function.make(PTRTOINT if value.type == PTR else BITCAST, whole, [value],
                                       0, load.pos)
            first.block = block
            out.append(first)
            value = first
            op = BITCAST if type != PTR else INTTOPTR
        made = self.function.make(op, type, [value], 0, load.pos)
        made.block = block
        out.append(made)
        return made

    def note_store(self, store: Instr) -> bool:
        """Record a store; True when memory holds the value already."""
        for index in range(2):
            if store.args[index].forward is not None:
                store.set_arg(index, resolve(store.args[index]))
        where = access_location(store, self.pointer_bits)
        value = store.args[1]
        if store.flags & (VOLATILE | ORDER_MASK) == 0:
            known = self.lookup(where, value.type)
            if known is not None and known.type == value.type and known.value is not None \
                    and resolve(known.value) is value \
                    and self.context.consume("memory: store", self.function):
                return True
            if value.op == UNDEF and value.uses == 1:
                return True
        self.state = self.survivors(self.state, store)
        if store.flags & (VOLATILE | ORDER_MASK) == 0:
            self.remember(Entry(where, value, value.type))
        elif store.flags & ORDER_MASK != 0:
            self.state = [e for e in self.state if self.escapes.private(e.where.root)]
        return False

    def remember(self, entry: Entry) -> None:
        """Add an entry, dropping the oldest when there are too many."""
        state = self.state
        if len(state) >= MAX_ENTRIES:
            state = state[MAX_ENTRIES // 4:]
        else:
            state = list(state)
        state.append(entry)
        self.state = state


class DeadStores:
    """Stores overwritten before they can be read, block by block, backward."""

    def __init__(self, function: Function, context: PassContext) -> None:
        self.function = function
        self.context = context
        self.escapes = Escapes(function)

    def run(self) -> bool:
        """Drop dead stores."""
        changed = False
        for block in self.function.blocks:
            if self.walk(block):
                changed = True
        return changed

    def walk(self, block: Block) -> bool:
        """One block; `later` are locations surely overwritten before any read."""
        later: list[Location] = []
        last = block.instrs[-1].op
        at_exit = last in (RETURN, UNREACHABLE)
        read_roots: list[Instr] = []     # private objects read between here and the function's end
        dropped = False
        for position in range(len(block.instrs) - 1, -1, -1):
            instr = block.instrs[position]
            op = instr.op
            if op == STORE:
                where = access_location(instr, self.function.pointer_bits)
                if instr.flags & (VOLATILE | ORDER_MASK) != 0:
                    continue
                if self.covered(where, later) or at_exit and self.dead_at_exit(where, read_roots):
                    if self.context.consume("memory: dead store", self.function):
                        instr.drop_args()
                        instr.block = None
                        dropped = True
                        continue
                if len(later) < 24:
                    later.append(where)
            elif op == LOAD:
                where = access_location(instr, self.function.pointer_bits)
                read_roots.append(where.root)
                later = [w for w in later if not may_alias(w, where, self.escapes)]
            elif op in (MEMCPY, MEMMOVE):
                where = source_location(instr)
                read_roots.append(where.root)
                later = [w for w in later if not may_alias(w, where, self.escapes)]
            elif op == CALL:
                for arg in instr.args:
                    if arg.type == PTR:
                        read_roots.append(root_of(arg))
                later = [w for w in later if not call_reads(instr, w, self.escapes)]
            elif op in CLOBBERING:
                later = []
                at_exit = False
        if dropped:
            block.instrs = [instr for instr in block.instrs if instr.block is not None]
        return dropped

    def covered(self, where: Location, later: list[Location]) -> bool:
        """Every byte is overwritten by one later store."""
        for other in later:
            if other.base is where.base and other.offset <= where.offset \
                    and where.offset + where.size <= other.offset + other.size:
                return True
        return False

    def dead_at_exit(self, where: Location, read_roots: list[Instr]) -> bool:
        """A private local that nothing reads before the function ends."""
        return where.root.op != CALL and self.escapes.private(where.root) \
            and where.root not in read_roots


def run(function: Function, context: PassContext) -> bool:
    """Forward, then drop dead stores."""
    changed = False
    if not function.info.calls_setjmp:
        changed = Forwarder(function, context).run()
        if DeadStores(function, context).run():
            changed = True
    return changed
