"""Calls of builtins: their types, and the checks of those that take any type.

Idea: a signature of the table is decoded into a FunctionType when its name is first used.  Calls of
typed builtins convert their arguments by it; the generic ones (`?` in the signature) have a method
for each group.  What is known at translation time is folded here.
"""

from __future__ import annotations

from compiler.frontend.builtins import (
    OP_ADD_OVERFLOW,
    OP_ADD_OVERFLOW_P,
    OP_ALLOCA,
    OP_ATOMIC_ALWAYS_LOCK_FREE,
    OP_ATOMIC_COMPARE_EXCHANGE,
    OP_ATOMIC_COMPARE_EXCHANGE_FROM,
    OP_ATOMIC_EXCHANGE,
    OP_ATOMIC_EXCHANGE_TO,
    OP_ATOMIC_FETCH_ADD,
    OP_ATOMIC_LOAD,
    OP_ATOMIC_LOAD_TO,
    OP_ATOMIC_NAND_FETCH,
    OP_ATOMIC_STORE,
    OP_ATOMIC_STORE_FROM,
    OP_BSWAP,
    OP_CLASSIFY_TYPE,
    OP_CLRSB,
    OP_CLZ,
    OP_CONSTANT_P,
    OP_COPYSIGN,
    OP_CTZ,
    OP_EXPECT,
    OP_EXPECT_WITH_PROBABILITY,
    OP_FABS,
    OP_FFS,
    OP_FPCLASSIFY,
    OP_FRAME_ADDRESS,
    OP_INFINITY,
    OP_IS_LOCK_FREE,
    OP_ISGREATER,
    OP_ISNAN,
    OP_ISUNORDERED,
    OP_LIBRARY,
    OP_MUL_OVERFLOW,
    OP_MUL_OVERFLOW_P,
    OP_NAN,
    OP_PARITY,
    OP_POPCOUNT,
    OP_RETURN_ADDRESS,
    OP_SETJMP,
    OP_SIGNBIT,
    OP_SPECULATION_SAFE_VALUE,
    OP_SYNC_BOOL_CAS,
    OP_SYNC_LOCK_RELEASE,
    OP_SYNC_VAL_CAS,
    OP_THREAD_FENCE,
    OP_UNSUPPORTED,
    OP_VA_ARG_PACK,
    OP_VA_ARG_PACK_LEN,
    OP_VA_COPY,
    OP_VA_END,
    OP_VA_START,
    Builtin,
)
from compiler.frontend.calls import Calls
from compiler.frontend.compatibility import compatible_unqualified
from compiler.frontend.conversions import ARGUMENT
from compiler.frontend.ident import Ident
from compiler.frontend.tree import (
    ADDRESS_CONST,
    CAST,
    EXTERN,
    EXTERNAL,
    FLOAT_CONST,
    INT_CONST,
    NOT_ICE,
    AddressOf,
    BuiltinCall,
    Cast,
    Expr,
    FloatConst,
    FuncDecl,
    FuncRef,
    IntConst,
    StringLiteral,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    ARRAY,
    BITINT,
    BOOL,
    COMPLEX,
    CONST,
    ENUM,
    ERROR,
    FUNCTION,
    POINTER,
    STRUCT,
    UNION,
    VECTOR,
    VOID,
    CType,
    FunctionType,
    qualified,
)
from compiler.ir import softfloat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

MOST_FRAMES: Final = 4096      # levels that __builtin_frame_address goes up


class SignatureReader:
    """A cursor over a signature's letters."""

    def __init__(self, text: str) -> None:
        self.text: str = text
        self.at: int = 0


class BuiltinCalls(Calls):
    """Builtin functions."""

    # ------------------------------------------------------------ types
    def builtin_type(self, builtin: Builtin) -> FunctionType:
        """The function type of a builtin; generic ones have no prototype."""
        if builtin.type is not None:
            assert isinstance(builtin.type, FunctionType)
            return builtin.type
        reader = SignatureReader(builtin.signature)
        result = self.read_letter(reader)
        parameters: list[CType] = []
        variadic = False
        while reader.at < len(reader.text):
            if reader.text[reader.at] == ".":
                variadic = True
                break
            parameters.append(self.read_letter(reader))
        made = FunctionType(result, parameters, variadic, not builtin.generic)
        flags = builtin.flags
        made.noreturn = "n" in flags
        if "F:" in flags:
            words = flags[flags.index("F:") + 2:].split(",")
            made.format_kind = {"printf": 1, "scanf": 2, "strftime": 3}[words[0]]
            made.format_string = int(words[1])
            made.format_first = int(words[2])
            flags = flags[:flags.index("F:")]
        made.const = "c" in flags
        made.pure = "p" in flags
        made.noreturn = "n" in flags
        builtin.type = made
        return made

    def read_letter(self, reader: SignatureReader) -> CType:
        """One type of a signature (see builtins.py)."""
        types = self.types
        letter = reader.text[reader.at]
        reader.at += 1
        type: CType
        if letter == "C":
            type = qualified(self.read_base(reader), CONST)
        elif letter == "U":
            type = types.to_unsigned(self.read_base(reader))
        elif letter == "S":
            type = types.to_signed(self.read_base(reader))
        elif letter == "X":
            type = types.complex_of(self.read_base(reader))
        elif letter == "A":
            type = types.va_list
            if type.kind == ARRAY:
                from compiler.frontend.types import ArrayType
                assert isinstance(type, ArrayType)
                type = types.pointer_to(type.element)
            return type
        else:
            reader.at -= 1
            type = self.read_base(reader)
        while reader.at < len(reader.text) and reader.text[reader.at] == "*":
            reader.at += 1
            type = types.pointer_to(type)
        return type

    def read_base(self, reader: SignatureReader) -> CType:
        """One letter without prefix."""
        types = self.types
        letter = reader.text[reader.at]
        reader.at += 1
        if letter == "4":
            made = types.integer_of(4, False)
            assert made is not None
            return made
        if letter == "8":
            made = types.integer_of(8, False)
            assert made is not None
            return made
        known = {"v": types.void, "b": types.bool_, "c": types.char, "s": types.short,
                 "i": types.int_, "l": types.long, "L": types.llong, "z": types.size,
                 "t": types.ptrdiff, "w": types.wchar, "f": types.float_, "d": types.double,
                 "D": types.ldouble, "q": types.float128, "n": types.int128,
                 "F": types.float32, "E": types.float64, "G": types.float32x,
                 "H": types.float64x, "?": types.int_}
        return known[letter]

    def builtin_decl(self, ident: Ident, number: i64) -> FuncDecl:
        """The implicit declaration of a builtin, bound at file scope."""
        builtin = self.builtins.row(number)
        type = self.builtin_type(builtin)
        name = ident.text
        decl = FuncDecl(name, type, 0)
        if builtin.code == OP_LIBRARY or builtin.library:
            if builtin.library != name:
                decl.asm_name = builtin.library
        decl.storage = EXTERN
        decl.linkage = EXTERNAL
        decl.implicit = True
        decl.builtin = builtin
        self.set_builtin_facts(decl, builtin)
        decl.outer = ident.decl
        ident.decl = decl
        return decl

    def set_builtin_facts(self, decl: FuncDecl, builtin: Builtin) -> None:
        """Attributes that gcc knows of a builtin."""
        flags = builtin.flags
        if "F:" in flags:
            flags = flags[:flags.index("F:")]
        decl.noreturn = decl.noreturn or "n" in flags
        decl.const = decl.const or "c" in flags
        decl.pure = decl.pure or "p" in flags
        decl.malloc = decl.malloc or "m" in flags
        decl.nothrow = decl.nothrow or "t" in flags or "c" in flags or "p" in flags
        decl.returns_twice = decl.returns_twice or "2" in flags

    # ------------------------------------------------------------ calls
    def build_builtin(self, decl: FuncDecl, code: i64, arguments: list[Expr], loc: i64) -> Expr:
        """A call of a builtin that has an operation."""
        builtin = decl.builtin
        assert builtin is not None
        for argument in arguments:
            if argument.type.kind == ERROR:
                return self.error_expr(loc)
        if code == OP_UNSUPPORTED:
            self.diagnostics.unsupported(loc, f"'{decl.name}'")
            return self.error_expr(loc)
        if builtin.generic:
            return self.build_generic(decl, builtin, code, arguments, loc)
        if code == OP_INFINITY and not arguments:
            result = self.builtin_type(builtin).result
            return FloatConst(softfloat.infinity(False, result.format), result, loc)
        if code == OP_NAN and len(arguments) == 1:
            folded = self.fold_nan(decl, arguments[0], loc)
            if folded is not None:
                return folded
            return self.finish_call(self.reference(decl, loc), self.builtin_type(builtin), decl,
                                    arguments, loc)
        values = self.typed_arguments(decl, builtin, arguments, loc)
        if values is None:
            return self.error_expr(loc)
        return self.build_typed(decl, builtin, code, values, loc)

    def reference(self, decl: FuncDecl, loc: i64) -> Expr:
        """A designator of a function."""
        decl.used = True
        return FuncRef(decl, decl.type, loc)

    def typed_arguments(self, decl: FuncDecl, builtin: Builtin, arguments: list[Expr],
                        loc: i64) -> list[Expr] | None:
        """Arguments converted by the signature; None after an error."""
        type = self.builtin_type(builtin)
        fixed = len(type.parameters)
        if len(arguments) < fixed:
            self.error(loc, f"too few arguments to function '{decl.name}'")
            return None
        if len(arguments) > fixed and not type.variadic:
            self.error(loc, f"too many arguments to function '{decl.name}'")
            return None
        values: list[Expr] = []
        bad = False
        for index, argument in enumerate(arguments):
            value = self.rvalue(argument)
            if index < fixed:
                value = self.assign_convert(value, type.parameters[index], ARGUMENT,
                                            f"'{decl.name}'", index + 1, value.loc)
            else:
                value = self.promote_argument(value, value, decl, index)
            bad = bad or value.type.kind == ERROR
            values.append(value)
        return None if bad else values

    def build_typed(self, decl: FuncDecl, builtin: Builtin, code: i64, values: list[Expr],
                    loc: i64) -> Expr:
        """A builtin whose arguments have been converted by its signature."""
        types = self.types
        result = self.builtin_type(builtin).result
        operand: CType = values[0].type if values else types.void
        if code in (OP_EXPECT, OP_EXPECT_WITH_PROBABILITY):
            if values[0].kind == INT_CONST:
                return values[0]
        elif OP_CLZ <= code <= OP_BSWAP:
            first = values[0]
            if isinstance(first, IntConst):
                value = self.fold_bits(code, first.value, first.type)
                if value is not None:
                    return IntConst(value, result, loc, 0)
        elif OP_ADD_OVERFLOW <= code <= OP_MUL_OVERFLOW:
            operand = self.target_of(values[2].type).unqual
        elif code == OP_ALLOCA:
            if self.function is not None:
                self.function.calls_alloca = True
        elif code in (OP_FRAME_ADDRESS, OP_RETURN_ADDRESS):
            level = values[0]
            if not isinstance(level, IntConst) or not 0 <= level.value <= MOST_FRAMES:
                return self.fail(loc, f"invalid argument to '{decl.name}'")
        elif code == OP_SETJMP:
            if self.function is not None:
                self.function.calls_returns_twice = True
        elif code in (OP_VA_ARG_PACK, OP_VA_ARG_PACK_LEN):
            pass
        elif code == OP_THREAD_FENCE and not values:
            values = [IntConst(5, types.int_, loc, 0)]
        elif code == OP_FABS:
            if isinstance(values[0], FloatConst):
                return FloatConst(softfloat.absolute(values[0].bits, result.format), result, loc)
        elif code == OP_COPYSIGN:
            pass
        elif code in (OP_ATOMIC_ALWAYS_LOCK_FREE, OP_IS_LOCK_FREE):
            size = values[0]
            if isinstance(size, IntConst):
                free = size.value in (1, 2, 4, 8) and size.value <= self.facts.max_atomic
                if free or code == OP_ATOMIC_ALWAYS_LOCK_FREE:
                    return IntConst(1 if free else 0, result, loc, 0)
            elif code == OP_ATOMIC_ALWAYS_LOCK_FREE:
                return self.fail(loc, "non-constant argument 1 to '__atomic_always_lock_free'")
        elif OP_ISNAN <= code <= OP_SIGNBIT:
            return self.fold_classification(builtin, code, values, loc)
        return BuiltinCall(builtin, values, operand, result, loc)

    def fold_bits(self, code: i64, value: int, type: CType) -> int | None:
        """Bit counting and swapping of a constant; None where it is undefined."""
        width: int = type.precision
        raw = value & ((1 << width) - 1)
        if code == OP_CLZ:
            return None if raw == 0 else width - raw.bit_length()
        if code == OP_CTZ:
            return None if raw == 0 else (raw & -raw).bit_length() - 1
        if code == OP_POPCOUNT:
            return raw.bit_count()
        if code == OP_PARITY:
            return raw.bit_count() & 1
        if code == OP_FFS:
            return (raw & -raw).bit_length()
        if code == OP_CLRSB:
            if raw >> (width - 1):
                raw ^= (1 << width) - 1
            return width - 1 - raw.bit_length()
        return int.from_bytes(raw.to_bytes(width // 8, "little"), "big")

    def fold_nan(self, decl: FuncDecl, argument: Expr, loc: i64) -> Expr | None:
        """`__builtin_nan("...")` of a string literal."""
        if not isinstance(argument, StringLiteral):
            return None
        text = argument.data[:-1].decode("latin-1").lower()
        payload = 0
        if text:
            digits = "0123456789abcdef"
            body = text[2:] if text.startswith("0x") else text
            base = 16 if text.startswith("0x") else 8 if text.startswith("0") else 10
            for letter in body:
                if letter not in digits[:base]:
                    return None
            payload = int(body, base) if body else 0
        type = decl.type
        assert isinstance(type, FunctionType)
        result = type.result
        name = decl.name
        signaling = name.startswith("__builtin_nans")
        if signaling:
            return FloatConst(softfloat.signaling_nan(result.format, payload), result, loc)
        return FloatConst(softfloat.quiet_nan(result.format, payload), result, loc)

    # ------------------------------------------------------------ generic builtins
    def build_generic(self, decl: FuncDecl, builtin: Builtin, code: i64, arguments: list[Expr],
                      loc: i64) -> Expr:
        """A builtin with `?` in its signature."""
        if code in (OP_VA_START, OP_VA_END, OP_VA_COPY):
            return self.build_va(decl, builtin, code, arguments, loc)
        if code == OP_CONSTANT_P:
            return self.build_constant_p(decl, builtin, arguments, loc)
        values: list[Expr] = []
        for argument in arguments:
            value = self.rvalue(argument)
            if value.type.kind == ERROR:
                return value
            if value.type.kind == VOID:
                return self.fail(loc, "invalid use of void expression")
            values.append(value)
        if code == OP_CLASSIFY_TYPE:
            if not self.argument_count(decl, values, 1, loc):
                return self.error_expr(loc)
            return IntConst(classify(values[0].type), self.types.int_, loc, 0)
        if OP_ADD_OVERFLOW <= code <= OP_MUL_OVERFLOW_P:
            return self.build_overflow(decl, builtin, code, values, loc)
        if OP_ISNAN <= code <= OP_FPCLASSIFY:
            return self.build_classification(decl, builtin, code, values, loc)
        if code == OP_SPECULATION_SAFE_VALUE:
            if not values:
                return self.wrong_arguments("few", decl, loc)
            return BuiltinCall(builtin, values, values[0].type, values[0].type, loc)
        if decl.name.startswith("__sync"):
            return self.build_sync(decl, builtin, code, values, loc)
        return self.build_atomic(decl, builtin, code, values, loc)

    def wrong_arguments(self, word: str, decl: FuncDecl, loc: i64) -> Expr:
        """Too few or too many."""
        return self.fail(loc, f"too {word} arguments to function '{decl.name}'")

    def argument_count(self, decl: FuncDecl, values: list[Expr], count: i64, loc: i64) -> bool:
        """Check the number of arguments."""
        if len(values) == count:
            return True
        self.wrong_arguments("few" if len(values) < count else "many", decl, loc)
        return False

    def build_constant_p(self, decl: FuncDecl, builtin: Builtin, arguments: list[Expr],
                         loc: i64) -> Expr:
        """`__builtin_constant_p`: 1 for what is constant now, else left to the optimiser."""
        if not self.argument_count(decl, arguments, 1, loc):
            return self.error_expr(loc)
        value = self.rvalue(arguments[0])
        if value.kind in (INT_CONST, FLOAT_CONST, ADDRESS_CONST):
            return IntConst(1, self.types.int_, loc, 0)
        if value.kind == CAST:
            assert isinstance(value, Cast)
            if isinstance(value.operand, StringLiteral):
                return IntConst(1, self.types.int_, loc, 0)
        return BuiltinCall(builtin, [value], value.type, self.types.int_, loc)

    def build_va(self, decl: FuncDecl, builtin: Builtin, code: i64, arguments: list[Expr],
                 loc: i64) -> Expr:
        """va_start, va_end, va_copy: arguments become pointers to the lists."""
        wanted = 1 if code == OP_VA_END else 2
        if len(arguments) < wanted:
            return self.wrong_arguments("few", decl, loc)
        if len(arguments) > wanted:
            return self.wrong_arguments("many", decl, loc)
        pointers: list[Expr] = []
        count = 2 if code == OP_VA_COPY else 1
        for index in range(count):
            pointer = self.va_list_pointer(arguments[index], decl.name, index, loc)
            if pointer is None:
                return self.error_expr(loc)
            pointers.append(pointer)
        if code == OP_VA_START:
            function = self.function
            if function is not None:
                type = function.type
                assert isinstance(type, FunctionType)
                if not type.variadic:
                    return self.fail(loc, "'va_start' used in function with fixed arguments")
                function.uses_va_start = True
                from compiler.frontend.tree import VarRef
                last = arguments[1]
                if function.parameters and not (
                        isinstance(last, VarRef) and last.decl is function.parameters[-1]):
                    if not isinstance(last, IntConst):
                        self.warn("varargs", loc, "second parameter of 'va_start' not last named "
                                                  "argument")
                if isinstance(last, VarRef):
                    last.decl.read = True
        return BuiltinCall(builtin, pointers, self.types.va_list, self.types.void, loc)

    def va_list_pointer(self, node: Expr, name: str, index: i64, loc: i64) -> Expr | None:
        """A pointer to the va_list that an expression designates; None after an error."""
        va_list = self.types.va_list
        if node.type.kind == ERROR:
            return None
        if va_list.kind == ARRAY:
            value = self.rvalue(node)
            from compiler.frontend.types import ArrayType
            assert isinstance(va_list, ArrayType)
            if value.type.kind == POINTER and self.target_of(
                    value.type).unqual is va_list.element:
                return value
            if name != "va_arg":
                pointer = self.types.pointer_to(va_list.element)
                value = self.assign_convert(value, pointer, ARGUMENT, f"'{name}'", index + 1,
                                            node.loc)
                return None if value.type.kind == ERROR else value
        elif compatible_unqualified(node.type, va_list):
            if index == 1 and not node.flags & 1:
                self.error(loc, "unsupported: va_copy from a value that is no object")
                return None
            self.take_address(node)
            return AddressOf(node, self.types.pointer_to(node.type), loc)
        if name == "va_arg":
            self.error(loc, "first argument to 'va_arg' not of type 'va_list'")
        else:
            self.error(loc, f"incompatible type for argument {index + 1} of '{name}'")
        return None

    def build_overflow(self, decl: FuncDecl, builtin: Builtin, code: i64, values: list[Expr],
                       loc: i64) -> Expr:
        """`__builtin_add_overflow` and its like: any integers, exact result."""
        if not self.argument_count(decl, values, 3, loc):
            return self.error_expr(loc)
        for index in range(2):
            type = values[index].type
            if type.kind > BITINT:
                return self.fail(loc, f"argument {index + 1} in call to function '{decl.name}' "
                                      "does not have integral type")
        last = values[2].type
        if code >= OP_ADD_OVERFLOW_P:
            if last.kind > BITINT or last.kind in (BOOL, ENUM):
                return self.fail(loc, f"argument 3 in call to function '{decl.name}' does not "
                                      "have integral type")
            operand = self.field_width_type(values[2])
            folded = self.fold_overflow(code, values, operand, loc)
            if folded is not None:
                return folded
            return BuiltinCall(builtin, values, operand, self.types.bool_, loc)
        if last.kind != POINTER or self.target_of(last).kind > BITINT or not self.target_of(
                last).precision:
            return self.fail(loc, f"argument 3 in call to function '{decl.name}' does not have "
                                  "pointer to integral type")
        target = self.target_of(last)
        if target.kind in (BOOL, ENUM):
            word = "boolean" if target.kind == BOOL else "enumerated"
            return self.fail(loc, f"argument 3 in call to function '{decl.name}' has pointer to "
                                  f"{word} type")
        if target.quals & CONST:
            return self.fail(loc, f"argument 3 in call to function '{decl.name}' has pointer to "
                                  "'const' type")
        return BuiltinCall(builtin, values, target.unqual, self.types.bool_, loc)

    def field_width_type(self, node: Expr) -> CType:
        """The type whose width counts for the _p forms (a bit-field's own width)."""
        return node.type

    def fold_overflow(self, code: i64, values: list[Expr], operand: CType,
                      loc: i64) -> Expr | None:
        """The _p forms of constants."""
        left = values[0]
        right = values[1]
        if isinstance(left, IntConst) and isinstance(right, IntConst):
            if code == OP_ADD_OVERFLOW_P:
                exact = left.value + right.value
            elif code == OP_MUL_OVERFLOW_P:
                exact = left.value * right.value
            else:
                exact = left.value - right.value
            from compiler.frontend.fold import fits
            return IntConst(0 if fits(exact, operand) else 1, self.types.bool_, loc, 0)
        return None

    def build_classification(self, decl: FuncDecl, builtin: Builtin, code: i64,
                             values: list[Expr], loc: i64) -> Expr:
        """isnan ... fpclassify: real floating arguments."""
        if code == OP_FPCLASSIFY:
            if not self.argument_count(decl, values, 6, loc):
                return self.error_expr(loc)
            converted: list[Expr] = []
            for value in values[:5]:
                made = self.assign_convert(value, self.types.int_, ARGUMENT, f"'{decl.name}'",
                                           len(converted) + 1, loc)
                if made.type.kind == ERROR:
                    return made
                converted.append(made)
            if not values[5].type.format:
                return self.fail(loc, f"non-floating-point argument in call to function "
                                      f"'{decl.name}'")
            converted.append(values[5])
            return BuiltinCall(builtin, converted, values[5].type, self.types.int_, loc)
        if OP_ISGREATER <= code <= OP_ISUNORDERED:
            if not self.argument_count(decl, values, 2, loc):
                return self.error_expr(loc)
            a = values[0].type
            b = values[1].type
            if (not a.format and not b.format or a.kind >= COMPLEX or b.kind >= COMPLEX):
                return self.fail(loc, f"non-floating-point arguments in call to function "
                                      f"'{decl.name}'")
            type = self.common_type(a, b)
            pair = [self.cast_to(values[0], type, loc), self.cast_to(values[1], type, loc)]
            return BuiltinCall(builtin, pair, type, self.types.int_, loc)
        if not self.argument_count(decl, values, 1, loc):
            return self.error_expr(loc)
        if not values[0].type.format:
            return self.fail(loc, f"non-floating-point argument in call to function "
                                  f"'{decl.name}'")
        return self.fold_classification(builtin, code, values, loc)

    def fold_classification(self, builtin: Builtin, code: i64, values: list[Expr],
                            loc: i64) -> Expr:
        """isnan ... signbit of one value; folded when constant."""
        value = values[0]
        if isinstance(value, FloatConst):
            from compiler.frontend.builtins import (
                OP_ISFINITE,
                OP_ISINF,
                OP_ISINF_SIGN,
                OP_ISNORMAL,
            )
            format: int = value.type.format
            bits = value.bits
            nan = softfloat.is_nan(bits, format)
            infinite = softfloat.is_infinite(bits, format)
            negative = softfloat.is_negative(bits, format)
            answer = -1
            if code == OP_ISNAN:
                answer = 1 if nan else 0
            elif code == OP_ISINF:
                answer = 1 if infinite else 0
            elif code == OP_ISINF_SIGN:
                answer = (-1 if negative else 1) if infinite else 0
            elif code == OP_ISFINITE:
                answer = 0 if nan or infinite else 1
            elif code == OP_ISNORMAL:
                answer = 0 if nan or infinite or softfloat.is_zero(
                    bits, format) or softfloat.is_subnormal(bits, format) else 1
            elif code == OP_SIGNBIT:
                answer = 1 if negative else 0
            return IntConst(answer, self.types.int_, loc, NOT_ICE)
        return BuiltinCall(builtin, values, value.type, self.types.int_, loc)

    # ------------------------------------------------------------ atomics
    def atomic_target(self, decl: FuncDecl, values: list[Expr], loc: i64,
                      any_type: bool) -> CType | None:
        """The type an atomic builtin works on, from its first argument; None after an error."""
        if not values:
            self.wrong_arguments("few", decl, loc)
            return None
        type = values[0].type
        if type.kind != POINTER:
            self.error(loc, f"argument 1 of '{decl.name}' must be a pointer type" if any_type else
                       f"operand type '{spell(type)}' is incompatible with argument 1 of "
                       f"'{decl.name}'")
            return None
        target = self.target_of(type).unqual
        if any_type:
            if target.kind == VOID or target.kind == FUNCTION or target.size <= 0:
                self.error(loc, f"argument 1 of '{decl.name}' must be a pointer to a "
                                f"{'constant size' if target.size == -2 else 'complete'} type"
                           if target.kind != VOID else
                           f"argument 1 of '{decl.name}' must not be a pointer to a 'void' type"
                           if target.kind == VOID else
                           f"argument 1 of '{decl.name}' must be a non-void pointer type")
                return None
            return target
        fine = target.kind == POINTER or (BOOL <= target.kind <= BITINT)
        if not fine or target.size not in (1, 2, 4, 8, 16):
            self.error(loc, f"operand type '{spell(type)}' is incompatible with argument 1 of "
                            f"'{decl.name}'")
            return None
        return target

    def order(self, value: Expr, loc: i64) -> Expr:
        """A memory order as int."""
        if value.type.kind > BITINT:
            return self.fail(loc, "invalid memory model argument")
        return self.cast_to(value, self.types.int_, loc)

    def build_atomic(self, decl: FuncDecl, builtin: Builtin, code: i64, values: list[Expr],
                     loc: i64) -> Expr:
        """The generic __atomic builtins."""
        types = self.types
        any_type = code in (OP_ATOMIC_LOAD_TO, OP_ATOMIC_STORE_FROM, OP_ATOMIC_EXCHANGE_TO,
                            OP_ATOMIC_COMPARE_EXCHANGE_FROM)
        target = self.atomic_target(decl, values, loc, any_type)
        if target is None:
            return self.error_expr(loc)
        counts = 3
        if code == OP_ATOMIC_LOAD:
            counts = 2
        elif code in (OP_ATOMIC_COMPARE_EXCHANGE, OP_ATOMIC_COMPARE_EXCHANGE_FROM):
            counts = 6
        elif code == OP_ATOMIC_EXCHANGE_TO:
            counts = 4
        if not self.argument_count(decl, values, counts, loc):
            return self.error_expr(loc)
        if OP_ATOMIC_FETCH_ADD <= code <= OP_ATOMIC_NAND_FETCH and target.kind == BOOL:
            return self.fail(loc, f"operand type '{spell(values[0].type)}' is incompatible with "
                                  f"argument 1 of '{decl.name}'")
        const = self.target_of(values[0].type).quals & CONST
        if const and code not in (OP_ATOMIC_LOAD, OP_ATOMIC_LOAD_TO):
            if any_type:
                return self.fail(loc, f"argument 1 of '{decl.name}' must not be a pointer to a "
                                      "'const' type")
        made: list[Expr] = [values[0]]
        result: CType = target
        if code == OP_ATOMIC_LOAD:
            made.append(self.order(values[1], loc))
        elif code in (OP_ATOMIC_COMPARE_EXCHANGE, OP_ATOMIC_COMPARE_EXCHANGE_FROM):
            expected = values[1]
            if expected.type.kind != POINTER:
                return self.fail(loc, f"argument 2 of '{decl.name}' must be a pointer type")
            made.append(expected)
            if code == OP_ATOMIC_COMPARE_EXCHANGE:
                made.append(self.atomic_value(values[2], target, decl, 3, loc))
            elif values[2].type.kind != POINTER:
                return self.fail(loc, f"argument 3 of '{decl.name}' must be a pointer type")
            else:
                made.append(values[2])
            for value in values[3:]:
                made.append(self.order(value, loc))
            result = types.bool_
        elif any_type:
            for index in range(1, counts - 1):
                pointer = values[index]
                if pointer.type.kind != POINTER:
                    return self.fail(loc, f"argument {index + 1} of '{decl.name}' must be a "
                                          "pointer type")
                if self.target_of(pointer.type).size != target.size:
                    return self.fail(loc, f"size mismatch in argument {index + 1} of "
                                          f"'{decl.name}'")
                made.append(pointer)
            made.append(self.order(values[counts - 1], loc))
            result = types.void
        else:
            made.append(self.atomic_value(values[1], target, decl, 2, loc))
            made.append(self.order(values[2], loc))
            if code == OP_ATOMIC_STORE:
                result = types.void
        for value in made:
            if value.type.kind == ERROR:
                return value
        return BuiltinCall(builtin, made, target, result, loc)

    def atomic_value(self, value: Expr, target: CType, decl: FuncDecl, position: i64,
                     loc: i64) -> Expr:
        """A value operand: converted to the pointee, an integer taken for a pointer."""
        if target.kind == POINTER and value.type.kind <= BITINT and value.type.precision:
            return self.make_cast(value, target, loc, False)
        return self.assign_convert(value, target, ARGUMENT, f"'{decl.name}'", position, loc)

    def build_sync(self, decl: FuncDecl, builtin: Builtin, code: i64, values: list[Expr],
                   loc: i64) -> Expr:
        """The __sync builtins: sequentially consistent; further arguments are ignored."""
        types = self.types
        target = self.atomic_target(decl, values, loc, False)
        if target is None:
            return self.error_expr(loc)
        needed = 1
        if code in (OP_SYNC_BOOL_CAS, OP_SYNC_VAL_CAS):
            needed = 3
        elif code != OP_SYNC_LOCK_RELEASE:
            needed = 2
        if len(values) < needed:
            return self.wrong_arguments("few", decl, loc)
        made: list[Expr] = [values[0]]
        for index in range(1, needed):
            made.append(self.atomic_value(values[index], target, decl, index + 1, loc))
            if made[index].type.kind == ERROR:
                return made[index]
        result: CType = target
        if code == OP_SYNC_BOOL_CAS:
            result = types.bool_
        elif code == OP_SYNC_LOCK_RELEASE:
            result = types.void
        elif code == OP_ATOMIC_EXCHANGE:
            made.append(IntConst(2, types.int_, loc, 0))  # acquire
        elif code != OP_SYNC_VAL_CAS:
            made.append(IntConst(5, types.int_, loc, 0))
        return BuiltinCall(builtin, made, target, result, loc)


def classify(type: CType) -> int:
    """`__builtin_classify_type`'s answer (typeclass.h)."""
    kind = type.kind
    if kind == VOID:
        return 0
    if kind <= BITINT:
        return 1
    if kind == POINTER:
        return 5
    if kind < COMPLEX:
        return 8
    if kind == COMPLEX:
        return 9
    if kind == STRUCT:
        return 12
    if kind == UNION:
        return 13
    return 14 if kind == VECTOR else -1
