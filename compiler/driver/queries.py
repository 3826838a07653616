"""Questions that build systems ask a compiler: --version, -dumpmachine, -print-...

Idea: answers in gcc 12.2's form, because configure scripts, CMake, Meson and libtool parse that
form; the truth about who answers stands in the version text.
"""

from __future__ import annotations

import os

from compiler.driver.options import Options
from compiler.driver.target_choice import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

GCC_VERSION: Final = "12.2.0"
VOUCH_VERSION: Final = "0.1.0"

VERSION_TEXT: Final = f"""{{program}} (Vouch {VOUCH_VERSION}) {GCC_VERSION}
Vouch is a C compiler of its own that is compatible with gcc {GCC_VERSION}, whose copyright is
held by the Free Software Foundation, Inc.
Licensed under the Apache License 2.0. This is free software; see the source for copying
conditions.  There is NO warranty; not even for MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.
"""

HELP_TEXT: Final = """Usage: {program} [options] file...
Options (gcc's, as far as C is concerned):
  -E -S -c             Preprocess only; compile to assembly; compile and assemble
  -o <file>            Place the output into <file>
  -O0 -O1 -O2 -O3 -Os  Optimisation level
  -g                   Produce debugging information
  -std=<standard>      c90 gnu90 c99 gnu99 c11 gnu11 c17 gnu17
  -W<warning> -w       Warnings, as gcc names them
  -I -D -U -include    Preprocessing
  -M -MM -MD -MMD -MF  Dependencies for make
  -l -L -Wl, -static -shared -pie -no-pie -r -nostdlib
  --target=<triple>    x86_64-linux-gnu aarch64-linux-gnu riscv64-linux-gnu
Developer options:
  --dump=PASS[:FUNCTION]  --stop-after=PASS  --disable=PASS  --time-passes  --verify-each
  --fuel=N  --chaos=SEED  --rule-stats (how often each rewrite rule fired)
"""


def library_dir(target: Target) -> str:
    """Where the runtime library and start files of `target` are: `.venv/lib/vouch/<triple>`,
    or what VOUCH_LIB names."""
    root = os.environ.get("VOUCH_LIB")
    if not root:
        here = os.path.dirname(os.path.abspath(__file__)) if "__file__" in globals() else ""
        while here and here != "/" and not os.path.isdir(here + "/.venv") \
                and not here.endswith("/.venv"):
            here = os.path.dirname(here)
        root = (here if here.endswith("/.venv") else here + "/.venv") + "/lib/vouch"
    return f"{root}/{target.triple}"


def include_dir() -> str:
    """The compiler's own headers."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return here + "/include"


def search_dirs(options: Options, target: Target) -> list[str]:
    """Directories searched for start files and libraries, in order."""
    sysroot = options.get("sysroot")
    return [*options.many("prefixes"), library_dir(target),
            *(sysroot + directory for directory in target.library_dirs)]


def find_file(name: str, options: Options, target: Target) -> str:
    """Full path of a start file or library, or its bare name when there is none (as gcc does)."""
    for directory in search_dirs(options, target):
        path = directory.rstrip("/") + "/" + name
        if os.path.exists(path):
            return path
    return name


def program_path(name: str, program: str) -> str:
    """Full path of a tool of ours; the bare name of any other."""
    ours = {"ld": "vld", "as": "vas"}.get(name)
    if ours is not None:
        directory = os.path.dirname(program)
        path = os.path.join(directory, ours)
        if directory and os.path.exists(path):
            return os.path.abspath(path)
        return ours
    return name


def answer(options: Options, target: Target, program: str) -> str | None:
    """The text for a query option, None when the command line has none."""
    if options.get("query_prog"):
        return program_path(options.get("query_prog"), program) + "\n"
    if options.get("query_file"):
        return find_file(options.get("query_file"), options, target) + "\n"
    query = options.get("query")
    base = program.rsplit("/", 1)[-1]
    if query == "version":
        return VERSION_TEXT.replace("{program}", base)
    if query == "help":
        return HELP_TEXT.replace("{program}", base)
    if query == "search-dirs":
        directories = ":".join(directory + "/" for directory in search_dirs(options, target))
        programs = os.path.dirname(os.path.abspath(program)) + "/"
        return (f"install: {library_dir(target)}/\nprograms: ={programs}\n"
                f"libraries: ={directories}\n")
    simple = {
        "dumpversion": "12", "dumpfullversion": GCC_VERSION, "dumpmachine": target.triple,
        "multi-os-directory": "../lib", "multi-directory": ".", "multi-lib": ".;",
        "multiarch": target.triple, "sysroot": options.get("sysroot"),
        "libgcc-file-name": library_dir(target) + "/libgcc.a", "dumpspecs": "",
    }
    if query in simple:
        text = simple[query]
        return text + "\n" if text else ""
    return None


def verbose_text(target: Target) -> str:
    """What -v prints before anything else (goes to standard error)."""
    return (f"Using built-in specs.\nTarget: {target.triple}\nConfigured with: vouch\n"
            f"Thread model: posix\ngcc version {GCC_VERSION} (Vouch {VOUCH_VERSION}) \n")
