"""External declarations, function bodies, and the end of the unit (C17 6.9).

Idea: each finished definition goes to the consumer at once.  The body of an inline function of an
included file is skipped by its braces and parsed when the function is referenced; at the end of the
unit those that were referenced are parsed until no new one turns up.  While such a body is parsed,
file-scope names declared behind it are not seen.
"""

from __future__ import annotations

from compiler.frontend.attributes import Attributes
from compiler.frontend.declarators import Declarator, Suffix
from compiler.frontend.ident import Ident
from compiler.frontend.parser_base import FunctionState, SyntaxFailed, TagDecl
from compiler.frontend.pragmas import PragmaParser
from compiler.frontend.specifiers import Specifiers
from compiler.frontend.token import (
    TK_ASM,
    TK_ASSIGN,
    TK_ATTRIBUTE,
    TK_COMMA,
    TK_EOF,
    TK_EXTENSION,
    TK_IDENT,
    TK_LBRACE,
    TK_LPAREN,
    TK_PRAGMA,
    TK_RBRACE,
    TK_RPAREN,
    TK_SEMICOLON,
    TK_STATIC_ASSERT,
    TK_STRING,
    TK_VOLATILE,
)
from compiler.frontend.tree import (
    AUTO,
    EMIT_ALWAYS,
    EMIT_IF_USED,
    EMIT_NEVER,
    EXTERN,
    EXTERNAL,
    INTERNAL,
    NO_STORAGE,
    REGISTER_STORAGE,
    STATIC,
    TYPEDEF,
    Block,
    DeclStmt,
    FuncDecl,
    IntConst,
    Return,
    Stmt,
    StringLiteral,
    VarDecl,
)
from compiler.frontend.types import (
    ARRAY,
    BITINT,
    ERROR,
    FUNCTION,
    INCOMPLETE,
    STRUCT,
    VARIABLE,
    VOID,
    CType,
    FunctionType,
    qualified,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class PendingBody:
    """A function body that has been skipped."""

    def __init__(self, decl: FuncDecl, suffix: Suffix, index: i64, serial: i64) -> None:
        self.decl: FuncDecl = decl
        self.suffix: Suffix = suffix
        self.index: i64 = index
        self.serial: i64 = serial
        self.wanted: bool = False


class DefinitionParser(PragmaParser):
    """Parses declarations, function definitions and whole units."""

    pending: dict[str, PendingBody]
    wanted: list[PendingBody]

    # ------------------------------------------------------------ external declarations
    def parse_unit(self) -> None:
        """translation-unit."""
        stream = self.stream
        if stream.kind == TK_EOF:
            self.pedantic(stream.loc, "ISO C forbids an empty translation unit")
        while stream.kind != TK_EOF:
            try:
                self.parse_external()
            except SyntaxFailed:
                self.recover()
        self.finish_unit()

    def recover(self) -> None:
        """After a syntax error at file scope: go past the declaration."""
        while self.depth > 0:
            self.leave_scope()
        self.nesting = 0
        self.in_prototype = 0
        self.in_type_name = 0
        self.unevaluated = 0
        self.unneeded = 0
        self.extension = 0
        self.function = None
        self.diagnostics.renderer.function = ""
        self.state = FunctionState()
        self.skip_external()

    def skip_external(self) -> None:
        """Go past the next `;`, or past a `}` that ends a body."""
        stream = self.stream
        depth: i64 = 0
        while True:
            kind = stream.kind
            if kind == TK_EOF:
                return
            if kind == TK_SEMICOLON and depth == 0:
                stream.advance()
                return
            if kind == TK_LBRACE:
                depth += 1
            elif kind == TK_RBRACE:
                depth -= 1
                if depth <= 0:
                    stream.advance()
                    if stream.kind == TK_SEMICOLON:
                        stream.advance()
                    return
            stream.advance()

    def parse_external(self) -> None:
        """external-declaration."""
        stream = self.stream
        kind = stream.kind
        if kind == TK_SEMICOLON:
            self.pedantic(stream.loc, "ISO C does not allow extra ';' outside of a function")
            stream.advance()
            return
        if kind == TK_EXTENSION:
            extension = self.extension
            self.extension += 1
            stream.advance()
            self.parse_external()
            self.extension = extension
            return
        if kind == TK_ASM:
            self.parse_top_asm()
            return
        if kind == TK_STATIC_ASSERT:
            self.parse_static_assert()
            return
        if kind == TK_PRAGMA:
            self.parse_pragma()
            return
        if kind < TK_IDENT and kind != TK_LPAREN and not self.begins_declarator(kind):
            self.syntax_error("expected identifier or '('", stream.loc)
            if kind == TK_RBRACE:
                stream.advance()
                return
            raise SyntaxFailed
        self.parse_external_declaration()

    def begins_declarator(self, kind: i64) -> bool:
        """`*` or `[[` at file scope."""
        from compiler.frontend.token import TK_LBRACKET, TK_STAR
        return kind == TK_STAR or kind == TK_LBRACKET and (
            self.stream.peek(1).kind == TK_LBRACKET)

    def parse_top_asm(self) -> None:
        """`asm("...");` at file scope."""
        stream = self.stream
        stream.advance()
        while stream.kind == TK_VOLATILE:
            self.warn("", stream.loc, "asm qualifier 'volatile' ignored outside of function")
            stream.advance()
        self.expect(TK_LPAREN, "(")
        text = self.parse_asm_string()
        self.expect(TK_RPAREN, ")")
        self.expect(TK_SEMICOLON, ";")
        if not self.diagnostics.errors:
            self.consumer.top_asm(text)

    def parse_static_assert(self) -> None:
        """`_Static_assert(condition[, "message"]);`"""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        self.expect(TK_LPAREN, "(")
        node = self.rvalue(self.parse_conditional_expression())
        message = ""
        if stream.kind == TK_COMMA:
            stream.advance()
            if stream.kind != TK_STRING:
                self.expected("string literal")
            literal = self.parse_string_literal()
            assert isinstance(literal, StringLiteral)
            message = literal.data[:-1].decode("utf-8", "replace")
        else:
            self.pedantic(stream.loc, "ISO C11 does not support omitting the string in "
                                      "'_Static_assert'")
        self.expect(TK_RPAREN, ")")
        self.expect(TK_SEMICOLON, ";")
        if node.type.kind == ERROR:
            return
        if node.type.kind > BITINT or not node.type.precision:
            self.error(loc, "expression in static assertion is not an integer")
            return
        value = self.required_constant(node, "expression in static assertion is not constant",
                                       "expression in static assertion is not an integer "
                                       "constant expression")
        if value == 0:
            self.error(loc, "static assertion failed" + (f': "{message}"' if message else ""))

    def parse_external_declaration(self) -> None:
        """A declaration or function definition at file scope."""
        stream = self.stream
        if stream.kind == TK_IDENT and not self.starts_type():
            self.check_unknown_type()
        specifiers = self.parse_specifiers(True)
        if stream.kind == TK_SEMICOLON:
            self.empty_declaration(specifiers)
            stream.advance()
            return
        first = True
        while True:
            declarator = Declarator()
            type = specifiers.type
            assert type is not None
            if specifiers.default_int and not specifiers.any and stream.kind < TK_IDENT and (
                    stream.kind != TK_LPAREN and not self.begins_declarator(stream.kind)):
                self.expected("identifier or '('")
            type = self.parse_declarator(type, declarator, False)
            if first and self.begins_body(type, declarator, specifiers):
                self.parse_definition(specifiers, declarator, type)
                return
            self.finish_declarator(specifiers, declarator, type, None)
            first = False
            if stream.kind == TK_COMMA:
                stream.advance()
                if stream.kind == TK_ATTRIBUTE:
                    specifiers.attributes = self.parse_attributes(specifiers.attributes)
                continue
            break
        if stream.kind != TK_SEMICOLON:
            self.expected("'=', ',', ';', 'asm' or '__attribute__'"
                          if stream.kind < TK_IDENT + 1 else "';'")
        stream.advance()

    def check_unknown_type(self) -> None:
        """`foo bar ...` at file scope where foo names no type."""
        stream = self.stream
        following = stream.peek(1).kind
        from compiler.frontend.token import TK_STAR
        if following in (TK_IDENT, TK_STAR):
            self.error(stream.loc, f"unknown type name '{stream.ident.text}'")
            raise SyntaxFailed
        if following > TK_IDENT and following != TK_ASM and following != TK_ATTRIBUTE:
            self.error(stream.loc, f"unknown type name '{stream.ident.text}'")
            raise SyntaxFailed

    def empty_declaration(self, specifiers: Specifiers) -> None:
        """Specifiers without declarators: useful only when they declare a tag or constants."""
        loc = specifiers.loc
        type = specifiers.type
        if specifiers.only_tag:
            if specifiers.anonymous_tag and type is not None and type.kind >= STRUCT and (
                    specifiers.storage != TYPEDEF):
                self.warn("", loc, "unnamed struct/union that defines no instances")
            elif specifiers.storage != NO_STORAGE or specifiers.inline or specifiers.quals:
                if specifiers.inline:
                    self.error(loc, "'inline' in empty declaration")
                elif not specifiers.defines or specifiers.storage == TYPEDEF:
                    self.warn("", loc, "useless storage class specifier in empty declaration"
                              if specifiers.storage else "useless type qualifier in empty "
                                                         "declaration")
            return
        if specifiers.inline:
            self.error(loc, "'inline' in empty declaration")
            return
        if specifiers.default_int and not specifiers.any:
            self.warn("", loc, "empty declaration")
            return
        if specifiers.default_int and specifiers.attributes is not None:
            self.warn("", loc, "empty declaration")
            return
        if specifiers.default_int:
            self.warn("", loc, "useless storage class specifier in empty declaration")
            return
        self.warn("", loc, "useless type name in empty declaration")

    def begins_body(self, type: CType, declarator: Declarator, specifiers: Specifiers) -> bool:
        """Whether a function definition's body or K&R declarations follow the declarator."""
        kind = self.stream.kind
        if type.kind != FUNCTION or declarator.function is None:
            return False
        if kind == TK_LBRACE:
            return True
        suffix = declarator.function
        if kind in (TK_COMMA, TK_SEMICOLON, TK_ASSIGN, TK_ASM):
            return False
        if kind == TK_ATTRIBUTE:
            return False
        return not suffix.prototype and self.starts_type()

    def finish_declarator(self, specifiers: Specifiers, declarator: Declarator, type: CType,
                          items: list[Stmt] | None) -> None:
        """Attributes, asm name, initialiser of one declarator; `items` in a block."""
        stream = self.stream
        ident = declarator.ident
        if ident is None:
            self.expected("identifier or '('")
            return
        if self.unprototyped > declarator.loc:
            self.unprototyped = 0
            self.warn("strict-prototypes", specifiers.loc,
                      "function declaration isn't a prototype")
        if stream.kind == TK_ASM:
            declarator.asm_name = self.parse_asm_name()
        attributes = specifiers.attributes
        if stream.kind == TK_ATTRIBUTE:
            declarator.attributes = self.parse_attributes(declarator.attributes)
            if stream.kind == TK_ASM:
                declarator.asm_name = self.parse_asm_name()
        if declarator.attributes is not None:
            type = self.with_attributes(type, declarator.attributes)
            if attributes is not None:
                merged = Attributes(attributes.loc)
                merged.merge(attributes)
                merged.merge(declarator.attributes)
                attributes = merged
            else:
                attributes = declarator.attributes
        elif attributes is not None and attributes.flags & (1 << 23):
            type = self.with_attributes(type, attributes)
        if specifiers.default_int and not specifiers.auto_type:
            self.say_default_int(specifiers, declarator, ident)
        if specifiers.storage == TYPEDEF:
            self.finish_typedef(specifiers, declarator, type, attributes, ident, items)
            return
        if specifiers.auto_type:
            self.declare_auto(specifiers, declarator, attributes, ident, items)
            return
        if type.kind == FUNCTION:
            assert isinstance(type, FunctionType)
            self.declare_function(ident, type, specifiers, declarator, attributes, False)
            if stream.kind == TK_ASSIGN:
                self.error(declarator.loc,
                           f"function '{ident.text}' is initialized like a variable")
                stream.advance()
                scratch = VarDecl("", self.types.error, declarator.loc)
                self.parse_initializer(self.types.error, scratch)
            return
        if attributes is not None:
            type = self.function_attributes(type, attributes)
        self.finish_variable(specifiers, declarator, type, attributes, ident, items)

    def say_default_int(self, specifiers: Specifiers, declarator: Declarator,
                        ident: Ident) -> None:
        """A declaration without type specifier."""
        loc = declarator.loc
        if not specifiers.any:
            self.pedwarn("", loc, "data definition has no type or storage class")
        if self.language.standard != 90:
            self.pedwarn("implicit-int", loc,
                         f"type defaults to 'int' in declaration of '{ident.text}'")
        else:
            self.warn("implicit-int", loc,
                      f"type defaults to 'int' in declaration of '{ident.text}'")

    def finish_typedef(self, specifiers: Specifiers, declarator: Declarator, type: CType,
                       attributes: Attributes | None, ident: Ident,
                       items: list[Stmt] | None) -> None:
        """A typedef declarator; lengths of VLA types are computed where it stands."""
        if type.vla and self.depth == 0 and type.kind != ERROR:
            self.error(declarator.loc, f"variably modified '{ident.text}' at file scope")
            type = self.types.error
        self.flush_hidden(items, declarator.loc)
        self.declare_typedef(ident, type, specifiers, attributes, declarator.loc)
        if self.stream.kind == TK_ASSIGN:
            self.error(declarator.loc, f"typedef '{ident.text}' is initialized (use '__typeof__' "
                                       "instead)")
            self.stream.advance()
            scratch = VarDecl("", self.types.error, declarator.loc)
            self.parse_initializer(self.types.error, scratch)

    def flush_hidden(self, items: list[Stmt] | None, loc: i64) -> None:
        """Turn waiting VLA lengths into declarations of hidden variables."""
        hidden = self.state.hidden
        if not hidden:
            return
        self.state.hidden = []
        if items is None:
            return
        if self.function is not None:
            for variable in hidden:
                self.function.locals.append(variable)
        items.append(DeclStmt(hidden, loc))

    def declare_auto(self, specifiers: Specifiers, declarator: Declarator,
                     attributes: Attributes | None, ident: Ident,
                     items: list[Stmt] | None) -> None:
        """`__auto_type name = expression;`"""
        stream = self.stream
        loc = declarator.loc
        if stream.kind != TK_ASSIGN:
            self.error(loc, "'__auto_type' requires an initialized data declaration")
            raise SyntaxFailed
        stream.advance()
        if stream.kind == TK_LBRACE:
            self.expected("expression")
        node = self.rvalue(self.parse_assignment())
        type = node.type
        if type.kind == VOID:
            self.error(loc, f"variable or field '{ident.text}' declared void")
            type = self.types.error
        if type.kind == BITINT:
            node = self.leave_bitint(node)
            type = node.type
        if specifiers.quals and type.kind != ERROR:
            type = qualified(type, specifiers.quals)
        self.flush_hidden(items, loc)
        decl = self.declare_variable(ident, type, specifiers, declarator, attributes, True)
        if decl.type.kind != ERROR and node.type.kind != ERROR:
            is_static = decl.storage == STATIC
            from compiler.frontend.initializers import InitBuilder
            builder = InitBuilder(is_static, False)
            self.add_value(builder, node, decl.type, 0, None, loc)
            if not builder.bad:
                decl.init = self.finish_initializer(builder, decl.type)
        self.complete_variable(decl, True, items, loc)

    def finish_variable(self, specifiers: Specifiers, declarator: Declarator, type: CType,
                        attributes: Attributes | None, ident: Ident,
                        items: list[Stmt] | None) -> None:
        """A variable's declarator with its initialiser."""
        stream = self.stream
        loc = declarator.loc
        has_init = stream.kind == TK_ASSIGN
        self.flush_hidden(items, loc)
        decl = self.declare_variable(ident, type, specifiers, declarator, attributes, has_init)
        if has_init:
            if specifiers.storage == EXTERN and self.depth == 0:
                self.warn("", loc, f"'{ident.text}' initialized and declared 'extern'")
                decl.storage = STATIC
            self.check_object_size(decl, True)
            decl.initializing = True
            stream.advance()
            filled, init = self.parse_initializer(
                type if decl.invalid else decl.type, decl)
            decl.initializing = False
            if decl.type.kind != ERROR:
                decl.type = filled
            decl.init = init
        self.complete_variable(decl, has_init, items, loc)

    def complete_variable(self, decl: VarDecl, has_init: bool, items: list[Stmt] | None,
                          loc: i64) -> None:
        """Hand a static variable over, put an automatic one into its block."""
        if not has_init:
            self.check_object_size(decl, False)
        type = decl.type
        if type.kind != ERROR and type.size > 0 and type.size > 1 << 61:
            self.error(loc, f"size of variable '{decl.name}' is too large")
        if self.depth == 0:
            if decl.register_name and not decl.defined:
                decl.defined = True
                if not self.diagnostics.errors:
                    self.consumer.variable(decl)
            elif has_init and not decl.invalid:
                decl.defined = True
                if not self.diagnostics.errors:
                    self.consumer.variable(decl)
            return
        if decl.storage == STATIC:
            decl.defined = True
            if not self.diagnostics.errors:
                self.consumer.variable(decl)
            return
        if decl.storage == EXTERN:
            return
        decl.defined = True
        if type.size == VARIABLE:
            decl.vla_size = self.size_expression(type, loc)
            if self.function is not None:
                self.function.has_vla = True
            self.add_cleanup(decl, None)
        if self.function is not None:
            self.function.locals.append(decl)
        if items is not None:
            items.append(DeclStmt([decl], loc))
        if decl.cleanup is not None:
            self.check_cleanup(decl, decl.cleanup, loc)
            self.add_cleanup(decl, decl.cleanup)

    def check_cleanup(self, decl: VarDecl, function: FuncDecl, loc: i64) -> None:
        """The cleanup function takes a pointer to the variable."""
        type = function.type
        assert isinstance(type, FunctionType)
        if type.prototype and len(type.parameters) == 1:
            from compiler.frontend.tree import LVALUE, AddressOf, VarRef
            place = VarRef(decl, decl.type, loc, LVALUE)
            address = AddressOf(place, self.types.pointer_to(decl.type), loc)
            self.assign_convert(address, type.parameters[0], 2, f"'{function.name}'", 1, loc)

    # ------------------------------------------------------------ block declarations
    def parse_declaration(self, items: list[Stmt]) -> None:
        """A declaration in a block."""
        stream = self.stream
        specifiers = self.parse_specifiers(True)
        if stream.kind == TK_SEMICOLON:
            self.flush_hidden(items, stream.loc)
            self.empty_declaration(specifiers)
            stream.advance()
            return
        first = True
        while True:
            declarator = Declarator()
            type = specifiers.type
            assert type is not None
            mark = len(self.prototype_captures)
            type = self.parse_declarator(type, declarator, False)
            named = self.prototype_captures[mark:]
            del self.prototype_captures[mark:]
            if first and self.begins_body(type, declarator, specifiers):
                self.flush_hidden(items, declarator.loc)
                self.parse_nested(specifiers, declarator, type, named)
                return
            first = False
            self.finish_declarator(specifiers, declarator, type, items)
            if stream.kind == TK_COMMA:
                stream.advance()
                if stream.kind == TK_ATTRIBUTE:
                    specifiers.attributes = self.parse_attributes(specifiers.attributes)
                continue
            break
        if stream.kind != TK_SEMICOLON:
            self.expected("'=', ',', ';', 'asm' or '__attribute__'")
        stream.advance()

    def parse_nested(self, specifiers: Specifiers, declarator: Declarator, type: CType,
                     named: list[VarDecl]) -> None:
        """A nested function (GNU C) with its body; `named` are the variables of this function
        that its parameter list names."""
        outer = self.function
        state = self.state
        prototype = self.in_prototype
        unevaluated = self.unevaluated
        unneeded = self.unneeded
        self.unevaluated = 0
        self.unneeded = 0
        try:
            self.parse_definition(specifiers, declarator, type)
        finally:
            inner = outer.nested[len(outer.nested) - 1] if outer is not None and (
                outer.nested) else None
            self.function = outer
            self.state = state
            self.in_prototype = prototype
            self.unevaluated = unevaluated
            self.unneeded = unneeded
            self.diagnostics.renderer.function = outer.name if outer is not None else ""
        if inner is not None:
            for variable in named:
                variable.captured = True
                inner.captures.append(variable)

    # ------------------------------------------------------------ function definitions
    def parse_definition(self, specifiers: Specifiers, declarator: Declarator,
                         type: CType) -> None:
        """With K&R declarations or the body's `{` current."""
        stream = self.stream
        ident = declarator.ident
        suffix = declarator.function
        assert ident is not None and suffix is not None
        assert isinstance(type, FunctionType)
        loc = declarator.loc
        name = ident.text
        attributes = specifiers.attributes
        if declarator.attributes is not None:
            if attributes is not None:
                merged = Attributes(attributes.loc)
                merged.merge(attributes)
                merged.merge(declarator.attributes)
                attributes = merged
            else:
                attributes = declarator.attributes
        if specifiers.storage == TYPEDEF:
            self.error(loc, "function definition declared 'typedef'")
            specifiers.storage = NO_STORAGE
        if specifiers.default_int:
            if self.language.standard != 90:
                self.pedwarn("implicit-int", loc, "return type defaults to 'int'")
            else:
                self.warn("implicit-int", loc, "return type defaults to 'int'")
        result = type.result
        if result.size == INCOMPLETE and result.kind != VOID and result.kind != ERROR:
            self.error(loc, "return type is an incomplete type")
            type.result = self.types.error
        if suffix.names is not None or stream.kind != TK_LBRACE:
            type = self.parse_old_parameters(suffix, type)
        earlier = self.file_scope(ident) if self.depth == 0 else None
        declared = False
        if isinstance(earlier, FuncDecl) and not (earlier.implicit and earlier.loc == 0):
            known = earlier.type
            assert isinstance(known, FunctionType)
            declared = known.prototype
        decl = self.declare_function(ident, type, specifiers, declarator, attributes, True)
        self.unprototyped = 0
        if self.depth == 0:
            self.warn_definition(decl, earlier is not None, declared, suffix.prototype, loc)
        self.set_parameters(decl, suffix, type)
        if decl.alias and decl.linkage:
            self.error(loc, f"'{name}' defined both normally and as 'alias' attribute")
        decl.defined = True
        self.set_emission(decl, specifiers)
        if decl.invalid:
            decl.type = type
        if self.may_wait(decl):
            self.put_off(decl, suffix)
            return
        self.parse_function_body(decl, suffix)

    def warn_definition(self, decl: FuncDecl, known: bool, declared: bool, new_style: bool,
                        loc: i64) -> None:
        """-Wstrict-prototypes, -Wmissing-prototypes, -Wmissing-declarations and
        -Wold-style-definition; `known`: the name was declared, `declared`: with a prototype."""
        public = decl.linkage == EXTERNAL and decl.name != "main" and not decl.inline
        if not new_style and not declared and self.diagnostics.enabled("strict-prototypes", loc):
            self.warn("strict-prototypes", loc, "function declaration isn't a prototype")
        elif public and not declared and self.diagnostics.enabled("missing-prototypes", loc):
            self.warn("missing-prototypes", loc, f"no previous prototype for '{decl.name}'")
        elif public and not known:
            self.warn("missing-declarations", loc, f"no previous declaration for '{decl.name}'")
        if not new_style:
            self.warn("old-style-definition", loc, "old-style function definition")

    def set_emission(self, decl: FuncDecl, specifiers: Specifiers) -> None:
        """Whether the definition is emitted (6.7.4p7, gnu_inline); settled at the unit's end."""
        if decl.linkage == INTERNAL or decl.parent is not None:
            decl.emit = EMIT_IF_USED
        elif decl.gnu_inline and specifiers.inline:
            decl.emit = EMIT_NEVER if specifiers.storage == EXTERN else EMIT_ALWAYS
        elif decl.all_inline and decl.inline:
            decl.emit = EMIT_NEVER
        else:
            decl.emit = EMIT_ALWAYS

    def may_wait(self, decl: FuncDecl) -> bool:
        """Whether the body can be skipped until the function is referenced."""
        if not decl.inline or not self.language.lazy_bodies or self.function is not None:
            return False
        if decl.emit == EMIT_ALWAYS or decl.used or decl.keep or decl.constructor >= 0 or (
                decl.destructor >= 0 or decl.invalid):
            return False
        return self.diagnostics.source.entry(self.stream.loc).include_at != 0

    def put_off(self, decl: FuncDecl, suffix: Suffix) -> None:
        """Remember and skip a body."""
        stream = self.stream
        self.pending[decl.name] = PendingBody(decl, suffix, stream.index, self.serial)
        if not stream.skip_braces():
            self.expected("declaration or statement")

    def use_function(self, decl: FuncDecl) -> None:
        """A function is referenced: want its body."""
        if not decl.inline:
            return
        pending = self.pending.get(decl.name)
        if pending is not None and pending.decl is decl and not pending.wanted:
            pending.wanted = True
            self.wanted.append(pending)

    def parse_pending(self, pending: PendingBody) -> None:
        """Parse a body that has been put off."""
        self.stream.seek(pending.index)
        self.serial_limit = pending.serial
        del self.pending[pending.decl.name]
        try:
            self.parse_function_body(pending.decl, pending.suffix)
        except SyntaxFailed:
            self.recover()
        self.serial_limit = 0

    def set_parameters(self, decl: FuncDecl, suffix: Suffix, type: FunctionType) -> None:
        """The parameters' variables."""
        parameters: list[VarDecl] = []
        for index, parameter in enumerate(suffix.parameters):
            variable = parameter.decl
            variable.function = decl
            if parameter.ident is None and variable.type.kind != ERROR:
                self.pedantic(variable.loc, "ISO C does not support omitting parameter names in "
                                            "function definitions before C2X")
            if variable.type.size == INCOMPLETE and variable.type.kind not in (ERROR, VOID):
                self.error(variable.loc, f"parameter {index + 1} ('{variable.name}') has "
                                         "incomplete type")
                variable.type = self.types.error
            parameters.append(variable)
        decl.parameters = parameters
        decl.old_style = not type.prototype

    def parse_old_parameters(self, suffix: Suffix, type: FunctionType) -> FunctionType:
        """K&R parameter declarations between the declarator and the body."""
        stream = self.stream
        names = suffix.names if suffix.names is not None else []
        self.enter_scope()
        self.in_prototype += 1
        saved = self.state.hidden
        self.state.hidden = []
        declared: dict[str, VarDecl] = {}
        while stream.kind != TK_LBRACE:
            if not self.starts_type():
                self.expected("declaration specifiers")
            self.parse_old_declaration(names, declared)
        self.in_prototype -= 1
        suffix.hidden = self.state.hidden
        self.state.hidden = saved
        self.leave_scope()
        from compiler.frontend.declarators import Parameter
        suffix.parameters = []
        seen: dict[str, bool] = {}
        for ident in names:
            name = ident.text
            if name in seen:
                self.error(suffix.loc, f"multiple parameters named '{name}'")
                continue
            seen[name] = True
            known = declared.get(name)
            if known is None:
                known = VarDecl(name, self.types.int_, suffix.loc)
                known.storage = AUTO
                known.is_parameter = True
                if self.language.standard != 90:
                    self.pedwarn("implicit-int", suffix.loc, f"type of '{name}' defaults to 'int'")
            suffix.parameters.append(Parameter(ident, known))
        types: list[CType] = []
        for parameter in suffix.parameters:
            types.append(parameter.decl.type.unqual)
        made = FunctionType(type.result, types, False, False)
        return made

    def parse_old_declaration(self, names: list[Ident], declared: dict[str, VarDecl]) -> None:
        """One declaration of K&R parameters."""
        stream = self.stream
        specifiers = self.parse_specifiers(True)
        if specifiers.storage not in (NO_STORAGE, REGISTER_STORAGE):
            self.error(specifiers.loc, "storage class specified for parameter")
        if stream.kind == TK_SEMICOLON:
            self.empty_declaration(specifiers)
            stream.advance()
            return
        while True:
            declarator = Declarator()
            type = specifiers.type
            assert type is not None
            type = self.parse_declarator(type, declarator, False)
            if stream.kind == TK_ATTRIBUTE:
                declarator.attributes = self.parse_attributes(declarator.attributes)
            if declarator.attributes is not None:
                type = self.with_attributes(type, declarator.attributes)
            ident = declarator.ident
            if ident is None:
                self.expected("identifier or '('")
                return
            name = ident.text
            type = self.adjust_parameter(type)
            if stream.kind == TK_ASSIGN:
                self.error(declarator.loc, f"parameter '{name}' is initialized")
                stream.advance()
                scratch = VarDecl("", self.types.error, declarator.loc)
                self.parse_initializer(self.types.error, scratch)
            if ident not in names:
                self.error(declarator.loc, f"declaration for parameter '{name}' but no such "
                                           "parameter")
            elif name in declared:
                self.error(declarator.loc, f"redefinition of parameter '{name}'")
            else:
                if type.kind == VOID:
                    self.error(declarator.loc, f"parameter '{name}' declared void")
                    type = self.types.error
                variable = VarDecl(name, type, declarator.loc)
                variable.is_parameter = True
                variable.storage = specifiers.storage if (
                    specifiers.storage == REGISTER_STORAGE) else AUTO
                declared[name] = variable
                self.bind(ident, variable)
            if stream.kind != TK_COMMA:
                break
            stream.advance()
        if stream.kind != TK_SEMICOLON:
            self.expected("'=', ',', ';', 'asm' or '__attribute__'")
        stream.advance()

    def parse_function_body(self, decl: FuncDecl, suffix: Suffix) -> None:
        """A function's body with `{` current."""
        nested = decl.parent is not None
        self.function = decl
        self.diagnostics.renderer.function = decl.name
        self.state = FunctionState(self.state if nested else None)
        if not nested:
            self.undeclared_names = {}
            self.explained_undeclared = False
        self.enter_scope()
        for index, tag_ident in enumerate(suffix.tags):
            tag = suffix.tag_decls[index]
            made = TagDecl(tag.type, self.depth, tag.loc)
            made.outer = tag_ident.tag
            tag_ident.tag = made
            self.tag_names.append(tag_ident)
        setup: list[Stmt] = []
        if suffix.hidden:
            for variable in suffix.hidden:
                variable.function = decl
                decl.locals.append(variable)
            setup.append(DeclStmt(suffix.hidden, decl.loc))
        decl.parameter_setup = setup
        for parameter in suffix.parameters:
            if parameter.ident is not None:
                self.bind(parameter.ident, parameter.decl)
        body = self.parse_block_items()
        self.check_unused_scope()
        self.leave_scope()
        self.check_labels(self.state.labels)
        self.finish_body(decl, body)
        if nested:
            return
        self.function = None
        self.diagnostics.renderer.function = ""
        self.state = FunctionState()

    def finish_body(self, decl: FuncDecl, body: Block) -> None:
        """The end of a body: main's implicit return, hand-over."""
        decl.body = body
        decl.end = body.end
        type = decl.type
        assert isinstance(type, FunctionType)
        if decl.name == "main" and decl.parent is None and type.result is self.types.int_ and (
                self.language.standard != 90 and self.language.hosted):
            zero = IntConst(0, self.types.int_, body.end, 0)
            body.items.append(Return(zero, self.state.cleanup, body.end))
        elif type.result.kind not in (VOID, ERROR) and not self.state.returns_value and (
                not decl.noreturn and not decl.naked):
            if self.can_fall_out(body):
                self.warn("return-type", body.end, "no return statement in function returning "
                                                   "non-void")
        if self.state.switches and not self.diagnostics.errors:
            from compiler.frontend.warnings_fallthrough import check_switch

            for switch in self.state.switches:
                check_switch(switch, self.diagnostics)
        if decl.parent is not None:
            decl.parent.nested.append(decl)
            return
        if not self.diagnostics.errors and not decl.invalid:
            self.consumer.function(decl)
        decl.body = None

    def can_fall_out(self, body: Block) -> bool:
        """A rough test for -Wreturn-type: the last statement does not leave."""
        if not body.items:
            return True
        from compiler.frontend.tree import (
            ASM,
            COMPUTED_GOTO,
            GOTO,
            Call,
            ExprStmt,
            FuncRef,
            IntConst,
            While,
        )
        last = body.items[len(body.items) - 1]
        if last.kind in (GOTO, COMPUTED_GOTO, ASM):
            return False
        if isinstance(last, While) and isinstance(last.condition, IntConst):
            return last.condition.value == 0
        if isinstance(last, ExprStmt) and isinstance(last.expr, Call) and isinstance(
                last.expr.callee, FuncRef):
            return not last.expr.callee.decl.noreturn
        return True

    # ------------------------------------------------------------ the end
    def finish_unit(self) -> None:
        """Put-off bodies that are wanted, tentative definitions, aliases."""
        at = 0
        while at < len(self.wanted):
            self.parse_pending(self.wanted[at])
            at += 1
        for decl in self.tentatives:
            if not decl.defined and decl.storage == STATIC:
                self.finish_tentative(decl)
        self.check_static_functions()
        if not self.diagnostics.errors:
            for symbol in self.symbols:
                self.consumer.declaration(symbol)
            self.consumer.finish()

    def finish_tentative(self, decl: VarDecl) -> None:
        """A tentative definition becomes one with zero (6.9.2p2)."""
        type = decl.type
        if type.kind == ERROR or type.kind == VOID:
            return  # gcc lets `void name;` pass at file scope
        if type.size == INCOMPLETE:
            if type.kind == ARRAY:
                self.warn("", decl.loc, f"array '{decl.name}' assumed to have one element")
                from compiler.frontend.types import ArrayType
                assert isinstance(type, ArrayType)
                decl.type = self.types.array_of(type.element, 1)
            else:
                self.error(decl.loc, f"storage size of '{decl.name}' isn't known")
                return
        decl.defined = True
        if decl.linkage == INTERNAL and not decl.used and not decl.unused_ok and not decl.system:
            self.warn("unused-variable", decl.loc, f"'{decl.name}' defined but not used")
        if not self.diagnostics.errors:
            self.consumer.variable(decl)

    def check_static_functions(self) -> None:
        """Static functions: used but not defined; -Wunused-function."""
        for decl in self.static_functions:
            if decl.linkage != INTERNAL:
                continue
            if not decl.defined:
                if decl.used:
                    self.warn("", decl.loc, f"'{decl.name}' used but never defined")
                elif not decl.unused_ok and not decl.system:
                    self.warn("unused-function", decl.loc,
                              f"'{decl.name}' declared 'static' but never defined")
            elif not decl.used and not decl.inline and not decl.unused_ok and not decl.keep and (
                    not decl.system):
                self.warn("unused-function", decl.loc, f"'{decl.name}' defined but not used")
