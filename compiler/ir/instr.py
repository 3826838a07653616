"""Instructions, blocks and functions: the one representation for generic and machine code.

Problem: every pass walks these objects; printer, checker, dead-code elimination and use counts
should exist once for IR and machine code.  Idea: one final class `Instr` is value and instruction
at once; `op < FIRST_MACHINE` is generic (QBE, Go's SSA and libFirm do the same).

Invariants (held by `check.py`):
- `args` are the values read; an instruction is its own result (type VOID: none);
- `uses` is the number of argument slots, over the whole function, that hold this value;
- leaves (const, addr, poison, blockaddr) are interned per function and live in no block;
- a block's `instrs` start with its phis and end with exactly one terminator;
- phis have one argument per predecessor, in the order of `Block.preds`;
- edges know their index at both ends: `b.succs[i].preds[b.succ_slots[i]] is b`, and the other way
  round with `pred_slots`; a block may be twice among the successors of another.

Replacement is by forwarding: `replace(x, y)` sets `x.forward`; readers that may meet forwarded
values call `resolve`, and `Function.sweep()` rewrites all arguments at the end of a pass.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.opcodes import ADDR, ALLOCA, BLOCKADDR, CONST, LEAF, PARAM, PHI, POISON, TRAITS
from compiler.ir.opcodes import FIRST_MACHINE, TERMINATOR
from compiler.ir.types import PTR, type_bits, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.ir.module import FunctionInfo, Symbol

NO_REGISTER: Final = -1


class Payload:
    """Base of what an instruction may carry in `aux` (CallInfo, AsmInfo, AddressMode ...)."""


class Instr:
    """A value and the instruction that makes it."""

    def __init__(self, op: i64, type: i64, args: list[Instr], imm: int = 0) -> None:
        self.op: i64 = op
        self.type: i64 = type
        self.args = args
        self.imm = imm
        self.flags: i64 = 0
        self.uses: i64 = 0
        self.id: i64 = -1          # dense in the function once placed (Function.new_id)
        self.pos: i64 = 0          # source position (a SourceMap location)
        self.alias: i64 = 0        # alias class of a memory access
        self.reg: i64 = NO_REGISTER  # physical register after assignment
        self.mark: i64 = 0         # scratch of the running pass
        self.block: Block | None = None
        self.forward: Instr | None = None
        self.aux: Payload | None = None
        for arg in args:
            arg.uses += 1

    def set_arg(self, index: i64, value: Instr) -> None:
        """Replace one operand, keeping use counts."""
        self.args[index].uses -= 1
        self.args[index] = value
        value.uses += 1

    def set_args(self, args: list[Instr]) -> None:
        """Replace all operands, keeping use counts."""
        for arg in args:
            arg.uses += 1
        for arg in self.args:
            arg.uses -= 1
        self.args = args

    def drop_args(self) -> None:
        """Forget all operands (the instruction is going away)."""
        for arg in self.args:
            arg.uses -= 1
        self.args = []

    def is_leaf(self) -> bool:
        """True for the interned values that live in no block."""
        return self.op < FIRST_MACHINE and TRAITS[self.op] & LEAF != 0

    def is_terminator(self) -> bool:
        """True for generic terminators (machine ones: see the target's tables)."""
        return self.op < FIRST_MACHINE and TRAITS[self.op] & TERMINATOR != 0


def resolve(value: Instr) -> Instr:
    """Follow forwarding to the value that stands for `value` now (with path compression)."""
    target = value.forward
    if target is None:
        return value
    while target.forward is not None:
        target = target.forward
    value.forward = target
    return target


def replace(old: Instr, new: Instr) -> None:
    """Let `new` stand wherever `old` is an operand; use counts move at the sweep."""
    assert old is not new
    old.forward = new


class Block:
    """A basic block: phis, instructions, one terminator."""

    def __init__(self, id: i64) -> None:
        self.id: i64 = id
        self.instrs: list[Instr] = []
        self.preds: list[Block] = []
        self.succs: list[Block] = []
        self.pred_slots: list[int] = []   # index of the edge in the predecessor's succs
        self.succ_slots: list[int] = []   # index of the edge in the successor's preds
        self.name = ""                    # label for printing, may be empty
        self.frequency = 0.0              # estimated executions per call of the function
        self.loop_depth: i64 = 0
        self.idom: Block | None = None    # set by dominators.py
        self.dom_depth: i64 = 0
        self.order: i64 = -1              # index in reverse postorder, set by dominators.py
        self.mark: i64 = 0

    def append(self, instr: Instr) -> Instr:
        """Add an instruction at the end."""
        instr.block = self
        self.instrs.append(instr)
        return instr

    def terminator(self) -> Instr:
        """The last instruction."""
        return self.instrs[-1]

    def phis(self) -> list[Instr]:
        """The phis at the head."""
        result = []
        for instr in self.instrs:
            if instr.op != PHI:
                break
            result.append(instr)
        return result

    def has_back_edge(self) -> bool:
        """Whether an edge from a later block, or from itself, comes here; needs `order`."""
        for pred in self.preds:
            if pred.order >= self.order:
                return True
        return False


def add_edge(source: Block, target: Block) -> None:
    """Append an edge; phis of `target` must get their argument from the caller."""
    source.succ_slots.append(len(target.preds))
    target.pred_slots.append(len(source.succs))
    source.succs.append(target)
    target.preds.append(source)


def remove_edge(source: Block, index: int) -> None:
    """Remove the edge `source.succs[index]`, with the matching phi arguments."""
    target = source.succs[index]
    slot = source.succ_slots[index]
    for phi in target.instrs:
        if phi.op != PHI:
            break
        phi.args[slot].uses -= 1
        del phi.args[slot]
    del target.preds[slot]
    del target.pred_slots[slot]
    for later in range(slot, len(target.preds)):
        target.preds[later].succ_slots[target.pred_slots[later]] = later
    del source.succs[index]
    del source.succ_slots[index]
    for later in range(index, len(source.succs)):
        source.succs[later].pred_slots[source.succ_slots[later]] = later


def retarget_edge(source: Block, index: int, target: Block) -> None:
    """Point an edge at another block.

    Phi arguments of the old target go; the caller appends the new target's.
    """
    old = source.succs[index]
    slot = source.succ_slots[index]
    for phi in old.instrs:
        if phi.op != PHI:
            break
        phi.args[slot].uses -= 1
        del phi.args[slot]
    del old.preds[slot]
    del old.pred_slots[slot]
    for later in range(slot, len(old.preds)):
        old.preds[later].succ_slots[old.pred_slots[later]] = later
    source.succs[index] = target
    source.succ_slots[index] = len(target.preds)
    target.preds.append(source)
    target.pred_slots.append(index)


def split_edge(source: Block, index: int, middle: Block) -> None:
    """Put the empty block `middle` on an edge; the target's phis keep their arguments."""
    target = source.succs[index]
    slot = source.succ_slots[index]
    target.preds[slot] = middle
    target.pred_slots[slot] = 0
    middle.succs.append(target)
    middle.succ_slots.append(slot)
    middle.preds.append(source)
    middle.pred_slots.append(index)
    source.succs[index] = middle
    source.succ_slots[index] = 0


class Function:
    """One function's code.  `blocks[0]` is the entry and has no predecessors."""

    def __init__(self, symbol: Symbol, info: FunctionInfo, pointer_bits: int = 64) -> None:
        self.symbol = symbol
        self.info = info                  # C-level signature and attributes (ir/module.py)
        self.pointer_bits = pointer_bits
        self.blocks: list[Block] = []
        self.params: list[Instr] = []     # PARAM instructions, in order, standing in the entry
        self.next_value: i64 = 0
        self.next_block: i64 = 0
        self.constants: dict[int, list[Instr]] = {}   # value -> constants of several types
        self.addresses: dict[Symbol, Instr] = {}
        self.poisons: dict[int, Instr] = {}
        self.labels: dict[Block, Instr] = {}
        self.pos: i64 = 0
        self.abi_lowered = False          # parameters stand for registers and stack slots

    # -- making values -------------------------------------------------------------------

    def new_block(self, name: str = "") -> Block:
        """A block with a fresh id, not yet in `blocks`."""
        block = Block(self.next_block)
        block.name = name
        self.next_block += 1
        return block

    def new_id(self) -> i64:
        """A fresh value number."""
        number = self.next_value
        self.next_value += 1
        return number

    def make(self, op: i64, type: i64, args: list[Instr], imm: int = 0, pos: i64 = 0) -> Instr:
        """A numbered instruction, not yet in a block."""
        instr = Instr(op, type, args, imm)
        instr.id = self.new_id()
        instr.pos = pos
        return instr

    def const(self, type: i64, value: int) -> Instr:
        """The interned constant: integers and pointers wrapped to their width, floats as bits."""
        bits = type_bits(int(type), self.pointer_bits)
        if type < 7 or type == PTR:
            value = wrap(value, bits)
        same_value = self.constants.get(value)
        if same_value is None:
            same_value = []
            self.constants[value] = same_value
        for instr in same_value:
            if instr.type == type:
                return instr
        made = self.make(CONST, type, [], value)
        same_value.append(made)
        return made

    def address(self, symbol: Symbol) -> Instr:
        """The interned address of a symbol."""
        instr = self.addresses.get(symbol)
        if instr is None:
            instr = self.make(ADDR, PTR, [])
            instr.aux = symbol
            self.addresses[symbol] = instr
        return instr

    def poison(self, type: i64) -> Instr:
        """The interned poison value of a type."""
        key = int(type)
        instr = self.poisons.get(key)
        if instr is None:
            instr = self.make(POISON, type, [])
            self.poisons[key] = instr
        return instr

    def block_address(self, block: Block) -> Instr:
        """The interned address of a block (GNU label address)."""
        instr = self.labels.get(block)
        if instr is None:
            instr = self.make(BLOCKADDR, PTR, [])
            instr.aux = BlockLabel(block)
            self.labels[block] = instr
        return instr

    # -- walking and cleaning --------------------------------------------------------------

    def entry(self) -> Block:
        """The first block."""
        return self.blocks[0]

    def sweep(self) -> None:
        """Rewrite every operand that has been forwarded, moving use counts, and drop forwarded
        instructions from their blocks."""
        for block in self.blocks:
            dropped = False
            for instr in block.instrs:
                if instr.forward is not None:
                    dropped = True
                    continue
                args = instr.args
                for index in range(len(args)):
                    arg = args[index]
                    if arg.forward is not None:
                        target = resolve(arg)
                        arg.uses -= 1
                        target.uses += 1
                        args[index] = target
            if dropped:
                kept = []
                for instr in block.instrs:
                    if instr.forward is None:
                        kept.append(instr)
                    else:
                        instr.drop_args()
                        instr.block = None
                block.instrs = kept

    def count_uses(self) -> None:
        """Recompute every use count from scratch."""
        for block in self.blocks:
            for instr in block.instrs:
                instr.uses = 0
                for arg in instr.args:
                    arg.uses = 0
        for block in self.blocks:
            for instr in block.instrs:
                for arg in instr.args:
                    arg.uses += 1

    def allocas(self) -> list[Instr]:
        """The static stack slots (all stand in the entry block)."""
        return [instr for instr in self.blocks[0].instrs if instr.op == ALLOCA]

    def parameter(self, type: i64, index: int) -> Instr:
        """Append the next PARAM to the entry block."""
        instr = self.make(PARAM, type, [], index)
        self.params.append(instr)
        self.blocks[0].append(instr)
        return instr


class BlockLabel(Payload):
    """aux of `blockaddr`."""

    def __init__(self, block: Block) -> None:
        self.block = block
