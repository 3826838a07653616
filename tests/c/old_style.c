/* K&R definitions and calls without a prototype. */
#include <stdio.h>

int add(a, b) int a, b; { return a + b; }
double scale(f, c, s) float f; char c; short s; { return f * c + s; }
int twice();
int main()
{
    printf("%d %g\n", add(2, 3), scale(1.5f, 'a', -1));
    printf("%d\n", twice(21));
    int (*p)() = add;
    printf("%d\n", p(4, 5));
    return 0;
}
int twice(x) int x; { return 2 * x; }

/* expect:
5 144.5
42
9
*/
