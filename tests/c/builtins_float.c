/* Classification and quiet comparison of floating values. */
#include <stdio.h>
#include <math.h>

volatile double values[] = { 0.0, -0.0, 1.5, -1e-310, INFINITY, -INFINITY, NAN };
volatile float fv = -2.5f; volatile long double lv = -0.0L;

int main(void)
{
    for (int i = 0; i < 7; i++) {
        double x = values[i];
        printf("%d%d%d%d%d %d %d\n", !!isnan(x), !!isinf(x), !!isfinite(x), !!isnormal(x),
               !!signbit(x) && !isnan(x), fpclassify(x), __builtin_isinf_sign(x));
    }
    double n = values[6], one = values[2];
    printf("%d %d %d %d %d %d\n", isgreater(one, n), isless(one, 2.0), islessequal(n, n),
           isgreaterequal(one, 1.5), islessgreater(one, 2.0), isunordered(one, n));
    printf("%g %g %g %g\n", fabs(values[3]) > 0 ? 1. : 0., copysign(3.0, -0.0), (double)fabsf(fv),
           copysign(1.0, (double)lv));
    printf("%d %d %g %g\n", !!signbit(lv), !!signbit(fv), __builtin_huge_val(), __builtin_inf());
    return 0;
}

/* expect:
00100 2 0
00101 2 0
00110 4 0
00101 3 0
01000 1 1
01001 1 -1
10000 0 0
0 1 0 1 1 1
1 -3 2.5 -1
1 1 inf inf
*/
