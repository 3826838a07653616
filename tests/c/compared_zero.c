/* Zero on the left of comparisons that branch: a machine's zero register, not its flags. */
#include <stdio.h>

static int below(unsigned a) { if (0 < a) return 1; return 0; }
static int at_least(unsigned a) { if (0 >= a) return 1; return 0; }
static int beneath(unsigned long a, unsigned long b) { if (0 < a && b > 0) return 1; return 0; }
static int negative(long a) { if (0 > a) return 1; return 0; }
static int null(const char *p) { if ((const char *)0 < p) return 1; return 0; }

int main(void)
{
    for (int i = -1; i < 2; i++)
        printf("%d %d %d %d\n", below(i), at_least(i), beneath(i, 1), negative(i));
    printf("%d %d\n", null("x"), null(0));
    return 0;
}

/* expect:
1 0 1 1
0 1 0 0
1 0 1 0
1 0
*/
