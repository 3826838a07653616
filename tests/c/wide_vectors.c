/* Vectors of more than 16 bytes: every operation, as members, results and in memory. */
#include <stdio.h>

typedef int v8 __attribute__((vector_size(32)));
typedef short s16 __attribute__((vector_size(32)));
typedef double d4 __attribute__((vector_size(32)));
typedef long l4 __attribute__((vector_size(32)));
typedef char c64 __attribute__((vector_size(64)));
typedef short s8 __attribute__((vector_size(16)));

v8 global = {1, 2, 3, 4, 5, 6, 7, 8};
struct holder { char c; v8 v; };

__attribute__((noinline)) static v8 mix(const v8 *a, const v8 *b, int k)
{
    v8 r = *a + *b * k;
    r ^= *a << 1;
    v8 big = r > 20;
    return (big & (r - 5)) | (~big & -r);
}

static int total(v8 v)
{
    int s = 0;
    for (int i = 0; i < 8; i++) s = s * 3 + v[i];
    return s;
}

__attribute__((noinline)) static v8 loop(v8 *data, int n)
{
    v8 sum = {0};
    for (int i = 0; i < n; i++) sum += data[i];
    return sum;
}

int main(void)
{
    v8 a = global, b = {8, 7, 6, 5, 4, 3, 2, 1}, all[3] = {a, b, a + b};
    volatile int index = 3;
    v8 r = mix(&a, &b, 3);
    printf("%d %d\n", total(r), r[5]);
    r[index] = 100;
    r[7] = r[index] + 1;
    printf("%d %d\n", total(r), r[index]);
    v8 order = {7, 6, 5, 4, 3, 2, 1, 0}, pick = {0, 8, 1, 9, 2, 10, 3, 11};
    printf("%d %d\n", total(__builtin_shuffle(a, order)), total(__builtin_shuffle(a, b, pick)));
    d4 d = {1.5, -2.5, 3.25, 4};
    l4 less = d < 2.0;
    d = d * d + 1.0;
    printf("%g %g %ld %ld\n", d[0], d[3], less[1], less[2]);
    s8 narrow = __builtin_convertvector(a, s8);
    d4 wide = __builtin_convertvector((l4){1, 2, 3, 4}, d4);
    printf("%d %g\n", narrow[6], wide[2]);
    s16 bits = (s16)a;
    c64 chars = {0};
    chars[40] = 7;
    chars += 1;
    printf("%d %d %d\n", bits[4], chars[40], chars[41]);
    struct holder h = {'x', a}, copy = h;
    copy.v /= 2;
    printf("%d %d\n", total(copy.v), total(loop(all, 3)));
    r = index > 2 ? a : b;
    printf("%d\n", total(r));
    return 0;
}

/* expect:
32008 -3
38405 100
24604 9224
3.25 17 -1 0
7 3
3 8 1
1228 59040
4916
*/
