"""Runs the preprocessor in this process and gcc beside it, on the same text and options."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from compiler.frontend.diagnostics import CompilationFailed, Diagnostics
from compiler.frontend.diagnostics_options import WarningOptions
from compiler.frontend.pp_options import PreprocessorOptions
from compiler.frontend.pp_output import Printer
from compiler.frontend.pp_start import begin
from compiler.frontend.preprocess import Preprocessor
from compiler.frontend.source import SourceMap
from compiler.frontend.stream import TokenStream

GCC_HEADERS = "/usr/lib/gcc/x86_64-linux-gnu/12/include"
STANDARD = [GCC_HEADERS, "/usr/local/include", "/usr/include/x86_64-linux-gnu", "/usr/include"]
HEADLINE = re.compile(r"^\S+?:\d+(:\d+)?: (?:fatal )?(?:error|warning|note): ")


class Outcome:
    """What a run printed: text, diagnostics, whether it succeeded."""

    def __init__(self, text: bytes, errors: str, good: bool) -> None:
        self.text = text
        self.errors = errors
        self.good = good

    def tokens(self) -> list[bytes]:
        """The text with white space normalised, which is enough to compare token by token: the
        spaces themselves keep tokens apart."""
        return self.text.split()

    def headlines(self) -> list[str]:
        """The diagnostics without source lines."""
        return [line for line in self.errors.splitlines() if HEADLINE.match(line)]


def configure(arguments: list[str]) -> tuple[PreprocessorOptions, WarningOptions]:
    """The options of a gcc command line, as far as these tests use them."""
    options = PreprocessorOptions()
    warnings = WarningOptions()
    options.standard_paths = list(STANDARD)
    options.only_preprocess = True
    for argument in arguments:
        if argument == "-P":
            options.line_markers = False
        elif argument == "-xassembler":
            options.assembler = True
        elif argument == "-C":
            options.keep_comments = True
        elif argument.startswith("-d"):
            options.keep_directives = argument[2:]
        elif argument.startswith("-std="):
            options.gnu = argument.startswith("-std=gnu")
            options.standard = "c90" if argument[-2:] == "89" else "c" + argument[-2:]
            warnings.c90 = options.standard == "c90"
        elif argument.startswith(("-D", "-U")):
            options.macros.append((argument[1], argument[2:]))
        elif argument.startswith("-I"):
            options.paths.append(argument[2:])
        elif argument == "-m32":
            options.target = "i386"
        elif argument.startswith("-m"):
            options.machine_features.append(argument[2:])
        elif argument.startswith("-O"):
            options.optimize = 0 if argument == "-O0" else 1
            options.optimize_size = argument == "-Os"
        elif argument == "-pedantic-errors":
            warnings.pedantic_errors = True
            warnings.apply("pedantic")
        elif argument == "-pedantic":
            warnings.apply("pedantic")
        elif argument.startswith("-W"):
            warnings.apply(argument[2:])
        elif argument == "-ffreestanding":
            options.hosted = False
        elif argument == "-pthread":
            options.pthread = True
        elif argument == "-funsigned-char":
            options.unsigned_char = True
        elif argument == "-fno-pie":
            options.pie = 0
        elif argument == "-fPIC":
            options.pie, options.pic = 0, 2
        else:
            raise ValueError(argument)
    if options.target == "i386" and options.pie:
        options.pie = 2
    return options, warnings


def ours(path: Path, *arguments: str) -> Outcome:
    """-E by Vouch."""
    options, warnings = configure(list(arguments))
    source = SourceMap()
    diagnostics = Diagnostics(source, warnings)
    captured: list[str] = []
    diagnostics.renderer.captured = captured
    text = b""
    try:
        preprocessor = Preprocessor(options, source, diagnostics)
        printer = Printer(preprocessor)
        preprocessor.printer = printer
        begin(preprocessor, str(path))
        printer.run()
        if options.keep_directives == "M":
            printer.all_macros()
        text = b"".join(printer.out)
    except CompilationFailed:
        pass
    diagnostics.finish()
    return Outcome(text, "".join(captured), diagnostics.errors == 0)


def gcc(path: Path, *arguments: str) -> Outcome:
    """-E by gcc."""
    result = subprocess.run(
        ["gcc", "-E", *arguments, str(path)],
        capture_output=True,
        env=dict(os.environ, LC_ALL="C"),
        check=False,
    )
    return Outcome(result.stdout, result.stderr.decode("utf-8", "replace"), result.returncode == 0)


def stream(path: Path) -> tuple[TokenStream, list[str]]:
    """The parser's tokens of a file, and the diagnostics as they come."""
    options, warnings = configure([])
    options.only_preprocess = False
    source = SourceMap()
    diagnostics = Diagnostics(source, warnings)
    captured: list[str] = []
    diagnostics.renderer.captured = captured
    preprocessor = Preprocessor(options, source, diagnostics)
    begin(preprocessor, str(path))
    return TokenStream(preprocessor), captured
