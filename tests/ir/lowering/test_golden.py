"""C in, IR out: what lowering makes of a few small texts, word for word.

Each `NAME.c` has its IR in `NAME.ir`; `// options:` in the first line is the command line.
`VOUCH_UPDATE=1` writes the files anew, to be read before they are committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from compiler.ir.check import check_module
from compiler.ir.read import read_module
from compiler.ir.text import module_text
from compiler.lowering.__main__ import lower_file

FILES = sorted(Path(__file__).parent.glob("*.c"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    """The IR is the golden file's, is well formed and reads back."""
    options = path.read_text().splitlines()[0].split(":", 1)[1].split()
    module = lower_file([*options, "-w", str(path)])
    assert module is not None
    check_module(module)
    text = module_text(module)
    assert module_text(read_module(text)) == text
    golden = path.with_suffix(".ir")
    if os.environ.get("VOUCH_UPDATE"):
        golden.write_text(text)
    assert text == golden.read_text()
