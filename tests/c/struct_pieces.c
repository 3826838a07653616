/* Structs that travel in registers: chains of calls by value, deep recursion with a small frame. */
#include <stdarg.h>
#include <stdio.h>

struct value { unsigned char kind; unsigned short size; int count; union { void *p; double d; } u; };
struct pair { long a; double b; };
struct floats { float x, y, z; };
struct large { long a[5]; };

__attribute__((noinline)) static struct value make(int kind, double d)
{
    struct value v = {kind, kind * 3, kind + 7, {.d = d}};
    return v;
}

__attribute__((noinline)) static struct value same(struct value v) { return v; }

__attribute__((noinline)) static int kind_of(struct value v) { return v.kind + v.size; }

__attribute__((noinline)) static double number(struct value v) { return v.u.d + v.count; }

__attribute__((noinline)) static struct pair swap(struct pair p, struct pair q)
{
    struct pair r = {q.a + 1, p.b * 2};
    return r;
}

__attribute__((noinline)) static struct floats turn(struct floats f)
{
    struct floats r = {f.y, f.z, f.x};
    return r;
}

__attribute__((noinline)) static struct large shift(struct large l, struct value v)
{
    for (int i = 4; i > 0; i--) l.a[i] = l.a[i - 1];
    l.a[0] = v.count;
    return l;
}

__attribute__((noinline)) static long sum(int n, ...)
{
    va_list list;
    long total = 0;
    va_start(list, n);
    while (n--) {
        struct pair p = va_arg(list, struct pair);
        total += p.a + (long)p.b;
    }
    va_end(list);
    return total;
}

__attribute__((noinline)) static unsigned __int128 square(unsigned __int128 x) { return x * x; }

static int deep(struct value a, struct value b, int depth)
{
    if (depth == 0) return kind_of(a) - kind_of(b);
    if (kind_of(same(a)) != kind_of(same(b))) return kind_of(make(1, 2)) - kind_of(same(b));
    if (depth % 1000 == 3) return deep(same(b), same(make(b.kind, 1.5)), depth - 1);
    if (depth % 1000 == 4) return deep(same(a), same(same(b)), depth - 1) + kind_of(same(a));
    int r = deep(same(make(a.kind, depth)), same(make(b.kind, -depth)), depth - 1);
    return r + (int)(number(same(a)) - number(same(b))) * 0 + kind_of(a) - kind_of(b);
}

int main(void)
{
    struct value a = make(2, 1.25), b = same(same(a));
    printf("%d %g %d\n", kind_of(b), number(same(b)), deep(a, b, 5));
    struct pair p = swap(swap((struct pair){1, 2.5}, (struct pair){3, 4}), (struct pair){10, 20});
    printf("%ld %g\n", p.a, p.b);
    struct floats f = turn(turn((struct floats){1, 2, 3}));
    printf("%g %g %g\n", f.x, f.y, f.z);
    struct large l = {{1, 2, 3, 4, 5}};
    l = shift(shift(l, a), same(make(5, 0)));
    printf("%ld %ld %ld\n", l.a[0], l.a[1], l.a[4]);
    printf("%ld\n", sum(3, p, swap(p, p), (struct pair){7, 8.5}));
    unsigned __int128 w = square(((unsigned __int128)1 << 60) + 5);
    printf("%lx %lx\n", (long)(w >> 64), (long)w);
    printf("%d\n", deep(a, b, 20000));
    return 0;
}

/* expect:
8 10.25 8
11 10
3 1 2
12 9 3
68
100000000000000 a000000000000019
160
*/
