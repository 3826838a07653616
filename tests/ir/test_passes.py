"""Golden tests of passes: tests/ir/<pass>/*.ir hold a module, `//// after`, and the result.

The folder names the pass that is run alone (`inline` and `facts`: on every function, bottom-up).
Both sides are checked, and evaluated when there is a main. `python tests/ir/test_passes.py
--update` writes the results anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from compiler.ir.check import check_module
from compiler.ir.dominators import order_blocks
from compiler.ir.evaluate import Machine
from compiler.ir.module import Module
from compiler.ir.read import read_module
from compiler.ir.text import module_text
from compiler.opt.callgraph import CallGraph
from compiler.opt.context import OptOptions, PassContext
from compiler.opt.inline import Inliner
from compiler.opt.pipeline import PASSES, run_pass

HERE = Path(__file__).parent
MARK = "//// after\n"
FILES = sorted(path for path in HERE.glob("*/*.ir") if path.parent.name in PASSES)


def transform(name: str, module: Module) -> None:
    """Run one pass over a module."""
    options = OptOptions(2)
    options.scales_index = False       # the pass `strength` is for such machines
    context = PassContext(module, options)
    graph = CallGraph(module)
    inliner = Inliner(context, graph)
    for function in graph.order:
        order_blocks(function)
        if name == "inline":
            inliner.inline_into(function)
        else:
            run_pass(name, function, context)


def result_of(path: Path) -> str:
    """The text after the pass; checks the invariants and the behaviour on the way."""
    before = path.read_text().partition(MARK)[0]
    module = read_module(before)
    check_module(module)
    main = module.symbols.get("main")
    runs = main is not None and main.function is not None
    expected = run(read_module(before)) if runs else None
    transform(path.parent.name, module)
    check_module(module)
    text = module_text(module)
    if runs:
        assert run(read_module(text)) == expected, f"{path.name} behaves differently"
    return text


def run(module: Module) -> tuple[int, bytes]:
    """Exit status and output."""
    machine = Machine(module)
    return machine.run(), bytes(machine.output)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_pass(path: Path) -> None:
    expected = path.read_text().partition(MARK)[2]
    assert result_of(path) == expected


if __name__ == "__main__" and "--update" in sys.argv:
    for file in FILES:
        text = file.read_text().partition(MARK)[0]
        file.write_text(text + MARK + result_of(file))
