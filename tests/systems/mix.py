#!/usr/bin/env python3
"""A compiler that takes some objects from one compiler and the rest from another.

Problem: to find the object that a compiler got wrong, a project must be built many times with
mixtures.  Idea: this command stands as CC in the project's own build.  It compiles each unit once
with each compiler, keeps the results in the folder $MIX, and hands out one of them, so a further
mixture costs only links.  Links, probes and everything else go to the good compiler.

$MIX/compilers      two lines: the good and the bad command
$MIX/names          the objects in the order in which the build first asked for them
$MIX/bad            the objects to take from the bad compiler, one a line
$MIX/split          optional: an object, and below it the functions to take from the bad compiler
$MIX/fuel           optional: an object, and the amount of fuel for the bad compiler

Functions of one object are mixed by linking both objects into one: `static` names are made global
in both assembly texts, of each function (and of all data) one definition is made weak, and `ld -r`
binds every reference to the strong one; then the names are made local again.  This holds as long as
no function with a local `static` variable is inlined into another that comes from the other object.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

# Rules that the good compiler may not use: callers would rely on registers that another
# definition of the callee changes.
SEPARATE = ["-fno-ipa-ra", "-fno-inline"]
PROBES = ("conftest", "conftest1", "-")


class Unit:
    """One compilation: the words of the command, the source, the object and its name."""

    def __init__(self, words: list[str], source: str, output: str) -> None:
        self.words = words              # without -c, -o and the source
        self.source = source
        self.output = output
        self.name = os.path.relpath(os.path.abspath(output), os.environ["MIX_TREE"])

    def command(self, compiler: str, mode: str, output: str) -> list[str]:
        """The compilation to `output`; mode is -c or -S."""
        words = [word for word in self.words if mode == "-c" or word not in ("-g", "-ggdb")]
        return [*compiler.split(), *words, mode, self.source, "-o", output]


def state(name: str) -> Path:
    """A file of the folder $MIX."""
    return Path(os.environ["MIX"]) / name


def lines(name: str) -> list[str]:
    """The lines of a file of $MIX; none when it does not exist."""
    path = state(name)
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def run(*words: str) -> None:
    """A command of ours that must not fail."""
    done = subprocess.run(words, check=False)
    if done.returncode != 0:
        sys.exit(done.returncode)


def kept(unit: Unit, which: int, compiler: str) -> Path:
    """The unit's object by compiler `which` (0 good, 1 bad), compiled when first asked for."""
    path = state(f"kept{which}") / unit.name.replace("/", "%")
    depends = dependency_file(unit)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        partial = f"{path}.{os.getpid()}"
        run(*unit.command(compiler, "-c", partial), *depends)
        if depends and Path(depends[1]).exists():
            text = Path(depends[1]).read_text(encoding="utf-8").replace(partial, unit.output)
            Path(f"{path}.d").write_text(text, encoding="utf-8")
        os.rename(partial, path)
    if depends and Path(f"{path}.d").exists():
        shutil.copyfile(f"{path}.d", depends[1])
    return path


def dependency_file(unit: Unit) -> list[str]:
    """`-MF` and the file of dependencies that the command writes; empty when it writes none."""
    if "-MF" in unit.words:
        return ["-MF", unit.words[unit.words.index("-MF") + 1]]
    for word in unit.words:
        if word.startswith(("-Wp,-MD,", "-Wp,-MMD,")):
            return ["-MF", word.split(",")[2]]
    if "-MD" in unit.words or "-MMD" in unit.words:
        return ["-MF", os.path.splitext(unit.output)[0] + ".d"]
    return []


def symbols(path: Path) -> dict[str, str]:
    """Defined names of an object and their letters as `nm` gives them."""
    text = subprocess.run(["nm", "--defined-only", str(path)], text=True, check=True,
                          stdout=subprocess.PIPE).stdout
    rows = [line.split() for line in text.splitlines()]
    return {row[2]: row[1] for row in rows if len(row) == 3 and "." not in row[2]}


def open_object(unit: Unit, which: int, compiler: str) -> Path:
    """The unit's object with every name global, compiled when first asked for."""
    path = state(f"open{which}") / unit.name.replace("/", "%")
    if path.exists():
        return path
    path.parent.mkdir(exist_ok=True)
    local = [name for name, kind in symbols(kept(unit, which, compiler)).items()
             if kind in "tdbr"]
    text = path.with_suffix(".s")
    plain = [word for k, word in enumerate(unit.words)
             if not word.startswith(("-M", "-Wp,-M"))
             and (k == 0 or unit.words[k - 1] not in ("-MF", "-MT", "-MQ"))]
    separate = Unit(plain + (SEPARATE if which == 0 else []), unit.source, unit.output)
    run(*separate.command(compiler, "-S", str(text)))
    body = text.read_text(encoding="utf-8", errors="surrogateescape")
    named = "|".join(map(re.escape, local)) or "$."
    body = re.sub(rf"^\s*\.local\s+({named})\s*$", "", body, flags=re.M)
    text.write_text("".join(f"\t.globl\t{name}\n\t.hidden\t{name}\n" for name in local) + body,
                    encoding="utf-8", errors="surrogateescape")
    run("as", str(text), "-o", str(path))
    return path


def split(unit: Unit, functions: set[str], compilers: list[str]) -> None:
    """The unit's object with `functions` from the bad compiler and the rest from the good one."""
    good, bad = (open_object(unit, which, compilers[which]) for which in (0, 1))
    kinds = symbols(good)
    both = kinds.keys() & symbols(bad).keys()
    weak_good = {name for name in both if name in functions or kinds[name] not in "tT"}
    outer = [name for which in (0, 1)
             for name, kind in symbols(kept(unit, which, compilers[which])).items()
             if kind.isupper()]
    parts = []
    for path, weak in ((good, weak_good), (bad, both - weak_good)):
        part = path.with_suffix(".part")
        run("objcopy", *(f"--weaken-symbol={name}" for name in sorted(weak)), str(path), str(part))
        parts.append(str(part))
    run("ld", "-r", *parts, "-o", unit.output)
    names = state("outer")
    names.write_text("".join(f"{name}\n" for name in outer), encoding="utf-8")
    run("objcopy", f"--keep-global-symbols={names}", unit.output)


def compile_unit(unit: Unit, compilers: list[str]) -> None:
    """Put the object that the mixture asks for into the unit's place."""
    if unit.name not in lines("names"):
        with state("names").open("a", encoding="utf-8") as names:
            names.write(unit.name + "\n")
    divided, fuel = lines("split"), lines("fuel")
    if divided[:1] == [unit.name]:
        split(unit, set(divided[1:]), compilers)
    elif fuel[:1] == [unit.name]:
        run(*unit.command(f"{compilers[1]} --fuel={fuel[1]}", "-c", unit.output))
    else:
        which = 1 if unit.name in lines("bad") else 0
        shutil.copyfile(kept(unit, which, compilers[which]), unit.output)


def main(words: list[str]) -> int:
    """The compiler's command line."""
    compilers = lines("compilers")
    sources = [word for word in words if word.endswith(".c") and not word.startswith("-")]
    other = {"-E", "-S", "-M", "-MM", "-fsyntax-only"} & set(words)
    stem = Path(sources[0]).stem if sources else ""
    if not sources or other or stem in PROBES:
        return subprocess.run([*compilers[0].split(), *words], check=False).returncode
    output = words[words.index("-o") + 1] if "-o" in words else ""
    rest = [word for k, word in enumerate(words)
            if word not in (*sources, "-c", "-o") and not (k and words[k - 1] == "-o")]
    if "-c" in words:
        compile_unit(Unit(rest, sources[0], output or stem + ".o"), compilers)
        return 0
    objects = []                        # compile and link in one command
    for source in sources:
        objects.append(f"{output or 'a.out'}-{Path(source).stem}.o")
        flags = [word for word in rest if not word.startswith(("-l", "-Wl,"))
                 and not word.endswith((".o", ".a", ".so"))]
        compile_unit(Unit(flags, source, objects[-1]), compilers)
    target = ["-o", output] if output else []
    return subprocess.run([*compilers[0].split(), *objects, *rest, *target],
                          check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
