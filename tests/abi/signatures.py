#!/usr/bin/env python3
"""Random signatures called across compilers: the program text, and a campaign over seeds.

    signatures.py [--target NAME] [--count N] [--seed N] [--cc COMMAND] [--functions N]

A program has two files: `caller.c` sets every scalar of every argument, `callee.c` prints them and
returns a value that the caller prints.  Compiled once by the target's gcc alone and once each way
across, all three must print the same.  The draws come from a `random.Random`, which Hypothesis can
stand in for.  Exit status 1 when any differ.
"""

from __future__ import annotations

import argparse
import os
import random
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
INTEGERS = {"signed char": 1, "unsigned char": 1, "short": 2, "unsigned short": 2, "int": 4,
            "unsigned": 4, "long": 8, "unsigned long": 8, "_Bool": 1}
FLOATS = ["float", "double", "long double"]
COMPLEX = ["_Complex float", "_Complex double", "_Complex long double"]
PROMOTED = ["int", "unsigned", "long", "double", "long double", "__int128", "void *",
            "_Complex double"]
# name -> (gcc, runner)
TARGETS = {
    "x86_64": (["gcc"], []),
    "riscv64": (["riscv64-linux-gnu-gcc"], ["qemu-riscv64", "-L", "/usr/riscv64-linux-gnu"]),
    "aarch64": (["aarch64-linux-gnu-gcc"], ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"]),
}


class Record:
    """A struct or union: its definition and the paths of its scalars with their types."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        self.leaves: list[tuple[str, str, int]] = []      # path, type, width of a bit-field or 0


class Program:
    """Signatures and their text."""

    def __init__(self, rng: random.Random, functions: int) -> None:
        self.rng = rng
        self.records: list[Record] = []
        for number in range(max(2, functions // 2)):
            self.records.append(self.record(number))
        self.callee: list[str] = []
        self.heads: list[str] = []
        self.calls: list[str] = []
        for number in range(functions):
            self.function(number)

    # -- types -------------------------------------------------------------------------------

    def scalar(self) -> str:
        """A scalar type, floats more often than their share."""
        kind = self.rng.randrange(10)
        if kind < 4:
            return self.rng.choice(list(INTEGERS))
        if kind < 8:
            return self.rng.choice(FLOATS[:2] if kind < 7 else FLOATS)
        return self.rng.choice([*COMPLEX, "__int128", "void *"]) if kind == 8 else "float"

    def record(self, number: int) -> Record:
        """A record of a few members: scalars, arrays, bit-fields, smaller records."""
        rng = self.rng
        made = Record(f"R{number}")
        is_union = rng.randrange(8) == 0
        members = []
        for k in range(rng.randrange(1, 5)):
            form = rng.randrange(10)
            if form == 0 and self.records:
                inner = rng.choice(self.records)
                members.append(f"{inner.name} m{k};")
                leaves = [(f"m{k}.{path}" if path else f"m{k}", kind, width)
                          for path, kind, width in inner.leaves]
            elif form == 1:
                kind = rng.choice(["int", "unsigned", "long", "unsigned char"])
                width = rng.randrange(1, 8 * INTEGERS[kind] + 1)
                members.append(f"{kind} m{k} : {width};")
                leaves = [(f"m{k}", kind, width)]
            elif form == 2:
                kind = self.scalar()
                count = rng.randrange(1, 4)
                members.append(f"{kind} m{k}[{count}];")
                leaves = [(f"m{k}[{i}]", kind, 0) for i in range(count)]
            else:
                kind = self.scalar()
                members.append(f"{kind} m{k};")
                leaves = [(f"m{k}", kind, 0)]
            if not is_union or not made.leaves:
                made.leaves += leaves
        word = "union" if is_union else "struct"
        made.text = f"typedef {word} {{ {' '.join(members)} }} {made.name};\n"
        return made

    def leaves(self, kind: str, name: str) -> list[tuple[str, str, int]]:
        """The scalars of a value of a type."""
        for record in self.records:
            if record.name == kind:
                return [(f"{name}.{path}", leaf, width) for path, leaf, width in record.leaves]
        return [(name, kind, 0)]

    # -- values ------------------------------------------------------------------------------

    def value(self, kind: str, width: int) -> str:
        """A constant of a scalar type."""
        rng = self.rng
        if kind == "_Bool":
            return str(rng.randrange(2))
        if kind in INTEGERS:
            bits = width or 8 * INTEGERS[kind]
            unsigned = kind.startswith("unsigned")
            low = 0 if unsigned else -(1 << bits - 1)
            number = rng.randrange(low, (1 << bits - (0 if unsigned else 1)))
            suffix = "ul" if unsigned else "l"
            return f"({number + 1}{suffix} - 1)" if number < 0 else f"{number}{suffix}"
        if kind == "__int128":
            return f"((__int128){rng.randrange(1 << 62)} << 64 | {rng.randrange(1 << 63)}u)"
        if kind == "void *":
            return f"(void *){rng.randrange(1 << 47)}ul"
        number = f"{rng.randrange(-4000, 4000) / 16}"
        if kind.startswith("_Complex"):
            return f"({number} + {rng.randrange(-400, 400) / 8} * 1.0i)"
        return number

    def show(self, path: str, kind: str) -> str:
        """A statement that prints a scalar."""
        if kind == "__int128":
            return f'printf("%lx.%lx ", (long)({path} >> 64), (long){path});'
        if kind.startswith("_Complex"):
            return f'printf("%La,%La ", (long double)__real {path}, (long double)__imag {path});'
        if kind in FLOATS:
            return f'printf("%La ", (long double){path});'
        return f'printf("%lx ", (unsigned long){path});'

    # -- functions ---------------------------------------------------------------------------

    def argument_type(self, promoted: bool) -> str:
        """A type for a parameter."""
        if self.rng.randrange(2):
            return self.rng.choice(self.records).name
        return self.rng.choice(PROMOTED) if promoted else self.scalar()

    def function(self, number: int) -> None:
        """One function, perhaps variadic, and its call."""
        rng = self.rng
        kinds = [self.argument_type(False) for _ in range(rng.randrange(0, 10))]
        more: list[str] = []
        if rng.randrange(3) == 0:
            kinds = [*kinds[:4], "int"]
            more = [self.argument_type(True) for _ in range(rng.randrange(0, 9))]
        result = self.argument_type(False)
        parameters = [f"{kind} a{k}" for k, kind in enumerate(kinds)]
        variadic = ", ..." if len(kinds) and more else ""
        head = f"{result} f{number}({', '.join(parameters) or 'void'}{variadic})"
        self.heads.append(head + ";\n")
        body = []
        names = [(kind, f"a{k}") for k, kind in enumerate(kinds)]
        for k, kind in enumerate(more):
            body.append(f"  {kind} v{k} = va_arg(list, {kind});\n")
            names.append((kind, f"v{k}"))
        if variadic:
            body.insert(0, f"  va_list list; va_start(list, a{len(kinds) - 1});\n")
            body.append("  va_end(list);\n")
        for kind, name in names:
            for path, leaf, _ in self.leaves(kind, name):
                body.append(f"  {self.show(path, leaf)}\n")
        body.append(f'  puts("");\n  {result} r; memset(&r, 0, sizeof r);\n')
        for path, leaf, width in self.leaves(result, "r"):
            body.append(f"  {path} = {self.value(leaf, width)};\n")
        self.callee.append(f"{head} {{\n{''.join(body)}  return r;\n}}\n")
        sets = []
        for k, kind in enumerate([*kinds, *more]):
            sets.append(f"    {kind} b{k}; memset(&b{k}, 0, sizeof b{k});\n")
            for path, leaf, width in self.leaves(kind, f"b{k}"):
                sets.append(f"    {path} = {self.value(leaf, width)};\n")
        given = ", ".join(f"b{k}" for k in range(len(kinds) + len(more)))
        shows = "".join(f"    {self.show(path, leaf)}\n"
                        for path, leaf, _ in self.leaves(result, "r"))
        self.calls.append(f"  {{\n{''.join(sets)}    {result} r = f{number}({given});\n{shows}"
                          '    puts("");\n  }\n')

    def texts(self) -> tuple[str, str]:
        """caller.c and callee.c"""
        head = ("#include <stdarg.h>\n#include <stdio.h>\n#include <string.h>\n"
                + "".join(record.text for record in self.records))
        return (head + "".join(self.heads) + "int main(void) {\n" + "".join(self.calls)
                + "  return 0;\n}\n", head + "".join(self.callee))


def compare(program: Program, folder: Path, target: str, command: list[str], level: str) -> str:
    """"" when all ways agree, else what differs."""
    gcc, runner = TARGETS[target]
    caller, callee = program.texts()
    (folder / "caller.c").write_text(caller)
    (folder / "callee.c").write_text(callee)
    objects: dict[str, str] = {}
    for name, compiler in (("gcc", [*gcc, "-O1"]), ("vcc", [*command, level])):
        for file in ("caller", "callee"):
            made = str(folder / f"{file}-{name}.o")
            done = subprocess.run([*compiler, "-w", "-c", str(folder / f"{file}.c"), "-o", made],
                                  capture_output=True, text=True, timeout=120)
            if done.returncode:
                return f"{name} {file}: {done.stderr[:400]}"
            objects[file + name] = made
    outputs = []
    for left, right in (("gcc", "gcc"), ("vcc", "gcc"), ("gcc", "vcc")):
        path = str(folder / "program")
        subprocess.run([*gcc, objects["caller" + left], objects["callee" + right], "-o", path],
                       check=True)
        ran = subprocess.run([*runner, path], capture_output=True, text=True, timeout=60)
        outputs.append(f"{ran.stdout}status {ran.returncode}\n")
    for output, way in ((outputs[1], "vcc calls gcc"), (outputs[2], "gcc calls vcc")):
        if output != outputs[0]:
            pairs = zip(outputs[0].splitlines(), output.splitlines())
            for number, (wanted, got) in enumerate(pairs):
                if wanted != got:
                    return f"{way}, line {number}:\n  {wanted}\n  {got}"
            return f"{way}: output ends early"
    return ""


def default_command(target: str) -> list[str]:
    """The installed compiler for a target."""
    return [str(ROOT / ".venv/bin/vcc"), f"--target={target}-linux-gnu"]


def supported(target: str) -> str:
    """"" when the compiler makes code for a target, else what it says."""
    done = subprocess.run([*default_command(target), "-x", "c", "-c", os.devnull, "-o", os.devnull],
                          capture_output=True, text=True, timeout=60)
    return done.stderr.strip() if done.returncode else ""


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="signatures across compilers")
    parser.add_argument("--target", default="x86_64", choices=sorted(TARGETS))
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--functions", type=int, default=20)
    parser.add_argument("--cc", default="")
    parser.add_argument("--keep", default="")
    options = parser.parse_args()
    command = shlex.split(options.cc) or default_command(options.target)
    failed = 0
    for seed in range(options.seed, options.seed + options.count):
        program = Program(random.Random(seed), options.functions)
        level = "-O2" if seed % 2 else "-O0"
        with tempfile.TemporaryDirectory(prefix="signatures") as name:
            folder = Path(options.keep or name)
            os.makedirs(folder, exist_ok=True)
            wrong = compare(program, folder, options.target, command, level)
        if wrong:
            failed += 1
            print(f"seed {seed} {level}: {wrong}")
    print(f"{options.target}: {options.count * options.functions} signatures, {failed} programs "
          "differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
