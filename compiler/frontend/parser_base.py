"""What every part of the parser shares: tokens, scopes, messages, and the way out of an error.

Idea: the parser is one object whose methods stand in several files, each a class that extends the
one before (parser_base, conversions, operators, ..., statements).  What an earlier file needs of a
later one is declared here as a hook.

A name's innermost declaration hangs on its Ident; leaving a scope pops the names declared since its
mark and puts the outer declarations back.

A syntax error is reported once and raises SyntaxFailed; whoever parses a list of statements or
declarations catches it and skips to where the next one begins.  A semantic error makes an ErrorExpr
of error type, which silences all that is built upon it.
"""

from __future__ import annotations

from compiler.frontend.diagnostics import Diagnostics
from compiler.frontend.fold import is_null_constant
from compiler.frontend.ident import Binding, Ident
from compiler.frontend.expression_range import caret_location, first_location, last_location
from compiler.frontend.language import LanguageOptions
from compiler.frontend.stream import TokenStream
from compiler.frontend.target_facts import TargetFacts
from compiler.frontend.token import (
    TK_CHARACTER,
    TK_EOF,
    TK_IDENT,
    TK_NUMBER,
    TK_PRAGMA,
    TK_STRING,
)
from compiler.frontend.tree import (
    FUNC_DECL,
    REGISTER_STORAGE,
    TYPEDEF_DECL,
    VAR_DECL,
    Block,
    Cleanup,
    Consumer,
    Decl,
    ErrorExpr,
    Expr,
    FuncDecl,
    Initializer,
    Label,
    Stmt,
    Switch,
    TypedefDecl,
    VarDecl,
)
from compiler.frontend.type_table import TypeTable
from compiler.frontend.type_text import spell
from compiler.frontend.types import ERROR, ArrayType, CType, EnumType, RecordType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

    from compiler.frontend.builtins import BuiltinTable

TAG: Final = 5  # Binding.kind of TagDecl


class SyntaxFailed(Exception):
    """Leaves the construct being parsed after a syntax error that has been reported."""


class TagDecl(Binding):
    """A struct, union or enum tag in a scope."""

    def __init__(self, type: CType, depth: i64, loc: i64) -> None:
        super().__init__(TAG)
        self.type: CType = type
        self.depth: i64 = depth
        self.loc: i64 = loc
        self.outer: Binding | None = None


class FunctionState:
    """What the parser knows of the function it is in; not for lowering."""

    def __init__(self, outer: FunctionState | None = None) -> None:
        self.outer: FunctionState | None = outer  # of the function around a nested one
        self.cleanup: Cleanup | None = None  # chain of active cleanups
        self.switch: Switch | None = None
        self.in_loop: bool = False
        self.in_switch: bool = False
        self.labels: dict[str, Label] = {}
        self.label_scopes: list[dict[str, Label]] = []  # __label__
        self.name_variable: VarDecl | None = None  # __func__
        self.pretty_variable: VarDecl | None = None
        self.function_variable: VarDecl | None = None
        self.hidden: list[VarDecl] = []  # lengths of VLAs waiting for a declaration statement
        self.hidden_setup: list[Stmt] = []
        self.returns_value: bool = False
        self.vla_scopes: list[Label] = []
        self.symbol_serial: i64 = 0
        self.switches: list[Switch] = []  # innermost first, for -Wimplicit-fallthrough


class ParserBase:
    """State of the parse of one translation unit."""

    watches_order: bool  # -Wsequence-point may be wanted
    watches_conversions: bool  # -Wconversion or one of its family may be wanted

    def __init__(self, stream: TokenStream, diagnostics: Diagnostics, facts: TargetFacts,
                 language: LanguageOptions, builtins: BuiltinTable, consumer: Consumer) -> None:
        self.stream: TokenStream = stream
        self.diagnostics: Diagnostics = diagnostics
        self.facts: TargetFacts = facts
        self.language: LanguageOptions = language
        self.builtins: BuiltinTable = builtins
        self.consumer: Consumer = consumer
        char_unsigned = facts.char_unsigned
        if language.char_unsigned is not None:
            char_unsigned = language.char_unsigned
        self.types: TypeTable = TypeTable(facts, char_unsigned)
        self.depth: i64 = 0
        self.scope_names: list[Ident] = []
        self.scope_marks: list[int] = []
        self.tag_names: list[Ident] = []
        self.tag_marks: list[int] = []
        self.serial: i64 = 0
        self.serial_limit: i64 = 0  # while a put-off body is parsed: later names are not seen
        self.nesting: i64 = 0
        self.function: FuncDecl | None = None
        self.state: FunctionState = FunctionState()
        self.unevaluated: i64 = 0  # inside sizeof, typeof, dead operands: no warnings
        self.unneeded: i64 = 0  # inside sizeof, typeof: names are not referenced
        self.undeclared_names: dict[str, bool] = {}
        self.explained_undeclared: bool = False
        self.extension: i64 = 0  # inside __extension__: no pedantic warnings
        self.in_prototype: i64 = 0
        self.unprototyped: i64 = 0    # where the last parameter list without types stands
        self.in_type_name: i64 = 0
        # Local variables named in prototypes: captured, if a nested function's body follows.
        self.prototype_captures: list[VarDecl] = []

    def check_order(self, node: Expr, returned: bool = False) -> None:
        """-Wsequence-point, of a full expression or the operand of `return`."""
        if self.watches_order and not self.unevaluated:
            from compiler.frontend.warnings_sequence import check

            check(node, self.diagnostics, returned)

    # Hooks: methods of later files.

    def parse_assignment(self) -> Expr:
        """assignment-expression (expressions.py)."""
        raise NotImplementedError

    def parse_expression(self) -> Expr:
        """expression (expressions.py)."""
        raise NotImplementedError

    def parse_type_name(self) -> CType:
        """type-name (declarators.py)."""
        raise NotImplementedError

    def parse_braced_initializer(self, type: CType, decl: VarDecl | None,
                                 is_static: bool) -> tuple[CType, Initializer]:
        """`{ ... }` for an object; gives its type with the bound filled in (initializers.py)."""
        raise NotImplementedError

    def parse_compound(self) -> Block:
        """A compound statement for a statement expression (statements.py)."""
        raise NotImplementedError

    def size_expression(self, type: CType, loc: i64) -> Expr:
        """The size of a complete type in bytes, read at run time for a VLA (places.py)."""
        raise NotImplementedError

    def use_function(self, decl: FuncDecl) -> None:
        """A function is referenced: its put-off body is wanted (declarations.py)."""
        raise NotImplementedError

    # Tokens.

    def expect(self, kind: i64, text: str) -> None:
        """The current token must be of `kind`: go past it, else a syntax error."""
        if self.stream.kind == kind:
            self.stream.advance()
        else:
            self.expected("'" + text + "'")

    def expected(self, what: str) -> None:
        """Report `expected WHAT before TOKEN` and give up the construct.  A single punctuator is
        reported missing where the token before ends, as gcc does."""
        loc = self.stream.loc
        if len(what) <= 4 and what[0] == "'":
            loc = self.stream.previous_loc()
        self.syntax_error("expected " + what, loc)
        raise SyntaxFailed

    def syntax_error(self, text: str, loc: i64) -> None:
        """Report a message with gcc's description of the current token."""
        stream = self.stream
        kind = stream.kind
        name = stream.ident.text
        if kind == TK_EOF:
            text += " at end of input"
        elif kind == TK_NUMBER:
            text += " before numeric constant"
        elif kind == TK_STRING:
            text += " before string constant"
        elif kind == TK_CHARACTER:
            text += " before character constant"
        elif kind == TK_PRAGMA:
            text += " before '#pragma'"
        elif kind >= TK_IDENT:
            text += f" before '{name}'"
        else:
            text += f" before '{name}' token"
        self.diagnostics.error(loc, text)

    def enter_nesting(self) -> None:
        """Count one level of recursion; too many end the unit."""
        self.nesting += 1
        if self.nesting > self.language.max_nesting:
            self.diagnostics.fatal(
                self.stream.loc,
                f"bracket nesting level exceeded maximum of {self.language.max_nesting}")

    # Messages.

    def error(self, loc: i64, text: str) -> None:
        """A violated constraint."""
        self.diagnostics.error(loc, text)

    def error_at(self, node: Expr, text: str, label: str = "") -> None:
        """A violated constraint, the whole expression underlined."""
        source = self.diagnostics.source
        first = first_location(node, source)
        self.diagnostics.error(caret_location(node, first), text, first,
                               last_location(node, source), label)

    def warn_at(self, option: str, node: Expr, text: str) -> bool:
        """A warning of -W`option`, the whole expression underlined."""
        if not self.diagnostics.enabled(option, node.loc):
            return False
        source = self.diagnostics.source
        first = first_location(node, source)
        return self.diagnostics.warning(option, caret_location(node, first), text, first,
                                        last_location(node, source))

    def pedwarn_at(self, option: str, node: Expr, text: str, label: str = "") -> bool:
        """Forbidden by the standard, taken by gcc with a warning, the expression underlined."""
        source = self.diagnostics.source
        first = first_location(node, source)
        return self.diagnostics.pedwarn(option, caret_location(node, first), text, first,
                                        last_location(node, source), label)

    def start_of(self, node: Expr) -> i64:
        """Where an expression begins."""
        return first_location(node, self.diagnostics.source)

    def warn(self, option: str, loc: i64, text: str) -> bool:
        """A warning of -W`option`."""
        return self.diagnostics.warning(option, loc, text)

    def pedwarn(self, option: str, loc: i64, text: str) -> bool:
        """Forbidden by the standard, taken by gcc with a warning."""
        return self.diagnostics.pedwarn(option, loc, text)

    def pedantic(self, loc: i64, text: str) -> None:
        """What only -pedantic mentions; silent under __extension__."""
        if not self.extension:
            self.diagnostics.pedwarn("pedantic", loc, text)

    def note(self, loc: i64, text: str) -> None:
        """Belongs to the message before."""
        self.diagnostics.note(loc, text)

    def fail(self, loc: i64, text: str) -> Expr:
        """Report an error; the expression that stands for what was wrong."""
        self.diagnostics.error(loc, text)
        return ErrorExpr(self.types.error, loc)

    def error_expr(self, loc: i64) -> Expr:
        """The silent consequence of an error."""
        return ErrorExpr(self.types.error, loc)

    # Scopes.

    def enter_scope(self) -> None:
        """Open a block, prototype or function scope."""
        self.depth += 1
        self.scope_marks.append(len(self.scope_names))
        self.tag_marks.append(len(self.tag_names))

    def leave_scope(self) -> None:
        """Close the innermost scope: hidden declarations come back."""
        names = self.scope_names
        mark = self.scope_marks.pop()
        while len(names) > mark:
            ident = names.pop()
            decl = ident.decl
            assert isinstance(decl, Decl)
            ident.decl = decl.outer
        tags = self.tag_names
        mark = self.tag_marks.pop()
        while len(tags) > mark:
            ident = tags.pop()
            tag = ident.tag
            assert isinstance(tag, TagDecl)
            ident.tag = tag.outer
        self.depth -= 1

    def bind(self, ident: Ident, decl: Decl) -> None:
        """Make `decl` the meaning of a name in the innermost scope."""
        decl.outer = ident.decl
        decl.depth = self.depth
        self.serial += 1
        decl.serial = self.serial
        ident.decl = decl
        if self.depth:
            self.scope_names.append(ident)

    def bind_tag(self, ident: Ident, type: CType, loc: i64) -> None:
        """Declare a tag in the innermost scope."""
        tag = TagDecl(type, self.depth, loc)
        tag.outer = ident.tag
        ident.tag = tag
        if self.depth:
            self.tag_names.append(ident)

    def visible(self, ident: Ident) -> Decl | None:
        """The declaration a name has here, or None."""
        decl = ident.decl
        if decl is None:
            return None
        assert isinstance(decl, Decl)
        if self.serial_limit and decl.depth == 0 and decl.serial > self.serial_limit:
            return None
        return decl

    def is_typedef_name(self, ident: Ident) -> bool:
        """Whether an identifier names a type here."""
        decl = ident.decl
        return decl is not None and decl.kind == TYPEDEF_DECL

    def typedef_of(self, ident: Ident) -> TypedefDecl | None:
        """The typedef a name stands for, or None."""
        decl = ident.decl
        if decl is not None and decl.kind == TYPEDEF_DECL:
            assert isinstance(decl, TypedefDecl)
            return decl
        return None

    def note_capture(self, decl: VarDecl) -> None:
        """A variable is named: when it is an enclosing function's, it is captured."""
        owner = decl.function
        function = self.function
        if owner is None or function is None or decl.storage > REGISTER_STORAGE:
            return
        if self.in_prototype:
            self.prototype_captures.append(decl)
        elif owner is not function:
            decl.captured = True
            if decl not in function.captures:
                function.captures.append(decl)

    def note_captured_type(self, type: CType) -> None:
        """The same for the hidden variables that hold the sizes of a type."""
        while True:
            main = type.unqual
            if isinstance(main, ArrayType):
                if main.length_variable is not None:
                    self.note_capture(main.length_variable)
                type = main.element
            else:
                if isinstance(main, RecordType) and main.size_variable is not None:
                    self.note_capture(main.size_variable)
                return

    # Types.

    def is_incomplete(self, type: CType) -> bool:
        """No size: void, a function, an incomplete record or array."""
        return type.size == -1

    def incomplete_error(self, type: CType, loc: i64, name: str) -> None:
        """Report the use of an incomplete type as gcc words it."""
        if type.kind == ERROR:
            return
        main = type.unqual
        if isinstance(main, RecordType | EnumType) and main.being_defined:
            self.error(loc, f"invalid use of undefined type '{spell(main)}'")
        elif name and main.kind >= 31:
            self.error(loc, f"'{name}' has an incomplete type '{spell(main)}'")
        elif main.kind == 1:
            self.error(loc, "invalid use of void expression")
        elif main.kind >= 31:
            self.error(loc, f"invalid use of undefined type '{spell(main)}'")
        elif main.kind == 29:
            self.error(loc, "invalid use of array with unspecified bounds")
        else:
            self.error(loc, f"invalid use of incomplete typedef '{spell(main)}'")

    def is_null(self, node: Expr) -> bool:
        """A null pointer constant."""
        return is_null_constant(node)

    def describe(self, decl: Decl) -> str:
        """What sort of thing a declaration is, for messages."""
        if decl.kind == FUNC_DECL:
            return "function"
        if decl.kind == VAR_DECL:
            return "variable"
        return "typedef" if decl.kind == TYPEDEF_DECL else "enumerator"
