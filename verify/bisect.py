"""`python -m verify.bisect 'COMMAND'`: which transformation makes a command fail.

Problem: a miscompiled program says nothing about the guilty rule or pass.  Idea: `vcc --fuel=N`
lets N transformations happen; the smallest N for which the command fails names the guilty one,
since the compiler says what used its last unit.  The command contains `@` where N goes, compiles,
runs, and exits 0 when all is well: 'vcc -O2 --fuel=@ prog.c -o prog && ./prog'.
"""

from __future__ import annotations

import subprocess
import sys

MOST = 1 << 24


def fails(command: str, fuel: int) -> tuple[bool, str]:
    """Whether the command fails with this much fuel, and what it printed as errors."""
    done = subprocess.run(command.replace("@", str(fuel)), shell=True, capture_output=True,
                          text=True, check=False, errors="replace")
    return done.returncode != 0, done.stderr


def bisect(command: str) -> tuple[int, str]:
    """The smallest failing amount of fuel and the compiler's last words; -1 when none fails."""
    if fails(command, 0)[0]:
        return 0, "fails without any transformation that uses fuel"
    low, high = 0, 1
    while not fails(command, high)[0]:
        low, high = high, high * 4
        if high > MOST:
            return -1, "does not fail"
    while high - low > 1:
        middle = (low + high) // 2
        if fails(command, middle)[0]:
            high = middle
        else:
            low = middle
    lines = [line for line in fails(command, high)[1].splitlines() if line.startswith("fuel:")]
    return high, lines[-1] if lines else "no word from the compiler"


def main() -> int:
    """The command."""
    if len(sys.argv) != 2 or "@" not in sys.argv[1]:
        print("usage: python -m verify.bisect 'vcc -O2 --fuel=@ prog.c -o prog && ./prog'",
              file=sys.stderr)
        return 2
    fuel, words = bisect(sys.argv[1])
    print(f"--fuel={fuel}: {words}")
    return 0 if fuel < 0 else 1


if __name__ == "__main__":
    sys.exit(main())
