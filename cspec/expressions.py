"""Expressions (C17 6.5): one method a production; the constraint stands where it is checked."""

from __future__ import annotations

from cspec import tree as T
from cspec import types as t_
from cspec.builtins import is_generic, library_name, prototype
from cspec.conversions import value_field
from cspec.diagnostics import Unsupported
from cspec.fold import fold, is_integer_constant, is_null_constant, to_format
from cspec.lexemes import Lexeme
from cspec.literals import LiteralChecker
from cspec.parser import Node
from cspec.tree import (AddressOf, Assign, Binary, BuiltinCall, Call, Comma, CompoundAssign,
                        Conditional, Const, Deref, EnumConstant, Expr, Function, FunctionRef,
                        Increment, Index, Logical, Member, Part, StringLit, TypeName, Unary,
                        Variable, VariableRef)
from cspec.layout import has_const_member
from cspec.types import (ARRAY, BOOL, COMPLEX, FLOAT, FUNCTION, INT, POINTER, UNKNOWN, VECTOR,
                         VOID, Type, compatible, compatible_plain, composite)

BINARY_OPS = {"multiply": "*", "divide": "/", "remainder": "%", "add": "+", "subtract": "-",
              "shift_left": "<<", "shift_right": ">>", "less": "<", "greater": ">",
              "less_equal": "<=", "greater_equal": ">=", "equal": "==", "not_equal": "!=",
              "bit_and": "&", "bit_xor": "^", "bit_or": "|"}
PASS = frozenset(("compound_statement",))


class ExpressionChecker(LiteralChecker):
    """Dispatches on the production; `e_NAME` methods take its node."""

    def expression(self, node: Node | Lexeme) -> Expr:
        """The typed tree of an expression."""
        assert isinstance(node, Node)
        name = node.name
        op = BINARY_OPS.get(name)
        if op is not None:
            return self.binary_chain(node)
        if name == "identifier":
            return self.identifier(node)
        if name == "constant":
            return self.constant(node)
        method = getattr(self, "e_" + name)
        made = method(node)
        assert isinstance(made, Expr)
        return made

    def value(self, node: Node | Lexeme) -> Expr:
        """An operand, lvalue conversion applied."""
        return self.rvalue(self.expression(node))

    def scalar_int(self, e: Expr, pos: int, rule: str) -> Expr:
        if not e.type.is_integer():
            raise self.diags.fatal(rule, pos, e.type)
        return e

    # ---- 6.5.1 primary expressions

    def identifier(self, node: Node) -> Expr:
        lexeme = node.lexeme(0)
        name = lexeme.text
        symbol = self.find(name)
        if symbol is None:
            symbol = self.implicit_symbol(name, lexeme.pos)
        if isinstance(symbol, Variable):
            symbol.used = True
            if symbol.owner is not None and symbol.owner is not self.function:
                symbol.captured = True
                symbol.address_taken = True
            return VariableRef(symbol, symbol.type, lexeme.pos)
        if isinstance(symbol, Function):
            symbol.used = True
            made = FunctionRef(symbol, symbol.type, lexeme.pos)
            made.environment_off = lexeme.environment_off
            return made
        if isinstance(symbol, EnumConstant):
            return Const(symbol.type, lexeme.pos, symbol.value)
        raise self.diags.fatal("type-as-expression", lexeme.pos, name)

    def implicit_symbol(self, name: str, pos: int) -> T.Variable | Function:
        """`__func__`, builtins, or an undeclared identifier."""
        if name in ("__func__", "__FUNCTION__", "__PRETTY_FUNCTION__"):
            text = self.function.name if self.function is not None else ""
            return self.string_variable(name, text, pos)
        row = prototype(name)
        if row is not None and name.startswith(("__builtin_", "__sync_", "__atomic_")):
            return self.builtin_function(name, row)
        raise self.diags.fatal("undeclared", pos, name)

    def builtin_function(self, name: str, row: str) -> Function:
        """The Function of a builtin, from its prototype."""
        actual = library_name(name)
        scope = self.file_scope if name.startswith("__") else self.scopes[-1]
        existing = self.externals.get(actual)
        if isinstance(existing, Function):
            scope.names.setdefault(name, existing)
            return existing
        made = Function(actual, self.prototype_type(row), 0)
        made.builtin_type = True
        if actual not in self.externals:
            self.externals[actual] = made
            self.functions.append(made)
        scope.names[name] = made
        return made

    def prototype_type(self, row: str) -> Type:
        """The type that a prototype of `builtins.py` gives."""
        size = self.types.size_t.name
        wide = "unsigned long long" if self.types.long.bits == 32 else "unsigned long"
        text = row.replace("SIZE", size).replace("U64", wide)
        return self.type_of_text(text)

    def string_variable(self, name: str, text: str, pos: int) -> Variable:
        """`__func__`: a static const char array of this function (6.4.2.2)."""
        units = list(text.encode("utf-8", "surrogateescape"))
        t = self.types.array(self.types.char.qualified(t_.CONST), len(units) + 1)
        made = Variable(name, t, "static", pos)
        init = T.Initializer(pos)
        init.single = StringLit(t, pos, units)
        init.items.append(T.InitItem(0, t, None, init.single))
        made.init = init
        made.defined = True
        self.statics.append(made)
        if self.function is not None:
            for scope in self.scopes:
                if scope.kind == "function":
                    scope.names[name] = made
        return made

    def e_parens(self, node: Node) -> Expr:
        e = self.expression(node.kids[0])
        e.parenthesized = True
        return e

    def e_generic(self, node: Node) -> Expr:
        """6.5.1.1."""
        self.unevaluated += 1
        control = self.rvalue(self.expression(node.kids[0]))
        self.unevaluated -= 1
        default: Node | None = None
        chosen: Node | None = None
        seen: list[Type] = []
        for kid in node.kids[1:]:
            assert isinstance(kid, Node)
            if kid.name == "default_association":
                if default is not None:
                    raise self.diags.fatal("generic-two-defaults", kid.pos)
                default = kid
                continue
            t = self.type_name(kid.node(0))
            if t.kind == FUNCTION or t.is_incomplete():
                raise self.diags.fatal("generic-type", kid.pos)
            if t.is_variably_modified():
                raise self.diags.fatal("generic-type", kid.pos)
            for other in seen:
                if compatible(t, other):
                    raise self.diags.fatal("generic-compatible", kid.pos, t)
            seen.append(t)
            if compatible(t, control.type.unqualified()):
                chosen = kid
        picked = chosen or default
        if picked is None:
            raise self.diags.fatal("generic-no-match", node.pos, control.type)
        result: Expr | None = None
        for kid in node.kids[1:]:
            assert isinstance(kid, Node)
            if kid is picked:
                result = self.expression(kid.kids[-1])
        assert result is not None
        return result

    # ---- 6.5.2 postfix operators

    def e_subscript(self, node: Node) -> Expr:
        a = self.expression(node.kids[0])
        b = self.expression(node.kids[1])
        if a.type.kind == VECTOR:
            b = self.rvalue(b)
            if not b.type.is_integer():
                raise self.diags.fatal("subscript-type", node.pos)
            return self.vector_element(a, b, node.pos)
        if a.type.kind not in (ARRAY, POINTER) and b.type.kind in (ARRAY, POINTER):
            a, b = b, a
        b = self.promote(self.rvalue(b))
        if a.type.kind not in (ARRAY, POINTER):
            raise self.diags.fatal("subscripted-value", node.pos)
        if not b.type.is_integer():
            raise self.diags.fatal("subscript-type", node.pos)
        element = a.type.of
        if a.type.kind == ARRAY and a.lvalue:
            if a.tag == T.VARIABLE and isinstance(a, VariableRef):
                if a.variable.register:
                    self.diags.report("register-array-subscript", node.pos)
            self.mark_taken(a)
            base: Expr = a
        else:
            base = self.rvalue(a)
        if element.kind == FUNCTION:
            raise self.diags.fatal("subscript-function", node.pos)
        if element.is_incomplete() and element.kind != VOID:
            raise self.diags.fatal("incomplete-value", node.pos, element)
        if element.kind == VOID:
            self.diags.report("void-dereference", node.pos)
        return Index(base, b, element, node.pos)

    def vector_element(self, a: Expr, b: Expr, pos: int) -> Expr:
        """GNU: an element of a vector."""
        if not a.lvalue:
            raise Unsupported(pos, "element of a vector value")
        self.mark_taken(a)
        if isinstance(a, VariableRef):
            a.variable.address_taken = True
        pointer = T.Cast(AddressOf(a, self.types.pointer(a.type), pos),
                         self.types.pointer(a.type.of.qualified(a.type.quals)), pos, True)
        return Index(pointer, self.promote(b), a.type.of.qualified(a.type.quals), pos)

    def e_call(self, node: Node) -> Expr:
        callee_node = node.node(0)
        if callee_node.name == "identifier":
            name = callee_node.lexeme(0).text
            symbol = self.find(name)
            if symbol is None:
                if is_generic(name):
                    return self.generic_builtin(name, [k for k in node.kids[1:]], node.pos)
                row = prototype(name)
                if row is not None:
                    if not name.startswith("__"):
                        self.diags.report("implicit-function", callee_node.pos, name)
                        self.implicit_builtins.add(name)
                    self.builtin_function(name, row)
                elif name not in ("__func__", "__FUNCTION__", "__PRETTY_FUNCTION__"):
                    self.diags.report("implicit-function", callee_node.pos, name)
                    if name.startswith("__builtin_"):
                        raise Unsupported(node.pos, name)
                    self.implicit_function(name, callee_node.pos)
        return self.call(self.value(callee_node), node)

    def implicit_function(self, name: str, pos: int) -> None:
        """C90: an undeclared function is `int name()`."""
        existing = self.externals.get(name)
        if isinstance(existing, Function):
            self.scopes[-1].names[name] = existing
            return
        made = Function(name, self.types.function(self.types.int, [], False, False), pos)
        made.implicit = True
        self.externals[name] = made
        self.functions.append(made)
        self.scopes[-1].names[name] = made

    def call(self, callee: Expr, node: Node) -> Expr:
        """6.5.2.2."""
        if callee.type.kind != POINTER or callee.type.of.kind != FUNCTION:
            raise self.diags.fatal("called-object", node.pos)
        ft = callee.type.of
        result = ft.of
        if result.is_incomplete() and result.kind != VOID:
            raise self.diags.fatal("incomplete-return", node.pos, result)
        arguments: list[Expr] = []
        nodes = node.kids[1:]
        name = callee.operand.function.name if isinstance(callee, T.Decay) and isinstance(
            callee.operand, T.FunctionRef) else ""
        if ft.prototyped:
            count = len(ft.parameters)
            if len(nodes) < count:
                if name not in self.implicit_builtins:
                    raise self.diags.fatal("too-few-arguments", node.pos)
                self.diags.report("builtin-too-few-arguments", node.pos, name)
            if len(nodes) > count and not ft.variadic:
                raise self.diags.fatal("too-many-arguments", node.pos)
        elif ft.parameters and len(nodes) != len(ft.parameters):
            self.diags.report("old-style-argument-count", node.pos)
        for index, kid in enumerate(nodes):
            e = self.expression(kid)
            if ft.prototyped and index < len(ft.parameters):
                e = self.assignable(e, ft.parameters[index].type, e.pos, f"argument {index + 1}")
            else:
                e = self.rvalue(e)
                if e.type.kind == VOID:
                    raise self.diags.fatal("void-value", e.pos)
                if e.type.is_incomplete():
                    raise self.diags.fatal("incomplete-value", e.pos, e.type)
                e = self.default_promote(e)
            arguments.append(e)
        inner = callee.operand if isinstance(callee, T.Decay) else None
        if isinstance(inner, FunctionRef):
            if inner.function.name in ("setjmp", "_setjmp", "__builtin_setjmp", "sigsetjmp",
                                       "__sigsetjmp") and self.function is not None:
                self.function.has_setjmp = True
        made = Call(callee, arguments, result.unqualified() if result.kind != VOID
                    else result.plain, node.pos)
        if isinstance(inner, FunctionRef) and inner.function.name == "setjmp" \
                and self.function is not None:
            self.function.setjmps.append(made)
        return made

    def e_member(self, node: Node) -> Expr:
        base = self.expression(node.kids[0])
        if base.type.kind == POINTER:
            raise self.diags.fatal("dot-on-pointer", node.pos)
        return self.member_of(base, node.lexeme(1), node.pos)

    def e_arrow(self, node: Node) -> Expr:
        pointer = self.value(node.kids[0])
        if pointer.type.kind != POINTER:
            raise self.diags.fatal("arrow-on-value", node.pos)
        base = Deref(pointer, pointer.type.of, node.pos)
        return self.member_of(base, node.lexeme(1), node.pos)

    def member_of(self, base: Expr, name: Lexeme, pos: int) -> Expr:
        """6.5.2.3."""
        record = base.type.record
        if record is None:
            raise self.diags.fatal("member-of-non-struct", pos, name.text)
        if not record.complete:
            raise self.diags.fatal("incomplete-value", pos, base.type)
        if base.type.quals & t_.ATOMIC:
            self.diags.report("atomic-member", pos)
        path = record.find(name.text)
        if not path:
            raise self.diags.fatal("no-member", name.pos, base.type, name.text)
        for field in path:
            quals = base.type.quals & ~t_.RESTRICT
            base = Member(base, field, field.type.qualified(quals), pos)
        return base

    def e_post_increment(self, node: Node) -> Expr:
        return self.increment(node, 1, False)

    def e_post_decrement(self, node: Node) -> Expr:
        return self.increment(node, -1, False)

    def e_pre_increment(self, node: Node) -> Expr:
        return self.increment(node, 1, True)

    def e_pre_decrement(self, node: Node) -> Expr:
        return self.increment(node, -1, True)

    def increment(self, node: Node, step: int, prefix: bool) -> Expr:
        """6.5.2.4, 6.5.3.1."""
        e = self.expression(node.kids[0])
        if not (e.type.is_real() or e.type.kind in (POINTER, COMPLEX, VECTOR)):
            raise self.diags.fatal("increment-type", node.pos)
        self.modifiable(e, node.pos)
        if e.type.kind == COMPLEX:
            self.diags.report("complex-increment", node.pos)
        if e.type.kind == POINTER:
            self.pointer_arithmetic(e.type, node.pos)
        return Increment(step, prefix, e, e.type.unqualified(), node.pos)

    def modifiable(self, e: Expr, pos: int) -> None:
        """A modifiable lvalue (6.3.2.1p1)."""
        if not e.lvalue:
            raise self.diags.fatal("not-an-lvalue", pos)
        t = e.type
        if t.kind == ARRAY:
            raise self.diags.fatal("assign-to-array", pos)
        if t.is_incomplete():
            raise self.diags.fatal("incomplete-value", pos, t)
        if t.quals & t_.CONST or t.record is not None and has_const_member(t):
            raise self.diags.fatal("assign-to-const", pos)

    def e_compound_literal(self, node: Node) -> Expr:
        """6.5.2.5."""
        t = self.type_name(node.node(0))
        if t.kind == FUNCTION or t.is_incomplete() and not (
                t.kind == ARRAY and t.count == UNKNOWN):
            raise self.diags.fatal("compound-literal-type", node.pos)
        if t.is_variable():
            raise self.diags.fatal("compound-literal-type", node.pos)
        storage = "static" if self.function is None else "auto"
        variable = Variable("", t, storage, node.pos)
        variable.compound = True
        variable.address_taken = True
        variable.defined = True
        variable.owner = self.function
        init_node = Node("initializer_list", node.kids[1:], node.pos, node.end)
        variable.init = self.initializer(variable, init_node, storage == "static")
        if storage == "static":
            self.statics.append(variable)
        else:
            assert self.function is not None
            self.function.locals.append(variable)
        return T.CompoundLiteral(variable, node.pos)

    # ---- 6.5.3 unary operators

    def e_address_of(self, node: Node) -> Expr:
        e = self.expression(node.kids[0])
        if isinstance(e, FunctionRef) or e.type.kind == FUNCTION:
            if isinstance(e, T.Deref):
                return e.pointer
            return T.Decay(e, self.types.pointer(e.type))
        if isinstance(e, T.Deref) and e.type.kind == VOID:
            return e.pointer
        if not e.lvalue:
            raise self.diags.fatal("address-of-value", node.pos)
        if e.type.kind == VOID:
            self.diags.report("address-of-void", node.pos)
        if isinstance(e, Member) and e.field.width >= 0:
            raise self.diags.fatal("address-of-bit-field", node.pos, e.field.name)
        base = e
        while isinstance(base, Member):
            base = base.base
        if isinstance(base, VariableRef) and base.variable.register:
            raise self.diags.fatal("address-of-register", node.pos, base.variable.name)
        self.mark_taken(e)
        return AddressOf(e, self.types.pointer(e.type), node.pos)

    def e_indirection(self, node: Node) -> Expr:
        e = self.expression(node.kids[0])
        e = self.rvalue(e)
        if e.type.kind != POINTER:
            raise self.diags.fatal("indirection-type", node.pos)
        t = e.type.of
        if t.kind == FUNCTION:
            made = T.Deref(e, t, node.pos)
            made.lvalue = False
            return made
        if t.kind == VOID and not self.unevaluated:
            self.diags.report("void-dereference", node.pos)
        return Deref(e, t, node.pos)

    def e_unary_plus(self, node: Node) -> Expr:
        e = self.promote(self.value(node.kids[0]))
        if not e.type.is_arithmetic() and e.type.kind != VECTOR:
            raise self.diags.fatal("unary-type", node.pos, "+")
        return T.Cast(e, e.type, node.pos, False) if e.lvalue else e

    def e_unary_minus(self, node: Node) -> Expr:
        e = self.promote(self.value(node.kids[0]))
        if not e.type.is_arithmetic() and e.type.kind != VECTOR:
            raise self.diags.fatal("unary-type", node.pos, "-")
        return Unary("-", e, e.type, node.pos)

    def e_complement(self, node: Node) -> Expr:
        e = self.promote(self.value(node.kids[0]))
        if e.type.kind == COMPLEX:
            self.diags.report("complex-conjugate", node.pos)
            return Unary("~", e, e.type, node.pos)
        if not e.type.is_integer() and not (e.type.kind == VECTOR
                                            and e.type.of.is_integer()):
            raise self.diags.fatal("unary-type", node.pos, "~")
        return Unary("~", e, e.type, node.pos)

    def e_logical_not(self, node: Node) -> Expr:
        e = self.value(node.kids[0])
        if e.type.kind == VECTOR:
            return Unary("!", e, self.mask_type(e.type), node.pos)
        if not e.type.is_scalar():
            raise self.diags.fatal("unary-type", node.pos, "!")
        return Unary("!", e, self.types.int, node.pos)

    def mask_type(self, t: Type) -> Type:
        """The integer vector type that a comparison of vectors gives."""
        for made in (self.types.schar, self.types.short, self.types.int, self.types.long,
                     self.types.llong):
            if made.size == t.of.size:
                return self.types.vector(made, t.count)
        raise Unsupported(0, "comparison of this vector type")

    def e_sizeof_expression(self, node: Node) -> Expr:
        before = len(self.pending_effects)
        self.unevaluated += 1
        e = self.expression(node.kids[0])
        self.unevaluated -= 1
        if isinstance(e, Member) and e.field.width >= 0:
            raise self.diags.fatal("sizeof-bit-field", node.pos)
        del before
        if e.type.is_variable():
            return T.SizeofVariable(e.type, e, self.types.size_t, node.pos)
        return self.sizeof(e.type, node.pos)

    def e_sizeof_type(self, node: Node) -> Expr:
        t = self.type_name(node.node(0))
        if t.is_variable():
            return T.SizeofVariable(t, None, self.types.size_t, node.pos)
        return self.sizeof(t, node.pos)

    def sizeof(self, t: Type, pos: int) -> Expr:
        """6.5.3.4p1; gcc gives 1 for void and functions."""
        if t.kind == FUNCTION or t.kind == VOID:
            self.diags.report("sizeof-function", pos)
            return Const(self.types.size_t, pos, 1)
        if t.is_incomplete():
            raise self.diags.fatal("sizeof-incomplete", pos, t)
        return Const(self.types.size_t, pos, t.size)

    def e_alignof_expression(self, node: Node) -> Expr:
        self.unevaluated += 1
        e = self.expression(node.kids[0])
        self.unevaluated -= 1
        if self.diags.source_line(node.pos)[(node.pos & 0xFFFF) - 1:].startswith("_Alignof"):
            self.diags.report("alignof-expression", node.pos)
        if isinstance(e, Member) and e.field.width >= 0:
            raise self.diags.fatal("sizeof-bit-field", node.pos)
        if e.type.kind == FUNCTION:
            self.diags.report("alignof-function", node.pos)
        align = e.type.align
        if isinstance(e, VariableRef) and e.variable.align:
            align = e.variable.align
        if isinstance(e, Member) and e.field.align:
            align = max(align, e.field.align)
        if isinstance(e, T.FunctionRef):
            align = max(align, e.function.align)
        return Const(self.types.size_t, node.pos, align)

    def e_alignof_type(self, node: Node) -> Expr:
        t = self.type_name(node.node(0))
        if t.kind == FUNCTION:
            self.diags.report("alignof-function", node.pos)
            return Const(self.types.size_t, node.pos, 1)
        if t.is_incomplete() and t.kind != ARRAY and t.kind != VOID:
            raise self.diags.fatal("alignof-operand", node.pos)
        return Const(self.types.size_t, node.pos, t.align)

    def e_label_address(self, node: Node) -> Expr:
        label = self.label_named(node.lexeme(0).text, node.pos)
        label.used = True
        self.diags.report("label-address", node.pos)
        return T.LabelAddress(label, self.types.void_pointer, node.pos)

    def e_real_part(self, node: Node) -> Expr:
        return self.part(node, 0)

    def e_imaginary_part(self, node: Node) -> Expr:
        return self.part(node, 1)

    def part(self, node: Node, which: int) -> Expr:
        """GNU `__real__` and `__imag__`."""
        e = self.expression(node.kids[0])
        if e.type.kind == COMPLEX:
            if e.lvalue:
                self.mark_taken(e)
            return Part(which, e, e.type.of.qualified(e.type.quals), node.pos)
        e = self.rvalue(e)
        if not e.type.is_arithmetic():
            raise self.diags.fatal("unary-type", node.pos, "__real__")
        if which == 0:
            return e
        return Comma(T.Cast(e, self.types.void, node.pos, True),
                     self.cast(Const(self.types.int, node.pos, 0), e.type), node.pos)

    def e_cast(self, node: Node) -> Expr:
        t = self.type_name(node.node(0))
        return self.explicit_cast(self.expression(node.kids[1]), t, node.pos)

    # ---- 6.5.5 to 6.5.12 binary operators

    def binary_chain(self, node: Node) -> Expr:
        """A left-deep chain of binary operators, without recursion on its left spine."""
        spine: list[Node] = []
        current: Node | Lexeme = node
        while isinstance(current, Node) and current.name in BINARY_OPS:
            spine.append(current)
            current = current.kids[0]
        left = self.value(current)
        for one in reversed(spine):
            right = self.value(one.kids[1])
            op_pos = one.pos
            left = self.binary(BINARY_OPS[one.name], left, right, op_pos)
        return left

    def binary(self, op: str, a: Expr, b: Expr, pos: int) -> Expr:
        """One binary operator on values."""
        ta, tb = a.type, b.type
        if ta.kind == VOID or tb.kind == VOID:
            raise self.diags.fatal("void-value", pos)
        if ta.kind == VECTOR or tb.kind == VECTOR:
            return self.vector_binary(op, a, b, pos)
        if op in ("*", "/"):
            if not (ta.is_arithmetic() and tb.is_arithmetic()):
                raise self.diags.fatal("multiplicative-type", pos, op, ta, tb)
            if op == "/" and fold(b) == 0 and tb.is_integer() and ta.is_integer():
                self.diags.report("division-by-zero", pos)
            a, b, t = self.common_type(a, b)
            return Binary(op, a, b, t, pos)
        if op in ("%", "&", "^", "|"):
            if not (ta.is_integer() and tb.is_integer()):
                rule = "remainder-type" if op == "%" else "bitwise-type"
                raise self.diags.fatal(rule, pos, op, ta, tb)
            if op == "%" and fold(b) == 0:
                self.diags.report("division-by-zero", pos)
            a, b, t = self.common_type(a, b)
            return Binary(op, a, b, t, pos)
        if op in ("<<", ">>"):
            if not (ta.is_integer() and tb.is_integer()):
                raise self.diags.fatal("shift-type", pos, op, ta, tb)
            a = self.promote(a)
            b = self.promote(b)
            count = fold(b)
            if isinstance(count, int) and not self.unevaluated:
                if count < 0:
                    self.diags.report("shift-negative", pos)
                elif count >= a.type.bits:
                    self.diags.report("shift-too-wide", pos)
            return Binary(op, a, b, a.type, pos)
        if op in ("+", "-"):
            return self.additive(op, a, b, pos)
        return self.comparison(op, a, b, pos)

    def vector_binary(self, op: str, a: Expr, b: Expr, pos: int) -> Expr:
        """GNU: element by element; a scalar is spread."""
        vector = a.type if a.type.kind == VECTOR else b.type
        vector = vector.plain
        if a.type.kind != VECTOR:
            a = BuiltinCall("splat", [self.cast(a, vector.of)], vector, pos)
        elif b.type.kind != VECTOR:
            b = BuiltinCall("splat", [self.cast(b, vector.of)], vector, pos)
        elif a.type.count != b.type.count or a.type.of.size != b.type.of.size:
            raise self.diags.fatal("vector-operands", pos)
        result = vector
        if op in ("==", "!=", "<", ">", "<=", ">="):
            result = self.mask_type(vector)
        return Binary(op, a, b, result, pos)

    def pointer_arithmetic(self, t: Type, pos: int) -> None:
        """6.5.6p2: a pointer to a complete object type."""
        if t.of.kind == VOID or t.of.kind == FUNCTION:
            self.diags.report("void-pointer-arithmetic", pos)
        elif t.of.is_incomplete():
            raise self.diags.fatal("incomplete-pointer-arithmetic", pos, t.of)

    def additive(self, op: str, a: Expr, b: Expr, pos: int) -> Expr:
        """6.5.6."""
        ta, tb = a.type, b.type
        if ta.is_arithmetic() and tb.is_arithmetic():
            a, b, t = self.common_type(a, b)
            return Binary(op, a, b, t, pos)
        if ta.kind == POINTER and tb.is_integer():
            self.pointer_arithmetic(ta, pos)
            return Binary(op, a, self.promote(b), ta, pos)
        if op == "+" and tb.kind == POINTER and ta.is_integer():
            self.pointer_arithmetic(tb, pos)
            return Binary(op, self.promote(a), b, tb, pos)
        if op == "-" and ta.kind == POINTER and tb.kind == POINTER:
            self.pointer_arithmetic(ta, pos)
            self.pointer_arithmetic(tb, pos)
            if not compatible_plain(ta.of.unqualified(), tb.of.unqualified()):
                raise self.diags.fatal("subtract-pointers", pos, ta, tb)
            return Binary(op, a, b, self.types.ptrdiff_t, pos)
        raise self.diags.fatal("additive-type", pos, op, ta, tb)

    def comparison(self, op: str, a: Expr, b: Expr, pos: int) -> Expr:
        """6.5.8 and 6.5.9."""
        ta, tb = a.type, b.type
        equality = op in ("==", "!=")
        if ta.is_arithmetic() and tb.is_arithmetic():
            if not equality and (ta.kind == COMPLEX or tb.kind == COMPLEX):
                raise self.diags.fatal("relational-type", pos, op, ta, tb)
            a, b, _ = self.common_type(a, b)
            return Binary(op, a, b, self.types.int, pos)
        if ta.kind == POINTER and tb.kind == POINTER:
            if equality and (is_null_constant(a) or is_null_constant(b)):
                pass
            elif ta.of.kind == VOID or tb.of.kind == VOID:
                if ta.of.kind == FUNCTION or tb.of.kind == FUNCTION:
                    self.diags.report("compare-void-function", pos)
                elif not equality and ta.of.kind != tb.of.kind:
                    self.diags.report("compare-distinct-pointers", pos, ta, tb)
            elif not compatible_plain(ta.of.unqualified(), tb.of.unqualified()):
                self.diags.report("compare-distinct-pointers", pos, ta, tb)
            elif not equality and ta.of.kind == FUNCTION:
                self.diags.report("compare-functions", pos)
            return Binary(op, a, b, self.types.int, pos)
        if ta.kind == POINTER and tb.is_integer() or tb.kind == POINTER and ta.is_integer():
            number = b if ta.kind == POINTER else a
            pointer = ta if ta.kind == POINTER else tb
            if not (equality and is_null_constant(number)):
                if is_null_constant(number):
                    self.diags.report("compare-pointer-zero", pos)
                else:
                    self.diags.report("compare-pointer-integer", pos)
            if ta.kind == POINTER:
                b = self.cast(b, pointer)
            else:
                a = self.cast(a, pointer)
            return Binary(op, a, b, self.types.int, pos)
        rule = "equality-type" if equality else "relational-type"
        raise self.diags.fatal(rule, pos, op, ta, tb)

    # ---- 6.5.13 to 6.5.17

    def e_logical_and(self, node: Node) -> Expr:
        return self.logical(node, "&&")

    def e_logical_or(self, node: Node) -> Expr:
        return self.logical(node, "||")

    def logical(self, node: Node, op: str) -> Expr:
        """A chain of `&&` or `||`, without recursion on its left spine."""
        spine: list[Node] = []
        current: Node | Lexeme = node
        while isinstance(current, Node) and current.name == node.name:
            spine.append(current)
            current = current.kids[0]
        left = self.value(current)
        for one in reversed(spine):
            right = self.value(one.kids[1])
            if not left.type.is_scalar() or not right.type.is_scalar():
                raise self.diags.fatal("logical-type", one.pos, op)
            left = Logical(op, left, right, self.types.int, one.pos)
        return left

    def e_conditional(self, node: Node) -> Expr:
        """6.5.15."""
        condition = self.value(node.kids[0])
        if not condition.type.is_scalar():
            raise self.diags.fatal("conditional-type", node.pos)
        yes = self.value(node.kids[1])
        no = self.value(node.kids[2])
        yes, no, t = self.conditional_arms(yes, no, node.pos)
        return Conditional(condition, yes, no, t, node.pos)

    def conditional_arms(self, yes: Expr, no: Expr, pos: int) -> tuple[Expr, Expr, Type]:
        """The arms brought to the type of the whole (6.5.15p3, p5, p6)."""
        a, b = yes.type, no.type
        if a.is_arithmetic() and b.is_arithmetic():
            return self.common_type(yes, no)
        if a.kind == VOID or b.kind == VOID:
            if a.kind != b.kind:
                self.diags.report("conditional-one-void", pos)
            return yes, no, self.types.void
        if a.record is not None and b.record is not None and a.record is b.record:
            return yes, no, a
        if a.kind == VECTOR and compatible_plain(a, b):
            return yes, no, a
        if a.kind == POINTER and b.kind == POINTER:
            quals = a.of.quals | b.of.quals
            if is_null_constant(yes) and not is_null_constant(no):
                return self.cast(yes, b), no, b
            if is_null_constant(no) and not is_null_constant(yes):
                return yes, self.cast(no, a), a
            if a.of.kind == VOID or b.of.kind == VOID:
                target = self.types.void.qualified(quals)
            elif compatible_plain(a.of.unqualified(), b.of.unqualified()):
                target = composite(self.types, a.of.unqualified(), b.of.unqualified())
                target = target.qualified(quals)
            else:
                self.diags.report("conditional-pointers", pos, a, b)
                target = self.types.void
            t = self.types.pointer(target)
            return self.cast(yes, t), self.cast(no, t), t
        if a.kind == POINTER and b.is_integer():
            if not is_null_constant(no):
                self.diags.report("conditional-pointer-integer", pos)
            return yes, self.cast(no, a), a
        if b.kind == POINTER and a.is_integer():
            if not is_null_constant(yes):
                self.diags.report("conditional-pointer-integer", pos)
            return self.cast(yes, b), no, b
        raise self.diags.fatal("conditional-mismatch", pos, a, b)

    def e_elvis(self, node: Node) -> Expr:
        """GNU `a ?: b`."""
        self.diags.report("omitted-operand", node.pos)
        value = self.value(node.kids[0])
        if not value.type.is_scalar():
            raise self.diags.fatal("conditional-type", node.pos)
        if value_field(value) is not None:
            value = self.promote(value)  # the held value no longer shows that it was a bit-field
        no = self.value(node.kids[1])
        holder = Variable("", value.type, "auto", node.pos)
        held: Expr = T.Load(VariableRef(holder, value.type, node.pos), value.type)
        if is_integer_constant(value) or isinstance(fold(value), int):
            held = value
        held, no, t = self.conditional_arms(held, no, node.pos)
        if self.function is not None:
            self.function.locals.append(holder)
        return T.Elvis(value, holder, held, no, t, node.pos)

    def e_assign(self, node: Node) -> Expr:
        """6.5.16.1."""
        target = self.expression(node.kids[0])
        value = self.expression(node.kids[1])
        if isinstance(target, T.Part) or target.lvalue:
            self.modifiable(target, node.pos)
        else:
            raise self.diags.fatal("not-an-lvalue", node.pos)
        value = self.assignable(value, target.type, node.pos, "assignment")
        return Assign(target, value, target.type.unqualified(), node.pos)

    def e_compound_assign(self, node: Node) -> Expr:
        """6.5.16.2."""
        target = self.expression(node.kids[0])
        op = node.lexeme(1).text[:-1]
        value = self.rvalue(self.expression(node.kids[2]))
        self.modifiable(target, node.pos)
        t = target.type.unqualified()
        if t.kind == POINTER:
            if op not in ("+", "-") or not value.type.is_integer():
                raise self.diags.fatal("compound-assign-type", node.pos, op)
            self.pointer_arithmetic(t, node.pos)
            return CompoundAssign(op, target, self.promote(value), t, t, node.pos)
        if t.kind == VECTOR:
            made = self.vector_binary(op, T.Load(target, t), value, node.pos)
            assert isinstance(made, Binary)
            return CompoundAssign(op, target, made.right, t, t, node.pos)
        if not t.is_arithmetic() or not value.type.is_arithmetic():
            raise self.diags.fatal("compound-assign-type", node.pos, op)
        combined = self.binary(op, T.Load(target, t), value, node.pos)
        assert isinstance(combined, Binary)
        computation = combined.type
        return CompoundAssign(op, target, combined.right, computation, t, node.pos)

    def e_comma(self, node: Node) -> Expr:
        spine: list[Node] = []
        current: Node | Lexeme = node
        while isinstance(current, Node) and current.name == "comma":
            spine.append(current)
            current = current.kids[0]
        left = self.expression(current)
        for one in reversed(spine):
            if left.lvalue and left.type.kind not in (ARRAY, FUNCTION) \
                    and left.type.kind != VOID:
                left = self.rvalue(left)
            right = self.value(one.kids[1])
            left = Comma(left, right, one.pos)
        return left

    def e_offsetof(self, node: Node) -> Expr:
        """7.19p3."""
        t = self.type_name(node.node(0))
        if t.record is None or not t.record.complete:
            raise self.diags.fatal("offsetof-type", node.pos)
        if t.record.variable:
            raise Unsupported(node.pos, "offset in a structure of variable size")
        offset = 0
        terms: list[tuple[Expr, int]] = []
        steps: list[Node | Lexeme] = list(node.kids[1:])
        first = True
        for step in steps:
            if isinstance(step, Node) and step.name == "offset_index":
                if t.kind != ARRAY:
                    raise self.diags.fatal("subscripted-value", node.pos)
                index = self.promote(self.value(step.kids[0]))
                t = t.of
                value = fold(index)
                if isinstance(value, int):
                    offset += value * t.size
                else:
                    terms.append((index, t.size))
                continue
            lexeme = step if isinstance(step, Lexeme) else step.lexeme(0)
            if t.record is None:
                raise self.diags.fatal("member-of-non-struct", node.pos, lexeme.text)
            path = t.record.find(lexeme.text)
            if not path:
                raise self.diags.fatal("offsetof-no-member", node.pos, t, lexeme.text)
            if path[-1].width >= 0:
                raise self.diags.fatal("offsetof-bit-field", node.pos, lexeme.text)
            for field in path:
                offset += field.offset
            t = path[-1].type
            first = False
        del first
        if terms:
            return T.OffsetOf(offset, terms, self.types.size_t, node.pos)
        return Const(self.types.size_t, node.pos, offset)

    def e_types_compatible(self, node: Node) -> Expr:
        a = self.type_name(node.node(0)).unqualified()
        b = self.type_name(node.node(1)).unqualified()
        same = compatible_plain(a, b) and a.kind == b.kind
        return Const(self.types.int, node.pos, int(same))

    def e_va_arg(self, node: Node) -> Expr:
        """7.16.1.1."""
        list_ = self.va_list_operand(self.expression(node.kids[0]), node.pos)
        t = self.type_name(node.node(1))
        if t.is_incomplete():
            raise self.diags.fatal("va-arg-type", node.pos)
        if not t_.self_promoting(t):
            self.diags.report("va-arg-promotes", node.pos, t)
        if t.kind == ARRAY or t.kind == POINTER and t.of.kind in (ARRAY, FUNCTION) \
                and len(node.node(1).kids) > 1:
            self.diags.report("va-arg-spelling", node.pos)
        return T.VaArg(list_, t.unqualified(), node.pos)

    def e_convertvector(self, node: Node) -> Expr:
        e = self.value(node.kids[0])
        t = self.type_name(node.node(1))
        if e.type.kind != VECTOR or t.kind != VECTOR or e.type.count != t.count:
            raise self.diags.fatal("vector-operands", node.pos)
        return BuiltinCall("convertvector", [e], t, node.pos)

    def e_statement_expression(self, node: Node) -> Expr:
        """GNU `({ ... })`."""
        if self.function is None:
            raise self.diags.fatal("statement-expression-file-scope", node.pos)
        self.diags.report("statement-expression", node.pos)
        inner = node.node(0)
        while inner.name != "compound":
            inner = inner.node(0)
        block = self.block(inner)
        result: Expr | None = None
        if block.items and isinstance(block.items[-1], T.ExprStmt):
            last = block.items[-1]
            if last.expr is not None:
                result = last.expr
                if result.type.kind != VOID:
                    block.items.pop()
                    result = self.rvalue(result)
                else:
                    result = None
        elif block.items and isinstance(block.items[-1], T.Label) \
                and isinstance(block.items[-1].body, T.ExprStmt):
            raise Unsupported(node.pos, "label at the end of a statement expression")
        t = result.type if result is not None else self.types.void
        return T.StatementExpr(block, result, t, node.pos)

    def integer_constant(self, node: Node | Lexeme, rule: str) -> int:
        """6.6p6: an integer constant expression; what merely folds is pedantically wrong."""
        e = self.rvalue(self.expression(node))
        value = fold(e)
        if not isinstance(value, int) or not e.type.is_integer():
            raise self.diags.fatal(rule, e.pos)
        if not is_integer_constant(e):
            self.diags.report("not-integer-constant", e.pos, "constant expression")
        return value


__all__ = ["BOOL", "ExpressionChecker", "FLOAT", "INT", "TypeName", "to_format"]
