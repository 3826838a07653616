"""-Wformat-security, an error under Debian's hardening flags: what counts as a literal."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

VCC = Path(__file__).parent.parent.parent / ".venv" / "bin" / "vcc"
FORMATS = ["x ? \",\" : \"(\"", "x ? a : b", "a", "b", "c", "d", "l", "m", "n", "e",
           "x ? \"a\" : e", "\"ab\" + 1", "&a[1]", "a + x", "(\"q\")", "p[0]", "l + 1", "z",
           "__func__", "w", "c + 1",
           "(const char *)\"z\"", "0 ? e : \"k\"", "itself", "extern_array", "(char *)a",
           "x ? 0 : \"k\""]
PROGRAM = """
extern int printf(const char *, ...);
static const char a[] = "abc\\n"; const char b[] = "b"; static const char *const c = "c";
static const char *d = "d"; extern const char extern_array[]; static char w[] = "w";
void f(int x, const char *e) {
  static const char l[] = "l"; const char m[] = "m"; const char *const n = "n"; char z[] = "z";
  static const char *const p[] = { "x", "y" }; const char *const itself = itself;
"""


def test_as_gcc(tmp_path: Path) -> None:
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc")
    source = tmp_path / "formats.c"
    source.write_text(PROGRAM + "".join(f"  printf({text});\n" for text in FORMATS) + "}\n")
    lines = []
    for compiler in ("gcc", str(VCC)):
        done = subprocess.run([compiler, "-O2", "-Wformat", "-Wformat-security", "-c", str(source),
                               "-o", str(tmp_path / "o")], text=True, stderr=subprocess.PIPE,
                              check=True)
        lines.append(set(re.findall(r":(\d+):\d+: warning:.*-Wformat-security", done.stderr)))
    assert lines[0] == lines[1] and 3 < len(lines[0]) < len(FORMATS)
