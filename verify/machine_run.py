"""`python -m verify.machine_run [--states=N] [--seed=N] [NAME ...]`: rows against the processor.

Problem: the meanings that selection is proved against are claims about a machine.  Idea: run each
instruction on the machine itself.  A stub in executable memory loads a whole state (general, vector
and MMX registers, flags, a little memory), runs the instruction's bytes and stores the state; what
comes out must be what `machine.py` predicts, registers and flags that the row does not name
included.  The stub is our own assembler's work, the bytes our own encoder's.

Invariants: states are drawn from a seed; half of the words are corner values.  A row that the
processor does not have (CPUID) is named, not passed over.
"""

from __future__ import annotations

import ctypes
import mmap
import random
import struct
import sys

from compiler.assembler.assemble import assemble
from compiler.assembler.operands import EncodeError, Label, Operands, Sink
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import (
    MAX_OPERANDS,
    NO_FIXED,
    OPERAND_IMM,
    OPERAND_MEM,
    OPERAND_REG,
)
from compiler.target.x86 import tables_gen as tables
from compiler.target.x86.encode import Encoder
from compiler.target.x86.names_gen import MEANINGS
from compiler.target.x86.registers import CLASS_GPR, CLASS_MMX, MMX0, NAMES_64, XMM0
from verify.machine import FLAG_PLACES, MEMORY_BYTES, NAMES, Instruction, State

SPACE = 16384
STATE = 8192                 # where the state lies in the stub's memory
SLOT = 32                    # bytes for the instruction
GPR_AT, FLAGS_AT, VECTOR_AT, MMX_AT, MEMORY_AT = 0, 128, 144, 400, 464
STACK_POINTER = 4
BASE = 6                     # rsi holds the address of the memory operand
USABLE = [0, 1, 2, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15]
CORNERS = [0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF,
           0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF, 0x3FF0000000000000,
           0x7FF0000000000000, 0xFFF8000000000000, 0x3F8000003F800000, 0x7F8000007FC00000,
           0x0000000100000001, 0x4000000000000000, 0xC1E0000000000000, 0x8000000080000000]
FEATURES = {"POPCNT": "popcnt", "TZCNT": "bmi1", "LZCNT": "abm", "ANDN": "bmi1", "RORX": "bmi2",
            "SARX": "bmi2", "SHLX": "bmi2", "SHRX": "bmi2", "MOVBE": "movbe"}


class Bytes(Sink):
    """Takes an encoding."""

    def fixup(self, place: int, size: int, pcrel: bool, kind: int, symbol: Label | None,
              minus: Label | None, addend: int, flavour: int) -> None:
        """No operand here has a symbol."""
        raise AssertionError


class Processor:
    """Executable memory with the stub."""

    def __init__(self) -> None:
        self.space = mmap.mmap(-1, SPACE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        self.base = ctypes.addressof(ctypes.c_char.from_buffer(self.space))
        text = self.stub()
        made = assemble(text, "stub.s")
        assert made.object is not None, [problem.render() for problem in made.problems]
        code = bytes(next(s for s in made.object.sections if s.name == ".text").data)
        self.slot = code.index(b"\x90" * SLOT)
        self.space[:len(code)] = code
        self.call = ctypes.CFUNCTYPE(None)(self.base)

    def stub(self) -> str:
        """Load the state, run the slot, store the state; rsp alone is not part of it."""
        names = [name for name in NAMES_64 if name != "rsp"]
        lines = ["push %" + name for name in ("rbx", "rbp", "r12", "r13", "r14", "r15")]
        lines += ["pushq %rax"]
        for k in range(16):
            lines.append(f"movups s+{VECTOR_AT + 16 * k}(%rip), %xmm{k}")
        lines += [f"movq s+{MMX_AT + 8 * k}(%rip), %mm{k}" for k in range(8)]
        lines += [f"pushq s+{FLAGS_AT}(%rip)", "popfq"]
        lines += [f"movq s+{GPR_AT + 8 * NAMES_64.index(n)}(%rip), %{n}" for n in names]
        lines += ["nop"] * SLOT
        lines += [f"movq %{n}, s+{GPR_AT + 8 * NAMES_64.index(n)}(%rip)" for n in names]
        lines += ["pushfq", f"popq s+{FLAGS_AT}(%rip)"]
        for k in range(16):
            lines.append(f"movups %xmm{k}, s+{VECTOR_AT + 16 * k}(%rip)")
        lines += [f"movq %mm{k}, s+{MMX_AT + 8 * k}(%rip)" for k in range(8)]
        lines += ["emms", "cld", "popq %rax"]
        lines += ["pop %" + name for name in ("r15", "r14", "r13", "r12", "rbp", "rbx")]
        lines += ["ret", f".org {STATE}", "s:", ".skip 1024"]
        return "\n".join(lines) + "\n"

    def memory_address(self) -> int:
        """Where the state's memory is."""
        return self.base + STATE + MEMORY_AT

    def load(self, code: bytes) -> None:
        """Put an instruction into the slot."""
        assert len(code) <= SLOT
        self.space[self.slot:self.slot + SLOT] = code + b"\x90" * (SLOT - len(code))

    def run(self, state: State) -> State:
        """The state after the slot."""
        flags = 0x202
        for flag, place in FLAG_PLACES.items():
            flags |= (state.flags[flag] or 0) << place
        vectors = b"".join(word.to_bytes(16, "little") for word in state.vector)
        packed = struct.pack("<16QQQ", *state.gpr, flags, 0) + vectors + struct.pack(
            "<8Q", *state.mmx) + bytes(state.memory)
        self.space[STATE:STATE + len(packed)] = packed
        self.call()
        found = self.space[STATE:STATE + len(packed)]
        after = State()
        after.gpr = list(struct.unpack_from("<16Q", found, GPR_AT))
        flags = struct.unpack_from("<Q", found, FLAGS_AT)[0]
        after.flags = {flag: flags >> place & 1 for flag, place in FLAG_PLACES.items()}
        after.vector = [int.from_bytes(found[VECTOR_AT + 16 * k:VECTOR_AT + 16 * k + 16],
                                       "little") for k in range(16)]
        after.mmx = list(struct.unpack_from("<8Q", found, MMX_AT))
        after.memory = bytearray(found[MEMORY_AT:MEMORY_AT + MEMORY_BYTES])
        return after


def choose_operands(op: int, randoms: random.Random) -> tuple[Operands, int]:
    """Operands that fit the opcode, and the offset of the memory operand."""
    index = op - FIRST_MACHINE
    operands = Operands()
    free = list(USABLE)
    randoms.shuffle(free)
    offset = 16 * randoms.randrange(0, 3)
    chosen = []
    for i in range(tables.OPERAND_COUNT[index]):
        at = index * MAX_OPERANDS + i
        kind = tables.OPERAND_KIND[at]
        if kind == OPERAND_REG:
            fixed = tables.OPERAND_FIXED[at]
            cls = tables.OPERAND_CLASS[at]
            if fixed != NO_FIXED:
                number = fixed
            elif cls == CLASS_GPR:
                number = free.pop()
            elif cls == CLASS_MMX:
                number = MMX0 + randoms.randrange(8)
            else:
                number = XMM0 + randoms.randrange(16)
            chosen.append((i, number))
        elif kind == OPERAND_MEM:
            operands.base, operands.disp = BASE, offset
            if NAMES[index].startswith("LEA"):
                operands.index, operands.scale = free.pop(), randoms.choice([1, 2, 4, 8])
                operands.disp = randoms.randrange(-1000, 1000)
        elif kind == OPERAND_IMM:
            operands.imm = immediate(op, i, randoms)
    for i, number in chosen:
        setattr(operands, f"r{i}", number)
    return operands, offset


def immediate(op: int, at: int, randoms: random.Random) -> int:
    """A value for an immediate operand, corner values often."""
    index = op - FIRST_MACHINE
    size = tables.OPERAND_SIZE[index * MAX_OPERANDS + at] or 1
    if "imm8" in MEANINGS[NAMES[index]] or NAMES[index].startswith(
            ("ROL", "ROR", "SHL", "SHR", "SAR")):
        return randoms.choice([1, 3, 7, 31, randoms.randrange(64)])
    bits = 32 if size == 8 and "MOV" not in NAMES[index] else 8 * size
    low = -(1 << (bits - 1))
    return randoms.choice([1, -1, low, -low - 1, randoms.randrange(low, -low), 0x40])


def random_state(randoms: random.Random, address: int) -> State:
    """A state; half of the words are corner values."""
    def word() -> int:
        return randoms.choice(CORNERS) if randoms.random() < 0.5 else randoms.getrandbits(64)

    state = State()
    state.gpr = [word() for _ in range(16)]
    state.gpr[STACK_POINTER] = 0
    state.gpr[BASE] = address
    state.vector = [word() | word() << 64 for _ in range(16)]
    state.mmx = [word() for _ in range(8)]
    state.flags = {flag: randoms.getrandbits(1) for flag in FLAG_PLACES}
    state.memory = bytearray(b"".join(word().to_bytes(8, "little")
                                      for _ in range(MEMORY_BYTES // 8)))
    return state


def is_nan(word: int, width: int) -> bool:
    """Whether a pattern is a NaN."""
    fraction = 23 if width == 32 else 52
    exponent = (1 << (width - 1 - fraction)) - 1
    return word >> fraction & exponent == exponent and word & ((1 << fraction) - 1) != 0


def difference(instruction: Instruction, wanted: State, found: State) -> str:
    """What differs, "" when nothing does."""
    for number in range(16):
        if number != STACK_POINTER and wanted.gpr[number] != found.gpr[number]:
            return f"{NAMES_64[number]}: {wanted.gpr[number]:#x}, machine {found.gpr[number]:#x}"
        a, b = wanted.vector[number], found.vector[number]
        if a != b:
            width, count = instruction.float_lanes()
            for lane in range(128 // width if width else 0):
                x, y = (v >> width * lane & ((1 << width) - 1) for v in (a, b))
                if lane < count and is_nan(x, width) and is_nan(y, width):
                    a &= ~(((1 << width) - 1) << width * lane)
                    b &= ~(((1 << width) - 1) << width * lane)
            if a != b:
                return f"xmm{number}: {a:#x}, machine {b:#x}"
    if wanted.mmx != found.mmx:
        return f"mmx: {wanted.mmx}, machine {found.mmx}"
    if wanted.memory != found.memory:
        return f"memory: {wanted.memory.hex()}, machine {found.memory.hex()}"
    for flag in FLAG_PLACES:
        if wanted.flags[flag] is not None and wanted.flags[flag] != found.flags[flag]:
            return f"flag {flag}: {wanted.flags[flag]}, machine {found.flags[flag]}"
    return ""


def processor_features() -> set[str]:
    """What the processor says it has."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("flags"):
                return set(line.partition(":")[2].split())
    return set()


def check_row(processor: Processor, name: str, states: int, seed: int) -> str:
    """"" when every state agrees, else what differs; "not encodable" names a row of other modes."""
    randoms = random.Random(f"{seed} {name}")
    op = FIRST_MACHINE + NAMES.index(name)
    encoder = Encoder(64)
    left = states
    tries = 0
    while left > 0:
        operands, offset = choose_operands(op, randoms)
        sink = Bytes()
        tries += 1
        try:
            encoder.encode(op, operands, sink)
        except EncodeError:
            if tries > 20:
                return "not encodable"
            continue
        instruction = Instruction(op, operands, offset)
        processor.load(sink.code.getvalue())
        for _ in range(min(20, left)):
            left -= 1
            state = random_state(randoms, processor.memory_address())
            wanted = instruction.run(state)
            wrong = difference(instruction, wanted, processor.run(state))
            if wrong:
                return f"{sink.code.getvalue().hex()}: predicted {wrong}"
    return ""


def main(arguments: list[str]) -> int:
    """The command."""
    states, seed, only = 300, 1, []
    for argument in arguments:
        if argument.startswith("--states="):
            states = int(argument[9:])
        elif argument.startswith("--seed="):
            seed = int(argument[7:])
        else:
            only.append(argument)
    processor = Processor()
    features = processor_features()
    right, wrong, missing = 0, 0, 0
    for name in only or MEANINGS:
        needed = next((f for start, f in FEATURES.items() if name.startswith(start)), "")
        if needed and needed not in features:
            print(f"{name}: the processor lacks {needed}")
            missing += 1
            continue
        found = check_row(processor, name, states, seed)
        if found == "not encodable":
            missing += 1
            print(f"{name}: no encoding in 64-bit code")
        elif found:
            wrong += 1
            print(f"{name} ({MEANINGS[name]}): {found}")
        else:
            right += 1
    print(f"{right} opcodes agree with the processor on {states} states each, {wrong} differ, "
          f"{missing} not checked")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
