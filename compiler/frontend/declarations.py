"""Declarations: what a declarator declares, and how it joins earlier declarations (C17 6.2.2, 6.7).

Idea: a name with linkage is one object from its first declaration to the end of the unit; a later
declaration is checked against it and merged into it, so that whoever holds the object sees all
that is known.

Source: C17 6.2.2, 6.7, 6.9.2; gcc's severities.
"""

from __future__ import annotations

from compiler.frontend.attributes import Attributes
from compiler.frontend.attributes_table import (
    A_ALWAYS_INLINE,
    A_ARTIFICIAL,
    A_COLD,
    A_COMMON,
    A_CONST,
    A_FLATTEN,
    A_GNU_INLINE,
    A_HOT,
    A_LEAF,
    A_MALLOC,
    A_NAKED,
    A_NO_INSTRUMENT,
    A_NO_STACK_PROTECTOR,
    A_NOCLONE,
    A_NOCOMMON,
    A_NOINLINE,
    A_NOIPA,
    A_NONSTRING,
    A_NORETURN,
    A_NOTHROW,
    A_PACKED,
    A_PERSISTENT,
    A_PURE,
    A_RETAIN,
    A_RETURNS_NONNULL,
    A_RETURNS_TWICE,
    A_TRANSPARENT,
    A_UNAVAILABLE,
    A_UNINITIALIZED,
    A_UNUSED,
    A_USED,
    A_WARN_UNUSED,
    A_WEAK,
)
from compiler.frontend.compatibility import (
    compatible,
    compatible_unqualified,
    composite,
    copy_function,
)
from compiler.frontend.declarators import Declarator
from compiler.frontend.expressions import ExpressionParser
from compiler.frontend.ident import Ident
from compiler.frontend.specifiers import Specifiers
from compiler.frontend.tree import (
    AUTO,
    EMIT_ALWAYS,
    EMIT_NEVER,
    DEFAULT_VISIBILITY,
    ENUM_CONSTANT,
    EXTERN,
    EXTERNAL,
    FUNC_DECL,
    INTERNAL,
    NO_LINKAGE,
    NO_STORAGE,
    NOT_THREAD,
    REGISTER_STORAGE,
    STATIC,
    TLS_DEFAULT,
    TYPEDEF_DECL,
    VAR_DECL,
    Decl,
    EnumConstant,
    Expr,
    FuncDecl,
    SymbolDecl,
    TypedefDecl,
    VarDecl,
)
from compiler.frontend.type_text import spell
from compiler.frontend.types import (
    ARRAY,
    ERROR,
    FUNCTION,
    INCOMPLETE,
    POINTER,
    UNION,
    VARIABLE,
    VOID,
    CType,
    FunctionType,
    RecordType,
    aligned,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class DeclarationParser(ExpressionParser):
    """Declares names."""

    block_externs: dict[str, SymbolDecl]
    weak_names: dict[str, bool]
    redefined_names: dict[str, str]
    visibility_stack: list[i64]
    tentatives: list[VarDecl]
    symbols: list[SymbolDecl]
    static_functions: list[FuncDecl]
    weak_aliases: dict[str, str]

    # ------------------------------------------------------------ finding earlier declarations
    def same_scope(self, ident: Ident) -> Decl | None:
        """The declaration of the name in the innermost scope, or None."""
        decl = ident.decl
        if decl is None:
            return None
        assert isinstance(decl, Decl)
        return decl if decl.depth == self.depth else None

    def file_scope(self, ident: Ident) -> Decl | None:
        """The declaration of the name at file scope, visible or hidden."""
        decl = ident.decl
        while decl is not None:
            assert isinstance(decl, Decl)
            if decl.depth == 0:
                return decl
            decl = decl.outer
        return None

    def note_previous(self, decl: Decl) -> None:
        """Where the other declaration stands."""
        if not decl.loc:
            return
        word = "definition" if isinstance(decl, SymbolDecl) and decl.defined else "declaration"
        self.note(decl.loc, f"previous {word} of '{decl.name}' with type '{spell(decl.type)}'")

    def kind_clash(self, ident: Ident, old: Decl, loc: i64) -> None:
        """A name declared as two sorts of thing in one scope."""
        self.error(loc, f"'{ident.text}' redeclared as different kind of symbol")
        self.note_previous(old)

    # ------------------------------------------------------------ typedefs and enumerators
    def declare_typedef(self, ident: Ident, type: CType, specifiers: Specifiers,
                        attributes: Attributes | None, loc: i64) -> None:
        """`typedef ... name`."""
        if specifiers.align:
            self.error(loc, f"alignment specified for typedef '{ident.text}'")
        if attributes is not None:
            if attributes.align:
                type = aligned(type, attributes.align)
            if attributes.flags & A_TRANSPARENT:
                main = type.unqual
                if isinstance(main, RecordType) and main.kind == UNION:
                    main.transparent = True
            if attributes.flags & A_PACKED:
                self.warn("attributes", loc, f"'packed' attribute ignored for type "
                                             f"'{spell(type)}'")
            type = self.function_attributes(type, attributes)
        old = self.same_scope(ident)
        if old is not None:
            if old.kind != TYPEDEF_DECL:
                self.kind_clash(ident, old, loc)
                return
            if type.kind == ERROR or old.type.kind == ERROR:
                return
            if type.vla:
                self.error(loc, f"redefinition of typedef '{ident.text}' with variably modified "
                                "type")
            elif not compatible(old.type, type) or (
                    type.kind != FUNCTION and type.kind != ARRAY and type.kind != POINTER
                    and old.type.unqual is not type.unqual):
                self.error(loc, f"conflicting types for '{ident.text}'; have '{spell(type)}'")
                self.note_previous(old)
            elif self.language.standard in (90, 99):
                self.pedantic(loc, f"redefinition of typedef '{ident.text}'")
            return
        made = TypedefDecl(ident.text, type, loc)
        if attributes is not None:
            made.deprecated = attributes.deprecated
            made.unused_ok = attributes.flags & A_UNUSED != 0
        main = type.unqual
        if specifiers.anonymous_tag and not main.name and isinstance(main, RecordType):
            main.typedef_name = ident.text
        self.bind(ident, made)

    def declare_enumerator(self, ident: Ident, constant: EnumConstant) -> None:
        """An enumeration constant, new in its scope."""
        old = self.same_scope(ident)
        if old is not None:
            if old.kind == ENUM_CONSTANT:
                self.error(constant.loc, f"redeclaration of enumerator '{ident.text}'")
                self.note_previous(old)
            else:
                self.kind_clash(ident, old, constant.loc)
            return
        self.bind(ident, constant)

    # ------------------------------------------------------------ functions
    def function_attributes(self, type: CType, attributes: Attributes) -> CType:
        """A function type (or pointer to one) with the attributes that belong to types."""
        relevant = (attributes.flags & (A_NORETURN | A_CONST | A_PURE | A_RETURNS_TWICE
                                        | A_WARN_UNUSED) != 0
                    or attributes.nonnull is not None or attributes.sentinel >= 0
                    or attributes.format_kind != 0 or attributes.convention != 0)
        if not relevant:
            return type
        if type.kind == FUNCTION:
            main = type
            assert isinstance(main, FunctionType)
            made = copy_function(main)
            made.noreturn = made.noreturn or attributes.flags & A_NORETURN != 0
            made.const = made.const or attributes.flags & A_CONST != 0
            made.pure = made.pure or attributes.flags & A_PURE != 0
            made.returns_twice = made.returns_twice or attributes.flags & A_RETURNS_TWICE != 0
            made.warn_unused_result = (made.warn_unused_result
                                       or attributes.flags & A_WARN_UNUSED != 0)
            if attributes.nonnull is not None:
                made.nonnull = attributes.nonnull
            if attributes.sentinel >= 0:
                made.sentinel = attributes.sentinel
            if attributes.format_kind:
                made.format_kind = attributes.format_kind
                made.format_string = attributes.format_string
                made.format_first = attributes.format_first
            if attributes.convention:
                made.convention = attributes.convention
            return made
        if type.kind == POINTER and type.quals == 0:
            target = self.target_of(type)
            if target.kind == FUNCTION:
                return self.types.pointer_to(self.function_attributes(target, attributes))
        return type

    def declare_function(self, ident: Ident, type: FunctionType, specifiers: Specifiers,
                         declarator: Declarator, attributes: Attributes | None,
                         is_definition: bool) -> FuncDecl:
        """A function's declaration, merged with earlier ones."""
        loc = declarator.loc
        name = ident.text
        storage = specifiers.storage
        nested = self.function is not None and (is_definition or storage == AUTO)
        if storage == REGISTER_STORAGE or storage == AUTO and not nested or (
                storage == STATIC and self.depth > 0):
            self.error(loc, f"invalid storage class for function '{name}'")
            storage = EXTERN
        elif storage == EXTERN and nested:
            self.error(loc, f"nested function '{name}' declared 'extern'")
        if specifiers.thread:
            self.error(loc, f"invalid storage class for function '{name}'")
        if specifiers.align:
            self.error(loc, f"alignment specified for function '{name}'")
        if name == "main" and self.language.hosted and specifiers.inline and self.depth == 0:
            self.warn("main", loc, "cannot inline function 'main'")
        if attributes is not None:
            changed = self.function_attributes(type, attributes)
            assert isinstance(changed, FunctionType)
            type = changed
        made = FuncDecl(name, type, loc)
        made.storage = storage
        made.linkage = INTERNAL if storage == STATIC else EXTERNAL
        made.inline = specifiers.inline
        made.implicit_int = specifiers.default_int
        made.all_inline = specifiers.inline and storage != EXTERN
        made.noreturn = specifiers.noreturn
        made.asm_name = declarator.asm_name if declarator.asm_name is not None else ""
        made.system = self.diagnostics.source.in_system_header(loc)
        made.visibility = self.default_visibility()
        if self.language.gnu89_inline or self.language.standard == 90:
            made.gnu_inline = specifiers.inline
        if attributes is not None:
            self.apply_function_attributes(made, attributes)
        old: Decl | None = self.same_scope(ident)
        if nested:
            self.pedantic(loc, "ISO C forbids nested functions")
            made.linkage = NO_LINKAGE
            made.parent = self.function
            if old is None:
                self.bind(ident, made)
                return made
            if isinstance(old, FuncDecl) and old.parent is None:
                self.kind_clash(ident, old, loc)
                made.invalid = True
                return made
        if old is None and self.depth > 0:
            outer = self.visible(ident)
            if isinstance(outer, FuncDecl):
                old = outer
        if old is None:
            hidden = self.file_scope(ident)
            if isinstance(hidden, FuncDecl):
                old = hidden
        if old is None:
            old = self.block_externs.get(name)
            if old is not None and old.kind == FUNC_DECL:
                if self.depth == 0:
                    self.bind(ident, old)
        if old is None:
            return self.new_function(ident, made, is_definition)
        if not isinstance(old, FuncDecl):
            if old.kind == VAR_DECL or old.depth == self.depth:
                self.kind_clash(ident, old, loc)
            made.invalid = True
            made.outer = ident.decl
            return made
        return self.merge_function(ident, old, made, specifiers, is_definition)

    def new_function(self, ident: Ident, made: FuncDecl, is_definition: bool) -> FuncDecl:
        """The first declaration of a function."""
        number = ident.builtin
        if number and made.linkage == EXTERNAL:
            builtin = self.builtins.row(number)
            wanted = self.builtin_type(builtin)
            type = made.type
            assert isinstance(type, FunctionType)
            if builtin.generic or self.matches_builtin(type, wanted):
                made.builtin = builtin
                self.set_builtin_facts(made, builtin)
                if wanted.format_kind and not type.format_kind or wanted.noreturn and (
                        not type.noreturn):
                    copied = copy_function(type)
                    if wanted.format_kind:
                        copied.format_kind = wanted.format_kind
                        copied.format_string = wanted.format_string
                        copied.format_first = wanted.format_first
                    copied.noreturn = wanted.noreturn
                    made.type = copied
                if not type.prototype and wanted.prototype and not type.parameters:
                    made.type = copy_function(wanted)
                    made.soft_prototype = True
            else:
                self.warn("builtin-declaration-mismatch", made.loc,
                          f"conflicting types for built-in function '{made.name}'; expected "
                          f"'{spell(wanted)}'")
        self.note_symbol(made)
        if made.linkage == INTERNAL:
            self.static_functions.append(made)
        if self.depth > 0:
            self.block_externs[made.name] = made
        self.bind(ident, made)
        return made

    def note_symbol(self, decl: SymbolDecl) -> None:
        """Remember a symbol for the end of the unit; apply #pragma weak and redefine_extname."""
        name = decl.name
        if self.weak_names and name in self.weak_names:
            decl.weak = True
            if name in self.weak_aliases:
                decl.alias = self.weak_aliases[name]
        if self.redefined_names and name in self.redefined_names and not decl.asm_name:
            decl.asm_name = self.redefined_names[name]
        if decl.alias or decl.ifunc or decl.weakref is not None or decl.weak or (
                decl.symver is not None):
            self.symbols.append(decl)

    def matches_builtin(self, type: FunctionType, wanted: FunctionType) -> bool:
        """Whether a declaration has the builtin's type; FILE * and its like match any pointer."""
        if not self.loosely_same(type.result, wanted.result):
            return False
        if not type.prototype:
            return True
        if type.variadic != wanted.variadic or len(type.parameters) != len(wanted.parameters):
            return False
        for index, parameter in enumerate(type.parameters):
            if not self.loosely_same(parameter, wanted.parameters[index]):
                return False
        return True

    def loosely_same(self, a: CType, b: CType) -> bool:
        """Compatible, or two pointers of which one is to void or a record."""
        if compatible_unqualified(a, b):
            return True
        if a.kind == POINTER and b.kind == POINTER:
            left = self.target_of(a)
            right = self.target_of(b)
            return (right.kind == VOID or left.kind == VOID
                    or compatible_unqualified(left, right))
        return False

    def merge_function(self, ident: Ident, old: FuncDecl, new: FuncDecl, specifiers: Specifiers,
                       is_definition: bool) -> FuncDecl:
        """A later declaration of a function: check, then add what it says to the first."""
        loc = new.loc
        name = new.name
        old_type = old.type
        new_type = new.type
        assert isinstance(old_type, FunctionType) and isinstance(new_type, FunctionType)
        replaces_builtin = old.implicit and old.builtin is not None and old.loc == 0
        if new.invalid:
            return new
        if replaces_builtin:
            old.implicit = False
            if not self.matches_builtin(new_type, old_type):
                self.warn("builtin-declaration-mismatch", loc,
                          f"conflicting types for built-in function '{name}'; expected "
                          f"'{spell(old_type)}'")
                old.builtin = None
            old.type = new_type
        elif old_type.kind == ERROR:
            old.type = new_type
        elif not compatible(old_type, new_type):
            if old.implicit:
                if new.storage == STATIC:
                    self.error(loc, f"static declaration of '{name}' follows non-static "
                                    "declaration")
                    self.note_previous(old)
                else:
                    self.pedwarn("", loc, f"conflicting types for '{name}'; have "
                                          f"'{spell(new_type)}'")
                    self.note_previous(old)
                old.type = new_type
            else:
                text = f"conflicting types for '{name}'; have '{spell(new_type)}'"
                if new.implicit_int and not old.defined and old_type.result.kind == VOID and (
                        new_type.result is self.types.int_):
                    self.pedwarn("", loc, text)
                else:
                    self.error(loc, text)
                    self.note_previous(old)
                    new.invalid = True
                    if is_definition:
                        return new
                    return old
        else:
            merged = composite(new_type, old_type, self.types)
            old.type = merged
        replaced = False  # the inline definition of GNU C that is no definition (gnu_inline)
        if (is_definition or new.alias) and old.defined:
            replaced = old.emit == EMIT_NEVER and old.gnu_inline
            if not replaced:
                self.error(loc, f"redefinition of '{name}'")
                self.note_previous(old)
                new.invalid = True
                return new
            old.defined = False
            old.body = None
        if new.storage == STATIC and old.linkage == EXTERNAL:
            if not replaces_builtin and not replaced:
                self.error(loc, f"static declaration of '{name}' follows non-static declaration")
                self.note_previous(old)
            old.linkage = INTERNAL
            old.storage = STATIC
        elif (new.storage == NO_STORAGE or new.storage == EXTERN) and old.linkage == INTERNAL:
            pass  # takes the earlier linkage (6.2.2p5)
        if old.storage == NO_STORAGE:
            old.storage = new.storage
        old.implicit = False
        self.merge_function_facts(old, new, is_definition)
        if is_definition or old.loc == 0 or not old.defined:
            old.loc = loc
            old.system = new.system
        if self.depth > 0 and ident.decl is not old and self.visible(ident) is not old:
            # Hidden by a local name: the file scope's object becomes visible again.
            self.bind_again(ident, old)
        return old

    def bind_again(self, ident: Ident, old: FuncDecl) -> None:
        """Make a hidden function visible in an inner scope, through a copy of its declaration."""
        copy = FuncDecl(old.name, old.type, old.loc)
        copy.storage = old.storage
        copy.linkage = old.linkage
        copy.asm_name = old.asm_name
        copy.used = True
        copy.noreturn = old.noreturn
        old.used = True
        self.use_function(old)
        self.bind(ident, copy)

    def merge_function_facts(self, old: FuncDecl, new: FuncDecl, is_definition: bool) -> None:
        """Attributes accumulate over the declarations."""
        if self.depth == 0:
            old.all_inline = old.all_inline and new.all_inline
        if old.defined and old.emit == EMIT_NEVER and not old.all_inline and (
                not old.gnu_inline):
            old.emit = EMIT_ALWAYS
        old.inline = old.inline or new.inline
        old.gnu_inline = old.gnu_inline or new.gnu_inline
        old.always_inline = old.always_inline or new.always_inline
        old.noinline = old.noinline or new.noinline
        old.noclone = old.noclone or new.noclone
        old.noipa = old.noipa or new.noipa
        old.flatten = old.flatten or new.flatten
        old.artificial = old.artificial or new.artificial
        old.noreturn = old.noreturn or new.noreturn
        old.const = old.const or new.const
        old.pure = old.pure or new.pure
        old.malloc = old.malloc or new.malloc
        old.returns_twice = old.returns_twice or new.returns_twice
        old.returns_nonnull = old.returns_nonnull or new.returns_nonnull
        old.nothrow = old.nothrow or new.nothrow
        old.leaf = old.leaf or new.leaf
        old.cold = old.cold or new.cold
        old.hot = old.hot or new.hot
        old.naked = old.naked or new.naked
        old.no_instrument = old.no_instrument or new.no_instrument
        old.no_stack_protector = old.no_stack_protector or new.no_stack_protector
        if new.constructor >= 0:
            old.constructor = new.constructor
        if new.destructor >= 0:
            old.destructor = new.destructor
        old.target = new.target or old.target
        old.optimize = new.optimize or old.optimize
        if new.error_message is not None:
            old.error_message = new.error_message
        if new.warning_message is not None:
            old.warning_message = new.warning_message
        if new.alloc_size is not None:
            old.alloc_size = new.alloc_size
        old.alloc_align = new.alloc_align or old.alloc_align
        if new.assume_aligned is not None:
            old.assume_aligned = new.assume_aligned
        self.merge_symbol(old, new)

    def merge_symbol(self, old: SymbolDecl, new: SymbolDecl) -> None:
        """What variables and functions have in common."""
        if new.asm_name:
            if old.asm_name and old.asm_name != new.asm_name and not old.implicit:
                self.warn("", new.loc, "asm declaration ignored due to conflict with previous "
                                       "rename")
            else:
                old.asm_name = new.asm_name
        if new.visibility_given:
            if old.visibility_given and old.visibility != new.visibility:
                self.warn("attributes", new.loc, f"visibility attribute ignored because it "
                                                 f"conflicts with previous declaration of "
                                                 f"'{new.name}'")
            else:
                old.visibility = new.visibility
                old.visibility_given = True
        old.section = new.section or old.section
        if new.alias:
            old.alias = new.alias
        old.ifunc = new.ifunc or old.ifunc
        old.weak = old.weak or new.weak
        if new.weakref is not None:
            old.weakref = new.weakref
        if new.align > old.align:
            old.align = new.align
        old.keep = old.keep or new.keep
        old.retain = old.retain or new.retain
        old.unused_ok = old.unused_ok or new.unused_ok
        if new.deprecated is not None:
            old.deprecated = new.deprecated
        if new.symver is not None:
            old.symver = new.symver
        if (old.alias or old.ifunc or old.weak or old.weakref is not None
                or old.symver is not None) and old not in self.symbols:
            self.symbols.append(old)

    def apply_symbol_attributes(self, decl: SymbolDecl, attributes: Attributes) -> None:
        """Attributes of variables and functions alike."""
        flags = attributes.flags
        decl.section = attributes.section or decl.section
        decl.alias = attributes.alias or decl.alias
        decl.ifunc = attributes.ifunc or decl.ifunc
        if attributes.weakref is not None:
            decl.weakref = attributes.weakref
        decl.weak = decl.weak or flags & A_WEAK != 0
        if attributes.visibility >= 0:
            decl.visibility = attributes.visibility
            decl.visibility_given = True
        if attributes.align > decl.align:
            decl.align = attributes.align
        decl.keep = decl.keep or flags & A_USED != 0
        decl.retain = decl.retain or flags & A_RETAIN != 0
        decl.unused_ok = decl.unused_ok or flags & A_UNUSED != 0
        if attributes.deprecated is not None:
            decl.deprecated = attributes.deprecated
        decl.unavailable = flags & A_UNAVAILABLE != 0
        if attributes.symver is not None:
            decl.symver = attributes.symver

    def apply_function_attributes(self, decl: FuncDecl, attributes: Attributes) -> None:
        """Attributes of a function declaration."""
        self.apply_symbol_attributes(decl, attributes)
        flags = attributes.flags
        if flags:
            decl.always_inline = flags & A_ALWAYS_INLINE != 0
            decl.noinline = flags & A_NOINLINE != 0
            decl.noclone = flags & A_NOCLONE != 0
            decl.noipa = flags & A_NOIPA != 0
            decl.flatten = flags & A_FLATTEN != 0
            decl.artificial = flags & A_ARTIFICIAL != 0
            decl.noreturn = decl.noreturn or flags & A_NORETURN != 0
            decl.const = flags & A_CONST != 0
            decl.pure = flags & A_PURE != 0
            decl.malloc = flags & A_MALLOC != 0
            decl.returns_twice = decl.returns_twice or flags & A_RETURNS_TWICE != 0
            decl.returns_nonnull = flags & A_RETURNS_NONNULL != 0
            decl.nothrow = flags & A_NOTHROW != 0
            decl.leaf = flags & A_LEAF != 0
            decl.cold = flags & A_COLD != 0
            decl.hot = flags & A_HOT != 0
            decl.naked = flags & A_NAKED != 0
            decl.no_instrument = flags & A_NO_INSTRUMENT != 0
            decl.no_stack_protector = flags & A_NO_STACK_PROTECTOR != 0
            if flags & A_GNU_INLINE and decl.inline:
                decl.gnu_inline = True
        decl.constructor = attributes.constructor
        decl.destructor = attributes.destructor
        decl.target = attributes.target
        decl.optimize = attributes.optimize
        if not decl.unavailable:
            decl.error_message = attributes.error
        decl.warning_message = attributes.warning
        decl.alloc_size = attributes.alloc_size
        decl.alloc_align = attributes.alloc_align
        decl.assume_aligned = attributes.assume_aligned

    def default_visibility(self) -> i64:
        """-fvisibility or #pragma GCC visibility."""
        if self.visibility_stack:
            return self.visibility_stack[len(self.visibility_stack) - 1]
        return self.language.visibility

    def implicit_function(self, ident: Ident, loc: i64) -> Expr:
        """A call of an undeclared name: `extern int name();`, or the builtin's type."""
        name = ident.text
        number = ident.builtin
        known: Decl | None = self.file_scope(ident)
        if known is None:
            known = self.block_externs.get(name)
        if isinstance(known, FuncDecl) and known.implicit:
            pass                # said once for each name
        elif self.language.standard != 90:
            self.pedwarn("implicit-function-declaration", loc,
                         f"implicit declaration of function '{name}'")
        else:
            self.warn("implicit-function-declaration", loc,
                      f"implicit declaration of function '{name}'")
        if number:
            if isinstance(known, FuncDecl):
                decl = known
            else:
                decl = self.builtin_decl(ident, number)
                ident.decl = decl.outer
                self.block_externs[name] = decl
            if ident.decl is not decl:
                self.bind(ident, decl)
            wanted = decl.type
            assert isinstance(wanted, FunctionType)
            if compatible(FunctionType(self.types.int_, [], False, False), wanted):
                decl.soft_prototype = True
            else:
                self.warn("builtin-declaration-mismatch", loc,
                          f"incompatible implicit declaration of built-in function '{name}'")
            return self.function_reference(decl, loc)
        if isinstance(known, FuncDecl):
            if known is not ident.decl:
                self.bind(ident, known)
            elif self.serial_limit:
                known.serial = 0    # declared behind the put-off body that is parsed now
            return self.function_reference(known, loc)
        made = FuncDecl(name, FunctionType(self.types.int_, [], False, False), loc)
        made.storage = EXTERN
        made.linkage = EXTERNAL
        made.implicit = True
        made.visibility = DEFAULT_VISIBILITY
        self.note_symbol(made)
        self.block_externs[name] = made
        self.bind(ident, made)
        return self.function_reference(made, loc)

    # ------------------------------------------------------------ variables
    def declare_variable(self, ident: Ident, type: CType, specifiers: Specifiers,
                         declarator: Declarator, attributes: Attributes | None,
                         has_init: bool) -> VarDecl:
        """A variable's declaration, merged with earlier ones where it has linkage."""
        loc = declarator.loc
        name = ident.text
        storage = specifiers.storage
        at_file_scope = self.depth == 0
        made = VarDecl(name, type, loc)
        if at_file_scope:
            if storage == AUTO or storage == REGISTER_STORAGE and declarator.asm_name is None:
                if storage == AUTO:
                    self.error(loc, f"file-scope declaration of '{name}' specifies 'auto'")
                else:
                    self.error(loc, f"register name not specified for '{name}'")
                storage = NO_STORAGE
            if type.vla and type.kind != ERROR:
                self.error(loc, f"variably modified '{name}' at file scope")
                type = self.types.error
                made.type = type
        if specifiers.inline:
            self.pedwarn("", loc, f"variable '{name}' declared 'inline'")
        if specifiers.noreturn:
            self.pedwarn("", loc, f"variable '{name}' declared '_Noreturn'")
        if type.kind == VOID and (has_init or storage != EXTERN and not at_file_scope):
            self.error(loc, f"variable or field '{name}' declared void")
            made.type = self.types.error
            type = made.type
        if specifiers.align:
            if storage == REGISTER_STORAGE:
                self.error(loc, f"alignment specified for 'register' object '{name}'")
            elif type.kind != ERROR and specifiers.align < type.align:
                self.error(loc, f"'_Alignas' specifiers cannot reduce alignment of '{name}'")
            made.align = specifiers.align
        made.visibility = self.default_visibility() if at_file_scope or storage == EXTERN else 0
        made.system = self.diagnostics.source.in_system_header(loc)
        if specifiers.thread:
            made.tls = TLS_DEFAULT
            if not at_file_scope and storage not in (STATIC, EXTERN):
                self.error(loc, f"function-scope '{name}' implicitly auto and declared "
                                "'_Thread_local'")
        if attributes is not None:
            self.apply_variable_attributes(made, attributes, loc)
        if at_file_scope:
            made.storage = EXTERN if storage == EXTERN and not has_init else STATIC
            if storage == REGISTER_STORAGE:
                made.storage = REGISTER_STORAGE
                if has_init:
                    self.error(loc, "global register variable has initial value")
            made.linkage = INTERNAL if storage == STATIC else EXTERNAL
        elif storage == EXTERN:
            made.storage = EXTERN
            made.linkage = EXTERNAL
            if has_init:
                self.error(loc, f"'{name}' has both 'extern' and initializer")
        elif storage == STATIC:
            made.storage = STATIC
            self.state.symbol_serial += 1
            made.symbol_serial = self.state.symbol_serial
        else:
            made.storage = REGISTER_STORAGE if storage == REGISTER_STORAGE else AUTO
        if declarator.asm_name is not None:
            if storage == REGISTER_STORAGE:
                made.register_name = declarator.asm_name
            elif made.storage == AUTO:
                self.warn("", loc, f"ignoring 'asm' specifier for non-static local variable "
                                   f"'{name}'")
            else:
                made.asm_name = declarator.asm_name
        if type.vla and type.kind != ERROR and not at_file_scope:
            if made.linkage == EXTERNAL:
                self.error(loc, "object with variably modified type must have no linkage")
                made.type = self.types.error
            elif made.storage == STATIC and type.size == VARIABLE:
                self.error(loc, f"storage size of '{name}' isn't constant")
                made.type = self.types.error
        made.function = self.function
        if made.linkage == NO_LINKAGE:
            self.check_local_redeclaration(ident, made)
            self.warn_shadow(ident, made)
            self.bind(ident, made)
            return made
        return self.merge_variable(ident, made, storage, has_init)

    def apply_variable_attributes(self, decl: VarDecl, attributes: Attributes, loc: i64) -> None:
        """Attributes of a variable."""
        self.apply_symbol_attributes(decl, attributes)
        flags = attributes.flags
        if flags & A_COMMON:
            decl.common = True
        if flags & A_NOCOMMON:
            decl.common = False
        decl.nonstring = flags & A_NONSTRING != 0
        decl.uninitialized = flags & A_UNINITIALIZED != 0
        decl.persistent = flags & A_PERSISTENT != 0
        decl.cleanup = attributes.cleanup
        if attributes.tls_model:
            decl.tls = attributes.tls_model
        if flags & A_PACKED:
            self.warn("attributes", loc, "'packed' attribute ignored")

    def check_local_redeclaration(self, ident: Ident, made: VarDecl) -> None:
        """A name without linkage is declared once in a scope (6.7p3)."""
        old = self.same_scope(ident)
        if old is None:
            return
        if old.kind != VAR_DECL:
            self.kind_clash(ident, old, made.loc)
            return
        assert isinstance(old, VarDecl)
        if old.is_parameter:
            self.error(made.loc, f"'{made.name}' redeclared as different kind of symbol")
        elif old.linkage != NO_LINKAGE:
            self.error(made.loc, f"declaration of '{made.name}' with no linkage follows extern "
                                 "declaration")
        else:
            if not compatible(old.type, made.type):
                self.error(made.loc, f"conflicting types for '{made.name}'; have "
                                     f"'{spell(made.type)}'")
            else:
                self.error(made.loc, f"redeclaration of '{made.name}' with no linkage")
        self.note_previous(old)

    def warn_shadow(self, ident: Ident, made: VarDecl) -> None:
        """-Wshadow."""
        outer = ident.decl
        if outer is None or outer.kind not in (VAR_DECL, FUNC_DECL) or made.system:
            return
        assert isinstance(outer, Decl)
        if outer.depth == self.depth:
            return
        if not self.diagnostics.enabled("shadow", made.loc):
            return
        if outer.kind == FUNC_DECL and made.type.kind != POINTER:
            return
        if outer.depth == 0:
            what = "a global declaration"
        elif isinstance(outer, VarDecl) and outer.is_parameter:
            what = "a parameter"
        else:
            what = "a previous local"
        if self.warn("shadow", made.loc, f"declaration of '{made.name}' shadows {what}"):
            self.note(outer.loc, "shadowed declaration is here")

    def merge_variable(self, ident: Ident, made: VarDecl, storage: i64,
                       has_init: bool) -> VarDecl:
        """A variable with linkage."""
        loc = made.loc
        name = made.name
        old: Decl | None = self.same_scope(ident)
        if old is not None and old.kind != VAR_DECL:
            self.kind_clash(ident, old, loc)
            made.invalid = True
            return made
        if old is None and self.depth > 0:
            visible = self.visible(ident)
            if isinstance(visible, VarDecl) and visible.linkage != NO_LINKAGE:
                old = visible
            else:
                hidden = self.file_scope(ident)
                if isinstance(hidden, VarDecl):
                    old = hidden
        if old is None:
            old = self.block_externs.get(name)
            if old is not None and old.kind != VAR_DECL:
                self.kind_clash(ident, old, loc)
                old = None
            elif old is not None and self.depth == 0:
                self.bind(ident, old)
        if old is None:
            self.note_symbol(made)
            if self.depth > 0:
                self.block_externs[name] = made
            elif made.storage == STATIC and not has_init:
                made.tentative = True
                self.tentatives.append(made)
            self.bind(ident, made)
            return made
        assert isinstance(old, VarDecl)
        if old.linkage == NO_LINKAGE:
            self.error(loc, f"extern declaration of '{name}' follows declaration with no linkage")
            self.note_previous(old)
            return old
        if made.type.kind == ERROR or old.type.kind == ERROR:
            old.type = self.types.error
            return old
        if not compatible(old.type, made.type):
            self.error(loc, f"conflicting types for '{name}'; have '{spell(made.type)}'")
            self.note_previous(old)
            made.invalid = True
            return made if has_init else old
        if (old.tls != NOT_THREAD) != (made.tls != NOT_THREAD):
            first = "thread-local" if made.tls != NOT_THREAD else "non-thread-local"
            second = "non-thread-local" if made.tls != NOT_THREAD else "thread-local"
            self.error(loc, f"{first} declaration of '{name}' follows {second} declaration")
            self.note_previous(old)
        if storage == STATIC and old.linkage == EXTERNAL:
            self.error(loc, f"static declaration of '{name}' follows non-static declaration")
            self.note_previous(old)
        elif storage == NO_STORAGE and old.linkage == INTERNAL and self.depth == 0:
            self.error(loc, f"non-static declaration of '{name}' follows static declaration")
            self.note_previous(old)
        if has_init and old.defined:
            self.error(loc, f"redefinition of '{name}'")
            self.note_previous(old)
            made.invalid = True
            return made
        old.type = composite(old.type, made.type, self.types)
        if made.storage == STATIC and self.depth == 0:
            old.storage = STATIC
            if not has_init and not old.tentative and not old.defined:
                old.tentative = True
                self.tentatives.append(old)
        if not old.defined:
            old.loc = loc
        self.merge_symbol(old, made)
        if made.common is not None:
            old.common = made.common
        if made.tls > TLS_DEFAULT:
            old.tls = made.tls
        if self.depth > 0 and self.visible(ident) is not old:
            copy = VarDecl(name, old.type, old.loc)
            copy.storage = EXTERN
            copy.linkage = old.linkage
            copy.asm_name = old.asm_name
            copy.tls = old.tls
            old.used = True
            self.bind(ident, copy)
            return copy
        return old

    def check_object_size(self, decl: VarDecl, has_init: bool) -> None:
        """Objects have complete types: locals at once, tentative definitions at the end."""
        type = decl.type
        if type.kind == ERROR or decl.storage == EXTERN and not has_init:
            return
        if type.size != INCOMPLETE:
            return
        if not has_init and (self.depth == 0 or decl.linkage != NO_LINKAGE):
            return
        if has_init:
            if type.kind != ARRAY:
                self.error(decl.loc, f"variable '{decl.name}' has initializer but incomplete type")
                decl.type = self.types.error
            return
        if type.kind == ARRAY:
            self.error(decl.loc, f"array size missing in '{decl.name}'")
        else:
            self.error(decl.loc, f"storage size of '{decl.name}' isn't known")
        decl.type = self.types.error
