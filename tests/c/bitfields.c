/* Bit-fields: signs, widths, neighbours, assignment values, packed ones that straddle. */
// options: -fsigned-char
#include <stdio.h>
#include <string.h>

struct A { int a : 3; unsigned b : 5; signed c : 24; _Bool d : 1; } x;
struct B { unsigned long lo : 33; long mid : 20; unsigned hi : 11; } y;
struct __attribute__((packed)) C { unsigned a : 7; unsigned long b : 40; int c : 13; char d; } z;
struct D { char c; int : 0; int a : 17; short b : 9; char e : 4; };
union U { unsigned all; struct { unsigned lo : 4, : 8, hi : 20; }; } u;
struct E { int a : 24; char tail; } e;

static void bytes(const void *p, int n)
{
    const unsigned char *q = p;
    while (n--) printf("%02x", *q++);
    printf("\n");
}

int main(void)
{
    x.a = 5; x.b = 37; x.c = -2; x.d = 4;
    printf("%d %u %d %d\n", x.a, x.b, x.c, x.d);
    printf("%d %d\n", (x.a = 11), (x.b = 77));
    x.a++; x.b--; x.c += 1000; --x.c;
    printf("%d %u %d\n", x.a, x.b, x.c);
    bytes(&x, sizeof x);
    y.lo = 0x1ffffffff; y.mid = -3; y.hi = 0x7ff;
    printf("%lx %ld %x\n", (unsigned long)y.lo, (long)y.mid, y.hi);
    y.lo += 2; y.mid <<= 3;
    printf("%lx %ld %d\n", (unsigned long)y.lo, (long)y.mid, (int)sizeof y);
    z.a = 100; z.b = 0xabcdef1234; z.c = -4000; z.d = 'Z';
    printf("%u %lx %d %c %d\n", z.a, (unsigned long)z.b, z.c, z.d, (int)sizeof z);
    bytes(&z, sizeof z);
    struct D d = { 'c', -50000, 200, -7 };
    printf("%d %d %d %d %d\n", d.c, d.a, d.b, d.e, (int)sizeof d);
    u.all = 0; u.lo = 0x9; u.hi = 0xabcde;
    printf("%x\n", u.all);
    e.tail = 'T'; e.a = -1;
    printf("%d %c\n", e.a, e.tail);
    printf("%d\n", x.b > 12 ? x.a : x.c);
    struct { unsigned f : 1; } one = { 1 };
    printf("%d\n", one.f + ~one.f);
    return 0;
}

/* expect:
-3 5 -2 1
3 13
-4 12 997
64e5030001000000
1ffffffff -3 7ff
1 -24 8
100 abcdef1234 -4000 Z 9
641a89f7e65530085a
99 -50000 200 -7 8
abcde009
-1 T
997
-1
*/
