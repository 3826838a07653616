/* A label whose address is taken stands behind an array of variable length: the graph has an edge
   into its scope, where neither the array's address nor the stack's mark dominates. */
#include <stdio.h>

static int run(int n)
{
    static void *table[] = { &&enter, &&leave };
    static void *inner;
    int sum = 0;
    goto *table[n < 0];
enter: {
        int a[n];
        inner = &&again;
        for (int i = 0; i < n; i++)
            a[i] = i + 1;
again:
        sum += a[--n];
        if (n > 0)
            goto *inner;
    }
leave:
    return sum;
}

int main(void)
{
    int first = run(3);
    printf("%d %d\n", first, run(2) + run(-1));
    return 0;
}

/* expect:
6 3
*/
