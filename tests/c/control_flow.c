/* Loops, break, continue, goto into and out of blocks, dangling else, comma, nested conditions. */
#include <stdio.h>

static int collatz(int n) { int k = 0; while (n != 1) { n = n % 2 ? 3 * n + 1 : n / 2; k++; } return k; }

int main(void)
{
    int i, j, n = 0;
    for (i = 0, j = 10; i < j; i++, j--) if (i == 3) continue; else n += j;
    printf("%d %d %d\n", i, j, n);
    for (;;) { if (++n > 60) break; }
    do { n -= 7; if (n < 20) break; } while (n > 0);
    printf("%d %d\n", n, collatz(27));
    i = 0;
again:
    if (i < 3) { printf("%d", i++); goto again; }
    printf("\n");
    goto inside;
    while (i < 10) {
        i += 100;
    inside:
        i += 2;
        if (i == 7) goto out;
    }
out:
    printf("%d\n", i);
    for (i = 0; i < 3; i++)
        for (j = 0; j < 3; j++) {
            if (j == 2) break;
            if (i == 1) goto next;
            printf("%d%d ", i, j);
        next:;
        }
    printf("\n");
    if (0) { dead: printf("reached\n"); return 0; }
    if (1 || n++) printf("%d %d\n", n, (i = 5, i + 1));
    i = 3;
    while (i --> 0) ;
    printf("%d\n", i);
    goto dead;
}

/* expect:
5 5 33
19 111
012
107
00 01 20 21 
19 6
-1
reached
*/
