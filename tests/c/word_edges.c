/* Integers at the ends of their types, values that look like an interpreter's marks,
NaN in a variable. */
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <setjmp.h>

static uint64_t u[] = { 0, 1, 2, 3, 0x7fffffffffffffff, 0x8000000000000000, 0x8000000000000001,
                        0xffffffffffffffff, 0xC5A3C4E2D1B09F8F, 12345678901234567ull };
static int64_t s[] = { 0, 1, -1, 2, -3, INT64_MAX, INT64_MIN + 1, -0x3A5C3B1D2E4F6071, 1000000007 };

static uint64_t mix(uint64_t a, uint64_t b) { a ^= a << 13; a ^= a >> 7; a ^= b << 17;
return a * 0x9E3779B97F4A7C15u + b; }
static int64_t same(int64_t a) { int64_t b = a; return b; }
static double twice(double d) { double e = d; return e + e; }
static jmp_buf env;
struct mixed { int a; double d; char c[6]; struct mixed *next; float f; };

int main(void)
{
    uint64_t h = 1;
    for (unsigned i = 0; i < sizeof u / sizeof *u; i++)
        for (unsigned j = 0; j < sizeof u / sizeof *u; j++) {
            uint64_t a = u[i], b = u[j];
            h = mix(h, a + b); h = mix(h, a - b); h = mix(h, a * b); h = mix(h, a & b | a ^ b);
            h = mix(h,
            (a < b) + 2 * (a <= b) + 4 * (a > b) + 8 * (a >= b) + 16 * (a == b) + 32 * (a != b));
            if (b) { h = mix(h, a / b); h = mix(h, a % b); }
            h = mix(h, a << (b & 63)); h = mix(h, a >> (b & 63)); h = mix(h, ~a); h = mix(h, -a);
            h = mix(h, (int)a + 0ull); h = mix(h, (unsigned char)a); h = mix(h, (short)a);
            h = mix(h, (int64_t)a >> 3);
            h = mix(h, (uint64_t)((double)a > (double)b)); h = mix(h, (uint64_t)(float)(a >> 1));
            unsigned __int128 w = (unsigned __int128)a * b + a; h = mix(h, (uint64_t)(w >> 64));
            h = mix(h, (uint64_t)w);
            uint64_t c = a; c += b; c++; c -= 3; c *= b; c ^= a; c >>= 3; h = mix(h, c--);
            h = mix(h, --c);
            unsigned x = (unsigned)a, y = (unsigned)b; h = mix(h, x + y); h = mix(h, x * y);
            h = mix(h, x - y); h = mix(h, ~x); h = mix(h, -x); h = mix(h, x << (y & 31));
            if (y) { h = mix(h, x / y); h = mix(h, x % y); }
        }
    for (unsigned i = 0; i < sizeof s / sizeof *s; i++)
        for (unsigned j = 0; j < sizeof s / sizeof *s; j++) {
            int64_t a = same(s[i]), b = same(s[j]), r;
            if (!__builtin_add_overflow(a, b, &r)) h = mix(h, a + b == r);
            if (!__builtin_sub_overflow(a, b, &r)) h = mix(h, (a - b) ^ r);
            if (!__builtin_mul_overflow(a, b, &r)) h = mix(h, (a * b) ^ r);
            if (b) { h = mix(h, a / b); h = mix(h, a % b); }
            h = mix(h, (a < b) + 2 * (a <= b) + 4 * (a > b) + 8 * (a >= b));
            h = mix(h, a >> (b & 63)); h = mix(h, (int)a); h = mix(h, (signed char)a);
            h = mix(h, (uint64_t)a); h = mix(h, (_Bool)a);
            h = mix(h, a && b); h = mix(h, a || !b); h = mix(h, a ? b : 7);
        }
    printf("%016llx\n", (unsigned long long)h);
    double n = NAN, z = -0.0; n = twice(n);
    printf("%d %d %g %d\n", n != n, n < 1, 1 / z, (int)-2.9);
    struct mixed *list = NULL;
    for (int i = 0; i < 4; i++) {
        struct mixed *m = malloc(sizeof *m), t = { i, i * 1.5, "abc", list, i / 3.0f };
        *m = t; list = m;
    }
    struct mixed *copy = malloc(4 * sizeof *copy); int k = 0;
    for (struct mixed *m = list; m; m = m->next) memcpy(&copy[k++], m, sizeof *m);
    copy = realloc(copy, 8 * sizeof *copy);
    unsigned char *bytes = (unsigned char *)&copy[1].d; unsigned sum = 0;
    for (unsigned i = 0; i < sizeof(double); i++) sum = sum * 31 + bytes[i];
    copy[2].d *= 2; copy[2].a += copy[3].c[1]; copy[3].f++;
    for (int i = 0; i < 4;
    i++) printf("%d %g %s %g %d\n", copy[i].a, copy[i].d, copy[i].c, copy[i].f,
    copy[i].next == (i < 3 ? list->next : NULL));
    printf("%u\n", sum);
    union { double d; uint64_t u; unsigned char c[8]; } p; p.d = 3.25; p.c[0] = 1;
    printf("%016llx %.17g\n", (unsigned long long)p.u, p.d);
    p.u = 0x4000000000000000; printf("%g\n", p.d);
    volatile int tries = 0; int fixed = 5;
    if (setjmp(env) < 3) { tries++; longjmp(env, tries); }
    printf("%d %d\n", tries, fixed);
    switch (u[7]) { case 0xffffffffffffffff: puts("all"); break; default: puts("none"); }
    switch (s[2]) { case -1: puts("minus one"); break; case 5 ... 9: puts("range"); }
    uint64_t mark = 0xC5A3C4E2D1B09F8F; uint64_t other = mark;
    int64_t array[2] = { -0x3A5C3B1D2E4F6071, 4 };
    array[0] += 0; array[1] = array[0]; array[1]++;
    printf("%d %lld %lld\n", other == mark, (long long)array[0], (long long)array[1]);
    char *q = "text" + 1; q += 2; q--; printf("%c %td %d\n", *q, &u[3] - &u[1], &u[1] < &u[2]);
    int matrix[3][4]; for (int i = 0; i < 12; i++) matrix[i / 4][i % 4] = i;
    int (*row)[4] = matrix; row++; printf("%d %d\n", (*row)[2], row[1][3]);
    free(copy);
    while (list) { struct mixed *next = list->next; free(list); list = next; }
    return 0;
}

/* expect:
22d0a0d9af13184c
1 0 -inf -2
3 4.5 abc 1 1
2 3 abc 0.666667 0
99 3 abc 0.333333 0
0 0 abc 1 1
312
400a000000000001 3.2500000000000004
2
3 5
all
minus one
1 -4205301148574244977 -4205301148574244976
x 2 1
6 11
*/
