/* static inline, extern inline, always_inline, recursion, mutual calls. */
#include <stdio.h>

static inline int sq(int x) { return x * x; }
inline int twice(int x) { return 2 * x; }
extern inline int twice(int x);
static inline __attribute__((always_inline)) int pick(int c, int a, int b) { return c ? a : b; }
static int odd(unsigned n);
static int even(unsigned n) { return n == 0 ? 1 : odd(n - 1); }
static int odd(unsigned n) { return n == 0 ? 0 : even(n - 1); }
static inline int never(void) { extern int undefined_function(void); return undefined_function(); }
static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
static inline __attribute__((always_inline)) int loop(int n) { int t = 0; while (n) t += n--; return t; }

int main(void)
{
    int (*p)(int) = twice;
    printf("%d %d %d %d\n", sq(5), twice(4), p(5), pick(0, 1, 2));
    printf("%d %d %d %d\n", even(10), odd(7), fib(15), loop(10) + loop(4));
    if (0) never();
    return 0;
}

/* expect:
25 8 10 2
1 1 610 65
*/
