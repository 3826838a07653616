/* Operands of asm on the x87 stack: t and u, read, written, popped by the text. */
// targets: x86_64
#include <stdio.h>

static long double absolute(long double x) { __asm__("fabs" : "+t"(x)); return x; }
static double root(double x) { double r; __asm__("fsqrt" : "=t"(r) : "0"(x)); return r; }
static long nearest(long double x)
{
    long r;
    __asm__("fistpll %0" : "=m"(r) : "t"(x) : "st");
    return r;
}
static long double remainder_of(long double x, long double y)
{
    unsigned short status;
    do __asm__("fprem; fnstsw %%ax" : "+t"(x), "=a"(status) : "u"(y));
    while (status & 0x400);
    return x;
}
static void both(double angle, double *sine, double *cosine)
{
    __asm__("fsincos" : "=t"(*cosine), "=u"(*sine) : "0"(angle));
}
static float sum(float a, float b)
{
    float r;
    __asm__("faddp %1, %2" : "=t"(r) : "0"(a), "u"(b) : "st(1)");
    return r;
}
static double arctangent(double y, double x)
{
    double r;
    __asm__("fpatan" : "=t"(r) : "0"(x), "u"(y) : "st(1)");
    return r;
}
static long double scaled(long double x, int n)
{
    __asm__("fscale # %[value]" : [value] "+t"(x) : "u"((long double)n));
    return x;
}

int main(void)
{
    double s, c;
    for (int i = 0; i < 20; i++) both(i, &s, &c);      /* the stack never overflows */
    both(0.5, &s, &c);
    printf("%Lg %g %ld %Lg\n", absolute(-2.5L), root(2.25), nearest(-7.4L),
           remainder_of(17.5L, 5));
    printf("%.6f %.6f %g %.6f %Lg\n", s, c, sum(1.5f, 2.25f), arctangent(1, 1), scaled(1.5L, 3));
    return 0;
}
/* expect:
2.5 1.5 -7 2.5
0.479426 0.877583 3.75 0.785398 12
*/
