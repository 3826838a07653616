"""The IR checker: every invariant of `instr.py` and `opcodes.py`, after any pass.

Problem: a broken invariant shows up three passes later as a miscompilation.  Idea: check all of
them, name the function, the block and the instruction, and stop.  Run between passes under
`--verify-each` and by every golden test.  Invariants checked: block structure, edge slots, phi
shapes, operand counts and types by the opcode's row, dominance of uses, use counts, interning of
leaves, allocas and params in the entry, projections right behind their instruction.
"""

from __future__ import annotations

from compiler.ir import opcodes as o
from compiler.ir.dominators import compute, dominates
from compiler.ir.instr import Block, Function, Instr
from compiler.ir.module import AsmInfo, CallInfo, Module, StackSlot, SwitchInfo, VectorIndices
from compiler.ir.text import instr_text
from compiler.ir.types import (
    F32,
    F128,
    I1,
    PTR,
    VOID,
    element_type,
    is_float,
    is_integer,
    lane_count,
    type_bits,
)

INTEGER_OPS = set(range(o.ADD, o.UMULO + 1))
FLOAT_OPS = set(range(o.FADD, o.FMA + 1))
INTEGER_COMPARES = set(range(o.EQ, o.ULE + 1))
FLOAT_COMPARES = set(range(o.FOEQ, o.FUNO + 1))


class IRError(Exception):
    """A broken invariant; the message names function, block and instruction."""


class Checker:
    """Checks one function."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.block: Block | None = None

    def fail(self, message: str, instr: Instr | None = None) -> None:
        """Raise with the place."""
        place = f"function {self.function.symbol.name}"
        if self.block is not None:
            place += f", b{self.block.id}"
        if instr is not None:
            place += f": {instr_text(instr)}"
        raise IRError(f"{message} ({place})")

    def check(self) -> None:
        """All checks."""
        function = self.function
        if not function.blocks:
            self.fail("no blocks")
        if function.blocks[0].preds:
            self.fail("the entry has predecessors")
        known = {block: True for block in function.blocks}
        if len(known) != len(function.blocks):
            self.fail("a block stands twice")
        for block in function.blocks:
            self.block = block
            self.check_edges(block, known)
            self.check_shape(block)
            for instr in block.instrs:
                self.check_instr(instr)
        self.block = None
        self.check_uses()
        self.check_dominance()

    def check_edges(self, block: Block, known: dict[Block, bool]) -> None:
        """Edges know their index at both ends."""
        if len(block.succs) != len(block.succ_slots) or len(block.preds) != len(block.pred_slots):
            self.fail("edge lists differ in length")
        for index, succ in enumerate(block.succs):
            slot = block.succ_slots[index]
            if succ not in known:
                self.fail(f"successor b{succ.id} is not in the function")
            if slot >= len(succ.preds) or succ.preds[slot] is not block \
                    or succ.pred_slots[slot] != index:
                self.fail(f"edge to b{succ.id} has wrong slots")
        for index, pred in enumerate(block.preds):
            slot = block.pred_slots[index]
            if pred not in known:
                self.fail(f"predecessor b{pred.id} is not in the function")
            if slot >= len(pred.succs) or pred.succs[slot] is not block:
                self.fail(f"edge from b{pred.id} has wrong slots")

    def check_shape(self, block: Block) -> None:
        """Phis first, one terminator, at the end, with the right number of successors."""
        if not block.instrs:
            self.fail("empty block")
        past_phis = False
        for index, instr in enumerate(block.instrs):
            if instr.block is not block:
                self.fail("instruction does not know its block", instr)
            if instr.forward is not None:
                self.fail("forwarded instruction in a block", instr)
            if instr.op == o.PHI:
                if past_phis:
                    self.fail("phi after other instructions", instr)
                if len(instr.args) != len(block.preds):
                    self.fail("phi and predecessors differ in number", instr)
            else:
                past_phis = True
            if instr.op == o.PROJ:
                self.check_proj(block, index)
            last = index == len(block.instrs) - 1
            if instr.op < o.FIRST_MACHINE and instr.is_terminator() != last:
                self.fail("terminator inside a block or missing at its end", instr)
            if instr.op in (o.PARAM, o.ALLOCA) and block is not self.function.blocks[0]:
                self.fail("param or alloca outside the entry", instr)
        last_instr = block.instrs[-1]
        count = len(block.succs)
        wanted = {o.JUMP: 1, o.BRANCH: 2, o.RETURN: 0, o.UNREACHABLE: 0}.get(int(last_instr.op))
        if last_instr.op == o.SWITCH:
            aux = last_instr.aux
            if not isinstance(aux, SwitchInfo):
                self.fail("switch without cases", last_instr)
            else:
                wanted = len(aux.lows) + 1
                self.check_cases(aux, last_instr)
        if wanted is not None and wanted != count:
            self.fail(f"{count} successors, expected {wanted}", last_instr)

    def check_cases(self, aux: SwitchInfo, instr: Instr) -> None:
        """Sorted, disjoint ranges."""
        if len(aux.lows) != len(aux.highs):
            self.fail("case bounds differ in number", instr)
        for index in range(len(aux.lows)):
            if aux.lows[index] > aux.highs[index]:
                self.fail("empty case range", instr)
            if index and aux.lows[index] <= aux.highs[index - 1]:
                self.fail("case ranges overlap or are not sorted", instr)

    def check_proj(self, block: Block, index: int) -> None:
        """A projection follows its instruction, with only projections between."""
        instr = block.instrs[index]
        at = index - 1
        while at >= 0 and block.instrs[at].op == o.PROJ:
            at -= 1
        if len(instr.args) != 1 or instr.args[0] is instr:
            self.fail("malformed projection", instr)
        source = instr.args[0]
        if at >= 0 and block.instrs[at] is source:
            return
        # results of asm goto are projected at the head of its fall-through block
        if source.block is not None and source.op == o.ASMGOTO:
            return
        self.fail("projection away from its instruction", instr)

    def check_instr(self, instr: Instr) -> None:
        """Operand count and types by the opcode's row."""
        op = int(instr.op)
        if op >= o.FIRST_MACHINE:
            return
        name, count, traits, rule = o.ROWS[op]
        if op == o.INVALID or traits & o.LEAF:
            self.fail("not an instruction of a block", instr)
        if count >= 0 and len(instr.args) != count:
            self.fail(f"{len(instr.args)} operands, expected {count}", instr)
        types = [int(arg.type) for arg in instr.args]
        result = int(instr.type)
        if VOID in types:
            self.fail("operand without a value", instr)
        if rule == "v" and result != VOID:
            self.fail("result where none is expected", instr)
        if rule == "=0" and result != types[0]:
            self.fail("result differs from the first operand in type", instr)
        if rule == "=1" and result != types[1]:
            self.fail("result differs from the second operand in type", instr)
        if rule == "p" and result != PTR:
            self.fail("result is not a pointer", instr)
        if rule == "i1":
            lanes = lane_count(types[0])
            if lanes == 1 and result != I1:
                self.fail("truth value is not i1", instr)
            if lanes > 1 and (lane_count(result) != lanes
                              or not is_integer(element_type(result))):
                self.fail("lane-wise truth value of wrong shape", instr)
        self.check_types(instr, op, types, result)

    def check_types(self, instr: Instr, op: int, types: list[int], result: int) -> None:
        """Rules beyond the row's."""
        if op in INTEGER_OPS or op in FLOAT_OPS:
            wanted = is_float if op in FLOAT_OPS else is_integer
            for type in types:
                if not wanted(element_type(type)) or type != types[0]:
                    self.fail("operand types do not fit the operation", instr)
        elif op in INTEGER_COMPARES or op in FLOAT_COMPARES:
            if types[0] != types[1]:
                self.fail("comparison of different types", instr)
            if is_float(element_type(types[0])) != (op in FLOAT_COMPARES):
                self.fail("comparison of the wrong kind", instr)
        elif op == o.SELECT:
            if types[1] != types[2] or (types[0] != I1 and lane_count(types[0]) == 1):
                self.fail("select operands do not fit", instr)
        elif op == o.PHI:
            if any(type != result for type in types):
                self.fail("phi operand of another type", instr)
        elif op in (o.TRUNC, o.ZEXT, o.SEXT):
            narrower, wider = (result, types[0]) if op == o.TRUNC else (types[0], result)
            if not (is_integer(element_type(result)) and is_integer(element_type(types[0]))
                    and element_type(narrower) < element_type(wider)
                    and lane_count(narrower) == lane_count(wider)):
                self.fail("width change between wrong types", instr)
        elif op in (o.FPEXT, o.FPTRUNC):
            ends = (types[0], result) if op == o.FPEXT else (result, types[0])
            if not F32 <= element_type(ends[0]) < element_type(ends[1]) <= F128:
                self.fail("float conversion between wrong types", instr)
        elif op in (o.FPTOSI, o.FPTOUI):
            if not is_float(element_type(types[0])) or not is_integer(element_type(result)):
                self.fail("conversion between wrong types", instr)
        elif op in (o.SITOFP, o.UITOFP):
            if not is_integer(element_type(types[0])) or not is_float(element_type(result)):
                self.fail("conversion between wrong types", instr)
        elif op == o.PTRTOINT or op == o.INTTOPTR:
            pointer, integer = (types[0], result) if op == o.PTRTOINT else (result, types[0])
            if pointer != PTR or not is_integer(integer) \
                    or type_bits(integer) != self.function.pointer_bits:
                self.fail("pointer conversion is not of pointer width", instr)
        elif op == o.BITCAST:
            if type_bits(types[0]) != type_bits(result):
                self.fail("bitcast changes the width", instr)
        elif op == o.PTRADD:
            if types[0] != PTR or type_bits(types[1]) != self.function.pointer_bits:
                self.fail("ptradd of wrong types", instr)
        elif op in (o.LOAD, o.STORE):
            if types[0] != PTR or instr.imm < 1:
                self.fail("address is no pointer, or no alignment", instr)
            value = result if op == o.LOAD else types[1]
            if value in (VOID, I1):
                self.fail("memory holds no such type", instr)
        elif op == o.BRANCH:
            if types[0] != I1:
                self.fail("branch on something else than i1", instr)
        elif op == o.CALL:
            if not isinstance(instr.aux, CallInfo):
                self.fail("call without CallInfo", instr)
            elif not instr.aux.lowered:        # else its operands are pieces (ABI lowering)
                hidden = 1 if instr.aux.signature.result.layout is not None else 0
                if len(types) != 1 + hidden + len(instr.aux.infos):
                    self.fail("call arguments and infos differ in number", instr)
        elif op in (o.ASM, o.ASMGOTO):
            if not isinstance(instr.aux, AsmInfo):
                self.fail("asm without AsmInfo", instr)
        elif op == o.ALLOCA:
            if not isinstance(instr.aux, StackSlot):
                self.fail("alloca without StackSlot", instr)
        elif op == o.SHUFFLE:
            if not isinstance(instr.aux, VectorIndices) or types[0] != types[1] \
                    or len(instr.aux.indices) != lane_count(result):
                self.fail("malformed shuffle", instr)

    def check_uses(self) -> None:
        """Use counts equal the number of argument slots."""
        counts: dict[Instr, int] = {}
        for block in self.function.blocks:
            for instr in block.instrs:
                counts.setdefault(instr, 0)
                for arg in instr.args:
                    counts[arg] = counts.get(arg, 0) + 1
        for instr, count in counts.items():
            if instr.uses != count:
                self.block = instr.block
                self.fail(f"use count is {instr.uses}, there are {count} uses", instr)

    def check_dominance(self) -> None:
        """Definitions dominate uses (in reachable code)."""
        function = self.function
        before = list(function.blocks)
        reachable_only = self.reachable()
        if len(reachable_only) == len(before):
            compute(function)
            function.blocks = before
        else:
            self.fail("unreachable block in the function")
        for block in function.blocks:
            self.block = block
            seen: dict[Instr, bool] = {}
            for instr in block.instrs:
                for index, arg in enumerate(instr.args):
                    if arg.is_leaf():
                        continue
                    home = arg.block
                    if home is None:
                        self.fail(f"operand %{arg.id} is in no block", instr)
                    elif instr.op == o.PHI:
                        if not dominates(home, block.preds[index]):
                            self.fail(f"phi operand %{arg.id} is not available", instr)
                    elif home is block:
                        if arg not in seen:
                            self.fail(f"operand %{arg.id} is used before it is made", instr)
                    elif not dominates(home, block):
                        self.fail(f"operand %{arg.id} does not dominate its use", instr)
                seen[instr] = True

    def reachable(self) -> dict[Block, bool]:
        """Blocks reachable from the entry."""
        found = {self.function.blocks[0]: True}
        work = [self.function.blocks[0]]
        while work:
            for succ in work.pop().succs:
                if succ not in found:
                    found[succ] = True
                    work.append(succ)
        return found


def check_function(function: Function) -> None:
    """Raise IRError when an invariant of the IR does not hold."""
    Checker(function).check()


def check_module(module: Module) -> None:
    """Check every function."""
    for function in module.functions:
        check_function(function)
