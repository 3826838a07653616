"""One function under lowering: the builder, the homes of its variables, its labels and scopes.

Problem: each topic (expressions, statements, calls ...) works on the same state.  Idea: one class
holds it and the few operations everybody needs; the topics are modules of plain functions that
take it as first argument `f`.

Invariants: `homes` has an entry for each automatic variable met so far: a `Variable` (value) or an
address; `saved` holds the values of `Saved` nodes; temporaries are allocas of the entry block.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import types as c
from compiler.frontend.tree import Cleanup, Expr, FuncDecl, Label, VarDecl
from compiler.frontend.types import CType
from compiler.ir import opcodes as o
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.module import StackSlot, Symbol
from compiler.ir.types import PTR
from compiler.lowering.ssa import SsaBuilder, Variable
from compiler.lowering.translation import Translation
from compiler.lowering.value_types import value_type


class Jumps:
    """Where break and continue go in a loop or switch; None: not here."""

    def __init__(self, outer: Jumps | None, break_to: Block, continue_to: Block | None,
                 cleanup: Cleanup | None) -> None:
        self.outer = outer
        self.break_to = break_to
        self.continue_to = continue_to
        self.cleanup = cleanup


class Pair:
    """A complex value."""

    def __init__(self, real: Instr, imaginary: Instr) -> None:
        self.real = real
        self.imaginary = imaginary


class SpilledOutput:
    """A variable that is a value and had to be memory for an asm: read back from `slot`."""

    def __init__(self, variable: Variable, slot: Instr) -> None:
        self.variable = variable
        self.slot = slot


class FunctionContext(SsaBuilder):
    """The state of the function being lowered."""

    def __init__(self, unit: Translation, decl: FuncDecl | None, function: Function) -> None:
        super().__init__(function)
        self.unit = unit
        self.options = unit.options
        self.decl = decl
        self.variables: dict[VarDecl, Variable] = {}
        self.addresses: dict[VarDecl, Instr] = {}
        self.labels: dict[Label, Block] = {}
        self.placed: dict[Label, bool] = {}          # labels whose statement was met
        self.case_blocks: dict[object, Block] = {}
        self.saved: dict[Expr, Instr] = {}
        self.saved_pairs: dict[Expr, Pair] = {}
        self.stack_marks: dict[VarDecl, Instr] = {}
        self.jumps: Jumps | None = None
        self.dispatch: Block | None = None           # the one indirect jump
        self.dispatch_target: Variable = Variable(PTR)
        self.result_address: Instr | None = None     # sret
        self.allocas: list[Instr] = []
        self.spilled_outputs: list[SpilledOutput] = []
        self.in_memory = unit.options.optimize == 0
        self.wrap_flag: i64 = 0 if unit.options.wrapv else o.NSW
        self.float_flags: i64 = o.STRICT if unit.options.strict_float else 0

    # -- memory -----------------------------------------------------------------------------

    def slot(self, size: int, align: int, name: str = "") -> Instr:
        """A stack slot in the entry block."""
        instr = self.function.make(o.ALLOCA, PTR, [], size)
        slot = StackSlot(max(align, 1), name)
        slot.user = name != ""
        instr.aux = slot
        instr.pos = self.pos
        instr.block = self.function.blocks[0]
        self.allocas.append(instr)
        return instr

    def temporary(self, type: CType) -> Instr:
        """A slot for a value of this type."""
        return self.slot(int(max(type.size, 0)), int(type.align))

    def alias(self, type: CType) -> i64:
        """The alias class of an access."""
        return self.unit.aliases.of(type)

    def address_of(self, symbol: Symbol) -> Instr:
        """The address of a symbol."""
        return self.function.address(symbol)

    # -- variables --------------------------------------------------------------------------

    def lives_in_value(self, decl: VarDecl) -> bool:
        """True when a local variable needs no memory."""
        if self.in_memory or decl.address_taken or decl.cleanup is not None or decl.register_name:
            return False
        type = decl.type
        if type.quals & (c.VOLATILE | c.ATOMIC):
            return False
        return value_type(type) != 0

    def variable(self, decl: VarDecl) -> Variable | None:
        """The variable as a value, or None when it has an address."""
        found = self.variables.get(decl)
        if found is not None:
            return found
        if decl in self.addresses or not self.lives_in_value(decl):
            return None
        made = Variable(value_type(decl.type))
        self.variables[decl] = made
        return made

    def variable_address(self, decl: VarDecl) -> Instr:
        """The address of a variable in memory, automatic or static."""
        found = self.addresses.get(decl)
        if found is not None:
            return found
        if decl.storage > 2:
            return self.function.address(self.unit.symbol(decl))
        type = decl.type
        size = decl.init.size if decl.init is not None else type.size
        made = self.slot(int(max(size, 0)), int(max(type.align, decl.align)), decl.name)
        self.addresses[decl] = made
        return made

    # -- labels -----------------------------------------------------------------------------

    def label_block(self, label: Label) -> Block:
        """The block of a label; its predecessors are known at the end of the function."""
        block = self.labels.get(label)
        if block is None:
            block = self.open_block(label.name)
            self.labels[label] = block
        return block

    def indirect_jump(self, target: Instr) -> None:
        """goto *target: all go through one block, which lists every label."""
        if not self.reachable:
            return
        if self.dispatch is None:
            self.dispatch = self.open_block()
        self.write(self.dispatch_target, target)
        self.jump(self.dispatch)

    def unreached(self, block: Block) -> bool:
        """True when no edge leads to a block so far."""
        return not block.preds
