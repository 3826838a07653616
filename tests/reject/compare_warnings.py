"""Compare the warnings of vcc and gcc over many files, by -W name.

    python tests/reject/compare_warnings.py [--count N] [--options "-O2 -Wall -Wextra"] [FOLDER...]

Every file of the folders (default: tests/c and the torture suite's execute/, where sources.py has
put it) is compiled by both; a warning is its line, its name and its text.  Printed are the warnings
that one of them gives alone, grouped by name, at most five a group, and the counts of each group.
Files that gcc refuses are left out.  `--count N` takes every n-th file so that about N are left.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
VCC = ROOT / ".venv" / "bin" / "vcc"
SHOWN = 5


def warnings(command: list[str], path: Path) -> Counter[str] | None:
    """`line name text` of each warning; None when the file is refused."""
    done = subprocess.run([*command, "-c", "-o", "/dev/null", str(path)], capture_output=True,
                          text=True, errors="replace", timeout=600)
    if done.returncode:
        return None
    found: Counter[str] = Counter()
    for line in done.stderr.replace("‘", "'").replace("’", "'").splitlines():
        match = re.match(r"[^ ]*?:(\d+):(?:\d+:)? warning: (.*?)(?: \[(-W[^\]]*)\])?$", line)
        if match:
            found[f"{match[1]} {match[3] or '(no name)'} {match[2]}"] += 1
    return found


def main() -> int:
    """Run the comparison and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--options", default="-O2 -Wall -Wextra")
    parser.add_argument("folders", nargs="*", type=Path)
    chosen = parser.parse_args()
    folders = chosen.folders or [ROOT / "tests" / "c", *sorted(
        (ROOT / ".venv" / "sources" / "gcc.c-torture").glob("**/execute"))]
    files = [path for folder in folders for path in sorted(folder.glob("*.c"))]
    if chosen.count and len(files) > chosen.count:
        files = files[::len(files) // chosen.count]
    options = chosen.options.split()
    alone: dict[tuple[str, str], list[str]] = defaultdict(list)
    same = compared = 0
    for path in files:
        theirs = warnings(["gcc", *options], path)
        if theirs is None:
            continue
        ours = warnings([str(VCC), *options], path)
        if ours is None:
            alone["vcc", "(refused)"].append(path.name)
            continue
        compared += 1
        same += (theirs & ours).total()
        for who, lines in (("gcc", theirs - ours), ("vcc", ours - theirs)):
            for text in lines.elements():
                line, name, rest = text.split(" ", 2)
                alone[who, name].append(f"{path.name}:{line}: {rest}")
    for (who, name), lines in sorted(alone.items(), key=lambda item: -len(item[1])):
        print(f"{len(lines):5d} only {who}: {name}")
        for text in lines[:SHOWN]:
            print(f"        {text}")
    print(f"{compared} files, {same} warnings the same, "
          f"{sum(len(lines) for lines in alone.values())} given by one only")
    return 0


if __name__ == "__main__":
    sys.exit(main())
