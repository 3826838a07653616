/* Comparisons of one-bit values as signed numbers: -1 is less than 0. */
#include <stdio.h>

struct bits { int b : 1; int c : 1; };

__attribute__((noinline)) int less(int a, int b, int c, int d)
{
    return (a == b ? -1 : 0) < (c == d ? -1 : 0);
}
__attribute__((noinline)) int less_equal(int a, int b, int c, int d)
{
    return (a == b ? -1 : 0) <= (c == d ? -1 : 0);
}
__attribute__((noinline)) int fields(struct bits *p) { return p->b < p->c; }
__attribute__((noinline)) int branch(int a, int b)
{
    if ((a > 3 ? -1 : 0) < (b > 3 ? -1 : 0))
        return 10;
    return (a > 3 ? -1 : 0) >= (b > 3 ? -1 : 0) ? 20 : 30;
}

int main(void)
{
    for (int i = 0; i < 4; i++) {
        struct bits bits = {-(i & 1), -(i >> 1)};
        printf("%d %d %d %d\n", less(i & 1, 1, i >> 1, 1), less_equal(i & 1, 1, i >> 1, 1),
               fields(&bits), branch(4 * (i & 1), 4 * (i >> 1)));
    }
    return 0;
}
/* expect:
0 1 0 20
1 1 1 10
0 0 0 20
0 1 0 20
*/
