"""The assembler as a command: `vas [-o FILE] [--32|--64] [-I DIR] [FILE]`.

Reads AT&T assembly (already preprocessed), writes one ELF object; on an error diagnostics go to
standard error, the exit status is 1 and no file is left.
"""

from __future__ import annotations

import os
import sys

from compiler.assembler.assemble import assemble_file
from compiler.elf.write import write_object

VERSION = "GNU assembler (GNU Binutils compatible) 2.40"


def main(argv: list[str]) -> int:
    """Run with the arguments behind the command's name; the exit status."""
    output = "a.out"
    inputs: list[str] = []
    includes: list[str] = []
    defines: list[tuple[str, int]] = []
    bits = 64
    position = 0
    while position < len(argv):
        word = argv[position]
        position += 1
        if word in ("-o", "-I", "--defsym") and position < len(argv):
            value = argv[position]
            position += 1
            if word == "-o":
                output = value
            elif word == "-I":
                includes.append(value)
            else:
                name, _, number = value.partition("=")
                try:
                    defines.append((name, int(number, 0)))
                except ValueError:
                    print(f"vas: error: bad value in --defsym {value}", file=sys.stderr)
                    return 1
        elif word.startswith("-I"):
            includes.append(word[2:])
        elif word == "--32":
            bits = 32
        elif word in ("--64", "--noexecstack", "-Qy", "--warn", "-W", "--no-warn", "-g",
                      "--fatal-warnings") or word.startswith(("-march=", "-mtune=", "--gdwarf-",
                                                              "--debug-prefix-map",
                                                              "-mrelax-relocations=")):
            continue
        elif word in ("--version", "-v", "-V"):
            print(VERSION)
            if word == "--version":
                return 0
        elif word.startswith("-") and word != "-" and word != "--":
            print(f"vas: error: unrecognized option '{word}'", file=sys.stderr)
            return 1
        else:
            inputs.append(word)
    result = assemble_file(inputs[0] if inputs else "-", bits, includes, defines)
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
