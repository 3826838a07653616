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
from compiler.lowering.frame_objects import FrameObject
from compiler.lowering.ssa import SsaBuilder, Variable
from compiler.lowering.translation import Translation
from compiler.lowering.value_types import value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

HUGE: Final = 1 << 28     # bytes


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


class Read:
    """A read of a local variable that may hold no value: what it gave, where, for which node."""

    def __init__(self, value: Instr, block: Block, node: Expr) -> None:
        self.value = value
        self.block = block
        self.node = node


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
        self.entry_code: list[Instr] = []            # stands behind the allocas
        self.chain: Instr | None = None              # frame object of the function around
        self.frame: Instr | None = None              # the frame object that nested functions see
        self.kept_addresses: dict[VarDecl, Instr] = {}   # slots that hold them: see keep
        self.kept_marks: dict[VarDecl, Instr] = {}
        self.jump_buffers: list[Instr] = []          # of labels that nested functions jump to
        self.arrives_anywhere = False    # a jump may enter where a value does not dominate
        self.spilled_outputs: list[SpilledOutput] = []
        self.in_memory = unit.options.optimize == 0
        # For uninitialized.py; None: nobody wants to know.
        self.reads: list[Read] | None = [] if unit.options.warn_uninitialized else None
        self.load_nodes: dict[Instr, Expr] = {}
        self.wrap_flag: i64 = 0 if unit.options.wrapv else o.NSW
        self.float_flags: i64 = o.STRICT if unit.options.strict_float else 0

    # -- memory -----------------------------------------------------------------------------

    def slot(self, size: int, align: int, name: str = "") -> Instr:
        """A stack slot in the entry block; a huge one is taken from the stack at run time, since
        offsets into a frame have 32 bits."""
        if size >= HUGE:
            self.function.info.calls_alloca = True
            made = self.function.make(o.DYNALLOCA, PTR, [self.word(size)], max(align, 16))
            made.pos = self.pos
            made.block = self.function.blocks[0]
            self.entry_code.append(made)
            return made
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
        if type.size == c.VARIABLE:
            self.function.info.calls_alloca = True
            return self.emit(o.DYNALLOCA, PTR, [self.byte_size(type)], int(max(type.align, 16)))
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
        if decl.captured:
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
        kept = self.kept_addresses.get(decl)
        if kept is not None:
            return self.load(PTR, kept, self.pointer_bits // 8, 0)
        if decl.captured and decl.function is not None:
            frame = self.unit.frames.get(decl.function)
            if frame is not None and decl in frame.offsets:
                return self.captured_address(decl, frame)
        type = decl.type
        size = decl.init.size if decl.init is not None else type.size
        align = max(int(max(type.align, decl.align)), self.unit.array_align(type, int(size)))
        made = self.slot(int(max(size, 0)), align, decl.name)
        self.addresses[decl] = made
        return made

    def set_address(self, decl: VarDecl, address: Instr) -> None:
        """Where an object is that has no slot: a parameter in memory, an array of variable
        length.  Nested functions find the address in the frame object."""
        if self.arrives_anywhere:
            self.keep(self.kept_addresses, decl, address)
        else:
            self.addresses[decl] = address
        if decl.captured and decl.function is not None:
            frame = self.unit.frames.get(decl.function)
            if frame is not None and decl in frame.offsets:
                place = self.offset(self.frame_of(decl.function), frame.offsets[decl])
                self.store(place, address, self.pointer_bits // 8, 0)

    def keep(self, slots: dict[VarDecl, Instr], decl: VarDecl, value: Instr) -> None:
        """Put a pointer into memory: a jump from a nested function or to a label whose address is
        taken may, as far as the graph shows, arrive where the value does not dominate."""
        slot = slots.get(decl)
        if slot is None:
            slot = self.slot(int(self.pointer_bits // 8), int(self.pointer_bits // 8))
            slots[decl] = slot
        self.store(slot, value, self.pointer_bits // 8, 0)

    def note_read(self, value: Instr, node: Expr) -> None:
        """Remember a read that may find no value."""
        assert self.reads is not None
        if value.op == o.PHI or value.op == o.UNDEF:
            self.reads.append(Read(value, self.block, node))
        elif value.op == o.LOAD:
            self.load_nodes[value] = node

    # -- frames of nested functions ---------------------------------------------------------

    def frame_of(self, owner: FuncDecl) -> Instr:
        """The address of the frame object of this function, or of one around it."""
        if owner is self.decl:
            assert self.frame is not None
            return self.frame
        pointer = self.chain
        at = self.decl
        assert at is not None and pointer is not None
        while at.parent is not owner:
            at = at.parent
            assert at is not None
            pointer = self.load(PTR, pointer, self.pointer_bits // 8, 0)
        return pointer

    def captured_address(self, decl: VarDecl, frame: FrameObject) -> Instr:
        """The address of a captured variable."""
        assert decl.function is not None
        place = self.offset(self.frame_of(decl.function), frame.offsets[decl])
        if decl in frame.indirect:
            return self.load(PTR, place, self.pointer_bits // 8, 0)
        return place

    # -- sizes known at run time ------------------------------------------------------------

    def hidden_value(self, decl: VarDecl) -> Instr:
        """The value of a hidden variable of type size_t."""
        variable = self.variable(decl)
        if variable is not None:
            return self.read(variable)
        type = decl.type
        return self.load(value_type(type), self.variable_address(decl), type.align,
                         self.alias(type))

    def byte_size(self, type: CType) -> Instr:
        """The size of an object type in bytes, also of a variable one."""
        if type.size != c.VARIABLE:
            return self.word(int(max(type.size, 0)))
        main = type.unqual
        if isinstance(main, c.RecordType):
            assert main.size_variable is not None
            return self.hidden_value(main.size_variable)
        assert isinstance(main, c.ArrayType)
        element = self.byte_size(main.element)
        if main.length_variable is None:
            return self.binary(o.MUL, element, self.word(int(max(main.count, 1))))
        return self.binary(o.MUL, self.hidden_value(main.length_variable), element)

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
