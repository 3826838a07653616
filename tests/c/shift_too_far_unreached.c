/* A shift by too much is undefined only when it is reached; its count still has to be encoded. */
#include <stdio.h>

int shift_right(int x, int reached) { return reached ? x >> 1982482988 : x; }
long shift_left(long x, int reached) { return reached ? x << -5 : x; }
unsigned char shift_byte(unsigned char x, int reached) { return reached ? x >> 4000 : x; }

int main(void)
{
    volatile int reached = 0;
    printf("%d %ld %d\n", shift_right(5, reached), shift_left(-2, reached), shift_byte(9, reached));
    return 0;
}

/* expect:
5 -2 9
*/
