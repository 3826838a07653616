"""How a translation unit begins: predefined macros, -D and -U, -include, the main file.

Source: GCC 12 manual, "Options Controlling the Preprocessor", for the order.
"""

from __future__ import annotations

import os
import sys

from compiler.frontend.macros import VARARGS_NAME, Macro
from compiler.frontend.predefined import ASSERTIONS, SYSTEM_ASSERTIONS, predefined_text
from compiler.frontend.preprocess import IncludedFile, Preprocessor
from compiler.frontend.token import TK_EOF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.frontend.pp_include import HeaderFile

RECURSION_LIMIT: Final = 20000


def begin(pp: Preprocessor, path: str) -> None:
    """Makes the main file (or "-", the standard input) the next to be read, with all that comes
    before it done. A file that cannot be read is a fatal error."""
    options = pp.options
    # Interpreted, nested arguments (preprocess.ARGUMENT_DEPTH_LIMIT) need more frames than 1000.
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION_LIMIT))
    header = read_main(pp, path)
    name = "<stdin>" if path == "-" else path
    pp.main_file = name
    printer = pp.printer
    if printer is not None:
        printer.start(name)
        markers, printer.markers = printer.markers, False
        quiet, printer.quiet = printer.quiet, "D" not in printer.keep
    if not options.preprocessed:
        for varargs_name in (b"__VA_ARGS__", b"__VA_OPT__"):
            ident = pp.idents.name(varargs_name)
            ident.macro = Macro(ident, VARARGS_NAME, 0)
        pp.builtins.define()
    if not options.undefine_all and not options.preprocessed:
        read_lines(pp, "<built-in>", predefined_text(options), 1)
        for assertion in ASSERTIONS[options.target] + SYSTEM_ASSERTIONS:
            pp.assertions[assertion] = True
    if printer is not None:
        printer.markers = markers
        printer.quiet = quiet
    lines = "" if options.preprocessed else command_line_text(pp)
    pp.push_file(name, header.text, header.splices, 0, 0, header, -1)
    if lines:
        read_lines(pp, "<command-line>", lines, 0)
    for action, file in options.includes:
        if action == "imacros":
            read_macros(pp, file)
    for action, file in reversed(options.includes):
        if action == "include":
            push_include(pp, file).preincluded = True
    if not options.undefine_all and not options.preprocessed and options.hosted:
        push_standard_include(pp)
    if printer is not None:
        first = pp.files[-1]
        printer.begin_first(first.lexer.entry, first.preincluded)


def read_main(pp: Preprocessor, path: str) -> HeaderFile:
    """The main file."""
    if path == "-":
        path = "/dev/stdin"
    header = pp.headers.read(path)
    if header is None:
        reason = pp.headers.unreadable or "No such file or directory"
        pp.diagnostics.fatal(0, f"{path}: {reason}")
    assert header is not None
    if pp.dependencies is not None:
        pp.dependencies.add(path, False)
    return header


def command_line_text(pp: Preprocessor) -> str:
    """-D, -U and -A as directives."""
    lines: list[str] = []
    for action, text in pp.options.macros:
        if action == "U":
            lines.append(f"#undef {text}\n")
        elif action == "A":
            name, _, value = text.lstrip("-").partition("=")
            word = "unassert" if text.startswith("-") else "assert"
            lines.append(f"#{word} {name}({value})\n" if value else f"#{word} {name}\n")
        else:
            name, equals, value = text.partition("=")
            value = value.partition("\n")[0]
            lines.append(f"#define {name} {value}\n" if equals else f"#define {name} 1\n")
    return "".join(lines)


def read_lines(pp: Preprocessor, name: str, text: str, system: int) -> None:
    """Obeys a text of directives now."""
    pp.push_file(name, os.fsencode(text), [], 0, system, None, -1)
    read_to_end(pp)
    pp.files.pop()
    if pp.files:
        pp.lexer = pp.files[-1].lexer


def read_to_end(pp: Preprocessor) -> None:
    """Drops the tokens of the innermost file, up to its end."""
    depth = len(pp.files)
    pp.parsing_args = 0
    while True:
        lexer = pp.lexer
        token = lexer.next()
        pp.word = lexer.word
        if token is pp.idents.directive:
            pp.obey(token)
            pp.context = None
        elif token.kind == TK_EOF:
            if len(pp.files) == depth:
                break
            pp.pop_file()


def push_include(pp: Preprocessor, file: str) -> IncludedFile:
    """-include: the file is read as if named by #include "file" in the first line."""
    found = pp.headers.find_from_command_line(file, pp.files[0])
    if found is None:
        pp.diagnostics.fatal(0, f"{file}: {pp.headers.unreadable or 'No such file or directory'}")
    assert found is not None
    if pp.dependencies is not None:
        pp.dependencies.add(found.header.path, found.system != 0)
    header = found.header
    pp.entered[header.key] = True
    return pp.push_file(
        header.path, header.text, header.splices, 0, found.system, header, found.directory_index
    )


def read_macros(pp: Preprocessor, file: str) -> None:
    """-imacros: the file's macros stay, its tokens do not."""
    printer = pp.printer
    pp.printer = None
    push_include(pp, file)
    read_to_end(pp)
    pp.pop_file()
    pp.printer = printer


def push_standard_include(pp: Preprocessor) -> None:
    """stdc-predef.h, which the C library puts before everything, if it is there."""
    found = pp.headers.find("stdc-predef.h", True, False, pp.files[0])
    if found is None:
        return
    if pp.dependencies is not None:
        pp.dependencies.add(found.header.path, found.system != 0)
    header = found.header
    file = pp.push_file(
        header.path, header.text, header.splices, 0, found.system, header, found.directory_index
    )
    file.preincluded = True
