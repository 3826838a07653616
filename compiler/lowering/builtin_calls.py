"""Builtins that are operations of their own: the dispatch, bits, overflow, the stack.

Problem: a hundred builtins, most of them one or two instructions.  Idea: groups by topic, chosen by
ranges of the parser's operation codes; floating point is in `builtins_float`, atomics in
`builtins_atomic`, vectors in `vectors`.

Invariants: a builtin whose value is void yields any value; what cannot be done is refused by
`Translation.unsupported`.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend import builtins as b
from compiler.frontend.tree import BuiltinCall, Expr, IntConst
from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.ir.module import AsmInfo, AsmOperand
from compiler.ir.types import I1, I32, PTR, VOID, type_bits
from compiler.lowering import (
    aggregates,
    builtins_atomic,
    builtins_float,
    constant_answers,
    expressions,
    nested_functions,
    overflow,
    vectors,
)
from compiler.lowering.context import FunctionContext
from compiler.lowering.machine_texts import TEXTS, MachineTexts
from compiler.lowering.places import Place
from compiler.lowering.value_types import value_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass


def call(f: FunctionContext, e: BuiltinCall) -> Instr:
    """The value of a builtin call of scalar, vector or void type."""
    code = e.builtin.code
    f.pos = e.loc
    if b.OP_CLZ <= code <= b.OP_BSWAP:
        return bits(f, e, code)
    if b.OP_ADD_OVERFLOW <= code <= b.OP_MUL_OVERFLOW_P:
        return overflow.call(f, e)
    if b.OP_ISNAN <= code <= b.OP_COPYSIGN:
        return builtins_float.call(f, e)
    if b.OP_ATOMIC_LOAD <= code <= b.OP_IS_LOCK_FREE:
        return builtins_atomic.call(f, e)
    if code == b.OP_CONSTANT_P:
        return constant_answers.is_constant(f, e)
    if code == b.OP_OBJECT_SIZE or code == b.OP_DYNAMIC_OBJECT_SIZE:
        return constant_answers.object_size(f, e)
    if code == b.OP_SHUFFLE:
        return vectors.shuffle(f, e)
    if code == b.OP_SHUFFLEVECTOR:
        return vectors.shuffle_constant(f, e)
    if code == b.OP_CONVERTVECTOR:
        return vectors.convert(f, e)
    return control(f, e, code)


def nothing(f: FunctionContext) -> Instr:
    """The value of a builtin that has none."""
    return f.integer(I1, 0)


def control(f: FunctionContext, e: BuiltinCall, code: i64) -> Instr:
    """Control flow, hints, the stack, variable arguments."""
    arguments = e.arguments
    if code == b.OP_UNREACHABLE:
        f.stop()
        return nothing(f)
    if code == b.OP_TRAP:
        f.emit(o.TRAP, VOID, [])
        f.stop()
        return nothing(f)
    if code == b.OP_SETJMP or code == b.OP_LONGJMP:
        return nonlocal_jump(f, e, code)
    if code == b.OP_VA_ARG_PACK_LEN:
        f.unit.module.uses_packs = True
        return f.emit(o.PACKLENGTH, I32, [])
    if code == b.OP_VA_ARG_PACK:
        f.unit.diagnostics.error(e.loc, "invalid use of '__builtin_va_arg_pack ()'")
        return placeholder(f, e)
    if code in (b.OP_EH_RETURN, b.OP_UNWIND_INIT, b.OP_DWARF_CFA,
            b.OP_INIT_DWARF_REG_SIZES, b.OP_CPU_INIT):
        f.unit.unsupported(e.loc, f"'{e.builtin.name}'")
        return placeholder(f, e)
    if code == b.OP_FRAME_ADDRESS or code == b.OP_RETURN_ADDRESS:
        level = arguments[0]
        op = o.FRAMEADDRESS if code == b.OP_FRAME_ADDRESS else o.RETURNADDRESS
        return f.emit(op, PTR, [], level.value if isinstance(level, IntConst) else 0)
    if code == b.OP_PREFETCH:
        return prefetch(f, e)
    if code in (b.OP_PAUSE, b.OP_RDTSC, b.OP_FENCE_X86, b.OP_THREAD_POINTER, b.OP_CLEAR_CACHE):
        return machine(f, e, code)
    values = [expressions.scalar(f, argument) for argument in arguments]
    f.pos = e.loc
    if code in (b.OP_EXPECT, b.OP_EXPECT_WITH_PROBABILITY, b.OP_SPECULATION_SAFE_VALUE,
                b.OP_EXTRACT_RETURN_ADDR, b.OP_ASSUME_ALIGNED):
        return values[0]
    if code == b.OP_ALLOCA:
        f.function.info.calls_alloca = True
        align = 16
        if len(values) > 1 and values[1].op == o.CONST:
            align = max(align, values[1].imm // 8)
        made = f.emit(o.DYNALLOCA, PTR, [values[0]], align)
        nested_functions.note_stack(f)
        return made
    if code == b.OP_VA_START:
        f.emit(o.VASTART, VOID, values)
    elif code == b.OP_VA_END:
        f.emit(o.VAEND, VOID, values)
    elif code == b.OP_VA_COPY:
        f.emit(o.VACOPY, VOID, values)
    elif code == b.OP_STACK_SAVE:
        f.function.info.calls_alloca = True
        return f.emit(o.STACKSAVE, PTR, [])
    elif code == b.OP_STACK_RESTORE:
        f.emit(o.STACKRESTORE, VOID, values)
    else:
        f.unit.unsupported(e.loc, f"'{e.builtin.name}'")
        return placeholder(f, e)
    return nothing(f)


def placeholder(f: FunctionContext, e: Expr) -> Instr:
    """A value for what was refused."""
    type = value_type(e.type)
    return nothing(f) if type == VOID else f.function.poison(type)


def into(f: FunctionContext, e: BuiltinCall, target: Place) -> None:
    """A builtin of record type: only those that hand on their argument."""
    if e.builtin.code == b.OP_SPECULATION_SAFE_VALUE:
        aggregates.into(f, e.arguments[0], target)
    else:
        f.unit.unsupported(e.loc, f"'{e.builtin.name}' of record type")


def prefetch(f: FunctionContext, e: BuiltinCall) -> Instr:
    """imm: bit 0 for writing, bits 1-2 the locality."""
    address = expressions.scalar(f, e.arguments[0])
    hints = [0, 3]
    for index, argument in enumerate(e.arguments[1:3]):
        if isinstance(argument, IntConst):
            hints[index] = argument.value
    f.emit(o.PREFETCH, VOID, [address], (hints[0] & 1) | (hints[1] & 3) << 1)
    return nothing(f)


def machine(f: FunctionContext, e: BuiltinCall, code: i64) -> Instr:
    """Builtins that are an instruction or two of the machine."""
    texts = TEXTS.get(f.options.target.name)
    if texts is not None and code == b.OP_CLEAR_CACHE:
        flush_instructions(f, texts, e.arguments)
        return nothing(f)
    row = None if texts is None else texts.builtins.get(e.builtin.name)
    if row is None:
        f.unit.unsupported(e.loc, f"'{e.builtin.name}'")
        return placeholder(f, e)
    info = AsmInfo(row[0])
    info.volatile = True
    info.basic = row[1] == ""
    info.memory = True
    type = value_type(e.type)
    if row[1]:
        output = AsmOperand(row[1], "", type, 8)
        output.result = 0
        info.outputs.append(output)
        info.clobbers = list(row[2])
    made = f.emit(o.ASM, type, [])
    made.aux = info
    made.flags = o.VOLATILE
    return made if row[1] else nothing(f)


def flush_instructions(f: FunctionContext, texts: MachineTexts, ends: list[Expr]) -> None:
    """Make code that was written visible to the instruction fetch, where that takes something."""
    if not texts.flush:
        return
    made = f.emit(o.ASM, VOID, [expressions.scalar(f, end) for end in ends])
    made.aux = flush_info(texts)
    made.flags = o.VOLATILE


def flush_info(texts: MachineTexts) -> AsmInfo:
    """The asm statement of a flush: begin and end of the code in operands 0 and 1."""
    info = AsmInfo(texts.flush)
    info.volatile = True
    info.memory = True
    for number in range(2):
        operand = AsmOperand("r", "", PTR, 8)
        operand.arg = number
        info.inputs.append(operand)
    info.written_inputs = 2
    return info


def nonlocal_jump(f: FunctionContext, e: BuiltinCall, code: i64) -> Instr:
    """__builtin_setjmp, __builtin_longjmp: frame, address and stack pointer in a buffer of five
    words."""
    buffer = expressions.scalar(f, e.arguments[0])
    texts = TEXTS.get(f.options.target.name)
    if texts is None:
        f.unit.unsupported(e.loc, f"'{e.builtin.name}'")
        return placeholder(f, e)
    f.pos = e.loc
    made = jump_operation(f, texts, buffer, code == b.OP_LONGJMP)
    if code == b.OP_LONGJMP:
        f.stop()
        return nothing(f)
    return made


def jump_operation(f: FunctionContext, texts: MachineTexts, buffer: Instr, leaves: bool) -> Instr:
    """Save the place in a buffer (0, or 1 when a jump arrives), or jump to what it holds."""
    info = AsmInfo(texts.longjmp if leaves else texts.setjmp)
    info.volatile = True
    info.memory = True
    type = VOID if leaves else I32
    if not leaves:
        output = AsmOperand("=&r", "", type, 4)
        output.register = texts.result
        output.result = 0
        info.outputs.append(output)
        info.clobbers = list(texts.clobbers)
        f.function.info.calls_setjmp = True
    operand = AsmOperand("r", "", PTR, 8)
    operand.register = texts.buffer
    operand.arg = 0
    info.inputs.append(operand)
    info.written_inputs = 1
    made = f.emit(o.ASM, type, [buffer])
    made.aux = info
    made.flags = o.VOLATILE
    return made


# -- bits --------------------------------------------------------------------------------------


def bits(f: FunctionContext, e: BuiltinCall, code: i64) -> Instr:
    """clz, ctz, popcount, parity, ffs, clrsb, bswap"""
    value = expressions.scalar(f, e.arguments[0])
    f.pos = e.loc
    type = value.type
    result = value_type(e.type)
    if code == b.OP_BSWAP:
        return f.pure(o.BSWAP, type, [value])
    if code == b.OP_CLZ:
        return f.resize(f.pure(o.CLZ, type, [value]), result, True)
    if code == b.OP_CTZ:
        return f.resize(f.pure(o.CTZ, type, [value]), result, True)
    if code == b.OP_POPCOUNT or code == b.OP_PARITY:
        count = f.resize(f.pure(o.POPCOUNT, type, [value]), result, True)
        return count if code == b.OP_POPCOUNT else f.binary(o.AND, count, f.integer(result, 1))
    if code == b.OP_FFS:
        return first_set(f, value, result)
    width = type_bits(int(type))
    sign = f.binary(o.ASHR, value, f.integer(type, width - 1))
    leading = f.pure(o.CLZ, type, [f.binary(o.XOR, value, sign)])
    return f.resize(f.binary(o.SUB, leading, f.integer(type, 1)), result, True)


def first_set(f: FunctionContext, value: Instr, result: i64) -> Instr:
    """One plus the number of the lowest set bit; 0 for 0."""
    position = f.resize(f.pure(o.CTZ, value.type, [value]), result, True)
    found = f.binary(o.ADD, position, f.integer(result, 1))
    zero = f.compare(o.EQ, value, f.integer(value.type, 0))
    return f.select(zero, f.integer(result, 0), found)
