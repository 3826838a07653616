"""Every transformation of the compiler with its kind of evidence; `python -m verify.evidence`.

Problem: "verified" means nothing while one transformation is not on the list.  Idea: one row for
each: what it is, the file it is in, the kind of evidence, and where that evidence is.  A test reads
the compiler itself (the pass names, the files of `opt/`, the stages that `generate` calls, the rule
files, the back ends of the rows) and fails for anything without a row, and for rows of nothing.

Kinds:
- RULE: generated from rules that the prover has proved;
- CHECK: a checker that sees every compile (always on, or under `--verify-each`);
- VALIDATED: translation validation, `vprove --tv`, over the programs that are given to it: by proof
  of each pair of versions, or, where the row says so, by running both from random states.
"""

from __future__ import annotations

import sys

RULE = "proved rule"
CHECK = "always-on check"
VALIDATED = "translation validation"

IR_CHECK = "`ir/check.py` after each pass under `--verify-each`"
STATES = "`vprove --tv`, block by block from random states"
EXECUTED = "`vprove --tv --target=`, each function's machine code executed from random states"

# name, file, kind, evidence.  Names of passes are those of `pipeline.PASSES`.
ROWS = [
    ("rewrite", "opt/rewrite.py", RULE, "`verify/rules/*.rules`; folding by `ir/semantics.py`, the "
     "text that the prover uses; each run also under `vprove --tv`"),
    ("generated matchers", "opt/rewrites_gen.py", RULE, "written from the proved rules alone"),
    ("constants", "opt/rewrite.py", VALIDATED, "`vprove --tv`"),
    ("cfg", "opt/cfg.py", VALIDATED, "`vprove --tv`"),
    ("branches", "opt/cfg.py", VALIDATED, "`vprove --tv`"),
    ("sroa", "opt/sroa.py", VALIDATED, "`vprove --tv`, private objects as memories of their own"),
    ("promotion to SSA", "opt/promote.py", VALIDATED, "part of sroa"),
    ("expand", "opt/expand.py", VALIDATED, "`vprove --tv`"),
    ("dce", "opt/dce.py", VALIDATED, "`vprove --tv`"),
    ("memory", "opt/memory.py", VALIDATED, "`vprove --tv`, with alias answers of its own"),
    ("alias answers", "opt/alias.py", VALIDATED, "what they allow is validated with memory, licm"),
    ("inline", "opt/inline.py", VALIDATED, "`vprove --tv` with the callees' bodies in place"),
    ("facts", "opt/facts.py", VALIDATED, "`vprove --tv`, the callee's body read again"),
    ("rotate", "opt/loop_shape.py", VALIDATED, "`vprove --tv`, cut at the new header"),
    ("licm", "opt/licm.py", VALIDATED, "`vprove --tv`"),
    ("induction", "opt/induction.py", VALIDATED, "`vprove --tv`"),
    ("strength", "opt/strength.py", VALIDATED, STATES + ": each new pointer equals the address "
     "that it replaces, by induction over the loop"),
    ("if_convert", "opt/if_convert.py", VALIDATED, "`vprove --tv`"),
    ("adjacent", "opt/adjacent.py", RULE, "`verify/rules/memory.rules`, over an array of bytes; "
     "each run also under `vprove --tv`"),
    ("matchers of memory rules", "opt/memory_gen.py", RULE, "written from the proved rules alone"),
    ("divide", "opt/divide.py", VALIDATED, "`vprove --tv`; side condition of each reciprocal "
     "checked in exact integers when it is chosen"),
    ("correlate", "opt/correlate.py", VALIDATED, "`vprove --tv`"),
    ("tail_calls", "opt/tail_calls.py", VALIDATED, "`vprove --tv`"),
    ("library_calls", "opt/library_calls.py", VALIDATED, "`vprove --tv`: undecided where one call "
     "becomes another"),
    ("object_size", "opt/object_size.py", VALIDATED, "`vprove --tv`"),
    ("sizes", "opt/object_size.py", VALIDATED, "`vprove --tv`"),
    ("removal of functions", "opt/prune.py", CHECK, "a symbol that is still used is undefined at "
     "link time"),
    ("abi_lowering", "codegen/abi_lowering.py", VALIDATED, "`vprove --tv`, stage `abi`"),
    ("narrow arguments and results", "codegen/widening.py", VALIDATED, "part of abi"),
    ("legalise", "codegen/legalise.py", VALIDATED, "`vprove --tv`, stage `legalise`"),
    ("128-bit operations", "codegen/wide.py", VALIDATED, "part of legalise"),
    ("atomic operations", "codegen/atomics.py", VALIDATED, "part of legalise"),
    ("bit counts and rotations", "codegen/bit_operations.py", VALIDATED, "part of legalise"),
    ("integer carriers", "codegen/integer_carriers.py", VALIDATED, "part of legalise"),
    ("vectors", "codegen/vectors.py", VALIDATED, "part of legalise"),
    ("wide vectors", "codegen/wide_vectors.py", VALIDATED, "part of legalise"),
    ("block copies", "codegen/memory_ops.py", VALIDATED, "part of legalise"),
    ("IR made by stages", "codegen/rewriter.py", VALIDATED, "part of legalise and abi"),
    ("va_arg", "codegen/variadic.py", VALIDATED, "part of legalise"),
    ("x86 legalisation", "target/x86/legalise.py", VALIDATED, "part of legalise"),
    ("lower_switches", "codegen/switches.py", VALIDATED, "`vprove --tv`, stage `switches`"),
    ("drop_single_phis", "codegen/function.py", VALIDATED, "`vprove --tv`, stage `edges`"),
    ("merge_indirect_jumps", "codegen/indirect_jumps.py", VALIDATED,
     "`vprove --tv`, stage `edges`"),
    ("split_critical_edges", "codegen/function.py", VALIDATED, "`vprove --tv`, stage `edges`"),
    ("place_steps", "codegen/loop_steps.py", VALIDATED, "`vprove --tv`, stage `steps`"),
    ("extend_loads", "codegen/loaded_extensions.py", VALIDATED,
     "`vprove --tv`, stage `extensions`"),
    ("select", "codegen/select.py", RULE, "`verify/rules/select_x86.rules`, over meanings that "
     "`verify.machine_run` checks on the processor"),
    ("generated selection", "target/x86/select_gen.py", RULE, "written from the rules"),
    ("hand-written selection", "target/x86/driver.py", VALIDATED, STATES),
    ("selection of leaves and calls", "codegen/machine_select.py", VALIDATED, STATES +
     "; arguments in the places that ABI lowering gave them"),
    ("vector selection", "target/x86/vector_ops.py", VALIDATED, STATES),
    ("x87 selection", "target/x86/select_x87.py", VALIDATED, STATES + ", the register stack too"),
    ("x87 stack", "target/x86/x87.py", VALIDATED, STATES + ": each long double in its place"),
    ("inline assembly", "codegen/inline_asm.py", VALIDATED, STATES + ": operands where their "
     "letters allow; the text given to the assembler against a second expansion; registers by "
     "`codegen/check_allocation.py`"),
    ("Spiller", "codegen/spill.py", CHECK, "`codegen/check_allocation.py`, on by default"),
    ("SlotClasses", "codegen/slot_classes.py", CHECK, "`codegen/check_allocation.py`"),
    ("sink_stores", "codegen/sink_stores.py", CHECK, "`codegen/check_allocation.py`"),
    ("Assigner", "codegen/assign.py", CHECK, "`codegen/check_allocation.py`"),
    ("EdgeRepair", "codegen/edges.py", CHECK, "`codegen/check_allocation.py`"),
    ("share_slots", "codegen/slots.py", CHECK, "`codegen/check_allocation.py` follows values by "
     "place in memory, widths too"),
    ("lay_out_frame", "codegen/frame.py", CHECK, "`check_frame` in `codegen/check_allocation.py`"),
    ("parallel moves", "codegen/parallel.py", CHECK, "`codegen/check_allocation.py`"),
    ("clean", "target/x86/peepholes.py", RULE, "`verify/rules/peephole_x86.rules`, over flags and "
     "whole registers"),
    ("tables of peepholes", "target/x86/peepholes_gen.py", RULE, "written from the rules"),
    ("block layout", "codegen/layout.py", CHECK, "`target/x86/check_emission.py` under "
     "`--verify-each`: jumps lead where the terminators say, for every state of the flags"),
    ("prologue and epilogue", "target/x86/frame.py", CHECK, "`target/x86/check_emission.py` under "
     "`--verify-each`, run symbolically; stack protector and unwind rows by tests only"),
    ("settle_tail_calls", "codegen/tail_calls.py", CHECK, "`target/x86/check_emission.py` under "
     "`--verify-each`: the jump behind the epilogue goes to the callee of the call before the "
     "return"),
    ("emission", "target/x86/emission.py", CHECK, "`target/x86/check_emission.py` under "
     "`--verify-each`: moves run symbolically, operands compared with the allocation"),
    ("encoding", "target/x86/encode.py", CHECK, "`target/x86/check_encoding.py` under "
     "`--verify-each`; capstone over SQLite in a test"),
    ("contraction there", "codegen/contract.py", VALIDATED, STATES + ": the fused operations taken "
     "apart again"),
    ("hand-written selection there", "codegen/load_store_select.py", VALIDATED, EXECUTED),
    ("addresses and accesses there", "codegen/load_store_address.py", VALIDATED, EXECUTED),
    ("sequences of instructions there", "codegen/load_store_core.py", VALIDATED, EXECUTED),
    ("gather_accesses", "codegen/joined_accesses.py", VALIDATED, EXECUTED),
    ("join_accesses", "codegen/joined_accesses.py", VALIDATED, EXECUTED),
    ("emission there", "codegen/load_store_emission.py", VALIDATED, EXECUTED),
    ("prologue and epilogue there", "codegen/load_store_frame.py", VALIDATED,
     EXECUTED + "; unwind rows, stack protector and stacks that grow by tests only"),
    ("registers and answers there", "codegen/load_store_target.py", VALIDATED, EXECUTED),
    ("every pass's invariants", "ir/check.py", CHECK, IR_CHECK),
]

# What only RISC-V and AArch64 pass through and what has tests only: tests/c and tests/torture under
# qemu-user, encodings against GNU as.  Their selection rules are proved where proofs.tsv has them
# (RISC-V: all); what code generation makes of a function as a whole is executed by `vprove --tv`,
# with arguments where `calling_convention.py` puts them, and not where there is inline assembly.
OTHER_TARGETS = [
    ("places of arguments there", "codegen/calling_convention.py"),
    ("inline assembly there", "codegen/load_store_asm.py"),
]


def table() -> str:
    """The list as the body of docs/evidence.md."""
    lines = ["| transformation | file | evidence | where |", "|---|---|---|---|"]
    lines += [f"| {name} | `{file}` | {kind} | {where} |" for name, file, kind, where in ROWS]
    lines += ["", "## Other targets", "", "On RISC-V and AArch64 these have tests only:", "",
              "| stage | file |", "|---|---|"]
    lines += [f"| {name} | `{file}` |" for name, file in OTHER_TARGETS]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
