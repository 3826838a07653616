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
    words_of,
)

from compiler.assembler.assemble import assemble

TURNS = 1
needs_binutils = pytest.mark.skipif(shutil.which("aarch64-linux-gnu-as") is None,
                                    reason="no cross binutils")


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return all_samples(TURNS, 9)


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


@pytest.mark.parametrize(("text", "word"), [
    ("movz x14, 20810, lsl 32", 0xD2CA294E), ("add x0, x1, #1, lsl 12", 0x91400420),
    ("add x0, sp, x1, lsl #2", 0x8B216BE0), ("movi v0.4s, #1", 0x4F000420),
    ("ld1 {v0.8b, v1.8b-v3.8b}, [x0]", 0x0C402000), ("st1 {v0.s}[#1], [x0]", 0x0D009000),
])
def test_spellings(text: str, word: int) -> None:
    made = assemble(text + "\n", "one.s", machine="aarch64")
    assert made.object is not None, [problem.render() for problem in made.problems]
    assert words_of(bytes(made.object.sections[0].data)) == [word]


@pytest.mark.parametrize("text", [
    "add x0, x1, #1, foo", "add w1, w2, #3, sxtw #2", "add x0, x1, #1, lsl #-1", "movk w7, #1, #4",
    "movz x0, #0x100000", "ubfx x0, x1, #300, #4", "ldr b18, [x17] #32", "ld1 {v0.8b}, [x0], w2",
    "mul v16.2s, v27.2s, v2.s[0", "adds x13, x10, w0, uxt w #4",
])
def test_wrong_operands_are_refused(text: str) -> None:
    made = assemble(text + "\n", "one.s", machine="aarch64")
    assert made.object is None
    assert "error: illegal operands" in made.problems[0].render()


def test_branches_out_of_range() -> None:
    """A conditional branch turned around reaches as far as b; b.al has no opposite."""
    made = assemble("cbz x0, far\n.space 0x100000\nfar: ret\n", "a.s", machine="aarch64")
    assert made.object is not None
    assert words_of(bytes(made.object.sections[0].data[:8])) == [0xB5000040, 0x14040001]
    refused = assemble("\tb.al far\n.space 0x100000\nfar: ret\n", "a.s", machine="aarch64")
    assert refused.object is None
    assert refused.problems[0].render() == (
        "a.s:1:2: error: branch is out of range\n  b.al far\n  ^")
