/* Assorted GNU C: case ranges, empty records, labels as values in scope, __label__, void arithmetic. */
#include <stdio.h>

static int find(const int *a, int n, int x)
{
    __label__ found; int i;
    for (i = 0; i < n; i++) if (a[i] == x) goto found;
    i = -1;
found:
    return i;
}
static int classify(int c) { switch (c) { case 'a' ... 'z': return 1; case '0' ... '9': return 2; } return 0; }
static int sum3(int n, ...) { return __builtin_choose_expr(1, n, "no"); }

int main(void)
{
    int a[] = { 4, 5, 6 };
    printf("%d %d\n", find(a, 3, 6), find(a, 3, 9));
    printf("%d %d %d\n", classify('q'), classify('7'), classify('?'));
    printf("%d %d %d\n", (int)sizeof(void), (int)sizeof(struct {}), sum3(4, 1));
    int b = 0b1011;
    printf("%d\n", b);
    return 0;
}

/* expect:
2 -1
1 2 0
1 0 4
11
*/
