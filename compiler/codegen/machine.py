"""Machine instructions as register allocation and emission see them.

Problem: calls, division, shifts, inline assembly and two-address forms all restrict registers in
their own way.  Idea: one record, `Constraints`, says for any instruction which arguments and
results stand in fixed registers, which result shares the register of an argument, and what is
destroyed; everything else is unconstrained.  A few opcodes that every target has (copy, spill,
reload, swap) are numbered above all rows.

Invariants: after selection an operand is a machine instruction, a PARAM, a PHI or a PROJ, never a
leaf; a value's register class follows from its type alone (`Target.class_of`); flags have no
class and are read only by instructions that directly follow (moves may stand between).
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.ir.instr import Instr, Payload
from compiler.ir.module import CallInfo, StackSlot, Symbol
from compiler.target.machine import AddressMode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Opcodes that all targets share; they lie above every row.
FIRST_PSEUDO: Final = 1 << 14
COPY: Final = FIRST_PSEUDO          # result := args[0], register to register
SPILL: Final = FIRST_PSEUDO + 1     # slot `imm` := args[0]
RELOAD: Final = FIRST_PSEUDO + 2    # result := slot `imm` of value `forward`, or `forward` again
SWAP: Final = FIRST_PSEUDO + 3      # exchange the registers of args[0] and args[1]
MOVE_SLOT: Final = FIRST_PSEUDO + 4  # slot `imm` := slot `mark`, no register needed
CALL: Final = FIRST_PSEUDO + 7      # aux CallSite: direct, or indirect through args[0]
RETURN: Final = FIRST_PSEUDO + 8    # aux Site: results in fixed registers
ASM: Final = FIRST_PSEUDO + 9       # aux AsmSite
JUMP: Final = FIRST_PSEUDO + 10     # to succs[0]
UNREACHABLE: Final = FIRST_PSEUDO + 12
TABLE_JUMP: Final = FIRST_PSEUDO + 14   # aux JumpTable: args[0] = index, in range
INDIRECT_JUMP: Final = FIRST_PSEUDO + 15  # args[0] = target address
FIRST_TARGET_PSEUDO: Final = FIRST_PSEUDO + 32
PSEUDO_NAMES: Final = ["copy", "spill", "reload", "swap", "move_slot", "?5", "?6", "call",
                       "return", "asm", "jump", "?11", "unreachable", "?13", "table_jump",
                       "indirect_jump"]

ANY: Final = -1


class Constraints:
    """What an instruction asks of registers.  Masks and registers use the target's numbering."""

    def __init__(self) -> None:
        self.fixed_args: list[int] = []      # per argument a register or ANY; may be shorter
        self.fixed_results: list[int] = []   # per result a register or ANY; may be shorter
        self.tied: list[int] = []            # per result the argument sharing its register, or -1
        self.clobbers: i64 = 0               # destroyed registers (results not included)
        self.arg_masks: list[int] = []       # per argument the registers allowed, 0: all
        self.result_masks: list[int] = []    # per result the registers allowed, 0: all
        self.results: i64 = 1                # number of results, projections included
        self.early = False                   # results are written before all arguments are read
        self.simple = True                   # nothing fixed, clobbered, masked or early

    def finish(self) -> Constraints:
        """Set `simple` from the fields."""
        self.simple = not (self.clobbers or self.early or self.results > 1
                           or any(r >= 0 for r in self.fixed_args)
                           or any(r >= 0 for r in self.fixed_results)
                           or any(self.arg_masks) or any(self.result_masks))
        return self

    def fixed_arg(self, index: i64) -> i64:
        """The register argument `index` must stand in, or ANY."""
        return self.fixed_args[index] if index < len(self.fixed_args) else ANY

    def fixed_result(self, index: i64) -> i64:
        """The register result `index` comes in, or ANY."""
        return self.fixed_results[index] if index < len(self.fixed_results) else ANY

    def tied_arg(self, index: i64) -> i64:
        """The argument whose register result `index` takes, or -1."""
        return self.tied[index] if index < len(self.tied) else -1


class Site(Payload):
    """A payload that carries its instruction's own constraints."""

    def __init__(self, constraints: Constraints) -> None:
        self.constraints = constraints
        self.results: list[int] = []      # registers of all results, set by assignment


class CallSite(Site):
    """aux of CALL.  `symbol` None: the address is the first argument."""

    def __init__(self, constraints: Constraints, symbol: Symbol | None) -> None:
        super().__init__(constraints)
        self.symbol = symbol
        self.noreturn = False
        self.tail = False
        self.plt = False


class JumpTable(Payload):
    """aux of TABLE_JUMP: successor number of each index from 0."""

    def __init__(self, successors: list[int]) -> None:
        self.successors = successors


# Where ABI lowering puts a scalar.
IN_REGISTER: Final = 0
ON_STACK: Final = 1      # offset from the start of the argument area
BY_COPY: Final = 2       # the pointed-to bytes are copied to the argument area


def mask_of(register: i64) -> i64:
    """The mask of one register.  mypyc writes a literal that is shifted as C's 32-bit int, so the
    1 is computed."""
    one: i64 = (register >> 62) + 1
    return one << register


class Place:
    """The place of one lowered argument, parameter or result."""

    def __init__(self, kind: i64, where: i64, size: i64 = 8) -> None:
        self.kind: i64 = kind
        self.where: i64 = where       # register number or stack offset in bytes
        self.size: i64 = size         # bytes copied, for BY_COPY
        self.align: i64 = 8           # what BY_COPY memory must be aligned to


class LoweredCall(CallInfo):
    """aux of `call` after ABI lowering: a place per argument after the callee, and per result."""

    def __init__(self, call: CallInfo, places: list[Place], results: list[Place],
                 stack_size: i64, vector_count: i64) -> None:
        super().__init__(call.signature, call.infos)
        self.noreturn = call.noreturn
        self.returns_twice = call.returns_twice
        self.pure = call.pure
        self.constant = call.constant
        self.lowered = True
        self.places = places
        self.results = results
        self.stack_size: i64 = stack_size        # bytes of stack arguments, aligned
        self.vector_count: i64 = vector_count    # for variadic calls: vector registers used, or -1


class LoweredParam(Payload):
    """aux of `param` after ABI lowering."""

    def __init__(self, place: Place) -> None:
        self.place = place


class LoweredReturn(Payload):
    """aux of `return` after ABI lowering: a place per argument."""

    def __init__(self, places: list[Place]) -> None:
        self.places = places


class SpilledOperand(AddressMode):
    """The memory operand of an instruction that reads a spilled value where it lies."""

    def __init__(self, value: Instr, slot: int) -> None:
        super().__init__()
        self.value = value
        self.slot = slot


class IncomingSlot(StackSlot):
    """aux of an `alloca` that is the caller's argument memory at `incoming` bytes."""

    def __init__(self, align: int, incoming: int) -> None:
        super().__init__(align, "")
        self.own = False
        self.incoming = incoming


def root(value: Instr) -> Instr:
    """The SSA value that a location of it (copy, reload, alias) stands for."""
    return value if value.forward is None else value.forward
