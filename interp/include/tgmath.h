/* <tgmath.h> of the abstract machine's own library (C17 clause 7). */
#ifndef _VOUCH_TGMATH_H
#define _VOUCH_TGMATH_H
#include <math.h>
#include <complex.h>
#define sqrt(x) _Generic((x), float: sqrtf, long double: sqrtl, default: sqrt)(x)
#define fabs(x) _Generic((x), float: fabsf, long double: fabsl, default: fabs)(x)
#define sin(x) _Generic((x), float: sinf, long double: sinl, default: sin)(x)
#define cos(x) _Generic((x), float: cosf, long double: cosl, default: cos)(x)
#define tan(x) _Generic((x), float: tanf, long double: tanl, default: tan)(x)
#define exp(x) _Generic((x), float: expf, long double: expl, default: exp)(x)
#define log(x) _Generic((x), float: logf, long double: logl, default: log)(x)
#define floor(x) _Generic((x), float: floorf, long double: floorl, default: floor)(x)
#define ceil(x) _Generic((x), float: ceilf, long double: ceill, default: ceil)(x)
#define round(x) _Generic((x), float: roundf, long double: roundl, default: round)(x)
#define trunc(x) _Generic((x), float: truncf, long double: truncl, default: trunc)(x)
#endif
