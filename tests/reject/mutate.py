"""Compares accept-or-refuse verdicts with gcc's on mutated C files.

    mutate.py [--count N] [--seed S] [--vcc COMMAND] [--jobs N] [--keep DIRECTORY] [FILE...]

Each of `count` mutants is one of the FILEs (by default GCC's torture tests) with one to three
tokens deleted, swapped with a neighbour, replaced by another token of the file, or inserted.
Mutants that gcc and the compiler judge differently are printed, those that the compiler accepts and
gcc refuses first.  `mutate-differences.txt` gives the reasons for those that are known and stay.
Exit status 1 when more than 1 % differ.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import sources  # noqa: E402

TOKEN = re.compile(
    r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|[A-Za-z_]\w*|\.?\d[\w.]*'
    r"|<<=|>>=|\.\.\.|->|\+\+|--|<<|>>|[-+*/%&|^<>=!]=|&&|\|\||##|\S")


def tokens_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each token outside comments and directives."""
    blank = re.sub(r"/\*.*?\*/|//[^\n]*", lambda m: re.sub(r"[^\n]", " ", m.group()), text,
                   flags=re.S)
    blank = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", lambda m: re.sub(r"[^\n]", " ", m.group()),
                   blank, flags=re.M)
    return [match.span() for match in TOKEN.finditer(blank)]


def mutate(text: str, rng: random.Random) -> str:
    """One to three random edits."""
    for _ in range(rng.randint(1, 3)):
        spans = tokens_of(text)
        if len(spans) < 3:
            return text
        index = rng.randrange(len(spans) - 1)
        start, end = spans[index]
        action = rng.randrange(4)
        other = text[slice(*rng.choice(spans))]
        if action == 0:
            text = text[:start] + " " + text[end:]
        elif action == 1:
            start2, end2 = spans[index + 1]
            text = (text[:start] + text[start2:end2] + text[end:start2] + text[start:end]
                    + text[end2:])
        elif action == 2:
            text = text[:start] + " " + other + " " + text[end:]
        else:
            text = text[:start] + other + " " + text[start:]
    return text


def accepts(command: list[str], path: str) -> tuple[bool, str]:
    """Whether a compiler takes the file; its first error."""
    try:
        done = subprocess.run([*command, "-w", "-fsyntax-only", path], capture_output=True,
                              timeout=30)
    except subprocess.TimeoutExpired:
        return False, "timeout"
    text = done.stderr.decode("utf-8", "replace")
    line = next((line for line in text.splitlines() if "error" in line), "")
    if "Traceback" in text or done.returncode < 0:
        line = "crash: " + text.strip().splitlines()[-1] if text.strip() else "crash"
    return done.returncode == 0, line


class Campaign:
    """Many mutants with one seed."""

    def __init__(self, vcc: list[str], files: list[str], seed: int, folder: str) -> None:
        self.vcc = vcc
        self.files = files
        self.seed = seed
        self.folder = folder

    def judge(self, number: int) -> tuple[str, str, str]:
        """("same" | "accepted" | "refused" | "unsupported", path of the mutant, first error)."""
        rng = random.Random(self.seed * 1_000_003 + number)
        source = rng.choice(self.files)
        with open(source, encoding="latin-1") as file:
            text = mutate(file.read(), rng)
        path = os.path.join(self.folder, f"m{self.seed}_{number}.c")
        with open(path, "w", encoding="latin-1") as file:
            file.write(text)
        include = "-I" + os.path.dirname(source)
        gcc, gcc_line = accepts(["gcc", include], path)
        ours, line = accepts([*self.vcc, include], path)
        if gcc != ours and "unsupported" not in line:
            return ("accepted", path, gcc_line) if ours else ("refused", path, line)
        os.remove(path)
        return "unsupported" if "unsupported" in line else "same", path, line


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vcc", default=".venv/bin/vcc")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--keep", default="")
    options = parser.parse_args()
    files = options.files
    if not files:
        torture = sources.torture()
        files = [str(path) for name in ("compile", "execute")
                 for path in sorted((torture / name).rglob("*.c"))]
    with tempfile.TemporaryDirectory() as folder:
        keep = options.keep or folder
        os.makedirs(keep, exist_ok=True)
        campaign = Campaign(options.vcc.split(), files, options.seed, keep)
        with ThreadPoolExecutor(options.jobs) as pool:
            results = list(pool.map(campaign.judge, range(options.count)))
    accepted = [result for result in results if result[0] == "accepted"]
    refused = [result for result in results if result[0] == "refused"]
    for word, path, line in accepted + refused:
        print(f"{path}: {word}{', gcc says' if word == 'accepted' else ''}: {line}")
    unsupported = sum(1 for result in results if result[0] == "unsupported")
    total = options.count - unsupported
    different = len(accepted) + len(refused)
    print(f"{different} of {total} differ ({100 * different / max(total, 1):.2f} %), "
          f"{len(accepted)} of them accepted; {unsupported} use something unsupported")
    return 1 if different * 100 > total else 0


if __name__ == "__main__":
    sys.exit(main())
