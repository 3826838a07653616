"""Compares accept-or-refuse verdicts with gcc's on mutated C files.

    mutate.py [--count N] [--seed S] [--vcc COMMAND] [--keep DIRECTORY] FILE...

Each FILE is mutated `count / len(files)` times (at least once): one to three tokens deleted,
swapped with a neighbour, replaced by another token of the file, or inserted.  Mutants that gcc and
the compiler judge differently are printed, those that the compiler accepts and gcc refuses first.
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


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vcc", default=".venv/bin/vcc")
    parser.add_argument("--keep", default="")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    different: list[tuple[bool, str, str]] = []
    unsupported = 0
    with tempfile.TemporaryDirectory() as folder:
        keep = options.keep or folder
        os.makedirs(keep, exist_ok=True)
        for number in range(options.count):
            source = rng.choice(options.files)
            with open(source, encoding="latin-1") as file:
                text = mutate(file.read(), rng)
            path = os.path.join(keep, f"m{options.seed}_{number}.c")
            with open(path, "w", encoding="latin-1") as file:
                file.write(text)
            gcc, gcc_line = accepts(["gcc", "-I", os.path.dirname(source)], path)
            ours, line = accepts([*options.vcc.split(), "-I" + os.path.dirname(source)], path)
            if "unsupported" in line:
                unsupported += 1
            elif gcc != ours:
                different.append((ours, path, gcc_line if ours else line))
                continue
            os.remove(path)
    for accepted, path, line in sorted(different, reverse=True):
        word = "accepted, gcc says" if accepted else "refused"
        print(f"{path}: {word}: {line}")
    total = options.count - unsupported
    print(f"{len(different)} of {total} differ ({100 * len(different) / max(total, 1):.2f} %), "
          f"{sum(1 for item in different if item[0])} of them accepted; "
          f"{unsupported} use something unsupported")
    return 1 if len(different) * 100 > total else 0


if __name__ == "__main__":
    sys.exit(main())
