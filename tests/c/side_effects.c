/* Order that C fixes: comma, &&, full expressions, calls before assignment; nested calls. */
#include <stdio.h>

static int n; static int next(void) { return ++n; }
static int two(int a, int b) { return 10 * a + b; }
static int g = 1; static int change(int v) { g = v; return v; }
struct S { int v; } s; static struct S *get(void) { n += 100; return &s; }

int main(void)
{
    int a[4] = { 0 }, i = 0;
    a[next()] = 5; get()->v = 2;
    printf("%d %d %d\n", a[1], s.v, n);
    i = (next(), next()); printf("%d\n", i);
    g = change(5) + 1; printf("%d\n", g);
    printf("%d\n", two(two(1, 2), 3));
    get()->v += 5; printf("%d %d\n", s.v, n);
    int j = i++ && i++; printf("%d %d\n", i, j);
    a[i = 2] = 8; printf("%d\n", a[2]);
    return (n = 0);
}

/* expect:
5 2 101
103
6
123
7 203
105 1
8
*/
