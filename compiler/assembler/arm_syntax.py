"""Operand syntax of AArch64 and the choice of opcode for a mnemonic and its operands.

Problem: one mnemonic stands for dozens of rows, told apart by registers, arrangements and values.
Idea: a mnemonic's rows are tried in order; each reads the operands as its forms are spelled
(`target/arm/rows_operands.py`), and the first that the encoder accepts is taken.  What no row says
(negative immediates, `ldr =`) is rewritten.

Source: Arm ARM (DDI 0487) C1.2; GNU as manual, 9.1.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.arm_object import ArmArchitecture
from compiler.assembler.arm_relocations import SPECIFIERS
from compiler.assembler.expression import Places, Reduced
from compiler.assembler.operands import KIND_PLAIN
from compiler.assembler.row_syntax import RowSyntax
from compiler.assembler.scanner import Names, SyntaxProblem, split_operands
from compiler.assembler.spelling import Field, Part
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import names_gen
from compiler.target.arm.forms import FORMS, Form, forms_of
from compiler.target.arm.immediates import FLOAT_CODES
from compiler.target.arm.registers import (
    CLASS_GPR,
    CLASS_VECTOR,
    V0,
    dwarf_number,
    registers_by_name,
)
from compiler.target.arm.rows_system import CODES
from compiler.target.arm.system_names import NUMBERS, REGISTER_NUMBERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

EXTENSION_NUMBERS: Final = {"lsl": 0, "uxtw": 2, "uxtx": 3, "sxtw": 6, "sxtx": 7}
# opposite for a negated immediate, complement for an inverted one
OPPOSITES: Final = {"add": "sub", "sub": "add", "adds": "subs", "subs": "adds", "cmp": "cmn",
                    "cmn": "cmp", "ccmp": "ccmn", "ccmn": "ccmp"}
COMPLEMENTS: Final = {"bic": "and", "bics": "ands", "orn": "orr", "eon": "eor"}
SYSTEM_REGISTER: Final = Part("sM_M_cM_cM_M")
SPELLINGS: Final = {"b.hs": "b.cs", "b.lo": "b.cc", "uxtw": "mov", "rev64": "rev",
                    **{"b" + name: "b." + name for name in NUMBERS["cond"]},
                    "bhs": "b.cs", "blo": "b.cc"}


class ArmSyntax(RowSyntax):
    """Reads instructions into `operands`."""

    def __init__(self, names: Names, places: Places, architecture: ArmArchitecture) -> None:
        super().__init__(names, places, names_gen.MNEMONICS, registers_by_name())
        self.architecture = architecture
        self.directive_names = {".word": ".long", ".hword": ".short", ".xword": ".quad",
                                ".dword": ".quad", ".align": ".p2align"}
        self.has_aliases = True       # .req
        self.pending_call = ""        # symbol of .tlsdesccall
        self.form: Form = FORMS[0]    # of the operand that is read

    def is_mnemonic(self, word: str) -> bool:
        return word.lower() in self.rows or word.lower() in SPELLINGS

    def dwarf_register(self, text: str) -> int:
        return dwarf_number(super().dwarf_register(text.lower()))

    # -- instructions -----------------------------------------------------------------------------

    def instruction(self, mnemonic: str, text: str) -> i64:
        """Read one instruction; its opcode, with the operands in `operands`."""
        name = mnemonic.lower()
        parts = [part.strip() for part in split_operands(text)]
        pooled = name == "ldr" and len(parts) == 2 and parts[1][:1] == "="
        op = self.pool(parts) if pooled else self.attempt(name, parts)
        if op < 0 and name in SPELLINGS:
            op = self.attempt(SPELLINGS[name], parts)
        if op < 0:
            op = self.rewritten(name, parts)
        if op < 0:
            raise SyntaxProblem(f"illegal operands `{mnemonic} {text}'" if self.is_mnemonic(name)
                                else f"unknown mnemonic `{mnemonic}'")
        if self.pending_call:
            self.operands.symbol = self.names.named(self.pending_call)
            self.operands.kind = SPECIFIERS["tlsdesccall"]
            self.pending_call = ""
        return op

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
        if parts[-1][:3].lower() == "lsl" and {"sp", "wsp"} & {part.lower() for part in parts[:2]}:
            parts[-1] = ("uxtw" if parts[-2][:1].lower() == "w" else "uxtx") + parts[-1][3:]
            return self.attempt(name, parts)
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
        pool, emitter = self.architecture.pool, self.architecture.emitter
        assert emitter is not None
        label = self.names.named(pool.next_name())
        pool.add(emitter, label, register[2] // 8, value.plus, value.addend)
        return self.attempt("ldr", [parts[0], label.name])

    # -- operands ---------------------------------------------------------------------------------

    def matches(self, op: int, parts: list[str]) -> bool:
        """Read the operands as the opcode's forms want them."""
        o = self.operands
        o.clear()
        forms = forms_of(op - FIRST_MACHINE)
        values: list[int] = []
        at = 0 if forms or parts != [""] else 1
        for k, self.form in enumerate(forms):
            used = self.read(self.form.spelling(), k, parts, at)
            if used < 0:
                return False
            at += used
            if self.form.has_value:
                values.append(self.gathered)
        if len(values) == 1:
            o.imm = values[0]
        elif any(not 0 <= value < 65536 for value in values):
            return False
        elif values:
            o.imm = sum(value << 16 * place for place, value in enumerate(values))
        return at == len(parts) and self.architecture.encoder.word(op, o) >= 0

    def take(self, field: Field, text: str, k: int) -> bool:
        letter = field.letter
        lower = text.lower()
        found = self.registers.get(lower)
        if letter in "RPVXIB":
            return found is not None and self.take_register(letter, found, k)
        if letter == "G":
            return self.vectors(field, k, lower)
        if letter == "W":
            return self.gather(field, self.word(field.word, lower))
        if letter == "Y":
            return self.gather(field, system_register(lower))
        if letter == "E":
            return self.extension(text)
        if found is not None or text[:1] in ("", "[", "{") or (
                lower.partition(".")[0] in self.registers):
            return False
        if letter == "L":
            return self.label(text) == 1
        if letter == "D":
            return self.set_address(self.value(text)) == 1
        if letter == "N":
            value = self.value(text)
            self.set_immediate(value)
            return self.gather_bits(field, value.addend)
        if letter in "FZ":
            return self.gather(field, floating(letter, text))
        number = self.number(text)
        if letter == "T":
            self.operands.disp = number
        elif letter == "K":
            self.gathered <<= 0 if self.operands.imm_symbol is not None else number & 15
        else:
            return self.gather_bits(field, number)
        return letter == "T" or 0 <= number < 16

    def take_register(self, letter: str, found: tuple[int, int, int], k: int) -> bool:
        """A register, where one may stand that is `found`: number, class and size."""
        o = self.operands
        number, cls, size = found
        vector = letter == "V" or letter == "R" and self.form.param != 0
        if letter == "I":
            self.gathered = size
        elif size != {"V": 0, "X": 64, "B": 64}.get(letter, self.form.size) or (
                cls != (CLASS_VECTOR if vector else CLASS_GPR)):
            return False
        if letter == "B":
            o.base = number
        elif letter in "XI":
            o.index = number
        elif letter == "P":
            return number == o.register(k) + 1
        else:
            self.set_register(k, number)
        return True

    def vectors(self, field: Field, k: int, text: str) -> bool:
        """{ v3.8b, v4.8b } or { v3.b - v5.b }"""
        inner = text.strip("{} ")
        numbers = []
        for name in inner.replace("-", ",").split(","):
            register, _, word = name.strip().partition(".")
            found = self.registers.get(register)
            if found is None or found[2] or word != field.word:
                return False
            numbers.append(found[0] - V0)
        first = numbers[0]
        count = (numbers[-1] - first & 31) + 1 if "-" in inner else len(numbers)
        consecutive = all((first + n & 31) == number for n, number in enumerate(numbers))
        if text[:1] + text[-1:] != "{}" or count != field.low or not (
                consecutive or "-" in inner):
            return False
        return self.set_register(k, V0 + first) == 1

    def extension(self, text: str) -> bool:
        """lsl #3, sxtw: of an index whose size is gathered"""
        words = text.replace("#", " ").split(None, 1)
        extension = EXTENSION_NUMBERS.get(words[0].lower(), -1) if words else -1
        if extension < 0 or (extension in (2, 6)) != (self.gathered == 32):
            return False
        self.operands.extend = extension
        scale = self.number(words[1]) if len(words) > 1 else 0
        self.operands.scale = 1 << (scale & 31)
        return 0 <= scale < 32

    def word(self, table: str, text: str) -> int:
        """The number of a word of a table, or of a plain number; -1: neither."""
        plain = text[:1] == "#" or text[:1].isdigit()
        if plain and table in CODES and table != "cond":
            return self.number(text)
        return NUMBERS[table].get(text, -1)

    def label(self, text: str) -> int:
        """A branch target or an address."""
        value = self.value(text)
        if value.plus is None:
            raise SyntaxProblem(f"a label is expected, not `{text}'")
        return self.set_address(value)

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

    def directive(self, name: str, text: str) -> bool:
        """.ltorg, .inst, .unreq, .tlsdesccall; what only chooses extensions is accepted."""
        if name in (".ltorg", ".pool"):
            self.architecture.complete()
        elif name == ".inst":
            emitter = self.architecture.emitter
            assert emitter is not None
            for part in split_operands(text):
                emitter.code((self.number(part) & 0xFFFFFFFF).to_bytes(4, "little"))
        elif name == ".unreq":
            self.forget_alias(text.strip())
        elif name == ".tlsdesccall":
            self.pending_call = text.strip()
        else:
            return name in (".arch", ".cpu", ".arch_extension", ".variant_pcs")
        return True


def floating(letter: str, text: str) -> int:
    """#1.5 as its 8 bits, or zero; -1: neither."""
    try:
        number = float(text.lstrip("#"))
    except ValueError:
        return -1
    return FLOAT_CODES.get(number, -1) if letter == "F" else 0 if number == 0 else -1


def system_register(text: str) -> int:
    """The number of a system register by name or as s3_0_c1_c0_0, -1: unknown."""
    if text in REGISTER_NUMBERS:
        return REGISTER_NUMBERS[text]
    found = SYSTEM_REGISTER.texts(text)
    if found is None or found[0] not in ("2", "3") or not all(word.isdigit() for word in found):
        return -1
    op0, op1, n, m, op2 = [int(word) for word in found]
    return (op0 & 1) << 14 | op1 << 11 | n << 7 | m << 3 | op2
