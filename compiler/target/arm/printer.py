"""A64 instructions as text, from the same rows that encode them.

Invariant: the assembler reads every printed line back as the same bytes. Source: Arm ARM C1.2, C6.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.arm_relocations import KIND_FIRST, SPELLINGS
from compiler.assembler.operands import KIND_PLAIN, Label, Operands
from compiler.assembler.syntax import Printer, symbolic
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import names_gen, ops_gen, tables_gen
from compiler.target.arm import forms as F
from compiler.target.arm.forms import FORMS, NAMES, Form
from compiler.target.arm.registers import register_name
from compiler.target.arm.system_names import OPERATION_WORDS, REGISTER_WORDS
from compiler.target.machine import MAX_OPERANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

EXTENSIONS: Final = {0: "lsl", 2: "uxtw", 3: "lsl", 6: "sxtw", 7: "sxtx"}


class ArmPrinter(Printer):
    """Prints with the manual's preferred spellings where a row has them."""

    def __init__(self) -> None:
        self.mnemonics = names_gen.MNEMONICS.split(" ")

    def instruction(self, op: i64, operands: Operands) -> str:
        """One instruction, mnemonic and operands separated by a tab."""
        index = int(op - FIRST_MACHINE)
        count = tables_gen.OPERAND_COUNT[index]
        forms = [FORMS[tables_gen.OPERAND_FORM[index * MAX_OPERANDS + k]] for k in range(count)]
        values = sum(1 for form in forms if form.has_value())
        parts: list[str] = []
        position = 0
        for k in range(count):
            form = forms[k]
            value = 0
            if form.has_value():
                value = operands.imm if values == 1 else operands.imm >> 16 * position & 0xFFFF
                position += 1
            text = write_operand(form, operands, k, value)
            if text:
                parts.append(text)
        mnemonic = self.mnemonics[index]
        if op == ops_gen.BLRx and operands.symbol is not None:
            mnemonic = f".tlsdesccall {operands.symbol.name}\n\tblr"
        return mnemonic + "\t" + ", ".join(parts) if parts else mnemonic


def specified(symbol: Label | None, minus: Label | None, addend: int, kind: i64) -> str:
    """:lo12:symbol+addend, or a number with #"""
    if symbol is None:
        return f"#{addend}"
    text = symbolic(symbol, minus, addend, KIND_PLAIN)
    return f":{SPELLINGS[kind - KIND_FIRST]}:{text}" if kind >= KIND_FIRST else text


def write_operand(form: Form, o: Operands, k: int, value: int) -> str:
    """The text of operand `k`; `value` is its part of the immediates."""
    style = form.style
    number = int(o.r0 if k == 0 else o.r1 if k == 1 else o.r2 if k == 2 else o.r3)
    if style == F.S_REGISTER:
        return register_name(number, form.size)
    if style == F.S_VECTOR:
        return f"v{number - 32}.{form.word}"
    if style == F.S_LANE:
        return f"v{number - 32}.{form.word}[{value}]"
    if style in (F.S_LIST, F.S_LIST_LANE):
        names = [f"v{(number + n) & 31}.{form.word}" for n in range(form.count)]
        text = "{ " + ", ".join(names) + " }"
        return text if style == F.S_LIST else f"{text}[{value}]"
    if style == F.S_PAIR:
        return f"{register_name(number, form.size)}, {register_name(number + 1, form.size)}"
    if style == F.S_NUMBER:
        return specified(o.imm_symbol, o.imm_minus, o.imm if o.imm_symbol else value, o.imm_kind)
    if style == F.S_FLOAT:
        return "#" + expand_float(value)
    if style == F.S_NAME:
        return named(form, value)
    if style == F.S_SHIFT:
        plain = value == 0 and form.word[1:3] == "xt"
        return form.word if plain else f"{form.word} #{value}"
    if style == F.S_TWO:
        return f"#{value & 255}, #{value >> 8}"
    if style == F.S_WIDE:
        if o.imm_symbol is not None:
            return "#" + specified(o.imm_symbol, o.imm_minus, o.imm, o.imm_kind)
        return f"#{value & 0xFFFF}, lsl #{value >> 16}" if value >> 16 else f"#{value}"
    if style == F.S_LABEL:
        if o.symbol is None:
            return f".{o.disp:+}"
        return specified(o.symbol, o.minus, int(o.disp), o.kind)
    if style == F.S_SYSTEM:
        return f"#{value >> 11}, c{value >> 7 & 15}, c{value >> 3 & 15}, #{value & 7}"
    if style == F.S_SYSTEM_REGISTER:
        return REGISTER_WORDS.get(value) or (f"s{2 + (value >> 14)}_{value >> 11 & 7}"
                                             f"_c{value >> 7 & 15}_c{value >> 3 & 15}_{value & 7}")
    if style == F.S_ZERO:
        return "#0"
    if style == F.S_ZERO_FLOAT:
        return "#0.0"
    return memory(form, o)


def named(form: Form, value: int) -> str:
    """A word for a value, or the number."""
    if form.word in NAMES:
        names = NAMES[form.word]
        return names[value] if value < len(names) and names[value] != "-" else f"#{value}"
    return OPERATION_WORDS[form.word].get(value, "")


def memory(form: Form, o: Operands) -> str:
    """[base, offset] in one of its ways."""
    base = register_name(int(o.base), 64)
    if form.style == F.S_AFTER:
        return f"[{base}], #{o.disp}"
    if form.style == F.S_AFTER_INDEX:
        return f"[{base}], {register_name(int(o.index), 64)}"
    if form.style == F.S_BEFORE:
        return f"[{base}, #{o.disp}]!"
    if o.index >= 0:
        index = register_name(int(o.index), 32 if o.extend in (2, 6) else 64)
        word = EXTENSIONS[int(o.extend)]
        if o.scale == 1:
            return f"[{base}, {index}]" if word == "lsl" else f"[{base}, {index}, {word}]"
        return f"[{base}, {index}, {word} #{int(o.scale).bit_length() - 1}]"
    if o.symbol is None and o.disp == 0:
        return f"[{base}]"
    return f"[{base}, {specified(o.symbol, o.minus, int(o.disp), o.kind)}]"


def expand_float(code: int) -> str:
    """The number that the 8 bits of an fmov stand for (VFPExpandImm)."""
    exponent = (code >> 4 & 7 ^ 4) - 3
    sixteenths = 16 + (code & 15)
    scaled = sixteenths * 2 ** (exponent + 4)     # in 1/256
    text = f"{scaled // 256}.{scaled % 256 * 10 ** 8 // 256:08d}".rstrip("0")
    return ("-" if code >> 7 else "") + text + ("0" if text[-1] == "." else "")
