/* Enumerations, wide and negative ones, packed, in switches. */
#include <stdio.h>

enum A { ZERO, ONE, FIVE = 5, SIX, MINUS = -3 };
enum B { BIG = 0x100000000, NEXT };
enum __attribute__((packed)) C { SMALL = 3 };
static const char *name(enum A a) { switch (a) { case ZERO: return "zero"; case SIX: return "six"; default: return "?"; } }

int main(void)
{
    enum A a = SIX; enum B b = NEXT;
    printf("%d %d %d %s %s\n", ONE, SIX, MINUS, name(a), name(MINUS));
    printf("%lx %d %d %d\n", (long)b, (int)sizeof b, (int)sizeof(enum C), (int)sizeof a);
    a++; a -= 2;
    printf("%d %d\n", a, a < MINUS);
    struct { enum A e : 4; } s = { FIVE };
    printf("%d\n", s.e);
    return 0;
}

/* expect:
1 6 -3 six ?
100000001 8 1 4
5 0
5
*/
