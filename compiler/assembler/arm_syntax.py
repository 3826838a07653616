"""Operand syntax of AArch64 and the choice of opcode for a mnemonic and its operands.

Problem: one mnemonic stands for dozens of rows, told apart by registers, arrangements and values.
Idea: a mnemonic's rows are tried in order; each reads the operands by the forms of its row, and the
first that the encoder accepts is taken.  What no row says (negative immediates, `ldr =`) is
rewritten first.

Source: Arm ARM (DDI 0487) C1.2; GNU as manual, 9.1.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.arm_object import ArmArchitecture
from compiler.assembler.arm_relocations import SPECIFIERS
from compiler.assembler.expression import Places, Reduced
from compiler.assembler.operands import KIND_PLAIN
from compiler.assembler.row_syntax import RowSyntax
from compiler.assembler.scanner import Names, SyntaxProblem
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import forms as F
from compiler.target.arm import immediates as T
from compiler.target.arm import names_gen, tables_gen
from compiler.target.arm.forms import FORMS, NAMES, Form
from compiler.target.arm.printer import expand_float
from compiler.target.arm.registers import SP, V0, registers_by_name
from compiler.target.arm.system_names import OPERATION_WORDS, REGISTER_NUMBERS
from compiler.target.machine import MAX_OPERANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

CONDITION_NUMBERS: Final = {**{name: k for k, name in enumerate(F.CONDITIONS)}, "hs": 2, "lo": 3}
FLOAT_CODES: Final = {float(expand_float(code)): code for code in range(256)}
EXTENSION_NUMBERS: Final = {"lsl": 0, "uxtw": 2, "uxtx": 3, "sxtw": 6, "sxtx": 7}
# opposite for a negated immediate, complement for an inverted one
OPPOSITES: Final = {"add": "sub", "sub": "add", "adds": "subs", "subs": "adds", "cmp": "cmn",
                    "cmn": "cmp", "ccmp": "ccmn", "ccmn": "ccmp"}
COMPLEMENTS: Final = {"bic": "and", "bics": "ands", "orn": "orr", "eon": "eor"}
SPELLINGS: Final = {"b.hs": "b.cs", "b.lo": "b.cc", "uxtw": "mov", "rev64": "rev",
                    **{"b" + name: "b." + name for name in F.CONDITIONS if name != "al"},
                    "bhs": "b.cs", "blo": "b.cc", "bal": "b.al"}


class ArmSyntax(RowSyntax):
    """Reads instructions into `operands`."""

    def __init__(self, names: Names, places: Places, architecture: ArmArchitecture) -> None:
        super().__init__(names, places, names_gen.MNEMONICS)
        self.architecture = architecture
        self.directive_names = {".word": ".long", ".hword": ".short", ".xword": ".quad",
                                ".dword": ".quad", ".align": ".p2align"}
        self.registers = registers_by_name()
        self.aliases: list[str] = []  # names that .req made
        self.pools = 0
        self.pending_call = ""        # symbol of .tlsdesccall

    def is_mnemonic(self, word: str) -> bool:
        return word.lower() in self.rows or word.lower() in SPELLINGS

    def dwarf_register(self, text: str) -> int:
        found = self.registers.get(text.lower())
        if found is None:
            return -1
        return 31 if found[0] == SP else found[0] + 32 if found[0] >= V0 else found[0]

    # -- instructions -----------------------------------------------------------------------------

    def instruction(self, mnemonic: str, text: str) -> i64:
        """Read one instruction; its opcode, with the operands in `operands`."""
        name = mnemonic.lower()
        parts = [part.strip() for part in split(text)]
        pooled = name == "ldr" and len(parts) == 2 and parts[1][:1] == "="
        op = self.pool(parts) if pooled else self.attempt(name, parts)
        if op < 0 and name in SPELLINGS:
            op = self.attempt(SPELLINGS[name], parts)
        if op < 0:
            op = self.rewritten(name, parts)
        if op < 0:
            known = self.is_mnemonic(name)
            problem = "illegal operands" if known else "unknown mnemonic"
            raise SyntaxProblem(f"{problem} `{mnemonic} {text}'" if known else
                                f"{problem} `{mnemonic}'")
        if self.pending_call:
            self.operands.symbol = self.names.named(self.pending_call)
            self.operands.kind = SPECIFIERS["tlsdesccall"]
            self.pending_call = ""
        return op

    def attempt(self, name: str, parts: list[str]) -> i64:
        """The first row that takes the operands, -1: none does."""
        for op in self.rows.get(name, []):
            if self.matches(op, parts) and self.architecture.encoder.word(op, self.operands) >= 0:
                return op
        return -1

    def rewritten(self, name: str, parts: list[str]) -> i64:
        """What no row says as it stands: -1 for what does not exist either."""
        if name in OPPOSITES or name in COMPLEMENTS:
            for k, part in enumerate(parts):
                if part.startswith("#") or part[:1].isdigit() or part[:1] == "-":
                    value = self.value(part)
                    if value.plus is None:
                        changed = -value.addend if name in OPPOSITES else ~value.addend
                        parts = parts[:k] + [f"#{changed}"] + parts[k + 1:]
                        return self.attempt(OPPOSITES.get(name) or COMPLEMENTS[name], parts)
        if name == "fmov" and len(parts) == 2 and parts[1] in ("#0", "#0.0", "0.0", "0"):
            wide = parts[0][:1] == "d"
            return self.attempt("fmov", [parts[0], "xzr" if wide else "wzr"])
        if name in ("sxtl", "uxtl", "sxtw", "sxtb", "sxth", "uxtb", "uxth") and len(parts) == 2:
            if parts[1][:1] == "x":
                return self.attempt(name, [parts[0], "w" + parts[1][1:]])
        if name[:3] == "uxt" and parts[0][:1] == "x":
            return self.attempt(SPELLINGS.get(name, name), ["w" + part[1:] for part in parts])
        return -1

    def pool(self, parts: list[str]) -> i64:
        """ldr r, =value: a move when one does, else a load from the literal pool."""
        value = self.value(parts[1][1:])
        register = self.registers.get(parts[0].lower())
        if register is None:
            return -1
        if value.plus is None and register[0] < V0:
            op = self.attempt("mov", [parts[0], f"#{value.addend}"])
            if op >= 0:
                return op
        self.pools += 1
        label = self.names.named(f".Lpool.{self.pools}")
        self.architecture.literal(label, register[2] // 8, value.plus, value.addend)
        return self.attempt("ldr", [parts[0], label.name])

    # -- operands ---------------------------------------------------------------------------------

    def matches(self, op: int, parts: list[str]) -> bool:
        """Read the operands as the opcode's forms want them."""
        o = self.operands
        o.clear()
        index = op - FIRST_MACHINE
        count = tables_gen.OPERAND_COUNT[index]
        forms = [FORMS[tables_gen.OPERAND_FORM[index * MAX_OPERANDS + k]] for k in range(count)]
        if not count and len(parts) == 1 and not parts[0]:
            return True
        values: list[int] = []
        at = 0
        for k, form in enumerate(forms):
            used = self.read(form, k, parts, at, values)
            if used < 0:
                return False
            at += used
        if at != len(parts):
            return False
        if len(values) == 1:
            o.imm = values[0]
        elif values:
            if any(not 0 <= value < 65536 for value in values):
                return False
            o.imm = sum(value << 16 * place for place, value in enumerate(values))
        return True

    def read(self, form: Form, k: int, parts: list[str], at: int, values: list[int]) -> int:
        """Read operand `k` from parts[at:]; the parts used, -1: it is not of that form."""
        style = form.style
        if style == F.S_SHIFT and form.word[1:] == "sl" and at == len(parts) and len(values) == 1:
            values.append(0)           # movi v0.4s, #1
            return 0
        if at >= len(parts):
            return -1
        text = parts[at]
        lower = text.lower()
        if style == F.S_REGISTER:
            found = self.registers.get(lower)
            if found is None or found[2] != form.size or found[1] != form.register_class():
                return -1
            return self.set_register(k, found[0])
        if style == F.S_PAIR:
            if at + 1 >= len(parts):
                return -1
            a, b = self.registers.get(lower), self.registers.get(parts[at + 1].lower())
            if a is None or b is None or b[0] != a[0] + 1 or a[2] != form.size or b[2] != a[2]:
                return -1
            self.set_register(k, a[0])
            return 2
        if style in (F.S_VECTOR, F.S_LANE):
            return self.vector(form, k, lower, values)
        if style in (F.S_LIST, F.S_LIST_LANE):
            return self.vectors(form, k, lower, values)
        if style in (F.S_MEMORY, F.S_BEFORE, F.S_AFTER, F.S_AFTER_INDEX):
            return self.memory(form, parts, at)
        if style == F.S_NAME:
            number = self.word(form, lower)
            if number >= 0:
                values.append(number)
            return 1 if number >= 0 else -1
        if style == F.S_SYSTEM_REGISTER:
            number = system_register(lower)
            values.append(number)
            return 1 if number >= 0 else -1
        if style == F.S_SHIFT:
            return self.shift(form, lower, values)
        if style == F.S_SYSTEM:
            if at + 3 >= len(parts) or (parts[at + 1][:1] + parts[at + 2][:1]).lower() != "cc":
                return -1
            values.append(self.number(parts[at]) << 11 | int(parts[at + 1][1:]) << 7
                          | int(parts[at + 2][1:]) << 3 | self.number(parts[at + 3]))
            return 4
        if lower in self.registers or text[:1] in "[{" or lower.partition(".")[0] in self.registers:
            return -1
        if style == F.S_LABEL:
            return self.label(text)
        if style in (F.S_FLOAT, F.S_ZERO_FLOAT):
            return floating(form, text, values)
        return self.immediate(form, text, parts, at, values)

    def vector(self, form: Form, k: int, text: str, values: list[int]) -> int:
        """v3.8b or v3.b[1]"""
        name, _, rest = text.partition(".")
        found = self.registers.get(name)
        word, bracket, lane = rest.partition("[")
        if found is None or found[2] or word != form.word or bool(bracket) != (
                form.style == F.S_LANE):
            return -1
        if bracket:
            values.append(self.number(lane.rstrip(" ]")))
        return self.set_register(k, found[0])

    def vectors(self, form: Form, k: int, text: str, values: list[int]) -> int:
        """{ v3.8b, v4.8b } or { v3.b - v5.b }[1]"""
        if text[:1] != "{":
            return -1
        inner, _, lane = text[1:].partition("}")
        lane = lane.strip()
        names = [name.strip() for name in inner.replace("-", ",").split(",")]
        numbers = []
        for name in names:
            register, _, word = name.partition(".")
            found = self.registers.get(register)
            if found is None or found[2] or word != form.word:
                return -1
            numbers.append(found[0] - V0)
        count = (numbers[-1] - numbers[0] & 31) + 1 if "-" in inner else len(numbers)
        if count != form.count or bool(lane) != (form.style == F.S_LIST_LANE):
            return -1
        if any((numbers[0] + n & 31) != number for n, number in enumerate(numbers)) and (
                "-" not in inner):
            return -1
        if lane:
            values.append(self.number(lane.strip("[] ")))
        return self.set_register(k, V0 + numbers[0])

    def memory(self, form: Form, parts: list[str], at: int) -> int:
        """[base], [base, #disp], [base, index, lsl #3], [base, #disp]!, [base], #disp"""
        o = self.operands
        text = parts[at]
        close = text.rfind("]")
        if text[:1] != "[" or close < 0:
            return -1
        inner = [part.strip() for part in split(text[1:close])]
        before = text[close + 1:].strip() == "!"
        base = self.registers.get(inner[0].lower())
        if base is None or before != (form.style == F.S_BEFORE):
            return -1
        if base[2] != 64 or base[0] >= V0 and base[0] != SP:
            return -1
        o.base = base[0]
        if form.style in (F.S_AFTER, F.S_AFTER_INDEX):
            if len(inner) != 1 or at + 1 >= len(parts):
                return -1
            found = self.registers.get(parts[at + 1].lower())
            if (found is not None) != (form.style == F.S_AFTER_INDEX):
                return -1
            if found is not None:
                o.index = found[0]
            else:
                o.disp = self.number(parts[at + 1])
            return 2
        if len(inner) == 1:
            return 1
        index = self.registers.get(inner[1].lower())
        if index is None:
            if len(inner) > 2:
                return -1
            return self.set_address(self.value(inner[1]))
        o.index = index[0]
        word, _, amount = (inner[2] if len(inner) > 2 else "lsl").partition("#")
        parts_of_word = word.split()
        if len(parts_of_word) > 1:
            amount = parts_of_word[1]
        extension = EXTENSION_NUMBERS.get(parts_of_word[0].lower(), -1)
        if extension < 0 or (extension in (2, 6)) != (index[2] == 32):
            return -1
        o.extend = extension
        o.scale = 1 << self.number(amount) if amount else 1
        return 1

    def word(self, form: Form, text: str) -> int:
        """The number of a word of the form's table, or of a plain number; -1: neither."""
        if form.word == "cond":
            return CONDITION_NUMBERS.get(text, -1)
        if form.word in OPERATION_WORDS:
            for number, name in OPERATION_WORDS[form.word].items():
                if name == text:
                    return number
            return -1
        names = NAMES[form.word]
        if text in names and text != "-":
            return names.index(text)
        return self.number(text) if text[:1] == "#" or text[:1].isdigit() else -1

    def shift(self, form: Form, text: str, values: list[int]) -> int:
        """lsl #3, sxtw"""
        word, _, amount = text.partition("#")
        words = word.split()
        if len(words) > 1:
            amount = words[1]
        plain = form.word in ("uxtx", "uxtw") and words[0] == "lsl" and self.has_stack_pointer()
        if not words or words[0] != form.word and not plain:
            return -1
        if not amount and form.word[1:3] != "xt":
            return -1
        values.append(self.number(amount) if amount else 0)
        return 1

    def has_stack_pointer(self) -> bool:
        """Whether lsl means the plain extension."""
        return self.operands.r0 == SP or self.operands.r1 == SP

    def immediate(self, form: Form, text: str, parts: list[str], at: int,
                  values: list[int]) -> int:
        """A number, perhaps of two parts, perhaps with a symbol."""
        value = self.value(text)
        self.set_immediate(value)
        number = value.addend
        used = 1
        if form.style == F.S_ZERO and (number or value.plus is not None):
            return -1
        if form.style == F.S_TWO:
            if at + 1 >= len(parts):
                return -1
            number |= self.number(parts[at + 1]) << 8
            used = 2
        elif at + 1 < len(parts) and (form.style == F.S_WIDE or form.transform == T.ADDITION):
            word, _, amount = parts[at + 1].partition("#")
            if word.strip().lower() == "lsl" and value.plus is None:
                shift = self.number(amount)
                number = number | shift << 16 if form.style == F.S_WIDE else number << shift
            used = 2
        values.append(number)
        return used

    def label(self, text: str) -> int:
        """A branch target or an address."""
        value = self.value(text)
        if value.plus is None:
            raise SyntaxProblem(f"a label is expected, not `{text}'")
        return self.set_address(value)

    def number(self, text: str) -> int:
        """A constant, with or without #."""
        value = self.value(text)
        if value.plus is not None:
            raise SyntaxProblem(f"a constant is expected, not `{text}'")
        return value.addend

    def value(self, text: str) -> Reduced:
        """An expression, perhaps with # and a specifier before it: #:lo12:x+4."""
        text = text.strip()
        if text[:1] == "#":
            text = text[1:].lstrip()
        kind: i64 = KIND_PLAIN
        if text[:1] == ":":
            word, _, text = text[1:].partition(":")
            number = SPECIFIERS.get(word.strip().lower(), -1)
            if number < 0:
                raise SyntaxProblem(f"unknown relocation specifier `:{word}:'")
            kind = number
        reduced = self.reduced(text)
        if kind != KIND_PLAIN and reduced.plus is not None:
            reduced.kind = kind
        return reduced

    # -- directives -------------------------------------------------------------------------------

    def alias(self, name: str, register: str) -> bool:
        """`name .req register`: another name, until `.unreq name`."""
        found = self.registers.get(register.strip().lower())
        if found is None:
            raise SyntaxProblem(f"unknown register `{register.strip()}'")
        if name not in self.aliases and name in self.registers:
            raise SyntaxProblem(f"`{name}' is a register")
        self.registers[name] = found
        self.aliases.append(name)
        return True

    def directive(self, name: str, text: str) -> bool:
        """.ltorg, .inst, .unreq, .tlsdesccall; what only chooses extensions is accepted."""
        if name in (".ltorg", ".pool"):
            self.architecture.complete()
        elif name == ".inst":
            emitter = self.architecture.emitter
            assert emitter is not None
            for part in split(text):
                emitter.code((self.number(part) & 0xFFFFFFFF).to_bytes(4, "little"))
        elif name == ".unreq":
            word = text.strip().lower()
            if word not in self.aliases:
                raise SyntaxProblem(f"no .req has made `{text.strip()}'")
            self.aliases = [other for other in self.aliases if other != word]
            del self.registers[word]
        elif name == ".tlsdesccall":
            self.pending_call = text.strip()
        else:
            return name in (".arch", ".cpu", ".arch_extension", ".variant_pcs")
        return True


def split(text: str) -> list[str]:
    """The operands of an instruction: split at commas outside brackets."""
    parts = []
    depth = start = 0
    for at, char in enumerate(text):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return parts


def floating(form: Form, text: str, values: list[int]) -> int:
    """#1.5 as its 8 bits, or zero."""
    try:
        number = float(text.lstrip("#"))
    except ValueError:
        return -1
    if form.style == F.S_ZERO_FLOAT:
        values.append(0)
        return 1 if number == 0 else -1
    if number not in FLOAT_CODES:
        return -1
    values.append(FLOAT_CODES[number])
    return 1


def system_register(text: str) -> int:
    """The number of a system register by name or as s3_0_c1_c0_0, -1: unknown."""
    known = REGISTER_NUMBERS.get(text, -1)
    if known >= 0:
        return known
    words = text.split("_")
    if len(words) != 5 or words[0] not in ("s2", "s3") or words[2][:1] + words[3][:1] != "cc":
        return -1
    if not all(word.isdigit() for word in (words[1], words[2][1:], words[3][1:], words[4])):
        return -1
    return (int(words[0][1:]) & 1) << 14 | int(words[1]) << 11 | int(words[2][1:]) << 7 | (
        int(words[3][1:]) << 3 | int(words[4]))
