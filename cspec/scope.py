"""What the checkers share: scopes of names and tags (C17 6.2.1, 6.2.3), the types, the messages."""

from __future__ import annotations

from cspec.diagnostics import Diagnostics
from cspec.lexemes import Converter, Lexeme
from cspec.parser import Node, Parser
from cspec.tables import Tables
from cspec.tokens import Token
from cspec.tree import EnumConstant, Expr, Function, Stmt, TypeName, Variable
from cspec.types import Type, Types

Symbol = Variable | Function | EnumConstant | TypeName


class Scope:
    """One scope: ordinary identifiers and tags."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.names: dict[str, Symbol] = {}
        self.tags: dict[str, Type] = {}


class Attribute:
    """`name(tokens)` from an attribute list, underscores stripped."""

    def __init__(self, name: str, arguments: list[list[Token]], pos: int) -> None:
        self.name = name
        self.arguments = arguments
        self.pos = pos


class Checker:
    """The state of checking one translation unit; the rules are in the classes derived."""

    def __init__(self, diags: Diagnostics, types: Types, tables: Tables, parser: Parser) -> None:
        self.diags = diags
        self.types = types
        self.tables = tables
        self.parser = parser
        self.file_scope = Scope("file")
        self.scopes: list[Scope] = [self.file_scope]
        self.functions: list[Function] = []
        self.variables: list[Variable] = []
        self.function: Function | None = None
        self.externals: dict[str, Symbol] = {}
        self.statics: list[Variable] = []
        self.unevaluated = 0
        self.implicit_builtins: set[str] = set()
        self.pending_effects: list[Expr] = []
        self.asm_texts: list[tuple[str, int]] = []
        self.block_extra: list[Stmt] = []
        self.strict_aliasing = True
        self.named_register = 0

    # ---- scopes

    def push(self, kind: str) -> Scope:
        scope = Scope(kind)
        self.scopes.append(scope)
        return scope

    def pop(self) -> None:
        self.scopes.pop()

    def find(self, name: str) -> Symbol | None:
        """The innermost declaration of an ordinary identifier."""
        for scope in reversed(self.scopes):
            found = scope.names.get(name)
            if found is not None:
                return found
        return None

    def find_tag(self, name: str) -> Type | None:
        """The innermost declaration of a tag."""
        for scope in reversed(self.scopes):
            found = scope.tags.get(name)
            if found is not None:
                return found
        return None

    # ---- attributes and texts inside compound tokens

    def attributes(self, lexeme: Lexeme) -> list[Attribute]:
        """The attributes in an ATTRIBUTE token."""
        tokens = lexeme.parts
        if len(tokens) >= 2 and tokens[0].text == "(" and tokens[-1].text == ")":
            tokens = tokens[1:-1]
        else:
            raise self.diags.fatal("syntax", lexeme.pos, "'((' in attribute")
        found: list[Attribute] = []
        for part in split_commas(tokens):
            if not part:
                continue
            name = part[0].text
            if name.startswith("__") and name.endswith("__") and len(name) > 4:
                name = name[2:-2]
            arguments: list[list[Token]] = []
            if len(part) > 2 and part[1].text == "(":
                arguments = split_commas(part[2:-1])
            found.append(Attribute(name, arguments, part[0].pos))
        return found

    def collect_attributes(self, kids: list[Node | Lexeme]) -> list[Attribute]:
        """All attributes among the parts of a production."""
        found: list[Attribute] = []
        term = self.tables.terminals["ATTRIBUTE"]
        for kid in kids:
            if isinstance(kid, Lexeme) and kid.term == term:
                found.extend(self.attributes(kid))
        return found

    def parse_tokens(self, tokens: list[Token], start: str) -> Node:
        """Parse the inside of an attribute or asm."""
        lexemes = Converter(self.diags, self.tables).convert(tokens)
        parser = Parser(self.diags, self.tables)
        scope: dict[str, bool] = {}
        for level in self.scopes:
            for name, symbol in level.names.items():
                scope[name] = isinstance(symbol, TypeName)
        parser.scopes = [scope]
        parser.ever = {name for name, typedef in scope.items() if typedef}
        return parser.parse(lexemes, start)

    # ---- to be supplied by derived classes

    def expression(self, node: Node | Lexeme) -> Expr:
        raise NotImplementedError

    def rvalue(self, expr: Expr) -> Expr:
        raise NotImplementedError

    def type_name(self, node: Node) -> Type:
        raise NotImplementedError

    def integer_constant(self, node: Node | Lexeme, rule: str) -> int:
        raise NotImplementedError


def split_commas(tokens: list[Token]) -> list[list[Token]]:
    """Split a token list at the commas outside parentheses."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.text in ("(", "[", "{"):
            depth += 1
        elif token.text in (")", "]", "}"):
            depth -= 1
        elif token.text == "," and depth == 0:
            parts.append([])
            continue
        parts[-1].append(token)
    return parts if parts != [[]] else []
