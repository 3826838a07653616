"""Sample operands for every AArch64 encoding, and the comparison of what others make of them.

`python tests/asm/arm_samples.py TURNS [SEED]` draws TURNS random words an encoding (fixed bits as
in the row, the rest at random), decodes, prints and encodes them, and compares with GNU as, objdump
and Capstone: what those print of the same word must assemble here to the same word.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from pathlib import Path

import capstone

from compiler.assembler.assemble import assemble
from compiler.assembler.operands import Operands
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.arm import tables_gen as T
from compiler.target.arm.decode import Decoder
from compiler.target.arm.encode import Encoder
from compiler.target.arm.printer import ArmPrinter
from compiler.target.formats import SOURCE_LABEL

NAMES = T.NAMES.split(" ")
HEAD = ".arch armv8.5-a+crypto+fp16\n"
TRIES = 300


class Sample:
    """One instruction: its opcode's name, its text and its word."""

    def __init__(self, name: str, text: str, word: int) -> None:
        self.name = name
        self.text = text
        self.word = word


def all_samples(turns: int, seed: int) -> list[Sample]:
    """Samples of every encoding; those with a branch target only where it is a distance."""
    encoder, printer, decoder = Encoder(), ArmPrinter(), Decoder()
    formats = encoder.formats
    result = []
    for index, name in enumerate(NAMES):
        rng = random.Random(f"{seed} {name}")      # whatever the order of the rows
        for k in range(T.FIRST_ENCODING[index], T.FIRST_ENCODING[index + 1]):
            format = formats.get(T.WORD_FORMATS[k])
            if any(s.source == SOURCE_LABEL and s.param == 12 for s in format.slots):
                continue        # adrp: pages need addresses
            found = 0
            for turn in range(TRIES):
                free = rng.getrandbits(32) & (rng.getrandbits(32) | 0x3FF if turn % 3 == 0 else -1)
                word = T.WORDS[k] | free & ~format.mask
                operands = Operands()
                if not decoder.fill(format, word, operands) or not decoder.accepts(
                        FIRST_MACHINE + index, operands):
                    continue
                word = int(encoder.word(FIRST_MACHINE + index, operands))
                text = printer.instruction(FIRST_MACHINE + index, operands)
                result.append(Sample(name, text, word))
                found += 1
                if found == turns:
                    break
    return result


def words_of(data: bytes) -> list[int]:
    """Little-endian words."""
    return [int.from_bytes(data[at:at + 4], "little") for at in range(0, len(data), 4)]


def differing(samples: list[Sample], words: list[int]) -> list[str]:
    """What is not the sample's word."""
    if len(samples) != len(words):
        return [f"{len(samples)} instructions, {len(words)} words"]
    return [f"{s.name}: {s.text!r} {s.word:08x} {word:08x}"
            for s, word in zip(samples, words) if s.word != word]


def parse(samples: list[Sample], texts: list[str]) -> list[str]:
    """Assemble a text for each sample here, and compare."""
    made = assemble("\n".join(texts) + "\n", "samples.s", machine="aarch64")
    if made.object is None:
        return [problem.render() for problem in made.problems]
    return differing(samples, words_of(bytes(made.object.sections[0].data)))


def with_parser(samples: list[Sample]) -> list[str]:
    """Our printed text assembled here."""
    return parse(samples, [sample.text for sample in samples])


def with_decoder(samples: list[Sample]) -> list[str]:
    """Words decoded and encoded again."""
    decoder, encoder = Decoder(), Encoder()
    wrong = []
    for sample in samples:
        op = decoder.decode(sample.word)
        if op < 0 or encoder.word(op, decoder.operands) != sample.word:
            wrong.append(f"{sample.name}: {sample.text!r} {sample.word:08x}")
    return wrong


def gnu_object(samples: list[Sample], folder: Path) -> tuple[Path, str]:
    """Our text assembled by GNU as, and its errors."""
    source, made = folder / "samples.s", folder / "samples.o"
    source.write_text(HEAD + "\n".join(sample.text for sample in samples) + "\n")
    done = subprocess.run(["aarch64-linux-gnu-as", str(source), "-o", str(made)],
                          capture_output=True, text=True)
    return made, done.stderr if done.returncode else ""


def with_gnu_as(samples: list[Sample], folder: Path) -> list[str]:
    """Our text assembled by GNU as."""
    made, errors = gnu_object(samples, folder)
    if errors:
        return errors.splitlines()
    binary = folder / "samples.bin"
    subprocess.run(["aarch64-linux-gnu-objcopy", "-O", "binary", "-j", ".text", str(made),
                    str(binary)], check=True)
    return differing(samples, words_of(binary.read_bytes()))


def with_objdump(samples: list[Sample], folder: Path) -> list[str]:
    """objdump's text of our words assembled here."""
    made, errors = gnu_object(samples, folder)
    if errors:
        return errors.splitlines()
    listing = subprocess.run(["aarch64-linux-gnu-objdump", "-d", str(made)], check=True,
                             capture_output=True, text=True).stdout
    lines = [line.split("\t", 2)[2].partition("//")[0] for line in listing.splitlines()
             if line.count("\t") >= 2]
    kept = [k for k, sample in enumerate(samples)
            if not has_label(sample) and "undefined" not in lines[k]]
    return parse([samples[k] for k in kept], [lines[k] for k in kept])


def with_capstone(samples: list[Sample]) -> list[str]:
    """Capstone's text of our words assembled here; what it does not know is left out."""
    machine = capstone.Cs(capstone.CS_ARCH_ARM64, capstone.CS_MODE_ARM)
    kept, texts = [], []
    for sample in samples:
        found = list(machine.disasm(sample.word.to_bytes(4, "little"), 0))
        nameless = found and found[0].op_str.startswith(",")     # prfm without a word
        if found and not nameless and not has_label(sample):
            kept.append(sample)
            texts.append(f"{found[0].mnemonic} {found[0].op_str}")
    return parse(kept, texts)


def has_label(sample: Sample) -> bool:
    """Branches and addresses, which disassemblers print as absolute."""
    return sample.name.endswith("l") and not sample.name[-2:].endswith(("1l", "2l", "3l", "4l"))


def main() -> int:
    turns = int(sys.argv[1])
    samples = all_samples(turns, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for way, wrong in (("GNU as", with_gnu_as(samples, folder)),
                           ("parser", with_parser(samples)), ("decoder", with_decoder(samples)),
                           ("objdump", with_objdump(samples, folder)),
                           ("Capstone", with_capstone(samples))):
            print(f"{way}: {len(samples)} samples, {len(wrong)} differ")
            for line in wrong[:20]:
                print("  " + line)
            failed += len(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
