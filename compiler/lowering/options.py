"""What the command line decides about lowering, in one plain record.

Problem: lowering must not know the driver's option table.  Idea: the driver fills this class.
Invariant: nothing here changes while a unit is lowered.
"""

from __future__ import annotations

from mypy_extensions import i64

from compiler.frontend.target_facts import TargetFacts


class LoweringOptions:
    """Switches of one compilation; the defaults are gcc's at -O0."""

    def __init__(self, target: TargetFacts) -> None:
        self.target = target
        self.pointer_bits: i64 = target.pointer_size * 8
        self.optimize: i64 = 0            # -O0 .. -O3; -Os counts as 2
        self.wrapv = False                # -fwrapv: signed arithmetic wraps
        self.trapv = False                # -ftrapv: refused by the driver
        self.strict_aliasing = False      # on from -O2
        self.strict_float = False         # -frounding-math: float operations keep their place
        self.common = False               # -fcommon
        self.builtins = True              # library functions may be known (-fno-builtin: no)
        self.keep_static = False          # -fkeep-inline-functions and the like
        self.visibility: i64 = 0          # -fvisibility=, an ir.module visibility
        self.stack_protect = False        # -fstack-protector-strong
        self.instrument = False           # -finstrument-functions
        self.unwind = True
        self.warn_uninitialized = False   # -Wuninitialized or -Wmaybe-uninitialized
        self.warn_bounds = False          # -Warray-bounds
        self.debug = False                # -g: describe variables and types
