"""A developer's entry: `python -m compiler.frontend.pp_main [options] FILE` prints what -E would.

Options: -E (default), -P, -C, -dM, -dD, -I -isystem -iquote -D -U, -std=, -O, -x assembler,
--tokens (make the parser's tokens and count them), --gcc-headers (search gcc's directories).
"""

from __future__ import annotations

import os
import sys
import time

from compiler.frontend.diagnostics import CompilationFailed, Diagnostics
from compiler.frontend.diagnostics_options import WarningOptions
from compiler.frontend.pp_options import PreprocessorOptions
from compiler.frontend.pp_output import Printer
from compiler.frontend.pp_start import begin
from compiler.frontend.preprocess import Preprocessor
from compiler.frontend.source import SourceMap
from compiler.frontend.stream import TokenStream
from compiler.frontend.token import TK_EOF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


COMPILER: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OWN_HEADERS: Final = os.path.join(COMPILER, "include")
STANDARD_PATHS: Final = ("/usr/local/include", "/usr/include/x86_64-linux-gnu", "/usr/include")
GCC_HEADERS: Final = "/usr/lib/gcc/x86_64-linux-gnu/12/include"


def main(arguments: list[str]) -> int:
    """Runs with the arguments of a command line; the exit status."""
    options = PreprocessorOptions()
    warnings = WarningOptions()
    path = "-"
    tokens_only = False
    timed = False
    own = OWN_HEADERS
    k = 0
    while k < len(arguments):
        argument = arguments[k]
        k += 1
        if argument == "-P":
            options.line_markers = False
        elif argument == "-C":
            options.keep_comments = True
        elif argument == "--tokens":
            tokens_only = True
        elif argument == "--time":
            timed = True
        elif argument == "--gcc-headers":
            own = GCC_HEADERS
        elif argument.startswith("-d"):
            options.keep_directives = argument[2:]
        elif argument in ("-isystem", "-iquote", "-idirafter", "-include", "-imacros"):
            value = arguments[k]
            k += 1
            if argument == "-isystem":
                options.system_paths.append(value)
            elif argument == "-iquote":
                options.quote_paths.append(value)
            elif argument == "-idirafter":
                options.after_paths.append(value)
            else:
                options.includes.append((argument[1:], value))
        elif argument.startswith("-I"):
            options.paths.append(argument[2:])
        elif argument.startswith("-D") or argument.startswith("-U"):
            options.macros.append((argument[1], argument[2:]))
        elif argument.startswith("-std="):
            options.gnu = argument[5:8] == "gnu"
            options.standard = "c" + argument[-2:]
            if argument[-2:] in ("89", "90"):
                options.standard = "c90"
            warnings.c90 = options.standard == "c90"
        elif argument.startswith("-O"):
            options.optimize = 0 if argument[2:] == "0" else 1
        elif argument.startswith("-W"):
            warnings.apply(argument[2:])
        elif argument == "-pedantic":
            warnings.apply("pedantic")
        elif argument == "-pedantic-errors":
            warnings.apply("pedantic")
            warnings.pedantic_errors = True
        elif argument == "-w":
            warnings.quiet = True
        elif argument == "-xassembler":
            options.assembler = True
        elif argument == "-ffreestanding":
            options.hosted = False
        elif argument.startswith("-m"):
            options.machine_features.append(argument[2:])
        elif not argument.startswith("-") or argument == "-":
            path = argument
    options.standard_paths = [own, *STANDARD_PATHS]
    source = SourceMap()
    diagnostics = Diagnostics(source, warnings)
    started = time.process_time()
    text = b""
    try:
        options.only_preprocess = not tokens_only
        pp = Preprocessor(options, source, diagnostics)
        if tokens_only:
            begin(pp, path)
            stream = TokenStream(pp)
            while stream.kind != TK_EOF:
                stream.advance()
            text = b"%d tokens\n" % stream.index
        else:
            printer = Printer(pp)
            pp.printer = printer
            begin(pp, path)
            printer.run()
            if options.keep_directives == "M":
                printer.all_macros()
            text = b"".join(printer.out)
    except CompilationFailed:
        pass
    diagnostics.finish()
    if timed:
        sys.stderr.write(f"{time.process_time() - started:.3f} s\n")
    sys.stdout.buffer.write(text)
    sys.stdout.flush()
    return 1 if diagnostics.errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
