"""Version scripts and dynamic lists: which names a shared library shows, under which version.

The problem: `V1 { global: a; b*; local: *; }; V2 { c; } V1;` The idea: exact names in one
dictionary, patterns in a list; an exact name wins over a pattern, a pattern over a lone `*`.
Source: GNU ld manual 2.40, "VERSION Command", "--dynamic-list".
"""

from __future__ import annotations

from compiler.elf.constants import VER_NDX_GLOBAL, VER_NDX_LOCAL
from compiler.linker.diagnostics import LinkError
from compiler.linker.patterns import is_pattern, matches
from compiler.linker.script import Tokens


class VersionNode:
    """A version that the output defines; `index` is its number in .gnu.version."""

    def __init__(self, name: str, index: int) -> None:
        self.name: str = name
        self.index: int = index
        self.parents: list[str] = []


class VersionScript:
    """All nodes, and for each name or pattern the version index it stands under."""

    def __init__(self) -> None:
        self.nodes: list[VersionNode] = []  # named ones, in order
        self.by_name: dict[str, VersionNode] = {}
        self.exact: dict[str, int] = {}
        self.patterns: list[tuple[str, int]] = []
        self.catch_all: int = -1
        self.exact_globals: list[tuple[str, str]] = []  # name, version: must exist

    def is_empty(self) -> bool:
        return not self.exact and not self.patterns and self.catch_all < 0 and not self.nodes

    def node_for(self, name: str) -> VersionNode:
        """The node of that name, made when it is new."""
        node = self.by_name.get(name)
        if node is None:
            node = VersionNode(name, 2 + len(self.nodes))
            self.nodes.append(node)
            self.by_name[name] = node
        return node

    def index_of(self, name: str) -> int:
        """Version index of a name without version of its own; -1 when no pattern fits."""
        index = self.exact.get(name, -1)
        if index >= 0:
            return index
        for pattern, index in self.patterns:
            if matches(pattern, name):
                return index
        return self.catch_all

    def add(self, tokens: Tokens, until: str) -> None:
        """Read nodes up to the word `until` ("": the end). Raises LinkError."""
        while not tokens.at_end():
            if until and tokens.accept(until):
                return
            name = ""
            if tokens.peek() != "{":
                name = tokens.next()
            index = VER_NDX_GLOBAL
            node: VersionNode | None = None
            if name:
                if name in self.by_name:
                    raise tokens.error(f"duplicate version tag `{name}'")
                node = self.node_for(name)
                index = node.index
            self._read_node(tokens, name, index)
            while not tokens.accept(";"):
                if tokens.at_end() and not name:
                    break
                parent = tokens.next()
                if node is None or parent not in self.by_name:
                    raise tokens.error(f"unable to find version dependency `{parent}'")
                node.parents.append(parent)
        if until:
            raise tokens.error("unexpected end of file")

    def _read_node(self, tokens: Tokens, version: str, index: int) -> None:
        tokens.expect("{")
        current = index
        external = 0
        while True:
            if tokens.accept("}"):
                if not external:
                    return
                external -= 1
                tokens.accept(";")
                continue
            quoted = tokens.peek().startswith('"')
            word = tokens.next()
            if not quoted and word in ("global", "local") and tokens.accept(":"):
                current = index if word == "global" else VER_NDX_LOCAL
                continue
            if not quoted and word == "extern" and tokens.peek().startswith('"'):
                language = tokens.next()
                if language != "C":
                    raise tokens.error(f'extern "{language}" is not supported')
                tokens.expect("{")
                external += 1
                continue
            self._add_name(word, quoted, version, current)
            if tokens.peek() != "}":
                tokens.expect(";")

    def _add_name(self, word: str, quoted: bool, version: str, index: int) -> None:
        if quoted or not is_pattern(word):
            self.exact.setdefault(word, index)
            if index != VER_NDX_LOCAL:
                self.exact_globals.append((word, version))
        elif word == "*":
            if self.catch_all < 0 or index != VER_NDX_LOCAL:
                self.catch_all = index
        else:
            self.patterns.append((word, index))


class NameList:
    """A set of names and patterns (--dynamic-list, --export-dynamic-symbol)."""

    def __init__(self) -> None:
        self.exact: dict[str, bool] = {}
        self.patterns: list[str] = []

    def add(self, word: str) -> None:
        if is_pattern(word):
            self.patterns.append(word)
        else:
            self.exact[word] = True

    def is_empty(self) -> bool:
        return not self.exact and not self.patterns

    def has(self, name: str) -> bool:
        if name in self.exact:
            return True
        return any_match(self.patterns, name)

    def read_dynamic_list(self, text: str, path: str) -> None:
        """`{ a; b*; extern "C" { c; }; };` Raises LinkError."""
        tokens = Tokens(text, path)
        while not tokens.at_end():
            tokens.expect("{")
            depth = 1
            while depth:
                if tokens.accept("}"):
                    depth -= 1
                    tokens.accept(";")
                elif tokens.accept(";"):
                    continue
                elif tokens.peek() == "extern":
                    tokens.next()
                    if tokens.next() != "C":
                        raise tokens.error("only extern \"C\" is supported")
                    tokens.expect("{")
                    depth += 1
                else:
                    self.add(tokens.next())


def any_match(patterns: list[str], name: str) -> bool:
    for pattern in patterns:
        if matches(pattern, name):
            return True
    return False


def read_text(path: str) -> str:
    """The text of a script file. Raises LinkError."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError as problem:
        raise LinkError(f"cannot open linker script file {path}: {problem.strerror}") from None
