"""Modules: symbols, data, and what calls, inline assembly and switches carry.

Problem: passes, code generation and object writing must agree on what a symbol is and what the C
level says about a call, without seeing the front end.  Idea: plain records.  A `Symbol` is one
linker-visible (or local) name and owns its definition; `CallInfo` and `FunctionInfo` keep C-level
signatures, so that inlining sees no ABI (DESIGN, IR sentence 7); classification happens in
`codegen` from `AggregateLayout`.

Invariants: a symbol is made once per name and module (`Module.symbol`); data bytes are final
little-endian images, addresses within them are `DataReloc` entries sorted by offset.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.instr import Function, Payload
from compiler.ir.types import VOID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.ir.debug import DebugFunction, DebugVariable

# Symbol.kind
UNKNOWN: Final = 0       # only declared
CODE: Final = 1
DATA: Final = 2
# Symbol.binding
LOCAL: Final = 0
GLOBAL: Final = 1
WEAK: Final = 2
# Symbol.visibility (values of st_other)
DEFAULT: Final = 0
INTERNAL: Final = 1
HIDDEN: Final = 2
PROTECTED: Final = 3
# Symbol.tls: thread-local storage model, 0 = not thread-local
TLS_NONE: Final = 0
TLS_GLOBAL_DYNAMIC: Final = 1
TLS_LOCAL_DYNAMIC: Final = 2
TLS_INITIAL_EXEC: Final = 3
TLS_LOCAL_EXEC: Final = 4


class Symbol(Payload):
    """A name in the object file, with its definition if this module has one."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kind: i64 = UNKNOWN
        self.binding: i64 = GLOBAL
        self.visibility: i64 = DEFAULT
        self.tls: i64 = TLS_NONE
        self.section = ""                 # from the section attribute; "" = by kind
        self.used = False                 # attribute used, or named by inline asm: keep
        self.referenced = False           # set by whoever emits a reference
        self.function: Function | None = None
        self.data: GlobalData | None = None
        self.alias_of: Symbol | None = None   # attribute alias (same address, other name)
        self.ifunc = False                # with alias_of: the resolver
        self.info: FunctionInfo | None = None  # C-level facts when it is a function


class DataReloc:
    """`size` bytes at `offset` hold the address of `symbol` + `addend`, or, with `minus`, the
    difference of two addresses (label differences); `label` for &&label of a function's block."""

    def __init__(self, offset: int, symbol: Symbol | None, addend: int, size: int) -> None:
        self.offset = offset
        self.symbol = symbol
        self.addend = addend
        self.size = size
        self.minus: Symbol | None = None
        self.label: Payload | None = None        # ir.instr.BlockLabel
        self.minus_label: Payload | None = None  # ir.instr.BlockLabel


class GlobalData:
    """Initial contents of an object."""

    def __init__(self, size: int, align: int) -> None:
        self.size = size
        self.align = align                # bytes
        self.image = b""                  # shorter than `size`: the rest is zero
        self.relocs: list[DataReloc] = []
        self.readonly = False
        self.common = False               # tentative definition under -fcommon
        self.mergeable: i64 = 0           # string literal: element size in bytes, else 0
        self.pos: i64 = 0


class AggregateLayout(Payload):
    """What classification must know about a struct, union, array or complex type.

    `leaves` are its scalars flattened: (byte offset, IR type) in order of offset; members of
    unions overlap.  Zero-sized members do not appear.
    """

    def __init__(self, size: int, align: int) -> None:
        self.size = size
        self.align = align
        self.leaf_offsets: list[int] = []
        self.leaf_types: list[int] = []
        self.leaf_bits: list[int] = []    # 0, or the width when the leaf is a bit-field
        self.has_union = False
        self.unaligned = False            # a packed member lies off its natural alignment
        self.complex = False              # C _Complex (two leaves)
        self.flexible = False             # ends in a flexible array member


# ArgInfo.extend: how a narrow integer argument is widened where the ABI wants it
EXTEND_NONE: Final = 0
EXTEND_SIGN: Final = 1
EXTEND_ZERO: Final = 2


class ArgInfo:
    """One C-level argument, parameter or result.

    A scalar has `type` and `extend`.  An aggregate has `layout` and is given as a `ptr` to memory:
    an argument as the address of a copy that the callee owns (byval); a result as a further first
    argument, the address where to put it (sret).  With `chain` it is the static chain of a nested
    function, which travels in a register of its own.
    """

    def __init__(self, type: i64, extend: i64 = EXTEND_NONE,
                 layout: AggregateLayout | None = None) -> None:
        self.type: i64 = type
        self.extend: i64 = extend
        self.layout = layout
        self.chain = False


class Signature(Payload):
    """C-level types of a function."""

    def __init__(self, result: ArgInfo, params: list[ArgInfo], variadic: bool) -> None:
        self.result = result              # .layout set: sret pointer is args[0] / params[0]
        self.params = params              # fixed parameters, without the sret pointer
        self.variadic = variadic
        self.unprototyped = False         # f(): call as variadic where the ABI asks (x86 al)


class FunctionInfo:
    """C-level facts about a function that passes may use."""

    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        self.noreturn = False
        self.returns_twice = False
        self.pure = False                 # reads memory, no effect
        self.constant = False             # depends on its arguments only, no effect
        self.malloc = False
        self.always_inline = False
        self.noinline = False
        self.inline_hint = False
        self.cold = False
        self.hot = False
        self.naked = False
        self.nothrow = True
        self.optimize = ""                # attribute optimize(...): unused means the unit's level
        self.target = ""                  # attribute target("...")
        self.calls_setjmp = False         # body calls something that returns twice
        self.calls_alloca = False         # body has dynallocas
        self.takes_labels = False         # body takes the address of a label
        self.align: i64 = 0               # attribute aligned: bytes; 0 none
        self.alloc_size: list[int] = []   # allocates as many bytes: argument numbers from 1
        self.builtin = ""                 # library function known by the compiler, e.g. "memcpy"
        self.constructor: i64 = -1        # priority, -1: none
        self.destructor: i64 = -1
        self.stack_protect = False
        self.inline_only = False          # body for inlining only: the symbol is elsewhere
        self.error_message = ""           # attribute error: a call left at the end is refused
        self.warning_message = ""         # attribute warning: the same, warned of
        self.debug: DebugFunction | None = None    # with -g: what a debugger is told


class CallInfo(Payload):
    """aux of `call`: args = [callee, (sret pointer), argument...], `infos` one per argument after
    the sret pointer, variadic ones included."""

    def __init__(self, signature: Signature, infos: list[ArgInfo]) -> None:
        self.signature = signature
        self.infos = infos
        self.noreturn = False
        self.returns_twice = False
        self.pure = False
        self.constant = False
        self.must_inline = False          # always_inline callee
        self.pack = False                 # the anonymous arguments of this function follow the last
        self.no_inline = False            # names the symbol, not an inline definition of that name
        self.lowered = False              # by ABI lowering: args are placed pieces, not C arguments


class StackSlot(Payload):
    """aux of `alloca`."""

    def __init__(self, align: int, name: str = "") -> None:
        self.align = align                # bytes
        self.name = name                  # the C variable, "" for temporaries
        self.user = False                 # a C variable: keeps its home at -O0 and is in DWARF
        self.offset = 0                   # from the canonical frame address, once laid out
        self.placed = False               # `offset` is known
        self.own = True                   # False: memory of the caller, which holds an argument


class SwitchInfo(Payload):
    """aux of `switch`: case i takes successor i + 1, successor 0 is the default.

    Ranges are inclusive, in the signed canonical form, do not overlap, and are sorted.
    """

    def __init__(self, lows: list[int], highs: list[int]) -> None:
        self.lows = lows
        self.highs = highs


class AsmOperand:
    """One operand of an asm statement, its constraint as written."""

    def __init__(self, constraint: str, name: str, type: i64, size: int) -> None:
        self.constraint = constraint
        self.name = name                  # symbolic name, "" if none
        self.type: i64 = type
        self.size = size                  # bytes of the C operand
        self.register = ""                # register variable: the register it must be in
        self.arg: i64 = -1                # index in Instr.args (inputs, addresses of memory)
        self.result: i64 = -1             # outputs in registers: number of the result (proj)
        # With neither `arg` nor `result` the operand is the named register of a global variable.
        self.tied: i64 = -1               # input: number of the output operand it shares


class AsmInfo(Payload):
    """aux of `asm` and `asmgoto`.

    Operands in source order, outputs first.  An output in memory has the address in args; an output
    in a register is result number `result`.  A read-write "+r" output is split by lowering into the
    output and a tied input appended after the written ones; %N numbering counts written operands
    (outputs, inputs), then labels (`first_label`).
    """

    def __init__(self, template: str) -> None:
        self.template = template
        self.outputs: list[AsmOperand] = []
        self.inputs: list[AsmOperand] = []
        self.written_inputs = 0           # how many of `inputs` stand in the source
        self.clobbers: list[str] = []
        self.label_names: list[str] = []  # asm goto: successor i + 1
        self.volatile = False
        self.basic = False                # no operands: % is not special
        self.memory = False               # clobbers "memory"

    def first_label(self) -> int:
        """The number of the first label: behind the operands, of which a "+" output is two."""
        return len(self.outputs) + self.written_inputs + sum(
            [operand.constraint.startswith("+") for operand in self.outputs])


class VectorIndices(Payload):
    """aux of `shuffle`: lane numbers over both operands, -1 = any."""

    def __init__(self, indices: list[int]) -> None:
        self.indices = indices


class ModuleAsm:
    """A top-level asm statement, placed among the functions in source order."""

    def __init__(self, text: str, pos: i64) -> None:
        self.text = text
        self.pos: i64 = pos


class Module:
    """One translation unit on its way from lowering to the object file."""

    def __init__(self, pointer_bits: int = 64) -> None:
        self.pointer_bits = pointer_bits
        self.symbols: dict[str, Symbol] = {}
        self.functions: list[Function] = []   # defined, in source order
        self.data: list[Symbol] = []          # symbols with GlobalData, in source order
        self.asms: list[ModuleAsm] = []
        self.next_private: i64 = 0
        self.fixed_registers: list[str] = []   # of global register variables: not to be allocated
        self.uses_packs = False           # __builtin_va_arg_pack(_len) occurs
        self.strings: dict[bytes, Symbol] = {}    # made by string_literal
        self.executable_stack = False     # code is made on the stack: trampolines
        self.debug_variables: list[DebugVariable] = []    # with -g: objects with symbols
        self.working_on = ""                  # function in the hands of a stage, for reports

    def symbol(self, name: str) -> Symbol:
        """The symbol of this name, made when first asked for."""
        found = self.symbols.get(name)
        if found is None:
            found = Symbol(name)
            self.symbols[name] = found
        return found

    def string_literal(self, image: bytes) -> Symbol:
        """A private constant array with this content (its terminator included)."""
        known = self.strings.get(image)
        if known is not None and known.data is not None:
            return known
        made = self.private_symbol(".LC")
        made.kind = DATA
        data = GlobalData(len(image), 1)
        data.image = image
        data.readonly = True
        data.mergeable = 1
        made.data = data
        self.data.append(made)
        self.strings[image] = made
        return made

    def private_symbol(self, prefix: str = ".L") -> Symbol:
        """A fresh local symbol that does not reach the object's symbol table (.LC0 ...)."""
        made = self.symbol(f"{prefix}{self.next_private}")
        self.next_private += 1
        made.binding = LOCAL
        return made


def void_result() -> ArgInfo:
    """The result of a function that returns nothing."""
    return ArgInfo(VOID)
