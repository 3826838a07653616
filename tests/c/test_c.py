"""One language feature a file: compile with vcc at -O0 and -O2, run, compare with the comment.

A file ends in `/* expect: ... */`, the exact output of its `main`, which returns 0.  Lines
`// targets: NAME...` name the only targets it is for, `// options: WORD...` add to the command
line.  Every file is also lowered with every invariant of the IR checked.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
VCC = ROOT / ".venv" / "bin" / "vcc"
FILES = sorted(Path(__file__).parent.glob("*.c"))
MARK = "/* expect:\n"
EMULATED = [target for target in ("aarch64", "riscv64") if target != platform.machine()]


def words_of(text: str, name: str) -> list[str]:
    """The words of a `// name:` line."""
    for line in text.splitlines():
        if line.startswith(f"// {name}:"):
            return line.split(":", 1)[1].split()
    return []


def command() -> list[str]:
    """The compiler: the installed one, else the module."""
    return [str(VCC)] if VCC.exists() else [sys.executable, "-m", "compiler.driver"]


def skip_foreign(text: str, target: str) -> None:
    """Skip a file that is for other targets."""
    targets = words_of(text, "targets")
    if targets and target not in targets:
        pytest.skip("for another target")


def expected_output(text: str) -> str:
    """What the program prints."""
    return text[text.index(MARK) + len(MARK):text.rindex("*/")]


@pytest.mark.parametrize("level", ["-O0", "-O1", "-O2", "-Os"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_runs(path: Path, level: str, tmp_path: Path) -> None:
    """The program prints what its comment says."""
    text = path.read_text()
    skip_foreign(text, platform.machine())
    program = tmp_path / "program"
    built = subprocess.run(
        [*command(), level, "-w", *words_of(text, "options"), str(path), "-o", str(program), "-lm"],
        cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert built.returncode == 0, built.stderr[:2000]
    ran = subprocess.run([str(program)], capture_output=True, text=True, timeout=60)
    assert ran.stdout == expected_output(text)
    assert ran.returncode == 0


@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize("target", EMULATED)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_runs_elsewhere(path: Path, target: str, level: str, tmp_path: Path) -> None:
    """The program prints the same on other targets, under an emulator."""
    text = path.read_text()
    skip_foreign(text, target)
    root = f"/usr/{target}-linux-gnu"
    emulator = shutil.which(f"qemu-{target}")
    if emulator is None or not Path(root, "lib", "crt1.o").exists():
        pytest.skip("no emulator or C library for the target")
    program = tmp_path / "program"
    built = subprocess.run(
        [*command(), f"--target={target}-linux-gnu", level, "-w", *words_of(text, "options"),
         str(path), "-o", str(program), "-lm"],
        cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert built.returncode == 0, built.stderr[:2000]
    ran = subprocess.run([emulator, "-L", root, str(program)], capture_output=True, text=True,
                         timeout=60)
    assert ran.stdout == expected_output(text)
    assert ran.returncode == 0


@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_ir_is_well_formed(path: Path, level: str) -> None:
    """Lowering leaves no broken invariant."""
    skip_foreign(path.read_text(), platform.machine())
    done = subprocess.run(
        [sys.executable, "-m", "compiler.lowering", level, "-w", str(path)],
        cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
