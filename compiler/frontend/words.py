"""A token's word: its location and four flags in one 64-bit number, and runs of words.

The word stands beside the token's Ident in every run of tokens (macro bodies, arguments, the
translation unit): `location << WORD_SHIFT | flags`.
"""

from __future__ import annotations

from librt.vecs import vec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy_extensions import i64

WORD_SHIFT: Final = 4
SPACE: Final = 1  # white space before the token
NO_EXPAND: Final = 2  # an identifier that was met inside its own expansion
LINE_START: Final = 4  # first token of its line
SOURCED: Final = 8  # padding that stands for a token (SPACE: whether that had space before it)


def no_words() -> vec[i64]:
    """An empty run of words."""
    return vec[i64]()


if hasattr(no_words, "__code__"):
    # Interpreted: there vec[i64] is an expression. Compiled code does without the import.
    from mypy_extensions import i64
