"""Bit strings of RISC-V encodings, read into the encoder's records; aliases and compression.

Problem: an alias, a compressed form and a plain instruction are three spellings of one operation,
and each spelling must find the shortest encoding.  Idea: a row is fixed bits and pieces of its
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

from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.describe import (
    Expansion,
    Notation,
    Opcode,
    Operand,
    OperandClass,
    RowError,
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
from compiler.target.riscv.fields import (
    CHECK_EQUAL,
    CHECK_IS,
    CHECK_LOW,
    CHECK_NOT,
    CHECK_SIGNED,
    CHECK_UNSIGNED,
    CHECK_UPPER,
    FORMAT_BITS,
    SLOT_BASE,
    SLOT_DISP,
    SLOT_IMM,
)
from compiler.target.riscv.registers import (
    CLASS_CSR,
    CLASS_FENCE,
    CLASS_FLOAT,
    CLASS_GPR,
    CSR0,
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
_SOURCES = ["set1", "set2", "csr", "rs1", "rs1'", "rs2", "rs2'", "rs3"]
_IMPLICIT = {"ra": RA, "t1": T1}
_FORMATS = {tuple(sorted(bits)): number for number, bits in enumerate(FORMAT_BITS)}

Piece = tuple[int, int, int, int]           # fields.py: slot, lowest bit, width, place
Source = tuple[str, int]                    # ("slot", number) or ("const", value)


class Encoding:
    """One way to encode an opcode: `match` has the fixed bits, `size` bytes."""

    def __init__(self, size: int, match: int, pieces: list[Piece],
                 checks: list[tuple[int, int, int, int]], own: bool) -> None:
        self.size = size
        self.match = match
        self.pieces = pieces
        self.checks = checks
        self.own = own              # from a bit string of its own: decodes to this opcode

    def mask(self) -> int:
        """The fixed bits' places."""
        free = 0
        for _, _, width, place in self.pieces:
            free |= ((1 << width) - 1) << place
        return ((1 << 8 * self.size) - 1) & ~free


def slot_of(operand: Operand, index: int) -> int:
    """The slot of an operand that has one."""
    if operand.cls.kind == OPERAND_REG:
        return index
    return SLOT_IMM if operand.cls.kind == OPERAND_IMM else SLOT_DISP


def fail(expansion: Expansion, why: str) -> RowError:
    return RowError(f"{expansion.row.text}: {why}")


def places(expansion: Expansion, present: list[str]) -> dict[str, int]:
    """Which slot goes into each field of the bit string."""
    result: dict[str, int] = {}
    free = [name for name in _SOURCES if name in present]
    for index, operand in enumerate(expansion.operands):
        if operand.cls.kind == OPERAND_MEM:
            for name in ("rs1", "rs1'"):
                if name in free:
                    free.remove(name)
                    result[name] = SLOT_BASE
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


def read_bits(expansion: Expansion) -> Encoding:
    """The encoding that a bit string describes."""
    words = expansion.row.encoding.split()
    present = [re.sub(r"\[.*", "", word) for word in words if not word[0].isdigit()]
    where = places(expansion, [name for name in present if name[0] != "{"])
    large = expansion.size == 64
    values = {"{sz}": (3 if large else 2, 3), "{fmt}": (int(large), 2),
              "{rm}": (expansion.add, 3), "{aq}": (expansion.add, 2)}
    match = 0
    total = 0
    parts: list[tuple[int, int, int, int]] = []      # slot, low, width, distance from the top
    for word in words:
        if word[0].isdigit():
            match = match << len(word) | int(word, 2)
            total += len(word)
        elif word in values:
            value, width = values[word]
            match = match << width | value
            total += width
        elif word in _FIELDS:
            match <<= _FIELDS[word]
            total += _FIELDS[word]
            parts.append((where[word], 0, _FIELDS[word], total))
        elif word.startswith("imm["):
            for part in word[4:-1].split("|"):
                high, _, low = part.partition(":")
                width = int(high) - int(low or high) + 1
                match <<= width
                total += width
                parts.append((where["imm"], int(low or high), width, total))
        else:
            raise fail(expansion, f"{word}?")
    if total not in (16, 32):
        raise fail(expansion, f"{total} bits")
    pieces = [(slot, low, width, total - end) for slot, low, width, end in parts]
    made = Encoding(total // 8, match, pieces, [], True)
    made.checks = conditions(expansion, pieces)
    return made


def conditions(expansion: Expansion, pieces: list[Piece]) -> list[tuple[int, int, int, int]]:
    """The checks that the operands' classes ask for."""
    checks = []
    for index, operand in enumerate(expansion.operands):
        words = operand.cls.condition.split()
        if operand.cls.kind == OPERAND_REG:
            simple = {"low": (CHECK_LOW, index, 0, 0), "nz": (CHECK_NOT, index, 0, 0),
                      "nsp": (CHECK_NOT, index, SP, 0), "sp": (CHECK_IS, index, SP, 0)}
            checks += [simple[word] for word in words]
            continue
        slot = slot_of(operand, index)
        bits = [(low, low + width) for where, low, width, _ in pieces if where == slot]
        if operand.cls.kind == OPERAND_MEM:
            if "low" in words:
                checks.append((CHECK_LOW, SLOT_BASE, 0, 0))
            if "sp" in words:
                checks.append((CHECK_IS, SLOT_BASE, SP, 0))
            if "bare" in words:
                checks.append((CHECK_IS, SLOT_DISP, 0, 0))
        if not bits:
            continue
        lowest, highest = min(b[0] for b in bits), max(b[1] for b in bits)
        signed = operand.cls.kind == OPERAND_LABEL or "signed" in words or (
            operand.cls.kind == OPERAND_MEM and not words)
        if "upper" in words:
            checks.append((CHECK_UPPER, slot, highest, 0))
        else:
            checks.append((CHECK_SIGNED if signed else CHECK_UNSIGNED, slot, highest, lowest))
        if "nz" in words:
            checks.append((CHECK_NOT, slot, 0, 0))
    return checks


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
                sources[SLOT_BASE] = ("slot", SLOT_BASE)
                sources[SLOT_DISP] = ("slot", SLOT_DISP)
            else:
                inner = given.group(2)
                sources[SLOT_DISP] = ("const", 0)
                sources[SLOT_BASE] = ("slot", "abcd".index(inner)) if len(inner) == 1 else (
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

    def encodings(self, opcode: Opcode) -> list[Encoding]:
        """All encodings of an opcode, compressed ones first."""
        expansion = opcode.first
        text = expansion.row.encoding
        if text == "macro":
            return []
        base = opcode
        sources: dict[int, Source] = {
            slot: ("slot", slot) for slot in range(SLOT_DISP + 1)}
        if text.startswith("="):
            base, sources = self.stands_for(expansion, text.strip(" ="))
        own = substituted(read_bits(base.first), sources)
        own.own = base is opcode and not expansion.row.properties & IS_ALIAS
        if base is not opcode:
            own.checks += [check for check in conditions(expansion, own.pieces)
                           if check not in own.checks]
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


def substituted(encoding: Encoding, sources: dict[int, Source]) -> Encoding:
    """The encoding with other sources for its slots."""
    match = encoding.match
    pieces = []
    for slot, low, width, place in encoding.pieces:
        kind, value = sources[slot]
        if kind == "slot":
            pieces.append((value, low, width, place))
        else:
            match |= (value >> low & (1 << width) - 1) << place
    checks = [(kind, sources[slot][1], x, y) for kind, slot, x, y in encoding.checks
              if sources[slot][0] == "slot"]
    return Encoding(encoding.size, match, pieces, checks, encoding.own)


def unified(compressed: Expansion, wanted: dict[int, Source], meant: dict[int, Source]
            ) -> Encoding | None:
    """A compressed encoding for an instruction, None when they can never agree.

    `wanted` and `meant` say what the base's slots are for the instruction and for the compressed
    row."""
    bound: dict[int, Source] = {}
    checks: list[tuple[int, int, int, int]] = []
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
            checks.append((CHECK_EQUAL, source[1], other[1], 0))
        elif other[1] >= 0:
            checks.append((CHECK_IS, source[1], other[1], 0))
        else:
            return None
    encoding = read_bits(compressed)
    for check in list(encoding.checks):
        kind_of_check, slot, x, y = check
        source = bound.get(slot, ("slot", slot))
        if source[0] == "const" and not holds(kind_of_check, source[1], x, y):
            return None
    sources = {slot: bound.get(slot, ("slot", slot)) for slot in range(SLOT_DISP + 1)}
    made = substituted(encoding, sources)
    made.checks = checks + made.checks
    made.own = False
    return made


def holds(kind: int, value: int, x: int, y: int) -> bool:
    """Whether a check that compares with numbers holds for a constant."""
    if kind in (CHECK_IS, CHECK_NOT):
        return (value == x) == (kind == CHECK_IS)
    if kind == CHECK_LOW:
        return value & 24 == 8
    low, high = (-(1 << x - 1), 1 << x - 1) if kind == CHECK_SIGNED else (0, 1 << x)
    return low <= value < high and value & (1 << y) - 1 == 0


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
        firsts, piece_firsts, check_firsts = [0], [0], [0]
        match: list[int] = []
        mask: list[int] = []
        sizes = bytearray()
        formats = bytearray()
        pieces = bytearray()
        checks = bytearray()
        for opcode in opcodes:
            for encoding in expander.encodings(opcode):
                match.append(encoding.match)
                mask.append(encoding.mask() if encoding.own else 0)
                sizes.append(encoding.size)
                symbolic = [piece[1:] for piece in encoding.pieces
                            if piece[0] in (SLOT_IMM, SLOT_DISP)]
                formats.append(_FORMATS.get(tuple(sorted(symbolic)), 0))
                pieces += b"".join(bytes(piece) for piece in encoding.pieces)
                checks += b"".join(bytes(check) for check in encoding.checks)
                piece_firsts.append(len(pieces) // 4)
                check_firsts.append(len(checks) // 4)
            firsts.append(len(match))
        assert FIRST_MACHINE + len(opcodes) < 1 << 16
        return [("FIRST_ENCODING", firsts), ("MATCH", match), ("MASK", mask),
                ("ENCODING_SIZE", bytes(sizes)), ("FORMAT", bytes(formats)),
                ("FIRST_PIECE", piece_firsts), ("PIECES", bytes(pieces)),
                ("FIRST_CHECK", check_firsts), ("CHECKS", bytes(checks))]
