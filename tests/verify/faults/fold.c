#include <stdio.h>
/* A load whose value is used behind a store to the same place; comparisons that branch. */
__attribute__((noinline)) int between(int *p, int *q, int x) {
    int a = *p;
    *q = x;
    return x + a;
}
__attribute__((noinline)) int below(unsigned a, unsigned b) {
    if (a < b)
        printf("below\n");
    else
        printf("above\n");
    return a < b;
}
__attribute__((noinline)) long wide(int x, unsigned char c) { return (long)x * 2 + (signed char)c; }
int main(void) {
    int x = 5;
    printf("%d\n", between(&x, &x, 9));
    below(1, 0x80000000u);
    below(0xfffffff0u, 7);
    printf("%ld\n", wide(-3, 200));
    return 0;
}
/* expect:
14
below
above
-62
*/
