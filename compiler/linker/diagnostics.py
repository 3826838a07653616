"""Errors and warnings of a link, in GNU ld's wording.

The idea: an error is recorded and the link goes on as far as it makes sense (a user wants all
undefined references at once); LinkError ends it at once. Nothing is written once an error is
recorded.
"""

from __future__ import annotations

ERRORS_SHOWN = 200


class LinkError(Exception):
    """A problem that ends the link at once; the text is the message without prefix."""


class Diagnostics:
    """Collected messages, ready to print, in order."""

    def __init__(self, program: str) -> None:
        self.program: str = program
        self.lines: list[str] = []
        self.standard_output: list[str] = []  # what the user asked to see, as --print-map
        self.error_count: int = 0
        self.fatal_warnings: bool = False
        self.silent_warnings: bool = False

    def error(self, text: str) -> None:
        self.error_count += 1
        if self.error_count <= ERRORS_SHOWN:
            self.lines.append(f"{self.program}: {text}")

    def continuation(self, text: str) -> None:
        """A line that belongs to the message before it, without prefix."""
        if self.error_count <= ERRORS_SHOWN:
            self.lines.append(text)

    def warning(self, text: str) -> None:
        if self.silent_warnings:
            return
        if self.fatal_warnings:
            self.error_count += 1
        self.lines.append(f"{self.program}: warning: {text}")

    def note(self, text: str) -> None:
        self.lines.append(text)
