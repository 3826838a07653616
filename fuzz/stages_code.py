"""Random instructions of the rows through printer, assembler, encoder, decoder and GNU binutils.

Problem: a row is read by five programs of ours, and a test of chosen operands sees only the choice.
Idea: draw opcodes and operands, encode, and close every circle: the printed text assembles to the
same bytes (ours and GNU as), the bytes decode to what encodes to them again, and what objdump
prints of them assembles to them as well.  The stage whose circle does not close is named.

A machine is a subclass of `Subject`; only what a machine has is asked (RISC-V has no decoder).
What the encoder refuses is drawn again: refusals are not judged here.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from typing import Any

from compiler.assembler.assemble import assemble
from compiler.assembler.operands import EncodeError, Label, Operands, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.ir.types import wrap
from compiler.target.machine import (
    IS_ALIAS,
    IS_MACRO,
    IS_PREFIX,
    MAX_OPERANDS,
    NO_FIXED,
    OPERAND_IMM,
    OPERAND_MEM,
    OPERAND_REG,
)

from fuzz.choices import Choices
from fuzz.judges import Workplace
from fuzz.stages_ir import Fault

SLOT = 16                       # every instruction stands alone in so many bytes
DISPLACEMENTS = [0, 8, -8, 127, -128, 128, 0x100, -0x1000, 0x12345, 4, 16, 2040, 0x7FFFFFFF]
IMMEDIATES = [0, 1, -1, 2, 3, 7, 12, 31, 63, 127, 128, -128, -129, 255, 2047, -2048, 4095, 0x1234,
              0x7FFF, 0x12345678, 0x7FFFFFFF, -0x80000000, 0x123456789ABCDEF0]


class Sample:
    """One instruction: its row, its text, its bytes."""

    def __init__(self, name: str, text: str, code: bytes) -> None:
        self.name = name
        self.text = text
        self.code = code


class Bytes(Sink):
    """A sink for code without symbols."""

    def fixup(self, place: int, size: int, pcrel: bool, kind: int, symbol: Label | None,
              minus: Label | None, addend: int, flavour: int) -> None:
        raise EncodeError("a symbol")


class Subject:
    """A machine as this campaign sees it."""

    machine = ""
    gas: list[str] = []
    objdump: list[str] = []
    head = ""                   # directives before the first instruction
    bits = 64
    unprinted = 0               # properties of rows without a text of their own
    again = ""                  # pattern of rows whose bytes read back as something else

    def samples(self, choices: Choices, count: int) -> list[Sample]:
        """Instructions that encode."""
        found: list[Sample] = []
        for _ in range(40 * count):
            if len(found) == count:
                break
            sample = self.draw(choices)
            if sample is not None:
                found.append(sample)
        return found

    def draw(self, choices: Choices) -> Sample | None:
        """One instruction, None when the operands do not encode."""
        raise NotImplementedError

    def decoded(self, code: bytes) -> bytes | None:
        """What the decoder's reading encodes to; None without a decoder."""
        return None

    def source(self, lines: list[str]) -> str:
        """Each line in a slot of its own."""
        body = "".join(f"{line}\n.org {SLOT * (k + 1)}\n" for k, line in enumerate(lines))
        return f"{self.head}.text\n{body}"


class TableSubject(Subject):
    """Draws operands by the generated tables of a machine."""

    def __init__(self, tables: Any) -> None:
        self.count: bytes = tables.OPERAND_COUNT
        self.kind: bytes = tables.OPERAND_KIND
        self.cls: bytes = tables.OPERAND_CLASS
        self.size: bytes = tables.OPERAND_SIZE
        self.fixed: bytes | list[int] = tables.OPERAND_FIXED
        self.properties: list[int] = tables.PROPERTIES
        self.names: list[str] = tables.NAMES.split(" ")

    def register(self, cls: int, size: int, choices: Choices) -> int:
        """A register of a class."""
        raise NotImplementedError

    def memory(self, name: str, o: Operands, choices: Choices) -> None:
        """Fill in the memory operand."""
        raise NotImplementedError

    def encode(self, op: int, o: Operands, sink: Sink) -> None:
        """The bytes of an instruction."""
        raise NotImplementedError

    def text(self, op: int, o: Operands) -> str:
        """An instruction as text."""
        raise NotImplementedError

    def draw(self, choices: Choices) -> Sample | None:
        index = choices.below(len(self.names))
        if self.properties[index] & (IS_PREFIX | IS_MACRO | self.unprinted):
            return None
        o = Operands()
        for number in range(self.count[index]):
            at = index * MAX_OPERANDS + number
            kind = self.kind[at]
            if kind == OPERAND_REG:
                fixed = self.fixed[at]
                register = fixed if fixed != NO_FIXED else self.register(
                    self.cls[at], self.size[at], choices)
                setattr(o, f"r{number}", register)
            elif kind == OPERAND_MEM:
                self.memory(self.names[index], o, choices)
            elif kind == OPERAND_IMM:
                o.imm = choices.pick([choices.pick(IMMEDIATES), choices.below(64)])
                if 0 < self.size[at] < 8:
                    o.imm = wrap(o.imm, 8 * self.size[at])
            else:
                return None             # labels: jumps are relaxed, which tests/asm judges
        sink = Bytes()
        try:
            self.encode(FIRST_MACHINE + index, o, sink)
        except EncodeError:
            return None
        return Sample(self.names[index], self.text(FIRST_MACHINE + index, o),
                      sink.code.getvalue())


class X86Subject(TableSubject):
    """x86 in a mode of 64, 32 or 16 bits."""

    machine = "x86_64"
    # a wait is an instruction of its own; what GNU as refuses though the processor has it
    again = r"FINIT|FCLEX|FSTCW|FSTSW|FSTENV|FSAVE|SALC|MOVDIR64B"

    def __init__(self, mode: int) -> None:
        from compiler.target.x86 import tables_gen
        from compiler.target.x86.decode import Decoder
        from compiler.target.x86.encode import Encoder
        from compiler.target.x86.printer import X86Printer

        super().__init__(tables_gen)
        self.mode = mode
        self.bits = 64 if mode == 64 else 32
        self.gas = ["as", "--64" if mode == 64 else "--32"]
        arch = {64: "i386:x86-64", 32: "i386", 16: "i8086"}[mode]
        self.objdump = ["objdump", "-m", arch]
        self.head = f".code{mode}\n"
        self.encoder, self.printer, self.decoder = Encoder(mode), X86Printer(mode), Decoder(mode)

    def register(self, cls: int, size: int, choices: Choices) -> int:
        from compiler.target.x86 import registers as r

        wide = self.mode == 64
        if cls == r.CLASS_GPR:
            number = choices.below(16 if wide else 8)
            if size == 1 and (number in (4, 5, 6, 7) and not wide or choices.chance(15)):
                return r.AH + number % 4
            return number
        if cls == r.CLASS_SEGMENT:
            return r.ES + choices.below(6)
        if cls == r.CLASS_ST:
            return r.ST0 + 1 + choices.below(7)     # %st, %st is the text of two encodings
        first, count = {r.CLASS_VECTOR: (r.XMM0, 16 if wide else 8), r.CLASS_MMX: (r.MMX0, 8),
                        r.CLASS_CONTROL: (r.CR0, 8), r.CLASS_DEBUG: (r.DR0, 8)}[cls]
        return first + choices.below(count)

    def memory(self, name: str, o: Operands, choices: Choices) -> None:
        from compiler.target.x86 import registers as r

        o.disp = choices.pick(DISPLACEMENTS)
        if "GATHER" in name:
            o.base, o.index, o.scale = 3, r.XMM0 + choices.below(8), choices.pick([1, 2, 4, 8])
            o.address_size = 32 if self.mode == 16 else 0
            return
        if "o" in name or name.startswith("MOVABS"):
            o.disp = abs(int(o.disp))
            return
        if choices.chance(15):
            # not the default ones: a text need not keep those
            o.segment = choices.pick([r.ES, r.FS, r.GS])
        if self.mode == 16:
            o.disp = o.disp if -0x8000 <= o.disp < 0x8000 else 5
            o.base, o.index = choices.pick([(3, 6), (3, 7), (5, 6), (5, 7), (6, -1), (7, -1),
                                            (5, -1), (3, -1), (-1, -1)])
            return
        registers = 16 if self.mode == 64 else 8
        kind = choices.below(6)
        if kind != 5:
            o.base = choices.below(registers)
        if kind in (2, 3, 5):
            index = choices.below(registers)
            o.index = index if index != r.RSP else 3
            o.scale = choices.pick([1, 2, 4, 8])
        if kind == 4 and self.mode == 64:
            o.base, o.segment = choices.pick([(r.RIP, -1), (-1, r.FS)])

    def encode(self, op: int, o: Operands, sink: Sink) -> None:
        self.encoder.encode(op, o, sink)

    def text(self, op: int, o: Operands) -> str:
        return self.printer.instruction(op, o)

    def decoded(self, code: bytes) -> bytes | None:
        length = self.decoder.decode(code + b"\x90" * 8, 0)
        sink = Bytes()
        if length == len(code):
            self.encoder.encode(self.decoder.op, self.decoder.operands, sink)
        return sink.code.getvalue()


class RiscvSubject(TableSubject):
    """RV64GC."""

    machine = "riscv64"
    gas = ["riscv64-linux-gnu-as", "-march=rv64gch_zba_zbb_zbs_zihintpause_svinval"]
    objdump = ["riscv64-linux-gnu-objdump", "-M", "no-aliases"]
    head = ".option norelax\n.option arch, +zba, +zbb, +zbs\n"
    unprinted = IS_ALIAS

    def __init__(self) -> None:
        from compiler.target.riscv import tables_gen
        from compiler.target.riscv.encode import Encoder
        from compiler.target.riscv.printer import RiscvPrinter

        super().__init__(tables_gen)
        self.encoder, self.printer = Encoder(), RiscvPrinter()

    def register(self, cls: int, size: int, choices: Choices) -> int:
        from compiler.target.riscv import registers as r

        if cls == r.CLASS_FENCE:
            return r.FENCE0 + choices.below(16)
        if cls == r.CLASS_CSR:
            return r.CSR0 + choices.pick(sorted(r.csr_names().values()))
        number = choices.pick([10, 8, 2, 0, choices.below(32)])
        return number + (r.F0 if cls == r.CLASS_FLOAT else 0)

    def memory(self, name: str, o: Operands, choices: Choices) -> None:
        o.base = choices.pick([2, 8, 10, choices.below(32)])
        o.disp = choices.pick(DISPLACEMENTS)

    def encode(self, op: int, o: Operands, sink: Sink) -> None:
        self.encoder.encode(op, o, sink)

    def text(self, op: int, o: Operands) -> str:
        return self.printer.instruction(op, o)


class ArmSubject(Subject):
    """AArch64: random bits in the free fields of a row's word, read by the decoder."""

    machine = "aarch64"
    gas = ["aarch64-linux-gnu-as", "-march=armv8.5-a+crypto+fp16+memtag+rng"]
    objdump = ["aarch64-linux-gnu-objdump"]

    def __init__(self) -> None:
        from compiler.target.arm import tables_gen
        from compiler.target.arm.decode import Decoder
        from compiler.target.arm.printer import ArmPrinter

        self.decoder, self.printer = Decoder(), ArmPrinter()
        self.words: list[int] = list(tables_gen.WORDS)
        self.names = tables_gen.NAMES.split(" ")
        self.labelled = [any(tables_gen.OPERAND_KIND[k * MAX_OPERANDS + i] not in (
            OPERAND_REG, OPERAND_MEM, OPERAND_IMM) for i in range(tables_gen.OPERAND_COUNT[k]))
            for k in range(len(self.names))]
        self.masks = {}
        for bucket in self.decoder.buckets.values():
            for candidate in bucket:
                self.masks[candidate.word] = int(candidate.format.mask)

    def draw(self, choices: Choices) -> Sample | None:
        word = choices.pick(self.words)
        word |= choices.below(1 << 32) & ~self.masks.get(word, 0xFFFFFFFF) & 0xFFFFFFFF
        op = self.decoder.decode(word)
        if op < 0 or self.labelled[op - FIRST_MACHINE]:
            return None
        return Sample(self.names[op - FIRST_MACHINE],
                      self.printer.instruction(op, self.decoder.operands),
                      word.to_bytes(4, "little"))


def section_bytes(object_file: bytes) -> bytes:
    """The bytes of .text."""
    from elftools.elf.elffile import ELFFile

    section = ELFFile(io.BytesIO(object_file)).get_section_by_name(".text")
    return bytes(section.data()) if section is not None else b""


def compare(lines: list[Sample], data: bytes, stage: str) -> Fault | None:
    """The first instruction that a stage made otherwise."""
    for k, sample in enumerate(lines):
        slot = data[SLOT * k:SLOT * (k + 1)]
        if slot[:len(sample.code)] != sample.code or any(slot[len(sample.code):]):
            return Fault(stage, f"{sample.name}: '{sample.text}' is {sample.code.hex()}, "
                                f"{stage} makes {slot.rstrip(bytes(1)).hex()}")
    return None


def gas_fault(subject: Subject, lines: list[Sample], place: Workplace) -> Fault | None:
    """What GNU as makes of the printed text."""
    if shutil.which(subject.gas[0]) is None:
        return None
    (place.folder / "code.s").write_text(subject.source([s.text for s in lines]))
    done = subprocess.run([*subject.gas, "code.s", "-o", "gas.o"], cwd=place.folder,
                          capture_output=True, text=True, check=False)
    refused = re.search(r"code\.s:(\d+): Error: (.*)", done.stderr)
    if refused:
        at = (int(refused[1]) - subject.head.count("\n") - 2) // 2
        return Fault("GNU as", f"{lines[at].name}: '{lines[at].text}' "
                               f"({lines[at].code.hex()}) refused: {refused[2]}")
    return compare(lines, section_bytes((place.folder / "gas.o").read_bytes()), "GNU as")


def ours(subject: Subject, texts: list[str]) -> bytes | str:
    """What our assembler makes of texts, or its first complaint."""
    made = assemble(subject.source(texts), "code.s", subject.bits, machine=subject.machine)
    if made.object is None:
        return made.problems[0].render().splitlines()[0]
    return bytes(next(s for s in made.object.sections if s.name == ".text").data)


def disassembled(subject: Subject, lines: list[Sample], place: Workplace) -> list[str]:
    """objdump's text of each instruction."""
    data = b"".join(sample.code.ljust(SLOT, b"\0") for sample in lines)
    source = subject.head + ".text\n.byte " + ",".join(map(str, data)) + "\n"
    (place.folder / "bytes.s").write_text(source)
    # In a section of code, marked as such: AArch64 and RISC-V print data otherwise.
    words = ".inst" if subject.machine == "aarch64" else ""
    if words:
        body = "".join(f".inst {int.from_bytes(s.code, 'little'):#x}\n.inst 0,0,0\n".replace(
            "0,0,0", "0xd503201f,0xd503201f,0xd503201f") for s in lines)
        (place.folder / "bytes.s").write_text(".text\n" + body)
    elif subject.machine == "riscv64":
        body = ""
        for k, s in enumerate(lines):
            size = len(s.code)
            body += f".insn {size}, {int.from_bytes(s.code, 'little'):#x}\n"
            body += "c.nop\n" * ((SLOT - size) // 2)
        (place.folder / "bytes.s").write_text(subject.head + ".text\n" + body)
    subprocess.run([*subject.gas, "bytes.s", "-o", "bytes.o"], cwd=place.folder, check=True,
                   capture_output=True)
    dump = subprocess.run([*subject.objdump, "-d", "-z", "-w", "--no-show-raw-insn", "bytes.o"],
                          cwd=place.folder, capture_output=True, text=True, check=True).stdout
    texts: dict[int, str] = {}
    for line in dump.splitlines():
        match = re.match(r"\s*([0-9a-f]+):\t(.*)", line)
        if match:
            comment = "//" if subject.machine == "aarch64" else "#"
            texts[int(match[1], 16)] = match[2].split(comment)[0].split("<")[0].strip()
    return [texts.get(SLOT * k, "") for k in range(len(lines))]


SUBJECTS: dict[str, Subject] = {}


def subject_for(machine: str, mode: int) -> Subject:
    """The machine, made once in each process."""
    key = f"{machine} {mode}"
    if key not in SUBJECTS:
        SUBJECTS[key] = X86Subject(mode) if machine == "x86_64" else \
            ArmSubject() if machine == "aarch64" else RiscvSubject()
    return SUBJECTS[key]


class CodeCase:
    """Instructions of one machine."""

    def __init__(self, choices: Choices, machine: str = "x86_64", count: int = 60) -> None:
        self.subject = subject_for(machine, choices.pick([64, 64, 32, 16]))
        again = self.subject.again
        self.lines = [sample for sample in self.subject.samples(choices, count)
                      if not (again and re.match(again, sample.name))]

    def text(self) -> str:
        """The instructions, their bytes beside them, for a report."""
        return "".join(f"{s.text}\t/* {s.name} {s.code.hex()} */\n" for s in self.lines)


def judge_code(case: CodeCase, place: Workplace) -> Fault | None:
    """The first stage that does not give back what it was given."""
    subject, lines = case.subject, case.lines
    for sample in lines:
        back = subject.decoded(sample.code)
        if back is not None and back != sample.code:
            return Fault("decoder", f"{sample.name}: '{sample.text}' {sample.code.hex()} "
                                    f"reads back as {back.hex() or 'nothing'}")
    made = ours(subject, [sample.text for sample in lines])
    if isinstance(made, str):
        return Fault("assembler", made)
    fault = compare(lines, made, "assembler") or gas_fault(subject, lines, place)
    if fault is not None or shutil.which(subject.objdump[0]) is None:
        return fault
    return objdump_fault(subject, lines, place)


def objdump_fault(subject: Subject, lines: list[Sample], place: Workplace) -> Fault | None:
    """What objdump prints must assemble to the same bytes, unless GNU as disagrees as well: then
    the text has lost something."""
    texts = disassembled(subject, lines, place)
    for sample, text in zip(lines, texts):
        if "(bad)" in text and "/(bad)" not in text or text.startswith("."):
            return Fault("objdump", f"{sample.name}: '{sample.text}' {sample.code.hex()} "
                                    f"is '{text}'")
    whole = ours(subject, texts)
    if isinstance(whole, bytes) and compare(lines, whole, "assembler") is None:
        return None
    for sample, text in zip(lines, texts):
        made = ours(subject, [text])
        if isinstance(made, bytes) and compare([sample], made, "assembler") is None:
            continue
        theirs = gas_fault(subject, [Sample(sample.name, text, sample.code)], place)
        if theirs is None:
            said = made if isinstance(made, str) else made.rstrip(bytes(1)).hex()
            return Fault("assembler, of objdump's text",
                         f"{sample.name}: '{text}' for {sample.code.hex()}: {said}")
    return None
