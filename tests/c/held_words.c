/* Doubles and pointers in memory under types that are compatible with plain ones or not: volatile,
   may_alias, _Float64; their bytes are looked at afterwards. */
#include <stdio.h>
#include <string.h>
typedef int *__attribute__((may_alias)) free_pointer;
union both { volatile double d; volatile unsigned long u; };
int main(void)
{
    int n = 7;
    union both b;
    b.d = 10;
    volatile double v[2] = { 1, 2 };
    v[1] = v[0] + 0.5;
    _Float64 f = 3, g;
    int *volatile p = &n;
    free_pointer q = p, *r = &q;
    unsigned long bits;
    double plain = v[1];
    memcpy(&g, &f, sizeof f);
    memcpy(&bits, &plain, sizeof bits);
    free_pointer copy;
    memcpy(&copy, r, sizeof copy);
    printf("%lx %lx %g %d %d %d\n", b.u, bits, (double)g, *p, **r, *copy);
    return 0;
}
/* expect:
4024000000000000 3ff8000000000000 3 7 7 7
*/
