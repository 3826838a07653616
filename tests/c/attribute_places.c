/* Attributes inside type names: before and behind the star of an abstract declarator, aligned. */
#include <stdio.h>

#define NOINLINE __attribute__((noinline))
#define ALIGNED __attribute__((aligned(16)))

static int four(void) { return 4; }
static int apply(int (*NOINLINE f)(void), int (NOINLINE *g)(void)) { return f() + g(); }

void *pointer = four;
int _Alignas(int ALIGNED) big;
int array[(sizeof(int ALIGNED [3]))];

int main(void)
{
    int a = ((int (NOINLINE *)(void))pointer)();
    int b = ((int (*NOINLINE)(void))pointer)();
    int c = ((NOINLINE int (*)(void))pointer)();
    printf("%d %d %d %d\n", a, b, c, apply(four, pointer));
    printf("%d %d %d\n", (int)_Alignof(int ALIGNED), (int)__alignof__(big), (int)sizeof array);
    printf("%d\n", (int)sizeof(int (NOINLINE *(*)(void))[3]));
    return 0;
}

/* expect:
4 4 4 8
16 16 48
8
*/
