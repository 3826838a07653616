"""Declarators and type names (C17 6.7.6, 6.7.7).

Idea: one level is `pointers (inner) suffixes`.  Pointers apply to the type at once; array and
function suffixes are collected and applied from the right when the level is complete, then the
inner declarator of parentheses, which was remembered as a level of its own, gets the result.

Parameters are parsed in a scope of their own; a function definition enters them again for the body.
A bound that is no constant makes a hidden variable with the number of elements, put into
`state.hidden` for the next declaration or expression to initialise.
"""

from __future__ import annotations

from compiler.frontend.attributes import Attributes
from compiler.frontend.fold import evaluate_integer
from compiler.frontend.ident import Ident
from compiler.frontend.layout import SIZE_LIMIT
from compiler.frontend.parser_base import SyntaxFailed, TagDecl
from compiler.frontend.specifiers import SpecifierParser
from compiler.frontend.token import (
    TK_ASM,
    TK_ATOMIC,
    TK_ATTRIBUTE,
    TK_COMMA,
    TK_CONST,
    TK_ELLIPSIS,
    TK_IDENT,
    TK_LBRACKET,
    TK_LPAREN,
    TK_RBRACKET,
    TK_RESTRICT,
    TK_RPAREN,
    TK_SEMICOLON,
    TK_STAR,
    TK_STATIC,
    TK_VOID,
    TK_VOLATILE,
)
from compiler.frontend.tree import (
    AUTO,
    NO_STORAGE,
    NOT_ICE,
    REGISTER_STORAGE,
    Expr,
    InitEntry,
    Initializer,
    VarDecl,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    ARRAY,
    ATOMIC,
    CONST,
    ERROR,
    FUNCTION,
    INCOMPLETE,
    RESTRICT,
    VARIABLE,
    VOID,
    VOLATILE,
    ArrayType,
    CType,
    FunctionType,
    aligned,
    is_integer,
    qualified,
    without_quals,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

ARRAY_SUFFIX: Final = 0
FUNCTION_SUFFIX: Final = 1


class Parameter:
    """A parameter as declared: its name (None when unnamed) and variable."""

    def __init__(self, ident: Ident | None, decl: VarDecl) -> None:
        self.ident: Ident | None = ident
        self.decl: VarDecl = decl


class Suffix:
    """`[...]` or `(...)` after a declarator."""

    def __init__(self, kind: i64, loc: i64) -> None:
        self.kind: i64 = kind
        self.loc: i64 = loc
        self.count: i64 = INCOMPLETE
        self.length: Expr | None = None
        self.length_variable: VarDecl | None = None
        self.star: bool = False
        self.static_bound: bool = False
        self.quals: i64 = 0
        self.bad: bool = False
        # functions
        self.parameters: list[Parameter] = []
        self.names: list[Ident] | None = None  # K&R identifier list
        self.variadic: bool = False
        self.prototype: bool = False
        self.hidden: list[VarDecl] = []
        self.tags: list[Ident] = []
        self.tag_decls: list[TagDecl] = []


class Level:
    """A declarator in parentheses, to be applied when what is around it is known."""

    def __init__(self) -> None:
        self.pointers: list[i64] = []  # qualifiers, from the type outwards
        self.suffixes: list[Suffix] = []
        self.inner: Level | None = None
        self.attributes: Attributes | None = None


class Declarator:
    """What a declarator said besides its type."""

    def __init__(self) -> None:
        self.ident: Ident | None = None
        self.loc: i64 = 0
        self.attributes: Attributes | None = None
        self.function: Suffix | None = None  # the suffix that makes it a function declarator
        self.asm_name: str | None = None


class DeclaratorParser(SpecifierParser):
    """Parses declarators, parameter lists and type names."""

    def parse_declarator(self, type: CType, result: Declarator, abstract: bool) -> CType:
        """A declarator applied to `type`; `abstract` allows the name to be missing."""
        stream = self.stream
        kind = stream.kind
        if kind == TK_STAR:
            type = self.parse_pointers(type, result)
            kind = stream.kind
        if kind == TK_IDENT:
            result.ident = stream.ident
            result.loc = stream.loc
            stream.advance()
            kind = stream.kind
            if kind in (TK_LPAREN, TK_LBRACKET):
                return self.parse_suffixes(type, result)
            return type
        if kind == TK_ATTRIBUTE:
            result.attributes = self.parse_attributes(result.attributes)
            return self.parse_declarator(type, result, abstract)
        level = Level()
        self.parse_level(level, result, abstract)
        return self.apply_level(level, type, result)

    def parse_pointers(self, type: CType, result: Declarator) -> CType:
        """`* qualifiers` repeated."""
        stream = self.stream
        types = self.types
        while stream.kind == TK_STAR:
            stream.advance()
            if type.kind == ERROR:
                self.parse_qualifiers(result)
                continue
            type = types.pointer_to(type)
            kind = stream.kind
            if kind >= TK_ATOMIC or kind in (TK_CONST, TK_VOLATILE, TK_RESTRICT):
                quals = self.parse_qualifiers(result)
                if quals:
                    type = qualified(type, quals)
        return type

    def parse_qualifiers(self, result: Declarator) -> i64:
        """A type-qualifier-list with attributes."""
        stream = self.stream
        quals: i64 = 0
        while True:
            kind = stream.kind
            if kind == TK_CONST:
                quals |= CONST
            elif kind == TK_RESTRICT:
                quals |= RESTRICT
            elif kind == TK_VOLATILE:
                quals |= VOLATILE
            elif kind == TK_ATOMIC:
                quals |= ATOMIC
            elif kind == TK_ATTRIBUTE:
                attributes = self.parse_attributes(None)
                if attributes is not None and attributes.align == 0:
                    if result.attributes is None:
                        result.attributes = attributes
                    else:
                        result.attributes.merge(attributes)
                continue
            else:
                return quals
            stream.advance()

    def parse_level(self, level: Level, result: Declarator, abstract: bool) -> None:
        """One level into a Level object."""
        stream = self.stream
        self.enter_nesting()
        if stream.kind == TK_ATTRIBUTE:
            result.attributes = self.parse_attributes(result.attributes)
        while stream.kind == TK_STAR:
            stream.advance()
            level.pointers.append(self.parse_qualifiers(result))
        if stream.kind == TK_ATTRIBUTE:
            result.attributes = self.parse_attributes(result.attributes)
        if stream.kind == TK_IDENT and result.ident is None:
            result.ident = stream.ident
            result.loc = stream.loc
            stream.advance()
        elif stream.kind == TK_LPAREN:
            if abstract and self.begins_parameters():
                pass  # `(` begins a parameter list of an abstract function declarator
            else:
                stream.advance()
                inner = Level()
                self.parse_level(inner, result, abstract)
                self.expect(TK_RPAREN, ")")
                level.inner = inner
        elif not abstract:
            self.expected("identifier or '('")
        while True:
            kind = stream.kind
            if kind == TK_LBRACKET:
                level.suffixes.append(self.parse_array_suffix())
            elif kind == TK_LPAREN:
                level.suffixes.append(self.parse_function_suffix())
            else:
                break
        self.nesting -= 1

    def begins_parameters(self) -> bool:
        """With `(` current in an abstract declarator: whether a parameter list follows."""
        following = self.stream.peek(1)
        kind = following.kind
        if kind == TK_RPAREN:
            return True
        if kind == TK_IDENT:
            return self.is_typedef_name(following)
        if kind == TK_ATTRIBUTE:
            return self.type_after_attribute()
        if kind < TK_IDENT:
            return kind == TK_ELLIPSIS
        from compiler.frontend.specifiers import STARTS
        return STARTS[kind]

    def type_after_attribute(self) -> bool:
        """With `( __attribute__` ahead: whether a type follows the attribute."""
        stream = self.stream
        index = stream.index
        stream.advance()
        self.parse_attributes(None)
        answer = self.starts_type()
        stream.seek(index)
        return answer

    def apply_level(self, level: Level, type: CType, result: Declarator) -> CType:
        """The type a level gives to its innermost declarator."""
        current: Level | None = level
        while current is not None:
            for quals in current.pointers:
                if type.kind != ERROR:
                    type = self.types.pointer_to(type)
                    if quals:
                        type = qualified(type, quals)
            type = self.apply_suffixes(current.suffixes, type, result)
            self.note_function(current.suffixes, result)
            current = current.inner
            if current is not None and current.pointers:
                result.function = None
        return type

    def note_function(self, suffixes: list[Suffix], result: Declarator) -> None:
        """The suffix nearest to the name says whether a function is declared: `f()`, `(f)()`, but
        not `(*f)()` nor `f()[]`."""
        if suffixes:
            first = suffixes[0]
            result.function = first if first.kind == FUNCTION_SUFFIX else None

    def parse_suffixes(self, type: CType, result: Declarator) -> CType:
        """Suffixes right after the name."""
        stream = self.stream
        if stream.kind == TK_LPAREN:
            suffix = self.parse_function_suffix()
        else:
            suffix = self.parse_array_suffix()
        if stream.kind != TK_LBRACKET and stream.kind != TK_LPAREN:
            type = self.apply_suffix(suffix, type, result)
            if suffix.kind == FUNCTION_SUFFIX:
                result.function = suffix
            return type
        suffixes = [suffix]
        while True:
            kind = stream.kind
            if kind == TK_LBRACKET:
                suffixes.append(self.parse_array_suffix())
            elif kind == TK_LPAREN:
                suffixes.append(self.parse_function_suffix())
            else:
                break
        self.note_function(suffixes, result)
        return self.apply_suffixes(suffixes, type, result)

    def apply_suffixes(self, suffixes: list[Suffix], type: CType, result: Declarator) -> CType:
        """Apply from the right."""
        at = len(suffixes)
        while at:
            at -= 1
            type = self.apply_suffix(suffixes[at], type, result)
        return type

    def apply_suffix(self, suffix: Suffix, type: CType, result: Declarator) -> CType:
        """One array or function suffix, with the constraints of 6.7.6.2 and 6.7.6.3."""
        if type.kind == ERROR or suffix.bad:
            return self.types.error
        name = f"'{result.ident.text}'" if result.ident is not None else "type name"
        loc = result.loc if result.ident is not None else suffix.loc
        if suffix.kind == ARRAY_SUFFIX:
            return self.array_type(suffix, type, name, loc)
        if type.kind == FUNCTION:
            self.error(loc, f"{name} declared as function returning a function")
            return self.types.error
        if type.kind == ARRAY:
            self.error(loc, f"{name} declared as function returning an array")
            return self.types.error
        parameters: list[CType] = []
        for parameter in suffix.parameters:
            parameters.append(without_quals(parameter.decl.type))
        return FunctionType(type.unqual, parameters, suffix.variadic, suffix.prototype)

    def array_type(self, suffix: Suffix, element: CType, name: str, loc: i64) -> CType:
        """`element[...]`."""
        if element.kind == VOID:
            self.error(loc, f"declaration of {name} as array of voids")
            return self.types.error
        if element.kind == FUNCTION:
            self.error(loc, f"declaration of {name} as array of functions")
            return self.types.error
        if element.size == INCOMPLETE:
            self.error(loc, f"array type has incomplete element type '{spell(element)}'")
            return self.types.error
        main = element.unqual
        from compiler.frontend.types import RecordType
        if isinstance(main, RecordType) and main.flexible:
            self.pedantic(loc, "invalid use of structure with flexible array member")
        if element.user_align and element.kind != ARRAY and element.size > 0 and (
                element.align > element.size):
            self.error(loc, "alignment of array elements is greater than element size")
        if element.align > 1 and element.size > 0 and element.size % element.align and (
                element.user_align and element.kind != ARRAY):
            self.error(loc, "size of array element is not a multiple of its alignment")
        if suffix.star or suffix.length_variable is not None or element.size == VARIABLE:
            made = ArrayType(element, VARIABLE if suffix.star or suffix.length_variable is not None
                             else suffix.count, VARIABLE, element.align)
            if suffix.count == INCOMPLETE and not suffix.star and suffix.length_variable is None:
                made.size = INCOMPLETE
            made.length = suffix.length
            made.length_variable = suffix.length_variable
            made.vla = True
        elif suffix.count == INCOMPLETE:
            made = self.types.unsized_array_of(element)
        else:
            size: int = element.size
            if size and suffix.count > SIZE_LIMIT // size:
                self.error(loc, f"size of array {name} is too large")
                return self.types.error
            made = self.types.array_of(element, suffix.count)
            if element.size > 0 and self.types.word == 4 and made.size > 0x7FFFFFFF:
                self.error(loc, f"size of array {name} is too large")
                return self.types.error
            made.zero_length = suffix.count == 0
        made.param_quals = suffix.quals
        made.static_bound = suffix.static_bound
        return made

    def parse_array_suffix(self) -> Suffix:
        """With `[` current."""
        stream = self.stream
        suffix = Suffix(ARRAY_SUFFIX, stream.loc)
        stream.advance()
        kind = stream.kind
        if kind >= TK_IDENT and kind != TK_IDENT:
            if kind == TK_STATIC:
                suffix.static_bound = True
                stream.advance()
            suffix.quals = self.parse_qualifiers(Declarator())
            if stream.kind == TK_STATIC:
                suffix.static_bound = True
                stream.advance()
            if (suffix.static_bound or suffix.quals) and not self.in_prototype:
                self.error(suffix.loc, "static or type qualifiers in non-parameter array "
                                       "declarator")
        if stream.kind == TK_RBRACKET:
            if suffix.static_bound:
                self.expected("expression")
            stream.advance()
            return suffix
        if stream.kind == TK_STAR and stream.peek(1).kind == TK_RBRACKET:
            stream.advance()
            stream.advance()
            if not self.in_prototype:
                self.error(suffix.loc, "'[*]' not allowed in other than function prototype scope")
                suffix.bad = True
            suffix.star = True
            return suffix
        self.enter_nesting()
        node = self.rvalue(self.parse_assignment())
        self.nesting -= 1
        self.expect(TK_RBRACKET, "]")
        self.set_bound(suffix, node)
        return suffix

    def set_bound(self, suffix: Suffix, node: Expr) -> None:
        """The number of elements: a constant, or a hidden variable."""
        if node.type.kind == ERROR:
            suffix.bad = True
            return
        if not is_integer(node.type):
            self.error(node.loc, "size of array has non-integer type")
            suffix.bad = True
            return
        value = evaluate_integer(node)
        if value is not None:
            if value.value < 0:
                self.error(node.loc, "size of array is negative")
                suffix.bad = True
                return
            if value.value >= SIZE_LIMIT:
                self.error(node.loc, "size of array is too large")
                suffix.bad = True
                return
            if value.value == 0:
                self.pedantic(node.loc, "ISO C forbids zero-size array")
            if value.flags & NOT_ICE:
                if self.depth == 0:
                    self.pedwarn("", node.loc, "variably modified at file scope")
                else:
                    self.pedantic(node.loc, "ISO C90 forbids array whose size cannot be evaluated")
            suffix.count = value.value
            return
        if self.depth == 0 and not self.in_prototype and not self.in_type_name:
            self.error(suffix.loc, "variably modified at file scope")
            suffix.bad = True
            return
        self.warn("vla", suffix.loc, "ISO C90 forbids variable length array")
        length = self.cast_to(self.promote(node), self.types.size, node.loc)
        suffix.length = length
        suffix.length_variable = self.hidden_variable(length, node.loc)
        suffix.count = VARIABLE

    def hidden_variable(self, value: Expr, loc: i64) -> VarDecl:
        """An unnamed variable of type size_t, to be initialised where the type stands."""
        hidden = VarDecl("", self.types.size, loc)
        hidden.storage = AUTO
        hidden.used = True
        hidden.read = True
        hidden.function = self.function
        hidden.init = Initializer(
            self.types.size.size, [InitEntry(0, self.types.size, value, None)], True)
        self.state.hidden.append(hidden)
        return hidden

    # ------------------------------------------------------------ parameters
    def parse_function_suffix(self) -> Suffix:
        """With `(` current: a parameter type list, an identifier list, or nothing."""
        stream = self.stream
        suffix = Suffix(FUNCTION_SUFFIX, stream.loc)
        stream.advance()
        kind = stream.kind
        if kind == TK_RPAREN:
            self.unprototyped = stream.loc
            stream.advance()
            return suffix
        if kind == TK_VOID and stream.peek(1).kind == TK_RPAREN:
            stream.advance()
            stream.advance()
            suffix.prototype = True
            return suffix
        if kind == TK_IDENT and not self.starts_type():
            self.parse_identifier_list(suffix)
            return suffix
        suffix.prototype = True
        self.enter_scope()
        self.enter_nesting()
        self.in_prototype += 1
        saved = self.state.hidden
        self.state.hidden = []
        self.parse_parameters(suffix)
        suffix.hidden = self.state.hidden
        self.state.hidden = saved
        self.in_prototype -= 1
        self.nesting -= 1
        mark = self.tag_marks[len(self.tag_marks) - 1]
        while mark < len(self.tag_names):
            ident = self.tag_names[mark]
            tag = ident.tag
            assert isinstance(tag, TagDecl)
            suffix.tags.append(ident)
            suffix.tag_decls.append(tag)
            mark += 1
        self.leave_scope()
        return suffix

    def parse_parameters(self, suffix: Suffix) -> None:
        """Parameter declarations up to and with `)`."""
        stream = self.stream
        while True:
            if stream.kind == TK_ELLIPSIS:
                if not suffix.parameters:
                    self.error(stream.loc, "ISO C requires a named argument before '...'")
                stream.advance()
                suffix.variadic = True
                self.expect(TK_RPAREN, ")")
                return
            self.parse_parameter(suffix)
            if stream.kind == TK_COMMA:
                stream.advance()
                continue
            if stream.kind == TK_RPAREN:
                stream.advance()
                return
            if stream.kind == TK_SEMICOLON:
                self.diagnostics.unsupported(stream.loc, "parameter forward declaration")
                raise SyntaxFailed
            self.expected("';', ',' or ')'")

    def parse_parameter(self, suffix: Suffix) -> None:
        """One parameter declaration."""
        stream = self.stream
        if not self.starts_type():
            if stream.kind == TK_IDENT:
                self.error(stream.loc, f"unknown type name '{stream.ident.text}'")
                self.skip_unknown_type()
                decl = VarDecl("", self.types.error, stream.loc)
                suffix.parameters.append(Parameter(None, decl))
                return
            self.expected("declaration specifiers or '...'")
        specifiers = self.parse_specifiers(True)
        type = specifiers.type
        assert type is not None
        loc = specifiers.loc
        if specifiers.storage not in (NO_STORAGE, REGISTER_STORAGE):
            self.error(loc, "storage class specified for parameter")
        if specifiers.auto_type:
            self.error(loc, "'__auto_type' used in parameter declaration")
            type = self.types.error
        declarator = Declarator()
        kind = stream.kind
        if kind != TK_COMMA and kind != TK_RPAREN:
            type = self.parse_parameter_declarator(type, declarator)
            if stream.kind == TK_ATTRIBUTE:
                declarator.attributes = self.parse_attributes(declarator.attributes)
        if declarator.ident is not None:
            loc = declarator.loc
        name = declarator.ident.text if declarator.ident is not None else ""
        if specifiers.default_int:
            self.pedwarn("implicit-int", loc, f"type defaults to 'int' in declaration of '{name}'")
        if declarator.attributes is not None:
            type = self.with_attributes(type, declarator.attributes)
        type = self.adjust_parameter(type)
        if type.kind == VOID:
            if declarator.ident is not None:
                self.error(loc, f"parameter {len(suffix.parameters) + 1} ('{name}') has "
                                "incomplete type")
            else:
                self.error(loc, "'void' must be the only parameter")
            type = self.types.error
        decl = VarDecl(name, type, loc)
        decl.storage = specifiers.storage if specifiers.storage == REGISTER_STORAGE else AUTO
        decl.is_parameter = True
        for attributes in (specifiers.attributes, declarator.attributes):
            if attributes is not None and attributes.flags & (1 << 17):
                decl.unused_ok = True
        if declarator.ident is not None:
            known = declarator.ident.decl
            if known is not None:
                from compiler.frontend.tree import Decl
                assert isinstance(known, Decl)
                if known.depth == self.depth:
                    self.error(loc, f"redefinition of parameter '{name}'")
            self.bind(declarator.ident, decl)
        suffix.parameters.append(Parameter(declarator.ident, decl))

    def parse_parameter_declarator(self, type: CType, declarator: Declarator) -> CType:
        """A declarator that may be abstract.  A typedef name in parentheses is a parameter type
        (6.7.6.3p11)."""
        return self.parse_declarator(type, declarator, True)

    def skip_unknown_type(self) -> None:
        """Go to the `,` or `)` that ends a parameter whose type is unknown."""
        stream = self.stream
        depth: i64 = 0
        while True:
            kind = stream.kind
            if kind == TK_LPAREN:
                depth += 1
            elif kind == TK_RPAREN:
                if depth == 0:
                    return
                depth -= 1
            elif kind == TK_COMMA and depth == 0:
                return
            elif kind < TK_IDENT and kind != TK_STAR and kind != TK_LBRACKET and (
                    kind != TK_RBRACKET and kind != TK_COMMA):
                return
            stream.advance()

    def adjust_parameter(self, type: CType) -> CType:
        """Arrays and functions become pointers (6.7.6.3p7, p8)."""
        if type.kind == ARRAY:
            assert isinstance(type, ArrayType)
            pointer = self.types.pointer_to(type.element)
            return qualified(pointer, type.param_quals) if type.param_quals else pointer
        if type.kind == FUNCTION:
            return self.types.pointer_to(type)
        return type

    def parse_identifier_list(self, suffix: Suffix) -> None:
        """K&R: names only."""
        stream = self.stream
        names: list[Ident] = []
        while True:
            if stream.kind != TK_IDENT:
                self.expected("identifier")
            if self.is_typedef_name(stream.ident):
                self.error(stream.loc, f"unexpected type name '{stream.ident.text}'")
            names.append(stream.ident)
            stream.advance()
            if stream.kind == TK_RPAREN:
                stream.advance()
                break
            if stream.kind != TK_COMMA:
                self.unknown_type_in_list(names)
            stream.advance()
        suffix.names = names

    def unknown_type_in_list(self, names: list[Ident]) -> None:
        """`f(foo x)` where foo is no type."""
        stream = self.stream
        name = names[len(names) - 1].text
        self.error(stream.previous_loc(), f"unknown type name '{name}'")
        raise SyntaxFailed

    # ------------------------------------------------------------ type names
    def parse_type_name(self) -> CType:
        """type-name: specifiers and an abstract declarator."""
        stream = self.stream
        if not self.starts_type():
            if stream.kind == TK_IDENT:
                self.error(stream.loc, f"unknown type name '{stream.ident.text}'")
                raise SyntaxFailed
            self.expected("specifier-qualifier-list")
        specifiers = self.parse_specifiers(False)
        type = specifiers.type
        assert type is not None
        if specifiers.default_int:
            if specifiers.quals == 0 and specifiers.attributes is None:
                self.expected("specifier-qualifier-list")
            self.pedwarn("implicit-int", specifiers.loc, "type defaults to 'int' in type name")
        if specifiers.auto_type:
            self.error(specifiers.loc, "'__auto_type' used in a type name")
            type = self.types.error
        if specifiers.align:
            self.error(specifiers.loc, "alignment specified for type name")
        if stream.kind != TK_RPAREN:
            declarator = Declarator()
            self.in_type_name += 1
            type = self.parse_declarator(type, declarator, True)
            self.in_type_name -= 1
            if declarator.ident is not None:
                # An abstract declarator has no name: the name is a stray token.
                self.error(declarator.loc, f"expected ')' before '{declarator.ident.text}'")
                raise SyntaxFailed
            if declarator.attributes is not None:
                type = self.with_attributes(type, declarator.attributes)
        attributes = specifiers.attributes
        if attributes is not None and attributes.align and type.kind != ERROR:
            type = aligned(type, attributes.align)
        return type

    def parse_asm_name(self) -> str | None:
        """`asm("name")` after a declarator; None when there is none."""
        if self.stream.kind != TK_ASM:
            return None
        self.stream.advance()
        self.expect(TK_LPAREN, "(")
        text = self.parse_asm_string()
        self.expect(TK_RPAREN, ")")
        return text

    def parse_asm_string(self) -> str:
        """A string of an asm construct."""
        from compiler.frontend.token import TK_STRING
        from compiler.frontend.tree import StringLiteral
        if self.stream.kind != TK_STRING:
            self.expected("string literal")
        node = self.parse_string_literal()
        assert isinstance(node, StringLiteral)
        if node.type.kind == ARRAY and node.type.align != 1:
            self.error(node.loc, "wide string literal in 'asm'")
        return node.data[:-1].decode("utf-8", "surrogateescape")
