"""Legalisation, first part: operations that no machine row does, rewritten in generic IR.

Problem: the IR is polymorphic in width and rich in operations; a machine has some of them.  Idea:
one walk; each operation that the target does not have becomes a sequence of those it has, or a
call of the runtime library (libgcc's names).  Values of two registers (i128) and of special
storage (f80) are taken apart later (`wide.py`, the target), so that calls made here pass through
ABI lowering like any other.

Invariants: runs before the last ABI lowering; afterwards no `memcpy`, `memmove`, `memset`, `vaarg`,
`popcount` without instruction, narrow division, f128 arithmetic, or unsigned 64-bit conversion is
left.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.codegen.atomics import call_atomic, is_wide_atomic
from compiler.codegen.bit_operations import BitExpander
from compiler.codegen.memory_ops import MemoryExpander
from compiler.codegen.options import CodegenOptions
from compiler.codegen.rewriter import BlockRewriter
from compiler.codegen.target import NO_CLASS, Target
from compiler.codegen.vectors import VectorExpander
from compiler.codegen.widening import wide_constant
from compiler.ir import opcodes as ir
from compiler.ir import softfloat
from compiler.ir.instr import Function, Instr, add_edge, replace
from compiler.ir.module import EXTEND_NONE, EXTEND_SIGN, EXTEND_ZERO, Module, StackSlot, Symbol
from compiler.ir.types import (
    F32,
    F64,
    F80,
    F128,
    I1,
    I8,
    I16,
    I32,
    I64,
    I128,
    PTR,
    VOID,
    is_vector,
    type_bits,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# (operation, i128): runtime function
WIDE_DIVISION: Final = {
    ir.SDIV: "__divti3", ir.UDIV: "__udivti3", ir.SREM: "__modti3", ir.UREM: "__umodti3",
}
WRAPPED: Final = {
    ir.SADDO: ir.ADD, ir.UADDO: ir.ADD, ir.SSUBO: ir.SUB, ir.USUBO: ir.SUB, ir.SMULO: ir.MUL,
    ir.UMULO: ir.MUL,
}
MODES: Final = {F32: "sf", F64: "df", F80: "xf", F128: "tf", I32: "si", I64: "di", I128: "ti"}
QUAD_ARITHMETIC: Final = {
    ir.FADD: "__addtf3", ir.FSUB: "__subtf3", ir.FMUL: "__multf3", ir.FDIV: "__divtf3",
}
# comparison of f128: function, comparison of its result with 0, swap operands
QUAD_COMPARISON: Final = {
    ir.FOEQ: ("__eqtf2", ir.EQ, False), ir.FUNE: ("__netf2", ir.NE, False),
    ir.FOLT: ("__lttf2", ir.SLT, False), ir.FOLE: ("__letf2", ir.SLE, False),
    ir.FUNO: ("__unordtf2", ir.NE, False), ir.FORD: ("__unordtf2", ir.EQ, False),
}


class Legaliser(BlockRewriter):
    """The walk over one function."""

    def __init__(self, function: Function, module: Module, options: CodegenOptions,
                 target: Target) -> None:
        super().__init__(function, module, target)
        self.options = options
        self.memory = MemoryExpander(self, options)
        self.bits = BitExpander(self, target)
        self.vectors = VectorExpander(self, target)

    def rewrite(self, instr: Instr) -> bool:
        """Replace `instr`; False keeps it."""
        op = instr.op
        type = instr.type
        if is_vector(int(type)) or (instr.args and is_vector(int(self.widest_operand(instr)))):
            if self.vectors.rewrite(instr):
                return True
        if op == ir.BRANCH or op >= ir.FIRST_MACHINE:
            return False
        if ir.SDIV <= op <= ir.UREM:
            return self.division(instr)
        if ir.SHL <= op <= ir.ROTR:
            self.count_in_range(instr)
            return op >= ir.ROTL and type != I128 and self.bits.rotation(instr)
        if ir.EQ <= op <= ir.ULE and not self.target.has_narrow_flags:
            return self.narrow_comparison(instr)
        if op == ir.MEMCPY or op == ir.MEMMOVE or op == ir.MEMSET:
            return self.memory.expand(instr)
        if ir.BSWAP <= op <= ir.POPCOUNT:
            return self.bits.rewrite(instr)
        if ir.SMULH <= op <= ir.UMULH:
            return self.high_product(instr)
        if ir.SADDO <= op <= ir.UMULO:
            return self.overflow(instr)
        if ir.FOEQ <= op <= ir.FUNO and instr.args[0].type == F128:
            return self.quad_comparison(instr)
        if ir.FNEG <= op <= ir.FCOPYSIGN and op != ir.FSQRT and type == F128 \
                and self.target.class_of(F128) == NO_CLASS:
            return self.quad_sign(instr)
        if ir.FADD <= op <= ir.FDIV and type == F128:
            self.call_for(instr, QUAD_ARITHMETIC[int(op)], instr.args)
            return True
        if op == ir.CALL:
            return self.square_root_call(instr)
        if op == ir.FMA and not (self.target.has_fma and type in (F32, F64)):
            name = {F32: "fmaf", F64: "fma", F80: "fmal", F128: "fmaf128"}[int(type)]
            self.call_for(instr, name, instr.args)
            return True
        if op == ir.FSQRT and type == F128:
            self.call_for(instr, "sqrtf128", instr.args)
            return True
        if ir.FPTOSI <= op <= ir.FPTRUNC:
            return self.conversion(instr)
        if op == ir.SELECT:
            return self.float_select(instr)
        if op == ir.SWITCH and instr.args[0].type in (I8, I16) \
                and not self.target.has_narrow_flags:
            instr.set_arg(0, self.extend(instr.args[0], I32, True))
            return False
        if op == ir.VACOPY:
            self.memory.copy(instr.args[0], instr.args[1], self.target.va_list_size, 8)
            return True
        if op == ir.VAEND or op == ir.PREFETCH:
            return True
        if op == ir.VAARG:
            return self.target.lower_vaarg(self, instr)
        if op == ir.ALLOCA:
            return self.align_slot(instr)
        if is_wide_atomic(instr):
            return call_atomic(self, instr)
        return self.target.rewrite(self, instr)

    def widest_operand(self, instr: Instr) -> i64:
        """The type of a vector operand, or VOID."""
        for arg in instr.args:
            if is_vector(int(arg.type)):
                return arg.type
        return VOID

    # -- integers ----------------------------------------------------------------------------

    def extend(self, value: Instr, type: i64, signed: bool) -> Instr:
        """Widen an integer (the same type: itself)."""
        if value.type == type:
            return value
        if value.op == ir.CONST:
            return wide_constant(self.function, value, type, signed)
        return self.add(ir.SEXT if signed else ir.ZEXT, type, [value])

    def count_in_range(self, instr: Instr) -> None:
        """A constant count takes few bits: rotations count modulo the width, and the result of a
        shift by too much (in code that is never reached) is poison, so any will do."""
        count = instr.args[1]
        bits = int(type_bits(int(instr.type)))
        if count.op != ir.CONST or 0 <= count.imm < bits or is_vector(int(instr.type)):
            return
        instr.set_arg(1, self.const(int(count.type), count.imm & bits - 1))

    def narrow_comparison(self, instr: Instr) -> bool:
        """Comparisons of i8 and i16 in 32 bits, where registers have no parts."""
        op = instr.op
        if instr.args[0].type not in (I8, I16):
            return False
        signed = op == ir.SLT or op == ir.SLE
        replace(instr, self.add(op, I1, [self.extend(instr.args[0], I32, signed),
                                         self.extend(instr.args[1], I32, signed)]))
        return True

    def division(self, instr: Instr) -> bool:
        """Narrow ones in 32 bits, 128-bit ones by call."""
        type = instr.type
        op = instr.op
        if type == I128:
            self.call_for(instr, WIDE_DIVISION[int(op)], instr.args)
            return True
        if type in (I32, I64):
            return False
        signed = op == ir.SDIV or op == ir.SREM
        wide = self.add(op, I32, [self.extend(instr.args[0], I32, signed),
                                  self.extend(instr.args[1], I32, signed)])
        replace(instr, self.add(ir.TRUNC, type, [wide]))
        return True

    def high_product(self, instr: Instr) -> bool:
        """Narrow high products through wider multiplication."""
        type = instr.type
        if type in (I32, I64, I128):
            return False
        signed = instr.op == ir.SMULH
        product = self.add(ir.MUL, I32, [self.extend(instr.args[0], I32, signed),
                                         self.extend(instr.args[1], I32, signed)])
        bits = type_bits(int(type))
        shifted = self.add(ir.LSHR, I32, [product, self.const(I32, bits)])
        replace(instr, self.add(ir.TRUNC, type, [shifted]))
        return True

    def overflow(self, instr: Instr) -> bool:
        """Overflow tests of widths without their own instruction."""
        op = instr.op
        a = instr.args[0]
        b = instr.args[1]
        type = a.type
        if type == I128:
            return self.wide_overflow(instr)
        if self.target.has_narrow_flags:
            if op < ir.SMULO or type != I8:
                return False
        elif type not in (I8, I16):
            return False
        signed = op == ir.SMULO or op == ir.SADDO or op == ir.SSUBO
        result = self.add(WRAPPED[int(op)], I32,
                          [self.extend(a, I32, signed), self.extend(b, I32, signed)])
        again = self.extend(self.add(ir.TRUNC, type, [result]), I32, signed)
        replace(instr, self.add(ir.NE, I1, [result, again]))
        return True

    def wide_overflow(self, instr: Instr) -> bool:
        """Overflow of 128-bit operations from their results (Hacker's Delight, 2-13)."""
        op = instr.op
        a = instr.args[0]
        b = instr.args[1]
        zero = self.const(I128, 0)
        if op == ir.UADDO:
            test = self.add(ir.ULT, I1, [self.add(ir.ADD, I128, [a, b]), a])
        elif op == ir.USUBO:
            test = self.add(ir.ULT, I1, [a, b])
        elif op == ir.SADDO or op == ir.SSUBO:
            is_add = op == ir.SADDO
            result = self.add(ir.ADD if is_add else ir.SUB, I128, [a, b])
            first = self.add(ir.XOR, I128, [a, result] if is_add else [a, b])
            second = self.add(ir.XOR, I128, [b, result] if is_add else [a, result])
            both = self.add(ir.AND, I128, [first, second])
            test = self.add(ir.SLT, I1, [both, zero])
        else:
            # product / a == b, for a != 0; -1 * minimum apart
            product = self.add(ir.MUL, I128, [a, b])
            is_zero = self.add(ir.EQ, I1, [a, zero])
            divisor = self.add(ir.SELECT, I128, [is_zero, self.const(I128, 1), a])
            signed = op == ir.SMULO
            minus = self.const(I128, -1)
            is_minus = self.add(ir.EQ, I1, [a, minus])
            if signed:
                divisor = self.add(ir.SELECT, I128, [is_minus, self.const(I128, 1), divisor])
            quotient = self.library("__divti3" if signed else "__udivti3", I128,
                                    [product, divisor], [EXTEND_NONE, EXTEND_NONE])
            differs = self.add(ir.NE, I1, [quotient, b])
            test = self.add(ir.AND, I1, [differs, self.add(ir.XOR, I1,
                                                           [is_zero, self.const(I1, -1)])])
            if signed:
                smallest = self.add(ir.EQ, I1, [b, self.const(I128, -1 << 127)])
                test = self.add(ir.SELECT, I1, [is_minus, smallest, test])
        replace(instr, test)
        return True

    # -- floating point ------------------------------------------------------------------------

    def quad_comparison(self, instr: Instr) -> bool:
        """f128 comparisons through the library's three-way functions."""
        op = int(instr.op)
        a = instr.args[0]
        b = instr.args[1]
        negate = False
        if op == ir.FULT:         # not (b <= a)
            op, a, b, negate = ir.FOLE, b, a, True
        elif op == ir.FULE:
            op, a, b, negate = ir.FOLT, b, a, True
        elif op == ir.FONE or op == ir.FUEQ:
            unordered = self.library("__unordtf2", I32, [a, b], [EXTEND_NONE, EXTEND_NONE])
            equal = self.library("__eqtf2", I32, [a, b], [EXTEND_NONE, EXTEND_NONE])
            is_unordered = self.add(ir.NE, I1, [unordered, self.const(I32, 0)])
            is_equal = self.add(ir.EQ, I1, [equal, self.const(I32, 0)])
            either = self.add(ir.OR, I1, [is_unordered, is_equal])
            if op == ir.FONE:
                either = self.add(ir.XOR, I1, [either, self.const(I1, -1)])
            replace(instr, either)
            return True
        name, test, _ = QUAD_COMPARISON[op]
        answer = self.library(name, I32, [a, b], [EXTEND_NONE, EXTEND_NONE])
        result = self.add(test, I1, [answer, self.const(I32, 0)])
        if negate:
            result = self.add(ir.XOR, I1, [result, self.const(I1, -1)])
        replace(instr, result)
        return True

    def quad_sign(self, instr: Instr) -> bool:
        """fneg, fabs and fcopysign of an f128 that stands in general registers: by its sign bit."""
        bits = self.add(ir.BITCAST, I128, [instr.args[0]])
        sign = self.const(I128, -1 << 127)
        if instr.op == ir.FNEG:
            bits = self.add(ir.XOR, I128, [bits, sign])
        else:
            bits = self.add(ir.AND, I128, [bits, self.const(I128, (1 << 127) - 1)])
        if instr.op == ir.FCOPYSIGN:
            other = self.add(ir.BITCAST, I128, [instr.args[1]])
            bits = self.add(ir.OR, I128, [bits, self.add(ir.AND, I128, [other, sign])])
        replace(instr, self.add(ir.BITCAST, F128, [bits]))
        return True

    def conversion(self, instr: Instr) -> bool:
        """Conversions between floats and integers."""
        op = instr.op
        type = instr.type
        source = instr.args[0]
        if op == ir.FPEXT or op == ir.FPTRUNC:
            if type != F128 and source.type != F128:
                return False
            verb = "extend" if op == ir.FPEXT else "trunc"
            name = f"__{verb}{MODES[int(source.type)]}{MODES[int(type)]}2"
            self.call_for(instr, name, [source])
            return True
        if op == ir.FPTOSI or op == ir.FPTOUI:
            return self.float_to_integer(instr)
        return self.integer_to_float(instr)

    def float_to_integer(self, instr: Instr) -> bool:
        """fptosi, fptoui."""
        type = instr.type
        source = instr.args[0]
        signed = instr.op == ir.FPTOSI
        if type == I128 or source.type == F128:
            wide = type
            if type in (I8, I16, I1):
                wide = I32
            sign = "" if signed else "uns"
            name = f"__fix{sign}{MODES[int(source.type)]}{MODES[int(wide)]}"
            result = self.library(name, wide, [source], [EXTEND_NONE])
            if wide != type:
                result = self.add(ir.TRUNC, type, [result])
            replace(instr, result)
            return True
        if source.type == F80:
            return False          # the target's
        if type == I1:
            wide_result = self.add(ir.FPTOSI, I32, [source])
            replace(instr, self.add(ir.NE, I1, [wide_result, self.const(I32, 0)]))
            return True
        if not signed and type == I64 and not self.target.has_unsigned_conversions:
            # signed conversion of x and of x - 2^63; the first one's sign chooses.  "or" keeps
            # the bits of the former for negative x, which is undefined but what gcc gives.
            form = int(source.type) - F32 + softfloat.F32
            limit = self.function.const(source.type, softfloat.from_int(1 << 63, form))
            small = self.add(ir.FPTOSI, I64, [source])
            rest = self.add(ir.FSUB, source.type, [source, limit])
            large = self.add(ir.FPTOSI, I64, [rest])
            mask = self.add(ir.ASHR, I64, [small, self.const(I64, 63)])
            large = self.add(ir.AND, I64, [large, mask])
            replace(instr, self.add(ir.OR, I64, [small, large]))
            return True
        return False

    def integer_to_float(self, instr: Instr) -> bool:
        """sitofp, uitofp."""
        type = instr.type
        source = instr.args[0]
        signed = instr.op == ir.SITOFP
        if source.type == I1 or source.type == I8 or source.type == I16:
            source = self.extend(source, I32, signed)
            if type != F128:
                replace(instr, self.add(ir.SITOFP, type, [source]))
                return True
        if source.type == I128 or type == F128:
            sign = "" if signed else "un"
            name = f"__float{sign}{MODES[int(source.type)]}{MODES[int(type)]}"
            extend = EXTEND_SIGN if signed else EXTEND_ZERO
            replace(instr, self.library(name, type, [source], [extend]))
            return True
        if type == F80:
            return False
        if not signed and source.type == I64 and not self.target.has_unsigned_conversions:
            # halve with the lost bit kept when the sign bit is set, then double
            negative = self.add(ir.SLT, I1, [source, self.const(I64, 0)])
            half = self.add(ir.LSHR, I64, [source, self.const(I64, 1)])
            low = self.add(ir.AND, I64, [source, self.const(I64, 1)])
            half = self.add(ir.OR, I64, [half, low])
            chosen = self.add(ir.SELECT, I64, [negative, half, source])
            value = self.add(ir.SITOFP, type, [chosen])
            double = self.add(ir.FADD, type, [value, value])
            replace(instr, self.choose(negative, double, value))
            return True
        return False

    def float_select(self, instr: Instr) -> bool:
        """select of values without conditional move: a branch."""
        if not self.target.branches_for_select(instr):
            return False
        replace(instr, self.choose(instr.args[0], instr.args[1], instr.args[2]))
        return True

    def square_root_call(self, instr: Instr) -> bool:
        """sqrt and sqrtf by instruction; the function is called for negative arguments only, since
        it must set errno."""
        callee = instr.args[0]
        if callee.op != ir.ADDR or self.options.for_size or self.options.optimize == 0:
            return False
        symbol = callee.aux
        assert isinstance(symbol, Symbol)
        if symbol.info is None or len(instr.args) != 2:
            return False
        name = symbol.info.builtin
        if not (name == "sqrt" and instr.type == F64 or name == "sqrtf" and instr.type == F32):
            return False
        x = instr.args[1]
        if x.type != instr.type:
            return False
        root = self.add(ir.FSQRT, x.type, [x])
        if not self.options.math_errno:
            replace(instr, root)
            return True
        negative = self.add(ir.FOLT, I1, [x, self.function.const(x.type, 0)])
        head = self.split()
        rest = self.block
        slow = self.function.new_block()
        slow.frequency = 0.0
        self.made.append(slow)
        branch = self.function.make(ir.BRANCH, VOID, [negative], 2, self.pos)
        head.append(branch)
        call = self.function.make(ir.CALL, instr.type, list(instr.args), 0, self.pos)
        call.aux = instr.aux
        call.flags = instr.flags
        slow.append(call)
        slow.append(self.function.make(ir.JUMP, VOID, [], 0, self.pos))
        add_edge(head, slow)
        add_edge(head, rest)
        add_edge(slow, rest)
        phi = self.function.make(ir.PHI, instr.type, [root, call], 0, self.pos)
        phi.block = rest
        self.code.insert(0, phi)
        replace(instr, phi)
        return True

    def call_for(self, instr: Instr, name: str, args: list[Instr]) -> None:
        """Replace an instruction by a runtime call with the same result type."""
        replace(instr, self.library(name, instr.type, args, [EXTEND_NONE] * len(args)))

    # -- stack slots ---------------------------------------------------------------------------

    def align_slot(self, instr: Instr) -> bool:
        """A slot aligned to more than the stack: a larger one, rounded up inside."""
        info = instr.aux
        if not isinstance(info, StackSlot) or info.align <= self.target.largest_align:
            return False
        function = self.function
        large = function.make(ir.ALLOCA, PTR, [], instr.imm + info.align, instr.pos)
        large.aux = StackSlot(self.target.largest_align, info.name)
        large.block = self.block
        self.code.append(large)
        number = self.add(ir.PTRTOINT, I64, [large])
        number = self.add(ir.ADD, I64, [number, self.const(I64, info.align - 1)])
        number = self.add(ir.AND, I64, [number, self.const(I64, -info.align)])
        replace(instr, self.add(ir.INTTOPTR, PTR, [number]))
        return True
