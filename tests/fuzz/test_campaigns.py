"""A fixed slice of each campaign through `vfuzz`: the same seeds in every run, and every kind of
subject that `agree` has.

`OPEN` lists the seeds whose finding is a known defect that is not fixed yet (docs/found.md); a seed
that finds nothing any more must leave the list.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, command

from fuzz.judges import TARGETS

SLICES = [("agree", 1, 12), ("agree", 13, 12), ("caught", 0, 40), ("caught", 40, 40),
          ("refused", 0, 44), ("refused", 44, 44)]
OPEN: set[tuple[str, int]] = set()


def vfuzz(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A small campaign that reduces nothing."""
    return subprocess.run(
        [*command("vfuzz", "fuzz.main"), *options, "--reduce", "0", "--save", str(folder),
         "--quiet"], cwd=ROOT, capture_output=True, text=True, timeout=600)


@pytest.mark.parametrize("kind,first,count", SLICES)
def test_slice(kind: str, first: int, count: int, tmp_path: Path) -> None:
    """Nothing is found in these seeds but what is open."""
    done = vfuzz(tmp_path, "--campaign", kind, "--seed", str(first), "--count", str(count),
                 "--size", "40")
    found = {(kind, int(n)) for n in re.findall(r"^seed (\d+): (?!saved)", done.stdout, re.M)}
    wanted = {(k, n) for k, n in OPEN if k == kind and first <= n < first + count}
    assert found == wanted, (done.stdout + done.stderr)[-3000:]
    assert done.returncode == bool(wanted)
    assert f"{kind}: {count} programs" in done.stdout


PURE = " ".join(["env", "VOUCH_PURE=1", *command("vcc", "compiler.driver.main"), "-O2"])
SUBJECTS = {
    "levels": ["vcc -O1", "vcc -O3", "vcc -Os"],
    "chaos": ["vcc -O0 --chaos=1", "vcc -O2 --chaos=2"],
    "Python form": [PURE],
    "rivals": ["gcc -O0", "clang -O2 -ffp-contract=off"],
}


@pytest.mark.parametrize("name", list(SUBJECTS))
def test_subjects_agree(name: str, tmp_path: Path) -> None:
    """Levels, random choices of the compiler, its Python form, other compilers."""
    commands = SUBJECTS[name]
    missing = [words for words in commands if words.split()[0] in ("gcc", "clang")
               and not shutil.which(words.split()[0])]
    if missing:
        pytest.skip(f"not installed: {missing}")
    done = vfuzz(tmp_path, *[word for text in commands for word in ("--cc", text)],
                 "--seed", "301", "--count", "2", "--size", "30")
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert "agree: 2 programs" in done.stdout


@pytest.mark.parametrize("target", [name for name in TARGETS if TARGETS[name][1]])
def test_targets_agree(target: str, tmp_path: Path) -> None:
    """Programs for other machines, run by qemu-user."""
    if not shutil.which(TARGETS[target][1][0]) or not os.path.isdir(f"/usr/{target}-linux-gnu"):
        pytest.skip(f"no emulator or no C library for {target}")
    done = vfuzz(tmp_path, "--target", target, "--seed", "401", "--count", "3", "--size", "40")
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def test_what_failed_is_tried_first(tmp_path: Path) -> None:
    """A failing seed is kept, comes first in the next campaign, and is forgotten once it holds."""
    def seeds(*options: str) -> list[str]:
        return re.findall(r"^seed (\d+): (?!saved)", vfuzz(tmp_path, *options).stdout, re.M)

    refuser = tmp_path / "cc"
    refuser.write_text("#!/bin/sh\nexit 1\n")
    refuser.chmod(0o755)
    options = ["--cc", str(refuser), "--size", "1", "--count", "1", "--seed"]
    assert seeds(*options, "7") == ["7"]
    assert seeds(*options, "3") == ["7", "3"]
    refuser.write_text('#!/bin/sh\nexec gcc "$@"\n')
    assert seeds(*options, "3") == []
    refuser.write_text("#!/bin/sh\nexit 1\n")
    assert seeds(*options, "5") == ["5"]
