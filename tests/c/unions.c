/* Unions: punning through members, anonymous members, casts to union, transparent unions. */
#include <stdio.h>

union V { int i; unsigned u; float f; char c[4]; double d; };
struct T { int kind; union { int i; double d; struct { short a, b; }; }; };
typedef union { int *ip; const char *cp; } any __attribute__((transparent_union));

static int first(any a) { return *a.cp; }
static double value(struct T t) { return t.kind ? t.d : t.i; }

int main(void)
{
    union V v = { .f = 1.0f };
    int n = 65;
    printf("%x %d\n", v.u, v.c[3]);
    v.i = 0x41424344;
    printf("%c%c\n", v.c[0], v.c[3]);
    struct T t = { 1, .d = 2.5 };
    printf("%g ", value(t));
    t.kind = 0; t.a = 7; t.b = 1;
    printf("%g\n", value(t));
    printf("%g %d\n", ((union V)2.0f).f, ((union V)-3).i);
    printf("%d %d\n", first(&n), first("B"));
    union { long l; struct { int lo, hi; } s; } w = { 0x100000002 };
    w.s.hi += 5;
    printf("%lx\n", w.l);
    return 0;
}

/* expect:
3f800000 63
DA
2.5 65543
2 -3
65 66
600000002
*/
