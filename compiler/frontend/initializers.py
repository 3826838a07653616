"""Initialisers of every shape become a flat list of stores (C17 6.7.9).

Idea: the list is parsed straight into entries (offset, type, value).  A subobject without braces
takes as many items as it needs (`fill`); a designator names a place and filling goes on behind
it; a range parses its item once and marks the new entries as repeated.  In static initialisers
each value is evaluated at once.

GNU: `field:`, `[a ... b]`, `[n] item`, empty braces, compound literals as constants.
"""

from __future__ import annotations

from compiler.frontend.compatibility import compatible_unqualified
from compiler.frontend.conversions import INITIALIZATION
from compiler.frontend.fold import calls_library, evaluate
from compiler.frontend.ident import Ident
from compiler.frontend.initializer_warnings import (
    bits_of,
    has_effect,
    is_zero_alone,
    line_start,
    overwritten,
    place_name,
)
from compiler.frontend.records import RecordParser
from compiler.frontend.token import (
    TK_ASSIGN,
    TK_COLON,
    TK_COMMA,
    TK_DOT,
    TK_ELLIPSIS,
    TK_IDENT,
    TK_LBRACE,
    TK_LBRACKET,
    TK_RBRACE,
    TK_RBRACKET,
)
from compiler.frontend.tree import (
    FLOAT_CONST,
    AUTO,
    PARENTHESIZED,
    REGISTER_STORAGE,
    STRING,
    Cast,
    CompoundLiteral,
    Expr,
    InitEntry,
    Initializer,
    StringLiteral,
    VarDecl,
    VarRef,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    ARRAY,
    BITINT,
    CHAR,
    CONST,
    ENUM,
    ERROR,
    INCOMPLETE,
    STRUCT,
    UCHAR,
    UNION,
    VARIABLE,
    VECTOR,
    ArrayType,
    CType,
    EnumType,
    Field,
    RecordType,
    VectorType,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

FLEXIBLE: Final = "initialization of a flexible array member"
UNBOUNDED: Final = 1 << 59
EXPANSION_LIMIT: Final = 1 << 16  # copies of an entry when ranges nest
SEARCHED: Final = 20_000  # entries among which one that is overwritten is looked for


class InitBuilder:
    """The entries of one object's initialiser while it is parsed."""

    def __init__(self, is_static: bool, flexible_allowed: bool) -> None:
        self.is_static: bool = is_static
        self.flexible_allowed: bool = flexible_allowed
        self.entries: list[InitEntry] = []
        self.extent: i64 = 0  # bytes reached by a flexible array member
        self.bad: bool = False
        self.constant: bool = True  # no value needs run time (compound literals)
        self.arrays: i64 = 0  # arrays being filled, one in another
        self.reached: i64 = 0  # end of the bytes that the first `measured` entries cover
        self.measured = 0
        self.name = ""  # of the variable, for messages
        self.type: CType | None = None
        self.opening: i64 = 0  # where the outermost `{` stands, 0: there is none
        self.elided: bool = False  # braces were left out somewhere
        self.reached_bit: i64 = 0  # behind the last bit that an entry stores
        self.range_bytes: i64 = 0  # from the first to the last element of the ranges around an item

    def overlapped(self, offset: i64, size: i64) -> bool:
        """Whether an entry so far stores into `size` bytes at `offset`."""
        entries = self.entries
        for index in range(self.measured, len(entries)):
            self.reached = max(self.reached, span_end(entries[index]))
        self.measured = len(entries)
        if offset >= self.reached:
            return False
        end = offset + size
        for entry in entries:
            if entry.offset < end and span_end(entry) > offset:
                return True
        return False


def span_end(entry: InitEntry) -> i64:
    """The end of the bytes that an entry covers."""
    size: i64 = entry.type.size
    if entry.field is not None and entry.field.bit_width == 0:
        size = 0
    return entry.offset + entry.stride * (entry.count - 1) + size


class InitializerParser(RecordParser):
    """Parses initialisers."""

    chained: bool = False  # several designators stand before the item
    watches_overrides: bool  # -Woverride-init may be wanted
    placing: InitBuilder  # what the value being converted belongs to, and where
    placing_type: CType
    placing_offset: i64

    def parse_initializer(self, type: CType, decl: VarDecl) -> tuple[CType, Initializer | None]:
        """What follows `=`, for a variable; gives its type with the bound filled in."""
        is_static = decl.storage != AUTO and decl.storage != REGISTER_STORAGE
        stream = self.stream
        if stream.kind == TK_LBRACE:
            if type.kind != ERROR and type.size == VARIABLE:
                self.error(stream.loc, "variable-sized object may not be initialized")
                type = self.types.error
            return self.parse_braced_initializer(type, decl, is_static)
        builder = InitBuilder(is_static, is_static)
        loc = stream.loc
        node = self.parse_assignment()
        if type.kind == ERROR or node.type.kind == ERROR:
            return type, None
        if type.size == VARIABLE:
            self.error(loc, "variable-sized object may not be initialized")
            return type, None
        if type.kind == ARRAY:
            return self.initialize_array(type, node, builder, loc)
        if type.kind >= STRUCT or type.kind == VECTOR:
            value = self.rvalue(node)
            if type.kind >= STRUCT and not (value.type.kind >= STRUCT and compatible_unqualified(
                    value.type, type)):
                if value.type.kind != ERROR:
                    self.error(loc, "invalid initializer")
                return type, None
            self.add_value(builder, value, type, 0, None, loc)
        else:
            self.add_value(builder, self.rvalue(node), type, 0, None, loc)
        if builder.bad:
            return type, None
        return type, self.finish_initializer(builder, type)

    def initialize_array(self, type: CType, node: Expr, builder: InitBuilder,
                         loc: i64) -> tuple[CType, Initializer | None]:
        """An array from a string literal (or, GNU, from a compound literal)."""
        assert isinstance(type, ArrayType)
        if isinstance(node, StringLiteral):
            if node.flags & PARENTHESIZED:
                self.pedantic(loc, "array initialized from parenthesized string constant")
            type = self.add_string(builder, node, type, 0, loc)
            return type, None if builder.bad else self.finish_initializer(builder, type)
        if isinstance(node, CompoundLiteral) and node.type.kind == ARRAY and (
                compatible_unqualified(node.type, type)):
            self.pedantic(loc, "initialization of array from a compound literal")
            source = node.type
            if type.count == INCOMPLETE:
                assert isinstance(source, ArrayType)
                type = self.types.array_of(type.element, source.count)
            if node.decl.init is not None:
                self.splice(builder, node.decl.init, 0)
            return type, None if builder.bad else self.finish_initializer(builder, type)
        if node.type.kind == ARRAY and node.flags & 1:
            self.error(loc, "array initialized from non-constant array expression")
        else:
            self.error(loc, "invalid initializer")
        return type, None

    def parse_braced_initializer(self, type: CType, decl: VarDecl | None,
                                 is_static: bool) -> tuple[CType, Initializer]:
        """With `{` current."""
        builder = InitBuilder(is_static, is_static)
        builder.name = decl.name if decl is not None else ""
        builder.type = type
        builder.opening = self.stream.loc
        type = self.parse_braces(builder, type, 0, True)
        return type, self.finish_initializer(builder, type)

    def near(self, builder: InitBuilder, loc: i64, type: CType, offset: i64,
             field: Field | None = None) -> None:
        """The note that names the part of the object."""
        if builder.type is not None and builder.opening:
            name = place_name(builder.name, builder.type, offset, type, field)
            self.note(loc, f"(near initialization for '{name}')")

    def note_initialized(self, loc: i64) -> None:
        """The same, behind a message about a conversion."""
        self.near(self.placing, loc, self.placing_type, self.placing_offset)

    def warn_override(self, builder: InitBuilder, entry: InitEntry, loc: i64) -> None:
        """-Woverride-init: part of the object had a value already."""
        start, end = bits_of(entry)
        ascending = start >= builder.reached_bit
        builder.reached_bit = max(builder.reached_bit, end)
        if ascending or len(builder.entries) > SEARCHED:
            return
        earlier = overwritten(builder.entries, entry)
        if earlier is None:
            return
        if has_effect(earlier):
            shown = self.warn("override-init-side-effects", loc,
                              "initialized field with side-effects overwritten")
        else:
            shown = self.warn("override-init", loc, "initialized field overwritten")
        if shown:
            self.near(builder, loc, entry.type, entry.offset, entry.field)

    def warn_missing_braces(self, builder: InitBuilder, mark: int, zero: bool) -> None:
        """-Wmissing-braces, at the end of a braced list whose entries begin at `mark`."""
        if builder.elided and not (zero and is_zero_alone(builder.entries, mark)):
            self.warn("missing-braces", builder.opening, "missing braces around initializer")

    def finish_initializer(self, builder: InitBuilder, type: CType) -> Initializer:
        """Wrap up the entries."""
        size = type.size if type.size > 0 else 0
        if builder.extent > size:
            size = builder.extent
        entries = builder.entries
        whole = False
        if len(entries) == 1:
            entry = entries[0]
            whole = (entry.offset == 0 and entry.count == 1 and entry.field is None
                     and entry.type.size == size)
        return Initializer(size, entries, whole)

    # ------------------------------------------------------------ values
    def add_value(self, builder: InitBuilder, value: Expr, type: CType, offset: i64,
                  field: Field | None, loc: i64) -> None:
        """Convert a value to the type of its place and add the entry."""
        target = type.unqual
        self.placing = builder
        self.placing_type = type
        self.placing_offset = offset
        value = self.assign_convert(value, target, INITIALIZATION, "", 0, value.loc)
        if value.type.kind == ERROR:
            builder.bad = True
            return
        if builder.is_static:
            if value.type.kind >= STRUCT:
                literal = self.literal_under(value)
                if literal is not None:
                    self.splice(builder, literal, offset)
                    return
                self.error(loc, "initializer element is not constant")
                self.near(builder, loc, type, offset, field)
                builder.bad = True
                return
            if value.type.kind == VECTOR:
                literal = self.literal_under(value)
                if literal is not None:
                    self.splice(builder, literal, offset)
                    return
            folded = evaluate(value, True)
            if folded is None:
                if self.is_computable_later(value):
                    self.error(loc, "initializer element is not computable at load time")
                else:
                    self.error(loc, "initializer element is not constant")
                self.near(builder, loc, type, offset, field)
                builder.bad = True
                return
            if folded.kind == FLOAT_CONST and calls_library(value):
                self.pedantic(loc, "initializer element is not a constant expression")
            value = folded
        elif value.kind > STRING:
            builder.constant = False
            if self.watches_order:
                self.check_order(value)
        entry = InitEntry(offset, target, value, field)
        if self.watches_overrides or not builder.is_static:
            self.warn_override(builder, entry, loc)
        builder.entries.append(entry)

    def is_computable_later(self, value: Expr) -> bool:
        """An address cut or widened: constant, but not for the linker."""
        from compiler.frontend.tree import INTEGER, POINTER_TO_INT, AddressConst
        if isinstance(value, Cast) and value.op in (INTEGER, POINTER_TO_INT):
            return isinstance(evaluate(value.operand), AddressConst)
        return False

    def literal_under(self, value: Expr) -> Initializer | None:
        """The initialiser of a compound literal whose value this is."""
        while isinstance(value, Cast):
            value = value.operand
        if isinstance(value, CompoundLiteral):
            return value.decl.init
        if isinstance(value, VarRef) and value.type.quals & CONST:
            return value.decl.init
        return None

    def splice(self, builder: InitBuilder, init: Initializer, offset: i64) -> None:
        """Copy another object's entries to `offset`."""
        self.clear(builder, self.types.array_of(self.types.char, init.size), offset)
        for entry in init.entries:
            value: Expr = entry.value
            if builder.is_static and value.kind != STRING:
                folded = evaluate(value, True)
                if folded is None:
                    self.error(value.loc, "initializer element is not constant")
                    builder.bad = True
                    return
                value = folded
            made = InitEntry(offset + entry.offset, entry.type, value, entry.field)
            made.count = entry.count
            made.stride = entry.stride
            builder.entries.append(made)

    def string_fits(self, node: Expr, element: CType) -> bool:
        """Whether an array of `element` may be initialised from a string literal."""
        if node.kind != STRING:
            return False
        main = element.unqual
        if isinstance(main, EnumType):
            return False
        literal = node.type
        assert isinstance(literal, ArrayType)
        if literal.element.kind == CHAR:
            return CHAR <= main.kind <= UCHAR
        return compatible_unqualified(literal.element, main)

    def is_character_array(self, type: CType) -> bool:
        """An array of any character type."""
        if type.kind != ARRAY:
            return False
        assert isinstance(type, ArrayType)
        kind = type.element.kind
        return CHAR <= kind <= BITINT and kind != ENUM

    def add_string(self, builder: InitBuilder, node: StringLiteral, type: CType, offset: i64,
                   loc: i64) -> CType:
        """A character array from a string; an unknown bound is filled in."""
        assert isinstance(type, ArrayType)
        if not self.string_fits(node, type.element):
            literal = node.type
            assert isinstance(literal, ArrayType)
            if CHAR <= type.element.kind <= BITINT and type.element.kind != ENUM:
                self.error(loc, f"cannot initialize array of '{spell(type.element)}' from a "
                                f"string literal with type array of '{spell(literal.element)}'")
            else:
                self.error(loc, "array of inappropriate type initialized from string constant")
            builder.bad = True
            return type
        literal = node.type
        assert isinstance(literal, ArrayType)
        if type.count == INCOMPLETE:
            made = self.types.array_of(type.element, literal.count)
            if type.user_align:
                made.align = type.align
                made.user_align = True
            type = made
        elif literal.count - 1 > type.count:
            self.pedwarn("", loc, f"initializer-string for array of "
                                  f"'{spell(type.element)}' is too long")
        entry = InitEntry(offset, type, node, None)
        if self.watches_overrides or not builder.is_static:
            self.warn_override(builder, entry, loc)
        builder.entries.append(entry)
        return type

    # ------------------------------------------------------------ lists
    def more_items(self) -> bool:
        """Whether a comma and another item without designator follow."""
        stream = self.stream
        if stream.kind != TK_COMMA:
            return False
        following = stream.peek(1)
        kind = following.kind
        if kind in (TK_RBRACE, TK_DOT, TK_LBRACKET):
            return False
        return kind != TK_IDENT or stream.peek(2).kind != TK_COLON

    def parse_braces(self, builder: InitBuilder, type: CType, offset: i64,
                     outermost: bool) -> CType:
        """`{ items }` for an object of `type` at `offset`."""
        stream = self.stream
        self.enter_nesting()
        loc = stream.loc
        stream.advance()
        kind = type.kind
        mark = len(builder.entries)
        zero = stream.kind != TK_LBRACE
        if kind in (ARRAY, VECTOR) or kind >= STRUCT:
            if kind != VECTOR and type.size == INCOMPLETE and kind >= STRUCT:
                self.incomplete_error(type, loc, "")
                builder.bad = True
                kind = ERROR
        if stream.kind == TK_RBRACE:
            self.pedantic(loc, "ISO C forbids empty initializer braces")
            if kind < VECTOR and kind != ERROR:
                self.error(loc, "empty scalar initializer")
                builder.bad = True
            if kind == ARRAY and type.size == INCOMPLETE:
                assert isinstance(type, ArrayType)
                type = self.types.array_of(type.element, 0)
        elif kind == ARRAY:
            builder.arrays += 1
            type = self.parse_array_items(builder, type, offset)
            builder.arrays -= 1
            self.warn_missing_braces(builder, mark, zero)
        elif kind >= STRUCT:
            record = type.unqual
            assert isinstance(record, RecordType)
            missing = self.parse_record_items(builder, record, offset, outermost)
            self.warn_missing_braces(builder, mark, zero)
            if missing is not None and not (zero and is_zero_alone(builder.entries, mark)):
                self.warn_missing_field(missing, type)
        elif kind == VECTOR:
            main = type.unqual
            assert isinstance(main, VectorType)
            array = self.types.array_of(main.element, main.count)
            self.parse_array_items(builder, array, offset)
        elif kind == ERROR:
            self.parse_ignored_items()
        else:
            self.parse_scalar_item(builder, type, offset, outermost)
        if stream.kind == TK_COMMA:
            stream.advance()
        self.nesting -= 1
        self.expect(TK_RBRACE, "}")
        return type

    def warn_missing_field(self, missing: Field, type: CType) -> None:
        """-Wmissing-field-initializers, at the end of the list."""
        loc = line_start(self.stream.loc, self.diagnostics.source)
        if self.warn("missing-field-initializers", loc,
                     f"missing initializer for field '{missing.name}' of '{spell(type)}'"):
            self.note(missing.loc, f"'{missing.name}' declared here")

    def parse_ignored_items(self) -> None:
        """Items of an object whose type is wrong."""
        stream = self.stream
        scratch = InitBuilder(False, True)
        while True:
            if stream.kind == TK_LBRACE:
                self.parse_braces(scratch, self.types.error, 0, False)
            else:
                while stream.kind == TK_DOT or stream.kind == TK_LBRACKET:
                    if stream.kind == TK_DOT:
                        stream.advance()
                        stream.advance()
                    else:
                        stream.advance()
                        self.parse_conditional_expression()
                        if stream.kind == TK_ELLIPSIS:
                            stream.advance()
                            self.parse_conditional_expression()
                        self.expect(TK_RBRACKET, "]")
                    if stream.kind == TK_ASSIGN:
                        stream.advance()
                if stream.kind == TK_LBRACE:
                    continue
                self.rvalue(self.parse_assignment())
            if stream.kind != TK_COMMA or stream.peek(1).kind == TK_RBRACE:
                return
            stream.advance()

    def parse_scalar_item(self, builder: InitBuilder, type: CType, offset: i64,
                          outermost: bool) -> None:
        """`{ value }` for a scalar."""
        stream = self.stream
        if stream.kind == TK_LBRACE:
            self.warn("", stream.loc, "braces around scalar initializer")
            self.near(builder, stream.loc, type, offset)
            self.parse_braces(builder, type, offset, False)
        elif stream.kind == TK_DOT or stream.kind == TK_LBRACKET:
            self.error(stream.loc, "field name not in record or union initializer"
                       if stream.kind == TK_DOT else "array index in non-array initializer")
            builder.bad = True
            self.parse_ignored_items()
            return
        else:
            loc = stream.loc
            self.add_value(builder, self.rvalue(self.parse_assignment()), type, offset, None, loc)
        self.skip_excess("scalar", builder, type, offset)

    def skip_excess(self, what: str, builder: InitBuilder, type: CType, offset: i64) -> None:
        """Items for which there is no place: a warning, and the rest is parsed and dropped."""
        stream = self.stream
        if stream.kind == TK_COMMA and stream.peek(1).kind != TK_RBRACE:
            stream.advance()
            self.pedwarn("", stream.loc, f"excess elements in {what} initializer")
            self.near(builder, stream.loc, type, offset)
            self.parse_ignored_items()

    def parse_item(self, builder: InitBuilder, type: CType, offset: i64, field: Field | None,
                   outermost: bool) -> None:
        """One item for a subobject: braces, or an expression with brace elision."""
        stream = self.stream
        if stream.kind == TK_LBRACE:
            if field is not None and field.bit_width >= 0:
                self.parse_bitfield_braces(builder, type, offset, field)
                return
            if type.kind == ARRAY and type.size == INCOMPLETE:
                self.parse_flexible(builder, type, offset, outermost)
                return
            if type.kind == ARRAY or type.kind >= STRUCT:
                self.clear(builder, type, offset)
            elif type.kind < VECTOR and type.kind != ERROR:
                self.warn("", stream.loc, "braces around scalar initializer")
                self.near(builder, stream.loc, type, offset)
            self.parse_braces(builder, type, offset, False)
            return
        loc = stream.loc
        self.place_item(builder, self.parse_assignment(), type, offset, field, loc, outermost)

    def clear(self, builder: InitBuilder, type: CType, offset: i64) -> None:
        """What initialises a whole subobject undoes all that was said before (C17 6.7.9p19), for
        every element of a range."""
        size = type.size
        if builder.entries and size > 0 and builder.overlapped(offset, size + builder.range_bytes):
            if (self.watches_overrides or not builder.is_static) \
                    and builder.overlapped(offset, size):
                blank = InitEntry(offset, type, builder.entries[0].value, None)
                self.warn_override(builder, blank, self.stream.loc)
            zeros = self.types.array_of(self.types.char, size)
            builder.entries.append(InitEntry(offset, zeros, StringLiteral(b"", zeros,
                                                                          self.stream.loc), None))

    def parse_bitfield_braces(self, builder: InitBuilder, type: CType, offset: i64,
                              field: Field) -> None:
        """`{ value }` for a bit-field."""
        stream = self.stream
        stream.advance()
        loc = stream.loc
        if stream.kind != TK_RBRACE:
            value = self.rvalue(self.parse_assignment())
            self.add_value(builder, value, type, offset, field, loc)
            self.skip_excess("scalar", builder, type, offset)
            if stream.kind == TK_COMMA:
                stream.advance()
        self.expect(TK_RBRACE, "}")

    def parse_flexible(self, builder: InitBuilder, type: CType, offset: i64,
                       outermost: bool) -> None:
        """Braces for a flexible array member: only in static objects, not nested."""
        loc = self.stream.loc
        if not outermost:
            self.error(loc, "initialization of flexible array member in a nested context")
            builder.bad = True
        elif not builder.flexible_allowed:
            self.error(loc, "non-static initialization of a flexible array member")
            builder.bad = True
        else:
            self.pedantic(loc, FLEXIBLE)
        made = self.parse_braces(builder, type, offset, False)
        end = offset + made.size
        if end > builder.extent:
            builder.extent = end

    def place_item(self, builder: InitBuilder, node: Expr, type: CType, offset: i64,
                   field: Field | None, loc: i64, outermost: bool) -> None:
        """Put an expression into a subobject, descending to its first scalar if need be."""
        if node.type.kind == ERROR or type.kind == ERROR:
            builder.bad = True
            return
        if type.kind == ARRAY:
            if isinstance(node, StringLiteral) and self.is_character_array(type):
                assert isinstance(type, ArrayType)
                if self.string_fits(node, type.element):
                    if type.size == INCOMPLETE:
                        if builder.arrays:
                            self.error(loc, "initialization of flexible array member in a nested "
                                            "context")
                            builder.bad = True
                            return
                        if not builder.flexible_allowed:
                            self.error(loc, "non-static initialization of a flexible array member")
                            builder.bad = True
                            return
                        self.pedantic(loc, FLEXIBLE)
                        made = self.add_string(builder, node, type, offset, loc)
                        builder.extent = offset + made.size
                        return
                    self.add_string(builder, node, type, offset, loc)
                    return
            if isinstance(node, CompoundLiteral) and compatible_unqualified(node.type, type):
                self.pedantic(loc, "initialization of array from a compound literal")
                if node.decl.init is not None:
                    self.splice(builder, node.decl.init, offset)
                return
            assert isinstance(type, ArrayType)
            if type.size == INCOMPLETE:
                self.fill_flexible(builder, type, offset, node, loc, outermost)
                return
            if type.count <= 0:
                self.pedwarn("", loc, "excess elements in array initializer")
                self.near(builder, loc, type, offset)
                return
            self.fill_array(builder, type, offset, node, loc)
            return
        if type.kind >= STRUCT:
            value = self.rvalue(node)
            if value.type.kind >= STRUCT and compatible_unqualified(value.type, type):
                self.add_value(builder, value, type, offset, field, loc)
                return
            if value.type.kind == ERROR:
                builder.bad = True
                return
            record = type.unqual
            assert isinstance(record, RecordType)
            if not record.fields:
                self.pedwarn("", loc, "excess elements in struct initializer")
                self.near(builder, loc, type, offset)
                return
            self.fill_record(builder, record, offset, node, loc)
            return
        if type.kind == VECTOR:
            value = self.rvalue(node)
            if value.type.kind == VECTOR:
                self.add_value(builder, value, type, offset, field, loc)
                return
            main = type.unqual
            assert isinstance(main, VectorType)
            self.fill_array(builder, self.types.array_of(main.element, main.count), offset, node,
                            loc)
            return
        self.add_value(builder, self.rvalue(node), type, offset, field, loc)

    def fill_array(self, builder: InitBuilder, type: ArrayType, offset: i64, node: Expr,
                   loc: i64) -> None:
        """An array without braces of its own: `node` and as many items as it needs."""
        builder.elided = True
        element = type.element
        self.enter_nesting()
        builder.arrays += 1
        self.place_item(builder, node, element, offset, None, loc, False)
        self.continue_array(builder, type, offset, 1)
        builder.arrays -= 1
        self.nesting -= 1

    def fill_flexible(self, builder: InitBuilder, type: ArrayType, offset: i64, node: Expr,
                      loc: i64, outermost: bool) -> None:
        """A flexible array member without braces of its own: all items that are left."""
        if not outermost or not builder.flexible_allowed:
            self.error(loc, "non-static initialization of a flexible array member" if outermost
                       else "initialization of flexible array member in a nested context")
            builder.bad = True
            return
        self.pedantic(loc, FLEXIBLE)
        element = type.element
        self.place_item(builder, node, element, offset, None, loc, False)
        count: i64 = 1
        while self.more_items():
            self.stream.advance()
            self.parse_item(builder, element, offset + count * element.size, None, False)
            count += 1
        builder.extent = max(builder.extent, offset + count * element.size)

    def continue_array(self, builder: InitBuilder, type: ArrayType, offset: i64,
                       index: i64) -> None:
        """Elements from `index` on, while items follow."""
        element = type.element
        while index < type.count and self.more_items():
            self.stream.advance()
            self.parse_item(builder, element, offset + index * element.size, None, False)
            index += 1

    def fill_record(self, builder: InitBuilder, record: RecordType, offset: i64, node: Expr,
                    loc: i64) -> None:
        """A record without braces of its own."""
        builder.elided = True
        field = record.fields[0]
        mark = len(builder.entries)
        self.enter_nesting()
        self.place_item(builder, node, field.type, offset + field.offset, self.bits(field), loc,
                        False)
        following = self.continue_record(builder, record, offset, 1)
        self.nesting -= 1
        if record.kind == STRUCT and following < len(record.fields):
            missing = record.fields[following]
            if self.ends_list() and missing.name and missing.type.size != INCOMPLETE and (
                    not is_zero_alone(builder.entries, mark)):
                self.warn_missing_field(missing, record)

    def ends_list(self) -> bool:
        """Whether the closing brace follows, perhaps behind a comma."""
        stream = self.stream
        return stream.kind == TK_RBRACE or stream.kind == TK_COMMA and (
            stream.peek(1).kind == TK_RBRACE)

    def continue_record(self, builder: InitBuilder, record: RecordType, offset: i64,
                        index: i64) -> i64:
        """Members from `index` on, while items follow; a union takes one.  Gives the index of the
        first member that is left."""
        if record.kind == UNION:
            return index
        fields = record.fields
        while index < len(fields) and self.more_items():
            field = fields[index]
            if field.type.kind == ARRAY and field.type.size == INCOMPLETE:
                break
            self.stream.advance()
            self.parse_item(builder, field.type, offset + field.offset, self.bits(field), False)
            index += 1
        return index

    def bits(self, field: Field) -> Field | None:
        """The field when it is a bit-field."""
        return field if field.bit_width >= 0 else None

    def parse_array_items(self, builder: InitBuilder, type: CType, offset: i64) -> CType:
        """The items of a braced array; gives the type with its bound."""
        stream = self.stream
        assert isinstance(type, ArrayType)
        element = type.element
        size: i64 = element.size if element.size > 0 else 0
        count: i64 = type.count if type.count >= 0 else UNBOUNDED // max(size, 1)
        index: i64 = 0
        reached: i64 = 0
        first = True
        while True:
            kind = stream.kind
            if kind == TK_LBRACKET:
                index = self.parse_array_designator(builder, element, offset, count)
                if index < 0:
                    index = reached
                if index > reached:
                    reached = index
            elif kind == TK_DOT or kind == TK_IDENT and stream.peek(1).kind == TK_COLON:
                self.error(stream.loc, "field name not in record or union initializer")
                builder.bad = True
                self.parse_ignored_items()
                break
            elif index >= count:
                self.pedwarn("", stream.loc, "excess elements in array initializer")
                self.near(builder, stream.loc, type, offset)
                self.parse_ignored_items()
                break
            elif first and kind != TK_LBRACE and self.is_character_array(type):
                # `{ "string" }` initialises the array itself.
                loc = stream.loc
                node = self.parse_assignment()
                if isinstance(node, StringLiteral) and self.string_fits(node, element):
                    type = self.add_string(builder, node, type, offset, loc)
                    self.skip_excess("char array", builder, type, offset)
                    return type
                self.place_item(builder, node, element, offset, None, loc, False)
                index = 1
            else:
                self.parse_item(builder, element, offset + index * size, None, False)
                index += 1
            first = False
            if index > reached:
                reached = index
            if stream.kind != TK_COMMA or stream.peek(1).kind == TK_RBRACE:
                break
            stream.advance()
        if type.count == INCOMPLETE:
            assert isinstance(type, ArrayType)
            made = self.types.array_of(element, reached)
            if type.user_align:
                made.align = type.align
                made.user_align = True
            return made
        return type

    def parse_array_designator(self, builder: InitBuilder, element: CType, offset: i64,
                               count: i64) -> i64:
        """`[index] ... = item` with `[` current; gives the next index, -1 after an error."""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        low = self.designator_index(count, loc)
        high = low
        if stream.kind == TK_ELLIPSIS:
            self.pedantic(loc, "ISO C forbids specifying range of elements to initialize")
            stream.advance()
            high = self.designator_index(count, loc)
            if low >= 0 and high >= 0 and high < low:
                self.error(loc, "empty index range in initializer")
                high = -1
        self.expect(TK_RBRACKET, "]")
        if low < 0 or high < 0:
            builder.bad = True
            self.parse_after_designator(InitBuilder(False, True), self.types.error, 0, None)
            return -1
        size: i64 = element.size if element.size > 0 else 0
        mark = len(builder.entries)
        builder.range_bytes += (high - low) * size
        self.parse_after_designator(builder, element, offset + low * size, None)
        builder.range_bytes -= (high - low) * size
        if high > low:
            self.repeat(builder, mark, high - low + 1, size, loc)
        return high + 1

    def designator_index(self, count: i64, loc: i64) -> i64:
        """A constant index below `count`; -1 after an error."""
        node = self.rvalue(self.parse_conditional_expression())
        if node.type.kind == ERROR:
            return -1
        if node.type.kind > BITINT:
            self.error(loc, "array index in initializer not of integer type")
            return -1
        value = self.constant_value(node)
        if value is None:
            self.error(loc, "nonconstant array index in initializer")
            return -1
        limit: int = count
        if value < 0 or value >= limit:
            self.error(loc, "array index in initializer exceeds array bounds")
            return -1
        return value

    def repeat(self, builder: InitBuilder, mark: int, count: i64, stride: i64, loc: i64) -> None:
        """Mark the entries from `mark` on as stored `count` times, `stride` bytes apart."""
        repeated: list[InitEntry] = []
        for entry in builder.entries[mark:]:
            repeated.append(entry)
            if entry.count == 1:
                entry.count = count
                entry.stride = stride
            elif entry.count * entry.stride == stride:
                entry.count *= count
            elif count <= EXPANSION_LIMIT:
                # before the entries behind it, which may override it
                for number in range(1, count):
                    made = InitEntry(entry.offset + number * stride, entry.type, entry.value,
                                     entry.field)
                    made.count = entry.count
                    made.stride = entry.stride
                    repeated.append(made)
            else:
                self.diagnostics.unsupported(loc, "nested range designators this large")
                builder.bad = True
                return
            builder.reached_bit = max(builder.reached_bit, bits_of(repeated[-1])[1])
        builder.entries[mark:] = repeated

    def parse_after_designator(self, builder: InitBuilder, type: CType, offset: i64,
                               field: Field | None) -> None:
        """Further designators, then `=` (or nothing, GNU) and the item."""
        stream = self.stream
        if stream.kind == TK_DOT or stream.kind == TK_LBRACKET:
            if type.kind == ERROR:
                self.parse_ignored_items()
                return
            self.enter_nesting()
            self.chained = True
            if stream.kind == TK_DOT:
                record = type.unqual
                if not isinstance(record, RecordType):
                    self.error(stream.loc, "field name not in record or union initializer")
                    builder.bad = True
                    self.parse_ignored_items()
                else:
                    following = self.parse_field_designator(builder, record, offset)
                    if following >= 0:
                        self.continue_record(builder, record, offset, following)
            elif type.kind != ARRAY:
                self.error(stream.loc, "array index in non-array initializer")
                builder.bad = True
                self.parse_ignored_items()
            else:
                assert isinstance(type, ArrayType)
                count: i64 = type.count if type.count >= 0 else UNBOUNDED
                following = self.parse_array_designator(builder, type.element, offset, count)
                if type.size == INCOMPLETE and following >= 0:
                    end = offset + following * type.element.size
                    if end > builder.extent:
                        builder.extent = end
                if following >= 0:
                    self.continue_array(builder, type, offset, following)
            self.nesting -= 1
            return
        chained = self.chained
        self.chained = False
        if stream.kind == TK_ASSIGN:
            stream.advance()
        elif stream.kind != TK_LBRACE:
            if chained:
                self.expected("'='")
            self.pedantic(stream.loc, "obsolete use of designated initializer without '='")
        if type.kind == ERROR:
            self.parse_ignored_items_once()
            return
        self.parse_item(builder, type, offset, field, True)

    def parse_ignored_items_once(self) -> None:
        """One item, dropped."""
        if self.stream.kind == TK_LBRACE:
            self.parse_braces(InitBuilder(False, True), self.types.error, 0, False)
        else:
            self.rvalue(self.parse_assignment())

    def parse_record_items(self, builder: InitBuilder, record: RecordType, offset: i64,
                           outermost: bool) -> Field | None:
        """The items of a braced struct or union; gives the first member that got none."""
        stream = self.stream
        fields = record.fields
        index: i64 = 0
        word = "struct" if record.kind == STRUCT else "union"
        designated = False
        while True:
            kind = stream.kind
            if kind == TK_DOT or kind == TK_IDENT and stream.peek(1).kind == TK_COLON:
                designated = True
                following = self.parse_field_designator(builder, record, offset)
                if following >= 0:
                    index = following
            elif kind == TK_LBRACKET:
                self.error(stream.loc, "array index in non-array initializer")
                builder.bad = True
                self.parse_ignored_items()
                return None
            elif index >= len(fields) or (record.kind == UNION and index > 0):
                self.pedwarn("", stream.loc, f"excess elements in {word} initializer")
                self.near(builder, stream.loc, record, offset)
                self.parse_ignored_items()
                return None
            else:
                field = fields[index]
                self.parse_item(builder, field.type, offset + field.offset, self.bits(field),
                                outermost)
                index += 1
            if stream.kind != TK_COMMA or stream.peek(1).kind == TK_RBRACE:
                break
            stream.advance()
        if record.kind == STRUCT and index < len(fields) and not designated:
            missing = fields[index]
            if missing.type.size != INCOMPLETE and missing.name:
                return missing
        return None

    def parse_field_designator(self, builder: InitBuilder, record: RecordType,
                               offset: i64) -> i64:
        """`.name ...` or `name:` and the item; gives the next member's index, -1 after an error."""
        stream = self.stream
        old_style = stream.kind == TK_IDENT
        if not old_style:
            stream.advance()
        if stream.kind != TK_IDENT:
            self.expected("identifier")
        ident = stream.ident
        loc = stream.loc
        stream.advance()
        if old_style:
            self.pedantic(loc, "obsolete use of designated initializer with ':'")
            stream.advance()
        field = self.find_member(record, ident)
        if field is None:
            self.error(loc, f"'{spell(record)}' has no member named '{ident.text}'")
            builder.bad = True
            self.parse_after_designator(InitBuilder(False, True), self.types.error, 0, None)
            return -1
        return self.parse_designated(builder, record, field, ident, offset, old_style)

    def parse_designated(self, builder: InitBuilder, record: RecordType, field: Field,
                         ident: Ident, offset: i64, old_style: bool) -> i64:
        """The item of a designated member, through anonymous members."""
        if field.ident is not ident:
            inner = field.type.unqual
            assert isinstance(inner, RecordType)
            found = self.find_member(inner, ident)
            assert found is not None
            following = self.parse_designated(builder, inner, found, ident,
                                              offset + field.offset, old_style)
            if following >= 0:
                self.continue_record(builder, inner, offset + field.offset, following)
        elif old_style:
            self.parse_item(builder, field.type, offset + field.offset, self.bits(field), True)
        else:
            self.parse_after_designator(builder, field.type, offset + field.offset,
                                        self.bits(field))
        return field.index + 1
