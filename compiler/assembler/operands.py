"""What stands between the producers of instructions (code emission, assembler parser, decoder)
and their consumers (encoder, printer).

Problem: a million instructions pass from code generation to the encoder; none of them may cost
an allocation.  Idea: one reusable mutable `Operands` with plain fields, filled and consumed at
once, and `Label`, the assembler's symbol, which code generation uses for blocks and functions
alike.  `Sink` is the encoder's view of a section: bytes and fixups.

Invariants:
- operand i of an opcode (in the row's order, destination first) is `r<i>` when it is a register;
  the one memory operand is base/index/scale/disp(/symbol); the immediate is `imm`(+`imm_symbol`);
- the branch target of an opcode with a label operand is `symbol` + `disp`;
- after `clear()` nothing is left of the instruction before.
"""

from __future__ import annotations

from librt.strings import BytesWriter
from mypy_extensions import i64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

NO_REGISTER: Final = -1

KIND_NONE: Final = -1      # .reloc of type NONE: names a symbol, computes nothing
# How a symbol is meant: what the relocation computes (`Operands.kind`, `imm_kind`, fixups).
KIND_PLAIN: Final = 0      # its address; in a pc-relative place, the distance to it
KIND_PLT: Final = 1        # @PLT
KIND_GOTPCREL: Final = 2   # @GOTPCREL
KIND_GOT: Final = 3        # @GOT
KIND_GOTOFF: Final = 4     # @GOTOFF
KIND_TPOFF: Final = 5      # @TPOFF (i386: @TPOFF, @NTPOFF)
KIND_GOTTPOFF: Final = 6   # @GOTTPOFF
KIND_TLSGD: Final = 7      # @TLSGD
KIND_TLSLD: Final = 8      # @TLSLD (i386: @TLSLDM)
KIND_DTPOFF: Final = 9     # @DTPOFF
KIND_TLSDESC: Final = 10   # @TLSDESC
KIND_TLSCALL: Final = 11   # @TLSCALL
KIND_SIZE: Final = 12      # @SIZE
KIND_NTPOFF: Final = 13    # @NTPOFF (i386)
KIND_INDNTPOFF: Final = 14 # @INDNTPOFF (i386)
KIND_GOTNTPOFF: Final = 15 # @GOTNTPOFF (i386)
KIND_GOTPC: Final = 16     # _GLOBAL_OFFSET_TABLE_ itself, relative to the place
KIND_PLTOFF: Final = 17    # @PLTOFF
KIND_GOTPLT: Final = 18    # @GOTPLT
KIND_DTPMOD: Final = 19    # @DTPMOD
KIND_GOTPCREL_NORELAX: Final = 20  # @GOTPCREL in an instruction that the linker may not rewrite
# RISC-V's: %hi(...) and so on, in the order of MODIFIERS in target/riscv/printer.py
KIND_HI20: Final = 32
KIND_LO12: Final = 33
KIND_PCREL_HI: Final = 34
KIND_PCREL_LO: Final = 35          # of the label at the auipc
KIND_GOT_PCREL_HI: Final = 36
KIND_TPREL_HI: Final = 37
KIND_TPREL_LO: Final = 38
KIND_TPREL_ADD: Final = 39         # marks the add of the thread pointer, no field
KIND_TLS_IE_PCREL_HI: Final = 40
KIND_TLS_GD_PCREL_HI: Final = 41
KIND_RELAX: Final = 42             # marks what the linker may shorten
KIND_ALIGN: Final = 43             # marks no-ops that keep an alignment when code shrinks

# Prefix bits of `Operands.prefixes`.
PREFIX_LOCK: Final = 1
PREFIX_REP: Final = 2
PREFIX_REPNE: Final = 4
PREFIX_DATA: Final = 8
PREFIX_ADDR: Final = 16
PREFIX_NOTRACK: Final = 32
PREFIX_REX: Final = 64      # force REX; its low bits are `rex`
PREFIX_BND: Final = 128

# Overriding the shortest encoding ({disp32} ...), for what an assembler text may ask.
FORCE_NONE: Final = 0
FORCE_DISP8: Final = 1
FORCE_DISP32: Final = 2


class Label:
    """A symbol of the assembly: a place, an absolute value, an expression, or undefined.

    `section` is the index of its section in the emitter (NOWHERE: undefined, ABSOLUTE: `offset`
    is its value); `offset` counts bytes before relaxation and `piece` the variable pieces of the
    section in front of it: the final place is known when the section is laid out.
    """

    def __init__(self, name: str) -> None:
        self.name: str = name
        self.section: i64 = NOWHERE
        self.piece: i64 = 0
        self.offset: i64 = 0
        self.absolute: int = 0         # value when `section` is ABSOLUTE
        self.bind: i64 = 0             # STB_LOCAL until told otherwise
        self.type: i64 = 0
        self.visibility: i64 = 0
        self.referenced: bool = False  # by a relocation or an attribute
        self.declared: bool = False    # .globl/.weak/.type ... named it
        self.index: i64 = -1           # number, given by the emitter
        self.temporary: bool = False   # .L and numeric labels: not in the symbol table
        self.common: i64 = -1          # size of a common symbol, else -1
        self.alignment: i64 = 1        # of a common symbol


NOWHERE: Final = -1
ABSOLUTE: Final = -2
EXPRESSION: Final = -3   # set by .set to an expression that is not (yet) a place


class Operands:
    """The operands of one instruction; see the module's invariants. Sizes in bits."""

    def __init__(self) -> None:
        self.r0: i64 = NO_REGISTER
        self.r1: i64 = NO_REGISTER
        self.r2: i64 = NO_REGISTER
        self.r3: i64 = NO_REGISTER
        self.base: i64 = NO_REGISTER
        self.index: i64 = NO_REGISTER
        self.scale: i64 = 1
        self.extend: i64 = 0                 # how the index is widened, the machine's number
        self.disp: i64 = 0
        self.symbol: Label | None = None
        self.minus: Label | None = None      # symbol - minus + disp (assembler texts only)
        self.kind: i64 = KIND_PLAIN
        self.segment: i64 = NO_REGISTER
        self.address_size: i64 = 0           # 0: the mode's own
        self.imm: int = 0
        self.imm_symbol: Label | None = None
        self.imm_minus: Label | None = None
        self.imm_kind: i64 = KIND_PLAIN
        self.prefixes: i64 = 0
        self.rex: i64 = 0                    # REX bits demanded by an explicit prefix
        self.force: i64 = FORCE_NONE

    def register(self, place: i64) -> i64:
        """Register operand number `place`."""
        if place == 0:
            return self.r0
        if place == 1:
            return self.r1
        return self.r2 if place == 2 else self.r3

    def clear(self) -> None:
        """Forget the instruction before."""
        self.r0 = NO_REGISTER
        self.r1 = NO_REGISTER
        self.r2 = NO_REGISTER
        self.r3 = NO_REGISTER
        self.base = NO_REGISTER
        self.index = NO_REGISTER
        self.scale = 1
        self.extend = 0
        self.disp = 0
        self.symbol = None
        self.minus = None
        self.kind = KIND_PLAIN
        self.segment = NO_REGISTER
        self.address_size = 0
        self.imm = 0
        self.imm_symbol = None
        self.imm_minus = None
        self.imm_kind = KIND_PLAIN
        self.prefixes = 0
        self.rex = 0
        self.force = FORCE_NONE


class EncodeError(Exception):
    """The operands do not fit the opcode (a register without encoding, a value too large)."""


class Sink:
    """Where an encoder puts bytes and fixups: one section being filled."""

    def __init__(self) -> None:
        self.code: BytesWriter = BytesWriter()
        self.shrinks: bool = False    # the linker may shorten what has been put in

    def fixup(self, place: i64, size: i64, pcrel: bool, kind: i64,
              symbol: Label | None, minus: Label | None, addend: int, flavour: i64) -> None:
        """At byte `place` of `code` a field of `size` bytes holds symbol - minus + addend (for
        `pcrel` minus the place too; no symbol: an absolute target). `flavour`: FIXUP_* below,
        the encoder's hint at the relocation type."""
        raise NotImplementedError


FIXUP_DATA: Final = 0        # zero- or whole-width field
FIXUP_SIGNED: Final = 1      # a 32-bit field that the processor sign-extends
FIXUP_BRANCH: Final = 2      # target of a call or jump
FIXUP_GOT_REX: Final = 3     # GOTPCREL in a relaxable instruction with REX
FIXUP_GOT: Final = 4         # GOTPCREL in a relaxable instruction without REX
FIXUP_FIELD: Final = 16      # and above, by machine: a bit field of an instruction
