/* ++ and --, compound assignment, on every kind of target; evaluated once. */
// options: -fsigned-char
#include <stdio.h>

static int calls;
static int a[4] = { 1, 2, 3, 4 };
static int *at(int i) { calls++; return &a[i]; }
struct S { char c; short h; unsigned f : 3; _Bool b; float x; long double l; };

int main(void)
{
    struct S s = { 127, -32768, 7, 0, 1.5f, 2.5L };
    int *p = a; unsigned char u = 0; double d = 0.5;
    int x1 = (*at(1))++, x2 = ++*at(1), x3 = (*at(1))--; printf("%d %d %d %d\n", x1, x2, x3, calls);
    *at(2) += *at(3) *= 2;
    printf("%d %d %d\n", a[2], a[3], calls);
    s.c++; s.h--; s.f++; s.b++; s.x++; --s.l;
    printf("%d %d %d %d %g %Lg\n", s.c, s.h, s.f, s.b, s.x, s.l);
    s.b++; printf("%d ", s.b); s.b--; printf("%d ", s.b); s.b--; printf("%d\n", s.b);
    x1 = u--; x2 = *p++; x3 = *++p; printf("%d %d %d %d\n", x1, u, x2, x3);
    u += 300; u >>= 1; u |= 0x80; u /= 3.5; d += u; d *= 2; p -= 1;
    printf("%d %g %d\n", u, d, *p);
    int i = 10; i += 1; i <<= 2; i %= 7; i ^= 5; i -= 2.9;
    printf("%d\n", i);
    short h = 5; h *= 1.5; h++;
    printf("%d\n", h);
    long l = 1; l <<= 40; l -= 1; l &= ~0xffL;
    printf("%lx\n", l);
    return 0;
}

/* expect:
2 4 4 3
11 8 5
-128 32767 0 1 2.5 1.5
1 0 1
0 255 1 11
42 85 3
4
8
ffffffff00
*/
