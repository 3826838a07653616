"""No transformation without a row in `verify/evidence.py`, no row without its transformation."""

from __future__ import annotations

import ast
from pathlib import Path

from compiler.opt.pipeline import AFTER_INLINE, AFTER_LOWERING, EARLY, FACTS, LATE, PASSES
from verify.evidence import CHECK, OTHER_TARGETS, ROWS, RULE, VALIDATED, table

ROOT = Path(__file__).resolve().parent.parent.parent
COMPILER = ROOT / "compiler"
# Files and calls that change no program: analyses, records, lists.
NO_TRANSFORMATION = {
    "codegen/check_allocation.py", "codegen/check_emission.py", "codegen/data.py",
    "codegen/debug_info.py", "codegen/debug_table.py", "codegen/liveness.py",
    "codegen/machine.py", "codegen/machine_names.py", "codegen/module.py",
    "codegen/operands.py", "codegen/options.py", "codegen/streaming.py", "codegen/target.py",
    "opt/callgraph.py", "opt/context.py", "opt/pipeline.py"}
ANALYSES = {"compute", "compute_liveness", "compute_loops", "count_uses", "dump", "Frame",
            "estimate_frequencies", "keep_all", "measure", "needs_guard", "order_blocks", "refine",
            "reserve_frame_pointer", "run", "slot", "Refiner", "before_stage", "after_stage",
            "check_allocation", "check_frame", "FunctionEmitter", "len", "int", "note_frame",
            "append"}
NAMES = {row[0] for row in [*ROWS, *OTHER_TARGETS]}
FILES = {row[1] for row in ROWS}
# What an x86 function passes through between its IR and its bytes beside `codegen/`.
X86_STAGES = ["legalise", "driver", "select_gen", "select_x87", "x87", "vector_ops", "peepholes",
              "peepholes_gen", "frame", "emission", "encode"]


def test_every_pass_has_a_row() -> None:
    listed = {name for group in (EARLY, AFTER_INLINE, FACTS, LATE, AFTER_LOWERING)
              for name, _ in group} | set(PASSES)
    assert listed <= NAMES, f"without evidence: {sorted(listed - NAMES)}"


def test_every_file_has_a_row() -> None:
    found = {path.relative_to(COMPILER).as_posix() for folder in ("opt", "codegen")
             for path in (COMPILER / folder).glob("*.py") if path.name != "__init__.py"}
    elsewhere = {file for _, file in OTHER_TARGETS}
    missing = found - FILES - NO_TRANSFORMATION - elsewhere
    assert not missing, f"without evidence: {sorted(missing)}"
    assert not elsewhere & FILES
    gone = [file for file in FILES | elsewhere if not (COMPILER / file).exists()]
    assert not gone, f"rows of nothing: {gone}"


def test_every_stage_has_a_row() -> None:
    tree = ast.parse((COMPILER / "codegen" / "function.py").read_text())
    generate = next(node for node in tree.body
                    if isinstance(node, ast.FunctionDef) and node.name == "generate")
    called = set()
    for node in ast.walk(generate):
        if isinstance(node, ast.Call):
            function = node.func
            called.add(function.attr if isinstance(function, ast.Attribute) else
                       function.id if isinstance(function, ast.Name) else "")
    missing = called - ANALYSES - NAMES
    assert not missing, f"without evidence: {sorted(missing)}"


def test_every_x86_stage_has_a_row() -> None:
    missing = {f"target/x86/{name}.py" for name in X86_STAGES} - FILES
    assert not missing, f"without evidence: {sorted(missing)}"


def test_kinds_and_table() -> None:
    assert {row[2] for row in ROWS} == {RULE, CHECK, VALIDATED}
    assert (ROOT / "docs" / "evidence.md").read_text().endswith(table())
