"""What a campaign has seen so far: counts, speed, and the report with plots.

The HTML report is one file without scripts: throughput over time as a curve, the findings by judge
and kind, and the sizes of the programs as bars, all as SVG.
"""

from __future__ import annotations

import html
import statistics
import time

from fuzz.campaign import Result, Setting
from fuzz.features import ROWS


class History:
    """Accumulates results."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.start = time.monotonic()
        self.times: list[float] = []        # seconds since the start, one a program
        self.tokens: list[int] = []
        self.rows: set[int] = set()
        self.features: dict[str, int] = {name: 0 for name, _ in ROWS}
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
                f"<h2>Programs that show a feature</h2>{table(self.features, '#375')}\n")


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
