"""Declaration specifiers, struct, union and enum specifiers (C17 6.7.1 to 6.7.5)."""

from __future__ import annotations

from cspec import types as t_
from cspec.fold import fold, is_integer_constant
from cspec.layout import lay_out
from cspec.lexemes import Lexeme
from cspec.parser import Node
from cspec.scope import Attribute, Checker
from cspec.tree import EnumConstant, Expr, Function, TypeName
from cspec.types import ARRAY, CONST, ENUM, FUNCTION, RECORD, UNKNOWN, VOID, Field, Record, Type

QUALIFIERS = {"const": t_.CONST, "volatile": t_.VOLATILE, "restrict": t_.RESTRICT,
              "_Atomic": t_.ATOMIC}
BASIC: dict[str, str] = {
    "void": "void", "char": "char", "char signed": "schar", "char unsigned": "uchar",
    "short": "short", "short signed": "short", "int short": "short", "int short signed": "short",
    "short unsigned": "ushort", "int short unsigned": "ushort", "int": "int", "signed": "int",
    "int signed": "int", "unsigned": "uint", "int unsigned": "uint", "long": "long",
    "long signed": "long", "int long": "long", "int long signed": "long",
    "long unsigned": "ulong", "int long unsigned": "ulong", "long long": "llong",
    "long long signed": "llong", "int long long": "llong", "int long long signed": "llong",
    "long long unsigned": "ullong", "int long long unsigned": "ullong", "float": "float",
    "double": "double", "double long": "ldouble", "_Bool": "bool", "__int128": "int128",
    "__int128 signed": "int128", "__int128 unsigned": "uint128", "__uint128_t": "uint128",
    "_Float128": "float128", "_Float32": "float32", "_Float64": "float64",
    "_Float32x": "float32x", "_Float64x": "float64x", "__builtin_va_list": "va_list"}
MODES = {"QI": 8, "HI": 16, "SI": 32, "DI": 64, "TI": 128, "byte": 8}


class Specifiers:
    """What a list of declaration specifiers says."""

    def __init__(self, pos: int) -> None:
        self.type: Type | None = None
        self.pos = pos
        self.storage = ""
        self.thread = False
        self.inline = False
        self.noreturn = False
        self.align = 0
        self.attributes: list[Attribute] = []
        self.auto_type = False
        self.explicit_type = True
        self.defines = False
        self.evaluated: list[Expr] = []


class SpecifierChecker(Checker):
    """6.7.1 storage classes, 6.7.2 types, 6.7.3 qualifiers, 6.7.4 function specifiers."""

    def specifiers(self, node: Node, bare: bool = False) -> Specifiers:
        """Check a `declaration_specifiers`; `bare` when no declarator follows."""
        result = Specifiers(node.pos)
        words: list[str] = []
        quals = 0
        complex_seen = False
        terms = self.tables.terminals
        for kid in node.kids:
            if isinstance(kid, Lexeme):
                text = kid.text
                if kid.term == terms["STORAGE"]:
                    self.storage_class(result, text, kid.pos)
                elif kid.term == terms["QUALIFIER"]:
                    bit = QUALIFIERS[text]
                    if quals & bit:
                        self.diags.report("duplicate-qualifier", kid.pos, text)
                    quals |= bit
                elif kid.term == terms["FUNCTION_SPECIFIER"]:
                    if text == "inline":
                        result.inline = True
                    else:
                        result.noreturn = True
                elif kid.term == terms["ATTRIBUTE"]:
                    result.attributes.extend(self.attributes(kid))
                elif text == "_Complex":
                    complex_seen = True
                elif text == "__auto_type":
                    result.auto_type = True
                    result.type = self.types.int
                else:
                    words.append(text)
                continue
            if kid.name in ("alignas_type", "alignas_value"):
                self.alignas(result, kid)
                continue
            if result.type is not None:
                self.diags.report("two-types", kid.pos)
                continue
            result.type = self.type_specifier(kid, result, bare)
        if words:
            if result.type is not None:
                self.diags.report("two-types", node.pos)
            result.type = self.basic_type(words, complex_seen, node.pos)
        elif complex_seen:
            result.type = self.types.complex_of(self.types.double)
        if result.type is None:
            result.explicit_type = False
            result.type = self.types.int
        if quals:
            self.check_qualifiers(result.type, quals, node.pos)
            result.type = result.type.qualified(quals)
        result.type = self.type_attributes(result.type, result.attributes)
        return result

    def check_qualifiers(self, t: Type, quals: int, pos: int) -> None:
        """6.7.3p2, p3."""
        if quals & t_.RESTRICT and not (t.kind == t_.POINTER and t.of.kind != FUNCTION):
            self.diags.report("restrict-not-pointer", pos)
        if t.kind == FUNCTION:
            self.diags.report("qualified-function", pos)
        if quals & t_.ATOMIC and t.kind in (ARRAY, FUNCTION):
            self.diags.report("atomic-array", pos)

    def storage_class(self, result: Specifiers, text: str, pos: int) -> None:
        """6.7.1p2: at most one, but `_Thread_local` with static or extern."""
        if text == "_Thread_local":
            result.thread = True
        elif result.storage:
            self.diags.report("two-storage-classes", pos)
        else:
            result.storage = text
        if result.thread and result.storage not in ("", "static", "extern"):
            self.diags.report("thread-storage", pos, result.storage)

    def basic_type(self, words: list[str], complex_seen: bool, pos: int) -> Type:
        """The type of a multiset of type keywords (6.7.2p2)."""
        if "_Imaginary" in words or any(w.startswith("_Decimal") or w == "_Float16"
                                        for w in words):
            from cspec.diagnostics import Unsupported
            raise Unsupported(pos, f"type {' '.join(words)}")
        name = BASIC.get(" ".join(sorted(words)))
        if name is None:
            self.diags.report("type-combination", pos, " ".join(words))
            return self.types.int
        if name in ("int128", "uint128") and not self.types.target.int128:
            self.diags.report("no-int128", pos)
        made = getattr(self.types, name)
        assert isinstance(made, Type)
        if complex_seen:
            if not made.is_real():
                self.diags.report("type-combination", pos, "_Complex " + " ".join(words))
                return self.types.complex_of(self.types.double)
            return self.types.complex_of(made)
        return made

    def alignas(self, result: Specifiers, node: Node) -> None:
        """6.7.5."""
        if node.name == "alignas_type":
            t = self.type_name(node.node(0))
            if t.is_incomplete() or t.kind == FUNCTION:
                self.diags.report("alignof-operand", node.pos)
            align = t.align
        else:
            align = self.integer_constant(node.kids[0], "alignas-not-constant")
            if align < 0 or align & (align - 1):
                self.diags.report("alignas-value", node.pos, align)
                align = 0
        result.align = max(result.align, align)

    def type_specifier(self, node: Node, result: Specifiers, bare: bool) -> Type:
        """A struct, enum, typedef name, typeof or _Atomic() specifier."""
        name = node.name
        if name == "typedef_name":
            symbol = self.find(node.lexeme(0).text)
            if isinstance(symbol, TypeName):
                if symbol.evaluated:
                    result.evaluated.extend(symbol.evaluated)
                return symbol.type
            if node.lexeme(0).text == "__builtin_va_list":
                return self.types.va_list
            raise self.diags.fatal("unknown-type", node.pos, node.lexeme(0).text)
        if name == "struct_definition":
            result.defines = True
            return self.struct_definition(node)
        if name == "struct_reference":
            return self.struct_reference(node, bare)
        if name == "enum_definition":
            result.defines = True
            return self.enum_definition(node)
        if name == "enum_reference":
            tag = self.tag_of(node)
            found = self.find_tag(tag)
            if found is None:
                self.diags.report("enum-forward", node.pos, tag)
                return self.types.int
            if found.kind != ENUM:
                raise self.diags.fatal("tag-kind", node.pos, tag)
            if bare and not found.complete:
                self.diags.report("enum-forward", node.pos, tag)
            return found
        if name == "typeof_expression":
            self.unevaluated += 1
            e = self.expression(node.kids[0])
            self.unevaluated -= 1
            if isinstance(e, Expr) and getattr(getattr(e, "field", None), "width", -1) >= 0:
                self.diags.report("typeof-bit-field", node.pos)
            return e.type
        if name == "typeof_type":
            return self.type_name(node.node(0))
        if name == "atomic_specifier":
            t = self.type_name(node.node(1))
            if t.kind in (ARRAY, FUNCTION) or t.quals:
                self.diags.report("atomic-array", node.pos)
                return t
            return t.qualified(t_.ATOMIC)
        raise AssertionError(name)

    # ---- struct and union (6.7.2.1)

    def tag_of(self, node: Node) -> str:
        """The tag in a struct or enum specifier, '' if there is none."""
        terms = self.tables.terminals
        for kid in node.kids[1:]:
            if isinstance(kid, Lexeme) and kid.term in (terms["IDENTIFIER"],
                                                        terms["TYPEDEF_NAME"]):
                return kid.text
        return ""

    def struct_reference(self, node: Node, bare: bool) -> Type:
        """`struct tag` without a list (6.7.2.3)."""
        tag = self.tag_of(node)
        is_union = node.lexeme(0).text == "union"
        found = self.scopes[-1].tags.get(tag) if bare else self.find_tag(tag)
        if found is not None:
            if found.record is None or found.record.is_union != is_union:
                raise self.diags.fatal("tag-kind", node.pos, tag)
            return found
        made = self.new_record(tag, is_union, node.pos)
        scope = self.scopes[-1]
        if scope.kind == "prototype":
            self.diags.report("tag-in-prototype", node.pos, tag)
        scope.tags[tag] = made
        return made

    def new_record(self, tag: str, is_union: bool, pos: int) -> Type:
        record = Record(tag, is_union, pos)
        made = Type(RECORD, tag)
        made.record = record
        return made

    def struct_definition(self, node: Node) -> Type:
        """A specifier with a member list."""
        tag = self.tag_of(node)
        keyword = node.lexeme(0)
        is_union = keyword.text == "union"
        made = self.scopes[-1].tags.get(tag) if tag else None
        if made is not None:
            if made.record is None or made.record.is_union != is_union:
                raise self.diags.fatal("tag-kind", node.pos, tag)
            if made.record.complete:
                raise self.diags.fatal("struct-redefined", node.pos, tag)
            if made.record.being_defined:
                raise self.diags.fatal("struct-nested-redefinition", node.pos, tag)
        else:
            made = self.new_record(tag, is_union, node.pos)
            if tag:
                self.scopes[-1].tags[tag] = made
        record = made.record
        assert record is not None
        record.being_defined = True
        for kid in node.kids[1:]:
            if isinstance(kid, Node):
                self.member(record, kid)
        attributes = self.collect_attributes(node.kids)
        packed = any(a.name == "packed" for a in attributes)
        align = 0
        for attribute in attributes:
            if attribute.name == "aligned":
                align = max(align, self.attribute_align(attribute))
            elif attribute.name == "transparent_union":
                record.transparent = True
            elif attribute.name == "may_alias":
                record.may_alias = True
            elif attribute.name == "scalar_storage_order":
                from cspec.diagnostics import Unsupported
                raise Unsupported(attribute.pos, "scalar_storage_order")
        self.check_members(record, node.pos)
        lay_out(record, packed, keyword.pack, align, self.types.target.unnamed_align)
        if record.variable:
            record.size = 0
        record.complete = True
        record.being_defined = False
        return made

    def check_members(self, record: Record, pos: int) -> None:
        """Rules about the whole member list: names, flexible arrays (6.7.2.1p3, p18)."""
        named = [f for f in record.fields if f.name or f.width < 0]
        if not record.fields:
            self.diags.report("empty-struct", pos)
        elif not named:
            self.diags.report("struct-without-named-members", pos)
        seen: set[str] = set()
        self.check_names(record, seen)
        for index, field in enumerate(record.fields):
            if field.type.kind == ARRAY and field.type.count == UNKNOWN:
                if record.is_union:
                    self.diags.report("flexible-in-union", field.pos)
                elif index != len(record.fields) - 1:
                    raise self.diags.fatal("flexible-not-last", field.pos)
                elif len(named) == 1:
                    self.diags.report("flexible-alone", field.pos)
                record.flexible = True
            elif field.type.record is not None and field.type.record.flexible:
                if record.is_union:
                    record.flexible = True
                else:
                    self.diags.report("flexible-nested", field.pos)

    def check_names(self, record: Record, seen: set[str]) -> None:
        """6.7.2.1p13 with 6.2.3: member names are distinct, anonymous members included."""
        for field in record.fields:
            if field.name:
                if field.name in seen:
                    self.diags.report("duplicate-member", field.pos, field.name)
                seen.add(field.name)
            elif field.width < 0 and field.type.record is not None:
                self.check_names(field.type.record, seen)

    def member(self, record: Record, node: Node) -> None:
        """One struct-declaration."""
        if node.name == "empty_member":
            self.diags.report("empty-member", node.pos)
            return
        if node.name == "static_assert_item":
            self.static_assert(node)
            return
        specs = self.specifiers(node.node(0))
        assert specs.type is not None
        if specs.storage:
            raise self.diags.fatal("member-storage", node.pos)
        if not specs.explicit_type:
            self.diags.report("implicit-int", node.pos, "member")
        if node.name == "bare_member":
            if specs.type.record is not None and (not specs.type.record.tag
                                                  or not specs.defines):
                if specs.type.is_incomplete():
                    raise self.diags.fatal("incomplete-member", node.pos, specs.type)
                if specs.type.record.tag == "":
                    field = Field("", specs.type, node.pos)
                    field.align = specs.align
                    record.fields.append(field)
                    return
            self.diags.report("declares-nothing", node.pos)
            return
        if node.name == "unended_member":
            self.diags.report("no-semicolon-in-struct", node.pos)
        for kid in node.kids[1:]:
            if isinstance(kid, Node):
                self.member_declarator(record, specs, kid)

    def member_declarator(self, record: Record, specs: Specifiers, node: Node) -> None:
        """One struct-declarator."""
        assert specs.type is not None
        t = specs.type
        name = ""
        pos = node.pos
        width_node: Node | Lexeme | None = None
        if node.name == "unnamed_bit_field":
            width_node = node.kids[0]
        else:
            name, t, pos = self.declared_type(t, node.node(0))
            if node.name == "bit_field":
                width_node = node.kids[1]
        attributes = self.collect_attributes(node.kids) + specs.attributes
        mine = self.collect_attributes(node.kids)
        t = self.type_attributes(t, mine)
        field = Field(name, t, pos)
        field.align = specs.align
        for attribute in attributes:
            if attribute.name == "aligned":
                field.align = max(field.align, self.attribute_align(attribute))
            elif attribute.name == "packed":
                field.packed = True
        if width_node is not None:
            self.bit_field(field, width_node)
        else:
            if t.kind == FUNCTION:
                raise self.diags.fatal("function-member", pos, name)
            if t.is_incomplete() and not (t.kind == ARRAY and t.count == UNKNOWN
                                          and not t.of.is_incomplete()):
                raise self.diags.fatal("incomplete-member", pos, name)
            if t.is_variably_modified():
                if not t.is_variable() or self.function is None \
                        and self.scopes[-1].kind != "prototype":
                    raise self.diags.fatal("variable-member", pos, name)
                self.diags.report("variable-member-extension", pos, name)
                record.variable = True
            if specs.align and specs.align < t.align:
                self.diags.report("alignas-too-small", pos)
        record.fields.append(field)

    def bit_field(self, field: Field, node: Node | Lexeme) -> None:
        """6.7.2.1p4, p5."""
        t = field.type
        width = self.integer_constant(node, "bit-field-width-constant")
        if not t.is_integer():
            raise self.diags.fatal("bit-field-type", field.pos, field.name)
        base = t.of if t.kind == ENUM else t
        if width < 0:
            raise self.diags.fatal("bit-field-negative", field.pos, field.name)
        if width > base.bits:
            raise self.diags.fatal("bit-field-wide", field.pos, field.name)
        if width == 0 and field.name:
            raise self.diags.fatal("bit-field-zero", field.pos, field.name)
        field.width = width

    # ---- enumerations (6.7.2.2)

    def enum_definition(self, node: Node) -> Type:
        tag = self.tag_of(node)
        made = self.scopes[-1].tags.get(tag) if tag else None
        if made is not None:
            if made.kind != ENUM:
                raise self.diags.fatal("tag-kind", node.pos, tag)
            if made.complete:
                raise self.diags.fatal("enum-redefined", node.pos, tag)
        else:
            made = Type(ENUM, tag)
            made.target = self.types.uint
            if tag:
                self.scopes[-1].tags[tag] = made
        made.complete = False
        constants: list[EnumConstant] = []
        value = -1
        for kid in node.kids[1:]:
            if not isinstance(kid, Node) or not kid.name.startswith("enumerator"):
                continue
            if kid.name == "enumerator_value":
                value = self.integer_constant(kid.kids[-1], "enum-not-constant")
            else:
                value += 1
            name = kid.lexeme(0).text
            t = self.types.int
            if not -(1 << 31) <= value < 1 << 31:
                self.diags.report("enum-range", kid.pos, name)
                t = self.types.uint if 0 <= value < 1 << 32 else self.types.long \
                    if value < 1 << 63 else self.types.ulong
                if t.bits < 64 and not 0 <= value < 1 << 32:
                    t = self.types.llong
            constant = EnumConstant(name, value, t, kid.pos)
            constants.append(constant)
            old = self.scopes[-1].names.get(name)
            if old is not None:
                raise self.diags.fatal("redeclared-kind", kid.pos, name)
            self.scopes[-1].names[name] = constant
        least = min(c.value for c in constants)
        most = max(c.value for c in constants)
        attributes = self.collect_attributes(node.kids)
        packed = any(a.name == "packed" for a in attributes)
        made.target = self.enum_type(least, most, packed)
        for attribute in attributes:
            if attribute.name == "mode" and attribute.arguments:
                made.target = self.mode(made.target, attribute)
        made.signed = made.target.signed
        made.bits = made.target.bits
        made.complete = True
        for variant in made.variants.values():
            variant.target = made.target
            variant.signed = made.signed
            variant.bits = made.bits
        for constant in constants:
            if constant.type is not self.types.int:
                constant.type = made.target
        return made

    def enum_type(self, least: int, most: int, packed: bool) -> Type:
        """The integer type that holds an enumeration's values, as gcc chooses it."""
        ty = self.types
        choices = [ty.uint, ty.ulong, ty.ullong] if least >= 0 else [ty.int, ty.long, ty.llong]
        if packed:
            choices = ([ty.uchar, ty.ushort] if least >= 0 else [ty.schar, ty.short]) + choices
        for t in choices:
            low = -(1 << (t.bits - 1)) if t.signed else 0
            high = (1 << (t.bits - (1 if t.signed else 0))) - 1
            if low <= least and most <= high:
                return t
        return ty.llong

    # ---- attributes that change a type (GNU)

    def attribute_align(self, attribute: Attribute) -> int:
        """The value of `aligned` or `aligned(n)`."""
        if not attribute.arguments:
            return self.types.target.max_align
        value = self.integer_constant(
            self.parse_tokens(attribute.arguments[0], "conditional_expression"),
            "alignas-not-constant")
        if value <= 0 or value & (value - 1):
            self.diags.report("alignas-value", attribute.pos, value)
            return 1
        return value

    def type_attributes(self, t: Type, attributes: list[Attribute]) -> Type:
        """Apply `mode` and `vector_size`."""
        for attribute in attributes:
            if attribute.name == "mode" and attribute.arguments:
                t = self.mode(t, attribute)
            elif attribute.name == "vector_size" and attribute.arguments:
                size = self.integer_constant(
                    self.parse_tokens(attribute.arguments[0], "conditional_expression"),
                    "vector-size")
                t = self.vectorized(t, size, attribute.pos)
        return t

    def vectorized(self, t: Type, size: int, pos: int) -> Type:
        """Replace the innermost element type by a vector of it."""
        if t.kind in (t_.POINTER, ARRAY, FUNCTION):
            inner = self.vectorized(t.of, size, pos)
            if t.kind == t_.POINTER:
                return self.types.pointer(inner).qualified(t.quals)
            if t.kind == ARRAY:
                return t_.copy_array(t, inner)
            made = self.types.function(inner, t.parameters, t.variadic, t.prototyped)
            return made
        if not t.is_real() or size <= 0 or t.size == 0 or size % t.size \
                or size & (size - 1):
            raise self.diags.fatal("vector-size", pos)
        return self.types.vector(t, size // t.size).qualified(t.quals)

    def mode(self, t: Type, attribute: Attribute) -> Type:
        """`__attribute__((mode(X)))`."""
        word = attribute.arguments[0][0].text.strip("_")
        ty = self.types
        if word in ("SF", "DF", "XF", "TF"):
            return {"SF": ty.float, "DF": ty.double, "XF": ty.ldouble,
                    "TF": ty.float128}[word].qualified(t.quals)
        bits = MODES.get(word, 0)
        if word in ("word", "pointer", "unwind_word"):
            bits = self.types.target.pointer_bits
        if word in ("DC", "SC", "XC"):
            return ty.complex_of({"SC": ty.float, "DC": ty.double, "XC": ty.ldouble}[word])
        if word.startswith("V"):
            from cspec.diagnostics import Unsupported
            raise Unsupported(attribute.pos, f"mode({word})")
        if bits == 0:
            raise self.diags.fatal("unknown-mode", attribute.pos, word)
        if t.kind == t_.POINTER:
            if bits != self.types.target.pointer_bits:
                raise self.diags.fatal("unknown-mode", attribute.pos, word)
            return t
        if t.kind == ENUM:
            signed = False
        else:
            signed = t.signed
        for made in (ty.schar, ty.short, ty.int, ty.long, ty.llong, ty.int128):
            if made.bits == bits:
                chosen = made if signed else ty.unsigned_of(made)
                return chosen.qualified(t.quals)
        raise self.diags.fatal("unknown-mode", attribute.pos, word)

    # ---- supplied by the classes above

    def declared_type(self, base: Type, node: Node) -> tuple[str, Type, int]:
        raise NotImplementedError

    def static_assert(self, node: Node) -> None:
        """6.7.10."""
        inner = node.node(0) if node.name == "static_assert_item" else node
        e = self.rvalue(self.expression(inner.kids[0]))
        value = fold(e)
        if not isinstance(value, int) or not e.type.is_integer():
            raise self.diags.fatal("assert-not-constant", node.pos)
        if not is_integer_constant(e):
            self.diags.report("not-integer-constant", node.pos, "static assertion")
        if value == 0:
            text = ""
            if len(inner.kids) > 1:
                text = " ".join(t.text for t in inner.lexeme(1).parts)
            self.diags.report("static-assert-failed", node.pos, text)


__all__ = ["CONST", "VOID", "Function", "SpecifierChecker", "Specifiers"]
