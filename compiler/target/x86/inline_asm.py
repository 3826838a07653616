"""Inline assembly on x86: constraints to register classes, templates to text.

Problem: an asm statement's operands are registers, memory or constants by the letters of their
constraints, and its text names them with modifiers.  Idea: at selection each operand gets a place
(`AsmPlace`), and the register ones become ordinary constraints of the allocator; at emission the
template is filled in and handed to the assembler.  Alternatives of a constraint are merged:
registers are preferred to memory, constants to both.
Source: GCC manual 6.47 "How to Use Inline Assembly Language in C Code", 6.47.3.4 "x86 family".

Invariants: outputs come before inputs in `AsmSite.places`; a memory place names the argument at
which its base stands.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import KIND_GOTTPOFF, KIND_TPOFF
from compiler.codegen.frame import Frame
from compiler.codegen.machine import ASM, Constraints, Site
from compiler.codegen.select import Mode
from compiler.codegen.streaming import Stream, Unsupported
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr
from compiler.ir.module import AsmInfo, AsmOperand, Symbol
from compiler.ir.types import F32, F64, F80, F128, is_vector
from compiler.target.machine import AddressMode
from compiler.target.x86 import ops_gen as x86
from compiler.target.x86.convention import GENERAL_MASK, VECTOR_MASK
from compiler.target.x86.emission import set_address
from compiler.target.x86.registers import (
    FS,
    RAX,
    RBX,
    RCX,
    RDI,
    RDX,
    RIP,
    RSI,
    XMM0,
    register_name,
    registers_by_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from compiler.target.x86.driver import X86Selector

FIXED: Final = {"a": RAX, "b": RBX, "c": RCX, "d": RDX, "S": RSI, "D": RDI, "A": RAX}
GENERAL_LETTERS: Final = "rqlgX"
VECTOR_LETTERS: Final = "xvY"
MEMORY_LETTERS: Final = "moVgX<>"
CONSTANT_LETTERS: Final = "insgXIJKLMNOGeZEFH"
IGNORED_CLOBBERS: Final = frozenset(["cc", "memory", "flags", "fpsr", "dirflag", "fpcr", "redzone"])
CONDITIONS: Final = {
    "o": 0, "no": 1, "b": 2, "c": 2, "nae": 2, "ae": 3, "nb": 3, "nc": 3, "e": 4, "z": 4,
    "ne": 5, "nz": 5, "be": 6, "na": 6, "a": 7, "nbe": 7, "s": 8, "ns": 9, "p": 10, "pe": 10,
    "np": 11, "po": 11, "l": 12, "nge": 12, "ge": 13, "nl": 13, "le": 14, "ng": 14, "g": 15,
    "nle": 15,
}

PLACE_RESULT: Final = 1
PLACE_ARGUMENT: Final = 2
PLACE_MEMORY: Final = 3
PLACE_CONSTANT: Final = 4
PLACE_SYMBOL: Final = 5
PLACE_REGISTER: Final = 6   # number: a register that is never allocated


class AsmPlace:
    """Where an operand is: a result, an argument, memory, or a constant."""

    def __init__(self, kind: i64, number: i64, size: int) -> None:
        self.kind: i64 = kind
        self.number: i64 = number           # result or argument number
        self.size = size                    # bytes of the C operand
        self.mode: AddressMode | None = None
        self.value = 0
        self.symbol: Symbol | None = None
        self.addend = 0
        self.is_address = False             # constraint p: an address, not memory
        self.condition = -1                 # flag output: set by this condition


class AsmSite(Site):
    """aux of ASM."""

    def __init__(self, constraints: Constraints, info: AsmInfo, places: list[AsmPlace]) -> None:
        super().__init__(constraints)
        self.info = info
        self.places = places


class Letters:
    """What a constraint's letters allow."""

    def __init__(self, constraint: str, pos: int) -> None:
        self.mask: i64 = 0
        self.fixed = -1
        self.memory = False
        self.constant = False
        self.address = False
        self.early = "&" in constraint
        self.condition = -1
        self.ranges = ""
        text = constraint.lstrip("=+&%")
        if text.startswith("@cc"):
            name = text[3:]
            if name not in CONDITIONS:
                raise Unsupported(f"unknown flag output constraint '{constraint}'", pos)
            self.condition = CONDITIONS[name]
            self.mask = GENERAL_MASK
            return
        fixed: set[int] = set()
        for letter in text:
            if letter in FIXED:
                fixed.add(FIXED[letter])
            if letter in GENERAL_LETTERS:
                self.mask |= GENERAL_MASK
            elif letter == "Q":
                self.mask |= 15
            elif letter == "R":
                self.mask |= 0xEF
            elif letter in VECTOR_LETTERS:
                self.mask |= VECTOR_MASK
            elif letter in "tuf":
                raise Unsupported("x87 register operands of 'asm' are not supported", pos)
            elif letter == "p":
                self.address = True
            if letter in MEMORY_LETTERS:
                self.memory = True
            if letter in CONSTANT_LETTERS:
                self.constant = True
                if letter in "IJKLMNOGeZ":
                    self.ranges += letter
                else:
                    self.ranges += "*"
        if fixed and not self.mask:
            if len(fixed) == 1:
                self.fixed = fixed.pop()
            for register in fixed:
                self.mask |= i64(1) << register
            if self.fixed >= 0:
                self.mask = i64(1) << self.fixed

    def takes(self, value: int) -> bool:
        """Whether a constant is in the range of one of the letters."""
        for letter in self.ranges:
            if letter == "*":
                return True
            if letter == "I" and 0 <= value <= 31 or letter == "J" and 0 <= value <= 63:
                return True
            if letter == "K" and -128 <= value <= 127 or letter == "M" and 0 <= value <= 3:
                return True
            if letter == "N" and -128 <= value <= 255 or letter == "O" and 0 <= value <= 127:
                return True
            if letter == "L" and value in (0xFF, 0xFFFF, 0xFFFFFFFF):
                return True
            if letter == "e" and -0x80000000 <= value < 0x80000000:
                return True
            if letter == "Z" and 0 <= value < 0x100000000:
                return True
        return False


def register_number(name: str, pos: int) -> int:
    """The number of a register by name; -1 for those that code generation never uses."""
    name = name.lstrip("%")
    if name in IGNORED_CLOBBERS or name.startswith(("st", "mm", "k")):
        return -1
    found = registers_by_name().get(name)
    if found is None:
        if name.isdigit() and int(name) < 16:
            return [0, 2, 1, 3, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15][int(name)]
        raise Unsupported(f"unknown register name '{name}' in 'asm'", pos)
    return found[0] if found[0] < 32 else -1


def is_float_type(type: i64) -> bool:
    """Types that live in vector registers."""
    return type in (F32, F64, F128) or is_vector(int(type))


def select_asm(s: X86Selector, instr: Instr) -> Instr:
    """Selection of an asm statement."""
    info = instr.aux
    assert isinstance(info, AsmInfo)
    pos = int(instr.pos)
    rules = Constraints()
    regs: list[Instr] = []
    places: list[AsmPlace] = []
    result_of: dict[int, int] = {}          # output index -> result number
    results = 0
    early = False
    for index, operand in enumerate(info.outputs):
        letters = Letters(operand.constraint, pos)
        if operand.result < 0 and operand.arg < 0:
            places.append(fixed_place(operand, pos))
            continue
        if operand.result < 0:
            places.append(memory_place(s, regs, instr.args[operand.arg], operand))
            continue
        result_of[index] = int(operand.result)
        place = AsmPlace(PLACE_RESULT, operand.result, operand.size)
        place.condition = letters.condition
        places.append(place)
        fixed = letters.fixed
        if operand.register:
            fixed = register_number(operand.register, pos)
        mask = letters.mask
        if fixed < 0 and is_float_type(operand.type) and mask & VECTOR_MASK:
            mask &= VECTOR_MASK
        elif fixed < 0:
            mask &= GENERAL_MASK
        if fixed < 0 and not mask:
            raise Unsupported(f"impossible constraint '{operand.constraint}' in 'asm'", pos)
        early = early or letters.early
        while len(rules.fixed_results) <= operand.result:
            rules.fixed_results.append(-1)
            rules.result_masks.append(0)
            rules.tied.append(-1)
        rules.fixed_results[operand.result] = fixed
        rules.result_masks[operand.result] = int(mask) if fixed < 0 else 0
        results += 1
    for number, operand in enumerate(info.inputs):
        written = number < info.written_inputs
        if operand.tied >= 0:
            if operand.tied not in result_of:
                if written and operand.arg >= 0 and places[operand.tied].kind == PLACE_REGISTER:
                    raise Unsupported("an input tied to a global register variable", pos)
                if written:
                    places.append(places[operand.tied])
                continue
            result = result_of[int(operand.tied)]
            value = s.reg(instr.args[operand.arg])
            rules.tied[result] = len(regs)
            place_of_tied = AsmPlace(PLACE_ARGUMENT, len(regs), operand.size)
            add_register(rules, regs, value, rules.fixed_results[result],
                         rules.result_masks[result])
            if written:
                places.append(place_of_tied)
            continue
        if operand.arg < 0:
            places.append(fixed_place(operand, pos))
            continue
        place = input_place(s, rules, regs, instr.args[operand.arg], operand, pos)
        if written:
            places.append(place)
    clobbers: i64 = 0
    for name in info.clobbers:
        register = register_number(name, pos)
        if register >= 0:
            clobbers |= i64(1) << register
    for register in rules.fixed_results:
        if register >= 0:
            clobbers &= ~(i64(1) << register)
    rules.clobbers = clobbers & (GENERAL_MASK | VECTOR_MASK)
    rules.early = early or rules.clobbers != 0
    rules.results = results
    rules.finish()
    rules.simple = False
    made = s.emit(ASM, instr.type, regs, 0)
    made.aux = AsmSite(rules, info, places)
    return made


def fixed_place(operand: AsmOperand, pos: int) -> AsmPlace:
    """The register of a global register variable."""
    return AsmPlace(PLACE_REGISTER, register_number(operand.register, pos), operand.size)


def add_register(rules: Constraints, regs: list[Instr], value: Instr, fixed: int,
                 mask: int) -> None:
    """Append a register argument with its constraint."""
    while len(rules.fixed_args) < len(regs):
        rules.fixed_args.append(-1)
        rules.arg_masks.append(0)
    rules.fixed_args.append(fixed)
    rules.arg_masks.append(mask if fixed < 0 else 0)
    regs.append(value)


def memory_place(s: X86Selector, regs: list[Instr], pointer: Instr, operand: AsmOperand
                 ) -> AsmPlace:
    """An operand in memory at `pointer`."""
    place = AsmPlace(PLACE_MEMORY, len(regs), operand.size)
    fill_memory(place, regs, s.address(pointer))
    return place


def fill_memory(place: AsmPlace, regs: list[Instr], mode: Mode) -> None:
    """Take over a matched address."""
    place.mode = mode.address
    if mode.base is not None:
        mode.address.has_base = True
        regs.append(mode.base)
    if mode.index is not None:
        mode.address.has_index = True
        regs.append(mode.index)


def input_place(s: X86Selector, rules: Constraints, regs: list[Instr], value: Instr,
                operand: AsmOperand, pos: int) -> AsmPlace:
    """The place of an untied input."""
    letters = Letters(operand.constraint, pos)
    fixed = letters.fixed
    if operand.register:
        fixed = register_number(operand.register, pos)
    takes_register = fixed >= 0 or letters.mask != 0
    if letters.memory and not takes_register and not letters.constant:
        return memory_place(s, regs, value, operand)
    if letters.address and not takes_register:
        place = memory_place(s, regs, value, operand)
        place.is_address = True
        return place
    if letters.constant and not operand.register:
        found = constant_place(s, letters, value, operand)
        if found is not None:
            return found
    if takes_register:
        mask = letters.mask
        if fixed < 0:
            mask &= VECTOR_MASK if is_float_type(value.type) else GENERAL_MASK
            if not mask:
                # a value of the other kind: moved across by its bits
                value = cross(s, value, pos)
                mask = letters.mask & (VECTOR_MASK if is_float_type(value.type) else GENERAL_MASK)
        place = AsmPlace(PLACE_ARGUMENT, len(regs), operand.size)
        add_register(rules, regs, s.reg(value), fixed, int(mask))
        if fixed < 0:
            # memory operands matched later shift no argument: numbers are final
            place.number = len(regs) - 1
        return place
    if letters.memory:
        # the value was given, memory is asked for: a temporary
        number = s.frame.slot(16, 16)
        mode = Mode()
        mode.address.slot = number
        s.store_to(mode, value)
        again = Mode()
        again.address.slot = number
        place = AsmPlace(PLACE_MEMORY, len(regs), operand.size)
        fill_memory(place, regs, again)
        return place
    raise Unsupported(f"impossible constraint '{operand.constraint}' in 'asm'", pos)


def cross(s: X86Selector, value: Instr, pos: int) -> Instr:
    """The bits of a value in a register of the other class."""
    if value.type == F64:
        return s.emit(x86.MOVQrx, 5, [s.reg(value)], 0)
    if value.type == F32:
        return s.emit(x86.MOVDrx, 4, [s.reg(value)], 0)
    if value.type == F80:
        raise Unsupported("long double operands of 'asm' are not supported", pos)
    if is_float_type(value.type):
        raise Unsupported("impossible constraint in 'asm'", pos)
    return s.emit(x86.MOVQxr, F64, [s.reg(value)], 0)


def constant_place(s: X86Selector, letters: Letters, value: Instr, operand: AsmOperand
                   ) -> AsmPlace | None:
    """A constant or symbol operand, or None."""
    addend = 0
    base = value
    while base.op == ir.PTRADD and base.args[1].op == ir.CONST:
        addend += base.args[1].imm
        base = base.args[0]
    while base.op == ir.PTRTOINT or base.op == ir.INTTOPTR:
        base = base.args[0]
    if base.op == ir.CONST and not is_float_type(base.type) and base.type != F80:
        if not letters.takes(base.imm + addend):
            return None
        place = AsmPlace(PLACE_CONSTANT, 0, operand.size)
        place.value = base.imm + addend
        return place
    if base.op == ir.ADDR and "*" in letters.ranges:
        symbol = base.aux
        assert isinstance(symbol, Symbol)
        if symbol.tls:
            return None
        place = AsmPlace(PLACE_SYMBOL, 0, operand.size)
        place.symbol = symbol
        place.addend = addend
        s.stream.symbol(symbol)
        return place
    return None


# -- emission --------------------------------------------------------------------------------


class AsmText:
    """Fills in one template."""

    def __init__(self, stream: Stream, frame: Frame, instr: Instr, label_names: list[str]) -> None:
        self.stream = stream
        self.frame = frame
        self.instr = instr
        site = instr.aux
        assert isinstance(site, AsmSite)
        self.site = site
        self.label_names = label_names

    def expand(self) -> str:
        """The text for the assembler."""
        info = self.site.info
        template = info.template
        if info.basic:
            return template
        out: list[str] = []
        at = 0
        depth = 0
        skipping = False
        while at < len(template):
            letter = template[at]
            at += 1
            if letter == "%" and at < len(template):
                letter = template[at]
                at += 1
                if letter in "%{|}":
                    piece = letter
                elif letter == "=":
                    piece = str(self.stream.unique())
                else:
                    at -= 1
                    end, piece = self.operand(template, at)
                    at = end
                if not skipping:
                    out.append(piece)
            elif letter == "{":
                depth += 1
            elif letter == "|" and depth:
                skipping = True
            elif letter == "}" and depth:
                depth -= 1
                skipping = False
            elif not skipping:
                out.append(letter)
        return "".join(out)

    def operand(self, template: str, at: int) -> tuple[int, str]:
        """Text of the operand reference at `at` (behind the %), and where it ends."""
        modifier = ""
        if template[at].isalpha():
            modifier = template[at]
            at += 1
        if at < len(template) and template[at] == "[":
            end = template.index("]", at)
            name = template[at + 1:end]
            at = end + 1
            number = self.named(name, modifier)
        else:
            end = at
            while end < len(template) and template[end].isdigit():
                end += 1
            if end == at:
                raise Unsupported("invalid 'asm': operand number missing after %-letter",
                                  int(self.instr.pos))
            number = int(template[at:end])
            at = end
        places = self.site.places
        if modifier == "l" and number >= len(places):
            return at, self.label_names[number - len(places)]
        if number >= len(places):
            raise Unsupported("invalid 'asm': operand number out of range", int(self.instr.pos))
        return at, self.text(places[number], modifier)

    def named(self, name: str, modifier: str) -> int:
        """The number of a symbolic operand or label."""
        info = self.site.info
        number = 0
        for operand in info.outputs:
            if operand.name == name:
                return number
            number += 1
        for operand in info.inputs[:info.written_inputs]:
            if operand.name == name:
                return number
            number += 1
        for label in info.label_names:
            if label == name:
                return number
            number += 1
        raise Unsupported(f"undefined named operand '{name}'", int(self.instr.pos))

    def register(self, place: AsmPlace) -> int:
        """The register of a register operand."""
        if place.kind == PLACE_REGISTER:
            return int(place.number)
        if place.kind == PLACE_ARGUMENT:
            return int(self.instr.args[place.number].reg)
        return self.site.results[place.number]

    def text(self, place: AsmPlace, modifier: str) -> str:
        """One operand with its modifier."""
        if place.kind == PLACE_CONSTANT:
            value = -place.value if modifier == "n" else place.value
            return str(value) if modifier in "cPnap" and modifier else f"${value}"
        if place.kind == PLACE_SYMBOL:
            assert place.symbol is not None
            name = place.symbol.name + (f"{place.addend:+d}" if place.addend else "")
            if modifier == "a":
                return name + "(%rip)"
            return name if modifier in "cPp" and modifier else "$" + name
        if place.kind == PLACE_MEMORY:
            if modifier == "z":
                return {1: "b", 2: "w", 4: "l", 8: "q"}.get(place.size, "")
            return self.memory(place, 8 if modifier == "H" else 0)
        register = self.register(place)
        if modifier == "z":
            return {1: "b", 2: "w", 4: "l", 8: "q"}.get(place.size, "")
        if register >= XMM0:
            return "%" + register_name(register, 256 if modifier == "t" else 128)
        size = {1: 8, 2: 16, 4: 32}.get(place.size, 64)
        if modifier == "b":
            size = 8
        elif modifier == "w":
            size = 16
        elif modifier == "k":
            size = 32
        elif modifier == "q":
            size = 64
        elif modifier == "h":
            if register > 3:
                raise Unsupported("extended registers have no high halves", int(self.instr.pos))
            return "%" + ["ah", "ch", "dh", "bh"][register]
        name = register_name(register, size)
        if modifier == "a":
            return f"(%{register_name(register, 64)})"
        if modifier == "A":
            return "*%" + register_name(register, 64)
        return name if modifier == "V" else "%" + name

    def memory(self, place: AsmPlace, more: int) -> str:
        """disp(base,index,scale) of a memory operand."""
        operands = self.stream.operands
        operands.clear()
        assert place.mode is not None
        set_address(self.stream, self.frame, self.instr, place.mode, place.number)
        text = "%fs:" if operands.segment == FS else ""
        disp = int(operands.disp) + more
        if operands.symbol is not None:
            text += self.stream.label_name(operands.symbol)
            if operands.kind == KIND_TPOFF:
                text += "@tpoff"
            elif operands.kind == KIND_GOTTPOFF:
                text += "@gottpoff"
            if disp:
                text += f"{disp:+d}"
        elif disp or (operands.base < 0 and operands.index < 0):
            text += str(disp)
        if operands.base == RIP:
            return text + "(%rip)"
        if operands.base >= 0 or operands.index >= 0:
            base = "%" + register_name(int(operands.base), 64) if operands.base >= 0 else ""
            if operands.index >= 0:
                text += f"({base},%{register_name(int(operands.index), 64)},{operands.scale})"
            else:
                text += f"({base})"
        return text


def emit_asm(stream: Stream, frame: Frame, instr: Instr) -> None:
    """Fill in and assemble; then set flag outputs."""
    site = instr.aux
    assert isinstance(site, AsmSite)
    labels: list[str] = []
    block = instr.block
    if site.info.label_names and block is not None:
        for succ in block.succs[1:]:
            labels.append(stream.asm_label(succ))
    text = AsmText(stream, frame, instr, labels).expand()
    errors = stream.emitter.inline(text + "\n", stream.options.source_name, 1)
    if errors:
        raise Unsupported(errors[0], int(instr.pos))
    for place in site.places:
        if place.condition >= 0:
            register = site.results[place.number]
            stream.operands.clear()
            stream.operands.r0 = register
            stream.emitter.instruction(x86.SETOr + 2 * place.condition, stream.operands)
            stream.operands.clear()
            stream.operands.r0 = register
            stream.operands.r1 = register
            stream.emitter.instruction(x86.MOVZB32rr, stream.operands)
