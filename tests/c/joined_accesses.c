// Neighbouring loads and stores, which machines with pairs do in one instruction; pointers that step.
#include <stdio.h>

struct record { long a, b, c; int d, e; double f, g; float h, i; short j, k; };

__attribute__((noinline)) long sum(const struct record *p)
{
    return p->b * 3 + p->a + p->c + p->e - p->d + (long)(p->g - p->f) + (long)(p->h + p->i) + p->k;
}

__attribute__((noinline)) void set(struct record *p, long x)
{
    p->b = x; p->a = 3; p->c = 0; p->e = 7; p->d = -1; p->g = 9; p->f = 2; p->h = 1; p->i = 4;
    p->j = 5; p->k = 6;
}

__attribute__((noinline)) void shift(long *p) { long a = p[0]; p[0] = p[1]; p[1] = a + p[2]; }

// each store may change what the next load reads
__attribute__((noinline)) void may_overlap(long *p, long *q)
{
    p[0] = q[0]; p[1] = q[1]; p[2] = q[2]; p[3] = q[3];
}

// the pointer itself is loaded: the base of the first access is gone for the second
__attribute__((noinline)) long chase(long **p) { p = (long **)p[0]; return (long)p[1] - (long)p[0]; }

__attribute__((noinline)) int narrow(const int *p) { int a = p[1], b = p[0]; return a * 10 + b; }
__attribute__((noinline)) long widened(const int *p) { long a = p[1], b = p[0]; return a * 10 + b; }

__attribute__((noinline)) char *next_word(char *to, const char *from)
{
    while (*from && *from != ' ')
        *to++ = *from++;
    *to = 0;
    return to;
}

__attribute__((noinline)) long walk(const long *p, const long *end)
{
    long total = 0;
    while (p != end) { total = total * 3 + p[0] - p[1]; p += 2; }
    return total;
}

__attribute__((noinline)) void fill(long *p, long n, long x)
{
    for (; n > 0; n--) { *p++ = x; *p++ = n; }
}

__attribute__((noinline)) long back(const long *p, const long *begin)
{
    long total = 0;
    while (p > begin) { --p; total = total * 5 + *p; }
    return total;
}

long order[8];
__attribute__((noinline)) void volatile_order(volatile long *p) { p[0] = 1; p[1] = 2; p[0] += p[1]; }

__attribute__((noinline)) long many(const long *p)
{
    long a = p[0], b = p[1], c = p[2], d = p[3], e = p[4], f = p[5], g = p[6], h = p[7];
    long i = p[8], j = p[9], k = p[10], l = p[11], m = p[12], n = p[13], o = p[14], q = p[15];
    long x = sum(0 ? 0 : &(struct record){ .a = a, .b = b });
    long y = walk(p, p + 4);
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k
        + 12 * l + 13 * m + 14 * n + 15 * o + 16 * q + x + y;
}

int main(void)
{
    struct record r;
    set(&r, 100);
    printf("%ld %d %d\n", sum(&r), r.j, r.d);
    long v[16];
    for (int i = 0; i < 16; i++)
        v[i] = i * i + 1;
    shift(v + 3);
    printf("%ld %ld %ld\n", v[3], v[4], v[5]);
    may_overlap(v + 1, v);
    printf("%ld %ld %ld %ld %ld\n", v[0], v[1], v[2], v[3], v[4]);
    may_overlap(v + 8, v + 9);
    printf("%ld %ld %ld %ld %ld\n", v[8], v[9], v[10], v[11], v[12]);
    long *links[4] = { 0, 0, v, v + 5 };
    links[0] = (long *)(links + 2);
    printf("%ld\n", chase(links));
    int pair[2] = { -3, 4 };
    printf("%d %ld\n", narrow(pair), widened(pair));
    char text[20];
    printf("%ld %s\n", (long)(next_word(text, "neighbours apart") - text), text);
    printf("%ld %ld\n", walk(v, v + 8), back(v + 8, v));
    fill(v, 4, -2);
    for (int i = 0; i < 9; i++)
        printf("%ld ", v[i]);
    volatile_order(order);
    printf("%ld %ld %ld\n", order[0], order[1], many(v));
}

/* expect:
329 5 -1
17 36 26
1 1 1 1 1
82 101 122 145 145
40
37 37
10 neighbours
-88 4566406
-2 4 -2 3 -2 2 -2 1 82 3 2 15661
*/
