/* Several computed gotos whose labels are not all reached from all of them: what a label's own
   jump has defined is still there behind it. */
#include <stdio.h>
__attribute__((noinline)) static long run(const int *code, long n)
{
    long sum = 0;
    for (int i = 0; i < n; i++) {
        long a = code[i] * 3L;
        double d = code[i] / 2.0;
        _Bool odd = code[i] & 1;
        void *first[] = { &&even, &&odd };
        goto *first[odd];
    even:
        sum += a + (long)d;
        continue;
    odd:
        if (code[i] > 4) {
            long b = a * a + odd;
            void *second[] = { &&large, &&small };
            goto *second[b < 600];
        large:
            sum += b + a;
            continue;
        small:
            sum -= b + (long)(d * 2) + odd;
        }
    }
    void *last[] = { &&end };
    goto *last[0];
end:
    return sum;
}
int main(void)
{
    int code[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
    printf("%ld\n", run(code, 11));
}
/* expect:
1303
*/
