/* Integers of 2^63 and more, and of 128 bits, wherever a word or a count is taken. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef unsigned __int128 U;
typedef __int128 S;
typedef unsigned long long ull;

static U wide = ~(U)0;
static S low = 5;
static struct { char c; U m; S k : 100; ull b : 64; unsigned char u; } t;
static ull table[3] = { 0x8000000000000000ull, ~0ull, 1 };
static char *top = (char *)0xFFFFFFFFFFFFFFF0ull, *minus = (char *)-16;
enum E { BIG = 0xFFFFFFFFFFFFFFFFull };

static int chosen(ull x)
{
    switch (x) {
    case 0x8000000000000000ull: return 1;
    case 0xFFFFFFFFFFFFFFFFull: return 2;
    case 0x8000000000000002ull ... 0x8000000000000009ull: return 3;
    default: return 0;
    }
}

static int plain(ull x)
{
    switch (x) {
    case 0x8000000000000000ull: return 1;
    case 0x8000000000000001ull: return 2;
    case 0x7FFFFFFFFFFFFFFFull: return 3;
    case 0xFFFFFFFFFFFFFFFFull: return 4;
    }
    return 0;
}

static int wide_case(U x)
{
    switch (x) {
    case (U)1 << 64: return 1;
    case ~(U)0: return 2;
    case 3: return 3;
    }
    return 0;
}

static ull next(int n, ...)
{
    va_list ap;
    va_start(ap, n);
    ull sum = 0;
    while (n--) sum ^= va_arg(ap, ull);
    U w = va_arg(ap, U);
    sum += (ull)(w >> 64);
    va_end(ap);
    return sum;
}

static U back(U x, S y) { x++; y--; return x + y; }

static void put(const char *name, U x) { printf("%s %llx %llx\n", name, (ull)(x >> 64), (ull)x); }

int main(void)
{
    U v = ((U)1 << 100) - 1;
    S w = -1;
    wide++; low--; ++t.m; t.m--; --t.m; t.k--; t.b--; --t.u;
    put("wide", wide); put("low", low); put("m", t.m); put("k", t.k); put("b", t.b);
    U *p = &wide;
    put("p", (*p)--); put("p", *p); put("p", --*p);
    U a = v++;
    ++v;
    S b = --w, c = w++;
    w++;
    put("v", v); put("w", w); put("a", a); put("b", b); put("c", c);
    U array[4] = { 0 };
    S i = 1;
    array[i++] = 7; array[i++]--; array[(U)3] += i;
    for (U n = 0; n < 4; n++) put("array", array[n]);
    printf("%d %d %d %d\n", chosen(1ull << 63), chosen(-1), chosen((1ull << 63) + 3), chosen(1));
    printf("%d %d %d %d %d\n", plain(1ull << 63), plain((1ull << 63) + 1), plain(~0ull >> 1),
           plain(-1), plain(0));
    printf("%d %d %d %d\n", wide_case((U)1 << 64), wide_case(-1), wide_case(3), wide_case(0));
    printf("%llx\n", next(3, ~0ull, 1ull << 63, 5ull, (U)9 << 64));
    put("back", back(~(U)0, ((S)1 << 126) + 3));
    ull x = table[0];
    x++; x += table[1]; table[1]++; --table[1]; table[1] >>= 1u; x ^= BIG;
    printf("%llu %llu %llu\n", x, table[0] / 3, table[1]);
    unsigned long s = ~0ul;
    s--; --s; s += 4; s--;
    printf("%lu %d %d\n", s, top == minus, (ull)top == 0xFFFFFFFFFFFFFFF0ull);
    printf("%d %d %d\n", (int)(x >> 63), (int)(1ull << 63 >> 62), (int)((U)1 << 127 >> 126));
    char out[16] = "x";
    strncat(out, "yz", (size_t)-1);
    printf("%s %d %zu\n", out, strncmp(out, "xyz", (size_t)-1), strnlen(out, (size_t)-1));
    char line[3][4], *q = line[2];
    char *moved = __atomic_sub_fetch(&q, (size_t)4, __ATOMIC_SEQ_CST);
    printf("%d ", (int)(moved - line[0]));
    moved = __atomic_add_fetch(&q, (size_t)-4, __ATOMIC_SEQ_CST);
    printf("%d\n", (int)(moved - line[0]));
    printf("%.0f %g %Lg %d\n", (double)table[0], (double)wide, (long double)~0ull,
           (ull)0x1p63 == table[0]);
    S n = 3;
    int vla[n], (*row)[n] = &vla;
    row += (U)1;
    printf("%zu %d\n", sizeof vla, (int)((char *)row - (char *)vla));
    ull o;
    int over = __builtin_mul_overflow(1ull << 63, 3ull, &o);
    printf("%d %llx\n", over, o);
    return 0;
}

/* expect:
wide 0 0
low 0 4
m ffffffffffffffff ffffffffffffffff
k ffffffffffffffff ffffffffffffffff
b 0 ffffffffffffffff
p 0 0
p ffffffffffffffff ffffffffffffffff
p ffffffffffffffff fffffffffffffffe
v 1000000000 1
w 0 0
a fffffffff ffffffffffffffff
b ffffffffffffffff fffffffffffffffe
c ffffffffffffffff fffffffffffffffe
array 0 0
array 0 7
array ffffffffffffffff ffffffffffffffff
array 0 3
1 2 3 0
1 2 3 4 0
1 2 3 0
8000000000000003
back 4000000000000000 2
9223372036854775807 3074457345618258602 9223372036854775807
0 1 1
0 2 2
xyz 0 3
4 0
9223372036854775808 3.40282e+38 1.84467e+19 1
12 12
1 8000000000000000
*/
