"""Every x86 row over its operand classes, in 64-, 32- and 16-bit code: encoder, printer, text
assembler, decoder and GNU as agree on the bytes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from row_samples import NAMES, samples

from compiler.assembler.assemble import assemble
from compiler.assembler.operands import EncodeError, Label, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.x86.decode import Decoder
from compiler.target.x86.encode import Encoder
from compiler.target.x86.printer import X86Printer

SLOT = 16                       # every instruction stands alone in so many bytes
# what GNU as refuses though the processor has it
REFUSED_BY_GAS = {"SALC", "MOVDIR64Brm"}
# decoded as two instructions: a wait, then the form without one
WAIT_FORMS = {"FINIT", "FCLEX", "FSTCWm", "FSTSWm", "FSTSWAX", "FSTSW", "FSTENVm", "FSAVEm",
              "FSTENVSm", "FSTENVLm", "FSAVESm", "FSAVELm"}


class Bytes(Sink):
    """A sink for code without symbols."""

    def fixup(self, place: int, size: int, pcrel: bool, kind: int, symbol: Label | None,
              minus: Label | None, addend: int, flavour: int) -> None:
        raise AssertionError("no sample has a symbol")


class Sample:
    def __init__(self, name: str, text: str, code: bytes) -> None:
        self.name = name
        self.text = text
        self.code = code


def all_samples(mode: int) -> list[Sample]:
    printer = X86Printer(mode)
    encoder = Encoder(mode)
    result = []
    for op in range(FIRST_MACHINE, FIRST_MACHINE + len(NAMES)):
        for operands in samples(op, mode):
            sink = Bytes()
            try:
                encoder.encode(op, operands, sink)
            except EncodeError:
                continue
            result.append(Sample(NAMES[op - FIRST_MACHINE], printer.instruction(op, operands),
                                 sink.code.getvalue()))
    return result


def source(lines: list[Sample], mode: int) -> str:
    body = "".join(f"{s.text}\n.balign {SLOT},0xcc\n" for s in lines)
    return f".code{mode}\n{body}"


def compare(lines: list[Sample], data: bytes, who: str) -> None:
    wrong = []
    for i, sample in enumerate(lines):
        slot = data[SLOT * i:SLOT * (i + 1)].rstrip(b"\xcc")
        if slot != sample.code.rstrip(b"\xcc"):
            wrong.append(f"{sample.text}: {who} {slot.hex()}, we {sample.code.hex()}")
    assert not wrong, f"{len(wrong)} differ: " + "; ".join(wrong[:5])


@pytest.fixture(scope="module", params=[64, 32, 16])
def corpus(request: pytest.FixtureRequest) -> tuple[int, list[Sample]]:
    mode = int(request.param)
    return mode, all_samples(mode)


def test_nearly_every_opcode_has_a_sample(corpus: tuple[int, list[Sample]]) -> None:
    mode, lines = corpus
    seen = {sample.name for sample in lines}
    floor = 3700 if mode == 64 else 3390
    assert len(seen) >= floor, f"only {len(seen)} opcodes encoded in {mode}-bit mode"


def test_gnu_as_agrees(corpus: tuple[int, list[Sample]], tmp_path: Path) -> None:
    if shutil.which("as") is None:
        pytest.skip("no GNU as")
    mode, lines = corpus
    lines = [s for s in lines if s.name not in REFUSED_BY_GAS]
    path = tmp_path / "rows.s"
    path.write_text(source(lines, mode))
    made = subprocess.run(["as", "--64" if mode == 64 else "--32", path, "-o", tmp_path / "o"],
                          capture_output=True, text=True, check=False)
    refused = re.findall(r"rows\.s:(\d+): Error: (.*)", made.stderr)
    assert not refused, f"{len(refused)} refused, first: {refused[0]}: " + (
        source(lines, mode).splitlines()[int(refused[0][0]) - 1])
    subprocess.run(["objcopy", "-O", "binary", "-j", ".text", tmp_path / "o", tmp_path / "bin"],
                   check=True)
    compare(lines, (tmp_path / "bin").read_bytes(), "GNU as")


def test_the_printed_text_assembles_back(corpus: tuple[int, list[Sample]]) -> None:
    mode, lines = corpus
    result = assemble(source(lines, mode), "rows.s", 64 if mode == 64 else 32)
    assert result.object is not None, result.problems[0].render()
    compare(lines, bytes(result.object.sections[0].data), "the assembler")


def test_the_decoder_reads_back(corpus: tuple[int, list[Sample]]) -> None:
    mode, lines = corpus
    decoder = Decoder(mode)
    encoder = Encoder(mode)
    wrong = []
    for sample in lines:
        if sample.name in WAIT_FORMS:
            continue
        sink = Bytes()
        length = decoder.decode(sample.code + b"\x90" * 8, 0)
        if length == len(sample.code):
            encoder.encode(decoder.op, decoder.operands, sink)
        if sink.code.getvalue() != sample.code:
            wrong.append(sample.text)
    assert not wrong, f"{len(wrong)} not decoded: {wrong[:5]}"
