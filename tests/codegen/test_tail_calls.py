"""Which calls become jumps at -O2: recursion in constant stack, and what must stay a call."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

VCC = Path(__file__).parent.parent.parent / ".venv" / "bin" / "vcc"
TARGETS = {"x86_64": ("jmp", "call"), "aarch64": ("b", "bl"), "riscv64": ("tail", "call")}
DEEP = """
struct pair { unsigned char kind; int n; long sum; };
int odd(unsigned n);
__attribute__((noinline)) int even(unsigned n) { if (n == 0) return 1; return odd(n - 1); }
__attribute__((noinline)) int odd(unsigned n) { if (n == 0) return 0; return even(n - 1); }
__attribute__((noinline)) struct pair walk(struct pair p)
{ if (!p.n) return p; p.sum += p.n--; p.kind ^= 1; return walk(p); }
int (*volatile step)(unsigned) = odd;
__attribute__((noinline)) int indirect(unsigned n) { return n ? step(n) : indirect(n + 1); }
int main(void)
{
    struct pair p = walk((struct pair){ 1, 20000000, 0 });
    return !(even(20000001) == 0 && indirect(0) == 1 && p.kind == 1 && p.sum == 200000010000000);
}
"""
CALLS = """
extern int g(int), h(int *), m(long, long, long, long, long, long, long, long, long, long);
extern int (*pointer)(int);
int jump(int x) { return g(x + 1); }
int jump_by_pointer(int x) { return pointer(x + 1); }
int call_of_local(int x) { int local = x; return h(&local); }
int call_of_array(int n) { int local[n]; return h(local); }
int call_with_stack(long x) { return m(x, x, x, x, x, x, x, x, x, x); }
int call_and_add(int x) { return g(x) + 1; }
"""


def functions(target: str, *options: str) -> dict[str, list[str]]:
    """The mnemonics of each function of CALLS."""
    text = subprocess.run([str(VCC), f"--target={target}-linux-gnu", "-O2", *options, "-S", "-xc",
                           "-", "-o", "-"], input=CALLS, text=True, stdout=subprocess.PIPE,
                          check=True).stdout
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line[:1].isalpha() and line.endswith(":"):
            lines = found.setdefault(line[:-1], [])
        elif line.startswith("\t") and not line.startswith("\t."):
            lines.append(line.split()[0])
    return found


@pytest.mark.parametrize("target", TARGETS)
def test_what_becomes_a_jump(target: str) -> None:
    jump, call = TARGETS[target]
    for name, mnemonics in functions(target).items():
        returns = "ret" in mnemonics or "retq" in mnemonics
        assert returns == name.startswith("call"), name
        assert (jump == mnemonics[-1]) == (name == "jump") or name == "jump_by_pointer", name
    for options in (["-fno-optimize-sibling-calls"], ["-fstack-protector-all"], ["-O1"]):
        for name, mnemonics in functions(target, *options).items():
            assert jump != mnemonics[-1], (options, name)
            assert name == "jump_by_pointer" or call in mnemonics, (options, name)


@pytest.mark.parametrize("target", TARGETS)
def test_recursion_in_constant_stack(target: str, tmp_path: Path) -> None:
    runner = []
    if target != "x86_64":
        if shutil.which(f"qemu-{target}") is None or not Path(f"/usr/{target}-linux-gnu").exists():
            pytest.skip("no emulator or C library for the target")
        runner = [f"qemu-{target}", "-L", f"/usr/{target}-linux-gnu"]
    (tmp_path / "deep.c").write_text(DEEP)
    subprocess.run([str(VCC), f"--target={target}-linux-gnu", "-O2", "--verify-each", "deep.c",
                    "-o", "deep"], cwd=tmp_path, check=True)
    assert subprocess.run([*runner, "./deep"], cwd=tmp_path).returncode == 0
