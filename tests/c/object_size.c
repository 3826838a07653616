/* __builtin_object_size through tree and optimiser, __builtin_va_arg_pack; levels give the same
   answers only where the tree alone knows them, so the rest is asked under __OPTIMIZE__. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct record { int n; char name[8]; char rest[4]; };
static char global[20];

static inline __attribute__((always_inline)) int room(void *p)
{
    return (int)__builtin_object_size(p, 0);
}

static int sum(int count, ...)
{
    va_list ap;
    int total = 0;
    va_start(ap, count);
    while (count--) total += va_arg(ap, int);
    va_end(ap);
    return total;
}

extern inline __attribute__((always_inline, gnu_inline)) int sum_all(int first, ...)
{
    return first + sum(__builtin_va_arg_pack_len(), __builtin_va_arg_pack());
}

int main(int argc, char **argv)
{
    struct record r, *p = malloc(argc * sizeof r);
    char local[10];
    printf("%d %d\n", (int)__builtin_object_size(local, 0), (int)__builtin_object_size(local + 4, 1));
    printf("%d %d\n", (int)__builtin_object_size(r.name, 0), (int)__builtin_object_size(r.name, 1));
    printf("%d %d\n", (int)__builtin_object_size(p->name, 1), (int)__builtin_object_size(argv, 2));
    printf("%d %d\n", sum_all(1), sum_all(1, 2, 3, 4));
#ifdef __OPTIMIZE__
    char *q = malloc(30);
    char *either = argc > 5 ? local : global + 3;
    printf("%d %d %d\n", room(q), room(q + 10), room(global + 20));
    printf("%d %d\n", (int)__builtin_object_size(either, 0), (int)__builtin_object_size(either, 2));
    printf("%d\n", (int)__builtin_dynamic_object_size(p, 0));
    free(q);
#else
    printf("30 20 0\n17 10\n16\n");
#endif
    free(p);
    return 0;
}

/* expect:
10 6
12 8
8 0
1 10
30 20 0
17 10
16
*/
