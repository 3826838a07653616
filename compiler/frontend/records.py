"""struct, union and enum specifiers (C17 6.7.2.1 to 6.7.2.3).

Idea: a tag names one type object; the specifier with a body completes it.  Members are collected
and laid out at the closing brace, since attributes after it count.
"""

from __future__ import annotations

from compiler.frontend.attributes import Attributes
from compiler.frontend.attributes_table import (
    A_DESIGNATED,
    A_PACKED,
    A_TRANSPARENT,
)
from compiler.frontend.declarators import Declarator
from compiler.frontend.ident import Ident
from compiler.frontend.layout import lay_out
from compiler.frontend.parser_base import TagDecl
from compiler.frontend.specifiers import Specifiers
from compiler.frontend.token import (
    TK_ASSIGN,
    TK_ATTRIBUTE,
    TK_COLON,
    TK_COMMA,
    TK_EOF,
    TK_EXTENSION,
    TK_IDENT,
    TK_LBRACE,
    TK_PRAGMA,
    TK_RBRACE,
    TK_SEMICOLON,
    TK_STATIC_ASSERT,
    TK_STRUCT,
)
from compiler.frontend.tree import EnumConstant
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    ARRAY,
    BOOL,
    CONST,
    ENUM,
    ERROR,
    FUNCTION,
    INCOMPLETE,
    STRUCT,
    UNION,
    VOID,
    VOLATILE,
    ArrayType,
    CType,
    EnumType,
    Field,
    RecordType,
    element_quals,
    is_integer,
    update_variants,
)
from compiler.frontend.variable_records import VariableRecords, has_variable_member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class RecordParser(VariableRecords):
    """Parses struct, union and enum specifiers."""

    pack: i64  # #pragma pack in force

    def parse_record_specifier(self, kind: i64, specifiers: Specifiers) -> CType:
        """With `struct` or `union` current."""
        stream = self.stream
        stream.advance()
        record_kind: i64 = STRUCT if kind == TK_STRUCT else UNION
        word = "struct" if kind == TK_STRUCT else "union"
        attributes = self.parse_attributes(None)
        specifiers.only_tag = True
        ident: Ident | None = None
        loc = stream.loc
        if stream.kind == TK_IDENT:
            ident = stream.ident
            stream.advance()
        if stream.kind != TK_LBRACE:
            if ident is None:
                self.expected("'{'" if stream.kind < TK_IDENT else "identifier or '{'")
                return self.types.error
            return self.reference_tag(ident, record_kind, word, loc,
                                      stream.kind == TK_SEMICOLON)
        specifiers.defines = True
        specifiers.anonymous_tag = ident is None
        record = self.define_tag(ident, record_kind, word, loc)
        self.enter_nesting()
        stream.advance()
        members = self.parse_members(record, word)
        self.nesting -= 1
        self.expect(TK_RBRACE, "}")
        attributes = self.parse_attributes(attributes)
        self.complete_record(record, members, attributes)
        return record

    def reference_tag(self, ident: Ident, kind: i64, word: str, loc: i64,
                      declares: bool) -> CType:
        """`struct tag` without a body; `declares` when `;` follows at once (6.7.2.3p7)."""
        tag = ident.tag
        if tag is not None:
            assert isinstance(tag, TagDecl)
            if not declares or tag.depth == self.depth:
                if tag.type.kind == kind:
                    return tag.type
                self.error(loc, f"'{ident.text}' defined as wrong kind of tag")
                return tag.type if tag.type.kind >= STRUCT else self.types.error
        if self.in_prototype:
            self.warn("", loc, f"'{word} {ident.text}' declared inside parameter list will not be "
                               "visible outside of this definition or declaration")
        made = RecordType(kind, ident.text, loc)
        self.bind_tag(ident, made, loc)
        return made

    def define_tag(self, ident: Ident | None, kind: i64, word: str, loc: i64) -> RecordType:
        """The record that a body is going to complete."""
        if ident is None:
            made = RecordType(kind, "", loc)
            made.being_defined = True
            return made
        tag = ident.tag
        if tag is not None:
            assert isinstance(tag, TagDecl)
            if tag.depth == self.depth:
                known = tag.type
                if known.kind != kind:
                    self.error(loc, f"'{ident.text}' defined as wrong kind of tag")
                else:
                    assert isinstance(known, RecordType)
                    if known.being_defined:
                        self.error(loc, f"nested redefinition of '{word} {ident.text}'")
                    elif known.complete:
                        self.error(loc, f"redefinition of '{word} {ident.text}'")
                        self.note(known.loc, "originally defined here")
                    else:
                        known.being_defined = True
                        known.loc = loc
                        return known
        if self.in_prototype:
            self.warn("", loc, f"'{word} {ident.text}' declared inside parameter list will not be "
                               "visible outside of this definition or declaration")
        made = RecordType(kind, ident.text, loc)
        made.being_defined = True
        self.bind_tag(ident, made, loc)
        return made

    # ------------------------------------------------------------ members
    def parse_members(self, record: RecordType, word: str) -> list[Field]:
        """The member declarations up to `}`."""
        stream = self.stream
        members: list[Field] = []
        seen: dict[Ident, bool] = {}
        while stream.kind != TK_RBRACE:
            if stream.kind == TK_SEMICOLON:
                self.pedantic(stream.loc, "extra semicolon in struct or union specified")
                stream.advance()
                continue
            if stream.kind == TK_STATIC_ASSERT:
                self.parse_static_assert()
                continue
            if stream.kind == TK_PRAGMA:
                self.parse_pragma()
                continue
            if stream.kind == TK_EOF:
                self.expected("'}'")
            extension = 0
            while stream.kind == TK_EXTENSION:
                extension += 1
                stream.advance()
            self.extension += extension
            self.parse_member_declaration(record, members, seen, word)
            self.extension -= extension
        return members

    def parse_static_assert(self) -> None:
        """_Static_assert (declarations.py)."""
        raise NotImplementedError

    def parse_pragma(self) -> None:
        """A pragma (pragmas.py)."""
        raise NotImplementedError

    def parse_member_declaration(self, record: RecordType, members: list[Field],
                                 seen: dict[Ident, bool], word: str) -> None:
        """specifiers declarators `;`."""
        stream = self.stream
        specifiers = self.parse_specifiers(False)
        if specifiers.default_int:
            if not specifiers.any:
                self.expected("specifier-qualifier-list")
            self.pedwarn("implicit-int" if self.language.standard != 90 else "pedantic",
                         stream.loc, "type defaults to 'int' in declaration of members"
                         if stream.kind == TK_SEMICOLON else "type defaults to 'int'")
        if specifiers.auto_type:
            self.error(specifiers.loc, "'__auto_type' not allowed in a structure member")
        type = specifiers.type
        assert type is not None
        if stream.kind == TK_SEMICOLON:
            self.add_unnamed(specifiers, type, record, members, seen, word)
            stream.advance()
            return
        while True:
            self.parse_member(specifiers, type, record, members, seen)
            if stream.kind != TK_COMMA:
                break
            stream.advance()
            specifiers.attributes = self.parse_attributes(specifiers.attributes)
        if stream.kind == TK_RBRACE:
            self.pedwarn("", stream.loc, "no semicolon at end of struct or union")
            return
        if stream.kind != TK_SEMICOLON:
            self.expected("':', ',', ';', '}' or '__attribute__'")
        stream.advance()

    def add_unnamed(self, specifiers: Specifiers, type: CType, record: RecordType,
                    members: list[Field], seen: dict[Ident, bool], word: str) -> None:
        """A declaration without declarators: an anonymous struct or union, or nothing."""
        main = type.unqual
        anonymous = isinstance(main, RecordType) and (
            specifiers.anonymous_tag or self.language.ms_extensions)
        if not anonymous:
            self.warn("", specifiers.loc, "declaration does not declare anything")
            return
        assert isinstance(main, RecordType)
        self.check_names(main, seen, specifiers.loc)
        field = Field("", type, specifiers.loc)
        field.anonymous = True
        self.set_field_align(field, specifiers, None)
        self.note_member(record, field)
        members.append(field)

    def check_names(self, inner: RecordType, seen: dict[Ident, bool], loc: i64) -> None:
        """Members of an anonymous member must not clash with those around."""
        for field in inner.fields:
            if field.ident is not None:
                self.check_name(field.ident, seen, field.loc)
            elif field.anonymous:
                main = field.type.unqual
                assert isinstance(main, RecordType)
                self.check_names(main, seen, loc)

    def check_name(self, ident: Ident, seen: dict[Ident, bool], loc: i64) -> None:
        """No two members of one name."""
        if ident in seen:
            self.error(loc, f"duplicate member '{ident.text}'")
        seen[ident] = True

    def parse_member(self, specifiers: Specifiers, type: CType, record: RecordType,
                     members: list[Field], seen: dict[Ident, bool]) -> None:
        """One declarator or bit-field."""
        stream = self.stream
        loc = stream.loc
        ident: Ident | None = None
        declared = type
        attributes: Attributes | None = None
        if stream.kind != TK_COLON:
            declarator = Declarator()
            declared = self.parse_declarator(type, declarator, False)
            if declarator.ident is None:
                self.expected("identifier or '('")
            ident = declarator.ident
            loc = declarator.loc
            attributes = declarator.attributes
        name = ident.text if ident is not None else ""
        field = Field(name, declared, loc)
        field.ident = ident
        width: int | None = None
        is_bits = False
        if stream.kind == TK_COLON:
            is_bits = True
            stream.advance()
            self.enter_nesting()
            node = self.parse_conditional_expression()
            self.nesting -= 1
            shown = f"'{name}'" if name else "'<anonymous>'"
            if not is_integer(node.type) and node.type.kind != ERROR:
                self.error(loc, f"bit-field {shown} width not an integer constant")
            else:
                width = self.required_constant(
                    node, f"bit-field {shown} width not an integer constant",
                    f"bit-field {shown} width not an integer constant expression")
        attributes = self.parse_attributes(attributes)
        merged = specifiers.attributes
        if attributes is not None:
            if merged is not None:
                combined = Attributes(attributes.loc)
                combined.merge(merged)
                combined.merge(attributes)
                merged = combined
            else:
                merged = attributes
            field.type = self.with_attributes(field.type, attributes)
        self.set_field_align(field, specifiers, merged)
        if ident is not None:
            self.check_name(ident, seen, loc)
        if is_bits:
            if width is None:
                return
            if not self.check_bitfield(field, name, width, loc):
                return
        elif not self.check_member_type(field, name, record, loc):
            return
        self.note_member(record, field)
        members.append(field)

    def set_field_align(self, field: Field, specifiers: Specifiers,
                        attributes: Attributes | None) -> None:
        """packed, aligned, deprecated of a member."""
        if attributes is None:
            attributes = specifiers.attributes
        if attributes is not None:
            if attributes.flags & A_PACKED:
                field.packed = True
            field.declared_align = attributes.align
            field.deprecated = attributes.deprecated
        if specifiers.align > field.declared_align:
            field.declared_align = specifiers.align

    def check_bitfield(self, field: Field, name: str, width: int, loc: i64) -> bool:
        """Constraints of 6.7.2.1p4 and p5."""
        type = field.type
        shown = f"'{name}'" if name else "'<anonymous>'"
        if type.kind == ERROR:
            return False
        if not is_integer(type):
            self.error(loc, f"bit-field {shown} has invalid type")
            return False
        main = type.unqual
        if isinstance(main, EnumType) and not main.complete:
            self.error(loc, f"bit-field {shown} has incomplete type")
            return False
        if width < 0:
            self.error(loc, f"negative width in bit-field {shown}")
            return False
        if width == 0 and name:
            self.error(loc, f"zero width for bit-field {shown}")
            return False
        limit: int = type.precision
        if type.kind == BOOL:
            limit = 1
        if width > limit:
            self.error(loc, f"width of {shown} exceeds its type")
            return False
        field.bit_width = width
        return True

    def check_member_type(self, field: Field, name: str, record: RecordType, loc: i64) -> bool:
        """A member has a complete object type; a flexible array is checked at the end."""
        type = field.type
        if type.kind == ERROR:
            return False
        if type.kind == FUNCTION:
            self.error(loc, f"field '{name}' declared as a function")
            return False
        if type.kind == VOID:
            self.error(loc, f"variable or field '{name}' declared void")
            return False
        if type.vla:
            if self.function is None and not self.in_prototype:
                self.error(loc, f"variably modified '{name}' at file scope")
                return False
            self.pedantic(loc, "a member of a structure or union cannot have a variably modified "
                               "type")
        if type.size == INCOMPLETE and type.kind != ARRAY:
            self.error(loc, f"field '{name}' has incomplete type")
            return False
        return True

    def note_member(self, record: RecordType, field: Field) -> None:
        """What a member's qualifiers mean for the record."""
        quals = element_quals(field.type)
        inner = field.type
        while inner.kind == ARRAY:
            assert isinstance(inner, ArrayType)
            inner = inner.element
        main = inner.unqual
        if quals & CONST:
            record.has_const_member = True
        if quals & VOLATILE:
            record.has_volatile_member = True
        if isinstance(main, RecordType):
            record.has_const_member = record.has_const_member or main.has_const_member
            record.has_volatile_member = record.has_volatile_member or main.has_volatile_member

    def complete_record(self, record: RecordType, members: list[Field],
                        attributes: Attributes | None) -> None:
        """Check flexible arrays, apply attributes, lay out."""
        if attributes is not None:
            record.packed = attributes.flags & A_PACKED != 0
            record.declared_align = attributes.align
            record.designated_init = attributes.flags & A_DESIGNATED != 0
            record.transparent = attributes.flags & A_TRANSPARENT != 0
            record.deprecated = attributes.deprecated
        record.max_field_align = self.pack
        kept: list[Field] = []
        count = len(members)
        named = False
        for index, field in enumerate(members):
            type = field.type
            if type.kind == ARRAY and type.size == INCOMPLETE:
                if record.kind == UNION:
                    self.error(field.loc, "flexible array member in union")
                    continue
                if index != count - 1:
                    self.error(field.loc, "flexible array member not at end of struct")
                    continue
                if not named:
                    self.error(field.loc,
                               "flexible array member in a struct with no named members")
                    continue
            main = type.unqual
            if record.kind != UNION and isinstance(main, RecordType) and main.flexible:
                self.pedantic(field.loc, "invalid use of structure with flexible array member")
            if field.name or field.anonymous:
                named = True
            kept.append(field)
        if not kept:
            self.pedantic(record.loc, ("struct" if record.kind == STRUCT else "union")
                          + " has no members")
        total: int = 0
        for field in kept:
            size: int = field.type.size
            if size > 0:
                total = total + size
        if total >= 1 << 63:
            self.error(record.loc, f"type '{spell(record)}' is too large")
            kept = []
        self.serial += 1
        # What a put-off body completes is its own: not later than itself.
        record.serial = 0 if self.serial_limit else self.serial
        if has_variable_member(kept):
            self.lay_out_variable(record, kept)
        else:
            lay_out(record, kept, self.facts)
        if record.transparent:
            self.check_transparent(record)

    def check_transparent(self, record: RecordType) -> None:
        """transparent_union: members of one representation."""
        if record.kind != UNION or not record.fields or (
                record.fields[0].type.size != record.size):
            self.warn("attributes", record.loc, "union cannot be made transparent")
            record.transparent = False

    # ------------------------------------------------------------ enumerations
    def parse_enum_specifier(self, specifiers: Specifiers) -> CType:
        """With `enum` current."""
        stream = self.stream
        stream.advance()
        attributes = self.parse_attributes(None)
        specifiers.only_tag = True
        ident: Ident | None = None
        loc = stream.loc
        if stream.kind == TK_IDENT:
            ident = stream.ident
            stream.advance()
        if stream.kind != TK_LBRACE:
            if ident is None:
                self.expected("'{'" if stream.kind < TK_IDENT else "identifier or '{'")
                return self.types.error
            return self.reference_enum(ident, loc, stream.kind == TK_SEMICOLON)
        specifiers.defines = True
        specifiers.anonymous_tag = ident is None
        made: EnumType | None = None
        if ident is not None:
            tag = ident.tag
            if tag is not None:
                assert isinstance(tag, TagDecl)
                if tag.depth == self.depth:
                    known = tag.type
                    if known.kind != ENUM:
                        self.error(loc, f"'{ident.text}' defined as wrong kind of tag")
                    else:
                        assert isinstance(known, EnumType)
                        if known.being_defined:
                            self.error(loc, f"nested redefinition of 'enum {ident.text}'")
                        elif known.complete:
                            self.error(loc, f"redeclaration of 'enum {ident.text}'")
                            self.note(known.loc, "originally defined here")
                        else:
                            made = known
        if made is None:
            made = EnumType(ident.text if ident is not None else "", loc, self.types.uint)
            if ident is not None:
                self.bind_tag(ident, made, loc)
        made.being_defined = True
        made.loc = loc
        self.enter_nesting()
        stream.advance()
        self.parse_enumerators(made)
        self.nesting -= 1
        self.expect(TK_RBRACE, "}")
        attributes = self.parse_attributes(attributes)
        packed = self.language.short_enums
        if attributes is not None and attributes.flags & A_PACKED:
            packed = True
        self.complete_enum(made, packed)
        if attributes is not None and attributes.mode:
            mode = self.with_mode(made.underlying, attributes.mode, loc)
            made.set_underlying(mode)
            update_variants(made)
        return made

    def reference_enum(self, ident: Ident, loc: i64, declares: bool) -> CType:
        """`enum tag` without a body; a forward reference is a GNU extension."""
        tag = ident.tag
        if tag is not None:
            assert isinstance(tag, TagDecl)
            if not declares or tag.depth == self.depth:
                if tag.type.kind == ENUM:
                    return tag.type
                self.error(loc, f"'{ident.text}' defined as wrong kind of tag")
                return self.types.error
        self.pedantic(loc, "ISO C forbids forward references to 'enum' types")
        made = EnumType(ident.text, loc, self.types.uint)
        made.size = INCOMPLETE
        self.bind_tag(ident, made, loc)
        return made

    def parse_enumerators(self, enum: EnumType) -> None:
        """The list between the braces."""
        stream = self.stream
        if stream.kind == TK_RBRACE:
            self.error(stream.loc, "empty enum is invalid")
        value = -1
        while stream.kind != TK_RBRACE:
            if stream.kind != TK_IDENT:
                self.expected("identifier")
            ident = stream.ident
            loc = stream.loc
            stream.advance()
            deprecated: str | None = None
            if stream.kind == TK_ATTRIBUTE:
                attributes = self.parse_attributes(None)
                if attributes is not None:
                    deprecated = attributes.deprecated
            value += 1
            if stream.kind == TK_ASSIGN:
                stream.advance()
                node = self.parse_conditional_expression()
                if node.type.kind != ERROR:
                    if not is_integer(self.rvalue(node).type):
                        self.error(loc, f"enumerator value for '{ident.text}' is not an integer "
                                        "constant")
                    else:
                        given = self.required_constant(
                            node,
                            f"enumerator value for '{ident.text}' is not an integer constant",
                            f"enumerator value for '{ident.text}' is not an integer constant "
                            "expression")
                        if given is not None:
                            value = given
            type = self.enumerator_type(value, loc)
            constant = EnumConstant(ident.text, value, type, loc)
            constant.deprecated = deprecated
            self.declare_enumerator(ident, constant)
            enum.constants.append(constant)
            if stream.kind == TK_COMMA:
                stream.advance()
            elif stream.kind != TK_RBRACE:
                self.expected("',' or '}'")

    def enumerator_type(self, value: int, loc: i64) -> CType:
        """int while the value fits; wider values are a GNU extension."""
        types = self.types
        if -(1 << 31) <= value < 1 << 31:
            return types.int_
        self.pedantic(loc, "ISO C restricts enumerator values to range of 'int'")
        if 0 <= value < 1 << 32:
            return types.uint
        if -(1 << 63) <= value < 1 << 63:
            return types.long if types.long.size == 8 else types.llong
        if value < 1 << 64 and value >= 0:
            return types.ulong if types.ulong.size == 8 else types.ullong
        self.error(loc, "enumerator value outside the range of the largest integer")
        return types.llong

    def declare_enumerator(self, ident: Ident, constant: EnumConstant) -> None:
        """Bind an enumeration constant, which must be new in its scope (declarations.py)."""
        raise NotImplementedError

    def complete_enum(self, enum: EnumType, packed: bool) -> None:
        """Choose the underlying type: unsigned int without negative values, as gcc does."""
        types = self.types
        low = 0
        high = 0
        for constant in enum.constants:
            assert isinstance(constant, EnumConstant)
            low = min(low, constant.value)
            high = max(high, constant.value)
        chosen: CType = types.uint
        if packed:
            for size in (1, 2, 4, 8):
                candidate = types.integer_of(size, low >= 0)
                assert candidate is not None
                bits = 8 * size
                if (high < 1 << bits) if low >= 0 else (
                        low >= -(1 << (bits - 1)) and high < 1 << (bits - 1)):
                    chosen = candidate
                    break
        elif low >= 0:
            if high >= 1 << 32:
                wide = types.integer_of(8, True)
                assert wide is not None
                chosen = wide
        elif low >= -(1 << 31) and high < 1 << 31:
            chosen = types.int_
        else:
            wide = types.integer_of(8, False)
            assert wide is not None
            chosen = wide
        enum.set_underlying(chosen)
        for constant in enum.constants:
            assert isinstance(constant, EnumConstant)
            if not -(1 << 31) <= constant.value < 1 << 31:
                constant.type = enum
        enum.complete = True
        enum.being_defined = False
        update_variants(enum)
