"""The text emitter's output assembles to what the object emitter makes of the same calls."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from row_samples import NAMES, samples

from compiler.assembler.assemble import assemble
from compiler.assembler.emitter import LOC_PROLOGUE_END, Emitter
from compiler.assembler.object_emitter import ObjectEmitter
from compiler.assembler.operands import (
    KIND_GOTPCREL,
    KIND_GOTTPOFF,
    KIND_PLT,
    KIND_TPOFF,
    EncodeError,
    Operands,
    Sink,
)
from compiler.assembler.text_emitter import TextEmitter
from compiler.assembler.x86_object import X86Architecture
from compiler.target.x86.printer import X86Printer
from compiler.elf.constants import (
    SHF_ALLOC,
    SHF_EXECINSTR,
    SHF_MERGE,
    SHF_STRINGS,
    SHF_WRITE,
    SHT_NOBITS,
    SHT_PROGBITS,
    STB_GLOBAL,
    STB_WEAK,
    STT_FUNC,
    STT_OBJECT,
    STV_HIDDEN,
)
from compiler.elf.write import write_object
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.x86.encode import Encoder
from compiler.target.x86.ops_gen import (
    CALL64l,
    CALL64m,
    CMP64mi,
    JEl,
    JGl,
    JMPl,
    LEA64rm,
    MOV64rm,
    MOV64ri,
    PUSH64r,
    RET64,
)
from compiler.target.x86.registers import RIP


class Nothing(Sink):
    """Only asks whether an encoding exists."""


def function(e: Emitter, rng: random.Random, number: int) -> None:
    """One function with jumps, calls, data references, CFI and lines."""
    o = Operands()
    encoder = Encoder(64)
    e.section(".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR)
    name = e.symbol(f"f{number}")
    if number % 3:
        e.bind(name, STB_GLOBAL if number % 3 == 1 else STB_WEAK)
    if number % 4 == 1:
        e.visibility(name, STV_HIDDEN)
    e.type(name, STT_FUNC)
    e.align(16)
    e.define(name)
    e.loc(1, number + 1, 3)
    e.cfi_startproc()
    o.clear()
    o.r0 = 5
    e.instruction(PUSH64r, o)
    e.cfi_def_cfa_offset(16)
    e.cfi_offset(6, -16)
    e.loc(1, number + 2, 0, LOC_PROLOGUE_END)
    labels = [e.label() for _ in range(6)]
    texts = e.label()
    for label in labels:
        for _ in range(rng.randrange(30)):
            op = rng.randrange(FIRST_MACHINE, FIRST_MACHINE + len(NAMES))
            for sample in samples(op, 64):
                try:
                    encoder.encode(op, sample, Nothing())
                except EncodeError:
                    continue
                e.instruction(op, sample)
                break
        o.clear()
        o.symbol = rng.choice(labels)
        e.instruction(rng.choice([JMPl, JEl, JGl]), o)
        if rng.random() < 0.3:
            e.align(16, 10)
        e.define(label)
        o.clear()
        o.symbol = e.symbol(f"f{rng.randrange(number + 3)}")
        o.kind = rng.choice([0, KIND_PLT])
        e.instruction(rng.choice([CALL64l, JMPl]), o)
        o.clear()
        o.r0 = rng.randrange(16)
        o.base = RIP
        o.symbol = rng.choice([texts, e.symbol("data"), e.symbol("other")])
        o.disp = rng.choice([0, 4, -8])
        e.instruction(LEA64rm, o)
    for op, kind in ((MOV64rm, KIND_GOTPCREL), (MOV64rm, KIND_GOTTPOFF), (CALL64m, KIND_GOTPCREL),
                     (CMP64mi, KIND_GOTPCREL)):
        o.clear()
        o.base = RIP
        o.r0 = 3
        o.symbol = e.symbol("thread" if kind == KIND_GOTTPOFF else "other")
        o.kind = kind
        e.instruction(op, o)
    o.clear()
    o.r0 = 2
    o.imm_symbol = e.symbol("thread")
    o.imm_kind = KIND_TPOFF
    o.imm = 4
    e.instruction(MOV64ri, o)
    e.cfi_remember_state()
    o.clear()
    e.instruction(RET64, o)
    e.cfi_restore_state()
    e.cfi_endproc()
    e.size_to_here(name)
    e.section(".rodata.str1.1", SHT_PROGBITS, SHF_ALLOC | SHF_MERGE | SHF_STRINGS, 1)
    e.define(texts)
    e.bytes_(bytes(rng.randrange(1, 256) for _ in range(rng.randrange(90))) + b"\0")
    e.section(".rodata", SHT_PROGBITS, SHF_ALLOC)
    e.align(4)
    table = e.label()
    e.define(table)
    for label in labels:
        e.value(4, label, table, 0)
    e.leb128_difference(False, labels[5], labels[0])


def program(e: Emitter, seed: int) -> None:
    rng = random.Random(seed)
    e.file_symbol("p.c")
    e.file(0, "/src", "p.c")
    e.file(1, "/src", "p.c")
    e.section(".debug_info", SHT_PROGBITS, 0)
    e.integer(4, 0)
    for number in range(8):
        function(e, rng, number)
    e.section(".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE)
    data = e.symbol("data")
    e.type(data, STT_OBJECT)
    e.align(32)
    e.define(data)
    for size in (1, 2, 4, 8, 16):
        e.integer(size, rng.getrandbits(8 * size))
    e.value(8, e.symbol("f1"), None, 16)
    e.zeros(7)
    e.leb128(True, -12345)
    e.leb128(False, 1 << 40)
    e.size(data, 40)
    e.alias(e.symbol("again"), data, 8)
    e.section(".foo", SHT_PROGBITS, SHF_ALLOC, 0, "signature")
    e.bytes_(b"x")
    e.section(".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE)
    e.define(e.symbol("zeros"))
    e.zeros(100)
    e.common(e.symbol("shared"), 100, 32, False)
    e.common(e.symbol("private"), 24, 8, True)
    assert not e.inline("movl $1, %eax\n1: jmp 1b", "p.c", 5)
    e.ident("vouch")


@pytest.mark.parametrize("seed", range(4))
def test_text_and_object_agree(seed: int) -> None:
    direct = ObjectEmitter(X86Architecture(64))
    program(direct, seed)
    text = TextEmitter(X86Printer())
    program(text, seed)
    again = assemble(text.text(), "t.s")
    assert again.object is not None, again.problems[0].render()
    first = {s.name: bytes(s.data) for s in direct.finish().sections}
    second = {s.name: bytes(s.data) for s in again.object.sections}
    for name, data in first.items():
        assert second[name] == data, f"{name} differs"
    assert first.keys() == second.keys()
    assert write_object(direct.object)


def test_a_stream_is_deterministic() -> None:
    images = []
    for _ in range(2):
        emitter = ObjectEmitter(X86Architecture(64))
        program(emitter, 1)
        images.append(write_object(emitter.finish()))
    assert images[0] == images[1]
