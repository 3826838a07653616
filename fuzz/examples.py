"""The example database: seeds that have failed are kept, and tried first the next time.

The store is Hypothesis's own, a folder with a file an example, as `pytest tests/fuzz` keeps it in
`.hypothesis/`; an example is a seed, its key what all seeds of a campaign have in common.  Whoever
hands out the seeds reads and writes it: over a cluster the client, so that every machine tries what
any machine has found.  An example that finds nothing any more is forgotten.
"""

from __future__ import annotations

from pathlib import Path

from hypothesis.database import DirectoryBasedExampleDatabase

from fuzz.campaign import Result, Setting


class Examples:
    """The failing seeds of a campaign's kind, size, target and subjects; `seeds` are those that
    were kept when it began, in order."""

    def __init__(self, folder: Path, setting: Setting) -> None:
        self.database = DirectoryBasedExampleDatabase(folder)
        self.key = repr((setting.kind, setting.size, setting.target, setting.subjects)).encode()

        self.seeds = sorted(int(value) for value in self.database.fetch(self.key))

    def note(self, result: Result) -> None:
        """Keep the seed if it failed, else forget it."""
        value = str(result.seed).encode()
        if result.problems:
            self.database.save(self.key, value)
        elif result.seed in self.seeds:
            self.database.delete(self.key, value)
