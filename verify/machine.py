"""What an x86 instruction does, from its row: the meaning column as a function on machine states.

Problem: selection is proved against the meanings in the rows, so a wrong meaning proves wrong code.
Idea: evaluate the meaning of a row on a concrete state, flags and untouched bits included, so that
`machine_run` can compare it with what the processor does.

What the column does not say stands here, once for all rows: flags of each operation, how a result
of 8, 16 or 32 bits goes into a register of 64, that counts of shifts are taken modulo 32 or 64
(Intel SDM volume 1, 3.4.1.1 and 3.4.3.1; volume 2, "Shift", "Rotate").  Rows of vectors work lane
by lane; the lane is the last letters of the mnemonic.

Invariants: flags that a row calls undefined are `None` in the prediction; a NaN result stands for
any NaN.
"""

from __future__ import annotations

import re

from compiler.assembler.operands import Operands
from compiler.ir import opcodes as o
from compiler.ir import softfloat
from compiler.ir.fold import IntDomain
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.ir.semantics import meaning
from compiler.ir.types import F32, F64, I8, I16, I32, I64, I128, wrap
from compiler.target.machine import MAX_OPERANDS, OPERAND_IMM, OPERAND_MEM, OPERAND_REG
from compiler.target.x86 import tables_gen as tables
from compiler.target.x86.names_gen import MEANINGS
from compiler.target.x86.registers import (
    CLASS_GPR,
    FLAG_A,
    FLAG_C,
    FLAG_O,
    FLAG_P,
    FLAG_S,
    FLAG_Z,
    MMX0,
    XMM0,
)

NAMES = tables.NAMES.split(" ")
TYPES = {8: I8, 16: I16, 32: I32, 64: I64, 128: I128}
# Place of each flag in the processor's flags register.
FLAG_PLACES = {FLAG_C: 0, FLAG_P: 2, FLAG_A: 4, FLAG_Z: 6, FLAG_S: 7, FLAG_O: 11}
MEMORY_BYTES = 64
OPERATIONS = {"add": o.ADD, "sub": o.SUB, "and": o.AND, "or": o.OR, "xor": o.XOR, "mul": o.MUL,
              "shl": o.SHL, "lshr": o.LSHR, "ashr": o.ASHR, "rotl": o.ROTL, "rotr": o.ROTR,
              "bswap": o.BSWAP, "popcount": o.POPCOUNT, "cttz": o.CTZ, "ctlz": o.CLZ,
              "fadd": o.FADD, "fsub": o.FSUB, "fmul": o.FMUL, "fdiv": o.FDIV, "fsqrt": o.FSQRT}
SHIFTS = ("shl", "lshr", "ashr", "rotl", "rotr")
CONDITIONS = {
    "O": ((FLAG_O,), "or"), "B": ((FLAG_C,), "or"), "E": ((FLAG_Z,), "or"),
    "BE": ((FLAG_C, FLAG_Z), "or"), "S": ((FLAG_S,), "or"), "P": ((FLAG_P,), "or"),
    "L": ((FLAG_S, FLAG_O), "xor"), "LE": ((FLAG_S, FLAG_O), "le"),
}
INVERSES = {"NO": "O", "AE": "B", "NE": "E", "A": "BE", "NS": "S", "NP": "P", "GE": "L", "G": "LE",
            "NC": "B", "NB": "B", "NZ": "E", "NBE": "BE", "NL": "L", "NLE": "LE", "PO": "P"}
ALIASES = {"C": "B", "NAE": "B", "Z": "E", "NA": "BE", "PE": "P", "NGE": "L", "NG": "LE"}


class State:
    """Registers, flags and a little memory; words are unsigned."""

    def __init__(self) -> None:
        self.gpr = [0] * 16
        self.vector = [0] * 16
        self.mmx = [0] * 8
        self.flags: dict[int, int | None] = {}
        self.memory = bytearray(MEMORY_BYTES)

    def copy(self) -> State:
        """An independent state."""
        made = State()
        made.gpr, made.vector, made.mmx = list(self.gpr), list(self.vector), list(self.mmx)
        made.flags = dict(self.flags)
        made.memory = bytearray(self.memory)
        return made


class Instruction:
    """One opcode with concrete operands."""

    def __init__(self, op: int, operands: Operands, address: int) -> None:
        self.op = op
        self.index = op - FIRST_MACHINE
        self.name = NAMES[self.index]
        self.meaning = MEANINGS[self.name]
        self.count = tables.OPERAND_COUNT[self.index]
        self.kinds = [tables.OPERAND_KIND[self.index * MAX_OPERANDS + i]
                      for i in range(self.count)]
        self.sizes = [8 * tables.OPERAND_SIZE[self.index * MAX_OPERANDS + i]
                      for i in range(self.count)]
        self.classes = [tables.OPERAND_CLASS[self.index * MAX_OPERANDS + i]
                        for i in range(self.count)]
        self.registers = [int(r) for r in (operands.r0, operands.r1, operands.r2, operands.r3)]
        self.operands = operands
        self.imm = operands.imm
        self.address = address              # where in the state's memory the operand lies
        self.written = tables.FLAGS_WRITTEN[self.index]
        self.undefined = tables.FLAGS_UNDEFINED[self.index]

    # -- operands ----------------------------------------------------------------------------

    def read(self, state: State, at: int, width: int) -> int:
        """An operand's word, its low `width` bits."""
        mask = (1 << width) - 1
        kind = self.kinds[at]
        if kind == OPERAND_REG:
            number = self.registers[at]
            if number < 16:
                return state.gpr[number] & mask
            if XMM0 <= number < XMM0 + 16:
                return state.vector[number - XMM0] & mask
            return state.mmx[number - MMX0] & mask
        if kind == OPERAND_IMM:
            return self.imm & mask
        assert kind == OPERAND_MEM
        return int.from_bytes(state.memory[self.address:self.address + width // 8], "little")

    def write(self, state: State, at: int, word: int, width: int, whole: bool) -> None:
        """Write an operand; `whole`: the rest of a vector register becomes 0."""
        if self.kinds[at] == OPERAND_MEM:
            state.memory[self.address:self.address + width // 8] = word.to_bytes(width // 8,
                                                                                 "little")
            return
        number = self.registers[at]
        low = (1 << width) - 1
        if number < 16:
            kept = 0 if width >= 32 else state.gpr[number] & ~low
            state.gpr[number] = kept | word
        elif number < XMM0 + 16:
            kept = 0 if whole else state.vector[number - XMM0] & ~low
            state.vector[number - XMM0] = kept | word
        else:
            state.mmx[number - MMX0] = word

    # -- the meaning -------------------------------------------------------------------------

    def run(self, state: State) -> State:
        """The state after the instruction."""
        after = state.copy()
        target, _, text = self.meaning.partition(" = ")
        operation, *names = text.replace("(not ", "~").replace(")", "").split()
        if target == "flags":
            self.compare(state, after, operation, names)
            return after
        at = "abcd".index(target)
        if operation == "cc":
            self.write(after, at, int(self.holds(state)), 8, False)
            return after
        if operation == "select":
            width = self.sizes[at]
            chosen = "abcd".index(names[1] if self.holds(state) else names[2])
            self.write(after, at, self.read(state, chosen, width), width, False)
            return after
        if operation == "lea":
            operands = self.operands
            word = operands.disp
            if operands.base >= 0:
                word += state.gpr[operands.base]
            if operands.index >= 0:
                word += state.gpr[operands.index] * operands.scale
            width = self.sizes[at]
            self.write(after, at, word & ((1 << width) - 1), width, False)
            return after
        if operation in ("copy", "bitcast"):
            source = "abcd".index(names[0])
            width = min(size for size in (self.sizes[at], self.sizes[source]) if size)
            if self.name == "MOVQxx":
                width = 64
            if operation == "bitcast":
                width = 32 if self.name.startswith("MOVD") else 64
            elif self.kinds[source] == OPERAND_IMM:
                width = self.sizes[at]
            self.write(after, at, self.read(state, source, width), width, True)
            return after
        if operation in ("sext", "zext"):
            source = "abcd".index(names[0])
            inner, width = self.sizes[source], self.sizes[at]
            word = self.read(state, source, inner)
            if operation == "sext":
                word = wrap(word, inner) & ((1 << width) - 1)
            self.write(after, at, word, width, False)
            return after
        if operation in ("sitofp", "fptosi", "fpext", "fptrunc"):
            self.convert(state, after, at, operation, "abcd".index(names[0]))
            return after
        if self.classes[at] != CLASS_GPR and self.kinds[at] == OPERAND_REG:
            self.lanes(state, after, at, operation, names)
            return after
        self.integer(state, after, at, operation, names)
        return after

    def value(self, state: State, name: str, width: int) -> int:
        """An operand of the meaning: a letter, a number, or the complement of a letter."""
        if name.isdigit():
            return int(name)
        mask = (1 << width) - 1
        if name.startswith("~"):
            return ~self.read(state, "abcd".index(name[1:]), width) & mask
        return self.read(state, "abcd".index(name), width)

    def integer(self, state: State, after: State, at: int, operation: str,
                names: list[str]) -> None:
        """Arithmetic on general registers, with flags."""
        width = self.sizes[at]
        mask = (1 << width) - 1
        words = [self.value(state, name, width) for name in names]
        carry = state.flags[FLAG_C] or 0
        if operation in ("adc", "sbb"):
            sign = 1 if operation == "adc" else -1
            word = (words[0] + sign * (words[1] + carry)) & mask
        elif operation == "not":
            word = ~words[0] & mask
        elif operation == "neg":
            word = -words[0] & mask
            words = [0, words[0]]
        elif operation in SHIFTS:
            count = self.value(state, names[1], 64 if self.kinds_of(names[1]) else 8)
            count &= 63 if width == 64 else 31
            words[1] = count
            word = shifted(operation, words[0], count, width)
        else:
            word = self.computed(operation, words, width)
        self.write(after, at, word, width, False)
        self.flags(state, after, operation, words, word, width, carry)

    def kinds_of(self, name: str) -> bool:
        """Whether a shift count comes from a whole register (BMI2)."""
        return not name.isdigit() and self.sizes["abcd".index(name)] > 8

    def computed(self, operation: str, words: list[int], width: int) -> int:
        """The word that `ir/semantics.py` gives."""
        type = TYPES[width]
        given: list[object] = list(words)
        made = meaning(IntDomain(), OPERATIONS[operation], type, 0, [type] * len(words), given, 64)
        assert isinstance(made, int)
        return made

    def flags(self, state: State, after: State, operation: str, words: list[int], word: int,
              width: int, carry: int) -> None:
        """Set what the row says is written; a shift by 0 writes nothing."""
        if operation in SHIFTS and words[1] == 0:
            return
        found = flag_values(operation, words, word, width, carry)
        for flag in FLAG_PLACES:
            if self.undefined & flag:
                after.flags[flag] = None
            elif self.written & flag:
                after.flags[flag] = found.get(flag)

    def compare(self, state: State, after: State, operation: str, names: list[str]) -> None:
        """cmp, test and the comparisons of floats."""
        if operation == "fcmp":
            width = 32 if self.name.split("COMI")[1].startswith("SS") else 64
            a, b = (self.value(state, name, width) for name in names)
            order = softfloat.compare(a, b, (F32 if width == 32 else F64) - F32 + 1)
            unordered = order not in (softfloat.LESS, softfloat.EQUAL, softfloat.GREATER)
            found = {FLAG_C: unordered or order == softfloat.LESS,
                     FLAG_Z: unordered or order == softfloat.EQUAL, FLAG_P: unordered,
                     FLAG_A: False, FLAG_S: False, FLAG_O: False}
            for flag, truth in found.items():
                after.flags[flag] = int(truth)
            return
        width = self.sizes[0]
        words = [self.value(state, name, width) for name in names]
        plain = "sub" if operation == "cmp" else "and"
        self.flags(state, after, plain, words, self.computed(plain, words, width), width, 0)

    def holds(self, state: State) -> bool:
        """The condition in the mnemonic."""
        found = re.match(r"(?:SET|CMOV)([A-Z]+?)(?:16|32|64)?[rm]+$", self.name)
        assert found is not None, self.name
        code = found.group(1)
        code = ALIASES.get(code, code)
        inverse = code in INVERSES
        flags, how = CONDITIONS[INVERSES.get(code, code)]
        values = [bool(state.flags[flag]) for flag in flags]
        truth = any(values)
        if how != "or":
            truth = values[0] != values[1]
        if how == "le":
            truth = truth or bool(state.flags[FLAG_Z])
        return truth != inverse

    def convert(self, state: State, after: State, at: int, operation: str, source: int) -> None:
        """Conversions between integers and floats, float and double."""
        matched = re.match(r"CVTT?(SI|SS|SD)2(SI|SS|SD)(32|64)?", self.name)
        assert matched is not None
        integer = int(matched.group(3) or 32)
        widths = {"SI": integer, "SS": 32, "SD": 64}
        kinds = {"SI": TYPES[integer], "SS": F32, "SD": F64}
        word = self.read(state, source, widths[matched.group(1)])
        width = widths[matched.group(2)]
        op = {"sitofp": o.SITOFP, "fptosi": o.FPTOSI, "fpext": o.FPEXT,
              "fptrunc": o.FPTRUNC}[operation]
        domain = IntDomain()
        made = domain.float_convert(op, kinds[matched.group(1)], kinds[matched.group(2)], word)
        assert isinstance(made, int)
        if operation == "fptosi" and domain.poison:
            made = 1 << (width - 1)         # "integer indefinite"
        self.write(after, at, made & ((1 << width) - 1), width, False)

    def lanes(self, state: State, after: State, at: int, operation: str,
              names: list[str]) -> None:
        """Vector operations, lane by lane; scalar ones touch the lowest lane only."""
        total = 128 if self.registers[at] < MMX0 else 64
        base = re.match(r"[A-Z]+?(?=(?:xx|xm|mm|rr|rm|xr)$|[a-z]+$)", self.name)
        assert base is not None
        name = base.group(0)
        width, count = total, 1
        if operation.startswith("f"):
            width = 32 if name.endswith("S") else 64
            count = 1 if name[-2] == "S" else total // width
        elif operation in ("add", "sub", "mul"):
            width = {"B": 8, "W": 16, "D": 32, "Q": 64}[name[-1]]
            count = total // width
        word = 0
        type = (F32 if width == 32 else F64) if operation.startswith("f") else TYPES[width]
        for lane in range(count):
            words: list[object] = [self.value(state, n, width * count) >> width * lane
                                   & ((1 << width) - 1) for n in names]
            made = meaning(IntDomain(), OPERATIONS[operation], type, 0, [type] * len(words),
                           words, 64)
            assert isinstance(made, int)
            word |= made << width * lane
        self.write(after, at, word, width * count, False)

    def float_lanes(self) -> tuple[int, int]:
        """(width, count) of float lanes in the result, (0, 0) when it holds no floats."""
        operation = self.meaning.partition(" = ")[2].split()[0]
        if operation in ("sitofp", "fpext", "fptrunc"):
            return (32, 1) if re.search("2SS", self.name) else (64, 1)
        if operation not in ("fadd", "fsub", "fmul", "fdiv", "fsqrt"):
            return 0, 0
        single = self.name[:-2].endswith("S")
        width = 32 if single else 64
        return width, 1 if self.name[:-2][-2] == "S" else 128 // width


def shifted(operation: str, word: int, count: int, width: int) -> int:
    """A shift as the processor does it: any count."""
    mask = (1 << width) - 1
    if operation == "shl":
        return word << count & mask
    if operation == "lshr":
        return word >> count
    if operation == "ashr":
        return wrap(word, width) >> count & mask
    count %= width
    if operation == "rotr":
        count = (width - count) % width
    return (word << count | word >> (width - count)) & mask


def flag_values(operation: str, words: list[int], word: int, width: int, carry: int
                ) -> dict[int, int | None]:
    """Every flag after an operation; None where it is undefined for these operands."""
    top = width - 1
    a = words[0]
    b = words[1] if len(words) > 1 else 0
    found: dict[int, int | None] = {
        FLAG_Z: int(word == 0), FLAG_S: word >> top & 1,
        FLAG_P: int(bin(word & 0xFF).count("1") % 2 == 0), FLAG_A: (a ^ b ^ word) >> 4 & 1}
    if operation in ("add", "adc"):
        total = a + b + (carry if operation == "adc" else 0)
        found[FLAG_C] = total >> width & 1
        found[FLAG_O] = (a ^ word) & (b ^ word) & 1 << top and 1
    elif operation in ("sub", "sbb", "neg"):
        total = a - b - (carry if operation == "sbb" else 0)
        found[FLAG_C] = int(total < 0)
        found[FLAG_O] = (a ^ b) & (a ^ word) & 1 << top and 1
    elif operation in ("and", "or", "xor", "not"):
        found[FLAG_C] = found[FLAG_O] = 0
    elif operation == "mul":
        exact = wrap(a, width) * wrap(b, width)
        found[FLAG_C] = found[FLAG_O] = int(exact != wrap(exact, width))
    elif operation == "popcount":
        found = {FLAG_Z: int(a == 0), FLAG_C: 0, FLAG_O: 0, FLAG_S: 0, FLAG_P: 0, FLAG_A: 0}
    elif operation in ("cttz", "ctlz"):
        found = {FLAG_Z: int(word == 0), FLAG_C: int(a == 0)}
    elif operation in ("shl", "lshr", "ashr"):
        if operation == "shl":
            found[FLAG_C] = a >> (width - b) & 1 if b <= width else None
            found[FLAG_O] = (word >> top ^ word_bit(a, width - b)) & 1 if b == 1 else None
        else:
            signed = wrap(a, width) if operation == "ashr" else a
            found[FLAG_C] = signed >> (b - 1) & 1
            if b > width:
                found[FLAG_C] = None if operation == "lshr" else found[FLAG_C]
            found[FLAG_O] = None if b != 1 else (a >> top & 1 if operation == "lshr" else 0)
    elif operation in ("rotl", "rotr"):
        if operation == "rotl":
            found = {FLAG_C: word & 1, FLAG_O: (word >> top ^ word) & 1 if b == 1 else None}
        else:
            found = {FLAG_C: word >> top & 1,
                     FLAG_O: (word >> top ^ word >> (top - 1)) & 1 if b == 1 else None}
    return found


def word_bit(word: int, at: int) -> int:
    """One bit."""
    return word >> at & 1
