"""Bit strings of RISC-V encodings; aliases and compression.

Problem: an alias, a compressed form and a plain instruction are three spellings of one operation,
and each spelling must find the shortest encoding.  Idea: a row is fixed bits and fields of its
operands; an alias and a compressed row both say which *base* row they stand for with which
operands; an alias takes the base row's bits with its operands put in, and a compressed encoding
whose base operands can be matched with an instruction's is one more encoding of it, in front.

Notation, highest bit first: literal bits; register fields rd rs1 rs2 rs3 (rd' rs1' rs2': three
bits, x8..x15), set1 set2, csr; `imm[12|10:5]` bits of the immediate, displacement or target;
`{sz} {fmt} {rm} {aq}` from size and template.  Registers go into rd (written), rs1, rs2, rs3 in
order; the memory operand's base is rs1.
"""

# mypyc: skip

from __future__ import annotations

import re

from compiler.target.bit_strings import BitString, FormatTables, Part, place, scale_pieces
from compiler.target.describe import Expansion, Notation, Opcode, Operand, OperandClass, RowError
from compiler.target.formats import (
    EQUAL,
    OTHER,
    REGISTER,
    SAME,
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

Source = tuple[str, int]                    # ("slot", SOURCE_* of ours) or ("const", value)
SOURCES = [0, 1, 2, 3, SOURCE_BASE, SOURCE_DISP, SOURCE_IMM]


def slot_of(operand: Operand, index: int) -> int:
    """The source of an operand that has one."""
    if operand.cls.kind == OPERAND_REG:
        return index
    return SOURCE_IMM if operand.cls.kind == OPERAND_IMM else SOURCE_DISP


def fail(expansion: Expansion, why: str) -> RowError:
    return RowError(f"{expansion.row.text}: {why}")


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


class Expander:
    """Resolves aliases and finds the compressed encodings of every opcode."""

    def __init__(self, opcodes: list[Opcode]) -> None:
        self.opcodes = opcodes
        self.by_mnemonic: dict[str, list[Opcode]] = {}
        for opcode in opcodes:
            self.by_mnemonic.setdefault(mnemonic(opcode.first), []).append(opcode)
        # base opcode -> what stands for it: (compressed expansion, base slot -> source)
        self.compressed: dict[str, list[tuple[Expansion, dict[int, Source]]]] = {}
        for opcode in opcodes:
            for text in opcode.first.row.meaning.split(";"):
                if opcode.first.row.meaning.startswith("="):
                    base, sources = self.stands_for(opcode.first, text.strip(" ="))
                    self.compressed.setdefault(base.name, []).append((opcode.first, sources))

    def stands_for(self, expansion: Expansion, text: str) -> tuple[Opcode, dict[int, Source]]:
        """The base opcode of an alias, and what its slots are."""
        name, _, rest = text.partition(" ")
        arguments = [word.strip() for word in rest.split(",")] if rest else []
        suffix = "d" if expansion.size == 64 else "s"
        for opcode in self.by_mnemonic.get(name.replace("*", suffix), []):
            first = opcode.first
            if first.row.encoding[0] in "=m" or len(first.operands) != len(arguments):
                continue
            sources: dict[int, Source] = {}
            for index, (operand, word) in enumerate(zip(first.operands, arguments, strict=True)):
                self.source(expansion, operand, index, word, sources)
            return opcode, sources
        raise fail(expansion, f"nothing is {text}")

    def source(self, expansion: Expansion, operand: Operand, index: int, word: str,
               sources: dict[int, Source]) -> None:
        """What one operand of the base is: an operand of ours, a register or a number."""
        given = re.fullmatch(r"([abcd])|0\((\w+)\)|(-?\d+)|(\w+)", word)
        if given is None:
            raise fail(expansion, f"{word}?")
        if operand.cls.kind == OPERAND_MEM:
            if given.group(1):
                sources[SOURCE_BASE] = ("slot", SOURCE_BASE)
                sources[SOURCE_DISP] = ("slot", SOURCE_DISP)
            else:
                inner = given.group(2)
                sources[SOURCE_DISP] = ("const", 0)
                sources[SOURCE_BASE] = ("slot", "abcd".index(inner)) if len(inner) == 1 else (
                    "const", registers_by_name()[inner][0])
        elif given.group(1):
            at = "abcd".index(word)
            sources[slot_of(operand, index)] = ("slot", slot_of(expansion.operands[at], at))
        elif given.group(3):
            sources[slot_of(operand, index)] = ("const", int(word))
        elif operand.cls.register_class == CLASS_CSR:
            sources[index] = ("const", CSR0 + csr_names()[word])
        else:
            sources[index] = ("const", registers_by_name()[word][0])

    def encodings(self, opcode: Opcode) -> list[BitString]:
        """All encodings of an opcode, compressed ones first."""
        expansion = opcode.first
        text = expansion.row.encoding
        if text == "macro":
            return []
        base = opcode
        sources: dict[int, Source] = {source: ("slot", source) for source in SOURCES}
        if text.startswith("="):
            base, sources = self.stands_for(expansion, text.strip(" ="))
        own = substituted(read_bits(base.first), sources)
        if own is None:
            raise fail(expansion, "an operand that the base does not take")
        result = []
        for compressed, meant in self.compressed.get(base.name, []):
            found = unified(compressed, sources, meant)
            if found is not None:
                result.append(found)
        return result + [own]


def mnemonic(expansion: Expansion) -> str:
    """`*` filled in: s or d of floats, w or d of integers."""
    text = expansion.mnemonic
    narrow = "s" if text[0] == "f" else "w"
    return text.replace("*", "d" if expansion.size == 64 else narrow)


def substituted(encoding: BitString, sources: dict[int, Source]) -> BitString | None:
    """The encoding with other sources for its parts, None when one does not take a constant."""
    made = BitString()
    made.word, made.size = encoding.word, encoding.size
    for part in encoding.parts:
        kind, value = sources[part.source]
        if kind == "slot":
            moved = Part(value, part.transform, part.param)
            moved.pieces = part.pieces
            made.parts.append(moved)
            continue
        bits = part.bits(value)
        if bits < 0:
            return None
        for low, width, at in part.pieces:
            made.word |= (bits >> low & (1 << width) - 1) << at
    return made


def unified(compressed: Expansion, wanted: dict[int, Source], meant: dict[int, Source]
            ) -> BitString | None:
    """A compressed encoding for an instruction, None when they can never agree.

    `wanted` and `meant` say what the base's sources are for the instruction and for the compressed
    row."""
    bound: dict[int, Source] = {}
    equal: list[Part] = []
    for slot, (kind, value) in meant.items():
        source = wanted.get(slot, ("slot", slot))
        if kind == "slot" and value not in bound:
            bound[value] = source
            continue
        other = bound[value] if kind == "slot" else ("const", value)
        if source == other:
            continue
        if source[0] == "const":
            source, other = other, source
        if source[0] == "const":
            return None
        if other[0] == "slot":
            equal.append(Part(source[1], SAME, other[1]))
        elif other[1] >= 0:
            equal.append(Part(source[1], EQUAL, other[1]))
        else:
            return None
    made = substituted(read_bits(compressed),
                       {source: bound.get(source, ("slot", source)) for source in SOURCES})
    if made is not None:
        made.parts = equal + made.parts
    return made


class RiscvNotation(Notation):
    """The rows of RISC-V."""

    name = "riscv"

    def __init__(self) -> None:
        texts = [rows.BASE, rows_float.FLOAT, rows_compressed.COMPRESSED, rows.ALIASES]
        groups = Groups({})
        super().__init__([groups.expand(text) for text in texts], CLASSES, TEMPLATES, _IMPLICIT, {})

    def opcode_name(self, expansion: Expansion) -> str:
        letters = "".join(operand.cls.letter for operand in expansion.operands)
        return mnemonic(expansion).upper().replace(".", "_").replace(",", "_") + letters

    def mnemonic(self, expansion: Expansion) -> str:
        return mnemonic(expansion)

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
            properties = IS_MACRO if text == "macro" else 0
            if text.startswith("="):
                properties |= IS_ALIAS
            opcode.first.row.properties |= properties
        expander = Expander(opcodes)
        made = FormatTables()
        fields = bytearray()
        for opcode in opcodes:
            for encoding in expander.encodings(opcode):
                made.add(encoding)
                symbolic = [(low + part.param, width, at) for part in encoding.parts
                            if part.source in (SOURCE_IMM, SOURCE_DISP)
                            for low, width, at in part.pieces]
                fields.append(_FORMATS.get(tuple(sorted(symbolic)), 0))
            made.end_opcode()
        return [*made.tables(), ("FIELD", bytes(fields))]
