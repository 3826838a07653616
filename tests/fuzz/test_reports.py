"""A bug report: the program is reduced, and the rule that makes it fail is named by its fuel."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.ir import opcodes as o
from compiler.ir.instr import Instr
from compiler.opt.rewrite import Rewriter
from compiler.opt.rewrites_gen import RULE_NAMES
from fuzz.bugreport import reduced
from fuzz.campaign import Setting, Worker
from fuzz.judges import disagreements

RULE = "mul_pow2"
TEXT = """int printf(const char *, ...);
static unsigned scale(unsigned a, unsigned b) {
  unsigned c = a + b;
  if (c > 100) return 1;
  return c * 8;
}
int main(void) {
  volatile unsigned x = 5;
  unsigned total = 3;
  for (unsigned i = 0; i < x; i++) total += scale(i, x);
  printf("%u %u\\n", total, x * 16);
  return 0;
}
"""


def test_the_guilty_rule_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                  capsys: pytest.CaptureFixture[str]) -> None:
    fired: list[str] = [""]
    honest_fire, honest_make = Rewriter.fire, Rewriter.make2

    def fire(self: Rewriter, rule: int) -> bool:
        fires = honest_fire(self, rule)
        if fires:
            fired[0] = RULE_NAMES[rule]
        return fires

    def make(self: Rewriter, op: int, type: int, flags: int, a: Instr, b: Instr) -> Instr:
        if op == o.SHL and fired[0] == RULE:
            op = o.ADD
        return honest_make(self, op, type, flags, a, b)

    monkeypatch.setattr(Rewriter, "fire", fire)
    monkeypatch.setattr(Rewriter, "make2", make)
    worker = Worker(Setting("agree", ["vcc -O2"]))
    files = [("main.c", TEXT)]
    _, found = disagreements(files, worker.definition, worker.subjects, worker.place)
    assert [finding.judge for finding in found] == ["vcc -O2"]
    said: list[str] = []
    with capsys.disabled():     # the compiler's words go to the file that its process was given
        lines = reduced(worker, files, found[0], [], tmp_path, 30, said)
    worker.close()
    assert any(RULE in text and "--fuel=" in text for text in said), said
    text = (tmp_path / "reduced" / "main.c").read_text()
    assert len(text.splitlines()) < 8 and text.rstrip() in "\n".join(lines)
