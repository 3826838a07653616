/* Bit counting, byte swapping, overflow checks, parity. */
#include <stdio.h>

volatile unsigned u = 0x00f0a000; volatile unsigned long ul = 0x0000f00000000000; volatile int m = -5;
volatile int big = 2147483647; volatile unsigned char uc = 200;

int main(void)
{
    int r; unsigned ur; long lr; unsigned char cr; unsigned long ulr;
    printf("%d %d %d %d\n", __builtin_clz(u), __builtin_ctz(u), __builtin_popcount(u), __builtin_ffs(u));
    printf("%d %d %d %d\n", __builtin_clzl(ul), __builtin_ctzl(ul), __builtin_popcountl(ul), __builtin_ffsl(0));
    printf("%d %d %d\n", __builtin_parity(u), __builtin_clrsb(m), __builtin_clrsbl(m));
    printf("%x %x %lx\n", __builtin_bswap16(0x1234 + m), __builtin_bswap32(u), __builtin_bswap64(ul));
    printf("%d ", __builtin_add_overflow(big, 1, &r)); printf("%d\n", r);
    printf("%d ", __builtin_sub_overflow(u, 0x01000000u, &ur)); printf("%x\n", ur);
    printf("%d ", __builtin_mul_overflow(big, 2L, &lr)); printf("%ld\n", lr);
    printf("%d ", __builtin_add_overflow(uc, uc, &cr)); printf("%d\n", cr);
    printf("%d ", __builtin_mul_overflow(ul, ul, &ulr)); printf("%lx\n", ulr);
    printf("%d ", __builtin_sub_overflow(1u, 2u, &lr)); printf("%ld\n", lr);
    printf("%d ", __builtin_add_overflow(m, ul, &ulr)); printf("%lx\n", ulr);
    printf("%d %d\n", __builtin_add_overflow_p(big, 1, 0), __builtin_mul_overflow_p(big, 1, 0));
    return 0;
}

/* expect:
8 13 6 14
16 44 4 0
0 28 60
2f12 a0f000 f00000
1 -2147483648
1 fff0a000
0 4294967294
1 144
1 0
0 -1
0 effffffffffb
1 0
*/
