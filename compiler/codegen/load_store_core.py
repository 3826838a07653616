"""What selection and emission for machines with loads and stores need by name, as one record.

Problem: on AArch64 and RISC-V alike memory is reached by loads and stores alone, calls leave the
return address in a register, conditions and constants are made by instructions; the work around
that is the same, the instructions are not.  Idea: a target fills in one `CoreInstructions`; shared
code emits from it.  Besides: pseudo instructions that stand between selection and emission, and
the shortest ways to write one instruction.

Invariants: general registers are 0..31 (one of them may read as zero), those from FIRST_VECTOR on
hold floats and vectors; `scratch` and `vector_scratch` are never allocated.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import KIND_PLAIN, Label
from compiler.codegen.machine import FIRST_TARGET_PSEUDO, Constraints, JumpTable, Site
from compiler.codegen.streaming import Stream
from compiler.ir.instr import Payload
from compiler.ir.module import Symbol
from compiler.ir.types import F32, F64, F128, is_vector, type_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FIRST_VECTOR: Final = 32

ZERO_OPERAND: Final = FIRST_TARGET_PSEUDO         # the zero register; type flags: no class
SLOT_ADDRESS: Final = FIRST_TARGET_PSEUDO + 1     # aux AddressMode with a slot
SYMBOL_ADDRESS: Final = FIRST_TARGET_PSEUDO + 2   # aux SymbolSite; imm: addend
CONSTANT: Final = FIRST_TARGET_PSEUDO + 3         # imm: bits of the result's type
DYNAMIC_ALLOCA: Final = FIRST_TARGET_PSEUDO + 4   # args: size, rounded; result address
FRAME_ADDRESS: Final = FIRST_TARGET_PSEUDO + 5
RETURN_ADDRESS: Final = FIRST_TARGET_PSEUDO + 6
STACK_SAVE: Final = FIRST_TARGET_PSEUDO + 7       # result := stack pointer
STACK_RESTORE: Final = FIRST_TARGET_PSEUDO + 8    # stack pointer := args[0]
COMPARE_EXCHANGE: Final = FIRST_TARGET_PSEUDO + 9  # args: address, expected, new; imm: bytes
EXCHANGE: Final = FIRST_TARGET_PSEUDO + 10        # args: address, value; imm: RMW * 16 + bytes
TLS_CALL: Final = FIRST_TARGET_PSEUDO + 11        # aux TlsSite: the general-dynamic sequence
LITERAL: Final = FIRST_TARGET_PSEUDO + 12         # aux SymbolSite: a float or vector from memory
JOINED_ACCESS: Final = FIRST_TARGET_PSEUDO + 13   # aux JoinedAccess: made by joined_accesses.py
NAMES: Final = ["zero", "slot_address", "symbol_address", "constant", "dynamic_alloca",
                "frame_address", "return_address", "stack_save", "stack_restore",
                "compare_exchange", "exchange", "tls_call", "literal", "joined_access"]

# How a SYMBOL_ADDRESS is made.
BY_ADDRESS: Final = 0              # relative to the program counter
BY_HIGH_PART: Final = 1            # its users add the low part
BY_GOT: Final = 2
BY_THREAD_OFFSET: Final = 3        # TLS, local exec
BY_THREAD_GOT: Final = 4           # TLS, initial exec
BY_THREAD_CALL: Final = 5          # TLS, general dynamic; all in fixed registers
WAYS: Final = ["address", "high_part", "got", "thread_offset", "thread_got", "thread_call"]

TARGET: Final = -2                 # the register that a SymbolStep is to make
NO_PART: Final = -1

# When a JoinedAccess changes its base register.
NEVER: Final = 0
BEFORE: Final = 1                  # pre-index
AFTER: Final = 2                   # post-index


class SymbolSite(Payload):
    """aux of SYMBOL_ADDRESS and LITERAL."""

    def __init__(self, label: Label, way: int) -> None:
        self.label = label
        self.way = way


class SymbolStep:
    """One instruction of a sequence that makes the address of a symbol.

    Registers `a` to `c` and `base`, some of them TARGET; `part`: KIND_* of what it takes of
    symbol + addend, as its immediate or otherwise, NO_PART: nothing; `imm`: its immediate;
    `callee`: the function that it calls."""

    def __init__(self, op: int) -> None:
        self.op: i64 = op
        self.a: i64 = -1
        self.b: i64 = -1
        self.c: i64 = -1
        self.base: i64 = -1
        self.part: i64 = NO_PART
        self.as_immediate = False
        self.imm = 0
        self.callee = ""

    def emit(self, stream: Stream, target: i64, label: Label, addend: int) -> None:
        """The instruction that makes its part of label + addend in `target`."""
        operands = stream.operands
        operands.clear()
        operands.r0 = target if self.a == TARGET else self.a
        operands.r1 = target if self.b == TARGET else self.b
        operands.r2 = self.c
        operands.base = target if self.base == TARGET else self.base
        if self.part == NO_PART:
            operands.imm = self.imm
        elif self.as_immediate:
            operands.imm_symbol = label
            operands.imm_kind = self.part
            operands.imm = addend
        else:
            operands.symbol = stream.emitter.symbol(self.callee) if self.callee else label
            operands.kind = self.part
            operands.disp = addend
        stream.emitter.instruction(self.op, operands)


def symbol_steps(text: str, opcodes: dict[str, int], parts: dict[str, int],
                 numbers: dict[str, int]) -> dict[int, list[SymbolStep]]:
    """BY_* -> its steps, from a line `way: NAME operand ...; NAME operand ...` each.

    Operands: the number of a register, `@` the one that is made, `[register]` a base; `:part`,
    `#part` a part of the symbol (as immediate), `=name` a number, `!name` a function."""
    found = {}
    for line in text.strip().split("\n"):
        way, _, rest = line.partition(":")
        found[WAYS.index(way)] = [symbol_step(step.split(), opcodes, parts, numbers)
                                  for step in rest.split(";")]
    return found


def symbol_step(words: list[str], opcodes: dict[str, int], parts: dict[str, int],
                numbers: dict[str, int]) -> SymbolStep:
    """The step that such words say."""
    step = SymbolStep(opcodes[words[0]])
    registers = []
    for word in words[1:]:
        first, name = word[0], word[1:]
        if first == "[":
            step.base = TARGET if word == "[@]" else int(word[1:-1])
        elif first in ":#":
            step.part = parts[name] if name else KIND_PLAIN
            step.as_immediate = first == "#"
        elif first == "=":
            step.imm = numbers[name]
        elif first == "!":
            step.part, step.callee = KIND_PLAIN, name
        else:
            registers.append(TARGET if word == "@" else int(word))
    step.a, step.b, step.c = [*registers, -1, -1, -1][:3]
    return step


class TlsSite(Site):
    """aux of TLS_CALL: the symbol whose address is asked for."""

    def __init__(self, constraints: Constraints, symbol: Symbol) -> None:
        super().__init__(constraints)
        self.symbol = symbol


class TableSite(JumpTable):
    """aux of a table jump: also the table's label."""

    def __init__(self, successors: list[int], label: Label) -> None:
        super().__init__(successors)
        self.label = label


class AccessForms:
    """The forms of a load or store of `bytes` with base and displacement, for one register and for
    two: opcodes by when the base changes (NEVER, BEFORE, AFTER; 0: none)."""

    def __init__(self, bytes: int, store: bool, single: list[int], pairs: list[int]) -> None:
        self.bytes = bytes
        self.store = store
        self.single = single
        self.pairs = pairs


class JoinedAccess(Payload):
    """A load or store of one register or two at [base + disp].
    `private`: of a spill slot; `way`: NEVER, or when the base becomes base + disp."""

    def __init__(self, forms: AccessForms, register: i64, base: i64, disp: i64,
                 private: bool) -> None:
        self.forms = forms
        self.register: i64 = register
        self.second: i64 = -1
        self.base: i64 = base
        self.disp: i64 = disp
        self.private = private
        self.way: i64 = NEVER

    def size(self) -> i64:
        """Bytes accessed."""
        return self.forms.bytes * 2 if self.second >= 0 else self.forms.bytes

    def opcode(self) -> i64:
        """The row of the whole."""
        forms = self.forms
        return forms.pairs[self.way] if self.second >= 0 else forms.single[self.way]

    def can_pair(self, other: JoinedAccess) -> bool:
        """Whether the other access, of the same forms and base, is the neighbour."""
        size = self.forms.bytes
        low = self.disp if self.disp < other.disp else other.disp
        if self.second >= 0 or other.second >= 0 or self.way or other.way:
            return False
        if self.disp - other.disp != size and other.disp - self.disp != size:
            return False
        if not self.forms.store and self.register == other.register:
            return False
        return low % size == 0 and -64 * size <= low < 64 * size

    def takes_step(self, register: i64, step: i64, is_earlier: bool) -> bool:
        """Whether it can step its base register: the access comes before the step, or behind."""
        if self.way or self.base != register or self.register == register or (
                self.second == register):
            return False
        if self.disp != 0 and not (is_earlier and self.disp == step):
            return False
        if self.second < 0:
            return self.forms.single[BEFORE] != 0 and -256 <= step < 256
        size = self.forms.bytes
        return step % size == 0 and -64 * size <= step < 64 * size


class CoreInstructions:
    """Opcodes and registers of one machine.

    Operands: `add`, `subtract` three registers; `add_immediate`, `and_immediate` two and a number;
    `load`, `store` a general register and memory; jumps and calls a label or a register.
    `loads`: bytes of an integer parameter in memory -> its load; `vector_loads`,
    `vector_stores`: by bytes, at least `spill_bytes` for spilled values; `stores`: by bytes, those
    by which zero of any type is stored; `index_extensions`: SEXT, ZEXT -> how an index is widened.
    `truths`: type of what others made -> instruction and immediate that bring the register to the
    form in which this type stands in it; `passes_truths`: others are `asm` alone, callers and
    callees keep to that form.
    """

    def __init__(self, add: int, subtract: int, add_immediate: int, and_immediate: int,
                 load: int, store: int, jump: int, jump_register: int, call: int,
                 call_register: int, tail_call: int, callee: int, give_back: int, trap: int,
                 trap_code: int, to_vector: int, loads: dict[int, int],
                 vector_loads: dict[int, int],
                 vector_stores: dict[int, int], spill_bytes: int,
                 truths: dict[int, tuple[int, int]], passes_truths: bool,
                 inverse: dict[int, int], zero: int,
                 stack_pointer: int, frame_pointer: int, link: int, scratch: int,
                 vector_scratch: int, caller_frame: int, return_place: int,
                 largest_immediate: int, constant: int, branch_nonzero: int, status: int,
                 thread_result: int, thread_clobbers: int,
                 exclusive: dict[int, tuple[int, int]],
                 symbol_steps: dict[int, list[SymbolStep]], guard: int, guard_address: int,
                 addends: tuple[int, int], fence: tuple[int, int], copies: tuple[int, int, int],
                 saved: list[int], record_is_lowest: bool = False, subtract_immediate: int = 0,
                 access_forms: dict[int, AccessForms] | None = None,
                 stores: dict[int, int] | None = None,
                 index_extensions: dict[int, int] | None = None,
                 changes: dict[int, tuple[int, int]] | None = None, complement: int = 0,
                 low_part: int = 0) -> None:
        self.add: i64 = add
        self.subtract: i64 = subtract
        self.add_immediate: i64 = add_immediate
        self.and_immediate: i64 = and_immediate
        self.load: i64 = load
        self.store: i64 = store
        self.jump: i64 = jump
        self.jump_register: i64 = jump_register
        self.call: i64 = call
        self.call_register: i64 = call_register
        self.tail_call: i64 = tail_call            # a jump to any function
        self.callee = callee                       # register of one that such a jump goes through
        self.give_back: i64 = give_back            # the instruction that returns
        self.trap: i64 = trap
        self.trap_code = trap_code                 # its immediate
        self.to_vector: i64 = to_vector            # all bits of a general register
        self.loads = loads
        self.vector_loads = vector_loads
        self.vector_stores = vector_stores
        self.spill_bytes = spill_bytes
        self.truths = truths
        self.passed_truths = {} if passes_truths else truths
        self.inverse = inverse                     # conditional branch -> the opposite one
        self.zero: i64 = zero                      # register
        self.stack_pointer: i64 = stack_pointer
        self.frame_pointer: i64 = frame_pointer
        self.link: i64 = link                      # register of the return address
        self.scratch: i64 = scratch
        self.vector_scratch: i64 = vector_scratch
        self.caller_frame = caller_frame           # places in the frame record, from where the
        self.return_place = return_place           # frame pointer points
        self.largest_immediate = largest_immediate   # of add_immediate, the least upper bound
        self.constant: i64 = constant              # opcode of an integer constant: imm
        self.branch_nonzero: i64 = branch_nonzero  # on a 32-bit register
        self.status: i64 = status                  # register that an exclusive store writes
        self.exclusive = exclusive                 # bytes -> exclusive load and store
        self.symbol_steps = symbol_steps           # BY_* -> how the address is made
        self.guard: i64 = guard                    # registers of the stack protector's value
        self.guard_address: i64 = guard_address    # and of its address
        self.addends = addends                     # the least of a symbol in one address, and above
        self.fence = fence                         # in both directions: instruction and immediate
        self.copies = copies                       # of a general register, a float, a vector
        self.saved = saved                         # registers that a function saves if it uses them
        # the frame pointer points below the saved registers; else above them
        self.record_is_lowest = record_is_lowest
        self.thread_result = thread_result         # register that a TLS_CALL gives
        self.thread_clobbers = thread_clobbers     # mask of others that it does not keep
        self.subtract_immediate: i64 = subtract_immediate      # 0: none
        self.access_forms = {} if access_forms is None else access_forms
        self.stores = {} if stores is None else stores
        # KIND_* of the low part of an address, which an access takes; 0: it takes all of it
        self.low_part: i64 = low_part
        # RMW_* -> how an EXCHANGE changes 32 and 64 bits; what inverts a register for RMW_NAND
        self.changes = {} if changes is None else changes
        self.complement: i64 = complement
        self.index_extensions = {} if index_extensions is None else index_extensions

    def load_of(self, type: i64) -> i64:
        """The load of a parameter from memory."""
        if in_vectors(type):
            return self.vector_loads[max(4, type_bytes(int(type)))]
        return self.loads[max(1, type_bytes(int(type)))]

    def store_of(self, type: i64) -> i64:
        """The store of an argument that fills whole slots."""
        if in_vectors(type):
            return self.vector_stores[max(4, type_bytes(int(type)))]
        return self.store

    def spill_of(self, register: i64, type: i64, store: bool) -> i64:
        """The load or store of a register's value in a spill slot."""
        if register >= FIRST_VECTOR:
            size = max(self.spill_bytes, type_bytes(int(type)))
            return self.vector_stores[size] if store else self.vector_loads[size]
        return self.store if store else self.load


def in_vectors(type: i64) -> bool:
    """Types that are no integers: they live in float or vector registers where those hold them."""
    return type in (F32, F64, F128) or is_vector(int(type))


# -- single instructions -----------------------------------------------------------------------


def op_r(stream: Stream, op: i64, a: i64 = -1, b: i64 = -1, c: i64 = -1, imm: int = 0) -> None:
    """op a, b, c, imm"""
    operands = stream.operands
    operands.clear()
    operands.r0 = a
    operands.r1 = b
    operands.r2 = c
    operands.imm = imm
    stream.emitter.instruction(op, operands)


def op_m(stream: Stream, op: i64, register: i64, base: i64, disp: i64, second: i64 = -1,
         label: Label | None = None, part: i64 = KIND_PLAIN) -> None:
    """A load or store of one or two registers at base + disp + part (KIND_*) of a label."""
    operands = stream.operands
    operands.clear()
    operands.r0 = register
    operands.r1 = second
    operands.base = base
    operands.disp = disp
    operands.symbol = label
    operands.kind = part
    stream.emitter.instruction(op, operands)


def op_l(stream: Stream, op: i64, label: Label, a: i64 = -1, b: i64 = -1, c: i64 = -1,
         addend: i64 = 0) -> None:
    """op a, b, c, label + addend"""
    operands = stream.operands
    operands.clear()
    operands.r0 = a
    operands.r1 = b
    operands.r2 = c
    operands.symbol = label
    operands.disp = addend
    stream.emitter.instruction(op, operands)
