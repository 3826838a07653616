/* Narrow results and arguments that are made of constants, comparisons and choices. */
#include <stdbool.h>
#include <stdio.h>

#define APART __attribute__((noinline)) static

APART char negative(signed char c) { return c < 0; }
APART unsigned char two_hundred(void) { return 200; }
APART signed char minus(void) { return -56; }
APART short chosen(short x) { return x > 0 ? 5 : -3; }
APART bool nested(int a, int b)
{
    if (a)
        return true;
    if (b > 3)
        return b == 7;
    return false;
}
APART bool known(const int *p) { return p && nested(*p, 7); }
APART unsigned short mixed(int a, unsigned char b) { return a > 1 ? b : a == 1 ? 65535 : 256; }
APART signed char both_signs(int a, bool b) { return a > 1 ? (signed char)-b : a == 1 ? 127 : -128; }
APART long taken(bool a, char b, short c, signed char d) { return a * 1000000L + b * 1000 + c + d; }
APART long given(int x, int y)
{
    return taken(x > y, x ? 'a' : 'b', y ? -7 : 9, x < 0 ? -1 : 1);
}

int main(void)
{
    int zero = 0, one = 1;
    printf("%d %d %d %d\n", negative(-3), negative(3), two_hundred(), minus());
    printf("%d %d %d %d %d\n", chosen(4), chosen(-4), nested(1, 0), nested(0, 7), nested(0, 8));
    printf("%d %d %d %d\n", nested(0, 1), known(0), known(&zero), known(&one));
    for (int i = 0; i < 3; i++)
        printf("%d %d %d\n", mixed(i, 77), both_signs(i, true), both_signs(i, false));
    for (int i = -1; i < 2; i++)
        printf("%ld %ld\n", given(i, 0), given(0, i));
    return 0;
}

/* expect:
1 0 200 -56
5 -3 1 1 0
0 0 1 1
256 -128 -128
65535 127 127
77 -1 0
97008 1097994
98010 98010
1097010 97994
*/
