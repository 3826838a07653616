"""Long doubles in their places, as terms.

Problem: behind legalisation an f80 is a stack slot, its operations are x87 instructions on slots,
an argument is copied from its slot and results travel on the register stack.  Idea: an operation
loads its operands' 80 bits, computes what the operation of the IR computes, and stores; an argument
in its place is the word there; what is popped behind a call is the call's result.

Invariants: `places_of_long_doubles` answers only where as many arguments look like such places as
the call has long doubles.  Source: `target/x86/x87.py`; Intel SDM volume 1, chapter 8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.codegen.machine import BY_COPY, LoweredCall
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.types import F32, F64, F80, I1, I64, PTR
from compiler.target.x86 import x87
from verify.tv_terms import RESULT, Term

if TYPE_CHECKING:
    from verify.tv_encode import Encoder, Segment

# kind -> (operation of the IR or -1 for a copy, type of the operands, type of the result)
OPERATIONS = {
    x87.ADD: (o.FADD, F80, F80), x87.SUB: (o.FSUB, F80, F80), x87.MUL: (o.FMUL, F80, F80),
    x87.DIV: (o.FDIV, F80, F80), x87.NEGATE: (o.FNEG, F80, F80), x87.ABSOLUTE: (o.FABS, F80, F80),
    x87.SQUARE_ROOT: (o.FSQRT, F80, F80), x87.COPY: (-1, F80, F80),
    x87.FROM_F32: (o.FPEXT, F32, F80), x87.FROM_F64: (o.FPEXT, F64, F80),
    x87.FROM_I64: (o.SITOFP, I64, F80), x87.TO_F32: (o.FPTRUNC, F80, F32),
    x87.TO_F64: (o.FPTRUNC, F80, F64), x87.TO_I64: (o.FPTOSI, F80, I64),
}


def places_of_long_doubles(call: Instr) -> set[int]:
    """The operands of a lowered call that are addresses of long doubles."""
    info = call.aux
    if not isinstance(info, LoweredCall):
        return set()
    wanted = sum(arg.type == F80 and arg.layout is None for arg in info.infos)
    found = {k for k in range(1, len(call.args)) if call.args[k].type == PTR
             and info.places[k - 1].kind == BY_COPY and info.places[k - 1].size == 16
             and info.places[k - 1].align == 8}
    return found if len(found) == wanted else set()


def step(encoder: Encoder, at: Segment, instr: Instr) -> None:
    """One x87 instruction."""
    terms = encoder.terms
    kind = int(instr.imm)
    words = [at.word(arg) for arg in instr.args]
    for arg in instr.args:
        at.demand(at.bad(arg), "poison")
    if kind >= x87.COMPARE:
        given = [load(encoder, at, word, 80) for word in words]
        at.define(instr, terms.make(kind - x87.COMPARE, 1, tuple(given), (F80, F80), I1))
    elif kind == x87.PUSH:
        at.pushed.append(load(encoder, at, words[0], 80))
    elif kind == x87.POP:
        assert at.called is not None
        store(encoder, at, words[0], terms.raw(RESULT, 80, (at.called,), at.popped))
        at.popped += 1
    else:
        op, source, result = OPERATIONS[kind]
        given = [load(encoder, at, word, encoder.width(source)) for word in words[1:]]
        width = encoder.width(result)
        made = given[0] if op < 0 else terms.make(op, width, tuple(given),
                                                  (source,) * len(given), result)
        store(encoder, at, words[0], made)


def load(encoder: Encoder, at: Segment, address: Term, width: int) -> Term:
    """The word in a place."""
    encoder.promise_access(at, address, width // 8)
    return encoder.read(at, address, width, 0)


def store(encoder: Encoder, at: Segment, address: Term, word: Term) -> None:
    """Write a place."""
    encoder.promise_access(at, address, word.width // 8)
    encoder.write(at, address, word, 0)
