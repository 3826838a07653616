"""Pragmas that concern the parser: pack, weak, redefine_extname, GCC visibility, STDC.

Source: GCC 12 manual, "Pragmas Accepted by GCC".
"""

from __future__ import annotations

from compiler.frontend.token import (
    TK_COMMA,
    TK_EOF,
    TK_IDENT,
    TK_LPAREN,
    TK_NUMBER,
    TK_PRAGMA_END,
    TK_RPAREN,
)
from compiler.frontend.tree import HIDDEN, INTERNAL_VISIBILITY, PROTECTED, FuncDecl, VarDecl
from compiler.frontend.warnings_use import UseWarnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy_extensions import i64


class PragmaParser(UseWarnings):
    """Handles pragmas in the token stream."""

    pack_stack: list[i64]
    pack_names: list[str]

    def parse_pragma(self) -> None:
        """With TK_PRAGMA current; goes past TK_PRAGMA_END."""
        stream = self.stream
        loc = stream.loc
        stream.advance()
        name = self.pragma_word()
        if name == "GCC":
            name = "GCC " + self.pragma_word()
        if name == "pack":
            self.pragma_pack(loc)
        elif name == "weak":
            self.pragma_weak()
        elif name == "redefine_extname":
            old = self.pragma_word()
            self.redefined_names[old] = self.pragma_word()
        elif name == "GCC visibility":
            self.pragma_visibility(loc)
        elif name == "scalar_storage_order":
            self.diagnostics.unsupported(loc, "#pragma scalar_storage_order")
        while stream.kind != TK_PRAGMA_END and stream.kind != TK_EOF:
            stream.advance()
        stream.advance()

    def pragma_word(self) -> str:
        """The next token's spelling; "" at the end."""
        stream = self.stream
        if stream.kind == TK_PRAGMA_END or stream.kind == TK_EOF:
            return ""
        text = stream.ident.text
        stream.advance()
        return text

    def pragma_pack(self, loc: i64) -> None:
        """`pack(n)`, `pack()`, `pack(push[, name][, n])`, `pack(pop[, name])`."""
        stream = self.stream
        if stream.kind != TK_LPAREN:
            self.warn("pragmas", loc, "missing '(' after '#pragma pack' - ignored")
            return
        stream.advance()
        if stream.kind == TK_RPAREN:
            self.pack = self.language.pack_struct
            return
        if stream.kind == TK_NUMBER:
            self.set_pack(loc)
            return
        action = self.pragma_word()
        name = ""
        if action not in ("push", "pop"):
            self.warn("pragmas", loc, f"unknown action '{action}' for '#pragma pack' - ignored")
            return
        if action == "push":
            self.pack_stack.append(self.pack)
        while stream.kind == TK_COMMA:
            stream.advance()
            if stream.kind == TK_IDENT:
                name = self.pragma_word()
            elif stream.kind == TK_NUMBER:
                self.set_pack(loc)
        if action == "push":
            self.pack_names.append(name)
            return
        if not self.pack_stack:
            self.warn("pragmas", loc, "#pragma pack (pop) encountered without matching "
                                      "#pragma pack (push)")
            return
        if name and name not in self.pack_names:
            self.warn("pragmas", loc, f"#pragma pack(pop, {name}) encountered without matching "
                                      f"#pragma pack(push, {name})")
            return
        while True:
            self.pack = self.pack_stack.pop()
            known = self.pack_names.pop()
            if not name or known == name:
                return

    def set_pack(self, loc: i64) -> None:
        """The number of `pack(n)`."""
        text = self.pragma_word()
        value = int(text) if text.isdecimal() else -1
        if value in (0, 1, 2, 4, 8, 16):
            self.pack = value
        else:
            self.warn("pragmas", loc, f"alignment must be a small power of two, not {text}")

    def pragma_weak(self) -> None:
        """`weak name` and `weak name = target`."""
        stream = self.stream
        if stream.kind < TK_IDENT:
            return
        ident = stream.ident
        name = self.pragma_word()
        self.weak_names[name] = True
        decl = ident.decl
        if isinstance(decl, FuncDecl | VarDecl):
            decl.weak = True
            if decl not in self.symbols:
                self.symbols.append(decl)
            if self.pragma_word() == "=":
                decl.alias = self.pragma_word()
        elif self.pragma_word() == "=":
            self.weak_aliases[name] = self.pragma_word()

    def pragma_visibility(self, loc: i64) -> None:
        """`GCC visibility push(...)` and `pop`."""
        action = self.pragma_word()
        if action == "pop":
            if self.visibility_stack:
                self.visibility_stack.pop()
            else:
                self.warn("pragmas", loc, "no matching push for '#pragma GCC visibility pop'")
            return
        self.pragma_word()
        name = self.pragma_word()
        values = {"default": 0, "hidden": HIDDEN, "protected": PROTECTED,
                  "internal": INTERNAL_VISIBILITY}
        if action == "push" and name in values:
            self.visibility_stack.append(values[name])
        else:
            self.warn("pragmas", loc, "'#pragma GCC visibility' must be followed by 'push' or "
                                      "'pop'")
