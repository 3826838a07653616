"""Contraction, validated: with the fused operations taken apart again nothing has changed.

Problem: `a * b + c` in one rounding is allowed to be another number than in two, so the versions
before and after contraction cannot be compared as they are.  Idea: an `fma` that was a sum or a
difference before is run as a product and a sum, each rounded; each block of both versions is run
from random states (`ir_states.py`), and values, effects, memory and edges must agree to the bit
(a NaN is any NaN).  So the operands and their signs are seen to be right, and that nothing else
was touched.

This is testing, not proof.
"""

from __future__ import annotations

from compiler.ir import opcodes as o
from compiler.ir import softfloat
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.types import F32, VOID, is_float, type_bytes
from verify.ir_states import Addresses, BlockRun, Word
from verify.states import Mismatch, World, is_same, same_bytes

STAGE = "contraction"


class UnfusedRun(BlockRun):
    """A block whose new fused operations round twice."""

    fused: set[int]

    def compute(self, instr: Instr) -> Word:
        """An operation; a fused one is a product, then a sum."""
        if instr.op != o.FMA or int(instr.id) not in self.fused:
            return super().compute(instr)
        words = [self.value(arg) for arg in instr.args]
        if words[0] is None or words[1] is None or words[2] is None:
            return None
        type = int(instr.type)
        product = self.frame.pure(o.FMUL, type, 0, [type, type], [words[0], words[1]])
        return self.frame.pure(o.FADD, type, 0, [type, type], [product, words[2]])


def fused_by(before: Function, after: Function) -> set[int]:
    """Numbers of the operations that became fused."""
    sums = {int(instr.id) for block in before.blocks for instr in block.instrs
            if instr.op in (o.FADD, o.FSUB)}
    return {int(instr.id) for block in after.blocks for instr in block.instrs
            if instr.op == o.FMA and int(instr.id) in sums}


def state(world: World, before: Function, after: Function, old: Block, new: Block,
          fused: set[int]) -> None:
    """Both versions of a block from one state."""
    first = BlockRun(before, old, world, Addresses(world))
    first.run()
    second = UnfusedRun(after, new, world, Addresses(world))
    second.fused = fused
    second.run()
    if first.edge != second.edge or len(first.effects) != len(second.effects):
        raise Mismatch("another edge, or other effects")
    kept = {int(instr.id): instr for instr in new.instrs}
    for instr in old.instrs:
        found = kept.get(int(instr.id))
        if instr.op == o.PHI or instr.type == VOID:
            continue
        if found is None:
            if instr.op != o.FMUL:
                raise Mismatch(f"value {instr.id} is gone")
            continue
        word, other = first.value(instr), second.value(found)
        if word is not None and (other is None or not is_same(other, word, int(instr.type))):
            raise Mismatch(f"value {instr.id} is {other}, not {word}")
    for wanted, made in zip(first.effects, second.effects):
        if wanted.kind != made.kind or len(wanted.words) != len(made.words):
            raise Mismatch(f"{made.kind} instead of {wanted.kind}")
        for a, b, arg in zip(wanted.words, made.words,
                             wanted.instr.args if wanted.instr is not None else []):
            if a is not None and (b is None or not is_same(b, a, int(arg.type))):
                raise Mismatch(f"an operand of {wanted.kind} is another")
    difference = same_bytes(first.memory.written, world, first.memory.epoch, second.memory,
                            [(at, at + 1) for at in nans(first)])
    if difference:
        raise Mismatch(difference)


def nans(run: BlockRun) -> list[int]:
    """Bytes where the block stores a NaN."""
    found: list[int] = []
    for instr in run.block.instrs:
        if instr.op == o.STORE and is_float(int(instr.args[1].type)):
            type, word = int(instr.args[1].type), run.value(instr.args[1])
            if word is not None and softfloat.is_nan(word, type - F32 + 1):
                at = run.known(instr.args[0])
                found += range(at, at + type_bytes(type))
    return found
