/* fma rounds once (7.12.13.1): an instruction where the target has one, else a call. */
#include <math.h>
#include <stdio.h>

static double one_ulp_above(double x) { return nextafter(x, 1e300); }

volatile double a = 1.0, b = -1.0;
volatile float f = 16777217.0f, g = 3.0f;

int main(void)
{
    double x = one_ulp_above(a);
    printf("%a\n", fma(x, x, b * x * x));
    printf("%a %a\n", fma(x, -x, 1.0), fma(-x, x, -a));
    printf("%a %a\n", (double)fmaf(f, g, -3.0f * f), (double)fmaf(g, -g, f));
    printf("%g %g\n", fma(INFINITY, a, 1.0), fma(b, INFINITY, 1.0));
    printf("%d\n", isnan(fma(INFINITY, 0.0 * a, 1.0)));
    printf("%a %a\n", fma(-0.0, 1.0, -0.0), fma(-0.0, 1.0, 0.0));
    static const double folded[] = { __builtin_fma(3.0, 5.0, 7.0), __builtin_fmaf(0.5f, 2.0f, -1.0f) };
    printf("%g %g\n", folded[0], folded[1]);
    printf("%a\n", (double)fmal(1.0L + 0x1p-60L, 1.0L - 0x1p-60L, -1.0L));
    double (*pointer)(double, double, double) = fma;
    printf("%g\n", pointer(2, 3, 4));
    return 0;
}

/* expect:
0x1p-104
-0x1p-51 -0x1.0000000000001p+1
0x0p+0 0x1.ffffeep+23
inf -inf
1
-0x0p+0 0x0p+0
22 0
-0x1p-120
10
*/
