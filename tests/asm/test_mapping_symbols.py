"""Mapping symbols and whole texts of AArch64 and RISC-V: the same as GNU as."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from compiler.assembler.assemble import assemble
from compiler.elf.write import write_object

HERE = Path(__file__).parent
TEXTS = [HERE / "mapping" / "arm" / f"{name}.s" for name in ("mapping", "names", "pool")]
TEXTS += [HERE / "mapping" / "riscv" / f"{name}.s" for name in ("mapping", "insn")]
PREFIX = {"arm": "aarch64-linux-gnu-", "riscv": "riscv64-linux-gnu-"}
OPTIONS = {"arm": [], "riscv": ["-march=rv64gc", "-mno-relax"]}
MACHINES = {"arm": "aarch64", "riscv": "riscv64"}


def code(machine: str, path: Path) -> list[str]:
    """Addresses and instructions; fields that a relocation fills are left out."""
    listing = subprocess.run([PREFIX[machine] + "objdump", "-d", path], capture_output=True,
                             text=True, check=True).stdout
    lines = [line.split("#")[0] for line in listing.splitlines() if re.match(r" +[0-9a-f]+:", line)]
    return [" ".join(line.split()) for line in lines]


def marks(path: Path) -> list[tuple[str, str, str]]:
    """Section, address and kind of every mapping symbol in code; of several at an address the last.
    """
    listing = subprocess.run(["readelf", "-SsW", path], capture_output=True, text=True,
                             check=True).stdout
    names = dict(re.findall(r"\[ *(\d+)\] (\.\S+)", listing))
    found = re.findall(r": ([0-9a-f]{16}) +0 NOTYPE +LOCAL +DEFAULT +(\d+) (\$[xd])", listing)
    last = {(names[section], at): kind for at, section, kind in found
            if names[section].startswith(".text")}
    return sorted((section, at, kind) for (section, at), kind in last.items())


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_gnu_as_makes_the_same(path: Path, tmp_path: Path) -> None:
    machine = path.parent.name
    if shutil.which(PREFIX[machine] + "as") is None:
        pytest.skip("no cross binutils")
    result = assemble(path.read_text(), str(path), machine=MACHINES[machine])
    assert result.object is not None, result.problems[0].render()
    ours, theirs = tmp_path / "ours.o", tmp_path / "theirs.o"
    ours.write_bytes(write_object(result.object))
    subprocess.run([PREFIX[machine] + "as", *OPTIONS[machine], path, "-o", theirs], check=True)
    assert code(machine, ours) == code(machine, theirs)
    assert marks(ours) == marks(theirs)


@pytest.mark.parametrize(("machine", "text", "message"), [
    ("aarch64", "acc .req nowhere", "unknown register"),
    ("aarch64", "x1 .req x2", "is a register"), ("aarch64", ".unreq acc", "no .req has made"),
    ("riscv64", ".insn r 0x33, 8, 0, a0, a1, a2", "a number from 0 to 7"),
    ("riscv64", ".insn i 0x12, 0, a0, a1, 0", "another length"),
    ("riscv64", ".insn ca 1, 0, 0, a0, t6", "a register is expected"),
    ("riscv64", ".insn 2, 0x13", "another length"),
    ("riscv64", ".insn sb 0x63, 0, a0, a1, 4", "a label is expected"),
])
def test_wrong_lines_are_refused(machine: str, text: str, message: str) -> None:
    result = assemble(text + "\n", "a.s", machine=machine)
    assert result.object is None and message in result.problems[0].render()
