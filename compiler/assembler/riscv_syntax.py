"""Operand syntax of RISC-V and the choice of opcode for a mnemonic and its operands.

Problem: a word may be a register, a CSR, a fence set, a rounding mode or a symbol, as the
instruction asks.  Idea: a mnemonic's rows are tried in order; each row says what its operands must
be, the first that reads them all is taken.

Source: GNU as manual, 9.38 (RISC-V dependent features); RISC-V assembly programmer's manual.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.expression import Places, Reduced
from compiler.assembler.operands import (
    KIND_HI20,
    KIND_LO12,
    KIND_PLAIN,
    KIND_PLT,
)
from compiler.assembler.riscv_insn import insn
from compiler.assembler.riscv_object import MODE_RELAX, RiscvArchitecture
from compiler.assembler.row_syntax import RowSyntax
from compiler.assembler.scanner import Names, Scanner, SyntaxProblem, split_operands
from compiler.assembler.spelling import Field
from compiler.assembler.word_object import MODE_COMPRESSED
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import MAX_OPERANDS, OPERAND_MEM
from compiler.target.riscv import names_gen, tables_gen
from compiler.target.riscv.printer import MODIFIERS, SPELLINGS
from compiler.target.riscv.registers import (
    CLASS_CSR,
    CLASS_FENCE,
    CLASS_FLOAT,
    CLASS_GPR,
    CSR0,
    FENCE0,
    csr_names,
    registers_by_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MEMORY: Final = SPELLINGS[OPERAND_MEM].written[1][0]
_ROUNDINGS: Final = ("rne", "rtz", "rdn", "rup", "rmm")
_FENCES: Final = "wroi"
_MODES: Final = {"rvc": MODE_COMPRESSED, "relax": MODE_RELAX}
_ATTRIBUTES: Final = {"stack_align": 4, "arch": 5, "unaligned_access": 6, "priv_spec": 8,
                      "priv_spec_minor": 10, "priv_spec_revision": 12}


class RiscvSyntax(RowSyntax):
    """Reads instructions into `operands`; .option changes the architecture's mode."""

    def __init__(self, names: Names, places: Places, architecture: RiscvArchitecture) -> None:
        super().__init__(names, places, names_gen.MNEMONICS, registers_by_name())
        self.architecture = architecture
        self.mode = architecture.mode
        self.directive_names = {".word": ".long", ".half": ".short", ".dword": ".quad",
                                ".align": ".p2align"}
        self.index = 0             # of the row's first operand in the tables
        self.displacement = ""     # what stands in front of a base
        self.options: list[tuple[i64, bool, list[str]]] = []
        self.csrs = csr_names()
        self.operand_count: bytes = tables_gen.OPERAND_COUNT
        self.operand_kind: bytes = tables_gen.OPERAND_KIND
        self.operand_class: bytes = tables_gen.OPERAND_CLASS

    # -- instructions ---------------------------------------------------------------------------

    def instruction(self, mnemonic: str, text: str) -> i64:
        """Read one instruction; its opcode, with the operands in `operands`."""
        parts = [part.strip() for part in split_operands(text)] if text else []
        if parts and parts[-1] in _ROUNDINGS:
            mnemonic += "," + parts.pop()
        elif parts and parts[-1] == "dyn":
            parts.pop()
        if mnemonic not in self.rows:
            raise SyntaxProblem(f"unrecognized opcode `{mnemonic}'")
        if mnemonic in ("jalr", "jr") and len(parts) > 1 and parts[-2] in self.registers and (
                parts[-1] not in self.registers and "(" not in parts[-1]):
            parts[-2:] = [f"{parts[-1]}({parts[-2]})"]
        op = self.attempt(mnemonic, parts, 1 if parts == [] and mnemonic == "sfence.vma" else 0)
        if op >= 0:
            return op
        raise SyntaxProblem(f"illegal operands `{mnemonic} {text}'")

    def matches(self, op: int, parts: list[str]) -> bool:
        if self.operand_count[op - FIRST_MACHINE] != len(parts):
            return False
        self.operands.clear()
        self.displacement = ""
        self.index = (op - FIRST_MACHINE) * MAX_OPERANDS
        return all(self.read(SPELLINGS[self.operand_kind[self.index + k]], k, parts, k) == 1
                   for k in range(len(parts)))

    def take(self, field: Field, text: str, k: int) -> bool:
        letter = field.letter
        if letter == "R":
            number = self.register(text, self.operand_class[self.index + k])
            return number >= 0 and self.set_register(k, number) == 1
        if letter == "D":
            self.displacement = text
            return text != ""
        if letter == "B":
            self.operands.base = self.register(text, CLASS_GPR)
            if self.operands.base >= 0 and self.displacement:
                self.set_address(self.value(self.displacement))
            return self.operands.base >= 0
        memory = MEMORY.texts(text)
        if text in self.registers or memory is not None and self.register(
                memory[1], CLASS_GPR) >= 0:
            return False
        value = self.value(text)
        if letter == "N":
            self.set_immediate(value)
        else:
            self.set_address(value)
        return True

    def register(self, text: str, cls: int) -> int:
        """The number of a register of that class, -1: it is not one."""
        if cls in (CLASS_GPR, CLASS_FLOAT):
            found = self.registers.get(text)
            return found[0] if found is not None and found[1] == cls else -1
        if cls == CLASS_FENCE:
            if text == "0":
                return FENCE0
            bits = sum(1 << _FENCES.find(c) for c in text if c in _FENCES)
            return FENCE0 + bits if text and all(c in _FENCES for c in text) else -1
        assert cls == CLASS_CSR
        known = self.csrs.get(text)
        if known is not None:
            return CSR0 + known
        if not text[:1].isdigit():
            return -1
        reduced = self.value(text)
        if reduced.plus is not None or not 0 <= reduced.addend < 4096:
            raise SyntaxProblem(f"improper CSR address `{text}'")
        return CSR0 + reduced.addend

    def value(self, text: str) -> Reduced:
        """An expression, perhaps in a modifier: %lo(x + 4)."""
        kind: i64 = KIND_PLAIN
        if text[:1] == "%":
            word, _, rest = text.partition("(")
            if word.strip() not in MODIFIERS or not rest.endswith(")"):
                raise SyntaxProblem(f"unknown modifier `{text}'")
            kind = KIND_HI20 + i64(MODIFIERS.index(word.strip()))
            text = rest[:-1]
        reduced = self.reduced(text)
        if reduced.plus is None and kind == KIND_HI20:
            reduced.addend = reduced.addend + 0x800 >> 12 & 0xFFFFF
        elif reduced.plus is None and kind == KIND_LO12:
            reduced.addend = (reduced.addend + 0x800 & 0xFFF) - 0x800
        elif kind != KIND_PLAIN:
            reduced.kind = kind
        elif reduced.kind != KIND_PLT:
            reduced.kind = KIND_PLAIN
        return reduced

    # -- directives -------------------------------------------------------------------------------

    def directive(self, name: str, text: str) -> bool:
        """.option, .attribute and .insn"""
        if name == ".option":
            self.option(text.strip())
        elif name == ".attribute":
            self.attribute(text)
        elif name == ".insn":
            insn(self, text)
        else:
            return False
        return True

    def option(self, text: str) -> None:
        """One .option"""
        architecture = self.architecture
        word, _, rest = text.partition(",")
        off = text.startswith("no")
        bit = _MODES.get(text[2:] if off else text, 0)
        if bit:
            mode = architecture.mode & ~bit
            architecture.set_mode(mode if off else mode | bit)
        elif text in ("pic", "nopic"):
            architecture.pic = text == "pic"
        elif text == "push":
            self.options.append((architecture.mode, architecture.pic,
                                 architecture.extensions))
        elif text == "pop":
            if not self.options:
                raise SyntaxProblem(".option pop with no .option push")
            mode, architecture.pic, architecture.extensions = self.options.pop()
            architecture.set_mode(mode)
        elif word == "arch":
            self.extensions([part.strip() for part in rest.split(",")])
        elif text != "csr-check" and text != "no-csr-check":
            raise SyntaxProblem(f"unrecognized .option directive: {text}")
        self.mode = architecture.mode

    def extensions(self, words: list[str]) -> None:
        """.option arch: `+c`, `-zba` or a whole ISA string."""
        for word in words:
            if word.startswith("rv"):
                self.architecture.set_isa(word)
            else:
                self.architecture.set_extension(
                    word.lstrip("+-").rstrip("0123456789p"), word[0] == "+")

    def attribute(self, text: str) -> None:
        """.attribute tag, value"""
        name, _, value = text.partition(",")
        tag = _ATTRIBUTES.get(name.strip().removeprefix("Tag_RISCV_"), -1)
        if tag < 0:
            tag = Scanner(name, self.names).expression().value
        if tag == 5:
            self.architecture.arch = value.strip().strip('"')
            self.architecture.set_isa(self.architecture.arch)
            self.mode = self.architecture.mode
        else:
            self.architecture.attributes[tag] = Scanner(value, self.names).expression().value
