"""Inline assembly: constraints to register classes, templates to text.

Problem: an asm statement's operands are registers, memory or constants by the letters of their
constraints, and its text names them with modifiers.  Idea: at selection each operand gets a place
(`AsmPlace`), and the register ones become ordinary constraints of the allocator; at emission the
template is filled in and handed to the assembler.  Alternatives of a constraint are merged:
registers are preferred to memory, constants to both.  A target says what its letters mean
(`AsmSelection`) and how an operand is spelled (`AsmText`).
Source: GCC manual 6.47 "How to Use Inline Assembly Language in C Code".

Invariants: outputs come before inputs in `AsmSite.places`; a memory place names the argument at
which its base stands.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.frame import Frame
from compiler.codegen.machine import ASM, Constraints, Site, mask_of
from compiler.codegen.machine_select import MachineSelector
from compiler.codegen.select import Mode
from compiler.codegen.streaming import Stream, Unsupported
from compiler.ir import opcodes as ir
from compiler.ir.instr import Instr
from compiler.ir.module import AsmInfo, AsmOperand, Symbol
from compiler.ir.types import F32, F64, F80, F128, is_vector
from compiler.target.machine import AddressMode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

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
    """What a constraint's letters allow; a target's class reads them."""

    def __init__(self) -> None:
        self.mask: i64 = 0           # registers
        self.fixed = -1              # the only register
        self.memory = False
        self.constant = False
        self.address = False         # an address, not memory at it
        self.early = False
        self.condition = -1          # flag output: the condition that sets it
        self.ranges = ""             # letters of constants, `*` for any constant

    def takes(self, value: int) -> bool:
        """Whether a constant is in the range of one of the letters."""
        raise NotImplementedError


class AsmSelection:
    """Selection of the asm statements of one function."""

    def __init__(self, s: MachineSelector, general_mask: i64, vector_mask: i64) -> None:
        self.s = s
        self.general_mask: i64 = general_mask
        self.vector_mask: i64 = vector_mask

    # -- hooks of a target -------------------------------------------------------------------

    def letters(self, constraint: str, pos: int) -> Letters:
        """What a constraint allows; Unsupported when it is unknown."""
        raise NotImplementedError

    def register_number(self, name: str, pos: int) -> int:
        """The number of a register by name; -1 for those that code generation never uses."""
        raise NotImplementedError

    def cross(self, value: Instr, pos: int) -> Instr:
        """The bits of a value in a register of the other class."""
        raise NotImplementedError

    def is_float_type(self, type: i64) -> bool:
        """Types that live in vector registers."""
        return type in (F32, F64, F128) or is_vector(int(type))

    # -- operands ----------------------------------------------------------------------------

    def select(self, instr: Instr) -> Instr:
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
            letters = self.letters(operand.constraint, pos)
            if operand.result < 0 and operand.arg < 0:
                places.append(self.fixed_place(operand, pos))
                continue
            if operand.result < 0:
                places.append(self.memory_place(regs, instr.args[operand.arg], operand))
                continue
            result_of[index] = int(operand.result)
            place = AsmPlace(PLACE_RESULT, operand.result, operand.size)
            place.condition = letters.condition
            places.append(place)
            fixed = letters.fixed
            if operand.register:
                fixed = self.register_number(operand.register, pos)
            mask = letters.mask
            if fixed < 0 and self.is_float_type(operand.type) and mask & self.vector_mask:
                mask &= self.vector_mask
            elif fixed < 0:
                mask &= self.general_mask
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
                value = self.s.argument(instr.args[operand.arg])
                rules.tied[result] = len(regs)
                place_of_tied = AsmPlace(PLACE_ARGUMENT, len(regs), operand.size)
                add_register(rules, regs, value, rules.fixed_results[result],
                             rules.result_masks[result])
                if written:
                    places.append(place_of_tied)
                continue
            if operand.arg < 0:
                places.append(self.fixed_place(operand, pos))
                continue
            place = self.input_place(rules, regs, instr.args[operand.arg], operand, pos)
            if written:
                places.append(place)
        clobbers: i64 = 0
        for name in info.clobbers:
            register = self.register_number(name, pos)
            if register >= 0:
                clobbers |= mask_of(register)
        for register in rules.fixed_results:
            if register >= 0:
                clobbers &= ~(mask_of(register))
        rules.clobbers = clobbers & (self.general_mask | self.vector_mask)
        rules.early = early or rules.clobbers != 0
        rules.results = results
        rules.finish()
        rules.simple = False
        made = self.s.emit(ASM, instr.type, regs, 0)
        made.aux = AsmSite(rules, info, places)
        return made

    def fixed_place(self, operand: AsmOperand, pos: int) -> AsmPlace:
        """The register of a global register variable."""
        return AsmPlace(PLACE_REGISTER, self.register_number(operand.register, pos), operand.size)

    def memory_place(self, regs: list[Instr], pointer: Instr, operand: AsmOperand
                     ) -> AsmPlace:
        """An operand in memory at `pointer`."""
        place = AsmPlace(PLACE_MEMORY, len(regs), operand.size)
        fill_memory(place, regs, self.s.address(pointer))
        return place

    def input_place(self, rules: Constraints, regs: list[Instr], value: Instr,
                    operand: AsmOperand, pos: int) -> AsmPlace:
        """The place of an untied input."""
        letters = self.letters(operand.constraint, pos)
        fixed = letters.fixed
        if operand.register:
            fixed = self.register_number(operand.register, pos)
        takes_register = fixed >= 0 or letters.mask != 0
        if letters.memory and not takes_register and not letters.constant:
            return self.memory_place(regs, value, operand)
        if letters.address and not takes_register:
            place = self.memory_place(regs, value, operand)
            place.is_address = True
            return place
        if letters.constant and not operand.register:
            found = self.constant_place(letters, value, operand)
            if found is not None:
                return found
        if takes_register:
            mask = letters.mask
            if fixed < 0:
                mask &= self.vector_mask if self.is_float_type(value.type) else self.general_mask
                if not mask:
                    # a value of the other kind: moved across by its bits
                    value = self.cross(value, pos)
                    mask = letters.mask
                    mask &= self.vector_mask if self.is_float_type(value.type) \
                        else self.general_mask
            place = AsmPlace(PLACE_ARGUMENT, len(regs), operand.size)
            add_register(rules, regs, self.s.argument(value), fixed, int(mask))
            if fixed < 0:
                # memory operands matched later shift no argument: numbers are final
                place.number = len(regs) - 1
            return place
        if letters.memory:
            # the value was given, memory is asked for: a temporary
            number = self.s.frame.slot(16, 16)
            mode = Mode()
            mode.address.slot = number
            self.s.store_to(mode, value)
            again = Mode()
            again.address.slot = number
            place = AsmPlace(PLACE_MEMORY, len(regs), operand.size)
            fill_memory(place, regs, again)
            return place
        raise Unsupported(f"impossible constraint '{operand.constraint}' in 'asm'", pos)

    def constant_place(self, letters: Letters, value: Instr, operand: AsmOperand
                       ) -> AsmPlace | None:
        """A constant or symbol operand, or None."""
        addend = 0
        base = value
        while base.op == ir.PTRADD and base.args[1].op == ir.CONST:
            addend += base.args[1].imm
            base = base.args[0]
        while base.op == ir.PTRTOINT or base.op == ir.INTTOPTR:
            base = base.args[0]
        if base.op == ir.CONST and not self.is_float_type(base.type) and base.type != F80:
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
            self.s.stream.symbol(symbol)
            return place
        return None


def add_register(rules: Constraints, regs: list[Instr], value: Instr, fixed: int,
                 mask: int) -> None:
    """Append a register argument with its constraint."""
    while len(rules.fixed_args) < len(regs):
        rules.fixed_args.append(-1)
        rules.arg_masks.append(0)
    rules.fixed_args.append(fixed)
    rules.arg_masks.append(mask if fixed < 0 else 0)
    regs.append(value)


def fill_memory(place: AsmPlace, regs: list[Instr], mode: Mode) -> None:
    """Take over a matched address."""
    place.mode = mode.address
    if mode.base is not None:
        mode.address.has_base = True
        regs.append(mode.base)
    if mode.index is not None:
        mode.address.has_index = True
        regs.append(mode.index)


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
        self.unique = stream.unique()       # %=
        self.first_label = site.info.first_label()

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
                    piece = str(self.unique)
                else:
                    at -= 1
                    end, piece = self.operand(template, at)
                    at = end
                if not skipping:
                    out.append(piece)
            elif not self.has_dialects():
                out.append(letter)
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
        if self.first_label <= number < self.first_label + len(self.label_names):
            return at, self.label_names[number - self.first_label]
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
        if name in info.label_names:
            return self.first_label + info.label_names.index(name)
        raise Unsupported(f"undefined named operand '{name}'", int(self.instr.pos))

    def register(self, place: AsmPlace) -> int:
        """The register of a register operand."""
        if place.kind == PLACE_REGISTER:
            return int(place.number)
        if place.kind == PLACE_ARGUMENT:
            return int(self.instr.args[place.number].reg)
        return self.site.results[place.number]

    def has_dialects(self) -> bool:
        """Whether {a|b} in a template chooses between two dialects."""
        return True

    def text(self, place: AsmPlace, modifier: str) -> str:
        """One operand with its modifier."""
        raise NotImplementedError


def assemble(text: AsmText) -> None:
    """Fill in the template and hand it to the assembler."""
    stream = text.stream
    errors = stream.emitter.inline(text.expand() + "\n", stream.options.source_name, 1)
    if errors:
        raise Unsupported(errors[0], int(text.instr.pos))


def label_names(stream: Stream, instr: Instr) -> list[str]:
    """The names of the blocks that an asm goto may go to."""
    site = instr.aux
    assert isinstance(site, AsmSite)
    labels: list[str] = []
    block = instr.block
    if site.info.label_names and block is not None:
        for succ in block.succs[1:]:
            labels.append(stream.asm_label(succ))
    return labels
