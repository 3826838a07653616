"""<fenv.h> (C17 7.6): exceptions and rounding directions, which `interp/exact.py` heeds.

FENV_ACCESS is "on" by default (7.6.1p2 leaves that to the implementation).  An object of type
fexcept_t keeps the flags, and which of them were saved, behind a mark; one of type fenv_t the
flags and the direction behind another.
"""

from __future__ import annotations

from mypy_extensions import i64

from cspec.floats import ENVIRONMENT
from interp.calls import CallN
from interp.frame import Frame
from interp.memory import STATIC, Obj, Ptr, read_raw
from interp.program import Program
from interp.textlib import integer, pointer

# machine: the macros' values, in the order of floats' exceptions and directions (psABIs)
EXCEPTIONS = {"x86": (1, 4, 8, 16, 32), "aarch64": (1, 2, 4, 8, 16), "riscv64": (16, 8, 4, 2, 1)}
DIRECTIONS = {"x86": (0, 0x400, 0x800, 0xC00), "aarch64": (0, 0x800000, 0x400000, 0xC00000),
              "riscv64": (0, 2, 3, 1)}
SAVED_FLAGS = 0xFE << 24
SAVED_ENVIRONMENT = 0xFE45


def machine(m: Program) -> str:
    """Whose values the macros have."""
    name = m.types.target.name.partition("-")[0]
    return name if name in EXCEPTIONS else "x86"


def exceptions_of(m: Program, mask: int, call: CallN) -> int:
    """The exceptions that an argument names (7.6.2p1)."""
    row = EXCEPTIONS[machine(m)]
    if mask & ~sum(row):
        raise m.fault(116, "7.6.2p1", f"{mask:#x} has bits that are no exception macro's", call.pos)
    return sum(1 << index for index, bit in enumerate(row) if mask & bit)


def macros_of(m: Program, raised: int) -> int:
    """The value of the macros for some exceptions."""
    return sum(bit for index, bit in enumerate(EXCEPTIONS[machine(m)]) if raised >> index & 1)


def feclearexcept(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    ENVIRONMENT.raised &= ~exceptions_of(m, integer(a[0]), call)
    return 0


def feraiseexcept(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    ENVIRONMENT.raised |= exceptions_of(m, integer(a[0]), call)
    return 0


def fetestexcept(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return macros_of(m, ENVIRONMENT.raised & exceptions_of(m, integer(a[0]), call))


def store_unsigned(m: Program, p: Ptr, index: int, value: int, call: CallN) -> None:
    """One of the words of a saved state."""
    m.store_int(p.obj, p.off + i64(4 * index), m.scalar(m.types.uint), value, call.pos)


def load_unsigned(m: Program, p: Ptr, index: int, call: CallN) -> int:
    """A word of what may be a saved state, read without looking at what it is."""
    m.check_range(p.obj, p.off + i64(4 * index), 4, call.pos, False)
    return read_raw(p.obj.data, p.off + i64(4 * index), 4)


def fegetexceptflag(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    wanted = exceptions_of(m, integer(a[1]), call)
    store_unsigned(m, pointer(a[0]), 0, SAVED_FLAGS | wanted << 8 | ENVIRONMENT.raised & wanted,
                   call)
    return 0


def fesetexceptflag(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    p = pointer(a[0])
    wanted = exceptions_of(m, integer(a[1]), call)
    word = load_unsigned(m, p, 0, call)
    if word >> 24 << 24 != SAVED_FLAGS or wanted & ~(word >> 8):
        raise m.fault(117, "7.6.2.4p2", "flags that no fegetexceptflag has saved there are set",
                      call.pos, p.obj)
    ENVIRONMENT.raised = ENVIRONMENT.raised & ~wanted | word & wanted
    return 0


def fegetround(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    return DIRECTIONS[machine(m)][ENVIRONMENT.rounding]


def fesetround(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    row = DIRECTIONS[machine(m)]
    if integer(a[0]) not in row:
        return 1
    ENVIRONMENT.rounding = row.index(integer(a[0]))
    return 0


def fegetenv(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    p = pointer(a[0])
    for index, value in enumerate((SAVED_ENVIRONMENT, ENVIRONMENT.raised, ENVIRONMENT.rounding)):
        store_unsigned(m, p, index, value, call)
    return 0


def feholdexcept(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    fegetenv(m, f, a, call)
    ENVIRONMENT.raised = 0
    return 0


def fesetenv(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    p = pointer(a[0])
    if load_unsigned(m, p, 0, call) != SAVED_ENVIRONMENT:
        raise m.fault(118, "7.6.4.3p2", "the object is no saved floating-point environment",
                      call.pos, p.obj)
    ENVIRONMENT.raised = load_unsigned(m, p, 1, call)
    ENVIRONMENT.rounding = load_unsigned(m, p, 2, call)
    return 0


def feupdateenv(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    raised = ENVIRONMENT.raised
    fesetenv(m, f, a, call)
    ENVIRONMENT.raised |= raised
    return 0


def default_environment(m: Program) -> Obj:
    """What FE_DFL_ENV points to."""
    made = m.allocate("FE_DFL_ENV", 32, STATIC, 4, 0)
    m.store_int(made, 0, m.scalar(m.types.uint), SAVED_ENVIRONMENT, 0)
    made.const = True
    return made


FUNCTIONS = {
    "feclearexcept": feclearexcept, "feraiseexcept": feraiseexcept, "fetestexcept": fetestexcept,
    "fegetexceptflag": fegetexceptflag, "fesetexceptflag": fesetexceptflag,
    "fegetround": fegetround, "fesetround": fesetround, "fegetenv": fegetenv,
    "feholdexcept": feholdexcept, "fesetenv": fesetenv, "feupdateenv": feupdateenv}
