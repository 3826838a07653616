/* Floating operands of asm in general registers: their bits go there. */
// targets: x86_64
#include <stdio.h>
int main(void)
{
    float f = 1.5f;
    double d = 2.5, e;
    unsigned u;
    asm("" : "+r"(f));
    asm("movl %1, %0" : "=r"(u) : "r"(f));
    asm("movq %1, %0" : "=r"(e) : "r"(d));
    asm("" : "=r,r"(d) : "%0,0"(d), "m,r"(8));
    printf("%g %x %g %g\n", f, u, e, d);
    return 0;
}

/* expect:
1.5 3fc00000 2.5 2.5
*/
