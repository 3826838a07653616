"""Adjacent loads and stores joined, by the rules of `verify/rules/memory.rules`.

Problem: portable code reads and writes words byte by byte, bit-fields and initialisers part by
part; each part costs an access.  Idea: walk each block with what may still be moved: a load is
*readable* while no write has followed it; a store is *open* for a store after it while nothing
between has read or written its bytes, and *visible* to a load after it while nothing has written
them.  The generated matcher sees one operation, or a store and the access behind it; what it makes
goes through the same door.

Invariants: volatile and atomic accesses are never matched; a joined access stands where the later
of the two stood; its alias class covers both (0: anything); addresses are compared by base and
constant offset (`alias.location`).  Rules are proved over bytes and addresses of 64 bits, little
endian; targets that cannot access unaligned words do not run the pass.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.instr import Block, Function, Instr, replace, resolve
from compiler.ir.opcodes import (
    ADD,
    AND,
    ASHR,
    ASM,
    ASMGOTO,
    ATOMICRMW,
    CALL,
    CMPXCHG,
    FENCE,
    LOAD,
    LSHR,
    MEMCPY,
    MEMMOVE,
    MEMSET,
    OR,
    ORDER_MASK,
    STACKRESTORE,
    STORE,
    TRUNC,
    VAARG,
    VACOPY,
    VAEND,
    VASTART,
    VOLATILE,
)
from compiler.ir.types import VOID, type_bits
from compiler.opt.alias import Escapes, Location, access_location, location, may_alias
from compiler.opt.context import PassContext
from compiler.opt.memory_gen import RULE_NAMES, join, join_after

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MOST_STORES: Final = 12        # stores remembered in a block
BUILD_DEPTH: Final = 12        # rules fired while building for a rule
ROOTS: Final = (OR, ADD, AND, TRUNC, LSHR, ASHR)
EFFECTS: Final = (CALL, ASM, ASMGOTO, ATOMICRMW, CMPXCHG, FENCE, VASTART, VAARG, VAEND, VACOPY,
                  STACKRESTORE, MEMCPY, MEMMOVE, MEMSET)


class Remembered:
    """A store whose bytes nothing has written since; `open`: nor read."""

    def __init__(self, store: Instr, where: Location) -> None:
        self.store = store
        self.where = where
        self.open = True


class Joiner:
    """One walk over one function; also the object that generated matchers call `c`."""

    def __init__(self, function: Function, context: PassContext) -> None:
        self.function = function
        self.context = context
        self.pointer_bits = function.pointer_bits
        self.known_escapes: Escapes | None = None     # made when first asked for
        self.out: list[Instr] = []
        self.block: Block = function.blocks[0]
        self.stores: list[Remembered] = []
        self.readable_loads: dict[int, bool] = {}     # ids of loads with no write behind them
        self.pos: i64 = 0
        self.depth: i64 = 0
        self.changed = False
        self.gone = False                             # a store in `out` has been dropped
        if not context.memory_rule_counts:
            context.memory_rule_counts = [0] * len(RULE_NAMES)
        disabled = context.options.disabled
        self.off: list[bool] = []
        if disabled:
            self.off = ["rules" in disabled or "rule:" + name in disabled for name in RULE_NAMES]

    def escapes(self) -> Escapes:
        """Which objects of the function only it can reach."""
        if self.known_escapes is None:
            self.known_escapes = Escapes(self.function)
        return self.known_escapes

    def run(self) -> bool:
        """Join through the function."""
        for block in self.function.blocks:
            for instr in block.instrs:
                if instr.op == LOAD or instr.op == STORE:
                    self.walk(block)
                    break
        if self.changed:
            self.function.sweep()
        return self.changed

    def walk(self, block: Block) -> None:
        """One block."""
        self.block = block
        self.out = []
        self.stores = []
        self.readable_loads = {}
        self.gone = False
        before = block.instrs
        for instr in before:
            op = instr.op
            args = instr.args
            for index in range(len(args)):
                if args[index].forward is not None:
                    instr.set_arg(index, resolve(args[index]))
            self.pos = instr.pos
            if op == LOAD:
                self.visit_load(instr)
            elif op == STORE:
                self.visit_store(instr)
            elif op in EFFECTS:
                self.forget()
                self.out.append(instr)
            elif op in ROOTS and self.readable_loads and instr.type < 16:
                self.depth = 0
                better = join(self, instr)
                if better is None:
                    self.out.append(instr)
                else:
                    instr.drop_args()
                    instr.block = None
                    replace(instr, better)
                    self.changed = True
            else:
                self.out.append(instr)
        if self.gone:
            self.out = [instr for instr in self.out if instr.block is not None]
        block.instrs = self.out

    def forget(self) -> None:
        """Memory may have changed anywhere."""
        self.stores = []
        self.readable_loads = {}

    def visit_load(self, load: Instr) -> None:
        """A load: perhaps a part of what was stored."""
        if load.flags & (VOLATILE | ORDER_MASK) != 0:
            self.forget()
            self.out.append(load)
            return
        self.depth = 0
        for index in range(len(self.stores) - 1, -1, -1):
            better = join_after(self, self.stores[index].store, load)
            if better is not None:
                load.drop_args()
                load.block = None
                replace(load, better)
                self.changed = True
                return
        self.note_load(load)
        self.out.append(load)

    def note_load(self, load: Instr) -> None:
        """Stores whose bytes it may read are no longer open."""
        where = access_location(load, self.pointer_bits)
        for remembered in self.stores:
            if remembered.open and may_alias(remembered.where, where, self.escapes()):
                remembered.open = False
        self.readable_loads[int(load.id)] = True

    def visit_store(self, store: Instr) -> None:
        """A store: perhaps beside one before it."""
        if store.flags & (VOLATILE | ORDER_MASK) != 0:
            self.forget()
            self.out.append(store)
            return
        joined: Instr | None = store
        while joined is not None:
            store = joined
            self.depth = 0
            joined = join(self, store)
            if joined is None:
                joined = self.with_earlier(store)
            if joined is not None:
                store.drop_args()
                store.block = None
                self.changed = True
        where = access_location(store, self.pointer_bits)
        self.stores = [remembered for remembered in self.stores
                       if not may_alias(remembered.where, where, self.escapes())]
        if len(self.stores) >= MOST_STORES:
            del self.stores[0]
        self.stores.append(Remembered(store, where))
        self.readable_loads = {}
        self.out.append(store)

    def with_earlier(self, store: Instr) -> Instr | None:
        """The store that stands for this one and an open one before it, which goes."""
        for index in range(len(self.stores) - 1, -1, -1):
            remembered = self.stores[index]
            if remembered.open:
                joined = join_after(self, remembered.store, store)
                if joined is not None:
                    remembered.store.drop_args()
                    remembered.store.block = None
                    self.gone = True
                    del self.stores[index]
                    return joined
        return None

    # -- what generated matchers ask and build ---------------------------------------------------

    def fire(self, rule: i64) -> bool:
        """A rule matched: count it; False when fuel is used up or rules pile up too deep."""
        if self.depth > BUILD_DEPTH or self.off and self.off[rule]:
            return False
        if not self.context.consume(RULE_NAMES[rule], self.function):
            return False
        self.context.memory_rule_counts[rule] += 1
        return True

    def readable(self, load: Instr) -> bool:
        """Whether memory at a load in this block is what it was."""
        return int(load.id) in self.readable_loads

    def related(self, first: Instr, second: Instr) -> bool:
        """Whether the distance of two addresses is known."""
        return location(first, 1, 0).base is location(second, 1, 0).base

    def distance(self, first: Instr, second: Instr) -> int:
        """Bytes from one related address to another."""
        return location(second, 1, 0).offset - location(first, 1, 0).offset

    def width(self, type: i64) -> int:
        """Width in bits."""
        return type_bits(int(type), self.pointer_bits)

    def const(self, type: i64, value: int) -> Instr:
        """The constant, wrapped to its type."""
        return self.function.const(type, value)

    def make1(self, op: i64, type: i64, flags: i64, a: Instr) -> Instr:
        """Build a unary operation (or what it becomes)."""
        return self.place(Instr(op, type, [a]), flags)

    def make2(self, op: i64, type: i64, flags: i64, a: Instr, b: Instr) -> Instr:
        """Build a binary operation (or what it becomes)."""
        return self.place(Instr(op, type, [a, b]), flags)

    def place(self, instr: Instr, flags: i64) -> Instr:
        """Append a new operation, or what the rules make of it."""
        instr.flags = flags
        if instr.op in ROOTS:
            self.depth += 1
            better = join(self, instr)
            self.depth -= 1
            if better is not None:
                instr.drop_args()
                return better
        self.number(instr)
        self.out.append(instr)
        return instr

    def number(self, instr: Instr) -> None:
        """Make a new instruction part of the block."""
        instr.id = self.function.new_id()
        instr.pos = self.pos
        instr.block = self.block
        self.changed = True

    def load(self, type: i64, pointer: Instr, first: Instr, second: Instr) -> Instr:
        """A load that reads bytes of both accesses; aligned as the first if it has its address."""
        made = Instr(LOAD, type, [pointer], self.alignment(pointer, first))
        made.alias = joint_class(first, second)
        self.number(made)
        self.note_load(made)
        self.out.append(made)
        return made

    def store(self, pointer: Instr, value: Instr, first: Instr, second: Instr) -> Instr:
        """A store of bytes of both accesses, not yet in the block."""
        made = Instr(STORE, VOID, [pointer, value], self.alignment(pointer, first))
        made.alias = joint_class(first, second)
        self.number(made)
        return made

    def alignment(self, pointer: Instr, access: Instr) -> int:
        """What is known of a new access's alignment."""
        return access.imm if access.args[0] is pointer else 1


def joint_class(first: Instr, second: Instr) -> i64:
    """The alias class of an access that touches what both touch."""
    if first.alias == 0 or second.alias == 0:
        return 0
    return first.alias | second.alias


def run(function: Function, context: PassContext) -> bool:
    """The pass: one walk over each block."""
    if function.pointer_bits != 64 or not context.options.unaligned or function.info.calls_setjmp:
        return False
    return Joiner(function, context).run()
