/* ?:, omitted middle operand, && and || as values, short circuit, mixed types. */
#include <stdio.h>

static int calls;
static int t(int v) { calls++; return v; }
struct P { int x; } a = { 1 }, b = { 2 };

int main(void)
{
    int n = 5; double d = 2.5; char *s = 0;
    int r0 = t(0) && t(1); printf("%d %d\n", r0, calls);
    r0 = t(1) || t(1); printf("%d %d\n", r0, calls);
    r0 = t(7) ?: t(8); printf("%d %d\n", r0, calls);
    r0 = t(0) ?: t(8); printf("%d %d\n", r0, calls);
    printf("%s ", s ?: "null"); printf("%s\n", (s = "set") ?: "x");
    printf("%g %g\n", n > 3 ? n : d, n < 3 ? n : d);
    printf("%d\n", (n ? a : b).x + (!n ? a : b).x);
    printf("%d %d %d\n", n && d, !d || !n, !!n + !!d);
    printf("%d\n", n > 1 ? n > 4 ? 1 : 2 : 3);
    printf("%ld %d\n", 1 ? -1 : 0u + 0L, (1 ? -1 : 0u) > 0);
    int x = (n == 5) + (d > 2) * 2 + (n != 5) * 4;
    printf("%d %d\n", x, n == 5 && (d < 2 || (x == 3 && !s == 0)));
    n ? (void)t(1) : (void)0;
    printf("%d\n", calls);
    _Bool q = n, r = d && 0;
    printf("%d %d %d\n", q, r, q ^ r);
    return 0;
}

/* expect:
0 1
1 2
7 3
8 5
null set
5 2.5
3
1 0 2
1
-1 1
3 1
6
1 0 1
*/
