#!/usr/bin/env python3
"""Which object, which function and which rewrite make a project's tests fail.

    mix_bisect.py TREE --build 'make CC="$CC"' --test 'make check' [--good gcc] [--bad vcc]
                  [--object NAME]

Problem: a program that fails its tests when a compiler built it says nothing about the place.
Idea: build it with some objects from a trusted compiler and the rest from the suspect (`mix.py`),
and halve: the number of objects, taken in build order, that come from the suspect; then the number
of functions of the guilty object; then the fuel that the suspect's optimiser may use on it.  Each
halving keeps one failing and one passing end, so it ends at a neighbouring pair, whatever lies
between: the last object, function or rewrite of the failing end is the answer.  It is then tried
alone.  With `--object` the search begins at that object.  TREE is copied afresh, to the same path,
for every trial; the commands run in the copy.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import mix  # noqa: E402

MOST_FUEL = 1 << 24


def first_failing(count: int, fails: Callable[[int], bool]) -> int:
    """The k of a neighbouring pair: k fails and k - 1 does not; 0 passes and `count` fails."""
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        if fails(middle):
            high = middle
        else:
            low = middle
    return high


class Project:
    """A source tree, the commands that build and test it, and the two compilers."""

    def __init__(self, tree: Path, build: str, test: str, compilers: list[str],
                 place: Path) -> None:
        self.source = tree.resolve()
        self.build = build
        self.test = test
        self.place = place
        self.state = place / "state"
        self.state.mkdir()
        self.trials = 0
        self.errors = ""                # what the last build printed as errors
        self.write("compilers", compilers)

    def write(self, name: str, lines: list[str]) -> None:
        """One file of the state that `mix.py` reads."""
        (self.state / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def fails(self, bad: list[str], part: list[str] | None = None, fuel: list[str] | None = None
              ) -> bool:
        """Build the mixture and run the tests; a build that fails ends the search."""
        self.write("bad", bad)
        self.write("split", part or [])
        self.write("fuel", fuel or [])
        tree = self.place / "tree"
        shutil.rmtree(tree, ignore_errors=True)
        shutil.copytree(self.source, tree, symlinks=True)
        self.trials += 1
        environment = dict(os.environ, MIX=str(self.state), MIX_TREE=str(tree), LC_ALL="C",
                           CC=f"{sys.executable} {mix.__file__}")
        built = subprocess.run(self.build, shell=True, cwd=tree, env=environment, text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, errors="replace")
        self.errors = built.stdout
        if built.returncode != 0:
            raise RuntimeError(f"the build fails: {built.stdout[-800:]}")
        ran = subprocess.run(self.test, shell=True, cwd=tree, env=environment,
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
        return ran.returncode != 0

    def read(self, name: str) -> list[str]:
        """A file of the state."""
        return (self.state / name).read_text(encoding="utf-8").splitlines()


def guilty_object(project: Project, known: str) -> tuple[str, list[str]]:
    """The object, and the other objects that the suspect must give for the failure to show."""
    if project.fails([]):
        raise RuntimeError("the tests fail with the good compiler alone")
    if known:
        if not project.fails([known]):
            raise RuntimeError(f"the tests pass with {known} from the bad compiler")
        return known, []
    names = project.read("names")
    if not project.fails(names):
        raise RuntimeError("the tests pass with every object from the bad compiler")
    last = first_failing(len(names), lambda k: project.fails(names[:k])) - 1
    if project.fails([names[last]]):
        return names[last], []
    return names[last], names[:last]


def guilty_function(project: Project, name: str, others: list[str]) -> str:
    """The function of an object; empty when a mixture of functions does not show the failure."""
    key = name.replace("/", "%")
    good, bad = (mix.symbols(project.state / f"kept{which}" / key) for which in (0, 1))
    functions = [f for f, kind in bad.items() if kind in "tT" and f in good]
    if not functions or project.fails(others, [name]) or not project.fails(
            others, [name, *functions]):
        return ""
    last = first_failing(len(functions),
                         lambda k: project.fails(others, [name, *functions[:k]])) - 1
    return functions[last]


def guilty_rewrite(project: Project, name: str, others: list[str]) -> str:
    """What used the last unit of fuel of the smallest failing amount, in the suspect's words."""
    def fails(amount: int) -> bool:
        return project.fails(others, fuel=[name, str(amount)])

    if fails(0):
        return "none: it fails without any rewrite (front end, lowering or code generation)"
    most = 1
    while not fails(most):
        most *= 4
        if most > MOST_FUEL:
            return "none: it does not fail with a limit of fuel"
    amount = first_failing(most, fails)
    fails(amount)
    words = [line for line in project.errors.splitlines() if line.startswith("fuel: last ")]
    return f"{words[-1].removeprefix('fuel: last ') if words else 'unknown'} (--fuel={amount})"


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Find the object, function and rewrite at fault")
    parser.add_argument("tree", type=Path)
    parser.add_argument("--build", default='make CC="$CC"')
    parser.add_argument("--test", default="make check")
    parser.add_argument("--good", default="gcc")
    parser.add_argument("--bad", default=str(HERE.parent.parent / ".venv/bin/vcc"))
    parser.add_argument("--object", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mix") as place:
        project = Project(options.tree, options.build, options.test,
                          [options.good, options.bad], Path(place))
        try:
            name, others = guilty_object(project, options.object)
            together = f" (together with {len(others)} others)" if others else ""
            print(f"object: {name}{together}", flush=True)
            function = guilty_function(project, name, others)
            print(f"function: {function or 'not found by mixing functions'}", flush=True)
            print(f"rewrite: {guilty_rewrite(project, name, others)}", flush=True)
        except RuntimeError as error:
            print(f"mix_bisect.py: {error}", file=sys.stderr)
            return 2
        print(f"{project.trials} trials")
    return 1


if __name__ == "__main__":
    sys.exit(main())
