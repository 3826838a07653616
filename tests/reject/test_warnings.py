"""Warnings by name: tests/reject/warnings/README.md.

vcc must give what the .expected files say; so must gcc, where it is gcc 12.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "warnings"
VCC = HERE.parent.parent.parent / ".venv" / "bin" / "vcc"
FILES = sorted(HERE.glob("*.c"))


def runs(path: Path) -> list[list[str]]:
    """The sets of options that a file is to be compiled with."""
    first = path.read_text().splitlines()[0]
    found = re.match(r"// options: (.*)", first)
    assert found, f"{path.name}: no options"
    return [part.split() for part in found.group(1).split("|")]


def messages(compiler: str, options: list[str], path: Path) -> list[str]:
    """What a compiler says: line, column, text, without the file's name."""
    done = subprocess.run([compiler, *options, "-o", "/dev/null", path.name], cwd=HERE,
                          capture_output=True, text=True)
    text = done.stderr.replace("‘", "'").replace("’", "'")
    start = path.name + ":"
    return [line[len(start):] for line in text.splitlines()
            if re.match(re.escape(start) + r"(\d+:)+ (warning|error|note):", line)]


def is_gcc_12() -> bool:
    """Whether `gcc` is the version the files were compared with."""
    try:
        done = subprocess.run(["gcc", "-dumpversion"], capture_output=True, text=True)
    except OSError:
        return False
    return done.stdout.strip().split(".")[0] == "12"


def expected(path: Path) -> list[list[tuple[str, str]]]:
    """For each run the messages: (who gives it alone, text)."""
    found: list[list[tuple[str, str]]] = []
    for line in path.with_suffix(".expected").read_text().splitlines():
        if line.startswith("== "):
            found.append([])
        else:
            who, _, text = line.partition(" ")
            found[-1].append((who, text))
    return found


def problems(path: Path, compiler: str, name: str) -> list[str]:
    """Lines that are missing or too many."""
    found: list[str] = []
    for options, wanted in zip(runs(path), expected(path), strict=True):
        wished = Counter(text for who, text in wanted if who in ("both", name))
        given = Counter(messages(compiler, options, path))
        shown = " ".join(options)
        found += [f"{path.name} {shown}: {name} misses {text}" for text in wished - given]
        found += [f"{path.name} {shown}: {name} adds {text}" for text in given - wished]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_vcc(path: Path) -> None:
    found = problems(path, str(VCC), "vcc")
    assert not found, "\n".join(found)


@pytest.mark.skipif(not is_gcc_12(), reason="the files were compared with gcc 12")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_gcc(path: Path) -> None:
    found = problems(path, "gcc", "gcc")
    assert not found, "\n".join(found)


def update(path: Path, vcc: str) -> None:
    """Write the .expected file from what both compilers say."""
    lines: list[str] = []
    for options in runs(path):
        lines.append("== " + " ".join(options))
        gcc = messages("gcc", options, path)
        ours = messages(vcc, options, path)
        left = Counter(ours)
        for text in gcc:
            who = "both" if left[text] > 0 else "gcc"
            left[text] -= 1
            lines.append(f"{who} {text}")
        left = Counter(gcc)
        for text in ours:
            if left[text] <= 0:
                lines.append(f"vcc {text}")
            left[text] -= 1
    path.with_suffix(".expected").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--update"]
    for file in FILES:
        if not arguments or file.stem in arguments:
            update(file, str(VCC))
