"""Decision trees: the tests of many rules shared, in the rules' order.

Problem: hundreds of rules on one operation must not be tried one after another.  Idea: take the
first rule's first test; rules that have the same test, and that no earlier rule outside the group
could pre-empt (it contains an excluded test), are decided together under one `if`; tests that
exclude each other on one value become an `elif` chain.
Invariant: among the rules that match, the first in file order fires.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from verify.infer import BEFORE
from verify.matcher import Path, Test, Variant, variable


@dataclass
class _Item:
    variant: Variant
    tests: list[Test]


def emit_tree(variants: list[Variant], context: str, indent: int) -> list[str]:
    """Python statements that try `variants` in order and return when one fires."""
    items = [_Item(variant, list(variant.tests)) for variant in variants]
    lines: list[str] = []
    bound: set[Path] = {(), BEFORE}
    _emit(items, context, indent, bound, lines)
    return lines


def _emit(items: list[_Item], context: str, indent: int, bound: set[Path],
          lines: list[str]) -> None:
    pad = "    " * indent
    previous: Test | None = None
    while items:
        first = items[0]
        if not first.tests:
            _bind(" ".join(first.variant.action), bound, lines, pad)
            _action(first.variant, context, pad, lines)
            items = items[1:]
            previous = None
            continue
        test = first.tests[0]
        group: list[_Item] = []
        rest: list[_Item] = []
        for item in items:
            if test in item.tests and all(
                    any(other.excludes(test) for other in skipped.tests) for skipped in rest):
                group.append(_Item(item.variant, [t for t in item.tests if t != test]))
            else:
                rest.append(item)
        _bind(test.text, bound, lines, pad)
        chained = previous is not None and previous.excludes(test)
        _condition("elif" if chained else "if", test.text, pad, lines)
        _emit(group, context, indent + 1, set(bound), lines)
        items = rest
        previous = test


def _bind(text: str, bound: set[Path], lines: list[str], pad: str) -> None:
    """Bind the operand variables that `text` reads."""
    for name in re.findall(r"\b[ae][0-9]+(?:_[0-9]+)*\b", text):
        path = (*BEFORE[:name[0] == "e"], *(int(step) for step in name[1:].split("_")))
        for length in range(1, len(path) + 1):
            prefix = path[:length]
            if prefix not in bound:
                lines.append(f"{pad}{variable(prefix)} = {variable(prefix[:-1])}"
                             f".args[{prefix[-1]}]")
                bound.add(prefix)


def _condition(word: str, text: str, pad: str, lines: list[str]) -> None:
    lines.append(f"{pad}{word} {text}:")


def _action(variant: Variant, context: str, pad: str, lines: list[str]) -> None:
    lines.append(f"{pad}# {variant.rule.name}")
    action = variant.action[-1]
    if action.startswith("return "):
        lines.append(f"{pad}if {context}.fire({variant.index}):")
        lines.append(f"{pad}    {action}")
    else:
        lines.append(f"{pad}if {context}.fire({variant.index}) and {action}:")
        lines.append(f"{pad}    return True")
