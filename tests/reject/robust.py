#!/usr/bin/env python3
"""Mutated inputs: the compiler must answer with diagnostics or an object, never anything else.

    robust.py [--count N] [--seed S] [--cc COMMAND] [--jobs N] [--keep FOLDER]

Half of the inputs are torture files with bytes or tokens changed; the others are extreme texts:
brackets 100,000 deep, huge literals and identifiers, endless includes and macros, long sums.  A
finding is: a traceback, a status other than 0 and 1, an error status without a diagnostic, more
than 10 s or 2 GiB, or an output file beside an error status.  One line a finding.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import sources  # noqa: E402

DEEP = 100_000
PIECES = [b"(", b")", b"{", b"}", b"[", b"]", b";", b",", b"*", b"&", b"#", b"##", b'"', b"'", b"\\",
          b"\n", b"\0", b"\xff", b"if", b"int", b"struct", b"typedef", b"sizeof", b"=", b"->", b"0x",
          b"1e", b"asm", b"__attribute__((", b"/*", b"//", b"#define", b"#if", b"#include", b"...",
          b"L'", b'u8"', b"_Generic(", b"case", b":", b"?", b"__builtin_", b"%:", b"??=", b"1.f"]


def extreme(rng: random.Random) -> bytes:
    """A text at the edge of what any compiler takes."""
    n = rng.choice([10, 200, 5000, DEEP])
    return rng.choice([
        lambda: b"int x = " + b"(" * n + b"1" + b")" * n + b";",
        lambda: b"int f(void) " + b"{" * n + b"}" * n,
        lambda: b"int x = " + b"-" * n + b"1;",
        lambda: b"int x = 1" + b"+1" * n + b";",
        lambda: b"int x = " + b"1?" * n + b"1" + b":1" * n + b";",
        lambda: b"int " + b"*" * n + b"p;",
        lambda: b"int a" + b"[1]" * n + b";",
        lambda: b"int " + b"(" * n + b"f" + b")" * n + b"(void);",
        lambda: b"struct s { " * n + b"int x;" + b" };" * n,
        lambda: b"int x = " + b"9" * n + b";",
        lambda: b"double x = 0." + b"9" * n + b"e" + b"9" * 5 + b";",
        lambda: b'char *s = "' + b"a" * n + b'";',
        lambda: b"char *s = " + b'"a" ' * n + b";",
        lambda: b"int " + b"a" * n + b";",
        lambda: b"#define A A A\nint x = A;",
        lambda: b"#define F(x) x F\nint x = " + b"F(1)" * min(n, 500) + b";",
        lambda: b"".join(b"#define M%d M%d M%d\n" % (i, i + 1, i + 1) for i in range(min(n, 22)))
        + b"int x = M0;",
        lambda: b"#if 1\n" * n,
        lambda: b"#if " + b"(" * n + b"1" + b")" * n + b"\n#endif\n",
        lambda: b"#include __FILE__\n",
        lambda: b"int f(void) { return " + b"f()+" * n + b"1; }",
        lambda: b"int f(int a) { " + b"if (a) " * n + b"; }",
        lambda: b"int f(int a) { " + b"if (a) ; else " * n + b"; }",
        lambda: b"int f(int a) { switch (a) { " + b"".join(
            b"case %d: " % i for i in range(min(n, 5000))) + b"; } }",
        lambda: b"int f(int a) { " + b"for (;;) " * n + b"; }",
        lambda: b"int f(int a) { " + b"a = " * n + b"1; }",
        lambda: b"int f(int *a) { return " + b"*" * n + b"a; }",
        lambda: b"int f(int a) { return " + b"sizeof " * n + b"a; }",
        lambda: b"int f(int a) { return " + b"(int)" * n + b"a; }",
        lambda: b"int a[] = " + b"{" * n + b"1" + b"}" * n + b";",
        lambda: b"int a[1000000000000];" * min(n, 100),
        lambda: b"typedef int t0;" + b"".join(b"typedef t%d t%d[2];" % (i, i + 1)
                                              for i in range(min(n, 200))) + b"t100 x;",
        lambda: bytes(rng.randrange(256) for _ in range(min(n, 20000))),
        lambda: b" ".join(rng.choice(PIECES) for _ in range(min(n, 5000))),
        lambda: b"int f(void) { ({ " * n + b"1;" + b"}); }" * n,
        lambda: b"enum e { " + b"A, " * n + b"};",
        lambda: b"int x = __builtin_choose_expr(1, " * n + b"1" + b", 2)" * n + b";",
        lambda: b"_Pragma(\"" + b"x" * n + b"\")",
        lambda: b"asm(\"" + b"nop\\n" * min(n, 5000) + b"\");",
        lambda: b"/*" * n, lambda: b"\\\n" * n, lambda: b"int x; " + b"\\" * n,
    ])()


def mutate(rng: random.Random, text: bytes) -> bytes:
    """A few bytes or pieces changed."""
    data = bytearray(text)
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            data[at:at] = rng.choice(PIECES)
        elif kind == 1:
            del data[at:at + rng.choice([1, 2, 10, 200])]
        elif kind == 2 and data:
            data[min(at, len(data) - 1)] = rng.randrange(256)
        elif kind == 3:
            start = rng.randrange(len(data) + 1)
            data[at:at] = data[start:start + rng.choice([5, 50, 500])]
        else:
            data[at:at + 3] = rng.choice(PIECES)
    return bytes(data)


def limit() -> None:
    """2 GiB of memory beside the stack that the compiler reserves, no core files."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def check(number: int, seed: int, cc: list[str], paths: list[Path], keep: Path | None) -> str:
    """Run one input; "" or the finding."""
    rng = random.Random(seed * 1_000_003 + number)
    text = extreme(rng) if number % 2 else mutate(rng, rng.choice(paths).read_bytes())
    level = rng.choice(["-O0", "-O2"])
    with tempfile.TemporaryDirectory(prefix="robust") as name:
        source = Path(name) / "in.c"
        out = Path(name) / "out.o"
        source.write_bytes(text)
        process = subprocess.Popen(["timeout", "-s", "KILL", "30", *cc, level, "-c", str(source), "-o", str(out)],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   preexec_fn=limit)
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        process.returncode = code
        finding = ""
        if b"Traceback" in output or b"Error: " in output and b"error: " not in output:
            finding = "traceback: " + output.decode("utf-8", "replace").strip().splitlines()[-1]
        elif code not in (0, 1):
            finding = f"status {code}"
        elif code == 1 and b"error" not in output:
            finding = "error status without a diagnostic"
        elif usage.ru_utime + usage.ru_stime > 10:
            finding = f"{usage.ru_utime + usage.ru_stime:.1f} s"
        elif usage.ru_maxrss > 2 << 20:
            finding = f"{usage.ru_maxrss >> 10} MB"
        elif code == 1 and (out.exists() or len(list(Path(name).iterdir())) > 1):
            finding = "output file beside an error"
        elif code == 0 and not out.exists():
            finding = "no output file"
        if finding and keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{number}.c").write_bytes(text)
        return f"input {number} {level}: {finding} [{text[:40]!r}]" if finding else ""


def run_all(count: int, seed: int, cc: list[str], jobs: int, keep: Path | None) -> list[str]:
    """All findings of a run."""
    paths = sorted((sources.torture() / "execute").glob("*.c"))
    with ThreadPoolExecutor(jobs) as pool:
        found = pool.map(lambda number: check(number, seed, cc, paths, keep), range(count))
        return [line for line in found if line]


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Mutated inputs")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cc", default=str(HERE.parent.parent / ".venv/bin/vcc"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    findings = run_all(options.count, options.seed, shlex.split(options.cc), options.jobs,
                       options.keep)
    for line in findings:
        print(line)
    print(f"robust: {options.count} inputs, seed {options.seed}: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
