"""What every pass is given: the module, options, fuel, statistics and dump hooks.

Problem: passes must be switched off, bounded, timed, dumped and checked from the command line
without knowing of it.  Idea: one object.  Fuel: `--fuel=N` lets N transformations happen in the
whole compile and no more, so that bisecting N names the guilty rule and function.
Invariant: with the same options the same passes run in the same order with the same result.
"""

from __future__ import annotations

from mypy_extensions import i64, mypyc_attr

from compiler.ir.instr import Function
from compiler.ir.module import Module


class OptOptions:
    """Options of the optimiser, from the command line."""

    def __init__(self, level: i64 = 2, size: bool = False) -> None:
        self.level: i64 = level               # 0 .. 3
        self.size = size                      # -Os (level is 2 then)
        self.strict_aliasing = level >= 2     # -fno-strict-aliasing clears it
        self.strict_overflow = True           # -fwrapv: lowering sets no NSW flags then
        self.inline = level >= 1              # -fno-inline: only always_inline
        self.builtins = True                  # -fno-builtin clears it
        self.semantic_interposition = False   # -fPIC -shared: global functions may be replaced
        self.delete_null_checks = True
        self.trapping_math = True
        self.finite_math = False              # -ffinite-math-only
        self.scales_index = True              # addresses take base + index * size
        self.unaligned = True                 # words may be accessed at any address
        self.disabled: list[str] = []         # --disable=pass
        self.dump: list[str] = []             # --dump=pass[:function]
        self.stop_after = ""                  # --stop-after=pass: its first place in the order
        self.fuel = -1                        # --fuel=N, -1 = endless
        self.verify_each = False
        self.time_passes = False


@mypyc_attr(allow_interpreted_subclasses=True)
class PassObserver:
    """Sees each function before and after each pass: translation validation, not a compile."""

    def before_pass(self, name: str, function: Function) -> None:
        """The pass is about to run."""

    def after_pass(self, name: str, function: Function) -> None:
        """The pass has run."""


class PassContext:
    """State of one optimiser run over a module."""

    def __init__(self, module: Module, options: OptOptions) -> None:
        self.module = module
        self.options = options
        self.pointer_bits = module.pointer_bits
        self.fuel = options.fuel
        self.last_fired = ""                  # what used the last unit of fuel
        self.rule_counts: list[int] = []      # by rule of rewrites_gen.py, how often it fired
        self.memory_rule_counts: list[int] = []    # the same of memory_gen.py
        self.rules_off: list[bool] = []       # by rule, for --disable=rule:NAME; empty: none
        self.pass_seconds: dict[str, float] = {}   # for --time-passes
        self.dumps: list[str] = []            # texts made by --dump, in order
        self.observer: PassObserver | None = None

    def consume(self, what: str, function: Function) -> bool:
        """Ask for one unit of fuel before a transformation; False: leave the code as it is."""
        if self.fuel < 0:
            return True
        if self.fuel == 0:
            return False
        self.fuel -= 1
        if self.fuel == 0:
            self.last_fired = f"{what} in {function.symbol.name}"
        return True
