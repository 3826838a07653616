"""The generated x86 tables are what the rows say, and the row language refuses nonsense."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.target import generate
from compiler.target.describe import Notation, Row, RowError
from compiler.target.x86 import notation


@pytest.mark.parametrize("target", generate.NOTATIONS, ids=lambda target: target.name)
def test_generated_files_are_fresh(target: Notation) -> None:
    folder = Path(generate.__file__).parent / target.name
    for name, text in generate.modules(target).items():
        assert (folder / name).read_text(encoding="utf-8") == text, (
            f"{name} is stale: run python -m compiler.target.generate {target.name}")


@pytest.mark.parametrize("text", [
    "foo | r, bar | 00 /r",                   # no such operand class
    "foo | m32, m32 | 00 /r",                 # two memory operands
    "foo | r, r, r/m | 0F 00 /r",             # no place for the third register
    "foo | =x, x | 0F 00 /r",                 # nothing in ModRM.rm
    "foo | r/m | 00 /r zz",                   # unknown notation
    "foo | r | 00+q",                         # unknown addition to the opcode
    "a | b | c | d | e | f | g",              # too many columns
])
def test_wrong_rows_are_refused(text: str) -> None:
    with pytest.raises(RowError):
        for expansion in Row(text).expand(notation.OPERAND_CLASSES, notation.TEMPLATES):
            notation.read_encoding(expansion)
