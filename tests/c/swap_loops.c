/* Values that swap around a loop (parallel phis), loops with several exits, nested loops. */
#include <stdio.h>

static int gcd(int a, int b) { while (b) { int t = a % b; a = b; b = t; } return a; }
static int find(int m[3][3], int x) { int i, j; for (i = 0; i < 3; i++) for (j = 0; j < 3; j++) if (m[i][j] == x) return 10 * i + j; return -1; }

int main(void)
{
    int a = 0, b = 1, c = 2; int m[3][3] = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } };
    for (int i = 0; i < 7; i++) { int t = a; a = b; b = c; c = t; }
    printf("%d %d %d %d %d %d\n", a, b, c, gcd(1071, 462), find(m, 6), find(m, 0));
    unsigned x = 123456789; int steps = 0; do { x ^= x << 13; x ^= x >> 17; x ^= x << 5; if (x % 1000 == 7) break; } while (++steps < 5000);
    printf("%u %d\n", x, steps);
    return 0;
}

/* expect:
1 2 0 21 12 -1
1617134007 2278
*/
