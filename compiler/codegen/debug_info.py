"""DWARF for -g beside the line table: one compile unit with its functions, variables and types.

Problem: debugging information entries (DIEs) refer to each other by offset and to code by address,
and functions come one by one while types are described once.  Idea: a function's extent, the places
of its variables and the marks of its scopes are kept when it has been emitted; at the end all DIEs
are laid into one buffer, types last, as they turn out to be referred to.  References are patched
when every type has its offset; addresses are holes that the emitter fills.

Source: DWARF 5, 2.14 to 5 (entries), 7.5 (encoding).  Locations are offsets from the canonical
frame address, which is the frame base of every function.

Invariants: sections of functions may differ, so the unit has address ranges (.debug_rnglists); a
scope's code is what lies between the first and the last instruction of its source positions.
"""

from __future__ import annotations

from compiler.assembler.operands import Label
from compiler.codegen.debug_table import (
    ABBREVIATIONS,
    CALL_FRAME_CFA,
    DW_LANG_C11,
    DW_OP_ADDR,
    DW_OP_FBREG,
    DW_RLE_START_LENGTH,
    DW_UT_COMPILE,
    abbreviation,
)
from compiler.codegen.streaming import Mark, Stream
from compiler.elf.constants import SHT_PROGBITS
from compiler.elf.leb128 import sleb128, uleb128
from compiler.ir import debug as d
from compiler.ir.debug import DebugFunction, DebugScope, DebugType, DebugVariable, all_scopes
from compiler.ir.module import TLS_NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

QUALIFIER_ROWS: Final = {d.CONST: "const", d.VOLATILE: "volatile", d.RESTRICT: "restrict",
                         d.ATOMIC: "atomic", d.POINTER: "pointer"}


class Extent:
    """A function that has been emitted."""

    def __init__(self, name: str, external: bool, start: Label, end: Label,
                 about: DebugFunction | None, marks: list[Mark]) -> None:
        self.name = name
        self.external = external
        self.start = start
        self.end = end
        self.about = about
        self.marks = marks


class Hole:
    """A field of the unit that holds label - minus."""

    def __init__(self, at: int, size: int, label: Label, minus: Label | None) -> None:
        self.at = at
        self.size = size
        self.label = label
        self.minus = minus


class DebugInfo:
    """Collects functions, then writes the sections."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.functions: list[Extent] = []
        self.out = bytearray()
        self.holes: list[Hole] = []
        self.references: list[tuple[int, DebugType]] = []
        self.offsets: dict[DebugType, int] = {}
        self.pending: list[DebugType] = []
        emitter = stream.emitter
        self.lines = emitter.label()
        emitter.section(".debug_line", SHT_PROGBITS, 0)
        emitter.define(self.lines)

    def begin(self, about: DebugFunction | None) -> None:
        """A function is about to be emitted."""
        if about is not None and about.scope.inner:
            self.stream.marks = []

    def add(self, name: str, external: bool, start: Label, end: Label,
            about: DebugFunction | None) -> None:
        """A function has been emitted."""
        marks = self.stream.marks
        self.stream.marks = None
        self.functions.append(Extent(name, external, start, end, about,
                                     [] if marks is None else marks))
        if about is None:
            return
        for scope in all_scopes(about.scope):
            for variable in scope.variables:
                slot = variable.slot
                if slot is not None and slot.placed:
                    variable.offset = slot.offset
                    variable.placed = True
                variable.slot = None

    # -- pieces of a DIE ------------------------------------------------------------------------

    def start(self, row: str) -> None:
        """The abbreviation's number."""
        self.out += uleb128(abbreviation(row))

    def string(self, text: str) -> None:
        """A string ended by a zero byte."""
        self.out += text.encode("utf-8", "surrogateescape").replace(b"\0", b"") + b"\0"

    def number(self, value: int) -> None:
        """An unsigned LEB128."""
        self.out += uleb128(value)

    def address(self, size: int, label: Label, minus: Label | None) -> None:
        """A field for the emitter to fill."""
        self.holes.append(Hole(len(self.out), size, label, minus))
        self.out += bytes(size)

    def type(self, type: DebugType) -> None:
        """A reference to a type."""
        if type not in self.offsets:
            self.offsets[type] = 0
            self.pending.append(type)
        self.references.append((len(self.out), type))
        self.out += bytes(4)

    def declared(self, pos: i64) -> None:
        """File and line of a declaration."""
        file = line = 0
        locator = self.stream.locator
        if locator is not None and pos > 0:
            file, line = locator.declared(self.stream.emitter, pos)
        self.number(file)
        self.number(line)

    # -- functions and variables ----------------------------------------------------------------

    def function(self, extent: Extent) -> None:
        """A function with its parameters, variables and scopes."""
        about = extent.about
        if about is None:
            self.start("bare function")
            self.string(extent.name)
            self.extent(extent)
            return
        result = about.result
        row = "function" if result is not None else "void function"
        self.start(row + (" prototyped" if about.prototyped else ""))
        self.string(about.name)
        self.declared(about.pos)
        if result is not None:
            self.type(result)
        self.extent(extent)
        self.scope(about.scope, extent, about.variadic)
        self.out.append(0)

    def extent(self, extent: Extent) -> None:
        """External, first address, length, frame base."""
        self.out.append(1 if extent.external else 0)
        self.address(8, extent.start, None)
        self.address(8, extent.end, extent.start)
        self.out += CALL_FRAME_CFA

    def scope(self, scope: DebugScope, extent: Extent, variadic: bool) -> None:
        """The contents of a function or block."""
        for variable in scope.variables:
            if variable.parameter:
                self.variable(variable)
        if variadic:
            self.start("unspecified")
        for variable in scope.variables:
            if not variable.parameter:
                self.variable(variable)
        for inner in scope.inner:
            self.block(inner, extent)

    def block(self, scope: DebugScope, extent: Extent) -> None:
        """A block, if code of it was found."""
        low: Label | None = None
        high: Label | None = None
        for mark in extent.marks:
            inside = scope.begin <= mark.point <= scope.end
            if inside:
                low = mark.label if low is None else low
                high = None
            elif low is not None and high is None:
                high = mark.label
        if low is None:
            return
        self.start("block")
        self.address(8, low, None)
        self.address(8, extent.end if high is None else high, low)
        self.scope(scope, extent, False)
        self.out.append(0)

    def variable(self, variable: DebugVariable) -> None:
        """A variable or parameter with its place, if it has one."""
        type = variable.type
        if type is None:
            return
        symbol = variable.symbol
        word = "parameter" if variable.parameter else "variable"
        if symbol is not None:
            label = self.stream.labels.get(symbol)
            if symbol.data is None or label is None:
                return
            if symbol.tls != TLS_NONE:
                self.start("variable")
            else:
                self.start("global" if variable.external else "static")
        else:
            self.start(word + " placed" if variable.placed else word)
        self.string(variable.name)
        self.declared(variable.pos)
        self.type(type)
        if symbol is not None and symbol.tls == TLS_NONE:
            self.out += bytes([9, DW_OP_ADDR])
            self.address(8, self.stream.labels[symbol], None)
        elif variable.placed:
            place = sleb128(variable.offset)
            self.number(1 + len(place))
            self.out.append(DW_OP_FBREG)
            self.out += place

    # -- types ----------------------------------------------------------------------------------

    def describe(self, type: DebugType) -> None:
        """A type's own entry."""
        kind = type.kind
        if kind in QUALIFIER_ROWS:
            row = QUALIFIER_ROWS[kind]
            self.start(row if type.target is not None else "void " + row)
            if kind == d.POINTER:
                self.number(type.size)
            if type.target is not None:
                self.type(type.target)
        elif kind == d.BASE:
            self.start("base")
            self.string(type.name)
            self.out.append(type.encoding)
            self.number(type.size)
        elif kind == d.TYPEDEF:
            self.start("typedef")
            self.string(type.name)
            assert type.target is not None
            self.type(type.target)
        elif kind in (d.ARRAY, d.VECTOR):
            self.start("array" if kind == d.ARRAY else "vector")
            assert type.target is not None
            self.type(type.target)
            self.start("range" if type.count >= 0 else "open range")
            if type.count >= 0:
                self.number(type.count)
            self.out.append(0)
        elif kind in (d.STRUCT, d.UNION):
            self.record(type)
        elif kind == d.ENUM:
            self.enumeration(type)
        else:
            self.signature(type)

    def record(self, type: DebugType) -> None:
        """A struct or union."""
        word = "struct" if type.kind == d.STRUCT else "union"
        if not type.complete:
            self.start("declared " + word)
            self.string(type.name)
            return
        self.start(word if type.name else "unnamed " + word)
        if type.name:
            self.string(type.name)
        self.number(type.size)
        for member in type.members:
            if member.type is None:
                continue
            if member.bit_width >= 0:
                self.start("bits")
                self.string(member.name)
                self.type(member.type)
                self.number(member.bit_width)
                self.number(member.bit_offset)
            else:
                self.start("member" if member.name else "unnamed member")
                if member.name:
                    self.string(member.name)
                self.type(member.type)
                self.number(member.offset)
        self.out.append(0)

    def enumeration(self, type: DebugType) -> None:
        """An enumeration with its constants."""
        self.start("enum" if type.name else "unnamed enum")
        if type.name:
            self.string(type.name)
        self.number(type.size)
        assert type.target is not None
        self.type(type.target)
        for member in type.members:
            self.start("enumerator")
            self.string(member.name)
            self.out += sleb128(member.value)
        self.out.append(0)

    def signature(self, type: DebugType) -> None:
        """A function type."""
        row = "signature" if type.target is not None else "void signature"
        self.start(row + (" prototyped" if type.prototyped else ""))
        if type.target is not None:
            self.type(type.target)
        for parameter in type.parameters:
            if parameter is not None:
                self.start("argument")
                self.type(parameter)
        if type.variadic:
            self.start("unspecified")
        self.out.append(0)

    # -- sections -------------------------------------------------------------------------------

    def write(self) -> None:
        """Write .debug_info, .debug_abbrev and .debug_rnglists."""
        emitter = self.stream.emitter
        abbreviations = emitter.label()
        emitter.section(".debug_abbrev", SHT_PROGBITS, 0)
        emitter.define(abbreviations)
        emitter.bytes_(ABBREVIATIONS)
        ranges = self.write_ranges()
        self.out += (5).to_bytes(2, "little") + bytes([DW_UT_COMPILE, 8])
        self.address(4, abbreviations, None)
        self.unit(ranges)
        for extent in self.functions:
            self.function(extent)
        for variable in self.stream.module.debug_variables:
            self.variable(variable)
        at = 0
        while at < len(self.pending):
            self.offsets[self.pending[at]] = len(self.out) + 4    # the unit's length comes first
            self.describe(self.pending[at])
            at += 1
        self.out.append(0)
        for place, type in self.references:
            self.out[place:place + 4] = self.offsets[type].to_bytes(4, "little")
        emitter.section(".debug_info", SHT_PROGBITS, 0)
        emitter.integer(4, len(self.out))
        done = 0
        for hole in self.holes:
            emitter.bytes_(bytes(self.out[done:hole.at]))
            emitter.value(hole.size, hole.label, hole.minus, 0)
            done = hole.at + hole.size
        emitter.bytes_(bytes(self.out[done:]))

    def unit(self, ranges: Label) -> None:
        """The compile unit's own entry."""
        options = self.stream.options
        self.start("unit")
        self.string(options.producer)
        self.out += DW_LANG_C11.to_bytes(2, "little")
        self.string(options.source_name)
        self.string(options.directory)
        self.out += bytes(8)
        self.address(4, ranges, None)
        self.address(4, self.lines, None)

    def write_ranges(self) -> Label:
        """The address ranges of the functions; the label of the list."""
        emitter = self.stream.emitter
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
        for extent in self.functions:
            emitter.integer(1, DW_RLE_START_LENGTH)
            emitter.value(8, extent.start, None, 0)
            emitter.leb128_difference(False, extent.end, extent.start)
        emitter.integer(1, 0)
        emitter.define(end)
        return ranges
