/* float, double, long double: arithmetic, conversion, comparison with NaN, signed zero. */
#include <stdio.h>

volatile float f = 1.1f; volatile double d = 2.2; volatile long double l = 3.3L;
volatile double zero = 0.0;

int main(void)
{
    double nan = zero / zero, inf = 1 / zero;
    printf("%.7g %.15g %.18Lg\n", f * f, d * d, l * l);
    printf("%.9g %.17g\n", (float)d, (double)f);
    printf("%d %d %u %ld %d\n", (int)-2.9, (char)65.5f, (unsigned)3e9, (long)1e15, (short)-7.5L);
    printf("%g %g %g\n", (double)-3, (float)4000000000u, (double)18446744073709551615ul);
    printf("%d %d %d %d %d %d\n", nan == nan, nan != nan, nan < 1, nan > 1, !(nan <= 1), !nan);
    printf("%d %d %g %g\n", inf > 1e308, -inf < 0, 1 / -zero, -zero);
    printf("%d %d %d\n", zero == -zero, zero ? 1 : 0, nan ? 1 : 0);
    printf("%.20Lg %Lg\n", l + 1e-18L, -l);
    f += 1; d -= f; l /= d;
    printf("%.6g %.6g %.6Lg\n", f, d, l);
    printf("%a %a\n", 0x1.8p3, 0x.1p-4);
    printf("%g %g\n", 1e400, 1e-400);
    float sum = 0; for (int i = 0; i < 10; i++) sum += 0.1f;
    printf("%.9g %d\n", sum, sum == 1.0f);
    return 0;
}

/* expect:
1.21 4.84 10.89
2.20000005 1.1000000238418579
-2 65 3000000000 1000000000000000 -7
-3 4e+09 1.84467e+19
0 1 0 0 1 0
1 1 -inf -0
1 0 1
3.300000000000000001 -3.3
2.1 0.1 33
0x1.8p+3 0x1p-8
inf 0
1.00000012 0
*/
