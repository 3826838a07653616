"""RISC-V's `.insn`: instructions that no row has, by format, fields and operands.

Problem: an extension's instructions must be written before an assembler knows them.  Idea: each
format is a row that names the fields of its operands in the order in which they are written; a word
without format is taken as it is.

A field is `n3@12` (an unsigned number of 3 bits at bit 12), `r@7` (a register), `c@7` (one of the
eight that compressed instructions reach), `s:I` (a signed number in the field of that format),
`s6`, `u5` (spread as c.addi and c.lw do), `j:B` (a branch target).  Source: GNU as manual, 9.38.4.
"""

from __future__ import annotations

from compiler.assembler.expression import Reduced
from compiler.assembler.operands import FIXUP_FIELD, KIND_PLAIN, KIND_PLT
from compiler.assembler.scanner import SyntaxProblem, split_operands
from compiler.target.riscv.fields import (
    FORMAT_B,
    FORMAT_CB,
    FORMAT_CJ,
    FORMAT_I,
    FORMAT_J,
    FORMAT_S,
    insert,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.assembler.riscv_syntax import RiscvSyntax

FORMATS: Final = {
    "r": "n7@0 n3@12 n7@25 r@7 r@15 r@20", "r4": "n7@0 n3@12 n2@25 r@7 r@15 r@20 r@27",
    "i": "n7@0 n3@12 r@7 r@15 s:I", "s": "n7@0 n3@12 r@20 r@15 s:S",
    "sb": "n7@0 n3@12 r@15 r@20 j:B", "u": "n7@0 r@7 n20@12", "uj": "n7@0 r@7 j:J",
    "cr": "n2@0 n4@12 r@7 r@2", "ci": "n2@0 n3@13 r@7 s6", "ciw": "n2@0 n3@13 c@2 n8@5",
    "css": "n2@0 n3@13 r@2 n6@7", "cl": "n2@0 n3@13 c@2 c@7 u5", "cs": "n2@0 n3@13 c@2 c@7 u5",
    "ca": "n2@0 n6@10 n2@5 c@7 c@2", "cb": "n2@0 n3@13 c@7 j:CB", "cj": "n2@0 n3@13 j:CJ",
}
SAME: Final = {"b": "sb", "j": "uj"}
FIELDS: Final = {"I": FORMAT_I, "S": FORMAT_S, "B": FORMAT_B, "J": FORMAT_J, "CB": FORMAT_CB,
                 "CJ": FORMAT_CJ}
OPCODES: Final = {
    "LOAD": 0x03, "LOAD_FP": 0x07, "CUSTOM_0": 0x0B, "MISC_MEM": 0x0F, "OP_IMM": 0x13,
    "AUIPC": 0x17, "OP_IMM_32": 0x1B, "STORE": 0x23, "STORE_FP": 0x27, "CUSTOM_1": 0x2B,
    "AMO": 0x2F, "OP": 0x33, "LUI": 0x37, "OP_32": 0x3B, "MADD": 0x43, "MSUB": 0x47,
    "NMSUB": 0x4B, "NMADD": 0x4F, "OP_FP": 0x53, "CUSTOM_2": 0x5B, "BRANCH": 0x63, "JALR": 0x67,
    "JAL": 0x6F, "SYSTEM": 0x73, "CUSTOM_3": 0x7B, "C0": 0, "C1": 1, "C2": 2}


def insn(syntax: RiscvSyntax, text: str) -> None:
    """Emit what one `.insn` says.  SyntaxProblem when it says nothing right."""
    word, _, rest = text.strip().partition(" ")
    format = SAME.get(word.lower(), word.lower())
    emitter = syntax.architecture.emitter
    assert emitter is not None
    if format not in FORMATS:
        emitter.code(plain(syntax, text))
        return
    parts = operands([part.strip() for part in split_operands(rest)])
    if format == "r" and len(parts) == 7:
        format = "r4"
    fields = FORMATS[format].split(" ")
    if len(parts) != len(fields):
        raise SyntaxProblem(f"illegal operands `.insn {text.strip()}'")
    bits = 0
    for field, part in zip(fields, parts):
        if field[0] == "j":
            target = syntax.value(part)
            if target.plus is None:
                raise SyntaxProblem(f"a label is expected, not `{part}'")
            branch(syntax, field[2:], format[0] == "c", target)
        else:
            bits |= field_bits(syntax, field, part)
    if (format[0] == "c") == (bits & 3 == 3):
        raise SyntaxProblem(f"this opcode is of another length: `.insn {text.strip()}'")
    emitter.code(bits.to_bytes(2 if format[0] == "c" else 4, "little"))


def plain(syntax: RiscvSyntax, text: str) -> bytes:
    """`.insn [length,] value`"""
    numbers = [constant(syntax, part, -(1 << 63), 1 << 64) for part in split_operands(text)]
    if len(numbers) > 2:
        raise SyntaxProblem(f"illegal operands `.insn {text.strip()}'")
    value = numbers[-1]
    length = 4 if value & 3 == 3 else 2
    if value & 31 == 31 or len(numbers) == 2 and numbers[0] != length or not (
            0 <= value < 1 << 8 * length):
        raise SyntaxProblem(f"the value's lowest bits say another length: `.insn {text.strip()}'")
    return value.to_bytes(length, "little")


def operands(parts: list[str]) -> list[str]:
    """`displacement(base)` as base and displacement."""
    result: list[str] = []
    for part in parts:
        at = part.rfind("(")
        if part.endswith(")") and at >= 0 and part[at + 1:at + 2].isalpha():
            result += [part[at + 1:-1].strip(), part[:at].strip() or "0"]
        else:
            result.append(part)
    return result


def constant(syntax: RiscvSyntax, text: str, low: int, high: int) -> int:
    """A number from `low` to below `high`."""
    found = syntax.value(text.strip())
    if found.plus is not None or not low <= found.addend < high:
        raise SyntaxProblem(f"a number from {low} to {high - 1} is expected, not `{text.strip()}'")
    return found.addend


def field_bits(syntax: RiscvSyntax, field: str, text: str) -> int:
    """The bits of one operand in its field."""
    kind, _, place = field.partition("@")
    if kind in ("r", "c"):
        found = syntax.registers.get(text)
        number = found[0] & 31 if found is not None else -1
        if number < 0 or kind == "c" and number & 24 != 8:
            raise SyntaxProblem(f"a register is expected, not `{text}'")
        return (number & 7 if kind == "c" else number) << int(place)
    if kind[0] == "n":
        width = int(kind[1:])
        if place == "0" and text in OPCODES and OPCODES[text] < 1 << width:
            return OPCODES[text]
        return constant(syntax, text, 0, 1 << width) << int(place)
    if kind == "s6":
        value = constant(syntax, text, -32, 32)
        return (value >> 5 & 1) << 12 | (value & 31) << 2
    if kind == "u5":
        value = constant(syntax, text, 0, 32)
        return value >> 2 << 10 | (value & 3) << 5
    return insert(0, FIELDS[field[2:]], constant(syntax, text, -2048, 2048))


def branch(syntax: RiscvSyntax, field: str, compressed: bool, target: Reduced) -> None:
    """The field of a branch target, of the instruction that comes next."""
    emitter = syntax.architecture.emitter
    assert emitter is not None
    chunk = emitter.current
    kind = KIND_PLT if target.kind == KIND_PLT else KIND_PLAIN
    chunk.fixup(chunk.here(), 2 if compressed else 4, True, kind, target.plus, target.minus,
                target.addend, FIXUP_FIELD + FIELDS[field])
