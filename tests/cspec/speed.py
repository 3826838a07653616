#!/usr/bin/env python3
"""How many times slower than gcc -O0 is `vrun`, on the sixteen benchmark programs at reduced size?

    speed.py [NAME ...]

User time of one run over the mean of native ones that fill a second (the system counts time in
ticks of milliseconds, right on average only), start-up (the time until main is called, or that of
an empty program) taken off; outputs must be equal.  Every check is on.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import runner  # noqa: E402
import sources  # noqa: E402

SPEC = importlib.util.spec_from_file_location("bench_run", HERE.parent / "bench" / "run.py")
assert SPEC is not None and SPEC.loader is not None
bench = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(bench)

BZIP2 = ("blocksort", "huffman", "crctable", "randtable", "compress", "decompress", "bzlib",
         "dlltest")
PERMITTED = {"lz4": ["--permit=46"]}  # its pointers to the start of a history leave their buffer
SIZES = {"queens": "12"}  # where the reduced size of tests/bench ends within a tick
ZLIB = ("adler32", "crc32", "deflate", "inffast", "inflate", "inftrees", "trees", "zutil")


def plain_c(name: str) -> tuple[list[Path], list[str]] | None:
    """Files and options of a benchmark without what only POSIX has, since a run of the definition
    is hermetic; None where the program does not exist without it."""
    if name in bench.SMALL_PROGRAMS:
        return [HERE.parent / "bench" / "programs" / f"{name}.c"], []
    if name == "lua":
        return bench.lua_files(), ["-std=gnu99", "-DLUA_COMPAT_5_3"]
    if name == "bzip2":
        folder = sources.fetch("bzip2")
        return [folder / f"{part}.c" for part in BZIP2], []
    if name == "minigzip":
        folder = sources.fetch("zlib")
        return [*(folder / f"{part}.c" for part in ZLIB), folder / "test" / "minigzip.c"], [
            f"-I{folder}", "-DZ_SOLO"]
    if name == "lz4":
        folder = sources.fetch("lz4")
        return [folder / part for part in (
            "lib/lz4.c", "examples/blockStreaming_doubleBuffer.c")], [
                f"-I{folder}/lib", "-DLZ4_FORCE_MEMORY_ACCESS=0"]
    return None


def arguments(name: str, folder: Path) -> list[str]:
    """The work of one run; files are made in `folder`, where the program runs."""
    if name in bench.SMALL_PROGRAMS:
        return [SIZES.get(name, bench.SMALL_PROGRAMS[name][1])]
    if name == "lua":
        # lua_close converts a pointer that is not aligned (programs.py), so leave without
        (folder / "bench.lua").write_text(bench.LUA_SCRIPT + "os.exit(true)\n")
        return ["bench.lua", "1"]
    (folder / "text").write_bytes(bench.corpus(True).read_bytes()[:50_000])
    return {"bzip2": ["text", "out"], "minigzip": ["-9", "-c", "text"], "lz4": ["text"]}[name]


def hello(place: Path) -> float:
    """Print the start-up time; the native program's user seconds."""
    source = place / "hello.c"
    source.write_text('#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n')
    best = min(runner.measured([*runner.COMMAND, str(source)], place)[0] for _ in range(3))
    print(f"hello world: {best:.2f} s of user time (below 0.4)")
    subprocess.run(["gcc", "-O0", "-o", str(place / "hello.out"), str(source)], check=True)
    return native_time([str(place / "hello.out")], place)


def native_time(command: list[str], folder: Path) -> float:
    """Mean user seconds of runs that fill a second, 20 at least."""
    times: list[float] = []
    end = time.monotonic() + 1
    while len(times) < 20 or time.monotonic() < end:
        times.append(runner.measured(command, folder)[0])
    return sum(times) / len(times)


def ratio(name: str, place: Path, empty: float) -> float | None:
    """The figure of one program, None when it has none."""
    made = plain_c(name)
    if made is None:
        print(f"  {name}: unsupported, it needs POSIX")
        return None
    files, options = [str(file) for file in made[0]], made[1]
    folder = place / name
    folder.mkdir()
    binary = str(place / f"{name}.out")
    subprocess.run(["gcc", "-w", "-O0", *options, "-o", binary, *files, "-lm"], check=True)
    work = arguments(name, folder)
    output = runner.measured([binary, *work], folder)[2]
    native = native_time([binary, *work], folder) - empty
    command = [*runner.COMMAND, "-w", "--timeout=900", *PERMITTED.get(name, []), *options]
    started = runner.measured([*command, "--check", *files], folder)[0]
    mine, status, same, said = runner.measured([*command, *files, "--", *work], folder)
    if same != output or status:
        lines = [line for line in said.splitlines()
                 if ": undefined behavior: " in line or ": unsupported: " in line]
        print(f"  {name}: {lines[0] if lines else 'another output'}", flush=True)
        return None
    if native <= 0 or mine <= started:
        print(f"  {name}: too short to measure", flush=True)
        return None
    found = (mine - started) / native
    print(f"  {name}: {native:.4f} s against {mine - started:.2f} s, {found:.0f} times", flush=True)
    return found


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="speed of vrun against gcc -O0")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    ratios: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="speed") as place:
        empty = hello(Path(place))
        for name in options.names or bench.ALL:
            found = ratio(name, Path(place), empty)
            if found is not None:
                ratios[name] = found
    if ratios:
        mean = math.exp(sum(math.log(r) for r in ratios.values()) / len(ratios))
        worst = max(ratios, key=lambda name: ratios[name])
        print(f"times gcc -O0: {mean:.0f} by geometric mean of {len(ratios)} programs "
              f"(at most 100), {ratios[worst]:.0f} at worst ({worst})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
