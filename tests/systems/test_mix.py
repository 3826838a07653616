"""The mixing bisector finds planted faults: object, function and rewrite.

The suspect is a copy of the compiler with one row of `verify.faults` put in; the project is four
files with `static` functions and data, and a test that checks its sums.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from verify.faults import FAULTS, ROOT, copy_tree

HERE = Path(__file__).resolve().parent

MAIN = """
#include <stdio.h>
int limit(int), larger(int, int), below(unsigned, unsigned), seen(void);
int main(void) {
    int wrong = (limit(-3) != 7) + (larger(4, 9) != 9) + (larger(9, 4) != 9)
        + (below(5, 1u << 31) != 1) + (below(4, ~0u) != 1) + (seen() != 6);
    printf("%d wrong\\n", wrong);
    return wrong;
}
"""
LIMIT = "static int least = 7;\nint limit(int x) { return x + 10 + least - 7; }\n"
PAIR = """
static int count;
static int *counter = &count;
static __attribute__((noinline)) int note(int x) { *counter += 1; return x; }
int larger(int a, int b) { int r = b; if (a > b) r = a; return note(r); }
int below(unsigned a, unsigned b) {
    if (a < b) {
        note(1);
        note(2);
    } else
        note(3);
    return a < b;
}
int seen(void) { return count; }
"""
MAKEFILE = """
prog: main.o limit.o sub/pair.o
\t$(CC) main.o limit.o sub/pair.o -o prog
%.o: %.c
\t$(CC) -O2 -MMD -c $< -o $@
check: prog
\t./prog
"""


def suspect(name: str, place: Path) -> Path:
    """A command: the compiler with the fault `name`, as Python."""
    tree = place / "tree"
    copy_tree(tree)
    _, _, file, old, new, _, _ = next(row for row in FAULTS if row[0] == name)
    path = tree / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    library = os.environ.get("VOUCH_LIB", str(ROOT / ".venv/lib/vouch"))
    command = place / "suspect"
    command.write_text(
        f"#!/bin/sh\nVOUCH_PURE=1 VOUCH_LIB={library} exec {sys.executable} -c \""
        f"import sys; sys.path.insert(0, '{tree}'); sys.argv[0] = 'vcc'; "
        "from compiler.driver.bootstrap import start; "
        f"start('{tree}', 'compiler.driver.main', 'command')\" \"$@\"\n", encoding="utf-8")
    command.chmod(0o755)
    return command


@pytest.mark.parametrize("fault, function, rewrite", [
    ("arms exchanged", "larger", "if_convert in larger"),
    ("comparison fused with the wrong sign", "below", "none: it fails without any rewrite"),
])
def test_fault_is_found(fault: str, function: str, rewrite: str, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "sub").mkdir(parents=True)
    for name, text in (("main.c", MAIN), ("limit.c", LIMIT), ("sub/pair.c", PAIR),
                       ("Makefile", MAKEFILE)):
        (project / name).write_text(text)
    done = subprocess.run(
        [sys.executable, str(HERE / "mix_bisect.py"), str(project), "--bad",
         str(suspect(fault, tmp_path))], text=True, capture_output=True, timeout=600)
    found = dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line)
    assert done.returncode == 1, done.stdout + done.stderr
    assert found["object"] == "sub/pair.o"
    assert found["function"] == function
    assert found["rewrite"].startswith(rewrite)


def test_nothing_to_find(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("check:\n\ttrue\nprog: a.c\n\t$(CC) a.c -o prog\n")
    (tmp_path / "a.c").write_text("int main(void) { return 0; }\n")
    done = subprocess.run([sys.executable, str(HERE / "mix_bisect.py"), str(tmp_path), "--build",
                           'make CC="$CC" prog', "--test", "./prog", "--bad", "gcc -O1"], text=True,
                          capture_output=True, timeout=60)
    assert done.returncode == 2
    assert "the tests pass with every object from the bad compiler" in done.stderr
