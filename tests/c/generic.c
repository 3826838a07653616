/* _Generic, typeof, __auto_type, _Static_assert, _Alignof, _Alignas. */
#include <stdio.h>

#define name(x) _Generic((x), int: "int", double: "double", char *: "string", default: "other")
_Static_assert(sizeof(int) == 4, "int");

int main(void)
{
    _Alignas(32) char buffer[3];
    __auto_type d = 1.5; typeof(d) e = d * 2; typeof(int[3]) a = { 1, 2, 3 };
    printf("%s %s %s %s\n", name(1), name(d), name("s"), name(buffer[0]));
    printf("%g %d %d %d\n", e, a[2], (int)_Alignof(double), (int)((long)buffer % 32));
    printf("%d %d\n", _Generic(a, int *: 1, default: 2), (int)_Alignof(buffer));
    return 0;
}

/* expect:
int double string other
3 3 8 0
1 32
*/
