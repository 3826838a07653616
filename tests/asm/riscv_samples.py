"""Sample operands for every RISC-V opcode, and the comparison of what others make of them.

`python tests/asm/riscv_samples.py TURNS [SEED]` draws TURNS random operand choices an opcode and
compares encoder, printer, parser and decoder with GNU as, objdump and Capstone; the test draws few.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import capstone

from compiler.assembler.assemble import assemble
from compiler.assembler.operands import EncodeError, Label, Operands, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import (
    IS_ALIAS,
    IS_MACRO,
    MAX_OPERANDS,
    NO_FIXED,
    OPERAND_IMM,
    OPERAND_LABEL,
    OPERAND_MEM,
    OPERAND_REG,
)
from compiler.target.riscv import tables_gen as T
from compiler.target.riscv.decode import Decoder
from compiler.target.riscv.encode import Encoder
from compiler.target.riscv.names_gen import MNEMONICS
from compiler.target.riscv.printer import RiscvPrinter
from compiler.target.riscv.registers import CLASS_CSR, CLASS_FENCE, CLASS_FLOAT, CSR0, FENCE0

NAMES = T.NAMES.split(" ")
EXTENSIONS = "rv64gch_zba_zbb_zbs_svinval_zihintpause"
SPECIAL = [0, 1, 2, 4, 8, 16, 31, 32, 48, 63, 124, 248, 252, 496, 504, 512, 1023, 2047, 255,
           0x12345, 0xFFFE1, -1, -2, -16, -32, -33, -512, -2048]
CSRS = [0x001, 0x300, 0xC00, 0x7C5, 0x3B1]
# GNU as 2.40 leaves these at four bytes, or takes a hint, where a compressed form says the same
LONGER = {"JALRrm", "ADDrrr", "MVrr", "MOVErr", "ADDrri", "JRm", "JALRm", "JALRrr"}
# spelled otherwise by objdump, or not known to Capstone
OTHER_NAMES = {"C_UNIMP", "UNIMP", "FENCE", "FENCEss", "FENCE_TSO", "PAUSE"}


class Bytes(Sink):
    """A sink for code without symbols."""

    def fixup(self, place: int, size: int, pcrel: bool, kind: int, symbol: Label | None,
              minus: Label | None, addend: int, flavour: int) -> None:
        raise AssertionError("no sample has a symbol")


class Sample:
    """One instruction: its opcode, its text, and our bytes."""

    def __init__(self, op: int, text: str, code: bytes) -> None:
        self.name = NAMES[op - FIRST_MACHINE]
        self.op = op
        self.text = text
        self.code = code


def register(rng: random.Random, cls: int, few: list[int]) -> int:
    """A register of the class; equal ones are frequent."""
    if cls == CLASS_FENCE:
        return FENCE0 + rng.randrange(1, 16)
    if cls == CLASS_CSR:
        return CSR0 + rng.choice(CSRS)
    return rng.choice(few) + (32 if cls == CLASS_FLOAT else 0)


def number(rng: random.Random) -> int:
    """An immediate or displacement: often 0, small, or at the edge of some field."""
    edge = rng.choice(SPECIAL)
    return rng.choice([0, rng.randrange(1, 32), edge, edge, rng.randrange(-2048, 2048)])


def draw(op: int, turns: int, rng: random.Random) -> Iterator[Operands]:
    """Operand choices for one opcode; none for branches (their targets need symbols)."""
    index = op - FIRST_MACHINE
    for turn in range(turns):
        o = Operands()
        few = [rng.randrange(32) for _ in range(2)] + [rng.choice([0, 2, 8, 10])]
        numbers = [-1, -1, -1, -1]
        for i in range(T.OPERAND_COUNT[index]):
            at = index * MAX_OPERANDS + i
            kind = T.OPERAND_KIND[at]
            if kind == OPERAND_LABEL:
                return
            if kind == OPERAND_REG:
                fixed = T.OPERAND_FIXED[at]
                numbers[i] = fixed if fixed != NO_FIXED else register(rng, T.OPERAND_CLASS[at], few)
            elif kind == OPERAND_MEM:
                o.base = rng.choice(few)
                o.disp = number(rng) if turn else 0
            elif kind == OPERAND_IMM:
                o.imm = number(rng) if turn else 1
        o.r0, o.r1, o.r2, o.r3 = numbers
        yield o


def all_samples(turns: int, seed: int) -> list[Sample]:
    """Samples of every opcode that has an encoding of its own kind."""
    rng = random.Random(seed)
    encoder, printer = Encoder(), RiscvPrinter()
    result = []
    for op in range(FIRST_MACHINE, FIRST_MACHINE + len(NAMES)):
        if T.PROPERTIES[op - FIRST_MACHINE] & IS_MACRO or NAMES[op - FIRST_MACHINE] == "ADDrrri":
            continue
        for operands in draw(op, turns, rng):
            sink = Bytes()
            try:
                encoder.encode(op, operands, sink)
            except EncodeError:
                continue
            result.append(Sample(op, printer.instruction(op, operands), sink.code.getvalue()))
    return result


def source(samples: list[Sample]) -> str:
    """Every instruction in a slot of four bytes."""
    head = ".option norelax\n.option arch, +zba, +zbb, +zbs\n"
    return head + "".join(f"{s.text}\n.org {4 * i + 4}\n" for i, s in enumerate(samples))


def slots(samples: list[Sample], data: bytes, who: str) -> list[str]:
    """What differs in the slots."""
    wrong = []
    for i, sample in enumerate(samples):
        found = data[4 * i:4 * i + 4]
        if found != sample.code.ljust(4, b"\0"):
            if len(sample.code) == 4 or sample.name not in LONGER or who != "GNU as":
                wrong.append(f"{sample.text}: {who} {found.hex()}, we {sample.code.hex()}")
    return wrong


def with_gnu_as(samples: list[Sample], folder: Path) -> list[str]:
    """Differences from GNU as."""
    (folder / "rows.s").write_text(source(samples).replace(".option arch, +zba, +zbb, +zbs\n", ""))
    made = subprocess.run(["riscv64-linux-gnu-as", f"-march={EXTENSIONS}", folder / "rows.s",
                           "-o", folder / "rows.o"], capture_output=True, text=True, check=False)
    if made.returncode:
        return made.stderr.splitlines()
    subprocess.run(["riscv64-linux-gnu-objcopy", "-O", "binary", "-j", ".text",
                    folder / "rows.o", folder / "rows.bin"], check=True)
    return slots(samples, (folder / "rows.bin").read_bytes(), "GNU as")


def with_parser(samples: list[Sample]) -> list[str]:
    """Differences when the printed text is assembled again."""
    result = assemble(source(samples), "rows.s", machine="riscv64")
    if result.object is None:
        return [problem.render() for problem in result.problems]
    return slots(samples, bytes(result.object.sections[0].data), "the parser")


def with_decoder(samples: list[Sample]) -> list[str]:
    """Instructions that do not encode again to the bytes they were decoded from."""
    wrong = []
    decoder, encoder = Decoder(), Encoder()
    for sample in samples:
        sink = Bytes()
        length = decoder.decode(sample.code, 0)
        encoder.compressed = length == 2
        if length == len(sample.code):
            encoder.encode(decoder.op, decoder.operands, sink)
        if sink.code.getvalue() != sample.code:
            wrong.append(f"{sample.text} ({sample.code.hex()}): not decoded")
        elif length == 4 and not T.PROPERTIES[sample.op - FIRST_MACHINE] & IS_ALIAS and (
                decoder.op != sample.op) and NAMES[decoder.op - FIRST_MACHINE] not in OTHER_NAMES:
            wrong.append(f"{sample.text}: decoded as {NAMES[decoder.op - FIRST_MACHINE]}")
    return wrong


def canonical(text: str) -> str:
    """One spelling of an instruction: no blanks, numbers decimal, `0(x)` is `(x)`."""
    text = re.sub(r"\s*#.*", "", text.strip())
    mnemonic, _, operands = text.partition("\t") if "\t" in text else text.partition(" ")
    operands = re.sub(r"\s+", "", operands)
    operands = re.sub(r"-?0x[0-9a-f]+", lambda m: str(int(m.group(0), 16)), operands)
    operands = re.sub(r"(^|,)0\(", r"\1(", operands)
    return f"{mnemonic} {operands.removesuffix(',dyn')}".strip()


def with_objdump(samples: list[Sample], folder: Path) -> list[str]:
    """Differences between our reading of the bytes and objdump's."""
    words = "".join(f".insn {int.from_bytes(s.code, 'little')}\n.org {4 * i + 4}\n"
                    for i, s in enumerate(samples))
    (folder / "code.s").write_text(".option norelax\n" + words)
    subprocess.run(["riscv64-linux-gnu-as", f"-march={EXTENSIONS}", folder / "code.s", "-o",
                    folder / "code.o"], check=True)
    listing = subprocess.run(["riscv64-linux-gnu-objdump", "-d", "-M", "no-aliases",
                              folder / "code.o"], capture_output=True, text=True, check=True)
    theirs = {int(m.group(1), 16): m.group(2) for m in re.finditer(
        r"^ *([0-9a-f]+):\t[0-9a-f]+ *\t(.*)$", listing.stdout, re.MULTILINE)}
    decoder, printer = Decoder(), RiscvPrinter()
    wrong = []
    for i, sample in enumerate(samples):
        if decoder.decode(sample.code, 0) == 0 or sample.name in OTHER_NAMES:
            continue
        ours = canonical(printer.instruction(decoder.op, decoder.operands))
        if ours not in (canonical(theirs.get(4 * i, "")), "c.nop"):
            wrong.append(f"{sample.code.hex()}: objdump {theirs.get(4 * i)}, we {ours}")
    return wrong


def with_capstone(samples: list[Sample]) -> list[str]:
    """Mnemonics that Capstone reads otherwise; it knows none of Zb*, H and Svinval."""
    machine = capstone.Cs(capstone.CS_ARCH_RISCV,
                          capstone.CS_MODE_RISCV64 | capstone.CS_MODE_RISCVC)
    decoder, printer = Decoder(), RiscvPrinter()
    wrong = []
    for sample in samples:
        if decoder.decode(sample.code, 0) == 0 or sample.name in OTHER_NAMES:
            continue
        ours = printer.instruction(decoder.op, decoder.operands).split()[0]
        for _, size, mnemonic, _ in machine.disasm_lite(sample.code, 0):
            same = mnemonic == ours or mnemonic.startswith(("c.", "f")) or size != len(sample.code)
            if not same and not is_alias_of(mnemonic, ours):
                wrong.append(f"{sample.code.hex()}: Capstone {mnemonic}, we {ours}")
    return wrong


def is_alias_of(alias: str, mnemonic: str) -> bool:
    """Whether an alias, as Capstone prefers to print it, may stand for the instruction."""
    return alias != mnemonic and any(
        T.PROPERTIES[k] & IS_ALIAS for k, name in enumerate(MNEMONICS.split(" ")) if name == alias)


def main(argv: list[str]) -> int:
    """Compare with everybody; the number of differences is the exit status, at most 1."""
    samples = all_samples(int(argv[0]), int(argv[1]) if len(argv) > 1 else 1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {"GNU as": with_gnu_as(samples, folder), "parser": with_parser(samples),
                 "decoder": with_decoder(samples), "objdump": with_objdump(samples, folder),
                 "Capstone": with_capstone(samples)}
    for who, wrong in found.items():
        print(f"{who}: {len(wrong)} of {len(samples)} differ")
        print("".join(f"  {line}\n" for line in wrong[:10]), end="")
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
