"""Aliases of rows: encodings and meanings that name another row, `= base operands`.

Problem: an alias, a shorter form and a plain instruction are spellings of one operation, and each
spelling must find the shortest encoding.  Idea: an alias takes the base row's bits with its
operands put in; a row whose *meaning* is such an expression is one more encoding of the base, put
in front of that of every instruction whose operands it can take.

An operand of the base is one of ours (`a` to `d`), a number, a name of the machine's, or
`0(operand)`, memory without displacement. Several meanings are separated by `;`.
"""

# mypyc: skip

from __future__ import annotations

import re

from compiler.target.bit_strings import BitString, Part
from compiler.target.describe import Expansion, Opcode, Operand, RowError
from compiler.target.formats import EQUAL, SAME, SOURCE_BASE, SOURCE_DISP, SOURCE_IMM
from compiler.target.machine import OPERAND_IMM, OPERAND_MEM, OPERAND_REG

Source = tuple[str, int]                    # ("slot", SOURCE_* of ours) or ("const", value)
SOURCES = [0, 1, 2, 3, SOURCE_BASE, SOURCE_DISP, SOURCE_IMM]
MACRO = "macro"                             # in place of an encoding: several instructions


def slot_of(operand: Operand, index: int) -> int:
    """The source of an operand that has one."""
    if operand.cls.kind == OPERAND_REG:
        return index
    return SOURCE_IMM if operand.cls.kind == OPERAND_IMM else SOURCE_DISP


def fail(expansion: Expansion, why: str) -> RowError:
    return RowError(f"{expansion.row.text}: {why}")


class Aliases:
    """Resolves aliases and finds all encodings of every opcode; a machine derives its own class."""

    def __init__(self, opcodes: list[Opcode]) -> None:
        self.by_mnemonic: dict[str, list[Opcode]] = {}
        for opcode in opcodes:
            name = self.spelled(opcode.first.mnemonic, opcode.first.size)
            self.by_mnemonic.setdefault(name, []).append(opcode)
        # base opcode -> what stands for it: (shorter expansion, base slot -> source)
        self.shorter: dict[str, list[tuple[Expansion, dict[int, Source]]]] = {}
        for opcode in opcodes:
            for text in opcode.first.row.meaning.split(";"):
                if opcode.first.row.meaning.startswith("="):
                    base, sources = self.stands_for(opcode.first, text.strip(" ="))
                    self.shorter.setdefault(base.name, []).append((opcode.first, sources))

    # -- what a machine does its own way -------------------------------------------------------

    def spelled(self, mnemonic: str, size: int) -> str:
        """A mnemonic with its size filled in."""
        raise NotImplementedError

    def named(self, operand: Operand, word: str) -> int:
        """The number of a register by name."""
        raise NotImplementedError

    def read(self, expansion: Expansion) -> BitString:
        """The encoding that a row writes out."""
        raise NotImplementedError

    # -- aliases -------------------------------------------------------------------------------

    def stands_for(self, expansion: Expansion, text: str) -> tuple[Opcode, dict[int, Source]]:
        """The base opcode of an alias, and what its slots are."""
        name, _, rest = text.partition(" ")
        arguments = [word.strip() for word in rest.split(",")] if rest else []
        for opcode in self.by_mnemonic.get(self.spelled(name, expansion.size), []):
            first = opcode.first
            encoding = first.row.encoding
            if encoding.startswith("=") or encoding == MACRO or (
                    len(first.operands) != len(arguments)):
                continue
            sources: dict[int, Source] = {}
            for index, (operand, word) in enumerate(zip(first.operands, arguments, strict=True)):
                self.source(expansion, operand, index, word, sources)
            return opcode, sources
        raise fail(expansion, f"nothing is {text}")

    def source(self, expansion: Expansion, operand: Operand, index: int, word: str,
               sources: dict[int, Source]) -> None:
        """What one operand of the base is: an operand of ours, a register or a number."""
        given = re.fullmatch(r"([abcd])|0\((\w+)\)|(-?\d+)|(\w+)", word)
        if given is None:
            raise fail(expansion, f"{word}?")
        if operand.cls.kind == OPERAND_MEM:
            if given.group(1):
                sources[SOURCE_BASE] = ("slot", SOURCE_BASE)
                sources[SOURCE_DISP] = ("slot", SOURCE_DISP)
            else:
                inner = given.group(2)
                sources[SOURCE_DISP] = ("const", 0)
                sources[SOURCE_BASE] = ("slot", "abcd".index(inner)) if len(inner) == 1 else (
                    "const", self.named(operand, inner))
        elif given.group(1):
            at = "abcd".index(word)
            sources[slot_of(operand, index)] = ("slot", slot_of(expansion.operands[at], at))
        elif given.group(3):
            sources[slot_of(operand, index)] = ("const", int(word))
        else:
            sources[index] = ("const", self.named(operand, word))

    def encodings(self, opcode: Opcode) -> list[BitString]:
        """All encodings of an opcode, shorter ones first; a macro has none."""
        expansion = opcode.first
        text = expansion.row.encoding
        if text == MACRO:
            return []
        base = opcode
        sources: dict[int, Source] = {source: ("slot", source) for source in SOURCES}
        if text.startswith("="):
            base, sources = self.stands_for(expansion, text.strip(" ="))
        own = substituted(self.read(base.first), sources)
        if own is None:
            raise fail(expansion, "an operand that the base does not take")
        result = []
        for shorter, meant in self.shorter.get(base.name, []):
            found = unified(self.read(shorter), sources, meant)
            if found is not None:
                result.append(found)
        return result + [own]


def substituted(encoding: BitString, sources: dict[int, Source]) -> BitString | None:
    """The encoding with other sources for its parts, None when one does not take a constant."""
    made = BitString()
    made.word, made.size = encoding.word, encoding.size
    for part in encoding.parts:
        kind, value = sources[part.source]
        if kind == "slot":
            moved = Part(value, part.transform, part.param)
            moved.pieces = part.pieces
            made.parts.append(moved)
            continue
        bits = part.bits(value)
        if bits < 0:
            return None
        for low, width, at in part.pieces:
            made.word |= (bits >> low & (1 << width) - 1) << at
    return made


def unified(encoding: BitString, wanted: dict[int, Source], meant: dict[int, Source]
            ) -> BitString | None:
    """A shorter encoding for an instruction, None when they can never agree.

    `wanted` and `meant` say what the base's sources are for the instruction and for the shorter
    row."""
    bound: dict[int, Source] = {}
    equal: list[Part] = []
    for slot, (kind, value) in meant.items():
        source = wanted.get(slot, ("slot", slot))
        if kind == "slot" and value not in bound:
            bound[value] = source
            continue
        other = bound[value] if kind == "slot" else ("const", value)
        if source == other:
            continue
        if source[0] == "const":
            source, other = other, source
        if source[0] == "const":
            return None
        if other[0] == "slot":
            equal.append(Part(source[1], SAME, other[1]))
        elif other[1] >= 0:
            equal.append(Part(source[1], EQUAL, other[1]))
        else:
            return None
    made = substituted(encoding, {source: bound.get(source, ("slot", source))
                                  for source in SOURCES})
    if made is not None:
        made.parts = equal + made.parts
    return made
