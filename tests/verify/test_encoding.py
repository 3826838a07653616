"""Emitted bytes read back: while they are written, and from whole objects, with capstone as judge.

The decoder's rows are the encoder's, so that a second opinion is needed once: capstone must see the
same instructions, instruction for instruction, in SQLite's object.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from pathlib import Path

import capstone
import pytest

from compiler.driver.options import parse
from compiler.driver.target_choice import choose
from compiler.driver.translate import Unit
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.x86 import check_encoding, encode
from compiler.target.x86.decode import Decoder
from compiler.target.x86.names_gen import MNEMONICS
from elftools.elf.elffile import ELFFile

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ["floats", "int128", "inline_asm", "bitfields"]
EVERY = 16                  # SQLite: every so many functions
# capstone's names for what the rows call otherwise (Intel's against AT&T's mnemonics)
OTHER_NAMES = {"movabs": "mov", "cdqe": "clt", "cwde": "cwtl", "cdq": "cltd", "cqo": "cqto",
               "movzx": "movz", "movsx": "movs", "movsxd": "movs", "ud2": "ud2", "sal": "shl",
               "cbw": "cbtw", "cwd": "cwtd"}


def compile_checked(name: str) -> None:
    options = parse(["-O2", "-w", "-c", "--verify-each", str(ROOT / "tests" / "c" / f"{name}.c")])
    unit = Unit(options.inputs[0].text, "c", options, choose(options, "vcc"), "c")
    result = unit.run()
    assert result.object is not None and not result.failed


@pytest.mark.parametrize("name", SOURCES)
def test_bytes_read_back_while_written(name: str) -> None:
    failures: list[BaseException] = []

    def body() -> None:
        try:
            compile_checked(name)
        except BaseException as error:
            failures.append(error)

    sys.setrecursionlimit(100000)
    threading.stack_size(1 << 28)
    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    assert not failures, failures[0]


def test_a_wrong_byte_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = encode.Encoder.encode

    def broken(self: encode.Encoder, op: int, operands: object, sink: object) -> None:
        before = operands.r0                                     # type: ignore[attr-defined]
        if before == 3:
            operands.r0 = 1                                      # type: ignore[attr-defined]
        kept(self, op, operands, sink)                           # type: ignore[arg-type]
        operands.r0 = before                                     # type: ignore[attr-defined]

    checked = check_encoding.CheckedArchitecture(64)
    from compiler.assembler.operands import Operands
    from compiler.target.x86 import ops_gen

    operands = Operands()
    operands.r0, operands.r1 = 3, 2
    from row_bytes import Bytes

    checked.encode(ops_gen.ADD64rr, operands, Bytes())
    monkeypatch.setattr(encode.Encoder, "encode", broken)
    with pytest.raises(check_encoding.EncodingMismatch):
        checked.encode(ops_gen.ADD64rr, operands, Bytes())


def functions(path: Path) -> list[tuple[str, bytes]]:
    """(name, bytes) of each function of an object."""
    found = []
    with path.open("rb") as file:
        elf = ELFFile(file)
        for symbol in elf.get_section_by_name(".symtab").iter_symbols():
            if symbol["st_info"]["type"] == "STT_FUNC" and symbol["st_size"]:
                section = elf.get_section(symbol["st_shndx"])
                start = symbol["st_value"]
                found.append((symbol.name, section.data()[start:start + symbol["st_size"]]))
    return found


def stem(mnemonic: str) -> str:
    """A mnemonic without prefixes, suffixes and dialect."""
    name = mnemonic.split()[-1]
    return OTHER_NAMES.get(name, name)


def test_capstone_reads_sqlite_as_we_do(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "tests" / "bench"))
    import run as bench

    text = bench.sqlite_amalgamation()
    made = tmp_path / "sqlite3.o"
    subprocess.run([str(ROOT / ".venv" / "bin" / "vcc"), "-O2", "-w", "-c", str(text), "-o",
                    str(made)], check=True)
    machine = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_64)
    machine.syntax = capstone.CS_OPT_SYNTAX_ATT
    decoder = Decoder(64)
    names = MNEMONICS.split(" ") if isinstance(MNEMONICS, str) else MNEMONICS
    wrong, count = [], 0
    for name, code in functions(made)[::EVERY]:
        at = 0
        for _, size, mnemonic, _ in machine.disasm_lite(code, 0):
            length = decoder.decode(code, at)
            ours = names[decoder.op - FIRST_MACHINE] if length else "?"
            same = stem(mnemonic)[:3] == re.sub(r"[*~]", "", ours)[:3]
            if length != size or not same:
                wrong.append(f"{name}+{at:#x}: {ours} ({length} bytes), "
                             f"capstone {mnemonic} ({size})")
                break
            at += size
            count += 1
        if at != len(code) and not wrong:
            wrong.append(f"{name}: capstone stops at {at:#x}")
    assert count > 1000
    assert not wrong, f"{len(wrong)} differ: {wrong[:8]}"
