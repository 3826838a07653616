/* A cycle entered at two places: what one way in has stored is not forgotten at the other. */
#include <stdio.h>
int g;
__attribute__((noinline)) static int run(int first, int n)
{
    int sum = 0;
    if (first) {
        g = 5;
        goto inside;
    }
    g = 7;
    sum = g;
    while (n-- > 0) {
        sum += g * 10;
    inside:
        sum += g;
        if (sum > 500)
            g = 1;
    }
    return sum;
}
__attribute__((noinline)) static int table(int k, int n)
{
    static const void *labels[] = { &&a, &&b, &&c };
    int sum = 0, once = 0;
    g = 3;
    sum = g;
    if (k)
        goto store;
hub:
    if (n-- <= 0)
        return sum;
    goto *labels[n % 3];
a:
    sum += g;
    goto hub;
b:
    sum += g * 100;
    goto hub;
c:
    if (once++)
        goto hub;
store:
    g = 4;
    goto hub;
}
int main(void)
{
    printf("%d %d %d\n", run(0, 3), run(1, 3), run(1, 50));
    printf("%d %d\n", table(0, 9), table(1, 9));
}
/* expect:
238 170 995
1215 1215
*/
