"""The switches of `vrun` that change how a run is looked at: --order, --trace, --html, --facts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sources

ROOT = Path(__file__).resolve().parent.parent.parent
ORDERED = """#include <stdio.h>
int x;
int a(void) { putchar('a'); x = 1; return 1; }
int b(void) { putchar('b'); return x; }
int main(void) { return a() + b() * 2; }
"""
EQUAL = "int id(int v) { return v; }\nint main(void) { return id(1) + id(2) * id(3) - 7; }\n"
LIST = """#include <stdlib.h>
struct node { struct node *next; int value; } *head;
int main(void) {
    int a[3];
    for (int i = 0; i < 2; i++) {
        struct node *made = malloc(sizeof *made);
        made->next = head;
        made->value = i;
        head = made;
    }
    a[0] = head->value;
    return a[1];
}
"""

STRAY = """#include <stdio.h>
volatile float v = 1.5f;
struct __attribute__((packed)) { char c; double d; } p;
int main(void) {
    const int c = 1;
    char bytes[24] = { 0 };
    int array[4] = { 1, 2, 3, 4 };
    double *d = (double *)&p.d, e = 3;
    *d = 2.5;
    *d += 1;
    *(int *)&c = 7;
    *(int *)(bytes + 1) = 0x12345678;
    int *before = array - 2;
    printf("%g %d %x %g %d ", p.d, *(const int *)&c, bytes[2], *(float *)&v, before[3]);
    printf("%llx\\n", *(unsigned long long *)&e);
    return 0;
}
"""


def vrun(tmp_path: Path, text: str, *options: str) -> tuple[int, str, str, str]:
    """(status, output, messages, verdict) of a program."""
    path = tmp_path / "prog.c"
    path.write_text(text)
    report = tmp_path / "report.json"
    done = subprocess.run(
        [sys.executable, "-m", "interp.main", "--report", str(report), *options, str(path)],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    return (done.returncode, done.stdout, done.stderr,
            json.loads(report.read_text())["verdict"])


@pytest.mark.parametrize("order,status,output", [("left", 3, "ab"), ("right", 1, "ba")])
def test_order(tmp_path: Path, order: str, status: int, output: str) -> None:
    assert vrun(tmp_path, ORDERED, f"--order={order}")[:2] == (status, output)


def test_random_order_repeats(tmp_path: Path) -> None:
    """A seed fixes the order; some seed gives the other one."""
    found = {vrun(tmp_path, ORDERED, f"--order=random:{seed}")[:2] for seed in range(3, 9)}
    assert found == {(3, "ab"), (1, "ba")}


def test_all_orders_differ(tmp_path: Path) -> None:
    status, output, messages, verdict = vrun(tmp_path, ORDERED, "--order=all")
    assert (status, output, verdict) == (121, "ab", "unspecified")
    assert "prog.c:5:" in messages


def test_all_orders_agree(tmp_path: Path) -> None:
    status, _, messages, verdict = vrun(tmp_path, EQUAL, "--order=all")
    assert (status, verdict) == (0, "exit")
    assert "4 orders" in messages


def test_permit(tmp_path: Path) -> None:
    """Items that are permitted are noted, each place once, and the run goes on."""
    status, output, messages, _ = vrun(tmp_path, STRAY, "--permit=25,37,43,46,64,65")
    assert (status, output) == (0, "3.5 7 56 1.5 2 4008000000000000\n")
    noted = json.loads((tmp_path / "report.json").read_text())["permitted"]
    assert {note["item"] for note in noted} == {25, 37, 43, 46, 64, 65}
    assert messages.count("permitted undefined behavior") == len(noted)
    for left_out in ("25", "37", "43", "46", "64", "65"):
        rest = ",".join(item for item in ("25", "37", "43", "46", "64", "65") if item != left_out)
        assert vrun(tmp_path, STRAY, f"--permit={rest}")[0] == 120
    done = subprocess.run([sys.executable, "-m", "interp.main", "--permit=9", "prog.c"],
                          cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
                          capture_output=True, text=True)
    assert done.returncode == 125 and "--permit wants items among 25, 37" in done.stderr


def test_trace(tmp_path: Path) -> None:
    _, _, messages, _ = vrun(tmp_path, EQUAL, "--trace")
    assert re.search(r"^\S+prog.c:2: main: return id\(1\)", messages, re.MULTILINE)
    assert re.search(r"^  \S+prog.c:1: id: return v;", messages, re.MULTILINE)


def test_facts(tmp_path: Path) -> None:
    """The assertions are true for this front end too, and a false one would be seen."""
    text = "struct s { char c; long l; } v; enum { A = sizeof(struct s) };\n"
    made = vrun(tmp_path, text, "--facts")[1]
    assert '_Static_assert(A == 16, ' in made and "offsetof(__typeof__(v), l) == 8" in made
    assert vrun(tmp_path, made, "--check")[0] == 0
    assert vrun(tmp_path, made.replace("l) == 8", "l) == 4"), "--check")[0] == 122


def test_html(tmp_path: Path) -> None:
    """The picture shows the failure, the list, and the indeterminate bytes of the array."""
    page = tmp_path / "memory.html"
    assert vrun(tmp_path, LIST, "--html", str(page))[3] == "undefined"
    text = page.read_text(encoding="utf-8")
    assert "read of an uninitialized object" in text
    assert text.count('class="pointer"') >= 3
    assert 'class="unset"' in text
    sources.require("chromium")
    done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
                           page.as_uri()], capture_output=True, text=True, timeout=120)
    arrows = re.search(r'data-arrows="(\d+)"', done.stdout)
    assert arrows is not None and int(arrows.group(1)) >= 3


def test_mutated(tmp_path: Path) -> None:
    """A few mutated texts, another slice with each commit (`mutate.py` for a campaign)."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.strip()
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/cspec/mutate.py"), "--count", "40", "--seed",
         str(int(commit or "0", 16) % 100000)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
