"""The vld command, and the same in process for the compiler driver.

`main` answers --version, -v and --help as configure scripts, libtool, CMake and Meson expect of
GNU ld; everything else is a link.
"""

from __future__ import annotations

import gc
import sys

from compiler.elf.image import ElfError
from compiler.elf.model import ObjectFile
from compiler.linker.diagnostics import Diagnostics, LinkError
from compiler.linker.link import link_program
from compiler.linker.options import help_text, parse_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TextIO

VERSION: Final = "GNU ld (Vouch vld) 2.40"


def main(argv: list[str], out: TextIO, err: TextIO) -> int:
    """Run vld. `argv` holds the arguments without the program's name. Returns the exit status."""
    return link_files(argv, [], out, err)


def link_files(
    arguments: list[str], objects: list[ObjectFile], out: TextIO, err: TextIO
) -> int:
    """Link in process: an argument `:object:N` stands for objects[N]. 0, or 1 with messages."""
    diagnostics = Diagnostics("vld")
    try:
        status = _run(arguments, objects, diagnostics, out)
    except (LinkError, ElfError) as problem:
        diagnostics.error(str(problem))
        status = 1
    except ValueError as wrong_name:    # a NUL byte in a file's name
        if "null byte" not in str(wrong_name):
            raise
        diagnostics.error(f"file name with an {wrong_name}")
        status = 1
    except MemoryError:
        diagnostics.error("memory exhausted")
        status = 1
    except OSError as problem:
        diagnostics.error(f"{problem.filename or ''}: {problem.strerror}")
        status = 1
    for text in diagnostics.standard_output:
        out.write(text)
    for line in diagnostics.lines:
        err.write(line.encode("utf-8", "surrogateescape").decode("utf-8", "replace") + "\n")
    return 1 if status or diagnostics.error_count else 0


def _run(
    arguments: list[str], objects: list[ObjectFile], diagnostics: Diagnostics, out: TextIO
) -> int:
    options = parse_options(arguments, objects)
    if options.on("version"):
        out.write(f"{VERSION}\nThis program is part of Vouch; licence: Apache-2.0.\n")
        return 0
    if options.on("help"):
        out.write(help_text())
        return 0
    if options.on("show-version") or options.on("verbose"):
        out.write(f"{VERSION}\n")
        if not options.inputs:
            return 0
    diagnostics.fatal_warnings = options.on("fatal-warnings")
    diagnostics.silent_warnings = options.on("no-warnings")
    link_program(options, objects, diagnostics)
    return 0


def command() -> int:
    """Entry point of the installed `vld`. A link is short: collecting garbage costs only time."""
    gc.disable()
    return main(sys.argv[1:], sys.stdout, sys.stderr)


if __name__ == "__main__":
    sys.exit(command())
