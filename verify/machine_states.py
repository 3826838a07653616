"""A block of selected x86-64 code, before allocation, run from a random state.

Problem: selection by hand (calls, leaves, vectors, x87, inline assembly) is not made of rules that
the prover sees.  Idea: run what was selected, instruction by instruction, by the rows' meanings
(`machine.py`, which the processor itself checks), and compare with what `ir_states.py` made of the
block before: every value that both have, each effect with its operands and the memory before it,
the edge taken.

Registers hold values by the selector's convention: an integer's low bits, an i1 as a byte of 0 or
1, a float in the low lane, above it noise; a value of another block whose row writes 32 bits has
zeros in the upper half.  What has no meaning in its row stands here: division, exchanges, bit
scans, comparisons of vectors, the x87 stack.  Sources: Intel SDM volume 2, of each.

Invariant: a flag that an instruction leaves undefined decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from compiler.assembler.operands import (
    KIND_GOTPCREL,
    KIND_GOTTPOFF,
    KIND_TPOFF,
    Label,
    Operands,
)
from compiler.codegen import machine as cg
from compiler.codegen.frame import UNPLACED, Frame
from compiler.codegen.inline_asm import AsmSite
from compiler.codegen.operands import (
    FROM_ARG,
    FROM_FRESH,
    FROM_IMM,
    FROM_MEMORY,
    FROM_RESULT,
    set_register,
)
from compiler.codegen.streaming import Stream
from compiler.ir import opcodes as o
from compiler.ir import softfloat
from compiler.ir.instr import Block, Instr
from compiler.ir.types import F32, F64, F80, FLAGS, I1, VOID, is_float, is_vector, type_bits, wrap
from compiler.target.machine import MAX_OPERANDS, OPERAND_REG, READ, WRITE, AddressMode
from compiler.target.x86 import ops_gen as x86
from compiler.target.x86 import pseudo, tables_gen
from compiler.target.x86.check_emission import condition_holds
from compiler.target.x86.constraints import RULES
from compiler.target.x86.emission import ImmediateSymbol
from compiler.target.x86.names_gen import MEANINGS
from compiler.target.x86.registers import (
    CLASS_GPR,
    FLAG_C,
    FLAG_O,
    FLAG_P,
    FLAG_S,
    FLAG_Z,
    FS,
    RBP,
    RSP,
    XMM0,
)
from compiler.target.x86.sites import TableSite, TlsSite
from verify.ir_states import BlockRun, Effect
from verify.machine import ALIASES, CONDITIONS, FLAG_PLACES, INVERSES, NAMES, Instruction, State
from verify.states import (
    CFA,
    DYNAMIC,
    FRAME,
    MASK,
    OUTGOING,
    THREAD,
    Memory,
    Mismatch,
    Skip,
    World,
    extended,
    is_same,
    same_bytes,
    truncated,
)

Flags = dict[int, int | None]
JUMP_FLAGS = (FLAG_C, FLAG_P, FLAG_Z, FLAG_S, FLAG_O)
FORM = F80 - F32 + 1


class Layout:
    """Addresses of one function's frame slots and labels in a world."""

    def __init__(self, world: World, frame: Frame, stream: Stream) -> None:
        self.world = world
        self.slots: list[int] = []
        self.sizes: list[int] = []
        depth = CFA - 0x10000
        for slot in frame.slots:
            own = slot.is_own or slot.offset == UNPLACED
            depth -= (slot.size + 0x1F) & ~0xF if own else 0
            self.slots.append(depth if own else CFA + slot.offset)
            self.sizes.append(slot.size)
        self.top = CFA - 0x10000
        for literal in stream.literals.values():
            world.fix(world.address(literal.label), literal.bits, literal.size)
        world.fix(THREAD, THREAD, 8)

    def indirect(self, label: Label, thread: bool) -> int:
        """The entry of the global offset table for a label."""
        at = self.world.address(("thread offset" if thread else "global offset", label))
        value = self.world.address(label)
        self.world.fix(at, value - THREAD if thread else value, 8)
        return at


class MachineRun:
    """One selected block, run against what the IR's block did."""

    def __init__(self, ir: BlockRun, before: dict[int, Instr], block: Block, layout: Layout,
                 stream: Stream) -> None:
        self.ir = ir
        self.before = before                        # numbers of the version before
        self.block = block
        self.layout = layout
        self.stream = stream
        self.world = ir.world
        self.memory = Memory(ir.world)
        self.words: dict[Instr, int] = {}
        self.flags: dict[Instr, Flags] = {}
        self.parts: dict[Instr, list[int]] = {}
        self.expected = list(ir.effects)
        self.x87: list[int] = []
        self.popped: dict[int, int] = {}
        self.control = 0x37F
        self.dynamic = 0
        self.ignored = [(OUTGOING, OUTGOING + 0x100000)]
        self.edge = -1

    # -- operands --------------------------------------------------------------------------------

    def word(self, value: Instr) -> int:
        """What a register holds, 64 or 128 bits."""
        found = self.words.get(value)
        if found is None:
            if value.block is self.block and value.op not in (o.PHI, o.PARAM) \
                    and not (value.op == o.PROJ):
                raise Mismatch(f"value {value.id} is used before it is made")
            found = self.words[value] = self.outside(value)
        return found

    def outside(self, value: Instr) -> int:
        """A value of another block, of a phi or of a parameter."""
        if int(value.id) in self.before:
            word = self.ir.value(self.before[int(value.id)])
            return self.hold(value, word)
        if o.FIRST_MACHINE <= value.op < cg.FIRST_PSEUDO or value.op == pseudo.ZERO_VECTOR:
            self.execute(value)
            return self.words[value]
        raise Skip(f"a value of another block: {value.op}")

    def hold(self, value: Instr, word: int | None) -> int:
        """A register that holds a value of its type, noise above."""
        type = int(value.type)
        vector = is_float(type) or is_vector(type)
        size = 128 if vector else 64
        noise = self.world.noise(("register", int(value.id)), size)
        if word is None:
            return noise & 1 if type == I1 else noise
        bits = 8 if type == I1 else type_bits(type)
        above = 0 if not vector and zero_extended(value) else noise >> bits << bits
        return above & ((1 << size) - 1) | word

    def address(self, instr: Instr, at: int, mode: object = None) -> tuple[int, int]:
        """The address of a memory operand, and how many arguments it took."""
        mode = instr.aux if mode is None else mode
        assert isinstance(mode, AddressMode)
        total = int(mode.disp)
        taken = at
        if mode.has_base:
            total += self.word(instr.args[taken])
            taken += 1
        elif mode.base_fixed == RSP:
            total += OUTGOING
        elif mode.base_fixed == RBP:
            total += FRAME
        if mode.has_index:
            total += int(mode.scale) * self.word(instr.args[taken])
            taken += 1
        if mode.slot >= 0:
            total += self.layout.slots[mode.slot]
        if mode.symbol is not None:
            label = mode.symbol
            if mode.kind in (KIND_GOTPCREL, KIND_GOTTPOFF):
                total += self.layout.indirect(label, mode.kind == KIND_GOTTPOFF)
            else:
                total += self.world.address(label)
                if mode.kind == KIND_TPOFF:
                    total -= THREAD
        if mode.segment == FS:
            total += THREAD
        return total & MASK, taken - at

    def read(self, address: int, size: int) -> int:
        """Bytes of memory."""
        word = self.memory.read(address, size)
        if word is None:
            raise Skip("poison in memory")
        return word

    def immediate(self, instr: Instr) -> int:
        """The immediate, or the symbol's address that stands for it."""
        if isinstance(instr.aux, ImmediateSymbol):
            return self.world.address(instr.aux.label)
        return int(instr.imm)

    # -- the run ---------------------------------------------------------------------------------

    def run(self) -> None:
        """All instructions, then what is left."""
        for instr in self.block.instrs:
            if instr.op != o.PHI:
                self.execute(instr)
        if self.expected:
            raise Mismatch(f"no {self.expected[0].kind} is left of the block")
        wanted = self.ir.memory
        self.compare_memory(wanted.written, wanted.epoch)
        if self.edge != self.ir.edge:
            raise Mismatch(f"edge {self.edge} is taken, not {self.ir.edge}")

    def compare_memory(self, wanted: dict[int, int | None], epoch: int) -> None:
        """Memory is what the IR made of it."""
        difference = same_bytes(wanted, self.world, epoch, self.memory, self.ignored)
        if difference:
            raise Mismatch(difference)

    def execute(self, instr: Instr) -> None:
        """One instruction."""
        op = int(instr.op)
        if op == o.PARAM:
            return
        if op == o.PROJ:
            parts = self.parts.get(instr.args[0])
            self.words[instr] = parts[instr.imm] if parts is not None else self.outside(instr)
            return
        if op < o.FIRST_MACHINE:
            raise Mismatch(f"{o.NAMES[op]} is left")
        if op >= cg.FIRST_PSEUDO:
            handler = PSEUDOS.get(op)
            if handler is None:
                raise Skip(f"pseudo operation {op}")
            handler(self, instr)
            return
        name = NAMES[op - o.FIRST_MACHINE]
        if x86.JOl <= op <= x86.JGl:
            flags = self.flags_of(instr.args[0])
            self.edge = 0 if self.condition(flags, op - x86.JOl) else 1
        elif name in MEANINGS:
            self.row(instr, name)
        else:
            for pattern, special in SPECIAL:
                if re.fullmatch(pattern, name):
                    special(self, instr, name)
                    return
            raise Skip(f"{name} has no meaning")

    def flags_of(self, value: Instr) -> Flags:
        """The flags that an instruction left."""
        found = self.flags.get(value)
        if found is None:
            raise Mismatch("flags are read that nothing in the block has set")
        return found

    def condition(self, flags: Flags, number: int) -> bool:
        """Condition code `number`; an undefined flag must not matter."""
        answers = set()
        unknown = [flag for flag in JUMP_FLAGS if flags.get(flag) is None]
        for choice in range(1 << len(unknown)):
            state = dict(flags)
            for k, flag in enumerate(unknown):
                state[flag] = choice >> k & 1
            bits = sum((state[flag] or 0) << k for k, flag in enumerate(JUMP_FLAGS))
            answers.add(condition_holds(number, bits))
        if len(answers) > 1:
            raise Mismatch("an undefined flag decides")
        return answers.pop()

    def row(self, instr: Instr, name: str) -> None:
        """An instruction by its meaning."""
        plan = RULES.plan(instr.op)
        base = (instr.op - o.FIRST_MACHINE) * MAX_OPERANDS
        state, operands = State(), Operands()
        state.flags = {flag: 0 for flag in FLAG_PLACES}
        at = 0
        place, size, memory = 0, 0, -1
        for k, source in enumerate(plan):
            if source == FROM_MEMORY:
                place, count = self.address(instr, at)
                at += count
                size, memory = tables_gen.OPERAND_SIZE[base + k], k
            elif source == FROM_IMM:
                operands.imm = self.immediate(instr)
            elif source in (FROM_ARG, FROM_RESULT, FROM_FRESH):
                general = tables_gen.OPERAND_CLASS[base + k] == CLASS_GPR
                word = self.world.noise(("written", int(instr.id)), 128)
                if source == FROM_ARG:
                    word = self.word(instr.args[at])
                    at += 1
                set_register(operands, k, k if general else XMM0 + k)
                if general:
                    state.gpr[k] = word & MASK
                else:
                    state.vector[k] = word & ((1 << 128) - 1)
            else:
                raise Skip(f"operands of {name}")
        text = MEANINGS[name]
        if text == "a = lea b":
            width = 8 * tables_gen.OPERAND_SIZE[base]
            self.words[instr] = place & ((1 << width) - 1)
            return
        if re.search(r" (cc|adc|sbb)\b", text):
            state.flags.update(self.flags_of(instr.args[-1]))
            self.decided(name, state.flags)
        if memory >= 0 and tables_gen.OPERAND_ACCESS[base + memory] & READ:
            state.memory[:size] = self.read(place, size).to_bytes(size, "little")
        after = Instruction(int(instr.op), operands, 0).run(state)
        self.flags[instr] = after.flags
        if memory >= 0 and tables_gen.OPERAND_ACCESS[base + memory] & WRITE:
            self.memory.write(place, int.from_bytes(after.memory[:size], "little"), size)
        if instr.type not in (VOID, FLAGS) and tables_gen.OPERAND_KIND[base] == OPERAND_REG:
            general = tables_gen.OPERAND_CLASS[base] == CLASS_GPR
            self.words[instr] = after.gpr[0] if general else after.vector[0]

    def decided(self, name: str, flags: Flags) -> None:
        """No undefined flag decides a setcc, a cmov or a carry."""
        found = re.match(r"(?:SET|CMOV)([A-Z]+?)(?:16|32|64)?[rm]+$", name)
        read: tuple[int, ...] = (FLAG_C,)
        if found is not None:
            code = ALIASES.get(found.group(1), found.group(1))
            code = INVERSES.get(code, code)
            read = CONDITIONS[code][0] + ((FLAG_Z,) if code == "LE" else ())
        if any(flags.get(flag) is None for flag in read):
            raise Mismatch("an undefined flag decides")

    # -- effects ---------------------------------------------------------------------------------

    def next(self, kind: str) -> Effect:
        """The IR's next effect, which must be of this kind, with memory as it is here."""
        if not self.expected or self.expected[0].kind != kind:
            found = self.expected[0].kind if self.expected else "nothing"
            raise Mismatch(f"{kind} stands where the IR has {found}")
        effect = self.expected.pop(0)
        self.compare_memory(effect.memory, effect.epoch)
        return effect

    def holds(self, value: Instr, word: int | None, type: int, what: str) -> None:
        """A register holds an operand of an effect."""
        if word is not None and not is_same(self.word(value), word, type):
            raise Mismatch(f"{what} is {self.word(value):#x}, not {word:#x}")

    def forget(self) -> None:
        """Something that may write any memory."""
        self.memory.forget()
        self.x87 = []

    def call(self, instr: Instr) -> None:
        """A call: callee, registers, stack, results."""
        effect = self.next("call")
        site, asked = instr.aux, effect.instr
        assert isinstance(site, cg.CallSite) and asked is not None
        info = asked.aux
        assert isinstance(info, cg.LoweredCall)
        args = list(zip(instr.args, site.constraints.fixed_args))
        callee = asked.args[0]
        if site.symbol is not None:
            if callee.op != o.ADDR or callee.aux is not site.symbol:
                raise Mismatch(f"{site.symbol.name} is called instead")
        else:
            self.holds(args[0][0], effect.words[0], int(callee.type), "the callee")
            args = args[1:]
        given = {int(register): value for value, register in args}
        if len(given) != len(args):
            raise Mismatch("two arguments in one register")
        for k in range(1, len(asked.args)):
            place = info.places[k - 1]
            if place.kind == cg.IN_REGISTER:
                if int(place.where) not in given:
                    raise Mismatch(f"argument {k} is not in register {place.where}")
                self.holds(given.pop(int(place.where)), effect.words[k], int(asked.args[k].type),
                           f"argument {k}")
        if info.vector_count >= 0 and (
                0 not in given or self.word(given.pop(0)) & 0xFF != info.vector_count):
            raise Mismatch("al does not hold the number of vector registers")
        if given:
            raise Mismatch(f"register {next(iter(given))} is given to nobody")
        for offset, byte in effect.stack.items():
            if byte is not None and self.memory.read(OUTGOING + offset, 1) != byte:
                raise Mismatch(f"byte {offset} of the stack arguments is another")
        wanted = [int(place.where) for place in info.results if place.where < 62]
        if [int(register) for register in site.constraints.fixed_results] != wanted:
            raise Mismatch("results are taken from other registers")
        if site.noreturn != info.noreturn:
            raise Mismatch("whether the call returns is another")
        self.forget()
        if instr.type != VOID and int(instr.id) in self.before:
            self.words[instr] = self.hold(instr, self.ir.value(self.before[int(instr.id)]))

    def returns(self, instr: Instr) -> None:
        """A return: results in their registers."""
        effect = self.next("return")
        site, asked = instr.aux, effect.instr
        assert isinstance(site, cg.Site) and asked is not None
        given = {int(register): value
                 for value, register in zip(instr.args, site.constraints.fixed_args)}
        info = asked.aux
        if isinstance(info, cg.LoweredReturn):
            for k, arg in enumerate(asked.args):
                where = int(info.places[k].where)
                if where >= 62:
                    continue
                if where not in given:
                    raise Mismatch(f"result {k} is not in register {where}")
                self.holds(given[where], effect.words[k], int(arg.type), f"result {k}")
        if len(self.x87) != len(effect.x87) or any(
                wanted is not None and not is_same(found, wanted, F80)
                for found, wanted in zip(self.x87, effect.x87)):
            raise Mismatch("the x87 stack at the return is another")

    def assembly(self, instr: Instr) -> None:
        """An asm statement: each operand is where the site says (`asm_operands.py`)."""
        from verify.asm_operands import check_operands

        effect = self.next("asm")
        assert isinstance(instr.aux, AsmSite)
        check_operands(self, instr, instr.aux, effect)
        self.forget()
        if instr.type != VOID and int(instr.id) in self.before:
            self.words[instr] = self.hold(instr, self.ir.value(self.before[int(instr.id)]))
        self.edge = self.ir.edge if effect.instr is not None \
            and effect.instr.op == o.ASMGOTO else self.edge

    # -- pseudo operations -----------------------------------------------------------------------

    def jump(self, instr: Instr) -> None:
        """To the first successor."""
        self.edge = 0

    def float_jump(self, instr: Instr) -> None:
        """Ordered and equal, or the contrary."""
        flags = self.flags_of(instr.args[0])
        equal = flags.get(FLAG_Z) == 1 and flags.get(FLAG_P) == 0
        self.edge = 0 if equal == (instr.op == pseudo.JUMP_ORDERED_EQUAL) else 1

    def table_jump(self, instr: Instr) -> None:
        """The goal is the table's start plus the entry of the index that the IR has."""
        site = instr.aux
        assert isinstance(site, TableSite)
        start = self.world.address(site.label)
        entries = [(start + wrap(self.read(start + 4 * k, 4), 32)) & MASK
                   for k in range(len(site.successors))]
        goal = self.word(instr.args[0])
        at = self.ir.edge
        if not 0 <= at < len(entries) or entries[at] != goal:
            raise Mismatch(f"the table is entered elsewhere than at {at}")
        self.ir.edge = self.edge = site.successors[at]

    def indirect_jump(self, instr: Instr) -> None:
        """To a computed address."""
        self.holds(instr.args[0], self.next("indirect").words[0], o_ptr, "the goal")

    def zero_vector(self, instr: Instr) -> None:
        """A cleared vector register."""
        self.words[instr] = 0

    def nothing(self, instr: Instr) -> None:
        """Nothing at run time."""

    def thread_address(self, instr: Instr) -> None:
        """__tls_get_addr."""
        site = instr.aux
        assert isinstance(site, TlsSite)
        self.words[instr] = self.world.address(self.stream.symbol(site.symbol))

    def dynamic_alloca(self, instr: Instr) -> None:
        """The stack pointer goes down."""
        effect = self.next("dynamic")
        self.holds(instr.args[0], effect.words[0], o_ptr, "the size")
        self.words[instr] = DYNAMIC - 0x100000 * self.dynamic + 16
        self.dynamic += 1

    def stack_save(self, instr: Instr) -> None:
        """The stack pointer."""
        self.words[instr] = self.world.word(("value", int(instr.id)), o_ptr)

    def stack_restore(self, instr: Instr) -> None:
        """The stack pointer again."""
        self.holds(instr.args[0], self.next("restore").words[0], o_ptr, "the stack pointer")

    def frame_address(self, instr: Instr) -> None:
        """The frame pointer."""
        self.words[instr] = FRAME

    def rep_movs(self, instr: Instr) -> None:
        """Bytes upwards, one step at a time."""
        target, source, count = (self.word(arg) for arg in instr.args)
        step = int(instr.imm)
        for k in range(min(count, 1 << 16)):
            self.memory.write(target + k * step, self.read(source + k * step, step), step)

    # -- rows without a meaning ------------------------------------------------------------------

    def bit_scan(self, instr: Instr, name: str) -> None:
        """bsf, bsr: the destination of a zero is what it was, here noise."""
        width = 64 if "64" in name else 32
        word = self.word(instr.args[0]) & ((1 << width) - 1)
        found = word.bit_length() - 1 if name.startswith("BSR") else (word & -word).bit_length() - 1
        if word == 0:
            found = self.world.noise(("written", int(instr.id)), 32)
        self.words[instr] = found
        self.flags[instr] = {flag: None for flag in FLAG_PLACES}
        self.flags[instr][FLAG_Z] = int(word == 0)

    def extend_sign(self, instr: Instr, name: str) -> None:
        """cltd, cqto."""
        width = 64 if name == "CQTO" else 32
        negative = self.word(instr.args[0]) >> (width - 1) & 1
        self.words[instr] = (1 << width) - 1 if negative else 0

    def divide(self, instr: Instr, name: str) -> None:
        """div, idiv of the double register."""
        width = 64 if "64" in name else 32
        mask = (1 << width) - 1
        divisor, low, high = (self.word(arg) & mask for arg in instr.args)
        dividend = high << width | low
        if name.startswith("I"):
            divisor, dividend = wrap(divisor, width), wrap(dividend, 2 * width)
        if divisor == 0:
            raise Skip("division by zero")
        quotient = abs(dividend) // abs(divisor)
        if (dividend < 0) != (divisor < 0):
            quotient = -quotient
        rest = dividend - quotient * divisor
        if quotient not in (wrap(quotient, width), quotient & mask if name[0] == "D" else
                            wrap(quotient, width)):
            raise Skip("the quotient does not fit")
        self.parts[instr] = [quotient & mask, rest & mask]
        self.words[instr] = quotient & mask

    def multiply(self, instr: Instr, name: str) -> None:
        """mul, imul of one operand."""
        width = int(re.sub(r"\D", "", name))
        mask = (1 << width) - 1
        a, b = (self.word(arg) & mask for arg in instr.args)
        if name.startswith("I"):
            a, b = wrap(a, width), wrap(b, width)
        product = a * b
        noise = self.world.noise(("written", int(instr.id)), 48) << 16 if width == 16 else 0
        self.parts[instr] = [product & mask | noise, product >> width & mask | noise]
        self.words[instr] = self.parts[instr][0]
        fits = product == wrap(product, width) if name.startswith("I") else product <= mask
        self.flags[instr] = {flag: None for flag in FLAG_PLACES}
        self.flags[instr][FLAG_C] = self.flags[instr][FLAG_O] = int(not fits)

    def exchange(self, instr: Instr, name: str) -> None:
        """xchg, xadd, cmpxchg with memory."""
        size = int(re.sub(r"\D", "", name)) // 8
        mask = (1 << 8 * size) - 1
        place, taken = self.address(instr, 0)
        old = self.read(place, size)
        words = [self.word(arg) & mask for arg in instr.args[taken:]]
        new = words[0]
        if name.startswith("XADD"):
            new = (old + words[0]) & mask
        elif name.startswith("CMPXCHG") and old != words[1]:
            new = old
        self.memory.write(place, new, size)
        above = self.world.noise(("written", int(instr.id)), 64) if size < 4 else 0
        self.words[instr] = above & ~mask & MASK | old

    def compare_lanes(self, instr: Instr, name: str) -> None:
        """pcmpeq, pcmpgt: all ones or zero in each lane."""
        width = {"B": 8, "W": 16, "D": 32}[name[-3]]
        mask = (1 << width) - 1
        a, b = (self.word(arg) for arg in instr.args)
        made = 0
        for lane in range(0, 128, width):
            left, right = a >> lane & mask, b >> lane & mask
            truth = left == right if "EQ" in name else wrap(left, width) > wrap(right, width)
            made |= (mask if truth else 0) << lane
        self.words[instr] = made

    def trap(self, instr: Instr, name: str) -> None:
        """ud2."""
        self.next("trap")

    def fence(self, instr: Instr, name: str) -> None:
        """mfence: nobody else is there."""

    # -- the x87 stack ---------------------------------------------------------------------------

    def pop(self) -> int:
        """The top; under what the block has pushed lies what a call has left."""
        if self.x87:
            return self.x87.pop()
        count = self.popped.get(self.memory.epoch, 0)
        self.popped[self.memory.epoch] = count + 1
        return self.world.word(("st", self.memory.epoch, count), F80)

    def push_float(self, instr: Instr, name: str) -> None:
        """fld, fild."""
        place, _ = self.address(instr, 0)
        if name == "FLDTm":
            word = self.read(place, 10)
        elif name == "FILDLLm":
            word = softfloat.from_int(wrap(self.read(place, 8), 64), FORM)
        else:
            word = extended(self.read(place, 4), F32) if name == "FLDSm" else \
                extended(self.read(place, 8), F64)
        if len(self.x87) >= 8:
            raise Mismatch("the x87 stack overflows")
        self.x87.append(word)

    def store_float(self, instr: Instr, name: str) -> None:
        """fstp, fistp."""
        place, _ = self.address(instr, 0)
        word = self.pop()
        if name == "FSTPTm":
            self.memory.write(place, word, 10)
        elif name == "FISTPLLm":
            if self.control & 0xC00 != 0xC00:
                raise Mismatch("fistp does not truncate")
            self.memory.write(place, truncated(word), 8)
        else:
            single = name == "FSTPSm"
            self.memory.write(place, softfloat.convert(word, FORM, 1 if single else 2),
                              4 if single else 8)

    def control_word(self, instr: Instr, name: str) -> None:
        """fldcw, fnstcw."""
        place, _ = self.address(instr, 0)
        if name == "FNSTCWm":
            self.memory.write(place, self.control, 2)
        else:
            self.control = self.read(place, 2)

    def float_pair(self, instr: Instr, name: str) -> None:
        """st(1) := st(1) op st(0), popped; GNU as exchanges the names of the reversed forms, so
        that FSUBRP and FDIVRP are the plain ones."""
        top, below = self.pop(), self.pop()
        operation = {"FADDP": softfloat.add, "FMULP": softfloat.mul, "FSUBRP": softfloat.sub,
                     "FDIVRP": softfloat.div}[name]
        self.x87.append(operation(below, top, FORM))

    def float_single(self, instr: Instr, name: str) -> None:
        """fchs, fabs, fsqrt."""
        operation = {"FCHS": softfloat.neg, "FABS": softfloat.absolute,
                     "FSQRT": softfloat.sqrt}[name]
        self.x87.append(operation(self.pop(), FORM))

    def float_compare(self, instr: Instr, name: str) -> None:
        """fucomip st(i)."""
        order = softfloat.compare(self.x87[-1], self.x87[-1 - int(instr.imm)], FORM)
        self.x87.pop()
        unordered = int(order == softfloat.UNORDERED)
        self.flags[instr] = {flag: 0 for flag in FLAG_PLACES}
        self.flags[instr].update({FLAG_P: unordered,
                                  FLAG_C: unordered | int(order == softfloat.LESS),
                                  FLAG_Z: unordered | int(order == softfloat.EQUAL)})

    def drop_float(self, instr: Instr, name: str) -> None:
        """fstp st(i)."""
        if instr.imm:
            self.x87[-1 - int(instr.imm)] = self.x87[-1]
        self.pop()


def zero_extended(value: Instr) -> bool:
    """Whether the row that makes a value clears the upper half of its register."""
    op = int(value.op)
    if o.FIRST_MACHINE <= op < cg.FIRST_PSEUDO:
        name = NAMES[op - o.FIRST_MACHINE]
        at = (op - o.FIRST_MACHINE) * MAX_OPERANDS
        return bool(tables_gen.OPERAND_KIND[at] == OPERAND_REG
                    and tables_gen.OPERAND_ACCESS[at] & WRITE
                    and tables_gen.OPERAND_CLASS[at] == CLASS_GPR
                    and tables_gen.OPERAND_SIZE[at] == 4
                    or re.fullmatch(r"(DIV|IDIV|MUL|IMUL)32r|CLTD", name))
    return op == o.PROJ and NAMES[value.args[0].op - o.FIRST_MACHINE] in (
        "DIV32r", "IDIV32r", "MUL32r", "IMUL32r") \
        if op == o.PROJ and o.FIRST_MACHINE <= value.args[0].op < cg.FIRST_PSEUDO else False


o_ptr = 11
PSEUDOS: dict[int, Callable[[MachineRun, Instr], None]] = {
    cg.CALL: MachineRun.call, cg.RETURN: MachineRun.returns, cg.ASM: MachineRun.assembly,
    cg.UNREACHABLE: MachineRun.nothing, cg.JUMP: MachineRun.jump,
    cg.TABLE_JUMP: MachineRun.table_jump,
    cg.INDIRECT_JUMP: MachineRun.indirect_jump,
    pseudo.JUMP_ORDERED_EQUAL: MachineRun.float_jump,
    pseudo.JUMP_UNORDERED_NOT_EQUAL: MachineRun.float_jump,
    pseudo.ZERO_VECTOR: MachineRun.zero_vector, pseudo.BARRIER: MachineRun.nothing,
    pseudo.TLS_CALL: MachineRun.thread_address,
    pseudo.DYNAMIC_ALLOCA: MachineRun.dynamic_alloca, pseudo.STACK_SAVE: MachineRun.stack_save,
    pseudo.STACK_RESTORE: MachineRun.stack_restore,
    pseudo.FRAME_ADDRESS: MachineRun.frame_address, pseudo.REP_MOVS: MachineRun.rep_movs,
}
SPECIAL: list[tuple[str, Callable[[MachineRun, Instr, str], None]]] = [
    (r"BS[FR](32|64)rr", MachineRun.bit_scan), (r"CLTD|CQTO", MachineRun.extend_sign),
    (r"I?DIV(32|64)r", MachineRun.divide), (r"I?MUL(16|32|64)r", MachineRun.multiply),
    (r"(XCHG|XADD|CMPXCHG)(8|16|32|64)mr", MachineRun.exchange),
    (r"PCMP(EQ|GT)[BWD]xx", MachineRun.compare_lanes), (r"UD2", MachineRun.trap),
    (r"MFENCE", MachineRun.fence), (r"FLD[TSL]m|FILDLLm", MachineRun.push_float),
    (r"FSTP[TSL]m|FISTPLLm", MachineRun.store_float),
    (r"FLDCWm|FNSTCWm", MachineRun.control_word), (r"F(ADD|MUL|SUBR|DIVR)P",
                                                   MachineRun.float_pair),
    (r"FCHS|FABS|FSQRT", MachineRun.float_single), (r"FUCOMIPf", MachineRun.float_compare),
    (r"FSTPf", MachineRun.drop_float),
]
