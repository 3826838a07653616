/* Attribute cleanup: fall through, break, continue, goto, return, nested, statement expressions. */
#include <stdio.h>

static void done(int *p) { printf("~%d ", *p); }
#define SCOPED __attribute__((cleanup(done))) int

static int f(int n)
{
    SCOPED a = 1;
    { SCOPED b = 2; if (n == 0) return a + b; }
    for (int i = 0; i < 4; i++) {
        SCOPED c = 10 + i;
        if (i == 0) continue;
        if (i == n) break;
        if (n == 9) goto out;
    }
    {
        SCOPED d = 3;
        return ({ SCOPED e = 4; e + d; });
    }
out:
    printf("out ");
    return -1;
}

int main(void)
{
    printf("= %d\n", f(0)); printf("= %d\n", f(2)); printf("= %d\n", f(9));
    for (SCOPED k = 0; k < 2; k++) printf("body ");
    printf("\n");
    return 0;
}

/* expect:
~2 ~1 = 3
~2 ~10 ~11 ~12 ~4 ~3 ~1 = 7
~2 ~10 ~11 out ~1 = -1
body body ~2 
*/
