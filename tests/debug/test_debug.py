"""-g: what gdb sees of variables and types, and that the code is the same without it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import sources

HERE = Path(__file__).parent
VCC = HERE.parent.parent / ".venv" / "bin" / "vcc"

# gdb commands at a line of variables.c, and what each must print.
SESSION = [
    (15, "info locals", "sum = 0\ni = 0\nsum = 3\nn = {next = 0x0, value = 0}"),
    (15, "info args", "a = 1\nb = 2\np = 0x...\nf = 1.5\nc = 65 'A'"),
    (15, "print *p", "{x = 1, y = 2}"),
    (15, "print ::counter", "7"),
    (15, "print origin", "{x = 3, y = 4}"),
    (15, "print table", "{{1, 2}, {3, 4}, {5, 6}}"),
    (15, "print label", '0x... "hello"'),
    (15, "print paint", "GREEN"),
    (15, "print yes", "true"),
    (15, "print ld", "2.5"),
    (15, "print thing", '{flag = 5, rest = -3, d = 1.5, name = "abc\\000\\000\\000\\000", '
                        "{i = 42, f = 5.88545355e-44}}"),
    (15, "whatis table", "int [3][2]"),
    (15, "whatis thing", "anon_t"),
    (15, "ptype handler", "int (*)(const char *, ...)"),
    (15, "ptype enum color", "enum color {RED, GREEN = 5, BLUE}"),
    (15, "ptype struct node", "struct node {\n    struct node *next;\n    int value;\n}"),
    (24, "info locals", "sum = 4\nn = {next = 0x0, value = 4}"),
    (24, "print n", "{next = 0x0, value = 4}"),
]


def compiled(tmp_path: Path, *options: str) -> Path:
    """variables.c as a program or object."""
    target = tmp_path / ("out" + "".join(options).replace("/", "_"))
    subprocess.run([str(VCC), *options, "variables.c", "-o", str(target)], cwd=HERE, check=True)
    return target


def test_gdb_shows_variables_and_types(tmp_path: Path) -> None:
    sources.require("gdb")
    program = compiled(tmp_path, "-g", "-O0")
    lines = ["set confirm off", "set width 0", "break variables.c:15", "break variables.c:24"]
    lines += ["run"]
    stopped = 15
    for line, command, _ in SESSION:
        if line != stopped:
            lines += ["delete 1", "continue"]
            stopped = line
        lines += [f'echo >>>{command}\\n', command, "echo <<<\\n"]
    script = tmp_path / "session.gdb"
    script.write_text("\n".join(lines) + "\n")
    done = subprocess.run(["gdb", "-q", "-batch", "-nx", "-x", str(script), str(program)],
                          cwd=HERE, capture_output=True, text=True, timeout=120)
    shown = re.findall(r">>>(.*?)\n(.*?)<<<", done.stdout, re.DOTALL)
    assert len(shown) == len(SESSION), done.stdout + done.stderr
    wrong = []
    for (_, command, wanted), (_, text) in zip(SESSION, shown, strict=True):
        text = re.sub(r"^(\$\d+|type) = ", "", text.strip())
        text = re.sub(r"0x[0-9a-f]{4,}", "0x...", text)
        if text != wanted:
            wrong.append(f"{command}: {text!r}, expected {wanted!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_debug_information_changes_no_code(tmp_path: Path, level: str) -> None:
    contents = []
    for options in ([level, "-c"], [level, "-g", "-c"]):
        path = compiled(tmp_path, *options)
        copy = tmp_path / "text"
        dumped = b""
        for section in (".text", ".data", ".rodata", ".eh_frame"):
            subprocess.run(["objcopy", "-O", "binary", "--only-section=" + section, str(path),
                            str(copy)], check=True)
            dumped += copy.read_bytes() if copy.exists() else b""
        contents.append(dumped)
    assert contents[0] == contents[1]


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_readelf_finds_nothing_wrong(tmp_path: Path, level: str) -> None:
    path = compiled(tmp_path, level, "-g", "-c")
    done = subprocess.run(["readelf", "--debug-dump=info,abbrev,Ranges", str(path)],
                          capture_output=True, text=True)
    assert not done.stderr, done.stderr
    assert "DW_TAG_lexical_block" in done.stdout or level == "-O2"
    assert "(location list)" not in done.stdout
