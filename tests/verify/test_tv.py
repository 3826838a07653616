"""Translation validation: terms mean what `ir/semantics.py` says; right and wrong pairs."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from compiler.ir import opcodes as o
from compiler.ir.fold import IntDomain
from compiler.ir.read import read_module
from compiler.ir.semantics import meaning
from compiler.ir.types import type_bits
from compiler.lowering.__main__ import lower_file
from verify.tv_check import BOUND, compare, compare_bounded
from verify.tv_terms import CONCAT, EXTRACT, INTEGERS, ITE, VAR, Term, Terms

WIDTHS = {width: type for width, type in INTEGERS.items() if width in (1, 8, 32, 64)}
BINARY = [*range(o.ADD, o.MUL + 1), o.SMULH, o.UMULH, *range(o.AND, o.SHL), o.ROTL, o.ROTR]
COMPARES = list(range(o.EQ, o.ULE + 1))

# before, after, the verdict
PAIRS = [
    ("%2:i32 = mul %0, 8:i32\n  return %2", "%2:i32 = shl %0, 3:i32\n  return %2", "equal"),
    ("%2:i32 = sub %0, %1\n  %3:i32 = add %2, %1\n  return %3", "return %0", "equal"),
    ("%2:i32 = udiv %0, 10:i32\n  return %2",
     "%3:i64 = zext %0\n  %4:i64 = mul %3, 3435973837:i64\n  %5:i64 = lshr %4, 35:i64\n"
     "  %6:i32 = trunc %5\n  return %6", "proved"),
    ("%2:i32 = and %0, %1\n  %3:i32 = or %0, %1\n  %4:i32 = add %2, %3\n  return %4",
     "%2:i32 = add %0, %1\n  return %2", "proved"),
    ("%2:i32 = add.nsw %0, 1:i32\n  %3:i1 = slt %0, %2\n  %4:i32 = zext %3\n  return %4",
     "return 1:i32", "proved"),
    ("%2:i32 = add %0, 1:i32\n  %3:i1 = slt %0, %2\n  %4:i32 = zext %3\n  return %4",
     "return 1:i32", "refuted"),
    ("%2:i32 = ashr %0, 1:i32\n  return %2", "%2:i32 = lshr %0, 1:i32\n  return %2", "refuted"),
    ("%2:i32 = add %0, %1\n  return %2", "%2:i32 = add.nsw %0, %1\n  return %2", "refuted"),
    ("return %0", "%2:i32 = udiv %0, %1\n  return %0", "refuted"),
]


def function(body: str) -> Any:
    text = ("function @f (i32, i32) -> i32 {\nb0:\n  %0:i32 = param\n  %1:i32 = param [1]\n  "
            + body + "\n}\n")
    return read_module(text).functions[0]


@pytest.mark.parametrize("before,after,verdict", PAIRS)
def test_pairs(before: str, after: str, verdict: str) -> None:
    assert compare(function(before), function(after)).kind == verdict


# A version that cannot go on where the other does, and the other way round.
STOPPED = "%2:i1 = ult %0, %1\n  branch %2, b1, b2\nb1:\n  unreachable\nb2:\n  return %0"


@pytest.mark.parametrize("before,after,verdict", [
    ("return %0", STOPPED, "refuted"), (STOPPED, "return %0", "equal"),
    (STOPPED, "%2:i1 = ult %0, %1\n  %3:i32 = select %2, %1, %0\n  return %3", "proved")])
def test_unreachable(before: str, after: str, verdict: str) -> None:
    assert compare(function(before), function(after)).kind == verdict


def loop(step: str, last: int) -> Any:
    """Sums `step` as long as a counter is below %0, which `last` adds to at the end."""
    return function(f"""jump b1
b1:
  %2:i32 = phi 0:i32 (b0), %6 (b2)
  %3:i32 = phi 0:i32 (b0), %5 (b2)
  %4:i1 = ult %2, %0
  branch %4, b2, b3
b2:
  {step}
  %6:i32 = add %2, 1:i32
  jump b1
b3:
  %7:i32 = add %3, {last}:i32
  return %7""")


TWICE = "%5:i32 = add %3, 2:i32"
SQUARES = "%8:i32 = mul %2, %2\n  %9:i32 = add %2, 1:i32\n  %10:i32 = mul %9, %9\n" \
          "  %11:i32 = sub %10, %8\n  %12:i32 = add %3, %11\n  %5:i32 = sub %12, 1:i32"
SUMS = "%8:i32 = shl %2, 1:i32\n  %5:i32 = add %3, %8"


def test_loops_to_a_bound() -> None:
    """What no relation proves is compared on short paths, and a difference there is found."""
    verdict = compare_bounded(loop(SQUARES, 0), loop(SUMS, 0))
    assert (verdict.kind, verdict.cause) == ("bounded", f"by {BOUND} edges back")
    assert compare_bounded(loop(TWICE, 0), loop(TWICE, 1)).kind == "refuted"
    twice, late, beyond = (loop(
        f"%8:i1 = eq %2, {turn}:i32\n  %9:i32 = zext %8\n  %10:i32 = add %3, %9\n"
        "  %5:i32 = add %10, 2:i32", 0) for turn in (-1, BOUND - 1, BOUND))
    assert compare_bounded(twice, late).kind == "refuted"
    assert compare_bounded(twice, beyond).kind == "bounded"
    assert compare(twice, beyond).kind == "undecided"


# C before and after a pass by hand: what is known of library functions, with the verdict's kinds.
CALLS = [
    ("memcmp(p, q, 2) == 0", "*(short *)p == *(short *)q", True),
    ("memcmp(p, q, 3) == 0", "*(short *)p == *(short *)q & p[2] == q[2]", True),
    ("memcmp(p, q, 3) == 0", "*(short *)p == *(short *)q", False),
    ("memcmp(p, q, 2) == 0", "*(int *)p == *(int *)q", False),
    ("memcmp(p, q, 2) & 1", "*(short *)p != *(short *)q", False),
    ('(printf("%s\\n", p), 1)', "(puts(p), 1)", True),
    ('(printf("one\\n"), 1)', '(puts("one"), 1)', True),
    ('(printf("one\\n"), 1)', '(puts("two"), 1)', False),
    ('(printf("%c", *p), 1)', "(putchar(*p), 1)", True),
    ('printf("%c", *p)', "putchar(*p)", False),
    ('(printf("%d", *p), 1)', "(putchar(*p), 1)", False),
    ('(printf(""), *p)', "*p", True),
    ("(memcpy(p, q, 3), *p)", "(p[0] = q[0], p[1] = q[1], p[2] = q[2], *p)", False),
    ("(memcpy(p, q, 1), *p)", "p[0] = q[0]", True),
    ("(memset(p, 1, 2), *p)", "(*(short *)p = 257) & 1", True),
    ("(memset(p, 1, 2), *p)", "(*(short *)p = 1, 1)", False),
]
DECLARATIONS = """
int memcmp(const void *, const void *, unsigned long);
void *memcpy(void *, const void *, unsigned long);
void *memset(void *, int, unsigned long);
int printf(const char *, ...), puts(const char *), putchar(int);
"""


@pytest.mark.parametrize("before,after,right", CALLS)
def test_library_functions(before: str, after: str, right: bool, tmp_path: Path) -> None:
    """Contracts prove what they should and nothing else."""
    path = tmp_path / "pair.c"
    path.write_text(DECLARATIONS + "".join(f"int f(char *p, char *q) {{ return {body}; }}\n"
                                           .replace("f(", f"f{k}(", 1)
                                           for k, body in enumerate((before, after))))
    module = lower_file(["-O1", "-w", str(path)])
    assert module is not None
    first, second = module.functions
    verdict = compare(first, second)
    assert (verdict.kind in ("equal", "proved")) == right, f"{verdict.kind} {verdict.cause}"


def evaluate(terms: Terms, term: Term, words: dict[object, int]) -> int:
    """The word of a term, by its plain meaning."""
    if term.op == o.CONST:
        assert isinstance(term.imm, int)
        return term.imm
    if term.op == VAR:
        return words[term.imm]
    args = [evaluate(terms, arg, words) for arg in term.args]
    if term.op == ITE:
        return args[1] if args[0] else args[2]
    if term.op == CONCAT:
        return args[0] << term.args[1].width | args[1]
    if term.op == EXTRACT:
        assert isinstance(term.imm, int)
        return args[0] >> term.imm & ((1 << term.width) - 1)
    return plain(term.op, term.width, args, [arg.width for arg in term.args])


def plain(op: int, width: int, args: list[int], widths: list[int]) -> int:
    if op == o.ZEXT:
        return args[0]
    if op == o.SEXT:
        sign = args[0] >> (widths[0] - 1)
        return (args[0] - (sign << widths[0])) & ((1 << width) - 1)
    if op == o.EQ:
        return int(args[0] == args[1])
    if op in (o.ADD, o.SUB, o.AND, o.OR, o.XOR, o.MUL) and width not in INTEGERS:
        a, b = args
        found = {o.ADD: a + b, o.SUB: a - b, o.AND: a & b, o.OR: a | b, o.XOR: a ^ b,
                 o.MUL: a * b}[op]
        return found & ((1 << width) - 1)
    if op == o.SHL and width not in INTEGERS:
        return args[0] << args[1] & ((1 << width) - 1) if args[1] < width else 0
    if op == o.ULT and widths[0] not in INTEGERS:
        return int(args[0] < args[1])
    boxed: list[object] = list(args)
    made = meaning(IntDomain(), op, INTEGERS[width], 0, [INTEGERS[w] for w in widths], boxed, 64)
    assert isinstance(made, int)
    return made


def test_terms_mean_what_operations_mean() -> None:
    rng = random.Random(7)
    for _ in range(3000):
        terms = Terms()
        words: dict[object, int] = {}
        pool: list[tuple[Term, int]] = []
        for width in WIDTHS:
            for k in range(2):
                word = rng.choice([0, 1, (1 << width) - 1, rng.getrandbits(width)])
                words[(width, k)] = word
                pool.append((terms.raw(VAR, width, (), (width, k)), word))
                constant = rng.choice([0, 1, (1 << width) - 1, rng.getrandbits(width)])
                pool.append((terms.const(constant, width), constant))
        for _ in range(8):
            a, x = rng.choice(pool)
            kind = rng.randrange(5)
            if kind == 0:
                to = rng.choice(list(WIDTHS))
                op = o.TRUNC if to < a.width else rng.choice([o.ZEXT, o.SEXT])
                made = terms.make(op, to, (a,))
                value = x & ((1 << to) - 1) if op == o.TRUNC else plain(op, to, [x], [a.width])
            else:
                b, y = rng.choice([pair for pair in pool if pair[0].width == a.width])
                if kind <= 2:
                    op = rng.choice(COMPARES)
                    made, value = terms.make(op, 1, (a, b)), plain(op, 1, [x, y], [a.width] * 2)
                elif kind == 3:
                    c, z = rng.choice([pair for pair in pool if pair[0].width == 1])
                    made, value = terms.choose(c, a, b), x if z else y
                else:
                    op = rng.choice(BINARY)
                    made = terms.make(op, a.width, (a, b))
                    value = plain(op, a.width, [x, y], [a.width] * 2)
            assert made.width in WIDTHS and type_bits(WIDTHS[made.width]) == made.width
            assert evaluate(terms, made, words) == value, made.text(8)
            pool.append((made, value))
