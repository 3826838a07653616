"""Record layout against gcc: random records with bit-fields, packed, aligned, #pragma pack.

gcc compiles and runs a program that prints sizes, alignments, offsets and the bits that each
bit-field occupies; the same facts must hold as `_Static_assert` (sizes, offsets) in the parser.
"""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
VCC = ROOT / ".venv" / "bin" / "vcc"
SCALARS = ["char", "short", "int", "long", "long long", "float", "double", "long double", "void *",
           "_Bool", "unsigned char", "unsigned", "__int128", "_Complex float"]
INTEGERS = [("char", 8), ("short", 16), ("int", 32), ("unsigned", 32), ("long", 64), ("_Bool", 1),
            ("unsigned long long", 64), ("unsigned char", 8)]


def random_record(rng: random.Random, number: int) -> tuple[str, list[str]]:
    """A definition of `struct rN` (or union) and the names of its plain members."""
    lines: list[str] = []
    plain: list[str] = []
    for index in range(rng.randint(1, 7)):
        suffix = rng.choice(["", "", "", "", " __attribute__((packed))",
                             " __attribute__((aligned(8)))"])
        if rng.random() < 0.55:
            name, width = rng.choice(INTEGERS)
            bits = rng.randint(0, width)
            member = f"m{index}" if bits and rng.random() < 0.85 else ""
            lines.append(f"{name} {member} : {bits}{suffix if member else ''};")
        elif number and rng.random() < 0.2:
            plain.append(f"m{index}")
            lines.append(f"R{rng.randrange(number)} m{index}{suffix};")
        else:
            plain.append(f"m{index}")
            bound = rng.choice(["", "", "", "[3]"])
            lines.append(f"{rng.choice(SCALARS)} m{index}{bound}{suffix};")
    kind = rng.choice(["struct", "struct", "struct", "union"])
    after = rng.choice(["", "", "", "", " __attribute__((packed))",
                        " __attribute__((aligned(32)))"])
    pack = rng.choice(["", "", "", "1", "2", "4"])
    body = f"typedef {kind} {{ {' '.join(lines)} }}{after} R{number};"
    if pack:
        body = f"#pragma pack(push, {pack})\n{body}\n#pragma pack(pop)"
    return body, plain


def test_layout(tmp_path: Path) -> None:
    """300 records."""
    rng = random.Random(7)
    records = [random_record(rng, number) for number in range(300)]
    text = "\n".join(body for body, _ in records)
    facts: list[str] = []
    for number, (_, plain) in enumerate(records):
        facts += [f"sizeof(R{number})", f"_Alignof(R{number})"]
        facts += [f"__builtin_offsetof(R{number}, {name})" for name in plain]
    program = tmp_path / "layout.c"
    prints = "\n".join(f'printf("%zu\\n", (size_t)({fact}));' for fact in facts)
    program.write_text(f"#include <stdio.h>\n{text}\nint main(void) {{ {prints} return 0; }}\n")
    subprocess.run(["gcc", "-w", "-o", tmp_path / "layout", program], check=True)
    values = subprocess.run([tmp_path / "layout"], capture_output=True, text=True,
                            check=True).stdout.split()
    asserts = "\n".join(f'_Static_assert(({fact}) == {value}, "{fact} is {value}");'
                        for fact, value in zip(facts, values))
    unit = tmp_path / "asserts.c"
    unit.write_text(f"{text}\n{asserts}\n")
    done = subprocess.run([VCC, "-w", "-fsyntax-only", unit], capture_output=True, text=True)
    errors = [line for line in done.stderr.splitlines() if "error:" in line]
    assert done.returncode == 0, "\n".join(errors[:10])
