"""What a target's instructions look like to code generation: neutral tables and address modes.

Problem: selection, register allocation, emission and checking ask the same questions of every
target's instructions.  Idea: the generator expands the rows into flat `bytes` and int lists,
indexed by `op - FIRST_MACHINE`; `MachineTables` holds them under neutral names, so that code
generation never imports a target's table module by name.

Invariants:
- operands stand in the row's order (Intel order: destination first), at most MAX_OPERANDS;
  entry i of opcode o is at `(o - FIRST_MACHINE) * MAX_OPERANDS + i`;
- the result of a machine `Instr` is its first written register operand; `args` are the read
  register operands in order (a read-written one included, whose register must be the result's),
  a memory operand contributing base and index at its place; memory operand's `AddressMode` is in
  `aux`; the immediate in `imm`;
- implicit registers are masks over register numbers below 62 (`1 << register`).
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import Label
from compiler.ir.instr import Payload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_OPERANDS: Final = 4

# operand kinds
OPERAND_REG: Final = 1
OPERAND_MEM: Final = 2
OPERAND_IMM: Final = 3
OPERAND_LABEL: Final = 4

# operand access
READ: Final = 1
WRITE: Final = 2
READ_WRITE: Final = 3

NO_FIXED: Final = 255    # operand_fixed: any register of the class

# properties (bits)
IS_MOVE: Final = 1           # copies operand 1 to operand 0, whole register
IS_BRANCH: Final = 2         # may go elsewhere: ends a block
IS_CONDITIONAL: Final = 4    # a branch that may fall through
IS_CALL: Final = 8
IS_RETURN: Final = 16
MAY_LOAD: Final = 32
MAY_STORE: Final = 64
IS_COMMUTATIVE: Final = 128  # operands 0 and 1 (two-address) or 1 and 2 may be exchanged
HAS_SIDE_EFFECT: Final = 256 # must stay even when its result is unused (system, x87 stack, ...)
IS_RELAXABLE: Final = 512    # a branch with a short and a long form
IS_LOCKABLE: Final = 1024    # takes a lock prefix with a memory destination
IS_INDIRECT: Final = 2048    # target in a register or in memory (AT&T: *)
IS_STRING: Final = 4096      # takes rep prefixes
IS_TRAP: Final = 8192        # never continues
IS_PREFIX: Final = 16384     # a prefix written as an instruction of its own
IS_ALIAS: Final = 32768      # another spelling of bytes that another opcode has: not decoded
NO_ACCESS: Final = 65536     # the memory operand is an address only (prefetch, nop, ...)
HAS_DEFAULT: Final = 131072  # without suffix and sized operands: the mode's default size
DEFAULT_64: Final = 262144   # ... which is 64 in 64-bit mode (and 32 does not exist there)
DEFAULT_32: Final = 524288   # ... which is always 32 (cvtsi2sd from memory)
IS_MACRO: Final = 1048576    # stands for several instructions: the object emitter expands it


def opposites(opcodes: dict[str, int], pairs: str) -> dict[int, int]:
    """Each opcode of the pairs `A/B`, by their names -> the other one."""
    found = {}
    for pair in pairs.split():
        a, b = pair.split("/")
        found[opcodes[a]], found[opcodes[b]] = opcodes[b], opcodes[a]
    return found


class MachineTables:
    """One target's instruction tables; see the module's docstring for the indexing."""

    def __init__(
        self,
        count: int,
        names: str,
        operand_count: bytes,
        operand_kind: bytes,
        operand_access: bytes,
        operand_class: bytes,
        operand_size: bytes,
        operand_fixed: bytes,
        op_size: bytes,
        properties: list[int],
        flags_read: bytes,
        flags_written: bytes,
        flags_undefined: bytes,
        implicit_uses: list[int],
        implicit_defs: list[int],
    ) -> None:
        self.count = count
        self.names = names                      # opcode names, joined by blanks
        self.operand_count = operand_count      # explicit operands
        self.operand_kind = operand_kind        # OPERAND_*
        self.operand_access = operand_access    # READ | WRITE
        self.operand_class = operand_class      # the target's register class, 0 for no register
        self.operand_size = operand_size        # bytes (10: x87; 0: not meaningful)
        self.operand_fixed = operand_fixed      # register number or NO_FIXED
        self.op_size = op_size                  # bytes of the size column, 0: none
        self.properties = properties
        self.flags_read = flags_read            # the target's condition flag bits
        self.flags_written = flags_written      # defined results
        self.flags_undefined = flags_undefined  # left undefined
        self.implicit_uses = implicit_uses
        self.implicit_defs = implicit_defs


class AddressMode(Payload):
    """The memory operand of a machine instruction: [base + index*scale + disp + symbol].

    `has_base` and `has_index` say that an argument stands for them (base first); `base_fixed` is
    a register that no argument carries (frame pointer, stack pointer, instruction pointer) or -1;
    `slot` is a frame slot whose offset emission adds, or -1; `size` is the access in bytes.
    """

    def __init__(self) -> None:
        self.has_base: bool = False
        self.has_index: bool = False
        self.base_fixed: i64 = -1
        self.scale: i64 = 1
        self.extend: i64 = 0      # how the index is widened, the machine's number; 0: not
        self.disp: i64 = 0
        self.symbol: Label | None = None
        self.kind: i64 = 0        # KIND_* of assembler/operands.py
        self.segment: i64 = -1    # a segment register's number, or -1
        self.slot: i64 = -1
