"""__builtin_object_size and __builtin_dynamic_object_size: the room behind a pointer.

Problem: the checks of _FORTIFY_SOURCE ask in small inline functions how large the object behind a
parameter is; only after inlining can that be known.  Idea: `objectsize` stays in the IR; after each
change that may help, the pointer is followed to its objects (locals, globals, results of
allocating calls) through constant offsets, phis and selects: the largest room of all counts, or for
modes 2 and 3 the smallest.  `decide` gives those that are still open the answer for the unknown.

Invariants: an answer is never below the truth (modes 0, 1), never above it (2, 3); the size within
a member is only known to lowering, here the whole object's stands for it in mode 1, nothing in 3.
A dynamic answer is computed from the arguments of the allocating call.
Source: GCC manual, "Object Size Checking Built-in Functions".
"""

from __future__ import annotations

from compiler.ir.instr import Block, Function, Instr, replace
from compiler.ir.module import LOCAL, StackSlot, Symbol
from compiler.ir.opcodes import (
    ADDR,
    ALLOCA,
    CALL,
    CONST,
    DYNALLOCA,
    MUL,
    OBJECTSIZE,
    PHI,
    POISON,
    PTRADD,
    SELECT,
    SUB,
    ULT,
    ZEXT,
)
from compiler.ir.types import I1, I32, I64
from compiler.opt import rewrite
from compiler.opt.context import PassContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MEMBER: Final = 1           # bits of the mode
SMALLEST: Final = 2
DYNAMIC: Final = 4
UNKNOWN: Final = -1         # a room that is not known
ANYTHING: Final = -2        # a pointer that decides nothing: a cycle of phis, an undefined value
DEPTH: Final = 40


def run(function: Function, context: PassContext) -> bool:
    """Answer what is known by now."""
    return answer_all(function, context, False)


def decide(function: Function, context: PassContext) -> bool:
    """Answer everything; what follows from the answers is folded."""
    if not answer_all(function, context, True):
        return False
    rewrite.run(function, context)
    return True


def answer_all(function: Function, context: PassContext, last: bool) -> bool:
    """Go through all questions."""
    changed = False
    for block in function.blocks:
        for position in range(len(block.instrs) - 1, -1, -1):
            instr = block.instrs[position]
            if instr.op != OBJECTSIZE or instr.forward is not None:
                continue
            answer = known_answer(function, instr)
            if answer is None and instr.imm & DYNAMIC:
                answer = computed_answer(function, block, position)
            if answer is None and last:
                answer = function.const(instr.type, 0 if instr.imm & SMALLEST else -1)
            if answer is not None:
                replace(instr, answer)
                changed = True
    if changed:
        function.sweep()
    return changed


def known_answer(function: Function, question: Instr) -> Instr | None:
    """The constant answer, or None."""
    mode = question.imm & 3
    if mode == MEMBER | SMALLEST:
        return None
    size = room(question.args[0], mode & SMALLEST != 0, {}, 0)
    return function.const(question.type, size) if size >= 0 else None


def room(pointer: Instr, smallest: bool, seen: dict[int, bool], depth: int) -> int:
    """The bytes from a pointer to the end of its object, UNKNOWN or ANYTHING."""
    offset = 0
    while pointer.op == PTRADD:
        step = pointer.args[1]
        if step.op != CONST:
            return UNKNOWN
        offset += step.imm
        pointer = pointer.args[0]
    if depth > DEPTH:
        return UNKNOWN
    if pointer.op == POISON:
        return ANYTHING
    if pointer.op == PHI or pointer.op == SELECT:
        if int(pointer.id) in seen:
            return ANYTHING if offset == 0 else UNKNOWN
        seen[int(pointer.id)] = True
        result = ANYTHING
        for arm in pointer.args[1:] if pointer.op == SELECT else pointer.args:
            size = room(arm, smallest, seen, depth + 1)
            if size == UNKNOWN:
                return UNKNOWN
            if size != ANYTHING and (result == ANYTHING or (size < result) == smallest):
                result = size
        if result == ANYTHING:
            return ANYTHING
        return left(result, offset)
    size = object_bytes(pointer)
    return UNKNOWN if size < 0 else left(size, offset)


def left(size: int, offset: int) -> int:
    """What is left of `size` bytes behind an offset; before the start nothing is known."""
    if offset < 0:
        return UNKNOWN
    return max(size - offset, 0)


def object_bytes(root: Instr) -> int:
    """The size of an object, UNKNOWN if it is not known."""
    if root.op == ALLOCA:
        return root.imm if isinstance(root.aux, StackSlot) else UNKNOWN
    if root.op == DYNALLOCA:
        return root.args[0].imm if root.args[0].op == CONST else UNKNOWN
    if root.op == ADDR:
        symbol = root.aux
        assert isinstance(symbol, Symbol)
        data = symbol.data
        if data is None or symbol.binding != LOCAL and data.size == 0:
            return UNKNOWN
        return data.size
    if root.op != CALL:
        return UNKNOWN
    size = 1
    arguments = size_arguments(root)
    for argument in arguments:
        if argument.op != CONST or argument.imm < 0:
            return UNKNOWN
        size *= argument.imm
    return size if arguments else UNKNOWN


def size_arguments(call: Instr) -> list[Instr]:
    """The arguments whose product an allocating call allocates; [] if it is none."""
    target = call.args[0]
    if target.op != ADDR:
        return []
    symbol = target.aux
    assert isinstance(symbol, Symbol)
    if symbol.info is None:
        return []
    found: list[Instr] = []
    for number in symbol.info.alloc_size:
        if not 1 <= number < len(call.args):
            return []
        found.append(call.args[number])
    return found


# -- answers computed at run time --------------------------------------------------------------


def computed_answer(function: Function, block: Block, position: int) -> Instr | None:
    """The room behind a pointer into an object of known or computed size, by instructions before
    the question."""
    question = block.instrs[position]
    word = I64 if function.pointer_bits == 64 else I32
    pointer = question.args[0]
    offsets: list[Instr] = []
    while pointer.op == PTRADD:
        offsets.append(pointer.args[1])
        pointer = pointer.args[0]
    factors: list[Instr] = []
    if pointer.op == CALL:
        factors = size_arguments(pointer)
    elif pointer.op == DYNALLOCA:
        factors = [pointer.args[0]]
    else:
        size = object_bytes(pointer)
        if size >= 0:
            factors = [function.const(word, size)]
    if not factors or question.type != word:
        return None
    made: list[Instr] = []
    total = widened(function, block, made, factors[0], word)
    for factor in factors[1:]:
        total = add(function, block, made, MUL, word,
                    [total, widened(function, block, made, factor, word)])
    for offset in offsets:
        past = add(function, block, made, ULT, I1, [total, offset])
        rest = add(function, block, made, SUB, word, [total, offset])
        total = add(function, block, made, SELECT, word,
                    [past, function.const(word, 0), rest])
    block.instrs[position:position] = made
    return total


def widened(function: Function, block: Block, made: list[Instr], value: Instr, word: int) -> Instr:
    """A size argument as size_t."""
    if value.type == word:
        return value
    if value.op == CONST:
        return function.const(word, value.imm)
    return add(function, block, made, ZEXT, word, [value])


def add(function: Function, block: Block, made: list[Instr], op: int, type: int,
        args: list[Instr]) -> Instr:
    """Make an instruction that is going to stand in `block`."""
    instr = function.make(op, type, args)
    instr.block = block
    made.append(instr)
    return instr
