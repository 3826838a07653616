/* volatile objects: every access happens, in structs, bit-fields, through pointers. */
#include <stdio.h>

struct S { volatile int a; volatile unsigned f : 5; int b; };
volatile int v = 1; static volatile struct S s = { 1, 2, 3 };

int main(void)
{
    volatile int local = 4; volatile int *p = &local; int i;
    v; *p; s.a;
    v = v + v; (*p)++; s.f += 30; s.a = s.b = 9;
    for (i = 0; v < 100; i++) v *= 3;
    printf("%d %d %d %d %d %d\n", v, i, local, s.a, s.f, s.b);
    return 0;
}

/* expect:
162 4 5 9 0 9
*/
