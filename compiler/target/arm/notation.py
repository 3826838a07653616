"""Arm's notation of A64 encodings, read into words and formats for the encoder and decoder.

Problem: rows say `z 00 100010 i13 n d`, the encoder wants numbers (`target/formats.py`).  Idea:
capital letters follow from size, arrangement and lane; small ones are parts of the operands, which
get their letters in order.
"""

# mypyc: skip

from __future__ import annotations

import re

from compiler.target.arm import immediates as T
from compiler.target.arm import rows_base, rows_simd, rows_system
from compiler.target.arm.forms import (
    FORMS,
    LANES,
    S_AFTER_INDEX,
    S_LANE,
    S_LIST_LANE,
    Form,
)
from compiler.target.arm.registers import V0
from compiler.target.bit_strings import BitString, FormatTables, Part, place
from compiler.target.describe import Expansion, Notation, Opcode, OperandClass, RowError
from compiler.target.formats import (
    SOURCE_BASE,
    SOURCE_DISP,
    SOURCE_EXTEND,
    SOURCE_IMM,
    SOURCE_INDEX,
    SOURCE_LABEL,
    SOURCE_SCALE,
)
from compiler.target.groups import Groups
from compiler.target.machine import MAX_OPERANDS, OPERAND_IMM, OPERAND_LABEL, OPERAND_MEM

FORM_NUMBERS = {form.name: k for k, form in enumerate(FORMS)}
# operand names whose form follows from the size column
SIZED = {"r": {32: "w", 64: "x"}, "rsp": {32: "wsp", 64: "xsp"},
         "pair": {32: "pair32", 64: "pair64"},
         "f": {8: "b", 16: "h", 32: "s", 64: "d", 128: "q"}}
SIZED_NAMES = ["bitmask", "movz", "movn", "movw", "lsli", "um", "bfx", "bfi", "fbits", "lsl", "lsr",
               "asr", "ror", "m", "mu", "mx", "mw", "mp", "mq", "mqw", "mqp"]
REGISTER_LETTERS = "dstunma"

TOKEN = re.compile(r"[01]+|[zZHQFEX](?![A-Z])|[A-Z]{2}|[a-y](?:\d+|\[\d+:\d+\])?|\S")

# sets of arrangements; properties of each follow from its name
SETS = {name: members.split() for name, members in {
    "BV": "8b 16b", "A8": "8b 16b 4h 8h 2s 4s 1d 2d", "A7": "8b 16b 4h 8h 2s 4s 2d",
    "A6": "8b 16b 4h 8h 2s 4s", "H4": "4h 8h 2s 4s", "H2": "4h 8h", "HF": "4h 8h",
    "S2": "2s 4s", "D2": "2s 4s", "F3": "2s 4s 2d", "F5": "4h 8h 2s 4s 2d",
    "R5": "8b 16b 4h 8h 4s", "B4": "b h s d", "B3": "b h s", "HS": "h s", "SD": "s d",
    "HSD": "h s d", "NL": "8b 16b 4h 8h 2s 4s", "NH": "4h 8h 2s 4s", "NB": "8b 16b",
    "CN": "4h 8h 2s 4s", "CX": "2s 4s", "BH": "8b 16b 4h 8h", "D1": "d 2d"}.items()}
WIDER = {"b": "h", "h": "s", "s": "d", "d": "q"}


def lane_of(arrangement: str) -> str:
    return arrangement[-1]


def is_full(arrangement: str) -> bool:
    """Whether the arrangement fills 128 bits."""
    return arrangement in ("16b", "8h", "4s", "2d")


def set_property(arrangement: str, name: str) -> str:
    """See rows_simd's docstring."""
    lane = lane_of(arrangement)
    full = is_full(arrangement)
    counts = {"b": 8, "h": 4, "s": 2, "d": 1}
    if name == "q":
        return "2" if full else ""
    if name == "a":
        return "+" if full else "="
    if name == "w":
        return f"{counts[WIDER[lane]] * 2}{WIDER[lane]}"
    if name == "p":
        return f"{counts[WIDER[lane]] * (2 if full else 1)}{WIDER[lane]}"
    if name == "s":
        return WIDER[lane]
    if name == "g":
        return "x" if lane == "d" else "w"
    if name == "b":
        return "16b" if full else "8b"
    if name == "v":
        return "2" + lane
    if name == "o":
        return "v2d" if arrangement == "2d" else "d"
    return lane


class Arrangements(Groups):
    """`{V}` and `{V.w}` of rows_simd.py."""

    def property(self, member: str, name: str) -> str:
        return set_property(member, name)


def operand_classes() -> dict[str, OperandClass]:
    """The names of the operand column."""
    result = {}
    for form in FORMS:
        result[form.name] = OperandClass(form.kind, form.register_class(), form.size, form.letter)
    for name, sizes in SIZED.items():
        form = FORMS[FORM_NUMBERS[sizes[64]]]
        result[name] = OperandClass(form.kind, form.register_class(), None, name[0])
    for name in SIZED_NAMES:
        form = FORMS[FORM_NUMBERS[name + "64"]]
        result[name] = OperandClass(form.kind, 0, None, form.letter)
    result["mp0"] = OperandClass(OPERAND_MEM, 0, 0, "p")
    return result


def form_of(expansion: Expansion, index: int) -> Form:
    """The form of one operand of one expansion."""
    name = expansion.operands[index].name
    if name in SIZED:
        name = SIZED[name][expansion.size]
    elif name in SIZED_NAMES:
        name += str(expansion.size)
    elif name == "mp0":
        first = form_of(expansion, 0)
        lane = 1 << LANES.index(first.word[-1])
        bytes_ = first.count * (lane if first.style == S_LIST_LANE else first.size // 8)
        if expansion.mnemonic.partition(":")[0][-1] == "r":
            bytes_ = first.count * lane
        name = f"mp0_{bytes_}"
    return FORMS[FORM_NUMBERS[name]]


class Reader:
    """Reads one encoding."""

    def __init__(self, expansion: Expansion) -> None:
        self.expansion = expansion
        self.arrangement = expansion.mnemonic.partition(":")[2]
        self.fields: dict[str, Part] = {}
        self.encoding = BitString()
        tokens = self.symbols(expansion.row.encoding)
        self.assign(tokens)
        try:
            place(tokens, self.fields, {}, self.encoding)
        except ValueError as wrong:
            raise self.fail(str(wrong)) from None
        if self.encoding.size != 32:
            raise self.fail(f"{self.encoding.size} bits")
        for letter, part in self.fields.items():
            if not part.pieces and part.transform != T.EQUAL:
                raise self.fail(f"operand without field {letter}")

    def fail(self, why: str) -> RowError:
        return RowError(f"{self.expansion.row.text}: {why}")

    def symbols(self, text: str) -> list[str]:
        """Tokens, those that follow from size, arrangement and lane replaced."""
        size = self.expansion.size
        lane = lane_of(self.arrangement) if self.arrangement else ""
        wide = size == 64
        known = {"z": "1" if wide else "0", "Z": "0" if wide else "1"}
        known["GG"] = {8: "00", 16: "01", 32: "10", 64: "11"}.get(size, "00")
        known["H"] = "1" if size == 128 else "0"
        known["PP"] = {32: "00", 64: "01", 128: "10"}.get(size, "")
        known["YY"] = {16: "11", 32: "00", 64: "01"}.get(size, "")
        if lane:
            number = LANES.index(lane)
            known["Q"] = "1" if is_full(self.arrangement) else "0"
            known["SS"] = f"{number:02b}"
            known["F"] = "1" if lane == "d" else "0"
            known["E"] = "1" if lane == "s" else "0"
            known["LL"] = f"{1 << number:05b}"
            known["LS"] = f"{8 << number:07b}"
            known["KQ"] = f"i[{3 - number}:{3 - number}]"
            known["KK"] = ["00", "01", "10", "10"][number]
            known["KS"] = ["i[2:0]", "i[1:0] 0", "i[0:0] 00", "001"][number]
        for operand in self.expansion.operands:
            if re.fullmatch("x[bhsd]", operand.name):
                number = LANES.index(operand.name[1])
                known["XX"] = ["", "i[1:1] i[0:0] m[3:0]", "i[0:0] m", "0 m"][number]
                known["X"] = ["", "i[2:2]", "i[1:1]", "i[0:0]"][number]
        replaced = [known.get(token, token) for token in TOKEN.findall(text)]
        return " ".join(replaced).split()

    def assign(self, tokens: list[str]) -> None:
        """Give each part of the operands its letter."""
        present = {t[0] for t in tokens if t[0].islower()}
        operands = self.expansion.operands
        taken = {o.role for o in operands}
        if any(o.cls.kind == OPERAND_MEM for o in operands):
            taken |= {"n", "m"}
        registers = [c for c in REGISTER_LETTERS if c in present and c not in taken]
        values = [c for c in "ijk" if c in present and c not in taken]
        forms = [form_of(self.expansion, k) for k in range(len(operands))]
        position = 0
        for k, form in enumerate(forms):
            role = operands[k].role
            if form.kind == OPERAND_MEM:
                self.memory(form)
            elif form.kind == OPERAND_LABEL:
                self.add(role or values.pop(0), Part(SOURCE_LABEL, form.transform, form.param))
            elif form.kind == OPERAND_IMM:
                source = SOURCE_IMM + position
                position += 1
                letter = role or ("" if form.transform == T.EQUAL else values.pop(0))
                self.add(letter, Part(source, form.transform, form.param))
            else:
                lane = form.style in (S_LANE, S_LIST_LANE)
                transform, param = (T.REGISTER, V0) if lane else (form.transform, form.param)
                self.add(role or registers.pop(0), Part(k, transform, param))
                if lane:
                    letter = "" if form.transform == T.EQUAL else values.pop(0)
                    bound = form.param
                    if form.transform == T.BELOW and form.name[0] == "x":
                        bound = {"h": 8, "s": 4, "d": 2}[form.word]
                    self.add(letter, Part(SOURCE_IMM + position, form.transform, bound))
                    position += 1

    def memory(self, form: Form) -> None:
        """Base, and displacement or index."""
        self.add("n", Part(SOURCE_BASE, T.REGISTER_SP, 0))
        if form.word == "mx":
            self.add("m", Part(SOURCE_INDEX, T.REGISTER, 0))
            self.add("o", Part(SOURCE_EXTEND, T.EXTEND, 0))
            self.add("y", Part(SOURCE_SCALE, T.SCALED, form.param))
        elif form.style == S_AFTER_INDEX:
            self.add("m", Part(SOURCE_INDEX, T.BELOW, 31))
        elif form.transform == T.EQUAL:
            self.add("", Part(SOURCE_DISP, T.EQUAL, form.param))
        else:
            self.add("i", Part(SOURCE_DISP, form.transform, form.param))

    def add(self, letter: str, part: Part) -> None:
        if letter:
            self.fields[letter] = part
        self.encoding.parts.append(part)


class ArmNotation(Notation):
    """The rows of AArch64."""

    name = "arm"

    def __init__(self) -> None:
        texts = [rows_base.ROWS, rows_simd.ROWS, rows_system.ROWS]
        groups = Arrangements(SETS)
        super().__init__([groups.expand(text) for text in texts], operand_classes(), {}, {},
                         {"v": 1, "c": 2, "z": 4, "n": 8})

    def opcode_name(self, expansion: Expansion) -> str:
        return expansion.opcode_name().replace(":", "_")

    def meaning(self, expansion: Expansion) -> str:
        """None for arithmetic at half precision, a type that the IR has not."""
        found = super().meaning(expansion)
        half = any(form_of(expansion, k).name == "h" for k in range(len(expansion.operands)))
        return found if not half or re.search(" = (copy|csel) ", found) else ""

    def mnemonic(self, expansion: Expansion) -> str:
        return expansion.mnemonic.partition(":")[0].strip("*")

    def encoding_tables(self, opcodes: list[Opcode]) -> list[tuple[str, bytes | list[int]]]:
        made = FormatTables()
        forms = bytearray()
        for opcode in opcodes:
            for expansion in opcode.expansions:
                made.add(Reader(expansion).encoding)
            made.end_opcode()
            count = len(opcode.first.operands)
            forms += bytes(FORM_NUMBERS[form_of(opcode.first, k).name] if k < count else len(FORMS)
                           for k in range(MAX_OPERANDS))
        assert len(FORMS) < 255, len(FORMS)
        return [*made.tables(), ("OPERAND_FORM", bytes(forms))]
