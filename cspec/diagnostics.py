"""Diagnostics: every message names its rule, and the rule names its clause.

`rules.py` holds one row a rule; this module turns a broken rule into an error, a warning or a
translation-time undefined behaviour, by the severities of gcc 12 or, under `--strict`, of the
standard.  A position is one int: file index << 44 | line << 16 | column (both from 1).
"""

from __future__ import annotations

from cspec.rules import RULES


class SourceFile:
    """One file's name and lines; `system` marks the headers of the implementation."""

    def __init__(self, name: str, text: str, system: bool) -> None:
        self.name = name
        self.lines = text.split("\n")
        self.system = system


class Diagnostic:
    """One message with its place; severity is 'error', 'warning' or 'undefined'."""

    def __init__(self, severity: str, pos: int, text: str, clause: str, item: int, rule: str
                 ) -> None:
        self.severity = severity
        self.pos = pos
        self.text = text
        self.clause = clause
        self.item = item
        self.rule = rule


class Rejected(Exception):
    """The text breaks the syntax or a constraint: translation ends here."""


class TranslationUndefined(Exception):
    """The text has undefined behaviour that shows at translation (J.2)."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.text)
        self.diagnostic = diagnostic


class Unsupported(Exception):
    """A feature of the text is not modelled; `pos` is its place (0: unknown)."""

    def __init__(self, pos: int, what: str) -> None:
        super().__init__(what)
        self.pos = pos
        self.what = what


def make_pos(file: int, line: int, column: int) -> int:
    """Pack a place; columns beyond 65535 are cut."""
    return file << 44 | line << 16 | min(column, 0xFFFF)


class Diagnostics:
    """Collects messages of one translation; knows the files that positions refer to."""

    def __init__(self, strict: bool = False) -> None:
        self.strict = strict
        self.files: list[SourceFile] = []
        self.messages: list[Diagnostic] = []
        self.errors = 0
        self.extensions: set[int] = set()     # tokens that __extension__ covers
        self.presumed: dict[int, list[tuple[int, int, str]]] = {}

    def add_file(self, name: str, text: str, system: bool) -> int:
        """Register a file and return its index."""
        self.files.append(SourceFile(name, text, system))
        return len(self.files) - 1

    def place(self, pos: int) -> tuple[str, int, int]:
        """(file name, line, column) of a position, `#line` applied."""
        index = pos >> 44
        line = pos >> 16 & 0xFFFFFFF
        if not self.files or line == 0:
            return "<none>", 0, 0
        name = self.files[index].name
        shown = line
        for start, presumed, newname in self.presumed.get(index, []):
            if line > start:
                shown = presumed + line - start - 1
                if newname:
                    name = newname
        return name, shown, pos & 0xFFFF

    def source_line(self, pos: int) -> str:
        """The text of the line at `pos` ('' where there is none)."""
        index = pos >> 44
        line = pos >> 16 & 0xFFFFFFF
        if index < len(self.files) and 0 < line <= len(self.files[index].lines):
            return self.files[index].lines[line - 1]
        return ""

    def in_system(self, pos: int) -> bool:
        """Whether a position lies in a header of the implementation."""
        index = pos >> 44
        return index < len(self.files) and self.files[index].system

    def report(self, rule: str, pos: int, *args: object) -> None:
        """Rule `rule` is broken at `pos`; `args` fill its text."""
        clause, severity, text, item = RULES[rule]
        message = text % args if args else text
        if severity in ("W", "P", "u") and self.in_system(pos):
            return
        if severity in ("P", "u") and not self.strict or severity == "P" and pos in self.extensions:
            return
        if severity == "U" or severity == "u":
            diagnostic = Diagnostic("undefined", pos, message, clause, item, rule)
            self.messages.append(diagnostic)
            raise TranslationUndefined(diagnostic)
        if severity == "E" or self.strict and severity != "N":
            self.messages.append(Diagnostic("error", pos, message, clause, item, rule))
            self.errors += 1
            if self.errors > 20:
                raise Rejected
        else:
            for old in self.messages:
                if old.pos == pos and old.text == message:
                    return
            self.messages.append(Diagnostic("warning", pos, message, clause, item, rule))

    def fatal(self, rule: str, pos: int, *args: object) -> Rejected:
        """Report and return the exception to raise: `raise d.fatal(...)`."""
        self.report(rule, pos, *args)
        return Rejected()


def caret_lines(diagnostics: Diagnostics, pos: int) -> list[str]:
    """The source line of `pos` and a caret under its column, for printing."""
    line = diagnostics.source_line(pos)
    if not line:
        return []
    column = pos & 0xFFFF
    pad = "".join("\t" if c == "\t" else " " for c in line[:column - 1])
    return [" " + line, " " + pad + "^"]
