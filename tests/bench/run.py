#!/usr/bin/env python3
"""Speed and size of generated code over the sixteen benchmark programs.

    run.py [NAME ...] [--cc 'vcc -O2'] [--base 'gcc -O2'] [--also 'tcc'] [--repeat N] [--small]
           [--instructions]

Each program is built with every compiler, run `repeat` times in turn, and the least user time
taken; outputs must be equal.  The table shows time and `.text` as ratios to `--base`, and their
geometric means.  `--small` divides the work by about twenty; `--instructions` counts executed
instructions with callgrind (repeatable; use it with --small) instead of measuring time.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
import sources  # noqa: E402

CACHE = ROOT / ".venv" / "bench"

# name: arguments in full, arguments for --small
SMALL_PROGRAMS = {
    "nbody": ("5000000", "100000"), "spectral": ("2000", "300"), "fannkuch": ("10", "8"),
    "bintrees": ("17", "12"), "mandel": ("3000", "400"), "sha256": ("150", "4"),
    "matmul": ("700", "150"), "queens": ("15", "10"), "sieve": ("8000000", "200000"),
    "hash": ("6000000", "150000"),
}
LUA_SCRIPT = """
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
local n = tonumber(arg[1])
local words, count = {}, 0
for i = 1, n * 1000 do
  local w = string.format("%d:%s", i % 97, string.rep("x", i % 7))
  words[w] = (words[w] or 0) + 1
end
for k, v in pairs(words) do count = count + v * #k end
local t = {}
for i = 1, n * 500 do t[i] = (i * 7919) % 10007 end
table.sort(t)
local s = 0
for i = 1, #t do s = (s * 31 + t[i]) % 1000000007 end
print(fib(n // 30 + 22), count, s, ("%.6f"):format(math.sin(s)))
"""
JS_SCRIPT = """
function Point(x, y) { this.x = x; this.y = y; }
Point.prototype.add = function (o) { return new Point(this.x + o.x, this.y + o.y); };
var n = +scriptArgs[1], p = new Point(0, 0), a = [], h = 0, s = "";
for (var i = 0; i < n * 1000; i++) {
  p = p.add(new Point(i & 7, i * 0.5));
  a.push(i * 7919 % 10007);
}
a.sort((x, y) => x - y);
for (var i = 0; i < a.length; i++) h = (h * 31 + a[i]) % 1000003;
for (var i = 0; i < n * 50; i++) s += String.fromCharCode(97 + i % 26);
print(p.x, p.y, h, s.split("a").length);
"""


def corpus(small: bool) -> Path:
    """A deterministic file to compress: 17 MB (0.8 MB) of C sources."""
    path = CACHE / ("corpus-small" if small else "corpus")
    with sources.exclusive():
        if not path.exists():
            size = 800_000 if small else 17_000_000
            data = bytearray()
            for file in sorted((sources.torture()).rglob("*.c")):
                data += file.read_bytes()
            for name in ("bzip2", "zlib", "lz4"):
                for file in sorted(sources.fetch(name).rglob("*.[ch]")):
                    data += file.read_bytes()
            while len(data) < size:
                data += bytes(data)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes(data[:size]))
    return path


class Program:
    """One benchmark: its C files, options, and the commands to run it."""

    def __init__(self, name: str, files: list[Path], options: list[str], small: bool) -> None:
        self.name = name
        self.files = files
        self.options = options
        self.small = small

    def command(self, binary: Path) -> list[str]:
        """The command to run."""
        name = self.name
        if name in SMALL_PROGRAMS:
            return [str(binary), SMALL_PROGRAMS[name][1 if self.small else 0]]
        if name in ("lua", "quickjs"):
            script = CACHE / ("bench.lua" if name == "lua" else "bench.js")
            script.parent.mkdir(parents=True, exist_ok=True)
            script.write_text(LUA_SCRIPT if name == "lua" else JS_SCRIPT)
            return [str(binary), str(script), "15" if self.small else "300"]
        if name == "sqlite":
            return [str(binary), "--size", "2" if self.small else "25", ":memory:"]
        flags = {"bzip2": ["-c"], "minigzip": ["-9", "-c"], "lz4": ["-9", "-c"]}[name]
        return [str(binary), *flags, str(corpus(self.small))]


def lua_files() -> list[Path]:
    """Lua's interpreter, without luac."""
    source = sources.fetch("lua5.4") / "src"
    header = source / "lua5.4-deb-multiarch.h"
    if not header.exists():
        header.write_text('#define DEB_HOST_MULTIARCH "x86_64-linux-gnu"\n')
    return [path for path in sorted(source.glob("*.c")) if path.name != "luac.c"]


def sqlite_amalgamation() -> Path:
    """sqlite3.c, made once by the source's own generator with gcc as host compiler."""
    source = sources.fetch("sqlite3")
    made = CACHE / "sqlite"
    with sources.exclusive():
        if not (made / "sqlite3.c").exists():
            sources.install("tcl")
            work = CACHE / "sqlite-build"
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(source, work, symlinks=True)
            sources.run("bash", "-ec", "./configure --disable-tcl --disable-readline && "
                        "make sqlite3.c shell.c", cwd=work)
            made.mkdir(parents=True, exist_ok=True)
            for name in ("sqlite3.c", "sqlite3.h", "shell.c"):
                shutil.copy(work / name, made)
            shutil.copy(work / "test" / "speedtest1.c", made)
            shutil.rmtree(work)
    return made / "sqlite3.c"


def programs(names: list[str], small: bool) -> list[Program]:
    """The chosen programs, their sources fetched."""
    CACHE.mkdir(parents=True, exist_ok=True)
    found = []
    for name in names:
        options: list[str] = []
        if name in SMALL_PROGRAMS:
            files = [HERE / "programs" / f"{name}.c"]
        elif name == "lua":
            files = lua_files()
            options = ["-std=gnu99", "-DLUA_COMPAT_5_3", "-DLUA_USE_LINUX", "-Wl,-E", "-ldl"]
        elif name == "bzip2":
            folder = sources.fetch("bzip2")
            files = [folder / f"{part}.c" for part in (
                "blocksort", "huffman", "crctable", "randtable", "compress", "decompress", "bzlib",
                "bzip2")]
            options = ["-D_FILE_OFFSET_BITS=64"]
        elif name == "minigzip":
            folder = sources.fetch("zlib")
            files = [folder / f"{part}.c" for part in (
                "adler32", "crc32", "deflate", "infback", "inffast", "inflate", "inftrees", "trees",
                "zutil", "compress", "uncompr", "gzclose", "gzlib", "gzread", "gzwrite")]
            files.append(folder / "test" / "minigzip.c")
            options = [f"-I{folder}", "-D_LARGEFILE64_SOURCE=1", "-DHAVE_HIDDEN", "-DHAVE_UNISTD_H"]
        elif name == "lz4":
            folder = sources.fetch("lz4")
            files = sorted((folder / "lib").glob("*.c")) + [
                path for path in sorted((folder / "programs").glob("*.c"))]
            options = [f"-I{folder}/lib", "-DXXH_NAMESPACE=LZ4_"]
        elif name == "quickjs":
            folder = sources.fetch("quickjs", "trixie")
            files = [folder / f"{part}.c" for part in (
                "quickjs", "libregexp", "libunicode", "cutils", "quickjs-libc", "dtoa", "qjs")
                if (folder / f"{part}.c").exists()] + [CACHE / "repl.c"]
            (CACHE / "repl.c").write_text(
                "#include <stdint.h>\nconst uint32_t qjsc_repl_size = 0;\n"
                "const uint8_t qjsc_repl[1];\n")
            options = ["-D_GNU_SOURCE", '-DCONFIG_VERSION="bench"', "-fwrapv", f"-I{folder}",
                       "-ldl", "-pthread"]
        elif name == "sqlite":
            path = sqlite_amalgamation()
            files = [path, path.parent / "speedtest1.c"]
            options = [f"-I{path.parent}", "-ldl", "-lpthread"]
        else:
            raise SystemExit(f"no benchmark named {name}")
        found.append(Program(name, files, options, small))
    return found


ALL = [*SMALL_PROGRAMS, "lua", "bzip2", "minigzip", "lz4", "quickjs", "sqlite"]


def build(program: Program, compiler: str, folder: Path) -> Path | None:
    """Compile; None when the compiler fails."""
    digest = hashlib.sha256(compiler.encode()).hexdigest()[:8]
    binary = folder / f"{program.name}-{digest}"
    flags = [option for option in program.options if not option.startswith(("-l", "-Wl"))]
    libraries = [option for option in program.options if option.startswith(("-l", "-Wl"))]
    done = subprocess.run([*shlex.split(compiler), "-w", *flags, *map(str, program.files), "-o",
                           str(binary), *libraries, "-lm"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode:
        print(f"{program.name}: {compiler} fails: {done.stdout.strip()[-200:]}", file=sys.stderr)
        return None
    return binary


def text_size(binary: Path) -> int:
    """Bytes of the .text section."""
    from elftools.elf.elffile import ELFFile
    with binary.open("rb") as file:
        section = ELFFile(file).get_section_by_name(".text")
        return int(section["sh_size"])


def outcome(program: Program, done: subprocess.CompletedProcess[bytes]) -> str:
    """Status and hash of the output, without what holds times."""
    output = done.stdout if program.name != "sqlite" else b""
    return f"{done.returncode} {hashlib.sha256(output).hexdigest()}"


def run_once(program: Program, binary: Path, instructions: bool) -> tuple[float, str]:
    """(user seconds or executed instructions, hash of the output)."""
    command = program.command(binary)
    if instructions:
        with tempfile.TemporaryDirectory() as place:
            out = Path(place) / "out"
            done = subprocess.run(
                ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *command],
                capture_output=True, cwd=place)
            total = [line for line in out.read_text().splitlines()
                     if line.startswith(("summary:", "totals:"))]
            return float(total[0].split()[1]), outcome(program, done)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(command, capture_output=True)
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    return seconds, outcome(program, done)


def mean(values: list[float]) -> float:
    """Geometric mean."""
    return math.exp(sum(math.log(value) for value in values) / len(values)) if values else 0.0


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Benchmarks of generated code")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--cc", default=f"{ROOT}/.venv/bin/vcc -O2")
    parser.add_argument("--base", default="gcc -O2")
    parser.add_argument("--also", action="append", default=[])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--instructions", action="store_true")
    options = parser.parse_args()
    compilers = [options.base, options.cc, *options.also]
    ratios: dict[str, list[float]] = {cc: [] for cc in compilers}
    sizes: dict[str, list[float]] = {cc: [] for cc in compilers}
    wrong = 0
    labels = [os.path.basename(cc.split()[0]) + " " + " ".join(cc.split()[1:]) for cc in compilers]
    unit = "instructions" if options.instructions else "user s"
    print(f"{'program':10} {labels[0] + ' ' + unit:>22} " + " ".join(
        f"{label + ' time, .text':>24}" for label in labels[1:]))
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        for program in programs(options.names or ALL, options.small):
            binaries = {cc: build(program, cc, Path(name)) for cc in compilers}
            best: dict[str, float] = {}
            outputs: dict[str, str] = {}
            for _ in range(1 if options.instructions else options.repeat):
                for cc, binary in binaries.items():
                    if binary is not None:
                        seconds, outputs[cc] = run_once(program, binary, options.instructions)
                        best[cc] = min(best.get(cc, seconds), seconds)
            base = binaries[options.base]
            assert base is not None
            line = f"{program.name:10} {best[options.base]:22.2f} "
            for cc in compilers[1:]:
                binary = binaries[cc]
                if binary is None or outputs[cc] != outputs[options.base]:
                    line += f"{'FAILS' if binary is None else 'WRONG OUTPUT':>24} "
                    wrong += 1
                    continue
                ratio = max(best[cc], 0.005) / max(best[options.base], 0.005)
                size = text_size(binary) / text_size(base)
                ratios[cc].append(ratio)
                sizes[cc].append(size)
                line += f"{ratio:17.2f} {size:6.2f} "
            print(line, flush=True)
    for cc, label in list(zip(compilers, labels))[1:]:
        if ratios[cc]:
            print(f"{label}: geometric mean of time {mean(ratios[cc]):.2f} (worst "
                  f"{max(ratios[cc]):.2f}), of .text {mean(sizes[cc]):.2f}, over {len(ratios[cc])}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
