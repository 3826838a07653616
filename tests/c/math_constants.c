/* Functions of math.h with constant arguments in static initialisers, rounded as gcc does. */
#include <math.h>
#include <stdio.h>

static const double d[] = {
    4 * atan(1.0), sqrt(2.0), exp(1.0), log(10.0), sin(1e10), cos(-2.5), tan(0.5), asin(0.99),
    acos(-0.3), exp2(0.5), log2(10.0), log10(1000.0), cbrt(27.0), sinh(3.7), tanh(1e10),
    pow(2.0, 0.5), pow(-3.0, 5.0), pow(1.1, -7.0), hypot(3.0, 4.0), atan2(-1.0, -2.0), floor(-2.5),
    ceil(2.1), trunc(-9.7), round(2.5), expm1(1e-10), log1p(1e-300), fmax(1.0, 2.0), -log(0.1),
};
static const float f[] = { sqrtf(3.0f), expf(2.0f), powf(1.5f, 2.5f), sinf(100.0f) };
/* of long double every bit: as gcc rounds them, in x87's format and in quad */
#if __LDBL_MANT_DIG__ == 64
static const long double want[] = { 0xb.504f333f9de6484p-3L, 0xa.df85458a2bb4a9bp-2L,
    0xc.90fdaa22168c235p-2L, 0x8.edd1fc964445a24p-3L };
#else
static const long double want[] = { 0x1.6a09e667f3bcc908b2fb1366ea95p+0L,
    0x1.5bf0a8b1457695355fb8ac404e7ap+1L, 0x1.921fb54442d18469898cc51701b8p+1L,
    0x1.1dba3f92c888b448e4bd6f5075c9p+0L };
#endif
static const long double l[] = { sqrtl(2.0L), expl(1.0L), atanl(1.0L) * 4, powl(3.0L, 0.1L) };

int main(void)
{
    for (unsigned i = 0; i < sizeof d / sizeof *d; i++) printf("%a\n", d[i]);
    for (unsigned i = 0; i < sizeof f / sizeof *f; i++) printf("%a\n", f[i]);
    for (unsigned i = 0; i < sizeof l / sizeof *l; i++) printf("%d %a\n", l[i] == want[i], (double)l[i]);
    return 0;
}

/* expect:
0x1.921fb54442d18p+1
0x1.6a09e667f3bcdp+0
0x1.5bf0a8b145769p+1
0x1.26bb1bbb55516p+1
-0x1.f334c7896a4e3p-2
-0x1.9a2f7ef858b7dp-1
0x1.17b4f5bf3474ap-1
0x1.6de3c6f33d51dp+0
0x1.e0200bbc96ad8p+0
0x1.6a09e667f3bcdp+0
0x1.a934f0979a371p+1
0x1.8p+1
0x1.8p+1
0x1.4361720f61b9fp+4
0x1p+0
0x1.6a09e667f3bcdp+0
-0x1.e6p+7
0x1.06bca92ef4a05p-1
0x1.4p+2
-0x1.56c6e7397f5aep+1
-0x1.8p+1
0x1.8p+1
-0x1.2p+3
0x1.8p+1
0x1.b7cdfd9dda4e3p-34
0x1.56e1fc2f8f359p-997
0x1p+1
0x1.26bb1bbb55515p+1
0x1.bb67aep+0
0x1.d8e64cp+2
0x1.60b9fep+1
-0x1.03425cp-1
1 0x1.6a09e667f3bcdp+0
1 0x1.5bf0a8b145769p+1
1 0x1.921fb54442d18p+1
1 0x1.1dba3f92c888bp+0
*/
