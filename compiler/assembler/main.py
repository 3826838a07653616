"""The assembler as a command: `vas [-o FILE] [--32|--64] [-I DIR] [FILE]`.

Reads AT&T assembly (already preprocessed), writes one ELF object; on an error diagnostics go to
standard error, the exit status is 1 and no file is left.
"""

from __future__ import annotations

import os
import sys

from compiler.assembler.assemble import apply_options, assemble_file
from compiler.assembler.command_options import AssemblerOptions
from compiler.elf.write import write_object

VERSION = "GNU assembler (GNU Binutils compatible) 2.40"


def main(argv: list[str]) -> int:
    """Run with the arguments behind the command's name; the exit status."""
    options = AssemblerOptions()
    options.take(argv)
    if options.problem:
        print(f"vas: error: {options.problem}", file=sys.stderr)
        return 1
    if options.version:
        print(VERSION)
        if "--version" in options.version:
            return 0
    output = options.output or "a.out"
    inputs = options.inputs
    result = assemble_file(inputs[0] if inputs else "-", options.bits, options.includes,
                           options.defines)
    apply_options(result, options)
    for problem in result.problems:
        print(problem.render(), file=sys.stderr)
    if result.object is None:
        return 1
    try:
        data = write_object(result.object)
        temporary = output + ".tmp"
        if os.path.exists(output) and not os.path.isfile(output):
            with open(output, "wb") as file:
                file.write(data)
            return 0
        with open(temporary, "wb") as file:
            file.write(data)
        os.replace(temporary, output)
    except OSError as error:
        print(f"vas: error: can't write {output}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def command() -> int:
    """Entry point of the installed `vas`."""
    return main(sys.argv[1:])
