"""The fixed-width encoding records of x86: field numbers and values.

Written by `notation.py` when the tables are generated, read by encoder and decoder. One record is
RECORD bytes; operand indices count the row's operands from 0.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

RECORD: Final = 20

E_MODES: Final = 0         # bit 0: 16-bit code, 1: 32, 2: 64
E_CONDITION: Final = 1     # COND_*
E_PREFIX: Final = 2        # mandatory prefix byte or 0 (9B: the wait form)
E_MAP: Final = 3           # 0: one byte, 1: 0F, 2: 0F 38, 3: 0F 3A
E_OPCODE: Final = 4
E_MODRM: Final = 5         # MODRM_*
E_DIGIT: Final = 6         # opcode extension, or the fixed ModRM byte
E_OPSIZE: Final = 7        # operand size in bits that a prefix must say, 0: none
E_IMM: Final = 8           # IMM_*
E_REG: Final = 9           # operand index in ModRM.reg, NONE
E_RM: Final = 10           # operand index in ModRM.rm, MEMORY or NONE
E_VVVV: Final = 11
E_LOW: Final = 12          # operand index in the low bits (opcode, ModRM) or is4
E_LOWKIND: Final = 13      # LOW_*
E_VEX: Final = 14          # bit 0: VEX, 1: L, 2: W
E_BYTE: Final = 15         # 8-bit general register in bit 0: reg, 1: rm, 2: low
E_HAS_SUFFIX: Final = 16   # 1: a fixed byte after the operands
E_SUFFIX: Final = 17
E_FLAGS: Final = 18        # ENC_*
E_EXTRA: Final = 19        # operand index of the condition

NONE: Final = 255
MEMORY: Final = 254

MODRM_NONE: Final = 0
MODRM_REG: Final = 1
MODRM_DIGIT: Final = 2
MODRM_FIXED: Final = 3

IMM_NONE: Final = 0
IMM_8: Final = 1
IMM_16: Final = 2
IMM_32: Final = 3
IMM_64: Final = 4
IMM_8S: Final = 5      # sign-extended to the operand size
IMM_32S: Final = 6     # sign-extended to 64 bits
IMM_REL8: Final = 7
IMM_REL: Final = 8     # 16 or 32 bits by operand size and mode
IMM_ENTER: Final = 9   # imm16 with an imm8 in bits 16..23 of Operands.imm
IMM_FAR: Final = 10    # offset (Operands.disp/symbol), then selector (imm)
IMM_MOFFS: Final = 11  # the absolute address, as wide as addresses are

LOW_NONE: Final = 0
LOW_OPCODE: Final = 1
LOW_MODRM: Final = 2
LOW_IS4: Final = 3

COND_NONE: Final = 0
COND_IMM8S: Final = 1      # the immediate fits 8 signed bits
COND_ACC: Final = 2        # operand E_EXTRA is the accumulator
COND_ONE: Final = 3        # the immediate is 1
COND_IMM32S: Final = 4     # the immediate fits 32 signed bits, or is a symbol
COND_ABS: Final = 5        # memory operand without registers
COND_SWAP: Final = 6       # rm would need VEX.B and reg would not (2-byte VEX)
COND_NOT_NOP: Final = 7    # accumulator, but not `xchg eax, eax` in 64-bit mode
COND_NEVER: Final = 8      # only decoded
COND_THREE: Final = 9      # the immediate is 3

ENC_GOT_RELAX: Final = 1   # the linker may rewrite a GOTPCREL load
ENC_VSIB: Final = 2        # the index register is a vector
ENC_BRANCH: Final = 4      # a symbol in the memory operand or target is jumped to
ENC_A16: Final = 8         # the instruction counts in cx: 16-bit address size
ENC_A32: Final = 16        # ... ecx
