"""Runs every row with a meaning under qemu-user on random states, and compares with the meaning.

Problem: selection is proved against the meanings in the rows, so a wrong meaning proves wrong code.
Idea: one static program a machine, assembled and linked by the toolchain itself, loads registers,
flags and a memory cell of each state, executes the instruction and stores what is there afterwards;
`verify/row_meanings.py`, which the prover reads the rows with, says what should be.

Operand i of an instruction is register number i, or the cell.  A state is four words of 128 bits
and the flags; what a run leaves is register 0 of either file, the flags and the cell.  A state on
which a meaning is poison or undefined is not compared; any NaN is as good as another.

`python tests/asm/row_runs.py {arm,riscv} STATES [SEED]` is the full run.
"""

from __future__ import annotations

import random
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from compiler.assembler.assemble import assemble
from compiler.assembler.operands import Operands
from compiler.elf.write import write_object
from compiler.ir.fold import IntDomain
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.linker.main import main as vld
from compiler.target.arm import tables_gen as arm_tables
from compiler.target.arm.decode import Decoder
from compiler.target.arm.printer import ArmPrinter
from compiler.target.arm.registers import CLASS_GPR, FLAG_C, FLAG_N, FLAG_V, FLAG_Z, V0
from compiler.target.machine import OPERAND_IMM, OPERAND_LABEL, OPERAND_MEM, OPERAND_REG
from compiler.target.riscv.names_gen import MNEMONICS
from verify.row_meanings import BOXES, Evaluator, Row, meanings

COMMANDS = {"arm": ["qemu-aarch64", "-cpu", "max"],
            "riscv": ["qemu-riscv64", "-cpu", "rv64,zba=true,zbb=true,zbs=true"]}
ELF_NAMES = {"arm": "aarch64", "riscv": "riscv64"}
WRONG_IN_QEMU = ("CTZWrr",)      # 7.2 looks beyond bit 31
IMMEDIATES = 6                   # how many a row
ROUNDS = 12
FLAG_PLACES = {FLAG_N: 31, FLAG_Z: 30, FLAG_C: 29, FLAG_V: 28}
ONES = (1 << 64) - 1
EDGES = [0, 1, 2, 31, 32, 63, 64, 0x7F, 0x80, 0xFF, 0x8000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF,
         1 << 63, (1 << 63) - 1, ONES, ONES - 1]
DOUBLES = [0.0, -0.0, 1.0, -1.5, 0.5, 1e300, 5e-324, float("inf"), float("-inf"), float("nan"),
           123456.75, -3e9, 2.5, 4503599627370497.0]
SIGNALLING = {32: 0x7F800001, 64: 0x7FF0000000000001}
STATE_BYTES = 80
RESULT_BYTES = 48
PROGRAMS = {
    "arm": ("""
.globl _start
_start:
adrp x24, inputs
add x24, x24, :lo12:inputs
adrp x21, results
add x21, x21, :lo12:results
adrp x23, cell
add x23, x23, :lo12:cell
""", """
mov x22, #{count}
mov x20, x24
1: bl load
{line}
bl save
cbnz x22, 1b
""", """
adrp x20, results
add x20, x20, :lo12:results
1: subs x2, x21, x20
b.eq 2f
mov x0, #1
mov x1, x20
mov x8, #64
svc #0
add x20, x20, x0
b 1b
2: mov x0, #0
mov x8, #93
svc #0
load:
ldp q0, q1, [x20]
ldp q2, q3, [x20, #32]
ldr x0, [x20]
ldr x1, [x20, #16]
ldr x2, [x20, #32]
ldr x3, [x20, #48]
str q1, [x23]
ldr x9, [x20, #64]
add x20, x20, #80
sub x22, x22, #1
msr nzcv, x9
ret
save:
mrs x9, nzcv
stp x0, x9, [x21]
str q0, [x21, #16]
ldr q9, [x23]
str q9, [x21, #32]
add x21, x21, #48
ret
"""),
    "riscv": ("""
.option norelax
.option arch, +zba, +zbb, +zbs
.globl _start
_start:
la s2, inputs
la s1, results
la s3, cell
""", """
li t0, {count}
mv s0, s2
1: jal ra, load
{line}
jal ra, save
bnez t0, 1b
""", """
la s0, results
1: sub a2, s1, s0
beqz a2, 2f
li a0, 1
mv a1, s0
li a7, 64
ecall
add s0, s0, a0
j 1b
2: li a0, 0
li a7, 93
ecall
load:
""" + "".join(f"ld a{i}, {16 * i}(s0)\nfld fa{i}, {16 * i}(s0)\n" for i in range(4)) + """
ld t1, 16(s0)
sd t1, 0(s3)
addi s0, s0, 80
addi t0, t0, -1
ret
save:
sd a0, 0(s1)
fsd fa0, 16(s1)
ld t1, 0(s3)
sd t1, 32(s1)
addi s1, s1, 48
ret
"""),
}
DATA = ".data\n.balign 16\ninputs:\n"


class Case:
    """One instruction of the run: a row, its text and its immediate."""

    def __init__(self, row: Row, line: str, imm: int) -> None:
        self.row = row
        self.line = line
        self.imm = imm


class State:
    """What the registers hold before: the same word in register i of either file."""

    def __init__(self, words: list[int], flags: int) -> None:
        self.words = words
        self.flags = flags


class Unspecified(Exception):
    """The meaning says nothing of this state."""


class IntEvaluator(Evaluator):
    """Meanings as numbers."""

    def settle(self, number: int, found: object, width: int) -> object:
        assert isinstance(self.domain, IntDomain)
        if self.domain.poison or self.domain.undefined:
            raise Unspecified
        return found


# -- which instructions ----------------------------------------------------------------------------


def arm_cases(rng: random.Random) -> list[Case]:
    """Every AArch64 row with a meaning; immediates as its encodings have them."""
    decoder, printer = Decoder(), ArmPrinter()
    formats = decoder.encoder.formats
    result = []
    for name in meanings("arm"):
        row = Row("arm", name)
        first, end = arm_tables.FIRST_ENCODING[row.index:row.index + 2]
        found: dict[str, Case] = {}
        for _ in range(40 * IMMEDIATES):
            k = rng.randrange(first, end)
            format, operands = formats.get(arm_tables.WORD_FORMATS[k]), Operands()
            free = rng.getrandbits(32) & (rng.getrandbits(32) if rng.random() < 0.3 else ONES)
            if not decoder.fill(format, arm_tables.WORDS[k] | free & ~format.mask, operands):
                continue
            numbers = [i if row.classes[i] == CLASS_GPR else V0 + i for i in range(row.count)]
            operands.r0, operands.r1, operands.r2, operands.r3 = (numbers + [-1] * 4)[:4]
            operands.base, operands.index, operands.disp = 23, -1, 0
            line = printer.instruction(FIRST_MACHINE + row.index, operands)
            found[line] = Case(row, line, operands.imm)
            if len(found) == IMMEDIATES or OPERAND_IMM not in row.kinds:
                break
        result += found.values()
    return result


def riscv_cases(rng: random.Random) -> list[Case]:
    """Every RISC-V row with a meaning."""
    texts = MNEMONICS.split(" ")
    result = []
    for name in meanings("riscv"):
        row = Row("riscv", name)
        mnemonic, _, rounding = texts[row.index].partition(",")
        if name in WRONG_IN_QEMU:
            continue
        narrow = re.search("shl|shr|rot", row.meaning)
        drawn = [0, 1, 5, 31, 17, 30] if narrow else [0, -1, 2047, -2048, 77, 1024]
        for imm in drawn if OPERAND_IMM in row.kinds else [0]:
            operands = []
            for i, kind in enumerate(row.kinds):
                register = f"a{i}" if row.classes[i] == CLASS_GPR else f"fa{i}"
                operands.append({OPERAND_REG: register, OPERAND_MEM: "0(s3)", OPERAND_LABEL: "7f",
                                 OPERAND_IMM: str(imm)}[kind])
            line = f"{mnemonic} {', '.join(operands + [rounding] * bool(rounding))}"
            if row.target == "jump":
                line += "\nli a0, 0\nj 8f\n7: li a0, 1\n8:"
            result.append(Case(row, line, imm))
    return result


def cases(machine: str, seed: int) -> list[Case]:
    """Every instruction that is run."""
    return (arm_cases if machine == "arm" else riscv_cases)(random.Random(seed))


# -- on which states -------------------------------------------------------------------------------


def number(rng: random.Random) -> float:
    """A float: special, small, halfway between integers, or large."""
    return rng.choice([rng.choice(DOUBLES), rng.uniform(-100, 100), rng.randrange(-40, 40) / 2,
                       rng.uniform(-2.0 ** 63, 2.0 ** 64), float(rng.getrandbits(31))])


def half_word(rng: random.Random, kind: int, machine: str) -> int:
    """64 bits: integers (kinds 0, 1), a double (2), one or two floats (3), either within the range
    of every integer (4, 5)."""
    if kind < 2:
        return rng.choice([rng.getrandbits(64), rng.choice(EDGES),
                           rng.choice(EDGES) * 0x100000001 & ONES, rng.getrandbits(8)])
    if kind < 4 and rng.random() < 0.04:
        return SIGNALLING[64] if kind == 2 else SIGNALLING[32] | BOXES
    numbers = [number(rng) if kind < 4 else rng.uniform(0, 2.0 ** rng.randrange(8, 31))
               for _ in range(2)]
    if kind in (2, 4):
        return int(struct.unpack("<Q", struct.pack("<d", numbers[0]))[0])
    low, high = (struct.unpack("<I", struct.pack("<f", x if abs(x) < 3e38 else 0.0 * x + 1))[0]
                 for x in numbers)
    return int(low | (BOXES if machine == "riscv" else high << 32))


def draw_states(count: int, seed: int, machine: str) -> list[State]:
    """Random states."""
    rng = random.Random(seed)
    states = []
    for _ in range(count):
        kind = rng.randrange(6)
        words = [half_word(rng, kind, machine) | half_word(rng, kind, machine) << 64
                 for _ in range(4)]
        if rng.random() < 0.2:
            words[rng.randrange(4)] = words[rng.randrange(4)]
        states.append(State(words, rng.randrange(16)))
    return states


# -- what should be there afterwards ---------------------------------------------------------------


def expected(case: Case, state: State) -> list[int]:
    """General register, flags, float register, cell.  Raises Unspecified."""
    row = case.row
    domain = IntDomain()
    arm = row.machine == "arm"
    words: dict[str, tuple[object, int]] = {}
    for i, kind in enumerate(row.kinds):
        word: object = state.words[i]
        if kind == OPERAND_IMM:
            words["abcd"[i]] = case.imm & ONES, 64
        elif kind == OPERAND_MEM:
            words["abcd"[i]] = state.words[1] & (1 << row.bits[i]) - 1, row.bits[i]
        elif row.boxes(i):
            words["abcd"[i]] = row.unbox(domain, i, state.words[i] & ONES), 32
        elif arm and row.classes[i] != CLASS_GPR:
            words["abcd"[i]] = word, 128
        else:
            words["abcd"[i]] = state.words[i] & ONES, 64
    given: dict[int, object] = {flag: state.flags >> place - 28 & 1
                                for flag, place in FLAG_PLACES.items()}
    found, flags = row.run(IntEvaluator(domain, words, row.sizes, given))
    assert isinstance(found, int)
    result = [state.words[0] & ONES, state.flags << 28 if arm else 0,
              state.words[0] & ((1 << 128) - 1 if arm else ONES),
              state.words[1] & ((1 << 128) - 1 if arm else ONES)]
    if flags:
        result[1] = sum(int(str(bit)) << FLAG_PLACES[flag] for flag, bit in flags.items())
    if row.target == "jump":
        result[0] = found
    elif row.target != "flags":
        at = "abcd".index(row.target)
        if row.kinds[at] == OPERAND_MEM:
            result[3] = result[3] >> row.bits[at] << row.bits[at] | found
        elif row.classes[at] == CLASS_GPR:
            result[0] = found
        else:
            result[2] = found | BOXES if row.boxes(at) else found
    return result


def same(case: Case, got: list[int], wanted: list[int]) -> bool:
    """Equality; of floats that are computed, NaNs are equal."""
    if got == wanted:
        return True
    if [*got[:2], got[3]] != [*wanted[:2], wanted[3]] or case.row.target not in case.row.sizes:
        return False
    width = case.row.lane or case.row.width
    if width not in (32, 64) or not re.search(r"\bf[a-z]+ ", case.row.meaning):
        return False
    infinity = 0x7F800000 if width == 32 else 0x7FF << 52
    for at in range(0, 128, width):
        ours, theirs = (word >> at & (1 << width) - 1 for word in (wanted[2], got[2]))
        both = all(word & (1 << width - 1) - 1 > infinity for word in (ours, theirs))
        if ours != theirs and not both:
            return False
    return True


# -- the run ---------------------------------------------------------------------------------------


def program(machine: str, run: list[Case], states: list[State]) -> str:
    """The text that executes every case on every state and writes what it leaves."""
    head, loop, tail = PROGRAMS[machine]
    word = ".xword" if machine == "arm" else ".dword"
    text = [head, *(loop.format(count=len(states), line=case.line) for case in run), tail, DATA]
    for state in states:
        halves = [half for w in state.words for half in (w & ONES, w >> 64)]
        text.append(f"{word} {', '.join(map(hex, [*halves, state.flags << 28, 0]))}\n")
    text.append(".bss\n.balign 16\ncell: .zero 16\n"
                f"results: .zero {RESULT_BYTES * len(run) * len(states)}\n")
    return "".join(text)


def execute(machine: str, run: list[Case], states: list[State], folder: Path) -> bytes:
    """What the program writes."""
    made = assemble(program(machine, run, states), "run.s", machine=ELF_NAMES[machine])
    assert made.object is not None, made.problems[0].render()
    (folder / "run.o").write_bytes(write_object(made.object))
    status = vld(["-static", "-o", str(folder / "run"), str(folder / "run.o")], sys.stdout,
                 sys.stderr)
    assert status == 0
    return subprocess.run([*COMMANDS[machine], folder / "run"], capture_output=True, check=True,
                          timeout=600).stdout


def differences(machine: str, count: int, seed: int, folder: Path
                ) -> tuple[list[str], dict[str, int]]:
    """Where qemu-user and the meanings disagree, and how many states of each row were compared:
    `count` or more, or what several rounds give of a row that is seldom specified."""
    compared: dict[str, int] = {}
    wrong: list[str] = []
    for turn in range(ROUNDS):
        run = [case for case in cases(machine, seed + turn)
               if compared.setdefault(case.row.name, 0) < count]
        imms = {name: sum(case.row.name == name for case in run)
                for name in {case.row.name for case in run}}
        for share in sorted(set(imms.values())):       # rows with few immediates need more states
            batch = [case for case in run if imms[case.row.name] == share]
            states = draw_states(-(-count // share), seed + turn * 100 + share, machine)
            compare(batch, states, execute(machine, batch, states, folder), compared, wrong)
        if wrong:
            break
    return wrong, compared


def compare(batch: list[Case], states: list[State], output: bytes, compared: dict[str, int],
            wrong: list[str]) -> None:
    """What each case leaves after each state; the first difference of a case is told."""
    at = 0
    for case in batch:
        failed = False
        for state in states:
            general, flags, low, high, cell, above = struct.unpack_from("<6Q", output, at)
            at += RESULT_BYTES
            got = [general, flags, low | high << 64, cell | above << 64]
            try:
                wanted = expected(case, state)
            except Unspecified:
                continue
            compared[case.row.name] += 1
            if not failed and not same(case, got, wanted):
                failed = True
                wrong.append(f"{case.line!r} ({case.row.meaning}) on "
                             f"{[hex(word) for word in state.words]} flags {state.flags:04b}: "
                             f"{[*map(hex, got)]}, the meaning says {[*map(hex, wanted)]}")


def main(argv: list[str]) -> int:
    """Compare, print what differs."""
    with tempfile.TemporaryDirectory() as name:
        wrong, compared = differences(argv[0], int(argv[1]), int(argv[2]) if len(argv) > 2 else 1,
                                      Path(name))
    fewest = min(compared, key=lambda name: compared[name])
    print(f"{argv[0]}: {len(compared)} rows, {sum(compared.values())} states compared, at least "
          f"{compared[fewest]} a row ({fewest}); {len(wrong)} instructions differ")
    print("".join(f"  {line}\n" for line in wrong[:20]), end="")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
