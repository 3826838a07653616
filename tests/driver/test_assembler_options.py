"""-Wa, and -Xassembler: what means something to the assembler, and what is refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

VCC = Path(__file__).parent.parent.parent / ".venv" / "bin" / "vcc"
TEXT = '.include "part.inc"\n.long VALUE\n.section .text\nnop\n'


def assemble(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Assemble a text that needs -I and --defsym."""
    (folder / "inc").mkdir(exist_ok=True)
    (folder / "inc" / "part.inc").write_text(".long 42\n")
    (folder / "part.s").write_text(TEXT)
    (folder / "warns.s").write_text('.warning "so so"\nnop\n')
    return subprocess.run([str(VCC), "-c", *options, "-o", "out.o"], cwd=folder,
                          capture_output=True, text=True)


def sections(folder: Path) -> str:
    """What readelf says of the sections."""
    return subprocess.run(["readelf", "-SW", "out.o"], cwd=folder, capture_output=True,
                          text=True).stdout


def test_includes_and_symbols(tmp_path: Path) -> None:
    done = assemble(tmp_path, "-Wa,-I,inc,--defsym,VALUE=3", "-Xassembler", "--noexecstack",
                    "part.s")
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert ".note.GNU-stack" in sections(tmp_path)


def test_directories_of_the_compiler_serve_the_assembler(tmp_path: Path) -> None:
    assert assemble(tmp_path, "-Iinc", "-Wa,--defsym=VALUE=3", "part.s").returncode == 0


def test_execstack(tmp_path: Path) -> None:
    assert assemble(tmp_path, "-Wa,--execstack", "warns.s").returncode == 0
    line = [line for line in sections(tmp_path).splitlines() if "GNU-stack" in line]
    assert " X " in line[0]


@pytest.mark.parametrize("option, status, shown", [
    ("-Wa,--fatal-warnings", 1, True), ("-Wa,-W", 0, False), ("-Wa,-march=generic32", 0, True)])
def test_warnings(tmp_path: Path, option: str, status: int, shown: bool) -> None:
    done = assemble(tmp_path, option, "warns.s")
    assert done.returncode == status
    assert ("so so" in done.stderr) == shown


def test_unknown_words_are_refused(tmp_path: Path) -> None:
    done = assemble(tmp_path, "-Wa,--nonsense", "warns.s")
    assert done.returncode == 1 and "unrecognized option '--nonsense'" in done.stderr
