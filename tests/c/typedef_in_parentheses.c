/* C17 6.7.6.3p11: in a parameter, parentheses around a typedef name are a function that takes a
   parameter of that type; elsewhere they are around a name that is declared anew. */
/* expect:
3 4
5
*/
#include <stdio.h>

typedef int T;
typedef char U;

static int apply(int (T), int x);
static int several(T, int (*T), int((U)));

static int next(int x)
{
    return x + 1;
}

static int letter(char c)
{
    return c;
}

static int apply(int f(T), int x)
{
    return f(x);
}

static int several(int a, int *b, int f(char))
{
    return a + *b + f(1);
}

int main(void)
{
    int one = 1;
    printf("%d %d\n", apply(next, 2), several(2, &one, letter));
    int(T) = 3;
    for (int(U) = 0; U < 2; U++)
        T++;
    printf("%d\n", T);
    return 0;
}
