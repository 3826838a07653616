/* _Float128 and long double mixed with integers; float in conditions; conversions of 64-bit values. */
#include <stdio.h>

volatile unsigned long big = 0xfffffffffffff800; volatile long neg = -9007199254740993;
static long double half(long double x) { return x / 2; }

int main(void)
{
    float f = big; double d = neg; long double l = big;
    printf("%.0f %.0f %.0Lf %.0Lf\n", f, d, l, half(neg));
    printf("%lu %ld %lu\n", (unsigned long)(f / 2), (long)d, (unsigned long)l);
    __float128 q = 1; q /= 3; q += 2;
    printf("%.15g %d %d\n", (double)q, (int)(q * 3), q > 2.3);
    if (f) printf("true "); if (!l) printf("no "); while (d) { d = 0; printf("once "); }
    printf("%d\n", (int)(l > 0 && f < l * 2));
    unsigned char c = 200.7; signed char s = -100.9f; unsigned short h = 65535.0L;
    printf("%d %d %d\n", c, s, h);
    return 0;
}

/* expect:
18446744073709551616 -9007199254740992 18446744073709549568 -4503599627370496
9223372036854775808 -9007199254740992 18446744073709549568
2.33333333333333 7 1
true once 1
200 -100 65535
*/
