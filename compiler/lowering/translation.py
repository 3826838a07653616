"""The state of one translation unit under lowering: module, types, symbols, string literals.

Problem: functions and data refer to symbols by declaration and to strings by content.  Idea: one
record with the maps; a symbol is made when first referred to and completed from every declaration
that comes by; equal string literals share one private symbol.

Invariants: a declaration has one symbol; symbols of one object-file name are the same object, local
statics get a number appended (`name.1`), unnamed objects a private name.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import tree
from compiler.frontend.diagnostics import Diagnostics
from compiler.frontend.tree import FuncDecl, Label, SymbolDecl, VarDecl
from compiler.frontend.types import ARRAY, CType, FunctionType
from compiler.ir import module as m
from compiler.ir.module import DataReloc, FunctionInfo, GlobalData, Module, Symbol
from compiler.lowering import frame_objects
from compiler.lowering.alias_classes import AliasClasses
from compiler.lowering.frame_objects import FrameObject
from compiler.lowering.options import LoweringOptions
from compiler.lowering.value_types import TypeMap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.frontend.warnings_bounds import BoundsWarning
    from compiler.lowering.debug_types import DebugTypes
    from compiler.ir.instr import Function
    from compiler.lowering.uninitialized import Suspect

# tree's visibility and thread-local model numbers as the IR's
VISIBILITY: Final = [m.DEFAULT, m.HIDDEN, m.PROTECTED, m.INTERNAL]
TLS_MODEL: Final = [m.TLS_NONE, m.TLS_GLOBAL_DYNAMIC, m.TLS_GLOBAL_DYNAMIC, m.TLS_LOCAL_DYNAMIC,
                    m.TLS_INITIAL_EXEC, m.TLS_LOCAL_EXEC]


# Library functions that allocate as many bytes as the product of these arguments, from 1.
ALLOCATES: Final = {"malloc": [1], "calloc": [1, 2], "realloc": [2], "aligned_alloc": [2]}


class LabelUse:
    """A relocation that waits for the block of a label."""

    def __init__(self, reloc: DataReloc, label: Label, minus: Label | None) -> None:
        self.reloc = reloc
        self.label = label
        self.minus = minus


class Translation:
    """Everything that outlives one function."""

    def __init__(self, options: LoweringOptions, diagnostics: Diagnostics) -> None:
        self.options = options
        self.diagnostics = diagnostics
        self.module = Module(int(options.pointer_bits))
        self.types = TypeMap()
        self.aliases = AliasClasses(options.strict_aliasing)
        self.symbols: dict[SymbolDecl, Symbol] = {}
        self.strings: dict[bytes, list[Symbol]] = {}
        self.label_uses: list[LabelUse] = []
        self.frames: dict[FuncDecl, FrameObject] = {}    # of functions with nested ones
        self.reaches: dict[FuncDecl, int] = {}           # of nested functions: frame_objects.py
        self.debug: DebugTypes | None = None    # with -g
        if options.debug:
            from compiler.lowering.debug_types import DebugTypes

            self.debug = DebugTypes()
        self.suspects: list[Suspect] = []    # reads of variables without value
        self.outside: dict[Function, list[BoundsWarning]] = {}
        self.failed = False
        self.aligns_arrays = options.target.name == "x86_64"

    def unsupported(self, loc: i64, what: str) -> None:
        """Refuse a feature; the unit yields no object."""
        self.failed = True
        self.diagnostics.error(loc, f"unsupported: {what}")

    def needs_chain(self, decl: FuncDecl) -> bool:
        """Whether a nested function uses the frames of those around it."""
        return decl.parent is not None and frame_objects.needs_chain(self.reaches, decl)

    def array_align(self, type: CType, size: int) -> int:
        """The least alignment of an array variable (System V ABI AMD64, 3.1.2)."""
        return 16 if type.kind == ARRAY and size >= 16 and self.aligns_arrays else 1

    # -- symbols ----------------------------------------------------------------------------

    def symbol(self, decl: SymbolDecl) -> Symbol:
        """The symbol of a declaration."""
        found = self.symbols.get(decl)
        if found is None:
            found = self.make_symbol(decl)
            self.symbols[decl] = found
        return found

    def make_symbol(self, decl: SymbolDecl) -> Symbol:
        """Find or make the symbol and set what the declaration says of it."""
        if decl.weakref is not None:
            symbol = self.module.symbol(decl.weakref or decl.alias)
            if symbol.data is None and symbol.function is None:
                symbol.binding = m.WEAK
        elif not decl.name:
            symbol = self.module.private_symbol(".LO")
        elif decl.linkage == tree.NO_LINKAGE and not decl.asm_name:
            symbol = self.local_static(decl.name)
        else:
            symbol = self.module.symbol(decl.asm_name or decl.name)
        self.complete(symbol, decl)
        return symbol

    def local_static(self, name: str) -> Symbol:
        """A symbol `name.N` that no other object has."""
        number = int(self.module.next_private)
        while f"{name}.{number}" in self.module.symbols:
            number += 1
        self.module.next_private = number + 1
        symbol = self.module.symbol(f"{name}.{number}")
        symbol.binding = m.LOCAL
        return symbol

    def complete(self, symbol: Symbol, decl: SymbolDecl) -> None:
        """Copy linkage, visibility, section and the like from a declaration."""
        if decl.linkage != tree.EXTERNAL and decl.weakref is None:
            symbol.binding = m.LOCAL
        elif decl.weak:
            symbol.binding = m.WEAK
        if decl.linkage == tree.EXTERNAL and (
                decl.visibility_given or decl.visibility != self.options.visibility):
            symbol.visibility = VISIBILITY[decl.visibility]   # attribute or pragma
        if decl.section:
            symbol.section = decl.section
        symbol.used = symbol.used or decl.keep or decl.retain
        if isinstance(decl, FuncDecl):
            symbol.kind = m.CODE
            if symbol.info is None:
                symbol.info = self.function_info(decl)
        elif isinstance(decl, VarDecl):
            symbol.kind = m.DATA
            symbol.tls = TLS_MODEL[decl.tls]

    def function_info(self, decl: FuncDecl) -> FunctionInfo:
        """The C-level facts of a function, from its declaration."""
        info = FunctionInfo(self.types.signature(decl.type))
        fill_info(info, decl)
        return info

    def private_data(self, data: GlobalData) -> Symbol:
        """A private symbol with contents."""
        symbol = self.module.private_symbol(".LC")
        symbol.kind = m.DATA
        symbol.data = data
        self.module.data.append(symbol)
        return symbol

    def string(self, image: bytes, element_size: int, align: int) -> Symbol:
        """The read-only array with this content; equal ones are shared."""
        known = self.strings.get(image)
        if known is None:
            known = []
            self.strings[image] = known
        for symbol in known:
            data = symbol.data
            if data is not None and data.align == align:
                return symbol
        data = GlobalData(len(image), align)
        data.image = image
        data.readonly = True
        zero = bytes(element_size)
        terminators = 0
        for at in range(0, len(image), element_size):
            if image[at:at + element_size] == zero:
                terminators += 1
        if terminators == 1 and image.endswith(zero):
            data.mergeable = element_size
        made = self.private_data(data)
        known.append(made)
        return made


def fill_info(info: FunctionInfo, decl: FuncDecl) -> None:
    """Copy the attributes that passes may use."""
    type = decl.type.unqual
    assert isinstance(type, FunctionType)
    info.noreturn = decl.noreturn or type.noreturn
    info.returns_twice = decl.returns_twice or type.returns_twice
    info.pure = decl.pure or type.pure
    info.constant = decl.const or type.const
    info.malloc = decl.malloc
    info.align = max(info.align, decl.align)
    info.always_inline = decl.always_inline
    info.noinline = decl.noinline or decl.noipa
    info.inline_hint = decl.inline
    info.cold = decl.cold
    info.hot = decl.hot
    info.naked = decl.naked
    info.nothrow = True
    info.optimize = decl.optimize
    info.target = decl.target
    info.constructor = decl.constructor
    info.destructor = decl.destructor
    info.error_message = decl.error_message or ""
    info.warning_message = decl.warning_message or ""
    if decl.alloc_size is not None:
        info.alloc_size = [int(number) for number in decl.alloc_size]
    if decl.builtin is not None:
        if not info.alloc_size:
            info.alloc_size = ALLOCATES.get(decl.builtin.library, [])
        info.builtin = decl.builtin.library
        flags = decl.builtin.flags
        info.noreturn = info.noreturn or "n" in flags.split("F")[0]
        info.returns_twice = info.returns_twice or "2" in flags.split("F")[0]
