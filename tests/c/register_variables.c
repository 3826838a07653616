/* register variables, const folding, self-referencing loops over many live variables. */
#include <stdio.h>

int main(void)
{
    register int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10, k = 11, l = 12, m = 13, n = 14, o = 15, p = 16;
    for (register int t = 0; t < 20; t++) {
        int x = a; a = b; b = c; c = d; d = e; e = f; f = g; g = h; h = i; i = j; j = k; k = l; l = m; m = n; n = o; o = p; p = x + t;
    }
    printf("%d %d %d %d %d %d %d %d\n", a, b, c, d, e, f, g, h); printf("%d %d %d %d %d %d %d %d\n", i, j, k, l, m, n, o, p);
    return 0;
}

/* expect:
9 11 13 15 17 19 21 23
25 27 29 31 17 20 23 26
*/
