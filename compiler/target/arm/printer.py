"""A64 instructions as text, from the same rows that encode them.

Invariant: the assembler reads every printed line back as the same bytes. Source: Arm ARM C1.2, C6.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.arm_relocations import KIND_FIRST, SPELLINGS
from compiler.assembler.operands import KIND_PLAIN, Label, Operands
from compiler.assembler.row_syntax import RowPrinter
from compiler.assembler.spelling import WIDEST, Field, Part
from compiler.assembler.syntax import symbolic
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import names_gen, ops_gen
from compiler.target.arm.forms import FORMS, Form, forms_of
from compiler.target.arm.immediates import expand_float
from compiler.target.arm.registers import register_name
from compiler.target.arm.system_names import WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

EXTENSIONS: Final = {0: "lsl", 2: "uxtw", 3: "lsl", 6: "sxtw", 7: "sxtx"}


class ArmPrinter(RowPrinter):
    """Prints with the manual's preferred spellings where a row has them."""

    def __init__(self) -> None:
        super().__init__(names_gen.MNEMONICS)
        self.form: Form = FORMS[0]    # of the operand that is printed
        self.value: int = 0           # its part of the immediates

    def instruction(self, op: i64, operands: Operands) -> str:
        """One instruction, mnemonic and operands separated by a tab."""
        index = int(op - FIRST_MACHINE)
        forms = forms_of(index)
        single = sum(form.has_value for form in forms) == 1
        parts: list[str] = []
        position = 0
        for k, self.form in enumerate(forms):
            if self.form.has_value:
                self.value = operands.imm if single else operands.imm >> position & 0xFFFF
                position += 16
            parts.append(self.written(self.alternative(operands), operands, k))
        mnemonic = self.mnemonics[index]
        if op == ops_gen.BLRx and operands.symbol is not None:
            mnemonic = f".tlsdesccall {operands.symbol.name}\n\tblr"
        return mnemonic + "\t" + ", ".join(parts) if parts else mnemonic

    def alternative(self, o: Operands) -> list[Part]:
        """The shortest spelling that says everything."""
        written = self.form.spelling().written
        if len(written) <= 2:
            plain = len(written) == 1 or o.imm_symbol is not None
            return written[0 if plain or not self.value >> written[1][-1].fields[-1].low else 1]
        if o.index < 0:
            return written[0 if o.symbol is None and o.disp == 0 else 1]
        return written[2 if o.scale == 1 and EXTENSIONS[int(o.extend)] == "lsl" else 3]

    def field(self, field: Field, o: Operands, k: int) -> str:
        letter = field.letter
        size = self.form.size
        number = int(o.register(k))
        bits = self.value if field.width == WIDEST else (
            self.value >> field.low & (1 << field.width) - 1)
        if letter in "RP":
            return register_name(number + (1 if letter == "P" else 0), size)
        if letter == "V":
            return f"v{number - 32}"
        if letter == "G":
            names = [f"v{(number + n) & 31}.{field.word}" for n in range(field.low)]
            return "{ " + ", ".join(names) + " }"
        if letter == "N":
            text = specified(o.imm_symbol, o.imm_minus, o.imm if o.imm_symbol else bits,
                             o.imm_kind)
            return "#" + text if o.imm_symbol and field.width != WIDEST else text
        if letter in "CM":
            return f"#{bits}" if letter == "C" else str(bits)
        if letter in "FZ":
            return "#" + (expand_float(bits) if letter == "F" else "0.0")
        if letter == "W":
            return WORDS[field.word].get(bits, f"#{bits}")
        if letter == "Y":
            return WORDS["sysreg"].get(bits) or (f"s{2 + (bits >> 14)}_{bits >> 11 & 7}"
                                                 f"_c{bits >> 7 & 15}_c{bits >> 3 & 15}_{bits & 7}")
        if letter == "B":
            return register_name(int(o.base), 64)
        if letter in "DT":
            return specified(o.symbol, o.minus, int(o.disp), o.kind)
        if letter in "XI":
            return register_name(int(o.index), 32 if o.extend in (2, 6) else 64)
        if letter == "E":
            shift = f" #{int(o.scale).bit_length() - 1}" if o.scale != 1 else ""
            return EXTENSIONS[int(o.extend)] + shift
        assert letter == "L"
        return specified(o.symbol, o.minus, int(o.disp), o.kind) if o.symbol else f".{o.disp:+}"


def specified(symbol: Label | None, minus: Label | None, addend: int, kind: i64) -> str:
    """:lo12:symbol+addend, or a number with #"""
    if symbol is None:
        return f"#{addend}"
    text = symbolic(symbol, minus, addend, KIND_PLAIN)
    return f":{SPELLINGS[kind - KIND_FIRST]}:{text}" if kind >= KIND_FIRST else text
