"""The parser's view of the preprocessed translation unit: a flat run of tokens with a cursor.

The problem: the parser wants the current token in fields, any look-ahead, and to come back later to
the body of an inline function that turned out to be used, when the macros of that place are long
redefined. The idea: macro expansion writes into two flat arrays, one reference to an Ident and one
word (location and flags) a token, 16 bytes in all; the cursor is an index; a body is remembered as
the index of its `{`. Tokens are made in chunks as the cursor reaches them and are kept.

Diagnostics of the preprocessor that belong to a chunk are held back until the cursor comes to the
token that was next when they were found, so that the order of messages is that of the text.

Invariants:
- `tokens[k]` and `words[k]` never change once they exist: an index is valid for ever;
- after TK_EOF the cursor stays.
"""

from __future__ import annotations

from librt.vecs import vec

from compiler.frontend.ident import Ident
from compiler.frontend.preprocess import Preprocessor
from compiler.frontend.token import TK_EOF, TK_LBRACE, TK_RBRACE
from compiler.frontend.words import WORD_SHIFT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

CHUNK: Final = 4096


class TokenStream:
    """A cursor over the tokens. Read the fields, call `advance`.

    kind   token code (token.py) of the current token
    ident  its Ident: the name, the number's or string's spelling in `ident.name`
    loc    its location (source.py)
    index  its number in the translation unit, for `seek`
    """

    def __init__(self, preprocessor: Preprocessor) -> None:
        self.preprocessor = preprocessor
        self.tokens: list[Ident] = preprocessor.tokens
        self.words: vec[i64] = preprocessor.words
        self.limit: i64 = 0
        self.index: i64 = -1
        self.kind: i64 = TK_EOF
        self.loc: i64 = 0
        self.ident: Ident = preprocessor.idents.end_of_file
        self.advance()

    def advance(self) -> None:
        """Moves to the next token."""
        index = self.index + 1
        self.index = index
        if index >= self.limit:
            index = self.refill(index)
        ident = self.tokens[index]
        self.ident = ident
        self.kind = ident.kind
        self.loc = self.words[index] >> WORD_SHIFT

    def refill(self, index: i64) -> i64:
        """Makes token `index` exist and shows the diagnostics due before it; gives the index, or
        that of TK_EOF when the text is shorter."""
        preprocessor = self.preprocessor
        while index >= len(self.tokens) and not preprocessor.finished:
            preprocessor.fill(len(self.tokens) + CHUNK)
            self.words = preprocessor.words
        count: i64 = len(self.tokens)
        if index >= count:
            index = count - 1
            self.index = index
        self.limit = preprocessor.release_diagnostics(index, count)
        return index

    def peek(self, distance: i64) -> Ident:
        """The Ident of the token `distance` after the current one (0: itself)."""
        index = self.index + distance
        if index >= len(self.tokens):
            index = self.require(index)
        return self.tokens[index]

    def peek_loc(self, distance: i64) -> i64:
        """The location of the token `distance` after the current one."""
        index = self.index + distance
        if index >= len(self.tokens):
            index = self.require(index)
        return self.words[index] >> WORD_SHIFT

    def previous_loc(self) -> i64:
        """The location of the token before the current one (0 at the start)."""
        return self.words[self.index - 1] >> WORD_SHIFT if self.index > 0 else 0

    def require(self, index: i64) -> i64:
        """Makes token `index` exist without showing diagnostics; the index, or TK_EOF's."""
        preprocessor = self.preprocessor
        while index >= len(self.tokens) and not preprocessor.finished:
            preprocessor.fill(len(self.tokens) + CHUNK)
        self.words = preprocessor.words
        count: i64 = len(self.tokens)
        return index if index < count else count - 1

    def seek(self, index: i64) -> None:
        """Makes a token that was current before, or a later one, the current one."""
        self.index = index - 1
        self.advance()

    def skip_braces(self) -> bool:
        """With `{` current: moves to the token after the matching `}`. False at the end of the
        text, with TK_EOF current."""
        depth: i64 = 0
        index = self.index
        tokens = self.tokens
        count: i64 = len(tokens)
        while True:
            if index >= count:
                index = self.refill(index)
                count = len(tokens)
            kind = tokens[index].kind
            if kind == TK_LBRACE:
                depth += 1
            elif kind == TK_RBRACE:
                depth -= 1
                if depth <= 0:
                    break
            elif kind == TK_EOF:
                self.seek(index)
                return False
            index += 1
        self.seek(index + 1)
        return True
