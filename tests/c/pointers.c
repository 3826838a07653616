/* Pointer arithmetic, differences, comparison, multidimensional arrays, function pointers. */
#include <stdio.h>
#include <stddef.h>

struct S { char a; int b[3]; long c; };
static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static int (*table[])(int, int) = { add, &sub };
static int (*pick(int n))(int, int) { return table[n]; }

int main(void)
{
    int a[10], m[3][4], *p = a + 2, *q = &a[9], *end = a + 10;
    struct S s[4], *ps = s;
    for (int i = 0; i < 10; i++) a[i] = i * i;
    for (int i = 0; i < 12; i++) m[i / 4][i % 4] = i;
    printf("%td %td %d %d\n", q - p, p - q, p < q, p == &a[2]);
    int p1 = *p++, p2 = *++p; printf("%d %d %d %d\n", p1, p2, p[-1], 2[p]);
    p += 3; p -= 1;
    printf("%d %d\n", *p, *(end - 1));
    printf("%d %d %d\n", m[1][2], *(*(m + 2) + 3), (*(m + 1))[0]);
    int (*row)[4] = m;
    row++;
    printf("%d %d %d\n", (*row)[1], row[1][1], (int)sizeof *row);
    printf("%zu %zu %td\n", offsetof(struct S, b[2]), offsetof(struct S, c), &s[3] - ps);
    ps[2].b[1] = 42; (ps + 3)->c = (long)&ps[2].b[1] - (long)ps;
    printf("%d %ld\n", *(int *)((char *)s + 2 * sizeof *s + offsetof(struct S, b[1])), s[3].c);
    printf("%d %d %d\n", table[0](5, 3), (*pick(1))(5, 3), pick(0)(1, 1));
    void *v = a; const char *cp = v;
    v++;
    printf("%td %d\n", (char *)v - cp, *(int *)(cp + 4 * sizeof(int)));
    printf("%d %d\n", (int *)0 == NULL, !p);
    unsigned char idx = 200; signed char neg = -1;
    char big[300] = { [199] = 'x', [200] = 'y' };
    printf("%c%c\n", big[idx], *(big + idx + neg));
    return 0;
}

/* expect:
7 -7 1 1
4 16 9 36
36 81
6 11 4
5 9 16
12 16 3
42 56
8 2 2
1 16
1 0
yx
*/
