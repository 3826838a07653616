"""The texts of `tests/reject/` line by line: what gcc refuses, this front end refuses too.

A line marked `// error:` is kept alone, all other marked lines dropped; the rest must translate.
`FIRST` is how many distinct rules and clauses the suite must reach at least.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cspec.diagnostics import Diagnostics, Rejected, TranslationUndefined, Unsupported
from cspec.target import find_target
from cspec.translate import Options, translate

FOLDER = Path(__file__).parent.parent / "reject"
MARK = re.compile(r"// error: (.*)$")


def verdict(text: str, strict: bool = False) -> tuple[str, str]:
    """('ok' | 'rejected' | 'undefined' | 'unsupported', name of the first rule broken)."""
    target = find_target("x86_64")
    assert target is not None
    options = Options(target)
    options.strict = strict
    diags = Diagnostics(strict)
    try:
        translate("test.c", text, options, diags)
    except Rejected:
        return "rejected", next(m.rule for m in diags.messages if m.severity == "error")
    except TranslationUndefined as undefined:
        return "undefined", undefined.diagnostic.rule
    except Unsupported as unsupported:
        return "unsupported", unsupported.what
    return "ok", ""


def cases() -> list[tuple[str, str]]:
    """(name, text) for each marked line."""
    made: list[tuple[str, str]] = []
    for path in sorted(FOLDER.glob("*.c")):
        lines = path.read_text(encoding="utf-8").splitlines()
        marked = [i for i, line in enumerate(lines) if MARK.search(line)]
        for index in marked:
            kept = ["" if i in marked and i != index else line for i, line in enumerate(lines)]
            made.append((f"{path.name}:{index + 1}", "\n".join(kept) + "\n"))
    return made


@pytest.mark.parametrize("name,text", cases(), ids=lambda v: v if len(v) < 40 else "")
def test_refused(name: str, text: str) -> None:
    """One marked line."""
    kind, rule = verdict(text)
    assert kind in ("rejected", "undefined"), (name, kind, rule)


ROWS = [line.split("|") if not line.count("||") else line.replace("||", "\0").split("|")
        for line in (Path(__file__).parent / "rejects.txt").read_text(encoding="utf-8")
        .splitlines()]


def split_row(row: list[str]) -> tuple[str, str, bool]:
    """(rule, text, strict) of a row of rejects.txt; `@` stands for a line end."""
    parts = list(row)
    strict = parts[-1].startswith("strict:")
    rule = parts[-1][7:] if strict else parts[0]
    body = "|".join(parts[1:-1] if strict else parts[1:])
    return rule, body.replace("@", "\n") + "\n", strict


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r[0])
def test_rule(row: list[str]) -> None:
    """The text of a row breaks its rule first; one marked strict is only warned of otherwise."""
    rule, text, strict = split_row(row)
    kind, found = verdict(text, strict)
    assert kind == "rejected" and found == rule, (kind, found)
    if strict:
        assert verdict(text)[0] == "ok"


def test_enough_rules() -> None:
    """At least 100 distinct constraints are exercised."""
    assert len({split_row(row)[0] for row in ROWS}) >= 100
