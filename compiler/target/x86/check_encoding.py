"""The encoder watched: every instruction's bytes are read back and compared (`--verify-each`).

Problem: a wrong field in an encoding is a wrong program that no earlier check sees.  Idea: decode
the bytes that went into the section, with the decoder that the rows give, and compare opcode and
operands with what was asked for.  Another opcode is right only if it is the same instruction in
another form: same mnemonic or an alias, same operands.

Invariants: addresses of symbols are not known yet, so fields with a fixup are not compared;
branches that are relaxed later are written by the architecture's `write_jump`, which
`tests/verify` reads back from whole objects.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.assembler.operands import NO_REGISTER, Operands, Sink
from compiler.assembler.x86_object import X86Architecture
from compiler.ir.opcodes import FIRST_MACHINE
from compiler.target.machine import (
    IS_ALIAS,
    MAX_OPERANDS,
    OPERAND_IMM,
    OPERAND_MEM,
    OPERAND_REG,
)
from compiler.target.x86 import tables_gen
from compiler.target.x86.decode import Decoder


class EncodingMismatch(Exception):
    """Bytes that do not say what was asked for."""


class CheckedArchitecture(X86Architecture):
    """X86Architecture that reads back what it writes."""

    def __init__(self, bits: i64 = 64) -> None:
        super().__init__(bits)
        self.decoder = Decoder(bits)
        self.names: list[str] = tables_gen.NAMES.split(" ")
        self.checked: i64 = 0

    def set_mode(self, mode: i64) -> None:
        """.code16, .code32, .code64."""
        super().set_mode(mode)
        self.decoder = Decoder(mode)

    def encode(self, op: i64, operands: Operands, sink: Sink) -> None:
        """Encode, then decode."""
        start = len(sink.code)
        super().encode(op, operands, sink)
        data = bytes([sink.code[k] for k in range(start, len(sink.code))])
        length = self.decoder.decode(data, 0)
        self.checked += 1
        if length != len(data):
            raise EncodingMismatch(f"{self.names[op - FIRST_MACHINE]}: {data.hex()} reads back as "
                                   f"{length} of {len(data)} bytes")
        wrong = self.difference(op, operands)
        if wrong:
            raise EncodingMismatch(f"{self.names[op - FIRST_MACHINE]}: {data.hex()} reads back as "
                                   f"{self.names[self.decoder.op - FIRST_MACHINE]}: {wrong}")

    def difference(self, op: i64, asked: Operands) -> str:
        """What the bytes say otherwise, "" when nothing."""
        got_op = self.decoder.op
        index = op - FIRST_MACHINE
        got_index = got_op - FIRST_MACHINE
        if op != got_op:
            # An alias has a mnemonic of its own for the same encoding; its operands still count.
            alias = tables_gen.PROPERTIES[index] & IS_ALIAS != 0
            if not alias and not same_instruction(self.names[index], self.names[got_index]):
                return "another instruction"
            if tables_gen.OPERAND_COUNT[index] != tables_gen.OPERAND_COUNT[got_index]:
                return ""
        got = self.decoder.operands
        if got_op == op and self.names[index].startswith("XCHG") and asked.r0 == got.r1 \
                and asked.r1 == got.r0:
            return ""                     # exchanges either way
        for place in range(tables_gen.OPERAND_COUNT[index]):
            at = index * MAX_OPERANDS + place
            kind = tables_gen.OPERAND_KIND[at]
            got_kind = tables_gen.OPERAND_KIND[got_index * MAX_OPERANDS + place]
            if kind != got_kind:
                return "operands of another kind" if op == got_op else ""
            if kind == OPERAND_REG and register(asked, place) != register(got, place):
                return f"operand {place} is register {register(got, place)}"
            if kind == OPERAND_IMM and asked.imm_symbol is None:
                bits = max(8 * tables_gen.OPERAND_SIZE[at], 8)
                mask = (1 << bits) - 1
                if asked.imm & mask != got.imm & mask:
                    return f"immediate {got.imm}"
            if kind == OPERAND_MEM:
                wrong = memory_difference(asked, got)
                if wrong:
                    return wrong
        return ""


def same_instruction(a: str, b: str) -> bool:
    """Opcode names without their operand letters and sizes."""
    return a.rstrip("rmixacd0123456789") == b.rstrip("rmixacd0123456789")


def register(operands: Operands, place: int) -> i64:
    """The register of an operand."""
    if place == 0:
        return operands.r0
    if place == 1:
        return operands.r1
    return operands.r2 if place == 2 else operands.r3


def memory_difference(asked: Operands, got: Operands) -> str:
    """How two memory operands differ."""
    if asked.base != got.base:
        swapped = asked.scale == 1 and asked.index == got.base and asked.base == got.index
        if not swapped:
            return f"base {got.base}"
    elif asked.index != got.index:
        return f"index {got.index}"
    if asked.index != NO_REGISTER and asked.scale != got.scale:
        return f"scale {got.scale}"
    if asked.segment != got.segment:
        return f"segment {got.segment}"
    if asked.symbol is None and asked.disp != got.disp:
        return f"displacement {got.disp}"
    return ""
