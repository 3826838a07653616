/* Statement expressions: values, side effects, scopes, control flow out of them, records. */
#include <stdio.h>

#define max(a, b) ({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a > _b ? _a : _b; })
struct P { int x, y; };

static int f(int n)
{
    int r = ({ if (n > 5) return -1; n * 2; });
    return r + max(n, max(3, 2));
}

int main(void)
{
    int i = 0;
    printf("%d %d\n", f(2), f(9));
    printf("%d\n", ({ int t = 0; for (int k = 0; k < 5; k++) t += k; t; }));
    struct P p = ({ struct P q = { 1, 2 }; q.y++; q; });
    printf("%d %d %d\n", p.x, p.y, ({ struct P q = { 7, 8 }; q; }).y);
    while (({ i++; i < 10; })) if (({ i == 7; })) break;
    printf("%d\n", i);
    ({ i = 3; });
    printf("%d %g\n", max(i, 2), max(1.5, 2.5));
    for (int k = 0; k < 3; k++) { int v = ({ if (k == 1) continue; k; }); printf("%d", v); }
    printf("\n");
    return 0;
}

/* expect:
7 -1
10
1 3 8
7
3 2.5
02
*/
