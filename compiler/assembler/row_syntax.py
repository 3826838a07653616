"""Operand syntax of machines whose rows are tried in order: what their syntaxes share.

Problem: a mnemonic stands for several rows.  Idea: the rows are kept by mnemonic; each operand of a
row has a spelling (`spelling.py`), of which a machine only says what a field's text means, and what
the field of an operand prints as.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.expression import Places, Reduced, reduce_expression
from compiler.assembler.operands import Operands
from compiler.assembler.scanner import Names, Scanner, SyntaxProblem
from compiler.assembler.spelling import WIDEST, Field, Part, Spelling
from compiler.assembler.syntax import Printer, Syntax
from compiler.ir.opcodes import FIRST_MACHINE


class RowPrinter(Printer):
    """Prints instructions; `mnemonics`: those of all rows, separated by blanks."""

    def __init__(self, mnemonics: str) -> None:
        self.mnemonics = mnemonics.split(" ")

    def field(self, field: Field, o: Operands, k: int) -> str:
        """The text of a field of operand `k`."""
        raise NotImplementedError

    def written(self, parts: list[Part], o: Operands, k: int) -> str:
        """The text of operand `k` in one of its spellings."""
        texts: list[str] = []
        for part in parts:
            text = ""
            for field in part.fields:
                text += field.before + self.field(field, o, k)
            texts.append(text + part.after)
        return ", ".join(texts)


class RowSyntax(Syntax):
    """`mnemonics`: those of all rows, separated by blanks; `registers`: name -> number, class,
    bits."""

    def __init__(self, names: Names, places: Places, mnemonics: str,
                 registers: dict[str, tuple[int, int, int]]) -> None:
        super().__init__()
        self.registers = registers
        self.names = names
        self.places = places
        self.has_aliases = False   # the machine has .req
        self.aliases: list[str] = []    # names that .req made
        self.gathered: int = 0     # the value that the operand's fields make so far
        self.rows: dict[str, list[int]] = {}
        for k, mnemonic in enumerate(mnemonics.split(" ")):
            self.rows.setdefault(mnemonic, []).append(FIRST_MACHINE + k)

    def is_mnemonic(self, word: str) -> bool:
        return word in self.rows

    def dwarf_register(self, text: str) -> int:
        found = self.registers.get(text)
        return -1 if found is None else found[0]

    # -- instructions ---------------------------------------------------------------------------

    def attempt(self, name: str, parts: list[str], first: int = 0) -> i64:
        """The first row that takes the operands, from place `first` on; -1: none does."""
        for op in self.rows.get(name, [])[first:]:
            if self.matches(op, parts):
                return op
        return -1

    def matches(self, op: int, parts: list[str]) -> bool:
        """Read the operands as the opcode's row wants them; False: they are others."""
        raise NotImplementedError

    # -- operands -------------------------------------------------------------------------------

    def take(self, field: Field, text: str, k: int) -> bool:
        """Read the text of a field of operand `k`; False: it is not what stands there."""
        raise NotImplementedError

    def read(self, spelling: Spelling, k: int, parts: list[str], at: int) -> int:
        """Read operand `k` from parts[at:]; the parts used, -1: it is not spelled so."""
        for alternative in spelling.read:
            self.gathered = 0
            if at + len(alternative) <= len(parts) and all(
                    self.takes(part, parts[at + n], k) for n, part in enumerate(alternative)):
                return len(alternative)
        return -1

    def takes(self, part: Part, text: str, k: int) -> bool:
        """Read the fields of one part."""
        texts = part.texts(text)
        return texts is not None and all(
            self.take(field, given, k) for field, given in zip(part.fields, texts))

    def set_register(self, k: int, number: int) -> int:
        """Operand `k` is a register; 1, the parts that it took."""
        o = self.operands
        if k == 0:
            o.r0 = number
        elif k == 1:
            o.r1 = number
        elif k == 2:
            o.r2 = number
        else:
            o.r3 = number
        return 1

    def set_address(self, value: Reduced) -> int:
        """The displacement or the label; 1, the parts that it took."""
        o = self.operands
        o.symbol, o.minus, o.disp, o.kind = value.plus, value.minus, i64(value.addend), value.kind
        return 1

    def set_immediate(self, value: Reduced) -> None:
        """The immediate."""
        o = self.operands
        o.imm_symbol, o.imm_minus, o.imm_kind = value.plus, value.minus, value.kind
        o.imm = value.addend

    def gather(self, field: Field, value: int) -> bool:
        """Part of the operand's value, -1: none."""
        return value >= 0 and self.gather_bits(field, value)

    def gather_bits(self, field: Field, value: int) -> bool:
        """Part of the operand's value; False: it is too wide for its field."""
        self.gathered |= value << field.low
        return field.width == WIDEST or 0 <= value < 1 << field.width

    def number(self, text: str) -> int:
        """A constant."""
        value = self.value(text)
        if value.plus is not None:
            raise SyntaxProblem(f"a constant is expected, not `{text}'")
        return value.addend

    def value(self, text: str) -> Reduced:
        """An expression as the machine writes it, with what is meant of it."""
        raise NotImplementedError

    def reduced(self, text: str) -> Reduced:
        """An expression; SyntaxProblem for what is no number and no address."""
        scanner = Scanner(text, self.names)
        expression = scanner.expression()
        scanner.expect_end()
        found = reduce_expression(expression, self.places)
        if found is None or found.plus is None and found.minus is not None:
            raise SyntaxProblem(f"invalid expression `{text}'")
        return found

    # -- other names of registers ---------------------------------------------------------------

    def alias(self, name: str, register: str) -> bool:
        """`name .req register`: another name, until `.unreq name`."""
        if not self.has_aliases:
            return False
        found = self.registers.get(register.strip().lower())
        if found is None:
            raise SyntaxProblem(f"unknown register `{register.strip()}'")
        if name not in self.aliases and name in self.registers:
            raise SyntaxProblem(f"`{name}' is a register")
        self.registers[name] = found
        self.aliases.append(name)
        return True

    def forget_alias(self, name: str) -> None:
        """.unreq"""
        word = name.lower()
        if word not in self.aliases:
            raise SyntaxProblem(f"no .req has made `{name}'")
        self.aliases = [other for other in self.aliases if other != word]
        del self.registers[word]
