/* vector_size types: arithmetic, comparison, subscripts, shuffles, conversion, arguments. */
#include <stdio.h>

typedef int v4 __attribute__((vector_size(16)));
typedef float f4 __attribute__((vector_size(16)));
typedef unsigned char b16 __attribute__((vector_size(16)));
typedef double d2 __attribute__((vector_size(16)));
#define show(v) printf("%d %d %d %d\n", (int)(v)[0], (int)(v)[1], (int)(v)[2], (int)(v)[3])

static v4 add(v4 a, v4 b) { return a + b; }
static v4 global = { 1, 2, 3, 4 };

int main(void)
{
    v4 a = { 5, -6, 7 }, b = global, mask = { 3, 2, 1, 0 };
    f4 f = { 1.5f, 2.5f, 3.5f, 4.5f };
    show(add(a, b)); show(a - b); show(a * b); show(a / b); show(a >> 1); show(a << b); show(~a & 15);
    show(a > b); show(a == b); show(-a);
    show(f * f); show(f > 2); show(f + 1);
    a[3] = 40; a[0] += 2; show(a);
    show(__builtin_shuffle(a, mask)); show(__builtin_shuffle(a, b, mask + 2));
    show(__builtin_convertvector(f, v4));
    show((v4)f >> 20);
    b16 bytes = (b16){ 250, 1, 2, 3 } + 10; printf("%d %d %d\n", bytes[0], bytes[3], bytes[15]);
    d2 d = { 1, 2 }; d = d / 4 + (d2){ 1, 1 }; printf("%g %g\n", d[0], d[1]);
    v4 *p = &b; (*p)[2] = 9; int i = 2; printf("%d %d\n", (*p)[i], b[i + 1]);
    return 0;
}

/* expect:
6 -4 10 4
4 -8 4 -4
5 -12 21 0
5 -3 2 0
2 -3 3 0
10 -24 56 0
10 5 8 15
-1 0 -1 0
0 0 0 0
-5 6 -7 0
2 6 12 20
0 -1 -1 -1
2 3 4 5
7 -6 7 40
40 7 -6 7
2 1 40 7
1 2 3 4
1020 1026 1030 1033
4 13 10
1.25 1.5
9 4
*/
