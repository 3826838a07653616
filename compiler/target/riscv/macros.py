"""What RISC-V's macros expand into: constants, addresses, accesses to symbols, calls.

Problem: an address takes two instructions and a label between them, a constant up to eight; both
`-c` and `-S` must agree on them.  Idea: a macro is one opcode; this table says its instructions.
Source: RISC-V assembly programmer's manual, "pseudoinstructions"; ELF psABI, "code models".
"""

from __future__ import annotations

from compiler.assembler.operands import (
    KIND_GOT_PCREL_HI,
    KIND_PCREL_HI,
    KIND_TLS_GD_PCREL_HI,
    KIND_TLS_IE_PCREL_HI,
)
from compiler.target.machine import opposites
from compiler.target.riscv import ops_gen as riscv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

NUMBERS: Final[dict[str, int]] = vars(riscv)
# accesses to a symbol (stores and floats: through a register that they name): macro -> access
ACCESSES: Final = {
    NUMBERS[name + macro]: NUMBERS[name + access] for names, macro, access in (
        ("LB LBU LH LHU LW LWU LD", "rl", "rm"), ("SB SH SW SD", "rlr", "rm"),
        ("FLW FLD FSW FSD", "flr", "fm")) for name in names.split()}
# macro: (kind of the auipc's symbol, the second instruction, which takes the low part)
ADDRESSES: Final[dict[int, tuple[int, int]]] = {
    riscv.LLArl: (KIND_PCREL_HI, riscv.ADDIrri), riscv.LArl: (KIND_PCREL_HI, riscv.ADDIrri),
    riscv.LGArl: (KIND_GOT_PCREL_HI, riscv.LDrm),
    riscv.LA_TLS_IErl: (KIND_TLS_IE_PCREL_HI, riscv.LDrm),
    riscv.LA_TLS_GDrl: (KIND_TLS_GD_PCREL_HI, riscv.ADDIrri),
    **{macro: (KIND_PCREL_HI, access) for macro, access in ACCESSES.items()}}
# each branch and the one that goes the other way
INVERSE: Final = opposites(NUMBERS, """BEQrrl/BNErrl BLTrrl/BGErrl BLTUrrl/BGEUrrl BLErrl/BGTrrl
    BLEUrrl/BGTUrrl BEQZrl/BNEZrl BLTZrl/BGEZrl BLEZrl/BGTZrl""")

# without the extension: shift left, shift right, by how much
EXTENSIONS: Final[dict[int, tuple[str, int, int]]] = {
    riscv.SEXT_Brr: ("zbb", riscv.SRAIrri, 56), riscv.SEXT_Hrr: ("zbb", riscv.SRAIrri, 48),
    riscv.ZEXT_Hrr: ("zbb", riscv.SRLIrri, 48), riscv.ZEXT_Wrr: ("zba", riscv.SRLIrri, 32),
}


def constant_steps(value: int) -> list[tuple[int, int]]:
    """(opcode, immediate) of LUI, ADDI, ADDIW, SLLI and SRLI that make a 64-bit constant; each but
    the first works on the register, an ADDI at the head on zero."""
    value = (value + (1 << 63)) % (1 << 64) - (1 << 63)
    steps = shifted_steps(value)
    if value > 0 and len(steps) > 2:
        # leading zeros may be made by a shift to the right of a shorter constant
        zeros = 64 - value.bit_length()
        for filled in (value << zeros | (1 << zeros) - 1, value << zeros):
            other = shifted_steps(filled - (1 << 64)) + [(riscv.SRLIrri, zeros)]
            if len(other) < len(steps):
                steps = other
    return steps


def shifted_steps(value: int) -> list[tuple[int, int]]:
    """The same without SRLI, for a signed value."""
    if -0x800 <= value < 0x800:
        return [(riscv.ADDIrri, value)]
    low = (value + 0x800) % 0x1000 - 0x800
    if -0x80000000 <= value < 0x80000000:
        steps = [(riscv.LUIri, (value - low) >> 12 & 0xFFFFF)]
        return steps + [(riscv.ADDIWrri, low)] if low else steps
    high = (value - low) >> 12
    shift = 12
    while high & 1 == 0:
        high >>= 1
        shift += 1
    # a head that LUI makes alone needs no shift by the twelve bits that it clears
    if shift > 12 and not -0x800 <= high < 0x800 and -0x80000000 <= high << 12 < 0x80000000:
        high <<= 12
        shift -= 12
    steps = shifted_steps(high) + [(riscv.SLLIrri, shift)]
    return steps + [(riscv.ADDIrri, low)] if low else steps
