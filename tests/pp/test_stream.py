"""The parser's token stream: look-ahead, going back, skipped bodies, order of diagnostics."""

from __future__ import annotations

from pathlib import Path

from compiler.frontend.token import TK_EOF, TK_IDENT, TK_LBRACE, TK_PRAGMA, TK_PRAGMA_END, TK_STATIC
from gcc_reference import stream


def spellings(tokens) -> list[str]:
    """All tokens to the end."""
    out = []
    while tokens.kind != TK_EOF:
        out.append(tokens.ident.text)
        tokens.advance()
    return out


def test_bodies_are_kept_as_expanded(tmp_path: Path) -> None:
    """A skipped body read later has the macros of its place."""
    path = tmp_path / "case.c"
    path.write_text("#define V 1\nstatic int f(void) { if (V) { return V; } }\n#undef V\n"
                    "#define V 2\nint x = V;\n")
    tokens, _ = stream(path)
    assert tokens.kind == TK_STATIC
    while tokens.kind != TK_LBRACE:
        tokens.advance()
    body = tokens.index
    assert tokens.skip_braces()
    assert spellings(tokens) == ["int", "x", "=", "2", ";"]
    tokens.seek(body)
    assert spellings(tokens)[:11] == "{ if ( 1 ) { return 1 ; } }".split()


def test_look_ahead(tmp_path: Path) -> None:
    """peek gives later tokens and the end again and again."""
    path = tmp_path / "case.c"
    path.write_text("a b c\n")
    tokens, _ = stream(path)
    assert tokens.kind == TK_IDENT
    assert [tokens.peek(k).text for k in range(3)] == ["a", "b", "c"]
    assert tokens.peek(3).kind == TK_EOF and tokens.peek(9).kind == TK_EOF


def test_locations(tmp_path: Path) -> None:
    """A location gives the place of spelling and of expansion."""
    path = tmp_path / "case.c"
    path.write_text("#define F(x) (x + one)\n\n  F(two);\n")
    tokens, _ = stream(path)
    source = tokens.preprocessor.source
    seen = []
    while tokens.kind != TK_EOF:
        spelled = source.place(tokens.loc)
        expanded = source.expanded_place(tokens.loc)
        seen.append((tokens.ident.text, spelled.line, spelled.column, expanded.line,
                     expanded.column))
        tokens.advance()
    assert seen == [("(", 1, 14, 3, 3), ("two", 3, 5, 3, 3), ("+", 1, 17, 3, 3),
                    ("one", 1, 19, 3, 3), (")", 1, 22, 3, 3), (";", 3, 9, 3, 9)]


def test_pragmas_reach_the_parser(tmp_path: Path) -> None:
    """pack with its macros expanded; GCC diagnostic is not seen."""
    path = tmp_path / "case.c"
    path.write_text("#define N 4\n#pragma GCC diagnostic push\n#pragma pack(N)\nint x;\n")
    tokens, _ = stream(path)
    kinds = []
    texts = []
    while tokens.kind != TK_EOF:
        kinds.append(tokens.kind)
        texts.append(tokens.ident.text)
        tokens.advance()
    assert kinds[0] == TK_PRAGMA and kinds[5] == TK_PRAGMA_END
    assert texts[1:5] == ["pack", "(", "4", ")"]


def test_diagnostics_wait_for_the_reader(tmp_path: Path) -> None:
    """A message about line 3 comes after the tokens before it."""
    path = tmp_path / "case.c"
    path.write_text("a;\nb;\n#warning later\nc;\n")
    tokens, captured = stream(path)
    while tokens.ident.text != "b":
        tokens.advance()
    assert captured == []
    while tokens.ident.text != "c":
        tokens.advance()
    assert "later" in "".join(captured)
