"""The parser as one object, and the entry to it.

The classes form one chain, each a file:
parser_base <- conversions <- operator_warnings <- operators <- places <- literal_nodes <- calls
<- builtin_calls <- attributes <- specifiers <- declarators <- variable_records <- records
<- initializers <- keyword_expressions <- expressions
<- declarations <- asm_statements <- statements <- warnings_use <- pragmas <- definitions <- parser.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend.attributes_table import enter_attributes
from compiler.frontend.builtins import BuiltinTable, enter_builtins
from compiler.frontend.definitions import DefinitionParser
from compiler.frontend.diagnostics import Diagnostics
from compiler.frontend.ident import IdentTable
from compiler.frontend.language import LanguageOptions
from compiler.frontend.specifiers import word_table
from compiler.frontend.stream import TokenStream
from compiler.frontend.target_facts import TargetFacts
from compiler.frontend.tree import Consumer, Expr, TypedefDecl
from compiler.frontend.types import CType, FunctionType
from compiler.frontend.warnings_format import FormatChecker


class Parser(DefinitionParser):
    """Parses one translation unit and feeds a consumer."""

    def __init__(self, stream: TokenStream, diagnostics: Diagnostics, facts: TargetFacts,
                 language: LanguageOptions, builtins: BuiltinTable, consumer: Consumer) -> None:
        super().__init__(stream, diagnostics, facts, language, builtins, consumer)
        self.words = word_table(self.types)
        self.pack = language.pack_struct
        self.pack_stack = []
        self.pack_names = []
        self.block_externs = {}
        self.called = None
        self.watches_layout = diagnostics.options.is_on("misleading-indentation")
        self.watches_overrides = diagnostics.options.is_on("override-init")
        self.watches_conversions = False
        for name in ("conversion", "sign-conversion", "float-conversion"):
            if diagnostics.options.is_on(name):
                self.watches_conversions = True
        self.watches_order = diagnostics.options.is_on("sequence-point")
        self.watches_switches = diagnostics.options.is_on("implicit-fallthrough")
        self.weak_names = {}
        self.weak_aliases = {}
        self.redefined_names = {}
        self.visibility_stack = []
        self.tentatives = []
        self.symbols = []
        self.static_functions = []
        self.pending = {}
        self.wanted = []

    def check_format(self, function: FunctionType, arguments: list[Expr], loc: i64) -> None:
        """-Wformat: the arguments against the format string."""
        if self.diagnostics.enabled("format", loc):
            FormatChecker(self, self.types).check(function, arguments, loc)

    def predefine(self, idents: IdentTable) -> None:
        """Types that exist without a declaration."""
        self.predefine_type(idents, b"__builtin_va_list", self.types.va_list)
        if self.facts.has_int128:
            self.predefine_type(idents, b"__int128_t", self.types.int128)
            self.predefine_type(idents, b"__uint128_t", self.types.uint128)

    def predefine_type(self, idents: IdentTable, name: bytes, type: CType) -> None:
        """A typedef at file scope."""
        ident = idents.name(name)
        self.bind(ident, TypedefDecl(ident.text, type, 0))


def prepare(idents: IdentTable, language: LanguageOptions) -> BuiltinTable:
    """Enter builtins and attributes into the identifiers.  To be called before the preprocessor
    starts (`__has_builtin`, `__has_attribute`)."""
    enter_attributes(idents)
    return enter_builtins(idents, language.hosted and language.builtins, language.no_builtins)


def parse_unit(stream: TokenStream, diagnostics: Diagnostics, facts: TargetFacts,
               consumer: Consumer, language: LanguageOptions | None = None,
               builtins: BuiltinTable | None = None) -> None:
    """Parse a translation unit.  Errors are in `diagnostics`; nothing is handed to the consumer
    after the first one.  `builtins` is what `prepare` gave."""
    if language is None:
        language = LanguageOptions()
    idents = stream.preprocessor.idents
    if builtins is None:
        builtins = prepare(idents, language)
    parser = Parser(stream, diagnostics, facts, language, builtins, consumer)
    parser.predefine(idents)
    parser.parse_unit()
