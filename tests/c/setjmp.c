/* setjmp: automatic variables keep their values across it. */
#include <setjmp.h>
#include <stdio.h>

static jmp_buf env;
static void leap(int n) { if (n == 0) longjmp(env, 7); leap(n - 1); }

int main(void)
{
    volatile int tries = 0;
    int before = 3;
    int r = setjmp(env);
    tries++;
    if (r == 0) leap(5);
    printf("%d %d %d\n", r, tries, before);
    if (tries < 3) longjmp(env, 0);
    printf("%d\n", tries);
    return 0;
}

/* expect:
7 2 3
1 3 3
3
*/
