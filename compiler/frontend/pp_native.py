"""The name `i64` for the interpreted form, where vec[i64] is an expression that needs it.

Compiled modules know i64 by themselves and never import this file, nor the typing module that the
import of mypy_extensions brings along.
"""

from __future__ import annotations

from mypy_extensions import i64

__all__ = ["i64"]
