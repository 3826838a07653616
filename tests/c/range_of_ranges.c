/* A range designator in another, overridden by later designators of the same braces. */
#include <stdio.h>

struct pair { short key; unsigned low : 3, high : 5; };

static signed char fixed[3][4] = { [1 ... 2] = { [2 ... 3] = 63, [3] = 5, [2] = 0 } };
static struct pair pairs[4][3] = {
    [0 ... 3] = { [0 ... 1] = { 7, 6, 5 }, [1].low = 2, [1 ... 2].high = 1 }, [2][0].key = 9 };

static void show(const signed char (*rows)[4])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++)
            printf("%d%s", rows[i][j], j == 3 ? "\n" : " ");
}

int main(void)
{
    signed char local[3][4] = { [0 ... 1] = { [0 ... 2] = 8, [1 ... 2] = 9, [2] = -1 } };
    show(fixed);
    show(local);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 3; j++)
            printf("%d %u %u%s", pairs[i][j].key, pairs[i][j].low, pairs[i][j].high,
                   j == 2 ? "\n" : ", ");
    return 0;
}

/* expect:
0 0 0 0
0 0 0 5
0 0 0 5
8 9 -1 0
8 9 -1 0
0 0 0 0
7 6 5, 7 2 1, 0 0 1
7 6 5, 7 2 1, 0 0 1
9 6 5, 7 2 1, 0 0 1
7 6 5, 7 2 1, 0 0 1
*/
