/* Memory that is changed in place and compared with zero: the flags of the change decide. */
#include <stdio.h>

struct counted { int references; signed char small; unsigned short half; long mask; };

static int calls;
static __attribute__((noinline)) void gone(void) { calls++; }

#define APART static __attribute__((noinline))
APART void release(struct counted *p) { if (--p->references == 0) gone(); }
APART void drop(struct counted *p) { if ((p->small -= 3) != 0) gone(); }
APART void keep(struct counted *p, long k) { if (!(p->mask &= k)) gone(); }
APART void flip(struct counted *p) { p->half ^= 5; if (p->half) gone(); }
APART void wrap(struct counted *p, unsigned short k) { if (!(p->half += k)) gone(); }

/* the new value is needed, too */
APART int count(struct counted *p)
{
    int left = --p->references;
    if (left == 0)
        gone();
    return left;
}

/* what lies between the change and the branch has flags of its own */
APART int between(struct counted *p, int *q)
{
    p->references -= 2;
    *q += 7;
    return p->references == 0 ? *q : -*q;
}

static int table[3] = { 3, 1, 2 };
APART int loop(int i)
{
    int turns = 0;
    while (--table[i])
        turns++;
    return turns;
}

int main(void)
{
    struct counted c = { 2, 6, 5, 12 };
    release(&c);
    printf("%d %d\n", calls, c.references);
    release(&c);
    printf("%d %d\n", calls, c.references);
    for (int i = 0; i < 3; i++)
        drop(&c);
    printf("%d %d\n", calls, c.small);
    keep(&c, 4);
    keep(&c, 3);
    printf("%d %ld\n", calls, c.mask);
    flip(&c);
    flip(&c);
    printf("%d %d\n", calls, c.half);
    wrap(&c, 65530);
    wrap(&c, 1);
    printf("%d %d\n", calls, c.half);
    c.references = 3;
    for (int i = 0; i < 3; i++)
        printf("%d ", count(&c));
    printf("%d\n", calls);
    c.references = 4;
    int q = 1;
    printf("%d ", between(&c, &q));
    printf("%d\n", between(&c, &q));
    printf("%d %d %d\n", loop(0), loop(1), loop(2));
    return 0;
}

/* expect:
0 1
1 0
3 -3
4 0
5 5
6 0
2 1 0 7
-8 15
2 0 1
*/
