"""The table of proofs, docs/proofs.md, made from the proofs on file.

Problem: a reader wants to see which rule was proved, where and by whom.  Idea: the page is written
from `verify/proofs.tsv` and nothing else; a test compares.
"""

from __future__ import annotations

from pathlib import Path

from verify import store
from verify.store import Record

PAGE = Path(__file__).parent.parent / "docs" / "proofs.md"

HEAD = """# Proofs of the rewrite rules

Written by `vprove --update` from `verify/proofs.tsv`; do not edit.

Every rule was proved at each of its assignments of types (all of i1 to i128, ptr, f32 to f128 that
its operations admit; the column *types* counts those at which it can fire) by two families of
solvers: Z3, and Bitwuzla or cvc5. The seconds are those of the machine that proved it. *Over
integers* names the assignments at which bit-blasting gave no answer and the rule was proved as a
theorem over integers, and the engines; `(n cases)`: one query for each value of a constant. What
the words mean: [rules.md](rules.md).
"""


def text() -> str:
    """The page."""
    records = list(store.load().values())
    parts = [HEAD]
    files: dict[str, list[Record]] = {}
    for record in records:
        files.setdefault(record.file, []).append(record)
    parts.append("| file | rules | type assignments | Z3 s | second s | over integers |\n"
                 "|---|---|---|---|---|---|")
    total = [0, 0, 0.0, 0.0, 0]
    for file, listed in files.items():
        row = [len(listed), sum(int(r.types) for r in listed), sum(float(r.first) for r in listed),
               sum(float(r.second) for r in listed), sum(bool(r.integers) for r in listed)]
        total = [a + b for a, b in zip(total, row)]
        parts.append(f"| {file} | {row[0]} | {row[1]} | {row[2]:.1f} | {row[3]:.1f} | {row[4]} |")
    parts.append(f"| all | {total[0]} | {total[1]} | {total[2]:.1f} | {total[3]:.1f} "
                 f"| {total[4]} |\n")
    for file, listed in files.items():
        parts.append(f"## {file}\n\n| rule | types | Z3 s | second s | over integers |\n"
                     "|---|---|---|---|---|")
        for record in listed:
            extra = record.integers + (f" ({record.cases} cases)" if record.cases else "")
            parts.append(f"| {record.rule} | {record.types} | {record.first} | {record.second} "
                         f"| {extra} |")
        parts.append("")
    return "\n".join(parts)


def write() -> None:
    """Write the page."""
    PAGE.write_text(text(), encoding="utf-8")
