"""The rule language: generated files are fresh, errors name their place, braces, types."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.ir import opcodes
from verify.generate import ALGEBRA as ALGEBRA_FILES
from verify.generate import OUTPUTS, ROOT, Output, generate, read_rules
from verify.language import (
    RULES,
    RuleError,
    Text,
    expand,
    logical_lines,
    one_rule,
    read_file,
    read_text,
)
from verify.matcher import variants
from verify.store import digest

ALGEBRA = [rule for path in sorted(RULES.glob(ALGEBRA_FILES)) for rule in read_file(path)]


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.path)
def test_generated_file_is_fresh(output: Output) -> None:
    assert generate(output, read_rules(output)[0]) == (ROOT / output.path).read_text()


@pytest.mark.parametrize("text,message,column", [
    ("r: (add x y => x", "cannot read", 13),
    ("r: (plus x y) => x", "unknown operation plus", 5),
    ("r: (sub x (add x)) => x", "takes 2 operands", 12),
    ("r: ({add,sub}.foo x y) => x", "unknown type or flag foo", 6),
])
def test_errors_name_their_place(text: str, message: str, column: int) -> None:
    with pytest.raises(RuleError) as caught:
        one_rule(text, "file.rules")
    first, source, caret = str(caught.value).splitlines()
    assert first.startswith(f"file.rules:1:{column}: error: ") and message in first
    assert source == "  " + text and caret.index("^") == column + 1


def test_there_are_enough_rules() -> None:
    assert len({rule.text for rule in ALGEBRA}) >= 400


def test_expansion_of_braces() -> None:
    (line,) = logical_lines("n: (a{x,y} {x,y}\n  {w:1,2,3})", "f")
    expanded = expand(line)
    assert [text.characters for text in expanded] == [
        "n_x_1: (ax x 1)", "n_x_2: (ax x 2)", "n_x_3: (ax x 3)",
        "n_y_1: (ay y 1)", "n_y_2: (ay y 2)", "n_y_3: (ay y 3)"]
    last: Text = expanded[-1]
    assert last.place(last.characters.index("3)")) == (2, 10)


def test_types_are_inferred() -> None:
    rule = one_rule("t: (trunc (zext x)) => x")
    tests = [test.text for test in variants(rule, 0, "c")[0].tests]
    assert tests == ["a0.op == ZEXT", "a0_0.type == instr.type"]
    assert opcodes.NAMES[rule.left.op] == "trunc"


def test_rule_files_are_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "my.rules"
    path.write_text("# nothing\none: (add x 0)\n   => x   # joined\ntwo: (sub x 0) => x\n")
    assert [(rule.name, rule.line) for rule in read_file(path)] == [("one", 2), ("two", 4)]


def test_operations_of_the_files_machine() -> None:
    rule = one_rule("r: (add.i64 x y) => (.ADDrrr (.SUBrrr:i64 x y) y)", "select_riscv.rules")
    assert rule.text == "r: (add.i64 x y) => (riscv.ADDrrr (riscv.SUBrrr:i64 x y) y)"


def test_layout_is_no_part_of_a_proof() -> None:
    wide = read_text("r: (add x 0)   => x\ns: (sub x 0) => x\n", "a.rules")
    wrapped = read_text("r: (add x 0)\n   => x\ns: (sub x   0) => x\n", "a.rules")
    assert [digest(rule) for rule in wide] == [digest(rule) for rule in wrapped]
    assert digest(wide[0]) != digest(wide[1])
