/* Structures and unions with members of variably modified type. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

long layout(int n)
{
    struct S { char c; int a[n]; char d; double e; int b1 : 3, b2 : 9; } s, t;
    s.c = 1; s.d = 2; s.e = 3.5; s.b1 = 2; s.b2 = 100;
    for (int i = 0; i < n; i++) s.a[i] = i;
    t = s;
    struct S *p = &t;
    int sum = 0;
    for (int i = 0; i < n; i++) sum += p->a[i];
    printf("%d %d %d %g %d %d\n", sum, p->c, p->d, p->e, p->b1, p->b2);
    union U { char x[n]; int y; } u;
    printf("%d\n", (int)sizeof u);
    struct S arr[2];
    arr[1] = s;
    printf("%d\n", arr[1].a[n - 1]);
    return sizeof(struct S);
}

int total(int n, ...)
{
    struct { char x[n]; } d;
    va_list ap;
    va_start(ap, n);
    int sum = 0;
    for (int k = 0; k < 2; k++) {
        d = va_arg(ap, typeof(d));
        for (int i = 0; i < n; i++) sum += d.x[i];
    }
    va_end(ap);
    return sum;
}

int pass(int n)
{
    struct { char x[n]; } a, b;
    for (int i = 0; i < n; i++) { a.x[i] = i; b.x[i] = 10 * i; }
    return total(n, a, b);
}

int nested(int n)
{
    struct P { int a[n]; int b; };
    int last(struct P *p) { return p->a[n - 1] + p->b; }
    struct P q;
    q.a[n - 1] = 5;
    q.b = 7;
    return last(&q);
}

int main(void)
{
    for (int i = 1; i < 6; i++) printf("%ld\n", layout(i));
    printf("%d %d\n", pass(5), nested(9));
    return 0;
}

/* expect:
0 1 2 3.5 2 100
4
0
32
1 1 2 3.5 2 100
4
1
32
3 1 2 3.5 2 100
4
2
40
6 1 2 3.5 2 100
4
3
40
10 1 2 3.5 2 100
8
4
48
110 12
*/
