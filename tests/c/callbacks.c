/* Callbacks, qsort, bsearch, function pointers in records and as conditions. */
#include <stdio.h>
#include <stdlib.h>

static int order(const void *a, const void *b) { int x = *(const int *)a, y = *(const int *)b; return (x > y) - (x < y); }
struct ops { int (*get)(int); void (*put)(int *, int); } ;
static int get(int n) { return n + 1; } static void put(int *p, int n) { *p = n; }

int main(void)
{
    int a[] = { 5, 3, 9, -1, 7 }, key = 7, r; struct ops o = { get, put }, *p = &o;
    qsort(a, 5, sizeof *a, order);
    for (int i = 0; i < 5; i++) printf("%d ", a[i]);
    printf("%d\n", (int)((int *)bsearch(&key, a, 5, sizeof *a, order) - a));
    p->put(&r, p->get(41)); printf("%d %d %d\n", r, p->get == get, p->get ? 1 : 0);
    return 0;
}

/* expect:
-1 3 5 7 9 3
42 1 1
*/
