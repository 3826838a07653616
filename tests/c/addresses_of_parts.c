/* Variables whose address escapes: arrays in records, parameters, pointers to locals in loops. */
#include <stdio.h>

struct S { int n; char text[8]; };
static struct S *keep; static struct S make(int n) { struct S s = { n, "made" }; if (keep) s.n += keep->n; return s; }
static void set(int *p, int v) { *p = v; }
static int param(int a, struct S s) { set(&a, a + 1); set(&s.n, s.n * 2); return a + s.n; }

int main(void)
{
    struct S s = { 1, "first" }; char *t = s.text; int total = 0;
    keep = &s; s = make(5);
    printf("%d %s\n", s.n, t);
    for (int i = 0; i < 3; i++) { int local = i; int *p = &local; set(p, *p * 10); total += local; }
    printf("%d %d %d\n", total, param(3, s), s.n);
    struct S u = make(1), *pu = &u; pu->n++; keep = 0; *pu = make(pu->n);
    printf("%d %s\n", u.n, u.text);
    return 0;
}

/* expect:
6 made
30 16 6
8 made
*/
