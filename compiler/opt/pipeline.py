"""The ordered list of passes for each level, with the reason for each place.

Problem: the order of passes decides what they can see.  Idea: one readable list.  Three stages:

1. bottom-up over the call graph, each function is brought to its simplest form, then its callees
   (already simple) are inlined, then it is cleaned again: inlining sees real sizes;
2. unreferenced local functions and data go;
3. each function that is left gets the passes that cost more, loops last.

At -O0 only what correctness needs: always_inline (C semantics of the attribute), constant branches
(FFmpeg and Linux do not link otherwise) and removal of unreferenced static functions.
Invariant: every pass leaves IR that `ir/check.py` accepts; `--verify-each` holds it to that.
"""

from __future__ import annotations

import time

from compiler.ir.check import IRError, check_function
from compiler.ir.instr import Function
from compiler.ir.module import Module
from compiler.ir.text import function_text
from compiler.opt import (
    adjacent,
    cfg,
    correlate,
    dce,
    divide,
    expand,
    facts,
    if_convert,
    induction,
    library_calls,
    licm,
    loop_shape,
    memory,
    memory_gen,
    object_size,
    prune,
    rewrite,
    rewrites_gen,
    sroa,
    strength,
    tail_calls,
)
from compiler.opt.callgraph import CallGraph
from compiler.opt.context import OptOptions, PassContext
from compiler.opt.inline import Inliner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Passes by name, lowest level that runs them, in order.  Reason of the place in the comment.
EARLY: Final = [
    ("cfg", 1),         # constant branches first: less code for everything below
    ("sroa", 1),        # locals to values: the rules see through them
    ("expand", 1),      # after the first split: copies of whole structs are better taken apart
    ("rewrite", 1),     # fold, rules, value numbering
    ("library_calls", 1),   # smaller functions, copies of known size
    ("cfg", 1),         # branches that became constant
    ("dce", 1),         # sizes for the inliner without dead code
]
AFTER_INLINE: Final = [
    ("cfg", 1),         # callee blocks merged into the caller
    ("sroa", 1),        # aggregates and out-parameters passed to inlined callees
    ("rewrite", 1),     # arguments are known now
    ("object_size", 1),     # the objects behind them too
    ("library_calls", 1),
    ("cfg", 1),
    ("rewrite", 2),     # phis that threading made trivial
    ("dce", 1),
]
FACTS: Final = [
    ("facts", 1),       # callers come later in the bottom-up order and profit at once
]
LATE: Final = [
    ("expand", 1),      # lengths that inlining made constant
    ("sroa", 1),        # what expansion made promotable
    ("memory", 1),      # after inlining: what callees load, callers have stored
    ("rewrite", 1),     # forwarded values meet the rules
    ("sizes", 1),       # last chance of __builtin_object_size; constants may depend on it
    ("library_calls", 1),   # checked functions whose object is large enough or unknown
    ("constants", 1),   # __builtin_constant_p is answered when inlining and forwarding are done
    ("correlate", 2),   # tests repeated by inlined callees, now that loads are merged
    ("cfg", 1),         # branches that forwarding decided
    ("rotate", 1),      # before hoisting: makes loop bodies certain to run
    ("cfg", 1),         # the guards of loops with known bounds go
    ("rewrite", 1),     # trivial phis of rotation
    ("dce", 1),         # dead phis would count as uses of counters
    ("induction", 2),   # before hoisting: invariant bounds are extended outside
    ("licm", 1),
    ("if_convert", 2),  # after loads have left the arms
    ("memory", 2),      # loads that hoisting brought together
    ("adjacent", 2),    # what forwarding could not drop; before the pieces are cleaned up
    ("rewrite", 1),
    ("divide", 1),      # late: rules on divisions (remainders, exactness) come first
    ("cfg", 1),
    ("rewrite", 1),     # the pieces of divisions, selects that if-conversion made
    ("branches", 1),    # that the last rewriting decided
    ("licm", 2),        # multiplications that divisions became
    ("strength", 2),    # after the last rewriting: what it makes is for the machine
    ("dce", 1),
]
AFTER_LOWERING: Final = [
    ("sroa", 1),        # structs that travel in registers need no memory between calls
    ("rewrite", 1),     # their pieces, the halves of 128-bit values
    ("dce", 1),
]
LAST: Final = [
    ("tail_calls", 2),  # behind ABI lowering, when every local that a callee may see is an alloca
]


class NativeClock:
    """Accumulated seconds by pass, for --time-passes."""

    def __init__(self) -> None:
        self.started = 0.0

    def start(self) -> None:
        """Begin a measurement."""
        self.started = time.perf_counter()

    def stop(self, name: str, context: PassContext) -> None:
        """Add the time since start() to a pass."""
        spent = time.perf_counter() - self.started
        context.pass_seconds[name] = context.pass_seconds.get(name, 0.0) + spent


def run_pass(name: str, function: Function, context: PassContext) -> bool:
    """Run one pass by name; the table of names."""
    if name == "cfg":
        return cfg.run(function, context)
    if name == "branches":
        return cfg.fold_constant_branches(function, context)
    if name == "sroa":
        return sroa.run(function, context)
    if name == "rewrite":
        return rewrite.run(function, context)
    if name == "dce":
        return dce.run(function, context)
    if name == "memory":
        return memory.run(function, context)
    if name == "rotate":
        return loop_shape.run_rotate(function, context)
    if name == "correlate":
        return correlate.run(function, context)
    if name == "expand":
        return expand.run(function, context)
    if name == "facts":
        return facts.run(function, context)
    if name == "tail_calls":
        return tail_calls.run(function, context)
    if name == "library_calls":
        return library_calls.run(function, context)
    if name == "object_size":
        return object_size.run(function, context)
    if name == "sizes":
        return object_size.decide(function, context)
    if name == "constants":
        return rewrite.decide_constants(function, context)
    if name == "licm":
        return licm.run(function, context)
    if name == "induction":
        return induction.run(function, context)
    if name == "strength":
        return strength.run(function, context)
    if name == "if_convert":
        return if_convert.run(function, context)
    if name == "divide":
        return divide.run(function, context)
    if name == "adjacent":
        return adjacent.run(function, context)
    raise AssertionError(f"no pass {name}")


PASSES: Final = ["cfg", "sroa", "rewrite", "dce", "inline", "memory", "constants", "rotate",
                 "licm", "induction", "if_convert", "divide", "facts", "tail_calls",
                 "correlate", "expand", "library_calls", "object_size", "sizes", "adjacent",
                 "strength", "branches"]


def rules_fired(context: PassContext) -> list[tuple[str, int]]:
    """Every rewrite rule with how often it fired."""
    counts = context.rule_counts or [0] * len(rewrites_gen.RULE_NAMES)
    memory_counts = context.memory_rule_counts or [0] * len(memory_gen.RULE_NAMES)
    return [*zip(rewrites_gen.RULE_NAMES, counts), *zip(memory_gen.RULE_NAMES, memory_counts)]


def run_list(passes: list[tuple[str, int]], function: Function, context: PassContext) -> None:
    """Run a list of passes on one function, with the developer switches."""
    options = context.options
    context.module.working_on = function.symbol.name
    watched = options.verify_each or bool(options.dump)
    clock = NativeClock()
    for name, level in passes:
        if level > options.level or name in options.disabled:
            continue
        if options.time_passes:
            clock.start()
        if context.observer is not None:
            context.observer.before_pass(name, function)
        run_pass(name, function, context)
        if context.observer is not None:
            context.observer.after_pass(name, function)
        if options.time_passes:
            clock.stop(name, context)
        if watched:
            after_pass(name, function, context)
        if options.stop_after and name == options.stop_after:
            return


def after_pass(name: str, function: Function, context: PassContext) -> None:
    """Dump and verify."""
    options = context.options
    for wanted in options.dump:
        which, _, only = wanted.partition(":")
        if which in (name, "all") and (not only or only == function.symbol.name):
            context.dumps.append(f"// after {name}\n{function_text(function)}")
    if options.verify_each:
        try:
            check_function(function)
        except IRError as error:
            raise IRError(f"after {name}: {error}") from None


def optimize(module: Module, options: OptOptions) -> PassContext:
    """Run everything for the level of `options`; the module is changed in place."""
    context = PassContext(module, options)
    optimize_in(module, context)
    return context


def optimize_in(module: Module, context: PassContext) -> None:
    """`optimize` in a context that the caller has made."""
    options = context.options
    if options.level == 0:
        minimum(module, context)
        return
    graph = CallGraph(module)
    inliner = Inliner(context, graph)
    stops_early = contains(EARLY, options.stop_after)
    for function in graph.order:
        run_list(EARLY, function, context)
        if stops_early:
            continue
        if context.observer is not None:
            context.observer.before_pass("inline", function)
        if "inline" not in options.disabled and inliner.inline_into(function):
            if context.observer is not None:
                context.observer.after_pass("inline", function)
            if options.verify_each or options.dump:
                after_pass("inline", function, context)
            if options.stop_after != "inline":
                run_list(AFTER_INLINE, function, context)
        if options.stop_after != "inline":
            run_list(FACTS, function, context)
    prune.run(module, True)
    if stops_early or options.stop_after == "inline" or contains(FACTS, options.stop_after):
        return
    for function in module.functions:
        run_list(LATE, function, context)


def refine(function: Function, pieces: bool, context: PassContext) -> None:
    """What is left to do behind ABI lowering of a function, and to do again if its calls carry
    pieces of aggregates now."""
    if pieces:
        run_list(AFTER_LOWERING, function, context)
    run_list(LAST, function, context)


def contains(passes: list[tuple[str, int]], name: str) -> bool:
    """Whether a list runs a pass."""
    for entry, _ in passes:
        if entry == name:
            return True
    return False


def minimum(module: Module, context: PassContext) -> None:
    """-O0: always_inline, constant branches, unreferenced static functions."""
    wanted = False
    for function in module.functions:
        module.working_on = function.symbol.name
        cfg.fold_constant_branches(function, context)
        if function.info.always_inline:
            wanted = True
    if wanted:
        graph = CallGraph(module)
        inliner = Inliner(context, graph)
        for function in graph.order:
            if inliner.inline_into(function):
                cfg.fold_constant_branches(function, context)
    prune.run(module, False)
