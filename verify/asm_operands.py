"""Operands of inline assembly: each is where the selected statement says, and where it may be.

Problem: an asm statement is opaque, so all that can be wrong before its text is where its operands
stand.  Idea: read the constraints once more, from GCC's manual alone, and compare: an input's value
is in its argument, its constant or its memory; a tied input is in its output's register; every
register is one that the letters allow; what is clobbered is said to be.

Source: GCC manual 6.47.2 "Extended Asm", 6.47.3.4 "x86 family".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.codegen.inline_asm import (
    PLACE_ARGUMENT,
    PLACE_CONSTANT,
    PLACE_MEMORY,
    PLACE_RESULT,
    PLACE_SYMBOL,
    AsmPlace,
    AsmSite,
)
from compiler.ir.instr import Instr
from compiler.ir.module import AsmOperand
from compiler.ir.types import F32, F64, I32, I64, type_bits, type_bytes
from compiler.target.x86.registers import NAMES_8, NAMES_16
from verify.states import MASK, Mismatch, is_same

if TYPE_CHECKING:
    from verify.ir_states import Effect
    from verify.machine_states import MachineRun

GENERAL = frozenset(range(16)) - {4}
VECTOR = frozenset(range(16, 32))
LETTERS = {"a": frozenset({0}), "b": frozenset({3}), "c": frozenset({1}), "d": frozenset({2}),
           "S": frozenset({6}), "D": frozenset({7}), "A": frozenset({0, 2}),
           "Q": frozenset({0, 1, 2, 3}), "R": frozenset({0, 1, 2, 3, 5, 6, 7}),
           **dict.fromkeys("rqlgX", GENERAL), **dict.fromkeys("xv", VECTOR)}
MEMORY_ONLY = frozenset("moV<>")
WIDE = ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"]
NAMES = {**{name: k for names in (NAMES_8, NAMES_16, WIDE) for k, name in enumerate(names)},
         **{f"e{name[1:]}": k for k, name in enumerate(WIDE)},
         **{f"r{k}": k for k in range(8, 16)}, **{f"r{k}d": k for k in range(8, 16)},
         **{f"xmm{k}": 16 + k for k in range(16)}, **{f"ymm{k}": 16 + k for k in range(16)}}


def allowed(operand: AsmOperand) -> frozenset[int]:
    """The registers that an operand may be in."""
    if operand.register:
        name = operand.register.lstrip("%")
        return frozenset({NAMES[name]}) if name in NAMES else frozenset()
    text = operand.constraint.lstrip("=+&%")
    if text.startswith("@cc"):
        return GENERAL
    found: frozenset[int] = frozenset()
    for index, letter in enumerate(text):
        if letter == "Y":
            found |= VECTOR
        elif letter in LETTERS and not (index and text[index - 1] == "Y"):
            found |= LETTERS[letter]
    return found


def check_operands(run: MachineRun, instr: Instr, site: AsmSite, effect: Effect) -> None:
    """Raise Mismatch when an operand is elsewhere."""
    info, rules, asked = site.info, site.constraints, effect.instr
    assert asked is not None

    def register(fixed: int, masks: list[int], number: int, operand: AsmOperand) -> None:
        """The allocator may choose only what the letters allow."""
        may = allowed(operand)
        mask = masks[number] if number < len(masks) else 0
        chosen = {fixed} if fixed >= 0 else {k for k in range(62) if mask >> k & 1}
        if not chosen or not chosen <= may:
            raise Mismatch(f"'{operand.constraint}' is given registers {sorted(chosen)}")

    def place_of(number: int, operand: AsmOperand, value: Instr, word: int | None) -> None:
        """An input's value is in its place."""
        place = site.places[number]
        type = int(value.type)
        if place.kind == PLACE_ARGUMENT:
            at = int(place.number)
            register(int(rules.fixed_arg(at)), rules.arg_masks, at, operand)
            crossed = {F32: I32, F64: I64}.get(type, type)
            if word is not None and not is_same(run.word(instr.args[at]), word, crossed) \
                    and not is_same(run.word(instr.args[at]), word, type):
                raise Mismatch(f"operand {number} of asm is in another register")
        elif word is None:
            return
        elif place.kind == PLACE_CONSTANT:
            if (place.value ^ word) & ((1 << type_bits(type)) - 1):
                raise Mismatch(f"operand {number} of asm is the constant {place.value}")
        elif place.kind == PLACE_SYMBOL:
            assert place.symbol is not None
            label = run.stream.symbol(place.symbol)
            if (run.world.address(label) + place.addend) & MASK != word:
                raise Mismatch(f"operand {number} of asm is another address")
        elif place.kind == PLACE_MEMORY:
            address = memory(place)
            if place.is_address or set(operand.constraint.lstrip("=+&%")) <= MEMORY_ONLY:
                if address != word:
                    raise Mismatch(f"operand {number} of asm is at another address")
            else:
                found = run.memory.read(address, type_bytes(type))
                if found is None or not is_same(found, word, type):
                    raise Mismatch(f"operand {number} of asm is not in its memory")

    def memory(place: AsmPlace) -> int:
        """The address of a memory operand."""
        return run.address(instr, int(place.number), place.mode)[0]

    for number, operand in enumerate(info.outputs):
        place = site.places[number]
        if operand.result >= 0:
            if place.kind != PLACE_RESULT or place.number != operand.result:
                raise Mismatch(f"output {number} of asm is another result")
            register(int(rules.fixed_result(operand.result)), rules.result_masks,
                     int(operand.result), operand)
            if "&" in operand.constraint and not rules.early:
                raise Mismatch("an early output is written late")
        elif operand.arg >= 0 and (place.kind != PLACE_MEMORY or memory(place) not in
                                   (effect.words[operand.arg] or memory(place),)):
            raise Mismatch(f"output {number} of asm is at another address")
    for number, operand in enumerate(info.inputs):
        if operand.arg < 0:
            continue
        value, word = asked.args[operand.arg], effect.words[operand.arg]
        if operand.tied >= 0:
            result = int(info.outputs[operand.tied].result)
            if result >= 0:
                at = rules.tied[result] if result < len(rules.tied) else -1
                if at < 0:
                    raise Mismatch(f"input {number} of asm is not tied to its output")
                run.holds(instr.args[at], word, int(value.type), f"input {number} of asm")
        elif number < info.written_inputs:
            place_of(len(info.outputs) + number, operand, value, word)
    fixed = {int(result) for result in rules.fixed_results}
    for name in info.clobbers:
        known = NAMES.get(name.lstrip("%"), 4)
        if known != 4 and known not in fixed and not rules.clobbers >> known & 1:
            raise Mismatch(f"asm clobbers {name} unsaid")
