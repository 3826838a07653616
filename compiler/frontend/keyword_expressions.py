"""Primary expressions that begin with a keyword or hide a declaration (C17 6.5.1.1, 6.5.2.5,
6.5.3.4; GNU builtins that take types).

sizeof, alignof, _Generic, compound literals, statement expressions, label addresses, __func__,
va_arg, offsetof, choose_expr, types_compatible_p, complex, shuffles, vector conversion.
"""

from __future__ import annotations

from compiler.frontend.builtins import (
    OP_COMPLEX,
    OP_CONVERTVECTOR,
    OP_SHUFFLE,
    OP_SHUFFLEVECTOR,
    Builtin,
)
from compiler.frontend.compatibility import compatible_unqualified
from compiler.frontend.fold import evaluate
from compiler.frontend.initializers import InitializerParser
from compiler.frontend.layout import field_align
from compiler.frontend.parser_base import SyntaxFailed
from compiler.frontend.tgmath import select_function
from compiler.frontend.token import (
    TK_B_CHOOSE_EXPR,
    TK_B_COMPLEX,
    TK_B_CONVERTVECTOR,
    TK_B_HAS_ATTRIBUTE,
    TK_B_OFFSETOF,
    TK_B_SHUFFLE,
    TK_B_SHUFFLEVECTOR,
    TK_B_TGMATH,
    TK_B_TYPES_COMPATIBLE_P,
    TK_B_VA_ARG,
    TK_COLON,
    TK_COMMA,
    TK_DEFAULT,
    TK_DOT,
    TK_FUNCTION,
    TK_IDENT,
    TK_LBRACE,
    TK_LBRACKET,
    TK_LPAREN,
    TK_PRETTY_FUNCTION,
    TK_RBRACKET,
    TK_RPAREN,
)
from compiler.frontend.tree import (
    AUTO,
    BITFIELD,
    EXPR_STMT,
    FUNC,
    INT_CONST,
    LVALUE,
    POINTER_TO_INT,
    REGISTER,
    STATIC,
    TO_VOID,
    Assign,
    BuiltinCall,
    Cast,
    Comma,
    ComplexConst,
    ComplexPart,
    CompoundLiteral,
    Deref,
    Expr,
    ExprStmt,
    FloatConst,
    FuncRef,
    InitEntry,
    Initializer,
    IntConst,
    Label,
    LabelAddress,
    Member,
    StatementExpr,
    StringLiteral,
    VaArg,
    VarDecl,
    VarRef,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    ARRAY,
    BITINT,
    COMPLEX,
    ERROR,
    FUNCTION,
    INCOMPLETE,
    POINTER,
    STRUCT,
    VARIABLE,
    VOID,
    ComplexType,
    CType,
    RecordType,
    VectorType,
    qualified,
    without_quals,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class KeywordExpressions(InitializerParser):
    """Expressions with a syntax of their own."""

    # ------------------------------------------------------------ hidden VLA lengths
    def take_hidden(self) -> list[VarDecl] | None:
        """The lengths of VLAs in a type name just parsed, to be computed by the expression."""
        hidden = self.state.hidden
        if not hidden:
            return None
        self.state.hidden = []
        return hidden

    def with_hidden(self, hidden: list[VarDecl], node: Expr, loc: i64) -> Expr:
        """Compute lengths, then `node`."""
        at = len(hidden)
        if node.type.kind == ERROR:
            return node
        while at:
            at -= 1
            variable = hidden[at]
            if self.function is not None:
                self.function.locals.append(variable)
            init = variable.init
            assert init is not None
            place = VarRef(variable, variable.type, loc, LVALUE)
            store = Assign(place, init.entries[0].value, variable.type, loc)
            variable.init = None
            node = Comma(store, node, loc)
        return node

    # ------------------------------------------------------------ sizeof and alignof
    def parse_sizeof(self, loc: i64) -> Expr:
        """With `sizeof` current."""
        stream = self.stream
        stream.advance()
        self.enter_nesting()
        self.unevaluated += 1
        self.unneeded += 1
        node: Expr | None = None
        type: CType
        if stream.kind == TK_LPAREN and self.type_follows():
            paren = stream.loc
            stream.advance()
            type = self.parse_type_name()
            self.expect(TK_RPAREN, ")")
            if stream.kind == TK_LBRACE:
                node = self.parse_postfix(self.parse_compound_literal(type, paren))
                type = node.type
        else:
            node = self.parse_cast()
            type = node.type
        self.unneeded -= 1
        self.unevaluated -= 1
        self.nesting -= 1
        if node is not None and node.flags & BITFIELD:
            return self.fail(loc, "'sizeof' applied to a bit-field")
        result = self.build_sizeof(type, loc, "sizeof")
        hidden = self.take_hidden()
        if hidden is None or self.function is None and result.kind == INT_CONST:
            return result  # at file scope nothing can be computed (6.7.6.2p5)
        return self.with_hidden(hidden, result, loc)

    def type_follows(self) -> bool:
        """With `(` current: whether a type name follows."""
        from compiler.frontend.specifiers import STARTS
        following = self.stream.peek(1)
        kind = following.kind
        if kind == TK_IDENT:
            return self.is_typedef_name(following) and self.visible(following) is not None
        return kind > TK_IDENT and (STARTS[kind])

    def parse_alignof(self, strict: bool, loc: i64) -> Expr:
        """`_Alignof` (strict) and `__alignof__`, of types and (GNU) of expressions."""
        stream = self.stream
        word = "_Alignof" if strict else "__alignof__"
        stream.advance()
        self.enter_nesting()
        self.unevaluated += 1
        self.unneeded += 1
        node: Expr | None = None
        type: CType
        if stream.kind == TK_LPAREN and self.type_follows():
            paren = stream.loc
            stream.advance()
            type = self.parse_type_name()
            self.expect(TK_RPAREN, ")")
            if stream.kind == TK_LBRACE:
                node = self.parse_postfix(self.parse_compound_literal(type, paren))
                type = node.type
        else:
            node = self.parse_cast()
            type = node.type
        self.unneeded -= 1
        self.unevaluated -= 1
        self.nesting -= 1
        self.take_hidden()
        if type.kind == ERROR:
            return self.error_expr(loc)
        align: i64 = type.align
        if node is not None:
            if node.flags & BITFIELD:
                return self.fail(loc, f"'{word}' applied to a bit-field")
            if strict:
                self.pedantic(loc, f"ISO C does not allow '{word} (expression)'")
            if isinstance(node, VarRef) and node.decl.align > align:
                align = node.decl.align
            elif isinstance(node, FuncRef):
                align = max(align, node.decl.align)
            elif isinstance(node, Member):
                align = max(align, node.field.declared_align)
        if type.size == INCOMPLETE and type.kind not in (VOID, FUNCTION, ARRAY):
            return self.fail(loc, f"invalid application of '{word}' to incomplete type "
                                  f"'{spell(type)}'")
        if type.kind == VOID or type.kind == FUNCTION:
            self.diagnostics.pedwarn("pointer-arith", loc, f"invalid application of '{word}' to a "
                                     f"{'void' if type.kind == VOID else 'function'} type")
        if strict and node is None:
            align = field_align(type, self.facts)
        elif type.kind < STRUCT and not type.user_align and self.facts.field_align_limit and (
                type.size == 8 and type.kind < COMPLEX and align < 8):
            align = 8
        return IntConst(align, self.types.size, loc, 0)

    # ------------------------------------------------------------ objects in expressions
    def parse_compound_literal(self, type: CType, loc: i64) -> Expr:
        """`(type){...}` with `{` current."""
        if type.kind == FUNCTION:
            self.error(loc, "compound literal has function type")
            type = self.types.error
        elif type.size == VARIABLE:
            self.error(loc, "compound literal has variable size")
            type = self.types.error
        elif type.size == INCOMPLETE and type.kind != ARRAY and type.kind != ERROR:
            self.incomplete_error(type, loc, "")
            type = self.types.error
        hidden = self.take_hidden()
        decl = VarDecl("", type, loc)
        decl.storage = AUTO if self.function is not None and self.depth > 0 else STATIC
        decl.used = True
        decl.read = True
        decl.address_taken = True
        decl.function = self.function
        decl.defined = True
        filled, init = self.parse_braced_initializer(type, decl, decl.storage == STATIC)
        if filled.kind == ERROR:
            return self.error_expr(loc)
        decl.type = filled
        decl.init = init
        if decl.storage == STATIC:
            if not self.diagnostics.errors:
                self.consumer.variable(decl)
        elif self.function is not None:
            self.function.locals.append(decl)
        made: Expr = CompoundLiteral(decl, loc)
        return made if hidden is None else self.with_hidden(hidden, made, loc)

    def parse_statement_expression(self, loc: i64) -> Expr:
        """`({ ... })` with `{` current; goes past `)`."""
        if self.function is None:
            self.error(loc, "braced-group within expression allowed only inside a function")
            self.stream.skip_braces()
            self.expect(TK_RPAREN, ")")
            return self.error_expr(loc)
        self.pedantic(loc, "ISO C forbids braced-groups within expressions")
        saved_extension = self.extension
        body = self.parse_compound()
        self.extension = saved_extension
        self.expect(TK_RPAREN, ")")
        items = body.items
        value: Expr | None = None
        if items:
            last = items[len(items) - 1]
            if last.kind == EXPR_STMT:
                assert isinstance(last, ExprStmt)
                node = last.expr
                if isinstance(node, Cast) and node.op == TO_VOID and not node.explicit:
                    node = node.operand
                node = self.rvalue(node)
                if node.type.kind == ERROR:
                    return node
                if node.type.kind != VOID:
                    items.pop()
                    value = node
        type = self.types.void if value is None else value.type
        return StatementExpr(body, value, type, loc)

    def parse_label_address(self, loc: i64) -> Expr:
        """`&&label` with `&&` current."""
        self.pedantic(loc, "taking the address of a label is non-standard")
        stream = self.stream
        stream.advance()
        if stream.kind != TK_IDENT:
            self.expected("identifier")
        if self.function is None:
            name = stream.ident.text
            stream.advance()
            return self.fail(loc, f"label '{name}' referenced outside of any function")
        label = self.find_label(stream.ident.text, stream.loc)
        label.address_taken = True
        label.used = True
        owner = label.function
        if owner is not None and owner is not self.function:
            owner.has_label_address = True
            self.function.captured_labels.append(label)
        else:
            self.function.has_label_address = True
        stream.advance()
        return LabelAddress(label, self.types.void_pointer, loc)

    def find_label(self, name: str, loc: i64, defines: bool = False) -> Label:
        """The label of a name in this function, made when new (statements.py)."""
        raise NotImplementedError

    def parse_cast(self) -> Expr:
        """cast-expression (expressions.py)."""
        raise NotImplementedError

    def parse_postfix(self, node: Expr) -> Expr:
        """Postfix operators (expressions.py)."""
        raise NotImplementedError

    def function_name(self, kind: i64, loc: i64) -> Expr:
        """`__func__`, `__FUNCTION__`, `__PRETTY_FUNCTION__`: one static array a function."""
        state = self.state
        function = self.function
        name = "__func__"
        known = state.name_variable
        if kind == TK_FUNCTION:
            name = "__FUNCTION__"
            known = state.function_variable
        elif kind == TK_PRETTY_FUNCTION:
            name = "__PRETTY_FUNCTION__"
            known = state.pretty_variable
        if known is None:
            text = function.name if function is not None else ""
            if function is None:
                self.warn("", loc, f"'{name}' is not defined outside of function scope")
                if kind == TK_PRETTY_FUNCTION:
                    text = "top level"
            data = text.encode("utf-8", "surrogateescape") + b"\0"
            type = self.types.array_of(self.types.const_char, len(data))
            known = VarDecl(name, type, loc)
            known.storage = STATIC
            known.defined = True
            known.used = True
            known.read = True
            known.function = function
            state.symbol_serial += 1
            known.symbol_serial = state.symbol_serial
            plain = self.types.array_of(self.types.char, len(data))
            literal = StringLiteral(data, plain, loc)
            known.init = Initializer(len(data), [InitEntry(0, type, literal, None)], True)
            if kind == TK_FUNCTION:
                state.function_variable = known
            elif kind == TK_PRETTY_FUNCTION:
                state.pretty_variable = known
            else:
                state.name_variable = known
            if not self.diagnostics.errors:
                self.consumer.variable(known)
        return VarRef(known, known.type, loc, LVALUE)

    def build_complex_part(self, node: Expr, imaginary: bool, loc: i64) -> Expr:
        """`__real__` and `__imag__`."""
        type = node.type
        main = type.unqual
        if isinstance(main, ComplexType):
            if isinstance(node, ComplexConst):
                part = node.imaginary if imaginary else node.real
                if main.element.format:
                    return FloatConst(part, main.element, loc)
                return IntConst(part, main.element, loc, 0)
            flags = node.flags & (LVALUE | REGISTER)
            element: CType = main.element
            if flags & LVALUE:
                element = qualified(element, type.quals & 7)
                if not imaginary:
                    self.mark_read(node)
            return ComplexPart(node, imaginary, element, loc, flags)
        if type.kind == ERROR:
            return node
        value = self.rvalue(node)
        if type.kind > COMPLEX or type.kind == VOID:
            word = "__imag__" if imaginary else "__real__"
            return self.fail(loc, f"wrong type argument to {word}")
        if not imaginary:
            return node
        if value.type.format:
            zero: Expr = FloatConst(0, value.type, loc)
        else:
            zero = IntConst(0, value.type, loc, 0)
        if value.kind == INT_CONST:
            return zero
        return self.build_comma(value, zero, loc)

    # ------------------------------------------------------------ _Generic
    def parse_generic(self, loc: i64) -> Expr:
        """With `_Generic` current."""
        stream = self.stream
        stream.advance()
        self.expect(TK_LPAREN, "(")
        self.enter_nesting()
        self.unevaluated += 1
        self.unneeded += 1
        control = self.rvalue(self.parse_assignment())
        self.unneeded -= 1
        self.unevaluated -= 1
        selector = control.type
        chosen: Expr | None = None
        fallback: Expr | None = None
        seen: list[CType] = []
        bad = selector.kind == ERROR
        self.expect(TK_COMMA, ",")
        while True:
            is_default = False
            matches = False
            place = stream.loc
            if stream.kind == TK_DEFAULT:
                stream.advance()
                if fallback is not None:
                    self.error(place, "duplicate 'default' case in '_Generic'")
                is_default = True
            else:
                type = self.parse_type_name()
                if type.kind == FUNCTION:
                    self.error(place, "'_Generic' association has function type")
                elif type.size == INCOMPLETE and type.kind != ERROR and type.kind != ARRAY:
                    self.error(place, "'_Generic' association has incomplete type")
                elif type.size == VARIABLE:
                    self.error(place, "'_Generic' association has variable length type")
                for other in seen:
                    if (other.quals & 15) == (type.quals & 15) and type.kind != ERROR and (
                            compatible_unqualified(other, type)):
                        self.error(place, "'_Generic' specifies two compatible types")
                seen.append(type)
                matches = (type.quals & 15) == 0 and compatible_unqualified(type, selector)
            self.expect(TK_COLON, ":")
            if not matches and not is_default:
                self.unneeded += 1
                self.unevaluated += 1
            node = self.parse_assignment()
            if not matches and not is_default:
                self.unneeded -= 1
                self.unevaluated -= 1
            if is_default:
                fallback = node
            elif matches and chosen is None:
                chosen = node
            if stream.kind != TK_COMMA:
                break
            stream.advance()
        self.nesting -= 1
        self.expect(TK_RPAREN, ")")
        if bad:
            return self.error_expr(loc)
        if chosen is None:
            chosen = fallback
        if chosen is None:
            return self.fail(loc, f"'_Generic' selector of type '{spell(selector)}' is not "
                                  "compatible with any association")
        return chosen

    # ------------------------------------------------------------ builtins with syntax
    def parse_builtin_keyword(self, kind: i64, loc: i64) -> Expr:
        """va_arg, offsetof, ... with the keyword current."""
        stream = self.stream
        name = stream.ident.text
        stream.advance()
        self.expect(TK_LPAREN, "(")
        self.enter_nesting()
        if kind == TK_B_VA_ARG:
            node = self.parse_va_arg(loc)
        elif kind == TK_B_OFFSETOF:
            node = self.parse_offsetof(loc)
        elif kind == TK_B_TYPES_COMPATIBLE_P:
            first = self.parse_type_name()
            self.expect(TK_COMMA, ",")
            second = self.parse_type_name()
            self.take_hidden()
            same = compatible_unqualified(without_quals(first), without_quals(second))
            node = IntConst(1 if same else 0, self.types.int_, loc, 0)
        elif kind == TK_B_CHOOSE_EXPR:
            node = self.parse_choose(loc)
        elif kind == TK_B_HAS_ATTRIBUTE:
            self.diagnostics.unsupported(loc, "'__builtin_has_attribute'")
            raise SyntaxFailed
        else:
            arguments: list[Expr] = []
            while stream.kind != TK_RPAREN:
                if kind == TK_B_CONVERTVECTOR and len(arguments) == 1:
                    break
                arguments.append(self.parse_assignment())
                if stream.kind != TK_COMMA:
                    break
                stream.advance()
            if kind == TK_B_CONVERTVECTOR:
                type = self.parse_type_name()
                node = self.build_convert_vector(arguments[0], type, loc)
            elif kind == TK_B_COMPLEX:
                node = self.build_complex(arguments, loc)
            elif kind == TK_B_SHUFFLE:
                node = self.build_shuffle(arguments, loc)
            elif kind == TK_B_SHUFFLEVECTOR:
                node = self.build_shuffle_vector(arguments, loc)
            elif kind == TK_B_TGMATH:
                node = self.build_tgmath(arguments, loc)
            else:
                self.diagnostics.unsupported(loc, f"'{name}'")
                node = self.error_expr(loc)
        self.nesting -= 1
        self.expect(TK_RPAREN, ")")
        return node

    def parse_va_arg(self, loc: i64) -> Expr:
        """`list, type`."""
        list_node = self.parse_assignment()
        self.expect(TK_COMMA, ",")
        place = self.stream.loc
        type = self.parse_type_name()
        hidden = self.take_hidden()
        pointer = self.va_list_pointer(list_node, "va_arg", 0, loc)
        if pointer is None or type.kind == ERROR:
            return self.error_expr(loc)
        if type.size == INCOMPLETE:
            self.error(place, f"second argument to 'va_arg' is of incomplete type "
                              f"'{spell(type)}'")
            return self.error_expr(loc)
        promoted = type.unqual
        if promoted.kind <= BITINT and promoted.precision and promoted.rank < 4:
            promoted = self.promoted(promoted)
        elif promoted is self.types.float_:
            promoted = self.types.double
        if promoted is not type.unqual and promoted.size > type.size:
            if self.warn("", place, f"'{spell(type)}' is promoted to '{spell(promoted)}' when "
                                    "passed through '...'"):
                self.note(place, f"(so you should pass '{spell(promoted)}' not '{spell(type)}' to "
                                 "'va_arg')")
        node: Expr = VaArg(pointer, type.unqual, loc)
        if type.kind == ARRAY:
            self.diagnostics.unsupported(loc, "va_arg of array type")
            return self.error_expr(loc)
        return node if hidden is None else self.with_hidden(hidden, node, loc)

    def parse_offsetof(self, loc: i64) -> Expr:
        """`type, member.designator[index]`."""
        stream = self.stream
        type = self.parse_type_name()
        self.expect(TK_COMMA, ",")
        main = type.unqual
        if isinstance(main, RecordType) and not main.complete:
            self.incomplete_error(type, loc, "")
            type = self.types.error
        null = Cast(12, IntConst(0, self.types.int_, loc, 0), self.types.pointer_to(type), loc,
                    False)
        node: Expr = Deref(null, type, loc)
        if type.kind == ERROR:
            node = self.error_expr(loc)
        first = True
        while True:
            if first or stream.kind == TK_DOT:
                if not first:
                    stream.advance()
                if stream.kind != TK_IDENT:
                    self.expected("identifier")
                node = self.build_member(node, stream.ident, stream.loc, stream.loc)
                stream.advance()
            elif stream.kind == TK_LBRACKET:
                place = stream.loc
                stream.advance()
                index = self.parse_expression()
                self.expect(TK_RBRACKET, "]")
                if node.type.kind != ARRAY and node.type.kind != ERROR:
                    if node.type.kind == POINTER:
                        node = self.fail(place, "cannot apply 'offsetof' to a non constant "
                                                "address")
                    else:
                        node = self.fail(place, "subscripted value is neither array nor pointer "
                                                "nor vector")
                else:
                    node = self.build_subscript(node, index, place)
            else:
                break
            first = False
        if node.type.kind == ERROR:
            return node
        if node.flags & BITFIELD:
            assert isinstance(node, Member)
            return self.fail(loc, "attempt to take address of bit-field structure member "
                                  f"'{node.field.name}'")
        from compiler.frontend.tree import AddressOf
        address = AddressOf(node, self.types.pointer_to(node.type), loc)
        value = evaluate(address)
        if isinstance(value, IntConst):
            return IntConst(value.value, self.types.size, loc, 0)
        return Cast(POINTER_TO_INT, address, self.types.size, loc, False)

    def parse_choose(self, loc: i64) -> Expr:
        """`constant, a, b`: one of them, unchanged."""
        condition = self.rvalue(self.parse_assignment())
        value = self.constant_value(condition)
        if value is None and condition.type.kind != ERROR:
            self.error(loc, "first argument to '__builtin_choose_expr' not a constant")
        self.expect(TK_COMMA, ",")
        skip = value is not None and value == 0
        first = self.parse_skipped(skip)
        self.expect(TK_COMMA, ",")
        second = self.parse_skipped(not skip)
        if value is None:
            return self.error_expr(loc)
        return first if value else second

    def parse_skipped(self, skip: bool) -> Expr:
        """An operand, perhaps one that is not chosen."""
        if skip:
            self.unneeded += 1
            self.unevaluated += 1
        node = self.parse_assignment()
        if skip:
            self.unneeded -= 1
            self.unevaluated -= 1
        return node

    def build_complex(self, arguments: list[Expr], loc: i64) -> Expr:
        """`__builtin_complex(real, imaginary)`."""
        if len(arguments) != 2:
            return self.fail(loc, "wrong number of arguments to '__builtin_complex'")
        real = self.rvalue(arguments[0])
        imaginary = self.rvalue(arguments[1])
        if real.type.kind == ERROR or imaginary.type.kind == ERROR:
            return self.error_expr(loc)
        if not real.type.format or not imaginary.type.format:
            return self.fail(loc, "'__builtin_complex' operand not of real binary floating-point "
                                  "type")
        if real.type is not imaginary.type:
            return self.fail(loc, "'__builtin_complex' operands of different types")
        type = self.types.complex_of(real.type)
        if isinstance(real, FloatConst) and isinstance(imaginary, FloatConst):
            return ComplexConst(real.bits, imaginary.bits, type, loc)
        row = Builtin("__builtin_complex", "?", OP_COMPLEX, "c", "")
        return BuiltinCall(row, [real, imaginary], real.type, type, loc)

    def vector_under(self, node: Expr) -> VectorType | None:
        """The vector type of an operand."""
        main = node.type.unqual
        return main if isinstance(main, VectorType) else None

    def build_shuffle(self, arguments: list[Expr], loc: i64) -> Expr:
        """`__builtin_shuffle(v[, w], mask)`."""
        values = [self.rvalue(argument) for argument in arguments]
        for value in values:
            if value.type.kind == ERROR:
                return value
        if len(values) not in (2, 3):
            return self.fail(loc, "wrong number of arguments to '__builtin_shuffle'")
        vector = self.vector_under(values[0])
        mask = self.vector_under(values[len(values) - 1])
        if vector is None:
            return self.fail(loc, "'__builtin_shuffle' arguments must be vectors")
        if mask is None or mask.element.format:
            return self.fail(loc, "'__builtin_shuffle' last argument must be an integer vector")
        if len(values) == 3 and self.vector_under(values[1]) is not vector:
            return self.fail(loc, "'__builtin_shuffle' argument vectors must be of the same type")
        if mask.count != vector.count:
            return self.fail(loc, "'__builtin_shuffle' number of elements of the argument "
                                  "vector(s) and the mask vector should be the same")
        if mask.element.size != vector.element.size:
            return self.fail(loc, "'__builtin_shuffle' argument vector(s) inner type must have "
                                  "the same size as inner type of the mask")
        row = Builtin("__builtin_shuffle", "?", OP_SHUFFLE, "c", "")
        return BuiltinCall(row, values, vector, vector, loc)

    def build_shuffle_vector(self, arguments: list[Expr], loc: i64) -> Expr:
        """`__builtin_shufflevector(v, w, indices...)`."""
        values = [self.rvalue(argument) for argument in arguments]
        for value in values:
            if value.type.kind == ERROR:
                return value
        if len(values) < 3:
            return self.fail(loc, "wrong number of arguments to '__builtin_shufflevector'")
        vector = self.vector_under(values[0])
        second = self.vector_under(values[1])
        if vector is None or second is None or vector.element is not second.element:
            return self.fail(loc, "'__builtin_shufflevector' argument vectors must have the same "
                                  "element type")
        for position, value in enumerate(values[2:]):
            index = self.constant_value(value)
            if index is None:
                return self.fail(loc, f"invalid element index '{position}' to "
                                      "'__builtin_shufflevector'")
            if index < -1 or index >= vector.count + second.count:
                return self.fail(loc, f"invalid element index '{index}' to "
                                      "'__builtin_shufflevector'")
        count = len(values) - 2
        if count & (count - 1):
            return self.fail(loc, "'__builtin_shufflevector' must specify a result with a power "
                                  "of two number of elements")
        type = self.types.vector_of(vector.element, count)
        row = Builtin("__builtin_shufflevector", "?", OP_SHUFFLEVECTOR, "c", "")
        return BuiltinCall(row, values, type, type, loc)

    def build_convert_vector(self, node: Expr, type: CType, loc: i64) -> Expr:
        """`__builtin_convertvector(v, type)`."""
        value = self.rvalue(node)
        source = self.vector_under(value)
        target = type.unqual
        if value.type.kind == ERROR or target.kind == ERROR:
            return self.error_expr(loc)
        if source is None:
            return self.fail(loc, "'__builtin_convertvector' first argument must be an integer or "
                                  "floating vector")
        if not isinstance(target, VectorType):
            return self.fail(loc, "'__builtin_convertvector' second argument must be an integer "
                                  "or floating vector type")
        if source.count != target.count:
            return self.fail(loc, "'__builtin_convertvector' number of elements of the first "
                                  "argument vector and the second argument vector type should be "
                                  "the same")
        row = Builtin("__builtin_convertvector", "?", OP_CONVERTVECTOR, "c", "")
        return BuiltinCall(row, [value], target, target, loc)

    def build_tgmath(self, arguments: list[Expr], loc: i64) -> Expr:
        """`__builtin_tgmath(functions..., arguments...)`: choose by the arguments' types."""
        functions: list[Expr] = []
        rest: list[Expr] = []
        for argument in arguments:
            if not rest and argument.kind == FUNC:
                functions.append(argument)
            else:
                value = self.rvalue(argument)
                if value.type.kind == ERROR:
                    return value
                rest.append(value)
        if not functions or not rest:
            return self.fail(loc, "too few arguments to '__builtin_tgmath'")
        for value in rest:
            kind = value.type.kind
            if kind > COMPLEX or kind == VOID:
                return self.fail(loc, "argument of type-generic function is not arithmetic")
        chosen = select_function(self, functions, rest)
        if chosen is None:
            return self.fail(loc, "no matching function for type-generic call")
        assert isinstance(chosen, FuncRef)
        return self.build_call(chosen, rest, loc)
