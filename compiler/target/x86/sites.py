"""Payloads of x86's pseudo instructions."""

from __future__ import annotations

from compiler.assembler.operands import Label
from compiler.codegen.machine import Constraints, JumpTable
from compiler.codegen.machine import Site
from compiler.ir.module import Symbol


class TlsSite(Site):
    """aux of TLS_CALL: the symbol whose address __tls_get_addr gives."""

    def __init__(self, constraints: Constraints, symbol: Symbol) -> None:
        super().__init__(constraints)
        self.symbol = symbol


class TableSite(JumpTable):
    """aux of a table jump: also the table's label."""

    def __init__(self, successors: list[int], label: Label) -> None:
        super().__init__(successors)
        self.label = label
