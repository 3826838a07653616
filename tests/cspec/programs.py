#!/usr/bin/env python3
"""Real programs under `vrun`: they run whole, and what is undefined in them is said.

    programs.py [NAME ...]

The sources are copied, built by gcc -O0 for the outputs to expect, and run.  Where a run ends with
undefined behaviour, the place and the clause are printed, the copy is changed by the next row of
REPAIRS (the least edit that makes that place defined), and the program is run again, until it
ends by itself.  Exit status 1 when a program does not end with the outputs of gcc's.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import runner  # noqa: E402
import sources  # noqa: E402
from speed import BZIP2, ZLIB, bench  # noqa: E402

# program: (package and folder inside, files, options, command lines)
PROGRAMS: dict[str, tuple[str, str, list[str], list[str], list[list[str]]]] = {
    "lua": ("lua5.4", "src", [], ["-std=gnu99", "-DLUA_COMPAT_5_3"], [["script.lua"]]),
    "zlib": ("zlib", ".", [*(f"{part}.c" for part in (*ZLIB, "compress", "uncompr")), "restore.c"],
             ["-I."], [["text"]]),
    "bzip2": ("bzip2", ".", [f"{part}.c" for part in BZIP2], [],
              [["-9", "text", "packed"], ["-d", "packed", "restored"]]),
}
# program: (file, text, text instead), one a place that is undefined
REPAIRS: dict[str, list[tuple[str, str, str]]] = {
    # restorestack(L, 1) converts the stack's address plus one byte to a StackValue pointer
    "lua": [("lstate.c", "luaD_closeprotected(L, 1, LUA_OK)",
             "luaD_closeprotected(L, sizeof(StackValue), LUA_OK)")],
    # slide_hash reads links that were never made; deflate_slow copies match_start before anything
    # was stored there
    "zlib": [("deflate.c", "s->high_water = 0;      /*",
              "zmemzero(s->prev, s->w_size * sizeof(Pos)); s->high_water = 0; /*"),
             ("deflate.c", "s->match_available = 0;", "s->match_available = 0; s->match_start = 0;")
             ],
}
RESTORE = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
int main(int argc, char **argv)
{
    static unsigned char text[65536], packed[70000], restored[65536];
    FILE *in = fopen(argv[1], "rb");
    uLong length = in ? fread(text, 1, sizeof text, in) : 0, size, back;
    if (argc != 2 || length == 0 || fclose(in))
        return 1;
    for (int level = 1; level <= 9; level += 4) {
        size = sizeof packed;
        back = sizeof restored;
        if (compress2(packed, &size, text, length, level) != Z_OK
            || uncompress(restored, &back, packed, size) != Z_OK
            || back != length || memcmp(text, restored, length))
            return 2;
        printf("level %d: %lu bytes, %lu packed, adler %08lx\n", level, length, size,
               adler32(1, packed, (uInt)size));
    }
    return 0;
}
"""


def outputs(folder: Path) -> dict[str, bytes]:
    """The files that a run has made."""
    return {name: (folder / name).read_bytes() for name in ("packed", "restored")
            if (folder / name).exists()}


def prepare(name: str, place: Path) -> Path:
    """A copy of the sources with the inputs; returns the folder."""
    package, inside, _, _, _ = PROGRAMS[name]
    if name == "lua":
        bench.lua_files()
    folder = place / name
    shutil.copytree(sources.fetch(package) / inside, folder, symlinks=True)
    shutil.copy(HERE / "script.lua", folder)
    (folder / "text").write_bytes(bench.corpus(True).read_bytes()[:65536])
    if name == "zlib":
        (folder / "restore.c").write_text(RESTORE)
    return folder


def check(name: str, place: Path) -> list[str]:
    """What a program's runs said; the last line starts with the name in capitals on failure."""
    folder = prepare(name, place)
    _, _, files, options, lines = PROGRAMS[name]
    files = files or [path.name for path in sorted(folder.glob("*.c")) if path.name != "luac.c"]
    size = sum((folder / file).read_bytes().count(b"\n") for file in files)
    subprocess.run(["gcc", "-w", "-O0", *options, "-o", "program", *files, "-lm"], cwd=folder,
                   check=True)
    wanted = [runner.measured(["./program", *line], folder)[1:3] for line in lines]
    made = outputs(folder)
    said: list[str] = []
    repairs = list(REPAIRS.get(name, ()))
    while True:
        for path in made:
            (folder / path).unlink()
        seconds = 0.0
        for line, (status, output) in zip(lines, wanted):
            outcome = runner.run(files, folder, 1200, options, line)
            seconds += outcome.seconds
            if outcome.kind != "exit":
                break
        if outcome.kind == "undefined":
            said.append(f"  {name}: undefined: {outcome.message}"
                        + (", after all output" if outcome.output == output else ""))
        if outcome.kind != "undefined" or not repairs:
            break
        file, old, new = repairs.pop(0)
        text = (folder / file).read_text(encoding="latin-1")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="latin-1")
    good = outcome.kind == "exit" and outcome.status == status and outcome.output == output \
        and outputs(folder) == made
    fate = "runs whole" if good else f"FAILS: {outcome}"
    if good and said:
        fate += f" after {len(said)} repair" + "s" * (len(said) > 1)
    return [*said, f"  {name}: {size} lines, {fate}, {seconds:.0f} s"]


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="real programs under vrun")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    names = options.names or list(PROGRAMS)
    with tempfile.TemporaryDirectory(prefix="programs") as place, \
            ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda name: check(name, Path(place)), names))
    print("\n".join(line for lines in found for line in lines))
    whole = sum("runs whole" in lines[-1] for lines in found)
    print(f"real programs: {whole} of {len(names)} run whole with the outputs of gcc -O0")
    return 0 if whole == len(names) else 1


if __name__ == "__main__":
    sys.exit(main())
