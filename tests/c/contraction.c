// options: -ffp-contract=off
// Products and sums round twice unless they may be fused; an explicit fma rounds once.
#include <math.h>
#include <stdio.h>

__attribute__((noinline)) double sum(double a, double b, double c) { return a * b + c; }
__attribute__((noinline)) double less(double a, double b, double c) { return a * b - c; }
__attribute__((noinline)) double rest(double a, double b, double c) { return c - a * b; }
__attribute__((noinline)) float sum_float(float a, float b, float c) { return a * b + c; }
__attribute__((noinline)) double fused(double a, double b, double c) { return fma(a, b, c); }
__attribute__((noinline)) double fused_less(double a, double b, double c) { return fma(a, b, -c); }
__attribute__((noinline)) double fused_rest(double a, double b, double c) { return fma(-a, b, c); }
__attribute__((noinline)) double fused_both(double a, double b, double c)
{
    return fma(-a, b, -c);
}
__attribute__((noinline)) float fused_float(float a, float b, float c) { return fmaf(-a, b, -c); }

int main(void)
{
    double x = 1 + 0x1p-30, y = 1 - 0x1p-30;
    float z = 1 + 0x1p-12f, w = 1 - 0x1p-12f;
    printf("%a %a %a\n", sum(x, y, -1), less(x, y, 1), rest(x, y, 1));
    printf("%a\n", sum_float(z, w, -1));
    printf("%a %a %a\n", fused(x, y, -1), fused_less(x, y, 1), fused_rest(x, y, 1));
    printf("%a %a\n", fused_both(x, y, -1), fused_float(z, w, -1));
}

/* expect:
0x0p+0 0x0p+0 0x0p+0
-0x1p-24
-0x1p-60 -0x1p-60 0x1p-60
0x1p-60 0x1p-24
*/
