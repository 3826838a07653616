"""Conversions from floating types that C leaves undefined: what programs get from gcc on x86-64.

Hash functions and sloppy clamps convert negative numbers to unsigned types and expect the low bits
of the integer; gcc's code gives them, and constants saturate.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

VCC = Path(__file__).parent.parent.parent / ".venv" / "bin" / "vcc"
VALUES = ["-1.0", "-2.75", "-0.5", "-3.07e18", "-9e18", "9.2e18", "1e19", "1.8e19", "0.0 / 0.0"]
OVERFLOWS = ["1e40", "-1e40", "1e308 * 10", "-1e308 * 10", "0.0", "1e19", "-1.0"]
TARGETS = ["unsigned long", "unsigned", "unsigned short", "unsigned char"]


def program() -> str:
    """Prints each value of each type converted to each target, then constants."""
    lines = ["#include <stdio.h>"]
    for name in ("float", "double", "long double"):
        word = name.replace(" ", "_")
        lines.append(f"static volatile {name} {word}s[] = {{ {', '.join(VALUES)} }};")
    for at, (target, value) in enumerate((t, v) for t in (*TARGETS, "int", "long")
                                         for v in OVERFLOWS):
        lines.append(f"static {target} c{at} = ({target})({value});")
    lines.append("int main(void) {")
    for name in ("float", "double", "long_double"):
        lines.append(f"  for (int i = 0; i < {len(VALUES)}; i++) {{")
        lines += [f"    printf(\"%lx \", (unsigned long)({target}){name}s[i]);"
                  for target in TARGETS]
        lines.append("    puts(\"\");\n  }")
    lines += [f"  printf(\"%lx\\n\", (unsigned long)c{at});" for at in
              range((len(TARGETS) + 2) * len(OVERFLOWS))]
    return "\n".join([*lines, "}"]) + "\n"


def test_gccs_answers(tmp_path: Path) -> None:
    source = tmp_path / "conversions.c"
    source.write_text(program())
    printed = []
    for command in (["gcc", "-O0"], [str(VCC), "-O0"], [str(VCC), "-O2"]):
        out = tmp_path / "program"
        subprocess.run([*command, "-w", str(source), "-o", str(out)], check=True)
        run = subprocess.run([str(out)], stdout=subprocess.PIPE, text=True, check=True)
        printed.append(run.stdout)
    assert printed[0] == printed[1] == printed[2]
