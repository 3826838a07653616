"""Every AArch64 encoding with drawn operands: encoder, printer, parser, decoder, GNU as, objdump
and Capstone agree.  The full run is a command: see arm_samples.py."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from arm_samples import (
    NAMES,
    Sample,
    all_samples,
    with_capstone,
    with_decoder,
    with_gnu_as,
    with_objdump,
    with_parser,
)

TURNS = 1
needs_binutils = pytest.mark.skipif(shutil.which("aarch64-linux-gnu-as") is None,
                                    reason="no cross binutils")


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return all_samples(TURNS, 5)


def test_every_opcode_has_a_sample(samples: list[Sample]) -> None:
    seen = {sample.name for sample in samples}
    missing = [name for name in NAMES if name not in seen]
    assert len(missing) < 8, missing


@needs_binutils
def test_gnu_as_agrees(samples: list[Sample], tmp_path: Path) -> None:
    wrong = with_gnu_as(samples, tmp_path)
    assert not wrong, f"{len(wrong)} differ: {wrong[:5]}"


def test_the_printed_text_assembles_back(samples: list[Sample]) -> None:
    wrong = with_parser(samples)
    assert not wrong, f"{len(wrong)} differ: {wrong[:5]}"


def test_the_decoder_reads_back(samples: list[Sample]) -> None:
    wrong = with_decoder(samples)
    assert not wrong, f"{len(wrong)} differ: {wrong[:5]}"


@needs_binutils
def test_objdump_agrees(samples: list[Sample], tmp_path: Path) -> None:
    wrong = with_objdump(samples, tmp_path)
    assert not wrong, f"{len(wrong)} differ: {wrong[:5]}"


def test_capstone_agrees(samples: list[Sample]) -> None:
    wrong = with_capstone(samples)
    assert not wrong, f"{len(wrong)} differ: {wrong[:5]}"
