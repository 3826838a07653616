"""The forms of A64 operands: how each is written, which registers and values it takes.

Problem: printer, assembler and encoder must agree on every operand.  Idea: a form is one record,
generated from `rows_operands.py`; an opcode's operands refer to forms by number.

Invariant: an opcode's immediates stand in `Operands.imm`, alone or 16 bits each.
"""

from __future__ import annotations

from compiler.assembler.spelling import Spelling
from compiler.target.arm import tables_gen
from compiler.target.machine import MAX_OPERANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Form:
    """One form, from a generated row: name, `size` in bits, `transform` and `param` of the register
    or the value (of the lane, for lanes), spellings."""

    def __init__(self, row: str) -> None:
        self.row = row
        self.name, size, transform, param, self.text = row.split(" ", 4)
        self.size = int(size)
        self.transform = int(transform)
        self.param = int(param)
        # whether the operand has a part in `Operands.imm`
        self.has_value = self.text[0] not in "RVG[L" or self.text.endswith("[M]")
        self.made: Spelling | None = None

    def spelling(self) -> Spelling:
        """How it is written, made when it is first asked for."""
        if self.made is None:
            self.made = Spelling(self.text)
        return self.made


FORMS: Final = [Form(row) for row in tables_gen.FORMS.decode().split("\n")]


def forms_of(index: int) -> list[Form]:
    """The forms of an opcode's operands."""
    first = index * MAX_OPERANDS
    return [FORMS[number] for number in
            tables_gen.OPERAND_FORM[first:first + tables_gen.OPERAND_COUNT[index]]]
