"""A walk over a function that replaces instructions by sequences, even by branches.

Problem: every legalisation step needs to build instructions in place, sometimes to split the block
it is in.  Idea: one walk that rebuilds each block's list; a subclass's `rewrite` either keeps the
instruction or has added its replacement with `add` and forwarded its value.

Invariants: values are forwarded, not rewritten, until the sweep at the end; a split keeps phis of
successors right.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.target import Target
from compiler.ir.instr import Block, Function, Instr, add_edge, resolve
from compiler.ir.module import ArgInfo, CallInfo, Module, Signature, StackSlot
from compiler.ir.opcodes import (
    ADD,
    ALLOCA,
    AND,
    BRANCH,
    CALL,
    INTTOPTR,
    JUMP,
    PARAM,
    PHI,
    PTRADD,
    PTRTOINT,
)
from compiler.ir.types import I64, PTR, VOID


class BlockRewriter:
    """See the module's docstring."""

    def __init__(self, function: Function, module: Module, target: Target) -> None:
        self.function = function
        self.module = module
        self.target = target
        self.block: Block = function.blocks[0]
        self.code: list[Instr] = []
        self.pos: i64 = 0
        self.slots: list[Instr] = []
        self.made: list[Block] = []
        self.changed = False

    def run(self) -> bool:
        """Rewrite all blocks; True if anything changed."""
        function = self.function
        for block in list(function.blocks):
            self.block = block
            self.code = []
            for instr in block.instrs:
                self.pos = instr.pos
                args = instr.args
                if instr.op != PHI:
                    for index in range(len(args)):
                        if args[index].forward is not None:
                            instr.set_arg(index, resolve(args[index]))
                if self.rewrite(instr):
                    self.changed = True
                    if instr.forward is None:
                        instr.drop_args()
                else:
                    instr.block = self.block
                    self.code.append(instr)
            self.block.instrs = self.code
        if self.slots:
            entry = function.blocks[0]
            at = 0
            while at < len(entry.instrs) and entry.instrs[at].op == PARAM:
                at += 1
            entry.instrs[at:at] = self.slots
        function.blocks.extend(self.made)
        if self.changed:
            function.sweep()
            function.count_uses()
        return self.changed

    def rewrite(self, instr: Instr) -> bool:
        """Replace `instr` (True), or keep it (False)."""
        raise NotImplementedError

    # -- building ------------------------------------------------------------------------------

    def add(self, op: i64, type: i64, args: list[Instr], imm: int = 0) -> Instr:
        """Append an instruction."""
        instr = self.function.make(op, type, [resolve(arg) for arg in args], imm, self.pos)
        instr.block = self.block
        self.code.append(instr)
        return instr

    def const(self, type: i64, value: int) -> Instr:
        """An integer constant."""
        return self.function.const(type, value)

    def offset(self, pointer: Instr, amount: int) -> Instr:
        """pointer + amount."""
        return self.add(PTRADD, PTR, [pointer, self.const(I64, amount)]) if amount else pointer

    def aligned(self, pointer: Instr, align: int) -> Instr:
        """The next address that is a multiple of `align`."""
        number = self.add(PTRTOINT, I64, [pointer])
        number = self.add(ADD, I64, [number, self.const(I64, align - 1)])
        number = self.add(AND, I64, [number, self.const(I64, -align)])
        return self.add(INTTOPTR, PTR, [number])

    def alloca(self, size: int, align: int) -> Instr:
        """A temporary stack slot."""
        instr = self.function.make(ALLOCA, PTR, [], size, self.pos)
        instr.aux = StackSlot(align)
        instr.block = self.function.blocks[0]
        self.slots.append(instr)
        return instr

    def library(self, name: str, result: i64, args: list[Instr], extends: list[int]) -> Instr:
        """Call a function of the runtime library or of libc."""
        infos: list[ArgInfo] = []
        for arg, extend in zip(args, extends):
            infos.append(ArgInfo(arg.type, extend))
        signature = Signature(ArgInfo(result), infos, False)
        symbol = self.module.symbol(name)
        call = self.add(CALL, result, [self.function.address(symbol)] + args)
        call.aux = CallInfo(signature, infos)
        return call

    # -- control flow --------------------------------------------------------------------------

    def split(self) -> Block:
        """End the running block here; what follows goes to a new block that takes its edges.
        The caller adds the terminator and edges of the old one."""
        old = self.block
        rest = self.function.new_block()
        rest.frequency = old.frequency
        rest.loop_depth = old.loop_depth
        rest.succs = old.succs
        rest.succ_slots = old.succ_slots
        for index in range(len(rest.succs)):
            rest.succs[index].preds[rest.succ_slots[index]] = rest
        old.succs = []
        old.succ_slots = []
        old.instrs = self.code
        self.made.append(rest)
        self.block = rest
        self.code = []
        return old

    def choose(self, condition: Instr, yes: Instr, no: Instr) -> Instr:
        """condition ? yes : no through a branch; both values exist already."""
        head = self.split()
        rest = self.block
        middle = self.function.new_block()
        self.made.append(middle)
        branch = self.function.make(BRANCH, VOID, [resolve(condition)], 0, self.pos)
        head.append(branch)
        middle.append(self.function.make(JUMP, VOID, [], 0, self.pos))
        add_edge(head, middle)
        add_edge(head, rest)
        add_edge(middle, rest)
        # predecessors of rest: head (condition false), middle (true)
        phi = self.function.make(PHI, yes.type, [resolve(no), resolve(yes)], 0, self.pos)
        phi.block = rest
        self.code.insert(0, phi)
        return phi
