"""The x86 encoder: opcode and operands to bytes, one function driven by the generated records.

Problem: a million instructions a second, every form of the manual, one place.  Idea: an opcode
has a few encodings in order of preference (shortest first, GNU as's choice); the first whose mode
and condition fit is written out field by field: prefixes, REX or VEX, opcode, ModRM, SIB,
displacement, immediate. What has a symbol becomes a fixup of the sink.

Invariants: nothing is allocated per instruction; nothing is written when the operands do not fit
(EncodeError). Source: Intel SDM volume 2, chapter 2 (instruction format).
"""

from __future__ import annotations

from librt.strings import BytesWriter, write_i32_le, write_i64_le
from mypy_extensions import i32, i64

from compiler.assembler.operands import (
    FIXUP_BRANCH,
    FIXUP_DATA,
    FIXUP_GOT,
    FIXUP_GOT_REX,
    FIXUP_SIGNED,
    FORCE_DISP32,
    FORCE_DISP8,
    KIND_GOTPC,
    KIND_PLAIN,
    KIND_TLSCALL,
    PREFIX_ADDR,
    PREFIX_BND,
    PREFIX_DATA,
    PREFIX_LOCK,
    PREFIX_NOTRACK,
    PREFIX_REP,
    PREFIX_REPNE,
    PREFIX_REX,
    EncodeError,
    Operands,
    Sink,
)
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.x86 import tables_gen
from compiler.target.x86.fields import (
    COND_ABS,
    COND_ACC,
    COND_IMM32S,
    COND_IMM8S,
    COND_NEVER,
    COND_NONE,
    COND_NOT_NOP,
    COND_ONE,
    COND_SWAP,
    COND_THREE,
    ENC_A16,
    ENC_A32,
    ENC_GOT_RELAX,
    ENC_VSIB,
    E_BYTE,
    E_CONDITION,
    E_DIGIT,
    E_EXTRA,
    E_FLAGS,
    E_HAS_SUFFIX,
    E_IMM,
    E_LOW,
    E_LOWKIND,
    E_MAP,
    E_MODRM,
    E_OPCODE,
    E_OPSIZE,
    E_PREFIX,
    E_REG,
    E_RM,
    E_SUFFIX,
    E_VEX,
    E_VVVV,
    IMM_16,
    IMM_32,
    IMM_32S,
    IMM_64,
    IMM_8,
    IMM_8S,
    IMM_ENTER,
    IMM_FAR,
    IMM_MOFFS,
    IMM_NONE,
    IMM_REL,
    IMM_REL8,
    LOW_IS4,
    LOW_MODRM,
    LOW_OPCODE,
    MEMORY,
    MODRM_FIXED,
    MODRM_NONE,
    NONE,
    RECORD,
)
from compiler.target.x86.registers import AH, EIZ, ES, RIP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# ModRM.rm of 16-bit addresses: bit masks of {bx 8, bp 32, si 64, di 128} (1 << register)
_PAIRS_16: Final = [8 + 64, 8 + 128, 32 + 64, 32 + 128, 64, 128, 32, 8]

_SEGMENT_PREFIXES: Final = b"\x26\x2e\x36\x3e\x64\x65"


def sign_extend(value: int, bits: i64) -> i64:
    """The low `bits` (8 to 64) of a number as a signed one."""
    if bits == 64:
        if value >= 0x8000000000000000:
            value -= 0x10000000000000000
        return i64(value)
    if -0x80000000 <= value <= 0x7FFFFFFF:
        small: i64 = i64(value)
        if bits == 32:
            return small
        low: i64 = small & ((1 << bits) - 1)
        if low >> (bits - 1):
            low -= 1 << bits
        return low
    mask = (1 << int(bits)) - 1
    value &= mask
    if value >> (int(bits) - 1):
        value -= mask + 1
    return i64(value)


def write_low_32(code: BytesWriter, value: i64) -> None:
    """Append the low 32 bits of -2**31 <= value < 2**32."""
    if value > 0x7FFFFFFF:
        value -= 0x100000000
    write_i32_le(code, i32(value))


class Encoder:
    """Encodes for one code size at a time; `mode` is 16, 32 or 64."""

    def __init__(self, mode: i64 = 64) -> None:
        self.mode: i64 = mode
        self.mode_bit: i64 = 4
        self.first: list[int] = tables_gen.FIRST_ENCODING
        self.table: bytes = tables_gen.ENCODINGS
        self.op_size: bytes = tables_gen.OP_SIZE
        self.start: i64 = 0       # where the instruction at hand begins
        self.set_mode(mode)

    def set_mode(self, mode: i64) -> None:
        """16-, 32- or 64-bit code from here on."""
        self.mode = mode
        self.mode_bit = 4 if mode == 64 else mode >> 4

    def encode(self, op: i64, o: Operands, sink: Sink) -> None:
        """Append the bytes of one instruction to the sink; EncodeError when nothing fits."""
        index = op - FIRST_MACHINE
        at: i64 = i64(self.first[index]) * RECORD
        end: i64 = i64(self.first[index + 1]) * RECORD
        table = self.table
        while at < end:
            if table[at] & self.mode_bit:
                condition: i64 = i64(table[at + E_CONDITION])
                if condition == COND_NONE or self.fits(condition, at, index, o):
                    self.emit(at, index, o, sink)
                    return
            at += RECORD
        raise EncodeError("instruction is not supported in this mode")

    def fits(self, condition: i64, at: i64, index: i64, o: Operands) -> bool:
        """Whether an encoding's condition holds for the operands."""
        if condition == COND_IMM8S:
            if o.imm_symbol is not None:
                return False
            value = sign_extend(o.imm, i64(self.op_size[index]) << 3)
            return -128 <= value <= 127
        if condition == COND_ACC:
            return self.register(o, i64(self.table[at + E_EXTRA])) == 0
        if condition == COND_NOT_NOP:
            if self.register(o, i64(self.table[at + E_EXTRA])) != 0:
                return False
            return self.mode != 64 or o.r0 != o.r1 or self.op_size[index] != 4
        if condition == COND_ONE:
            return o.imm_symbol is None and o.imm == 1
        if condition == COND_THREE:
            return o.imm_symbol is None and o.imm == 3
        if condition == COND_IMM32S:
            if o.imm_symbol is not None:
                return True
            value = sign_extend(o.imm, 64)
            return -0x80000000 <= value <= 0x7FFFFFFF
        if condition == COND_ABS:
            return o.base < 0 and o.index < 0 and (
                self.register(o, 0) == 0 or self.register(o, 1) == 0)
        if condition == COND_SWAP:
            return (self.register(o, i64(self.table[at + E_RM])) & 8 == 0
                    and self.register(o, i64(self.table[at + E_REG])) & 8 != 0)
        assert condition == COND_NEVER
        return False

    def register(self, o: Operands, slot: i64) -> i64:
        """The register of operand `slot`."""
        if slot == 0:
            return o.r0
        if slot == 1:
            return o.r1
        if slot == 2:
            return o.r2
        return o.r3

    def emit(self, at: i64, index: i64, o: Operands, sink: Sink) -> None:
        """Write one encoding."""
        table = self.table
        code = sink.code
        self.start = i64(len(code))
        mode = self.mode
        rex: i64 = 0           # W R X B in bits 3..0; 0x40 when a REX is needed at all
        high: bool = False     # ah, ch, dh, bh: no REX allowed
        byte_regs: i64 = i64(table[at + E_BYTE])

        # registers
        reg: i64 = 0
        slot: i64 = i64(table[at + E_REG])
        if slot != NONE:
            reg = self.register(o, slot)
            if byte_regs & 1:
                if reg >= AH:
                    high = True
                elif reg >= 4:
                    rex = 0x40
            reg &= 15
        elif table[at + E_MODRM] != MODRM_NONE:
            reg = i64(table[at + E_DIGIT])
        rm: i64 = 0
        rm_slot: i64 = i64(table[at + E_RM])
        if rm_slot < MEMORY:
            rm = self.register(o, rm_slot)
            if byte_regs & 2:
                if rm >= AH:
                    high = True
                elif rm >= 4:
                    rex = 0x40
            rm &= 15
        low: i64 = 0
        low_kind: i64 = i64(table[at + E_LOWKIND])
        if low_kind != 0:
            low = self.register(o, i64(table[at + E_LOW]))
            if byte_regs & 4:
                if low >= AH:
                    high = True
                elif low >= 4:
                    rex = 0x40
            low &= 15
        modrm: i64 = i64(table[at + E_MODRM])
        if modrm != MODRM_FIXED and modrm != MODRM_NONE and reg & 8:
            rex |= 0x44
        if rm_slot < MEMORY and rm & 8:
            rex |= 0x41
        if low_kind == LOW_OPCODE and low & 8:
            rex |= 0x41
        address_size: i64 = mode
        if rm_slot == MEMORY:
            address_size = o.address_size
            if address_size == 0:
                address_size = mode
            if o.base >= 0 and o.base & 8 and o.base < RIP:
                rex |= 0x41
            if o.index >= 0 and o.index & 8 and o.index < RIP:
                rex |= 0x42
        elif o.address_size != 0:
            address_size = o.address_size
        opsize: i64 = i64(table[at + E_OPSIZE])
        if opsize == 64:
            rex |= 0x48
        vex: i64 = i64(table[at + E_VEX])
        if o.prefixes & PREFIX_REX:
            rex |= o.rex | 0x40
        if high and rex != 0:
            raise EncodeError("can't encode register in an instruction requiring REX prefix")
        if rex & 0x47 and mode != 64 and not vex:
            raise EncodeError("register is only available in 64-bit mode")
        if vex and mode != 64 and rex & 7:
            raise EncodeError("register is only available in 64-bit mode")

        # legacy prefixes, in GNU as's order
        prefix: i64 = i64(table[at + E_PREFIX])
        prefixes = o.prefixes
        if prefix == 0x9B:
            code.append(0x9B)
            prefix = 0
        if o.segment >= 0:
            code.append(_SEGMENT_PREFIXES[o.segment - ES])
        elif prefixes & PREFIX_NOTRACK:
            code.append(0x3E)
        flags: i64 = i64(table[at + E_FLAGS])
        if flags & (ENC_A16 | ENC_A32):
            address_size = 16 if flags & ENC_A16 else 32
        if address_size != mode or prefixes & PREFIX_ADDR:
            if mode == 64 and address_size == 16:
                raise EncodeError("16-bit address in 64-bit mode")
            code.append(0x67)
        if vex == 0:
            if opsize == 16:
                if mode != 16:
                    code.append(0x66)
                elif prefixes & PREFIX_DATA:
                    code.append(0x66)
            elif opsize == 32 and mode == 16 or prefixes & PREFIX_DATA or prefix == 0x66:
                code.append(0x66)
            if prefix == 0xF2 or prefixes & (PREFIX_REPNE | PREFIX_BND):
                code.append(0xF2)
            elif prefix == 0xF3 or prefixes & PREFIX_REP:
                code.append(0xF3)
            if prefixes & PREFIX_LOCK:
                code.append(0xF0)
            if rex != 0 and mode == 64:
                code.append(rex)
            opcode_map: i64 = i64(table[at + E_MAP])
            if opcode_map != 0:
                code.append(0x0F)
                if opcode_map == 2:
                    code.append(0x38)
                elif opcode_map == 3:
                    code.append(0x3A)
        else:
            self.vex(at, vex, rex, prefix, o, code)
        opcode: i64 = i64(table[at + E_OPCODE])
        if low_kind == LOW_OPCODE:
            opcode += low & 7
        code.append(opcode)

        # ModRM, SIB, displacement
        imm_kind: i64 = i64(table[at + E_IMM])
        if modrm == MODRM_FIXED:
            code.append(reg + (low & 7) if low_kind == LOW_MODRM else reg)
        elif modrm != MODRM_NONE:
            if rm_slot == MEMORY:
                tail: i64 = i64(table[at + E_HAS_SUFFIX]) + self.imm_size(imm_kind, opsize)
                if low_kind == LOW_IS4:
                    tail += 1
                flavour: i64 = FIXUP_SIGNED
                if flags & ENC_GOT_RELAX:
                    flavour = FIXUP_GOT_REX if rex else FIXUP_GOT
                elif address_size != 64:
                    flavour = FIXUP_DATA
                if address_size == 16:
                    self.memory_16(reg & 7, o, sink)
                else:
                    self.memory(reg & 7, o, sink, tail, flavour, flags & ENC_VSIB != 0)
            else:
                code.append(0xC0 | (reg & 7) << 3 | rm & 7)
        if table[at + E_HAS_SUFFIX]:
            code.append(i64(table[at + E_SUFFIX]))
        if low_kind == LOW_IS4:
            code.append(low << 4)
        if imm_kind != IMM_NONE:
            self.immediate(imm_kind, opsize, index, o, sink, address_size)

    def vex(self, at: i64, vex: i64, rex: i64, prefix: i64, o: Operands,
            code: BytesWriter) -> None:
        """The two- or three-byte VEX prefix."""
        table = self.table
        vvvv: i64 = 0
        slot: i64 = i64(table[at + E_VVVV])
        if slot != NONE:
            vvvv = self.register(o, slot) & 15
        pp: i64 = 0
        if prefix == 0x66:
            pp = 1
        elif prefix == 0xF3:
            pp = 2
        elif prefix == 0xF2:
            pp = 3
        last: i64 = (~vvvv & 15) << 3 | pp
        if vex & 2:
            last |= 4
        opcode_map: i64 = i64(table[at + E_MAP])
        if opcode_map == 1 and not vex & 4 and not rex & 3:
            code.append(0xC5)
            code.append(last | (0 if rex & 4 else 0x80))
            return
        code.append(0xC4)
        code.append((~rex & 7) << 5 | opcode_map)
        code.append(last | (0x80 if vex & 4 else 0))

    def imm_size(self, kind: i64, opsize: i64) -> i64:
        """Bytes that an immediate of this kind takes."""
        if kind == IMM_NONE:
            return 0
        if kind in (IMM_8, IMM_8S, IMM_REL8):
            return 1
        if kind in (IMM_32, IMM_32S):
            return 4
        if kind == IMM_16:
            return 2
        if kind == IMM_64:
            return 8
        if kind == IMM_ENTER:
            return 3
        if kind == IMM_REL:
            return 2 if opsize == 16 or opsize == 0 and self.mode == 16 else 4
        return 0

    def memory(self, reg: i64, o: Operands, sink: Sink, tail: i64, flavour: i64,
               vsib: bool) -> None:
        """ModRM, SIB and displacement for 32- and 64-bit addresses; `tail` bytes follow."""
        code = sink.code
        base = o.base
        index = o.index
        disp = o.disp
        reg <<= 3
        if base == RIP:
            code.append(reg | 5)
            self.displacement(4, o, sink, True, tail, flavour)
            return
        if o.symbol is None and not -0x80000000 <= disp <= 0x7FFFFFFF:
            if disp > 0xFFFFFFFF or disp < -0x80000000 or (
                    self.mode == 64 and o.address_size != 32):
                raise EncodeError("displacement does not fit 32 bits")
        if base < 0 and index < 0:
            if self.mode == 64:
                code.append(reg | 4)
                code.append(0x25)
            else:
                code.append(reg | 5)
                if flavour == FIXUP_SIGNED:
                    flavour = FIXUP_DATA
            self.displacement(4, o, sink, False, tail, flavour)
            return
        sib: i64 = -1
        if index >= 0 or vsib:
            scale = o.scale
            bits: i64 = 0
            if scale == 2:
                bits = 0x40
            elif scale == 4:
                bits = 0x80
            elif scale == 8:
                bits = 0xC0
            if index == EIZ:
                index = 4
            sib = bits | (index & 7) << 3
        elif base & 7 == 4:
            sib = 0x20
        if base < 0:
            code.append(reg | 4)
            code.append(sib | 5)
            self.displacement(4, o, sink, False, tail, flavour)
            return
        mod: i64 = 0x80
        if o.kind == KIND_TLSCALL and o.symbol is not None:
            # a mark on the instruction, no field
            sink.fixup(self.start, 0, False, o.kind, o.symbol, None, 0, flavour)
            mod = 0
        elif o.symbol is None and o.force != FORCE_DISP32:
            if disp == 0 and base & 7 != 5 and o.force != FORCE_DISP8:
                mod = 0
            elif -128 <= disp <= 127:
                mod = 0x40
        if sib >= 0:
            code.append(mod | reg | 4)
            code.append(sib | base & 7)
        else:
            code.append(mod | reg | base & 7)
        if mod == 0x40:
            code.append(disp & 255)
        elif mod == 0x80:
            self.displacement(4, o, sink, False, tail, flavour)

    def memory_16(self, reg: i64, o: Operands, sink: Sink) -> None:
        """ModRM and displacement of a 16-bit address."""
        code = sink.code
        reg <<= 3
        disp = o.disp
        mask: i64 = 0
        if o.base >= 0:
            mask |= 1 << o.base
        if o.index >= 0:
            mask |= 1 << o.index
        if mask == 0:
            code.append(reg | 6)
            self.displacement(2, o, sink, False, 0, FIXUP_DATA)
            return
        rm: i64 = 0
        while rm < 8 and mask != _PAIRS_16[rm]:
            rm += 1
        if rm == 8:
            raise EncodeError("not a valid 16-bit base/index expression")
        if o.symbol is not None or not -128 <= disp <= 127:
            code.append(0x80 | reg | rm)
            self.displacement(2, o, sink, False, 0, FIXUP_DATA)
        elif disp == 0 and rm != 6:
            code.append(reg | rm)
        else:
            code.append(0x40 | reg | rm)
            code.append(disp & 255)

    def displacement(self, size: i64, o: Operands, sink: Sink, pcrel: bool, tail: i64,
                     flavour: i64) -> None:
        """The displacement field, or zero and a fixup when it has a symbol."""
        code = sink.code
        symbol = o.symbol
        value = o.disp
        if symbol is not None:
            if pcrel:
                value -= size + tail
            elif flavour >= FIXUP_GOT_REX and o.kind == KIND_PLAIN:
                flavour = FIXUP_SIGNED if self.mode == 64 else FIXUP_DATA
            sink.fixup(i64(len(code)), size, pcrel, o.kind, symbol, o.minus, int(value), flavour)
            value = 0
        if size == 4:
            write_low_32(code, value)
        elif size == 2:
            code.append(value & 255)
            code.append(value >> 8 & 255)
        else:
            write_i64_le(code, value)

    def immediate(self, kind: i64, opsize: i64, index: i64, o: Operands, sink: Sink,
                  address_size: i64) -> None:
        """The immediate field, branch distance or far pointer."""
        code = sink.code
        if kind in (IMM_REL8, IMM_REL):
            size = self.imm_size(kind, opsize)
            sink.fixup(i64(len(code)), size, True, o.kind, o.symbol, o.minus,
                       int(o.disp - size), FIXUP_BRANCH)
            self.zeros(size, code)
            return
        if kind == IMM_MOFFS:
            self.displacement(address_size >> 3, o, sink, False, 0, FIXUP_DATA)
            return
        if kind == IMM_FAR:
            size = 2 if opsize == 16 else 4
            if self.mode == 16 and opsize == 0:
                size = 2
            self.displacement(size, o, sink, False, 0, FIXUP_DATA)
            size = 2
        elif kind == IMM_ENTER:
            code.append(i64(o.imm & 255))
            code.append(i64(o.imm >> 8 & 255))
            code.append(i64(o.imm >> 16 & 255))
            return
        else:
            size = self.imm_size(kind, opsize)
        symbol = o.imm_symbol
        if symbol is not None:
            flavour: i64 = FIXUP_DATA
            if kind in (IMM_32S, IMM_8S):
                flavour = FIXUP_SIGNED
            addend = o.imm
            if o.imm_kind == KIND_GOTPC and o.imm_minus is None:
                addend += int(i64(len(code)) - self.start)   # counts from the instruction
            sink.fixup(i64(len(code)), size, False, o.imm_kind, symbol, o.imm_minus, addend,
                       flavour)
            self.zeros(size, code)
            return
        value = sign_extend(o.imm, 64)
        if size == 1:
            if kind == IMM_8S:
                value = sign_extend(o.imm, i64(self.op_size[index]) << 3)
            if not -128 <= value <= 255:
                raise EncodeError("immediate does not fit 8 bits")
            code.append(value & 255)
        elif size == 4:
            if not -0x80000000 <= value <= 0xFFFFFFFF or (
                    kind == IMM_32S and value > 0x7FFFFFFF):
                raise EncodeError("immediate does not fit 32 bits")
            write_low_32(code, value)
        elif size == 2:
            if not -0x8000 <= value <= 0xFFFF:
                raise EncodeError("immediate does not fit 16 bits")
            code.append(value & 255)
            code.append(value >> 8 & 255)
        else:
            write_i64_le(code, value)

    def zeros(self, count: i64, code: BytesWriter) -> None:
        for _ in range(count):
            code.append(0)
