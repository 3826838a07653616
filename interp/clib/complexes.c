/* <complex.h> (C17 7.3): by the real functions, from the definitions of the functions. */
#include <complex.h>
#include <math.h>

#define FAMILY(real, s, make) \
    real _Complex cproj##s(real _Complex z) \
    { return isinf(creal##s(z)) || isinf(cimag##s(z)) \
          ? make((real)INFINITY, copysign##s(0, cimag##s(z))) : z; } \
    real _Complex cexp##s(real _Complex z) \
    { real e = exp##s(creal##s(z)), y = cimag##s(z); \
      return y == 0 ? make(e, y) : make(e * cos##s(y), e * sin##s(y)); } \
    real _Complex clog##s(real _Complex z) { return make(log##s(cabs##s(z)), carg##s(z)); } \
    real _Complex csqrt##s(real _Complex z) \
    { \
        real x = creal##s(z), y = cimag##s(z), size = cabs##s(z); \
        if (x == 0 && y == 0) return make(0, y); \
        if (y == 0) return x > 0 ? make(sqrt##s(x), y) : make(0, copysign##s(sqrt##s(-x), y)); \
        real root = sqrt##s((size + fabs##s(x)) / 2); \
        return x >= 0 ? make(root, y / (2 * root)) \
                      : make(fabs##s(y) / (2 * root), copysign##s(root, y)); \
    } \
    real _Complex cpow##s(real _Complex z, real _Complex w) { return cexp##s(w * clog##s(z)); } \
    real _Complex csin##s(real _Complex z) \
    { real x = creal##s(z), y = cimag##s(z); \
      return make(sin##s(x) * cosh##s(y), cos##s(x) * sinh##s(y)); } \
    real _Complex ccos##s(real _Complex z) \
    { real x = creal##s(z), y = cimag##s(z); \
      return make(cos##s(x) * cosh##s(y), -sin##s(x) * sinh##s(y)); } \
    real _Complex ctan##s(real _Complex z) { return csin##s(z) / ccos##s(z); } \
    real _Complex csinh##s(real _Complex z) \
    { real x = creal##s(z), y = cimag##s(z); \
      return make(sinh##s(x) * cos##s(y), cosh##s(x) * sin##s(y)); } \
    real _Complex ccosh##s(real _Complex z) \
    { real x = creal##s(z), y = cimag##s(z); \
      return make(cosh##s(x) * cos##s(y), sinh##s(x) * sin##s(y)); } \
    real _Complex ctanh##s(real _Complex z) { return csinh##s(z) / ccosh##s(z); } \
    real _Complex casinh##s(real _Complex z) { return clog##s(z + csqrt##s(z * z + 1)); } \
    real _Complex cacosh##s(real _Complex z) \
    { return clog##s(z + csqrt##s(z + 1) * csqrt##s(z - 1)); } \
    real _Complex catanh##s(real _Complex z) { return (clog##s(1 + z) - clog##s(1 - z)) / 2; } \
    real _Complex casin##s(real _Complex z) \
    { real _Complex w = casinh##s(make(-cimag##s(z), creal##s(z))); \
      return make(cimag##s(w), -creal##s(w)); } \
    real _Complex cacos##s(real _Complex z) \
    { real _Complex w = casin##s(z); return make((real)1.57079632679489661923L - creal##s(w), \
                                                 -cimag##s(w)); } \
    real _Complex catan##s(real _Complex z) \
    { real _Complex w = catanh##s(make(-cimag##s(z), creal##s(z))); \
      return make(cimag##s(w), -creal##s(w)); }

FAMILY(double, , CMPLX)
FAMILY(float, f, CMPLXF)
FAMILY(long double, l, CMPLXL)
