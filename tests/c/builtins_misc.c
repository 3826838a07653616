/* constant_p, expect, choose_expr, types_compatible_p, object_size, unreachable, memory functions. */
#include <stdio.h>
#include <string.h>

#define kind(x) __builtin_choose_expr(__builtin_types_compatible_p(__typeof__(x), int), 1, \
                __builtin_choose_expr(__builtin_types_compatible_p(__typeof__(x), double), 2, 3))
struct S { char a[10]; int b; } s;
static int f(int n) { switch (n & 1) { case 0: return 4; case 1: return 5; } __builtin_unreachable(); }

int main(int argc, char **argv)
{
    char buffer[20], copy[20]; double d; int n = argc + 1;
    printf("%d %d %d\n", kind(n), kind(d), kind(argv));
    printf("%d %d\n", __builtin_constant_p(3 + 4), __builtin_constant_p("x"));
    if (__builtin_expect(n > 100, 0)) printf("no\n"); else printf("yes\n");
    printf("%ld %ld %ld\n", (long)__builtin_object_size(buffer, 0), (long)__builtin_object_size(&s.a[2], 1),
           (long)__builtin_object_size(argv, 0));
    memset(buffer, 'z', 19); buffer[19] = 0;
    memcpy(copy, buffer, sizeof copy);
    memmove(copy + 1, copy, 5);
    copy[0] = 'A'; memcpy(copy + 7, "mid", 3);
    printf("%s %d %d\n", copy, memcmp(copy, buffer, 1) < 0, (int)strlen(copy));
    printf("%d %d %d\n", f(2), f(3), __builtin_abs(-n));
    printf("%d %d\n", (int)__builtin_strlen("literal"), __builtin_classify_type(d));
    printf("%d\n", __builtin_return_address(0) != 0 && __builtin_frame_address(0) != 0);
    printf("%s %s\n", __func__, __PRETTY_FUNCTION__);
    return 0;
}

/* expect:
1 2 3
1 1
yes
20 8 -1
Azzzzzzmidzzzzzzzzz 1 19
4 5 2
7 8
1
main main
*/
