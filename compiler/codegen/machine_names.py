"""How machine IR is spelled in dumps: names from a target's generated tables."""

from __future__ import annotations

from compiler.codegen.machine import FIRST_PSEUDO, FIRST_TARGET_PSEUDO, PSEUDO_NAMES
from compiler.ir.instr import Instr
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.ir.text import MachineNames
from compiler.target.machine import AddressMode


class TableNames(MachineNames):
    """Spelling of machine IR; a target adds its registers' names."""

    def __init__(self, prefix: str, rows: str, pseudo: list[str]) -> None:
        super().__init__()
        self.prefix = prefix
        self.rows = rows                # row names in order, joined by blanks
        self.pseudo = pseudo            # the target's pseudo instructions
        self.split: list[str] = []

    def opcode(self, op: int) -> str:
        if op >= FIRST_TARGET_PSEUDO:
            number = op - FIRST_TARGET_PSEUDO
            return self.pseudo[number] if number < len(self.pseudo) else f"target{number}"
        if op >= FIRST_PSEUDO:
            return PSEUDO_NAMES[op - FIRST_PSEUDO]
        if not self.split:
            self.split = self.rows.split()
        return f"{self.prefix}.{self.split[op - FIRST_MACHINE]}"

    def payload(self, instr: Instr) -> str:
        mode = instr.aux
        if not isinstance(mode, AddressMode):
            return ""
        parts = []
        if mode.base_fixed >= 0:
            parts.append(self.register(int(mode.base_fixed)))
        if mode.has_base:
            parts.append("base")
        if mode.has_index:
            parts.append(f"index*{mode.scale}")
        if mode.slot >= 0:
            parts.append(f"slot{mode.slot}")
        if mode.symbol is not None:
            parts.append(mode.symbol.name or "literal")
        return "[" + " + ".join([*parts, str(mode.disp)]) + "]"
