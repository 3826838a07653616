"""The x86 decoder: bytes back to opcode and operands, driven by the encoder's records.

Problem: what emission wrote must be checked (`--verify`), and one more hand-written table of x86
would check nothing.  Idea: the records are indexed by map and opcode byte; a record matches when
its prefixes, sizes, ModRM and conditions hold. Where several match, the one whose opcode encodes
to the same bytes is meant; without such a one the first (a second form of the same instruction).

Invariant: what `Encoder` writes decodes to an opcode and operands that encode to the same bytes.
Source: Intel SDM volume 2, chapter 2.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import (
    FORCE_DISP32,
    FORCE_DISP8,
    NO_REGISTER,
    PREFIX_DATA,
    PREFIX_LOCK,
    PREFIX_REP,
    PREFIX_REPNE,
    EncodeError,
    Label,
    Operands,
    Sink,
)
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import IS_ALIAS, MAX_OPERANDS, NO_FIXED, OPERAND_REG
from compiler.target.x86 import tables_gen
from compiler.target.x86.encode import Encoder
from compiler.target.x86.fields import (
    COND_ABS,
    COND_ACC,
    COND_NOT_NOP,
    COND_ONE,
    COND_THREE,
    ENC_A16,
    ENC_A32,
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
    E_MODES,
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
    MODRM_DIGIT,
    MODRM_FIXED,
    MODRM_NONE,
    NONE,
    RECORD,
)
from compiler.target.x86.registers import (
    AH,
    CLASS_CONTROL,
    CLASS_DEBUG,
    CLASS_GPR,
    CLASS_MMX,
    CLASS_SEGMENT,
    CLASS_ST,
    CLASS_VECTOR,
    CR0,
    DR0,
    ES,
    MMX0,
    RIP,
    ST0,
    XMM0,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_BASES_16: Final = [3, 3, 5, 5, 6, 7, 5, 3]
_INDEXES_16: Final = [6, 7, 6, 7, -1, -1, -1, -1]


class _Scratch(Sink):
    """Takes a trial encoding."""

    def fixup(self, place: i64, size: i64, pcrel: bool, kind: i64, symbol: Label | None,
              minus: Label | None, addend: int, flavour: i64) -> None:
        """Branch distances are written by the trial itself."""
        self.place = place
        self.size = size
        self.addend = addend

    place: i64 = -1
    size: i64 = 0
    addend: int = 0


class Decoder:
    """Decodes for one mode. After `decode` the result stands in `op` and `operands`; a branch
    target is `operands.disp`, counted from the instruction's end."""

    def __init__(self, mode: i64 = 64) -> None:
        self.mode: i64 = mode
        self.mode_bit: i64 = 4 if mode == 64 else mode >> 4
        self.encoder = Encoder(mode)
        self.table: bytes = tables_gen.ENCODINGS
        self.records: list[list[int]] = [[] for _ in range(2048)]
        self.op_of: list[int] = []
        self.op: i64 = -1
        self.operands = Operands()
        self.data = b""
        self.at: i64 = 0
        # of the instruction at hand
        self.has_66 = False
        self.has_67 = False
        self.rep: i64 = 0
        self.lock = False
        self.segment: i64 = NO_REGISTER
        self.rex: i64 = 0
        self.vex: i64 = 0      # as in E_VEX, 0: none
        self.vvvv: i64 = 0
        self.vex_prefix: i64 = 0
        self.modrm: i64 = 0
        self.index_records()

    def index_records(self) -> None:
        """Records by vex, map and opcode byte."""
        table = self.table
        for op in range(len(tables_gen.FIRST_ENCODING) - 1):
            for record in range(tables_gen.FIRST_ENCODING[op], tables_gen.FIRST_ENCODING[op + 1]):
                self.op_of.append(op + FIRST_MACHINE)
                at = record * RECORD
                if not table[at + E_MODES] & self.mode_bit:
                    continue
                if tables_gen.PROPERTIES[op] & IS_ALIAS:
                    continue
                key = (table[at + E_VEX] & 1) << 10 | table[at + E_MAP] << 8 | table[at + E_OPCODE]
                if table[at + E_LOWKIND] == LOW_OPCODE:
                    for low in range(8):
                        self.records[key + low].append(record)
                else:
                    self.records[key].append(record)

    def decode(self, data: bytes, at: i64) -> i64:
        """Length of the instruction at `at`; 0 when no record matches or data end."""
        self.data = data
        self.at = at
        try:
            key = self.prefixes()
            if key < 0:
                return 0
            return self.choose(key, at)
        except IndexError:
            return 0

    def byte(self) -> i64:
        value: i64 = i64(self.data[self.at])
        self.at += 1
        return value

    def prefixes(self) -> i64:
        """Read prefixes and opcode bytes; the key of the records, -1: none."""
        self.has_66 = self.has_67 = self.lock = False
        self.rep = self.rex = self.vex = self.vvvv = self.vex_prefix = 0
        self.segment = NO_REGISTER
        byte = self.byte()
        while True:
            if byte == 0x66:
                self.has_66 = True
            elif byte == 0x67:
                self.has_67 = True
            elif byte == 0xF2 or byte == 0xF3:
                self.rep = byte
            elif byte == 0xF0:
                self.lock = True
            elif byte in (0x26, 0x2E, 0x36, 0x3E):
                self.segment = ES + (byte - 0x26 >> 3)
            elif byte in (0x64, 0x65):
                self.segment = ES + byte - 0x60
            else:
                break
            byte = self.byte()
        if self.mode == 64 and byte & 0xF0 == 0x40:
            self.rex = byte
            byte = self.byte()
        if byte in (0xC4, 0xC5) and (self.mode == 64 or self.data[self.at] >= 0xC0):
            return self.read_vex(byte)
        opcode_map: i64 = 0
        if byte == 0x0F:
            opcode_map = 1
            byte = self.byte()
            if byte == 0x38 or byte == 0x3A:
                opcode_map = 2 if byte == 0x38 else 3
                byte = self.byte()
        return opcode_map << 8 | byte

    def read_vex(self, byte: i64) -> i64:
        first = self.byte()
        opcode_map: i64 = 1
        if byte == 0xC5:
            last = first
            self.rex = 0x40 | (0 if first & 0x80 else 4)
            last &= 0x7F
        else:
            last = self.byte()
            self.rex = 0x40 | ~first >> 5 & 7
            opcode_map = first & 31
        self.vex = 1 | (2 if last & 4 else 0) | (4 if last & 0x80 else 0)
        self.vvvv = ~last >> 3 & 15
        self.vex_prefix = 0x66 if last & 3 == 1 else 0xF3 if last & 3 == 2 else (
            0xF2 if last & 3 == 3 else 0)
        if opcode_map > 3 or opcode_map == 0:
            return -1
        return 1 << 10 | opcode_map << 8 | self.byte()

    def choose(self, key: i64, start: i64) -> i64:
        """The record that is meant; the instruction's length."""
        candidates = self.records[key]
        opcode_end = self.at
        first_length: i64 = 0
        first_record = -1
        for strict in (True, False):
            for record in candidates:
                self.at = opcode_end
                if not self.matches(i64(record) * RECORD, strict):
                    continue
                self.at = opcode_end
                self.read(i64(record), self.operands)
                length = self.at - start
                self.op = self.op_of[record]
                if self.encodes_to(start, length):
                    return length
                if first_record < 0:
                    first_record = record
                    first_length = length
        if first_record < 0:
            return 0
        self.at = opcode_end
        self.read(i64(first_record), self.operands)
        self.op = self.op_of[first_record]
        return first_length

    def encodes_to(self, start: i64, length: i64) -> bool:
        """Whether opcode and operands encode to the bytes just read."""
        sink = _Scratch()
        try:
            self.encoder.encode(self.op, self.operands, sink)
        except EncodeError:
            return False
        code = bytearray(sink.code.getvalue())
        if sink.place >= 0:
            distance = int(self.operands.disp)
            size = int(sink.size)
            place = int(sink.place)
            code[place:place + size] = (distance & (1 << 8 * size) - 1).to_bytes(size, "little")
        return bytes(code) == self.data[start:start + length]

    def matches(self, at: i64, strict: bool) -> bool:
        """Whether prefixes, sizes and ModRM fit the record; `strict`: every prefix means
        something to the record."""
        table = self.table
        wanted: i64 = i64(table[at + E_PREFIX])
        vex: i64 = i64(table[at + E_VEX])
        if vex:
            if self.vex_prefix != wanted or (vex ^ self.vex) & 2:
                return False
            if (vex ^ self.vex) & 4 and self.mode == 64 and strict:
                return False
        elif not self.prefix_fits(wanted, at, strict):
            return False
        kind = table[at + E_MODRM]
        if kind != MODRM_NONE:
            modrm: i64 = i64(self.data[self.at])
            if kind == MODRM_FIXED:
                fixed: i64 = i64(table[at + E_DIGIT])
                if table[at + E_LOWKIND] == LOW_MODRM:
                    return modrm & 0xF8 == fixed
                return modrm == fixed
            if kind == MODRM_DIGIT and modrm >> 3 & 7 != table[at + E_DIGIT]:
                return False
            is_memory = modrm < 0xC0
            if is_memory != (table[at + E_RM] == MEMORY):
                return False
        elif table[at + E_CONDITION] == COND_NOT_NOP and self.rex & 1 == 0 and (
                self.data[self.at - 1] == 0x90):
            return False
        return True

    def prefix_fits(self, wanted: i64, at: i64, strict: bool) -> bool:
        """Mandatory prefix and operand size of a record without VEX."""
        table = self.table
        if wanted == 0x9B:
            return False
        if wanted in (0xF2, 0xF3):
            if self.rep != wanted:
                return False
        elif wanted == 0x66:
            if not self.has_66 or self.rep:
                return False
        elif self.rep and strict:
            return False
        size: i64 = i64(table[at + E_OPSIZE])
        wide = self.rex & 8 != 0
        if size == 64:
            return wide
        if size == 32:
            return not wide and self.has_66 == (self.mode == 16)
        if size == 16:
            return not wide and self.has_66 == (self.mode != 16)
        return not (strict and self.has_66 and wanted != 0x66)

    def read(self, record: i64, o: Operands) -> None:
        """Fill the operands by the record; `self.at` behind the instruction."""
        table = self.table
        at = record * RECORD
        op = self.op_of[record]
        o.clear()
        o.segment = self.segment
        if self.lock:
            o.prefixes |= PREFIX_LOCK
        wanted = table[at + E_PREFIX]
        if self.rep and wanted not in (0xF2, 0xF3):
            o.prefixes |= PREFIX_REP if self.rep == 0xF3 else PREFIX_REPNE
        if self.has_66 and wanted != 0x66 and table[at + E_OPSIZE] == 0 and not self.vex:
            o.prefixes |= PREFIX_DATA
        size = self.mode
        if self.has_67:
            size = 32 if self.mode != 32 else 16
            flags = table[at + E_FLAGS]
            if not (flags & ENC_A16 and size == 16 or flags & ENC_A32 and size == 32):
                o.address_size = size
        self.fixed_operands(op, o)
        kind = table[at + E_MODRM]
        if kind != MODRM_NONE:
            modrm = self.byte()
            if table[at + E_LOWKIND] == LOW_MODRM:
                self.put(o, op, i64(table[at + E_LOW]), modrm & 7, False)
            if table[at + E_REG] != NONE:
                number = modrm >> 3 & 7 | (self.rex & 4) << 1
                self.put(o, op, i64(table[at + E_REG]), number, table[at + E_BYTE] & 1 != 0)
            if table[at + E_RM] == MEMORY:
                self.memory(modrm, size, o, table[at + E_FLAGS] & ENC_VSIB != 0)
            elif table[at + E_RM] != NONE:
                number = modrm & 7 | (self.rex & 1) << 3
                self.put(o, op, i64(table[at + E_RM]), number, table[at + E_BYTE] & 2 != 0)
        elif table[at + E_LOWKIND] == LOW_OPCODE:
            number = i64(self.data[self.at - 1]) & 7 | (self.rex & 1) << 3
            self.put(o, op, i64(table[at + E_LOW]), number, table[at + E_BYTE] & 4 != 0)
        if table[at + E_VVVV] != NONE:
            self.put(o, op, i64(table[at + E_VVVV]), self.vvvv, False)
        if table[at + E_HAS_SUFFIX] and self.byte() != table[at + E_SUFFIX]:
            self.at += 100      # does not encode back: another record is meant
        if table[at + E_LOWKIND] == LOW_IS4:
            self.put(o, op, i64(table[at + E_LOW]), self.byte() >> 4, False)
        condition = table[at + E_CONDITION]
        if condition in (COND_ACC, COND_NOT_NOP):
            self.put(o, op, i64(table[at + E_EXTRA]), 0, False)
        elif condition == COND_ONE:
            o.imm = 1
        elif condition == COND_THREE:
            o.imm = 3
        elif condition == COND_ABS:
            self.put(o, op, 1 - i64(table[at + E_EXTRA]), 0, False)
        self.immediate(i64(table[at + E_IMM]), i64(table[at + E_OPSIZE]), size, o)

    def fixed_operands(self, op: i64, o: Operands) -> None:
        """Registers that the row names."""
        first = (op - FIRST_MACHINE) * MAX_OPERANDS
        for i in range(MAX_OPERANDS):
            fixed = tables_gen.OPERAND_FIXED[first + i]
            if fixed != NO_FIXED and tables_gen.OPERAND_KIND[first + i] == OPERAND_REG:
                self.set_register(o, i, i64(fixed))

    def set_register(self, o: Operands, slot: i64, number: i64) -> None:
        if slot == 0:
            o.r0 = number
        elif slot == 1:
            o.r1 = number
        elif slot == 2:
            o.r2 = number
        else:
            o.r3 = number

    def put(self, o: Operands, op: i64, slot: i64, number: i64, byte: bool) -> None:
        """Operand `slot` is register `number` of its class."""
        cls = tables_gen.OPERAND_CLASS[(op - FIRST_MACHINE) * MAX_OPERANDS + slot]
        if cls == CLASS_GPR:
            if byte and self.rex == 0 and 4 <= number < 8:
                number += AH - 4
        elif cls == CLASS_VECTOR:
            number += XMM0
        elif cls == CLASS_MMX:
            number = MMX0 + (number & 7)
        elif cls == CLASS_ST:
            number = ST0 + (number & 7)
        elif cls == CLASS_SEGMENT:
            number = ES + (number & 7)
        elif cls == CLASS_CONTROL:
            number += CR0
        elif cls == CLASS_DEBUG:
            number += DR0
        self.set_register(o, slot, number)

    def memory(self, modrm: i64, size: i64, o: Operands, vsib: bool) -> None:
        """The memory operand behind a ModRM byte."""
        mod = modrm >> 6
        rm = modrm & 7
        if size == 16:
            if mod == 0 and rm == 6:
                o.disp = self.signed(2)
                return
            o.base = _BASES_16[rm]
            o.index = _INDEXES_16[rm]
        elif rm == 4:
            sib = self.byte()
            index = sib >> 3 & 7 | (self.rex & 2) << 2
            if vsib:
                o.index = XMM0 + index
            elif index != 4:
                o.index = index
            o.scale = 1 << (sib >> 6)
            base = sib & 7
            if base == 5 and mod == 0:
                o.disp = self.signed(4)
                return
            o.base = base | (self.rex & 1) << 3
        elif rm == 5 and mod == 0:
            if self.mode == 64:
                o.base = RIP
            o.disp = self.signed(4)
            return
        else:
            o.base = rm | (self.rex & 1) << 3
        if mod == 1:
            o.disp = self.signed(1)
            if o.disp == 0 and o.base & 7 != 5:
                o.force = FORCE_DISP8
        elif mod == 2:
            o.disp = self.signed(2 if size == 16 else 4)
            if -128 <= o.disp <= 127:
                o.force = FORCE_DISP32

    def signed(self, size: i64) -> i64:
        """A little-endian signed field."""
        raw = self.data[self.at:self.at + size]
        if len(raw) < size:
            raise IndexError
        self.at += size
        return i64(int.from_bytes(raw, "little", signed=True))

    def immediate(self, kind: i64, opsize: i64, address_size: i64, o: Operands) -> None:
        if kind == IMM_NONE:
            return
        if kind in (IMM_8, IMM_8S):
            o.imm = int(self.signed(1))
        elif kind == IMM_16:
            o.imm = int(self.signed(2))
        elif kind in (IMM_32, IMM_32S):
            o.imm = int(self.signed(4))
        elif kind == IMM_64:
            o.imm = int(self.signed(8))
        elif kind == IMM_REL8:
            o.disp = self.signed(1)
        elif kind == IMM_REL:
            o.disp = self.signed(2 if opsize == 16 or opsize == 0 and self.mode == 16 else 4)
        elif kind == IMM_ENTER:
            o.imm = int(self.signed(2)) & 0xFFFF
            o.imm |= int(self.byte()) << 16
        elif kind == IMM_FAR:
            o.disp = self.signed(2 if opsize == 16 or opsize == 0 and self.mode == 16 else 4)
            o.imm = int(self.signed(2)) & 0xFFFF
        elif kind == IMM_MOFFS:
            o.disp = self.signed(address_size >> 3)
