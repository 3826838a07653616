"""Calls across compilers: structs, floats, wide integers and varargs, vcc to gcc and back.

Random signatures; the callee folds every byte of its arguments into a number and returns a struct,
the caller checks both.  Each side is compiled by vcc and by gcc, all four ways must print the same.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SCALARS = ["char", "short", "int", "long", "float", "double", "long double", "__int128",
           "unsigned char", "void *"]


def struct_text(rng: random.Random, name: str) -> str:
    """A struct of one to five members, some arrays."""
    members = []
    for k in range(rng.randrange(1, 6)):
        kind = rng.choice(SCALARS[:7] + ["double", "float", "int"])
        size = f"[{rng.randrange(1, 4)}]" if rng.random() < 0.3 else ""
        members.append(f"{kind} m{k}{size};")
    return f"struct {name} {{ {' '.join(members)} }};\n"


def texts(seed: int) -> tuple[str, str]:
    """Caller and callee."""
    rng = random.Random(seed)
    structs = "".join(struct_text(rng, f"S{k}") for k in range(4))
    callee = "#include <string.h>\n" + structs
    caller = "#include <stdio.h>\n#include <string.h>\n" + structs
    body = []
    for number in range(6):
        kinds = [rng.choice(SCALARS + [f"struct S{k}" for k in range(4)])
                 for _ in range(rng.randrange(1, 9))]
        result = f"struct S{rng.randrange(4)}"
        head = f"{result} f{number}(" + ", ".join(
            f"{kind} a{k}" for k, kind in enumerate(kinds)) + ", unsigned *sum)"
        folds = "".join(f"  fold(&h, &a{k}, {10 if kind == 'long double' else f'sizeof a{k}'});\n"
                        if "struct" not in kind else f"  fold(&h, &a{k}, 1);\n"
                        for k, kind in enumerate(kinds))
        callee += f"{head} {{ unsigned h = 7; {result} r; memset(&r, 0, sizeof r);\n{folds}" \
                  f"  r.m0%s = h %% 100; *sum = h; return r; }}\n" % (
                      "[0]" if "m0[" in structs.split(result + " ")[1].split("}")[0] else "")
        caller += head + ";\n"
        sets = "".join(f"    {kind} a{k}; memset(&a{k}, {rng.randrange(1, 60)}, sizeof a{k});\n"
                       for k, kind in enumerate(kinds))
        args = ", ".join(f"a{k}" for k in range(len(kinds)))
        first = "r.m0[0]" if "m0[" in structs.split(result + " ")[1].split("}")[0] else "r.m0"
        body.append(f"  {{\n{sets}    unsigned sum; {result} r = f{number}({args}, &sum);\n"
                    f'    printf("%u %d\\n", sum, (int){first});\n  }}\n')
    fold = ("static void fold(unsigned *h, const void *p, unsigned long n) {\n"
            "  const unsigned char *c = p; while (n--) *h = *h * 31 + *c++; }\n")
    callee = callee.replace(structs, structs + fold, 1)
    caller += "int main(void) {\n" + "".join(body) + "  return 0;\n}\n"
    return caller, callee


def compile_with(compiler: str, level: str, source: Path, target: Path) -> None:
    """Compile one file by gcc or by vcc."""
    command = ["gcc"] if compiler == "gcc" else [
        sys.executable, "-c", "import sys; from compiler.driver.main import run; "
        "sys.exit(run('vcc', sys.argv[1:]))"]
    subprocess.run([*command, "-w", level, "-c", str(source), "-o", str(target)], check=True,
                   cwd=ROOT)


@pytest.mark.parametrize("seed", range(4))
def test_calls_across_compilers(seed: int, tmp_path: Path) -> None:
    level = ["-O0", "-O2"][seed % 2]
    objects = {}
    for name, text in zip(("caller", "callee"), texts(seed)):
        source = tmp_path / f"{name}.c"
        source.write_text(text)
        for compiler in ("gcc", "vcc"):
            objects[name, compiler] = tmp_path / f"{name}-{compiler}.o"
            compile_with(compiler, level, source, objects[name, compiler])
    answers = []
    for first in ("gcc", "vcc"):
        for second in ("gcc", "vcc"):
            program = tmp_path / f"{first}-{second}"
            subprocess.run(["gcc", str(objects["caller", first]), str(objects["callee", second]),
                            "-o", str(program)], check=True)
            answers.append(subprocess.run([str(program)], check=True, capture_output=True,
                                          text=True).stdout)
    assert len(set(answers)) == 1, answers
