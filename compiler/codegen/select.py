"""Instruction selection: the driver around the generated matcher.

Problem: cover the instructions of each block by machine instructions, folding operands where that
is allowed.  Idea: blocks last to first, instructions bottom up, so that users come before what they
use; an instruction is selected only if something selected asked for its register (`reg`) or it has
an effect.  The generated `select` tries the rules (docs/rules.md); what it builds replaces the root
*in place*, so operands elsewhere need no rewriting.

A load may be folded into its user when it has no other, stands in the same block, and no write
stands between: each instruction's `mark` holds the number of writes above it in its block.

Invariants: when a pattern is matched all its inner nodes are still generic; afterwards no leaf and
no generic instruction but PHI, PARAM and PROJ is left.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.options import CodegenOptions
from compiler.codegen.streaming import Unsupported
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import (
    ALLOCA,
    CONST,
    FIRST_MACHINE,
    LEAF,
    LOAD,
    NAMES,
    ORDER_MASK,
    PARAM,
    PHI,
    PROJ,
    PTRADD,
    STORE,
    TERMINATOR,
    TRAITS,
    VOLATILE,
    WRITES,
)
from compiler.ir.types import type_bits, type_bytes, type_name
from compiler.target.machine import AddressMode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MOST_EDGES: Final = 4    # of a phi that is looked through
TAKEN: Final = -1        # mark of an instruction that was selected together with one below it


class Mode:
    """An address being matched: the parts found so far."""

    def __init__(self, base: Instr | None = None) -> None:
        self.base = base
        self.index: Instr | None = None
        self.address = AddressMode()


class Selector:
    """State and services of selection; targets override the hooks at the end."""

    def __init__(self, function: Function, options: CodegenOptions) -> None:
        self.function = function
        self.options = options
        self.optimize_size = options.for_size
        self.position_independent = options.pic != 0
        self.finite_math = False
        self.code: list[Instr] = []
        self.root: Instr | None = None
        self.pos: i64 = 0
        self.needed = bytearray(function.next_value)
        # values made once before a loop, by the order of the block that makes them
        self.hoisted: list[list[Instr]] = [[] for _ in function.blocks]
        self.mode = Mode()
        self.rest: Instr | None = None      # what is left of the address being matched

    # -- the walk --------------------------------------------------------------------------

    def run(self) -> None:
        """Select the whole function; blocks must be in reverse postorder."""
        function = self.function
        for block in function.blocks:
            writes: i64 = 0
            for instr in block.instrs:
                instr.mark = writes
                if instr.op >= FIRST_MACHINE or TRAITS[instr.op] & WRITES:
                    writes += 1
                if instr.op == PHI:
                    for arg in instr.args:
                        if not self.is_remade(arg):
                            self.needed[arg.id] = 1
        for position in range(len(function.blocks) - 1, -1, -1):
            self.select_block(function.blocks[position])
        function.sweep()
        self.finish()

    def select_block(self, block: Block) -> None:
        """Select one block, bottom up."""
        instrs = block.instrs
        out: list[Instr] = []
        leaves_done = False
        for position in range(len(instrs) - 1, -1, -1):
            instr = instrs[position]
            if instr.op == PHI:
                if self.needed[instr.id] or instr.uses > 0:
                    out.append(instr)
                continue
            if instr.op == PARAM:
                self.code = []
                self.root = instr
                self.pos = instr.pos
                self.select_param(instr)
                for made in reversed(self.code):
                    made.block = block
                    out.append(made)
                continue
            traits = WRITES if instr.op >= FIRST_MACHINE else TRAITS[instr.op]
            if not traits & (WRITES | TERMINATOR) and not self.needed[instr.id]:
                if not (instr.op == LOAD and instr.flags & VOLATILE):
                    continue
            if instr.op == ALLOCA or instr.mark == TAKEN:
                continue
            if instr.op == PROJ:
                self.needed[instr.args[0].id] = 1
                out.append(instr)
                continue
            self.code = []
            self.root = instr
            self.pos = instr.pos
            result = self.special(instr)
            if result is None:
                result = self.match(instr)
            if result is None:
                raise Unsupported(f"cannot select {self.describe(instr)}", int(instr.pos))
            if instr.flags & (VOLATILE | ORDER_MASK) and instr.op in (LOAD, STORE):
                result.flags = VOLATILE            # such an access stays one by itself
            if result is not instr:
                self.adopt(instr, result)
            code = self.code
            for index in range(len(code) - 1, -1, -1):
                code[index].block = block
                out.append(code[index])
            if not leaves_done:
                leaves_done = True
                self.code = []
                self.phi_leaves(block)
                self.code.extend(self.hoisted[block.order])
                for made in reversed(self.code):
                    made.block = block
                    out.append(made)
        out.reverse()
        block.instrs = out

    def preheader(self) -> Block | None:
        """The block before the outermost loop around the root, or None outside loops."""
        if self.root is None or self.root.block is None or self.options.optimize == 0:
            return None
        block = self.root.block
        if block.loop_depth == 0:
            return None
        while block.loop_depth > 0:
            if block.idom is None:
                return None
            block = block.idom
        return block

    def is_remade(self, value: Instr) -> bool:
        """Whether a value is made anew wherever it is used: leaves and addresses of slots."""
        return value.op < FIRST_MACHINE and (TRAITS[value.op] & LEAF != 0 or value.op == ALLOCA)

    def describe(self, instr: Instr) -> str:
        """An instruction in words, for a message."""
        if instr.op >= FIRST_MACHINE:
            return f"machine operation {instr.op}"
        types = ", ".join(type_name(int(arg.type)) for arg in instr.args)
        return f"{NAMES[instr.op]} {type_name(int(instr.type))} ({types})"

    def phi_leaves(self, block: Block) -> None:
        """Materialise constants that the successors' phis take from this block."""
        for edge in range(len(block.succs)):
            slot = block.succ_slots[edge]
            for phi in block.succs[edge].instrs:
                if phi.op != PHI:
                    break
                arg = phi.args[slot]
                if self.is_remade(arg) and phi.uses > 0:
                    self.pos = phi.pos
                    phi.set_arg(slot, self.leaf(arg))

    def adopt(self, root: Instr, result: Instr) -> None:
        """Let the root stand for `result`: in place when `result` was made here."""
        code = self.code
        for index in range(len(code) - 1, -1, -1):
            if code[index] is result:
                root.op = result.op
                root.args = result.args
                root.imm = result.imm
                root.flags = result.flags
                root.aux = result.aux
                root.alias = 0
                root.type = result.type if root.type == 0 else root.type
                code[index] = root
                return
        root.forward = result

    # -- services of the generated matcher ---------------------------------------------------

    def fire(self, rule: i64) -> bool:
        """A rule matched; nothing stops it."""
        return True

    def reg(self, value: Instr) -> Instr:
        """The value as a register operand."""
        if value.op < FIRST_MACHINE and TRAITS[value.op] & LEAF:
            return self.leaf(value)
        self.needed[value.id] = 1
        return value

    def emit(self, op: i64, type: i64, regs: list[Instr], imm: int) -> Instr:
        """Append an instruction."""
        made = Instr(op, type, regs, imm)
        made.id = self.function.new_id()
        made.pos = self.pos
        self.needed.append(1)
        self.code.append(made)
        return made

    def emit_mem(self, op: i64, type: i64, regs: list[Instr], position: i64, mode: Mode,
                 imm: int) -> Instr:
        """Append an instruction with a memory operand before `regs[position]`."""
        args: list[Instr] = []
        address = mode.address
        for index in range(len(regs)):
            if index == position:
                self.add_parts(args, mode)
            args.append(regs[index])
        if position == len(regs):
            self.add_parts(args, mode)
        made = self.emit(op, type, args, imm)
        made.aux = address
        return made

    def add_parts(self, args: list[Instr], mode: Mode) -> None:
        """Append base and index."""
        if mode.base is not None:
            mode.address.has_base = True
            args.append(mode.base)
        if mode.index is not None:
            mode.address.has_index = True
            args.append(mode.index)

    def project(self, instr: Instr, type: i64, number: int) -> Instr:
        """Further result `number` of an instruction."""
        return self.emit(PROJ, type, [instr], number)

    def is_loop_step(self, pointer: Instr) -> bool:
        """A pointer's value for the next round, which is in the pointer's register by then: an
        access that took the old one and an offset would keep both alive."""
        if pointer is self.root or pointer.op != PTRADD or pointer.uses < 2:
            return False
        phi = pointer.args[0]
        return phi.op == PHI and len(phi.args) <= MOST_EDGES and pointer in phi.args

    def can_fold(self, load: Instr, root: Instr) -> bool:
        """May the load be done by the instruction for `root`?"""
        if load.uses != 1 or load.block is not root.block or load.mark != root.mark:
            return False
        if load.flags & (VOLATILE | ORDER_MASK):
            return False
        if root.op == STORE and load is not root.args[1] and self.needed[root.args[1].id]:
            return False               # what is stored will be computed in a register as well
        if type_bytes(int(load.type)) == 16 and load.imm < 16:
            return False
        return not self.needed[load.id]

    def width(self, type: i64) -> int:
        """Width in bits of a type."""
        return type_bits(int(type), self.function.pointer_bits)

    def is_float(self, value: Instr, text: str) -> bool:
        """Is `value` this float constant?"""
        if value.op != CONST:
            return False
        return value.imm == self.float_bits(value.type, text)

    def known_zero(self, value: Instr, bits: int) -> bool:
        """Whether these bits are known to be zero (a shallow look)."""
        return self.possible_bits(value, 4) & bits == 0

    def possible_bits(self, value: Instr, depth: i64) -> int:
        """A mask of the bits that may be one."""
        everything = (1 << self.width(value.type)) - 1
        name = NAMES[value.op] if value.op < FIRST_MACHINE else ""
        if value.op == CONST:
            return value.imm & everything
        if depth == 0:
            return everything
        if name == "zext":
            return self.possible_bits(value.args[0], depth - 1)
        if name == "and":
            return (self.possible_bits(value.args[0], depth - 1)
                    & self.possible_bits(value.args[1], depth - 1))
        if name == "lshr" and value.args[1].op == CONST:
            return self.possible_bits(value.args[0], depth - 1) >> value.args[1].imm
        if name == "shl" and value.args[1].op == CONST:
            return (self.possible_bits(value.args[0], depth - 1) << value.args[1].imm) & everything
        if name == "or" or name == "xor":
            return (self.possible_bits(value.args[0], depth - 1)
                    | self.possible_bits(value.args[1], depth - 1))
        return everything

    def known_one(self, value: Instr, bits: int) -> bool:
        """Whether these bits are known to be one."""
        return value.op == CONST and value.imm & bits == bits

    def nonnegative(self, value: Instr) -> bool:
        """Whether the sign bit is known to be zero."""
        return self.possible_bits(value, 4) >> (self.width(value.type) - 1) == 0

    def nonzero(self, value: Instr) -> bool:
        """Whether the value is known not to be zero."""
        return value.op == CONST and value.imm != 0

    def disjoint(self, x: Instr, y: Instr) -> bool:
        """Whether no bit can be one in both."""
        return self.possible_bits(x, 4) & self.possible_bits(y, 4) == 0

    def sign_bits(self, value: Instr) -> int:
        """Copies of the sign bit at the top."""
        if value.op < FIRST_MACHINE and NAMES[value.op] == "sext":
            return self.width(value.type) - self.width(value.args[0].type) + 1
        return 1

    # -- hooks of a target -------------------------------------------------------------------

    def match(self, instr: Instr) -> Instr | None:
        """The generated matcher."""
        raise NotImplementedError

    def special(self, instr: Instr) -> Instr | None:
        """Instructions that no rule describes (calls, returns, inline assembly ...)."""
        raise NotImplementedError

    def select_param(self, param: Instr) -> None:
        """Bring a parameter into a register: append it to `code`."""
        raise NotImplementedError

    def leaf(self, value: Instr) -> Instr:
        """Materialise a constant or address."""
        raise NotImplementedError

    def const_reg(self, type: i64, value: int) -> Instr:
        """An integer constant in a register."""
        return self.reg(self.function.const(type, value))

    def float_reg(self, type: i64, text: str) -> Instr:
        """A float constant in a register."""
        return self.reg(self.function.const(type, self.float_bits(type, text)))

    def float_bits(self, type: i64, text: str) -> int:
        """The bit pattern of a float constant written in a rule."""
        raise NotImplementedError

    def address(self, pointer: Instr) -> Mode:
        """Match an address."""
        raise NotImplementedError

    def make_address(self, base: Instr | None, index: Instr | None, scale: int, disp: int) -> Mode:
        """An address from parts."""
        raise NotImplementedError

    def add_address(self, base: Instr | None, index: Instr | None, scale: int, disp: int) -> bool:
        """Take one step into the current address; False when it does not fit."""
        raise NotImplementedError

    def feature(self, number: int) -> bool:
        """Whether the target has an extension."""
        return False

    def finish(self) -> None:
        """After all blocks."""
