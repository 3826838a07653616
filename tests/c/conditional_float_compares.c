/* `a && b`, `a || b` of comparisons of floats, also with operands that are not numbers. */

#include <stdio.h>

static int taken, missed;

#define CASES(X) \
    X(0, a < b && c < d) X(1, a < b || c < d) X(2, a <= b && c > d) X(3, a == b || c != d) \
    X(4, a != b && c >= d) X(5, !(a < b) && !(c > d)) X(6, !(a <= b) || !(c == d)) \
    X(7, a > b && i < j) X(8, i < j && a > b) X(9, i == j || a <= b) X(10, a < 0 && b < 0) \
    X(11, a > b && c > d && e > f) X(12, (a < b || c < d) && e != f) \
    X(13, __builtin_isunordered(a, b) || c < d) X(14, !__builtin_isunordered(a, b) && c < d) \
    X(15, __builtin_islessgreater(a, b) && c < d) X(16, (float)a < (float)b && (float)c < (float)d) \
   X(17, i < j && b >= 0) X(18, c != 0 || (float)d > 0) X(19, (a < b) | (c >= d)) \
   X(20, (a <= b) | (i < j) | (c > 0)) X(21, ((a == b) & (c != d)) | (e > f))

#define DEFINE(n, test) \
    __attribute__((noinline)) int value##n(double a, double b, double c, double d, double e, \
                                           double f, int i, int j) { return test; } \
    __attribute__((noinline)) int branch##n(double a, double b, double c, double d, double e, \
                                            double f, int i, int j) \
    { if (test) { taken++; return 1; } missed++; return 0; }
CASES(DEFINE)

int main(void)
{
    volatile double zero = 0;
    const double values[] = { -1, 0, 2, zero / zero };
    unsigned hash = 0, differing = 0;
    for (int k = 0; k < 1 << 14; k++) {
        double a = values[k & 3], b = values[k >> 2 & 3], c = values[k >> 4 & 3];
        double d = values[k >> 6 & 3], e = values[k >> 8 & 3], f = values[k >> 10 & 3];
        int i = k >> 12 & 1, j = k >> 13;
#define CALL(n, test) { int v = value##n(a, b, c, d, e, f, i, j); hash = hash * 31 + v; \
                        differing += v != branch##n(a, b, c, d, e, f, i, j); }
        CASES(CALL)
    }
    printf("%u %u %d %d\n", hash, differing, taken, missed);
}
/* expect:
4183908332 0 122180 238268
*/
