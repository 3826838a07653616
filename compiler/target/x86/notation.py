"""Intel-manual notation of x86 encodings, read into the encoder's fixed-width records.

Problem: the encoder wants flat numbers, people want `66 0F 38 00 /r`.  Idea: one reader, run
when the tables are generated; the operand that goes into each field follows from the notation
(the operand with a memory alternative is ModRM.rm, the next register ModRM.reg, with VEX the one
after it vvvv) unless the row says `@rm @reg @v @low`.

The record is described in `fields.py`. Source: Intel SDM volume 2, 3.1.1.1 (notation).
"""

# mypyc: skip

from __future__ import annotations

from compiler.target.describe import (
    Expansion,
    Notation,
    Opcode,
    Operand,
    OperandClass,
    RowError,
)
from compiler.target.machine import OPERAND_IMM, OPERAND_LABEL, OPERAND_MEM, OPERAND_REG
from compiler.target.x86 import rows_avx, rows_base, rows_sse, rows_system, rows_x87
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
    ENC_BRANCH,
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
    IMM_REL,
    IMM_REL8,
    LOW_IS4,
    LOW_MODRM,
    LOW_OPCODE,
    MEMORY,
    MODRM_DIGIT,
    MODRM_FIXED,
    MODRM_NONE,
    MODRM_REG,
    NONE,
    RECORD,
)
from compiler.target.x86.registers import (
    CLASS_CONTROL,
    CLASS_DEBUG,
    CLASS_GPR,
    CLASS_MMX,
    CLASS_SEGMENT,
    CLASS_ST,
    CLASS_VECTOR,
    CS,
    DS,
    ES,
    FS,
    GS,
    RAX,
    RCX,
    RDX,
    SS,
    ST0,
    XMM0,
)

CONDITIONS = {"": COND_NONE, "s8": COND_IMM8S, "one": COND_ONE, "three": COND_THREE,
              "s32": COND_IMM32S,
              "abs": COND_ABS, "swap": COND_SWAP, "never": COND_NEVER, "acc": COND_ACC,
              "notnop": COND_NOT_NOP}


def _gpr(size: int | None) -> OperandClass:
    return OperandClass(OPERAND_REG, CLASS_GPR, size)


def _fixed(number: int, size: int, register_class: int = CLASS_GPR,
           name: str = "") -> OperandClass:
    return OperandClass(OPERAND_REG, register_class, size, name, number)


def _mem(size: int | None) -> OperandClass:
    return OperandClass(OPERAND_MEM, 0, size, "m")


OPERAND_CLASSES: dict[str, OperandClass] = {
    "r": _gpr(None), "r8": _gpr(8), "r16": _gpr(16), "r32": _gpr(32), "r64": _gpr(64),
    # a register of explicit size where the same letters already mean another size
    "rw": OperandClass(OPERAND_REG, CLASS_GPR, 16, "w"),
    "re": OperandClass(OPERAND_REG, CLASS_GPR, 32, "e"),
    "rq": OperandClass(OPERAND_REG, CLASS_GPR, 64, "q"),
    "acc": OperandClass(OPERAND_REG, CLASS_GPR, None, "r", -1, "acc"),
    "accx": OperandClass(OPERAND_REG, CLASS_GPR, None, "r", -1, "notnop"),
    "m": _mem(None), "m8": _mem(8), "m16": _mem(16), "m32": _mem(32), "m64": _mem(64),
    "m80": _mem(80), "m128": _mem(128), "m256": _mem(256), "mem": _mem(0),
    "moffs": OperandClass(OPERAND_MEM, 0, None, "m", -1, "abs"),
    "moffs64": OperandClass(OPERAND_MEM, 0, None, "o"),
    "vmx": OperandClass(OPERAND_MEM, 0, 0, "m"), "vmy": OperandClass(OPERAND_MEM, 0, 0, "n"),
    "x": OperandClass(OPERAND_REG, CLASS_VECTOR, 128, "x"),
    "y": OperandClass(OPERAND_REG, CLASS_VECTOR, 256, "y"),
    "mm": OperandClass(OPERAND_REG, CLASS_MMX, 64, "v"),
    "sti": OperandClass(OPERAND_REG, CLASS_ST, 80, "f"),
    "st": _fixed(ST0, 80, CLASS_ST, "ST"),
    "sreg": OperandClass(OPERAND_REG, CLASS_SEGMENT, 16, "s"),
    "cr": OperandClass(OPERAND_REG, CLASS_CONTROL, 0, "c"),
    "dr": OperandClass(OPERAND_REG, CLASS_DEBUG, 0, "d"),
    "al": _fixed(RAX, 8, CLASS_GPR, "AL"), "cl": _fixed(RCX, 8, CLASS_GPR, "CL"),
    "ax": _fixed(RAX, 16, CLASS_GPR, "AX"), "dx": _fixed(RDX, 16, CLASS_GPR, "DX"),
    "eax": _fixed(RAX, 32, CLASS_GPR, "EAX"), "ecx": _fixed(RCX, 32, CLASS_GPR, "ECX"),
    "edx": _fixed(RDX, 32, CLASS_GPR, "EDX"),
    "rax": _fixed(RAX, 64, CLASS_GPR, "RAX"),
    "A": OperandClass(OPERAND_REG, CLASS_GPR, None, "A", RAX),
    "xmm0": _fixed(XMM0, 128, CLASS_VECTOR, "X0"),
    "es": _fixed(ES, 16, CLASS_SEGMENT, "ES"), "cs": _fixed(CS, 16, CLASS_SEGMENT, "CS"),
    "ss": _fixed(SS, 16, CLASS_SEGMENT, "SS"), "ds": _fixed(DS, 16, CLASS_SEGMENT, "DS"),
    "fs": _fixed(FS, 16, CLASS_SEGMENT, "FS"), "gs": _fixed(GS, 16, CLASS_SEGMENT, "GS"),
    "imm": OperandClass(OPERAND_IMM, 0, None, "i"),
    "imm8": OperandClass(OPERAND_IMM, 0, 8, "i"), "imm16": OperandClass(OPERAND_IMM, 0, 16, "i"),
    "imm32": OperandClass(OPERAND_IMM, 0, 32, "i"), "imm64": OperandClass(OPERAND_IMM, 0, 64, "i"),
    "imm8s": OperandClass(OPERAND_IMM, 0, None, "i", -1, "s8"),
    "imm32s": OperandClass(OPERAND_IMM, 0, None, "i", -1, "s32"),
    "one": OperandClass(OPERAND_IMM, 0, 8, "i", -1, "one"),
    "three": OperandClass(OPERAND_IMM, 0, 8, "i", -1, "three"),
    "rel": OperandClass(OPERAND_LABEL, 0, 0, "l"),
    "far": OperandClass(OPERAND_IMM, 0, 0, "p"),
}

_CONDITION_CODES = {
    "o": 0, "no": 1, "b": 2, "ae": 3, "e": 4, "ne": 5, "be": 6, "a": 7,
    "s": 8, "ns": 9, "p": 10, "np": 11, "l": 12, "ge": 13, "le": 14, "g": 15,
}
_PREDICATES = ["eq", "lt", "le", "unord", "neq", "nlt", "nle", "ord"]
_AVX_PREDICATES = _PREDICATES + [
    "eq_uq", "nge", "ngt", "false", "neq_oq", "ge", "gt", "true", "eq_os", "lt_oq", "le_oq",
    "unord_s", "neq_us", "nlt_uq", "nle_uq", "ord_s", "eq_us", "nge_uq", "ngt_uq", "false_os",
    "neq_os", "ge_oq", "gt_oq", "true_us"]

TEMPLATES: dict[str, dict[str, int]] = {
    "cc": _CONDITION_CODES,
    "pp": {name: i for i, name in enumerate(_PREDICATES)},
    "vp": {name: i for i, name in enumerate(_AVX_PREDICATES)},
}

_PREFIXES = {"66": 0x66, "F2": 0xF2, "F3": 0xF3, "9B": 0x9B}
_GOT_RELAX_OPCODES = {0x8B, 0x85, 0x03, 0x0B, 0x13, 0x1B, 0x23, 0x2B, 0x33, 0x3B}


def _is_hex(word: str) -> bool:
    return len(word) == 2 and all(c in "0123456789ABCDEF" for c in word)


class _Reader:
    """Reads one encoding for one expansion into `record`."""

    def __init__(self, expansion: Expansion) -> None:
        self.expansion = expansion
        self.record = bytearray(RECORD)
        for field in (E_REG, E_RM, E_VVVV, E_LOW):
            self.record[field] = NONE
        self.roles: dict[str, int] = {}
        self.slash = ""

    def fail(self, why: str) -> RowError:
        return RowError(f"{self.expansion.row.text}: {why}")

    def read(self) -> bytes:
        words = self.expansion.row.encoding.split()
        words = self.prefixes(words)
        words = self.opcode(words)
        for word in words:
            self.tail(word)
        self.roles_of_operands()
        self.sizes_and_modes()
        return bytes(self.record)

    def prefixes(self, words: list[str]) -> list[str]:
        record = self.record
        if words[0].startswith("VEX."):
            parts = words[0].split(".")
            record[E_VEX] = 1
            for part in parts[1:]:
                if part == "256":
                    record[E_VEX] |= 2
                elif part == "W1":
                    record[E_VEX] |= 4
                elif part in ("66", "F2", "F3"):
                    record[E_PREFIX] = _PREFIXES[part]
                elif part in ("0F", "0F38", "0F3A"):
                    record[E_MAP] = {"0F": 1, "0F38": 2, "0F3A": 3}[part]
                elif part not in ("128", "LIG", "LZ", "WIG", "W0", "NDS", "NDD", "DDS"):
                    raise self.fail(f"VEX.{part}?")
            return words[1:]
        rest = words
        if rest[0] in ("o16", "o32"):
            record[E_OPSIZE] = int(rest[0][1:])
            rest = rest[1:]
        while rest[0] in _PREFIXES and len(rest) > 1 and (
                _is_hex(rest[1]) or rest[1] == "REX.W" or "+" in rest[1]):
            record[E_PREFIX] = _PREFIXES[rest[0]]
            rest = rest[1:]
        if rest[0] == "REX.W":
            record[E_OPSIZE] = 64
            rest = rest[1:]
        if rest[0] == "0F":
            record[E_MAP] = 1
            rest = rest[1:]
            if rest[0] == "38" and len(rest) > 1 and _is_hex(rest[1].partition("+")[0]):
                record[E_MAP] = 2
                rest = rest[1:]
            elif rest[0] == "3A" and len(rest) > 1 and _is_hex(rest[1].partition("+")[0]):
                record[E_MAP] = 3
                rest = rest[1:]
        return rest

    def opcode(self, words: list[str]) -> list[str]:
        record = self.record
        byte, _, plus = words[0].partition("+")
        record[E_OPCODE] = int(byte, 16)
        if plus == "w":
            if self.expansion.size != 8:
                record[E_OPCODE] += 1
        elif plus == "cc":
            record[E_OPCODE] += self.expansion.add
        elif plus == "r":
            record[E_LOWKIND] = LOW_OPCODE
        elif plus:
            raise self.fail(f"+{plus}?")
        return words[1:]

    def tail(self, word: str) -> None:
        record = self.record
        if word == "/r":
            record[E_MODRM] = MODRM_REG
        elif word == "/is4":
            record[E_LOWKIND] = LOW_IS4
        elif word[0] == "/":
            record[E_MODRM] = MODRM_DIGIT
            record[E_DIGIT] = int(word[1:])
        elif word in _IMMEDIATES:
            record[E_IMM] = _IMMEDIATES[word]
        elif word == "iz":
            record[E_IMM] = {8: IMM_8, 16: IMM_16, 32: IMM_32, 64: IMM_32S}[self.expansion.size]
        elif word in ("{pp}", "{vp}"):
            record[E_HAS_SUFFIX] = 1
            record[E_SUFFIX] = self.expansion.add
        elif _is_hex(word.partition("+")[0]):
            byte, _, plus = word.partition("+")
            if record[E_MODRM] == MODRM_NONE:
                record[E_MODRM] = MODRM_FIXED
                record[E_DIGIT] = int(byte, 16)
                if plus == "i":
                    record[E_LOWKIND] = LOW_MODRM
            else:
                record[E_HAS_SUFFIX] = 1
                record[E_SUFFIX] = int(byte, 16)
        else:
            raise self.fail(f"{word}?")

    def roles_of_operands(self) -> None:
        record = self.record
        operands = self.expansion.operands
        rm = self.rm_operand(operands)
        free: list[str] = []
        if record[E_MODRM] == MODRM_REG:
            free.append("reg")
        if record[E_VEX]:
            free.append("v")
        if record[E_LOWKIND]:
            free.append("low")
        for operand in operands:
            if operand.role in free:
                free.remove(operand.role)
        for i, operand in enumerate(operands):
            cls = operand.cls
            if cls.condition and record[E_CONDITION] != COND_ABS:
                record[E_CONDITION] = CONDITIONS[cls.condition]
                record[E_EXTRA] = i
            byte = cls.register_class == CLASS_GPR and operand.size == 8
            if operand.name in ("moffs", "moffs64"):
                record[E_RM] = NONE
            elif i == rm:
                record[E_RM] = MEMORY if cls.kind == OPERAND_MEM else i
                record[E_BYTE] |= 2 if byte else 0
                if operand.name in ("vmx", "vmy"):
                    record[E_FLAGS] |= ENC_VSIB
            elif cls.kind == OPERAND_REG and cls.fixed < 0 and (
                    cls.condition not in ("acc", "notnop")):
                role = operand.role
                if not role:
                    if not free:
                        raise self.fail(f"no place for operand {operand.name}")
                    role = free.pop(0)
                if role == "reg":
                    record[E_REG] = i
                    record[E_BYTE] |= 1 if byte else 0
                elif role == "v":
                    record[E_VVVV] = i
                else:
                    record[E_LOW] = i
                    record[E_BYTE] |= 4 if byte else 0
            elif cls.kind == OPERAND_LABEL:
                record[E_FLAGS] |= ENC_BRANCH
        row = self.expansion.row
        for word in row.modes:
            if word in CONDITIONS:
                record[E_CONDITION] = CONDITIONS[word]

    def rm_operand(self, operands: list[Operand]) -> int:
        """Index of the operand in ModRM.rm, -1: none."""
        if self.record[E_MODRM] not in (MODRM_REG, MODRM_DIGIT):
            return -1
        found = -1
        for i, operand in enumerate(operands):
            if operand.role == "rm":
                return i
            if operand.in_alternation or operand.cls.kind == OPERAND_MEM:
                found = i
        if found < 0 and self.record[E_MODRM] == MODRM_DIGIT:
            for i, operand in enumerate(operands):
                if operand.cls.kind == OPERAND_REG and operand.cls.fixed < 0:
                    found = i
        if found < 0:
            raise self.fail("no operand for ModRM.rm")
        return found

    def sizes_and_modes(self) -> None:
        record = self.record
        row = self.expansion.row
        size = self.expansion.size
        d64 = "d64" in row.modes
        if (size in (16, 32, 64) and not record[E_VEX] and "nosize" not in row.modes
                and f"nosize{size}" not in row.modes):
            record[E_OPSIZE] = 0 if (d64 and size == 64) else size
        if record[E_VEX] and size == 64:
            record[E_VEX] |= 4
        modes = 7
        if size == 64 or any(o.cls.register_class == CLASS_GPR and o.size == 64
                             and o.cls.kind == OPERAND_REG for o in self.expansion.operands):
            modes = 4
        if record[E_OPSIZE] == 64:
            modes = 4
        if d64 and size == 32:
            modes = 3
        if "m64" in row.modes:
            modes &= 4
        if "m32" in row.modes:
            modes &= 3
        record[E_MODES] = modes
        if "a16" in row.modes:
            record[E_FLAGS] |= ENC_A16
        if "a32" in row.modes:
            record[E_FLAGS] |= ENC_A32
        if (record[E_MAP] == 0 and record[E_RM] == MEMORY and not record[E_PREFIX]
                and (record[E_OPCODE] in _GOT_RELAX_OPCODES and record[E_MODRM] == MODRM_REG
                     or record[E_OPCODE] == 0xFF and record[E_DIGIT] in (2, 4))):
            record[E_FLAGS] |= ENC_GOT_RELAX


_IMMEDIATES = {"ib": IMM_8, "iw": IMM_16, "id": IMM_32, "io": IMM_64, "ibs": IMM_8S,
               "ids": IMM_32S, "rel8": IMM_REL8, "rel": IMM_REL, "enter": IMM_ENTER,
               "ptr": IMM_FAR, "moffs": IMM_MOFFS}


def read_encoding(expansion: Expansion) -> bytes:
    """The RECORD bytes of one expansion's encoding."""
    return _Reader(expansion).read()


IMPLICIT_REGISTERS: dict[str, int] = {
    "rax": 0, "rcx": 1, "rdx": 2, "rbx": 3, "rsp": 4, "rbp": 5, "rsi": 6, "rdi": 7, "r11": 11,
    "xmm0": 16, "mxcsr": 42, "fpu": 43,
}

FLAG_BITS: dict[str, int] = {"c": 1, "p": 2, "a": 4, "z": 8, "s": 16, "o": 32, "d": 64}


class X86Notation(Notation):
    """The rows of x86."""

    name = "x86"
    has_suffixes = True
    has_memory_forms = True

    def __init__(self) -> None:
        super().__init__([rows_base.ROWS, rows_sse.ROWS, rows_x87.ROWS, rows_system.ROWS,
                          rows_avx.ROWS], OPERAND_CLASSES, TEMPLATES, IMPLICIT_REGISTERS,
                         FLAG_BITS)

    def condition_flags(self, code: int) -> str:
        """The flags that condition `code` (the low four opcode bits) reads."""
        return ["o", "c", "z", "cz", "s", "p", "so", "zso"][code >> 1]

    def mnemonic(self, expansion: Expansion) -> str:
        suffix = {0: "", 8: "b", 16: "w", 32: "l", 64: "q"}[expansion.size]
        return expansion.mnemonic.replace("*", suffix).replace("~", "")

    def encoding_tables(self, opcodes: list[Opcode]) -> list[tuple[str, bytes | list[int]]]:
        firsts = [0]
        records = b""
        for opcode in opcodes:
            for expansion in opcode.expansions:
                records += read_encoding(expansion)
            firsts.append(len(records) // RECORD)
        return [("FIRST_ENCODING", firsts), ("ENCODINGS", records)]
