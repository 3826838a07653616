/* Type-generic mathematics, C17 7.25: each macro lists the functions of which
   __builtin_tgmath chooses by the types of the arguments. */
#ifndef _TGMATH_H
#define _TGMATH_H

#include <complex.h>
#include <math.h>

#define __vouch_real1(name, a) __builtin_tgmath(name##f, name, name##l, (a))
#define __vouch_real2(name, a, b) __builtin_tgmath(name##f, name, name##l, (a), (b))
#define __vouch_real3(name, a, b, c) __builtin_tgmath(name##f, name, name##l, (a), (b), (c))
#define __vouch_both1(name, complex_name, a) \
  __builtin_tgmath(name##f, name, name##l, complex_name##f, complex_name, complex_name##l, (a))
#define __vouch_both2(name, complex_name, a, b) \
  __builtin_tgmath(name##f, name, name##l, complex_name##f, complex_name, complex_name##l, (a), (b))
#define __vouch_complex1(name, a) __builtin_tgmath(name##f, name, name##l, (a))

#undef acos
#define acos(x) __vouch_both1(acos, cacos, x)
#undef asin
#define asin(x) __vouch_both1(asin, casin, x)
#undef atan
#define atan(x) __vouch_both1(atan, catan, x)
#undef acosh
#define acosh(x) __vouch_both1(acosh, cacosh, x)
#undef asinh
#define asinh(x) __vouch_both1(asinh, casinh, x)
#undef atanh
#define atanh(x) __vouch_both1(atanh, catanh, x)
#undef cos
#define cos(x) __vouch_both1(cos, ccos, x)
#undef sin
#define sin(x) __vouch_both1(sin, csin, x)
#undef tan
#define tan(x) __vouch_both1(tan, ctan, x)
#undef cosh
#define cosh(x) __vouch_both1(cosh, ccosh, x)
#undef sinh
#define sinh(x) __vouch_both1(sinh, csinh, x)
#undef tanh
#define tanh(x) __vouch_both1(tanh, ctanh, x)
#undef exp
#define exp(x) __vouch_both1(exp, cexp, x)
#undef log
#define log(x) __vouch_both1(log, clog, x)
#undef sqrt
#define sqrt(x) __vouch_both1(sqrt, csqrt, x)
#undef pow
#define pow(x, y) __vouch_both2(pow, cpow, x, y)
#undef fabs
#define fabs(x) __vouch_both1(fabs, cabs, x)
#undef cbrt
#define cbrt(x) __vouch_real1(cbrt, x)
#undef ceil
#define ceil(x) __vouch_real1(ceil, x)
#undef erf
#define erf(x) __vouch_real1(erf, x)
#undef erfc
#define erfc(x) __vouch_real1(erfc, x)
#undef exp2
#define exp2(x) __vouch_real1(exp2, x)
#undef expm1
#define expm1(x) __vouch_real1(expm1, x)
#undef floor
#define floor(x) __vouch_real1(floor, x)
#undef lgamma
#define lgamma(x) __vouch_real1(lgamma, x)
#undef llrint
#define llrint(x) __vouch_real1(llrint, x)
#undef llround
#define llround(x) __vouch_real1(llround, x)
#undef log10
#define log10(x) __vouch_real1(log10, x)
#undef log1p
#define log1p(x) __vouch_real1(log1p, x)
#undef log2
#define log2(x) __vouch_real1(log2, x)
#undef logb
#define logb(x) __vouch_real1(logb, x)
#undef lrint
#define lrint(x) __vouch_real1(lrint, x)
#undef lround
#define lround(x) __vouch_real1(lround, x)
#undef nearbyint
#define nearbyint(x) __vouch_real1(nearbyint, x)
#undef rint
#define rint(x) __vouch_real1(rint, x)
#undef round
#define round(x) __vouch_real1(round, x)
#undef tgamma
#define tgamma(x) __vouch_real1(tgamma, x)
#undef trunc
#define trunc(x) __vouch_real1(trunc, x)
#undef ilogb
#define ilogb(x) __vouch_real1(ilogb, x)
#undef atan2
#define atan2(x, y) __vouch_real2(atan2, x, y)
#undef copysign
#define copysign(x, y) __vouch_real2(copysign, x, y)
#undef fdim
#define fdim(x, y) __vouch_real2(fdim, x, y)
#undef fmax
#define fmax(x, y) __vouch_real2(fmax, x, y)
#undef fmin
#define fmin(x, y) __vouch_real2(fmin, x, y)
#undef fmod
#define fmod(x, y) __vouch_real2(fmod, x, y)
#undef hypot
#define hypot(x, y) __vouch_real2(hypot, x, y)
#undef nextafter
#define nextafter(x, y) __vouch_real2(nextafter, x, y)
#undef remainder
#define remainder(x, y) __vouch_real2(remainder, x, y)
#undef frexp
#define frexp(x, y) __vouch_real2(frexp, x, y)
#undef ldexp
#define ldexp(x, y) __vouch_real2(ldexp, x, y)
#undef nexttoward
#define nexttoward(x, y) __vouch_real2(nexttoward, x, y)
#undef scalbn
#define scalbn(x, y) __vouch_real2(scalbn, x, y)
#undef scalbln
#define scalbln(x, y) __vouch_real2(scalbln, x, y)
#undef fma
#define fma(x, y, z) __vouch_real3(fma, x, y, z)
#undef remquo
#define remquo(x, y, z) __vouch_real3(remquo, x, y, z)
#undef carg
#define carg(x) __vouch_complex1(carg, x)
#undef conj
#define conj(x) __vouch_complex1(conj, x)
#undef creal
#define creal(x) __vouch_complex1(creal, x)
#undef cimag
#define cimag(x) __vouch_complex1(cimag, x)
#undef cproj
#define cproj(x) __vouch_complex1(cproj, x)

#endif
