"""The ledger of undefined behaviour: all 203 items of C11's Annex J.2, and what becomes of each.

`python -m cspec.ub` prints it as a table.  An item fires when `tests/undefined/` holds a program
for it; otherwise `NEVER` says why none can.
"""

from __future__ import annotations

import os
import sys

NEVER: dict[int, str] = {
    1: "a catch-all; whatever else is found belongs under the broken rule's own item",
    5: "threads are not modelled (__STDC_NO_THREADS__)",
    13: "what an lvalue stores was converted to its type, so it has a value of it",
    14: "no target has a minus zero integer",
    18: "floating formats have infinities (Annex F), so no value is outside their range",
    31: "all characters of a name are significant here",
    50: "no object is larger than PTRDIFF_MAX",
    80: "no expression can name an unnamed member",
    97: "no pragma of this implementation is documented to fail or to be undefined",
    101: "headers of the implementation cannot be shadowed: a run is hermetic",
    132: "signals arrive through raise only, never asynchronously",
    133: "signals arrive through raise only, never asynchronously",
    134: "signals arrive through raise only, never asynchronously",
    135: "threads are not modelled",
    147: "a character has one byte in the one locale: no write leaves part of another",
    164: "no text is that long",
    185: "signals arrive through raise only, never asynchronously",
    186: "processes cannot be started",
    190: "there is one locale",
    200: "the one encoding has no states, so no mbstate_t is ever altered",
    202: "there is one locale",
    203: "there is one locale",
}
ITEMS = 203


def tests_of(folder: str) -> dict[int, list[str]]:
    """Item -> names of the programs that fire it."""
    found: dict[int, list[str]] = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".c") and not name.endswith(".ok.c") and name[:3].isdigit():
            found.setdefault(int(name[:3]), []).append(name)
    return found


def ledger(folder: str) -> list[tuple[int, str, str]]:
    """(item, state, tests or reason) for every item."""
    tests = tests_of(folder)
    rows: list[tuple[int, str, str]] = []
    for item in range(1, ITEMS + 1):
        if item in tests:
            pairs = [f"{name} / {name[:-2]}.ok.c" for name in tests[item]]
            rows.append((item, "fires", ", ".join(pairs)))
        elif item in NEVER:
            rows.append((item, "never", NEVER[item]))
        else:
            rows.append((item, "open", "no run here sees it yet"))
    return rows


def main() -> int:
    """Print the table and the counts."""
    here = os.path.dirname(os.path.abspath(__file__))
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "..", "tests", "undefined")
    counts: dict[str, int] = {}
    for item, state, text in ledger(folder):
        counts[state] = counts.get(state, 0) + 1
        print(f"{item:3}  {state:5}  {text}")
    print(", ".join(f"{count} {state}" for state, count in sorted(counts.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
