"""Spellings of operands: one template that is read and written.

Problem: printer and assembler must agree on every operand of every instruction.  Idea: an operand
is a template, literal text with fields, each one capital letter and perhaps `(arguments)`, whose
meaning is the machine's: `[B, D]`, `%V.8b`.  A printer fills the fields in; a syntax finds their
texts and gives each to the machine.

Invariants: alternatives stand behind each other, `A/B`, what is only read behind `~`; an operand
may have several parts, as many as `, ` stand outside brackets. Blanks of a template match any
blanks or none, and so does what stands before other marks than a dot. No two fields stand together.
"""

from __future__ import annotations

WIDEST = 64        # bits of a field that is not told apart


class Field:
    """`before`: the literal text in front; `low`, `width`: the bits that it has of the value, or
    the numbers between the parentheses; `word`: the word between them."""

    def __init__(self, before: str, letter: str, arguments: list[str]) -> None:
        self.before = before
        self.letter = letter
        numbers = [int(argument) for argument in arguments if argument.isdigit()]
        self.low = numbers[0] if numbers else 0
        self.width = numbers[1] if len(numbers) > 1 else WIDEST
        self.word = arguments[-1] if arguments else ""


class Part:
    """What stands between two commas: fields, and the literal text behind the last."""

    def __init__(self, text: str) -> None:
        self.fields: list[Field] = []
        start = at = 0
        while at < len(text):
            end = at + 1
            if text[at].isupper():
                arguments: list[str] = []
                if text[end:end + 1] == "(" and text[end + 1:end + 2].islower() | (
                        text[end + 1:end + 2].isdigit()):
                    end = text.index(")", end) + 1
                    arguments = text[at + 2:end - 1].split(",")
                self.fields.append(Field(text[start:at], text[at], arguments))
                start = end
            at = end
        self.after = text[start:]

    def texts(self, text: str) -> list[str] | None:
        """The texts of the fields in an operand's text, None: it is not of this shape."""
        found: list[str] = []
        at = 0
        for k, field in enumerate(self.fields):
            at = skip(field.before, text, at)
            if at < 0:
                return None
            following = self.after if k + 1 == len(self.fields) else self.fields[k + 1].before
            end = len(text)
            if following.strip():
                mark = following.strip()[0]
                end = text.rfind(mark, at) if mark in "()]" else text.find(mark, at)
            if end < at:
                return None
            found.append(text[at:end].strip())
            at = end
        at = skip(self.after, text, at)
        return found if at == len(text) else None


def skip(literal: str, text: str, at: int) -> int:
    """The place behind a literal that stands at `at`, -1: it does not."""
    for char in literal:
        if char == " " and text[at - 1:at].isalnum() and text[at:at + 1].isalnum():
            return -1
        while text[at:at + 1].isspace() and not char.isalnum() and char != ".":
            at += 1
        if char != " ":
            if text[at:at + 1].lower() != char:
                return -1
            at += 1
    return at


def parts_of(text: str) -> list[Part]:
    """The parts of a template, at commas with a blank outside brackets."""
    parts: list[str] = []
    for piece in text.split(", ") if text else []:
        if parts and parts[-1].count("[") > parts[-1].count("]"):
            parts[-1] += ", " + piece
        else:
            parts.append(piece)
    return [Part(part) for part in parts]


class Spelling:
    """The alternatives of an operand: `written`, each longer than the one before; `read`, the
    longest first."""

    def __init__(self, text: str) -> None:
        printed, only_read, more = text.partition("~")
        self.written = [parts_of(alternative) for alternative in printed.split("/")]
        self.read = self.written[::-1]
        if only_read:
            extra = parts_of(more)
            self.read.insert(len(self.read) if not extra else 0, extra)
