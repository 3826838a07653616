"""What the emission of one module shares: labels of symbols and blocks, pooled literals, lines.

Problem: functions refer to symbols, to literal constants that many of them share, and to source
lines, and all of that must come out in one order whatever the optimiser did.  Idea: one `Stream`
around the assembler's emitter that remembers what has been named.

Invariants: a literal (size, bits) is emitted once per module, in order of first use; symbols are
named when first referenced.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.emitter import Emitter
from compiler.assembler.operands import Label, Operands
from compiler.codegen.options import PIC_LIBRARY, PIC_NONE, CodegenOptions
from compiler.elf.constants import SHF_ALLOC, SHF_MERGE, SHT_PROGBITS
from compiler.ir.instr import Block, BlockLabel, Function
from compiler.ir.module import CODE, HIDDEN, INTERNAL, LOCAL, WEAK, Module, Symbol
from compiler.ir.text import MachineNames

TYPE_CHECKING = False
if TYPE_CHECKING:
    from compiler.codegen.target import Target


class Unsupported(Exception):
    """Something that code generation does not do; the message is for the user, `pos` its place."""

    def __init__(self, message: str, pos: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.pos = pos


class Literal:
    """A pooled constant."""

    def __init__(self, label: Label, bits: int, size: int) -> None:
        self.label = label
        self.bits = bits
        self.size = size


class Table:
    """A jump table to be written behind its function."""

    def __init__(self, label: Label, targets: list[Label]) -> None:
        self.label = label
        self.targets = targets


class Locator:
    """Writes line-table rows for source positions (the driver knows the source map)."""

    def locate(self, emitter: Emitter, pos: i64) -> None:
        """The next instruction comes from `pos`."""

    def point(self, pos: i64) -> i64:
        """Where a position stands outside of macros."""
        return pos

    def declared(self, emitter: Emitter, pos: i64) -> tuple[int, int]:
        """The numbers of file and line of a position."""
        return 0, 0


class Mark:
    """Where in the code the instructions of a source position begin."""

    def __init__(self, point: i64, label: Label) -> None:
        self.point: i64 = point
        self.label = label


class Dumper:
    """Prints a function between stages (--dump)."""

    def dump(self, stage: str, function: Function, names: MachineNames) -> None:
        """`function` as it is after `stage`."""


class Refiner:
    """Optimises a function once more behind ABI lowering."""

    def refine(self, function: Function, pieces: bool) -> None:
        """Run passes on the generic IR of `function`; `pieces`: aggregates have become pieces."""

    def before_stage(self, name: str, function: Function) -> None:
        """A stage that changes generic IR is about to run: for translation validation."""

    def after_stage(self, name: str, function: Function) -> None:
        """The stage has run."""


def is_defined(symbol: Symbol) -> bool:
    """Whether this unit defines the symbol."""
    return (symbol.function is not None or symbol.data is not None
            or symbol.alias_of is not None)


class Stream:
    """The emitter and what has been named so far."""

    def __init__(self, emitter: Emitter, module: Module, options: CodegenOptions) -> None:
        self.emitter = emitter
        self.module = module
        self.options = options
        self.operands = Operands()
        self.labels: dict[Symbol, Label] = {}
        self.literals: dict[int, Literal] = {}
        self.block_labels: dict[int, Label] = {}       # of the running function
        self.taken_blocks: dict[Block, Label] = {}     # blocks whose address is taken
        self.data_labels: dict[BlockLabel, Label] = {}  # block addresses in data
        self.asm_labels: dict[Block, Label] = {}       # targets of asm goto
        self.counter = 0
        self.tables: list[Table] = []                  # jump tables of the running function
        self.copies_data = True        # data of others: by copy relocation in an executable
        self.locator: Locator | None = None
        self.marks: list[Mark] | None = None           # of the running function, if it has scopes
        self.dumper: Dumper | None = None
        self.refiner: Refiner | None = None

    def symbol(self, symbol: Symbol) -> Label:
        """The label of a symbol."""
        label = self.labels.get(symbol)
        if label is None:
            label = self.emitter.symbol(symbol.name)
            self.labels[symbol] = label
        symbol.referenced = True
        return label

    def block(self, block: Block) -> Label:
        """The label of a block of the running function."""
        label = self.block_labels.get(int(block.id))
        if label is None:
            label = self.taken_blocks.get(block)
            if label is None:
                label = self.emitter.label()
            self.block_labels[int(block.id)] = label
        return label

    def literal(self, bits: int, size: int) -> Label:
        """The label of a constant in memory, `size` bytes, aligned to its size."""
        key = (bits << 6) | size
        found = self.literals.get(key)
        if found is None:
            # named, since references into mergeable sections must keep their symbol
            label = self.emitter.symbol(f".Lliteral{len(self.literals)}")
            found = Literal(label, bits, size)
            self.literals[key] = found
        return found.label

    def block_address(self, block: Block) -> Label:
        """The label of a block whose address data may take, whichever function it is in."""
        label = self.taken_blocks.get(block)
        if label is None:
            label = self.emitter.label()
            self.taken_blocks[block] = label
        return label

    def name_taken_blocks(self) -> None:
        """Give labels to the blocks whose addresses data hold, before any is emitted."""
        for symbol in self.module.data:
            data = symbol.data
            if data is None:
                continue
            for reloc in data.relocs:
                for label in (reloc.label, reloc.minus_label):
                    if isinstance(label, BlockLabel):
                        self.data_labels[label] = self.block_address(label.block)

    def move_address(self, old: Block, new: Block) -> None:
        """The address of `old` is from now on that of `new`."""
        label = self.taken_blocks.pop(old, None)
        if label is not None:
            self.taken_blocks[new] = label

    def finish_function(self) -> None:
        """Forget the labels of the function just emitted."""
        self.block_labels = {}
        self.asm_labels = {}

    def unique(self) -> int:
        """A number that no one got before (%= of inline assembly)."""
        self.counter += 1
        return self.counter

    def asm_label(self, block: Block) -> str:
        """The name of a block that inline assembly jumps to."""
        label = self.asm_labels.get(block)
        if label is None:
            label = self.emitter.symbol(f".Lasm{self.unique()}")
            self.asm_labels[block] = label
        return label.name

    def label_name(self, label: Label) -> str:
        """How inline assembly spells a label."""
        if not label.name:
            raise Unsupported("'asm' operand is an unnamed constant in memory")
        return label.name

    def emit_literals(self) -> None:
        """Write the pool, larger constants first within each size's section."""
        emitter = self.emitter
        for size in (4, 8, 16):
            started = False
            for literal in self.literals.values():
                if literal.size != size:
                    continue
                if not started:
                    started = True
                    emitter.section(f".rodata.cst{size}", SHT_PROGBITS, SHF_ALLOC | SHF_MERGE,
                                    size)
                    emitter.align(size)
                emitter.define(literal.label)
                emitter.integer(size, literal.bits)

    def binds_locally(self, symbol: Symbol) -> bool:
        """Whether a reference may assume that the definition is in the same link unit."""
        if symbol.binding == LOCAL or symbol.visibility in (HIDDEN, INTERNAL):
            return True
        if self.options.pic == PIC_NONE:
            return True
        if self.options.pic == PIC_LIBRARY:
            return False
        return is_defined(symbol)

    def is_code(self, symbol: Symbol) -> bool:
        """Whether the symbol is a function."""
        return symbol.kind == CODE or symbol.function is not None or symbol.info is not None

    def is_direct(self, symbol: Symbol) -> bool:
        """Whether the address may be formed without the global offset table."""
        if symbol.ifunc and self.options.pic != PIC_NONE:
            return self.binds_locally(symbol) and symbol.binding == LOCAL
        if symbol.binding == WEAK and self.options.pic != PIC_NONE and not is_defined(symbol):
            return False    # it may be 0, which is no distance from code that is loaded anywhere
        if self.binds_locally(symbol):
            return True
        if self.options.pic == PIC_LIBRARY or symbol.binding == WEAK:
            return False
        return self.copies_data and not self.is_code(symbol)

    def add_table(self, label: Label, targets: list[Label]) -> None:
        """Remember a jump table of the running function."""
        self.tables.append(Table(label, targets))

    def emit_tables(self) -> None:
        """Write the running function's jump tables: distances from the table's start."""
        if not self.tables:
            return
        emitter = self.emitter
        emitter.section(".rodata", SHT_PROGBITS, SHF_ALLOC)
        emitter.align(4)
        for table in self.tables:
            emitter.define(table.label)
            for target in table.targets:
                emitter.value(4, target, table.label, 0)
        self.tables = []

    def locate(self, pos: i64) -> None:
        """The next instruction comes from this source position."""
        if self.locator is not None:
            self.locator.locate(self.emitter, pos)
            if self.marks is not None and pos > 0:
                label = self.emitter.label()
                self.emitter.define(label)
                self.marks.append(Mark(self.locator.point(pos), label))

    def dump(self, stage: str, function: Function, target: Target) -> None:
        """Show the function after a stage, if asked to."""
        if self.dumper is not None:
            self.dumper.dump(stage, function, target.names)
