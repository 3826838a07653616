#!/usr/bin/env python3
"""Real programs, built with a compiler under test and judged by their own tests.

    run.py [NAME ...] [--cc COMMAND] [--level O2] [--quick] [--isolated] [--hardened] [--demo]
           [--target aarch64-linux-gnu]

A program is a folder with `recipe.sh`: variables `source` (Debian source package) and `packages`
(Debian packages that its build or tests need), `others` (more source packages, copied into folders
of their names), functions `build` and `check`, which run in a fresh copy of the source with CC,
LEVEL (such as -O2), QUICK (1: a short form of the tests), HERE (the recipe's folder), WORK and GCC
set.  A failing command is a failure.  `check` prints one line of figures last.  `--isolated` takes
gcc, as and ld off the PATH, with vld and vas in their place; `--hardened` builds with the flags
that Debian's packages are built with.  `--target` is for the recipes that name the target's
processor in their variable `targets`: CC gets the option, TARGET is the target's name (empty
otherwise) and EMULATOR the command that runs its programs.
One line a program: name, level, verdict, CPU seconds of the build, the figures.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
import sources  # noqa: E402

WORK = ROOT / ".venv" / "systems"
# What a build needs beside the compiler; --isolated links just these into its PATH.
HIDDEN = {"gcc", "cc", "c89", "c99", "as", "ld", "ld.bfd", "ld.gold", "clang", "tcc", "cpp", "g++",
          "c++", "clang++", "collect2", "clang-14", "gcc-12", "cpp-12", "g++-12", "c89-gcc",
          "c99-gcc"}

PROCESSORS = {"aarch64": "arm64", "riscv64": "riscv64"}     # and as Debian's packages name them
HARDENED = " -D_FORTIFY_SOURCE=2 -fstack-protector-strong -Wformat -Werror=format-security -fPIE"
HARDENED_LINK = "-pie -Wl,-z,relro,-z,now"


def variable(recipe: Path, name: str, target: str = "") -> str:
    """The value of a variable that a recipe sets for a target."""
    done = subprocess.run(["bash", "-c", f". {recipe}; echo ${name}"], text=True,
                          env=dict(os.environ, TARGET=target), stdout=subprocess.PIPE, check=True)
    return done.stdout.strip()


def isolated_path(folder: Path, ours: Path) -> str:
    """A folder of links to every command except other compilers, assemblers and linkers; vld and
    vas are those beside vcc, in the folder `ours`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for directory in ("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"):
        for found in sorted(Path(directory).iterdir()):
            base = found.name.removeprefix("x86_64-linux-gnu-")
            if base in HIDDEN or (folder / found.name).exists():
                continue
            (folder / found.name).symlink_to(found)
    for command, names in (("vcc", ["vcc", "cc"]), ("vld", ["vld", "ld"]), ("vas", ["vas", "as"])):
        for name in names:
            (folder / name).symlink_to(ours / command)
    return str(folder)


class Program:
    """One program in a fresh copy of its source, for one compiler and level."""

    def __init__(self, name: str, cc: str, level: str, quick: bool, isolated: bool = False,
                 hardened: bool = False, target: str = "") -> None:
        self.name = name
        self.level = level
        self.recipe = HERE / name / "recipe.sh"
        packages = variable(self.recipe, "packages", target).split()
        processor = target.split("-")[0]
        if target:
            if processor not in variable(self.recipe, "targets").split():
                raise ValueError(f"{name}: its recipe is not for {target}")
            packages += ["qemu-user", f"binutils-{target}",
                         f"libc6-dev-{PROCESSORS[processor]}-cross"]
        if packages:
            sources.install(*packages)
        source = sources.fetch(variable(self.recipe, "source"),
                               variable(self.recipe, "release") or "bookworm")
        others = variable(self.recipe, "others", target).split()
        tag = (f"{name}-{level}" + ("-isolated" if isolated else "")
               + ("-hardened" if hardened else "") + (f"-{processor}" if target else ""))
        self.work = WORK / (tag + "-" + Path(cc.split()[0]).name)
        self.log = self.work.with_suffix(".log")
        self.output = ""                # last line that a step printed
        self.seconds = 0.0              # CPU of the last step, its children's included
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, self.work, symlinks=True)
        for other in others:
            shutil.copytree(sources.fetch(other), self.work / other, symlinks=True)
        self.log.write_text("", encoding="utf-8")
        self.environment = dict(os.environ, CC=cc, LEVEL=f"-{level}", QUICK="1" if quick else "",
                                HERE=str(HERE / name), WORK=str(self.work), GCC="gcc", LC_ALL="C",
                                TARGET=target, EMULATOR="")
        if target:
            self.environment["CC"] = f"{cc} --target={target}"
            self.environment["EMULATOR"] = f"qemu-{processor} -L /usr/{target}"
        if hardened:
            self.environment["LEVEL"] += HARDENED
            self.environment["LDFLAGS"] = HARDENED_LINK
        if isolated:
            self.environment["PATH"] = isolated_path(WORK / "path",
                                                     Path(cc.split()[0]).resolve().parent)

    def step(self, function: str) -> bool:
        """Run a function of the recipe; whether it succeeded."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(["bash", "-ec", f". {self.recipe}; {function}"], cwd=self.work,
                              text=True, env=self.environment, stdin=subprocess.DEVNULL,
                              errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        with self.log.open("a", encoding="utf-8") as file:
            file.write(done.stdout)
        lines = done.stdout.strip().splitlines()
        self.output = lines[-1] if lines else ""
        return done.returncode == 0


def run_program(name: str, cc: str, level: str, quick: bool, isolated: bool,
                hardened: bool = False, target: str = "") -> bool:
    """Build and check one program; prints its line."""
    try:
        program = Program(name, cc, level, quick, isolated, hardened, target)
    except ValueError as error:
        print(error, flush=True)
        return False
    seconds = 0.0
    for step in ("build", "check"):
        good = program.step(step)
        if step == "build":
            seconds = program.seconds
        if not good:
            print(f"{name} -{level}: FAILED in {step}: {program.output[-150:]} "
                  f"(log: {program.log})", flush=True)
            return False
    form = " ".join([f"-{level}", *(["hardened"] if hardened else []), *target.split()])
    print(f"{name} {form}: ok, build {seconds:.1f} s CPU, {program.output}", flush=True)
    return True


def demo() -> int:
    """The README's first command: bzip2 built by `make CC=vcc`, run on a text and back."""
    print("$ make CC=vcc        # Debian's bzip2, eight C files")
    cc = str(ROOT / ".venv" / "bin" / "vcc")
    if not run_program("bzip2", cc, "O2", True, False):
        return 1
    work = WORK / "bzip2-O2-vcc"
    text = (ROOT / "LICENSE").read_bytes()
    packed = subprocess.run([str(work / "bzip2"), "-c"], input=text, stdout=subprocess.PIPE,
                            check=True).stdout
    again = subprocess.run([str(work / "bzip2"), "-dc"], input=packed, stdout=subprocess.PIPE,
                           check=True).stdout
    print(f"$ ./bzip2 -c LICENSE | ./bzip2 -dc   # {len(text)} bytes -> {len(packed)} -> "
          f"{len(again)}, {'equal' if again == text else 'DIFFERENT'}")
    return 0 if again == text else 1


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Real programs with their own tests")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--cc", default=str(ROOT / ".venv/bin/vcc"))
    parser.add_argument("--level", default="O2")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--isolated", action="store_true")
    parser.add_argument("--hardened", action="store_true")
    parser.add_argument("--target", default="")
    parser.add_argument("--demo", action="store_true")
    options = parser.parse_args()
    if options.demo:
        return demo()
    names = options.names or sorted(
        path.parent.name for path in HERE.glob("*/recipe.sh") if not options.target
        or options.target.split("-")[0] in variable(path, "targets").split())
    results = [run_program(name, options.cc, options.level, options.quick, options.isolated,
                           options.hardened, options.target) for name in names]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
