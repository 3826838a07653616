"""Operand syntax of machines whose rows are tried in order: what their syntaxes share.

Problem: a mnemonic stands for several rows.  Idea: the rows are kept by mnemonic; the machine reads
the operands as a row wants them, and what it reads is put into `operands` here.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.expression import Places, Reduced, reduce_expression
from compiler.assembler.scanner import Names, Scanner, SyntaxProblem
from compiler.assembler.syntax import Syntax
from compiler.ir.opcodes import FIRST_MACHINE


class RowSyntax(Syntax):
    """`mnemonics`: those of all rows, separated by blanks."""

    def __init__(self, names: Names, places: Places, mnemonics: str) -> None:
        super().__init__()
        self.names = names
        self.places = places
        self.rows: dict[str, list[int]] = {}
        for k, mnemonic in enumerate(mnemonics.split(" ")):
            self.rows.setdefault(mnemonic, []).append(FIRST_MACHINE + k)

    def is_mnemonic(self, word: str) -> bool:
        return word in self.rows

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

    def reduced(self, text: str) -> Reduced:
        """An expression; SyntaxProblem for what is no number and no address."""
        scanner = Scanner(text, self.names)
        expression = scanner.expression()
        scanner.expect_end()
        found = reduce_expression(expression, self.places)
        if found is None or found.plus is None and found.minus is not None:
            raise SyntaxProblem(f"invalid expression `{text}'")
        return found
