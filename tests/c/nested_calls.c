/* Many arguments, mixed classes, stack arguments, recursion with records. */
// options: -fsigned-char
#include <stdio.h>

struct M { int m[2][2]; };
static struct M mul(struct M a, struct M b)
{
    struct M r;
    for (int i = 0; i < 2; i++) for (int j = 0; j < 2; j++) r.m[i][j] = a.m[i][0] * b.m[0][j] + a.m[i][1] * b.m[1][j];
    return r;
}
static struct M power(struct M a, int n) { return n == 0 ? (struct M){ { { 1, 0 }, { 0, 1 } } } : mul(a, power(a, n - 1)); }
static double many(int a, double b, char c, float d, long e, short f, unsigned g, double h, int i, long double j, double k, double l, double m, double n, double o, float p)
{ return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10 + k + l + m + n + o * 11 + p * 12; }
static long eight(long a, long b, long c, long d, long e, long f, char g, short h) { return a - b + c - d + e - f + g * h; }

int main(void)
{
    printf("%d\n", power((struct M){ { { 1, 1 }, { 1, 0 } } }, 20).m[0][1]);
    printf("%g\n", many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16));
    printf("%ld %ld\n", eight(1, 2, 3, 4, 5, 6, -7, 8), eight(eight(1, 1, 1, 1, 1, 1, 1, 1), 2, 3, 4, 5, 6, 7, 8));
    return 0;
}

/* expect:
6765
792
-59 53
*/
