"""The vcc command: read the command line, do its jobs, end with gcc's exit status.

One call is a list of jobs: each input is compiled as far as the mode says, then everything is
linked.  Objects go to the linker in memory; files appear whole or not at all.
"""

from __future__ import annotations

import io
import os
import sys

from compiler.driver.files import is_special, write_whole
from compiler.driver.link import link_arguments
from compiler.driver.options import Input, Options, UsageError, parse
from compiler.driver.queries import answer, verbose_text
from compiler.driver.show import command_line, compile_line, linker_path
from compiler.driver.target_choice import Target, choose, require_supported
from compiler.driver.translate import Result, Unit
from compiler.elf.model import ObjectFile
from compiler.elf.write import write_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LANGUAGE_BY_SUFFIX: Final = {".c": "c", ".i": "cpp-output", ".s": "assembler",
                             ".S": "assembler-with-cpp", ".sx": "assembler-with-cpp",
                             ".h": "c-header"}

# The steps before the last one, by language, each of which -save-temps keeps.
STEPS: Final = {"c": ("E", "S"), "assembler-with-cpp": ("E",), "cpp-output": ("S",)}


class Call:
    """One run of the command."""

    def __init__(self, program: str, options: Options, target: Target) -> None:
        self.program = program
        self.name = program.rsplit("/", 1)[-1]
        self.options = options
        self.target = target
        self.objects: list[ObjectFile] = []
        self.names: dict[str, str] = {}      # what -v calls an object that is only in memory

    def complain(self, text: str) -> None:
        """A message of the driver itself."""
        sys.stderr.write(f"{self.name}: {text}\n")

    def run(self) -> int:
        """All jobs."""
        options = self.options
        text = answer(options, self.target, self.program)
        if text is not None:
            sys.stdout.write(text)
            return 0
        if options.get("verbose"):
            sys.stderr.write(verbose_text(self.target))
            if not options.inputs:
                return 0
        mode = options.get("mode", "link")
        files = [item for item in options.inputs if not item.linker]
        if not files and not (mode == "link" and options.inputs):
            self.complain("fatal error: no input files\ncompilation terminated.")
            return 1
        sources = [item for item in files if self.language(item)]
        if mode != "link" and options.get("output") and len(sources) > 1 and mode not in (
                "M", "syntax"):
            self.complain("fatal error: cannot specify '-o' with '-c', '-S' or '-E' with "
                          "multiple files")
            return 1
        linked: list[str] = []
        status = 0
        for item in options.inputs:
            language = "" if item.linker else self.language(item)
            if item.linker or not language:
                linked.append(item.text)
                if not item.linker and not os.path.exists(item.text):
                    self.complain(f"error: {item.text}: No such file or directory")
                    status = 1
                elif not item.linker and mode != "link":
                    self.complain(f"warning: {item.text}: linker input file unused because "
                                  "linking not done")
                continue
            status |= self.translate(item, language, mode, linked)
        if status or mode != "link":
            return status
        return self.link(linked)

    def language(self, item: Input) -> str:
        """The language of an input; "" for what only the linker reads."""
        if item.language:
            return item.language
        if item.text == "-":
            return "c" if self.options.get("mode") in ("E", "M") else ""
        return LANGUAGE_BY_SUFFIX.get(os.path.splitext(item.text)[1], "")

    def translate(self, item: Input, language: str, mode: str, linked: list[str]) -> int:
        """Compile one input as far as the mode says; its object goes into `linked`."""
        path = item.text
        if language == "c-header" and mode not in ("E", "M", "syntax"):
            self.complain(f"error: unsupported: precompiled header of {path}")
            return 1
        base = os.path.splitext(os.path.basename(path))[0] if path != "-" else "-"
        output = self.options.get("output")
        if self.options.get("verbose"):
            made = output or base + (".s" if mode == "S" else ".o")
            if mode == "link":
                made = base + ".o"
            sys.stderr.write(compile_line(
                self.options, self.program, item.language, path,
                "" if mode in ("E", "M", "syntax") and not output else made,
                {"link": "c", "syntax": "fsyntax-only"}.get(mode, mode)))
            if self.options.get("verbose") == "hash":
                linked.append(made)
                return 0
        result = self.compile(path, "c" if language == "c-header" else language, mode)
        if result.failed:
            return 1
        if result.dependencies is not None:
            self.write_dependencies(path, result.dependencies, mode)
        if mode == "E":
            write_whole(output or "-", result.data)
        elif mode == "S":
            write_whole(output or base + ".s", result.data)
        elif mode == "c" and result.object is not None:
            write_whole(output or base + ".o", write_object(result.object))
        elif mode == "link" and result.object is not None:
            reference = f":object:{len(self.objects)}"
            linked.append(reference)
            self.names[reference] = base + ".o"
            self.objects.append(result.object)
        return 0

    def compile(self, path: str, language: str, mode: str) -> Result:
        """One input through the stages up to `mode`; under -save-temps through a file each."""
        temporaries = self.options.get("save_temps")
        if not temporaries or mode in ("M", "syntax"):
            return Unit(path, language, self.options, self.target, mode).run()
        stem = self.temporaries_stem(path, mode)
        dependencies: str | None = None
        for step in STEPS.get(language, ()):
            if step == mode:
                break
            result = Unit(path, language, self.options, self.target, step).run()
            dependencies = dependencies or result.dependencies
            if result.failed:
                return result
            path = stem + (".i" if language == "c" else ".s")
            language = "cpp-output" if language == "c" else "assembler"
            write_whole(path, result.data)
        result = Unit(path, language, self.options, self.target, mode).run()
        result.dependencies = dependencies or result.dependencies
        if mode == "link" and result.object is not None:
            write_whole(stem + ".o", write_object(result.object))
        return result

    def temporaries_stem(self, path: str, mode: str) -> str:
        """What gcc puts before `.i`, `.s` and `.o` of the files that -save-temps keeps."""
        base = os.path.splitext(os.path.basename(path))[0] if path != "-" else "-"
        output = self.options.get("output")
        if mode != "link":
            return os.path.splitext(output)[0] if output else base
        stem = os.path.splitext(output or "a.out")[0]
        sources = [item for item in self.options.inputs
                   if not item.linker and self.language(item)]
        if len(sources) == 1 and os.path.basename(stem) == base:
            return stem if self.options.get("save_temps") == "obj" else base
        return f"{stem}-{base}"

    def write_dependencies(self, path: str, text: str, mode: str) -> None:
        """The rule for make, where -MF, -o or the input's name say."""
        options = self.options
        target = options.get("deps_file")
        if not target:
            if options.get("deps") in ("M", "MM"):
                target = options.get("output") or "-"
            else:
                output = options.get("output")
                base = output if output and mode != "link" else os.path.basename(path)
                target = os.path.splitext(base)[0] + ".d"
        write_whole(target, text.encode("utf-8", "surrogateescape"))

    def link(self, linked: list[str]) -> int:
        """The link step, in this process."""
        from compiler.linker.main import link_files

        require_supported(self.target, True)
        output = self.options.get("output", "a.out")
        arguments = link_arguments(self.options, self.target, linked, output)
        if self.options.get("verbose"):
            line = [linker_path(self.target, self.program),
                    *(self.names.get(word, word) for word in arguments)]
            sys.stderr.write(command_line(line, self.options))
            if self.options.get("verbose") == "hash":
                return 0
        errors = io.StringIO()
        status = link_files(arguments, self.objects, sys.stdout, errors)
        text = errors.getvalue()
        if text:
            sys.stderr.write(text)
        if status:
            sys.stderr.write("collect2: error: ld returned 1 exit status\n")
            if os.path.exists(output) and not is_special(output) and not os.path.getsize(output):
                os.unlink(output)
        return 1 if status else 0


def run(program: str, arguments: list[str]) -> int:
    """The command with explicit arguments; returns the exit status."""
    name = program.rsplit("/", 1)[-1]
    options = parse(arguments)
    if options.errors:
        for text in options.errors:
            sys.stderr.write(f"{name}: error: {text}\n")
        if not options.inputs:
            sys.stderr.write(f"{name}: fatal error: no input files\ncompilation terminated.\n")
        return 1
    try:
        return Call(program, options, choose(options, program)).run()
    except UsageError as error:
        text = str(error)
        prefix = "" if text.startswith("fatal error") else "error: "
        sys.stderr.write(f"{name}: {prefix}{text}\n")
        return 1


def command() -> int:
    """Entry point of the installed `vcc`."""
    return run(sys.argv[0], sys.argv[1:])


if __name__ == "__main__":
    sys.exit(command())
