/* Integer arithmetic in every width: conversions, promotions, wrapping, division, shifts. */
#include <stdio.h>

signed char sc = -5;
unsigned char uc = 250;
short s = -30000;
unsigned short us = 60000;
int i = -2000000000;
unsigned u = 4000000000u;
long l = -9000000000000000000;
unsigned long ul = 18000000000000000000u;

int main(void)
{
    printf("%d %d %d %d\n", sc + uc, s - us, sc * sc, uc / sc);
    printf("%u %u\n", u + u, u * 3u);
    printf("%ld %lu\n", l + (long)u, ul * 2);
    printf("%d %d %d\n", i / 7, i % 7, i >> 3);
    printf("%u %u %u\n", u / 7, u % 7, u >> 3);
    printf("%ld %ld\n", l / 11, l % 11);
    printf("%lu %lu\n", ul / 11, ul % 11);
    printf("%d %d\n", (signed char)uc, (short)us);
    printf("%d %d\n", (unsigned char)i, (unsigned short)l);
    uc += 10; sc -= 125; us <<= 1; s >>= 2;
    printf("%d %d %d %d\n", uc, sc, us, s);
    printf("%d %d %d\n", i & 0xff, i | 1, i ^ -1);
    printf("%d %d %d\n", ~i, -sc, !i);
    printf("%d %d %d %d\n", -1 < 1u, sc < uc, l < ul, (long)-1 < 1);
    printf("%d\n", (_Bool)256 + (_Bool)0.5 + (_Bool)0);
    return 0;
}

/* expect:
245 -90000 25 -50
3705032704 3410065408
-8999999996000000000 17553255926290448384
-285714285 -5 -250000000
571428571 3 500000000
-818181818181818181 -9
1636363636363636363 7
-6 -5536
0 0
4 126 54464 -7500
0 -1999999999 1999999999
1999999999 -126 0
0 0 1 1
2
*/
