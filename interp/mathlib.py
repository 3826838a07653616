"""<math.h> and <complex.h> (C17 7.12, 7.3): exact where the result is exact, else the host's.

Functions on long double whose result must be rounded from a transcendental are computed in
double; that is said by `unsupported`, never silently.
"""

from __future__ import annotations

import math

from cspec import floats
from cspec.diagnostics import Unsupported
from cspec.floats import ENVIRONMENT, Real
from cspec.types import Type
from interp.chunks import pack, parts
from interp.calls import CallN
from interp.faults import WrongArgument
from interp.frame import Frame
from interp.machine import round_single
from interp.memory import Chunk, Obj
from interp.program import Program
from interp.textlib import integer, pointer

ONE = ("acos acosh asin asinh atan atanh cbrt cos cosh erf erfc exp exp2 expm1 lgamma log log10 "
       "log1p log2 sin sinh tan tanh tgamma").split()


def called(call: CallN) -> str:
    obj = call.direct or call.checked
    assert isinstance(obj, Obj)
    return obj.native


def number(value: object) -> float:
    if not isinstance(value, float):
        raise WrongArgument
    return value


def host(name: str, x: float) -> float:
    """One transcendental function in double, with C's answers at the edges."""
    try:
        if name == "exp2":
            return math.pow(2.0, x)
        if name == "cbrt":
            root = math.copysign(abs(x) ** (1.0 / 3.0), x)
            near = round(root)
            return float(near) if near ** 3 == x else root
        made = getattr(math, name.replace("tgamma", "gamma"))(x)
        assert isinstance(made, float)
        return made
    except ValueError:
        if name.startswith("log") and x == 0.0:
            return float("-inf")
        if name == "log1p" and x == -1.0:
            return float("-inf")
        return float("nan")
    except OverflowError:
        return float("inf") if name != "sinh" or x > 0 else float("-inf")


def noted(result: float, arguments: list[float], pole: bool = False) -> float:
    """A result of the host's, its exceptions raised (F.10): a pole, no result, too large, or
    rounded, as every other result of these functions is but at whole arguments."""
    if result != result:
        if all(x == x for x in arguments):
            ENVIRONMENT.raised |= floats.INVALID
    elif result - result != 0.0:
        if all(x - x == 0.0 for x in arguments):
            ENVIRONMENT.raised |= floats.DIVISION_BY_ZERO if pole \
                else floats.OVERFLOW | floats.INEXACT
    elif result != float(int(result)):
        ENVIRONMENT.raised |= floats.INEXACT
    return result


def transcendental(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    name = called(call)
    pole = name.startswith(("log", "atanh")) or "gamma" in name and real_of(a[0]).negative \
        or real_of(a[0]).is_zero()
    if name not in ONE:
        if name.endswith("l"):
            x = a[0]
            if not isinstance(x, Real):
                raise WrongArgument
            if x.is_zero() and name[:-1] in ("sin", "tan", "asin", "atan", "sinh", "tanh"):
                return x
            raise Unsupported(call.pos, name)
        return round_single(noted(host(name[:-1], number(a[0])), [number(a[0])], pole))
    return noted(host(name, number(a[0])), [number(a[0])], pole)


def real_of(value: object) -> Real:
    return value if isinstance(value, Real) else floats.from_float(number(value))


def back(value: Real, like: object, single: bool) -> object:
    if isinstance(like, Real):
        return value
    if single:
        value = floats.convert(value, floats.F32)
    return floats.to_float(value)


def rounded(v: Real, how: str) -> Real:
    """v as an integer value, rounded by a rule."""
    if v.kind != floats.FINITE or v.exponent >= 0 or v.mantissa == 0:
        return v
    whole = v.mantissa >> -v.exponent
    rest = v.mantissa & ((1 << -v.exponent) - 1)
    half = 1 << (-v.exponent - 1)
    if how == "floor":
        whole += int(v.negative and rest != 0)
    elif how == "ceil":
        whole += int(not v.negative and rest != 0)
    elif how == "round":
        whole += int(rest >= half)
    elif how == "current":
        whole += int(rest != 0 and floats.rounds_up(v.negative, whole, rest, half, False))
    return Real(floats.FINITE, v.negative, whole, 0)


HOW = {"floor": "floor", "ceil": "ceil", "trunc": "trunc", "round": "round", "rint": "current",
       "nearbyint": "current"}


def rounding(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    name = called(call)
    base = name if name in HOW else name[:-1]
    v = real_of(a[0])
    made = rounded(v, HOW[base])
    if base == "rint" and floats.compare(v, made):
        ENVIRONMENT.raised |= floats.INEXACT
    return back(made, a[0], False)


def to_long(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    name = called(call).lstrip("l")
    how = "current" if name.startswith("rint") else "round"
    v = rounded(real_of(a[0]), how)
    if v.kind != floats.FINITE or abs(floats.to_int(v)) >> 63:
        raise Unsupported(call.pos, "lrint or lround out of range")
    if how == "current" and floats.compare(v, real_of(a[0])):
        ENVIRONMENT.raised |= floats.INEXACT
    return floats.to_int(v)


def fabs(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    v = real_of(a[0])
    return back(Real(v.kind, False, v.mantissa, v.exponent), a[0], False)


def copysign(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    v = real_of(a[0])
    return back(Real(v.kind, real_of(a[1]).negative if isinstance(a[1], Real)
                     else math.copysign(1.0, number(a[1])) < 0, v.mantissa, v.exponent), a[0],
                False)


def form_of(call: CallN, m: Program) -> floats.Format:
    form = call.type.of.format
    assert form is not None
    return form


def sqrt(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    value = a[0]
    if isinstance(value, float) and 0.0 <= value < math.inf and not m.exact:
        root = math.sqrt(value)      # correctly rounded, and so is its rounding to float
        return root if form_of(call, m).size == 8 else round_single(root)
    v = real_of(a[0])
    if v.negative and not v.is_zero() and v.kind != floats.NAN:
        m.set_errno(33)
    return back(floats.square_root(v, form_of(call, m)), a[0], False)


def fmod(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    x, y = real_of(a[0]), real_of(a[1])
    if x.kind == floats.NAN or y.kind == floats.NAN:
        return back(floats.nan(), a[0], False)
    if x.kind != floats.FINITE or y.is_zero():
        return back(floats.invalid(), a[0], False)
    if y.kind == floats.INFINITE:
        return a[0]
    exponent = min(x.exponent, y.exponent)
    left = x.mantissa << (x.exponent - exponent)
    right = y.mantissa << (y.exponent - exponent)
    return back(Real(floats.FINITE, x.negative, left % right, exponent), a[0], False)


def remainder(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    if isinstance(a[0], Real):
        raise Unsupported(call.pos, called(call))
    try:
        return math.remainder(number(a[0]), number(a[1]))
    except ValueError:
        return float("nan")


def power(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    name = called(call)
    if name.startswith("powi"):
        exponent = integer(a[1])
        base: object = a[0]
    else:
        base = a[0]
        if isinstance(base, Real):
            raise Unsupported(call.pos, name)
        try:
            made = math.pow(number(base), number(a[1]))
        except OverflowError:
            odd = number(a[1]) % 2.0 == 1.0
            made = float("-inf") if number(base) < 0 and odd else float("inf")
            m.set_errno(34)
        except ValueError:
            if number(base) == 0.0:
                odd = number(a[1]) % 2.0 == 1.0
                made = math.copysign(float("inf"), number(base)) if odd else float("inf")
            else:
                made = float("nan")
                m.set_errno(33)
        noted(made, [number(base), number(a[1])], number(base) == 0.0)
        return round_single(made) if name == "powf" else made
    form = form_of(call, m)
    result = floats.from_int(1, form)
    x = real_of(base)
    for _ in range(abs(exponent)):
        result = floats.multiply(result, x, form)
    if exponent < 0:
        result = floats.divide(floats.from_int(1, form), result, form)
    return back(result, base, False)


def two(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    """atan2 and hypot in double."""
    name = called(call)
    if isinstance(a[0], Real):
        raise Unsupported(call.pos, name)
    single = name.endswith("f")
    function = math.atan2 if name.startswith("atan2") else math.hypot
    made = noted(function(number(a[0]), number(a[1])), [number(a[0]), number(a[1])])
    return round_single(made) if single else made


def extreme(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    x, y = real_of(a[0]), real_of(a[1])
    if x.kind == floats.NAN:
        return a[1]
    if y.kind == floats.NAN:
        return a[0]
    order = floats.compare(x, y)
    return a[0] if (order >= 0) == called(call).startswith("fmax") else a[1]


def fdim(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    x, y = real_of(a[0]), real_of(a[1])
    order = floats.compare(x, y)
    if order == 2:
        return back(floats.nan(), a[0], False)
    made = floats.subtract(x, y, form_of(call, m)) if order == 1 else floats.zero()
    return back(made, a[0], False)


def fma(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    huge = floats.Format("exact", 100000, -200000, 200000, 16)
    product = floats.multiply(real_of(a[0]), real_of(a[1]), huge)
    return back(floats.add(product, real_of(a[2]), form_of(call, m)), a[0], False)


def frexp(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    v = real_of(a[0])
    p = pointer(a[1])
    exponent = 0
    if v.kind == floats.FINITE and v.mantissa:
        exponent = v.exponent + v.mantissa.bit_length()
        v = Real(v.kind, v.negative, v.mantissa, -v.mantissa.bit_length())
    m.store_int(p.obj, p.off, m.scalar(m.types.int), exponent, call.pos)
    return back(v, a[0], False)


def ldexp(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    v = real_of(a[0])
    if v.kind != floats.FINITE or v.mantissa == 0:
        return a[0]
    shift = max(min(integer(a[1]), 100000), -100000)
    return back(floats.round_to(v.negative, v.mantissa, v.exponent + shift, form_of(call, m)),
                a[0], False)


def modf(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    v = real_of(a[0])
    p = pointer(a[1])
    whole = rounded(v, "trunc")
    if isinstance(a[0], Real):
        m.store_real(p.obj, p.off, m.scalar(m.types.ldouble), whole, call.pos)
    else:
        t = m.types.float if called(call) == "modff" else m.types.double
        m.store_float(p.obj, p.off, m.scalar(t), floats.to_float(whole), call.pos)
    if v.kind == floats.INFINITE:
        return back(floats.zero(v.negative), a[0], False)
    rest = floats.subtract(v, whole, form_of(call, m))
    return back(Real(rest.kind, v.negative, rest.mantissa, rest.exponent), a[0], False)


def logb(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    v = real_of(a[0])
    if v.kind != floats.FINITE or v.mantissa == 0:
        return back(floats.infinity(v.kind == floats.FINITE), a[0], False)
    return back(floats.from_int(v.exponent + v.mantissa.bit_length() - 1, floats.F128), a[0],
                False)


def nextafter(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    if isinstance(a[0], Real) or called(call) != "nextafter":
        raise Unsupported(call.pos, called(call))
    return math.nextafter(number(a[0]), number(a[1]))


def ilogb(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    v = real_of(a[0])
    if v.kind == floats.INFINITE:
        return 0x7FFFFFFF
    if v.kind == floats.NAN or v.mantissa == 0:
        return -0x80000000
    return v.exponent + v.mantissa.bit_length() - 1


# ---- <tgmath.h>: what its macros select when no function suits

def wrong_argument(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    raise m.fault(195, "7.25p2", "an argument suits no function of the type-generic macro",
                  call.pos)


def complex_argument(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    raise m.fault(196, "7.25p5", "a complex argument for a type-generic macro of real functions",
                  call.pos)


# ---- complex

def complex_type(m: Program, name: str) -> Type:
    part = m.types.ldouble if name.endswith("l") and name != "creal" else \
        m.types.float if name.endswith("f") else m.types.double
    return m.types.complex_of(part)


def complex_part(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    name = called(call)
    base = next(b for b in ("creal", "cimag", "cabs", "carg") if name.startswith(b))
    suffix = name[len(base):]
    t = m.types.complex_of({"": m.types.double, "f": m.types.float,
                            "l": m.types.ldouble}[suffix])
    value = a[0]
    if not isinstance(value, Chunk):
        raise WrongArgument
    x, y = parts(m, value, t, call.pos)
    if base == "creal":
        return x
    if base == "cimag":
        return y
    if isinstance(x, Real) or isinstance(y, Real):
        raise Unsupported(call.pos, name)
    made = math.hypot(x, y) if base == "cabs" else math.atan2(y, x)
    return round_single(made) if suffix == "f" else made


def conj(m: Program, f: Frame, a: list[object], call: CallN) -> object:
    suffix = called(call)[4:]
    t = m.types.complex_of({"": m.types.double, "f": m.types.float,
                            "l": m.types.ldouble}[suffix])
    value = a[0]
    if not isinstance(value, Chunk):
        raise WrongArgument
    x, y = parts(m, value, t, call.pos)
    return pack(m, [x, floats.negate(y) if isinstance(y, Real) else -y], t)


FUNCTIONS = {"fma": fma, "__tg_wrong": wrong_argument, "__tg_complex": complex_argument}
for _suffix in ("", "f", "l"):
    for _name in ONE:
        FUNCTIONS[_name + _suffix] = transcendental
    for _name in HOW:
        FUNCTIONS[_name + _suffix] = rounding
    for _name, _function in (
            ("lrint", to_long), ("llrint", to_long), ("lround", to_long), ("llround", to_long),
            ("fabs", fabs), ("copysign", copysign), ("sqrt", sqrt), ("fmod", fmod),
            ("drem", remainder), ("remainder", remainder), ("pow", power), ("powi", power),
            ("atan2", two), ("hypot", two), ("fmax", extreme), ("fmin", extreme),
            ("fdim", fdim), ("fma", fma), ("frexp", frexp), ("ldexp", ldexp),
            ("scalbn", ldexp), ("scalbln", ldexp), ("modf", modf), ("logb", logb),
            ("nextafter", nextafter), ("ilogb", ilogb), ("creal", complex_part),
            ("cimag", complex_part), ("cabs", complex_part), ("carg", complex_part),
            ("conj", conj)):
        FUNCTIONS[_name + _suffix] = _function
