"""Machine code of one function, executed by an emulator from a random state.

Problem: what the emitted bytes do is to be compared with what the IR does, without trusting the
compiler's own tables of instructions.  Idea: Unicorn (QEMU's translator) executes them.  Memory is
filled page by page with the state's bytes when the code first touches it; an arrival at a stub is
an effect, compared at once with the one that the walk through the IR had there: callee, arguments
in their places, memory that the callee may see.  The answers are the state's, all registers that a
call may destroy are destroyed, and memory is different afterwards.

Invariants: at the return the stack pointer and the registers that calls keep are what they were;
memory is what the IR's version left, stack objects and the caller's argument area apart.
Sources: AAPCS64 (IHI 0055) 6.1; RISC-V ELF psABI 1.0, chapters 1 and 2.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from compiler.codegen.machine import IN_REGISTER, LoweredCall, LoweredParam, LoweredReturn, Place
from compiler.ir import opcodes as o
from compiler.ir import softfloat
from compiler.ir.instr import Instr
from compiler.ir.types import (
    F32,
    F128,
    I1,
    I32,
    I128,
    PTR,
    VOID,
    is_float,
    is_vector,
    type_bits,
    type_bytes,
)
from verify.ir_states import Effect, Word
from verify.states import CFA, Mismatch, Skip, World, is_same
from verify.tv_library import ARITHMETIC, CONVERSIONS, COPIES, DIVISIONS
from verify.tv_machine_image import STUB_SIZE, STUBS, Program
from verify.tv_machine_state import PAGE, USER, MachineWorld, TargetWalk

# The package has no types.
unicorn: Any = import_module("unicorn")
arm64_const: Any = import_module("unicorn.arm64_const")
riscv_const: Any = import_module("unicorn.riscv_const")

RETURN = STUBS - 0x10000        # where the function returns to
MOST_INSTRUCTIONS = 400000
VECTOR = 32                     # number of the first vector or float register
# comparisons of the runtime library: what they give for less, equal, greater, unordered
COMPARISONS = {"__eqtf2": (1, 0, 1, 1), "__netf2": (1, 0, 1, 1), "__lttf2": (-1, 0, 1, 1),
               "__letf2": (-1, 0, 1, 1), "__gttf2": (-1, 0, 1, -1), "__getf2": (-1, 0, 1, -1),
               "__unordtf2": (0, 0, 0, 1)}


class Registers:
    """One machine's registers, numbered as the compiler numbers them."""

    def __init__(self, architecture: int, mode: int, general: list[int], vectors: list[int],
                 stack: int, program_counter: int, link: int, kept: list[int],
                 fixed: list[int]) -> None:
        self.architecture = architecture
        self.mode = mode
        self.numbers = general + vectors
        self.stack = stack
        self.program_counter = program_counter
        self.link = link                        # register of the return address
        self.kept = kept                        # registers that calls keep: 64 bits of each
        self.fixed = fixed                      # registers that nobody writes


def numbered(module: Any, names: list[str]) -> list[int]:
    """The emulator's numbers of registers."""
    return [getattr(module, name) for name in names]


ARM = Registers(
    unicorn.UC_ARCH_ARM64, unicorn.UC_MODE_ARM,
    numbered(arm64_const, [*(f"UC_ARM64_REG_X{k}" for k in range(31)), "UC_ARM64_REG_XZR"]),
    numbered(arm64_const, [f"UC_ARM64_REG_Q{k}" for k in range(32)]),
    arm64_const.UC_ARM64_REG_SP, arm64_const.UC_ARM64_REG_PC, 30,
    [*range(19, 30), *range(40, 48)], [18])
RISCV = Registers(
    unicorn.UC_ARCH_RISCV, unicorn.UC_MODE_RISCV64,
    numbered(riscv_const, [f"UC_RISCV_REG_X{k}" for k in range(32)]),
    numbered(riscv_const, [f"UC_RISCV_REG_F{k}" for k in range(32)]),
    riscv_const.UC_RISCV_REG_X2, riscv_const.UC_RISCV_REG_PC, 1,
    [8, 9, *range(18, 28), 40, 41, *range(50, 60)], [3, 4])


class Processor:
    """An emulator with one program's code; `run` executes one function from one state."""

    def __init__(self, program: Program, machine: str) -> None:
        self.program = program
        self.is_arm = machine == "aarch64"
        self.registers = ARM if self.is_arm else RISCV
        self.emulator = unicorn.Uc(self.registers.architecture, self.registers.mode)
        self.problem: Exception | None = None
        self.mapped: dict[int, bool] = {}       # pages of the running state
        self.code: set[int] = set()
        self.map_code()
        emulator = self.emulator
        emulator.hook_add(unicorn.UC_HOOK_MEM_UNMAPPED, self.missing)
        emulator.hook_add(unicorn.UC_HOOK_CODE, self.arrival, None, STUBS,
                          STUBS + STUB_SIZE * len(program.stubs))
        if self.is_arm:
            emulator.reg_write(arm64_const.UC_ARM64_REG_CPACR_EL1, 3 << 20)
        else:
            emulator.reg_write(riscv_const.UC_RISCV_REG_MSTATUS, 3 << 13)

    def map_code(self) -> None:
        """Code and the stubs, which return at once."""
        emulator = self.emulator
        for segment in self.program.segments:
            if segment.is_code:
                self.code |= set(range(segment.start // PAGE, (segment.end - 1) // PAGE + 1))
        for page in sorted(self.code):
            emulator.mem_map(page * PAGE, PAGE, unicorn.UC_PROT_READ | unicorn.UC_PROT_EXEC)
            for segment in self.program.segments:
                low = max(page * PAGE, segment.start)
                high = min((page + 1) * PAGE, segment.end)
                if low < high:
                    emulator.mem_write(low, segment.data[low - segment.start:high - segment.start])
        size = STUB_SIZE * len(self.program.stubs) // PAGE * PAGE + PAGE
        self.back = back = bytes.fromhex("c0035fd6" if self.is_arm else "67800000")
        emulator.mem_map(STUBS, size, unicorn.UC_PROT_READ | unicorn.UC_PROT_EXEC)
        emulator.mem_write(STUBS, (back + bytes(STUB_SIZE - 4)) * (size // STUB_SIZE))
        emulator.mem_map(RETURN, PAGE, unicorn.UC_PROT_READ | unicorn.UC_PROT_EXEC)
        emulator.mem_write(RETURN, back)

    # -- registers -------------------------------------------------------------------------------

    def read(self, register: int) -> int:
        """A register: 64 bits, or the 128 of a vector register."""
        return int(self.emulator.reg_read(self.registers.numbers[register]))

    def write(self, register: int, word: int) -> None:
        """Set a register."""
        self.emulator.reg_write(self.registers.numbers[register], word)

    @property
    def stack_pointer(self) -> int:
        """The stack pointer."""
        return int(self.emulator.reg_read(self.registers.stack))

    def scramble(self, world: World, moment: object, keep: set[int]) -> None:
        """Random words in all registers but some."""
        for register in range(64):
            if register in keep or register in self.registers.fixed or register == 31 \
                    and self.is_arm or not self.is_arm and register in (0, 2):
                continue
            bits = 128 if self.is_arm and register >= VECTOR else 64
            self.write(register, world.noise(("register", moment, register), bits))

    def as_passed(self, word: int, type: int, register: int, world: World) -> int:
        """A value as a register holds it that the other side has filled."""
        bits = 8 if type == I1 else type_bits(type)
        noise = world.noise(("above", word, register), 128) >> bits << bits
        if not self.is_arm:
            if type == F32:                                     # boxed as a NaN
                return word | 0xFFFFFFFF << 32
            if type == I32:                                     # extended by its sign
                return word | (0xFFFFFFFF << 32 if word >> 31 else 0)
        return (word | noise) & ((1 << (128 if self.is_arm and register >= VECTOR else 64)) - 1)

    def holds(self, register: int, word: int, type: int) -> bool:
        """Whether a register holds a value as the other side expects it.  That a float is boxed
        as a NaN is not asked: the emulator's own arithmetic does not box."""
        found = self.read(register)
        if not self.is_arm and type == I32:
            return found == word | (0xFFFFFFFF << 32 if word >> 31 else 0)
        if type == I1:
            return found & 1 == word & 1
        return is_same(found, word, type)

    # -- memory ----------------------------------------------------------------------------------

    def missing(self, emulator: Any, access: int, address: int, size: int, value: int,
                data: Any) -> bool:
        """Fill pages that the code touches for the first time."""
        if access == unicorn.UC_MEM_FETCH_UNMAPPED or not PAGE <= address <= USER - size:
            return False
        for page in range(address // PAGE, (address + max(1, size) - 1) // PAGE + 1):
            self.map_page(page)
        return True

    def map_page(self, page: int) -> None:
        """The page as the state has it."""
        if page in self.mapped or page in self.code:
            return
        emulator = self.emulator
        emulator.mem_map(page * PAGE, PAGE, unicorn.UC_PROT_READ | unicorn.UC_PROT_WRITE)
        emulator.mem_write(page * PAGE, bytes(self.world.page(page, self.epoch)))
        self.mapped[page] = True

    def bytes_at(self, address: int, size: int) -> bytes:
        """Memory, mapped if it was not."""
        if not PAGE <= address <= USER - size:
            raise Mismatch(f"an access to {address:#x}")
        for page in range(address // PAGE, (address + max(1, size) - 1) // PAGE + 1):
            self.map_page(page)
        return bytes(self.emulator.mem_read(address, size))

    def store(self, address: int, data: bytes) -> None:
        """Write memory."""
        self.bytes_at(address, len(data))
        self.emulator.mem_write(address, data)

    def frame_areas(self, shared: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The running frame and the argument area above it, less some objects."""
        areas = []
        low = min(self.walk_lowest, self.stack_pointer) - PAGE
        for start, end in sorted(shared):
            if start < USER:
                areas.append((low, start))
                low = max(low, end)
        return [*areas, (low, CFA + self.incoming)]

    def compare_memory(self, written: dict[int, Word], at_return: bool) -> None:
        """Memory as the callee or the caller may see it."""
        wanted: dict[int, dict[int, Word]] = {}
        for at, byte in written.items():
            wanted.setdefault(at // PAGE, {})[at % PAGE] = byte
        own = self.frame_areas([] if at_return else self.walk.shared)
        for page in sorted(wanted.keys() | self.mapped.keys()):
            start = page * PAGE
            if page in self.called_pages and page in wanted:
                raise Skip("a store beside a function")
            if start >= USER or page in self.called_pages:
                continue
            expected = self.world.page(page, self.epoch)
            found = self.bytes_at(start, PAGE)
            for at, byte in wanted.get(page, {}).items():
                expected[at] = found[at] if byte is None else byte
            for low, high in own:
                low, high = max(low, start), min(high, start + PAGE)
                if low < high:
                    expected[low - start:high - start] = found[low - start:high - start]
            if found == expected:
                continue
            for at in range(PAGE):
                if found[at] != expected[at] and not self.is_nan(start + at, page, expected):
                    raise Mismatch(f"the byte at {start + at:#x} is {found[at]}, "
                                   f"not {expected[at]}")

    def is_nan(self, address: int, page: int, expected: bytearray) -> bool:
        """Whether a NaN belongs here and one is there."""
        place = self.walk.bounded.nans.get(address)
        if place is None or place[0] // PAGE != page:
            return False
        start, type = place
        size = type_bytes(type)
        if (start + size - 1) // PAGE != page:
            return False
        wanted = int.from_bytes(expected[start % PAGE:start % PAGE + size], "little")
        return is_same(int.from_bytes(self.bytes_at(start, size), "little"), wanted, type) \
            and softfloat.is_nan(wanted, type - F32 + 1)

    def change_memory(self) -> None:
        """What a call leaves: the frame, and all else anew."""
        self.epoch += 1
        own = self.frame_areas(self.walk.shared)
        for page in self.mapped.keys() - self.called_pages:
            start = page * PAGE
            made = self.world.page(page, self.epoch)
            for low, high in own:
                low, high = max(low, start), min(high, start + PAGE)
                if low < high:
                    made[low - start:high - start] = self.emulator.mem_read(low, high - low)
            self.emulator.mem_write(start, bytes(made))

    # -- the run ---------------------------------------------------------------------------------

    def run(self, name: str, world: MachineWorld, walk: TargetWalk) -> None:
        """Execute a function as the walk went through it; Mismatch says what differs."""
        entry, _ = self.program.bodies[name]
        self.world, self.walk, self.epoch = world, walk, 0
        self.effects: list[Effect] = list(walk.effects)
        self.next_effect = 0
        self.problem = None
        self.finished = False
        self.incoming = 0
        self.walk_lowest = min([CFA, *(start for start, _ in walk.private + walk.shared
                                       if start < USER)])
        for page in self.mapped:
            self.emulator.mem_unmap(page * PAGE, PAGE)
        self.mapped = {}
        self.start(world, walk)
        hooks = self.foreign_callees()
        kept = {register: self.read(register) & (1 << 64) - 1
                for register in [*self.registers.kept, *self.registers.fixed]}
        try:
            self.emulator.emu_start(entry, RETURN, 0, MOST_INSTRUCTIONS)
        except unicorn.UcError as error:
            if self.problem is None and not self.finished:
                self.stopped(error)
        finally:
            for hook in hooks:
                self.emulator.hook_del(hook)
        if self.problem is not None:
            raise self.problem
        if self.finished:
            return
        at = int(self.emulator.reg_read(self.registers.program_counter))
        if at != RETURN:
            raise Mismatch(f"not at its end after {MOST_INSTRUCTIONS} instructions")
        self.returned(kept)

    def foreign_callees(self) -> list[Any]:
        """Stubs at the addresses of functions that pointers of the state lead to."""
        hooks = []
        self.called_pages: set[int] = set()
        callees = dict.fromkeys(effect.words[0] for effect in self.effects
                                if effect.kind == "call")
        for address in callees:
            if address is None or address in self.program.stubs:
                continue
            if address % 4 or not STUBS <= address < USER or address // PAGE in self.code:
                raise Skip("a call of what is no function")
            page = address // PAGE
            if page not in self.called_pages:
                self.emulator.mem_map(page * PAGE, PAGE,
                                      unicorn.UC_PROT_READ | unicorn.UC_PROT_EXEC)
                self.emulator.mem_write(page * PAGE, self.back * (PAGE // 4))
                self.mapped[page] = True
                self.called_pages.add(page)
            hooks.append(self.emulator.hook_add(unicorn.UC_HOOK_CODE, self.arrival, None,
                                                address, address))
        return hooks

    def start(self, world: MachineWorld, walk: TargetWalk) -> None:
        """Registers and the caller's stack at entry."""
        self.scramble(world, "start", set())
        registers = self.registers
        self.emulator.reg_write(registers.stack, CFA)
        program = self.program
        if self.is_arm:
            self.write(18, world.noise("platform", 64))         # type: ignore[arg-type]
            below = 16 + (-16 & program.thread_align - 1)
            self.emulator.reg_write(arm64_const.UC_ARM64_REG_TPIDR_EL0,
                                    program.thread_start - below)
            self.emulator.reg_write(arm64_const.UC_ARM64_REG_FPCR, 0)
        else:
            self.write(3, program.symbols.get("__global_pointer$", 0))
            self.write(4, program.thread_start)
            self.emulator.reg_write(riscv_const.UC_RISCV_REG_FCSR, 0)
        self.write(registers.link, RETURN)
        for param, word in walk.params:
            assert isinstance(param.aux, LoweredParam)
            place = param.aux.place
            if place.kind == IN_REGISTER:
                register = int(place.where)
                self.write(register, self.as_passed(word, int(param.type), register, world))
            else:
                self.incoming = max(self.incoming,
                                    int(place.where) + max(8, type_bytes(int(param.type))))

    def stopped(self, error: Any) -> None:
        """An exception of the processor."""
        at = int(self.emulator.reg_read(self.registers.program_counter))
        if self.walk.left == "trap" and self.next_effect == len(self.effects) - 1 \
                and error.errno == unicorn.UC_ERR_EXCEPTION:
            self.finished = True
            return
        raise Mismatch(f"{error} at {at:#x}")

    def returned(self, kept: dict[int, int]) -> None:
        """At the return: effects, results, registers, memory."""
        if self.next_effect != len(self.effects) - 1 or self.walk.left != "return":
            raise Mismatch(f"a return after {self.next_effect} effects, not "
                           f"{len(self.effects) - 1} and a {self.walk.left}")
        if self.stack_pointer != CFA:
            raise Mismatch(f"the stack pointer is off by {self.stack_pointer - CFA}")
        for register, word in kept.items():
            if self.read(register) & (1 << 64) - 1 != word:
                raise Mismatch(f"register {register} is not kept")
        effect = self.effects[-1]
        instr = effect.instr
        assert instr is not None
        if instr.args and not isinstance(instr.aux, LoweredReturn):
            raise Skip("a result without a place")
        for number, arg in enumerate(instr.args):
            assert isinstance(instr.aux, LoweredReturn)
            wanted, register = effect.words[number], int(instr.aux.places[number].where)
            if wanted is not None and not self.holds(register, wanted, int(arg.type)):
                raise Mismatch(f"result {number} is {self.read(register):#x}, not {wanted:#x}")
        self.compare_memory(effect.memory, True)

    # -- calls -----------------------------------------------------------------------------------

    def arrival(self, emulator: Any, address: int, size: int, data: Any) -> None:
        """At a stub; what goes wrong ends the run."""
        try:
            self.called(address)
        except Exception as problem:
            self.problem = problem
            emulator.emu_stop()

    def called(self, address: int) -> None:
        """A call: the walk's next effect, or an operation of the library."""
        name = self.program.stubs.get(address, "")
        effect = self.effects[self.next_effect] if self.next_effect < len(self.effects) else None
        if effect is not None and effect.kind == "call" and effect.words[0] == address:
            self.next_effect += 1
            self.effect(effect)
        elif not self.operation(name):
            if name in self.program.module.symbols and not name.startswith("__"):
                raise Mismatch(f"a call of {name}, not "
                               f"{effect.kind if effect is not None else 'nothing'} "
                               f"{self.named(effect)}")
            raise Skip(f"a call of {name}")
        if self.finished:
            self.emulator.emu_stop()

    def named(self, effect: Effect | None) -> str:
        """The callee of an effect."""
        if effect is None or not effect.words or effect.words[0] is None:
            return ""
        address = effect.words[0]
        return self.program.stubs.get(address, hex(address))

    def effect(self, effect: Effect) -> None:
        """Compare a call; answer it."""
        instr = effect.instr
        assert instr is not None and isinstance(instr.aux, LoweredCall)
        info = instr.aux
        callee = self.named(effect)
        stack = self.stack_pointer
        if stack % 16:
            raise Mismatch(f"the stack is not aligned at the call of {callee}")
        for number, place in enumerate(info.places):
            word, type = effect.words[number + 1], int(instr.args[number + 1].type)
            if word is not None and not self.passed(place, word, type, stack):
                raise Mismatch(f"argument {number} of {callee} is not {word:#x}")
        self.compare_memory(effect.memory, False)
        if self.walk.left == "call" and self.next_effect == len(self.effects):
            self.finished = True
            return
        self.change_memory()
        if info.stack_size and self.read(self.registers.link) != RETURN:
            self.store(stack, self.world.noise(("outgoing", self.epoch), 8 * int(info.stack_size))
                       .to_bytes(int(info.stack_size), "little"))
        self.destroy()
        self.answer(instr, info)

    def passed(self, place: Place, word: int, type: int, stack: int) -> bool:
        """Whether an argument is in its place."""
        if place.kind == IN_REGISTER:
            return self.holds(int(place.where), word, type)
        found = int.from_bytes(self.bytes_at(stack + int(place.where), type_bytes(type)), "little")
        return is_same(found, word, type)

    def destroy(self) -> None:
        """A call leaves nothing in the registers that it need not keep."""
        kept = {register: self.read(register) & (1 << 64) - 1 for register in self.registers.kept}
        link = self.read(self.registers.link)
        self.scramble(self.world, (self.epoch, self.next_effect), set(kept))
        for register in kept:
            if register >= VECTOR and self.is_arm:              # the high halves go
                noise = self.world.noise(("high", self.epoch, register), 64)
                self.write(register, kept[register] | noise << 64)
        self.write(self.registers.link, link)

    def answer(self, call: Instr, info: LoweredCall) -> None:
        """The result that the walk has met."""
        parts: dict[int, Instr] = {0: call}
        for block in self.walk.function.blocks:
            for instr in block.instrs:
                if instr.op == o.PROJ and instr.args[0] is call:
                    parts[int(instr.imm)] = instr
        for number, part in parts.items():
            if part.type == VOID:
                continue
            type = int(part.type)
            word = self.world.word(("call", int(part.id), self.epoch), type)
            register = int(info.results[number].where)
            self.write(register, self.as_passed(word, type, register, self.world))

    # -- operations of the libraries ----------------------------------------------------------

    def operation(self, name: str) -> bool:
        """Do what a function of the runtime library does; False when it is none."""
        if name in COPIES:
            target, second, size = (self.read(self.argument(k)) for k in range(3))
            if size > 1 << 16:
                raise Mismatch(f"{name} of {size} bytes")
            data = bytes([second & 0xFF]) * size if name == "memset" else (
                self.bytes_at(second, size) if size else b"")
            if size:
                self.store(target, data)
            result, type = target + (size if name == "mempcpy" else 0), PTR
        elif name in COMPARISONS:
            given = self.taken([F128, F128])
            frame = self.walk.frame
            kinds = [frame.pure(op, I1, 0, [F128, F128], given) for op in (o.FOLT, o.FOEQ, o.FUNO)]
            which = 0 if kinds[0] else 1 if kinds[1] else 3 if kinds[2] else 2
            result, type = COMPARISONS[name][which] & 0xFFFFFFFF, I32
        else:
            if name in DIVISIONS:
                op, operands, type = DIVISIONS[name], [I128, I128], I128
            elif name in ARITHMETIC:
                op, type, count = ARITHMETIC[name]
                operands = [type] * count
            elif name in CONVERSIONS:
                op, operand, type = CONVERSIONS[name]
                operands = [operand]
            else:
                return False
            result = self.walk.operation(op, type, operands, self.taken(operands))
        self.destroy()
        if type_bits(type) == 128 and not (self.is_arm and type == F128):
            self.write(self.argument(0), result & (1 << 64) - 1)
            self.write(self.argument(1), result >> 64)
        else:
            register = VECTOR + self.argument(0) if is_float(type) else self.argument(0)
            self.write(register, self.as_passed(result, type, register, self.world))
        return True

    def argument(self, number: int) -> int:
        """The general argument registers in order."""
        return number if self.is_arm else 10 + number

    def taken(self, types: list[int]) -> list[int]:
        """Arguments of a library function, from their registers."""
        general = floats = 0
        words = []
        for type in types:
            if is_float(type) and (self.is_arm or type != F128) or is_vector(type):
                words.append(self.read(VECTOR + self.argument(floats)) & (1 << type_bits(type)) - 1)
                floats += 1
                continue
            word = self.read(self.argument(general))
            general += 1
            if type_bits(type) == 128:
                word |= self.read(self.argument(general)) << 64
                general += 1
            words.append(word & (1 << type_bits(type)) - 1)
        return words
