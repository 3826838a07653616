"""Machine code of AArch64 and RISC-V against its IR: programs agree, planted faults are seen."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

pytest.importorskip("unicorn")
capstone = pytest.importorskip("capstone")

from compiler.codegen import contract  # noqa: E402
from compiler.ir import opcodes as o  # noqa: E402
from compiler.ir.instr import Function  # noqa: E402
from verify import tv, tv_machine  # noqa: E402
from verify.tv_select import MACHINE_CODE  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
TARGETS = ["aarch64", "riscv64"]
Generated = tuple[tv_machine.Program, tv_machine.Watch]
PROGRAM = """
long subtract(long a, long b) { return a - b; }
int choose(int a, int b) { return a < b ? a : b + 7; }
extern long other(long, long);
long keep(long a, long b, long c) { return other(a, b) + other(b, c) * a - c; }
struct pair { long first, second; };
void swap(struct pair *p) { long t = p->first; p->first = p->second; p->second = t; }
double fuse(double a, double b, double c) { return c - a * b; }
long sum(const int *p, int n) { long s = 0; for (int i = 0; i < n; i++) s += p[i]; return s; }
double scale(double a, double b) { return a / b - 0.5; }
int local(int a) { extern void fill(int *); int t[4]; fill(t); return t[a & 3]; }
"""


def compare(target: str, *arguments: str) -> list[tv_machine.Compared]:
    found = tv.with_large_stack(tv_machine.compare,
                                ["-O2", "-w", f"--target={target}-linux-gnu", *arguments])
    assert isinstance(found, list)
    return found


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Generated]:
    path = tmp_path_factory.mktemp("targets") / "program.c"
    path.write_text(PROGRAM)
    found = {}
    for target in TARGETS:
        made = tv.with_large_stack(tv_machine.generate,
                                   ["-O2", "-w", f"--target={target}-linux-gnu", str(path)])
        assert isinstance(made, tuple)
        found[target] = made
    return found


@pytest.mark.parametrize("target", TARGETS)
def test_agree(target: str, generated: dict[str, Generated]) -> None:
    found = tv_machine.Check(*generated[target], target).run()
    assert [(block.function, block.cause) for block in found if block.verdict != "agrees"] == []
    assert sorted({block.function for block in found if block.stage == MACHINE_CODE}) == sorted(
        ["subtract", "choose", "keep", "swap", "fuse", "sum", "scale", "local"])
    assert [block.function for block in found if block.stage == "contraction"] == ["fuse"]


@pytest.mark.parametrize("target", TARGETS)
def test_contraction_fault(target: str, tmp_path: Path) -> None:
    """A difference fused as a sum is seen."""
    path = tmp_path / "program.c"
    path.write_text("double fuse(double a, double b, double c) { return c - a * b; }\n")
    run = contract.run

    def wrong(function: Function) -> bool:
        changed = run(function)
        for instr in function.blocks[0].instrs:
            if instr.op == o.FMA:
                instr.set_arg(0, instr.args[0].args[0])
        return changed

    with patch.object(contract, "run", wrong):
        found = compare(target, str(path))
    assert [block.verdict for block in found if block.stage == "contraction"] == ["differs"]


# Target, function, which instruction (the first that begins so), its word with the fault.
FAULTS = {
    "another operand": ("aarch64", "subtract", "sub ", lambda word: word ^ 1 << 16),
    "operands exchanged": ("aarch64", "subtract", "sub ", lambda word: swapped(word, 5, 16)),
    "another condition": ("aarch64", "choose", "csel ", lambda word: word ^ 1 << 12),
    "another constant": ("aarch64", "choose", "add ", lambda word: word ^ 1 << 10),
    "a register not saved": ("aarch64", "keep", "stp x19, x20", lambda word: word & ~31 | 21),
    "a register not restored": ("aarch64", "keep", "ldp x19, x20", lambda word: ARM_NOP),
    "the stack pointer off": ("aarch64", "local", "add sp", lambda word: ARM_NOP),
    "a wrong argument": ("aarch64", "keep", "mov x0, x20", lambda word: word ^ 1 << 16),
    "joined accesses exchanged": ("aarch64", "swap", "stp ", lambda word: swapped(word, 0, 10)),
    "a narrow load": ("aarch64", "sum", "ldr ", lambda word: word ^ 1 << 31),
    "a float of the other sign": ("aarch64", "scale", "fsub ", lambda word: word ^ 1 << 12),
    "one turn less": ("aarch64", "sum", "b.lt", lambda word: word ^ 1),
    "RISC-V: operands exchanged": ("riscv64", "scale", "fdiv.d ",
                                   lambda word: swapped(word, 15, 20)),
    "RISC-V: the opposite branch": ("riscv64", "choose", "bge", lambda word: word ^ 1 << 12),
    "RISC-V: a register not restored": ("riscv64", "keep", "c.ldsp s0", lambda word: RISCV_NOP),
    "RISC-V: another place of the frame": ("riscv64", "keep", "c.ldsp s1",
                                           lambda word: word ^ 1 << 5),
    "RISC-V: a wider load": ("riscv64", "sum", "c.lw ", lambda word: word ^ 1 << 13),
    "RISC-V: a call less": ("riscv64", "keep", "jalr", lambda word: RISCV_NOP),
}
ARM_NOP = 0xD503201F
RISCV_NOP = 0x0001


# Programs of tests/c, and how many of their functions are compared at least.
PROGRAMS = {"joined_accesses.c": 1, "held_words.c": 1, "aggregates_on_stack.c": 6}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", PROGRAMS)
def test_programs(name: str, target: str) -> None:
    found = [block for block in compare(target, str(ROOT / "tests" / "c" / name))
             if block.stage == MACHINE_CODE]
    assert [(block.function, block.cause) for block in found if block.verdict == "differs"] == []
    assert sum(block.verdict == "agrees" for block in found) >= PROGRAMS[name]


def swapped(word: int, first: int, second: int) -> int:
    """The word with two register fields exchanged."""
    a, b = word >> first & 31, word >> second & 31
    return word & ~(31 << first | 31 << second) | b << first | a << second


@pytest.mark.parametrize("fault", FAULTS)
def test_faults(fault: str, generated: dict[str, Generated]) -> None:
    target, function, wanted, change = FAULTS[fault]
    program, watch = generated[target]
    address, size = next((address, size) for address, size, text in
                         instructions(target, program, function) if text.startswith(wanted))
    segment = next(segment for segment in program.segments
                   if segment.start <= address < segment.end)
    at = address - segment.start
    kept = segment.data
    word = change(int.from_bytes(kept[at:at + size], "little"))
    segment.data = kept[:at] + word.to_bytes(size, "little") + kept[at + size:]
    try:
        check = tv_machine.Check(program, watch, target)
        verdict, cause = check.judge(function, watch.functions[function])
    finally:
        segment.data = kept
    assert verdict == "differs", cause


def instructions(target: str, program: tv_machine.Program, name: str
                 ) -> list[tuple[int, int, str]]:
    """Address, size and text of each instruction of a function."""
    reader = capstone.Cs(capstone.CS_ARCH_ARM64, 0) if target == "aarch64" else capstone.Cs(
        capstone.CS_ARCH_RISCV, capstone.CS_MODE_RISCV64 | capstone.CS_MODE_RISCVC)
    start, size = program.bodies[name]
    for segment in program.segments:
        if segment.start <= start < segment.end:
            code = segment.data[start - segment.start:start - segment.start + size]
            return [(i.address, i.size, f"{i.mnemonic} {i.op_str}")
                    for i in reader.disasm(code, start)]
    return []
