/* A range designator repeats every member of its records, bit-fields too; found by a generated
   program in which only the first record of the range had its bit-field. */
/* expect:
0 0 0 0 0 | 1 15 -3 2 5 | 1 15 -3 2 5 | 0 0 0 0 0
1 15 -3 2 5 | 1 15 -3 2 5 | 1 9 -3 2 5 | 1 15 -3 0 5
7 3 1 2 6 | 7 3 1 2 6 | 7 3 1 2 6 | 0 0 0 0 0
sums 40 45 -120 80 20 calls 1
7 7 0 7 | 1 1 1 | 5 0
*/
#include <stdio.h>

struct record { int first; unsigned a : 5; int b : 4; short c; unsigned d : 3; };

static struct record fixed[4] = { [1 ... 2] = { 1, 15, -3, 2, 5 } };
static struct record changed[4] = {
    [0 ... 3] = { 1, 15, -3, 2, 5 }, [2].a = 9, [3].c = 0,
};
static struct { unsigned x : 3; } small[4] = { [0 ... 3] = { 7 }, [2].x = 0 };
static int calls;

static int call(int value)
{
    calls++;
    return value;
}

static void show(const struct record *r)
{
    for (int i = 0; i < 4; i++)
        printf("%d %u %d %d %u%s", r[i].first, (unsigned)r[i].a, r[i].b, r[i].c, (unsigned)r[i].d,
               i < 3 ? " | " : "\n");
}

int main(void)
{
    show(fixed);
    show(changed);
    int n = call(3) - 0;
    calls = 0;
    struct record local[4] = { [0 ... 2] = { 7, n, 1, 2, 6 } };
    show(local);
    struct record many[40] = { [0 ... 19] = { 1, 4, -6, 4, 1 }, [20 ... 39] = { 1, n, 0, n - 3, 0 } };
    many[20].a = call(n) - n;
    int sum[5] = { 0 };
    for (int i = 0; i < 40; i++) {
        sum[0] += many[i].first;
        sum[1] += many[i].a - (i < 20 ? 4 : 3) + (i < 15 ? 3 : 0) + (i == 20 ? 3 : 0);
        sum[2] += many[i].b;
        sum[3] += many[i].c;
        sum[4] += many[i].d;
    }
    printf("sums %d %d %d %d %d calls %d\n", sum[0], sum[1], sum[2], sum[3], sum[4], calls);
    struct { unsigned b : 1; } bits[3] = { [0 ... 2] = { 1 } };
    struct { unsigned p : 4, q : 4; } over[2] = { [0 ... 1] = { 5, 6 }, [0].q = 0, [1] = { 0, 0 } };
    printf("%d %d %d %d | %d %d %d | %d %d\n", small[0].x, small[1].x, small[2].x, small[3].x,
           bits[0].b, bits[1].b, bits[2].b, over[0].p, over[0].q + over[1].p + over[1].q);
    return 0;
}
