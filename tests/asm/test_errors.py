"""Wrong assembly is refused with file, line, column and a reason; nothing hangs or crashes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from compiler.assembler.assemble import assemble
from compiler.assembler.main import main

CASES = {
    "foo %eax": "1:1: error: no such instruction: `foo'",
    "nop\n  addl %rax, %ebx": "2:3: error: operand type mismatch for `addl'",
    "add $1, (%rax)": "1:1: error: no instruction mnemonic suffix given",
    "movl $1": "error: number of operands mismatch for `movl'",
    "movb $300, %al": "error: immediate does not fit 8 bits",
    "movq $0x123456789, (%rax)": "error: immediate does not fit 32 bits",
    "mov (%rax,%rbx,3), %eax": "error: expecting scale factor of 1, 2, 4, or 8: got `3'",
    "mov %foo, %eax": "error: bad register name `%foo'",
    "movb %ah, %r8b": "error: can't encode register in an instruction requiring REX prefix",
    "a:\na:": "2:1: error: symbol `a' is already defined",
    "jmp 1b": "error: backward reference to unknown label `1:'",
    "jmp 1f": "error: forward reference to unknown label `1:'",
    ".bogus": "error: unknown pseudo-op: `.bogus'",
    ".long (1": "error: missing `)'",
    ".long 1 2": "error: junk at end of line",
    ".long 1/0": "error: division by zero",
    ".ascii \"abc": "error: unterminated string",
    ".if 1": "error: end of file inside conditional",
    ".endif": "error: no matching .if",
    ".macro m": "error: unexpected end of file while looking for `.endm'",
    ".macro m x:req\n.endm\nm": "error: missing value for required parameter `x' of macro `m'",
    ".macro m\nm\n.endm\nm": "error: macros nested too deeply",
    ".error \"my text\"": "error: my text",
    ".popsection": "error: .popsection without corresponding .pushsection",
    ".cfi_endproc": "error: CFI instruction used without previous .cfi_startproc",
    ".cfi_startproc": "error: open CFI at the end of file",
    ".uleb128 a - b": "error: expression is not constant",
    ".long a - b": "error: can't resolve difference of symbols in different sections",
    ".intel_syntax noprefix": "error: unsupported: Intel syntax",
    ".org 8\nnop\n.org 4": "error: attempt to move .org backwards",
    ".rept 1000000000\nnop\n.endr": "error: repeat count is too large",
    ".long " + "(" * 100000: "error: expression is too deeply nested",
    ".bss\n.long 1": "error: attempt to store non-zero value in section `.bss'",
    ".code32\nmovl %eax, %r8d": "error: register is only available in 64-bit mode",
}


@pytest.mark.parametrize("text", CASES, ids=lambda text: text[:20])
def test_refused_with_reason(text: str) -> None:
    result = assemble(text + "\n", "e.s")
    assert result.object is None
    shown = [problem.render() for problem in result.problems]
    assert any(CASES[text] in line for line in shown), shown[:3]


def test_command_leaves_no_file_behind(tmp_path: Path,
                                       capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "e.s"
    source.write_text("\tbogus %eax\n")
    target = tmp_path / "e.o"
    assert main([str(source), "-o", str(target)]) == 1
    assert not target.exists()
    assert capsys.readouterr().err == (
        f"{source}:1:2: error: no such instruction: `bogus'\n  bogus %eax\n  ^\n")


def test_mutated_texts_give_diagnostics_only() -> None:
    rng = random.Random(7)
    base = (Path(__file__).parent / "x86" / "kernel_style.s").read_text().split("\n")
    pieces = ["(", ")", "%", "$", ",", "@", '"', "\\", "-", "0x", "9" * 30, "*", "{", ":", "=",
              "\0", "\u00e9", "1f", "'", "rax", "~", "<<", ".if ", "#"]
    for _ in range(300):
        start = rng.randrange(len(base))
        lines = base[start:start + rng.randrange(5, 50)]
        for _ in range(rng.randrange(1, 5)):
            k = rng.randrange(len(lines))
            i = rng.randrange(len(lines[k]) + 1)
            lines[k] = lines[k][:i] + rng.choice(pieces) + lines[k][i + rng.randrange(3):]
        for problem in assemble("\n".join(lines), "m.s").problems:
            assert problem.message
