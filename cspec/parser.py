"""The LALR(1) parser: runs the tables of `c.lark` and knows which names are typedef names.

An identifier is classified each time the tables are asked, so that a declaration which ends just
before it counts (6.2.1p7).  States with one possible reduction take it before looking at the next
token, so that a scope which has ended is closed in time.  Left recursion in the grammar keeps the
stack low; its height is limited, since later phases recurse over the tree.
"""

from __future__ import annotations

from cspec.diagnostics import Diagnostics
from cspec.lexemes import Lexeme
from cspec.tables import Tables

OPENERS = frozenset(("scope_open",))
CLOSERS = frozenset((
    "function_declarator", "abstract_function", "compound", "if_statement", "if_else_statement",
    "switch_statement", "while_statement", "do_statement", "for_statement",
    "function_definition", "external_function_body"))
HEADS = frozenset(("function_head", "knr_function_head", "implicit_function_head",
                   "implicit_knr_function_head"))
MAX_DEPTH = 120000


class Node:
    """A production that was recognised: its name, its parts, its first and its last token."""

    def __init__(self, name: str, kids: list[Node | Lexeme], pos: int, end: int) -> None:
        self.name = name
        self.kids = kids
        self.pos = pos
        self.end = end

    def node(self, index: int) -> Node:
        """Part `index`, which must be a production."""
        kid = self.kids[index]
        assert isinstance(kid, Node)
        return kid

    def lexeme(self, index: int) -> Lexeme:
        """Part `index`, which must be a token."""
        kid = self.kids[index]
        assert isinstance(kid, Lexeme)
        return kid


class Group:
    """Parts of a production that is spliced into the one above (`_name` and repetitions)."""

    def __init__(self, kids: list[Node | Lexeme], pos: int, end: int) -> None:
        self.kids = kids
        self.pos = pos
        self.end = end


def declarator_name(node: Node) -> Lexeme | None:
    """The identifier that a declarator declares."""
    while True:
        if node.name == "declared_name":
            return node.lexeme(0)
        for kid in node.kids:
            if isinstance(kid, Node) and kid.name in DECLARATOR_PARTS:
                node = kid
                break
        else:
            return None


DECLARATOR_PARTS = frozenset((
    "pointer_declarator", "direct", "declared_name", "parenthesized", "array_declarator",
    "function_declarator", "empty_function_declarator", "knr_declarator"))


class Parser:
    """One run of the automaton over one token list."""

    def __init__(self, diags: Diagnostics, tables: Tables) -> None:
        self.diags = diags
        self.tables = tables
        self.scopes: list[dict[str, bool]] = [{"__builtin_va_list": True}]
        self.ever: set[str] = set()
        self.identifier = tables.terminals["IDENTIFIER"]
        self.typedef_name = tables.terminals["TYPEDEF_NAME"]

    def is_typedef(self, name: str) -> bool:
        """Whether the innermost declaration of a name is a typedef."""
        if name not in self.ever:
            return False
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return False

    def parse(self, lexemes: list[Lexeme], start: str) -> Node:
        """The tree of a whole token list."""
        tables = self.tables
        actions = tables.action
        default = tables.default
        state = tables.starts[start]
        end_state = tables.ends[start]
        states = [state]
        values: list[Node | Lexeme | Group] = []
        at = 0
        token = lexemes[0]
        while True:
            move = default[state]
            if move == 0:
                term = token.term
                if term == self.identifier and self.is_typedef(token.text):
                    term = self.typedef_name
                row = actions[state]
                found = row.get(term)
                if found is None:
                    if state == end_state and term == 0:
                        break
                    raise self.error(token, row)
                move = found
                if move >= 0:
                    if len(states) > MAX_DEPTH:
                        raise self.diags.fatal("nesting", token.pos)
                    states.append(move)
                    values.append(token)
                    state = move
                    if state == end_state:
                        break
                    at += 1
                    token = lexemes[at]
                    continue
            rule = -1 - move
            length = tables.rule_length[rule]
            value = self.reduce(rule, length, values, token)
            if length:
                del states[-length:]
                del values[-length:]
            name = tables.rule_name[rule]
            if isinstance(value, Node) and (
                    name in CLOSERS or name in OPENERS or name in HEADS or name in DECLARING):
                self.scope_action(value, values)
            state = tables.goto[states[-1]][tables.rule_origin[rule]]
            states.append(state)
            values.append(value)
            if state == end_state and token.term == 0:
                break
        result = values[-1] if not isinstance(values[-1], Lexeme) else values[0]
        assert isinstance(result, Node)
        return result

    def reduce(self, rule: int, length: int, values: list[Node | Lexeme | Group], token: Lexeme
               ) -> Node | Lexeme | Group:
        """The tree of one production from those of its parts."""
        tables = self.tables
        inline = tables.rule_inline[rule]
        if length == 1 and inline == 2:
            return values[-1]
        base = len(values) - length
        pos = end = token.pos
        if length:
            pos = values[base].pos
            last = values[-1]
            end = last.pos if isinstance(last, Lexeme) else last.end
        keep = tables.rule_keep[rule]
        kids: list[Node | Lexeme]
        if inline == 1 and keep and isinstance(values[base + keep[0]], Group):
            first = values[base + keep[0]]
            assert isinstance(first, Group)
            kids = first.kids      # left recursion: extend the list in place
            rest = keep[1:]
        else:
            kids = []
            rest = keep
        for index in rest:
            value = values[base + index]
            if isinstance(value, Group):
                kids.extend(value.kids)
            else:
                kids.append(value)
        if inline == 1:
            return Group(kids, pos, end)
        return Node(tables.rule_name[rule], kids, pos, end)

    def scope_action(self, node: Node, values: list[Node | Lexeme | Group]) -> None:
        """Open and close scopes and enter declared names."""
        name = node.name
        if name == "scope_open":
            self.scopes.append({})
        elif name in CLOSERS:
            self.scopes.pop()
        elif name == "declared":
            found = declarator_name(node.node(0))
            if found is not None:
                self.declare(found.text, self.specifies_typedef(values))
        elif name == "parameter":
            found = declarator_name(node.node(1))
            if found is not None:
                self.declare(found.text, False)
        elif name == "enumerator" or name == "enumerator_value":
            self.declare(node.lexeme(0).text, False)
        elif name in HEADS:
            declarator = node.node(0 if name.startswith("implicit") else 1)
            found = declarator_name(declarator)
            if found is not None:
                self.declare(found.text, False)
            self.scopes.append({})
            for text in parameter_names(declarator):
                self.declare(text, False)

    def specifies_typedef(self, values: list[Node | Lexeme | Group]) -> bool:
        """Whether the specifiers of the declarator on top of the stack say `typedef`."""
        index = len(values) - 1
        while index >= 0:
            value = values[index]
            if isinstance(value, Node):
                if value.name == "declaration_specifiers":
                    return any(isinstance(k, Lexeme) and k.text == "typedef" for k in value.kids)
                if value.name not in ("init_declarator_list", "attributed_init_declarator_list"):
                    return False
            index -= 1
        return False

    def declare(self, name: str, typedef: bool) -> None:
        """Enter a name in the innermost scope."""
        if typedef:
            self.ever.add(name)
        self.scopes[-1][name] = typedef

    def error(self, token: Lexeme, row: dict[int, int]) -> Exception:
        """The syntax error at a token."""
        if self.identifier in row and token.text.isidentifier() and token.term not in (
                self.identifier, self.typedef_name, 0):
            return self.diags.fatal("keyword-as-name", token.pos, token.text)
        names = sorted(self.tables.names[t] for t in row)
        if len(names) > 4:
            wanted = "something else"
            for usual in ("';'", "')'", "','", "'}'", "'('", "identifier"):
                if usual in names and len(names) < 40:
                    wanted = usual
                    break
            else:
                if "number" in names:
                    wanted = "expression"
        else:
            wanted = " or ".join(names)
        return self.diags.fatal("syntax", token.pos, f"{wanted} before '{token.text}'")


DECLARING = frozenset(("declared", "parameter", "enumerator", "enumerator_value"))


def parameter_names(declarator: Node) -> list[str]:
    """The parameter names of the function that a declarator declares."""
    node = declarator
    while True:
        if node.name in ("function_declarator", "knr_declarator"):
            inner = node.node(0)
            if inner.name == "declared_name":
                names: list[str] = []
                for kid in node.kids[1:]:
                    if isinstance(kid, Lexeme):
                        names.append(kid.text)
                    elif kid.name in ("parameters", "variadic_parameters"):
                        for part in kid.kids:
                            if isinstance(part, Node) and part.name == "parameter":
                                found = declarator_name(part.node(1))
                                if found is not None:
                                    names.append(found.text)
                return names
        for kid in node.kids:
            if isinstance(kid, Node) and kid.name in DECLARATOR_PARTS:
                node = kid
                break
        else:
            return []
