"""Dependency output: -M, -MM, -MD, -MMD, -MP, -MT, -MQ, -MG.

The idea: the preprocessor names each file that it opens, once; the rule for make is written at the
end, with names quoted as make needs it and lines broken as gcc breaks them.

Source: GCC 12 manual, "Options Controlling the Preprocessor"; GNU make, "Rule Syntax".
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LINE_WIDTH: Final = 72


def quoted(name: str) -> str:
    """A file name as make reads it: white space, # and $ escaped."""
    out: list[str] = []
    slashes = 0
    for c in name:
        if c == "\\":
            slashes += 1
        else:
            if c in " \t":
                out.append("\\" * (slashes + 1))
            elif c == "$":
                out.append("$")
            elif c == "#":
                out.append("\\")
            slashes = 0
        out.append(c)
    return "".join(out)


class Dependencies:
    """The files that one translation unit depends on.

    targets  as they stand before the colon, quoted already (-MQ, default) or not (-MT)
    """

    def __init__(self, system: bool) -> None:
        """`system`: headers of system directories count as well (-M, -MD)."""
        self.system = system
        self.files: list[str] = []
        self.known: dict[str, bool] = {}
        self.targets: list[str] = []

    def add(self, name: str, system: bool) -> None:
        """A file was opened (or is to be made, -MG)."""
        if (system and not self.system) or name in self.known:
            return
        self.known[name] = True
        self.files.append(name)

    def text(self, phony: bool) -> str:
        """The rule; with `phony` (-MP) an empty one for each header as well."""
        out: list[str] = []
        column = 0
        for number, target in enumerate(self.targets):
            column = add_word(out, target, column, number > 0)
        out.append(":")
        column += 1
        for name in self.files:
            column = add_word(out, quoted(shortened(name)), column, True)
        out.append("\n")
        if phony:
            for name in self.files[1:]:
                out.append(quoted(shortened(name)) + ":\n")
        return "".join(out)


def shortened(name: str) -> str:
    """Without leading ./ components, as gcc writes them."""
    while name.startswith("./"):
        name = name[2:].lstrip("/")
    return name


def add_word(out: list[str], word: str, column: int, space: bool) -> int:
    """Appends a word, on a new line when the present one gets too long; the new column."""
    size = len(word)
    if column and column + size + 1 > LINE_WIDTH:
        out.append(" \\\n ")
        column = 1
        out.append(word)
        return column + size
    if space and column:
        out.append(" ")
        column += 1
    out.append(word)
    return column + size
