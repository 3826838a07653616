/* Compound literals: lvalues, addresses, in loops, at file scope, as arguments. */
#include <stdio.h>

struct P { int x, y; };
static struct P *global = &(struct P){ 4, 5 };
static int *list = (int[]){ 1, 2, 3 };

static int sum(struct P p) { return p.x + p.y; }
static int total(const int *p, int n) { int t = 0; while (n--) t += *p++; return t; }

int main(void)
{
    struct P *p = &(struct P){ .y = 7 };
    p->x = 3;
    printf("%d %d %d\n", sum(*p), sum((struct P){ 1, 2 }), sum(*global));
    printf("%d %d\n", list[2], total((int[]){ 5, 6, 7, 8 }, 4));
    for (int i = 0; i < 3; i++) {
        int *q = (int[2]){ i };
        q[1] += i;
        printf("%d %d\n", q[0], q[1]);
    }
    struct P a = { 1, 2 };
    a = (struct P){ a.y, a.x };
    printf("%d %d %d\n", a.x, a.y, ++(int){ 9 });
    printf("%s %c\n", (char[]){ "string" }, "literal"[3]);
    return 0;
}

/* expect:
10 3 9
3 26
0 0
1 1
2 2
2 1 10
string e
*/
