"""Texts that break things: diagnostics, never an exception, never long."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

import pytest

from gcc_reference import ours

VCC = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "vcc"
DEEP = 100_000
MILLIONS = ("doubling", "deep calls")     # of expansions: minutes in interpreted Python
TEXTS = {
    "parentheses in #if": "#if " + "(" * DEEP + "1" + ")" * DEEP + "\n#endif\n",
    "operators in #if": "#if " + "-" * DEEP + "1\nx\n#endif\n",
    "sum in #if": "#if " + "1+" * DEEP + "1\nx\n#endif\n",
    "nested #if": "#if 1\n" * DEEP,
    "nested skipped #if": "#if 0\n" * DEEP,
    "nested calls": "#define F(x) x\n" + "F(" * 3000 + ")" * 3000 + "\n",
    "deep calls": "#define F(x) x\n" + "F(" * DEEP + "1" + ")" * DEEP + "\n",
    "long chain": "".join(f"#define A{k} A{k + 1}\n" for k in range(20000)) + "A0\n",
    "doubling": "".join(f"#define A{k} A{k + 1} A{k + 1}\n" for k in range(60)) + "A0\n",
    "includes itself": "#include \"case.c\"\n",
    "includes itself twice": "#include \"case.c\"\n#include \"case.c\"\n",
    "huge number": "#if " + "9" * DEEP + "\n#endif\nint x = " + "9" * DEEP + ";\n",
    "huge string": "char s[] = \"" + "x" * 1_000_000 + "\";\n",
    "huge name": "x" * 1_000_000 + "\n",
    "many arguments": "#define F(...) __VA_ARGS__\nF(" + "1," * DEEP + "1)\n",
    "no newline": "#define X",
    "splices": "a\\\n" * DEEP,
    "bytes": "".join(chr(k) for k in range(256)) * 3,
}


@pytest.mark.parametrize("name", TEXTS)
def test_extremes(name: str, tmp_path: Path) -> None:
    """Each extreme ends in less than 10 seconds, without an internal error."""
    path = tmp_path / "case.c"
    path.write_bytes(TEXTS[name].encode("latin-1"))
    done = subprocess.run(["bash", "-c", 'ulimit -t 10; exec "$@"', "-", str(VCC), "-E", "-P",
                           str(path), "-o", "/dev/null"], capture_output=True)
    assert done.returncode in (0, 1) and b"internal" not in done.stderr, done.stderr[-300:]


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in MILLIONS])
def test_extremes_interpreted(name: str, tmp_path: Path) -> None:
    """The same in the Python form, in less than 120 seconds."""
    path = tmp_path / "case.c"
    path.write_bytes(TEXTS[name].encode("latin-1"))
    began = time.process_time()
    ours(path, "-P")
    assert time.process_time() - began < 120


def test_mutations(tmp_path: Path) -> None:
    """Mutated texts give diagnostics and no exception."""
    from test_expansion import CASES as EXPANSIONS
    from test_messages import CASES as MESSAGES

    texts = [text.encode() for text in EXPANSIONS.values()] + [text.encode() for text in MESSAGES]
    pieces = [b"#", b"##", b"(", b")", b",", b"\\\n", b'"', b"'", b"/*", b"*/", b"\n", b"\0",
              b"\xff", b"__VA_OPT__(", b'_Pragma("', b"#if ", b"#define ", b"defined", b'R"(',
              b"%:", b"\\"]
    generator = random.Random(12)
    path = tmp_path / "case.c"
    for _ in range(400):
        text = bytearray(generator.choice(texts))
        for _ in range(generator.choice((1, 2, 5))):
            at = generator.randrange(len(text) + 1)
            if generator.random() < 0.5:
                text[at:at] = generator.choice(pieces)
            else:
                del text[at : at + generator.randrange(8)]
        path.write_bytes(bytes(text))
        ours(path, *generator.choice((("-P",), (), ("-C",), ("-Wall", "-pedantic"))))
