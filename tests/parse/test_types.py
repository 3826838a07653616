"""Types of expressions against gcc: every unary and binary form over every scalar type.

A wrong promotion or common type is a wrong program at every level, and few programs show it.
One program prints, for each expression of a grid, which type it has and its size; vcc's and gcc's
must print the same.  The types of bit-fields wider than int have no name in C: `tests/c/
bit_field_values.c` shows them by what they compute.
"""

from __future__ import annotations

import subprocess
from itertools import product
from pathlib import Path

VCC = Path(__file__).parent.parent.parent / ".venv" / "bin" / "vcc"
SMALL = ["_Bool", "char", "signed char", "unsigned char", "short", "unsigned short"]
INTEGERS = [*SMALL, "int", "unsigned", "long", "unsigned long", "long long", "unsigned long long",
            "__int128", "unsigned __int128", "enum plain", "enum negative", "enum wide",
            "enum packed"]
FLOATS = ["float", "double", "long double", "_Complex float", "_Complex double"]
POINTERS = ["int *", "const int *", "const char *", "void *", "const void *", "char *"]
FIELDS = {"f": "unsigned f : 5", "s": "signed s : 7", "g": "unsigned g : 32", "h": "int h : 32",
          "n": "long n : 12", "b": "_Bool b : 1", "u": "unsigned char u : 3",
          "e": "enum plain e : 4", "m": "enum negative m : 5"}
CONSTANTS = ["'a'", "L'a'", "u'a'", "U'a'", "1", "1u", "1L", "0x80000000", "2147483648", "1.0f",
             "1.0", "1.0L", "sizeof 1", "none", "huge"]
REFERENCES = ["pi", "pc", "pv", "&vi", "&ki", "&wi", "(void *)0", "0", "\"a\""]


def expressions() -> list[str]:
    """The grid."""
    plain = [f"{kind}{at}" for kind in "vkwa" for at in range(len(INTEGERS + FLOATS))]
    integers = {f"{kind}{at}" for kind in "vkwa" for at in range(len(INTEGERS))}
    fields = [f"s.{name}" for name in FIELDS]
    changed = [name for name in plain if name[0] != "k"]
    made = []
    for x in plain + CONSTANTS:
        made += [f"+{x}", f"-{x}", f"!{x}", f"(0, {x})", f"({{ {x}; }})", f"yes ? {x} : {x}",
                 f"{x} ?: {x}"]
    for x in fields:
        made += [f"+{x}", f"-{x}", f"!{x}", f"~{x}", f"{x} << 1", f"1L >> {x}", f"+(0, {x})",
                 f"+({{ {x}; }})", f"+({x} = 1)", f"+({x} += 1)", f"+{x}++", f"+--{x}",
                 f"yes ? {x} : {x}", f"{x} ?: {x}"]
    for x in changed:
        made += [f"({x} = {x})", f"({x} += 1)", f"+({x} = {x})"]
        if int(x[1:]) < len(INTEGERS) + 3:
            made += [f"++{x}", f"{x}--"]
    for x in integers:
        made += [f"~{x}", f"{x} << 1", f"1 << {x}", f"{x} >> 1L"]
    operands = [f"v{at}" for at in range(len(INTEGERS + FLOATS))] + fields + CONSTANTS
    made += [form.format(x, y) for x, y in product(operands, operands)
             for form in ("{} * {}", "yes ? {} : {}")]
    made += [f"yes ? {x} : {y}" for x, y in product(REFERENCES, REFERENCES)]
    return sorted(made)


def program() -> str:
    """A program that prints a line for each expression."""
    lines = ["#include <stdio.h>", "enum plain { none };", "enum negative { minus = -1 };",
             "enum wide { huge = 1L << 40 };", "enum __attribute__((packed)) packed { tiny };",
             "static int yes, vi; static const int ki; static volatile int wi;",
             "static int *pi; static const char *pc; static void *pv;",
             f"static struct {{ {' '.join(f'{field};' for field in FIELDS.values())} }} s;"]
    for at, name in enumerate(INTEGERS + FLOATS):
        lines.append(f"static {name} v{at}; static const {name} k{at}; "
                     f"static volatile {name} w{at}; static _Atomic({name}) a{at};")
    tests = " ".join(f"__builtin_types_compatible_p(__typeof__(e), {name}) ? {at} :"
                     for at, name in enumerate(INTEGERS + FLOATS + POINTERS))
    lines += [f"#define TYPE(e) {tests} -1",
              "#define SHOW(e) printf(\"%s: %d %d\\n\", #e, TYPE(e), (int)sizeof(e));",
              "int main(void) {", *(f"  SHOW({e})" for e in expressions()), "}"]
    return "\n".join(lines) + "\n"


def test_types_are_gccs(tmp_path: Path) -> None:
    source = tmp_path / "types.c"
    source.write_text(program())
    printed = []
    for command in ("gcc", str(VCC)):
        out = tmp_path / Path(command).name
        subprocess.run([command, "-w", str(source), "-o", str(out)], check=True)
        run = subprocess.run([str(out)], stdout=subprocess.PIPE, text=True, check=True)
        printed.append(run.stdout.splitlines())
    assert len(printed[0]) > 3000
    differing = [f"gcc {a!r}, vcc {b!r}" for a, b in zip(*printed, strict=True) if a != b]
    assert not differing, f"{len(differing)}: " + "; ".join(differing[:5])
