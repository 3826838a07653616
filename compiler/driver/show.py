"""What -v and -### show of a call: the commands that would do the same work one by one.

Problem: build systems read compiler commands to learn libraries and start files (CMake, libtool);
this driver works in one process.  Idea: each job has an equivalent command of ours, `vcc -c` or the
linker, and that is shown, quoted under -### as gcc quotes.
"""

from __future__ import annotations

import os

from compiler.driver.options import Options
from compiler.driver.queries import library_dir, program_path
from compiler.driver.target_choice import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/-.")


def quoted(word: str) -> str:
    """A word as -### prints it: in quotes unless letters, digits and `_/-.` make it up."""
    if word and all(char in PLAIN for char in word):
        return word
    text = word
    for char in ("\\", '"', "$"):
        text = text.replace(char, "\\" + char)
    return f'"{text}"'


def command_line(words: list[str], options: Options) -> str:
    """One line for a command; quoted under -###."""
    if options.get("verbose") == "hash":
        words = [quoted(word) for word in words]
    return " " + " ".join(words) + "\n"


def linker_path(target: Target, program: str) -> str:
    """The linker under a name that scripts know as one: `ld` beside the runtime library."""
    path = library_dir(target) + "/ld"
    return path if os.path.exists(path) else program_path("ld", program)


def compile_line(options: Options, program: str, language: str, path: str, output: str,
                 mode: str) -> str:
    """The command that compiles one input."""
    words = [program, "-" + mode, *options.words]
    if language:
        words += ["-x", language]
    if output:
        words += ["-o", output]
    return command_line([*words, path], options)
