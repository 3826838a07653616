/* Types local to a header's inline functions, whose bodies are parsed when they are called. */
#ifndef HEADER
#define HEADER
#include "local_types.c"
#include <stdio.h>

static int g1(void) { union { int i; } u; u.i = 1; return u.i; }
struct p1 { int a; };
struct p2 { int a; };
struct p3 { int a; };

int main(void)
{
    struct p3 x = { g1() };
    printf("%lx %d %d\n", bits(1.0), second(4), x.a);
    return 0;
}

#else

static inline unsigned long bits(double d)
{
    union {
        double d;
        unsigned long bits;
    } u;
    u.d = d;
    return u.bits;
}

static inline int second(int a)
{
    struct local { int a, b; };
    struct outer { struct local l; } s = { { a, a + 1 } };
    return s.l.b;
}

#endif

/* expect:
3ff0000000000000 5 1
*/
