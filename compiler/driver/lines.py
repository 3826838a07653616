"""What code generation asks the driver for: source lines, dumps, passes behind ABI lowering.

Problem: code generation must know neither source map, command line nor optimiser.  Idea: small
objects that it calls.  File 0 is the primary source file (DWARF 5), further files are numbered
as they come.
"""

from __future__ import annotations

import os
import sys

from mypy_extensions import i64

from compiler.assembler.emitter import Emitter
from compiler.codegen.streaming import Dumper, Locator, Refiner
from compiler.frontend.source import SourceMap
from compiler.ir.instr import Function
from compiler.ir.text import MachineNames, function_text
from compiler.opt.context import PassContext
from compiler.opt.pipeline import refine


class SourceLocator(Locator):
    """Writes a line-table row whenever the file or line changes."""

    def __init__(self, source: SourceMap) -> None:
        self.source = source
        self.files: dict[str, int] = {}
        self.last_file = -1
        self.last_line: i64 = -1
        self.last_pos: i64 = -1

    def locate(self, emitter: Emitter, pos: i64) -> None:
        """The next instruction comes from `pos`."""
        if pos == self.last_pos or pos <= 0:
            return
        self.last_pos = pos
        place = self.source.expanded_place(pos)
        number = self.number(emitter, place.file)
        if number == self.last_file and place.line == self.last_line:
            return
        self.last_file = number
        self.last_line = place.line
        emitter.loc(number, place.line, place.column)

    def number(self, emitter: Emitter, name: str) -> int:
        """The number of a file in the line table."""
        number = self.files.get(name)
        if number is None:
            number = len(self.files) + 1
            self.files[name] = number
            emitter.file(number, os.path.dirname(name), os.path.basename(name))
        return number

    def point(self, pos: i64) -> i64:
        """Where a position stands outside of macros."""
        return self.source.expansion_point(pos)

    def declared(self, emitter: Emitter, pos: i64) -> tuple[int, int]:
        """The numbers of file and line of a position."""
        place = self.source.expanded_place(pos)
        return self.number(emitter, place.file), int(place.line)


class StageDumper(Dumper):
    """Prints functions after the stages that --dump=STAGE[:FUNCTION] names."""

    def __init__(self, wanted: list[str]) -> None:
        self.wanted = wanted

    def dump(self, stage: str, function: Function, names: MachineNames) -> None:
        """`function` as it is after `stage`."""
        for text in self.wanted:
            which, _, only = text.partition(":")
            if which in (stage, "all") and (not only or only == function.symbol.name):
                sys.stderr.write(f"// after {stage}\n{function_text(function, names)}")


class LoweredRefiner(Refiner):
    """Runs the optimiser's last list of passes."""

    def __init__(self, context: PassContext) -> None:
        self.context = context

    def refine(self, function: Function, pieces: bool) -> None:
        """Optimise `function` again, behind ABI lowering."""
        self.context.dumps.clear()
        refine(function, pieces, self.context)
        for text in self.context.dumps:
            sys.stderr.write(text)

    def before_stage(self, name: str, function: Function) -> None:
        """Tell the observer."""
        if self.context.observer is not None:
            self.context.observer.before_pass(name, function)

    def after_stage(self, name: str, function: Function) -> None:
        """Tell the observer."""
        if self.context.observer is not None:
            self.context.observer.after_pass(name, function)
