"""`interp/words_gen.py` is what the rows give."""

from pathlib import Path

from interp import word_rows


def test_generated() -> None:
    """Else: python -m interp.word_rows."""
    path = Path(word_rows.__file__).with_name("words_gen.py")
    assert path.read_text(encoding="utf-8") == word_rows.text()
