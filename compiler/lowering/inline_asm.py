"""Inline assembly: operands into the form of `ir.module.AsmInfo`.

Problem: a constraint says whether an operand is a register, memory, or a constant, whether it is
read and written; the C operand is any lvalue or value.  Idea: classify the letters of a constraint
once; outputs in registers become results, outputs in memory addresses; "+" outputs get a tied input
behind the written ones.  Source: "How to Use Inline Assembly Language in C Code", GCC manual.

Invariants: an input's argument is an address exactly when its constraint takes memory and neither a
register nor an immediate.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import tree
from compiler.frontend import types as c
from compiler.frontend.tree import Asm, Expr, VarRef
from compiler.frontend.types import CType
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr, add_edge
from compiler.ir.module import AsmInfo, AsmOperand
from compiler.ir.types import F32, F64, I32, I64, VOID
from compiler.lowering import aggregates, expressions, lvalues, places
from compiler.lowering.context import FunctionContext, SpilledOutput
from compiler.lowering.goto_exits import Exits, leave
from compiler.lowering.machine_texts import TEXTS
from compiler.lowering.places import Place
from compiler.lowering.value_types import integer_type, value_type
from compiler.lowering.x87_asm import StackOperands, depth_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MEMORY_LETTERS: Final = "moV<>Qp"
IMMEDIATE_LETTERS: Final = "insEFIJKLMNOPGHCZe"
GENERAL_LETTERS: Final = "rqabcdSDQRl"
VECTOR_LETTERS: Final = "xvYwftugX"
PUNCTUATION: Final = "=+&%,#*?!^$@"


class Kinds:
    """What a constraint allows."""

    def __init__(self, constraint: str, x86: bool) -> None:
        self.register = False
        self.memory = False
        self.immediate = False
        self.matching = -1
        at = 0
        while at < len(constraint):
            letter = constraint[at]
            at += 1
            if letter.isdigit():
                end = at
                while end < len(constraint) and constraint[end].isdigit():
                    end += 1
                self.matching = int(constraint[at - 1:end])
                at = end
            elif letter == "@":
                self.register = True     # =@ccCOND
                break
            elif letter in PUNCTUATION or letter.isspace():
                continue
            elif letter in "gX":
                self.register = self.memory = self.immediate = True
            elif letter in IMMEDIATE_LETTERS and not (letter == "Q" and x86):
                self.immediate = True
            elif letter in MEMORY_LETTERS and not (letter == "Q" and x86):
                self.memory = True
            else:
                self.register = True

    def only_memory(self) -> bool:
        """True when the operand must be memory."""
        return self.memory and not self.register and not self.immediate and self.matching < 0


def wants_integer(constraint: str, type: i64) -> bool:
    """True when a floating operand has to be in a general register: its bits go there."""
    if type != F32 and type != F64:
        return False
    general = False
    for letter in constraint:
        if letter in VECTOR_LETTERS:
            return False
        general = general or letter in GENERAL_LETTERS
    return general


def as_bits(f: FunctionContext, value: Instr, type: i64) -> Instr:
    """A value as one of another type with the same bits."""
    return value if value.type == type else f.convert(o.BITCAST, type, value)


class Output:
    """An output in a register, to be stored after the asm."""

    def __init__(self, place: Place, operand: AsmOperand, type: i64) -> None:
        self.place = place
        self.operand = operand
        self.type: i64 = type


def statement(f: FunctionContext, s: Asm) -> None:
    """An asm statement."""
    info = AsmInfo(s.template)
    info.volatile = s.volatile or not s.outputs
    info.basic = s.basic
    info.clobbers = [clobber for clobber in s.clobbers if clobber != "memory"]
    info.memory = "memory" in s.clobbers
    info.label_names = list(s.label_names)
    args: list[Instr] = []
    outputs: list[Output] = []
    tied: list[AsmOperand] = []
    x86 = f.options.target.name in ("x86_64", "i386")
    stack = StackOperands(f, info, args)
    for index, written in enumerate(s.outputs):
        add_output(f, info, args, outputs, tied, written, index, x86, stack)
    for written in s.inputs:
        info.inputs.append(add_input(f, info, args, written, x86, stack))
    info.written_inputs = len(info.inputs)
    stack.finish()
    info.inputs.extend(tied)
    f.pos = s.loc
    if s.is_goto and not outputs and not stack.outputs and not f.spilled_outputs:
        emit_goto(f, s, info, args)
        return
    if s.is_goto:
        machine = TEXTS.get(f.options.target.name)
        if machine is None:
            f.unit.unsupported(s.loc, "'asm goto' with outputs in registers")
            return
        Exits(info).add_output(machine, len(outputs))
    type: i64 = outputs[0].type if outputs else I32 if s.is_goto else VOID
    instr = f.emit(o.ASM, type, args)
    instr.aux = info
    if info.volatile or s.is_goto:
        instr.flags = o.VOLATILE
    results = [instr]
    types = [output.type for output in outputs] + [I32] * s.is_goto
    for index in range(1, len(types)):
        results.append(f.emit(o.PROJ, types[index], [instr], index))
    store_outputs(f, outputs, results)
    stack.store()
    if s.is_goto:
        leave(f, results[-1], [f.label_block(label) for label in s.labels])


def emit_goto(f: FunctionContext, s: Asm, info: AsmInfo, args: list[Instr]) -> None:
    """asm goto: a terminator; successor 0 falls through."""
    info.volatile = True
    following = f.function.new_block()
    f.emit(o.ASMGOTO, VOID, args).aux = info
    add_edge(f.block, following)
    for label in s.labels:
        add_edge(f.block, f.label_block(label))
    f.lose()
    f.begin(following)


def operand_type(type: CType) -> i64:
    """The IR type of an operand in a register; small records go as integers."""
    found = value_type(type)
    if found == VOID and type.size in (1, 2, 4, 8):
        return integer_type(type.size)
    return found


def register_of(e: Expr) -> str:
    """The register of a register variable."""
    while isinstance(e, tree.Cast) and e.op == tree.LVALUE_TO_RVALUE:
        e = e.operand
    if isinstance(e, VarRef):
        return e.decl.register_name.lstrip("%")
    return ""


def is_global_register(e: Expr) -> bool:
    """The value of a global register variable: it stays where it is."""
    while isinstance(e, tree.Cast) and e.op == tree.LVALUE_TO_RVALUE:
        e = e.operand
    return isinstance(e, VarRef) and e.decl.register_name != "" and e.decl.function is None


def describe(written: tree.AsmOperand, type: i64) -> AsmOperand:
    """The operand without its places in args and results."""
    if wants_integer(written.constraint, type):
        type = integer_type(written.expr.type.size)
    made = AsmOperand(written.constraint, written.name, type, int(max(written.expr.type.size, 0)))
    made.register = register_of(written.expr)
    return made


def add_output(f: FunctionContext, info: AsmInfo, args: list[Instr], outputs: list[Output],
               tied: list[AsmOperand], written: tree.AsmOperand, index: int, x86: bool,
               stack: StackOperands) -> None:
    """One output operand, and the input that a "+" adds."""
    kinds = Kinds(written.constraint, x86)
    type = operand_type(written.expr.type)
    operand = describe(written, type)
    type = operand.type
    info.outputs.append(operand)
    place = lvalues.place(f, written.expr)
    if place.register:
        return
    depth = depth_of(written.constraint, type) if x86 else -1
    if depth >= 0:
        stack.add_output(operand, index, depth, place)
        return
    if kinds.only_memory() or type == VOID:
        operand.arg = len(args)
        args.append(memory_operand(f, place))
        return
    operand.result = len(outputs)
    outputs.append(Output(place, operand, type))
    if written.constraint.startswith("+"):
        again = AsmOperand(str(index), "", type, operand.size)
        again.register = operand.register
        again.tied = index
        again.arg = len(args)
        args.append(load_operand(f, place, type))
        tied.append(again)


def memory_operand(f: FunctionContext, place: Place) -> Instr:
    """The address of an output in memory; a variable that is a value is spilled, and read back
    behind the asm."""
    if place.address is not None:
        return places.pointer_of(f, place)
    slot = lvalues.spilled(f, place)
    assert place.variable is not None
    f.spilled_outputs.append(SpilledOutput(place.variable, slot))
    return slot


def load_operand(f: FunctionContext, place: Place, type: i64) -> Instr:
    """The value of a "+" operand."""
    if value_type(place.type) != VOID:
        return as_bits(f, lvalues.load(f, place), type) if type in (I32, I64) and (
            c.FLOAT <= place.type.kind <= c.FLOAT128) else lvalues.load(f, place)
    return f.load(type, places.pointer_of(f, place), place.align, 0, place.flags())


def add_input(f: FunctionContext, info: AsmInfo, args: list[Instr], written: tree.AsmOperand,
              x86: bool, stack: StackOperands) -> AsmOperand:
    """One input operand."""
    kinds = Kinds(written.constraint, x86)
    e = written.expr
    type = operand_type(e.type)
    operand = describe(written, type)
    if is_global_register(e):
        return operand
    number = len(info.outputs) + len(info.inputs)
    depth = depth_of(written.constraint, type) if x86 else -1
    if depth < 0 and kinds.matching >= 0:
        depth = stack.numbers.get(kinds.matching, -1)
    if depth >= 0:
        stack.add_input(operand, number, depth, read_input(f, e, type))
        return operand
    operand.arg = len(args)
    if kinds.only_memory() or type == VOID:
        args.append(lvalues.address(f, e) if e.flags & tree.LVALUE
                    else aggregates.materialized(f, e))
        return operand
    if kinds.matching >= 0 and kinds.matching < len(info.outputs):
        output = info.outputs[kinds.matching]
        operand.tied = kinds.matching
        if output.result < 0:
            args.append(args[output.arg])
            return operand
    value = read_input(f, e, type)
    if operand.type != type:
        value = as_bits(f, value, operand.type)
    if operand.tied >= 0:
        output = info.outputs[operand.tied]
        if type in (F32, F64) and output.type in (I32, I64) and output.size == operand.size:
            operand.type = output.type
            value = as_bits(f, value, output.type)
        elif output.type != type and c.BOOL <= e.type.kind <= c.BITINT and output.type <= 6:
            value = f.resize(value, output.type, e.type.is_unsigned)
            operand.type = output.type
            operand.size = output.size
    args.append(value)
    return operand


def read_input(f: FunctionContext, e: Expr, type: i64) -> Instr:
    """The value of an input in a register or an immediate."""
    if value_type(e.type) != VOID:
        if e.flags & tree.LVALUE:
            return lvalues.load(f, lvalues.place(f, e))
        return expressions.scalar(f, e)
    place = lvalues.place(f, e)
    return f.load(type, places.pointer_of(f, place), place.align, 0, place.flags())


def store_outputs(f: FunctionContext, outputs: list[Output], results: list[Instr]) -> None:
    """Put the results into their C operands."""
    for output, result in zip(outputs, results):
        place = output.place
        wanted = value_type(place.type)
        if wanted != VOID:
            lvalues.store(f, place, as_bits(f, result, wanted) if wanted in (F32, F64) else result)
        else:
            f.store(places.pointer_of(f, place), result, place.align, 0, place.flags())
    for spilled in f.spilled_outputs:
        variable = spilled.variable
        f.write(variable, f.load(variable.type, spilled.slot, 1))
    f.spilled_outputs = []
