/* The value of an assignment, a comma, a conditional or a statement expression that ends in a
   bit-field promotes by the width of the bit-field (6.3.1.1p2), and one wider than int computes in
   exactly its width, as in gcc; found by Csmith (seed 2764), where a comma hid the width. */
#include <stdio.h>

enum plain { A, B };
enum signed_values { M = -1, P };
static struct {
    unsigned narrow : 20;
    unsigned long wide : 40, narrow_long : 20, whole_long : 64;
    long wide_signed : 40;
    unsigned whole : 32;
    unsigned char c : 3;
    signed s : 5;
    enum plain e : 3, whole_enum : 32;
    enum signed_values n : 4;
    _Bool b : 1;
} s;
static int yes = 1;

static void fill(void)
{
    s.wide = s.narrow_long = s.whole = s.whole_long = -1;
    s.wide_signed = 1;
    s.narrow = s.e = s.whole_enum = s.c = s.s = s.n = s.b = 0;
}

/* Is the value signed? */
#define SIGN(x) (fill(), printf("%d", (x) - 1 < 0), fill(), printf("%d ", (x) < -1))
#define SIGNS(f)                                                                                \
    (SIGN(s.f), SIGN((0, s.f)), SIGN((1, (0, s.f))), SIGN(s.f = 0), SIGN(s.f += 0),             \
     SIGN(s.f |= 0), SIGN(({ s.f; })), SIGN(({ s.f = 0; })), SIGN((0, s.f = 0)),                \
     SIGN(yes ? s.f : s.f), SIGN(s.f ?: s.f), puts(#f))

/* Its width, by results that leave it. */
#define WIDTH(x)                                                                                \
    (fill(), printf("%llx ", (long long)((x) + 1)), fill(),                                     \
     printf("%llx ", (long long)((x) << 4)), fill(), printf("%llx ", (long long)((x) * 2)),     \
     fill(), printf("%llx ", (long long)~(x)), fill(), printf("%llx ", (long long)-(x)), fill(), \
     printf("%llx %d\n", (long long)((x) >> 10), (int)sizeof +(x)))
#define WIDTHS(f)                                                                               \
    (puts(#f), WIDTH(s.f), WIDTH((0, s.f)), WIDTH(s.f = 5), WIDTH(s.f -= 1), WIDTH(++s.f),      \
     WIDTH(s.f--), WIDTH(({ s.f; })), WIDTH(({ s.f = 3; })), WIDTH(yes ? s.f : s.f),            \
     WIDTH(s.f ?: s.f), WIDTH(yes ? s.f : s.wide), WIDTH(yes ? s.f : 1))

int main(void)
{
    SIGNS(narrow), SIGNS(wide), SIGNS(narrow_long), SIGNS(whole_long), SIGNS(wide_signed);
    SIGNS(whole), SIGNS(c), SIGNS(s), SIGNS(e), SIGNS(whole_enum), SIGNS(n), SIGNS(b);
    WIDTHS(narrow), WIDTHS(wide), WIDTHS(narrow_long), WIDTHS(wide_signed), WIDTHS(whole);

    int minus = -1;
    unsigned long x;
    fill();
    x = (s.wide <<= 1) << 1, printf("%lx ", x);
    x = (s.wide *= 3) * 7, printf("%lx ", x);
    x = s.wide /= minus, printf("%lx ", x);
    s.wide = -1, x = s.wide /= minus, printf("%lx ", x);
    s.wide = -1, s.wide %= minus, printf("%lx ", (unsigned long)s.wide);
    s.wide = -3, s.wide /= -2L, printf("%lx ", (unsigned long)s.wide);
    s.wide_signed = -9, s.wide_signed /= 2, printf("%ld ", (long)s.wide_signed);
    s.narrow = 9, s.narrow /= minus, printf("%x\n", s.narrow);
    switch (s.wide = -1) {
    case 0xffffffffff: puts("all of its bits"); break;
    default: puts("more than its bits");
    }
    return 0;
}

/* expect:
10 10 10 10 10 10 10 10 10 10 10 narrow
01 01 01 01 01 01 01 01 01 01 01 wide
00 00 00 10 00 00 00 10 10 00 00 narrow_long
00 00 00 01 00 00 00 01 01 00 00 whole_long
00 00 00 10 00 00 00 10 10 00 00 wide_signed
00 00 00 01 00 00 00 01 01 00 00 whole
10 10 10 10 10 10 10 10 10 10 10 c
10 10 10 10 10 10 10 10 10 10 10 s
10 10 10 10 10 10 10 10 10 10 10 e
01 01 01 01 01 01 01 01 01 01 01 whole_enum
10 10 10 10 10 10 10 10 10 10 10 n
10 10 10 10 10 10 10 10 10 10 10 b
narrow
1 0 0 ffffffffffffffff 0 0 4
1 0 0 ffffffffffffffff 0 0 4
6 50 a fffffffffffffffa fffffffffffffffb 0 4
100000 fffff0 1ffffe fffffffffff00000 fffffffffff00001 3ff 4
2 10 2 fffffffffffffffe ffffffffffffffff 0 4
1 0 0 ffffffffffffffff 0 0 4
1 0 0 ffffffffffffffff 0 0 4
4 30 6 fffffffffffffffc fffffffffffffffd 0 4
1 0 0 ffffffffffffffff 0 0 4
1 0 0 ffffffffffffffff 0 0 4
1 0 0 ffffffffff 0 0 8
1 0 0 ffffffffffffffff 0 0 4
wide
100000 fffff0 1ffffe fffff00000 fffff00001 3ff 8
100000 fffff0 1ffffe fffff00000 fffff00001 3ff 8
6 50 a fffffffffa fffffffffb 0 8
fffff ffffe0 1ffffc fffff00001 fffff00002 3ff 8
100001 1000000 200000 ffffefffff fffff00000 400 8
100000 fffff0 1ffffe fffff00000 fffff00001 3ff 8
100000 fffff0 1ffffe fffff00000 fffff00001 3ff 8
4 30 6 fffffffffc fffffffffd 0 8
100000 fffff0 1ffffe fffff00000 fffff00001 3ff 8
100000 fffff0 1ffffe fffff00000 fffff00001 3ff 8
100000 fffff0 1ffffe fffff00000 fffff00001 3ff 8
100000 fffff0 1ffffe fffff00000 fffff00001 3ff 8
narrow_long
100000 fffff0 1ffffe fffffffffff00000 fffffffffff00001 3ff 4
100000 fffff0 1ffffe fffffffffff00000 fffffffffff00001 3ff 4
6 50 a fffffffffffffffa fffffffffffffffb 0 4
fffff ffffe0 1ffffc fffffffffff00001 fffffffffff00002 3ff 4
1 0 0 ffffffffffffffff 0 0 4
100000 fffff0 1ffffe fffffffffff00000 fffffffffff00001 3ff 4
100000 fffff0 1ffffe fffffffffff00000 fffffffffff00001 3ff 4
4 30 6 fffffffffffffffc fffffffffffffffd 0 4
100000 fffff0 1ffffe fffffffffff00000 fffffffffff00001 3ff 4
100000 fffff0 1ffffe fffffffffff00000 fffffffffff00001 3ff 4
100000 fffff0 1ffffe fffff00000 fffff00001 3ff 8
100000 fffff0 1ffffe fffffffffff00000 fffffffffff00001 3ff 4
wide_signed
2 10 2 fffffffffffffffe ffffffffffffffff 0 8
2 10 2 fffffffffffffffe ffffffffffffffff 0 8
6 50 a fffffffffffffffa fffffffffffffffb 0 8
1 0 0 ffffffffffffffff 0 0 8
3 20 4 fffffffffffffffd fffffffffffffffe 0 8
2 10 2 fffffffffffffffe ffffffffffffffff 0 8
2 10 2 fffffffffffffffe ffffffffffffffff 0 8
4 30 6 fffffffffffffffc fffffffffffffffd 0 8
2 10 2 fffffffffffffffe ffffffffffffffff 0 8
2 10 2 fffffffffffffffe ffffffffffffffff 0 8
2 10 2 fffffffffe ffffffffff 0 8
2 10 2 fffffffffffffffe ffffffffffffffff 0 8
whole
0 fffffff0 fffffffe 0 1 3fffff 4
0 fffffff0 fffffffe 0 1 3fffff 4
6 50 a fffffffa fffffffb 0 4
ffffffff ffffffe0 fffffffc 1 2 3fffff 4
1 0 0 ffffffff 0 0 4
0 fffffff0 fffffffe 0 1 3fffff 4
0 fffffff0 fffffffe 0 1 3fffff 4
4 30 6 fffffffc fffffffd 0 4
0 fffffff0 fffffffe 0 1 3fffff 4
0 fffffff0 fffffffe 0 1 3fffff 4
100000000 ffffffff0 1fffffffe ff00000000 ff00000001 3fffff 8
0 fffffff0 fffffffe 0 1 3fffff 4
3ffffc 29fffd6 0 1 0 8000000002 -4 ffff7
all of its bits
*/
