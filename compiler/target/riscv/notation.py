"""Bit strings of RISC-V encodings.

Notation, highest bit first: literal bits; register fields rd rs1 rs2 rs3 (rd' rs1' rs2': three
bits, x8..x15), set1 set2, csr; `imm[12|10:5]` bits of the immediate, displacement or target;
`{sz} {fmt} {rm} {aq}` from size and template.  Registers go into rd (written), rs1, rs2, rs3 in
order; the memory operand's base is rs1.  Aliases and compressed rows: `target/aliases.py`.
"""

# mypyc: skip

from __future__ import annotations

import re

from compiler.target.aliases import MACRO, Aliases, fail, slot_of
from compiler.target.bit_strings import BitString, FormatTables, Part, place, scale_pieces
from compiler.target.describe import Expansion, Notation, Opcode, Operand, OperandClass
from compiler.target.formats import (
    EQUAL,
    OTHER,
    REGISTER,
    SIGNED,
    SOURCE_BASE,
    SOURCE_DISP,
    SOURCE_IMM,
    UNSIGNED,
)
from compiler.target.groups import Groups
from compiler.target.machine import (
    IS_ALIAS,
    IS_MACRO,
    OPERAND_IMM,
    OPERAND_LABEL,
    OPERAND_MEM,
    OPERAND_REG,
    WRITE,
)
from compiler.target.riscv import rows, rows_compressed, rows_float
from compiler.target.riscv.fields import FORMAT_BITS, UPPER
from compiler.target.riscv.registers import (
    CLASS_CSR,
    CLASS_FENCE,
    CLASS_FLOAT,
    CLASS_GPR,
    CSR0,
    F0,
    FENCE0,
    RA,
    SP,
    T1,
    csr_names,
    registers_by_name,
)


def _reg(cls: int, size: int | None, letter: str, condition: str = "") -> OperandClass:
    return OperandClass(OPERAND_REG, cls, size, letter, -1, condition)


def _mem(size: int | None, condition: str = "") -> OperandClass:
    return OperandClass(OPERAND_MEM, 0, size, "m", -1, condition)


def _imm(condition: str) -> OperandClass:
    return OperandClass(OPERAND_IMM, 0, 64, "i", -1, condition)


CLASSES: dict[str, OperandClass] = {
    "x": _reg(CLASS_GPR, 64, "r"), "xc": _reg(CLASS_GPR, 64, "r", "low"),
    "xnz": _reg(CLASS_GPR, 64, "r", "nz"), "xlui": _reg(CLASS_GPR, 64, "r", "nz nsp"),
    "sp": OperandClass(OPERAND_REG, CLASS_GPR, 64, "r", SP, "sp"),
    "f": _reg(CLASS_FLOAT, None, "f"), "f32": _reg(CLASS_FLOAT, 32, "f"),
    "f64": _reg(CLASS_FLOAT, 64, "f"), "fc": _reg(CLASS_FLOAT, 64, "f", "low"),
    "csr": _reg(CLASS_CSR, 64, "c"), "set": _reg(CLASS_FENCE, 0, "s"),
    "mem": _mem(0), "ma": _mem(None, "bare"), "ma8": _mem(8, "bare"), "ma16": _mem(16, "bare"),
    "ma32": _mem(32, "bare"), "ma64": _mem(64, "bare"),
    "m8": _mem(8), "m16": _mem(16), "m32": _mem(32), "m64": _mem(64),
    "mc32": _mem(32, "low"), "mc64": _mem(64, "low"),
    "msp32": _mem(32, "sp"), "msp64": _mem(64, "sp"),
    "simm": _imm("signed"), "uimm": _imm("unsigned"), "upper": _imm("unsigned"),
    "nzs": _imm("signed nz"), "nzu": _imm("unsigned nz"), "upper6": _imm("upper"),
    "any": _imm(""), "mark": _imm(""),
    "l": OperandClass(OPERAND_LABEL, 0, 0, "l"),
}
TEMPLATES: dict[str, dict[str, int]] = {
    "rm": {"": 7, ",rne": 0, ",rtz": 1, ",rdn": 2, ",rup": 3, ",rmm": 4},
    "aq": {"": 0, ".rl": 1, ".aq": 2, ".aqrl": 3},
}
_FIELDS = {"rd": 5, "rd'": 3, "rs1": 5, "rs1'": 3, "rs2": 5, "rs2'": 3, "rs3": 5,
           "set1": 4, "set2": 4, "csr": 12}
_FIELD_ORDER = ["set1", "set2", "csr", "rs1", "rs1'", "rs2", "rs2'", "rs3"]
_FIRST_OF_CLASS = {CLASS_GPR: 0, CLASS_FLOAT: F0, CLASS_FENCE: FENCE0, CLASS_CSR: CSR0}
_IMPLICIT = {"ra": RA, "t1": T1}
_FORMATS = {tuple(sorted(bits)): number for number, bits in enumerate(FORMAT_BITS)}


def places(expansion: Expansion, present: list[str]) -> dict[str, int]:
    """Which source goes into each field of the bit string."""
    result: dict[str, int] = {}
    free = [name for name in _FIELD_ORDER if name in present]
    for index, operand in enumerate(expansion.operands):
        if operand.cls.kind == OPERAND_MEM:
            for name in ("rs1", "rs1'"):
                if name in free:
                    free.remove(name)
                    result[name] = SOURCE_BASE
        if operand.cls.kind != OPERAND_IMM or "imm" in present:
            if operand.cls.kind != OPERAND_REG and "imm" in present:
                result["imm"] = slot_of(operand, index)
    for index, operand in enumerate(expansion.operands):
        if operand.cls.kind != OPERAND_REG or operand.cls.fixed >= 0:
            continue
        target = [name for name in ("rd", "rd'") if name in present and name not in result]
        if operand.access & WRITE and target:
            result[target[0]] = index
        elif free:
            result[free.pop(0)] = index
        else:
            raise fail(expansion, f"no place for operand {operand.name}")
    if free or ("imm" in present) != ("imm" in result):
        raise fail(expansion, "a field without operand")
    return result


def read_bits(expansion: Expansion) -> BitString:
    """The encoding that a bit string describes; what operands must be stands in front."""
    large = expansion.size == 64
    values = {"{sz}": "011" if large else "010", "{fmt}": f"{int(large):02b}",
              "{rm}": f"{expansion.add:03b}", "{aq}": f"{expansion.add:02b}"}
    tokens = [values.get(word, word) for word in expansion.row.encoding.split()]
    where = places(expansion, [re.sub(r"\[.*", "", token) for token in tokens
                               if not token[0].isdigit()])
    parts = {name: Part(source, REGISTER) for name, source in where.items()}
    made = BitString()
    try:
        place(tokens, parts, _FIELDS, made)
    except ValueError as wrong:
        raise fail(expansion, str(wrong)) from None
    if made.size not in (16, 32):
        raise fail(expansion, f"{made.size} bits")
    fields = {part.source: part for part in parts.values()}
    for index, operand in enumerate(expansion.operands):
        made.parts += requirements(operand, index, fields)
    made.parts += parts.values()
    return made


def requirements(operand: Operand, index: int, fields: dict[int, Part]) -> list[Part]:
    """Give an operand's fields their transforms; what it must be besides."""
    words = operand.cls.condition.split()
    if operand.cls.kind == OPERAND_REG:
        if index in fields:
            fields[index].param = _FIRST_OF_CLASS[operand.cls.register_class]
            fields[index].param += 8 if "low" in words else 0
        simple = {"nz": Part(index, OTHER, 0), "nsp": Part(index, OTHER, SP),
                  "sp": Part(index, EQUAL, SP)}
        return [simple[word] for word in words if word != "low"]
    result = []
    memory = operand.cls.kind == OPERAND_MEM
    if memory:
        if "low" in words:
            fields[SOURCE_BASE].param = 8
        simple = {"sp": Part(SOURCE_BASE, EQUAL, SP), "bare": Part(SOURCE_DISP, EQUAL, 0)}
        result = [simple[word] for word in words if word != "low"]
    elif "nz" in words:
        result = [Part(SOURCE_IMM, OTHER, 0)]
    field = fields.get(slot_of(operand, index))
    if field is not None:
        signed = operand.cls.kind == OPERAND_LABEL or "signed" in words or memory and not words
        field.transform = UPPER if "upper" in words else SIGNED if signed else UNSIGNED
        scale_pieces(field)
    return result


def spelled(mnemonic: str, size: int) -> str:
    """`*` filled in: s or d of floats, w or d of integers."""
    narrow = "s" if mnemonic[0] == "f" else "w"
    return mnemonic.replace("*", "d" if size == 64 else narrow)


class RiscvAliases(Aliases):
    """See `target/aliases.py`; the shorter forms are the compressed ones."""

    def spelled(self, mnemonic: str, size: int) -> str:
        return spelled(mnemonic, size)

    def named(self, operand: Operand, word: str) -> int:
        if operand.cls.register_class == CLASS_CSR:
            return CSR0 + csr_names()[word]
        return registers_by_name()[word][0]

    def read(self, expansion: Expansion) -> BitString:
        return read_bits(expansion)


class RiscvNotation(Notation):
    """The rows of RISC-V."""

    name = "riscv"

    def __init__(self) -> None:
        texts = [rows.BASE, rows_float.FLOAT, rows_compressed.COMPRESSED, rows.ALIASES]
        groups = Groups({}, [])
        super().__init__([groups.expand(text) for text in texts], CLASSES, TEMPLATES, _IMPLICIT, {})

    def opcode_name(self, expansion: Expansion) -> str:
        letters = "".join(operand.cls.letter for operand in expansion.operands)
        return self.mnemonic(expansion).upper().replace(".", "_").replace(",", "_") + letters

    def mnemonic(self, expansion: Expansion) -> str:
        return spelled(expansion.mnemonic, expansion.size)

    def meaning(self, expansion: Expansion) -> str:
        text = expansion.row.meaning
        if "{rm}" in expansion.row.mnemonic:
            # the IR rounds to nearest, the mode at start, and cuts off in conversions to integers
            modes = (1,) if "fpto" in text else (7, 0)
            if expansion.add not in modes:
                return ""
        return "" if text.startswith("=") else text

    def encoding_tables(self, opcodes: list[Opcode]) -> list[tuple[str, bytes | list[int]]]:
        for opcode in opcodes:
            text = opcode.first.row.encoding
            properties = IS_MACRO if text == MACRO else 0
            if text.startswith("="):
                properties |= IS_ALIAS
            opcode.first.row.properties |= properties
        aliases = RiscvAliases(opcodes)
        made = FormatTables()
        fields = bytearray()
        for opcode in opcodes:
            for encoding in aliases.encodings(opcode):
                made.add(encoding)
                symbolic = [(low + part.param, width, at) for part in encoding.parts
                            if part.source in (SOURCE_IMM, SOURCE_DISP)
                            for low, width, at in part.pieces]
                fields.append(_FORMATS.get(tuple(sorted(symbolic)), 0))
            made.end_opcode()
        return [*made.tables(), ("FIELD", bytes(fields))]
