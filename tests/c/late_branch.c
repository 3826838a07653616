/* A branch whose condition becomes constant only when loops have been taken apart. */
#include <stdio.h>

static int count = 0;

static void step(void) { count++; }

int main(void)
{
    int left = 1;
    int test = 0;
    while (test == 0) {
        step();
        if (left == 0)
            break;
        step();
        left--;
        test = 1;
    }
    printf("%d\n", count);
    return 0;
}

/* expect:
2
*/
