/* <tgmath.h> of the abstract machine's own library (C17 7.25).

   __tg_value has the type that decides: integers count as double.  __tg_complex and __tg_wrong are
   never right to call: a complex value for a real function, and a value for no function at all. */
#ifndef _VOUCH_TGMATH_H
#define _VOUCH_TGMATH_H
#include <math.h>
#include <complex.h>
double __tg_complex();
double __tg_wrong();
#define __tg_integers(v) _Bool: v, char: v, signed char: v, unsigned char: v, short: v, \
    unsigned short: v, int: v, unsigned: v, long: v, unsigned long: v, long long: v, \
    unsigned long long: v
#define __tg_value(x) _Generic((x), float: 0.0f, double: 0.0, long double: 0.0L, \
    float _Complex: 0.0iF, double _Complex: 0.0i, long double _Complex: 0.0iL, \
    __tg_integers(0.0), default: (char *)0)
#define __tg_choose(v, r, z) _Generic((v), float: r##f, double: r, long double: r##l, \
    float _Complex: z##f, double _Complex: z, long double _Complex: z##l, default: __tg_wrong)
#define __tg_real(v, r) _Generic((v), float: r##f, double: r, long double: r##l, \
    float _Complex: __tg_complex, double _Complex: __tg_complex, \
    long double _Complex: __tg_complex, default: __tg_wrong)
#define __tg_complex_only(v, z) _Generic((v), float: z##f, double: z, long double: z##l, \
    float _Complex: z##f, double _Complex: z, long double _Complex: z##l, default: __tg_wrong)
#define __tg_both(x, y) (__tg_value(x) + __tg_value(y))
#define acos(x) __tg_choose(__tg_value(x), acos, cacos)(x)
#define asin(x) __tg_choose(__tg_value(x), asin, casin)(x)
#define atan(x) __tg_choose(__tg_value(x), atan, catan)(x)
#define acosh(x) __tg_choose(__tg_value(x), acosh, cacosh)(x)
#define asinh(x) __tg_choose(__tg_value(x), asinh, casinh)(x)
#define atanh(x) __tg_choose(__tg_value(x), atanh, catanh)(x)
#define cos(x) __tg_choose(__tg_value(x), cos, ccos)(x)
#define sin(x) __tg_choose(__tg_value(x), sin, csin)(x)
#define tan(x) __tg_choose(__tg_value(x), tan, ctan)(x)
#define cosh(x) __tg_choose(__tg_value(x), cosh, ccosh)(x)
#define sinh(x) __tg_choose(__tg_value(x), sinh, csinh)(x)
#define tanh(x) __tg_choose(__tg_value(x), tanh, ctanh)(x)
#define exp(x) __tg_choose(__tg_value(x), exp, cexp)(x)
#define log(x) __tg_choose(__tg_value(x), log, clog)(x)
#define sqrt(x) __tg_choose(__tg_value(x), sqrt, csqrt)(x)
#define pow(x, y) __tg_choose(__tg_both(x, y), pow, cpow)(x, y)
#define fabs(x) __tg_choose(__tg_value(x), fabs, cabs)(x)
#define cbrt(x) __tg_real(__tg_value(x), cbrt)(x)
#define ceil(x) __tg_real(__tg_value(x), ceil)(x)
#define erf(x) __tg_real(__tg_value(x), erf)(x)
#define erfc(x) __tg_real(__tg_value(x), erfc)(x)
#define exp2(x) __tg_real(__tg_value(x), exp2)(x)
#define expm1(x) __tg_real(__tg_value(x), expm1)(x)
#define floor(x) __tg_real(__tg_value(x), floor)(x)
#define ilogb(x) __tg_real(__tg_value(x), ilogb)(x)
#define lgamma(x) __tg_real(__tg_value(x), lgamma)(x)
#define llrint(x) __tg_real(__tg_value(x), llrint)(x)
#define llround(x) __tg_real(__tg_value(x), llround)(x)
#define log10(x) __tg_real(__tg_value(x), log10)(x)
#define log1p(x) __tg_real(__tg_value(x), log1p)(x)
#define log2(x) __tg_real(__tg_value(x), log2)(x)
#define logb(x) __tg_real(__tg_value(x), logb)(x)
#define lrint(x) __tg_real(__tg_value(x), lrint)(x)
#define lround(x) __tg_real(__tg_value(x), lround)(x)
#define nearbyint(x) __tg_real(__tg_value(x), nearbyint)(x)
#define rint(x) __tg_real(__tg_value(x), rint)(x)
#define round(x) __tg_real(__tg_value(x), round)(x)
#define tgamma(x) __tg_real(__tg_value(x), tgamma)(x)
#define trunc(x) __tg_real(__tg_value(x), trunc)(x)
#define atan2(x, y) __tg_real(__tg_both(x, y), atan2)(x, y)
#define copysign(x, y) __tg_real(__tg_both(x, y), copysign)(x, y)
#define fdim(x, y) __tg_real(__tg_both(x, y), fdim)(x, y)
#define fmax(x, y) __tg_real(__tg_both(x, y), fmax)(x, y)
#define fmin(x, y) __tg_real(__tg_both(x, y), fmin)(x, y)
#define fmod(x, y) __tg_real(__tg_both(x, y), fmod)(x, y)
#define hypot(x, y) __tg_real(__tg_both(x, y), hypot)(x, y)
#define nextafter(x, y) __tg_real(__tg_both(x, y), nextafter)(x, y)
#define remainder(x, y) __tg_real(__tg_both(x, y), remainder)(x, y)
#define frexp(x, y) __tg_real(__tg_value(x), frexp)(x, y)
#define ldexp(x, y) __tg_real(__tg_value(x), ldexp)(x, y)
#define scalbn(x, y) __tg_real(__tg_value(x), scalbn)(x, y)
#define scalbln(x, y) __tg_real(__tg_value(x), scalbln)(x, y)
#define fma(x, y, z) __tg_real(__tg_both(x, y) + __tg_value(z), fma)(x, y, z)
#define carg(x) __tg_complex_only(__tg_value(x), carg)(x)
#define conj(x) __tg_complex_only(__tg_value(x), conj)(x)
#define creal(x) __tg_complex_only(__tg_value(x), creal)(x)
#define cimag(x) __tg_complex_only(__tg_value(x), cimag)(x)
#define cproj(x) __tg_complex_only(__tg_value(x), cproj)(x)
#endif
