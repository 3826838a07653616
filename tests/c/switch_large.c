/* Dense and sparse switches of several hundred cases made by macros. */
#include <stdio.h>

#define C1(n) case (n): return (n) * 3 + 1;
#define C10(n) C1(n) C1(n + 1) C1(n + 2) C1(n + 3) C1(n + 4) C1(n + 5) C1(n + 6) C1(n + 7) C1(n + 8) C1(n + 9)
#define C100(n) C10(n) C10(n + 10) C10(n + 20) C10(n + 30) C10(n + 40) C10(n + 50) C10(n + 60) C10(n + 70) C10(n + 80) C10(n + 90)
static int dense(int n) { switch (n) { C100(0) C100(100) C100(200) } return -1; }
#define S1(n) case (n) * 1000003L: return (n);
static int sparse(long n) { switch (n) { S1(1) S1(2) S1(3) S1(50) S1(-7) S1(9999) default: return 0; } }

int main(void)
{
    long t = 0; for (int i = -5; i < 310; i++) t += dense(i);
    printf("%ld %d %d %d %d\n", t, sparse(50 * 1000003L), sparse(-7 * 1000003L), sparse(9999 * 1000003L), sparse(4));
    return 0;
}

/* expect:
134835 50 -7 9999 0
*/
