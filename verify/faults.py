"""`python -m verify.faults [NAME ...] [--table]`: seeded faults, each caught by a named guard.

Problem: a guard that has never caught anything may guard nothing.  Idea: put known mistakes, one at
a time, into a copy of the tree (mutation testing: DeMillo, Lipton and Sayward 1978, with mistakes
chosen by hand from what compilers got wrong), and run the guard that should see it.  The guard must
accept the sound tree and refuse the faulty one.

A row of `FAULTS` is the fault's name, the part it is in, the file, the text to replace, what
replaces it (both must match once), the guard and its operand.  Invariant: the working tree is never
written.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("compiler", "cspec", "verify", "tests/verify/faults", "tests/c", "pyproject.toml")
INPUTS = "tests/verify/faults/"
SECONDS = 600
TELLING = ("refuted", "differs", "is false", "predicted", "error:", "Error")

# Guards: what is run in the copy, `@` stands for the operand; a status other than 0 is a refusal.
VCC = ["-m", "verify.faults_program", "--vcc", "-O2", "-w", "-c", "-o", "out.o"]
GUARDS = {
    "prover": (["-m", "verify.main", "--quick", "verify/rules/@"],
               "the proof of the rule: `vprove FILE:RULE`"),
    "translation validation": (["-m", "verify.tv", INPUTS + "@"],
                               "`vprove --tv`: a refutation, confirmed by running both versions"),
    "allocation checker": ([*VCC, INPUTS + "@"],
                           "the check of every allocation, always on"),
    "encoding check": ([*VCC, "--verify-each", INPUTS + "@"],
                       "the decoder behind the encoder under `--verify-each`"),
    "emission check": ([*VCC, "--verify-each", INPUTS + "@"],
                       "jumps, moves, operands, prologue and epilogue against the allocated "
                       "function under `--verify-each`"),
    "IR checker": ([*VCC, "--verify-each", INPUTS + "@"],
                   "the invariants of the IR after each pass under `--verify-each`"),
    "processor": (["-m", "verify.machine_run", "--states=60", "@"],
                  "the row's meaning against the processor: `python -m verify.machine_run`"),
    "selection check": (["-m", "verify.tv", "--blocks", INPUTS + "@"],
                        "`vprove --tv`: blocks before and after selection, from random states"),
    "strength check": (["-m", "verify.tv", "--blocks", "--target=riscv64-linux-gnu",
                        INPUTS + "@"],
                       "`vprove --tv`: pointers that step along equal the addresses that they "
                       "replace, by induction from random states"),
    "program": (["-m", "verify.faults_program", INPUTS + "@"],
                "a program of `tests/verify/faults/` with its expected output, as in `tests/c/`"),
}

FAULTS = [
    # rules
    ("difference", "rule", "verify/rules/integer.rules",
     "sub_add_right:        (sub x (add x y))                               => (sub 0 y)",
     "sub_add_right:        (sub x (add x y))                               => y",
     "prover", "integer.rules:sub_add_right"),
    ("cast: sign lost", "rule", "verify/rules/convert.rules",
     "sext_sext:            (sext (sext x))                                 => (sext x)",
     "sext_sext:            (sext (sext x))                                 => (zext x)",
     "prover", "convert.rules:sext_sext"),
    ("narrowing without its condition", "rule", "verify/rules/convert.rules",
     "if one_use, C & mask(width(root)) == mask(width(root))   => (trunc x)",
     "if one_use   => (trunc x)",
     "prover", "convert.rules:trunc_and_mask"),
    ("constant off by one", "rule", "verify/rules/integer.rules",
     "prefer(width(x) > 1) => (add x (xor C1 C2))",
     "prefer(width(x) > 1) => (add x (add (xor C1 C2) 1))",
     "prover", "integer.rules:add_xor_sign"),
    ("bytes joined in the wrong order", "rule over memory", "verify/rules/memory.rules",
     "=> (store p [u(C1) | (u(C2) << {n:8,16})]:{n:i16,i32})\nconstants_down",
     "=> (store p [u(C2) | (u(C1) << {n:8,16})]:{n:i16,i32})\nconstants_down",
     "prover", "memory.rules:constants_up_bytes"),
    ("peephole keeps the carry of a sum", "late peephole", "verify/rules/peephole_x86.rules",
     "r=(x86.{o:ADD,SUB}{w:32,64}rr x y) r)         if reads_zero_or_sign   =>",
     "r=(x86.{o:ADD,SUB}{w:32,64}rr x y) r)   =>",
     "prover", "peephole_x86.rules:test_ADD32rr"),
    # passes
    ("division: one shift too few", "pass divide", "compiler/opt/divide.py",
     "return self.emit(LSHR, type, total, self.const(type, shift - 1))",
     "return self.emit(LSHR, type, total, self.const(type, shift))",
     "translation validation", "divisions.c"),
    ("division: sign correction left out", "pass divide", "compiler/opt/divide.py",
     "            return self.emit(SUB, type, result, negative)",
     "            return result",
     "translation validation", "divisions.c"),
    ("arms exchanged", "pass if_convert", "compiler/opt/if_convert.py",
     "[condition, x, y], 0, last.pos))", "[condition, y, x], 0, last.pos))",
     "translation validation", "choices.c"),
    ("repeated test decided wrongly", "pass correlate", "compiler/opt/correlate.py",
     "accepted = accepted & 2 | (accepted & 1) << 2 | accepted >> 2", "accepted = accepted & 7",
     "translation validation", "choices.c"),
    ("search turns off one too late", "switch lowering", "compiler/codegen/switches.py",
     "less = self.add(here, SLT, I1, [self.value, self.constant(pivot)])",
     "less = self.add(here, SLT, I1, [self.value, self.constant(pivot + 1)])",
     "translation validation", "switches.c"),
    ("accesses that never meet", "pass memory", "compiler/opt/alias.py",
     "    return a.alias == 0 or b.alias == 0 or a.alias & b.alias != 0\n",
     "    return False\n",
     "translation validation", "memory.c"),
    ("arguments exchanged", "inlining", "compiler/opt/inline.py",
     "        arg = call.args[index + 1]\n        number = index - shift\n",
     "        arg = call.args[len(callee.params) - index]\n        number = index - shift\n",
     "translation validation", "memory.c"),
    ("pointer steps by the index's step", "pass strength", "compiler/opt/strength.py",
     "wrap(counter.step * form.scale, 64)", "wrap(counter.step, 64)",
     "strength check", "strides.c"),
    ("start without the counter's start", "pass strength", "compiler/opt/strength.py",
     "offset = wrap(offset + counter.first.imm * form.scale, 64)",
     "offset = wrap(offset + counter.first.imm, 64)",
     "strength check", "strides.c"),
    ("edge without its phi operand", "pass if_convert", "compiler/opt/if_convert.py",
     "    append_phi_operands(join, values)\n", "    append_phi_operands(join, values[1:])\n",
     "IR checker", "choices.c"),
    # constant evaluation
    ("product too small by a bit", "constant evaluation", "compiler/ir/fold.py",
     "        return (number(a) * number(b)) & ((1 << w) - 1)",
     "        return (number(a) * number(b)) & ((1 << (w - 1)) - 1)",
     "processor", "IMUL32rr"),
    ("float sum loses its last bit", "constant evaluation", "compiler/ir/softfloat.py",
     "    return pack(total < 0, abs(total), exponent, format)\n\n\ndef sub",
     "    return pack(total < 0, abs(total) & ~1, exponent, format)\n\n\ndef sub",
     "processor", "ADDSDxx"),
    # selection
    ("comparison fused with the wrong sign", "compare-branch fusion",
     "compiler/target/x86/driver.py",
     "return self.emit(x86.JOl + (setcc.op - x86.SETOr) // 2, VOID, [setcc.args[0]], 0)",
     "return self.emit(x86.JOl + (setcc.op - x86.SETOr + (20 if setcc.op == x86.SETBr else 0)) "
     "// 2, VOID, [setcc.args[0]], 0)",
     "program", "fold.c"),
    ("load folded past a store", "memory folding", "compiler/codegen/select.py",
     "load.block is not root.block or load.mark != root.mark:", "load.block is not root.block:",
     "program", "fold.c"),
    ("arms of a conditional move exchanged", "hand-written selection",
     "compiler/target/x86/driver.py",
     "        return self.emit(op, type, [no, yes, setcc.args[0]], 0)",
     "        return self.emit(op, type, [yes, no, setcc.args[0]], 0)",
     "selection check", "choices.c"),
    ("unordered taken for equal", "hand-written selection", "compiler/target/x86/driver.py",
     "flags], 0)      # ne: take `no`\n            return self.emit(base + 2 * 10, type, "
     "[first, no, flags], 0)",
     "flags], 0)      # ne: take `no`\n            return self.emit(base + 2 * 10, type, "
     "[first, yes, flags], 0)",
     "selection check", "selected.c"),
    ("lanes of another width", "vector selection", "compiler/target/x86/vector_ops.py",
     "ir.SUB * LANES + I16: x86.PSUBWxx", "ir.SUB * LANES + I16: x86.PSUBBxx",
     "selection check", "selected.c"),
    ("constants of a loop confused", "selection of leaves", "compiler/codegen/machine_select.py",
     "        key = int(value.id) * len(self.hoisted) + int(block.order)",
     "        key = int(block.order)",
     "selection check", "selected.c"),
    ("stack argument misplaced", "selection of calls", "compiler/codegen/machine_select.py",
     "                self.store_to(self.stack_argument(place.where), args[k])",
     "                self.store_to(self.stack_argument(place.where & -16), args[k])",
     "selection check", "selected.c"),
    ("less than turned round", "x87 selection", "compiler/target/x86/select_x87.py",
     "if predicate == ir.FOLT or predicate == ir.FOLE:", "if predicate == ir.FOLE:",
     "selection check", "selected.c"),
    ("phis in sequence", "x87 stack", "compiler/target/x86/x87.py",
     "                self.incoming[int(phi.id)] = incoming\n",
     "                self.incoming[int(phi.id)] = home\n",
     "selection check", "selected.c"),
    ("magnitude loses a bit", "x87 stack", "compiler/target/x86/x87.py",
     "self.const(I16, 0x7FFF)", "self.const(I16, 0x3FFF)",
     "selection check", "selected.c"),
    ("letter S means rdi", "inline assembly", "compiler/target/x86/inline_asm.py",
     '"S": RSI, "D": RDI, "A": RAX}', '"S": RDI, "D": RSI, "A": RAX}',
     "selection check", "selected.c"),
    ("byte register for a word", "inline assembly", "compiler/target/x86/inline_asm.py",
     "size = {1: 8, 2: 16, 4: 32}.get(place.size, 64)",
     "size = {1: 8, 2: 8, 4: 32}.get(place.size, 64)",
     "selection check", "selected.c"),
    ("offset lost in a template", "inline assembly", "compiler/target/x86/inline_asm.py",
     "        disp = int(operands.disp) + more", "        disp = more",
     "selection check", "selected.c"),
    ("clobber unsaid", "inline assembly", "compiler/codegen/inline_asm.py",
     "            if register >= 0:\n                clobbers |= mask_of(register)",
     "            if register > 3:\n                clobbers |= mask_of(register)",
     "selection check", "selected.c"),
    ("row extends with zeros", "row meaning", "compiler/target/x86/names_gen.py",
     '"MOVSB32rr": "a = sext b"', '"MOVSB32rr": "a = zext b"',
     "processor", "MOVSB32rr"),
    ("row forgets the borrow", "row meaning", "compiler/target/x86/names_gen.py",
     '"SBB8ri": "a = sbb a b"', '"SBB8ri": "a = sub a b"',
     "processor", "SBB8ri"),
    # allocation
    ("occupied registers given out", "assignment", "compiler/codegen/assign.py",
     "        free &= ~(self.occupied | forbidden)\n", "        free &= ~forbidden\n",
     "allocation checker", "pressure.c"),
    ("spill left out", "spilling", "compiler/codegen/edges.py",
     "                waiting.append(store)\n", "                store.pos = instr.pos\n",
     "allocation checker", "pressure.c"),
    ("moves in the wrong order", "parallel moves", "compiler/codegen/parallel.py",
     "                            blocked = True\n",
     "                            blocked = False\n",
     "allocation checker", "pressure.c"),
    ("slots of overlapping life share memory", "slot sharing", "compiler/codegen/slots.py",
     "            if ends[k] < item.first and homes[k].size == item.size:",
     "            if homes[k].size == item.size:",
     "allocation checker", "pressure.c"),
    # layout, emission, encoding
    ("branch inverted when its target follows", "block layout", "compiler/codegen/function.py",
     "                target.emit_conditional(stream, last, True, stream.block(no), None,",
     "                target.emit_conditional(stream, last, False, stream.block(no), None,",
     "emission check", "choices.c"),
    ("registers restored in the wrong order", "epilogue", "compiler/target/x86/frame.py",
     "        for register in reversed(frame.saved):", "        for register in frame.saved:",
     "emission check", "pressure.c"),
    ("displacement 128 in a byte", "encoding", "compiler/target/x86/encode.py",
     "            elif -128 <= disp <= 127:", "            elif -128 <= disp <= 128:",
     "encoding check", "places.c"),
    ("index register loses its high bit", "encoding", "compiler/target/x86/encode.py",
     "                rex |= 0x42\n", "                rex |= 0x40\n",
     "encoding check", "places.c"),
]


def copy_tree(target: Path) -> None:
    """The parts of the tree that guards need."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name,
                            ignore=shutil.ignore_patterns("__pycache__", "*.so"))
        elif source.exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / name)


def run_guard(guard: str, operand: str, tree: Path) -> tuple[bool, str]:
    """Whether the guard accepts the tree, and the last line it printed."""
    command = [word.replace("@", operand) for word in GUARDS[guard][0]]
    environment = dict(os.environ, PYTHONPATH=str(tree), VOUCH_PURE="1",
                       PYTHONDONTWRITEBYTECODE="1",
                       VOUCH_LIB=os.environ.get("VOUCH_LIB", str(ROOT / ".venv/lib/vouch")))
    done = subprocess.run([sys.executable, *command], cwd=tree, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS,
                          errors="replace")
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    told = [line for line in lines if any(word in line for word in TELLING)]
    return done.returncode == 0, (told or lines or [""])[-1 if not told else 0]


def seeded(name: str) -> tuple[bool, str]:
    """Put one fault into a fresh copy; whether its guard refuses, and what the guard said."""
    row = next(row for row in FAULTS if row[0] == name)
    _, _, file, old, new, guard, operand = row
    with tempfile.TemporaryDirectory(prefix="faults") as folder:
        tree = Path(folder)
        copy_tree(tree)
        accepted, said = run_guard(guard, operand, tree)
        if not accepted:
            return False, f"the guard refuses the sound tree: {said}"
        path = tree / file
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            return False, f"{file} has the text to replace {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")
        accepted, said = run_guard(guard, operand, tree)
        return not accepted, said


def table() -> str:
    """The faults as a table for docs/faults.md."""
    lines = ["| fault | in | guard |", "|---|---|---|"]
    for name, part, _, _, _, guard, operand in FAULTS:
        lines.append(f"| {name} | {part} | {guard} on `{operand}` |")
    lines += ["", "| guard | what it is |", "|---|---|"]
    lines += [f"| {name} | {what} |" for name, (_, what) in GUARDS.items()]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """The command."""
    if "--table" in arguments:
        print(table(), end="")
        return 0
    missed = 0
    for row in FAULTS:
        if arguments and row[0] not in arguments:
            continue
        caught, said = seeded(row[0])
        missed += not caught
        print(f"{'caught' if caught else 'MISSED'}  {row[0]} ({row[1]}), {row[5]}: {said[:160]}",
              flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
