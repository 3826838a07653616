"""What a campaign has seen so far: counts, speed, and the report with plots.

The HTML report is one file without scripts: throughput over time, the findings by judge and kind,
the sizes of the programs, the time of `vcc` by pass, each rule of the optimiser with the programs
in which it fired, and language features against the files of rules, as bars and shades.
"""

from __future__ import annotations

import html
import statistics
import time

from fuzz.campaign import Result, Setting
from fuzz.features import ROWS
from fuzz.profile import rule_files


class History:
    """Accumulates results."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.start = time.monotonic()
        self.times: list[float] = []        # seconds since the start, one a program
        self.tokens: list[int] = []
        self.rows: set[int] = set()
        self.features: dict[str, int] = {name: 0 for name, _ in ROWS}
        self.rules: dict[str, int] = {}     # rule -> programs in which it fired
        self.passes: dict[str, float] = {}  # milliseconds
        self.together: dict[tuple[str, str], int] = {}      # feature, file of rules -> programs
        self.files: dict[str, str] = {}     # rule -> file, once one has fired
        self.generating = 0.0
        self.judging = 0.0
        self.failing = 0
        self.sorts: dict[str, int] = {}     # "judge: kind" -> programs
        self.findings: list[str] = []

    def add(self, result: Result) -> None:
        """One more program."""
        self.times.append(time.monotonic() - self.start)
        self.tokens.append(result.tokens)
        self.generating += result.generating
        self.judging += result.judging
        if result.row >= 0:
            self.rows.add(result.row)
        for name in result.features:
            self.features[name] += 1
        for name in result.rules:
            self.rules[name] = self.rules.get(name, 0) + 1
        for name, spent in result.passes.items():
            self.passes[name] = self.passes.get(name, 0.0) + spent
        if result.rules:
            self.files = self.files or rule_files()
            for file in {self.files.get(name, "") for name in result.rules}:
                for name in result.features:
                    key = name, file
                    self.together[key] = self.together.get(key, 0) + 1
        self.failing += bool(result.problems)
        for judge, kind, problem in zip(result.judges, result.kinds, result.problems):
            sort = f"{judge}: {kind}"
            self.sorts[sort] = self.sorts.get(sort, 0) + 1
            self.findings.append(f"seed {result.seed}: {problem}")

    def rate(self) -> float:
        """Programs a second of wall time."""
        return len(self.times) / max(self.times[-1], 1e-9) if self.times else 0.0

    def progress(self) -> str:
        """One line while it runs."""
        kinds = "".join(f", {sort} {count}" for sort, count in sorted(self.sorts.items()))
        return (f"{self.setting.kind}: {len(self.times)} programs, {self.rate():.2f} a second, "
                f"{sum(map(bool, self.features.values()))} of {len(self.features)} features, "
                f"{self.failing} with a finding{kinds}")

    def summary(self) -> str:
        """The last line of a campaign."""
        if not self.times:
            return f"{self.setting.kind}: no programs"
        share = 100 * self.generating / max(self.generating + self.judging, 1e-9)
        text = (f"{self.setting.kind}: {len(self.times)} programs, median "
                f"{int(statistics.median(self.tokens))} tokens, {self.rate():.2f} a second, "
                f"generator {share:.0f} % of the time, {self.failing} with a finding")
        for sort, count in sorted(self.sorts.items()):
            text += f"; {sort} {count}"
        return text

    def data(self) -> dict[str, object]:
        """The counts as plain data, for `--json`."""
        return {"kind": self.setting.kind, "programs": len(self.times), "tokens": self.tokens,
                "generating": self.generating, "judging": self.judging, "sorts": self.sorts,
                "findings": self.findings}

    def html(self) -> str:
        """The report as one HTML file."""
        step = max(1.0, (self.times[-1] if self.times else 1.0) / 60)
        rates = [0] * 61
        for at in self.times:
            rates[min(60, int(at / step))] += 1
        sizes = [0] * 41
        for count in self.tokens:
            sizes[min(40, count // 250)] += 1
        listed = "".join(f"<li>{html.escape(text)}" for text in self.findings)
        return (f"<!DOCTYPE html><meta charset='utf-8'><title>vfuzz</title>"
                f"<h1>{html.escape(self.summary())}</h1>"
                f"<h2>Programs in each {step:.0f} s</h2>{plot(rates)}"
                f"<h2>Programs by tokens, in steps of 250</h2>{plot(sizes)}"
                f"<h2>Findings</h2>{table(self.sorts, '#b33')}<ol>{listed}</ol>"
                f"<h2>Programs that show a feature</h2>{table(self.features, '#375')}"
                f"{self.rules_html()}\n")

    def rules_html(self) -> str:
        """What `vcc` did: time by pass, features against rules, every rule."""
        if not self.files:
            return ""
        every = {f"{file}: {name}": self.rules.get(name, 0) for name, file in self.files.items()}
        silent = sum(count == 0 for count in every.values())
        spent = {name: int(value) for name, value in self.passes.items()}
        columns = sorted(set(self.files.values()))
        head = "".join(f"<th>{html.escape(file)}" for file in columns)
        rows = "".join(
            f"<tr><td>{html.escape(name)}" + "".join(self.shade(name, file) for file in columns)
            for name, count in self.features.items() if count)
        return (f"<h2>Milliseconds of vcc by pass</h2>{table(spent, '#753')}"
                f"<h2>Features and rules: programs with the feature in which a rule of the file "
                f"fired, in per cent</h2><table><tr><th>{head}{rows}</table>"
                f"<h2>Programs in which a rule fired; {silent} of {len(every)} never did</h2>"
                f"{table(every, '#537')}")

    def shade(self, feature: str, file: str) -> str:
        """One cell: the darker, the more often."""
        share = 100 * self.together.get((feature, file), 0) // max(1, self.features[feature])
        return f"<td style='background:hsl(210,60%,{100 - share // 2}%)'>{share}"


def table(counts: dict[str, int], colour: str) -> str:
    """Names, counts and bars."""
    most = max(counts.values(), default=0) or 1
    rows = "".join(f"<tr><td>{html.escape(name)}<td>{count}<td><svg width='200' height='10'>"
                   f"<rect width='{200 * count // most}' height='10' fill='{colour}'/></svg>"
                   for name, count in sorted(counts.items()))
    return f"<table>{rows}</table>"


def plot(values: list[int]) -> str:
    """Bars as SVG."""
    top = max(values, default=0) or 1
    bars = "".join(f"<rect x='{at * 12}' y='{100 - 100 * value // top}' width='10' "
                   f"height='{100 * value // top}' fill='#357'><title>{value}</title></rect>"
                   for at, value in enumerate(values))
    return f"<svg width='{12 * len(values)}' height='100'>{bars}</svg>"
