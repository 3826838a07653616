"""DWARF for -g beside the line table: one compile unit with its functions.

Problem: a debugger finds the line table through a compile unit, and wants the names and extents of
functions.  Idea: two abbreviations, the unit and a subprogram, written when all functions are out.
Source: DWARF 5, 3.1.1 (units), 3.3.1 (subprograms), 7.5 (encoding).

Invariants: labels of function starts and ends are given in order of emission; sections may differ,
so the unit has address ranges (.debug_rnglists).
"""

from __future__ import annotations

from compiler.assembler.operands import Label
from compiler.codegen.streaming import Stream
from compiler.elf.constants import SHT_PROGBITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

DW_TAG_COMPILE_UNIT: Final = 0x11
DW_TAG_SUBPROGRAM: Final = 0x2E
DW_AT_NAME: Final = 0x03
DW_AT_STMT_LIST: Final = 0x10
DW_AT_LOW_PC: Final = 0x11
DW_AT_HIGH_PC: Final = 0x12
DW_AT_LANGUAGE: Final = 0x13
DW_AT_COMP_DIR: Final = 0x1B
DW_AT_PRODUCER: Final = 0x25
DW_AT_EXTERNAL: Final = 0x3F
DW_AT_RANGES: Final = 0x55
DW_FORM_ADDR: Final = 0x01
DW_FORM_DATA2: Final = 0x05
DW_FORM_DATA8: Final = 0x07
DW_FORM_STRING: Final = 0x08
DW_FORM_FLAG: Final = 0x0C
DW_FORM_SEC_OFFSET: Final = 0x17
DW_LANG_C11: Final = 0x1D
DW_UT_COMPILE: Final = 1
DW_RLE_START_LENGTH: Final = 7

ABBREVIATIONS: Final = bytes([
    1, DW_TAG_COMPILE_UNIT, 1,
    DW_AT_PRODUCER, DW_FORM_STRING, DW_AT_LANGUAGE, DW_FORM_DATA2, DW_AT_NAME, DW_FORM_STRING,
    DW_AT_COMP_DIR, DW_FORM_STRING, DW_AT_LOW_PC, DW_FORM_ADDR, DW_AT_RANGES, DW_FORM_SEC_OFFSET,
    DW_AT_STMT_LIST, DW_FORM_SEC_OFFSET, 0, 0,
    2, DW_TAG_SUBPROGRAM, 0,
    DW_AT_NAME, DW_FORM_STRING, DW_AT_EXTERNAL, DW_FORM_FLAG, DW_AT_LOW_PC, DW_FORM_ADDR,
    DW_AT_HIGH_PC, DW_FORM_DATA8, 0, 0,
    0,
])


class DebugFunction:
    """A function's name and extent."""

    def __init__(self, name: str, external: bool, start: Label, end: Label) -> None:
        self.name = name
        self.external = external
        self.start = start
        self.end = end


class DebugInfo:
    """Collects functions, then writes the sections."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.functions: list[DebugFunction] = []
        emitter = stream.emitter
        self.lines = emitter.label()
        emitter.section(".debug_line", SHT_PROGBITS, 0)
        emitter.define(self.lines)

    def add(self, name: str, external: bool, start: Label, end: Label) -> None:
        """A function has been emitted."""
        self.functions.append(DebugFunction(name, external, start, end))

    def string(self, text: str) -> None:
        """A string ended by a zero byte."""
        self.stream.emitter.bytes_(text.encode("utf-8", "surrogateescape") + b"\0")

    def write(self) -> None:
        """Write .debug_info, .debug_abbrev and .debug_rnglists."""
        emitter = self.stream.emitter
        options = self.stream.options
        abbreviations = emitter.label()
        emitter.section(".debug_abbrev", SHT_PROGBITS, 0)
        emitter.define(abbreviations)
        emitter.bytes_(ABBREVIATIONS)
        ranges = emitter.label()
        emitter.section(".debug_rnglists", SHT_PROGBITS, 0)
        start = emitter.label()
        end = emitter.label()
        emitter.value(4, end, start, 0)
        emitter.define(start)
        emitter.integer(2, 5)
        emitter.integer(1, 8)
        emitter.integer(1, 0)
        emitter.integer(4, 0)
        emitter.define(ranges)
        for function in self.functions:
            emitter.integer(1, DW_RLE_START_LENGTH)
            emitter.value(8, function.start, None, 0)
            emitter.leb128_difference(False, function.end, function.start)
        emitter.integer(1, 0)
        emitter.define(end)
        emitter.section(".debug_info", SHT_PROGBITS, 0)
        unit = emitter.label()
        unit_end = emitter.label()
        emitter.value(4, unit_end, unit, 0)
        emitter.define(unit)
        emitter.integer(2, 5)
        emitter.integer(1, DW_UT_COMPILE)
        emitter.integer(1, 8)
        emitter.value(4, abbreviations, None, 0)
        emitter.integer(1, 1)
        self.string(options.producer)
        emitter.integer(2, DW_LANG_C11)
        self.string(options.source_name)
        self.string(options.directory)
        emitter.integer(8, 0)
        emitter.value(4, ranges, None, 0)
        emitter.value(4, self.lines, None, 0)
        for function in self.functions:
            emitter.integer(1, 2)
            self.string(function.name)
            emitter.integer(1, 1 if function.external else 0)
            emitter.value(8, function.start, None, 0)
            emitter.value(8, function.end, function.start, 0)
        emitter.integer(1, 0)
        emitter.define(unit_end)
