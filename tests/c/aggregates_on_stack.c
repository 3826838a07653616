/* Aggregates of register classes that find no register free: on the stack, in whole words. */
#include <stdarg.h>
#include <stdio.h>
typedef struct { long v, tag; } V;
typedef struct { double x; float y; } P;
typedef struct { int a, b, c; } I3;
typedef struct { char s[11]; } S11;
typedef struct { long l; double d; } M;
__attribute__((noinline)) long v(void *c, V a, V b, int n, V *p, V last)
{
    p->v = last.tag;
    return last.v + last.tag + n + a.v + b.tag;
}
__attribute__((noinline)) double p(P a, P b, P c, P d, P e, P f) { return a.x + d.y + e.x + f.y; }
__attribute__((noinline)) int i(I3 a, I3 b, I3 c, I3 d, int n) { return c.c * 100 + d.a + d.c * n; }
__attribute__((noinline)) int s(S11 a, S11 b, S11 c, S11 d) { return c.s[10] + d.s[0] + d.s[10]; }
__attribute__((noinline)) double m(M a, M b, M c, M d, M e, M f, M g, M *h)
{
    h = &g;
    h->d += 1;
    return f.l + f.d + g.l + g.d;
}
__attribute__((noinline)) long list(int n, ...)
{
    va_list ap;
    long sum = 0;
    va_start(ap, n);
    while (n--) {
        V one = va_arg(ap, V);
        sum = sum * 3 + one.v - one.tag;
    }
    va_end(ap);
    return sum;
}
int main(void)
{
    V a = { 1, 2 }, b = { 3, 4 }, c;
    P q = { 1.5, 2.5f };
    I3 t = { 7, 8, 9 };
    S11 u = { "0123456789" };
    M w = { 5, 6.5 };
    printf("%ld", v(&a, a, b, 5, &c, (V){ 100, 200 }));
    printf(" %ld\n", c.v);
    printf("%g %d %d %g\n", p(q, q, q, q, q, q), i(t, t, t, t, 3), s(u, u, u, u), m(w, w, w, w, w, w, w, &w));
    printf("%ld\n", list(5, a, b, a, b, (V){ 10, 3 }));
}
/* expect:
310 200
8 934 48 24
-113
*/
