/* switch on 128-bit values. */
#include <stdio.h>

static int pick(__int128 v)
{
    switch (v) {
    case 1: return 1;
    case ((__int128)1 << 100): return 2;
    case -5 ... -3: return 3;
    case 10 ... 20: return 4;
    default: return 0;
    }
}

static int unsigned_pick(unsigned __int128 v)
{
    switch (v) {
    case ~(unsigned __int128)0: return 1;
    case (unsigned __int128)1 << 127: return 2;
    }
    return 0;
}

int main(void)
{
    printf("%d %d %d %d %d %d\n", pick(1), pick((__int128)1 << 100), pick(-4), pick(20), pick(21),
           pick((__int128)1 << 64 | 1));
    printf("%d %d %d\n", unsigned_pick(-1), unsigned_pick((unsigned __int128)1 << 127),
           unsigned_pick(0));
    return 0;
}

/* expect:
1 2 3 4 0 0
1 2 0
*/
