"""Builtins whose type depends on their arguments: variadic access, overflow, atomics, classes."""

from __future__ import annotations

from cspec import tree as T
from cspec.conversions import ConversionChecker
from cspec.diagnostics import Unsupported
from cspec.fold import fold
from cspec.lexemes import Lexeme
from cspec.parser import Node
from cspec.tree import BuiltinCall, Const, Expr, Initializer, LabelName, Variable
from cspec.types import (ARRAY, BOOL, COMPLEX, ENUM, FLOAT, FUNCTION, INT, POINTER, RECORD, VOID,
                         Type)

CLASSIFY = {VOID: 0, INT: 1, BOOL: 1, ENUM: 1, POINTER: 5, FLOAT: 8, COMPLEX: 9, FUNCTION: 5,
            RECORD: 12, ARRAY: 5}
COMPARES = frozenset("isgreater isgreaterequal isless islessequal islessgreater isunordered"
                     .split())
CLASSES = {"isnan": "isnan", "isinf": "isinf", "isfinite": "isfinite", "isnormal": "isnormal",
           "signbit": "signbit", "signbitf": "signbit", "signbitl": "signbit",
           "isinf_sign": "isinf_sign", "isnanf": "isnan", "isnanl": "isnan", "isinff": "isinf",
           "isinfl": "isinf", "isfinitef": "isfinite", "isfinitel": "isfinite",
           "finite": "isfinite", "finitef": "isfinite", "finitel": "isfinite"}


class GenericChecker(ConversionChecker):
    """Checks the builtins of `builtins.GENERIC` and the `__sync_` and `__atomic_` families."""

    def generic_builtin(self, name: str, nodes: list[Node | Lexeme], pos: int) -> Expr:
        """The tree of a call to a generic builtin."""
        if name.startswith(("__sync_", "__atomic_")):
            return self.atomic_builtin(name, nodes, pos)
        short = name[10:]
        ty = self.types
        if short == "constant_p":
            self.unevaluated += 1
            e = self.rvalue(self.expression(nodes[0]))
            self.unevaluated -= 1
            return BuiltinCall("constant_p", [e], ty.int, pos)
        if short == "choose_expr" and len(nodes) == 3:
            which = self.integer_constant(nodes[0], "choose-expr")
            return self.expression(nodes[1] if which else nodes[2])
        if short == "classify_type":
            self.unevaluated += 1
            e = self.rvalue(self.expression(nodes[0]))
            self.unevaluated -= 1
            code = CLASSIFY.get(e.type.kind, -1)
            if e.type.record is not None and e.type.record.is_union:
                code = 13
            return Const(ty.int, pos, code)
        if short in ("va_start", "va_end", "va_copy"):
            return self.va_builtin(short, nodes, pos)
        values = [self.rvalue(self.expression(k)) for k in nodes]
        if short.endswith("_overflow") and len(values) == 3:
            pointer = values[2].type
            if pointer.kind != POINTER or not pointer.of.is_integer():
                raise self.diags.fatal("builtin-arguments", pos, name)
            for one in values[:2]:
                if not one.type.is_integer():
                    raise self.diags.fatal("builtin-arguments", pos, name)
            return BuiltinCall(short, values, ty.bool, pos)
        if short.endswith("_overflow_p") and len(values) == 3:
            return BuiltinCall(short, values, ty.bool, pos)
        if short in CLASSES and len(values) == 1:
            if values[0].type.kind != FLOAT:
                self.diags.report("classify-not-floating", pos, short)
                raise self.diags.fatal("builtin-arguments", pos, name)
            return BuiltinCall(CLASSES[short], values, ty.int, pos)
        if short in COMPARES and len(values) == 2:
            if FLOAT not in (values[0].type.kind, values[1].type.kind):
                self.diags.report("classify-not-floating", pos, short)
                raise self.diags.fatal("builtin-arguments", pos, name)
            a, b, _ = self.common_type(values[0], values[1])
            return BuiltinCall(short, [a, b], ty.int, pos)
        if short == "fpclassify" and len(values) == 6:
            return BuiltinCall(short, values, ty.int, pos)
        if short == "complex" and len(values) == 2:
            part = ty.usual(values[0].type, values[1].type)
            return BuiltinCall(short, [self.cast(v, part) for v in values],
                               ty.complex_of(part), pos)
        if short in ("object_size", "dynamic_object_size") and len(values) == 2:
            if not isinstance(fold(values[1]), int):
                raise self.diags.fatal("builtin-arguments", pos, name)
            return BuiltinCall("object_size", values, ty.size_t, pos)
        if short == "bswap128" and len(values) == 1:
            return BuiltinCall(short, [self.cast(values[0], ty.uint128)], ty.uint128, pos)
        if short == "shuffle" and len(values) in (2, 3):
            return BuiltinCall(short, values, values[0].type, pos)
        if short == "scalar" and len(values) == 1:      # of this implementation's <assert.h>
            if not values[0].type.is_scalar():
                raise self.diags.fatal("assert-operand", pos)
            return values[0]
        if short == "speculation_safe_value" and values:
            return values[0]
        if short == "setjmp" and len(values) == 1:
            raise Unsupported(pos, name)
        raise Unsupported(pos, name)

    def va_list_operand(self, e: Expr, pos: int) -> Expr:
        """A va_list argument: an lvalue of the list type, or a pointer an array one decayed to."""
        va_list = self.types.va_list
        tag = va_list.of.record if va_list.kind == ARRAY else va_list.record
        t = e.type
        if t.kind == ARRAY and t.of.record is tag:
            return self.rvalue(e)
        if t.kind == POINTER and t.of.record is tag and va_list.kind == ARRAY:
            return self.rvalue(e)
        if t.record is tag and e.lvalue:
            self.mark_taken(e)
            return T.AddressOf(e, self.types.pointer(t), pos)
        raise self.diags.fatal("va-list-type", pos)

    def va_builtin(self, short: str, nodes: list[Node | Lexeme], pos: int) -> Expr:
        """7.16.1: va_start, va_copy and va_end."""
        if not nodes:
            raise self.diags.fatal("builtin-arguments", pos, short)
        arguments = [self.va_list_operand(self.expression(nodes[0]), pos)]
        if short == "va_copy":
            if len(nodes) != 2:
                raise self.diags.fatal("builtin-arguments", pos, short)
            arguments.append(self.va_list_operand(self.expression(nodes[1]), pos))
        elif short == "va_start":
            if self.function is None or not self.function.type.variadic:
                raise self.diags.fatal("va-start-not-variadic", pos)
            self.check_va_start(nodes, pos)
        return BuiltinCall(short, arguments, self.types.void, pos)

    def check_va_start(self, nodes: list[Node | Lexeme], pos: int) -> None:
        """7.16.1.4p4: the second argument is the last named parameter."""
        assert self.function is not None
        if len(nodes) < 2 or not isinstance(nodes[1], Node):
            return
        last = self.function.parameters[-1] if self.function.parameters else None
        e = self.expression(nodes[1])
        if not isinstance(e, T.VariableRef) or e.variable is not last:
            self.diags.report("va-start-not-last", pos)
            return
        from cspec.types import self_promoting
        declared = e.variable
        if declared.register or not self_promoting(declared.type):
            self.diags.report("va-start-parameter", pos)

    def atomic_builtin(self, name: str, nodes: list[Node | Lexeme], pos: int) -> Expr:
        """`__sync_*` and `__atomic_*` on one thread: plain accesses in order."""
        values = [self.rvalue(self.expression(k)) for k in nodes]
        if not values:
            raise Unsupported(pos, name)
        ty = self.types
        if name in ("__atomic_always_lock_free", "__atomic_is_lock_free"):
            return Const(ty.bool, pos, 1)
        first = values[0].type
        if first.kind != POINTER:
            raise self.diags.fatal("builtin-arguments", pos, name)
        t = first.of.unqualified()
        op = name.replace("__sync_", "").replace("__atomic_", "")
        result: Type = t
        if op in ("bool_compare_and_swap", "compare_exchange_n", "compare_exchange",
                  "test_and_set"):
            result = ty.bool
        elif op in ("lock_release", "store_n", "store", "clear", "load", "exchange"):
            result = ty.void
        family = name.startswith("__sync_")
        converted = [values[0]]
        for index, value in enumerate(values[1:], 1):
            by_pointer = not family and (op in ("store", "load", "exchange", "compare_exchange")
                                         or op == "compare_exchange_n" and index == 1)
            limit = {"bool_compare_and_swap": 2, "val_compare_and_swap": 2,
                     "compare_exchange_n": 2}.get(op, 1)
            if index <= limit and not by_pointer and t.is_scalar() and op not in (
                    "load_n", "clear", "test_and_set", "lock_release"):
                value = self.cast(value, t) if not (t.kind == POINTER and op in (
                    "fetch_add", "fetch_sub", "add_fetch", "sub_fetch", "fetch_and_add",
                    "fetch_and_sub", "add_and_fetch", "sub_and_fetch")) else value
            converted.append(value)
        return BuiltinCall("atomic:" + op, converted, result, pos)

    # ---- supplied by the classes above

    def initializer(self, variable: Variable, node: Node, static: bool) -> Initializer:
        raise NotImplementedError

    def block(self, node: Node) -> T.Block:
        raise NotImplementedError

    def label_named(self, name: str, pos: int) -> LabelName:
        raise NotImplementedError

    def type_of_text(self, text: str) -> Type:
        raise NotImplementedError
