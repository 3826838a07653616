/* Variable length arrays: sizeof, two dimensions, parameters, loops, gotos out, typedefs, alloca. */
// options: -fsigned-char
#include <stdio.h>
#include <string.h>

static int sum(int n, int m, int a[n][m])
{
    int t = 0;
    for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) t += a[i][j];
    return t + sizeof(a[0]);
}
static int side = 0;
static int next(void) { return ++side; }

int main(void)
{
    int n = 5;
    int a[n], (*p)[n] = &a;
    for (int i = 0; i < n; i++) a[i] = i;
    printf("%d %d %d\n", (int)sizeof a, (*p)[3], (int)sizeof *p);
    int b[n - 2][n];
    for (int i = 0; i < 3; i++) for (int j = 0; j < n; j++) b[i][j] = 10 * i + j;
    printf("%d %d\n", b[2][4], sum(3, n, b));
    typedef char row[next() + 2];
    row r, s;
    printf("%d %d %d\n", (int)sizeof(row), (int)sizeof s + (int)sizeof r, side);
    long total = 0;
    for (int i = 1; i < 2000; i++) {
        char big[i * 8];
        memset(big, i, sizeof big);
        total += big[i] + sizeof big;
        if (i % 3) continue;
        total++;
    }
    printf("%ld\n", total);
    int k = 0;
back:
    {
        char c[100 + k];
        c[99] = k;
        if (++k < 1000) goto back;
        printf("%d\n", c[99]);
    }
    char *q = __builtin_alloca(n * 4);
    strcpy(q, "alloca");
    printf("%s %td\n", q, &b[2][1] - &b[0][0]);
    printf("%d\n", (int)sizeof(int[next()]));
    printf("%d\n", side);
    return 0;
}

/* expect:
20 3 20
24 200
3 6 1
15992818
-25
alloca 11
8
2
*/
