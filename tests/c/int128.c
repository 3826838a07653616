/* __int128: arithmetic, shifts, comparison, conversion, as parameter and result. */
#include <stdio.h>

typedef __int128 i128;
typedef unsigned __int128 u128;

static void show(u128 x) { printf("%016lx%016lx\n", (unsigned long)(x >> 64), (unsigned long)x); }
static i128 mul(i128 a, i128 b) { return a * b; }
volatile int count = 65;

int main(void)
{
    i128 a = (i128)0x123456789abcdef0 << 40;
    u128 b = ~(u128)0;
    show(a);
    show(mul(a, -3));
    show(b / 10);
    show(b % 1000003);
    show((u128)(-a / 7));
    show((u128)(-a % 7));
    show(b << count);
    show(b >> count);
    show((u128)((i128)b >> count));
    printf("%d %d %d\n", a < -a, b > 5, (i128)b == -1);
    printf("%.0f %.0f\n", (double)a, (double)b);
    show((u128)1e30);
    show((u128)(i128)-1e20);
    a += 1; a++; --a; a <<= 3;
    show(a);
    return 0;
}

/* expect:
000000123456789abcdef00000000000
ffffffc962fc962fc963300000000000
19999999999999999999999999999999
00000000000000000000000000000bd1
fffffffd663cca330997024924924925
fffffffffffffffffffffffffffffffd
fffffffffffffffe0000000000000000
00000000000000007fffffffffffffff
ffffffffffffffffffffffffffffffff
0 1 1
1442304682926341006674137972736 340282366920938463463374607431768211456
0000000c9f2c9cd04675000000000000
fffffffffffffffa9438a1d29cf00000
00000091a2b3c4d5e6f7800000000008
*/
