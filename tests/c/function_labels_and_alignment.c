/* Aligned functions; label addresses of inlined functions; addresses of outer frames. */
#include <stdint.h>
#include <stdio.h>

__attribute__((aligned(128))) void far_apart(void) { }
void declared(void) __attribute__((aligned(64)));
void declared(void) { }

static inline void where(void **place, int wanted)
{
    if (wanted) {
    here:
        *place = &&here;
    }
}

static void *first, *second;
__attribute__((noinline)) static void f(int wanted) { where(&first, wanted); }
__attribute__((noinline)) static void g(int wanted) { where(&second, wanted); }

__attribute__((noinline)) static void *outer_return(void) { return __builtin_return_address(1); }
__attribute__((noinline)) static void *middle(volatile char *p)
{
    volatile char more[*p];
    more[0] = 1;
    void *r = outer_return();
    return more[0] ? r : 0;
}

int main(void)
{
    printf("%d %d\n", (int)__alignof__(far_apart), (int)__alignof__(declared));
    printf("%d %d\n", (int)((uintptr_t)far_apart % 128), (int)((uintptr_t)declared % 64));
    f(1);
    g(1);
    printf("%d %d\n", first != 0, second != 0);
    volatile char size = 5;
    char *into = middle(&size);
    printf("%d\n", into > (char *)main && into < (char *)main + 4096);
    return 0;
}

/* expect:
128 64
0 0
1 1
1
*/
