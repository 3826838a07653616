"""The torture ratchet: no listed file may fail; each run takes a slice that the commit chooses.

All files: `tests/torture/run.py --level O2`, which also takes new passing files in (`--update`);
for a target, `--machine aarch64 --runner "qemu-aarch64 -L /usr/aarch64-linux-gnu"` and its `--cc`.
"""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest
import slices

HERE = Path(__file__).resolve().parent
SPEC = importlib.util.spec_from_file_location("torture_run", HERE / "run.py")
assert SPEC is not None and SPEC.loader is not None
run = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(run)

VCC = str(HERE.parent.parent / ".venv" / "bin" / "vcc")
PARTS = {"execute": 8, "ieee": 2, "compile": 12}
FOREIGN_PARTS = 16
EMULATED = ("aarch64", "riscv64")


def lost(kind: str, level: str, machine: str, parts: int, command: list[str],
         runner: list[str]) -> list[str]:
    """The listed files of this commit's slice that fail."""
    before = run.read_names(run.listing(kind, machine, level))
    assert before, "the ratchet file is missing"
    outcomes = run.run_all(kind, level, command, machine, slices.part(parts), parts, 1, "", runner)
    return [f"{o.case.name}: {o.reason}" for o in outcomes
            if not o.passed and o.case.name in before]


@pytest.mark.parametrize("kind, level", [("execute", "O0"), ("execute", "O2"), ("execute", "Os"),
                                         ("ieee", "O2"), ("compile", "O2")])
def test_ratchet(kind: str, level: str) -> None:
    failed = lost(kind, level, "x86_64", PARTS[kind], [VCC], [])
    assert not failed, f"a slice of 1 in {PARTS[kind]}:\n" + "\n".join(failed)


@pytest.mark.parametrize("level", ["O0", "O2", "Os"])
@pytest.mark.parametrize("machine", EMULATED)
def test_ratchet_elsewhere(machine: str, level: str) -> None:
    root = f"/usr/{machine}-linux-gnu"
    emulator = shutil.which(f"qemu-{machine}")
    if emulator is None or not Path(root, "lib", "crt1.o").exists():
        pytest.skip("no emulator or C library for the target")
    failed = lost("execute", level, machine, FOREIGN_PARTS,
                  [VCC, f"--target={machine}-linux-gnu"], [emulator, "-L", root])
    assert not failed, f"a slice of 1 in {FOREIGN_PARTS}:\n" + "\n".join(failed)
