"""What `vcc` did to a program: rules that fired and time by pass, from its own words.

`vcc --rule-stats --time-passes` says both on standard error; a campaign with `--html` asks for them
and counts in how many programs each rule fired, beside the features of the programs, so that the
report shows which rules no program reaches.
"""

from __future__ import annotations

import re
from pathlib import Path

OPTIONS = ["--rule-stats", "--time-passes"]
RULE = re.compile(r"^rule (\S+) (\d+)$", re.MULTILINE)
PASS = re.compile(r"^ *([\d.]+) ms  (.+)$", re.MULTILINE)


class Profile:
    """Rules and milliseconds by pass, summed over compilations."""

    def __init__(self) -> None:
        self.rules: dict[str, int] = {}
        self.passes: dict[str, float] = {}

    def read(self, messages: str) -> str:
        """Take in what a compilation said; the rest of its words."""
        for name, count in RULE.findall(messages):
            self.rules[name] = self.rules.get(name, 0) + int(count)
        for spent, name in PASS.findall(messages):
            self.passes[name] = self.passes.get(name, 0.0) + float(spent)
        return PASS.sub("", RULE.sub("", messages)).strip("\n")


def rule_files() -> dict[str, str]:
    """Each rule of the optimiser with the file that it stands in."""
    import verify

    found: dict[str, str] = {}
    for path in sorted((Path(verify.__file__ or "").parent / "rules").glob("*.rules")):
        if not path.stem.startswith(("select_", "peephole_")):
            for name in re.findall(r"^(\w+):", path.read_text(), re.MULTILINE):
                found[name] = path.stem
    return found
