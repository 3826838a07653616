"""Entry points of the assembler: a whole text to an object, a piece of text into an emitter."""

from __future__ import annotations

import sys

from compiler.assembler.architecture import Architecture
from compiler.assembler.command_options import AssemblerOptions
from compiler.assembler.directives import Directives
from compiler.assembler.object_emitter import ObjectEmitter, TextAssembler
from compiler.assembler.parser import Parser, Problem
from compiler.assembler.relaxation import AssemblyError
from compiler.elf.constants import SHF_EXECINSTR, SHT_PROGBITS
from compiler.elf.model import ObjectFile, Section
from compiler.target.registry import make_architecture


class Assembled:
    """What an assembly gave: diagnostics, and the object when none of them is an error."""

    def __init__(self, object: ObjectFile | None, problems: list[Problem]) -> None:
        self.object = object
        self.problems = problems


def make_parser(emitter: ObjectEmitter, architecture: Architecture,
                includes: list[str]) -> Parser:
    """A parser that drives `emitter`."""
    parser = Parser(emitter, architecture, includes)
    directives = Directives(parser)
    parser.directives = directives
    parser.directive_names = {name: True for name in directives.table}
    return parser


def assemble(text: str, file: str, bits: int = 64, includes: list[str] | None = None,
             defines: list[tuple[str, int]] | None = None, machine: str = "x86_64"
             ) -> Assembled:
    """Assemble a preprocessed text; `file` is what diagnostics call it."""
    architecture = make_architecture(machine, bits)
    emitter = ObjectEmitter(architecture, file)
    parser = make_parser(emitter, architecture, includes or [])
    for name, value in defines or []:
        parser.assign(name, str(value))
    parser.assemble(text, file)
    return finish(parser)


def finish(parser: Parser) -> Assembled:
    """Settle what a parser has read."""
    directives = parser.directives
    assert directives is not None
    if parser.errors == 0:
        directives.finish()
    for number in parser.numbers_forward:
        parser.statement_text = ""
        parser.problems.append(Problem(parser.main_file, 0, 0, "error",
                                       f"forward reference to unknown label `{number}:'", ""))
        parser.errors += 1
    if parser.errors:
        return Assembled(None, parser.problems)
    try:
        made = parser.emitter.finish()
    except AssemblyError:
        for error in parser.emitter.errors:
            parser.delayed(error)
        return Assembled(None, parser.problems)
    return Assembled(made, parser.problems)


def assemble_file(path: str, bits: int, includes: list[str],
                  defines: list[tuple[str, int]], machine: str = "x86_64") -> Assembled:
    """Assemble a file (`-`: standard input)."""
    try:
        if path == "-":
            data = sys.stdin.buffer.read()
        else:
            with open(path, "rb") as file:
                data = file.read()
    except OSError as error:
        problem = Problem(path, 0, 0, "error", f"can't open for reading: {error.strerror}", "")
        return Assembled(None, [problem])
    return assemble(data.decode("utf-8", "surrogateescape"), path, bits, includes, defines,
                    machine)


def apply_options(made: Assembled, options: AssemblerOptions) -> None:
    """What the command line says of warnings and of the stack."""
    if options.quiet:
        made.problems = [problem for problem in made.problems if problem.severity != "warning"]
    if options.fatal_warnings and any(
            [problem.severity == "warning" for problem in made.problems]):
        made.object = None
    if made.object is not None and options.stack is not None:
        note_stack(made.object, options.stack)


def note_stack(object: ObjectFile, plain: bool) -> None:
    """Says in .note.GNU-stack whether the stack may stay without execution."""
    flags = 0 if plain else SHF_EXECINSTR
    for section in object.sections:
        if section.name == ".note.GNU-stack":
            section.flags = flags
            return
    made = Section(".note.GNU-stack", SHT_PROGBITS, flags)
    object.sections.append(made)


class InlineAssembler(TextAssembler):
    """Assembles the asm statements of one object; macros and numeric labels live on from one to
    the next, as they do in the text form."""

    def __init__(self, emitter: ObjectEmitter) -> None:
        self.parser = make_parser(emitter, emitter.architecture, [])

    def assemble(self, text: str, file: str, line: int) -> list[str]:
        """Assemble into the emitter's current section; rendered errors."""
        parser = self.parser
        known = len(parser.problems)
        parser.finished = False
        parser.errors = 0
        parser.assemble(text, file, line)
        return [problem.render() for problem in parser.problems[known:]
                if problem.severity == "error"]

    def finish(self) -> list[str]:
        """What the end of the object tells: undefined numeric labels, symbol versions."""
        directives = self.parser.directives
        assert directives is not None
        directives.finish()
        return [f"forward reference to unknown label `{number}:'"
                for number in self.parser.numbers_forward]


def assemble_text(text: str, emitter: ObjectEmitter, file: str, line: int) -> list[str]:
    """Assemble inline assembly into the emitter's current section; rendered errors."""
    return emitter.inline(text, file, line)
