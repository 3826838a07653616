"""Which rules continuous integration proves live: what a commit changed, and a moving quarter.

Problem: proving all rules takes longer than each commit may; proofs on file could go stale unseen
if the digests forgot something.  Idea: a commit proves the rules whose records it changed, and
those of one quarter of all rules (every fourth, from an offset that is the number of commits modulo
four), so that four commits in a row prove everything again with both solvers.

Invariants: the choice depends on the commit alone; a rule without a fresh record is always chosen
where it must have one to be generated.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from verify import store
from verify.language import Rule
from verify.store import Record

ROOT = Path(__file__).resolve().parent.parent
QUARTERS = 4


def git(*words: str) -> str | None:
    """What a git command prints; None when it fails, or there is no git."""
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def quarter() -> int:
    """The quarter whose turn it is."""
    count = git("rev-list", "--count", "HEAD")
    return int(count) % QUARTERS if count else 0


def before_this_commit() -> dict[tuple[str, str], Record] | None:
    """The records of the commit before; None when that cannot be told."""
    text = git("show", "HEAD~1:verify/proofs.tsv")
    return None if text is None else store.parse(text)


def chosen(rules: list[Rule]) -> list[Rule]:
    """The rules to prove now: changed ones first."""
    records = store.load()
    earlier = before_this_commit()
    turn = quarter()
    changed: list[Rule] = []
    others: list[Rule] = []
    for index, rule in enumerate(rules):
        record = records.get((rule.file, rule.name))
        if record is None or not store.fresh(rule, records):
            changed.append(rule)
        elif earlier is not None and differs(earlier.get((rule.file, rule.name)), record):
            changed.append(rule)
        elif index % QUARTERS == turn:
            others.append(rule)
    return changed + others


def differs(earlier: Record | None, record: Record) -> bool:
    """Whether a record speaks of another rule, or of other meanings, than before."""
    return earlier is None or earlier.digest != record.digest
