"""Function calls: arguments against parameters (C17 6.5.2.2).

Idea: each argument is converted as if by assignment to its parameter's type, or promoted where
there is no prototype or the ellipsis has begun.  A call of a builtin that is no library function
goes to builtin_calls.py.
"""

from __future__ import annotations

from compiler.frontend.builtins import OP_LIBRARY
from compiler.frontend.conversions import ARGUMENT
from compiler.frontend.expression_range import parameter_place
from compiler.frontend.fold import is_null_constant
from compiler.frontend.literal_nodes import LiteralNodes
from compiler.frontend.tree import (
    CAST,
    FUNC,
    FUNCTION_TO_POINTER,
    Call,
    Cast,
    Expr,
    FuncDecl,
    FuncRef,
    VarRef,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    COMPLEX,
    ERROR,
    INCOMPLETE,
    POINTER,
    STRUCT,
    VOID,
    CType,
    FunctionType,
    PointerType,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class Calls(LiteralNodes):
    """Builds calls."""

    called: FuncDecl | None     # the function whose arguments are being converted

    def build_call(self, callee: Expr, arguments: list[Expr], loc: i64) -> Expr:
        """`callee(arguments)`; arguments are parsed but not yet values."""
        if callee.kind == FUNC:
            assert isinstance(callee, FuncRef)
            decl = callee.decl
            builtin = decl.builtin
            if builtin is not None and builtin.code != OP_LIBRARY:
                return self.build_builtin(decl, builtin.code, arguments, loc)
            function = decl.type
            assert isinstance(function, FunctionType)
            return self.finish_call(callee, function, decl, arguments, loc)
        callee = self.rvalue(callee)
        type = callee.type
        if type.kind == ERROR:
            for argument in arguments:
                self.rvalue(argument)
            return callee
        if type.kind == POINTER:
            main = type.unqual
            assert isinstance(main, PointerType)
            target = main.target.unqual
            if isinstance(target, FunctionType):
                known: FuncDecl | None = None
                if callee.kind == CAST:
                    assert isinstance(callee, Cast)
                    if callee.op == FUNCTION_TO_POINTER and isinstance(callee.operand, FuncRef):
                        known = callee.operand.decl
                        return self.finish_call(callee.operand, target, known, arguments, loc)
                return self.finish_call(callee, target, known, arguments, loc)
        inner = callee.operand if isinstance(callee, Cast) else callee
        if isinstance(inner, VarRef):
            self.error(loc, f"called object '{inner.decl.name}' is not a function or function "
                            "pointer")
            self.note(inner.decl.loc, "declared here")
            return self.error_expr(loc)
        return self.fail(loc, "called object is not a function or function pointer")

    def build_builtin(self, decl: FuncDecl, code: i64, arguments: list[Expr], loc: i64) -> Expr:
        """A builtin with an operation of its own (builtin_calls.py)."""
        raise NotImplementedError

    def callee_name(self, decl: FuncDecl | None, callee: Expr) -> str:
        """How messages name what is called."""
        if decl is not None:
            return f"'{decl.name}'"
        if isinstance(callee, Cast) and isinstance(callee.operand, VarRef):
            return f"'{callee.operand.decl.name}'"
        from compiler.frontend.tree import Member
        if isinstance(callee, Cast) and isinstance(callee.operand, Member):
            return f"'{callee.operand.field.name}'"
        return ""

    def finish_call(self, callee: Expr, function: FunctionType, decl: FuncDecl | None,
                    arguments: list[Expr], loc: i64) -> Expr:
        """Convert the arguments and make the Call."""
        parameters = function.parameters
        count: i64 = len(arguments)
        fixed: i64 = -1
        bad = False
        if function.prototype:
            fixed = len(parameters)
            if count != fixed and decl is not None and decl.soft_prototype and (
                    count < fixed or not function.variadic):
                self.warn("builtin-declaration-mismatch", loc,
                          f"too {'few' if count < fixed else 'many'} arguments to built-in "
                          f"function '{decl.name}' expecting {fixed}")
                function = FunctionType(function.result, [], False, False)
                fixed = -1
            elif count < fixed:
                return self.wrong_count("few", callee, decl, loc)
            elif count > fixed and not function.variadic:
                return self.wrong_count("many", callee, decl, loc)
        converted: list[Expr] = []
        index: i64 = 0
        name = ""
        self.called = decl
        for argument in arguments:
            value = self.rvalue(argument)
            if index < fixed:
                target = parameters[index]
                if value.type is not target:
                    if target.size == INCOMPLETE and target.kind != ERROR:
                        if target.kind >= STRUCT:
                            self.error(value.loc,
                                       f"type of formal parameter {index + 1} is incomplete")
                            bad = True
                            index += 1
                            continue
                    if not name:
                        name = self.callee_name(decl, callee)
                    value = self.assign_convert(value, target, ARGUMENT, name, index + 1,
                                                value.loc)
                    if value.type.kind == ERROR:
                        bad = True
            else:
                value = self.promote_argument(value, callee, decl, index)
                if value.type.kind == ERROR:
                    bad = True
            converted.append(value)
            index += 1
        result = function.result.unqual
        if result.size == INCOMPLETE and result.kind >= STRUCT:
            self.incomplete_error(result, loc, "")
            return self.error_expr(loc)
        if bad:
            return self.error_expr(loc)
        node = Call(callee, function, converted, fixed, result, loc)
        if decl is not None:
            if decl.returns_twice and self.function is not None:
                self.function.calls_returns_twice = True
        if function.format_kind and not self.unevaluated:
            self.check_format(function, converted, loc)
        if function.nonnull is not None and not self.unevaluated:
            self.check_nonnull(function, converted, loc)
        if function.sentinel >= 0 and not self.unevaluated:
            self.check_sentinel(function, converted, loc)
        return node

    def note_expected(self, node: Expr, target: CType, position: i64) -> None:
        """The parameter, where the function that is called declares it."""
        source = self.diagnostics.source
        location = start = end = node.loc
        decl = self.called
        if decl is not None and decl.loc:
            location, start, end = parameter_place(decl.loc, position, source)
        self.diagnostics.note(location, f"expected '{spell(target)}' but argument is of type "
                                        f"'{spell(node.type)}'", start, end)

    def promote_argument(self, value: Expr, callee: Expr, decl: FuncDecl | None,
                         index: i64) -> Expr:
        """An argument for `...` or for a function without prototype."""
        type = value.type
        kind = type.kind
        if kind == VOID:
            return self.fail(value.loc, "invalid use of void expression")
        if kind <= COMPLEX:
            return self.default_promote(value)
        if type.size == INCOMPLETE:
            self.incomplete_error(type, value.loc, "")
            return self.error_expr(value.loc)
        return value

    def wrong_count(self, word: str, callee: Expr, decl: FuncDecl | None, loc: i64) -> Expr:
        """Too few or too many arguments."""
        name = self.callee_name(decl, callee)
        text = f"too {word} arguments to function {name}".rstrip()
        if not name:
            text = f"too {word} arguments to function call"
        self.error(loc, text)
        if decl is not None and decl.loc and not decl.implicit:
            self.note(decl.loc, "declared here")
        return self.error_expr(loc)

    def check_nonnull(self, function: FunctionType, arguments: list[Expr], loc: i64) -> None:
        """-Wnonnull: a null pointer constant for a parameter that must not be null."""
        positions = function.nonnull
        assert positions is not None
        for index, argument in enumerate(arguments):
            if argument.type.kind != POINTER:
                continue
            if positions and index + 1 not in positions:
                continue
            if isinstance(argument, Cast) and is_null_constant(argument.operand):
                self.warn("nonnull", loc, f"argument {index + 1} null where non-null expected")

    def check_sentinel(self, function: FunctionType, arguments: list[Expr], loc: i64) -> None:
        """-Wformat's sentinel check: a variadic call ends in a null pointer."""
        place = len(arguments) - 1 - function.sentinel
        fixed = len(function.parameters)
        if place < fixed:
            self.warn("format", loc, "not enough variable arguments to fit a sentinel")
            return
        last = arguments[place]
        if last.type.kind == POINTER and isinstance(last, Cast) and is_null_constant(last.operand):
            return
        self.warn("format", loc, "missing sentinel in function call")

    def check_format(self, function: FunctionType, arguments: list[Expr], loc: i64) -> None:
        """-Wformat (warnings_format.py)."""
        raise NotImplementedError
