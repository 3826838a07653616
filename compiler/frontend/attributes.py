"""Attribute lists: `__attribute__((...))`, `[[...]]`, and their effect on types.

Idea: a list is parsed into one Attributes object (a bit set and a few fields), made only when there
is an attribute; declarations.py applies it to what is declared, `with_attributes` to a type.

Source: GCC 12 manual, "Attribute Syntax" and the lists of attributes.
"""

from __future__ import annotations

from compiler.frontend.attributes_table import (
    A_MALLOC,
    A_MAY_ALIAS,
    A_UNAVAILABLE,
    AT_ALIAS,
    AT_ALIGNED,
    AT_ALLOC_ALIGN,
    AT_ALLOC_SIZE,
    AT_ASSUME_ALIGNED,
    AT_CLEANUP,
    AT_CONSTRUCTOR,
    AT_CONVENTION,
    AT_DEPRECATED,
    AT_DESTRUCTOR,
    AT_ERROR,
    AT_FORMAT,
    AT_IFUNC,
    AT_IGNORED,
    AT_MALLOC,
    AT_MODE,
    AT_NONNULL,
    AT_OPTIMIZE,
    AT_SECTION,
    AT_SENTINEL,
    AT_SYMVER,
    AT_TARGET,
    AT_TLS_MODEL,
    AT_UNAVAILABLE,
    AT_UNSUPPORTED,
    AT_VECTOR_SIZE,
    AT_VISIBILITY,
    AT_WARNING,
    AT_WEAKREF,
    CONVENTIONS,
    FIRST_FLAG,
    FLAG_NAMES,
)
from compiler.frontend.builtin_calls import BuiltinCalls
from compiler.frontend.ident import Ident
from compiler.frontend.token import (
    TK_ATTRIBUTE,
    TK_COLON,
    TK_COMMA,
    TK_EOF,
    TK_IDENT,
    TK_LBRACKET,
    TK_LPAREN,
    TK_RBRACKET,
    TK_RPAREN,
    TK_SCOPE,
    TK_STRING,
)
from compiler.frontend.tree import (
    DEFAULT_VISIBILITY,
    FUNC_DECL,
    HIDDEN,
    INTERNAL_VISIBILITY,
    PROTECTED,
    TLS_GLOBAL_DYNAMIC,
    TLS_INITIAL_EXEC,
    TLS_LOCAL_DYNAMIC,
    TLS_LOCAL_EXEC,
    FuncDecl,
    StringLiteral,
)
from compiler.frontend.types import (
    ARRAY,
    BITINT,
    BOOL,
    ENUM,
    FUNCTION,
    POINTER,
    ArrayType,
    ComplexType,
    CType,
    EnumType,
    FunctionType,
    PointerType,
    add_variant,
    copy_array,
    qualified,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class Attributes:
    """What attribute lists said; see attributes_table.py for the bits of `flags`."""

    def __init__(self, loc: i64) -> None:
        self.loc: i64 = loc
        self.flags: i64 = 0
        self.align: i64 = 0  # bytes
        self.mode: str = ""
        self.vector_size: i64 = 0
        self.section: str = ""
        self.alias: str = ""
        self.weakref: str | None = None
        self.ifunc: str = ""
        self.visibility: i64 = -1
        self.tls_model: i64 = 0
        self.constructor: i64 = -1
        self.destructor: i64 = -1
        self.cleanup: FuncDecl | None = None
        self.format_kind: i64 = 0
        self.format_string: i64 = 0
        self.format_first: i64 = 0
        self.nonnull: list[i64] | None = None
        self.sentinel: i64 = -1
        self.alloc_size: list[i64] | None = None
        self.alloc_align: i64 = 0
        self.assume_aligned: list[int] | None = None
        self.deprecated: str | None = None
        self.error: str | None = None
        self.warning: str | None = None
        self.target: str = ""
        self.optimize: str = ""
        self.symver: list[str] | None = None
        self.convention: i64 = 0

    def merge(self, other: Attributes) -> None:
        """Add another list's attributes."""
        self.flags |= other.flags
        if other.align > self.align:
            self.align = other.align
        self.mode = other.mode or self.mode
        self.vector_size = other.vector_size or self.vector_size
        self.section = other.section or self.section
        self.alias = other.alias or self.alias
        if other.weakref is not None:
            self.weakref = other.weakref
        self.ifunc = other.ifunc or self.ifunc
        if other.visibility >= 0:
            self.visibility = other.visibility
        self.tls_model = other.tls_model or self.tls_model
        if other.constructor >= 0:
            self.constructor = other.constructor
        if other.destructor >= 0:
            self.destructor = other.destructor
        if other.cleanup is not None:
            self.cleanup = other.cleanup
        if other.format_kind:
            self.format_kind = other.format_kind
            self.format_string = other.format_string
            self.format_first = other.format_first
        if other.nonnull is not None:
            self.nonnull = other.nonnull
        if other.sentinel >= 0:
            self.sentinel = other.sentinel
        if other.alloc_size is not None:
            self.alloc_size = other.alloc_size
        self.alloc_align = other.alloc_align or self.alloc_align
        if other.assume_aligned is not None:
            self.assume_aligned = other.assume_aligned
        if other.deprecated is not None:
            self.deprecated = other.deprecated
        if other.error is not None:
            self.error = other.error
        if other.warning is not None:
            self.warning = other.warning
        self.target = other.target or self.target
        self.optimize = other.optimize or self.optimize
        if other.symver is not None:
            self.symver = other.symver
        self.convention = other.convention or self.convention


class AttributeParser(BuiltinCalls):
    """Parses attribute lists."""

    def parse_attributes(self, attributes: Attributes | None) -> Attributes | None:
        """Zero or more attribute lists, added to `attributes`."""
        stream = self.stream
        while True:
            if stream.kind == TK_ATTRIBUTE:
                if attributes is None:
                    attributes = Attributes(stream.loc)
                stream.advance()
                self.expect(TK_LPAREN, "(")
                self.expect(TK_LPAREN, "(")
                self.parse_attribute_list(attributes, TK_RPAREN)
                self.expect(TK_RPAREN, ")")
                self.expect(TK_RPAREN, ")")
            elif stream.kind == TK_LBRACKET and stream.peek(1).kind == TK_LBRACKET:
                if attributes is None:
                    attributes = Attributes(stream.loc)
                stream.advance()
                stream.advance()
                self.parse_attribute_list(attributes, TK_RBRACKET)
                self.expect(TK_RBRACKET, "]")
                self.expect(TK_RBRACKET, "]")
            else:
                return attributes

    def parse_attribute_list(self, attributes: Attributes, closer: i64) -> None:
        """The attributes between the double brackets."""
        stream = self.stream
        while stream.kind != closer:
            if stream.kind == TK_COMMA:
                stream.advance()
                continue
            if stream.kind < TK_IDENT:
                self.expected("identifier")
            ident = stream.ident
            loc = stream.loc
            stream.advance()
            if stream.kind == TK_SCOPE or stream.kind == TK_COLON:
                if stream.kind == TK_COLON:
                    stream.advance()
                stream.advance()
                if stream.kind < TK_IDENT:
                    self.expected("identifier")
                if ident.text in ("gnu", "__gnu__"):
                    ident = stream.ident
                else:
                    self.warn("attributes", loc, f"'{ident.text}::{stream.ident.text}' scoped "
                                                 "attribute directive ignored")
                    stream.advance()
                    if stream.kind == TK_LPAREN:
                        self.skip_parentheses()
                    continue
                stream.advance()
            self.parse_attribute(attributes, ident, loc)
            if stream.kind != TK_COMMA and stream.kind != closer:
                self.expected("')'" if closer == TK_RPAREN else "']'")

    def parse_attribute(self, attributes: Attributes, ident: Ident, loc: i64) -> None:
        """One attribute whose name has been read."""
        stream = self.stream
        code = ident.attribute
        if code >= FIRST_FLAG:
            attributes.flags |= FLAG_NAMES[code - FIRST_FLAG][1]
            if stream.kind == TK_LPAREN:
                name = ident.text.strip("_")
                if name == "nodiscard":
                    self.skip_parentheses()
                else:
                    stream.advance()
                    if stream.kind == TK_RPAREN:
                        stream.advance()
                    else:
                        self.error(loc, f"wrong number of arguments specified for '{name}' "
                                        "attribute")
                        self.skip_to_closing()
            return
        if code == 0 or code == AT_IGNORED:
            if code == 0:
                self.warn("attributes", loc, f"'{ident.text}' attribute directive ignored")
            if stream.kind == TK_LPAREN:
                self.skip_parentheses()
            return
        if code == AT_UNSUPPORTED:
            self.diagnostics.unsupported(loc, f"attribute '{ident.text}'")
            if stream.kind == TK_LPAREN:
                self.skip_parentheses()
            return
        if stream.kind == TK_LPAREN:
            stream.advance()
            self.apply_attribute(attributes, code, ident, loc, stream.kind != TK_RPAREN)
            if stream.kind != TK_RPAREN:
                self.skip_to_closing()
            else:
                stream.advance()
        else:
            self.apply_attribute(attributes, code, ident, loc, False)

    def apply_attribute(self, attributes: Attributes, code: i64, ident: Ident, loc: i64,
                        arguments: bool) -> None:
        """An attribute with a code; the cursor is behind `(` when it has arguments."""
        name = ident.text.strip("_")
        if code == AT_ALIGNED:
            align: i64 = self.facts.biggest_align
            if arguments:
                align = self.attribute_alignment(name, loc)
            if align > attributes.align:
                attributes.align = align
        elif code == AT_MALLOC:
            attributes.flags |= A_MALLOC
        elif code in (AT_CONSTRUCTOR, AT_DESTRUCTOR):
            priority: i64 = 65535
            if arguments:
                value = self.attribute_integer()
                if value is not None:
                    priority = value if 0 <= value <= 65535 else 65535
                    if not 0 <= value <= 65535:
                        self.error(loc, f"{name} priorities must be integers from 0 to 65535 "
                                        "inclusive")
            if code == AT_CONSTRUCTOR:
                attributes.constructor = priority
            else:
                attributes.destructor = priority
        elif code in (AT_DEPRECATED, AT_UNAVAILABLE):
            text = self.attribute_string(name) if arguments else ""
            if code == AT_DEPRECATED:
                attributes.deprecated = text
            else:
                attributes.flags |= A_UNAVAILABLE
                attributes.error = text
        elif code == AT_NONNULL:
            attributes.nonnull = self.attribute_integers() if arguments else []
        elif code == AT_SENTINEL:
            value = self.attribute_integer() if arguments else 0
            attributes.sentinel = value if value is not None and 0 <= value < 1000 else 0
        elif code == AT_WEAKREF:
            attributes.weakref = self.attribute_string(name) if arguments else ""
        elif code == AT_CONVENTION:
            if name == "ms_abi":
                self.diagnostics.unsupported(loc, "attribute 'ms_abi'")
            if self.facts.pointer_size == 4:
                if name in ("stdcall", "fastcall", "thiscall", "regparm"):
                    self.diagnostics.unsupported(loc, f"attribute '{name}'")
                attributes.convention = CONVENTIONS.index(name)
        elif not arguments:
            self.error(loc, f"wrong number of arguments specified for '{name}' attribute")
        elif code == AT_MODE:
            if self.stream.kind < TK_IDENT:
                self.expected("identifier")
            attributes.mode = self.stream.ident.text.strip("_")
            self.stream.advance()
        elif code == AT_VECTOR_SIZE:
            value = self.attribute_integer()
            if value is not None:
                if value <= 0 or value > 1 << 30:
                    self.error(loc, "zero vector size" if value == 0 else
                               "number of vector components not a power of two")
                else:
                    attributes.vector_size = value
        elif code == AT_CLEANUP:
            self.cleanup_attribute(attributes)
        elif code == AT_FORMAT:
            self.format_attribute(attributes, loc)
        elif code == AT_ALLOC_SIZE:
            attributes.alloc_size = self.attribute_integers()
        elif code == AT_ALLOC_ALIGN:
            value = self.attribute_integer()
            attributes.alloc_align = value if value is not None and 0 < value < 1000 else 0
        elif code == AT_ASSUME_ALIGNED:
            attributes.assume_aligned = [int(item) for item in self.attribute_integers()]
        elif code in (AT_TARGET, AT_OPTIMIZE):
            text = self.attribute_texts(name)
            if code == AT_TARGET:
                attributes.target = text
            else:
                attributes.optimize = text
        else:
            self.string_attribute(attributes, code, name, loc)

    def string_attribute(self, attributes: Attributes, code: i64, name: str, loc: i64) -> None:
        """Attributes with one string."""
        text = self.attribute_string(name)
        if code == AT_SECTION:
            attributes.section = text
        elif code == AT_ALIAS:
            attributes.alias = text
        elif code == AT_IFUNC:
            attributes.ifunc = text
        elif code == AT_ERROR:
            attributes.error = text
        elif code == AT_WARNING:
            attributes.warning = text
        elif code == AT_SYMVER:
            if attributes.symver is None:
                attributes.symver = []
            attributes.symver.append(text)
        elif code == AT_VISIBILITY:
            names = ["default", "hidden", "protected", "internal"]
            values = [DEFAULT_VISIBILITY, HIDDEN, PROTECTED, INTERNAL_VISIBILITY]
            if text in names:
                attributes.visibility = values[names.index(text)]
            else:
                self.error(loc, "'visibility' argument must be one of 'default', 'hidden', "
                                "'protected' or 'internal'")
        elif code == AT_TLS_MODEL:
            models = ["global-dynamic", "local-dynamic", "initial-exec", "local-exec"]
            codes = [TLS_GLOBAL_DYNAMIC, TLS_LOCAL_DYNAMIC, TLS_INITIAL_EXEC, TLS_LOCAL_EXEC]
            if text in models:
                attributes.tls_model = codes[models.index(text)]
            else:
                self.error(loc, "'tls_model' argument must be one of 'local-exec', "
                                "'initial-exec', 'local-dynamic' or 'global-dynamic'")

    def attribute_string(self, name: str) -> str:
        """A string argument (perhaps in parentheses)."""
        if self.stream.kind != TK_STRING and self.stream.kind != TK_LPAREN:
            loc = self.stream.loc
            if self.stream.kind != TK_RPAREN:
                self.value()
            self.error(loc, f"'{name}' attribute argument not a string")
            return ""
        if self.stream.kind == TK_LPAREN:
            self.stream.advance()
            text = self.attribute_string(name)
            self.expect(TK_RPAREN, ")")
            return text
        node = self.parse_string_literal()
        assert isinstance(node, StringLiteral)
        return node.data[:-1].decode("utf-8", "surrogateescape")

    def attribute_texts(self, name: str) -> str:
        """Strings or numbers, joined with commas."""
        parts: list[str] = []
        while True:
            if self.stream.kind == TK_STRING:
                parts.append(self.attribute_string(name))
            else:
                value = self.attribute_integer()
                parts.append("O" + str(value))
            if self.stream.kind != TK_COMMA:
                return ",".join(parts)
            self.stream.advance()

    def attribute_integer(self) -> int | None:
        """A constant integer argument; None after an error."""
        loc = self.stream.loc
        value = self.constant_value(self.parse_assignment())
        if value is None:
            self.error(loc, "attribute argument is not an integer constant")
            return None
        return value

    def attribute_integers(self) -> list[i64]:
        """Constant integers between commas."""
        values: list[i64] = []
        while True:
            value = self.attribute_integer()
            if value is not None and 0 <= value < 1 << 40:
                values.append(value)
            if self.stream.kind != TK_COMMA:
                return values
            self.stream.advance()

    def attribute_alignment(self, name: str, loc: i64) -> i64:
        """The argument of `aligned`, a power of two."""
        value = self.constant_value(self.parse_assignment())
        if value is None:
            self.error(loc, "requested alignment is not an integer constant")
            return 0
        if value == 0:
            return 0
        if value < 0 or value & (value - 1):
            self.error(loc, f"requested alignment '{value}' is not a positive power of 2")
            return 0
        if value > 1 << 28:
            self.error(loc, f"requested alignment '{value}' exceeds maximum 268435456")
            return 0
        return value

    def cleanup_attribute(self, attributes: Attributes) -> None:
        """`cleanup(function)`."""
        stream = self.stream
        if stream.kind != TK_IDENT:
            self.error(stream.loc, "cleanup argument not an identifier")
            return
        decl = self.visible(stream.ident)
        if decl is None or decl.kind != FUNC_DECL:
            self.error(stream.loc, "cleanup argument not a function")
        else:
            assert isinstance(decl, FuncDecl)
            attributes.cleanup = decl
            decl.used = True
            self.use_function(decl)
        stream.advance()

    def format_attribute(self, attributes: Attributes, loc: i64) -> None:
        """`format(archetype, string-index, first-to-check)`."""
        stream = self.stream
        if stream.kind < TK_IDENT:
            self.error(loc, "unrecognized format specifier")
            return
        name = stream.ident.text.strip("_")
        stream.advance()
        kinds = {"printf": 1, "gnu_printf": 1, "scanf": 2, "gnu_scanf": 2, "strftime": 3,
                 "gnu_strftime": 3, "strfmon": 4}
        if name not in kinds:
            self.warn("format", loc, f"'{name}' is an unrecognized format function type")
        numbers: list[i64] = []
        while stream.kind == TK_COMMA:
            stream.advance()
            value = self.attribute_integer()
            numbers.append(value if value is not None and 0 <= value < 1000 else 0)
        if len(numbers) == 2 and name in kinds:
            attributes.format_kind = kinds[name]
            attributes.format_string = numbers[0]
            attributes.format_first = numbers[1]
        elif len(numbers) != 2:
            self.error(loc, "wrong number of arguments specified for 'format' attribute")

    def skip_parentheses(self) -> None:
        """With `(` current: go past the matching `)`."""
        self.stream.advance()
        self.skip_to_closing()

    def skip_to_closing(self) -> None:
        """Go past the `)` that closes the current level."""
        stream = self.stream
        depth: i64 = 1
        while True:
            kind = stream.kind
            if kind == TK_LPAREN:
                depth += 1
            elif kind == TK_RPAREN:
                depth -= 1
                if depth == 0:
                    stream.advance()
                    return
            elif kind == TK_EOF:
                self.expected("')'")
            stream.advance()

    # ------------------------------------------------------------ effect on types
    def with_attributes(self, type: CType, attributes: Attributes) -> CType:
        """`type` as changed by mode, vector_size, may_alias; functions get their attributes in
        declarations.py."""
        if attributes.mode:
            type = self.with_mode(type, attributes.mode, attributes.loc)
        if attributes.vector_size:
            type = self.with_vector_size(type, attributes.vector_size, attributes.loc)
        if attributes.flags & A_MAY_ALIAS and type.kind != ARRAY and type.kind != FUNCTION:
            type = add_variant(type.unqual, type.quals | 16, type.align if type.user_align else 0)
        return type

    def with_mode(self, type: CType, mode: str, loc: i64) -> CType:
        """Attribute mode."""
        main = type.unqual
        types = self.types
        made: CType | None = None
        unsigned = main.is_unsigned
        if isinstance(main, EnumType):
            unsigned = main.underlying.is_unsigned
        sizes = {"QI": 1, "byte": 1, "HI": 2, "SI": 4, "DI": 8, "TI": 16, "word": types.word,
                 "pointer": types.word, "unwind_word": types.word, "libgcc_cmp_return": types.word,
                 "libgcc_shift_count": types.word}
        floats = {"SF": types.float_, "DF": types.double, "XF": types.ldouble,
                  "TF": types.float128}
        complexes = {"SC": types.float_, "DC": types.double, "XC": types.ldouble,
                     "TC": types.float128}
        if main.kind == POINTER and sizes.get(mode, 0) == types.word:
            return type
        if BOOL <= main.kind <= BITINT and mode in sizes:
            made = types.integer_of(sizes[mode], unsigned)
        elif main.format and mode in floats:
            made = floats[mode]
            if mode == "TF" and types.ldouble.format == 4:
                made = types.ldouble
        elif isinstance(main, ComplexType) and mode in complexes:
            made = types.complex_of(complexes[mode])
        elif main.kind < POINTER and len(mode) > 2 and mode[0] == "V":
            digits = mode[1:-2]
            inner = self.with_mode(type, mode[-2:], loc)
            if digits.isdecimal():
                return types.vector_of(inner.unqual, int(digits))
        if made is None:
            if mode in sizes or mode in floats or mode in complexes:
                self.error(loc, f"mode '{mode}' applied to inappropriate type")
            else:
                self.error(loc, f"unknown machine mode '{mode}'")
            return type
        return qualified(made, type.quals)

    def with_vector_size(self, type: CType, size: i64, loc: i64) -> CType:
        """Attribute vector_size: on the innermost element of pointers, arrays and functions."""
        main = type.unqual
        if isinstance(main, PointerType):
            return qualified(self.types.pointer_to(
                self.with_vector_size(main.target, size, loc)), type.quals)
        if isinstance(main, ArrayType):
            element = self.with_vector_size(main.element, size, loc)
            made = copy_array(main, element)
            if main.count >= 0:
                made.size = element.size * main.count
            made.align = element.align
            return made
        if isinstance(main, FunctionType):
            return FunctionType(self.with_vector_size(main.result, size, loc), main.parameters,
                                main.variadic, main.prototype)
        if not (BOOL < main.kind <= BITINT or main.format) or main.kind == ENUM:
            self.error(loc, "invalid vector type for attribute 'vector_size'")
            return type
        if size % main.size:
            self.error(loc, "vector size not an integral multiple of component size")
            return type
        count = size // main.size
        if count & (count - 1):
            self.error(loc, "number of vector components not a power of two")
            return type
        return qualified(self.types.vector_of(main, count), type.quals)
