"""The options of GNU as that mean something here, for `vas` and for `-Wa,` of the driver.

Problem: the same words reach the assembler by two ways, as a command line and comma-separated
behind -Wa.  Idea: one reader that fills one record; words that only tune GNU as are accepted
without effect, an unknown one is named.

Source: GNU as 2.40 manual, "Command-Line Options".
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SILENT: Final = ("--64", "-Qy", "-Qn", "-s", "--warn", "-g", "--gen-debug", "-mmnemonic=att",
                 "-msyntax=att", "-mno-relax", "-mrelax", "-n", "--reduce-memory-overheads",
                 "--traditional-format", "-D", "-K", "-L", "--keep-locals")
SILENT_STARTS: Final = ("-march=", "-mtune=", "-mabi=", "--gdwarf-", "-gdwarf-",
                        "--debug-prefix-map", "-mrelax-relocations=", "--hash-size=",
                        "--compress-debug-sections", "-malign-branch", "-mx86-used-note=",
                        "--elf-stt-common=", "-mbranches-within", "--size-check=",
                        "--nocompress-debug-sections", "-mbig-obj", "-a",
                        "--generate-missing-build-notes=", "-misa-spec=", "-mno-arch-attr",
                        "-march-attr", "-mlfence-")


class AssemblerOptions:
    """What the words said.

    includes        -I
    defines         --defsym: name and value
    fatal_warnings  a warning makes the assembly fail
    quiet           no warnings are shown
    stack           True: --noexecstack, False: --execstack, None: as the text says
    problem         the first word that is wrong, as a sentence
    """

    def __init__(self) -> None:
        self.includes: list[str] = []
        self.defines: list[tuple[str, int]] = []
        self.fatal_warnings = False
        self.quiet = False
        self.stack: bool | None = None
        self.bits = 64
        self.output = ""
        self.version: list[str] = []
        self.inputs: list[str] = []
        self.problem = ""

    def take(self, words: list[str]) -> None:
        """Reads the words in order."""
        position = 0
        while position < len(words):
            word = words[position]
            position += 1
            if word in ("-o", "-I", "--defsym"):
                if position == len(words):
                    self.problem = self.problem or f"option '{word}' requires an argument"
                    return
                self.take_value(word, words[position])
                position += 1
            elif word.startswith("-I"):
                self.includes.append(word[2:])
            elif word.startswith("--defsym="):
                self.take_value("--defsym", word[9:])
            else:
                self.take_word(word)

    def take_value(self, word: str, value: str) -> None:
        """An option with an argument."""
        if word == "-o":
            self.output = value
        elif word == "-I":
            self.includes.append(value)
        else:
            name, _, number = value.partition("=")
            try:
                self.defines.append((name, int(number, 0)))
            except ValueError:
                self.problem = self.problem or f"bad value in --defsym {value}"

    def take_word(self, word: str) -> None:
        """An option without argument, or a file."""
        if word == "--32":
            self.bits = 32
        elif word in ("-W", "--no-warn"):
            self.quiet = True
        elif word == "--fatal-warnings":
            self.fatal_warnings = True
        elif word in ("--noexecstack", "--execstack"):
            self.stack = word == "--noexecstack"
        elif word in ("--version", "-v", "-V"):
            self.version.append(word)
        elif word in SILENT or word.startswith(SILENT_STARTS):
            return
        elif word.startswith("-") and word not in ("-", "--"):
            self.problem = self.problem or f"unrecognized option '{word}'"
        elif word:
            self.inputs.append(word)
