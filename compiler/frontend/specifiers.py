"""Declaration specifiers: storage, type, qualifiers, function specifiers (C17 6.7.1 to 6.7.5).

Idea: one loop over keywords fills a Specifiers object; the basic type words are counted in a bit
set that is looked up once in a table of the legal combinations.
"""

from __future__ import annotations

from compiler.frontend.attributes import AttributeParser, Attributes
from compiler.frontend.tree import (
    AUTO,
    EXTERN,
    NO_STORAGE,
    REGISTER_STORAGE,
    STATIC,
    TYPEDEF,
    Expr,
    TypedefDecl,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    ARRAY,
    ATOMIC,
    CONST,
    ERROR,
    FUNCTION,
    POINTER,
    RESTRICT,
    VOLATILE,
    CType,
    qualified,
)
from compiler.frontend.token import (
    TK_ALIGNAS,
    TK_ATOMIC,
    TK_ATTRIBUTE,
    TK_AUTO,
    TK_AUTO_TYPE,
    TK_BOOL,
    TK_CHAR,
    TK_COMPLEX,
    TK_CONST,
    TK_DECIMAL32,
    TK_DECIMAL64,
    TK_DECIMAL128,
    TK_DOUBLE,
    TK_ENUM,
    TK_EXTENSION,
    TK_EXTERN,
    TK_FLOAT,
    TK_FLOAT16,
    TK_FLOAT32,
    TK_FLOAT32X,
    TK_FLOAT64,
    TK_FLOAT64X,
    TK_FLOAT80,
    TK_FLOAT128,
    TK_FLOAT128_GNU,
    TK_IDENT,
    TK_INLINE,
    TK_INT,
    TK_INT128,
    TK_LBRACKET,
    TK_LONG,
    TK_LPAREN,
    TK_NORETURN,
    TK_REGISTER,
    TK_RESTRICT,
    TK_RPAREN,
    TK_SEG_FS,
    TK_SEG_GS,
    TK_SHORT,
    TK_SIGNED,
    TK_STATIC,
    TK_STRUCT,
    TK_THREAD,
    TK_THREAD_LOCAL,
    TK_TYPEDEF,
    TK_TYPEOF,
    TK_UNION,
    TK_UNSIGNED,
    TK_VOID,
    TK_VOLATILE,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.type_table import TypeTable

# Words of a basic type, a bit set.
W_VOID: Final = 1 << 0
W_CHAR: Final = 1 << 1
W_SHORT: Final = 1 << 2
W_INT: Final = 1 << 3
W_LONG: Final = 1 << 4
W_LONG_LONG: Final = 1 << 5
W_SIGNED: Final = 1 << 6
W_UNSIGNED: Final = 1 << 7
W_FLOAT: Final = 1 << 8
W_DOUBLE: Final = 1 << 9
W_BOOL: Final = 1 << 10
W_COMPLEX: Final = 1 << 11
W_INT128: Final = 1 << 12
W_FLOAT128: Final = 1 << 13
W_FLOAT32: Final = 1 << 14
W_FLOAT64: Final = 1 << 15
W_FLOAT32X: Final = 1 << 16
W_FLOAT64X: Final = 1 << 17
W_FLOAT80: Final = 1 << 18


def word_table(types: TypeTable) -> dict[int, CType]:
    """The legal sets of words."""
    table: dict[int, CType] = {
        W_VOID: types.void, W_CHAR: types.char, W_SIGNED | W_CHAR: types.schar,
        W_UNSIGNED | W_CHAR: types.uchar, W_BOOL: types.bool_, W_FLOAT: types.float_,
        W_DOUBLE: types.double, W_LONG | W_DOUBLE: types.ldouble, W_FLOAT128: types.float128,
        W_FLOAT32: types.float32, W_FLOAT64: types.float64, W_FLOAT32X: types.float32x,
        W_FLOAT64X: types.float64x, W_COMPLEX: types.double, W_FLOAT80: types.ldouble,
    }
    for words, signed, unsigned in (
        (0, types.int_, types.uint), (W_SHORT, types.short, types.ushort),
        (W_LONG, types.long, types.ulong), (W_LONG | W_LONG_LONG, types.llong, types.ullong),
    ):
        for extra in (0, W_INT):
            if words | extra:
                table[words | extra] = signed
            table[words | extra | W_SIGNED] = signed
            table[words | extra | W_UNSIGNED] = unsigned
    if types.facts.has_int128:
        table[W_INT128] = types.int128
        table[W_INT128 | W_SIGNED] = types.int128
        table[W_INT128 | W_UNSIGNED] = types.uint128
    for words, type in list(table.items()):
        if not words & (W_VOID | W_BOOL | W_COMPLEX):
            table[words | W_COMPLEX] = types.complex_of(type)
    table[W_COMPLEX] = types.complex_of(types.double)
    return table


def specifier_starts() -> list[bool]:
    """For each token code, whether it begins declaration specifiers (identifiers apart)."""
    starts = [False] * 256
    for kind in (
        TK_ALIGNAS, TK_ATOMIC, TK_ATTRIBUTE, TK_AUTO, TK_AUTO_TYPE, TK_BOOL, TK_CHAR, TK_COMPLEX,
        TK_CONST, TK_DECIMAL32, TK_DECIMAL64, TK_DECIMAL128, TK_DOUBLE, TK_ENUM, TK_EXTERN,
        TK_FLOAT, TK_FLOAT16, TK_FLOAT32, TK_FLOAT32X, TK_FLOAT64, TK_FLOAT64X, TK_FLOAT80,
        TK_FLOAT128, TK_FLOAT128_GNU, TK_INLINE, TK_INT, TK_INT128, TK_LONG, TK_NORETURN,
        TK_REGISTER, TK_RESTRICT, TK_SEG_FS, TK_SEG_GS, TK_SHORT, TK_SIGNED, TK_STATIC, TK_STRUCT,
        TK_THREAD, TK_THREAD_LOCAL, TK_TYPEDEF, TK_TYPEOF, TK_UNION, TK_UNSIGNED, TK_VOID,
        TK_VOLATILE,
    ):
        starts[kind] = True
    return starts


STARTS: Final = specifier_starts()


class Specifiers:
    """What the specifiers of one declaration said."""

    def __init__(self, loc: i64) -> None:
        self.loc: i64 = loc
        self.storage: i64 = NO_STORAGE
        self.type: CType | None = None
        self.quals: i64 = 0
        self.words: i64 = 0
        self.inline: bool = False
        self.noreturn: bool = False
        self.thread: bool = False
        self.auto_type: bool = False
        self.align: i64 = 0  # _Alignas
        self.attributes: Attributes | None = None
        self.default_int: bool = False  # no type was written
        self.any: bool = False
        self.only_tag: bool = False  # a struct, union or enum specifier
        self.defines: bool = False  # ... with its body
        self.bare_typedef: bool = False
        self.typedef: TypedefDecl | None = None
        self.anonymous_tag: bool = False


class SpecifierParser(AttributeParser):
    """Parses declaration specifiers."""

    words: dict[int, CType]

    def starts_type(self) -> bool:
        """Whether a type name or declaration begins at the current token."""
        stream = self.stream
        kind = stream.kind
        if kind == TK_IDENT:
            decl = stream.ident.decl
            return decl is not None and decl.kind == 3 and self.visible(stream.ident) is not None
        if kind < TK_IDENT:
            return False
        return STARTS[kind]

    def parse_record_specifier(self, kind: i64, specifiers: Specifiers) -> CType:
        """`struct ...` or `union ...` (records.py)."""
        raise NotImplementedError

    def parse_enum_specifier(self, specifiers: Specifiers) -> CType:
        """`enum ...` (records.py)."""
        raise NotImplementedError

    def parse_specifiers(self, allow_storage: bool) -> Specifiers:
        """All specifiers at the cursor; `specifiers.type` is set afterwards."""
        stream = self.stream
        result = Specifiers(stream.loc)
        while True:
            kind = stream.kind
            if kind < TK_IDENT:
                if kind == TK_LBRACKET and stream.peek(1).kind == TK_LBRACKET:
                    result.attributes = self.parse_attributes(result.attributes)
                    continue
                break
            if kind == TK_IDENT:
                if result.type is not None or result.words != 0 or result.auto_type:
                    break
                decl = stream.ident.decl
                if decl is None or decl.kind != 3:
                    break
                if self.visible(stream.ident) is None:
                    break
                assert isinstance(decl, TypedefDecl)
                result.typedef = decl
                result.type = decl.type
                if decl.deprecated is not None:
                    self.warn_deprecated(decl.name, decl.deprecated, decl.loc, stream.loc)
                decl.used = True
                result.any = True
                stream.advance()
                continue
            if not STARTS[kind]:
                if kind == TK_EXTENSION and not result.any:
                    stream.advance()
                    continue
                break
            result.any = True
            self.parse_specifier(kind, result, allow_storage)
        self.finish_specifiers(result)
        return result

    def parse_specifier(self, kind: i64, result: Specifiers, allow_storage: bool) -> None:
        """One specifier of the given token code."""
        stream = self.stream
        if kind == TK_CONST:
            self.add_qualifier(result, CONST, "const")
        elif kind == TK_INT:
            self.add_word(result, W_INT)
        elif kind == TK_CHAR:
            self.add_word(result, W_CHAR)
        elif kind == TK_VOID:
            self.add_word(result, W_VOID)
        elif kind == TK_UNSIGNED:
            self.add_word(result, W_UNSIGNED)
        elif kind == TK_LONG:
            if result.words & W_LONG:
                if result.words & W_LONG_LONG:
                    self.error(stream.loc, "'long long long' is too long for GCC")
                result.words |= W_LONG_LONG
            self.add_word(result, W_LONG)
        elif kind == TK_STATIC:
            self.add_storage(result, STATIC, allow_storage)
        elif kind == TK_EXTERN:
            self.add_storage(result, EXTERN, allow_storage)
        elif kind in (TK_STRUCT, TK_UNION):
            self.add_type(result, self.parse_record_specifier(kind, result))
            return
        elif kind == TK_ENUM:
            self.add_type(result, self.parse_enum_specifier(result))
            return
        elif kind == TK_ATTRIBUTE:
            result.attributes = self.parse_attributes(result.attributes)
            return
        elif kind == TK_TYPEDEF:
            self.add_storage(result, TYPEDEF, allow_storage)
        elif kind == TK_INLINE:
            result.inline = True
        elif kind == TK_SHORT:
            self.add_word(result, W_SHORT)
        elif kind == TK_SIGNED:
            self.add_word(result, W_SIGNED)
        elif kind == TK_DOUBLE:
            self.add_word(result, W_DOUBLE)
        elif kind == TK_FLOAT:
            self.add_word(result, W_FLOAT)
        elif kind == TK_VOLATILE:
            self.add_qualifier(result, VOLATILE, "volatile")
        elif kind == TK_RESTRICT:
            self.add_qualifier(result, RESTRICT, "restrict")
        elif kind == TK_REGISTER:
            self.add_storage(result, REGISTER_STORAGE, allow_storage)
        elif kind == TK_AUTO:
            self.add_storage(result, AUTO, allow_storage)
        elif kind == TK_BOOL:
            self.add_word(result, W_BOOL)
        elif kind == TK_COMPLEX:
            self.add_word(result, W_COMPLEX)
        elif kind == TK_INT128:
            self.add_word(result, W_INT128)
        elif kind == TK_NORETURN:
            result.noreturn = True
        elif kind == TK_TYPEOF:
            self.parse_typeof(result)
            return
        elif kind == TK_ALIGNAS:
            self.parse_alignas(result)
            return
        elif kind == TK_ATOMIC:
            stream.advance()
            if stream.kind == TK_LPAREN:
                self.parse_atomic(result)
            else:
                result.quals |= ATOMIC
            return
        elif kind == TK_AUTO_TYPE:
            if result.type is not None or result.words:
                self.error(stream.loc, "two or more data types in declaration specifiers")
            result.auto_type = True
        elif kind in (TK_THREAD_LOCAL, TK_THREAD):
            if result.thread:
                self.error(stream.loc, f"duplicate '{stream.ident.text}'")
            if result.storage not in (NO_STORAGE, STATIC, EXTERN):
                self.error(stream.loc, f"'{stream.ident.text}' used with "
                                       f"'{storage_name(result.storage)}'")
            result.thread = True
        else:
            self.parse_rare(kind, result)
        stream.advance()

    def parse_rare(self, kind: i64, result: Specifiers) -> None:
        """Extended floating types and what is not supported."""
        stream = self.stream
        if kind in (TK_FLOAT128, TK_FLOAT128_GNU):
            self.add_word(result, W_FLOAT128)
        elif kind == TK_FLOAT32:
            self.add_word(result, W_FLOAT32)
        elif kind == TK_FLOAT64:
            self.add_word(result, W_FLOAT64)
        elif kind == TK_FLOAT32X:
            self.add_word(result, W_FLOAT32X)
        elif kind == TK_FLOAT64X:
            self.add_word(result, W_FLOAT64X)
        elif kind == TK_FLOAT80:
            self.add_word(result, W_FLOAT80)
        elif kind == TK_FLOAT16:
            self.diagnostics.unsupported(stream.loc, "_Float16")
            self.add_word(result, W_FLOAT)
        elif kind in (TK_SEG_FS, TK_SEG_GS):
            self.diagnostics.unsupported(stream.loc, "named address space")
        else:
            self.diagnostics.unsupported(stream.loc, "decimal floating point")
            self.add_word(result, W_DOUBLE)

    def add_word(self, result: Specifiers, word: i64) -> None:
        """A word of a basic type."""
        loc = self.stream.loc
        if result.type is not None or result.auto_type:
            self.error(loc, "two or more data types in declaration specifiers")
            return
        if result.words & word and word != W_LONG:
            if word in (W_SHORT, W_SIGNED, W_UNSIGNED):
                self.error(loc, f"duplicate '{self.stream.ident.text}'")
            else:
                self.error(loc, "two or more data types in declaration specifiers")
            return
        both = result.words | word
        if both not in self.words:
            # More words may still make it legal (`long unsigned ... int`): test what cannot.
            self.check_words(result.words, word, loc)
            if self.bad_words(both):
                return
        result.words = both

    def bad_words(self, words: i64) -> bool:
        """Whether no set of words contains these."""
        for known in self.words:
            if known & words == words:
                return False
        return True

    def check_words(self, words: i64, word: int, loc: i64) -> None:
        """Report a pair that cannot stand together."""
        if not self.bad_words(words | word):
            return
        names = ["void", "char", "short", "int", "long", "long long", "signed", "unsigned",
                 "float", "double", "_Bool", "_Complex", "__int128", "__float128", "_Float32",
                 "_Float64", "_Float32x", "_Float64x", "__float80"]
        modifiers = W_SHORT | W_LONG | W_SIGNED | W_UNSIGNED | W_COMPLEX
        order = [4, 2, 6, 7, 11, 5, 0, 10, 1, 3, 8, 9, 12, 13, 14, 15, 16, 17, 18]
        for index in order:
            name = names[index]
            bit = 1 << index
            if words & bit and self.bad_words(bit | word):
                mine = names[word.bit_length() - 1]
                if bit & modifiers or word & modifiers:
                    later = order.index(word.bit_length() - 1) < order.index(index)
                    first, second = (mine, name) if later else (name, mine)
                    self.error(loc, f"both '{first}' and '{second}' in declaration specifiers")
                else:
                    self.error(loc, "two or more data types in declaration specifiers")
                return
        self.error(loc, "two or more data types in declaration specifiers")

    def add_type(self, result: Specifiers, type: CType) -> None:
        """A complete type specifier."""
        if result.type is not None or result.words or result.auto_type:
            self.error(self.stream.previous_loc(),
                       "two or more data types in declaration specifiers")
            return
        result.type = type

    def add_qualifier(self, result: Specifiers, bit: i64, name: str) -> None:
        """A qualifier keyword."""
        if result.quals & bit and self.language.standard == 90:
            self.pedantic(self.stream.loc, f"duplicate '{name}'")
        result.quals |= bit

    def add_storage(self, result: Specifiers, storage: i64, allowed: bool) -> None:
        """A storage-class keyword."""
        loc = self.stream.loc
        if not allowed:
            self.expected("specifier-qualifier-list")
        if result.storage != NO_STORAGE:
            if result.storage == storage:
                self.error(loc, f"duplicate '{self.stream.ident.text}'")
            else:
                self.error(loc, "multiple storage classes in declaration specifiers")
            return
        if result.thread and storage not in (STATIC, EXTERN):
            self.error(loc, f"'__thread' used with '{storage_name(storage)}'")
        result.storage = storage

    def parse_typeof(self, result: Specifiers) -> None:
        """`typeof (expression or type)`."""
        stream = self.stream
        stream.advance()
        self.expect(TK_LPAREN, "(")
        self.enter_nesting()
        if self.starts_type():
            type = self.parse_type_name()
        else:
            self.unevaluated += 1
            self.unneeded += 1
            node = self.parse_expression()
            self.unneeded -= 1
            self.unevaluated -= 1
            type = node.type
            if node.flags & 16:
                self.error(node.loc, "'typeof' applied to a bit-field")
            type = self.carrier(type)
        self.nesting -= 1
        self.expect(TK_RPAREN, ")")
        self.add_type(result, type)

    def parse_alignas(self, result: Specifiers) -> None:
        """`_Alignas (type or constant)`."""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        self.expect(TK_LPAREN, "(")
        if self.starts_type():
            type = self.parse_type_name()
            align: i64 = type.align
            if type.size == -1:
                self.error(loc, f"invalid application of '_Alignas' to incomplete type "
                                f"'{spell(type)}'")
        else:
            value = self.constant_value(self.parse_conditional_expression())
            align = 0
            if value is None:
                self.error(loc, "requested alignment is not an integer constant")
            elif value < 0 or value & (value - 1):
                self.error(loc, f"requested alignment '{value}' is not a positive power of 2")
            elif value > 1 << 28:
                self.error(loc, f"requested alignment '{value}' exceeds maximum 268435456")
            else:
                align = value
        self.expect(TK_RPAREN, ")")
        if align > result.align:
            result.align = align

    def parse_conditional_expression(self) -> Expr:
        """conditional-expression (expressions.py)."""
        raise NotImplementedError

    def parse_atomic(self, result: Specifiers) -> None:
        """`_Atomic (type)` with the cursor on `(`."""
        stream = self.stream
        stream.advance()
        loc = stream.loc
        type = self.parse_type_name()
        self.expect(TK_RPAREN, ")")
        if type.kind == ARRAY:
            self.error(loc, "'_Atomic'-qualified array type")
        elif type.kind == FUNCTION:
            self.error(loc, "'_Atomic'-qualified function type")
        elif type.quals & 15:
            self.error(loc, "'_Atomic' applied to a qualified type")
        else:
            type = qualified(type, ATOMIC)
        self.add_type(result, type)

    def finish_specifiers(self, result: Specifiers) -> None:
        """Work out the type."""
        type = result.type
        types = self.types
        if type is None:
            words = result.words
            if words == W_INT:
                type = types.int_
            elif words:
                known = self.words.get(words)
                if known is None:
                    if words & W_LONG_LONG and words & W_DOUBLE:
                        self.error(result.loc, "both 'long long' and 'double' in declaration "
                                               "specifiers")
                    else:
                        self.error(result.loc,
                                   "two or more data types in declaration specifiers")
                    known = types.int_
                type = known
            else:
                type = types.int_
                if not result.auto_type:
                    result.default_int = True
        if result.quals:
            if result.quals & RESTRICT and type.kind != POINTER and type.kind != ERROR:
                if type.kind != ARRAY or not self.points(type):
                    self.error(result.loc, "invalid use of 'restrict'")
                    result.quals &= ~RESTRICT
            if result.quals & ATOMIC and type.kind in (ARRAY, FUNCTION):
                word = "array" if type.kind == ARRAY else "function"
                self.error(result.loc, f"'_Atomic'-qualified {word} type")
                result.quals &= ~ATOMIC
            if type.kind != FUNCTION:
                type = qualified(type, result.quals)
        attributes = result.attributes
        if attributes is not None and (attributes.mode or attributes.vector_size):
            type = self.with_attributes(type, attributes)
            attributes.mode = ""
            attributes.vector_size = 0
        result.type = type

    def points(self, type: CType) -> bool:
        """An array of pointers."""
        from compiler.frontend.types import ArrayType
        while isinstance(type, ArrayType):
            type = type.element
        return type.kind == POINTER


def storage_name(storage: i64) -> str:
    """The keyword of a storage class."""
    return ["", "auto", "register", "static", "extern", "typedef"][storage]
