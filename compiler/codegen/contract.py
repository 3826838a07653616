"""Contraction: a product that only sums use is fused into them (C17 6.5p8, -ffp-contract=fast).

Problem: `a * b + c` takes two instructions and two roundings where a machine has one of each; C
lets an implementation choose, and gcc chooses to fuse from -O2 on unless ISO C is asked for by
-std=.  Idea: in each block take the products in order; if every use of one is an addition or a
subtraction of the same block, each becomes an `fma`, operands negated as it needs, which selection
folds into the instruction (`fmsub`, `fnmsub`).

Invariants: a product goes only if no use of it stays, so that nothing is computed twice; operations
under FENV_ACCESS are left alone.  The result may differ in the last place from the unfused one:
-ffp-contract=off is how to compare with an implementation that does not fuse.
"""

from __future__ import annotations

from compiler.ir.instr import Block, Function, Instr
from compiler.ir.opcodes import FADD, FMA, FMUL, FNEG, FSUB, STRICT
from compiler.ir.types import F32, F64


def users_of_products(block: Block) -> dict[int, list[Instr]]:
    """The sums and differences of a block by the product that they use, in order."""
    found: dict[int, list[Instr]] = {}
    for instr in block.instrs:
        if instr.flags & STRICT or instr.type != F32 and instr.type != F64:
            continue
        if instr.op == FMUL:
            found[int(instr.id)] = []
        elif (instr.op == FADD or instr.op == FSUB) and instr.args[0] is not instr.args[1]:
            for arg in instr.args:
                users = found.get(int(arg.id))
                if users is not None:
                    users.append(instr)
    return found


def contract_block(function: Function, block: Block) -> bool:
    """Fuse the products of one block."""
    found = users_of_products(block)
    negated: dict[int, Instr] = {}       # the negation to insert before an instruction
    gone: set[int] = set()
    for product in block.instrs:
        users = found.get(int(product.id)) if product.op == FMUL else None
        if not users or len(users) != product.uses:
            continue
        if any(user.op == FMA for user in users):
            continue                     # the addend of another product's sum
        gone.add(int(product.id))
        a, b = product.args
        for user in users:
            is_left = user.args[0] is product
            other = user.args[1] if is_left else user.args[0]
            first = a
            if user.op == FSUB:
                minus = function.make(FNEG, user.type, [other if is_left else a], 0, user.pos)
                minus.block = block
                negated[int(user.id)] = minus
                if is_left:
                    other = minus
                else:
                    first = minus
            user.op = FMA
            user.set_args([first, b, other])
        product.drop_args()
    if not gone:
        return False
    code: list[Instr] = []
    for instr in block.instrs:
        minus_before = negated.get(int(instr.id))
        if minus_before is not None:
            code.append(minus_before)
        if int(instr.id) not in gone:
            code.append(instr)
    block.instrs = code
    return True


def run(function: Function) -> bool:
    """Fuse the products of a function; whether there were any."""
    changed = False
    for block in function.blocks:
        if contract_block(function, block):
            changed = True
    return changed
