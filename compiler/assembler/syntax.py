"""How one machine spells its instructions: what the assembler's parser and `-S` ask of it.

Problem: directives, expressions and macros are the same in every assembly; the operands of an
instruction are not.  Idea: two small classes, one that reads and one that prints; a machine
overrides both, and its `Architecture` makes them.

Invariant: what the printer writes the syntax reads back as the same opcode and operands.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import KIND_GOTPC, KIND_PLAIN, Label, Operands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# `@` words by KIND_*
KIND_SUFFIX: Final = [
    "", "@PLT", "@GOTPCREL", "@GOT", "@GOTOFF", "@TPOFF", "@GOTTPOFF", "@TLSGD", "@TLSLD",
    "@DTPOFF", "@TLSDESC", "@TLSCALL", "@SIZE", "@NTPOFF", "@INDNTPOFF", "@GOTNTPOFF", "",
    "@PLTOFF", "@GOTPLT", "@DTPMOD", "@GOTPCREL_NORELAX",
]


class Syntax:
    """Reads instructions into `operands`."""

    def __init__(self) -> None:
        # directives that mean other ones here (.word is .short or .long)
        self.directive_names: dict[str, str] = {}
        self.operands = Operands()
        self.mode: i64 = 64          # code size, what .code16/32/64 switch
        self.code16gcc = False       # 16-bit code written for a 32-bit stack
        self.lone: int = 0           # the byte of a prefix that stands alone

    def instruction(self, mnemonic: str, text: str) -> i64:
        """Read one instruction; its opcode, with the operands in `operands`.  -1: only the byte
        `lone`.  SyntaxProblem when it is wrong."""
        raise NotImplementedError

    def directive(self, name: str, text: str) -> bool:
        """Obey a directive of this machine; False: it is not one."""
        return False

    def alias(self, name: str, register: str) -> bool:
        """Obey `name .req register`; False: this machine has no such names."""
        return False

    def is_mnemonic(self, word: str) -> bool:
        """Whether `word :` may be an instruction rather than a label."""
        raise NotImplementedError

    def dwarf_register(self, text: str) -> int:
        """The DWARF number of a register by name or number; -1: none."""
        raise NotImplementedError


class Printer:
    """Prints instructions."""

    def instruction(self, op: i64, operands: Operands) -> str:
        """One instruction, mnemonic and operands separated by a tab."""
        raise NotImplementedError


def quoted(name: str) -> str:
    """A symbol name as the assembler reads it back."""
    for char in name:
        if not (char.isalnum() or char in "_.$" or char > "\x7f"):
            return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if not name or name[0].isdigit() or name[0] == "$":
        return '"' + name + '"'
    return name


def symbolic(symbol: Label | None, minus: Label | None, addend: int, kind: i64) -> str:
    """symbol@KIND-minus+addend"""
    if symbol is None:
        return str(addend)
    text = quoted(symbol.name)
    if kind not in (KIND_PLAIN, KIND_GOTPC):
        text += KIND_SUFFIX[kind]
    if minus is not None:
        text += "-" + quoted(minus.name)
    if addend:
        text += f"+{addend}" if addend > 0 else str(addend)
    return text
